"""What z3 is told of Lemmas 6-8 and Theorem 7 is true of runs, and its steps give the claims."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any

import pytest
from flint import ctx

from theorems.core.sam_chain_columns import Columns
from theorems.core.sam_chain_loss import chain_constants
from theorems.sco import lem6, lem7, lem8, thm7
from theorems.sco._parts import chain_lem7 as parts
from theorems.sco._parts import lem7_setting
from theorems.sco._parts.thm7_checks import executed
from verify import Theorem
from verify.exact.ball import ball
from verify.run.inprocess import judged

F = Fraction
Ask = Callable[..., tuple[Callable[[Any], Any], Callable[[Any], Any]]]


class Near(float):
    """A float that is equal to another up to rounding, and at most what it nearly equals."""

    def _slack(self, other: float) -> float:
        return 1e-9 * (abs(float(self)) + abs(float(other)))

    def __eq__(self, other: Any) -> bool:
        return bool(abs(float(self) - float(other)) <= self._slack(other))

    def __le__(self, other: Any) -> bool:
        return bool(float(self) <= float(other) + self._slack(other))

    def __ge__(self, other: Any) -> bool:
        return bool(float(self) >= float(other) - self._slack(other))

    __hash__ = float.__hash__

    def __add__(self, other: Any) -> Near:
        return Near(float(self) + float(other))

    def __mul__(self, other: Any) -> Near:
        return Near(float(self) * float(other))

    def __sub__(self, other: Any) -> Near:
        return Near(float(self) - float(other))

    def __rsub__(self, other: Any) -> Near:
        return Near(float(other) - float(self))

    def __truediv__(self, other: Any) -> Near:
        return Near(float(self) / float(other))

    __radd__, __rmul__ = __add__, __mul__


class _AskedError(Exception):
    """Ends a leg where it would ask z3."""


@pytest.fixture
def ask(monkeypatch: pytest.MonkeyPatch) -> Ask:
    """The formula and the definitions that a leg hands to z3, on a reading with data changed."""

    def asked(
        theorem: Theorem,
        claim: str,
        changes: Mapping[str, Any] | None = None,
        role: str = "printed",
    ) -> tuple[Callable[[Any], Any], Callable[[Any], Any]]:
        seen: dict[str, Any] = {}

        def prove(case: Any, formula: Any, /, **more: Any) -> Any:
            seen.update(formula=formula, definitions=more.get("definitions"))
            raise _AskedError

        monkeypatch.setattr("verify.solvers.smt.prove", prove)
        judged(theorem, claim, "smt", changes, role=role)
        return seen["formula"], seen["definitions"]

    return asked


def holds(formula: Callable[[Any], Any], values: Mapping[str, Any]) -> bool:
    """Whether a formula holds at rational values."""
    import z3

    terms = {k: z3.RealVal(str(F(x))) for k, x in values.items()}
    found = z3.simplify(formula(terms))
    assert z3.is_true(found) or z3.is_false(found)
    return bool(z3.is_true(found))


def follows(formula: Callable[[Any], Any], names: str, then: Callable[[Any], Any]) -> bool:
    """Whether z3 proves `then` from a formula, all variables being positive."""
    import z3

    terms = {k: z3.Real(k) for k in names.split()}
    solver = z3.SolverFor("QF_NRA")
    solver.set(rlimit=20_000_000)
    solver.add(*(x > 0 for x in terms.values()), formula(terms), z3.Not(then(terms)))
    return bool(solver.check() == z3.unsat)


# ------------------------------------------------------------------------------------- Lemma 7

SAMPLES = [[["0", 2]], *parts.SMALL, parts.TWO_6, parts.ONES_6, parts.SPREAD_6, parts.LONG_14]
RATES = [(F(1, 1000), F(400)), (F(1), F(1, 4)), (F(1), F(1, 100)), (F(50), F(1, 200))]


def first_step(sample: Any, T: int, eta: Fraction, r: Fraction, gamma: str) -> dict[str, Any]:
    """What the deductions of Lemma 7 call by name, of one sample."""
    columns = Columns.from_patterns(dict(sample))
    with ctx.workprec(256):
        k = chain_constants(columns, T, eta, r, gamma=gamma)
        x = ball(columns.mean_square(k.kappa)).sqrt()
        named: dict[str, Any] = {
            "T": T, "n": k.n, "N": k.N, "eta": eta, "r": r, "kappa": k.kappa, "lam": k.lam,
            "delta": F(1), "x": x, "y": 1 / x, "root": ball(k.d).sqrt(), "delta1": k.delta1,
            "e": ball(eta) * k.gamma,
            "m": ball(eta) * k.gamma * (ball(r) * x + k.delta1),
        }  # fmt: skip
        return {name: Near(float(ball(v).mid())) for name, v in named.items()}


@pytest.mark.parametrize(
    ("claim", "role"),
    [
        ("relu", "printed"),
        ("low", "corrected"),
        ("sign", "corrected"),
        ("still", "corrected"),
        ("still", "sharpened"),
        ("first", "printed"),
        ("second", "printed"),
    ],
)
def test_lemma_7_assumes_what_every_first_step_meets(ask: Ask, claim: str, role: str) -> None:
    """The definitions of each deduction hold on samples of every kind, for small and large η."""
    (reading,) = [q for q in lem7.THEOREM.claim(claim).readings if q.role == role]
    _, definitions = ask(lem7.THEOREM, claim, role=role)
    seen = 0
    for sample in SAMPLES:
        for eta, r in RATES:
            p = {"S": sample, "T": 2, "eta": eta, "r": r, "delta": F(1)}
            if reading.domain.contains(p):
                values = first_step(sample, 2, eta, r, reading.data["gamma"])
                assert all(definitions(values)), (sample[:2], eta, definitions(values))
                seen += 1
    assert seen >= 8


@pytest.mark.parametrize(("claim", "coordinate"), [("first", 0), ("second", 1)])
def test_lemma_7_speaks_of_the_coordinates_that_the_run_has(
    ask: Ask, claim: str, coordinate: int
) -> None:
    """d w_2^(I)(1) and −d w_2^(I)(2) as the deductions write them are those of SAM's step."""
    for sample in (parts.TWO_6, parts.ONES_6):
        for eta, r, delta in ((F(1), F(1, 4), F(1, 3)), (F(50), F(1, 200), F(1))):
            p = {"S": sample, "T": 6, "eta": eta, "r": r, "delta": delta}
            data = {"gamma": "printed", "others": "all"}
            k, _, w = parts.second_iterate(data, p)
            at = F(float((w[coordinate] * k.d).mid()))  # the zero column sorts first
            values = {**first_step(sample, 6, eta, r, "printed"), "delta": delta}
            low, high = sorted((abs(at) * F(999, 1000), abs(at) * F(1001, 1000)))
            ends = {"low": str(low), "high": str(high)}
            if claim == "second":
                ends = {"low": str(high), "high": str(low)}
            formula, _ = ask(lem7.THEOREM, claim, ends)
            assert holds(formula, values)


