"""What each column of a table is, decided from its header and a sample, with the evidence."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from .headers import HeaderHint, read_header
from .profile import ColumnProfile

Kind = Literal["identifier", "text", "plain"]

NAME_SHARE = 0.6
WEAK_NAME_SHARE = 0.3
SENTENCE_SHARE = 0.2
WORDED_SHARE = 0.3
CODE_SHARE = 0.95
FEW_VALUES = 20


@dataclass(frozen=True)
class ColumnDecision:
    """What a column is.

    Attributes:
        kind: `identifier`: every cell is one value of `entity_type`; `text`: cells are searched by all recognizers;
            `plain`: by patterns.
        entity_type: of an identifier; of a quasi-identifier that stays plain; else None.
        quasi: the column identifies in combination with others.
        evidence: why, in words; holds the header and shares, never a value.
    """

    kind: Kind
    entity_type: str | None
    quasi: bool
    evidence: str


def decide_column(header: str, profile: ColumnProfile, *, identifier_share: float) -> ColumnDecision:
    """Decide what a column is.

    Args:
        header: column name.
        profile: counts over the sampled cells.
        identifier_share: share of filled cells that must validate for the content to decide.
    """
    hint = read_header(header)
    if profile.filled == 0:
        return _without_content(hint)
    if hint is not None and hint.role == "direct" and _header_holds(hint, profile):
        share = profile.share(profile.valid[hint.entity_type])
        checked = f", {share:.0%} valid" if profile.valid[hint.entity_type] else ""
        return ColumnDecision("identifier", hint.entity_type, False, f"header{checked}")
    by_content = _content_identifier(profile, identifier_share, named=hint is not None)
    if by_content is not None:
        return by_content
    if hint is not None and hint.role == "text":
        return ColumnDecision("text", None, False, "header")
    if hint is not None and hint.role == "quasi" and profile.share(profile.sentence_like) < SENTENCE_SHARE:
        return ColumnDecision("plain", hint.entity_type, True, "header")
    return _text_or_plain(profile)


def _without_content(hint: HeaderHint | None) -> ColumnDecision:
    if hint is not None and hint.role == "direct":
        return ColumnDecision("identifier", hint.entity_type, False, "header, sample empty")
    if hint is not None and hint.role == "quasi":
        return ColumnDecision("plain", hint.entity_type, True, "header, sample empty")
    return ColumnDecision("text", None, False, "sample empty")


def _header_holds(hint: HeaderHint, profile: ColumnProfile) -> bool:
    """A strong header holds whatever the cells are, unless they are all yes/no marks; a weak one needs names."""
    if profile.flags == profile.filled and profile.distinct <= 3:
        return False
    return hint.strength == "strong" or profile.share(profile.name_like) >= WEAK_NAME_SHARE


def _content_identifier(profile: ColumnProfile, least: float, *, named: bool) -> ColumnDecision | None:
    for entity_type, count in profile.valid.most_common():
        if profile.share(count) >= least:
            evidence = f"content, {profile.share(count):.0%} valid"
            return ColumnDecision("identifier", entity_type, False, evidence)
    if named:
        return None
    if profile.share(profile.full_name_like) >= NAME_SHARE and profile.distinct > FEW_VALUES:
        evidence = f"content, {profile.share(profile.full_name_like):.0%} like names"
        return ColumnDecision("identifier", "PERSON", False, evidence)
    codes = profile.share(profile.code_like)
    if codes >= CODE_SHARE and profile.distinct > FEW_VALUES and _is_regular(profile):
        return ColumnDecision("identifier", "ID", False, f"content, {codes:.0%} codes")
    return None


def _is_regular(profile: ColumnProfile) -> bool:
    """True if few shapes cover nearly all cells, as in machine-made identifiers."""
    covered = sum(count for _, count in profile.shapes.most_common(3))
    return profile.share(covered) >= CODE_SHARE


def _text_or_plain(profile: ColumnProfile) -> ColumnDecision:
    sentences, worded = profile.share(profile.sentence_like), profile.share(profile.worded)
    if sentences >= SENTENCE_SHARE:
        return ColumnDecision("text", None, False, f"content, {sentences:.0%} sentences")
    if worded >= WORDED_SHARE and profile.distinct > FEW_VALUES:
        return ColumnDecision("text", None, False, f"content, {worded:.0%} phrases")
    if profile.numbers == profile.filled:
        return ColumnDecision("plain", None, False, "content, numbers")
    if profile.dates == profile.filled:
        return ColumnDecision("plain", None, False, "content, dates")
    if profile.distinct <= FEW_VALUES:
        return ColumnDecision("plain", None, False, "content, few values")
    return ColumnDecision("plain", None, False, "content, short values")


def unify_decisions(tables: Sequence[dict[str, ColumnDecision]]) -> list[dict[str, ColumnDecision]]:
    """Give columns of the same name in several tables the same identifier type.

    A column that one table shows to be an identifier and another leaves plain would be masked here and readable
    there, and would not join any more.
    """
    known: dict[str, ColumnDecision] = {}
    for table in tables:
        for name, decision in table.items():
            if decision.kind == "identifier":
                known.setdefault(name.casefold(), decision)
    return [
        {name: _unified(decision, known.get(name.casefold())) for name, decision in table.items()} for table in tables
    ]


def _unified(decision: ColumnDecision, other: ColumnDecision | None) -> ColumnDecision:
    if other is None or decision.kind != "plain" or decision.quasi:
        return decision
    return replace(other, evidence="same column in another file is an identifier")
