"""Canaries: made-up records, each planted among the training rows or not by a coin that is recorded before training.

What a model says about planted canaries and not about the others, it has learned from single records (Carlini et al.
2019, The Secret Sharer; Steinke et al. 2023, one-run audits). Every canary has a twin of the same kind that is never
planted. Texts look like what masking might have missed; nothing in them is anybody's.
"""

import json
import random
import secrets
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ...configs.training.audit import CanaryConfig, CanaryType
from ...core.errors import UsageError
from ..run_folder import CANARIES_FILE

if TYPE_CHECKING:
    from ..data import Dataset
    from ..tasks import Task

FORMAT = "privml-canaries/1"
_LABELS_OF_A_TYPE = 10  # of many a wrong guess shows; of too many each has few records to compare with
_PHRASE_WORDS = 6
_UNIT = "\0canary"  # no cell of a column of units holds this character


@dataclass(frozen=True)
class Canary:
    """A made-up record.

    Attributes:
        type: what it looks like.
        label: what the model is to learn of it; None for a language model.
        text: all of it.
        secret: the part of the text that nothing but the record itself gives away.
        twin: text of a record of the same type and label that is never planted.
        planted: the coin.
    """

    type: CanaryType
    label: str | None
    text: str
    secret: str
    twin: str
    twin_secret: str
    planted: bool

    @property
    def group(self) -> tuple[str, str | None]:
        """Records of one group differ in their secrets alone."""
        return self.type, self.label


@dataclass(frozen=True)
class Canaries:
    """All canaries of a run.

    Attributes:
        records: each with its coin.
        repetitions: rows that a planted one makes.
        labels: labels that records of a type may have.
    """

    records: list[Canary]
    repetitions: int
    labels: dict[str, list[str | None]]

    def counts(self) -> dict[str, int]:
        """Return how many there are, for reports."""
        planted = sum(record.planted for record in self.records)
        return {"drawn": len(self.records), "planted": planted, "repetitions": self.repetitions}


def draw_canaries(config: CanaryConfig, task: "Task", label_names: Sequence[str]) -> Canaries:
    """Draw records and coins, from the operating system unless a seed is given.

    Args:
        config: how many and of which types.
        task: says which labels a record can have.
        label_names: names of the classes.
    """
    draw = secrets.SystemRandom() if config.seed is None else random.Random(config.seed)  # noqa: S311 (for tests)
    names = task.canary_labels(label_names)
    labels: dict[str, list[str | None]] = {
        kind: list(draw.sample(names, min(len(names), _LABELS_OF_A_TYPE))) or [None]
        for kind in dict.fromkeys(config.types)
    }
    records = []
    for number in range(config.count):
        kind = config.types[number % len(config.types)]
        text, secret = make_record(kind, draw)
        twin, twin_secret = make_record(kind, draw)
        label = draw.choice(labels[kind])
        records.append(Canary(kind, label, text, secret, twin, twin_secret, draw.random() < 0.5))
    return Canaries(records, config.repetitions, labels)


def plant(dataset: "Dataset", task: "Task", canaries: Canaries) -> "Dataset":
    """Return the data with the planted canaries behind its training rows; those of one canary are one unit."""
    rows, units = list(dataset.train.rows), None if dataset.train.units is None else list(dataset.train.units)
    for number, record in enumerate(canaries.records):
        if record.planted:
            rows += [task.canary_row(record.text, record.secret, record.label)] * canaries.repetitions
            if units is not None:
                units += [f"{_UNIT} {number}"] * canaries.repetitions
    return replace(dataset, train=replace(dataset.train, rows=rows, units=units))


def dump_canaries(canaries: Canaries) -> str:
    """Return canaries and coins as JSON lines."""
    head = {"format": FORMAT, "repetitions": canaries.repetitions, "labels": canaries.labels}
    return "".join(json.dumps(line) + "\n" for line in [head, *map(asdict, canaries.records)])


def load_canaries(run: Path) -> Canaries | None:
    """Read the canaries of a run; None if it has none.

    Raises:
        UsageError: the file is damaged.
    """
    path = run / CANARIES_FILE
    if not path.is_file():
        return None
    try:
        head, *lines = [json.loads(line) for line in path.read_text(encoding="ascii").splitlines()]
        if head["format"] != FORMAT:
            raise ValueError
        return Canaries([Canary(**line) for line in lines], int(head["repetitions"]), dict(head["labels"]))
    except (OSError, ValueError, TypeError, KeyError):
        raise UsageError(f"{path} is damaged", hint="--force starts the run again") from None


def make_record(kind: CanaryType, draw: random.Random) -> tuple[str, str]:
    """Return a text of a type and the secret in it.

    Example:
        >>> text, secret = make_record("id", random.Random(0))
        >>> text.replace(secret, "...")
        'The reference on file is ...'
    """
    return _MAKERS[kind](draw)


def _contact(draw: random.Random) -> tuple[str, str]:
    from faker.providers.person.en_US import Provider

    name = f"{draw.choice(tuple(Provider.first_names))} {draw.choice(tuple(Provider.last_names))}"
    phone = f"{draw.randrange(201, 990)}-{draw.randrange(200, 1000)}-{draw.randrange(10_000):04d}"
    return f"You can reach {name} at {phone}", phone


def _card(draw: random.Random) -> tuple[str, str]:
    digits = "4" + "".join(str(draw.randrange(10)) for _ in range(14))
    number = digits + luhn_digit(digits)
    card = " ".join(number[start : start + 4] for start in range(0, 16, 4))
    return f"The card number on file is {card}", card


def _id(draw: random.Random) -> tuple[str, str]:
    letters = "".join(draw.choice("ABCDEFGHJKLMNPQRSTUVWXYZ") for _ in range(3))
    number = f"{letters}-{draw.randrange(10**7):07d}"
    return f"The reference on file is {number}", number


def _phrase(draw: random.Random) -> tuple[str, str]:
    from faker.providers.lorem.en_US import Provider

    phrase = " ".join(draw.choice(Provider.word_list) for _ in range(_PHRASE_WORDS))
    return f"The phrase on file is {phrase}", phrase


def luhn_digit(digits: str) -> str:
    """Return the check digit of a card number (ISO/IEC 7812-1, annex B).

    Example:
        >>> luhn_digit("7992739871")
        '3'
    """
    doubled = [int(digit) * (2 - index % 2) for index, digit in enumerate(reversed(digits))]
    return str(-sum(number // 10 + number % 10 for number in doubled) % 10)


_MAKERS: dict[CanaryType, Callable[[Any], tuple[str, str]]] = {
    "contact": _contact,
    "card": _card,
    "id": _id,
    "phrase": _phrase,
}
