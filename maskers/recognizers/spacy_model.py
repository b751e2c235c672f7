"""Named entities of a spaCy model, with Presidio's entity types and score. Only this module loads spaCy models."""

import importlib.util
import json
import re
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

from ...core.errors import MissingError
from ...core.pretrained import PACKAGE_PREFIX, source_folder
from ..spans import Span
from ..words import NEVER_NAMES, is_han
from .ner_labels import entity_type_of
from .pieces import cut_text, group_pieces
from .scripts import AUTO

# characters handed to a spaCy model at a time: it takes about 10 kB for each
BATCH_CHARS = 50_000
LABELS_TO_IGNORE = "CARDINAL EVENT LANGUAGE LAW MONEY ORDINAL PERCENT PRODUCT QUANTITY WORK_OF_ART MISC".split()
# what Presidio's spaCy recognizer makes of labels; it drops all others
_TYPES = {
    **dict.fromkeys(("PER", "PERSON", "PATIENT", "STAFF", "HCW"), "PERSON"),
    **dict.fromkeys(("LOC", "LOCATION", "GPE"), "LOCATION"),
    **dict.fromkeys(("ORG", "HOSP", "HOSPITAL", "PATORG", "ORGANIZATION"), "ORGANIZATION"),
    **dict.fromkeys(("DATE", "TIME", "DATE_TIME"), "DATE_TIME"),
    **dict.fromkeys(("NORP", "NRP"), "NRP"),
}
MODEL_TYPES = frozenset(_TYPES.values())
# Presidio's score of every entity of a model that gives none
_SCORE = 0.85
# longer than any word; URLs may be cut
_STRETCH = 100
_LONG_STRETCH = re.compile(rf"\S{{{2 * _STRETCH},}}")
_SPACY_FILE = "config.cfg"
# components that named entities do not need: 20 % of the time
_NOT_NEEDED = ("tagger", "parser", "senter", "attribute_ruler", "lemmatizer", "morphologizer")


class SpacyRecognizer:
    """Finds entities by a spaCy model alone.

    Args:
        model: installed spaCy package or folder of a model.
        language: ISO 639-1 code of the model; `auto`: as the model says.
        entities: entity types to look for.
        batch_size: texts handed to spaCy at a time.

    Raises:
        MissingError: the model is not installed.
    """

    def __init__(self, *, model: str, language: str, entities: frozenset[str], batch_size: int) -> None:
        require_spacy_model(model)
        self._language = language
        self._entities = entities
        self._batch_size = batch_size
        self._pipeline = load_pipeline(model)
        if language == AUTO:
            self._language = str(self._pipeline.lang)
        self.supported_types = MODEL_TYPES

    def find(self, texts: Sequence[str]) -> list[list[Span]]:
        """Return the findings in each text, in any order."""
        pieces = [(index, offset, piece) for index, text in enumerate(texts) for offset, piece in cut_text(text)]
        found: list[list[Span]] = [[] for _ in texts]
        for batch in group_pieces(pieces, size=self._batch_size, characters=BATCH_CHARS):
            docs = self._pipeline.pipe([piece for _, _, piece in batch], batch_size=len(batch))
            for (index, offset, piece), doc in zip(batch, docs, strict=True):
                for entity in doc.ents:
                    start, end, kind = entity.start_char, entity.end_char, _TYPES.get(entity.label_)
                    if kind in self._entities and not is_guess(piece[start:end], self._language):
                        found[index].append(Span(offset + start, offset + end, str(kind), _SCORE, "SpacyRecognizer"))
        return found


class BoundedTokenizer:
    """spaCy's tokenizer over texts of which long stretches without a blank are cut first.

    The tokenizer takes one sign after the other off the edges of such a stretch, in time quadratic in its length.

    Args:
        tokenizer: of a spaCy pipeline.
    """

    def __init__(self, tokenizer: Any) -> None:
        self._tokenizer = tokenizer

    def __call__(self, text: str) -> Any:
        """Return the document of a text."""
        cuts = [0]
        for stretch in _LONG_STRETCH.finditer(text):
            cuts.extend(range(stretch.start() + _STRETCH, stretch.end(), _STRETCH))
        if len(cuts) == 1:
            return self._tokenizer(text)
        from spacy.tokens import Doc

        pieces = [text[start:end] for start, end in pairwise([*cuts, len(text)])]
        return Doc.from_docs([self._tokenizer(piece) for piece in pieces], ensure_whitespace=False)


def is_guess(found: str, language: str) -> bool:
    """True for what a model takes for a name and is none; another language's model guesses at Han characters."""
    return found.strip().casefold() in NEVER_NAMES or (language != "zh" and is_han(found))


def load_pipeline(model: str) -> Any:
    """Return a spaCy model with what named entities need, and nothing else.

    Raises:
        MissingError: a file is missing or damaged, or of another version of spaCy.
    """
    import spacy

    try:
        pipeline = spacy.load(model, exclude=list(_NOT_NEEDED))
    except (OSError, ValueError, ImportError) as error:
        raise MissingError(f"detect.text.model: spaCy cannot load {model}: {type(error).__name__}") from None
    pipeline.tokenizer = BoundedTokenizer(pipeline.tokenizer)
    if "tok2vec" in pipeline.pipe_names and not _listens(pipeline):
        pipeline.remove_pipe("tok2vec")
    return pipeline


def require_spacy_model(model: str) -> None:
    """Raise MissingError unless a spaCy model is installed or lies in a folder."""
    if importlib.util.find_spec("spacy") is None:
        raise MissingError("spaCy is not installed", hint="pip install spacy")
    if Path(model).is_dir():
        if not (Path(model) / _SPACY_FILE).is_file():
            raise MissingError(
                f"detect.text.model: there is no spaCy model in {model}: it has no {_SPACY_FILE}",
                hint="a run of privml finetune, an export or a Hugging Face token classifier belongs to detect.ner",
            )
        return
    try:
        found = importlib.util.find_spec(model) is not None
    except (ImportError, ValueError):
        found = False
    if not found:
        raise MissingError(
            f"the spaCy model {model} is not installed",
            hint="install its package, name a folder in detect.text.model, or set it to null for patterns only",
        )


def language_of_model(model: str) -> str:
    """Return the language of a spaCy model, as its files say; `en` if they do not."""
    try:
        return str(json.loads((_model_folder(model) / "meta.json").read_text(encoding="utf-8"))["lang"])
    except (OSError, ValueError, KeyError, TypeError, MissingError):
        return "en"


def _model_folder(model: str) -> Path:
    return Path(model) if Path(model).is_dir() else source_folder(f"{PACKAGE_PREFIX}{model}")


def needs_model(model: str, *, entities: frozenset[str] | None, ignored: frozenset[str], taken: frozenset[str]) -> bool:
    """Tell whether a spaCy model has entity types to find that no other recognizer has taken; it is not loaded."""
    if not taken:
        return True
    try:
        labels = json.loads((_model_folder(model) / "meta.json").read_text(encoding="utf-8"))["labels"]["ner"]
    except (OSError, ValueError, KeyError, TypeError, MissingError):
        return True  # what the model finds is not known
    known = {entity_type_of(str(label), {}) for label in labels if label not in LABELS_TO_IGNORE}
    wanted = known - ignored - taken
    return bool(wanted if entities is None else wanted & entities)


def _listens(pipeline: Any) -> bool:
    """True if the entity recognizer takes its vectors from a component that other components share."""
    model = pipeline.config["components"].get("ner", {}).get("model", {})
    return "Listener" in str(model.get("tok2vec", {}).get("@architectures", ""))
