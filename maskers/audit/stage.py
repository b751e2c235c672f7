"""The audit of a masked table: read it beside its original, attack it, report."""

import contextlib
import gc
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from ...configs.policy import MaskPolicy
from ...core.errors import UsageError
from ...core.keys import Key
from ...core.outputs import OutputSet
from ...core.tables import TableOptions
from .frequency import attack_frequencies
from .linkage import measure_linkage
from .originals import Collector
from .page import make_page
from .pair import read_pair
from .recompute import Recomputer, count_recomputed, policy_of
from .report import AuditReport
from .residual import ResidualSearch


def run_data_audit(
    masked: str,
    original: str,
    *,
    key: Key | None = None,
    options: TableOptions = TableOptions(),  # noqa: B008 (frozen)
    manifest: Path | None = None,
    unmanifested: bool = False,
    quasi: Sequence[str] = (),
    sensitive: Sequence[str] = (),
    page: Path | None = None,
    force: bool = False,
    on_rows: Callable[[int], None] = lambda count: None,
) -> AuditReport:
    """Attack a masked table with its original in hand.

    Args:
        masked: masked table, or `-`.
        original: the table that it was made from, row for row.
        key: that sealed the manifest; tells surrogates that equal a real value by chance from originals.
        options: how to read both tables.
        manifest: of the masked table; default: beside it.
        unmanifested: audit also without a valid manifest; what was masked is then seen from the cells.
        quasi: columns known to the attacker; default: those recognised as quasi-identifiers.
        sensitive: columns whose diversity is measured.
        page: where the report goes as an HTML page.
        force: an existing page may be replaced.
        on_rows: called with the number of rows just handled: read, read, compared and searched.

    Raises:
        GuardError: no valid manifest, or not sealed by the key.
        DataError: the tables do not belong together.
    """
    started = time.monotonic()
    if masked == original:
        raise UsageError("the masked table and the original are the same", hint="--original FILE names the original")
    with OutputSet(force=force, inputs=[masked, original]) as outputs, _paused_collector():
        if page is not None:
            outputs.check(page)
        pair = read_pair(
            masked,
            original,
            key=key,
            options=options,
            manifest=manifest,
            unmanifested=unmanifested,
            on_rows=on_rows,
        )
        linkage = measure_linkage(pair, quasi=quasi, sensitive=sensitive)
        policy = None if pair.manifest is None else policy_of(pair.manifest)
        recomputer = None if key is None or policy is None else Recomputer(policy, key)
        originals = Collector(pair, locale=(policy or MaskPolicy()).locale).collect(on_rows)
        report = AuditReport(
            name=pair.name,
            rows=pair.rows,
            masked=pair.manifest is not None,
            sealed=pair.manifest is not None and key is not None,
            same_source=pair.same_source,
            residuals=ResidualSearch(pair, originals, recomputer).count(on_rows),
            linkage=linkage,
            frequencies=attack_frequencies(originals.sources, originals.tokens),
            recomputed={} if recomputer is None else count_recomputed(pair, recomputer),
            seconds=time.monotonic() - started,
        )
        if page is not None:
            outputs.write_text(page, make_page(report))
    return report


@contextlib.contextmanager
def _paused_collector() -> Iterator[None]:
    """Switch the cyclic garbage collector off: nothing here makes cycles, and it would go through millions of cells."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()
