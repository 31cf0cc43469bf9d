"""Membership in the function classes of paper A, decided at one pair of points.

The scalars are rationals or balls; a ball that straddles an inequality leaves it unknown.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from verify.legs import Finding, both, compare

__all__ = ["in_class"]


def in_class(
    u: Sequence[Any],
    v: Sequence[Any],
    values: tuple[Any, Any],
    gradients: tuple[Sequence[Any], Sequence[Any]],
    *,
    smoothness: Any = 1,
    lipschitz: Any = 1,
) -> Finding:
    """Whether a function looks non-negative, convex, β-smooth and L-Lipschitz at u and v.

    Checks f ≥ 0; f(v) − f(u) ≥ ⟨∇f(u), v − u⟩; ‖∇f(u) − ∇f(v)‖² ≤ β² ‖u − v‖²;
    (f(u) − f(v))² ≤ L² ‖u − v‖².

    Parameters
    ----------
    u, v
        Points, shape (d,).
    values
        f(u) and f(v).
    gradients
        ∇f(u) and ∇f(v), each of shape (d,).
    smoothness, lipschitz
        β and L. Pass points of W alone where the Lipschitz constant is claimed on W.
    """
    (f_u, f_v), (g_u, g_v) = values, gradients
    step = [b - a for a, b in zip(u, v, strict=True)]
    change = [b - a for a, b in zip(g_u, g_v, strict=True)]
    distance = _dot(step, step)
    return both(
        compare(f_u, ">=", 0, which="non-negative"),
        compare(f_v - f_u, ">=", _dot(g_u, step), which="convex"),
        compare(_dot(change, change), "<=", smoothness * smoothness * distance, which="smooth"),
        compare(
            (f_v - f_u) * (f_v - f_u), "<=", lipschitz * lipschitz * distance, which="Lipschitz"
        ),
    )


def _dot(a: Sequence[Any], b: Sequence[Any]) -> Any:
    return sum((x * y for x, y in zip(a, b, strict=True)), 0 * a[0])
