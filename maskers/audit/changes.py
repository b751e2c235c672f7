"""What was replaced in a text, from the text before and after: the mask keeps what it does not replace."""

import difflib
import re
from dataclasses import dataclass

from ..spelling import read

# one Han character, or whatever stands between blanks
_CHUNK = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff]|[^\s\u3400-\u4dbf\u4e00-\u9fff]+")
_OPENING = re.compile(r"[^\w<*+#@]+")
_CLOSING = re.compile(r"(?:['’]s)?[^\w>*#@]*$")


@dataclass(frozen=True, slots=True)
class Change:
    """A part of a text that was replaced.

    Attributes:
        original: what stood there, as a reader sees it; empty for an insertion.
        written: what stands there now.
        start: offset of `written` in the masked text as read.
        end: its end.
    """

    original: str
    written: str
    start: int
    end: int


def find_changes(original: str, masked: str) -> list[Change]:
    """Return what was replaced, in order.

    >>> [(c.original, c.written) for c in find_changes("Call Ann Lee, please.", "Call <PERSON>, please.")]
    [('Ann Lee', '<PERSON>')]
    """
    if original == masked:
        return []
    original, masked = read(original).text, read(masked).text
    before = [match.span() for match in _CHUNK.finditer(original)]
    after = [match.span() for match in _CHUNK.finditer(masked)]
    matcher = difflib.SequenceMatcher(
        None, [original[a:b] for a, b in before], [masked[a:b] for a, b in after], autojunk=len(after) > 400
    )
    changes = []
    for tag, i1, i2, j1, j2 in matcher.get_opcodes():
        if tag != "equal":
            old = (before[i1][0], before[i2 - 1][1]) if i2 > i1 else (0, 0)
            here = after[j1][0] if j1 < len(after) else len(masked)
            new = (after[j1][0], after[j2 - 1][1]) if j2 > j1 else (here, here)
            changes.append(_trimmed(original[slice(*old)], masked[slice(*new)], new[0]))
    return changes


def _trimmed(old: str, new: str, start: int) -> Change:
    """Cut off the punctuation that both sides share."""
    opening = _OPENING.match(old)
    if opening is not None and new.startswith(opening[0]) and len(opening[0]) < len(new):
        old, new, start = old[opening.end() :], new[opening.end() :], start + opening.end()
    closing = _CLOSING.search(old)
    if closing is not None and closing[0] and new.endswith(closing[0]):
        old, new = old[: closing.start()], new[: len(new) - len(closing[0])]
    return Change(old, new, start, start + len(new))
