"""Theorem 3: SA-GD can generalize badly although it ends at a flat minimum of F_S.

f(w, z) = ½[ sqrt(Σ_i Σ_j [z(i) w^(i)(j)]_+² + w(d)²) − ρ ]_+², z uniform on {−1,1}^(2^n), one block
w^(i) of T coordinates for each column, w_1 = 0. If column I is 1 in the whole sample, v_t = r e_k
with k the t-th coordinate of block I is a worst perturbation, and each step drives one more
coordinate of the block to −a, a = η(r−ρ), where half of all z charge for it and no z of S does.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from theorems.sco import PAPER
from theorems.sco._parts.bounds import refined
from theorems.sco._parts.event import event_at, event_by_hand, event_deduced
from theorems.sco._parts.instances_thm3 import THEOREM_3
from theorems.sco._parts.samples import BALL, ball_of
from theorems.sco._parts.thm3_by_hand import class_by_hand, premise_by_hand, run_by_hand
from theorems.sco._parts.thm3_deductions import (
    average_by_smt,
    chain_by_smt,
    class_by_lemma,
    gap_by_smt,
    norm_by_smt,
    oracle_by_smt,
    premise_by_smt,
    trajectory_by_smt,
)
from theorems.sco._parts.thm3_dense import trajectory_on_all_coordinates
from theorems.sco._parts.thm3_predicates import (
    a_of,
    average_at,
    chain_at,
    class_at,
    event_counted,
    gap_at,
    gap_counted,
    norm_at,
    oracle_at,
    premise_at,
    trajectory_at,
)
from theorems.sco._parts.thm3_run import ANY_COLUMN, ONES_COLUMN
from verify import (
    Claim,
    Control,
    Domain,
    Erratum,
    Integers,
    Objects,
    Premise,
    Theorem,
    corrected,
    finite,
    legs,
    printed,
    rationals,
    sharpened,
)

if TYPE_CHECKING:
    from hypothesis.strategies import SearchStrategy


def _draw_signs() -> SearchStrategy[list[str]]:
    from hypothesis import strategies as st

    return st.lists(st.sampled_from(["1", "-1"]), min_size=1, max_size=3)


SIGNS = Objects(
    "signs of the coordinates",
    lambda z: isinstance(z, list) and bool(z) and all(x in ("1", "-1") for x in z),
    (["1"], ["-1"], ["1", "-1"], ["-1", "1", "1"]),
    _draw_signs,
)

# ----------------------------------------------------------------------------------- the claims

TAU = Premise("tau <= T", lambda p: p["tau"] <= p["T"])
ROOM = Premise("rho < r", lambda p: p["rho"] < p["r"])
SMALL = Premise(
    "rho < r(1 - 3/(3 + eta sqrt(T)))", lambda p: 9 * p["rho"] ** 2 < a_of(p) ** 2 * p["T"]
)
"""Decided by squares, as ρ < η(r−ρ)√T/3: the claim `premise` says that it is the same. It implies
ρ < r, which stands by itself so that a > 0 without it too."""
SHORT = Premise("eta(r - rho) <= 1/sqrt(T)", lambda p: a_of(p) ** 2 * p["T"] <= 1)
STEPS = {
    "S": ONES_COLUMN,
    "T": Integers(1),
    "eta": rationals("0 <"),
    "r": rationals("0 <="),
    "rho": rationals("0 <="),
}
PATHS = Domain(STEPS, (ROOM, SMALL, SHORT))
RUNS = Domain({**STEPS, "tau": Integers(1)}, (TAU, ROOM, SMALL, SHORT))
LATER = RUNS.restrict(T=Integers(2))
HALVES = Domain(
    {**RUNS.parameters, "s": Integers(1)},
    (*RUNS.premises, Premise("s <= T/2", lambda p: 2 * p["s"] <= p["T"])),
)
CHOICES = Domain({**LATER.parameters, "choice": finite(["block", "last"])}, LATER.premises)

ONE = {"z": ["-+"], "I": 2}
TWO = {"z": ["+--+", "-+-+"], "I": 4}
THREE = ONES_COLUMN.samples[-1]
MISSED = {"z": ["+-"], "I": 2}
"""column I is not of ones: only a control sees it"""
SWEEP: dict[str, Any] = {
    "S": [ONE, TWO, MISSED],
    "T": [1, 2, 4],
    "eta": ["1/4", "1", "50"],
    "r": ["0", "1/50", "1/2", "9/8"],
    "rho": ["0", "1/8"],
}
"""a = 1/√T at T = 1 and 4, η and r below and above 1, r = 0, ρ = 0."""
WHOLE: dict[str, Any] = {
    "S": [*ONES_COLUMN.samples, ONE, TWO, MISSED],
    "T": [1, 2, 3, 4, 6],
    "eta": ["1/1000", "1/4", "1", "50"],
    "r": ["0", "1/50", "1/2", "1", "9/8", "7357/10000"],
    "rho": ["0", "1/1000", "1/8", "2357/10000"],
}
TAUS = {
    **SWEEP,
    "S": [ONE],
    "T": [1, 2, 3, 6],
    "tau": [1, 2, 3, 6],
    "r": ["1/50", "1/2", "9/8", "7357/10000"],
    "rho": ["0", "1/8", "2357/10000"],
}
"""At T = 2, a = 1/2 the last ρ is just below a√T/3."""
ALL_TAUS = {**WHOLE, "S": [ONE, TWO, THREE], "tau": [1, 2, 3, 4, 6]}
WITHIN = {
    "S": finite([ONE, TWO]),
    "T": Integers(1, 4),
    "tau": Integers(1, 4),
    "eta": rationals("0 <", "<= 1"),
    "r": rationals("0 <", "<= 1/2"),
    "rho": finite(["0", "1/1000", "1/20"]),
}
EXACT = ("exact",)
ASK = {"oracle": "block"}
WRONG_COLUMN = Control(
    "a column that is not of ones", "construction", {}, PATHS.widened(S=ANY_COLUMN), EXACT
)
TRUE = Control("the oracle of the correction", "true", {"oracle": "block"})


def maximizer(claim_id: str, words: str, kind: str) -> Claim:
    """v_t in argmax F_S(w_t + v) over the ball of radius r, misprinted as `kind` has it."""
    truth = "r e_k with k = T(I−1)+t is in argmax F_S(w_t + v), ‖v‖ ≤ r, at every step t ≤ T"
    return Claim(
        claim_id,
        legs=(
            legs.exact(oracle_at, over=SWEEP, full=WHOLE, executed=True),
            legs.smt(oracle_by_smt),
        ),
        readings=(
            printed(
                words,
                PATHS,
                data={"oracle": kind, "asks": "oracle"},
                expected="refuted",
                legs=EXACT,
                controls=(TRUE,),
            ),
            corrected(
                truth,
                PATHS,
                latex=r"F_S(w_t + r e_k) = F_S^r(w_t) = \tfrac12(r-\rho)^2",
                data={"oracle": "block", "asks": "oracle"},
                controls=(
                    Control("v_t = e_k", "construction", {"oracle": "unit"}),
                    Control(
                        "k = I + t − 1", "construction", {"oracle": "printed index"}, None, EXACT
                    ),
                    WRONG_COLUMN,
                ),
            ),
        ),
        recheck=run_by_hand,
    )


oracle = maximizer("oracle", "v_t = e_k is in argmax F_S(w_t + v), ‖v‖ ≤ r", "unit")
index = maximizer(
    "index", "v_t = r e_k with k = I + t − 1 is in argmax F_S(w_t + v)", "printed index"
)

trajectory = Claim(
    "trajectory",
    legs=(
        legs.exact(trajectory_at, over=SWEEP, full=WHOLE, executed=True),
        legs.smt(trajectory_by_smt),
        legs.monte_carlo(trajectory_on_all_coordinates, name="dense"),
    ),
    readings=(
        printed(
            "w_t is −η(r−ρ) on the first t−1 coordinates of block I, 0 on all others, and in W",
            PATHS,
            latex=r"w_t = -\eta(r-\rho) \sum_{j<t} e_{I_j}",
            data={**ASK, "asks": "trajectory", "times": "1"},
            controls=(
                Control("v_t = ±r e_d", "convention", {"oracle": "last"}, None, EXACT),
                Control("η(r−ρ)/2", "constant", {"times": "1/2"}),
                Control("η(r−ρ) > 1/√T too", "premise", {}, PATHS.without(SHORT.text), EXACT),
                WRONG_COLUMN,
            ),
        ),
    ),
    recheck=run_by_hand,
)

average = Claim(
    "average",
    legs=(
        legs.exact(
            average_at,
            over={**TAUS, "s": [1, 2, 3]},
            full={**ALL_TAUS, "s": [1, 2, 3]},
            executed=True,
        ),
        legs.smt(average_by_smt),
    ),
    readings=(
        printed(
            "for s ≤ T/2, ŵ_τ(I_s) is at most the sum over t ≥ max(τ, T/2), at most "
            "−a(T − max(τ,T/2) + 1)/(T−τ+1), at most −a/2",
            HALVES,
            latex=r"\hat w_\tau(I_s) \le \tfrac{T-\max(\tau,T/2)+1}{T-\tau+1}(-a) \le -a/2",
            data={**ASK, "asks": "average", "from": "T/2", "floor": "1/2"},
            expected="refuted",
            legs=EXACT,
            controls=(Control("⌊T/2⌋ + 1 for T/2", "true", {"from": "1"}),),
        ),
        corrected(
            "the same with ⌊T/2⌋ + 1 for T/2: w_t(I_s) is 0 at t = s still",
            HALVES,
            latex=r"\hat w_\tau(I_s) \le \tfrac{T-\max(\tau,h)+1}{T-\tau+1}(-a), "
            r"h = \lfloor T/2 \rfloor + 1",
            data={**ASK, "asks": "average", "from": "1", "floor": "1/2"},
            controls=(
                Control("−51a/100 for −a/2", "constant", {"floor": "51/100"}, None, EXACT),
                Control("−101a/100 for −a/2", "constant", {"floor": "101/100"}),
                Control("⌊T/2⌋ for T/2", "construction", {"from": "0"}, None, EXACT),
            ),
        ),
    ),
    recheck=run_by_hand,
)

norm = Claim(
    "norm",
    legs=(
        legs.exact(norm_at, over=TAUS, full=ALL_TAUS, executed=True),
        legs.smt(norm_by_smt),
    ),
    readings=(
        sharpened(
            "‖ŵ_τ‖² = a²Q, Q = τ−1 + (m−1)(2m−1)/(6m) with m = T−τ+1, half of all z see all of "
            "it, the others nothing, and Q ≥ T/8 for T ≥ 2",
            LATER,
            latex=r"\|\hat w_\tau\|^2 = a^2 \left(\tau-1+\tfrac{(m-1)(2m-1)}{6m}\right)",
            data={**ASK, "asks": "norm", "times": "1", "least": "1/8"},
            controls=(
                Control("Q ≥ 13T/100", "constant", {"least": "13/100"}),
                Control("2Q", "constant", {"times": "2"}),
                Control("T = 1 too", "premise", {}, RUNS),
            ),
        ),
    ),
    recheck=run_by_hand,
)

GAP = {**ASK, "asks": "gap", "k": "1/100"}
BELOW = "F(ŵ_τ) − F(w*) ≥ η²(r−ρ)²T/(4·100²) for every suffix average"
FORMULA = r"F(\hat w_\tau) - F(w^*) \ge \eta^2 (r-\rho)^2 T/(4 \cdot 100^2)"
gap = Claim(
    "gap",
    legs=(
        legs.exact(refined(gap_at), over=TAUS, full=ALL_TAUS, executed=True),
        legs.enumeration(
            refined(gap_counted),
            over={**TAUS, "S": [ONE, TWO], "T": [1, 2, 3], "eta": ["1"]},
            full=ALL_TAUS,
            executed=True,
        ),
        legs.smt(gap_by_smt),
        legs.searched(refined(gap_at), within=WITHIN, examples=(30, 500), executed=True),
    ),
    readings=(
        printed(
            BELOW,
            RUNS,
            latex=FORMULA,
            data=GAP,
            expected="refuted",
            legs=("exact", "enumeration"),
            controls=(Control("T ≥ 2", "true", {}, LATER),),
        ),
        corrected(
            BELOW + ", if T ≥ 2",
            LATER,
            latex=FORMULA + r", \quad T \ge 2",
            data=GAP,
            controls=(
                Control("T = 1 too", "premise", {}, RUNS, ("exact", "enumeration", "smt")),
                Control("k = 1", "constant", {"k": "1"}),
                Control(
                    "ρ up to r", "premise", {}, LATER.without(SMALL.text), ("exact", "enumeration")
                ),
            ),
        ),
        sharpened(
            "with (√2/4 − 1/3)² for 1/100²",
            LATER,
            latex=r"F(\hat w_\tau) - F(w^*) > \tfrac14(\tfrac{\sqrt2}{4}-\tfrac13)^2 a^2 T",
            data={**GAP, "k": "best"},
            controls=(
                Control("k = 81/4000", "constant", {"k": "81/4000"}, None, EXACT),
                Control("k = 1", "constant", {"k": "1"}),
            ),
        ),
    ),
    recheck=run_by_hand,
    margin="least gap/(η²(r−ρ)²T) where it is rational",
)

tie_break = Claim(
    "tie_break",
    legs=(
        legs.exact(
            refined(gap_at),
            over={**TAUS, "T": [2, 3], "eta": ["1/4", "1"]},
            full={**ALL_TAUS, "T": [2, 3, 4]},
            executed=True,
        ),
        legs.smt(gap_by_smt),
    ),
    readings=(
        printed(
            "F(ŵ_τ) − F(w*) > 0 of that order for SA-GD, whichever v_t in the argmax it takes "
            "(T ≥ 2)",
            CHOICES,
            data=GAP,
            expected="refuted",
            legs=EXACT,
            controls=(Control("v_t = r e_k", "true", {}, CHOICES.restrict(choice=["block"])),),
        ),
        corrected(
            "so it is for the oracle of the proof, v_t = r e_k with k = T(I−1)+t (T ≥ 2)",
            CHOICES.restrict(choice=["block"]),
            data=GAP,
            controls=(
                Control("±r e_d too", "convention", {}, CHOICES, EXACT),
                Control("k = 1", "constant", {"k": "1"}),
            ),
        ),
    ),
    recheck=run_by_hand,
)

CHAIN = {**ASK, "asks": "chain", "half": "1/2", "share": "1/40000"}
chain = Claim(
    "chain",
    legs=(
        legs.ball(refined(chain_at), over=TAUS, full=ALL_TAUS, executed=True),
        legs.smt(chain_by_smt),
    ),
    readings=(
        printed(
            "the displayed chain ends in η(r−ρ)√T/(4·100²) (T ≥ 2)",
            LATER,
            latex=r"\ldots \ge \tfrac14\max(\tfrac a2\sqrt{T/2}-\tfrac a3\sqrt T, 0)^2"
            r" \ge a\sqrt T/(4\cdot100^2)",
            data={**CHAIN, "last": "printed"},
            expected="refuted",
            legs=("ball",),
            controls=(Control("with the squares", "true", {"last": "squares"}),),
        ),
        corrected(
            "the displayed chain, ending in η²(r−ρ)²T/(4·100²) (T ≥ 2)",
            LATER,
            latex=r"\ldots \ge \tfrac14\max(\tfrac a2\sqrt{T/2}-\tfrac a3\sqrt T, 0)^2"
            r" \ge a^2 T/(4\cdot100^2)",
            data={**CHAIN, "last": "squares"},
            controls=(
                Control("√T for √(T/2)", "constant", {"half": "1"}),
                Control("1/9000 for 1/(4·100²)", "constant", {"share": "1/9000"}),
                Control("T = 1 too", "premise", {}, RUNS),
            ),
        ),
    ),
    recheck=run_by_hand,
)

premise = Claim(
    "premise",
    legs=(
        legs.ball(
            refined(premise_at),
            over={k: WHOLE[k] for k in ("T", "eta", "r", "rho")},
        ),
        legs.smt(premise_by_smt),
    ),
    readings=(
        printed(
            "ρ < r(1 − 3/(3+η√T)) gives ρ < η(r−ρ)√T/3, and the other way round",
            Domain({k: v for k, v in STEPS.items() if k != "S"}),
            latex=r"\rho < r - \tfrac{3r}{3+\eta\sqrt T} \iff \rho < \eta(r-\rho)\sqrt T/3",
            data={"factor": "3"},
            controls=(
                Control("√T/4 for √T/3", "constant", {"factor": "4"}, None, ("ball",)),
                Control("√T/2 for √T/3", "constant", {"factor": "2"}, None, ("ball",)),
                Control("√T/100 for √T/3", "constant", {"factor": "100"}),
            ),
        ),
    ),
    recheck=premise_by_hand,
)

PAIRS = Domain({"z": SIGNS, "rho": rationals("0 <="), "u": BALL, "v": BALL})
CLASS = {"d": "2^n T + 1", "scale": "1", "shift": "0", "flat": "1"}
WIDE = PAIRS.widened(u=ball_of(2), v=ball_of(2))
function_class = Claim(
    "class",
    legs=(
        legs.exact(
            class_at,
            over={
                "rho": ["0", "1/2"],
                "u": [["0"], ["1"], ["3/5", "-4/5"], ["1/3", "2/3", "-2/3"], ["2"]],
                "v": [["0"], ["-1"], ["1"], ["1/2", "1/2"], ["2"]],
            },
            full={
                "rho": ["0", "1/2", "1"],
                "u": [*BALL.samples, ["2"]],
                "v": [*BALL.samples, ["2"]],
            },
            executed=True,
        ),
        legs.smt(class_by_lemma),
    ),
    readings=(
        printed(
            "with d = 2^n T, f(·, z) is non-negative, convex, 1-smooth, 1-Lipschitz on W and 0 on "
            "the ball of radius ρ around 0",
            PAIRS,
            data={**CLASS, "d": "printed"},
            expected="refuted",
            legs=EXACT,
            controls=(Control("d = 2^n T + 1", "true", {"d": "2^n T + 1"}),),
        ),
        corrected(
            "so it is with d = 2^n T + 1, w(d) being a coordinate of its own",
            PAIRS,
            data=CLASS,
            controls=(
                Control("w(d) in a block", "construction", {"d": "printed"}, None, EXACT),
                Control("f − 1", "sign", {"shift": "-1"}),
                Control("loss times 3/2", "constant", {"scale": "3/2"}),
                Control("flat to 2ρ", "constant", {"flat": "2"}),
                Control("ball of radius 2", "premise", {}, WIDE),
            ),
        ),
    ),
    recheck=class_by_hand,
)

event = Claim(
    "event",
    legs=(
        legs.symbolic(event_deduced),
        legs.exact(event_at, over={"n": range(1, 9)}),
        legs.enumeration(event_counted, over={"n": [1, 2]}, executed=True),
    ),
    readings=(
        printed(
            "some column is 1 in all of S with probability above 1 − 1/e, hence at least 1/2",
            Domain({"n": Integers(1)}),
            latex=r"1 - (1 - 2^{-n})^{2^n} > 1 - 1/e > 1/2",
            data={"lower": "1-exp(-1)", "upper": None, "columns": "1"},
            controls=(
                Control("half the columns", "construction", {"columns": "1/2"}),
                Control("at least 7/10", "constant", {"lower": "7/10"}),
            ),
        ),
    ),
    recheck=event_by_hand,
)

THEOREM = Theorem(
    label="sco.thm3",
    paper=PAPER,
    number="Theorem 3",
    title="SA-GD can generalize badly at a flat minimum",
    kind="theorem",
    statement="For every n, T ≥ 1, η > 0, r ≥ 0, ρ < r(1 − 3/(3+η√T)) with η(r−ρ) ≤ 1/√T, "
    "d = 2^n T, there are Z, D and f convex, 1-smooth, 1-Lipschitz, ρ-flat such that with "
    "probability ≥ 1/2 SA-GD run for T steps gives F(ŵ_τ) − F(w*) = Ω(η²(r−ρ)²T) for every τ.",
    hypotheses=(
        "n, T ≥ 1, η > 0, r ≥ 0, ρ ≥ 0",
        "ρ < r(1 − 3/(3+η√T)), η(r−ρ) ≤ 1/√T",
        "w_1 = 0, S i.i.d., z uniform on {−1,1}^(2^n)",
    ),
    claims=(
        event,
        function_class,
        premise,
        oracle,
        index,
        trajectory,
        average,
        norm,
        chain,
        gap,
        tie_break,
    ),
    errata=(
        Erratum(
            "dimension",
            "misprint",
            "class",
            "d = 2^n T",
            "d = 2^n T + 1: else w(d) is also in block 2^n, and f is neither 1-smooth nor "
            "1-Lipschitz",
        ),
        Erratum(
            "oracle",
            "misprint",
            "oracle",
            "O_S^t(w) = (1/n) Σ ∇f(w + e_{I_t}, z_i)",
            "∇f(w + r e_{I_t}, z_i): of length r, as the proof goes on",
        ),
        Erratum(
            "index",
            "misprint",
            "index",
            "I_t = I + t − 1 with I the column where z(I) = 1",
            "I_t = T(I−1) + t, the t-th coordinate of block I",
        ),
        Erratum(
            "off_by_one",
            "misprint",
            "average",
            "the terms from t = max(τ, T/2) on are all −η(r−ρ)",
            "from max(τ, ⌊T/2⌋ + 1) on: w_s(I_s) = 0; the bound −η(r−ρ)/2 stands",
        ),
        Erratum(
            "squares",
            "misprint",
            "chain",
            "≥ η(r−ρ)√T/(4·100²)",
            "≥ η²(r−ρ)²T/(4·100²)",
        ),
        Erratum(
            "one_step",
            "gap",
            "gap",
            "every T ≥ 1",
            "T ≥ 2, and then every τ: at T = 1 the average is w_1 = 0 and the gap is 0",
        ),
        Erratum(
            "tie_break",
            "gap",
            "tie_break",
            "SA-GD, v_t in the argmax",
            "SA-GD with v_t = r e_{I_t}; with v_t = ±r e_d, as good a maximizer, ŵ_τ may stay in "
            "the ball of radius ρ, where F = 0",
        ),
    ),
    rests_on=("sco.lem2", "sco.thm1"),
    notes="No convex program is asked: F_S^r is a maximum of a convex function, bracketed at each "
    "step from both sides on the sample itself. At r = 0 the hypothesis on ρ ≥ 0 is empty. The "
    "event is that of Theorem 1 with the signs named otherwise. Lemma 2 speaks of [w(d)]_+ where "
    "this f has w(d)², so the class is checked for f itself. For odd T the ⌊T/2⌋ coordinates that "
    "the proof counts give (a/2)√⌊T/2⌋ by its bound, less than the displayed (a/2)√(T/2); the "
    "average's exact norm makes it true, for every T ≥ 2. No constant above (√2/4 − 1/3)²/4 will "
    "do: at T = 2, τ = 1 the gap is ¼(a/2 − ρ)², and ρ may tend to a√2/3.",
    instance=THEOREM_3,
)
