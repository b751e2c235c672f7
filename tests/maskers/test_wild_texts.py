"""Whatever stands in a text: offsets are right, identifiers are covered to the last character, nothing raises.

`PRIVML_FUZZ=5000 pytest tests/maskers/test_wild_texts.py` tries more examples than a run of the suite.
"""

import os
from functools import cache
from itertools import pairwise

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from privml.configs.policy import MaskPolicy
from privml.configs.resolve import resolve_config
from privml.core.keys import Key
from privml.core.tables import Batch
from privml.maskers.engine import Engine
from privml.maskers.operators.registry import OperatorTable
from privml.maskers.plan import ColumnPlan, decide_columns, make_plan, profile_columns
from privml.maskers.recognizers.detector import Detector
from privml.maskers.rewrite import rewrite
from privml.maskers.spans import Span, resolve_overlaps
from privml.maskers.stage import make_detector

EXAMPLES = int(os.environ.get("PRIVML_FUZZ", "60"))
KEY = Key(b"0123456789abcdef0123456789abcdef")
fuzz = settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=[HealthCheck.too_slow])

INVISIBLE = "\u200b\u200c\u200d\u2060\ufeff\u00ad\ufe0f\u034f\u180e"
PIECES = (
    *INVISIBLE,
    *("\u0301", "\u0336", "\u20e3", "\u202e", "\u202d", "\u2066", "\u2069", "\u200f", "\u061c"),
    *("👩\u200d👩\u200d👧", "🏳️\u200d🌈", "🇩🇪", "4️⃣", "👍🏽", "\ud800", "\udfff", "\ufffd", "\0", "\x1f", "\x85"),
    *("Ａ", "１", "＠", "．", "－", "𝟒", "𝓪", "①", "⁴", "Ⓐ", "ﬁ", "ᴀ", "½", "№"),
    *("а", "о", "Н", "ж", "ο", "Σ", "ї", "י", "م", "٣", "張", "伟", "路", "号", "。", "，", "、"),
    *("@", ".", ",", ":", ";", "/", "//", "-", "+", "(", ")", "[", "<", "'", '"', "#", "$", "%", "_", "|", "\\", "*"),
    *(" ", "  ", "\n", "\t", "\r\n", "\u00a0", "\u3000", "0", "7", "12", "4111", "2024-05-01", "a", "Z", "Mr", "Ann"),
    *("=20", "=3D", "%40", "%C3%BC", "=FC", "=\n", "=?utf-8?Q?", "=?utf-8?B?QW5u?=", "?=", "ann%40example.org"),
    *("call", "id", "password:", "www.", "http://", "no.", "DE", "x@", "born", "Street", "passport"),
)
wild = st.lists(st.one_of(st.sampled_from(PIECES), st.characters()), max_size=25).map("".join)
separator = st.sampled_from(
    [" ", "\n", "\t", "; ", ", ", ";", "|", "(", ")", '"', "<", ">", "[", "]", "，", "。", "、"]
)
PLANTS = (
    *(("EMAIL_ADDRESS", value) for value in ("ann.lee@example.org", "o_neil+x@mail.example.co.uk", "A1@b-c.io")),
    *(("CREDIT_CARD", value) for value in ("4111111111111111", "5500 0055 5555 5559", "3782-822463-10005")),
    *(("CREDIT_CARD", value) for value in ("6011 0009 9013 9424", "4222 2222 2222 2")),
    *(("IBAN_CODE", value) for value in ("DE89 3704 0044 0532 0130 00", "GB29NWBK60161331926819")),
    *(("IBAN_CODE", value) for value in ("FR14 2004 1010 0505 0001 3M02 606", "no9386011117947")),
    *(("PHONE_NUMBER", value) for value in ("+1 212-736-5000", "(212) 736-5000", "212-736-5000", "+44 20 7946 0958")),
    *(("PHONE_NUMBER", value) for value in ("+49 30 901820", "+33 1 42 68 53 00", "13812345678")),
    *(("US_SSN", value) for value in ("536-22-1234", "219-09-9999")),
)
LOOKS = {"a": "а", "e": "е", "o": "о", "c": "с", "p": "р", "x": "х", "i": "і"}
WIDE = {chr(code): chr(code + 0xFEE0) for code in (*range(48, 58), *range(65, 91), *range(97, 123))}
BOLD = {str(digit): chr(0x1D7CE + digit) for digit in range(10)}


@st.composite
def disguised(draw: st.DrawFn) -> str:
    """An identifier, with invisible characters in it and letters and digits in other forms."""
    kind, value = draw(st.sampled_from(PLANTS))
    tables = [{}, {}, WIDE, BOLD] + [LOOKS] * (kind == "EMAIL_ADDRESS")
    table = draw(st.sampled_from(tables))
    characters = [table.get(c, c) if draw(st.booleans()) else c for c in value]
    for place in draw(st.lists(st.integers(1, len(value) - 1), max_size=4)):
        characters[place] += draw(st.sampled_from(INVISIBLE + "\u202a\u2069"))
    return "".join(characters)


