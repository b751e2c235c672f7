"""Exports read back into the layout of transformers, so that training can go on from a detector that was shipped.

The weights of a linear layer lost their name in the graph, and the bias that is added to its product kept its own. What
was quantised comes back rounded, as multiples of its channel's step. Tensors that are equal in every element stand in a
graph once, so of a model that still has many (biases of nothing but zeros) some cannot be found again.
"""

import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from shutil import copyfile
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from .errors import MissingError
from .exported import EXPORT_FILE, MODEL_FILE, TOKENIZER_FILE, read_detector, tokenizer_file
from .shared_weights import SharedWeights, load_shared, read_shared

if TYPE_CHECKING:
    import onnx

Array = npt.NDArray[Any]

_FILES = ("config.json", "tokenizer_config.json")
_SETTINGS = "model.source or train.teacher"
_PREFIX = "model."  # what the exported module calls the model inside
_QUANTIZED, _SCALE, _ZERO = "_quantized", "_scale", "_zero_point"
_PRODUCTS = ("MatMul", "MatMulInteger")


def is_export(location: str) -> bool:
    """True for a folder that `privml export` has written."""
    return (Path(location) / EXPORT_FILE).is_file()


@contextmanager
def readable(location: str) -> Iterator[str]:
    """Give a folder that transformers can load: the location itself, or what its export was read back to.

    Args:
        location: a folder, or the name of a model in a hub.

    Raises:
        ConfigError: it is the export of another task, or of another version.
        MissingError: onnx is not installed, or a file is damaged or missing.
    """
    if not is_export(location):
        yield location
        return
    with tempfile.TemporaryDirectory(prefix="privml-") as folder:
        _read_back(Path(location), Path(folder))
        yield folder


def _read_back(export: Path, output: Path) -> None:
    from safetensors.numpy import save_file

    about = read_detector(export, setting=_SETTINGS, hint="go on from its run, not from the export")
    shared = read_shared(about, export / EXPORT_FILE)
    try:
        for name in _FILES:
            copyfile(export / name, output / name)
        copyfile(tokenizer_file(export, shared), output / TOKENIZER_FILE)
    except OSError as error:
        raise MissingError(f"a file of the export in {export} cannot be read: {error.strerror}") from None
    weights = read_weights(export / MODEL_FILE, shared)
    save_file(weights, output / "model.safetensors", metadata={"format": "pt"})


def read_weights(path: Path, shared: SharedWeights | None = None) -> dict[str, Array]:
    """Return the weights of an exported model by their names in transformers, in float32.

    Args:
        path: of the file.
        shared: weights that lie in another model's file.

    Raises:
        MissingError: onnx is not installed, or a file is damaged or missing.
    """
    try:
        import onnx
    except ImportError:
        raise MissingError("onnx is not installed", hint="pip install 'privml[export]'") from None
    try:
        graph = onnx.load(path, load_external_data=False).graph
    except Exception as error:  # noqa: BLE001 (protobuf raises its own)
        raise MissingError(f"cannot read the model in {path}: {type(error).__name__}") from None
    values = {
        tensor.name: onnx.numpy_helper.to_array(tensor) for tensor in graph.initializer if not tensor.external_data
    }
    if shared is not None:
        names, others = load_shared(shared, path.parent.parent / shared.folder / MODEL_FILE)
        values |= {name: np.array(other.numpy()) for name, other in zip(names, others, strict=True)}
    found = dict([*_by_name(values), *_by_bias(graph, values)])
    return {name: np.ascontiguousarray(value, dtype=np.float32) for name, value in found.items()}


def _by_name(values: Mapping[str, Array]) -> Iterator[tuple[str, Array]]:
    """Yield what has kept its name: embeddings, norms, biases."""
    for name, value in values.items():
        if not name.startswith(_PREFIX) or name.endswith((_SCALE, _ZERO)):
            continue
        short = name.removeprefix(_PREFIX)
        if short.endswith(_QUANTIZED):
            yield short.removesuffix(_QUANTIZED), _scaled(name, values)
        elif value.dtype.kind == "f":
            yield short, value


def _by_bias(graph: "onnx.GraphProto", values: Mapping[str, Array]) -> Iterator[tuple[str, Array]]:
    """Yield the weights of linear layers, shape (outputs, inputs): the graph multiplies by their transposes."""
    makers = {output: node for node in graph.node for output in node.output}
    for node in graph.node:
        if node.op_type != "Add":
            continue
        for bias, product in (tuple(node.input), tuple(reversed(node.input))):
            maker = makers.get(product)
            while maker is not None and maker.op_type in ("Cast", "Mul"):  # of quantised products
                maker = makers.get(maker.input[0])
            if bias.startswith(_PREFIX) and bias.endswith(".bias") and maker is not None and maker.op_type in _PRODUCTS:
                name = maker.input[1]
                weight = values[name] if maker.op_type == "MatMul" else _scaled(name, values)
                yield f"{bias.removeprefix(_PREFIX).removesuffix('bias')}weight", weight.T


def _scaled(name: str, values: Mapping[str, Array]) -> Array:
    """Return a quantised weight; scales and zero points are of the whole, or of each column."""
    stem = name.removesuffix(_QUANTIZED)
    whole: Array = values[name].astype(np.int32) - values[stem + _ZERO].astype(np.int32)
    scaled: Array = whole * values[stem + _SCALE]
    return scaled
