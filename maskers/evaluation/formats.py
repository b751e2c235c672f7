"""Which format gold has, and its documents."""

import io
import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path

from ...core.errors import DataError, UsageError
from ...core.inputs import open_input
from ...core.streams import STANDARD_STREAM
from ...core.tables.broken_rows import broken_rows_hint
from ...core.tables.conll import ConllReader
from .brat import read_brat
from .gold import GoldDocument, GoldSpan, make_document
from .json_formats import read_json_lines, read_presidio
from .records import read_records
from .tab import read_tab

_OF_TEXT: dict[str, Callable[[str, str], Iterator[GoldDocument]]] = {
    "jsonl": read_json_lines,
    "presidio": read_presidio,
    "tab": read_tab,
}
FORMATS = (*_OF_TEXT, "conll", "brat")
_TAGGED = re.compile(r"\S.*[ \t](?:O|[BISUEL]-\S+)")


def read_gold(source: str, *, form: str | None = None) -> tuple[str, str, list[GoldDocument]]:
    """Read labelled texts.

    Args:
        source: file, `-`, or a folder of brat.
        form: one of `FORMATS`; None to tell it from the content.

    Returns:
        The source's name, its format and its documents.

    Raises:
        UsageError: the source cannot be read, or there is no such format.
        DataError: empty, of no known format, or broken; the message names the line.
    """
    if form is not None and form not in FORMATS:
        raise UsageError(f"no gold format {form}", hint=f"known: {', '.join(FORMATS)}")
    path = Path(source)
    if source != STANDARD_STREAM and path.is_dir():
        if form not in (None, "brat"):
            raise UsageError(f"{path} is a folder, which only the format brat is")
        name, form, documents = path.resolve().name, "brat", list(read_brat(path))
    elif form == "brat":
        raise UsageError(f"{source} is no folder, which the format brat is")
    else:
        with open_input(source) as opened:
            name, content = opened.name, opened.stream.read()
        if not content.strip():
            raise DataError(f"{name} is empty")
        form = form or detect_format(content, name)
        read = _OF_TEXT.get(form)
        documents = _read_conll(content, name) if read is None else list(read(_decode(content, name), name))
    if not any(document.spans for document in documents):
        raise DataError(f"{name}: no entity is labelled in it: there is nothing to measure")
    return name, form, documents


def detect_format(content: bytes, name: str) -> str:
    """Tell a format from its content.

    Raises:
        DataError: it is none of the known ones, or broken.
    """
    lines = (line.strip() for line in io.StringIO(content.decode("utf-8-sig", errors="replace")))
    first = next((line for line in lines if line and not line.startswith(("# ", "-DOCSTART-"))), "")
    if _TAGGED.fullmatch(first):
        return "conll"
    if first.startswith(("{", "[")):
        _, record = next(read_records(_decode(content, name), name), (name, {}))
        if "full_text" in record:
            return "presidio"
        if "annotations" in record or "entities" in record:
            return "tab"
        if "text" in record:
            return "jsonl"
    raise DataError(
        f"{name} is of no known gold format",
        hint=f"--format names one of {', '.join(FORMATS)}; docs/detection.md shows them",
    )


def _decode(content: bytes, name: str) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise DataError(f"{name}: line {line} is not UTF-8") from None


def _read_conll(content: bytes, name: str) -> list[GoldDocument]:
    reader = ConllReader(io.BufferedReader(io.BytesIO(content)), name, encoding=None, on_error="error")
    with broken_rows_hint("each line is a token, then a tag such as B-PERSON or O; blank lines part sentences"):
        rows = [row for batch in reader.batches(1000) for row in batch.rows]
    documents = []
    for number, (text, cell) in enumerate(rows, 1):
        spans = [GoldSpan(e["start"], e["end"], e["entity_type"]) for e in json.loads(cell or "[]")]
        documents.append(make_document(text, spans, f"{name}: sentence {number}"))
    return documents
