"""Several processes: the same bytes, evidence and errors as one; nothing is left behind when they are ended."""

import itertools
import json
import math
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pandas as pd
import privml
import pytest
from privml.configs.policy import MaskPolicy
from privml.configs.resolve import resolve_config
from privml.core.keys import Key
from privml.core.tables import Batch
from privml.maskers import engine, pool, runner
from privml.maskers.columns import ColumnDecision
from privml.maskers.operators.registry import OperatorTable
from privml.maskers.plan import make_plan
from privml.maskers.scan import run_scan
from privml.maskers.stage import make_detector, run_mask

Cli = Callable[..., Any]
Write = Callable[[str, str | bytes], Path]
PATTERNS_ONLY = ("--set", "detect.text.model=null", "--no-progress")
NAMES = ("Ann Winterbottom", "Bob Ellery", "Carla Novak", "Dmitri Okafor")
ROWS = 210


def make_table(rows: int = ROWS) -> str:
    """A table with a text, and a kept column in which every tenth row leaks its own e-mail address."""
    lines = ["name,email,note,remark"]
    for n in range(rows):
        name = NAMES[n % len(NAMES)]
        mail = f"u{n}@example.org"
        note = f"{name.split()[0]} called from 212-736-{n:04d} or {mail}; card 4111 1111 1111 1111"
        lines.append(f"{name},{mail},{note},{mail if n % 10 == 0 else 'nothing'}")
    return "\n".join(lines) + "\n"


def make_policy(*sets: str) -> MaskPolicy:
    fixed = ("detect.text.model=null", "columns={remark: keep}")
    return resolve_config(MaskPolicy, kind="mask", sets=[*fixed, *sets]).config


@pytest.fixture
def table(write: Write) -> Path:
    return write("t.csv", make_table())


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Process ids of the workers that a test starts."""
    pids: list[int] = []

    class Counted(pool._Worker):
        def __init__(self, job: Any) -> None:
            super().__init__(job)
            pids.append(self._process.pid)

    monkeypatch.setattr(pool, "_Worker", Counted)
    return pids


def is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def test_what_the_detector_finds_does_not_depend_on_workers_and_batches(table: Path, key: Key) -> None:
    """Texts stand beside others in the model with each size of batches."""
    table.write_text(make_table(60).replace("called from", "met Zsófia Kertész near Rotterdam and called from"))
    out = table.with_name("o.csv")
    outputs = set()
    for workers, rows, texts in ((1, 2000, 64), (1, 7, 1), (1, 13, 5), (2, 20, 64), (4, 7, 3)):
        sets = (f"workers={workers}", f"batch_rows={rows}", f"detect.text.batch_size={texts}")
        policy = make_policy("detect.text.model=privml", *sets)
        run_mask([str(table)], str(out), policy=policy, key=key, force=True)
        outputs.add(out.read_bytes())
    [masked] = outputs
    assert b"Kert" not in masked
    assert b"Rotterdam" not in masked


def test_output_and_manifest_do_not_depend_on_workers_and_batches(table: Path, key: Key, started: list[int]) -> None:
    out = table.with_name("o.csv")
    outputs, manifests, evidence = set(), {}, set()
    for workers, size in itertools.product((1, 2, 4), (7, 100, 2000)):
        policy = make_policy(f"workers={workers}", f"batch_rows={size}")
        before = len(started)
        report = run_mask([str(table)], str(out), policy=policy, key=key, force=True)
        processes = len(started) - before
        batches = math.ceil(ROWS / size)
        assert processes == (0 if workers == 1 or batches == 1 else min(workers, batches)), "one batch needs no process"
        assert (report.rows, report.residual) == (ROWS, ROWS // 10)
        manifest = json.loads(out.with_name("o.csv.manifest.json").read_text())
        del manifest["created"], manifest["hmac_sha256"]
        assert "workers" not in json.dumps(manifest)
        manifests.setdefault(size, set()).add(json.dumps(manifest))
        del manifest["policy"]["batch_rows"], manifest["policy_sha256"]
        evidence.add(json.dumps(manifest))
        outputs.add(out.read_bytes())
    assert len(outputs) == 1
    assert {size: len(found) for size, found in manifests.items()} == {7: 1, 100: 1, 2000: 1}
    assert len(evidence) == 1
    assert not any(map(is_alive, started))


def test_files_share_the_processes(table: Path, key: Key, started: list[int]) -> None:
    other = table.with_name("u.csv")
    other.write_text("email,text\n" + "".join(f"v{n}@example.org,write to v{n}@example.org\n" for n in range(40)))
    masked = []
    for workers in (1, 2):
        folder = table.with_name(f"out{workers}")
        folder.mkdir()
        policy = resolve_config(
            MaskPolicy, kind="mask", sets=["detect.text.model=null", f"workers={workers}", "batch_rows=20"]
        ).config
        run_mask([str(table), str(other)], f"{folder}/", policy=policy, key=key)
        masked.append([(folder / name).read_bytes() for name in ("t.csv", "u.csv")])
    assert masked[0] == masked[1]
    assert b"v7@" not in masked[1][1]
    assert len(started) == 2


@pytest.mark.parametrize(("cpus", "patience", "expected"), [(2, 0.0, 2), (64, 0.0, 4), (2, 600.0, 0), (1, 0.0, 0)])
def test_processes_are_started_when_a_table_turns_out_to_be_large(
    table: Path,
    key: Key,
    started: list[int],
    monkeypatch: pytest.MonkeyPatch,
    cpus: int,
    patience: float,
    expected: int,
) -> None:
    monkeypatch.setattr(runner, "usable_cpus", lambda: cpus)
    monkeypatch.setattr(runner, "_PATIENCE_S", patience)
    out = table.with_name("o.csv")
    assert run_mask([str(table)], str(out), policy=make_policy("batch_rows=30"), key=key).rows == ROWS
    assert len(started) == expected


def test_a_run_may_go_on_in_processes(
    table: Path, key: Key, started: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Some batches are masked here, the others in processes: the output is that of one process."""
    out, alone = table.with_name("o.csv"), table.with_name("alone.csv")
    run_mask([str(table)], str(alone), policy=make_policy("workers=1"), key=key)
    answers = itertools.chain([False] * 3, itertools.repeat(True))
    monkeypatch.setattr(runner.Runner, "_wants_workers", lambda self: next(answers))
    run_mask([str(table)], str(out), policy=make_policy("workers=2", "batch_rows=30"), key=key)
    assert out.read_bytes() == alone.read_bytes()
    assert len(started) == 2


