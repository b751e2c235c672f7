"""Numbers that identify: the format stays, the digits are drawn, and check digits are right where they exist."""

import ipaddress
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from operator import add, itemgetter
from typing import Any

from ..keyed import Draw, KeyedChoice, normalise
from ..recognizers.checks import digits_of, luhn_digits
from .generator import Generator

# +1 415 555 0134, 1-415-555-0134, (1) 415 555 0134
_WITH_CODE = re.compile(r"\s*(?:\(?\+|\(?\d\)?[\s.(-])")
_CHINESE_MOBILE = re.compile(r"(?:86)?1[3-9]\d{9}")

_ZEROS = str.maketrans("0123456789", "0" * 10)
_GROUP = re.compile("0+")
_DIGITS = re.compile(r"\d+")
_WORD = re.compile(r"[^\W\d_]+")
# what is longer is more than one number, and nothing of it is a country or an area
_LONGEST_PHONE = 13
IPV4_BOUNDS = (256, 256, 254)
# RFC 3986, section 3.2 (an IPv6 address with a port stands in brackets), and RFC 4632 (prefixes)
_ENDPOINT = re.compile(
    r"(\[)([0-9A-Fa-f:.]+)(\](?::\d{1,5})?)|([0-9]+(?:\.[0-9]+){3}(?=[:/])|[0-9A-Fa-f:]+(?=/))(:\d{1,5}|/\d{1,3})"
)
_HARMLESS = frozenset("x ext extension tel phone ph fax mobile cell home work office or".split())
# ISO 13616: that of Norway, and the most that the standard allows
_SHORTEST_IBAN, _LONGEST_IBAN = 15, 34


def digits_identity(value: str) -> str:
    """Two spellings with the same digits are the same number."""
    return digits_of(value) or normalise(value)


def phone_identity(value: str) -> str:
    """The last ten digits: with or without country code or trunk prefix it is the same phone; all of what is longer."""
    digits = digits_of(value)
    return (digits[-10:] if len(digits) <= _LONGEST_PHONE else digits) or normalise(value)


def code_identity(value: str) -> str:
    """Letters and digits only, in upper case."""
    return "".join(character for character in normalise(value).upper() if character.isalnum())


def same_shape(draw: Draw, value: str) -> str:
    """Letters by letters, digits by digits; everything else stays."""
    return draw.shape(value)


def amount(draw: Draw, value: str) -> str:
    """Digits by digits, the first of a number by one from 1 to 9 unless it is 0; currency, signs and words stay."""
    return _DIGITS.sub(lambda m: _amount(draw, m[0]), value)


def _amount(draw: Draw, digits: str) -> str:
    first = "0" if digits[0] == "0" else str(1 + draw.below(9))
    return first + "".join(str(draw.below(10)) for _ in digits[1:])


def _fill(draw: Draw, value: str, digits: str) -> str:
    """Put digits in place of a value's digits, in order; separators stay, words that say something are drawn anew."""
    if len(digits) == len(value):
        return digits
    if value.isascii():
        form, parts = _layout(value.translate(_ZEROS))
        filled = str(form % parts(digits))
    else:
        source: Iterator[str] = iter(digits)
        filled = "".join(next(source) if character.isdecimal() else character for character in value)
    if _WORD.search(filled) is None:
        return filled
    return _WORD.sub(lambda m: m[0] if m[0].lower() in _HARMLESS else draw.shape(m[0]), filled)


@lru_cache(maxsize=4096)
def _layout(shape: str) -> tuple[str, Callable[[str], Any]]:
    """Return a format and the function from the digits to what goes to its places.

    Args:
        shape: a value in which every digit is 0, and which has some.
    """
    places = []
    count = 0
    for match in _GROUP.finditer(shape):
        places.append(slice(count, count + len(match[0])))
        count += len(match[0])
    return _GROUP.sub("%s", shape.replace("%", "%%")), itemgetter(*places)


