"""Patterns of values that the words before them announce, such as `Passport No: C01X00T47`."""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from ..spans import Span
from ..words import is_han
from .clues import Clues, occurrences

_LETTER = r"[^\W\d_\u4e00-\u9fff]"
_NUMBER = (
    r"(?:(?:numbers?|nos?|nrs?|num|nummern?|numéros?|numeros?|números?|numer|numeru|numarası|nº|codes?|kod|código|"
    rf"codice|ids?|identifier|card|certificate|ref|reference)(?!{_LETTER})\.?|n[°º]\.?|№|\#|号码|号|编号|码)"
)
_SIGN = r"(?:(?:is|was|are|ist|lautet|est|es|è|é|jest|to|as)(?![^\W_])|[:：=—–-]|是|为)"
_BRACKETS = r"(?:\([^()\n]{1,16}\)\s?)?"
_QUOTE = r"[\"'«“„(\[]?"
# how far a value may begin behind its word
GAP = rf"\.?[ _-]?(?:{_NUMBER}[ _]?){{0,2}}\s{{0,2}}{_BRACKETS}(?:{_SIGN}\s{{0,3}}){{0,2}}{_QUOTE}"
# the same, with at least a sign between: for words that are seldom followed by a value
SIGNED = rf"\.?[ _-]?(?:{_NUMBER}[ _]?){{0,2}}\s{{0,2}}{_BRACKETS}(?:{_SIGN}\s{{0,3}}){{1,2}}{_QUOTE}"
NUMBERED = rf"\.?(?:[ _-]?{_NUMBER}[ _]?{_BRACKETS}(?:{_SIGN}\s{{0,3}}){{0,2}}|\s?[:：=\#]\s{{0,3}}){_QUOTE}"
# letters, digits and single signs between them
CODE = r"[A-Za-z0-9]{1,24}(?:[-/.][A-Za-z0-9]{1,24}){0,4}(?![\w])"
_DATE_LIKE = re.compile(r"\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}|(?:19|20)\d\d")


@dataclass(frozen=True, eq=False)
class Announced:
    """A value that a phrase announces.

    Attributes:
        entity_type: what the value is.
        phrases: in lower case, with blanks for hyphens.
        value: regular expression of what follows the phrase, its group `value` holds the span.
        score: confidence of a match that passed the check.
        check: further test of the value.
        digit: every value holds a digit.
        more: what continues a match to a list of values.
        has_checksum: never; whether arithmetic confirms a match.
        in_cells: never; whether a whole cell can be a match.
    """

    entity_type: str
    phrases: tuple[str, ...]
    value: str
    score: float
    check: Callable[[str], bool] | None
    digit: bool
    more: str | None
    has_checksum: bool = False
    in_cells: bool = False

    @property
    def name(self) -> str:
        """Name of the recognizer in reports."""
        return f"pattern:{self.entity_type}"

    def find(self, text: str) -> Iterator[Span]:
        """Yield the matches in a text."""
        return self.find_by(Clues(text))

    def find_by(self, clues: Clues) -> Iterator[Span]:
        """Yield the matches in a text about which something is known already."""
        return Announcements((self,)).find_by(clues)

    def find_behind(self, text: str, end: int) -> Iterator[Span]:
        """Yield the value behind a phrase that ends at an offset, and what continues it to a list."""
        match = _compiled(self.value).match(text, end)
        while match is not None:
            start, stop = match.span("value")
            if self.check is None or self.check(text[start:stop]):
                yield Span(start, stop, self.entity_type, self.score, self.name)
            match = None if self.more is None else _compiled(self.more).match(text, match.end())


