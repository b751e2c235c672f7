"""Addresses of streets, in the order of English and of Chinese."""

from ...lazy_patterns import lazily
from ..likely_places import at_digits, where, with_any_case, with_zip
from ..pattern import Pattern

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

ADDRESS_PATTERNS: tuple[Pattern, ...] = (
    Pattern(
        "STREET_ADDRESS",
        lazily(
            r"(?<![\w.$€£-])\d{1,5}[A-Za-z]?(?:-\d{1,4})? (?:[NSEW]\.?|North|South|East|West)?"
            rf"(?: ?[A-Z][\w'’.-]*){{1,4}}? {_STREET}(?: {_STREET})?\b"
            rf"\.?{_UNIT}{_CITY_STATE_ZIP}"
        ),
        0.75,
        places=at_digits(most=5),
    ),
    # number, any capitalised words, state and ZIP code, as in "511 Hart Senate Office Building Washington DC 20510"
    Pattern(
        "STREET_ADDRESS",
        lazily(
            r"(?<![\w.$€£-])\d{1,5}[A-Za-z]?(?:-\d{1,4})?(?:,? (?:[A-Z][\w'’.-]*|#? ?\d{1,5}[A-Z]?|of|the)){1,10},? "
            r"[A-Z]{2},? \d{5}(?:-\d{4})?(?![\w-])"
        ),
        0.85,
        places=at_digits(most=5, needs="has_zip"),
    ),
    Pattern(
        "LOCATION",
        lazily(r"\b[A-Z][a-z'’.-]+(?: [A-Z][a-z'’.-]+){0,3},? [A-Z]{2},? \d{5}(?:-\d{4})?(?![\w-])"),
        0.75,
        places=with_zip,
    ),
    Pattern(
        "STREET_ADDRESS",
        lazily(rf"\b(?i:P\.? ?O\.? ?Box) \d{{1,7}}\b{_CITY_STATE_ZIP}"),
        0.75,
        places=with_any_case("box ", needs="has_digit"),
    ),
    # province, city, district, road, number: at least a road and a number
    Pattern(
        "STREET_ADDRESS",
        lazily(
            r"(?:[\u4e00-\u9fff]{2,8}?(?:省|自治区))?(?:[\u4e00-\u9fff]{2,8}?(?:市|州|盟))?(?:[\u4e00-\u9fff]{1,8}?(?:区|县|旗|镇|乡))?"
            r"[\u4e00-\u9fffA-Za-z0-9]{1,12}?(?:路|街|道|巷|弄|大街|大道|胡同)\s?[A-Za-z]?\d{1,5}(?:号楼|号院|号|弄|座|幢|栋|室|单元|层|-|\d|楼|[A-Za-z](?=\d{0,3}[座栋幢楼])){0,14}"
        ),
        0.8,
        places=where(lambda clues: clues.has_digit, needs="has_han", parts="路街道巷弄同"),
    ),
)
