r"""Train what finds names in Chinese texts (`maskers/models/han`): a word list, and a CRF over characters.

    python examples/detector/train_han.py --corpora DATA --dictionary dict.txt -o maskers/models/han

DATA/ner/weibo/weiboNER_2nd_conll.train is the training part of Weibo NER (annotations CC BY-SA 3.0); generated texts
(`privml synth text`, locale zh_CN) stand beside it. The dictionary has a word, its count and its part of speech a line,
as `dict.txt` of jieba and of its forks (MIT) has them. `--fold N` leaves a fifth of the posts out and measures on it.
One core needs less than a minute. No development or test file is read.
"""

import argparse
import hashlib
import itertools
import random
import re
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt
from corpora import IGNORED, Row, read_conll
from han_words import composed_names, make_lexicon, make_tables, read_dictionary
from privml.maskers.recognizers.han.chain import infer
from privml.maskers.recognizers.han.features import SEPARATOR, FeatureReader, codes_of
from privml.maskers.recognizers.han.model import write_model
from privml.maskers.synthesis.generator import Generator
from privml.maskers.words import han_surnames, provider
from scipy.optimize import minimize
from scipy.sparse import csr_matrix

TAG_NAMES = (
    *("O", "B-PERSON", "I-PERSON", "B-LOCATION", "I-LOCATION", "B-ORGANIZATION", "I-ORGANIZATION", "B-ignored"),
    "I-ignored",
)
_TYPES = frozenset(name[2:] for name in TAG_NAMES[1:])
# probabilities whose score is 0.5, where F1 was best on texts left out (`--fold`)
POINTS = {"PERSON": 0.45, "LOCATION": 0.5, "ORGANIZATION": 0.5}
_WORDS = 120_000
_FOLDS = 5
Floats = npt.NDArray[np.float64]


def is_left_out(text: str, fold: int | None) -> bool:
    """True for a fifth of texts, by a hash."""
    return fold is not None and int.from_bytes(hashlib.sha256(text.encode()).digest()[:4], "big") % _FOLDS == fold


def read_posts(corpora: Path) -> list[Row]:
    """The posts of the training part; nominal mentions are entities of a type of their own, which nobody looks for."""
    rows = []
    for row in read_conll(corpora / "ner" / "weibo" / "weiboNER_2nd_conll.train", blanks=False):
        nominal = [(start, end, IGNORED) for start, end in row.ignored]
        rows.append(Row(row.text, sorted([*row.spans, *nominal]), []))
    return rows


def generated(seed: int) -> Iterator[Row]:
    """Chinese texts of the generator, without end."""
    generator = Generator(seed, locales=("zh_CN",))
    for text in map(generator.text, itertools.count()):
        if text.register == "chinese":
            yield Row(text.text, [span for span in text.spans if span[2] in _TYPES], [])


def sentences(path: Path, names: Sequence[str], count: int, rng: random.Random) -> Iterator[Row]:
    """Sentences of a file with people, surnames and cities in their places; one to three make a text."""
    slots = {"n": names, "s": sorted(name for name in han_surnames() if len(name) == 1)}
    slots["c"] = [city.removesuffix("市") for city in provider("address", "zh_CN").cities]
    kinds = {"n": "PERSON", "s": "PERSON", "c": "LOCATION"}
    templates = path.read_text(encoding="utf-8").splitlines()
    for _ in range(count):
        text, spans = "", []
        for template in rng.sample(templates, rng.choice((1, 1, 2, 3))):
            for part in re.split(r"({\w})", template):
                if part[:1] != "{":
                    text += part
                    continue
                value = rng.choice(slots[part[1]])
                spans.append((len(text), len(text) + len(value), kinds[part[1]]))
                text += value
        yield Row(text, spans, [])


class Renamer:
    """Gives the people of a text other names of the same length."""

    def __init__(self, names: Sequence[str], rng: random.Random) -> None:
        self._rng = rng
        self._by_length: dict[int, list[str]] = {}
        for name in names:
            self._by_length.setdefault(len(name), []).append(name)

    def rename(self, row: Row) -> Row:
        """Return a text with other people in it."""
        text = list(row.text)
        for start, end, kind in row.spans:
            known = self._by_length.get(end - start, [])
            if kind == "PERSON" and known and row.text[start:end].isalpha() and not row.text[start:end].isascii():
                text[start:end] = self._rng.choice(known)
        return Row("".join(text), row.spans, [])


