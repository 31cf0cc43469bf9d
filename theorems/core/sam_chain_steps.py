"""The steps of SAM on Theorem 7's loss as its proof has them, every sign decided in balls."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from flint import arb

from theorems.core.sam_chain_columns import Columns
from theorems.core.sam_chain_loss import ChainConstants, power_below
from verify.exact.ball import Undecided, ball, compare, ends, square
from verify.tri import Tri

__all__ = [
    "RULES",
    "ChainStop",
    "FirstStep",
    "Later",
    "Left",
    "Open",
    "Signs",
    "advance",
    "choose_second",
    "first_step",
    "others_rest",
    "pick",
    "second_iterate",
]

RULES = ("largest", "explicit")
"""How δ_t is chosen where none is given.

largest
    The first of 1, 1/2, 1/4, ... that meets the proof's conditions on w_t, decided in balls.
explicit
    δ_2 = 1, δ_3 the largest power of two up to min(1/4, 1/(4η), σ/(4ηb), min(1, η) b/(4σ)) with
    σ = |w_2^(I)(2)| and b = r/√m, and δ_t the largest up to min(1/4, 1/(4η)) for t >= 4: `sco.lem8`
    proves that they are small enough.
"""


@dataclass(frozen=True)
class ChainStop:
    """The time t of the first iterate w_t that is not as the proof has it, and what is not.

    Where it stayed open, `more_bits` says whether precision could help.
    """

    t: int
    what: str
    more_bits: bool = True


@dataclass(frozen=True)
class FirstStep:
    """The update from w_1, before δ_2 is chosen.

    Parameters
    ----------
    norm
        ‖v̄‖ of the mean v̄ of v_z over S.
    gain
        A: the hinge (I, 2) is δ_2 A at the ascent point.
    push
        What the γ-term adds to w_2^(I)(1).
    last
        w_2(d).
    others
        Lower and upper bound on w_2^(i)(1) over the columns that are not zero.
    reached
        A number that the least of them does not exceed.
    slack
        Upper bound on v_zᵀw_2 + δ_1 over z in S, before what δ_2 adds to w_2^(I)(1).
    """

    norm: arb
    gain: arb
    push: arb
    last: arb
    others: tuple[arb, arb]
    reached: arb
    slack: arb


class Left(Exception):  # noqa: N818 - it ends a run
    """A sign is decided against the proof."""

    def __init__(self, t: int, what: str) -> None:
        self.stop = ChainStop(t, what)


class Open(Exception):  # noqa: N818 - it ends a run
    """What is given of the sample does not tell."""

    def __init__(self, t: int, what: str) -> None:
        self.stop = ChainStop(t, what, more_bits=False)


class Signs:
    """Decide signs, and count them."""

    def __init__(self) -> None:
        self.count = 0

    def must(self, t: int, what: str, a: Any, op: str, b: Any, *, attained: bool = True) -> None:
        """Raise unless a op b is decided: Undecided if it is open, Left if it fails.

        Where it fails and `a` is only a bound of what is meant, Open.
        """
        answer = compare(a, op, b)
        if answer is Tri.NO:
            if attained:
                raise Left(t, what)
            raise Open(t, what)
        if answer is Tri.UNKNOWN:
            msg = f"{what} at t = {t}"
            raise Undecided(msg)
        self.count += 1


# ------------------------------------------------------------------------------ the first step


def first_step(
    k: ChainConstants,
    columns: Columns,
    epsilon: Fraction | None,
    start: Fraction,
    signs: Signs,
) -> FirstStep:
    """The gradient at w_1 is γ(ε + δ_1) v̄; at w_1 + b v̄/‖v̄‖ v_zᵀw + δ_1 = b v_zᵀv̄/‖v̄‖ + ε + δ_1."""
    offset = k.delta1 + ball(start)
    signs.must(1, "v_zᵀw_1 + δ_1 > 0", offset, ">", 0)
    norm = ball(columns.mean_square(k.kappa)).sqrt()
    reach = ball(k.r)
    if epsilon is not None:
        length = k.gamma * offset * norm
        reach = reach * length / (length + ball(epsilon))
    pull = reach / norm
    for ones, _ in columns.counts:
        if ones:
            at = pull * ball(columns.mean(ones, k.kappa)) + ball(k.lam)
            signs.must(1, "w^(i)(1) + λ >= 0 at the ascent point, i ≠ I", at, ">=", 0)
    gain = pull * ball(k.kappa) - ball(k.lam)
    signs.must(1, "the hinge (I, 2) > 0 at the ascent point", gain, ">", 0)
    rate = ball(k.eta) * k.gamma
    heights = [pull * ball(g) + offset for g in columns.projections(k.kappa)]
    for height in heights:
        signs.must(1, "v_zᵀw + δ_1 > 0 at the ascent point, z in S", height, ">", 0,
                   attained=columns.rows is not None)  # fmt: skip
    mean = pull * square(norm) + offset
    low, high, slack, most = columns.pulled(heights, mean, k.kappa)
    return FirstStep(
        norm,
        gain,
        rate * ball(k.kappa) * mean,
        ball(start) - rate * mean,
        (-rate * high, -rate * low),
        -rate * most,
        offset - rate * slack,
    )


def choose_second(k: ChainConstants, step: FirstStep, rule: str) -> Fraction:
    """δ_2 by the rule."""
    return pick(lambda x: second_iterate(k, step, x)[0], rule, lambda: Fraction(1), 2)


def second_iterate(k: ChainConstants, step: FirstStep, delta: Fraction) -> tuple[Tri, arb, arb]:
    """Whether δ_2 = delta meets Lemma 7's items 5 and 6; w_2^(I)(1) and w_2^(I)(2)."""
    move = ball(k.eta * delta) * step.gain
    first, head = ball(delta) * move + step.push, -move
    edge = Fraction(1, k.d)
    answer = compare(first, "<=", edge) & compare(head, ">=", -edge)
    return answer & compare(first, ">=", 0) & compare(head, "<", 0), first, head


