"""Long texts in pieces that overlap, so that a model's memory does not grow with a text."""

from collections.abc import Iterator

# longest piece; longer texts are cut at white space, with an overlap
WINDOW = 20_000
OVERLAP = 200

# number of the text, offset of the piece in it, the piece
Piece = tuple[int, int, str]


def cut_text(text: str) -> Iterator[tuple[int, str]]:
    """Yield the pieces of a text, each with its offset."""
    start = 0
    while len(text) - start > WINDOW:
        cut = text.rfind(" ", start + WINDOW // 2, start + WINDOW)
        end = cut if cut != -1 else start + WINDOW
        yield start, text[start:end]
        back = text.rfind(" ", start, end - OVERLAP)
        start = back + 1 if back > start else end - OVERLAP
    yield start, text[start:]


def group_pieces(pieces: list[Piece], *, size: int, characters: int) -> Iterator[list[Piece]]:
    """Group pieces, at most `size` and so many characters a group (one piece may be longer)."""
    group: list[Piece] = []
    total = 0
    for piece in pieces:
        if group and (len(group) == size or total + len(piece[2]) > characters):
            yield group
            group, total = [], 0
        group.append(piece)
        total += len(piece[2])
    if group:
        yield group
