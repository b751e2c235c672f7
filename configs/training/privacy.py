"""Section `privacy`: the guarantee of differential privacy, and how rows are clipped."""

from typing import Literal

from pydantic import Field, model_validator

from ..base import StrictModel


class PrivacyConfig(StrictModel):
    """Differential privacy."""

    mechanism: Literal["none", "dp-sgd"] = Field("none", description="dp-sgd: clipped per-row gradients and noise")
    target_epsilon: float | None = Field(
        None, gt=0, le=100, description="epsilon at the end of training; sets the noise (above 10 the bound is weak)"
    )
    noise_multiplier: float | None = Field(None, gt=0, description="noise over clipping bound, instead of an epsilon")
    target_delta: float | None = Field(None, gt=0, lt=1, description="delta; null: 1 / (10 n) for n training units")
    unit: str | None = Field(
        None,
        min_length=1,
        description="column whose equal values are one privacy unit, such as a customer id; null: every row is one",
    )
    max_unit_rows: int = Field(
        16, ge=1, description="rows (or pieces of long texts) of a unit that take part in a step; more are drawn from"
    )
    max_grad_norm: float = Field(1.0, gt=0, description="clipping bound C of a unit's gradient (2-norm)")
    accountant: Literal["prv", "rdp", "pld"] = Field(
        "prv", description="prv is tight; pld a little tighter and slower; rdp claims about 20 % more epsilon"
    )
    clipping: Literal["flat", "per-layer"] = Field(
        "flat", description="one norm over all layers, or each layer's own, bounded by C / sqrt(layers)"
    )
    clipping_function: Literal["abadi", "automatic"] = Field(
        "abadi", description="abadi cuts norms above C; automatic scales every norm to about C"
    )
    grad_sample_mode: Literal["auto", "book-keeping", "ghost", "hooks"] = Field(
        "auto",
        description="how rows are clipped, with the same result: book-keeping in one backward pass, ghost in two with "
        "less memory, hooks for layers that these do not know",
    )
    ledger: str | None = Field(
        None, description="file that adds up what all runs on the same people have spent; made by the first one"
    )
    max_epsilon: float | None = Field(
        None,
        gt=0,
        description="what this run and its base model, or all runs of the ledger, may spend together",
    )
    noise_seed: int | None = Field(
        None, ge=0, description="fixed sampling and noise, for tests; the card then says `not a release`"
    )

    @model_validator(mode="after")
    def _one_way_to_set_the_noise(self) -> "PrivacyConfig":
        given = [name for name in ("target_epsilon", "noise_multiplier") if getattr(self, name) is not None]
        if self.mechanism == "dp-sgd" and len(given) != 1:
            raise ValueError("dp-sgd needs either target_epsilon or noise_multiplier")
        given += [name for name in ("ledger", "max_epsilon") if getattr(self, name) is not None]
        if self.ledger is not None and self.noise_seed is not None:
            raise ValueError("ledger and noise_seed exclude each other: a fixed seed leaves no guarantee to add")
        if self.mechanism == "none" and given:
            raise ValueError(f"{given[0]} has no effect without mechanism: dp-sgd")
        return self
