"""Lemma 8: the chain of Theorem 7's proof, SAM on g from u_2 = −σ e_2.

g(u) = ½ Σ_{j=3}^T [u(j) − δ_j u(j−1)]_+² + [u(2)]_+². In each step the one positive hinge pushes
the next coordinate down to about −ηr, and the one before it up a little.
"""

from __future__ import annotations

from typing import Any

from theorems.sco import PAPER
from theorems.sco._parts.chain_by_hand import path_by_hand
from theorems.sco._parts.chain_lem8 import newest_at, previous_at, recursion_at, second_at, signs_at
from theorems.sco._parts.chain_lem8_deductions import (
    newest_by_smt,
    previous_by_smt,
    recursion_by_smt,
    second_by_smt,
    signs_by_smt,
)
from verify import (
    Claim,
    Control,
    Domain,
    Integers,
    Premise,
    Theorem,
    legs,
    printed,
    rationals,
    sharpened,
)

STEPS = {
    "T": Integers(4),
    "eta": rationals("0 <"),
    "r": rationals("0 <"),
    "sigma": rationals("0 <"),
}
CHAINS = Domain(STEPS)
SHORT = Premise("sigma <= eta r/4", lambda p: 4 * p["sigma"] <= p["eta"] * p["r"])
"""By Lemma 7 σ = |w_2^(I)(2)| is below ηr/(2(d−1)), and d ≥ 9; only the index δ_i needs it."""
WITH_DELTA = {**STEPS, "delta": rationals("0 <", "<= 1")}
INDEXED = Domain(WITH_DELTA, (SHORT,))

SWEEP: dict[str, Any] = {
    "T": [4, 6],
    "eta": ["1/1000", "1/4", "1", "50"],
    "r": ["1/200", "1/2"],
    "sigma": ["1/100000", "1/8", "20"],
    "delta": ["1/1000", "1"],
}
WHOLE: dict[str, Any] = {**SWEEP, "T": [4, 5, 12], "r": ["1/200", "1/2", "1", "300"]}
SMALL: dict[str, Any] = {
    "T": Integers(4, 7),
    "eta": rationals("1/1000 <=", "<= 50"),
    "r": rationals("1/1000 <=", "<= 10"),
    "sigma": rationals("1/1000 <=", "<= 10"),
}
EXACT = ("exact",)


def of(keys: Any, values: dict[str, Any]) -> dict[str, Any]:
    """The entries that are parameters."""
    return {k: v for k, v in values.items() if k in keys}


def window(
    claim_id: str,
    words: str,
    latex: str,
    ends: tuple[str, str],
    predicates: tuple[Any, Any],
    wrong: tuple[Control, ...],
) -> Claim:
    """A claim that a coordinate of u_t lies between −low and −high, in units of ηr or of σ."""
    at, by_smt = predicates
    return Claim(
        claim_id,
        legs=(
            legs.exact(at, over=of(STEPS, SWEEP), full=of(STEPS, WHOLE), executed=True),
            legs.smt(by_smt),
            legs.searched(at, within=SMALL, examples=(20, 150), executed=True),
        ),
        readings=(
            printed(
                words,
                CHAINS,
                latex=latex,
                data={"asks": claim_id, "rule": "small", "low": ends[0], "high": ends[1]},
                controls=wrong,
            ),
        ),
        recheck=path_by_hand,
    )


second = window(
    "second",
    "there are δ_t with −σ ≤ u_t(2) ≤ 0 for t ≥ 4",
    r"-\sigma \le u_t(2) \le 0",
    ("1", "0"),
    (second_at, second_by_smt),
    (
        Control("−9σ/10 for 0", "constant", {"high": "9/10"}),
        Control("−σ/2 for −σ", "constant", {"low": "1/2"}, None, EXACT),
        Control("δ_t = 3/4", "construction", {"rule": "ones"}, None, EXACT),
    ),
)
newest = window(
    "newest",
    "there are δ_t with −2ηr ≤ u_t(t) ≤ −ηr for t ≥ 4",
    r"-2\eta r \le u_t(t) \le -\eta r",
    ("2", "1"),
    (newest_at, newest_by_smt),
    (
        Control("−11ηr/10 for −ηr", "constant", {"high": "11/10"}, None, ("exact", "smt")),
        Control("−ηr for −2ηr", "constant", {"low": "1"}, None, ("exact", "property")),
        Control("δ_t = 3/4", "construction", {"rule": "ones"}, None, EXACT),
    ),
)
previous = window(
    "previous",
    "there are δ_t with −2ηr ≤ u_t(t−1) ≤ −ηr/2 for t ≥ 4",
    r"-2\eta r \le u_t(t-1) \le -\eta r/2",
    ("2", "1/2"),
    (previous_at, previous_by_smt),
    (
        Control("−19ηr/20 for −ηr/2", "constant", {"high": "19/20"}, None, ("exact", "smt")),
        Control("−ηr/2 for −2ηr", "constant", {"low": "1/2"}, None, ("exact", "property")),
        Control("δ_t = 3/4", "construction", {"rule": "ones"}, None, EXACT),
    ),
)

