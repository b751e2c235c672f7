"""Where `privml mask` writes: standard output under a limit on residuals, links, special files, killed runs."""

import hashlib
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Cli = Callable[..., Any]
Write = Callable[[str, str | bytes], Path]
PATTERNS_ONLY = ("--set", "detect.text.model=null", "--no-progress")
PRIVML = (sys.executable, "-m", "privml")
LEAKING = "email,remark\nann@example.org,ann@example.org\nbob@example.org,nothing\n"
LEAK = ("--set", "columns={remark: keep}")


@pytest.mark.parametrize(
    ("options", "code", "rows"),
    [
        ([], 0, 3),
        (["--max-residual", "1"], 0, 3),
        (["--max-residual", "0"], 1, 0),
        (["--set", "max_residual=0"], 1, 0),
        (["--preset", "mask/strict"], 1, 0),
        (["--preset", "mask/strict", "--set", "max_residual=null"], 0, 3),
        (["--max-residual", "0", "--batch-rows", "1"], 1, 0),
        (["--max-residual", "0", "--batch-rows", "1", "--workers", "2"], 1, 0),
        (["--max-residual", "1", "--batch-rows", "1", "--workers", "2"], 0, 3),
    ],
)
def test_nothing_goes_to_standard_output_above_the_limit(
    cli: Cli, write: Write, tmp_path: Path, key_file: Path, options: list[str], code: int, rows: int
) -> None:
    table, manifest, file = write("t.csv", LEAKING), tmp_path / "m.json", tmp_path / "o.csv"
    common = (*LEAK, "--key-file", key_file, *PATTERNS_ONLY, *options)
    result = cli("mask", table, "--manifest", manifest, *common)
    assert (result.code, result.text.count("\n")) == (code, rows), result.err
    assert ("nothing was published" in result.err) is (code == 1)
    assert manifest.exists() is (code == 0)
    assert cli("mask", "-", *common, stdin=LEAKING.encode()).out == result.out
    assert cli("mask", table, "-o", file, *common).code == code
    assert (file.read_bytes() if file.exists() else b"") == result.out, "the same bytes as in a file"
    if code == 0:
        assert json.loads(manifest.read_text())["output"]["sha256"] == hashlib.sha256(result.out).hexdigest()


def test_a_dry_run_says_the_same(cli: Cli, write: Write) -> None:
    result = cli("mask", write("t.csv", LEAKING), "-n", "--max-residual", "0", *LEAK, *PATTERNS_ONLY)
    assert (result.code, result.out) == (1, b"")
    assert "nothing was published" in result.err


def test_bad_rows_late_in_a_table_leave_nothing_behind_a_limit(cli: Cli, write: Write) -> None:
    table = write("t.csv", "email,b\n" + "ann@example.org,1\n" * 80_000 + "broken\n")
    options = ("--batch-rows", "10000", *PATTERNS_ONLY)
    assert cli("mask", table, *options).out != b"", "without a limit rows go out as they come"
    held = cli("mask", table, "--max-residual", "9", *options)
    assert (held.code, held.out) == (3, b"")


def test_parquet_to_standard_output(cli: Cli, write: Write, tmp_path: Path, key_file: Path) -> None:
    pa = pytest.importorskip("pyarrow")
    pq = pytest.importorskip("pyarrow.parquet")
    pq.write_table(pa.table({"email": ["ann@example.org"], "remark": ["ann@example.org"]}), tmp_path / "t.parquet")
    common = ("mask", tmp_path / "t.parquet", "--key-file", key_file, *LEAK, *PATTERNS_ONLY)
    refused = cli(*common, "--max-residual", "0")
    assert (refused.code, refused.out) == (1, b"")
    assert cli(*common, "--max-residual", "1").out == cli(*common).out != b""


def start(*arguments: object, **options: Any) -> "subprocess.Popen[bytes]":
    return subprocess.Popen([*PRIVML, *map(str, arguments)], stderr=subprocess.PIPE, **options)


def ended(process: "subprocess.Popen[bytes]") -> tuple[int, str]:
    with process:
        assert process.stderr is not None
        said = process.stderr.read().decode()
        return process.wait(60), said


@pytest.mark.parametrize("limit", [(), ("--max-residual", "9")])
def test_closed_pipe(write: Write, tmp_path: Path, limit: tuple[str, ...]) -> None:
    table = write("t.csv", "email\n" + "ann@example.org\n" * 100_000)
    process = start("mask", table, "--manifest", tmp_path / "m.json", *limit, *PATTERNS_ONLY, stdout=subprocess.PIPE)
    assert process.stdout is not None
    assert process.stdout.readline() == b"email\n"
    process.stdout.close()
    code, said = ended(process)
    assert code == 141
    assert "error" not in said
    assert os.listdir(tmp_path) == ["t.csv"], "no manifest of an output that nobody read"


