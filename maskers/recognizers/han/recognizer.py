"""Names of people and places in Chinese texts. What reads them, numpy included, is loaded when one comes first."""

from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from ...spans import Span, SpanFilter
from ...words import is_han
from .about import read_about

if TYPE_CHECKING:
    from .reader import HanReader


class HanRecognizer:
    """Finds names in lines with Han characters that are not Japanese.

    Args:
        folder: of the model.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    @cached_property
    def _reader(self) -> "HanReader":
        from .reader import HanReader

        return HanReader(self._folder)

    @property
    def supported_types(self) -> frozenset[str]:
        """Entity types that the model knows."""
        return frozenset(self._reader.scheme.entity_types)

    @property
    def sha256(self) -> str:
        """Hash of the model, as its folder says."""
        return read_about(self._folder).sha256

    def load(self) -> None:
        """Read the model now.

        Raises:
            MissingError: a file is missing or damaged.
        """
        self._reader.load()

    def find(self, texts: Sequence[str], admitted: SpanFilter) -> list[list[Span]]:
        """Return the findings in each text.

        Args:
            texts: what is searched.
            admitted: entity types looked for and their score thresholds, which every character of a finding reaches.
        """
        return self._reader.find(texts, admitted) if any(map(is_han, texts)) else [[] for _ in texts]

    def trimmed(self, span: Span, text: str) -> Span | None:
        """Return a name that another model found, without the Chinese words at its edges, with all its characters.

        Args:
            span: the finding.
            text: the whole text.

        Returns:
            The finding, as it is if it holds other than Han characters; None if none of it may be part of a name, or
            if it calls a relative.
        """
        return self._reader.trimmed(span, text) if is_han(text[span.start : span.end]) else span
