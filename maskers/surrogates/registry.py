"""Which generator makes the surrogates of an entity type."""

from collections.abc import Callable, Sequence

from ...core.keys import Key
from ..encodings import decoded_value, encoded_like
from ..keyed import Draw, KeyedChoice, normalise
from ..words import is_han
from . import circumstances, contacts, dates, numbers, persons, phones, places
from .columns import COLUMN_GENERATORS
from .generator import Generator
from .written_dates import NEWEST_BIRTH, NEWEST_YEAR


def _drawn(
    entity_type: str, make: Callable[[Draw, str], str], canonical: Callable[[str], str] = normalise
) -> Generator:
    """Wrap a generator that needs one draw: a surrogate equal to its original is drawn again."""

    def generate(choice: KeyedChoice, value: str, locale: str) -> str:
        known = canonical(value)
        for attempt in range(16):
            surrogate = make(choice.draw(entity_type, known, attempt), value)
            if canonical(surrogate) != known:
                return surrogate
        return f"<{entity_type}>"  # a value with no other form, such as a single symbol

    return generate


SURROGATES: dict[str, Generator] = {
    "PERSON": persons.person,
    "LOCATION": places.location,
    "STREET_ADDRESS": places.street_address,
    "ORGANIZATION": places.organization,
    "EMAIL_ADDRESS": contacts.email,
    "USERNAME": contacts.username,
    "URL": contacts.url,
    "PHONE_NUMBER": phones.each_number(_drawn("PHONE_NUMBER", numbers.phone, numbers.phone_identity)),
    "CREDIT_CARD": _drawn("CREDIT_CARD", numbers.card, numbers.digits_identity),
    "US_SSN": _drawn("US_SSN", numbers.us_ssn, numbers.digits_identity),
    "IBAN_CODE": _drawn("IBAN_CODE", numbers.iban, numbers.code_identity),
    "CN_ID_CARD": _drawn("CN_ID_CARD", numbers.cn_id, numbers.code_identity),
    "IP_ADDRESS": numbers.beside_address(_drawn("IP_ADDRESS", numbers.ip_address, numbers.address_identity)),
    "MAC_ADDRESS": _drawn("MAC_ADDRESS", numbers.mac_address, numbers.code_identity),
    "DATE_OF_BIRTH": dates.same_day(
        "DATE_OF_BIRTH", newest=NEWEST_BIRTH, otherwise=_drawn("DATE_OF_BIRTH", dates.date)
    ),
    "DATE_TIME": dates.same_day("DATE_TIME", newest=NEWEST_YEAR, otherwise=_drawn("DATE_TIME", dates.date)),
    "MONEY": _drawn("MONEY", numbers.amount),
    "PROFESSION": circumstances.profession,
    "MEDICAL_CONDITION": _drawn("MEDICAL_CONDITION", circumstances.medical_condition),
}


# of others an equals sign or percent sign may be a part
_WRITTEN_TYPES = frozenset({"PERSON", "LOCATION", "STREET_ADDRESS", "ORGANIZATION", "EMAIL_ADDRESS", "PHONE_NUMBER"})


class Surrogates:
    """Makes surrogates under one key.

    Args:
        key: the secret that chooses.
        locale: Faker locale; values in Han characters take `zh_CN`.
    """

    def __init__(self, key: Key, locale: str) -> None:
        self._choice = KeyedChoice(key)
        self._locale = locale

    def make(self, entity_type: str, value: str, locale: str | None = None) -> str:
        """Return the surrogate of a value; types without a generator keep the shape of the value."""
        meant = decoded_value(value) if entity_type in _WRITTEN_TYPES else value
        if meant != value and meant.strip():
            return encoded_like(self.make(entity_type, meant, locale), value)
        generate = SURROGATES.get(entity_type) or _drawn(entity_type, numbers.same_shape)
        language = "zh_CN" if not value.isascii() and is_han(value) else locale or self._locale
        surrogate = generate(self._choice, value, language)
        # fail closed: what a generator could not change becomes a label
        return f"<{entity_type}>" if _is_same(surrogate, value) else surrogate

    def make_all(self, entity_type: str, values: Sequence[str], locale: str | None = None) -> dict[str, str]:
        """Return the surrogates of many values, the same as one by one, by value."""
        generate = COLUMN_GENERATORS.get(entity_type)
        made = {} if generate is None else generate(self._choice, values, locale or self._locale)
        if len(made) < len(values):
            made.update((value, self.make(entity_type, value, locale)) for value in values if value not in made)
        return made


def _is_same(first: str, second: str) -> bool:
    """True if two spellings are the same value; most differ in a way that is seen at once."""
    if first.isascii() and second.isascii():
        lowered, other = first.lower(), second.lower()
        return lowered == other or lowered.split() == other.split()
    return normalise(first) == normalise(second)
