"""Checks of the rules: check digits, and values that no issuer gives out."""

import ipaddress
from hashlib import sha256

from ..checks import digits_of, has_luhn_digit

_BASE58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
_BECH32 = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
_BECH32_GENERATOR = (0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)
# published as samples; Presidio leaves them alone
_SAMPLE_SSNS = ("123456789", "987654320", "078051120")


def is_card_like(text: str) -> bool:
    """Luhn's check digit alone, as Presidio asks of cards."""
    return has_luhn_digit(digits_of(text))


def is_plausible_ssn(text: str) -> bool:
    """US social security number: one kind of separator, no group of zeros, no sample, not all digits the same."""
    digits = digits_of(text)
    if len({character for character in text if character in ".- "}) > 1 or len(set(digits)) == 1:
        return False
    if digits[3:5] == "00" or digits[5:] == "0000":
        return False
    return digits[:3] not in ("000", "666") and digits not in _SAMPLE_SSNS


def is_nhs_number(text: str) -> bool:
    """Number of the British health service: weights 10 to 1, a multiple of 11 (NHS Data Dictionary)."""
    return sum(int(digit) * weight for digit, weight in zip(digits_of(text), range(10, 0, -1), strict=True)) % 11 == 0


def is_dea_number(text: str) -> bool:
    """Registration number of the US Drug Enforcement Administration: the last of seven digits checks the others."""
    digits = [int(digit) for digit in text[2:]]
    return (sum(digits[0:6:2]) + 2 * sum(digits[1:6:2]) - digits[6]) % 10 == 0


def is_wallet_address(text: str) -> bool:
    """Bitcoin address: Base58Check, or Bech32 and Bech32m (BIP 173, BIP 350)."""
    return _is_bech32(text) if text.startswith("bc1") else _is_base58(text)


def _is_base58(text: str) -> bool:
    number = 0
    for character in text:
        digit = _BASE58.find(character)
        if digit < 0:
            return False
        number = number * 58 + digit
    zeros = len(text) - len(text.lstrip("1"))
    data = number.to_bytes(zeros + (number.bit_length() + 7) // 8, "big")
    return len(data) > 4 and sha256(sha256(data[:-4]).digest()).digest()[:4] == data[-4:]


def _is_bech32(text: str) -> bool:
    lowered = text.lower()
    at = lowered.rfind("1")
    if text not in (lowered, text.upper()) or at + 7 > len(text) or set(lowered[at + 1 :]) - set(_BECH32):
        return False
    prefix = lowered[:at]
    values = [*(ord(c) >> 5 for c in prefix), 0, *(ord(c) & 31 for c in prefix), *map(_BECH32.find, lowered[at + 1 :])]
    checksum = 1
    for value in values:
        top = checksum >> 25
        checksum = (checksum & 0x1FFFFFF) << 5 ^ value
        for bit, term in enumerate(_BECH32_GENERATOR):
            checksum ^= term if (top >> bit) & 1 else 0
    return checksum in (1, 0x2BC830A3)


def is_ip(text: str) -> bool:
    """IPv4 or IPv6 address, with or without a prefix length; not the unspecified one."""
    try:
        return not (address := ipaddress.ip_interface(text)).is_unspecified or "." in str(address)
    except ValueError:
        return False


def is_unspecified_ip(text: str) -> bool:
    """The unspecified IPv6 address, with or without a prefix length."""
    try:
        ipaddress.ip_interface(text)
    except ValueError:
        return False
    return True


def is_mac(text: str) -> bool:
    """Hardware address that a device can have: not broadcast, not zero."""
    return set(text.lower()) - set(":-.") not in ({"f"}, {"0"})


def is_uuid(text: str) -> bool:
    """UUID of a version from 1 to 8 in the variant of RFC 9562."""
    return text[14] in "12345678" and text[19] in "89abAB"
