"""Gold as JSON: privml's own lines, and the lists of presidio-research."""

from collections.abc import Iterator

from ...core.errors import DataError
from .gold import GoldDocument, GoldSpan, make_document, require_same
from .records import Record, label_of, list_of, offset_of, read_records, text_of


def read_json_lines(text: str, name: str) -> Iterator[GoldDocument]:
    """Read objects with `text`, `spans` (start, end, entity_type or label) and perhaps `labelled`."""
    for where, record in read_records(text, name):
        yield parse_json_record(record, where)


def parse_json_record(record: Record, where: str) -> GoldDocument:
    """Read one object; see `read_json_lines`."""
    text = text_of(record, "text", where)
    spans = [
        GoldSpan(
            offset_of(entry, "start", where),
            offset_of(entry, "end", where),
            label_of(entry, where, "entity_type", "label"),
        )
        for entry in list_of(record, "spans", where)
    ]
    return make_document(text, spans, where, labelled=_labelled(record, where))


def _labelled(record: Record, where: str) -> frozenset[str] | None:
    value = record.get("labelled")
    if value is None:
        return None
    if not isinstance(value, list) or not all(isinstance(name, str) for name in value):
        raise DataError(f"{where}: labelled is not a list of entity types")
    return frozenset(value)


def read_presidio(text: str, name: str) -> Iterator[GoldDocument]:
    """Read objects with `full_text` and `spans` (entity_type, entity_value, start_position, end_position).

    The layout of presidio-research's `InputSample.to_json`.
    """
    for where, record in read_records(text, name):
        full_text = text_of(record, "full_text", where)
        spans = []
        for entry in list_of(record, "spans", where):
            start, end = offset_of(entry, "start_position", where), offset_of(entry, "end_position", where)
            require_same(full_text, start, end, entry.get("entity_value"), where)
            spans.append(GoldSpan(start, end, label_of(entry, where, "entity_type")))
        yield make_document(full_text, spans, where)
