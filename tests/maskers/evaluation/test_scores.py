"""Numbers of the evaluation, against tables worked out by hand and against a slow second way of counting."""

import random
from collections.abc import Sequence
from typing import Any

import pytest
from privml.configs.policy import MaskPolicy
from privml.configs.resolve import resolve_config
from privml.core.errors import UsageError
from privml.maskers.evaluation.gold import GoldDocument, GoldSpan
from privml.maskers.evaluation.judge import Judge, Tally
from privml.maskers.evaluation.names import name_of, read_map
from privml.maskers.evaluation.scores import Score
from privml.maskers.evaluation.shapes import context_shape
from privml.maskers.evaluation.stage import run_evaluation
from privml.maskers.spans import Span

TEXT = "Ann Lee met Bob in Rome 12"


def judged(
    gold: Sequence[GoldSpan],
    found: Sequence[tuple[int, int, str]],
    *,
    text: str = TEXT,
    labelled: frozenset[str] | None = None,
    **options: Any,
) -> Tally:
    judge = Judge(**{"names": {}, "only": None, **options})
    spans = [Span(start, end, kind, 1.0, "test") for start, end, kind in found]
    judge.add(GoldDocument(text, tuple(gold), labelled), spans)
    return judge.tally


def counts(score: Score) -> tuple[int, int, int, int]:
    return score.gold, score.recalled, score.found, score.right


GOLD = [GoldSpan(0, 7, "PER"), GoldSpan(12, 15, "PERSON"), GoldSpan(19, 23, "LOC")]
FOUND = [(0, 3, "PERSON"), (12, 15, "LOCATION"), (19, 23, "LOCATION"), (24, 26, "ID")]


def test_a_small_table_by_hand() -> None:
    tally = judged(GOLD, FOUND)
    # gold: Ann Lee 6 + Bob 3 + Rome 4 letters; found: Ann 3, Bob 3, Rome 4, and 12 which is nothing
    assert counts(tally.characters) == (13, 10, 12, 10)
    assert tally.characters.precision == 10 / 12
    assert tally.characters.recall == 10 / 13
    assert tally.characters.f(1) == pytest.approx(0.8)  # 2·10 / (13 + 12)
    assert tally.characters.f(2) == pytest.approx(0.78125)  # 5·10 / (4·13 + 12)
    assert counts(tally.strict) == (3, 1, 4, 1)
    assert counts(tally.overlap) == (3, 2, 4, 2)
    person, location, other = (tally.types[kind] for kind in ("PERSON", "LOCATION", "ID"))
    # Bob was found as a place: masked, and wrong under its own type
    assert (person.spans, person.masked, person.missed, person.false_positives) == (2, 1, 0, 0)
    assert counts(person.covered)[:2] == (9, 6)
    assert counts(person.characters) == (9, 3, 3, 3)
    assert counts(location.characters) == (4, 4, 7, 4)
    assert counts(location.strict) == (1, 1, 2, 1)
    assert (other.spans, other.false_positives, counts(other.overlap)) == (0, 1, (0, 0, 1, 0))
    assert dict(tally.misses) == {("PERSON", "[Xxx Xxx] xxx Xxx"): 1}
    assert dict(tally.false_positives) == {("ID", "xx Xxxx [99]"): 1}


def test_f_scores_by_a_second_formula() -> None:
    generator = random.Random(3)
    for _ in range(200):
        right, missed, wrong = (generator.randint(1, 50) for _ in range(3))
        score = Score(gold=right + missed, recalled=right, found=right + wrong, right=right)
        for beta in (1, 2):
            squared = beta * beta
            expected = (1 + squared) * right / ((1 + squared) * right + squared * missed + wrong)
            assert score.f(beta) == pytest.approx(expected)


def test_shares_of_nothing_are_not_numbers() -> None:
    assert (Score().recall, Score().precision, Score().f(2)) == (None, None, None)
    assert Score(gold=3).f(2) == 0.0
    assert Score(found=3).f(2) is None


