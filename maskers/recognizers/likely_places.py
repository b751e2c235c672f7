"""Where in a text a pattern can match, so that it is tried nowhere else.

A place is a start, the last offset at which a match may begin, and an end. Places are wide enough for every match, so
that nothing is lost: a search of the whole text finds the same.
"""

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from .clues import Clues, Digits, Need, Place, Within, occurrences


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


def near_any_case(*parts: str, before: int, after: int) -> Places:
    """The same around each occurrence of any of some parts, in any case; what is given is in lower case."""

    def places(clues: Clues) -> Iterator[Place]:
        held = clues.phrases
        found = sorted(start for part in parts if part in held for start in occurrences(held, part))
        reached = 0  # a place begins behind the last offset of the one before
        for start in found:
            yield max(reached, start - before), start, start + after
            reached = start + 1

    return Places(places, None, parts, "phrases")


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
