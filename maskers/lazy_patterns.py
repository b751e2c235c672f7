"""Regular expressions that are compiled when they are first used.

There are hundreds of them, and compiling all takes a fifth of a second. A table has values for a few.
"""

import re
from typing import Any, cast

_METHODS = ("search", "match", "fullmatch", "finditer", "findall", "split", "sub", "subn")


class _LazyPattern:
    """What stands for a compiled expression: its methods appear when one is first asked for."""

    def __init__(self, source: str, flags: int) -> None:
        self.pattern = source
        self._flags = flags

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        compiled = re.compile(self.pattern, self._flags)
        # found at once from now on
        self.__dict__.update((method, getattr(compiled, method)) for method in _METHODS)
        return getattr(compiled, name)


def lazily(source: str, flags: int = 0) -> re.Pattern[str]:
    """Return an expression that will be compiled; a mistake in it shows at its first use.

    Args:
        source: the expression.
        flags: of the `re` module.
    """
    return cast("re.Pattern[str]", _LazyPattern(source, flags))
