"""Numbers that identify: the format stays, the digits are drawn, and check digits are right where they exist."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from operator import itemgetter
from typing import Any

from ..keyed import Draw, normalise
from ..recognizers.checks import digits_of, luhn_digit

_CHINESE_MOBILE = re.compile(r"(?:86)?1[3-9]\d{9}")

_ZEROS = str.maketrans("0123456789", "0" * 10)
_GROUP = re.compile("0+")
_WORD = re.compile(r"[^\W\d_]+")
IPV4_BOUNDS = (256, 256, 254)
_HARMLESS = frozenset("x ext extension tel phone ph fax mobile cell home work office or".split())


def digits_identity(value: str) -> str:
    """Two spellings with the same digits are the same number."""
    return digits_of(value) or normalise(value)


def phone_identity(value: str) -> str:
    """The last ten digits: with or without country code or trunk prefix it is the same phone."""
    digits = digits_of(value)
    return digits[-10:] or normalise(value)


def code_identity(value: str) -> str:
    """Letters and digits only, in upper case."""
    return "".join(character for character in normalise(value).upper() if character.isalnum())


def same_shape(draw: Draw, value: str) -> str:
    """Letters by letters, digits by digits; everything else stays."""
    return draw.shape(value)


def _fill(draw: Draw, value: str, digits: str) -> str:
    """Put digits in place of a value's digits, in order; separators stay, words that say something are drawn anew."""
    if len(digits) == len(value):
        return digits
    if value.isascii():
        form, parts = layout_of(value.translate(_ZEROS))
        filled = str(form % parts(digits))
    else:
        source: Iterator[str] = iter(digits)
        filled = "".join(next(source) if character.isdecimal() else character for character in value)
    if _WORD.search(filled) is None:
        return filled
    return _WORD.sub(lambda m: m[0] if m[0].lower() in _HARMLESS else draw.shape(m[0]), filled)


@lru_cache(maxsize=4096)
def layout_of(shape: str) -> tuple[str, Callable[[str], Any]]:
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


@dataclass(frozen=True)
class DrawnDigits:
    """How the digits of a number are drawn.

    Attributes:
        bounds: of the draws of a number of so many digits; None if such a number keeps nothing but its shape.
        make: from the digits, and the draws as one number (`Draw.several`), to the digits of the surrogate.
        identifying: so many last digits make it the same number.
    """

    bounds: Callable[[int], tuple[int, ...] | None]
    make: Callable[[str, int], str]
    identifying: int | None = None


def _phone_digits(known: str, number: int) -> str:
    drawn = f"{number:010d}"
    if len(known) == 10 or (len(known) == 11 and known[0] == "1" and not _CHINESE_MOBILE.fullmatch(known)):
        return f"{known[:-10]}{2 + int(drawn[0]) % 8}{drawn[1:3]}555{drawn[6:]}"
    if _CHINESE_MOBILE.fullmatch(known):
        return f"{known[:-10]}{3 + int(drawn[0]) % 7}{drawn[1:]}"
    kept = max(0, len(known) - 8)
    return known[:kept] + drawn[kept - len(known) :]


def _card_digits(known: str, number: int) -> str:
    body = f"{known[0]}{number:0{len(known) - 2}d}"
    return body + luhn_digit(body)


def _us_ssn_digits(known: str, number: int) -> str:
    return f"9{number % 100:02d}{1 + number // 100 % 49:02d}{1 + number // 4900:04d}"


PHONE = DrawnDigits(lambda count: (10**10,), _phone_digits, 10)
CARD = DrawnDigits(lambda count: (10 ** (count - 2),) if count >= 12 else None, _card_digits)
US_SSN = DrawnDigits(lambda count: (100, 49, 9999) if count == 9 else None, _us_ssn_digits)


def phone(draw: Draw, value: str) -> str:
    """Return a phone number in the same format.

    Ten-digit numbers of North America get the exchange 555, which is hardly assigned; Chinese mobile numbers keep
    their leading 1; others keep what stands before the last eight digits. The drawn digits are aligned to the right,
    so spellings with and without a country code agree.
    """
    return _with_digits(draw, value, PHONE)


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
    return _fill(draw, value, drawn.make(known, number)) if known else draw.shape(value)


def iban(draw: Draw, value: str) -> str:
    """Return an IBAN of the same country and spacing with valid check digits (ISO 13616)."""
    from stdnum import iban as rules

    compact = code_identity(value)
    if len(compact) < 15:
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


def ip_address(draw: Draw, value: str) -> str:
    """Return a private IPv4 address (10.0.0.0/8, RFC 1918) or a documentation IPv6 address (RFC 3849)."""
    if ":" in value:
        return "2001:db8:" + ":".join(f"{draw.below(65536):x}" for _ in range(6))
    return ipv4(draw.several(IPV4_BOUNDS))


def ipv4(number: int) -> str:
    """Return the private address of three draws below IPV4_BOUNDS."""
    return f"10.{number % 256}.{number // 256 % 256}.{1 + number // 65536}"


def mac_address(draw: Draw, value: str) -> str:
    """Return a locally administered address (second hexadecimal digit 2) with the same separators."""
    source = iter("02" + f"{draw.below(1 << 40):010x}")
    return "".join(next(source, "0") if character.isalnum() else character for character in value)
