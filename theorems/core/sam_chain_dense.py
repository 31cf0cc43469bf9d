"""SAM on Theorem 7's loss over all coordinates, nothing assumed: in balls and in floats.

The reference for `theorems.core.sam_chain`. In balls a coordinate may stand for all columns of one
pattern, which move alike; with every pattern taken once it is the plain run.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from array_api_compat import device
from flint import arb, ctx

from theorems.core.descent import ZeroOverZero, sam
from theorems.core.exact import Vector, sam_exact
from theorems.core.sam_chain_columns import Columns
from theorems.core.sam_chain_loss import ChainConstants, chain_constants, class_gradient
from verify.arrays import Array, namespace
from verify.exact.ball import ball

if TYPE_CHECKING:
    from jaxtyping import Float

__all__ = ["chain_gradient", "dense_chain", "float_chain"]


def dense_chain(
    columns: Columns,
    T: int,
    eta: Fraction,
    r: Fraction,
    deltas: Sequence[Fraction],
    *,
    gamma: str = "printed",
    zero: ZeroOverZero | str = ZeroOverZero.STAY,
    epsilon: Fraction | None = None,
    start: Fraction | Sequence[Fraction] = Fraction(0),
    last: int | None = None,
    precision: int = 256,
) -> tuple[Vector, ...]:
    """w_1, ..., w_T of SAM from w_1 = ε e_d or any other start, in balls.

    Parameters
    ----------
    columns
        With their patterns. Each iterate has T coordinates for each pattern, in their order, and
        w(d): in y = √m w for a pattern of m columns, norms are those of the whole space.
    T, eta, r, gamma, zero, epsilon
        As for `theorems.core.sam_chain.run_chain`.
    start
        ε, or all coordinates of w_1; equal columns then start alike.
    deltas
        δ_2, ..., δ_T.
    last
        The last iterate wanted; T if None.
    precision
        In bits. The balls are valid at any; they are narrow where no ReLU stays open.

    Raises
    ------
    ValueError
        If the patterns are not known.
    Undecided
        If a gradient may be zero or not.
    """
    if columns.patterns is None:
        msg = "columns must have patterns: counts do not tell how the masks overlap."
        raise ValueError(msg)
    patterns = columns.patterns
    with ctx.workprec(precision):
        k = chain_constants(columns, T, eta, r, gamma=gamma)
        scale = [ball(m).sqrt() for _, m in patterns for _ in range(T)] + [arb(1)]

        def slope(y: Vector) -> Vector:
            w = [a / b for a, b in zip(y, scale, strict=True)]
            g = class_gradient(w, k, patterns, deltas)
            return tuple(a * b for a, b in zip(g, scale, strict=True))

        if isinstance(start, Sequence):
            w1 = [ball(x) * b for x, b in zip(start, scale, strict=True)]
        else:
            w1 = [arb(0)] * (len(scale) - 1) + [ball(start)]
        path = sam_exact(
            slope,
            w1,
            radius=k.r,
            eta=k.eta,
            steps=last or T,
            zero=zero,
            epsilon=epsilon,
            balls=True,
        )
        return tuple(tuple(a / b for a, b in zip(y, scale, strict=True)) for y in path)


def chain_gradient(
    w: Float[Array, " d"],
    masks: Float[Array, "n N"],
    deltas: Float[Array, " T"],
    k: ChainConstants,
    /,
    *,
    xp: Any = None,
) -> Float[Array, " d"]:
    """∇F_S at w in floats.

    Parameters
    ----------
    w
        d = NT + 1 coordinates, block after block, then w(d).
    masks
        The sample, as numbers 0 and 1 of the dtype of `w`.
    deltas
        δ_1 (not used), δ_2, ..., δ_T.
    k
        The constants; their balls are rounded.
    """
    xp = namespace(w) if xp is None else xp
    blocks = xp.reshape(w[:-1], (k.N, k.T))
    lam, kappa = float(k.lam), float(k.kappa)
    share = xp.mean(masks, axis=0)
    back = blocks[:, :-1]
    if k.T > 1:
        back = xp.concat([back[:, :1] + lam, back[:, 1:]], axis=1)
    hinges = blocks[:, 1:] - deltas[1:] * back
    hinges = xp.where(hinges > 0, hinges, xp.zeros_like(hinges))
    none = xp.zeros_like(blocks[:, :1])
    up = xp.concat([none, share[:, None] * blocks[:, 1:] + hinges], axis=1)
    down = xp.concat([deltas[1:] * hinges, none], axis=1)
    sides = masks * (1 + kappa) - kappa
    inner = sides @ blocks[:, 0] + w[-1] + float(k.delta1)
    heights = float(k.gamma) * xp.where(inner > 0, inner, xp.zeros_like(inner)) / k.n
    out = up - down
    out = xp.concat([out[:, :1] + (heights @ sides)[:, None], out[:, 1:]], axis=1)
    return xp.concat([xp.reshape(out, (-1,)), xp.reshape(xp.sum(heights), (1,))])


def float_chain(
    masks: Float[Array, "n N"],
    deltas: Float[Array, " T"],
    k: ChainConstants,
    /,
    *,
    start: float | Float[Array, " d"] = 0.0,
    zero: ZeroOverZero | str = ZeroOverZero.STAY,
    epsilon: float | None = None,
    xp: Any = None,
) -> Float[Array, "T d"]:
    """w_1, ..., w_T of SAM in the dtype of `masks`, from ε e_d or from an array w_1.

    See `chain_gradient`.
    """
    xp = namespace(masks) if xp is None else xp
    w1 = start
    if isinstance(start, float | int):
        w1 = xp.zeros((k.d,), dtype=masks.dtype, device=device(masks))
        w1[-1] = start
    return sam(
        lambda w: chain_gradient(w, masks, deltas, k, xp=xp),
        w1,
        radius=float(k.r),
        eta=float(k.eta),
        steps=k.T,
        zero=zero,
        epsilon=epsilon,
        xp=xp,
    )
