"""The templates of the package, as data files: registers, languages, weights, and which ones training never sees.

A file holds one template a line. Lines that begin with `#` are comments; `% kind: texts` (or `sentences`, of which
several make a text), `% language: en`, `% weight: 4`, `% style: chat` and `% empty` (nothing in it is personal data)
describe the file; a template behind `~` is held out from training.
"""

from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files

PARTS_FILE = "parts.txt"


@dataclass
class Register:
    """The templates of one file.

    Attributes:
        name: the file's name without its ending.
        kind: `texts`, or `sentences` that are put together.
        language: of the prose.
        weight: how often texts are of this register, beside the others.
        style: `chat` for texts that are typed in haste.
        empty: True if no template holds personal data.
        training: templates to train on.
        held_out: templates to validate on.
    """

    name: str
    kind: str = "sentences"
    language: str = "en"
    weight: int = 1
    style: str = "plain"
    empty: bool = False
    training: list[str] = field(default_factory=list)
    held_out: list[str] = field(default_factory=list)


@cache
def load_registers() -> tuple[Register, ...]:
    """Return all registers, sorted by name."""
    folder = files(__package__) / "templates"
    names = sorted(entry.name for entry in folder.iterdir() if entry.name.endswith(".txt") and entry.name != PARTS_FILE)
    return tuple(
        read_register(name.removesuffix(".txt"), (folder / name).read_text(encoding="utf-8")) for name in names
    )


@cache
def load_parts() -> dict[str, tuple[str, ...]]:
    """Return the smaller templates by name."""
    found: dict[str, list[str]] = {}
    text = (files(__package__) / "templates" / PARTS_FILE).read_text(encoding="utf-8")
    for line in text.splitlines():
        if line and not line.startswith("#"):
            name, template = line.split(": ", 1)
            found.setdefault(name, []).append(template)
    return {name: tuple(templates) for name, templates in found.items()}


def read_register(name: str, text: str) -> Register:
    """Read one file."""
    register = Register(name)
    for line in text.splitlines():
        if line.startswith("%"):
            key, _, value = line[1:].strip().partition(": ")
            if key in ("weight", "empty"):
                setattr(register, key, int(value) if value else True)
            elif key in ("kind", "language", "style"):
                setattr(register, key, value)
            else:
                raise ValueError(f"{name}: unknown property {key}")
        elif line.startswith("~"):
            register.held_out.append(line[1:])
        elif line and not line.startswith("#"):
            register.training.append(line)
    return register
