"""National numbers of people and taxpayers. python-stdnum holds the rules of each country."""

import re
from collections.abc import Callable

from ...lazy_patterns import lazily
from .. import checks
from ..announced import Announced, announced
from ..checks import is_number_of
from ..likely_places import Places, at_digits, at_letters_and_digits, near_codes, near_numbers, with_word
from ..pattern import Pattern

# (modules of stdnum, words, layout): the number alone says too little
_ANNOUNCED: tuple[tuple[str, str, str, str], ...] = (
    ("TAX_ID", "de.idnr", "steuer-id|steuer-identifikationsnummer|steueridentifikationsnummer|steuerid|idnr|steuernummer|"
     "steuerliche identifikationsnummer|tin", r"\d{2}[ /]?\d{3}[ /]?\d{3}[ /]?\d{3}(?!\w)"),
    ("NATIONAL_ID", "at.vnr", "sozialversicherungsnummer|svnr|sv-nummer|sv-nr|versicherungsnummer",
     r"\d{4}[ -]?\d{6}(?!\w)"),
    ("NATIONAL_ID", "nl.bsn", "bsn|burgerservicenummer|sofinummer|sofi-nummer", r"\d{4}[. ]?\d{2}[. ]?\d{2,3}(?!\w)"),
    ("NATIONAL_ID", "pl.pesel", "pesel|numer pesel|pesel-nr", r"\d{11}(?!\w)"),
    ("TAX_ID", "pl.nip", "nip", r"\d{3}-?\d{2,3}-?\d{2,3}-?\d{2}(?!\w)"),
    ("TAX_ID", "pt.nif", "nif|contribuinte|número de contribuinte|nipc", r"\d{3} ?\d{3} ?\d{3}(?!\w)"),
    ("NATIONAL_ID", "se.personnummer", "personnummer|person nummer|personnr|samordningsnummer", r"\d{6,8}[-+ ]?\d{4}(?!\w)"),
    ("NATIONAL_ID", "dk.cpr", "cpr|cpr-nummer|cpr-nr|personnummer", r"\d{6}[ -]?\d{4}(?!\w)"),
    ("NATIONAL_ID", "no.fodselsnummer", "fødselsnummer|personnummer|fodselsnummer|fnr", r"\d{6}[ -]?\d{5}(?!\w)"),
    ("NATIONAL_ID", "is_.kennitala", "kennitala|kt", r"\d{6}-?\d{4}(?!\w)"),
    ("NATIONAL_ID", "ee.ik", "isikukood|personal code", r"\d{11}(?!\w)"),
    ("NATIONAL_ID", "lt.asmens", "asmens kodas", r"\d{11}(?!\w)"),
    ("NATIONAL_ID", "lv.pvn", "personas kods", r"\d{6}-?\d{5}(?!\w)"),
    ("NATIONAL_ID", "hr.oib", "oib", r"\d{11}(?!\w)"),
    ("NATIONAL_ID", "bg.egn", "егн|egn", r"\d{10}(?!\w)"),
    ("NATIONAL_ID", "gr.amka", "αμκα|amka", r"\d{11}(?!\w)"),
    ("NATIONAL_ID", "il.idnr", "teudat zehut|zehut|תעודת זהות", r"\d{7,8}-?\d(?!\w)"),
    ("NATIONAL_ID", "tr.tckimlik", "tc kimlik|kimlik|tckn|tc kimlik no|t.c. kimlik", r"\d{11}(?!\w)"),
    ("NATIONAL_ID", "za.idnr", "id number|identity number|rsa id|sa id", r"\d{6} ?\d{4} ?\d{3}(?!\w)"),
    ("NATIONAL_ID", "in_.aadhaar", "aadhaar|aadhar|uidai|uid|आधार", r"\d{4}[ -]?\d{4}[ -]?\d{4}(?!\w)"),
    ("TAX_ID", "in_.pan", "pan|pan card|permanent account number", r"[A-Z]{5}\d{4}[A-Z](?!\w)"),
    ("TAX_ID", "ca.sin", "sin|social insurance|social insurance number|nas", r"\d{3}[ -]?\d{3}[ -]?\d{3}(?!\w)"),
    ("TAX_ID", "au.tfn", "tfn|tax file number", r"\d{3} ?\d{3} ?\d{2,3}(?!\w)"),
    ("TAX_ID", "us.ein", "ein|fein|employer identification number", r"\d{2}-?\d{7}(?!\w)"),
    ("TAX_ID", "gb.utr", "utr|unique taxpayer reference", r"\d{5} ?\d{5}(?!\w)"),
    ("TAX_ID", "fr.nif", "numéro fiscal|numéro spi|spi", r"\d{2} ?\d{2} ?\d{3} ?\d{3} ?\d{3}(?!\w)"),
    ("TAX_ID", "it.iva", "partita iva|p.iva|p. iva|piva", r"(?:IT ?)?\d{11}(?!\w)"),
    ("TAX_ID", "ru.inn", "инн|inn", r"\d{10}(?:\d{2})?(?!\w)"),
    ("TAX_ID", "ua.rntrc", "рнокпп|іпн|rntrc", r"\d{10}(?!\w)"),
    ("NATIONAL_ID", "id.nik", "nik|ktp", r"\d{16}(?!\w)"),
    ("NATIONAL_ID", "jp.in_", "my number|マイナンバー|個人番号", r"\d{4}[ -]?\d{4}[ -]?\d{4}(?!\w)"),
    ("NATIONAL_ID", "ec.ci", "cédula|cedula|ci", r"\d{9}-?\d(?!\w)"),
    ("TAX_ID", "co.nit", "nit", r"\d{1,3}\.?\d{3}\.?\d{3}-?\d(?!\w)"),
    ("NATIONAL_ID", "ar.dni", "dni|documento", r"\d{1,2}\.?\d{3}\.?\d{3}(?!\w)"),
    ("NATIONAL_ID", "cl.rut", "rut|run", r"\d{1,2}\.?\d{3}\.?\d{3}-?[\dKk](?!\w)"),
    ("NATIONAL_ID", "br.cpf", "cpf", r"\d{3}\.?\d{3}\.?\d{3}-?\d{2}(?!\w)"),
    ("NATIONAL_ID", "ie.pps", "pps|ppsn|pps number", r"\d{7}[A-W][A-IW]?(?!\w)"),
    ("NATIONAL_ID", "ro.cnp", "cnp|cod numeric personal", r"\d{13}(?!\w)"),
    ("NATIONAL_ID", "th.pin", "เลขประจำตัวประชาชน|thai id", r"\d-?\d{4}-?\d{5}-?\d{2}-?\d(?!\w)"),
    ("NATIONAL_ID", "be.nn", "rijksregisternummer|numéro national|registre national|insz|niss", r"\d{2}\.?\d{2}\.?\d{2}-?\d{3}\.?\d{2}(?!\w)"),
    ("TAX_ID", "eu.vat", "vat|vat number|vat id|ust-idnr|ust-id|ustid|umsatzsteuer-id|uid-nummer|tva|n° tva|cif|btw|"
     "btw-nummer|iva|p.iva|moms", r"[A-Z]{2} ?[A-Z0-9]{2}(?:[ .]?[A-Z0-9]{2,4}){2,4}(?!\w)"),
)  # fmt: skip

