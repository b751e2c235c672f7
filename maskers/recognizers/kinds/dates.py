"""Dates of birth, and dates with the names of months."""

import re

from ...lazy_patterns import lazily
from ...months import all_names
from ..likely_places import at_any_case, at_digits, near_any_case, near_digits, where, with_any, with_any_case
from ..pattern import Pattern

_ENGLISH = frozenset("jan feb mar apr jun jul aug sep sept oct nov dec".split())
_MONTHS = all_names() | _ENGLISH
_MONTH_WORDS = _MONTHS
# with a full stop and a blank
_LONGEST_MONTH = max(map(len, _MONTHS)) + 2
_MONTH = "(?:" + "|".join(sorted(_MONTHS, key=lambda name: (-len(name), name))) + r")(?![^\W_])\.?"
# behind a word of birth, any word of letters that a month's name may begin with
_ANY_MONTH = (
    "(?:" + "|".join(sorted(all_names(abbreviated=True), key=lambda name: (-len(name), name))) + r")(?![^\W\d_])\.?"
)
_DAY = r"(?:0?[1-9]|[12]\d|3[01])"
_DAY_WORD = (
    "(?:twenty-first|twenty-second|twenty-third|twenty-fourth|twenty-fifth|twenty-sixth|twenty-seventh|twenty-eighth|twenty-ninth|"
    "thirty-first|first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|eleventh|twelfth|thirteenth|fourteenth|fifteenth|"
    "sixteenth|seventeenth|eighteenth|nineteenth|twentieth|thirtieth)"
)
_YEAR = r"(?:1[89]\d\d|20\d\d)"
# 1980-03-21, 21/3/1980, 21.03.80, 1980年3月21日, 21 March 1980, 3 de mayo de 1990, 03FEB1980, March 21st, 1980, 19800321
_DATE = (
    r"(?:\d{1,4}(?:[-/.]|年)\d{1,2}(?:[-/.]|月)\d{1,4}日?(?!\d)|"
    rf"(?:{_DAY}(?:st|nd|rd|th|er|º|\.)?|{_DAY_WORD})(?: of| de| d')?[ -]?{_ANY_MONTH},?(?: de| del| of)?[ -]?(?:{_YEAR}|'?\d\d(?!\d))|"
    rf"{_ANY_MONTH} (?:{_DAY}(?:st|nd|rd|th)?|{_DAY_WORD}),? (?:{_YEAR}|'\d\d)(?!\d)|(?<!\d)(?:{_YEAR}\d{{4}}|\d{{4}}{_YEAR})(?!\d))"
)
_IN_HAN = r"(?:[一二三四五六七八九〇零○]{4}|[一二三四五六七八九〇零○]{2})年(?:[一二三四五六七八九十]{1,3}月(?:[一二三四五六七八九十]{1,3}[日号])?)?"
_TERM = (
    r"(?:\d{1,2}|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|"
    r"nineteen|twenty|thirty)(?: and a half)?"
)
_PERIOD = rf"{_TERM} (?:years?|months?)(?:['’]s?)?(?:,? and {_TERM} (?:months?|days?)(?:['’]s?)?)?"
_BORN = (
    r"born(?: on)?(?: the)?|birth ?date|birthday|date of birth|d\.?o\.?b\.?|b\. ?d\.|geboren(?: am)?|geb\.(?: am)?|geburtsdatum|geburtstag|"
    r"geb\.-datum|née?(?:\(e\))? (?:le|à)|date de naissance|anniversaire|nacid[oa](?: el)?|fecha de nacimiento|nacimiento|cumpleaños|"
    r"(?-i:[Nn]at[oa]) (?:il|ad?)|data di nascita|nascid[oa](?: em)?|data de nascimento|geboren op|geboortedatum|urodzon[ya](?: dnia)?|ur\.|"
    r"data urodzenia|född(?: den)?|födelsedatum|født(?: den)?|fødselsdato|syntynyt|syntymäaika|doğum tarihi|дата рождения|родил(?:ся|ась)|"
    r"data nașterii|datum narození|születési dátum"
)
# what each of them begins with, in lower case
_BIRTH = (
    *"born birth dob d.o do.b geb.".split(),
    *("date of birth", "geboren", "geburts", "né", "date de naissance", "anniversaire", "nacid", "fecha de nacimiento"),
    *(
        "nacimiento",
        "cumpleaños",
        "nato ",
        "nata ",
        "b.d",
        "b. d",
        "data di nascita",
        "nascid",
        "data de nascimento",
        "geboorte",
    ),
    *(
        "urodzon",
        "ur.",
        "data urodzenia",
        "född",
        "födelse",
        "født",
        "fødsel",
        "synty",
        "doğum",
        "дата рождения",
        "родил",
    ),
    *("data nașterii", "datum narození", "születési", "生日", "出生", "生年月日"),
)