SIGNS = {"asks": "signs", "rule": "small", "at": ">"}
PATTERN = "is ≤ 0 for 2 ≤ i < t, > 0 for i = t, 0 for t < i ≤ T−1 (t ≥ 4)"
signs = Claim(
    "signs",
    legs=(
        legs.exact(signs_at, over=SWEEP, full=WHOLE, executed=True),
        legs.smt(signs_by_smt),
        legs.searched(
            signs_at,
            within={**SMALL, "delta": rationals("1/100 <=", "<= 1")},
            examples=(20, 150),
            executed=True,
        ),
    ),
    readings=(
        printed(
            "there are δ_t with which u_t(i+1) − δ_i u_t(i) " + PATTERN + ", if σ ≤ ηr/4",
            INDEXED,
            latex=r"u_t(i+1) - \delta_i u_t(i)",
            data={**SIGNS, "index": "i"},
            controls=(
                Control("≤ 0 for i = t", "sign", {"at": "<="}, None, ("exact", "property")),
                Control("δ_t = 3/4", "construction", {"rule": "ones"}, None, EXACT),
                Control(
                    "every σ > 0", "premise", {}, INDEXED.without(SHORT.text), ("exact", "smt")
                ),
            ),
        ),
        sharpened(
            "so it is for u_t(i+1) − δ_{i+1} u_t(i), the hinges of g, and for every σ > 0",
            Domain(WITH_DELTA),
            latex=r"u_t(i+1) - \delta_{i+1} u_t(i)",
            data={**SIGNS, "index": "i+1"},
            controls=(
                Control("≤ 0 for i = t", "sign", {"at": "<="}, None, ("exact", "property")),
                Control("δ_t = 3/4", "construction", {"rule": "ones"}, None, EXACT),
                Control("δ_i for δ_{i+1}", "construction", {"index": "i"}, None, ("exact", "smt")),
            ),
        ),
    ),
    recheck=path_by_hand,
)

recursion = Claim(
    "recursion",
    legs=(
        legs.exact(recursion_at, over=of(STEPS, SWEEP), full=of(STEPS, WHOLE), executed=True),
        legs.smt(recursion_by_smt),
        legs.searched(recursion_at, within=SMALL, examples=(20, 150), executed=True),
    ),
    readings=(
        printed(
            "u_t = u_{t−1} − η(r√(1+δ_t²) − δ_t u_{t−1}(t−1))(e_t − δ_t e_{t−1}) for t ≥ 3",
            CHAINS,
            latex=r"u_t = u_{t-1} - \eta(r\sqrt{1+\delta_t^2} - \delta_t u_{t-1}(t-1))"
            r"(e_t - \delta_t e_{t-1})",
            data={"asks": "recursion", "rule": "small", "root": "1"},
            controls=(
                Control("without the root", "constant", {"root": "0"}),
                Control("δ_t = 3/4", "construction", {"rule": "ones"}, None, EXACT),
            ),
        ),
    ),
    recheck=path_by_hand,
)

THEOREM = Theorem(
    label="sco.lem8",
    paper=PAPER,
    number="Lemma 8",
    title="The chain: SAM on g",
    kind="lemma",
    statement="For g(u) = ½ Σ_{j=3}^T [u(j) − δ_j u(j−1)]_+² + [u(2)]_+² and SAM from "
    "u_2 = −σ e_2, σ > 0, there are δ_t in (0, 1], t ≥ 3, with which for t ≥ 4 u_t(2) stays in "
    "[−σ, 0], one hinge is positive, u_t(t) in [−2ηr, −ηr] and u_t(t−1) in [−2ηr, −ηr/2].",
    hypotheses=("T ≥ 4, η, r, σ > 0", "σ = |w_2^(I)(2)| of Lemma 7"),
    claims=(second, signs, newest, previous, recursion),
    rests_on=("sco.lem7",),
    notes="The deductions hold for every δ_t ≤ min{1/4, 1/(4η)}, t ≥ 4, and every δ_3 ≤ min{1/4, "
    "1/(4η), σ/(4ηr), min{1, η}r/(4σ)}: no δ_t after δ_3 has to wait for the trajectory before it. "
    "The runs take the largest 2k/(k²−1) below these bounds, k a power of two, so that SAM's norms "
    "are rational. The sign pattern is printed with δ_i where the loss has δ_{i+1}; with δ_i it "
    "holds as well, σ being as small as Lemma 7 makes it. The factor of [u(2)]_+², 1 here and ½ in "
    "Theorem 7, does not matter, as u(2) ≤ 0. No convex program is asked: nothing here is a "
    "minimum or a maximum.",
)
