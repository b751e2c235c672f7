"""A token classifier of the user's own over free text; the only recognizer that runs torch, when a policy names one."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

from ...core.errors import ConfigError, MissingError, PrivmlError
from ...core.pretrained import load_tokenizer, load_trained
from ...core.tagging import Span as TaggedSpan
from ...core.tagging import TagScheme, spans_of
from ...core.windows import Place, Window, merge_windows, read_windows
from ..spans import Span, SpanFilter
from .ner_folder import NerFolder
from .pieces import Piece, cut_text, group_pieces

if TYPE_CHECKING:
    from torch import Tensor

_GROUP_CHARS = 200_000
_BATCH_TOKENS = 8192
# what else is in a batch changes a probability by 1e-6 or so; where that could change a finding, the text's windows are
# computed again one by one, so that no result depends on its neighbours
_SLACK = 2e-5
# below this probability nothing is found, or a threshold of zero would make every word a finding
_LEAST = 0.05


class NerRecognizer:
    """Finds entities by a token classifier. The model is loaded when it is needed first.

    Args:
        folder: the classifier's files, checked.
        batch_size: windows handed to the model at a time; no influence on the result.
    """

    def __init__(self, folder: NerFolder, *, batch_size: int) -> None:
        self._folder = folder
        self._batch_size = batch_size

    @property
    def supported_types(self) -> frozenset[str]:
        """Entity types that the classifier knows."""
        return frozenset(self._folder.scheme.entity_types)

    @cached_property
    def identity(self) -> Mapping[str, Any]:
        """Name and hash of the weights, for the manifest."""
        return self._folder.identity()

    def load(self) -> None:
        """Load model and tokenizer now.

        Raises:
            MissingError: a file is damaged, or the weights are not the model's.
            ConfigError: the tokenizer does not know the offsets of its tokens.
        """
        _ = self._loaded

    @cached_property
    def _loaded(self) -> tuple[Any, Any]:
        from transformers import AutoModelForTokenClassification

        folder = self._folder
        try:
            tokenizer = load_tokenizer(str(folder.path), allow_download=False)
            model = load_trained(folder.path, AutoModelForTokenClassification, base=folder.base)
        except PrivmlError:
            raise
        except Exception as error:  # noqa: BLE001 (tokenizers and torch raise no classes of their own)
            raise MissingError(
                f"detect.ner: cannot load the token classifier in {folder.path}: {type(error).__name__}"
            ) from None
        if not tokenizer.is_fast:
            raise ConfigError(f"detect.ner: the tokenizer in {folder.path} does not tell where its tokens stand")
        return model, tokenizer

    def find(self, texts: Sequence[str], admitted: SpanFilter) -> list[list[Span]]:
        """Return the findings in each text.

        Args:
            texts: what is searched.
            admitted: entity types looked for and their score thresholds, which every word of a finding reaches.
        """
        thresholds = {
            kind: max(threshold, _LEAST)
            for kind in self._folder.scheme.entity_types
            if (threshold := admitted.threshold_of(kind)) is not None
        }
        found: list[list[Span]] = [[] for _ in texts]
        if not thresholds:
            return found
        pieces = [(index, offset, piece) for index, text in enumerate(texts) for offset, piece in cut_text(text)]
        for group in group_pieces(pieces, size=len(pieces), characters=_GROUP_CHARS):
            for index, span in self._search(group, thresholds):
                found[index].append(span)
        return found

    def _search(self, pieces: Sequence[Piece], thresholds: Mapping[str, float]) -> Iterator[tuple[int, Span]]:
        """Yield the number of the text and a finding in it, the same for every batch size."""
        folder = self._folder
        texts = [text for _, _, text in pieces]
        windows = read_windows(self._loaded[1], texts, max_length=folder.max_length, overlap=folder.overlap)
        judged = merge_windows(self._judge(windows, self._batch_size))
        of_row: dict[int, list[Window]] = {}
        for window in windows:
            of_row.setdefault(window.row, []).append(window)
        for row, (index, offset, text) in enumerate(pieces):
            # a text without tokens has no places
            places, scores = judged.get(row, ([], []))
            spans = _sure_spans(text, places, scores, folder.scheme, thresholds)
            if spans is None:
                places, scores = merge_windows(self._judge(of_row[row], 1))[row]
                spans = spans_of(text, places, scores, folder.scheme, thresholds=thresholds)
            for span in spans:
                # a mean of words that all reach the threshold reaches it, whatever rounding says
                score = min(1.0, max(round(span.score, 3), thresholds[span.entity_type]))
                yield index, Span(offset + span.start, offset + span.end, span.entity_type, score, "ner")

    def _judge(self, windows: Sequence[Window], batch_size: int) -> Iterator[tuple[Window, list[list[float]]]]:
        """Yield windows with the probabilities of their tokens' tags."""
        for batch in _batches(sorted(windows, key=lambda window: len(window.ids)), batch_size):
            yield from zip(batch, self._scores(batch).tolist(), strict=True)

    def _scores(self, batch: Sequence[Window]) -> "Tensor":
        """Return the probabilities of tags, shape (batch, length, tags)."""
        import torch

        model, tokenizer = self._loaded
        lengths = torch.tensor([len(window.ids) for window in batch])
        longest = int(lengths.max())
        ids = torch.tensor([window.ids + [tokenizer.pad_token_id] * (longest - len(window.ids)) for window in batch])
        inputs = {"input_ids": ids, "attention_mask": (torch.arange(longest)[None, :] < lengths[:, None]).long()}
        if "token_type_ids" in tokenizer.model_input_names:
            inputs["token_type_ids"] = torch.zeros_like(ids)
        with torch.inference_mode():
            probabilities: Tensor = model(**inputs).logits.float().softmax(dim=2)
        return probabilities


def _sure_spans(
    text: str,
    places: Sequence[Place],
    scores: Sequence[Sequence[float]],
    scheme: TagScheme,
    thresholds: Mapping[str, float],
) -> list[TaggedSpan] | None:
    """Return the entities of a text; None if small errors of the probabilities could change them."""
    high, low = (
        [
            replace(span, score=round(span.score + slack, 3))
            for span in spans_of(text, places, scores, scheme, thresholds=thresholds, slack=slack)
        ]
        for slack in (_SLACK, -_SLACK)
    )
    return high if high == low else None


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