@cache
def detector() -> Detector:
    policy = MaskPolicy.model_validate({"detect": {"text": {"model": None}}})
    return make_detector(policy, OperatorTable({}, key=KEY, locale="en_US"), folder=None)  # type: ignore[arg-type]


def findings(text: str) -> list[Span]:
    [found] = detector().find_in_texts([text])
    assert all(0 <= span.start < span.end <= len(text) for span in found)
    return resolve_overlaps(found, text)


@fuzz
@given(wild, disguised(), wild)
def test_offsets_restore_the_original(before: str, planted: str, after: str) -> None:
    text = f"{before} {planted} {after}"
    spans = findings(text)
    assert all(a.end <= b.start for a, b in pairwise(spans)), "disjoint, in order"
    values: list[str] = []

    def take(entity_type: str, value: str) -> str:
        values.append(value)
        return f"\U0010ffff{len(values) - 1}\U0010ffff"

    masked = rewrite(text, spans, take)
    restored = masked.text
    for number in reversed(range(len(values))):
        restored = restored.replace(f"\U0010ffff{number}\U0010ffff", values[number])
    assert restored == text
    assert masked.text.count("\U0010ffff") == 2 * len(spans) + text.count("\U0010ffff")


@settings(fuzz, max_examples=3 * EXAMPLES)
@given(wild, separator, disguised(), separator, wild)
@example("", " ", "41\u200b11 1111 1111 1111", " ", "12 27")
@example("12 34 56 78 90", " ", "4111 1111 1111 1111", " ", "")
@example("AB12 CDEF GHIJ KLMN OPQR", " ", "DE89 3704 0044 0532 0130 00", " ", "12 AB")
@example("room 12", " ", "212-736-5000", " ", "7 4111")
@example("", ", ", "212-736-5000", ",", "9")
@example("x" * 80, "|", "ann.lee@example.org", "|", "")
def test_identifiers_are_covered(before: str, left: str, planted: str, right: str, after: str) -> None:
    text = f"{before}{left}{planted}{right}{after}"
    start = len(before) + len(left)
    covered = {place for span in findings(text) for place in range(span.start, span.end)}
    bare = [start + place for place, character in enumerate(planted) if character.isalnum()]
    missing = [place for place in bare if place not in covered]
    assert not missing, (text, [text[place] for place in missing])


def _plans(columns: list[str], rows: list[list[str]], policy: MaskPolicy, operators: OperatorTable) -> list[ColumnPlan]:
    return make_plan(decide_columns(columns, profile_columns(columns, rows), policy), policy, operators)


@fuzz
@given(
    st.lists(st.tuples(wild, wild, disguised()), min_size=1, max_size=4),
    st.sampled_from(["default", "labels", "strict"]),
)
def test_masking_never_raises(cells: list[tuple[str, str, str]], preset: str) -> None:
    from privml.configs.strict_yaml import Document

    document = Document("policy", {"preset": f"mask/{preset}", "verify": "full"}, {})
    policy = resolve_config(MaskPolicy, kind="mask", document=document, sets=["detect.text.model=null"]).config
    operators = OperatorTable(policy.operators, key=KEY, locale=policy.locale)
    columns = ["name", "email", "phone", "date of birth", "address", "note", "city"]
    rows = [[a, b, c, b, a, f"{a} {c} {b}", b] for a, b, c in cells]
    plans = _plans(columns, rows, policy, operators)
    engine = Engine(
        plans,
        detector=make_detector(policy, operators, None),
        operators=operators,
        row_context=True,
        verify="full",  # type: ignore[arg-type]
    )
    masked = engine.mask(Batch(0, rows, rows))
    assert all(len(column) == len(rows) for column in masked.replaced.values())
    for number, plan in enumerate(plans):
        if plan.kind == "identifier":
            filled = [row[number] for row in rows if plan.value_of(row[number])]
            assert masked.masked[number] == len(filled)


@settings(max_examples=max(10, EXAMPLES // 4), deadline=None)
@given(wild, disguised(), wild)
@example("\ud800", "ann@example.org", "\udfff👩\u200d👩")
def test_the_model_takes_any_text(before: str, planted: str, after: str) -> None:
    policy = MaskPolicy()
    text = f"Ann Lee {before} {planted} {after}"
    model = own_detector(policy)
    spans = resolve_overlaps(model.find_in_texts([text])[0], text)
    assert all(a.end <= b.start for a, b in pairwise(spans))
    assert rewrite(text, spans, lambda entity_type, value: value).text == text


@cache
def own_detector_of(key: str) -> Detector:
    return make_detector(MaskPolicy(), OperatorTable({}, key=KEY, locale="en_US"), folder=None)  # type: ignore[arg-type]


def own_detector(policy: MaskPolicy) -> Detector:
    return own_detector_of(policy.model_dump_json())
