"""Values between quotes and tags: their escapes are read, and surrogates break no JSON."""

import json

import pytest
from privml.core.keys import Key
from privml.maskers.escapes import without_escapes
from privml.maskers.keyed import KeyedChoice
from privml.maskers.rewrite import rewrite
from privml.maskers.spans import Span
from privml.maskers.surrogates.persons import person

CHOICE = KeyedChoice(Key(b"k" * 32))


@pytest.mark.parametrize(
    ("value", "plain"),
    [
        (r"M\u00fcller", "Müller"),
        (r"M\\u00fcller", "Müller"),
        (r"O\'Dea", "O'Dea"),
        (r"Jo \"Zyx\" Dea", "Jo  Zyx  Dea"),
        ("O&apos;Dea", "O'Dea"),
        ("Garc&#237;a", "García"),
        ("Haas", "Haas"),
        ("AT&T", "AT&T"),
    ],
)
def test_escapes_are_read(value: str, plain: str) -> None:
    assert without_escapes(value) == plain


@pytest.mark.parametrize("name", ["Müller", "Jörg Solberg", "Núñez"])
def test_surrogates_of_escaped_names_are_those_of_the_names(name: str) -> None:
    escaped = json.dumps(name)[1:-1]
    assert "\\u" in escaped
    surrogate = person(CHOICE, escaped, "en_US")
    assert surrogate == person(CHOICE, name, "en_US")
    assert json.loads(f'{{"name": "{surrogate}"}}')["name"] == surrogate


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
