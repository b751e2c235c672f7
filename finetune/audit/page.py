"""The audit as one page for the person who has to decide; no script, nothing from elsewhere, no value of the data."""

from collections.abc import Iterator, Sequence
from html import escape

from ...core.rounding import lower_bound, upper_bound
from ..figures import as_svg, draw_histogram, draw_points, draw_roc, make_figure
from .report import Attack, AuditReport

_STYLE = """
body { font: 15px/1.5 system-ui, sans-serif; color: #222; max-width: 60rem; margin: 2rem auto; padding: 0 1rem }
h1 { font-size: 1.5rem; margin-bottom: .2rem } h2 { font-size: 1.1rem; margin-top: 2rem }
table { border-collapse: collapse; margin: .5rem 0 }
th, td { text-align: left; padding: .2rem .9rem .2rem 0; border-bottom: 1px solid #e5e5e5; vertical-align: top }
th { font-weight: 600 } td.n, th.n { text-align: right; font-variant-numeric: tabular-nums }
.verdict { padding: .6rem 1rem; border-left: .4rem solid; margin: 1rem 0 }
.passed { border-color: #588157; background: #f1f6ef } .failed { border-color: #b3261e; background: #fbeeed }
.open { border-color: #b08900; background: #fbf6e6 }
.note { color: #555; font-size: .9em } svg { max-width: 100%; height: auto }
"""


def render_page(report: AuditReport) -> str:
    """Return the report as HTML."""
    parts = [
        *_head(report),
        *_guarantee(report),
        *_membership(report),
        *_exposure(report),
        *_writing(report),
        *_course(report),
        *_rest(report),
    ]
    body = "\n".join(parts)
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>Audit of {escape(report.run)}</title>\n<style>{_STYLE}</style>\n</head>\n"
        f"<body>\n{body}\n</body>\n</html>\n"
    )


def _head(report: AuditReport) -> Iterator[str]:
    yield f"<h1>Audit of {escape(report.run)}</h1>"
    how = {"full": "all weights", "lora": "low-rank adapters", "head": "the head"}[report.method]
    yield f'<p class="note">{escape(report.task)}, {how} trained; data {report.data_sha256[:16]}…</p>'
    if report.failures:
        reasons = "".join(f"<li>{escape(failure)}</li>" for failure in report.failures)
        yield f'<div class="verdict failed"><strong>Failed.</strong><ul>{reasons}</ul></div>'
    elif report.epsilon is None:
        yield (
            '<div class="verdict open"><strong>No limit was passed, and none is proven.</strong> Training was not '
            "differentially private: what follows is all that is known of what the model gives away.</div>"
        )
    else:
        yield (
            '<div class="verdict passed"><strong>Nothing disproves the guarantee, and no limit was passed.</strong> '
            "That these attacks fail does not prove that all do; differential privacy bounds them all.</div>"
        )
    if not report.masked:
        yield "<p><strong>The training data had no valid manifest: nothing shows that it was masked.</strong></p>"
    if not report.is_release:
        yield "<p><strong>Not a release: the noise came from a fixed seed.</strong></p>"


def _guarantee(report: AuditReport) -> Iterator[str]:
    yield "<h2>What is proven, and what was measured</h2>"
    rows = [["proven by the accountant, for one privacy unit", upper_bound(report.epsilon), _delta(report)]]
    if report.canaries is not None and report.bound is not None:
        unit = f"{report.canaries['repetitions']:,} rows" if report.claimed != report.epsilon else "one unit"
        rows.append([f"proven by the accountant, for a canary ({unit})", upper_bound(report.claimed), _delta(report)])
        rows.append(["lower bound from the canaries' coins (95 %)", lower_bound(report.bound.epsilon), _delta(report)])
        rows.append(["highest bound that so many canaries could prove", f"{report.bound.provable:.2f}", ""])
    yield _table(["epsilon", "value", "delta"], rows, numbers=(1, 2))
    if report.bound is not None:
        yield (
            f'<p class="note">{report.bound.right:,} of {report.bound.guesses:,} coins were guessed right. The true '
            "epsilon lies above the lower bound with 95 % probability; a bound above the accountant's epsilon means "
            "that training was not as private as claimed (Steinke et al. 2023).</p>"
        )


