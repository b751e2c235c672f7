"""Write labelled texts as JSON Lines."""

import json
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path

from ...core.outputs import OutputSet
from ...core.progress import no_progress
from .generator import Generator


def write_texts(
    output: str | Path,
    *,
    count: int,
    seed: int,
    locales: Sequence[str] = (),
    types: Sequence[str] = (),
    holdout: bool = False,
    force: bool = False,
    on_texts: Callable[[int], None] = no_progress,
) -> Counter[str]:
    """Write so many texts and return how many spans of each entity type they hold.

    Args:
        output: a file, compressed by its ending, or `-`.
        count: number of texts.
        seed: equal seeds give equal texts.
        locales: regions of people and places; default: all for training, or all held out.
        types: entity types to label; default: all.
        holdout: use the templates and regions that training never sees.
        force: replace an existing file.
        on_texts: called with the number of texts written since the last call.

    Raises:
        ConfigError: a locale or an entity type is not known.
        UsageError: the output exists.
    """
    generator = Generator(seed, locales=locales, types=types, holdout=holdout)
    found: Counter[str] = Counter()
    with OutputSet(force=force) as outputs:
        stream = outputs.open(output)
        for text in generator.texts(count):
            stream.write(json.dumps(text.to_dict(), ensure_ascii=False).encode() + b"\n")
            found.update(kind for _, _, kind in text.spans)
            on_texts(1)
    return found