@pytest.mark.skipif(sys.platform == "win32", reason="there are no limits of files")
def test_a_file_that_may_not_grow_is_no_internal_error(tmp_path: Path) -> None:
    source = tmp_path / "t.csv"
    source.write_text("email,n\n" + "".join(f"a{number}@example.org,{number}\n" for number in range(3000)))
    command = f"ulimit -f 8; exec {sys.executable} -m privml mask {source} -o {tmp_path / 'o.csv'}"
    result = subprocess.run(["sh", "-c", command], capture_output=True, text=True, check=False)
    assert result.returncode == 5, result.stderr
    assert "the file may not grow any larger" in result.stderr
    assert os.listdir(tmp_path) == ["t.csv"]


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full on this system")
@pytest.mark.parametrize("limit", [(), ("--max-residual", "9")])
@pytest.mark.parametrize("rows", [1, 100_000])
def test_full_disk_behind_standard_output(write: Write, tmp_path: Path, limit: tuple[str, ...], rows: int) -> None:
    table = write("t.csv", "email\n" + "ann@example.org\n" * rows)
    with open("/dev/full", "wb") as full:
        process = start("mask", table, "--manifest", tmp_path / "m.json", *limit, *PATTERNS_ONLY, stdout=full)
        code, said = ended(process)
    assert code == 5
    assert "while writing standard output; part of the output may have been written" in said
    assert "nothing was published" not in said
    assert os.listdir(tmp_path) == ["t.csv"]


def test_links_and_special_files(cli: Cli, write: Write, tmp_path: Path) -> None:
    table = write("t.csv", LEAKING)
    out, data = tmp_path / "out", tmp_path / "data"
    out.mkdir()
    data.mkdir()
    (data / "real.csv").write_text("old")
    (out / "o.csv").symlink_to("../data/real.csv")
    (out / "o.csv.manifest.json").symlink_to("../data/real.json")
    assert cli("mask", table, "-o", out / "o.csv", "--force", *PATTERNS_ONLY).code == 0
    assert all(path.is_symlink() for path in out.iterdir())
    sha256 = hashlib.sha256((data / "real.csv").read_bytes()).hexdigest()
    assert json.loads((data / "real.json").read_text())["output"]["sha256"] == sha256
    assert sorted(os.listdir(data)) == ["real.csv", "real.json"]
    os.mkfifo(out / "pipe")
    for dry in ((), ("--dry-run",)):
        refused = cli("mask", table, "-o", out / "pipe", "--force", *dry, *PATTERNS_ONLY)
        assert (refused.code, refused.out) == (2, b"")
        assert "pipe is a FIFO" in refused.err
        assert "-o - > " in refused.err
    assert (out / "pipe").is_fifo()
    assert not (out / "pipe.manifest.json").exists()


@pytest.mark.parametrize("dry", [(), ("--dry-run",)])
def test_a_manifest_in_place_of_its_data_is_refused(cli: Cli, write: Write, dry: tuple[str, ...]) -> None:
    table = write("t.csv", LEAKING)
    same = table.with_name("o.csv")
    result = cli("mask", table, "-o", same, "--manifest", same, *dry, *PATTERNS_ONLY)
    assert (result.code, same.exists()) == (2, False)
    assert "two outputs go to the same file" in result.err


def test_a_second_run_clears_up_after_one_that_was_killed(write: Write, tmp_path: Path) -> None:
    lines = (f"u{n}@example.org,call 212-736-{n % 10000:04d} about it\n" for n in range(300_000))
    large, small = write("large.csv", "email,note\n" + "".join(lines)), write("small.csv", LEAKING)
    out = tmp_path / "out"
    out.mkdir()
    killed, living = (start("mask", large, "-o", out / "o.csv", *PATTERNS_ONLY) for _ in range(2))
    until = time.monotonic() + 60
    while len(os.listdir(out)) < 2:
        assert time.monotonic() < until, "did not begin in time"
        time.sleep(0.05)
    killed.kill()
    assert ended(killed)[0] == -signal.SIGKILL
    assert ended(start("mask", small, "-o", out / "o.csv", *PATTERNS_ONLY))[0] == 0
    assert len(list(out.glob(".o.csv.*.tmp"))) == 2, "one of them is still being written"
    living.terminate()
    assert ended(living)[0] == 143
    assert len(list(out.glob(".o.csv.*.tmp"))) == 1
    assert ended(start("mask", small, "-o", out / "o.csv", "--force", *PATTERNS_ONLY))[0] == 0
    assert sorted(os.listdir(out)) == ["o.csv", "o.csv.manifest.json"]


@pytest.mark.skipif(not Path("/dev/full").is_char_device(), reason="there is no /dev/full")
def test_what_is_printed_on_a_full_disk_is_no_internal_error() -> None:
    command = [sys.executable, "-m", "privml", "config", "schema", "mask"]
    with open("/dev/full", "wb") as full:
        result = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, text=True, check=False)
    assert result.returncode == 5, result.stderr
    assert result.stderr == "error: no space left on the device\n"
