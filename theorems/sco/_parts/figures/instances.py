"""The instances that the figures run on: samples on which the events happen, starts, risks.

Samples are drawn, and drawn again until the event of the proof happens. The population risk of a
point that lives in one column is exact; that of another point is a mean over fresh masks.
"""

from __future__ import annotations

from fractions import Fraction
from itertools import count
from typing import TYPE_CHECKING, Any

import numpy as np

from theorems.core.exact_losses import theorem1_population_risk, theorem3_population_risk
from theorems.core.losses import hinge_square, theorem1_loss
from theorems.core.masks import bernoulli_masks, zero_columns
from theorems.core.sam_chain import run_chain
from theorems.core.sam_chain_columns import Columns
from theorems.core.sam_chain_loss import ChainConstants

if TYPE_CHECKING:
    from jaxtyping import Bool, Float

__all__ = [
    "fresh_masks",
    "gaussian",
    "lonely_sample",
    "risk_in_column",
    "signs",
    "sphere",
    "theorem1_excess",
    "theorem3_excess",
    "theorem7_empirical",
    "theorem7_excess",
    "theorem7_instance",
]

_FRESH, _NOISE = 1 << 20, 1 << 21
"""streams of fresh masks and of starts, which no sample reaches"""
_DRAWS = 1 << 10


def lonely_sample(n: int, *, seed: int, draw: int = 0) -> tuple[Bool[np.ndarray, "n columns"], int]:
    """Return the first sample from stream 2^10 · draw on with exactly one zero column, and that.

    With probability above 1/e a sample of n masks of 2^n fair bits is one.
    """
    for k in count(_DRAWS * draw):
        masks = bernoulli_masks(n, 1 << n, seed=seed, stream=k)
        zero = zero_columns(masks)
        if len(zero) == 1:
            return masks, int(zero[0])
    raise AssertionError  # pragma: no cover


def fresh_masks(n: int, number: int, *, seed: int) -> Bool[np.ndarray, "number columns"]:
    """Return masks that are in no sample: one long stream of fair bits, cut."""
    columns = 1 << n
    flat = bernoulli_masks(1, number * columns, seed=seed, stream=_FRESH + n)
    return flat.reshape(number, columns)


def signs(masks: Any) -> Float[np.ndarray, "n columns"]:
    """Masks of Theorem 1 as those of Theorem 3: 1 for a zero, −1 for a one."""
    return 1.0 - 2.0 * np.asarray(masks, dtype=np.float64)


def gaussian(d: int, *, seed: int, draw: int = 0) -> Float[np.ndarray, " d"]:
    """d standard normal numbers."""
    key = np.random.SeedSequence(seed, spawn_key=(_NOISE + draw, d))
    return np.random.Generator(np.random.Philox(key)).standard_normal(d)


def sphere(d: int, *, seed: int, draw: int = 0) -> Float[np.ndarray, " d"]:
    """A uniformly random point of the unit sphere."""
    g = gaussian(d, seed=seed, draw=draw)
    unit: np.ndarray[Any, Any] = g / np.linalg.norm(g)
    return unit


def theorem1_excess(w: Any, rho: float, fresh: Any) -> float:
    """F(w) − F(w*) of Theorem 1 on fresh masks; F(w*) = 0."""
    return float(np.mean(theorem1_loss(w, fresh, rho)))


def theorem3_excess(w: Any, rho: float, fresh: Any) -> float:
    """F(w) − F(w*) of Theorem 3 on fresh masks, block by block; F(w*) = 0."""
    blocks = w[:-1].reshape(fresh.shape[1], -1)
    plus = np.sum(np.maximum(blocks, 0) ** 2, axis=1)
    minus = np.sum(np.minimum(blocks, 0) ** 2, axis=1)
    bits = np.asarray(fresh, dtype=np.float64)
    squares = (1 - bits) @ plus + bits @ minus + w[-1] ** 2
    return float(np.mean(hinge_square(np.sqrt(squares), rho)))


def theorem7_instance(
    masks: Any, *, steps: int, eta: Fraction, r: Fraction
) -> tuple[ChainConstants, Float[np.ndarray, " T"], Any]:
    """The constants (γ as corrected), 0 and δ_2..δ_T by the proof, and the masks as numbers."""
    columns = Columns.from_masks(np.asarray(masks).astype(int).tolist())
    run = run_chain(columns, steps, eta, r, gamma="corrected", rule="explicit")
    deltas = np.array([0.0, *map(float, run.deltas)])
    return run.constants, deltas, np.asarray(masks, dtype=np.float64)


def theorem7_excess(w: Any, k: ChainConstants, deltas: Any, fresh: Any) -> float:
    """F(w) − F(w*) of Theorem 7: exact but for its last term, a mean over fresh masks."""
    return _theorem7_risk(w, k, deltas, fresh, np.full(k.N, 0.5))


def theorem7_empirical(w: Any, k: ChainConstants, deltas: Any, masks: Any) -> float:
    """F_S(w) of Theorem 7."""
    return _theorem7_risk(w, k, deltas, masks, np.mean(masks, axis=0))


def _theorem7_risk(w: Any, k: ChainConstants, deltas: Any, masks: Any, shares: Any) -> float:
    rows = w[:-1].reshape(k.N, k.T)
    back = rows[:, :-1].copy()
    back[:, :1] += float(k.lam)
    hinges = np.maximum(rows[:, 1:] - deltas[1:] * back, 0)
    ones = np.asarray(masks, dtype=np.float64)
    sides = ones - (1 - ones) * float(k.kappa)
    inner = np.maximum(sides @ rows[:, 0] + w[-1] + float(k.delta1), 0)
    squares = float(shares @ np.sum(rows[:, 1:] ** 2, axis=1))
    return (squares + float(np.sum(hinges**2)) + float(k.gamma) * float(np.mean(inner**2))) / 2


def risk_in_column(w: Any, rho: float, columns: int, *, signed: bool) -> float:
    """F(w) exactly, rounded once, for a point that lives in one column and the last coordinate.

    Theorem 3's loss if `signed`, else Theorem 1's.

    Raises
    ------
    ValueError
        If other columns are not zero.
    """
    blocks = np.reshape(w[:-1], (columns, -1))
    live = np.flatnonzero(np.any(blocks != 0, axis=1))
    if len(live) > 1:
        msg = f"w must live in one column, got the columns {live.tolist()}."
        raise ValueError(msg)
    block = blocks[live[0]] if len(live) else blocks[0]
    point = [Fraction(float(x)) for x in (*block, w[-1])]
    height = Fraction(rho)
    value = (
        theorem3_population_risk(point, 1, height)
        if signed
        else theorem1_population_risk(point, height)
    )
    return float(value)
