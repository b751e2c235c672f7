r"""Make the tables on which the detector of personal data is trained and validated.

    python examples/detector/make_data.py --corpora DATA --train train.jsonl --validation validation.jsonl

Generated texts (`privml synth text`) stand beside corpora that people annotated, read from a folder laid out as

    ner/wnut17/wnut17train.conll            WNUT 2017, emerging entities; CC BY 4.0
    ner/btc/*.conll                         Broad Twitter Corpus; CC BY 4.0
    ner/wikigold/wikigold.conll.txt         Wikigold; CC BY 4.0
    ner/sec_filings/FIN*.txt                loan agreements filed with the SEC; CC BY 3.0
    ner/weibo/weiboNER_2nd_conll.train      Weibo NER, named and nominal mentions; annotations CC BY-SA 3.0
    tab/train.jsonl                         Text Anonymization Benchmark; MIT

and, with `--catalogs`, interface texts in other European languages, in which nobody is named (`catalogs.py`): by
themselves, with people and places in the place of some words, and beside generated texts of the same language.

Columns: `text`; `spans` (JSON list of start, end, entity_type); `labelled` (JSON list of the entity types that the
source annotates: about others its rows say nothing); `ignored` (JSON list of start, end: positions about which a row
says nothing); `source`. A twentieth of every corpus, by a hash of the text, goes to validation, together with
generated texts of templates and regions that training never sees. No development or test file is read.
"""

import argparse
import hashlib
import json
import random
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from catalogs import read_catalogs
from corpora import Row, read_conll, read_tab
from privml.maskers.synthesis.draw import Draw
from privml.maskers.synthesis.generator import ENTITY_TYPES, ENTITY_VALUES, Generator
from privml.maskers.synthesis.library import load_registers
from privml.maskers.synthesis.locales import TRAINING, of_language

NAMED = ("LOCATION", "ORGANIZATION", "PERSON")
TWEETS = (*NAMED, "URL", "USERNAME")
LOWER, UPPER = 0.15, 0.04
SMALL = frozenset({"LOCATION", "PERSON", "STREET_ADDRESS"})
JUDGMENTS = (*NAMED, "AGE", "DATE_OF_BIRTH", "DATE_TIME", "ID", "MONEY", "NRP", "PROFESSION", "TITLE")
SOURCES = ("wnut17", "btc", "wikigold", "sec_filings", "weibo", "tab", "catalogs")
GENERATED = ("generated", "european")  # English and Chinese texts, and those in other languages
ABSENT = (*NAMED, "NRP", "PASSWORD", "PROFESSION", "STREET_ADDRESS", "TITLE", "USERNAME", "ZIP_CODE")  # from catalogs
WITH_MESSAGE = 0.5
"""Share of generated texts of other European languages that stand beside a message of a catalog."""
MOST_MESSAGES = 3
WITH_NAMES = 0.6
"""Share of messages with names in the place of words: or prose in these languages would be learned to hold none."""
MOST_NAMES = 2
FIRST = 0.3
"""Share of these in which a name begins the message."""
NAMES = ("PERSON",) * 3 + ("PERSON.plain",) * 3 + ("PERSON.first",) * 4 + ("PERSON.last",) * 4 + (
    "PERSON.reversed", "LOCATION.city", "LOCATION.city", "LOCATION.city", "LOCATION.home", "ORGANIZATION.company",
    "STREET_ADDRESS",
)  # fmt: skip
_REPLACED = re.compile(r"[^\W\d_]{3,}")
HELD_OUT_OF_20 = 0  # of the remainders of the hash, the one that is held out


@dataclass(frozen=True)
class Source:
    """A corpus: its sentences or documents, how many at most make a text, and the entity types it annotates."""

    name: str
    labelled: tuple[str, ...]
    most: int
    rows: list[Row] = field(default_factory=list)


def read_sources(folder: Path) -> Iterator[Source]:
    """Yield the corpora."""
    ner = folder / "ner"
    yield Source("wnut17", TWEETS, 2, list(read_conll(ner / "wnut17" / "wnut17train.conll", tweets=True)))
    for path in sorted((ner / "btc").glob("*.conll")):
        yield Source("btc", TWEETS, 2, list(read_conll(path, tweets=True)))
    yield Source("wikigold", NAMED, 4, list(read_conll(ner / "wikigold" / "wikigold.conll.txt")))
    for path in sorted((ner / "sec_filings").glob("FIN*.txt")):
        yield Source("sec_filings", NAMED, 4, list(read_conll(path)))
    yield Source("weibo", NAMED, 1, list(read_conll(ner / "weibo" / "weiboNER_2nd_conll.train", blanks=False)))
    yield Source("tab", JUDGMENTS, 1, list(read_tab(folder / "tab" / "train.jsonl")))


