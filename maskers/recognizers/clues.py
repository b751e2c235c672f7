"""What a text holds, by cheap tests, so that a pattern is tried only where it can match.

A place is a start, the last offset at which a match may begin, and an end. Places are wide enough for every match, so
that nothing is lost: a search of the whole text finds the same.
"""

import re
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Literal, NamedTuple

from ..words import is_han

Place = tuple[int, int, int]
Digits = tuple[int, int]
# a property of `Clues`: what a text must hold for a pattern
Need = Literal["has_digit", "codes", "numbers", "letters_and_digits", "has_zip", "has_han", "has_long_word"]
# another one, which holds parts of texts
Within = Literal["text", "lowered", "phrases", "words", "before_digits", "after_digits"]
_LONG_WORD = 16

_DIGITS = re.compile(r"\d+")
# six digits or more, whatever separates them: what long numbers are found in
_NUMBER = re.compile(r"\d(?:[ ().\-/]{0,3}\d){5,}+")
_SHORTEST_CODE = 4
_BEFORE_ZIP = re.compile(r"[A-Z],? \Z")
_BETWEEN_WORDS = "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~"
_BLANKS = str.maketrans(_BETWEEN_WORDS, " " * len(_BETWEEN_WORDS))
_MORE_BETWEEN_WORDS = "“”„«»‘’–—…¿¡、，。：；（）"


class Clues:
    """A text with what is known about it; each clue is computed when it is first asked for."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.everywhere: list[Place] = [(0, len(text), len(text))]

    @cached_property
    def digits(self) -> list[Digits]:
        """Where digits stand together."""
        return [match.span() for match in _DIGITS.finditer(self.text)]

    @cached_property
    def before_digits(self) -> frozenset[str]:
        """The characters before them."""
        return frozenset(self.text[start - 1] for start, _ in self.digits if start)

    @cached_property
    def after_digits(self) -> frozenset[str]:
        """The characters behind them."""
        return frozenset(self.text[end] for _, end in self.digits if end < len(self.text))

    @property
    def has_digit(self) -> bool:
        """True if the text holds a digit."""
        return bool(self.digits)

    @cached_property
    def has_han(self) -> bool:
        """True if the text holds Han characters."""
        return not self.text.isascii() and is_han(self.text)

    @cached_property
    def lowered(self) -> str:
        """The text in lower case; offsets may differ."""
        # letters whose other case is ASCII, as `re.IGNORECASE` has it, but not `str.lower`
        return self.text.lower().replace("ı", "i").replace("ſ", "s")

    @cached_property
    def phrases(self) -> str:
        """The text in lower case with blanks for hyphens and underscores; offsets are the text's."""
        lowered = self.lowered
        if len(lowered) != len(self.text):
            lowered = "".join(c.lower() if len(c.lower()) == 1 else c for c in self.text)
        return lowered.replace("_", " ").replace("-", " ").replace("’", "'")

    @cached_property
    def has_long_word(self) -> bool:
        """True if sixteen characters stand without a blank."""
        return len(self.text) >= _LONG_WORD and max(map(len, self.text.split()), default=0) >= _LONG_WORD

    @cached_property
    def words(self) -> frozenset[str]:
        """The words in lower case, without punctuation."""
        if self.lowered.isascii():
            return frozenset(self.lowered.translate(_BLANKS).split())
        lowered = self.lowered
        for sign in _BETWEEN_WORDS + _MORE_BETWEEN_WORDS:
            lowered = lowered.replace(sign, " ")
        return frozenset(lowered.split())

    @cached_property
    def numbers(self) -> list[Digits]:
        """Where six digits or more stand together."""
        return [match.span() for match in _NUMBER.finditer(self.text)] if self.digits else []

    @cached_property
    def codes(self) -> list[Digits]:
        """Where four digits or more stand without separators."""
        return [(start, end) for start, end in self.digits if end - start >= _SHORTEST_CODE]

    @cached_property
    def letters_and_digits(self) -> list[int]:
        """Where two letters stand before two digits, at once or with a blank or hyphen between."""
        found = []
        for start, end in self.digits:
            if start and end - start > 1:
                stop = start - 1 if self.text[start - 1] in " -" else start
                letters = self.text[max(0, stop - 2) : stop]
                if len(letters) == 2 and letters.isascii() and letters.isalpha():
                    found.append(stop - 2)
        return found

    @cached_property
    def has_zip(self) -> bool:
        """True if five digits follow a capital letter."""
        return any(
            end - start >= 5 and _BEFORE_ZIP.search(self.text, max(0, start - 3), start) is not None
            for start, end in self.digits
        )


