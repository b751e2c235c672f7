"""Token classifiers in the layout of transformers, run by torch; imported only when a policy names one."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from ...core.errors import ConfigError, MissingError, PrivmlError
from ...core.letter_case import CONFIG_KEY, INPUT
from ...core.pretrained import load_tokenizer, load_trained
from ...core.windows import Window, read_windows
from .ner_folder import NerFolder

if TYPE_CHECKING:
    from torch import Tensor

    from ...core.windows import Scores

_BATCH_TOKENS = 8192


class TorchTagger:
    """A token classifier on torch.

    Args:
        folder: its files, checked.

    Raises:
        MissingError: a file is damaged, or the weights are not the model's.
        ConfigError: the tokenizer does not know the offsets of its tokens.
    """

    is_exact = False

    def __init__(self, folder: NerFolder) -> None:
        from transformers import AutoModelForTokenClassification

        self._folder = folder
        try:
            self._tokenizer = load_tokenizer(str(folder.path), allow_download=False)
            self._model = load_trained(folder.path, AutoModelForTokenClassification, base=folder.base)
        except PrivmlError:
            raise
        except Exception as error:  # noqa: BLE001 (tokenizers and torch raise no classes of their own)
            raise MissingError(
                f"detect.ner: cannot load the token classifier in {folder.path}: {type(error).__name__}"
            ) from None
        self._reads_case = bool(getattr(self._model.config, CONFIG_KEY, False))
        if not self._tokenizer.is_fast:
            raise ConfigError(f"detect.ner: the tokenizer in {folder.path} does not tell where its tokens stand")

    def read(self, texts: Sequence[str]) -> list[Window]:
        """Cut texts into windows, in their order."""
        folder = self._folder
        window = {"max_length": folder.max_length, "overlap": folder.overlap}
        return read_windows(self._tokenizer, texts, **window, letter_case=self._reads_case)

    def judge(self, windows: Sequence[Window], batch_size: int) -> Iterator[tuple[Window, "Scores"]]:
        """Yield windows with the probabilities of their tokens' tags, windows of similar length together."""
        for batch in _batches(sorted(windows, key=lambda window: len(window.ids)), batch_size):
            yield from zip(batch, self._scores(batch).numpy(), strict=True)

    def _scores(self, batch: Sequence[Window]) -> "Tensor":
        """Return the probabilities of tags, shape (batch, length, tags)."""
        import torch

        tokenizer = self._tokenizer
        lengths = torch.tensor([len(window.ids) for window in batch])
        longest = int(lengths.max())
        ids = torch.tensor([window.ids + [tokenizer.pad_token_id] * (longest - len(window.ids)) for window in batch])
        inputs = {"input_ids": ids, "attention_mask": (torch.arange(longest)[None, :] < lengths[:, None]).long()}
        if INPUT in tokenizer.model_input_names:
            inputs[INPUT] = torch.zeros_like(ids)
        if self._reads_case:
            for cases, window in zip(inputs[INPUT], batch, strict=True):
                cases[: len(window.cases)] = torch.tensor(window.cases)
        with torch.inference_mode():
            probabilities: Tensor = self._model(**inputs).logits.float().softmax(dim=2)
        return probabilities


def _batches(windows: Sequence[Window], size: int) -> Iterator[list[Window]]:
    """Cut windows, in order of their length, into batches of at most so many windows and tokens."""
    batch: list[Window] = []
    for window in windows:
        if batch and (len(batch) == size or (len(batch) + 1) * len(window.ids) > _BATCH_TOKENS):
            yield batch
            batch = []
        batch.append(window)
    if batch:
        yield batch