def together(first: Row, second: Row) -> Row:
    """One row of two, with a blank between their texts."""
    shift = len(first.text) + 1
    return Row(
        f"{first.text} {second.text}",
        [*first.spans, *((start + shift, end + shift, kind) for start, end, kind in second.spans)],
        [*first.ignored, *((start + shift, end + shift) for start, end in second.ignored)],
    )


def joined(rows: Iterable[Row], rng: random.Random, most: int) -> list[Row]:
    """Join sentences that follow each other, at most so many."""
    found: list[Row] = []
    left = 0
    for row in rows:
        if left:
            found[-1] = together(found[-1], row)
            left -= 1
        else:
            found.append(row)
            left = rng.randint(1, most) - 1
    return found


def recased(row: Row, change: str) -> Row | None:
    """The row in small letters or capitals; None if a letter's other case has another length."""
    text = getattr(row.text, change)()
    return Row(text, row.spans, row.ignored) if len(text) == len(row.text) else None


def in_small_letters(records: Iterable[dict[str, str]], share: float, rng: random.Random) -> list[dict[str, str]]:
    """Put a share of the rows into small letters, every second one only where somebody or a place is named.

    Judgments stay as they are.
    """
    return [
        _in_small_letters(record, rng) if rng.random() < share and record["source"] != "tab" else record
        for record in records
    ]


def _in_small_letters(record: dict[str, str], rng: random.Random) -> dict[str, str]:
    text = small = record["text"]
    if rng.random() < 0.5:
        small = text.lower()
    else:
        for span in json.loads(record["spans"]):
            if span["entity_type"] in SMALL:
                start, end = span["start"], span["end"]
                small = small[:start] + small[start:end].lower() + small[end:]
    return record | {"text": small} if len(small) == len(text) else record


def is_held_out(text: str) -> bool:
    """True for a twentieth of texts, the same in every run."""
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:4], "big") % 20 == HELD_OUT_OF_20


def to_record(row: Row, labelled: tuple[str, ...], source: str) -> dict[str, str]:
    """A row of the tables."""
    spans = [{"start": start, "end": end, "entity_type": kind} for start, end, kind in row.spans]
    ignored = [{"start": start, "end": end} for start, end in row.ignored]
    return {
        "text": row.text,
        "spans": json.dumps(spans),
        "labelled": json.dumps(sorted(labelled)),
        "ignored": json.dumps(ignored),
        "source": source,
    }


Messages = dict[str, list[str]]
"""Texts without a name, by language."""


def generated(count: int, seed: int, messages: Messages, *, holdout: bool) -> Iterator[dict[str, str]]:
    """Rows of the generator; they annotate everything."""
    rng = random.Random(seed)
    languages = {register.name: register.language for register in load_registers()}
    for text in Generator(seed, holdout=holdout).texts(count):
        language = languages[text.register]
        row = Row(text.text, list(text.spans), [])
        if messages.get(language) and rng.random() < WITH_MESSAGE:
            message = with_names(rng.choice(messages[language]), language, rng)
            row = together(row, message) if rng.random() < 0.5 else together(message, row)
        yield to_record(row, ENTITY_TYPES, "generated" if language in ("en", "zh") else "european")


def read_messages(folder: Path | None) -> tuple[Messages, Messages]:
    """Return the messages to learn from and those held out."""
    learned: Messages = {}
    held_out: Messages = {}
    for language, text in read_catalogs(folder) if folder else ():
        (held_out if is_held_out(text) else learned).setdefault(language, []).append(text)
    return learned, held_out


def with_names(message: str, language: str, rng: random.Random) -> Row:
    """A message, in which names stand in the place of some words."""
    locales = of_language(language, TRAINING)
    row = Row(message, [], [])
    words = list(_REPLACED.finditer(message))
    if not locales or not words or rng.random() > WITH_NAMES:
        return row
    draw = Draw(rng, rng.choice(locales), TRAINING)
    sample = rng.sample(words, min(len(words), rng.randint(1, MOST_NAMES)))
    if rng.random() < FIRST:
        sample = [words[0], *(word for word in sample if word is not words[0])][:MOST_NAMES]
    chosen = sorted(sample, key=lambda word: word.start())
    text, at, spans = "", 0, []
    for word in chosen:
        kind = rng.choice(NAMES)
        value = ENTITY_VALUES[kind](draw).strip()
        text += message[at : word.start()]
        spans.append((len(text), len(text) + len(value), kind.partition(".")[0]))
        text += value
        at = word.end()
    return Row(text + message[at:], spans, [])


def prose(messages: Messages, rng: random.Random) -> Iterator[Row]:
    """Rows of some messages of one language each."""
    for language, texts in sorted(messages.items()):
        shuffled = rng.sample(texts, len(texts))
        yield from joined((with_names(text, language, rng) for text in shuffled), rng, MOST_MESSAGES)


