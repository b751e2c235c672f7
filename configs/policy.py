"""The masking policy: what is looked for, and what happens to what is found."""

from typing import Annotated, Any, Literal, get_args

from pydantic import BeforeValidator, Field, model_validator

from .base import StrictModel


class Redact(StrictModel):
    """Remove the value."""

    type: Literal["redact"] = "redact"


class Replace(StrictModel):
    """Put a label in place of the value."""

    type: Literal["replace"] = "replace"
    label: str | None = Field(None, description="text to put; default: the entity type, as in <PERSON>")


class Mask(StrictModel):
    """Overwrite characters, keeping the length."""

    type: Literal["mask"] = "mask"
    char: str = Field("*", min_length=1, max_length=1, description="the character to write")
    keep_first: int = Field(0, ge=0, description="characters left readable at the start")
    keep_last: int = Field(0, ge=0, description="characters left readable at the end")


class Hash(StrictModel):
    """HMAC-SHA256 of the normalised value, in hexadecimal: equal values stay equal, nothing else is left."""

    type: Literal["hash"] = "hash"
    length: int = Field(16, ge=8, le=64, description="hexadecimal digits kept (4 bits each)")
    prefix: str = Field("", description="text before the digits")


class Pseudonymize(StrictModel):
    """A surrogate of the same kind, chosen by the keyed hash: the same value, the same surrogate, everywhere."""

    type: Literal["pseudonymize"] = "pseudonymize"
    locale: str | None = Field(None, description="Faker locale such as de_DE; default: the policy's locale")


class Keep(StrictModel):
    """Leave the value as it is."""

    type: Literal["keep"] = "keep"


class Drop(StrictModel):
    """Leave the column out of the output (columns only)."""

    type: Literal["drop"] = "drop"


OperatorName = Literal["redact", "replace", "mask", "hash", "pseudonymize", "keep", "drop"]
AnyOperator = Redact | Replace | Mask | Hash | Pseudonymize | Keep | Drop


def _from_name(value: Any) -> Any:
    return {"type": value} if isinstance(value, str) else value


# an operator without settings is written as its name
Operator = Annotated[
    Annotated[AnyOperator, Field(discriminator="type")],
    BeforeValidator(_from_name, json_schema_input_type=OperatorName | AnyOperator),
]


SearchKind = Literal["text", "plain"]


class ColumnPolicy(StrictModel):
    """What a column is, where the header and the content should not decide, and what happens to it.

    With `entity`, every non-empty cell is one value of that type. With `kind: text`, cells are searched for
    entities. With `kind: plain`, cells are searched by patterns only. With `operator: keep` alone the column is
    passed through without a look; with `operator: drop` it is left out.
    """

    entity: str | None = Field(None, description="entity type of every cell, such as PERSON")
    kind: Literal["identifier", SearchKind] | None = Field(None, description="how cells are treated")
    operator: Operator | None = Field(None, description="operator for whole cells; default: by entity type")
    operators: dict[str, Operator] = Field(
        default_factory=dict, description="operators by entity type for what is found inside the cells"
    )

    @model_validator(mode="after")
    def _consistent(self) -> "ColumnPolicy":
        if self.entity is not None and self.kind not in (None, "identifier"):
            raise ValueError("a column with an entity is an identifier; leave out kind, or leave out entity")
        if self.kind == "identifier" and self.entity is None:
            raise ValueError("kind: identifier needs entity, such as entity: ID")
        return self


