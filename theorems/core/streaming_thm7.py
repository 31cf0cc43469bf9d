"""Theorem 7 at sizes that no memory holds: SAM on the streamed sample, d = 2^n T + 1.

SAM's first step follows from the integer Gram matrix G of the masks. With v_z(i) = (1+κ)z(i) − κ,
v_aᵀv_b = (1+κ)²G_ab − κ(1+κ)(G_aa + G_bb) + κ²2^n + 1, and these n² rationals give ‖v̄‖, the height
s_a = r v_aᵀv̄/‖v̄‖ + δ_1 of each mask at the ascent point, and every v_aᵀw_2. From then on one step
moves two coordinates of block I: with X_t = |u_t(t)|/(ηr) and Y_{t−1} = |u_s(t−1)|/(ηr), s ≥ t,

    X_t = √(1+δ_t²) + ηδ_t X_{t−1},    Y_{t−1} = X_{t−1} − δ_t X_t.

The first step and δ_2, δ_3 are decided in balls. From t = 4 on, X is an interval of integers over
2^96, rounded outward; the map from X_{t−1} to (δ_t, X_t, Y_{t−1}) is then one of integers, and what
was decided of an interval is looked up when it comes again.
"""

from __future__ import annotations

import math
from array import array
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np
from flint import arb, ctx

from theorems.core.sam_chain_columns import Columns
from theorems.core.sam_chain_loss import ChainConstants, chain_constants
from theorems.core.streaming import Bracket, stream
from theorems.core.streaming_gram import StreamedGram, stream_gram
from theorems.core.streaming_suffix import (
    below_and_above,
    check_memory,
    check_rational,
    check_steps,
    down,
    suffix_squares,
    up,
)
from verify.exact.ball import ball, compare, ends
from verify.tri import Tri

if TYPE_CHECKING:
    from collections.abc import Sequence

    from jaxtyping import Float, Int

__all__ = [
    "Chain",
    "FirstUpdate",
    "Theorem7Run",
    "first_update",
    "run_chain_intervals",
    "stream_theorem7",
]

_BITS = 96
_ONE = 1 << _BITS
_SMALLEST = 4096  # bits: no δ_t below 2^-4096 is tried
_PRECISION = 512
_BYTES_PER_STEP = 200


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
        answer = Tri.YES
        for _, item in self.items:
            answer = answer & item
        return answer


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
        ("v_zᵀw + δ_1 > 0 at the ascent point", _all(compare(h, ">", 0) for h in heights)),
        ("1. v_zᵀw_2 + δ_1 <= 0", _all(compare(s, "<=", 0) for s in slacks)),
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


def _all(answers: object) -> Tri:
    found = Tri.YES
    for answer in answers:  # type: ignore[attr-defined]
        found = found & answer
    return found


# ------------------------------------------------------------------------------- the later steps


@dataclass(frozen=True)
class _Step:
    """One step from an interval of X_{t−1}, all over 2^96: δ_t = 2^-k."""

    k: int
    head: tuple[int, int]
    rest: tuple[int, int]


@dataclass(frozen=True, eq=False)
class Chain:
    """The magnitudes of u_t(t) and u_s(t), s > t, over ηr, from both sides.

    Attributes
    ----------
    exponents
        δ_t = 2^-k for t = 2, ..., T.
    heads, rests
        Floats below and above X_t and Y_t for t = 1, ..., T; 0 at t = 1, and Y_T = 0.
    intervals
        How many different intervals of integers were met.
    signs
        How many signs the steps needed; all are decided.
    """

    exponents: Int[np.ndarray, " U"]
    heads: tuple[Float[np.ndarray, " T"], Float[np.ndarray, " T"]]
    rests: tuple[Float[np.ndarray, " T"], Float[np.ndarray, " T"]]
    intervals: int
    signs: int


def _third(start: arb, eta: Fraction) -> tuple[int, arb, arb]:
    """Return k_3, X_3 and Y_2 from X_2: the conditions of Lemma 8 and of the averages at t = 3."""
    for k in range(_SMALLEST):
        delta = ball(Fraction(1, 1 << k))
        head = (1 + delta**2).sqrt() + ball(eta) * delta * start
        rest = start - delta * head
        wanted = (
            compare(rest, ">", 0),
            compare(head, "<=", 2),
            compare(head, ">", delta * rest),
            compare(head, ">", delta * (start + rest)),
        )
        if _all(wanted) is Tri.YES:
            return k, head, rest
    msg = f"no power of two down to 2^-{_SMALLEST} is small enough for delta_3"
    raise ArithmeticError(msg)


