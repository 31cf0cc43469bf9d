"""Theorem 3.2: what the near-flattest Sim-BN nets do on the data of Condition 1.

The infimum of the trace is 8 from width 4 on. A neuron i with |γ_i W_2[i]| of any size is tied to
x[1], x[2] by Lemma A.1's inequality with slack; neurons of small weight are not, and two of them
may cancel at every sample and not beyond.
"""

from __future__ import annotations

from theorems.sharpness import PAPER
from theorems.sharpness._parts import (
    simbn_by_hand,
    simbn_condition_1,
    simbn_interpolators,
    simbn_nets_by_hand,
    simbn_neurons,
)
from theorems.sharpness._parts.simbn_checks import all_rows, far, four, stable, weighted_rows
from theorems.sharpness._parts.simbn_infimum_deductions import idle_by_smt
from theorems.sharpness._parts.simbn_neuron_deductions import stable_by_smt, weighted_by_smt
from theorems.sharpness._parts.simbn_one_gamma import one_gamma
from theorems.sharpness._parts.simbn_width_deductions import far_by_smt, four_by_smt
from theorems.sharpness._parts.simbn_widths import (
    KAPPAS,
    NEAR,
    POSITIVE,
    SMALL,
    SOME_KAPPA,
    infimum,
    width_three,
)
from verify import (
    Claim,
    Control,
    Domain,
    Erratum,
    Integers,
    Theorem,
    corrected,
    legs,
    printed,
    rationals,
    sharpened,
)

ALL = Domain({**NEAR.parameters, "eps": rationals("0 <", "< 1")})
DEEPER = Domain({**ALL.parameters, "S": simbn_condition_1.DEEP})
FAR = Domain({"width": Integers(4), "kappa": POSITIVE, "eps": POSITIVE})
ROW_SWEEP = {"width": [4, 5], "eps": ["1/2"], **KAPPAS}
FAR_SWEEP = {"width": [4, 5, 6], "eps": ["1", "100"], **KAPPAS}
WIDER = {"width": [4, 5, 6, 7, 8]}


stability = Claim(
    "stability",
    legs=(
        legs.exact(stable),
        legs.smt(stable_by_smt(stable, {})),
        legs.searched(stable, examples=(40, 600)),
    ),
    readings=(
        sharpened(
            "a neuron whose correlation with ± the labels is m ≤ 1/2 has "
            "‖w[3:d]‖² ≤ K_S (1 − 2m) ‖w‖²",
            Domain({"neuron": simbn_neurons.NEURONS}),
            latex=r"\|w[3{:}d]\|^2 \le K_S (1 - 2m) \|w\|^2",
            data={"factor": "1"},
            controls=(Control("K_S/40", "constant", {"factor": "1/40"}),),
        ),
    ),
    recheck=simbn_by_hand.neuron_by_hand,
)

FOUND = ("family", "search")
ON_NETS = ("net", "smt", "property")
rows = Claim(
    "rows",
    legs=(
        legs.exact(all_rows, over=ROW_SWEEP, full=WIDER, executed=True, name="family"),
        legs.searched(
            all_rows,
            within={"width": Integers(4, 5), "kappa": SMALL},
            examples=(6, 60),
            executed=True,
            name="search",
        ),
        legs.exact(weighted_rows, executed=True, name="net"),
        legs.smt(weighted_by_smt(weighted_rows, {})),
        legs.smt(idle_by_smt(all_rows, ROW_SWEEP), name="every_kappa"),
        legs.searched(weighted_rows, examples=(5, 60), executed=True),
    ),
    readings=(
        printed(
            SOME_KAPPA + "‖W_{1,i}[3:d]‖ ≤ ε ‖W_{1,i}‖ for all i",
            ALL,
            latex=r"\|W_{1,i}[3{:}d]\| \le \epsilon \|W_{1,i}\|",
            data={"about": "all_rows", "expect": "near"},
            expected="refuted",
            legs=FOUND,
            controls=(Control("m = 4", "true", {}, ALL.restrict(width=Integers(4, 4))),),
        ),
        corrected(
            "at every interpolating net of every width, |γ_i W_2[i]| ‖W_{1,i}[3:d]‖² ≤ "
            "(K_S/4)(Tr − 8) ‖W_{1,i}‖² for all i, K_S = |S| max(29/λ_S, 4)",
            Domain({"net": simbn_interpolators.INTERPOLATORS}),
            latex=r"|\gamma_i W_2[i]| \|W_{1,i}[3{:}d]\|^2"
            r" \le \tfrac{K_S}4 (\mathrm{Tr} - 8) \|W_{1,i}\|^2",
            data={"about": "weighted", "factor": "1", "least": "8", "weight": True},
            legs=ON_NETS,
            controls=(
                Control(
                    "without the weight |γ_i W_2[i]|",
                    "construction",
                    {"weight": False},
                    Domain({"net": simbn_interpolators.READERS}),
                ),
                Control("9 in place of 8", "constant", {"least": "9"}),
            ),
        ),
        sharpened(
            "for every κ > 0, d ≥ 3 and m ≥ 5 some interpolating net with Tr ≤ κ + inf has "
            "‖W_{1,5}[3:d]‖ = ‖W_{1,5}‖ > 0",
            DEEPER.restrict(width=Integers(5)),
            data={"about": "all_rows", "expect": "far"},
            legs=("family", "every_kappa"),
            controls=(Control("m = 4", "premise", {}, DEEPER.restrict(width=Integers(4, 4))),),
        ),
    ),
    recheck=simbn_nets_by_hand.net_by_hand,
    margin="least slack of the inequality",
)

