"""The frequency attack: equal values have equal tokens, so how often a token occurs gives its value away.

The attacker knows how often each original occurs and lays tokens beside values in the order of their counts (the
attack of Naveed, Kamara and Wright, 2015, on deterministic encryption). Ties are broken at random; the expectation
over all ways to break them is computed, not sampled.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ..keyed import normalise
from .originals import Source


@dataclass(frozen=True)
class FrequencyAttack:
    """What the counts of tokens give away of one source.

    Attributes:
        column: that holds the tokens.
        entity_type: of the originals.
        cells: masked cells, or parts of texts.
        values: distinct originals.
        tokens: distinct tokens.
        cells_recovered: expected share of cells whose original is guessed.
        values_recovered: expected share of distinct originals that are laid beside a token of their own.
        control: share of cells that the commonest original alone gets right.
    """

    column: str
    entity_type: str
    cells: int
    values: int
    tokens: int
    cells_recovered: float
    values_recovered: float
    control: float

    def to_dict(self) -> dict[str, Any]:
        """Return the numbers for JSON."""
        return vars(self) | {
            name: round(getattr(self, name), 4) for name in ("cells_recovered", "values_recovered", "control")
        }


def attack_frequencies(
    sources: Sequence[Source], pairs: Sequence[Mapping[tuple[str, str], int]]
) -> list[FrequencyAttack]:
    """Attack every source whose tokens repeat and differ.

    Args:
        sources: columns and entity types.
        pairs: of each source, how often each pair of original and token occurs.
    """
    attacks = []
    for source, counts in zip(sources, pairs, strict=True):
        folded: Counter[tuple[str, str]] = Counter()
        for (value, token), count in counts.items():
            folded[normalise(value), normalise(token)] += count
        if (attack := _attack(source, folded)) is not None:
            attacks.append(attack)
    return attacks


def _attack(source: Source, pairs: Mapping[tuple[str, str], int]) -> FrequencyAttack | None:
    values: Counter[str] = Counter()
    tokens: Counter[str] = Counter()
    for (value, token), count in pairs.items():
        values[value] += count
        tokens[token] += count
    cells = values.total()
    if len(tokens) < 2 or len(tokens) == cells:
        return None
    ranks, token_ranks = _ranks(values), _ranks(tokens)
    hits = 0.0
    matched: dict[str, float] = {}
    for (value, token), count in pairs.items():
        chance = _meet(ranks[value], token_ranks[token])
        hits += count * chance
        matched[value] = matched.get(value, 0.0) + chance
    return FrequencyAttack(
        source.column,
        source.entity_type,
        cells,
        len(values),
        len(tokens),
        hits / cells,
        sum(matched.values()) / len(values),
        max(values.values()) / cells,
    )


def _ranks(counts: Mapping[str, int]) -> dict[str, tuple[int, int]]:
    """Return the ranks, from 0 and without the end, that each item may have by its count."""
    ranks: dict[str, tuple[int, int]] = {}
    start = 0
    by_count: dict[int, list[str]] = {}
    for item, count in counts.items():
        by_count.setdefault(count, []).append(item)
    for count in sorted(by_count, reverse=True):
        items = by_count[count]
        ranks.update(dict.fromkeys(items, (start, start + len(items))))
        start += len(items)
    return ranks


def _meet(first: tuple[int, int], second: tuple[int, int]) -> float:
    """Probability that two items, each at a random one of its ranks, have the same rank."""
    common = min(first[1], second[1]) - max(first[0], second[0])
    return max(0, common) / ((first[1] - first[0]) * (second[1] - second[0]))
