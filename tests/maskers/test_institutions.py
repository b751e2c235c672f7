"""Kinds of institutions, posts and laws are no organisations; institutions that a word tells apart are."""

import pytest
from privml.configs.policy import OWN_MODEL
from privml.maskers.recognizers.institutions import is_general
from privml.maskers.recognizers.plausible import reason_against
from privml.maskers.spans import Span


@pytest.mark.parametrize(
    ("found", "general"),
    [
        ("Ministry", True),
        ("the Government", True),
        ("The Council", True),
        ("the Council's", True),
        ("the World Bank", False),
        ("The", True),
        ("Government's", True),
        ("Federal Minister", False),  # a post
        ("Code of Criminal Procedure", True),
        ("first-instance", True),
        ("of", True),
        ("University", True),
        ("Court of Cassation", False),  # a country has one
        ("Ministry of Defence", False),
        ("Mersin Labour Court", False),
        ("Bank", True),
        ("World Bank", False),
        ("Bank of America", False),
        ("Section 31", False),  # a shop may have that name
        ("PKK", False),
        ("公司", False),
        ("...", False),
    ],
)
def test_general_names(found: str, general: bool) -> None:
    text = f"by {found} today"
    assert is_general(text, 3, 3 + len(found)) is general
    own = Span(3, 3 + len(found), "ORGANIZATION", 0.9, OWN_MODEL)
    assert (reason_against(own, text) is not None) is general
    assert (
        reason_against(Span(own.start, own.end, "ORGANIZATION", 0.9, "ner"), text) is None
    )  # a user's may know better
    assert reason_against(Span(own.start, own.end, "USERNAME", 0.9, OWN_MODEL), text) is None


@pytest.mark.parametrize(
    ("marked", "general"),
    [
        ("before the ⟦Federal⟧ Code of it", True),
        ("before the ⟦Labour⟧ Inspectorate", False),  # a part of a name
        ("before the Mersin ⟦Court⟧", False),
        ("the District Court’⟦s⟧ view", True),
        ("⟦S⟧ and sons", False),
        ("Everlane ⟦of⟧ Manizales", False),
        ("use raymond-⟦legal⟧ now", False),
        ("S.⟦A⟧.", False),
        ("On Monday the ⟦Ministry⟧ wrote", True),
    ],
)
def test_parts_of_names(marked: str, general: bool) -> None:
    start, end = marked.index("⟦"), marked.index("⟧") - 1
    assert is_general(marked.replace("⟦", "").replace("⟧", ""), start, end) is general
