"""Entity types of the labels that token classifiers of other people use."""

from collections.abc import Mapping

# labels of CoNLL-2003, OntoNotes 5, i2b2 2014, WNUT 2017 and of Presidio's own table for spaCy's names
_USUAL: dict[str, str] = {
    **dict.fromkeys(
        "PER PERS PERSON PERSON_NAME NAME FIRST_NAME FIRSTNAME GIVENNAME GIVEN_NAME MIDDLENAME MIDDLE_NAME LAST_NAME "
        "LASTNAME SURNAME FAMILY_NAME FULL_NAME FULLNAME PATIENT STAFF DOCTOR HCW".split(),
        "PERSON",
    ),
    **dict.fromkeys("LOC LOCATION GPE FAC FACILITY GEO_LOC PLACE CITY COUNTRY STATE COUNTY".split(), "LOCATION"),
    **dict.fromkeys("ORG ORGANIZATION ORGANISATION CORPORATION COMPANY HOSPITAL HOSP PATORG".split(), "ORGANIZATION"),
    **dict.fromkeys("STREET STREET_ADDRESS ADDRESS STREETADDRESS".split(), "STREET_ADDRESS"),
    **dict.fromkeys("DATE TIME DATE_TIME".split(), "DATE_TIME"),
    **dict.fromkeys("DATE_OF_BIRTH DATEOFBIRTH DOB BIRTHDATE".split(), "DATE_OF_BIRTH"),
    **dict.fromkeys("EMAIL EMAIL_ADDRESS E_MAIL".split(), "EMAIL_ADDRESS"),
    **dict.fromkeys("PHONE PHONE_NUMBER PHONENUMBER TELEPHONENUM TELEPHONE FAX".split(), "PHONE_NUMBER"),
    **dict.fromkeys("USERNAME USER_NAME".split(), "USERNAME"),
    **dict.fromkeys("CREDIT_CARD CREDITCARDNUMBER CREDIT_CARD_NUMBER CREDITCARD".split(), "CREDIT_CARD"),
    **dict.fromkeys("MEDICAL_DISEASE_DISORDER DISEASE_DISORDER DISEASE HEALTHCONDITION".split(), "MEDICAL_CONDITION"),
    "NORP": "NRP",
    "SSN": "US_SSN",
    "IBAN": "IBAN_CODE",
    "IP": "IP_ADDRESS",
}


def entity_type_of(label: str, own: Mapping[str, str | None]) -> str | None:
    """Return the entity type of a label without its position.

    Args:
        label: such as `PER`.
        own: the policy's mapping, which comes first; None for labels that are left alone.

    Example:
        >>> entity_type_of("per", {}), entity_type_of("MISC", {"MISC": None}), entity_type_of("Badge", {})
        ('PERSON', None, 'Badge')
    """
    if label in own:
        return own[label]
    return _USUAL.get(label.upper().replace("-", "_").replace(" ", "_"), label)
