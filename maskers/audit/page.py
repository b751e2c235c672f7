"""The report as one HTML page: no script, nothing loaded, readable on paper."""

from collections.abc import Iterable, Sequence
from html import escape

from .index import KINDS
from .linkage import Linkage
from .report import AuditReport

_STYLE = """
:root { color-scheme: light dark; --bar: #4a7bb5; --bad: #b5483a; --line: #8884; --dim: #777; }
body { font: 14px/1.5 system-ui, sans-serif; max-width: 62rem; margin: 2rem auto; padding: 0 1rem; }
h1 { font-size: 1.5rem; margin-bottom: 0; } h2 { font-size: 1.1rem; margin: 2rem 0 .25rem; }
p { margin: .25rem 0; } .dim, caption { color: var(--dim); } .scroll { overflow-x: auto; }
table { border-collapse: collapse; margin: .5rem 0 1rem; width: 100%; } caption { text-align: left; }
th, td { padding: .2rem .6rem; text-align: left; border-bottom: 1px solid var(--line); vertical-align: top; }
th { font-weight: 600; } .n { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
.bar { display: inline-block; width: 8rem; height: .7rem; background: var(--line); }
.share { display: inline-block; min-width: 3.5rem; } .bar i { display: block; height: 100%; background: var(--bar); }
.facts { display: flex; gap: 2.5rem; margin: 1rem 0; flex-wrap: wrap; } .facts b { display: block; font-size: 1.6rem; }
.bad { color: var(--bad); }
"""


def make_page(report: AuditReport) -> str:
    """Return the page."""
    parts = [
        "<!doctype html>",
        '<html lang="en"><head><meta charset="utf-8">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        f"<title>Audit of {escape(report.name)}</title><style>{_STYLE}</style></head><body>",
        f"<h1>Audit of {escape(report.name)}</h1>",
        f'<p class="dim">{report.rows:,} rows. {escape(evidence_line(report))}</p>',
        _facts(report),
        *_residuals(report),
        *_linkage(report),
        *_frequencies(report),
        *_recomputed(report),
        "</body></html>",
    ]
    return "\n".join(parts) + "\n"


def evidence_line(report: AuditReport) -> str:
    """Say what stands behind the table."""
    if not report.masked:
        return "No valid manifest: what was masked was seen from the cells."
    seal = "sealed by the key" if report.sealed else "seal not checked, no key given"
    source = "" if report.same_source else " The original is not the file that the manifest names."
    return f"Manifest valid, {seal}.{source}"


def _facts(report: AuditReport) -> str:
    own = sum(count.own_row.total() for count in report.residuals)
    facts = [
        (f"{report.residual:,.0f}", "originals left, beyond chance", report.residual >= 1),
        (f"{own:,}", "of them in the person's own row", own > 0),
        (f"{report.linked:.1%}", "of rows linked to their person", False),
        (f"{report.recovered:.1%}", "of tokens read by their frequency", False),
    ]
    items = (f"<div><b class={'bad' if bad else 'good'}>{number}</b>{text}</div>" for number, text, bad in facts)
    return f'<div class="facts">{"".join(items)}</div>'


def _residuals(report: AuditReport) -> Iterable[str]:
    yield "<h2>Originals that still stand</h2>"
    yield (
        '<p class="dim">Places in the masked table where a masked value stands as whole tokens: as it was, in other '
        "case or punctuation, by its digits, or one edit away. Chance: what other people's values, and as many "
        "invented values, give. By key: surrogates that equal somebody's value.</p>"
    )
    rows = []
    for count in report.residuals:
        control = "-" if count.other_rows_control is None else f"{count.other_rows_control:,.0f}"
        own = f"{count.own_row.total():,}"
        numbers = [f"{count.values:,}", own, f"{count.own_row_control:,}", f"{count.other_rows.total():,}", control]
        places = ", ".join(f"{name} {number:,}" for name, number in count.by_place.most_common(6))
        rows.append([count.column, count.entity_type, *numbers, f"{count.explained:,}", places])
    heads = ["values of", "type", "values", "own row", "chance", "other rows", "chance", "by key", "standing in"]
    yield _table(heads, rows, numbers=range(2, 8))
    found = [count for count in report.residuals if count.by_place]
    if found:
        kinds = []
        for count in found:
            shown = [f"{count.own_row[kind]:,} / {count.other_rows[kind]:,}" for kind in KINDS]
            kinds.append([count.column, count.entity_type, *shown, f"{count.came_through:,}", f"{count.distinct:,}"])
        heads = ["values of", "type", *KINDS, "came through", "distinct"]
        yield _table(heads, kinds, numbers=range(2, 8), caption="by kind of match: own row / other rows")


