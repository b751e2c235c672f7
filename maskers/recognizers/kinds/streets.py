"""Addresses of streets in the forms of countries beside the United States and China, and post office boxes."""

import re
from collections.abc import Iterator

from ...lazy_patterns import lazily
from ..clues import Clues, Place
from ..likely_places import Places, at_digits, where, with_any, with_word
from ..pattern import Pattern

_UP = r"[A-ZÀ-ÖØ-ÞĀĂĄĆČĎĐĒĖĘĚĞĢĪĮİĶĻĽŁŃŅŇŌŐŒŔŘŚŠŞȘŢŤȚŪŮŰŲŹŻŽ]"
_NAME = rf"{_UP}[\w'’.]{{0,30}}"
_LINK = r"(?:de la|de las|de los|de l'|de|del|della|delle|dei|degli|di|da|do|dos|das|du|des|la|le|les|el|los|las|d'|l'|van|von|y|e|et|aan|den|der|Św\.)"
_NO = r"(?:n[°º.]{0,2} ?|nr\.? ?|no\.? ?|núm\.? ?|num\.? ?|d\. ?|д\.? ?|numéro )?"
_HOUSE = rf"{_NO}\d{{1,5}}(?: ?(?:bis|ter|quater))?(?:\s?[a-zA-Z](?![\w'’]))?(?:\s?[-/]\s?\d{{1,4}}[a-zA-Z]?)?(?![\w€$£%]|[.,:]\d)"
_UNIT = (
    r"(?:,? {1,2}(?:apt|apartment|appartement|appt|app|wohnung|whg|etage|étage|floor|piso|puerta|esc|escalera|bât|bâtiment|bloc|int|"
    r"interno|scala|m|lok|daire|kat|bus|stiege|top|tür|og|dg|eg|кв|квартира|корп|корпус|стр|подъезд|этаж|оф|офис)\.? ?[\w.ºª°/-]{1,6}){0,3}"
)
_CITY = (
    rf"(?:(?:,|\s-|\n|) ?\s?(?:[A-Z]{{1,2}}[- ])?(?:\d{{5}}|\d{{4}}(?: ?[A-Z]{{2}})?|\d{{2}}-\d{{3}}|\d{{4}}-\d{{3}}|\d{{3}} ?\d{{2}}) "
    rf"{_UP}[\w'’-]{{1,24}}(?:[ -](?:a[mn]|an der|de|la|le|les|el|di|del|sur|en)? ?{_UP}[\w'’-]{{1,24}}){{0,2}})?"
)
# endings of names in one word; "ring" or "gate" would also end String and Investigate
_ENDINGS = (
    *(
        "straße",
        "strasse",
        "str.",
        "weg",
        "platz",
        "allee",
        "gasse",
        "damm",
        "ufer",
        "steig",
        "chaussee",
        "promenade",
        "markt",
        "graben",
    ),
    *("stieg", "pfad", "zeile", "straat", "laan", "plein", "gracht", "kade", "dijk", "singel", "dreef", "steeg"),
    *("gatan", "vägen", "gränd", "gade", "vej", "gata", "veien", "katu"),
)
# second words of names
_SECOND = (
    *(
        "Straße",
        "Strasse",
        "Str.",
        "Weg",
        "Platz",
        "Allee",
        "Gasse",
        "Ring",
        "Damm",
        "Ufer",
        "Steig",
        "Chaussee",
        "Promenade",
        "Markt",
    ),
    *(
        "Graben",
        "Wall",
        "Stieg",
        "Pfad",
        "Zeile",
        "Tor",
        "Berg",
        "Hof",
        "Feld",
        "väg",
        "gata",
        "vei",
        "gate",
        "Allé",
        "tie",
    ),
)
_NO_STREET = (
    r"(?!(?:Park|Sitz|Steh|Stell|Arbeits|Liege|Spiel|Marktp|Schlaf)platz|Bahnsteig|(?:Auf|Im|Am|Der|Die|Das|Den|Dem|Ein|Einen|Kein|Mein|In|Vom|Zum|"
    r"Zur|Beim|Von|Mit|Nach|Und|Super|Umweg|Ausweg)\b)"
)
_SUFFIX = "|".join(map(re.escape, _ENDINGS))
_WORD = "|".join(map(re.escape, _SECOND))
_LONGEST_NAME, _LONGEST_REST = 120, 240
_FRENCH = "rue|avenue|av\\.|boulevard|bd|bld|place|allée|allées|chemin|impasse|quai|route|cours|passage|square|faubourg|sentier|villa|résidence|lotissement|hameau|voie|rond-point|esplanade"
_SOUTH = (
    r"Calle|C/|Avenida|Avda\.?|Av\.|Plaza|Pza\.?|Paseo|Carrera|Cra\.?|Camino|Ronda|Travesía|Carretera|Ctra\.?|Jirón|Jr\.|Rua|R\.|"
    r"Travessa|Praça|Alameda|Estrada|Rodovia|Largo|Via|Viale|V\.le|Piazza|P\.zza|Corso|C\.so|Vicolo|Piazzale|Strada|Contrada|Lungo[a-z]{3,9}|"
    r"Passeig|Carrer|Rambla|Gran Vía"
)
_SLAVIC = (
    r"ul\.|ulica|al\.|aleja|pl\.|os\.|osiedle|ulice|nám\.|náměstí|třída|ул\.|улица|пр\.|проспект|пер\.|вул\.|вулиця"
)
_SOUTH_WORDS = frozenset(
    "calle c avenida avda av plaza pza paseo carrera cra camino ronda travesía carretera ctra jirón jr rua r travessa praça alameda estrada "
    "rodovia largo via viale v.le v piazza corso vicolo piazzale strada contrada passeig carrer rambla gran".split()
)
_SLAVIC_WORDS = frozenset(
    "ul ulica al aleja pl os osiedle ulice nám náměstí třída ул улица пр проспект пер вул вулиця".split()
)
_TURKISH_WORDS = frozenset("caddesi cad sokak sokağı sk mahallesi mah bulvarı".split())
_FRENCH_WORDS = frozenset(_FRENCH.replace("\\.", "").split("|"))
_TWO_WORDS = tuple(
    f"{words} "
    for words in "Am|An der|An den|Im|In der|In den|Auf der|Auf dem|Zum|Zur|Unter den|Unter der|Hinter der|Hinter dem|Vor dem|Vor der|Bei der|Beim".split(
        "|"
    )
)
_FIRST_WORDS = "|".join(_TWO_WORDS)


