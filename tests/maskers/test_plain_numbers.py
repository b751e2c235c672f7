"""Numbers that a model takes for personal data: which are none, and which must stay."""

import pytest
from privml.configs.policy import OWN_MODEL
from privml.maskers.recognizers.kinds.places import PLACE_PATTERNS
from privml.maskers.recognizers.pattern import Pattern
from privml.maskers.recognizers.plain_numbers import reason_against_number
from privml.maskers.recognizers.plausible import reason_against
from privml.maskers.spans import Span


def span_of(marked: str, entity_type: str) -> tuple[Span, str]:
    """Return the finding in brackets of the form ⟦ ⟧, and the text without them."""
    start, end = marked.index("⟦"), marked.index("⟧") - 1
    return Span(start, end, entity_type, 0.9, OWN_MODEL), marked.replace("⟦", "").replace("⟧", "")


NONE = [
    ("We measured 3.⟦14159, 2.71828⟧ and 1.41421", "COORDINATE"),  # a word says nothing of a place
    ("the vector [⟦0.12345, -0.98765⟧, 0.55555]", "COORDINATE"),
    ("temperature 36.⟦6123, 37.1234, 36.⟧9012", "COORDINATE"),
    ("located at ⟦95.1234, 11.5761⟧", "COORDINATE"),  # no latitude
    ("GPS ⟦212.5012⟧", "COORDINATE"),  # no longitude
    ("bounded at 0.5, then ⟦12.345, 13.456⟧", "COORDINATE"),
    ("prices went from ⟦12.5000⟧ to 13", "IP_ADDRESS"),
    ("mm: ⟦120.⟧5000", "IP_ADDRESS"),
    ("docker run -p ⟦8080:80⟧", "IP_ADDRESS"),
    ("BMI 24.⟦22⟧, weight 70", "DATE_OF_BIRTH"),
    ("log(10) is ⟦2.30259⟧", "PHONE_NUMBER"),
    ("y = 2.5x ⟦+ 13.125⟧", "PHONE_NUMBER"),
    ("⟦sleep(30)⟧".replace("⟦sleep(", "sleep⟦("), "PHONE_NUMBER"),
    ("worker started, pid ⟦4711⟧", "ID"),
    ("worker started, PID=⟦4711⟧", "USERNAME"),
    ("syntax error on line ⟦1234⟧", "ZIP_CODE"),
    ("connection to ⟦port 5432⟧ refused", "STREET_ADDRESS"),
    ("moved to ⟦node 4⟧", "LOCATION"),
    ("ERROR pid ⟦3301 tid 77⟧ died", "ID"),
    ("page no. ⟦512⟧", "ID"),
    ("Kapitel ⟦12⟧", "ID"),
    ("total: ⟦1234567⟧ of 7654321", "ID"),
    ("total: 1234567 of ⟦7654321⟧", "ID"),
    ("block ⟦4096 bytes⟧ long", "USERNAME"),
    ("battery ⟦5000⟧ mAh", "ID"),
    ("opcode ⟦0x1F⟧", "ZIP_CODE"),
    ("⟦ISO 9001⟧ certified", "ID"),
    ("DIN EN ⟦1090⟧-2", "STREET_ADDRESS"),
    ("⟦INFO⟧ request done", "ID"),
    ("the screw is ⟦M8⟧", "ID"),
    ("⟦rev⟧ broke the build", "ID"),
    ("The barcode on the box says ⟦4006581807917⟧.", "ID"),
    ("POST 201 ⟦88⟧ 0.012", "URL"),
    ("sshd ⟦1022⟧: listening", "USERNAME"),
]
NONE += [
    ("listening on ⟦port⟧ 8080", "PERSON"),
    ("⟦errno⟧ 104", "PERSON"),
    ("np.zeros(⟦(128, 384⟧))", "PHONE_NUMBER"),
    ("⟦1000⟧ 2000 3000", "ID"),
    ("1000 ⟦2000 3000⟧", "PHONE_NUMBER"),
    ("ERROR pid ⟦3301 tid⟧ 77 died", "ID"),
    ("⟦GC⟧ took 312 ms", "PERSON"),
    ("torch 2.3.1, ⟦CUDA⟧ 12.1", "LOCATION"),
    ("⟦DIN⟧ EN 1090-2", "PERSON"),
    ("docker run -p ⟦8080⟧:80 nginx", "ID"),
    ("sshd ⟦1022⟧: server listening", "ID"),
    ("his SSN is 536221234.⟦0⟧", "ID"),
    ("the sum is ⟦536221234⟧.10", "ID"),
    ("it is ⟦123456⟧.0", "ID"),
    ("p = 0.0312, ⟦df⟧ = 126", "STREET_ADDRESS"),
    ("docker run -⟦p 8080:⟧80 nginx", "ID"),
    ("a pack of ⟦12⟧, 24 or 48", "STREET_ADDRESS"),
    ("hex ⟦48656c6c6f⟧", "ID"),
    ("seed=⟦20240503⟧", "PHONE_NUMBER"),
    ("shard 17 moved to ⟦node⟧ 4", "LOCATION"),
    ("⟦iso⟧-8859-1", "ID"),
    ("the ⟦Jenkins⟧ build is red", "PERSON"),
    ("⟦RFC⟧ 2616, section 4.3", "ID"),
]
SOME = [
    ("GPS: ⟦48.137, 11.576⟧", "COORDINATE"),
    ('"coords": "⟦-35.8187, 26.538⟧"', "COORDINATE"),
    ("We camped at ⟦48.137, 11.576⟧", "COORDINATE"),
    ("We camped at 48.137, ⟦11.576⟧", "COORDINATE"),
    ("found ⟦48.137° N, 11.576° E⟧", "COORDINATE"),
    ("定位 ⟦31.230, 121.473⟧", "COORDINATE"),
    ("grid ⟦8FVC9G8F+6X⟧", "COORDINATE"),
    ("reach me on ⟦555.010.7077⟧", "COORDINATE"),  # no place, but a telephone number
    ("back from ⟦10.4.0.183⟧", "IP_ADDRESS"),
    ("back from 10.4.⟦0.183⟧", "IP_ADDRESS"),  # the rest of it stands before
    ("on ⟦fe80::1⟧", "IP_ADDRESS"),
    ("born ⟦24.12⟧", "DATE_OF_BIRTH"),
    ("call ⟦555.1234⟧", "PHONE_NUMBER"),
    ("call ⟦2000 3000⟧", "PHONE_NUMBER"),  # two do not count
    ("call ⟦2100 3400 5600⟧", "PHONE_NUMBER"),  # and neither do these
    ("my number is ⟦700 800 900⟧", "PHONE_NUMBER"),
    ("extensions are ⟦1100⟧, 1200, 1300", "PHONE_NUMBER"),
    ("⟦500 500 500⟧", "PHONE_NUMBER"),
    ("⟦3000 2000 1000⟧", "PHONE_NUMBER"),
    ("⟦1000⟧ 2000 3000", "PASSWORD"),
    ("Call me: cell⟦(555, 1234⟧)", "PHONE_NUMBER"),
    ("Phone(⟦0664⟧)", "PHONE_NUMBER"),
    ("mobile(⟦555, 1234, 9876⟧)", "PHONE_NUMBER"),
    ("MR ⟦RAM⟧ called", "PERSON"),
    ("signed ⟦GC⟧, Delhi", "PERSON"),
    ("MR ⟦CUDA⟧ called", "PERSON"),
    ("password: ⟦GPU⟧", "PASSWORD"),
    ("Mr. ⟦Port⟧ 45", "PERSON"),
    ("login as ⟦nginx⟧ 12", "USERNAME"),
    ("lives in ⟦Port⟧ 4711", "LOCATION"),
    ("MOHAMMED ⟦DIN⟧ 45000 PKR", "PERSON"),
    ("ask Mr ⟦Din⟧ 12 times", "PERSON"),
    ("⟦Cuda⟧ 12", "PERSON"),
    ("⟦Page⟧ 12", "PERSON"),  # a name as well
    ("f(⟦555-0134⟧)", "PHONE_NUMBER"),
    ("extension ⟦4711⟧", "PHONE_NUMBER"),
    ("she lives at ⟦254⟧ Natasha Isle", "PHONE_NUMBER"),  # wrong type, but no plain number
    ("customer ⟦4711⟧", "ID"),
    ("⟦lee⟧ = good", "PERSON"),
    ("seed: ⟦536221234⟧", "ID"),
    ("votes: ⟦ann⟧ = 5, bob = 3", "PERSON"),
    ("⟦Jenkins⟧ job went to her brother", "PERSON"),
    ("Mr. ⟦Jenkins⟧ is here", "PERSON"),
    ("ask ⟦Shard⟧ 4", "PERSON"),
    ("client ⟦48656c6c6f⟧", "ID"),
    ("reseed ⟦20240503⟧", "PHONE_NUMBER"),
    ("mi ⟦RFC⟧ VECJ880326", "ID"),
    ("house of ⟦12⟧", "STREET_ADDRESS"),
    ("his SSN is ⟦536221234⟧.0", "ID"),
    ("his SSN is ⟦536221234.0⟧", "ID"),
    ("order ⟦88231⟧", "ID"),
    ("account ⟦88231⟧", "ID"),  # not `count`
    ("my number is ⟦C-⟧100251", "ID"),  # a part of a code
    ("invoice ⟦40-⟧3694", "ID"),
    ("line ⟦4711⟧-22-18", "ID"),
    ("status ⟦123456789⟧", "ID"),  # too long for a count
    ("user ⟦1022⟧ logged in", "USERNAME"),
    ("password is ⟦4711⟧", "PASSWORD"),
    ("mysql -u x -p ⟦482913⟧ db", "PASSWORD"),
    ("wallet ⟦0x52908400098527886E0F7030069857D2E4169EE7⟧", "ID"),
    ("watch ⟦Channel 4⟧", "ORGANIZATION"),
    ("in ⟦Room 4⟧", "LOCATION"),
    ("at ⟦12 Elm Park Road⟧", "STREET_ADDRESS"),
    ("站在 ⟦3栋501室⟧", "STREET_ADDRESS"),
]


