"""From a verified masked table to training and validation rows."""

import difflib
import random
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..configs.finetune import DataConfig
from ..core.errors import DataError, GuardError, UsageError
from ..core.files import STANDARD_STREAM, FileDigest, open_input
from ..core.keys import Key, load_key
from ..core.manifest import load_manifest, manifest_path, sha256_of, verify_manifest
from ..core.seeds import derive_seed
from ..core.tables import TableOptions, open_reader

_BATCH_ROWS = 5000
_FEW_ROWS = 20


@dataclass(frozen=True)
class Examples:
    """Texts and the indices of their labels."""

    texts: list[str]
    labels: list[int]

    def __len__(self) -> int:
        return len(self.texts)


@dataclass(frozen=True)
class Dataset:
    """What a run trains on.

    Attributes:
        train: training rows.
        validation: validation rows, maybe none.
        label_names: sorted label values.
        dropped: rows without a text or a label, which were left out.
        sha256: of the data file, and of the validation file if there is one.
        manifest: of the data; None if nothing shows that it was masked.
    """

    train: Examples
    validation: Examples
    label_names: list[str]
    dropped: int
    sha256: str
    manifest: dict[str, Any] | None

    @property
    def manifest_sha256(self) -> str | None:
        """Hash of the manifest's content."""
        return None if self.manifest is None else sha256_of(self.manifest)

    @property
    def base_rate_accuracy(self) -> float | None:
        """Accuracy, on the validation rows, of always answering the commonest training label."""
        if not len(self.validation):
            return None
        commonest = Counter(self.train.labels).most_common(1)[0][0]
        return self.validation.labels.count(commonest) / len(self.validation)


@dataclass(frozen=True)
class _Table:
    """A table's usable cells: pairs of text and label."""

    pairs: list[tuple[str, str]]
    dropped: int
    sha256: str
    manifest: dict[str, Any] | None


def load_dataset(config: DataConfig, *, seed: int, data: str | None = None, manifest: Path | None = None) -> Dataset:
    """Read, verify and split the data.

    The digest is taken of the very bytes that are parsed, so the data cannot change between check and use.

    Args:
        config: columns, split and table options.
        seed: root seed of the run.
        data: table, instead of `config.path`.
        manifest: manifest of the table, instead of `config.manifest`.

    Raises:
        UsageError: no data is named, or it cannot be read.
        DataError: columns or rows are missing.
        GuardError: no valid manifest.
    """
    source = data or config.path
    if source is None:
        raise UsageError("no data given", hint="name the masked table on the command line or as data.path")
    named = manifest or (Path(config.manifest) if config.manifest else None)
    table = _read_table(source, config, named)
    if not table.pairs:
        raise DataError(f"no row of {_name(source)} has both a text and a label")
    names = sorted({label for _, label in table.pairs})
    _check_labels(names, len(table.pairs), config.label)
    index = {name: number for number, name in enumerate(names)}
    if config.validation is None:
        labels = [index[label] for _, label in table.pairs]
        kept, held_out = split_rows(labels, fraction=config.validation_fraction, seed=derive_seed(seed, "split"))
        train = _examples([table.pairs[row] for row in kept], index)
        validation = _examples([table.pairs[row] for row in held_out], index)
        return Dataset(train, validation, names, table.dropped, table.sha256, table.manifest)
    other = _read_table(config.validation, config, None)
    unknown = sum(label not in index for _, label in other.pairs)
    if unknown:
        raise DataError(f"{unknown} rows of {_name(config.validation)} have a label that no training row has")
    both = sha256_of([table.sha256, other.sha256])
    evidence = None if other.manifest is None else table.manifest
    dropped = table.dropped + other.dropped
    return Dataset(_examples(table.pairs, index), _examples(other.pairs, index), names, dropped, both, evidence)


