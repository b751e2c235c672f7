"""Entities from the tags of word pieces: tag schemes, and spans of characters from probabilities."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from .word_pieces import is_mark, words_around

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Floats = npt.NDArray[np.float64]

OUTSIDE = "O"
# begin, or alone: B- (IOB, BIOES), S- (BIOES), U- (BILOU); otherwise inside: I-, E- and L-, or no prefix at all
_PREFIXED = re.compile(r"([BISEUL])[-_](.+)", re.DOTALL)
_BEGINS = "BSU"
_MOST = 0.5
# chosen for F2: what it finds among words that were taken for organisations is a name in one case of five
_SHARE_BESIDE_RIVALS = 0.5
_SHARE_IN_DOUBT = 1 / 3  # a half finds fewer, a quarter costs more words masked in vain than it finds


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
    gap, and numbers with a sign between them, such as 04/27; each Han or Kana character by itself. A word's probability
    of a type is the mean of its pieces', all tags of the type together. A word goes on with the entity of its type
    before it unless its first piece rather begins one. A span's score is the mean of its words' probabilities.

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
    return SpanDecoder(scheme, thresholds=thresholds, slack=slack).decode(text, offsets, scores)


class SpanDecoder:
    """Reads the entities of many texts, as `spans_of` does; what depends on no text is made ready once.

    Args:
        scheme: what the tags mean.
        thresholds: see `spans_of`.
        slack: see `spans_of`.
        rivals: thresholds of types that are not looked for and that others are mistaken for. Half of its threshold is
            enough for what is mistaken for them, if it has half of the probability together with them; a rival is found
            only where nothing else is.
        mistaken: the types that are mistaken for rivals.
    """

    def __init__(
        self,
        scheme: TagScheme,
        *,
        thresholds: Mapping[str, float] | None = None,
        slack: float = 0.0,
        rivals: Mapping[str, float] | None = None,
        mistaken: frozenset[str] = frozenset(),
    ) -> None:
        import numpy as np

        self._scheme = scheme
        self._has_thresholds = thresholds is not None
        self._slack = slack
        bars = dict.fromkeys(scheme.entity_types, 0.5) if thresholds is None else {**(rivals or {}), **thresholds}
        self._kinds = [kind for kind in scheme.entity_types if kind in bars]
        self._bars = np.array([bars[kind] for kind in self._kinds])
        self._is_rival = np.array([thresholds is not None and kind not in thresholds for kind in self._kinds])
        self._is_mistaken = np.array([kind in mistaken for kind in self._kinds]) & ~self._is_rival
        self._least = min((_MOST, *self._bars))
        self._tags = [(*scheme.begin[kind], *scheme.inner[kind]) for kind in self._kinds]

    def decode(self, text: str, offsets: Sequence[tuple[int, int]], scores: "npt.ArrayLike") -> list[Span]:
        """Return the entities of a text.

        Args:
            text: the whole text.
            offsets: characters of each piece, in order of their start.
            scores: probability of each tag, by piece; shape (pieces, tags).
        """
        import numpy as np

        if not self._kinds or not offsets:
            return []
        table = np.asarray(scores)
        outside = table[:, list(self._scheme.outside)].astype(np.float64).sum(axis=1)
        # whatever a piece is, it is not enough, and so for a word of such pieces; the hundredth is slack
        likely = np.flatnonzero(1 - outside >= self._least - 0.01).tolist()
        words = words_around(text, offsets, likely) if likely else []
        if not words:
            return []
        pieces = [piece for word in words for piece in word]
        sizes = list(map(len, words))
        firsts = np.cumsum([0, *sizes[:-1]])
        rows = table[pieces].astype(np.float64)
        of_words = _mean_rows(_sum_columns(rows, self._tags), firsts, sizes)
        bars = self._bars if self._has_thresholds else _mean_rows(outside[pieces, None], firsts, sizes)
        is_found = of_words >= bars - self._slack if self._has_thresholds else of_words > bars - self._slack
        if self._is_rival.any():
            is_found |= self._is_beside_rivals(of_words)
        ranked = np.where(is_found, of_words + self._slack * np.arange(len(self._kinds)) - self._is_rival, -np.inf)
        best = ranked.argmax(axis=1).tolist()
        parts: list[tuple[Span, int]] = []  # spans with their number of words
        for number in np.flatnonzero(is_found.any(axis=1)).tolist():
            word, kind, found = words[number], self._kinds[best[number]], float(of_words[number, best[number]])
            start, end = offsets[word[0]][0], max(offsets[piece][1] for piece in word)
            while end < len(text) and is_mark(text[end]):  # a tokenizer may drop the accents of its last letter
                end += 1
            if parts and self._goes_on(text, parts[-1][0], kind, start, rows[firsts[number]]):
                span, count = parts[-1]
                score = (span.score * count + found) / (count + 1)
                parts[-1] = (Span(span.start, end, kind, score), count + 1)
            else:
                parts.append((Span(start, end, kind, found), 1))
        return [span for span, _ in parts]

    def doubts(
        self, offsets: Sequence[tuple[int, int]], scores: "npt.ArrayLike", kinds: frozenset[str]
    ) -> list[tuple[int, int]]:
        """Return the characters of pieces that have a third of the probability that an entity needs, or more.

        Pieces of what is an entity are among them.

        Args:
            offsets: characters of each piece.
            scores: probability of each tag, by piece; shape (pieces, tags).
            kinds: entity types that count; those that are not looked for do not.
        """
        import numpy as np

        chosen = np.array([kind in kinds for kind in self._kinds], dtype=bool) & ~self._is_rival
        if not chosen.any():
            return []
        table = np.asarray(scores)
        outside = table[:, list(self._scheme.outside)].sum(axis=1)
        least = self._bars * _SHARE_IN_DOUBT
        # whatever a piece is, it is not enough: beside rivals less is needed
        near = np.flatnonzero(1 - outside >= least[chosen].min() * _SHARE_BESIDE_RIVALS)
        if not len(near):
            return []
        of_pieces = _sum_columns(table[near].astype(np.float64), self._tags)
        is_likely = of_pieces >= least
        if self._is_rival.any():
            is_likely |= self._is_beside_rivals(of_pieces, _SHARE_IN_DOUBT)
        likely = near[(is_likely & chosen).any(axis=1)].tolist()
        return [offsets[place] for place in likely if offsets[place][0] < offsets[place][1]]

    def _is_beside_rivals(self, of_words: "Floats", share: float = 1.0) -> "npt.NDArray[np.bool_]":
        """Tell of which types words are although a rival has most of their probability, shape (words, types).

        Args:
            of_words: probability of each type, by word.
            share: of what is needed.
        """
        of_rivals = of_words[:, self._is_rival].sum(axis=1, keepdims=True)
        is_near = of_words >= self._bars * _SHARE_BESIDE_RIVALS * share - self._slack
        found: npt.NDArray[np.bool_] = is_near & (of_words + of_rivals >= _MOST - self._slack) & self._is_mistaken
        return found

    def _goes_on(self, text: str, before: Span, kind: str, start: int, first: "Floats") -> bool:
        """Tell whether a word of a type, which starts there, belongs to the entity before it.

        Args:
            text: the whole text.
            before: the entity before it.
            kind: type of the word.
            start: first character of the word.
            first: probabilities of its first piece.
        """
        if kind != before.entity_type or text[before.end : start].strip():
            return False
        inner, begin = (_total(first, tags[kind]) for tags in (self._scheme.inner, self._scheme.begin))
        return inner >= begin - self._slack


def _total(row: "Floats", columns: Sequence[int]) -> float:
    return float(row[columns[0]] if len(columns) == 1 else row[list(columns)].sum())


def _sum_columns(table: "Floats", groups: Sequence[Sequence[int]]) -> "Floats":
    """Return the sums of groups of columns, shape (rows, groups)."""
    import numpy as np

    first = np.cumsum([0, *map(len, groups[:-1])])
    sums: Floats = np.add.reduceat(table[:, [column for group in groups for column in group]], first, axis=1)
    return sums


def _mean_rows(table: "Floats", firsts: "npt.NDArray[np.int64]", sizes: Sequence[int]) -> "Floats":
    """Return the means of groups of neighbouring rows, shape (groups, columns)."""
    import numpy as np

    sums: Floats = np.add.reduceat(table, firsts, axis=0)
    means: Floats = sums / np.array(sizes)[:, None]
    return means
