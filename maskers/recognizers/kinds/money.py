"""Sums of money: a number with a currency. They are looked for only where a policy names MONEY."""

from collections.abc import Iterator

from ...lazy_patterns import lazily
from ..clues import Clues, Place
from ..likely_places import Places, at_digits, where
from ..pattern import Pattern

# ISO 4217, with currencies that the euro and reforms replaced
_CODES = (
    "AED AFN ALL AMD ANG AOA ARS ATS AUD AWG AZN BAM BBD BDT BEF BGN BHD BIF BMD BND BOB BRL BSD BTN BWP BYN BYR BZD CAD CDF "
    "CHF CLP CNY COP CRC CUP CVE CYP CZK DEM DJF DKK DOP DZD EEK EGP ERN ESP ETB EUR FIM FJD FKP FRF GBP GEL GHS GIP GMD GNF "
    "GRD GTQ GYD HKD HNL HRK HTG HUF IDR IEP ILS INR IQD IRR ISK ITL JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP "
    "LKR LRD LSL LTL LUF LVL LYD MAD MDL MGA MKD MMK MNT MOP MRU MTL MUR MVR MWK MXN MYR MZN NAD NGN NIO NLG NOK NPR NZD OMR "
    "PAB PEN PGK PHP PKR PLN PLZ PTE PYG QAR RMB ROL RON RSD RUB RUR RWF SAR SBD SCR SDG SEK SGD SHP SIT SKK SLE SOS SRD SSP STN "
    "SYP SZL THB TJS TMT TND TOP TRL TRY TTD TWD TZS UAH UGX USD UYU UZS VES VND VUV WST XAF XCD XOF XPF YER YTL ZAR ZMW"
).split()
# English words in capitals
_WORDS = frozenset("ALL BAM COP CUP GEL MOP PEN SOS TOP".split())
_CODE = "|".join(code for code in _CODES if code not in _WORDS)
_SIGNS = "€$£¥₤₺₽₹₩₴₪₫₦₱元"
_BLANKS = " \u00a0"
_NAMES = (
    "euros?|cents?|eurocents?|pounds? sterling|pounds?|pence|dollars?|dólares|dollari|bucks|quid|yen|yuan|renminbi|rupees?|rupiah|"
    "roubles?|rubles?|rubel|zloty(?:s|ch)?|złot(?:y|ych|e)|zł|francs?|franken|krona|kronor|krone|kroner|kronur|kr|korun[ay]?|"
    "liras?|lire|marks|deutsche? marks?|deutschmarks?|dm|schillings?|shillings?|forints?|leva|lei|hryvnias?|dinars?|dirhams?|riyals?|rials?|pesos?|"
    "pesetas?|escudos?|reais|rands?|shekels?|baht|naira|tenge|manats?|drachmas?|guilders?|gulden|kunas?|litas|tolars?"
)
# a part of each name that may follow a number in words
_STEMS = (
    *"euro cent pound pence dollar dólar buck quid yen yuan renminbi rupe rupiah roubl rubl rubel zloty złot franc franken".split(),
    *"kron kroner lira lire mark schilling shilling forint leva hryvnia dinar dirham riyal rial peso peseta escudo reais".split(),
    *"rand shekel baht naira drachma guilder gulden".split(),
)
_OF_COUNTRY = r"(?:(?:[A-Z][A-Za-z.]{1,14}|new|old)[ \u00a0]){0,2}"  # New Turkish liras
# at most so many groups of thousands, or a table of numbers would be one that each of them begins
_NUMBER = r"\d+(?:[.,'’\u00a0 ]\d{3}){0,6}(?:[.,]\d{1,2})?(?!\d)"
_SCALE = (
    r"(?:[ \u00a0-]?(?:thousand|millions?|billions?|trillions?|mio|mrd|bn|tsd|tausend|millionen|milliarden|mille|milliards?|mil|"
    r"k|m)\b\.?)?"
)
_UNIT = "one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety"
_IN_WORDS = rf"(?i:(?:a|{_UNIT})[ -](?:(?:{_UNIT}|hundred|thousand|million|billion|and)[ -]){{0,6}})"
_BRACKETED = rf"(?:[ \u00a0]?\((?:{'|'.join(_CODES)}|(?i:{_NAMES}))\))?"
_NAMED = rf"{_OF_COUNTRY}(?i:{_NAMES})(?!\w)"


def _before_digits(clues: Clues) -> Iterator[Place]:
    """Yield where a code or a sign, with three letters before it, may begin before digits."""
    text = clues.text
    for start, _ in clues.digits:
        last = start - 2 if text[start - 1 : start] in _BLANKS else start - 1
        if last >= 0 and (text[last] in _SIGNS or "A" <= text[last] <= "Z"):
            yield from ((begin, begin, len(text)) for begin in range(max(0, last - 3), last + 1))


def _names_currency(clues: Clues) -> bool:
    return any(stem in clues.lowered for stem in _STEMS)


MONEY_PATTERNS: tuple[Pattern, ...] = (
    # EUR 5,000; € 12.50; US$ 3 million
    Pattern(
        "MONEY",
        lazily(
            rf"(?<![\w€$£¥])(?:(?:{_CODE})[ \u00a0]?|"
            rf"(?:[A-Z]{{1,3}})?[{_SIGNS}][ \u00a0]?){_NUMBER}{_SCALE}{_BRACKETED}"
        ),
        0.85,
        places=Places(_before_digits, "has_digit"),
        in_cells=False,
    ),
    # 5,000 euros (EUR); 12.50 €; 500 Polish zlotys
    Pattern(
        "MONEY",
        lazily(rf"(?<![\w.,]){_NUMBER}{_SCALE}[ \u00a0-]?(?:[{_SIGNS}]|(?:{_CODE})(?!\w)|{_NAMED}){_BRACKETED}"),
        0.85,
        places=at_digits(),
        in_cells=False,
    ),
    # five hundred euros
    Pattern(
        "MONEY",
        lazily(rf"(?<!\w){_IN_WORDS}{_NAMED}{_BRACKETED}"),
        0.8,
        places=where(_names_currency),
        in_cells=False,
    ),
    # 3万元、500块
    Pattern(
        "MONEY",
        lazily(
            r"(?<![\d.])(?<!\d,)\d++(?:[.,]\d++)*+[余多]?[万亿千百]{0,2}余?(?:元|块钱?|人民币|美元|美金|欧元|英镑|港币|港元|日元)"
        ),
        0.85,
        places=at_digits(needs="has_han"),
        in_cells=False,
    ),
)
