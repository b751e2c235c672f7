"""Kinds of institutions, posts and laws are no organisations; institutions that a word tells apart are."""

import pytest
from privml.configs.policy import OWN_MODEL
from privml.maskers.recognizers.institutions import is_general, is_no_post
from privml.maskers.recognizers.plausible import reason_against
from privml.maskers.spans import Span


@pytest.mark.parametrize(
    ("found", "general"),
    [
        ("Ministry", True),
        ("the Government", True),
        ("Federal Minister", True),
        ("Public Prosecutor's", True),
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
    assert is_general(found) is general
    text = f"by {found} today"
    own = Span(3, 3 + len(found), "ORGANIZATION", 0.9, OWN_MODEL)
    assert (reason_against(own, text) is not None) is general
    assert (
        reason_against(Span(own.start, own.end, "ORGANIZATION", 0.9, "ner"), text) is None
    )  # a user's may know better
    assert reason_against(Span(own.start, own.end, "USERNAME", 0.9, OWN_MODEL), text) is None


@pytest.mark.parametrize(
    ("found", "is_none"), [("public", True), ("Court", True), ("judge", False), ("chief", False), ("baker", False)]
)
def test_what_nobody_works_as(found: str, is_none: bool) -> None:
    assert is_no_post(found) is is_none
    span = Span(0, len(found), "PROFESSION", 0.9, OWN_MODEL)
    assert (reason_against(span, found) is not None) is is_none