class Rows:
    """Texts as rows of a chain.

    Args:
        rows: texts with spans.
        reader: of their features.
    """

    def __init__(self, rows: Sequence[Row], reader: FeatureReader) -> None:
        self.rows = rows
        codes = [codes_of(row.text.replace("\n", " ")) for row in rows]
        joined = np.concatenate([part for found in codes for part in (np.array([SEPARATOR], np.uint32), found)])
        features = reader.read(np.append(joined, np.uint32(SEPARATOR)))
        begins = np.cumsum([1 + len(found) for found in codes]) - [len(found) for found in codes]
        self.features = np.concatenate([features[b : b + len(c)] for b, c in zip(begins, codes, strict=True)])
        self.tags = np.concatenate([_tags_of(row) for row in rows])
        # rows of about the same length lie together
        order = sorted(range(len(rows)), key=lambda number: len(codes[number]))
        firsts = np.concatenate([[0], np.cumsum([len(found) for found in codes])])
        self.groups: list[npt.NDArray[np.int64]] = []
        for at in range(0, len(order), 200):
            part = order[at : at + 200]
            width = 2 + max(len(codes[number]) for number in part)
            places = np.full((len(part), width), -1, np.int64)
            for line, number in enumerate(part):
                places[line, 1 : 1 + len(codes[number])] = np.arange(firsts[number], firsts[number + 1])
            self.groups.append(places)


def _tags_of(row: Row) -> npt.NDArray[np.int64]:
    tags = np.zeros(len(row.text), np.int64)
    for start, end, kind in row.spans:
        tags[start:end] = TAG_NAMES.index(f"I-{kind}")
        tags[start] = TAG_NAMES.index(f"B-{kind}")
    return tags


def columns_of(features: npt.NDArray[np.uint32], known: npt.NDArray[np.uint32]) -> "csr_matrix":
    """Return a matrix of characters by known features."""
    places = np.minimum(np.searchsorted(known, features), len(known) - 1)
    hits = known[places] == features
    counts = hits.sum(axis=1)
    return csr_matrix(
        (np.ones(int(counts.sum()), np.float32), places[hits], np.concatenate([[0], np.cumsum(counts)])),
        shape=(len(features), len(known)),
    )


def fit(data: Rows, known: npt.NDArray[np.uint32], *, ridge: float, steps: int) -> tuple[Floats, Floats]:
    """Return the weights of features and transitions that make the tags likeliest, with a Gaussian prior (L-BFGS)."""
    matrix = columns_of(data.features, known)
    turned = csr_matrix(matrix.T)
    tags = len(TAG_NAMES)
    gold = np.zeros((len(data.tags), tags), np.float32)
    gold[np.arange(len(data.tags)), data.tags] = 1.0
    gold_pairs = np.zeros((tags, tags))
    for places in data.groups:
        rows = np.where(places >= 0, data.tags[places], 0)
        both = (places[:, 1:] >= 0) | (places[:, :-1] >= 0)
        np.add.at(gold_pairs, (rows[:, :-1][both], rows[:, 1:][both]), 1)

    def loss(parameters: Floats) -> tuple[float, Floats]:
        inner = parameters[: tags * tags].reshape(tags, tags)
        outer = parameters[tags * tags :].reshape(len(known), tags)
        scores = matrix @ outer.astype(np.float32)  # half the memory to walk through
        left = np.empty_like(scores)
        pairs = np.zeros((tags, tags))
        total = 0.0
        for places in data.groups:
            beliefs = infer(scores[places].astype(np.float64), inner, places >= 0, want_pairs=True)
            left[places[places >= 0]] = beliefs.marginals[places >= 0]
            pairs += beliefs.pairs
            total += beliefs.log_partition
        value = total - float((scores * gold).sum(dtype=np.float64)) - float((inner * gold_pairs).sum())
        value += ridge / 2 * float(parameters @ parameters)
        slope = np.concatenate([(pairs - gold_pairs).ravel(), (turned @ (left - gold)).ravel()])
        return value, slope + ridge * parameters

    start = np.zeros(tags * tags + len(known) * tags)
    found = minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": steps, "maxcor": 6}).x
    return found[tags * tags :].reshape(len(known), tags), found[: tags * tags].reshape(tags, tags)


