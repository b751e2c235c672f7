"""`privml evaluate`: how well detection does on labelled texts."""

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ..core.progress import open_progress
from . import options as opt
from .lazy import PlainCommand

if TYPE_CHECKING:
    from ..maskers.evaluation.report import EvaluationReport
    from ..maskers.evaluation.scores import Score

app = typer.Typer(rich_markup_mode=None, add_completion=False)

EXAMPLES = """Examples:

  privml evaluate gold.jsonl

  privml evaluate gold.jsonl --policy mask.yaml --map PATIENT=PERSON --map MISC=null

  privml evaluate corpus.conll --only PERSON,LOCATION --json

  privml evaluate annotated/ --format brat --min-recall 0.95 --min-f2 0.9
"""


class GoldFormat(StrEnum):
    """Formats of labelled texts."""

    jsonl = "jsonl"
    presidio = "presidio"
    tab = "tab"
    conll = "conll"
    brat = "brat"


@app.command(cls=PlainCommand, epilog=EXAMPLES)
def evaluate(
    gold: Annotated[
        str,
        typer.Argument(help="Labelled texts: a file, a folder of brat, or - for standard input.", show_default=False),
    ],
    policy: Annotated[
        Path | None, typer.Option("--policy", "--config", "-c", help="Masking policy (YAML).", show_default=False)
    ] = None,
    preset: opt.Preset = None,
    sets: opt.Sets = None,
    form: Annotated[
        GoldFormat | None,
        typer.Option("--format", help="Format of the gold; default: by its content.", show_default=False),
    ] = None,
    names: Annotated[
        list[str] | None,
        typer.Option(
            "--map",
            metavar="GOLD_TYPE=ENTITY_TYPE",
            help="Compare one entity type as another; =null leaves it out. Repeatable.",
        ),
    ] = None,
    only: Annotated[
        list[str] | None,
        typer.Option("--only", metavar="TYPES", help="Measure these entity types, parted by commas. Repeatable."),
    ] = None,
    as_masked: Annotated[
        bool, typer.Option("--as-masked", help="Leave out entity types that the policy keeps.")
    ] = False,
    contexts: Annotated[int, typer.Option("--contexts", min=0, help="Shapes of mistakes shown of each kind.")] = 5,
    min_recall: Annotated[
        float | None, opt.limit("--min-recall", "Exit 1 if a smaller share of characters is found.", most=1)
    ] = None,
    min_f2: Annotated[float | None, opt.limit("--min-f2", "Exit 1 if F2 of characters is lower.", most=1)] = None,
    as_json: opt.AsJson = False,
    no_progress: opt.NoProgress = False,
) -> None:
    """Measure detection on labelled texts: precision, recall, F1, F2, and what mistakes look like.

    Texts are searched as privml mask searches a text column, entity types that the policy keeps too. No value of the
    data is shown: contexts of mistakes are shapes.
    """
    from ..maskers.evaluation.names import read_map
    from ..maskers.evaluation.stage import run_evaluation
    from .policy import load_policy

    resolved, folder = load_policy(policy, preset, sets)
    with open_progress("evaluating", unit="texts", enabled=not no_progress) as advance:
        report = run_evaluation(
            gold,
            policy=resolved.config,
            folder=folder,
            form=None if form is None else form.value,
            names=read_map(names or ()),
            only=[name.strip() for part in only or () for name in part.split(",") if name.strip()],
            as_masked=as_masked,
            on_texts=advance,
        )
    if as_json:
        opt.print_json(report.to_dict())
    else:
        print_report(report, contexts)
    _require_limits(report, min_recall, min_f2)


def _require_limits(report: "EvaluationReport", min_recall: float | None, min_f2: float | None) -> None:
    from ..core.errors import AnswerIsNo

    under = []
    if min_recall is not None and report.recall < min_recall:
        under.append(f"recall of characters {report.recall:.4f}, under the limit of {min_recall:g}")
    if min_f2 is not None and report.f2 < min_f2:
        under.append(f"F2 of characters {report.f2:.4f}, under the limit of {min_f2:g}")
    if under:
        raise AnswerIsNo(f"{report.name}: {'; '.join(under)}")


def print_report(report: "EvaluationReport", contexts: int) -> None:
    """Print the scores and the shapes of mistakes."""
    from .render import print_table

    tally = report.tally
    named = {"characters, any type": tally.characters, "spans, strict": tally.strict, "spans, overlap": tally.overlap}
    heads = ["level", "precision", "recall", "F1", "F2"]
    print_table(
        f"{report.name} ({report.form}): {report.documents:,} texts",
        heads,
        [[name, *_shares(score)] for name, score in named.items()],
        right=range(1, 5),
    )
    _print_types(report)
    entities = [
        [name, f"{score.gold:,}", f"{score.recalled:,}", _share(score.recall)]
        for name, score in sorted(tally.entities.items())
    ]
    if entities:
        print_table(
            "entities with every mention masked", ["identifier", "gold", "masked", "recall"], entities, right=[1, 2, 3]
        )
    _print_contexts(report, contexts)
    if report.unlabelled:
        from .render import count_text

        opt.note(f"found, but never named by this gold: {count_text(report.unlabelled)} (--only leaves types out)")
    typer.echo(
        f"{report.name}: recall {report.recall:.4f}, F2 {report.f2:.4f} of {tally.characters.gold:,} characters, "
        f"{report.documents / max(report.seconds, 1e-9):,.0f} texts/s",
        err=True,
    )


def _print_types(report: "EvaluationReport") -> None:
    from .render import print_table

    masked = [
        [
            name,
            f"{count.spans:,}",
            f"{count.masked:,}",
            f"{count.missed:,}",
            _share(count.masked_recall),
            _share(count.covered.recall),
        ]
        for name, count in report.types.items()
        if count.spans
    ]
    heads = ["type", "gold", "masked", "missed", "masked/gold", "characters"]
    print_table("is it masked, under whatever type", heads, masked, right=range(1, 6))
    typed = []
    for name, count in report.types.items():
        scores = (count.characters, count.strict, count.overlap)
        cells = [_share(share) for score in scores for share in (score.precision, score.recall)]
        typed.append([name, *cells, f"{count.false_positives:,}"])
    heads = ["type", "P char", "R", "P strict", "R", "P over.", "R", "false"]
    print_table("under its own type: precision and recall", heads, typed, right=range(1, 8))


def _print_contexts(report: "EvaluationReport", contexts: int) -> None:
    from ..maskers.evaluation.report import contexts_of
    from .render import print_table

    for title, counted in (("misses", report.tally.misses), ("false positives", report.tally.false_positives)):
        rows = [
            [entry["entity_type"], f"{entry['count']:,}", entry["shape"]] for entry in contexts_of(counted, contexts)
        ]
        if rows:
            print_table(f"most frequent shapes of {title}", ["type", "count", "shape"], rows, right=[1], cut=[2])


def _shares(score: "Score") -> list[str]:
    return [_share(value) for value in (score.precision, score.recall, score.f(1), score.f(2))]


def _share(value: float | None) -> str:
    return "-" if value is None else f"{value:.3f}"
