"""Outputs appear whole or not at all; keys stay secret; manifests hold."""

import errno
import io
import json
import os
import stat
from pathlib import Path

import pytest
from privml.core import pending
from privml.core.errors import GuardError, MissingError, UsageError
from privml.core.inputs import hash_file
from privml.core.keys import Key, load_key, random_key, write_key
from privml.core.manifest import dump_manifest, make_manifest, manifest_path, verify_manifest
from privml.core.outputs import OutputSet
from privml.core.seeds import derive_seed
from privml.core.streams import HashingWriter


def test_nothing_is_left_after_an_error(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError), OutputSet() as outputs:
        outputs.open(tmp_path / "a.csv").write(b"half")
        outputs.write_text(tmp_path / "a.json", "{}")
        raise RuntimeError
    assert list(tmp_path.iterdir()) == []


def test_existing_outputs_and_inputs_are_safe(tmp_path: Path) -> None:
    target = tmp_path / "a.csv"
    target.write_text("old")
    with pytest.raises(UsageError, match="exists"), OutputSet() as outputs:
        outputs.open(target)
    with pytest.raises(UsageError, match="also an input"), OutputSet(force=True, inputs=[target]) as outputs:
        outputs.open(target)
    link = tmp_path / "link.csv"
    link.symlink_to(target)
    with pytest.raises(UsageError, match="also an input"), OutputSet(force=True, inputs=[target]) as outputs:
        outputs.open(link)
    with pytest.raises(UsageError, match="does not exist"), OutputSet() as outputs:
        outputs.open(tmp_path / "no" / "a.csv")
    assert target.read_text() == "old"
    with OutputSet(force=True) as outputs:
        outputs.open(target).write(b"new")
        assert target.read_text() == "old", "the old file stands until the new one is whole"
    assert target.read_text() == "new"


def test_an_output_that_appears_meanwhile_is_kept(tmp_path: Path) -> None:
    target = tmp_path / "a.csv"
    with pytest.raises(UsageError, match="exists"), OutputSet() as outputs:
        outputs.open(target).write(b"mine")
        target.write_text("theirs")
    assert target.read_text() == "theirs"
    assert os.listdir(tmp_path) == ["a.csv"]


@pytest.mark.parametrize(
    ("number", "told"), [(errno.ENOSPC, "no space left"), (errno.EFBIG, "the file may not grow any larger")]
)
def test_full_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, told: str) -> None:
    def fail(descriptor: int) -> None:
        raise OSError(number, "No space left on device")

    monkeypatch.setattr(pending.os, "fsync", fail)
    with pytest.raises(MissingError, match=told), OutputSet() as outputs:
        outputs.open(tmp_path / "a.csv").write(b"x")
    assert list(tmp_path.iterdir()) == []


def test_an_output_that_takes_a_part_at_a_time_gets_all() -> None:
    """So does standard output without a buffer, as under PYTHONUNBUFFERED."""

    class Narrow(io.RawIOBase):
        taken = b""

        def writable(self) -> bool:
            return True

        def write(self, data: object) -> int:
            part = bytes(data)[:3]  # type: ignore[call-overload]
            Narrow.taken += part
            return len(part)

    writer = HashingWriter(Narrow())  # type: ignore[arg-type]
    assert writer.write(b"0123456789") == 10
    assert Narrow.taken == b"0123456789"
    assert writer.digest().size == 10


def test_full_disk_for_real() -> None:
    if not Path("/dev/full").exists():
        pytest.skip("no /dev/full on this system")
    with open("/dev/full", "wb", buffering=0) as full:
        writer = HashingWriter(full)  # type: ignore[arg-type]
        with pytest.raises(OSError, match="space"):
            writer.write(b"x")


def test_keys(tmp_path: Path) -> None:
    path = tmp_path / "k"
    key = write_key(path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert load_key(path).derive("a") == key.derive("a") != key.derive("b")
    assert key.fingerprint in repr(key)
    assert key._secret.hex() not in repr(key)
    with pytest.raises(TypeError):
        import pickle

        pickle.dumps(key)
    with pytest.raises(UsageError, match="never overwritten"):
        write_key(path)
    path.chmod(0o644)
    with pytest.raises(GuardError, match="read by others"):
        load_key(path)
    (tmp_path / "bad").touch(mode=0o600)
    with pytest.raises(UsageError, match="not a privml key file"):
        load_key(tmp_path / "bad")
    with pytest.raises(UsageError, match="cannot read key file"):
        load_key(tmp_path / "none")


def manifest_for(data: Path, key: Key | None) -> dict[str, object]:
    digest = hash_file(data)
    return make_manifest(
        stage="mask",
        source={"name": "in"},
        output={"name": data.name, "sha256": digest.sha256},
        policy={"verify": "values"},
        key=key,
        body={"columns": {}},
    )


def test_manifest(tmp_path: Path, key: Key) -> None:
    data = tmp_path / "m.csv"
    data.write_text("a,b\n1,2\n")
    with pytest.raises(GuardError, match="no manifest"):
        verify_manifest(data)
    manifest = manifest_for(data, key)
    path = manifest_path(data)
    path.write_text(dump_manifest(manifest))
    assert verify_manifest(data)["stage"] == "mask"
    assert verify_manifest(data, key=key)
    assert verify_manifest(hash_file(data), manifest=path)
    with pytest.raises(GuardError, match="standard input needs its manifest"):
        verify_manifest(hash_file(data))
    with pytest.raises(GuardError, match="HMAC does not match"):
        verify_manifest(data, key=Key(b"x" * 32))
    path.write_text(json.dumps(manifest | {"rows": 3}))
    with pytest.raises(GuardError, match="HMAC does not match"):
        verify_manifest(data, key=key)
    path.write_text(json.dumps(manifest | {"policy": {}}))
    with pytest.raises(GuardError, match="was edited"):
        verify_manifest(data)
    path.write_text("[]")
    with pytest.raises(GuardError, match="not a privml manifest"):
        verify_manifest(data)
    path.write_text(dump_manifest(manifest_for(data, random_key())))
    with pytest.raises(GuardError, match="not sealed"):
        verify_manifest(data, key=key)
    data.write_text("a,b\n1,3\n")
    with pytest.raises(GuardError, match="the hashes differ"):
        verify_manifest(data)


def test_seeds_depend_on_name_and_indices_only() -> None:
    seeds = {derive_seed(0, name, *where) for name in ("a", "b") for where in ((), (1,), (1, 2), (12,))}
    assert len(seeds) == 8
    assert derive_seed(7, "split") == derive_seed(7, "split") != derive_seed(8, "split")
    assert all(0 <= seed < 2**63 for seed in seeds)
