"""What a model takes for personal data and cannot be: codes, greetings and Chinese phrases as names, plain numbers."""

import re

from ...configs.policy import OWN_MODEL
from ..office_words import GIVEN_NAMES_OF_MONTHS, names_days, office_words, without_when
from ..spans import Span
from ..spelling import bare
from ..words import (
    AMBIGUOUS_NAMES,
    FOREIGN_WORDS,
    HAN,
    NEVER_NAMES,
    SENTENCE_WORDS,
    han_surnames,
    is_han,
    is_known_name,
)
from .han.recognizer import HanRecognizer
from .institutions import is_general
from .plain_numbers import reason_against_number
from .words_han import HAN_CLOSINGS

_SENTENCE_WORDS = frozenset(map(bare, SENTENCE_WORDS))
_BEFORE_SENTENCE = re.compile(r"(?:^|[.!?…\n])[\s\"'„“«]{0,4}$")
_GOES_ON = re.compile(r"[ \n][^\W\d_A-ZÀ-ÖØ-Þ]")
_SMALL_WORD = re.compile(r"(?<![^\W_])[a-zà-öø-ÿ]{2,20}(?![^\W_])")
_NAMED = frozenset({"LOCATION", "ORGANIZATION", "PERSON"})
# German words before a day; not the English of `I am Mai`
_WHEN = re.compile(
    r"(?<![^\W_])(?:ab|(?<!I )(?<!i )am|anfang|bis|den|diesen|ende|erst|im|jeden|kommenden|letzten|mitte|nächsten|seit|"
    r"vom|zum) $",
    re.IGNORECASE,
)
# and of languages that write days in small letters
_WHEN_SMALL = re.compile(
    r"(?<![^\W_])(?:au|depuis|dès|en|jusqu'en|jusqu'au|desde|hasta|entro|fino a|in|sinds|tot|vanaf|até|em|ab|bis|seit|"
    r"since|until) $",
    re.IGNORECASE,
)
_DEGREE_TYPES = _NAMED | {"URL"}
_DEGREE = re.compile(
    r"(?<![\w.])(?:[BMD]\.(?:Sc|Com|Tech|Phil|Eng|Ed|Arch|Pharm)|[BM]\. Sc|Ph\. ?D|LL\. ?[BMD]|M\.B\.A)(?![^\W_])\.?"
)
_LEAD, _AROUND = 6, 200  # characters looked at
_SHORTEST_MAILBOX = 3  # letters and digits of a@b.c
# of two elements or more, written with small letters too: NaCl
_FORMULA = re.compile(
    r"(?=[A-Za-z0-9]*[a-z][A-Za-z0-9]*[A-Z])(?:(?:[CFHIKNOPS]|A[glu]|B[ar]|C[alu]|Fe|Hg|Li|M[gn]|N[ai]|Pb|Si|Ti|Zn)\d{0,2}){2,8}"
)
# ThinkPad X1: names have no more than four letters before a capital inside, as in MacLeod and FitzGerald
_DESIGNATED = re.compile(r"(?:[\w-]+ ){0,2}[A-Z][a-z]{4,}[A-Z][a-z]+ [A-Z]{1,3}\d{1,4}[A-Z]?")
_LETTERS = re.compile(r"[^\W\d_]{2}")
# what ends the parts of Chinese and Japanese addresses
_HAN_PLACE = re.compile(
    "[省市区區县縣州盟旗镇鎮乡鄉村路街道巷弄里号號栋棟幢楼樓层層室元厦廈苑园園府城湾灣桥橋坊同座门門屯庄莊组組队隊丁目番地町都郡県]"
)
# greetings and function words; no surname is among the single characters
_HAN_PHRASES = re.compile(
    f"{HAN_CLOSINGS}|您好|你好|客服|来电|来问|那个|那么|都是|付款|订单|单号|[我你您他她它们请把被这是的了吗呢吧啊没给找问打退]"
)


def reason_against(span: Span, text: str, names: HanRecognizer | None = None) -> str | None:
    """Return why what a model found is no name, no address and no number of anyone; None if it may be.

    What may hold a name stays, with all that the model took for a part of it. A detector of the user's own, and a spaCy
    model, may know better what a name is: theirs are only no numbers.

    Args:
        span: the finding.
        text: the whole text.
        names: knows Chinese names better than a detector whose vocabulary lacks their characters.
    """
    if span.recognizer == OWN_MODEL and names is not None and names.trimmed(span, text) is None:
        return "no name among Chinese words"
    found = text[span.start : span.end].strip()
    if span.entity_type == "IP_ADDRESS" and "." not in found and ":" not in found:
        return "no address is written without full stops or colons"
    if span.recognizer == OWN_MODEL and span.entity_type == "EMAIL_ADDRESS" and _is_too_short(found):
        return "no e-mail address is that short"
    if span.recognizer == OWN_MODEL and (reason := reason_against_number(span, text)) is not None:
        return reason
    if span.recognizer == OWN_MODEL and span.entity_type == "ORGANIZATION" and is_general(text, span.start, span.end):
        return "a kind of institution, and none in particular"
    if span.recognizer == OWN_MODEL and span.entity_type == "LOCATION" and _FORMULA.fullmatch(found):
        return "a chemical formula"
    if span.recognizer == OWN_MODEL and span.entity_type == "STREET_ADDRESS" and _is_no_han_street(found):
        return "no street among Chinese words"
    if span.recognizer == OWN_MODEL and span.entity_type in _DEGREE_TYPES and _is_in_degree(span, text):
        return "an academic degree"
    if span.recognizer == OWN_MODEL and span.entity_type in _NAMED and _is_date(span, text):
        return "a day or a month"
    if span.entity_type != "PERSON":
        return None
    if _is_code(found):
        return "a number or a code is no person"
    if span.recognizer != OWN_MODEL:
        return None
    if _is_product(found):
        return "a product with the number of its model"
    if _is_other_word(found) or _begins_sentence(span, text) or _begins_with_office_word(span, text):
        return "this word is no name"
    if is_han(found) and not _may_hold_han_name(found):
        return "these characters are no name"
    return None


