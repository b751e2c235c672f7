"""Tags of HTML and XML, which a model of prose stumbles over: blanks stand for them, and no finding holds one."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import replace
from operator import itemgetter

from ..spans import Span

_CLOSING = re.compile(r"</([A-Za-z][\w:.-]{0,40})\s{0,4}>")
# attributes whose values are nobody's
_ATTRIBUTE = r"\s{1,8}(?:style|width|height|align|valign|dir|lang|role|border|color|bgcolor|colspan|rowspan)"
_NAMED = r"\s{1,8}(?:class|id)\s?=\s?(?:\"[a-z0-9_ :.#-]{0,200}\"|'[a-z0-9_ :.#-]{0,200}'|[a-z0-9_#-]{1,40})"
_TAG = re.compile(
    r"</?(?P<name>[A-Za-z][\w:.-]{0,40}+)"
    rf"(?:{_ATTRIBUTE}\s?=\s?(?:\"[^\"<>\n]{{0,200}}\"|'[^'<>\n]{{0,200}}'|[\w#%-]{{1,40}})|{_NAMED})*\s{{0,4}}/?>"
)
_ALONE = frozenset("br hr p li td th tr dt dd img input wbr".split())


def without_tags(text: str) -> str:
    """Return a text of the same length with blanks for tags: such as are closed somewhere, and those that need not be.

    What stands between angle brackets for another reason stays, such as a name or an address.

    >>> without_tags("Dear <b>Ann</b>,<br>from <Lee>")
    'Dear    Ann    ,    from <Lee>'
    """
    pieces, at = [], 0
    for start, end in _tags(text):
        pieces += [text[at:start], " " * (end - start)]
        at = end
    return "".join([*pieces, text[at:]]) if pieces else text


def apart_from_tags(spans: Iterable[Span], text: str) -> list[Span]:
    """Return findings in a text without tags as findings in the text: each in the parts that tags divide it into.

    >>> text = "<td>John</td><td>Doe</td>"
    >>> [text[s.start : s.end] for s in apart_from_tags([Span(4, 20, "PERSON", 0.9, "privml")], text)]
    ['John', 'Doe']
    """
    tags = list(_tags(text))
    return [part for span in spans for part in (_parts(span, text, tags) if tags else [span])]


def _parts(span: Span, text: str, tags: list[tuple[int, int]]) -> Iterator[Span]:
    first = bisect_right(tags, span.start, key=itemgetter(1))
    inside = tags[first : bisect_left(tags, span.end, key=itemgetter(0))]
    if not inside:
        yield span
        return
    edges = [span.start, *(edge for tag in inside for edge in tag), span.end]
    for start, end in zip(edges[::2], edges[1::2], strict=True):
        part = text[start:end]
        if any(map(str.isalnum, part)):
            begins = start + len(part) - len(part.lstrip())
            yield replace(span, start=begins, end=begins + len(part.strip()))


def _tags(text: str) -> Iterator[tuple[int, int]]:
    """Yield where tags begin and end."""
    if "<" not in text:
        return
    names = _ALONE.union(name.lower() for name in _CLOSING.findall(text))
    yield from (match.span() for match in _TAG.finditer(text) if match["name"].lower() in names)
