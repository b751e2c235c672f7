"""What privacy costs a text classifier: accuracy, macro F1 and false positives by method and epsilon.

    python benchmarks/study_classification.py --train train.csv --test test.csv --text text --label category
                                              [--methods head,lora,full] [--epsilons none,8,3,1] [--seeds 0,1,2]
                                              [--examples FILE] [--positive LABEL] [--set KEY=VALUE] [--unmasked]
                                              [--json FILE] [--keep FOLDER]

Every cell of the table is a mean over seeds and, after it, the standard deviation between them; each run goes through
`privml.finetune` with the values of `RECIPES`, and `--set` changes them for all runs but those on examples. Several
`--train` and `--test` tables, in pairs, are compared with each other, such as a raw and a masked one. `--unmasked`
takes tables without a manifest. `--examples` is a table of made-up texts with the same columns: an encoder learns them
first, without noise, by the preset `finetune/public_examples`, once for each seed, and all runs go on from it. With two
classes, `--positive` names the one whose false positives are counted. With `--keep` a study can be broken off and gone
on with: what has been learned from the examples and measured with the same tables and values is taken from there.

The test table takes no part in training and in no choice; its rows must be none of the training rows. A method that
leaves the encoder as it is computes the vectors of a table once for all of its runs.
"""

import argparse
import dataclasses
import hashlib
import json
import statistics
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pandas as pd
import privml
import yaml
from privml.core.inputs import hash_file
from privml.finetune import features, prepare
from privml.finetune.batches import TokenizedExamples
from privml.finetune.model import Learner
from privml.finetune.run_folder import load_report

EXAMPLES = "finetune/public_examples"
AFTER_EXAMPLES = {"head_init": "source"}
BOUND_AFTER_EXAMPLES = 5.0  # of a private head: what the examples have taught leaves smaller gradients
POOLED = {"pooling": "mean", "head_init": "label-names"}
PLAIN = {"optimizer": "adamw", "batch_size": 32, "physical_batch_size": 8, "weight_decay": 0.01, "schedule": "linear"}
PRIVATE = {"mechanism": "dp-sgd", "accountant": "prv"}
RECIPES: dict[tuple[str, bool], dict[str, Any]] = {
    ("head", False): {
        "model": POOLED | {"method": "head"},
        "train": PLAIN | {"epochs": 20, "learning_rate": 5e-3, "batch_size": 64, "physical_batch_size": 64},
    },
    ("lora", False): {
        "model": POOLED | {"method": "lora"},
        "train": PLAIN | {"epochs": 4, "learning_rate": 2e-3, "warmup_fraction": 0.06},
    },
    ("full", False): {
        "model": POOLED | {"method": "full"},
        "train": PLAIN | {"epochs": 4, "learning_rate": 2e-4, "warmup_fraction": 0.06},
    },
    ("head", True): {"preset": "finetune/dp_classification"},
    ("lora", True): {
        "model": POOLED | {"method": "lora"},
        "train": {"epochs": 15, "batch_size": 1024, "physical_batch_size": 32, "learning_rate": 2e-3},
        "privacy": PRIVATE | {"max_grad_norm": 5.0},
    },
    ("full", True): {
        "model": POOLED | {"method": "full"},
        "train": {"epochs": 15, "batch_size": 1024, "physical_batch_size": 32, "learning_rate": 5e-4},
        "privacy": PRIVATE | {"max_grad_norm": 5.0},
    },
}
"""Values by method and privacy; the head's were chosen on a part of the training rows of one table (banking77)."""
_REMEMBERED = 8  # tables whose vectors are kept


def remember_vectors() -> None:
    """Compute the vectors of a table under an unchanged encoder once in this process."""
    known: dict[Any, Any] = {}

    def remembering(learner: Learner, examples: TokenizedExamples) -> TokenizedExamples:
        if learner.method != "head":
            return features.with_features(learner, examples)
        key = (learner.location, hash(str(learner.model)), hash(str(examples.ids)))
        if key not in known:
            if len(known) == _REMEMBERED:
                known.pop(next(iter(known)))
            known[key] = features.with_features(learner, examples).features
        return dataclasses.replace(examples, features=known[key])

    prepare.with_features = remembering


