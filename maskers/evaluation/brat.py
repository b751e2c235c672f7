"""Gold of the annotation tool brat: a folder of texts (`.txt`), each with its annotations (`.ann`) beside it."""

import re
from collections.abc import Iterator
from pathlib import Path

from ...core.errors import DataError, UsageError
from .gold import GoldDocument, GoldSpan, make_document, require_same

# T1<tab>Person 0 5<tab>value; an entity of several parts has several places: 0 5;9 12
_ENTITY = re.compile(r"(T\S*)\t(\S+) (\d{1,12} \d{1,12}(?:;\d{1,12} \d{1,12})*)(?:\t(.*))?")


def read_brat(folder: Path) -> Iterator[GoldDocument]:
    """Read the folder's texts in order of their names; each part of an entity is a span.

    Raises:
        UsageError: a file cannot be read.
        DataError: no text, a text or its annotations are missing, or a broken line.
    """
    texts, annotations = ({path.with_suffix("") for path in folder.rglob(f"*{end}")} for end in (".txt", ".ann"))
    if not texts | annotations:
        raise DataError(f"{folder.name}: no .txt and no .ann in the folder")
    if lonely := sorted(texts ^ annotations):
        raise DataError(
            f"{folder.name}: {len(lonely)} files are without their .txt or .ann, the first is {lonely[0].name}",
            hint="an empty .ann says that there is nothing to find in a text",
        )
    for path in sorted(texts):
        text, lines = (_read(path.with_name(path.name + end)) for end in (".txt", ".ann"))
        name = f"{path.name}.ann"
        spans = [
            span
            for number, line in enumerate(lines.split("\n"), 1)
            if line.startswith("T")
            for span in _spans(line.rstrip("\r"), text, f"{name}: line {number}")
        ]
        yield make_document(text, spans, name)


def _read(path: Path) -> str:
    try:
        return path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise UsageError(f"cannot read {path}: {(error.strerror or 'error').lower()}") from None
    except UnicodeDecodeError:
        raise DataError(f"{path.name} is not UTF-8") from None


def _spans(line: str, text: str, where: str) -> list[GoldSpan]:
    match = _ENTITY.fullmatch(line)
    if match is None:
        raise DataError(f"{where}: broken annotation", hint="T1, a tab, the type with its offsets, a tab, the value")
    entity_id, label, places, value = match.groups()
    parts = [(int(start), int(end)) for start, end in (place.split() for place in places.split(";"))]
    for start, end in parts:
        if not start < end <= len(text):
            raise DataError(f"{where}: a span ({start} to {end}) leaves its text of {len(text)} characters")
    if len(parts) == 1:
        require_same(text, *parts[0], value, where)
    return [GoldSpan(start, end, label, entity_id) for start, end in parts]