def _from_name_alone(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    return {"kind": value} if value in get_args(SearchKind) else {"operator": value}


# a column that only has an operator, or only a kind, is written as its name
ColumnSetting = Annotated[
    ColumnPolicy, BeforeValidator(_from_name_alone, json_schema_input_type=OperatorName | SearchKind | ColumnPolicy)
]


OWN_MODEL = "privml"
"""Name of the detector that comes with privml: two models, the second of which reads what the first doubts."""
FAST_MODEL = "privml-fast"
"""Name of the first model alone."""
CAREFUL_MODEL = "privml-careful"
"""Name of the second model alone, for all texts."""
OWN_MODELS = frozenset({OWN_MODEL, FAST_MODEL, CAREFUL_MODEL})
_SHORT = {"fast": FAST_MODEL, "careful": CAREFUL_MODEL}


class KnownTable(StrictModel):
    """Another table that knows whom a row is about: the customers whose tickets are masked."""

    file: str = Field(min_length=1, description="table with a row for each key, relative to the policy file")
    key: str = Field(min_length=1, description="its column of keys")
    column: str | None = Field(None, description="column of the masked table with the same keys; default: as key")
    columns: dict[str, str | None] = Field(
        default_factory=dict,
        description="entity types of its columns where header and content should not decide; null: not looked for",
    )

    @property
    def key_column(self) -> str:
        """Column of the masked table that holds the keys."""
        return (self.column or self.key).strip()


class TextDetection(StrictModel):
    """Search of free text."""

    model: str | None = Field(
        OWN_MODEL,
        description="what reads free text: privml is its own detector, two models of which the larger one reads again "
        "what the smaller one is in doubt about; privml-fast and privml-careful are one of them alone; or an installed "
        "spaCy package, or the folder of a spaCy model; null: patterns (and detect.ner) only",
    )
    language: str = Field(
        "en",
        min_length=1,
        description="language of the spaCy model and of the recognizers, ISO 639-1; auto: each text's, by its script",
    )
    batch_size: int = Field(64, ge=1, description="texts handed to the model at a time; no influence on the result")
    entities: list[str] | None = Field(None, description="entity types to look for; null: all that have an operator")
    score_threshold: float = Field(0.5, ge=0, le=1, description="findings with a lower score are left alone")
    thresholds: dict[str, Annotated[float, Field(ge=0, le=1)]] = Field(
        default_factory=dict, description="score thresholds by entity type"
    )
    allow: list[str] = Field(default_factory=list, description="texts that are never personal data (exact)")
    deny: dict[str, list[str]] = Field(
        default_factory=dict, description="texts that always are, by entity type (whole words, any case)"
    )
    recognizers: list[str] = Field(
        default_factory=list,
        description="Presidio recognizer files, relative to the policy file: YAML, or Python (.py), which is run",
    )
    pattern_seconds: float = Field(
        5.0,
        gt=0,
        description="CPU time of one pattern of a recognizer file for one piece of a cell (20,000 characters)",
    )
    on_timeout: Literal["mask", "error"] = Field(
        "mask",
        description="what happens to a cell that a pattern could not search in time. mask: it is replaced as a whole "
        "(UNSEARCHED) and counted; error: the run ends",
    )
    row_context: bool = Field(
        True, description="search a row's texts for what its typed columns hold: its own name, phone, e-mail"
    )
    known: KnownTable | None = Field(
        None,
        description="a table whose row of the same key is looked for in a row's texts: the name, phone, e-mail and "
        "address of a ticket's customer",
    )


class Detection(StrictModel):
    """What is looked for."""

    columns: bool = Field(True, description="recognise columns by header and content; false: only the columns named")
    engine: Literal["fast", "presidio"] = Field(
        "fast",
        description="what searches free text beside privml's own patterns. fast: tables of Presidio's patterns, the "
        "spaCy model by itself, Presidio only for text.recognizers; presidio: Presidio's analyzer",
    )
    sample_rows: int = Field(1000, ge=1, description="first rows that decide what a column is")
    identifier_share: float = Field(
        0.8,
        gt=0,
        le=1,
        description="share of sampled cells that must validate for a column to be an identifier",
    )
    text: TextDetection = TextDetection()
    ner: str | None = Field(
        None,
        min_length=1,
        description="a token classifier of your own: a run folder of privml finetune, or a folder or "
        "pkg:PACKAGE/FOLDER with config.json, tokenizer.json and model.safetensors; relative to the policy file. fast "
        "and careful are short for text.model: privml-fast and privml-careful",
    )
    ner_labels: dict[str, str | None] = Field(
        default_factory=dict,
        description="entity types of the classifier's labels, such as SURNAME: PERSON; null: the label is left alone. "
        "Usual labels (PER, LOC, ORG, ...) are known, others keep their own name",
    )
    ner_mode: Literal["replace", "unite"] = Field(
        "replace",
        description="replace: the classifier takes the place of detect.text.model for the entity types that it knows, "
        "and the model, which still finds the others, is not loaded if there are none; unite: both search for all",
    )

    @model_validator(mode="before")
    @classmethod
    def _short_name_of_a_model(cls, values: Any) -> Any:
        """Let `ner: fast` name one of privml's own detectors, where the text's model is not another one."""
        text = values.get("text") if isinstance(values, dict) else None
        if isinstance(text, TextDetection):
            text = text.model_dump(exclude_unset=True)
        if not isinstance(values, dict) or not isinstance(text, dict | None):
            return values
        short = values.get("ner")
        if not isinstance(short, str) or short not in _SHORT:
            return values
        model = _SHORT[short]
        if (text or {}).get("model", OWN_MODEL) not in (OWN_MODEL, model):
            raise ValueError(f"ner: {short} stands for text.model: {model}, and text.model says something else")
        return values | {"ner": None, "text": (text or {}) | {"model": model}}

    @model_validator(mode="after")
    def _labels_have_a_classifier(self) -> "Detection":
        if self.ner_labels and self.ner is None:
            raise ValueError("ner_labels are labels of a classifier; name it in detect.ner")
        return self


class MaskPolicy(StrictModel):
    """Configuration of `privml mask` and `privml scan`."""

    preset: str | None = Field(None, description="preset that this policy builds on; default: mask/default")
    locale: str = Field("en_US", description="Faker locale of surrogates; values in Han characters get zh_CN")
    detect: Detection = Detection()
    columns: dict[str, ColumnSetting] = Field(default_factory=dict, description="by column name")
    operators: dict[str, Operator] = Field(
        default_factory=dict, description="by entity type; `default` is for all others"
    )
    verify: Literal["values", "full", "off"] = Field(
        "values",
        description="second look at the output: values of the batch and checksum patterns; or the whole detection",
    )
    max_residual: int | None = Field(None, ge=0, description="more residual findings than this end with exit 1")
    batch_rows: int = Field(2000, ge=1, description="rows in memory at a time; no influence on the output")
    workers: int | None = Field(
        None,
        ge=1,
        description="processes that share the work; null: one for each CPU, four at most, once a table turns out to be "
        "large; no influence on the output",
    )

    @model_validator(mode="after")
    def _operators_fit(self) -> "MaskPolicy":
        named = [
            *self.operators.items(),
            *((c, o) for col in self.columns.values() for c, o in col.operators.items()),
        ]
        if any(name == "UNSEARCHED" and operator.type not in ("redact", "replace") for name, operator in named):
            raise ValueError("a cell that could not be searched is replaced or redacted; UNSEARCHED takes no other")
        dropped = sorted({name for name, operator in named if operator.type == "drop"})
        if dropped:
            raise ValueError(f"drop is for columns; {', '.join(dropped)} cannot be dropped (use redact)")
        return self
