"""What a column's header says about its cells, in English, Chinese and the words of other languages.

A header is cut into words ("CustomerEmail", "cust_e-mail" → customer, e, mail), without accents; words that were glued
together are taken apart ("dateofbirth"). Some words speak for themselves ("email", "ssn"); others ("name", "number",
"address") only alone or behind a word that names a role ("customer name", "billing address", but not "product name").
What is put behind a header or around it ("phone (home)", "email_2", "name of the patient") is taken off before it is
read again.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Literal

from .header_han import HAN, HAN_ABOUT, HAN_PEOPLE
from .header_languages import read_whole
from .header_tables import (
    ABOUT,
    ABOUT_IN_BRACKETS,
    ABOUT_PAIRS,
    CALLERS,
    CONTAINERS,
    DIRECT,
    FILLERS,
    NUMBER_WORDS,
    NUMBERED_TYPES,
    OF,
    QUALIFIERS,
    QUASI,
    QUESTIONS,
    ROLES,
    TEXT,
    THINGS,
    THINGS_WITH_IDS,
    WEAK,
    WEAK_NUMBERS,
    WEAK_PEOPLE,
    WEAK_PHRASES,
)
from .spelling import bare

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
_INITIALS = re.compile(r"\b[A-Za-z](?:\.[A-Za-z])+\b\.?")
_BRACKETS = re.compile(r"\([^()]*\)|\[[^\[\]]*\]|\{[^{}]*\}")
# "date_of_birth_2_yyyy_mm_dd"
_MOST_QUALIFIERS = 5
# shorter words stand in longer ones by chance; two letters only where they end a word ("userid", "phoneno")
_SHORTEST_PART = 3
_SHORT_PARTS = frozenset({"of", "id", "no", "nr"})

HEADER_TYPES = frozenset(
    {entity_type for _, entity_type, _ in DIRECT}
    | set(WEAK.values())
    | set(WEAK_NUMBERS.values())
    | set(QUASI.values())
    | {entity_type for _, entity_type, role in HAN if role not in ("text", "other")}
)


def header_words(header: str) -> list[str]:
    """Cut a header into lower-case words without accents.

    >>> header_words("Téléfono_móvil"), header_words("dateOfBirth"), header_words("D.O.B.")
    (['telefono', 'movil'], ['date', 'of', 'birth'], ['dob'])
    """
    plain = bare(unicodedata.normalize("NFKC", header)).replace("ß", "ss").replace("ẞ", "SS").replace("'", "")
    plain = _INITIALS.sub(lambda match: match[0].replace(".", ""), plain).replace("#", " number ")
    return [part for word in _WORD.findall(plain) for part in _unglued(word.lower())]


def read_header(header: str) -> HeaderHint | None:
    """Return what a header says, or None if it says nothing.

    >>> read_header("CustomerEmail")
    HeaderHint(entity_type='EMAIL_ADDRESS', role='direct', strength='strong')
    >>> read_header("product name") is None
    True
    """
    compact = re.sub(r"[\s_-]", "", unicodedata.normalize("NFKC", header))
    if compact.endswith(HAN_ABOUT):
        return HeaderHint("STATUS", "other")
    if compact in HAN_PEOPLE:
        return HeaderHint("PERSON", "direct", "weak")
    for part, entity_type, role in HAN:
        if part in compact:
            return HeaderHint(entity_type, role)  # type: ignore[arg-type]
    hints = [hint for words in _spelt_out(header) if (hint := _read(words)) is not None]
    hints += [hint for words in _reduced(header) if (hint := _read(words)) is not None and hint.role == "direct"]
    direct = [hint for hint in hints if hint.role == "direct"]
    direct.sort(key=lambda hint: hint.strength == "weak")
    if not direct and (foreign := read_whole(header)) is not None:
        return HeaderHint(foreign, "direct")
    return next(iter(direct or hints), None)


def names_a_thing(header: str) -> bool:
    """True for a header of things that are often called like people: brands, cities, shops."""
    words = header_words(header)
    if words and words[-1] in ("name", "names"):
        words.pop()
    return bool(words) and words[-1] in THINGS


def names_a_caller(header: str) -> bool:
    """True for a header of people who are told by their telephone numbers as well."""
    words = header_words(header)
    return bool(words) and words[-1] in CALLERS


def _read(words: list[str]) -> HeaderHint | None:
    if len(words) > 1 and (words[-1] in ABOUT or " ".join(words[-2:]) in ABOUT_PAIRS):
        return HeaderHint("STATUS", "other")
    return (_direct(words) or _quasi(words) or _text(words) or _weak(words)) if words else None


def _spelt_out(header: str) -> Iterator[list[str]]:
    """Yield the words of a header outside its brackets, and all of them."""
    plain = unicodedata.normalize("NFKC", header)
    inside = {word for text in _BRACKETS.findall(plain) for word in header_words(text)}
    texts = [plain] if inside & ABOUT_IN_BRACKETS else [_BRACKETS.sub(" ", plain), plain]
    for text in dict.fromkeys(texts):
        yield from _with_number(header_words(text))


def _with_number(words: list[str]) -> Iterator[list[str]]:
    yield words
    if words and words[-1] in NUMBER_WORDS:
        yield [*words[:-1], "number"]


def _reduced(header: str) -> Iterator[list[str]]:
    """Yield what is left of a header without the words behind it and before it."""
    alternatives = [header_words(part) for part in header.split("/")] if "/" in header else []
    for words in [*_spelt_out(header), *alternatives]:
        if words and words[0] in QUESTIONS:
            while words and words[0] in QUESTIONS | FILLERS:
                words = words[1:]
        if "as" in words[1:]:
            words = words[: words.index("as", 1)]
        for index, word in enumerate(words[:-1]):
            # a number of people counts them
            if index and word in OF and words[:index] != ["number"]:
                yield words[index + 1 :] + words[:index]
                break
        yield from _with_number(words)
        for _ in range(_MOST_QUALIFIERS):
            if len(words) < 2 or not (words[-1] in QUALIFIERS or words[-1].isdecimal()):
                break
            words = words[:-1]
            yield from _with_number(words)


def _is_role(front: list[str]) -> bool:
    """True for nothing, and for words that name a role, with what holds their fields ("user.profile", "contact.0")."""
    front = [word for word in front if not word.isdecimal()]
    if not ROLES.union(CONTAINERS).issuperset(front):
        return False
    return not front or not CONTAINERS.issuperset(front)


def _direct(words: list[str]) -> HeaderHint | None:
    hint = _identifier(words)
    if hint is None and len(words) > 1 and words[-1] == "number":
        numbered = _identifier(words[:-1])
        return numbered if numbered is not None and numbered.entity_type in NUMBERED_TYPES else None
    return hint


def _identifier(words: list[str]) -> HeaderHint | None:
    for phrase, entity_type, needs_role in DIRECT:
        tail = phrase.split()
        if words[-len(tail) :] != tail:
            continue
        front = words[: -len(tail)]
        if needs_role and not _is_role(front):
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


def _weak(words: list[str]) -> HeaderHint | None:
    entity_type = WEAK.get(words[-1]) or WEAK_NUMBERS.get(words[-1])
    if entity_type is not None and _is_role(words[:-1]):
        return HeaderHint(entity_type, "direct", "weak")
    for length in (3, 2, 1):
        tail = " ".join(words[-length:])
        if (tail in WEAK_PHRASES or tail in WEAK_PEOPLE) and _is_role(words[:-length]):
            return HeaderHint("PERSON", "direct", "weak")
    return None


@cache
def _parts() -> frozenset[str]:
    """Words that headers are glued together from."""
    words = {word for phrase, _, _ in DIRECT for word in phrase.split()} | ROLES
    words -= {"born"}  # "newborn"
    return frozenset(word for word in words if len(word) >= _SHORTEST_PART or word in _SHORT_PARTS)


@lru_cache(maxsize=1000)
def _unglued(word: str) -> tuple[str, ...]:
    """Take a word apart that consists of known words only; the fewest, for "birthdate" is one.

    >>> _unglued("dateofbirth"), _unglued("nomination")
    (('date', 'of', 'birth'), ('nomination',))
    """
    known = _parts()
    best: dict[int, tuple[str, ...]] = {0: ()}
    if word in known or word in ABOUT or word in WEAK_PEOPLE or word in QUASI or word in TEXT or len(word) > 40:
        return (word,)
    for end in range(1, len(word) + 1):
        options = [(*best[start], word[start:end]) for start in best if word[start:end] in known]
        if options:
            best[end] = min(options, key=len)
    return best.get(len(word), (word,))
