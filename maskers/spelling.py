"""Spellings that read the same: full-width forms, composed letters, invisible characters, accents, apostrophes.

Recognizers search a text as a reader sees it, so that a zero-width space inside an address hides nothing; findings
are carried back to the offsets of the text as it is.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

# default-ignorable code points (Unicode Standard, property Default_Ignorable_Code_Point) that texts really hold
_INVISIBLE = (
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164"
    "\ufe00-\ufe0f\ufeff\uffa0\U000e0000-\U000e0fff"
)
_CHANGING = re.compile(rf"[{_INVISIBLE}]|[^{_INVISIBLE}][\u0300-\u036f]+")
_APOSTROPHES = "\u2018\u2019\u02bc\u02bb\u2032\u00b4`"
_GROUP = re.compile(r"\d+")
# groups with what may separate those of one number
_CHAIN = re.compile(r"\d+(?:[ ./()-]{1,3}\d+)*")
# few digits, or a decimal fraction: no identifier is written like that
_AMOUNT = re.compile(r"[-+]?[0-9]{1,6}|-?[0-9]{0,9}\.[0-9]{1,2}")
# a whole column of them, a line each
_AMOUNTS = re.compile(r"(?:(?:-?[0-9]{0,9}+\.[0-9]{1,2}+|[-+]?[0-9]{1,6}+)?+\n)*+")
_FEWEST_DIGITS = 7
_MOST_DIGITS = 19


class _Plain(dict[int, str]):
    """Translation table from forms of ASCII characters (full-width, mathematical, digits of all scripts).

    Filled as characters are met. Punctuation of Chinese texts stays what it is.
    """

    def __missing__(self, code: int) -> str:
        character = plain = chr(code)
        if character.isdecimal():
            plain = str(int(character))
        elif 0xFF01 <= code < 0xFF5F or 0x1D400 <= code < 0x1D800:
            form = unicodedata.normalize("NFKC", character)
            if form.isascii() and (form.isalnum() or form in "@.-+_%"):
                plain = form
        self[code] = plain
        return plain


_PLAIN_FORMS = _Plain(dict.fromkeys((0xA0, *range(0x2000, 0x200B), 0x202F, 0x205F, 0x3000), " "))
_PLAIN_FORMS.update(dict.fromkeys((*range(0x2010, 0x2016), 0x2212, 0xFE58, 0xFE63), "-"))


class _Bare(dict[int, str]):
    """Translation table to letters without accents; filled as letters are met."""

    def __missing__(self, code: int) -> str:
        character = chr(code)
        if code < 0x530 or 0x1E00 <= code < 0x2000:  # Latin, Greek, Cyrillic
            self[code] = unicodedata.normalize("NFD", character)[0]
            return self[code]
        return character


# letters with strokes have no decomposition
_BARE = _Bare({ord(mark): "'" for mark in _APOSTROPHES})
_BARE.update(zip(map(ord, "łŁøØđĐıħĦŧŦ"), "lLoOdDihHtT", strict=True))


@dataclass(frozen=True, slots=True)
class Reading:
    """A text as a reader sees it.

    Attributes:
        text: composed (NFC), without invisible characters, letters and digits in their plain forms.
    """

    text: str
    _bounds: Sequence[tuple[int, int]] | None = None

    @property
    def is_shifted(self) -> bool:
        """True if offsets differ from those of the original."""
        return self._bounds is not None

    def original(self, start: int, end: int) -> tuple[int, int]:
        """Return the offsets in the original of the part from `start` to `end`, which is not empty."""
        if self._bounds is None:
            return start, end
        return self._bounds[start][0], self._bounds[end - 1][1]


def read(text: str) -> Reading:
    """Return a text as a reader sees it."""
    if text.isascii():
        return Reading(text)
    plain = text.translate(_PLAIN_FORMS)
    if _CHANGING.search(plain) is None:
        return Reading(plain)
    pieces: list[str] = []
    bounds: list[tuple[int, int]] = []
    position = 0
    for match in _CHANGING.finditer(plain):
        start, end = match.span()
        pieces.append(plain[position:start])
        bounds.extend((offset, offset + 1) for offset in range(position, start))
        if end - start > 1:
            composed = unicodedata.normalize("NFC", match[0])
            pieces.append(composed)
            bounds.extend([(start, end)] * len(composed))
        position = end
    pieces.append(plain[position:])
    bounds.extend((offset, offset + 1) for offset in range(position, len(plain)))
    return Reading("".join(pieces), bounds)


def bare(text: str) -> str:
    """Return a text of the same length without accents and with one kind of apostrophe: `Núñez` as `Nunez`."""
    if text.isascii():
        return text.replace("`", "'")
    return text.translate(_BARE)


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
