"""The audit's section of a model card."""

from collections.abc import Iterator

from ...core.rounding import lower_bound, upper_bound
from .report import AuditReport

_BEGIN, _END = "<!-- audit -->", "<!-- end of audit -->"


def with_audit(card: str, report: AuditReport) -> str:
    """Return a card with the audit's section at its end, in place of an earlier one."""
    kept, _, _ = card.partition(_BEGIN)
    return kept.rstrip("\n") + "\n\n" + "\n".join([_BEGIN, *_section(report), _END]) + "\n"


def _section(report: AuditReport) -> Iterator[str]:
    yield "## Audit"
    yield ""
    yield "What attacks on the model found (`audit.html` has all of it):"
    yield ""
    if report.epsilon is not None:
        yield "What follows was computed from training rows without noise: the guarantee does not cover it."
        yield ""
    for failure in report.failures:
        yield f"- **{failure}**"
    if report.bound is not None:
        yield (
            f"- Lower bound of epsilon from {report.bound.canaries:,} canaries: {lower_bound(report.bound.epsilon)}; "
            f"the accountant claims {upper_bound(report.claimed)}"
        )
    for targets in dict.fromkeys(attack.targets for attack in report.attacks):
        best = max((a for a in report.attacks if a.targets == targets), key=lambda attack: attack.curve.auc)
        curve = best.curve
        yield (
            f"- Membership of {targets}: AUC {curve.auc:.3f} (95 % interval {curve.auc_low:.3f} to "
            f"{curve.auc_high:.3f}) by the best of {sum(a.targets == targets for a in report.attacks)} attacks, "
            f"{best.score}"
        )
    for exposure in report.exposure:
        yield (
            f"- Exposure of planted secrets ({exposure.type}): {exposure.mean:.2f} bits on average, "
            f"{exposure.control:.2f} for secrets that were not planted"
        )
    for extraction in report.extraction:
        yield (
            f"- Extraction of {extraction.source}: {extraction.found:,} of {extraction.sought:,} in "
            f"{extraction.samples:,} generated texts, {extraction.base_found:,} before training"
        )
    for guessing in report.guessing:
        yield (
            f"- {guessing.attack.capitalize()} of masked values: {guessing.right:,} of {guessing.values:,} right, "
            f"{guessing.base_right:,} before training, {guessing.chance:.1f} by chance"
        )
    for reason in report.not_measured:
        yield f"- Not measured: {reason}"
