"""Numbers of documents, cases, vehicles and devices, national numbers."""

import time
from collections.abc import Callable
from importlib import import_module

import pytest
from privml.maskers.recognizers import checks
from privml.maskers.recognizers.patterns import find_patterns

Found = Callable[[str], list[tuple[str, str]]]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Application no. 36110/97 was lodged", [("ID", "36110/97")]),
        ("applications (nos. 36110/97 and 4251/02) against", [("ID", "36110/97"), ("ID", "4251/02")]),
        (
            "cases nos. 36110/97, 4251/02 and 123/03 were joined",
            [("ID", "36110/97"), ("ID", "4251/02"), ("ID", "123/03")],
        ),
        ("requête no 36110/97", [("ID", "36110/97")]),
        ("Az. 12 O 345/19 vor dem Landgericht", [("ID", "12 O 345/19")]),
        ("Aktenzeichen: 3 Ca 1234/20", [("ID", "3 Ca 1234/20")]),
        ("BGH, VI ZR 123/20, Rn. 4", [("ID", "VI ZR 123/20")]),
        ("in C-131/12 the Court", [("ID", "C-131/12")]),
        ("Docket No. 1:12-cv-01234-ABC", [("ID", "1:12-cv-01234-ABC")]),
        ("see 12-cr-00123", [("ID", "12-cr-00123")]),
        ("案号：（2021）京01民终1234号", [("ID", "（2021）京01民终1234号")]),
        ("police report no. 22-104377", [("ID", "22-104377")]),
    ],
)
def test_cases(found: Found, text: str, expected: list[tuple[str, str]]) -> None:
    assert found(text) == expected


@pytest.mark.parametrize(
    ("text", "entity_type", "value"),
    [
        ("Passport No: C01X00T47.", "PASSPORT", "C01X00T47"),
        ("my passport number is 533380006", "PASSPORT", "533380006"),
        ("Reisepass-Nr.: C01X00T47", "PASSPORT", "C01X00T47"),
        ("Reisepassnummer C01X00T47", "PASSPORT", "C01X00T47"),
        ("passeport n° 12AB34567 périmé", "PASSPORT", "12AB34567"),
        ("Pasaporte: AAA123456", "PASSPORT", "AAA123456"),
        ("numero passaporto: YA1234567", "PASSPORT", "YA1234567"),
        ("护照号：E12345678", "PASSPORT", "E12345678"),
        ("港澳通行证号码C12345678", "PASSPORT", "C12345678"),
        ("台胞证 12345678", "PASSPORT", "12345678"),
        ("Driving licence: MORGA657054SM9IJ", "DRIVER_LICENSE", "MORGA657054SM9IJ"),
        ("driving licence no. MORGA 657054 SM9IJ", "DRIVER_LICENSE", "MORGA 657054 SM9IJ"),
        ("driver's license number D1234567", "DRIVER_LICENSE", "D1234567"),
        ("Führerschein: B072RRE2I55", "DRIVER_LICENSE", "B072RRE2I55"),
        ("permis de conduire n° 880692310285", "DRIVER_LICENSE", "880692310285"),
        ("驾驶证号 440106199001011237", "DRIVER_LICENSE", "440106199001011237"),
        ("MRN: 00482913", "MEDICAL_RECORD", "00482913"),
        ("medical record number MR-448291", "MEDICAL_RECORD", "MR-448291"),
        ("Patientennummer 4482913", "MEDICAL_RECORD", "4482913"),
        ("病历号：MZ20231234", "MEDICAL_RECORD", "MZ20231234"),
        ("Policy number: POL-2291-88431", "ID", "POL-2291-88431"),
        ("Versicherungsnummer 54 ... oder Policennummer: LV-8839201", "ID", "LV-8839201"),
        ("numéro de client: 4482913", "ID", "4482913"),
        ("número de póliza 99-441827", "ID", "99-441827"),
        ("membership no. 8832-1192", "ID", "8832-1192"),
        ("Kundennummer: 8839201", "ID", "8839201"),
        ("保单号 PICC20231234567", "ID", "PICC20231234567"),
        ("Personalausweis L01X00T471", "NATIONAL_ID", "L01X00T471"),
        ("identity card no. AB123456", "NATIONAL_ID", "AB123456"),
        ("dowód osobisty ABA300000", "NATIONAL_ID", "ABA300000"),
        ("sort code 20-00-00", "BANK_ACCOUNT", "20-00-00"),
        ("routing number 021000021", "BANK_ACCOUNT", "021000021"),
        ("Kontonummer: 648489890", "BANK_ACCOUNT", "648489890"),
        ("SWIFT: DEUTDEFF500", "ID", "DEUTDEFF500"),
        ("BIC COBADEFFXXX", "ID", "COBADEFFXXX"),
        ("number plate AB12 CDE", "LICENSE_PLATE", "AB12 CDE"),
        ("Kennzeichen M-AB 1234", "LICENSE_PLATE", "M-AB 1234"),
        ("immatriculation : AB-123-CD", "LICENSE_PLATE", "AB-123-CD"),
        ("targa AB123CD", "LICENSE_PLATE", "AB123CD"),
        ("车牌京A12345停在门口", "LICENSE_PLATE", "京A12345"),
        ("一辆粤BD12345的新能源车", "LICENSE_PLATE", "粤BD12345"),
        ("1M8GDM9AXKP042788 was sold", "ID", "1M8GDM9AXKP042788"),
        ("Fahrgestellnummer WVWZZZ1JZ3W386752", "ID", "WVWZZZ1JZ3W386752"),
        ("serial number: C02XG0FDJH99", "ID", "C02XG0FDJH99"),
    ],
)
def test_announced_numbers(found: Found, text: str, entity_type: str, value: str) -> None:
    assert (entity_type, value) in found(text), found(text)


