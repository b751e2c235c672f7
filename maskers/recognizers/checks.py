"""Checks of a candidate: checksums and formats that tell an identifier from a number that looks like one."""

import ipaddress

_NO_DIGITS = bytes(range(128)).translate(None, b"0123456789")
# the digit sum of a digit's double
_DOUBLED = bytes.maketrans(b"0123456789", b"0246813579")


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


def luhn_digit(digits: str) -> str:
    """Return the check digit that makes a number valid when it is put at its end.

    Example:
        >>> luhn_digit("411111111111111")
        '1'
    """
    return str(-_luhn_sum(digits[-2::-2], digits[::-2]) % 10)


def is_card_number(text: str) -> bool:
    """Payment card: 12 to 19 digits with a valid Luhn digit (ISO/IEC 7812-1), not all the same."""
    digits = digits_of(text)
    return 12 <= len(digits) <= 19 and len(set(digits)) > 1 and has_luhn_digit(digits)


def is_iban(text: str) -> bool:
    """IBAN with the length of its country and valid check digits (ISO 13616)."""
    code = text.replace(" ", "").replace("-", "").upper()
    # the remainder first: the table of countries takes longer
    if not (code.isascii() and code.isalnum()) or int("".join(str(int(c, 36)) for c in code[4:] + code[:4])) % 97 != 1:
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
