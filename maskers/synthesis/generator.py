"""Labelled texts: templates chosen, slots filled, noise added, spans counted."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from random import Random

from ...core.errors import ConfigError
from ...core.seeds import derive_seed
from . import names, numbers, organizations, places, plain, professions, times
from .draw import Draw, Value
from .grammar import expand, parse
from .library import Register, load_parts, load_registers
from .locales import HELD_OUT, REGIONS, TRAINING, english_setting, of_language
from .noise import Piece, disturb

ENTITY_VALUES: dict[str, Value] = {
    **names.VALUES, **places.VALUES, **organizations.VALUES, **times.VALUES, **numbers.VALUES, **professions.VALUES,
    "MONEY": plain.amount,
}  # fmt: skip
ENTITY_TYPES = tuple(sorted({name.partition(".")[0] for name in ENTITY_VALUES}))

_NEUTRAL = "plain"
# how many sentences a text has: share of each number
_LENGTHS = (1, 1, 1, 1, 1, 2, 2, 2, 3, 3, 4, 5)


@dataclass(frozen=True)
class LabelledText:
    """A text and what it holds.

    Attributes:
        text: the text.
        spans: start, end (characters, end excluded) and entity type, in order and apart from each other.
        register: where its templates are from.
        values: what the slots of the spans said; for tests, never written.
    """

    text: str
    spans: tuple[tuple[int, int, str], ...]
    register: str
    values: tuple[str, ...] = ()

    def to_dict(self) -> dict[str, object]:
        """The text as a row of JSON Lines."""
        spans = [{"start": start, "end": end, "entity_type": kind} for start, end, kind in self.spans]
        return {"text": self.text, "spans": spans}


class Generator:
    """Makes texts.

    Args:
        seed: the n-th text depends on it and on n alone.
        locales: regions of people and places; default: those for training, or those held out.
        types: entity types to label; default: all.
        holdout: use the templates and regions that training never sees.

    Raises:
        ConfigError: a locale or an entity type is not known.
    """

    def __init__(
        self, seed: int, *, locales: Sequence[str] = (), types: Sequence[str] = (), holdout: bool = False
    ) -> None:
        _require("locale", locales, tuple(REGIONS))
        _require("entity type", types, ENTITY_TYPES)
        self._seed = seed
        self._holdout = holdout
        self._given = bool(locales)
        self._types = frozenset(types or ENTITY_TYPES)
        self._locales = tuple(locales) or ((*HELD_OUT, "zh_CN") if holdout else TRAINING)
        self._registers = [register for register in load_registers() if self._templates(register)]
        if locales:
            self._registers = [found for found in self._registers if found.language == "en" or self._settings(found)]
        self._weights = [register.weight for register in self._registers]
        self._plain = next(register for register in self._registers if register.name == _NEUTRAL)

    def texts(self, count: int) -> Iterator[LabelledText]:
        """Yield texts, the first `count` of the seed's endless row."""
        for index in range(count):
            yield self.text(index)

    def text(self, index: int) -> LabelledText:
        """Return the text of a number."""
        rng = Random(derive_seed(self._seed, "synthesis-holdout" if self._holdout else "synthesis", index))  # noqa: S311
        register = rng.choices(self._registers, self._weights)[0]
        pieces = disturb(self._pieces(register, rng), rng, register.style)
        return self._labelled(pieces, register.name)

    def _pieces(self, register: Register, rng: Random) -> list[Piece]:
        setting = self._settings(register) or self._locales
        draw = Draw(rng, rng.choice(setting), self._locales)
        templates = self._templates(register)
        if register.kind == "texts":
            return list(_fill(rng.choice(templates), draw))
        pieces: list[Piece] = []
        count = rng.choice(_LENGTHS)
        joint = "\n" if rng.random() < 0.1 else "，" if register.language == "zh" else " "
        for template in rng.sample(templates, min(count, len(templates))):
            if pieces and not pieces[-1][0].endswith(tuple("。！？")):
                pieces.append((joint, ""))
            if count > 1 and register.language == "en" and rng.random() < 0.2:
                template = rng.choice(self._templates(self._plain))
            pieces += _fill(template, draw)
        return pieces

    def _templates(self, register: Register) -> list[str]:
        return register.held_out if self._holdout else register.training

    def _settings(self, register: Register) -> tuple[str, ...]:
        if register.language == "en":
            return english_setting(self._locales)
        own = of_language(register.language, self._locales)
        # some languages are held out by their templates alone
        return own or (of_language(register.language, TRAINING) if self._holdout and not self._given else ())

    def _labelled(self, pieces: list[Piece], register: str) -> LabelledText:
        at, text, spans, values = 0, [], [], []
        for value, label in pieces:
            if label in self._types and value:
                spans.append((at, at + len(value), label))
                values.append(value)
            text.append(value)
            at += len(value)
        return LabelledText("".join(text), tuple(spans), register, tuple(values))


def _fill(template: str, draw: Draw) -> Iterator[Piece]:
    """Fill the slots of a template; smaller templates are filled in their turn."""
    before = ""
    for part in expand(parse(template), draw.rng):
        if isinstance(part, str):
            before = part
            yield part, ""
        elif part.name in ENTITY_VALUES:
            yield from _value(part.name, draw, before)
        elif part.name in plain.VALUES:
            yield plain.VALUES[part.name](draw), ""
        else:
            yield from _fill(draw.choice(load_parts()[part.name]), draw)


def _value(name: str, draw: Draw, before: str) -> Iterator[Piece]:
    """A value; an article in front of it stands outside the span, and is not said twice."""
    value = ENTITY_VALUES[name](draw).strip()
    if value.startswith("the "):
        if not before.lower().endswith("the "):
            yield "the ", ""
        value = value[4:]
    yield value, name.partition(".")[0]


def _require(what: str, given: Sequence[str], known: Sequence[str]) -> None:
    unknown = sorted(set(given) - set(known))
    if unknown:
        raise ConfigError(f"unknown {what}: {', '.join(unknown)}", hint=f"known: {', '.join(known)}")
