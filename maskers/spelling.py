"""Spellings that read the same: forms of letters and digits, look-alikes, invisible characters, accents, apostrophes.

Recognizers search a text as a reader sees it, so that a zero-width space inside an address hides nothing; findings
are carried back to the offsets of the text as it is.
"""

import re
import unicodedata
from array import array
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache

from .lookalikes import LOOKALIKES, as_seen

# default-ignorable code points (Unicode Standard, property Default_Ignorable_Code_Point) that texts really hold
_INVISIBLE = (
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164"
    "\ufe00-\ufe0f\ufeff\uffa0\ufff9-\ufffb\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff"
)
# marks of all scripts: accents, strokes, the frame of a keycap
_MARKS = "\u0300-\u034e\u0350-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f"
_LIGATURES = dict(zip("ﬀﬁﬂﬃﬄﬅﬆĳĲ", ("ff", "fi", "fl", "ffi", "ffl", "st", "st", "ij", "IJ"), strict=True))
# digits in circles and brackets and raised ones, which number lists and notes: only many together are a number
_NOTES = "²³¹⁰⁴-⁹₀-₉①-⑨⑴-⑼⒈-⒐⓪⓵-⓽⓿❶-❾➀-➈➊-➒\U0001f100-\U0001f10a"
_NOTE_NUMBER = re.compile(rf"(?<!\d)[{_NOTES}](?:[ ./()-]{{0,2}}[{_NOTES}]){{5,}}+(?!\d)")
_NOTE = re.compile(f"[{_NOTES}]")
_MARK = re.compile(f"[{_MARKS}]+")
_CHANGING = re.compile(rf"[{_INVISIBLE}{_MARKS}]+|[{''.join(_LIGATURES)}]")
# characters that may be forms of others; ASCII and Han characters are what they are, a grave accent apart
_ODD = re.compile(r"[^\x00-\x7f\u4e00-\u9fff]+")
# what is no form of a single plain character; without any, one look at the text is enough
_SPECIAL = re.compile(rf"[{_INVISIBLE}{_MARKS}{_NOTES}{LOOKALIKES}{''.join(_LIGATURES)}]")
# blocks of forms of ASCII characters: full-width, small, mathematical, letterlike, Roman, in circles, brackets, squares
_FORMS = (
    *((0xFF01, 0xFF5F), (0xFE50, 0xFE6C), (0x1D400, 0x1D800), (0x2100, 0x2150), (0x2160, 0x2180), (0x249C, 0x24EA)),
    *((0x1F110, 0x1F14A), (0x1F150, 0x1F16A), (0x1F170, 0x1F18A)),
)
# blocks that hold emoji
_PICTURES = ((0x2300, 0x2400), (0x2600, 0x27C0), (0x2B00, 0x2C00), (0x1F000, 0x1FB00))
_SMALL_CAPITALS = dict(zip(map(ord, "ᴀʙᴄᴅᴇꜰɢʜɪᴊᴋʟᴍɴᴏᴘꞯʀꜱᴛᴜᴠᴡʏᴢɑɡ․"), "ABCDEFGHIJKLMNOPQRSTUVWYZag.", strict=True))
_APOSTROPHES = "\u2018\u2019\u02bc\u02bb\u2032\u00b4`"
_GROUP = re.compile(r"\d+")
# groups with what may separate those of one number
_CHAIN = re.compile(r"\d++(?:[ ./()•·_\n-]{1,3}\d++)*+")
# few digits, or a decimal fraction: no identifier is written like that
_AMOUNT = re.compile(r"[-+]?[0-9]{1,6}|-?[0-9]{0,9}\.[0-9]{1,2}")
# a whole column of them, a line each
_AMOUNTS = re.compile(r"(?:(?:-?[0-9]{0,9}+\.[0-9]{1,2}+|[-+]?[0-9]{1,6}+)?+\n)*+")
# what a table with gaps makes of phones and cards; shorter ones are sums
_FLOAT = re.compile(r"[0-9]{10,19}\.0")
_WHOLE_FLOAT = re.compile(r"([0-9]{1,19})\.0+")
_LONG = 10_000
_FEWEST_DIGITS = 7
_MOST_DIGITS = 19


