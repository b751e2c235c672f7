"""A thousand canaries: remembered without protection, and not at epsilon 2."""

import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from privml.configs.finetune import FinetuneConfig
from privml.finetune.audit.stage import AuditOptions, run_audit
from privml.finetune.stage import run_finetune

from .conftest import phrase_words

CANARIES = {"canaries": {"count": 1000, "repetitions": 10, "types": ["phrase"], "seed": 21}}
TRAIN = {"epochs": 15, "batch_size": 32, "physical_batch_size": 32, "learning_rate": 3e-3}


@pytest.mark.slow
def test_a_thousand_canaries_tell_protection_from_none(
    audited: Callable[..., FinetuneConfig], make_table: Callable[..., Path], tmp_path: Path
) -> None:
    """Ten rows of each planted canary, which are one person in the private run; ten labels, which are words of rows."""
    draw = random.Random(3)
    words = phrase_words()[100:170]
    labels = [draw.choice(words[:10]) for _ in range(300)]
    rows = [
        {"id": str(n), "text": " ".join([label, *draw.choices(words[10:], k=5)]), "label": label}
        for n, label in enumerate(labels)
    ]
    data = {"path": str(make_table("subjects.csv", rows=rows))}
    options = AuditOptions(candidates=60, records=50)
    run_finetune(audited(data=data, audit=CANARIES, train=TRAIN), output=tmp_path / "plain")
    plain = run_audit(tmp_path / "plain", options=options)
    assert auc(plain)[0] > 0.9
    assert plain.bound is not None
    assert plain.bound.epsilon > 1
    privacy = {"mechanism": "dp-sgd", "target_epsilon": 2, "unit": "id", "accountant": "rdp", "noise_seed": 4}
    run_finetune(audited(data=data, audit=CANARIES, train=TRAIN, privacy=privacy), output=tmp_path / "private")
    private = run_audit(tmp_path / "private", options=options)
    _, low, high = auc(private)
    assert low < 0.5 < high
    assert private.bound is not None
    assert private.claimed is not None
    assert private.bound.epsilon < private.claimed <= 2
    assert private.failures == []


def auc(report: Any) -> tuple[float, float, float]:
    (found,) = [a.curve for a in report.attacks if a.targets == "canaries" and a.score == "calibrated"]
    return found.auc, found.auc_low, found.auc_high
