"""The exact twin of `jacobians`: gradients of a network's outputs, over rationals or balls."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from theorems.core.exact_networks import (
    Matrix,
    Vector,
    activation_pattern,
    bn_hidden,
    bn_scales,
    kinks_exact,
    ln_scale,
    neuron_gammas,
    preactivations_exact,
    undecided_signs,
)
from theorems.core.networks import MLPBias, Network, SimBN, SimLN, hidden
from theorems.core.scalars import Scalar, dot, exact_rows, quotient, relu, total
from verify.exact.ball import Undecided

__all__ = ["jacobian_exact"]


def jacobian_exact(
    net: Network, X: Matrix, *, at_kink: Literal["refuse", "zero"] = "refuse"
) -> tuple[tuple[Scalar, ...], ...]:
    """Return ∇_θ f(x_i) for every sample, in the order of `flatten_exact`.

    Parameters
    ----------
    net, X
        The network, and the inputs over which Sim-BN takes its scales.
    at_kink
        "zero" takes relu'(0) = 0. That is the gradient where the neuron has no outgoing weight, as
        spare neurons have: f is differentiable there, though not twice. Elsewhere it is a choice.

    Raises
    ------
    ValueError
        If a pre-activation is exactly 0 and is to be refused, or as `forward_exact`.
    Undecided
        If the sign of a pre-activation is not decided.
    """
    X = exact_rows(X)
    layers = preactivations_exact(net, X)
    pattern = activation_pattern(net, X)
    found = kinks_exact(net, X)
    if found and at_kink == "refuse":
        msg = f"there is no gradient at a pre-activation that is exactly 0, got {found[0]}."
        raise ValueError(msg)
    undecided = undecided_signs(net, X)
    if undecided:
        msg = f"the sign of a pre-activation is not decided, {undecided[0]}."
        raise Undecided(msg)
    active = [[[s == 1 for s in row] for row in layer] for layer in pattern]
    h = [[tuple(map(relu, row)) for row in layer] for layer in layers]
    if isinstance(net, SimBN):
        return _sim_bn_gradients(net, X, h[0], active[0])
    return tuple(
        _gradient(net, x, [layer[i] for layer in h], [layer[i] for layer in active])
        for i, x in enumerate(X)
    )


def _gradient(
    net: Network, x: Vector, h: Sequence[Vector], active: Sequence[Sequence[bool]]
) -> tuple[Scalar, ...]:
    weights, b1 = hidden(net)
    top: Vector = net.weights[-1] if isinstance(net, MLPBias) else net.W2
    last: Vector = h[-1]
    if isinstance(net, SimLN):
        scale, moves = ln_scale(net, last)
        last = tuple(quotient(v, scale) for v in last)
        inner = dot(top, last)
        top = tuple(
            quotient(t - (inner * v if moves else 0), scale) for t, v in zip(top, last, strict=True)
        )
    parts = [list(last)]
    delta = [t if on else t * 0 for t, on in zip(top, active[len(weights) - 1], strict=True)]
    for k in range(len(weights) - 1, 0, -1):
        parts.append([e * v for e in delta for v in h[k - 1]])
        back = [dot(delta, column) for column in zip(*weights[k], strict=True)]
        delta = [e if on else e * 0 for e, on in zip(back, active[k - 1], strict=True)]
    first = [e * v for e in delta for v in x]
    bias = [] if b1 is None else delta
    return (*first, *bias, *(value for part in reversed(parts) for value in part))


def _sim_bn_gradients(
    net: SimBN, X: Matrix, h: Sequence[Vector], active: Sequence[Sequence[bool]]
) -> tuple[tuple[Scalar, ...], ...]:
    scales = bn_scales(net, h)
    u = bn_hidden(net, h, scales)
    gammas, n, d = neuron_gammas(net), len(X), len(X[0])
    gradients = []
    for x, row, on in zip(X, u, active, strict=True):
        first: list[Scalar] = []
        bias: list[Scalar] = []
        for j, a in enumerate(scales):
            weight = net.W2[j] * gammas[j]
            # ∂a_j = Σ_b h_bj ∂pre_bj/(n a_j) moves f(x) by -weight u_j/a_j times it
            for k in range(d + 1):
                if a is None:
                    value = weight * 0
                else:
                    through = total(h[b][j] * (X[b][k] if k < d else 1) for b in range(n))
                    through = quotient(through, n * a)
                    direct = (x[k] if k < d else 1) if on[j] else 0
                    value = quotient(weight, a) * (direct - row[j] * through)
                (first if k < d else bias).append(value)
        by_gamma = [v * w for v, w in zip(row, net.W2, strict=True)]
        gamma = by_gamma if isinstance(net.gamma, tuple | list) else [total(by_gamma)]
        last = [v * g for v, g in zip(row, gammas, strict=True)]
        gradients.append((*first, *bias, *gamma, *last))
    return tuple(gradients)
