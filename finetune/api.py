"""Fine-tuning and prediction for notebooks and scripts."""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..configs.finetune import FinetuneConfig
from ..configs.resolve import resolve_config
from ..configs.strict_yaml import Document, load_yaml
from ..core.errors import DataError, UsageError

if TYPE_CHECKING:
    import pandas as pd

Config = FinetuneConfig | Mapping[str, Any] | str | Path


def finetune(
    config: Config,
    *,
    data: str | Path | None = None,
    output: str | Path | None = None,
    resume: bool = False,
    force: bool = False,
) -> Path:
    """Fine-tune a model on a masked table.

    Args:
        config: a `FinetuneConfig`, a mapping such as the YAML file holds, or the path of such a file.
        data: masked table, instead of `data.path`.
        output: run folder, instead of `output.dir`.
        resume: go on with the run in the folder.
        force: replace an existing run.

    Returns:
        The run folder.

    Raises:
        ConfigError: the configuration is wrong.
        GuardError: the data has no valid manifest.

    Example:
        >>> import privml
        >>> privml.finetune({"data": {"text": "message", "label": "topic"}}, data="masked.csv")
        Traceback (most recent call last):
            ...
        privml.core.errors.UsageError: no run folder given
        hint: -o FOLDER, or output.dir in the configuration
    """
    from .distributed import open_processes
    from .stage import run_finetune

    with open_processes() as processes:
        report = run_finetune(
            resolve_finetune_config(config),
            data=None if data is None else str(data),
            output=None if output is None else Path(output),
            resume=resume,
            force=force,
            processes=processes,
        )
    assert report.run is not None
    return Path(report.run)


def audit(
    run: str | Path,
    *,
    data: str | Path | None = None,
    original: str | Path | None = None,
    candidates: int = 100,
    shadows: int = 0,
    max_auc: float | None = None,
    max_exposure: float | None = None,
    output: str | Path | None = None,
    force: bool = False,
) -> dict[str, Any]:
    """Attack a finished run, as `privml audit RUN` does, and write `audit.json` and `audit.html`.

    Args:
        run: run folder.
        data: the masked table that it was trained on; default: `data.path` of its configuration, if that is there.
        original: the table before masking, row by row the same, to guess the masked values.
        candidates: secrets that each canary's is ranked among, at least.
        shadows: shadow models to train.
        max_auc: limit of every attack's area under the ROC curve.
        max_exposure: limit of the mean exposure of any type of canary, in bits.
        output: folder of the reports; default: the run folder.
        force: replace existing reports.

    Returns:
        What stands in `audit.json`; `failures` lists what disproves the run's guarantee, and limits that were passed.

    Raises:
        UsageError: the run is not complete, or reports exist.
        GuardError: the table is not the one that the run was trained on.

    Example:
        >>> audit("no/such/run")
        Traceback (most recent call last):
            ...
        privml.core.errors.UsageError: no/such/run is no run folder
        hint: privml finetune writes run folders; --resume finishes one
    """
    from .audit.files import check_outputs, write_report
    from .audit.stage import AuditOptions, run_audit

    folder = Path(run if output is None else output)
    check_outputs(folder, force=force)
    report = run_audit(
        Path(run),
        data=None if data is None else str(data),
        original=None if original is None else str(original),
        options=AuditOptions(candidates=candidates, shadows=shadows, max_auc=max_auc, max_exposure=max_exposure),
    )
    write_report(report, folder, run=Path(run), force=force)
    return report.to_dict()


def resolve_finetune_config(config: Config) -> FinetuneConfig:
    """Return the validated configuration, its preset merged in.

    Raises:
        ConfigError: it is wrong.

    Example:
        >>> values = {"preset": "finetune/dp_classification", "data": {"text": "message", "label": "topic"}}
        >>> resolve_finetune_config(values).privacy.target_epsilon
        8.0
    """
    if isinstance(config, FinetuneConfig):
        return config
    if isinstance(config, str | Path):
        document = load_yaml(Path(config))
    else:
        document = Document("configuration", dict(config), {})
    return resolve_config(FinetuneConfig, kind="finetune", document=document).config


def predict(run: str | Path, frame: "pd.DataFrame") -> "pd.DataFrame":
    """Add a run's predictions to a data frame.

    Args:
        run: run folder.
        frame: data frame with the run's text column; missing texts get a missing label and score.

    Returns:
        A copy with the columns that `privml predict` adds: `predicted_label` and `predicted_score` (the probability of
        the label), or `generated`.

    Raises:
        UsageError: the run is not complete, or the frame has a column of these names.
        DataError: the text column is missing.

    Example:
        >>> import pandas as pd
        >>> predict("no/such/run", pd.DataFrame({"message": ["hello"]}))
        Traceback (most recent call last):
            ...
        privml.core.errors.UsageError: no/such/run is no run folder
        hint: privml finetune writes run folders; --resume finishes one
    """
    from .predict import Predictor, added_columns, input_column

    predictor = Predictor(Path(run))
    column, names = input_column(predictor.config), added_columns(predictor.config, None)
    if column not in frame.columns:
        raise DataError(f"the data frame has no column {column}")
    taken = [name for name in names if name in frame.columns]
    if taken:
        raise UsageError(f"the data frame already has a column {taken[0]}", hint="rename or drop it")
    missing = frame[column].isna().tolist()
    texts = ["" if absent else str(text) for text, absent in zip(frame[column].tolist(), missing, strict=True)]
    found = predictor.predict(texts)
    result = frame.copy()
    for index, name in enumerate(names):
        cells = [row[index] if text.strip() else None for row, text in zip(found, texts, strict=True)]
        one_number = name.endswith("score") and predictor.config.data.label_separator is None
        result[name] = [float(cell) if cell else float("nan") for cell in cells] if one_number else cells
    return result
