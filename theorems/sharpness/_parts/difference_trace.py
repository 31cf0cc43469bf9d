"""Tr ∇²L of a net with biases from values of L alone, by exact second differences."""

from __future__ import annotations

from fractions import Fraction
from functools import lru_cache
from typing import Any

from flint import fmpq, fmpq_mat

from theorems.core.exact_networks import flatten_exact, kinks_exact
from theorems.core.networks import Network, hidden, parameters
from theorems.sharpness._parts.labelled_data import Labelled, in_fmpq
from verify.exact.differences import HessianTrace, hessian_trace
from verify.exact.rational import fraction

__all__ = ["difference_trace", "second_differences"]


STEP = Fraction(1, 2**80)
"""where second differences start: arithmetic is exact, and a short step seldom meets a kink"""


@lru_cache(maxsize=256)
def difference_trace(net: Network, data: Labelled) -> Fraction | None:
    """Tr ∇²L from values of L alone, by exact second differences; None at a kink.

    It does not use Lemma 4.1.
    """
    X, y = in_fmpq(data.X), in_fmpq(data.y)
    if kinks_exact(net, X):
        return None
    found = second_differences(net, X, y)
    return None if found.value is None else fraction(found.value)


def second_differences(net: Network, X: Any, y: Any) -> HessianTrace:
    """`hessian_trace` of the loss of a net with biases.

    One forward pass, in matrices, serves both the loss and the signs of the pre-activations.
    """
    inputs, width = fmpq_mat([list(x) for x in X]), len(parameters(net)[-1])
    shapes = [(len(W), len(W[0])) for W in hidden(net)[0]]

    @lru_cache(maxsize=8)
    def passed(theta: tuple[Any, ...]) -> tuple[bytes, Any]:
        signs, values, at = bytearray(), inputs, 0
        for rows, columns in shapes:
            weights = fmpq_mat(rows, columns, theta[at : at + rows * columns])
            layer = (values * weights.transpose()).table()
            at += rows * columns
            if values is inputs:
                shifts = theta[at : at + rows]
                layer = [[p + b for p, b in zip(row, shifts, strict=True)] for row in layer]
                at += rows
            # 0, 1, 2 for negative, zero, positive
            signs += bytes((p > 0) + (p >= 0) for row in layer for p in row)
            values = fmpq_mat([[p if p > 0 else 0 for p in row] for row in layer])
        outputs = values * fmpq_mat(width, 1, theta[at:])
        errors = (outputs - labels).entries()
        return bytes(signs), sum((e * e for e in errors), fmpq(0)) / len(errors)

    labels = fmpq_mat(len(y), 1, list(y))
    return hessian_trace(
        lambda theta: passed(tuple(theta))[1],
        flatten_exact(net),
        region=lambda theta: passed(tuple(theta))[0],
        step=STEP,
    )