def _is_too_short(mailbox: str) -> bool:
    return sum(map(str.isalnum, mailbox)) < _SHORTEST_MAILBOX


def _is_no_han_street(found: str) -> bool:
    """True for Han characters of which none stands in addresses, behind the name of a place or a number."""
    return is_han(found) and _HAN_PLACE.search(found) is None


def _is_code(found: str) -> bool:
    """True for a number or a code, such as -0.96 or 96c."""
    return not any(c.isalpha() for c in found) or (any(c.isdecimal() for c in found) and _LETTERS.search(found) is None)


def _is_product(found: str) -> bool:
    """True for a word of two and a designation, such as Lenovo ThinkPad X1; a known name before them makes a person."""
    if _DESIGNATED.fullmatch(found) is None:
        return False
    return not any(is_known_name(bare(word.casefold())) for word in found.split())


def _is_other_word(found: str) -> bool:
    """True for a word that is never a name, or in small letters one that seldom is: `bill`, but not `Bill`."""
    word = bare(found.casefold())
    if word not in NEVER_NAMES:
        return False
    is_name = word in AMBIGUOUS_NAMES or is_known_name(word)
    return not is_name or found.islower()


def _is_in_degree(span: Span, text: str) -> bool:
    """True for `[B.Sc.]`, and for a part of one: `[Ph]` and `[D]` of Ph.D."""
    window = _DEGREE.finditer(text, max(0, span.start - _LEAD), span.end + _LEAD)
    return any(match.start() <= span.start and span.end <= match.end() for match in window)


def _is_date(span: Span, text: str) -> bool:
    """True for days and months where a word says when: people are called Freitag, Mai and Marzo.

    In small letters only given names need such a word: `lunes` is a day, `julio` may be somebody.
    """
    found = text[span.start : span.end].strip()
    if not names_days(found):
        return False
    words = {bare(word.casefold()) for word in found.split()}
    is_name = not words.isdisjoint(GIVEN_NAMES_OF_MONTHS) or any(map(is_known_name, words))
    when = _WHEN_SMALL if found.islower() else _WHEN
    said = when.search(text, max(0, span.start - _AROUND), span.start)
    if is_name and said is not None and said[0].casefold() in ("am ", "im "):  # "im mai and i need help"
        return False
    return said is not None or found != without_when(found) or (found.islower() and not is_name)


def _begins_with_office_word(span: Span, text: str) -> bool:
    """True for a word of letters that begins a sentence and goes on in small letters: `Lieferung` before `erst`."""
    word = bare(text[span.start : span.end].strip().casefold())
    return (
        word in office_words()
        and not is_known_name(word)
        and _BEFORE_SENTENCE.search(text, max(0, span.start - _LEAD), span.start) is not None
        and _GOES_ON.match(text, span.end) is not None
    )


def _begins_sentence(span: Span, text: str) -> bool:
    """True for words that begin a sentence in another language than English: `Leider zu` before `spät`.

    Where they may be a name all the same they stay: inside of a sentence, before anything but a word in small letters,
    and in texts that no further word tells to be in such a language.
    """
    first, *rest = text[span.start : span.end].split() or [""]
    if bare(first.casefold()) not in _SENTENCE_WORDS or not all(word in FOREIGN_WORDS for word in rest):
        return False
    if _BEFORE_SENTENCE.search(text, max(0, span.start - _LEAD), span.start) is None:
        return False
    if _GOES_ON.match(text, span.end) is None:
        return False
    around = text[max(0, span.start - _AROUND) : span.start] + text[span.start + len(first) : span.end + _AROUND]
    return any(word in FOREIGN_WORDS or bare(word) in _SENTENCE_WORDS for word in _SMALL_WORD.findall(around))


def _may_hold_han_name(found: str) -> bool:
    """True if something beside phrases is left that begins like a name, or the dot between parts of foreign names."""
    if "·" in found:
        return True
    parts = "".join(character if HAN.match(character) else " " for character in _HAN_PHRASES.sub(" ", found)).split()
    return any(part[place] in han_surnames() for part in parts for place in range(len(part) - 1))