def fill_all(layout: str, digits: Sequence[str]) -> list[str]:
    """Put the digits of many numbers in the places of the zeros of a layout, place by place."""
    together = "".join(digits).encode()
    filled = bytearray((layout + "\n").encode() * len(digits))
    places = [place for place, character in enumerate(layout) if character == "0"]
    for number, place in enumerate(places):
        filled[place :: len(layout) + 1] = together[number :: len(places)]
    return filled.decode().split("\n")[:-1]


@cache
def four_digits() -> tuple[str, ...]:
    """The numbers of four digits, from 0000: to look one up is quicker than to format it."""
    return tuple(f"{number:04d}" for number in range(10_000))


@dataclass(frozen=True)
class DrawnDigits:
    """How the digits of numbers are drawn.

    Attributes:
        bounds: of the draws of a number of so many digits; None if such a number keeps nothing but its shape.
        make: from the digits of numbers of the same length, and the draws of each as one number (`Draw.several`), to
            the digits of the surrogates.
        identifying: so many last digits make it the same number.
    """

    bounds: Callable[[int], tuple[int, ...] | None]
    make: Callable[[Sequence[str], Sequence[int]], Sequence[str]]
    identifying: int | None = None


def _phones(known: Sequence[str], drawn: Sequence[int]) -> Sequence[str]:
    if len(known[0]) != 10:
        return list(map(_phone, known, drawn))
    return _without_code(drawn)


def _phones_with_code(known: Sequence[str], drawn: Sequence[int]) -> Sequence[str]:
    """The same of numbers of which a sign tells that a country's code comes first: 1 is North America's."""
    if len(known[0]) != 11:
        return list(map(_phone, known, drawn))
    pairs = zip(known, drawn, _without_code(drawn), strict=True)
    return [f"1{made}" if digits[0] == "1" else _phone(digits, number) for digits, number, made in pairs]


