"""Sharing: an exported model lets go of the weights that another export's file holds already."""

from pathlib import Path

from ..core.errors import UsageError
from ..core.exported import MODEL_FILE
from ..core.inputs import hash_file
from ..core.shared_weights import SharedTensor, SharedWeights

_FEWEST_BYTES = 1024
_ELSEWHERE = "shared"  # as location of external data: the file is named by export.json


def share_weights(model: Path, other: Path) -> SharedWeights:
    """Take out of a model file all weights that are in another export's file, byte by byte.

    Args:
        model: the file, which is written anew.
        other: folder of the other export.

    Raises:
        UsageError: they have nothing in common.
    """
    import onnx
    from onnx import TensorProto, numpy_helper

    content = (other / MODEL_FILE).read_bytes()
    loaded = onnx.load(model)
    tensors = {}
    for tensor in loaded.graph.initializer:
        raw = tensor.raw_data
        offset = content.find(raw) if len(raw) >= _FEWEST_BYTES else -1
        if offset < 0:
            continue
        kind = numpy_helper.to_array(tensor).dtype.str
        tensors[tensor.name] = SharedTensor(offset=offset, shape=list(tensor.dims), dtype=kind)
        tensor.ClearField("raw_data")
        tensor.data_location = TensorProto.EXTERNAL
        for key, value in (("location", _ELSEWHERE), ("offset", offset), ("length", len(raw))):
            tensor.external_data.add(key=key, value=str(value))
    if not tensors:
        raise UsageError(
            f"the model shares no weights with {other}", hint="model.frozen_layers leaves those of the other one alone"
        )
    model.write_bytes(loaded.SerializeToString())
    return SharedWeights(folder=other.name, model_sha256=hash_file(other / MODEL_FILE).sha256, tensors=tensors)


def require_beside(other: Path, output: Path) -> None:
    """Check that a model's weights can be shared.

    Raises:
        UsageError: there is no export in the folder, it is the output itself, or it does not lie beside it.
    """
    if not (other / MODEL_FILE).is_file():
        raise UsageError(f"there is no exported model in {other}")
    if other.resolve() == output.resolve():
        raise UsageError(f"{output} would be replaced, and with it the weights that it is to share")
    if other.resolve().parent != output.resolve().parent:
        raise UsageError(
            f"{other} does not lie beside {output}", hint="the model looks for the weights in a folder beside its own"
        )
