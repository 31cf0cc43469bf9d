"""A method of one's own: the heavy ball x_{k+1} = x_k − ∇f(x_k)/L + (x_k − x_{k−1})/4."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from verify import Claim, Control, Domain, Integers, Paper, Theorem, printed
from verify.solvers.performance import Estimate, first_order_bound, leg


def estimate(data: Any, p: Any) -> Estimate:
    """f(x_n) − f* ≤ c L/(4n + 2) ‖x_0 − x*‖², L = 1."""
    rows: list[list[Fraction]] = []
    for _ in range(p["n"]):
        rows.append([h / 4 for h in (rows[-1] if rows else [])] + [Fraction(1)])
    return first_order_bound(rows, 1, Fraction(data["constant"]) / (4 * p["n"] + 2))


def by_hand(data: dict[str, Any], point: dict[str, Any]) -> dict[str, Any]:
    """The method on the Huber function that makes its slowest descent worst."""
    from fractions import Fraction

    n = int(point["n"])
    steps = [sum(Fraction(1, 4**j) for j in range(k)) for k in range(1, n + 1)]
    value, bound = 1 / (2 * (2 * sum(steps) + 1)), Fraction(data["constant"]) / (4 * n + 2)
    return {"value": str(value), "bound": str(bound), "violated": value > bound}


said = "f(x_n) − f* ≤ (21/23) L/(4n + 2) ‖x_0 − x*‖² for n ≥ 2: less than gradient descent needs"
wrong = (
    Control("9/10 for 21/23", "constant", {"constant": "9/10"}),
    Control("half of it", "constant", {"constant": "21/46"}),
    Control("n = 1", "premise", {}, Domain({"n": Integers(1)})),
)
reading = printed(said, Domain({"n": Integers(2)}), data={"constant": "21/23"}, controls=wrong)
check = leg(estimate, over={"n": range(1, 7)}, tightness=True)
THEOREM = Theorem(
    label="examples.heavy_ball",
    paper=Paper("examples", "Examples", "Flatcheck", "worked out here"),
    number="Bound 1",
    title="Heavy ball",
    kind="proposition",
    statement=said,
    hypotheses=("f convex and L-smooth",),
    claims=(Claim("rate", (check,), (reading,), recheck=by_hand),),
    notes="No property leg: the certificates speak of every function at once.",
)
