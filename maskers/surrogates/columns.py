"""Surrogates of whole columns: of values in usual spellings, many at once.

A column generator returns the surrogates of some of the values, the very ones that the generator of the entity type
makes one by one; it leaves out what is spelled otherwise, and what would have to be drawn again because it comes out
as it was. Draws are taken as one number (`Draw.several`), and what values have in common is done once.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from operator import eq
from typing import TypeVar

from ..keyed import KeyedChoice, normalise_all
from ..plain import lowered, plain_values
from . import contacts, dates, numbers, persons, phones, places

ColumnGenerator = Callable[[KeyedChoice, Sequence[str], str], dict[str, str]]

_ZEROS = bytes.maketrans(b"0123456789", b"0" * 10)
_NO_DIGITS = bytes(range(128)).translate(None, b"0123456789\n")
_LETTER = re.compile("[A-Za-z]")
_ISO_DATE = "0000-00-00"
_USUAL_EMAIL = re.compile("(?!@)[A-Za-z._-]*[0-9]*[A-Za-z._-]*@[^@%]+")
_HANDLE_PARTS = re.compile("[a-z]+|[^a-z]+")
# longer ones may have to be cut
_LONGEST_NAME = contacts.LONGEST_NAME - contacts.MOST_DIGITS
K = TypeVar("K")
R = TypeVar("R")


def _numbers(
    entity_type: str,
    drawn_of: Callable[[str], numbers.DrawnDigits],
    is_usual: Callable[[str], bool] = lambda layout: True,
) -> ColumnGenerator:
    """Return the generator of numbers without words beside them, layout by layout, for usual layouts."""

    def generate(choice: KeyedChoice, values: Sequence[str], locale: str) -> dict[str, str]:
        made: dict[str, str] = {}
        for layout, group in _by_layout(plain_values(values)).items():
            count, drawn = layout.count("0"), drawn_of(layout)
            bounds = drawn.bounds(count)
            if count == 0 or bounds is None or _LETTER.search(layout) or not is_usual(layout):
                continue
            known = "\n".join(group).encode().translate(None, _NO_DIGITS).decode().split("\n")
            last = drawn.identifying
            identities = known if last is None or count <= last else [digits[-last:] for digits in known]
            new = drawn.make(known, choice.numbers(entity_type, identities, bounds))
            filled = numbers.fill_all(layout, new)
            if last is not None and count > last:
                new = [digits[-last:] for digits in new]
            made.update(_changed(group, filled, identities, new))
        return made

    return generate


def _is_one_plain_number(layout: str) -> bool:
    """True for one phone number without signs that may be codes, such as `%20`."""
    return "%" not in layout and "=" not in layout and phones.is_one_number(layout)


def _phones(choice: KeyedChoice, values: Sequence[str], locale: str) -> dict[str, str]:
    return _NUMBERS_OF_PHONES(choice, [value for value in values if not phones.has_prefix(value)], locale)


_NUMBERS_OF_PHONES = _numbers("PHONE_NUMBER", numbers.phone_digits, _is_one_plain_number)


def _dates(entity_type: str) -> ColumnGenerator:
    def generate(choice: KeyedChoice, values: Sequence[str], locale: str) -> dict[str, str]:
        made: dict[str, str] = {}
        iso = _by_layout(plain_values(values)).get(_ISO_DATE, [])
        for bounds, group in _grouped((dates.iso_bounds(value[5:]) for value in iso), iso).items():
            new = dates.iso_dates(group, bounds, choice.numbers(entity_type, group, bounds))
            made.update(_changed(group, new, group, new))
        return made

    return generate


def _ip_addresses(choice: KeyedChoice, values: Sequence[str], locale: str) -> dict[str, str]:
    old = [value for value in plain_values(values) if ":" not in value and "/" not in value]
    known = lowered(old)
    new = numbers.ipv4_addresses(choice.numbers("IP_ADDRESS", known, numbers.IPV4_BOUNDS))
    return _changed(old, new, known, new)


def _persons(choice: KeyedChoice, values: Sequence[str], locale: str) -> dict[str, str]:
    old = [
        value
        for value in plain_values(values)
        if value.replace(" ", "").isalpha() and not persons.has_doubtful_word(value)
    ]
    word = persons.words_of(choice, locale).__getitem__
    new = [" ".join(map(word, name.split(" "))) for name in old]
    return _changed(old, new, lowered(old), normalise_all(new))


def _street_addresses(choice: KeyedChoice, values: Sequence[str], locale: str) -> dict[str, str]:
    """Numbers with a street in mixed case, without town and postal code."""
    old = [
        value
        for value in plain_values(values)
        if "," not in value and not value[-1:].isdigit() and not value.isupper() and not value.islower()
    ]
    made: dict[str, str] = {}
    for digits, group in _grouped((len(v) - len(v.lstrip("0123456789")) for v in old), old).items():
        known = lowered(group)
        streets = places.streets_of(locale, digits)
        new = streets.addresses(choice.numbers("STREET_ADDRESS", known, streets.bounds))
        made.update(_changed(group, new, known, normalise_all(new)))
    return made


def _emails(choice: KeyedChoice, values: Sequence[str], locale: str) -> dict[str, str]:
    """Addresses with at most one number before the @."""
    old = list(filter(_USUAL_EMAIL.fullmatch, plain_values(values)))
    if not old:
        return {}
    known = lowered(old)
    cut = "@".join(known).split("@")
    shapes = "\n".join(cut[::2]).encode().translate(_ZEROS).decode()
    handles = contacts.handles_of(choice).__getitem__
    names = "".join(map(handles, _HANDLE_PARTS.findall(shapes))).split("\n")
    hosts = map(contacts.hosts_of(choice).__getitem__, cut[1::2])
    made: dict[str, str] = {}
    rows = zip(old, known, names, hosts, strict=True)
    serials = numbers.four_digits()
    for count, group in _grouped((shape.count("0") for shape in shapes.split("\n")), rows).items():
        short = [row for row in group if len(row[2]) <= _LONGEST_NAME]
        digits = min(count, contacts.MOST_DIGITS)
        weight = 10**digits
        drawn = choice.numbers("EMAIL_ADDRESS", [row[1] for row in short], (weight, contacts.SERIAL))
        for (address, _, name, host), number in zip(short, drawn, strict=True):
            handle = name.replace("0", str(number % weight).zfill(digits)) if count else name
            made[address] = f"{handle}{serials[number // weight]}@{host}"
    return made


COLUMN_GENERATORS: dict[str, ColumnGenerator] = {
    "PERSON": _persons,
    "STREET_ADDRESS": _street_addresses,
    "EMAIL_ADDRESS": _emails,
    "PHONE_NUMBER": _phones,
    "CREDIT_CARD": _numbers("CREDIT_CARD", lambda layout: numbers.CARD),
    "US_SSN": _numbers("US_SSN", lambda layout: numbers.US_SSN),
    "IP_ADDRESS": _ip_addresses,
    "DATE_OF_BIRTH": _dates("DATE_OF_BIRTH"),
    "DATE_TIME": _dates("DATE_TIME"),
}


def _by_layout(values: Sequence[str]) -> Mapping[str, Sequence[str]]:
    """Return ASCII values by their layout, in which every digit is 0."""
    layouts = "\n".join(values).encode().translate(_ZEROS).decode().split("\n")
    if layouts.count(layouts[0]) == len(values):
        return {layouts[0]: values}
    return _grouped(layouts, values) if values else {}


def _grouped(keys: Iterable[K], rows: Iterable[R]) -> Mapping[K, Sequence[R]]:
    groups: defaultdict[K, list[R]] = defaultdict(list)
    for key, row in zip(keys, rows, strict=True):
        groups[key].append(row)
    return groups


def _changed(
    old: Sequence[str], new: Sequence[str], old_identities: Sequence[str], new_identities: Sequence[str]
) -> dict[str, str]:
    """Return surrogates by value, without those that are the same value."""
    made = zip(old, new, strict=True)
    same = list(map(eq, old_identities, new_identities))
    if not any(same):
        return dict(made)
    return {value: surrogate for (value, surrogate), is_same in zip(made, same, strict=True) if not is_same}
