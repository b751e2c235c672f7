"""From preset, file, `--set` and flags to one validated configuration, with the origin of every value."""

import copy
import difflib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from pydantic import BaseModel, ValidationError

from ..core.errors import ConfigError
from .preset_files import DEFAULT_PRESETS, load_preset
from .strict_yaml import Document, KeyPath, parse_scalar

Model = TypeVar("Model", bound=BaseModel)


@dataclass(frozen=True)
class Resolved(Generic[Model]):
    """A validated configuration.

    Attributes:
        config: the model instance.
        values: the merged values before defaults of the model were filled in.
        origin: where each leaf came from, by path: `file.yaml:12`, `--set`, a flag or `preset mask/default`.
    """

    config: Model
    values: dict[str, Any]
    origin: dict[KeyPath, str]

    def origin_of(self, path: KeyPath) -> str:
        """Return where the value at a path came from; `default` if nobody set it."""
        while path:
            if path in self.origin:
                return self.origin[path]
            path = path[:-1]
        return "default"


def resolve_config(
    model: type[Model],
    *,
    kind: str,
    document: Document | None = None,
    sets: Sequence[str] = (),
    flags: Mapping[str, Any] | None = None,
) -> Resolved[Model]:
    """Merge and validate a configuration. Precedence: flag > `--set` > file > preset.

    Args:
        model: pydantic model of the stage's configuration.
        kind: stage name; chooses the default preset.
        document: the configuration file.
        sets: overrides `a.b=value`; the first `=` splits, the value is YAML.
        flags: values of command-line flags by dotted path; `None` means not given.

    Raises:
        ConfigError: everything that is wrong, one line each, with file and line.
    """
    values: dict[str, Any] = {}
    origin: dict[KeyPath, str] = {}
    overrides = [_parse_override(override) for override in sets]
    preset = _preset_of(kind, document, overrides)
    if preset is not None:
        base = load_preset(preset)
        _merge(values, base.values, origin, lambda path: f"preset {preset}")
    if document is not None:
        _merge(values, document.values, origin, lambda path: f"{document.name}:{_line_of(document, path)}")
    for path, value in overrides:
        _merge(values, _nest(path, value), origin, lambda path: "--set")
    for dotted, value in (flags or {}).items():
        if value is not None:
            _merge(values, _nest(tuple(dotted.split(".")), value), origin, lambda path: "command line")
    faults = [] if document is None else list(document.faults)
    try:
        config = model.model_validate(values)
    except ValidationError as error:
        raise ConfigError("\n".join([*faults, *_describe(error, model, values, origin, kind)])) from None
    if faults:
        raise ConfigError("\n".join(faults))
    return Resolved(config, values, origin)


def _preset_of(kind: str, document: Document | None, overrides: list[tuple[KeyPath, Any]]) -> str | None:
    preset: Any = DEFAULT_PRESETS.get(kind)
    if document is not None and document.values.get("preset") is not None:
        preset = document.values["preset"]
    for path, value in overrides:
        if path == ("preset",):
            preset = value
    if preset is not None and not str(preset).startswith(f"{kind}/"):
        raise ConfigError(f"preset {preset} is not a {kind} preset", hint="privml config list")
    return None if preset is None else str(preset)


def _parse_override(override: str) -> tuple[KeyPath, Any]:
    dotted, equals, value = override.partition("=")
    if not equals or not dotted:
        raise ConfigError(f"--set {dotted}: write name=value, for example --set verify=full")
    return tuple(dotted.split(".")), parse_scalar(value)


def _nest(path: KeyPath, value: Any) -> dict[str, Any]:
    for key in reversed(path):
        value = {key: value}
    nested: dict[str, Any] = value
    return nested


def _merge(
    target: dict[str, Any],
    update: Mapping[str, Any],
    origin: dict[KeyPath, str],
    source: Any,
    path: KeyPath = (),
) -> None:
    """Deep-merge mappings; lists and scalars replace. `origin` learns the source of every leaf."""
    for key, value in update.items():
        here = (*path, key)
        if isinstance(value, dict) and value:
            if not isinstance(target.get(key), dict):
                target[key] = {}
                _forget(origin, here)
            _merge(target[key], value, origin, source, here)
        else:
            target[key] = copy.deepcopy(value)
            _forget(origin, here)
            origin[here] = source(here)


