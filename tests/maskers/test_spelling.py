"""Spellings that read the same hide nothing."""

import unicodedata
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from privml.configs.policy import MaskPolicy
from privml.core.keys import Key
from privml.maskers.keyed import normalise
from privml.maskers.spelling import bare, numbers_in, read
from privml.maskers.stage import run_mask
from privml.maskers.surrogates.registry import Surrogates
from privml.maskers.verify import ValueIndex


@given(st.text(alphabet=st.one_of(st.characters(), st.sampled_from("\u200be\u0301\u00ad\ufe0fＡ１")), max_size=40))
@example("\u0301a\u0301\u200b\u0301")
def test_offsets_lead_back_to_the_original(text: str) -> None:
    reading = read(text)
    assert len(bare(reading.text)) == len(reading.text)
    ends = [reading.original(index, index + 1) for index in range(len(reading.text))]
    assert all(0 <= start < end <= len(text) for start, end in ends)
    assert all(before <= after for before, after in pairwise(ends))
    for index, (start, end) in enumerate(ends):
        assert reading.text[index] in read(text[start:end]).text


def test_a_text_reads_as_it_looks() -> None:
    assert read("zo\u200be\u00ad@exa\u2060mple.org").text == "zoe@example.org"
    assert read("ｊｏｈｎ＠ｅｘａｍｐｌｅ．ｃｏｍ４１５").text == "john@example.com415"
    assert read(unicodedata.normalize("NFD", "Zoë")).text == "Zoë"
    assert read("你好，（世界）：①").text == "你好，（世界）：①", "punctuation of Chinese texts stays"
    assert bare("José Núñez, Łukasz, O’Brien, Ελένη, 한국") == "Jose Nunez, Lukasz, O'Brien, Ελενη, 한국"


def test_numbers_have_no_separators() -> None:
    assert [digits for digits, _, _ in numbers_in("1 (415) 555-0134")] == [
        "1415555",
        "14155550134",
        "4155550134",
        "5550134",
    ]
    assert [digits for digits, _, _ in numbers_in(read("078-05-1120, ٠٧٨٠٥١١٢٠").text)] == ["078051120"] * 2
    assert list(numbers_in("12 34 and 1" + "0" * 40)) == []


@pytest.mark.parametrize(
    ("name", "mention"),
    [
        ("José Núñez", "JOSE NUNEZ"),
        ("Jose Nunez", "José Núñez"),
        ("José Núñez", unicodedata.normalize("NFD", "José Núñez")),
        ("Ann\u200bLee", "AnnLee"),
        ("AnnaLee Pike", "Anna\u00adLee Pi\u200bke"),
        ("Pat O'Brien", "Pat O’Brien"),
        ("Pat O’Brien", "Pat O`Brien"),
        ("Ｊｏｈｎ Ｓｍｉｔｈ", "John Smith"),
        ("Anna\u2800Schmidt", "Anna Schmidt"),
        ("Łukasz Żółć", "Lukasz Zolc"),
    ],
)
def test_a_name_is_found_in_another_spelling(
    write: Callable[[str, str], Path], key: Key, name: str, mention: str
) -> None:
    source = write("t.csv", f"full name,note\n{name},please tell {mention} that we wait for an answer\n")
    target = source.with_name("masked.csv")
    report = run_mask([str(source)], str(target), policy=_patterns_only(), key=key)
    person, note = target.read_text().splitlines()[1].split(",")
    found = note.removeprefix("please tell ").removesuffix(" that we wait for an answer")
    assert found.casefold() == person.casefold()
    assert report.residual == 0


@pytest.mark.parametrize(
    ("header", "value", "mention"),
    [
        ("ssn", "536-90-4399", "536904399"),
        ("ssn", "536904399", "536 90 4399"),
        ("phone", "+1 415 555 0134", "4155550134"),
        ("phone", "415.555.0134", "４１５-５５５-０１３４"),
        ("email", "ann@example.com", "A\u200bnn@exam\u00adple.com"),
        ("email", "ann@corp.example", "?to=ann%40corp.example"),
        ("member id", "4471-0098-12", "4471009812"),
    ],
)
def test_an_identifier_is_found_in_another_spelling(
    write: Callable[[str, str], Path], key: Key, header: str, value: str, mention: str
) -> None:
    source = write("t.csv", f"{header},note\n{value},we have written down {mention} for the next call\n")
    target = source.with_name("masked.csv")
    run_mask([str(source)], str(target), policy=_patterns_only(), key=key)
    note = read(target.read_text().splitlines()[1].partition(",")[2]).text
    assert note.startswith("we have written down ")
    digits = "".join(c for c in note if c.isdigit())
    wanted = "".join(c for c in read(mention).text if c.isdigit())
    assert not wanted or wanted not in digits
    assert "ann" not in note.removesuffix("for the next call").casefold().replace("we have written down", "")


def test_spellings_of_a_value_have_one_surrogate(key: Key) -> None:
    surrogates = Surrogates(key, "en_US")
    assert normalise("zoe@exa\u200bmple.org") == "zoe@example.org"
    for kind, one, other in (
        ("PERSON", "José Núñez", "Jose Nunez"),
        ("PERSON", "O'Brien", "O’Brien"),
        ("EMAIL_ADDRESS", "ann@corp.example", "ＡＮＮ@corp.example"),
        ("PHONE_NUMBER", "4155550134", "４１５５５５０１３４"),
    ):
        assert surrogates.make(kind, one) == read(surrogates.make(kind, other)).text.replace("’", "'"), one
    assert surrogates.make("EMAIL_ADDRESS", "ann%40a.example").replace("%40", "@") == surrogates.make(
        "EMAIL_ADDRESS", "ann@a.example"
    )


def test_verification_sees_through_spelling() -> None:
    index = ValueIndex([("PERSON", "José Núñez"), ("US_SSN", "536-90-4399"), ("PHONE_NUMBER", "+14155550134")])
    assert index.count("ask JOSE NUNEZ") == {"PERSON": 1}
    assert index.count("536904399 and 536 90 4399, 1 (415) 555-0134") == {"US_SSN": 2, "PHONE_NUMBER": 1}
    assert index.count("jos nunez 53690439 5550134") == {}


def _patterns_only() -> MaskPolicy:
    return MaskPolicy.model_validate({"detect": {"text": {"model": None}}})
