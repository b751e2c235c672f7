"""Findings beside gold, one document after another. Letters and digits count; blanks and punctuation never do."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from ..spans import Span
from .gold import GoldDocument, GoldSpan
from .names import NameMap, name_of
from .places import Placed, place, places_of
from .scores import Score
from .shapes import context_shape


@dataclass
class TypeCount:
    """Results of one entity type.

    Attributes:
        spans: gold entities of the type.
        masked: those found whole, under whatever type; titles and function words are forgiven.
        missed: those of which none was found.
        covered: letters and digits of gold entities; `recalled` those found under whatever type.
        characters: letters and digits found under this type.
        strict: entities with the same borders and type.
        overlap: entities of the same type that share a letter or digit.
        false_positives: findings of this type that share nothing with any gold entity.
    """

    spans: int = 0
    masked: int = 0
    missed: int = 0
    covered: Score = field(default_factory=Score)
    characters: Score = field(default_factory=Score)
    strict: Score = field(default_factory=Score)
    overlap: Score = field(default_factory=Score)
    false_positives: int = 0

    @property
    def masked_recall(self) -> float | None:
        """Share of gold entities that are masked whole; None without any."""
        return self.masked / self.spans if self.spans else None


@dataclass
class Tally:
    """Counts over all documents.

    Attributes:
        characters: letters and digits, personal data or not, whatever the type.
        strict: entities with the same borders and type.
        overlap: entities of the same type that share a letter or digit.
        types: by entity type.
        labels: gold entities by the gold's own name; those left out too.
        entities: entities of direct and quasi-identifiers, and how many had every mention masked.
        misses: shapes of entities not wholly masked, by entity type and shape.
        false_positives: shapes of findings that share nothing with gold.
    """

    characters: Score = field(default_factory=Score)
    strict: Score = field(default_factory=Score)
    overlap: Score = field(default_factory=Score)
    types: dict[str, TypeCount] = field(default_factory=dict)
    labels: Counter[str] = field(default_factory=Counter)
    entities: dict[str, Score] = field(default_factory=dict)
    misses: Counter[tuple[str, str]] = field(default_factory=Counter)
    false_positives: Counter[tuple[str, str]] = field(default_factory=Counter)

    def of(self, entity_type: str) -> TypeCount:
        """Return the counts of an entity type."""
        return self.types.setdefault(entity_type, TypeCount())


class Judge:
    """Compares findings with gold and adds up what it sees.

    Args:
        names: the user's mapping of entity types.
        only: entity types that are measured; None for all.
        left: entity types that are not measured.

    Attributes:
        tally: the counts so far.
    """

    def __init__(self, *, names: NameMap, only: frozenset[str] | None, left: frozenset[str] = frozenset()) -> None:
        self._names = names
        self._only = only
        self._left = left
        self.tally = Tally()

    def add(self, document: GoldDocument, found: Sequence[Span]) -> None:
        """Count one document.

        Args:
            document: text and gold.
            found: disjoint findings.
        """
        labelled = None if document.labelled is None else {self._name(label) for label in document.labelled}
        gold: list[tuple[GoldSpan, Placed]] = []
        neutral: list[Placed] = []
        for span in document.spans:
            self.tally.labels[span.label] += 1
            kind = self._name(span.label)
            measured = span.identifier != "none" and self._is_measured(kind, labelled)
            placed = place(document.text, span.start, span.end, kind or "")
            if not placed.places:
                continue  # an entity of punctuation alone is nothing that could leak
            if measured:
                gold.append((span, placed))
            else:
                neutral.append(placed)
        everything = [place(document.text, s.start, s.end, self._name(s.entity_type) or "") for s in found]
        wanted = places_of(placed for _, placed in gold)
        # what gold leaves open is neither right nor wrong, nor is a finding that touches it and no measured entity
        open_places = places_of(neutral) - wanted
        judged = [
            span
            for span in everything
            if self._is_measured(span.entity_type or None, labelled)
            and (span.places & wanted or not span.places & open_places)
        ]
        self._count_characters(gold, everything, judged, open_places)
        self._count_spans([placed for _, placed in gold], judged)
        self._count_entities(gold, places_of(everything))
        self._note_mistakes(document.text, gold, places_of(everything), judged, wanted | open_places)

    def _name(self, label: str) -> str | None:
        return name_of(label, self._names)

    def _is_measured(self, kind: str | None, labelled: set[str | None] | None) -> bool:
        return (
            kind is not None
            and kind not in self._left
            and (self._only is None or kind in self._only)
            and (labelled is None or kind in labelled)
        )

    def _count_characters(
        self,
        gold: Sequence[tuple[GoldSpan, Placed]],
        everything: Sequence[Placed],
        judged: Sequence[Placed],
        open_places: frozenset[int],
    ) -> None:
        """Count letters and digits; under whatever type they were found, they are masked."""
        wanted = places_of(placed for _, placed in gold)
        masked = places_of(everything)
        _add(
            self.tally.characters,
            wanted,
            masked & wanted,
            (places_of(judged) - open_places) | (masked & wanted),
            wanted,
        )
        for kind in {span.entity_type for span in judged} | {placed.entity_type for _, placed in gold}:
            own = places_of(placed for _, placed in gold if placed.entity_type == kind)
            given = places_of(span for span in judged if span.entity_type == kind) - open_places
            count = self.tally.of(kind)
            _add(count.characters, own, own & given, given, own)
            _add(count.covered, own, own & masked, frozenset(), frozenset())

    def _count_spans(self, gold: Sequence[Placed], judged: Sequence[Placed]) -> None:
        """Count entities by their borders and type, and by type and a common letter or digit."""
        wanted, given = ({(s.start, s.end, s.entity_type) for s in side} for side in (gold, judged))
        for borders in wanted:
            for score in (self.tally.strict, self.tally.of(borders[2]).strict):
                score.gold += 1
                score.recalled += borders in given
        for borders in given:
            for score in (self.tally.strict, self.tally.of(borders[2]).strict):
                score.found += 1
                score.right += borders in wanted
        for span in gold:
            for score in (self.tally.overlap, self.tally.of(span.entity_type).overlap):
                score.gold += 1
                score.recalled += span.meets(judged)
        for span in judged:
            for score in (self.tally.overlap, self.tally.of(span.entity_type).overlap):
                score.found += 1
                score.right += span.meets(gold)

    def _count_entities(self, gold: Sequence[tuple[GoldSpan, Placed]], masked: frozenset[int]) -> None:
        """Count entities of which every mention is masked whole (Pilán et al. 2022, entity-level recall)."""
        mentions: dict[tuple[str, str], list[Placed]] = {}
        for span, placed in gold:
            if span.identifier is not None:
                entity = span.entity_id or f"at {span.start} {span.end}"
                mentions.setdefault((span.identifier, entity), []).append(placed)
        for (identifier, _), placed_mentions in mentions.items():
            score = self.tally.entities.setdefault(identifier, Score())
            score.gold += 1
            score.recalled += all(placed.telling <= masked for placed in placed_mentions)

    def _note_mistakes(
        self,
        text: str,
        gold: Sequence[tuple[GoldSpan, Placed]],
        masked: frozenset[int],
        judged: Sequence[Placed],
        known: frozenset[int],
    ) -> None:
        for _, placed in gold:
            count = self.tally.of(placed.entity_type)
            count.spans += 1
            count.masked += placed.telling <= masked
            count.missed += not placed.places & masked
            if not placed.telling <= masked:
                self.tally.misses[placed.entity_type, context_shape(text, placed.start, placed.end)] += 1
        for span in judged:
            if not span.places & known:
                self.tally.of(span.entity_type).false_positives += 1
                self.tally.false_positives[span.entity_type, context_shape(text, span.start, span.end)] += 1


def _add(
    score: Score, gold: frozenset[int], recalled: frozenset[int], found: frozenset[int], right: frozenset[int]
) -> None:
    score.gold += len(gold)
    score.recalled += len(recalled)
    score.found += len(found)
    score.right += len(found & right)
