"""Findings in the searched columns of a table: what `privml scan` counts and `privml mask` replaces."""

import re
from collections.abc import Mapping, Sequence

from ..core.tables import Batch
from .context import row_values, search_known, search_mentions
from .plan import ColumnPlan
from .probes import TypedValue
from .profile import count_words, is_mark, is_sentence_like
from .recognizers.detector import Detector
from .row_keys import find_named, keys_of
from .row_names import find_full_names, names_of_row
from .spans import Span
from .spelling import read, without_amounts

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
        self._plain = [plan for plan in plans if plan.kind == "plain"]
        self._people = [plan for plan in self._identifiers if plan.entity_type == "PERSON"] if row_context else []
        self._detector = detector
        self._row_context = row_context
        self._known = detector.known
        # tables without the key have nothing to look up
        keys = [plan.index for plan in plans if self._known is not None and plan.name == self._known.column]
        self._key = keys[0] if keys else None

    def find(self, batch: Batch) -> dict[int, list[list[Span]]]:
        """Return the findings by column index and row, in any order and with overlaps."""
        has_context = bool(self._texts) and (self._row_context or self._key is not None)
        told = self._search_rows(batch) if has_context else {}
        found = {
            plan.index: self._search_told(cells, told[plan.index]) if plan.index in told else self._search(plan, cells)
            for plan in self._searched
            for cells in [batch.column(plan.index)]
        }
        if has_context:
            self._add_context(batch, found, told)
        if self._people:
            self._add_full_names(batch, found)
        self._add_named(batch, found)
        return found

    def _add_named(self, batch: Batch, found: dict[int, list[list[Span]]]) -> None:
        """Find what the first cell of a row, or the one before it, names."""
        plain = {plan.index for plan in self._plain}
        keys = {index: named for index in plain if (named := keys_of(batch.column(index))) is not None}
        admits = self._detector.filter.admits
        for plan in self._searched if keys else ():
            naming = [
                keys[index] for index in dict.fromkeys((plan.index - 1, 0)) if index in keys and index < plan.index
            ]
            if not naming:
                continue
            for position, cell in enumerate(batch.column(plan.index)):
                told = [named[position] for named in naming]
                spans = [span for span in find_named(cell, told) if admits(span, cell)] if any(told) else []
                if spans:
                    found[plan.index][position] = [*found[plan.index][position], *spans]

    def _search_rows(self, batch: Batch) -> dict[int, list[Sequence[Span]]]:
        """Return what the rows and another table tell, by column index and row."""
        told: dict[int, list[Sequence[Span]]] = {plan.index: [] for plan in self._texts}
        for row in batch.rows:
            own, known = self.own_values(row), self.known_values(row)
            for plan in self._texts:
                told[plan.index].append(search_known(row[plan.index], own, known))
        return told

    def _search(self, plan: ColumnPlan, cells: list[str]) -> list[list[Span]]:
        """Search cells; a plain column's cells go to the language model only if they read like sentences."""
        met = list(dict.fromkeys(cells))
        worth_a_look = without_amounts(met) if self._detector.passes_amounts else met
        distinct = [value for value in worth_a_look if value and not value.isspace()]
        texts = [v for v in distinct if is_text(plan, v)]
        found = dict(zip(texts, self._detector.find_in_texts(texts) if texts else [], strict=True))
        values = [value for value in distinct if value not in found]
        found.update(zip(values, self._detector.find_in_values(values), strict=True))
        if not any(found.values()):
            return [[] for _ in cells] if plan.kind == "text" else [[]] * len(cells)
        return [found.get(value, []) for value in cells]

    def _search_told(self, cells: list[str], told: Sequence[Sequence[Span]]) -> list[list[Span]]:
        """Search the cells of a text column, about each of which something may be known."""
        texts = [place for place, cell in enumerate(cells) if _has_letters(cell)]
        in_texts = self._detector.find_in_texts([cells[place] for place in texts], [told[place] for place in texts])
        found = dict(zip(texts, in_texts, strict=True))
        values = [cell for cell in dict.fromkeys(cells) if cell and not cell.isspace() and not _has_letters(cell)]
        in_values = dict(zip(values, self._detector.find_in_values(values), strict=True))
        return [found[place] if place in found else in_values.get(cell, []) for place, cell in enumerate(cells)]

    def _add_context(
        self, batch: Batch, found: dict[int, list[list[Span]]], told: Mapping[int, Sequence[Sequence[Span]]]
    ) -> None:
        admits = self._detector.filter.admits
        for position, row in enumerate(batch.rows):
            cells = [row[plan.index] for plan in self._texts]
            before = [found[plan.index][position] for plan in self._texts]
            for plan, text, spans, mentions in zip(
                self._texts, cells, before, search_mentions(cells, before), strict=True
            ):
                more = [span for span in (*told[plan.index][position], *mentions) if admits(span, text)]
                if more:
                    found[plan.index][position] = [*spans, *more]

    def _add_full_names(self, batch: Batch, found: dict[int, list[list[Span]]]) -> None:
        """Find a row's own full names in its plain cells."""
        worded = [plan.index for plan in self._plain if _has_letters("\n".join(batch.column(plan.index)))]
        if not worded:
            return
        admits = self._detector.filter.admits
        for position, row in enumerate(batch.rows):
            names = names_of_row([row[plan.index].strip() for plan in self._people])
            for index in worded if names else ():
                spans = [span for span in find_full_names(row[index], names) if admits(span, row[index])]
                if spans:
                    found[index][position] = [*found[index][position], *spans]

    def own_values(self, row: Sequence[str]) -> Sequence[TypedValue]:
        """Return what a row's typed cells tell to look for in its texts."""
        return row_values(row, self._identifiers) if self._row_context else ()

    def known_values(self, row: Sequence[str]) -> Sequence[TypedValue]:
        """Return what another table tells to look for in a row's texts."""
        return () if self._known is None or self._key is None else self._known.values_of(row[self._key])


def is_text(plan: ColumnPlan, value: str) -> bool:
    """True for a cell that the language model searches, not only the patterns."""
    if not _has_letters(value):
        return False
    if plan.kind == "text" or is_sentence_like(value):
        return True
    return plan.most_words is not None and count_words(value) > plan.most_words and not is_mark(value.strip())


def _has_letters(value: str) -> bool:
    if value.isascii():
        return _LETTER.search(value) is not None
    return any(character.isalpha() for character in value) or any(map(str.isalpha, read(value).text))
