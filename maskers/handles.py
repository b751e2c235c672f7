"""What people make of their names: `jmiller`, `JaneMiller92`, `miller_j`, `J. Miller`, `janem`.

A user name of initial and surname is looked for only where the row tells the name; by itself it is a word like others.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from .recognizers.clues import occurrences
from .recognizers.misspelt import is_common
from .spans import Span
from .spelling import bare
from .surrogates.persons import PARTICLES, TITLES
from .words import is_han, is_known_name

_WORD = re.compile(r"[^\W\d_]+(?:['’`][^\W\d_]+)*")
# as names are written in addresses
_SPELLED = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "ø": "oe", "å": "aa", "æ": "ae"})
# shorter ones make words with an initial before or behind them
_SHORTEST_BESIDE_INITIAL = 4
_SHORTEST_GLUED = 5
_SIGNS = " ._+-"
_SIGNS_BEHIND = " ,._+-"
_MOST_SIGNS = 2
_ONLY_BLANKS = (" ", "  ")
_MOST_DIGITS = 4
_SIGNS_OF_USERS = "@/\\:=~"
_CACHED = 20_000


@dataclass(frozen=True, slots=True)
class Handles:
    """A name whose other forms are looked for; no expressions, which take longer to make than a text to search.

    Attributes:
        given: in lower case without accents, as all.
        families: spellings of the surname.
        alone: of these, what tells by itself: "obrien", "delacruz".
    """

    given: str
    families: tuple[str, ...]
    alone: tuple[str, ...]

    def find(self, lowered: str) -> Iterator[tuple[int, int, str]]:
        """Yield the places in a text in lower case without accents, and the entity type of each."""
        for family in self.families:
            for start in occurrences(lowered, family):
                place = self._around(lowered, start, start + len(family), family)
                if place is not None:
                    yield place
        if len(self.given) >= _SHORTEST_BESIDE_INITIAL:
            for start in occurrences(lowered, self.given):
                yield from self._with_initial(lowered, start)

    def _around(self, text: str, start: int, end: int, family: str) -> tuple[int, int, str] | None:
        """Return the form of which a surname is a part; None if there is only the surname."""
        left, right = start, end
        while left and start - left < _MOST_SIGNS and text[left - 1] in _SIGNS:
            left -= 1
        while right < len(text) and right - end < _MOST_SIGNS and text[right] in _SIGNS_BEHIND:
            right += 1
        before, behind = text[left:start], text[end:right]
        is_long = len(family) >= _SHORTEST_BESIDE_INITIAL
        given, first = self.given, self.given[0]
        if text.endswith(given, 0, left) and _is_word(before, given + family):
            return _bounded(text, left - len(given), end, is_name=bool(before))
        if text.startswith(given, right) and _is_word(behind, family + given):
            return _bounded(text, start, right + len(given), is_name=bool(behind))
        if (
            is_long
            and before not in _ONLY_BLANKS
            and text[left - 1 : left] == first
            and _is_word(before, first + family)
        ):
            place = _bounded(text, left - 1, end, is_name=bool(before.strip("_-")))
            return place if before or _tells_more(text, place, end, family) else None
        if is_long and behind != " " and text[right : right + 1] == first and _is_word(behind, family + first):
            place = _bounded(text, start, right + 1, is_name=bool(behind.strip("_-")))
            # "halls" are many
            return place if behind or (first != "s" and _tells_more(text, place, right + 1, family)) else None
        return _bounded(text, start, end, is_name=False) if family in self.alone else None

    def _with_initial(self, text: str, start: int) -> Iterator[tuple[int, int, str]]:
        end = start + len(self.given)
        sign = text[end : end + 1] if text[end : end + 1] in ("_", ".") else ""
        initial = self.families[0][0]
        if text.startswith(initial, end + len(sign)) and _is_word(sign, self.given + initial):
            place = _bounded(text, start, end + len(sign) + 1, is_name=False)
            if place is not None:
                yield place


def _is_word(signs: str, glued: str) -> bool:
    """True unless what is written without a sign may be another word."""
    return bool(signs) or (len(glued) >= _SHORTEST_GLUED and not is_common(glued))


def _tells_more(text: str, place: tuple[int, int, str] | None, end: int, family: str) -> bool:
    """True if an initial beside a short surname makes no word: by digits behind, or a sign of addresses before it."""
    if place is None or len(family) >= _SHORTEST_GLUED:
        return True
    return place[1] > end or text[place[0] - 1 : place[0]] in tuple(_SIGNS_OF_USERS)


def _bounded(text: str, start: int, end: int, *, is_name: bool) -> tuple[int, int, str] | None:
    """Return a place with up to four digits behind it; None inside a longer word."""
    stop = end
    while stop < len(text) and stop - end < _MOST_DIGITS and text[stop].isdigit():
        stop += 1
    if (start and text[start - 1].isalnum()) or (stop < len(text) and text[stop].isalnum()):
        return None
    return start, stop, "PERSON" if is_name and stop == end else "USERNAME"


@lru_cache(maxsize=_CACHED)
def handles_of(names: tuple[str, ...]) -> tuple[Handles, ...]:
    """Return what the names of a row may be written as; single words among them make one name together."""
    made: list[Handles] = []
    alone: list[str] = []
    for name in names:
        if is_han(name):
            continue
        words = _words_of(name)
        if len([word for word in words if word not in PARTICLES]) > 1:
            made += _made_of(words)
        else:
            alone += words
    if len(alone) > 1:
        made += _made_of(alone)
    return tuple(made)


def name_of_mailbox(address: str) -> str | None:
    """Return the given name and surname that the part of an address before the @ consists of.

    >>> name_of_mailbox("jane.miller84@example.org"), name_of_mailbox("sales.team@example.org")
    ('jane miller', None)
    """
    words = _WORD.findall(address.partition("@")[0].casefold())
    is_name = len(words) == 2 and min(map(len, words)) > 2 and any(is_known_name(bare(word)) for word in words)
    is_name = is_name and not all(is_common(bare(word)) for word in words)
    return " ".join(words) if is_name else None


def find_handles(text: str, names: Sequence[str]) -> Iterator[Span]:
    """Yield where a text, of the same length as read, holds what a row's names may be written as.

    Args:
        text: in lower case and without accents.
        names: what the row's cells of people hold.
    """
    for handles in handles_of(tuple(names)) if names else ():
        for start, end, entity_type in handles.find(text):
            yield Span(start, end, entity_type, 1.0, "row")


def _words_of(name: str) -> list[str]:
    family, comma, given = name.partition(",")
    if comma and bare(given.casefold()).strip(" .") not in TITLES:
        name = f"{given} {family}"
    return [word for word in _WORD.findall(name.lower()) if bare(word) not in TITLES]


def _made_of(words: list[str]) -> list[Handles]:
    """Return the forms of a name of words in lower case, as they are and with `ue` for an umlaut."""
    plain = [_folded(word) for word in words]
    spelled = [_folded(word.translate(_SPELLED)) for word in words]
    given, *rest = plain
    families = dict.fromkeys(("".join(rest[-1:]), "".join(rest), spelled[-1], "".join(spelled[1:])))
    families |= dict.fromkeys(word for word in (*rest, *spelled[1:]) if word not in PARTICLES)
    families = dict.fromkeys(family for family in families if len(family) > 1)
    if len(given) < 2 or not families or any(ord(max(word)) > 0x2E80 for word in (given, *families)):
        return []
    together = "".join(rest)
    # O'Brien, de la Cruz
    is_special = len(rest) > 1 or rest[0] != bare(words[-1])
    return [Handles(given, tuple(families), (together,) if is_special and not is_common(together) else ())]


def _folded(word: str) -> str:
    return re.sub("['’`]", "", bare(word))
