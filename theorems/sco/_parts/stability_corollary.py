"""The corollary of Theorems 4 and 8: T = n and a step size that is a fixed multiple of 1/β."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from theorems.sco._parts.stability_by_hand import risk_by_hand
from theorems.sco._parts.stability_expectations import expected_risk
from theorems.sco._parts.stability_risk_deductions import of_corollary
from theorems.sco._parts.stability_risk_setting import CLOSE, EQUAL, EXACT, SMALL, WITH_DISTANCE
from theorems.sco._parts.stability_runs import NEAR
from theorems.sco._parts.upper_models import FLAT
from verify import Claim, Control, Domain, Finding, compare, corrected, legs, printed, sharpened

if TYPE_CHECKING:
    from verify.domain import Point

__all__ = ["corollary_at", "corollary_of"]


def corollary_at(data: Mapping[str, Any], p: Point) -> Finding:
    """E F(ŵ) against (a/n + b r² n) β."""
    a, b = map(Fraction, data["rates"])
    bound = p["beta"] * (a / p["n"] + b * p["r"] ** 2 * p["n"])
    return compare(expected_risk(p, data["method"]), "<=", bound)


def corollary_of(
    method: str,
    domain: Domain,
    sizes: Mapping[str, Mapping[str, Any]],
    free: Mapping[str, str],
) -> Claim:
    """The claim, for ``"sagd"`` or ``"sam"``.

    Parameters
    ----------
    domain
        That of the runs.
    sizes
        Sweeps from which its ``"long"`` and ``"short"`` ones are made.
    free
        Why z3's deductions do not speak of the algorithm's convention.
    """
    rates = {"method": method, **WITH_DISTANCE, "rates": ["21", "2"], "weights": ["1/4", "1"]}
    fixed = Domain(domain.parameters, (EXACT, EQUAL, NEAR, CLOSE))
    wide = (SMALL, EQUAL, NEAR, CLOSE)
    long = {**sizes["long"], "P": FLAT.samples[:1], "n": [48], "T": [48], "start": [["1"]]}
    short = {**sizes["short"], "n": [1, 3], "T": [1, 3], "P": sizes["short"]["P"][1:]}
    long |= {"eta": ["1/4", "1/10000"], "r": ["1/100"]}
    return Claim(
        "corollary",
        legs=(
            legs.exact(
                corollary_at, over=short, full={"n": [1, 2, 5], "T": [1, 2, 5]}, executed=True
            ),
            legs.exact(corollary_at, over=long, executed=True, name="long"),
            of_corollary(corollary_at, short, free),
        ),
        readings=(
            printed(
                "T = n, η = O(1/β), ‖w_1−w*‖ ≤ 1, r−ρ ≤ 1/√n: E F(ŵ) ≤ O(β/n + βr²n), with the "
                "constants 21 and 2 that η = 1/(4β) has",
                Domain(domain.parameters, wide),
                latex=r"\mathbb{E} F(\hat w) = O(\beta/n + \beta r^2 n)",
                data=rates,
                expected="refuted",
                legs=("long",),
                controls=(Control("η = 1/(4β)", "true", {}, fixed),),
            ),
            corrected(
                "T = n, η = 1/(4β), ‖w_1−w*‖ ≤ 1, r−ρ ≤ 1/√n: E F(ŵ) ≤ 21 β/n + 2 βr²n",
                fixed,
                latex=r"\mathbb{E} F(\hat w) \le 21\beta/n + 2\beta r^2 n",
                data=rates,
                legs=("exact", "smt"),
                controls=(
                    Control("1/10 for 21", "constant", {"rates": ["1/10", "2"]}),
                    Control(
                        "any w_1",
                        "premise",
                        {},
                        Domain(domain.parameters, (EXACT, EQUAL, CLOSE)),
                        ("exact",),
                    ),
                ),
            ),
            sharpened(
                "the same with 4 β/n + (32/21) βr²n",
                fixed,
                latex=r"\mathbb{E} F(\hat w) \le 4\beta/n + \tfrac{32}{21}\beta r^2 n",
                data={**rates, "rates": ["4", "32/21"]},
                legs=("exact", "smt"),
                controls=(Control("1/10 for 4", "constant", {"rates": ["1/10", "32/21"]}),),
            ),
        ),
        recheck=risk_by_hand,
        margin="least bound less E F(ŵ)",
    )
