"""From a dictionary with counts and parts of speech: the word list, and how like a name each character is."""

import math
import random
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
from privml.maskers.recognizers.han.features import LEVELS, NameTables, codes_of
from privml.maskers.recognizers.han.lexicon import LONGEST, TAGS, Lexicon, hash_words
from privml.maskers.words import given_names, han_surnames

_HAN_WORD = re.compile("[\u3400-\u4dbf\u4e00-\u9fff]+")
_HIGHEST_CODE = 0xA000
_PEOPLE = ("nr", "nrt")
# names that Faker adds count like words of this frequency
_LISTED = 3


@dataclass(frozen=True)
class Entry:
    """A word of the dictionary."""

    word: str
    count: int
    tag: str


def read_dictionary(path: Path) -> list[Entry]:
    """Return the words of Han characters, at most `LONGEST` of them, the most frequent first."""
    entries = []
    for line in path.read_text(encoding="utf-8").splitlines():
        word, count, *rest = line.split(" ")
        if len(word) <= LONGEST and _HAN_WORD.fullmatch(word):
            entries.append(Entry(word, max(1, int(count)), _tag(rest[0] if rest else "")))
    return sorted(entries, key=lambda entry: (-entry.count, entry.word))


def _tag(name: str) -> str:
    if name.startswith("nrf"):
        return "nr"
    known = next((tag for tag in (name[:3], name[:2], name[:1]) if tag in TAGS), "other")
    return "other" if known in ("single", "name") else known


def make_lexicon(entries: Sequence[Entry], size: int) -> Lexicon:
    """Return the most frequent words, and all people beside them."""
    total = sum(entry.count for entry in entries)
    singles = [entry for entry in entries if len(entry.word) == 1]
    longer = [entry for entry in entries if len(entry.word) > 1]
    people = [entry for entry in longer[size:] if entry.tag in _PEOPLE]
    kept = [*singles, *longer[:size], *people]
    found: dict[int, tuple[int, int]] = {}
    for length in range(1, LONGEST + 1):
        same = [entry for entry in kept if len(entry.word) == length]
        numbers = hash_words(codes_of("".join(entry.word for entry in same)), length)[::length].tolist()
        for entry, number in zip(same, numbers, strict=True):
            cost = min(255, round(8 * math.log(total / entry.count)))
            found.setdefault(number, (cost, TAGS.index(entry.tag)))
    hashes = sorted(found)
    return Lexicon(
        np.array(hashes, np.uint32),
        np.array([found[number][0] for number in hashes], np.uint8),
        np.array([found[number][1] for number in hashes], np.uint8),
    )


def make_tables(entries: Sequence[Entry]) -> NameTables:
    """Return how like a name each character is: its share among names beside its share in all words."""
    surnames = han_surnames()
    first, second, last, foreign, everywhere = (Counter[str]() for _ in range(5))
    for entry in entries:
        # every word once, and the more frequent a little more
        weight = 1 + math.log(entry.count)
        if entry.tag not in _PEOPLE:
            for character in entry.word:
                everywhere[character] += weight
        name = entry.word
        if entry.tag == "nr" and name[0] in surnames and 2 <= len(name) <= 3:
            first[name[0]] += 1
            last[name[-1]] += 1
            if len(name) == 3:
                second[name[1]] += 1
        if entry.tag == "nrt" or (entry.tag == "nr" and len(name) > 3 and name[:2] not in surnames):
            foreign.update(name)
    for name in given_names("zh_CN"):
        last[name[-1]] += _LISTED
        if len(name) == 2:
            second[name[0]] += _LISTED
    for name in surnames:
        if len(name) == 1:
            first[name] += 1
    return NameTables(*(_levels(counts, everywhere) for counts in (first, second, last, foreign)))


def _levels(counts: Mapping[str, float], everywhere: Mapping[str, float]) -> npt.NDArray[np.uint8]:
    """Levels by quotients of shares; a character that is in no name has 0."""
    table = np.zeros(_HIGHEST_CODE, np.uint8)
    total, all_words = sum(counts.values()), sum(everywhere.values())
    for character, count in counts.items():
        quotient = (count / total) / ((everywhere.get(character, 0) + 20) / all_words)
        level = 3 + round(math.log(quotient) / 1.2)
        if ord(character) < _HIGHEST_CODE:
            table[ord(character)] = min(LEVELS - 1, max(1, level))
    return table


def composed_names(entries: Sequence[Entry], count: int, rng: random.Random) -> list[str]:
    """Return made-up names: surnames and given characters by how often listed names have them, and forms of friends."""
    listed = [entry.word for entry in entries if entry.tag == "nr" and entry.word[0] in han_surnames()]
    full = [name for name in listed if len(name) == 3]
    double = sorted(name for name in han_surnames() if len(name) == 2)
    given = [*(name[1:] for name in full), *given_names("zh_CN")]
    names = []
    for _ in range(count):
        form = rng.random()
        surname, own = rng.choice(listed)[0], rng.choice(given)
        if form < 0.5:
            names.append(surname + rng.choice(given)[0] + own[-1])
        elif form < 0.72:
            names.append(surname + own[-1])
        elif form < 0.77:
            names.append(rng.choice(double) + own)
        elif form < 0.82:
            names.append(own[-1] * 2)
        elif form < 0.9:
            names.append(rng.choice("小阿老大") + rng.choice((surname, own[-1])))
        elif form < 0.95:
            names.append(rng.choice((surname, own[-1])) + rng.choice("哥姐总少爷叔妈爸老"))
        else:
            names.append(own)
    return names