def make_tables(
    folder: Path, count: int, seed: int, passes: int, catalogs: Path | None
) -> tuple[list[dict[str, str]], list[dict[str, str]]]:
    """Return the rows of training, shuffled, and of validation.

    Each pass has generated texts of its own, and joins and recases the sentences of the corpora anew. The messages of
    the catalogs are gone through once.
    """
    rng = random.Random(seed)
    messages, other_messages = read_messages(catalogs)
    train = list(generated(count * passes, seed, messages, holdout=False))
    validation = list(generated(max(1, count // 20), seed, other_messages, holdout=True))
    train += [to_record(row, ABSENT, "catalogs") for row in prose(messages, rng)]
    validation += [to_record(row, ABSENT, "catalogs") for row in prose(other_messages, rng)]
    for source in read_sources(folder):
        held_out = [row for row in source.rows if is_held_out(row.text)]
        learned = [row for row in source.rows if not is_held_out(row.text)]
        validation += [to_record(row, source.labelled, source.name) for row in joined(held_out, rng, source.most)]
        for _ in range(passes):
            for row in joined(learned, rng, source.most):
                train.append(to_record(row, source.labelled, source.name))
                for share, change in ((LOWER, "lower"), (UPPER, "upper")):
                    if rng.random() < share and (copy := recased(row, change)):
                        train.append(to_record(copy, source.labelled, source.name))
    rng.shuffle(train)
    return train, validation


def drawn(rows: list[dict[str, str]], most: Mapping[str, int]) -> list[dict[str, str]]:
    """Keep at most so many rows of a source, the first ones; all of a source that is not named."""
    left = dict(most)
    kept = []
    for row in rows:
        source = row["source"]
        if source in left:
            left[source] -= 1
        if left.get(source, 0) >= 0:
            kept.append(row)
    return kept


def read_most(text: str) -> dict[str, int]:
    """Read `generated=10000,btc=18400`."""
    return {source: int(number) for source, number in read_pairs(text)}


def read_shares(text: str) -> dict[str, float]:
    """Read `generated=0.8,btc=1`."""
    return {source: float(number) for source, number in read_pairs(text)}


def read_pairs(text: str) -> list[tuple[str, str]]:
    """Split at commas and equals signs."""
    pairs = [part.partition("=") for part in text.split(",") if part]
    return [(source.strip(), number) for source, _, number in pairs]


def left_to_teacher(rows: list[dict[str, str]], shares: Mapping[str, float], seed: int) -> list[dict[str, str]]:
    """Take the annotations off a share of each source's rows: a teacher says what is in them."""
    rng = random.Random(seed)
    bare = {"spans": "[]", "labelled": "[]", "ignored": "[]"}
    return [row | bare if rng.random() < shares.get(row["source"], 0.0) else row for row in rows]


def write(path: Path, rows: list[dict[str, str]]) -> None:
    """Write JSON Lines."""
    with path.open("w", encoding="utf-8") as file:
        file.writelines(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)


def main() -> None:
    """Read the arguments, make the tables, tell their sizes."""
    parser = argparse.ArgumentParser(description="Make the tables that the detector is trained on.")
    parser.add_argument("--corpora", type=Path, required=True, help="folder of the corpora")
    parser.add_argument("--catalogs", type=Path, help="folder of wheels with message catalogs")
    parser.add_argument("--generated", type=int, default=20000, help="number of generated texts of a pass")
    parser.add_argument("--passes", type=int, default=1, help="how often the corpora are gone through")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--most", type=read_most, default={}, metavar="SOURCE=ROWS,...", help="rows kept of a source")
    parser.add_argument(
        "--taught", type=read_shares, default={}, metavar="SOURCE=SHARE,...", help="rows that lose their annotations"
    )
    parser.add_argument(
        "--small", type=float, default=0.0, metavar="SHARE", help="rows in small letters, in part or whole"
    )
    parser.add_argument("--train", type=Path, required=True, help="training table to write (JSON Lines)")
    parser.add_argument("--validation", type=Path, required=True, help="validation table to write (JSON Lines)")
    arguments = parser.parse_args()
    if strangers := {*arguments.most, *arguments.taught} - {*GENERATED, *SOURCES}:
        parser.error(f"no source is called {', '.join(sorted(strangers))}")
    train, validation = make_tables(
        arguments.corpora, arguments.generated, arguments.seed, arguments.passes, arguments.catalogs
    )
    train = in_small_letters(drawn(train, arguments.most), arguments.small, random.Random(arguments.seed))
    train = left_to_teacher(train, arguments.taught, arguments.seed)
    write(arguments.train, train)
    write(arguments.validation, validation)
    print(f"{len(train):,} rows for training, {len(validation):,} for validation")


if __name__ == "__main__":
    main()
