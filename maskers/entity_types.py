"""Names of entity types in a policy are checked: a slip of the pen would let what it names pass in silence."""

import difflib
from collections.abc import Iterator

from ..configs.policy import MaskPolicy
from ..core.errors import ConfigError
from .headers import HEADER_TYPES
from .recognizers.detector import Detector
from .recognizers.patterns import PATTERNS
from .recognizers.rules.recognizer import RULE_TYPES
from .spans import UNSEARCHED
from .surrogates.registry import SURROGATES

# what a header, a pattern or the language model can say; users' recognizers are asked when needed
OWN_TYPES = frozenset(
    {
        *HEADER_TYPES,
        *SURROGATES,
        *(pattern.entity_type for pattern in PATTERNS),
        *RULE_TYPES,
        "NRP",
        "VALUE",
        UNSEARCHED,
    }
)


def require_entity_types(policy: MaskPolicy, detector: Detector) -> None:
    """Raise ConfigError for an entity type that is not known.

    Under `detect.text.entities` every name must be one that something finds. An operator or a threshold for a type that
    nothing finds does no harm and may serve other tables, so there only names close to a known one are taken for a
    mistake.
    """
    text = policy.detect.text
    declared = {*text.deny, *(column.entity for column in policy.columns.values() if column.entity)}
    known: set[str] = set(OWN_TYPES | declared)
    for name in policy.detect.ner_labels.values():
        if name is not None:
            _require_known("detect.ner_labels", name, known)
    for classifier in (detector.ner, detector.own_model):
        known |= frozenset() if classifier is None else classifier.supported_types
    unknown = [(where, name) for where, name in _named(policy) if name not in known]
    if unknown:
        known |= detector.supported_types()
    for where, name in unknown:
        _require_known(where, name, known)


def _require_known(where: str, name: str, known: set[str]) -> None:
    if name in known:
        return
    close = difflib.get_close_matches(name.upper(), sorted(known), n=1, cutoff=0.75)
    if close or where == "detect.text.entities":
        raise ConfigError(
            f"{where}: no recognizer finds {name}",
            hint=f"did you mean {close[0]}?" if close else "a file under detect.text.recognizers can add one",
        )


def _named(policy: MaskPolicy) -> Iterator[tuple[str, str]]:
    text = policy.detect.text
    for name in text.entities or ():
        yield "detect.text.entities", name
    for name in text.thresholds:
        yield "detect.text.thresholds", name
    for name in policy.operators:
        if name != "default":
            yield "operators", name
    for column, settings in policy.columns.items():
        for name in settings.operators:
            yield f"columns.{column}.operators", name
