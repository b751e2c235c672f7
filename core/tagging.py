"""Entities from the tags of word pieces: tag schemes, and spans of characters from probabilities."""

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Floats = npt.NDArray[np.float64]

OUTSIDE = "O"
# begin, or alone: B- (IOB, BIOES), S- (BIOES), U- (BILOU); otherwise inside: I-, E- and L-, or no prefix at all
_PREFIXED = re.compile(r"([BISEUL])[-_](.+)", re.DOTALL)
_BEGINS = "BSU"


@dataclass(frozen=True, order=True)
class Span:
    """An entity in a text.

    Attributes:
        start: first character.
        end: character after the last one.
        entity_type: what it is.
        score: probability, from 0 to 1.
    """

    start: int
    end: int
    entity_type: str
    score: float = 1.0


@dataclass(frozen=True)
class TagScheme:
    """What the outputs of a token classifier mean.

    Attributes:
        outside: numbers of the tags that name no entity.
        begin: numbers of the tags that begin an entity, by entity type; empty where a scheme has none.
        inner: numbers of the tags inside an entity, by entity type.
    """

    outside: tuple[int, ...]
    begin: Mapping[str, tuple[int, ...]]
    inner: Mapping[str, tuple[int, ...]]

    @property
    def entity_types(self) -> list[str]:
        """Entity types, sorted."""
        return sorted(self.begin)


def read_tags(names: Sequence[str], entity_type_of: Callable[[str], str | None] = lambda name: name) -> TagScheme:
    """Return what tag names mean: IOB1, IOB2, BIOES, BILOU, or entity types without a prefix.

    Prefixes count only if some tag begins with `B-` or `I-`; otherwise `E-MAIL` is an entity type.

    Args:
        names: tag names in the order of the model's outputs.
        entity_type_of: entity type of a name; None for what is no entity.

    Example:
        >>> read_tags(["O", "B-PER", "I-PER"], {"PER": "PERSON"}.get)
        TagScheme(outside=(0,), begin={'PERSON': (1,)}, inner={'PERSON': (2,)})
    """
    has_prefixes = any(name[:2] in ("B-", "I-", "B_", "I_") for name in names)
    outside: list[int] = []
    begin: dict[str, list[int]] = {}
    inner: dict[str, list[int]] = {}
    for number, name in enumerate(names):
        match = _PREFIXED.fullmatch(name) if has_prefixes else None
        position, kind = (match[1], match[2]) if match else ("I", name)
        entity_type = None if name == OUTSIDE else entity_type_of(kind)
        if entity_type is None:
            outside.append(number)
            continue
        begin.setdefault(entity_type, [])
        inner.setdefault(entity_type, [])
        (begin if position in _BEGINS else inner)[entity_type].append(number)
    return TagScheme(
        tuple(outside),
        {kind: tuple(numbers) for kind, numbers in begin.items()},
        {kind: tuple(numbers) for kind, numbers in inner.items()},
    )


