"""What happens to texts between people: casing, typing errors, scans, other punctuation. Pieces stay pieces.

Each function maps the pieces of a text (a text and an entity type each, the empty type between entities) to pieces
one by one, so spans computed from the pieces afterwards are right by construction.
"""

import re
from collections.abc import Callable
from random import Random

Piece = tuple[str, str]

_WORD = re.compile(r"[^\W\d_]{4,}")
_AFTER = re.compile(r"([,.;:!?]) (?=[^\W\d_])")
_OCR = {"l": "1", "o": "0", "m": "rn", "e": "c", "i": "l", "S": "5", "B": "8", "t": "f"}
_TYPED_IN_HASTE = frozenset(("PERSON", "LOCATION", "ORGANIZATION", "STREET_ADDRESS", "TITLE", "NRP", "DATE_TIME"))
# a value that is compared letter by letter keeps its letters
_EXACT = frozenset(("URL", "EMAIL_ADDRESS", "PASSWORD", "USERNAME", "IP_ADDRESS", "CREDIT_CARD", "IBAN_CODE", "ID"))


def lower(pieces: list[Piece], rng: Random) -> list[Piece]:
    """Everything in small letters, secrets apart."""
    return [(text if label == "PASSWORD" else text.lower(), label) for text, label in pieces]


def upper(pieces: list[Piece], rng: Random) -> list[Piece]:
    """Everything in capitals, secrets and links apart."""
    return [(text if label in ("PASSWORD", "URL") else text.upper(), label) for text, label in pieces]


def title_case(pieces: list[Piece], rng: Random) -> list[Piece]:
    """Every Word Of The Prose With A Capital."""
    return [
        (text if label else re.sub(r"\b[a-z]", lambda match: match[0].upper(), text), label) for text, label in pieces
    ]


def capital_names(pieces: list[Piece], rng: Random) -> list[Piece]:
    """Names in capitals among ordinary prose."""
    return [(text.upper() if label in ("PERSON", "ORGANIZATION") else text, label) for text, label in pieces]


def no_punctuation(pieces: list[Piece], rng: Random) -> list[Piece]:
    """Prose without commas and full stops."""
    return [(text if label else re.sub(r"[,.;!?](?=\s|$)", "", text), label) for text, label in pieces]


def typos(pieces: list[Piece], rng: Random) -> list[Piece]:
    """Some words with letters swapped, doubled, dropped."""

    def slip(match: re.Match[str]) -> str:
        word = match[0]
        if rng.random() > 0.12:
            return word
        at = 1 + int(rng.random() * (len(word) - 2))
        kind = rng.random()
        if kind < 0.4:
            return word[:at] + word[at + 1] + word[at] + word[at + 2 :]
        return word[:at] + word[at + 1 :] if kind < 0.7 else word[:at] + word[at] + word[at:]

    return [(_WORD.sub(slip, text) if not label or label in _TYPED_IN_HASTE else text, label) for text, label in pieces]


def scanned(pieces: list[Piece], rng: Random) -> list[Piece]:
    """A few letters read wrongly by a scanner."""

    def misread(match: re.Match[str]) -> str:
        return "".join(_OCR.get(char, char) if rng.random() < 0.06 else char for char in match[0])

    return [
        (_WORD.sub(misread, text) if not label or label in _TYPED_IN_HASTE else text, label) for text, label in pieces
    ]


def tight(pieces: list[Piece], rng: Random) -> list[Piece]:
    """No blank after punctuation marks, as a rule."""
    found = []
    for index, (text, label) in enumerate(pieces):
        if not label:
            text = _AFTER.sub(lambda match: match[1] if rng.random() < 0.6 else match[0], text)
            if index + 1 < len(pieces) and re.search(r"[,;!?.] $", text) and rng.random() < 0.6:
                text = text[:-1]
        found.append((text, label))
    return found


def loose(pieces: list[Piece], rng: Random) -> list[Piece]:
    """Blanks doubled here and there."""
    return [
        (re.sub(" ", lambda _: "  " if rng.random() < 0.12 else " ", text) if label not in _EXACT else text, label)
        for text, label in pieces
    ]


def wrapped(pieces: list[Piece], rng: Random) -> list[Piece]:
    """Lines broken, at times within a name or an address."""
    return [
        (
            re.sub(r"(?<=\w) (?=\w)", lambda _: "\n" if rng.random() < 0.11 else " ", text)
            if label not in _EXACT
            else text,
            label,
        )
        for text, label in pieces
    ]


def curly(pieces: list[Piece], rng: Random) -> list[Piece]:
    """Typographic apostrophes, quotes and dashes."""
    found = []
    for text, label in pieces:
        if label not in _EXACT:
            text = re.sub(r'"([^"\n]*)"', r"“\1”", text.replace("'", "’"))
            text = text.replace(" - ", " – ").replace("...", "…") if not label else text
            text = (
                text.replace("-", "‑")
                if label in ("PERSON", "ORGANIZATION", "PHONE_NUMBER") and rng.random() < 0.3
                else text
            )
        found.append((text, label))
    return found


def full_width(pieces: list[Piece], rng: Random) -> list[Piece]:
    """Punctuation in the width of Han characters."""
    return [
        (text if label else text.translate(str.maketrans(",:;!?()", "，：；！？（）")), label) for text, label in pieces
    ]


Noise = Callable[[list[Piece], Random], list[Piece]]
# share of texts that go through each; a text may go through several
SHARES: tuple[tuple[float, Noise], ...] = (
    (0.05, typos), (0.02, scanned), (0.05, tight), (0.05, loose), (0.05, wrapped), (0.06, curly), (0.03, no_punctuation),
    (0.02, title_case), (0.02, capital_names),
)  # fmt: skip


def disturb(pieces: list[Piece], rng: Random, style: str) -> list[Piece]:
    """Put a text through some noise, by chance; texts of the style `chat` through more of it."""
    haste = 3.0 if style == "chat" else 1.0
    # programmes write no typographic quotes and break no lines
    for share, noise in SHARES if style != "code" else ():
        if rng.random() < share * (haste if noise in (typos, no_punctuation) else 1.0):
            pieces = noise(pieces, rng)
    case = rng.random()
    if case < (0.5 if style == "chat" else 0.09):
        pieces = lower(pieces, rng)
    elif case > 0.96:
        pieces = upper(pieces, rng)
    return pieces
