"""Phone numbers, looked for around runs of digits only.

`phonenumbers` (Google's libphonenumber) decides what is a number. Its own matcher walks the whole text several times;
here a cheap expression picks the candidates first, and each is parsed once.
"""

import re
from collections.abc import Iterator
from functools import lru_cache

from ..lazy_patterns import lazily
from ..spans import Span
from .clues import Clues
from .plain_numbers import is_log_time

_CANDIDATE = lazily(
    r"(?<![A-Za-z0-9_$€£¥-])(?<!\d[.,/])(?:\+|00)?\(?\d(?:[ ().\-/]{0,3}\d){6,14}"
    r"(?!\d|[-/.]\d|(?!x\d{1,6}\b)[A-Za-z0-9_])"
)
# what may follow a number and belongs to it, in some languages; pauses of dialling are commas
_EXTENSION = lazily(
    r"(?:[ ,;/(-]{0,3}(?:"
    r"(?P<word>\b(?:extension|ext|extn|durchwahl|apparat|anexo|ramal|toestel|доб|добавочный|内線|内线|分机|내선)\b)[.:]?|"
    r"\b(?:dw|app|poste|interno|int|wew|вн|转)\b[.:]?|(?<![^\W\d_])x|#)[ .:#-]{0,2}\d{1,6}\)?|"
    r",{1,4}\d{1,6}#|,{2,4}\d{1,6}#?)(?![\d\w]|[.,]\d)",
    re.IGNORECASE,
)
# words before a number that say what it is
_ANNOUNCED = lazily(
    r"(?:\b(?:phone|telephone|tel|mobile|cell|fax|call(?:s|ed|ing|back)?|dial(?:l?ed)?|ring|whatsapp|texted|sms|"
    r"number shown|reach(?:ed|able)? (?:me|us|him|her|them)|(?<!-)contact number)\b[^\d\n]{0,24}|\b(?:on|at) |"
    r"(?:电话|手机|致电|拨打|来电|传真|座机)[^\d\n。；]{0,8})$",
    re.IGNORECASE,
)
# words before a number that make it a thing's
_PRODUCT = lazily(
    r"\b(?:part|sku|item|model|serial|article|product|version|build|ean|upc|isbn|gtin|asin|batch|lot|firmware)s?"
    r"(?: (?:no|nr|number|code|id))?[ .:#=-]{0,3}$",
    re.IGNORECASE,
)
# dots in the middle of the line between groups
_DOTS = lazily(r"(?<=\d)[•·](?=\d)")
_ANNOUNCEMENT = 40
# fewer bare digits after "on" or "call" may count anything
_FEWEST_ANNOUNCED = 9
_CN_MOBILE = lazily(r"(?<![\dA-Za-z])(?:\+?86[- ]?)?1[3-9]\d[- ]?\d{4}[- ]?\d{4}(?!\d)")
_FEWEST_DIGITS, _CN_MOBILE_DIGITS = 7, 11
# decimal fractions, numbers of cases (36110/97), dates, and the layouts of US social security numbers and of ZIP+4
_NO_PHONE = lazily(
    r"\d{1,2}\.\d+$|\d{3,6}/\d{2}$|\d+\.(?:\d{1,2}|\d{8,})$|"
    r"\d{4}([-/. ])\d{1,2}\1\d{1,2}(?:\D|$)|\d{1,2}([-/. ])\d{1,2}\2\d{4}(?:\D|$)|\d{3}-\d{2}-\d{4}$|\d{5}-\d{4}$"
)
# three groups of ten digits: how numbers of North America are written, fictional ones included
_NANP = lazily(r"(?:\+?1[ .-]?)?(?:\(\d{3}\) ?|\d{3}[ .-])\d{3}[ .-]\d{4}")
# the same beside another number
_NANP_BESIDE = lazily(r"(?<![\d.-])(?:\(\d{3}\) ?|\d{3}[.-])\d{3}[.-]\d{4}(?!\d|[-/.]\d)")
_LAST_GROUP = lazily(r"[ ().\-/]+\d+$")
# the countries that Presidio's phone recognizer supports by default
_REGIONS = ("US", "GB", "DE", "FR", "IL", "IN", "CA", "BR")
_NAME = "phone"
_ANNOUNCED_SCORE = 0.7
_NANP_SCORE = 0.85