def test_few_batches_are_under_way_at_a_time(key: Key, started: list[int]) -> None:
    """Memory does not grow with the table: reading waits for what was read before."""
    policy = make_policy("workers=2")
    operators = OperatorTable(policy.operators, key=key, locale=policy.locale)
    detector = make_detector(policy, operators, Path())
    column = ColumnDecision("text", None, False, "test")
    plans = make_plan({"note": column}, policy.model_copy(update={"columns": {}}), operators)
    taken = given = most = 0

    def batches() -> Iterator[Batch]:
        nonlocal taken, most
        for n in range(40):
            taken += 1
            most = max(most, taken - given)
            yield Batch(n, [[f"call 212-736-{n:04d}"]], [object()])

    with runner.Runner(policy, key=key, folder=Path(), detector=detector, operators=operators) as running:
        for batch, masked in running.mask(plans, batches()):
            assert batch.start == given, "in order"
            assert masked.masked == {0: 1}
            time.sleep(0.01)
            given += 1
    assert given == 40
    assert 2 <= most <= 2 * 2 + 1
    assert len(started) == 2


def test_scans_agree(table: Path, started: list[int]) -> None:
    found = []
    for workers in (1, 2):
        spans = table.with_name(f"s{workers}.jsonl")
        policy = make_policy(f"workers={workers}", "batch_rows=50")
        report = run_scan(str(table), policy=policy, spans=str(spans), sample=180)
        found.append((report.to_dict(), spans.read_bytes()))
    assert found[0] == found[1]
    assert found[0][0]["columns"]["note"]["entities"]["EMAIL_ADDRESS"]["count"] == 180
    assert len(started) == 2