_LAST = (*_ENDINGS, *(word.lower() for word in _SECOND))
_LAST_TWO = frozenset(ending[-2:] for ending in _LAST)  # a look-up that settles most


def _near_houses(clues: Clues) -> Iterator[Place]:
    """Around a number behind the ending of a street's name."""
    start = last = stop = -1
    for digits, _ in clues.digits:
        at = digits - 2
        if at < 0 or clues.text[at + 1] != " " or clues.phrases[at - 1 : at + 1] not in _LAST_TWO:
            continue
        if not clues.phrases.endswith(_LAST, 0, at + 1):
            continue
        if at - _LONGEST_NAME > stop:
            if stop >= 0:
                yield start, last, stop
            start = max(0, at - _LONGEST_NAME)
        last, stop = at, at + _LONGEST_REST
    if stop >= 0:
        yield start, last, stop


_BOX_NAMES = frozenset(
    "postfach bp b boîte boite apartado casella c postbus caixa postboks postfack skrytka skr pmb private locked gpo".split()
)
_BEFORE_CITY = lazily(r"\d{4} [A-ZÀ-Þ]")

STREET_PATTERNS: tuple[Pattern, ...] = (
    # Hauptstraße 12, Berliner Allee 7, Kerkstraat 4
    Pattern(
        "STREET_ADDRESS",
        lazily(
            rf"(?<![\w'’-]){_NO_STREET}(?:(?:{_UP}[\w'’.]{{0,24}}[ -]){{0,2}}{_UP}[\w'’]{{1,28}}?(?:{_SUFFIX})|(?:{_UP}[\w'’.]{{0,24}}[ -]){{1,2}}(?:{_WORD})) {_HOUSE}{_UNIT}{_CITY}"
        ),
        0.85,
        places=Places(_near_houses, "has_digit", " ", "before_digits"),
    ),
    Pattern(
        "STREET_ADDRESS",
        lazily(rf"(?<![\w'’-])(?:{_FIRST_WORDS})(?:{_UP}[\w'’-]{{2,24}} ?){{1,2}}(?<=[\w]) ?{_HOUSE}(?=[,\n]\s?\d{{4,5}} {_UP}){_CITY}"),
        0.8,
        places=where(
            lambda clues: clues.has_zip or _BEFORE_CITY.search(clues.text) is not None,
            needs="has_digit",
            parts=_TWO_WORDS,
        ),
    ),
    # 12 bis, rue de la Paix; Rue de la Paix 5
    Pattern(
        "STREET_ADDRESS",
        lazily(
            rf"(?<![\w.$€£-])\d{{1,4}}(?: ?(?:bis|ter|quater|[A-D]))?,? (?i:{_FRENCH}) (?:{_LINK} ?){{0,2}}{_NAME}(?:(?:[ -]|, )(?:{_LINK} ?){{0,2}}{_UP}[\w'’.]{{0,24}}){{0,3}}{_UNIT}{_CITY}"
        ),
        0.85,
        places=at_digits(most=4, words=_FRENCH_WORDS),
    ),
    Pattern(
        "STREET_ADDRESS",
        lazily(rf"(?<![\w'’-])(?:Rue|Avenue|Boulevard|Place|Chemin|Quai|Route|Chaussée) (?:{_LINK} ?){{0,2}}{_NAME}(?:[ -](?:{_LINK} ?){{0,2}}{_UP}[\w'’.]{{0,24}}){{0,3}},? {_HOUSE}{_UNIT}{_CITY}"),
        0.8,
        places=with_word(_FRENCH_WORDS | {"chaussée"}, needs="has_digit"),
    ),
    # Calle Mayor 3, Via Roma 1, Rua Augusta, 100
    Pattern(
        "STREET_ADDRESS",
        lazily(rf"(?<![\w'’/-])(?:{_SOUTH}) ?(?:{_LINK} ?){{0,2}}{_NAME}(?:[ -](?:{_LINK} ?){{0,2}}{_UP}[\w'’.]{{0,24}}){{0,4}},? {_HOUSE}{_UNIT}{_CITY}"),
        0.85,
        places=with_word(_SOUTH_WORDS, needs="has_digit"),
    ),
    # ul. Długa 7 m. 3, ул. Ленина, д. 5
    Pattern(
        "STREET_ADDRESS",
        lazily(rf"(?<![\w'’-])(?i:{_SLAVIC}) (?:[^\W\d_a-z][\w'’.-]{{0,24}} ?|\d{{1,2}} (?=[^\W\d_])){{1,4}}(?<=\w),? ?{_NO}\d{{1,4}}[a-zA-Zа-я]?(?:/\d{{1,4}})?(?![\w€$£%]|[.,:]\d){_UNIT}{_CITY}"),
        0.85,
        places=with_word(_SLAVIC_WORDS, needs="has_digit"),
    ),
    # Atatürk Caddesi No: 5
    Pattern(
        "STREET_ADDRESS",
        lazily(rf"(?<![\w'’-])(?:{_UP}[\w'’-]{{1,24}} ){{1,3}}(?:Caddesi|Cad\.|Sokak|Sokağı|Sk\.|Bulvarı),? (?:No ?[:.]? ?)?\d{{1,4}}(?:/\d{{1,4}})?(?!\w)"),
        0.85,
        places=with_word(_TURKISH_WORDS, needs="has_digit"),
    ),
    Pattern(
        "STREET_ADDRESS",
        lazily(
            r"(?<![\w-])(?:Postfach|B\.? ?P\.?|Bo[îi]te [Pp]ostale|Apartado(?: de [Cc]orreos| [Pp]ostal)?|Casella [Pp]ostale|C\.P\.|Postbus|"
            r"Caixa [Pp]ostal|Postboks|Postfack|Skrytka [Pp]ocztowa|skr\. poczt\.|PMB|Private Bag|Locked Bag|GPO Box)"
            r"(?: n[°º.]| nr\.?| no\.?)?:? ?(?:\d{1,3}(?: \d{2,3}){1,2}|\d{1,7})(?![\w%]|[.,]\d)"
        ),
        0.8,
        places=with_word(_BOX_NAMES, needs="has_digit"),
    ),
    # post offices of the United States' forces (USPS Publication 28, section 238): PSC 5125, Box 6746, APO AP 96310
    Pattern(
        "STREET_ADDRESS",
        lazily(
            r"(?<![\w-])(?:(?:(?:PSC|CMR|OMC|OPS|Unit)(?: no\.?)? #?\d{1,5}[A-Z]?(?:,? Box #?\d{1,6}[A-Z]?)?|"
            r"(?:USS|USNS|USCGC|USNV)(?: [^\W\d_][\w'’.-]{0,24}){1,3}(?: \([A-Z]{1,5}[ -]?\d{1,4}\))?)[,\s]{1,3})?"
            r"(?:APO|FPO|DPO),? A[AEP],? \d{5}(?:-\d{4})?(?![\w-])",
            re.IGNORECASE,
        ),
        0.9,
        places=with_word(("apo", "fpo", "dpo"), needs="has_digit"),
    ),
    Pattern("STREET_ADDRESS", lazily(r"(?:邮政|郵政)?信箱\s?\d{1,6}(?:号|號)?(?:(?:分|信)箱)?"), 0.8, places=with_any("信箱", needs="has_han")),
)  # fmt: skip