def measure(data: Rows, known: npt.NDArray[np.uint32], weights: Floats, transitions: Floats) -> None:
    """Print what is found of the people of texts, by characters, at several thresholds."""
    scores = columns_of(data.features, known) @ weights
    found = np.empty_like(scores)
    for places in data.groups:
        found[places[places >= 0]] = infer(scores[places], transitions, places >= 0).marginals[places >= 0]
    for kind in ("PERSON", "LOCATION"):
        begin, inner = TAG_NAMES.index(f"B-{kind}"), TAG_NAMES.index(f"I-{kind}")
        gold = (data.tags == begin) | (data.tags == inner)
        for least in (0.2, 0.3, 0.4, 0.5, 0.6):
            hit = found[:, [begin, inner]].sum(axis=1) >= least
            right = int((hit & gold).sum())
            precision, recall = right / max(1, int(hit.sum())), right / max(1, int(gold.sum()))
            f1 = 2 * precision * recall / max(1e-9, precision + recall)
            print(f"{kind} {least}: precision {precision:.3f} recall {recall:.3f} F1 {f1:.3f} of {int(gold.sum())}")


def main() -> None:
    """Read the arguments, train, write or measure."""
    parser = argparse.ArgumentParser(description="Train what finds names in Chinese texts.")
    parser.add_argument("--corpora", type=Path, required=True, help="folder of the corpora")
    parser.add_argument("--dictionary", type=Path, required=True, help="words, counts, parts of speech")
    parser.add_argument("--generated", type=int, default=500, help="number of generated texts")
    parser.add_argument("--sentences", type=int, default=1000, help="number of texts of han_sentences.txt")
    parser.add_argument("--copies", type=int, default=1, help="copies of the posts with other people in them")
    parser.add_argument("--ridge", type=float, default=1.0)
    parser.add_argument("--least", type=int, default=2, help="fewest occurrences of a feature")
    parser.add_argument("--steps", type=int, default=40)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--fold", type=int, help="leave this fifth of the posts out and measure on it")
    parser.add_argument("-o", "--output", type=Path, help="folder to write to")
    arguments = parser.parse_args()
    began = time.process_time()
    entries = read_dictionary(arguments.dictionary)
    lexicon, tables = make_lexicon(entries, _WORDS), make_tables(entries)
    reader = FeatureReader(lexicon, tables)
    posts = read_posts(arguments.corpora)
    kept = [row for row in posts if not is_left_out(row.text, arguments.fold)]
    rng = random.Random(arguments.seed)
    names = composed_names(entries, 20_000, rng)
    renamer = Renamer(names, rng)
    copies = [
        renamer.rename(row) for _ in range(arguments.copies) for row in kept if any(s[2] == "PERSON" for s in row.spans)
    ]
    made = list(itertools.islice(generated(arguments.seed), arguments.generated))
    written = sentences(Path(__file__).parent / "han_sentences.txt", names, arguments.sentences, rng)
    data = Rows([*kept, *copies, *made, *written], reader)
    numbers, counts = np.unique(data.features, return_counts=True)
    known = numbers[counts >= arguments.least]
    print(f"{len(data.rows):,} texts, {len(data.tags):,} characters, {len(known):,} features", flush=True)
    weights, transitions = fit(data, known, ridge=arguments.ridge, steps=arguments.steps)
    print(f"trained after {time.process_time() - began:.0f} s", flush=True)
    if arguments.fold is not None:
        left = [row for row in posts if is_left_out(row.text, arguments.fold)]
        measure(Rows(left, reader), known, weights, transitions)
    if arguments.output is not None:
        about = {"tags": TAG_NAMES, "points": POINTS}
        size = write_model(
            arguments.output,
            lexicon=lexicon,
            tables=tables,
            known=known,
            weights=weights,
            transitions=transitions,
            about=about,
        )
        print(f"{size:,} bytes")


if __name__ == "__main__":
    main()