# example numbers of the validators themselves; the words are of the country
@pytest.mark.parametrize(
    ("text", "entity_type", "value"),
    [
        ("Steuer-ID: 36 574 261 809", "TAX_ID", "36 574 261 809"),
        ("IdNr. 36574261809", "TAX_ID", "36574261809"),
        ("Sozialversicherungsnummer 1237 010180", "NATIONAL_ID", "1237 010180"),
        ("NIR 2 95 10 99 126 111 93", "NATIONAL_ID", "2 95 10 99 126 111 93"),
        ("DNI 54362315K", "NATIONAL_ID", "54362315K"),
        ("mi NIE es X2482300W", "NATIONAL_ID", "X2482300W"),
        ("codice fiscale RCCMNL83S18D969H", "NATIONAL_ID", "RCCMNL83S18D969H"),
        ("mijn BSN: 111222333", "NATIONAL_ID", "111222333"),
        ("PESEL 44051401359", "NATIONAL_ID", "44051401359"),
        ("NIP: 856-734-62-15", "TAX_ID", "856-734-62-15"),
        ("NIF 501964843", "TAX_ID", "501964843"),
        ("Cartão 00000000 0 ZZ4", "NATIONAL_ID", "00000000 0 ZZ4"),
        ("personnummer 880320-0016", "NATIONAL_ID", "880320-0016"),
        ("CPR: 211062-5629", "NATIONAL_ID", "211062-5629"),
        ("fødselsnummer 151086 95088", "NATIONAL_ID", "151086 95088"),
        ("hetu 131052-308T", "NATIONAL_ID", "131052-308T"),
        ("CPF 390.533.447-05", "NATIONAL_ID", "390.533.447-05"),
        ("CNPJ 16.727.230/0001-97", "TAX_ID", "16.727.230/0001-97"),
        ("Aadhaar 2341 2341 2346", "NATIONAL_ID", "2341 2341 2346"),
        ("PAN: ACUPA7085R", "TAX_ID", "ACUPA7085R"),
        ("NI number AB 12 34 56 C", "NATIONAL_ID", "AB 12 34 56 C"),
        ("SIN 123-456-782", "TAX_ID", "123-456-782"),
        ("TFN 123 456 782", "TAX_ID", "123 456 782"),
        ("CURP BOXW310820HNERXN09", "NATIONAL_ID", "BOXW310820HNERXN09"),
        ("RFC GODE561231GR8", "TAX_ID", "GODE561231GR8"),
        ("TC Kimlik No: 17291716060", "NATIONAL_ID", "17291716060"),
        ("주민번호 971013-9019902", "NATIONAL_ID", "971013-9019902"),
        ("マイナンバー：6214 9832 0257", "NATIONAL_ID", "6214 9832 0257"),
        ("AHV 756.9217.0769.85", "NATIONAL_ID", "756.9217.0769.85"),
        ("rodné číslo 710319/2745", "NATIONAL_ID", "710319/2745"),
        ("CNP 1630615123457", "NATIONAL_ID", "1630615123457"),
        ("OIB 33392005961", "NATIONAL_ID", "33392005961"),
        ("ИНН 123456789047", "TAX_ID", "123456789047"),
        ("NRIC S1234567D", "NATIONAL_ID", "S1234567D"),
        ("身分證 A123456789", "NATIONAL_ID", "A123456789"),
        ("HKID A123456(3)", "NATIONAL_ID", "A123456(3)"),
        ("EIN 91-1144442", "TAX_ID", "91-1144442"),
        ("VAT number DE136695976", "TAX_ID", "DE136695976"),
        ("统一社会信用代码91110000600037341L", "TAX_ID", "91110000600037341L"),
    ],
)
def test_national_numbers(found: Found, text: str, entity_type: str, value: str) -> None:
    assert (entity_type, value) in found(text), found(text)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("we shipped 24/7 and 10/20 of 36110/97 items", "no word of a court"),
        ("in case of 5/6 or on 12/05/2020", "fractions and dates"),
        ("case studies from 2019 and application forms", "words alone"),
        ("my passport expires 2024-05-01", "a date"),
        ("passport control took 45 minutes", "a duration"),
        ("a driving licence from 1999", "a year"),
        ("our policy is 30 days, members get 20 percent", "small numbers"),
        ("Steuer-ID: 36574261808", "wrong check digit"),
        ("PESEL 44051401358", "wrong check digit"),
        ("DNI 54362315A", "wrong letter"),
        ("NRIC S1234567A", "wrong letter"),
        ("A123456780 and A123456(4)", "wrong check digits"),
        ("1M8GDM9A1KP042788", "wrong check digit of a vehicle"),
        ("swift delivery, a BIC pen, VAT included", "words alone"),
        ("the plate is hot, registration opens at 10", "words alone"),
        ("python 3.11.4, v2.10.3 and build 20240501", "versions"),
        ("color #ff8800 and #1A2B3C", "colours"),
        ("commit 9f2c1e7d4b8a6f3c2d1e0f9a8b7c6d5e4f3a2b1c", "a hash"),
        ("2024-05-01T12:30:45.123Z INFO started", "a time"),
        ("qty 1200 x 35, total 48000", "quantities"),
        ("pi is 3.14159265358979 and -0.000123456", "floats"),
        ("windows 11, iphone 15 pro, 737 max, rtx 4090", "products"),
        ("January and Monday were cold; May I?", "months and weekdays"),
    ],
)
def test_near_misses(found: Found, text: str, why: str) -> None:
    assert found(text) == [], why


