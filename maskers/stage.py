"""The mask stage: sources in, masked files with manifests out."""

import itertools
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any, BinaryIO

from ..configs.policy import MaskPolicy
from ..core.errors import AnswerIsNo, UsageError
from ..core.inputs import InputFile, hash_file, open_input
from ..core.keys import Key, random_key
from ..core.manifest import dump_manifest, make_manifest, manifest_path, sha256_of
from ..core.outputs import OutputSet
from ..core.streams import STANDARD_STREAM
from ..core.tables import Batch, TableOptions, TableReader, open_reader, open_writer
from .columns import ColumnDecision, unify_decisions
from .entity_types import require_entity_types
from .known import load_known
from .operators.registry import OperatorTable
from .plan import (
    ColumnPlan,
    decide_columns,
    make_plan,
    profile_columns,
    require_columns,
    require_header,
    require_no_title,
)
from .recognizers.detector import Detector
from .recognizers.ner import NerRecognizer
from .recognizers.ner_folder import open_ner_folder
from .recognizers.patterns import OPTIONAL_TYPES
from .recognizers.spacy_model import require_spacy_model
from .report import FileReport, MaskReport
from .runner import Runner


def run_mask(
    sources: Sequence[str],
    output: str,
    *,
    policy: MaskPolicy,
    key: Key | None = None,
    options: TableOptions = TableOptions(),  # noqa: B008 (frozen)
    folder: Path = Path(),
    manifest: Path | None = None,
    force: bool = False,
    dry_run: bool = False,
    on_rows: Callable[[int], None] = lambda count: None,
) -> MaskReport:
    """Mask tables.

    Args:
        sources: files, or `-` alone for standard input.
        output: a file or `-` for one source; a folder for several, where names are kept.
        policy: what is looked for and what happens to it.
        key: secret of hashes and pseudonyms; default: a random one that is forgotten.
        options: how to read the tables.
        folder: what file names in the policy are relative to.
        manifest: where the manifest of an output to standard output goes; otherwise it lies beside the output.
        force: existing outputs may be replaced.
        dry_run: do everything but write.
        on_rows: called with the number of rows just masked.

    Returns:
        Counts by file, column and entity type.

    Raises:
        UsageError: outputs that exist, sources that do not.
        DataError: a table cannot be read.
        AnswerIsNo: more residual findings than `policy.max_residual`; nothing is published then. With such a limit
            standard output, too, gets its rows at the end.
    """
    started = time.monotonic()
    key = key or random_key()
    destinations = resolve_outputs(sources, output)
    operators = OperatorTable(policy.operators, key=key, locale=policy.locale)
    detector = make_detector(policy, operators, folder)
    decisions = _decide_together(sources, policy, options) if len(sources) > 1 else [None]
    report = MaskReport([], key.fingerprint, key.ephemeral, policy.verify, 0.0, dry_run)
    with (
        OutputSet(force=force, inputs=sources, withhold=policy.max_residual is not None) as outputs,
        Runner(policy, key=key, folder=folder, detector=detector, operators=operators) as runner,
    ):
        manifests = [_manifest_of(destination, manifest) for destination in destinations]
        outputs.check(*destinations, *(path for path in manifests if path is not None))
        for source, destination, decided in zip(sources, destinations, decisions, strict=True):
            with ExitStack() as stack:
                opened = stack.enter_context(open_input(source))
                reader = open_reader(opened, options)
                first, batches, plans = _plan_table(reader, policy, operators, decided)
                file = FileReport.from_plans(opened.name, None if dry_run else destination, plans)
                if detector.known is not None:
                    rows = [row for batch in first for row in batch.rows]
                    file.remarks += detector.known.remarks_on(reader.columns, rows)
                stream = None if dry_run else outputs.open(destination)
                _mask_batches(runner, reader, batches, plans, stream, file, on_rows)
                report.files.append(file)
                path = _manifest_of(destination, manifest)
                if stream is not None and path is not None:
                    public = public_policy(policy, detector)
                    evidence = _evidence(opened, outputs, stream, reader, file, public, key)
                    outputs.write_text(path, dump_manifest(evidence))
        report.seconds = time.monotonic() - started
        if policy.max_residual is not None and report.residual > policy.max_residual:
            raise AnswerIsNo(
                f"{report.residual} residual findings, over the limit of {policy.max_residual}; nothing was published",
                hint="--dry-run --json shows the columns; mask them as a whole, or lower detect.text.score_threshold",
            )
    return report