def test_the_steps_of_lemma_7_give_its_items(ask: Ask) -> None:
    """z3 proves each display from the steps that it is asked to check."""
    formula, _ = ask(lem7.THEOREM, "relu")
    names = "T r N e delta1 root x kappa"
    assert follows(formula, names, lambda t: t["delta1"] <= t["e"] * (
        t["r"] * t["x"] + t["delta1"]) * (1 - t["N"] * t["kappa"]))  # fmt: skip
    names = "T eta r delta N kappa x y lam m"
    formula, _ = ask(lem7.THEOREM, "first")

    def gain(t: Any) -> Any:
        return t["r"] * t["kappa"] * t["y"] - t["lam"]

    assert follows(formula, names, lambda t: (
        t["eta"] * t["delta"] * t["delta"] * gain(t) + t["kappa"] * t["m"]
    ) * (t["N"] * t["T"] + 1) <= 1)  # fmt: skip
    formula, _ = ask(lem7.THEOREM, "second")
    assert follows(formula, names, lambda t: (
        t["eta"] * t["delta"] * gain(t) * (t["N"] * t["T"] + 1) <= 1
    ))  # fmt: skip


def test_a_column_with_one_one_is_above_zero_only_if_n_is_small(ask: Ask) -> None:
    """v̄ is (1 − (n−1)κ)/n there: at n = 4, κ = 1/3 it is 0."""
    formula, _ = ask(lem7.THEOREM, "still", role="corrected")
    assert holds(formula, {"n": 4, "N": 4, "kappa": F(1, 4), "T": 2})
    assert not holds(formula, {"n": 4, "N": 4, "kappa": F(1, 3), "T": 2})


