"""SAM on Theorem 7's loss in O(T): two coordinates of the zero columns move in each step.

What stands here, for whoever builds on it:

- `ChainRun` and `run_chain(columns, T, eta, r, ...)`: the run in balls. Every sign that a step
  needs is decided, three-valued: each z's v_zᵀw + δ_1, each hinge of the chain, the hinges of the
  other columns, at the iterate and at the ascent point. `followed` says YES if they all are as the
  proof has them, NO where one is not (`stopped` names it; the run ends there), UNKNOWN if one
  stayed open.
- `theorems.core.sam_chain_columns.Columns`: what the sample is reduced to.
- `theorems.core.sam_chain_loss`: λ, γ, δ_1 (`chain_constants`, printed and corrected) and ∇F_S.
- `theorems.core.sam_chain_steps`: the first step, the later ones, the choice of δ_t.
- `theorems.core.sam_chain_dense`: the reference on all coordinates, in balls and in floats.
- `theorems.core.sam_chain_risk`: suffix averages and risks of a `ChainRun`, all τ in O(T).

An O(1) step t >= 3 needs u(t−1), u(t−2), δ_{t−1}, δ_t, η, r/√m (m zero columns), and nothing else:
with s = √(1+δ_t²), h = −δ_t u(t−1) > 0 and x = η(s r/√m + h) it sets u(t) = −x, u(t−1) += δ_t x;
damping by ε shortens r/√m by ‖g‖/(‖g‖+ε), ‖g‖ = √m h s. The first step needs the number of ones in
each column: ‖v̄‖² is a rational of them, and A = r κ/‖v̄‖ − λ, κ = 1/(2(d−1)), gives u(2) = −η δ_2 A.

References
----------
Paper `sco`, Theorem 7, Lemmas 7 and 8.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from flint import arb, ctx

from theorems.core.descent import ZeroOverZero, check_steps, check_zero
from theorems.core.sam_chain_columns import Columns
from theorems.core.sam_chain_loss import ChainConstants, chain_constants
from theorems.core.sam_chain_steps import (
    RULES,
    ChainStop,
    FirstStep,
    Later,
    Left,
    Open,
    Signs,
    advance,
    choose_second,
    first_step,
    others_rest,
    second_iterate,
)
from verify.exact.ball import Undecided, ball
from verify.tri import Tri

__all__ = ["RULES", "ChainRun", "ChainStop", "FirstStep", "run_chain"]


@dataclass(frozen=True)
class ChainRun:
    """SAM from w_1 = ε e_d; the zero columns move alike, and `u(j)` is any one's coordinate j.

    Parameters
    ----------
    constants, columns
        The loss and the sample.
    first
        w_t^(I)(1), the same for all t >= 2.
    step
        What is known of the first update.
    deltas
        δ_2, ..., δ_T as rationals.
    heads
        u_t(t) for t = 2, ..., T.
    rests
        u_s(t), the same for all s > t, for t = 2, ..., T−1.
    followed
        Whether every sign is as the proof has it.
    stopped
        Where it is not, or stayed open; the tuples end before.
    signs
        How many signs were decided.
    precision
        In bits.
    """

    constants: ChainConstants
    columns: Columns
    start: Fraction
    step: FirstStep | None
    first: arb
    deltas: tuple[Fraction, ...]
    heads: tuple[arb, ...]
    rests: tuple[arb, ...]
    followed: Tri
    stopped: ChainStop | None
    signs: int
    precision: int

    @property
    def last(self) -> arb:
        """w_t(d), the same for all t >= 2; w_1(d) if there is one iterate."""
        return ball(self.start) if self.step is None else self.step.last

    def coordinate(self, j: int, t: int) -> arb:
        """w_t^(I)(j) for a zero column I, 1 <= j, t <= T.

        Raises
        ------
        ValueError
            If j or t is out of range, or the run ended before t.
        """
        steps = self.constants.T
        if not 1 <= j <= steps or not 1 <= t <= steps:
            msg = f"j and t must be in 1..{steps}, got {j!r} and {t!r}."
            raise ValueError(msg)
        if t > len(self.heads) + 1:
            msg = f"t must be at most {len(self.heads) + 1}, where the run ended, got {t!r}."
            raise ValueError(msg)
        if t < j or t == 1:
            return arb(0)
        if j == 1:
            return self.first
        return self.heads[j - 2] if t == j else self.rests[j - 2]


def run_chain(
    columns: Columns,
    T: int,
    eta: Fraction,
    r: Fraction,
    *,
    gamma: str = "printed",
    deltas: Sequence[Fraction] | None = None,
    rule: str = "largest",
    zero: ZeroOverZero | str = ZeroOverZero.STAY,
    epsilon: Fraction | None = None,
    start: Fraction = Fraction(0),
    precision: int = 128,
    limit: int = 4096,
) -> ChainRun:
    """SAM for T iterates on Theorem 7's loss, in O(T) operations on balls.

    Parameters
    ----------
    columns
        The sample, reduced; its zero columns are the special ones, at least one.
    T, eta, r
        T >= 1, η > 0, r > 0.
    gamma
        "printed" or "corrected", see `chain_constants`.
    deltas
        δ_2, ..., δ_T in (0, 1]; by `rule` if not given.
    rule
        One of `RULES`.
    zero, epsilon
        What SAM takes for 0/0; "damped" with ε > 0 changes every step. No gradient of a run that
        is followed is zero, so that the other conventions give the same run.
    start
        ε of w_1 = ε e_d.
    precision, limit
        The run is repeated with twice the bits until every sign is decided.

    Raises
    ------
    ValueError
        If an argument is out of its range, or there is no zero column.
    """
    check_steps(T)
    check_zero(zero, epsilon, None)
    if rule not in RULES:
        msg = f"rule must be one of {', '.join(RULES)}, got {rule!r}."
        raise ValueError(msg)
    if not columns.zeros:
        msg = f"columns must have a zero column, got the counts {columns.counts}."
        raise ValueError(msg)
    if deltas is not None:
        deltas = tuple(Fraction(x) for x in deltas)
        if len(deltas) != T - 1 or not all(0 < x <= 1 for x in deltas):
            msg = f"deltas must be {T - 1} numbers in (0, 1], got {list(map(str, deltas))[:8]}."
            raise ValueError(msg)
    while True:
        with ctx.workprec(precision):
            constants = chain_constants(columns, T, eta, r, gamma=gamma)
            made = _run(constants, columns, deltas, rule, epsilon, Fraction(start))
        stop = made.stopped
        if stop is None or made.followed is Tri.NO or not stop.more_bits or precision >= limit:
            return made
        precision = min(2 * precision, limit)


def _run(
    k: ChainConstants,
    columns: Columns,
    deltas: Sequence[Fraction] | None,
    rule: str,
    epsilon: Fraction | None,
    start: Fraction,
) -> ChainRun:
    signs = Signs()
    chosen: list[Fraction] = []
    heads: list[arb] = []
    rests: list[arb] = []
    step, first, followed, stop = None, arb(0), Tri.YES, None
    t = 2
    try:
        if k.T >= 2:
            step = first_step(k, columns, epsilon, start, signs)
            delta = deltas[0] if deltas is not None else choose_second(k, step, rule)
            _, first, head = second_iterate(k, step, delta)
            signs.must(2, "w_2^(I)(1) >= 0", first, ">=", 0)
            signs.must(2, "w_2^(I)(2) < 0", head, "<", 0)
            others_rest(k, columns, step, delta, signs)
            chosen, heads = [delta], [head]
            later, below = Later.of(k, columns, epsilon, rule), first + ball(k.lam)
            for t in range(3, k.T + 1):
                given = None if deltas is None else deltas[t - 2]
                previous = later.bent(chosen[-1])[0] * below
                delta, head, below = advance(later, t, heads[-1], previous, given, signs)
                chosen.append(delta)
                heads.append(head)
                rests.append(below)
    except Left as left:
        followed, stop = Tri.NO, left.stop
    except Open as open_:
        followed, stop = Tri.UNKNOWN, open_.stop
    except Undecided as step_open:
        followed, stop = Tri.UNKNOWN, ChainStop(t, str(step_open))
    return ChainRun(
        k, columns, start, step, first, tuple(chosen), tuple(heads), tuple(rests),
        followed, stop, signs.count, ctx.prec,
    )  # fmt: skip
