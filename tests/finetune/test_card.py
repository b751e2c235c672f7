"""The card of a private run: who computed epsilon, and what is published without noise."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from privml.configs.finetune import FinetuneConfig
from privml.finetune.audit.card import with_audit
from privml.finetune.audit.stage import run_audit
from privml.finetune.stage import run_finetune

MakeConfig = Callable[..., FinetuneConfig]
MakeTable = Callable[..., Path]
PRIVATE = {"mechanism": "dp-sgd", "noise_multiplier": 1.0}
ROWS = [
    {"id": str(n), "customer": f"C{n % 30}", "text": f"it was {('bad', 'good')[n % 2]}", "label": "ab"[n % 2]}
    for n in range(60)
]


def card_of(make_config: MakeConfig, table: Path, run: Path, **sections: Any) -> str:
    run_finetune(make_config(train={"epochs": 0.2}, **sections), data=str(table), output=run)
    return (run / "README.md").read_text()


def uncovered(card: str) -> list[str]:
    """Return the items of the list, without their dashes."""
    return card.split("Not covered by the guarantee:\n\n")[1].split("\n\n")[0].removeprefix("- ").split("\n- ")


def test_exact_facts_about_the_rows_are_no_part_of_the_guarantee(
    make_config: MakeConfig, make_table: MakeTable, tmp_path: Path
) -> None:
    privacy = PRIVATE | {"accountant": "rdp", "unit": "customer"}
    table = make_table(rows=[*ROWS, {"id": "60", "customer": "C1", "text": " ", "label": "a"}])
    card = card_of(make_config, table, tmp_path / "run", privacy=privacy)
    items = "\n".join(uncovered(card))
    for fact in (
        "the hashes of data and manifest: who knows all rows but one can confirm a guess of that one",
        "the exact number of training rows and of the rows left out, though the unit is all rows of one customer",
        "the counts of the manifest: masked cells by column, findings of the second look",
        "the accuracy of the commonest class, which was found by counting the training rows",
        "what `privml audit` adds to this card",
        "what the base model has read before",
    ):
        assert fact in items


def test_what_is_not_published_is_not_named(make_config: MakeConfig, make_table: MakeTable, tmp_path: Path) -> None:
    data = {"validation_fraction": 0, "unmasked": "allow"}
    table = make_table(rows=ROWS, manifest=False)
    card = card_of(make_config, table, tmp_path / "run", data=data, privacy=PRIVATE | {"accountant": "rdp"})
    items = "\n".join(uncovered(card))
    assert "the hash of the data: who knows" in items
    for absent in ("manifest", "commonest class", "split", "exact number", "validation rows"):
        assert absent not in items


@pytest.mark.parametrize(("accountant", "package"), [("rdp", "Opacus"), ("prv", "Opacus"), ("pld", "dp-accounting")])
def test_the_accountants_package_is_named(
    make_config: MakeConfig, make_table: MakeTable, tmp_path: Path, accountant: str, package: str
) -> None:
    card = card_of(make_config, make_table(), tmp_path / "run", privacy=PRIVATE | {"accountant": accountant})
    assert f"| accountant | {accountant} ({package}) |" in card


@pytest.mark.parametrize("seed", [None, 5])
def test_the_report_tells_a_test_run(
    make_config: MakeConfig, make_table: MakeTable, tmp_path: Path, seed: int | None
) -> None:
    privacy = PRIVATE | {"accountant": "rdp", "noise_seed": seed}
    report = run_finetune(
        make_config(train={"epochs": 0.2}, privacy=privacy), data=str(make_table()), output=tmp_path / "run"
    )
    assert report.noise_seed == seed
    assert json.loads((tmp_path / "run" / "report.json").read_text())["noise_seed"] == seed


@pytest.mark.parametrize("is_private", [True, False])
def test_the_audits_measures_have_no_noise(
    make_config: MakeConfig, make_table: MakeTable, tmp_path: Path, is_private: bool
) -> None:
    table, privacy = make_table(), PRIVATE | {"accountant": "rdp"} if is_private else {}
    card = card_of(make_config, table, tmp_path / "run", privacy=privacy)
    card = with_audit(card, run_audit(tmp_path / "run", data=str(table)))
    assert "Membership of records" in card
    said = "computed from training rows without noise: the guarantee does not cover it" in card.split("## Audit")[1]
    assert said == is_private