_S = r"(?<![\w.-])"
_E = r"(?![\w-]|\.\d)"


def _alone(entity_type: str, module: str, layout: str, score: float, places: Places) -> Pattern:
    return Pattern(
        entity_type, lazily(rf"{_S}{layout}{_E}", re.ASCII), score, is_number_of(module), places, has_checksum=False
    )


_digits_10 = near_numbers(digits=9, before=4, after=6)
_near_four = near_codes

# their layout and check digits say enough
_ALONE: tuple[Pattern, ...] = (
    _alone("NATIONAL_ID", "it.codicefiscale", r"[A-Z]{6}\d{2}[A-EHLMPRST]\d{2}[A-Z]\d{3}[A-Z]", 0.95, at_digits(6, least=2, most=2)),
    _alone("NATIONAL_ID", "mx.curp", r"[A-Z]{4}\d{6}[HMX][A-Z]{5}[A-Z0-9]\d", 0.95, at_digits(4, least=6, most=6)),
    _alone("NATIONAL_ID", "fr.nir", r"[12] ?\d{2} ?\d{2} ?\d[\dAB] ?\d{3} ?\d{3} ?\d{2}", 0.95, near_numbers(digits=12, before=12, after=14)),
    _alone("NATIONAL_ID", "es.dni", r"\d{8}-?[A-HJ-NP-TV-Z]", 0.75, near_numbers(digits=8)),
    _alone("NATIONAL_ID", "es.nie", r"[XYZ]-?\d{7}-?[A-Z]", 0.8, near_numbers(digits=7)),
    _alone("NATIONAL_ID", "fi.hetu", r"\d{6}[-+A-FYXWVU]\d{3}[0-9A-FHJ-NPR-Y]", 0.85, near_numbers(digits=6, after=6)),
    _alone("NATIONAL_ID", "br.cpf", r"\d{3}\.\d{3}\.\d{3}-\d{2}", 0.9, _digits_10),
    _alone("TAX_ID", "br.cnpj", r"\d{2}\.\d{3}\.\d{3}/\d{4}-\d{2}", 0.9, _digits_10),
    _alone("NATIONAL_ID", "ch.ssn", r"756\.\d{4}\.\d{4}\.\d{2}", 0.95, _digits_10),
    _alone("NATIONAL_ID", "be.nn", r"\d{2}\.\d{2}\.\d{2}-\d{3}\.\d{2}", 0.9, _digits_10),
    _alone("NATIONAL_ID", "cl.rut", r"\d{1,2}\.\d{3}\.\d{3}-[\dKk]", 0.85, near_numbers(digits=7, after=4)),
    _alone("NATIONAL_ID", "kr.rrn", r"\d{6}-[1-9]\d{6}", 0.85, _digits_10),
    _alone("NATIONAL_ID", "se.personnummer", r"\d{6}[-+]\d{4}", 0.75, _digits_10),
    _alone("NATIONAL_ID", "cz.rc", r"\d{6}/\d{3,4}", 0.7, near_numbers(digits=9)),
    _alone("NATIONAL_ID", "my.nric", r"\d{6}-\d{2}-\d{4}", 0.75, _digits_10),
    _alone("NATIONAL_ID", "pt.cc", r"\d{8} ?\d ?[A-Z0-9]{2}\d", 0.7, near_numbers(digits=8, after=6)),
    _alone("NATIONAL_ID", "pk.cnic", r"\d{5}-\d{7}-\d", 0.7, _digits_10),
    _alone("NATIONAL_ID", "th.pin", r"\d-\d{4}-\d{5}-\d{2}-\d", 0.85, _digits_10),
    _alone("NATIONAL_ID", "ro.cnp", r"[1-8]\d{12}", 0.6, _digits_10),
    _alone("TAX_ID", "mx.rfc", r"[A-ZÑ&]{4}\d{6}[A-Z0-9]{2}[0-9A]", 0.7, at_digits(4, least=6, most=9)),
    Pattern(
        "NATIONAL_ID",
        lazily(r"(?<![A-Za-z0-9])(?!BG|GB|KN|NK|NT|TN|ZZ)[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z] ?\d{2} ?\d{2} ?\d{2} ?[A-D](?![A-Za-z0-9])"),
        0.75,
        places=at_letters_and_digits,
    ),
    Pattern("NATIONAL_ID", lazily(r"(?<![A-Za-z0-9])[STFGM]\d{7}[A-Z](?![A-Za-z0-9])"), 0.9, checks.is_sg_nric, near_codes),
    Pattern("NATIONAL_ID", lazily(r"(?<![A-Za-z0-9])[A-Z][12]\d{8}(?![A-Za-z0-9])"), 0.85, checks.is_tw_id, near_codes),
    Pattern("NATIONAL_ID", lazily(r"(?<![A-Za-z0-9])[A-Z]{1,2}\d{6}\([0-9A]\)"), 0.9, checks.is_hk_id, near_numbers(after=5)),
)  # fmt: skip

