"""Choices made by a key: the same key, entity type and value give the same choice, on every machine, forever."""

import hashlib
import unicodedata
from collections.abc import Sequence
from typing import TypeVar

from ..core.keys import Key
from .spelling import read

T = TypeVar("T")
# of SHA-256; the subkey is shorter
_BLOCK_BYTES = 64


def normalise(value: str) -> str:
    """Return the form in which two spellings of a value are the same value.

    NFKC (full-width and composed characters) without invisible ones, case-folded, runs of white space as one space.
    """
    if value.isascii():
        return " ".join(value.lower().split())
    return " ".join(unicodedata.normalize("NFKC", read(value).text).casefold().split())


class Draw:
    """A stream of choices that depends on one digest; each choice consumes some of it.

    Args:
        digest: 32 bytes of HMAC-SHA256.
    """

    __slots__ = ("_digest", "_round", "_state")

    def __init__(self, digest: bytes) -> None:
        self._digest = digest
        self._round = 0
        self._state = int.from_bytes(digest, "big")

    def below(self, bound: int) -> int:
        """Return an integer in [0, bound). The bias is below bound / 2**128."""
        state = self._state
        if state.bit_length() < bound.bit_length() + 128:
            self._round += 1
            block = hashlib.sha256(self._digest + self._round.to_bytes(4, "big")).digest()
            state = int.from_bytes(block, "big") | (1 << 256)
        self._state, choice = divmod(state, bound)
        return choice

    def pick(self, options: Sequence[T]) -> T:
        """Return one of the options."""
        return options[self.below(len(options))]

    def digits(self, count: int) -> str:
        """Return a string of decimal digits."""
        return str(self.below(10**count)).zfill(count) if count else ""

    def shape(self, text: str) -> str:
        """Replace letters by letters (same case) and digits by digits; everything else stays."""
        return "".join(self._like(character) for character in text)

    def _like(self, character: str) -> str:
        if character.isdigit():
            return str(self.below(10))
        if character.isupper():
            return chr(65 + self.below(26))
        if character.islower():
            return chr(97 + self.below(26))
        if character.isalpha():
            return (
                self.pick("天地人和山水风云春秋江河松竹梅兰") if ord(character) > 0x2E80 else chr(97 + self.below(26))
            )
        return character


class KeyedChoice:
    """Makes draws for values under one key.

    Args:
        key: the secret.
        purpose: separates uses of the key that must not be comparable.
    """

    def __init__(self, key: Key, purpose: str = "pseudonym") -> None:
        subkey = key.derive(purpose).ljust(_BLOCK_BYTES, b"\0")
        # HMAC's two hashes (RFC 2104) after the block that holds the key: to copy them is faster than to begin anew
        self._inner = hashlib.sha256(bytes(byte ^ 0x36 for byte in subkey)).copy
        self._outer = hashlib.sha256(bytes(byte ^ 0x5C for byte in subkey)).copy

    def digest(self, entity_type: str, value: str, attempt: int = 0) -> bytes:
        """HMAC-SHA256 (RFC 2104) of entity type, attempt and normalised value, unambiguously joined."""
        inner, outer = self._inner(), self._outer()
        inner.update(f"{entity_type}\0{attempt}\0{value}".encode("utf-8", "surrogatepass"))
        outer.update(inner.digest())
        return outer.digest()

    def draw(self, entity_type: str, value: str, attempt: int = 0) -> Draw:
        """Return the stream of choices of a normalised value."""
        return Draw(self.digest(entity_type, value, attempt))
