"""The detector: all recognizers together over the cells of a table."""

import itertools
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from ...configs.policy import OWN_MODEL, OWN_MODELS, TextDetection
from ..encodings import with_decoded
from ..known import KnownRows
from ..models.own import OwnModel, han_model, own_model
from ..office_words import names_days
from ..remembered import Answers
from ..spans import Span, SpanFilter
from ..spelling import Reading, is_amount, read
from .addresses import only_addresses
from .by_language import PresidioByLanguage
from .clues import Clues
from .foreign_prose import find_listed_names
from .homes import part_homes
from .markup import apart_from_tags, without_tags
from .name_edges import widen_names
from .ner import NerRecognizer
from .own import languages_of
from .patterns import PATTERNS, find_patterns
from .plausible import reason_against
from .presidio import PresidioRecognizer
from .rules.recognizer import RULE_TYPES, RuleRecognizer
from .scripts import AUTO
from .spacy_model import MODEL_TYPES, SpacyRecognizer, language_of_model, needs_model
from .speakers import find_speakers
from .standins import StandInReader
from .terms import Term, find_terms

Recognizer = SpacyRecognizer | PresidioRecognizer | PresidioByLanguage

_CACHED_TEXTS = 20_000
_CACHED_LENGTH = 500
# people and places are taken for organisations, which policies may keep
_RIVALS, _MISTAKEN = frozenset({"ORGANIZATION"}), frozenset({"PERSON", "LOCATION"})
_OWN_TYPES = frozenset({"PHONE_NUMBER", *(pattern.entity_type for pattern in PATTERNS)})
# languages of which Presidio has recognizers that the rules lack
_MORE_RECOGNIZERS = frozenset({"es", "it", "pl"})


# a text, and what the row tells about it
_Question = tuple[str, tuple[Span, ...]]


