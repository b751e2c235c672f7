"""`examples/detector/train_han.py`: a small corpus and a small dictionary become a model, the same in every run."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from privml.maskers.recognizers.han.recognizer import HanRecognizer
from privml.maskers.spans import SpanFilter

SCRIPT = Path(__file__).parents[1] / "examples" / "detector" / "train_han.py"
POST = "昨0 O\n天1 O\n李0 B-PER.NAM\n明1 I-PER.NAM\n和0 O\n妈0 B-PER.NOM\n妈1 I-PER.NOM\n去0 O\n京0 B-GPE.NAM\n\n"
DICTIONARY = """的 3000 uj
昨天 500 t
今天 900 t
李明 30 nr
李小明 20 nr
王建国 10 nr
张晓梅 5 nr
北京 400 ns
约翰逊 9 nrt
A座 3 n
"""


@pytest.fixture(scope="module")
def trained(tmp_path_factory: pytest.TempPathFactory) -> list[tuple[Path, str]]:
    """The folder and the output of two runs whose hashes of strings differ."""
    data = tmp_path_factory.mktemp("data")
    (data / "ner" / "weibo").mkdir(parents=True)
    (data / "ner" / "weibo" / "weiboNER_2nd_conll.train").write_text(POST * 3, encoding="utf-8")
    (data / "dict.txt").write_text(DICTIONARY, encoding="utf-8")
    runs = []
    for seed in ("1", "2"):
        folder = data / f"model{seed}"
        arguments = ["--corpora", data, "--dictionary", data / "dict.txt", "--generated", "8", "-o", folder]
        done = subprocess.run(
            [sys.executable, SCRIPT, *map(str, arguments), "--sentences", "30", "--steps", "12"],
            check=True,
            capture_output=True,
            text=True,
            env=os.environ | {"PYTHONHASHSEED": seed},
        )
        runs.append((folder, done.stdout))
    return runs


def test_two_runs_give_the_same_bytes(trained: list[tuple[Path, str]]) -> None:
    (first, _), (second, _) = trained
    names = sorted(path.name for path in first.iterdir())
    assert names == ["names.json", "names.npz"]
    assert all((first / name).read_bytes() == (second / name).read_bytes() for name in names)


def test_what_it_has_learnt(trained: list[tuple[Path, str]]) -> None:
    [(folder, output), _] = trained
    # three posts, each once more with other people in it, eight generated texts, thirty of sentences
    assert output.startswith("44 texts")
    text = "昨天李明和妈妈去京"
    found = HanRecognizer(folder).find([text], SpanFilter())[0]
    assert ("李明", "PERSON") in {(text[span.start : span.end], span.entity_type) for span in found}
    # nominal mentions are learnt, so that they are told from names, and never reported
    assert HanRecognizer(folder).supported_types == {"PERSON", "LOCATION", "ORGANIZATION"}
    assert not any(text[span.start : span.end] == "妈妈" for span in found)