class Announcements:
    """Announced values of many kinds, found in one pass over the words that announce them.

    Args:
        patterns: what is looked for.
    """

    def __init__(self, patterns: Iterable[Announced]) -> None:
        by_word: dict[str, list[tuple[str, Announced]]] = {}
        self._han: list[tuple[str, Announced]] = []
        for pattern in patterns:
            for phrase in pattern.phrases:
                if is_han(phrase):
                    self._han.append((phrase, pattern))
                else:
                    by_word.setdefault(_telling_word(phrase), []).append((phrase, pattern))
        self._by_word = {
            word: [(phrase, phrase.index(word), pattern) for phrase, pattern in entries]
            for word, entries in by_word.items()
        }
        self._words = frozenset(by_word)
        self._always = frozenset(word for word, entries in by_word.items() if not all(p.digit for _, p in entries))

    def find_by(self, clues: Clues) -> Iterator[Span]:
        """Yield the values, in the order of the words that announce them."""
        words = self._words if clues.has_digit else self._always
        if words:
            for word in sorted(clues.words & words):
                yield from self._find_by_word(word, clues)
        if self._han and clues.has_han:
            for phrase, pattern in self._han:
                if phrase in clues.phrases and (clues.has_digit or not pattern.digit):
                    for at in occurrences(clues.phrases, phrase):
                        yield from pattern.find_behind(clues.text, at + len(phrase))

    def _find_by_word(self, word: str, clues: Clues) -> Iterator[Span]:
        phrases = clues.phrases
        reached: dict[Announced, int] = {}  # a list whose items are announced as well is walked through once
        for at in occurrences(phrases, word):
            ends: dict[Announced, int] = {}
            for phrase, offset, pattern in self._by_word[word]:
                start, end = at - offset, at - offset + len(phrase)
                if start >= 0 and phrases.startswith(phrase, start) and _is_whole(phrases, start, end):
                    ends[pattern] = max(end, ends.get(pattern, 0))
            for pattern, end in ends.items():
                if end >= reached.get(pattern, 0) and (clues.has_digit or not pattern.digit):
                    for span in pattern.find_behind(clues.text, end):
                        reached[pattern] = span.end
                        yield span


def announced(
    entity_type: str,
    phrases: str,
    value: str = CODE,
    *,
    score: float = 0.85,
    check: Callable[[str], bool] | None = None,
    gap: str = GAP,
    digit: bool = True,
    more: str | None = None,
) -> Announced:
    """Return the pattern of a value behind one of some phrases.

    Args:
        entity_type: what the value is.
        phrases: in lower case, between bars; a blank in one may be a hyphen or an underscore in texts.
        value: regular expression of the value.
        score: confidence of a match that passed the check.
        check: further test of the value; for the expression `CODE`, `is_code` unless one is given.
        gap: regular expression of what stands between phrase and value.
        digit: every value holds a digit.
        more: regular expression of what continues a list of values, with the group `value`.
    """
    return Announced(
        entity_type,
        tuple(dict.fromkeys(phrase.strip().replace("-", " ") for phrase in phrases.split("|"))),
        rf"(?i:{gap})(?P<value>{value})",
        score,
        is_code if check is None and value == CODE else check,
        digit,
        more,
    )


@lru_cache(maxsize=256)
def _only(pattern: Announced) -> Announcements:
    return Announcements((pattern,))


@lru_cache(maxsize=512)
def _compiled(expression: str) -> re.Pattern[str]:
    """Compiled when a phrase is first met: there are many, and most texts need none."""
    return re.compile(expression)


def _telling_word(phrase: str) -> str:
    """Return the longest word of a phrase, cut as the words of a text are."""
    return max(re.split(r"[^\w]+", phrase), key=len)


def _is_whole(text: str, start: int, end: int) -> bool:
    """True if no letter precedes or follows a phrase, Han characters apart; digits may follow."""
    before, after = text[start - 1 : start], text[end : end + 1]
    return not (before.isalnum() and not is_han(before)) and not (after.isalpha() and not is_han(after))


def is_code(text: str) -> bool:
    """True for 5 to 24 letters and digits, most of them digits or at least four, that are no date."""
    letters = sum(map(str.isalnum, text))
    digits = sum(map(str.isdigit, text))
    return 5 <= letters <= 24 and (digits >= 4 or 2 * digits > letters) and _DATE_LIKE.fullmatch(text) is None
