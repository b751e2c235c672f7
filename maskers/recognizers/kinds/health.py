"""Illnesses, injuries and other states of health. They are looked for only where a policy names MEDICAL_CONDITION.

Names of illnesses count by themselves (`asthma`, `periarthritis`), general nouns with a word that says of what (`kidney
disease`, `loss of vision in his left eye`). What stands before them and describes them belongs to them.
"""

from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from ...lazy_patterns import lazily
from ...spans import Span
from ...surrogates.circumstances import ICD_CODE
from ..announced import Announced, announced
from ..clues import Clues, occurrences
from .health_words import (
    AMBIGUOUS,
    BODY,
    CONDITIONS,
    DAMAGED,
    ENDINGS,
    HAN_CONDITIONS,
    ILLNESSES,
    INJURIES,
    MEDICAL,
    MODIFIERS,
    OTHER_WORDS,
    SENSES,
    STATES,
    TROUBLES,
    VAGUE,
)

ENTITY_TYPE = "MEDICAL_CONDITION"
_RECOGNIZER = f"pattern:{ENTITY_TYPE}"
_SCORE = 0.7
_SHORTEST_FORMED = 6
_AROUND = 200  # characters before and behind a head
_LONGEST_WORD = 64
_OF_SURNAMES = "aitis"  # in Lithuania
_MOST_BEFORE = 4
_MOST_BEHIND = 7
_WORD = lazily(r"\w+(?:[-‐‑–'’]\w+)*")
_HYPHENS = str.maketrans("‐‑–’", "---'")
_BETWEEN = lazily(r"[ \u00a0]{1,3}|\r?\n[ \t]{0,8}")
_ELIDED = lazily(r"(?:l|d|qu|n|s|c|j)'")
_HAN = lazily("|".join(HAN_CONDITIONS))
_DESCRIBING = MODIFIERS | MEDICAL | BODY | SENSES
_PLACING = frozenset("affecting around at from in near of on to".split())
_WHOSE = frozenset("a an both her his its left my one our right the their two your".split())
_NUMBERED = lazily(r"(?:\d{1,2}(?:st|nd|rd|th)|[clst]\d{1,2}(?:-[clst]?\d{1,2})?|first|second|third|fourth|fifth)")
_TYPES = frozenset("1 2 i ii one two".split())
_SAID_OF_THINGS = frozenset(("blind", "deaf", "disabled", "handicapped"))
_HEADS = CONDITIONS | AMBIGUOUS | STATES | ILLNESSES | INJURIES | TROUBLES | DAMAGED | _SAID_OF_THINGS
_HEADS |= {part for state in STATES for part in state.split("-")}
# what specifies an illness behind its name
_KIND = lazily(
    r"[ \u00a0](?:type[ \u00a0](?:[12]|I{1,2})(?!\w)|mellitus|media|nervosa|pectoris|simplex|vulgaris|zoster)"
    r"|(?i:(?<=hepatitis|influenza))[ \u00a0][A-E](?![\w'’.])"
)
_PHRASE = lazily(
    r"(?<!\w)(?:(?i:(?:gave|giving|gives) birth(?: to (?:a |her |his |their )?(?:son|daughter|child|baby|boy|girl|twins))?"
    r"|(?:attempted|committed|commit) suicide|suicide attempts?|hiv[- ]positive|hay fever|varicose veins"
    r"|atrial fibrillation)|AIDS"
    r"|(?i:maladie|syndrome|enfermedad|síndrome|malattia|doença|morbo) (?:de |di |da |du |d['’])[A-Z][\w-]{2,20})(?!\w)"
)
_PHRASE_WORDS = frozenset(
    "birth suicide aids hiv hay varicose fibrillation maladie syndrome enfermedad síndrome malattia doença morbo".split()
)
_PEOPLE = frozenset(
    "adult adults child children daughter man men people person persons pensioner son veteran veterans woman women worker".split()
)
_WITH_STATE = frozenset("became born completely fully is legally partially profoundly totally was went".split())
_DEGREES = frozenset("intellectually mentally permanently physically profoundly severely".split())

_HAVING = frozenset(
    "a after another first from had has have her his major my of second severe suffered suffering with".split()
)

HEALTH_PATTERNS: tuple[Announced, ...] = (
    # International Classification of Diseases: a letter and two figures, then up to four behind a point
    announced(
        ENTITY_TYPE,
        "icd|icd 9|icd 10|icd 10 cm|icd 10 gm|icd 11|icd code|icd10|diagnosis code|diagnostic code|cim 10|cie 10",
        rf"{ICD_CODE}(?!\w)",
        more=rf"(?:,|;| and| or|/)\s?(?P<value>{ICD_CODE})(?!\w)",
    ),
)


class _Word(NamedTuple):
    """A word in lower case with its place.

    Attributes:
        text: in lower case, its hyphens and apostrophes those of ASCII.
        start: offset of the first character.
        end: offset after the last one.
        joins: nothing but blanks or one line feed stands between it and the word before.
        is_name: it begins with a capital.
    """

    text: str
    start: int
    end: int
    joins: bool
    is_name: bool


def find_conditions(clues: Clues) -> Iterator[Span]:
    """Yield what a text says of somebody's health.

    Args:
        clues: what is known about the text.
    """
    text = clues.text
    if clues.has_han:
        for match in _HAN.finditer(text):
            yield _span(*match.span())
    if not _PHRASE_WORDS.isdisjoint(clues.words):
        for match in _PHRASE.finditer(text):
            yield _span(*match.span())
    for start, end in _likely_places(clues):
        yield from _find_between(text, start, end)


