"""People, places and organisations in Chinese texts."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cached_property
from pathlib import Path

import numpy as np
import numpy.typing as npt

from ....core.calibration import probability_of, score_of
from ....core.tagging import SpanDecoder, TagScheme, read_tags
from ...spans import Span, SpanFilter
from ..scripts import is_chinese
from ..words_han import HAN_CLOSINGS, HAN_KIN, HAN_SURNAME
from .about import NAME
from .chain import Floats, infer
from .features import REACH, SEPARATOR, codes_of, is_han
from .model import HanModel, read_model

# a line longer than this is read in pieces, cut behind the end of a sentence
_LONGEST = 1_000
# forms of address stand outside a name
_TITLE = re.compile("(?:先生|女士|小姐|太太|老师|医生|教授|经理|师傅|阿姨|叔叔|同学)$")
_KIN = re.compile(HAN_KIN)
_CLOSING = re.compile(HAN_CLOSINGS)
_ENDS_IN_SURNAME = re.compile(f"{HAN_SURNAME}$")
_ANNOUNCES = re.compile(r"(?:叫|姓名|名字|名为|[件货收票]人|联系人|用户名?|昵称|网名|花名|@)[是为叫]?[\s:：]{0,3}$")
_LOOK_BACK = 12
_ENDS = re.compile(r"[。！？!?；;，,\s]")
# rows read together: no influence on the result
_ROWS = 64
_LINES = 256
_REMEMBERED = 4_000_000
# persons must be so, places may be any name; which row of what is remembered says it
_TRIMMED = {"PERSON": 0, "LOCATION": 1}
_LEAST = 0.05
# a character that is less probably part of a name is none, whatever a model without its vocabulary says
_DOUBTFUL = 0.1

# number of the text, offset in it, the line
Line = tuple[int, int, str]


class HanReader:
    """Finds names in lines with Han characters that are not Japanese; the model is read when one comes first.

    Args:
        folder: of the model.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        # of the lines last searched, for `trimmed`: by character the probability of a person, and of any name
        self._names: dict[str, npt.NDArray[np.float32]] = {}

    @cached_property
    def _model(self) -> HanModel:
        return read_model(self._folder)

    @cached_property
    def scheme(self) -> TagScheme:
        """What the model's tags mean."""
        return read_tags(self._model.about.tags, lambda name: None if name == "ignored" else name)

    def load(self) -> None:
        """Read the model now."""
        _ = self._model

    def find(self, texts: Sequence[str], admitted: SpanFilter) -> list[list[Span]]:
        """Return the findings in each text; see `HanRecognizer`."""
        found: list[list[Span]] = [[] for _ in texts]
        lines = [line for number, text in enumerate(texts) if not text.isascii() for line in _lines(number, text)]
        if not lines:
            return found
        model, scheme = self._model, self.scheme
        wanted = {kind: t for kind in scheme.entity_types if (t := admitted.threshold_of(kind)) is not None}
        least = {kind: max(probability_of(score, model.about.points[kind]), _LEAST) for kind, score in wanted.items()}
        if not least:
            return found
        bar = min(least.values())
        self._names.clear()
        decoder = SpanDecoder(scheme, thresholds=least)
        for (number, offset, line), marginals in zip(lines, self._judge([line for _, _, line in lines]), strict=True):
            names = self._remember(line, marginals)
            if names[1].max() < bar:
                continue
            places = [(place, place + 1) for place in range(len(line)) if not line[place].isspace()]
            scores = marginals[[start for start, _ in places]]
            for span in decoder.decode(line, places, scores):
                kind = span.entity_type
                score = min(1.0, max(round(score_of(span.score, model.about.points[kind]), 3), wanted[kind]))
                end = span.end
                if kind == "PERSON" and (title := _TITLE.search(line, span.start + 1, end)):
                    end = title.start()
                if kind == "PERSON" and (_CLOSING.fullmatch(line, span.start, end) or calls_kin(line, span.start, end)):
                    continue
                found[number].append(Span(offset + span.start, offset + end, kind, score, NAME))
        return found

    def trimmed(self, span: Span, text: str) -> Span | None:
        """Return the name that another model found a part of, or more than it; see `HanRecognizer`."""
        found = text[span.start : span.end]
        if span.entity_type not in _TRIMMED or not is_han(codes_of(found)).all():
            return span
        for _, offset, line in _lines(0, text):
            if offset <= span.start and span.end <= offset + len(line):
                names = self._names[line] if line in self._names else self._remember(line, *self._judge([line]))
                likely = names[_TRIMMED[span.entity_type]] >= _DOUBTFUL
                places = np.flatnonzero(likely[span.start - offset : span.end - offset]).tolist()
                is_person = span.entity_type == "PERSON"
                if is_person and calls_kin(text, span.start, span.end):
                    return None
                if places:
                    at = span.start - offset
                    first, stop = _whole(likely, at + places[0], at + places[-1] + 1)
                    if is_person and (title := _TITLE.search(line, first + 1, stop)):
                        stop = title.start()
                    kept = replace(span, start=offset + first, end=offset + stop)
                    if not is_person or _KIN.fullmatch(text, kept.start, kept.end) is None:
                        return kept
                    return None if calls_kin(text, kept.start, kept.end) else span
                part = (span.start - offset, span.end - offset)
                return span if is_person and self._model.reader.has_name_form(codes_of(line), *part) else None
        return span

    def _remember(self, line: str, marginals: Floats) -> npt.NDArray[np.float32]:
        scheme = self.scheme
        people = marginals[:, [*scheme.begin["PERSON"], *scheme.inner["PERSON"]]].sum(axis=1)
        names = np.stack([people, 1 - marginals[:, list(scheme.outside)].sum(axis=1)]).astype(np.float32)
        if len(self._names) * _LONGEST < _REMEMBERED:
            self._names[line] = names
        return names

    def _judge(self, lines: Sequence[str]) -> Iterator[Floats]:
        """Yield the probabilities of the tags of the lines' characters; memory does not grow with their number."""
        for at in range(0, len(lines), _LINES):
            yield from self._judge_some(lines[at : at + _LINES])

    def _judge_some(self, lines: Sequence[str]) -> list[Floats]:
        codes = [codes_of(line) for line in lines]
        separators = np.full(REACH, SEPARATOR, np.uint32)
        joined = np.concatenate([part for found in codes for part in (separators, found)] + [separators])
        scores = self._model.scores(joined)
        # of the separators before a line the last one counts, which is all that lines have in training
        firsts = np.cumsum([0] + [REACH + len(found) for found in codes]) + REACH - 1
        judged: list[Floats] = [scores[:0]] * len(lines)
        order = sorted(range(len(lines)), key=lambda number: len(codes[number]))
        for at in range(0, len(order), _ROWS):
            part = order[at : at + _ROWS]
            width = 2 + max(len(codes[number]) for number in part)
            places = np.zeros((len(part), width), np.int64)
            is_character = np.zeros((len(part), width), np.bool_)
            for row, number in enumerate(part):
                size = len(codes[number])
                places[row, : size + 1] = np.arange(firsts[number], firsts[number] + size + 1)
                is_character[row, 1 : size + 1] = True
            marginals = infer(scores[places], self._model.transitions, is_character).marginals
            for row, number in enumerate(part):
                judged[number] = marginals[row, 1 : 1 + len(codes[number])]
        return judged


