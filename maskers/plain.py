"""Values of plain spelling, told for whole columns at once: what has to be looked at one by one is left to others."""

from collections.abc import Sequence

_PRINTABLE = bytes(range(32, 127))


def is_plain(values: Sequence[str]) -> bool:
    """True if all values are printable ASCII in which single blanks stand between words and nowhere else."""
    together = "\n".join(values)
    if "  " in together or " \n" in together or "\n " in together or together[:1] == " " or together[-1:] == " ":
        return False
    # nothing else is left of them than the line ends between them
    return together.isascii() and len(together.encode().translate(None, _PRINTABLE)) == max(0, len(values) - 1)


def plain_values(values: Sequence[str]) -> Sequence[str]:
    """Return the values that are plain, in order."""
    return values if is_plain(values) else [value for value in values if is_plain((value,))]


def lowered(values: Sequence[str]) -> list[str]:
    """Return plain values in lower case."""
    return "\n".join(values).lower().split("\n") if values else []
