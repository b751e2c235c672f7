"""Average the weights of a run with those of the model that it went on from.

    python examples/detector/average.py fast-run-6 --share 0.7 -o fast-average

A detector that goes on learning from other rows forgets some of what it knew; between the two it often knows both
(Wortsman et al. 2022, robust fine-tuning). The folder that is made is a copy of the run's, whose report and history it
keeps; its card says what it is, and `privml export` takes it. A private run is not averaged: its report speaks of the
weights that it wrote.
"""

import argparse
import shutil
from pathlib import Path

import torch
from privml.core.destinations import folder_aside
from privml.core.errors import PrivmlError, UsageError
from privml.core.pretrained import source_folder
from privml.core.restored import readable
from privml.finetune.base_weights import require_same_base
from privml.finetune.run_folder import CARD_FILE, load_report, load_run_config
from safetensors.torch import load_file, save_file
from torch import Tensor

WEIGHTS = "model.safetensors"
NOTE = """
## Averaged weights

After the run the weights were averaged: {ours:.3g} of the run's and {theirs:.3g} of those of `{source}`, which it began
with. The figures above are those of the run before that.
"""


def average(run: Path, *, share: float, output: Path) -> None:
    """Write the folder of the averaged run.

    Args:
        run: folder of a finished run that trained all weights of a model with the same layers.
        share: of the run in the average, 0 to 1; the rest is its base model's.
        output: folder that is made.

    Raises:
        GuardError: the base model has other weights than the run began with.
        MissingError: the base model is not there.
        UsageError: the run is not complete, is private or has other weights than its base, or the folder exists.
    """
    load_report(run)
    config = load_run_config(run)
    if config.is_private:
        raise UsageError(f"{run} is a private run")
    if output.exists():
        raise UsageError(f"{output} exists")
    require_same_base(run, config.model.source)
    with readable(str(source_folder(config.model.source))) as base:
        mixed = mix(read_weights(run), read_weights(Path(base)), share)
    with folder_aside(output) as aside:
        shutil.copytree(run, aside, dirs_exist_ok=True)
        save_file(mixed, aside / WEIGHTS, metadata={"format": "pt"})
        with (aside / CARD_FILE).open("a", encoding="utf-8") as card:
            card.write(NOTE.format(ours=share, theirs=1 - share, source=config.model.source))


def mix(weights: dict[str, Tensor], others: dict[str, Tensor], share: float) -> dict[str, Tensor]:
    """Return the weighted mean of tensors of the same names and shapes.

    Raises:
        UsageError: they are of another model.
    """
    if {name: value.shape for name, value in weights.items()} != {name: value.shape for name, value in others.items()}:
        raise UsageError("run and base model have weights of other names or shapes")
    # what is equal stays exactly so, and can be shared
    return {name: torch.lerp(others[name], value, share) for name, value in weights.items()}


def read_weights(folder: Path) -> dict[str, Tensor]:
    """Return a model's tensors by name.

    Raises:
        UsageError: the folder holds no weights of a whole model.
    """
    if not (folder / WEIGHTS).is_file():
        raise UsageError(f"{folder} has no {WEIGHTS}")
    return load_file(folder / WEIGHTS)


def main() -> None:
    """Average a run."""
    parser = argparse.ArgumentParser(description="Average the weights of a run with those that it went on from.")
    parser.add_argument("run", type=Path, help="folder of the run")
    parser.add_argument("--share", type=float, default=0.5, help="of the run in the average")
    parser.add_argument("-o", "--output", type=Path, required=True, help="folder that is made")
    arguments = parser.parse_args()
    if not 0 <= arguments.share <= 1:
        parser.error("--share is between 0 and 1")
    try:
        average(arguments.run, share=arguments.share, output=arguments.output)
    except PrivmlError as error:
        parser.error(str(error))


if __name__ == "__main__":
    main()
