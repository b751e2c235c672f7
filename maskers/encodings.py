"""Texts in the encodings of mail, of web addresses, of JSON and of XML, read a second time as they are meant.

`Margaret=20Whitfield` (quoted-printable, RFC 2045), `=?utf-8?Q?Margaret=20Whitfield?=` (encoded words, RFC 2047),
`Ann%20Lee` (percent-encoding, RFC 3986), `M\\u00fcller` (JSON, RFC 8259) and `O&apos;Dea` (character references). What
is found in the second reading is added to what is found in the text as it is, since an equals sign or a percent sign
may mean itself.
"""

import binascii
import html
import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from .spans import MODELS, Span
from .spelling import Origins, Reading

_HEX = "[0-9A-F]"
# of what may as well be a value behind an equals sign: blanks, quotes and @, codes with a letter, bytes of UTF-8, and
# other bytes inside words
_UTF8 = f"=[C-F]{_HEX}(?:=[89AB]{_HEX}){{1,3}}"
_QUOTED = rf"(?:=(?:20|27|40|[2-7][A-F])(?!\d)|{_UTF8})+|(?<=[A-Za-z])=[DEF]{_HEX}(?=[a-z])|=\r?\n"
_PERCENT = "(?:%[0-9A-Fa-f]{2})+"
_WORD = r"=\?(?P<charset>[\w.-]{2,20})(?:\*[\w-]{1,20})?\?(?P<form>[BbQq])\?(?P<content>[^?\s]{1,500})\?="
# a character beyond the first 65,536 is a pair; the backslash is doubled in JSON within JSON
_PAIR = r"\\{1,2}u[dD][89abAB][0-9A-Fa-f]{2}\\{1,2}u[dD][c-fC-F][0-9A-Fa-f]{2}"
_ESCAPE = rf"{_PAIR}|\\{{1,2}}u(?![dD][89a-fA-F])[0-9A-Fa-f]{{4}}"
# signs of XML itself stand in no value
_REFERENCE = r"&(?!(?:amp|lt|gt|quot);)(?:[A-Za-z]{2,8}|#\d{2,7}|#[Xx][0-9A-Fa-f]{2,6});"
_ENCODED = re.compile(rf"{_WORD}|{_PERCENT}|{_QUOTED}|(?P<escape>{_ESCAPE})|(?P<reference>{_REFERENCE})", re.ASCII)
_BYTE = re.compile(b"=([0-9A-Fa-f]{2})")
_CHARSETS = re.compile(
    r"utf-?8|us-ascii|(?:iso-?8859|windows)-\d{1,4}|cp\d{3,4}|latin-?1|koi8-[ru]|gb(?:2312|k|18030)|big5|euc-(?:kr|jp)|"
    r"shift_jis|iso-2022-jp",
    re.IGNORECASE,
)
_CODE_LENGTH = 3
# a character, where its code begins, and where it ends
_Meant = tuple[str, int, int]


@dataclass(frozen=True, slots=True)
class Code:
    """A code in a text.

    Attributes:
        start: where it begins.
        end: where it ends.
        is_telling: it stands for letters or digits, or is an encoded word.
    """

    start: int
    end: int
    is_telling: bool


@dataclass(frozen=True, slots=True)
class Decoded:
    """The second reading of a text.

    Attributes:
        reading: the text as it is meant.
        codes: what was decoded, in order.
    """

    reading: Reading
    codes: Sequence[Code]

    def placed(self, span: Span) -> Span | None:
        """Return a finding at its place in the text as it is; None if no code is in it or beside it."""
        start, end = self.reading.original(span.start, span.end)
        first = bisect_left(self.codes, start, key=lambda code: code.end)
        if first == len(self.codes) or self.codes[first].start > end:
            return None
        return replace(span, start=start, end=end)

    def fitted(self, span: Span, placed: Sequence[Span]) -> Span | None:
        """Return a finding of the first reading with whole codes at its edges, without those of blanks and signs.

        None for what a model made of the rest of a code, if the second reading knows it better.

        Args:
            span: the finding.
            placed: findings of the second reading.
        """
        first, last = self._around(span.start), self._around(span.end)
        if first is None and last is None:
            return span
        if span.recognizer in MODELS and any(span.start < other.end and other.start < span.end for other in placed):
            return None
        start = span.start if first is None else first.start if first.is_telling else first.end
        end = span.end if last is None else last.end if last.is_telling else last.start
        return replace(span, start=start, end=end) if start < end else None

    def _around(self, offset: int) -> Code | None:
        """Return the code in the middle of which an offset is."""
        place = bisect_right(self.codes, offset, key=lambda code: code.end)
        return self.codes[place] if place < len(self.codes) and self.codes[place].start < offset else None


