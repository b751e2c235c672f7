"""Names of entity types brought together: those of gold and those of the detector."""

from collections.abc import Mapping, Sequence

from ...core.errors import UsageError
from ..recognizers.ner_labels import entity_type_of

# names of TAB (CODE, DEM, DATETIME, QUANTITY), presidio-research (DOMAIN_NAME), i2b2 2014, beside classifiers'
_OF_GOLD = {
    "CODE": "ID",
    "IDNUM": "ID",
    "MEDICALRECORD": "ID",
    "DEM": "NRP",
    "DATETIME": "DATE_TIME",
    "DOMAIN_NAME": "URL",
    "NATIONALITY": "NRP",
    "QUANTITY": "MONEY",  # most of them
}
# what a category of gold holds beside its entity type
_ALSO = {"DEM": frozenset({"MEDICAL_CONDITION", "PROFESSION"})}
NameMap = Mapping[str, str | None]


def read_map(pairs: Sequence[str]) -> dict[str, str | None]:
    """Read `GOLD_TYPE=ENTITY_TYPE`; nothing, or `null`, after the sign leaves the type out.

    Example:
        >>> read_map(["PATIENT=PERSON", "misc=null"])
        {'PATIENT': 'PERSON', 'MISC': None}
    """
    found: dict[str, str | None] = {}
    for pair in pairs:
        label, sign, entity_type = (part.strip() for part in pair.partition("="))
        if not sign or not label:
            raise UsageError(f"--map {pair}: not of the form GOLD_TYPE=ENTITY_TYPE")
        found[label] = None if entity_type.lower() in ("", "null") else entity_type
    return usual_names(found)


def usual_names(names: NameMap) -> dict[str, str | None]:
    """Return a mapping with its names in the spelling in which names are compared."""
    return {_usual(label): None if kind is None else _usual(kind) for label, kind in names.items()}


def name_of(label: str, own: NameMap) -> str | None:
    """Return the entity type of a label, of gold or of the detector.

    Args:
        label: as it is written there.
        own: the user's mapping, which comes first, by names in capitals; None leaves a type out.

    Example:
        >>> name_of("PER", {}), name_of("creative-work", {}), name_of("DEM", {"DEM": None})
        ('PERSON', 'CREATIVE_WORK', None)
    """
    usual = _usual(label)
    if usual in own:
        return own[usual]
    return _OF_GOLD.get(usual) or entity_type_of(usual, {})


def types_within(label: str, own: NameMap) -> frozenset[str]:
    """Return the entity types that a gold label holds beside the one that `name_of` tells.

    Example:
        >>> sorted(types_within("DEM", {})), types_within("DEM", {"DEM": "NRP"})
        (['MEDICAL_CONDITION', 'PROFESSION'], frozenset())
    """
    usual = _usual(label)
    return frozenset() if usual in own else _ALSO.get(usual, frozenset())


def _usual(label: str) -> str:
    return label.upper().replace("-", "_").replace(" ", "_")
