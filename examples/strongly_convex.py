"""A class of one's own: a step x − 2/(L + μ) ∇f(x) on μ-strongly convex L-smooth f, L = 1."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from verify import Claim, Control, Domain, Paper, Theorem, printed, rationals
from verify.solvers.performance import Estimate, Function, estimate, leg, minimizer, point, vector


def contraction(data: Any, p: Any) -> Estimate:
    """‖x_1 − x*‖² ≤ c q² ‖x_0 − x*‖², q = (1 − μ)/(1 + μ), with the multipliers for c = 1."""
    mu, x, q = p["mu"], vector("x0-x*"), (1 - p["mu"]) / (1 + p["mu"])
    start = point("0", x)
    after = x - start.g * (Fraction(data["step"]) / (1 + mu))
    f = Function([minimizer(), start], 1, convexity=mu)
    known = dict.fromkeys(["f *>0", "f 0>*"], 4 * q / (1 + mu))
    right = x.square() * q**2 * Fraction(data["constant"])
    return estimate(objective=after.square(), bound=right, functions=[f], multipliers=known)


def by_hand(data: dict[str, Any], point: dict[str, Any]) -> dict[str, Any]:
    """The step from x_0 = 1 on x²/2 and on μ x²/2."""
    from fractions import Fraction as Q

    mu, step = Q(point["mu"]), Q(data["step"]) / (1 + Q(point["mu"]))
    worst = max(abs(1 - step), abs(1 - step * mu)) ** 2
    bound = Q(data["constant"]) * ((1 - mu) / (1 + mu)) ** 2
    return {"square": str(worst), "bound": str(bound), "violated": worst > bound}


said = "‖x_1 − x*‖ ≤ (L − μ)/(L + μ) ‖x_0 − x*‖, and both L x²/2 and μ x²/2 attain it"
wrong = tuple(Control(f"{c} for 1", "constant", {"constant": c}) for c in ("99/100", "1/2"))
wrong += (Control("step 1/(L + μ)", "construction", {"step": "1"}),)
data = {"constant": "1", "step": "2"}
reading = printed(said, Domain({"mu": rationals("0 <", "< 1")}), data=data, controls=wrong)
check = leg(contraction, over={"mu": ["1/10", "1/2", "9/10"]}, tightness=True)
THEOREM = Theorem(
    label="examples.strongly_convex",
    paper=Paper("examples", "Examples", "Flatcheck", "worked out here"),
    number="Bound 2",
    title="Strong convexity",
    kind="proposition",
    statement=said,
    hypotheses=("f μ-strongly convex and L-smooth, 0 < μ < L",),
    claims=(Claim("contraction", (check,), (reading,), recheck=by_hand),),
    notes="No property leg: the certificates speak of every function at once.",
)
