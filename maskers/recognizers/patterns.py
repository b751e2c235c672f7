r"""Pattern recognizers that need no NLP: the fast path for typed columns and a second net under free text.

Entity types and many patterns follow Presidio's predefined recognizers; each is tightened by a check where the number
has one. Han characters stand beside digits without a blank, so what holds digits or codes is compiled with `re.ASCII`:
there they are no word characters.
"""

from collections.abc import Callable, Iterator
from functools import lru_cache, partial

from ..spans import Span
from .announced import Announced, Announcements
from .clues import Clues
from .fields import find_fields
from .kinds.addresses import ADDRESS_PATTERNS
from .kinds.asian_addresses import ASIAN_ADDRESS_PATTERNS
from .kinds.cases import CASE_PATTERNS
from .kinds.chinese import CHINESE_PATTERNS
from .kinds.codes import CODE_PATTERNS
from .kinds.dates import DATE_PATTERNS
from .kinds.devices import DEVICE_PATTERNS
from .kinds.documents import DOCUMENT_PATTERNS
from .kinds.health import HEALTH_PATTERNS, find_conditions
from .kinds.introductions import INTRODUCTION_PATTERNS
from .kinds.money import MONEY_PATTERNS
from .kinds.national import NATIONAL_PATTERNS
from .kinds.network import NETWORK_PATTERNS
from .kinds.paths import PATH_PATTERNS
from .kinds.payment import PAYMENT_PATTERNS
from .kinds.people import PEOPLE_PATTERNS
from .kinds.places import PLACE_PATTERNS
from .kinds.secrets import SECRET_PATTERNS
from .kinds.streets import STREET_PATTERNS
from .names import NAME_PATTERNS
from .pattern import Pattern
from .phones import find_phones
from .table import PatternTable

PATTERNS: tuple[Pattern | Announced, ...] = (
    *NETWORK_PATTERNS,
    *PATH_PATTERNS,
    *PAYMENT_PATTERNS,
    *NATIONAL_PATTERNS,
    *DOCUMENT_PATTERNS,
    *CASE_PATTERNS,
    *DEVICE_PATTERNS,
    *SECRET_PATTERNS,
    *ADDRESS_PATTERNS,
    *ASIAN_ADDRESS_PATTERNS,
    *STREET_PATTERNS,
    *PLACE_PATTERNS,
    *DATE_PATTERNS,
    *CODE_PATTERNS,
    *NAME_PATTERNS,
    *PEOPLE_PATTERNS,
    *INTRODUCTION_PATTERNS,
    *CHINESE_PATTERNS,
    *MONEY_PATTERNS,
    *HEALTH_PATTERNS,
)

OPTIONAL_TYPES = frozenset({"MEDICAL_CONDITION", "MONEY", "PROFESSION"})
"""Entity types that are looked for only where a policy names them."""

# those whose match can be a whole cell
CELL_PATTERNS = tuple(pattern for pattern in PATTERNS if isinstance(pattern, Pattern) and pattern.in_cells)
_CELL_TABLE = PatternTable(CELL_PATTERNS)
CHECKSUM_PATTERNS = tuple(pattern for pattern in PATTERNS if pattern.has_checksum)


def find_patterns(
    text: str, *, region: str = "US", entities: frozenset[str] | None = None, clues: Clues | None = None
) -> list[Span]:
    """Return what the patterns find in a text.

    Args:
        text: any text.
        region: ISO 3166 country of phone numbers written without a country code.
        entities: entity types looked for, patterns of others are not tried; None for all that need not be named.
        clues: what is known about the text already.
    """
    if clues is None:
        clues = Clues(text)
    spans = [span for pattern in _table_of(entities).likely(clues) for span in pattern.find_likely(clues)]
    spans.extend(_announcements_of(entities).find_by(clues))
    spans.extend(find_fields(clues, entities))
    if clues.has_digit and (entities is None or "PHONE_NUMBER" in entities):
        spans.extend(find_phones(clues, region=region))
    if entities is not None and "MEDICAL_CONDITION" in entities:
        spans.extend(find_conditions(clues))
    return spans


@lru_cache(maxsize=64)
def _table_of(entities: frozenset[str] | None) -> PatternTable[Pattern]:
    """Return the patterns of some entity types."""
    return PatternTable(pattern for pattern in _chosen(entities) if isinstance(pattern, Pattern))


@lru_cache(maxsize=64)
def _announcements_of(entities: frozenset[str] | None) -> Announcements:
    return Announcements(pattern for pattern in _chosen(entities) if isinstance(pattern, Announced))


def _chosen(entities: frozenset[str] | None) -> Iterator[Pattern | Announced]:
    for pattern in PATTERNS:
        is_chosen = pattern.entity_type not in OPTIONAL_TYPES if entities is None else pattern.entity_type in entities
        if is_chosen:
            yield pattern


def cell_patterns(clues: Clues) -> list[Pattern]:
    """Return the patterns of which a whole cell may be a match: those for which it holds what they need."""
    return _CELL_TABLE.likely(clues)


def find_checksums(text: str) -> list[Span]:
    """Return the findings that arithmetic confirms: cards, IBANs, identity cards, wallet addresses."""
    clues = Clues(text)
    return [span for pattern in CHECKSUM_PATTERNS for span in pattern.find_by(clues)]


def whole_cell_checks() -> dict[str, Callable[[str], bool]]:
    """Return, by entity type, the test that a whole cell is one value of that type."""

    def matches(entity_type: str, text: str) -> bool:
        text = text.strip()
        return any(pattern.is_whole(text) for pattern in CELL_PATTERNS if pattern.entity_type == entity_type)

    kinds = dict.fromkeys(pattern.entity_type for pattern in CELL_PATTERNS)
    return {kind: partial(matches, kind) for kind in kinds}
