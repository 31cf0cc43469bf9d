"""Inequalities between piecewise quadratic forms, decided on the faces of an arrangement.

Hyperplanes through the origin cut R^k into faces, on each of which every linear form that was named
has one sign, so that relu, absolute values and indicators are polynomial there. The points of a
face are the combinations Σ u_i g_i, u ≥ 0, of those rays g_i whose signs agree with the face's. A
quadratic form whose coefficients in u are not negative is therefore not negative on the face; it is
positive there if whichever rays it takes to reach the face carry a monomial. This proves; what it
leaves open may still be true.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Literal

from theorems.sharpness._parts.every_width import Predicate, witnessed
from verify import Case, Evidence, Exactness, legs

__all__ = ["Face", "by_faces", "faces"]

Vector = tuple[Fraction, ...]
Demand = tuple[Any, Literal[">= 0", "> 0", "== 0"]]
"""A polynomial in u, and what must hold of it on the face."""


@dataclass(frozen=True)
class Face:
    """A relatively open face.

    Parameters
    ----------
    signs
        The sign of each named linear form on it.
    rays
        The rays whose combinations it consists of.
    at
        The forms by name, as polynomials in u.
    """

    signs: Mapping[str, int]
    rays: tuple[Vector, ...]
    at: Mapping[str, Any]

    def relu(self, name: str) -> Any:
        """max(form, 0)."""
        return self.at[name] * (self.signs[name] > 0)

    def absolute(self, name: str) -> Any:
        """|form|."""
        return self.at[name] * self.signs[name]

    def times(self, factor: Fraction, polynomial: Any) -> Any:
        """A rational multiple."""
        return polynomial * polynomial.ring.domain(factor.numerator, factor.denominator)

    def meets(self, polynomial: Any, demand: str) -> bool:
        """Whether the coefficients show that `polynomial` meets `demand` on the face."""
        coefficients = polynomial.coeffs()
        if demand == "== 0":
            return not coefficients
        if any(q < 0 for q in coefficients):
            return False
        if demand == ">= 0":
            return True
        carriers = [{i for i, k in enumerate(m) if k} for m in polynomial.monoms()]
        wanted = tuple(self.signs.values())
        for chosen in _subsets(len(self.rays)):
            reached = _sum_of([_signs_of(self, i) for i in chosen], len(wanted))
            if reached == wanted and not any(c <= set(chosen) for c in carriers):
                return False
        return True


def faces(forms: Mapping[str, Sequence[Any]], positive: Sequence[str] = ()) -> Iterator[Face]:
    """The faces of the arrangement of `forms` in R^2 or R^3, the origin among them.

    Parameters
    ----------
    forms
        Linear forms by their coefficients; their common zero is the origin.
    positive
        Names of forms that are positive where the statement speaks.
    """
    from sympy import QQ
    from sympy.polys.rings import ring

    rows = {name: tuple(Fraction(v) for v in row) for name, row in forms.items()}
    found = {_signs(rows, ray): ray for ray in _rays(list(rows.values()))}
    size = len(rows)
    met = {(0,) * size}
    queue = list(met)
    while queue:
        at = queue.pop()
        for other in found:
            if all(a * b >= 0 for a, b in zip(at, other, strict=True)):
                sum_ = _sum_of([at, other], size)
                if sum_ not in met:
                    met.add(sum_)
                    queue.append(sum_)
    for signs in sorted(met):
        named = dict(zip(rows, signs, strict=True))
        if any(named[name] <= 0 for name in positive):
            continue
        inside = [
            ray
            for s, ray in found.items()
            if all(a in (0, b) for a, b in zip(s, signs, strict=True))
        ]
        _, *u = ring([f"u{i}" for i in range(max(len(inside), 1))], QQ)
        at_face = {
            name: sum((_dot(row, g) * v for g, v in zip(inside, u, strict=False)), 0 * u[0])
            for name, row in rows.items()
        }
        yield Face(named, tuple(inside), at_face)


def by_faces(
    forms: Mapping[str, Sequence[Any]],
    demands: Callable[[Case, Face], Sequence[Demand]],
    predicate: Predicate,
    over: Mapping[str, Any],
    *,
    positive: Sequence[str] = (),
    free: Mapping[str, str] | None = None,
) -> Callable[[Case], Evidence]:
    """A symbolic leg: all demands are met on all faces; where not, a sweep finds the witness.

    Parameters
    ----------
    forms, positive
        As for `faces`.
    demands
        What the variant claims on a face.
    predicate, over
        The claim at a point, and the sweep.
    free
        Parameters that the forms do not speak of, each with the reason.
    """

    def run(case: Case) -> Evidence:
        count = 0
        for face in faces(forms, positive):
            count += 1
            if not all(face.meets(q, demand) for q, demand in demands(case, face)):
                return witnessed(case, "symbolic", Exactness.IDENTITY, predicate, over)
        detail = {"faces": count, "independent_of": dict(free or {})}
        return legs.supports("symbolic", Exactness.IDENTITY, case.domain, detail=detail)

    return run


def _rays(rows: Sequence[Vector]) -> list[Vector]:
    """Both directions of each line in which forms vanish."""
    if len(rows[0]) == 2:
        lines: list[Vector] = [(-b, a) for a, b in rows]
    else:
        lines = [
            (a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0])
            for a, b in itertools.combinations(rows, 2)
        ]
    scaled = set()
    for line in lines:
        largest = max(map(abs, line))
        if largest:
            scaled |= {tuple(v / s for v in line) for s in (largest, -largest)}
    return sorted(scaled)


def _signs(rows: Mapping[str, Vector], at: Vector) -> tuple[int, ...]:
    values = [_dot(row, at) for row in rows.values()]
    return tuple((v > 0) - (v < 0) for v in values)


def _signs_of(face: Face, ray: int) -> tuple[int, ...]:
    """The signs of all forms on one of the face's rays, read off their coefficients."""
    out = []
    for name, form in face.at.items():
        unit = tuple(int(i == ray) for i in range(form.ring.ngens))
        out.append(face.signs[name] if form.get(unit, 0) else 0)
    return tuple(out)


def _sum_of(signs: Sequence[tuple[int, ...]], size: int) -> tuple[int, ...]:
    """The signs of a sum of vectors that nowhere disagree."""
    return tuple(next((s[k] for s in signs if s[k]), 0) for k in range(size))


def _subsets(size: int) -> Iterator[tuple[int, ...]]:
    for k in range(size + 1):
        yield from itertools.combinations(range(size), k)


def _dot(a: Vector, b: Vector) -> Fraction:
    return sum((x * y for x, y in zip(a, b, strict=True)), Fraction(0))
