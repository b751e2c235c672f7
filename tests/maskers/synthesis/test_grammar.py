"""The language of templates."""

from random import Random

import pytest
from privml.maskers.synthesis.grammar import Slot, expand, parse, slots


def expansions(template: str, tries: int = 300) -> set[str]:
    """Everything a template becomes, slots shown by their names."""
    found = set()
    for seed in range(tries):
        parts = expand(parse(template), Random(seed))
        found.add("".join(f"<{part.name}>" if isinstance(part, Slot) else part for part in parts))
    return found


@pytest.mark.parametrize(
    ("template", "expected"),
    [
        ("plain", {"plain"}),
        ("(a|b) c", {"a c", "b c"}),
        ("x(a|)", {"xa", "x"}),
        ("(a|(b|c)d)", {"a", "bd", "cd"}),
        ("(in brackets)", {"(in brackets)"}),
        ("f(x) (a|b)", {"f(x) a", "f(x) b"}),
        ("(born (a|b))", {"(born a)", "(born b)"}),
        ("(Mr {PERSON}|nobody)", {"Mr <PERSON>", "nobody"}),
        ('{"name": "{PERSON.last}"}', {'{"name": "<PERSON.last>"}'}),
        ("a | b", {"a | b"}),
        ("a) (b", {"a) (b"}),
        (r"a\nb", {"a\nb"}),
        ("{not a slot}", {"{not a slot}"}),
    ],
)
def test_expansion(template: str, expected: set[str]) -> None:
    assert expansions(template) == expected


def test_slots_of_every_alternative_are_listed() -> None:
    assert sorted(slots(parse("{A} (x {B.c}|({D}|)) {e}"))) == ["A", "B.c", "D", "e"]