def test_frames_start_processes_only_on_request(
    table: Path, key: Key, started: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(runner, "_PATIENCE_S", 0.0)
    monkeypatch.setattr(runner, "usable_cpus", lambda: 2)
    frame = pd.read_csv(table)
    policy = {"detect": {"text": {"model": None}}, "batch_rows": 30}
    alone = privml.mask(frame, policy=policy, key=key)
    assert started == []
    shared = privml.mask(frame, policy=policy | {"workers": 2}, key=key)
    assert len(started) == 2
    pd.testing.assert_frame_equal(alone, shared)
    manifests = [dict(result.attrs["privml_manifest"]) for result in (alone, shared)]
    for manifest in manifests:
        del manifest["created"], manifest["hmac_sha256"]
    assert manifests[0] == manifests[1]


FAULTS = {
    "an unknown error": ("ValueError(f'cannot handle {values}')", 70, "internal error: ValueError at fault.py:"),
    "an error of the project": (
        "MissingError('no such model', hint='install it')",
        5,
        "no such model\nhint: install it",
    ),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_errors_are_those_of_one_process(
    cli: Cli, table: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, started: list[int], fault: str
) -> None:
    raised, code, message = FAULTS[fault]
    faults = tmp_path / "faults"
    faults.mkdir()
    (faults / "fault.py").write_text(
        "from privml.core.errors import MissingError\n"
        "from privml.maskers.rewrite import rewrite as real\n"
        "def rewrite(*values):\n"
        f"    if '212-736-0100' in values[0]: raise {raised}\n"
        "    return real(*values)\n"
    )
    monkeypatch.syspath_prepend(faults)
    import fault as module  # type: ignore[import-not-found]

    monkeypatch.setattr(engine, "rewrite", module.rewrite)
    inside = "import privml.maskers.engine as e, fault; e.rewrite = fault.rewrite; serve(connection)"
    monkeypatch.setattr(pool, "_START", pool._START.replace("serve(connection)", inside))
    arguments = ("mask", table, "-o", tmp_path / "o.csv", "--batch-rows", 20, *PATTERNS_ONLY)
    try:
        alone, shared = (cli(*arguments, "--workers", workers) for workers in (1, 2))
    finally:
        del sys.modules["fault"]
    assert shared.code == alone.code == code
    assert shared.err == alone.err
    assert message in shared.err
    assert "212-736" not in shared.err
    assert len(started) == 2
    assert not any(map(is_alive, started))
    assert sorted(path.name for path in tmp_path.iterdir()) == ["faults", "t.csv"]


def test_an_error_of_reading_comes_after_the_rows_before_it(cli: Cli, write: Write, key_file: Path) -> None:
    table = make_table(150)
    source = write("t.csv", table + "too,few\n" + table.partition("\n")[2])
    alone, shared = (
        cli("mask", source, "--key-file", key_file, "--batch-rows", 20, "--workers", workers, *PATTERNS_ONLY)
        for workers in (1, 2)
    )
    assert shared.code == alone.code == 3
    assert "row 151" in shared.err
    assert shared.err == alone.err
    assert shared.out == alone.out


def test_json_lines_through_pipes(cli: Cli, key_file: Path, started: list[int]) -> None:
    lines = [json.dumps({"note": f"mail u{n}@example.org", "n": n, "none": None}) for n in range(60)]
    source = "\n".join(lines).encode() + b"\n"
    alone, shared = (
        cli(
            *("mask", "--key-file", key_file, "--batch-rows", 20, "--workers", workers, *PATTERNS_ONLY),
            stdin=source,
        )
        for workers in (1, 2)
    )
    assert shared.out == alone.out
    assert [json.loads(line)["n"] for line in shared.text.splitlines()] == list(range(60))
    assert "u7@example.org" not in shared.text
    assert len(started) == 2


@pytest.fixture
def running(tmp_path: Path) -> Iterator["subprocess.Popen[bytes]"]:
    """A command in the middle of its work with two workers."""
    source = tmp_path / "big.csv"
    source.write_text(make_table(40_000))
    (tmp_path / "out").mkdir()
    arguments = ("mask", source, "-o", tmp_path / "out" / "o.csv", "--workers", 2, "--batch-rows", 200)
    process = subprocess.Popen(
        [sys.executable, "-m", "privml", *map(str, arguments), *PATTERNS_ONLY],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
    )
    _wait_for(lambda: len(workers := _children(process.pid)) == 2 and all(_seconds(pid) > 1 for pid in workers))
    yield process
    process.kill()
    process.wait()
    for stream in (process.stdout, process.stderr):
        assert stream is not None
        stream.close()


def _children(pid: int) -> list[int]:
    """Return the child processes of a process."""
    found = []
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            state, parent = path.read_text().rpartition(")")[2].split()[:2]
        except OSError:
            continue
        if int(parent) == pid and state != "Z":
            found.append(int(path.parent.name))
    return sorted(found)


def _seconds(pid: int) -> float:
    """Return the processor time of a process."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _wait_for(condition: Callable[[], bool], seconds: float = 60) -> None:
    until = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < until, "did not happen in time"
        time.sleep(0.05)


on_linux = pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")


@on_linux
@pytest.mark.parametrize(
    ("number", "code"),
    [(signal.SIGINT, 130), (signal.SIGTERM, 143), (signal.SIGKILL, -signal.SIGKILL)],
)
def test_an_ended_command_leaves_no_process(
    running: "subprocess.Popen[bytes]", tmp_path: Path, number: signal.Signals, code: int
) -> None:
    workers = _children(running.pid)
    running.send_signal(number)
    assert running.wait(30) == code
    _wait_for(lambda: not any(map(is_alive, workers)), 10)
    names = [path.name for path in (tmp_path / "out").iterdir()]
    if number == signal.SIGKILL:
        assert all(name.startswith(".") and name.endswith(".tmp") for name in names)
        return
    assert names == []
    assert running.stderr is not None
    said = running.stderr.read().decode()
    assert "Traceback" not in said


@on_linux
@pytest.mark.parametrize(
    ("number", "code", "message"),
    [
        (signal.SIGKILL, 5, "most likely for lack of memory; no file was published\nhint: --workers 1"),
        (signal.SIGSEGV, 70, "ended unexpectedly, by signal 11; no file was published\nhint: --workers 1"),
    ],
)
def test_a_lost_worker_ends_the_command(
    running: "subprocess.Popen[bytes]", tmp_path: Path, number: signal.Signals, code: int, message: str
) -> None:
    workers = _children(running.pid)
    for pid in workers:
        arguments = Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
        assert arguments[-2].isdigit(), "the number of a socket is all that a worker is told by its arguments"
        assert b"OMP_NUM_THREADS=1" in Path(f"/proc/{pid}/environ").read_bytes().split(b"\0")
        for left_to_the_command in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            os.kill(pid, left_to_the_command)
    time.sleep(0.2)
    assert _children(running.pid) == workers
    os.kill(workers[1], number)
    assert running.wait(30) == code
    assert running.stderr is not None
    said = running.stderr.read().decode()
    assert said.startswith("error: a worker process ")
    assert message in said
    assert len(said.splitlines()) == 2
    _wait_for(lambda: not any(map(is_alive, workers)), 10)
    assert list((tmp_path / "out").iterdir()) == []


def test_a_closed_pipe_ends_silently(write: Write) -> None:
    source = write("big.csv", "email,remark\n" + f"ann@example.org,{'long ' * 1000}\n" * 3000)
    keep = ("--set", "columns={remark: keep}", "--set", "verify=off")
    arguments = ("mask", source, "--workers", 2, "--batch-rows", 50, *keep, *PATTERNS_ONLY)
    with subprocess.Popen(
        [sys.executable, "-m", "privml", *map(str, arguments)], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        assert process.stdout.readline() == b"email,remark\n"
        process.stdout.close()
        said = process.stderr.read().decode()
        assert process.wait(60) == 141
    assert said == ""


def test_no_value_and_no_secret_in_what_describes_a_job(key: Key) -> None:
    from privml.maskers.work import Job

    job = Job(make_policy("detect.text.deny={PROJECT: [Bluebird]}"), Path(), key.hand_over())
    assert "Bluebird" not in repr(job)
    assert key.hand_over().decode() not in repr(job)