@pytest.mark.parametrize(("marked", "entity_type"), NONE)
def test_plain_numbers(marked: str, entity_type: str) -> None:
    span, text = span_of(marked, entity_type)
    assert reason_against_number(span, text) is not None
    assert reason_against(span, text) is not None


@pytest.mark.parametrize(("marked", "entity_type"), SOME)
def test_what_may_be_personal(marked: str, entity_type: str) -> None:
    span, text = span_of(marked, entity_type)
    assert reason_against_number(span, text) is None


@pytest.mark.parametrize("recognizer", ["ner", "pattern:ID", "deny list"])
def test_only_the_own_detector_is_doubted(recognizer: str) -> None:
    span = Span(20, 24, "ID", 0.9, recognizer)
    assert reason_against(span, "worker started, pid 4711") is None


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("The hut is at 48.137, 11.576 above the lake", ["48.137, 11.576"]),
        ("near -7.141,28.890", ["-7.141,28.890"]),
        ("flat 48.137, 11.576", []),
        ("at 0.312, 0.518", []),  # shares of one
        ("at 48.137, 11.576, 12.999", []),  # three numbers are a list
        ("at 98.137, 11.576", []),
    ],
)
def test_short_pairs_behind_a_word_of_place(text: str, found: list[str]) -> None:
    patterns = [p for p in PLACE_PATTERNS if isinstance(p, Pattern) and p.entity_type == "COORDINATE"]
    assert [text[s.start : s.end] for pattern in patterns for s in pattern.find(text)] == found
