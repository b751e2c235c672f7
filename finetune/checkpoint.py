"""Checkpoints that are whole or not there.

Randomness is a function of seed and step, so a checkpoint holds no generator: weights, optimizer and a few numbers.
"""

import io
import json
import pickle
import shutil
import warnings
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path

import torch
from pydantic import TypeAdapter
from safetensors import SafetensorError
from safetensors.torch import load_file, save_file
from torch import Tensor

from ..core.destinations import folder_aside
from ..core.errors import GuardError, UsageError
from ..core.inputs import hash_file
from ..core.outputs import flush
from .diverged import diverged
from .model import Learner


@dataclass
class TrainingState:
    """How far training is.

    Attributes:
        step: next step.
        updates: steps whose update is in the weights.
        best_score: best measure so far; more is better.
        best_step: where it was.
        evaluations_without_gain: since then.
        stopped: patience has run out.
        physical: rows at a time, which dropout depends on; None: as the run was started.
    """

    step: int = 0
    updates: int = 0
    best_score: float | None = None
    best_step: int | None = None
    evaluations_without_gain: int = 0
    stopped: bool = False
    physical: int | None = None


_ORIGIN_FILE = "checkpoint.json"
# what torch, safetensors, json and the dataclass raise for files that they cannot make sense of
_DAMAGES = (
    OSError,
    EOFError,
    ValueError,
    TypeError,
    AttributeError,
    LookupError,
    RuntimeError,
    OverflowError,
    pickle.UnpicklingError,
    SafetensorError,
)


class Checkpoints:
    """The checkpoints of a run; only the latest is kept.

    Each says which run it is of and what its files hold: what another run has learned, with less noise or none, would
    be counted as this one's.

    Args:
        folder: where they lie.
        run: name of the run.
    """

    def __init__(self, folder: Path, run: str) -> None:
        self._folder = folder
        self._run = run

    def save(
        self,
        state: TrainingState,
        learner: Learner,
        optimizer: torch.optim.Optimizer,
        best: dict[str, Tensor] | None,
    ) -> None:
        """Write a checkpoint under a temporary name, flush it to disk, and rename it."""
        final = self._folder / f"step-{state.step:08d}"  # there already if a run that was interrupted saved it
        with folder_aside(final) as aside:
            self._write(aside, state, learner, optimizer, best)
        flush(self._folder)
        for other in self._folder.iterdir():
            if other != final:
                shutil.rmtree(other)

    def restore(
        self, learner: Learner, optimizer: torch.optim.Optimizer
    ) -> tuple[TrainingState, dict[str, Tensor] | None]:
        """Load the latest checkpoint into model and optimizer; without one return a fresh state.

        Returns:
            The state and the best weights, if weights are chosen.

        Raises:
            UsageError: the checkpoint is damaged.
            GuardError: it is one of another run.
        """
        found = sorted(self._folder.glob("step-*")) if self._folder.is_dir() else []
        if not found:
            return TrainingState(), None
        latest = found[-1]
        try:
            self._require_own(latest)
            put_weights(learner, _load_weights(latest / "weights.safetensors", learner))
            _load_optimizer(latest / "optimizer.pt", optimizer)
            state = _load_state(latest / "state.json")
            best = latest / "best.safetensors"
            return state, _load_weights(best, learner) if best.exists() else None
        except _DAMAGES as error:
            raise UsageError(
                f"the checkpoint {latest} cannot be read ({type(error).__name__})", hint="--force starts again"
            ) from None

    def _write(
        self,
        folder: Path,
        state: TrainingState,
        learner: Learner,
        optimizer: torch.optim.Optimizer,
        best: dict[str, Tensor] | None,
    ) -> None:
        save_file(copy_weights(learner), folder / "weights.safetensors")
        if best is not None:
            save_file(best, folder / "best.safetensors")
        buffer = io.BytesIO()  # torch tells of a full disk by an error that says nothing
        torch.save(optimizer.state_dict(), buffer)
        (folder / "optimizer.pt").write_bytes(buffer.getbuffer())
        (folder / "state.json").write_text(json.dumps(asdict(state)), encoding="ascii")
        origin = {"run": self._run, "files": {path.name: hash_file(path).sha256 for path in folder.iterdir()}}
        (folder / _ORIGIN_FILE).write_text(json.dumps(origin, indent=1), encoding="ascii")
        for path in [*folder.iterdir(), folder]:
            flush(path)

    def _require_own(self, checkpoint: Path) -> None:
        """Raise GuardError for a checkpoint of another run, ValueError or another for one that was changed."""
        origin = json.loads((checkpoint / _ORIGIN_FILE).read_text(encoding="ascii"))
        if origin["run"] != self._run:
            raise GuardError(
                f"the checkpoint {checkpoint} is one of another run: what that one spent is not counted in this one",
                hint="put this run's own back, or --force to start again",
            )
        files = {path.name: path for path in checkpoint.iterdir() if path.name != _ORIGIN_FILE}
        if {name: hash_file(path).sha256 for name, path in files.items()} != origin["files"]:
            raise ValueError


def _load_weights(path: Path, learner: Learner) -> dict[str, Tensor]:
    """Read weights; raises ValueError unless they are those that training changes."""
    weights: dict[str, Tensor] = load_file(path)
    if {name: value.shape for name, value in weights.items()} != {
        name: value.shape for name, value in copy_weights(learner).items()
    }:
        raise ValueError
    return weights


def _load_optimizer(path: Path, optimizer: torch.optim.Optimizer) -> None:
    """Read an optimizer's state; raises ValueError if it is that of other weights."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # torch warns of what it then refuses
        optimizer.load_state_dict(torch.load(path, weights_only=True))
    for parameter, values in optimizer.state.items():
        tensors = [value for value in values.values() if isinstance(value, Tensor) and value.dim()]
        if any(value.shape != parameter.shape for value in tensors):
            raise ValueError


def _load_state(path: Path) -> TrainingState:
    """Read a state; raises ValueError or TypeError for anything that is none."""
    text = path.read_text(encoding="ascii")
    state = TypeAdapter(TrainingState).validate_json(text, strict=True)  # wrong types are errors here
    if not 0 <= state.updates <= state.step or (state.physical is not None and state.physical < 1):
        raise ValueError
    return TrainingState(**json.loads(text))  # unknown names are errors here


def copy_weights(learner: Learner) -> dict[str, Tensor]:
    """Return copies of the weights that training changes, buffers that belong to them included."""
    module = learner.module
    trained = {*learner.trainable, *(name for name, _ in module.named_buffers())}
    return {
        name: value.detach().cpu().clone().contiguous()
        for name, value in module.state_dict().items()
        if name in trained
    }


def put_weights(learner: Learner, weights: dict[str, Tensor]) -> None:
    """Load weights from `copy_weights` into the model."""
    targets = learner.module.state_dict()
    with torch.no_grad():
        for name, value in weights.items():
            targets[name].copy_(value)


def require_finite(learner: Learner) -> None:
    """Raise GuardError if a weight that training changes is no number: nothing can be learned from there on."""
    if not all(bool(parameter.detach().isfinite().all()) for parameter in learner.trainable.values()):
        raise diverged("the weights are not finite any more")


def weights_digest(parameters: Iterable[Tensor]) -> int:
    """Return a number below 2**53 that very likely differs where weights (float32) do.

    It adds up the bits as whole numbers: the sum does not depend on the order, and so not on threads.
    """
    sums = [int(p.detach().flatten().view(torch.int32).sum(dtype=torch.int64)) for p in parameters]
    return hash(tuple(sums)) % 2**53
