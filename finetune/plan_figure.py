"""The picture of a plan."""

from pathlib import Path

from ..core.errors import UsageError
from .figures import draw_points, make_figure, save_figure
from .planning import PlanReport


def draw_plan(report: PlanReport, path: Path, *, force: bool) -> None:
    """Draw epsilon by epoch, and what each plan of a sweep leaves of an update under its noise.

    Raises:
        UsageError: nothing is private, or the file exists or has another type.
    """
    points = [point for point in [report.point, *report.sweep] if point.epsilon is not None]
    if not points:
        raise UsageError("there is nothing to draw: the plan has no differential privacy")
    figure, axes = make_figure(9.0 if report.sweep else 4.5, 3.2, 2 if report.sweep else 1)
    spent = [(float(epoch), epsilon) for epoch, epsilon in report.epsilon_by_epoch.items() if epoch != "end"]
    end = (report.point.steps / report.steps_per_epoch, report.epsilon_by_epoch["end"])
    course = [(0.0, 0.0), *spent, *([end] if not spent or end[0] > spent[-1][0] else [])]
    axes[0].plot([epoch for epoch, _ in course], [epsilon for _, epsilon in course], "o-", markersize=4)
    axes[0].set(xlabel="epoch", ylabel="epsilon spent", title=report.point.setting)
    if report.sweep:
        swept = [(p.setting.rpartition(" ")[2], p.epsilon, p.noise_per_unit or 0.0) for p in points[1:]]
        draw_points(axes[1], swept, measure="noise over batch size", connect=True)
        axes[1].set_title("sweep: less noise learns more", fontsize=9)
    save_figure(figure, path, force=force)
