"""Fields whose name is a value: `{"key": "last_name", "value": "Miller"}`, `<input name="lname" value="Miller">`."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from .field_keys import Key, key_of

_LONGEST = 200
_WINDOW = 320  # characters before a name in which its value may stand
_VALUES = "value|val|answer|content|data|response|text"
# between quotes, which may be escaped
_QUOTE = r"\\?[\"']"
_SIGN = rf"(?:{_QUOTE})?\s{{0,4}}[:=]>?\s{{0,4}}"
_NAMED = re.compile(
    r"[\"'\s,{](?:key|name|field|fieldname|label|attribute|param|parameter|property|column|kind|question|system|type|id)"
    rf"{_SIGN}{_QUOTE}(?P<key>[^\"'\\<>\n]{{1,40}}){_QUOTE}"
)
_VALUED = rf"[\"'\s,{{](?:{_VALUES}){_SIGN}(?P<q>{_QUOTE})(?P<value>(?:(?!(?P=q))[^\n]){{1,{_LONGEST}}})(?P=q)"
# other members of the object, or attributes of the tag
_OTHERS = r"[^{}\[\]<>]{0,80}"
_BEHIND = re.compile(rf"{_OTHERS}?{_VALUED}")
_BEFORE = re.compile(rf"{_VALUED}{_OTHERS}\Z")
_IN_TAG = re.compile(
    rf"[^<>]{{0,80}}>\s{{0,20}}(?:<(?:value|text)>\s{{0,20}})?(?P<value>[^<>\n]{{1,{_LONGEST}}}?)\s{{0,20}}</"
)


class Pair(NamedTuple):
    """A value with its place, and where its name begins."""

    key: Key
    start: int
    end: int
    name: int


def find_pairs(text: str) -> Iterator[Pair]:
    """Yield the values whose name, which stands beside them, is that of an entity type."""
    for named in _NAMED.finditer(text):
        key = key_of(named["key"].strip())
        if key is None:
            continue
        start, end = named.span()
        value = (
            _BEHIND.match(text, end) or _BEFORE.search(text, max(0, start - _WINDOW), start) or _IN_TAG.match(text, end)
        )
        if value is not None:
            yield Pair(key, *value.span("value"), named.start("key"))
