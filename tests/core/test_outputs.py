"""Outputs that are links, special files, twice the same, withheld, or left behind by a killed run."""

import errno
import fcntl
import hashlib
import io
import os
import socket
import stat
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from privml.core.destinations import folder_aside
from privml.core.errors import MissingError, PrivmlError, UsageError
from privml.core.outputs import OutputSet


def redirected(monkeypatch: pytest.MonkeyPatch) -> io.BytesIO:
    """Return what goes to standard output from now on."""
    written = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(written, write_through=True))
    return written


def is_link(path: Path, to: str) -> None:
    assert path.is_symlink()
    assert os.readlink(path) == to


@pytest.mark.parametrize(
    ("links", "target", "is_there"),
    [
        ({"out.csv": "data/real.csv"}, "data/real.csv", True),
        ({"out.csv": "data/real.csv"}, "data/real.csv", False),
        ({"out.csv": "middle", "middle": "data/real.csv"}, "data/real.csv", True),
        ({"out.csv": "folder/real.csv", "folder": "data"}, "data/real.csv", False),
    ],
    ids=["to a file", "to a name that is free", "to a link", "through a linked folder"],
)
def test_a_link_stays_and_its_target_is_replaced(
    tmp_path: Path, links: dict[str, str], target: str, is_there: bool
) -> None:
    (tmp_path / "data").mkdir()
    for name, to in links.items():
        (tmp_path / name).symlink_to(to)
    real = tmp_path / target
    if is_there:
        real.write_text("old")
        with pytest.raises(UsageError, match=r"out\.csv exists"), OutputSet() as outputs:
            outputs.open(tmp_path / "out.csv")
    before = real.stat().st_ino if is_there else None
    with OutputSet(force=is_there) as outputs:
        outputs.open(tmp_path / "out.csv").write(b"new")
        assert len(list((tmp_path / "data").glob(".real.csv.*.tmp"))) == 1, "written beside the target: one rename"
        assert (real.read_text() if is_there else None) == ("old" if is_there else None)
    for name, to in links.items():
        is_link(tmp_path / name, to)
    assert real.read_text() == "new"
    assert real.stat().st_ino != before, "replaced as a whole, not overwritten in place"
    assert [path.name for path in (tmp_path / "data").iterdir()] == ["real.csv"]


def test_an_absolute_link_is_compressed_by_the_name_that_was_given(tmp_path: Path) -> None:
    (tmp_path / "latest.csv.gz").symlink_to(tmp_path / "today")
    with OutputSet() as outputs:
        outputs.open(tmp_path / "latest.csv.gz").write(b"x" * 1000)
    assert (tmp_path / "today").read_bytes()[:2] == b"\x1f\x8b"


def test_the_target_that_appears_meanwhile_is_kept(tmp_path: Path) -> None:
    (tmp_path / "out.csv").symlink_to("real.csv")
    with pytest.raises(UsageError, match="exists"), OutputSet() as outputs:
        outputs.open(tmp_path / "out.csv").write(b"mine")
        (tmp_path / "real.csv").write_text("theirs")
    assert (tmp_path / "real.csv").read_text() == "theirs"
    assert sorted(os.listdir(tmp_path)) == ["out.csv", "real.csv"]


