"""Scanning and masking of pandas data frames."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..configs.policy import MaskPolicy
from ..configs.resolve import resolve_config
from ..configs.strict_yaml import Document, load_yaml
from ..core.errors import AnswerIsNo, DataError
from ..core.keys import Key, load_key, random_key
from ..core.manifest import make_manifest
from ..core.tables import Batch
from .operators.registry import OperatorTable
from .plan import decide_columns, make_plan, profile_columns, require_columns
from .report import FileReport
from .runner import Runner
from .scan import ScanReport, scan_table
from .stage import make_detector, public_policy

if TYPE_CHECKING:
    import pandas as pd

# floats hold whole numbers exactly up to here
_EXACT = 2**53
Policy = MaskPolicy | Mapping[str, Any] | str | Path | None


class FrameReader:
    """A data frame as a table: cells as text, missing values as empty cells.

    Raises:
        DataError: no rows, columns of the same name, or an index that holds data.
    """

    def __init__(self, frame: "pd.DataFrame") -> None:
        _require_frame(frame)
        self.columns = [str(name).strip() for name in frame.columns]
        if len(set(self.columns)) < len(self.columns):
            raise DataError("the data frame has two columns of the same name")
        if frame.empty:
            raise DataError("the data frame has no rows")
        self._frame = frame
        self.skipped = 0
        self.rows_read = 0

    def batches(self, size: int) -> Iterator[Batch]:
        """Yield the rows in order, `size` at a time."""
        for start in range(0, len(self._frame), size):
            part = self._frame.iloc[start : start + size]
            cells = [["" if missing else _text(value) for value, missing in _with_missing(part[c])] for c in part]
            self.rows_read += len(part)
            yield Batch.of_columns(start, cells, ())


def scan(frame: "pd.DataFrame", policy: Policy = None) -> ScanReport:
    """Look through a data frame for personal data.

    Args:
        frame: any data frame; cells are read as text.
        policy: detection settings: a `MaskPolicy`, a mapping, or the path of a policy file.

    Returns:
        Findings by column, without values.

    Example:
        >>> import pandas as pd, privml
        >>> report = privml.scan(pd.DataFrame({"email": ["ann@example.org", "bob@example.org"], "plan": ["a", "b"]}))
        >>> report.columns["email"].entity_type, report.columns["plan"].kind
        ('EMAIL_ADDRESS', 'plain')
    """
    resolved, folder = resolve_policy(policy)
    return scan_table(FrameReader(frame), name="frame", policy=_unless_asked_alone(resolved), folder=folder)


def mask(frame: "pd.DataFrame", policy: Policy = None, key: Key | str | Path | None = None) -> "pd.DataFrame":
    """Mask a data frame.

    Columns in which something was masked come back as text; the others keep their type, and missing values stay
    missing.

    Args:
        frame: any data frame.
        policy: what is looked for and what happens to it: a `MaskPolicy`, a mapping, or the path of a policy file;
            default: the preset `mask/default`.
        key: a key, or the path of a key file; without one pseudonyms cannot be joined with another run's.

    Returns:
        A new data frame; its manifest stands in `.attrs["privml_manifest"]`.

    Raises:
        DataError: no rows, columns of the same name, or an index that holds data.
        AnswerIsNo: more residual findings than `max_residual` of the policy.

    Example:
        >>> import pandas as pd, privml
        >>> frame = pd.DataFrame({"email": ["ann@example.org"], "amount": [12.5]})
        >>> masked = privml.mask(frame, policy={"preset": "mask/labels"})
        >>> masked["email"][0], float(masked["amount"][0])
        ('<EMAIL_ADDRESS>', 12.5)
    """
    resolved, folder = resolve_policy(policy)
    secret = key if isinstance(key, Key) else random_key() if key is None else load_key(Path(key))
    operators = OperatorTable(resolved.operators, key=secret, locale=resolved.locale)
    reader = FrameReader(frame)
    require_columns(reader.columns, resolved, source="the data frame")
    [everything] = reader.batches(len(frame))
    sampled = everything.rows[: resolved.detect.sample_rows]
    decisions = decide_columns(reader.columns, profile_columns(reader.columns, sampled), resolved)
    plans = make_plan(decisions, resolved, operators)
    detector = make_detector(resolved, operators, folder)
    report = FileReport.from_plans("frame", "frame", plans)
    report.rows = len(frame)
    result = frame.copy()
    new: dict[int, Any] = {}
    with Runner(
        _unless_asked_alone(resolved), key=secret, folder=folder, detector=detector, operators=operators
    ) as runner:
        for batch, masked in runner.mask(plans, _cut(everything, resolved.batch_rows)):
            report.add(masked)
            for index, cells in masked.replaced.items():
                if index not in new:
                    new[index] = frame.iloc[:, index].astype(object).to_numpy(copy=True)
                _put(new[index], batch.start, batch.column(index), cells)
    for index, values in new.items():
        result[frame.columns[index]] = values
    if resolved.max_residual is not None and report.residual > resolved.max_residual:
        raise AnswerIsNo(f"{report.residual} residual findings, over the limit of {resolved.max_residual}")
    result = result.drop(columns=[frame.columns[plan.index] for plan in plans if plan.kind == "drop"])
    result.attrs["privml_manifest"] = _manifest(
        report, resolved, public_policy(resolved, detector), secret, [str(c) for c in result.columns]
    )
    return result


def _cut(batch: Batch, size: int) -> Iterator[Batch]:
    columns = [batch.column(index) for index in range(batch.width)]
    for start in range(0, len(batch), size):
        yield Batch.of_columns(start, [column[start : start + size] for column in columns], ())


def _put(values: Any, start: int, old: list[str], new: list[str]) -> None:
    """Write the cells that changed into the values of a column, as text; missing values stay missing."""
    for position, (before, after) in enumerate(zip(old, new, strict=True), start):
        if before != after:
            values[position] = after


def _require_frame(frame: "pd.DataFrame") -> None:
    import pandas as pd

    if not isinstance(frame, pd.DataFrame):
        raise TypeError(f"a pandas data frame is needed, not {type(frame).__name__}")
    index = frame.index
    numbered = isinstance(index, pd.RangeIndex) or (index.name is None and pd.api.types.is_integer_dtype(index.dtype))
    if not numbered:
        # nothing masks an index: names or addresses in it would come out as they are
        raise DataError("the data frame's index holds data", hint="frame.reset_index() makes it a column")


def _text(value: Any) -> str:
    """Return a cell as text; whole numbers that missing values made floats lose their `.0`."""
    if isinstance(value, float) and value.is_integer() and abs(value) < _EXACT:
        return str(int(value))
    return str(value)


def _with_missing(column: "pd.Series[Any]") -> Iterator[tuple[Any, bool]]:
    return zip(column.tolist(), column.isna().tolist(), strict=True)


def resolve_policy(policy: Policy) -> tuple[MaskPolicy, Path]:
    """Return a policy and the folder that file names in it are relative to."""
    if isinstance(policy, MaskPolicy):
        return policy, Path()
    if isinstance(policy, str | Path):
        document: Document | None = load_yaml(Path(policy))
        folder = Path(policy).parent
    else:
        document = None if policy is None else Document("policy", dict(policy), {})
        folder = Path()
    return resolve_config(MaskPolicy, kind="mask", document=document).config, folder


def _unless_asked_alone(policy: MaskPolicy) -> MaskPolicy:
    """Return the policy with one process unless it names a number: a library starts none that nobody asked for."""
    return policy if policy.workers else policy.model_copy(update={"workers": 1})


def _manifest(
    report: FileReport, policy: MaskPolicy, public: dict[str, Any], key: Key, columns: list[str]
) -> dict[str, Any]:
    counts = report.to_dict()
    return make_manifest(
        stage="mask",
        source={"name": "frame", "rows": report.rows},
        output={"name": "frame", "rows": report.rows, "columns": columns},
        policy=public,
        key=key,
        body={
            "columns": counts["columns"],
            "entities": counts["entities"],
            "residual": {"verify": policy.verify, "total": report.residual},
            "unsearched": report.unsearched,
            "skipped_rows": 0,
        },
    )
