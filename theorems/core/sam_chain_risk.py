"""Suffix averages of a `ChainRun` and their risks, for all τ in O(T).

Coordinate j >= 2 of a zero column is 0 before t = j, head_j at t = j and rest_j afterwards, so that
with c = T−τ+1 its average is rest_j for j < τ and (head_j + (T−j) rest_j)/c for j >= τ. Sums over j
are prefix sums of the first and suffix sums of the second.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from itertools import accumulate

from flint import arb, ctx

from theorems.core.sam_chain import ChainRun
from verify.exact.ball import ball, square
from verify.tri import Tri

__all__ = ["SuffixRisk", "suffix_coordinate", "suffix_risks"]


@dataclass(frozen=True)
class SuffixRisk:
    """ŵ_τ and its risks; F(w*) = F_S(w*) = 0.

    Parameters
    ----------
    tau
        τ.
    norm_square
        Σ_{j>=2} ŵ_τ^(I)(j)² over all the zero columns I.
    population
        Lower and upper bound on F(ŵ_τ) = E f(ŵ_τ, z), z uniform; the γ-term makes the difference.
    empirical
        Lower and upper bound on F_S(ŵ_τ).
    """

    tau: int
    norm_square: arb
    population: tuple[arb, arb]
    empirical: tuple[arb, arb]


def _finished(run: ChainRun) -> None:
    if run.followed is not Tri.YES:
        what = run.stopped.what if run.stopped else ""
        msg = f"run must be followed to its end, but at t = {run.stopped and run.stopped.t}: {what}"
        raise ValueError(msg)


def _sums(run: ChainRun) -> list[arb]:
    """head_j + (T−j) rest_j for j = 2, ..., T."""
    steps = run.constants.T
    rests = [*run.rests, arb(0)][: len(run.heads)]
    pairs = enumerate(zip(run.heads, rests, strict=True), 2)
    return [head + (steps - j) * rest for j, (head, rest) in pairs]


def suffix_coordinate(run: ChainRun, j: int, tau: int) -> arb:
    """ŵ_τ^(I)(j) for a zero column I.

    Raises
    ------
    ValueError
        If j or τ is not in 1..T, or the run was not followed.
    """
    _finished(run)
    steps = run.constants.T
    if not 1 <= j <= steps or not 1 <= tau <= steps:
        msg = f"j and tau must be in 1..{steps}, got {j!r} and {tau!r}."
        raise ValueError(msg)
    with ctx.workprec(run.precision):
        if j == 1:
            return ball(_share(steps, tau)) * run.first
        if j < tau:
            return run.rests[j - 2]
        rest = run.rests[j - 2] if j < steps else arb(0)
        return (run.heads[j - 2] + (steps - j) * rest) / (steps - tau + 1)


def _share(steps: int, tau: int) -> Fraction:
    """How many of w_τ, ..., w_T are not w_1."""
    count = steps - tau + 1
    return Fraction(count - (tau == 1), count)


def suffix_risks(run: ChainRun) -> tuple[SuffixRisk, ...]:
    """All T of them.

    Notes
    -----
    The first term of F is ¼ Σ_{j>=2} ŵ(j)² per zero column, that of F_S is 0, and the other columns
    have w^(i)(j) = 0 for j >= 2. The hinge j of ŵ_τ is at most 0 for j <= τ, and for j > τ it is
    [−δ_j (head_{j−1} + rest_{j−1}) + head_j + (T−j)(rest_j − δ_j rest_{j−1})]_+/(T−τ+1); hinges
    (I, 2) and (i, 2) are at most 0. Since [x]_+ is convex the γ-term for z in S is at most
    (γ/2)(δ_1 + ε)²/T² at τ = 1, and 0 else.

    Raises
    ------
    ValueError
        If the run was not followed.
    """
    _finished(run)
    with ctx.workprec(run.precision):
        return _risks(run)


def _risks(run: ChainRun) -> tuple[SuffixRisk, ...]:
    k, steps, m = run.constants, run.constants.T, run.columns.zeros
    sums = _sums(run)
    zero = arb(0)
    early = list(accumulate((square(x) for x in run.rests), initial=zero))
    late = list(accumulate((square(x) for x in reversed(sums)), initial=zero))[::-1]
    hinges = []
    for j in range(3, steps + 1):
        delta, back = ball(run.deltas[j - 2]), run.rests[j - 3]
        total = sums[j - 2] - delta * (run.heads[j - 3] + (steps - j + 1) * back)
        hinges.append(square(total.nonnegative_part()))
    bent = list(accumulate(reversed(hinges), initial=zero))[::-1]
    top = _gamma_top(run)
    found = []
    for tau in range(1, steps + 1):
        count = steps - tau + 1
        norm = zero
        if steps >= 2:
            # early[x]: the coordinates 2, ..., x + 1; late[x]: the coordinates x + 2, ..., T
            norm = m * (early[max(tau - 2, 0)] + late[max(tau - 2, 0)] / count**2)
        # bent[x]: the hinges x + 3, ..., T
        hinge = m * bent[min(max(tau - 2, 0), len(hinges))] / count**2 / 2
        low = norm / 4 + hinge
        share = ball(_share(steps, tau))
        offset = ball(run.start) + k.delta1
        above = (share * (top - ball(run.start)) + offset).nonnegative_part()
        inside = square(offset.nonnegative_part() / steps) if tau == 1 else zero
        found.append(
            SuffixRisk(
                tau,
                norm,
                (low, low + k.gamma * square(above) / 2),
                (hinge, hinge + k.gamma * inside / 2),
            )
        )
    return tuple(found)


def _gamma_top(run: ChainRun) -> arb:
    """Upper bound on v_zᵀw_t over all z, t >= 2."""
    if run.step is None:
        return ball(run.start)
    k, columns = run.constants, run.columns
    low, high = run.step.others
    side = high.max(-ball(k.kappa) * low).max(arb(0))
    return run.step.last + (columns.N - columns.zeros) * side + columns.zeros * run.first