def test_random_documents_counted_character_by_character() -> None:
    generator = random.Random(11)
    kinds = ["PERSON", "LOCATION", "ID"]
    for _ in range(200):
        text = "".join(generator.choices("ab1 .,\n", k=40))
        places = [tuple(sorted(generator.sample(range(41), 2))) for _ in range(4)]
        gold = [GoldSpan(a, b, generator.choice(kinds)) for a, b in places]
        edges = sorted(generator.sample(range(41), 6))
        found = [(a, b, generator.choice(kinds)) for a, b in zip(edges[::2], edges[1::2], strict=True)]
        found = [(a, b, kind) for a, b, kind in found if any(map(str.isalnum, text[a:b]))]
        tally = judged(gold, found, text=text)
        both = given = wanted = 0
        for place, character in enumerate(text):
            if not character.isalnum():
                continue
            in_gold = any(span.start <= place < span.end for span in gold)
            in_found = any(a <= place < b for a, b, _ in found)
            both, given, wanted = both + (in_gold and in_found), given + in_found, wanted + in_gold
        assert counts(tally.characters) == (wanted, both, given, both)
        for kind in kinds:
            typed = [
                (
                    any(s.start <= p < s.end and s.label == kind for s in gold),
                    any(a <= p < b and k == kind for a, b, k in found),
                )
                for p, character in enumerate(text)
                if character.isalnum()
            ]
            expected = (sum(g for g, _ in typed), sum(g and f for g, f in typed), sum(f for _, f in typed))
            assert counts(tally.of(kind).characters)[:3] == expected


def test_blanks_and_punctuation_never_count() -> None:
    text = "Lee, Ann (!) is"
    tally = judged(
        [GoldSpan(0, 8, "PERSON"), GoldSpan(9, 12, "PERSON")], [(0, 3, "PERSON"), (5, 8, "PERSON")], text=text
    )
    assert counts(tally.characters) == (6, 6, 6, 6)
    assert (tally.types["PERSON"].spans, tally.types["PERSON"].masked) == (1, 1)
    assert counts(tally.strict) == (1, 0, 2, 0)  # the borders still differ


@pytest.mark.parametrize(
    ("options", "characters", "false_positives"),
    [
        ({}, (13, 10, 12, 10), {"ID"}),
        ({"labelled": frozenset({"PER", "LOCATION"})}, (13, 10, 10, 10), set()),  # nobody looked for ID
        ({"labelled": frozenset({"PER"})}, (9, 6, 6, 6), set()),  # Rome is open; Bob, found as a place, is masked
        ({"only": frozenset({"PERSON", "ID"})}, (9, 6, 8, 6), {"ID"}),
        ({"names": {"LOCATION": None, "LOC": None}}, (9, 6, 8, 6), {"ID"}),
        ({"left": frozenset({"PERSON"})}, (4, 4, 6, 4), {"ID"}),  # the found place on Bob touches what is open
    ],
)
def test_what_gold_leaves_open_is_neither_right_nor_wrong(
    options: dict[str, Any], characters: tuple[int, ...], false_positives: set[str]
) -> None:
    tally = judged(GOLD, FOUND, **options)
    assert counts(tally.characters) == characters
    assert {kind for kind, count in tally.types.items() if count.false_positives} == false_positives


def test_an_entity_is_protected_only_if_all_its_mentions_are() -> None:
    text = "Ann Lee, Ann; Bo, Bo. Rome"
    gold = [
        GoldSpan(0, 7, "PERSON", "e1", "direct"),
        GoldSpan(9, 12, "PERSON", "e1", "direct"),
        GoldSpan(14, 16, "PERSON", "e2", "direct"),
        GoldSpan(18, 20, "PERSON", "e2", "direct"),
        GoldSpan(22, 26, "LOC", "e3", "quasi"),
    ]
    tally = judged(gold, [(0, 7, "PERSON"), (14, 16, "ID"), (18, 20, "PERSON"), (22, 26, "PERSON")], text=text)
    assert {kind: (score.gold, score.recalled) for kind, score in tally.entities.items()} == {
        "direct": (2, 1),
        "quasi": (1, 1),
    }


