"""The detector that comes with privml: a token classifier that its own `finetune` has trained and `export` written."""

from pathlib import Path

from ...configs.policy import OWN_MODEL
from ..recognizers.ner import NerRecognizer
from ..recognizers.ner_folder import open_ner_folder

FOLDER = Path(__file__).parent / "detector"


def own_model() -> NerRecognizer:
    """Return the detector; its files are looked at, the model is loaded when it is needed first.

    Raises:
        MissingError: a file is damaged or missing.
    """
    return NerRecognizer(open_ner_folder(str(FOLDER), labels={}, folder=Path()), batch_size=1, name=OWN_MODEL)