# numbers of bare digits by their count: one by itself may be anything, a column of them that are all right is not
_BARE: dict[int, tuple[tuple[str, Callable[[str], bool]], ...]] = {
    9: tuple((kind, is_number_of(name)) for kind, name in (("NATIONAL_ID", "nl.bsn"), ("NATIONAL_ID", "ca.sin"), ("TAX_ID", "au.tfn"))),
    10: (("NATIONAL_ID", is_number_of("bg.egn")),),
    11: (
        *(("NATIONAL_ID", is_number_of(name)) for name in ("br.cpf", "pl.pesel", "tr.tckimlik", "be.nn", "hr.oib", "no.fodselsnummer")),
        ("TAX_ID", is_number_of("de.idnr")),
    ),
    12: (("NATIONAL_ID", is_number_of("in_.aadhaar")),),
    13: (("NATIONAL_ID", is_number_of("za.idnr")),),
}  # fmt: skip


def bare_number_type(text: str) -> str | None:
    """Return the entity type of which bare digits are a number by their check digits; None if they are of none."""
    if not (text.isascii() and text.isdigit()) or len(set(text)) == 1:
        return None
    return next((kind for kind, is_valid in _BARE.get(len(text), ()) if is_valid(text)), None)


NATIONAL_PATTERNS: tuple[Pattern | Announced, ...] = (
    Pattern(
        "US_SSN",
        lazily(r"(?<![\w-])\d{3}([- ])\d{2}\1\d{4}(?![\w-])", re.ASCII),
        0.85,
        checks.is_us_ssn,
        near_numbers(digits=9),
    ),
    # the last four digits, by which people are asked who they are
    Pattern(
        "US_SSN",
        lazily(
            r"\b(?:last (?:four|4)(?: digits)? (?:of|on|for) (?:my |the |your |his |her |their )?(?:social(?: security)?(?: number| no\.?)?|ssn)|"
            r"(?:ssn|social security(?: number)?)(?:,? \(?(?:last (?:four|4))\)?| end(?:s|ing|ed)?))\b[^\d\n]{0,12}(?P<value>\d{4})(?![\d-])",
            re.IGNORECASE,
        ),
        0.85,
        places=with_word(("ssn", "social"), needs="has_digit"),
        in_cells=False,
    ),
    Pattern(
        "CN_ID_CARD",
        lazily(r"(?<![A-Za-z0-9])\d{17}[\dXx](?![A-Za-z0-9])"),
        1.0,
        checks.is_cn_id,
        near_numbers(digits=17),
        has_checksum=True,
    ),
    Pattern(
        "TAX_ID",
        lazily(r"(?<![A-Za-z0-9])[0-9A-HJ-NP-RTUWXY]{2}\d{6}[0-9A-HJ-NP-RTUWXY]{10}(?![A-Za-z0-9])"),
        0.95,
        is_number_of("cn.uscc"),
        near_numbers(digits=6, before=2, after=12),
    ),
    *_ALONE,
    *(
        announced(kind, words, rf"{layout}", check=is_number_of(module), score=0.9)
        for kind, module, words, layout in _ANNOUNCED
    ),
)
