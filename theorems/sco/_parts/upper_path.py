"""Functions on which no smaller pair of constants serves, and SA-GD running on them.

Faces a_1, ..., a_T are unit vectors with ⟨a_t, a_{t+1}⟩ = −g and all other products 0, and
f(w) = (β/2) dist(w, {⟨a_t, w⟩ ≤ ρ for all t})². With the pair (a, b) of `upper_pairs`, x = ηβ,
m = r − ρ and D = 2a(2 − x) − 1 let

    s = 2am/D,   h = s − m,   k = (2a − 1)m/D,   g = (2a − 1)/(2ax),

and w_1 the point with ⟨a_1, w_1⟩ = h, ⟨a_t, w_1⟩ = h − k for t ≥ 2. If a ≤ 1/(2 − x), then g ≤ 1/2
and such vectors exist. At w_t the face t is the highest, so that SA-GD takes v_t = r a_t, finds the
value βs²/2 and the gradient βs a_t, and every step loses nothing of the identity in `upper_pairs`:

    (1/T) Σ F_S^r(w_t) = a(‖w_1‖² − ‖w_{T+1}‖²)/(ηT) + bβm²,   ‖w_{T+1}‖² ≤ 2k².

Where ρ ≥ ⟨a_t, w⟩ for all t, the maximum of f over the ball around w lies at w + r a_t for a
highest face t: for λ ≥ 0 with ‖Σ λ_t a_t‖ = 1 the distance of w + v beyond the half-space of
Σ λ_t a_t and ρ Σ λ_t is at most r − Σ λ_t(ρ − ⟨a_t, w⟩), and Σ λ_t ≥ 1. A vector is kept by its
coefficients on the faces.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from verify import Finding, both, compare
from verify.exact.linalg import solve

__all__ = ["Faces", "beyond_at", "faces_of", "least_at", "sa_gd_on"]


@dataclass(frozen=True)
class Faces:
    """T unit vectors, neighbours with the product −g, and SA-GD's start on them."""

    bend: Fraction
    start: tuple[Fraction, ...]
    height: Fraction
    """⟨a_1, w_1⟩, the highest face's"""
    drop: Fraction
    """k, what the other faces lie below it"""

    def heights(self, w: Sequence[Fraction]) -> list[Fraction]:
        """⟨a_t, w⟩ for all t."""
        padded = [Fraction(0), *w, Fraction(0)]
        return [
            padded[t] - self.bend * (padded[t - 1] + padded[t + 1]) for t in range(1, len(w) + 1)
        ]

    def square(self, w: Sequence[Fraction]) -> Fraction:
        """‖w‖²."""
        return sum(map(lambda c, y: c * y, w, self.heights(w)), Fraction(0))


def faces_of(steps: int, x: Fraction, a: Fraction, m: Fraction, bend: Fraction) -> Faces:
    """The faces for the pair that belongs to a, `bend` times their g between neighbours."""
    D = 2 * a * (2 - x) - 1
    height, drop = 2 * a * m / D - m, (2 * a - 1) * m / D
    g = bend * (2 * a - 1) / (2 * a * x)
    gram = [[Fraction(s == t) - g * (abs(s - t) == 1) for t in range(steps)] for s in range(steps)]
    found = solve(gram, [height, *[height - drop] * (steps - 1)])
    start = tuple(Fraction(int(c.p), int(c.q)) for c in found.entries())
    return Faces(g, start, height, drop)


def sa_gd_on(
    faces: Faces, *, rho: Fraction, r: Fraction, eta: Fraction, beta: Fraction
) -> tuple[list[Fraction], list[Fraction]]:
    """F_S^r(w_t) for t = 1..T along SA-GD from the start, and w_{T+1}.

    Raises
    ------
    ValueError
        A face lies above ρ, or w_t + v_t is nearest to a corner: the maximum is not known then.
    """
    w, values = list(faces.start), []
    for _ in faces.start:
        heights = faces.heights(w)
        top = max(range(len(w)), key=heights.__getitem__)
        beyond = heights[top] + r - rho
        nearest = list(w)
        nearest[top] += r - beyond
        if heights[top] > rho or max(faces.heights(nearest)) > rho:
            msg = f"a face lies above rho = {rho}"
            raise ValueError(msg)
        values.append(beta * beyond**2 / 2)
        w[top] -= eta * beta * beyond
    return values, w


def least_at(data: Mapping[str, Any], p: Mapping[str, Any]) -> Finding:
    """The mean of F_S^r(w_t) against a(‖w_1‖² − ‖w_{T+1}‖²)/(ηT) + bβm²."""
    eta, beta, a, m = p["eta"], p["beta"], p["a"], p["m"]
    x = eta * beta
    faces = faces_of(p["T"], x, a, m, Fraction(data["bend"]))
    rho = faces.height + p["spare"]
    values, end = sa_gd_on(faces, rho=rho, r=rho + m, eta=eta, beta=beta)
    lost = faces.square(end)
    b = Fraction(data["factor"]) * 2 * a * a / (2 * a * (2 - x) - 1)
    claimed = a * (faces.square(faces.start) - lost) / (eta * p["T"]) + b * beta * m * m
    mean = sum(values) / p["T"]
    return both(
        compare(mean, "==", claimed, mean=mean, claimed=claimed),
        compare(lost, "<=", 2 * faces.drop**2),
    )


def beyond_at(data: Mapping[str, Any], p: Mapping[str, Any]) -> Finding:
    """The mean of F_S^r(w_t) on the faces for a = 1 against the printed bound."""
    eta, beta, m = p["eta"], p["beta"], p["m"]
    faces = faces_of(p["T"], eta * beta, Fraction(1), m, Fraction(data["bend"]))
    values, _ = sa_gd_on(faces, rho=faces.height, r=faces.height + m, eta=eta, beta=beta)
    first = faces.square(faces.start) / (eta * p["T"])
    bound = first + Fraction(data["beyond"]) * beta * m * m
    mean = sum(values) / p["T"]
    return compare(mean, ">", bound, mean=mean, bound=bound)