class _Plain(dict[int, str]):
    """Translation table from forms of ASCII characters (full-width, mathematical, in circles, digits of all scripts).

    Filled as characters are met. Punctuation of Chinese texts stays what it is.
    """

    def __missing__(self, code: int) -> str:
        character = plain = chr(code)
        if character.isdecimal():
            plain = str(int(character))
        elif 0xD800 <= code < 0xE000:
            plain = "\ufffd"  # half a character, from an escape in JSON; tokenizers refuse it
        elif any(first <= code < end for first, end in _FORMS):
            form = _form(code)
            if form.isascii() and len(form) == 1 and (form.isalnum() or form in "@.-+_%"):
                plain = form
        elif _is_picture(code):
            plain = " "
        self[code] = plain
        return plain


def _is_picture(code: int) -> bool:
    """True for emoji and their like, which people put where a blank would be."""
    is_near = any(first <= code < end for first, end in _PICTURES)
    return is_near and unicodedata.category(chr(code)) == "So"


def _form(code: int) -> str:
    """Return the plain form of a character: by NFKC, without brackets; white letters on black have none there."""
    if code >= 0x1F150:
        return chr(ord("A") + (code - 0x1F150) % 32)
    form = unicodedata.normalize("NFKC", chr(code))
    return form[1] if len(form) == 3 and form[0] + form[2] == "()" else form


_PLAIN_FORMS = _Plain(dict.fromkeys((0xA0, *range(0x2000, 0x200B), 0x202F, 0x205F, 0x2800, 0x3000), " "))
_PLAIN_FORMS.update(dict.fromkeys((*range(0x2010, 0x2016), 0x2212, 0xFE58, 0xFE63), "-"))
_PLAIN_FORMS.update(_SMALL_CAPITALS)


class _Bare(dict[int, str]):
    """Translation table to letters without accents; filled as letters are met."""

    def __missing__(self, code: int) -> str:
        character = chr(code)
        is_accented = code < 0x530 or 0x1E00 <= code < 0x2000  # Latin, Greek, Cyrillic
        self[code] = unicodedata.normalize("NFD", character)[0] if is_accented else character
        return self[code]


# letters with strokes have no decomposition
_BARE = _Bare({ord(mark): "'" for mark in _APOSTROPHES})
_BARE.update(zip(map(ord, "łŁøØđĐıħĦŧŦ"), "lLoOdDihHtT", strict=True))


@dataclass(slots=True)
class Origins:
    """Where the parts of a reading come from: copied parts, and characters that stand for several or for a part of one.

    Arrays, since a long text may have a part for each of its characters.

    Attributes:
        at: offset of the part in the reading.
        start: its offset in the original.
        end: where it ends in the original; -1 for a copied part.
    """

    at: "array[int]" = field(default_factory=lambda: array("q"))
    start: "array[int]" = field(default_factory=lambda: array("q"))
    end: "array[int]" = field(default_factory=lambda: array("q"))

    def add(self, at: int, start: int, end: int = -1) -> None:
        """Append a part."""
        self.at.append(at)
        self.start.append(start)
        self.end.append(end)

    def original(self, start: int, end: int) -> tuple[int, int]:
        """Return the offsets in the original of a part that is not empty."""
        first, last = bisect_right(self.at, start) - 1, bisect_right(self.at, end - 1) - 1
        begin = self.start[first] + (start - self.at[first] if self.end[first] < 0 else 0)
        stop = self.end[last]
        return begin, stop if stop >= 0 else self.start[last] + end - self.at[last]


@dataclass(frozen=True, slots=True)
class Reading:
    """A text as a reader sees it.

    Attributes:
        text: composed (NFC), without invisible characters, letters and digits in their plain forms, words of
            look-alikes in one script.
    """

    text: str
    _origins: Origins | None = None

    @property
    def is_shifted(self) -> bool:
        """True if offsets differ from those of the original."""
        return self._origins is not None

    def original(self, start: int, end: int) -> tuple[int, int]:
        """Return the offsets in the original of the part from `start` to `end`, which is not empty."""
        return (start, end) if self._origins is None else self._origins.original(start, end)


