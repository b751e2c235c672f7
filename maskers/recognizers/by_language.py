"""Presidio's recognizers over texts of several languages, each text by its script (`detect.text.language: auto`)."""

from collections.abc import Callable, Collection, Sequence

from ..spans import Span
from .presidio import PresidioRecognizer
from .scripts import SCRIPT_LANGUAGES, has_latin_word, language_of


class PresidioByLanguage:
    """Runs the recognizers of a text's own language, and those of languages in Latin letters if it has such words.

    Args:
        make: makes the recognizers of a language; called when the first text of that language comes.
        languages: those that the user's recognizers name.

    Attributes:
        supported_types: entity types that any of them can find, whether looked for or not.
    """

    def __init__(self, make: Callable[[str], PresidioRecognizer], languages: Collection[str]) -> None:
        self._make = make
        self._latin = ["en", *sorted({*languages} - SCRIPT_LANGUAGES - {"en"})]
        self._made: dict[str, PresidioRecognizer] = {}
        wanted = [*self._latin, *sorted({*languages} & SCRIPT_LANGUAGES)]
        self.supported_types = frozenset[str]().union(*(self._of(name).supported_types for name in wanted))

    def find(self, texts: Sequence[str]) -> list[list[Span]]:
        """Return the findings in each text, in any order and with overlaps."""
        found: list[list[Span]] = [[] for _ in texts]
        by_language: dict[str, list[int]] = {}
        for number, text in enumerate(texts):
            for language in self._languages_of(text):
                by_language.setdefault(language, []).append(number)
        for language, numbers in by_language.items():
            results = self._of(language).find([texts[number] for number in numbers])
            for number, spans in zip(numbers, results, strict=True):
                found[number].extend(spans)
        return found

    def _languages_of(self, text: str) -> list[str]:
        language = language_of(text)
        if language == "en":
            return self._latin
        return [language, *(self._latin if has_latin_word(text) else [])]

    def _of(self, language: str) -> PresidioRecognizer:
        if language not in self._made:
            self._made[language] = self._make(language)
        return self._made[language]