def others_rest(
    k: ChainConstants, columns: Columns, step: FirstStep, delta: Fraction, signs: Signs
) -> None:
    """At w_2 no gradient is left outside of the zero columns."""
    exact = columns.patterns is not None
    # what δ_2 adds to w_2^(I)(1) lowers v_zᵀw_2, as v_z = −κ there
    inner = step.slack - ball(k.kappa * columns.zeros * delta**2 * k.eta) * step.gain
    signs.must(2, "v_zᵀw_2 + δ_1 <= 0, z in S", inner, "<=", 0, attained=exact)
    what = "w_2^(i)(1) + λ >= 0, i ≠ I"
    signs.must(2, what, step.reached, ">=", -k.lam)
    signs.must(2, what, step.others[0], ">=", -k.lam, attained=exact)


# ------------------------------------------------------------------------------- the later steps


@dataclass(frozen=True)
class Later:
    """What the steps t >= 3 have in common: η, r/√m, √m, ε, and how δ_t is chosen."""

    eta: arb
    reach: arb
    root_m: arb
    epsilon: arb | None
    flat: Fraction
    rule: str
    known: dict[Fraction, tuple[arb, arb]] = field(default_factory=dict)

    @classmethod
    def of(cls, k: ChainConstants, columns: Columns, epsilon: Fraction | None, rule: str) -> Later:
        """For the zero columns of the sample."""
        root_m = ball(columns.zeros).sqrt()
        flat = power_below(min(Fraction(1, 4), 1 / (4 * k.eta)))
        damping = None if epsilon is None else ball(epsilon)
        return cls(ball(k.eta), ball(k.r) / root_m, root_m, damping, flat, rule)

    def bent(self, x: Fraction) -> tuple[arb, arb]:
        """δ = x and √(1 + δ²) as balls; few values of δ come up again and again."""
        if x not in self.known:
            delta = ball(x)
            self.known[x] = delta, (1 + square(delta)).sqrt()
        return self.known[x]

    def move(self, u: arb, x: Fraction) -> tuple[arb, arb, arb]:
        """u_t(t), u_t(t−1) and what the ascent adds to u(t), from u = u_{t−1}(t−1) < 0."""
        delta, s = self.bent(x)
        h, b = -delta * u, self.reach
        if self.epsilon is not None:
            length = self.root_m * h * s
            b = b * length / (length + self.epsilon)
        down = self.eta * (s * b + h)
        return -down, u + delta * down, b / s

    def choose(self, t: int, u: arb) -> Fraction:
        """δ_t by the rule: u_t(t−1) < −ηb/2 (< 0 at t = 3), u_t(t) >= −2ηb, hinge t < 0 at w_t."""
        size = self.eta * self.reach

        def meets(x: Fraction) -> Tri:
            head, rest, _ = self.move(u, x)
            floor = compare(rest, "<", arb(0) if t == 3 else -size / 2)
            delta, _ = self.bent(x)
            return floor & compare(head, ">=", -2 * size) & compare(head, "<", delta * rest)

        def bound() -> Fraction:
            if t > 3:
                return self.flat
            ratio = -u / self.reach
            least = self.eta.min(arb(1)) / (4 * ratio)
            return min(self.flat, ends(ratio / (4 * self.eta))[0], ends(least)[0])

        return pick(meets, self.rule, bound, t)


def advance(
    later: Later, t: int, u: arb, previous: arb, given: Fraction | None, signs: Signs
) -> tuple[Fraction, arb, arb]:
    """From w_{t−1} with u = u(t−1) < 0 to w_t: δ_t, u_t(t) and u_t(t−1).

    `previous` is what the hinge (I, t−1) takes away from u(t−1).
    """
    signs.must(t, "u(t−1) < 0, so that the hinge (I, t) > 0", u, "<", arb(0))
    chosen = later.choose(t, u) if given is None else given
    delta, _ = later.bent(chosen)
    head, rest, ascent = later.move(u, chosen)
    at = u - delta * ascent
    signs.must(t, "the hinge (I, t−1) <= 0 at the ascent point", at, "<=", previous)
    signs.must(t, "the hinge (I, t+1) <= 0 at the ascent point", ascent, ">=", arb(0))
    signs.must(t, "the hinge (I, t−1) <= 0 at w_t", rest, "<=", previous)
    signs.must(t, "the hinge (I, t) <= 0 at w_t", head, "<=", delta * rest)
    return chosen, head, rest


_HALVINGS = 1 << 14


def pick(
    meets: Callable[[Fraction], Tri], rule: str, bound: Callable[[], Fraction], t: int
) -> Fraction:
    """The power of two that `rule` names."""
    x = Fraction(1)
    if rule == "explicit":
        return power_below(bound())
    for _ in range(_HALVINGS):
        answer = meets(x)
        if answer is Tri.YES:
            return x
        if answer is Tri.UNKNOWN:
            msg = f"the conditions on δ_{t} = {x}"
            raise Undecided(msg)
        x /= 2
    raise Left(t, f"no δ_{t} down to {x} meets the conditions")
