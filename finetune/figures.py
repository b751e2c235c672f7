"""Pictures, drawn without a screen and equal for equal numbers."""

import io
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..core.errors import UsageError
from ..core.outputs import OutputSet

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

FORMATS = (".svg", ".png", ".pdf")
_COLOURS = ("#1b6ca8", "#c8553d", "#588157", "#8d6a9f", "#b08900", "#3d405b", "#2a9d8f", "#e07a5f")
_STYLE: dict[str, Any] = {
    "font.size": 9,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.grid": True,
    "grid.color": "#e6e6e6",
    "legend.frameon": False,
    "svg.fonttype": "none",
    "svg.hashsalt": "privml",
}
_NO_DATE = {".svg": {"Date": None, "Creator": None}, ".png": {"Software": None}, ".pdf": {"CreationDate": None}}


def make_figure(width: float, height: float, panels: int = 1) -> "tuple[Figure, list[Axes]]":
    """Return a figure with panels beside each other.

    Args:
        width: in inches.
        height: in inches.
        panels: how many.
    """
    from matplotlib import rc_context
    from matplotlib.figure import Figure

    with rc_context(_STYLE):
        figure = Figure(figsize=(width, height), layout="constrained")
        axes = list(figure.subplots(1, panels, squeeze=False)[0])
        for own in axes:
            own.set_prop_cycle(color=_COLOURS)
            own.set_axisbelow(True)
    return figure, axes


def as_svg(figure: "Figure") -> str:
    """Return a figure as an SVG element that can stand in a page."""
    text = _rendered(figure, ".svg").decode("utf-8")
    return text[text.index("<svg") :]


def check_format(path: Path) -> None:
    """Raise UsageError for a file name that no picture can have."""
    if path.suffix.lower() not in FORMATS:
        raise UsageError(f"pictures cannot be written as {path.name}", hint=f"known types: {', '.join(FORMATS)}")


def save_figure(figure: "Figure", path: Path, *, force: bool = False) -> None:
    """Write a figure as SVG, PNG or PDF, by the name of the file.

    Raises:
        UsageError: the file exists, or has another type.
    """
    check_format(path)
    with OutputSet(force=force) as outputs:
        outputs.open(path).write(_rendered(figure, path.suffix.lower()))


def _rendered(figure: "Figure", suffix: str) -> bytes:
    from matplotlib import rc_context

    buffer = io.BytesIO()
    with rc_context(_STYLE):
        figure.savefig(buffer, format=suffix[1:], dpi=150, metadata=_NO_DATE[suffix])
    return buffer.getvalue()


def draw_roc(axes: "Axes", curves: Mapping[str, Sequence[tuple[float, float]]], *, floor: float) -> None:
    """Draw ROC curves on logarithmic axes, where attacks on few people show (Carlini et al. 2022).

    Args:
        axes: to draw on.
        curves: false- and true-positive rates by name.
        floor: lowest rate shown; one row.
    """
    axes.plot([floor, 1], [floor, 1], color="#999999", linestyle=":", label="guessing")
    for name, points in curves.items():
        axes.step(
            [max(x, floor) for x, _ in points],
            [max(y, floor) for _, y in points],
            where="post",
            label=name,
            linewidth=1.3,
        )
    axes.set(xscale="log", yscale="log", xlim=(floor, 1), ylim=(floor, 1.05))
    axes.set(xlabel="false-positive rate", ylabel="true-positive rate")
    axes.legend(loc="lower right", fontsize=7)


def draw_histogram(axes: "Axes", groups: Mapping[str, Sequence[float]], *, label: str) -> None:
    """Draw histograms over each other, each as shares of its own values."""
    from math import ceil

    highest = max((max(values) for values in groups.values() if values), default=1.0)
    edges = [edge / 2 for edge in range(2 * max(1, ceil(highest)) + 1)]
    for name, values in groups.items():
        if values:
            weights = [1 / len(values)] * len(values)
            axes.hist(values, bins=edges, weights=weights, label=f"{name} ({len(values):,})", alpha=0.6)
    axes.set(xlabel=label, ylabel="share of canaries")
    axes.legend(fontsize=7)


def draw_points(
    axes: "Axes", points: Sequence[tuple[str, float | None, float]], *, measure: str, connect: bool = False
) -> None:
    """Draw a measure over epsilon on a logarithmic axis; points without epsilon stand at its right end, as infinity.

    Args:
        axes: to draw on.
        points: name, epsilon and measure of each.
        measure: name of it.
        connect: join the points by a line.
    """
    known = sorted((epsilon, value, name) for name, epsilon, value in points if epsilon is not None)
    end = 4 * max((epsilon for epsilon, _, _ in known), default=1.0)
    start = min((epsilon for epsilon, _, _ in known), default=0.5) / 2
    axes.plot([e for e, _, _ in known], [v for _, v, _ in known], "o-" if connect else "o", markersize=5)
    unbounded = [(name, value) for name, epsilon, value in points if epsilon is None]
    axes.plot([end] * len(unbounded), [value for _, value in unbounded], "s", markersize=5, clip_on=False)
    for x, y, name in [*known, *((end, value, name) for name, value in unbounded)]:
        if name:
            axes.annotate(name, (x, y), xytext=(-4, 5), textcoords="offset points", fontsize=7, ha="right")
    axes.set(xscale="log", xlim=(start, end * 1.02), xlabel="epsilon", ylabel=measure.replace("_", " "))
    ticks = [epsilon for epsilon, _, _ in known]
    labels = [f"{epsilon:.3g}" for epsilon in ticks]
    if unbounded:
        ticks, labels = [*ticks, end], [*labels, "none"]
    axes.set_xticks(ticks, labels)
    axes.minorticks_off()
