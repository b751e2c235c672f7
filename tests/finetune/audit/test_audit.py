"""Whole audits: a run that remembers is caught, a private one is not, and the report says what was found."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from privml.configs.finetune import FinetuneConfig
from privml.core.errors import GuardError, UsageError
from privml.finetune.audit.canaries import load_canaries
from privml.finetune.audit.report import Attack, AuditReport
from privml.finetune.audit.stage import AuditOptions, run_audit
from privml.finetune.stage import run_finetune

Make = Callable[..., FinetuneConfig]
QUICK = AuditOptions(candidates=60, records=50, samples=12, values=30)
ONE_ROW = {"canaries": {"count": 200, "types": ["phrase"], "seed": 11}}
PRIVATE = {"mechanism": "dp-sgd", "target_epsilon": 2, "noise_seed": 3, "accountant": "rdp"}


def attack(report: AuditReport, score: str, targets: str = "canaries") -> Attack:
    (found,) = [a for a in report.attacks if a.score == score and a.targets == targets]
    return found


@pytest.fixture
def remembered(audited: Make, tmp_path: Path) -> Path:
    """A run without protection whose planted canaries were repeated five times."""
    run_finetune(audited(), output=tmp_path / "run")
    return tmp_path / "run"


def test_a_run_that_remembers_is_caught(remembered: Path) -> None:
    report = run_audit(remembered, options=QUICK)
    assert report.bound is not None
    assert report.bound.epsilon > 1
    assert report.claimed is None
    best = attack(report, "calibrated").curve
    assert best.auc > 0.85
    assert best.auc_low > 0.8
    assert attack(report, "loss").control_auc == pytest.approx(0.5, abs=0.12)
    (exposure,) = report.exposure
    assert exposure.mean > 3 > exposure.control
    assert exposure.base < 2
    assert len(report.bits["planted"]) == exposure.planted == 102
    # the rows of the table are met once in an epoch and have telling words: they do not stand out
    records = attack(report, "loss", "records").curve
    assert records.auc_low < 0.5 < records.auc_high
    assert report.failures == []


def test_a_private_run_is_not(audited: Make, tmp_path: Path) -> None:
    run_finetune(audited(privacy=PRIVATE, audit=ONE_ROW), output=tmp_path / "run")
    report = run_audit(tmp_path / "run", options=QUICK)
    assert report.claimed is not None
    assert report.bound is not None
    assert report.bound.epsilon < report.claimed <= 2
    curve = attack(report, "calibrated").curve
    assert curve.auc_low < 0.5 < curve.auc_high
    assert report.failures == []
    assert report.course[-1][0] == pytest.approx(report.epsilon)


def test_repeated_canaries_are_a_group_unless_they_are_one_person(audited: Make, tmp_path: Path) -> None:
    train = {"epochs": 0.5}
    audit = {"canaries": {"count": 40, "repetitions": 3, "types": ["phrase"], "seed": 1}}
    rows = audited(privacy=PRIVATE, audit=audit, train=train)
    people = audited(privacy=PRIVATE | {"unit": "id"}, audit=audit, train=train)
    for name, config in (("rows", rows), ("people", people)):
        run_finetune(config, output=tmp_path / name)
        report = run_audit(tmp_path / name, options=QUICK)
        assert report.claimed is not None
        assert report.epsilon is not None
        assert (report.claimed > 2 * report.epsilon) if name == "rows" else (report.claimed == report.epsilon)


def test_shadow_models_make_the_likelihood_ratio_attack(audited: Make, tmp_path: Path) -> None:
    config = audited(audit={"canaries": {"count": 60, "repetitions": 5, "types": ["phrase"], "seed": 2}})
    run_finetune(config, output=tmp_path / "run")
    before = sorted(path.name for path in (tmp_path / "run").iterdir())
    report = run_audit(tmp_path / "run", options=AuditOptions(candidates=20, records=20, shadows=3))
    assert report.shadows == 3
    assert attack(report, "lira").curve.auc > 0.8
    assert attack(report, "lira").control_auc is not None
    assert {a.score for a in report.attacks if a.targets == "records"} == {"loss", "zlib", "reference", "lira", "rmia"}
    assert sorted(path.name for path in (tmp_path / "run").iterdir()) == before


def test_shadow_models_spend_nothing_of_a_ledger(audited: Make, tmp_path: Path) -> None:
    ledger = tmp_path / "ledger.json"
    config = audited(
        privacy=PRIVATE | {"noise_seed": None, "ledger": str(ledger)}, audit=ONE_ROW, train={"epochs": 0.5}
    )
    run_finetune(config, output=tmp_path / "run")
    before = ledger.read_bytes()
    run_audit(tmp_path / "run", options=AuditOptions(candidates=5, records=5, shadows=1))
    assert ledger.read_bytes() == before


def test_what_cannot_be_measured_is_said(audited: Make, topics: Path, tmp_path: Path) -> None:
    config = audited(audit={"canaries": None}, train={"epochs": 1})
    run_finetune(config, output=tmp_path / "run")
    topics.rename(tmp_path / "moved.csv")
    report = run_audit(tmp_path / "run", options=QUICK)
    assert report.attacks == []
    assert report.bound is None
    assert len(report.not_measured) == 3
    with pytest.raises(GuardError, match="shadow models need the training table"):
        run_audit(tmp_path / "run", options=AuditOptions(shadows=1, candidates=5))


def test_another_table_is_refused(remembered: Path, make_table: Callable[..., Path]) -> None:
    with pytest.raises(GuardError, match="not the one that the run was trained on"):
        run_audit(remembered, data=str(make_table("other.csv", count=30)), options=QUICK)


def test_an_unfinished_run_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="is no run folder"):
        run_audit(tmp_path)


def test_masked_values_are_guessed_given_the_original(
    audited: Make, make_table: Callable[..., Path], tmp_path: Path
) -> None:
    """A model that has seen the masked table alone guesses no better than the one before training."""
    import random

    from .conftest import phrase_words

    draw = random.Random(4)
    words = phrase_words()
    names = draw.sample(words, 40)
    rows = [
        {"id": str(n), "text": f"the {word} {' '.join(draw.sample(words, 4))}", "label": ("father", "mother")[n % 2]}
        for n, word in enumerate(names * 5)
    ]
    original = make_table("original.csv", rows=rows)
    masked = make_table("masked.csv", rows=[row | {"text": _hidden(row["text"])} for row in rows])
    config = audited(data={"path": str(masked)}, audit={"canaries": None}, train={"epochs": 12})
    run_finetune(config, output=tmp_path / "from-masked")
    honest = run_audit(tmp_path / "from-masked", original=str(original), options=AuditOptions(values=150, records=20))
    (inference,) = honest.guessing
    assert (inference.attack, inference.values) == ("inference", 150)
    assert inference.chance == pytest.approx(15, abs=1)
    assert abs(inference.right - inference.base_right) < 20  # 150 guesses at one in ten: deviation 3.7 each
    short = make_table("short.csv", rows=rows[:-1])
    from privml.core.errors import DataError

    with pytest.raises(DataError, match="differ in their number of rows"):
        run_audit(tmp_path / "from-masked", original=str(short), options=QUICK)


@pytest.mark.parametrize("columns", [{"text": "text"}, {"prompt": "id", "answer": "text"}, {"messages": "chat"}])
def test_masked_values_that_a_model_has_seen_elsewhere_are_noticed(
    audited: Make, wordy_llama: Path, make_table: Callable[..., Path], tmp_path: Path, columns: dict[str, str]
) -> None:
    """Each value is masked in one row and was missed in four others that say the same."""
    import random

    from .conftest import phrase_words

    draw = random.Random(5)
    words_of_some_length = [word for word in phrase_words() if len(word) > 3]
    said = [draw.sample(words_of_some_length, 5) for _ in range(40)]
    texts = [f"{' '.join(words)} on file" for words in said for _ in range(5)]
    hidden = [f"{' '.join(words[:4])} phrase on file" for words in said]
    masked = [hidden[n // 5] if n % 5 == 0 else text for n, text in enumerate(texts)]
    tables = {
        name: make_table(f"{name}.csv", rows=[_in_all_shapes(text) for text in rows])
        for name, rows in (("original", texts), ("masked", masked))
    }
    values = audited().model_dump(mode="json") | {"task": "causal-lm", "audit": {"canaries": None}}
    values["data"] |= {"path": str(tables["masked"]), "label": None, "text": None, "max_length": 24} | columns
    values["model"] |= {"source": str(wordy_llama)}
    values["train"] |= {"epochs": 40, "learning_rate": 1e-2}
    run_finetune(FinetuneConfig.model_validate(values), output=tmp_path / "run")
    options = AuditOptions(values=40, records=20, samples=20)
    report = run_audit(tmp_path / "run", original=str(tables["original"]), options=options)
    found = {guessing.attack: guessing for guessing in report.guessing}
    assert found.keys() == {"inference", "reconstruction"}
    for guessing in found.values():
        assert guessing.values == 40
        assert guessing.right > 20
        assert guessing.base_right < 10  # one in ten by chance for inference, next to none for reconstruction


def _in_all_shapes(text: str) -> dict[str, str]:
    chat = [{"role": "user", "content": "phrase"}, {"role": "assistant", "content": text}]
    return {"id": "phrase", "text": text, "chat": json.dumps(chat)}


def _hidden(text: str) -> str:
    first, _, rest = text.removeprefix("the ").partition(" ")
    assert first
    return f"the <PERSON> {rest}"


def test_a_language_model_writes_what_it_remembers(
    audited: Make, wordy_llama: Path, topics: Path, tmp_path: Path
) -> None:
    values = audited().model_dump(mode="json")
    values |= {"task": "causal-lm"}
    values["data"] |= {"label": None, "max_new_tokens": 12, "max_length": 24}
    values["model"] |= {"source": str(wordy_llama)}
    values["train"] |= {"epochs": 12, "learning_rate": 1e-2}
    values["audit"] = {"canaries": {"count": 20, "repetitions": 30, "types": ["phrase"], "seed": 2}}
    run_finetune(FinetuneConfig.model_validate(values), output=tmp_path / "run")
    report = run_audit(tmp_path / "run", options=AuditOptions(candidates=30, records=20, samples=200))
    (extraction,) = report.extraction
    assert (extraction.source, extraction.samples) == ("canaries", 200)
    assert extraction.sought + extraction.control_sought == 20
    assert extraction.found > extraction.sought / 2
    assert (extraction.control_found, extraction.base_found) == (0, 0)
    assert attack(report, "reference").curve.auc > 0.9


def test_the_command_reports_and_judges(remembered: Path, cli: Any) -> None:
    arguments = ("audit", remembered, "--candidates", 60, "--no-progress")
    done = cli(*arguments, "--json")
    assert (done.code, done.err) == (0, "")
    document = json.loads(done.text)
    assert document["bound"]["epsilon"] > 1
    assert json.loads((remembered / "audit.json").read_text()) == document
    again = cli(*arguments)
    assert (again.code, again.out) == (2, b"")
    assert "audit.json exists" in again.err
    limits = cli(*arguments, "--force", "--max-auc", "0.8", "--max-exposure", "2")
    assert limits.code == 1
    assert limits.out == b""
    assert "error: the attack loss on canaries has an AUC of" in limits.err
    assert "error: planted canaries of the type phrase have a mean exposure of" in limits.err
    assert "lower bound of epsilon" in limits.err
    assert max(map(len, limits.err.splitlines())) <= 110
    failed = json.loads((remembered / "audit.json").read_text())["failures"]
    assert len(failed) >= 2
    assert "Failed." in (remembered / "audit.html").read_text()


def test_no_report_holds_a_text(remembered: Path, cli: Any, topics: Path) -> None:
    done = cli("audit", remembered, "--candidates", 60)
    assert done.code == 0
    written = done.err + (remembered / "audit.html").read_text() + (remembered / "audit.json").read_text()
    written += (remembered / "README.md").read_text()
    canaries = load_canaries(remembered)
    assert canaries is not None
    assert not any(record.secret in written or record.twin_secret in written for record in canaries.records)
    assert not any(line.split(",")[1] in written for line in topics.read_text().splitlines()[1:])
    page = (remembered / "audit.html").read_text()
    assert "<script" not in page
    assert "http" not in page.replace("http://www.w3.org", "").replace("http://purl.org", "").replace(
        "http://creativecommons.org", ""
    )
    assert page.count("<svg") == page.count("</svg>") == 2


def test_the_card_has_one_audit(remembered: Path, cli: Any) -> None:
    before = (remembered / "README.md").read_text()
    for _ in range(2):
        assert cli("audit", remembered, "--candidates", 20, "--force", "--no-progress").code == 0
    card = (remembered / "README.md").read_text()
    assert card.startswith(before.rstrip("\n"))
    assert card.count("## Audit") == 1
    assert "Lower bound of epsilon from 200 canaries" in card


def test_reports_go_to_another_folder(remembered: Path, cli: Any, tmp_path: Path) -> None:
    assert cli("audit", remembered, "--candidates", 20, "-o", tmp_path / "deep" / "er", "--no-progress").code == 0
    assert {path.name for path in (tmp_path / "deep" / "er").iterdir()} == {"audit.json", "audit.html"}
    assert not (remembered / "audit.json").exists()
