"""How a delimited text file is written: encoding, byte order mark, delimiter, quotes, header."""

import codecs
from collections.abc import Sequence
from dataclasses import dataclass

CANDIDATES = (",", "\t", ";", "|")

_BOMS = (
    # the longer ones first: the UTF-32 mark begins with the UTF-16 mark
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)


@dataclass(frozen=True)
class Dialect:
    """Attributes:
    encoding: codec of the text.
    bom: byte order mark at the start, or nothing.
    delimiter: one character.
    quoting: double quotes enclose cells (RFC 4180); otherwise they are ordinary characters.
    header: the first row names the columns.
    """

    encoding: str
    bom: bytes
    delimiter: str
    quoting: bool
    header: bool


def detect_bom(start: bytes) -> tuple[bytes, str | None]:
    """Return the byte order mark that the bytes begin with and the encoding that it stands for."""
    for bom, encoding in _BOMS:
        if start.startswith(bom):
            return bom, encoding
    return b"", None


def detect_delimiter(lines: Sequence[str], *, quoting: bool) -> str:
    """Choose the delimiter that splits the first lines most evenly; a comma if none does.

    A candidate's worth is the share of lines that hold as many of it as the first line does; quoted parts are left
    out. Among equals the one that occurs more often in the first line wins.
    """
    if not lines:
        return ","
    bare = [_outside_quotes(line) if quoting else line for line in lines]
    counts = {mark: [line.count(mark) for line in bare] for mark in CANDIDATES}

    def worth(mark: str) -> tuple[float, int]:
        first = counts[mark][0]
        same = sum(count == first for count in counts[mark]) / len(bare)
        return (same if first else 0.0, first)

    best = max(CANDIDATES, key=worth)
    return best if counts[best][0] else ","


def _outside_quotes(line: str) -> str:
    return "".join(line.split('"')[::2])
