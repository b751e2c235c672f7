"""Results that are needed again and again."""

from collections import OrderedDict
from collections.abc import Callable, Hashable, Sequence
from typing import Generic, TypeVar

Q = TypeVar("Q", bound=Hashable)
A = TypeVar("A")


class Remembered(dict[str, str]):
    """What a function makes of texts: made when first asked for, forgotten when there are too many.

    Args:
        make: the function; the same text always gives the same result.
        limit: most results kept.
    """

    def __init__(self, make: Callable[[str], str], *, limit: int) -> None:
        super().__init__()
        self._make = make
        self._limit = limit

    def __missing__(self, text: str) -> str:
        if len(self) >= self._limit:
            self.clear()
        made = self[text] = self._make(text)
        return made


class Answers(Generic[Q, A]):
    """Answers to questions of which many are asked at once; equal ones are answered once, the last answers are kept.

    Args:
        answer: the function; an answer depends on its question alone.
        limit: most answers kept.
        is_kept: tells which questions are small enough.
    """

    def __init__(
        self, answer: Callable[[Sequence[Q]], Sequence[A]], *, limit: int, is_kept: Callable[[Q], bool]
    ) -> None:
        self._answer = answer
        self._limit = limit
        self._is_kept = is_kept
        self._known: OrderedDict[Q, A] = OrderedDict()

    def __call__(self, questions: Sequence[Q]) -> list[A]:
        """Return the answers in the order of the questions."""
        missing = [question for question in dict.fromkeys(questions) if question not in self._known]
        fresh = dict(zip(missing, self._answer(missing), strict=True)) if missing else {}
        answers = [fresh[question] if question in fresh else self._known[question] for question in questions]
        self._known.update((question, answer) for question, answer in fresh.items() if self._is_kept(question))
        while len(self._known) > self._limit:
            self._known.popitem(last=False)
        return answers
