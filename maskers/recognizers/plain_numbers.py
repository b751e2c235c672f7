"""Numbers that a model takes for personal data and that are none: decimals, measures, counts, what machines number.

A model sees word pieces, and to it `2.71828` is as good as half of a place on earth. What tells them apart stands
around them: the rest of the number, a unit, the word before. What patterns find stays: they look at that themselves.
"""

import itertools
import re
from collections.abc import Callable

from ..lazy_patterns import lazily
from ..spans import Span
from ..words import is_known_name
from .kinds.places import is_coordinate_pair

# types whose findings may be a number by itself; names of organisations may have the form of a measure or a count: 3M
_NUMBERED = frozenset(
    [
        *("COORDINATE", "DATE_OF_BIRTH", "ID", "IP_ADDRESS", "LOCATION", "PASSWORD"),
        *("PERSON", "PHONE_NUMBER", "STREET_ADDRESS", "URL", "USERNAME", "ZIP_CODE"),
    ]
)
_NUMBER = lazily(r"[-+]?\d+(?:\.\d+)*")
_DECIMAL = lazily(r"[-+]?\d+\.\d+")
_WHOLE = lazily(r"\d{7,19}\.0")  # a long number that a table with gaps made a decimal one
_SMALL_DECIMAL = lazily(r"[-+]?\s?\d{1,2}\.\d+")  # with more digits before the stop it may be a telephone number
_MAY_BE_WORD = frozenset({"ID", "LOCATION", "PERSON", "STREET_ADDRESS"})
_MAY_STAND_IN_ROW = frozenset({"ID", "PHONE_NUMBER"})
_MAY_BE_DECIMAL = frozenset({"DATE_OF_BIRTH", "PASSWORD"})
_HEX = lazily(r"0x[0-9a-f]{1,16}", re.IGNORECASE)  # addresses of wallets are longer
_BARE_HEX = lazily(r"[0-9a-f]{1,16}", re.IGNORECASE)
_HEX_WORD = lazily(r"(?<![^\W_])hex(?:adecimal)?[:=]?\s$", re.IGNORECASE)
_VARIABLE = lazily(r"[a-z]{1,3}")
_IS_NUMBER = lazily(r"\s?=\s?[-+]?\d")  # behind a variable
# seconds since a kernel's start, before each of its messages
_LOG_TIME = lazily(r"\[ {0,5}\d{1,7}\.\d{6}\]")
_UNIT = (
    r"[kKMGT]i?B|bytes?|bits?|[mk]?Ah?|k?Wh?|[kMG]?Hz|MP|dpi|fps|[cmk]m|[µmk]g|inch|min|m[slV]|µs|sec|seconds?|minutes?|hours?|"
    r"days?|rows?|columns?|lines?|items?|files?|pages?|times|percent|px|pt|rpm|°[CF]?|%"
)
_MEASURE = lazily(rf"[-+]?\d+(?:[.,]\d+)?\s?(?:{_UNIT}|[smglVW])")
_UNIT_BEHIND = lazily(rf"\s?(?:{_UNIT})(?!\w)")
_STANDARDS = "ISO|IEC|IEEE|RFC|DIN|EN|ANSI|ASTM|RAL|iso|utf|UTF"
_STANDARD = lazily(rf"(?:{_STANDARDS})(?:[ -](?:ISO|IEC|EN))?[ -]?\d{{1,5}}(?:[-:.]\d{{1,4}})*")
# what machines have and a model takes for a name; names may be Cuda, and initials GC: then nothing of a machine follows
_OF_MACHINE = lazily(
    r"(?:API|CPU|GPU|CUDA(?= \d)|GC(?= (?:took|pauses?|cycles?|freed|overhead)\b)|DIN(?= (?:EN|ISO|IEC)\b)|"
    r"RFC(?= \d{1,4}\b)|(?:iso|ISO)(?=-\d)|Jenkins(?= (?:build|pipeline|server)s?\b)|"
    r"(?:errno|node|pid|port|sensor|shard|slot|tid|worker)(?= \d))"
)
_BEHIND_GOODS = lazily(
    rf"(?<!\w)(?:(?:{_STANDARDS})[ -]?(?:\d{{1,5}}[-:.])?|(?:barcode|EAN|GTIN|UPC|ISBN|ISSN)[^\d\n]{{0,18}})$"
    r"|条形?码[^\d\n]{0,4}$"
)
_USER_WORD = lazily(
    r"user|login|logged|account|member|benutzer|handle|nick|player|profile|usuario|utente|用户|账号", re.IGNORECASE
)
_GOODS_NUMBERED = lazily(
    r"(?:artikel(?:-?n(?:umme)?r)?|art\.?-?nr|broker|item|sku|office|windows|bp|size|größe|gr|taille|talla|taglia|modell?|"
    r"typ|type|version|teil|part|produkt|product|release)\.?\s?\d{1,6}",
    re.IGNORECASE,
)
_VERSION = lazily(r"\d{1,4}\.\d{1,4}\.\d{1,4}")
_IP_WORD = lazily(r"(?<![^\W_])ip(?:v4)?(?![^\W_])|subnet|host", re.IGNORECASE)
_DATE_FORM = lazily(r"[dtjmya]{1,4}(?:\.[dtjmya]{1,4}){1,2}", re.IGNORECASE)
_SHORT = 4  # digits: of an extension, or of a number that programs count
_LOG_LEVELS = frozenset({"TRACE", "DEBUG", "INFO", "NOTICE", "WARN", "WARNING", "ERROR", "FATAL", "CRITICAL"})
# what programs, machines and books number; not people or what is theirs, and no rooms, blocks or levels of houses
_COUNTED = (
    r"p?pid|tid|ports?|lines?|rows?|columns?|col|pages?|steps?|exit(?:ed with)?|(?:exit |status |return |error )code|"
    r"status|errno|error|signal|build|revision|rev|worker|job|thread|process|node|shard|partition|chunk|batch|epoch|seed|"
    r"offset|length|size|index|idx|counter|count|total|retry|attempt|test|pr|pull request|channel|slot|frame|sensor|"
    r"event|alert|rule|field|version|kernel|cpu|gpu|cores?|chapter|fig(?:ure)?|table|theorem|lemma|http|timeout|opcode|lag|"
    r"width|height|iteration|score|prozess|zeile|seite|spalte|schritt|kapitel|"
    r"(?:packs?|box(?:es)?|sets?|bags?|cases?|groups?) of|"
    # services that log
    r"sshd|crond?|httpd|nginx|ntpd|mysqld|systemd|dockerd|containerd|kubelet"
)
_BEHIND_COUNTED = lazily(
    rf"(?<![^\W_])(?:{_COUNTED})\.?\s?(?:[:=]|no\.?|nr\.?|number|is|was)?\s?[\"'#(]?$", re.IGNORECASE
)
_COUNTED_ITSELF = lazily(rf"(?:\d{{1,6}}\s)?(?:(?:{_COUNTED})\.?\s?[:=#]?\s?\d{{1,6}}(?:\s|$))+", re.IGNORECASE)
_BARE = lazily(rf"#?(\d{{1,9}})(?:\s(?:{_COUNTED}))?", re.IGNORECASE)
_LONGEST_ROW = 200  # characters
_ROUND_ROW = lazily(r"[ \t]*[1-9]\d{1,2}00(?:,?[ ][1-9]\d{1,2}00){2,}[ \t]*")
_BEHIND_SEED = lazily(r"(?<![^\W_])(?:random_?)?seed\s?[:=]?\s?$", re.IGNORECASE)
_PORT_MAPPED = lazily(r":\d{1,5}(?![\w:])")  # -p [8080]:80; a password behind -p has no colon and port
_MAPS_PORTS = lazily(r"(?:^|\s)(?:-p|--publish)[ =]$")
_MAPPED_ITSELF = lazily(r"-{0,2}p(?:ublish)?[ =]\d{1,5}:(?P<inside>)\d{1,5}(?![\w:])")
_LONGEST_COUNT = 6  # digits; what has more may be somebody's number even so
_LONGEST_SEED = 8  # digits: of a date
_OF_SO_MANY = lazily(r"\s(?:of|von)\s\d")
_SO_MANY_OF = lazily(r"\d\s(?:of|von)\s$")
_IN_CALL = lazily(r"[^\W\d_]\({1,2}$")  # sleep(30), zeros((128, 384))
_ARGUMENTS = lazily(r"(?!0\d)\d{1,4}(?:,\s?(?!0\d)\d{1,4})?")
_CALLED = lazily(
    r"(?:tel|phone|fon|cell|mob|mobile|móvil|handy|fax|dial|call|contact|num|number|nr|no|ext)\(+$", re.IGNORECASE
)
_GOES_ON = lazily(r"[-/._]?[A-Za-z0-9]")
_CAME_FROM = lazily(r"[A-Za-z0-9][-/._]?$")
_WORD_BEFORE = 32  # characters looked at
_LEAST_IN_IDENTIFIER = 3
_TOKEN = lazily(r"[\w.:%*]+")
_LEAST_STOPS = 2  # of the shortest address, ::1
# what says that numbers are a place on earth
_PLACE_WORD = lazily(
    r"(?<![^\W_])(?:lat|latitude|lon|lng|longitude|latlng|gps|geo\w*|coord\w*|koord\w*|location|position|pos|maps?|"
    r"waypoint|breitengrad|längengrad|latitud|longitud|latitudine|longitudine|standort|ubicación|posizione)(?![^\W_])"
    r"|纬度|经度|坐标|定位|\b(?:at|near)[ :(]{1,2}$",
    re.IGNORECASE,
)
_OTHER_HALF = lazily(r"[-+]?\d+\.\d+°?\s?[,;/]?\s?$")
_COMPASS = lazily(r"[°º]|\d\s?[NSEWO](?!\w)")
_BEFORE_PLACE, _BEHIND_PLACE = 60, 4  # characters looked at
_FARTHEST = 180.0  # degrees


