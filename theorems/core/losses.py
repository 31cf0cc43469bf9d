"""The losses of paper `sco`, Theorems 1, 3 and 6 and Lemma 2, batched over samples.

All but the last have one shape: f(w, z) = ½[p_z(w) - ρ]_+² with a *gauge* p_z that is sublinear and
at most the norm. A gauge function returns p_z(w) for every sample, `hinge_square` does the rest.
Exact twins over rationals stand in `exact_losses`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from verify.arrays import Array, namespace

if TYPE_CHECKING:
    from jaxtyping import Float, Shaped

__all__ = [
    "hinge_square",
    "hinge_square_slope",
    "lemma2_gauge",
    "lemma2_gradient",
    "lemma2_loss",
    "theorem1_gauge",
    "theorem1_gradient",
    "theorem1_loss",
    "theorem1_risk",
    "theorem1_risk_gradient",
    "theorem3_gauge",
    "theorem3_gradient",
    "theorem3_loss",
    "theorem6_gradient",
    "theorem6_loss",
]


_Gauge = Callable[..., Array]


def _positive_part(x: Array, xp: Any) -> Array:
    return xp.maximum(x, xp.zeros_like(x))  # unlike a choice by x > 0, this hands on a nan


def _check_rho(rho: float) -> None:
    if not rho >= 0:
        msg = f"rho must be at least 0, got {rho!r}."
        raise ValueError(msg)


def _check_width(name: str, got: int, expected: int) -> None:
    if got != expected:
        msg = f"{name} must have length {expected} to fit the samples, got {got}."
        raise ValueError(msg)


def _like(z: Array, w: Array, xp: Any) -> Array:
    """Cast samples, which may be booleans or integers, to the type of the weights."""
    return z if z.dtype == w.dtype else xp.astype(z, w.dtype)


def hinge_square(
    a: Float[Array, "*shape"], rho: float, /, *, xp: Any = None
) -> Float[Array, "*shape"]:
    """Return ½[a - ρ]_+², elementwise.

    Raises
    ------
    ValueError
        If ρ < 0.
    """
    _check_rho(rho)
    xp = namespace(a) if xp is None else xp
    return 0.5 * _positive_part(a - rho, xp) ** 2


def hinge_square_slope(
    a: Float[Array, "*shape"], rho: float, /, *, xp: Any = None
) -> Float[Array, "*shape"]:
    """Return [a - ρ]_+/a, and 0 at a = 0: the factor of half the gradient of p² in that of f.

    Raises
    ------
    ValueError
        If ρ < 0.
    """
    _check_rho(rho)
    xp = namespace(a) if xp is None else xp
    safe = xp.where(a == 0, xp.ones_like(a), a)
    return _positive_part(a - rho, xp) / safe


def _slopes(gauge: _Gauge, w: Array, z: Array, rho: float, xp: Any) -> tuple[Array, Any]:
    """Return `hinge_square_slope` of a gauge for every sample, and the namespace of the arrays."""
    xp = namespace(w, z) if xp is None else xp
    return hinge_square_slope(gauge(w, z, xp=xp), rho, xp=xp), xp


def theorem1_gauge(
    w: Float[Array, " d"], z: Shaped[Array, "n d-1"], /, *, xp: Any = None
) -> Float[Array, " n"]:
    """Return sqrt(Σ_i z(i) w(i)² + w(d)²) for every mask z in {0,1}^(d-1).

    Raises
    ------
    ValueError
        If the shapes do not fit.
    """
    xp = namespace(w, z) if xp is None else xp
    _check_width("w", w.shape[0], z.shape[1] + 1)
    return xp.sqrt(_like(z, w, xp) @ w[:-1] ** 2 + w[-1] ** 2)


def theorem1_loss(
    w: Float[Array, " d"], z: Shaped[Array, "n d-1"], rho: float, /, *, xp: Any = None
) -> Float[Array, " n"]:
    """Return f(w, z) = ½[ sqrt(Σ_i z(i) w(i)² + w(d)²) - ρ ]_+² for every sample.

    Parameters
    ----------
    w
        A point; the last coordinate is seen by every sample.
    z
        Masks of zeros and ones (any numeric or boolean type), one row for each sample.
    rho
        The flatness radius ρ >= 0.

    Raises
    ------
    ValueError
        If the shapes do not fit, or ρ < 0.

    References
    ----------
    Paper `sco`, Theorem 1.
    """
    return hinge_square(theorem1_gauge(w, z, xp=xp), rho, xp=xp)


def theorem1_gradient(
    w: Float[Array, " d"], z: Shaped[Array, "n d-1"], rho: float, /, *, xp: Any = None
) -> Float[Array, "n d"]:
    """Return the gradient of `theorem1_loss` in w, one row for each sample."""
    slope, xp = _slopes(theorem1_gauge, w, z, rho, xp)
    seen = xp.concat([_like(z, w, xp) * w[:-1], xp.broadcast_to(w[-1:], (z.shape[0], 1))], axis=1)
    return slope[:, None] * seen


def theorem1_risk(
    w: Float[Array, " d"], z: Shaped[Array, "n d-1"], rho: float, /, *, xp: Any = None
) -> Float[Array, ""]:
    """Return the empirical risk F_S(w), the mean of `theorem1_loss` over the samples."""
    xp = namespace(w, z) if xp is None else xp
    return xp.mean(theorem1_loss(w, z, rho, xp=xp))


def theorem1_risk_gradient(
    w: Float[Array, " d"], z: Shaped[Array, "n d-1"], rho: float, /, *, xp: Any = None
) -> Float[Array, " d"]:
    """Return ∇F_S(w) by one product with the masks, without the gradients of the samples."""
    slope, xp = _slopes(theorem1_gauge, w, z, rho, xp)
    slope = slope / z.shape[0]
    seen = xp.concat([slope @ _like(z, w, xp), xp.sum(slope)[None]])
    return w * seen


def lemma2_gauge(
    w: Float[Array, " d"], z: Shaped[Array, "n d"], /, *, xp: Any = None
) -> Float[Array, " n"]:
    """Return ‖[w ⊙ z]_+‖ for every sample.

    Raises
    ------
    ValueError
        If the shapes do not fit.
    """
    xp = namespace(w, z) if xp is None else xp
    _check_width("w", w.shape[0], z.shape[1])
    return xp.linalg.vector_norm(_positive_part(w * _like(z, w, xp), xp), axis=1)


def lemma2_loss(
    w: Float[Array, " d"], z: Shaped[Array, "n d"], rho: float, /, *, xp: Any = None
) -> Float[Array, " n"]:
    """Return φ_z(w) = ½[ ‖[w ⊙ z]_+‖ - ρ ]_+² for every z in [-1,1]^(d-1) × {1}.

    The membership of z is the statement's premise and not checked, so that controls may drop it.
    What is checked is what `theorem1_loss` checks: the shapes, and ρ >= 0.

    References
    ----------
    Paper `sco`, Lemma 2.
    """
    return hinge_square(lemma2_gauge(w, z, xp=xp), rho, xp=xp)


def lemma2_gradient(
    w: Float[Array, " d"], z: Shaped[Array, "n d"], rho: float, /, *, xp: Any = None
) -> Float[Array, "n d"]:
    """Return the gradient of `lemma2_loss` in w, one row for each sample."""
    slope, xp = _slopes(lemma2_gauge, w, z, rho, xp)
    signs = _like(z, w, xp)
    return slope[:, None] * signs * _positive_part(w * signs, xp)


def theorem3_gauge(
    w: Float[Array, " d"], z: Shaped[Array, "n N"], /, *, xp: Any = None
) -> Float[Array, " n"]:
    """Return sqrt(Σ_i Σ_j [z(i) w^(i)(j)]_+² + w(d)²) for every z in {-1,1}^N.

    Raises
    ------
    ValueError
        If d - 1 is not a multiple of N.
    """
    xp = namespace(w, z) if xp is None else xp
    return xp.linalg.vector_norm(_theorem3_seen(w, z, xp), axis=1)


def theorem3_loss(
    w: Float[Array, " d"], z: Shaped[Array, "n N"], rho: float, /, *, xp: Any = None
) -> Float[Array, " n"]:
    """Return f(w, z) = ½[ sqrt(Σ_i Σ_j [z(i) w^(i)(j)]_+² + w(d)²) - ρ ]_+² for every sample.

    Block i of w is w^(i) = w[T(i-1)+1 : Ti] with T = (d-1)/N. The last coordinate is one of its
    own: the formula needs d = N T + 1 of them, where the statement prints d = N T.

    Raises
    ------
    ValueError
        If d - 1 is not a multiple of N, or ρ < 0.

    References
    ----------
    Paper `sco`, Theorem 3.
    """
    return hinge_square(theorem3_gauge(w, z, xp=xp), rho, xp=xp)


def theorem3_gradient(
    w: Float[Array, " d"], z: Shaped[Array, "n N"], rho: float, /, *, xp: Any = None
) -> Float[Array, "n d"]:
    """Return the gradient of `theorem3_loss` in w, one row for each sample."""
    xp = namespace(w, z) if xp is None else xp
    seen = _theorem3_seen(w, z, xp)
    slope = hinge_square_slope(xp.linalg.vector_norm(seen, axis=1), rho, xp=xp)
    signs = xp.repeat(_like(z, w, xp), (w.shape[0] - 1) // z.shape[1], axis=1)
    signs = xp.concat([signs, xp.ones((z.shape[0], 1), dtype=w.dtype, device=signs.device)], axis=1)
    return slope[:, None] * signs * seen


def _theorem3_seen(w: Array, z: Array, xp: Any) -> Array:
    """Return the vectors whose norms are the gauges: [z(i) w^(i)(j)]_+ in order, then w(d)."""
    steps, rest = divmod(w.shape[0] - 1, z.shape[1])
    if rest or steps < 1:
        msg = f"w must have length T * {z.shape[1]} + 1 with T >= 1, got {w.shape[0]}."
        raise ValueError(msg)
    blocks = xp.reshape(w[:-1], (1, z.shape[1], steps))
    seen = _positive_part(_like(z, w, xp)[:, :, None] * blocks, xp)
    last = xp.broadcast_to(w[-1:], (z.shape[0], 1))
    return xp.concat([xp.reshape(seen, (z.shape[0], -1)), last], axis=1)


def theorem6_loss(w: Float[Array, "*shape"], /, *, xp: Any = None) -> Float[Array, "*shape"]:
    """Return F_S(w) = ½ max(0, w)², elementwise over points of the line.

    References
    ----------
    Paper `sco`, Theorem 6.
    """
    xp = namespace(w) if xp is None else xp
    return 0.5 * _positive_part(w, xp) ** 2


def theorem6_gradient(w: Float[Array, "*shape"], /, *, xp: Any = None) -> Float[Array, "*shape"]:
    """Return the derivative max(0, w) of `theorem6_loss`."""
    xp = namespace(w) if xp is None else xp
    return _positive_part(w, xp)
