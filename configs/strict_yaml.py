"""YAML without its surprises, and with the line of every value.

PyYAML follows YAML 1.1: it reads `no` as false, `1e-4` as text and `12:30` as a number, and of two equal keys it
keeps the last. Here scalars follow the core schema of YAML 1.2.2 (section 10.3) and equal keys are errors.
"""

import math
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from ..core.errors import ConfigError

KeyPath = tuple[str | int, ...]

_NULL = re.compile(r"(?:null|Null|NULL|~|)\Z")
_BOOL = {"true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False}
_INT = re.compile(r"[-+]?[0-9]{1,400}\Z")  # a longer one would be infinite, as other numbers are
_FLOAT = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?\Z")
_SPECIAL = {".inf": math.inf, "+.inf": math.inf, "-.inf": -math.inf, ".nan": math.nan}


@dataclass(frozen=True)
class Document:
    """A parsed configuration.

    Attributes:
        name: file name for messages.
        values: the top-level mapping.
        lines: 1-based line of every key and list item, by path.
        faults: keys that are repeated or no text, a message each; `resolve_config` refuses them with all other faults.
    """

    name: str
    values: dict[str, Any]
    lines: dict[KeyPath, int]
    faults: tuple[str, ...] = ()


def load_yaml(path: Path) -> Document:
    """Read a configuration file.

    Raises:
        ConfigError: unreadable, not YAML, or no mapping.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "not UTF-8"
        raise ConfigError(f"cannot read {path}: {(reason or 'error').lower()}") from None
    return parse_yaml(text, name=str(path))


def parse_yaml(text: str, *, name: str) -> Document:
    """Parse a configuration; see `load_yaml`."""
    node = _compose(text, name)
    builder = _Builder(name)
    values = {} if node is None else builder.built(node)
    if not isinstance(values, dict):
        raise ConfigError(f"{name}: the configuration must be a mapping of names to values")
    return Document(name, values, builder.lines, tuple(builder.faults))


def parse_scalar(text: str) -> Any:
    """Parse the value of `--set a.b=value` (any YAML, flow style for lists and mappings)."""
    node = _compose(text, "--set")
    builder = _Builder("--set")
    value = None if node is None else builder.built(node)
    if builder.faults:
        raise ConfigError("\n".join(builder.faults))
    return value


def _compose(text: str, name: str) -> yaml.Node | None:
    try:
        node: yaml.Node | None = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f"{name}:{mark.line + 1}" if mark else name
        problem = getattr(error, "problem", None) or "not valid YAML"
        raise ConfigError(f"{where}: {problem}") from None
    except RecursionError:
        raise ConfigError(f"{name}: values are nested too deeply") from None
    return node


class _Builder:
    def __init__(self, name: str) -> None:
        self.name = name
        self.lines: dict[KeyPath, int] = {}
        self.faults: list[str] = []

    def built(self, node: yaml.Node) -> Any:
        """Return the value of the root."""
        try:
            return self.build(node, ())
        except RecursionError:  # an alias within what it names, too
            raise ConfigError(f"{self.name}: values are nested too deeply") from None

    def build(self, node: yaml.Node, path: KeyPath) -> Any:
        if isinstance(node, yaml.MappingNode):
            return self._mapping(node, path)
        if isinstance(node, yaml.SequenceNode):
            items = []
            for index, child in enumerate(node.value):
                self.lines[(*path, index)] = child.start_mark.line + 1
                items.append(self.build(child, (*path, index)))
            return items
        assert isinstance(node, yaml.ScalarNode)
        if node.style is not None:  # quoted or block: always text
            return node.value
        return _plain_scalar(node.value)

    def _mapping(self, node: yaml.MappingNode, path: KeyPath) -> dict[str, Any]:
        mapping: dict[str, Any] = {}
        for key_node, value_node in node.value:
            line = key_node.start_mark.line + 1
            if not isinstance(key_node, yaml.ScalarNode):
                self.faults.append(f"{self.name}:{line}: a key must be plain text")
                continue
            key = key_node.value
            if key in mapping:
                first = self.lines[(*path, key)]
                self.faults.append(f"{self.name}:{line}: {key} is already set on line {first}")
                continue
            self.lines[(*path, key)] = line
            mapping[key] = self.build(value_node, (*path, key))
        return mapping


def _plain_scalar(text: str) -> Any:
    if _NULL.match(text):
        return None
    if text in _BOOL:
        return _BOOL[text]
    if _INT.match(text):
        return int(text)
    if _FLOAT.match(text):
        return float(text)
    return _SPECIAL.get(text.lower(), text)
