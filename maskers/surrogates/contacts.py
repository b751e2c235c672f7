"""E-mail addresses, user names and web addresses. All hosts are reserved for documentation (RFC 2606)."""

import re
from functools import lru_cache

from ..keyed import Draw, KeyedChoice, normalise
from ..spelling import bare
from .persons import person

_HOSTS = ("example.com", "example.org", "example.net")
_SCHEME = re.compile(r"(?:https?|ftp)://", re.IGNORECASE)
_PARTS = re.compile("[A-Za-z]+|[0-9]+")
_REFUSED = re.compile("[^a-z0-9._-]+")
_CACHED = 50_000


def email(choice: KeyedChoice, value: str, locale: str) -> str:
    """Return an address whose name part follows the surrogate of the name in it.

    Four keyed digits keep addresses apart whose names collide. An address from a URL keeps its `%40`.
    """
    known = normalise(value).replace("%40", "@")
    draw = choice.draw("EMAIL_ADDRESS", known)
    name = _name_like(choice, draw, known.partition("@")[0], "en_US")
    host = _host(choice, known.rpartition("@")[2])
    at = "%40" if "%40" in value else "@"
    return f"{name}{draw.digits(4)}{at}{host}"


@lru_cache(maxsize=_CACHED)
def _host(choice: KeyedChoice, host: str) -> str:
    return choice.draw("HOST", host).pick(_HOSTS)


def username(choice: KeyedChoice, value: str, locale: str) -> str:
    """Return a handle; a leading @ stays."""
    name = normalise(value).removeprefix("@")
    draw = choice.draw("USERNAME", name)
    prefix = "@" if value.strip().startswith("@") else ""
    return prefix + _name_like(choice, draw, name, "en_US") + draw.digits(5)


def url(choice: KeyedChoice, value: str, locale: str) -> str:
    """Return a web address with the original's scheme."""
    draw = choice.draw("URL", normalise(value))
    scheme = _SCHEME.match(value.strip())
    return f"{scheme[0] if scheme else ''}www.{draw.pick(_HOSTS)}/{draw.below(1 << 40):010x}"


def _name_like(choice: KeyedChoice, draw: Draw, text: str, locale: str) -> str:
    """Replace the words of a handle by name surrogates and its digits by digits; ASCII only."""
    if not text.isascii():
        text = bare(text)
        if not text.isascii():
            return "user"

    def part(match: re.Match[str]) -> str:
        found = match[0]
        return draw.digits(min(len(found), 12)) if found[0].isdecimal() else _handle_word(choice, found, locale)

    return _REFUSED.sub("", _PARTS.sub(part, text))[:48] or "user"


@lru_cache(maxsize=_CACHED)
def _handle_word(choice: KeyedChoice, word: str, locale: str) -> str:
    return bare(person(choice, word, locale).lower()).replace("'", "")
