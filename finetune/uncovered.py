"""What the guarantee of a private run does not cover, as the model card lists it."""

from collections.abc import Iterator, Sequence
from typing import Any

from ..configs.finetune import FinetuneConfig
from ..core.rounding import upper_bound
from .earlier import EarlierRun
from .report import FinetuneReport


def not_covered(
    config: FinetuneConfig, report: FinetuneReport, *, manifest: dict[str, Any] | None, earlier: Sequence[EarlierRun]
) -> Iterator[str]:
    """Yield the items of a Markdown list."""
    yield from _base_model(earlier)
    yield "- the choice of hyperparameters, if several were tried on this data: each run spends its own epsilon"
    yield "- the training loss in `metrics.jsonl` and in the TensorBoard events (delete both before publishing)"
    yield from _validation(report)
    start = ", with what the classes are called: the head starts from it" if _starts_from_names(config) else ""
    yield f"- the set of class names and the number of training units, which count as public{start}"
    yield from _exact_facts(report, manifest)
    if config.train.physical_batch_size == "auto":
        yield "- the number of rows in memory at a time, which was found with the longest texts"
    if report.unit is None:
        yield "- a person with several rows: the unit is one row; k rows multiply epsilon by k, and delta by more"
    else:
        yield f"- a person who goes by several values of {report.unit}"
    yield "- what `privml audit` adds to this card: its measures on training rows have no noise"
    yield "- attacks on floating-point noise (Mironov 2012) and on the time that training took"


def _base_model(earlier: Sequence[EarlierRun]) -> Iterator[str]:
    yield "- what the base model has read before: if your rows were among it, epsilon does not speak of that"
    for run in earlier:
        spent = upper_bound(run.epsilon) + ("" if run.delta is None else f", delta {upper_bound(run.delta, 3)}")
        table = "this very table" if run.same_table else "another file, which may hold the same rows"
        if run.validated_on_table:
            table = "another table, with this one for its validation: its metrics tell of these rows without noise"
        yield (
            f"- the run `{run.name}` that the base model comes from ({run.task}, {run.method}; epsilon {spent}), "
            f"on {table}: the guarantee above says nothing about the rows that it has seen"
        )
        if run.learned_validation:
            yield f"- the validation rows, which the run `{run.name}` has learned: the metrics flatter"


def _validation(report: FinetuneReport) -> Iterator[str]:
    if not report.rows_validation:
        return
    yield "- the validation rows: their metrics are published without noise"
    if report.selected_step is not None:
        yield "- early stopping and the choice of the best weights, which looked at the validation rows without noise"
    if report.labels and report.baseline:
        yield "- the accuracy of the commonest class, which was found by counting the training rows"


def _exact_facts(report: FinetuneReport, manifest: dict[str, Any] | None) -> Iterator[str]:
    """Yield what is published of the table as it is."""
    hashes = "hash of the data" if manifest is None else "hashes of data and manifest"
    yield f"- the {hashes}: who knows all rows but one can confirm a guess of that one"
    parts = [*(["left out"] if report.rows_dropped else []), *(["cut"] if report.rows_cut else [])]
    left_out = f" and of the rows {' or '.join(parts)}" if parts else ""
    if report.unit is not None:
        yield f"- the exact number of training rows{left_out}, though the unit is all rows of one {report.unit}"
    elif left_out:
        yield f"- the exact number{left_out.removeprefix(' and')}"
    if manifest is not None:
        yield "- the counts of the manifest: masked cells by column, findings of the second look"


def _starts_from_names(config: FinetuneConfig) -> bool:
    return config.model.head_init == "label-names"


def composition(report: FinetuneReport, earlier: Sequence[EarlierRun]) -> Iterator[str]:
    """Yield what holds for the model as a whole, if earlier runs have read the same table."""
    same = [run for run in earlier if run.same_table]
    if not same:
        return
    names = ", ".join(f"`{run.name}`" for run in same)
    if report.epsilon_with_base is None:
        yield (
            f"**The base model was trained on this table by {names}, with another privacy unit: the epsilons do not "
            "add up, and the one above does not hold for the model as a whole.**"
        )
    else:
        epsilon, delta = upper_bound(report.epsilon_with_base), upper_bound(report.delta_with_base, 3)
        yield (
            f"**The base model was trained on this table by {names}, too. The epsilons and deltas add (basic "
            f"composition): all runs together are ({epsilon}, {delta})-differentially private.**"
        )
    yield ""
