"""A token classifier over free text: exported ones run on onnxruntime, run folders on torch."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any, Protocol

from ...core.calibration import probability_of, score_of
from ...core.exported import ExportedTagger
from ...core.tagging import Span as TaggedSpan
from ...core.tagging import SpanDecoder
from ...core.windows import Place, Window, merge_windows
from ..spans import Span, SpanFilter
from .covered import Covered
from .ner_folder import NerFolder
from .pieces import Piece, cut_text, group_pieces
from .street_parts import join_addresses

if TYPE_CHECKING:
    from ...core.windows import Scores

_GROUP_CHARS = 200_000
# what else is in a batch changes a probability by 1e-6 or so; where that could change a finding, the text's windows are
# computed again one by one, so that no result depends on its neighbours
_SLACK = 2e-5
# below this probability nothing is found, or a threshold of zero would make every word a finding
_LEAST = 0.05


class Tagger(Protocol):
    """What reads texts and runs the model.

    Attributes:
        is_exact: probabilities of a window never depend on the windows beside it.
    """

    is_exact: bool

    def read(self, texts: Sequence[str]) -> list[Window]:
        """Cut texts into windows, in their order."""
        ...

    def judge(self, windows: Sequence[Window], batch_size: int) -> Iterator[tuple[Window, "Scores"]]:
        """Yield windows, in any order, with the probabilities of their tokens' tags."""
        ...


@dataclass(frozen=True)
class Answer:
    """What a classifier says of a text.

    Attributes:
        spans: its findings.
        doubts: places that nearly are findings.
    """

    spans: list[Span]
    doubts: list[Place]


