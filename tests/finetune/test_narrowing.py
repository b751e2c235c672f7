"""Narrow weights: close to what they were, and no two neighbours too large together."""

from pathlib import Path

import numpy as np
import onnx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from onnx import TensorProto, helper, numpy_helper
from onnxruntime.quantization import QuantType, quantize_dynamic
from privml.core.exported import open_session
from privml.finetune.narrowing import narrow_weights, quantise

WEIGHTS = st.tuples(st.integers(1, 9), st.integers(1, 4)).flatmap(
    lambda shape: arrays(np.float32, shape, elements=st.integers(-9000, 9000).map(lambda number: number / 1000))
)


def most_of_two(weights: np.ndarray) -> int:
    padded = np.zeros((len(weights) + len(weights) % 2, weights.shape[1]), dtype=int)
    padded[: len(weights)] = weights
    return int(np.abs(padded.reshape(-1, 2, weights.shape[1]).sum(axis=1)).max())


@given(WEIGHTS)
def test_neighbours_never_add_up_to_more(weights: np.ndarray) -> None:
    narrowed, scales = quantise(weights)
    assert narrowed.dtype == np.int8
    assert np.abs(narrowed.astype(int)).max() <= 127
    assert most_of_two(narrowed) <= 128
    # seven bits would be wrong by half a step of a 64th
    assert (
        np.abs(narrowed * scales - weights).max(axis=0) <= np.sqrt(len(weights)) * np.abs(weights).max(0) / 64
    ).all()


def test_most_weights_keep_their_eight_bits() -> None:
    weights = np.random.default_rng(0).normal(size=(384, 50))
    narrowed, scales = quantise(weights)
    error = np.square(narrowed * scales - weights).mean()
    eight, seven = (np.square(np.abs(weights).max(axis=0) / most).mean() / 12 for most in (127, 64))
    assert error < 2 * eight < seven


def quantised(path: Path, weights: np.ndarray, *, transposed: bool = False) -> tuple[Path, Path]:
    """Write y = x times weights, in float and in int8, of a layer that holds them as they are or transposed."""
    path.mkdir(exist_ok=True)
    inputs, channels = weights.shape
    node = (
        helper.make_node("Gemm", ["x", "layer"], ["y"], transB=1)
        if transposed
        else helper.make_node("MatMul", ["x", "layer"], ["y"])
    )
    graph = helper.make_graph(
        [node],
        "layer",
        [helper.make_tensor_value_info("x", TensorProto.FLOAT, [1, inputs])],
        [helper.make_tensor_value_info("y", TensorProto.FLOAT, [1, channels])],
        [
            numpy_helper.from_array(
                np.ascontiguousarray(weights.T if transposed else weights, dtype=np.float32), "layer"
            )
        ],
    )
    plain, small = path / "plain.onnx", path / "small.onnx"
    onnx.save(helper.make_model(graph, opset_imports=[helper.make_opsetid("", 18)], ir_version=10), plain)
    quantize_dynamic(str(plain), str(small), weight_type=QuantType.QInt8, per_channel=True)
    return plain, small


@pytest.mark.parametrize("transposed", [False, True])
@pytest.mark.parametrize("channels", [8, 64])
def test_a_model_stays_what_it_was(tmp_path: Path, channels: int, transposed: bool) -> None:
    draw = np.random.default_rng(1)
    weights = draw.normal(size=(64, channels)).astype(np.float32)
    plain, small = quantised(tmp_path, weights, transposed=transposed)
    assert narrow_weights(small, plain)
    x = draw.normal(size=(1, 64)).astype(np.float32)
    found = [open_session(small, narrow=is_narrow).run({"x": x}) for is_narrow in (True, False)]
    assert found[0].tolist() == found[1].tolist()
    assert found[0] == pytest.approx(x @ weights, abs=0.5)


def test_weights_of_another_model_stay(tmp_path: Path) -> None:
    weights = np.random.default_rng(2).normal(size=(8, 8))
    _, small = quantised(tmp_path, weights)
    other, _ = quantised(tmp_path / "other", weights + 0.1)
    before = small.read_bytes()
    assert not narrow_weights(small, other)
    assert small.read_bytes() == before


def test_what_is_not_known_stays(tmp_path: Path) -> None:
    """A reader of eight bits that is not a product of matrices may add what it likes."""
    plain, small = quantised(tmp_path, np.eye(4))
    model = onnx.load(small)
    [product] = [node for node in model.graph.node if node.op_type == "MatMulInteger"]
    product.op_type, product.domain = "MatMulIntegerOfOthers", "others"
    onnx.save(model, small)
    before = small.read_bytes()
    assert not narrow_weights(small, plain)
    assert small.read_bytes() == before
