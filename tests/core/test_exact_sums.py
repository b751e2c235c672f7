"""The probe of processors is the model that its comment says, and tells what onnxruntime does here."""

from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import pytest
from onnx import numpy_helper
from privml.core import exact_sums, exported
from privml.core.exact_sums import sums_overflow


def test_the_probe_is_one_product_of_the_largest_bytes() -> None:
    model = onnx.load_model_from_string(exact_sums._PRODUCT)
    onnx.checker.check_model(model, full_check=True)
    [node] = model.graph.node
    [weights] = model.graph.initializer
    assert node.op_type == "MatMulInteger"
    assert (numpy_helper.to_array(weights) == np.full((32, 16), 127, dtype=np.int8)).all()
    assert weights.data_type == onnx.TensorProto.INT8


@pytest.mark.parametrize("wrong", [0, 1])
def test_it_asks_the_kernel(wrong: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """One sum that saturated is enough."""

    class Session:
        def __init__(self, model: bytes, **options: object) -> None: ...

        def run(self, outputs: None, inputs: dict[str, np.ndarray]) -> list[np.ndarray]:
            sums = inputs["x"].astype(np.int32) @ np.full((32, 16), 127, dtype=np.int32)
            sums[1, 3] -= wrong
            return [sums]

    monkeypatch.setattr(onnxruntime, "InferenceSession", Session)
    assert sums_overflow.__wrapped__() == bool(wrong)


@pytest.mark.parametrize("overflow", [False, True])
@pytest.mark.parametrize("narrow", [False, True])
def test_the_slower_way_is_taken_where_it_is_needed(
    overflow: bool, narrow: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []

    class Options(onnxruntime.SessionOptions):
        def add_session_config_entry(self, key: str, value: str) -> None:
            asked.append(key)
            super().add_session_config_entry(key, value)

    class Session:
        def __init__(self, *given: object, **options: object) -> None: ...

        def get_inputs(self) -> list[object]:
            return []

    monkeypatch.setattr(exported, "sums_overflow", lambda: overflow)
    monkeypatch.setattr(onnxruntime, "SessionOptions", Options)
    monkeypatch.setattr(onnxruntime, "InferenceSession", Session)
    exported.open_session(Path("model.onnx"), narrow=narrow)
    assert asked == (["session.x64quantprecision"] if overflow and not narrow else [])
