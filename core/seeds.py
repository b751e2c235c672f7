"""Named streams of randomness from one root seed.

Every use of randomness has a name (`"shuffle"`, `"dropout"`), and its seed depends on the root seed, the name and
the indices alone. Adding a new use does not move the others, and step 500 can be drawn without drawing step 499:
that is what makes a resumed run equal to an uninterrupted one.
"""

import hashlib


def derive_seed(root: int, name: str, *indices: int) -> int:
    """Return the seed of a named stream.

    Args:
        root: root seed of the run, any integer.
        name: what the randomness is for.
        indices: position inside the stream, such as epoch and step.

    Returns:
        An integer in [0, 2**63), accepted by `torch.Generator`, `numpy` and `random`.
    """
    label = ":".join(["privml", str(root), name, *map(str, indices)])
    digest = hashlib.sha256(label.encode()).digest()
    return int.from_bytes(digest[:8], "big") >> 1