_WORDS = r"[^\d.;!?。；！？\n]"
# with a hint at the form of the date, or the number of a district: "date of birth (dd.mm.yyyy)", "née à Paris 12e le"
_FORM = r"[dmyjta]{1,4}[./-][dmyjta]{1,4}[./-][dmyjta]{1,4}"
_BETWEEN = rf"{_WORDS}{{0,48}}(?:(?:{_FORM}|(?<!\d)\d{{1,2}}(?:er?|[èe]me)(?![^\W_])){_WORDS}{{0,24}})?"
_BIRTHDAY = r"birthday|b-?day|cumpleaños|anniversaire|geburtstag|compleanno|verjaardag|aniversário|födelsedag|fødselsdag|urodziny"
_IN_YEAR = (
    r"year of birth|birth ?year|yob|born in|jahrgang|geburtsjahr|geboren im jahr|année de naissance|née?(?:\(e\))? en|"
    r"año de nacimiento|nacid[oa] en|nat[oa] nel|anno di nascita|nascid[oa] em|geboren in|geboortejaar|född|født(?: i)?"
)


def _may_be_day(digits: str) -> bool:
    """True for six digits of a day, a month and a year in one of the usual orders."""
    first, second, third = int(digits[:2]), int(digits[2:4]), int(digits[4:])
    return any(
        1 <= day <= 31 and 1 <= month <= 12 for day, month in ((first, second), (second, first), (third, second))
    )


