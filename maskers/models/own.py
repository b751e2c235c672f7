"""The detectors that come with privml: token classifiers that its own `finetune` has trained and `export` written,
and beside them what finds names in Chinese texts, whose characters the classifiers do not know."""

from pathlib import Path

from ...configs.policy import FAST_MODEL, OWN_MODEL
from ..recognizers.han.recognizer import HanRecognizer
from ..recognizers.ner import NerRecognizer
from ..recognizers.ner_folder import open_ner_folder

FOLDER = Path(__file__).parent / "detector"
FAST_FOLDER = Path(__file__).parent / "fast"
HAN_FOLDER = Path(__file__).parent / "han"
_FOLDERS = {OWN_MODEL: FOLDER, FAST_MODEL: FAST_FOLDER}


def own_model(name: str | None = OWN_MODEL) -> NerRecognizer:
    """Return a detector; its files are looked at, the model is loaded when it is needed first.

    Args:
        name: `privml` or `privml-fast`. What it finds is told as `privml`'s in both cases.

    Raises:
        MissingError: a file is damaged or missing.
    """
    folder = _FOLDERS[name or OWN_MODEL]
    return NerRecognizer(open_ner_folder(str(folder), labels={}, folder=Path()), batch_size=1, name=OWN_MODEL)


def han_model() -> HanRecognizer:
    """Return what finds names in Chinese texts; its files are read when the first one comes."""
    return HanRecognizer(HAN_FOLDER)
