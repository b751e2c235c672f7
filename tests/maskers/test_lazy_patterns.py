"""Expressions that are compiled late are the same expressions, and all of them compile."""

import importlib
import pkgutil
import re
from types import ModuleType

import pytest
from privml.maskers import lazy_patterns, recognizers
from privml.maskers.lazy_patterns import lazily
from privml.maskers.once import once
from privml.maskers.recognizers.pattern import Pattern
from privml.maskers.recognizers.patterns import PATTERNS
from privml.maskers.recognizers.rules.recognizer import RULES


def test_it_does_what_a_compiled_one_does() -> None:
    late, now = lazily(r"(?P<value>[a-z]+)\d", re.IGNORECASE), re.compile(r"(?P<value>[a-z]+)\d", re.IGNORECASE)
    text = "Ab1 c2, D3"
    assert late.groupindex == now.groupindex
    assert [match.span("value") for match in late.finditer(text)] == [
        match.span("value") for match in now.finditer(text)
    ]
    assert (late.search(text, 3) or [""])[0] == "c2"
    assert late.match(text, 1, 2) is None
    assert late.fullmatch("x1") is not None
    assert late.sub("-", text) == now.sub("-", text)
    assert late.split(text) == now.split(text)
    assert late.findall(text) == now.findall(text)
    assert (late.pattern, late.flags) == (now.pattern, now.flags)


def test_it_is_compiled_once_and_not_before(monkeypatch: pytest.MonkeyPatch) -> None:
    compiled: list[str] = []

    def compile_and_count(source: str, flags: int) -> re.Pattern[str]:
        compiled.append(source)
        return re.compile(source, flags)

    monkeypatch.setattr(lazy_patterns, "re", type("Module", (), {"compile": staticmethod(compile_and_count)}))
    late = lazily("a+")
    assert late.pattern == "a+"
    assert compiled == []
    assert all(late.search("caat") for _ in range(3))
    assert late.fullmatch("aa")
    assert compiled == ["a+"]


def test_a_mistake_shows_at_the_first_use() -> None:
    late = lazily("(a")
    with pytest.raises(re.error):
        late.search("a")


def modules() -> list[ModuleType]:
    found = pkgutil.walk_packages(recognizers.__path__, f"{recognizers.__name__}.")
    return [importlib.import_module(module.name) for module in found if "torch" not in module.name]


def test_all_that_recognizers_use_compile() -> None:
    late = {
        id(value): value
        for module in modules()
        for value in vars(module).values()
        if isinstance(value, lazy_patterns._LazyPattern)
    }
    late |= {id(pattern.regex): pattern.regex for pattern in (*PATTERNS, *RULES) if isinstance(pattern, Pattern)}
    late |= {id(p.more): p.more for p in (*PATTERNS, *RULES) if isinstance(p, Pattern) and p.more is not None}
    assert len(late) > 200
    for pattern in late.values():
        assert re.compile(pattern.pattern, pattern.flags).groups == pattern.groups


def test_a_value_is_computed_once() -> None:
    class Circle:
        calls = 0

        @once
        def area(self) -> int:
            """How large it is."""
            self.calls += 1
            return 7

    circle = Circle()
    assert [circle.area, circle.area, circle.calls] == [7, 7, 1]
    assert Circle.area.__doc__ == "How large it is."
    assert Circle().calls == 0
