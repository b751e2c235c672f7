"""Cards, bank accounts and wallets, told by their check digits."""

import re

from .. import checks
from ..clues import near_numbers, where
from ..pattern import Pattern

_LONG_WORD = re.compile("[13b][A-Za-z0-9]{25}")

PAYMENT_PATTERNS: tuple[Pattern, ...] = (
    Pattern(
        "CREDIT_CARD",
        re.compile(r"(?<![\w.-])(?:\d[ -]?){11,18}\d(?![\w-]|\.\d)", re.ASCII),
        1.0,
        checks.is_card_number,
        near_numbers(digits=12),
        has_checksum=True,
    ),
    Pattern(
        "IBAN_CODE",
        re.compile(r"(?<![A-Za-z0-9])[A-Z]{2}\d{2}(?:[ -]?[A-Z0-9]){11,30}(?![A-Za-z0-9])", re.IGNORECASE),
        1.0,
        checks.is_iban,
        where(lambda clues: clues.has_letters_and_digits),
        has_checksum=True,
    ),
    Pattern(
        "CRYPTO",
        re.compile(r"(?<![A-Za-z0-9])(?:bc1[a-z0-9]{25,62}|[13][a-km-zA-HJ-NP-Z1-9]{25,34})(?![A-Za-z0-9])"),
        1.0,
        checks.is_btc_address,
        where(lambda clues: clues.has_digit and _LONG_WORD.search(clues.text) is not None),
        has_checksum=True,
    ),
)