def is_log_time(text: str, start: int, end: int) -> bool:
    """True for the number in `[12345.678901]`, which programs write before each of their messages.

    Args:
        text: the whole text.
        start: of the number.
        end: of the number.
    """
    opening = text.rfind("[", max(0, start - 6), start)
    return opening >= 0 and (found := _LOG_TIME.match(text, opening)) is not None and found.end() == end + 1


def reason_against_number(span: Span, text: str) -> str | None:
    """Return why what privml's own detector found is a number without a person; None if it may be personal data."""
    kind, found = span.entity_type, text[span.start : span.end].strip()
    if kind == "COORDINATE" and not _may_be_place(span, text):
        return "numbers that no word or sign says to be a place"
    if kind not in _NUMBERED or not found:
        return None
    if is_log_time(text, span.start, span.end):
        return "the time of a message in a log"
    if kind != "COORDINATE" and _is_decimal(span, text, found) and not _may_be_place(span, text):
        return "a decimal number, or a part of one"
    if kind in _MAY_BE_WORD and (match := _OF_MACHINE.match(text, span.start)) and match.end() == span.end:
        return "a word of machines, or the first word of a standard"
    if _VARIABLE.fullmatch(found) and not is_known_name(found) and _IS_NUMBER.match(text, span.end):
        return "the name of a variable"
    if (match := _MAPPED_ITSELF.match(text, span.start)) and span.end in (match.start("inside"), match.end()):
        return "a port that is mapped"
    if kind == "URL" and _DATE_FORM.fullmatch(found):
        return "the form of a date"
    if _HEX.fullmatch(found) or _is_measure(span, text, found):
        return "a measure, or a number of a machine"
    if kind == "IP_ADDRESS" and sum(c in ".:" for c in _token_around(span, text)) < _LEAST_STOPS:
        return "no address has a single full stop or colon"
    before = text[max(0, span.start - _WORD_BEFORE) : span.start]
    if _BARE_HEX.fullmatch(found) and _HEX_WORD.search(before):
        return "a number in hexadecimal digits"
    if not any(c.isalpha() for c in found) and _BEHIND_GOODS.search(before):
        return "the number of a standard, or of goods"
    if not _is_whole(span, text):
        return None  # the rest of a code has its own finding
    if _is_counted(span, text, found, before):
        return "a number that counts"
    if kind in _MAY_STAND_IN_ROW and _is_in_round_row(span, text):
        return "one of some round numbers, each as much larger as the one before, and nothing else in the line"
    check = _CHECKS.get(kind)
    return None if check is None else check(found, before)