def spans_of(
    text: str,
    offsets: Sequence[tuple[int, int]],
    scores: "npt.ArrayLike",
    scheme: TagScheme,
    *,
    thresholds: Mapping[str, float] | None = None,
    slack: float = 0.0,
) -> list[Span]:
    """Return the entities that the probabilities of the pieces' tags tell.

    Pieces of one word are taken together, since a name does not end inside a word: letters, digits and marks without a
    gap, each Han or Kana character by itself. A word's probability of a type is the mean of its pieces', all tags of
    the type together. A word goes on with the entity of its type before it unless its first piece rather begins one.
    A span's score is the mean of its words' probabilities.

    Args:
        text: the whole text.
        offsets: characters of each piece, in order of their start.
        scores: probability of each tag, by piece; shape (pieces, tags).
        scheme: what the tags mean.
        thresholds: lowest probability of a word by entity type; types left out are not looked for. None: a word is of
            its most probable type if that has more probability than none.
        slack: shifts every decision by so much. If the results of a positive and of a negative slack agree, errors of
            the probabilities below it change nothing.
    """
    import numpy as np

    kinds = [kind for kind in scheme.entity_types if thresholds is None or kind in thresholds]
    if not kinds or not offsets:
        return []
    table = np.asarray(scores, dtype=np.float64)
    none = table[:, list(scheme.outside)].sum(axis=1)
    bars = np.array([0.5 if thresholds is None else thresholds[kind] for kind in kinds])
    # whatever a piece is, it is not enough, and so for a word of such pieces; the hundredth is slack
    likely = set(np.flatnonzero(1 - none >= bars.min() - 0.01).tolist())
    words = [pieces for pieces in _words(text, offsets) if not likely.isdisjoint(pieces)] if likely else []
    if not words:
        return []
    tags = [(*scheme.begin[kind], *scheme.inner[kind]) for kind in kinds]
    of_words = _mean_rows(_sum_columns(table, tags), words)
    is_found = of_words > _mean_rows(none[:, None], words) - slack if thresholds is None else of_words >= bars - slack
    ranked = np.where(is_found, of_words + slack * np.arange(len(kinds)), -np.inf)
    parts: list[tuple[Span, int]] = []  # spans with their number of words
    for word in np.flatnonzero(is_found.any(axis=1)).tolist():
        pieces, number = words[word], int(ranked[word].argmax())
        kind, found = kinds[number], float(of_words[word, number])
        start, end = offsets[pieces[0]][0], max(offsets[piece][1] for piece in pieces)
        while end < len(text) and _is_mark(text[end]):  # a tokenizer may drop the accents of its last letter
            end += 1
        if parts and _goes_on(text, parts[-1][0], kind, start, table[pieces[0]], scheme, slack):
            span, count = parts[-1]
            score = (span.score * count + found) / (count + 1)
            parts[-1] = (Span(span.start, end, kind, score), count + 1)
        else:
            parts.append((Span(start, end, kind, found), 1))
    return [span for span, _ in parts]


def _sum_columns(table: "Floats", groups: Sequence[Sequence[int]]) -> "Floats":
    """Return the sums of groups of columns, shape (rows, groups)."""
    import numpy as np

    first = np.cumsum([0, *map(len, groups[:-1])])
    sums: Floats = np.add.reduceat(table[:, [column for group in groups for column in group]], first, axis=1)
    return sums


def _mean_rows(table: "Floats", groups: Sequence[Sequence[int]]) -> "Floats":
    """Return the means of groups of rows, shape (groups, columns)."""
    import numpy as np

    first = np.cumsum([0, *map(len, groups[:-1])])
    sums: Floats = np.add.reduceat(table[[row for group in groups for row in group]], first, axis=0)
    means: Floats = sums / np.array([[len(group)] for group in groups])
    return means


def _goes_on(text: str, before: Span, kind: str, start: int, first: "Floats", scheme: TagScheme, slack: float) -> bool:
    """Tell whether a word of a type, which starts there, belongs to the entity before it.

    Args:
        text: the whole text.
        before: the entity before it.
        kind: type of the word.
        start: first character of the word.
        first: probabilities of its first piece.
        scheme: what the tags mean.
        slack: see `spans_of`.
    """
    if kind != before.entity_type or text[before.end : start].strip():
        return False
    inner, begin = (float(first[list(tags[kind])].sum()) for tags in (scheme.inner, scheme.begin))
    return inner >= begin - slack


def _words(text: str, offsets: Sequence[tuple[int, int]]) -> list[list[int]]:
    """Return the numbers of the pieces of each word."""
    words: list[list[int]] = []
    reached = 0
    for index, (start, end) in enumerate(offsets):
        if start == end:
            continue
        if words and _is_inside(text, reached, start):
            words[-1].append(index)
        else:
            words.append([index])
        reached = max(reached, end)
    return words


def _is_inside(text: str, reached: int, start: int) -> bool:
    """Tell whether a piece goes on with the word that reaches so far; bytes of one character overlap."""
    if start < reached:
        return True
    if start > reached and not all(map(_is_mark, text[reached:start])):
        return False
    return _joins(text[reached - 1]) and _joins(text[start])


def _joins(character: str) -> bool:
    """Tell whether a character makes one word with its neighbours: Han and Kana have no gaps between words."""
    return (character.isalnum() or _is_mark(character)) and not "\u2e80" <= character <= "\u9fff"


def _is_mark(character: str) -> bool:
    return not character.isascii() and unicodedata.category(character)[0] == "M"
