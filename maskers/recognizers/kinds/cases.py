"""Numbers of cases, applications and files at courts and authorities."""

import re

from ...lazy_patterns import lazily
from ..announced import Announced, announced
from ..likely_places import at, near, with_any, with_any_case
from ..pattern import Pattern

_NUMBER = r"\d{1,6}/\d{2,4}(?![\d/])"
_MORE = r"\s{0,2}(?:,|;|&|and|et|und|y|e|,\s?and)\s{1,2}(?:nos?\.?\s?)?(?P<value>\d{1,6}/\d{2,4})(?![\d/])"
_WORDS = (
    "application|applications|case|cases|docket|petition|appeal|requête|requêtes|affaire|beschwerde|beschwerden|"
    "aktenzeichen|geschäftszeichen|geschäftsnummer|az|gz|sache|rechtssache|expediente|recurso|asunto|sentencia|causa|"
    "ricorso|procedimento|proceso|sentenza|zaak|zaaknummer|sygnatura|sygn|akt|dossier|no|nos|file|complaint|judgment|"
    "warrant|suit|claim|processo|decision|resolution"
)
# registers of German and Austrian courts
_REGISTER = (
    "BvR|BvL|BvE|BvF|BvQ|ZR|ZB|ZA|StR|StB|ARZ|AZR|ABR|KR|RKG|OWi|Js|Ls|Ds|Cs|KLs|Ks|Ns|Qs|Ss|Ca|Sa|Ta|BV|BVerfG|CE|"
    "C|O|OH|U|K|B|L|A|F|UF|WF|T|S|W|AS|AL|KA|R|Ob|Os|Bs|Cg|Vr|Hv|E"
)

_DOCKETS = tuple(f"-{kind}-" for kind in "cv cr mj md bk mc ap civ crim po sw".split())

CASE_PATTERNS: tuple[Pattern | Announced, ...] = (
    announced(
        "ID", _WORDS, _NUMBER, gap=r"(?:\s?\(?s?\)?\.?\s?(?:no|nr|number)?s?\.?\s?[:#]?)", score=0.85, more=_MORE
    ),
    announced(
        "ID",
        "aktenzeichen|az|geschäftszeichen|geschäftsnummer|gz|sache|beschluss|urteil|verfahren",
        rf"(?:(?:[IVX]{{1,5}}|\d{{1,4}})[a-z]? ?)?(?:{_REGISTER})(?:\([A-Za-z]{{1,8}}\))? ?\d{{1,6}}/\d{{2,4}}(?![\d/])",
        gap=r"\.?\s?[:.]?\s{0,2}",
        score=0.9,
    ),
    Pattern(
        "ID",
        lazily(
            r"(?<![\w/])(?:[IVX]{1,5}|\d{1,2}) (?:BvR|BvL|BvE|ZR|ZB|StR|AZR|ABR|Ob|Os) \d{1,5}/\d{2}[a-z]?(?![\d/])"
        ),
        0.85,
        places=with_any(
            " BvR ", " BvL ", " BvE ", " ZR ", " ZB ", " StR ", " AZR ", " ABR ", " Ob ", " Os ", needs="has_digit"
        ),
    ),
    # Court of Justice of the European Union
    Pattern(
        "ID",
        lazily(r"(?<![\w-])[CTF][-‑]\d{1,4}/\d{2}(?: P)?(?![\w/-])"),
        0.85,
        places=at("C-", "T-", "F-", needs="has_digit"),
    ),
    # dockets of courts of the United States
    Pattern(
        "ID",
        lazily(
            r"(?<![\w-])(?:\d{1,2}:)?\d{2,4}-(?:cv|cr|mj|md|bk|mc|ap|civ|crim|po|sw)-\d{1,6}(?:-[A-Za-z]{1,5}){0,4}"
            r"(?![\w-])",
            re.IGNORECASE,
        ),
        0.95,
        places=with_any_case(*_DOCKETS, needs="has_digit"),
    ),
    announced(
        "ID",
        "docket|docket no|docket number|case no|case number|case nos|file no|file number|cause no|civil action no|"
        "petition no|claim no|warrant no|incident number|report no|police report|police reference|crime reference|"
        "aktenzeichen|geschäftszeichen|numéro de dossier|numéro de procédure|expediente|proceso|fascicolo|zaaknummer|"
        "sygnatura akt|案号|案件编号|立案号",
    ),
    Pattern(
        "ID",
        lazily(r"[（(〔\[](?:19|20)\d{2}[）)〕\]][\u4e00-\u9fff]{1,2}\d{0,4}[\u4e00-\u9fff]{1,4}第?\d{1,6}号"),
        0.95,
        places=near("号", before=30, after=2, needs="has_han"),
    ),
)
