"""Prose in other languages than English: its small words are nobody, names in small letters are somebody."""

import json
from pathlib import Path

import pytest
from privml.configs.policy import OWN_MODEL, TextDetection
from privml.maskers.recognizers.detector import Detector
from privml.maskers.recognizers.foreign_prose import find_listed_names
from privml.maskers.spans import Span
from privml.maskers.words import ENGLISH_WORDS, FUNCTION_WORDS

PROSE = Path(__file__).parents[2] / "benchmarks" / "data" / "european_prose.jsonl"

FOREIGN_PROSE = [
    "Die Rechnung ist noch nicht bezahlt und der Betrag wird gemahnt.",
    "El pedido llegó tarde y la caja estaba rota.",
    "La factura contiene un error en el importe total.",
    "Le patient se plaint de douleurs au genou droit.",
    "Merci de bien vouloir confirmer la réception du dossier.",
    "Il paziente riferisce dolore al ginocchio da tre giorni.",
    "Il pacco è arrivato danneggiato e vorrei un rimborso.",
    "Het contract wordt automatisch met een jaar verlengd.",
    "Paczka dotarła uszkodzona i proszę o zwrot pieniędzy.",
    "Umowa przedłuża się automatycznie na kolejny rok.",
]


@pytest.fixture(scope="module")
def detector() -> Detector:
    return Detector(TextDetection(model="privml"), ignored=frozenset())


@pytest.mark.parametrize("text", FOREIGN_PROSE)
def test_small_words_of_other_languages_are_nobody(detector: Detector, text: str) -> None:
    found = detector.find_in_texts([text])[0]
    small = [
        text[span.start : span.end] for span in found if span.entity_type in ("PERSON", "LOCATION", "ORGANIZATION")
    ]
    assert not [words for words in small if words.islower()]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Bonjour, je suis marie et je ne peux pas me connecter.", "marie"),
        ("Hola, soy carlos mendoza y no puedo entrar en la cuenta.", "carlos mendoza"),
        ("ciao sono giulia rossi e non riesco ad accedere", "giulia rossi"),
        ("Thanks, tjark will call you and the others", "tjark"),
        ("Patient zsofia kertesz called. Son at door, wait 10 min", "zsofia kertesz"),
        ("Met tenant oyelaran adebowale, men at door till 5pm", "oyelaran adebowale"),
        ("Spoke w/ zsofia kertesz re: meds, 30 min per MD", "zsofia kertesz"),
    ],
)
def test_names_in_small_letters_are_somebody(detector: Detector, text: str, name: str) -> None:
    start = text.index(name)
    place = range(start, start + len(name))
    covered = {index for span in detector.find_in_texts([text])[0] for index in range(span.start, span.end)}
    assert all(index in covered for index in place if text[index].isalpha())


def test_the_languages_share_no_small_word() -> None:
    assert not FUNCTION_WORDS & ENGLISH_WORDS


@pytest.mark.parametrize("model", ["privml", "privml-fast"])
def test_names_in_european_prose_are_found(model: str) -> None:
    """And of the sentences in which nobody is named, some at least are left alone."""
    rows = [json.loads(line) for line in PROSE.read_text(encoding="utf-8").splitlines()]
    assert len({row["language"] for row in rows}) == 14
    texts = [row["text"] for row in rows]
    found = Detector(TextDetection(model=model), ignored=frozenset()).find_in_texts(texts)
    characters = [
        any(span.start <= place < span.end for span in spans)
        for row, spans in zip(rows, found, strict=True)
        for gold in row["spans"]
        for place in range(gold["start"], gold["end"])
        if row["text"][place].isalnum()
    ]
    assert sum(characters) / len(characters) > 0.97
    plain = [not spans for row, spans in zip(rows, found, strict=True) if not row["spans"]]
    assert sum(plain) / len(plain) > 0.7


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Aurica Preda spune că proprietarul a oprit căldura pentru că nu este bani.", ["Aurica Preda"]),
        ("Der Vermieter von Arndt Weber und Anke Schmidt ist nicht da.", ["Arndt Weber", "Anke Schmidt"]),
        ("Arndt Weber said that the landlord turned off the heating and that he is not there.", []),  # English
        ("Leider Weber ist nicht da und die Heizung auch", []),
        ("arndt weber ist nicht da und die Heizung auch", []),
        ("mail an @Arndt Weber und nicht auf Arndt Weber@example.org und für die", []),
    ],
)
def test_names_of_lists_in_foreign_prose(text: str, names: list[str]) -> None:
    assert [text[span.start : span.end] for span in find_listed_names(text, [])] == names
    start = text.find("Weber")
    taken = [Span(start, start + 5, "ORGANIZATION", 0.9, OWN_MODEL)]
    if start >= 0:
        assert not [span for span in find_listed_names(text, taken) if span.start <= start < span.end]
