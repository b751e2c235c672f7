"""What a column's header says about its cells, in English and Chinese.

A header is cut into words ("CustomerEmail", "cust_e-mail" → customer, e, mail). Some words speak for themselves
("email", "ssn"); others ("name", "number", "address") only alone or behind a word that names a role ("customer name",
"billing address", but not "product name").
"""

import re
from dataclasses import dataclass
from typing import Literal

Strength = Literal["strong", "weak"]


@dataclass(frozen=True)
class HeaderHint:
    """What a header says.

    Attributes:
        entity_type: of each cell; for `role` "text" it is `TEXT`.
        role: `direct` identifies a person, `quasi` does in combination, `text` holds free text, `other` is known to be
            neither.
        strength: a `weak` hint counts only if the content agrees.
    """

    entity_type: str
    role: Literal["direct", "quasi", "text", "other"]
    strength: Strength = "strong"


_WORD = re.compile(r"[A-Z]+(?=[A-Z][a-z])|[A-Z]?[a-z]+|[A-Z]+|\d+|[\u4e00-\u9fff]+")

_ROLES = frozenset(
    """
    customer cust client user member patient employee emp staff person people contact applicant student teacher
    subscriber account acct holder cardholder guest passenger driver borrower tenant owner buyer seller vendor supplier
    sender recipient author agent manager director executive center physician doctor nurse provider parent guardian
    mother father spouse child emergency next of kin home work office business personal private mobile cell primary
    secondary main alternate alt other second old new current previous billing shipping delivery mailing postal
    residential permanent street bank payment my your the a 1 2 3 4 full legal preferred
    """.split()
)

# words behind which a header says something about a value instead of holding it: "email verified"
_ABOUT = frozenset(
    """
    type types kind status state flag verified valid validated count counts length score consent optin opt format
    domain provider preference preferred enabled sent opened clicked hash category group source reason
    """.split()
)