def _advance(x: tuple[int, int], eta: Fraction) -> _Step:
    """Return the step from X_{t−1} in this interval, t ≥ 4, with the largest δ_t that is allowed.

    Conditions, decided for all members: Y_{t−1} > 1/2, 1 ≤ X_t ≤ 2, the hinge (I, t) < 0 at w_t,
    X_t > δ_t Y_{t−1}, and in every average that holds t − 1 and t, X_t > δ_t (X_{t−1} + Y_{t−1}).
    """
    low, high = x
    p, q = eta.numerator, eta.denominator
    for k in range(_SMALLEST):
        root = math.isqrt((_ONE << _BITS) + ((_ONE << _BITS) >> 2 * k))
        a = root + p * low // (q << k)
        b = root + 1 - (-p * high) // (q << k)
        c, d = low + (-b >> k), high - (a >> k)
        if 2 * c > _ONE and a >= _ONE and b <= 2 * _ONE and (a << k) > high + d:
            return _Step(k, (a, b), (c, d))
    msg = f"no power of two down to 2^-{_SMALLEST} is small enough for delta_t"
    raise ArithmeticError(msg)


def _outward(x: arb) -> tuple[int, int]:
    low, high = ends(x)
    return math.floor(low * _ONE), math.ceil(high * _ONE)


def _floats(pair: tuple[int, int]) -> tuple[float, float]:
    low, high = (below_and_above(Fraction(x, _ONE)) for x in pair)
    return low[0], high[1]


def run_chain_intervals(start: arb, T: int, *, eta: Fraction) -> Chain:
    """Run SAM from w_2 on block I for T − 2 steps, each of them O(1).

    Parameters
    ----------
    start
        X_2 = |w_2^(I)(2)|/(ηr) > 0.
    T
        T ≥ 4.
    eta
        η > 0.

    Raises
    ------
    ArithmeticError
        If no δ_t is small enough at the precision at hand.

    References
    ----------
    Paper `sco`, Lemma 8.
    """
    third, head, rest = _third(start, eta)
    table: dict[tuple[int, int], int] = {}
    steps: list[_Step] = []
    followed: set[tuple[int, int]] = set()
    met = array("l")
    x, before = _outward(head), -1
    for t in range(4, T + 1):
        found = table.get(x)
        if found is None:
            found = table[x] = len(steps)
            steps.append(_advance(x, eta))
        if (before, found) not in followed:
            # the hinge (I, t−1) at w_t: δ_{t−1} Y_{t−2} < Y_{t−1}
            if before < 0:
                bound = math.ceil(ends(ball(Fraction(1, 1 << third)) * rest)[1] * _ONE)
            else:
                bound = -(-steps[before].rest[1] >> steps[before].k)
            if not bound < steps[found].rest[0]:
                msg = f"the hinge (I, {t - 1}) at w_{t} is not decided"
                raise ArithmeticError(msg)
            followed.add((before, found))
        met.append(found)
        before, x = found, steps[found].head
    which = np.asarray(met, dtype=np.int64)
    heads, rests = (np.zeros((2, T)), np.zeros((2, T)))
    for row, value in ((heads, start), (rests, rest)):
        low, high = ends(value)
        row[:, 1] = below_and_above(low)[0], below_and_above(high)[1]
    heads[:, 2] = _floats(_outward(head))
    heads[:, 3:] = np.array([_floats(s.head) for s in steps]).T[:, which]
    rests[:, 2 : T - 1] = np.array([_floats(s.rest) for s in steps]).T[:, which]
    exponents = np.concatenate(([0, third], np.array([s.k for s in steps])[which]))
    return Chain(
        exponents, (heads[0], heads[1]), (rests[0], rests[1]), len(steps), 4 + 6 * len(met)
    )


# ---------------------------------------------------------------------------------- the theorem


@dataclass(frozen=True, eq=False)
class Theorem7Run:
    """A run of Theorem 7 on a streamed sample, with all T suffix averages.

    Attributes
    ----------
    gram
        What the pass over all n 2^n bits kept.
    seed
        The seed of the sample: the first from the one asked for with exactly one zero column.
    column
        I, from 0.
    T, eta, r
        The parameters.
    first
        The first update.
    chain
        The later ones.
    squares
        Floats below and above Σ_{j≥2} ŵ_τ^(I)(j)²/(ηr)², τ = 1, ..., T.
    ratio
        Floats below and above F(ŵ_τ)/(η²r²T); F(w*) = 0.
    """

    gram: StreamedGram
    seed: int
    column: int
    T: int
    eta: Fraction
    r: Fraction
    first: FirstUpdate
    chain: Chain
    squares: tuple[Float[np.ndarray, " T"], Float[np.ndarray, " T"]]
    ratio: tuple[Float[np.ndarray, " T"], Float[np.ndarray, " T"]]

    @property
    def least_ratio(self) -> Bracket:
        """A lower and an upper end of the least F(ŵ_τ)/(η²r²T) over τ, as rationals."""
        return Fraction(float(self.ratio[0].min())), Fraction(float(self.ratio[1].min()))


