"""The characters of a span that count: letters and digits."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

# words that identify nobody and that annotators put inside a mention or leave outside; the evaluation script of the
# Text Anonymization Benchmark (Pilán et al. 2022) forgives them too, up to `about`
_FORGIVEN = (
    "a after an and as at before between by during for from in into mr mrs ms no nr of on or over since the to until "
    "with about almost approx approximately around circa nearly roughly"
).split()
_FORGIVEN_WORDS = re.compile(rf"\b(?:{'|'.join(_FORGIVEN)})\b|(?<=\w)['’]s\b", re.IGNORECASE)


@dataclass(frozen=True)
class Placed:
    """A span, of gold or found, under its name of comparison.

    Attributes:
        start: offset of the first character.
        end: offset after the last character.
        entity_type: what it is compared as; empty for what is left out.
        places: offsets of its letters and digits.
        telling: those that must be found for it to count as masked whole: all but the forgiven words.
    """

    start: int
    end: int
    entity_type: str
    places: frozenset[int]
    telling: frozenset[int]

    def meets(self, others: Iterable["Placed"]) -> bool:
        """Tell whether one of the others has this entity type and shares a letter or digit."""
        return any(self.entity_type == other.entity_type and self.places & other.places for other in others)


def place(text: str, start: int, end: int, entity_type: str) -> Placed:
    """Return a span with the offsets that count.

    Example:
        >>> sorted(place("Mr Bo", 0, 5, "PERSON").telling)
        [3, 4]
    """
    places = frozenset(offset for offset in range(start, end) if text[offset].isalnum())
    forgiven = {
        offset for match in _FORGIVEN_WORDS.finditer(text, start, end) for offset in range(match.start(), match.end())
    }
    return Placed(start, end, entity_type, places, places - forgiven or places)


def places_of(spans: Iterable[Placed]) -> frozenset[int]:
    """Return the offsets of the letters and digits of some spans together."""
    return frozenset().union(*(span.places for span in spans))
