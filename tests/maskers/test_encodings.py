"""Codes of mail and web addresses: read as they are meant, found at their places, and no second look without codes."""

import base64
import quopri
from collections.abc import Callable
from email.header import decode_header, make_header
from functools import cache
from urllib.parse import quote, unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st
from privml.configs.policy import OWN_MODEL, MaskPolicy
from privml.core.keys import Key
from privml.maskers.encodings import decode, decoded_value, with_decoded
from privml.maskers.operators.registry import OperatorTable
from privml.maskers.recognizers.detector import Detector
from privml.maskers.spans import Span, resolve_overlaps
from privml.maskers.stage import make_detector
from privml.maskers.surrogates import Surrogates

KEY = Key(b"k" * 32)


@cache
def detector() -> Detector:
    deny = {"PERSON": ["Margaret Whitfield"]}
    policy = MaskPolicy.model_validate({"detect": {"text": {"model": None, "deny": deny}}})
    return make_detector(policy, OperatorTable({}, key=KEY, locale="en_US"), folder=None)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("Margaret=20Whitfield", "Margaret Whitfield"),
        ("J=C3=BCrgen M=FCller", "Jürgen Müller"),
        ("a long li=\r\nne", "a long line"),
        ("=?utf-8?Q?Margaret=20Whitfield?=", "Margaret Whitfield"),
        ("=?UTF-8?B?TWFyZ2FyZXQgV2hpdGZpZWxk?= wrote", "Margaret Whitfield wrote"),
        ("=?iso-8859-1?q?J=FCrgen?=\n =?iso-8859-1?q?_M=FCller?=", "Jürgen Müller"),
        ("=?utf-8*en?Q?Ann?= =?utf-8?q?Lee?= x", "AnnLee x"),
        ("name=Ann%20Lee&x=1", "name=Ann Lee&x=1"),
        ("m%C3%BCller%40example.org", "müller@example.org"),
        ("M%FCller", "Müller"),
        (r"M\u00fcller", "Müller"),
        (r"M\\u00FCller", "Müller"),
        (r"\u738b\u5c0f\u660e", "王小明"),
        (r"ok \ud83d\ude00 Ann", "ok 😀 Ann"),
        ("O&apos;Dea Garc&#237;a &#x4E;&uacute;&ntilde;ez", "O'Dea García Núñez"),
        ("Ann&nbsp;Lee", "Ann\u00a0Lee"),
    ],
)
def test_codes_are_read(text: str, meant: str) -> None:
    assert decoded_value(text) == meant


@pytest.mark.parametrize(
    "text",
    [
        *("", "x = 1", "timeout=30s", "height=4012", "state=CA", "50% off", "100 %", "a=b&c=d", "==", "%zz"),
        *("=?klingon?Q?Ann?=", "=?utf-8?B?A?=", "=?utf-8?X?Ann?=", "%00%01", "=?utf-8?Q?a b?="),
        *(r"C:\users\x", r"\ud83d Ann", r"\n", "AT&T;", "a &amp; b", "&nosuch;", "&#99999999;"),
    ],
)
def test_signs_that_mean_themselves(text: str) -> None:
    assert decode(text) is None


letters = st.text("abcMüß é@'", min_size=1, max_size=12)


@given(letters)
def test_other_readers_agree(text: str) -> None:
    assert decoded_value(quote(text)) == unquote(quote(text)) == text
    word = f"=?utf-8?B?{base64.b64encode(text.encode()).decode()}?="
    assert decoded_value(word) == str(make_header(decode_header(word))) == text
    word = f"=?utf-8?Q?{quopri.encodestring(text.encode(), header=True, quotetabs=True).decode()}?="
    assert decoded_value(word) == text


PIECES = (
    r"\u00fc",
    r"\ud83d",
    r"\ude00",
    "&#252;",
    "&",
    "Ann",
    "=20",
    "%40",
    "=C3=BC",
    "=?utf-8?Q?x=20y?=",
    " ",
    "=\n",
    "%2",
    "=",
    "é",
)