def resolve_outputs(sources: Sequence[str], output: str) -> list[str]:
    """Return the destination of each source.

    Raises:
        UsageError: several sources and no folder, or two sources of the same name.
    """
    if not sources:
        raise UsageError("no source given")
    is_folder = output != STANDARD_STREAM and (Path(output).is_dir() or output.endswith("/"))
    if len(sources) == 1 and not is_folder:
        return [output]
    if not is_folder:
        raise UsageError("several sources need a folder as output", hint="-o FOLDER/ (it must exist)")
    if STANDARD_STREAM in sources:
        raise UsageError("standard input has no name to keep in a folder", hint="-o FILE")
    names = [Path(source).name for source in sources]
    if len(set(names)) < len(names):
        raise UsageError("two sources have the same name and would overwrite each other in the output folder")
    return [str(Path(output) / name) for name in names]


def make_detector(policy: MaskPolicy, operators: OperatorTable, folder: Path) -> Detector:
    """Return the detector of a policy; what it needs must be installed, but is not loaded yet.

    Raises:
        MissingError: the spaCy model is not installed, or the token classifier is not there or damaged.
        ConfigError: a recognizer file or the classifier is wrong, an entity type of the policy is not known, or the
            table of what is known about the rows is not there.
        DataError: that table cannot be read or lacks a column.
    """
    detect = policy.detect
    ner = None
    if detect.ner is not None:
        found = open_ner_folder(detect.ner, labels=detect.ner_labels, folder=folder)
        ner = NerRecognizer(found, batch_size=detect.text.batch_size)
    overridden = {
        entity for column in policy.columns.values() for entity, op in column.operators.items() if op.type != "keep"
    }
    named = overridden.union(detect.text.entities or (), (e for e, op in policy.operators.items() if op.type != "keep"))
    region = policy.locale.partition("_")[2] or "US"
    detector = Detector(
        detect.text,
        ignored=(operators.kept_types - overridden) | (OPTIONAL_TYPES - named),
        folder=folder,
        region=region,
        ner=ner,
        ner_replaces=detect.ner_mode == "replace",
        engine=detect.engine,
    )
    if detect.text.model is not None and detector.needs_spacy_model():
        require_spacy_model(detect.text.model)
    if detect.text.recognizers or ner is not None:  # privml's own detector is loaded when the first text comes
        detector.require_ready()  # a wrong recognizer file or classifier is an error also where no text comes
    require_entity_types(policy, detector)
    if detect.text.known is not None:
        detector.known = load_known(detect.text.known, policy=policy, folder=folder)
    return detector


def _manifest_of(destination: str, manifest: Path | None) -> Path | None:
    return manifest if destination == STANDARD_STREAM or manifest is not None else manifest_path(destination)


def read_sample(reader: TableReader, policy: MaskPolicy) -> tuple[list[Batch], Iterator[Batch]]:
    """Read the first rows; returns their batches and the batches that follow."""
    batches = reader.batches(policy.batch_rows)
    first: list[Batch] = []
    while sum(map(len, first)) < policy.detect.sample_rows and (batch := next(batches, None)) is not None:
        first.append(batch)
    return first, batches


def decide_sample(reader: TableReader, first: Sequence[Batch], policy: MaskPolicy) -> dict[str, ColumnDecision]:
    """Decide what the columns are from the first rows."""
    rows = [row for batch in first for row in batch.rows][: policy.detect.sample_rows]
    if not policy.columns:  # who names columns knows them
        require_no_title(reader.columns, rows, source="the table")
    return decide_columns(reader.columns, profile_columns(reader.columns, rows), policy)


