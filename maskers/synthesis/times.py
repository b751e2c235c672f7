"""Values that tell a time: dates and hours in words and numbers, birth dates, ages."""

from ..months import MONTH_NAMES, WEEKDAY_NAMES
from .draw import Draw, Value

_CAPITALIZED = ("en", "de")
# of languages whose dates are not read
_MORE_MONTHS = {
    "cs": "ledna února března dubna května června července srpna září října listopadu prosince",
    "fi": "tammikuuta helmikuuta maaliskuuta huhtikuuta toukokuuta kesäkuuta heinäkuuta elokuuta syyskuuta lokakuuta marraskuuta joulukuuta",
    "hu": "január február március április május június július augusztus szeptember október november december",
    "ro": "ianuarie februarie martie aprilie mai iunie iulie august septembrie octombrie noiembrie decembrie",
}
_MONTHS = {
    language: [name.capitalize() if language in _CAPITALIZED else name for name in MONTH_NAMES[language]]
    for language in ("en", "de", "fr", "es", "it", "nl", "pt", "pl", "sv", "da", "tr")
} | {language: names.split() for language, names in _MORE_MONTHS.items()}
_DOTTED = frozenset(("cs", "da", "de", "fi", "pl"))  # languages that write dates in figures with full stops
_ORDINAL_DOT = frozenset(("cs", "da", "de", "fi"))  # and a full stop after the number of a day
_TENS = "twenty thirty forty fifty sixty seventy eighty".split()
_ONES = "one two three four five six seven eight nine".split()
_TEENS = "ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen".split()
_ORDINALS = "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth fifteenth twentieth".split()


def _month(draw: Draw, language: str = "en") -> str:
    return draw.choice(_MONTHS[language])


def _suffix(day: int) -> str:
    return "th" if 10 <= day % 100 <= 13 else {1: "st", 2: "nd", 3: "rd"}.get(day % 10, "th")


def _date(draw: Draw, year: int) -> str:
    day, month, name = draw.number(1, 28), draw.number(1, 12), _month(draw)
    style = draw.number(0, 17)
    short = year % 100
    return (
        f"{day} {name} {year}", f"{name} {day}, {year}", f"{day:02}/{month:02}/{year}", f"{month:02}/{day:02}/{year}", f"{year}-{month:02}-{day:02}",
        f"{day:02}.{month:02}.{year}", f"{day}{_suffix(day)} {name} {year}", f"{name} {day}{_suffix(day)}, {year}", f"{name[:3]} {day}, {year}",
        f"{day:02}-{name[:3]}-{year}", f"{day}/{month}/{short:02}", f"{month}/{day}/{short:02}", f"{day:02}-{month:02}-{year}", f"{name} {year}",
        f"{day}.{month}.{short:02}", f"{day} {name[:3]} {year}", f"{year}/{month:02}/{day:02}", f"the {day}{_suffix(day)} of {name} {year}",
    )[style]  # fmt: skip


def date(draw: Draw) -> str:
    """A date with its year."""
    return _date(draw, draw.number(1955, 2029) if draw.chance(0.4) else draw.number(2005, 2026))


def partial(draw: Draw) -> str:
    """A date without a year, a month, a weekday, a year."""
    day, name, weekday = draw.number(1, 28), _month(draw), draw.choice(WEEKDAY_NAMES["en"])
    return draw.choice(
        (f"{day} {name}", f"{name} {day}", f"{name} {day}{_suffix(day)}", weekday, f"{weekday}, {day} {name}", f"{weekday} {name} {day}", name,
         str(draw.number(1970, 2026)), f"the {day}{_suffix(day)} of {name}", f"{weekday} the {day}{_suffix(day)}", weekday[:3], f"{day:02}/{draw.number(1, 12):02}",
         f"{name[:3]} {day}", f"{weekday} morning", f"{weekday} afternoon", f"{name} {draw.number(1980, 2026)}", f"the {draw.choice(_ORDINALS)} of {name}",
         f"{draw.number(1990, 2020)}-{draw.number(2021, 2026)}", f"spring {draw.number(1990, 2026)}", f"the summer of {draw.number(1970, 2026)}")
    )  # fmt: skip


