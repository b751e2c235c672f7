"""Readers of annotated corpora: texts with spans of privml's entity types."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

Span = tuple[int, int, str]
IGNORED = "ignored"

# what the labels of the corpora mean here; a label that is not named says nothing about its words
LABELS: Mapping[str, str] = {
    "PER": "PERSON", "PERSON": "PERSON", "PER.NAM": "PERSON",
    "LOC": "LOCATION", "LOCATION": "LOCATION", "LOC.NAM": "LOCATION", "GPE.NAM": "LOCATION",
    "ORG": "ORGANIZATION", "CORPORATION": "ORGANIZATION", "ORG.NAM": "ORGANIZATION",
    "CODE": "ID", "DATETIME": "DATE_TIME",
}  # fmt: skip
_TITLE = re.compile(r"(?:Mr|Mrs|Ms|Miss|Messrs|Dr|Prof|Professor|Sir|Lord|Lady|Ma[îi]tre|Me|Mme|M)\.?(?=\s)")
_AGE = re.compile(r"\d{1,3}(?=\s*(?:years?|-year))|\d{1,2} (?:months|weeks|days)(?= old|$)")
_NATION = re.compile(
    r"[A-Z][a-zé]+(?:an|ish|ese|ian|ch|ek|ot|sh|rdish|iot|rab|wiss|utch|ze|ak|thodox|lim|Jew|Jews|Roma)s?"
)
# what somebody works as, among all that is told about a person; the rest is left open
_PROFESSION = re.compile(
    r"\w*(?:yer|ssor|ancer|istant|advocate|ioner|watchman|utor|ernor|General|ician|teacher|principal|list|captain|manager|student|"
    r"officer|ector|inister|cist|member|driver|servant|conscript|countant|engineer|clerk|judge|soldier|farmer|nurse)s?\b",
    re.IGNORECASE,
)
_SUM = re.compile(
    r"(?=.*\d)(?=.*(?:\b[A-Z]{3}\b|(?i:euro|lira|marks?\b|schilling|zlot|pounds|dollar|franc|kron[ao]r?|rouble)|[€$£]))"
)
_BORN = re.compile(r"\bborn (?:in|on) $")
_HANDLE = re.compile(r"(?<![\w@])@\w{2,}")
_URL = re.compile(r"(?:https?://|www\.)\S*[^\s'\"”’.,;:!?)]")
# loan agreements call their parties by their roles, which are no names
_ROLE = re.compile(
    r"(?:(?:the|each|any) )?(?:co-)?"
    r"(?:borrowers?|lenders?|bank|banks|agent|company|party|parties|guarantor|obligor|trustee)",
    re.IGNORECASE,
)
# a blank stands before none of these, and after none of the others
_NO_BLANK_BEFORE = re.compile(r"[.,;:!?)\]}%…»”]+|n't|'(?:s|re|ve|ll|d|m)|’(?:s|re|ve|ll|d|m)|N'T|'S")
_NO_BLANK_AFTER = frozenset("([{$#£«“")


@dataclass
class Row:
    """A text, what it holds, and the positions about which it says nothing."""

    text: str
    spans: list[Span]
    ignored: list[tuple[int, int]]


def read_conll(path: Path, *, blanks: bool = True, tweets: bool = False) -> Iterator[Row]:
    """Yield the sentences of a CoNLL file: a token and its tag a line, columns between blanks or tabs.

    Args:
        path: the file.
        blanks: tokens stand apart; False for Chinese, whose tokens are characters with a digit behind.
        tweets: handles and links are entities, whatever the corpus calls them.
    """
    tokens: list[tuple[str, str]] = []
    for line in [*path.read_text(encoding="utf-8").split("\n"), ""]:
        columns = line.split()
        if len(columns) >= 2 and columns[0] != "-DOCSTART-":
            tokens.append((columns[0] if blanks else columns[0][:1], columns[-1]))
        elif tokens and len(columns) < 2:
            yield _sentence(tokens, blanks=blanks, tweets=tweets)
            tokens = []


def _sentence(tokens: list[tuple[str, str]], *, blanks: bool, tweets: bool) -> Row:
    text, spans, open_tag = "", [], ""
    before = ""
    for token, tag in tokens:
        if blanks and text and not _joined(before, token, tweets):
            text += " "
        start = len(text)
        text += token
        kind = tag[2:] if tag != "O" else ""
        if kind and kind == open_tag and tag[0] == "I":
            spans[-1] = (spans[-1][0], len(text), kind)
        elif kind:
            spans.append((start, len(text), kind))
        open_tag, before = kind, token
    row = Row(text, [], [])
    for start, end, kind in spans:
        role = _ROLE.fullmatch(text[start:end])
        _add(row, start, end, IGNORED if role else LABELS.get(kind.upper(), IGNORED))
    if tweets:
        _mark_forms(row)
    return row


def _joined(before: str, token: str, tweets: bool) -> bool:
    """True if no blank stands between two tokens."""
    if _NO_BLANK_BEFORE.fullmatch(token) or (before[-1:] in _NO_BLANK_AFTER and len(before) == 1):
        return True
    return tweets and before == "@"


def _mark_forms(row: Row) -> None:
    """Handles and links take the place of what the corpus calls them."""
    for pattern, kind in ((_URL, "URL"), (_HANDLE, "USERNAME")):
        for match in pattern.finditer(row.text):
            start, end = match.span()
            if any(s < end and start < e and k == "URL" for s, e, k in row.spans):
                continue
            row.spans = [span for span in row.spans if span[1] <= start or span[0] >= end]
            row.ignored = [span for span in row.ignored if span[1] <= start or span[0] >= end]
            row.spans.append((start, end, kind))
    row.spans.sort()


def read_tab(path: Path) -> Iterator[Row]:
    """Yield the judgments of the Text Anonymization Benchmark; several annotators' mentions are put together."""
    documents: dict[str, tuple[str, list[dict[str, object]]]] = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        record = json.loads(line)
        documents.setdefault(record["text"], (record["text"], []))[1].extend(record["entities"])
    for text, mentions in documents.values():
        row = Row(text, [], [])
        found = {(int(str(m["start_offset"])), int(str(m["end_offset"])), str(m["entity_type"])) for m in mentions}
        # of mentions that overlap, the longest
        for start, end, kind in sorted(found, key=lambda span: (span[0] - span[1], span)):
            if not any(s < end and start < e for s, e, *_ in [*row.spans, *row.ignored]):
                _add_mention(row, start, end, kind)
        row.spans.sort()
        row.ignored.sort()
        yield row


