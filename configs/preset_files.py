"""The configurations that ship with privml."""

from importlib.resources import files

from ..core.errors import ConfigError
from .strict_yaml import Document, parse_yaml

# a stage's configuration builds on this preset unless it names another; other stages have no base
DEFAULT_PRESETS = {"mask": "mask/default"}


def list_presets() -> list[str]:
    """Return the names of all presets, such as `mask/default`."""
    root = files(__package__) / "presets"
    return sorted(
        f"{kind.name}/{file.name.removesuffix('.yaml')}"
        for kind in root.iterdir()
        if kind.is_dir()
        for file in kind.iterdir()
        if file.name.endswith(".yaml")
    )


def read_preset(name: str) -> str:
    """Return a preset's text.

    Raises:
        ConfigError: there is no preset of this name.
    """
    if name not in list_presets():
        raise ConfigError(f"there is no preset {name}", hint=f"presets: {', '.join(list_presets())}")
    return (files(__package__) / "presets" / f"{name}.yaml").read_text(encoding="utf-8")


def starting_from(name: str) -> str:
    """Return a preset's text as the start of a configuration file that builds on this preset.

    Where a stage has a default preset, a file that names no other builds on that one, and its settings show
    through.

    Raises:
        ConfigError: there is no preset of this name.
    """
    text = read_preset(name)
    if name.partition("/")[0] not in DEFAULT_PRESETS:
        return text
    head, blank, body = text.partition("\n\n")
    return f"{head}{blank}preset: {name} # holds for what this file leaves out\n\n{body}"


def load_preset(name: str) -> Document:
    """Return a preset, parsed."""
    return parse_yaml(read_preset(name), name=f"preset {name}")