def test_the_sign_of_other_columns_takes_the_whole_gram_matrix(ask: Ask) -> None:
    """v_zᵀv̄ is up to N + κ²: at n = 3, N = 2, κ = 1/4 two others may outweigh one."""
    formula, _ = ask(lem7.THEOREM, "sign", role="corrected")
    assert holds(formula, {"n": 2, "N": 2, "kappa": F(1, 4), "T": 2})
    assert not holds(formula, {"n": 3, "N": 2, "kappa": F(1, 4), "T": 2})


def test_deductions_do_not_speak_of_what_they_do_not_treat() -> None:
    """A second zero column, a bound below 0, δ_t = 3/4: z3's steps are not about these."""
    many = lem7_setting.FEW.widened(S=parts.SOME_ZERO)
    corrected = {"role": "corrected"}
    assert judged(lem7.THEOREM, "sign", "smt", **corrected).verdict == "holds"
    assert judged(lem7.THEOREM, "sign", "smt", domain=many, **corrected).verdict != "holds"
    assert judged(lem7.THEOREM, "sign", "smt", {"high": "-1"}, **corrected).verdict != "holds"
    for claim in ("second", "newest", "previous", "signs", "recursion"):
        assert judged(lem8.THEOREM, claim, "smt", {"rule": "ones"}).verdict != "holds"


# ------------------------------------------------------------------------------------- Lemma 8


@pytest.mark.parametrize("claim", ["second", "newest", "previous", "signs", "recursion"])
def test_lemma_8_assumes_no_more_than_small_deltas(ask: Ask, claim: str) -> None:
    """Its definitions hold at δ_t = min{1/4, 1/(4η)} and δ_3 as large as the notes admit it."""
    _, definitions = ask(lem8.THEOREM, claim)
    for eta in (F(1, 1000), F(1), F(50)):
        for sigma in (F(1, 1000), F(1, 8), F(40)):
            r = F(1, 2)
            b, flat = eta * r, min(F(1, 4), 1 / (4 * eta))
            first = min(flat, sigma / (4 * b), min(F(1), eta) * r / (4 * sigma))
            for share, a, e in ((1, b, F(1, 4)), (1, 2 * b, F(1, 10**9)), (F(1, 9), b, flat)):
                d, d3 = flat * share, first * share
                values: dict[str, Any] = {
                    "eta": eta, "r": r, "sigma": sigma, "d": d, "delta3": d3, "a": a, "e": e,
                    "s": float(1 + d * d) ** 0.5, "s3": float(1 + d3 * d3) ** 0.5,
                }  # fmt: skip
                assert all(definitions({k: Near(float(x)) for k, x in values.items()}))


STEP = {"eta": 1, "r": 1, "sigma": F(1, 8), "d": F(32, 255), "s": F(257, 255), "a": F(3, 2),
        "delta3": F(128, 4095), "s3": F(4097, 4095), "e": F(1, 8), "delta": 1}  # fmt: skip
"""1 + δ² is a square"""


