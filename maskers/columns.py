"""What each column of a table is, decided from its header and a sample, with the evidence."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from .full_names import is_called_like_a_person
from .header_tables import WEAK_NUMBERS
from .headers import HeaderHint, names_a_caller, names_a_thing, read_header
from .profile import FEW_VALUES, PARTS_LIMIT, ColumnProfile

Kind = Literal["identifier", "text", "plain"]

NAME_SHARE = 0.6
WEAK_NAME_SHARE = 0.3
WEAK_SHARE = 0.3
# of few distinct values: so many full names, and so many that are names as far as can be told; more of both where
# values repeat, as brands and shops do
FULL_SHARE, NAMED_SHARE = 0.1, 0.6
REPEATED_FULL_SHARE, REPEATED_NAMED_SHARE = 0.3, 0.8
# given names alone: so many of the distinct values, of few, of more, and of those that repeat; with surnames, of many
# values and of still more. `benchmarks/bench_names.py` measures it on towns, which are called like people, too
_FEWEST_PARTS, _MORE_PARTS, _MANY_PARTS, _VERY_MANY_PARTS = 3, 10, 20, 40
GIVEN_SHARE, MORE_GIVEN_SHARE, REPEATED_GIVEN_SHARE = 0.5, 0.4, 0.6
PARTS_SHARE, MORE_PARTS_SHARE = 0.4, 0.3
# so many e-mails and phones, and so many names among the cells of several words: what a column of contacts holds
CONTACT_SHARE, CONTACT_NAME_SHARE = 0.1, 0.25
SENTENCE_SHARE = 0.2
WORDED_SHARE = 0.3
NOTED_SHARE = 0.1
CODE_SHARE = 0.95
# so many different words below a header such as "user" are no categories
_FEWEST_WORDS = 4
# more different yes/no marks are no column of them
_MOST_MARKS = 3
_SEVERAL_WORDS = 2


@dataclass(frozen=True)
class ColumnDecision:
    """What a column is.

    Attributes:
        kind: `identifier`: every cell is one value of `entity_type`; `text`: cells are searched by all recognizers;
            `plain`: by patterns.
        entity_type: of an identifier; of a quasi-identifier that stays plain; else None.
        quasi: the column identifies in combination with others.
        evidence: why, in words; holds the header and shares, never a value.
        spares_marks: yes/no marks stay, since the sample held nothing else; any other cell is an identifier.
        most_words: a plain cell of more words is none of those that were sampled and is searched like a text; None:
            some of these had several.
    """

    kind: Kind
    entity_type: str | None
    quasi: bool
    evidence: str
    spares_marks: bool = False
    most_words: int | None = None


def decide_column(header: str, profile: ColumnProfile, *, identifier_share: float) -> ColumnDecision:
    """Decide what a column is.

    Args:
        header: column name.
        profile: counts over the sampled cells.
        identifier_share: share of filled cells that must validate for the content to decide.
    """
    decision = _decide_column(header, profile, identifier_share=identifier_share)
    if decision.kind == "plain" and profile.most_words < _SEVERAL_WORDS:
        return replace(decision, most_words=profile.most_words)
    return decision


def _decide_column(header: str, profile: ColumnProfile, *, identifier_share: float) -> ColumnDecision:
    hint = read_header(header)
    if profile.filled == 0:
        return _without_content(hint)
    weak = hint is not None and hint.strength == "weak"
    if hint is not None and hint.role == "direct" and not weak and _are_marks(profile):
        return ColumnDecision("identifier", hint.entity_type, False, "header, sample of marks", spares_marks=True)
    if weak and (valid := _valid_identifier(profile, identifier_share)) is not None:
        return valid
    if hint is not None and hint.role == "direct" and _header_holds(hint, profile):
        entity_type = _entity_type(hint, profile)
        share = profile.share(profile.valid[entity_type])
        checked = f", {share:.0%} valid" if profile.valid[entity_type] else ""
        return ColumnDecision("identifier", entity_type, False, f"header{checked}")
    if weak and hint is not None and hint.entity_type == "PERSON" and _are_long_numbers(profile):
        entity_type = "PHONE_NUMBER" if names_a_caller(header) else "ID"
        return ColumnDecision("identifier", entity_type, False, "header of people, numbers")
    known = hint is not None and not weak
    by_content = _content_identifier(profile, identifier_share, named=known, thing=names_a_thing(header))
    if by_content is not None:
        return by_content
    if hint is not None and hint.role == "text":
        return ColumnDecision("text", None, False, "header")
    if hint is not None and hint.role == "quasi" and profile.share(profile.sentence_like) < SENTENCE_SHARE:
        return ColumnDecision("plain", hint.entity_type, True, "header")
    return _text_or_plain(profile)


def is_person_for_header(header: str, decision: ColumnDecision) -> bool:
    """True if a header is a full name above a column that its content shows to hold names: it is a row of data."""
    shown = decision.entity_type == "PERSON" and decision.evidence.startswith("content")
    return shown and is_called_like_a_person(header.strip())


def _without_content(hint: HeaderHint | None) -> ColumnDecision:
    if hint is not None and hint.role == "direct":
        return ColumnDecision("identifier", hint.entity_type, False, "header, sample empty")
    if hint is not None and hint.role == "quasi":
        return ColumnDecision("plain", hint.entity_type, True, "header, sample empty")
    return ColumnDecision("text", None, False, "sample empty")


def _header_holds(hint: HeaderHint, profile: ColumnProfile) -> bool:
    """A strong header holds whatever the cells are; a weak one needs the content."""
    return hint.strength == "strong" or _content_agrees(hint.entity_type, profile)


def _are_marks(profile: ColumnProfile) -> bool:
    """True if the sample holds nothing but yes/no marks, or what stands where nothing is known."""
    return profile.flags == profile.filled and profile.distinct <= _MOST_MARKS


def _are_long_numbers(profile: ColumnProfile) -> bool:
    return profile.share_of_values(profile.long_numbers) >= WEAK_SHARE


def _content_agrees(entity_type: str, profile: ColumnProfile) -> bool:
    share = profile.share_of_values
    if entity_type == "PERSON":
        return share(profile.name_like) >= WEAK_NAME_SHARE
    if entity_type == "DATE_OF_BIRTH":
        return share(max(profile.dates, profile.valid[entity_type])) >= WEAK_SHARE
    if entity_type in WEAK_NUMBERS.values():
        is_phone = entity_type == "PHONE_NUMBER" and share(profile.valid[entity_type]) >= WEAK_SHARE
        return is_phone or _are_long_numbers(profile)
    if share(max(profile.token_like, profile.valid[entity_type])) >= WEAK_SHARE:
        return True
    if entity_type == "USERNAME" and share(profile.name_like) >= WEAK_NAME_SHARE:
        return True
    is_varied = profile.distinct > FEW_VALUES or 2 * profile.distinct > profile.filled - profile.flags
    others = profile.flags + profile.numbers + profile.dates + profile.worded
    return profile.distinct >= _FEWEST_WORDS and is_varied and profile.share(others) < WEAK_SHARE


def _entity_type(hint: HeaderHint, profile: ColumnProfile) -> str:
    """People may stand below "user" as well."""
    if hint.strength == "weak" and hint.entity_type == "USERNAME":
        is_people = (
            profile.share_of_values(profile.name_like) >= WEAK_NAME_SHARE and profile.name_like > profile.token_like
        )
        return "PERSON" if is_people else "USERNAME"
    return hint.entity_type


def _valid_identifier(profile: ColumnProfile, least: float) -> ColumnDecision | None:
    for entity_type, count in profile.valid.most_common():
        if profile.share(count) >= least:
            evidence = f"content, {profile.share(count):.0%} valid"
            return ColumnDecision("identifier", entity_type, False, evidence)
    return None


def _content_identifier(profile: ColumnProfile, least: float, *, named: bool, thing: bool) -> ColumnDecision | None:
    """Decide by the content alone; a header that is known and says otherwise leaves only what validates."""
    valid = _valid_identifier(profile, least)
    if valid is not None or named:
        return valid
    if profile.share(profile.full_name_like) >= NAME_SHARE and profile.distinct > FEW_VALUES:
        evidence = f"content, {profile.share(profile.full_name_like):.0%} like names"
        return ColumnDecision("identifier", "PERSON", False, evidence)
    if not thing and _are_names(profile):
        evidence = f"content, {profile.names['full']} of {profile.distinct} values full names"
        return ColumnDecision("identifier", "PERSON", False, evidence)
    if not thing and _are_parts_of_names(profile):
        evidence = (
            f"content, {profile.parts.total()} of {min(profile.distinct, PARTS_LIMIT)} values given names or surnames"
        )
        return ColumnDecision("identifier", "PERSON", False, evidence)
    codes = profile.share(profile.code_like)
    if codes >= CODE_SHARE and profile.distinct > FEW_VALUES and _is_regular(profile):
        return ColumnDecision("identifier", "ID", False, f"content, {codes:.0%} codes")
    return None


def _are_names(profile: ColumnProfile) -> bool:
    """True if few distinct values are names; a single one that repeats may be a brand."""
    if profile.distinct > FEW_VALUES or (profile.distinct == 1 and profile.filled > 1):
        return False
    full, named = profile.names["full"], profile.names["full"] + profile.names["half"]
    least_full, least_named = FULL_SHARE, NAMED_SHARE
    if 2 * profile.distinct <= profile.filled:
        least_full, least_named = REPEATED_FULL_SHARE, REPEATED_NAMED_SHARE
    return full >= max(1, least_full * profile.distinct) and named >= least_named * profile.distinct


def _are_parts_of_names(profile: ColumnProfile) -> bool:
    """True if distinct values are given names alone, or surnames."""
    distinct = profile.distinct
    if distinct < _FEWEST_PARTS:
        return False
    counted = min(distinct, PARTS_LIMIT)
    given, both = profile.parts["given"] / counted, profile.parts.total() / counted
    if 2 * distinct <= profile.filled and distinct <= FEW_VALUES:
        return given >= REPEATED_GIVEN_SHARE
    if given >= (GIVEN_SHARE if distinct < _MORE_PARTS else MORE_GIVEN_SHARE):
        return True
    return distinct >= _MANY_PARTS and both >= (PARTS_SHARE if distinct < _VERY_MANY_PARTS else MORE_PARTS_SHARE)


def _is_regular(profile: ColumnProfile) -> bool:
    """True if few shapes cover nearly all cells, as in machine-made identifiers."""
    covered = sum(count for _, count in profile.shapes.most_common(3))
    return profile.share(covered) >= CODE_SHARE


def _holds_contacts(profile: ColumnProfile) -> bool:
    """True for e-mails and phones with names among them, whose cells only a language model tells from other words.

    Towns, products and companies stay plain: they have no e-mails and phones in their column.
    """
    contacts = profile.share(profile.valid["EMAIL_ADDRESS"] + profile.valid["PHONE_NUMBER"])
    return contacts >= CONTACT_SHARE and profile.full_names > CONTACT_NAME_SHARE * profile.worded


def _text_or_plain(profile: ColumnProfile) -> ColumnDecision:
    sentences, worded = profile.share(profile.sentence_like), profile.share(profile.worded)
    if sentences >= SENTENCE_SHARE:
        return ColumnDecision("text", None, False, f"content, {sentences:.0%} sentences")
    if worded >= WORDED_SHARE and profile.distinct > FEW_VALUES:
        return ColumnDecision("text", None, False, f"content, {worded:.0%} phrases")
    if worded >= WORDED_SHARE and (noted := profile.share(profile.noted)) >= NOTED_SHARE:
        return ColumnDecision("text", None, False, f"content, {noted:.0%} notes")
    if _holds_contacts(profile):
        return ColumnDecision("text", None, False, "content, names among e-mails and phones")
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
