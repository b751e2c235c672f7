"""Findings in the searched columns of a table: what `privml scan` counts and `privml mask` replaces."""

import re
from collections.abc import Sequence

from ..core.tables import Batch
from .context import row_values, search_row
from .plan import ColumnPlan
from .probes import TypedValue
from .profile import is_sentence_like
from .recognizers.detector import Detector
from .spans import Span
from .spelling import read

_LETTER = re.compile("[A-Za-z]")


class Finder:
    """Searches the text and plain columns of batches.

    Args:
        plans: what each column is.
        detector: finds personal data in cells.
        row_context: search a row's texts for what its typed cells hold.
    """

    def __init__(self, plans: Sequence[ColumnPlan], *, detector: Detector, row_context: bool) -> None:
        self._identifiers = [plan for plan in plans if plan.kind == "identifier"]
        self._searched = [plan for plan in plans if plan.kind in ("text", "plain")]
        self._texts = [plan for plan in plans if plan.kind == "text"]
        self._detector = detector
        self._row_context = row_context
        self._known = detector.known
        # tables without the key have nothing to look up
        keys = [plan.index for plan in plans if self._known is not None and plan.name == self._known.column]
        self._key = keys[0] if keys else None

    def find(self, batch: Batch) -> dict[int, list[list[Span]]]:
        """Return the findings by column index and row, in any order and with overlaps."""
        found = {plan.index: self._search(plan, batch.column(plan.index)) for plan in self._searched}
        if (self._row_context or self._key is not None) and self._texts:
            self._add_context(batch, found)
        return found

    def _search(self, plan: ColumnPlan, cells: list[str]) -> list[list[Span]]:
        """Search cells; a plain column's cells go to the language model only if they read like sentences."""
        distinct = [value for value in dict.fromkeys(cells) if value and not value.isspace()]
        texts = [v for v in distinct if is_text(plan, v)]
        found = dict(zip(texts, self._detector.find_in_texts(texts) if texts else [], strict=True))
        values = [value for value in distinct if value not in found]
        found.update(zip(values, self._detector.find_in_values(values), strict=True))
        if not any(found.values()):
            return [[] for _ in cells] if plan.kind == "text" else [[]] * len(cells)
        return [found.get(value, []) for value in cells]

    def _add_context(self, batch: Batch, found: dict[int, list[list[Span]]]) -> None:
        admits = self._detector.filter.admits
        for position, row in enumerate(batch.rows):
            cells = [row[plan.index] for plan in self._texts]
            if not any(cells):
                continue
            before = [found[plan.index][position] for plan in self._texts]
            after = search_row(cells, before, self.own_values(row), self.known_values(row))
            for plan, text, spans in zip(self._texts, cells, after, strict=True):
                found[plan.index][position] = [span for span in spans if admits(span, text)]

    def own_values(self, row: Sequence[str]) -> Sequence[TypedValue]:
        """Return what a row's typed cells tell to look for in its texts."""
        return row_values(row, self._identifiers) if self._row_context else ()

    def known_values(self, row: Sequence[str]) -> Sequence[TypedValue]:
        """Return what another table tells to look for in a row's texts."""
        return () if self._known is None or self._key is None else self._known.values_of(row[self._key])


def is_text(plan: ColumnPlan, value: str) -> bool:
    """True for a cell that the language model searches, not only the patterns."""
    return _has_letters(value) and (plan.kind == "text" or is_sentence_like(value))


def _has_letters(value: str) -> bool:
    if value.isascii():
        return _LETTER.search(value) is not None
    return any(character.isalpha() for character in value) or any(map(str.isalpha, read(value).text))
