"""The claims that Theorems 4 and 8 share: one bound on E F(ŵ), for SA-GD and for SAM."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from theorems.sco._parts.stability_by_hand import risk_by_hand
from theorems.sco._parts.stability_deductions import of_corollary, of_risk
from theorems.sco._parts.stability_order import HALF, risk_order
from theorems.sco._parts.stability_runs import NEAR, expected_risk, risk_at
from theorems.sco._parts.stability_scaling import scaling
from theorems.sco._parts.upper_models import BEST, FLAT, INTERVALS, LINES, POINTS
from verify import (
    Claim,
    Control,
    Domain,
    Erratum,
    Finding,
    Integers,
    Premise,
    compare,
    corrected,
    legs,
    printed,
    rationals,
    sharpened,
)

if TYPE_CHECKING:
    from verify.domain import Point

__all__ = ["ERRATA", "risk_claims", "runs"]

SMALL = Premise("eta <= 1/(4 beta)", lambda p: 4 * p["eta"] * p["beta"] <= 1)
LARGE = Premise("eta <= 10/beta", lambda p: p["eta"] * p["beta"] <= 10)
EXACT = Premise("eta = 1/(4 beta)", lambda p: 4 * p["eta"] * p["beta"] == 1)
EQUAL = Premise("T = n", lambda p: p["T"] == p["n"])
CLOSE = Premise(
    "r − ρ <= 1/√n", lambda p: p["n"] * max(p["r"] - Fraction(p["P"]["rho"]), 0) ** 2 <= 1
)

PRINTED: dict[str, Any] = {
    "constants": ["4", "72", "288", "16", "2304"],
    "distance": "0",
    "lemmas": ["3", "4", "24", "96", "768"],
}
WITH_DISTANCE = {**PRINTED, "distance": "2"}
SHARP = {
    "constants": ["4", "56/9", "14/3", "16/5", "14/3"],
    "distance": "2",
    "lemmas": ["7/6", "4/5", "16/3", "4", "4"],
}
BOUND = "E F(ŵ) ≤ 4‖w_1−w*‖²/(ηT) + 72 ηβ²r²T + 288 β²ηT@/n² + (16β + 2304 β³η²T²/n²) max(r−ρ,0)²"
LATEX = (
    r"\mathbb{E} F(\hat w) \le \frac{4\|w_1-w^*\|^2}{\eta T} + 72\eta\beta^2r^2T"
    r" + 288\frac{\beta^2\eta T}{n^2}@ + \Bigl(16\beta + 2304\frac{\beta^3\eta^2T^2}{n^2}\Bigr)"
    r"\max(r-\rho,0)^2"
)
BALL = "all f(·, z) being 0 on one ball of radius ρ around w*"

ERRATA = (
    Erratum(
        "distance",
        "gap",
        "risk",
        "the term β²ηT/n² holds no ‖w_1−w*‖",
        "β²ηT ‖w_1−w*‖²/n², or ‖w_1−w*‖ ≤ 1 as an assumption; without it no constant serves",
    ),
    Erratum(
        "scaling",
        "gap",
        "homogeneity",
        "β²ηT/n² stays when w, r and ρ grow by c, and all else grows by c²",
        "with β²ηT ‖w_1−w*‖²/n² both sides scale alike",
    ),
    Erratum(
        "common_ball",
        "gap",
        "ball",
        "f(·, z) is ρ-flat for all z, and w* is not defined",
        "all f(·, z) are 0 on one ball of radius ρ, and w* is its centre: otherwise F need not "
        "have a zero",
    ),
    Erratum(
        "rate",
        "misprint",
        "corollary",
        "η = O(1/β) gives O(β/n + βr²n)",
        "η = 1/(4β), or any fixed multiple of it: a smaller η leaves ‖w_1−w*‖²/(ηT) behind",
    ),
)


def runs(**own: Any) -> Domain:
    """Laws of losses on the line, n draws from them, T steps from w* + start.

    Parameters
    ----------
    **own
        The set of r, and that of the convention which completes the algorithm.
    """
    sizes = {"eta": rationals("0 <"), "beta": rationals("0 <")}
    return Domain(
        {"P": LINES, "n": Integers(1), "start": POINTS, "T": Integers(1), **sizes, **own}, (SMALL,)
    )


def corollary_at(data: Mapping[str, Any], p: Point) -> Finding:
    """E F(ŵ) against (a/n + b r² n) β."""
    a, b = map(Fraction, data["rates"])
    bound = p["beta"] * (a / p["n"] + b * p["r"] ** 2 * p["n"])
    return compare(expected_risk(p, data["method"]), "<=", bound)


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
    exact = legs.exact(risk_at, over=sweep, full=full, executed=True)
    deduced = of_risk(risk_at, sweep, free)
    tenth = {"constants": ["1/10", "72", "1/10", "16", "2304"]}
    risk = Claim(
        "risk",
        legs=(
            exact,
            legs.exact(risk_at, over={**far, "eta": ["1/4"], **one}, executed=True, name="far"),
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
                data={**own, **WITH_DISTANCE},
                legs=("exact", "smt", "property"),
                controls=(
                    Control("1/10 for 4 and 288", "constant", tenth, None, ("exact", "smt")),
                    Control("constants 0", "constant", {"constants": ["0"] * 5}),
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
                "E F(ŵ) ≤ 4‖w_1−w*‖²/(ηT) + (56/9) ηβ²r²T + (14/3) β²ηT ‖w_1−w*‖²/n² + "
                "(16/5 β + (14/3) β³η²T²/n²) max(r−ρ,0)²",
                domain,
                data={**own, **SHARP},
                legs=("exact", "smt"),
                controls=(
                    Control("1/10 for 4 and 14/3", "constant", tenth),
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
    rates = {**own, "rates": ["21", "2"], "sharp": SHARP["constants"]}
    wide = (SMALL, EQUAL, NEAR, CLOSE)
    long = {**far, "P": FLAT.samples[:1], "n": [48], "T": [48], "start": [["1"]], **one}
    short = {**sweep, "n": [1, 3], "T": [1, 3], "P": sweep["P"][1:]}
    long |= {"eta": ["1/4", "1/10000"], "r": ["1/100"]}
    corollary = Claim(
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
                controls=(
                    Control(
                        "η = 1/(4β)", "true", {}, Domain(domain.parameters, (EXACT, *wide[1:]))
                    ),
                ),
            ),
            corrected(
                "T = n, η = 1/(4β), ‖w_1−w*‖ ≤ 1, r−ρ ≤ 1/√n: E F(ŵ) ≤ 21 β/n + 2 βr²n",
                Domain(domain.parameters, (EXACT, *wide[1:])),
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
        ),
        recheck=risk_by_hand,
        margin="least bound less E F(ŵ)",
    )
    return risk, ball, corollary, scaling(PRINTED["constants"]), risk_order(method)
