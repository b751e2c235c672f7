"""Why a text is masked as it is: every candidate, who found it and how, and what decided about it."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from ..configs.policy import OWN_MODEL, Keep, MaskPolicy, Replace
from ..core.errors import DataError
from ..core.inputs import open_input
from ..core.keys import Key, random_key
from ..core.tables import Batch, TableOptions, open_reader
from ..core.tables.broken_rows import broken_rows_hint
from .causes import Cause, cause_of_pattern, cause_of_value, failed_checks
from .context import row_values, search_known, search_mentions
from .explanations import Candidate, Replacement, TextExplanation
from .finder import Finder, is_text
from .operators.registry import OperatorTable
from .plan import ColumnPlan, make_plan, require_columns, require_header
from .recognizers.clues import Clues
from .recognizers.plausible import reason_against
from .rewrite import rewrite
from .spans import MODELS, Span, resolve_overlaps
from .spelling import read
from .stage import decide_sample, make_detector, read_sample

_NOTE = "text"


class Explainer:
    """Explains what a policy does to texts.

    Args:
        policy: the masking policy.
        folder: what file names in it are relative to.
        key: secret of pseudonyms; default: a random one.
    """

    def __init__(self, policy: MaskPolicy, *, folder: Path = Path(), key: Key | None = None) -> None:
        self._policy = policy
        self._operators = OperatorTable(policy.operators, key=key or random_key(), locale=policy.locale)
        self._detector = make_detector(policy, self._operators, folder)
        # finds everything that the recognizers can say, whatever its score and its operator
        everything = _without_limits(policy)
        self._open = make_detector(
            everything, OperatorTable(everything.operators, key=random_key(), locale=policy.locale), folder
        )

    def explain_text(self, text: str) -> TextExplanation:
        """Explain a text by itself, as a cell of a text column in a table without other columns."""
        [explanation] = self._explain([text], [_note_plan(0)])
        return replace(explanation, column=None)

    def explain_row(
        self, table: str, number: int, *, text: str | None = None, options: TableOptions | None = None
    ) -> list[TextExplanation]:
        """Explain the cells of a row of a table, or a text as if it were a note in that row.

        Args:
            table: file.
            number: of the row among the data rows, from 0.
            text: what is explained in place of the row's own cells.
            options: how to read the table.

        Raises:
            DataError: the table has no such row, or cannot be read.
        """
        with open_input(table) as opened, broken_rows_hint("--delimiter and --encoding say how to read the table"):
            reader = open_reader(opened, options or TableOptions())
            require_header(reader.columns, source=opened.name)
            require_columns(reader.columns, self._policy, source=opened.name)
            first, rest = read_sample(reader, self._policy)
            plans = make_plan(decide_sample(reader, first, self._policy), self._policy, self._operators)
            row = next(
                (b.rows[number - b.start] for b in (*first, *rest) if b.start <= number < b.start + len(b)), None
            )
        if row is None:
            raise DataError(f"{opened.name} has no row {number}", hint="rows count from 0, as in privml scan --spans")
        if text is None:
            return self._explain(row, plans)
        [*_, explanation] = self._explain([*row, text], [*plans, _note_plan(len(plans))])
        return [explanation]

    def _explain(self, row: Sequence[str], plans: Sequence[ColumnPlan]) -> list[TextExplanation]:
        """Explain a row, by columns that are masked or searched."""
        finder = Finder(plans, detector=self._detector, row_context=self._policy.detect.text.row_context)
        found = finder.find(Batch(0, [list(row)], [list(row)]))
        texts = [plan for plan in plans if plan.kind == "text"]
        from_row = self._from_row(finder, row, texts)
        explained = []
        for plan in plans:
            cell = row[plan.index]
            if plan.kind == "identifier" and plan.value_of(cell):
                explained.append(self._identifier(plan, cell))
            elif plan.kind in ("text", "plain"):
                real = found[plan.index][0]
                told = from_row.get(plan.index, [])
                candidates = self._judge(
                    plan, cell, real, [*self._candidates(plan, cell, [s for s, *_ in told]), *told]
                )
                explained.append(
                    self._rewritten(plan, cell, real, self._with_causes(finder, plans, row, cell, candidates))
                )
        return explained

    def _identifier(self, plan: ColumnPlan, cell: str) -> TextExplanation:
        assert plan.entity_type is not None
        assert plan.operator is not None
        start = cell.index(cell.strip())
        span = Span(start, start + len(cell.strip()), plan.entity_type, 1.0, "column")
        written = self._operators.build(plan.operator)(plan.entity_type, cell.strip())
        candidate = Candidate(span, None, "masked", "every cell of the column", Cause(how=plan.evidence))
        masked = cell[: span.start] + written + cell[span.end :]
        return TextExplanation(plan.name, cell, masked, [candidate], [Replacement(span, plan.operator.type, written)])

    def _rewritten(self, plan: ColumnPlan, text: str, real: list[Span], candidates: list[Candidate]) -> TextExplanation:
        final = self._final(plan, text, real)
        replacements = []
        for span in final:
            operator = self._operator_of(plan, span.entity_type)
            written = self._operators.build(operator)(span.entity_type, text[span.start : span.end])
            replacements.append(Replacement(span, operator.type, written))
        written_texts = iter([made.text for made in replacements])
        masked = rewrite(text, final, lambda entity_type, value: next(written_texts)).text
        return TextExplanation(plan.name, text, masked, candidates, replacements)

    def _candidates(self, plan: ColumnPlan, text: str, told: Sequence[Span]) -> list[tuple[Span, str | None, Cause]]:
        """Return what the recognizers say about a text by itself, with the reason where it is settled already."""
        if not text.strip():
            return []
        reading = read(text)
        clues = Clues(reading.text)

        def placed(span: Span) -> Span:
            start, end = reading.original(span.start, span.end)
            return replace(span, start=start, end=end)

        searched = is_text(plan, text)
        spans = self._open.find_in_texts([text], [told])[0] if searched else self._open.find_in_values([text])[0]
        found: list[tuple[Span, str | None, Cause]] = [
            (span, None, cause_of_pattern(span, reading, clues) or self._cause_of_model(span)) for span in spans
        ]
        if searched:
            for span in self._open.find_by_models([reading.text])[0]:
                if (reason := reason_against(span, reading.text, self._open.han)) is not None:
                    found.append((placed(span), reason, self._cause_of_model(span)))
        for span, cause in failed_checks(clues):
            threshold = self._detector.filter.threshold_of(span.entity_type)
            # what would not count anyway is no candidate
            if threshold is not None and span.score >= threshold:
                found.append((placed(span), f"did not pass the check {cause.check}", cause))
        return found

    def _cause_of_model(self, span: Span) -> Cause:
        if span.recognizer in ("SpacyRecognizer", "han", OWN_MODEL):
            return Cause(source=self._policy.detect.text.model)
        if span.recognizer == "ner" and self._detector.ner is not None:
            return Cause(source=str(self._detector.ner.identity["name"]))
        return Cause()

    def _from_row(
        self, finder: Finder, row: Sequence[str], texts: Sequence[ColumnPlan]
    ) -> dict[int, list[tuple[Span, str | None, Cause]]]:
        """Return what the row, another table and other texts tell, by column."""
        if not (self._policy.detect.text.row_context or self._detector.known is not None):
            return {}
        cells = [row[plan.index] for plan in texts]
        own, known = finder.own_values(row), finder.known_values(row)
        told = [search_known(cell, own, known) for cell in cells]
        before = self._detector.find_in_texts(cells, told)
        return {
            plan.index: [(span, None, Cause()) for span in (*spans, *mentions)]
            for plan, spans, mentions in zip(texts, told, search_mentions(cells, before), strict=True)
        }

    def _with_causes(
        self, finder: Finder, plans: Sequence[ColumnPlan], row: Sequence[str], text: str, candidates: list[Candidate]
    ) -> list[Candidate]:
        own = [(value, plan.name) for plan in plans if plan.kind == "identifier" for value in row_values(row, [plan])]
        known = [] if self._detector.known is None else [(v, self._known_name()) for v in finder.known_values(row)]

        def cause(candidate: Candidate) -> Cause:
            if candidate.span.recognizer == "document":
                return Cause(how="part of a name found in the row's texts")
            if candidate.span.recognizer not in ("row", "known"):
                return candidate.cause
            told = own if candidate.span.recognizer == "row" else known
            return cause_of_value(candidate.span, text, [value for value, _ in told], [name for _, name in told])

        return [replace(candidate, cause=cause(candidate)) for candidate in candidates]

    def _known_name(self) -> str:
        return "" if self._detector.known is None else str(self._detector.known.identity["file"])

    def _judge(
        self, plan: ColumnPlan, text: str, real: list[Span], found: list[tuple[Span, str | None, Cause]]
    ) -> list[Candidate]:
        """Say of each candidate what became of it."""
        final = self._final(plan, text, real)
        causes: dict[Span, tuple[str | None, Cause]] = {span: (None, Cause()) for span in real}
        for span, reason, cause in found:
            if span in causes and causes[span][1] != Cause():
                continue
            # a classifier's finding is wider where less is asked of each word; the narrower one is real
            if span.recognizer in MODELS and span not in real and _has_overlap(span, real):
                continue
            causes[span] = (reason, cause)
        judged = []
        for span, (reason, cause) in causes.items():
            verdict, why = self._verdict(plan, span, final, span in real, reason, text)
            # every part of a name is looked for where the name itself stands, too
            if verdict == "lost" and span.recognizer == "document":
                continue
            threshold = self._detector.filter.threshold_of(span.entity_type)
            judged.append(Candidate(span, threshold, verdict, why, cause))
        order = {"masked": 0, "masked in part": 1, "lost": 2, "kept": 3, "rejected": 4}
        return sorted(judged, key=lambda c: (c.span.start, order[c.verdict], -c.span.end, c.span.entity_type))

    def _verdict(
        self, plan: ColumnPlan, span: Span, final: list[Span], is_real: bool, reason: str | None, text: str
    ) -> tuple[str, str]:
        admitted = self._detector.filter
        threshold = admitted.threshold_of(span.entity_type)
        if reason is not None:
            return "rejected", reason
        if not is_real:
            is_kept = span.entity_type in admitted.ignored
            if threshold is None and not is_kept:
                return "rejected", "not among detect.text.entities"
            if span.score < (least := admitted.least_score(span.entity_type)):
                return "rejected", f"below the threshold of {least:g}"
            if is_kept:
                return "kept", "operator keep"
            if text[span.start : span.end].strip() in admitted.allow:
                return "rejected", "in the allow list"
            return "rejected", "inside a finding of its type"
        if span.entity_type in self._kept_types(plan):
            return "kept", "operator keep"
        own = [s for s in final if _is_part(s, span)]
        over = next((s for s in final if s.start < span.end and span.start < s.end and s not in own), None)
        rest = "" if over is None else f"to {over.entity_type} of {over.recognizer}, the longer or surer one"
        if not own:
            return "lost", rest or "no letter or digit in it"
        if over is not None:
            return "masked in part", f"the rest {rest}"
        return "masked", "" if threshold is None else f"reaches the threshold of {threshold:g}"

    def _final(self, plan: ColumnPlan, text: str, real: list[Span]) -> list[Span]:
        kept = self._kept_types(plan)
        return resolve_overlaps((span for span in real if span.entity_type not in kept), text)

    def _operator_of(self, plan: ColumnPlan, entity_type: str) -> Any:
        return plan.operators.get(entity_type) or self._operators.operator_for(entity_type)

    def _kept_types(self, plan: ColumnPlan) -> frozenset[str]:
        own = {entity for entity, operator in plan.operators.items() if isinstance(operator, Keep)}
        masked = {entity for entity, operator in plan.operators.items() if not isinstance(operator, Keep)}
        return frozenset(own | (self._operators.kept_types - masked))


def _note_plan(index: int) -> ColumnPlan:
    return ColumnPlan(index, _NOTE, "text", None, False, None, {}, "given")


def _without_limits(policy: MaskPolicy) -> MaskPolicy:
    """Return a policy that finds whatever can be found: every type, every score."""
    text = policy.detect.text.model_copy(
        update={"entities": None, "score_threshold": 0.0, "thresholds": {}, "allow": [], "known": None}
    )
    operators = {
        kind: Replace() if isinstance(operator, Keep) else operator for kind, operator in policy.operators.items()
    }
    detect = policy.detect.model_copy(update={"text": text})
    return policy.model_copy(update={"detect": detect, "operators": operators, "columns": {}})


def _is_part(final: Span, span: Span) -> bool:
    """True if a final span is what overlaps left of a finding."""
    is_inside = span.start <= final.start and final.end <= span.end
    return is_inside and replace(final, start=span.start, end=span.end) == span


def _has_overlap(span: Span, others: Sequence[Span]) -> bool:
    return any(o.recognizer == span.recognizer and o.start < span.end and span.start < o.end for o in others)
