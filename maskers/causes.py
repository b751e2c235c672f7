"""Why a recognizer found what it found: the pattern and its check, the context word, the column that told it.

Nothing is remembered while texts are searched. What can have led to a finding is searched again, for one text.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from .context import needles_of
from .probes import TypedValue
from .recognizers.announced import Announced
from .recognizers.clues import Clues
from .recognizers.pattern import Pattern
from .recognizers.patterns import PATTERNS
from .recognizers.rules.context import find_context, raised
from .recognizers.rules.recognizer import RULES, Rule
from .recognizers.terms import View
from .spans import Span
from .spelling import Reading


@dataclass(frozen=True)
class Cause:
    """What led to a finding; None for what had no part in it.

    Attributes:
        regex: expression of the pattern.
        base_score: score of the pattern before its context word.
        context: the context word that raised the score.
        check: name of the test that the finding passed, or did not pass.
        source: column, table or model that told it.
        how: how a known value is written here, or why a column is masked as a whole.
    """

    regex: str | None = None
    base_score: float | None = None
    context: str | None = None
    check: str | None = None
    source: str | None = None
    how: str | None = None


def cause_of_pattern(span: Span, reading: Reading, clues: Clues) -> Cause | None:
    """Return how patterns came to a finding; None if none did.

    Args:
        span: the finding, at its place in the original text.
        reading: the text as the patterns read it.
        clues: of the same.
    """
    for pattern in (*PATTERNS, *RULES):
        if pattern.entity_type != span.entity_type:
            continue
        for found in pattern.find_by(clues):
            if found.recognizer != span.recognizer or reading.original(found.start, found.end) != (
                span.start,
                span.end,
            ):
                continue
            if isinstance(pattern, Announced):
                return _cause(pattern, found.score, _announcing(pattern, clues, found.start))
            word = find_context(clues.text, found.start, pattern.context) if pattern.context else None
            if found.score == span.score:
                return _cause(pattern, found.score, None)
            if word is not None and raised(found.score) == span.score:
                return _cause(pattern, found.score, word.strip())
    return None


def failed_checks(clues: Clues) -> Iterator[tuple[Span, Cause]]:
    """Yield what looks like a finding of a pattern, but fails its check, at its place in the text as read."""
    for pattern in (*PATTERNS, *RULES):
        if not isinstance(pattern, Pattern) or pattern.check is None:
            continue
        passed = list(pattern.find_by(clues))
        for span in replace(pattern, check=None).find_by(clues):
            if any(other.start < span.end and span.start < other.end for other in passed):
                continue
            word = find_context(clues.text, span.start, pattern.context) if pattern.context else None
            score = span.score if word is None else raised(span.score)
            yield replace(span, score=score), _cause(pattern, span.score, word)


def _announcing(pattern: Announced, clues: Clues, start: int) -> str | None:
    """Return the nearest phrase of a pattern before a place, the longest of several."""
    places = ((clues.phrases.rfind(phrase, 0, start), len(phrase), phrase) for phrase in pattern.phrases)
    place, _, phrase = max(places)
    return phrase if place >= 0 else None


def _cause(pattern: Pattern | Announced | Rule, base: float, context: str | None) -> Cause:
    if not isinstance(pattern, Pattern | Announced):
        return Cause(base_score=base, context=context)
    check = None if pattern.check is None else getattr(pattern.check, "__name__", "check").strip("_")
    regex = pattern.value if isinstance(pattern, Announced) else pattern.regex.pattern
    return Cause(regex, base, context, check)


def cause_of_value(span: Span, text: str, values: Sequence[TypedValue], sources: Sequence[str]) -> Cause:
    """Return which known value was found, by where it stands.

    Args:
        span: a finding of the recognizer `row` or `known`.
        text: the original.
        values: what was looked for.
        sources: the column or table of each value.
    """
    view = View(text)
    for (value, entity_type), source in zip(values, sources, strict=True):
        for needle in needles_of(value, entity_type):
            if needle.term.entity_type != span.entity_type:
                continue
            for start, end, how in needle.find(view):
                if view.reading.original(start, end) == (span.start, span.end):
                    return Cause(source=source, how=how)
    return Cause()
