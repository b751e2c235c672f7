"""Section `data`: which table is learned from, and which of its columns."""

from typing import Literal

from pydantic import Field, model_validator

from ..base import StrictModel

COLUMNS = ("text", "label", "spans", "labelled", "ignored", "prompt", "answer", "messages")
NEEDED: dict[str, tuple[tuple[str, ...], ...]] = {
    "text-classification": (("text", "label"),),
    "token-classification": (("text", "spans"),),
    "causal-lm": (("text",), ("prompt", "answer"), ("messages",)),
    "masked-lm": (("text",),),
}
"""The columns that a task reads; where there are several ways, exactly one."""
OPTIONAL = {"token-classification": {"labelled", "ignored"}}


class DataConfig(StrictModel):
    """The masked table."""

    path: str | None = Field(None, description="masked table; - is standard input; null: named on the command line")
    text: str | None = Field(None, min_length=1, description="column that holds the text")
    label: str | None = Field(None, min_length=1, description="text-classification: column that holds the class label")
    label_separator: str | None = Field(
        None, min_length=1, description="text-classification: what stands between several labels; null: one a row"
    )
    spans: str | None = Field(
        None,
        min_length=1,
        description="token-classification: column that holds the entities, JSON lists of start, end and entity_type",
    )
    labelled: str | None = Field(
        None,
        min_length=1,
        description="token-classification: column that holds JSON lists of the entity types that a row annotates; of "
        "others it does not say that there are none; an empty cell: all",
    )
    ignored: str | None = Field(
        None,
        min_length=1,
        description="token-classification: column that holds JSON lists of start and end of what a row leaves open",
    )
    prompt: str | None = Field(None, min_length=1, description="causal-lm: column that holds what is asked")
    answer: str | None = Field(None, min_length=1, description="causal-lm: column that holds the answer to learn")
    messages: str | None = Field(
        None, min_length=1, description="causal-lm: column that holds chats, JSON lists of role and content"
    )
    validation: str | None = Field(
        None,
        description="table of validation rows, with a manifest of its own, that shares no rows or units with the data; "
        "null: a part of the data",
    )
    validation_fraction: float = Field(
        0.1,
        ge=0,
        lt=1,
        description="share kept for validation, by a hash of each row or its unit; 0: no validation",
    )
    max_length: int = Field(
        128, ge=4, description="tokens of a text that are read; the rest is cut off, or read apart by language models"
    )
    window_overlap: int = Field(
        32,
        ge=0,
        description="token-classification: tokens that windows of a long text share where no sentence ends",
    )
    max_new_tokens: int = Field(64, ge=1, description="causal-lm: tokens that privml predict writes at most")
    manifest: str | None = Field(None, description="manifest of the data; null: <path>.manifest.json")
    key_file: str | None = Field(None, description="key that the manifest must be sealed with; null: no seal needed")
    unmasked: Literal["refuse", "allow"] = Field(
        "refuse",
        description="what happens without a valid manifest; allow is written in the first line of the model card",
    )
    delimiter: str | None = Field(None, description="column separator; null: detected")
    header: bool = Field(True, description="the first row names the columns; otherwise they are c1, c2, ...")
    quoting: bool = Field(True, description="double quotes enclose cells")
    encoding: str | None = Field(None, description="text encoding; null: by byte order mark, else UTF-8")

    @model_validator(mode="after")
    def _each_column_once(self) -> "DataConfig":
        named = {name: getattr(self, name) for name in COLUMNS if getattr(self, name) is not None}
        for name, column in named.items():
            first = next(other for other in named if named[other] == column)
            if first != name:
                raise ValueError(f"{first} and {name} are the same column")
        return self
