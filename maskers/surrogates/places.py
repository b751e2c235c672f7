"""Places, street addresses and organisations, composed from word lists."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from ..keyed import Draw, KeyedChoice, normalise
from ..words import is_han, provider, surnames

_ZIP_AT_END = re.compile(r"\b([A-Z]{2})?,?\s*(\d{5}(?:-\d{4})?)\s*$")
_LEADING_NUMBER = re.compile(r"\s*(\d+)")
_HOUSE_DIGITS = 5
_HAN_ADMINISTRATIVE = re.compile(r"(省|市|区|县|路|街|道|镇|乡|村)$")


@cache
def _options(locale: str, attribute: str) -> tuple[str, ...]:
    values: Any = getattr(provider("address", locale), attribute, ()) or ()
    return tuple(sorted({str(value) for value in values if value}))


@cache
def _folded(locale: str, attribute: str) -> frozenset[str]:
    return frozenset(normalise(value) for value in _options(locale, attribute))


def location(choice: KeyedChoice, value: str, locale: str) -> str:
    """Return another place of the same kind: country, state, abbreviation of a state, else a city."""
    known = normalise(value)
    if any(character.isdigit() for character in value) and len(value) > 6:
        return street_address(choice, value, locale)
    for attempt in range(16):
        surrogate = _place(choice.draw("LOCATION", known, attempt), value, known, locale)
        if normalise(surrogate) != known:
            return surrogate
    return "<LOCATION>"


def _place(draw: Draw, value: str, known: str, locale: str) -> str:
    if is_han(value):
        end = _HAN_ADMINISTRATIVE.search(value)
        return draw.pick(_options("zh_CN", "cities")).rstrip("市县") + (end[0] if end else "")
    for attribute in ("countries", "states", "states_abbr"):
        if known in _folded("en_US", attribute) and (attribute != "states_abbr" or value.isupper()):
            return draw.pick(_options("en_US", attribute))
    surrogate = city(draw, locale)
    return surrogate.upper() if value.isupper() else surrogate.lower() if value.islower() else surrogate


def city(draw: Draw, locale: str) -> str:
    """Return an invented city name."""
    if locale == "zh_CN":
        return draw.pick(_options("zh_CN", "cities"))
    real = _options(locale, "cities")
    if real:
        return draw.pick(real)
    return draw.pick(surnames(locale)) + draw.pick(_options(locale, "city_suffixes") or ("ville", "ton", "burg"))


def street_address(choice: KeyedChoice, value: str, locale: str) -> str:
    """Return an invented address with as many parts as the original: number and street, city, state and code."""
    known = normalise(value)
    for attempt in range(16):
        draw = choice.draw("STREET_ADDRESS", known, attempt)
        surrogate = _han_address(draw, value) if is_han(value) else _address(draw, value, locale)
        if normalise(surrogate) != known:
            return surrogate
    return "<STREET_ADDRESS>"


def _address(draw: Draw, value: str, locale: str) -> str:
    if value.strip().isdigit():  # a column of house numbers
        return _house_number(draw, len(value.strip()))
    number = _LEADING_NUMBER.match(value)
    streets = streets_of(locale, len(number[1]) if number else 0)
    parts = streets.addresses([draw.several(streets.bounds)])
    code = _ZIP_AT_END.search(value)
    if code or "," in value:
        parts.append(city(draw, locale))
    if code:
        state = draw.pick(_options("en_US", "states_abbr")) + " " if code[1] else ""
        plus4 = "-" + draw.digits(4) if "-" in code[2] else ""
        parts.append(f"{state}{draw.digits(5)}{plus4}")
    address = (", " if "," in value else " ").join(parts)
    return address.upper() if value.isupper() else address.lower() if value.islower() else address


@dataclass(frozen=True)
class Streets:
    """Streets with a house number.

    Attributes:
        names: of streets.
        suffixes: what follows a name.
        digits: of the house number; 0 for none.
    """

    names: tuple[str, ...]
    suffixes: tuple[str, ...]
    digits: int

    @property
    def bounds(self) -> tuple[int, ...]:
        """Bounds of the draws: name, suffix, first digit, other digits."""
        names = len(self.names), len(self.suffixes)
        return (*names, 9, 10 ** (self.digits - 1)) if self.digits > 1 else (*names, 9)[: 2 + self.digits]

    def addresses(self, drawn: Sequence[int]) -> list[str]:
        """Return the addresses of draws, as one number each."""
        names, suffixes = self.names, self.suffixes
        name_count, suffix_count = len(names), len(suffixes)
        found = []
        for number in drawn:
            rest, name = divmod(number, name_count)
            rest, suffix = divmod(rest, suffix_count)
            found.append((rest, f"{names[name]} {suffixes[suffix]}"))
        if not self.digits:
            return [street for _, street in found]
        least = 10 ** (self.digits - 1)
        return [f"{(1 + rest % 9) * least + rest // 9} {street}" for rest, street in found]


@cache
def streets_of(locale: str, digits: int) -> Streets:
    """Return the streets of a locale, with house numbers of so many digits, five at most."""
    suffixes = _options(locale, "street_suffixes") or ("Street", "Road", "Lane")
    return Streets(surnames(locale), suffixes, min(digits, _HOUSE_DIGITS))


def _han_address(draw: Draw, value: str) -> str:
    town = draw.pick(_options("zh_CN", "cities"))
    district = draw.pick(_options("zh_CN", "districts"))
    road = draw.pick(surnames("zh_CN")) + draw.pick(("和", "安", "平", "华", "兴", "宁")) + "路"
    return f"{town}{district}区{road}{_house_number(draw, 2)}号"


def _house_number(draw: Draw, length: int) -> str:
    return str(1 + draw.below(9)) + draw.digits(length - 1)


def organization(choice: KeyedChoice, value: str, locale: str) -> str:
    """Return an invented company name."""
    draw = choice.draw("ORGANIZATION", normalise(value))
    if is_han(value):
        return city(draw, "zh_CN") + draw.pick(("华信", "恒达", "新宇", "同创", "万通", "天成")) + "有限公司"
    return f"{draw.pick(surnames(locale))} {draw.pick(('Group', 'Ltd', 'Inc', 'Partners', 'and Sons', 'LLC'))}"
