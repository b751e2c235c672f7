"""The stages of a pipeline, run in order; finished ones are skipped while nothing they depend on has changed."""

import json
import os
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel

from ..configs.finetune import FinetuneConfig
from ..configs.pipeline import REFERENCE, FinetuneStage, MaskStage, PipelineConfig, PredictStage, ScanStage
from ..configs.policy import MaskPolicy
from ..configs.resolve import resolve_config
from ..configs.strict_yaml import Document, load_yaml
from ..core.destinations import require_distinct
from ..core.errors import AnswerIsNo, ConfigError, UsageError
from ..core.keys import load_key
from ..core.manifest import manifest_path, sha256_of
from ..core.outputs import OutputSet
from ..core.pretrained import PACKAGE_PREFIX
from ..core.progress import Advance
from ..core.tables import TableOptions
from .pipeline_files import Stage, digest_of, digest_of_outputs, is_same_file, is_there, made_by
from .pipeline_state import PipelineState, locked

_OWN_OUTPUT = "each stage needs an output of its own"
_Section = TypeVar("_Section", bound=BaseModel)


@dataclass
class StageResult:
    """How a stage ended.

    Attributes:
        id: of the stage.
        stage: command name.
        skipped: its inputs and configuration were those of the last time, so its outputs stand.
        seconds: wall time.
        output: file or folder.
        report: the stage's own report; the remembered one if it was skipped.
    """

    id: str
    stage: str
    skipped: bool
    seconds: float
    output: str
    report: dict[str, Any] = field(default_factory=dict)


