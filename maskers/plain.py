"""Values of plain spelling, told for whole columns at once: what has to be looked at one by one is left to others."""

from collections.abc import Sequence


def is_plain(values: Sequence[str]) -> bool:
    """True if all values are printable ASCII in which single blanks stand between words and nowhere else."""
    if not "".join(values).isprintable():
        return False
    together = "\n".join(values)
    doubled = "  " in together or " \n" in together or "\n " in together
    return together.isascii() and not doubled and not together.startswith(" ") and not together.endswith(" ")


def plain_values(values: Sequence[str]) -> Sequence[str]:
    """Return the values that are plain, in order."""
    return values if is_plain(values) else [value for value in values if is_plain((value,))]
