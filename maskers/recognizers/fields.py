"""Fields inside a text: `"last_name": "Miller"`, `?lname=Miller`, `<surname>Miller</surname>`, `customer=Miller`.

What a key names is read with the vocabulary of column headers. What it names loosely (`name`, `customer`) counts only
if the value looks like it, so that the name of a product or a server stays.
"""

import re
from collections.abc import Iterator
from functools import lru_cache

from ..header_tables import THINGS
from ..headers import header_words
from ..lazy_patterns import lazily
from ..spans import Span
from .clues import Clues
from .field_keys import Key, key_of
from .field_neighbours import find_neighbours
from .field_pairs import find_pairs
from .field_rows import find_rows
from .field_values import fits

RECOGNIZER = "field"
_SCORE = 0.85
_LONGEST = 200
_CACHED = 5_000
# dots or a line lead to what is written in a printed form
_LEADER = r"(?:\.{4,40}|_{4,40}|…{2,20})(?=\s)"
# the colons of a time of day are none: no key is two digits long
_SIGN = lazily(rf"=[>=]?|:(?!//)(?<![\s:T]\d\d:)(?:=|\s{{0,4}}{_LEADER})?|(?<=\s){_LEADER}")
_SIGN_OR_ARROW = lazily(rf"->|{_SIGN.pattern}")
_SIGNS = ("=", ":", "->", "....", "____", "……")
_BEFORE_SIGN = 64  # characters looked at
_KEY = r"[^\W\d][\w.\-]{0,39}"
# what stands before a sign, in a text that is turned round: so a match begins where the sign does
_WORD_TURNED = r"[\w.\-]{1,40}+(?<=[^\W\d])"
_QUOTED_TURNED = (
    r"(?P<q>[\"'`])\\{0,15}(?P<quoted>[^\"'`\\\n<>]{1,40}+)(?P=q)\\{0,15}|[”“’‘](?P<curled>[^“”‘’\n<>]{1,40}+)[“”‘’]"
)
# one word before an equals sign, up to three before a colon
_KEY_TURNED, _KEYS_TURNED = (
    lazily(rf"\s{{0,8}}+(?:(?P<bare>{_WORD_TURNED}{more})(?![\w.\-\"'])|{_QUOTED_TURNED})")
    for more in ("", rf"(?: {_WORD_TURNED}){{0,2}}")
)
_TAG = lazily(
    rf"<(?:[A-Za-z]\w{{0,9}}:)?(?P<key>{_KEY})(?:\s[^<>]{{0,80}})?>\s*(?:<!\[CDATA\[\s*)?"
    rf"(?P<value>[^<>\n]{{1,{_LONGEST}}}?)\s*(?:\]\]>\s*)?</"
)
_APOSTROPHE = r"’(?=[^\W\d_])"
# between quotes, which may all be escaped, as in JSON within JSON; what codes a value has, other readings show
_QUOTED = lazily(
    r"\s{0,20}(?:[bruBRU]{1,2}(?=[\"']))?(?:"
    rf"(?P<tripled>\"{{3}}|'{{3}})(?P<long>(?:(?!(?P=tripled))[^\n]){{1,{_LONGEST}}})(?=(?P=tripled)|\Z)|"
    + "|".join(
        rf"{opened}(?P<{name}>(?:[^{quote}\\\n]|\\[^\n]){{1,{_LONGEST}}})(?={opened}|\Z)"
        for name, quote, opened in (("double", '"', '"'), ("single", "'", "'"), ("ticked", "`", "`"))
    )
    + rf"|(?P<escaped>\\{{1,15}}[\"'])(?P<within>(?:(?!(?P=escaped))[^\n]){{1,{_LONGEST}}})(?=(?P=escaped)|\Z)|"
    rf"[‘‚](?P<curled_once>(?:[^‘’\n]|{_APOSTROPHE}){{1,{_LONGEST}}})(?=’|\Z)|"
    + "|".join(
        rf"[{opened}]\s{{0,2}}(?P<{name}>[^{quotes}\n]{{1,{_LONGEST}}}?)(?=\s{{0,2}}[{quotes}]|\Z)"
        for name, opened, quotes in (
            ("curled", "“”„", "“”"),
            ("pointed", "«»", "«»"),
            ("pointed_once", "‹›", "‹›"),
            ("cornered", "「『", "」』"),
        )
    )
    + ")"
)
_NO_TEXTS = r"(?:(?:null|None|true|false|-?\d[\d.]{0,20})\s{0,4},\s{0,4}){0,9}"
_LIST = lazily(rf"\s{{0,20}}\[\s{{0,4}}{_NO_TEXTS}(?=\\{{0,15}}[\"'])")
_NEXT = lazily(rf"\\{{0,15}}[\"']\s{{0,4}},\s{{0,4}}{_NO_TEXTS}")
_LAST_ESCAPES = lazily(r"(?:\\{1,2}[nrtbf]|\s)+\Z")
_ESCAPED_SIGN = lazily(r"\\{1,3}[nrtbf/\"']")
# a value in the query of an address, whose codes may have been read; one of a log line; one behind a colon
_QUERIED = lazily(r"(?P<value>[^&\s\"'<>#;]{1,120}(?:,? [^&\s\"'<>#;=]{1,40}){1,3}(?=&)|[^&\s\"'<>#;]{1,120})")
_ASSIGNED = lazily(r"(?P<value>[^\s\"'<>;,&|()\[\]{}]{1,120})")
_WRITTEN = lazily(
    r"\s{0,3}(?P<value>[^\s\"'<>;|=\[\]{}:/][^\"'<>;|=\[\]{}\n:]{0,60}?)"
    r"(?=\s{0,4}(?:\Z|[\n;|\]})]| /|,? [^\W\d]\w{1,20}(?:[:=]|->)))"
)  # fmt: skip
# further words of a name that began before a blank
_MORE_NAME = lazily(r"(?:,? [^\W\d_a-z][^\W\d_'’-]*\.?(?![\w'’-]*[:=(@])){1,3}")
_STOPS = ".,;:!? \t\r"
_OPENED = lazily(r"\s{0,3}\[?\s{0,3}\{")
# objects that hold the value
_OBJECTS = lazily(r"\s{0,3}\[?\s{0,3}(?:\{[^{}]{0,400}(?:\}\s{0,8},?\s{0,8}|\Z)){1,20}")
_MEMBER = lazily(r"\\{0,15}[\"'](?:_?value|val|text|raw|content|#text|\$t)\\{0,15}[\"']\s{0,4}:")
# `"product": {` or `"items": [{...}, {` before a key, turned round
_OWNER_TURNED = lazily(
    r"\s{0,8}(?:,[^{}\[\]]{0,120})?\{\s{0,8}(?:,\s{0,8}\}[^{}\[\]]{0,200}\{\s{0,8}){0,6}\[?\s{0,8}:\s{0,4}"
    r"[\"']\\?(?P<owner>\w{1,40})"
)
_OWNER_WITHIN = 1_000
# of people as well as of things
_NAMED_LIKE_PEOPLE = THINGS - frozenset("bank broker brokers department dept make team".split())
_CARD_NAME = lazily(r"^N(?:;[^:\n]{0,60})?:(?P<value>[^\n]{1,200})", re.MULTILINE)
# what tells that a record is a person's
_PERSONAL = frozenset(
    """
    AGE CREDIT_CARD DATE_OF_BIRTH DRIVER_LICENSE EMAIL_ADDRESS GENDER MEDICAL_RECORD NATIONAL_ID PASSPORT US_SSN
    """.split()
)
_Field = tuple[Key, int, int, str]


