"""CPU time and memory of masking one long cell, by what it holds: is it linear in the length?

    python benchmarks/bench_cells.py --megabytes 1 2 4 10 --json cells.json

The cell stands in a row with a name, a phone, a date of birth and an e-mail, which are looked for in it. It is searched
by patterns, masked and looked through again (`verify: values`). Sizes are of UTF-8.
"""

import argparse
import json
import random
import resource
import time
from collections.abc import Callable
from pathlib import Path

from privml.configs.policy import MaskPolicy
from privml.core.keys import Key
from privml.core.tables import Batch
from privml.maskers.engine import Engine
from privml.maskers.operators.registry import OperatorTable
from privml.maskers.plan import ColumnPlan
from privml.maskers.stage import make_detector

WORDS = "the order of Ann Lee was late and we asked Mr Smith to call on Monday about invoice 2041 in Berlin".split()
HAN = "我们明天去北京看展览请联系王先生谢谢电话在朝阳区建国路号楼张伟李娜"
KNOWN = {"name": "PERSON", "phone": "PHONE_NUMBER", "born": "DATE_OF_BIRTH", "mail": "EMAIL_ADDRESS"}
ROW = ["Anna Cantwell", "212-736-5000", "1980-02-01", "anna.cantwell@example.org"]
DRAW = random.Random(5)


def repeated(pieces: list[str] | str, between: str = "") -> Callable[[int], str]:
    """Return what makes a text of random pieces of some bytes."""

    def make(size: int) -> str:
        mean = sum(len((piece + between).encode()) for piece in pieces) / len(pieces)
        return between.join(DRAW.choices(pieces, k=int(size / mean)))

    return make


KINDS = {
    "prose": repeated(WORDS, " "),
    "letters without a blank": repeated("abcdefghijklmnopqrstuvwxyz"),
    "digits": repeated("0123456789"),
    "`@@@@`": repeated("@"),
    "`((((`": repeated("("),
    "Han characters": repeated(list(HAN)),
    "emoji of three people": repeated(["👩\u200d👩\u200d👧"]),
    "`12 34 56` at random": repeated([f"{number:02d}" for number in range(100)], " "),
}


def main() -> None:
    """Print a table of seconds by kind and size."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--megabytes", type=int, nargs="+", default=[1, 2, 4])
    parser.add_argument("--json", type=Path)
    arguments = parser.parse_args()
    mask = make_mask()
    mask("warm 12 up 4111 1111 1111 1111 张伟 é")
    print("| cell | " + " | ".join(f"{size} MB" for size in arguments.megabytes) + " |")
    print("| --- |" + " --- |" * len(arguments.megabytes))
    seconds: dict[str, dict[int, float]] = {}
    for kind, make in KINDS.items():
        for size in arguments.megabytes:
            text = make(size * 1_000_000)
            started = time.process_time()
            mask(text)
            seconds.setdefault(kind, {})[size] = round(time.process_time() - started, 2)
        print(f"| {kind} | " + " | ".join(f"{value:.1f}" for value in seconds[kind].values()) + " |", flush=True)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(f"peak memory {peak} MiB")
    if arguments.json is not None:
        arguments.json.write_text(json.dumps({"seconds": seconds, "peak_mib": peak}, indent=1))


def make_mask() -> Callable[[str], None]:
    """Return what masks a cell in its row."""
    policy = MaskPolicy.model_validate({"detect": {"text": {"model": None}}})
    operators = OperatorTable(policy.operators, key=Key(b"0" * 32), locale="en_US")
    plans = [
        ColumnPlan(number, name, "identifier", kind, False, operators.operator_for(kind), {}, "")
        for number, (name, kind) in enumerate(KNOWN.items())
    ]
    plans.append(ColumnPlan(len(plans), "note", "text", None, False, None, {}, ""))
    detector = make_detector(policy, operators, Path())
    engine = Engine(plans, detector=detector, operators=operators, row_context=True, verify="values")

    def mask(text: str) -> None:
        engine.mask(Batch(0, [[*ROW, text]], [[*ROW, text]]))

    return mask


if __name__ == "__main__":
    main()