def make_socket(path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as made:
        made.bind(str(path))


def make_no_name(path: Path) -> None:
    path.symlink_to(path.name)


REFUSED: dict[str, tuple[Callable[[Path], Any], str, str]] = {
    "fifo": (os.mkfifo, "is a FIFO", "-o - > "),
    "socket": (make_socket, "is a socket", "-o - > "),
    "device": (lambda path: path.symlink_to("/dev/zero"), "is a device", "-o - > "),
    "link to a fifo": (
        lambda path: (os.mkfifo(path.with_name("f")), path.symlink_to("f")),
        "is a FIFO",
        "-o - > ",
    ),
    "pipe by descriptor": (lambda path: path.symlink_to(f"/dev/fd/{os.pipe()[1]}"), "is a FIFO", "-o - > "),
    "link to itself": (make_no_name, "leads to no file name", "name the file"),
    "link into nowhere": (lambda path: path.symlink_to("no/where.csv"), "does not exist", "mkdir -p "),
    "folder": (Path.mkdir, "is a folder", ""),
    "link to a folder": (lambda path: path.symlink_to("."), "is a folder", ""),
}


@pytest.mark.parametrize("name", REFUSED)
@pytest.mark.parametrize("force", [False, True])
def test_what_cannot_be_replaced_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, force: bool
) -> None:
    monkeypatch.chdir(tmp_path)  # a socket's path is short
    make, message, hint = REFUSED[name]
    path = Path("out.csv")
    make(path)
    before = path.lstat()
    outputs = OutputSet(force=force)
    for step in (outputs.check, outputs.open):
        with pytest.raises(UsageError, match=message) as caught:
            step(path)
        assert caught.value.exit_code == 2
        assert hint in (caught.value.hint or "")
    with outputs:
        pass
    after = path.lstat()
    assert (after.st_mode, after.st_ino) == (before.st_mode, before.st_ino)


@pytest.mark.parametrize(
    ("first", "second"),
    [("a", "a"), ("a", "./a"), ("a", "link"), ("link", "a"), ("link", "other link")],
)
def test_two_outputs_in_one_file_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, first: str, second: str
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("link").symlink_to("a")
    Path("other link").symlink_to(tmp_path / "link")
    with pytest.raises(UsageError, match="two outputs go to the same file"):
        OutputSet(force=True).check(first, "b", second)
    with pytest.raises(UsageError, match="two outputs go to the same file"), OutputSet(force=True) as outputs:
        outputs.open(first).write(b"x")
        outputs.open(second)
    assert sorted(os.listdir()) == ["link", "other link"]


def test_withheld_output_comes_at_the_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    standard = redirected(monkeypatch)
    data = os.urandom(5_000_000)
    with OutputSet(withhold=True) as outputs:
        stream = outputs.open("-")
        stream.write(data)
        digest = outputs.finish(stream)
        assert standard.getvalue() == b""
        outputs.write_text(tmp_path / "m.json", "{}")
    assert standard.getvalue() == data
    assert digest.sha256 == hashlib.sha256(data).hexdigest()
    assert digest.size == len(data)
    assert os.listdir(tmp_path) == ["m.json"]


def test_withheld_output_is_private_and_goes_with_an_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    standard = redirected(monkeypatch)
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    with pytest.raises(RuntimeError), OutputSet(withhold=True) as outputs:
        stream = outputs.open("-")
        stream.write(b"x" * 3_000_000)
        stream.flush()
        [pending] = outputs._pending
        state = os.fstat(pending.raw.fileno())
        assert state.st_size == 3_000_000, "on disk, not in memory"
        assert stat.S_IMODE(state.st_mode) == 0o600
        assert state.st_dev == tmp_path.stat().st_dev
        assert os.listdir(tmp_path) == [], "it has no name, so nothing is left whatever happens"
        raise RuntimeError
    assert pending.raw.closed
    assert standard.getvalue() == b""


class Full(io.RawIOBase):
    """A device that takes some bytes and then fails."""

    def __init__(self, room: int, number: int) -> None:
        self.taken = 0
        self.room = room
        self._number = number

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        if self.taken + len(data) > self.room:
            raise OSError(self._number, os.strerror(self._number))
        self.taken += len(data)
        return len(data)


TEMPORARY, STANDARD = "a temporary file for standard output", "while writing standard output"


