"""A run from table to folder: what lies there, what does not, and who can load it."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
import torch
from privml.configs.finetune import FinetuneConfig
from privml.core.errors import DataError, GuardError, UsageError
from privml.core.rounding import upper_bound
from privml.finetune.api import predict
from privml.finetune.run_folder import claim_run_folder, load_report, load_run_config
from privml.finetune.stage import run_finetune
from pydantic import ValidationError
from safetensors.torch import load_file

MakeConfig = Callable[..., FinetuneConfig]
MakeTable = Callable[..., Path]
SENTINEL = b"zyxwsentinel"


def files_of(run: Path) -> set[str]:
    return {str(path.relative_to(run)).split("/")[0] for path in run.rglob("*") if path.is_file()}


@pytest.mark.parametrize("method", ["full", "lora", "head"])
@pytest.mark.parametrize("mechanism", ["none", "dp-sgd"])
def test_a_run_folder_is_complete_and_holds_no_text(
    make_config: MakeConfig, make_table: MakeTable, tmp_path: Path, private: dict[str, Any], method: str, mechanism: str
) -> None:
    config = make_config(model={"method": method}, privacy=private if mechanism == "dp-sgd" else {})
    run = tmp_path / "run"
    report = run_finetune(config, data=str(make_table()), output=run)
    weights = {"adapter_model.safetensors", "adapter_config.json"} if method == "lora" else {"model.safetensors"}
    ledger = {"privacy.jsonl"} if mechanism == "dp-sgd" else set()
    expected = {"README.md", "config.json", "config.yaml", "metrics.jsonl", "report.json", "run.json", "tensorboard"}
    assert files_of(run) == expected | weights | ledger | {"tokenizer.json", "tokenizer_config.json"}
    for path in run.rglob("*"):
        assert path.is_dir() or SENTINEL not in path.read_bytes(), path
    assert load_report(run) == report
    assert load_run_config(run) == config
    assert report.steps == 14  # 108 rows in batches of 16, twice
    assert (report.epsilon is None) == (mechanism == "none")
    entries = [json.loads(line) for line in (run / "metrics.jsonl").read_text().splitlines()]
    assert [entry["step"] for entry in entries if entry["kind"] == "train"] == list(range(1, 15))
    assert sum(entry["kind"] == "validation" for entry in entries) == 2
    assert len(list((run / "tensorboard").iterdir())) == 1


@pytest.mark.parametrize("is_there", [False, True])
def test_a_link_to_a_run_folder_stays(make_config: MakeConfig, tmp_path: Path, is_there: bool) -> None:
    real, link = tmp_path / "disk" / "run", tmp_path / "run"
    link.symlink_to("disk/run")
    if is_there:
        real.mkdir(parents=True)
        (real / "old").touch()
    claim_run_folder(link, make_config(), data_sha256="0" * 64, resume=False)
    assert link.is_symlink()
    assert sorted(path.name for path in real.iterdir()) == ["config.yaml", "run.json"]


def test_learning_without_noise_works_and_private_learning_spends(
    make_config: MakeConfig, make_table: MakeTable, tmp_path: Path
) -> None:
    table = str(make_table(count=300))
    plain = run_finetune(make_config(train={"epochs": 6}), data=table, output=tmp_path / "plain")
    assert plain.metrics is not None
    assert plain.metrics["accuracy"] > 0.9 > plain.baseline["accuracy"]  # type: ignore[index]
    privacy = {"mechanism": "dp-sgd", "target_epsilon": 8}
    epsilons: list[float] = []
    report = run_finetune(
        make_config(privacy=privacy),
        data=table,
        output=tmp_path / "private",
        on_event=lambda event: epsilons.append(event.epsilon or 0.0),
    )
    assert 7.9 < report.epsilon <= 8  # type: ignore[operator]
    assert report.delta == pytest.approx(1 / (10 * report.rows_train))
    assert epsilons == sorted(epsilons)
    assert epsilons[-1] == report.epsilon


def test_full_weights_load_with_plain_transformers(
    make_config: MakeConfig, make_table: MakeTable, tmp_path: Path
) -> None:
    from transformers import AutoModelForSequenceClassification, AutoTokenizer

    run = tmp_path / "run"
    run_finetune(make_config(), data=str(make_table()), output=run)
    model, tokenizer = AutoModelForSequenceClassification.from_pretrained(run), AutoTokenizer.from_pretrained(run)
    assert model.config.id2label == {0: "neg", 1: "pos"}
    assert_same_predictions(run, model, tokenizer)


@pytest.mark.filterwarnings("ignore:`is_gradient_checkpointing` is deprecated:FutureWarning")  # peft's own
def test_an_adapter_loads_with_plain_peft(make_config: MakeConfig, make_table: MakeTable, tmp_path: Path) -> None:
    from peft import AutoPeftModelForSequenceClassification
    from transformers import AutoTokenizer

    run = tmp_path / "run"
    run_finetune(make_config(model={"method": "lora"}), data=str(make_table()), output=run)
    model = AutoPeftModelForSequenceClassification.from_pretrained(run, num_labels=2)
    assert_same_predictions(run, model, AutoTokenizer.from_pretrained(run))


def assert_same_predictions(run: Path, model: Any, tokenizer: Any) -> None:
    texts = ["good lovely day", "bad train", "the movie was awful and sad"]
    frame = predict(run, pd.DataFrame({"text": [*texts, "  ", None]}))
    with torch.inference_mode():
        scores = model.eval()(**tokenizer(texts, padding=True, return_tensors="pt")).logits.softmax(dim=1)
    assert frame["predicted_label"].tolist()[:3] == [("neg", "pos")[label] for label in scores.argmax(dim=1)]
    assert frame["predicted_score"].tolist()[:3] == pytest.approx(scores.max(dim=1).values.tolist(), abs=1e-4)
    assert frame["predicted_label"].isna().tolist() == frame["predicted_score"].isna().tolist()
    assert frame["predicted_label"].isna().tolist() == [False, False, False, True, True]


def test_the_card_states_the_guarantee_and_the_masking(
    make_config: MakeConfig, make_table: MakeTable, tmp_path: Path
) -> None:
    privacy = {"mechanism": "dp-sgd", "noise_multiplier": 1.5, "max_grad_norm": 0.3}
    report = run_finetune(make_config(privacy=privacy), data=str(make_table()), output=tmp_path / "run")
    card = (tmp_path / "run" / "README.md").read_text()
    epsilon, delta = upper_bound(report.epsilon), upper_bound(report.delta, 3)
    assert f"({epsilon}, {delta})-differentially private for one record" in card
    for line in (
        "| privacy unit | one record (row of the table) |",
        f"| delta | {upper_bound(report.delta, 3)} = 1 / (10 n), n = 110 |",
        "| accountant | prv (Opacus) |",
        "| sampling | Poisson, each unit with probability q = 0.145455 a step, drawn anew each step |",
        "| clipping bound C | 0.3 (2-norm of a unit's gradient; flat, abadi, book-keeping) |",
        "| noise multiplier | 1.5 ",
        "| steps | 14 counted, of 14 planned |",
        "| id | identifier | ID | hash | 9 |",
        "| text | text | PERSON | by entity type | 4 |",
        "| label | plain | - | kept as it was | 0 |",
        "- Findings of the second look at the masked table: 3 (values)",
        "- the validation rows: their metrics are published without noise",
    ):
        assert line in card
    assert "Not a release" not in card


def test_a_fixed_noise_seed_is_no_release(
    make_config: MakeConfig, make_table: MakeTable, tmp_path: Path, private: dict[str, Any]
) -> None:
    run_finetune(make_config(privacy=private), data=str(make_table()), output=tmp_path / "run")
    assert "**Not a release: " in (tmp_path / "run" / "README.md").read_text()


def test_a_fixed_noise_seed_has_no_part_in_a_ledger(make_config: MakeConfig, private: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="ledger and noise_seed exclude each other"):
        make_config(privacy=private | {"ledger": "ledger.json"})


def test_unmasked_data_needs_consent_and_the_card_says_so(
    make_config: MakeConfig, make_table: MakeTable, tmp_path: Path
) -> None:
    table = str(make_table(manifest=False))
    with pytest.raises(GuardError, match="manifest"):
        run_finetune(make_config(), data=table, output=tmp_path / "run")
    assert not (tmp_path / "run").exists()
    run_finetune(make_config(data={"unmasked": "allow"}), data=table, output=tmp_path / "run")
    body = (tmp_path / "run" / "README.md").read_text().split("---\n")[2]
    assert body.strip().splitlines()[0].startswith("**Trained on data without a valid manifest")


def test_a_changed_table_is_refused(make_config: MakeConfig, make_table: MakeTable, tmp_path: Path) -> None:
    table = make_table()
    table.write_bytes(table.read_bytes().replace(b"good", b"bad", 1))
    with pytest.raises(GuardError, match="manifest"):
        run_finetune(make_config(), data=str(table), output=tmp_path / "run")


def test_the_seal_is_checked_with_the_key(
    make_config: MakeConfig, make_table: MakeTable, tmp_path: Path, key_file: Path
) -> None:
    from privml.core.keys import load_key, write_key

    table = str(make_table(key=load_key(key_file)))
    sealed = make_config(data={"key_file": str(key_file)}, train={"epochs": 0.1})
    assert run_finetune(sealed, data=table, output=tmp_path / "run").masked
    write_key(tmp_path / "other.key")
    other = make_config(data={"key_file": str(tmp_path / "other.key")})
    with pytest.raises(GuardError):
        run_finetune(other, data=table, output=tmp_path / "run2")
    unsealed = str(make_table("unsealed.csv"))
    with pytest.raises(GuardError):
        run_finetune(sealed, data=unsealed, output=tmp_path / "run3")


def rows_with(**columns: list[str]) -> list[dict[str, str]]:
    return [dict(zip(columns, cells, strict=True)) for cells in zip(*columns.values(), strict=True)]


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        (rows_with(text=["good day"] * 30, label=["one"] * 30), "all rows have the same label"),
        (rows_with(text=[" "] * 30, label=["a", "b"] * 15), "column text of masked.csv is empty in every row"),
        (rows_with(text=["good"] * 30, label=[""] * 30), "column label of masked.csv is empty in every row"),
        (rows_with(text=["good", ""], label=["", "a"]), "no row of masked.csv has all of: text, label"),
        (rows_with(text=["good"] * 30, label=list(map(str, range(30)))), "30 different values in 30 rows"),
        (rows_with(texts=["good"] * 30, label=["a", "b"] * 15), "masked.csv has no column text"),
    ],
)
def test_tables_that_cannot_be_learned_from(
    make_config: MakeConfig, make_table: MakeTable, tmp_path: Path, rows: list[dict[str, str]], message: str
) -> None:
    with pytest.raises(DataError, match=message):
        run_finetune(make_config(), data=str(make_table(rows=rows)), output=tmp_path / "run")
    assert not (tmp_path / "run").exists()


def test_rows_without_text_or_label_are_left_out_and_counted(
    make_config: MakeConfig, make_table: MakeTable, tmp_path: Path
) -> None:
    texts = [f"{word} {n}" for n in range(20) for word in ("good", "bad")]
    rows = rows_with(text=[*texts, "", "nice"], label=["a", "b"] * 20 + ["a", " "])
    report = run_finetune(make_config(), data=str(make_table(rows=rows)), output=tmp_path / "run")
    assert (report.rows_dropped, report.rows_train + report.rows_validation) == (2, 40)


def test_a_given_validation_table(make_config: MakeConfig, make_table: MakeTable, tmp_path: Path) -> None:
    held_out = make_table("held_out.csv", count=30)
    config = make_config(data={"validation": str(held_out)})
    report = run_finetune(config, data=str(make_table()), output=tmp_path / "run")
    assert (report.rows_train, report.rows_validation) == (120, 30)
    unknown = make_table("unknown.csv", rows=rows_with(text=["good"], label=["else"]))
    with pytest.raises(DataError, match=r"1 validation rows have a label that no training row has"):
        run_finetune(
            make_config(data={"validation": str(unknown)}), data=str(make_table("again.csv")), output=tmp_path / "run2"
        )
    bare = make_table("bare.csv", count=30, manifest=False)
    with pytest.raises(GuardError):
        run_finetune(
            make_config(data={"validation": str(bare)}), data=str(make_table("third.csv")), output=tmp_path / "run3"
        )


def test_early_stopping_keeps_the_best_weights(make_config: MakeConfig, make_table: MakeTable, tmp_path: Path) -> None:
    config = make_config(train={"epochs": 9, "patience": 2, "learning_rate": 1e-12})
    report = run_finetune(config, data=str(make_table()), output=tmp_path / "run")
    assert report.steps == 21  # first evaluation at step 7, then two without a gain
    assert report.selected_step == 7


def test_a_batch_of_all_rows_takes_each_of_them_every_time(
    make_config: MakeConfig, make_table: MakeTable, tmp_path: Path, private: dict[str, Any]
) -> None:
    config = make_config(train={"batch_size": 200, "physical_batch_size": 8, "epochs": 3}, privacy=private)
    report = run_finetune(config, data=str(make_table()), output=tmp_path / "run")
    assert (report.steps, report.sample_rate, report.units) == (3, 1.0, 110)
    card = (tmp_path / "run" / "README.md").read_text()
    assert "| sampling | none: all 110 units take part in every step (q = 1) |" in card
    assert "Poisson" not in card


def test_a_taken_folder_is_refused(make_config: MakeConfig, make_table: MakeTable, tmp_path: Path) -> None:
    table, run = str(make_table()), tmp_path / "run"
    config = make_config(train={"epochs": 0.1})
    run_finetune(config, data=table, output=run)
    with pytest.raises(UsageError, match="exists"):
        run_finetune(config, data=table, output=run)
    run_finetune(config, data=table, output=run, force=True)
    other = tmp_path / "documents"
    other.mkdir()
    (other / "thesis.txt").write_text("mine")
    with pytest.raises(UsageError, match="is no run folder"):
        run_finetune(config, data=table, output=other, force=True)
    assert (other / "thesis.txt").read_text() == "mine"


def test_a_dry_run_checks_everything_and_writes_nothing(
    make_config: MakeConfig, make_table: MakeTable, tmp_path: Path, private: dict[str, Any]
) -> None:
    table = make_table()
    before = sorted(tmp_path.rglob("*"))
    report = run_finetune(make_config(privacy=private), data=str(table), output=tmp_path / "run", dry_run=True)
    assert sorted(tmp_path.rglob("*")) == before
    assert report.steps == 14
    assert report.epsilon is not None
    assert report.metrics is None
    with pytest.raises(GuardError):
        run_finetune(make_config(), data=str(make_table("bare.csv", manifest=False)), dry_run=True)


def test_a_full_disk_says_so(
    make_config: MakeConfig, make_table: MakeTable, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import errno

    from privml.core.errors import MissingError
    from privml.finetune import checkpoint, model
    from safetensors import SafetensorError

    def full(weights: object, path: Path) -> None:
        path.write_bytes(b"what fitted")
        raise SafetensorError("Error while serializing: I/O error: No space left on device (os error 28)")

    def fail(*arguments: object, **options: object) -> None:
        raise OSError(errno.EIO, "Input/output error")

    table = str(make_table())
    monkeypatch.setattr(checkpoint, "save_file", full)
    with pytest.raises(MissingError, match="no space left"):
        run_finetune(make_config(), data=table, output=tmp_path / "run")
    assert not list((tmp_path / "run" / "checkpoints").iterdir())  # else the disk stays full
    monkeypatch.undo()
    monkeypatch.setattr(model.Path, "unlink", fail)
    config = make_config(model={"method": "lora"}, train={"epochs": 0.1})
    with pytest.raises(UsageError, match=r"cannot write .*run2: input/output error"):
        run_finetune(config, data=table, output=tmp_path / "run2")
    assert not (tmp_path / "run2" / "report.json").exists()


@pytest.mark.parametrize("method", ["full", "lora"])
def test_gradient_checkpointing_changes_nothing_but_memory(
    make_config: Any, make_table: Any, tmp_path: Path, private: dict[str, Any], method: str
) -> None:
    weights = []
    for name, wanted in {"kept": False, "computed": True}.items():
        config = make_config(
            model={"method": method},
            train={"epochs": 1, "optimizer": "sgd", "gradient_checkpointing": wanted},
            privacy=private,
        )
        run_finetune(config, data=str(make_table(count=60)), output=tmp_path / name)
        file = "model.safetensors" if method == "full" else "adapter_model.safetensors"
        weights.append(load_file(tmp_path / name / file))
    assert all(torch.allclose(value, weights[1][name], atol=1e-6) for name, value in weights[0].items())
    with pytest.raises(ValidationError, match=r"does not go with privacy\.grad_sample_mode: hooks"):
        make_config(train={"gradient_checkpointing": True}, privacy=private | {"grad_sample_mode": "hooks"})
