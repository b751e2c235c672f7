"""Headers as people write them, and small tables whose headers say nothing."""

from collections.abc import Callable
from pathlib import Path

import pytest
from privml.configs.policy import MaskPolicy
from privml.configs.resolve import resolve_config
from privml.configs.strict_yaml import Document
from privml.core.errors import DataError
from privml.core.keys import Key
from privml.core.tables import TableOptions
from privml.maskers.columns import decide_column
from privml.maskers.full_names import is_called_like_a_person, name_evidence
from privml.maskers.header_tables import DIRECT, WEAK, WEAK_PEOPLE, WEAK_PHRASES
from privml.maskers.headers import header_words, read_header
from privml.maskers.profile import ColumnProfile
from privml.maskers.scan import run_scan
from privml.maskers.stage import run_mask

Write = Callable[[str, str], Path]


def policy(**document: object) -> MaskPolicy:
    return resolve_config(
        MaskPolicy, kind="mask", document=Document("policy", document, {}), sets=["detect.text.model=null"]
    ).config


def decide(header: str, cells: list[str]) -> tuple[str, str | None]:
    profile = ColumnProfile()
    profile.update(cells)
    decision = decide_column(header, profile, identifier_share=0.8)
    return decision.kind, decision.entity_type


STRONG = {
    "accents and full width": {
        "prénom": "PERSON",
        "téléfono": "PHONE_NUMBER",
        "te\u0301le\u0301fono": "PHONE_NUMBER",
        "dirección": "STREET_ADDRESS",
        "Straße": "STREET_ADDRESS",
        "STRAẞE": "STREET_ADDRESS",
        "ＮＡＭＥ": "PERSON",
        "contraseña": "PASSWORD",
        "imię": "PERSON",
        "Führerschein": "DRIVER_LICENSE",
    },
    "glued": {
        "customername": "PERSON",
        "dateofbirth": "DATE_OF_BIRTH",
        "socialsecuritynumber": "US_SSN",
        "phonenumber": "PHONE_NUMBER",
        "phoneno": "PHONE_NUMBER",
        "emailaddress": "EMAIL_ADDRESS",
        "accountnumber": "BANK_ACCOUNT",
        "passportnumber": "PASSPORT",
        "firstname": "PERSON",
        "lastname": "PERSON",
        "firstname1": "PERSON",
        "birthdate": "DATE_OF_BIRTH",
        "homeaddress": "STREET_ADDRESS",
        "mobilenumber": "PHONE_NUMBER",
        "fullname": "PERSON",
        "username": "USERNAME",
        "userid": "ID",
    },
    "more behind it": {
        "Date of birth (DD/MM/YYYY)": "DATE_OF_BIRTH",
        "Date of birth （DD/MM/YYYY）": "DATE_OF_BIRTH",
        "date_of_birth_yyyy_mm_dd": "DATE_OF_BIRTH",
        "D.O.B.": "DATE_OF_BIRTH",
        "birth_date_iso": "DATE_OF_BIRTH",
        "phone (home)": "PHONE_NUMBER",
        "phone_home": "PHONE_NUMBER",
        "phone_number_2": "PHONE_NUMBER",
        "email2": "EMAIL_ADDRESS",
        "EMAIL_1": "EMAIL_ADDRESS",
        "email (private)": "EMAIL_ADDRESS",
        "Name (required)": "PERSON",
        "name_en": "PERSON",
        "SSN (last 9)": "US_SSN",
        "ssn_last4": "US_SSN",
        "Home Address (street)": "STREET_ADDRESS",
        "customer_name_new": "PERSON",
        "NAME1": "PERSON",
        "Full name as on card": "PERSON",
        "Name (as on passport)": "PERSON",
        "Email Address 1": "EMAIL_ADDRESS",
        "email (verified)": "EMAIL_ADDRESS",
        "First Name(s)": "PERSON",
        "DOB/Age": "DATE_OF_BIRTH",
        "Tel.-Nr.": "PHONE_NUMBER",
        "contacts[0].phone": "PHONE_NUMBER",
        "contact_0_name": "PERSON",
        "apellido1": "PERSON",
    },
    "the key word first": {
        "Name of patient": "PERSON",
        "Name of the patient": "PERSON",
        "Name of next of kin": "PERSON",
        "What is your name?": "PERSON",
        "Please enter your phone number": "PHONE_NUMBER",
        "user.profile.name": "PERSON",
        "name_first": "PERSON",
        "name_last": "PERSON",
    },
    "names": dict.fromkeys(
        (
            *("fname", "lname", "FNAME", "LNAME", "F_NAME", "L_NAME", "first_nm", "last_nm", "cust_nm"),
            *("apellido", "apellidos", "Familienname", "Geburtsname", "Nachname", "Vorname", "achternaam", "voornaam"),
            *("nazwisko", "cognome", "nom complet", "nombre completo", "accountHolderName"),
        ),
        "PERSON",
    ),
    "typed": {
        "cvv": "PASSWORD",
        "otp": "PASSWORD",
        "Kontonummer": "BANK_ACCOUNT",
        "acct_no": "BANK_ACCOUNT",
        "account #": "BANK_ACCOUNT",
        "sort code": "BANK_ACCOUNT",
        "BLZ": "BANK_ACCOUNT",
        "Personalnummer": "ID",
        "Kundennr": "ID",
        "Kundennummer": "ID",
        "employee no": "ID",
        "DNI": "NATIONAL_ID",
        "passport_num": "PASSPORT",
        "drivers_license_number": "DRIVER_LICENSE",
        "Driver's License Number": "DRIVER_LICENSE",
        "DL#": "DRIVER_LICENSE",
        "License #": "DRIVER_LICENSE",
        "Kfz-Kennzeichen": "LICENSE_PLATE",
        "Geburtstag": "DATE_OF_BIRTH",
        "geb_datum": "DATE_OF_BIRTH",
        "geburtsdatum": "DATE_OF_BIRTH",
        "fecha_nac": "DATE_OF_BIRTH",
        "fecha de nacimiento": "DATE_OF_BIRTH",
        "Benutzername": "USERNAME",
    },
}


