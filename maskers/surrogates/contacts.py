"""E-mail addresses, user names and web addresses. All hosts are reserved for documentation (RFC 2606)."""

import re
from functools import lru_cache

from ..keyed import Draw, KeyedChoice, normalise
from ..remembered import Remembered
from ..spelling import bare
from .persons import person

_HOSTS = ("example.com", "example.org", "example.net")
_SCHEME = re.compile(r"(?:https?|ftp)://", re.IGNORECASE)
_PARTS = re.compile("[A-Za-z]+|[0-9]+")
_REFUSED = re.compile("[^a-z0-9._-]+")
_ZEROS = re.compile("0+")
# names in handles, whatever the locale: they are ASCII
_LOCALE = "en_US"
LONGEST_NAME = 48
MOST_DIGITS = 12
# of the number behind a name
SERIAL = 10_000
_CHOICES = 16
_REMEMBERED = 50_000


def email(choice: KeyedChoice, value: str, locale: str) -> str:
    """Return an address whose name part follows the surrogate of the name in it.

    Four keyed digits keep addresses apart whose names collide. An address from a URL keeps its `%40`.
    """
    known = normalise(value).replace("%40", "@")
    draw = choice.draw("EMAIL_ADDRESS", known)
    name = _name_like(choice, draw, known.partition("@")[0])
    host = hosts_of(choice)[known.rpartition("@")[2]]
    at = "%40" if "%40" in value else "@"
    return f"{name}{draw.below(SERIAL):04d}{at}{host}"


def username(choice: KeyedChoice, value: str, locale: str) -> str:
    """Return a handle; a leading @ stays."""
    name = normalise(value).removeprefix("@")
    draw = choice.draw("USERNAME", name)
    prefix = "@" if value.strip().startswith("@") else ""
    return prefix + _name_like(choice, draw, name) + draw.digits(5)


def url(choice: KeyedChoice, value: str, locale: str) -> str:
    """Return a web address with the original's scheme."""
    draw = choice.draw("URL", normalise(value))
    scheme = _SCHEME.match(value.strip())
    return f"{scheme[0] if scheme else ''}www.{draw.pick(_HOSTS)}/{draw.below(1 << 40):010x}"


def _name_like(choice: KeyedChoice, draw: Draw, text: str) -> str:
    """Replace the words of a handle by name surrogates and its digits by digits; ASCII only."""
    if not text.isascii():
        text = bare(text)
        if not text.isascii():
            return "user"
    handles = handles_of(choice)

    def part(match: re.Match[str]) -> str:
        found = match[0]
        return draw.digits(min(len(found), MOST_DIGITS)) if found[0].isdecimal() else handles[found]

    return _REFUSED.sub("", _PARTS.sub(part, text))[:LONGEST_NAME] or "user"


@lru_cache(maxsize=_CHOICES)
def hosts_of(choice: KeyedChoice) -> Remembered:
    """Return what becomes of hosts."""
    return Remembered(lambda host: choice.draw("HOST", host).pick(_HOSTS), limit=_REMEMBERED)


@lru_cache(maxsize=_CHOICES)
def handles_of(choice: KeyedChoice) -> Remembered:
    """Return what becomes of the parts of handles.

    Words become names. What has no letters stays, but of the zeros in it, which stand for digits, one is left.
    """

    def make(part: str) -> str:
        if not part.isalpha():
            return _ZEROS.sub("0", part)
        return _REFUSED.sub("", bare(person(choice, part, _LOCALE).lower()).replace("'", ""))

    return Remembered(make, limit=_REMEMBERED)