@pytest.mark.parametrize(
    ("full", "withhold", "number", "error", "message", "hint"),
    [
        ("stdout", False, errno.ENOSPC, MissingError, f"{STANDARD}; part of the output may have been", "free some"),
        ("stdout", True, errno.ENOSPC, MissingError, f"{STANDARD}; part of the output may have been", "free some"),
        ("stdout", True, errno.EDQUOT, MissingError, f"{STANDARD}; part of the output may have been", "free some"),
        ("temporary", True, errno.ENOSPC, MissingError, f"{TEMPORARY}; nothing was published", "TMPDIR"),
        ("temporary", True, errno.EDQUOT, MissingError, f"{TEMPORARY}; nothing was published", "TMPDIR"),
        ("stdout", False, errno.EPIPE, BrokenPipeError, os.strerror(errno.EPIPE), ""),
        ("stdout", True, errno.EPIPE, BrokenPipeError, os.strerror(errno.EPIPE), ""),
    ],
)
@pytest.mark.parametrize("size", [10, 4_000_000], ids=["at the end", "while writing"])
def test_full_disks_and_closed_pipes(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    full: str,
    withhold: bool,
    number: int,
    error: type[Exception],
    message: str,
    hint: str,
    size: int,
) -> None:
    device = Full(min(size // 2, 2_500_000), number)
    free = io.BytesIO()
    out = io.BufferedWriter(device) if full == "stdout" else free
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(out))
    if full == "temporary":
        monkeypatch.setattr(tempfile, "TemporaryFile", lambda: device)
    with pytest.raises(error, match=message) as caught, OutputSet(withhold=withhold) as outputs:
        stream = outputs.open("-")
        for _ in range(10):
            stream.write(b"x" * (size // 10))
        outputs.finish(stream)
        outputs.write_text(tmp_path / "m.json", "{}")
    if isinstance(caught.value, PrivmlError):
        assert caught.value.exit_code == 5
        assert hint in (caught.value.hint or "")
    assert free.getvalue() == b""
    assert os.listdir(tmp_path) == [], "no manifest of what did not arrive"
    device.room = 1 << 30  # buffers above it are flushed when they are collected


def test_no_room_for_a_temporary_file(monkeypatch: pytest.MonkeyPatch) -> None:
    redirected(monkeypatch)

    def refuse() -> None:
        raise FileNotFoundError(errno.ENOENT, "No usable temporary directory found")

    monkeypatch.setattr(tempfile, "TemporaryFile", refuse)
    with pytest.raises(MissingError, match="no usable temporary directory") as caught, OutputSet(withhold=True) as out:
        out.open("-")
    assert "TMPDIR" in (caught.value.hint or "")


def test_standard_output_that_is_closed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdout", None)
    for withhold in (False, True):
        with pytest.raises(UsageError, match="standard output is closed"), OutputSet(withhold=withhold) as outputs:
            outputs.open("-")


@pytest.mark.parametrize(
    ("name", "goes"),
    [
        (".out.csv.0123abcd.tmp", True),
        (".out.csv.manifest.json.0123abcd.tmp", True),
        (".other.csv.0123abcd.tmp", False),
        (".more.out.csv.0123abcd.tmp", False),
        (".out.csv.gz.0123abcd.tmp", False),
        (".out.csv.0123abc.tmp", False),
        (".out.csv.0123ABCD.tmp", False),
        ("out.csv.0123abcd.tmp", False),
        (".out.csv.0123abcd.tmp.bak", False),
    ],
)
def test_leftovers_of_the_very_output_are_removed(tmp_path: Path, name: str, goes: bool) -> None:
    (tmp_path / name).write_text("left by a run that was killed")
    with pytest.raises(RuntimeError), OutputSet() as outputs:
        outputs.open(tmp_path / "out.csv")
        raise RuntimeError
    assert (tmp_path / name).exists(), "a run that fails removes its own files only"
    with OutputSet() as outputs:
        outputs.open(tmp_path / "out.csv").write(b"x")
        outputs.write_text(tmp_path / "out.csv.manifest.json", "{}")
    assert (tmp_path / name).exists() is not goes
    assert {"out.csv", "out.csv.manifest.json"} <= set(os.listdir(tmp_path))


def test_leftovers_beside_the_target_of_a_link_are_removed(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "out.csv").symlink_to("data/real.csv")
    for name in ("data/.real.csv.0123abcd.tmp", "data/.out.csv.0123abcd.tmp", ".out.csv.0123abcd.tmp"):
        (tmp_path / name).touch()
    with OutputSet() as outputs:
        outputs.open(tmp_path / "out.csv").write(b"x")
    assert sorted(os.listdir(tmp_path / "data")) == [".out.csv.0123abcd.tmp", "real.csv"]


def test_only_files_are_removed(tmp_path: Path) -> None:
    (tmp_path / ".out.csv.00000000.tmp").mkdir()
    (tmp_path / ".out.csv.11111111.tmp").symlink_to("precious")
    os.mkfifo(tmp_path / ".out.csv.22222222.tmp")
    (tmp_path / "precious").touch()
    with OutputSet() as outputs:
        outputs.open(tmp_path / "out.csv").write(b"x")
    assert len(os.listdir(tmp_path)) == 5


def test_files_of_a_living_run_are_left_alone(tmp_path: Path) -> None:
    target = tmp_path / "out.csv"
    with OutputSet(force=True) as slow:
        stream = slow.open(target)
        stream.write(b"slow")
        slow.finish(stream)  # closed, and not yet in place
        for content in (b"quick", b"again"):
            with OutputSet(force=True) as quick:
                quick.open(target).write(content)
            assert target.read_bytes() == content
            assert len(list(tmp_path.glob(".out.csv.*.tmp"))) == 1
    assert target.read_bytes() == b"slow"
    assert os.listdir(tmp_path) == ["out.csv"]


@pytest.mark.parametrize("held", [fcntl.LOCK_SH, fcntl.LOCK_EX])
def test_a_folder_that_others_lock_is_written_and_not_cleaned(tmp_path: Path, held: int) -> None:
    """Nobody waits for a lock: the command may run under `flock FOLDER`."""
    (tmp_path / ".out.csv.0123abcd.tmp").touch()
    folder = os.open(tmp_path, os.O_RDONLY)
    fcntl.flock(folder, held)
    with OutputSet() as outputs:
        outputs.open(tmp_path / "out.csv").write(b"x")
    assert sorted(os.listdir(tmp_path)) == [".out.csv.0123abcd.tmp", "out.csv"]
    os.close(folder)
    with OutputSet(force=True) as outputs:
        outputs.open(tmp_path / "out.csv").write(b"x")
    assert os.listdir(tmp_path) == ["out.csv"]


def test_without_locks_nothing_is_removed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(descriptor: int, operation: int) -> None:
        raise OSError(errno.ENOTSUP, "Operation not supported")

    monkeypatch.setattr(fcntl, "flock", refuse)
    monkeypatch.setattr("privml.core.destinations._PAUSE_S", 0)
    (tmp_path / ".out.csv.0123abcd.tmp").touch()
    with OutputSet() as outputs:
        outputs.open(tmp_path / "out.csv").write(b"x")
    assert sorted(os.listdir(tmp_path)) == [".out.csv.0123abcd.tmp", "out.csv"]


def test_a_folder_is_whole_or_not_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    final = tmp_path / "out" / "model"
    for content in ("one", "two"):  # the second takes the first one's place
        with folder_aside(final) as aside:
            (aside / content).write_text(content)
        assert [path.name for path in final.iterdir()] == [content]
    with pytest.raises(OSError, match="no space"), folder_aside(final) as aside:
        (aside / "three").write_text("thr")
        raise OSError("no space")
    assert [path.name for path in final.iterdir()] == ["two"]
    assert [path.name for path in final.parent.iterdir()] == ["model"]
    (tmp_path / "empty").mkdir()
    monkeypatch.chdir(tmp_path / "empty")
    with folder_aside(Path(".")) as aside:
        (aside / "four").write_text("four")
    assert (tmp_path / "empty" / "four").read_text() == "four"
