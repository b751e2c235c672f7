"""Coordinates and postal codes."""

from ...lazy_patterns import lazily
from ..announced import Announced, announced
from ..clues import Clues, Place
from ..likely_places import Places, at_digits, near, near_digits, with_any
from ..pattern import Pattern

_ARC = (
    r"(?:\d{1,3}\.\d{4,15}\s?°?|\d{1,3} ?[°º]\s?\d{1,2}(?:\.\d{1,6})?\s?['′’]?"
    r"(?:\s?\d{1,2}(?:[.,]\d{1,6})?\s?(?:[\"″”]|''|′′))?)"
)
_HALF = lazily(r"[-+]?\d{1,3}\.\d+")


def is_coordinate_pair(text: str) -> bool:
    """Latitude and longitude in their ranges, not both fractions of one: those are shares and scores."""
    numbers = [float(match[0]) for match in _HALF.finditer(text)]
    if len(numbers) != 2 or abs(numbers[0]) > 90 or abs(numbers[1]) > 180:
        return False
    return max(map(abs, numbers)) >= 2


# areas of British postcodes (Royal Mail)
_AREAS = (
    "AB|AL|B|BA|BB|BD|BH|BL|BN|BR|BS|BT|CA|CB|CF|CH|CM|CO|CR|CT|CV|CW|DA|DD|DE|DG|DH|DL|DN|DT|DY|E|EC|EH|EN|EX|FK|FY|G|GL|GU|"
    "GY|HA|HD|HG|HP|HR|HS|HU|HX|IG|IM|IP|IV|JE|KA|KT|KW|KY|L|LA|LD|LE|LL|LN|LS|LU|M|ME|MK|ML|N|NE|NG|NN|NP|NR|NW|OL|OX|PA|PE|"
    "PH|PL|PO|PR|RG|RH|RM|S|SA|SE|SG|SK|SL|SM|SN|SO|SP|SR|SS|ST|SW|SY|TA|TD|TF|TN|TQ|TR|TS|TW|UB|W|WA|WC|WD|WF|WN|WR|WS|WV|"
    "YO|ZE"
)
_ZIP = (
    "zip|zip code|zipcode|postcode|post code|postal code|plz|postleitzahl|code postal|código postal|codigo postal|cp|cap|cep|"
    "postnummer|postcode|kod pocztowy|posta kodu|pincode|pin code|邮编|邮政编码|郵便番号|индекс"
)
_CITY = r"[A-ZÀ-ÖØ-ÞŁŚŻŹĆ][a-zà-öø-ÿßąćęłńóśźż'’-]{2,24}(?:(?: |-)(?:a[mn]|an der|de|la|le|les|el|di|del|bei|im|sur|en)? ?[A-ZÀ-ÖØ-ÞŁŚŻŹĆ][a-zà-öø-ÿßąćęłńóśźż'’-]{1,24}){0,3}"
_MANY = r"(?!(?:Items|People|Users|Customers|Euro|Euros|Dollars|Pounds|Times|Points|Miles|Years|Days|Hours|Units|Steps|Views|Mitarbeiter|Kunden|Stück|Personen)\b)"

_BEFORE_CITY = lazily(r"(?:\d\d|\d-\d{3}|[A-Z]{2}|-\d{4}) [A-ZÀ-Þ]")

# most characters of a code and the word before it, before its last digits, and of a city's name
_LONGEST_CODE, _LONGEST_CITY = 10, 200


def _before_cities(clues: Clues) -> list[Place]:
    """Around the digits with which a postal code may end, before a capital letter."""
    text, found = clues.text, []
    for start, end in clues.digits:
        if text[end : end + 1] == " " and text[end + 1 : end + 2].isupper():
            before, size = text[start - 1 : start], end - start
            ends_code = (
                size == 5
                or (size == 4 and (before == "-" or text[end + 3 : end + 4] == " "))
                or (size == 3 and before == "-")
                or (size == 2 and before == " " and text[start - 2].isdecimal())
            )
            if ends_code:
                found.append((max(0, start - _LONGEST_CODE), start, end + _LONGEST_CITY))
    return found if found and _BEFORE_CITY.search(text) is not None else []


_CODE = r"(?:[A-Z]{1,3}[- ])?\d{5}|\d{2}-\d{3}|\d{4} [A-Z]{2}|[A-Z]{1,3}-\d{4}|\d{3} \d{2}"