def _membership(report: AuditReport) -> Iterator[str]:
    if not report.attacks:
        return
    yield "<h2>Membership inference: was this row trained on?</h2>"
    kinds = list(dict.fromkeys(attack.targets for attack in report.attacks))
    figure, axes = make_figure(4.2 * len(kinds), 3.6, len(kinds))
    for own, kind in zip(axes, kinds, strict=True):
        attacks = [attack for attack in report.attacks if attack.targets == kind]
        curves = {attack.score: attack.curve.points for attack in attacks}
        draw_roc(own, curves, floor=1 / (2 * max(attacks[0].members, attacks[0].others)))
        own.set_title(f"{kind}: {attacks[0].members:,} members, {attacks[0].others:,} others", fontsize=9)
    yield as_svg(figure)
    rows = [_attack_row(attack) for attack in report.attacks]
    head = ["rows", "attack", "AUC", "95 % interval", "TPR at 1 % FPR", "TPR at 0.1 % FPR", "AUC before training"]
    yield _table(head, rows, numbers=(2, 3, 4, 5, 6))
    yield (
        '<p class="note">AUC .5 is guessing. Canaries are made-up records planted by coins, records are rows of '
        "the table (training against validation). TPR at 1 % FPR: of the members, the share that is found while one "
        "other in a hundred is taken for a member. * too few others to tell such a rate; none was allowed.</p>"
    )


def _attack_row(attack: Attack) -> list[str]:
    curve = attack.curve
    rates = [
        f"{rate.tpr:.1%} ({rate.low:.1%} to {rate.high:.1%}){'' if rate.resolved else '*'}" for rate in curve.rates
    ]
    interval = f"{curve.auc_low:.3f} to {curve.auc_high:.3f}"
    return [
        attack.targets,
        attack.score,
        f"{curve.auc:.3f}",
        interval,
        *rates,
        "-" if attack.control_auc is None else f"{attack.control_auc:.3f}",
    ]


def _exposure(report: AuditReport) -> Iterator[str]:
    if not report.exposure:
        return
    yield "<h2>Exposure: how much easier the model makes guessing a planted secret</h2>"
    figure, axes = make_figure(6.5, 2.8)
    draw_histogram(axes[0], report.bits, label="exposure in bits")
    yield as_svg(figure)
    rows = [
        [e.type, f"{e.planted:,}", *(f"{v:.2f}" for v in (e.mean, e.highest, e.control, e.base, e.possible))]
        for e in report.exposure
    ]
    head = ["secrets", "planted", "mean", "highest", "mean, not planted", "mean before training", "possible"]
    yield _table(head, rows, numbers=range(1, 7))
    yield '<p class="note">In bits. A secret that nothing is known of has about 1.44 on average.</p>'


def _writing(report: AuditReport) -> Iterator[str]:
    if report.extraction:
        yield "<h2>Extraction: secrets that the model writes</h2>"
        rows = [
            [
                e.source,
                f"{e.samples:,}",
                f"{e.found:,} of {e.sought:,}",
                f"{e.control_found:,} of {e.control_sought:,}",
                f"{e.base_found:,}",
            ]
            for e in report.extraction
        ]
        yield _table(
            ["secrets", "texts", "found", "found, never seen", "found before training"], rows, numbers=(1, 2, 3, 4)
        )
    if report.guessing:
        yield "<h2>Masked values that the model gives away</h2>"
        rows = [
            [g.attack, f"{g.values:,}", f"{g.right:,}", f"{g.base_right:,}", f"{g.chance:.1f}"] for g in report.guessing
        ]
        yield _table(["attack", "values", "right", "right before training", "by chance"], rows, numbers=(1, 2, 3, 4))


def _course(report: AuditReport) -> Iterator[str]:
    if not any(epsilon is not None for epsilon, _ in report.course):
        return
    yield "<h2>What the privacy bought: epsilon spent and utility, by evaluation</h2>"
    figure, axes = make_figure(6.5, 2.8)
    draw_points(
        axes[0], [("", epsilon, value) for epsilon, value in report.course], measure=report.measure, connect=True
    )
    yield as_svg(figure)


def _rest(report: AuditReport) -> Iterator[str]:
    if report.not_measured:
        yield "<h2>Not measured</h2>"
        yield "<ul>" + "".join(f"<li>{escape(reason)}</li>" for reason in report.not_measured) + "</ul>"
    yield f'<p class="note">Shadow models: {report.shadows:,}. Audit took {report.seconds:,.0f} s.</p>'


def _table(head: Sequence[str], rows: Sequence[Sequence[str]], *, numbers: Sequence[int] = ()) -> str:
    def cells(values: Sequence[str], tag: str) -> str:
        return "".join(
            f"<{tag}{' class=n' if index in numbers else ''}>{escape(value)}</{tag}>"
            for index, value in enumerate(values)
        )

    lines = [f"<tr>{cells(head, 'th')}</tr>", *(f"<tr>{cells(row, 'td')}</tr>" for row in rows)]
    return "<table>\n" + "\n".join(lines) + "\n</table>"


def _delta(report: AuditReport) -> str:
    return "" if report.delta is None else upper_bound(report.delta, 3)
