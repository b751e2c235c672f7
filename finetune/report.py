"""What a run came to, as numbers."""

from dataclasses import asdict, dataclass
from typing import Any


@dataclass
class FinetuneReport:
    """Summary of a fine-tuning run, kept as `report.json`.

    Attributes:
        run: run folder; None if nothing was written.
        task: what was learned.
        method: which part of the model was trained.
        rows_train: training rows.
        rows_validation: validation rows.
        rows_dropped: rows that had nothing to learn from, left out.
        canaries: made-up records: drawn, planted, and rows that each planted one makes; None without any.
        labels: number of classes.
        steps: steps done; with dp-sgd steps paid for; in a dry run steps planned.
        updates_lost: steps paid for whose update a killed run lost.
        selected_step: step of the best weights, if validation chose them.
        metrics: the task's measures on the validation rows.
        baseline: the same measures for what needs no training: a language model before it, or always answering the
            commonest label.
        unit: column of the privacy unit; None where every row is one, and without dp-sgd.
        units: privacy units n among the training rows.
        epsilon: spent; in a dry run what the plan spends.
        epsilon_of_ledger: spent by all runs of the ledger together.
        delta_of_ledger: of that epsilon: the least of these runs.
        delta: of the guarantee.
        noise_multiplier: noise over clipping bound.
        sample_rate: probability of a unit to take part in a step.
        accountant: how epsilon was computed.
        grad_sample_mode: how gradients were clipped.
        trainable_parameters: weights that were trained.
        parameters: weights in all.
        masked: a valid manifest stands behind the data.
        data_sha256: of the data.
        manifest_sha256: of the manifest.
        seconds: wall time of this process.
        processes: that trained together.
        precision: of the passes through the model.
        physical_batch_size: rows at a time in each process, at the start.
        noise_seed: fixed seed of sampling and noise, so a test and no release; None without one.
        table_sha256: of the training table alone, while `data_sha256` is also of a table of validation rows.
        epsilon_with_base: of this run and the earlier ones on the same table that its base model comes from (basic
            composition); None where there are none, or where their privacy units differ.
        delta_with_base: of that guarantee.
        validation_shared: rows, or privacy units, of a table of validation rows that were trained on, too; None where
            chance explains them, and with dp-sgd, which refuses them.
        split: what decided which rows of the table are validation rows; None if it was not split, and in runs of
            versions that drew them from the whole table.
        rows_cut: training rows that are longer than `data.max_length`, whose end was left out.
        rows_unlearned: training rows without anything to learn: their answer begins too late, or no word is known.
    """

    run: str | None
    task: str
    method: str
    rows_train: int
    rows_validation: int
    rows_dropped: int
    canaries: dict[str, int] | None
    labels: int
    steps: int
    updates_lost: int
    selected_step: int | None
    metrics: dict[str, float] | None
    baseline: dict[str, float] | None
    unit: str | None
    units: int | None
    epsilon: float | None
    epsilon_of_ledger: float | None
    delta: float | None
    noise_multiplier: float | None
    sample_rate: float | None
    accountant: str | None
    grad_sample_mode: str | None
    trainable_parameters: int
    parameters: int
    masked: bool
    data_sha256: str
    manifest_sha256: str | None
    seconds: float
    processes: int = 1
    precision: str = "float32"
    physical_batch_size: int | None = None
    noise_seed: int | None = None
    table_sha256: str | None = None
    epsilon_with_base: float | None = None
    delta_with_base: float | None = None
    validation_shared: int | None = None
    split: str | None = None
    delta_of_ledger: float | None = None
    rows_cut: int = 0
    rows_unlearned: int = 0

    def to_dict(self) -> dict[str, Any]:
        """Return the report for JSON."""
        return asdict(self)
