"""Exported models: one ONNX file, its tokenizer and what it says about itself; run by onnxruntime, without torch."""

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .errors import ConfigError, MissingError
from .exact_sums import sums_overflow
from .inputs import hash_file
from .letter_case import INPUT
from .shared_weights import SharedWeights, load_shared
from .windows import Window, cut_windows

if TYPE_CHECKING:
    from .windows import Scores

MODEL_FILE = "model.onnx"
EXPORT_FILE = "export.json"
TOKENIZER_FILE = "tokenizer.json"
FORMAT = "privml-export/1"
NARROW = "narrow"
"""In `export.json`: sums of two products of its weights in eight bits fit into sixteen."""
DETECTOR = "token-classification"
"""The task whose exports find entities."""
# its kernel takes longer than addition and normalisation one after the other: a fifth of a MiniLM's time
_SLOW_OPTIMIZERS = ["SkipLayerNormFusion"]
# products of unsigned weights, which no processor adds in fewer bits than they need
_EXACT_SUMS = ("session.x64quantprecision", "1")


def read_detector(folder: Path, *, setting: str, hint: str) -> dict[str, Any]:
    """Return what an exported token classifier says of itself; its model file is the one that it was exported as.

    Args:
        folder: of the export.
        setting: that names it, for messages.
        hint: what else may be named there.

    Raises:
        ConfigError: `export.json` is damaged or of another version, or the model has another task.
        MissingError: the model file is missing or damaged.
    """
    try:
        about = json.loads((folder / EXPORT_FILE).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        about = None
    lengths = ("max_length", "window_overlap")
    if (
        not isinstance(about, dict)
        or about.get("format") != FORMAT
        or any(type(about.get(n)) is not int for n in lengths)
    ):
        raise ConfigError(f"{setting}: {folder / EXPORT_FILE} is damaged, or of another version")
    if about.get("task") != DETECTOR:
        raise ConfigError(f"{setting}: the model in {folder} is no token classifier", hint=hint)
    model = folder / MODEL_FILE
    if not model.is_file() or hash_file(model).sha256 != about.get("model_sha256"):
        raise MissingError(f"{setting}: {model} is missing or damaged: its hash is not the one of its export")
    return about


class Session:
    """A model that is ready to run, with the memory of the weights that it does not own.

    Attributes:
        reads_case: it takes the case of letters beside the tokens.
    """

    def __init__(self, session: Any, values: Sequence[Any]) -> None:
        self._session = session
        self._values = values  # onnxruntime reads them where they lie
        self.reads_case = INPUT in {argument.name for argument in session.get_inputs()}

    def run(self, inputs: Mapping[str, Any]) -> Any:
        """Return the first output of the graph."""
        return self._session.run(None, dict(inputs))[0]


def open_session(path: Path, *, threads: int = 1, shared: SharedWeights | None = None, narrow: bool = False) -> Session:
    """Return the session of a model file, which gives the same numbers on every processor.

    Args:
        path: of the file.
        threads: used within one text; the result does not depend on them.
        shared: weights that lie in another model's file.
        narrow: sums of two products of its weights fit into sixteen bits, in which some processors add them
            (`exact_sums`).

    Raises:
        MissingError: onnxruntime is not installed, or a file is damaged or missing.
    """
    try:
        import onnxruntime
    except ImportError:
        raise MissingError("onnxruntime is not installed", hint="pip install onnxruntime") from None

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    options.log_severity_level = 3  # errors, which are raised as well
    if not narrow and sums_overflow():
        options.add_session_config_entry(*_EXACT_SUMS)
    values: Sequence[Any] = ()
    if shared is not None:
        names, values = load_shared(shared, path.parent.parent / shared.folder / MODEL_FILE)
        options.add_external_initializers(list(names), list(values))
    try:
        session = onnxruntime.InferenceSession(
            str(path), options, providers=["CPUExecutionProvider"], disabled_optimizers=_SLOW_OPTIMIZERS
        )
    except Exception as error:  # noqa: BLE001 (onnxruntime raises classes of its own C++ status codes)
        raise MissingError(f"cannot load the model in {path}: {type(error).__name__}") from None
    return Session(session, values)


def tokenizer_file(folder: Path, shared: SharedWeights | None) -> Path:
    """Return where an export's tokenizer lies: in its folder, or in the one that it shares weights with."""
    own = folder / TOKENIZER_FILE
    return own if shared is None or own.is_file() else folder.parent / shared.folder / TOKENIZER_FILE


class ExportedTagger:
    """An exported token classifier.

    Windows are read one at a time: dynamic quantisation takes its scale from all that is read at once, and a result
    must not depend on its neighbours. It costs about a fifth of the speed that batches would have, and no padding is
    computed.

    Args:
        folder: of the export.
        max_length: tokens of a window.
        overlap: tokens that neighbouring windows share.
        shared: weights that lie in another export, and the tokenizer if the folder has none.
        narrow: see `open_session`.

    Raises:
        MissingError: onnxruntime is not installed, or a file is damaged or missing.
    """

    is_exact = True

    def __init__(
        self,
        folder: Path,
        *,
        max_length: int,
        overlap: int,
        shared: SharedWeights | None = None,
        narrow: bool = False,
    ) -> None:
        from tokenizers import Tokenizer

        self._session = open_session(folder / MODEL_FILE, shared=shared, narrow=narrow)
        tokenizer = tokenizer_file(folder, shared)
        try:
            self._tokenizer = Tokenizer.from_file(str(tokenizer))
        except Exception as error:  # noqa: BLE001 (tokenizers raises plain Exception)
            raise MissingError(f"cannot load the tokenizer in {folder}: {type(error).__name__}") from None
        self._tokenizer.no_padding()
        self._tokenizer.no_truncation()
        self._max_length, self._overlap = max_length, overlap

    def read(self, texts: Sequence[str]) -> list[Window]:
        """Cut texts into windows, in their order."""
        windows: list[Window] = []
        for row, text in enumerate(texts):
            read = self._tokenizer.encode(text)  # one by one: the library would start threads for several
            windows += cut_windows(
                row,
                text,
                read.ids,
                read.special_tokens_mask,
                read.offsets,
                max_length=self._max_length,
                overlap=self._overlap,
                letter_case=self._session.reads_case,
            )
        return windows

    def judge(self, windows: Sequence[Window], batch_size: int = 1) -> Iterator[tuple[Window, "Scores"]]:
        """Yield windows with the probabilities of their tokens' tags, in their order; the batch size has no effect."""
        import numpy as np

        for window in windows:
            inputs = {"input_ids": np.array([window.ids], dtype=np.int64)}
            if self._session.reads_case:
                inputs[INPUT] = np.array([window.cases], dtype=np.int64)
            scores = self._session.run(inputs)
            yield window, scores[0]
