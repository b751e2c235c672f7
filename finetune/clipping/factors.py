"""What a layer's backward pass leaves behind to know each unit's gradient without computing it.

A linear layer's gradient for one unit is a sum of outer products over its tokens, G^T A, with the layer's input A and
its output gradient G. Norm and clipped sum follow from A and G (Goodfellow 2015; Li et al. 2022, section 4; Bu et al.
2023, book-keeping), for an embedding from token ids and G.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import torch
from torch import Tensor

_ROUNDING = 1e-6
"""Share of |A|^2 |G|^2 that is added to a squared norm taken from Gram matrices, where float32 rounds by about 1e-7 of
it: a norm is never taken for less than it is."""


class Factor(Protocol):
    """One use of a parameter by one physical batch."""

    def norms_squared(self) -> Tensor:
        """Squared norm of each unit's gradient, shape (units,)."""
        ...

    def weighted_sum(self, weights: Tensor) -> Tensor:
        """Sum of the units' gradients, each times its weight (units,), in the parameter's shape."""
        ...


@dataclass(frozen=True)
class Instantiated:
    """The gradients themselves: for small parameters.

    Attributes:
        gradients: shape (units, *parameter).
    """

    gradients: Tensor

    def norms_squared(self) -> Tensor:
        """Squared norm of each unit's gradient, shape (units,)."""
        norms: Tensor = self.gradients.flatten(1).norm(dim=1)
        return norms.square()

    def weighted_sum(self, weights: Tensor) -> Tensor:
        """Sum of the units' gradients, each times its weight."""
        total: Tensor = torch.tensordot(weights, self.gradients, dims=1)
        return total


@dataclass(frozen=True)
class OuterProducts:
    """A linear layer's gradient G^T A.

    Attributes:
        inputs: A, shape (units, tokens, in).
        gradients: G, shape (units, tokens, out).
        transposed: the weight has shape (in, out), as GPT-2's layers have.
    """

    inputs: Tensor
    gradients: Tensor
    transposed: bool = False

    def norms_squared(self) -> Tensor:
        """Squared norm of each unit's gradient, shape (units,): the sum of AA^T * GG^T."""
        inputs = torch.bmm(self.inputs, self.inputs.mT)
        gradients = torch.bmm(self.gradients, self.gradients.mT)
        sizes = _trace(inputs) * _trace(gradients)
        return (inputs * gradients).sum(dim=(1, 2)).clamp(min=0) + _ROUNDING * sizes

    def weighted_sum(self, weights: Tensor) -> Tensor:
        """Sum of the units' gradients, each times its weight."""
        inputs = self.inputs.flatten(0, 1)
        gradients = (weights[:, None, None] * self.gradients).flatten(0, 1)
        return inputs.T @ gradients if self.transposed else gradients.T @ inputs

    def instantiate(self) -> Tensor:
        """Return each unit's gradient, shape (units, *parameter)."""
        if self.transposed:
            return torch.bmm(self.inputs.mT, self.gradients)
        return torch.bmm(self.gradients.mT, self.inputs)

    @property
    def is_small(self) -> bool:
        """True if the gradients themselves take no more memory, and so no more time, than inputs and gradients."""
        tokens, inside, outside = self.inputs.shape[1], self.inputs.shape[2], self.gradients.shape[2]
        return inside * outside <= tokens * (inside + outside)


@dataclass(frozen=True)
class Lookups:
    """An embedding's gradient: row `ids[t]` of the table gets G_t.

    Attributes:
        ids: rows that were looked up, shape (units, tokens); -1 for one that learns nothing (padding).
        gradients: G, shape (units, tokens, width).
        rows: rows of the table.
    """

    ids: Tensor
    gradients: Tensor
    rows: int

    def norms_squared(self) -> Tensor:
        """Squared norm of each unit's gradient, shape (units,): tokens with equal ids fall into one row."""
        equal = (self.ids[:, :, None] == self.ids[:, None, :]) & (self.ids[:, :, None] >= 0)
        gradients = torch.bmm(self.gradients, self.gradients.mT)
        sizes = _trace(gradients) * self.ids.shape[1]
        return (gradients * equal).sum(dim=(1, 2)).clamp(min=0) + _ROUNDING * sizes

    def weighted_sum(self, weights: Tensor) -> Tensor:
        """Sum of the units' gradients, each times its weight."""
        gradients = (weights[:, None, None] * self.gradients).flatten(0, 1)
        ids = self.ids.flatten()
        learning = ids >= 0
        total = gradients.new_zeros(self.rows, gradients.shape[1])
        return total.index_add_(0, ids[learning], gradients[learning])


def tied_norms_squared(head: OuterProducts, table: Lookups) -> Tensor:
    """Squared norm for a weight that is a linear layer and an embedding at once, shape (units,).

    With the layer's H, G and the table's ids, E: |A + B|^2 = |A|^2 + |B|^2 + 2 sum_ts (H_t . E_s) G_t[ids_s].
    """
    similar = torch.bmm(head.inputs, table.gradients.mT)  # (units, head tokens, table tokens)
    wanted = table.ids.clamp(min=0)[:, None, :].expand(-1, head.gradients.shape[1], -1)
    cross = (similar * head.gradients.gather(2, wanted) * (table.ids >= 0)[:, None, :]).sum(dim=(1, 2))
    one, other = head.norms_squared(), table.norms_squared()
    return (one + other + 2 * cross).clamp(min=0) + _ROUNDING * (one + other)


def merged(factors: Sequence[Factor]) -> list[Factor]:
    """Return the uses of one parameter with uses of one kind made one: a gradient is the sum over all uses."""
    if len(factors) == 1:
        return list(factors)
    outer = [factor for factor in factors if isinstance(factor, OuterProducts)]
    lookups = [factor for factor in factors if isinstance(factor, Lookups)]
    instantiated = [factor for factor in factors if isinstance(factor, Instantiated)]
    if instantiated and (outer or lookups):
        instantiated += [Instantiated(factor.instantiate()) for factor in outer]
        instantiated += [Instantiated(_instantiate_lookups(factor)) for factor in lookups]
        outer, lookups = [], []
    result: list[Factor] = []
    if outer:
        result.append(
            OuterProducts(
                torch.cat([factor.inputs for factor in outer], dim=1),
                torch.cat([factor.gradients for factor in outer], dim=1),
                outer[0].transposed,
            )
        )
    if lookups:
        result.append(
            Lookups(
                torch.cat([factor.ids for factor in lookups], dim=1),
                torch.cat([factor.gradients for factor in lookups], dim=1),
                lookups[0].rows,
            )
        )
    if instantiated:
        result.append(Instantiated(torch.stack([factor.gradients for factor in instantiated]).sum(dim=0)))
    return result


def joint_norms_squared(factors: Sequence[Factor]) -> Tensor:
    """Squared norm of each unit's gradient of one parameter, from its merged factors; shape (units,)."""
    match factors:
        case [factor]:
            return factor.norms_squared()
        case [OuterProducts() as head, Lookups() as table]:
            return tied_norms_squared(head, table)
    raise AssertionError("merged factors are one, or a layer and a table")


def _instantiate_lookups(factor: Lookups) -> Tensor:
    units = len(factor.ids)
    ids = factor.ids.clamp(min=0)[:, :, None].expand_as(factor.gradients)
    gradients = factor.gradients * (factor.ids >= 0)[:, :, None]
    return gradients.new_zeros(units, factor.rows, gradients.shape[2]).scatter_add_(1, ids, gradients)


def _trace(matrices: Tensor) -> Tensor:
    return matrices.diagonal(dim1=1, dim2=2).sum(dim=1)