def _reason_against_street(found: str, before: str) -> str | None:
    if _GOODS_NUMBERED.fullmatch(found):
        return "goods, editions and sizes with their number"
    return None


def _reason_against_ip(found: str, before: str) -> str | None:
    if _VERSION.fullmatch(found) and _IP_WORD.search(before) is None:
        return "three numbers are a version"
    return None


def _reason_against_url(found: str, before: str) -> str | None:
    if not any(character.isalpha() for character in found) and found.count(".") <= 1:
        return "no address on the web is a number"
    return None


def _reason_against_id(found: str, before: str) -> str | None:
    if _STANDARD.fullmatch(found) or found in _LOG_LEVELS:
        return "the name of a standard, or of a kind of message"
    size = sum(character.isalnum() for character in found)
    if found.isascii() and (size < _LEAST_IN_IDENTIFIER or (size <= _SHORT and found.isalpha() and found.islower())):
        return "too short to identify anyone"
    return None


def _reason_against_user(found: str, before: str) -> str | None:
    if found in _LOG_LEVELS:
        return "a kind of message"
    if found.isdecimal() and len(found) <= _SHORT and _USER_WORD.search(before) is None:
        return "a short number without a word for users"
    return None


def _reason_against_phone(found: str, before: str) -> str | None:
    digits = found.strip("()[]")
    opening = before + found[: len(found) - len(found.lstrip("(["))]
    if _ARGUMENTS.fullmatch(digits) and _IN_CALL.search(opening) and _CALLED.search(opening) is None:
        return "a number in the brackets of a program"
    return None


_CHECKS: dict[str, Callable[[str, str], str | None]] = {
    "IP_ADDRESS": _reason_against_ip,
    "STREET_ADDRESS": _reason_against_street,
    "URL": _reason_against_url,
    "ID": _reason_against_id,
    "USERNAME": _reason_against_user,
    "PHONE_NUMBER": _reason_against_phone,
}
"""By entity type: what tells from the finding and from what stands before it."""


