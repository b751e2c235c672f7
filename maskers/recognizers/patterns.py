r"""Pattern recognizers that need no NLP: the fast path for typed columns and a second net under free text.

Entity types and most patterns follow Presidio's predefined recognizers; each is tightened by a check where the number
has one. Han characters stand beside digits without a blank, so what holds digits or codes is compiled with `re.ASCII`:
there they are no word characters.
"""

import re
from collections.abc import Callable
from functools import lru_cache, partial

from ..spans import Span
from . import checks
from .clues import Clues, near, near_codes, near_numbers, where, with_any_case, with_count
from .names import NAME_PATTERNS
from .pattern import Pattern
from .phones import find_phones

_STREET = (
    r"(?:Street|St|Avenue|Ave|Av|Road|Rd|Boulevard|Blvd|Drive|Dr|Lane|Ln|Court|Ct|Place|Pl|Square|Sq|Terrace|Ter|"
    r"Parkway|Pkwy|Highway|Hwy|Way|Crescent|Cres|Close|Circle|Cir|Trail|Trl|Row|Walk|Mews|Alley|Plaza|Pike|Grove|"
    r"Gardens|Green|Hill|Quay|Loop|Bypass|Expressway|Causeway|Esplanade|Parade|Broadway|Turnpike|Tpke|"
    r"Station|Point|Junction|Junctions|Port|Ports|Manor|Manors|Meadow|Meadows|Mount|Mountain|Ridge|Heights|Center|"
    r"Creek|Crossing|Estate|Estates|Field|Fields|Flat|Flats|Ford|Forest|Fork|Forks|Fort|Freeway|Garden|Glen|Harbor|"
    r"Haven|Hollow|Island|Islands|Isle|Key|Knoll|Knolls|Lake|Lakes|Landing|Light|Lodge|Mall|Mill|Mills|Mission|"
    r"Motorway|Neck|Orchard|Oval|Overpass|Park|Pass|Path|Pine|Pines|Plain|Plains|Prairie|Radial|Ramp|Ranch|Rapid|"
    r"Rest|River|Route|Run|Shore|Shores|Spring|Springs|Spur|Stravenue|Stream|Summit|Throughway|Trace|Track|"
    r"Trafficway|Tunnel|Union|Valley|Via|Viaduct|View|Village|Ville|Vista|Well|Wells)"
)
_UNIT = r"(?:[, ]{1,2}(?:Apt|Apartment|Suite|Ste|Unit|Flat|Room|Rm|Floor|Fl|Building|Bldg|#)\.? ?[\w-]{1,6})?"
_CITY_STATE_ZIP = r"(?:,? [A-Z][A-Za-z.'-]+(?: [A-Z][A-Za-z.'-]+){0,3},? (?:[A-Z]{2}) \d{5}(?:-\d{4})?)?"

# 1980-03-21, 21/3/1980, 1980年3月21日, 21 March 1980, March 21st, 1980
_DATE = (
    r"\d{1,4}(?:[-/.]|年)\d{1,2}(?:[-/.]|月)\d{1,4}日?|\d{1,2}(?:st|nd|rd|th)? [A-Z][a-z]{2,8}\.?,? \d{4}|"
    r"[A-Z][a-z]{2,8}\.? \d{1,2}(?:st|nd|rd|th)?,? \d{4}"
)
# what stands in every announcement of a date of birth or of a number, in lower case
_BIRTH = ("born", "birth", "dob", "d.o", "do.b", "生")
_NUMBERED = (
    *("customer", "account", "order", "member", "patient", "employee", "policy", "invoice", "booking", "reference"),
    *("ref", "ticket", "case", "号", "订单"),
)
_ROAD = re.compile("[路街道巷弄同]")
_LONG_WORD = re.compile("[13b][A-Za-z0-9]{25}")
_IP4 = r"(?:25[0-5]|2[0-4]\d|1?\d?\d)"

