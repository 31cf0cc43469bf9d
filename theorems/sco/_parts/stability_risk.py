"""The claims that Theorems 4 and 8 share: one bound on E F(ŵ), for SA-GD and for SAM."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from theorems.sco._parts.stability_by_hand import risk_by_hand
from theorems.sco._parts.stability_corollary import corollary_of
from theorems.sco._parts.stability_expectations import expected_risk, risk_at, risk_bound
from theorems.sco._parts.stability_order import HALF, risk_order
from theorems.sco._parts.stability_risk_deductions import of_risk
from theorems.sco._parts.stability_risk_setting import (
    BALL,
    BOUND,
    LARGE,
    LATEX,
    PRINTED,
    SHARP,
    SLOW,
    SMALL,
    WITH_DISTANCE,
)
from theorems.sco._parts.stability_runs import NEAR
from theorems.sco._parts.stability_scaling import scaling
from theorems.sco._parts.stability_tightness import worst
from theorems.sco._parts.upper_models import BEST, FLAT, INTERVALS
from verify import (
    Claim,
    Control,
    Domain,
    Integers,
    corrected,
    legs,
    printed,
    sharpened,
)

__all__ = ["risk_claims"]


def risk_claims(
    method: str, domain: Domain, convention: Mapping[str, Any], free: Mapping[str, str]
) -> tuple[Claim, ...]:
    """The claims of Theorem 4 (``"sagd"``) or 8 (``"sam"``).

    Parameters
    ----------
    domain
        From `runs`.
    convention
        The values of the algorithm's convention in the quick profile.
    free
        Why z3's deductions do not speak of it.
    """
    own = {"method": method}
    near = Domain(domain.parameters, (SMALL, NEAR))
    one = {name: values[:1] for name, values in convention.items()}
    sweep = {
        "P": [BEST.samples[0], *(FLAT.samples[i] for i in (0, 2)), HALF],
        "n": [1, 2],
        "start": [["0"], ["1"], ["100"]],
        "T": [1, 4],
        "eta": ["1/4", "1/1000", "10"],
        "beta": ["1"],
        "r": ["1/1000", "1"],
        **convention,
    }
    full = {
        "P": [*BEST.samples, HALF],
        "n": [1, 2, 3],
        "beta": ["1", "1/2"],
        **{name: domain.parameters[name].edges() for name in convention},
    }
    far = {**sweep, "P": [HALF], "n": [1], "start": [["1"], ["1024"]], "T": [256], "r": ["1"]}
    within = {
        "P": INTERVALS,
        "n": Integers(1, 2),
        "T": Integers(1, 3),
        "eta": ["1/4", "1/8"],
        "beta": ["1"],
        "r": ["1/2", "1"],
    }
    slow = {**SLOW, **one}
    exact = legs.exact(risk_at, over=sweep, full=full, executed=True)
    deduced = of_risk(risk_at, sweep, free)
    small = {"constants": [str(Fraction(q) * 31 / 250) for q in PRINTED["constants"]]}
    tenth = {"constants": ["1/10", "72", "1/10", "16", "2304"]}
    risk = Claim(
        "risk",
        legs=(
            exact,
            legs.exact(risk_at, over={**far, "eta": ["1/4"], **one}, executed=True, name="far"),
            worst(lambda d, p: expected_risk(p, d["method"]), risk_bound, slow),
            legs.exact(risk_at, over=slow, executed=True, name="slow"),
            deduced,
            legs.searched(risk_at, within=within, examples=(20, 200), executed=True),
        ),
        readings=(
            printed(
                f"{BOUND.replace('@', '')}, {BALL}",
                domain,
                latex=LATEX.replace("@", ""),
                data={**own, **PRINTED},
                expected="refuted",
                legs=("far",),
                controls=(Control("‖w_1 − w*‖ ≤ 1", "true", {}, near),),
            ),
            corrected(
                f"{BOUND.replace('@', ' ‖w_1−w*‖²')}, {BALL}",
                domain,
                latex=LATEX.replace("@", r"\|w_1-w^*\|^2"),
                data={**own, **WITH_DISTANCE, "tightness": "stated"},
                legs=("exact", "worst", "smt", "property"),
                controls=(
                    Control("1/10 for 4 and 288", "constant", tenth, None, ("exact", "smt")),
                    Control("constants 0", "constant", {"constants": ["0"] * 5}),
                    Control("31/250 of the bound", "constant", small, None, ("worst",)),
                    Control(
                        "η up to 10/β",
                        "premise",
                        {},
                        Domain(domain.parameters, (LARGE,)),
                        ("exact",),
                    ),
                ),
            ),
            sharpened(
                "E F(ŵ) ≤ ‖w_1−w*‖²/(ηT) + (64/21) ηβ²r²T + β²ηT ‖w_1−w*‖²/n² + "
                "(4/3) (β + β³η²T²/n²) max(r−ρ,0)²",
                domain,
                latex=r"\mathbb{E} F(\hat w) \le \frac{\|w_1-w^*\|^2}{\eta T}"
                r" + \tfrac{64}{21}\eta\beta^2r^2T + \frac{\beta^2\eta T}{n^2}\|w_1-w^*\|^2"
                r" + \tfrac43\Bigl(\beta + \frac{\beta^3\eta^2T^2}{n^2}\Bigr)\max(r-\rho,0)^2",
                data={**own, **SHARP},
                legs=("exact", "slow", "smt"),
                controls=(
                    Control("1/10 for 1 and 1", "constant", tenth, None, ("exact", "smt")),
                    Control(
                        "49/100 for the first 1",
                        "constant",
                        {"constants": ["49/100", *SHARP["constants"][1:]]},
                        None,
                        ("slow",),
                    ),
                    Control("constants 0", "constant", {"constants": ["0"] * 5}, None, ("smt",)),
                ),
            ),
        ),
        recheck=risk_by_hand,
        margin="least bound less E F(ŵ)",
    )
    ball = Claim(
        "ball",
        legs=(exact, deduced),
        readings=(
            printed(
                "the printed bound if each f(·, z) is ρ-flat and ‖w_1−w*‖ ≤ 1, w* the centre of a "
                "ball of zeros of F if there is one, else a minimizer",
                near.widened(P=BEST),
                data={**own, **PRINTED},
                expected="refuted",
                legs=("exact",),
                controls=(Control("a ball common to all losses", "true", {}, near),),
            ),
            corrected(
                f"the printed bound if ‖w_1−w*‖ ≤ 1, {BALL}",
                near,
                data={**own, **PRINTED},
                controls=(
                    Control("w* any minimizer", "premise", {}, near.widened(P=BEST), (exact.name,)),
                    Control("1/10 for 4 and 288", "constant", tenth),
                ),
            ),
        ),
        recheck=risk_by_hand,
        margin="least bound less E F(ŵ)",
    )
    sizes = {"long": {**far, **one}, "short": sweep}
    corollary = corollary_of(method, domain, sizes, free)
    return risk, ball, corollary, scaling(PRINTED["constants"]), risk_order(method)
