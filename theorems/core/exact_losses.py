"""Exact twins of the losses of paper `sco`: empirical and population risks over rationals.

A gauge is the square root of a rational q, so that a loss ½[√q - ρ]_+² is rational if q ≤ ρ², if
ρ = 0 or if q is a square; else it is returned as a ball.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from typing import TypeAlias

from flint import arb

from theorems.core.scalars import Scalar
from verify.exact.ball import ball as to_arb
from verify.exact.rational import fraction, rational_sqrt

__all__ = [
    "Value",
    "hinge_square_exact",
    "lemma2_squares",
    "mean_hinge_square",
    "theorem1_population_risk",
    "theorem1_population_squares",
    "theorem1_risk_exact",
    "theorem1_squares",
    "theorem3_population_risk",
    "theorem3_population_squares",
    "theorem3_risk_exact",
    "theorem3_squares",
    "theorem6_exact",
]

Value: TypeAlias = Fraction | arb
"""An exact value, or a ball that contains it."""

_LARGEST_SUPPORT = 1 << 16


def hinge_square_exact(q: Scalar, rho: Scalar, /, *, shift: Scalar = 0) -> Value:
    """Return ½[√q + s - ρ]_+² for rationals q >= 0, ρ >= 0 and a shift s >= 0.

    Returns
    -------
    Fraction or flint.arb
        The value if it is rational, else a ball at the present precision.

    Raises
    ------
    ValueError
        If q, ρ or s is negative.
    """
    q, rho, shift = fraction(q), fraction(rho), fraction(shift)
    if min(q, rho, shift) < 0:
        msg = f"q, rho and shift must be at least 0, got {q}, {rho}, {shift}."
        raise ValueError(msg)
    gap = rho - shift
    if gap >= 0 and q <= gap * gap:  # √q <= ρ - s, decided without a root
        return Fraction(0)
    if gap == 0:
        return q / 2
    root = rational_sqrt(q)
    if root is not None:
        return (root - gap) ** 2 / 2
    return (to_arb(q).sqrt() - to_arb(gap)) ** 2 / 2


def mean_hinge_square(
    squares: Iterable[Scalar] | Mapping[Fraction, Scalar], rho: Scalar, /, *, shift: Scalar = 0
) -> Value:
    """Return the mean of ½[√q + s - ρ]_+² over squares q, or over a distribution of squares.

    Parameters
    ----------
    squares
        Rationals q, one for each sample, or a mapping from q to its weight.
    rho, shift
        As for `hinge_square_exact`.

    Raises
    ------
    ValueError
        If there is no square, or an argument is out of its range.
    """
    weights = squares if isinstance(squares, Mapping) else Counter(map(fraction, squares))
    if not weights:
        msg = "squares must hold at least one value, got none."
        raise ValueError(msg)
    mass = sum(map(fraction, weights.values()))
    exact, ball = Fraction(0), None
    for q, weight in weights.items():
        value = hinge_square_exact(q, rho, shift=shift)
        share = fraction(weight) / mass
        if isinstance(value, Fraction):
            exact += share * value
        else:
            term = to_arb(share) * value
            ball = term if ball is None else ball + term
    return exact if ball is None else to_arb(exact) + ball


def _rationals(w: Sequence[Scalar]) -> list[Fraction]:
    return [fraction(x) for x in w]


def _positive_square(x: Fraction) -> Fraction:
    return x * x if x > 0 else Fraction(0)


def _check_width(w: Sequence[Scalar], expected: int) -> None:
    if len(w) != expected:
        msg = f"w must have length {expected} to fit the samples, got {len(w)}."
        raise ValueError(msg)


def theorem1_squares(w: Sequence[Scalar], z: Sequence[Sequence[int]]) -> tuple[Fraction, ...]:
    """Return q = Σ_i z(i) w(i)² + w(d)² for every mask; only the support of w costs work."""
    rows = _rationals(w)
    terms = [(i, x * x) for i, x in enumerate(rows[:-1]) if x]
    last = rows[-1] ** 2
    for row in z:
        _check_width(rows, len(row) + 1)
    return tuple(sum((q for i, q in terms if row[i]), last) for row in z)


def theorem1_risk_exact(w: Sequence[Scalar], z: Sequence[Sequence[int]], rho: Scalar) -> Value:
    """Return F_S(w) of Theorem 1; see `theorems.core.losses.theorem1_risk`."""
    return mean_hinge_square(theorem1_squares(w, z), rho)


def lemma2_squares(w: Sequence[Scalar], z: Sequence[Sequence[Scalar]]) -> tuple[Fraction, ...]:
    """Return q = ‖[w ⊙ z]_+‖² for every sample."""
    rows = _rationals(w)
    for row in z:
        _check_width(rows, len(row))
    return tuple(
        sum(
            (_positive_square(a * fraction(b)) for a, b in zip(rows, row, strict=True) if a),
            Fraction(0),
        )
        for row in z
    )


def _theorem3_terms(
    w: Sequence[Scalar], columns: int
) -> tuple[list[tuple[Fraction, Fraction]], Fraction]:
    """Return, for each block, its squares where z(i) = 1 and where z(i) = -1; and w(d)²."""
    rows = _rationals(w)
    steps, rest = divmod(len(rows) - 1, columns)
    if rest or steps < 1:
        msg = f"w must have length T * {columns} + 1 with T >= 1, got {len(rows)}."
        raise ValueError(msg)
    blocks = [rows[steps * i : steps * (i + 1)] for i in range(columns)]
    pairs = [
        (
            sum(map(_positive_square, block), Fraction(0)),
            sum((_positive_square(-x) for x in block), Fraction(0)),
        )
        for block in blocks
    ]
    return pairs, rows[-1] ** 2


def theorem3_squares(w: Sequence[Scalar], z: Sequence[Sequence[int]]) -> tuple[Fraction, ...]:
    """Return q = Σ_i Σ_j [z(i) w^(i)(j)]_+² + w(d)² for every z in {-1,1}^N."""
    pairs, last = _theorem3_terms(w, len(z[0]))
    live = [(i, pair) for i, pair in enumerate(pairs) if any(pair)]
    return tuple(
        sum((plus if row[i] > 0 else minus for i, (plus, minus) in live), last) for row in z
    )


def theorem3_risk_exact(w: Sequence[Scalar], z: Sequence[Sequence[int]], rho: Scalar) -> Value:
    """Return F_S(w) of Theorem 3; see `theorems.core.losses.theorem3_loss`."""
    return mean_hinge_square(theorem3_squares(w, z), rho)


def _distribution(
    pairs: Iterable[tuple[Fraction, Fraction]], last: Fraction
) -> dict[Fraction, int]:
    """Return the number of sign or mask vectors for each value of q.

    Equal values merge, so that the cost is exponential only in the number of different terms.
    """
    counts = {last: 1}
    for pair in pairs:
        if pair[0] == pair[1]:
            counts = {q + pair[0]: 2 * c for q, c in counts.items()}
            continue
        merged: Counter[Fraction] = Counter()
        for q, c in counts.items():
            merged[q + pair[0]] += c
            merged[q + pair[1]] += c
        counts = dict(merged)
        if len(counts) > _LARGEST_SUPPORT:
            msg = f"w has too many different entries: q takes more than {_LARGEST_SUPPORT} values."
            raise ValueError(msg)
    return counts


def theorem1_population_squares(w: Sequence[Scalar]) -> dict[Fraction, int]:
    """Return the law of q of Theorem 1 under uniform z in {0,1}^(d-1), as counts by value.

    Coordinates where w is zero are left out: they would double every count.

    Raises
    ------
    ValueError
        If q takes more than 2^16 values.
    """
    rows = _rationals(w)
    return _distribution(((x * x, Fraction(0)) for x in rows[:-1] if x), rows[-1] ** 2)


def theorem1_population_risk(w: Sequence[Scalar], rho: Scalar) -> Value:
    """Return F(w) = E_z f(w, z) of Theorem 1, by enumeration of z on the support of w."""
    return mean_hinge_square(theorem1_population_squares(w), rho)


def theorem3_population_squares(w: Sequence[Scalar], columns: int) -> dict[Fraction, int]:
    """Return the law of q of Theorem 3 under uniform z in {-1,1}^N, as counts by value.

    Raises
    ------
    ValueError
        If d - 1 is not a multiple of `columns`, or q takes more than 2^16 values.
    """
    pairs, last = _theorem3_terms(w, columns)
    return _distribution((pair for pair in pairs if any(pair)), last)


def theorem3_population_risk(w: Sequence[Scalar], columns: int, rho: Scalar) -> Value:
    """Return F(w) = E_z f(w, z) of Theorem 3, by enumeration of z on the support of w."""
    return mean_hinge_square(theorem3_population_squares(w, columns), rho)


def theorem6_exact(w: Scalar) -> Fraction:
    """Return F_S(w) = ½ max(0, w)² of Theorem 6."""
    return _positive_square(fraction(w)) / 2
