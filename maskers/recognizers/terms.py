"""Search for known texts: deny lists, what a row's other columns hold, what the same text already showed."""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import NamedTuple

from ..lookalikes import has_lookalikes, twin
from ..spans import Span
from ..spelling import bare, numbers_in, read
from ..words import HANGUL_RANGE, UNSPACED_RANGES, is_hangul, is_unspaced
from .known_dates import DateReading, dates_in, readings_of
from .misspelt import find_misspelt, halves_of

# letters of scripts that have blanks between words
_WORD = re.compile(rf"[^\W_{UNSPACED_RANGES}{HANGUL_RANGE}]+")
LAST_DIGITS = 7
# longest country code
_COUNTRY_CODE = 3
SHORTEST_CODE = 6
# what a sentence begins after, and what may stand between that and its first word
_ENDS = ".!?:;。！？：；…\n\r*•>|"
_BEFORE_WORDS = " \t\"'([{«“‘*-"
# texts times terms from which on an index of the words is quicker than one search for each term
_INDEXED = 200_000
# characters from which on all numbers of a text are not kept: there may be many for each digit
_LONG = 100_000
# terms that are kept ready
_CACHED = 20_000
# sure, but not beyond doubt: above every usual threshold
MISSPELT_SCORE = 0.9


@dataclass(frozen=True, slots=True)
class Term:
    """A text to look for.

    Attributes:
        text: as known.
        entity_type: what it is.
        any_case: also in other cases; otherwise as known, capitalised or in capitals.
        misspelt: also with one letter too many, too few, changed or exchanged with its neighbour.
        in_sentence: only as known or capitalised, and not where a sentence begins.
        is_date: also in other formats.
    """

    text: str
    entity_type: str
    any_case: bool
    misspelt: bool = False
    in_sentence: bool = False
    is_date: bool = False


class Match(NamedTuple):
    """Where a term stands in a text, and how it is written there."""

    start: int
    end: int
    how: str


class View:
    """A text in the forms in which terms are looked for; what costs more is made when it is first needed.

    Attributes:
        reading: as a reader sees it.
        plain: the same without accents.
    """

    def __init__(self, text: str) -> None:
        self.reading = read(text)
        self.plain = bare(self.reading.text)

    @cached_property
    def lowered(self) -> str:
        """In lower case, of the same length."""
        return lower_same_length(self.plain)

    @cached_property
    def words(self) -> str:
        """The same with a blank for every character but letters and digits, and a blank around it."""
        return f" {_with_blanks(self.lowered)} "

    @cached_property
    def digits(self) -> str:
        """All digits, without what is between them; not of the same length."""
        return digits_only(self.plain)

    @cached_property
    def has_lookalikes(self) -> bool:
        """True if letters look like Latin ones and are of another script."""
        return not self.lowered.isascii() and has_lookalikes(self.lowered)

    @cached_property
    def compact(self) -> str:
        """In lower case, without what stands between groups; not of the same length."""
        return without_separators(self.lowered)

    @property
    def numbers(self) -> Iterable[tuple[str, int, int]]:
        """Numbers whatever separates their digits; those of long texts are not kept."""
        return numbers_in(self.plain) if len(self.plain) > _LONG else self._numbers

    @cached_property
    def _numbers(self) -> list[tuple[str, int, int]]:
        return list(numbers_in(self.plain))

    @cached_property
    def dates(self) -> list[tuple[frozenset[DateReading], int, int]]:
        """Dates with what they may mean."""
        return list(dates_in(self.plain)) if self.digits else []

    @cached_property
    def index(self) -> dict[str, list[int]]:
        """Where each word begins."""
        found: dict[str, list[int]] = {}
        for match in _WORD.finditer(self.plain):
            found.setdefault(match[0], []).append(match.start())
        return found


class _Blanks(dict[int, str]):
    """Translation table of everything but letters and digits to blanks; filled as characters are met."""

    def __missing__(self, code: int) -> str:
        self[code] = chr(code) if chr(code).isalnum() else " "
        return self[code]


_BLANKS = _Blanks()
_ASCII_BLANKS = bytes(code if chr(code).isalnum() and code < 128 else 32 for code in range(256))
_NO_DIGITS = bytes(code for code in range(256) if not 48 <= code < 58)


