"""What a column's cells look like, collected in one pass and without keeping a value."""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from hashlib import blake2b

from .full_names import Evidence, Part, name_evidence, part_evidence
from .recognizers.clues import Clues
from .recognizers.kinds.national import bare_number_type
from .recognizers.patterns import cell_patterns
from .recognizers.phones import find_phones
from .spelling import bare, is_amount, read
from .surrogates.persons import looks_like_han_name
from .words import given_name_lexicon, is_han, listed_given_names, surname_lexicon

_WORDS = re.compile(r"[^\W\d_]{2,}")
_NAME = re.compile(r"[^\W\d_]+(?:[ '’.,-]{1,2}[^\W\d_]+){0,4}\.?")
# a name whose words nothing parts, or a sign: LaurenHoover, elizabeth_hill
_JOINED = re.compile(r"[A-Z][a-z]+(?:[A-Z][a-z]+){1,3}|[^\W\d_]+(?:[._-][^\W\d_]+){1,3}")
_JOINT = re.compile(r"[._-]|(?<=[a-z])(?=[A-Z])")
# what a user name or password holds: letters together with digits or signs, or at least four digits
_TOKEN = re.compile(r"(?=\S*[^\W\d_])(?=\S*[^\w\s'’/-]|\S*[\d_])\S{3,64}|\d{4,64}")
_CODE = re.compile(r"(?=[^\s]*\d)[\w-]{5,64}")
# what accounts, policies and people have: six digits or more in one, with letters at the edges at most; days in digits,
# seconds since 1970 and round sums look alike
_LONG_NUMBER = re.compile(
    r"(?!(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])$|1\d{9}$|1\d{12}$|\d+000$)"
    r"[A-Za-z]{0,4}[ -]?\d(?:[ /-]?\d){5,30}[ -]?[A-Za-z]{0,2}"
)
# small words of names of things: "Bank of America", "Made in Italy"
_BETWEEN_NAMES = frozenset(
    "a al and at by da das de del der des di du el en for in la las le les los of on the to und von y".split()
)
_DATE = re.compile(
    r"\d{1,4}[-/.年]\d{1,2}[-/.月]\d{1,4}日?(?:[ T]\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2})?)?"
)
_NUMBER = re.compile(r"[-+]?[\d,]*\.?\d+(?:[eE][-+]?\d+)?%?")
_PLACEHOLDERS = frozenset("0 1 true false y n t f 是 否 none null na n/a - x".split())
_FLAGS = _PLACEHOLDERS | frozenset(
    """
    yes no
    ja nein nee nej oui non si sí sim não tak nie ano ne да нет evet hayır はい いいえ 예 아니오
    """.split()
)
DISTINCT_LIMIT = 1_000_000
# a column of so few distinct values is more likely one of categories
FEW_VALUES = 20
# distinct values among which given names and surnames alone are counted
PARTS_LIMIT = 1_000
SHAPES_LIMIT = 2_000
SHAPE_LENGTH = 32
# longer cells are neither numbers nor values of an entity type, private keys included
_LONGEST_NUMBER = 64
_LONGEST_VALUE = 20_000
_LEAST_PHONE = 0.5  # score
# a text of at least so many words (or Han characters) may hold a sentence
SENTENCE_WORDS = 4
SENTENCE_HAN = 10


def shape_of(value: str) -> str:
    """Return the shape of a value: `A` and `a` for letters, `9` for digits, `字` for Han, `·` for other symbols.

    >>> shape_of("Maria 202-224")
    'Aaaaa 999-999'
    """
    shape = value[:SHAPE_LENGTH].translate(_SHAPES)
    return shape + "…" if len(value) > SHAPE_LENGTH else shape


def _shape_character(character: str) -> str:
    if character.isdecimal():
        return "9"
    if character.isalpha():
        return "字" if ord(character) > 0x2E80 else "A" if character.isupper() else "a"
    return character if character.isascii() and character.isprintable() else "·"


class _Shapes(dict[int, str]):
    """Translation table to shapes; filled as characters are met."""

    def __missing__(self, code: int) -> str:
        shape = _shape_character(chr(code))
        if code < 0x3000:
            self[code] = shape
        return shape


_SHAPES = _Shapes()


def is_mark(value: str) -> bool:
    """True for a yes/no mark, or for what stands where nothing is known."""
    return value.lower() in _FLAGS


def is_placeholder(value: str) -> bool:
    """True for a mark that is no word of any language."""
    return value.lower() in _PLACEHOLDERS


def count_words(value: str) -> int:
    """Return how many words of two letters or more a value holds."""
    return len(_WORDS.findall(value))


def is_sentence_like(value: str) -> bool:
    """True if a value has enough words to be free text, so that only a language model can search it."""
    return _is_sentence(value, count_words(value))


def _is_sentence(value: str, words: int) -> bool:
    return words >= SENTENCE_WORDS or (
        not value.isascii() and is_han(value) and sum(1 for c in value if ord(c) > 0x2E80) >= SENTENCE_HAN
    )


def _is_note(value: str) -> bool:
    """True if small words stand beside a capitalised given name: `call Bob Jones`, but not `Bank of America`."""
    words = _WORDS.findall(value)
    return any(word.islower() and word not in _BETWEEN_NAMES for word in words) and any(
        word[0].isupper() and bare(word.casefold()) in listed_given_names() for word in words
    )