DATE_PATTERNS: tuple[Pattern, ...] = (
    # DOB 030485, född 850304
    Pattern(
        "DATE_OF_BIRTH",
        lazily(r"(?<![^\W_])(?:d\.?o\.?b\.?|geb\.|geburtsdatum|född|født)[ :]{1,3}(?P<value>\d{6})(?![\d.,-]*\d)", re.IGNORECASE),
        0.9,
        check=_may_be_day,
        places=at_any_case("dob", "d.o", "do.b", "geb", "född", "født", needs="has_digit"),
    ),
    # my birthday is on March 4
    Pattern(
        "DATE_OF_BIRTH",
        lazily(
            rf"(?<![^\W_])(?:{_BIRTHDAY})(?![^\W_]):?[^\d.:;!?\n]{{0,16}}?(?<![^\W_])(?P<value>{_DAY}(?:st|nd|rd|th|er|º|\.)?(?: of| de)? {_MONTH}|{_MONTH} {_DAY}(?:st|nd|rd|th)?(?![^\W_]))",
            re.IGNORECASE,
        ),
        0.85,
        places=at_any_case(
            *("birthday", "bday", "b day", "cumpleaños", "anniversaire", "geburtstag", "compleanno", "verjaardag"),
            *("aniversário", "födelsedag", "fødselsdag", "urodziny"),
            needs="has_digit",
        ),
    ),
    # Jahrgang 1985, née en 1985, and *1985
    Pattern(
        "DATE_OF_BIRTH",
        lazily(rf"(?<![^\W_])(?:{_IN_YEAR})[ :]{{1,3}}(?P<value>(?:19|20)\d\d)(?![\w./-])", re.IGNORECASE),
        0.8,
        places=at_any_case(
            *("year of birth", "birth", "yob", "born in", "jahrgang", "geburtsjahr", "geboren", "année de"),
            *("né", "año de", "nacid", "nato ", "nata ", "anno di", "nascid", "geboortejaar", "född", "født"),
            needs="has_digit",
        ),
        in_cells=False,
    ),
    Pattern(
        "DATE_OF_BIRTH",
        lazily(r"(?:^|\(|(?<![^\W_])[A-ZÀ-Þ][^\W\d_]{1,30},? )\*(?P<value>19\d\d|20[0-2]\d)(?=\s*(?:[),;.]|$))"),
        0.7,
        places=with_any("*", needs="has_digit"),
        in_cells=False,
    ),
    Pattern(
        "DATE_OF_BIRTH",
        lazily(rf"(?:(?<![^\W_])(?:{_BORN})(?![^\W_])|生日|出生日期|出生|生年月日){_BETWEEN}(?P<value>{_DATE})", re.IGNORECASE),
        0.9,
        places=at_any_case(*_BIRTH, needs="has_digit"),
    ),
    Pattern(
        "DATE_OF_BIRTH",
        lazily(r"(?P<value>(?:\d{4}|\d\d)(?:[-/.]|年)\d{1,2}(?:[-/.]|月)\d{1,2}日?)[（(]?(?:出生|生于|生人)"),
        0.9,
        places=with_any("生", needs="has_han"),
    ),
    # der am 17. Juni 1971 in Bad Salzuflen geborene Kläger
    Pattern(
        "DATE_OF_BIRTH",
        lazily(rf"(?<![\w.])(?P<value>{_DATE})[^\d.;!?\n]{{0,48}} gebor(?:en|ene[nmrs]?)(?![^\W_])", re.IGNORECASE),
        0.9,
        places=with_any_case("geboren", needs="has_digit"),
    ),
    # 1990年3月7日的生日, and in Chinese numbers: 出生于一九八五年三月四日
    Pattern(
        "DATE_OF_BIRTH",
        lazily(r"(?P<value>(?:\d{4}|\d\d)(?:[-/.]|年)\d{1,2}(?:[-/.]|月)\d{1,2}日?)(?:是|就是|为)?[^\d，。；,;\n]{0,4}的?生日"),
        0.9,
        places=with_any("生日", needs="has_han"),
    ),
    Pattern(
        "DATE_OF_BIRTH",
        lazily(rf"(?:生日|出生日期|出生|生于|生年月日)[^\d.;!?。；！？\n一二三四五六七八九十〇零]{{0,12}}(?P<value>{_IN_HAN})"),
        0.9,
        places=with_any("生日", "出生", "生于", "生年月日", needs="has_han"),
    ),
    Pattern("DATE_OF_BIRTH", lazily(rf"(?P<value>{_IN_HAN})[（(]?(?:出生|生于|生人)"), 0.9, places=with_any("出生", "生于", "生人", needs="has_han")),
    # * 21.03.1980, as genealogists and German forms have it
    Pattern(
        "DATE_OF_BIRTH",
        lazily(r"(?:^|[\s(])\* ?(?P<value>\d{1,2}\.\d{1,2}\.(?:19|20)\d\d)(?!\d)"),
        0.8,
        places=with_any("*", needs="has_digit"),
    ),
    Pattern(
        "DATE_TIME",
        lazily(
            rf"(?<![\w.,/-]){_DAY}(?:st|nd|rd|th|er|º|\.)?(?:-| (?:of |de |d'|the )?){_MONTH}(?:,?(?: de| del| of)? {_YEAR}|-{_YEAR})?(?![\w-])",
            re.IGNORECASE,
        ),
        0.8,
        places=at_digits(most=2, words=_MONTH_WORDS),
        in_cells=False,
    ),
    Pattern(
        "DATE_TIME",
        lazily(rf"(?<![^\W_]){_MONTH} {_DAY}(?:st|nd|rd|th)?(?:,? {_YEAR})?(?![\w%]|[.,:]\d)", re.IGNORECASE),
        0.8,
        places=near_digits(before=_LONGEST_MONTH, after=16, most=2, behind=" ", words=_MONTH_WORDS),
        in_cells=False,
    ),
    # March 2020; not "may 2020", where "may" is a verb
    Pattern(
        "DATE_TIME",
        lazily(rf"(?<![^\W_])(?=[^\W\d_a-zà-þ])(?i:{_MONTH}),?(?: de| del| of)? {_YEAR}(?![\w-])"),
        0.75,
        places=near_digits(before=_LONGEST_MONTH + 5, after=2, least=4, most=4, behind=" ", words=_MONTH_WORDS),
        in_cells=False,
    ),
    Pattern(
        "DATE_TIME",
        lazily(r"(?<!\d)(?:\d{4}|\d{2})年(?:\d{1,2}月(?:\d{1,2}[日号])?)?(?:[上下]午)?|(?<!\d)\d{1,2}月\d{1,2}[日号]"),
        0.8,
        places=where(lambda clues: clues.has_digit, needs="has_han", parts="年月"),
        in_cells=False,
    ),
    # how long somebody is, or was, in prison: in judgments it tells the case
    Pattern(
        "DATE_TIME",
        lazily(
            rf"(?<![\w.,-]){_PERIOD}(?= (?:of )?(?:(?:suspended|solitary|rigorous|further) )?"
            r"(?:imprisonment|detention|custody|probation)(?!\w)| in (?:prison|jail)(?!\w))",
            re.IGNORECASE,
        ),
        0.75,
        places=near_any_case("imprisonment", "in prison", "detention", "custody", "probation", "in jail", before=90, after=20),
        in_cells=False,
    ),
    Pattern(
        "DATE_TIME",
        lazily(
            rf"(?<!\w)(?:(?:sentenced|imprisoned|remanded|detained)(?!\w)[^.;\d\n]{{0,60}}?|sentences? (?:of|to|for) [^.;,\d\n]{{0,40}}?)(?<!\w)(?P<value>{_PERIOD})(?!\w)", re.IGNORECASE
        ),
        0.75,
        places=at_any_case("sentence", "imprisoned", "remanded", "detained"),
        in_cells=False,
    ),
)  # fmt: skip
