"""A linear-chain CRF: probabilities of the tags of texts that lie as rows between separators.

A separator is always outside any entity, so what lies before it and behind it do not know of each other (Lafferty,
McCallum and Pereira 2001). All sums are taken element by element, so that no row's result depends on the others'.
"""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]


class Beliefs(NamedTuple):
    """What a chain says of rows of characters.

    Attributes:
        marginals: probabilities of shape (rows, characters, tags).
        pairs: expected numbers of each tag behind each, of shape (tags, tags), where both are characters.
        log_partition: logarithm of the sum over all taggings, over all rows.
    """

    marginals: Floats
    pairs: Floats
    log_partition: float


def _times(left: Floats, matrix: Floats) -> Floats:
    """Multiply rows by a matrix, each row by itself: BLAS may add in another order for other numbers of rows."""
    found: Floats = (left[:, :, None] * matrix[None]).sum(axis=1)
    return found


def infer(
    scores: Floats, transitions: Floats, is_character: npt.NDArray[np.bool_], *, want_pairs: bool = False
) -> Beliefs:
    """Return the probabilities of tags (forward and backward sums, scaled at each character).

    Args:
        scores: of shape (rows, characters, tags), the sums of weights; each row begins and ends with a separator.
        transitions: weights of shape (tags, tags), of the tag in the row behind which that in the column stands.
        is_character: of shape (rows, characters); False for separators, where only tag 0 can be.
        want_pairs: compute `pairs`, too, which training needs.
    """
    rows, length, tags = scores.shape
    highest = scores.max(axis=2)
    emissions = np.exp(scores - highest[:, :, None])
    emissions[~is_character] = 0.0
    emissions[~is_character, 0] = 1.0
    moves = np.exp(transitions)
    times = (lambda left, matrix: left @ matrix) if want_pairs else _times
    forward = np.empty_like(emissions)
    scales = np.empty((rows, length))
    state = np.zeros((rows, tags))
    state[:, 0] = 1.0
    for place in range(length):
        state = times(state, moves) * emissions[:, place]
        scale = state.sum(axis=1)
        state = state / scale[:, None]
        forward[:, place], scales[:, place] = state, scale
    backward = np.empty_like(emissions)
    alone = np.eye(1, tags)
    state = np.repeat(alone, rows, axis=0)
    for place in range(length - 1, -1, -1):
        backward[:, place] = state
        state = state * emissions[:, place]
        state[~is_character[:, place]] = alone  # exactly, whatever follows
        state = times(state, moves.T)
        state = state / state.sum(axis=1)[:, None]
    marginals = forward * backward
    marginals /= marginals.sum(axis=2)[:, :, None]
    pairs = np.zeros((tags, tags))
    log_partition = 0.0
    if want_pairs:
        together = is_character[:, 1:] | is_character[:, :-1]
        left = forward[:, :-1]
        right = (backward * emissions)[:, 1:]
        norm = np.einsum("rlt,tu,rlu->rl", left, moves, right, optimize=True)
        weight = np.where(together, 1 / norm, 0.0)
        pairs = moves * np.einsum("rlt,rlu->tu", left * weight[:, :, None], right, optimize=True)
        # separators behind separators are no part of any text
        empty = rows + int((~is_character[:, 1:] & ~is_character[:, :-1]).sum())
        log_partition = float(np.log(scales).sum() + highest[is_character].sum() - empty * transitions[0, 0])
    return Beliefs(marginals, pairs, log_partition)
