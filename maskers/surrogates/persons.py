"""Names of people, mapped word by word.

Each word of a name has its own surrogate, whatever stands around it: "Maria Cantwell" in one column, "Cantwell,
Maria" in another and "Cantwell" alone in a note become the same invented person. Whether a word is replaced by a
given name or a surname depends on the word only, never on its place.
"""

import re
from functools import lru_cache

from ..keyed import KeyedChoice, normalise
from ..remembered import Remembered
from ..spelling import bare
from ..words import (
    AMBIGUOUS_NAMES,
    given_name_lexicon,
    given_names,
    han_given_names,
    han_surnames,
    is_hangul,
    is_unspaced,
    split_han_name,
    surnames,
)

# names share their words
_REMEMBERED = 50_000
_CHOICES = 16
_HAN_RANGE = r"\u3400-\u4dbf\u4e00-\u9fff"
# a word is whatever is neither blank, digit, ASCII punctuation nor Han: marks of other scripts stay with their letters
_LETTERS = rf"[^\s\d!-/:-@\[-`{{-~·’，。、；：（）{_HAN_RANGE}]+"
_WORD = re.compile(rf"{_LETTERS}(?:['’`](?!s\b){_LETTERS})*")
_PIECE = re.compile(rf"(?P<han>[{_HAN_RANGE}]+)|(?P<digits>\d+)|(?P<word>{_WORD.pattern})")
HAN_RUN = re.compile(rf"[{_HAN_RANGE}]+")
_POSSESSIVE = re.compile(r"['’]s\b", re.IGNORECASE)
TITLES = frozenset(
    """
    mr mrs ms miss mx dr prof professor sir madam dame lord lady rev hon jr sr ii iii iv phd md esq herr frau
    monsieur madame mme mlle senor senora
    """.split()
)
# names as well, where no other part of a name comes after them: Winston Lord
_TITLE_NAMES = frozenset("dame frau herr hon lady lord miss rev sir".split())
PARTICLES = frozenset("de da di del della der den des dos du la le van von zu zur ter ten bin ibn al el y e".split())
_KEPT = TITLES | PARTICLES | frozenset(("and", "und", "et"))
_DOUBTFUL = PARTICLES | _TITLE_NAMES
_HAN_TITLES = re.compile(r"(先生|女士|小姐|太太|老师|医生|经理|主任|师傅|同学|阿姨|叔叔)$")


def _identity(word: str) -> str:
    """The form in which two spellings of a name are the same: `Núñez` and `NUNEZ`."""
    return bare(normalise(word))


def person(choice: KeyedChoice, value: str, locale: str) -> str:
    """Return the surrogate of a name; titles, particles and punctuation stay, digits are drawn anew."""
    known = words_of(choice, locale)
    if value.isascii():
        words = value.split(" ")
        if all(map(str.isalpha, words)) and not has_doubtful_word(value):
            return " ".join(map(known.__getitem__, words))
    names = _doubtful_names(value)

    def piece(match: re.Match[str]) -> str:
        if match["han"]:
            return _han_name(choice, match[0])
        if match["digits"]:
            return choice.draw("PERSON", match[0]).shape(match[0])
        return _named(choice, match[0], locale) if match.start() in names else known[match[0]]

    return _PIECE.sub(piece, value)


def has_doubtful_word(value: str) -> bool:
    """True if a name of words between blanks holds one that may be no name: Minh Le, Vincent van Gogh, Winston Lord."""
    return not _DOUBTFUL.isdisjoint(value.lower().split(" "))


def _doubtful_names(value: str) -> set[int]:
    """Return where words that may be particles or titles are names themselves.

    Particles with a capital are, unless they stand between two other words, and so is a last one, or one before a
    comma, in small letters among such; initials such as `E.` are. Some titles are where no name comes after them.
    """
    pieces = [match for match in _PIECE.finditer(value) if not match["digits"]]
    words = [match for match in pieces if _identity(match[0]) not in TITLES - _TITLE_NAMES]
    named = set()
    for before, match, after in zip([None, *words], words, [*words[1:], None], strict=False):
        word = _identity(match[0])
        is_first = before is None or "," in value[before.end() : match.start()]
        is_last = after is None or "," in value[match.end() : after.start()]
        if word in _TITLE_NAMES:
            is_name = is_last and (before is None or not is_first) and len(words) > 1
        elif match[0].islower():
            is_name = word in PARTICLES and is_last and len(words) > 1 and value.islower()
        else:
            is_initial = len(match[0]) == 1 and (value[match.end() :].startswith(".") or not value.isupper())
            is_name = word in PARTICLES and (is_first or is_last or is_initial)
        if is_name:
            named.add(match.start())
    return named


