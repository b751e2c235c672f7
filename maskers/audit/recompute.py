"""With the key and the manifest's policy: what the mask must have written."""

import re
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from pydantic import ValidationError

from ...configs.policy import Hash, MaskPolicy, Pseudonymize
from ...core.keys import Key
from ..operators.registry import Operate, OperatorTable
from ..profile import is_mark
from .pair import Pair, Role

# distinct cells of a column that are masked again
SAMPLE = 200
# what they write depends on the key, so an original among it is there by chance
_KEYED = (Hash, Pseudonymize)
_WORD = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff]|[^\W\u3400-\u4dbf\u4e00-\u9fff]+")
# changed parts of texts longer than this, or more of them, are not looked into
_MOST_WORDS = 24
_MOST_CUTS = 5_000


def policy_of(manifest: Mapping[str, Any]) -> MaskPolicy | None:
    """Return the policy of a manifest without `detect`, whose files and lists stand there as hashes alone.

    None if this version cannot read it.
    """
    try:
        return MaskPolicy.model_validate({**manifest["policy"], "detect": {}})
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
        self._parts: dict[tuple[str, str, str], list[tuple[int, int, str]]] = {}
        self._cuts = 0

    def writes(self, role: Role, original: str, masked: str) -> bool:
        """True if a keyed operator makes the one cell of the other."""
        is_keyed, _ = self._whole(role)
        return is_keyed and self.cell(role, original) == masked.strip()

    def parts(self, role: Role, original: str, written: str) -> list[tuple[int, int, str]]:
        """Cut what was written into surrogates of parts of the original, for any entity types of the column.

        Neighbouring spans come as one change, and where one ends is not known: all ways to cut are tried, the longest
        spans first.

        Returns:
            Start and end in `written` and the original of each surrogate; nothing if the key does not explain all.
        """
        known = (role.name, original, written)
        if known not in self._parts:
            if any(operate(entity_type, original) == written for entity_type, operate in self._keyed(role)):
                return [(0, len(written), original)]
            if self._cuts >= _MOST_CUTS:
                return []  # what is not explained counts as a find
            self._cuts += 1
            self._parts[known] = self._cut(role, original, written)
        return self._parts[known]

    def _cut(self, role: Role, original: str, written: str) -> list[tuple[int, int, str]]:
        operates = self._keyed(role)
        words = [match.span() for match in _WORD.finditer(original)]
        if not operates or len(words) > _MOST_WORDS:
            return []
        # where both texts are up to, and the surrogates so far
        open_: list[tuple[int, int, tuple[tuple[int, int, str], ...]]] = [(0, 0, ())]
        seen: set[tuple[int, int]] = set()
        while open_:
            here, there, parts = open_.pop()
            if here == len(original) and there == len(written):
                return list(parts)
            if (here, there) in seen:
                continue
            seen.add((here, there))
            word = _WORD.match(original, here)
            step = word[0] if word else original[here : here + 1]
            if step and written.startswith(step, there):
                open_.append((here + len(step), there + len(step), parts))
            ends = [end for _, end in words if end > here] if word else []
            for entity_type, operate in operates:
                for end in ends:
                    surrogate = operate(entity_type, original[here:end])
                    if surrogate and written.startswith(surrogate, there):
                        after = there + len(surrogate)
                        open_.append((end, after, (*parts, (there, after, original[here:end]))))
        return []

    def cell(self, role: Role, value: str) -> str:
        """Return what a cell of an identifier column becomes, blanks around it aside."""
        assert role.entity_type is not None
        stripped = value.strip()
        return self._whole(role)[1](role.entity_type, stripped) if stripped else ""

    @cache  # noqa: B019 (a few columns, for as long as one audit takes)
    def _whole(self, role: Role) -> tuple[bool, Operate]:
        """Return the operator of an identifier column, and whether it is a keyed one."""
        column = self._columns.get(role.name)
        assert role.entity_type is not None
        operator = (column and column.operator) or self._operators.operator_for(role.entity_type)
        return isinstance(operator, _KEYED), self._operators.build(operator)

    @cache  # noqa: B019
    def _keyed(self, role: Role) -> list[tuple[str, Operate]]:
        """Return the keyed operators of the entity types found in a column."""
        column = self._columns.get(role.name)
        named = [
            (entity_type, (column and column.operators.get(entity_type)) or self._operators.operator_for(entity_type))
            for entity_type in role.entities
        ]
        return [(kind, self._operators.build(operator)) for kind, operator in named if isinstance(operator, _KEYED)]


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
    # marks may stay where they are
    distinct = {
        old: new
        for old, new in zip(original, masked, strict=True)
        if old.strip() and not (old == new and is_mark(old.strip()))
    }
    return list(distinct.items())[:: max(1, len(distinct) // SAMPLE)][:SAMPLE]
