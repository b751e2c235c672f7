"""The demo: run the example pipeline as a user would and show what came out.

    python examples/demo.py [--workdir DIR]

Every number in the closing table is read from the reports of `privml run`.
"""

import argparse
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from rich import box
from rich.console import Console
from rich.table import Table

HERE = Path(os.path.relpath(Path(__file__).parent))
OUT = Path(os.path.relpath(HERE.parent / "out"))


def main() -> int:
    """Run the pipeline and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--set", action="append", default=[], help="passed on to privml run")
    arguments = parser.parse_args()
    OUT.mkdir(exist_ok=True)
    key = OUT / "demo.key"
    if not key.exists():
        privml("keygen", str(key))
    sets = [part for value in arguments.set for part in ("--set", value)]
    done = privml("run", str(HERE / "pipeline.yaml"), "--json", *sets)
    print_table({stage["id"]: stage for stage in json.loads(done)["stages"]})
    return 0


def privml(*arguments: str) -> str:
    """Run a command, let its messages through, and return what it printed."""
    print("$ privml", " ".join(arguments), flush=True)
    done = subprocess.run([sys.executable, "-m", "privml", *arguments], stdout=subprocess.PIPE, check=False, text=True)
    if done.returncode:
        sys.exit(done.returncode)
    return done.stdout


def print_table(stages: dict[str, dict[str, Any]]) -> None:
    """Print the evidence."""
    mask, plain, private = (stages[name]["report"] for name in ("mask", "plain", "private"))
    table = Table(title="tickets", title_justify="left", box=box.SIMPLE_HEAD)
    for column in ("", "masked", "fine-tuned", "fine-tuned, DP"):
        table.add_column(column, justify="left" if not column else "right")
    entities = sum(sum(file["entities"].values()) for file in mask["files"])
    rows = [
        ("rows", f"{mask['rows']:,}", f"{plain['rows_train']:,}", f"{private['rows_train']:,}"),
        ("values masked", f"{entities:,}", "", ""),
        ("residual findings", f"{mask['residual']:,}", "", ""),
        ("validation accuracy", "", accuracy(plain), accuracy(private)),
        ("commonest topic alone", "", *[f"{report['baseline']['accuracy']:.3f}" for report in (plain, private)]),
        ("epsilon", "", "none", f"{private['epsilon']:.2f}"),
        ("delta", "", "", f"{private['delta']:.1e}"),
        ("seconds", *[f"{report['seconds']:.0f}" for report in (mask, plain, private)]),
    ]
    for row in rows:
        table.add_row(*row)
    Console(highlight=False).print(table)
    card = Path(stages["private"]["output"]).resolve() / "README.md"
    print(f"model card of the private run: {os.path.relpath(card)}")


def accuracy(report: dict[str, Any]) -> str:
    """Accuracy on rows kept out of training."""
    return f"{report['metrics']['accuracy']:.3f}"


if __name__ == "__main__":
    sys.exit(main())
