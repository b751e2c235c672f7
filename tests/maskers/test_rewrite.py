"""Spans are replaced in their texts, and what was a number of JSON stays JSON."""

import pytest
from privml.maskers.rewrite import rewrite
from privml.maskers.spans import Span


@pytest.mark.parametrize(
    ("text", "replacement", "written"),
    [
        ('{"id": 8842213, "n": 1}', "<ID>", '{"id": "<ID>", "n": 1}'),
        ('{"id":8842213}', "9f3c", '{"id":"9f3c"}'),
        ('{"id":8842213}', "0123456", '{"id":"0123456"}'),
        ('{"id":8842213}', "4410932", '{"id":4410932}'),
        ('{"id": "8842213"}', "<ID>", '{"id": "<ID>"}'),
        (r"{\"id\": 8842213}", "<ID>", r"{\"id\": \"<ID>\"}"),
        ("id: 8842213, n", "<ID>", "id: <ID>, n"),
        ('He said "no": 8842213', "<ID>", 'He said "no": <ID>'),
    ],
)
def test_numbers_of_json_become_texts(text: str, replacement: str, written: str) -> None:
    start = text.index("8842213")
    result = rewrite(text, [Span(start, start + 7, "ID", 1.0, "field")], lambda entity_type, value: replacement)
    assert result.text == written
    ((first, last),) = result.written
    assert replacement in result.text[first:last]
    assert result.originals == [("ID", "8842213")]