PLACE_PATTERNS: tuple[Pattern | Announced, ...] = (
    Pattern(
        "COORDINATE",
        lazily(
            r"(?<![\w.,;-])(?<![,;] )[-+]?\d{1,2}\.\d{4,15}°?,\s{0,2}[-+]?\d{1,3}\.\d{4,15}°?(?![\w.%]|\s?(?:[,;]|and|or)\s?[-+]?\d)"
        ),
        0.85,
        is_coordinate_pair,
        near_digits(before=1, after=60, most=2, ahead="."),
    ),
    # with fewer digits where a word says that something is there: at 48.137, 11.576
    Pattern(
        "COORDINATE",
        lazily(
            r"(?:(?<=\b[Aa]t\s)|(?<=\b[Nn]ear\s)|(?<=\bAT\s))"
            r"[-+]?\d{1,2}\.\d{3,15}°?,\s{0,2}[-+]?\d{1,3}\.\d{3,15}°?(?![\w.%]|\s?(?:[,;]|and|or)\s?[-+]?\d)"
        ),
        0.85,
        is_coordinate_pair,
        near_digits(before=1, after=60, most=2, ahead="."),
    ),
    # with the points of the compass: 48.1371° N, 11.5761° E
    Pattern(
        "COORDINATE",
        lazily(r"(?<![\w.])\d{1,2}\.\d{2,15}\s?°?\s?[NS][,;/]?\s{0,2}\d{1,3}\.\d{2,15}\s?°?\s?[EWO](?!\w)"),
        0.95,
        is_coordinate_pair,
        at_digits(most=2, ahead="."),
    ),
    # Open Location Code: 9C3XGV4C+XV
    Pattern(
        "COORDINATE",
        lazily(r"(?<![\w+])(?=[0-9]{0,9}[A-Z])[23456789C][23456789CFGHJMPQRV][23456789CFGHJMPQRVWX]{6}\+[23456789CFGHJMPQRVWX]{2,3}(?![\w+])"),
        0.9,
        places=near("+", before=8, after=5, needs="has_digit"),
    ),
    # what3words, three words for a square of three metres: ///filled.count.soap
    Pattern(
        "COORDINATE",
        lazily(r"(?<![\w:/])///[^\W\d_]{3,24}\.[^\W\d_]{3,24}\.[^\W\d_]{3,24}(?![\w/]|\.\w)"),
        0.9,
        places=near("///", before=1, after=78),
    ),
    # the points of the compass first: N52.5200 E13.4050, N 52° 31.200 E 13° 24.300
    Pattern(
        "COORDINATE",
        lazily(rf"(?<![\w.])[NS] ?{_ARC}[,;/]?\s{{0,2}}[EWO]\s?{_ARC}(?![\w.]\w)"),
        0.95,
        places=near_digits(before=2, after=70, most=3, behind="NS ", ahead=".°º "),
    ),
    # degrees, minutes, seconds
    Pattern(
        "COORDINATE",
        lazily(
            r"(?<![\w.])\d{1,3}\s?[°º]\s?\d{1,2}(?:\.\d{1,6})?\s?['′’]\s?(?:\d{1,2}(?:[.,]\d{1,6})?\s?(?:[\"″”]|''|′′)\s?)?[NSEWO](?!\w)"
            r"(?:[,;/]?\s{0,2}\d{1,3}\s?[°º]\s?\d{1,2}(?:\.\d{1,6})?\s?['′’]\s?(?:\d{1,2}(?:[.,]\d{1,6})?\s?(?:[\"″”]|''|′′)\s?)?[NSEWO](?!\w))?"
        ),
        0.95,
        places=with_any("°", "º", needs="has_digit"),
    ),
    announced(
        "COORDINATE",
        "latitude|longitude|lat|lng|lon|long|breitengrad|längengrad|latitud|longitud|latitudine|longitudine|gps|geo|coordinates|"
        "coordinate|location|coords|koordinaten|coordonnées|coordenadas|coordinate gps|纬度|经度|坐标|定位",
        r"[-+]?\d{1,3}\.\d{3,15}(?:°?\s?[,;/ ]\s?[-+]?\d{1,3}\.\d{3,15})?(?![\w.]|\s?[%€$])",
        gap=r"[\"']?\s?(?:[:=：]|are|is|为|是)\s{0,2}[\"'(\[]?",
    ),
    announced("ZIP_CODE", _ZIP, r"(?:[A-Z]{1,2}-)?\d{2,3}[ -]?\d{2,4}(?:-\d{3,4})?(?![\w-])"),
    announced("ZIP_CODE", _ZIP, r"[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}(?!\w)|[A-Z]\d[A-Z][ -]?\d[A-Z]\d(?!\w)|\d{4} ?[A-Z]{2}(?!\w)"),
    Pattern(
        "ZIP_CODE",
        lazily(rf"(?<![\w-])(?:{_AREAS})(?:\d{{1,2}}|\d[A-Z]) \d[ABD-HJLNP-UW-Z]{{2}}(?![\w-])"),
        0.8,
        places=near_digits(before=5, after=4, most=1, behind=" "),
    ),
    Pattern(
        "ZIP_CODE",
        lazily(r"(?<![\w-])[ABCEGHJ-NPRSTVXY]\d[ABCEGHJ-NPRSTV-Z] \d[ABCEGHJ-NPRSTV-Z]\d(?![\w-])"),
        0.85,
        places=at_digits(4, most=1, behind=" "),
    ),
    # 80331 München, D-80331 München, 1012 AB Amsterdam, 00-950 Warszawa: behind a comma or at the beginning of a line
    Pattern(
        "ZIP_CODE",
        lazily(rf"(?:^|[,;\n]\s{{0,2}})(?P<value>{_CODE}) (?={_MANY}{_CITY}(?:$|[\s,.;)]))"),
        0.7,
        places=Places(_before_cities, "has_digit", " ", "after_digits"),
        in_cells=False,
    ),
    Pattern(
        "ZIP_CODE",
        lazily(rf"(?<!\w)(?:in|nach|aus|à|w|te)\s(?P<value>{_CODE}) (?={_MANY}{_CITY}(?:$|[\n,.;)]))"),
        0.7,
        places=Places(_before_cities, "has_digit", " ", "after_digits"),
        in_cells=False,
    ),
    Pattern("ZIP_CODE", lazily(r"〒\s?(?P<value>\d{3}-\d{4})"), 0.95, places=with_any("〒", needs="has_digit")),
)  # fmt: skip