@dataclass(frozen=True)
class Places:
    """Tells where in a text a pattern can match.

    Attributes:
        find: returns the places in a text that holds what is needed.
        needs: what a text without any place lacks.
        parts: of which a text with a place holds at least one; empty if it need not.
        within: what of the text holds them.
    """

    find: Callable[[Clues], Iterable[Place]]
    needs: Need | None = None
    parts: Collection[str] = ()
    within: Within = "text"

    def __call__(self, clues: Clues) -> Iterable[Place]:
        """Return the places."""
        return self.find(clues) if self.are_likely(clues) else ()

    def are_likely(self, clues: Clues) -> bool:
        """Tell whether a text holds what is needed."""
        if self.needs is not None and not getattr(clues, self.needs):
            return False
        if not self.parts:
            return True
        held = getattr(clues, self.within)
        return any(part in held for part in self.parts)


def where(
    test: Callable[[Clues], bool],
    *,
    needs: Need | None = None,
    parts: Collection[str] = (),
    within: Within = "text",
) -> Places:
    """The whole text if it passes a test and holds what is needed."""
    return Places(lambda clues: clues.everywhere if test(clues) else (), needs, parts, within)


def _everywhere(clues: Clues) -> Iterable[Place]:
    return clues.everywhere


anywhere = Places(_everywhere)
with_digit = Places(_everywhere, "has_digit")


def with_any(*parts: str, needs: Need | None = None) -> Places:
    """The whole text if it holds one of the parts, as written."""
    return Places(_everywhere, needs, parts)


def with_any_case(*parts: str, needs: Need | None = None) -> Places:
    """The whole text if it holds one of the parts, in any case; parts are in lower case."""
    return Places(_everywhere, needs, parts, "lowered")


def with_word(words: Iterable[str], *, needs: Need | None = None) -> Places:
    """The whole text if it holds one of the words, which are in lower case."""
    return Places(_everywhere, needs, frozenset(words), "words")


def with_count(part: str, least: int, *, needs: Need | None = None) -> Places:
    """The whole text if a part occurs often enough."""
    return where(lambda clues: clues.text.count(part) >= least, needs=needs, parts=(part,))


def at(*beginnings: str, needs: Need | None = None, test: Callable[[Clues], bool] | None = None) -> Places:
    """Where one of some texts stands as written: every match begins with one of them."""
    return _at(beginnings, "text", needs, test)


def at_any_case(*beginnings: str, needs: Need | None = None) -> Places:
    """The same in any case; what is given is in lower case and has blanks for hyphens."""
    return _at(beginnings, "phrases", needs, None)


def _at(
    beginnings: Collection[str], within: Within, needs: Need | None, test: Callable[[Clues], bool] | None
) -> Places:
    # where a longer one stands a shorter one does, too
    longer = {text for text in beginnings for other in beginnings if text != other and text.startswith(other)}
    shortest = [text for text in beginnings if text not in longer]

    def places(clues: Clues) -> list[Place]:
        if test is not None and not test(clues):
            return []
        held, stop = getattr(clues, within), len(clues.text)
        starts = {start for text in shortest if text in held for start in occurrences(held, text)}
        return [(start, start, stop) for start in sorted(starts)]

    return Places(places, needs, tuple(dict.fromkeys(shortest)), within)


def occurrences(text: str, part: str) -> Iterator[int]:
    """Yield where a part stands in a text."""
    at = text.find(part)
    while at != -1:
        yield at
        at = text.find(part, at + 1)


