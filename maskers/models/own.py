"""The detectors that come with privml: token classifiers that its own `finetune` has trained and `export` written,
and beside them what finds names in Chinese texts, whose characters the classifiers do not know."""

from pathlib import Path

from ...configs.policy import CAREFUL_MODEL, FAST_MODEL, OWN_MODEL
from ..recognizers.han.recognizer import HanRecognizer
from ..recognizers.ner import NerRecognizer
from ..recognizers.ner_folder import open_ner_folder
from ..recognizers.second_look import SecondLook

FOLDER = Path(__file__).parent / "detector"
FAST_FOLDER = Path(__file__).parent / "fast"
HAN_FOLDER = Path(__file__).parent / "han"
_FOLDERS = {CAREFUL_MODEL: FOLDER, FAST_MODEL: FAST_FOLDER}

OwnModel = NerRecognizer | SecondLook


def own_model(name: str) -> OwnModel:
    """Return a detector; its files are looked at, the model is loaded when it is needed first.

    Args:
        name: `privml-fast`, `privml-careful`, or `privml` for both: the fast one, and a second look of the careful one
            where it is in doubt. What they find is told as `privml`'s in all cases.

    Raises:
        MissingError: a file is damaged or missing.
    """
    if name == OWN_MODEL:
        return SecondLook(_classifier(FAST_MODEL), _classifier(CAREFUL_MODEL))
    return _classifier(name)


def _classifier(name: str) -> NerRecognizer:
    folder = open_ner_folder(str(_FOLDERS[name]), labels={}, folder=Path())
    return NerRecognizer(folder, batch_size=1, name=OWN_MODEL)


def han_model() -> HanRecognizer:
    """Return what finds names in Chinese texts; its files are read when the first one comes."""
    return HanRecognizer(HAN_FOLDER)
