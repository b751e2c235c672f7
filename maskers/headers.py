"""What a column's header says about its cells, in English and Chinese.

A header is cut into words ("CustomerEmail", "cust_e-mail" → customer, e, mail). Some words speak for themselves
("email", "ssn"); others ("name", "number", "address") only alone or behind a word that names a role ("customer name",
"billing address", but not "product name").
"""

import re
from dataclasses import dataclass
from typing import Literal

from .header_tables import ABOUT, DIRECT, HAN, HAN_ABOUT, HAN_PEOPLE, QUASI, ROLES, TEXT, THINGS_WITH_IDS, WEAK_PEOPLE

Strength = Literal["strong", "weak"]


@dataclass(frozen=True)
class HeaderHint:
    """What a header says.

    Attributes:
        entity_type: of each cell; for `role` "text" it is `TEXT`.
        role: `direct` identifies a person, `quasi` does in combination, `text` holds free text, `other` is known to be
            neither.
        strength: a `weak` hint counts only if the content agrees.
    """

    entity_type: str
    role: Literal["direct", "quasi", "text", "other"]
    strength: Strength = "strong"


_WORD = re.compile(r"[A-Z]+(?=[A-Z][a-z])|[A-Z]?[a-z]+|[A-Z]+|\d+|[\u4e00-\u9fff]+")

HEADER_TYPES = frozenset(
    {entity_type for _, entity_type, _ in DIRECT}
    | set(QUASI.values())
    | {entity_type for _, entity_type, role in HAN if role != "text"}
)


def header_words(header: str) -> list[str]:
    """Cut a header into lower-case words."""
    return [word.lower() for word in _WORD.findall(header)]


def read_header(header: str) -> HeaderHint | None:
    """Return what a header says, or None if it says nothing.

    >>> read_header("CustomerEmail")
    HeaderHint(entity_type='EMAIL_ADDRESS', role='direct', strength='strong')
    >>> read_header("product name") is None
    True
    """
    compact = re.sub(r"[\s_-]", "", header)
    if compact.endswith(HAN_ABOUT):
        return HeaderHint("STATUS", "other")
    if compact in HAN_PEOPLE:
        return HeaderHint("PERSON", "direct", "weak")
    for part, entity_type, role in HAN:
        if part in compact:
            return HeaderHint(entity_type, role)  # type: ignore[arg-type]
    words = header_words(header)
    if not words or (words[-1] in ABOUT and len(words) > 1):
        return HeaderHint("STATUS", "other") if words else None
    return _direct(words) or _quasi(words) or _text(words) or _people(words)


def _direct(words: list[str]) -> HeaderHint | None:
    for phrase, entity_type, needs_role in DIRECT:
        tail = phrase.split()
        if words[-len(tail) :] != tail:
            continue
        front = words[: -len(tail)]
        if needs_role and not ROLES.issuperset(front):
            continue
        if entity_type == "ID" and front and front[-1] in THINGS_WITH_IDS:
            return HeaderHint("CODE", "other")
        return HeaderHint(entity_type, "direct")
    return None


def _quasi(words: list[str]) -> HeaderHint | None:
    for length in (2, 1):
        entity_type = QUASI.get(" ".join(words[-length:]))
        if entity_type:
            return HeaderHint(entity_type, "quasi")
    return None


def _text(words: list[str]) -> HeaderHint | None:
    return HeaderHint("TEXT", "text") if words[-1] in TEXT else None


def _people(words: list[str]) -> HeaderHint | None:
    if words[-1] in WEAK_PEOPLE and ROLES.issuperset(words[:-1]):
        return HeaderHint("PERSON", "direct", "weak")
    return None