def _whole(likely: npt.NDArray[np.bool_], first: int, stop: int) -> tuple[int, int]:
    """Return where the name begins and ends that holds a part of a line, by which characters are likely in one."""
    while first and likely[first - 1]:
        first -= 1
    while stop < len(likely) and likely[stop]:
        stop += 1
    return first, stop


def calls_kin(text: str, start: int, end: int) -> bool:
    """True for a word for a relative or friend (老公, 我妈妈, 哥哥们), unless it is somebody's name there.

    It may be behind a surname (付宝宝), before a form of address (孙女士), or where a name is announced (我叫小妹).
    """
    if _KIN.fullmatch(text, start, end) is None:
        return False
    before = text[max(0, start - _LOOK_BACK) : start]
    return not (_ENDS_IN_SURNAME.search(before) or _ANNOUNCES.search(before) or text[end : end + 1] == "士")


def _lines(number: int, text: str) -> Iterator[Line]:
    """Yield the lines of a text, or pieces of long ones, that hold Chinese, with their offsets."""
    start = 0
    for line in text.split("\n"):
        at = 0
        while len(line) - at > _LONGEST:
            ends = [match.end() for match in _ENDS.finditer(line, at + _LONGEST // 2, at + _LONGEST)]
            end = ends[-1] if ends else at + _LONGEST
            if is_chinese(line[at:end]):
                yield number, start + at, line[at:end]
            at = end
        if is_chinese(line[at:]):
            yield number, start + at, line[at:]
        start += len(line) + 1