class Pipeline:
    """Runs the stages of a pipeline file.

    Args:
        config: the pipeline.
        folder: what its paths are relative to.
        on_stage: called with a line when a stage starts or is skipped.
        on_training: called with training events.
        open_rows: opens the progress of a stage that goes through a table.
    """

    def __init__(
        self,
        config: PipelineConfig,
        folder: Path,
        *,
        on_stage: Callable[[str], None],
        on_training: Callable[[Any], None],
        open_rows: Callable[[str], AbstractContextManager[Advance]],
    ) -> None:
        self._config = config
        self._folder = folder
        self._workdir = Path(os.path.normpath(folder / config.workdir))
        self._on_stage = on_stage
        self._on_training = on_training
        self._open_rows = open_rows
        self._outputs: dict[str, Path] = {}

    def run(self, *, force: bool = False) -> Iterator[StageResult]:
        """Run the stages in order, yielding each result; an error ends the run and keeps what is finished.

        Raises:
            UsageError: before the first stage: an output is an input or another output, or exists and no earlier run
                of this pipeline made it (which `force` replaces); or another run is going on.
            ConfigError: before the first stage: a stage's configuration is wrong.
        """
        self._require_sound(PipelineState(self._workdir, is_ignored=force), force)
        self._workdir.mkdir(parents=True, exist_ok=True)
        with locked(self._workdir):
            state = PipelineState(self._workdir, is_ignored=force)
            for stage in self._config.stages:
                yield self._run_stage(stage, state, force)

    def _require_sound(self, state: PipelineState, force: bool) -> None:
        taken, read = [state.path], list[Path]()
        for stage in self._config.stages:
            output = self._resolve(stage.output, self._workdir)
            read += self._sources(stage)
            if isinstance(stage, FinetuneStage):
                self._finetune_config(stage)
            elif not isinstance(stage, PredictStage):
                self._policy(stage.config)
            made = made_by(stage, output)
            if any(is_same_file(path, source) for path in made for source in read):
                raise UsageError(f"stage {stage.id}: the output {output} is also an input", hint=_OWN_OUTPUT)
            require_distinct([*taken, *made])
            if not force and is_there(output) and not state.has_made(stage.id, output):
                raise UsageError(
                    f"stage {stage.id}: the output {output} exists, and no run of this pipeline made it",
                    hint="--force replaces it, and runs all stages again",
                )
            taken += made
            self._outputs[stage.id] = output

    def _run_stage(self, stage: Stage, state: PipelineState, force: bool) -> StageResult:
        output = self._outputs[stage.id]
        fingerprint = self._fingerprint(stage)
        known = state.of(stage.id)
        is_same = not force and known.get("inputs") == fingerprint and state.has_made(stage.id, output)
        was_finished = {"outputs", "report"} <= known.keys()
        if is_same and was_finished and known["outputs"] == digest_of_outputs(stage, output):
            self._on_stage(f"{stage.id}: unchanged, skipped")
            return StageResult(stage.id, stage.stage, True, 0.0, str(output), known["report"])
        self._on_stage(f"{stage.id}: {stage.stage}")
        state.save(stage.id, output, inputs=fingerprint)
        started = time.monotonic()
        report = self._execute(stage, output, goes_on=is_same and not was_finished)
        seconds = round(time.monotonic() - started, 3)
        outputs = digest_of_outputs(stage, output)
        state.save(stage.id, output, inputs=fingerprint, outputs=outputs, report=report)
        return StageResult(stage.id, stage.stage, False, seconds, str(output), report)

    def _execute(self, stage: Stage, output: Path, *, goes_on: bool) -> dict[str, Any]:
        """Call the stage's function, the same that its command calls.

        Args:
            stage: of the pipeline.
            output: its file or folder.
            goes_on: an earlier run of the pipeline began it with the same inputs, and was broken off.
        """
        match stage:
            case ScanStage():
                return self._scan(stage, output)
            case MaskStage():
                return self._mask(stage, output)
            case FinetuneStage():
                return self._finetune(stage, output, goes_on=goes_on)
            case PredictStage():
                return self._predict(stage, output)

    def _scan(self, stage: ScanStage, output: Path) -> dict[str, Any]:
        from ..maskers.scan import run_scan

        policy, folder = self._policy(stage.config)
        with self._open_rows(stage.id) as advance:
            report = run_scan(
                str(self._input(stage.source)),
                policy=policy,
                options=_options(stage),
                folder=folder,
                sample=stage.sample,
                on_rows=advance,
            )
        with OutputSet(force=True) as outputs:
            outputs.write_text(output, json.dumps(report.to_dict(), indent=2, ensure_ascii=False) + "\n")
        if stage.fail_on_findings and report.has_findings:
            raise AnswerIsNo(f"stage {stage.id}: {report.name} holds personal data")
        return report.to_dict()

    def _mask(self, stage: MaskStage, output: Path) -> dict[str, Any]:
        from ..maskers.stage import run_mask

        policy, folder = self._policy(stage.config)
        target = str(output)
        if stage.output.endswith("/"):
            output.mkdir(parents=True, exist_ok=True)
            target += "/"
        with self._open_rows(stage.id) as advance:
            report = run_mask(
                [str(self._input(source)) for source in stage.sources],
                target,
                policy=policy,
                key=load_key(self._folder / stage.key_file) if stage.key_file else None,
                options=_options(stage),
                folder=folder,
                force=True,
                on_rows=advance,
            )
        return report.to_dict()

    def _finetune(self, stage: FinetuneStage, output: Path, *, goes_on: bool) -> dict[str, Any]:
        from ..finetune.run_folder import is_run
        from ..finetune.stage import run_finetune

        config = self._finetune_config(stage)
        data = str(self._input(stage.data))
        resume = goes_on and is_run(output)
        report = run_finetune(
            config, data=data, output=output, resume=resume, force=not resume, on_event=self._on_training
        )
        return report.to_dict()

    def _predict(self, stage: PredictStage, output: Path) -> dict[str, Any]:
        from ..finetune.predict import run_predict

        with self._open_rows(stage.id) as advance:
            report = run_predict(
                self._input(stage.run),
                str(self._input(stage.source)),
                str(output),
                options=_options(stage),
                force=True,
                on_rows=advance,
            )
        return report.to_dict()

    def _policy(self, config: Any) -> tuple[MaskPolicy, Path]:
        document, folder = self._document(config)
        return resolve_config(MaskPolicy, kind="mask", document=document).config, folder

    def _finetune_config(self, stage: FinetuneStage) -> FinetuneConfig:
        document, _ = self._document(stage.config)
        config = resolve_config(FinetuneConfig, kind="finetune", document=document).config
        return config.model_copy(
            update={
                "data": self._with_paths(config.data, "validation", "key_file", "manifest"),
                "privacy": self._with_paths(config.privacy, "ledger"),
                "model": self._with_paths(config.model, "source", if_there=True),
                "train": self._with_paths(config.train, "teacher", if_there=True),
            }
        )

    def _with_paths(self, section: _Section, *names: str, if_there: bool = False) -> _Section:
        """Return a section of a configuration with some paths relative to the pipeline file.

        With `if_there` what leads nowhere is no path, but the name of a package or of a hub.
        """
        paths = {name: self._input(value) for name in names if (value := getattr(section, name)) is not None}
        found = {name: str(path) for name, path in paths.items() if not if_there or path.exists()}
        return section.model_copy(update=found)

    def _document(self, config: Any) -> tuple[Document | None, Path]:
        if isinstance(config, str):
            path = self._folder / config
            return load_yaml(path), path.parent
        return None if config is None else Document("inline configuration", config, {}), self._folder

    def _resolve(self, text: str, base: Path) -> Path:
        """Put earlier outputs in place of `${id}`; other paths are relative to `base`."""
        if unknown := [name for name in REFERENCE.findall(text) if name not in self._outputs]:
            raise ConfigError(f"{text} refers to {unknown[0]}, which is no earlier stage")
        replaced = REFERENCE.sub(lambda match: str(self._outputs[match[1]]), text)
        return Path(replaced) if replaced != text or Path(replaced).is_absolute() else base / replaced

    def _input(self, text: str) -> Path:
        return self._resolve(text, self._folder)

    def _sources(self, stage: Stage) -> list[Path]:
        """The tables that a stage reads, and the run."""
        match stage:
            case ScanStage():
                return [self._input(stage.source)]
            case MaskStage():
                return [self._input(source) for source in stage.sources]
            case FinetuneStage():
                return [self._input(stage.data)]
            case PredictStage():
                return [self._input(stage.source), self._input(stage.run)]

    def _fingerprint(self, stage: Stage) -> str:
        """Hash of everything that a stage's result depends on."""
        settings = stage.model_dump(mode="json", exclude={"config"})
        inputs = self._sources(stage)
        if isinstance(stage, MaskStage) and stage.key_file:
            settings["key"] = load_key(self._folder / stage.key_file).fingerprint
        if isinstance(stage, FinetuneStage):
            from ..finetune.base_weights import hash_base_weights

            config = self._finetune_config(stage)
            validation = config.data.validation
            tables = [*inputs, *([] if validation is None else [Path(validation)])]
            inputs = [path for table in tables for path in (table, manifest_path(table))]
            settings["weights"] = hash_base_weights(config)
        if isinstance(stage, ScanStage | MaskStage):
            policy, folder = self._policy(stage.config)
            inputs += [folder / name for name in policy.detect.text.recognizers]
            if policy.detect.text.known is not None:
                inputs.append(folder / policy.detect.text.known.file)
            if policy.detect.ner is not None and not policy.detect.ner.startswith(PACKAGE_PREFIX):
                inputs.append(folder / policy.detect.ner)
        if not isinstance(stage, PredictStage):
            document, _ = self._document(stage.config)
            settings["config"] = None if document is None else document.values
        settings["inputs"] = [digest_of(path) for path in inputs]
        return sha256_of(settings)


def _options(stage: ScanStage | MaskStage | PredictStage) -> TableOptions:
    return TableOptions(**stage.table.model_dump())
