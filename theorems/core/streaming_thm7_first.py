"""SAM's first update on Theorem 7's loss, from the integer Gram matrix G of the masks, in balls.

With v_z(i) = (1+κ)z(i) − κ on the first coordinates of the blocks and 1 on the last one,

    v_aᵀv_b = (1+κ)²G_ab − κ(1+κ)(G_aa + G_bb) + κ²2^n + 1,

and these n² rationals give ‖v̄‖, the height s_a = r v_aᵀv̄/‖v̄‖ + δ_1 of each mask at the ascent
point, and every v_aᵀw_2.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from flint import arb

from theorems.core.sam_chain_columns import Columns
from theorems.core.sam_chain_loss import ChainConstants, chain_constants
from verify.exact.ball import ball, compare
from verify.tri import Tri

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from theorems.core.streaming_gram import StreamedGram

__all__ = ["FirstUpdate", "all_of", "first_update"]

_SMALLEST = 4096  # bits: no δ_2 below 2^-4096 is tried


@dataclass(frozen=True)
class FirstUpdate:
    """SAM's first update on Theorem 7's loss, from the Gram matrix, in balls.

    Attributes
    ----------
    constants
        λ, κ, γ, δ_1 and d.
    delta
        δ_2, the largest power of two up to 1 that Lemma 7's items 5 and 6 allow.
    norm
        ‖v̄‖.
    first, head, last
        w_2^(I)(1), w_2^(I)(2) and w_2(d).
    others
        A lower and an upper bound of w_2^(i)(1) over i ≠ I.
    slacks
        v_zᵀw_2 + δ_1 for each z of the sample.
    items
        What the proof needs of w_2 and of the ascent point, by name.
    """

    constants: ChainConstants
    delta: Fraction
    norm: arb
    first: arb
    head: arb
    last: arb
    others: tuple[arb, arb]
    slacks: tuple[arb, ...]
    items: tuple[tuple[str, Tri], ...]

    @property
    def followed(self) -> Tri:
        """Whether all of it is as the proof has it."""
        return all_of(answer for _, answer in self.items)


def first_update(
    gram: StreamedGram,
    T: int,
    *,
    eta: Fraction,
    r: Fraction,
    gamma: str = "corrected",
) -> FirstUpdate:
    """Return SAM's first update from w_1 = 0, at the current precision.

    Parameters
    ----------
    gram
        Of a sample with exactly one zero column.
    T, eta, r
        T ≥ 2, η > 0, r > 0.
    gamma
        "printed" or "corrected"; see `theorems.core.sam_chain_loss.chain_constants`.

    Raises
    ------
    ValueError
        If the sample has not exactly one zero column.

    References
    ----------
    Paper `sco`, Lemma 7.
    """
    if gram.zero_columns != 1:
        msg = f"gram must be of a sample with one zero column, got {gram.zero_columns}."
        raise ValueError(msg)
    n, g, size = gram.n, gram.gram, range(gram.n)
    counts = {k: m for k, m in enumerate(gram.histogram) if m}
    columns = Columns.from_counts(n, counts, [(g[a][a], sum(g[a])) for a in size])
    k = chain_constants(columns, T, eta, r, gamma=gamma)
    wide, offset = 1 + k.kappa, k.kappa**2 * k.N + 1
    inner = [
        [wide**2 * g[a][b] - k.kappa * wide * (g[a][a] + g[b][b]) + offset for b in size]
        for a in size
    ]
    along = [sum(row, Fraction(0)) / n for row in inner]  # v_aᵀv̄
    norm = ball(sum(along, Fraction(0)) / n).sqrt()
    pull = ball(r) / norm
    heights = [pull * ball(x) + k.delta1 for x in along]
    mean = _sum(heights) / n
    rate, kappa = ball(eta) * k.gamma, ball(k.kappa)
    gain = pull * kappa - ball(k.lam)  # the hinge (I, 2) at the ascent point is δ_2 times this
    ordered = [ball(x) * pull + k.delta1 for x in sorted(along)]
    fewest, most = min(c for c in counts if c), max(counts)
    least = ball(wide) * _sum(ordered[:fewest]) / n - kappa * mean
    greatest = ball(wide) * _sum(ordered[n - most :]) / n - kappa * mean
    others = (-rate * greatest, -rate * least)
    # a column with the most ones is pulled at least as far as by the masks of least height
    pulled = -rate * (ball(wide) * _sum(ordered[:most]) / n - kappa * mean)
    above = compare(others[0], ">", -k.lam)
    if above is not Tri.YES:
        above = Tri.NO if compare(pulled, "<=", -k.lam) is Tri.YES else Tri.UNKNOWN
    # v̄ at (i, 1), i ≠ I, is least where a column has the fewest ones
    thin = pull * ball(Fraction(fewest - (n - fewest) * k.kappa, n)) + ball(k.lam)
    edge = Fraction(1, k.d)
    delta = Fraction(2)
    for _ in range(_SMALLEST):
        delta /= 2
        push = ball(eta * delta) * gain
        first, head = rate * kappa * mean + ball(delta) * push, -push
        near = compare(first, "<=", edge) & compare(head, ">=", -edge)
        if near is Tri.YES:
            break
    slacks = tuple(
        k.delta1
        - rate * _sum([h * ball(x) for h, x in zip(heights, row, strict=True)]) / n
        - kappa * ball(delta) * push
        for row in inner
    )
    items = (
        ("the hinge (I, 2) > 0 at the ascent point", compare(gain, ">", 0)),
        ("the hinges (i, 2) < 0 at the ascent point, i ≠ I", compare(thin, ">", 0)),
        ("v_zᵀw + δ_1 > 0 at the ascent point", all_of(compare(h, ">", 0) for h in heights)),
        ("1. v_zᵀw_2 + δ_1 <= 0", all_of(compare(s, "<=", 0) for s in slacks)),
        (
            "2. −λ < w_2^(i)(1) < 0, i ≠ I",
            above & compare(others[1], "<", 0),
        ),
        ("5. 0 <= w_2^(I)(1) <= 1/d", compare(first, ">=", 0) & compare(first, "<=", edge)),
        ("6. −1/d <= w_2^(I)(2) < 0", compare(head, ">=", -edge) & compare(head, "<", 0)),
    )
    return FirstUpdate(
        k, delta, norm, first, head, -rate * mean, others, slacks, items
    )  # fmt: skip


def _sum(values: Sequence[arb]) -> arb:
    total = arb(0)
    for x in values:
        total += x
    return total


def all_of(answers: Iterable[Tri]) -> Tri:
    """Return the conjunction: YES if all are, NO if one is, else UNKNOWN."""
    found = Tri.YES
    for answer in answers:
        found = found & answer
    return found
