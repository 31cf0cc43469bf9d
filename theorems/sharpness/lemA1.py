"""Lemma A.1: what Sim-BN nets of least ‖γ ⊙ W_2‖_1 look like on the data of Condition 1.

A neuron's normalized outputs h_i/a have mean square 1 over the samples, and by Lemma A.27 their
correlation with the labels is at most 1/2; so ‖γ ⊙ W_2‖_1 ≥ 2, and a tight neuron is active at one
corner (x[1], x[2]) alone, with one value.
"""

from __future__ import annotations

from fractions import Fraction

from theorems.sharpness import PAPER
from theorems.sharpness._parts import (
    simbn_by_hand,
    simbn_condition_1,
    simbn_minimal,
    simbn_nets_by_hand,
)
from theorems.sharpness._parts.simbn_checks import cube_wide, least, own_rows
from theorems.sharpness._parts.simbn_construction import FOUR_ON, attained, spare
from theorems.sharpness._parts.simbn_legs import by_program
from theorems.sharpness._parts.simbn_neuron_deductions import least_by_smt, minimal_by_smt
from verify import Claim, Control, Domain, Erratum, Integers, Theorem, corrected, legs, printed

ANY_WIDTH = Domain({"S": simbn_condition_1.CONDITION_1, "width": Integers(1)})
WIDTHS = {"width": [1, 2, 3, 4, 5, 6]}
SOME = {"width": Integers(1, 7)}
LEAST = "the least ‖γ ⊙ W_2‖_1 over interpolating nets is 2"

minimum = Claim(
    "least",
    legs=(
        legs.smt(least_by_smt(least, WIDTHS)),
        legs.convex(by_program(Fraction(2), 1)),
        legs.exact(least, over=WIDTHS, executed=True),
        legs.searched(least, within=SOME, examples=(10, 60), executed=True),
    ),
    readings=(
        printed(
            LEAST + ", at every width m",
            ANY_WIDTH,
            latex=r"\min \|\gamma \odot W_2\|_1 = 2",
            data={"factor": "1"},
            expected="refuted",
            legs=("smt", "exact", "property"),
            controls=(Control("m ≥ 4", "true", {}, FOUR_ON),),
        ),
        corrected(
            LEAST + ", at every width m ≥ 4",
            FOUR_ON,
            data={"factor": "1"},
            controls=(
                Control("factor 1001/1000", "constant", {"factor": "1001/1000"}),
                Control("factor 999/1000", "constant", {"factor": "999/1000"}),
                Control(
                    "no sample at (−1, −1)",
                    "premise",
                    {"missing": True},
                    legs=("exact", "property"),
                ),
                Control(
                    "m = 3 too",
                    "premise",
                    {},
                    ANY_WIDTH.restrict(width=Integers(3)),
                    legs=("smt", "exact", "property"),
                ),
            ),
        ),
    ),
    recheck=simbn_by_hand.least_by_hand,
)

NETS = Domain({"net": simbn_minimal.MINIMAL})
ROWS = "where ‖γ ⊙ W_2‖_1 is minimal, ‖W_{1,i}[3:d]‖ = 0"
rows = Claim(
    "rows",
    legs=(
        legs.exact(own_rows, executed=True),
        legs.smt(minimal_by_smt(own_rows, {})),
        legs.searched(own_rows, examples=(15, 150), executed=True),
    ),
    readings=(
        printed(
            ROWS + " for all i",
            NETS,
            latex=r"\|W_{1,i}[3{:}d]\| = 0 \text{ for all } i",
            data={"about": "rows", "which": "all"},
            expected="refuted",
            controls=(
                Control(
                    "no γ_i W_2[i] = 0",
                    "true",
                    {"which": "used"},
                    Domain({"net": simbn_minimal.USED_MINIMAL}),
                ),
            ),
        ),
        corrected(
            ROWS + " for all i with γ_i W_2[i] ≠ 0",
            NETS,
            data={"about": "rows", "which": "used"},
            controls=(
                Control("for all i", "premise", {"which": "all"}),
                Control(
                    "span(S − S) of rank 0 < d − 2",
                    "premise",
                    {},
                    Domain({"net": simbn_minimal.ANY_MINIMAL}),
                ),
            ),
        ),
    ),
    recheck=simbn_nets_by_hand.net_by_hand,
)

cube = Claim(
    "cube",
    legs=(
        legs.exact(cube_wide, executed=True),
        legs.smt(minimal_by_smt(cube_wide, {})),
        legs.searched(cube_wide, examples=(10, 100), executed=True),
    ),
    readings=(
        printed(
            "where ‖γ ⊙ W_2‖_1 is minimal, f(x) = x[1]x[2] on {−1, 1}^d",
            NETS,
            latex=r"f_\theta(x) = x[1]x[2] \text{ on } \{-1,1\}^d",
            data={"about": "cube", "factor": "1"},
            controls=(
                Control(
                    "span(S − S) of rank 0 < d − 2",
                    "premise",
                    {},
                    Domain({"net": simbn_minimal.ANY_MINIMAL}),
                ),
                Control("f = 2x[1]x[2]", "constant", {"factor": "2"}),
            ),
        ),
    ),
    recheck=simbn_nets_by_hand.net_by_hand,
)

THEOREM = Theorem(
    label="sharpness.lemA1",
    paper=PAPER,
    number="Lemma A.1",
    title="Sim-BN nets of least ‖γ ⊙ W_2‖_1 read x[1], x[2] alone",
    kind="lemma",
    statement="If θ interpolates and ‖γ ⊙ W_2‖_1 is minimal among the interpolators, f = x[1]x[2] "
    "on the whole cube and ‖W_{1,i}[3:d]‖ = 0 for all i; the minimum is 2, with an explicit net.",
    hypotheses=(
        "S ⊂ {−1, 1}^{d−2}, span(S − S) has rank d − 2",
        "the samples are all (x[1], x[2], s), s in S, with y = x[1]x[2]",
        "γ has an entry for each neuron; no neuron has a = 0",
    ),
    claims=(minimum, attained, spare, rows, cube),
    errata=(
        Erratum(
            "width",
            "gap",
            "least",
            "the minimum is 2 (for every width)",
            "m ≥ 4: at the value 2 each neuron is active at one corner alone, so that the four "
            "corners take four; one or two neurons do not interpolate",
        ),
        Erratum(
            "index",
            "misprint",
            "construction",
            "W_2[2i+j] = 1/2 for i, j in {0, 1}",
            "W_2[2i+j+1] = (−1)^{i+j}/2: there is no W_2[0], and without the sign f = |x[1]x[2]|",
        ),
        Erratum(
            "spare",
            "gap",
            "spare",
            "b_1[k] = 0 for k > 4",
            "b_1[k] = 1 (any positive number); with 0 the neuron has a = 0, and relu/a is 0/0",
        ),
        Erratum(
            "rows",
            "gap",
            "rows",
            "‖W_{1,i}[3:d]‖ = 0 for all i",
            "for all i with γ_i W_2[i] ≠ 0: nothing ties W_{1,i} of the others",
        ),
    ),
    rests_on=("sharpness.lemA27",),
    notes="The cone program stands at the minimum; the other claims speak of its minimizers. Its "
    "ends are valid whatever the solver's status, which is among the diagnostics. Where the "
    "convention is 0/0 = 0, the printed spare neurons do no harm. At width 3 the minimum is 3 "
    "(Theorem 3.2, claim width_three), and its nets are as rows and cube say: a constant neuron "
    "and two that are active at one corner each.",
)