def _add_mention(row: Row, start: int, end: int, kind: str) -> None:
    value = row.text[start:end]
    if kind == "PERSON" and (title := _TITLE.match(value)):
        _add(row, start, start + title.end(), "TITLE")
        _add(row, start + title.end(), end, "PERSON")
    elif kind == "DATETIME" and _BORN.search(row.text, max(0, start - 12), start):
        _add(row, start, end, "DATE_OF_BIRTH")
    elif kind == "DEM" and (age := _AGE.search(value)):
        _add(row, start, start + age.start(), IGNORED)
        _add(row, start + age.start(), start + age.end(), "AGE")
        _add(row, start + age.end(), end, IGNORED)
    elif kind == "DEM" and _NATION.fullmatch(value):
        _add(row, start, end, "NRP")
    elif kind == "DEM" and _PROFESSION.search(value):
        _add(row, start, end, "PROFESSION")
    elif kind == "QUANTITY" and _SUM.match(value):
        _add(row, start, end, "MONEY")
    else:
        _add(row, start, end, LABELS.get(kind, IGNORED))


def _add(row: Row, start: int, end: int, kind: str) -> None:
    """Note a span without the blanks around it."""
    value = row.text[start:end]
    start, end = start + len(value) - len(value.lstrip()), end - len(value) + len(value.rstrip())
    if start >= end:
        return
    if kind == IGNORED:
        row.ignored.append((start, end))
    else:
        row.spans.append((start, end, kind))