def _with_blanks(lowered: str) -> str:
    # bytes are quicker
    return lowered.encode().translate(_ASCII_BLANKS).decode() if lowered.isascii() else lowered.translate(_BLANKS)


def digits_only(text: str) -> str:
    """Return the ASCII digits of a text."""
    # no byte of another character is a digit in UTF-8
    return text.encode(errors="replace").translate(None, _NO_DIGITS).decode()


def without_separators(text: str) -> str:
    """Return a text without what stands between the groups of an account number."""
    return text.replace(" ", "").replace("-", "").replace(".", "").replace("/", "")


class Needle:
    """A term, made ready once for searching many texts."""

    def __init__(self, term: Term) -> None:
        known = bare(read(term.text).text)
        lowered = lower_same_length(known)
        self.term = term
        self.forms: tuple[str, ...] = ()
        if known and term.any_case:
            self.forms = (lowered,)
        elif known and term.in_sentence:
            self.forms = tuple(dict.fromkeys((known, known.capitalize())))
        elif known:
            self.forms = tuple(dict.fromkeys((known, known.capitalize(), known.upper())))
        self.forms += tuple(other for form in self.forms if (other := twin(form)) is not None)
        self._halves = halves_of(lowered) if term.misspelt else None
        self._digits = _number_forms(known) if term.any_case else frozenset()
        self._national = digits_only(known).lstrip("0") if term.entity_type == "PHONE_NUMBER" else ""
        self._last_digits = digits_only(known)[-LAST_DIGITS:]
        self._code = code_of(lowered) if term.any_case else ""
        self._dates: frozenset[DateReading] = readings_of(known) if term.is_date else frozenset()

    @property
    def may_be_indexed(self) -> bool:
        """True if the term is looked for as it is written only."""
        return not (self.term.any_case or self.term.misspelt or self.term.is_date)

    def find(self, view: View) -> Iterator[Match]:
        """Yield where the term stands in a text as read."""
        term = self.term
        text = view.lowered if term.any_case else view.plain
        for form in self.forms:
            if form in text:
                for start, end in _occurrences(text, form):
                    if not (term.in_sentence and _begins_sentence(text, start)):
                        yield Match(start, end, "as written")
        if self._halves is not None:
            for start, end in find_misspelt(view.words, self._halves):
                yield Match(start - 1, end - 1, "misspelt")
        if self._digits and self._last_digits in view.digits:
            yield from self._find_numbers(view)
        if self._code and self._code in view.compact:
            yield from self._find_code(view.lowered)
        if self._dates:
            for readings, start, end in view.dates:
                if not self._dates.isdisjoint(readings):
                    yield Match(start, end, "date in another format")

    def find_indexed(self, view: View, places_of_han: Mapping[str, Sequence[int]]) -> Iterator[Match]:
        """Yield the same matches of a term that is neither a number nor in any case, by an index of the words.

        Args:
            view: the text.
            places_of_han: where forms of scripts without blanks between words stand in it.
        """
        for form in self.forms:
            has_words = not _has_no_words(form)
            first = _WORD.match(form) if has_words else None
            if first is None and has_words:
                yield from self.find(view)
                return
            for start in places_of_han.get(form, ()) if first is None else view.index.get(first[0], ()):
                end = start + len(form)
                is_there = (
                    view.plain.startswith(form, start)
                    and _is_boundary(view.plain, start, form[0], before=True)
                    and _is_boundary(view.plain, end, form[-1], before=False)
                )
                if is_there and not (self.term.in_sentence and _begins_sentence(view.plain, start)):
                    yield Match(start, end, "as written")

    def _find_numbers(self, view: View) -> Iterator[Match]:
        text = view.plain
        for digits, start, end in view.numbers:
            if digits in self._digits or (self._national and self._is_same_phone(digits)):
                yield Match(start - (text[start - 1 : start] == "+"), end, "digits")

    def _is_same_phone(self, digits: str) -> bool:
        """True if the numbers differ by a country code or a trunk prefix only."""
        here, known = digits.lstrip("0"), self._national
        if min(len(here), len(known)) < LAST_DIGITS or abs(len(here) - len(known)) > _COUNTRY_CODE:
            return False
        return here.endswith(known) or known.endswith(here)

    def _find_code(self, lowered: str) -> Iterator[Match]:
        between = r"[ ./-]{0,3}".join(map(re.escape, self._code))
        for match in re.finditer(rf"(?<![^\W_]){between}(?![^\W_])", lowered):
            yield Match(*match.span(), "in other groups")


