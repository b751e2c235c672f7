"""Where a long text is cut into the windows that a model reads: behind sentences, else within one, with an overlap."""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence

# a full stop behind a word in small letters, which initials and most titles are not, and before a capital; empty lines
_END = re.compile(
    r"(?<=[a-zß-öø-ÿ]{3}[a-zß-öø-ÿ)][.!?])(?<!prof\.)(?<!dott\.)(?<!srta\.)(?<!ssrs\.)(?<!str\.)"
    r"\s+(?=[^\sa-zß-öø-ÿ0-9])|\n\s*\n\s*"
)


def window_places(
    text: str, offsets: Sequence[tuple[int, int]], *, length: int, overlap: int
) -> Iterator[tuple[int, int]]:
    """Yield first and last (exclusive) token of each window of a text.

    A window ends with the last sentence that ends in its second half, and the next one begins there; without such an
    end it is full, and the next one shares tokens with it.

    Args:
        text: the whole text.
        offsets: characters of each token, in order.
        length: tokens of a window at most.
        overlap: tokens that neighbouring windows share within a sentence.

    Raises:
        ValueError: windows would have no tokens.

    Example:
        >>> text = "This is a first sentence. And this is a second one."
        >>> offsets = [match.span() for match in re.finditer(r"\\w+|\\.", text)]
        >>> list(window_places(text, offsets, length=8, overlap=2))
        [(0, 6), (6, 13)]
    """
    if length < 1:
        raise ValueError("windows without tokens")
    first = 0
    while len(offsets) - first > length:
        stop = first + length
        least = first + max(1, length // 2)
        ends = [match.end() for match in _END.finditer(text, offsets[least - 1][0], offsets[stop][0] + 1)]
        cut = bisect_left(offsets, (ends[-1], 0), lo=least) if ends else stop
        if least <= cut <= stop and ends:
            yield first, cut
            first = cut
        else:
            yield first, stop
            first = max(stop - overlap, first + 1)
    yield first, len(offsets)
