"""From the policy's operator to a function of entity type and value."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from ...configs.policy import Hash, Keep, Mask, Operator, Pseudonymize, Redact, Replace
from ...core.keys import Key
from ..keyed import KeyedChoice, normalise, normalise_all
from ..spans import UNSEARCHED
from ..spelling import is_telling
from ..surrogates import Surrogates

# from entity type and value, or values, to what becomes of them
Operate = Callable[[str, str], str]
OperateAll = Callable[[str, Sequence[str]], list[str]]
_CACHED = 100_000
# surrogates kept of the columns of one entity type
_CACHED_OF_TYPE = 20_000


def redact() -> Operate:
    """Remove the value."""
    return lambda entity_type, value: ""


def replace(*, label: str | None) -> Operate:
    """Put a label in place of the value; by default the entity type in angle brackets."""
    return lambda entity_type, value: f"<{entity_type}>" if label is None else label


def mask(*, char: str, keep_first: int, keep_last: int) -> Operate:
    """Overwrite letters and digits but the first and last few; a value too short to hide is overwritten whole."""

    def operate(entity_type: str, value: str) -> str:
        positions = [index for index, character in enumerate(value) if is_telling(character)]
        kept = keep_first + keep_last
        hidden = positions if kept >= len(positions) else positions[keep_first : len(positions) - keep_last]
        characters = list(value)
        for index in hidden:
            characters[index] = char
        return "".join(characters)

    return operate


def hash_value(*, key: Key, length: int, prefix: str) -> Operate:
    """HMAC-SHA256 of the normalised value in hexadecimal."""
    choice = KeyedChoice(key, "hash")
    return lambda entity_type, value: prefix + choice.digest(entity_type, normalise(value)).hex()[:length]


def hash_values(*, key: Key, length: int, prefix: str) -> OperateAll:
    """The same of many values."""
    choice = KeyedChoice(key, "hash")
    return lambda entity_type, values: [
        prefix + digest.hex()[:length] for digest in choice.digests(entity_type, normalise_all(values))
    ]


def pseudonymize(*, surrogates: Surrogates, locale: str | None) -> Operate:
    """A surrogate chosen by the key."""

    @lru_cache(maxsize=_CACHED)
    def operate(entity_type: str, value: str) -> str:
        return surrogates.make(entity_type, value, locale)

    return operate


def pseudonymize_values(*, surrogates: Surrogates, locale: str | None) -> OperateAll:
    """The same of many values; those of the last batches are remembered where values come again."""
    remembered: defaultdict[str, _Known] = defaultdict(_Known)

    def operate(entity_type: str, values: Sequence[str]) -> list[str]:
        known = remembered[entity_type]
        if (found := known.of_all(values)) is not None:
            return found
        missing = known.missing(values)
        made = surrogates.make_all(entity_type, missing, locale)
        if len(made) < len(values):
            made.update((value, known.surrogates[value]) for value in values if value not in made)
        known.add(made)
        return list(map(made.__getitem__, values))

    return operate


@dataclass
class _Known:
    """Surrogates of the values of an entity type; not kept any more once many came and none of them twice."""

    surrogates: dict[str, str] = field(default_factory=dict)
    has_repeats: bool = False
    is_given_up: bool = False

    def of_all(self, values: Sequence[str]) -> list[str] | None:
        """Return the surrogates of values; None if one of them is not known."""
        try:
            found = list(map(self.surrogates.__getitem__, values))
        except KeyError:
            return None
        self.has_repeats = self.has_repeats or bool(found)
        return found

    def missing(self, values: Sequence[str]) -> Sequence[str]:
        """Return the values without a surrogate."""
        if not self.surrogates:
            return values
        missing = [value for value in values if value not in self.surrogates]
        self.has_repeats = self.has_repeats or len(missing) < len(values)
        return missing

    def add(self, made: Mapping[str, str]) -> None:
        """Remember surrogates."""
        if len(self.surrogates) + len(made) > _CACHED_OF_TYPE:
            self.is_given_up = self.is_given_up or not self.has_repeats
            self.surrogates.clear()
        if not self.is_given_up:
            self.surrogates.update(made)


def keep() -> Operate:
    """Leave the value as it is."""
    return lambda entity_type, value: value


OPERATORS = ("redact", "replace", "mask", "hash", "pseudonymize", "keep", "drop")


class OperatorTable:
    """The operators of a policy, ready to use.

    Args:
        operators: by entity type; `default` for all others.
        key: secret of hashes and pseudonyms.
        locale: of surrogates.
    """

    def __init__(self, operators: Mapping[str, Operator], *, key: Key, locale: str) -> None:
        self._operators = operators
        self._key = key
        self._surrogates = Surrogates(key, locale)
        self._built: dict[Operator, Operate] = {}
        self._built_for_all: dict[Operator, OperateAll] = {}

    def operator_for(self, entity_type: str) -> Operator:
        """Return the operator of an entity type; without any in the policy it is `replace`.

        The default does not count for cells that were not searched: it may keep them, or a part of them.
        """
        if entity_type == UNSEARCHED:
            return self._operators.get(UNSEARCHED) or Replace()
        return self._operators.get(entity_type) or self._operators.get("default") or Replace()

    @property
    def kept_types(self) -> frozenset[str]:
        """Entity types that the policy leaves alone."""
        return frozenset(entity for entity, operator in self._operators.items() if isinstance(operator, Keep))

    def apply(self, operator: Operator, entity_type: str, values: Sequence[str]) -> list[str]:
        """Return what becomes of values without blanks around them."""
        if operator not in self._built_for_all:
            self._built_for_all[operator] = self._make_for_all(operator)
        return self._built_for_all[operator](entity_type, values)

    def build(self, operator: Operator) -> Operate:
        """Return the function of an operator; built once."""
        if operator not in self._built:
            self._built[operator] = self._make(operator)
        return self._built[operator]

    def _make(self, operator: Operator) -> Operate:
        match operator:
            case Redact():
                return redact()
            case Replace():
                return replace(label=operator.label)
            case Mask():
                return mask(char=operator.char, keep_first=operator.keep_first, keep_last=operator.keep_last)
            case Hash():
                return hash_value(key=self._key, length=operator.length, prefix=operator.prefix)
            case Pseudonymize():
                return pseudonymize(surrogates=self._surrogates, locale=operator.locale)
            case Keep():
                return keep()
            case _:
                raise ValueError(f"{operator.type} is not an operator of values")

    def _make_for_all(self, operator: Operator) -> OperateAll:
        operate = self.build(operator)
        match operator:
            case Redact() | Replace():
                return lambda entity_type, values: [operate(entity_type, "")] * len(values)
            case Hash():
                return hash_values(key=self._key, length=operator.length, prefix=operator.prefix)
            case Pseudonymize():
                return pseudonymize_values(surrogates=self._surrogates, locale=operator.locale)
            case _:
                return lambda entity_type, values: [operate(entity_type, value) for value in values]
