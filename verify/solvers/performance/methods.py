"""Ready-made worst-case problems: fixed-step methods, perturbed gradient steps.

Each returns a `Program`; a method of one's own is written the same way, from `vector`, `value`,
`point` and `convex_smooth`.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any, Literal

from verify.exact.rational import fraction
from verify.solvers.performance.expressions import Number, Vector, mean, value, vector
from verify.solvers.performance.program import Point, Program, convex_smooth, point

__all__ = ["Measure", "first_order", "gradient_descent", "perturbed", "step_size"]

Measure = Literal["last value", "mean value", "last gradient"]


def first_order(
    steps: Sequence[Sequence[Any]],
    smoothness: Any,
    *,
    measure: Measure = "last value",
    radius: Any = 1,
) -> Program:
    """A fixed-step method x_{k+1} = x_k − (1/L) Σ_{j≤k} steps[k][j] ∇f(x_j), f convex, L-smooth.

    Parameters
    ----------
    steps
        Row k = 0, 1, ... has k + 1 rationals.
    smoothness
        L > 0.
    measure
        What is bounded: f(x_n) − f*, the mean of f(x_k) − f* over k = 1..n, or ‖∇f(x_n)‖².
    radius
        ‖x_0 − x*‖ ≤ radius, which is positive. The constraints are ``"start"`` and the pairs
        ``"i>j"`` of ``"*"`` and ``"0"``, ..., ``"n"``.

    Raises
    ------
    TypeError
        A number is a float.
    ValueError
        A row has a wrong length, the smoothness or radius is not positive, or the measure unknown.
    """
    L, R = _positive("smoothness", smoothness), _positive("radius", radius)
    for k, row in enumerate(steps):
        if len(row) != k + 1:
            msg = f"steps[{k}] must hold {k + 1} numbers, got {len(row)}"
            raise ValueError(msg)
    if not steps:
        msg = "steps must hold at least one row"
        raise ValueError(msg)
    x = vector("x0-x*")
    iterates = [point("0", x)]
    for row in steps:
        pairs = zip(row, iterates, strict=True)
        x = x - sum((p.g * h for h, p in pairs), Vector()) / L
        iterates.append(point(str(len(iterates)), x))
    star = Point("*", Vector(), Vector(), Number())
    last = iterates[-1]
    measures: dict[str, Number] = {
        "last value": last.f,
        "mean value": mean(p.f for p in iterates[1:]),
        "last gradient": last.g.square(),
    }
    if measure not in measures:
        msg = f"measure must be one of {', '.join(measures)}, got {measure!r}"
        raise ValueError(msg)
    start = {"start": vector("x0-x*").square() - R**2}
    return Program(measures[measure], {**start, **convex_smooth([star, *iterates], L)})


def gradient_descent(
    n: int, smoothness: Any, *, step: Any = 1, measure: Measure = "last value", radius: Any = 1
) -> Program:
    """n ≥ 1 steps x − (step/L) ∇f(x), 0 < step < 2; see `first_order`.

    Raises
    ------
    TypeError
        A number is a float.
    ValueError
        A number lies outside its range: from step = 2 on, some quadratics never come nearer.
    """
    h = _positive("step", step)
    if h >= 2:
        msg = f"step must lie in (0, 2) for an L-smooth convex function, got {h}"
        raise ValueError(msg)
    _count("n", n)
    rows = [[0] * k + [h] for k in range(n)]
    return first_order(rows, smoothness, measure=measure, radius=radius)


def perturbed(
    steps: int,
    eta: Any,
    beta: Any,
    *,
    beyond: Any = 1,
    radius: Any = 1,
    ball: Any = None,
    method: Literal["given", "argmax", "ascent"] = "given",
) -> Program:
    """w_{t+1} = w_t − η ∇F(w_t + v_t), t = 1..T, η < 2/β: the mean of F(w_t + v_t) or of F(w_t).

    F is convex, β-smooth, non-negative and 0 on a ball of radius ρ around w*. A perturbation is
    split into v_t = q_t + e_t, ‖q_t‖ ≤ ρ, ‖e_t‖ ≤ max(r − ρ, 0); F and its gradient are 0 at
    w* + q_t. Constraints: ``"start"``, ``"beyond t"`` and pairs of ``"t"`` and ``"* t"``.

    Parameters
    ----------
    beyond
        max(r − ρ, 0) ≥ 0.
    radius
        ‖w_1 − w*‖ ≤ radius, which is positive.
    ball
        ρ ≥ 0, with all pairs of points. None for every ρ at once: only the inequalities between
        w_t + v_t and w* + q_t serve then, since a proof that holds for all ρ can use no others.
    method
        ``"given"``: any v_t; ``"argmax"``: ⟨∇F(w_t + v_t), v_t − v_s⟩ ≥ 0, as in SA-GD where the
        ball is finite; ``"ascent"``: F(w_t) ≤ F(w_t + v_t), as in SAM, and the mean of F(w_t).

    Raises
    ------
    TypeError
        A number is a float.
    ValueError
        A number lies outside its range, or the method is unknown.
    """
    _count("steps", steps)
    step, L = step_size(eta, beta), _positive("beta", beta)
    far, R = fraction(beyond), _positive("radius", radius)
    rho = None if ball is None else fraction(ball)
    if far < 0 or (rho is not None and rho < 0):
        msg = f"beyond and ball must not be negative, got {far} and {rho}"
        raise ValueError(msg)
    if method not in ("given", "argmax", "ascent"):
        msg = f"method must be given, argmax or ascent, got {method!r}"
        raise ValueError(msg)
    if method == "argmax" and rho is None:
        msg = "method 'argmax' needs a finite ball; for every ball at once it says no more"
        raise ValueError(msg)
    w = vector("w1-w*")
    limits: dict[str, Number] = {"start": w.square() - R**2}
    moved, stars, starts, shifts = [], [], [], []
    for t in range(1, steps + 1):
        e = vector(f"e{t}") if far else Vector()
        q = vector(f"q{t}") if rho else Vector()
        limits |= {f"beyond {t}": e.square() - far**2} if far else {}
        limits |= {f"within {t}": q.square() - rho**2} if rho else {}
        starts.append(value(f"F(w{t})"))
        moved.append(point(str(t), w + e + q))
        stars.append(Point(f"* {t}", q, Vector(), Number()))
        shifts.append(e + q)
        w = w - moved[-1].g * step
    if rho is None:
        for p, star in zip(moved, stars, strict=True):
            limits |= convex_smooth([p, star], L)
    else:
        limits |= convex_smooth([*moved, *(stars if rho else stars[:1])], L)
    if method == "argmax":
        limits |= {
            f"argmax {s} {t}": moved[t].g.dot(shifts[s] - shifts[t])
            for t in range(steps)
            for s in range(steps)
            if s != t and (far or rho)
        }
    goal = [p.f for p in moved]
    if method == "ascent":
        limits |= {
            f"ascent {t}": a - p.f for t, (a, p) in enumerate(zip(starts, moved, strict=True), 1)
        }
        goal = starts
    return Program(mean(goal), limits)


def step_size(eta: Any, beta: Any) -> Fraction:
    """η where 0 < η < 2/β: a longer step takes the iterates ever farther from some minimizers.

    Raises
    ------
    TypeError
        A number is a float.
    ValueError
        η lies outside the range, or β is not positive.
    """
    step, L = _positive("eta", eta), _positive("beta", beta)
    if step * L >= 2:
        msg = f"eta must lie in (0, 2/beta) = (0, {2 / L}) for a beta-smooth function, got {step}"
        raise ValueError(msg)
    return step


def _positive(name: str, number: Any) -> Fraction:
    exact = fraction(number)
    if exact <= 0:
        msg = f"{name} must be positive, got {exact}"
        raise ValueError(msg)
    return exact


def _count(name: str, number: object) -> None:
    if isinstance(number, bool) or not isinstance(number, int) or number < 1:
        msg = f"{name} must be an integer of at least 1, got {number!r}"
        raise ValueError(msg)