@pytest.mark.parametrize(
    ("header", "entity_type"), [(header, kind) for headers in STRONG.values() for header, kind in headers.items()]
)
def test_headers_that_decide_by_themselves(header: str, entity_type: str) -> None:
    hint = read_header(header)
    assert hint is not None
    assert (hint.role, hint.entity_type, hint.strength) == ("direct", entity_type, "strong")


@pytest.mark.parametrize(
    "header",
    [
        *("insured", "claimant", "witness", "driver", "buyer", "seller", "requester", "assignee", "assigned_to"),
        *("caller", "next_of_kin", "beneficiary", "cardholder", "account holder", "handled_by", "sales_rep"),
        *("Ansprechpartner", "Sachbearbeiter", "Kunde", "contact person", "nom", "nombre", "nome", "Nom du client"),
    ],
)
def test_people_are_below_it_if_names_are(header: str) -> None:
    assert decide(header, ["Smith", "Jones", "Miller"]) == ("identifier", "PERSON")
    assert decide(header, ["board", "vacant", "none", "table 9"]) == ("plain", None)
    assert decide(header, ["yes", "no", "yes"]) == ("plain", None)


NUMBERED = {
    "US_SSN": "SSN#|SSN No.|ssn_nr|Soc Sec #|SSN/ITIN",
    "TAX_ID": "itin|TIN#|tax_no|Tax number|EIN No.|VAT No.|Steuer-Nr.|SteuerNr|CNPJ|NIP",
    "NATIONAL_ID": "NI Number|aadhaar_no|CPR-nr|Sozialversicherungsnummer|SV-Nr.|Rentenversicherungsnummer|"
    "Personalausweis|Ausweisnummer|Perso-Nr|numéro de sécurité sociale|N° SS|N° NIR|Nº DNI|cod_fiscale|num_documento",
    "PASSPORT": "Passport No.|passport#|Passnummer|Reisepass|Reisepassnr",
    "DRIVER_LICENSE": "drivers_lic|Führerscheinnr.|Permis de conduire|N° permis",
    "MEDICAL_RECORD": "MRN#|med_rec_no|Medicare No|KVNR|Krankenversichertennummer",
    "BANK_ACCOUNT": "a/c no|acc_no|Kto.-Nr.|n° compte|numero de cuenta|account_nr",
    "ID": "Kunden-Nr.|KdNr|Kd.-Nr.|Client #|client_no|nº cliente|Mitgliedsnummer|Versicherten-Nr.|Personalnr.|badge_no|"
    "student_no|Claim#|case_no|uid",
    "PHONE_NUMBER": "Tel. privat|Mobil-Nr.|Handynr.|Handy-Nr|mob_no|Durchwahl|fon|ani|座机|telefon_mobil",
    "DATE_OF_BIRTH": "D_O_B|birthdt|brth_dt|born_on|birth day|dateborn|date_naiss|fec_nac|DataNasc|Geburtsdat|ddn",
    "PERSON": "lst_nm|surnm|Nachn.|maiden|nom_famille|geb. Name|1er apellido",
}


