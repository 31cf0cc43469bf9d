"""Many runs of SAM on Theorem 7's loss at once, and what every suffix average of each run gives.

SAM is executed step by step in double precision, vectorized over runs. Kept are the coordinates
that can move where exactly one column I is zero in the sample: (i, 1) for all i, block I and the
last. Every other coordinate is 0 as long as w^(i)(1) + λ ≥ 0 for i ≠ I, which is looked at wherever
a gradient is taken.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from theorems.core.audit7_runs import RunsLoss, sam_runs
from theorems.core.descent import check_steps
from theorems.core.sam_chain_loss import GAMMAS
from verify.arrays import Array

if TYPE_CHECKING:
    from jaxtyping import Bool, Float, Int

__all__ = ["Audit", "audit", "published_audit"]


@dataclass(frozen=True)
class Audit:
    """What `audit` measures, for m samples, k radii and T suffix averages ŵ_1, ..., ŵ_T.

    Parameters
    ----------
    steps
        T.
    eta
        The step size η.
    radii
        The radii r of SAM, shape (k,).
    columns
        The zero column of each sample, counted from 0, shape (m,).
    norms
        ‖ŵ_τ‖ over all d coordinates, shape (m, k, T).
    risks
        The empirical risks F_S(ŵ_τ), shape (m, k, T).
    unseen
        ¼ Σ_{j≥2} ŵ_τ^(I)(j)², at most F(ŵ_τ), shape (m, k, T).
    """

    steps: int
    eta: float
    radii: Float[np.ndarray, " k"]
    columns: Int[np.ndarray, " m"]
    norms: Float[np.ndarray, "m k T"]
    risks: Float[np.ndarray, "m k T"]
    unseen: Float[np.ndarray, "m k T"]


def _average(path: Array) -> Array:
    """Replace the iterates along axis 0 by their suffix averages, summed from the end."""
    backwards = path[::-1]
    np.cumsum(backwards, axis=0, out=backwards)
    path /= np.arange(path.shape[0], 0, -1.0)[:, None, None]
    return path


def _one_zero_column(masks: Array) -> Array:
    zero = ~masks.any(axis=1)
    found = zero.sum(axis=1)
    if (found != 1).any():
        k = int(np.argmax(found != 1))
        msg = f"each sample must have exactly one zero column, sample {k} has {found[k]}."
        raise ValueError(msg)
    return zero.argmax(axis=1)


def audit(
    masks: Bool[np.ndarray, "m n N"],
    /,
    *,
    steps: int,
    eta: float,
    radii: Sequence[float],
    delta: float | Sequence[float],
    gamma: str = "printed",
) -> Audit:
    """Run SAM on Theorem 7's loss from 0 for every sample and radius, and look at every ŵ_τ.

    Parameters
    ----------
    masks
        m samples of n masks of N columns, zeros and ones of any type; each sample has exactly one
        column of zeros.
    steps
        T >= 2; d = NT + 1.
    eta
        The step size η > 0.
    radii
        The radii r > 0.
    delta
        δ_2, ..., δ_T in (0, 1], or one number for all of them.
    gamma
        "printed", γ = λ/(max{1,η}(r + δ_1)), or "corrected", that over √d.

    Returns
    -------
    Audit
        With m · k runs and m · k · T suffix averages.

    Raises
    ------
    ValueError
        If an argument is out of its range, or a sample has no zero column or more than one.
    ArithmeticError
        If a coordinate would move that is not kept (with the printed γ and a large η), or a
        gradient vanishes in double precision.

    References
    ----------
    Paper `sco`, Theorem 7.
    """
    check_steps(steps)
    bits = np.asarray(masks).astype(bool)
    if bits.ndim != 3 or 0 in bits.shape or steps < 2:
        msg = f"masks must have shape (m, n, N), steps be at least 2, got {bits.shape}, {steps}."
        raise ValueError(msg)
    r, deltas = np.asarray(radii, dtype=float), np.broadcast_to(delta, (steps - 1,)).astype(float)
    for name, good, value in (
        ("eta", eta > 0, eta),
        ("radii", r.ndim == 1 and r.size > 0 and bool((r > 0).all()), radii),
        ("delta", bool(((deltas > 0) & (deltas <= 1)).all()), delta),
        ("gamma", gamma in GAMMAS, gamma),
    ):
        if not good:
            msg = f"{name} is out of its range, got {value!r}."
            raise ValueError(msg)
    m, _, columns = bits.shape
    special = _one_zero_column(bits)
    d = columns * steps + 1
    radius = np.tile(r, m)
    lam = radius / (4.0 * d * (d - 1))
    most = max(1.0, eta) * (d**0.5 if gamma == "corrected" else 1.0)
    delta1 = eta * lam / (2 * d**0.5 * most)  # what the two equations of γ and δ_1 come to
    runs = np.arange(m * r.size)
    of_run = np.repeat(special, r.size)
    sides = np.ones((m, bits.shape[1], columns + 1))
    sides[..., :-1] = np.where(bits, 1.0, -1 / (2 * (d - 1)))
    floor = np.repeat(-lam[:, None], columns + 1, axis=1)
    floor[runs, of_run] = floor[:, -1] = -np.inf
    loss = RunsLoss(
        sides=np.repeat(sides, r.size, axis=0),
        at=(..., runs, of_run),
        floor=floor,
        lam=lam,
        gamma=(lam / (most * (radius + delta1)) / bits.shape[1])[:, None],
        delta1=delta1[:, None],
        delta=deltas,
    )
    path = sam_runs(loss, float(eta), radius, steps)
    measured = (np.moveaxis(x.reshape(steps, m, r.size), 0, -1) for x in _measured(loss, *path))
    return Audit(steps, float(eta), r, special, *measured)


def _measured(loss: RunsLoss, firsts: Array, blocks: Array) -> tuple[Array, Array, Array]:
    """‖ŵ_τ‖, F_S(ŵ_τ) and ¼ Σ_{j≥2} ŵ_τ^(I)(j)² of every run, τ along axis 0."""
    first, block = _average(firsts), _average(blocks)
    weight = np.einsum("trj,trj->tr", block, block)
    norms = np.sqrt(np.einsum("tri,tri->tr", first, first) + weight)
    hinges = loss.hinges(first, block)
    heights = np.maximum(loss.inner(first), 0.0)
    third = np.einsum("trz,trz->tr", heights, heights) * loss.gamma[:, 0]
    risks = (np.einsum("trj,trj->tr", hinges, hinges) + third) / 2
    return norms, risks, weight / 4


def published_audit(masks: Bool[np.ndarray, "m n N"], /) -> tuple[Audit, ...]:
    """The runs of the public reproduction: η = 1/24, δ_j = 0.03, T = 16, 32, 64, 128.

    r is 1/2 and 1/(2η√T), so that ten samples make 80 runs and 4800 suffix averages.

    Parameters
    ----------
    masks
        Samples as `audit` takes them; the reproduction has n = 6.

    Returns
    -------
    tuple of Audit
        One for each T.

    Raises
    ------
    ValueError
        As `audit`.
    """
    eta = 1 / 24
    made: Any = (
        audit(masks, steps=T, eta=eta, radii=(0.5, 1 / (2 * eta * T**0.5)), delta=0.03)
        for T in (16, 32, 64, 128)
    )
    return tuple(made)
