"""The plan: the policy applied to the columns of one table."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from ..configs.policy import ColumnPolicy, Drop, Keep, MaskPolicy, Operator
from ..core.column_names import missing_column_hint
from ..core.errors import ConfigError, DataError
from .columns import ColumnDecision, decide_column, is_person_for_header
from .full_names import is_called_like_a_person, name_evidence
from .headers import read_header
from .operators.registry import OperatorTable
from .profile import ColumnProfile, is_mark, is_placeholder
from .recognizers.patterns import find_patterns
from .spans import resolve_overlaps
from .spelling import bare
from .words import is_known_name

# columns that the policy masks as a whole without saying what they hold
UNNAMED = "VALUE"
# a header of so many words is a sentence, not a name
_HEADER_WORDS = 12
_LONGEST_HEADER = 60  # characters
# so many cells of a row must name identifiers for it to be a header
_FEWEST_NAMED = 2
_MOST_TITLES = 5  # rows above it
# what blank names are replaced by, and years
_NO_NAME = re.compile(r"c\d+|\d+")


@dataclass(frozen=True)
class ColumnPlan:
    """What happens to a column.

    Attributes:
        index: position in the table, from 0.
        name: header.
        kind: `identifier`: `operator` on every filled cell; `text` and `plain`: operators by entity type on what is
            found; `keep`: passed through; `drop`: left out.
        entity_type: of an identifier or quasi-identifier.
        quasi: identifies in combination with others and is not masked.
        operator: for whole cells.
        operators: by entity type for findings, before the policy's own.
        evidence: why the column is treated so.
        spares_marks: see `ColumnDecision`.
        most_words: see `ColumnDecision`.
    """

    index: int
    name: str
    kind: Literal["identifier", "text", "plain", "keep", "drop"]
    entity_type: str | None
    quasi: bool
    operator: Operator | None
    operators: Mapping[str, Operator]
    evidence: str
    spares_marks: bool = False
    most_words: int | None = None

    def value_of(self, cell: str) -> str:
        """Return what a cell of an identifier holds, without blanks; nothing for a mark that stays."""
        value = cell.strip()
        is_spared = is_placeholder if self.entity_type == "PERSON" else is_mark  # No and Si are surnames, too
        return "" if self.spares_marks and is_spared(value) else value


def profile_columns(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> list[ColumnProfile]:
    """Profile sampled rows."""
    profiles = [ColumnProfile() for _ in columns]
    for index, profile in enumerate(profiles):
        profile.update(row[index] for row in rows)
    return profiles


def decide_columns(
    columns: Sequence[str], profiles: Sequence[ColumnProfile], policy: MaskPolicy
) -> dict[str, ColumnDecision]:
    """Decide what every column is; with `detect.columns: false` all are searched as free text.

    Raises:
        DataError: a column of names is itself called like a person: the header is missing.
    """
    if not policy.detect.columns:
        return {
            name: ColumnDecision("text", None, False, "not recognised: detect.columns is false") for name in columns
        }
    share = policy.detect.identifier_share
    decisions = {
        name: decide_column(name, profile, identifier_share=share)
        for name, profile in zip(columns, profiles, strict=True)
    }
    decided = _policies_by_column(columns, policy)
    for number, (name, decision) in enumerate(decisions.items(), 1):
        if name not in decided and is_person_for_header(name, decision):
            raise _header_is_data("the table", number)
    return decisions


def make_plan(
    decisions: Mapping[str, ColumnDecision], policy: MaskPolicy, operators: OperatorTable
) -> list[ColumnPlan]:
    """Combine what the columns are with what the policy says about them."""
    named = _policies_by_column(list(decisions), policy)
    plans = []
    for index, (name, decision) in enumerate(decisions.items()):
        plans.append(_plan_column(index, name, decision, named.get(name), operators))
    return plans


def require_columns(columns: Sequence[str], policy: MaskPolicy, *, source: str) -> None:
    """Raise DataError if the policy names a column that the table lacks."""
    known = policy.detect.text.known
    named = [*policy.columns, *([known.key_column] if known is not None else [])]
    missing = [name for name in named if name.strip() not in columns]
    if missing:
        name = missing[0]
        raise DataError(
            f"{source}: the policy names column {name}, which the table lacks",
            hint=missing_column_hint(name, columns, otherwise="privml scan lists the columns"),
        )


def require_header(columns: Sequence[str], *, source: str) -> None:
    """Raise DataError if a column name is itself personal data or a sentence: the header is missing."""
    for number, name in enumerate(columns, 1):
        spans = resolve_overlaps((s for s in find_patterns(name) if s.score >= 0.75), name)
        if spans or len(name.split()) > _HEADER_WORDS:
            raise _header_is_data(source, number)
    _require_no_people(columns, source)


def require_no_title(columns: Sequence[str], rows: Sequence[Sequence[str]], *, source: str) -> None:
    """Raise DataError if one of the first rows is the header: titles stand above it, or it was read as data.

    Half of its cells name identifiers, in other rows fewer do, no column name does, and one is blank or a number.

    Args:
        columns: names of the columns.
        rows: the first rows.
        source: the table, for messages.
    """
    is_title = any(_NO_NAME.fullmatch(name) for name in columns)
    if not is_title or any(map(_names_identifier, columns)):
        return
    headers = [number for number, row in enumerate(rows[: _MOST_TITLES + 1], 1) if _is_header(row)]
    if len(headers) == 1:
        raise DataError(
            f"{source}: row {headers[0]} looks like the header",
            hint="remove what stands above it, and leave out --no-header; a policy that names columns skips this",
        )


def _is_header(cells: Sequence[str]) -> bool:
    """True if half of the cells, and two of them, name what identifies people."""
    filled = [cell for cell in cells if cell.strip()]
    return sum(map(_names_identifier, filled)) >= max(_FEWEST_NAMED, len(filled) / 2)


def _names_identifier(header: str) -> bool:
    hint = read_header(header) if len(header) <= _LONGEST_HEADER else None
    return hint is not None and hint.role == "direct" and hint.strength == "strong"


def _require_no_people(columns: Sequence[str], source: str) -> None:
    """Raise DataError for a table turned on its side; a single name may be that of a brand or a report."""
    unknown = [(number, name.strip()) for number, name in enumerate(columns, 1) if read_header(name) is None]
    people = [number for number, name in unknown if name_evidence(name) == "full" and is_called_like_a_person(name)]
    if people and sum(1 for _, name in unknown if _are_names(name)) > 1:
        raise _header_is_data(source, people[0])


def _are_names(name: str) -> bool:
    words = [bare(word.casefold()) for word in name.split()]
    return len(words) > 1 and all(map(is_known_name, words))


def _header_is_data(source: str, number: int) -> DataError:
    return DataError(
        f"{source}: the name of column {number} looks like data, not like a header",
        hint="--no-header reads the first row as data and names the columns c1, c2, ...",
    )


def _policies_by_column(columns: Sequence[str], policy: MaskPolicy) -> dict[str, ColumnPolicy]:
    return {name.strip(): column for name, column in policy.columns.items() if name.strip() in columns}


def _plan_column(
    index: int, name: str, decision: ColumnDecision, column: ColumnPolicy | None, operators: OperatorTable
) -> ColumnPlan:
    is_named = column is not None
    if column is None:
        column = ColumnPolicy(
            kind=decision.kind, entity=decision.entity_type if decision.kind == "identifier" else None
        )
        evidence = decision.evidence
    else:
        evidence = "policy"
    operator, kind = column.operator, column.kind
    if isinstance(operator, Drop):
        return ColumnPlan(index, name, "drop", decision.entity_type, False, operator, {}, evidence)
    entity = column.entity or (decision.entity_type if kind is None and decision.kind == "identifier" else None)
    if isinstance(operator, Keep) and kind is None:
        return ColumnPlan(index, name, "keep", entity or decision.entity_type, False, operator, {}, evidence)
    if entity is None and operator is not None and kind is None:
        entity = UNNAMED
    if entity is not None:
        operator = operator or operators.operator_for(entity)
        kept = isinstance(operator, Keep)
        spares = decision.spares_marks and not is_named
        return ColumnPlan(index, name, "keep" if kept else "identifier", entity, False, operator, {}, evidence, spares)
    if operator is not None:
        raise ConfigError(
            f"column {name}: an operator for whole cells and kind: {kind} exclude each other",
            hint="use operators: {ENTITY: ...} for what is found inside the cells",
        )
    quasi_type = decision.entity_type if decision.quasi else None
    plain_or_text: Literal["text", "plain"] = "text" if (kind or decision.kind) == "text" else "plain"
    most_words = decision.most_words if plain_or_text == "plain" else None
    return ColumnPlan(
        index, name, plain_or_text, quasi_type, decision.quasi, None, column.operators, evidence, most_words=most_words
    )
