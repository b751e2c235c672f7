"""The detector: all recognizers together over the cells of a table."""

from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from ...configs.policy import TextDetection
from ..spans import Span, SpanFilter
from ..spelling import Reading, read
from .ner import NerRecognizer
from .patterns import find_patterns
from .presidio import PresidioRecognizer, needs_model
from .terms import Term, find_terms

_CACHED_TEXTS = 20_000
_CACHED_LENGTH = 500


class Detector:
    """Finds personal data in cells. The language model is loaded when the first text needs it.

    Args:
        detection: the policy's `detect.text`.
        ignored: entity types whose operator is `keep`.
        folder: what recognizer files are relative to.
        region: ISO 3166 country of phone numbers without a country code.
        ner: a token classifier.
        ner_replaces: the spaCy model is not asked for the classifier's entity types.

    Attributes:
        filter: decides which findings count.
        ner: the token classifier.
    """

    def __init__(
        self,
        detection: TextDetection,
        *,
        ignored: frozenset[str],
        folder: Path = Path(),
        region: str = "US",
        ner: NerRecognizer | None = None,
        ner_replaces: bool = True,
    ) -> None:
        self.ner = ner
        self._taken = ner.supported_types if ner is not None and ner_replaces else frozenset()
        self._detection = detection
        self._ignored = ignored
        self._folder = folder
        self._region = region
        self._presidio: PresidioRecognizer | None = None
        entities = None if detection.entities is None else frozenset(detection.entities)
        self.filter = SpanFilter(
            entities=entities,
            ignored=ignored,
            default_threshold=detection.score_threshold,
            thresholds=detection.thresholds,
            allow=frozenset(detection.allow),
        )
        self._deny = [Term(text, kind, True) for kind, texts in detection.deny.items() for text in texts if text]
        self._cache: OrderedDict[str, list[Span]] = OrderedDict()

    def find_in_values(self, values: Sequence[str]) -> list[list[Span]]:
        """Search short values by patterns and deny lists only; no language model is loaded."""
        readings = map(read, values)
        return [self._admitted(reading, self._by_rule(reading.text)) for reading in readings]

    def find_in_texts(self, texts: Sequence[str]) -> list[list[Span]]:
        """Search free texts by everything; equal texts are searched once."""
        missing = [text for text in dict.fromkeys(texts) if text not in self._cache]
        fresh = dict(zip(missing, self._search(missing), strict=True)) if missing else {}
        results = [fresh[text] if text in fresh else self._cache[text] for text in texts]
        for text, spans in fresh.items():
            if len(text) <= _CACHED_LENGTH:
                self._cache[text] = spans
        while len(self._cache) > _CACHED_TEXTS:
            self._cache.popitem(last=False)
        return results

    def require_ready(self) -> None:
        """Load everything that free text needs now, so that what is missing is missed before any work.

        Raises:
            MissingError: the spaCy model is not installed, or a file of the token classifier is damaged.
            ConfigError: a recognizer file or the classifier's tokenizer is wrong.
        """
        self._by_presidio([])
        if self.ner is not None:
            self.ner.load()

    def supported_types(self) -> frozenset[str]:
        """Return what the language model's recognizers and the user's own can find; loads them."""
        self.require_ready()
        return frozenset() if self._presidio is None else self._presidio.supported_types

    def needs_spacy_model(self) -> bool:
        """Tell whether a spaCy model will be loaded when the first text comes."""
        model = self._detection.model
        return model is not None and needs_model(
            model, entities=self.filter.entities, ignored=self._ignored, taken=self._taken
        )

    def _search(self, texts: list[str]) -> list[list[Span]]:
        readings = [read(text) for text in texts]
        by_model = self._by_model([reading.text for reading in readings])
        return [
            self._admitted(reading, [*self._by_rule(reading.text), *found])
            for reading, found in zip(readings, by_model, strict=True)
        ]

    def _by_rule(self, text: str) -> list[Span]:
        spans = find_patterns(text, region=self._region)
        if self._deny:
            spans.extend(find_terms(text, self._deny, recognizer="deny list"))
        return spans

    def _by_model(self, texts: list[str]) -> list[list[Span]]:
        found = self._by_presidio(texts)
        if self.ner is None:
            return found
        own = self.ner.find(texts, self.filter)
        return [[*first, *second] for first, second in zip(found, own, strict=True)]

    def _by_presidio(self, texts: list[str]) -> list[list[Span]]:
        if self._detection.model is None:
            return [[] for _ in texts]
        if self._presidio is None:
            self._presidio = PresidioRecognizer(
                model=self._detection.model,
                language=self._detection.language,
                entities=self.filter.entities,
                ignored=self._ignored,
                recognizer_files=[self._folder / name for name in self._detection.recognizers],
                batch_size=self._detection.batch_size,
                taken=self._taken,
            )
        return self._presidio.find(texts)

    def _admitted(self, reading: Reading, spans: list[Span]) -> list[Span]:
        """Return the findings that count, at their places in the text as it is."""
        admitted = [span for span in spans if self.filter.admits(span, reading.text)]
        if not reading.is_shifted:
            return admitted
        places = [reading.original(span.start, span.end) for span in admitted]
        return [replace(span, start=start, end=end) for span, (start, end) in zip(admitted, places, strict=True)]
