"""Checks of a candidate: checksums and formats that tell an identifier from a number that looks like one."""

import ipaddress
import re
from collections.abc import Callable, Sequence
from importlib import import_module

_DATE = re.compile(r"\d{1,4}([-/. ])\d{1,2}\1\d{1,4}")
_VIN_VALUES = dict(
    zip(
        "0123456789ABCDEFGHJKLMNPRSTUVWXYZ",
        (*range(10), *range(1, 9), *range(1, 6), 7, 9, *range(2, 10)),
        strict=True,
    )
)
_NO_DIGITS = bytes(range(128)).translate(None, b"0123456789")
# letters count from ten on (ISO 13616)
_IBAN_DIGITS = str.maketrans({chr(ord("A") + place): str(10 + place) for place in range(26)})
# the digit sum of a digit's double
_DOUBLED = bytes.maketrans(b"0123456789", b"0246813579")


_NO_SIGNS = str.maketrans("", "", " -./_,·|:")


def digits_of(text: str) -> str:
    """Return the ASCII digits of a text (full-width and other digits are converted)."""
    if text.isascii():
        return text.encode().translate(None, _NO_DIGITS).decode()
    return "".join(str(int(c)) for c in text if c.isdecimal())


def has_luhn_digit(digits: str) -> bool:
    """Luhn's check digit (ISO/IEC 7812-1, annex B).

    Example:
        >>> has_luhn_digit("4111111111111111"), has_luhn_digit("4111111111111112")
        (True, False)
    """
    return _luhn_sum(digits[::-2], digits[-2::-2]) % 10 == 0


def _luhn_sum(single: str, double: str) -> int:
    return sum(single.encode()) + sum(double.encode().translate(_DOUBLED)) - ord("0") * (len(single) + len(double))


def luhn_digits(numbers: Sequence[str]) -> list[str]:
    """Return the check digits of numbers of the same length.

    Example:
        >>> luhn_digits(["411111111111111", "550000555555555"])
        ['1', '9']
    """
    length = len(numbers[0])
    together = "".join(numbers).encode()
    places = [together[place::length] for place in range(length)]
    places[::-2] = [place.translate(_DOUBLED) for place in places[::-2]]
    return [str((ord("0") * length - total) % 10) for total in map(sum, zip(*places, strict=True))]


def is_card_number(text: str) -> bool:
    """Payment card: 12 to 19 digits with a valid Luhn digit (ISO/IEC 7812-1), not all the same."""
    digits = digits_of(text)
    return 12 <= len(digits) <= 19 and len(set(digits)) > 1 and has_luhn_digit(digits)


def is_iban(text: str) -> bool:
    """IBAN with the length of its country and valid check digits (ISO 13616)."""
    code = text.translate(_NO_SIGNS).upper()
    # the remainder first: the table of countries takes longer
    if not (code.isascii() and code.isalnum()) or int((code[4:] + code[:4]).translate(_IBAN_DIGITS)) % 97 != 1:
        return False
    from stdnum import iban

    return bool(iban.is_valid(code))


def is_us_ssn(text: str) -> bool:
    """US social security number of a range that is issued: no 000, 666 or 9xx areas, no zeros alone.

    Numbers that were published as samples count: who writes one down means a social security number.
    """
    digits = digits_of(text)
    return digits[:3] not in ("000", "666") and digits[0] != "9" and digits[3:5] != "00" and digits[5:] != "0000"


def is_cn_id(text: str) -> bool:
    """Chinese resident identity card: 18 characters with a date of birth and a checksum (GB 11643-1999).

    The region is not looked up: codes of the past are missing in every list.
    """
    from stdnum.cn import ric
    from stdnum.exceptions import ValidationError

    number = text.upper()
    try:
        ric.get_birth_date(number)
    except ValidationError:
        return False
    return bool(number[-1] == ric.calc_check_digit(number))


def is_ip_address(text: str) -> bool:
    """IPv4 or IPv6 address (RFC 791, RFC 4291); unspecified and version-like `1.2.3.4` forms are left to context."""
    try:
        address = ipaddress.ip_address(text)
    except ValueError:
        return False
    return not address.is_unspecified


def is_btc_address(text: str) -> bool:
    """Bitcoin address with a valid checksum (Base58Check or Bech32)."""
    from stdnum import bitcoin

    return bool(bitcoin.is_valid(text))


def is_bic(text: str) -> bool:
    """Business identifier code with a country that exists (ISO 9362)."""
    from stdnum import bic

    return bool(bic.is_valid(text))


def is_number_of(module: str) -> Callable[[str], bool]:
    """Return the check of a national number.

    Args:
        module: of python-stdnum, such as `nl.bsn`.
    """

    def is_valid(text: str) -> bool:
        return bool(import_module(f"stdnum.{module}").is_valid(text))

    return is_valid


def is_document_code(text: str) -> bool:
    """True for what a passport, a licence or an identity card has for a number: letters and digits, mixed as they come.

    Three digits at least; a date or a word is none.
    """
    kept = "".join(filter(str.isalnum, text))
    letters = "".join(filter(str.isalpha, kept))
    if not 6 <= len(kept) <= 20 or len(kept) - len(letters) < 3 or letters not in (letters.upper(), letters.lower()):
        return False
    return _DATE.fullmatch(text) is None


def is_grouped_number(text: str) -> bool:
    """True for groups of seven digits or more that are no date."""
    return sum(map(str.isdigit, text)) >= 7 and _DATE.fullmatch(text) is None


def is_sg_nric(text: str) -> bool:
    """Identity number of Singapore: weights 2 7 6 5 4 3 2, an offset by series, a letter."""
    total = sum(int(digit) * weight for digit, weight in zip(text[1:8], (2, 7, 6, 5, 4, 3, 2), strict=True))
    offset = {"S": 0, "F": 0, "T": 4, "G": 4, "M": 3}[text[0]]
    letters = {"S": "JZIHGFEDCBA", "T": "JZIHGFEDCBA", "F": "XWUTRQPNMLK", "G": "XWUTRQPNMLK", "M": "XWUTRQPNJLK"}
    at = (total + offset) % 11
    return letters[text[0]][10 - at if text[0] == "M" else at] == text[8]


def is_tw_id(text: str) -> bool:
    """Identity number of Taiwan: the letter counts as two digits, weights 1 9 8 ... 1 1, a multiple of 10."""
    number = "ABCDEFGHJKLMNPQRSTUVXYWZIO".index(text[0]) + 10
    digits = [number // 10, number % 10, *map(int, text[1:])]
    return (
        sum(digit * weight for digit, weight in zip(digits, (1, 9, 8, 7, 6, 5, 4, 3, 2, 1, 1), strict=True)) % 10 == 0
    )


def is_hk_id(text: str) -> bool:
    """Identity card of Hong Kong, with its check digit in brackets: weights 9 to 1, blanks count 36, modulo 11."""
    letters, check = text.split("(")
    values = [int(c, 36) for c in letters]
    total = sum(
        value * weight for value, weight in zip([36] * (8 - len(values)) + values, range(9, 1, -1), strict=True)
    )
    return (total + int(check[0], 16)) % 11 == 0


def has_vin_digit(text: str) -> bool:
    """Vehicle identification number with the check digit of North America and China (ISO 3779, GB 16735)."""
    if sum(map(str.isdigit, text)) < 4 or text.isdigit():
        return False
    weights = (8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2)
    total = sum(_VIN_VALUES[character] * weight for character, weight in zip(text.upper(), weights, strict=True)) % 11
    return text[8].upper() == ("X" if total == 10 else str(total))