def day(draw: Draw) -> str:
    """Day and month, or a weekday."""
    number, name, weekday = draw.number(1, 28), _month(draw), draw.choice(WEEKDAY_NAMES["en"])
    return draw.choice(
        (
            f"{number} {name}",
            f"{name} {number}",
            f"{name} {number}{_suffix(number)}",
            weekday,
            f"{weekday} {number} {name}",
            weekday,
        )
    )


def year(draw: Draw) -> str:
    """A year."""
    return str(draw.number(1950, 2026))


def clock(draw: Draw) -> str:
    """A time of day."""
    hour, minute = draw.number(0, 23), draw.choice((0, 5, 10, 15, 20, 30, 40, 45, 50, 55, 7, 23, 38))
    twelve = hour % 12 or 12
    half = draw.choice(("am", "pm", " am", " pm", " a.m.", " p.m.", "AM", " PM"))
    return draw.choice(
        (
            f"{hour:02}:{minute:02}",
            f"{twelve}:{minute:02}{half}",
            f"{twelve}{half}",
            f"{hour:02}:{minute:02}:{draw.number(0, 59):02}",
            f"{twelve} o'clock",
            f"half past {draw.choice(_ONES)}",
            f"{hour:02}.{minute:02}",
            f"{hour:02}h{minute:02}",
        )
    )


def stamp(draw: Draw) -> str:
    """A machine's time stamp."""
    y, mo, d = draw.number(2015, 2026), draw.number(1, 12), draw.number(1, 28)
    h, mi, s = draw.number(0, 23), draw.number(0, 59), draw.number(0, 59)
    name = _MONTHS["en"][mo - 1][:3]
    return draw.choice(
        (f"{y}-{mo:02}-{d:02}T{h:02}:{mi:02}:{s:02}Z", f"{y}-{mo:02}-{d:02} {h:02}:{mi:02}:{s:02}", f"{d:02}/{name}/{y}:{h:02}:{mi:02}:{s:02} +0000",
         f"{name} {d:2} {h:02}:{mi:02}:{s:02}", f"{y}-{mo:02}-{d:02}T{h:02}:{mi:02}:{s:02}.{draw.number(0, 999):03}+02:00", f"{y}/{mo:02}/{d:02} {h:02}:{mi:02}",
         f"{y}-{mo:02}-{d:02} {h:02}:{mi:02}:{s:02},{draw.number(0, 999):03}")
    )  # fmt: skip


def anytime(draw: Draw) -> str:
    """A date or a time in any form."""
    language = draw.locale[:2]
    if language == "zh":
        return han_date(draw)
    style = draw.rng.random()
    if style < 0.6:
        return date(draw)
    return partial(draw) if style < 0.9 else f"{date(draw)} {draw.choice(('at', '')) and 'at '}{clock(draw)}"


def local(draw: Draw) -> str:
    """A date in the language of the text's region."""
    return _local(draw, draw.number(1990, 2026))


def local_birth(draw: Draw) -> str:
    """A birth date in the language of the text's region."""
    return _local(draw, draw.number(1930, 2015))


def local_day(draw: Draw) -> str:
    """A weekday or a day of a month in the language of the text's region."""
    language = draw.locale[:2] if draw.locale[:2] in WEEKDAY_NAMES else "en"
    dot = "." if language in _ORDINAL_DOT else ""
    of = " de " if language in ("es", "pt") else " "
    name = _month(draw, language)
    return draw.choice((draw.choice(WEEKDAY_NAMES[language]), f"{draw.number(2, 28)}{dot}{of}{name}", name))


def local_clock(draw: Draw) -> str:
    """A time of day on the continent."""
    hour, minute = draw.number(7, 22), draw.choice((0, 15, 30, 45, 10))
    language = draw.locale[:2]
    forms = {
        "de": f"{hour}:{minute:02} Uhr|{hour} Uhr|{hour}.{minute:02} Uhr",
        "fr": f"{hour}h{minute:02}|{hour} h {minute:02}|{hour}h",
        "es": f"{hour}:{minute:02} h|{hour}:{minute:02}",
        "it": f"{hour}:{minute:02}|{hour}.{minute:02}",
        "nl": f"{hour}.{minute:02} uur|{hour}:{minute:02}",
        "pt": f"{hour}h{minute:02}|{hour}h|{hour}:{minute:02}",
    }
    return draw.choice(forms.get(language, f"{hour}:{minute:02}").split("|"))


