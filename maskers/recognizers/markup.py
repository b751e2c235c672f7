"""Tags of HTML and XML, which a model of prose stumbles over: blanks stand for them."""

import re

_CLOSING = re.compile(r"</([A-Za-z][\w:.-]{0,40})\s{0,4}>")
# attributes whose values are nobody's
_ATTRIBUTE = r"\s{1,8}(?:class|id|style|width|height|align|valign|dir|lang|role|border|color|bgcolor|colspan|rowspan)"
_TAG = re.compile(
    r"</?(?P<name>[A-Za-z][\w:.-]{0,40}+)"
    rf"(?:{_ATTRIBUTE}\s?=\s?(?:\"[^\"<>\n]{{0,200}}\"|'[^'<>\n]{{0,200}}'|[\w#%-]{{1,40}}))*\s{{0,4}}/?>"
)
_ALONE = frozenset("br hr p li td th tr dt dd img input wbr".split())


def without_tags(text: str) -> str:
    """Return a text of the same length with blanks for tags: such as are closed somewhere, and those that need not be.

    What stands between angle brackets for another reason stays, such as a name or an address.

    >>> without_tags("Dear <b>Ann</b>,<br>from <Lee>")
    'Dear    Ann    ,    from <Lee>'
    """
    if "<" not in text:
        return text
    names = _ALONE.union(name.lower() for name in _CLOSING.findall(text))

    def blank(match: re.Match[str]) -> str:
        return " " * len(match[0]) if match["name"].lower() in names else match[0]

    return _TAG.sub(blank, text)