def find_phones(clues: Clues, *, region: str) -> Iterator[Span]:
    """Yield the phone numbers in a text.

    Args:
        clues: the text and where numbers are in it.
        region: ISO 3166 country of numbers without a country code.
    """
    if "•" in clues.text or "·" in clues.text:
        clues = Clues(_DOTS.sub(".", clues.text))
    for match in _matches(_CN_MOBILE, clues, _CN_MOBILE_DIGITS):
        yield Span(match.start(), match.end(), "PHONE_NUMBER", 0.9, _NAME)
    text = clues.text
    for match in _matches(_CANDIDATE, clues, _FEWEST_DIGITS):
        score = phone_score(match[0], region)
        if is_log_time(text, match.start(), match.end()):
            continue
        if score < _ANNOUNCED_SCORE:
            before = max(0, match.start() - _ANNOUNCEMENT)
            if _is_announced(text, match):
                score = _ANNOUNCED_SCORE
            elif _PRODUCT.search(text, before, match.start()) is not None:
                continue
        extension = _EXTENSION.match(text, match.end())
        if extension is not None and not score and extension["word"] is not None and not _NO_PHONE.match(match[0]):
            score = _ANNOUNCED_SCORE
        if score:
            end = match.end() if extension is None else extension.end()
            yield Span(match.start(), end, "PHONE_NUMBER", score, _NAME)
        else:
            yield from _beside_others(text, match, region)


def _beside_others(text: str, match: re.Match[str], region: str) -> Iterator[Span]:
    """Yield the numbers of telling layout in a candidate that only another number beside it spoils."""
    for inner in _NANP_BESIDE.finditer(text, *match.span()):
        yield Span(inner.start(), inner.end(), "PHONE_NUMBER", _NANP_SCORE, _NAME)
    if match[0].startswith("+"):
        number = match[0]
        while (last := _LAST_GROUP.search(number)) is not None:
            number = number[: last.start()]
            if score := phone_score(number, region):
                yield Span(match.start(), match.start() + len(number), "PHONE_NUMBER", score, _NAME)
                return


def _matches(regex: re.Pattern[str], clues: Clues, fewest: int) -> Iterator[re.Match[str]]:
    """Yield the matches around numbers of so many digits; at most `+(` stands before a number's first digit."""
    for start, end in clues.numbers:
        if end - start >= fewest:
            yield from regex.finditer(clues.text, max(0, start - 2), end + 2)


def _is_announced(text: str, match: re.Match[str]) -> bool:
    """True if the words before a number make it a phone number, valid or not."""
    digits = sum(map(str.isdecimal, match[0]))
    if digits < _FEWEST_ANNOUNCED or _NO_PHONE.match(match[0]) is not None:
        return False
    return _ANNOUNCED.search(text, max(0, match.start() - _ANNOUNCEMENT), match.start()) is not None


@lru_cache(maxsize=65536)
def phone_score(candidate: str, region: str) -> float:
    """Return how surely a text is a phone number; 0 if it is not one.

    A number with separators or a country code scores higher than bare digits, which may count anything.
    """
    from phonenumbers import NumberParseException, is_possible_number, is_valid_number, parse

    if _NO_PHONE.match(candidate):
        return 0.0
    if _NANP.fullmatch(candidate):
        return _NANP_SCORE
    bare = candidate.isdigit()
    # bare digits count only at home; then "86 138 ..." written without a plus sign, then other countries' formats
    readings: list[tuple[str, str | None]] = [(candidate, region), ("+" + candidate.lstrip("+0"), None)]
    if not bare:
        readings += [(candidate, country) for country in _REGIONS if country != region]
    for text, country in readings:
        try:
            number = parse(text, country)
        except NumberParseException:
            continue
        if is_valid_number(number):
            return 0.45 if bare else 0.85 if country in (region, None) else 0.6
        if is_possible_number(number) and candidate.startswith(("+", "(")):
            return 0.75
    return 0.0
