"""What goes wrong in the middle of training: memory that runs out, losses that are no numbers."""

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import torch
from privml.configs.finetune import FinetuneConfig
from privml.core.errors import GuardError, MissingError
from privml.finetune.batches import PaddedBatch
from privml.finetune.clipping import make_clipping, make_gradients
from privml.finetune.events import TrainingEvent
from privml.finetune.memory import PhysicalBatch
from privml.finetune.stage import run_finetune
from privml.finetune.tasks.classification import TextClassification
from safetensors.torch import load_file

Make = Callable[..., FinetuneConfig]
OUT_OF_MEMORY = "[enforce fail at alloc_cpu.cpp:117] err == 0. DefaultCPUAllocator: can't allocate memory: you tried"
QUIET = {"attention_probs_dropout_prob": 0.0, "hidden_dropout_prob": 0.0}


@pytest.fixture
def small_memory(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Let batches of more than two rows fail, in the middle of training; returns their sizes."""
    sizes: list[int] = []
    losses = TextClassification.losses

    def limited(self: TextClassification, model: Any, batch: PaddedBatch) -> torch.Tensor:
        found = losses(self, model, batch)
        if len(batch) > 2 and model.training and len(sizes) < 2:
            sizes.append(len(batch))
            raise RuntimeError(OUT_OF_MEMORY)
        return found

    monkeypatch.setattr(TextClassification, "losses", limited)
    return sizes


def without_dropout(model: Path, folder: Path) -> Path:
    """Return a copy of a model whose physical batches draw nothing."""
    import json
    import shutil

    shutil.copytree(model, folder)
    config = json.loads((folder / "config.json").read_text()) | QUIET
    (folder / "config.json").write_text(json.dumps(config))
    return folder


@pytest.mark.parametrize("is_private", [False, True])
def test_memory_that_runs_out_halves_the_physical_batch(
    make_config: Make,
    make_table: Callable[..., Path],
    tiny_model: Path,
    tmp_path: Path,
    private: dict[str, Any],
    small_memory: list[int],
    monkeypatch: pytest.MonkeyPatch,
    is_private: bool,
) -> None:
    """The run says so, goes on, and learns the same."""
    source = str(without_dropout(tiny_model, tmp_path / "base"))
    config = make_config(
        model={"source": source},
        train={"epochs": 1, "optimizer": "sgd"},
        privacy=private | {"noise_multiplier": 1e-3} if is_private else {},
    )
    if is_private:  # the self-check has its own small batches
        monkeypatch.setattr("privml.finetune.prepare.attach_gradients", lambda learner, examples, make, **_: make())
    events: list[TrainingEvent] = []
    table = str(make_table(count=60))
    run_finetune(config, data=table, output=tmp_path / "tight", on_event=events.append)
    assert small_memory == [8, 4]
    assert [e.message for e in events if e.kind == "memory"] == ["memory ran out: 2 rows at a time from here on"]
    run_finetune(config, data=table, output=tmp_path / "wide")
    tight, wide = (load_file(tmp_path / name / "model.safetensors") for name in ("tight", "wide"))
    for name, value in wide.items():
        assert torch.allclose(value, tight[name], atol=1e-5), name


def test_memory_for_no_row_at_all_is_told() -> None:
    def fail(rows: int) -> float:
        raise torch.OutOfMemoryError(str(rows))

    physical = PhysicalBatch(6)
    with pytest.raises(MissingError, match="memory ran out with one row at a time"):
        physical.fit(fail)
    assert physical.rows == 1


def test_other_errors_are_not_taken_for_memory() -> None:
    def fail(rows: int) -> float:
        raise RuntimeError("mat1 and mat2 shapes cannot be multiplied")

    with pytest.raises(RuntimeError, match="shapes"):
        PhysicalBatch(6).fit(fail)


@pytest.mark.parametrize("mode", ["book-keeping", "ghost", "hooks"])
def test_a_pass_that_failed_leaves_nothing_behind(mode: Any) -> None:
    model = torch.nn.Sequential(torch.nn.Linear(3, 4), torch.nn.Linear(4, 2))
    inputs = torch.randn(5, 3, generator=torch.Generator().manual_seed(0))
    batch = PaddedBatch({"input": inputs}, torch.zeros(5, dtype=torch.long))
    fails = [True]

    def losses(module: Any, given: PaddedBatch) -> torch.Tensor:
        found = torch.nn.functional.cross_entropy(module(given.inputs["input"]), given.labels, reduction="none")
        if fails:
            found.register_hook(lambda gradient: fails.pop() and (_ for _ in ()).throw(RuntimeError(OUT_OF_MEMORY)))
        return found

    gradients = make_gradients(model, losses, mode=mode, clipping=make_clipping(model))
    with pytest.raises(RuntimeError, match="allocate"):
        gradients.add(batch, 1.0)
    gradients.discard()
    gradients.add(batch, 1.0)
    found = gradients.take()
    gradients.remove()
    fresh = make_gradients(model, losses, mode=mode, clipping=make_clipping(model))
    fresh.add(batch, 1.0)
    for name, value in fresh.take().items():
        assert torch.equal(value, found[name])


def test_a_loss_that_is_no_number_stops_and_keeps_the_checkpoint(
    make_config: Make, make_table: Callable[..., Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls = []
    losses = TextClassification.losses

    def diverging(self: TextClassification, model: Any, batch: PaddedBatch) -> torch.Tensor:
        calls.append(1)
        return losses(self, model, batch) * (float("nan") if len(calls) > 11 else 1.0)

    monkeypatch.setattr(TextClassification, "losses", diverging)
    config = make_config(train={"checkpoint_every_steps": 2, "physical_batch_size": 16, "epochs": 4})
    with pytest.raises(GuardError, match="not a number any more"):
        run_finetune(config, data=str(make_table()), output=tmp_path / "run")
    (checkpoint,) = (tmp_path / "run" / "checkpoints").glob("step-*")
    weights = load_file(checkpoint / "weights.safetensors")
    assert all(bool(torch.isfinite(value).all()) for value in weights.values())
    assert not (tmp_path / "run" / "report.json").exists()


@pytest.mark.parametrize("is_private", [False, True])
def test_weights_that_are_no_numbers_are_not_kept(
    make_config: Make,
    make_table: Callable[..., Path],
    tmp_path: Path,
    private: dict[str, Any],
    monkeypatch: pytest.MonkeyPatch,
    is_private: bool,
) -> None:
    """The last update of a run is seen by no loss."""

    def overflowing(optimizer: torch.optim.SGD) -> None:
        with torch.no_grad():
            optimizer.param_groups[0]["params"][0][0, 0] = float("inf")

    monkeypatch.setattr(torch.optim.SGD, "step", overflowing)
    train = {"epochs": 0.1, "batch_size": 16, "optimizer": "sgd"}
    config = make_config(train=train, data={"validation_fraction": 0}, privacy=private if is_private else {})
    with pytest.raises(GuardError, match="the weights are not finite any more: training has diverged"):
        run_finetune(config, data=str(make_table(count=100)), output=tmp_path / "run")
    assert not (tmp_path / "run" / "report.json").exists()
    assert not list((tmp_path / "run").glob("checkpoints/step-*"))


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("config.json", "[]"),
        ("config.json", '{"model_type": "bert", "hidden_size": "abc"}'),
        ("tokenizer.json", "{}"),
        ("tokenizer_config.json", "[]"),
    ],
)
def test_a_damaged_base_model_is_told(
    make_config: Callable[..., FinetuneConfig],
    make_table: Callable[..., Path],
    tiny_model: Path,
    tmp_path: Path,
    name: str,
    content: str,
) -> None:
    base = tmp_path / "base"
    shutil.copytree(tiny_model, base)
    (base / name).write_text(content)
    with pytest.raises(MissingError, match="cannot load a model from"):
        run_finetune(make_config(model={"source": str(base)}), data=str(make_table()), output=tmp_path / "run")
    assert not (tmp_path / "run").exists()
