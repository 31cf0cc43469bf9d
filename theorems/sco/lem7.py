"""Lemma 7: the first step of SAM on Theorem 7's loss, from w_1 = 0.

The gradient at 0 is γδ_1 v̄, v̄ the mean of v_z over S. At the ascent point r v̄/‖v̄‖ only the hinge
(I, 2) of a zero column I bends: its v̄ is −κ, κ = 1/(2(d−1)), and rκ/‖v̄‖ > λ = rκ/(2d). From there
on everything is a matter of constants.
"""

from __future__ import annotations

from theorems.sco import PAPER
from theorems.sco._parts.chain_lem7 import (
    ONE_ZERO,
    SHORT,
    SOME_ZERO,
    TWO_6,
    first_at,
    low_at,
    relu_at,
    rest_at,
    second_at,
    sign_at,
    still_at,
)
from theorems.sco._parts.chain_lem7_deductions import (
    first_by_smt,
    low_by_smt,
    relu_by_smt,
    rest_by_smt,
    second_by_smt,
    sign_by_smt,
    still_by_smt,
)
from theorems.sco._parts.lem7_setting import ALL, BALL, BOTH, DATA, FEW, ONE, PRINTED, item
from verify import Control, Erratum, Theorem, corrected, printed, sharpened

relu = item(
    "relu",
    relu_at,
    relu_by_smt,
    printed(
        "v_zᵀw_2 + δ_1 ≤ 0 for all z in S, for every δ_2 in (0, 1]",
        ALL,
        latex=r"v_z^\top w_2 + \delta_1 \le 0",
        data={**DATA, "asks": "relu", "high": "1"},
        controls=(
            Control("10⁹ δ_1 for δ_1", "constant", {"high": "1000000000"}),
            Control("1000 δ_1 for δ_1", "constant", {"high": "1000"}, None, BALL),
        ),
    ),
    searched=True,
)

MOVE = "−λ < w_2^(i)(1) for i ≠ I"
low = item(
    "low",
    low_at,
    low_by_smt,
    printed(
        MOVE,
        PRINTED.restrict(S=ONE_ZERO),
        latex=r"-\lambda < w_2^{(i)}(1)",
        data={**DATA, "asks": "low", "low": "1"},
        expected="refuted",
        legs=BALL,
        controls=(Control("γ smaller by √d", "true", {"gamma": "corrected"}),),
    ),
    corrected(
        MOVE + " with γ = λ/(max{1,η}√d(r+δ_1))",
        ALL,
        latex=r"-\lambda < w_2^{(i)}(1), \quad "
        r"\gamma = \lambda/(\max\{1,\eta\}\sqrt d(r+\delta_1))",
        data={**DATA, "gamma": "corrected", "asks": "low", "low": "1"},
        controls=(
            Control("γ as printed", "construction", {"gamma": "printed"}),
            Control("−3λ/5 for −λ", "constant", {"low": "3/5"}, None, BALL),
        ),
    ),
    searched=True,
)

sign = item(
    "sign",
    sign_at,
    sign_by_smt,
    printed(
        "w_2^(i)(1) < 0 for i ≠ I, even if I is the only zero column",
        PRINTED.restrict(S=ONE_ZERO),
        latex=r"w_2^{(i)}(1) < 0",
        data={**DATA, "asks": "sign", "high": "0"},
        expected="refuted",
        legs=BALL,
        controls=(Control("n ≤ 2T", "true", {}, FEW),),
    ),
    corrected(
        "w_2^(i)(1) < 0 for i ≠ I, if I is the only zero column and n ≤ 2T",
        FEW,
        latex=r"w_2^{(i)}(1) < 0, \quad n \le 2T",
        data={**DATA, "asks": "sign", "high": "0"},
        controls=(
            Control("two zero columns", "premise", {}, FEW.widened(S=SOME_ZERO), BALL),
            Control("n > 2T too", "premise", {}, ONE, BOTH),
            Control("−λ for 0", "constant", {"high": "-1"}, None, BALL),
        ),
    ),
)

STILL = "w_2^(i)(j) = 0 for j ≥ 2 and every i "
still = item(
    "still",
    still_at,
    still_by_smt,
    printed(
        STILL + "≠ I",
        PRINTED,
        latex=r"w_2^{(i)}(j) = 0, \quad i \ne I, \; j \ge 2",
        data={**DATA, "asks": "still", "from": "2"},
        expected="refuted",
        legs=BALL,
        controls=(Control("exactly one zero column", "true", {}, ONE),),
    ),
    corrected(
        STILL + "≠ I, if I is the only zero column",
        ONE,
        latex=r"w_2^{(i)}(j) = 0, \quad i \ne I, \; j \ge 2",
        data={**DATA, "asks": "still", "from": "2"},
        controls=(
            Control("two zero columns too", "premise", {}, ALL),
            Control("two for one", "premise", {}, ALL.restrict(S=[TWO_6]), BALL),
        ),
    ),
    sharpened(
        STILL + "whose column is not zero",
        ALL,
        data={**DATA, "asks": "still", "from": "2", "others": "ones"},
        controls=(Control("i ≠ I", "construction", {"others": "all"}),),
    ),
)

