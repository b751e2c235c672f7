"""Masking tables of growing size with one and with several worker processes: time, processors, memory, same output.

    python benchmarks/bench_scale.py [--rows 10000 100000 1000000] [--workers 1 2] [--set detect.text.model=null]

Each run is a command of its own, from CSV to CSV with its manifest; the worker counts take turns (A B A B). `cpu` is
the processor time of all processes. Memory is the most that was resident: in the first process, in each worker, and in
all at the same moment (pages that processes share count in each of them). Linux only: it is read from /proc.
"""

import argparse
import csv
import hashlib
import json
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import asdict, dataclass, field
from pathlib import Path

FIRST = "Ann Bruno Carla Dmitri Elena Farid Grace Hugo Ingrid Jamal Keiko Lucia Marek Nadia Oscar Priya".split()
LAST = "Winterbottom Ellery Novak Okafor Castillo Lindqvist Moreau Tanaka Whitfield Zielinski Haddad Brandt".split()
NOTES = (
    "{name} called from {phone} about order {n} and asked for a refund to the usual card by Friday.",
    "Please send the replacement for order {n} to {name}; mails to {mail} come back since last week.",
    "The package arrived damaged, {first} attached two photos and wants a call back at {phone} some time tomorrow.",
    "No reply yet; order {n} is still on hold and the invoice was printed twice for no reason that anybody remembers.",
)
_SAMPLE_EVERY_S = 0.05


@dataclass
class Run:
    """One command.

    Attributes:
        seconds: wall time.
        cpu: processor time of all processes, in seconds.
        parent_mb: peak resident memory of the first process.
        worker_mb: the same of each worker.
        together_mb: most that was resident at a time in all of them.
        sha256: of the output.
    """

    seconds: float = 0.0
    cpu: float = 0.0
    parent_mb: float = 0.0
    worker_mb: list[float] = field(default_factory=list)
    together_mb: float = 0.0
    sha256: str = ""


def write_table(path: Path, rows: int) -> None:
    """A customer table: typed columns, a quasi-identifier, an amount, and a note of about 18 words."""
    generator = random.Random(rows)
    with path.open("w", newline="") as handle:
        writer = csv.writer(handle, lineterminator="\n")
        writer.writerow(["id", "name", "email", "phone", "city", "amount", "note"])
        for n in range(rows):
            first, last = generator.choice(FIRST), generator.choice(LAST)
            phone = f"212-{generator.randrange(200, 1000)}-{generator.randrange(10_000):04d}"
            mail = f"{first}.{last}{generator.randrange(rows)}@example.org".lower()
            note = generator.choice(NOTES).format(name=f"{first} {last}", first=first, phone=phone, mail=mail, n=n)
            writer.writerow([n, f"{first} {last}", mail, phone, generator.choice("ABCDEFG"), f"{n * 1.37:.2f}", note])


def mask(source: Path, folder: Path, workers: int, sets: list[str]) -> Run:
    """Mask a table by a command and watch its processes."""
    target = folder / "masked.csv"
    command = [sys.executable, "-m", "privml", "mask", str(source), "-o", str(target), "--force", "--no-progress"]
    command += ["--key-file", str(folder / "bench.key"), "--workers", str(workers)]
    for text in sets:
        command += ["--set", text]
    run, peaks = Run(), {}
    before = os.times()
    started = time.perf_counter()
    with subprocess.Popen(command, stderr=subprocess.DEVNULL) as process:
        while process.poll() is None:
            resident = 0.0
            for pid in family(process.pid):
                now, peak = memory_mb(pid)
                resident += now
                peaks[pid] = max(peak, peaks.get(pid, 0.0))
            run.together_mb = max(run.together_mb, resident)
            time.sleep(_SAMPLE_EVERY_S)
    run.seconds = time.perf_counter() - started
    after = os.times()
    run.cpu = after.children_user + after.children_system - before.children_user - before.children_system
    if process.returncode:
        raise SystemExit(f"privml mask ended with {process.returncode}")
    run.parent_mb = peaks.pop(process.pid)
    run.worker_mb = sorted(peaks.values())
    run.sha256 = hashlib.sha256(target.read_bytes()).hexdigest()
    return run


def family(pid: int) -> list[int]:
    """Return a process and its children."""
    try:
        threads = Path(f"/proc/{pid}/task").glob("*/children")
        return [pid, *(int(child) for path in threads for child in path.read_text().split())]
    except OSError:
        return []


def memory_mb(pid: int) -> tuple[float, float]:
    """Return the resident memory of a process now and at its peak, in MB; zeros when it is gone."""
    try:
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    except OSError:
        return 0.0, 0.0
    values = {line.split(":")[0]: line.split()[1] for line in lines if line.startswith(("VmRSS", "VmHWM"))}
    return int(values.get("VmRSS", 0)) / 1024, int(values.get("VmHWM", 0)) / 1024


def main() -> int:
    """Measure and print; exit status 1 if outputs differ."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, nargs="+", default=[10_000, 100_000])
    parser.add_argument("--workers", type=int, nargs="+", default=[1, 2])
    parser.add_argument("--rounds", type=int, default=1)
    parser.add_argument("--set", action="append", dest="sets", help="of the policy; default: detect.text.model=null")
    parser.add_argument("--json", type=Path, help="write the figures there")
    arguments = parser.parse_args()
    sets = arguments.sets or ["detect.text.model=null"]
    results, equal = [], True
    print(f"{'rows':>10} {'workers':>7} {'wall s':>8} {'rows/s':>8} {'cpu s':>8} {'first MB':>9} ", end="")
    print(f"{'worker MB':>9} {'all MB':>7}  output")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        subprocess.run(
            [sys.executable, "-m", "privml", "keygen", str(folder / "bench.key")], check=True, capture_output=True
        )
        for rows in arguments.rows:
            write_table(folder / "table.csv", rows)
            runs: dict[int, list[Run]] = {workers: [] for workers in arguments.workers}
            for _ in range(arguments.rounds):
                for workers, done in runs.items():
                    done.append(mask(folder / "table.csv", folder, workers, sets))
            equal &= len({run.sha256 for done in runs.values() for run in done}) == 1
            for workers, done in runs.items():
                run = sorted(done, key=lambda run: run.seconds)[len(done) // 2]
                worst = max(run.worker_mb, default=0.0)
                print(f"{rows:10,} {workers:7} {run.seconds:8.1f} {rows / run.seconds:8,.0f} {run.cpu:8.1f} ", end="")
                print(f"{run.parent_mb:9.0f} {worst:9.0f} {run.together_mb:7.0f}  {run.sha256[:12]}", flush=True)
                results.append({"rows": rows, "workers": workers, **asdict(run)})
            speedup = [statistics.median(run.seconds for run in done) for done in runs.values()]
            print(f"{'':10} ratio of wall times, first to last: {speedup[0] / speedup[-1]:.2f}", flush=True)
    print("outputs are equal" if equal else "OUTPUTS DIFFER")
    if arguments.json:
        document = {"sets": sets, "cpus": len(os.sched_getaffinity(0)), "equal": equal, "runs": results}
        arguments.json.write_text(json.dumps(document, indent=2) + "\n")
    return 0 if equal else 1


if __name__ == "__main__":
    sys.exit(main())
