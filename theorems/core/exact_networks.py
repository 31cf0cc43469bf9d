"""Exact twins of the networks: the records of `networks` with nested tuples of scalars.

The scalars may be Fraction, fmpq or arb, all of one type within a network and its inputs (integers
fit every type); `convert` brings a network into one type. A pre-activation in balls has a
three-valued sign: the forward pass encloses relu and needs no decision, a gradient, in
`exact_jacobians`, needs one.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any, TypeAlias

from theorems.core.networks import (
    NORM_LAYER,
    Kink,
    MLPBias,
    Network,
    SimBN,
    SimLN,
    from_parameters,
    hidden,
    parameters,
)
from theorems.core.scalars import (
    Scalar,
    dot,
    exact_rows,
    into,
    quotient,
    relu,
    sign,
    sqrt,
    total,
)
from verify.arrays import Array
from verify.exact.ball import Undecided
from verify.exact.rational import fraction
from verify.tri import Tri

__all__ = [
    "activation_pattern",
    "convert",
    "flatten_exact",
    "forward_exact",
    "kinks_exact",
    "loss_exact",
    "loss_function",
    "pattern_function",
    "preactivations_exact",
    "to_arrays",
    "undecided_signs",
    "unflatten_exact",
]

Vector: TypeAlias = Sequence[Scalar]
Matrix: TypeAlias = Sequence[Sequence[Scalar]]


def _map(value: Any, function: Callable[[Scalar], Any]) -> Any:
    if isinstance(value, tuple | list):
        return tuple(_map(v, function) for v in value)
    return function(value)


def convert(net: Network, kind: type, /) -> Network:
    """Return the network with every parameter, and ε, as Fraction, fmpq or arb.

    Raises
    ------
    TypeError
        If a parameter is a float, or a ball that should become a rational.
    """
    values = [_map(part, lambda x: into(x, kind)) for part in parameters(net)]
    new = from_parameters(net, values)
    return replace(new, epsilon=into(new.epsilon, kind)) if isinstance(new, SimLN) else new


def to_arrays(net: Network, xp: Any, /, *, dtype: Any = None, device: Any = None) -> Network:
    """Return the network with its parameters rounded to floats, as arrays of a namespace."""

    def array(part: Any) -> Array:
        return xp.asarray(_map(part, _as_float), dtype=dtype or xp.float64, device=device)

    new = from_parameters(net, [array(part) for part in parameters(net)])
    return replace(new, epsilon=_as_float(new.epsilon)) if isinstance(new, SimLN) else new


def _as_float(x: Scalar) -> float:
    return float(x) if not hasattr(x, "p") else float(fraction(x))


def _flat(value: Any) -> list[Scalar]:
    if isinstance(value, tuple | list):
        return [x for v in value for x in _flat(v)]
    return [value]


def flatten_exact(net: Network, /) -> tuple[Scalar, ...]:
    """Return all parameters as one tuple, in the order of `networks.flatten`."""
    return tuple(_flat(parameters(net)))


def unflatten_exact(like: Network, theta: Vector, /) -> Network:
    """Return a network of the kind and shapes of `like` with the parameters `theta`.

    Raises
    ------
    ValueError
        If `theta` has not as many entries as `like` has parameters.
    """
    count = len(flatten_exact(like))
    if len(theta) != count:
        msg = f"theta must have length {count}, got {len(theta)}."
        raise ValueError(msg)
    values = iter(theta)
    return from_parameters(like, [_map(part, lambda _: next(values)) for part in parameters(like)])


def preactivations_exact(net: Network, X: Matrix) -> tuple[tuple[tuple[Scalar, ...], ...], ...]:
    """Return the pre-activations as layer by sample by neuron.

    Raises
    ------
    ValueError
        If the inputs have not the dimension that W_1 takes.
    TypeError
        If a weight or an input is a float.
    """
    weights, b1 = hidden(net)
    rows = exact_rows(X)
    bias = [0] * len(weights[0]) if b1 is None else b1
    layers = [
        tuple(tuple(dot(w, x) + b for w, b in zip(weights[0], bias, strict=True)) for x in rows)
    ]
    for W in weights[1:]:
        below = [tuple(map(relu, pre)) for pre in layers[-1]]
        layers.append(tuple(tuple(dot(w, h) for w in W) for h in below))
    last = parameters(net)[-1]
    if any(isinstance(p, float) for row in (*layers[-1], last) for p in row):
        msg = "the network must hold exact scalars, got a float among its weights."
        raise TypeError(msg)
    return tuple(layers)


def activation_pattern(net: Network, X: Matrix) -> tuple[tuple[tuple[int | Tri, ...], ...], ...]:
    """Return the signs of the pre-activations: -1, 0, 1, or UNKNOWN for a ball around 0.

    For `SimLN` a last layer holds the sign of ‖relu(W_1 x + b_1)‖² - ε² for every sample.
    """
    layers = preactivations_exact(net, X)
    signs = [tuple(tuple(map(sign, row)) for row in layer) for layer in layers]
    if isinstance(net, SimLN):
        norms = (total(relu(p) * relu(p) for p in row) for row in layers[-1])
        signs.append(tuple((sign(q - net.epsilon * net.epsilon),) for q in norms))
    return tuple(signs)


def _where(net: Network, X: Matrix, wanted: object) -> tuple[Kink, ...]:
    pattern = activation_pattern(net, X)
    depth = len(hidden(net)[0])
    return tuple(
        Kink(i, layer, j) if layer <= depth else Kink(i, NORM_LAYER, -1)
        for layer, rows in enumerate(pattern, start=1)
        for i, row in enumerate(rows)
        for j, s in enumerate(row)
        if s is wanted or (s == wanted and not isinstance(s, Tri))
    )


def kinks_exact(net: Network, X: Matrix) -> tuple[Kink, ...]:
    """Return every (sample, layer, neuron) whose pre-activation is exactly 0.

    For balls these are the certain ones; `undecided_signs` returns the others that may be.
    """
    return _where(net, X, 0)


def undecided_signs(net: Network, X: Matrix) -> tuple[Kink, ...]:
    """Return every (sample, layer, neuron) whose pre-activation has an undecided sign."""
    return _where(net, X, Tri.UNKNOWN)


def bn_scales(net: SimBN, h: Sequence[Vector]) -> list[Scalar | None]:
    """Return a[j] for every neuron, None for a dead one whose convention is "zero"."""
    scales: list[Scalar | None] = []
    for j, column in enumerate(zip(*h, strict=True)):
        q = quotient(total(x * x for x in column), len(h))
        if sign(q) != 0:
            scales.append(sqrt(q))
        elif net.dead == "zero":
            scales.append(None)
        else:
            msg = f"neuron {j} of Sim-BN is active on no training input, and 0/0 has no value."
            raise ValueError(msg)
    return scales


def bn_hidden(
    net: SimBN, h: Sequence[Vector], scales: Sequence[Scalar | None]
) -> list[tuple[Scalar, ...]]:
    """Return relu/a for every sample and neuron, 0 for a dead one."""
    return [
        tuple(x * 0 if a is None else quotient(x, a) for x, a in zip(row, scales, strict=True))
        for row in h
    ]


def ln_scale(net: SimLN, h: Vector) -> tuple[Scalar, bool]:
    """Return max{‖h‖, ε} and whether it is ‖h‖."""
    gap = sign(total(x * x for x in h) - net.epsilon * net.epsilon)
    if gap is Tri.UNKNOWN:
        msg = "it is not decided whether a norm of Sim-LN exceeds epsilon."
        raise Undecided(msg)
    return (sqrt(total(x * x for x in h)), True) if gap == 1 else (net.epsilon, False)


def neuron_gammas(net: SimBN) -> tuple[Scalar, ...]:
    """Return γ for every neuron, also where one scalar stands for all."""
    if isinstance(net.gamma, tuple | list):
        return tuple(net.gamma)
    return (net.gamma,) * len(net.W2)


def forward_exact(net: Network, X: Matrix, *, batch: Matrix | None = None) -> tuple[Scalar, ...]:
    """Return f(x) for every row of X; see `networks.forward`.

    Raises
    ------
    ValueError
        If a norm or scale of Sim-LN or Sim-BN is irrational and the scalars are rational, or if
        Sim-BN has a dead neuron whose convention is "nan".
    Undecided
        If it is not decided whether a norm of Sim-LN exceeds ε.
    """
    h = [tuple(map(relu, row)) for row in preactivations_exact(net, X)[-1]]
    if isinstance(net, MLPBias):
        return tuple(dot(net.weights[-1], row) for row in h)
    if isinstance(net, SimBN):
        on_batch = h
        if batch is not None:
            on_batch = [tuple(map(relu, row)) for row in preactivations_exact(net, batch)[-1]]
        weight = [v * g for v, g in zip(net.W2, neuron_gammas(net), strict=True)]
        return tuple(dot(weight, row) for row in bn_hidden(net, h, bn_scales(net, on_batch)))
    if isinstance(net, SimLN):
        return tuple(quotient(dot(net.W2, row), ln_scale(net, row)[0]) for row in h)
    return tuple(dot(net.W2, row) for row in h)


def loss_exact(net: Network, X: Matrix, y: Vector) -> Scalar:
    """Return L(θ) = (1/n) Σ (f_θ(x_i) - y_i)².

    Raises
    ------
    ValueError
        If `y` has not one label for each row of X, or as `forward_exact`.
    """
    errors = [f - t for f, t in zip(forward_exact(net, X), exact_rows(y), strict=True)]
    return quotient(dot(errors, errors), len(errors))


def loss_function(net: Network, X: Matrix, y: Vector) -> Callable[[Vector], Scalar]:
    """Return θ ↦ L(θ) over flat parameters, for networks of the kind and shapes of `net`."""
    return lambda theta: loss_exact(unflatten_exact(net, theta), X, y)


def pattern_function(net: Network, X: Matrix) -> Callable[[Vector], Any]:
    """Return θ ↦ activation pattern, the label of the region in which L is polynomial."""
    return lambda theta: activation_pattern(unflatten_exact(net, theta), X)
