"""Whether the least trace is that of some net that is smooth at the samples, or only approached.

The program of `flattest_program` ranges over closed cells, where pre-activations at inactive
samples may be 0; a smooth net needs u in open ones. Two arguments decide exactly:

- If each sample with a label ≠ 0 has a cell that is active there alone, the net with one neuron
  for each such sample attains the bound of Theorem 4.1.
- If the multipliers are √q times small rationals λ, the inequality of the dual is an equality at
  single directions u_{D,s} only, and every flattest net is made of these. The optimum is exact if y
  is a nonnegative combination of their columns s D X'u; it is attained iff those columns suffice
  whose u can be chosen in the open cell.

Otherwise nothing is said.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from flint import fmpq, fmpq_mat

from theorems.core.flattest_cone import escape
from theorems.core.flattest_dual import Dual, Pattern
from theorems.core.flattest_program import FlattestData
from verify.exact.linalg import nullspace
from verify.exact.rational import best_rational, fmpq_of, fraction

__all__ = ["attainment"]

MOST = 400
"""above how many cells the exact optimum is not looked for"""
DENOMINATORS = (1, 8, 64)
"""of the multipliers, relative to the largest one: tried in turn"""

Vector = tuple[Fraction, ...]


def attainment(
    data: FlattestData, dual: Dual, *, lower: Fraction, trace: Fraction
) -> tuple[bool | None, str]:
    """True if proved attained, False if proved not to be, None if undecided; and what shows it."""
    if lower == trace:
        return True, "the net's own value is the lower bound"
    if data.measure == "trace" and _own_cells(data):
        return True, "one neuron for each sample attains the closed form"
    y = tuple(data.labels)
    for denominator in DENOMINATORS if len(data.patterns) <= MOST else ():
        columns = _tight(data, dual, denominator)
        if columns is None or escape([column for column, _ in columns], y) is not None:
            continue
        if escape([column for column, inside in columns if inside], y) is None:
            return True, "an exact optimum has every neuron inside an open cell"
        return False, (
            "every exact optimum has a pre-activation 0 at a sample: the infimum is approached"
        )
    return None, "no exact optimum was found"


def _own_cells(data: FlattestData) -> bool:
    own = {tuple(data.active(cell)) for cell in range(len(data.patterns))}
    return all((i,) in own for i in data.seen if data.labels[i])


def _tight(data: FlattestData, dual: Dual, denominator: int) -> list[tuple[Vector, bool]] | None:
    """The columns s D X'u of the tight directions, each with whether u can be inside.

    None if an inequality of the rounded multipliers cannot be met.
    """
    largest = max(map(abs, dual.multipliers))
    if not largest:
        return None
    entries = [fmpq_of(best_rational(m / largest, denominator)) for m in dual.multipliers]
    found: list[tuple[fmpq, Pattern, int, int, fmpq_mat, dict[int, fmpq]]] = []
    for cell in range(len(data.patterns)):
        if not data.active(cell):
            continue
        pattern = Pattern(data, cell, entries)
        for sign in (1, -1):
            share = dual.shares.get((cell, sign))
            mu = {} if share is None else _small(share.mu, largest, denominator)
            best = pattern.solved(sign, mu)
            if best is None:
                return None
            if best[1]:
                direction = pattern.direction(sign, mu)
                ratio = fmpq_of(data.cap(cell)) / best[1]
                found.append((ratio, pattern, cell, sign, direction, mu))
    if not found:
        return None
    q = min(entry[0] for entry in found)
    columns = []
    for ratio, pattern, cell, sign, direction, mu in found:
        if ratio == q:
            closed, inside = _places(data, pattern, cell, direction, mu)
            values = data.design * direction
            on = set(pattern.active)
            column = tuple(
                sign * fraction(values[i, 0]) if i in on else Fraction(0) for i in range(data.size)
            )
            if closed:
                columns.append((column, inside))
    return columns


def _small(mu: dict[int, fmpq], largest: Fraction, denominator: int) -> dict[int, fmpq]:
    near = {i: best_rational(fraction(m) / largest, denominator) for i, m in mu.items()}
    return {i: fmpq_of(m) for i, m in near.items() if m}


def _places(
    data: FlattestData, pattern: Pattern, cell: int, w: fmpq_mat, mu: dict[int, fmpq]
) -> tuple[bool, bool]:
    """Whether w, up to what no active sample sees, lies in the closed cell with Σ μ σ x'·w = 0.

    And whether it lies in the open one, which needs μ = 0 too.
    """
    signs = data.patterns[cell]
    values = data.design * w
    slack = [fraction(values[i, 0]) * s for i, s in enumerate(signs)]
    if any(slack[i] < 0 for i in pattern.active):
        return False, False
    kernel = nullspace(fmpq_mat([data.table[i] for i in pattern.active]))
    if not kernel.ncols():
        flat = all(slack[i] == 0 for i in mu)
        return flat and min(slack) >= 0, not mu and min(slack) > 0
    moves = data.design * kernel
    return _solvable(signs, slack, moves, mu, open_=False), not mu and _solvable(
        signs, slack, moves, mu, open_=True
    )


def _solvable(
    signs: tuple[int, ...], slack: list[Fraction], moves: fmpq_mat, mu: Any, *, open_: bool
) -> bool:
    """Whether some element of w + kernel has the signs: a linear program, decided by z3."""
    import z3

    def exact(value: Any) -> Any:
        q = fraction(value)
        return z3.Q(q.numerator, q.denominator)

    t = [z3.Real(f"t{k}") for k in range(moves.ncols())]
    solver = z3.SimpleSolver()
    for i, sign in enumerate(signs):
        value = exact(slack[i]) + z3.Sum([exact(sign * moves[i, k]) * v for k, v in enumerate(t)])
        solver.add(value > 0 if open_ else value == 0 if i in mu else value >= 0)
    return bool(solver.check() == z3.sat)
