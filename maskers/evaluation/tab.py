"""Gold of the Text Anonymization Benchmark (Pilán et al. 2022, doi 10.1162/coli_a_00458)."""

from collections.abc import Iterator, Mapping

from ...core.errors import DataError
from .gold import GoldDocument, GoldSpan, make_document, require_same
from .records import Record, label_of, list_of, offset_of, read_records, text_of

_IDENTIFIERS = {"DIRECT": "direct", "QUASI": "quasi", "NO_MASK": "none"}


def read_tab(text: str, name: str) -> Iterator[GoldDocument]:
    """Read one document for every annotator of a text, so that annotators are averaged, as the benchmark does.

    Mentions stand under `annotations`, by annotator, in `entity_mentions`; or all together in `entities`, each with
    its `annotator`.
    """
    for where, record in read_records(text, name):
        whole = text_of(record, "text", where)
        for mentions in _by_annotator(record, where).values():
            yield make_document(whole, [_span(entry, whole, where) for entry in mentions], where)


def _by_annotator(record: Record, where: str) -> Mapping[str, list[Record]]:
    if "annotations" not in record:
        found: dict[str, list[Record]] = {}
        for entry in list_of(record, "entities", where):
            found.setdefault(str(entry.get("annotator", "")), []).append(entry)
        return found or {"": []}
    annotations = record["annotations"]
    if not isinstance(annotations, dict) or not all(isinstance(value, dict) for value in annotations.values()):
        raise DataError(f"{where}: annotations is not an object of annotators")
    return {annotator: list_of(value, "entity_mentions", where) for annotator, value in annotations.items()}


def _span(entry: Record, text: str, where: str) -> GoldSpan:
    start, end = offset_of(entry, "start_offset", where), offset_of(entry, "end_offset", where)
    require_same(text, start, end, entry.get("span_text"), where)
    identifier = entry.get("identifier_type")
    if identifier not in _IDENTIFIERS:
        raise DataError(f"{where}: identifier_type of a mention is none of {', '.join(_IDENTIFIERS)}")
    entity_id = entry.get("entity_id")
    return GoldSpan(
        start,
        end,
        label_of(entry, where, "entity_type"),
        None if entity_id is None else str(entity_id),
        _IDENTIFIERS[identifier],
    )