class Detector:
    """Finds personal data in cells. The language model is loaded when the first text needs it.

    Args:
        detection: the policy's `detect.text`.
        ignored: entity types whose operator is `keep`.
        folder: what recognizer files are relative to.
        region: ISO 3166 country of phone numbers without a country code.
        ner: a token classifier.
        ner_replaces: the spaCy model is not asked for the classifier's entity types.
        engine: `fast` (tables of patterns, spaCy by itself) or `presidio`.

    Attributes:
        filter: decides which findings count.
        ner: the token classifier.
        own_model: privml's own detector; None if another model, or none, is named.
        han: what finds names in Chinese texts beside it.
        known: what another table knows about the rows.

    Raises:
        MissingError: a file of privml's own detector is damaged.
    """

    known: KnownRows | None = None

    def __init__(
        self,
        detection: TextDetection,
        *,
        ignored: frozenset[str],
        folder: Path = Path(),
        region: str = "US",
        ner: NerRecognizer | None = None,
        ner_replaces: bool = True,
        engine: str = "fast",
    ) -> None:
        self.ner = ner
        self.own_model = own_model(detection.model) if detection.model in OWN_MODELS else None
        self.han = han_model() if detection.model in OWN_MODELS else None
        self._taken = ner.supported_types if ner is not None and ner_replaces else frozenset()
        self._detection = detection
        self._ignored = ignored
        self._folder = folder
        self._region = region
        self._is_fast = engine == "fast"
        self._models: list[Recognizer] | None = None
        entities = None if detection.entities is None else frozenset(detection.entities)
        self.filter = SpanFilter(
            entities=entities,
            ignored=ignored,
            default_threshold=detection.score_threshold,
            thresholds=detection.thresholds,
            allow=frozenset(detection.allow),
        )
        self._model_filter = replace(self.filter, ignored=ignored | self._taken)
        self._own_types = frozenset(kind for kind in _OWN_TYPES if self.filter.threshold_of(kind) is not None)
        self._rules = RuleRecognizer(self.filter, language=detection.language) if self._is_fast else None
        self._deny = [Term(text, kind, True) for kind, texts in detection.deny.items() for text in texts if text]
        self._answers = Answers(self._search, limit=_CACHED_TEXTS, is_kept=lambda q: len(q[0]) <= _CACHED_LENGTH)
        self._reader = StandInReader(self._by_own_model)

    @property
    def passes_amounts(self) -> bool:
        """True if nothing is ever found in amounts."""
        return not self._deny

    def find_in_values(self, values: Sequence[str]) -> list[list[Span]]:
        """Search short values by patterns and deny lists only; no language model is loaded."""
        found = [[] if is_amount(value) and not self._deny else self._find_in_value(read(value)) for value in values]
        return with_decoded(values, found, lambda texts: [self._find_in_value(read(text)) for text in texts])

    def _find_in_value(self, reading: Reading) -> list[Span]:
        spans = self._by_pattern(Clues(reading.text))
        return self._placed(reading, self._only_admitted(spans, reading.text))

    def find_in_texts(self, texts: Sequence[str], told: Sequence[Sequence[Span]] | None = None) -> list[list[Span]]:
        """Search free texts by everything; equal texts are searched once.

        Args:
            texts: what is searched.
            told: what is known to be in each text without searching; no finding, but it helps the model.
        """
        found = self._answers(
            [(text, tuple(spans)) for text, spans in zip(texts, told or [()] * len(texts), strict=True)]
        )
        return with_decoded(texts, found, lambda decoded: self._answers([(text, ()) for text in decoded]))

    def require_ready(self) -> None:
        """Load what free text needs, so that what is missing is missed before any work.

        Raises:
            MissingError: the spaCy model is not installed, or a file of the token classifier is damaged.
            ConfigError: a recognizer file or the classifier's tokenizer is wrong.
        """
        self._load_models()
        for classifier in self._classifiers():
            classifier.load()
        if self.han is not None:
            self.han.load()

    def supported_types(self) -> frozenset[str]:
        """Return what the rules, the language model and the user's own recognizers can find; loads them."""
        self.require_ready()
        found = [*self._load_models(), *self._classifiers(), *([] if self._rules is None else [self._rules])]
        return frozenset().union(*(recognizer.supported_types for recognizer in found))

    def needs_spacy_model(self) -> bool:
        """Tell whether a spaCy model will be loaded when the first text comes."""
        model = self._spacy_model
        return model is not None and needs_model(
            model, entities=self.filter.entities, ignored=self._ignored, taken=self._taken
        )

    @property
    def _spacy_model(self) -> str | None:
        return None if self._detection.model in OWN_MODELS else self._detection.model

    def _classifiers(self) -> list[OwnModel]:
        return [classifier for classifier in (self.own_model, self.ner) if classifier is not None]

    def _search(self, questions: Sequence[_Question]) -> list[list[Span]]:
        readings = [read(text) for text, _ in questions]
        texts = [reading.text for reading in readings]
        by_rule = [self._only_admitted(self._by_rule(text), text) for text in texts]
        # offsets of what is told are those of the text as it is
        known = [
            spans if reading.is_shifted else [*spans, *told]
            for reading, spans, (_, told) in zip(readings, by_rule, questions, strict=True)
        ]
        return [
            [*self._placed(reading, spans), *self._placed(reading, self._only_admitted(found, reading.text))]
            for reading, spans, found in zip(readings, by_rule, self._by_model(texts, known), strict=True)
        ]

    def _by_rule(self, text: str) -> list[Span]:
        clues = Clues(text)
        spans = self._by_pattern(clues)
        return spans if self._rules is None else spans + self._rules.find_by(clues)

    def _by_pattern(self, clues: Clues) -> list[Span]:
        spans = find_patterns(clues.text, region=self._region, entities=self._own_types, clues=clues)
        if self._deny:
            spans.extend(find_terms(clues.text, self._deny, recognizer="deny list"))
        return spans

    def find_by_models(self, texts: Sequence[str], known: Sequence[Sequence[Span]] | None = None) -> list[list[Span]]:
        """Return what models and the user's recognizers find, numbers taken for people among it.

        Args:
            texts: as read.
            known: what is known to be in each of them.
        """
        plain = [without_tags(text) for text in texts]
        models = self._load_models()
        # recognizers of the user's own, and Presidio's, may look at tags
        of_text = [model.find(texts) for model in models if not isinstance(model, SpacyRecognizer)]
        of_plain = [model.find(plain) for model in models if isinstance(model, SpacyRecognizer)]
        if self.own_model is not None:
            by_own = self._reader.find(plain, known or [()] * len(plain))
            of_plain.append([_with_names(spans, text) for spans, text in zip(by_own, plain, strict=True)])
        if self.han is not None:
            of_plain.append(self.han.find(plain, self._model_filter))
        if self.ner is not None:
            of_plain.append(self.ner.find(plain, self.filter))
        return [
            [*itertools.chain(*together), *only_addresses(apart_from_tags(itertools.chain(*apart), text), text)]
            for text, together, apart in zip(texts, _by_text(of_text, texts), _by_text(of_plain, texts), strict=True)
        ]

    def _by_own_model(self, texts: Sequence[str]) -> list[list[Span]]:
        assert self.own_model is not None
        found = self.own_model.find(texts, self._model_filter, rivals=_RIVALS, mistaken=_MISTAKEN)
        looks_for = self._model_filter.threshold_of
        return [
            [span for span in part_homes(spans, text) if looks_for(span.entity_type) is not None]
            for spans, text in zip(found, texts, strict=True)
        ]

    def _by_model(self, texts: Sequence[str], known: Sequence[Sequence[Span]]) -> list[list[Span]]:
        found = zip(texts, self.find_by_models(texts, known), strict=True)
        return [[kept for span in spans if (kept := self._plausible(span, text))] for text, spans in found]

    def _plausible(self, span: Span, text: str) -> Span | None:
        """Return a finding, one of privml's own detector without Chinese words at its edges; None if it is none.

        A day or a month that was taken for a name is a date.
        """
        is_own = span.recognizer == OWN_MODEL
        trimmed = self.han.trimmed(span, text) if is_own and self.han is not None else span
        if reason_against(span, text) is None:
            return trimmed
        is_date = is_own and names_days(text[span.start : span.end])
        looks_for_dates = self._model_filter.threshold_of("DATE_TIME") is not None
        return replace(span, entity_type="DATE_TIME") if is_date and looks_for_dates else None

    def _load_models(self) -> list[Recognizer]:
        if self._models is None:
            self._models = list(self._fast_models() if self._is_fast else self._presidio_models())
        return self._models

    def _fast_models(self) -> Iterator[Recognizer]:
        detection = self._detection
        if self._spacy_model is not None and self.needs_spacy_model():
            wanted = MODEL_TYPES - self._taken
            yield SpacyRecognizer(
                model=self._spacy_model,
                language=detection.language,
                entities=frozenset(kind for kind in wanted if self.filter.threshold_of(kind) is not None),
                batch_size=detection.batch_size,
            )
        if detection.recognizers or detection.language in _MORE_RECOGNIZERS:
            yield self._presidio(None, left_out=RULE_TYPES | MODEL_TYPES)

    def _presidio_models(self) -> Iterator[Recognizer]:
        if self._detection.model is not None:
            yield self._presidio(self._spacy_model)

    @property
    def recognizer_files(self) -> list[Path]:
        """The user's recognizer files."""
        return [self._folder / name for name in self._detection.recognizers]

    def _presidio(self, model: str | None, left_out: frozenset[str] = frozenset()) -> Recognizer:
        files = self.recognizer_files
        is_auto = self._detection.language == AUTO
        of_model = language_of_model(model) if model is not None and is_auto else None

        def make(language: str) -> PresidioRecognizer:
            return PresidioRecognizer(
                model=model if of_model in (None, language) else None,
                language=language,
                entities=self.filter.entities,
                ignored=self._ignored,
                recognizer_files=files,
                batch_size=self._detection.batch_size,
                taken=self._taken,
                left_out=left_out,
                any_language=is_auto,
                pattern_seconds=self._detection.pattern_seconds,
                stops=self._detection.on_timeout == "error",
            )

        if not is_auto:
            return make(self._detection.language)
        return PresidioByLanguage(make, languages_of(files) | ({of_model} if of_model else set()))

    def _only_admitted(self, spans: Iterable[Span], text: str) -> list[Span]:
        return [span for span in spans if self.filter.admits(span, text)]

    @staticmethod
    def _placed(reading: Reading, spans: list[Span]) -> list[Span]:
        """Return findings at their places in the text as it is."""
        if not reading.is_shifted:
            return spans
        places = [reading.original(span.start, span.end) for span in spans]
        return [replace(span, start=start, end=end) for span, (start, end) in zip(spans, places, strict=True)]


def _with_names(spans: Sequence[Span], text: str) -> list[Span]:
    """Return what privml's own detector found, with the whole of names and those that word lists know."""
    return [*widen_names(spans, text), *find_listed_names(text, spans), *find_speakers(text, spans)]


def _by_text(found: Sequence[Sequence[Sequence[Span]]], texts: Sequence[str]) -> Iterator[Sequence[Sequence[Span]]]:
    """Yield what each recognizer has found in a text, text by text."""
    return zip(*found, strict=True) if found else itertools.repeat((), len(texts))