@pytest.mark.parametrize(
    ("header", "entity_type"), [(header, kind) for kind, headers in NUMBERED.items() for header in headers.split("|")]
)
def test_numbers_and_short_forms(header: str, entity_type: str) -> None:
    hint = read_header(header)
    assert hint is not None
    assert (hint.entity_type, hint.role, hint.strength) == (entity_type, "direct", "strong")


SIX_DIGITS = ["104482", "104513", "104877", "105012", "105390"]


@pytest.mark.parametrize(
    ("header", "entity_type"),
    [
        *(("Account", "BANK_ACCOUNT"), ("acct", "BANK_ACCOUNT"), ("cuenta", "BANK_ACCOUNT"), ("policy", "ID")),
        *(("Social", "US_SSN"), ("ph", "PHONE_NUMBER"), ("documento", "NATIONAL_ID"), ("medicare", "MEDICAL_RECORD")),
        *(("caller", "PHONE_NUMBER"), ("contact", "PHONE_NUMBER"), ("customer", "ID"), ("patient", "ID")),
    ],
)
@pytest.mark.parametrize(
    ("cells", "is_identifier"),
    [
        (SIX_DIGITS, True),
        ([f"{number}A" for number in SIX_DIGITS], True),
        ([f"{number}.50" for number in SIX_DIGITS], False),
        (["2024-01-05", "2024-02-11", "2023-12-31"], False),
        (["20240105", "20240211", "20231231"], False),
        (["1709251200", "1709337600", "1709424000"], False),
        (["1211000", "1310000", "990000"], False),
        (["7", "8", "12", "1999"], False),
        (["Gold", "Basic", "Trial", "none", "Plus"], False),
    ],
)
def test_long_numbers_below_it(header: str, entity_type: str, cells: list[str], is_identifier: bool) -> None:
    expected = ("identifier", entity_type) if is_identifier else ("plain", None)
    assert decide(header, cells) == expected


NOTES = ["Anna Schmidt called", "paid in full", "call Bob Jones", "Meyer, Anna: offen", "on hold"]


@pytest.mark.parametrize("times", [1, 40])
@pytest.mark.parametrize("header", ["x", "Bemerkung", "msg", "Verwendungszweck", "observaciones", "uwagi", "備考"])
def test_few_notes_are_searched(header: str, times: int) -> None:
    assert decide(header, NOTES * times) == ("text", None)


@pytest.mark.parametrize(
    "cells",
    [
        ["paid in full", "on hold", "credit card", "bank transfer"],
        ["Bank of America", "Out for Delivery", "Out of Stock", "Made in Italy"],
        ["Credit card", "Bank transfer", "Cash on delivery"],
        ["Plan Gold annual", "Plan Basic monthly", "Paid via PayPal"],
    ],
)
def test_phrases_without_names_inside_are_no_notes(cells: list[str]) -> None:
    assert decide("x", cells) == ("plain", None)


HARMLESS = """
invoice_no|item_no|part_no|page_no|model_no|batch_no|quantity|account_type|account_balance|claim_amount|policy_type
document_type|social_media|client_count|tax_rate|vat|license_type|fiscal_year|compte_rendu|casino|piano|roll_rate|number
registration_date|voter_turnout|case_status|sin|tan|serial|customer_since|Sozialversicherung|n_kunden|num_patient
# of Student|n_personen|NIR|Max Temp Cel|Pass No.|st_no|ur|callback|Roll #|To Number|b date|座机费用|メモリ|n_pass
product_name|file name|filename|host name|hostname|company name|brand name|event name|status|state|class_name
page_name|username_hash|name_length|email_sent|phone_verified|address_type|birth_rate|pin_code
birthday_discount|account_type|passport_required|secret_santa|pass_rate|nomination|user_agent|users_count
productname|wavelength_nm|country of birth|place of birth|number of calls|mobile_app|profile_name|email_body
productid|passage|category_new|phone_model|order_total|C# skills|name of the product|title_en|price (new)
Step 2|newborn|is_new|name (count)|address (type)|city/state|room no|version name|email_status_new
pin code (postal)
"""


