"""Where DP-SGD gets its randomness: a cipher's key stream, keyed by the operating system.

Torch's CPU generator is a Mersenne Twister seeded with 32 bits: its noise can be found by trying all seeds. Here each
step's draws are the AES-256-CTR key stream of a fresh 256-bit key that is kept nowhere.
"""

import hashlib
import os
from typing import TYPE_CHECKING, TypeVar

import numpy as np

from ..core.seeds import derive_seed

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from torch import Tensor

Word = TypeVar("Word", np.uint32, np.uint64)
_SEED_BYTES = 8
_CHUNK = 1 << 15  # numbers at a time, so that all of them stay in the cache


class KeyStream:
    """Numbers from the AES-256-CTR key stream of one key, which must not be used for two streams."""

    def __init__(self, key: bytes) -> None:
        from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

        self._encryptor = Cipher(algorithms.AES256(key), modes.CTR(bytes(16))).encryptor()

    def draw(self, count: int) -> bytes:
        """Return random bytes."""
        return self._encryptor.update(bytes(count))

    def uniform(self, count: int) -> "NDArray[np.float64]":
        """Return numbers in (0, 1], of 53 random bits each."""
        return _to_unit(self._words(count, np.uint64))

    def normal(self, count: int) -> "Tensor":
        """Return standard normal numbers, float32; see `add_normal`."""
        import torch

        found = torch.zeros(count)
        self.add_normal(found, deviation=1.0)
        return found

    def add_normal(self, target: "Tensor", *, deviation: float) -> None:
        """Add normal numbers to a contiguous float32 tensor on the CPU (Box and Muller 1958).

        The radius, which makes the tails (up to 8.6 standard deviations), has 53 random bits; the angle has 24, all
        that float32 holds.
        """
        flat = target.view(-1).numpy()
        for start in range(0, len(flat), _CHUNK):
            part = flat[start : start + _CHUNK]
            half = (len(part) + 1) // 2
            radius = np.sqrt(-2 * np.log(_to_unit(self._words(half, np.uint64)))).astype(np.float32)
            radius *= np.float32(deviation)
            angle = (self._words(half, np.uint32) >> np.uint32(8)).astype(np.float32) * np.float32(2 * np.pi * 2**-24)
            part[:half] += radius * np.cos(angle)
            part[half:] += (radius * np.sin(angle))[: len(part) - half]

    def _words(self, count: int, kind: type[Word]) -> "NDArray[Word]":
        return np.frombuffer(self.draw(count * np.dtype(kind).itemsize), dtype=kind)


def _to_unit(words: "NDArray[np.uint64]") -> "NDArray[np.float64]":
    """Turn 64 random bits into a number in (0, 1]; half a unit is added to keep 0 out of logarithms."""
    return ((words >> np.uint64(11)).astype(np.float64) + 0.5) * 2.0**-53


class PrivateRandomness:
    """The secret draws of a run: which rows take part in a step, and the noise.

    Args:
        seed: None for a release: every stream has its own key from the operating system. A number makes the draws
            repeatable, which is for tests only.
    """

    def __init__(self, seed: int | None) -> None:
        self._seed = seed

    def stream(self, name: str, step: int) -> KeyStream:
        """Return the stream of one use in one step."""
        if self._seed is None:
            return KeyStream(os.urandom(32))
        return KeyStream(hashlib.sha256(f"{derive_seed(self._seed, name, step)}".encode()).digest())

    def seed(self, name: str, step: int) -> int:
        """Return a seed for one use in one step: secret in a release, where each call gives another one."""
        return int.from_bytes(self.stream(name, step).draw(_SEED_BYTES), "big") >> 1

    def poisson_rows(self, rows: int, sample_rate: float, step: int) -> list[int]:
        """Draw the rows of a step: each takes part with probability `sample_rate`, independently of all others."""
        if sample_rate >= 1:
            return list(range(rows))
        taken: list[int] = np.flatnonzero(self.stream("sample", step).uniform(rows) < sample_rate).tolist()
        return taken
