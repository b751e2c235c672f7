"""The detector that comes with privml: a token classifier that its own `finetune` has trained and `export` written,
and beside it what finds names in Chinese texts, whose characters the classifier does not know."""

from pathlib import Path

from ...configs.policy import OWN_MODEL
from ..recognizers.han.recognizer import HanRecognizer
from ..recognizers.ner import NerRecognizer
from ..recognizers.ner_folder import open_ner_folder

FOLDER = Path(__file__).parent / "detector"
HAN_FOLDER = Path(__file__).parent / "han"


def own_model() -> NerRecognizer:
    """Return the detector; its files are looked at, the model is loaded when it is needed first.

    Raises:
        MissingError: a file is damaged or missing.
    """
    return NerRecognizer(open_ner_folder(str(FOLDER), labels={}, folder=Path()), batch_size=1, name=OWN_MODEL)


def han_model() -> HanRecognizer:
    """Return what finds names in Chinese texts; its files are read when the first one comes."""
    return HanRecognizer(HAN_FOLDER)