def find_fields(clues: Clues, entities: frozenset[str] | None = None) -> Iterator[Span]:
    """Yield the values of fields that name an entity type.

    Args:
        clues: what is known about the text.
        entities: entity types looked for; None for all.
    """
    text = clues.text
    fields = _fields_of(clues)
    is_record = any(
        key.entity_type in _PERSONAL
        or (key.entity_type == "PERSON" and key.is_sure)
        or (form == "object" and key.entity_type in ("PERSON", "USERNAME"))
        for key, _, _, form in fields
    )
    for key, start, end, form in fields:
        if form == "thing" and not is_record:
            continue
        if form in ("assigned", "written"):
            end = _end_of_value(text, start, end, key, form)
        elif "\\" in text[start:end]:
            end = start + len(_LAST_ESCAPES.sub("", text[start:end]))
        value = _read(text, start, end)
        if key.names_anything and value.islower() and " " not in value and key_of(value) is not None:
            continue  # the name of a field
        # the names of two columns stand in a list as well
        is_persons = is_record and not (form == "listed" and key.names_anything)
        if (entities is None or key.entity_type in entities) and fits(value, key, form, is_record=is_persons):
            yield Span(start, end, key.entity_type, _SCORE, RECOGNIZER)


def _fields_of(clues: Clues) -> list[_Field]:
    """Return the keys that name an entity type, with the places of their values and how these are written."""
    text = clues.text
    fields: list[_Field] = []
    if any(sign in text for sign in _SIGNS):
        fields += _assigned(text)
    if "</" in text:
        for match in _TAG.finditer(text):
            if (named := key_of(match["key"])) is not None:
                fields.append((named, *match.span("value"), "quoted"))
    pairs = [pair for pair in find_pairs(clues) if fits(_read(text, *pair[1:3]), pair.key, "paired", is_record=True)]
    # what names another field is no value
    names = {pair.name for pair in pairs}
    fields = [field for field in fields if field[1] not in names]
    fields += ((pair.key, pair.start, pair.end, "paired") for pair in pairs)
    fields += ((key, start, end, "listed") for key, start, end in find_neighbours(text))
    if "\n" in text or "(" in text or "[" in text:
        fields += ((key, start, end, "quoted") for key, start, end in find_rows(text))
    if "BEGIN:VCARD" in text:
        fields += _card_names(text)
    return fields


