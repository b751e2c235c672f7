"""Narrow weights: eight bits whose sums of two products fit into sixteen, so that the fastest kernel is exact.

x86 processors without VNNI multiply activations of eight bits (0 to 255) by weights (-127 to 127) and add each two
neighbouring products in sixteen bits, where they overflow. onnxruntime can avoid it by a slower kernel, or weights can
have seven bits. It is enough, though, that no two neighbours add up to more than 128, since 255 * 128 < 2 ** 15: then
most weights keep their eight bits.
"""

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Floats = npt.NDArray[np.floating]

_MOST = 127  # of one weight
_MOST_OF_TWO = 128
_PEAKS = range(64, _MOST + 1, 3)  # what the largest weight of a channel may become
_PRODUCT = "MatMulInteger"
_OTHER_READERS = frozenset({"DequantizeLinear"})  # which multiply nothing by them
_QUANTISED, _SCALE, _ZERO = "_quantized", "_scale", "_zero_point"  # suffixes of onnxruntime's quantiser


def quantise(weights: "Floats") -> tuple["npt.NDArray[np.int8]", "npt.NDArray[np.float32]"]:
    """Return weights in eight bits, no two neighbours of which add up to more than 128, and the scale of each channel.

    Each channel has the scale at which its weights change least.

    Args:
        weights: shape (inputs, channels); inputs 0 and 1 are neighbours, 2 and 3, and so on.

    Returns:
        Weights of the same shape, and scales of shape (channels,) that make them large again.
    """
    import numpy as np

    inputs, channels = weights.shape
    padded = np.zeros((inputs + inputs % 2, channels))
    padded[:inputs] = weights
    largest = np.abs(padded).max(axis=0)
    best = np.zeros_like(padded)
    scales = np.ones(channels)
    errors = np.full(channels, np.inf)
    for peak in _PEAKS:
        scale = np.where(largest > 0, largest, 1.0) / peak
        rounded = _within(np.rint(padded / scale))
        error = np.square(rounded * scale - padded).sum(axis=0)
        is_better = error < errors
        best[:, is_better] = rounded[:, is_better]
        scales[is_better], errors[is_better] = scale[is_better], error[is_better]
    return best[:inputs].astype(np.int8), scales.astype(np.float32)


def _within(weights: "Floats") -> "Floats":
    """Take from neighbours, in equal parts, what they add up to beyond what two may."""
    import numpy as np

    pairs = weights.reshape(-1, 2, weights.shape[1])
    total = pairs.sum(axis=1)
    excess = np.maximum(np.abs(total) - _MOST_OF_TWO, 0.0) * np.sign(total)
    half = np.trunc(excess / 2)
    return np.stack([pairs[:, 0] - half, pairs[:, 1] - (excess - half)], axis=1).reshape(weights.shape)


def narrow_weights(path: Path, plain: Path) -> bool:
    """Narrow the weights of a quantised model file, if all that multiplies by them is known.

    Args:
        path: the file, which is written anew.
        plain: the model before it was quantised.

    Returns:
        Whether it was done; otherwise the file stays as it is.
    """
    import onnx
    from onnx import TensorProto, numpy_helper

    model = onnx.load(path)
    stored = {tensor.name: tensor for tensor in model.graph.initializer}
    floats = {tensor.name: tensor for tensor in onnx.load(plain).graph.initializer}
    originals: dict[str, Floats] = {}
    for node in model.graph.node:
        names = [name for name in node.input if name in stored and stored[name].data_type == TensorProto.INT8]
        if not names or node.op_type in _OTHER_READERS:
            continue
        base = names[0].removesuffix(_QUANTISED)
        is_product = node.op_type == _PRODUCT and names == [f"{base}{_QUANTISED}", f"{base}{_ZERO}"]
        if not is_product or f"{base}{_SCALE}" not in stored or base not in floats:
            return False
        weights, zero, scale = (numpy_helper.to_array(stored[f"{base}{end}"]) for end in (_QUANTISED, _ZERO, _SCALE))
        original = _original(numpy_helper.to_array(floats[base]), weights, scale)
        if zero.any() or original is None:
            return False
        originals[base] = original
    for base, original in originals.items():
        quantised, scale = (stored[f"{base}{suffix}"] for suffix in (_QUANTISED, _SCALE))
        weights, scales = quantise(original)
        quantised.CopyFrom(numpy_helper.from_array(weights, quantised.name))
        scale.CopyFrom(numpy_helper.from_array(scales.reshape(scale.dims), scale.name))
    onnx.save(model, path)
    return bool(originals)


def _original(weights: "Floats", quantised: "npt.NDArray[np.int8]", scale: "Floats") -> "Floats | None":
    """Return the weights that were quantised, which the quantiser may have transposed; None if they are others.

    Args:
        weights: of the model before, shape (inputs, channels) or (channels, inputs).
        quantised: shape (inputs, channels).
        scale: shape (channels,).
    """
    import numpy as np

    if quantised.ndim != 2:
        return None
    back = quantised * scale
    for candidate in (weights, weights.T):
        if candidate.shape == back.shape and np.all(np.abs(candidate - back) <= 0.51 * scale):
            return candidate
    return None
