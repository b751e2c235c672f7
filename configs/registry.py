"""Which configuration belongs to which stage."""

from typing import Any

from pydantic import BaseModel

from ..core.errors import ConfigError


def config_models() -> dict[str, type[BaseModel]]:
    """Return the configuration model of every kind of file."""
    from .finetune import FinetuneConfig
    from .pipeline import PipelineConfig
    from .policy import MaskPolicy

    return {"mask": MaskPolicy, "finetune": FinetuneConfig, "pipeline": PipelineConfig}


def model_of(kind: str) -> type[BaseModel]:
    """Return the configuration model of a kind.

    Raises:
        ConfigError: there is no such kind.
    """
    models = config_models()
    if kind not in models:
        raise ConfigError(f"there is no configuration of kind {kind}", hint=f"kinds: {', '.join(models)}")
    return models[kind]


def guess_kind(values: dict[str, Any]) -> str:
    """Return the kind of configuration: from the preset it names, else from the keys it shares with a model."""
    preset = str(values.get("preset") or "")
    models = config_models()
    if preset.partition("/")[0] in models:
        return preset.partition("/")[0]
    shared = {kind: len(set(values) & set(model.model_fields)) for kind, model in models.items()}
    return max(shared, key=lambda kind: shared[kind])


def json_schema(kind: str) -> dict[str, Any]:
    """Return the JSON Schema (draft 2020-12) of a configuration file, for editors."""
    schema = model_of(kind).model_json_schema()
    schema = _allow_partial(schema)
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema, "title": f"privml {kind}"}


def _allow_partial(schema: dict[str, Any]) -> dict[str, Any]:
    """Drop `required` of models: a file may leave to its preset or to a flag what the stage needs in the end."""
    kept = {key: value for key, value in schema.items() if key != "required"}
    if "$defs" in kept:
        kept["$defs"] = {
            name: {key: value for key, value in part.items() if key != "required"}
            for name, part in kept["$defs"].items()
        }
    return kept
