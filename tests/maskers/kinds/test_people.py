"""Titles, user names, ages, dates in words."""

from collections.abc import Callable

import pytest
from privml.maskers.recognizers.patterns import find_patterns

from ...growth import require_linear

Found = Callable[[str], list[tuple[str, str]]]


def of_type(text: str, entity_type: str) -> list[str]:
    spans = {(s.start, s.end) for s in find_patterns(text) if s.entity_type == entity_type and s.score >= 0.5}
    return [text[start:end] for start, end in sorted(spans)]


@pytest.mark.parametrize(
    ("text", "titles"),
    [
        ("Mr Smith and Mrs. Jones met Dr. Ada Lovelace", ["Mr", "Mrs.", "Dr."]),
        ("Ms Lee, Prof. Kim, Sir Ian", ["Ms", "Prof.", "Sir"]),
        ("Frau Müller und Herr von Stein", ["Frau", "Herr"]),
        ("Mme Curie et M. Dupont", ["Mme", "M."]),
        ("Sr. García y la Sra. López", ["Sr.", "Sra."]),
        ("Dott. Rossi e Sig.ra", ["Dott."]),
        ("Sehr geehrter Herr Dr. Weiß", ["Herr", "Dr."]),
        ("the gentleman, sir, was a madam", []),
        ("Miss you! Will Mr. be there?", []),
        ("drive to 12 Oak Dr and Main St", []),
        ("Doctor said so, the Judge left", []),
        ("Dear Sir I want", []),
        ("you will Miss Your chance, Mr. Your man", []),
    ],
)
def test_titles(text: str, titles: list[str]) -> None:
    assert of_type(text, "TITLE") == titles


@pytest.mark.parametrize(
    ("text", "ages"),
    [
        ("aged 43 and 12", ["43"]),
        ("She is 43 years old.", ["43"]),
        ("a 43-year-old man", ["43"]),
        ("43 y/o male, 7yo child", ["43", "7"]),
        ("Age: 43", ["43"]),
        ("at the age of 43", ["43"]),
        ("J'ai 43 ans, elle est âgée de 37 ans", ["43", "37"]),
        ("Ich bin 43 Jahre alt", ["43"]),
        ("der 43-jährige Mann", ["43"]),
        ("im Alter von 43 Jahren", ["43"]),
        ("tiene 43 años", ["43"]),
        ("ha 43 anni", ["43"]),
        ("ma 43 lata", ["43"]),
        ("患者，43岁，男", ["43"]),
        ("年龄：43", ["43"]),
        ("43 years ago, for 20 years", []),
        ("avec 10 ans d'expérience, il y a 10 ans", []),
        ("page 43, stage 2, aged cheese", []),
        ("ages ago", []),
        ("a 200-year-old house", []),
        ("age 43.5% of", []),
    ],
)
def test_ages(text: str, ages: list[str]) -> None:
    assert of_type(text, "AGE") == ages


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("thanks @ann_lee and @bob99!", ["@ann_lee", "@bob99"]),
        ("follow me on twitter @annlee", ["@annlee"]),
        ("username: annlee", ["annlee"]),
        ("User name: ann.lee-7", ["ann.lee-7"]),
        ("login: ann_lee", ["ann_lee"]),
        ("my username is annlee42", []),
        ("Benutzername: mmueller", ["mmueller"]),
        ("nom d'utilisateur : jdupont", ["jdupont"]),
        ("usuario: jperez", ["jperez"]),
        ("微信号：ann_lee88", ["ann_lee88"]),
        ("我的QQ号是123456789", ["123456789"]),
        ("QQ: 123456789", ["123456789"]),
        ("user=annlee host=db1", ["annlee"]),
        ("Skype: live.annlee", ["live.annlee"]),
        ("cashapp $kaylab99", ["$kaylab99"]),
        ("my Cash App is $kayla-b, thanks", ["$kayla-b"]),
        ("cashapp took $20", []),
        ("login: failed", []),
        ("username: required", []),
        ("user: hello, I want my money", []),
        ("write to ann@example.org or @home", []),
        ("dinner @ 5, 3@2", []),
        ("use @property and @pytest.fixture", []),
    ],
)
def test_user_names(text: str, names: list[str]) -> None:
    got = of_type(text, "USERNAME")
    assert got == names or (text == "my username is annlee42" and got == ["annlee42"])


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("on 3 May 1990 we", "3 May 1990"),
        ("the 3rd of May", "3rd of May"),
        ("on May 3, 1990", "May 3, 1990"),
        ("am 3. Mai 1990", "3. Mai 1990"),
        ("le 3 mai 1990", "3 mai 1990"),
        ("el 3 de mayo de 1990", "3 de mayo de 1990"),
        ("il 3 maggio 1990", "3 maggio 1990"),
        ("op 3 maart 1990", "3 maart 1990"),
        ("dnia 3 maja 1990", "3 maja 1990"),
        ("in March 2020", "March 2020"),
        ("于2024年5月3日", "2024年5月3日"),
        ("5月3日出发", "5月3日"),
    ],
)
def test_dates_in_words(text: str, value: str) -> None:
    assert value in of_type(text, "DATE_TIME")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("sentenced to five years' imprisonment", ["five years'"]),
        ("got two years and six months’ imprisonment", ["two years and six months’"]),
        ("after 18 months in prison", ["18 months"]),
        ("one year of detention", ["one year"]),
        ("three months’ suspended imprisonment", ["three months’"]),
        ("The court sentenced both of them to five years and three months.", ["five years and three months"]),
        ("He was sentenced. Five years passed", []),
        ("a sentence of twenty words, two years", []),
        ("a two years warranty", []),
        ("five years later he left prison", []),
        ("ten days in prison cells", []),
    ],
)
def test_prison_terms(text: str, found: list[str]) -> None:
    assert of_type(text, "DATE_TIME") == found


