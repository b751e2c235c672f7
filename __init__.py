"""privml: from a table with personal data to a fine-tuned model that does not leak it.

The command line's stages, for notebooks and scripts. Nothing heavy is imported until a stage is used::

    import privml

    findings = privml.scan(frame)
    masked = privml.mask(frame, key="team.key")
    measured = privml.evaluate("gold.jsonl")
    run = privml.finetune({"data": {"path": "masked.csv", "text": "message", "label": "topic"}})
    labelled = privml.predict(run, masked)
    leakage = privml.audit(run, data="masked.csv")
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"
__all__ = ["__version__", "audit", "evaluate", "finetune", "mask", "predict", "scan"]

if TYPE_CHECKING:
    from .finetune.api import audit, finetune, predict
    from .maskers.evaluation.api import evaluate
    from .maskers.frames import mask, scan

_LAZY = {
    "scan": ".maskers.frames",
    "mask": ".maskers.frames",
    "evaluate": ".maskers.evaluation.api",
    "predict": ".finetune.api",
    "audit": ".finetune.api",
}


def __getattr__(name: str) -> Any:
    """Load a stage on first use (PEP 562); `finetune` is a package that can itself be called."""
    if name == "finetune":
        return import_module(".finetune", __name__)
    if name in _LAZY:
        return getattr(import_module(_LAZY[name], __name__), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
