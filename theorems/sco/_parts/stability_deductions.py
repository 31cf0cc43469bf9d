"""What z3 decides of stability and of the risk, for all values of the parameters at once.

Each deduction is a chain of elementary steps; between them stand only averages over i, t and S, the
inequalities of Minkowski and Cauchy–Schwarz, and the lemmas that the proof names.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from theorems.sco._parts.stability_runs import NEAR
from theorems.sco._parts.upper_search import broken_at
from verify import Case, Evidence, Exactness, Leg, Objects, Outcome, supports
from verify.legs import Predicate, smt

__all__ = [
    "from_leave_one_out",
    "homogeneous",
    "of_corollary",
    "of_risk",
    "of_stability",
    "of_step",
]

MODELS = "of the losses it uses convexity, smoothness and f ≥ 0, and their common ball of zeros"


Piece = tuple[Any, Any, tuple[str, ...], tuple[str, ...]]
"""A formula, what is known, the names it is said in, and the parameters among them."""


def _chain(case: Case, pieces: Sequence[Piece], free: Mapping[str, str]) -> Evidence:
    """The evidence of the first piece that fails, else of the last, for the whole domain.

    No piece names an object, so that one of each is enough for a point that z3's values belong to.
    """
    from verify.solvers.smt import prove

    objects = {k: v for k, v in case.domain.parameters.items() if isinstance(v, Objects)}
    few = replace(
        case, domain=case.domain.restrict(**{k: v.samples[:1] for k, v in objects.items()})
    )
    named = {name: free.get(name, "another piece speaks of it") for name in case.domain.parameters}
    for formula, definitions, names, variables in pieces:
        rest = {name: why for name, why in named.items() if name not in variables}
        found = prove(
            few,
            formula,
            variables=variables,
            auxiliary=names,
            definitions=definitions,
            free=rest,
        )
        if found.outcome is not Outcome.SUPPORTS:
            return found
    return supports("smt", Exactness.SMT, case.domain, detail={"independent_of": dict(free)})


def from_leave_one_out(predicate: Predicate, over: Mapping[str, Any]) -> Leg:
    """A leg: √f(v) ≤ √f(u) + h with h² = β‖u−v‖²/2, and X ≤ (Y + x)² + x² in the mean.

    With φ = √f: smoothness and Lemma 3 give φ(v)² ≤ φ(u)² + G d + βd²/2 and G² ≤ 2βφ(u)². For each
    i let w̄ be the mean of A(S) over z_i, and x² = βV/2 with V = E ‖A(S) − w̄‖² ≤ ε, since A(S^{(i)})
    does not depend on z_i either. A fresh z' and z_i are alike, so that smoothness at w̄ gives
    X = E F(A(S)) ≤ E f(w̄, z_i) + x², and Minkowski's inequality for the roots P, Y of E f(w̄, z_i)
    and E F_S(A(S)) gives P ≤ Y + x.
    """

    def run(case: Case) -> Evidence:
        import z3

        data = case.data
        first, second = z3.RealVal(data["first"]), z3.RealVal(data["second"])

        def pair(t: Mapping[str, Any]) -> Any:
            return t["v"] <= t["u"] + t["h"]

        def smooth(t: Mapping[str, Any]) -> list[Any]:
            u, d, beta = t["u"], t["d"], t["beta"]
            return [
                *(t[k] >= 0 for k in ("u", "v", "G", "d", "h")),
                2 * t["h"] * t["h"] == beta * d * d,
                t["G"] * t["G"] <= 2 * beta * u * u,
                t["v"] * t["v"] <= u * u + t["G"] * d + beta * d * d / 2,
            ]

        def total(t: Mapping[str, Any]) -> Any:
            y, x = t["Y"] * t["Y"], t["x"] * t["x"]
            if "c" not in t:
                return t["X"] <= first * y + 2 * second * x
            c = t["c"]
            return c * t["X"] <= c * (1 + c) * first * y + (2 * c + 1) * second * x

        def roots(t: Mapping[str, Any]) -> list[Any]:
            signs = [t[k] >= 0 for k in ("X", "P", "Y", "x")]
            return [*signs, t["P"] <= t["Y"] + t["x"], t["X"] <= t["P"] * t["P"] + t["x"] * t["x"]]

        free = {
            "M": "of the losses it uses smoothness and f ≥ 0",
            "A": "any map: of A(S^{(i)}) is used that z_i does not move it",
            "n": "the roots are those of means over i and over S",
        }
        trade = tuple(name for name in ("c",) if name in case.domain.parameters)
        pieces = [
            (total, roots, ("X", "P", "Y", "x"), trade),
            (pair, smooth, ("u", "v", "G", "d", "h"), ("beta", *trade)),
        ]
        return broken_at(case, _chain(case, pieces, free), predicate, over)

    return smt(run)


def _cocoercive(t: Mapping[str, Any]) -> list[Any]:
    """With Δ = ∇F(w+v) − ∇F(w'+v'), G = ‖Δ‖, s = ⟨w−w', Δ⟩: s ≥ G²/β − 2rG, for ‖v−v'‖ ≤ 2r."""
    beta, G = t["beta"], t["G"]
    return [G >= 0, beta * t["s"] >= G * G - 2 * beta * t["r"] * G]


def of_step(predicate: Predicate, over: Mapping[str, Any]) -> Leg:
    """A leg: −2s + ηG² ≤ κβr², κ = num/(den − rate ηβ), by cocoercivity."""

    def run(case: Case) -> Evidence:
        import z3

        num, den, rate = (z3.RealVal(case.data[k]) for k in ("num", "den", "rate"))

        def formula(t: Mapping[str, Any]) -> Any:
            eta, beta, G, r = t["eta"], t["beta"], t["G"], t["r"]
            return (eta * G * G - 2 * t["s"]) * (den - rate * eta * beta) <= num * beta * r * r

        free = {
            "S": "of F it uses that ∇F is cocoercive: convex and β-smooth",
            "start": "any w",
            "other": "any w'",
            "u": "any v with ‖v‖ ≤ r",
            "o": "any v' with ‖v'‖ ≤ r",
        }
        found = _chain(case, [(formula, _cocoercive, ("G", "s"), ("eta", "beta", "r"))], free)
        return broken_at(case, found, predicate, over)

    return smt(run)


def of_stability(predicate: Predicate, over: Mapping[str, Any]) -> Leg:
    """A leg: the step, the growth of a_t = ‖w_t − w_t'‖, and the sum with Lemmas 1 and 3.

    With A = 4ηβr²/(2−ηβ) and b_t = (η/n)‖∇f(w_t+v_t, z_i)‖: a_{t+1} ≤ √(a_t² + A) + b_t, so that
    a_t ≤ √(tA) + Σ b. In the mean over i, (Σ b)² ≤ T Σ b² ≤ 2β (ηT/n)² · (1/T) Σ F_S(w_t+v_t), and
    (p+q)² ≤ 2p² + 2q²; the average of the iterates is no farther apart than they are.
    """

    def run(case: Case) -> Evidence:
        import z3

        a, b, c = (z3.RealVal(case.data[k]) for k in ("perturbation", "gradient", "beyond"))
        lemma = z3.RealVal(case.data["lemma1"])

        def step(t: Mapping[str, Any]) -> Any:
            eta, beta, G, r = t["eta"], t["beta"], t["G"], t["r"]
            grown = (eta * G * G - 2 * t["s"]) * (2 - eta * beta) <= 4 * beta * r * r
            return z3.And(grown, 8 * (2 - eta * beta) >= 4 * 3)

        def growth(t: Mapping[str, Any]) -> Any:
            return t["y"] + t["b"] <= t["P"] + t["B"] + t["b"]

        def grown(t: Mapping[str, Any]) -> list[Any]:
            names = ("p", "P", "q", "B", "b", "a", "y")
            squares = {k: t[k] * t[k] for k in names}
            return [
                *(t[k] >= 0 for k in names),
                t["a"] <= t["p"] + t["B"],
                squares["P"] == squares["p"] + squares["q"],
                squares["y"] == squares["a"] + squares["q"],
            ]

        def total(t: Mapping[str, Any]) -> Any:
            return t["e"] <= a * t["Q"] + b * t["R"] + c * t["U"]

        def parts(t: Mapping[str, Any]) -> list[Any]:
            # Q = ηβr²T, U = β²η²T²m²/n²; near is βηTD²/n², and R is that or βηT/n²
            known = [t[k] >= 0 for k in ("Q", "R", "near", "U", "e")]
            if case.data["distance"] == "2":
                known.append(t["near"] == t["R"])
            elif any(premise.text == NEAR.text for premise in case.domain.premises):
                known.append(t["near"] <= t["R"])
            # the step has 4/(2−ηβ), which is at most 8/3
            bound = 2 * z3.Q(8, 3) * t["Q"] + 4 * (t["near"] + lemma * t["U"])
            return [*known, t["e"] <= bound]

        free = {
            "S": MODELS,
            "start": "any w_1; ‖w_1−w*‖ enters through Lemma 1",
            "u": "any v_t with ‖v_t‖ ≤ r",
            "o": "any v_t with ‖v_t‖ ≤ r, others than those of S",
            "T": "the steps are summed",
            "copies": "n enters as 1/n in b_t",
        }
        pieces = [
            (total, parts, ("Q", "R", "near", "U", "e"), ()),
            (growth, grown, ("p", "P", "q", "B", "b", "a", "y"), ()),
            (step, _cocoercive, ("G", "s"), ("eta", "beta", "r")),
        ]
        return broken_at(case, _chain(case, pieces, free), predicate, over)

    return smt(run)


def of_risk(predicate: Predicate, over: Mapping[str, Any], free: Mapping[str, str]) -> Leg:
    """A leg: Lemma 4 with the bounds on F_S(ŵ) and on ε, for η ≤ 1/(4β).

    The lemmas as `data` has them: X ≤ 4Y + kβε, Y ≤ D²/(ηT) + Kβm², ε ≤ a ηβr²T + (b D² + …) …
    """

    def run(case: Case) -> Evidence:
        import z3

        constants = [z3.RealVal(q) for q in case.data["constants"]]
        k, K, a, b, c = (z3.RealVal(q) for q in case.data["lemmas"])
        names = ("D", "Q", "R", "V", "U", "X", "Y", "e", "near")

        def formula(t: Mapping[str, Any]) -> Any:
            terms = [t[x] for x in ("D", "Q", "R", "V", "U")]
            return t["X"] <= sum(q * x for q, x in zip(constants, terms, strict=True))

        def definitions(t: Mapping[str, Any]) -> list[Any]:
            # D = ‖w_1−w*‖²/(ηT), V = βm², and β times the terms of ε, e = βε
            known = [t[x] >= 0 for x in names]
            if case.data["distance"] == "2":
                known.append(t["near"] == t["R"])
            elif any(premise.text == NEAR.text for premise in case.domain.premises):
                known.append(t["near"] <= t["R"])
            return [
                *known,
                t["Y"] <= t["D"] + K * t["V"],
                t["e"] <= a * t["Q"] + b * t["near"] + c * t["U"],
                t["X"] <= 4 * t["Y"] + k * t["e"],
            ]

        reasons = {
            "P": MODELS,
            "start": "any w_1; its distance from w* is a term of both lemmas",
            "n": "n enters through Lemma 5",
            "T": "T enters through Lemmas 1 and 5",
            "r": "every v_t has length at most r, those of S^{(i)} too",
            **free,
        }
        found = _chain(case, [(formula, definitions, names, ())], reasons)
        return broken_at(case, found, predicate, over)

    return smt(run)


def of_corollary(predicate: Predicate, over: Mapping[str, Any], free: Mapping[str, str]) -> Leg:
    """A leg: the sharpened bound at T = n, ηβ = 1/4, ‖w_1−w*‖ ≤ 1 and n max(r−ρ, 0)² ≤ 1."""

    def run(case: Case) -> Evidence:
        import z3

        first, second = (z3.RealVal(q) for q in case.data["rates"])
        a, b, c, d, e = (z3.RealVal(q) for q in case.data["sharp"])
        names = ("q", "y", "D", "m", "X")

        def formula(t: Mapping[str, Any]) -> Any:
            return t["X"] <= first * t["q"] + second * t["y"]

        def definitions(t: Mapping[str, Any]) -> list[Any]:
            # q = β/n, y = βr²n, D = ‖w_1−w*‖² q, m = β max(r−ρ,0)²
            return [
                *(t[x] >= 0 for x in names),
                t["D"] <= t["q"],
                t["m"] <= t["q"],
                t["X"] <= (4 * a + c / 4) * t["D"] + b / 4 * t["y"] + (d + e / 16) * t["m"],
            ]

        reasons = {
            "P": MODELS,
            "start": "‖w_1−w*‖ ≤ 1 is all that is used",
            "n": "it enters through β/n and βr²n",
            "T": "T = n",
            "r": "it enters through βr²n and max(r−ρ, 0)",
            "eta": "ηβ = 1/4",
            **free,
        }
        found = _chain(case, [(formula, definitions, names, ())], reasons)
        return broken_at(case, found, predicate, over)

    return smt(run)


def homogeneous(case: Case) -> Evidence:
    """z3: the bound grows by c² when w, r and ρ grow by c."""
    import z3

    from verify.solvers.smt import prove

    first, second, third = (
        z3.RealVal(case.data[k]) for k in ("perturbation", "gradient", "beyond")
    )
    power = int(case.data["distance"])

    def formula(t: Mapping[str, Any]) -> Any:
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