def _check(n: int, T: int, eta: Fraction, r: Fraction) -> None:
    check_steps(T)
    for name, value in (("n", n), ("T", T)):
        if isinstance(value, bool) or not isinstance(value, int) or value < 6:
            msg = f"{name} must be an integer of at least 6, got {value!r}."
            raise ValueError(msg)
    if 4 * (eta * r) ** 2 * T > 1:
        bound = 1 / (2 * float(r) * math.sqrt(T))
        msg = f"eta must satisfy eta r <= 1/(2 sqrt(T)), eta <= {bound:.6g}, got {eta}."
        raise ValueError(msg)
    check_memory(_BYTES_PER_STEP * T, f"T = {T}")


def stream_theorem7(
    n: int,
    T: int,
    *,
    eta: Fraction | int | str,
    r: Fraction | int | str,
    seed: int,
    gamma: str = "corrected",
    workers: int = 1,
    attempts: int = 64,
) -> Theorem7Run:
    """Execute Theorem 7: stream all n 2^n bits, run SAM for T iterates, bound every suffix risk.

    The samples of `seed`, `seed` + 1, ... are drawn until one has exactly one zero column, which it
    has with probability more than 1/e; its bits are drawn once more for the Gram matrix.

    Parameters
    ----------
    n, T
        6 ≤ n ≤ 40 masks of 2^n bits, and T ≥ 6 iterates.
    eta, r
        Positive rationals with ηr ≤ 1/(2√T).
    seed
        A non-negative integer.
    gamma
        As for `first_update`.
    workers
        The number of threads that stream.
    attempts
        The largest number of samples to draw.

    Raises
    ------
    ValueError
        If an argument is out of its range, needs too much memory, or no sample has the event.
    ArithmeticError
        If the first update is not, or not surely, as Lemma 7 has it; the message names the item.

    Notes
    -----
    At ŵ_τ no hinge of the chain is positive, as `Chain` decides, and z(I) is a fair bit, so that
    F(ŵ_τ) = ¼ Σ_{j≥2} ŵ_τ^(I)(j)² + (γ/2) E[v_zᵀŵ_τ + δ_1]_+². The last term lies between 0 and
    (γ/2)(δ_1 + w_2^(I)(1) + 2^n κλ)², because w_2^(i)(1) in (−λ, 0) and w_2(d) < 0.

    References
    ----------
    Paper `sco`, Theorem 7, Lemmas 7 and 8.
    """
    eta = check_rational("eta", eta, positive=True)
    r = check_rational("r", r, positive=True)
    _check(n, T, eta, r)
    for tried in range(attempts):
        masks = stream(n, seed=seed + tried, workers=workers, count_ones=False)
        if masks.zero_columns == 1:
            break
    else:
        msg = f"seed must have exactly one zero column within {attempts} samples, got {seed}."
        raise ValueError(msg)
    gram = stream_gram(n, seed=seed + tried, workers=workers)
    if masks.first_zero is None or gram.first_zero != masks.first_zero:
        msg = f"the two passes differ: zero column {masks.first_zero} and {gram.first_zero}"
        raise ArithmeticError(msg)
    with ctx.workprec(_PRECISION):
        first = first_update(gram, T, eta=eta, r=r, gamma=gamma)
        for name, answer in first.items:
            if answer is not Tri.YES:
                word = "fails" if answer is Tri.NO else "is not decided"
                msg = f"the first update is not as Lemma 7 has it: {name} {word}"
                raise ArithmeticError(msg)
        chain = run_chain_intervals(-first.head / ball(eta * r), T, eta=eta)
        k = first.constants
        reach = k.delta1 + first.first + ball(k.N * k.kappa * k.lam)
        tail = ends(k.gamma * reach**2 / ball(2 * (eta * r) ** 2 * T))[1]
    chain.exponents[0] = first.delta.denominator.bit_length() - 1
    squares = suffix_squares(chain.heads, chain.rests)
    four = 4.0 * T
    ratio = (
        np.maximum(down(squares[0] / four), 0.0),
        up(up(squares[1] / four) + below_and_above(tail)[1]),
    )
    return Theorem7Run(
        gram, seed + tried, masks.first_zero, T, eta, r, first, chain, squares, ratio
    )
