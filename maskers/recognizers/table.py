"""Tables of patterns by what a text must hold for them: those that cannot match are not even tried."""

from collections.abc import Iterable
from typing import Generic, Protocol, TypeVar

from .clues import Clues, Need, Within
from .likely_places import Places


class HasPlaces(Protocol):
    """What is looked for in certain places only."""

    @property
    def places(self) -> Places:
        """Where matches are possible."""


P = TypeVar("P", bound=HasPlaces)


class PatternTable(Generic[P]):
    """Patterns, found by one look at a text for all of them together.

    Args:
        patterns: in the order in which `likely` returns them.
    """

    def __init__(self, patterns: Iterable[P]) -> None:
        self._by_need: dict[Need | None, _Group[P]] = {}
        for number, pattern in enumerate(patterns):
            self._by_need.setdefault(pattern.places.needs, _Group()).add(number, pattern)

    def likely(self, clues: Clues) -> list[P]:
        """Return the patterns for which a text holds what they need, in order."""
        found: dict[int, P] = {}
        for need, group in self._by_need.items():
            if need is None or getattr(clues, need):
                group.collect(clues, found)
        return [found[number] for number in sorted(found)]


class _Group(Generic[P]):
    """Patterns, with their numbers, that share a need."""

    def __init__(self) -> None:
        self._always: dict[int, P] = {}
        self._by_part: dict[Within, dict[str, dict[int, P]]] = {}

    def add(self, number: int, pattern: P) -> None:
        places = pattern.places
        if not places.parts:
            self._always[number] = pattern
        for part in places.parts:
            self._by_part.setdefault(places.within, {}).setdefault(part, {})[number] = pattern

    def collect(self, clues: Clues, found: dict[int, P]) -> None:
        """Add the patterns of which a text holds a part."""
        found.update(self._always)
        for within, by_part in self._by_part.items():
            held = getattr(clues, within)
            # what is a set is looked up, a text is searched
            parts = held & by_part.keys() if isinstance(held, frozenset) else [part for part in by_part if part in held]
            for part in parts:
                found.update(by_part[part])
