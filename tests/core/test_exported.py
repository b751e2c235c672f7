"""Exported models run: the same numbers on every processor."""

from pathlib import Path

import numpy as np
import onnx
import pytest
from onnx import TensorProto, helper, numpy_helper
from privml.core.exported import open_session

WEIGHTS = np.full((64, 8), 127, dtype=np.int8)


def product_model(path: Path, weights: np.ndarray) -> Path:
    """Write x (1, 64), quantised while it runs, times weights (64, 8) in int8, as a detector's linear layer is."""
    nodes = [
        helper.make_node("DynamicQuantizeLinear", ["x"], ["quantised", "scale", "zero"]),
        helper.make_node("MatMulInteger", ["quantised", "weights", "zero", "weights_zero"], ["sums"]),
        helper.make_node("Cast", ["sums"], ["y"], to=TensorProto.FLOAT),
    ]
    graph = helper.make_graph(
        nodes,
        "product",
        [helper.make_tensor_value_info("x", TensorProto.FLOAT, [1, 64])],
        [helper.make_tensor_value_info("y", TensorProto.FLOAT, [1, 8])],
        [
            numpy_helper.from_array(weights, "weights"),
            numpy_helper.from_array(np.zeros(8, dtype=np.int8), "weights_zero"),
        ],
    )
    onnx.save(helper.make_model(graph, opset_imports=[helper.make_opsetid("", 18)], ir_version=10), path)
    return path


def test_sums_of_eight_bit_products_do_not_overflow(tmp_path: Path) -> None:
    """255 x 127 twice is more than sixteen bits hold, in which processors without VNNI would add them."""
    session = open_session(product_model(tmp_path / "model.onnx", WEIGHTS))
    found = session.run({"x": np.ones((1, 64), dtype=np.float32)})
    assert found.tolist() == [[255 * 127 * 64] * 8]


@pytest.mark.parametrize("sign", [1, -1])
def test_narrow_weights_are_exact_without_help(tmp_path: Path, sign: int) -> None:
    """Neighbours add up to 128, which times 255 is the most that sixteen bits hold."""
    weights = sign * np.array([[127, 1, 64, 127], [1, 127, 64, -127]], dtype=np.int8).repeat(2, axis=1)
    weights = np.tile(weights, (32, 1)).astype(np.int8)
    session = open_session(product_model(tmp_path / "model.onnx", weights), narrow=True)
    found = session.run({"x": np.ones((1, 64), dtype=np.float32)})
    assert found.tolist() == [(255 * weights.astype(int).sum(axis=0)).tolist()]
