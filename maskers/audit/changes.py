"""What was replaced in a text, as a reader sees it: invisible characters and odd spellings aside."""

from ...core.alignment import Change, find_changes
from ..spelling import read


def find_read_changes(original: str, masked: str) -> list[Change]:
    """Return what was replaced, in order; offsets count in the masked text as read.

    Example:
        >>> [change.original for change in find_read_changes("Call \u200bAnn, please.", "Call <PERSON>, please.")]
        ['Ann']
    """
    return [] if original == masked else find_changes(read(original).text, read(masked).text)