def _forget(origin: dict[KeyPath, str], path: KeyPath) -> None:
    for known in [known for known in origin if known[: len(path)] == path]:
        del origin[known]


def _line_of(document: Document, path: KeyPath) -> int:
    while path and path not in document.lines:
        path = path[:-1]
    return document.lines.get(path, 1)


def _describe(
    error: ValidationError, model: type[BaseModel], values: Mapping[str, Any], origin: dict[KeyPath, str], kind: str
) -> list[str]:
    """Return a line for each value that is wrong; one for all that it could be."""
    lines: dict[tuple[str, str], list[str]] = {}
    for fault in error.errors(include_url=False, include_input=False):
        path = tuple(fault["loc"])
        is_key = fault["type"] in ("extra_forbidden", "missing")
        named = _named(path[:-1] if is_key else path, values) + (path[-1:] if is_key else ())
        where = _origin_near(path, origin)
        prefix = f"{where}: " if where else f"{kind} configuration: "
        dotted = ".".join(map(str, named))
        if fault["type"] == "extra_forbidden":
            lines[prefix, f"unknown key {dotted}{_nearest(model, path)}"] = []
        elif fault["type"] == "union_tag_not_found":
            key = fault["ctx"]["discriminator"].strip("'")
            lines[prefix, f"{dotted}.{key} is required"] = []
        elif fault["type"] == "missing":
            lines[prefix, f"{dotted} is required"] = []
        else:
            said = lines.setdefault((prefix, f"{dotted}: " if dotted else ""), [])
            if (message := _message(fault)) not in said:
                said.append(message)
    return [f"{prefix}{start}{_any_of(said)}" for (prefix, start), said in lines.items()]


def _named(path: KeyPath, values: Any) -> KeyPath:
    """Return the part of a path that names a value: what comes after it are pydantic's names for what it could be."""
    for length, part in enumerate(path):
        try:
            values = values[part]
        except (KeyError, IndexError, TypeError):
            return path[:length]
    return path


def _message(fault: Mapping[str, Any]) -> str:
    if fault["type"] == "union_tag_invalid":
        first, _, last = fault["ctx"]["expected_tags"].rpartition(", ")
        return f"input should be {first} or {last}"
    message = str(fault["msg"]).removeprefix("Value error, ")
    return message[:1].lower() + message[1:]


def _any_of(messages: Sequence[str]) -> str:
    """Join what several alternatives ask for."""
    first, *others = messages or [""]
    return " or ".join([first, *(other.removeprefix("input should be ") for other in others)])


def _origin_near(path: KeyPath, origin: dict[KeyPath, str]) -> str | None:
    while path:
        if path in origin:
            return origin[path]
        inside = [where for known, where in origin.items() if known[: len(path)] == path]
        if inside:  # of several, what was said last is the likeliest reason
            return min(inside, key=_rank)
        path = path[:-1]
    return None


def _rank(where: str) -> int:
    """Order sources by precedence."""
    return {"command line": 0, "--set": 1}.get(where, 3 if where.startswith("preset ") else 2)


def _nearest(model: type[BaseModel], path: KeyPath) -> str:
    """Suggest the known name nearest to an unknown key."""
    fields = _fields_at(model, path[:-1])
    close = difflib.get_close_matches(str(path[-1]), fields, n=1, cutoff=0.6)
    return f" (did you mean {close[0]}?)" if close else ""


def _fields_at(model: type[BaseModel], path: KeyPath) -> list[str]:
    current: Any = model
    for part in path:
        field = getattr(current, "model_fields", {}).get(part)
        if field is None:
            return []
        current = _model_in(field.annotation)
    return list(getattr(current, "model_fields", {}))


def _model_in(annotation: Any) -> Any:
    """Return the pydantic model inside an annotation such as `Model | None`."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    for argument in getattr(annotation, "__args__", ()):
        if found := _model_in(argument):
            return found
    return None