def _local(draw: Draw, year: int) -> str:
    day, month, language = draw.number(1, 28), draw.number(1, 12), draw.locale[:2]
    if language not in _MONTHS:
        return _date(draw, year)
    name = _MONTHS[language][month - 1]
    of = " de " if language in ("es", "pt") else " "
    dot = "." if language in _ORDINAL_DOT else ""
    if language == "hu":
        return draw.choice((f"{year}. {name} {day}.", f"{year}.{month:02}.{day:02}.", f"{year}. {month:02}. {day:02}."))
    return draw.choice(
        (
            f"{day}{dot}{of}{name}{of}{year}",
            f"{day:02}.{month:02}.{year}" if language in ("it", "tr", *_DOTTED) else f"{day:02}/{month:02}/{year}",
            f"{day}-{month}-{year}" if language == "nl" else f"{day}{dot}{of}{name}{of}{year}",
        )
    )


def han_date(draw: Draw) -> str:
    """A Chinese date."""
    y, m, d = draw.number(1998, 2026), draw.number(1, 12), draw.number(1, 28)
    return draw.choice(
        (
            f"{y}年{m}月{d}日",
            f"{m}月{d}日",
            f"{y}-{m:02}-{d:02}",
            f"{y}年{m}月",
            f"星期{draw.choice('一二三四五六日')}",
            f"周{draw.choice('一二三四五六日')}",
            f"{m}月{d}号",
            f"下午{draw.number(1, 6)}点",
            f"上午{draw.number(8, 11)}点半",
            f"{y}年",
        )
    )


def han_birth(draw: Draw) -> str:
    """A Chinese birth date."""
    y, m, d = draw.number(1940, 2015), draw.number(1, 12), draw.number(1, 28)
    return draw.choice((f"{y}年{m}月{d}日", f"{y}-{m:02}-{d:02}", f"{y}年{m}月", f"{y}{m:02}{d:02}", f"{y}/{m}/{d}"))


def birth(draw: Draw) -> str:
    """A birth date."""
    return _date(draw, draw.number(1925, 2020))


def birth_year(draw: Draw) -> str:
    """A year of birth."""
    return str(draw.number(1925, 2018))


def age(draw: Draw) -> str:
    """An age in years, mostly in figures."""
    return age_words(draw) if draw.chance(0.12) else age_number(draw)


def age_number(draw: Draw) -> str:
    """An age in figures."""
    return str(draw.number(1, 17) if draw.chance(0.15) else draw.number(18, 99))


def age_words(draw: Draw) -> str:
    """An age in words."""
    if draw.chance(0.4):
        return draw.choice((*_TEENS, *_ONES[1:]))
    return draw.choice((draw.choice(_TENS), f"{draw.choice(_TENS)}-{draw.choice(_ONES)}"))


def age_months(draw: Draw) -> str:
    """The age of a small child."""
    return draw.choice((f"{draw.number(2, 30)} months", f"{draw.number(2, 11)} weeks", f"{draw.number(2, 20)} days"))


VALUES: dict[str, Value] = {
    "DATE_TIME": anytime, "DATE_TIME.date": date, "DATE_TIME.partial": partial, "DATE_TIME.day": day, "DATE_TIME.year": year,
    "DATE_TIME.clock": clock, "DATE_TIME.stamp": stamp, "DATE_TIME.local": local, "DATE_TIME.local_day": local_day,
    "DATE_TIME.local_clock": local_clock, "DATE_TIME.han": han_date, "DATE_OF_BIRTH": birth, "DATE_OF_BIRTH.year": birth_year,
    "DATE_OF_BIRTH.local": local_birth, "DATE_OF_BIRTH.han": han_birth, "AGE": age, "AGE.number": age_number, "AGE.words": age_words,
    "AGE.months": age_months,
}  # fmt: skip
