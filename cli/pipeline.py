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
from ..core.errors import AnswerIsNo, UsageError
from ..core.inputs import hash_file
from ..core.keys import load_key
from ..core.manifest import manifest_path, sha256_of
from ..core.outputs import OutputSet
from ..core.pretrained import PACKAGE_PREFIX
from ..core.progress import Advance
from ..core.tables import TableOptions

STATE_FILE = ".privml-state.json"
_Section = TypeVar("_Section", bound=BaseModel)
Stage = ScanStage | MaskStage | FinetuneStage | PredictStage


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
        """Run the stages in order, yielding each result; an error ends the run and keeps what is finished."""
        self._workdir.mkdir(parents=True, exist_ok=True)
        for stage in self._config.stages:
            yield self._run_stage(stage, force)

    def _run_stage(self, stage: Stage, force: bool) -> StageResult:
        output = self._resolve(stage.output, self._workdir)
        self._outputs[stage.id] = output
        fingerprint = self._fingerprint(stage)
        state = self._load_state()
        known = state.get(stage.id, {})
        is_same = not force and known.get("inputs") == fingerprint
        if is_same and "outputs" in known and known["outputs"] == _digest_of_outputs(stage, output):
            self._on_stage(f"{stage.id}: unchanged, skipped")
            return StageResult(stage.id, stage.stage, True, 0.0, str(output), known["report"])
        self._on_stage(f"{stage.id}: {stage.stage}")
        state[stage.id] = {"inputs": fingerprint}
        self._save_state(state)
        started = time.monotonic()
        report = self._execute(stage, output, was_begun=is_same)
        seconds = round(time.monotonic() - started, 3)
        outputs = _digest_of_outputs(stage, output)
        state[stage.id] = {"inputs": fingerprint, "outputs": outputs, "report": report}
        self._save_state(state)
        return StageResult(stage.id, stage.stage, False, seconds, str(output), report)

    def _execute(self, stage: Stage, output: Path, *, was_begun: bool) -> dict[str, Any]:
        """Call the stage's function, the same that its command calls.

        Args:
            stage: of the pipeline.
            output: its file or folder.
            was_begun: an earlier run of the pipeline began it with the same inputs.
        """
        match stage:
            case ScanStage():
                return self._scan(stage, output)
            case MaskStage():
                return self._mask(stage, output)
            case FinetuneStage():
                return self._finetune(stage, output, was_begun=was_begun)
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
        _write(output, json.dumps(report.to_dict(), indent=2, ensure_ascii=False) + "\n")
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

    def _finetune(self, stage: FinetuneStage, output: Path, *, was_begun: bool) -> dict[str, Any]:
        from ..finetune.run_folder import is_complete, is_run
        from ..finetune.stage import run_finetune

        config = self._finetune_config(stage)
        data = str(self._input(stage.data))
        goes_on = was_begun and is_run(output) and not is_complete(output)
        report = run_finetune(
            config, data=data, output=output, resume=goes_on, force=not goes_on, on_event=self._on_training
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
        replaced = REFERENCE.sub(lambda match: str(self._outputs[match[1]]), text)
        return Path(replaced) if replaced != text or Path(replaced).is_absolute() else base / replaced

    def _input(self, text: str) -> Path:
        return self._resolve(text, self._folder)

    def _fingerprint(self, stage: Stage) -> str:
        """Hash of everything that a stage's result depends on."""
        settings = stage.model_dump(mode="json", exclude={"config"})
        inputs: list[Path] = []
        match stage:
            case ScanStage() | PredictStage():
                inputs.append(self._input(stage.source))
            case MaskStage():
                inputs += [self._input(source) for source in stage.sources]
                if stage.key_file:
                    settings["key"] = load_key(self._folder / stage.key_file).fingerprint
            case FinetuneStage():
                from ..finetune.base_weights import hash_base_weights

                config = self._finetune_config(stage)
                validation = config.data.validation
                tables = [self._input(stage.data), *([] if validation is None else [Path(validation)])]
                inputs += [path for table in tables for path in (table, manifest_path(table))]
                settings["weights"] = hash_base_weights(config)
        if isinstance(stage, ScanStage | MaskStage):
            policy, folder = self._policy(stage.config)
            inputs += [folder / name for name in policy.detect.text.recognizers]
            if policy.detect.text.known is not None:
                inputs.append(folder / policy.detect.text.known.file)
            if policy.detect.ner is not None and not policy.detect.ner.startswith(PACKAGE_PREFIX):
                inputs.append(folder / policy.detect.ner)
        if isinstance(stage, PredictStage):
            inputs.append(self._input(stage.run))
        else:
            document, _ = self._document(stage.config)
            settings["config"] = None if document is None else document.values
        settings["inputs"] = [_digest_of(path) for path in inputs]
        return sha256_of(settings)

    def _load_state(self) -> dict[str, Any]:
        try:
            state = json.loads((self._workdir / STATE_FILE).read_text())
        except FileNotFoundError:
            return {}
        except ValueError:
            raise UsageError(f"{self._workdir / STATE_FILE} is damaged", hint="remove it to run all stages") from None
        return dict(state)

    def _save_state(self, state: dict[str, Any]) -> None:
        _write(self._workdir / STATE_FILE, json.dumps(state, indent=1, ensure_ascii=False) + "\n")


def _options(stage: ScanStage | MaskStage | PredictStage) -> TableOptions:
    return TableOptions(**stage.table.model_dump())


def _write(path: Path, text: str) -> None:
    with OutputSet(force=True) as outputs:
        outputs.write_text(path, text)


def _digest_of_outputs(stage: Stage, output: Path) -> str | None:
    """Hash of what a stage made: of a run its weights, as audits add to its folder and people clean it up."""
    if not isinstance(stage, FinetuneStage):
        return _digest_of(output)
    from ..finetune.run_folder import is_complete

    return _digest_of(output, pattern="*.safetensors") if is_complete(output) else None


def _digest_of(path: Path, *, pattern: str = "*") -> str | None:
    """Hash of a file, or of the files of a folder; None if there is nothing."""
    if path.is_dir():
        files = sorted(file for file in path.rglob(pattern) if file.is_file())
        return sha256_of([[str(file.relative_to(path)), hash_file(file).sha256] for file in files])
    return hash_file(path).sha256 if path.is_file() else None