def learn_examples(arguments: argparse.Namespace, seed: int, run: Path) -> Path:
    """Teach an encoder the made-up texts, or return what has learned them."""
    if (run / "report.json").exists():
        return run
    values = {"preset": EXAMPLES, "data": {"text": arguments.text, "label": arguments.label}, "train": {"seed": seed}}
    return privml.finetune(values, data=arguments.examples, output=run)


def require_new(arguments: argparse.Namespace) -> None:
    """End if an example is a row of a table, but for case and signs: it would be learned without noise."""

    def texts(path: str) -> set[str]:
        column = pd.read_csv(path, dtype=str, keep_default_na=False)[arguments.text]
        return set(column.str.lower().str.findall(r"\w+").str.join(" "))

    examples = texts(arguments.examples)
    if known := sum(len(examples & texts(path)) for path in (*arguments.train, *arguments.test)):
        sys.exit(f"{known} examples of {arguments.examples} are rows of the tables")


def settings_of(
    arguments: argparse.Namespace, method: str, epsilon: float | None, seed: int, test: str, base: Path | None
) -> Any:
    """Return the configuration of one run; `base` has learned the examples."""
    values = json.loads(json.dumps(RECIPES[method, epsilon is not None]))
    for name in ("data", "train", "privacy", "model"):
        values.setdefault(name, {})
    values["data"] |= {"text": arguments.text, "label": arguments.label, "validation": test}
    if arguments.unmasked:
        values["data"]["unmasked"] = "allow"
    values["train"] |= {"seed": seed, "evaluate_every": 1000, "checkpoint_every_steps": None}
    if epsilon is not None:
        values["privacy"] |= {"target_epsilon": epsilon}
    if base is not None:
        values["model"] |= AFTER_EXAMPLES | {"source": str(base)}
        if method == "head" and epsilon is not None:
            values["privacy"] |= {"max_grad_norm": BOUND_AFTER_EXAMPLES}
    for given in arguments.set:
        name, _, value = given.partition("=")
        section, _, key = name.rpartition(".")
        values[section][key] = yaml.safe_load(value)
    train = values["train"]
    if {"batch_size", "physical_batch_size"} <= train.keys() and train["physical_batch_size"] != "auto":
        train["physical_batch_size"] = min(train["physical_batch_size"], train["batch_size"])
    return {name: value for name, value in values.items() if value != {}}  # an empty section would empty the preset's


def count_positives(run: Path, test: str, arguments: argparse.Namespace) -> dict[str, float]:
    """Return how many rows of other classes were given the positive one, and how many of its own."""
    table = pd.read_csv(test, dtype=str, keep_default_na=False)
    guesses = privml.predict(run, table)["predicted_label"]
    is_row = (table[arguments.text].str.strip() != "") & (table[arguments.label].str.strip() != "")
    truth, found = table[arguments.label][is_row].str.strip(), guesses[is_row] == arguments.positive
    return {
        "false_positive_rate": float(found[truth != arguments.positive].mean()),
        "recall": float(found[truth == arguments.positive].mean()),
    }


def kept_as(arguments: argparse.Namespace, train: str, settings: dict[str, Any]) -> Path | None:
    """Return the file of a measurement, named by all that it depends on but the code."""
    if arguments.keep is None:
        return None
    tables = [train, settings["data"]["validation"], *([arguments.examples] if arguments.examples else [])]
    contents = [hash_file(Path(table)).sha256 for table in tables]
    named = settings | {"data": settings["data"] | {"validation": None}, "positive": arguments.positive}
    if arguments.examples is not None:  # a run on them is the same in any folder
        named["model"] = named["model"] | {"source": None}
    key = json.dumps([named, contents], sort_keys=True).encode()
    return arguments.keep / f"{hashlib.sha256(key).hexdigest()[:24]}.json"


def run_one(
    arguments: argparse.Namespace,
    train: str,
    test: str,
    method: str,
    epsilon: float | None,
    seed: int,
    base: Path | None,
) -> Any:
    """Train and measure once; the run folder is thrown away."""
    settings = settings_of(arguments, method, epsilon, seed, test, base)
    kept = kept_as(arguments, train, settings)
    if kept is not None and kept.exists():
        return json.loads(kept.read_text())
    found = train_and_measure(arguments, train, test, settings)
    about = {"train": train, "method": method, "target_epsilon": epsilon, "seed": seed} | found
    if kept is not None:
        kept.write_text(json.dumps(about))
    return about


