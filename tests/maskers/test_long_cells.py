"""Time and memory grow with the length of a cell, whatever it holds, not with its square."""

import random
import tracemalloc
from collections.abc import Callable

import pytest
from privml.configs.policy import MaskPolicy, TextDetection
from privml.core.keys import Key
from privml.core.tables import Batch
from privml.maskers.candidates import Candidates
from privml.maskers.columns import decide_column
from privml.maskers.engine import Engine
from privml.maskers.operators.registry import OperatorTable
from privml.maskers.plan import ColumnPlan
from privml.maskers.profile import ColumnProfile
from privml.maskers.recognizers.detector import Detector
from privml.maskers.recognizers.markup import apart_from_tags
from privml.maskers.recognizers.patterns import find_patterns
from privml.maskers.recognizers.spacy_model import BoundedTokenizer
from privml.maskers.recognizers.terms import Term, find_terms
from privml.maskers.spans import Span, resolve_overlaps
from privml.maskers.spelling import read
from privml.maskers.stage import make_detector
from privml.maskers.verify import ValueIndex

from ..growth import require_linear

_draw = random.Random(5)
_WORDS = (
    "the order of Ann Lee was late and we asked Mr Smith to call back on Monday about invoice 2041 in Berlin".split()
)
_HAN = "我们明天去北京看展览请联系王先生谢谢电话在朝阳区建国路号楼张伟李娜"


def _some(pieces: str | list[str], between: str, length: int) -> str:
    return between.join(_draw.choices(pieces, k=length))[:length]


