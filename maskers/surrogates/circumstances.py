"""What people work as and what they suffer from, drawn from word lists."""

import re
from functools import cache

from ...core.errors import ConfigError
from ..keyed import Draw, KeyedChoice, normalise
from ..words import is_han, provider

_CONDITIONS = (
    "acute bronchitis|allergic rhinitis|anaemia|appendicitis|arthritis of the knee|asthma|"
    "atrial fibrillation|back pain|cataract|chronic gastritis|coeliac disease|conjunctivitis|"
    "contact dermatitis|epilepsy|fracture of the left wrist|gallstones|glaucoma|gout|hay fever|"
    "hearing loss|hepatitis A|hernia|high blood pressure|hip fracture|hypothyroidism|insomnia|"
    "kidney stones|migraine|osteoporosis|otitis media|pneumonia|psoriasis|reflux disease|"
    "rheumatoid arthritis|sciatica|scoliosis|shingles|sinusitis|tendinitis|tinnitus|type 2 diabetes|"
    "urticaria|varicose veins|vertigo"
).split("|")
_HAN_CONDITIONS = (
    "支气管炎 过敏性鼻炎 贫血 阑尾炎 关节炎 哮喘 白内障 胃炎 湿疹 癫痫 骨折 胆结石 青光眼 痛风 疝气 高血压 失眠 "
    "肾结石 偏头痛 肺炎 荨麻疹 糖尿病"
).split()
ICD_CODE = r"[A-Za-z]\d[0-9A-Za-z](?:\.[0-9A-Za-z]{1,4})?"
"""Regular expression of a code of the International Classification of Diseases."""


@cache
def _jobs(locale: str) -> tuple[str, ...]:
    try:
        known = provider("job", locale)
    except ConfigError:  # Faker has no such list
        known = provider("job", "en_US")
    # "Engineer, civil" is how a directory sorts them
    return tuple(sorted({str(name) for name in known.jobs if not set(str(name)) & set(",/()")}))


def profession(choice: KeyedChoice, value: str, locale: str) -> str:
    """Return another profession, in the language of a locale, or in English if there is no list of that."""
    known = normalise(value)
    for attempt in range(16):
        made = _written_like(value, choice.draw("PROFESSION", known, attempt).pick(_jobs(locale)))
        if normalise(made) != known:
            return made
    return "<PROFESSION>"


def medical_condition(draw: Draw, value: str) -> str:
    """Return another illness or injury, in English or Chinese; of a code a code of its shape."""
    if re.fullmatch(ICD_CODE, value):
        return draw.shape(value)
    return draw.pick(_HAN_CONDITIONS) if is_han(value) else _written_like(value, draw.pick(_CONDITIONS))


def _written_like(value: str, other: str) -> str:
    """In capitals, in small letters, or with a capital, as the value is."""
    if value.isupper() and len(value) > 1:
        return other.upper()
    if value.islower():
        return other.lower()
    return other[:1].upper() + other[1:] if value[:1].isupper() else other
