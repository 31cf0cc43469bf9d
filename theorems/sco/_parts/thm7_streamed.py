"""Theorem 7 on drawn samples of which every bit is streamed: the least gap over all τ, enclosed.

The scale profile goes up to n = 29 and T = 10⁶, where d = 2^n T + 1. What the engine says of each
sample is exact; that it is of samples that were drawn makes it a sample all the same.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any

from verify import Case, Evidence, Exactness, legs

if TYPE_CHECKING:
    from theorems.core.streaming_thm7 import Theorem7Run

__all__ = ["gap_streamed"]

QUICK = ((6, 6), (8, 200))
SIZES = {
    "quick": QUICK,
    "full": (*QUICK, (16, 10_000)),
    "scale": (*QUICK, (16, 10_000), (29, 1_000_000)),
}
"""n and T."""
ETA, RADIUS = Fraction(1, 4), Fraction(1, 500)
"""ηr = 1/(2√T) at T = 10⁶"""


def gap_streamed(case: Case) -> Evidence:
    """F(ŵ_τ) ≥ c η²r²T for every τ, on one sample of each size."""
    from theorems.core.streaming_thm7 import stream_theorem7

    share, seen = Fraction(case.data["share"]), []
    for n, T in SIZES[case.profile]:
        try:
            run = stream_theorem7(n, T, eta=ETA, r=RADIUS, seed=case.seed, gamma=case.data["gamma"])
        except ArithmeticError as error:
            return legs.undecided("monte_carlo", Exactness.SAMPLED, str(error), executed=True)
        low, high = run.least_ratio
        seen.append({"n": n, "T": T, "gap/(η²r²T) at least": repr(float(low))})
        if high < share:
            values = {"at least": str(low), "at most": str(high), "claimed": str(share)}
            return legs.refutes(
                "monte_carlo",
                Exactness.SAMPLED,
                _point(run),
                values,
                cases=len(seen),
                executed=True,
            )
        if low < share:
            reason = f"the bracket of the least gap holds {share} at n = {n}, T = {T}"
            return legs.undecided("monte_carlo", Exactness.SAMPLED, reason, executed=True)
    covered = case.domain.restrict(T=[T for _, T in SIZES[case.profile]], eta=[ETA], r=[RADIUS])
    return legs.supports(
        "monte_carlo",
        Exactness.SAMPLED,
        covered,
        cases=len(seen),
        executed=True,
        detail={"streamed": seen},
    )


def _point(run: Theorem7Run) -> dict[str, Any]:
    """The sample by its columns, and the τ of the least gap; the smallest samples fail first."""
    import numpy as np

    from theorems.core.sam_chain_columns import Columns
    from theorems.core.streaming import block_bits

    masks = block_bits(run.gram.n, 0, seed=run.seed, block=max(64, 1 << run.gram.n))
    patterns = Columns.from_masks(masks.tolist()).patterns or ()
    tau = int(np.argmin(run.ratio[1])) + 1
    return {"S": [list(p) for p in patterns], "T": run.T, "eta": run.eta, "r": run.r, "tau": tau}
