"""What makes the surrogates of an entity type."""

from collections.abc import Callable

from ..keyed import KeyedChoice

# takes the choice maker, the value and a locale, and returns the surrogate
Generator = Callable[[KeyedChoice, str, str], str]
