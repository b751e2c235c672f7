"""Names beside emoji and between tags: the model sees blanks there."""

from pathlib import Path

import pandas as pd
import privml
import pytest
from privml.configs.policy import TextDetection
from privml.maskers.recognizers.detector import Detector
from privml.maskers.recognizers.markup import without_tags
from privml.maskers.spelling import read

PEOPLE = ["Margaret Whitfield", "George Ashdown", "Linda Combs", "Oliver Trench"]
FORMS = [
    "Many thanks {}😊 see you tomorrow",
    "🎉{}🎉 joined the team",
    "☎️{}❤️ called",
    "<tr><td>12</td><td>{}</td><td>paid</td></tr>",
    "<Dbtr><Nm>{}</Nm></Dbtr>",
    "Dear <b>{}</b>,",
    '<p class="x">Dear <span style="color:red">{}</span>,<br/>thank you</p>',
]


@pytest.fixture(scope="module")
def detector() -> Detector:
    return Detector(TextDetection(model="privml"), ignored=frozenset())


@pytest.mark.parametrize("form", FORMS)
def test_names_are_found(detector: Detector, form: str) -> None:
    texts = [form.format(name) for name in PEOPLE]
    for text, name, spans in zip(texts, PEOPLE, detector.find_in_texts(texts), strict=True):
        place = range(text.index(name), text.index(name) + len(name))
        covered = {index for span in spans for index in range(span.start, span.end)}
        assert all(index in covered for index in place if text[index].isalpha()), text


def test_names_of_tags_are_nobody(detector: Detector) -> None:
    text = "<Dbtr><Nm>x</Nm></Dbtr><CdtrAcct>1</CdtrAcct><BkTxCd>2</BkTxCd>"
    assert detector.find_in_texts([text]) == [[]]


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("Dear <b>Ann</b>", "Dear    Ann    "),
        ("from <Ann Lee>", "from <Ann Lee>"),
        ("from <Ann>", "from <Ann>"),
        ("<ann@example.org>", "<ann@example.org>"),
        ('<a title="Ann Lee">x</a>', '<a title="Ann Lee">x    '),
        ("a<br>b", "a    b"),
        ("1 < 2 and 3 > 2", "1 < 2 and 3 > 2"),
    ],
)
def test_only_tags_become_blanks(text: str, seen: str) -> None:
    assert without_tags(text) == seen


def test_long_markup_keeps_its_length() -> None:
    for text in ("<b" * 200_000, "<td class='x' " * 60_000, "</" * 200_000, "<p>" * 200_000):
        assert len(without_tags(text)) == len(text)


@pytest.mark.parametrize(("text", "seen"), [("Ann😊", "Ann "), ("4️⃣", "4"), ("㈱", "㈱"), ("10 °C ✓", "10 °C  ")])
def test_pictures_are_read_as_blanks(text: str, seen: str) -> None:
    assert read(text).text == seen


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("Dear <b>Ann</b> <i>Lee</i>, how are you?", "Dear <b>?</b> <i>?</i>, how are you?"),
        ("<td>John</td><td>Doe</td>", "<td>?</td><td>?</td>"),
        ("Write to <b>Mr. Miller</b><br>Springfield", "Write to <b>Mr. ?</b><br>?"),
    ],
)
def test_tags_stay_whole_between_names(text: str, kept: str) -> None:
    policy = {"columns": {"note": "text"}, "operators": {"default": {"type": "replace", "label": "?"}}}
    policy["operators"] |= {"PERSON": {"type": "replace", "label": "?"}, "LOCATION": {"type": "replace", "label": "?"}}
    masked = privml.mask(pd.DataFrame({"note": [text]}), policy)
    assert masked["note"][0] == kept


def test_a_recognizer_of_the_users_sees_the_tags(tmp_path: Path) -> None:
    (tmp_path / "own.yaml").write_text(
        "recognizers:\n- name: mrn\n  supported_entity: MRN\n  supported_language: en\n  patterns:\n"
        "  - {name: tag, regex: '(?<=<mrn>)[A-Z0-9-]{4,12}(?=</mrn>)', score: 0.9}\n"
    )
    policy = {
        "columns": {"note": "text"},
        "detect": {"text": {"model": None, "recognizers": [str(tmp_path / "own.yaml")]}},
        "operators": {"MRN": "redact"},
    }
    masked = privml.mask(pd.DataFrame({"note": ["seen <mrn>QX-77-KL</mrn> on that day"]}), policy)
    assert masked["note"][0] == "seen <mrn></mrn> on that day"


def test_a_name_in_an_attribute_is_no_part_of_a_tag() -> None:
    assert without_tags("<p id='Margaret Whitfield'>x</p>").startswith("<p id='Margaret Whitfield'>")
    tag = "<p id='main-box' class=\"a b\">"
    assert without_tags(f"{tag}x</p>") == " " * len(tag) + "x    "


def test_chinese_names_between_tags_are_found(detector: Detector) -> None:
    text = "<tr><td>客户王明来电</td><td>联系人李晓华</td></tr>"
    (spans,) = detector.find_in_texts([text])
    found = {text[span.start : span.end] for span in spans if span.entity_type == "PERSON"}
    assert {"王明", "李晓华"} <= found
    assert not any("<" in value for value in found)
