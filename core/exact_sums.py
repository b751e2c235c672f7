"""Do sums of eight-bit products overflow on this processor?

x86 processors without VNNI multiply bytes by `vpmaddubsw`, which adds two products of an unsigned and a signed byte in
sixteen bits and cuts off what does not fit; others add them in 32 bits. onnxruntime has a slower way that is exact on
both, and takes it where it is asked to: twice the time of the faster one with VNNI, a quarter more without it. Which
processor this is, is seen by the sum of a small product.
"""

from functools import cache

_ROWS, _INPUTS, _CHANNELS = 2, 32, 16
_MOST, _WEIGHT = 255, 127
# an ONNX model with one node, y (2, 16) int32 = MatMulInteger(x (2, 32) uint8, w (32, 16) int8), all weights 127
_PRODUCT = (
    b'\x08\n:\xd6\x04\n\x18\n\x01x\n\x01w\x12\x01y"\rMatMulInteger\x12\x01p'
    + b"*\x8c\x04\x08 \x08\x10\x10\x03B\x01wJ\x80\x04"
    + bytes([_WEIGHT]) * (_INPUTS * _CHANNELS)
    + b"Z\x13\n\x01x\x12\x0e\n\x0c\x08\x02\x12\x08\n\x02\x08\x02\n\x02\x08 "
    + b"b\x13\n\x01y\x12\x0e\n\x0c\x08\x06\x12\x08\n\x02\x08\x02\n\x02\x08\x10B\x04\n\x00\x10\x12"
)


@cache
def sums_overflow() -> bool:
    """Whether onnxruntime's fast way to multiply bytes gives wrong sums here for weights that are not narrow."""
    import numpy as np
    import onnxruntime

    session = onnxruntime.InferenceSession(_PRODUCT, providers=["CPUExecutionProvider"])
    [sums] = session.run(None, {"x": np.full((_ROWS, _INPUTS), _MOST, dtype=np.uint8)})
    return bool((sums != _MOST * _WEIGHT * _INPUTS).any())