def _is_whole(span: Span, text: str) -> bool:
    """True unless a code or a word goes on at an edge: `C-` of C-1002."""
    before = text[max(0, span.start - 2) : span.start]
    return not (
        (text[span.start] not in "([{" and _CAME_FROM.search(before)) or _GOES_ON.match(text, span.end) is not None
    )


def _is_measure(span: Span, text: str, found: str) -> bool:
    """True for `[4096 bytes]`, and for `[5000]` before `mAh`."""
    if _MEASURE.fullmatch(found):
        return True
    return found.isdecimal() and len(found) <= _LONGEST_COUNT and _UNIT_BEHIND.match(text, span.end) is not None


def _is_counted(span: Span, text: str, found: str, before: str) -> bool:
    """True for `[4711]` and `[4711 tid]` behind `pid`, `[port 8080]`, and both of `[7] of [9]`."""
    if _COUNTED_ITSELF.fullmatch(found):
        return True
    bare = _BARE.fullmatch(found)
    if bare is None:
        return False
    if len(bare[1]) <= _LONGEST_COUNT and _BEHIND_COUNTED.search(before):
        return True
    if len(bare[1]) <= _LONGEST_SEED and _BEHIND_SEED.search(before):
        return True
    if _MAPS_PORTS.search(before) and _PORT_MAPPED.match(text, span.end):
        return True
    return _OF_SO_MANY.match(text, span.end) is not None or _SO_MANY_OF.search(before) is not None


def _is_in_round_row(span: Span, text: str) -> bool:
    """True for `[1000]` and `[2000 3000]` of a line that is 1000 2000 3000."""
    start = text.rfind("\n", 0, span.start) + 1
    end = text.find("\n", span.end)
    if (end if end >= 0 else len(text)) - start > _LONGEST_ROW:
        return False
    row = _ROUND_ROW.fullmatch(text, start, end if end >= 0 else len(text))
    numbers = [int(number) for number in _NUMBER.findall(row[0])] if row else []
    steps = {later - number for number, later in itertools.pairwise(numbers)}
    return len(steps) == 1 and min(steps) > 0


def _is_decimal(span: Span, text: str, found: str) -> bool:
    """True for `[2.71828]`, and where a finding begins or ends within such a number: `[14159]` of 3.14159.

    What ends before the zero of a long number (`[536221234].0`) may be somebody's; the zero is nobody's.
    """
    if span.entity_type not in _MAY_BE_DECIMAL and _SMALL_DECIMAL.fullmatch(found):
        return True
    return any(
        match.start() < place < match.end()
        and _DECIMAL.fullmatch(match[0])
        and (place == span.start or not _WHOLE.fullmatch(match[0]))
        for place in (span.start, span.end)
        if _may_part_number(text, place)
        for match in _NUMBER.finditer(text, max(0, place - _WORD_BEFORE), place + _WORD_BEFORE)
    )


def _may_part_number(text: str, place: int) -> bool:
    """True if characters of numbers stand at both sides of a place: a cheap test."""
    around = text[place - 1 : place + 1] if place else ""
    return len(around) == 2 and all(character.isdecimal() or character in "+-." for character in around)


def _token_around(span: Span, text: str) -> str:
    """Return a finding with all that is written at its edges without a blank."""
    start = max(0, span.start - _WORD_BEFORE)
    touching = [m for m in _TOKEN.finditer(text, start, span.end + _WORD_BEFORE) if m.end() > span.start]
    return "".join(match[0] for match in touching if match.start() < span.end).rstrip(".:")


def _may_be_place(span: Span, text: str) -> bool:
    """True if degrees are in their range, and a sign, a point of the compass or a word says that they are degrees.

    What is no decimal number, such as a code of an open grid, may be a place, or something else that is personal.
    """
    numbers = [
        match
        for match in _NUMBER.finditer(text, max(0, span.start - _WORD_BEFORE), span.end + _WORD_BEFORE)
        if match.end() > span.start and match.start() < span.end
    ]
    if not numbers or not all(_DECIMAL.fullmatch(match[0]) for match in numbers):
        return True
    whole = text[numbers[0].start() : numbers[-1].end()]
    if any(abs(float(match[0])) > _FARTHEST for match in numbers):
        return False
    if len(numbers) == 2 and not is_coordinate_pair(whole):
        return False
    before = _OTHER_HALF.sub("", text[max(0, numbers[0].start() - _BEFORE_PLACE) : numbers[0].start()])
    return bool(
        _COMPASS.search(text[numbers[0].start() : numbers[-1].end() + _BEHIND_PLACE]) or _PLACE_WORD.search(before)
    )