def without_decimals(value: str) -> str:
    """Return a number as a table without gaps has it.

    >>> without_decimals("10023.0"), without_decimals("1.50")
    ('10023', '1.50')
    """
    match = _WHOLE_FLOAT.fullmatch(value)
    return value if match is None else match[1]


def read(text: str) -> Reading:
    """Return a text as a reader sees it."""
    if text.isascii():
        return Reading(text[:-2] if _FLOAT.fullmatch(text) else text)
    return _read_long(text) if len(text) > _LONG else _read(text)


@lru_cache(maxsize=4)
def _read_long(text: str) -> Reading:
    """Read a long text once for all that look at it."""
    return _read(text)


def _read(text: str) -> Reading:
    odd = "".join(_ODD.findall(text))
    forms = odd.translate(_PLAIN_FORMS)
    plain = text if forms == odd else _ODD.sub(lambda match: match[0].translate(_PLAIN_FORMS), text)
    if _SPECIAL.search(forms) is None:
        return Reading(plain)
    if _NOTE.search(plain) is not None:
        plain = _NOTE_NUMBER.sub(_number_of_notes, plain)
    reading = _without_changing(plain)
    return replace(reading, text=as_seen(reading.text))


def _number_of_notes(match: re.Match[str]) -> str:
    return "".join(str(unicodedata.digit(character, character)) for character in match[0])


def _without_changing(plain: str) -> Reading:
    """Leave out what is invisible, compose letters with their marks (other marks are dropped), spell out ligatures."""
    pieces: list[str] = []
    origins = Origins()
    position = length = 0
    for match in _CHANGING.finditer(plain):
        start, end = match.span()
        letters = _LIGATURES.get(match[0], "")
        is_marked = not letters and start > position and _MARK.search(plain, start, end) is not None
        if is_marked:
            start -= 1
            letters = unicodedata.normalize("NFC", plain[start] + "".join(_MARK.findall(plain, start + 1, end)))[0]
        if start > position:
            pieces.append(plain[position:start])
            origins.add(length, position)
            length += start - position
        for letter in letters:
            pieces.append(letter)
            origins.add(length, start, end)
            length += 1
        position = end
    if position == 0:
        return Reading(plain)
    if position < len(plain):
        pieces.append(plain[position:])
        origins.add(length, position)
    return Reading("".join(pieces), origins)


def is_telling(character: str) -> bool:
    """True for a letter or a digit, in whatever form: a letter in a circle is a symbol by its category."""
    return character.isalnum() or (not character.isascii() and character.translate(_PLAIN_FORMS).isalnum())


def bare(text: str) -> str:
    """Return a text of the same length without accents and with one kind of apostrophe: `Núñez` as `Nunez`."""
    plain = text.replace("`", "'")
    return plain if plain.isascii() else _ODD.sub(lambda match: match[0].translate(_BARE), plain)


def is_amount(text: str) -> bool:
    """True for a number of at most six digits, or one with one or two decimal places."""
    return _AMOUNT.fullmatch(text) is not None


def without_amounts(texts: Sequence[str]) -> Sequence[str]:
    """Return the texts that are neither amounts nor empty, in order."""
    together = "\n".join(texts) + "\n"
    if together.count("\n") == len(texts) and _AMOUNTS.fullmatch(together):
        return []
    return [text for text in texts if text and not is_amount(text)]


def numbers_in(text: str, *, fewest: int = _FEWEST_DIGITS) -> Iterator[tuple[str, int, int]]:
    """Yield numbers of 7 (or `fewest`) to 19 digits in a text as read, whatever separates their groups.

    Each comes as its digits, start and end. Neighbouring groups count together and apart: `1 415-5550134` yields
    `14155550134`, `4155550134`, `5550134`.
    """
    for chain in _CHAIN.finditer(text):
        if chain.end() - chain.start() < fewest:
            continue
        groups = [match.span() for match in _GROUP.finditer(text, *chain.span())]
        for first, (start, _) in enumerate(groups):
            digits = ""
            for begin, end in groups[first:]:
                digits += text[begin:end]
                if len(digits) > _MOST_DIGITS:
                    break
                if len(digits) >= fewest:
                    yield digits, start, end