def split_rows(labels: Sequence[int], *, fraction: float, seed: int) -> tuple[list[int], list[int]]:
    """Split rows at random, label by label, so that both parts have the same shares.

    A label's only row is for training. Each part is in table order.

    Args:
        labels: label index of each row.
        fraction: share of the second part.
        seed: of the draw.

    Returns:
        Row numbers of the two parts.
    """
    generator = random.Random(seed)  # noqa: S311 (a public split, not a secret)
    rows_of: dict[int, list[int]] = {}
    for row, label in enumerate(labels):
        rows_of.setdefault(label, []).append(row)
    held_out: list[int] = []
    for label in sorted(rows_of):
        rows = rows_of[label]
        generator.shuffle(rows)
        held_out += rows[: min(round(len(rows) * fraction), len(rows) - 1)]
    taken = set(held_out)
    return [row for row in range(len(labels)) if row not in taken], sorted(held_out)


def _examples(pairs: Sequence[tuple[str, str]], index: dict[str, int]) -> Examples:
    return Examples([text for text, _ in pairs], [index[label] for _, label in pairs])


def _check_labels(names: Sequence[str], rows: int, column: str) -> None:
    if len(names) < 2:
        raise DataError(f"all rows have the same label in column {column}: there is nothing to learn")
    if rows > _FEW_ROWS and len(names) * 2 > rows:
        raise DataError(
            f"column {column} has {len(names)} different values in {rows} rows: these are not class labels",
            hint="data.label names the column of the classes",
        )


def _read_table(source: str, config: DataConfig, manifest: Path | None) -> _Table:
    """Read the two columns, and verify the table by the digest of what was read."""
    beside = None if source == STANDARD_STREAM else manifest_path(source)
    where = manifest or beside
    key = load_key(Path(config.key_file)) if config.key_file else None
    if config.unmasked == "refuse":
        _require_manifest(where)  # before anything of the data is looked at
    options = TableOptions(
        delimiter=config.delimiter, header=config.header, quoting=config.quoting, encoding=config.encoding
    )
    with open_input(source) as opened:
        reader = open_reader(opened, options)
        text = find_column(reader.columns, config.text, name=opened.name)
        label = find_column(reader.columns, config.label, name=opened.name)
        cells = [(row[text], row[label].strip()) for batch in reader.batches(_BATCH_ROWS) for row in batch.rows]
        digest = opened.digest()
    if not any(cell.strip() for cell, _ in cells):
        raise DataError(f"column {config.text} of {_name(source)} is empty in every row")
    if not any(label_cell for _, label_cell in cells):
        raise DataError(f"column {config.label} of {_name(source)} is empty in every row")
    pairs = [(cell, label_cell) for cell, label_cell in cells if cell.strip() and label_cell]
    evidence = _verified(digest, where, key, config, named=manifest is not None)
    return _Table(pairs, len(cells) - len(pairs), digest.sha256, evidence)


def _require_manifest(where: Path | None) -> None:
    if where is None:
        raise GuardError("data from standard input needs its manifest", hint="--manifest FILE names it")
    load_manifest(where)


def _verified(
    digest: FileDigest, where: Path | None, key: Key | None, config: DataConfig, *, named: bool
) -> dict[str, Any] | None:
    """Return the manifest; None where it is missing or wrong and `data.unmasked: allow` lets that pass."""
    try:
        return verify_manifest(digest, manifest=where, key=key)
    except GuardError:
        # a manifest that was named on purpose must be right even then
        if config.unmasked == "refuse" or named:
            raise
        return None


def find_column(columns: Sequence[str], wanted: str, *, name: str) -> int:
    """Return a column's index.

    Raises:
        DataError: there is no such column; the nearest name is suggested.
    """
    if wanted in columns:
        return list(columns).index(wanted)
    close = difflib.get_close_matches(wanted, columns, n=1, cutoff=0.6)
    hint = f"did you mean {close[0]}?" if close else "data.text and data.label name columns of the table's header"
    raise DataError(f"{name} has no column {wanted}", hint=hint)


def _name(source: str) -> str:
    return "standard input" if source == STANDARD_STREAM else Path(source).name
