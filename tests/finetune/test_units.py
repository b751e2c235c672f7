"""Privacy units of several rows: together in a part, sampled together, clipped together."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import torch
from privml.configs.finetune import FinetuneConfig
from privml.core.errors import DataError
from privml.finetune.batches import Collator, TokenizedExamples, tokenize, unit_batches
from privml.finetune.clipping import make_clipping, make_gradients
from privml.finetune.data import load_dataset
from privml.finetune.model import load_learner
from privml.finetune.privacy import PrivacyLedger, PrivacyPlan
from privml.finetune.randomness import PrivateRandomness
from privml.finetune.stage import run_finetune
from privml.finetune.steps import PrivateSteps
from privml.finetune.tasks import make_task

Make = Callable[..., FinetuneConfig]
TEXTS = ["good day", "bad food and", "it was a very lovely train", "sad ticket", "nice movie", "ugly again"]


class Spy(torch.optim.SGD):
    """Keeps the gradients that it is given and changes nothing."""

    def step(self, closure: Any = None) -> None:  # type: ignore[override]
        self.seen = torch.cat([p.grad.flatten() for group in self.param_groups for p in group["params"]])


def person_rows(count: int, people: int) -> list[dict[str, str]]:
    words = ["good lovely", "bad awful"]
    return [
        {"id": str(n), "customer": f"C{(n * n) % people}", "text": f"it was {words[n % 2]}", "label": "ab"[n % 2]}
        for n in range(count)
    ]


def test_a_units_rows_are_all_in_one_part(make_config: Make, make_table: Callable[..., Path]) -> None:
    config = make_config(data={"validation_fraction": 0.3}, privacy={"unit": "customer"})
    data = load_dataset(config, make_task(config), data=str(make_table(rows=person_rows(200, 60))))
    train, validation = set(data.train.units or []), set(data.validation.units or [])
    assert train
    assert validation
    assert not train & validation
    assert len(data.train) + len(data.validation) == 200


def test_a_row_of_nobody_is_refused(make_config: Make, make_table: Callable[..., Path]) -> None:
    rows = person_rows(20, 5)
    rows[3]["customer"] = " "
    config = make_config(privacy={"unit": "customer"})
    with pytest.raises(DataError, match=r"1 rows of masked\.csv have no customer: whose they are is not known"):
        load_dataset(config, make_task(config), data=str(make_table(rows=rows)))


def test_a_batch_holds_units_of_one_size() -> None:
    examples = TokenizedExamples([[1] * n for n in (3, 9, 4, 5, 6, 2, 7)], [0] * 7, [[0], [1, 2], [3], [4, 5], [6]])
    batches = list(unit_batches(examples, examples.units, 3))
    assert batches == [([0, 3, 6], 1), ([4, 5], 2), ([1, 2], 2)]
    assert list(unit_batches(examples, [[0, 1, 2, 3]], 2)) == [([0, 1, 2, 3], 4)], "a unit is never cut"


def make_steps(
    make_config: Make, folder: Path, units: list[list[int]], *, noise: float = 1e-9, max_unit_rows: int = 16
) -> tuple[Spy, PrivateSteps]:
    config = make_config(train={"batch_size": 1, "physical_batch_size": 1})
    learner = load_learner(config.model, make_task(config), label_names=["neg", "pos"], max_length=32, seed=1)
    learner.module.train()
    for module in learner.module.modules():
        if isinstance(module, torch.nn.Dropout):
            module.p = 0.0
    examples = TokenizedExamples(tokenize(learner.tokenizer, TEXTS, 32), [1, 0, 1, 0, 1, 0], units)
    spy = Spy(list(learner.trainable.values()), lr=1.0)
    gradients = make_gradients(
        learner.module, learner.task.losses, mode="book-keeping", clipping=make_clipping(learner.module)
    )
    folder.mkdir()
    ledger = PrivacyLedger(folder / "privacy.jsonl", PrivacyPlan(noise, 1.0, 0.01, 1e-3, "rdp", 50))
    return spy, PrivateSteps(
        learner,
        spy,
        examples,
        config.train,
        gradients=gradients,
        ledger=ledger,
        randomness=PrivateRandomness(3),
        max_unit_rows=max_unit_rows,
    )


def test_all_rows_of_a_person_move_an_update_by_at_most_c(make_config: Make, tmp_path: Path) -> None:
    """One person has four of six rows; without them the sum is nearer than C, as for a person with one."""
    spy, steps = make_steps(make_config, tmp_path / "all", [[0, 1, 2, 3], [4], [5]])
    steps.take(0)
    everything = spy.seen
    for name, units in {"many": [[4], [5]], "one": [[0, 1, 2, 3], [5]]}.items():
        spy, steps = make_steps(make_config, tmp_path / name, units)
        steps.take(0)
        moved = float((everything - spy.seen).norm())
        assert 0.009 < moved <= 0.01 * (1 + 1e-4)


def test_as_single_rows_the_same_person_would_weigh_more(make_config: Make, tmp_path: Path) -> None:
    spy, steps = make_steps(make_config, tmp_path / "all", [[0], [1], [2], [3], [4], [5]])
    steps.take(0)
    everything = spy.seen
    spy, steps = make_steps(make_config, tmp_path / "rest", [[4], [5]])
    steps.take(0)
    assert float((everything - spy.seen).norm()) > 0.011  # C is 0.01


def test_of_many_rows_as_many_as_fit_are_drawn_anew(make_config: Make, tmp_path: Path) -> None:
    _, steps = make_steps(make_config, tmp_path / "run", [[0, 1, 2, 3, 4], [5]], max_unit_rows=2)
    drawn = [steps._rows_of(0, step) for step in range(40)]
    assert all(len(set(rows)) == 2 for rows in drawn)
    assert {row for rows in drawn for row in rows} == {0, 1, 2, 3, 4}
    assert steps._rows_of(1, 0) == [5]
    assert drawn[7] == steps._rows_of(0, 7), "one secret, one choice"


def test_the_guarantee_counts_people(make_config: Make, make_table: Callable[..., Path], tmp_path: Path) -> None:
    config = make_config(
        data={"validation_fraction": 0.1},
        train={"batch_size": 8, "epochs": 1},
        privacy={
            "mechanism": "dp-sgd",
            "noise_multiplier": 1.0,
            "noise_seed": 5,
            "accountant": "rdp",
            "unit": "customer",
        },
    )
    table = make_table(rows=person_rows(200, 83))
    report = run_finetune(config, data=str(table), output=tmp_path / "run")
    people = len({(n * n) % 83 for n in range(200)})
    assert report.units is not None
    assert report.units < people < report.rows_train
    assert report.delta == pytest.approx(1 / (10 * report.units))
    assert report.sample_rate == pytest.approx(8 / report.units)
    card = (tmp_path / "run" / "README.md").read_text()
    assert f"all rows with one value of customer: {report.units} units" in card
    assert "all training rows of any one unit been added or removed" in card
    assert "a person who goes by several values of customer" in card


def test_a_batch_of_units_equals_each_alone(make_config: Make) -> None:
    config = make_config()
    learner = load_learner(config.model, make_task(config), label_names=["neg", "pos"], max_length=32, seed=1)
    learner.module.eval()
    examples = TokenizedExamples(tokenize(learner.tokenizer, TEXTS, 32), [1, 0, 1, 0, 1, 0])
    collate = Collator(learner)
    gradients = make_gradients(
        learner.module, learner.task.losses, mode="book-keeping", clipping=make_clipping(learner.module)
    )
    gradients.add(collate(examples, [0, 1, 2, 3, 4, 5], unit_rows=3), 0.5)
    together = gradients.take()
    for rows in ([0, 1, 2], [3, 4, 5]):
        gradients.add(collate(examples, rows, unit_rows=3), 0.5)
    apart = gradients.take()
    gradients.remove()
    for name, value in together.items():
        assert torch.allclose(value, apart[name], atol=1e-5)
