"""Strict YAML, precedence, messages with lines, presets and schemas."""

import json
from pathlib import Path

import pytest
from privml.configs.finetune import FinetuneConfig
from privml.configs.policy import MaskPolicy
from privml.configs.preset_files import list_presets, read_preset, starting_from
from privml.configs.registry import config_models, guess_kind, json_schema, model_of
from privml.configs.resolve import resolve_config
from privml.configs.strict_yaml import parse_scalar, parse_yaml
from privml.core.errors import ConfigError
from pydantic import BaseModel

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("no", "no"),
        ("off", "off"),
        ("true", True),
        ("1e-4", 1e-4),
        ("1.", 1.0),
        ("012", 12),
        ("12:30", "12:30"),
        ("1_000", "1_000"),
        ("0x10", "0x10"),
        ("~", None),
        ("", None),
        ("'5'", "5"),
        ("2024-05-01", "2024-05-01"),
        ("[1, a]", [1, "a"]),
        ("a=b", "a=b"),
        ("{type: mask, keep_last: 4}", {"type": "mask", "keep_last": 4}),
    ],
)
def test_scalars(text: str, value: object) -> None:
    parsed = parse_scalar(text)
    assert parsed == value
    assert type(parsed) is type(value)


def test_all_repeated_keys_are_reported_beside_other_faults() -> None:
    document = parse_yaml("verify: full\ndetect:\n  sampel_rows: 1\n  sampel_rows: 2\nverify: none\n", name="f.yaml")
    with pytest.raises(ConfigError) as caught:
        resolve_config(MaskPolicy, kind="mask", document=document)
    assert caught.value.message.splitlines() == [
        "f.yaml:4: sampel_rows is already set on line 3",
        "f.yaml:5: verify is already set on line 1",
        "f.yaml:3: unknown key detect.sampel_rows (did you mean sample_rows?)",
    ]


def test_repeated_keys_alone_are_refused() -> None:
    document = parse_yaml("verify: full\nverify: none\n", name="f.yaml")
    with pytest.raises(ConfigError, match=r"f\.yaml:2: verify is already set on line 1"):
        resolve_config(MaskPolicy, kind="mask", document=document)


@pytest.mark.parametrize(
    ("model", "kind", "override", "message"),
    [
        (FinetuneConfig, "finetune", "train.learning_rate=-1", "input should be greater than 0 or 'auto'"),
        (FinetuneConfig, "finetune", "model.lora.targets=3", "input should be 'auto' or a valid list"),
        (MaskPolicy, "mask", "columns.a.kind=texts", "input should be 'identifier', 'text' or 'plain'"),
        (
            MaskPolicy,
            "mask",
            "operators.PERSON=hush",
            "input should be 'redact', 'replace', 'mask', 'hash', 'pseudonymize', 'keep' or 'drop'",
        ),
    ],
)
def test_a_wrong_value_is_one_line_in_the_words_of_the_configuration(
    model: type[BaseModel], kind: str, override: str, message: str
) -> None:
    with pytest.raises(ConfigError) as caught:
        resolve_config(model, kind=kind, sets=[override, "data.text=t"] if kind == "finetune" else [override])
    assert f"--set: {override.partition('=')[0]}: {message}" in caught.value.message.splitlines()
    assert sum(override.partition("=")[0] in line for line in caught.value.message.splitlines()) == 1


def test_a_column_is_said_by_a_kind_alone() -> None:
    columns = resolve_config(MaskPolicy, kind="mask", sets=["columns={a: text, b: plain, c: keep}"]).config.columns
    assert [columns["a"].kind, columns["b"].kind, columns["c"].kind] == ["text", "plain", None]
    assert columns["a"].operator is None


def test_syntax_errors_have_a_line() -> None:
    with pytest.raises(ConfigError, match=r"f\.yaml:2: "):
        parse_yaml("a: 1\n b: [\n", name="f.yaml")
    with pytest.raises(ConfigError, match="must be a mapping"):
        parse_yaml("- 1\n", name="f.yaml")


def test_all_faults_of_a_file_are_reported_with_lines() -> None:
    document = parse_yaml(
        "verfy: full\ndetect:\n  text:\n    batch_size: many\n  sampel_rows: 3\n"
        "columns:\n  a: {entity: PERSON, kind: text}\n",
        name="mask.yaml",
    )
    with pytest.raises(ConfigError) as caught:
        resolve_config(MaskPolicy, kind="mask", document=document)
    lines = caught.value.message.splitlines()
    assert "mask.yaml:1: unknown key verfy (did you mean verify?)" in lines
    assert "mask.yaml:5: unknown key detect.sampel_rows (did you mean sample_rows?)" in lines
    assert any(line.startswith("mask.yaml:4: detect.text.batch_size: ") for line in lines)
    assert any(line.startswith("mask.yaml:7: columns.a: ") for line in lines)


