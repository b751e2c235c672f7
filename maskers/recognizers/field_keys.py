"""What the key of a field names, in the vocabulary of column headers."""

from dataclasses import dataclass
from functools import lru_cache

from ..header_tables import ROLES, THINGS
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
_CACHED = 5_000


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


@lru_cache(maxsize=_CACHED)
def key_of(key: str) -> Key | None:
    """Return what a key names; None for what identifies nobody.

    >>> key_of("lastName"), key_of("product_name"), key_of("request_id")
    (Key(entity_type='PERSON', is_strong=True, is_sure=True), None, None)
    """
    if len(key) > _LONGEST:
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
    # a number of requests, sessions or rows is nobody's
    if hint.entity_type == "ID" and ROLES.isdisjoint(words[:-1]):
        return None
    if not THINGS.isdisjoint(words[:-1]) and hint.entity_type == "PERSON":
        return None
    is_strong = hint.strength == "strong"
    return Key(hint.entity_type, is_strong, is_strong and not (len(words) == 1 and words[0] in _GENERIC))
