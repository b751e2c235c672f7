"""From the policy's operator to a function of entity type and value."""

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache

from ...configs.policy import Hash, Keep, Mask, Operator, Pseudonymize, Redact, Replace
from ...core.keys import Key
from ..keyed import KeyedChoice, normalise
from ..spans import UNSEARCHED
from ..spelling import is_telling
from ..surrogates import Surrogates

Operate = Callable[[str, str], str]
_CACHED = 100_000


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


def pseudonymize(*, surrogates: Surrogates, locale: str | None) -> Operate:
    """A surrogate chosen by the key."""

    @lru_cache(maxsize=_CACHED)
    def operate(entity_type: str, value: str) -> str:
        return surrogates.make(entity_type, value, locale)

    return operate


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
        operate = self.build(operator)
        if values and isinstance(operator, Redact | Replace):
            return [operate(entity_type, values[0])] * len(values)
        return [operate(entity_type, value) for value in values]

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
