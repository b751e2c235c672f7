"""Exported token classifiers, run by onnxruntime and the `tokenizers` library; torch is not needed.

Windows are read one at a time: dynamic quantisation takes its scale from all that is read at once, and a result must
not depend on its neighbours. It costs about a fifth of the speed that batches would have, and no padding is computed.
"""

from collections.abc import Iterator, Sequence

import numpy as np

from ...core.errors import MissingError
from ...core.exported import open_session
from ...core.windows import Window, trimmed
from .ner import Scores
from .ner_folder import NerFolder


class OnnxTagger:
    """A token classifier on onnxruntime.

    Args:
        folder: its files, checked.

    Raises:
        MissingError: onnxruntime is not installed, or a file is damaged.
    """

    is_exact = True

    def __init__(self, folder: NerFolder) -> None:
        from tokenizers import Tokenizer

        self._session = open_session(folder.weights)
        try:
            self._tokenizer = Tokenizer.from_file(str(folder.path / "tokenizer.json"))
        except Exception as error:  # noqa: BLE001 (tokenizers raises plain Exception)
            raise MissingError(
                f"detect.ner: cannot load the tokenizer in {folder.path}: {type(error).__name__}"
            ) from None
        self._tokenizer.no_padding()
        self._tokenizer.enable_truncation(folder.max_length, stride=folder.overlap)

    def read(self, texts: Sequence[str]) -> list[Window]:
        """Cut texts into windows, in their order."""
        windows = []
        for row, text in enumerate(texts):
            first = self._tokenizer.encode(text)  # one by one: the library would start threads for several
            for part in (first, *first.overflowing):
                offsets = [
                    (0, 0) if mark else trimmed(text, start, end)
                    for mark, (start, end) in zip(part.special_tokens_mask, part.offsets, strict=True)
                ]
                windows.append(Window(row, part.ids, offsets))
        return windows

    def judge(self, windows: Sequence[Window], batch_size: int) -> Iterator[tuple[Window, Scores]]:
        """Yield windows with the probabilities of their tokens' tags, in their order."""
        for window in windows:
            ids = np.array([window.ids], dtype=np.int64)
            (scores,) = self._session.run(None, {"input_ids": ids})
            yield window, scores[0].tolist()
