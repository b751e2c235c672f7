"""Results that are needed again and again."""

from collections.abc import Callable


class Remembered(dict[str, str]):
    """What a function makes of texts: made when first asked for, forgotten when there are too many.

    Args:
        make: the function; the same text always gives the same result.
        limit: most results kept.
    """

    def __init__(self, make: Callable[[str], str], *, limit: int) -> None:
        super().__init__()
        self._make = make
        self._limit = limit

    def __missing__(self, text: str) -> str:
        if len(self) >= self._limit:
            self.clear()
        made = self[text] = self._make(text)
        return made
