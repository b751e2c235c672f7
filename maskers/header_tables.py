"""Words of headers, and what they say about a column."""

ROLES = frozenset(
    """
    customer cust client user member patient employee emp staff person people contact applicant student teacher
    subscriber account acct holder cardholder guest passenger driver borrower tenant owner buyer seller vendor supplier
    sender recipient author agent manager director executive center physician doctor nurse provider parent guardian
    mother father spouse child emergency next of kin home work office business personal private mobile cell primary
    secondary main alternate alt other second old new current previous billing shipping delivery mailing postal
    residential permanent street bank payment my your the a 1 2 3 4 full legal preferred
    insured claimant witness requester requestor assignee caller beneficiary policyholder payee payer
    kunde kunden cliente patienten paciente
    """.split()
)
# words between a role and what it has: "user.profile.name"; without a role they say nothing
CONTAINERS = frozenset("profile info information details data record".split())
# words behind a header that change nothing: "email_work", "name_en"
QUALIFIERS = frozenset(
    """
    new old current previous former other alt alternate original orig raw clean cleaned optional full legal iso
    primary secondary main private home work business office personal mobile cell en de fr es it nl pl pt us uk eu
    dd mm mmm yy yyyy str string value val field
    """.split()
)
# words in front of one: "What is your name?"
QUESTIONS = frozenset("what whats please enter provide give tell".split())
FILLERS = frozenset("is are s us type in".split())
# words that turn a header around: "name of the patient", "nombre del cliente"
OF = frozenset("of des du del der de di".split())
NUMBER_WORDS = frozenset("no nr num nbr numero nummer numer".split())
# what "number" may stand behind without changing it: "ssn number", "passport no"
NUMBERED_TYPES = frozenset(
    """
    BANK_ACCOUNT CREDIT_CARD DRIVER_LICENSE IBAN_CODE LICENSE_PLATE MEDICAL_RECORD NATIONAL_ID PASSPORT PHONE_NUMBER
    TAX_ID UK_NHS US_SSN
    """.split()
)

# words behind which a header says something about a value instead of holding it: "email verified"
ABOUT = frozenset(
    """
    type types kind status state flag verified valid validated count counts length score consent optin opt format
    domain provider preference preferred enabled sent opened clicked hash category group source reason required
    """.split()
)
# in brackets: "name (count)", but not "email (verified)"
ABOUT_IN_BRACKETS = frozenset("type types count counts length score status hash flag consent".split())
ABOUT_PAIRS = frozenset({"user agent"})

