"""E-mail addresses, user names and web addresses. All hosts are reserved for documentation (RFC 2606)."""

import re

from ..keyed import Draw, KeyedChoice, normalise
from ..spelling import bare
from .persons import person

_HOSTS = ("example.com", "example.org", "example.net")
_SCHEME = re.compile(r"(?:https?|ftp)://", re.IGNORECASE)
_LETTERS = re.compile(r"[^\W\d_]+")
_DIGITS = re.compile(r"\d+")


def email(choice: KeyedChoice, value: str, locale: str) -> str:
    """Return an address whose name part follows the surrogate of the name in it.

    Four keyed digits keep addresses apart whose names collide. An address from a URL keeps its `%40`.
    """
    known = normalise(value).replace("%40", "@")
    draw = choice.draw("EMAIL_ADDRESS", known)
    name = _name_like(choice, draw, known.partition("@")[0], "en_US")
    host = choice.draw("HOST", known.rpartition("@")[2]).pick(_HOSTS)
    at = "%40" if "%40" in value else "@"
    return f"{name}{draw.digits(4)}{at}{host}"


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
    text = bare(text)
    if not text.isascii():
        return "user"
    words = _LETTERS.sub(lambda match: bare(person(choice, match[0], locale).lower()).replace("'", ""), text)
    words = _DIGITS.sub(lambda match: draw.digits(min(len(match[0]), 12)), words)
    return re.sub(r"[^a-z0-9._-]", "", words)[:48] or "user"
