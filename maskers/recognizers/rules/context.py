"""Context words: what stands before a finding raises its score, as Presidio's context enhancer has it.

Presidio looks at the word of the finding, at the five before it that are no stop words and no punctuation, and, where
the finding itself is no such word, at the next one. A context word counts that is part of one of them. Words are cut
as spaCy's English tokenizer cuts them, without its exceptions.
"""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache

from ...lazy_patterns import lazily
from .words import STOP_WORDS

_BOOST = 0.35
_LEAST = 0.4
_WORDS_BEFORE = 5
# characters before a finding that are looked at, more where they hold too few words
_WINDOWS = (64, 160, 640)
_AHEAD = 80

_PIECE = lazily(r"\s+|\S+")
_EDGE = "…,:;!?¿¡()[]{}<>_#*&。？！，、；：～·'\"“”‘’`«»$€£¥%="
_BEFORE = lazily(rf"[{re.escape(_EDGE)}]|\+(?!\d)|—|–")
_AFTER = lazily(rf"(?:[{re.escape(_EDGE)}]|—|–|(?<=\d)\+|(?<=[0-9a-z%²+)\]\"'-])\.|(?<=[A-Z][A-Z])\.)$")
_INSIDE = lazily(
    r"(?<=[^\W_])(?:--+|[-–—~:<>=/])(?=[^\W\d_])|(?<=\d)[+\-*^](?=[\d-])|(?<=[^\W\d_]),(?=[^\W\d_])|"
    r"(?<=[a-z])\.(?=[A-Z])|\.\.+"
)
# host names, addresses and URLs are one word
_WHOLE = lazily(
    r"(?:[a-z][a-z0-9+.-]*://|[^\s@/]+@)?[a-z0-9][\w-]*(?:\.[\w-]+)*\.[a-z]{2,}(?::\d+)?(?:[/?#]\S*)?", re.I
)


def raised(score: float) -> float:
    """Return the score of a finding with a context word."""
    return min(1.0, max(score + _BOOST, _LEAST))


def has_context(text: str, start: int, context: tuple[str, ...]) -> bool:
    """Tell whether a context word stands before a finding; see `find_context`."""
    return find_context(text, start, context) is not None


def find_context(text: str, start: int, context: tuple[str, ...]) -> str | None:
    """Return the context word that stands before a finding; None if there is none.

    Args:
        text: what was searched.
        start: where the finding begins.
        context: words in lower case; one that begins with a blank counts only at the beginning of a word.
    """
    around = text[max(0, start - _WINDOWS[-1]) : start + _AHEAD].lower()
    if not any(word.strip() in around for word in context):
        return None
    for window in _WINDOWS:
        begin = max(0, start - window)
        words, is_full = _words_around(text[begin : start + _AHEAD], start - begin)
        if is_full or begin == 0:
            break
    counted = f" {' '.join(words)} "
    return next((word for word in context if word in counted), None)


def _words_around(text: str, start: int) -> tuple[list[str], bool]:
    before: list[str] = []
    own: str | None = None
    for begin, token in _tokens(text):
        counts = _counts(token)
        if begin + len(token) <= start:
            if counts:
                before.append(token)
        elif counts:
            own = token
            is_match = begin <= start
            break
    if own is None:
        return before[-_WORDS_BEFORE - 1 :], len(before) > _WORDS_BEFORE + 1
    wanted = _WORDS_BEFORE if is_match else _WORDS_BEFORE + 1
    # the first word of a window may be cut, so one more must be there
    return [*before[-wanted:], own], len(before) > wanted


@lru_cache(maxsize=4096)
def _counts(word: str) -> bool:
    if word in STOP_WORDS or ":" in word:
        return False
    return not all(unicodedata.category(character)[0] == "P" for character in word)


def _tokens(text: str) -> Iterator[tuple[int, str]]:
    """Yield words, punctuation and wider spaces in lower case with their offsets."""
    for match in _PIECE.finditer(text):
        piece, at = match[0], match.start()
        if piece.isspace():
            # a blank belongs to the word before it; what follows is a word of its own
            rest = piece[1:] if piece[0] == " " and at > 0 else piece
            if rest:
                yield match.end() - len(rest), rest
        elif piece.isalnum():
            yield at, piece.lower()
        else:
            yield from _parts(piece, at)


def _parts(piece: str, at: int) -> Iterator[tuple[int, str]]:
    begin, end = 0, len(piece)
    while begin < end and (match := _BEFORE.match(piece, begin)):
        yield at + begin, match[0]
        begin = match.end()
    behind: list[tuple[int, str]] = []
    while end > begin and (match := _AFTER.search(piece[:end], max(begin, end - 3))):
        end = match.start()
        behind.append((at + end, match[0]))
    core = piece[begin:end]
    if _WHOLE.fullmatch(core):
        yield at + begin, core.lower()
    else:
        position = 0
        for match in _INSIDE.finditer(core):
            if match.start() > position:
                yield at + begin + position, core[position : match.start()].lower()
            yield at + begin + match.start(), match[0]
            position = match.end()
        if position < len(core):
            yield at + begin + position, core[position:].lower()
    yield from reversed(behind)
