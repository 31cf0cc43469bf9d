"""The Jacobian of a network's outputs in all its parameters, by hand-written reverse mode.

relu' is taken as 1 where the pre-activation is positive and 0 elsewhere, so that at a kink the
result is one choice of a subgradient; `networks.kinks` reports kinks.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from theorems.core.networks import (
    Bias,
    MLPBias,
    Network,
    NoBias,
    SimBN,
    SimLN,
    bn_inverse_scale,
    parameters,
    preactivations,
    relu,
)
from verify.arrays import Array, namespace

if TYPE_CHECKING:
    from jaxtyping import Float

__all__ = ["jacobian"]


def jacobian(
    net: Network,
    X: Float[Array, "n d"],
    /,
    *,
    batch: Float[Array, "N d"] | None = None,
    xp: Any = None,
) -> Float[Array, "n p"]:
    """Return ∂f(x_i)/∂θ_k for every sample and every parameter in the order of `flatten`.

    Parameters
    ----------
    net
        The network.
    X
        Inputs, one row for each sample.
    batch
        For `SimBN` the training inputs over which a[j] is taken; X if not given. The derivative
        goes through a[j] as well.

    Raises
    ------
    ValueError
        If the inputs have not the dimension that W_1 takes.
    """
    xp = namespace(X, *parameters(net)) if xp is None else xp
    layers = preactivations(net, X, xp=xp)
    match net:
        case MLPBias():
            parts = _deep(net, X, layers, xp)
        case SimBN():
            parts = _sim_bn(net, X, layers[0], batch, xp)
        case _:
            parts = _two_layer(net, X, layers[0], xp)
    return xp.concat([xp.reshape(part, (X.shape[0], -1)) for part in parts], axis=1)


def _active(pre: Array, xp: Any) -> Array:
    return xp.astype(pre > 0, pre.dtype)


def _outer(a: Array, b: Array) -> Array:
    return a[:, :, None] * b[:, None, :]


def _two_layer(net: NoBias | Bias | SimLN, X: Array, pre: Array, xp: Any) -> list[Array]:
    h = relu(pre, xp=xp)
    last = h
    delta = xp.broadcast_to(net.W2, h.shape)
    if isinstance(net, SimLN):
        norm = xp.linalg.vector_norm(h, axis=1)[:, None]
        floor = xp.full_like(norm, net.epsilon)
        scale = xp.maximum(norm, floor)
        last = h / scale
        # where the norm exceeds ε, it moves with the parameters
        along = xp.where(norm > floor, (last @ net.W2)[:, None] * last, xp.zeros_like(h))
        delta = (delta - along) / scale
    delta = delta * _active(pre, xp)
    if isinstance(net, NoBias):
        return [_outer(delta, X), last]
    return [_outer(delta, X), delta, last]


def _deep(net: MLPBias, X: Array, layers: tuple[Array, ...], xp: Any) -> list[Array]:
    h = [X, *(relu(pre, xp=xp) for pre in layers)]
    parts = [h[-1]]
    delta = xp.broadcast_to(net.weights[-1], layers[-1].shape) * _active(layers[-1], xp)
    for k in range(len(layers) - 1, 0, -1):
        parts.append(_outer(delta, h[k]))
        delta = (delta @ net.weights[k]) * _active(layers[k - 1], xp)
    return [_outer(delta, X), delta, *reversed(parts)]


def _sim_bn(net: SimBN, X: Array, pre: Array, batch: Array | None, xp: Any) -> list[Array]:
    inputs = X if batch is None else batch
    on_batch = relu(pre if batch is None else preactivations(net, batch, xp=xp)[0], xp=xp)
    inverse = bn_inverse_scale(net, on_batch, xp)
    u = relu(pre, xp=xp) * inverse  # relu/a
    weight = net.W2 * net.gamma
    direct = _active(pre, xp) * (weight * inverse)
    # ∂a_j = Σ_b h_bj ∂pre_bj/(N a_j), which moves f(x_i) by -weight_j u_ij/a_j
    through = -u * (weight * inverse**2)
    d_W1 = _outer(direct, X) + through[:, :, None] * (on_batch.T @ inputs / inputs.shape[0])
    d_b1 = direct + through * xp.mean(on_batch, axis=0)
    d_gamma = u * net.W2
    if net.gamma.ndim == 0:
        d_gamma = xp.sum(d_gamma, axis=1)
    return [d_W1, d_b1, d_gamma, u * net.gamma]