def is_name_like(value: str) -> bool:
    """True for one to five words of letters of which one is a known given name or surname."""
    value = value.strip()
    if looks_like_han_name(value):
        return True
    if len(value) > 60 or not _NAME.fullmatch(value):
        return False
    known = given_name_lexicon(), surname_lexicon()
    return any(bare(word.casefold()) in names for word in _WORDS.findall(value) for names in known)


@lru_cache(maxsize=50_000)
def _valid_types(value: str) -> tuple[str, ...]:
    """Entity types of which the whole value is an instance."""
    if is_amount(value) or len(value) > _LONGEST_VALUE:
        return ()
    clues = Clues(value)
    kinds: dict[str, None] = {}
    for pattern in cell_patterns(clues):
        if pattern.entity_type not in kinds and pattern.is_whole(value):
            kinds[pattern.entity_type] = None
    if (kind := bare_number_type(value)) is not None:
        kinds[kind] = None
    if clues.numbers:
        for span in find_phones(clues, region="US"):
            if (span.start, span.end) == (0, len(value)) and span.score >= _LEAST_PHONE:
                kinds["PHONE_NUMBER"] = None
    return tuple(kinds)


@dataclass
class ColumnProfile:
    """Counts over the cells of one column.

    Attributes:
        cells: all cells.
        filled: cells that are not blank.
        valid: cells that are, as a whole, one value of an entity type.
        name_like: cells that look like a person's name; `full_name_like` those of several words.
        full_names: cells that are called like a person, by a known given name and what may be a surname.
        names: distinct values by how well they are known as names; counted while there are few.
        parts: distinct values that are a known given name or a surname by themselves.
        token_like: cells that could be a user name or a password, and hardly anything else.
        sentence_like: cells with enough words for free text.
        worded: cells of several words.
        most_words: words of two letters or more in the cell that has most of them, marks aside.
        noted: cells in which small words stand beside a capitalised given name.
        long_numbers: cells that are one number of six digits or more, as accounts and policies have, and no date.
        code_like: cells without spaces that hold a digit and are neither number nor date.
        numbers: cells that are numbers; `dates`, dates; `flags`, yes/no marks.
        shapes: how often each shape occurs.
    """

    cells: int = 0
    filled: int = 0
    valid: Counter[str] = field(default_factory=Counter)
    name_like: int = 0
    full_name_like: int = 0
    full_names: int = 0
    names: Counter[Evidence | None] = field(default_factory=Counter)
    parts: Counter[Part] = field(default_factory=Counter)
    token_like: int = 0
    sentence_like: int = 0
    worded: int = 0
    most_words: int = 0
    noted: int = 0
    long_numbers: int = 0
    code_like: int = 0
    numbers: int = 0
    dates: int = 0
    flags: int = 0
    shapes: Counter[str] = field(default_factory=Counter)
    _seen: set[bytes] = field(default_factory=set)

    @property
    def distinct(self) -> int:
        """Number of distinct filled values, counted up to a million."""
        return len(self._seen)

    def share(self, count: int) -> float:
        """Return a count as a share of the filled cells."""
        return count / self.filled if self.filled else 0.0

    def share_of_values(self, count: int) -> float:
        """Return a count of cells that are no yes/no marks as a share of such cells."""
        values = self.filled - self.flags
        return count / values if values else 0.0

    def update(self, values: Iterable[str]) -> None:
        """Take in more cells."""
        for value, times in Counter(values).items():
            self.cells += times
            stripped = read(value).text.strip()
            if stripped:
                self.filled += times
                self._take(stripped, times)

    def _take(self, value: str, times: int) -> None:
        joined = _JOINT.sub(" ", value) if _JOINED.fullmatch(value) else None
        evidence = name_evidence(value if joined is None else joined)
        is_joined_name = joined is not None and evidence == "full"
        self.full_names += times * (evidence is not None)
        if len(self._seen) < DISTINCT_LIMIT:
            known = len(self._seen)
            self._seen.add(blake2b(value.encode("utf-8", "surrogatepass"), digest_size=8).digest())
            if known < len(self._seen):
                if len(self._seen) <= FEW_VALUES:
                    self.names[evidence] += 1
                if known < PARTS_LIMIT and (part := part_evidence(value)) is not None:
                    self.parts[part] += 1
        shape = shape_of(value)
        if shape in self.shapes or len(self.shapes) < SHAPES_LIMIT:
            self.shapes[shape] += times
        words, is_flag = count_words(value), is_mark(value)
        if not is_flag:
            self.most_words = max(self.most_words, words)
        is_sentence = _is_sentence(value, words)
        self.sentence_like += times * is_sentence
        if is_sentence and len(value) > 100:
            self.worded += times
            return
        for entity_type in _valid_types(value):
            self.valid[entity_type] += times
        if is_joined_name or is_name_like(value):
            self.name_like += times
            self.full_name_like += times * (words > 1 or is_joined_name or is_han(value))
        self.worded += times * (" " in value and words > 0)
        self.noted += times * _is_note(value)
        self.flags += times * is_flag
        self.token_like += times * (_TOKEN.fullmatch(value) is not None)
        is_date = _DATE.fullmatch(value) is not None
        self.long_numbers += times * (not is_date and _LONG_NUMBER.fullmatch(value) is not None)
        if len(value) <= _LONGEST_NUMBER and _NUMBER.fullmatch(value) is not None:
            self.numbers += times
        elif is_date:
            self.dates += times
        elif _CODE.fullmatch(value) is not None:
            self.code_like += times
