"""Numbers whose check digits decide: payment cards, bank accounts, wallets; UUIDs.

Layouts, scores and context words are those of Presidio's recognizers.
"""

import re

from ...lazy_patterns import lazily
from ..checks import is_iban
from ..likely_places import at_letters_and_digits, near_numbers, where, with_count
from ..pattern import Pattern
from . import checks

_WALLET = lazily(r"[13b](?:(?<=[13])|(?<=b)c1)[A-Za-z0-9]{25}")

CODE_RULES: tuple[Pattern, ...] = (
    Pattern(
        "CREDIT_CARD",
        lazily(r"\b(?!1\d{12}(?!\d))(?:[1346]\d{3}|5[0-5]\d{2})(?:[- ]?\d{3,4}){2}[- ]?\d{3,5}\b"),
        1.0,
        checks.is_card_like,
        near_numbers(digits=13),
    ),
    Pattern(
        "IBAN_CODE",
        lazily(
            r"(?<![A-Z0-9])[A-Z]{2}\d{2}(?:[ -]?[A-Z0-9]{4}){2,7}(?:[ -]?[A-Z0-9]{1,3})?(?![A-Z0-9])", re.IGNORECASE
        ),
        1.0,
        is_iban,
        at_letters_and_digits,
        has_checksum=True,
    ),
    Pattern(
        "CRYPTO",
        lazily(r"[13b](?:(?<=[13])|(?<=b)c1)[A-Za-z0-9]{25,59}"),
        1.0,
        checks.is_wallet_address,
        where(lambda clues: _WALLET.search(clues.text) is not None, needs="has_long_word"),
    ),
    Pattern(
        "UUID",
        lazily(r"\b[0-9A-F]{8}-(?:[0-9A-F]{4}-){3}[0-9A-F]{12}\b", re.IGNORECASE),
        0.5,
        checks.is_uuid,
        with_count("-", 4, needs="has_long_word"),
        context=("uuid", "guid"),
    ),
)