@pytest.mark.parametrize("header", HARMLESS.replace("\n", "|").strip("|").split("|"))
@pytest.mark.parametrize("cells", [["alpha", "beta", "alpha"], ["7", "8", "12"]])
def test_harmless_headers(header: str, cells: list[str]) -> None:
    hint = read_header(header)
    assert hint is None or hint.role != "direct"
    assert decide(header, cells)[0] != "identifier"


@pytest.mark.parametrize(
    ("header", "cells", "expected", "why"),
    [
        ("pass", ["hunter2", "monkey!", "qwerty12"], ("identifier", "PASSWORD"), "letters with digits or signs"),
        ("pass", ["letmein", "dragon", "monkey", "sunshine"], ("identifier", "PASSWORD"), "all different"),
        ("user pass", ["hunter2", "x9_aa"], ("identifier", "PASSWORD"), "behind a role"),
        ("pass", ["yes", "no", "true", "false"], ("plain", None), "marks"),
        ("pass", ["pass", "fail", "absent"] * 4, ("plain", None), "an exam"),
        ("pass", ["87", "64", "91", "70"], ("plain", None), "scores"),
        ("pass", ["day pass", "week pass", "ski pass", "bus pass"], ("plain", None), "tickets"),
        ("pin", ["4821", "0017"], ("identifier", "PASSWORD"), "four digits"),
        ("pin", ["1", "2", "13"], ("plain", None), "of a connector"),
        ("secret", ["sk_live_12ab"], ("identifier", "PASSWORD"), "a key"),
        ("client_secret", ["Zk8~aa-77"], ("identifier", "PASSWORD"), "a key"),
        ("secret", ["yes", "no"], ("plain", None), "marks"),
        ("user", ["ann.lee", "bob_2"], ("identifier", "USERNAME"), "user names"),
        ("user", ["alee", "bsmith", "cjones", "dkay"], ("identifier", "USERNAME"), "all different"),
        ("user", ["Ann Lee", "Bob Jones"], ("identifier", "PERSON"), "people"),
        ("user", ["a@b.org", "c@d.org"], ("identifier", "EMAIL_ADDRESS"), "what validates comes first"),
        ("user", ["admin", "guest", "member"] * 4, ("plain", None), "kinds of users"),
        ("birth", ["1980-01-02", "1991-12-24"], ("identifier", "DATE_OF_BIRTH"), "dates"),
        ("birth", ["home", "hospital"], ("plain", None), "no dates"),
        ("seller", [f"SLR{n:05d}" for n in range(30)], ("identifier", "ID"), "no names, the content decides"),
    ],
)
def test_headers_of_several_meanings(header: str, cells: list[str], expected: tuple[str, str | None], why: str) -> None:
    assert decide(header, cells) == expected, why


def test_words_of_headers() -> None:
    """No table entry can be missed because its own words are cut, folded or taken apart otherwise than a header's."""
    phrases = {phrase for phrase, _, _ in DIRECT} | set(WEAK) | WEAK_PEOPLE | WEAK_PHRASES
    assert {phrase: header_words(phrase) for phrase in phrases} == {phrase: phrase.split() for phrase in phrases}


@pytest.mark.parametrize(
    ("value", "evidence"),
    [
        ("Ann Lee", "full"),
        ("ann lee", "full"),
        ("SARAH O'CONNOR", "full"),
        ("Lee, Ann", "full"),
        ("Ann Lee, Jr.", "full"),
        ("Adam B. Schiff", "full"),
        ("José Núñez", "full"),
        ("Alexandria Ocasio-Cortez", "full"),
        ("Amy Klobuchar", "half"),
        ("Mark Young", "half"),
        ("李娜", "full"),
        ("Ann", None),
        ("Virginia Beach", None),
        ("Victoria Station", None),
        ("San Francisco", None),
        ("Grace Period", None),
        ("Customer Service", None),
        ("will call back", None),
        ("江苏", None),
        ("Ann Lee 7", None),
    ],
)
def test_full_names(value: str, evidence: str | None) -> None:
    assert name_evidence(value) == evidence


