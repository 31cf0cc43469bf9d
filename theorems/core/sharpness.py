"""The sharpness Tr ∇²L of the squared loss L(θ) = (1/n) Σ (f_θ(x_i) - y_i)²."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Literal

from theorems.core.exact_jacobians import jacobian_exact
from theorems.core.jacobians import jacobian
from theorems.core.networks import Network, flatten, forward, parameters, unflatten
from theorems.core.scalars import Scalar, dot, quotient, total
from verify.arrays import Array, namespace

if TYPE_CHECKING:
    from jaxtyping import Float

__all__ = ["difference_trace", "loss", "trace_by_jacobian", "trace_by_jacobian_exact"]


def loss(
    net: Network, X: Float[Array, "n d"], y: Float[Array, " n"], /, *, xp: Any = None
) -> Float[Array, ""]:
    """Return L(θ) = (1/n) Σ (f_θ(x_i) - y_i)², where Sim-BN takes its scales over X.

    Raises
    ------
    ValueError
        If `y` has not one label for each row of X.
    """
    xp = namespace(X, y, *parameters(net)) if xp is None else xp
    if y.shape != (X.shape[0],):
        msg = f"y must have shape ({X.shape[0]},), got {y.shape}."
        raise ValueError(msg)
    return xp.mean((forward(net, X, xp=xp) - y) ** 2)


def trace_by_jacobian(
    net: Network, X: Float[Array, "n d"], /, *, xp: Any = None
) -> Float[Array, ""]:
    """Return (2/n) Σ_i ‖∇_θ f_θ(x_i)‖².

    This is Tr ∇²L(θ) if θ interpolates and f is twice differentiable at the samples; neither is
    checked here.

    References
    ----------
    Paper `sharpness`, Lemma 4.1.
    """
    xp = namespace(X, *parameters(net)) if xp is None else xp
    return 2 * xp.sum(jacobian(net, X, xp=xp) ** 2) / X.shape[0]


def trace_by_jacobian_exact(
    net: Network,
    X: Sequence[Sequence[Scalar]],
    *,
    at_kink: Literal["refuse", "zero"] = "refuse",
) -> Scalar:
    """Return (2/n) Σ_i ‖∇_θ f_θ(x_i)‖² over exact scalars.

    Parameters
    ----------
    net, X, at_kink
        As for `theorems.core.exact_jacobians.jacobian_exact`.

    Raises
    ------
    ValueError
        If a pre-activation is exactly 0 and is to be refused.
    Undecided
        If the sign of a pre-activation is not decided.

    References
    ----------
    Paper `sharpness`, Lemma 4.1.
    """
    rows = jacobian_exact(net, X, at_kink=at_kink)
    return quotient(2 * total(dot(g, g) for g in rows), len(rows))


def difference_trace(
    net: Network,
    X: Float[Array, "n d"],
    y: Float[Array, " n"],
    /,
    *,
    step: float,
    xp: Any = None,
) -> float:
    """Approximate Tr ∇²L by central second differences of the loss in floats, a test reference.

    The error is of the order of step² from curvature and of the unit roundoff over step² from
    cancellation. No verdict rests on it: `verify.exact.differences` is exact.

    Raises
    ------
    ValueError
        If the step is not positive.
    """
    if not step > 0:
        msg = f"step must be positive, got {step!r}."
        raise ValueError(msg)
    xp = namespace(X, y, *parameters(net)) if xp is None else xp
    theta = flatten(net, xp=xp)
    centre = float(loss(net, X, y, xp=xp))
    trace = 0.0
    for k in range(theta.shape[0]):
        ends = 0.0
        for s in (step, -step):
            moved = xp.asarray(theta, copy=True)
            moved[k] += s
            ends += float(loss(unflatten(net, moved, xp=xp), X, y, xp=xp))
        trace += (ends - 2 * centre) / step**2
    return trace