@lru_cache(maxsize=_CACHED)
def needle_of(term: Term) -> Needle:
    """Return a term made ready; those of the last many terms are kept."""
    return Needle(term)


def find_terms(text: str, terms: Iterable[Term], *, recognizer: str) -> Iterator[Span]:
    """Yield where the terms stand in a text as whole words, with or without their accents.

    Some scripts, such as Han and Thai, know no word boundary: there any occurrence counts. A number counts whatever
    stands between its digits, and without what precedes them: `+1 (415) 555-0134` is found in `4155550134`.
    """
    yield from find_needles(View(text), [needle_of(term) for term in terms], recognizer=recognizer)


def find_needles(view: View, needles: Sequence[Needle], *, recognizer: str) -> Iterator[Span]:
    """Yield where terms stand in a text, in time linear in the text however many names are looked for."""
    is_long = len(view.plain) * len(needles) > _INDEXED
    original = view.reading.original
    indexed = [needle for needle in needles if is_long and needle.may_be_indexed]
    places = _places_of_han(view.plain, {form for needle in indexed for form in needle.forms if _has_no_words(form)})
    for needle in needles:
        term = needle.term
        by_index = is_long and needle.may_be_indexed
        for start, end, how in needle.find_indexed(view, places) if by_index else needle.find(view):
            score = MISSPELT_SCORE if how == "misspelt" else 1.0
            yield Span(*original(start, end), term.entity_type, score, recognizer)


def _places_of_han(text: str, forms: Collection[str]) -> Mapping[str, Sequence[int]]:
    """Return where each of some texts stands in a text, in one pass for each of their lengths."""
    places: dict[str, list[int]] = {}
    for length in {len(form) for form in forms}:
        for start in range(len(text) - length + 1):
            if (part := text[start : start + length]) in forms:
                places.setdefault(part, []).append(start)
    return places


def _number_forms(value: str) -> frozenset[str]:
    """Return the digits of a number, all of them and what is left without its first groups."""
    numbers = list(numbers_in(value))
    return frozenset(digits for digits, _, end in numbers if end == numbers[-1][2])


def code_of(lowered: str) -> str:
    """Return a code of letters and digits without what stands between its groups; empty for other texts."""
    code = without_separators(lowered)
    is_code = code.isalnum() and code.isascii() and len(code) >= SHORTEST_CODE
    has_both = any(map(str.isdigit, code)) and any(map(str.isalpha, code))
    # words and a house number are no code
    return code if is_code and has_both and not re.search(r"[a-z]{5}", lowered) else ""


def _occurrences(text: str, form: str) -> Iterator[tuple[int, int]]:
    start = text.find(form)
    while start != -1:
        end = start + len(form)
        if _is_boundary(text, start, form[0], before=True) and _is_boundary(text, end, form[-1], before=False):
            yield start, end
        start = text.find(form, start + 1)


def _begins_sentence(text: str, start: int) -> bool:
    """True if a word is the first of its sentence or line, where every word is capitalised."""
    position = start
    while position and text[position - 1] in _BEFORE_WORDS:
        position -= 1
    return position == 0 or text[position - 1] in _ENDS


def _is_boundary(text: str, offset: int, edge: str, *, before: bool) -> bool:
    index = offset - 1 if before else offset
    if not 0 <= index < len(text) or not edge.isalnum() or is_unspaced(edge):
        return True
    other = text[index]
    if is_hangul(edge):  # particles follow a name
        return not (before and is_hangul(other))
    return not other.isalnum() or is_unspaced(other) or is_hangul(other)


def _has_no_words(form: str) -> bool:
    """True if blanks do not tell where the form begins and ends in a text."""
    return form != "" and (is_unspaced(form[0]) or is_hangul(form[0]))


def lower_same_length(text: str) -> str:
    """Return a text in lower case, but for letters whose lower case is longer."""
    lowered = text.lower()
    if len(lowered) == len(text):
        return lowered
    return "".join(c.lower() if len(c.lower()) == 1 else c for c in text)
