"""Known values, found in texts as whole tokens: as they are, case-folded, by their digits, or one edit away."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from ..recognizers.checks import digits_of
from ..spelling import numbers_in
from ..surrogates.persons import is_ambiguous, name_parts
from .edits import LONGEST, SHORTEST, EditIndex, is_one_edit
from .tokens import Tokens, is_telling, tokenize

Kind = Literal["exact", "folded", "digits", "edit"]
KINDS: tuple[Kind, ...] = ("exact", "folded", "digits", "edit")
_FEWEST_DIGITS = 6
# the longest value searched, in tokens
_MOST_TOKENS = 40


@dataclass(frozen=True, slots=True)
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
        if len(tokens.folded) == 1 and is_ambiguous(key):
            self._cased.add(key)
        digits = digits_of(key)
        if len(digits) >= _FEWEST_DIGITS and 2 * sum(map(str.isalpha, key)) <= len(digits):
            self._by_digits[digits] = (*self._by_digits.get(digits, ()), entry)
        return entry

    def matches(self, tokens: Tokens) -> Iterator[Match]:
        """Yield every place where a value stands as whole tokens or by its digits, overlapping ones too."""
        for first, token in enumerate(tokens.folded):
            for count in self._first.get(token, ()):
                gram = token if count == 1 else tokens.key(first, count)
                entries = self._by_key.get(gram)
                if entries is None or first + count > len(tokens.folded):
                    continue
                spelled = tokens.spelling(first, count) in self._spelled
                if spelled or gram not in self._cased:
                    start, end = tokens.bounds[first][0], tokens.bounds[first + count - 1][1]
                    yield Match(start, end, "exact" if spelled else "folded", entries, gram)
        if self._by_digits and any(map(str.isdecimal, tokens.text)):
            for digits, start, end in numbers_in(tokens.text, fewest=_FEWEST_DIGITS):
                if entries := self._by_digits.get(digits):
                    yield Match(start, end, "digits", entries, digits)

    def grams(self, tokens: Tokens) -> Iterator[tuple[str, int, int]]:
        """Yield what may be a value but for one edit inside a token: folded tokens, start, end.

        One edit leaves the first or the last of several tokens as it is.
        """
        count_all = len(tokens.folded)
        for index, token in enumerate(tokens.folded):
            if SHORTEST - 1 <= len(token) <= LONGEST + 1 and token not in self._by_key:
                yield token, *tokens.bounds[index]
            for count in self._first.get(token, ()):
                if 1 < count <= count_all - index:
                    yield from self._gram(tokens, index, count)
            for count in self._last.get(token, ()):
                first = index + 1 - count
                if count > 1 and first >= 0 and count not in self._first.get(tokens.folded[first], ()):
                    yield from self._gram(tokens, first, count)

    def _gram(self, tokens: Tokens, first: int, count: int) -> Iterator[tuple[str, int, int]]:
        gram = tokens.key(first, count)
        if SHORTEST - 1 <= len(gram) <= LONGEST + 1 and gram not in self._by_key:
            yield gram, tokens.bounds[first][0], tokens.bounds[first + count - 1][1]

    def find_edits(self, grams: Sequence[str]) -> dict[str, int]:
        """Return, for the strings that are one edit away from a value, the entry of one such value."""
        if self._edits is None:
            self._edit_entries = list(dict.fromkeys(entries[0] for entries in self._by_key.values()))
            self._edits = EditIndex([self.keys[entry] for entry in self._edit_entries])
        return {gram: self._edit_entries[number] for gram, number in self._edits.find(grams).items()}

    def near(self, gram: str, entries: Sequence[int]) -> int | None:
        """Return the first of some entries that is one edit away from a string."""
        for entry in entries:
            key = self.keys[entry]
            # one edit leaves the beginning or the end of six characters as it is
            if len(key) >= SHORTEST and (key[:3] == gram[:3] or key[-3:] == gram[-3:]) and is_one_edit(key, gram):
                return entry
        return None
