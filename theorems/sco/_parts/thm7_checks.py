"""Theorem 7 at single points: SAM run in balls, its suffix averages, their population risks.

The δ_t follow one of two rules, given σ = |w_2^(I)(2)| and m zero columns. "explicit" is that of
`theorems.core.sam_chain`. "falling" takes δ_2 and δ_3 from it, δ_4 up to δ_3 σ√m/(2r), and
δ_(t+1) up to δ_t min{1, η}/2 from then on: then no coordinate rises above −ηr/√m again.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from flint import arb, ctx

from theorems.core.exact import suffix_averages_exact
from theorems.core.masks import all_masks, exactly_one_probability
from theorems.core.radicals import at_least_zero
from theorems.core.sam_chain import ChainRun, run_chain
from theorems.core.sam_chain_columns import Columns
from theorems.core.sam_chain_dense import dense_chain
from theorems.core.sam_chain_loss import ChainConstants, chain_constants, power_below
from theorems.core.sam_chain_risk import SuffixRisk, suffix_coordinate, suffix_risks
from theorems.sco._parts.event import columns_of
from theorems.sco._parts.lem6_loss import Weights, constants_of, instance_of
from verify import Finding, Tri, both, compare
from verify.exact.ball import Undecided, ball, enclosure_text, ends, square
from verify.exact.ball import compare as decide

if TYPE_CHECKING:
    from verify.domain import Point

__all__ = [
    "average_at",
    "event_at",
    "event_counted",
    "gap_at",
    "least_sum",
    "norm_at",
    "realizable_at",
    "stays_at",
]

Data = Mapping[str, Any]
ZERO = Fraction(0)

# ------------------------------------------------------------------------------------- the run


def _falling(run: ChainRun) -> tuple[Fraction, ...]:
    """δ_2, ..., δ_T by the second rule, from a run by the first."""
    k, deltas = run.constants, list(run.deltas[:2])
    share = power_below(min(Fraction(1), k.eta) / 2)
    for t in range(4, k.T + 1):
        if t == 4:
            sigma = ends(-run.heads[0] * ball(run.columns.zeros).sqrt())[0]
            deltas.append(min(run.deltas[2], power_below(deltas[-1] * sigma / (2 * k.r))))
        else:
            deltas.append(deltas[-1] * share)
    return tuple(deltas)


@lru_cache(maxsize=4096)
def _executed(
    table: tuple[tuple[str, int], ...],
    T: int,
    eta: Fraction,
    r: Fraction,
    gamma: str,
    rule: str,
    start: Fraction,
    by: str,
) -> tuple[ChainRun, tuple[SuffixRisk, ...]]:
    columns = Columns.from_patterns(dict(table))
    d = columns.N * T + 1
    lam = r / (4 * d * (d - 1))
    # with the corrected γ δ_1 is min{1, η}λ/(2d)
    at = start * (lam if by == "lambda" else min(Fraction(1), eta) * lam / (2 * d))
    run = run_chain(columns, T, eta, r, gamma=gamma, rule="explicit", start=at)
    if rule == "falling" and run.followed is Tri.YES:
        run = run_chain(columns, T, eta, r, gamma=gamma, deltas=_falling(run), start=at)
    return run, suffix_risks(run) if run.followed is Tri.YES else ()


def executed(data: Data, p: Point) -> tuple[ChainRun, tuple[SuffixRisk, ...]]:
    """SAM at `p` and its suffix averages, none if it was not followed.

    It starts from δ_1 e_d times the parameter `start`, or λ e_d times the data's.
    """
    table = tuple((bits, m) for bits, m in p["S"])
    start = (p["start"], "delta") if "start" in p else (Fraction(data.get("start", 0)), "lambda")
    return _executed(table, p["T"], p["eta"], p["r"], data["gamma"], data["rule"], *start)


def _open(run: ChainRun) -> Finding:
    stop = run.stopped
    return Finding(
        Tri.UNKNOWN, {"left the proof": "" if stop is None else f"{stop.t}: {stop.what}"}
    )


def _at_least(low: Any, high: Any, **shown: Any) -> Finding:
    """The finding that a number known to lie in [low, high] is at least 0."""
    above, below = decide(low, ">=", 0), decide(high, ">=", 0)
    answer = Tri.YES if above is Tri.YES else Tri.NO if below is Tri.NO else Tri.UNKNOWN
    # what is shown bounds the difference from above where the claim fails
    word, end = ("at most", high) if answer is Tri.NO else ("at least", low)
    return Finding(answer, {**shown, "left − right": word + " " + enclosure_text(ball(end))})


@lru_cache(maxsize=256)
def _dense(
    table: tuple[tuple[str, int], ...], T: int, eta: Fraction, r: Fraction, gamma: str
) -> tuple[ChainConstants, tuple[Fraction, ...], tuple[tuple[arb, ...], ...]]:
    """SAM over all coordinates with the δ_t that the first rule gives where the proof is followed.

    δ_3 comes from w_2^(I)(2), in which γ does not enter, and the others from η alone.
    """
    columns = Columns.from_patterns(dict(table))
    followed = run_chain(columns, T, eta, r, gamma="corrected", rule="explicit")
    if followed.followed is not Tri.YES:
        msg = "the run that gives the δ_t is not followed"
        raise Undecided(msg)
    deltas = followed.deltas
    path = dense_chain(columns, T, eta, r, deltas, gamma=gamma, precision=512)
    with ctx.workprec(512):
        averages = suffix_averages_exact(path)
        return chain_constants(columns, T, eta, r, gamma=gamma), deltas, averages


def _dense_population(p: Point, gamma: str) -> tuple[arb, arb]:
    """Lower and upper bound on F(ŵ_τ), all hinges evaluated."""
    table = tuple((bits, m) for bits, m in p["S"])
    k, deltas, averages = _dense(table, p["T"], p["eta"], p["r"], gamma)
    w = averages[p["tau"] - 1]
    with ctx.workprec(512):
        low, widest = arb(0), w[-1] + k.delta1
        for c, (_, m) in enumerate(table):
            block = w[c * k.T : (c + 1) * k.T]
            widest += m * block[0].max(-ball(k.kappa) * block[0])
            for j, delta in enumerate(deltas, 1):
                back = block[j - 1] + (ball(k.lam) if j == 1 else 0)
                hinge = square((block[j] - ball(delta) * back).nonnegative_part())
                low += m * (square(block[j]) / 4 + hinge / 2)
        return low, low + k.gamma * square(widest.nonnegative_part()) / 2


# ---------------------------------------------------------------------------------- the claims


def realizable_at(data: Data, p: Point) -> Finding:
    """f(w*, z) = 0 at w* = −(λ/2) e_d, with d = 2^n T + 1 or as printed."""
    f = instance_of({}, p)
    shared = data["d"] == "printed"
    if shared:
        f = replace(f, constants=constants_of(f.columns * f.steps, p["eta"], p["r"]))
    at = -Fraction(data["at"]) * f.constants.lam
    # where d = 2^n T the last coordinate is also that of the last block
    blocks = {(f.columns - 1, f.steps - 1): at} if shared else {}
    return at_least_zero(-f.value(Weights(blocks, at)), which="f(w*, z)")


def stays_at(data: Data, p: Point) -> Finding:
    """‖w_t‖² ≤ 1, or the data's `square`, for t = 1, ..., T.

    From above with all coordinates, from below with block I.
    """
    run, _ = executed(data, p)
    if run.followed is not Tri.YES or run.step is None:
        return _open(run)
    with ctx.workprec(run.precision):
        low, high = run.step.others
        side = low.abs_upper().max(high.abs_upper())
        rest = (
            square(run.last) + run.columns.N * square(side) + run.columns.zeros * square(run.first)
        )
        most = ball(Fraction(data.get("square", 1)))
        moved, found = arb(0), []
        for t, head in enumerate(run.heads, 2):
            own = run.columns.zeros * (moved + square(head))
            found.append(_at_least(most - own - rest, most - own, t=t))
            if t <= len(run.rests) + 1:
                moved += square(run.rests[t - 2])
        return both(*found)


def average_at(data: Data, p: Point) -> Finding:
    """ŵ_τ^(I)(s) ≤ −c ηr/√m."""
    run, _ = executed(data, p)
    if run.followed is not Tri.YES:
        return _open(run)
    with ctx.workprec(run.precision):
        value = suffix_coordinate(run, p["s"], p["tau"])
        bound = -ball(Fraction(data["share"]) * p["eta"] * p["r"]) / ball(run.columns.zeros).sqrt()
        return compare(value, "<=", bound)


def norm_at(data: Data, p: Point) -> Finding:
    """F(ŵ_τ) − F(w*) ≥ c Σ_{j≥2} ŵ_τ^(I)(j)²."""
    run, risks = executed(data, p)
    if run.followed is not Tri.YES:
        return _open(run)
    with ctx.workprec(run.precision):
        risk, c = risks[p["tau"] - 1], Fraction(data["share"])
        # F is at least a quarter of the sum plus the hinges, which are also those of F_S
        low = ball(Fraction(1, 4) - c) * risk.norm_square + risk.empirical[0]
        return _at_least(low, risk.population[1] - ball(c) * risk.norm_square)


def least_sum(T: int, tau: int) -> Fraction:
    """Q_τ = Σ_{j=3}^T ((T − max(τ, j) + 1)/(T−τ+1))²."""
    m = T - tau + 1
    return sum((Fraction(T - max(tau, j) + 1, m) ** 2 for j in range(3, T + 1)), ZERO)


def gap_at(data: Data, p: Point) -> Finding:
    """F(ŵ_τ) − F(w*) ≥ c η²r²T, or ≥ c η²r² Q_τ with Q_τ ≥ 5T/36 if T ≥ 6."""
    run, risks = executed(data, p)
    T, tau, scale = p["T"], p["tau"], (p["eta"] * p["r"]) ** 2
    times = least_sum(T, tau) if data["sum"] == "Q" else Fraction(T)
    bound = Fraction(data["share"]) * scale * times
    if run.stopped is not None and run.stopped.what.startswith("v_zᵀw_1 + δ_1 > 0"):
        # the gradient at w_1 is 0, f(w_1, z) = 0 for all z, and SAM stays there if 0/0 = 0
        return compare(ZERO, ">=", bound, which="w_t = w_1")
    if run.followed is Tri.YES:
        low, high = risks[tau - 1].population
    elif (data["gamma"], data["rule"]) == ("printed", "explicit") and not run.start:
        low, high = _dense_population(p, data["gamma"])
    else:
        return _open(run)
    with ctx.workprec(max(run.precision, 256)):
        found = _at_least(low - ball(bound), high - ball(bound), gap_at_least=enclosure_text(low))
    if data["sum"] != "Q" or T < 6:
        return found
    return both(found, compare(times, ">=", Fraction(data["least"]) * T, which="Q"))


# ----------------------------------------------------------------------------------- the event


def _bounds(data: Data, value: Fraction) -> Finding:
    """A probability against 1/e, or a rational, and 1/3."""
    text = data["lower"]
    lower = arb(-1).exp() if text == "exp(-1)" else ball(Fraction(text))
    answer = decide(ball(value), ">=", lower) & decide(lower, ">", Fraction(1, 3))
    return Finding(answer, {"probability": enclosure_text(ball(value)), "bound": text})


def event_at(data: Data, p: Point) -> Finding:
    """N 2^-n (1 − 2^-n)^(N−1), exactly."""
    columns = columns_of(p["n"], Fraction(data["columns"]))
    return _bounds(data, exactly_one_probability(p["n"], columns=columns))


def event_counted(data: Data, p: Point) -> Finding:
    """The share of all samples that have exactly one zero column, one by one."""
    n, columns = p["n"], columns_of(p["n"], Fraction(data["columns"]))
    hits = [int((~masks.any(axis=0)).sum()) == 1 for masks in all_masks(n, columns)]
    return _bounds(data, Fraction(sum(hits), len(hits)))