CATEGORIES = {
    "stations": ["Victoria Station", "Jordan River", "San Francisco", "Lincoln Park"],
    "cities": ["San Francisco", "San Jose", "Santa Clara", "Virginia Beach", "St. Louis", "Fort Wayne", "Jersey City"],
    "plans": ["Standard Plan", "Premium Plan", "Family Plan"],
    "departments": ["Customer Service", "Human Resources", "Legal Affairs", "Art Department"],
    "carriers": ["Royal Mail", "Federal Express", "Will Call", "Home Delivery"],
    "vehicles": ["Harley Davidson", "Aston Martin", "Alfa Romeo", "Land Rover", "Mercedes Benz"],
    "colours": ["Rose Gold", "Forest Green", "Sandy Brown", "Royal Blue", "Jade Green"],
    "seasons": ["Summer Sale", "Spring Sale", "Holiday Price", "April Report"],
    "fashion among others": ["Calvin Klein", "Nike", "Adidas", "Levi Strauss", "Puma"],
    "schools": ["Duke University", "Boston College", "Johns Hopkins"],
    "members": ["黄金", "白银", "钻石"],
    "provinces": ["江苏", "安徽", "上海", "温州"],
    "statuses": ["Open", "Closed", "In Progress"],
}


@pytest.mark.parametrize("cells", CATEGORIES.values(), ids=CATEGORIES)
@pytest.mark.parametrize("times", [1, 5])
def test_categories_stay(cells: list[str], times: int) -> None:
    assert decide("x", cells * times) == ("plain", None)


# as they sign: given names that the lexicons have, surnames that they often lack
PEOPLE = [
    "Amy Klobuchar",
    "Adam B. Schiff",
    "Andy Biggs",
    "Brian Schatz",
    "Ana Silva",
    "Bruce Westerman",
    "Kay Granger",
]


@pytest.mark.parametrize(
    ("header", "cells", "expected", "why"),
    [
        ("x", ["Ann Lee", "Bob Ellery"], "PERSON", "two rows"),
        ("x", ["Ann Lee"], "PERSON", "one row"),
        ("col_3", PEOPLE, "PERSON", "few surnames are known"),
        ("x", [name.upper() for name in PEOPLE], "PERSON", "capitals"),
        ("x", ["Lee, Ann", "Ellery, Bob"], "PERSON", "surname first"),
        ("x", ["Ann Lee", "Sofia Rossi", "Jane Doe"] * 30, "PERSON", "three people, many rows"),
        ("x", ["李娜", "张伟", "王芳"], "PERSON", "Chinese names"),
        ("x", [*PEOPLE, "Acme Ltd", "unknown"], "PERSON", "some are not"),
        ("x", ["Ann Lee", "Acme Ltd", "Widgets Inc", "unknown"], None, "most are not"),
        ("x", ["Calvin Klein"] * 5, None, "one value all over"),
        ("x", ["Calvin Klein", "Hugo Boss", "Ralph Lauren", "Tommy Hilfiger"] * 9, None, "a brand's name repeats"),
        ("brand", ["Calvin Klein", "Michael Jordan"], None, "the header names things"),
        ("brand name", ["Calvin Klein", "Michael Jordan"], None, "the header names things"),
        ("product_name", ["Ann Lee", "Bob Ellery"], None, "the header names things"),
    ],
)
def test_names_below_unknown_headers(header: str, cells: list[str], expected: str | None, why: str) -> None:
    assert decide(header, cells) == ("identifier" if expected else "plain", expected), why


CONTACTS = ["jdoe@corp.com", "mw@corp.com", "(212) 736-5000", "212-736-5001", "kb7@corp.com", "+44 20 7946 0958"]


@pytest.mark.parametrize("count", [2, 6, 20])
@pytest.mark.parametrize(
    ("names", "why"),
    [
        (PEOPLE[:2], "few surnames are known"),
        (["Ann Lee", "Sofia Rossi"], "given names and surnames"),
        (["Lee, Ann", "n/a"], "surname first"),
        (["李娜", "王小明"], "Chinese names"),
    ],
)
def test_names_among_contacts_are_searched(names: list[str], why: str, count: int) -> None:
    contacts = [f"{number}{contact}" if "@" in contact else contact for number in range(4) for contact in CONTACTS]
    assert decide("x", [*contacts[:count], *names]) == ("text", None), why
    assert decide("x", [*contacts[:count], *names, "12", "13"]) == ("text", None), why