def test_precedence_and_origin() -> None:
    document = parse_yaml("verify: full\ndetect: {sample_rows: 10, text: {batch_size: 8}}\n", name="f.yaml")
    resolved = resolve_config(
        MaskPolicy,
        kind="mask",
        document=document,
        sets=["detect.sample_rows=20", "max_residual=5"],
        flags={"max_residual": 1, "batch_rows": None},
    )
    assert resolved.config.verify == "full"
    assert resolved.config.detect.sample_rows == 20
    assert resolved.config.max_residual == 1
    assert resolved.config.batch_rows == 2000
    assert resolved.origin_of(("verify",)) == "f.yaml:1"
    assert resolved.origin_of(("detect", "text", "batch_size")) == "f.yaml:2"
    assert resolved.origin_of(("detect", "sample_rows")) == "--set"
    assert resolved.origin_of(("max_residual",)) == "command line"
    assert resolved.origin_of(("locale",)) == "preset mask/default"
    assert resolved.origin_of(("batch_rows",)) == "default"


def test_preset_can_be_named_and_must_fit() -> None:
    assert resolve_config(MaskPolicy, kind="mask", sets=["preset=mask/strict"]).config.verify == "full"
    with pytest.raises(ConfigError, match="is not a mask preset"):
        resolve_config(MaskPolicy, kind="mask", sets=["preset=finetune/x"])
    with pytest.raises(ConfigError, match="there is no preset"):
        resolve_config(MaskPolicy, kind="mask", sets=["preset=mask/x"])
    with pytest.raises(ConfigError, match="write name=value"):
        resolve_config(MaskPolicy, kind="mask", sets=["preset"])


def test_drop_is_refused_for_entities() -> None:
    with pytest.raises(ConfigError, match="drop is for columns"):
        resolve_config(MaskPolicy, kind="mask", sets=["operators.PERSON=drop"])


@pytest.mark.parametrize("name", list_presets())
def test_presets_are_documents_that_validate(name: str) -> None:
    text = read_preset(name)
    kind = name.partition("/")[0]
    assert text.startswith(f"# yaml-language-server: $schema=../../schemas/{kind}.schema.json\n")
    assert "privml " in text, "a preset shows the command that uses it"
    document = parse_yaml(text, name=name)
    columns = {
        "text-classification": ["data.text=message", "data.label=topic"],
        "token-classification": ["data.text=message", "data.spans=gold"],
        "causal-lm": ["data.text=message"],
    }
    required = columns[document.values["task"]] if kind == "finetune" else []
    resolve_config(model_of(kind), kind=kind, document=document, sets=required)
    assert guess_kind({"preset": name}) == kind


@pytest.mark.parametrize("kind", ["mask", "finetune", "pipeline"])
def test_committed_schemas_are_current(kind: str) -> None:
    committed = json.loads((ROOT / "configs" / "schemas" / f"{kind}.schema.json").read_text())
    assert committed == json_schema(kind), "run: make schemas"


@pytest.mark.parametrize("kind", ["mask", "finetune", "pipeline"])
def test_every_value_is_described(kind: str) -> None:
    def undescribed(model: type, path: str = "") -> list[str]:
        found = []
        for name, field in model.model_fields.items():  # type: ignore[attr-defined]
            described = field.description or (
                isinstance(field.annotation, type) and hasattr(field.annotation, "model_fields")
            )
            if not described and name not in ("type", "stage", "detect", "text", "table", "id"):
                found.append(f"{path}{name}")
        return found

    assert undescribed(config_models()[kind]) == []


def test_schema_accepts_the_presets() -> None:
    jsonschema = pytest.importorskip("jsonschema")
    for name in list_presets():
        values = parse_yaml(read_preset(name), name=name).values
        jsonschema.validate(values, json_schema(name.partition("/")[0]))
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({"verfy": "full"}, json_schema("mask"))


@pytest.mark.parametrize("preset", [name for name in list_presets() if name.startswith("mask/")])
def test_a_file_started_from_a_preset_is_this_preset(preset: str) -> None:
    document = parse_yaml(starting_from(preset), name="mask.yaml")
    of_file = resolve_config(MaskPolicy, kind="mask", document=document).config
    of_preset = resolve_config(MaskPolicy, kind="mask", sets=[f"preset={preset}"]).config
    assert of_file == of_preset


def test_a_file_started_from_a_preset_keeps_its_comments() -> None:
    assert "# replace it as well if tables need not join" in starting_from("mask/labels")
    assert starting_from("finetune/classification") == read_preset("finetune/classification")