@lru_cache(maxsize=_CHOICES)
def words_of(choice: KeyedChoice, locale: str) -> Remembered:
    """Return what becomes of the words of names."""
    return Remembered(lambda word: _word(choice, word, locale), limit=_REMEMBERED)


def _word(choice: KeyedChoice, word: str, locale: str) -> str:
    known = _identity(word)
    if known in _KEPT or (known == "s" and len(word) == 1 and word.islower()):
        return word
    return _named(choice, word, locale)


def _named(choice: KeyedChoice, word: str, locale: str) -> str:
    known = _identity(word)
    if len(known) == 1:
        return _cased_like(word, chr(97 + choice.draw("PERSON", known).below(26)))
    options = given_names(locale) if known in given_name_lexicon() else surnames(locale)
    return _cased_like(word, _other_than(choice, known, options))


def _other_than(choice: KeyedChoice, known: str, options: tuple[str, ...]) -> str:
    attempt = 0
    while True:
        name = choice.draw("PERSON", known, attempt).pick(options)
        if _identity(name) != known:
            return name
        attempt += 1


def _cased_like(original: str, surrogate: str) -> str:
    if original.isupper() and len(original) > 1:
        return surrogate.upper()
    if original.islower():
        return surrogate.lower()
    return surrogate[:1].upper() + surrogate[1:]


def _han_name(choice: KeyedChoice, name: str) -> str:
    title = _HAN_TITLES.search(name)
    if title is not None and title.start() > 0:
        return _han_name(choice, name[: title.start()]) + title[0]
    family, given = split_han_name(name)
    surrogate = _other_than(choice, family, surnames("zh_CN"))
    if given:
        surrogate += _other_than(choice, given, han_given_names(min(len(given), 2)))
    return surrogate


def name_parts(value: str) -> list[str]:
    """Return the words of a name that identify a person by themselves: no titles, particles, initials."""
    if value.isascii() and value.replace(" ", "").isalpha():  # the same, quicker
        return [word for word in value.split() if len(word) > 2 and word.lower() not in _KEPT]
    if HAN_RUN.search(value):
        return []
    words = _WORD.findall(_POSSESSIVE.sub("", value))
    return [word for word in words if len(word) > 2 and _identity(word) not in _KEPT]


_BETWEEN_PARTS = re.compile(r"[\s・·]+")


def han_forms(name: str) -> list[str]:
    """Return what somebody with a Chinese name, or a Japanese one of four characters, is called beside it.

    >>> han_forms("王小明")[:3], han_forms("张伟")[:3], han_forms("欧阳娜娜")
    (['小明', '阿明', '明哥'], ['小伟', '阿伟', '伟哥'], ['欧阳', '娜娜'])
    """
    if not 2 <= len(name) <= 4 or HAN_RUN.fullmatch(name) is None:
        return []
    family, given = (name[:2], name[2:]) if len(name) == 4 else split_han_name(name)
    if len(family) == 2:
        return [family, given] if len(given) > 1 else [family]
    last = given[-1]
    forms = [given if len(given) > 1 else f"小{last}", f"阿{last}", f"{last}哥", f"{last}姐"]
    return [*forms, f"小{family}", f"老{family}", *(family + title for title in "总工哥姐叔姨某")]


def hangul_forms(name: str) -> list[str]:
    """Return what somebody with a Korean name is called beside it: the given name, and all of it without a blank.

    >>> hangul_forms("김민수"), hangul_forms("김 민수"), hangul_forms("남궁민수")
    (['민수'], ['김민수', '민수'], ['민수'])
    """
    whole = name.replace(" ", "")
    if not 3 <= len(whole) <= 4 or not all(map(is_hangul, whole)):
        return []
    return [*([whole] if whole != name else []), whole[-2:]]


def called_forms(name: str) -> list[str]:
    """Return what somebody is called beside a name in letters of East or South East Asia; nothing for other names.

    >>> called_forms("花子 さくら"), called_forms("マリア・ロペス")
    (['花子さくら', '花子', 'さくら'], ['マリアロペス', 'マリア', 'ロペス'])
    """
    if name.isascii():
        return []
    parts = [part for part in _BETWEEN_PARTS.split(name) if part]
    joined = "".join(parts)
    forms = []
    if len(parts) > 1 and all(map(is_unspaced, joined)):
        forms = [joined, *(part for part in parts if len(part) > 1)]
    return forms + han_forms(joined) + hangul_forms(name)


def is_ambiguous(word: str) -> bool:
    """True if the word is also an ordinary word, so that only its capitalised form is taken for a name."""
    return _identity(word) in AMBIGUOUS_NAMES


def looks_like_han_name(value: str) -> bool:
    """True for two to four Han characters that begin with a surname."""
    return 2 <= len(value) <= 4 and HAN_RUN.fullmatch(value) is not None and split_han_name(value)[0] in han_surnames()
