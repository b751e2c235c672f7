"""Headers in languages that the words of `header_tables` do not know, read as a whole.

A phrase without accents is found with them, too; one with accents only so, since without them it is a word of another
language ("adı", "név"). A word for a person may stand before or behind it ("имя клиента", "kunde navn").
"""

import re
import unicodedata

from .header_tables import NUMBERED_TYPES
from .spelling import bare

# marks of scripts such as Devanagari are no word characters, so separators are named
_NUMERO = re.compile(r"(?<![^\W_])n°")
_SEPARATORS = re.compile(r"[\s_.,:;/()\[\]#*'\"-]+")

# Czech, Slovak, Polish, Hungarian, Romanian, Croatian, Serbian, Swedish, Norwegian, Danish, Finnish, Dutch, Portuguese,
# Turkish, Indonesian, Vietnamese; Russian, Ukrainian, Bulgarian; Greek; Arabic, Persian, Hebrew; Hindi, Thai
_PHRASES: dict[str, str] = {
    "PERSON": """
        név|họ|adı|이름|고객 이름|이름 성|名前|名 前|jmeno|krestni jmeno|prijmeni|cele jmeno|jmeno a prijmeni|meno|
        krstne meno|priezvisko|meno a priezvisko|imie i nazwisko|teljes nev|vezeteknev|keresztnev|csaladnev|
        utonev|nume|prenume|nume complet|nume si prenume|nume de familie|ime|prezime|ime i prezime|
        ime in priimek|priimek|namn|fornamn|efternamn|fullstandigt namn|navn|fornavn|etternavn|efternavn|
        fullt navn|mellomnavn|mellemnavn|nimi|etunimi|sukunimi|koko nimi|naam|volledige naam|roepnaam|
        voorletters|tussenvoegsel|nome proprio|sobrenome|apelido de familia|nome da mae|nome do pai|
        nome e cognome|cognome e nome|nom et prenom|nom prenom|nom de naissance|nom usuel|apellido paterno|
        apellido materno|primer apellido|segundo apellido|nombre y apellidos|nombre y apellido|nombres|
        1er apellido|2o apellido|primer nombre|segundo nombre|nom famille|nom naissance|nom d usage|nom usage|
        geb name|mad name|name vorname|vorname name|vor und nachname|zuname|rufname|madchenname|
        ad soyad|adi soyadi|ad ve soyad|soyad|soyadi|isim|nama|nama lengkap|nama depan|nama belakang|nama ibu|
        ho ten|ho va ten|имя|фамилия|отчество|фио|ф и о|фамилия имя отчество|имя и фамилия|полное имя|імя|імʼя|
        прізвище|піб|по батькові|име|презиме|име и фамилия|όνομα|επώνυμο|επίθετο|ονοματεπώνυμο|الاسم|اسم|
        الاسم الكامل|الاسم الأول|اسم العائلة|اللقب|نام|نام خانوادگی|نام و نام خانوادگی|שם|שם פרטי|שם משפחה|
        שם מלא|नाम|पूरा नाम|उपनाम|ชื่อ|นามสกุล|ชื่อ นามสกุล""",
    "DATE_OF_BIRTH": """
        datum narozeni|narozen|narozena|datum narodenia|data urodzenia|urodzony|urodzona|szuletesi datum|
        szuletesi ido|data nasterii|data nastere|datum rodjenja|datum rodenja|datum rojstva|fodelsedatum|
        fodelsedag|fodselsdato|fodselsdag|fodt|fodd|syntymaaika|syntynyt|geboortedatum|geboren|geboren op|
        geboren am|geb|geb op|geb am|nascimento|data nascimento|data de nascimento|nato il|nata il|data nascita|
        geb dat|gebdat|geburtsdat|gebd|date naiss|datenaiss|ddn|fec nac|fecnac|fnac|data ur|д р|d tarihi|
        dtarihi|datanasc|f nac|f nacimiento|data nasc|dt nasc|dt nascita|dt nascimento|geboortedat|
        dogum|dogum gunu|sterbedatum|
        ne le|nee le|ne e le|naissance|fecha de nac|nacimiento|nacido|nacida|dogum tarihi|tanggal lahir|
        tgl lahir|ngay sinh|дата рождения|день рождения|родился|дата народження|дата на раждане|датум рођења|
        ημερομηνία γέννησης|تاريخ الميلاد|تاريخ الولادة|تاریخ تولد|תאריך לידה|जन्म तिथि|जन्मतिथि|วันเกิด""",
    "PHONE_NUMBER": """
        telefonni cislo|tel cislo|cislo telefonu|mobilni telefon|telefonne cislo|numer telefonu|nr telefonu|
        nr tel|telefon komorkowy|komorka|telefonszam|mobilszam|numar de telefon|numar telefon|nr de telefon|
        broj telefona|telefonska stevilka|telefonnummer|telefonnr|tlf|tlf nr|mobiltelefon|mobil|mobilnr|puhelin|
        puhelinnumero|matkapuhelin|telefoonnummer|telefoon|mobiel nummer|telemovel|celular|
        telefone|numero de telefone|numero de telefono|cellulare|numero di telefono|numero de telephone|
        tel privat|tel priv|tel gesch|tel geschaftlich|tel dienstl|tel dienstlich|tel mobil|telefon mobil|
        telefon privat|handy|durchwahl|tel portable|telf|tfno|
        rufnr|telnr|movil|telefono movil|mobiel|mobiele telefoon|mobilrufnummer|telephone movil|rufnummer|festnetz|
        mobilfunknummer|handynr|cep telefonu|cep tel|telefon numarasi|
        nomor telepon|no telp|no telepon|no hp|nomor hp|so dien thoai|dien thoai|телефон|номер телефона|
        мобильный|мобильный телефон|тел|номер телефону|τηλέφωνο|κινητό|هاتف|الهاتف|رقم الهاتف|جوال|رقم الجوال|
        تلفن|شماره تلفن|טלפון|נייד|फ़ोन|फोन|मोबाइल|โทรศัพท์|เบอร์โทร""",
    "EMAIL_ADDRESS": """
        e posta|eposta|e posta adresi|e post|epost|epost adress|epost adresse|e postadress|sahkoposti|
        sahkopostiosoite|correo|correo electronico|adresse mail|adresse electronique|posta elettronica|
        emailova adresa|adres email|adres e mail|drotposta|почта|электронная почта|эл почта|имейл|емейл|
        ηλεκτρονικό ταχυδρομείο|البريد الإلكتروني|البريد الالكتروني|ایمیل|אימייל|דואל|ईमेल|อีเมล""",
    "STREET_ADDRESS": """
        cím|địa chỉ|adresa|adresa bydliste|trvale bydliste|bydliste|ulice|ulica|adres zamieszkania|adres|straat|
        straatnaam|huisnummer|woonadres|lakcim|utca|strada|domiciliu|gatuadress|gata|bostadsadress|gateadresse|
        vei|osoite|katuosoite|endereco|morada|logradouro|rua|calle|domicilio|rue|domicile|adresse postale|
        residenza|hausnummer|wohnort adresse|acik adres|ev adresi|alamat|alamat rumah|dia chi|адрес|улица|
        адрес проживания|адреса|вулиця|διεύθυνση|οδός|العنوان|آدرس|כתובת|रहने का पता|पता|ที่อยู่""",
    "NATIONAL_ID": """
        personalausweis|numero de securite sociale|num securite sociale|num secu|no ss|nss|sv nr|svnr|sv nummer|
        rv nr|rvnr|rv nummer|num documento|carta identita|carta d identita|cod fiscale|codfisc|cod fisc|fnr|
        rodne cislo|numer pesel|szemelyi szam|szemelyi igazolvany|cnp|cod numeric personal|oib|jmbg|emso|
        personnummer|fodselsnummer|cpr|cpr nummer|henkilotunnus|hetu|burgerservicenummer|cpf cnpj|nif|curp|
        cedula|numero de cedula|documento de identidad|carte d identite|tc kimlik|tc kimlik no|kimlik no|tckn|
        no ktp|ktp|cccd|cmnd|паспорт|номер паспорта|паспортные данные|αριθμός ταυτότητας|αμκα|رقم الهوية|
        الرقم القومي|کد ملی|תעודת זהות|ת ז|आधार|आधार संख्या|เลขบัตรประชาชน""",
    "TAX_ID": """
        sofinummer|identifikationsnummer|steueridentifikationsnummer|steuer identifikationsnummer|инн|снилс|adoszam|
        steuernummer|steuer id|steuerid|stidnr|st nr|stnr|st nummer|nip|partita iva|vergi no|npwp|αφμ""",
    "BANK_ACCOUNT": """
        konto|kontonr|ktonr|kto nr|kto|compte bancaire|        cislo uctu|numer konta|nr konta|rachunek|szamlaszam|
        bankszamlaszam|cont bancar|broj racuna|bankkonto|
        kontonummer|tilinumero|rekeningnummer|conta bancaria|numero de cuenta|cuenta bancaria|numero de compte|
        conto corrente|numero di conto|hesap no|hesap numarasi|no rekening|nomor rekening|so tai khoan|
        номер счета|расчетный счет|αριθμός λογαριασμού|رقم الحساب""",
    "PASSWORD": "senha|haslo|sifre|parola|wachtwoord|losenord|lozinka|heslo|jelszo|salasana|пароль",
    "USERNAME": """
        usuario|nombre de usuario|nome utente|utente|gebruikersnaam|kullanici|kullanici adi|nom d utilisateur|
        identifiant|
        anmeldename|anmeldung|nazwa uzytkownika|uzivatelske jmeno|anvandarnamn|brukernavn|логин|sam account name|
        samaccountname|upn|user principal name|userprincipalname|netid|net id|telegram""",
    "PASSPORT": """
        passnummer|pass nummer|pass nr|passnr|reisepass|pasaporte|passaporto|passeport|passaporte|paszport|paspoort""",
    "DRIVER_LICENSE": "fs nr|permis de conduire|permiso de conducir|patente di guida|rijbewijs|prawo jazdy",
    "MEDICAL_RECORD": """
        kvnr|kv nr|kv nummer|egk|patientennummer|pat nr|patnr|fallnummer|fall nr|hospital number|hospital no|
        numer pacjenta""",
    "ID": """
        versicherungsnummer|versichertennummer|insurance number|insurance no|policennummer|versicherungsschein nr|
        pers nr|
        persnr|matrikelnummer|matrikel nr|aktenzeichen|iccid|imsi|numero de poliza|numero de cliente|numero client|
        numero cliente|numer klienta|klantnummer|matricule|cod cliente|codice cliente|pnr""",
    "LICENSE_PLATE": "kfz|plaka|nr rej|nr rejestracyjny|numer rejestracyjny|vrm|matricula|targa|immatriculation",
}  # fmt: skip
# what only a number tells: "Kunden-Nr.", "KdNr", "n° client", "nº cliente"
_NUMBERED: dict[str, str] = {
    "ID": """
        kunden|kunde|kd|klant|client|cliente|klienta|personal|mitarbeiter|pers|matrikel|matr|mitglieds|mitgl|
        debitoren|debitor|kreditoren|kreditor|vers|versicherten|versicherungs|versicherungsschein|police|policen|
        polizza|poliza|dossier|akten|fall|schuler|studenten|vertrags|vertrag|socio|empleado|matricola|contratto|contrat""",
    "MEDICAL_RECORD": "krankenversicherten|krankenkassen|pat|patienten|patient|paziente|paciente",
    "NATIONAL_ID": """
        ausweis|perso|person|personen|sozialversicherungs|sozialversicherung|rentenversicherungs|rentenversicherung|
        securite sociale|secu|nie|nir|rut|documento""",
    "TAX_ID": "steuer|umsatzsteuer|ust|ust id|fiscal|nif",
    "PASSPORT": "reisepass",
    "DRIVER_LICENSE": "fuhrerschein|permis|carnet|patente",
    "BANK_ACCOUNT": "konto|kto|compte|cuenta|conto|rekening",
    "PHONE_NUMBER": "mobil|handy|tel|telefon|ruf|ruckruf|fax|tlf|movil|mob|whats app",
}  # fmt: skip
# words for people beside them
ROLE_WORDS = frozenset(
    """
    zakaznik zakaznika klient klienta pacjenta pacienta pacient kupujacego odbiorcy ugyfel beteg client clientului
    kund kundens kunde kundens asiakas asiakkaan klant klantens patient medarbejder ansatt cliente usuario paciente
    empleado funcionario musteri hasta pelanggan karyawan
    клиента клиент пациента пациент сотрудника покупателя получателя пользователя заказчика πελάτη العميل المريض
    """.split()
)


