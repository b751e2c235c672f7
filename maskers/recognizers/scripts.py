"""The language of a text by its script, where recognizers depend on it (`detect.text.language: auto`)."""

import re

from ..lazy_patterns import lazily
from ..words import HAN

AUTO = "auto"
"""The language is told by the script of each text."""

_KANA = lazily("[\u3040-\u30ff\u31f0-\u31ff]")
_HANGUL = lazily("[\uac00-\ud7af\u1100-\u11ff\u3130-\u318f]")
_LATIN_WORD = lazily("[A-Za-z\u00c0-\u024f]{2}")
# scripts that mostly one language writes, beside those above
_OTHERS = {
    "ru": lazily("[\u0400-\u052f]"),
    "el": lazily("[\u0370-\u03ff]"),
    "he": lazily("[\u0590-\u05ff]"),
    "ar": lazily("[\u0600-\u06ff]"),
    "hi": lazily("[\u0900-\u097f]"),
    "th": lazily("[\u0e00-\u0e7f]"),
}
SCRIPT_LANGUAGES = frozenset({"zh", "ja", "ko", *_OTHERS})
"""Languages that a script tells."""

# of Kana and Han together, the least share of Kana in a Japanese text; Chinese writers use の for decoration
_LEAST_KANA = 0.15


def language_of(text: str) -> str:
    """Return the language, as ISO 639-1, of the script that most letters of a text belong to; `en` for Latin letters.

    >>> language_of("请联系王小明"), language_of("Иван Петров"), language_of("Ask Ann"), language_of("山田さんです")
    ('zh', 'ru', 'en', 'ja')
    """
    if text.isascii():
        return "en"
    kana, han = len(_KANA.findall(text)), len(HAN.findall(text))
    counts = {"ja" if _is_japanese(kana, han) else "zh": kana + han, "ko": len(_HANGUL.findall(text))}
    counts |= {language: len(script.findall(text)) for language, script in _OTHERS.items()}
    language = max(counts, key=lambda name: counts[name])
    # a Latin word has several letters where a Chinese one has two
    latin = len(re.findall("[A-Za-z\u00c0-\u024f]", text)) / (3 if language in ("zh", "ja", "ko") else 1)
    return language if counts[language] > latin else "en"


def is_chinese(text: str) -> bool:
    """True for a text with Han characters that is not Japanese."""
    if text.isascii():
        return False
    han = len(HAN.findall(text))
    return han > 0 and not _is_japanese(len(_KANA.findall(text)), han)


def _is_japanese(kana: int, han: int) -> bool:
    """Tell a text with Kana and Han characters from a Chinese one with a few Kana in it."""
    return kana > _LEAST_KANA * (kana + han)


def has_latin_word(text: str) -> bool:
    """True if two Latin letters stand together."""
    return _LATIN_WORD.search(text) is not None