@pytest.mark.parametrize(
    ("claim", "changes"),
    [
        ("second", {"eta": -1}),  # u(2) falls below −σ
        ("second", {"delta3": 1, "sigma": F(1, 100)}),  # u(2) rises above 0
        ("newest", {"sigma": 1000}),  # the step t = 3 goes below −2ηr
        ("newest", {"a": 1000}),
        ("newest", {"s3": F(1, 100), "sigma": F(1, 10**6)}),
        ("previous", {"a": F(5, 2)}),
        ("previous", {"a": F(1, 2)}),
        ("signs", {"eta": F(1, 4), "sigma": 10**9, "a": 10**12}),  # the hinge 3 of u_3
        ("signs", {"a": F(3, 10), "sigma": F(1, 10**9)}),  # u_t(t−1) is not low enough
        ("recursion", {"sigma": -1}),
        ("recursion", {"sigma": 0}),  # no hinge bends at t = 3
        ("recursion", {"a": -1}),
        ("recursion", {"s": 1}),
        ("recursion", {"s3": 1}),
        ("recursion", {"a": F(1, 100)}),  # the hinge t − 1 bends at the ascent point
        ("recursion", {"e": -1}),  # and so does t + 1
    ],
)
def test_every_part_of_a_step_of_lemma_8_is_asked_for(
    ask: Ask, claim: str, changes: dict[str, Any]
) -> None:
    """The statement holds at plain values, and not at those that break one part of it."""
    formula, _ = ask(lem8.THEOREM, claim, {"index": "i+1"} if claim == "signs" else {})
    assert holds(formula, STEP)
    assert not holds(formula, {**STEP, **changes})


def test_the_step_of_lemma_8_has_the_root() -> None:
    """u_t(t) ≥ −(√17/4 + 1/2) ηr is deduced, which is −1.5308 ηr, and no less."""
    for low, verdict in (("1531/1000", True), ("1530/1000", False)):
        assert (judged(lem8.THEOREM, "newest", "smt", {"low": low}).verdict == "holds") is verdict


# ------------------------------------------------------------------------- Lemma 6, Theorem 7


def test_lemma_6_deduces_no_smaller_constants() -> None:
    """β = 5, and L = 5(1 + 1/96) at n = T = 1, are what the row sums give, and no less."""
    for beta, verdict in (("5", True), ("499/100", False)):
        found = judged(lem6.THEOREM, "smooth", "smt", {"beta": beta})
        assert (found.verdict == "holds") is verdict
    for most, verdict in (("5053/1000", True), ("5052/1000", False)):
        found = judged(lem6.THEOREM, "lipschitz", "smt", {"L": most})
        assert (found.verdict == "holds") is verdict


def test_lemma_6_asks_for_every_row_of_the_hessian(ask: Ask) -> None:
    """A row of a block, its first row and that of w(d) may each be the one that is too large."""
    formula, _ = ask(lem6.THEOREM, "smooth", {"beta": "5"})
    plain = {"T": 2, "a": 1, "b": 1, "c": 1, "p": 1, "q": 1, "N": 2, "g": F(1, 100)}
    assert holds(formula, plain)
    for changes in ({"b": 2}, {"a": 2}, {"c": 2}, {"g": F(11, 10)}, {"c": 0, "q": 0, "g": 2}):
        assert not holds(formula, {**plain, **changes})


