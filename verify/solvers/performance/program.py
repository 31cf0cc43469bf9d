"""Worst-case problems: what is maximized, under which inequalities, over Gram matrices.

The worst case of a first-order method over a class of functions is the maximum of a `Number` over
all Gram matrices and values that meet the class's interpolation conditions (Drori and Teboulle,
2014; Taylor, Hendrickx and Glineur, 2017). In a space of large dimension nothing is lost.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import Any

from verify.exact.rational import fraction
from verify.solvers.performance.expressions import Number, Vector, value

__all__ = [
    "Point",
    "Program",
    "convex_smooth",
    "minimizer",
    "point",
    "smooth",
    "strongly_convex_smooth",
]


@dataclass(frozen=True)
class Point:
    """x with the gradient g and the value f of one function there."""

    name: str
    x: Vector
    g: Vector
    f: Number


def point(name: str, x: Vector, *, function: str = "f") -> Point:
    """A point whose gradient and value are new variables, ``"∇f(name)"`` and ``"f(name)"``."""
    named: tuple[Any, Any] = (name, x)
    if not isinstance(named[0], str) or not isinstance(named[1], Vector):
        msg = f"a point must have a text as its name and a vector as its place, got {name!r}, {x!r}"
        raise TypeError(msg)
    gradient = Vector({f"∇{function}({name})": Fraction(1)})
    return Point(name, x, gradient, value(f"{function}({name})"))


def minimizer(name: str = "*") -> Point:
    """The origin, where the gradient and the value are 0."""
    return Point(name, Vector(), Vector(), Number())


@dataclass(frozen=True)
class Program:
    """Maximize `objective` where every one of `constraints` is at most 0.

    Raises
    ------
    ValueError
        There is no constraint, or one of them or the objective is 0 whatever happens.
    """

    objective: Number
    constraints: Mapping[str, Number]

    def __post_init__(self) -> None:
        if not self.constraints:
            msg = "constraints must hold at least one inequality"
            raise ValueError(msg)
        for name, form in {"objective": self.objective, **self.constraints}.items():
            if form.vanishes:
                msg = f"the form {name!r} is 0 whatever the vectors are; leave it out"
                raise ValueError(msg)

    @cached_property
    def vectors(self) -> tuple[str, ...]:
        """The basis vectors, in the order of their names."""
        return tuple(sorted({name for form in self._forms for key in form.gram for name in key}))

    @cached_property
    def values(self) -> tuple[str, ...]:
        """The values that are variables, in the order of their names."""
        return tuple(sorted({name for form in self._forms for name in form.values}))

    @property
    def _forms(self) -> list[Number]:
        return [self.objective, *self.constraints.values()]

    def matrix(self, form: Number) -> list[list[Fraction]]:
        """The symmetric matrix A with ⟨A, G⟩ the form's part in the Gram matrix G."""
        index = {name: i for i, name in enumerate(self.vectors)}
        entries = [[Fraction(0)] * len(index) for _ in index]
        for (a, b), c in form.gram.items():
            i, j = index[a], index[b]
            entries[i][j] += c / 2
            entries[j][i] += c / 2
        return entries

    def combined(self, multipliers: Mapping[str, Fraction]) -> Number:
        """The objective less Σ λ_k constraint_k: an upper bound on the objective if all λ ≥ 0.

        Raises
        ------
        ValueError
            A multiplier belongs to no constraint.
        """
        unknown = [name for name in multipliers if name not in self.constraints]
        if unknown:
            msg = f"multipliers must name constraints, got {unknown[0]!r}"
            raise ValueError(msg)
        total = self.objective
        for name, weight in multipliers.items():
            total = total - self.constraints[name] * weight
        return total


def convex_smooth(points: Iterable[Point], smoothness: Any) -> dict[str, Number]:
    """Necessary and sufficient conditions for a convex L-smooth f through the points.

    f_i ≥ f_j + ⟨g_j, x_i − x_j⟩ + ‖g_i − g_j‖²/(2L) for all i ≠ j, named ``"i>j"``.

    Raises
    ------
    TypeError
        The smoothness is a float.
    ValueError
        It is not positive, or two points have one name.

    References
    ----------
    Taylor, Hendrickx and Glineur, *Smooth strongly convex interpolation and exact worst-case
    performance of first-order methods*, Theorem 4.
    """
    L, listed = _smoothness(smoothness), _distinct(points)
    pairs = {
        f"{i.name}>{j.name}": j.f - i.f + j.g.dot(i.x - j.x) + (i.g - j.g).square() / (2 * L)
        for i in listed
        for j in listed
        if i is not j
    }
    return {name: form for name, form in pairs.items() if not form.vanishes}


def strongly_convex_smooth(
    points: Iterable[Point], smoothness: Any, convexity: Any
) -> dict[str, Number]:
    """The same for a μ-strongly convex L-smooth f, 0 ≤ μ < L, named ``"i>j"``.

    f_i ≥ f_j + ⟨g_j, x_i − x_j⟩ + (‖Δg‖²/L + μ‖Δx‖² − (2μ/L)⟨Δg, Δx⟩) / (2(1 − μ/L)), where
    Δg = g_i − g_j and Δx = x_i − x_j.

    Raises
    ------
    TypeError
        A number is a float.
    ValueError
        A number lies outside its range, or two points have one name.
    """
    L, mu, listed = _smoothness(smoothness), fraction(convexity), _distinct(points)
    if not 0 <= mu < L:
        msg = f"convexity must lie in [0, L) for an L-smooth function, got {mu} with L = {L}"
        raise ValueError(msg)
    pairs: dict[str, Number] = {}
    for i in listed:
        for j in (p for p in listed if p is not i):
            dg, dx = i.g - j.g, i.x - j.x
            more = dg.square() / L + dx.square() * mu - dg.dot(dx) * (2 * mu / L)
            pairs[f"{i.name}>{j.name}"] = j.f - i.f + j.g.dot(dx) + more / (2 * (1 - mu / L))
    return {name: form for name, form in pairs.items() if not form.vanishes}


def smooth(points: Iterable[Point], smoothness: Any) -> dict[str, Number]:
    """The same for an L-smooth f that need not be convex, named ``"i~j"``.

    f_i ≥ f_j + ½⟨g_i + g_j, x_i − x_j⟩ + ‖g_i − g_j‖²/(4L) − (L/4)‖x_i − x_j‖².

    Raises
    ------
    TypeError
        The smoothness is a float.
    ValueError
        It is not positive, or two points have one name.
    """
    L, listed = _smoothness(smoothness), _distinct(points)
    pairs = {
        f"{i.name}~{j.name}": j.f
        - i.f
        + (i.g + j.g).dot(i.x - j.x) / 2
        + (i.g - j.g).square() / (4 * L)
        - (i.x - j.x).square() * (L / 4)
        for i in listed
        for j in listed
        if i is not j
    }
    return {name: form for name, form in pairs.items() if not form.vanishes}


def _smoothness(smoothness: Any) -> Fraction:
    L = fraction(smoothness)
    if L <= 0:
        msg = f"smoothness must be positive, got {L}"
        raise ValueError(msg)
    return L


def _distinct(points: Iterable[Point]) -> list[Point]:
    listed = list(points)
    names = [p.name for p in listed]
    twice = [name for name in names if names.count(name) > 1]
    if twice:
        msg = f"points must have names of their own, got {twice[0]!r} twice"
        raise ValueError(msg)
    return listed