PATTERNS: tuple[Pattern, ...] = (
    Pattern(
        "EMAIL_ADDRESS",
        re.compile(
            r"(?<![\w.!#$%&'*+/=?^`{|}~-])[\w.!#$%&'*+/=?^`{|}~-]{1,64}@(?:[^\W_](?:[\w-]{0,61}[^\W_])?\.){1,8}"
            r"[^\W\d_][\w-]{1,62}",
            re.ASCII,
        ),
        1.0,
        # 64 characters, then eight labels and a last one of at most 63
        places=near("@", before=64, after=577),
    ),
    # addresses with letters beyond ASCII (RFC 6531), such as müller@bücher.example
    Pattern(
        "EMAIL_ADDRESS",
        re.compile(r"[\w.+-]{1,64}@(?:[\w-]{1,63}\.){1,8}[^\W\d_]{2,63}"),
        0.9,
        places=near("@", before=64, after=577),
    ),
    # as it stands in the query of a URL
    Pattern(
        "EMAIL_ADDRESS",
        re.compile(r"[\w.+-]{1,64}%40(?:[\w-]{1,63}\.){1,8}[^\W\d_]{2,63}"),
        0.9,
        places=near("%40", before=64, after=579),
    ),
    Pattern(
        "URL",
        re.compile(r"(?:https?|ftp)://[^\s<>\"'，。；）]{2,2000}[^\s<>\"'.,;:!?)\]，。；）]", re.IGNORECASE),
        0.9,
        places=near("://", before=5, after=2010),
    ),
    Pattern(
        "URL",
        re.compile(r"(?<![\w@/])www\.(?:[\w-]{1,63}\.)+[a-z]{2,24}(?:/[^\s<>\"']*)?", re.I),
        0.9,
        places=with_any_case("www."),
    ),
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
        "US_SSN",
        re.compile(r"(?<![\w-])\d{3}([- ])\d{2}\1\d{4}(?![\w-])", re.ASCII),
        0.85,
        checks.is_us_ssn,
        near_numbers(digits=9),
    ),
    Pattern(
        "CN_ID_CARD",
        re.compile(r"(?<![A-Za-z0-9])\d{17}[\dXx](?![A-Za-z0-9])"),
        1.0,
        checks.is_cn_id,
        near_numbers(digits=17),
        has_checksum=True,
    ),
    Pattern(
        "IP_ADDRESS",
        re.compile(rf"(?<![\w.])(?:{_IP4}\.){{3}}{_IP4}(?![\w]|\.\d)", re.ASCII),
        0.8,
        checks.is_ip_address,
        where(lambda clues: clues.has_digit and clues.text.count(".") >= 3),
    ),
    Pattern(
        "IP_ADDRESS",
        re.compile(r"(?<![\w:.])(?:[0-9a-f]{0,4}:){2,7}[0-9a-f]{0,4}(?![\w:.])", re.IGNORECASE | re.ASCII),
        0.8,
        checks.is_ip_address,
        where(lambda clues: "::" in clues.text or clues.text.count(":") >= 7),
    ),
    Pattern(
        "MAC_ADDRESS",
        re.compile(r"(?<![\w:-])[0-9a-f]{2}([:-])(?:[0-9a-f]{2}\1){4}[0-9a-f]{2}(?![\w:-])", re.IGNORECASE | re.ASCII),
        0.9,
        places=where(lambda clues: clues.text.count(":") >= 5 or clues.text.count("-") >= 5),
    ),
    Pattern(
        "CRYPTO",
        re.compile(r"(?<![A-Za-z0-9])(?:bc1[a-z0-9]{25,62}|[13][a-km-zA-HJ-NP-Z1-9]{25,34})(?![A-Za-z0-9])"),
        1.0,
        checks.is_btc_address,
        where(lambda clues: clues.has_digit and _LONG_WORD.search(clues.text) is not None),
        has_checksum=True,
    ),
    Pattern(
        "STREET_ADDRESS",
        re.compile(
            r"(?<![\w.$€£-])\d{1,5}[A-Za-z]?(?:-\d{1,4})? (?:[NSEW]\.?|North|South|East|West)?"
            rf"(?: ?[A-Z][\w'’.-]*){{1,4}}? {_STREET}\b"
            rf"\.?{_UNIT}{_CITY_STATE_ZIP}"
        ),
        0.75,
    ),
    # number, any capitalised words, state and ZIP code, as in "511 Hart Senate Office Building Washington DC 20510"
    Pattern(
        "STREET_ADDRESS",
        re.compile(
            r"(?<![\w.$€£-])\d{1,5}[A-Za-z]?(?:-\d{1,4})?(?:,? (?:[A-Z][\w'’.-]*|#? ?\d{1,5}[A-Z]?|of|the)){1,10},? "
            r"[A-Z]{2},? \d{5}(?:-\d{4})?(?![\w-])"
        ),
        0.85,
        places=where(lambda clues: clues.has_zip),
    ),
    Pattern(
        "LOCATION",
        re.compile(r"\b[A-Z][a-z'’.-]+(?: [A-Z][a-z'’.-]+){0,3},? [A-Z]{2},? \d{5}(?:-\d{4})?(?![\w-])"),
        0.75,
        places=where(lambda clues: clues.has_zip),
    ),
    Pattern(
        "STREET_ADDRESS", re.compile(r"\bP\.? ?O\.? ?Box \d{1,7}\b", re.IGNORECASE), 0.75, places=with_any_case("box ")
    ),
    # province, city, district, road, number: at least a road and a number
    Pattern(
        "STREET_ADDRESS",
        re.compile(
            r"(?:[\u4e00-\u9fff]{2,8}?(?:省|自治区))?(?:[\u4e00-\u9fff]{2,8}?(?:市|州|盟))?(?:[\u4e00-\u9fff]{1,8}?(?:区|县|旗|镇|乡))?"
            r"[\u4e00-\u9fffA-Za-z0-9]{1,12}?(?:路|街|道|巷|弄|大街|大道|胡同)\s?[A-Za-z]?\d{1,5}(?:号|弄|座|幢|栋|室|单元|-|\d|楼){0,12}"
        ),
        0.8,
        places=where(lambda clues: clues.has_han and clues.has_digit and _ROAD.search(clues.text) is not None),
    ),
    Pattern(
        "DATE_OF_BIRTH",
        re.compile(
            r"(?:\b(?:born(?: on)?|birth ?date|birthday|date of birth|d\.?o\.?b\.?)\b|生日|出生日期|出生)"
            rf"[^\d.;!?。；！？\n]{{0,48}}(?P<value>{_DATE})",
            re.IGNORECASE,
        ),
        0.9,
        places=where(lambda clues: clues.has_digit and any(word in clues.lowered for word in _BIRTH)),
    ),
    Pattern(
        "DATE_OF_BIRTH",
        re.compile(rf"(?P<value>{_DATE})[（(]?(?:出生|生于|生人)", re.IGNORECASE),
        0.9,
        places=where(lambda clues: clues.has_han and "生" in clues.text),
    ),
    Pattern(
        "ID",
        re.compile(
            r"(?<![\w-])(?:[A-Z]{1,5}-\d{4,12}|[a-z]{2,5}-\d{5,12}|[A-Z]{2,5}\d{5,12})(?![\w-])",
            re.ASCII,
        ),
        0.6,
        places=near_codes,
    ),
    Pattern(
        "ID",
        re.compile(r"(?<![\w-])[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}(?![\w-])", re.IGNORECASE | re.ASCII),
        0.9,
        places=with_count("-", 4),
    ),
    Pattern(
        "ID",
        re.compile(
            r"(?:\b(?:customer|account|order|member|patient|employee|policy|invoice|booking|reference|ref|ticket|case)"
            r"(?: (?:number|no|id|nr))?\.?|订单号?|客户号|编号|会员号|单号)"
            r"\s{0,3}[:#：]?\s{0,3}(?:is |是|为)?(?P<value>[A-Z]{0,4}-?\d{4,14})(?![A-Za-z0-9_-])",
            re.IGNORECASE,
        ),
        0.7,
        places=where(lambda clues: bool(clues.codes) and any(word in clues.lowered for word in _NUMBERED)),
    ),
    *NAME_PATTERNS,
)

