"""Scores that mean the same for every entity type: the probability at which a detector works best becomes 0.5.

A token classifier's probabilities are no scores of one scale: where its training said little about a type, 0.3 may be
as good a reason as 0.6 of another. The map is linear below and above the operating point, so order is kept.
"""


def score_of(probability: float, point: float) -> float:
    """Return the score of a probability.

    Args:
        probability: from 0 to 1.
        point: operating point, the probability whose score is 0.5; between 0 and 1.

    Example:
        >>> score_of(0.25, 0.25), score_of(0.625, 0.25), score_of(0.125, 0.25), score_of(0.75, 0.5)
        (0.5, 0.75, 0.25, 0.75)
    """
    if probability < point:
        return probability / point / 2
    return 0.5 + (probability - point) / (1 - point) / 2


def probability_of(score: float, point: float) -> float:
    """Return the probability that has a score; the inverse of `score_of`.

    Example:
        >>> probability_of(0.75, 0.25), probability_of(0.25, 0.25)
        (0.625, 0.125)
    """
    if score < 0.5:
        return score * 2 * point
    return point + (score - 0.5) * 2 * (1 - point)
