"""What an audit came to, as numbers."""

from dataclasses import asdict, dataclass, field
from typing import Any

from .bounds import EpsilonBound
from .curves import Curve
from .exposure import Exposure


@dataclass(frozen=True)
class Attack:
    """A membership attack.

    Attributes:
        targets: `canaries` by their coins, or `records`: training rows against validation rows.
        score: what it goes by.
        members: rows that were trained on.
        others: rows that were not.
        curve: its success.
        control_auc: area under the curve of the same attack on the model before training, about .5; None for scores
            that compare with that model.
    """

    targets: str
    score: str
    members: int
    others: int
    curve: Curve
    control_auc: float | None


@dataclass(frozen=True)
class Extraction:
    """Secrets that the model writes.

    Attributes:
        source: `canaries`, or `originals`: values that masking has replaced.
        samples: texts that the model was made to write.
        sought: secrets that the model may have seen.
        found: of them, those that it wrote.
        control_sought: secrets that it has not seen.
        control_found: of them, those that it wrote.
        base_found: of those sought, what the model wrote before training.
    """

    source: str
    samples: int
    sought: int
    found: int
    control_sought: int
    control_found: int
    base_found: int


@dataclass(frozen=True)
class Guessing:
    """Masked values that the model gives away (Lukas et al. 2023).

    Attributes:
        attack: `inference`: the likeliest of some values; `reconstruction`: what the model writes in its place.
        values: masked values that were tried.
        right: guessed right.
        base_right: guessed right by the model before training.
        chance: guessed right, in expectation, by drawing lots.
    """

    attack: str
    values: int
    right: int
    base_right: int
    chance: float


@dataclass
class AuditReport:
    """What an attacker can get out of a run, kept as `audit.json`.

    Attributes:
        run: folder.
        task: what was learned.
        method: which part of the model was trained.
        data_sha256: of the training data.
        masked: a valid manifest stands behind the data.
        epsilon: proven for one unit; None without dp-sgd.
        delta: of the guarantee.
        claimed: proven for all rows of one canary; None without dp-sgd.
        is_release: False if the noise came from a fixed seed.
        canaries: drawn, planted, rows that each planted one makes; None without any.
        bound: lower bound of epsilon from the canaries' coins.
        attacks: membership inference.
        exposure: of planted secrets, by type.
        bits: exposure of each canary: planted ones, others.
        extraction: secrets that the model writes.
        guessing: masked values that it gives away.
        shadows: shadow models that were trained.
        course: epsilon spent (None without dp-sgd) and the task's leading measure, by evaluation.
        measure: the task's leading measure.
        not_measured: what was not, and why.
        failures: limits that were passed, and guarantees that cannot hold.
        seconds: wall time.
    """

    run: str
    task: str
    method: str
    data_sha256: str
    masked: bool
    epsilon: float | None
    delta: float | None
    claimed: float | None
    is_release: bool
    canaries: dict[str, int] | None
    shadows: int
    bound: EpsilonBound | None = None
    attacks: list[Attack] = field(default_factory=list)
    exposure: list[Exposure] = field(default_factory=list)
    bits: dict[str, list[float]] = field(default_factory=dict)
    extraction: list[Extraction] = field(default_factory=list)
    guessing: list[Guessing] = field(default_factory=list)
    course: list[tuple[float | None, float]] = field(default_factory=list)
    measure: str = ""
    not_measured: list[str] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)
    seconds: float = 0.0

    def to_dict(self) -> dict[str, Any]:
        """Return the report for JSON."""
        return asdict(self)
