"""Who speaks in a chat or a transcript: names at the beginning of lines, before a colon."""

import re
from collections.abc import Sequence

from ...configs.policy import OWN_MODEL
from ..spans import Span
from ..spelling import bare
from ..words import AMBIGUOUS_NAMES, FOREIGN_WORDS, listed_given_names
from .covered import Covered
from .misspelt import is_common

_NAME = r"[^\W\d_]{2,20}(?:[-'’][^\W\d_]{1,20})?"
# a time may stand before a name, and words are said behind it: a number would be a value
_TURN = re.compile(
    rf"^[ \t]{{0,4}}(?:[\[(]?\d[\d:.,/ TZ-]{{3,24}}[\])]?[ \t]{{1,3}})?(?P<name>{_NAME}(?: {_NAME})?):"
    r"(?=[ \t]+[\"'“„«¿¡(]?[^\W\d_]+[,.!?…]?[^\S\n]+\S)",
    re.MULTILINE,
)
_FEWEST_TURNS = 2
_SCORE = 0.6
_ROLES = frozenset(
    """
    berater beraterin kunde kundin mitarbeiter mitarbeiterin arzt patientin frage antwort conseiller conseillere cliente
    agente operatore operador operadora asesor asesora consulente atendente medico medica pregunta respuesta domanda
    risposta pergunta resposta question reponse klant medewerker adviseur vraag antwoord kund handlaggare fraga svar
    kunden radgiver sporsmal asiakas neuvoja kysymys vastaus klient klientka konsultant konsultantka pytanie odpowiedz
    zakaznik musteri temsilci soru cevap
    """.split()
)


def find_speakers(text: str, spans: Sequence[Span]) -> list[Span]:
    """Return who speaks, if several lines begin like turns of a conversation and one with a name that is known.

    Args:
        text: as read.
        spans: what a model has found; nothing that it meets is looked for.
    """
    if text.count(":") < _FEWEST_TURNS or "\n" not in text:
        return []
    turns = [match.span("name") for match in _TURN.finditer(text)]
    if len(turns) < _FEWEST_TURNS or not any(_is_listed(text[start:end]) for start, end in turns):
        return []
    covered = Covered(spans)
    places = [place for place in turns if not covered.meets(*place) and _may_be_name(text[slice(*place)])]
    return [Span(start, end, "PERSON", _SCORE, OWN_MODEL) for start, end in places]


def _is_listed(name: str) -> bool:
    """True for a name that is nothing else."""
    first = bare(name.split()[0].casefold())
    return first in listed_given_names() and not _is_word(first)


def _may_be_name(name: str) -> bool:
    words = [bare(word.casefold()) for word in name.split()]
    return _is_listed(name) or words[0] in AMBIGUOUS_NAMES or (name[0].isupper() and not any(map(_is_word, words)))


def _is_word(word: str) -> bool:
    return word in _ROLES or word in FOREIGN_WORDS or is_common(word)
