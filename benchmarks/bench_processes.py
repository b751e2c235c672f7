"""A private step in one process, with one thread and with several, against as many processes with one thread each.

    python benchmarks/bench_processes.py --processes 2

MiniLM, adapters, made-up texts. The sides are run in turn; the table shows the median step.
"""

import argparse
import csv
import itertools
import json
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

WORDS = "the invoice was late again please call me about delivery of two boxes and a refund for my order today".split()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--rows", type=int, default=128, help="expected rows of a step")
    parser.add_argument("--physical", type=int, default=16)
    parser.add_argument("--steps", type=int, default=5)
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--method", choices=("lora", "full"), default="lora")
    parser.add_argument("--worker", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--threads", type=int, default=1, help=argparse.SUPPRESS)
    parser.add_argument("--json", type=Path, help="write the figures there")
    arguments = parser.parse_args()
    if arguments.worker is not None:
        work(arguments)
        return
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_table(folder / "table.csv", rows=8 * arguments.rows)
        sides = (1, 1), (1, arguments.processes), (arguments.processes, 1)
        times: dict[tuple[int, int], list[float]] = {side: [] for side in sides}
        for _ in range(arguments.repeats):
            for processes, threads in times:
                times[processes, threads] += measure(arguments, folder, processes=processes, threads=threads)
    medians = {
        f"{processes} processes, {threads} threads": statistics.median(found)
        for (processes, threads), found in times.items()
    }
    for setting, seconds in medians.items():
        print(f"{setting:24} {seconds:7.3f} s a step")
    if arguments.json:
        arguments.json.write_text(json.dumps(medians, indent=1) + "\n")


def write_table(path: Path, *, rows: int) -> None:
    generator = random.Random(0)
    with path.open("w", newline="") as handle:
        writer = csv.writer(handle)
        writer.writerow(["text", "label"])
        for _ in range(rows):
            writer.writerow([" ".join(generator.choices(WORDS, k=generator.randint(8, 60))), generator.choice("ab")])


def measure(arguments: argparse.Namespace, folder: Path, *, processes: int, threads: int) -> list[float]:
    """Return the seconds of each step but the first."""
    own = [str(Path(__file__).resolve()), "--worker", str(folder), "--threads", str(threads)]
    for name in ("rows", "physical", "steps", "method"):
        own += [f"--{name}", str(getattr(arguments, name))]
    start = ["-m", "torch.distributed.run", "--standalone", "--nproc-per-node", str(processes)]
    environment = os.environ | {"OMP_NUM_THREADS": str(threads)}
    subprocess.run([sys.executable, *(start if processes > 1 else []), *own], check=True, env=environment)
    found: list[float] = json.loads((folder / "times.json").read_text())
    return found


def work(arguments: argparse.Namespace) -> None:
    """Train a few steps and write down how long they took."""
    from privml.configs.finetune import FinetuneConfig
    from privml.finetune.distributed import open_processes
    from privml.finetune.stage import run_finetune

    folder: Path = arguments.worker
    config = FinetuneConfig.model_validate(
        {
            "data": {"text": "text", "label": "label", "unmasked": "allow", "validation_fraction": 0, "max_length": 64},
            "model": {"method": arguments.method},
            "train": {
                "batch_size": arguments.rows,
                "physical_batch_size": arguments.physical,
                "epochs": (arguments.steps + 1) / 8,
                "checkpoint_every_steps": None,
                "threads": arguments.threads,
            },
            "privacy": {"mechanism": "dp-sgd", "noise_multiplier": 1.0, "noise_seed": 1, "accountant": "rdp"},
        }
    )
    moments: list[float] = []
    with open_processes() as processes:
        run_finetune(
            config,
            data=str(folder / "table.csv"),
            output=folder / "run",
            force=True,
            on_event=lambda event: moments.append(time.perf_counter()) if event.kind == "step" else None,
            processes=processes,
        )
        if processes.is_first:
            times = [after - before for before, after in itertools.pairwise(moments)]
            (folder / "times.json").write_text(json.dumps(times))


if __name__ == "__main__":
    main()
