"""Values as they stand between quotes or tags: the escapes of JSON and the entities of XML."""

import html
import re

_ESCAPE = re.compile(r"\\{1,2}(?:u(?P<code>[0-9a-fA-F]{4})|(?P<sign>.))")
_BLANKS = 'nrtbf"'


def without_escapes(value: str) -> str:
    """Return what a value says: `M\\u00fcller` and `M&#252;ller` are `Müller`; quotes and line breaks become blanks."""
    if "\\" in value:
        value = _ESCAPE.sub(_unescaped, value)
    return html.unescape(value) if "&" in value else value


def _unescaped(escape: re.Match[str]) -> str:
    if escape["code"]:
        return chr(int(escape["code"], 16))
    return " " if escape["sign"] in _BLANKS else escape["sign"]
