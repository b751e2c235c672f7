"""What was replaced in a text, from the text before and after: the mask keeps what it does not replace."""

import difflib
import re
from collections.abc import Iterator
from dataclasses import dataclass

# one Han character, or whatever stands between blanks
_CHUNK = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff]|[^\s\u3400-\u4dbf\u4e00-\u9fff]+")
# chunks above which frequent ones are no landmarks
_LONG = 400
_OPENING = re.compile(r"[^\w<*+#@]+")
_CLOSING = re.compile(r"(?:['’]s)?[^\w>*#@]*$")


@dataclass(slots=True)
class Change:
    """A part of a text that was replaced.

    Attributes:
        original: what stood there; empty for an insertion.
        written: what stands there now.
        start: offset of `written` in the new text.
        end: its end.
    """

    original: str
    written: str
    start: int
    end: int


def find_changes(original: str, masked: str) -> list[Change]:
    """Return what was replaced, in order; the punctuation that both sides share is left out.

    Args:
        original: text before.
        masked: text after.

    Example:
        >>> [(c.original, c.written) for c in find_changes("Call Ann Lee, please.", "Call <PERSON>, please.")]
        [('Ann Lee', '<PERSON>')]
    """
    if original == masked:
        return []
    before, after = list(_CHUNK.finditer(original)), list(_CHUNK.finditer(masked))
    old, new = [match[0] for match in before], [match[0] for match in after]
    shorter = min(len(old), len(new))
    head = next((n for n in range(shorter) if old[n] != new[n]), shorter)
    tail = next((n for n in range(shorter - head) if old[-1 - n] != new[-1 - n]), shorter - head)
    changes = []
    for i1, i2, j1, j2 in _replaced(old[head : len(old) - tail], new[head : len(new) - tail]):
        was = original[before[head + i1].start() : before[head + i2 - 1].end()] if i2 > i1 else ""
        here = after[head + j1].start() if head + j1 < len(after) else len(masked)
        now = masked[here : after[head + j2 - 1].end()] if j2 > j1 else ""
        changes.append(_trimmed(was, now, here))
    return changes


def _replaced(old: list[str], new: list[str]) -> Iterator[tuple[int, int, int, int]]:
    """Yield what differs: start and end in one list, start and end in the other."""
    if not old or not new or len(old) == len(new) == 1:
        if old or new:
            yield 0, len(old), 0, len(new)
        return
    matcher = difflib.SequenceMatcher(None, old, new, autojunk=len(new) > _LONG)
    for tag, i1, i2, j1, j2 in matcher.get_opcodes():
        if tag != "equal":
            yield i1, i2, j1, j2


def _trimmed(old: str, new: str, start: int) -> Change:
    """Cut off the punctuation that both sides share."""
    opening = _OPENING.match(old)
    if opening is not None and new.startswith(opening[0]) and len(opening[0]) < len(new):
        old, new, start = old[opening.end() :], new[opening.end() :], start + opening.end()
    closing = _CLOSING.search(old)
    if closing is not None and closing[0] and new.endswith(closing[0]):
        old, new = old[: closing.start()], new[: len(new) - len(closing[0])]
    return Change(old, new, start, start + len(new))
