"""Cells with more than one phone number: several of them, an extension, an international prefix."""

import re

from ..keyed import KeyedChoice
from ..recognizers.checks import digits_of
from .generator import Generator

_FEWEST = 7  # digits of a number that stands for itself; fewer are an area code or an extension
_BETWEEN = re.compile(r"(\s*[,;/|、，；\n]\s*|\s+(?:or|and|und|oder|o|y|ou|et|e|lub|of|en|&|-|–)\s+)", re.IGNORECASE)
_EXTENSION = re.compile(
    r"[\s,;]*(?:\b(?:ext(?:ension|n)?|extn|durchwahl|dw|poste|anexo|interno|int|x)|(?<=\d)x|#|分机|转)[\s.:=#]*(?P<number>\d{1,10})"
    r"(?!\d)",
    re.IGNORECASE,
)
_PREFIX = re.compile(r"\s*\(?(?:00|011)(?=[\s./-]*[1-9])")


def each_number(make: Generator) -> Generator:
    """Return the generator that makes each number of a cell by `make`, as if it stood alone.

    So a number comes out the same with and without an extension, an international prefix or another one beside it.
    """

    def generate(choice: KeyedChoice, value: str, locale: str) -> str:
        def one(text: str) -> str:
            extension = _EXTENSION.search(text)
            if extension is not None and len(digits_of(text[: extension.start()])) >= _FEWEST:
                number, start, end = text[: extension.start()], *extension.span("number")
                known = f"{digits_of(number)[-10:]} {text[start:end]}"
                drawn = choice.draw("PHONE_NUMBER", known).digits(end - start)
                behind = text[end:]
                rest = generate(choice, behind, locale) if digits_of(behind) else behind
                return f"{one(number)}{text[extension.start() : start]}{drawn}{rest}"
            prefix = _PREFIX.match(text)
            if prefix is not None and len(digits_of(text[prefix.end() :])) > _FEWEST:
                return prefix[0] + make(choice, f"+{text[prefix.end() :]}", locale)[1:]
            return make(choice, text, locale)

        return "".join(one(part) if number % 2 == 0 else part for number, part in enumerate(split_numbers(value)))

    return generate


def split_numbers(value: str) -> list[str]:
    """Return the numbers of a cell and, at odd places, what stands between them.

    Example:
        >>> split_numbers("030/901820, 0171 1234567 ext. 5")
        ['030/901820', ', ', '0171 1234567 ext. 5']
    """
    first, *others = _BETWEEN.split(value)
    parts = [first]
    for between, part in zip(others[::2], others[1::2], strict=True):
        if min(len(digits_of(parts[-1])), len(digits_of(part))) >= _FEWEST:
            parts += [between, part]
        else:
            parts[-1] += between + part
    return parts


def has_prefix(value: str) -> bool:
    """True for a number behind an international prefix, 00 or 011."""
    return _PREFIX.match(value) is not None


def is_one_number(layout: str) -> bool:
    """True for a value, or its layout, that `each_number` hands on as it is."""
    return len(split_numbers(layout)) == 1 and _EXTENSION.search(layout) is None
