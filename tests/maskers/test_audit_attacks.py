"""Linkage and frequencies: numbers against a second way to come to them."""

import itertools
import random
from collections import Counter

import pytest
from privml.core.errors import DataError
from privml.maskers.audit.frequency import attack_frequencies
from privml.maskers.audit.linkage import measure_linkage
from privml.maskers.audit.originals import Source
from privml.maskers.audit.pair import Pair, Role


def by_enumeration(pairs: dict[tuple[str, str], int]) -> tuple[float, float]:
    """Try every order of tied values and of tied tokens, and match by rank."""
    values, tokens = Counter[str](), Counter[str]()
    for (value, token), count in pairs.items():
        values[value] += count
        tokens[token] += count

    def orders(counts: Counter[str]) -> list[list[str]]:
        groups = [[v for v in counts if counts[v] == size] for size in sorted(set(counts.values()), reverse=True)]
        return [
            [item for group in choice for item in group]
            for choice in itertools.product(*(itertools.permutations(group) for group in groups))
        ]

    trials = [zip(a, b, strict=False) for a in orders(values) for b in orders(tokens)]
    hits = [[pair for pair in trial if pair in pairs] for trial in trials]
    cells = sum(sum(pairs[pair] for pair in trial) for trial in hits) / len(hits) / values.total()
    return cells, sum(map(len, hits)) / len(hits) / len(values)


@pytest.mark.parametrize("seed", range(6))
def test_expected_recovery_is_that_of_all_orders(seed: int) -> None:
    generator = random.Random(seed)
    pairs: dict[tuple[str, str], int] = {}
    for number in range(generator.randint(3, 6)):
        token = f"t{number if number < 2 or generator.random() < 0.8 else 0}"  # two values may share a token
        pairs[f"v{number}", token] = generator.randint(1, 3) if number else 2
    [attack] = attack_frequencies([Source("name", "PERSON")], [pairs])
    assert (attack.cells_recovered, attack.values_recovered) == pytest.approx(by_enumeration(pairs))
    values = Counter[str]()
    for (value, _), count in pairs.items():
        values[value] += count
    assert attack.control == max(values.values()) / sum(values.values())


def test_distinct_counts_give_everything_away() -> None:
    pairs = {("a", "1"): 5, ("b", "2"): 3, ("c", "3"): 1}
    [attack] = attack_frequencies([Source("name", "PERSON")], [pairs])
    assert (attack.cells_recovered, attack.values_recovered, attack.control) == (1.0, 1.0, 5 / 9)


def test_what_tells_nothing_is_left_out() -> None:
    one_token, no_repeats = {("a", "x"): 2, ("b", "x"): 1}, {("a", "1"): 1, ("b", "2"): 1}
    assert attack_frequencies([Source("a", "ID"), Source("b", "ID")], [one_token, no_repeats]) == []


def make_pair(columns: dict[str, list[str]], quasi: tuple[str, ...] = ()) -> Pair:
    roles = {name: Role(name, "plain", None, name in quasi) for name in columns}
    return Pair("m.csv", len(next(iter(columns.values()))), columns, columns, roles, None, None)


def make_columns(rows: int = 400) -> dict[str, list[str]]:
    generator = random.Random(4)
    return {
        "zip": [str(generator.randrange(40)) for _ in range(rows)],
        "sex": [generator.choice("fm") for _ in range(rows)],
        "age": [str(int(generator.triangular(18, 90, 30))) for _ in range(rows)],
        "same": ["x"] * rows,
        "illness": [generator.choice(["flu", "flu", "flu", "gout", "none"]) for _ in range(rows)],
    }


def test_linkage_is_that_of_guessing_in_the_class() -> None:
    columns = make_columns()
    report = measure_linkage(make_pair(columns, quasi=("zip", "sex")), sensitive=["illness"])
    assert report.quasi is not None
    assert report.kept is not None
    assert report.quasi.columns == ("zip", "sex")
    assert report.kept.columns == ("zip", "sex", "age", "same")
    for link in (report.quasi, report.kept, *report.steps):
        classes = Counter(zip(*(columns[name] for name in link.columns), strict=True))
        rows = [classes[row] for row in zip(*(columns[name] for name in link.columns), strict=True)]
        assert link.linked == pytest.approx(sum(1 / size for size in rows) / 400)
        assert link.control == 1 / 400
        assert link.k == min(rows)
        bands = {"1": (1, 1), "2": (2, 2), "3-5": (3, 5), "6-10": (6, 10), ">10": (11, 400)}
        assert link.rows_by_k == {name: sum(a <= size <= b for size in rows) for name, (a, b) in bands.items()}


def test_the_worst_columns_come_first() -> None:
    columns = make_columns()
    steps = measure_linkage(make_pair(columns), sensitive=["illness"]).steps
    alone = {name: len(set(columns[name])) for name in ("zip", "sex", "age")}
    assert steps[0].columns == (max(alone, key=alone.__getitem__),)
    assert [len(step.columns) for step in steps] == [1, 2, 3]
    assert steps[0].linked < steps[1].linked < steps[2].linked
    assert "same" not in steps[-1].columns


def test_diversity_of_a_sensitive_column() -> None:
    columns = make_columns()
    [found] = measure_linkage(make_pair(columns, quasi=("zip", "sex")), sensitive=["illness"]).diversity
    groups: dict[tuple[str, str], list[str]] = {}
    for zip_, sex, illness in zip(columns["zip"], columns["sex"], columns["illness"], strict=True):
        groups.setdefault((zip_, sex), []).append(illness)
    assert found.classes == len(groups)
    assert found.l == min(len(set(group)) for group in groups.values())
    assert found.rows_l1 == sum(len(g) for g in groups.values() if len(set(g)) == 1) / 400
    assert found.inferred == sum(max(Counter(group).values()) for group in groups.values()) / 400
    assert found.control == max(Counter(columns["illness"]).values()) / 400


def test_columns_must_be_there() -> None:
    pair = make_pair(make_columns())
    with pytest.raises(DataError, match="no column ilness") as error:
        measure_linkage(pair, sensitive=["ilness"])
    assert error.value.hint == "did you mean illness?"
    with pytest.raises(DataError, match="cannot be both"):
        measure_linkage(pair, quasi=["zip"], sensitive=["zip"])
