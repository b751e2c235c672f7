"""A command group that imports a command only when it is used, and lists all without importing any."""

from importlib import import_module
from typing import Any

import typer
from typer.core import TyperCommand, TyperGroup

# name: (module, one line for the list)
COMMANDS = {
    "scan": ("scan", "Report what personal data a table holds."),
    "mask": ("mask", "Mask personal data in tables."),
    "explain": ("explain", "Tell why a text is masked as it is."),
    "evaluate": ("evaluate", "Measure detection on labelled texts."),
    "finetune": ("finetune", "Fine-tune a model on a masked table, with differential privacy."),
    "plan": ("plan", "Tell what a fine-tuning run would cost."),
    "predict": ("predict", "Add a fine-tuned model's predictions to a table."),
    "export": ("export", "Write a fine-tuned model as ONNX, for use without torch."),
    "audit": ("audit", "Attack a model or a masked table: what can still be got out."),
    "compare": ("compare", "Put fine-tuning runs beside each other."),
    "run": ("run", "Run the stages of a pipeline file."),
    "synth": ("synth", "Make labelled texts to train and test detectors on."),
    "keygen": ("keygen", "Make a key file."),
    "config": ("config", "List, show and check configurations."),
    "env": ("env", "Show versions, models and devices."),
}


class LazyCommands(TyperGroup):
    """Looks commands up by name in the package `cli`."""

    def list_commands(self, ctx: Any) -> list[str]:
        """Return the command names in the order of their use."""
        return list(COMMANDS)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """Import and return a command; None if there is none of this name."""
        if cmd_name not in COMMANDS:
            return None
        module = import_module(f".{COMMANDS[cmd_name][0]}", __package__)
        command = typer.main.get_command(module.app)
        command.name = cmd_name
        return command

    def format_commands(self, ctx: Any, formatter: Any) -> None:
        """List the commands from the table above."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, text) for name, (_, text) in COMMANDS.items()])


class PlainCommand(TyperCommand):
    """A command whose help is plain text: Typer 0.20 escapes brackets for Rich also where Rich is switched off."""

    def get_help(self, ctx: Any) -> str:
        """Return the help page."""
        return str(super().get_help(ctx)).replace("\\[", "[")