def _end_of_value(text: str, start: int, end: int, key: Key, form: str) -> int:
    """Return where a value that no quote ends does."""
    if key.entity_type == "PERSON":
        end = _end_of_name(text, start, end, form)
    elif key.entity_type == "STREET_ADDRESS" and "," in text[start:end]:
        # town and postal code have types of their own
        end = text.index(",", start)
    return start + len(text[start:end].rstrip(_STOPS))


def _read(text: str, start: int, end: int) -> str:
    """Return a value without its escaped signs."""
    return _ESCAPED_SIGN.sub(" ", text[start:end])


def _assigned(text: str) -> Iterator[_Field]:
    """Yield the fields whose key a sign follows."""
    for sign in (_SIGN_OR_ARROW if "->" in text else _SIGN).finditer(text):
        at = sign.start()
        is_written = sign[0] == ":" or sign[0][-1] in "._…"
        before = (_KEYS_TURNED if is_written else _KEY_TURNED).match(text[max(0, at - _BEFORE_SIGN) : at][::-1])
        if before is None:
            continue
        bare, quoted = before["bare"], before["quoted"] or before["curled"]
        key = key_of(quoted[::-1]) if quoted else _last_words(bare[::-1])
        if key is not None:
            start = at - before.end()
            is_thing = key.names_anything and _is_things(text, start)
            for value_start, end, form in _values(
                text, sign, quoted is not None, text[start - 1 : start] in ("?", "&")
            ):
                yield key, value_start, end, "thing" if is_thing else form


def _is_things(text: str, start: int) -> bool:
    """True if the object whose key begins at a place is a thing: `"product": {"name": `."""
    owner = _OWNER_TURNED.match(text[max(0, start - _OWNER_WITHIN) : start][::-1])
    words = [] if owner is None else header_words(owner["owner"][::-1])
    return bool(words) and words[-1] in _NAMED_LIKE_PEOPLE


def _end_of_name(text: str, start: int, end: int, form: str) -> int:
    """Return where a name that no quote ends does, by its capitals."""
    if form == "assigned":
        more = _MORE_NAME.match(text, end)
        return end if more is None else more.end()
    first = text.find(" ", start, end)
    more = _MORE_NAME.match(text, first, end) if first >= 0 else None
    return end if first < 0 or not text[start].isupper() else first if more is None else more.end()


def _card_names(text: str) -> Iterator[_Field]:
    """Yield the parts of the names of cards for contacts (RFC 6350)."""
    key = Key("PERSON", is_strong=True, is_sure=True)
    for match in _CARD_NAME.finditer(text):
        start = match.start("value")
        for part in match["value"].split(";"):
            yield key, start, start + len(part), "quoted"
            start += len(part) + 1


@lru_cache(maxsize=_CACHED)
def _last_words(words: str) -> Key | None:
    """Return what one to three words before a sign name, the more the better."""
    parts = words.split(" ")
    for first in range(len(parts)):
        key = key_of(" ".join(parts[first:]))
        if key is not None:
            return key
    return None


def _values(text: str, sign: re.Match[str], is_quoted: bool, is_query: bool) -> Iterator[tuple[int, int, str]]:
    """Yield the places of a field's values, and how they are written."""
    end = sign.end()
    quoted = _QUOTED.match(text, end)
    if quoted is not None:
        yield (*quoted.span(quoted.lastgroup or 0), "quoted")
        return
    if _OPENED.match(text, end):
        yield end, end, "object"
        objects = _OBJECTS.match(text, end)
        for member in _MEMBER.finditer(text, end, end if objects is None else objects.end()):
            if (quoted := _QUOTED.match(text, member.end())) is not None:
                yield (*quoted.span(quoted.lastgroup or 0), "quoted")
        return
    opened = _LIST.match(text, end)
    if opened is not None:
        at = opened.end()
        while (quoted := _QUOTED.match(text, at)) is not None:
            yield (*quoted.span(quoted.lastgroup or 0), "quoted")
            comma = _NEXT.match(text, quoted.end())
            if comma is None:
                return
            at = comma.end()
        return
    if is_quoted or (sign[0] == ":" and not text[end : end + 1].isspace()):
        # a number in JSON; "user:value" in one word
        blanks = len(text[end : end + 2]) - len(text[end : end + 2].lstrip())
        found, form = _ASSIGNED.match(text, end + blanks), "assigned"
    elif sign[0] == "=" and is_query:
        found, form = _QUERIED.match(text, end), "assigned"
    elif sign[0] in ("=", ":=", "=="):
        found, form = _ASSIGNED.match(text, end), "assigned"
    else:
        found, form = _WRITTEN.match(text, end), "written"
    if found is not None:
        yield (*found.span("value"), form)
