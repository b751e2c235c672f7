"""The rules over texts: which can reach their threshold, and what context words make of their findings."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from ...spans import Span, SpanFilter
from ..clues import Clues
from ..likely_places import Places
from ..scripts import AUTO, has_latin_word, language_of
from ..table import PatternTable
from .codes import CODE_RULES
from .context import has_context, raised
from .dates import DATE_RULES
from .network import NETWORK_RULES
from .numbers import NUMBER_RULES
from .urls import URL_RULES


class Rule(Protocol):
    """What finds one entity type by its form."""

    @property
    def entity_type(self) -> str:
        """What a match is."""

    @property
    def score(self) -> float:
        """Confidence of a match without context words."""

    @property
    def context(self) -> tuple[str, ...]:
        """Words before a match that raise its score, in lower case."""

    @property
    def places(self) -> Places:
        """Where matches are possible."""

    def find_by(self, clues: Clues) -> Iterator[Span]:
        """Yield the matches, searched for only where the clues lead."""

    def find_likely(self, clues: Clues) -> Iterator[Span]:
        """Yield the same matches in a text that holds what the rule needs."""


RULES: tuple[Rule, ...] = (*CODE_RULES, *NUMBER_RULES, *DATE_RULES, *NETWORK_RULES, *URL_RULES)
RULE_TYPES = frozenset(rule.entity_type for rule in RULES)
# Presidio has these recognizers for English only
_ENGLISH_TYPES = frozenset({"UK_NHS", "US_BANK_NUMBER", "US_DRIVER_LICENSE", "US_ITIN", "US_PASSPORT", "US_SSN"})


@dataclass(frozen=True, eq=False)
class _Entry:
    """A rule that can reach its threshold.

    Attributes:
        rule: the rule.
        context: its context words, of which a text with raised scores holds one.
        needs_context: the score alone is too low.
    """

    rule: Rule
    context: tuple[str, ...]
    needs_context: bool

    @property
    def places(self) -> Places:
        """Where matches are possible."""
        return self.rule.places


class RuleRecognizer:
    """Finds what Presidio's pattern recognizers find.

    Args:
        admitted: entity types looked for and their thresholds; rules that cannot reach theirs are not tried.
        language: ISO 639-1 code of the texts; for other languages than English, national numbers are left out. `auto`
            leaves them out of texts in another script without a Latin word.
    """

    def __init__(self, admitted: SpanFilter, *, language: str = "en") -> None:
        has_english = language in ("en", AUTO)
        self._is_auto = language == AUTO
        always: list[_Entry] = []
        with_context: list[_Entry] = []
        for rule in RULES:
            threshold = admitted.threshold_of(rule.entity_type)
            if threshold is None or (not has_english and rule.entity_type in _ENGLISH_TYPES):
                continue
            context = tuple(word.strip() for word in rule.context)
            if rule.score >= threshold:
                always.append(_Entry(rule, context, needs_context=False))
            elif context and raised(rule.score) >= threshold:
                with_context.append(_Entry(rule, context, needs_context=True))
        self._table = PatternTable([*always, *with_context])
        self.supported_types = RULE_TYPES if has_english else RULE_TYPES - _ENGLISH_TYPES

    def find(self, texts: Sequence[str]) -> list[list[Span]]:
        """Return the findings in each text, in any order and with overlaps."""
        return [self.find_by(Clues(text)) for text in texts]

    def find_by(self, clues: Clues) -> list[Span]:
        """Return the findings in a text."""
        entries = self._table.likely(clues)
        if self._is_auto and not has_latin_word(clues.text) and language_of(clues.text) != "en":
            entries = [entry for entry in entries if entry.rule.entity_type not in _ENGLISH_TYPES]
        # many rules share their words
        contexts = {entry.context for entry in entries}
        present = {context for context in contexts if any(word in clues.lowered for word in context)}
        found: list[Span] = []
        for entry in entries:
            if entry.context in present:
                found.extend(_with_raised_scores(entry.rule, clues))
            elif not entry.needs_context:
                found.extend(entry.rule.find_likely(clues))
        return without_contained(found) if len(found) > 1 else found


def without_contained(spans: Iterable[Span]) -> list[Span]:
    """Drop findings inside another of their type whose score is as high."""
    kept: list[Span] = []
    open_spans: dict[str, list[Span]] = {}
    for span in sorted(spans, key=lambda s: (s.start, -s.end, -s.score)):
        # those that end before the span begins hold neither it nor any later one
        active = [other for other in open_spans.get(span.entity_type, ()) if other.end > span.start]
        if not any(other.end >= span.end and other.score >= span.score for other in active):
            active.append(span)
            kept.append(span)
        open_spans[span.entity_type] = active
    return kept


def _with_raised_scores(rule: Rule, clues: Clues) -> Iterator[Span]:
    for span in rule.find_likely(clues):
        is_raised = has_context(clues.text, span.start, rule.context)
        yield replace(span, score=raised(rule.score)) if is_raised else span
