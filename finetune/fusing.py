"""Fusing: attention and GELU of an exported graph become onnxruntime's own operators, faster than their parts."""

from pathlib import Path
from typing import TYPE_CHECKING

from .quiet import quiet_exporter

if TYPE_CHECKING:
    from onnxscript import ir

_ATTENTION = "MultiHeadAttention"
_ADDED = 5  # input of the operator: what is added to the scores before the softmax


def fuse(path: Path) -> bool:
    """Fuse what is known in the graph of a file, which is written anew.

    Returns:
        True if there are fused operators of attention.
    """
    from onnxscript import ir
    from onnxscript.optimizer import optimize
    from onnxscript.rewriter.ort_fusions import shape_optimization
    from onnxscript.rewriter.ort_fusions.erfgelu import fuse_erfgelu
    from onnxscript.rewriter.ort_fusions.mha import fuse_mha1, fuse_mha2
    from onnxscript.rewriter.ort_fusions.sdpa import fuse_sdpa

    with quiet_exporter():
        model = ir.load(path)
        optimize(model)
        shape_optimization.rules.apply_to_model(model)
        optimize(model)
        fuse_erfgelu(model)
        fuse_sdpa(model, apply_shape_inference=True)
        count = fuse_mha1(model) + fuse_mha2(model)
        optimize(model)
        ir.save(model, path)
    return bool(count)


def leave_out_masks(path: Path, output: Path) -> None:
    """Write a graph without what attention adds to its scores, a mask that hides nothing if no text is padded.

    Whether it hides nothing the outputs tell: a causal model, or one of relative positions, adds what matters.
    """
    from onnxscript import ir
    from onnxscript.optimizer import optimize

    with quiet_exporter():
        model = ir.load(path)
        for node in _attentions(model):
            if len(node.inputs) > _ADDED:
                node.replace_input_with(_ADDED, None)
        optimize(model)
        ir.save(model, output)


def _attentions(model: "ir.Model") -> "list[ir.Node]":
    return [node for node in model.graph if node.op_type == _ATTENTION]