# (last words of the header, entity type, needs a role word in front or nothing)
_DIRECT: tuple[tuple[str, str, bool], ...] = (
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
    ("web address", "URL", False),
    ("phone number", "PHONE_NUMBER", False),
    ("phone no", "PHONE_NUMBER", False),
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
    ("vin", "LICENSE_PLATE", False),
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
    ("id", "ID", False),
)
_THINGS_WITH_IDS = frozenset(
    "product item category status type state country language topic label class department dept store region currency "
    "campaign plan model version".split()
)
_WEAK_PEOPLE = frozenset(
    """
    first last middle director doctor physician patient employee manager contact customer client author attorney lawyer
    agent owner nurse teacher student applicant guardian parent spouse employer sender recipient signatory
    """.split()
)
_QUASI: dict[str, str] = {
    "zip": "ZIP_CODE",
    "zipcode": "ZIP_CODE",
    "zip code": "ZIP_CODE",
    "postcode": "ZIP_CODE",
    "post code": "ZIP_CODE",
    "postal code": "ZIP_CODE",
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
_TEXT = frozenset(
    """
    note notes comment comments message messages description body text remark remarks feedback review reviews summary
    content transcript complaint question answer subject memo narrative
    """.split()
)
_HAN: tuple[tuple[str, str, str], ...] = (
    ("身份证", "CN_ID_CARD", "direct"),
    ("邮箱", "EMAIL_ADDRESS", "direct"),
    ("电子邮件", "EMAIL_ADDRESS", "direct"),
    ("邮件地址", "EMAIL_ADDRESS", "direct"),
    ("手机", "PHONE_NUMBER", "direct"),
    ("电话", "PHONE_NUMBER", "direct"),
    ("联系方式", "PHONE_NUMBER", "direct"),
    ("传真", "PHONE_NUMBER", "direct"),
    ("银行卡", "CREDIT_CARD", "direct"),
    ("信用卡", "CREDIT_CARD", "direct"),
    ("卡号", "CREDIT_CARD", "direct"),
    ("账号", "BANK_ACCOUNT", "direct"),
    ("出生", "DATE_OF_BIRTH", "direct"),
    ("生日", "DATE_OF_BIRTH", "direct"),
    ("护照", "PASSPORT", "direct"),
    ("驾照", "DRIVER_LICENSE", "direct"),
    ("车牌", "LICENSE_PLATE", "direct"),
    ("用户名", "USERNAME", "direct"),
    ("微信", "USERNAME", "direct"),
    ("昵称", "USERNAME", "direct"),
    ("姓名", "PERSON", "direct"),
    ("名字", "PERSON", "direct"),
    ("联系人", "PERSON", "direct"),
    ("收件人", "PERSON", "direct"),
    ("收货人", "PERSON", "direct"),
    ("IP地址", "IP_ADDRESS", "direct"),
    ("地址", "STREET_ADDRESS", "direct"),
    ("住址", "STREET_ADDRESS", "direct"),
    ("经度", "COORDINATE", "direct"),
    ("纬度", "COORDINATE", "direct"),
    ("编号", "ID", "direct"),
    ("客户号", "ID", "direct"),
    ("订单号", "ID", "direct"),
    ("工号", "ID", "direct"),
    ("学号", "ID", "direct"),
    ("病历号", "MEDICAL_RECORD", "direct"),
    ("邮编", "ZIP_CODE", "quasi"),
    ("邮政编码", "ZIP_CODE", "quasi"),
    ("性别", "GENDER", "quasi"),
    ("年龄", "AGE", "quasi"),
    ("城市", "LOCATION", "quasi"),
    ("省", "LOCATION", "quasi"),
    ("民族", "NRP", "quasi"),
    ("国籍", "NRP", "quasi"),
    ("职业", "OCCUPATION", "quasi"),
    ("公司", "ORGANIZATION", "quasi"),
    ("备注", "TEXT", "text"),
    ("留言", "TEXT", "text"),
    ("内容", "TEXT", "text"),
    ("描述", "TEXT", "text"),
    ("消息", "TEXT", "text"),
    ("评论", "TEXT", "text"),
    ("意见", "TEXT", "text"),
)

HEADER_TYPES = frozenset(
    {entity_type for _, entity_type, _ in _DIRECT}
    | set(_QUASI.values())
    | {entity_type for _, entity_type, role in _HAN if role != "text"}
)


def header_words(header: str) -> list[str]:
    """Cut a header into lower-case words."""
    return [word.lower() for word in _WORD.findall(header)]


def read_header(header: str) -> HeaderHint | None:
    """Return what a header says, or None if it says nothing.

    >>> read_header("CustomerEmail")
    HeaderHint(entity_type='EMAIL_ADDRESS', role='direct', strength='strong')
    >>> read_header("product name") is None
    True
    """
    compact = re.sub(r"[\s_-]", "", header)
    for part, entity_type, role in _HAN:
        if part in compact:
            return HeaderHint(entity_type, role)  # type: ignore[arg-type]
    words = header_words(header)
    if not words or (words[-1] in _ABOUT and len(words) > 1):
        return HeaderHint("STATUS", "other") if words else None
    return _direct(words) or _quasi(words) or _text(words) or _people(words)


def _direct(words: list[str]) -> HeaderHint | None:
    for phrase, entity_type, needs_role in _DIRECT:
        tail = phrase.split()
        if words[-len(tail) :] != tail:
            continue
        front = words[: -len(tail)]
        if needs_role and not _ROLES.issuperset(front):
            continue
        if entity_type == "ID" and front and front[-1] in _THINGS_WITH_IDS:
            return HeaderHint("CODE", "other")
        return HeaderHint(entity_type, "direct")
    return None


def _quasi(words: list[str]) -> HeaderHint | None:
    for length in (2, 1):
        entity_type = _QUASI.get(" ".join(words[-length:]))
        if entity_type:
            return HeaderHint(entity_type, "quasi")
    return None


def _text(words: list[str]) -> HeaderHint | None:
    return HeaderHint("TEXT", "text") if words[-1] in _TEXT else None


def _people(words: list[str]) -> HeaderHint | None:
    if words[-1] in _WEAK_PEOPLE and _ROLES.issuperset(words[:-1]):
        return HeaderHint("PERSON", "direct", "weak")
    return None
