"""What a detector takes for a name, and what is one all the same."""

import pytest
from privml.configs.policy import OWN_MODEL
from privml.maskers.recognizers.plausible import reason_against
from privml.maskers.spans import Span


def reason(text: str, found: str, entity_type: str) -> str | None:
    start = text.index(found)
    return reason_against(Span(start, start + len(found), entity_type, 0.6, OWN_MODEL), text)


@pytest.mark.parametrize(
    ("text", "found", "entity_type"),
    [
        ("H2O, CO2, NaCl", "NaCl", "LOCATION"),
        ("a pinch of CaCO3 in it", "CaCO3", "LOCATION"),
        ("Lenovo ThinkPad X1", "Lenovo ThinkPad X1", "PERSON"),
        ("DIN EN 1090-2", "DIN", "STREET_ADDRESS"),
        ("密码输错4次", "输错4", "STREET_ADDRESS"),
        ("メールはann@example.jp", "ル", "EMAIL_ADDRESS"),
        ("docker run -p 8080:80 nginx", "p 8080:80", "ID"),
        ("She has a B.Sc. in physics", "B.Sc.", "URL"),
        ("She has a B.Sc. in physics", "B.Sc", "URL"),
        ("and a Ph.D. in law", "Ph", "PERSON"),
        ("and a Ph.D. in law", "D.", "PERSON"),
        ("Wir haben am Montag geschlossen", "Montag", "PERSON"),
        ("Lieferung bis September", "bis September", "PERSON"),
        ("La entrega es en julio", "julio", "PERSON"),
        ("Cerrado hasta lunes", "lunes", "LOCATION"),
        ("La consegna è prevista per ottobre", "ottobre", "PERSON"),
        ("Lieferung erst im Mai", "Lieferung", "PERSON"),
        ("Cerrado hasta enero", "Cerrado", "PERSON"),
        ("Fermé jusqu'en mars", "Fermé", "PERSON"),
        ("Ab Freitag offen", "Freitag", "PERSON"),
        ("Artikel 4711 ist defekt", "Artikel 4711", "STREET_ADDRESS"),
        ("Office 365 E3", "Office 365", "STREET_ADDRESS"),
        ("nginx:1.25.3 starts", "1.25.3", "IP_ADDRESS"),
        ("date of birth (dd.mm.yyyy)", "dd.mm", "URL"),
        ("[12:33:21Z] DEBUG cache miss", "DEBUG", "USERNAME"),
        ("docker run -p 8080:80 nginx", "p 8080:", "ID"),
    ],
)
def test_what_is_nobody(text: str, found: str, entity_type: str) -> None:
    assert reason(text, found, entity_type) is not None


@pytest.mark.parametrize(
    ("text", "found", "entity_type"),
    [
        ("see b.sc.example.org", "b.sc.example.org", "URL"),
        ("with B. Eden", "B. Eden", "PERSON"),
        ("D. Comfort said", "D. Comfort", "PERSON"),
        ("in Basel, NaCl", "Basel", "LOCATION"),
        *((text, "Freitag", "PERSON") for text in ("Hallo Freitag, danke", "La Sra. Freitag llamó", "Kunde: Freitag")),
        *(
            (text, "Mai", "PERSON")
            for text in ("Mai called yesterday", "Hallo Mai, wie geht es?", "Gruß\nMai", "I am Mai")
        ),
        *((text, "mai", "PERSON") for text in ("hi im mai and i need help", "signed by mai")),
        ("inviato da Marzo", "Marzo", "PERSON"),
        ("signed by Freitag", "Freitag", "PERSON"),
        ("Il signor Marzo", "Marzo", "PERSON"),
        ("Mevrouw Kunde heeft gebeld", "Kunde", "PERSON"),
        ("Mit freundlichen Grüßen\nRechnung", "Rechnung", "PERSON"),
        ("I live in Salida, Colorado", "Salida", "LOCATION"),
        ("M. Eng called", "M. Eng", "PERSON"),
        ("Patient D. Tech was", "D. Tech", "PERSON"),
        ("von Julio gehört", "Julio", "PERSON"),
        ("hi, this is april again", "april", "PERSON"),
        ("la cuenta de julio", "julio", "PERSON"),
        ("mit Domingo Lieferung", "Domingo", "PERSON"),
        ("Montag Schmidt", "Montag Schmidt", "PERSON"),
        ("Lieferung Meyer", "Lieferung Meyer", "PERSON"),
        ("subnet 10.25.3", "10.25.3", "IP_ADDRESS"),
        ("Artikelweg 12", "Artikelweg 12", "STREET_ADDRESS"),
        ("at SAO", "SAO", "LOCATION"),
        ("mail to q@w.e", "q@w.e", "EMAIL_ADDRESS"),
        ("from LaOs", "LaOs", "LOCATION"),
        ("with NiCo", "NiCo", "PERSON"),
        ("Maria Lopez K9", "Maria Lopez K9", "PERSON"),
        ("Ann ThinkPad X1", "Ann ThinkPad X1", "PERSON"),
        ("Xqvwitz B12", "Xqvwitz B12", "PERSON"),  # somebody's seat
        ("Tolu FitzXqvwitz B12", "Tolu FitzXqvwitz B12", "PERSON"),
        ("1 Din Street", "Din", "STREET_ADDRESS"),
        ("住在中山路246号", "中山路246", "STREET_ADDRESS"),
        ("ssh -p 8080:80:1234", "p 8080:80", "ID"),
    ],
)
def test_what_may_be_somebody(text: str, found: str, entity_type: str) -> None:
    assert reason(text, found, entity_type) is None
