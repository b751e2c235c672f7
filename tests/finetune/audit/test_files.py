"""Where an audit writes, and what it reads of a run: told before any attack if it cannot be."""

from pathlib import Path

import pytest
from privml.core.errors import UsageError
from privml.finetune.audit.files import check_outputs
from privml.finetune.audit.subject import read_course


@pytest.mark.parametrize("output", ["report.txt", "report.txt/below/it"])
def test_a_file_is_no_folder_for_a_report(tmp_path: Path, output: str) -> None:
    (tmp_path / "report.txt").write_text("mine")
    with pytest.raises(UsageError, match="cannot write"):
        check_outputs(tmp_path / output, force=True)


def test_a_new_folder_may_be_deep(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    check_outputs(tmp_path / "a" / "b" / "c", force=False)
    monkeypatch.chdir(tmp_path)
    check_outputs(Path("d/e"), force=False)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "line", ['{"kind": "tra', "[]", "7", '{"step": 1}', '{"kind": "validation", "step": 1, "loss": []}']
)
def test_a_damaged_course_is_told(tmp_path: Path, line: str) -> None:
    log = tmp_path / "metrics.jsonl"
    log.write_text('{"kind": "validation", "step": 1, "loss": 2.5}\n')
    assert read_course(tmp_path, "loss") == [(None, 2.5)]
    log.write_text(log.read_text() + line)
    with pytest.raises(UsageError, match="is damaged"):
        read_course(tmp_path, "loss")
    log.unlink()
    assert read_course(tmp_path, "loss") == []