# (last words of the header, entity type, needs a role word in front or nothing)
DIRECT: tuple[tuple[str, str, bool], ...] = (
    ("email address 1", "EMAIL_ADDRESS", False),
    ("email address 2", "EMAIL_ADDRESS", False),
    ("email address 3", "EMAIL_ADDRESS", False),
    ("e mail address", "EMAIL_ADDRESS", False),
    ("email address", "EMAIL_ADDRESS", False),
    ("e mail", "EMAIL_ADDRESS", False),
    ("email", "EMAIL_ADDRESS", False),
    ("mail", "EMAIL_ADDRESS", True),
    ("ip address", "IP_ADDRESS", False),
    ("ip addr", "IP_ADDRESS", False),
    ("ip", "IP_ADDRESS", False),
    ("ipv 4", "IP_ADDRESS", False),
    ("ipv 6", "IP_ADDRESS", False),
    ("mac address", "MAC_ADDRESS", False),
    ("mac addr", "MAC_ADDRESS", False),
    ("mac adresse", "MAC_ADDRESS", False),
    ("web address", "URL", False),
    ("phone number", "PHONE_NUMBER", False),
    ("phone no", "PHONE_NUMBER", False),
    ("ph number", "PHONE_NUMBER", False),
    ("home ph", "PHONE_NUMBER", False),
    ("work ph", "PHONE_NUMBER", False),
    ("cell ph", "PHONE_NUMBER", False),
    ("mobile ph", "PHONE_NUMBER", False),
    ("mobile number", "PHONE_NUMBER", False),
    ("cell number", "PHONE_NUMBER", False),
    ("fax number", "PHONE_NUMBER", False),
    ("phone", "PHONE_NUMBER", False),
    ("phones", "PHONE_NUMBER", False),
    ("telephone", "PHONE_NUMBER", False),
    ("tel", "PHONE_NUMBER", False),
    ("cellphone", "PHONE_NUMBER", False),
    ("mobile", "PHONE_NUMBER", True),
    ("cell", "PHONE_NUMBER", True),
    ("fax", "PHONE_NUMBER", False),
    ("whatsapp", "PHONE_NUMBER", False),
    ("msisdn", "PHONE_NUMBER", False),
    ("date of birth", "DATE_OF_BIRTH", False),
    ("birth date", "DATE_OF_BIRTH", False),
    ("birthdate", "DATE_OF_BIRTH", False),
    ("birthday", "DATE_OF_BIRTH", False),
    ("birth dt", "DATE_OF_BIRTH", False),
    ("dob dt", "DATE_OF_BIRTH", False),
    ("bday", "DATE_OF_BIRTH", False),
    ("bdate", "DATE_OF_BIRTH", False),
    ("dob", "DATE_OF_BIRTH", False),
    ("born", "DATE_OF_BIRTH", False),
    ("credit card number", "CREDIT_CARD", False),
    ("credit card", "CREDIT_CARD", False),
    ("card number", "CREDIT_CARD", False),
    ("card no", "CREDIT_CARD", False),
    ("cc number", "CREDIT_CARD", False),
    ("ccn", "CREDIT_CARD", False),
    ("social security number", "US_SSN", False),
    ("social security", "US_SSN", False),
    ("soc sec id", "US_SSN", False),
    ("soc sec no", "US_SSN", False),
    ("soc sec", "US_SSN", False),
    ("ssn", "US_SSN", False),
    ("iban", "IBAN_CODE", False),
    ("bank account", "BANK_ACCOUNT", False),
    ("account number", "BANK_ACCOUNT", False),
    ("account no", "BANK_ACCOUNT", False),
    ("routing number", "BANK_ACCOUNT", False),
    ("passport number", "PASSPORT", False),
    ("passport no", "PASSPORT", False),
    ("passport", "PASSPORT", False),
    ("driver license", "DRIVER_LICENSE", False),
    ("drivers license", "DRIVER_LICENSE", False),
    ("driving licence", "DRIVER_LICENSE", False),
    ("license number", "DRIVER_LICENSE", True),
    ("licence number", "DRIVER_LICENSE", True),
    ("license plate", "LICENSE_PLATE", False),
    ("plate number", "LICENSE_PLATE", False),
    ("vin", "ID", False),
    ("imei", "ID", False),
    ("password", "PASSWORD", False),
    ("passwd", "PASSWORD", False),
    ("pwd", "PASSWORD", False),
    ("passphrase", "PASSWORD", False),
    ("memorable word", "PASSWORD", False),
    ("security answer", "PASSWORD", False),
    ("api key", "PASSWORD", False),
    ("access token", "PASSWORD", False),
    ("vorname", "PERSON", False),
    ("nachname", "PERSON", False),
    ("prenom", "PERSON", False),
    ("apellido", "PERSON", False),
    ("apellidos", "PERSON", False),
    ("cognome", "PERSON", False),
    ("telefon", "PHONE_NUMBER", False),
    ("handynummer", "PHONE_NUMBER", False),
    ("telefono", "PHONE_NUMBER", False),
    ("courriel", "EMAIL_ADDRESS", False),
    ("geburtsdatum", "DATE_OF_BIRTH", False),
    ("date naissance", "DATE_OF_BIRTH", False),
    ("date de naissance", "DATE_OF_BIRTH", False),
    ("fecha de nacimiento", "DATE_OF_BIRTH", False),
    ("fecha nacimiento", "DATE_OF_BIRTH", False),
    ("data di nascita", "DATE_OF_BIRTH", False),
    ("codice fiscale", "NATIONAL_ID", False),
    ("pesel", "NATIONAL_ID", False),
    ("bsn", "NATIONAL_ID", False),
    ("cpf", "NATIONAL_ID", False),
    ("direccion", "STREET_ADDRESS", False),
    ("indirizzo", "STREET_ADDRESS", False),
    ("strasse", "STREET_ADDRESS", False),
    ("tax id", "TAX_ID", False),
    ("taxpayer id", "TAX_ID", False),
    ("tin", "TAX_ID", False),
    ("national id", "NATIONAL_ID", False),
    ("nino", "NATIONAL_ID", False),
    ("aadhaar", "NATIONAL_ID", False),
    ("nhs number", "UK_NHS", False),
    ("medical record number", "MEDICAL_RECORD", False),
    ("mrn", "MEDICAL_RECORD", False),
    ("first name", "PERSON", False),
    ("firstname", "PERSON", False),
    ("last name", "PERSON", False),
    ("lastname", "PERSON", False),
    ("middle name", "PERSON", False),
    ("given name", "PERSON", False),
    ("family name", "PERSON", False),
    ("maiden name", "PERSON", False),
    ("full name", "PERSON", False),
    ("fullname", "PERSON", False),
    ("display name", "PERSON", False),
    ("official full", "PERSON", False),
    ("surname", "PERSON", False),
    ("forename", "PERSON", False),
    ("nickname", "PERSON", False),
    ("user name", "USERNAME", False),
    ("username", "USERNAME", False),
    ("screen name", "USERNAME", False),
    ("login", "USERNAME", True),
    ("handle", "USERNAME", True),
    ("twitter", "USERNAME", False),
    ("facebook", "USERNAME", False),
    ("instagram", "USERNAME", False),
    ("linkedin", "USERNAME", False),
    ("youtube", "USERNAME", False),
    ("tiktok", "USERNAME", False),
    ("skype", "USERNAME", False),
    ("wechat", "USERNAME", False),
    ("github", "USERNAME", False),
    ("name", "PERSON", True),
    ("names", "PERSON", True),
    ("street address", "STREET_ADDRESS", False),
    ("address line", "STREET_ADDRESS", False),
    ("address line 1", "STREET_ADDRESS", False),
    ("address line 2", "STREET_ADDRESS", False),
    ("address 1", "STREET_ADDRESS", False),
    ("address 2", "STREET_ADDRESS", False),
    ("address 3", "STREET_ADDRESS", False),
    ("street number", "STREET_ADDRESS", False),
    ("street name", "STREET_ADDRESS", False),
    ("house number", "STREET_ADDRESS", False),
    ("address", "STREET_ADDRESS", True),
    ("addr", "STREET_ADDRESS", True),
    ("street", "STREET_ADDRESS", True),
    ("suite", "STREET_ADDRESS", True),
    ("latitude", "COORDINATE", False),
    ("longitude", "COORDINATE", False),
    ("lat", "COORDINATE", True),
    ("lng", "COORDINATE", True),
    ("lon", "COORDINATE", True),
    ("url", "URL", False),
    ("website", "URL", False),
    ("web site", "URL", False),
    ("homepage", "URL", False),
    ("uuid", "ID", False),
    ("guid", "ID", False),
    ("customer number", "ID", False),
    ("customer no", "ID", False),
    ("member number", "ID", False),
    ("patient number", "ID", False),
    ("employee number", "ID", False),
    ("order number", "ID", False),
    ("ticket number", "ID", False),
    ("policy number", "ID", False),
    ("e mail adresse", "EMAIL_ADDRESS", False),
    ("contact number", "PHONE_NUMBER", False),
    ("mobiltelefon", "PHONE_NUMBER", False),
    ("mobilnummer", "PHONE_NUMBER", False),
    ("handy", "PHONE_NUMBER", True),
    ("adresse", "STREET_ADDRESS", True),
    ("anschrift", "STREET_ADDRESS", True),
    ("tel number", "PHONE_NUMBER", False),
    ("telephone number", "PHONE_NUMBER", False),
    ("telefonnummer", "PHONE_NUMBER", False),
    ("geburtstag", "DATE_OF_BIRTH", False),
    ("geb datum", "DATE_OF_BIRTH", False),
    ("gebdatum", "DATE_OF_BIRTH", False),
    ("geburts datum", "DATE_OF_BIRTH", False),
    ("fecha nac", "DATE_OF_BIRTH", False),
    ("ssn last", "US_SSN", False),
    ("kontonummer", "BANK_ACCOUNT", False),
    ("kontonr", "BANK_ACCOUNT", False),
    ("konto number", "BANK_ACCOUNT", False),
    ("acct number", "BANK_ACCOUNT", False),
    ("sort code", "BANK_ACCOUNT", False),
    ("blz", "BANK_ACCOUNT", False),
    ("bankleitzahl", "BANK_ACCOUNT", False),
    ("driver license number", "DRIVER_LICENSE", False),
    ("drivers license number", "DRIVER_LICENSE", False),
    ("driving licence number", "DRIVER_LICENSE", False),
    ("driving license", "DRIVER_LICENSE", False),
    ("dl number", "DRIVER_LICENSE", True),
    ("fuhrerschein", "DRIVER_LICENSE", False),
    ("fuhrerscheinnummer", "DRIVER_LICENSE", False),
    ("number plate", "LICENSE_PLATE", False),
    ("kennzeichen", "LICENSE_PLATE", True),
    ("kfz kennzeichen", "LICENSE_PLATE", False),
    ("cvv", "PASSWORD", False),
    ("cvc", "PASSWORD", False),
    ("otp", "PASSWORD", False),
    ("secret key", "PASSWORD", False),
    ("private key", "PASSWORD", False),
    ("contrasena", "PASSWORD", False),
    ("passwort", "PASSWORD", False),
    ("kennwort", "PASSWORD", False),
    ("mot de passe", "PASSWORD", False),
    ("dni", "NATIONAL_ID", False),
    ("personalnummer", "ID", False),
    ("kundennr", "ID", False),
    ("kundennummer", "ID", False),
    ("staff number", "ID", False),
    ("emp number", "ID", False),
    ("cust number", "ID", False),
    ("id number", "ID", False),
    ("benutzername", "USERNAME", False),
    ("fname", "PERSON", False),
    ("lname", "PERSON", False),
    ("mname", "PERSON", False),
    ("f name", "PERSON", False),
    ("l name", "PERSON", False),
    ("m name", "PERSON", False),
    ("name first", "PERSON", False),
    ("name last", "PERSON", False),
    ("name middle", "PERSON", False),
    ("first nm", "PERSON", False),
    ("last nm", "PERSON", False),
    ("middle nm", "PERSON", False),
    ("full nm", "PERSON", False),
    ("cust nm", "PERSON", False),
    ("customer nm", "PERSON", False),
    ("patient nm", "PERSON", False),
    ("user nm", "PERSON", False),
    ("emp nm", "PERSON", False),
    ("employee nm", "PERSON", False),
    ("familienname", "PERSON", False),
    ("geburtsname", "PERSON", False),
    ("kundenname", "PERSON", False),
    ("achternaam", "PERSON", False),
    ("voornaam", "PERSON", False),
    ("nazwisko", "PERSON", False),
    ("imie", "PERSON", False),
    ("nom complet", "PERSON", False),
    ("nom de famille", "PERSON", False),
    ("nombre completo", "PERSON", False),
    ("nome completo", "PERSON", False),
    ("fon", "PHONE_NUMBER", False),
    ("phn", "PHONE_NUMBER", False),
    ("mob number", "PHONE_NUMBER", False),
    ("caller number", "PHONE_NUMBER", False),
    ("called number", "PHONE_NUMBER", False),
    ("callee number", "PHONE_NUMBER", False),
    ("dialed number", "PHONE_NUMBER", False),
    ("dialled number", "PHONE_NUMBER", False),
    ("sms number", "PHONE_NUMBER", False),
    ("callback number", "PHONE_NUMBER", False),
    ("call back number", "PHONE_NUMBER", False),
    ("ani", "PHONE_NUMBER", False),
    ("dnis", "PHONE_NUMBER", False),
    ("mob", "PHONE_NUMBER", True),
    ("cel", "PHONE_NUMBER", True),
    ("d o b", "DATE_OF_BIRTH", False),
    ("birthdt", "DATE_OF_BIRTH", False),
    ("brth dt", "DATE_OF_BIRTH", False),
    ("birth day", "DATE_OF_BIRTH", False),
    ("born on", "DATE_OF_BIRTH", False),
    ("date born", "DATE_OF_BIRTH", False),
    ("dateborn", "DATE_OF_BIRTH", False),
    ("dt of birth", "DATE_OF_BIRTH", False),
    ("ssn itin", "US_SSN", False),
    ("itin", "TAX_ID", False),
    ("ein number", "TAX_ID", False),
    ("tax number", "TAX_ID", False),
    ("taxpayer number", "TAX_ID", False),
    ("vat number", "TAX_ID", False),
    ("vat id", "TAX_ID", False),
    ("gst number", "TAX_ID", False),
    ("pan number", "TAX_ID", False),
    ("pan card", "TAX_ID", False),
    ("tfn", "TAX_ID", False),
    ("cnpj", "TAX_ID", False),
    ("ni number", "NATIONAL_ID", False),
    ("national insurance", "NATIONAL_ID", False),
    ("sin number", "NATIONAL_ID", False),
    ("aadhar", "NATIONAL_ID", False),
    ("adhaar", "NATIONAL_ID", False),
    ("identity number", "NATIONAL_ID", False),
    ("identity card", "NATIONAL_ID", False),
    ("id card", "NATIONAL_ID", False),
    ("social insurance number", "NATIONAL_ID", False),
    ("nhs", "UK_NHS", False),
    ("pp number", "PASSPORT", False),
    ("drivers lic", "DRIVER_LICENSE", False),
    ("driver lic", "DRIVER_LICENSE", False),
    ("driving lic", "DRIVER_LICENSE", False),
    ("medical record", "MEDICAL_RECORD", False),
    ("med record", "MEDICAL_RECORD", False),
    ("med rec", "MEDICAL_RECORD", False),
    ("health card", "MEDICAL_RECORD", False),
    ("health insurance number", "MEDICAL_RECORD", False),
    ("medicare number", "MEDICAL_RECORD", False),
    ("medicaid number", "MEDICAL_RECORD", False),
    ("chart number", "MEDICAL_RECORD", False),
    ("acc number", "BANK_ACCOUNT", False),
    ("a c number", "BANK_ACCOUNT", False),
    ("bank acc", "BANK_ACCOUNT", False),
    ("bank acct", "BANK_ACCOUNT", False),
    ("client number", "ID", False),
    ("membership number", "ID", False),
    ("badge number", "ID", False),
    ("student number", "ID", False),
    ("subscriber number", "ID", False),
    ("user number", "ID", False),
    ("payroll number", "ID", False),
    ("personnel number", "ID", False),
    ("personal number", "ID", False),
    ("claim number", "ID", False),
    ("case number", "ID", False),
    ("uid", "ID", False),
    ("document number", "ID", False),
    ("doc number", "ID", False),
    ("registration number", "ID", False),
    ("enrollment number", "ID", False),
    ("enrolment number", "ID", False),
    ("application number", "ID", False),
    ("tracking number", "ID", False),
    ("serial number", "ID", False),
    ("insurance number", "ID", False),
    ("beneficiary number", "ID", False),
    ("vendor number", "ID", False),
    ("supplier number", "ID", False),
    ("voter number", "ID", False),
    ("pupil number", "ID", False),
    ("inmate number", "ID", False),
    ("lst nm", "PERSON", False),
    ("lst name", "PERSON", False),
    ("surnm", "PERSON", False),
    ("s name", "PERSON", False),
    ("sname", "PERSON", False),
    ("nname", "PERSON", False),
    ("nachn", "PERSON", False),
    ("maiden nm", "PERSON", False),
    ("fam name", "PERSON", False),
    ("famname", "PERSON", False),
    ("birth name", "PERSON", False),
    ("name at birth", "PERSON", False),
    ("maiden", "PERSON", True),
    ("id", "ID", False),
)
THINGS_WITH_IDS = frozenset(
    "product item category status type state country language topic label class department dept store region currency "
    "campaign plan model version".split()
)
WEAK_PEOPLE = frozenset(
    """
    first last middle director doctor physician patient employee manager contact customer client author attorney lawyer
    agent owner nurse teacher student applicant guardian parent spouse employer sender recipient signatory
    insured claimant witness driver buyer seller requester requestor assignee caller beneficiary cardholder policyholder
    payee payer tenant borrower passenger nom nombre nome ansprechpartner sachbearbeiter kunde kundin mitarbeiter
    alias aka nick rep salesperson seller cashier waiter barber stylist therapist counselor coach trainer trainee tutor
    reporter creator modifier committer maintainer uploader
    reviewer approver operator investigator candidate winner player participant respondent interviewer interviewee
    attendee attendees dependent dependents heir heirs beneficiaries siblings children kids mother father husband wife
    son daughter brother sister partner friend guest member subscriber resident occupant landlord lessee lessor debtor
    creditor plaintiff defendant judge prosecutor victim suspect offender inmate officer pilot captain surgeon dentist
    midwife caregiver carer volunteer donor recruiter supervisor mentor who whom by poc contact signature signer
    cust emp pt pax clerk courier dispatcher technician engineer consultant advisor adviser assistant secretary
    treasurer chairman chair president founder ceo cto cfo organizer organiser lead editor translator
    """.split()
)
# people who are told by their telephone numbers as well
CALLERS = frozenset("caller callee contact recipient sender".split())
# the same in several words
WEAK_PHRASES = frozenset(
    (
        *("assigned to", "handled by", "created by", "updated by", "approved by", "signed by", "reported by"),
        *("prepared by", "next of kin", "account holder", "card holder", "policy holder", "contact person"),
        *("sales rep", "account rep", "sales representative", "referred by", "referrer", "introduced by", "served by"),
        *("sold by", "entered by", "recorded by", "reviewed by", "checked by", "modified by", "uploaded by", "sent by"),
        *("taken by", "ordered by", "requested by", "received by", "opened by", "closed by", "resolved by", "paid by"),
        *(
            "principal investigator",
            "point of contact",
            "team member",
            "team members",
            "family member",
            "mother maiden",
        ),
    )
)
# what may hold something else as well: the content decides
WEAK = {
    "pass": "PASSWORD",
    "pin": "PASSWORD",
    "secret": "PASSWORD",
    "user": "USERNAME",
    "uname": "USERNAME",
    "usr": "USERNAME",
    "benutzer": "USERNAME",
    "birth": "DATE_OF_BIRTH",
    "mac": "MAC_ADDRESS",
    "gsm": "PHONE_NUMBER",
}
# what has a number, which may stand below it; so may a name, a sum or a kind of it: the content decides
WEAK_NUMBERS = {
    "ph": "PHONE_NUMBER",
    "account": "BANK_ACCOUNT",
    "acct": "BANK_ACCOUNT",
    "compte": "BANK_ACCOUNT",
    "conto": "BANK_ACCOUNT",
    "cuenta": "BANK_ACCOUNT",
    "social": "US_SSN",
    "ein": "TAX_ID",
    "document": "NATIONAL_ID",
    "documento": "NATIONAL_ID",
    "medicare": "MEDICAL_RECORD",
    "medicaid": "MEDICAL_RECORD",
    "badge": "ID",
    "claim": "ID",
    "insurance": "ID",
    "policy": "ID",
}
# headers of what is often called like people ("Calvin Klein", "Santa Rosa"): names do not make such a column a person's
THINGS = frozenset(
    """
    brand brands make model manufacturer product products item items category subcategory collection color colour style
    department dept team store shop branch carrier plan tier bank broker airline hotel restaurant school university
    venue stadium station airport city song album band movie film book game street
    ship vessel storm hurricane pet dog cat horse breed project codename server hostname machine variety species river
    month weekday
    """.split()
)
QUASI: dict[str, str] = {
    "zip": "ZIP_CODE",
    "zipcode": "ZIP_CODE",
    "zip code": "ZIP_CODE",
    "postcode": "ZIP_CODE",
    "post code": "ZIP_CODE",
    "postal code": "ZIP_CODE",
    "plz": "ZIP_CODE",
    "postleitzahl": "ZIP_CODE",
    "code postal": "ZIP_CODE",
    "codigo postal": "ZIP_CODE",
    "age": "AGE",
    "gender": "GENDER",
    "sex": "GENDER",
    "city": "LOCATION",
    "town": "LOCATION",
    "suburb": "LOCATION",
    "county": "LOCATION",
    "state": "LOCATION",
    "province": "LOCATION",
    "region": "LOCATION",
    "country": "LOCATION",
    "neighborhood": "LOCATION",
    "nationality": "NRP",
    "religion": "NRP",
    "ethnicity": "NRP",
    "race": "NRP",
    "party": "NRP",
    "marital status": "MARITAL_STATUS",
    "job title": "OCCUPATION",
    "occupation": "OCCUPATION",
    "profession": "OCCUPATION",
    "employer": "ORGANIZATION",
    "company": "ORGANIZATION",
}
TEXT = frozenset(
    """
    note notes comment comments message messages description body text remark remarks feedback review reviews summary
    content transcript complaint question answer subject memo narrative msg msgs reason
    chat chats reply replies observation observations filename filenames attachment attachments
    anmerkung anmerkungen bemerkung bemerkungen beschreibung betreff hinweis hinweise kommentar kommentare nachricht
    nachrichten notiz notizen verwendungszweck zahlungsreferenz
    commentaire commentaires observacion observaciones remarque remarques asunto comentario comentarios descripcion
    mensaje mensajes nota notas descrizione messaggio messaggi oggetto osservazioni descricao mensagem observacoes
    opmerking opmerkingen toelichting komentarz uwaga uwagi wiadomosc poznamka megjegyzes aciklama
    """.split()
)