def _decide_together(
    sources: Sequence[str], policy: MaskPolicy, options: TableOptions
) -> Sequence[dict[str, ColumnDecision] | None]:
    """Decide the columns of several files so that the same column is treated alike in all of them."""
    decisions = []
    known: set[str] = set()
    for source in sources:
        with open_input(source) as opened:
            reader = open_reader(opened, options)
            require_header(reader.columns, source=opened.name)
            known.update(reader.columns)
            first, _ = read_sample(reader, policy)
            decisions.append(decide_sample(reader, first, policy))
    require_columns(sorted(known), policy, source=f"{len(sources)} files")
    return unify_decisions(decisions)


def _plan_table(
    reader: TableReader, policy: MaskPolicy, operators: OperatorTable, decided: dict[str, ColumnDecision] | None
) -> tuple[list[Batch], Iterator[Batch], list[ColumnPlan]]:
    """Return the first batches, all of them, and the plan of the columns."""
    require_header(reader.columns, source="the table")
    if decided is None:
        require_columns(reader.columns, policy, source="the table")
    first, rest = read_sample(reader, policy)
    plans = make_plan(decided or decide_sample(reader, first, policy), policy, operators)
    return first, itertools.chain(first, rest), plans


def _mask_batches(
    runner: Runner,
    reader: TableReader,
    batches: Iterator[Batch],
    plans: Sequence[ColumnPlan],
    stream: BinaryIO | None,
    file: FileReport,
    on_rows: Callable[[int], None],
) -> None:
    writer = None if stream is None else open_writer(stream, reader)
    if writer is not None:
        writer.write_header(dropped=frozenset(plan.index for plan in plans if plan.kind == "drop"))
    for batch, masked in runner.mask(plans, batches):
        file.add(masked)
        if writer is not None:
            writer.write_batch(batch, masked.replaced)
        on_rows(len(batch))
    if writer is not None:
        writer.finish()
    file.rows, file.skipped = reader.rows_read, reader.skipped


def _evidence(
    opened: InputFile,
    outputs: OutputSet,
    stream: BinaryIO,
    reader: TableReader,
    file: FileReport,
    policy: dict[str, Any],
    key: Key,
) -> dict[str, Any]:
    source, written = opened.digest(), outputs.finish(stream)
    counts = file.to_dict()
    kept = [name for name, column in file.columns.items() if column.kind != "drop"]
    return make_manifest(
        stage="mask",
        source={"name": opened.name, "sha256": source.sha256, "bytes": source.size, "rows": file.rows},
        output={
            "name": Path(file.output or "").name or "stdout",
            "sha256": written.sha256,
            "bytes": written.size,
            "rows": file.rows,
            "columns": kept,
        },
        policy=policy,
        key=key,
        body={
            "columns": counts["columns"],
            "entities": counts["entities"],
            "residual": {"verify": policy["verify"], "total": file.residual},
            "unsearched": file.unsearched,
            "skipped_rows": file.skipped,
        },
    )


def public_policy(policy: MaskPolicy, detector: Detector) -> dict[str, Any]:
    """Return the policy without its lists of texts: an allow or deny list may hold personal data.

    Each list is replaced by its length and hash, the path of a token classifier by its name and its weights' hash,
    those of recognizer files and of a table of what is known by their names and hashes. The number of processes is left
    out: it says something about the machine and nothing about the output.
    """
    values: dict[str, Any] = policy.model_dump(mode="json", exclude={"workers"})
    text: dict[str, Any] = values["detect"]["text"]
    text["allow"] = _list_digest(text["allow"])
    text["deny"] = {entity: _list_digest(texts) for entity, texts in text["deny"].items()}
    if detector.own_model is not None:
        text["model"] = dict(detector.own_model.identity) | {"name": policy.detect.text.model}
    if detector.han is not None:
        text["model"] |= {"chinese_names_sha256": detector.han.sha256}
    text["recognizers"] = [{"name": path.name, "sha256": hash_file(path).sha256} for path in detector.recognizer_files]
    if detector.known is not None:
        text["known"] |= detector.known.identity
    if detector.ner is not None:
        values["detect"]["ner"] = dict(detector.ner.identity)
    return values


def _list_digest(texts: Sequence[str]) -> Mapping[str, Any]:
    return {"count": len(texts), "sha256": sha256_of(list(texts))}