def train_and_measure(arguments: argparse.Namespace, train: str, test: str, settings: dict[str, Any]) -> dict[str, Any]:
    """Return what one run reached on the test table, and what it cost."""
    started = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        run = Path(folder) / "run"
        privml.finetune(settings, data=train, output=run)
        report = load_report(run)
        assert report.metrics is not None
        measures = {name: report.metrics[name] for name in ("accuracy", "macro_f1")}
        if arguments.positive is not None:
            measures |= count_positives(run, test, arguments)
    guarantee = {"epsilon": report.epsilon, "delta": report.delta, "noise_multiplier": report.noise_multiplier}
    cost = {"steps": report.steps, "seconds": round(time.monotonic() - started, 1)}
    return guarantee | measures | cost


def row_of(runs: Sequence[dict[str, Any]], names: Sequence[str]) -> str:
    """Return mean and standard deviation of each measure."""
    cells = []
    for name in names:
        values = [run[name] for run in runs]
        spread = statistics.stdev(values) if len(values) > 1 else 0.0
        cells.append(f"{statistics.mean(values):.4f} ± {spread:.4f}")
    return "  ".join(f"{cell:>19}" for cell in cells)


def parse(arguments: Sequence[str]) -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--train", action="append", required=True)
    parser.add_argument("--test", action="append", required=True)
    parser.add_argument("--text", default="text")
    parser.add_argument("--label", default="label")
    parser.add_argument("--methods", default="head")
    parser.add_argument("--epsilons", default="none,8,3,1")
    parser.add_argument("--seeds", default="0,1,2")
    parser.add_argument("--examples")
    parser.add_argument("--positive")
    parser.add_argument("--set", action="append", default=[], metavar="KEY=VALUE")
    parser.add_argument("--unmasked", action="store_true")
    parser.add_argument("--json", type=Path)
    parser.add_argument("--keep", type=Path)
    found = parser.parse_args(arguments)
    if len(found.train) != len(found.test):
        parser.error("as many --test as --train tables")
    return found


def main() -> int:
    """Read the arguments, learn the examples, run the grid."""
    arguments = parse(sys.argv[1:])
    remember_vectors()
    seeds = [int(seed) for seed in arguments.seeds.split(",")]
    with tempfile.TemporaryDirectory() as folder:
        bases: dict[int, Path | None] = dict.fromkeys(seeds)
        if arguments.keep is not None:
            arguments.keep.mkdir(parents=True, exist_ok=True)
        if arguments.examples is not None:
            require_new(arguments)
            runs, name = arguments.keep or Path(folder), hash_file(Path(arguments.examples)).sha256[:8]
            bases = {seed: learn_examples(arguments, seed, runs / f"examples-{name}-{seed}") for seed in seeds}
        measure(arguments, bases)
    return 0


def measure(arguments: argparse.Namespace, bases: dict[int, Path | None]) -> None:
    """Run the grid with the base model of each seed, print a table, write JSON."""
    names = ["accuracy", "macro_f1"] + (["false_positive_rate", "recall"] if arguments.positive is not None else [])
    epsilons = [None if part == "none" else float(part) for part in arguments.epsilons.split(",")]
    runs: list[dict[str, Any]] = []
    print(f"{'table':24} {'method':6} {'epsilon':>7}  " + "  ".join(f"{name:>19}" for name in names), flush=True)
    for train, test in zip(arguments.train, arguments.test, strict=True):
        for method in arguments.methods.split(","):
            for epsilon in epsilons:
                group = [run_one(arguments, train, test, method, epsilon, seed, base) for seed, base in bases.items()]
                runs += group
                shown = "none" if epsilon is None else f"{epsilon:g}"
                print(f"{Path(train).name:24} {method:6} {shown:>7}  {row_of(group, names)}", flush=True)
                if arguments.json:
                    settings = {name: str(value) for name, value in vars(arguments).items()}
                    arguments.json.write_text(json.dumps({"settings": settings, "runs": runs}, indent=1))


if __name__ == "__main__":
    sys.exit(main())
