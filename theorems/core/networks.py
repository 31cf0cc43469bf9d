"""ReLU networks of paper `sharpness`: records, forward pass, pre-activations, kinks.

A record holds its parameters as arrays, or as nested tuples of exact scalars for the twins in
`exact_networks`. The parameters are flattened in the order of the record's fields, W_1 row by row;
for `MLPBias` in the order W_1, b_1, W_2, ..., W_D. The ε of `SimLN` is no parameter.

Samples and neurons are counted from 0, layers from 1 as in W_1.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import prod
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, TypeAlias

from verify.arrays import Array, namespace

if TYPE_CHECKING:
    from jaxtyping import Float

__all__ = [
    "Bias",
    "Kink",
    "MLPBias",
    "Network",
    "NoBias",
    "SimBN",
    "SimLN",
    "flatten",
    "forward",
    "from_parameters",
    "hidden",
    "kinks",
    "parameters",
    "preactivations",
    "relu",
    "unflatten",
]

NORM_LAYER = -1


@dataclass(frozen=True, eq=False)
class NoBias:
    """f(x) = W_2 relu(W_1 x)."""

    W1: Float[Array, "m d"]
    W2: Float[Array, " m"]


@dataclass(frozen=True, eq=False)
class Bias:
    """f(x) = W_2 relu(W_1 x + b_1)."""

    W1: Float[Array, "m d"]
    b1: Float[Array, " m"]
    W2: Float[Array, " m"]


@dataclass(frozen=True, eq=False)
class MLPBias:
    """f(x) = W_D relu(W_{D-1} ... relu(W_1 x + b_1)) of depth D >= 2; one bias, in the first layer.

    `weights` holds W_1, ..., W_D; the last is a vector.
    """

    weights: tuple[Array, ...]
    b1: Float[Array, " m"]

    def __post_init__(self) -> None:
        if len(self.weights) < 2:
            msg = f"weights must hold at least W_1 and W_2, got {len(self.weights)}."
            raise ValueError(msg)


@dataclass(frozen=True, eq=False)
class SimBN:
    """f(x) = Σ_j W_2[j] γ[j] relu(W_1 x + b_1)[j]/a[j], a[j]² = (1/n) Σ_i relu(W_1 x_i + b_1)[j]².

    Attributes
    ----------
    gamma
        One γ for each neuron, as the appendix has it, or a scalar (of shape () as an array) for
        all, as the definition prints.
    dead
        A neuron that no x_i activates has a = 0. The paper does not say what relu/a is then:
        "nan" leaves it undefined, "zero" takes 0, with derivatives 0, for every x.

    References
    ----------
    Paper `sharpness`, Setting.
    """

    W1: Float[Array, "m d"]
    b1: Float[Array, " m"]
    gamma: Float[Array, " m"] | Float[Array, ""]
    W2: Float[Array, " m"]
    dead: Literal["nan", "zero"] = "nan"

    def __post_init__(self) -> None:
        if self.dead not in ("nan", "zero"):
            msg = f"dead must be 'nan' or 'zero', got {self.dead!r}."
            raise ValueError(msg)


@dataclass(frozen=True, eq=False)
class SimLN:
    """f(x) = W_2 relu(W_1 x + b_1)/max{‖relu(W_1 x + b_1)‖, ε}."""

    W1: Float[Array, "m d"]
    b1: Float[Array, " m"]
    W2: Float[Array, " m"]
    epsilon: Any

    def __post_init__(self) -> None:
        if not self.epsilon > 0:
            msg = f"epsilon must be positive, got {self.epsilon!r}."
            raise ValueError(msg)


Network: TypeAlias = NoBias | Bias | MLPBias | SimBN | SimLN


class Kink(NamedTuple):
    """Where a network is not differentiable: a pre-activation that is exactly 0.

    For `SimLN` also a norm that is exactly ε; `layer` and `neuron` are -1 then.
    """

    sample: int
    layer: int
    neuron: int


def parameters(net: Network, /) -> tuple[Any, ...]:
    """Return the parameters one by one, in the order in which they are flattened."""
    match net:
        case MLPBias():
            return (net.weights[0], net.b1, *net.weights[1:])
        case SimBN():
            return (net.W1, net.b1, net.gamma, net.W2)
        case NoBias():
            return (net.W1, net.W2)
        case _:
            return (net.W1, net.b1, net.W2)


def from_parameters(like: Network, values: Sequence[Any], /) -> Network:
    """Return a network of the kind of `like`, with its settings, and other parameters."""
    match like:
        case MLPBias():
            return MLPBias((values[0], *values[2:]), values[1])
        case SimBN():
            return replace(like, W1=values[0], b1=values[1], gamma=values[2], W2=values[3])
        case NoBias():
            return NoBias(*values)
        case _:
            return replace(like, W1=values[0], b1=values[1], W2=values[2])


def hidden(net: Network, /) -> tuple[tuple[Any, ...], Any]:
    """Return the weights of the hidden layers and the first bias, which may be None."""
    if isinstance(net, MLPBias):
        return net.weights[:-1], net.b1
    return (net.W1,), None if isinstance(net, NoBias) else net.b1


def flatten(net: Network, /, *, xp: Any = None) -> Float[Array, " p"]:
    """Return all parameters as one vector."""
    parts = parameters(net)
    xp = namespace(*parts) if xp is None else xp
    return xp.concat([xp.reshape(part, (-1,)) for part in parts])


def unflatten(like: Network, theta: Float[Array, " p"], /, *, xp: Any = None) -> Network:
    """Return a network of the kind and shapes of `like` with the parameters `theta`.

    Raises
    ------
    ValueError
        If `theta` has not as many entries as `like` has parameters.
    """
    xp = namespace(theta) if xp is None else xp
    shapes = [part.shape for part in parameters(like)]
    count = sum(map(prod, shapes))
    if theta.shape != (count,):
        msg = f"theta must have shape ({count},), got {theta.shape}."
        raise ValueError(msg)
    values, start = [], 0
    for shape in shapes:
        values.append(xp.reshape(theta[start : start + prod(shape)], shape))
        start += prod(shape)
    return from_parameters(like, values)


def relu(x: Float[Array, "*shape"], /, *, xp: Any = None) -> Float[Array, "*shape"]:
    """Return max(x, 0), elementwise; nan stays nan."""
    xp = namespace(x) if xp is None else xp
    return xp.maximum(x, xp.zeros_like(x))


def preactivations(
    net: Network, X: Float[Array, "n d"], /, *, xp: Any = None
) -> tuple[Float[Array, "n m"], ...]:
    """Return the pre-activations of every hidden layer, samples by neurons.

    Raises
    ------
    ValueError
        If the inputs have not the dimension that W_1 takes.
    """
    weights, b1 = hidden(net)
    xp = namespace(X, *weights) if xp is None else xp
    if X.ndim != 2 or X.shape[1] != weights[0].shape[1]:
        msg = f"X must have shape (n, {weights[0].shape[1]}), got {X.shape}."
        raise ValueError(msg)
    pre = X @ weights[0].T
    layers = [pre if b1 is None else pre + b1]
    for W in weights[1:]:
        layers.append(relu(layers[-1], xp=xp) @ W.T)
    return tuple(layers)


def bn_inverse_scale(net: SimBN, batch_hidden: Float[Array, "N m"], xp: Any) -> Float[Array, " m"]:
    """Return 1/a[j] of Sim-BN, given its hidden layer on the training inputs."""
    a = xp.sqrt(xp.mean(batch_hidden**2, axis=0))
    dead = a == 0
    inverse = 1 / xp.where(dead, xp.ones_like(a), a)
    return xp.where(dead, xp.full_like(a, xp.nan if net.dead == "nan" else 0.0), inverse)


def forward(
    net: Network,
    X: Float[Array, "n d"],
    /,
    *,
    batch: Float[Array, "N d"] | None = None,
    xp: Any = None,
) -> Float[Array, " n"]:
    """Return f(x) for every row x of X.

    Parameters
    ----------
    net
        The network.
    X
        Inputs, one row for each sample.
    batch
        For `SimBN` the training inputs over which a[j] is taken; X if not given. Other networks
        do not look at it.

    Raises
    ------
    ValueError
        If the inputs have not the dimension that W_1 takes.
    """
    xp = namespace(X, *parameters(net)) if xp is None else xp
    h = relu(preactivations(net, X, xp=xp)[-1], xp=xp)
    match net:
        case MLPBias():
            return h @ net.weights[-1]
        case SimBN():
            on_batch = h if batch is None else relu(preactivations(net, batch, xp=xp)[-1], xp=xp)
            return (h * bn_inverse_scale(net, on_batch, xp)) @ (net.W2 * net.gamma)
        case SimLN():
            norm = xp.linalg.vector_norm(h, axis=1)
            floor = xp.full_like(norm, net.epsilon)
            return (h @ net.W2) / xp.maximum(norm, floor)
        case _:
            return h @ net.W2


def kinks(net: Network, X: Float[Array, "n d"], /, *, xp: Any = None) -> tuple[Kink, ...]:
    """Return every (sample, layer, neuron) whose pre-activation is exactly 0, in floats.

    Rounding can hide a kink or make one; `exact_networks.kinks_exact` decides. Spare neurons with
    all weights 0 are kinks at every sample.
    """
    xp = namespace(X, *parameters(net)) if xp is None else xp
    found = []
    layers = preactivations(net, X, xp=xp)
    for layer, pre in enumerate(layers, start=1):
        samples, neurons = xp.nonzero(pre == 0)
        found += [
            Kink(int(i), layer, int(j))
            for i, j in zip(_integers(samples), _integers(neurons), strict=True)
        ]
    if isinstance(net, SimLN):
        norm = xp.linalg.vector_norm(relu(layers[-1], xp=xp), axis=1)
        (samples,) = xp.nonzero(norm == net.epsilon)
        found += [Kink(i, NORM_LAYER, -1) for i in _integers(samples)]
    return tuple(found)


def _integers(x: Array) -> list[int]:
    return [int(x[k]) for k in range(x.shape[0])]
