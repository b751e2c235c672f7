"""CoNLL files, one token and its tag a line, read as a table of texts and their entities.

Any of the tag schemes IOB1, IOB2 and BIOES is understood. The tokens of a sentence are joined by blanks, Han and Kana
characters without.
"""

import io
import json
from collections.abc import Iterator
from typing import Literal

from ..errors import DataError
from .base import Batch
from .delimited import error_handler, known_codec
from .dialect import detect_bom

COLUMNS = ["text", "spans"]
_BEGINS = "BSU"  # B-, and of one token S- (BIOES) or U- (BILOU)
_TAKES_PART = "BISUEL"
_MANY_TOKENS = 10_000


class ConllReader:
    """Reads sentences that blank lines part; see `TableOptions` for the arguments.

    Columns are `text` and `spans`, a JSON list of start, end and entity_type.
    """

    def __init__(
        self,
        stream: io.BufferedReader,
        name: str,
        *,
        encoding: str | None,
        on_error: Literal["error", "skip", "keep-line"],
    ) -> None:
        self._name = name
        self._on_error = on_error
        bom, bom_encoding = detect_bom(stream.peek(4)[:4])
        stream.read(len(bom))
        codec = bom_encoding or known_codec(encoding or "utf-8")
        self._text = io.TextIOWrapper(stream, encoding=codec, errors=error_handler(codec))
        self.columns = list(COLUMNS)
        self.skipped = 0
        self.rows_read = 0

    def batches(self, size: int) -> Iterator[Batch]:
        """Yield the sentences in order, at most `size` at a time.

        Raises:
            DataError: a broken sentence with `on_error="error"`, or no sentence at all.
        """
        rows: list[list[str]] = []
        for line, tokens in self._sentences():
            try:
                rows.append(to_row(tokens))
            except ValueError as error:
                if self._on_error == "error":
                    raise DataError(
                        f"{self._name}: the sentence that begins in line {line} {error}",
                        hint="each line is a token, then a tag such as B-PERSON or O; --on-error skip leaves it out",
                    ) from None
                self.skipped += 1
                if self._on_error == "skip":
                    continue
                rows.append(["", ""])
            self.rows_read += 1
            if len(rows) == size:
                yield Batch(self.rows_read - len(rows), rows, [None] * len(rows))
                rows = []
        if rows:
            yield Batch(self.rows_read - len(rows), rows, [None] * len(rows))
        if self.rows_read == 0:
            raise DataError(f"{self._name} has no rows")

    def _sentences(self) -> Iterator[tuple[int, list[list[str]]]]:
        """Yield the number of the first line and the cells of each line."""
        tokens: list[list[str]] = []
        first = 0
        for number, line in enumerate(self._text, 1):
            cells = line.rstrip("\r\n").split("\t") if "\t" in line else line.split()
            if not line.strip() or cells[0] == "-DOCSTART-":
                if tokens:
                    yield first, tokens
                tokens = []
                continue
            if len(tokens) >= _MANY_TOKENS:
                raise DataError(f"{self._name}: more than {_MANY_TOKENS:,} lines without a blank one: no CoNLL file")
            if not tokens:
                if line.startswith("# ") and len(cells) != 2:
                    continue  # a comment before a sentence
                first = number
            tokens.append(cells)
        if tokens:
            yield first, tokens


def to_row(tokens: list[list[str]]) -> list[str]:
    r"""Return text and spans of a sentence.

    Args:
        tokens: the cells of each line: the token first, its tag last.

    Raises:
        ValueError: a line has no tag, or one that is none; the message goes on from the name of the sentence.

    Example:
        >>> to_row([["Ann", "B-PER"], ["Lee", "I-PER"], ["left", "O"]])
        ['Ann Lee left', '[{"start": 0, "end": 7, "entity_type": "PER"}]']
    """
    text = ""
    spans: list[dict[str, object]] = []
    open_kind: str | None = None
    for cells in tokens:
        if len(cells) < 2 or not cells[0].strip():
            raise ValueError("has a line without a token or a tag")
        word, tag = cells[0].strip(), cells[-1].strip()
        if any("\udc80" <= character <= "\udcff" for character in word):
            raise ValueError("cannot be decoded")
        position, _, kind = tag.partition("-")
        if tag != "O" and (position not in _TAKES_PART or len(position) != 1 or not kind):
            raise ValueError("has a tag that is neither O nor of the form B-TYPE")
        if text and not (_is_gapless(text[-1]) and _is_gapless(word[0])):
            text += " "
        start = len(text)
        text += word
        if tag == "O":
            open_kind = None
        elif kind == open_kind and position not in _BEGINS:
            spans[-1]["end"] = len(text)
        else:
            spans.append({"start": start, "end": len(text), "entity_type": kind})
            open_kind = kind
    return [text, json.dumps(spans) if spans else ""]


def _is_gapless(character: str) -> bool:
    return "\u2e80" <= character <= "\u9fff"