def _folded(header: str) -> str:
    plain = unicodedata.normalize("NFKC", header).casefold().replace("\u0307", "")
    return _SEPARATORS.sub(" ", _NUMERO.sub("no ", plain)).strip()


WHOLE_HEADERS = {
    _folded(phrase): entity_type for entity_type, phrases in _PHRASES.items() for phrase in phrases.split("|")
}
"""Entity types of whole headers."""
_NUMBERED_HEADERS = {stem.strip(): kind for kind, stems in _NUMBERED.items() for stem in stems.split("|")}
# before what it numbers a short one may say how many there are: "num clients"
_NUMBER = re.compile(
    r"(?:nr|no|numero|numer) (?:(?:de|du|del|di|do|d) )?(?P<behind>.+)"
    r"|(?P<before>.+?)(?: (?:nr|no|num|numero|numer|nummer|number)|(?:nr|no|num|nummer))"
)
# letters of Cyrillic and Greek have accents, too: Latin ones alone tell words apart
WHOLE_HEADERS |= {bare(phrase): kind for phrase, kind in WHOLE_HEADERS.items() if "\u0370" <= phrase[0] < "\u0530"}


def read_whole(header: str) -> str | None:
    """Return the entity type that a whole header names in one of many languages; None for others.

    >>> read_whole("Příjmení"), read_whole("дата рождения клиента"), read_whole("Kunden-Nr."), read_whole("via")
    ('PERSON', 'DATE_OF_BIRTH', 'ID', None)
    """
    phrase = _folded(header).rstrip("0123456789 ")
    words = phrase.split()
    candidates = [phrase]
    if len(words) > 1 and bare(words[0]) in ROLE_WORDS:
        candidates.append(" ".join(words[1:]))
    if len(words) > 1 and bare(words[-1]) in ROLE_WORDS:
        candidates.append(" ".join(words[:-1]))
    for candidate in candidates:
        entity_type = WHOLE_HEADERS.get(candidate) or WHOLE_HEADERS.get(bare(candidate))
        if entity_type is not None:
            return entity_type
    return next(filter(None, map(_read_numbered, candidates)), None)


def _read_numbered(phrase: str) -> str | None:
    """Return the entity type of what has a number here: "number" stands before it, behind it or at its end."""
    match = _NUMBER.fullmatch(bare(phrase))
    if match is None:
        return None
    stem = match["behind"] or match["before"]
    numbered = _NUMBERED_HEADERS.get(stem)
    if numbered is None and (whole := WHOLE_HEADERS.get(stem)) in NUMBERED_TYPES:
        return whole
    return numbered
