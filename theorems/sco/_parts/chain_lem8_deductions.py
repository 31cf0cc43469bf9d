"""Lemma 8's induction by z3, for every σ, η, r and every step."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from theorems.sco._parts.chain_lem8 import newest_at, previous_at, recursion_at, second_at, signs_at
from verify import Case, Evidence, Exactness, Tri, legs

__all__ = ["newest_by_smt", "previous_by_smt", "recursion_by_smt", "second_by_smt", "signs_by_smt"]


FREE = {"T": "induction over t: nothing but u(t) and u(t−1) moves in the step to u_t"}


def _move(t: Mapping[str, Any], a: Any, delta: Any, s: Any) -> tuple[Any, Any]:
    """u_t(t) and u_t(t−1) if u_{t−1}(t−1) = −a."""
    x = t["eta"] * (s * t["r"] + delta * a)
    return -x, -a + delta * x


def _small(t: Mapping[str, Any], delta: Any, s: Any) -> list[Any]:
    """0 < δ ≤ min(1/4, 1/(4η)) and s = √(1+δ²)."""
    return [
        delta > 0,
        4 * delta <= 1,
        4 * delta * t["eta"] <= 1,
        s >= 1,
        s * s == 1 + delta * delta,
    ]


def _ties(t: Mapping[str, Any]) -> list[Any]:
    """δ_t and a = −u_{t−1}(t−1) in a step t ≥ 4, δ_3 and what it does to σ in the step t = 3."""
    b, sigma, first = t["eta"] * t["r"], t["sigma"], t["delta3"]
    return [
        *_small(t, t["d"], t["s"]),
        t["a"] >= b,
        t["a"] <= 2 * b,
        *_small(t, first, t["s3"]),
        4 * first * b <= sigma,
        4 * first * sigma <= t["r"],
        4 * first * sigma <= b,
        t["e"] > 0,
        4 * t["e"] <= 1,
    ]


def _prove(case: Case, formula: Any, at: Any, extra: tuple[str, ...] = ()) -> Evidence:
    """z3 for every σ, η, r; what breaks the deduction must be met by a run too."""
    from verify.solvers.smt import prove

    reason = "the deduction speaks of small δ_t"
    if case.data["rule"] != "small":
        return legs.undecided("smt", Exactness.SMT, reason)
    names = [n for n in ("delta",) if n in case.domain.parameters and n not in extra]
    free = {**FREE, **dict.fromkeys(names, "the loss does not hold δ_2")}
    found = prove(
        case,
        formula,
        variables=("eta", "r", "sigma", *extra),
        auxiliary=("d", "s", "a", "delta3", "s3", "e"),
        definitions=_ties,
        free=free,
    )
    if found.witness is None and found.outcome.value == "supports":
        return found
    for point in case.domain.points(**RUNS):
        if (finding := at(case.data, point)).answer is Tri.NO:
            return legs.refutes("smt", Exactness.SMT, point, finding.values)
    return legs.undecided("smt", Exactness.SMT, found.reason or "z3 breaks a step, but no run does")


RUNS: dict[str, Any] = {
    "T": [4, 5],
    "eta": ["1/1000", "1", "50"],
    "r": ["1/8", "1"],
    "sigma": ["1/1000", "1"],
}


def second_by_smt(case: Case) -> Evidence:
    """z3: the step t = 3 leaves u(2) in [−σ, 0], and no later one moves it."""
    import z3

    def formula(t: Mapping[str, Any]) -> Any:
        _, rest = _move(t, t["sigma"], t["delta3"], t["s3"])
        low, high = z3.RealVal(case.data["low"]), z3.RealVal(case.data["high"])
        return z3.And(rest >= -low * t["sigma"], rest <= -high * t["sigma"])

    return _prove(case, formula, second_at)


def newest_by_smt(case: Case) -> Evidence:
    """z3: u_t(t) in the window, from a = σ at t = 3 and from a in the window later."""
    import z3

    def formula(t: Mapping[str, Any]) -> Any:
        b, low, high = (
            t["eta"] * t["r"],
            z3.RealVal(case.data["low"]),
            z3.RealVal(case.data["high"]),
        )
        steps = (_move(t, t["sigma"], t["delta3"], t["s3"]), _move(t, t["a"], t["d"], t["s"]))
        return z3.And(*(c for head, _ in steps for c in (head >= -low * b, head <= -high * b)))

    return _prove(case, formula, newest_at)


def previous_by_smt(case: Case) -> Evidence:
    """z3: u_t(t−1) in its window, if u_{t−1}(t−1) is in that of `newest`."""
    import z3

    def formula(t: Mapping[str, Any]) -> Any:
        b, low, high = (
            t["eta"] * t["r"],
            z3.RealVal(case.data["low"]),
            z3.RealVal(case.data["high"]),
        )
        _, rest = _move(t, t["a"], t["d"], t["s"])
        return z3.And(rest >= -low * b, rest <= -high * b)

    return _prove(case, formula, previous_at)


def signs_by_smt(case: Case) -> Evidence:
    """z3: the hinges t−1, t and t+1 at w_t, with δ_{i+1} as in g, or with δ_i.

    An old u(i) is anything in [−2b, 0], by `newest` and `previous`, and u(2) in [−σ, 0]. u(i+1) is
    u_t(t) or was left behind by a step s: u_s(s−1). Hinge 3 of u_3 starts the induction.
    """
    import z3

    def formula(t: Mapping[str, Any]) -> Any:
        b, d, first, sigma = t["eta"] * t["r"], t["d"], t["delta3"], t["sigma"]
        head, rest = _move(t, t["a"], d, t["s"])
        # u(i) ≥ −2b, so that −δ u(i) ≤ 2bδ; u(2) ≥ −σ; e is any other δ_i
        old = [u + x * 2 * b <= 0 for u in (head, rest) for x in (d, t["e"], first)]
        old += [_move(t, sigma, first, t["s3"])[0] + first * sigma <= 0]
        old += [rest + (t["delta"] if case.data["index"] == "i" else first) * sigma <= 0]
        now = -d * head
        return z3.And(*old, now > 0 if case.data["at"] == ">" else now <= 0)

    return _prove(case, formula, signs_at, ("delta",))


def recursion_by_smt(case: Case) -> Evidence:
    """z3: the step of SAM, written out with the hinges t−1, t, t+1, is the displayed one.

    From a = σ at t = 3, where [u(2)]_+ stands for the hinge t−1, and from a in its window later,
    where the hinge t−1 has gained δ_{t−1} times at most 2b, or σ if t = 4.
    """
    import z3

    from verify.solvers.smt import relu as plus

    def formula(t: Mapping[str, Any]) -> Any:
        big, sigma, first, found = 2 * t["eta"] * t["r"], t["sigma"], t["delta3"], []
        gained = (t["e"] * big, first * big, first * sigma)
        for a, d, s, gains in (
            (sigma, first, t["s3"], (z3.RealVal(0),)),
            (t["a"], t["d"], t["s"], gained),
        ):
            root = s if case.data["root"] == "1" else z3.RealVal(1)
            b = t["r"] / s
            # at u + (r/s)(e_t − δ e_{t−1}); h s is the gradient's norm
            found += [plus(d * a) > 0, plus(b + d * (a + d * b)) == t["r"] * root + d * a]
            found += [plus(-a + x - d * b) == 0 for x in gains]
            found += [plus(0 - t["e"] * b) == 0]
        return z3.And(*found)

    return _prove(case, formula, recursion_at)
