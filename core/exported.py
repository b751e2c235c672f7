"""Exported models: one ONNX file, its tokenizer and what it says about itself; run by onnxruntime, without torch."""

from pathlib import Path
from typing import Any

from .errors import MissingError

MODEL_FILE = "model.onnx"
EXPORT_FILE = "export.json"
FORMAT = "privml-export/1"


def open_session(path: Path, *, threads: int = 1) -> Any:
    """Return the session of a model file.

    Args:
        path: of the file.
        threads: used within one text; the result does not depend on them.

    Raises:
        MissingError: onnxruntime is not installed, or the file is damaged.
    """
    try:
        import onnxruntime
    except ImportError:
        raise MissingError("onnxruntime is not installed", hint="pip install onnxruntime") from None

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    options.log_severity_level = 3  # errors, which are raised as well
    try:
        return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
    except Exception as error:  # noqa: BLE001 (onnxruntime raises classes of its own C++ status codes)
        raise MissingError(f"cannot load the model in {path}: {type(error).__name__}") from None
