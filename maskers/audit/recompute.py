"""With the key and the manifest's policy: what the mask must have written."""

from collections.abc import Mapping, Sequence
from typing import Any

from pydantic import ValidationError

from ...configs.policy import Hash, MaskPolicy, Operator, Pseudonymize
from ...core.keys import Key
from ..operators.registry import OperatorTable
from .pair import Pair, Role

# distinct cells of a column that are masked again
SAMPLE = 200
# what they write depends on the key, so an original among it is there by chance
_KEYED = (Hash, Pseudonymize)


def policy_of(manifest: Mapping[str, Any]) -> MaskPolicy | None:
    """Return the policy of a manifest without its lists of texts; None if this version cannot read it."""
    try:
        detect = manifest["policy"]["detect"]
        text = detect["text"] | {"allow": [], "deny": {}}
        return MaskPolicy.model_validate({**manifest["policy"], "detect": {**detect, "text": text}})
    except (KeyError, TypeError, ValidationError):
        return None


class Recomputer:
    """Masks values as the policy of a manifest says.

    Args:
        policy: of the manifest.
        key: that sealed it.
    """

    def __init__(self, policy: MaskPolicy, key: Key) -> None:
        self._columns = {name.strip(): column for name, column in policy.columns.items()}
        self._operators = OperatorTable(policy.operators, key=key, locale=policy.locale)

    def writes(self, role: Role, original: str, masked: str) -> bool:
        """True if a keyed operator makes the one cell of the other."""
        operator = self._operator(role)
        return isinstance(operator, _KEYED) and self._apply(role, operator, original) == masked.strip()

    def replaces(self, role: Role, original: str, written: str) -> bool:
        """True if a keyed operator makes the one part of a text of the other, for any entity type of the column."""
        column = self._columns.get(role.name)
        for entity_type in role.entities:
            own = column and column.operators.get(entity_type)
            operator = own or self._operators.operator_for(entity_type)
            if isinstance(operator, _KEYED) and self._operators.build(operator)(entity_type, original) == written:
                return True
        return False

    def cell(self, role: Role, value: str) -> str:
        """Return what a cell of an identifier column becomes, blanks around it aside."""
        return self._apply(role, self._operator(role), value)

    def _operator(self, role: Role) -> Operator:
        column = self._columns.get(role.name)
        assert role.entity_type is not None
        return (column and column.operator) or self._operators.operator_for(role.entity_type)

    def _apply(self, role: Role, operator: Operator, value: str) -> str:
        assert role.entity_type is not None
        stripped = value.strip()
        return self._operators.build(operator)(role.entity_type, stripped) if stripped else ""


def count_recomputed(pair: Pair, recomputer: Recomputer) -> dict[str, dict[str, int]]:
    """Mask a sample of each identifier column again.

    Returns:
        By column, how many distinct cells were masked again (`checked`) and how many came out as they stand (`equal`).
    """
    counts = {}
    for name, role in pair.roles.items():
        if role.kind == "identifier" and name in pair.masked:
            cells = _sample(pair.original[name], pair.masked[name])
            equal = sum(recomputer.cell(role, old) == new.strip() for old, new in cells)
            counts[name] = {"checked": len(cells), "equal": equal}
    return counts


def _sample(original: Sequence[str], masked: Sequence[str]) -> list[tuple[str, str]]:
    distinct = {old: new for old, new in zip(original, masked, strict=True) if old.strip()}
    return list(distinct.items())[:: max(1, len(distinct) // SAMPLE)][:SAMPLE]
