"""A second look at what comes out: does anything that was detected still stand there?

Only what came through from the input is searched. What an operator wrote is left out: a surrogate may by chance be
the name of somebody else in the table, which tells nothing about that person.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from .candidates import SHORTEST_NUMBER, TOKEN, Candidates, plain_form
from .recognizers.checks import digits_of
from .recognizers.detector import Detector
from .recognizers.patterns import find_checksums
from .rewrite import Rewritten
from .spans import resolve_overlaps
from .spelling import numbers_in, read, without_amounts
from .words import is_han

_SHORTEST_WORD = 4
_SHORTEST_HAN = 2

Residual = dict[str, Counter[str]]


class ValueIndex:
    """Finds known values in texts, word by word, in time proportional to the text.

    Args:
        values: (entity type, value). Too short ones are left out: single words of less than four characters,
            numbers of less than five digits. Accents do not count, nor what separates the digits of long numbers.
    """

    def __init__(self, values: Iterable[tuple[str, str]]) -> None:
        # entity types by the words of a value; exact spellings of single words
        self._by_words: dict[tuple[str, ...], dict[tuple[str, str | None], None]] = {}
        self._lengths: dict[str, list[int]] = {}
        self._numbers: dict[str, str] = {}
        for entity_type, value in values:
            plain = plain_form(value).strip()
            digits = digits_of(plain)
            if not any(map(str.isalpha, plain)) and any(digits == number for number, _, _ in numbers_in(plain)):
                self._numbers[digits] = entity_type
                continue
            tokens = tuple(TOKEN.findall(plain.casefold()))
            if not _is_telling(tokens):
                continue
            # a single word counts only in the case in which it was found: "Will" is not "will"
            exact = plain if len(tokens) == 1 and plain.isalpha() and not is_han(plain) else None
            self._by_words.setdefault(tokens, {})[entity_type, exact] = None
        lengths: dict[str, set[int]] = {}
        for tokens in self._by_words:
            lengths.setdefault(tokens[0], set()).add(len(tokens))
        self._lengths = {first: sorted(found, reverse=True) for first, found in lengths.items()}

    def __bool__(self) -> bool:
        return bool(self._by_words or self._numbers)

    def count(self, text: str) -> Counter[str]:
        """Return how often values occur in a text, by entity type."""
        plain = plain_form(text)
        found = self._count_numbers(plain)
        if not self._by_words:
            return found
        spelled = TOKEN.findall(plain)
        tokens = [token.casefold() for token in spelled]
        for position, token in enumerate(tokens):
            for length in self._lengths.get(token, ()):
                known = self._by_words.get(tuple(tokens[position : position + length]))
                if known is None:
                    continue
                kind = next((kind for kind, exact in known if exact is None or spelled[position] == exact), None)
                if kind is not None:
                    found[kind] += 1
                    break
        return found

    def _count_numbers(self, text: str) -> Counter[str]:
        if not self._numbers:
            return Counter()
        ends = {end: digits for digits, _, end in numbers_in(text) if digits in self._numbers}
        return Counter(self._numbers[digits] for digits in ends.values())


def _is_telling(tokens: Sequence[str]) -> bool:
    length = sum(map(len, tokens))
    if tokens and all(token.isdecimal() for token in tokens):
        return length >= SHORTEST_NUMBER
    if tokens and all(is_han(token) for token in tokens):
        return length >= _SHORTEST_HAN
    return length >= _SHORTEST_WORD


def count_values(
    kept: Mapping[str, Sequence[str]],
    originals: Iterable[tuple[str, str]],
    columns: Iterable[tuple[str, Sequence[str]]] = (),
) -> Residual:
    """Look for the originals of a batch, and for anything with a valid checksum, in what came through.

    Args:
        kept: text that came through from the input, by column.
        originals: what was found and masked in the batch, as (entity type, value).
        columns: values that were masked as whole cells, by entity type.

    Returns:
        Findings by column and entity type.
    """
    came_through = {column: _came_through(texts) for column, texts in kept.items()}
    index = _index_of(set().union(*came_through.values()), originals, columns)
    residual: Residual = {}
    for column, occurring in came_through.items():
        counts: Counter[str] = Counter()
        others = set(without_amounts(list(occurring)))
        for text, times in occurring.items() if index or others else ():
            if index:
                for entity_type, count in index.count(text).items():
                    counts[entity_type] += count * times
            if text in others:
                for span in find_checksums(read(text).text):
                    counts[span.entity_type] += times
        if counts:
            residual[column] = counts
    return residual


def _index_of(
    texts: set[str], originals: Iterable[tuple[str, str]], columns: Iterable[tuple[str, Sequence[str]]]
) -> ValueIndex:
    """Return an index of the values that some texts may hold."""
    if not texts:
        return ValueIndex(())
    candidates = Candidates(texts)
    wanted: dict[tuple[str, str], None] = {}
    for entity_type, values in columns:
        wanted.update(dict.fromkeys((entity_type, value) for value in candidates.among(values)))
    wanted.update(dict.fromkeys(originals))
    return ValueIndex(wanted)


def _came_through(texts: Sequence[str]) -> Counter[str]:
    """Count the texts that are not only gaps and blanks."""
    occurring = Counter(texts)
    together = "".join(occurring)
    if "" in occurring or " " in together or "\0" in together:
        for text in [text for text in occurring if not text.strip("\0 ")]:
            del occurring[text]
    return occurring


def count_detections(outputs: Mapping[str, Sequence[Rewritten]], detector: Detector) -> Residual:
    """Run the whole detection again and count the findings that reach into what came through."""
    residual: Residual = {}
    for column, cells in outputs.items():
        counts: Counter[str] = Counter()
        for cell, spans in zip(cells, detector.find_in_texts([cell.text for cell in cells]), strict=True):
            for span in resolve_overlaps(spans, cell.text):
                if not any(start <= span.start and span.end <= end for start, end in cell.written):
                    counts[span.entity_type] += 1
        if counts:
            residual[column] = counts
    return residual