def _without_code(drawn: Sequence[int]) -> list[str]:
    areas, last = _north_american(), four_digits()
    return [areas[number // 10**7] + last[number % 10_000] for number in drawn]


@cache
def _north_american() -> tuple[str, ...]:
    """Area codes and the exchange 555, by the first three of the ten digits drawn."""
    return tuple(f"{2 + number // 100 % 8}{number % 100:02d}555" for number in range(1000))


def _phone(known: str, number: int) -> str:
    drawn = f"{number:010d}"
    if _CHINESE_MOBILE.fullmatch(known):
        return f"{known[:-10]}{3 + int(drawn[0]) % 7}{drawn[1:]}"
    if len(known) == 11 and known[0] == "1":
        return f"1{_without_code([number])[0]}"
    kept = max(0, len(known) - 8)
    return known[:kept] + drawn[kept - len(known) :]


def _cards(known: Sequence[str], drawn: Sequence[int]) -> Sequence[str]:
    count = len(known[0]) - 2
    bodies = [digits[0] + str(number).zfill(count) for digits, number in zip(known, drawn, strict=True)]
    return list(map(add, bodies, luhn_digits(bodies)))


def _us_ssns(known: Sequence[str], drawn: Sequence[int]) -> Sequence[str]:
    groups, last = _unissued_groups(), four_digits()
    return [groups[number % 4900] + last[1 + number // 4900] for number in drawn]


@cache
def _unissued_groups() -> tuple[str, ...]:
    """Areas from 900 and groups from 01 to 49, by the draws below 100 and 49."""
    return tuple(f"9{number % 100:02d}{1 + number // 100:02d}" for number in range(100 * 49))


PHONE = DrawnDigits(lambda count: (10**10,) if count <= _LONGEST_PHONE else None, _phones, 10)
PHONE_WITH_CODE = replace(PHONE, make=_phones_with_code)
CARD = DrawnDigits(lambda count: (10 ** (count - 2),) if count >= 12 else None, _cards)
US_SSN = DrawnDigits(lambda count: (100, 49, 9999) if count == 9 else None, _us_ssns)


def phone(draw: Draw, value: str) -> str:
    """Return a phone number in the same format.

    Ten-digit numbers of North America get the exchange 555, which is hardly assigned; Chinese mobile numbers keep
    their leading 1; others keep what stands before the last eight digits. The drawn digits are aligned to the right,
    so spellings with and without a country code agree. Of more than thirteen digits nothing is kept.
    """
    return _with_digits(draw, value, phone_digits(value))


def phone_digits(layout: str) -> DrawnDigits:
    """Return how the digits of a phone number are drawn that is written like this."""
    return PHONE_WITH_CODE if _WITH_CODE.match(layout) else PHONE


def card(draw: Draw, value: str) -> str:
    """Return a card number with the same first digit, length and spacing, and a valid Luhn digit."""
    return _with_digits(draw, value, CARD)


def us_ssn(draw: Draw, value: str) -> str:
    """Return a number of the area 9xx with a group below 50, which is issued neither as SSN nor as ITIN."""
    return _with_digits(draw, value, US_SSN)


def _with_digits(draw: Draw, value: str, drawn: DrawnDigits) -> str:
    known = digits_of(value)
    bounds = drawn.bounds(len(known))
    if bounds is None:
        return draw.shape(value)
    number = draw.several(bounds)
    return _fill(draw, value, drawn.make([known], [number])[0]) if known else draw.shape(value)


def iban(draw: Draw, value: str) -> str:
    """Return an IBAN of the same country and spacing with valid check digits (ISO 13616)."""
    from stdnum import iban as rules

    compact = code_identity(value)
    if not (_SHORTEST_IBAN <= len(compact) <= _LONGEST_IBAN and compact.isascii()):
        return draw.shape(value)
    body = draw.shape(compact[4:])
    check = rules.calc_check_digits(compact[:2] + "00" + body)
    source = iter(compact[:2] + check + body)
    return "".join(next(source) if character.isalnum() else character for character in value)


def cn_id(draw: Draw, value: str) -> str:
    """Return an identity number with a valid region, date and checksum (GB 11643-1999)."""
    from stdnum.cn import ric

    region = draw.pick(("110101", "310101", "440103", "510104", "330102", "420102"))
    body = f"{region}{1950 + draw.below(55)}{1 + draw.below(12):02d}{1 + draw.below(28):02d}{draw.digits(3)}"
    return body + str(ric.calc_check_digit(body + "0"))  # stdnum wants the place of the check digit filled


def address_identity(value: str) -> str:
    """Two spellings of an IP address are the same: 2001:db8::1 and 2001:DB8:0:0:0:0:0:1."""
    try:
        return str(ipaddress.ip_address(value.strip()))
    except ValueError:
        return normalise(value)


def ip_address(draw: Draw, value: str) -> str:
    """Return a private IPv4 address (10.0.0.0/8, RFC 1918) or a documentation IPv6 address (RFC 3849)."""
    if ":" in value:
        return "2001:db8:" + ":".join(f"{draw.below(65536):x}" for _ in range(6))
    return ipv4_addresses([draw.several(IPV4_BOUNDS)])[0]


def beside_address(make: Generator) -> Generator:
    """Keep what stands beside an address: brackets, a port, the length of a prefix. `make` gets the address alone."""

    def generate(choice: KeyedChoice, value: str, locale: str) -> str:
        match = _ENDPOINT.fullmatch(value)
        if match is None:
            return make(choice, value, locale)
        return f"{match[1] or ''}{make(choice, match[2] or match[4], locale)}{match[3] or match[5]}"

    return generate


def ipv4_addresses(drawn: Sequence[int]) -> list[str]:
    """Return the private addresses of draws below IPV4_BOUNDS, as one number each."""
    part = tuple(map(str, range(256)))
    return [f"10.{part[n & 255]}.{part[n >> 8 & 255]}.{part[1 + (n >> 16)]}" for n in drawn]


def mac_address(draw: Draw, value: str) -> str:
    """Return a locally administered address (second hexadecimal digit 2) with the same separators."""
    source = iter("02" + f"{draw.below(1 << 40):010x}")
    return "".join(next(source, "0") if character.isalnum() else character for character in value)
