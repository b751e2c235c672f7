"""The model card: what was trained on what, which guarantee holds, and what is not covered."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from ..configs.finetune import FinetuneConfig
from ..core.rounding import upper_bound
from .earlier import EarlierRun
from .model import PACKAGE_PREFIX
from .pooled import HEAD_FILE, LENGTH
from .privacy import PrivacyPlan
from .report import FinetuneReport
from .run_folder import CANARIES_FILE
from .tasks import Task, make_task
from .uncovered import composition, not_covered

_PIPELINE_TAGS = {
    "text-classification": "text-classification",
    "token-classification": "token-classification",
    "causal-lm": "text-generation",
    "masked-lm": "fill-mask",
}
_ACCOUNTED_BY = {"prv": "Opacus", "rdp": "Opacus", "pld": "dp-accounting"}
UNMASKED = (
    "**Trained on data without a valid manifest: nothing shows that personal data was masked** "
    "(`data.unmasked: allow`)."
)


def render_card(
    config: FinetuneConfig,
    report: FinetuneReport,
    *,
    manifest: dict[str, Any] | None,
    plan: PrivacyPlan | None,
    base: str,
    earlier: Sequence[EarlierRun] = (),
) -> str:
    """Return the model card as Markdown with front matter; it holds counts and column names, no cell of the data.

    Args:
        config: of the run.
        report: of the run.
        manifest: of the data.
        plan: of the private run.
        base: where the base model came from.
        earlier: runs that it comes from; looked for with dp-sgd alone.
    """
    task = make_task(config)
    lines = [*_front_matter(config, private=plan is not None), ""]
    if not report.masked:
        lines += [UNMASKED, ""]
    lines += [f"# {task.title}", "", *_summary(config, report, base), ""]
    lines += ["## Privacy", "", *_privacy(config, report, plan, manifest, earlier), ""]
    lines += ["## Data", "", *_data(report, manifest), ""]
    lines += ["## Utility", "", *_utility(config, report), ""]
    lines += ["## Use", "", *_use(task, report, config), ""]
    lines += ["## Limits", "", *_limits(report, plan)]
    return "\n".join(lines) + "\n"


def _front_matter(config: FinetuneConfig, *, private: bool) -> Iterator[str]:
    yield "---"
    yield f"library_name: {'peft' if config.model.method == 'lora' else 'transformers'}"
    yield f"pipeline_tag: {_PIPELINE_TAGS[config.task]}"
    if config.model.allow_download and not config.model.source.startswith((PACKAGE_PREFIX, ".", "/")):
        yield f"base_model: {config.model.source}"
    yield "tags:"
    yield f"- {config.task}"
    yield "- privml"
    if private:
        yield "- differential-privacy"
    yield "---"


def _summary(config: FinetuneConfig, report: FinetuneReport, base: str) -> Iterator[str]:
    how = {"full": "all weights", "lora": "low-rank adapters and the head", "head": "the head alone"}
    source = config.model.source if config.model.source.startswith(PACKAGE_PREFIX) else base
    yield f"- Base model: `{source}`"
    yield (
        f"- Trained: {how[report.method]}, {report.trainable_parameters:,} of {report.parameters:,} weights, "
        f"{report.steps:,} steps{_how(report)}"
    )
    if config.model.layers is not None:
        yield f"- Layers: the lowest {config.model.layers} of the base model's"
    if config.train.teacher is not None:
        teacher = Path(config.train.teacher).name
        rows = "not from annotations" if config.train.teacher_rows == "all" else "on rows without annotations"
        yield f"- Learned from the probabilities of the detector `{teacher}`, {rows}"
    if report.labels:
        yield f"- Classes: {report.labels}. Their names are values of the label column and stand in `config.json`."
    yield f"- Rows: {report.rows_train:,} for training, {report.rows_validation:,} for validation"
    if report.split is not None:
        yield (
            f"- Split: each {_cell(config.privacy.unit or 'row')} by a keyed hash of itself ({report.split}, "
            f"seed {config.train.seed}, share {config.data.validation_fraction:g})"
        )
    if report.canaries is not None:
        yield (
            f"- Canaries among them, made up to measure leakage: {report.canaries['planted']:,} of "
            f"{report.canaries['drawn']:,} were planted, {report.canaries['repetitions']:,} rows each; "
            f"`{CANARIES_FILE}` holds them (delete it before publishing)"
        )
    if report.rows_dropped:
        yield f"- Left out: {report.rows_dropped:,} rows that had nothing to learn from"
    if report.rows_cut:
        yield f"- Cut at {config.data.max_length:,} tokens: {report.rows_cut:,} training rows"
    if report.rows_unlearned:
        yield f"- Without anything to learn from: {report.rows_unlearned:,} training rows"


def _how(report: FinetuneReport) -> str:
    several = f" in {report.processes} processes" if report.processes > 1 else ""
    return several + ("" if report.precision == "float32" else f", passes in {report.precision}")


def _privacy(
    config: FinetuneConfig,
    report: FinetuneReport,
    plan: PrivacyPlan | None,
    manifest: dict[str, Any] | None,
    earlier: Sequence[EarlierRun],
) -> Iterator[str]:
    if plan is None:
        yield "No differential privacy: the model may remember parts of its training rows. Masking is all that"
        yield "protects them."
        return
    if config.privacy.noise_seed is not None:
        yield "**Not a release: the sampling and the noise came from a fixed seed, so the guarantee does not hold.**"
        yield ""
    yield (
        f"Training was ({upper_bound(report.epsilon)}, {upper_bound(plan.delta, 3)})-differentially private for one "
        f"{'record' if report.unit is None else 'unit'}: the final weights are nearly as likely had "
        f"{'any one training row' if report.unit is None else 'all training rows of any one unit'} "
        "been added or removed."
    )
    yield ""
    yield "| | |"
    yield "|---|---|"
    yield f"| privacy unit | {_unit(config, report)} |"
    yield f"| neighbouring tables | {_neighbours(report)} |"
    yield f"| epsilon | {upper_bound(report.epsilon)} |"
    yield f"| delta | {upper_bound(plan.delta, 3)}{_delta_note(config, report)} |"
    yield f"| accountant | {plan.accountant} ({_ACCOUNTED_BY[plan.accountant]}) |"
    if plan.sample_rate < 1:
        rate = f"probability q = {plan.sample_rate:.6g} a step"
        yield f"| sampling | Poisson, each unit with {rate}, drawn anew each step |"
        yield f"| expected batch | {config.train.batch_size} of {report.units:,} units |"
    else:
        yield f"| sampling | none: all {report.units:,} units take part in every step (q = 1) |"
    yield f"| clipping bound C | {plan.max_grad_norm:g} (2-norm of a unit's gradient; {_clipping(config, report)}) |"
    yield f"| noise multiplier | {plan.noise_multiplier:.6g} (standard deviation of the sum's noise is this times C) |"
    yield f"| steps | {report.steps:,} counted, of {plan.total_steps:,} planned |"
    yield "| randomness | " + (
        "AES-256 key stream, a fresh key from the operating system for each step, stored nowhere |"
        if config.privacy.noise_seed is None
        else "fixed seed, for tests |"
    )
    yield ""
    if report.epsilon_of_ledger is not None:
        yield (
            "All runs of the ledger that this one belongs to have spent epsilon "
            f"{upper_bound(report.epsilon_of_ledger)} together, at the least of their deltas, "
            f"{upper_bound(report.delta_of_ledger, 3)} (pld)."
        )
        yield ""
    yield from composition(report, earlier)
    if report.updates_lost:
        yield f"The run was interrupted: {report.updates_lost:,} steps are counted whose update was lost."
        yield ""
    yield "Not covered by the guarantee:"
    yield ""
    yield from not_covered(config, report, manifest=manifest, earlier=earlier)


def _neighbours(report: FinetuneReport) -> str:
    """Say between which tables the guarantee holds; `finetune.split` has the reasons."""
    changed = "one row" if report.unit is None else "all rows of one unit"
    if report.split is None:
        return f"{changed} of the training table added or removed"
    where = "of the table" if report.selected_step is None else "on the training side of the split"
    return f"{changed} {where} added or removed; nothing else changes sides"


def _delta_note(config: FinetuneConfig, report: FinetuneReport) -> str:
    return f" = 1 / (10 n), n = {report.units:,}" if config.privacy.target_delta is None else ""


def _data(report: FinetuneReport, manifest: dict[str, Any] | None) -> Iterator[str]:
    yield f"- SHA-256 of the data: `{report.data_sha256}`"
    if manifest is None:
        yield "- No manifest: what was masked, if anything, is not known."
        return
    yield f"- SHA-256 of the manifest: `{report.manifest_sha256}`"
    sealed = "yes" if manifest.get("hmac_sha256") else "no"
    yield f"- Masked by privml {manifest.get('versions', {}).get('privml', '?')}, sealed by a key: {sealed}"
    residual = manifest.get("residual", {})
    yield f"- Findings of the second look at the masked table: {residual.get('total', '?')} ({residual.get('verify')})"
    if manifest.get("unsearched"):
        yield f"- Cells replaced as a whole because a pattern could not search them in time: {manifest['unsearched']:,}"
    yield ""
    yield "| column | treated as | entity type | operator | masked cells |"
    yield "|---|---|---|---|---|"
    for name, column in manifest.get("columns", {}).items():
        entities = column.get("entity_type") or ", ".join(sorted(column.get("entities", {}))) or "-"
        operator = column.get("operator") or ("by entity type" if column.get("entities") else "kept as it was")
        masked = f"{column.get('masked', 0):,}"
        yield f"| {_cell(name)} | {_cell(column.get('kind'))} | {_cell(entities)} | {_cell(operator)} | {masked} |"


def _cell(text: Any) -> str:
    return str(text).replace("|", "\\|").replace("\n", " ")


def _utility(config: FinetuneConfig, report: FinetuneReport) -> Iterator[str]:
    if report.metrics is None:
        yield "Not measured: there were no validation rows."
        return
    yield "| on the validation rows | |"
    yield "|---|---|"
    for name, value in report.metrics.items():
        yield f"| {name.replace('_', ' ').replace('f1', 'F1')} | {value:.4f} |"
    for name, value in (report.baseline or {}).items():
        what = "of the commonest class" if report.labels else "before training"
        yield f"| {name.replace('_', ' ')} {what} | {value:.4f} |"
    if report.validation_shared is not None:
        what = "rows" if config.privacy.unit is None else f"values of {config.privacy.unit}"
        yield ""
        yield f"**{report.validation_shared:,} of the validation {what} were trained on, too: the metrics flatter.**"
    if report.selected_step is not None:
        yield ""
        yield f"The weights are those of step {report.selected_step:,}, chosen on the same rows: the metrics flatter."


def _use(task: Task, report: FinetuneReport, config: FinetuneConfig) -> Iterator[str]:
    if task.added_columns:
        yield "```sh"
        yield "privml predict --run RUN table.csv -o labelled.csv"
        yield "```"
        yield ""
    yield "```python"
    sizes = f", num_labels={report.labels}" if report.labels else ""
    if config.model.pooling != "auto":
        yield from use_of_pooled(config)
    elif report.method != "lora":
        yield f"from transformers import {task.auto_class}"
        yield ""
        yield f'model = {task.auto_class}.from_pretrained("RUN")'
    elif task.peft_type is None:
        yield "from peft import PeftModel"
        yield f"from transformers import {task.auto_class}"
        yield ""
        yield f'model = PeftModel.from_pretrained({task.auto_class}.from_pretrained("BASE"), "RUN")'
    else:
        name = task.auto_class.replace("Auto", "AutoPeft", 1)
        yield f"from peft import {name}"
        yield ""
        yield f'model = {name}.from_pretrained("RUN"{sizes})'
    yield "```"


def use_of_pooled(config: FinetuneConfig) -> Iterator[str]:
    """Yield the lines of Python that compute the logits of `texts` with a pooled head."""
    is_adapter = config.model.method == "lora"
    yield "import torch"
    yield "from safetensors.torch import load_file"
    if is_adapter:
        yield "from peft import AutoPeftModelForFeatureExtraction"
        yield "from transformers import AutoTokenizer"
    else:
        yield "from transformers import AutoModel, AutoTokenizer"
    yield ""
    yield 'tokenizer = AutoTokenizer.from_pretrained("RUN")'
    yield f'encoder = {"AutoPeftModelForFeatureExtraction" if is_adapter else "AutoModel"}.from_pretrained("RUN")'
    yield f'head = load_file("RUN/{HEAD_FILE}")'
    yield f"options = {{'padding': True, 'truncation': True, 'max_length': {config.data.max_length}}}"
    yield 'inputs = tokenizer(texts, return_tensors="pt", **options)'
    yield "with torch.inference_mode():"
    yield "    tokens = encoder.eval()(**inputs).last_hidden_state"
    if config.model.pooling == "mean":
        yield '    weights = inputs["attention_mask"].unsqueeze(-1)'
        yield "    pooled = (tokens * weights).sum(dim=1) / weights.sum(dim=1)"
    else:
        yield "    pooled = tokens[:, 0]"
    yield f'    directions = {LENGTH:g} * torch.nn.functional.normalize(pooled - head["center"], dim=1)'
    yield '    logits = directions @ head["weight"].T + head["bias"]'


def _unit(config: FinetuneConfig, report: FinetuneReport) -> str:
    if report.unit is None:
        return "one record (row of the table)"
    return (
        f"all rows with one value of {_cell(report.unit)}: {report.units:,} units, of which at most "
        f"{config.privacy.max_unit_rows} rows each take part in a step"
    )


def _clipping(config: FinetuneConfig, report: FinetuneReport) -> str:
    return f"{config.privacy.clipping}, {config.privacy.clipping_function}, {report.grad_sample_mode}"


def _limits(report: FinetuneReport, plan: PrivacyPlan | None) -> Iterator[str]:
    yield "- The metrics hold for rows like those of the table; elsewhere the model may be wrong more often."
    yield "- Masking finds what its policy looks for. What it kept, the model has read."
    if plan is not None and report.epsilon is not None and report.epsilon > 10:
        yield f"- Epsilon {upper_bound(report.epsilon)} is large: the proven bound on what a row can leak is weak."
    if not report.masked:
        yield "- Texts may have held personal data."