CALLED_LIKE_PEOPLE = ("fashion among others", "vehicles", "colours")


@pytest.mark.parametrize("cells", [cells for kind, cells in CATEGORIES.items() if kind not in CALLED_LIKE_PEOPLE])
def test_categories_among_contacts_stay(cells: list[str]) -> None:
    assert decide("x", [*CONTACTS, *cells]) == ("plain", None)


def test_names_among_contacts_are_masked(write: Write, key: Key) -> None:
    cells = [*CONTACTS, "Ann Lee", "Sofia Rossi"]
    source = write("t.csv", "via,count\n" + "".join(f"{cell},{number}\n" for number, cell in enumerate(cells)))
    target = source.with_name("o.csv")
    with_model = resolve_config(MaskPolicy, kind="mask", document=Document("policy", {}, {}), sets=[]).config
    run_mask([str(source)], str(target), policy=with_model, key=key)
    text = target.read_text()
    assert not any(cell in text for cell in cells)


def test_a_small_table_of_people_is_masked(write: Write, key: Key) -> None:
    source = write("t.csv", "who is it,plan\nAnn Lee,Standard Plan\nSofia Rossi,Premium Plan\n")
    target = source.with_name("o.csv")
    run_mask([str(source)], str(target), policy=policy(), key=key)
    text = target.read_text()
    assert text.startswith("who is it,plan\n")
    assert not any(word in text for word in ("Ann", "Lee", "Sofia", "Rossi"))
    assert text.count(" Plan\n") == 2


@pytest.mark.parametrize("first", ["Ann Lee", "Adam Schiff", "Mark Young", "Lee, Ann", "李娜"])
def test_a_name_above_names_is_no_header(write: Write, key: Key, first: str) -> None:
    rest = "李强,北京,经理\n王芳,上海,会计\n" if first == "李娜" else "Sofia Rossi,Rome,Clerk\nJane Doe,Leeds,Manager\n"
    source = write("t.csv", f'"{first}",London,Manager\n{rest}')
    target = source.with_name("o.csv")
    for run in (
        lambda: run_mask([str(source)], str(target), policy=policy(), key=key),
        lambda: run_scan(str(source), policy=policy()),
    ):
        with pytest.raises(DataError, match="the name of column 1 looks like data") as caught:
            run()
        assert first not in str(caught.value)
        assert "--no-header" in (caught.value.hint or "")
    assert not target.exists()
    run_mask([str(source)], str(target), policy=policy(), key=key, options=TableOptions(header=False))
    assert first not in target.read_text()


def test_a_name_as_header_where_it_may_be_one(write: Write, key: Key) -> None:
    """Above numbers it is a person's column; a policy that names the column knows it."""
    source = write("t.csv", "day,Ann Lee\n1,70\n2,81\n")
    run_mask([str(source)], str(source.with_name("o.csv")), policy=policy(), key=key)
    assert source.with_name("o.csv").read_text() == source.read_text()
    source = write("u.csv", "Ann Lee,n\nSofia Rossi,1\nJane Doe,2\n")
    named = policy(columns={"Ann Lee": "redact"})
    run_mask([str(source)], str(source.with_name("p.csv")), policy=named, key=key)
    assert "Sofia" not in source.with_name("p.csv").read_text()


@pytest.mark.parametrize("header", ["Grant Owner", "Art Contact", "Full Name", "Customer", "Patient Name", "Team Lead"])
def test_words_are_not_called_like_a_person(header: str) -> None:
    assert not is_called_like_a_person(header)


