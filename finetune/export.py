"""Export: a run's model as one ONNX file that needs no torch to run, with or without quantised weights.

The graph takes the ids of one text, shape (1, length), beside them the case of its letters if the model reads it, and
returns probabilities; texts are read one at a time, so that
what is beside a text changes nothing. In int8 the weights of linear layers and embeddings are quantised by channel and
the activations while it runs (dynamic quantisation); `narrowing` keeps the sums of their products small.
"""

import json
import shutil
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from ..core.destinations import folder_aside
from ..core.errors import ConfigError, MissingError, UsageError
from ..core.exported import EXPORT_FILE, FORMAT, MODEL_FILE, NARROW, TOKENIZER_FILE
from ..core.inputs import hash_file
from ..core.tagging import read_tags
from .calibration import choose_points
from .data import read_rows
from .earlier import known_runs
from .graph import write_graph
from .model import load_run
from .pruning import prune
from .run_folder import CARD_FILE, label_names, load_report, load_run_config
from .sharing import require_beside, share_weights
from .tasks import make_task

TASKS = ("token-classification", "text-classification")
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
            graph = write_graph(learner, aside / MODEL_FILE, int8=int8, words=words, longest=config.data.max_length)
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
                NARROW: graph.is_narrow,
                "model_sha256": written.sha256,
                "runs": [asdict(known) for known in known_runs(run)],
                "operating_points": points,
                "float_error": graph.float_error,
                "int8_error": graph.int8_error,
            } | ({} if shared is None else {"shared": shared.model_dump()})
            (aside / EXPORT_FILE).write_text(json.dumps(about, indent=1) + "\n", encoding="utf-8")
    except OSError as error:
        raise UsageError(f"cannot write {output}: {(error.strerror or 'error').lower()}") from None
    return ExportReport(
        str(output),
        config.task,
        int8,
        written.size,
        written.sha256,
        graph.float_error,
        graph.int8_error,
        points,
    )


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
