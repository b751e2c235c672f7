"""Fields whose value stands next to their name without a sign between.

Lists of two (`["last_name", "Miller"]`), tags side by side (`<key>last_name</key><string>Miller</string>`), rows of two
cells (`| Surname | Miller |`) and the parts of forms that browsers send (RFC 7578).
"""

import re
from collections.abc import Iterator

from ..lazy_patterns import lazily
from .field_keys import Key, key_of

Neighbour = tuple[Key, int, int]

_LONGEST = 200
_QUOTES = r"\\{0,15}[\"'`“”„‘’«»‹›]"
_IN_LIST = lazily(
    rf"[\[(]\s{{0,4}}{_QUOTES}(?P<key>[^\W\d][\w .-]{{0,39}}){_QUOTES}\s{{0,4}},\s{{0,4}}"
    rf"{_QUOTES}(?P<value>[^\"'`“”„«»‹›\n\\]{{1,{_LONGEST}}}){_QUOTES}\s{{0,4}}[\])]"
)
# a name in a tag; then its value in the next one, or in an attribute of a form's input
_IN_TAGS = lazily(
    r"<(?P<tag>[\w:.-]{1,40})(?:\s[^<>]{0,160})?>\s{0,20}(?P<key>[^\W\d][^<>\n]{0,39}?)\s{0,4}[:：]?\s{0,20}</(?P=tag)>\s{0,80}"
    rf"(?:<input\s[^<>]{{0,200}}\bvalue=(?P<q>[\"'])(?P<entered>[^<>\n]{{1,{_LONGEST}}}?)(?P=q)"
    rf"|<(?!(?P=tag)[\s>])[\w:.-]{{1,40}}(?:\s[^<>]{{0,160}})?>\s{{0,20}}(?P<value>[^<>\n]{{1,{_LONGEST}}}?)\s{{0,20}}</"
    rf"|<td(?:\s[^<>]{{0,160}})?>\s{{0,20}}(?P<cell>[^<>\n]{{1,{_LONGEST}}}?)\s{{0,20}}</td>\s{{0,80}}(?:</tr|\Z))",
    re.IGNORECASE,
)
_PART = lazily(
    rf"Content-Disposition:[^\n]{{1,80}}\bname=\"?(?P<key>[^\"\n;]{{1,40}})\"?[^\n]{{0,200}}\n(?:[A-Za-z-]{{1,40}}:[^\n]{{0,200}}\n){{0,5}}"
    rf"\r?\n(?P<value>[^\r\n]{{1,{_LONGEST}}})",
    re.IGNORECASE,
)


def find_neighbours(text: str) -> Iterator[Neighbour]:
    """Yield what may be the values of fields, with their places."""
    patterns = []
    if "[" in text or "(" in text:
        patterns.append(_IN_LIST)
    if "</" in text:
        patterns.append(_IN_TAGS)
    if "isposition:" in text:
        patterns.append(_PART)
    for pattern in patterns:
        for match in pattern.finditer(text):
            key = key_of(match["key"].strip())
            start, end = match.span(match.lastgroup or 0)
            # a list of names of columns holds no value
            if key is not None and key_of(text[start:end].strip()) is None:
                yield key, start, end
