"""Presidio with a spaCy model over free text, in batches and without the network.

Only this module imports Presidio, and only when a text must be searched.
"""

import contextlib
import logging
import sys
import threading
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from ...core.errors import ConfigError
from ..spans import TIMEOUT, UNSEARCHED, Span
from .own import add_recognizers
from .pieces import cut_text, group_pieces
from .spacy_model import (
    BATCH_CHARS,
    LABELS_TO_IGNORE,
    BoundedTokenizer,
    is_guess,
    load_pipeline,
    needs_model,
    require_spacy_model,
)

# spaCy needs further packages to cut these into words
_WITHOUT_TOKENIZER = frozenset({"ja", "ko", "th"})
# what Presidio's spaCy recognizer and its patterns can find in a text without a digit
_WITHOUT_DIGITS = frozenset({"PERSON", "LOCATION", "NRP", "ORGANIZATION", "DATE_TIME", "URL", "EMAIL_ADDRESS"})


class PresidioRecognizer:
    """Finds entities by Presidio's recognizers and a spaCy model.

    Args:
        model: installed spaCy package or folder of a model; None: texts are only cut into words.
        language: ISO 639-1 code of the model and of the recognizers.
        entities: entity types to look for; None for all.
        ignored: entity types left out.
        recognizer_files: Presidio recognizer files (YAML or Python).
        batch_size: texts handed to spaCy at a time.
        taken: entity types that another recognizer finds in the model's place; a model that has no other ones to find
            is not loaded.
        left_out: entity types whose recognizers of Presidio's own are not run, because others find them.
        pattern_seconds: time of one pattern for one piece of a text, in seconds.
        stops: a pattern that runs out of time is an error; else its text is one finding, `UNSEARCHED`.
        any_language: recognizers of the files that name no language are this language's, too.

    Attributes:
        supported_types: entity types that the recognizers know, looked for or not.

    Raises:
        MissingError: the model is not installed.
        ConfigError: a recognizer file is wrong.
    """

    def __init__(
        self,
        *,
        model: str | None,
        language: str,
        entities: frozenset[str] | None,
        ignored: frozenset[str],
        recognizer_files: Sequence[Path],
        batch_size: int,
        taken: frozenset[str] = frozenset(),
        left_out: frozenset[str] = frozenset(),
        pattern_seconds: float = 5.0,
        stops: bool = False,
        any_language: bool = False,
    ) -> None:
        needed = model is not None and needs_model(model, entities=entities, ignored=ignored, taken=taken)
        if needed:
            require_spacy_model(str(model))
        # only recognizers of the user's own may run transformers
        with contextlib.nullcontext() if recognizer_files else _hidden("transformers"):
            from presidio_analyzer import AnalyzerEngine, RecognizerRegistry
        _stay_offline()
        _silence_log(pattern_seconds)

        self._seconds = pattern_seconds
        self._stops = stops
        self._language = language
        self._batch_size = batch_size
        self._engine = _nlp_engine(model if needed else None, language, taken)
        registry = RecognizerRegistry(supported_languages=[language])
        registry.load_predefined_recognizers(languages=[language], nlp_engine=self._engine)
        # half of all recognizer time; `phones` reads the same countries around digits only
        registry.remove_recognizer("PhoneRecognizer")
        registry.recognizers = [r for r in registry.recognizers if not left_out.issuperset(r.supported_entities)]
        predefined = {id(recognizer) for recognizer in registry.recognizers}
        for path in recognizer_files:
            add_recognizers(registry, path, language, any_language=any_language)
        _limit_patterns(registry.recognizers, pattern_seconds)
        own = [recognizer for recognizer in registry.recognizers if id(recognizer) not in predefined]
        self._analyzer = AnalyzerEngine(registry=registry, nlp_engine=self._engine, supported_languages=[language])
        self.supported_types = frozenset(self._analyzer.get_supported_entities(language))
        wanted = self.supported_types - ignored
        if entities is not None:
            wanted &= entities
        self._entities = sorted(wanted)
        custom = {entity for recognizer in own for entity in recognizer.supported_entities}
        self._entities_without_digits = sorted(wanted & (_WITHOUT_DIGITS | custom))

    def find(self, texts: Sequence[str]) -> list[list[Span]]:
        """Return the findings in each text, in any order and with overlaps.

        A text that a pattern could not search in time is a finding as a whole.

        Raises:
            ConfigError: a pattern ran out of time, and that is to be an error.
        """
        pieces = [(index, offset, piece) for index, text in enumerate(texts) for offset, piece in cut_text(text)]
        found: list[list[Span]] = [[] for _ in texts]
        if not self._entities:
            return found
        timed_out: dict[int, str] = {}
        for batch in group_pieces(pieces, size=self._batch_size, characters=BATCH_CHARS):
            batch = [piece for piece in batch if piece[0] not in timed_out]
            if not batch:
                continue
            processed = self._engine.process_batch(
                [piece for _, _, piece in batch], language=self._language, batch_size=len(batch)
            )
            for (index, offset, piece), (_, artifacts) in zip(batch, processed, strict=True):
                if index in timed_out:
                    continue
                _timed_out.names.clear()
                found[index].extend(self._analyze(piece, offset, artifacts))
                if _timed_out.names:
                    timed_out[index] = ", ".join(_timed_out.names)
                    self._require_time(timed_out[index])
        for index, names in timed_out.items():
            found[index].append(Span(0, len(texts[index]), UNSEARCHED, 1.0, f"{TIMEOUT}{names}"))
        return found

    def _require_time(self, name: str) -> None:
        if self._stops:
            raise ConfigError(
                f"the pattern {name} of a Presidio recognizer took more than {self._seconds:g} s for one cell",
                hint="nested choices such as (a|aa)+ take exponential time; write the pattern without them",
            )

    def _analyze(self, piece: str, offset: int, artifacts: Any) -> Iterator[Span]:
        has_digit = any(character.isdecimal() for character in piece)
        results = self._analyzer.analyze(
            text=piece,
            language=self._language,
            entities=self._entities if has_digit else self._entities_without_digits,
            nlp_artifacts=artifacts,
            score_threshold=0.0,
        )
        for result in results:
            name = (result.recognition_metadata or {}).get("recognizer_name", "presidio")
            if name == "SpacyRecognizer" and is_guess(piece[result.start : result.end], self._language):
                continue
            yield Span(offset + result.start, offset + result.end, result.entity_type, float(result.score), name)


