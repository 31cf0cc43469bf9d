"""What z3 decides of stability, for all values of the parameters at once.

Each deduction is a chain of elementary steps; between them stand only averages over i, t and S, the
inequalities of Minkowski and Cauchy–Schwarz, and the lemmas that the proof names.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from theorems.sco._parts.stability_chain import (
    Piece,
    Terms,
    chain,
    cocoercive,
    distance,
    lemma_of_one_step,
    real,
    sums,
)
from theorems.sco._parts.stability_constants import growth, least_split, least_trade, of_runs
from theorems.sco._parts.upper_search import broken_at
from verify import Case, Evidence, Leg, Outcome
from verify.legs import Predicate, smt
from verify.tightness import Ends, stating

__all__ = ["MODELS", "from_leave_one_out", "homogeneous", "of_stability", "of_step"]

MODELS = "of the losses it uses convexity, smoothness and f ≥ 0, and their common ball of zeros"
HALF = Fraction(1, 2)


def from_leave_one_out(
    predicate: Predicate, over: Mapping[str, Any], *, tight: bool = False
) -> Leg:
    """A leg: √f(v) ≤ √f(u) + h with h² = β‖u−v‖²/2, and X ≤ (Y + x)² + x² in the mean.

    With φ = √f: smoothness and Lemma 3 give φ(v)² ≤ φ(u)² + G d + βd²/2 and G² ≤ 2βφ(u)². For each
    i let w̄ be the mean of A(S) over z_i, and x² = βV/2 with V = E ‖A(S) − w̄‖² ≤ ε, since A(S^{(i)})
    does not depend on z_i either. A fresh z' and z_i are alike, so that smoothness at w̄ gives
    X = E F(A(S)) ≤ E f(w̄, z_i) + x², and Minkowski's inequality for the roots P, Y of E f(w̄, z_i)
    and E F_S(A(S)) gives P ≤ Y + x.

    Parameters
    ----------
    tight
        Whether to say how much smaller the two constants may be together.
    """

    def pieces(case: Case, factor: Fraction) -> list[Piece]:
        first, second = (real(factor * Fraction(case.data[k])) for k in ("first", "second"))

        def pair(t: Terms) -> Any:
            return t["v"] <= t["u"] + t["h"]

        def smooth(t: Terms) -> list[Any]:
            u, d, beta = t["u"], t["d"], t["beta"]
            return [
                *(t[k] >= 0 for k in ("u", "v", "G", "d", "h")),
                2 * t["h"] * t["h"] == beta * d * d,
                t["G"] * t["G"] <= 2 * beta * u * u,
                t["v"] * t["v"] <= u * u + t["G"] * d + beta * d * d / 2,
            ]

        def total(t: Terms) -> Any:
            y, x = t["Y"] * t["Y"], t["x"] * t["x"]
            if "c" not in t:
                return t["X"] <= first * y + 2 * second * x
            c = t["c"]
            return c * t["X"] <= c * (1 + c) * first * y + (2 * c + 1) * second * x

        def roots(t: Terms) -> list[Any]:
            signs = [t[k] >= 0 for k in ("X", "P", "Y", "x")]
            return [*signs, t["P"] <= t["Y"] + t["x"], t["X"] <= t["P"] * t["P"] + t["x"] * t["x"]]

        trade = tuple(name for name in ("c",) if name in case.domain.parameters)
        return [
            (total, roots, ("X", "P", "Y", "x"), trade),
            (pair, smooth, ("u", "v", "G", "d", "h"), ("beta", *trade)),
        ]

    free = {
        "M": "of the losses it uses smoothness and f ≥ 0",
        "A": "any map: of A(S^{(i)}) is used that z_i does not move it",
        "n": "the roots are those of means over i and over S",
        "low": "of what is taken off the losses it uses that they stay ≥ 0 on R^d",
    }

    def known(case: Case) -> dict[str, str]:
        return {name: why for name, why in free.items() if name in case.domain.parameters}

    def run(case: Case) -> Evidence:
        found = chain(case, pieces(case, Fraction(1)), known(case))
        return broken_at(case, found, predicate, over)

    def upper(case: Case) -> Ends:
        _, factor = least_trade(*(1 / Fraction(case.data[k]) for k in ("first", "second")))
        found = chain(case, pieces(case, factor)[:1], known(case))
        return None, factor if found.outcome is Outcome.SUPPORTS else None

    return stating(smt(run), upper) if tight else smt(run)


def of_step(predicate: Predicate, over: Mapping[str, Any]) -> Leg:
    """A leg: −2s + ηG² ≤ κβr², κ = num/(den − rate ηβ), by cocoercivity."""

    def run(case: Case) -> Evidence:
        import z3

        num, den, rate = (z3.RealVal(case.data[k]) for k in ("num", "den", "rate"))

        def formula(t: Terms) -> Any:
            eta, beta, G, r = t["eta"], t["beta"], t["G"], t["r"]
            return (eta * G * G - 2 * t["s"]) * (den - rate * eta * beta) <= num * beta * r * r

        free = {
            "S": "of F it uses that ∇F is cocoercive: convex and β-smooth",
            "start": "any w",
            "other": "any w'",
            "u": "any v with ‖v‖ ≤ r",
            "o": "any v' with ‖v'‖ ≤ r",
        }
        found = chain(case, [(formula, cocoercive, ("G", "s"), ("eta", "beta", "r"))], free)
        return broken_at(case, found, predicate, over)

    return smt(run)


def of_stability(predicate: Predicate, over: Mapping[str, Any], *, tight: bool = False) -> Leg:
    """A leg: the step, the growth of a_t = ‖w_t − w_t'‖, and the sums with Lemmas 1 and 3.

    With A = 4ηβr²/(2−ηβ) and b_t = (η/n)‖∇f(w_t+v_t, z_i)‖: a_{t+1} ≤ √(a_t² + A) + b_t, so that
    a_{t+1} ≤ √(tA) + b_1 + … + b_t. The outputs are no farther apart than the same mean of the two
    sides, p + q with p² ≤ σTA and q² ≤ τTΣb² (`SHARES`); by Minkowski's inequality so are the roots
    of the means over i. There Σ b² is at most 2βη²/n² · Σ F_S(w_t+v_t) by Lemma 3, and Lemma 1
    bounds that sum.

    Parameters
    ----------
    tight
        Whether to say how much smaller the three constants may be together.
    """

    def total_of(case: Case, factor: Fraction) -> Piece:
        a, b, c = (
            real(factor * Fraction(case.data[k])) for k in ("perturbation", "gradient", "beyond")
        )
        x, y, z = map(real, proved_of(case))
        trade = ("c",) if "c" in case.domain.parameters else ()

        def total(t: Terms) -> Any:
            if trade:
                whole = (1 + t["c"]) * (t["c"] * a * t["Q"] + b * t["R"] + c * t["U"])
                return t["c"] * t["e"] <= whole
            return t["e"] <= a * t["Q"] + b * t["R"] + c * t["U"]

        def parts(t: Terms) -> list[Any]:
            # Q = ηβr²T, U = β²η²T²m²/n²; near is βηTD²/n², and R is that or βηT/n². In the form
            # "rate" Q and U are divided by 2 − ηβ and by 1 − ηβ, which are positive
            p, q = t["p"], t["q"]
            return [
                *(t[k] >= 0 for k in names),
                *distance(case, t),
                p * p <= x * t["Q"],
                q * q <= y * t["near"] + z * t["U"],
                t["e"] <= (p + q) * (p + q),
            ]

        names = ("Q", "R", "near", "U", "e", "p", "q")
        return total, parts, names, trade

    def step_of(case: Case) -> Piece:
        import z3

        def step(t: Terms) -> Any:
            eta, beta, G, r = t["eta"], t["beta"], t["G"], t["r"]
            grown = (eta * G * G - 2 * t["s"]) * (2 - eta * beta) <= 4 * beta * r * r
            if case.data["form"] == "rate":
                return z3.And(grown, eta * beta < 1)
            return z3.And(grown, real(growth(HALF)) * (2 - eta * beta) >= 4)

        return step, cocoercive, ("G", "s"), ("eta", "beta", "r")

    def proved_of(case: Case) -> tuple[Fraction, ...]:
        step = Fraction(4) if case.data["form"] == "rate" else growth(HALF)
        return of_runs(case.data["output"], case.data["lemma"], step)

    def growing(t: Terms) -> Any:
        return t["y"] + t["b"] <= t["P"] + t["B"] + t["b"]

    def grown(t: Terms) -> list[Any]:
        names = ("p", "P", "q", "B", "b", "a", "y")
        squares = {k: t[k] * t[k] for k in names}
        return [
            *(t[k] >= 0 for k in names),
            t["a"] <= t["p"] + t["B"],
            squares["P"] == squares["p"] + squares["q"],
            squares["y"] == squares["a"] + squares["q"],
        ]

    free = {
        "S": MODELS,
        "start": "any w_1; ‖w_1−w*‖ enters through Lemma 1",
        "u": "any v_t with ‖v_t‖ ≤ r",
        "o": "any v_t with ‖v_t‖ ≤ r, others than those of S",
        "T": "the steps are summed",
        "copies": "n enters as 1/n in b_t",
    }

    def run(case: Case) -> Evidence:
        pieces = [
            total_of(case, Fraction(1)),
            *sums(case.data["output"]),
            lemma_of_one_step(case),
            (growing, grown, ("p", "P", "q", "B", "b", "a", "y"), ()),
            step_of(case),
        ]
        return broken_at(case, chain(case, pieces, free), predicate, over)

    def upper(case: Case) -> Ends:
        claimed = [Fraction(case.data[k]) for k in ("perturbation", "gradient", "beyond")]
        _, factor = least_split(proved_of(case), claimed)
        found = chain(case, [total_of(case, factor)], free)
        return None, factor if found.outcome is Outcome.SUPPORTS else None

    return stating(smt(run), upper) if tight else smt(run)


def homogeneous(case: Case) -> Evidence:
    """z3: the bound grows by c² when w, r and ρ grow by c."""
    import z3

    from verify.solvers.smt import prove

    first, second, third = (
        z3.RealVal(case.data[k]) for k in ("perturbation", "gradient", "beyond")
    )
    power = int(case.data["distance"])

    def formula(t: Terms) -> Any:
        rate, T = t["eta"] * t["beta"], t["T"]

        def total(scale: Any) -> Any:
            distance = z3.RealVal(1)
            for _ in range(power):
                distance = distance * scale * t["distance"]
            r, m = scale * t["r"], scale * t["m"]
            rest = second * distance + third * rate * T * m * m
            return first * rate * T * r * r + rate * t["share"] * rest

        return total(t["c"]) == t["c"] * t["c"] * total(z3.RealVal(1))

    return prove(
        case,
        formula,
        variables=("distance", "r", "m", "T", "eta", "beta", "c"),
        auxiliary=("share",),
        free={"n": "it enters through T/n², of which nothing is assumed"},
    )