def decode(text: str) -> Decoded | None:
    """Return the second reading of a text; None if it holds no code."""
    if "=" not in text and "%" not in text and "\\" not in text and "&" not in text:
        return None
    pieces: list[str] = []
    origins = Origins()
    codes: list[Code] = []
    position = length = 0
    is_behind_word = False
    for match in _ENCODED.finditer(text):
        is_word = match["form"] is not None
        meant = _meant(match)
        if meant is None:
            continue
        between = text[position : match.start()]
        # blanks between two encoded words are not meant (RFC 2047, section 6.2)
        if between and not (is_word and is_behind_word and between.isspace()):
            pieces.append(between)
            origins.add(length, position)
            length += len(between)
        for character, start, end in meant:
            pieces.append(character)
            origins.add(length, start, end)
            length += len(character)
        codes.append(Code(*match.span(), is_word or any(character.isalnum() for character, _, _ in meant)))
        position, is_behind_word = match.end(), is_word
    if not codes:
        return None
    if position < len(text):
        pieces.append(text[position:])
        origins.add(length, position)
    return Decoded(Reading("".join(pieces), origins), codes)


def decoded_value(value: str) -> str:
    """Return a value as it is meant."""
    decoded = decode(value)
    return value if decoded is None else decoded.reading.text


def encoded_like(value: str, like: str) -> str:
    """Return a value with its blanks and @ encoded as they are in another one; not as an encoded word."""
    for code in ("%20", "=20", "%40", "=40"):
        if code in like and not like.startswith("=?"):
            value = value.replace(chr(int(code[1:], 16)), code)
    return value


def with_decoded(
    texts: Sequence[str], found: list[list[Span]], search: Callable[[list[str]], Sequence[Sequence[Span]]]
) -> list[list[Span]]:
    """Add what the second readings of texts show to what was found in them.

    Args:
        texts: as they are.
        found: findings in each.
        search: returns the findings in other texts.
    """
    read = {index: decoded for index, text in enumerate(texts) if (decoded := decode(text)) is not None}
    if not read:
        return found
    more = search([decoded.reading.text for decoded in read.values()])
    found = list(found)
    for (index, decoded), spans in zip(read.items(), more, strict=True):
        placed = [span for span in map(decoded.placed, spans) if span is not None]
        found[index] = [*(span for span in (decoded.fitted(span, placed) for span in found[index]) if span), *placed]
    return found


def _meant(match: re.Match[str]) -> list[_Meant] | None:
    """Return the characters that a code stands for, each at its place; None if it is none."""
    if match["form"] is not None:
        return _word(match)
    if match["escape"] is not None:
        unit = match[0].replace("\\", "").replace("u", "")
        return [(bytes.fromhex(unit).decode("utf-16-be"), *match.span())]
    if match["reference"] is not None:
        character = html.unescape(match[0])
        return [(character, *match.span())] if len(character) == 1 else None
    return _codes(match)


def _codes(match: re.Match[str]) -> list[_Meant] | None:
    """Return the characters that codes of bytes stand for, each at its codes; None if they are no text."""
    if match[0].isspace() or match[0][1:].isspace():
        return []
    data = bytes.fromhex(match[0].replace(match[0][0], ""))
    try:
        characters, charset = data.decode(), "utf-8"
    except UnicodeDecodeError:
        characters, charset = data.decode("latin-1"), "latin-1"
    meant: list[_Meant] = []
    position = match.start()
    for character in characters:
        end = position + _CODE_LENGTH * len(character.encode(charset))
        meant.append((character, position, end))
        position = end
    return meant if all(c.isprintable() or c.isspace() for c in characters) else None


def _word(match: re.Match[str]) -> list[_Meant] | None:
    """Return the characters of an encoded word, each at the whole word; None if it cannot be read."""
    if not _CHARSETS.fullmatch(match["charset"]):
        return None
    content = match["content"].encode("ascii", "replace")
    try:
        if match["form"] in "Bb":
            data = binascii.a2b_base64(content + b"=" * (-len(content) % 4))
        else:
            data = _BYTE.sub(lambda code: bytes.fromhex(code[1].decode()), content.replace(b"_", b" "))
        characters = data.decode(match["charset"], "replace")
    except (binascii.Error, LookupError):
        return None
    return [(character, *match.span()) for character in characters]