@contextlib.contextmanager
def _hidden(package: str) -> Iterator[None]:
    """Let an optional import fail: Presidio imports transformers, which takes seconds, for engines not used here."""
    if package in sys.modules:
        yield
        return
    sys.modules[package] = None  # type: ignore[assignment]
    try:
        yield
    finally:
        del sys.modules[package]


def _stay_offline() -> None:
    """Keep libraries from fetching anything: e-mail and URL recognizers ask for the public suffix list."""
    import tldextract.tldextract

    offline = tldextract.TLDExtract(suffix_list_urls=(), cache_dir=None, fallback_to_snapshot=True)
    tldextract.tldextract.TLD_EXTRACTOR = offline
    tldextract.extract = offline


class _TimedOut(threading.local):
    """Names of the patterns that ran out of time in the text that this thread searches."""

    def __init__(self) -> None:
        self.names: dict[str, None] = {}


_timed_out = _TimedOut()


class _LimitedRegex:
    """Stands in Presidio's patterns in place of the compiled expression, and remembers when its time is over.

    Presidio only logs that; what the pattern would have found would stay in the output.
    """

    def __init__(self, pattern: Any, flags: int, seconds: float) -> None:
        self._pattern = pattern
        self._flags = flags
        self._seconds = seconds
        self._compiled: Any = None

    def finditer(self, text: str, timeout: float | None = None) -> Iterator[Any]:
        """Yield the matches that are found in time."""
        if self._compiled is None:
            from presidio_analyzer.pattern_recognizer import re as regex

            self._compiled = regex.compile(self._pattern.regex, flags=self._flags)
        try:
            yield from self._compiled.finditer(text, timeout=self._seconds)
        except TimeoutError:
            _timed_out.names[str(self._pattern.name)] = None


def _limit_patterns(recognizers: Iterable[Any], seconds: float) -> None:
    from presidio_analyzer import PatternRecognizer

    for recognizer in recognizers:
        if isinstance(recognizer, PatternRecognizer):
            flags = recognizer.global_regex_flags
            for pattern in recognizer.patterns:
                pattern.compiled_with_flags = flags
                pattern.compiled_regex = _LimitedRegex(pattern, flags, seconds)


def _silence_log(seconds: float) -> None:
    """Keep Presidio's log, which may quote what it analyses, from being written."""
    from presidio_analyzer import pattern_recognizer

    pattern_recognizer.REGEX_TIMEOUT_SECONDS = seconds
    log = logging.getLogger("presidio-analyzer")
    log.setLevel(logging.WARNING)
    log.propagate = False
    if not any(isinstance(known, _NoteTimeouts) for known in log.filters):
        log.addFilter(_NoteTimeouts())


class _NoteTimeouts(logging.Filter):
    """Drops every record, and remembers time-outs of recognizers that compile their expressions themselves."""

    def filter(self, record: logging.LogRecord) -> bool:
        if "timed out" in str(record.msg):
            name = record.args[0] if isinstance(record.args, tuple) and record.args else "unknown"
            _timed_out.names[str(name)] = None
        return False


def _nlp_engine(model: str | None, language: str, taken: frozenset[str]) -> Any:
    """Return the engine of a spaCy model; without one it only cuts texts into words, which Presidio's context needs."""
    import spacy
    from presidio_analyzer.nlp_engine import NerModelConfiguration, NlpArtifacts, SpacyNlpEngine

    class NerOnlyEngine(SpacyNlpEngine):  # type: ignore[misc]
        """Loads only what named entities need; context words are compared in lower case instead of as lemmas."""

        def load(self) -> None:
            if model is None:
                words = spacy.blank("xx" if language in _WITHOUT_TOKENIZER else language)
                words.tokenizer = BoundedTokenizer(words.tokenizer)
                self.nlp = {language: words}
                return
            self.nlp = {language: load_pipeline(model)}

        def _doc_to_nlp_artifact(self, doc: Any, language: str) -> Any:
            found = self._get_updated_entities(self._get_entities(doc), self._get_scores_for_entities(doc))
            asked = [(span, score) for span, score in zip(*found, strict=True) if span.label_ not in taken]
            return NlpArtifacts(
                entities=[span for span, _ in asked],
                tokens=doc,
                tokens_indices=[token.idx for token in doc],
                lemmas=[token.lower_ for token in doc],
                nlp_engine=self,
                language=language,
                scores=[score for _, score in asked],
            )

    engine = NerOnlyEngine(
        models=[{"lang_code": language, "model_name": model or "blank"}],
        ner_model_configuration=NerModelConfiguration(labels_to_ignore=LABELS_TO_IGNORE),
    )
    engine.load()
    return engine
