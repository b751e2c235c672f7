"""Cards, bank accounts and wallets, told by their check digits."""

import re

from ...lazy_patterns import lazily
from .. import checks
from ..likely_places import at_any_case, at_digits, at_letters_and_digits, near_numbers, where, with_any
from ..pattern import Pattern
from ..rules.checks import is_wallet_address

_LONG_WORD = lazily("[13b][A-Za-z0-9]{25}")
_OTHER_LONG_WORD = lazily("[lLMDXTt][A-Za-z0-9]{32}")
# until when a card is good, and what each of the words begins with
_EXPIRY = (
    r"exp(?:\.|iry|ires|ired|iration)?(?:[ -]?date)?|expire le|date d['’]expiration|valid (?:thru|through|until|till|to)|"
    r"good (?:thru|through)|gültig bis|ablaufdatum|valable jusqu['’]au|caduca|caducidad|vence|vencimiento|válid[ao] (?:hasta|até)|"
    r"validade|scadenza|scade|valida fino al|vervaldatum|geldig tot|giltig till|utløper|udløber|ważna do"
)
_EXPIRY_BEGINS = (
    *"exp valid good gültig ablauf valable caduc venc válid scad verval geldig giltig utløper udløber ważna".split(),
    *("date d", "有效期", "到期"),
)

PAYMENT_PATTERNS: tuple[Pattern, ...] = (
    Pattern(
        "CREDIT_CARD",
        lazily(r"(?<![\w-])(?<!\d\.)(?:\d[ -]?){11,18}\d(?!\w|-\w|\.\d)", re.ASCII),
        1.0,
        checks.is_card_number,
        near_numbers(digits=12),
        has_checksum=True,
    ),
    Pattern(
        "IBAN_CODE",
        lazily(r"(?<![A-Za-z0-9])[A-Z]{2}[ -]?\d{2}(?:[ -]?[A-Z0-9]){11,30}(?![A-Za-z0-9])", re.IGNORECASE),
        1.0,
        checks.is_iban,
        at_letters_and_digits,
        has_checksum=True,
    ),
    # month and year until which a card is good, behind a word for it
    Pattern(
        "DATE_TIME",
        lazily(
            rf"(?:(?<![^\W_])(?:{_EXPIRY})(?![^\W_])|有效期至?|到期日?)[ :：=.]{{0,3}}"
            r"(?P<value>(?:0[1-9]|1[0-2]) ?[/-] ?(?:20)?\d\d)(?![\w/-])(?!\.\d)",
            re.IGNORECASE,
        ),
        0.9,
        places=at_any_case(*_EXPIRY_BEGINS, needs="has_digit"),
        in_cells=False,
    ),
    # groups that other signs separate than blanks and hyphens
    Pattern(
        "CREDIT_CARD",
        lazily(
            r"(?<![\w-])(?<!\d[./,:])\d{4}(?P<sign>[./_,·|:]| {2})(?:(?:\d{4}(?P=sign)){2}\d{4}|\d{6}(?P=sign)\d{4,5})"
            r"(?!\w|-\w|[./,:]\d)",
            re.ASCII,
        ),
        1.0,
        checks.is_card_number,
        at_digits(least=4, most=4, ahead="./_,·|: "),
    ),
    Pattern(
        "IBAN_CODE",
        lazily(
            r"(?<![A-Za-z0-9])[A-Z]{2}\d{2}(?P<sign>[./_,·|:])(?:[A-Z0-9]{4}(?P=sign)){2,7}[A-Z0-9]{1,4}(?![A-Za-z0-9])",
            re.IGNORECASE,
        ),
        1.0,
        checks.is_iban,
        at_letters_and_digits,
    ),
    Pattern(
        "CRYPTO",
        lazily(r"(?<![A-Za-z0-9])(?:bc1[a-z0-9]{25,62}|[13][a-km-zA-HJ-NP-Z1-9]{25,34})(?![A-Za-z0-9])"),
        1.0,
        checks.is_btc_address,
        where(lambda clues: _LONG_WORD.search(clues.text) is not None, needs="has_long_word"),
        has_checksum=True,
    ),
    # Ethereum and its kin; the mixed case of EIP-55 is not checked
    Pattern(
        "CRYPTO",
        lazily(r"(?<![A-Za-z0-9])0x[0-9a-fA-F]{40}(?![A-Za-z0-9])"),
        0.9,
        places=with_any("0x", needs="has_long_word"),
    ),
    # Litecoin, Dogecoin, Dash, Tron, Zcash: Base58Check; Bech32 of Litecoin
    Pattern(
        "CRYPTO",
        lazily(r"(?<![A-Za-z0-9])(?:ltc1[a-z0-9]{30,60}|[LMDXTt][a-km-zA-HJ-NP-Z1-9]{32,34})(?![A-Za-z0-9])"),
        1.0,
        is_wallet_address,
        where(lambda clues: _OTHER_LONG_WORD.search(clues.text) is not None, needs="has_long_word"),
    ),
    # Cardano: Bech32 of payment and of stake addresses (CIP-19)
    Pattern(
        "CRYPTO",
        lazily(r"(?<![A-Za-z0-9])(?:addr|stake)1[02-9ac-hj-np-z]{50,110}(?![A-Za-z0-9])"),
        0.95,
        places=with_any("addr1", "stake1", needs="has_long_word"),
    ),
    Pattern(
        "CRYPTO",
        lazily(r"(?<![A-Za-z0-9])4[0-9AB][a-km-zA-HJ-NP-Z1-9]{93}(?![A-Za-z0-9])"),
        0.9,
        places=where(lambda clues: len(clues.text) >= 95, needs="has_long_word"),
    ),
)