rest = item(
    "rest",
    rest_at,
    rest_by_smt,
    printed(
        "w_2^(I)(j) = 0 for j ≥ 3",
        ALL,
        latex=r"w_2^{(I)}(j) = 0, \quad j \ge 3",
        data={**DATA, "asks": "rest", "from": "3"},
        controls=(Control("for j ≥ 2", "construction", {"from": "2"}),),
    ),
)

first = item(
    "first",
    first_at,
    first_by_smt,
    printed(
        "0 ≤ w_2^(I)(1) ≤ 1/d for every δ_2 in (0, 1]",
        ALL,
        latex=r"0 \le w_2^{(I)}(1) \le 1/d",
        data={**DATA, "asks": "first", "low": "0", "high": "1"},
        controls=(
            Control("1/1000d for 1/d", "constant", {"high": "1/1000"}),
            Control("1/1000d for 0", "constant", {"low": "1/1000"}, None, BALL),
            Control("ηr > 1/√T too", "premise", {}, ALL.without(SHORT.text), BALL),
        ),
    ),
)

second = item(
    "second",
    second_at,
    second_by_smt,
    printed(
        "−1/d ≤ w_2^(I)(2) < 0 for every δ_2 in (0, 1]",
        ALL,
        latex=r"-1/d \le w_2^{(I)}(2) < 0",
        data={**DATA, "asks": "second", "low": "1", "high": "0"},
        controls=(
            Control("−1/1000d for −1/d", "constant", {"low": "1/1000"}),
            Control("−1/100d for 0", "constant", {"high": "1/100"}, None, BALL),
            Control("ηr > 1/√T too", "premise", {}, ALL.without(SHORT.text), BALL),
        ),
    ),
)

THEOREM = Theorem(
    label="sco.lem7",
    paper=PAPER,
    number="Lemma 7",
    title="The first update of SAM",
    kind="lemma",
    statement="If some column I has z(I) = 0 for all z in S, ηr ≤ 1/√T and w_1 = 0, there is "
    "δ_2 > 0 such that after one SAM update v_zᵀw_2 + δ_1 ≤ 0 for all z in S, −λ < w_2^(i)(1) < 0 "
    "and w_2^(i)(j) = 0 for i ≠ I, j ≥ 2, w_2^(I)(j) = 0 for j ≥ 3, 0 ≤ w_2^(I)(1) ≤ 1/d, and "
    "−1/d ≤ w_2^(I)(2) < 0.",
    hypotheses=("some column I is zero in all of S", "η, r > 0, ηr ≤ 1/√T", "w_1 = 0"),
    claims=(relu, low, sign, still, rest, first, second),
    errata=(
        Erratum(
            "gamma",
            "gap",
            "low",
            "γ = λ/(max{1,η}(r + δ_1)) and −λ < w_2^(i)(1)",
            "γ = λ/(max{1,η}√d(r + δ_1)): as printed a column of ones moves to about −ηλ‖v̄‖, and "
            "‖v̄‖ is about 2^(n/2)/2; once it is below −λ its own hinge bends and its chain moves",
        ),
        Erratum(
            "sign",
            "gap",
            "sign",
            "w_2^(i)(1) < 0 for i ≠ I",
            "if I is the only zero column and n ≤ 2T: where one mask alone sees column i, n − 1 "
            "others push it up by κ each, and at n = 2T + 2 they can win; a second zero column "
            "moves as I does. The proof needs no more than −λ ≤ w_2^(i)(1)",
        ),
        Erratum(
            "one_column",
            "gap",
            "still",
            "some column I has z(I) = 0",
            "exactly one column has, which is the event of Theorem 7's proof",
        ),
    ),
    rests_on=(),
    notes="Every item holds for every δ_2 in (0, 1]: it need not be small. Those that hold with γ "
    "as printed hold with the γ of item 2 too, which Theorem 7 needs. γ and δ_1 are printed in "
    "terms of each other; the two equations are linear, and δ_1 = ηλ/(2√d max{1,η}), "
    "γ = 2√dλ/(2√dr max{1,η} + ηλ) is their one solution. Theorem 7 prints 1/√d for the 1/d of "
    "items 5 and 6, which is less. Printed readings that fail assume n, T ≥ 6 as the theorem does; "
    "the true ones do not. No convex program is asked: nothing here is a minimum or a maximum.",
)
