"""The pipeline: stages in one file, outputs of one as inputs of the next."""

import re
from typing import Annotated, Any, Literal

from pydantic import Field, model_validator

from .base import StrictModel

REFERENCE = re.compile(r"\$\{([^{}]*)\}")
StageId = Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]+$", description="name by which other stages refer to it")]
ConfigValue = str | dict[str, Any] | None


class TableSettings(StrictModel):
    """How a stage reads its tables."""

    delimiter: str | None = Field(None, description="column separator; null: detected")
    header: bool = Field(True, description="the first row names the columns")
    quoting: bool = Field(True, description="double quotes enclose cells")
    encoding: str | None = Field(None, description="text encoding; null: by byte order mark, else UTF-8")
    on_error: Literal["error", "skip", "keep-line"] = Field("error", description="what happens to broken rows")


class ScanStage(StrictModel):
    """Scan a table and write the report."""

    id: StageId
    stage: Literal["scan"]
    source: str = Field(description="table")
    config: ConfigValue = Field(None, description="mask policy, inline or as a path")
    output: str = Field(description="report (JSON)")
    sample: int | None = Field(None, ge=1, description="rows looked at; null: all")
    fail_on_findings: bool = Field(False, description="stop the pipeline if there is personal data")
    table: TableSettings = TableSettings()


class MaskStage(StrictModel):
    """Mask tables."""

    id: StageId
    stage: Literal["mask"]
    sources: list[str] = Field(min_length=1, description="tables")
    config: ConfigValue = Field(None, description="mask policy, inline or as a path")
    key_file: str | None = Field(None, description="key of pseudonyms; null: random and forgotten")
    output: str = Field(description="file for one source, folder (ending in /) for several")
    table: TableSettings = TableSettings()


class FinetuneStage(StrictModel):
    """Fine-tune a model on a masked table."""

    id: StageId
    stage: Literal["finetune"]
    data: str = Field(description="masked table")
    config: ConfigValue = Field(description="fine-tuning configuration, inline or as a path")
    output: str = Field(description="run folder")


class PredictStage(StrictModel):
    """Add a run's predictions to a table."""

    id: StageId
    stage: Literal["predict"]
    run: str = Field(description="run folder")
    source: str = Field(description="table")
    output: str = Field(description="table with predictions")
    table: TableSettings = TableSettings()


Stage = Annotated[ScanStage | MaskStage | FinetuneStage | PredictStage, Field(discriminator="stage")]


class PipelineConfig(StrictModel):
    """Configuration of `privml run`.

    Paths are relative to the pipeline file. `${id}` in a path stands for the output of an earlier stage.
    """

    preset: None = Field(None, description="pipelines have no presets")
    name: str = Field("pipeline", description="shown in the summary")
    workdir: str = Field("out", description="where relative outputs go and where finished stages are remembered")
    stages: list[Stage] = Field(min_length=1, description="in the order in which they run")

    @model_validator(mode="after")
    def _references_go_back(self) -> "PipelineConfig":
        known: set[str] = set()
        for stage in self.stages:
            if stage.id in known:
                raise ValueError(f"two stages have the id {stage.id}")
            if "-" in _paths(stage):
                raise ValueError(f"stage {stage.id}: a pipeline has files, no standard input and output (-)")
            for reference in sorted(_references(stage.model_dump(exclude={"config"}))):
                if reference not in known:
                    raise ValueError(f"stage {stage.id} refers to {reference}, which is no earlier stage")
            known.add(stage.id)
        return self


def _paths(stage: Stage) -> list[str]:
    """Return all paths of a stage but those in its configuration."""
    named = [getattr(stage, name) for name in ("source", "data", "run", "output") if hasattr(stage, name)]
    return named + list(getattr(stage, "sources", []))


def _references(value: Any) -> set[str]:
    if isinstance(value, str):
        return set(REFERENCE.findall(value))
    if isinstance(value, dict):
        return set().union(*map(_references, value.values())) if value else set()
    if isinstance(value, list):
        return set().union(*map(_references, value)) if value else set()
    return set()
