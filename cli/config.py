"""`privml config`: list, show and check configurations."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any

import typer

from . import options as opt
from .lazy import PlainCommand

app = typer.Typer(
    rich_markup_mode=None,
    add_completion=False,
    no_args_is_help=True,
    help="List, show and check configurations.",
    name="config",
)
Kind = Annotated[str | None, typer.Option("--kind", help="mask, finetune or pipeline; default: by the file's keys.")]


@app.command("list", cls=PlainCommand, epilog="Examples:\n\n  privml config list")
def list_() -> None:
    """List the presets."""
    from ..configs.preset_files import list_presets

    for name in list_presets():
        typer.echo(name)


@app.command(cls=PlainCommand, epilog="Examples:\n\n  privml config init mask/default -o mask.yaml")
def init(
    preset: Annotated[str, typer.Argument(help="Preset to start from.")],
    output: opt.Output = "-",
    force: opt.Force = False,
) -> None:
    """Print a preset as the start of a configuration of one's own."""
    from ..configs.preset_files import starting_from
    from ..core.outputs import OutputSet

    text = starting_from(preset)
    with OutputSet(force=force) as outputs:
        outputs.write_text(output, text)


@app.command(cls=PlainCommand, epilog="Examples:\n\n  privml config show --config mask.yaml --set verify=full --origin")
def show(
    config: opt.Config = None,
    preset: opt.Preset = None,
    sets: opt.Sets = None,
    kind: Kind = None,
    origin: Annotated[bool, typer.Option("--origin", help="Say where each value comes from.")] = False,
    as_json: opt.AsJson = False,
) -> None:
    """Print a configuration with everything resolved: preset, file and overrides."""
    import yaml

    from ..configs.registry import guess_kind, model_of
    from ..configs.resolve import resolve_config
    from ..configs.strict_yaml import load_yaml
    from ..core.errors import UsageError

    if config is None and preset is None:
        raise UsageError("nothing to show", hint="--config FILE or --preset NAME")
    document = None if config is None else load_yaml(config)
    values = {"preset": preset} if document is None else document.values
    kind = kind or guess_kind(values)
    overrides = [*(sets or []), *([f"preset={preset}"] if preset else [])]
    resolved = resolve_config(model_of(kind), kind=kind, document=document, sets=overrides)
    content = resolved.config.model_dump(mode="json")
    if as_json:
        opt.print_json(content)
    elif origin:
        for path, value in _leaves(content):
            shown = json.dumps(value, ensure_ascii=False)
            typer.echo(f"{'.'.join(map(str, path))}: {shown}  # {resolved.origin_of(path)}")
    else:
        typer.echo(yaml.safe_dump(content, sort_keys=False, allow_unicode=True), nl=False)


@app.command(cls=PlainCommand, epilog="Examples:\n\n  privml config validate mask.yaml")
def validate(
    files: Annotated[list[Path], typer.Argument(metavar="FILE...", help="Configuration files.")], kind: Kind = None
) -> None:
    """Check configuration files; all faults of all files are reported."""
    from ..configs.registry import guess_kind, model_of
    from ..configs.resolve import resolve_config
    from ..configs.strict_yaml import load_yaml
    from ..core.errors import ConfigError

    faults = []
    for file in files:
        try:
            document = load_yaml(file)
            of_kind = kind or guess_kind(document.values)
            resolve_config(model_of(of_kind), kind=of_kind, document=document)
        except ConfigError as error:
            faults.append(error.message)
        else:
            typer.echo(f"{file}: valid {of_kind} configuration", err=True)
    if faults:
        raise ConfigError("\n".join(faults))


@app.command(cls=PlainCommand, epilog="Examples:\n\n  privml config schema mask > mask.schema.json")
def schema(kind: Annotated[str, typer.Argument(help="mask, finetune or pipeline.")]) -> None:
    """Print the JSON Schema of a kind of configuration, for editors."""
    from ..configs.registry import json_schema

    opt.print_json(json_schema(kind))


def _leaves(value: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Any]]:
    if isinstance(value, dict) and value:
        for key, inner in value.items():
            yield from _leaves(inner, (*path, key))
    else:
        yield path, value