off_sample = Claim(
    "off_sample",
    legs=(
        legs.exact(far, over=FAR_SWEEP, full=WIDER, executed=True, name="family"),
        legs.searched(
            far,
            within={"width": Integers(4, 7), "kappa": SMALL, "eps": SMALL},
            examples=(6, 60),
            executed=True,
            name="search",
        ),
        legs.exact(four, executed=True, name="net"),
        legs.smt(four_by_smt(four, {})),
        legs.smt(far_by_smt(far, FAR_SWEEP), name="every_kappa"),
        legs.searched(four, examples=(5, 60), executed=True),
    ),
    readings=(
        printed(
            SOME_KAPPA + "|x[1]x[2] − f(x)| ≤ ε on {−1, 1}^d (at d = 4, |S| = 3)",
            FAR,
            latex=r"|x[1]x[2] - f_\theta(x)| \le \epsilon",
            data={"about": "far", "expect": "near"},
            expected="refuted",
            legs=FOUND,
            controls=(Control("m = 4", "true", {}, FAR.restrict(width=Integers(4, 4))),),
        ),
        corrected(
            "an interpolating net of width 4 with κ = Tr − 8 and 8κ|S|^{3/2} < 1 has "
            "|x[1]x[2] − f(x)| ≤ 24 √((d−2)κ|S|/(2λ_S)) + 2|S|κ on {−1, 1}^d",
            Domain({"net": simbn_interpolators.FOUR_WIDE}),
            latex=r"|x[1]x[2] - f_\theta(x)| \le"
            r" 24 \sqrt{(d-2) \kappa |S| / (2\lambda_S)} + 2|S|\kappa",
            data={"about": "four", "factor": "1"},
            legs=ON_NETS,
            controls=(
                Control(
                    "width 6 too", "premise", {}, Domain({"net": simbn_interpolators.ANY_WIDE})
                ),
                Control("f = x[1]x[2] on the cube", "constant", {"factor": "0"}),
            ),
        ),
        sharpened(
            "for every κ > 0, ε and m ≥ 5 some interpolating net with Tr ≤ κ + inf has "
            "|x[1]x[2] − f(x)| ≥ 2ε + 1 at x = (1, 1, −1, −1)",
            FAR.restrict(width=Integers(5)),
            data={"about": "far", "expect": "far"},
            legs=("family", "every_kappa"),
            controls=(Control("m = 4", "premise", {}, FAR.restrict(width=Integers(4, 4))),),
        ),
    ),
    recheck=simbn_nets_by_hand.net_by_hand,
)

THEOREM = Theorem(
    label="sharpness.thm32",
    paper=PAPER,
    number="Theorem 3.2",
    title="near-flattest Sim-BN nets under Condition 1",
    kind="theorem",
    statement="For every width m and ε > 0 there is κ > 0 such that every interpolating Sim-BN of "
    "width m with Tr ∇²L ≤ κ + inf has |x[1]x[2] − f(x)| ≤ ε on {−1, 1}^d and "
    "‖W_{1,i}[3:d]‖ ≤ ε ‖W_{1,i}‖ for all i in [m].",
    hypotheses=(
        "S ⊂ {−1, 1}^{d−2}, span(S − S) has rank d − 2",
        "the samples are all (x[1], x[2], s), s in S, with y = x[1]x[2]",
        "no pre-activation is 0 at a sample, no neuron has a = 0",
    ),
    claims=(infimum, stability, rows, off_sample, width_three, one_gamma),
    errata=(
        Erratum(
            "rows",
            "false",
            "rows",
            "‖W_{1,i}[3:d]‖ ≤ ε ‖W_{1,i}‖ for all i, at any width",
            "with the weight |γ_i W_2[i]|: a fifth neuron with γ = W_2 = 0 reads x[3] "
            "alone at no cost, for every κ; at m = 3 a neuron of full weight with small W_1 does "
            "(claim width_three)",
        ),
        Erratum(
            "off_sample",
            "false",
            "off_sample",
            "|x[1]x[2] − f(x)| ≤ ε on {−1, 1}^d, at any width",
            "m = 4: a fifth neuron of weight e is active at one sample, where a corner's neuron "
            "makes room for it, and as large as one likes at an unseen point; for every κ",
        ),
        Erratum(
            "one_gamma",
            "false",
            "one_gamma",
            "one γ for all neurons (the definition of Sim-BN)",
            "a γ for each neuron (the appendix): with one, every interpolator has a net of the "
            "same f as flat as any",
        ),
    ),
    rests_on=("sharpness.lemA1", "sharpness.lemA3", "sharpness.lemA27"),
    notes="λ_S is a multiple of 1/8 below the least eigenvalue of Σ (s − s̄)(s − s̄)ᵀ; where it is 0 "
    "the bounds with it say nothing. A net that "
    "breaks the claim at κ breaks it at every larger κ; the families do so for each κ > 0. The "
    "convex leg stands at the infimum. Widths 1 and 2 have no interpolator.",
)