def test_uuids_stay_ids(found: Found) -> None:
    assert found("id 123e4567-e89b-42d3-a456-426614174000") == [("ID", "123e4567-e89b-42d3-a456-426614174000")]


def test_invisible_characters_hide_no_card() -> None:
    from privml.configs.policy import TextDetection
    from privml.maskers.recognizers.detector import Detector

    detector = Detector(TextDetection(model=None), ignored=frozenset())
    text = "card 4111 1111\u200b 1111 1111 ok"
    [spans] = detector.find_in_texts([text])
    assert {text[s.start : s.end] for s in spans if s.entity_type == "CREDIT_CARD"} == {"4111 1111\u200b 1111 1111"}


@pytest.mark.parametrize("module", sorted({"de.idnr", "es.dni", "nl.bsn", "pl.pesel", "fr.nir", "cn.uscc", "eu.vat"}))
def test_modules_of_stdnum_exist(module: str) -> None:
    assert checks.is_number_of(module)("x") is False
    assert callable(import_module(f"stdnum.{module}").is_valid)


def test_every_validator_that_is_named_exists() -> None:
    from privml.maskers.recognizers.kinds.national import _ANNOUNCED

    for _, module, _, _ in _ANNOUNCED:
        assert checks.is_number_of(module)("no number") is False


def test_check_letters_against_brute_force() -> None:
    """Each number has one right check character, and another digit anywhere asks for another."""
    assert [c for c in "ABCDEFGHIJKLMNOPQRSTUVWXYZ" if checks.is_sg_nric("S1234567" + c)] == ["D"]
    assert [c for c in "0123456789" if checks.is_tw_id("A12345678" + c)] == ["9"]
    assert [c for c in "0123456789A" if checks.is_hk_id(f"A123456({c})")] == ["3"]
    vin = "1M8GDM9AXKP042788"
    assert [c for c in "0123456789X" if checks.has_vin_digit(vin[:8] + c + vin[9:])] == ["X"]


def test_lists_of_announced_numbers_take_linear_time() -> None:
    """Each number of the list is announced, and so would begin a walk through the rest."""
    times = []
    for count in (500, 2_000):
        text = ", ".join(f"no. {10_000 + n}/{n % 90 + 10}" for n in range(count))
        started = time.process_time()
        found = find_patterns(text)
        times.append(time.process_time() - started)
        assert len({(span.start, span.end) for span in found if span.entity_type == "ID"}) == count
    assert times[1] < 12 * max(times[0], 0.005)


def test_numbers_of_devices_and_wallets(found: Found) -> None:
    wallet = "addr1qx2kd28nq8ac5prwg32hhvudlwggpgfp8utlyqxu6wqgz62f79qsdmm5dsknt9ecr5w468r9ey0fxwkdrwh08ly3tu9sy0f4qd"
    assert found(f"sent to {wallet}.") == [("CRYPTO", wallet)]
    assert ("ID", "12812345678") in found("ESN 12812345678")
    assert found("IMEI 490154203237518 lost") == [("ID", "490154203237518")]
