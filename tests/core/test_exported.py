"""Exported models run: the same numbers on every processor."""

from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper
from privml.core.exported import open_session

WEIGHTS = np.full((64, 8), 127, dtype=np.int8)


def product_model(path: Path) -> Path:
    """Write x (1, 64), quantised while it runs, times weights in int8, as a detector's linear layer is."""
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
            numpy_helper.from_array(WEIGHTS, "weights"),
            numpy_helper.from_array(np.zeros(8, dtype=np.int8), "weights_zero"),
        ],
    )
    onnx.save(helper.make_model(graph, opset_imports=[helper.make_opsetid("", 18)], ir_version=10), path)
    return path


def test_sums_of_eight_bit_products_do_not_overflow(tmp_path: Path) -> None:
    """255 x 127 twice is more than sixteen bits hold, in which processors without VNNI would add them."""
    session = open_session(product_model(tmp_path / "model.onnx"))
    found = session.run({"x": np.ones((1, 64), dtype=np.float32)})
    assert found.tolist() == [[255 * 127 * 64] * 8]
