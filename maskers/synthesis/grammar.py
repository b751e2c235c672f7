r"""The language of templates: typed slots, alternatives, and everything else as it stands.

{PERSON}, {PERSON.last}
    a value of an entity type, in one of its forms; it becomes a labelled span
{address}, {amount}
    a smaller template, or a value that is no personal data
(a|b|)
    one of the alternatives, which may be empty and may hold slots and alternatives
\n
    a line break

Parentheses without a bar, and braces that hold no name, are ordinary characters: code and JSON need no escapes.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from random import Random

SLOT = re.compile(r"\{([A-Za-z_]+(?:\.[a-z0-9_]+)?)\}")


@dataclass(frozen=True)
class Slot:
    """A place that a value fills."""

    name: str


@dataclass(frozen=True)
class Choice:
    """Alternatives, each a sequence of parts."""

    options: tuple["Parts", ...]


Part = str | Slot | Choice
Parts = tuple[Part, ...]


@cache
def parse(template: str) -> Parts:
    """Return the parts of a template."""
    parts: list[Part] = []
    at = 0
    for start, end in _groups(template):
        options = _split(template[start + 1 : end - 1])
        if len(options) > 1:
            parts += _literal(template[at:start])
            parts.append(Choice(tuple(parse(option) for option in options)))
        else:
            parts += [*_literal(template[at : start + 1]), *parse(options[0]), ")"]
        at = end
    parts += _literal(template[at:])
    return tuple(parts)


def expand(parts: Parts, rng: Random) -> Iterator[str | Slot]:
    """Choose among the alternatives and yield what is left: texts and slots, in order."""
    for part in parts:
        if isinstance(part, Choice):
            yield from expand(rng.choice(part.options), rng)
        else:
            yield part


def slots(parts: Parts) -> Iterator[str]:
    """Names of all slots of a template, those of every alternative included."""
    for part in parts:
        if isinstance(part, Slot):
            yield part.name
        elif isinstance(part, Choice):
            for option in part.options:
                yield from slots(option)


def _literal(text: str) -> Iterator[str | Slot]:
    at = 0
    for match in SLOT.finditer(text):
        if match.start() > at:
            yield text[at : match.start()].replace("\\n", "\n")
        yield Slot(match[1])
        at = match.end()
    if at < len(text):
        yield text[at:].replace("\\n", "\n")


def _groups(text: str) -> Iterator[tuple[int, int]]:
    """Where the outermost parentheses that close begin and end."""
    opened: list[int] = []
    found: list[tuple[int, int]] = []
    for at, char in enumerate(text):
        if char == "(":
            opened.append(at)
        elif char == ")" and opened:
            start = opened.pop()
            while found and found[-1][0] > start:
                found.pop()
            found.append((start, at + 1))
    yield from found


def _split(text: str) -> list[str]:
    """Split at the bars that stand in no inner parentheses."""
    options, depth, at = [], 0, 0
    for index, char in enumerate(text):
        depth += (char == "(") - (char == ")" and depth > 0)
        if char == "|" and depth == 0:
            options.append(text[at:index])
            at = index + 1
    return [*options, text[at:]]