def near(part: str, *, before: int, after: int, needs: Need | None = None, words: Collection[str] = ()) -> Places:
    """Around each occurrence of a part, places that overlap as one.

    Args:
        part: what every match holds.
        before: most characters of a match before the part.
        after: most characters of a match after the beginning of the part.
        needs: what the text must hold beside it.
        words: of which the text must hold one, in lower case.
    """

    def places(clues: Clues) -> Iterator[Place]:
        text, at = clues.text, clues.text.find(part)
        while at != -1:
            start, last = max(0, at - before), at
            while (at := text.find(part, at + 1)) != -1 and at - before <= last + after:
                last = at
            yield start, last, last + after

    return Places(places, needs, words, "words") if words else Places(places, needs, (part,))


def at_digits(
    before: int = 0,
    *,
    least: int = 1,
    most: int | None = None,
    behind: str = "",
    ahead: str = "",
    words: Collection[str] = (),
    needs: Need = "has_digit",
) -> Places:
    """Where digits stand together, or so many characters before them: every match begins there.

    Args:
        before: characters of a match before its first digit.
        least: fewest digits that stand together.
        most: most of them.
        behind: characters of which one stands before them; empty for any.
        ahead: characters of which one stands behind them; empty for any.
        words: of which the text must hold one, in lower case.
        needs: what the text must hold beside it.
    """
    digits = _Digits(least, most, behind, ahead)

    def places(clues: Clues) -> Iterator[Place]:
        for start, _ in digits.find(clues):
            if start >= before:
                yield start - before, start - before, len(clues.text)

    return digits.places(places, words, needs)


def near_digits(
    *,
    before: int,
    after: int,
    least: int = 1,
    most: int | None = None,
    behind: str = "",
    ahead: str = "",
    words: Collection[str] = (),
) -> Places:
    """Around digits that stand together.

    Args:
        before: most characters of a match before its digits.
        after: characters behind the digits that a pattern looks at.
        least: fewest digits that stand together.
        most: most of them.
        behind: characters of which one stands before them; empty for any.
        ahead: characters of which one stands behind them; empty for any.
        words: of which the text must hold one, in lower case.
    """
    digits = _Digits(least, most, behind, ahead)

    def places(clues: Clues) -> Iterator[Place]:
        for start, end in digits.find(clues):
            yield max(0, start - before), start, end + after

    return digits.places(places, words, "has_digit")


class _Digits(NamedTuple):
    """Digits that stand together, so many of them, between some characters."""

    least: int
    most: int | None
    behind: str
    ahead: str

    def find(self, clues: Clues) -> Iterator[Digits]:
        text, size = clues.text, len(clues.text)
        most = size if self.most is None else self.most
        for start, end in clues.digits:
            if (
                self.least <= end - start <= most
                and (not self.behind or (start and text[start - 1] in self.behind))
                and (not self.ahead or (end < size and text[end] in self.ahead))
            ):
                yield start, end

    def places(self, find: Callable[[Clues], Iterable[Place]], words: Collection[str], needs: Need) -> Places:
        if words:
            return Places(find, needs, words, "words")
        if self.ahead:
            return Places(find, needs, self.ahead, "after_digits")
        return Places(find, needs, self.behind, "before_digits")


def _at_letters(clues: Clues) -> list[Place]:
    return [(start, start, len(clues.text)) for start in clues.letters_and_digits]


at_letters_and_digits = Places(_at_letters, "letters_and_digits")
"""Where two letters stand before digits: every match begins with the letters."""
with_zip = Places(_everywhere, "has_zip")


def near_numbers(*, before: int = 2, after: int = 3, digits: int = 6) -> Places:
    """Around each group of six digits or more.

    Args:
        before: most characters of a match before its first digit.
        after: characters behind the last digit that a pattern looks at.
        digits: fewest digits of a match.
    """

    def places(clues: Clues) -> Iterator[Place]:
        for start, end in clues.numbers:
            if end - start >= digits:
                yield max(0, start - before), end, end + after

    return Places(places, "numbers")


def _near_codes(clues: Clues) -> Iterator[Place]:
    """Around each group of four digits or more without separators: six characters before, one behind."""
    for start, end in clues.codes:
        yield max(0, start - 6), end, end + 1


near_codes = Places(_near_codes, "codes")
