"""Theorem 7's loss and SAM on it for many runs at once, in the coordinates that can move.

Kept are the coordinates that can move where exactly one column I is zero in the sample: (i, 1) for
all i, block I and the last.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from verify.arrays import Array

__all__ = ["RunsLoss", "sam_runs"]


@dataclass(frozen=True, slots=True)
class RunsLoss:
    """F_S for a batch of R runs, at points (first, block).

    `first` holds w^(i)(1) for all i and w(d), shape (..., R, N+1), `block` w^(I)(2), ..., w^(I)(T),
    shape (..., R, T−1). `sides` are the v_z there, shape (R, n, N+1); `at` picks column I of each
    run; below `floor` a hinge (i, 2) with i ≠ I is active; `delta` is δ_2, ..., δ_T.
    """

    sides: Array
    at: tuple[Any, Array, Array]
    floor: Array
    lam: Array
    gamma: Array
    delta1: Array
    delta: Array

    def hinges(self, first: Array, block: Array) -> Array:
        """[w^(I)(j) − δ_j (w^(I)(j−1) + λ 1[j=2])]_+ for j = 2, ..., T."""
        out = np.empty_like(block)
        out[..., 0] = first[self.at] + self.lam
        out[..., 1:] = block[..., :-1]
        out *= self.delta[: block.shape[-1]]
        np.subtract(block, out, out=out)
        return np.maximum(out, 0.0, out=out)

    def inner(self, first: Array) -> Array:
        """v_zᵀw + δ_1, shape (..., R, n), where the other columns' hinges are not active.

        Raises
        ------
        ArithmeticError
            If one is.
        """
        if (first < self.floor).any():
            msg = "w^(i)(1) + lambda is negative for a column i that is not zero in the sample"
            raise ArithmeticError(msg)
        out = np.matmul(self.sides, first[..., None])[..., 0]
        out += self.delta1
        return out

    def gradient(self, first: Array, block: Array) -> tuple[Array, Array]:
        """∇F_S; its first sum does not see block I, where z(I) = 0 in all of S."""
        heights = self.inner(first)
        if heights.max() > 0:
            np.maximum(heights, 0.0, out=heights)
            heights *= self.gamma
            g_first = np.matmul(heights[:, None, :], self.sides)[:, 0, :]
        else:
            g_first = np.zeros_like(first)
        hinges = self.hinges(first, block)
        down = self.delta[: block.shape[-1]] * hinges
        g_first[self.at] -= down[:, 0]
        hinges[:, :-1] -= down[:, 1:]
        return g_first, hinges


def sam_runs(loss: RunsLoss, eta: float, radii: Array, steps: int) -> tuple[Array, Array]:
    """The iterates w_1 = 0, ..., w_T of every run, along axis 0."""
    runs, _, width = loss.sides.shape
    firsts = np.zeros((steps, runs, width))
    blocks = np.zeros((steps, runs, steps - 1))
    for t in range(steps - 1):
        # of the block only the first t coordinates are not 0; the step reaches the next, and the
        # one after it is looked at
        live = min(t + 2, steps - 1)
        first, block = firsts[t], blocks[t, :, :live]
        up_first, up_block = loss.gradient(first, block)
        square = np.einsum("rj,rj->r", up_first, up_first)
        square += np.einsum("rj,rj->r", up_block, up_block)
        if not square.all():
            msg = f"the gradient at w_{t + 1} is zero in double precision, and SAM divides by it"
            raise ArithmeticError(msg)
        climb = (radii / np.sqrt(square))[:, None]
        up_first *= climb
        up_block *= climb
        up_first += first
        up_block += block
        g_first, g_block = loss.gradient(up_first, up_block)
        g_first *= eta
        g_block *= eta
        np.subtract(first, g_first, out=firsts[t + 1])
        np.subtract(block, g_block, out=blocks[t + 1, :, :live])
    return firsts, blocks
