"""Explanations say what masking does, and why."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from privml.configs.policy import MaskPolicy
from privml.configs.resolve import resolve_config
from privml.configs.strict_yaml import Document
from privml.core.keys import Key
from privml.core.tables import Batch
from privml.maskers.engine import Engine
from privml.maskers.explain import Explainer
from privml.maskers.explanations import Candidate, TextExplanation
from privml.maskers.finder import Finder
from privml.maskers.operators.registry import OperatorTable
from privml.maskers.plan import ColumnPlan
from privml.maskers.spans import resolve_overlaps
from privml.maskers.stage import make_detector, run_mask

Write = Callable[[str, str | bytes], Path]
TEXTS = [
    "Hi, this is Mr Lee, SSN 078-05-1123, passport A12345678, card 4111 1111 1111 1112, mail ann@example.org",
    "my name is Ann Lee. Then Lee paid by 4111 1111 1111 1111 on 3/4/2020; see http://a.example/x?m=b@c.org",
    "Call me on +1 212-736-5000 or (212) 736 5001, ip 10.0.0.1, DE89 3704 0044 0532 0130 00",
    "我叫张伟，电话13812345678。 ＡＮＮ＠example．org",
    "Your driver license F1234567 and account 12345678901, bank acct 123456789",
    "zero\u200bwidth ann\u200b@example.org, Mr O\u2019Neill",
    "nothing here",
    "",
]


def policy(**document: Any) -> MaskPolicy:
    sets = ["detect.text.model=null"]
    return resolve_config(MaskPolicy, kind="mask", document=Document("policy", document, {}), sets=sets).config


def of(explanation: TextExplanation, value: str, entity_type: str) -> Candidate:
    [found] = [
        candidate
        for candidate in explanation.candidates
        if explanation.text[candidate.span.start : candidate.span.end] == value
        and candidate.span.entity_type == entity_type
    ]
    return found


POLICIES = [
    {},
    {"operators": {"URL": "keep", "PERSON": "redact", "DATE_TIME": "replace"}},
    {"detect": {"text": {"score_threshold": 0.1, "allow": ["ann@example.org"], "deny": {"PROJECT": ["paid by"]}}}},
    {"detect": {"text": {"entities": ["PERSON", "US_SSN"], "thresholds": {"PERSON": 0.65}}}},
    {"detect": {"text": {"score_threshold": 1.0}}},
]


@pytest.mark.parametrize("document", POLICIES, ids=range(len(POLICIES)))
def test_what_is_said_is_what_is_done(document: dict[str, Any], key: Key) -> None:
    """The engine masks the same cells by its own way."""
    resolved = policy(**document)
    operators = OperatorTable(resolved.operators, key=key, locale=resolved.locale)
    detector = make_detector(resolved, operators, Path())
    plan = ColumnPlan(0, "text", "text", None, False, None, {}, "")
    engine = Engine([plan], detector=detector, operators=operators, row_context=True, verify="off")
    explainer = Explainer(resolved, key=key)
    for text in TEXTS:
        batch = Batch(0, [[text]], [[text]])
        masked = engine.mask(batch)
        explained = explainer.explain_text(text)
        assert explained.masked == masked.replaced.get(0, [text])[0]
        made = masked.entities[0]
        assert sorted(made.elements()) == sorted(r.span.entity_type for r in explained.replacements)
        real = Finder([plan], detector=detector, row_context=True).find(batch)[0][0]
        final = resolve_overlaps((s for s in real if s.entity_type not in operators.kept_types), text)
        assert [r.span for r in explained.replacements] == final
        said = {c.span for c in explained.candidates if c.verdict in ("masked", "masked in part")}
        assert said >= {span for span in final if span in real}
        assert len({c.span for c in explained.candidates}) == len(explained.candidates)
        assert all(c.reason for c in explained.candidates)


def test_every_verdict_has_its_reason() -> None:
    explainer = Explainer(
        policy(
            operators={"URL": "keep"},
            detect={"text": {"allow": ["ann@example.org"], "thresholds": {"PERSON": 0.75}, "deny": {"X": ["red fox"]}}},
        )
    )
    text = (
        "Mr Lee wrote: my name is Bo Cantwell, passport A12345678, social security 123-45-6789, a red fox, "
        "card 4111 1111 1111 1112 or 4111 1111 1111 1111, mail ann@example.org, www.example.org/x"
    )
    explained = explainer.explain_text(text)
    expected = {
        ("Lee", "PERSON"): ("masked", "reaches the threshold of 0.75"),
        ("Bo Cantwell", "PERSON"): ("rejected", "below the threshold of 0.75"),
        ("A12345678", "US_PASSPORT"): ("rejected", "below the threshold of 0.5"),
        ("red fox", "X"): ("masked", "reaches the threshold of 0.5"),
        ("4111 1111 1111 1112", "CREDIT_CARD"): ("rejected", "did not pass the check is_card_number"),
    }
    assert {known: (of(explained, *known).verdict, of(explained, *known).reason) for known in expected} == expected
    urls = {(c.verdict, c.reason) for c in explained.candidates if c.span.entity_type == "URL"}
    assert ("kept", "operator keep") in urls
    kept = policy(operators={"US_PASSPORT": "keep"})
    weak = of(Explainer(kept).explain_text(text), "A12345678", "US_PASSPORT")
    assert (weak.verdict, weak.reason) == ("rejected", "below the threshold of 0.5")
    assert not any(verdict.startswith("masked") for verdict, _ in urls)
    allowed = [c for c in explained.candidates if c.reason == "in the allow list"]
    assert {text[c.span.start : c.span.end] for c in allowed} == {"ann@example.org"}
    passport = of(explained, "A12345678", "US_PASSPORT").cause
    assert (passport.base_score, passport.context) == (0.1, "passport")
    assert of(explained, "A12345678", "US_PASSPORT").span.score == pytest.approx(0.45)
    card = next(c for c in explained.candidates if c.span.entity_type == "CREDIT_CARD" and c.verdict == "masked")
    assert card.cause.check is not None
    assert card.cause.context is None


def test_overlaps_are_named() -> None:
    explained = Explainer(policy()).explain_text("see http://a.example/x?m=bob@c.org")
    lost = [c for c in explained.candidates if c.verdict == "lost"]
    assert "EMAIL_ADDRESS" in {c.span.entity_type for c in lost}
    assert all("to URL of pattern:URL" in c.reason for c in lost)
    assert [c.span.entity_type for c in explained.candidates if c.verdict == "masked"] == ["URL"]


def test_a_number_that_a_model_took_for_a_person() -> None:
    class Guesser:
        supported_types = frozenset({"PERSON"})

        def find(self, texts: list[str]) -> list[list[Any]]:
            from privml.maskers.spans import Span

            return [[Span(0, 3, "PERSON", 0.85, "SpacyRecognizer")] for _ in texts]

    explainer = Explainer(policy())
    explainer._open._models = [Guesser()]  # type: ignore[list-item]
    explained = explainer.explain_text("96c is open")
    assert of(explained, "96c", "PERSON").reason == "a number or a code is no person"
    assert explained.masked == explained.text


CUSTOMERS = "customer_id,name,birth_date,note\nC-1001,Zora Quimbyx,1963-07-16,quimbxy born 16.7.63\nC-1002,Al Roe,,\n"


def test_a_row_is_explained_as_it_is_masked(write: Write, key: Key, tmp_path: Path) -> None:
    source = write("customers.csv", CUSTOMERS)
    resolved = policy(columns={"note": {"kind": "text"}})
    run_mask([str(source)], str(tmp_path / "out.csv"), policy=resolved, key=key)
    explainer = Explainer(resolved, key=key)
    lines = (tmp_path / "out.csv").read_text().splitlines()
    for number, line in enumerate(lines[1:]):
        masked = dict(zip(lines[0].split(","), line.split(","), strict=True))
        explained = {e.column: e.masked for e in explainer.explain_row(str(source), number)}
        # blank cells of identifiers have nothing to explain
        assert explained == {name: cell for name, cell in masked.items() if cell or name == "note"}
    *_, note = explainer.explain_row(str(source), 0)
    assert note.column == "note"
    assert of(note, "quimbxy", "PERSON").cause.source == "name"
    assert of(note, "quimbxy", "PERSON").cause.how == "misspelt"
    day = next(c for c in note.candidates if c.span.recognizer == "row" and c.span.entity_type == "DATE_OF_BIRTH")
    assert (day.cause.source, day.cause.how) == ("birth_date", "date in another format")
    [given] = explainer.explain_row(str(source), 0, text="ask zora")
    assert of(given, "zora", "PERSON").cause.how == "as written"


def test_what_another_table_and_another_mention_tell(write: Write) -> None:
    write("customers.csv", CUSTOMERS)
    tickets = write("tickets.csv", "customer_id,message\nC-1001,Zora met Mr Cantwell. Ask Cantwell!\n")
    known = {"file": "customers.csv", "key": "customer_id"}
    resolved = policy(detect={"text": {"known": known}}, columns={"message": {"kind": "text"}, "customer_id": "keep"})
    *_, message = Explainer(resolved, folder=tickets.parent).explain_row(str(tickets), 0)
    zora = of(message, "Zora", "PERSON")
    assert (zora.span.recognizer, zora.cause.source, zora.cause.how) == ("known", "customers.csv", "as written")
    mention = [c for c in message.candidates if c.span.recognizer == "document"]
    assert [(c.verdict, c.span.start) for c in mention] == [("masked", message.text.rindex("Cantwell"))]
