"""Parts of the audit of masked tables: one edit, aligned texts, known values in texts, surrogates told by the key."""

import random

import pytest
from privml.configs.policy import Hash, MaskPolicy, Pseudonymize
from privml.core.keys import Key
from privml.maskers.audit.changes import find_read_changes
from privml.maskers.audit.edits import EditIndex, is_one_edit
from privml.maskers.audit.index import ValueIndex
from privml.maskers.audit.pair import Role
from privml.maskers.audit.recompute import Recomputer
from privml.maskers.audit.residual import choose_places
from privml.maskers.audit.tokens import is_telling, tokenize
from privml.maskers.operators.registry import OperatorTable


def levenshtein(first: str, second: str) -> int:
    """Wagner and Fischer's table, as a second way to count."""
    row = list(range(len(second) + 1))
    for i, a in enumerate(first, 1):
        before, row[0] = row[0], i
        for j, b in enumerate(second, 1):
            before, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, before + (a != b))
    return row[-1]


def random_words(generator: random.Random, count: int, lengths: range) -> list[str]:
    return sorted({"".join(generator.choices("abé中", k=generator.choice(lengths))) for _ in range(count)})


def test_one_edit_is_levenshtein_distance_one() -> None:
    words = random_words(random.Random(1), 150, range(0, 6))
    for first in words:
        for second in words:
            assert is_one_edit(first, second) == (levenshtein(first, second) == 1), (first, second)


def test_the_index_finds_what_comparing_all_pairs_finds() -> None:
    generator = random.Random(2)
    values = random_words(generator, 300, range(5, 9))
    strings = [string for string in random_words(generator, 1200, range(4, 11)) if string not in values]
    found = EditIndex(values).find(strings)
    expected = {s for s in strings if any(len(v) >= 6 and levenshtein(s, v) == 1 for v in values)}
    assert 50 < len(expected) < len(strings)
    assert set(found) == expected
    assert all(levenshtein(string, values[number]) == 1 for string, number in found.items())


@pytest.mark.parametrize(
    ("original", "masked", "changes"),
    [
        ("same", "same", []),
        ("Call Ann Lee, please.", "Call <PERSON>, please.", [("Ann Lee", "<PERSON>")]),
        ("Ann's cat (Ann)", "Bob's cat (Bob)", [("Ann", "Bob"), ("Ann", "Bob")]),
        ("mail a@b.com.", "mail c@example.org.", [("a@b.com", "c@example.org")]),
        ("Ann left", " left", [("Ann", "")]),
        ("我叫张伟，您好", "我叫李娜，您好", [("张伟", "李娜")]),
        ("Ann", "", [("Ann", "")]),
        ("", "new", [("", "new")]),
    ],
)
def test_changes(original: str, masked: str, changes: list[tuple[str, str]]) -> None:
    found = find_read_changes(original, masked)
    assert [(change.original, change.written) for change in found] == changes
    assert all(masked[change.start : change.end] == change.written for change in found)


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("met Maria Cantwell there", ["exact"]),
        ("met MARIA CANTWELL there", ["folded"]),
        ("Cantwell, Maria", ["exact", "exact"]),  # the words of the name
        ("cantwell", ["folded"]),
        ("maría cantwell", ["folded"]),
        ("Cantwelling", []),  # whole tokens only
        ("202-224-3441", ["exact"]),
        ("202 224 3441", ["folded"]),
        ("call 2022243441 now", ["digits"]),
        ("2022 24 34 41", ["digits"]),
        ("call 12022243441", []),
        ("Maria Cantwel", ["exact", "edit"]),
        ("Mary will come", []),  # a name that is a word counts in its spelling only
        ("Mary Will came", ["exact"]),
    ],
)
def test_kinds_of_match(text: str, kinds: list[str]) -> None:
    index = ValueIndex()
    for entity_type, value in (
        ("PERSON", "Maria Cantwell"),
        ("PHONE_NUMBER", "202-224-3441"),
        ("PERSON", "Will"),
        ("ID", "ab"),
    ):
        index.add(0, entity_type, value)
    tokens = tokenize(text)
    near = index.find_edits([tokens])
    chosen = choose_places([*index.matches(tokens), *index.edits(tokens, near)], index, ())
    assert sorted(match.kind for match, _ in chosen) == sorted(kinds)


@pytest.mark.parametrize(
    ("value", "telling"),
    [("Ann", True), ("Al", False), ("1234", False), ("12345", True), ("张", False), ("张伟", True), ("?!", False)],
)
def test_short_values_are_not_searched(value: str, telling: bool) -> None:
    assert is_telling(tokenize(value)) == telling


def test_the_key_tells_surrogates_of_neighbouring_spans(key: Key) -> None:
    operators = {"PERSON": Pseudonymize(), "ID": Hash(), "PHONE_NUMBER": Pseudonymize()}
    table = OperatorTable(operators, key=key, locale="en_US")

    def masked(entity_type: str, value: str) -> str:
        return table.build(table.operator_for(entity_type))(entity_type, value)

    role = Role("note", "text", None, False, ("PERSON", "ID", "PHONE_NUMBER"))
    recomputer = Recomputer(MaskPolicy(operators=operators), key)
    name, phone = masked("PERSON", "Maria Cantwell"), masked("PHONE_NUMBER", "202-224-3441")
    written = f"{name} ({phone}"
    parts = recomputer.parts(role, "Maria Cantwell (202-224-3441", written)
    assert [(written[start:end], original) for start, end, original in parts] == [
        (name, "Maria Cantwell"),
        (phone, "202-224-3441"),
    ]
    assert recomputer.parts(role, "Maria Cantwell (202-224-3441", f"{name} (202-224-3442") == []
    whole = Role("name", "identifier", "PERSON", False)
    assert recomputer.writes(whole, " Maria Cantwell ", f" {name} ")
    assert not recomputer.writes(whole, "Maria Cantwell", "Maria Cantwell")