@given(st.lists(st.sampled_from(PIECES), max_size=9))
def test_places_lie_in_the_text(pieces: list[str]) -> None:
    text = "".join(pieces)
    decoded = decode(text)
    for start in range(0 if decoded is None else len(decoded.reading.text)):
        for end in range(start + 1, len(decoded.reading.text) + 1):
            first, last = decoded.reading.original(start, end)
            assert 0 <= first < last <= len(text)
            assert decoded.reading.text[start:end] in decoded_value(text[first:last]) or "?" in text


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("Dear Margaret=20Whitfield,", ["Margaret=20Whitfield"]),
        ("From: =?utf-8?Q?Margaret=20Whitfield?= <x>", ["=?utf-8?Q?Margaret=20Whitfield?="]),
        ("=?utf-8?Q?ann@example.org?=", ["=?utf-8?Q?ann@example.org?="]),
        ("user=ann%40example.org&x=1", ["ann%40example.org"]),
        ("user=ann=40example.org", ["ann=40example.org"]),
        ("user%3Dann%40example.org", ["ann%40example.org"]),
        ("to ann%2Bshop%40example.org", ["ann%2Bshop%40example.org"]),
        ("to m%C3%BCller%40example.org!", ["m%C3%BCller%40example.org"]),
        ("at margaret.whit=\nfield@example.org", ["margaret.whit=\nfield@example.org"]),
        (r'{"lastName":"M\u00fcller","firstName":"J\u00f6rg"}', [r"M\u00fcller", r"J\u00f6rg"]),
        (r"{\"surname\":\"M\\u00fcller\"}", [r"M\\u00fcller"]),
        (r"{'surname': 'O\'Kuhlmey'}", [r"O\'Kuhlmey"]),
        ("<surname>O&apos;Brien</surname>", ["O&apos;Brien"]),
        ("<last_name>Garc&#237;a</last_name>", ["Garc&#237;a"]),
        ("pay 5500=200055 5555 5559", []),
    ],
)
@pytest.mark.parametrize("searched", ["find_in_texts", "find_in_values"])
def test_findings_cover_their_codes(text: str, values: list[str], searched: str) -> None:
    search: Callable[[list[str]], list[list[Span]]] = getattr(detector(), searched)
    [spans] = search([text])
    assert [text[span.start : span.end] for span in resolve_overlaps(spans, text)] == values


@pytest.mark.parametrize(
    ("kind", "value", "meant"),
    [
        ("PERSON", "Margaret=20Whitfield", "Margaret Whitfield"),
        ("PERSON", "Margaret%20Whitfield", "Margaret Whitfield"),
        ("PERSON", "=?utf-8?Q?Margaret=20Whitfield?=", "Margaret Whitfield"),
        ("PERSON", r"J\u00f6rg", "Jörg"),
        ("PERSON", "O&apos;Brien", "O'Brien"),
        ("EMAIL_ADDRESS", "ann%40example.org", "ann@example.org"),
        ("EMAIL_ADDRESS", "ann%2Bshop%40example.org", "ann+shop@example.org"),
        ("EMAIL_ADDRESS", "ann=40example.org", "ann@example.org"),
    ],
)
def test_surrogates_are_those_of_what_is_meant(kind: str, value: str, meant: str) -> None:
    surrogates = Surrogates(KEY, "en_US")
    made = surrogates.make(kind, value)
    assert decoded_value(made) == surrogates.make(kind, meant)
    assert (" " in made, "@" in made) == ((" " in decoded_value(made), False) if "?" in value else (False, False))
    assert surrogates.make_all(kind, [value]) == {value: made}


def test_texts_without_codes_are_searched_once() -> None:
    asked: list[list[str]] = []
    found: list[list[Span]] = [[], []]
    assert with_decoded(["a = b", "50% off"], found, lambda texts: asked.append(texts) or [[] for _ in texts]) is found
    assert not asked
    with_decoded(["a", "Ann%20Lee"], found, lambda texts: asked.append(texts) or [[] for _ in texts])
    assert asked == [["Ann Lee"]]


def test_what_a_model_found_beside_a_code_is_dropped_only_if_the_second_reading_finds_it() -> None:
    """A finding that begins or ends within a code stays, with the whole code, where nothing takes its place."""
    text = "from J=C3=BCrgen today"
    decoded = decode(text)
    assert decoded is not None
    inside = text.index("BC")
    rest = Span(inside, text.index(" today"), "PERSON", 0.9, OWN_MODEL)
    better = Span(text.index("J"), text.index(" today"), "PERSON", 0.9, OWN_MODEL)
    kept = decoded.fitted(rest, [])
    assert kept is not None
    assert text[kept.start : kept.end] == "=C3=BCrgen"
    assert decoded.fitted(rest, [better]) is None
