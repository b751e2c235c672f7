"""Contexts of mistakes as shapes: enough to see what kind of text it is, and no value."""

import re

_AROUND = 2  # words at each side
_NEAR = 80  # characters in which they are looked for
_LONGEST = 5  # letters of a run and, below, digits: longer ones look alike, so that shapes repeat
_LONGEST_NUMBER = 12
_WIDEST = 30  # characters of each part
_RUNS = re.compile(rf"(x{{{_LONGEST}}})x+|(X{{{_LONGEST}}})X+|(字{{{_LONGEST}}})字+|(9{{{_LONGEST_NUMBER}}})9+")
_WORDS_BEFORE = re.compile(rf"(?:\S+[^\S\n]+){{0,{_AROUND}}}\S*\Z")
_WORDS_AFTER = re.compile(rf"\S*(?:[^\S\n]+\S+){{0,{_AROUND}}}")


def context_shape(text: str, start: int, end: int) -> str:
    """Return the shape of a span in brackets between its neighbours on the line.

    Letters become `x` and `X`, Han and Kana `字`, digits `9`; of longer runs of letters five are shown, of the
    whole ninety characters at most.

    Example:
        >>> context_shape("Please call Dr. Anna Kowalski on 22 May", 16, 29)
        'xxxx Xx. [Xxxx Xxxxxx] xx 99'
    """
    before = _WORDS_BEFORE.search(text[max(0, start - _NEAR) : start])
    after = _WORDS_AFTER.match(text[end : end + _NEAR])
    assert before is not None
    assert after is not None
    inside = _shape(text[start:end])
    inside = inside if len(inside) <= _WIDEST else inside[:_WIDEST] + "…"
    return f"{_shape(before[0])[-_WIDEST:].lstrip()}[{inside}]{_shape(after[0])[:_WIDEST]}"


def _shape(text: str) -> str:
    """Return the shape of a stretch of text."""
    drawn = "".join(map(_shape_character, text))
    return _RUNS.sub(lambda match: next(filter(None, match.groups())), drawn)


def _shape_character(character: str) -> str:
    if character.isnumeric() and character < "\u2e80":
        return "9"
    if character.isalpha():
        return "字" if character > "\u2e80" else "X" if character.isupper() else "x"
    if character.isspace():
        return " "
    return character if character.isascii() and character.isprintable() else "·"
