"""What people make of their names, and the last digits of their numbers, in a row's other cells."""

import pandas as pd
import privml
import pytest
from privml.core.keys import Key
from privml.maskers.context import search_known
from privml.maskers.handles import find_handles, name_of_mailbox
from privml.maskers.row_names import find_full_names, names_of_row
from privml.maskers.spans import resolve_overlaps


def handles_in(text: str, *names: str) -> list[str]:
    return sorted(f"{span.entity_type} {text[span.start : span.end]}" for span in find_handles(text, names))


def known_in(text: str, *values: tuple[str, str]) -> list[str]:
    spans = search_known(text, values)
    return [f"{s.entity_type} {text[s.start : s.end]}" for s in resolve_overlaps(spans, text)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("j. miller paid", ["PERSON j. miller"]),
        ("j.miller paid", ["PERSON j.miller"]),
        ("miller, j. paid", ["PERSON miller, j"]),
        ("jane_miller.pdf", ["PERSON jane_miller"]),
        ("janemiller92 paid", ["USERNAME janemiller92"]),
        ("millerjane paid", ["USERNAME millerjane"]),
        ("jmiller paid", ["USERNAME jmiller"]),
        ("millerj7 paid", ["USERNAME millerj7"]),
        ("miller_j paid", ["USERNAME miller_j"]),
        ("/home/jmiller/x", ["USERNAME jmiller"]),
        ("janem paid", ["USERNAME janem"]),
        ("the miller paid", []),
        ("millerite", []),
        ("xjmiller", []),
        ("jmiller12345", []),
        ("jane paid", []),
        ("a miller, just so", []),
    ],
)
def test_forms_of_a_name(text: str, found: list[str]) -> None:
    for names in (("Jane Miller",), ("Jane", "Miller"), ("Miller, Jane",), ("Dr. Jane Miller",)):
        assert handles_in(text, *names) == found


@pytest.mark.parametrize(
    ("name", "text", "found"),
    [
        ("Siobhán O'Brien", "obrien sobrien", ["USERNAME obrien", "USERNAME sobrien"]),
        ("José de la Cruz", "delacruz jdelacruz", ["USERNAME delacruz", "USERNAME jdelacruz"]),
        ("Anna Müller", "amueller amuller", ["USERNAME amueller", "USERNAME amuller"]),
        ("Li Wei", "liwei", ["USERNAME liwei"]),
        ("Sam Hall", "shall we meet at the halls", []),
        ("Sam Hall", "@shall shall7", ["USERNAME shall", "USERNAME shall7"]),
        ("Tom Light", "slight", []),
        ("王小明", "wang", []),
        ("Cher", "cher1", []),
    ],
)
def test_particles_umlauts_and_ordinary_words(name: str, text: str, found: list[str]) -> None:
    assert handles_in(text, name) == found


@pytest.mark.parametrize(
    ("address", "name"),
    [
        ("jane.miller84@example.org", "jane miller"),
        ("JANE_MILLER@example.org", "jane miller"),
        ("sales.team@example.org", None),
        ("jmiller@example.org", None),
        ("a.b@example.org", None),
    ],
)
def test_names_of_mailboxes(address: str, name: str | None) -> None:
    assert name_of_mailbox(address) == name


@pytest.mark.parametrize(
    ("text", "value", "found"),
    [
        ("JaneMiller92 paid", ("jane.miller@example.org", "EMAIL_ADDRESS"), ["USERNAME JaneMiller92"]),
        ("Jmiller paid", ("jmiller84@example.org", "EMAIL_ADDRESS"), ["USERNAME Jmiller"]),
        ("card ending in 1111", ("4111 1111 1111 1111", "CREDIT_CARD"), ["CREDIT_CARD 1111"]),
        ("last four: 8726", ("536-22-8726", "US_SSN"), ["US_SSN 8726"]),
        ("***-**-8726", ("536-22-8726", "US_SSN"), ["US_SSN 8726"]),
        ("room 8726", ("536-22-8726", "US_SSN"), []),
        ("ends in 2008", ("536-22-8726", "US_SSN"), []),
        ("she lives in Elm Street", ("5 Elm Street, Springfield", "STREET_ADDRESS"), ["STREET_ADDRESS Elm Street"]),
        ("212•555•0188", ("+1 212 555 0188", "PHONE_NUMBER"), ["PHONE_NUMBER 212•555•0188"]),
        ("212-555-\n0188", ("+1 212 555 0188", "PHONE_NUMBER"), ["PHONE_NUMBER 212-555-\n0188"]),
        ("3 février 1980", ("1980-02-03", "DATE_OF_BIRTH"), ["DATE_OF_BIRTH 3 février 1980"]),
        ("3. Februar 1980", ("1980-02-03", "DATE_OF_BIRTH"), ["DATE_OF_BIRTH 3. Februar 1980"]),
        ("3 de febrero de 1980", ("1980-02-03", "DATE_OF_BIRTH"), ["DATE_OF_BIRTH 3 de febrero de 1980"]),
        ("3 lutego 1980", ("1980-02-03", "DATE_OF_BIRTH"), ["DATE_OF_BIRTH 3 lutego 1980"]),
        ("3 февраля 1980", ("1980-02-03", "DATE_OF_BIRTH"), ["DATE_OF_BIRTH 3 февраля 1980"]),
        ("03FEB1980", ("1980-02-03", "DATE_OF_BIRTH"), ["DATE_OF_BIRTH 03FEB1980"]),
        ("03021980", ("1980-02-03", "DATE_OF_BIRTH"), ["DATE_OF_BIRTH 03021980"]),
        ("3 février 1981", ("1980-02-03", "DATE_OF_BIRTH"), []),
        ("3 mars 1980", ("1980-02-03", "DATE_OF_BIRTH"), []),
    ],
)
def test_a_rows_values_in_its_texts(text: str, value: tuple[str, str], found: list[str]) -> None:
    assert known_in(text, value) == found


def test_plain_columns_hold_handles_of_the_row() -> None:
    [parts] = names_of_row(["Margaret Whitfield"])
    for cell in ("mwhitfield", "whitfieldm2", "MargaretWhitfield"):
        [span] = find_full_names(cell, [parts])
        assert (span.start, span.end) == (0, len(cell))
    assert not list(find_full_names("Whitfield Road", [parts]))


def test_handles_go_with_their_row_only() -> None:
    table = pd.DataFrame(
        {"customer_name": ["Jane Miller", "Paul Okafor"], "slug": ["jmiller", "jmiller"], "size": ["L", "M"]}
    )
    policy = {"preset": "mask/labels", "detect": {"text": {"model": None}}}
    masked = privml.mask(table, policy, key=Key(b"k" * 32))
    assert list(masked["slug"]) == ["<USERNAME>", "jmiller"]