@pytest.mark.parametrize(
    ("text", "found", "masked"),
    [
        ("Mr Lee", (3, 6), 1),
        ("Mr Lee", (0, 2), 0),
        ("Bank of Rome", (0, 4), 0),
        ("Rome’s", (0, 4), 1),
        ("To", (0, 1), 0),  # of forgiven words alone: then they count
        ("Amr Lee", (4, 7), 0),
        ("approximately 40", (14, 16), 1),
        ("approximately 40", (0, 13), 0),
    ],
)
def test_titles_and_function_words_are_forgiven_in_what_is_masked_whole(
    text: str, found: tuple[int, int], masked: int
) -> None:
    tally = judged([GoldSpan(0, len(text), "PERSON", "e1", "direct")], [(*found, "PERSON")], text=text)
    assert (tally.types["PERSON"].masked, tally.entities["direct"].recalled) == (masked, masked)
    assert tally.characters.gold == sum(map(str.isalnum, text))  # they count as characters all the same
    assert sum(tally.misses.values()) == 1 - masked


def test_what_may_stay_is_left_open() -> None:
    gold = [GoldSpan(0, 7, "PERSON", "e1", "direct"), GoldSpan(19, 23, "LOC", "e2", "none")]
    tally = judged(gold, [(0, 7, "PERSON"), (19, 23, "LOCATION")])
    assert counts(tally.characters) == (6, 6, 6, 6)
    assert list(tally.entities) == ["direct"]


@pytest.mark.parametrize(
    ("label", "entity_type"),
    [
        ("PER", "PERSON"),
        ("person", "PERSON"),
        ("GPE", "LOCATION"),
        ("geo-loc", "LOCATION"),
        ("ORG", "ORGANIZATION"),
        ("corporation", "ORGANIZATION"),
        ("CODE", "ID"),
        ("DEM", "NRP"),
        ("DATETIME", "DATE_TIME"),
        ("DOMAIN_NAME", "URL"),
        ("creative-work", "CREATIVE_WORK"),
    ],
)
def test_usual_names(label: str, entity_type: str) -> None:
    assert name_of(label, {}) == entity_type
    assert name_of(label, read_map([f"{label}=Badge"])) == "BADGE"
    assert name_of(label, read_map([f"{label}="])) is None


@pytest.mark.parametrize("pair", ["PERSON", "=PERSON"])
def test_a_mapping_without_both_sides_is_refused(pair: str) -> None:
    with pytest.raises(UsageError, match="--map"):
        read_map([pair])


@pytest.mark.parametrize(
    ("text", "start", "end", "shape"),
    [
        ("Please call Dr. Anna Kowalski on 22 May", 16, 29, "xxxx Xx. [Xxxx Xxxxxx] xx 99"),
        ("first line\nBob left", 11, 14, "[Xxx] xxxx"),
        ("(Bob)", 1, 4, "([Xxx])"),
        ("请致电王小明先生", 3, 6, "字字字[字字字]字字"),
        ("id 123456789012345678", 3, 21, "xx [999999999999]"),
        ("a " + "b.1" * 40, 2, 122, "x [" + "x.9" * 10 + "…]"),
    ],
)
def test_shapes_of_contexts(text: str, start: int, end: int, shape: str) -> None:
    assert context_shape(text, start, end) == shape


@pytest.mark.parametrize(("names", "is_sought"), [({}, True), ({"DEM": "NRP"}, False), ({"DEM": None}, False)])
def test_professions_are_looked_for_where_gold_has_demographics(names: dict[str, str | None], is_sought: bool) -> None:
    text = "The applicant, a Polish national, worked as an electrician in Lublin."
    nation, work = text.index("Polish"), text.index("electrician")
    gold = [
        {"start": nation, "end": nation + 6, "entity_type": "DEM"},
        {"start": work, "end": work + 11, "entity_type": "DEM"},
        {"start": text.index("Lublin"), "end": text.index("Lublin") + 6, "entity_type": "LOC"},
    ]
    policy = resolve_config(MaskPolicy, kind="mask").config
    assert isinstance(policy, MaskPolicy)
    report = run_evaluation([{"text": text, "spans": gold}], policy=policy, names=names)
    assert ("PROFESSION" in report.types) is is_sought
    assert (
        "PROFESSION"
        not in run_evaluation([{"text": text, "spans": gold}], policy=policy, names=names, as_masked=True).types
    )
