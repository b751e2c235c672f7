"""What people make of their names: `jmiller`, `JaneMiller92`, `miller_j`, `J. Miller`, `janem`.

A user name of initial and surname is looked for only where the row tells the name; by itself it is a word like others.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from .recognizers.misspelt import is_common
from .spans import Span
from .spelling import bare
from .words import is_han, is_known_name

_WORD = re.compile(r"[^\W\d_]+(?:['’`][^\W\d_]+)*")
_TITLES = frozenset(
    """
    mr mrs ms miss mx dr prof professor sir madam dame lord lady rev hon jr sr ii iii iv phd md esq herr frau mme mlle
    """.split()
)
# as names are written in addresses
_SPELLED = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "ø": "oe", "å": "aa", "æ": "ae"})
_PARTICLES = frozenset("de da di del della der den des du la le van von zu zur ter ten bin ibn al el y e dos".split())
# shorter ones make words with an initial before or behind them
_SHORTEST_BESIDE_INITIAL = 4
_SHORTEST_GLUED = 5
_CACHED = 20_000


@dataclass(frozen=True, slots=True)
class Handles:
    """What a name may be written as.

    Attributes:
        anchors: of which each form holds one, in lower case.
        names: given name and surname joined by a sign, or an initial with a full stop and the other.
        glued: what has no sign between, and what has digits behind it.
    """

    anchors: tuple[str, ...]
    names: re.Pattern[str]
    glued: re.Pattern[str]

    def find(self, lowered: str) -> Iterator[tuple[int, int, str]]:
        """Yield the places in a text in lower case without accents, and the entity type of each."""
        if any(anchor in lowered for anchor in self.anchors):
            for match in self.names.finditer(lowered):
                yield (*match.span(), "PERSON")
            for match in self.glued.finditer(lowered):
                yield (*match.span(), "USERNAME")


@lru_cache(maxsize=_CACHED)
def handles_of(names: tuple[str, ...]) -> tuple[Handles, ...]:
    """Return what the names of a row may be written as; single words among them make one name together."""
    made: list[Handles] = []
    alone: list[str] = []
    for name in names:
        if is_han(name):
            continue
        words = _words_of(name)
        if len([word for word in words if word not in _PARTICLES]) > 1:
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
    return (
        " ".join(words)
        if is_name and not all(is_common(bare(w)) and not is_known_name(bare(w)) for w in words)
        else None
    )


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
    if comma and bare(given.casefold()).strip(" .") not in _TITLES:
        name = f"{given} {family}"
    return [word for word in _WORD.findall(name.lower()) if bare(word) not in _TITLES]


def _made_of(words: list[str]) -> list[Handles]:
    """Return the forms of a name of words in lower case, as they are and with `ue` for an umlaut."""
    plain = [_folded(word) for word in words]
    spelled = [_folded(word.translate(_SPELLED)) for word in words]
    given, *rest = plain
    families = dict.fromkeys(("".join(rest[-1:]), "".join(rest), spelled[-1], "".join(spelled[1:])))
    families = dict.fromkeys(family for family in families if len(family) > 1)
    if len(given) < 2 or not families or any(ord(max(word)) > 0x2E80 for word in (given, *families)):
        return []
    names: list[str] = []
    glued: list[str] = []
    for family in families:
        names += _joined(given, family)
        glued += _glued(given, family)
    # O'Brien, de la Cruz
    if "".join(rest) != rest[-1] or rest[-1] != bare(words[-1]):
        glued += _unless_common("".join(rest))
    return [Handles((given, *families), _whole(names, r"(?![^\W\d_])"), _whole(glued, r"\d{0,4}(?![^\W_])"))]


def _folded(word: str) -> str:
    return re.sub("['’`]", "", bare(word))


def _joined(given: str, family: str) -> Iterator[str]:
    """Yield expressions of a given name, or its initial, and a surname."""
    first, g, s = re.escape(given[0]), re.escape(given), re.escape(family)
    yield rf"{g}[ ._+-]{{1,2}}{s}"
    yield rf"{s}(?:, |[ ._+-]){g}"
    if len(family) >= _SHORTEST_BESIDE_INITIAL:
        yield rf"{first}\. ?{s}"
        yield rf"{s}, {first}\b\.?"


def _glued(given: str, family: str) -> Iterator[str]:
    """Yield expressions of what they make together without a sign, or with digits behind it."""
    first, g, s = re.escape(given[0]), re.escape(given), re.escape(family)
    yield rf"{g}[._-]{s}(?=\d)"
    yield rf"{s}[._-]{g}(?=\d)"
    if len(family) >= _SHORTEST_BESIDE_INITIAL:
        yield rf"{first}[_-]{s}"
        yield rf"{s}[._-]{first}"
    if len(given) >= _SHORTEST_BESIDE_INITIAL:
        yield rf"{g}[._]{re.escape(family[0])}"
        yield from _unless_common(given + family[0])
    yield from _unless_common(given + family, family + given, given[0] + family, family + given[0])


def _unless_common(*words: str) -> list[str]:
    return [re.escape(word) for word in words if len(word) >= _SHORTEST_GLUED and not is_common(word)]


def _whole(forms: list[str], after: str) -> re.Pattern[str]:
    alternatives = "|".join(dict.fromkeys(forms)) or r"(?!)"
    return re.compile(rf"(?<![^\W_])(?:{alternatives}){after}")
