"""Which parts of a text findings cover."""

from bisect import bisect_right
from collections.abc import Sequence

from ..spans import Span


class Covered:
    """What findings cover, as disjoint places in order: a long text may hold many."""

    def __init__(self, spans: Sequence[Span]) -> None:
        self._starts: list[int] = []
        self._ends: list[int] = []
        for span in sorted(spans, key=lambda span: span.start):
            if self._ends and span.start < self._ends[-1]:
                self._ends[-1] = max(self._ends[-1], span.end)
            else:
                self._starts.append(span.start)
                self._ends.append(span.end)

    def meets(self, start: int, end: int) -> bool:
        """True if something in between is covered."""
        place = bisect_right(self._ends, start)
        return place < len(self._starts) and self._starts[place] < end

    def holds(self, start: int, end: int) -> bool:
        """True if one place covers all in between."""
        place = bisect_right(self._ends, start)
        return place < len(self._starts) and self._starts[place] <= start and end <= self._ends[place]
