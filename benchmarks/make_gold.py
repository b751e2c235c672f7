"""Make gold files for `privml evaluate` of sets that have another form.

python benchmarks/make_gold.py weibo weiboNER_2nd_conll.dev > weibo.jsonl
python benchmarks/make_gold.py tickets examples/tickets > tickets.jsonl

Weibo NER: a character with its place in the word, and its tag, a line; of the entities those that are names (`.NAM`).
The example tickets: messages, and their spans by row.
"""

import csv
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1] / "examples" / "detector"))
from corpora import read_conll

Record = dict[str, Any]


def read_weibo(path: Path) -> Iterator[Record]:
    """Yield posts with the names in them."""
    for row in read_conll(path, blanks=False):
        spans = [{"start": start, "end": end, "entity_type": kind} for start, end, kind in row.spans]
        yield {"text": row.text, "spans": spans}


def read_tickets(folder: Path) -> Iterator[Record]:
    """Yield the tickets' messages with their spans."""
    spans: dict[int, list[dict[str, Any]]] = {}
    for line in (folder / "gold.jsonl").read_text(encoding="utf-8").splitlines():
        span = json.loads(line)
        if span.pop("column") == "message":
            spans.setdefault(span.pop("row"), []).append(span)
    with (folder / "tickets.csv").open(encoding="utf-8", newline="") as file:
        for row, record in enumerate(csv.DictReader(file)):
            yield {"text": record["message"], "spans": spans.get(row, [])}


def main() -> None:
    """Write JSON Lines to standard output."""
    readers = {"weibo": read_weibo, "tickets": read_tickets}
    if len(sys.argv) != 3 or sys.argv[1] not in readers:
        sys.exit((__doc__ or "").strip())
    for record in readers[sys.argv[1]](Path(sys.argv[2])):
        print(json.dumps(record, ensure_ascii=False))


if __name__ == "__main__":
    main()
