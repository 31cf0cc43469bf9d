"""Functions on which no smaller pair of constants serves, and SA-GD running on them.

Faces a_1, ..., a_T are unit vectors with ⟨a_t, a_{t+1}⟩ = −g and all other products 0, a_0 is one
more that is orthogonal to them, and f(w) = (β/2) dist(w, {⟨a_t, w⟩ ≤ ρ for all t})². With the pair
(a, b) of `upper_pairs`, x = ηβ, m = r − ρ and D = 2a(2 − x) − 1 let

    s = 2am/D,   h = s − m,   k = (2a − 1)m/D,   g = (2a − 1)/(2ax),

and w_1 the point with ⟨a_1, w_1⟩ = h, ⟨a_t, w_1⟩ = h − k for t ≥ 2 and ⟨a_0, w_1⟩ = h − γs. If
a ≤ 1/(2 − x), then g ≤ 1/2 and such vectors exist. At w_t the face t is the highest, alone if γ > 0
and k > 0, so that SA-GD takes v_t = r a_t, finds the value βs²/2 and the gradient βs a_t, and every
step loses nothing of the identity in `upper_pairs`:

    (1/T) Σ F_S^r(w_t) = a(‖w_1‖² − ‖w_{T+1}‖²)/(ηT) + bβm²,
    F_S^r(ŵ) ≥ (1 − γ)² (1/T) Σ F_S^r(w_t),   ‖w_{T+1}‖² ≤ 2k² + (h − γs)²,

since a_0, which no step moves, is as high at ŵ as ever. Where ρ ≥ ⟨a_t, w⟩ for all t, the maximum
of f over the ball around w lies at w + r a_t for a highest face t: for λ ≥ 0 with ‖Σ λ_t a_t‖ = 1
the distance of w + v beyond the half-space of Σ λ_t a_t and ρ Σ λ_t is at most
r − Σ λ_t(ρ − ⟨a_t, w⟩), and Σ λ_t ≥ 1. A vector is kept by its coefficients on the faces, a_0 last.
"""

from __future__ import annotations

import operator
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from verify import Finding, both, compare
from verify.exact.linalg import solve

__all__ = ["Faces", "Run", "beyond_at", "faces_of", "least_at", "sa_gd_on"]


@dataclass(frozen=True)
class Faces:
    """T unit vectors, neighbours with the product −g, one beside them, and SA-GD's start."""

    bend: Fraction
    start: tuple[Fraction, ...]
    height: Fraction
    """⟨a_1, w_1⟩, the highest face's"""
    drop: Fraction
    """k, what the other faces lie below it"""

    def heights(self, w: Sequence[Fraction]) -> list[Fraction]:
        """⟨a_t, w⟩ for t = 1..T, and ⟨a_0, w⟩."""
        *path, shelf = w
        padded = [Fraction(0), *path, Fraction(0)]
        sides = [padded[t - 1] + padded[t + 1] for t in range(1, len(w))]
        return [*(c - self.bend * side for c, side in zip(path, sides, strict=True)), shelf]

    def square(self, w: Sequence[Fraction]) -> Fraction:
        """‖w‖²."""
        return sum(map(operator.mul, w, self.heights(w)), Fraction(0))


@dataclass(frozen=True)
class Run:
    """F_S^r(w_t) for t = 1..T, its value at ŵ, and w_{T+1}."""

    values: tuple[Fraction, ...]
    average: Fraction
    end: tuple[Fraction, ...]

    @property
    def mean(self) -> Fraction:
        """(1/T) Σ F_S^r(w_t)."""
        return sum(self.values, Fraction(0)) / len(self.values)


def faces_of(
    steps: int, x: Fraction, a: Fraction, m: Fraction, *, bend: Fraction, gap: Fraction
) -> Faces:
    """The faces for the pair that belongs to a, `bend` times their g between neighbours."""
    D = 2 * a * (2 - x) - 1
    step, drop = 2 * a * m / D, (2 * a - 1) * m / D
    height, g = step - m, bend * (2 * a - 1) / (2 * a * x)
    gram = [[Fraction(s == t) - g * (abs(s - t) == 1) for t in range(steps)] for s in range(steps)]
    found = solve(gram, [height, *[height - drop] * (steps - 1)])
    start = [Fraction(int(c.p), int(c.q)) for c in found.entries()]
    return Faces(g, (*start, height - gap * step), height, drop)


def sa_gd_on(faces: Faces, *, rho: Fraction, r: Fraction, eta: Fraction, beta: Fraction) -> Run:
    """T steps of SA-GD from the start; the first of several highest faces is taken.

    Raises
    ------
    ValueError
        A face lies above ρ, or w_t + v_t is nearest to a corner: the maximum is not known then.
    """

    def highest(w: Sequence[Fraction]) -> tuple[int, Fraction]:
        heights = faces.heights(w)
        top = max(range(len(w)), key=heights.__getitem__)
        nearest = list(w)
        nearest[top] += rho - heights[top]
        if heights[top] > rho or max(faces.heights(nearest)) > rho:
            msg = f"a face lies above rho = {rho}"
            raise ValueError(msg)
        return top, heights[top] + r - rho

    w, steps = list(faces.start), len(faces.start) - 1
    values, total = [], [Fraction(0)] * len(w)
    for _ in range(steps):
        top, beyond = highest(w)
        values.append(beta * beyond**2 / 2)
        total = [c + d for c, d in zip(total, w, strict=True)]
        w[top] -= eta * beta * beyond
    _, beyond = highest([c / steps for c in total])
    return Run(tuple(values), beta * beyond**2 / 2, tuple(w))


def least_at(data: Mapping[str, Any], p: Mapping[str, Any]) -> Finding:
    """The mean of F_S^r(w_t), and F_S^r(ŵ), against a(‖w_1‖² − ‖w_{T+1}‖²)/(ηT) + bβm²."""
    eta, beta, a, m, gap = p["eta"], p["beta"], p["a"], p["m"], p["gap"]
    x = eta * beta
    faces = faces_of(p["T"], x, a, m, bend=Fraction(data["bend"]), gap=gap)
    rho = faces.height + p["spare"]
    run = sa_gd_on(faces, rho=rho, r=rho + m, eta=eta, beta=beta)
    lost = faces.square(run.end)
    b = Fraction(data["factor"]) * 2 * a * a / (2 * a * (2 - x) - 1)
    claimed = a * (faces.square(faces.start) - lost) / (eta * p["T"]) + b * beta * m * m
    return both(
        compare(run.mean, "==", claimed, mean=run.mean, claimed=claimed),
        compare(run.average, ">=", (1 - gap) ** 2 * claimed, average=run.average),
        compare(lost, "<=", 2 * faces.drop**2 + faces.start[-1] ** 2),
    )


def beyond_at(data: Mapping[str, Any], p: Mapping[str, Any]) -> Finding:
    """F_S^r(ŵ) on the faces for a = 1 against the printed bound."""
    eta, beta, m = p["eta"], p["beta"], p["m"]
    bend, gap = Fraction(data["bend"]), p["gap"]
    faces = faces_of(p["T"], eta * beta, Fraction(1), m, bend=bend, gap=gap)
    run = sa_gd_on(faces, rho=faces.height, r=faces.height + m, eta=eta, beta=beta)
    first = faces.square(faces.start) / (eta * p["T"])
    bound = first + Fraction(data["beyond"]) * beta * m * m
    return compare(run.average, ">", bound, average=run.average, bound=bound)
