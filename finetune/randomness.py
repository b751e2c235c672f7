"""Where DP-SGD gets its randomness: a cipher's key stream, keyed by the operating system.

Torch's CPU generator is a Mersenne Twister seeded with 32 bits: its noise can be found by trying all seeds. Here each
step's draws are the AES-256-CTR key stream of a fresh 256-bit key that is kept nowhere.
"""

import hashlib
import os
from typing import TYPE_CHECKING

from ..core.seeds import derive_seed

if TYPE_CHECKING:
    from torch import Tensor

_CHUNK = 1 << 17
_WORD = 8  # bytes of one 64-bit number


class KeyStream:
    """Numbers from the AES-256-CTR key stream of one key, which must not be used for two streams."""

    def __init__(self, key: bytes) -> None:
        from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

        self._encryptor = Cipher(algorithms.AES256(key), modes.CTR(bytes(16))).encryptor()

    def uniform(self, count: int) -> "Tensor":
        """Return numbers in (0, 1], float64, of 53 random bits each."""
        import torch

        words = torch.frombuffer(bytearray(self._encryptor.update(bytes(count * _WORD))), dtype=torch.int64)
        # the upper 53 bits fill a double's mantissa; adding half a unit keeps 0 out of the logarithm
        return (words.bitwise_right_shift(11) + (1 << 52)).double().add_(0.5).mul_(2.0**-53)

    def normal(self, count: int) -> "Tensor":
        """Return standard normal numbers, float32 (Box and Muller 1958), up to 8.6 standard deviations."""
        import torch

        out = torch.empty(count + count % 2, dtype=torch.float32)
        for start in range(0, len(out), _CHUNK):
            part = out[start : start + _CHUNK]
            half = len(part) // 2
            drawn = self.uniform(len(part))
            radius = drawn[:half].log_().mul_(-2).sqrt_()
            angle = drawn[half:].mul_(2 * torch.pi)
            part[:half] = radius * angle.cos()
            part[half:] = radius * angle.sin()
        return out[:count]


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

    def poisson_rows(self, rows: int, sample_rate: float, step: int) -> list[int]:
        """Draw the rows of a step: each takes part with probability `sample_rate`, independently of all others."""
        drawn = self.stream("sample", step).uniform(rows) < sample_rate
        taken: list[int] = drawn.nonzero().flatten().tolist()
        return taken
