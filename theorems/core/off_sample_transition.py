"""From free to forced: how many unseen points of the cube the near-flattest nets may get wrong."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import astuple, dataclass
from typing import Any

from theorems.core.off_sample import SLACK, Sides, off_sample

__all__ = ["Transition", "transition"]


@dataclass(frozen=True)
class Transition:
    """How many unseen points of the cube the near-flattest interpolating nets may get wrong.

    Attributes
    ----------
    d, n, distinct : int
        Dimension, samples of P_xor, and how many of them are distinct.
    bias : bool
    unseen, free, forced, undecided : int
        How many points of the cube are no samples, and what is decided about y f there.
    unbounded : int
        At how many of the free ones f can be any number.
    """

    d: int
    n: int
    distinct: int
    bias: bool
    unseen: int
    free: int
    forced: int
    undecided: int
    unbounded: int

    def row(self) -> list[int | bool]:
        """The fields in their order, as a row of a table."""
        return list(astuple(self))


def transition(
    d: int,
    sizes: Sequence[int],
    seed: int,
    bias: bool,
    *,
    slack: Any = SLACK,
    most: int | None = None,
    **options: Any,
) -> list[Transition]:
    """For growing samples of P_xor, decide the sign of y f(z) at every unseen z of the cube.

    Parameters
    ----------
    d : int, >= 2
    sizes
        The numbers n of samples, each sample the beginning of the next.
    seed : int
    bias : bool
        Whether the hidden neurons have biases.
    slack : rational
        κ, as in `off_sample`.
    most : int, optional
        To look at the first so many unseen points only.

    Raises
    ------
    ValueError
        As `p_xor_sample` and `off_sample`.
    """
    from theorems.core.data import p_xor, p_xor_sample

    cube = [tuple(x) for x in p_xor(d).X.tolist()]
    X, y = p_xor_sample(d, max(sizes), seed=seed)
    rows = []
    for n in sizes:
        points, labels = X[:n].tolist(), y[:n].tolist()
        seen = {tuple(x) for x in points}
        unseen = [z for z in cube if z not in seen][:most]
        counts = dict.fromkeys(("free", "forced", "undecided", "unbounded"), 0)
        least = None
        for z in unseen:
            label = z[0] * z[1]
            side: Sides = ("lower",) if label > 0 else ("upper",)
            found = off_sample(
                points, labels, z, bias=bias, slack=slack, sides=side, least=least, **options
            )
            least = found.least
            counts[found.verdict(label)] += 1
            counts["unbounded"] += found.escape is not None
        rows.append(Transition(d, n, len(seen), bias, len(unseen), **counts))
    return rows