LANGUAGES = {
    "PERSON": "jméno|Příjmení|vezetéknév|Név|förnamn|efternamn|fornavn|sukunimi|prenume|soyadı|Ad Soyad|nama lengkap|"
    "Họ tên|имя|ФИО|Фамилия клиента|прізвище|Όνομα|επώνυμο|الاسم|שם פרטי|नाम|氏名|名前|이름|성명|nombre completo",
    "DATE_OF_BIRTH": "nascimento|geboortedatum|Data urodzenia|födelsedatum|fødselsdato|дата рождения|生年月日|"
    "생년월일|nato il|geb.|geb_dat|bday|birthDt|DOB_DT|F. Nac.|dt_nasc|data nasc",
    "PHONE_NUMBER": "Rufnr|móvil|home_ph|ph#|"
    "numer telefonu|телефон|telemóvel|puhelin|電話番号|휴대폰|τηλέφωνο|رقم الهاتف|Tlf. nr.",
    "EMAIL_ADDRESS": "e-post|sähköposti|эл. почта|メールアドレス|이메일",
    "STREET_ADDRESS": "адрес|endereço|adres|ulica|osoite|住所|주소|διεύθυνση",
    "PASSWORD": "senha|hasło|şifre|wachtwoord",
    "USERNAME": "usuario|gebruikersnaam|kullanıcı|identifiant|sAMAccountName|UPN|Telegram",
    "MEDICAL_RECORD": "Patientennummer|Pat-Nr|Fallnummer|hospital number",
    "ID": "Versicherungsnummer|Pers.-Nr.|Matrikelnummer|Aktenzeichen|IMSI",
    "BANK_ACCOUNT": "Konto|KtoNr",
    "TAX_ID": "sofinummer|Steueridentifikationsnummer",
    "LICENSE_PLATE": "kfz|plaka|nr rej.|matrícula",
    "MAC_ADDRESS": "MAC-Adresse",
    "NATIONAL_ID": "personnummer|rodné číslo|주민등록번호|TC Kimlik No",
}
# words of other languages that English tables have, or that lack their accents
NOT_FOREIGN = [
    "via",
    "portable",
    "ad",
    "nev",
    "ho",
    "adi",
    "cim",
    "rut",
    "nie",
    "nimbus",
    "ratio",
    "имя файла",
    "商品名",
]


@pytest.mark.parametrize(
    ("header", "entity_type"), [(header, kind) for kind, headers in LANGUAGES.items() for header in headers.split("|")]
)
def test_headers_in_other_languages(header: str, entity_type: str) -> None:
    hint = read_header(header)
    assert hint is not None
    assert (hint.entity_type, hint.role) == (entity_type, "direct")


@pytest.mark.parametrize("header", NOT_FOREIGN)
def test_headers_that_only_look_foreign(header: str) -> None:
    hint = read_header(header)
    assert hint is None or hint.role != "direct"


GIVEN = "Ingrid Olga Fatima Kenji Priya Luis Emma Noah Liam Hugo Ines Marta Viktor Amir Lena Omar Nina Chloe Ivan Sofia"
SURNAMES = (
    "Kowalski Schmidt Garcia Petrov Moreau Larsen Fernandez Nguyen Rossi Novak Haddad Silva Costa Ali Murphy Byrne"
)
MORE_SURNAMES = (
    "Johnson Williams Rodriguez Hernandez Gonzalez Sanchez Ramirez Torres Gutierrez Ortiz Schulz Fischer Weber"
)


@pytest.mark.parametrize(
    ("header", "cells", "entity_type"),
    [
        ("col1", GIVEN.split(), "PERSON"),
        ("x", GIVEN.split()[:3], "PERSON"),
        ("x", GIVEN.split()[:5] * 6, "PERSON"),
        ("", GIVEN.lower().split(), "PERSON"),
        ("x", [*SURNAMES.split(), *MORE_SURNAMES.split()], "PERSON"),
        ("x", GIVEN.split()[:2], None),
        ("store", GIVEN.split(), None),
        ("hurricane", GIVEN.split(), None),
        (
            "x",
            "Red Blue Green Amber Violet Rose Olive Ruby Ivory Jade Coral Hazel White Black Brown Gray".split(),
            None,
        ),
        ("x", "January February March April May June July August September October".split(), None),
        ("x", "Cherry Olive Plum Peach Berry Melon Mango Lemon Rosemary Basil Sage Ginger Pepper".split(), None),
        (
            "x",
            "Nike Adidas Puma Gucci Prada Chanel Lacoste Wrangler Ford Tesla Toyota Honda Dodge Bentley".split(),
            None,
        ),
        ("x", "open closed pending new paid late lost".split() * 5, None),
    ],
)
def test_parts_of_names_below_unknown_headers(header: str, cells: list[str], entity_type: str | None) -> None:
    assert decide(header, cells)[1] == entity_type


@pytest.mark.parametrize("header", ["alias", "referred_by", "salesperson", "reviewer", "principal_investigator", "POC"])
def test_more_roles_of_people_need_names(header: str) -> None:
    assert decide(header, GIVEN.split())[1] == "PERSON"
    assert decide(header, ["web", "shop", "none", "prod", "ll"] * 4)[1] is None
