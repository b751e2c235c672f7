"""A table leaves out patterns that cannot match, and nothing else; places lose no match."""

import pytest
from privml.maskers.recognizers.clues import Clues
from privml.maskers.recognizers.pattern import Pattern
from privml.maskers.recognizers.patterns import CELL_PATTERNS, PATTERNS
from privml.maskers.recognizers.rules.recognizer import RULES
from privml.maskers.recognizers.table import PatternTable

PLAIN = [pattern for pattern in PATTERNS if isinstance(pattern, Pattern)]
TEXTS = (
    "Dear Mr Lee, my older co-worker Ann Poe was born on 3 March 1980. Kind regards, Tom",
    "call from Ann Lee, 12 Main Street, Springfield, IL 62704, order no. AB-123456; age: 43",
    "IBAN DE89 3704 0044 0532 0130 00, host 10.0.0.27, aa:bb:cc:dd:ee:ff, March 3, 2020; May 2021",
    "SW1A 1AA London; K1A 0B6; 1012 AB Amsterdam, 80331 München, 48.1371° N, 11.5761° E",
    "Hauptstraße 12, 80331 München; in Berlin, D-10115 Berlin; 12 rue de la Paix; VIVIANA: RSSMRA85T10A562S",
    "Case T-123/98, 1:20-cv-01234-ABC, 12/05/2019 and 3-MAR-2020, 2020-03-01T10:00:00Z, 07/2019",
    "我叫王小明，住幸福小区3号楼2单元501室，出生于1980年3月21日，今年43岁。",
    "nothing is here",
    "",
)


@pytest.mark.parametrize("text", TEXTS)
def test_a_table_leaves_out_only_what_finds_nothing(text: str) -> None:
    likely = set(map(id, PatternTable(PLAIN).likely(Clues(text)))) | set(
        map(id, PatternTable(RULES).likely(Clues(text)))
    )
    for pattern in (*PLAIN, *RULES):
        found = list(pattern.find_by(Clues(text)))
        if id(pattern) in likely:
            assert list(pattern.find_likely(Clues(text))) == found
        else:
            assert found == []


def test_the_texts_lead_to_many_patterns_and_not_to_all() -> None:
    matched = sum(any(list(pattern.find_by(Clues(text))) for text in TEXTS) for pattern in (*PLAIN, *RULES))
    assert matched >= 30
    assert PatternTable(PLAIN).likely(Clues("nothing is here")) != PLAIN


SUMS_AND_TERMS = (
    "US$ 3 million, C$40, $5k, EUR5,000 and 5,000 EUR, 12 zlotys or two hundred euros; 3万元、USD\u00a07 and AUSD 8",
    "sentenced to two years and three months; a two years' suspended imprisonment, ten years in prison",
    *("two years in prıson İ", "İ he was ſentenced to two years", "two years İmprisonment", "İ two years İN PRISON"),
)


@pytest.mark.parametrize("text", SUMS_AND_TERMS)
def test_sums_and_terms_are_found_wherever_they_may_begin(text: str) -> None:
    """Letters whose small form is ASCII, or longer than they are, stand where they stood."""
    of_places = [
        pattern for pattern in PLAIN if pattern.entity_type in ("MONEY", "DATE_TIME") and list(pattern.find(text))
    ]
    assert of_places
    for pattern in of_places:
        assert list(pattern.find_by(Clues(text))) == list(pattern.find(text))


@pytest.mark.parametrize("entity_type", ["TITLE", "DATE_TIME", "ZIP_CODE", "IBAN_CODE", "IP_ADDRESS", "STREET_ADDRESS"])
def test_a_search_of_the_whole_text_finds_the_same(entity_type: str) -> None:
    texts = [text for text in TEXTS if text]
    found = {text: [list(p.find_by(Clues(text))) for p in PLAIN if p.entity_type == entity_type] for text in texts}
    assert any(map(any, found.values()))
    for text, by_clues in found.items():
        for pattern, spans in zip((p for p in PLAIN if p.entity_type == entity_type), by_clues, strict=True):
            if pattern.places.are_likely(Clues(text)):
                assert list(pattern.find(text)) == spans


CELLS = (
    "ann.lee@example.org", "(212) 736-5000", "4111 1111 1111 1111", "4111 1111 1111 1112", "10.0.0.27", "fe80::1",
    "078-05-1120", "DE89 3704 0044 0532 0130 00", "SW1A 1AA", "80331 München", "12 Main Street", "Hauptstraße 12",
    "3 March 1980", "1980-03-21", "2020-03-01T10:00:00Z", "https://example.org/a?b=c", "aa:bb:cc:dd:ee:ff",
    "11010519491231002X", "京A12345", "Mr", "48.1371° N, 11.5761° E", "AKIAIOSFODNN7EXAMPLE", "Ann Lee", "7.25",
)  # fmt: skip


@pytest.mark.parametrize("cell", [*CELLS, *(f" {cell}" for cell in CELLS), *(f"{cell}\n" for cell in CELLS), *TEXTS])
def test_a_cell_is_whole_where_a_search_finds_all_of_it(cell: str) -> None:
    clues = Clues(cell)
    for pattern in CELL_PATTERNS:
        found = any((span.start, span.end) == (0, len(cell)) for span in pattern.find_by(clues))
        assert (pattern.places.are_likely(clues) and pattern.is_whole(cell)) == found, pattern


def test_most_of_the_cells_are_whole() -> None:
    assert sum(any(pattern.is_whole(cell) for pattern in CELL_PATTERNS) for cell in CELLS) >= 15
