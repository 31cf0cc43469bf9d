"""Gradient descent on convex L-smooth functions: f(x_n) − f* ≤ L/(4n + 2) ‖x_0 − x*‖², exactly.

The bound is proved over the whole class by known multipliers (Drori and Teboulle, 2014), and a
Huber function attains it. Run it with ``flatcheck run examples/gradient_descent.py``.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from verify import (
    Claim,
    Control,
    Domain,
    Finding,
    Integers,
    Paper,
    Theorem,
    compare,
    legs,
    printed,
    rationals,
)
from verify.solvers.performance import Estimate, first_order_bound, leg


def rate(data: Mapping[str, Any], p: Mapping[str, Any]) -> Estimate:
    """The claimed bound for n steps x − g/L, with the multipliers i/(2n + 1 − i)."""
    n, steps = p["n"], [[0] * k + [1] for k in range(p["n"])]
    chain = [Fraction(i, 2 * n + 1 - i) for i in range(n + 1)]
    known = {f"{i - 1}>{i}": chain[i] for i in range(1, n + 1)}
    rises = zip(chain, [*chain[1:], Fraction(1)], strict=True)
    known |= {f"*>{i}": b - a for i, (a, b) in enumerate(rises)}
    known["start"] = p["L"] / (4 * n + 2)
    bound = Fraction(data["constant"]) * p["L"] / (4 * n + 2)
    return first_order_bound(steps, p["L"], bound, multipliers=known)


def huber(data: Mapping[str, Any], p: Mapping[str, Any]) -> Finding:
    """Run the method on f(x) = L min(x²/2, τ|x| − τ²/2), τ = c/(2n + 1), from x_0 = 1."""
    n, L, x = p["n"], p["L"], Fraction(1)
    tau = Fraction(data["threshold"]) / (2 * n + 1)
    for _ in range(n):
        x -= min(max(x, -tau), tau)
    f = L * (x * x / 2 if abs(x) <= tau else tau * abs(x) - tau * tau / 2)
    return compare(f, ">=", Fraction(data["constant"]) * L / (4 * n + 2), value=f)


def huber_by_hand(data: dict[str, Any], point: dict[str, Any]) -> dict[str, Any]:
    """The value that the Huber function reaches, in closed form, against either claim."""
    from fractions import Fraction

    n, L = int(point["n"]), Fraction(point["L"])
    tau = Fraction(data.get("threshold", "1")) / (2 * n + 1)
    x = max(1 - n * tau, Fraction(0))
    f = L * (tau * x - tau**2 / 2 if x > tau else x**2 / 2)
    bound = Fraction(data["constant"]) * L / (4 * n + 2)
    return {"value": str(f), "violated": f < bound if "threshold" in data else f > bound}


EVERY = Domain({"n": Integers(1), "L": rationals("0 <")})
STEPS = {"n": range(1, 7), "L": ["1", "3"]}
MORE = {"n": range(1, 21), "L": ["1"]}

upper = Claim(
    "upper",
    legs=(leg(rate, over=STEPS, full=MORE, tightness=True),),
    readings=(
        printed(
            "f(x_n) − f* ≤ L/(4n + 2) ‖x_0 − x*‖² for x_{k+1} = x_k − ∇f(x_k)/L",
            EVERY,
            latex=r"f(x_n) - f^* \le \frac{L}{4n+2} \|x_0 - x^*\|^2",
            data={"constant": "1"},
            controls=(
                Control("999/1000 of it", "constant", {"constant": "999/1000"}),
                Control("half of it", "constant", {"constant": "1/2"}),
            ),
        ),
    ),
    recheck=huber_by_hand,
)
attained = Claim(
    "attained",
    legs=(
        legs.exact(huber, over=MORE, executed=True),
        legs.searched(huber, within={"n": Integers(1, 40)}, examples=(50, 500), executed=True),
    ),
    readings=(
        printed(
            "a Huber function with the threshold 1/(2n + 1) attains it",
            EVERY,
            data={"constant": "1", "threshold": "1"},
            controls=(
                Control("1001/1000 of it", "constant", {"constant": "1001/1000"}),
                Control("twice the threshold", "construction", {"threshold": "2"}),
            ),
        ),
    ),
    recheck=huber_by_hand,
)

THEOREM = Theorem(
    label="examples.gradient_descent",
    paper=Paper("examples", "Examples", "Flatcheck", "after Drori and Teboulle (2014), Theorem 1"),
    number="Theorem 1",
    title="Gradient descent on smooth convex functions",
    kind="theorem",
    statement="f(x_n) − f* ≤ L/(4n+2) ‖x_0 − x*‖² for every convex L-smooth f, and no less.",
    hypotheses=("f convex and L-smooth with a minimizer x*", "x_{k+1} = x_k − ∇f(x_k)/L"),
    claims=(upper, attained),
)
