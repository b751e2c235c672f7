"""Section `audit`: what makes the leakage of a run measurable."""

from typing import Literal

from pydantic import Field

from ..base import StrictModel

CanaryType = Literal["contact", "card", "id", "phrase"]


class CanaryConfig(StrictModel):
    """Made-up records among the training rows, each planted or not by a coin; `privml audit` looks for them."""

    count: int = Field(1000, ge=20, description="records that get a coin; about half of them are planted")
    repetitions: int = Field(
        1, ge=1, description="rows that a planted record makes; with privacy.unit they are one unit"
    )
    types: list[CanaryType] = Field(
        ["contact", "card", "id", "phrase"],
        min_length=1,
        description="what they look like: a name with a phone, a card number, an ID, a random phrase",
    )
    seed: int | None = Field(
        None, ge=0, description="fixed records and coins, for tests; null: from the operating system"
    )


class AuditConfig(StrictModel):
    """What makes the run's leakage measurable."""

    canaries: CanaryConfig | None = Field(None, description="planted records for privml audit; null: none")
