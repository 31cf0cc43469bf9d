"""The loss of Theorem 7 at single points, exactly.

With M = max{1, η} the printed equations for γ and δ_1 are 2√d δ_1 = ηλ/M and γM(r + δ_1) = λ, so
that both are numbers x + y√d. A mask is a text of bits read round and round to 2^n of them; a list
of δ_2, δ_3, ... goes on with its last entry; a point is {"x": [[i, j, value], ...], "last": value},
w^(i)(j) with i and j read round and round too, and 0 where nothing is said.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from theorems.core.radicals import Number, roots, sign

if TYPE_CHECKING:
    from verify.domain import Point

__all__ = [
    "Constants",
    "Instance",
    "Slope",
    "Weights",
    "constants_of",
    "instance_of",
    "norm_squared",
    "weights_of",
]


Key = tuple[int, int]
ZERO = Fraction(0)


@dataclass(frozen=True, slots=True)
class Constants:
    """d and √d, λ, γ and δ_1."""

    d: int
    root: Number
    lam: Fraction
    gamma: Number
    delta1: Number


def constants_of(
    d: int,
    eta: Fraction,
    r: Fraction,
    *,
    times: Fraction = Fraction(1),
    shrink: Fraction = Fraction(1),
) -> Constants:
    """λ = r/(4d(d−1)), δ_1 = min{1, η}λ/(2√d), γ = λ/(max{1, η}(r + δ_1)), for d ≥ 2.

    In a control λ is multiplied by `times`, and δ_1 by `shrink` once γ is computed.
    """
    lam = times * r / (4 * d * (d - 1))
    root, _ = roots(Fraction(d), ZERO)
    delta1 = root * (min(Fraction(1), eta) * lam / (2 * d))
    square = (min(Fraction(1), eta) * lam) ** 2 / (4 * d)  # of δ_1, so that (r+δ_1)(r−δ_1) is known
    gamma = (r - delta1) * (lam / (max(Fraction(1), eta) * (r * r - square)))
    return Constants(d, root, lam, gamma, shrink * delta1)


@dataclass(frozen=True, slots=True)
class Weights:
    """The coordinates of a point that are not 0."""

    blocks: Mapping[Key, Fraction]
    last: Any

    def minus(self, other: Weights) -> Weights:
        """The difference of two points."""
        keys = dict.fromkeys((*self.blocks, *other.blocks))
        moved = {k: self.blocks.get(k, ZERO) - other.blocks.get(k, ZERO) for k in keys}
        return Weights({k: x for k, x in moved.items() if x}, self.last - other.last)


@dataclass(frozen=True, slots=True)
class Slope:
    """A gradient: what single coordinates get, and a multiple of v_z."""

    blocks: Mapping[Key, Fraction]
    along: Number


@dataclass(frozen=True, slots=True)
class Instance:
    """f(·, z) for one z: its shape, its constants and the δ_j."""

    columns: int
    steps: int
    bits: tuple[int, ...]
    deltas: tuple[Fraction, ...]
    constants: Constants
    scale: Fraction = Fraction(1)

    def v(self, i: int) -> Fraction:
        """v_z at (i, 1)."""
        return Fraction(1) if self.bits[i] else Fraction(-1, 2 * (self.constants.d - 1))

    def v_squared(self) -> Fraction:
        """‖v_z‖²."""
        return sum((self.v(i) ** 2 for i in range(self.columns)), Fraction(1))

    def along(self, blocks: Mapping[Key, Fraction]) -> Fraction:
        """⟨v_z, ·⟩ with the blocks alone."""
        return sum((self.v(i) * x for (i, j), x in blocks.items() if j == 0), ZERO)

    def hinges(self, w: Weights) -> dict[Key, Fraction]:
        """[w^(i)(j) − δ_j(w^(i)(j−1) + λ1[j=2])]_+ where it is positive; i and j from 0."""
        near = {(i, j) for i, j in w.blocks if j} | {
            (i, j + 1) for i, j in w.blocks if j + 1 < self.steps
        }
        at = w.blocks.get
        out = {}
        for i, j in sorted(near):
            # where neither coordinate is said the hinge is at most −δ_2 λ ≤ 0
            back = at((i, j - 1), ZERO) + (self.constants.lam if j == 1 else 0)
            value = at((i, j), ZERO) - self.deltas[j - 1] * back
            if value > 0:
                out[i, j] = value
        return out

    def third(self, w: Weights) -> Number:
        """[v_zᵀw + δ_1]_+."""
        inner: Number = self.along(w.blocks) + w.last + self.constants.delta1
        return inner if sign(inner) > 0 else ZERO

    def value(self, w: Weights) -> Number:
        """f(w, z)."""
        squares = sum((x * x for (i, j), x in w.blocks.items() if j and self.bits[i]), ZERO)
        squares += sum((x * x for x in self.hinges(w).values()), ZERO)
        h = self.third(w)
        return (self.constants.gamma * h * h + squares) * (self.scale / 2)

    def slope(self, w: Weights) -> Slope:
        """∇f(w, z)."""
        out = {k: x for k, x in w.blocks.items() if k[1] and self.bits[k[0]]}
        for (i, j), h in self.hinges(w).items():
            out[i, j] = out.get((i, j), ZERO) + h
            out[i, j - 1] = out.get((i, j - 1), ZERO) - self.deltas[j - 1] * h
        scaled = {k: self.scale * x for k, x in out.items()}
        return Slope(scaled, self.constants.gamma * self.third(w) * self.scale)

    def square(self, g: Slope) -> Number:
        """‖g‖²."""
        own = sum((x * x for x in g.blocks.values()), ZERO)
        cross: Number = g.along * (2 * self.along(g.blocks))
        return own + cross + g.along * g.along * self.v_squared()

    def inner(self, g: Slope, w: Weights) -> Number:
        """⟨g, w⟩."""
        own = sum((x * w.blocks.get(k, ZERO) for k, x in g.blocks.items()), ZERO)
        inner: Number = own + g.along * (self.along(w.blocks) + w.last)
        return inner


def norm_squared(w: Weights) -> Any:
    """‖w‖²."""
    return sum((x * x for x in w.blocks.values()), ZERO) + w.last * w.last


def instance_of(data: Mapping[str, Any], p: Point) -> Instance:
    """f(·, z) at `p`; `data` may hold a `scale` of the loss, or a `shrink` of δ_1."""
    columns, steps = 2 ** p["n"], p["T"]
    shrink = Fraction(data.get("shrink", 1))
    constants = constants_of(columns * steps + 1, p["eta"], p["r"], shrink=shrink)
    deltas = [Fraction(x) for x in p["delta"]][: max(steps - 1, 1)]
    deltas += [deltas[-1]] * (steps - 1 - len(deltas))
    bits = tuple(int(p["z"][i % len(p["z"])]) for i in range(columns))
    return Instance(columns, steps, bits, tuple(deltas), constants, Fraction(data.get("scale", 1)))


def weights_of(f: Instance, written: Mapping[str, Any]) -> Weights:
    """The point that is written so, in the shape of f."""
    read = {((i - 1) % f.columns, (j - 1) % f.steps): Fraction(x) for i, j, x in written["x"]}
    return Weights({k: x for k, x in read.items() if x}, Fraction(written["last"]))