class NerRecognizer:
    """Finds entities by a token classifier. The model is loaded when it is needed first.

    Args:
        folder: the classifier's files, checked.
        batch_size: windows that torch reads at a time; no influence on the result.
        name: of the recognizer, in findings.
    """

    def __init__(self, folder: NerFolder, *, batch_size: int, name: str = "ner") -> None:
        self._folder = folder
        self._batch_size = batch_size
        self._name = name

    @property
    def supported_types(self) -> frozenset[str]:
        """Entity types that the classifier knows."""
        return frozenset(self._folder.scheme.entity_types)

    @cached_property
    def identity(self) -> Mapping[str, Any]:
        """Name and hash of the weights, for the manifest."""
        return self._folder.identity()

    def load(self) -> None:
        """Load model and tokenizer now.

        Raises:
            MissingError: a file is damaged, or the weights are not the model's.
            ConfigError: the tokenizer does not know the offsets of its tokens.
        """
        _ = self._tagger

    @cached_property
    def _tagger(self) -> Tagger:
        folder = self._folder
        if folder.is_exported:
            return ExportedTagger(
                folder.path,
                max_length=folder.max_length,
                overlap=folder.overlap,
                shared=folder.shared,
                narrow=folder.narrow,
            )
        from .ner_torch import TorchTagger

        return TorchTagger(folder)

    def find(
        self,
        texts: Sequence[str],
        admitted: SpanFilter,
        *,
        rivals: frozenset[str] = frozenset(),
        mistaken: frozenset[str] = frozenset(),
    ) -> list[list[Span]]:
        """Return the findings in each text.

        Args:
            texts: what is searched.
            admitted: entity types looked for and their score thresholds, which every word of a finding reaches.
            rivals: entity types found where nothing that is looked for is.
            mistaken: entity types that are mistaken for them: half a threshold is enough beside a rival.
        """
        return [answer.spans for answer in self.answer(texts, admitted, rivals=rivals, mistaken=mistaken)]

    def answer(
        self,
        texts: Sequence[str],
        admitted: SpanFilter,
        *,
        rivals: frozenset[str] = frozenset(),
        mistaken: frozenset[str] = frozenset(),
        doubted: frozenset[str] = frozenset(),
    ) -> list[Answer]:
        """Return the findings in each text, and what nearly was one.

        Args:
            texts: what is searched.
            admitted: see `find`.
            rivals: see `find`.
            mistaken: see `find`.
            doubted: entity types whose near misses are told.
        """
        scores: dict[str, float] = {}
        wanted: dict[str, float] = {}
        others: dict[str, float] = {}
        for kind in self._folder.scheme.entity_types:
            is_wanted = admitted.threshold_of(kind) is not None
            if is_wanted or kind in rivals:
                scores[kind] = admitted.least_score(kind)
                bars = wanted if is_wanted else others
                bars[kind] = max(probability_of(scores[kind], self._point(kind)), _LEAST)
        answers = [Answer([], []) for _ in texts]
        if not wanted:
            return answers
        decoder, high, low = (
            SpanDecoder(self._folder.scheme, thresholds=wanted, rivals=others, mistaken=mistaken, slack=slack)
            for slack in (0.0, _SLACK, -_SLACK)
        )
        pieces = [(index, offset, piece) for index, text in enumerate(texts) for offset, piece in cut_text(text)]
        for group in group_pieces(pieces, size=len(pieces), characters=_GROUP_CHARS):
            for (index, offset, _), tagged, likely in self._search(group, decoder, (high, low), doubted):
                spans = [self._placed(span, offset, scores[span.entity_type]) for span in tagged]
                answers[index].spans.extend(spans)
                if likely:
                    found = Covered([span for span in spans if span.entity_type in wanted])
                    places = [(offset + start, offset + end) for start, end in likely]
                    answers[index].doubts.extend(place for place in places if not found.meets(*place))
        return [
            replace(each, spans=join_addresses(each.spans, text)) for each, text in zip(answers, texts, strict=True)
        ]

    def _placed(self, span: TaggedSpan, offset: int, least: float) -> Span:
        """Return a finding in a piece as one in the text, with its score."""
        # a mean of words that all reach the threshold reaches it, whatever rounding says
        score = max(round(score_of(span.score, self._point(span.entity_type)), 3), least)
        return Span(offset + span.start, offset + span.end, span.entity_type, min(1.0, score), self._name)

    def _point(self, kind: str) -> float:
        return self._folder.points.get(kind, 0.5)

    def _search(
        self,
        pieces: Sequence[Piece],
        decoder: SpanDecoder,
        shifted: tuple[SpanDecoder, SpanDecoder],
        doubted: frozenset[str],
    ) -> Iterator[tuple[Piece, list[TaggedSpan], list[Place]]]:
        """Yield each piece with the entities in it and what might be one, the same for every batch size."""
        tagger = self._tagger
        windows = tagger.read([text for _, _, text in pieces])
        judged = merge_windows(tagger.judge(windows, self._batch_size))
        of_row: dict[int, list[Window]] = {}
        for window in windows:
            of_row.setdefault(window.row, []).append(window)
        for row, piece in enumerate(pieces):
            if row not in judged:  # a text without tokens
                continue
            text = piece[2]
            places, scores = judged[row]
            if tagger.is_exact:
                spans = decoder.decode(text, places, scores)
            elif not doubted and (sure := _sure_spans(text, places, scores, shifted)) is not None:
                spans = sure
            else:
                places, scores = merge_windows(tagger.judge(of_row[row], 1))[row]
                spans = decoder.decode(text, places, scores)
            yield piece, spans, decoder.doubts(places, scores, doubted) if doubted else []


def _sure_spans(
    text: str, places: Sequence[Place], scores: "Scores", shifted: Sequence[SpanDecoder]
) -> list[TaggedSpan] | None:
    """Return the entities of a text; None if small errors of the probabilities could change them.

    Args:
        text: the whole text.
        places: characters of each piece.
        scores: probability of each tag, by piece.
        shifted: decoders of opposite slack.
    """
    high, low = (
        [replace(span, score=round(span.score + slack, 3)) for span in decoder.decode(text, places, scores)]
        for decoder, slack in zip(shifted, (_SLACK, -_SLACK), strict=True)
    )
    return high if high == low else None
