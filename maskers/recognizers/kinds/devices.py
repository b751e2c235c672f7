"""Vehicles and devices: licence plates, VIN, IMEI, serial numbers."""

from ...lazy_patterns import lazily
from .. import checks
from ..announced import Announced, announced
from ..likely_places import where
from ..pattern import Pattern

_PLATE = (
    "license plate|licence plate|number plate|plate number|plate|plates|reg plate|vehicle registration|registration number|"
    "car registration|kennzeichen|kfz-kennzeichen|autokennzeichen|nummernschild|immatriculation|plaque|plaque d'immatriculation|"
    "matrícula|placa|patente|targa|kenteken|nummerplaat|tablica rejestracyjna|numer rejestracyjny|rejestracja|plaka|plaka no|"
    "registreringsnummer|chapa|госномер|车牌|车牌号|车牌号码|牌照|牌照号"
)
_VIN = (
    "vin|chassis|chassis number|fahrgestellnummer|fahrzeug-identifizierungsnummer|fin|fahrzeugidentnummer|numéro de châssis|"
    "numéro de série|bastidor|número de bastidor|telaio|numero di telaio|chassisnummer|车架号|车辆识别代号|车辆识别代码"
)
_PROVINCES = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼"


def is_plate(text: str) -> bool:
    """True for 4 to 9 letters and digits, of both some, or digits alone where plates have groups of them."""
    kept = "".join(filter(str.isalnum, text))
    digits = sum(map(str.isdigit, kept))
    return 4 <= len(kept) <= 9 and digits >= 1 and digits < len(kept) and kept == kept.upper()


def is_imei(text: str) -> bool:
    """Identity of a mobile device: 15 digits with Luhn's check digit, or 16 with a software version (3GPP TS 23.003)."""
    digits = checks.digits_of(text)
    return len(digits) == 16 or (len(digits) == 15 and checks.has_luhn_digit(digits))


DEVICE_PATTERNS: tuple[Pattern | Announced, ...] = (
    announced("LICENSE_PLATE", _PLATE, r"[A-ZÄÖÜ0-9]{1,4}(?:[ ·-]{0,2}[A-Z0-9]{1,5}){1,3}(?!\w)", check=is_plate),
    Pattern(
        "LICENSE_PLATE",
        lazily(rf"[{_PROVINCES}][A-HJ-NP-Z][·• ]?(?:[DF][A-HJ-NP-Z0-9]\d{{4}}|\d{{5}}[DF]|(?=[A-Z0-9]{{0,4}}\d)[A-HJ-NP-Z0-9]{{4}}[A-HJ-NP-Z0-9挂学警港澳])(?![A-Za-z0-9])"),
        0.9,
        places=where(lambda clues: clues.has_digit, needs="has_han"),
    ),
    announced("ID", _VIN, r"(?=[A-Z0-9]{0,16}\d)[A-HJ-NPR-Z0-9]{17}(?![A-Za-z0-9])", score=0.95),
    Pattern("ID", lazily(r"(?<![A-Za-z0-9-])[A-HJ-NPR-Z0-9]{9,13}\d{4}(?<=[A-HJ-NPR-Z0-9]{17})(?![A-Za-z0-9-])"), 0.9, checks.has_vin_digit, where(lambda clues: bool(clues.codes), needs="has_long_word")),
    announced("ID", "imei|imei number|imei1|imei2|meid", r"\d{2}[ -]?\d{4}[ -]?\d{2}[ -]?\d{6}[ -]?\d{1,2}(?!\d)", check=is_imei, score=1.0),
    announced("ID", "esn|meid|electronic serial number", r"(?:\d{11}|\d{18}|(?=[A-F]{0,7}\d)[0-9A-F]{8}(?:[0-9A-F]{6})?)(?!\w)", score=0.9),
    announced("ID", "imsi|iccid|sim|sim card|sim number|eid", r"\d{14,22}(?!\d)"),
    announced("ID", "serial|serial number|serial no|s/n|seriennummer|numéro de série|número de serie|numero di serie|序列号|设备号|android id|udid|device id", r"(?=[A-Za-z-]{0,8}\d)[A-Z0-9][A-Za-z0-9-]{6,39}(?!\w)", score=0.7),
)  # fmt: skip