KINDS: dict[str, Callable[[int], str]] = {
    "one letter": lambda n: "x" * n,
    "letters": lambda n: _some("abcdefghijklmnopqrstuvwxyz", "", n),
    "letters and digits": lambda n: _some("abcdef0123456789", "", n),
    "digits": lambda n: _some("0123456789", "", n),
    "prose": lambda n: _some(_WORDS, " ", n // 4)[:n],
    "pairs of digits": lambda n: _some([f"{i:02d}" for i in range(100)], " ", n // 3),
    "dotted digits": lambda n: _some("0123456789", ".", n // 2),
    "digits and dashes": lambda n: _some([f"{i:03d}" for i in range(1000)], "-", n // 4),
    "brackets and digits": lambda n: _some(["(1)", "(22)", "[3]"], " ", n // 4),
    "addresses of machines": lambda n: _some([f"10.{i}.{j}.7" for i in range(40) for j in range(40)], " ", n // 9),
    "addresses of mail": lambda n: _some([f"u{i}@example.org" for i in range(500)], ",", n // 15),
    "codes": lambda n: _some([f"AB{i:05d}" for i in range(5000)], " ", n // 8),
    "at signs": lambda n: "@" * n,
    "letters and at signs": lambda n: "a@" * (n // 2),
    "brackets": lambda n: "(" * n,
    "brackets in turn": lambda n: "([{<" * (n // 4),
    "colons": lambda n: ":" * n,
    "slashes": lambda n: "://" * (n // 3),
    "hosts": lambda n: "www.1." * (n // 6),
    "host labels": lambda n: "a." * (n // 2),
    "capitals": lambda n: "Aa " * (n // 3),
    "words of announcements": lambda n: _some(
        ["passport", "password", "no", "is", "account", "number", ":"], " ", n // 6
    ),
    "blanks": lambda n: "Will" + " " * (n - 8) + "Will",
    "Han": lambda n: _some(_HAN, "", n),
    "Han and digits": lambda n: _some(_HAN + "0123456789", "", n),
    "emoji": lambda n: "👩\u200d👩\u200d👧" * (n // 5),
    "invisible": lambda n: "a\u200b" * (n // 2),
    "marks": lambda n: "e" + "\u0301" * (n - 1),
    "Russian": lambda n: _some("оса роса ухо Москва живут в и на".split(), " ", n // 5),
    "look-alikes": lambda n: _some(["аnn", "Роре", "x", "ж"], " ", n // 4),
    "letters as digits": lambda n: _some("4О1І", " ", n // 2),
    "key blocks": lambda n: "-----BEGIN PRIVATE KEY-----" * (n // 27),
}


@pytest.mark.parametrize("kind", KINDS)
def test_patterns(kind: str) -> None:
    detector = make_detector(*_settings())
    require_linear(lambda text: detector.find_in_texts([text, text + "."]), KINDS[kind])


@pytest.mark.parametrize("kind", KINDS)
def test_masking_with_what_the_row_knows_and_a_second_look(kind: str, key: Key) -> None:
    policy, operators, folder = _settings()
    columns = [("name", "PERSON"), ("phone", "PHONE_NUMBER"), ("born", "DATE_OF_BIRTH"), ("mail", "EMAIL_ADDRESS")]
    plans = [
        ColumnPlan(number, name, "identifier", kind, False, operators.operator_for(kind), {}, "")
        for number, (name, kind) in enumerate(columns)
    ]
    plans.append(ColumnPlan(4, "note", "text", None, False, None, {}, ""))
    engine = Engine(
        plans, detector=make_detector(policy, operators, folder), operators=operators, row_context=True, verify="values"
    )

    def mask(text: str) -> None:
        row = ["Anna Cantwell", "212-736-5000", "1980-02-01", "anna.cantwell@example.org", text]
        engine.mask(Batch(0, [row], [row]))

    require_linear(mask, KINDS[kind], 6_000)


def _settings() -> tuple[MaskPolicy, OperatorTable, None]:
    policy = MaskPolicy.model_validate({"detect": {"text": {"model": None}}})
    return policy, OperatorTable(policy.operators, key=Key(b"0" * 32), locale="en_US"), None


@pytest.mark.parametrize("kind", ["one letter", "digits", "pairs of digits", "letters and digits", "Han", "prose"])
def test_deciding_what_a_column_is(kind: str) -> None:
    def decide(text: str) -> None:
        profile = ColumnProfile()
        profile.update([text, text + "x", "1" + text])
        decide_column("c", profile, identifier_share=0.8)

    require_linear(decide, KINDS[kind])


@pytest.mark.parametrize("kind", ["one letter", "brackets", "brackets in turn", "at signs", "prose", "host labels"])
def test_words_of_spacy(kind: str) -> None:
    import spacy

    plain = spacy.blank("en").tokenizer
    bounded = BoundedTokenizer(plain)
    require_linear(bounded, KINDS[kind], 4_000)
    text = "see (a.b) now " + KINDS[kind](950) + " and (so on)\n"
    doc = bounded(text)
    assert doc.text == text
    assert all(text[token.idx : token.idx + len(token)] == token.text for token in doc)
    assert [token.text for token in doc][:5] == [token.text for token in plain(text)][:5]


def test_many_findings() -> None:
    def resolve(text: str) -> None:
        spans = [Span(start, start + 3, "A", 0.9, "r") for start in range(0, len(text), 4)]
        spans += [Span(start + 1, start + 4, "B", 0.8, "r") for start in range(0, len(text), 4)]
        resolved = resolve_overlaps(spans, text)
        assert len(resolved) == len(spans)

    require_linear(resolve, lambda n: "x" * n, 20_000)


def test_many_names_of_a_long_text() -> None:
    names = [f"{a}{b}" for a in "王李张刘陈杨黄赵" for b in _HAN] + [f"Name{n}" for n in range(200)]
    terms = [Term(name, "PERSON", False) for name in names]

    def search(text: str) -> list[Span]:
        return list(find_terms(text, terms[: len(text) // 100], recognizer="r"))

    require_linear(search, KINDS["Han"])
    text = KINDS["Han"](5000) + "张伟Name7和Name8"
    found = search(text + " " * 100_000)
    alone = {(s.start, s.end) for term in terms for s in find_terms(text, [term], recognizer="r")}
    assert {(s.start, s.end) for s in found} == alone, "by the index as one by one"


def test_many_values_that_begin_alike() -> None:
    def count(text: str) -> None:
        values = [("IP_ADDRESS", f"10.{n >> 8}.{n & 255}.7") for n in range(len(text) // 20)]
        ValueIndex(values).count(text)

    require_linear(count, KINDS["addresses of machines"], 40_000)


def test_numbers_of_many_groups() -> None:
    wanted = ["12-34-56", "2127365000", "1 2 3 4 5 6 7", "99"]

    def among(text: str) -> list[str]:
        return list(Candidates([text, "5 6"]).among(wanted))

    require_linear(among, KINDS["pairs of digits"])
    for filler in ("", "0 " * 400):
        assert among(f"{filler}7 12 34 56 8") == ["12-34-56"]
        assert among(f"{filler}21 273 65 0 0 0") == ["2127365000"]


@pytest.mark.parametrize("kind", ["invisible", "emoji", "pairs of digits", "addresses of machines", "prose"])
def test_memory_is_bounded(kind: str) -> None:
    text = KINDS[kind](40_000)
    tracemalloc.start()
    try:
        read(text)
        reading = tracemalloc.get_traced_memory()[1]
        find_patterns(read(text).text)
        found = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert reading < 60 * len(text)
    assert found < 300 * len(text)


def test_sums_behind_commas() -> None:
    detector = Detector(TextDetection(model=None, entities=["MONEY"]), ignored=frozenset())
    require_linear(lambda text: detector.find_in_texts([text]), lambda n: "12," * (n // 3), 12_000)
    text = "买了12,500元的,500元"
    (spans,) = detector.find_in_texts([text])
    assert [text[span.start : span.end] for span in spans] == ["12,500元", "500元"]


def test_findings_among_many_tags() -> None:
    def part(text: str) -> None:
        spans = [Span(at, at + 12, "PERSON", 0.9, "privml") for at in range(0, len(text) - 12, 16)]
        assert len(apart_from_tags(spans, text)) >= len(spans)

    require_linear(part, lambda n: "<b>Ann</b> Lee <br>" * (n // 19), 40_000)
