"""The graph of a model as ONNX: traced from torch, fused, compared with torch, and in eight bits on request."""

import os
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from ..core.errors import PrivmlError
from ..core.exported import open_session
from ..core.letter_case import CASES, CONFIG_KEY, INPUT
from .fusing import fuse, leave_out_masks
from .model import Learner
from .narrowing import narrow_weights
from .pooled import PooledClassifier
from .quiet import quiet_exporter, quiet_transformers

if TYPE_CHECKING:
    from torch import Tensor, nn

Probe = dict[str, "Tensor"]  # inputs of the graph, each of shape (1, length)

_OPSET = 18
_FLOAT_ERROR = 1e-3  # of a probability, between torch and ONNX
_ROUNDING = 1e-5  # of a probability: so much may fusing change
_PROBE_LENGTHS = (3, 8, 21, 64)


@dataclass(frozen=True)
class WrittenGraph:
    """What became of a model on its way into a file.

    Attributes:
        float_error: largest difference of a probability between torch and ONNX before quantisation.
        int8_error: mean difference of a probability that quantisation makes; None without it.
        is_narrow: its weights are narrow (`narrowing`).
    """

    float_error: float
    int8_error: float | None = None
    is_narrow: bool = False


def write_graph(learner: Learner, path: Path, *, int8: bool, words: int, longest: int) -> WrittenGraph:
    """Write a model as ONNX.

    Args:
        learner: the model.
        path: of the file.
        int8: quantise.
        words: rows of its embeddings.
        longest: tokens of the texts that it will read, at most.

    Raises:
        PrivmlError: the graph does something else than the model.
    """
    import torch

    plain = path.with_name("float.onnx")
    module = _probabilities(learner)
    probes = _probes(learner, words, longest)
    length = torch.export.Dim("length")
    with quiet_transformers(), quiet_exporter():
        program = torch.onnx.export(
            module,
            kwargs=probes[0],
            input_names=list(probes[0]),
            output_names=["probabilities"],
            dynamic_shapes={name: {1: length} for name in probes[0]},
            opset_version=_OPSET,
            dynamo=True,
            external_data=False,
            verbose=False,
        )
        assert program is not None
        program.save(plain)
    with torch.inference_mode():
        truth = [module(**probe) for probe in probes]
    float_error = _fused(plain, probes, truth)
    _strip(plain)
    if not float_error < _FLOAT_ERROR:
        raise PrivmlError(f"the exported model differs from the trained one by {float_error:.3f}")
    if not int8:
        os.rename(plain, path)
        return WrittenGraph(round(float_error, 8))
    from onnxruntime.quantization import QuantType, quantize_dynamic

    with quiet_exporter():
        quantize_dynamic(str(plain), str(path), weight_type=QuantType.QInt8, per_channel=True)
    is_narrow = narrow_weights(path, plain)
    plain.unlink()
    quantised = _outputs(path, probes)
    difference = torch.cat([(a - b).abs().flatten() for a, b in zip(truth, quantised, strict=True)])
    return WrittenGraph(round(float_error, 8), round(float(difference.mean()), 6), is_narrow)


def _fused(path: Path, probes: list[Probe], truth: list["Tensor"]) -> float:
    """Fuse a graph as far as its outputs stay the model's; returns their largest difference."""
    plain, lean = path.with_name("plain.onnx"), path.with_name("lean.onnx")
    shutil.copyfile(path, plain)
    error = _difference(plain, probes, truth)
    try:
        if fuse(path):
            leave_out_masks(path, lean)
            for candidate in (lean, path):
                if (found := _difference(candidate, probes, truth)) < max(2 * error, _ROUNDING):
                    os.replace(candidate, path)
                    return found
        os.replace(plain, path)
        return error
    finally:
        plain.unlink(missing_ok=True)
        lean.unlink(missing_ok=True)


def _difference(path: Path, probes: list[Probe], truth: list["Tensor"]) -> float:
    return max(float((a - b).abs().max()) for a, b in zip(truth, _outputs(path, probes), strict=True))


def _strip(path: Path) -> None:
    """Take out what the exporter notes: stack traces, which name the folders of this machine, and the shapes of
    weights, which are no longer theirs once quantisation has turned one round.
    """
    import onnx

    model = onnx.load(path)
    graph = model.graph
    for part in (model, graph, *graph.node, *graph.input, *graph.output, *graph.value_info, *graph.initializer):
        part.doc_string = ""
        del part.metadata_props[:]
    weights = {initializer.name for initializer in graph.initializer}
    others = [value for value in graph.value_info if value.name not in weights]
    del graph.value_info[:]
    graph.value_info.extend(others)
    onnx.save(model, path)


def _probabilities(learner: Learner) -> "nn.Module":
    """Return the model as a function from a text's ids (1, length) to probabilities, (1, length, tags) or (1, classes).

    An adapter becomes part of the weights.
    """
    import torch
    from torch import nn

    model = learner.model
    if learner.method == "lora":
        merged = learner.body.merge_and_unload()
        if isinstance(model, PooledClassifier):
            model.encoder = merged
        else:
            model = merged
    body = model.encoder if isinstance(model, PooledClassifier) else model
    body.set_attn_implementation("eager")  # without padding its graph is the plainest

    class Probabilities(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.model = model

        def forward(self, input_ids: "Tensor", token_type_ids: "Tensor | None" = None) -> "Tensor":
            given = {} if token_type_ids is None else {INPUT: token_type_ids}
            mask = torch.ones_like(input_ids)
            logits: Tensor = self.model(input_ids=input_ids, attention_mask=mask, **given).logits
            return logits.float().softmax(dim=-1)

    return Probabilities().eval()


def _probes(learner: Learner, words: int, longest: int) -> list[Probe]:
    """Return made-up texts of several lengths, the longest that the model will read first."""
    import torch

    generator = torch.Generator().manual_seed(0)
    limit = getattr(learner.model.config, "max_position_embeddings", None) or max(_PROBE_LENGTHS)
    lengths = sorted({min(length, longest, limit - 2) for length in (*_PROBE_LENGTHS, longest)}, reverse=True)
    sizes = {"input_ids": words} | ({INPUT: CASES} if getattr(learner.body.config, CONFIG_KEY, False) else {})
    return [
        {name: torch.randint(count, (1, length), generator=generator) for name, count in sizes.items()}
        for length in lengths
    ]


def _outputs(path: Path, probes: list[Probe]) -> list["Tensor"]:
    import torch

    session = open_session(path)
    return [torch.from_numpy(session.run({name: value.numpy() for name, value in probe.items()})) for probe in probes]
