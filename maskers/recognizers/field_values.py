"""Whether the value of a field is what its key names."""

import re
from collections.abc import Callable

from ..full_names import name_evidence, part_evidence
from ..lazy_patterns import lazily
from ..spelling import bare
from ..words import is_han, is_known_name, surname_lexicon
from .field_keys import Key
from .kinds.people import SYSTEM_USERS, is_user_name
from .misspelt import is_common

_NAME = lazily(r"[^\W\d_][^\W\d_'’.-]*(?:[ '’.,_+-]{1,2}[^\W\d_]+){0,5}\.?")
_JOINED = lazily(r"[_+]|(?<=[^\W\d_]{2})\.(?=[^\W\d_])")
_LONGEST_NAME = 60
_LONGEST_HAN = 8
_SHORTEST_USER = 5
_WORD = lazily(r"[^\W\d_]+")
_USER = lazily(r"@?[^\W_][\w.@-]{1,63}")
_PHONE = lazily(r"(?!\d+\.\d{1,2}\Z)[+(]?\d[\d\s()./+-]{3,28}(?:\s?(?:x|ext\.?)\s?\d{1,6})?")
_DATE = lazily(
    r"\d{1,4}[-/. ,]{1,2}(?:\d{1,2}|[^\W\d_]{3,9})\.?[-/. ,]{1,2}\d{1,4}(?:[T ][\d:.Z+]{4,20})?|\d{8}|\d{6}|"
    r"\d{1,2}[A-Za-z]{3}\d{2,4}|[^\W\d_]{3,9}\.? \d{1,2},? \d{4}|\d{4}年\d{1,2}月\d{1,2}日"
)
_NUMBER = lazily(r"(?!\d{4}-\d\d-\d\d\Z)(?=(?:[^\d]*\d){4})[A-Za-z0-9][A-Za-z0-9 ./*-]{3,33}")
_ADDRESS = lazily(r"(?=.*[^\W\d_]{3})(?!.*(?:://|@|\d{1,3}\.\d{1,3}\.\d{1,3}\.)|0x)[^<>{}\n]{5,120}")
_COORDINATE = lazily(r"-?\d{1,3}\.\d{3,}")
_TOKEN_SIGNS = lazily(r"[\d._-]")
_NOTHING = frozenset(
    """
    null none nil nan na n/a unknown undefined anonymous anon empty missing true false yes no test tbd todo string str
    int integer varchar text value values any all other default required optional redacted hidden masked person name
    unauthorized denied
    """.split()
)


def fits(value: str, key: Key, form: str, *, is_record: bool) -> bool:
    """True if a value is what its key names.

    Args:
        value: as written.
        key: what its key names.
        form: `quoted` (or between tags), `paired` (its name is a value, too), `listed` (next to
            its name), `thing` (below the name of a thing),
            `assigned` (behind an equals sign) or `written` (behind a colon).
        is_record: other fields beside it tell something about a person, too.
    """
    value = value.strip()
    folded = value.casefold()
    if folded in _NOTHING or folded[:1] in ("$", "%", "{", "<", "*", ":"):
        return False
    # people are called Root, Sales and Guest
    if folded in SYSTEM_USERS and not (key.is_sure and _is_capitalised(value)):
        return False
    if key.entity_type == "PERSON":
        return _is_person(value, key, form, is_record)
    if key.entity_type == "USERNAME":
        return _is_user(value, key, form)
    if key.entity_type == "STREET_ADDRESS":
        return _is_address(value, form)
    check = _CHECKS.get(key.entity_type)
    return check is not None and check(value)


def _is_person(value: str, key: Key, form: str, is_record: bool) -> bool:
    if is_han(value):
        return len(value) <= _LONGEST_HAN and not any(map(str.isdigit, value))
    if len(value) > _LONGEST_NAME or not _NAME.fullmatch(value):
        return False
    plain = _JOINED.sub(" ", value)
    words = [bare(word.casefold()) for word in _WORD.findall(plain)]
    part = part_evidence(plain)
    # "Beer" below "name" is a drink
    if (
        name_evidence(plain) is not None
        or part == "given"
        or (part and (key.is_sure or not key.is_strong or is_record))
    ):
        return True
    if all(map(_is_word, words)):
        return key.is_sure and form != "written" and _is_capitalised(value)
    # of a role ("assignee"), words that are names as well as others do
    if not key.is_strong and form != "written" and len(words) == 2 and all(map(is_known_name, words)):
        return True
    is_known = any(map(is_known_name, words))
    if key.is_sure and (form != "written" or is_known or _is_capitalised(value)):
        return True
    # nobody's name is in all lists: a record about a person names one
    if form != "written" and key.is_strong and is_record:
        return True
    return len(words) == 1 and form != "written" and _is_initial_and_surname(words[0])


def _is_capitalised(value: str) -> bool:
    return value.istitle() or value.isupper()


def _is_word(word: str) -> bool:
    return is_common(word) and not is_known_name(word)


def _is_initial_and_surname(word: str) -> bool:
    """True for user names such as "jmiller" and "millerj"."""
    known = surname_lexicon()
    return len(word) >= _SHORTEST_USER and not is_common(word) and (word[1:] in known or word[:-1] in known)


def _is_user(value: str, key: Key, form: str) -> bool:
    if (
        not _USER.fullmatch(value)
        or not is_user_name(value)
        or is_common(bare(value.casefold()))
        or (value.isdecimal() and len(value) < 4)
    ):
        return False
    return form != "written" or key.is_strong or _TOKEN_SIGNS.search(value) is not None


def _has(pattern: re.Pattern[str], least: int = 0) -> Callable[[str], bool]:
    def check(value: str) -> bool:
        return pattern.fullmatch(value) is not None and sum(map(str.isdigit, value)) >= least

    return check


def _is_address(value: str, form: str) -> bool:
    has_digit = any(map(str.isdigit, value))
    if value.isascii() and value.islower() and not has_digit and " " not in value:
        return False  # "localhost"
    return _ADDRESS.fullmatch(value) is not None and ((has_digit and " " in value) or form == "quoted")


_CHECKS: dict[str, Callable[[str], bool]] = {
    "PHONE_NUMBER": _has(_PHONE, 5),
    "DATE_OF_BIRTH": _has(_DATE, 3),
    "US_SSN": _has(_NUMBER, 4),
    "BANK_ACCOUNT": _has(_NUMBER, 5),
    "CREDIT_CARD": _has(_NUMBER, 12),
    "IBAN_CODE": _has(_NUMBER, 10),
    "PASSPORT": _has(_NUMBER),
    "DRIVER_LICENSE": _has(_NUMBER),
    "NATIONAL_ID": _has(_NUMBER, 5),
    "CN_ID_CARD": _has(_NUMBER, 15),
    "UK_NHS": _has(_NUMBER, 9),
    "TAX_ID": _has(_NUMBER, 5),
    "MEDICAL_RECORD": _has(_NUMBER),
    "LICENSE_PLATE": _has(lazily(r"[^\W_][\w -]{3,11}"), 1),
    "ID": _has(_NUMBER),
    "COORDINATE": _has(_COORDINATE),
}
