"""Secret keys: made by `privml keygen`, read from files only, never shown.

A key is 32 random bytes. Each purpose gets its own subkey by HKDF-SHA256 (RFC 5869), so what one use reveals says
nothing about another. The fingerprint identifies a key in manifests without giving it away.
"""

import base64
import binascii
import hashlib
import os
import stat
from pathlib import Path

from .errors import GuardError, UsageError

KEY_BYTES = 32
_HEADER = "privml-key-v1:"


class Key:
    """A secret key. Its `repr` shows the fingerprint only.

    Args:
        secret: 32 bytes.
        ephemeral: made for this run and stored nowhere; its pseudonyms cannot be joined with another run's.
    """

    __slots__ = ("_secret", "ephemeral")

    def __init__(self, secret: bytes, *, ephemeral: bool = False) -> None:
        if len(secret) != KEY_BYTES:
            raise ValueError(f"a key has {KEY_BYTES} bytes")
        self._secret = secret
        self.ephemeral = ephemeral

    def derive(self, purpose: str) -> bytes:
        """Return the 32-byte subkey of a purpose (HKDF-SHA256, RFC 5869, empty salt)."""
        from cryptography.hazmat.primitives.hashes import SHA256
        from cryptography.hazmat.primitives.kdf.hkdf import HKDF

        return HKDF(SHA256(), KEY_BYTES, salt=None, info=f"privml/{purpose}".encode()).derive(self._secret)

    @property
    def fingerprint(self) -> str:
        """16 hexadecimal digits that identify the key."""
        return hashlib.sha256(self.derive("fingerprint")).hexdigest()[:16]

    def hand_over(self) -> bytes:
        """Return the secret for another process of this run, which gets it through a socket and keeps it in memory."""
        return self._secret

    def __repr__(self) -> str:
        return f"Key(fingerprint={self.fingerprint!r}, ephemeral={self.ephemeral})"

    def __reduce__(self) -> str:
        raise TypeError("keys are not pickled")


def random_key() -> Key:
    """Return a fresh key that lives in memory only."""
    return Key(os.urandom(KEY_BYTES), ephemeral=True)


def write_key(path: Path) -> Key:
    """Write a new key file with mode 0600 and return the key.

    Raises:
        UsageError: the file exists (a key is never overwritten) or its folder does not.
    """
    secret = os.urandom(KEY_BYTES)
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        raise UsageError(f"{path} exists, and a key file is never overwritten", hint="choose another name") from None
    except OSError as error:
        raise UsageError(f"cannot write {path}: {error.strerror}") from None
    with os.fdopen(descriptor, "w") as handle:
        handle.write(_HEADER + base64.b64encode(secret).decode() + "\n")
        handle.flush()
        os.fsync(handle.fileno())
    return Key(secret)


def load_key(path: Path) -> Key:
    """Read a key file.

    Raises:
        GuardError: group or others may read the file.
        UsageError: it is missing or not a key file.
    """
    try:
        mode = path.stat().st_mode
        if not stat.S_ISREG(mode):
            raise UsageError(f"key file {path} is not a regular file")
        if mode & 0o077:
            raise GuardError(
                f"key file {path} can be read by others (mode {stat.S_IMODE(mode):04o})",
                hint=f"chmod 600 {path}",
            )
        content = path.read_bytes()
    except OSError as error:
        raise UsageError(f"cannot read key file {path}: {error.strerror}", hint=f"privml keygen {path}") from None
    try:
        text = content.decode("ascii").strip()
        if not text.startswith(_HEADER):
            raise ValueError
        return Key(base64.b64decode(text.removeprefix(_HEADER), validate=True))
    except (ValueError, binascii.Error):
        raise UsageError(f"{path} is not a privml key file", hint="privml keygen FILE makes one") from None
