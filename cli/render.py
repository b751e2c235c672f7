"""Tables for people, on standard error."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.console import Console

_USUAL_WIDTH = 24
_LEAST_CUT = 8  # of a column that is cut


def make_console() -> "Console":
    """Return a console on standard error; Rich leaves out colour off a terminal and with NO_COLOR."""
    from rich.console import Console

    return Console(stderr=True, highlight=False, soft_wrap=False)


def print_table(
    title: str,
    columns: Sequence[str],
    rows: Sequence[Sequence[str]],
    *,
    right: Sequence[int] = (),
    cut: Sequence[int] = (),
) -> None:
    """Print a table that fits 80 columns.

    Args:
        title: above the table.
        columns: headings.
        rows: cells as text.
        right: indices of columns aligned to the right.
        cut: indices of columns that are cut to one line instead of folded.
    """
    from rich import box
    from rich.table import Table
    from rich.text import Text

    console = make_console()
    # a word of each folded column stays whole, also beside a cell that could fill all of the line
    widths = [0 if n in cut else _word_width((name, *(row[n] for row in rows))) for n, name in enumerate(columns)]
    room = console.width - sum(widths) - 3 * len(columns)  # blanks and borders
    table = Table(title=title, title_justify="left", box=box.SIMPLE_HEAD, pad_edge=False, padding=(0, 1))
    for index, column in enumerate(columns):
        table.add_column(
            column,
            justify="right" if index in right else "left",
            overflow="ellipsis" if index in cut else "fold",
            no_wrap=index in cut or index in right,
            min_width=widths[index] or None,
            max_width=max(_LEAST_CUT, room // len(cut)) if index in cut else None,
        )
    for row in rows:
        table.add_row(*(Text(cell) for cell in row))  # Text: no markup in names of columns
    console.print(table)


def _word_width(cells: Iterable[str]) -> int:
    """Return the width at which no line or word of usual length is broken."""
    from rich.cells import cell_len

    parts = [part for cell in cells for line in cell.splitlines() for part in (line, *line.split())]
    return max((cell_len(part) for part in parts if cell_len(part) <= _USUAL_WIDTH), default=1)


def count_text(counts: dict[str, int], limit: int = 6) -> str:
    """Return counts as `PERSON 12, EMAIL_ADDRESS 3`, the largest first."""
    ordered = sorted(counts.items(), key=lambda item: -item[1])
    shown = ", ".join(f"{name} {count:,}" for name, count in ordered[:limit])
    return shown + (f", {len(ordered) - limit} more" if len(ordered) > limit else "")
