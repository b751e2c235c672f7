"""What the key of a field names, in the vocabulary of column headers."""

import re
from dataclasses import dataclass
from functools import cache, lru_cache

from ..header_languages import WHOLE_HEADERS
from ..header_tables import DIRECT, QUASI, ROLES, THINGS, WEAK, WEAK_NUMBERS, WEAK_PEOPLE, WEAK_PHRASES
from ..headers import header_words, read_header

# words that headers of requests put before what they name: "X-Forwarded-User"
_LEADS = frozenset("x http forwarded remote auth authenticated original real".split())
# keys of names of whatever there is
_GENERIC = frozenset(
    "name names nom nombre nome nimi navn namn naam nama nume ime meno jmeno isim 이름 名前 имя име".split()
)
# keys of cards for contacts (RFC 6350) and of certificates (RFC 4519)
_OTHERS = {"fn": ("PERSON", True), "bday": ("DATE_OF_BIRTH", True), "cn": ("PERSON", False), "given": ("PERSON", True)}
_OTHERS |= {"family": ("PERSON", True)}
_LONGEST = 40
_SHORTEST_GLUED = 4
_WORD = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])|\d+")
_CACHED = 5_000


@cache
def _vocabulary() -> frozenset[str]:
    phrases = [
        *(phrase for phrase, _, _ in DIRECT),
        *WEAK,
        *WEAK_PEOPLE,
        *WEAK_PHRASES,
        *QUASI,
        *WHOLE_HEADERS,
        *_OTHERS,
    ]
    return frozenset(word for phrase in phrases for word in phrase.split())


def _may_name(key: str) -> bool:
    """A cheap test, since words before colons are many: a key holds a word of headers, or may be glued together."""
    words = _WORD.findall(key)
    if not key.isascii() or (len(words) == 1 and len(key) > _SHORTEST_GLUED):
        return True
    return not _vocabulary().isdisjoint(map(str.lower, words))


@dataclass(frozen=True, slots=True)
class Key:
    """What a key names.

    Attributes:
        entity_type: of its value.
        is_strong: it names just that; otherwise the value must look like it.
        is_sure: of a person's name: it can be nobody's but a person's.
    """

    entity_type: str
    is_strong: bool
    is_sure: bool

    @property
    def names_anything(self) -> bool:
        """True for a name, which may be that of a thing."""
        return self.entity_type == "PERSON" and self.is_strong and not self.is_sure


@lru_cache(maxsize=_CACHED)
def key_of(key: str) -> Key | None:
    """Return what a key names; None for what identifies nobody.

    >>> key_of("lastName"), key_of("product_name"), key_of("request_id")
    (Key(entity_type='PERSON', is_strong=True, is_sure=True), None, None)
    """
    if len(key) > _LONGEST or not _may_name(key):
        return None
    words = header_words(key) or [key.casefold()]
    if len(words) == 1 and words[0] in _OTHERS:
        entity_type, is_strong = _OTHERS[words[0]]
        return Key(entity_type, is_strong, is_sure=words[0] == "fn")
    hint = read_header(key)
    if hint is None and len(words) > 1 and words[0] in _LEADS:
        while len(words) > 1 and words[0] in _LEADS:
            words = words[1:]
        hint = read_header(" ".join(words))
        return Key(hint.entity_type, True, False) if hint is not None and hint.role == "direct" else None
    if hint is None or hint.role not in ("direct", "quasi"):
        return None
    # in a column all cells together show what they are, a value in a text shows less
    if hint.strength == "weak" and words[-1] in WEAK_NUMBERS:
        return None
    # a number of requests, sessions or rows is nobody's
    if hint.entity_type == "ID" and ROLES.isdisjoint(words[:-1]):
        return None
    if hint.entity_type == "PERSON" and words[-1] in ("name", "names") and not THINGS.isdisjoint(words[:-1]):
        return None
    is_strong = hint.strength == "strong"
    return Key(hint.entity_type, is_strong, is_strong and not (len(words) == 1 and words[0] in _GENERIC))
