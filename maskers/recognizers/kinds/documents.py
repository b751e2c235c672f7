"""Numbers of documents and contracts, announced by their names in several languages."""

from ...lazy_patterns import lazily
from .. import checks
from ..announced import NUMBERED, Announced, announced
from ..likely_places import with_any
from ..pattern import Pattern

_PASSPORT = (
    "passport|passports|reisepass|reisepassnummer|passnummer|pass-nr|passnr|passeport|pasaporte|passaporto|passaporte|"
    "paspoort|paspoortnummer|paszport|paszportu|pasaport|pasaportu|pașaport|cestovní pas|útlevél|pass nummer|"
    "passi number|паспорт|паспорта|護照|护照|护照号|护照号码|旅券|パスポート|通行证|港澳通行证|往来港澳通行证|台胞证|回乡证|旅行证"
)
_LICENCE = (
    "driving licence|driving license|driver's licence|driver's license|driver licence|driver license|drivers license|"
    "drivers licence|führerschein|führerscheinnummer|fuehrerschein|permis de conduire|carnet de conducir|"
    "permiso de conducir|permiso de conducción|licencia de conducir|patente di guida|patente|carta de condução|"
    "carteira de motorista|rijbewijs|rijbewijsnummer|prawo jazdy|prawa jazdy|körkort|körkortsnummer|kørekort|førerkort|"
    "ajokortti|ehliyet|řidičský průkaz|驾驶证|驾照|驾驶证号"
)
_IDENTITY = (
    "identity card|id card|national id|identity number|identification number|personalausweis|personalausweisnummer|"
    "ausweisnummer|ausweis|carte d'identité|carte nationale d'identité|documento de identidad|cédula|cedula|"
    "carta d'identità|carta identità|identiteitskaart|identiteitskaartnummer|dowód osobisty|dowodu osobistego|"
    "dowód|cartão de cidadão|bilhete de identidade|kimlik|kimlik no|residence permit|aufenthaltstitel|titre de séjour|"
    "permesso di soggiorno|visa number|身份证|身份证号|身份证号码|居留证|居住证|军官证|军官证号|士官证"
)
_MEDICAL = (
    "mrn|medical record|medical record number|health record|chart|hospital number|patient id|patient no|"
    "patient number|nhs number|medicare number|medicaid|patientennummer|patienten-id|patientennr|fallnummer|"
    "numéro de dossier|dossier médical|dossier patient|numéro patient|historia clínica|número de historia|nuhsa|"
    "cartella clinica|numero di cartella|tessera sanitaria|patiëntnummer|patientnummer|prontuário|numer pacjenta|"
    "病历号|病历|住院号|门诊号|就诊卡号|病案号|医保卡号|医保号"
)
_CONTRACT = (
    "policy|insurance policy|insurance|membership|member|loyalty|frequent flyer|claim|booking|reservation|pnr|tracking|"
    "invoice|contract|customer|client|account|employee|student|subscriber|certificate|registration|serial|"
    "versicherungsschein|versicherung|mitglied|kunde|vertrag|rechnung|bestellung|police|contrat|adhérent|client|"
    "commande|facture|matricule|abonné|dossier|póliza|poliza|socio|cliente|pedido|factura|expediente|polizza|tessera|"
    "ordine|fattura|polis|lidmaatschap|klant|bestelling|factuur|dossier|polisa|polisy|klienta|zamówienia|faktury|"
    "apólice|fatura|encomenda|personel|müşteri|üye"
)
_NAMED_NUMBER = (
    "versicherungsnummer|versicherungsscheinnummer|policennummer|mitgliedsnummer|mitglieds-nr|kundennummer|kundennr|"
    "kunden-nr|vertragsnummer|vertragsnr|rechnungsnummer|rechnungs-nr|bestellnummer|auftragsnummer|vorgangsnummer|"
    "buchungsnummer|schadennummer|schadensnummer|personalnummer|matrikelnummer|sendungsnummer|seriennummer|"
    "numéro d'adhérent|numéro de client|numéro client|numéro de police|numéro de contrat|numéro de commande|"
    "numéro de suivi|número de cliente|número de póliza|número de socio|número de pedido|número de contrato|"
    "numero cliente|numero di polizza|numero tessera|numero di contratto|numero d'ordine|klantnummer|polisnummer|"
    "lidnummer|ordernummer|factuurnummer|numer klienta|numer polisy|numer zamówienia|kundnummer|kundenummer|"
    "保单号|学号|工号|会员卡号|会员号|快递单号|运单号|准考证号|社保号|社保卡号|客户编号|合同号|合同编号|员工编号|订单编号"
)
_BANK = (
    "bank account|account number|acct number|routing|routing number|kontonummer|kontonr|konto-nr|bankleitzahl|blz|"
    "numéro de compte|compte bancaire|rib|número de cuenta|cuenta bancaria|clabe|numero di conto|conto corrente|"
    "rekeningnummer|numer konta|rachunek bankowy|número da conta|ifsc|银行账号|银行账户|银行卡号|开户账号|对公账号|账号"
)

DOCUMENT_PATTERNS: tuple[Pattern | Announced, ...] = (
    announced("PASSPORT", _PASSPORT, check=checks.is_document_code),
    announced(
        "DRIVER_LICENSE",
        _LICENCE,
        r"[A-Z9]{5}[ -]?\d{6}[ -]?[A-Z9]{2}\d[A-Z]{2}(?!\w)|[A-Z]{1,2}\d{1,4}(?:[ -]\d{3,5}){2,4}(?!\w)",
    ),
    announced("DRIVER_LICENSE", _LICENCE, check=checks.is_document_code),
    announced("NATIONAL_ID", _IDENTITY, check=checks.is_document_code),
    announced(
        "NATIONAL_ID", _IDENTITY, r"\d{1,4}(?:[ .-]\d{2,4}){2,4}-?[A-Z\d]?(?![\w])", check=checks.is_grouped_number
    ),
    announced("MEDICAL_RECORD", _MEDICAL),
    announced("MEDICAL_RECORD", _MEDICAL, r"\d{3}[ -]\d{3}[ -]\d{3,4}(?!\w)"),
    announced("ID", _NAMED_NUMBER),
    announced("ID", _CONTRACT, gap=NUMBERED, score=0.75),
    announced("BANK_ACCOUNT", _BANK),
    announced("BANK_ACCOUNT", "sort code|sortcode|bankleitzahl|blz", r"\d{2,3}[ -]\d{2,3}[ -]\d{2,3}(?!\w)"),
    announced(
        "ID",
        "swift|bic|swift code|bic code|swift-bic|bic/swift",
        r"[A-Z]{6}[A-Z0-9]{2}(?:[A-Z0-9]{3})?(?!\w)",
        check=checks.is_bic,
        digit=False,
    ),
    # machine-readable zones of passports and cards (ICAO 9303)
    Pattern(
        "PASSPORT",
        lazily(r"P[A-Z<][A-Z]{3}[A-Z<]{39}\s{1,2}[A-Z0-9<]{9}\d[A-Z<]{3}\d{7}[MFX<]\d{7}[A-Z0-9<]{14}[\d<]\d"),
        0.95,
        places=with_any("<<<", needs="has_long_word"),
    ),
)
