"""Choices made by a key: the same key, entity type and value give the same choice, on every machine, forever."""

import hashlib
import math
import unicodedata
from collections.abc import Iterable, Sequence
from typing import TypeVar

from ..core.keys import Key
from .plain import is_plain, lowered
from .spelling import read

T = TypeVar("T")
# of SHA-256; the subkey is shorter
_BLOCK_BYTES = 64
_DIGEST_BITS = 256
# of a stream that stay unused, so that no choice is likelier than another by more than 2**-128
_SPARE_BITS = 128


def normalise(value: str) -> str:
    """Return the form in which two spellings of a value are the same value.

    NFKC (full-width and composed characters) without invisible ones, case-folded, runs of white space as one space.
    """
    if value.isascii():
        return " ".join(value.lower().split())
    return " ".join(unicodedata.normalize("NFKC", read(value).text).casefold().split())


def normalise_all(values: Sequence[str]) -> list[str]:
    """Return the normalised forms of many values."""
    return lowered(values) if is_plain(values) else list(map(normalise, values))


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
        if state.bit_length() < bound.bit_length() + _SPARE_BITS:
            self._round += 1
            block = hashlib.sha256(self._digest + self._round.to_bytes(4, "big")).digest()
            state = int.from_bytes(block, "big") | (1 << _DIGEST_BITS)
        self._state, choice = divmod(state, bound)
        return choice

    def several(self, bounds: Sequence[int]) -> int:
        """Return several choices as one integer: they are its digits in the mixed radix of the bounds, lowest first.

        For bounds (10, 12) the choices are `number % 10` and `number // 10`.
        """
        product = math.prod(bounds)
        if self._state.bit_length() >= _fewest_bits(product):
            # of s below a and then of s // a below b is of s below a b: ((s % (a b)) // a) = (s // a) % b
            self._state, number = divmod(self._state, product)
            return number
        number, weight = 0, 1
        for bound in bounds:
            number += weight * self.below(bound)
            weight *= bound
        return number

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


def _fewest_bits(product: int) -> int:
    """Return how long a stream must be so that no choice of several, of bounds with this product, begins a new round.

    Before the last choice it has lost at most the bits of the others' product, and the bits of two factors are at most
    one more than those of their product.
    """
    return product.bit_length() + 1 + _SPARE_BITS


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

    def digests(self, entity_type: str, values: Sequence[str]) -> list[bytes]:
        """Return the digests of many normalised values, at the first attempt."""
        begun = self._inner()
        begun.update(f"{entity_type}\0{0}\0".encode("utf-8", "surrogatepass"))
        begin, end = begun.copy, self._outer
        found = []
        for message in _encoded(values):
            inner, outer = begin(), end()
            inner.update(message)
            outer.update(inner.digest())
            found.append(outer.digest())
        return found

    def numbers(self, entity_type: str, values: Sequence[str], bounds: Sequence[int]) -> list[int]:
        """Return what `draw(...).several(bounds)` is for each of many normalised values."""
        digests = self.digests(entity_type, values)
        product = math.prod(bounds)
        shortest = _fewest_bits(product)
        if shortest > _DIGEST_BITS or (digests and min(digests) < _with_bits(shortest)):
            return [Draw(digest).several(bounds) for digest in digests]
        read_number = int.from_bytes
        return [read_number(digest, "big") % product for digest in digests]

    def draw(self, entity_type: str, value: str, attempt: int = 0) -> Draw:
        """Return the stream of choices of a normalised value."""
        return Draw(self.digest(entity_type, value, attempt))


def _with_bits(count: int) -> bytes:
    """Return the smallest digest of so many bits."""
    return (1 << (count - 1)).to_bytes(_DIGEST_BITS // 8, "big")


def _encoded(values: Sequence[str]) -> Iterable[bytes]:
    if "".join(values).isascii():
        return map(str.encode, values)
    return (value.encode("utf-8", "surrogatepass") for value in values)