CHECKSUM_PATTERNS = tuple(pattern for pattern in PATTERNS if pattern.has_checksum)


def find_patterns(
    text: str, *, region: str = "US", entities: frozenset[str] | None = None, clues: Clues | None = None
) -> list[Span]:
    """Return what the patterns find in a text.

    Args:
        text: any text.
        region: ISO 3166 country of phone numbers written without a country code.
        entities: entity types looked for, patterns of others are not tried; None for all.
        clues: what is known about the text already.
    """
    if clues is None:
        clues = Clues(text)
    spans = [span for pattern in _patterns_of(entities) for span in pattern.find_by(clues)]
    if clues.has_digit and (entities is None or "PHONE_NUMBER" in entities):
        spans.extend(find_phones(clues, region=region))
    return spans


@lru_cache(maxsize=64)
def _patterns_of(entities: frozenset[str] | None) -> tuple[Pattern, ...]:
    return PATTERNS if entities is None else tuple(p for p in PATTERNS if p.entity_type in entities)


def find_checksums(text: str) -> list[Span]:
    """Return the findings that arithmetic confirms: cards, IBANs, identity cards, wallet addresses."""
    clues = Clues(text)
    return [span for pattern in CHECKSUM_PATTERNS for span in pattern.find_by(clues)]


def whole_cell_checks() -> dict[str, Callable[[str], bool]]:
    """Return, by entity type, the test that a whole cell is one value of that type."""

    def matches(entity_type: str, text: str) -> bool:
        text = text.strip()
        return any(
            span.start == 0 and span.end == len(text)
            for pattern in PATTERNS
            if pattern.entity_type == entity_type
            for span in pattern.find(text)
        )

    kinds = dict.fromkeys(pattern.entity_type for pattern in PATTERNS)
    return {kind: partial(matches, kind) for kind in kinds}
