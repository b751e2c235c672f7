"""Operating points of an exported detector: the probability at which each entity type is found best."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from ..core.exported import ExportedTagger
from ..core.shared_weights import SharedWeights
from ..core.tagging import Span, TagScheme, spans_of
from ..core.windows import Place, merge_windows
from .tasks.annotations import Row

if TYPE_CHECKING:
    from ..core.windows import Scores

# lower ones would only be reached by what looks like anything; higher ones lose what a masker is there for
_GRID = tuple(round(0.2 + 0.05 * step, 2) for step in range(9))
_BETA = 2.0  # recall counts twice: a name that stays is worse than a word masked in vain
_FEWEST = 20  # entities of a type in the gold rows; fewer tell nothing


def choose_points(
    folder: Path,
    rows: Sequence[Row],
    scheme: TagScheme,
    *,
    max_length: int,
    overlap: int,
    shared: SharedWeights | None = None,
) -> dict[str, float]:
    """Return the operating points by entity type: the probability with the best F2 of characters.

    Types with fewer than twenty entities keep 0.5.

    Args:
        folder: of the export.
        rows: gold, which the model has not learned from.
        scheme: what the model's outputs mean.
        max_length: tokens of a window.
        overlap: tokens that neighbouring windows share.
        shared: weights that lie in another export.
    """
    tagger = ExportedTagger(folder, max_length=max_length, overlap=overlap, shared=shared)
    judged = merge_windows(tagger.judge(tagger.read([row.text for row in rows])))
    points = {}
    for kind in scheme.entity_types:
        if sum(span.entity_type == kind for row in rows for span in row.spans) >= _FEWEST:
            scores = {point: _f_score(rows, judged, scheme, kind, point) for point in _GRID}
            points[kind] = max(scores, key=lambda point: (round(scores[point], 4), point))
    return points


def _f_score(
    rows: Sequence[Row],
    judged: dict[int, tuple[list[Place], "Scores"]],
    scheme: TagScheme,
    kind: str,
    point: float,
) -> float:
    hits = wanted = given = 0
    for number, row in enumerate(rows):
        if row.labelled is not None and kind not in row.labelled:
            continue
        # a text without tokens is not judged
        found = spans_of(row.text, *judged[number], scheme, thresholds={kind: point}) if number in judged else []
        truth = _characters(span for span in row.spans if span.entity_type == kind)
        guess = _characters(span for span in found if row.judges(span))
        hits, wanted, given = hits + len(truth & guess), wanted + len(truth), given + len(guess)
    weight = _BETA**2
    return (1 + weight) * hits / max(1.0, weight * wanted + given)


def _characters(spans: Iterable[Span]) -> set[int]:
    return {place for span in spans for place in range(span.start, span.end)}