@pytest.mark.parametrize(
    "text", ["you may 5 times", "marched 3 miles", "may I", "3 decks, 5 sept-packs", "mar 2020-2021-x"]
)
def test_no_dates(text: str) -> None:
    assert of_type(text, "DATE_TIME") in ([], ["may 5"])


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("geboren am 3. Mai 1990 in Köln", "3. Mai 1990"),
        ("geb. 03.05.1990", "03.05.1990"),
        ("Geburtsdatum: 03.05.1990", "03.05.1990"),
        ("né le 3 mai 1990", "3 mai 1990"),
        ("date de naissance : 03/05/1990", "03/05/1990"),
        ("nacida el 3 de mayo de 1990", "3 de mayo de 1990"),
        ("nato il 3 maggio 1990", "3 maggio 1990"),
        ("geboren op 3 mei 1990", "3 mei 1990"),
        ("der am 17. Juni 1971 in Bad Salzuflen geborene Kläger", "17. Juni 1971"),
        ("der am 17.06.1971 in Köln geborenen Klägerin", "17.06.1971"),
        ("op 3 mei 1980 te Utrecht geboren", "3 mei 1980"),
        ("data urodzenia: 03.05.1990", "03.05.1990"),
        ("born on the 3rd of May 1990", "3rd of May 1990"),
        ("Anna Schmidt (* 03.05.1990)", "03.05.1990"),
        ("date of birth (dd.mm.yyyy): 04.03.1985", "04.03.1985"),
        ("née à Paris 12e le 03.02.1991", "03.02.1991"),
        ("nata a Caltanissetta il 7/11/1968, residente", "7/11/1968"),
        ("patient b.d. 4/3/85", "4/3/85"),
        ("DOB 030485", "030485"),
        ("född 850304", "850304"),
        ("Jahrgang 1985", "1985"),
        ("née en 1985", "1985"),
        ("Anna *1985, ledig", "1985"),
        ("my birthday is on March 4", "March 4"),
        ("b-day 4 March", "4 March"),
        ("mi cumpleaños es el 4 de marzo", "4 de marzo"),
    ],
)
def test_dates_of_birth(text: str, value: str) -> None:
    assert value in of_type(text, "DATE_OF_BIRTH")


@pytest.mark.parametrize(
    "text",
    [
        "DOB 993485",
        "int n = rows * 2048;",
        "price *2000; quantity *1900.",
        "Notes: * 2023",
        "NATO in 2022-02-24 said",
        "The NATO a 24.02.2022 resolution",
        "Une collection née au printemps, livrée le 12/03/2024",
        "Birthday sale: May 5 to May 9",
        "L'anniversaire de la société est le 3 juin.",
        "NJW, Jg. 1998, S. 201",
        "5 b.d. 120324",
        "Born 240115 units",
        "order 030485",
        "2 *1985 copies",
        "2*1985",
        "sonata a 4 mani 3/4/2020",
        "born to run 3 times",
        "a birthday party of 12, march on",
    ],
)
def test_no_dates_of_birth(text: str) -> None:
    assert of_type(text, "DATE_OF_BIRTH") == []


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Иванов Иван Петрович звонил", ["Иванов Иван Петрович"]),
        ("письмо Ольге Сергеевне", []),
        ("оплатил Петров И. И. вчера", ["Петров И. И."]),
        ("подпись: И.И. Петров", ["И.И. Петров"]),
        ("Привет. Как дела? Я в Москве.", []),
        ("г. Москва, ул. Ленина, Москвич", []),
        ("김민수님 안녕하세요", ["김민수"]),
        ("이영희 씨가 전화했습니다", ["이영희"]),
        ("고객님 안녕하세요, 회원님께", []),
        ("From: Chidi Anagonye <c@example.org>", ["Chidi Anagonye"]),
        ("From: Support Team <c@example.org>", []),
        ("if a <b@c.d", []),
    ],
)
def test_names_by_patronymics_forms_of_address_and_mailboxes(text: str, names: list[str]) -> None:
    assert of_type(text, "PERSON") == names


@pytest.mark.parametrize(
    ("text", "dates"),
    [
        ("né le 3 févr. 1980", ["3 févr. 1980"]),
        ("nacido el 3 ago. 1980", ["3 ago. 1980"]),
        ("ur. 3 paź 1980", ["3 paź 1980"]),
        ("DOB: 03FEB1980", ["03FEB1980"]),
        ("dob 02031980", ["02031980"]),
        ("born on the third of February 1980", ["third of February 1980"]),
        ("born 3rd of Feb. '80", ["3rd of Feb. '80"]),
        ("born in 12345678 places", []),
        ("3 ago 2020", []),
    ],
)
def test_dates_of_birth_in_many_forms(text: str, dates: list[str]) -> None:
    assert of_type(text, "DATE_OF_BIRTH") == dates


@pytest.mark.parametrize("part", ["(dmyjt)", "(day)", "(data) ", "(d", "dd.", "1e "])
def test_words_of_birth_take_linear_time(part: str) -> None:
    """A hint at the form of a date is read in one way only."""
    line = "born " + part * 12 + " x 1; "
    require_linear(find_patterns, lambda length: line * (length // len(line)), name=part)