def _likely_places(clues: Clues) -> Iterator[tuple[int, int]]:
    """Yield the parts of a text around words that can be the head of a condition, cut between words."""
    text = clues.text
    heads = [word for word in clues.words if _may_be_head(word)]
    places: list[tuple[int, int]] = []
    for at in sorted(at for head in heads for at in occurrences(clues.phrases, head)):
        start, end = max(0, at - _AROUND), min(len(text), at + _AROUND)
        if places and start <= places[-1][1]:
            places[-1] = places[-1][0], end
        else:
            places.append((start, end))
    for start, end in places:
        yield _whole_word(text, start, -1), _whole_word(text, end, 1)


def _whole_word(text: str, at: int, step: int) -> int:
    """Return where the word ends that a place cuts, ahead or before."""
    for _ in range(_LONGEST_WORD):
        if not 0 < at < len(text) or text[at - 1].isspace():
            break
        at += step
    return at


@lru_cache(maxsize=20_000)
def _may_be_head(word: str) -> bool:
    return word in _HEADS or _is_condition(word)


def _find_between(text: str, start: int, end: int) -> Iterator[Span]:
    words = _words_of(text, start, end)
    for at, word in enumerate(words):
        first, last = _condition_at(words, at)
        if last >= first:
            stop = words[last].end
            kind = _KIND.match(text, stop) if last == at else None
            yield _span(words[first].start, stop if kind is None else kind.end())
        elif word.text in _SAID_OF_THINGS and _is_somebodys(words, at):
            yield _span(word.start, word.end)


_NO_WORD = _Word("", 0, 0, False, False)


def _span(start: int, end: int) -> Span:
    return Span(start, end, ENTITY_TYPE, _SCORE, _RECOGNIZER)


def _words_of(text: str, start: int, end: int) -> list[_Word]:
    words = []
    before = start
    for match in _WORD.finditer(text, start, end):
        start, end = match.span()
        joins = _BETWEEN.fullmatch(text, before, start) is not None
        word = match[0].lower().translate(_HYPHENS)
        elided = _ELIDED.match(word)
        if elided is not None:
            start, word = start + elided.end(), word[elided.end() :]
        words.append(_Word(word, start, end, joins, text[start].isupper()))
        before = end
    return words


def _condition_at(words: Sequence[_Word], at: int) -> tuple[int, int]:
    """Return the first and the last word of a condition whose head is a word; an empty range for none."""
    word = words[at].text
    first = _first_before(words, at)
    before = words[at - 1] if at and words[at].joins else _NO_WORD
    if _is_condition(word) or (word in AMBIGUOUS and (first < at or before.text in _HAVING)):
        return first, _last_behind(words, at)
    if word in STATES:
        return at, at
    if word in ILLNESSES:
        says_of_what = any(described.text not in VAGUE for described in words[first:at])
        if says_of_what or (before.is_name and before.text.endswith("'s")) or _is_condition(before.text):
            return min(first, at - 1), _last_behind(words, at)
    if word in INJURIES:
        last = _last_behind(words, at)
        return (first, last) if before.text in BODY or before.text in SENSES or last > at else (0, -1)
    if word in TROUBLES and before.text != "joint" and (before.text in BODY or before.text in MEDICAL):
        return first, at
    if word in DAMAGED:
        last = at + 1
        while last < len(words) and words[last].joins and words[last].text in MODIFIERS:
            last += 1
        if last < len(words) and words[last].joins and words[last].text in BODY:
            return at, last
    return 0, -1


def _is_condition(word: str) -> bool:
    return word in CONDITIONS or (
        len(word) >= _SHORTEST_FORMED
        and word.endswith(ENDINGS)
        and word not in OTHER_WORDS
        and not word.endswith(_OF_SURNAMES)
    )


def _first_before(words: Sequence[_Word], at: int) -> int:
    """Return the first of the words before a head that describe it."""
    first = at
    while first and at - first < _MOST_BEFORE and words[first].joins and _describes(words[first - 1].text):
        first -= 1
    if (
        first > 1
        and words[first].joins
        and words[first - 1].joins
        and words[first - 1].text in _TYPES
        and words[first - 2].text == "type"
    ):
        return first - 2
    return first


def _describes(word: str) -> bool:
    return word in _DESCRIBING or word.rpartition("-")[2] in BODY


def _last_behind(words: Sequence[_Word], at: int) -> int:
    """Return the last word of the part of the body that follows a head: `of the lower right tibia and the ankle`."""
    last = number = at
    stop = min(len(words), at + 1 + _MOST_BEHIND)
    for number in range(at + 1, stop):
        word = words[number]
        if not word.joins:
            break
        if word.text in BODY or word.text in SENSES:
            if number == at + 1:
                break  # another finding begins
            last = number
        elif word.text in _PLACING or (word.text in ("and", "or") and last > at):
            continue
        elif not (
            number > at + 1
            and (word.text in _WHOSE or word.text in _DESCRIBING or _NUMBERED.fullmatch(word.text) is not None)
        ):
            break
    return last


def _is_somebodys(words: Sequence[_Word], at: int) -> bool:
    """True if an adjective that things can have, too, is said of people."""
    before = words[at - 1].text if at and words[at].joins else ""
    behind = words[at + 1] if at + 1 < len(words) else None
    if behind is not None and behind.joins and behind.text in _PEOPLE:
        return True
    return before in _DEGREES or (words[at].text in ("blind", "deaf") and before in _WITH_STATE)
