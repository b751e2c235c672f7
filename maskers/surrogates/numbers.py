"""Numbers that identify: the format stays, the digits are drawn, and check digits are right where they exist."""

import re
from collections.abc import Iterator
from functools import lru_cache

from ..keyed import Draw, normalise
from ..recognizers.checks import digits_of, luhn_digit

_CHINESE_MOBILE = re.compile(r"(?:86)?1[3-9]\d{9}")

_ZEROS = str.maketrans("0123456789", "0" * 10)
_GROUP = re.compile("0+")
_WORD = re.compile(r"[^\W\d_]+")
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
        form, places = _layout(value.translate(_ZEROS))
        filled = form % tuple([digits[place] for place in places])
    else:
        source: Iterator[str] = iter(digits)
        filled = "".join(next(source) if character.isdecimal() else character for character in value)
    if _WORD.search(filled) is None:
        return filled
    return _WORD.sub(lambda m: m[0] if m[0].lower() in _HARMLESS else draw.shape(m[0]), filled)


@lru_cache(maxsize=4096)
def _layout(shape: str) -> tuple[str, tuple[slice, ...]]:
    """Return a format and which of the digits go to its places.

    Args:
        shape: a value in which every digit is 0.
    """
    places = []
    count = 0
    for match in _GROUP.finditer(shape):
        places.append(slice(count, count + len(match[0])))
        count += len(match[0])
    return _GROUP.sub("%s", shape.replace("%", "%%")), tuple(places)


def phone(draw: Draw, value: str) -> str:
    """Return a phone number in the same format.

    Ten-digit numbers of North America get the exchange 555, which is hardly assigned; Chinese mobile numbers keep
    their leading 1; others keep what stands before the last eight digits. The drawn digits are aligned to the right,
    so spellings with and without a country code agree.
    """
    digits = known = digits_of(value)
    drawn = draw.digits(10)
    if _CHINESE_MOBILE.fullmatch(digits):
        digits = digits[:-10] + str(3 + int(drawn[0]) % 7) + drawn[1:]
    elif len(digits) == 10 or (len(digits) == 11 and digits[0] == "1"):
        digits = digits[:-10] + str(2 + int(drawn[0]) % 8) + drawn[1:3] + "555" + drawn[6:]
    else:
        kept = max(0, len(digits) - 8)
        digits = digits[:kept] + drawn[-(len(digits) - kept) :]
    if not known:
        return draw.shape(value)
    return _fill(draw, value, digits)


def card(draw: Draw, value: str) -> str:
    """Return a card number with the same first digit, length and spacing, and a valid Luhn digit."""
    digits = digits_of(value)
    if len(digits) < 12:
        return draw.shape(value)
    body = digits[0] + draw.digits(len(digits) - 2)
    return _fill(draw, value, body + luhn_digit(body))


def us_ssn(draw: Draw, value: str) -> str:
    """Return a number of the area 9xx with a group below 50, which is issued neither as SSN nor as ITIN."""
    if len(digits_of(value)) != 9:
        return draw.shape(value)
    return _fill(draw, value, f"9{draw.digits(2)}{1 + draw.below(49):02d}{1 + draw.below(9999):04d}")


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
    return f"10.{draw.below(256)}.{draw.below(256)}.{1 + draw.below(254)}"


def mac_address(draw: Draw, value: str) -> str:
    """Return a locally administered address (second hexadecimal digit 2) with the same separators."""
    source = iter("02" + f"{draw.below(1 << 40):010x}")
    return "".join(next(source, "0") if character.isalnum() else character for character in value)
