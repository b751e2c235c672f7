"""Known values, found in texts as whole tokens: as they are, case-folded, by their digits, or one edit away."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from ..recognizers.checks import digits_of
from ..surrogates.persons import is_ambiguous, name_parts
from .edits import LONGEST, SHORTEST, EditIndex, is_one_edit
from .tokens import FEWEST_DIGITS, Tokens, is_telling, tokenize

Kind = Literal["exact", "folded", "digits", "edit"]
KINDS: tuple[Kind, ...] = ("exact", "folded", "digits", "edit")
# the longest value searched, in tokens
_MOST_TOKENS = 40


@dataclass(slots=True)
class Match:
    """A place where known values stand.

    Attributes:
        start: offset in the text as read.
        end: its end.
        kind: how it was found.
        entries: numbers of the values; of a match by edit, one of them.
        gram: the tokens of the place, folded.
    """

    start: int
    end: int
    kind: Kind
    entries: tuple[int, ...]
    gram: str


class ValueIndex:
    """Values by the columns they come from.

    Args:
        without: folded values that are not taken in.

    Attributes:
        keys: of each entry, the value's folded tokens.
        sources: of each entry, the number of the source that the value comes from.
    """

    def __init__(self, without: Collection[str] = ()) -> None:
        self._without = without
        self.keys: list[str] = []
        self.sources: list[int] = []
        self._entries: dict[tuple[int, str], int] = {}
        self._by_key: dict[str, tuple[int, ...]] = {}
        self._by_digits: dict[str, tuple[int, ...]] = {}
        self._spelled: set[str] = set()
        self._cased: set[str] = set()
        self._first: dict[str, set[int]] = {}
        self._last: dict[str, set[int]] = {}
        self._firsts: set[str] = set()  # of values of several tokens
        self._lasts: set[str] = set()
        self._edits: EditIndex | None = None
        self._edit_entries: list[int] = []

    def add(self, source: int, entity_type: str, value: str) -> tuple[int, ...]:
        """Take in a value, and the words of a person's name; return the numbers of their entries."""
        tokens = tokenize(value)
        added = [self._add(source, tokens)]
        if entity_type == "PERSON":
            added += [self._add(source, tokenize(part), is_name=True) for part in name_parts(value)]
        return tuple(dict.fromkeys(entry for entry in added if entry is not None))

    def _add(self, source: int, tokens: Tokens, *, is_name: bool = False) -> int | None:
        if not is_telling(tokens) or len(tokens.folded) > _MOST_TOKENS:
            return None
        key = tokens.key()
        if key in self._without:
            return None
        self._spelled.add(tokens.spelling())
        if (source, key) in self._entries:
            return self._entries[source, key]
        entry = self._entries[source, key] = len(self.keys)
        self.keys.append(key)
        self.sources.append(source)
        self._by_key[key] = (*self._by_key.get(key, ()), entry)
        self._first.setdefault(tokens.folded[0], set()).add(len(tokens.folded))
        self._last.setdefault(tokens.folded[-1], set()).add(len(tokens.folded))
        if len(tokens.folded) > 1:
            self._firsts.add(tokens.folded[0])
            self._lasts.add(tokens.folded[-1])
        elif is_ambiguous(key):
            self._cased.add(key)
        digits = digits_of(key)
        if len(digits) >= FEWEST_DIGITS and 2 * sum(map(str.isalpha, key)) <= len(digits):
            self._by_digits[digits] = (*self._by_digits.get(digits, ()), entry)
        return entry

    def matches(self, tokens: Tokens) -> Iterator[Match]:
        """Yield every place where a value stands as whole tokens or by its digits, overlapping ones too."""
        if not self._first.keys().isdisjoint(tokens.folded):
            for first, token in enumerate(tokens.folded):
                for count in self._first.get(token, ()):
                    yield from self._match(tokens, first, count)
        for digits, start, end in tokens.numbers:
            if entries := self._by_digits.get(digits):
                yield Match(start, end, "digits", entries, digits)

    def _match(self, tokens: Tokens, first: int, count: int) -> Iterator[Match]:
        gram = tokens.folded[first] if count == 1 else tokens.key(first, count)
        entries = self._by_key.get(gram)
        if entries is None or first + count > len(tokens.folded):
            return
        spelled = tokens.spelling(first, count) in self._spelled
        if spelled or gram not in self._cased:
            start, end = tokens.bounds[first][0], tokens.bounds[first + count - 1][1]
            yield Match(start, end, "exact" if spelled else "folded", entries, gram)

    def find_edits(self, texts: Collection[Tokens]) -> dict[str, int]:
        """Return what stands in texts and is a value but for one edit: folded tokens, and the entry of the value."""
        if self._edits is None:
            self._edit_entries = [entries[0] for entries in self._by_key.values()]
            self._edits = EditIndex([self.keys[entry] for entry in self._edit_entries])
        grams = {token for token in set[str]().union(*(tokens.folded for tokens in texts)) if self._is_open(token)}
        grams.update(gram for tokens in texts for gram, _, _ in self._grams(tokens))
        return {gram: self._edit_entries[number] for gram, number in self._edits.find(grams).items()}

    def edits(self, tokens: Tokens, near: Mapping[str, int]) -> Iterator[Match]:
        """Yield the places of a text where something stands that `find_edits` has found."""
        if not near.keys().isdisjoint(tokens.folded):
            for token, (start, end) in zip(tokens.folded, tokens.bounds, strict=True):
                if token in near:
                    yield Match(start, end, "edit", (near[token],), token)
        for gram, start, end in self._grams(tokens):
            if gram in near:
                yield Match(start, end, "edit", (near[gram],), gram)

    def _is_open(self, gram: str) -> bool:
        """True if it has the length of a value and is none."""
        return SHORTEST - 1 <= len(gram) <= LONGEST + 1 and gram not in self._by_key

    def _grams(self, tokens: Tokens) -> Iterator[tuple[str, int, int]]:
        """Yield several tokens that may be a value but for one edit: they share its first or its last token."""
        if self._firsts.isdisjoint(tokens.folded) and self._lasts.isdisjoint(tokens.folded):
            return
        for index, token in enumerate(tokens.folded):
            starts = {(index, count) for count in self._first.get(token, ())}
            starts |= {(index + 1 - count, count) for count in self._last.get(token, ()) if count <= index + 1}
            for first, count in starts:
                # the same place would come again from its last token
                again = first < index and count in self._first.get(tokens.folded[first], ())
                if 1 < count <= len(tokens.folded) - first and not again:
                    gram = tokens.key(first, count)
                    if self._is_open(gram):
                        yield gram, tokens.bounds[first][0], tokens.bounds[first + count - 1][1]

    def near(self, gram: str, entries: Sequence[int]) -> int | None:
        """Return the first of some entries that is one edit away from a string."""
        for entry in entries:
            key = self.keys[entry]
            # one edit leaves the beginning or the end of six characters as it is
            if len(key) >= SHORTEST and (key[:3] == gram[:3] or key[-3:] == gram[-3:]) and is_one_edit(key, gram):
                return entry
        return None
