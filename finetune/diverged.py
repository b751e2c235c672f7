"""The error of a training that has run away: losses, gradients or weights that are no numbers."""

from ..core.errors import GuardError


def diverged(what: str) -> GuardError:
    """Return the error; `what` says where it was seen."""
    return GuardError(
        f"{what}: training has diverged; the last checkpoint stays",
        hint="start anew with a lower train.learning_rate; what a private run has spent stays spent",
    )