def _linkage(report: AuditReport) -> Iterable[str]:
    linkage = report.linkage
    yield "<h2>Rows that the kept columns single out</h2>"
    if linkage.main is None:
        yield '<p class="dim">No column came through.</p>'
        return
    yield (
        '<p class="dim">Rows by the size k of the group that looks like them. Linked: expected share of rows that '
        f"somebody who knows these columns finds; a guess at random finds {linkage.main.control:.2%}.</p>"
    )
    named: list[tuple[str, Linkage | None]] = [("quasi-identifiers", linkage.quasi), ("all kept", linkage.kept)]
    named += [(f"worst {len(step.columns)}", step) for step in linkage.steps]
    rows, bars = [], []
    for name, link in named:
        if link is not None:
            rows.append([name, ", ".join(link.columns), *(f"{n:,}" for n in link.rows_by_k.values())])
            bars.append(link.linked)
    heads = ["known", "columns", *(f"k {band}" for band in linkage.main.rows_by_k), "linked"]
    yield _table(heads, rows, numbers=range(2, 7), bars=bars)
    if linkage.diversity:
        columns = [
            [d.column, f"{d.classes:,}", f"{d.l}", f"{d.rows_l1:.1%}", f"{d.control:.1%}"] for d in linkage.diversity
        ]
        heads = ["sensitive", "groups", "least l", "known of all in the group", "commonest value", "guessed right"]
        yield _table(heads, columns, numbers=range(1, 5), bars=[d.inferred for d in linkage.diversity])


def _frequencies(report: AuditReport) -> Iterable[str]:
    yield "<h2>Frequency attack</h2>"
    if not report.frequencies:
        yield '<p class="dim">No masked column has tokens that repeat and differ.</p>'
        return
    yield (
        '<p class="dim">Expected share of cells and of distinct values recovered by somebody who knows how often '
        "each original occurs. Control: the commonest value for every cell.</p>"
    )
    rows = [
        [a.column, a.entity_type, f"{a.cells:,}", f"{a.tokens:,}", f"{a.values_recovered:.1%}", f"{a.control:.1%}"]
        for a in report.frequencies
    ]
    heads = ["column", "type", "cells", "tokens", "values", "control", "cells recovered"]
    yield _table(heads, rows, numbers=range(2, 6), bars=[a.cells_recovered for a in report.frequencies])


def _recomputed(report: AuditReport) -> Iterable[str]:
    if report.recomputed:
        yield "<h2>Masked again with the key</h2>"
        rows = [[name, f"{c['checked']:,}", f"{c['equal']:,}"] for name, c in report.recomputed.items()]
        yield _table(["column", "cells checked", "equal"], rows, numbers=range(1, 3))


def _table(
    heads: Sequence[str],
    rows: Sequence[Sequence[str]],
    *,
    numbers: range = range(0),
    bars: Sequence[float] = (),
    caption: str = "",
) -> str:
    """Write a table; `bars` fill a last column of shares."""

    def cell(tag: str, index: int, text: str) -> str:
        right = index in numbers or (bool(bars) and index == len(heads) - 1)
        return f"<{tag} class={'n' if right else 't'}>{escape(text)}</{tag}>"

    lines = ['<div class="scroll"><table>', f"<caption>{escape(caption)}</caption>" if caption else ""]
    lines.append("<tr>" + "".join(cell("th", index, head) for index, head in enumerate(heads)) + "</tr>")
    for number, row in enumerate(rows):
        cells = "".join(cell("td", index, text) for index, text in enumerate(row))
        lines.append(f"<tr>{cells}{_bar(bars[number]) if bars else ''}</tr>")
    return "\n".join([*lines, "</table></div>"])


def _bar(share: float) -> str:
    width = f"{min(1.0, share) * 100:.1f}%"
    bar = f'<span class="bar"><i style="width:{width}"></i></span>'
    return f'<td class="n">{bar} <span class="share">{share:.1%}</span></td>'