@pytest.mark.parametrize("eta", [F(1, 10**4), F(1, 24), F(1), F(50)])
def test_lemma_6_assumes_what_its_constants_meet(ask: Ask, eta: Fraction) -> None:
    """At n = 3, T = 1, d = 9 with ηr = 1/2, the largest: γ, δ_1 and λ are rational there."""
    import z3

    r, d, s, most = 1 / (2 * eta), 9, 3, max(F(1), eta)
    lam = r / (4 * d * (d - 1))
    delta1 = min(F(1), eta) * lam / (2 * s)
    _, definitions = ask(lem6.THEOREM, "minimizer", role="sharpened")
    values = {"eta": eta, "d": d, "s": s, "L": lam, "x": delta1}
    assert holds(lambda t: z3.And(*definitions(t)), values)
    formula, definitions = ask(lem6.THEOREM, "constants")
    share = F(1, 4 * d * (d - 1))
    values = {"eta": eta, "d": d, "s": s, "L": share, "M": most, "x": delta1 / r,
              "g": lam / (most * (r + delta1))}  # fmt: skip
    assert holds(lambda t: z3.And(*definitions(t)), values)
    assert holds(formula, values)
    assert not holds(formula, {**values, "x": share})
    assert not holds(formula, {**values, "g": 2 * share})
    assert not holds(formula, {**values, "g": 0})
    steep = {**values, "eta": 10**6, "M": 10**6, "x": share / 6, "g": share}
    assert not holds(formula, steep)  # 2√d < ηγ
    _, definitions = ask(lem6.THEOREM, "lipschitz")
    unit = {"a": 1, "b": 1, "c": 1, "p": 1, "q": 1}
    values = {**unit, "T": 1, "N": 8, "g": share, "x": delta1}
    assert holds(lambda t: z3.And(*definitions(t)), values)


def test_lemma_6_asks_whether_the_minimizer_is_in_the_ball(ask: Ask) -> None:
    """−(λ/2) e_d has the length λ/2, which may be above 1."""
    formula, _ = ask(lem6.THEOREM, "minimizer", {"at": "1/2"}, role="sharpened")
    plain = {"L": 1, "x": F(1, 10), "eta": 1, "d": 9, "s": 3}
    assert holds(formula, plain)
    assert not holds(formula, {**plain, "L": 3})
    assert not holds(formula, {**plain, "x": 2})


def test_theorem_7_assumes_no_more_than_its_lemmas_give(ask: Ask) -> None:
    """Its definitions hold at ηr = 1/(2√T) exactly, on the smallest sample and on a large one."""
    _, definitions = ask(thm7.THEOREM, "stays", role="corrected")
    for T, columns in ((9, 2), (9, 64), (2, 2)):
        d = columns * T + 1
        q = F(1, 4 * T)
        small = q / (16 * d * d * (d - 1) ** 2)
        values: dict[str, Any] = {"T": T, "d": d, "q": q, "e": F(1, d), "small": small}
        assert all(definitions({k: Near(float(x)) for k, x in values.items()}))
    _, definitions = ask(thm7.THEOREM, "gap", role="sharpened")
    data = {"gamma": "corrected", "rule": "falling"}
    for sample, eta, r in ((parts.SMALL[0], 1, F(1, 5)), (parts.TWO_6, 50, F(1, 400))):
        run, _ = executed(data, {"S": sample, "T": 6, "eta": F(eta), "r": r})
        reach = float(r) / float(run.columns.zeros) ** 0.5
        for t in range(3, 6):  # δ_t stands at t − 2, u_(t−1)(t−1) at t − 3
            now, later = (float(x) for x in run.deltas[t - 2 : t])
            values = {
                "e": float(eta),
                "b": reach,
                "a": -float(run.heads[t - 3].mid()),
                "p": now,
                "q": later,
            }
            assert all(definitions({k: Near(x) for k, x in values.items()}))


def test_theorem_7_asks_for_every_part_of_its_steps(ask: Ask) -> None:
    """A coordinate that rises above −ηr again, and one before the third, are not covered."""
    formula, _ = ask(thm7.THEOREM, "gap", role="sharpened")
    plain = {"T": 6, "tau": 1, "e": 1, "b": 1, "p": F(1, 2), "a": 1, "q": F(1, 4)}
    assert holds(formula, plain)
    assert not holds(formula, {**plain, "q": F(1, 3)})
    formula, _ = ask(thm7.THEOREM, "average", role="corrected")
    assert holds(formula, {"T": 6, "tau": 1, "s": 3})
    assert not holds(formula, {"T": 6, "tau": 1, "s": 2})
