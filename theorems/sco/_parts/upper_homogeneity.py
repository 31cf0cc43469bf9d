"""How the bound of Lemma 1, Theorems 2 and 5 grows with the units of length and of the loss."""

from __future__ import annotations

from theorems.sco._parts.upper_by_hand import homogeneous_by_hand
from theorems.sco._parts.upper_deductions import homogeneous
from theorems.sco._parts.upper_runs import homogeneous_at
from verify import Claim, Control, Domain, Integers, legs, printed, rationals

__all__ = ["homogeneity"]

POSITIVE = rationals("0 <")
homogeneity = Claim(
    "homogeneity",
    legs=(
        legs.symbolic(homogeneous),
        legs.exact(
            homogeneous_at,
            over={
                "distance": ["0", "1", "2/3"],
                "beyond": ["0", "1", "3/4"],
                "T": [1, 3],
                **{k: ["1", "2"] for k in ("eta", "beta", "c", "b")},
            },
        ),
    ),
    readings=(
        printed(
            "the bound grows by c² when w, r and ρ grow by c, as F_S does, and by b when β grows "
            "by b and η by 1/b",
            Domain(
                {
                    "distance": rationals("0 <="),
                    "beyond": rationals("0 <="),
                    "T": Integers(1),
                    **dict.fromkeys(("eta", "beta", "c", "b"), POSITIVE),
                }
            ),
            data={"distance": "2", "beyond": "2", "smoothness": "1"},
            controls=(
                Control("‖w_1−w*‖ not squared", "constant", {"distance": "1"}),
                Control("max(r−ρ,0) not squared", "constant", {"beyond": "1"}, None, ("exact",)),
                Control("β² for β", "constant", {"smoothness": "2"}),
            ),
        ),
    ),
    recheck=homogeneous_by_hand,
)
