"""Write docs/commands.md from the commands themselves.

python docs/reference.py > docs/commands.md
"""

import sys
from typing import Any

import typer
from privml.cli.lazy import COMMANDS
from privml.cli.main import app

HEADER = """# Commands

Written by `python docs/reference.py` from the commands themselves. Exit codes and streams: see
[the contract](contract.md).
"""


def main() -> None:
    """Print the reference."""
    group: Any = typer.main.get_command(app)
    parts = [HEADER]
    for name in COMMANDS:
        command = group.get_command(None, name)
        inner = getattr(command, "commands", None)
        if inner:
            parts.append(f"## privml {name}\n\n{(command.help or '').strip()}\n")
            parts += [_section(f"{name} {sub}", inner[sub], level=3) for sub in inner]
        else:
            parts.append(_section(name, command, level=2))
    sys.stdout.write("\n".join(parts))


def _section(name: str, command: Any, *, level: int) -> str:
    lines = [f"{'#' * level} privml {name}", "", _paragraphs(command.help or ""), ""]
    arguments = [p for p in command.params if p.param_type_name == "argument"]
    options = [p for p in command.params if p.param_type_name == "option" and p.name != "help"]
    if arguments or options:
        lines += ["| argument or option | |", "| --- | --- |"]
    lines += [f"| `{_metavar(p)}` | {p.help or ''} |" for p in arguments]
    lines += [f"| `{', '.join(p.opts)}` | {p.help or ''} |" for p in options]
    examples = [line.strip() for line in (command.epilog or "").splitlines()[1:] if line.strip()]
    lines += ["", "```sh", *examples, "```", ""]
    return "\n".join(lines)


def _metavar(parameter: Any) -> str:
    return str(parameter.metavar or parameter.name.upper())


def _paragraphs(text: str) -> str:
    return "\n\n".join(" ".join(part.split()) for part in text.split("\n\n"))


if __name__ == "__main__":
    main()
