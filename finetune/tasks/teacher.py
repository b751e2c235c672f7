"""A teacher: a finished detector whose probabilities another one learns (Hinton et al. 2015, distillation).

The student learns from every word what the teacher thinks of it, also where a corpus annotates nothing. Words that the
teacher takes for a part of an entity count more, as most words are none. A detector that goes on learning from new
annotations may be taught by what it was before on all other rows, so that it forgets nothing (Li and Hoiem 2016).
"""

from pathlib import Path
from typing import TYPE_CHECKING, Any

from ...core.errors import ConfigError, MissingError
from ...core.letter_case import CONFIG_KEY
from ...core.pretrained import load_tokenizer, load_trained, source_folder
from ...core.restored import readable
from ...core.tagging import OUTSIDE
from ..layers import stop_dropout
from ..run_folder import label_names

if TYPE_CHECKING:
    from torch import Tensor

    from ..batches import PaddedBatch
    from ..model import Learner

_ENTITY_WEIGHT = 4.0  # of a word that is surely part of an entity; 1 of one that surely is not
_LEAST = 1e-6


class Teacher:
    """A detector that answers for training.

    Args:
        run: its folder, of a finished run, of an export, or in the layout of transformers; or the name of a detector
            that comes with privml. It is needed for training only.
        is_alone: nothing but the teacher is learned from; else the annotations of rows that have some are, too.
    """

    def __init__(self, run: str, *, is_alone: bool = True) -> None:
        self._run = source_folder(run)
        self.is_alone = is_alone
        self._model: Any = None
        self._outside = 0

    def prepare(self, learner: "Learner") -> None:
        """Load the model. Who learns from it alone does so without dropout: its answers have no noise to be smoothed.

        Raises:
            ConfigError: it has other classes or another vocabulary than the student, or is an adapter.
            MissingError: there is no model, or files are damaged.
        """
        from transformers import AutoModelForTokenClassification

        tags = self.tags()
        if (self._run / "adapter_config.json").is_file():
            raise ConfigError("train.teacher: a run with adapters cannot teach", hint="model.method: full")
        with readable(str(self._run)) as folder:
            model = load_trained(Path(folder), AutoModelForTokenClassification)
            vocabulary = load_tokenizer(folder, allow_download=False).get_vocab()
        student = learner.model.config
        if tags != [student.id2label[number] for number in range(student.num_labels)]:
            raise ConfigError(
                "train.teacher knows other entity types than the training table has",
                hint="the table's entity types, in data.spans, must be those of the teacher",
            )
        if vocabulary != learner.tokenizer.get_vocab():
            raise ConfigError("train.teacher has another vocabulary than the model")
        if getattr(model.config, CONFIG_KEY, False) != getattr(student, CONFIG_KEY, False):
            raise ConfigError("train.teacher and the model do not both read the case of letters")
        self._model, self._outside = model.requires_grad_(False), tags.index(OUTSIDE)
        if self.is_alone:
            stop_dropout(learner.module)

    def tags(self) -> list[str]:
        """Return the names of its tags, in the order of its outputs.

        Raises:
            MissingError: there is no model.
            UsageError: its configuration is damaged.
        """
        if not (self._run / "config.json").is_file():
            raise MissingError(f"train.teacher: there is no model in {self._run}")
        return list(label_names(self._run))

    def losses(self, model: Any, batch: "PaddedBatch", logits: "Tensor", learned: "Tensor") -> "Tensor":
        """Weighted mean of the Kullback-Leibler divergence of each token's tags, shape (batch,).

        Args:
            model: the student.
            batch: rows.
            logits: of the student, shape (batch, length, tags).
            learned: tokens that count, shape (batch, length); a row without any has no loss.
        """
        import torch

        losses = torch.zeros(len(batch), device=logits.device)
        rows = learned.any(dim=1)
        if not rows.any():
            return losses
        inside = getattr(model, "beside", lambda other: other)
        with torch.no_grad():
            self._model.to(logits.device)
            inputs = {name: value[rows] for name, value in batch.inputs.items()}
            truth = inside(self._model)(**inputs).logits.float().softmax(dim=2)
        guess = logits[rows].log_softmax(dim=2)
        divergence = (truth * (truth.clamp_min(_LEAST).log() - guess)).sum(dim=2)
        weights = 1 + (_ENTITY_WEIGHT - 1) * (1 - truth[:, :, self._outside])
        weights = weights * learned[rows]
        return losses.index_put((rows,), (divergence * weights).sum(dim=1) / weights.sum(dim=1).clamp_min(_LEAST))
