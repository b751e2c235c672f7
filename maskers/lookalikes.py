"""Letters that look like others: a word that mixes scripts is read as a reader sees it.

The pairs are those of Unicode's confusables (UTS #39) that fonts draw alike, of the scripts that spoofed names and
addresses are written with. Words of one script stay what they are: `Роса` is Russian, unless all that surrounds it is
Latin.
"""

import re
import unicodedata

# letters without a plain form by NFKC, each beside the Latin letter that it looks like
_PAIRS = (
    # Cyrillic
    "аa еe оo рp сc уy хx ѕs іi јj һh ԁd ԛq ԝw ѵv ӏl ҽe ԍg үy ӕæ ɑa АA ВB ЕE КK МM НH ОO РP СC ТT УY ХX ЅS ІI ЈJ ҺH "
    "ԌG ԜW ԚQ ӀI ѴV ҮY "
    # Greek
    "αa οo νv ρp ιi κk υu γy χx τt ϲc ϳj εe ηn ωw σo ΑA ΒB ΕE ΖZ ΗH ΙI ΚK ΜM ΝN ΟO ΡP ΤT ΥY ΧX ϹC ͿJ "
    # Armenian
    "օo սu հh ոn ցg զq յj ՕO ՍU ՏS "
    # Cherokee
    "ᎪA ᏴB ᏟC ᎠD ᎬE ᏀG ᎻH ᎫJ ᏦK ᏞL ᎷM ᏢP ᏒR ᏚS ᎢT ᏙV ᎳW ᏃZ ᎥI"
)
_LATIN = {ord(pair[0]): pair[1] for pair in _PAIRS.split()}
# the other way round, by letters of today's languages; of several that look like a Latin one, the first
_NATIVE = {
    script: {ord(latin): chr(code) for code, latin in reversed(_LATIN.items()) if first <= code < end}
    for script, first, end in (("CYRILLIC", 0x400, 0x460), ("GREEK", 0x370, 0x400))
}
LOOKALIKES = "".join(map(chr, _LATIN))
_WORD = re.compile(r"[^\W\d_]+")
_HAS_LATIN = re.compile("[A-Za-z]")
# letters of the same scripts that look like no Latin one
_GENUINE = re.compile(rf"(?![{LOOKALIKES}])[\u0370-\u052f\u0531-\u058f\u13a0-\u13ff]")
# between letters of two scripts in one word
_BORDER = re.compile(r"[A-Za-z][\u0370-\u058f\u13a0-\u13ff]|[\u0370-\u058f\u13a0-\u13ff][A-Za-z]")
_ADDRESS = re.compile(r"[@:/]|\w\.\w")
_LINE = re.compile(r"[^\n\r]+")
_TOKEN = re.compile(r"\S+")
_SUSPECT = re.compile(f"[{LOOKALIKES}]")
# letters among the digits of one number
_DIGITS = str.maketrans("ОоΟοՕօІӀӏΙι", "00000011111")
_NUMBER = re.compile(r"(?<![^\W_])[0-9ОоΟοՕօІӀӏΙι](?:[ -]?[0-9ОоΟοՕօІӀӏΙι]){8,63}+(?![^\W_])")


def twin(text: str) -> str | None:
    """Return how a text would be written with the letters of another script that look the same; None if with none.

    >>> twin("Pope") == "Роре", twin("Роре"), twin("Smith")
    (True, 'Pope', None)
    """
    table = _NATIVE["CYRILLIC"] if text.isascii() else _LATIN
    changed = text.translate(table)
    pairs = zip(text, changed, strict=True)
    return changed if changed and all(a != b or not a.isalpha() for a, b in pairs) and changed != text else None


def has_lookalikes(text: str) -> bool:
    """True if a text holds letters of other scripts that look like Latin ones."""
    return _SUSPECT.search(text) is not None


def as_seen(text: str) -> str:
    """Return a text of the same length in which words of look-alikes are written in one script."""
    if not has_lookalikes(text):
        return text
    return _LINE.sub(_line, _NUMBER.sub(_number, text))


def _number(match: re.Match[str]) -> str:
    digits = sum(map(str.isdecimal, match[0]))
    return match[0].translate(_DIGITS) if 3 * digits > 2 * sum(map(str.isalnum, match[0])) else match[0]


def _line(match: re.Match[str]) -> str:
    line = match[0]
    if _SUSPECT.search(line) is None or _HAS_LATIN.search(line) is None:
        return line
    if _GENUINE.search(line) is None:
        # nothing in the line tells that another script than Latin was meant
        return _WORD.sub(lambda word: word[0].translate(_LATIN) if len(word[0]) > 1 else word[0], line)
    is_worth_it = _BORDER.search(line) is not None or _ADDRESS.search(line) is not None
    return _TOKEN.sub(_token, line) if is_worth_it else line


def _token(match: re.Match[str]) -> str:
    token = match[0]
    if token.isascii() or _SUSPECT.search(token) is None or _HAS_LATIN.search(token) is None:
        return token
    is_address = _ADDRESS.search(token) is not None
    return _WORD.sub(lambda word: _word(word[0], is_address), token)


def _word(word: str, is_address: bool) -> str:
    if word.isascii() or _SUSPECT.search(word) is None:
        return word
    is_mixed = _HAS_LATIN.search(word) is not None
    # one script throughout is what it is, but for a label among Latin ones
    if is_mixed and not is_address:
        for script, table in _NATIVE.items():
            native = word.translate(table)
            if all(unicodedata.name(letter, "").startswith(script) for letter in native):
                return native
    return word.translate(_LATIN) if (is_mixed or is_address) and _GENUINE.search(word) is None else word
