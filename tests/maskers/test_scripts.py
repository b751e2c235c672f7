"""The language of a text by its script, and what depends on it."""

from pathlib import Path

import pytest
from privml.configs.policy import TextDetection
from privml.maskers.recognizers.detector import Detector
from privml.maskers.recognizers.scripts import has_latin_word, language_of

NUMBER = "943-70-4321"  # a taxpayer number of the United States, which only a rule of Presidio's finds
RECOGNIZERS = """
recognizers:
  - name: badge
    supported_entity: BADGE
    patterns: [{name: badge, regex: 'B-\\d{4}', score: 0.9}]
  - name: russian
    supported_language: ru
    supported_entity: OFFICE
    patterns: [{name: office, regex: '№ ?\\d{3}', score: 0.9}]
  - name: german
    supported_language: de
    supported_entity: KENNUNG
    patterns: [{name: kennung, regex: 'K-\\d{3}', score: 0.9}]
"""


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("", "en"),
        ("12-34 !", "en"),
        ("Ask Ann Lee", "en"),
        ("Zoë wohnt in Köln", "en"),  # one script, many languages
        ("请联系王小明", "zh"),
        ("請聯絡陳小姐", "zh"),
        ("请联系 John 的同事王小明，电话不通", "zh"),
        ("Please forward this to 王小明 before noon, thanks", "en"),
        ("山田さんは東京に住んでいます", "ja"),
        ("カタカナ", "ja"),
        ("今天の天气真好，我们一起去公园散步吧", "zh"),  # の for decoration
        ("김민수 씨에게 전화해 주세요", "ko"),
        ("Иван Петров живёт в Москве", "ru"),
        ("Γιώργος Παπαδόπουλος", "el"),
        ("محمد يسكن في القاهرة", "ar"),
        ("שלום דוד", "he"),
        ("राहुल दिल्ली में", "hi"),
        ("สมชาย", "th"),
    ],
)
def test_scripts_tell_languages(text: str, language: str) -> None:
    assert language_of(text) == language


@pytest.mark.parametrize(("text", "has_word"), [("王a明", False), ("王 SSN", True), ("Ёж", False), ("é", False)])
def test_latin_words(text: str, has_word: bool) -> None:
    assert has_latin_word(text) is has_word


@pytest.mark.parametrize(
    ("language", "text", "is_found"),
    [
        ("en", f"My taxpayer number is {NUMBER}", True),
        ("auto", f"My taxpayer number is {NUMBER}", True),
        ("auto", NUMBER, True),  # no script at all
        ("auto", f"他的 ITIN 是 {NUMBER}", True),  # a Latin word in a Chinese text
        ("en", f"编号 {NUMBER}", True),
        ("auto", f"编号 {NUMBER}", False),
        ("de", f"My taxpayer number is {NUMBER}", False),
    ],
)
def test_american_numbers(language: str, text: str, is_found: bool) -> None:
    detector = Detector(TextDetection(model=None, language=language), ignored=frozenset())
    found = detector.find_in_texts([text])[0]
    assert ("US_ITIN" in {span.entity_type for span in found}) is is_found


def test_recognizer_files_by_language(tmp_path: Path) -> None:
    (tmp_path / "own.yaml").write_text(RECOGNIZERS)
    detection = TextDetection(model=None, language="auto", recognizers=["own.yaml"])
    detector = Detector(detection, ignored=frozenset(), folder=tmp_path)
    assert {"BADGE", "OFFICE", "KENNUNG"} <= detector.supported_types()
    texts = {
        "Badge B-1234 and K-123": {"BADGE", "KENNUNG"},  # a script is not a language: all that are written so
        "工牌 B-1234，谢谢": {"BADGE"},  # an entry without a language is for every text
        "バッジは B-1234 です": {"BADGE"},
        "Кабинет № 123": {"OFFICE"},
        "Room № 123 please": set(),
        "Кабинет на втором этаже № 123 und auch K-123": {"OFFICE", "KENNUNG"},
    }
    found = detector.find_in_texts(list(texts))
    own = {"BADGE", "OFFICE", "KENNUNG"}
    assert [{s.entity_type for s in spans} & own for spans in found] == list(texts.values())
