"""Fields whose name is a value: `{"key": "last_name", "value": "Miller"}`, `<input name="lname" value="Miller">`."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from ..lazy_patterns import lazily
from .clues import Clues
from .field_keys import Key, key_of

_LONGEST = 200
_WINDOW = 320  # characters from a name to its value
# between quotes, which may be escaped
_QUOTE = r"\\{0,15}[\"'“”„]"
_PREFIXES = ("attr", "attribute", "column", "field", "item", "param", "prop", "property")
_WORD_BEGINS = rf"[\"'“”„\s,{{(](?:(?:{'|'.join(_PREFIXES)})_?)?"
_SIGN = rf"(?:{_QUOTE})?\s{{0,4}}[:=]>?\s{{0,4}}"
# `valueString` is FHIR's, as a question (`linkId`, `text`) with a list of answers is
_VALUED_BY = ("value", "val", "answer", "valuestring", "stringvalue", "string_value")
_ANSWERS = lazily(
    rf"\s{{0,8}},\s{{0,8}}(?:{_QUOTE}text{_QUOTE}\s{{0,4}}:[^{{}}\[\]\n]{{1,200}},\s{{0,8}})?"
    rf"{_QUOTE}answer{_QUOTE}\s{{0,4}}:\s{{0,4}}\[?\s{{0,8}}\{{"
)
_NAMES = "key|name|field|label|attribute|param|parameter|property|column|kind|question|system|type|id|linkid|text|url"
_NAMED = lazily(
    rf"{_WORD_BEGINS}(?P<word>{_NAMES})"
    rf"{_SIGN}(?:{_QUOTE}(?P<key>[^\"'“”\\<>\n]{{1,40}}){_QUOTE}|(?P<bare>[A-Za-z][\w.-]{{1,39}})(?=[\s,>}})]))",
    re.IGNORECASE,
)
_VALUED = lazily(
    rf"{_WORD_BEGINS}(?:{'|'.join(_VALUED_BY)}){_SIGN}(?:"
    rf"(?P<q>\\{{0,15}}[\"'])(?P<quoted>(?:(?!(?P=q))(?:\\[^\n]|[^\\\n])){{1,{_LONGEST}}})(?:(?P=q)|\Z)"
    rf"|[“”„](?P<curled>[^“”\n]{{1,{_LONGEST}}})(?:[“”]|\Z)"
    r"|(?P<plain>[^\s\"'“”„<>,{}\[\]()]{1,80}))",
    re.IGNORECASE,
)
_VALUE_WORDS = frozenset(prefix + word for prefix in ("", *_PREFIXES) for word in _VALUED_BY)
# where an object, a tag or an item of a list begins or ends
_BORDER = lazily(r"[{}<>]|\n\s{0,20}-\s")
# names that a tag can have whose body is their value
_OF_BODIES = frozenset(("attribute", "column", "field", "key", "name", "param", "parameter", "property"))
# tags that hold words for people to read
_HEADINGS = frozenset(
    "a button caption div h1 h2 h3 h4 h5 h6 label legend li option p span string summary th title".split()
)
_TAG_BEGINS = lazily(r"<(?P<tag>[\w:.-]{1,40})\s[^<>]{0,160}\Z")
_BODY = lazily(rf"[^<>]{{0,160}}>\s{{0,20}}(?:<(?:value|text)>)?(?P<value>[^<>\n]{{1,{_LONGEST}}})</")


class Pair(NamedTuple):
    """A value with its place, and where its name begins."""

    key: Key
    start: int
    end: int
    name: int


def find_pairs(clues: Clues) -> Iterator[Pair]:
    """Yield what may be the value of a name of an entity type that stands beside it."""
    text = clues.text
    if "</" not in text and _VALUE_WORDS.isdisjoint(clues.words):
        return
    for named in _NAMED.finditer(text):
        group = "key" if named["key"] else "bare"
        key = key_of(named[group].strip())
        if key is None:
            continue
        for start, end in _behind(text, named) or _before(text, named) or _body(text, named):
            name = named[group]
            # of a form's own words in another language, `first_name` is `Vorname`
            other = key_of(text[start:end])
            if other is None or other.entity_type != key.entity_type:
                yield Pair(key, start, end, named.start(group) + name.index(name.strip()))


def _behind(text: str, named: re.Match[str]) -> list[tuple[int, int]]:
    """Return the places of the values behind a name, in the same object."""
    answers = _ANSWERS.match(text, named.end())
    start = named.end() if answers is None else answers.end()
    stop = start + _WINDOW
    for border in (_BORDER.search(text, start, stop), _next_of(named, text, stop)):
        if border is not None:
            stop = min(stop, border.start())
    return [match.span(match.lastgroup or 0) for match in _VALUED.finditer(text, start, stop)]


def _next_of(named: re.Match[str], text: str, stop: int) -> re.Match[str] | None:
    """Return the next name of the same kind: what follows it is its own."""
    for match in _NAMED.finditer(text, named.end(), stop):
        if match["word"].lower() == named["word"].lower():
            return match
    return None


def _before(text: str, named: re.Match[str]) -> list[tuple[int, int]]:
    """Return the place of the last value before a name, in the same object."""
    start = max(0, named.start() - _WINDOW)
    for border in _BORDER.finditer(text, start, named.start()):
        start = border.end() - 1
    values = [match.span(match.lastgroup or 0) for match in _VALUED.finditer(text, start, named.start())]
    return values[-1:]


def _body(text: str, named: re.Match[str]) -> list[tuple[int, int]]:
    """Return the place of the body of the tag whose attribute is a name."""
    if named["word"].lower() not in _OF_BODIES:
        return []
    tag = _TAG_BEGINS.search(text, max(0, named.start() - _LONGEST), named.start() + 1)
    body = _BODY.match(text, named.end())
    if tag is None or body is None or tag["tag"].lower() in _HEADINGS:
        return []
    start, end = body.span("value")
    value = text[start:end]
    return [(start + len(value) - len(value.lstrip()), start + len(value.rstrip()))]
