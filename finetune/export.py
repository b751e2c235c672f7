"""Export: a run's model as one ONNX file that needs no torch to run, with or without quantised weights.

The graph takes the ids of one text, shape (1, length), beside them the case of its letters if the model reads it, and
returns probabilities; texts are read one at a time, so that
what is beside a text changes nothing. In int8 the weights of linear layers and embeddings are quantised by channel and
the activations while it runs (dynamic quantisation); `narrowing` keeps the sums of their products small.
"""

import json
import os
import shutil
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..core.destinations import folder_aside
from ..core.errors import ConfigError, MissingError, PrivmlError, UsageError
from ..core.exported import EXPORT_FILE, FORMAT, MODEL_FILE, NARROW, TOKENIZER_FILE
from ..core.inputs import hash_file
from ..core.letter_case import CASES, CONFIG_KEY, INPUT
from ..core.tagging import read_tags
from .calibration import choose_points
from .data import read_rows
from .earlier import known_runs
from .fusing import fuse, leave_out_masks
from .model import Learner, load_run
from .narrowing import narrow_weights
from .pooled import PooledClassifier
from .pruning import prune
from .quiet import quiet_exporter, quiet_transformers
from .run_folder import CARD_FILE, label_names, load_report, load_run_config
from .sharing import require_beside, share_weights
from .tasks import make_task

if TYPE_CHECKING:
    from torch import Tensor, nn

Probe = dict[str, "Tensor"]  # inputs of the graph, each of shape (1, length)

TASKS = ("token-classification", "text-classification")
_OPSET = 18
_FLOAT_ERROR = 1e-3  # of a probability, between torch and ONNX
_ROUNDING = 1e-5  # of a probability: so much may fusing change
_PROBE_LENGTHS = (3, 8, 21, 64)
_FILES = ("config.json", TOKENIZER_FILE, "tokenizer_config.json", CARD_FILE)


@dataclass(frozen=True)
class ExportReport:
    """What `privml export` did.

    Attributes:
        output: the folder.
        task: what the model does.
        int8: weights are quantised.
        bytes: size of the model file.
        sha256: of the model file.
        float_error: largest difference of a probability between torch and ONNX before quantisation.
        int8_error: mean difference of a probability that quantisation makes; None without it.
        operating_points: of a calibrated detector, by entity type: the probability whose score is 0.5.
    """

    output: str
    task: str
    int8: bool
    bytes: int
    sha256: str
    float_error: float
    int8_error: float | None
    operating_points: dict[str, float]

    def to_dict(self) -> dict[str, Any]:
        """Return the report for JSON."""
        return asdict(self)


def run_export(
    run: Path,
    output: Path,
    *,
    int8: bool,
    force: bool = False,
    calibration: str | None = None,
    share: Path | None = None,
) -> ExportReport:
    """Write a run's model as ONNX.

    Args:
        run: folder of a finished run.
        output: folder that is made.
        int8: quantise.
        force: replace an earlier export.
        calibration: gold table of a detector, with the columns of the training table: sets the operating points.
        share: folder of another export, beside `output`: weights that are in it are not written again.

    Raises:
        UsageError: the run is not complete, the task has no export, the folder exists, or nothing can be shared.
        ConfigError: several labels a text are possible.
        GuardError: the base model of its adapter has other weights than the run began with.
        MissingError: the extra is not installed, or the base model is not there.
    """
    load_report(run)  # the run is complete
    config = load_run_config(run)
    if config.task not in TASKS:
        raise UsageError(f"a {config.task} run cannot be exported", hint=f"tasks: {', '.join(TASKS)}")
    if config.data.label_separator is not None:
        raise ConfigError("a run with several labels a text cannot be exported")
    if calibration is not None and config.task != "token-classification":
        raise UsageError("only a detector is calibrated")
    _require_free(output, force=force)
    if share is not None:
        require_beside(share, output)
    _require_tools()
    task = make_task(config)
    gold = [] if calibration is None else [row for row in read_rows(calibration, config, task) if row is not None]
    learner = load_run(run, task, config.model)
    try:
        with folder_aside(output) as aside:
            for name in _FILES:
                if (run / name).is_file():
                    shutil.copyfile(run / name, aside / name)
            words = prune(learner, aside, longest=config.data.max_length)
            errors, is_narrow = _write_model(
                learner, aside / MODEL_FILE, int8=int8, words=words, longest=config.data.max_length
            )
            shared = None if share is None else share_weights(aside / MODEL_FILE, share)
            if share is not None and _is_same(aside / TOKENIZER_FILE, share / TOKENIZER_FILE):
                (aside / TOKENIZER_FILE).unlink()  # it is read there
            written = hash_file(aside / MODEL_FILE)
            scheme = read_tags(label_names(run))
            window = {"max_length": config.data.max_length, "overlap": config.data.window_overlap}
            points = choose_points(aside, gold, scheme, shared=shared, **window) if gold else {}
            about = {
                "format": FORMAT,
                "task": config.task,
                "labels": label_names(run),
                "max_length": config.data.max_length,
                "window_overlap": config.data.window_overlap,
                "int8": int8,
                NARROW: is_narrow,
                "model_sha256": written.sha256,
                "runs": [asdict(known) for known in known_runs(run)],
                "operating_points": points,
                "float_error": errors[0],
                "int8_error": errors[1],
            } | ({} if shared is None else {"shared": shared.model_dump()})
            (aside / EXPORT_FILE).write_text(json.dumps(about, indent=1) + "\n", encoding="utf-8")
    except OSError as error:
        raise UsageError(f"cannot write {output}: {(error.strerror or 'error').lower()}") from None
    return ExportReport(str(output), config.task, int8, written.size, written.sha256, *errors, points)


def _is_same(path: Path, other: Path) -> bool:
    return path.is_file() and other.is_file() and path.read_bytes() == other.read_bytes()


def _require_free(output: Path, *, force: bool) -> None:
    if not output.exists() or (output.is_dir() and not any(output.iterdir())):
        return
    if not (output / EXPORT_FILE).is_file():
        raise UsageError(f"{output} exists and is no export", hint="choose another folder")
    if not force:
        raise UsageError(f"the folder {output} exists", hint="--force replaces it")


def _require_tools() -> None:
    try:
        import onnx  # noqa: F401
        import onnxscript  # noqa: F401
    except ImportError as error:
        raise MissingError(f"{error.name} is not installed", hint="pip install 'privml[export]'") from None


def _write_model(
    learner: Learner, path: Path, *, int8: bool, words: int, longest: int
) -> tuple[tuple[float, float | None], bool]:
    """Write a model of so many words, for texts of at most so many tokens.

    Returns:
        The errors of `ExportReport`, and whether its weights are narrow.
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
        return (round(float_error, 8), None), False
    from onnxruntime.quantization import QuantType, quantize_dynamic

    with quiet_exporter():
        quantize_dynamic(str(plain), str(path), weight_type=QuantType.QInt8, per_channel=True)
    is_narrow = narrow_weights(path, plain)
    plain.unlink()
    quantised = _outputs(path, probes)
    difference = torch.cat([(a - b).abs().flatten() for a, b in zip(truth, quantised, strict=True)])
    return (round(float_error, 8), round(float(difference.mean()), 6)), is_narrow


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

    from ..core.exported import open_session

    session = open_session(path)
    return [torch.from_numpy(session.run({name: value.numpy() for name, value in probe.items()})) for probe in probes]
