"""Gold in every format: the same entities come out, and what is broken is told by its line and no value."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import privml
import pytest
from privml.core.errors import DataError, PrivmlError, UsageError
from privml.maskers.evaluation.formats import FORMATS, read_gold
from privml.maskers.evaluation.gold import GoldDocument

Write = Callable[[str, str | bytes], Path]
TEXT = "Zoë Quist met Bob ."
SPANS = [(0, 9, "PER"), (14, 17, "PER")]


def tab_mention(start: int, end: int, kind: str, entity: str, **more: Any) -> dict[str, Any]:
    mention = {"entity_type": kind, "start_offset": start, "end_offset": end, "span_text": TEXT[start:end]}
    return mention | {"entity_id": entity, "identifier_type": "DIRECT"} | more


def content_of(form: str) -> str:
    spans = [{"start": start, "end": end, "label": kind} for start, end, kind in SPANS]
    presidio = [
        {"entity_type": kind, "entity_value": TEXT[start:end], "start_position": start, "end_position": end}
        for start, end, kind in SPANS
    ]
    mentions = [tab_mention(start, end, kind, f"e{start}") for start, end, kind in SPANS]
    return {
        "jsonl": json.dumps({"text": TEXT, "spans": spans}) + "\n",
        "presidio": json.dumps([{"full_text": TEXT, "masked": None, "spans": presidio}], indent=2),
        "tab": json.dumps([{"text": TEXT, "doc_id": "1", "annotations": {"a1": {"entity_mentions": mentions}}}]),
        "conll": "Zoë\tB-PER\nQuist\tI-PER\nmet\tO\nBob\tB-PER\n.\tO\n",
    }[form]


def places(documents: list[GoldDocument]) -> list[list[tuple[int, int, str]]]:
    return [[(span.start, span.end, span.label) for span in document.spans] for document in documents]


@pytest.fixture
def gold(tmp_path: Path, write: Write) -> Callable[[str], Path]:
    def make(form: str) -> Path:
        if form != "brat":
            return write(f"{form}.gold", content_of(form))
        folder = tmp_path / "brat"
        folder.mkdir()
        (folder / "a.1.txt").write_text(TEXT)
        (folder / "a.1.ann").write_text(
            "T1\tPER 0 9\tZoë Quist\nT2\tPER 14 17\tBob\nR1\tKnows Arg1:T1 Arg2:T2\n#1\tNote T1\tseen\n"
        )
        return folder

    return make


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("forced", [False, True])
def test_every_format_gives_the_same_entities(gold: Callable[[str], Path], form: str, forced: bool) -> None:
    _, told, documents = read_gold(str(gold(form)), form=form if forced else None)
    assert told == form
    assert [document.text for document in documents] == [TEXT]
    assert places(documents) == [SPANS]


def test_annotators_are_documents_of_their_own(write: Write) -> None:
    by_both = {"a1": [tab_mention(0, 9, "PERSON", "e1")], "a2": [tab_mention(14, 17, "PERSON", "e2")]}
    nested = {"text": TEXT, "annotations": {name: {"entity_mentions": found} for name, found in by_both.items()}}
    flat = {"text": TEXT, "entities": [m | {"annotator": name} for name, found in by_both.items() for m in found]}
    for record in (nested, flat):
        _, form, documents = read_gold(str(write("gold.jsonl", json.dumps(record))))
        assert form == "tab"
        assert places(documents) == [[(0, 9, "PERSON")], [(14, 17, "PERSON")]]
        assert [document.spans[0].identifier for document in documents] == ["direct", "direct"]


def test_blanks_at_the_edges_of_a_span_are_cut_off(write: Write) -> None:
    path = write("gold.jsonl", json.dumps({"text": " Bob ", "spans": [{"start": 0, "end": 5, "label": "PER"}]}))
    assert places(read_gold(str(path))[2]) == [[(1, 4, "PER")]]


def test_parts_of_an_entity_are_spans(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Ann and Bob Lee")
    (tmp_path / "a.ann").write_text("T1\tPER 0 3;12 15\tAnn Lee\n")
    assert places(read_gold(str(tmp_path))[2]) == [[(0, 3, "PER"), (12, 15, "PER")]]


GOOD = '{"text": "Bob left", "spans": [{"start": 0, "end": 3, "label": "PER"}]}\n'
SECRET = "Quillfeather"


def bad(**changes: Any) -> str:
    span = {"start": 0, "end": 12, "label": "PER"} | changes
    return json.dumps({"text": f"{SECRET} left", "spans": [{k: v for k, v in span.items() if v is not None}]})


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("", "is empty"),
        (" \n\n", "is empty"),
        (f"{SECRET} wrote a letter\n", "no known gold format"),
        (f'{{"message": "{SECRET}"}}\n', "no known gold format"),
        (GOOD + f'{{"text": "{SECRET}", \n', "line 2: broken JSON"),
        (GOOD + "\n" + f'["{SECRET}"]\n', "line 3: not a JSON object"),
        ("[" + GOOD + f', {{"text": "{SECRET}" 1', r"record 2 \(line 2\): broken JSON"),
        ("[" + GOOD, "list has no end"),
        ("[" + GOOD + GOOD, r"record 1 \(line 1\): broken JSON after it"),
        (GOOD + bad(end=99), r"line 2: span 1 \(0 to 99\) leaves its text of 17 characters"),
        (GOOD + bad(start=-1), "leaves its text"),
        (GOOD + bad(start=5, end=5), "leaves its text"),
        (GOOD + bad(start=12, end=13), "line 2: span 1 holds nothing but blanks"),
        (GOOD + bad(start="0"), "line 2: start of a span is missing or not a whole number"),
        (GOOD + bad(end=True), "line 2: end of a span"),
        (GOOD + bad(label=None), "line 2: a span has no entity_type or label"),
        (GOOD + f'{{"text": "{SECRET}"}}', "line 2: spans is missing"),
        (GOOD + f'{{"text": ["{SECRET}"], "spans": []}}', "line 2: text is missing or not a text"),
        (GOOD + f'{{"text": "{SECRET}\\ud800", "spans": []}}', "line 2: the text holds half"),
        (GOOD + f'{{"text": "{SECRET}", "spans": [], "labelled": "PER"}}', "line 2: labelled is not a list"),
        (f'{{"text": "{SECRET}", "spans": []}}', "no entity is labelled"),
        (GOOD.encode() + f'{{"text": "{SECRET}'.encode() + b'\xff"}', "line 2 is not UTF-8"),
        (
            '[{"full_text": "Ann Lee", "spans": [{"entity_type": "PERSON", "entity_value": "'
            + SECRET
            + '", "start_position": 0, "end_position": 3}]}]',
            r"record 1 \(line 1\): the value given for the span 0 to 3",
        ),
        (
            json.dumps({"text": TEXT, "entities": [tab_mention(0, 9, "PERSON", "e", identifier_type=SECRET)]}),
            "line 1: identifier_type of a mention is none of DIRECT, QUASI, NO_MASK",
        ),
        (f"Bob\tB-PER\n{SECRET}\tI-PER\n\n{SECRET}\tB-PER\nx\tZ-PER\n", "line 4 has a tag"),
    ],
)
def test_broken_gold_is_told_by_its_line_and_no_value(write: Write, content: str | bytes, message: str) -> None:
    with pytest.raises(DataError, match=message) as caught:
        read_gold(str(write("gold.txt", content)))
    assert SECRET not in str(caught.value)


@pytest.mark.parametrize(
    ("files", "message"),
    [
        ({}, r"no \.txt and no \.ann"),
        ({"a.txt": SECRET}, r"1 files are without their \.txt or \.ann"),
        ({"a.txt": SECRET, "a.ann": "T1\tPER 0 99\t\n"}, "a.ann: line 1: a span .0 to 99. leaves its text"),
        ({"a.txt": SECRET, "a.ann": "#1\tNote\nT1 PER 0 3\n"}, "a.ann: line 2: broken annotation"),
        (
            {"a.txt": "Ann Lee", "a.ann": f"T1\tPER 0 3\t{SECRET}\n"},
            "a.ann: line 1: the value given for the span 0 to 3",
        ),
        ({"a.txt": SECRET, "a.ann": ""}, "no entity is labelled"),
    ],
)
def test_broken_folders(tmp_path: Path, files: dict[str, str], message: str) -> None:
    for name, content in files.items():
        (tmp_path / name).write_text(content)
    with pytest.raises(DataError, match=message) as caught:
        read_gold(str(tmp_path))
    assert SECRET not in str(caught.value)


@pytest.mark.parametrize(("source", "form"), [("folder", "jsonl"), ("file", "brat"), ("file", "xml"), ("none", None)])
def test_a_format_that_cannot_be(tmp_path: Path, write: Write, source: str, form: str | None) -> None:
    path = {"folder": tmp_path, "file": write("gold.jsonl", GOOD), "none": tmp_path / "none.jsonl"}[source]
    with pytest.raises(UsageError):
        read_gold(str(path), form=form)


PATTERNS = {"detect": {"text": {"model": None}}}


def test_from_python_objects_and_files_agree(write: Write) -> None:
    records = [
        {"text": "write ann@example.org, call 415-555-0134", "spans": [{"start": 6, "end": 21, "label": "MAIL"}]},
        {"text": "nobody", "spans": []},
    ]
    path = write("gold.jsonl", "\n".join(map(json.dumps, records)))
    reports = [privml.evaluate(gold, policy=PATTERNS, map={"mail": "EMAIL_ADDRESS"}) for gold in (records, path)]
    first, second = ({k: v for k, v in r.to_dict().items() if k not in ("name", "seconds")} for r in reports)
    assert first == second
    assert reports[0].types["EMAIL_ADDRESS"].strict.recall == 1.0
    assert reports[0].unlabelled == {"PHONE_NUMBER": 1}
    with pytest.raises(PrivmlError, match="text 1"):
        privml.evaluate([{"text": "a", "spans": [{"start": 0, "end": 2, "label": "X"}]}])
