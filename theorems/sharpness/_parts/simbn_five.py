"""Three and five neurons of Sim-BN that are near-flattest and not as Theorem 3.2 says.

Five are as wrong as one likes at an unseen point; of three, one reads x[3] alone.

On `BAD_SET` (d = 4, |S| = 3) an affine function of s takes any three values. The neuron of the
corner (1, 1) takes 1, 1 − e, 1 there and the fifth makes up for e at (1, 1, 1, −1), where alone it
is active; at (1, 1, −1, −1) it has any value. A neuron is (w, b, c, γ), c = γ W_2/a rational: W_2
is irrational, its square is not, and f = Σ c relu is exact, and so is the trace.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from math import isqrt

from theorems.core.scalars import dot
from theorems.sharpness._parts.simbn_nets import BAD_SET, inputs, scale_and_share
from theorems.sharpness._parts.xor_nets import CORNERS, cube

__all__ = ["Weighted", "five", "five_outputs", "five_trace", "three"]

Weighted = tuple[list[Fraction], Fraction, Fraction, Fraction]
"""w, b, c = γ W_2/a, γ"""
Shape = tuple[list[Fraction], Fraction, Fraction]
"""w, b, c"""


def five(kappa: Fraction, error: Fraction) -> list[Weighted]:
    """Five neurons that interpolate with trace at most 8 + κ and f = 1 + error at (1, 1, −1, −1).

    Raises
    ------
    ValueError
        If κ is not positive or the error is negative.
    """
    if kappa <= 0 or error < 0:
        msg = f"kappa must be positive and error at least 0, got {kappa} and {error}."
        raise ValueError(msg)
    return _near(lambda e: _five(e, error), BAD_SET, 8 + kappa)


def three(S: Sequence[Sequence[int]], kappa: Fraction) -> list[Weighted]:
    """Three neurons that interpolate with trace at most 12 + κ; the first has w = (0, 0, e, 0, …).

    f = relu(1 + r) − relu(2x[1] − x[2] − 1 + r) − relu(−2x[1] + x[2] − 1 + r), r = e(s[1] + 2): the
    first is 1 + r everywhere, the others 2 + r at a corner with y = −1 and r at one with y = 1.
    """
    rest = [Fraction(0)] * (len(S[0]) - 1)

    def shapes(e: Fraction) -> list[Shape]:
        return [
            ([Fraction(a), Fraction(b), e, *rest], 2 * e + c, Fraction(c))
            for a, b, c in ((0, 0, 1), (2, -1, -1), (-2, 1, -1))
        ]

    return _near(shapes, S, 12 + kappa)


def _near(
    shapes: Callable[[Fraction], list[Shape]], S: Sequence[Sequence[int]], limit: Fraction
) -> list[Weighted]:
    """The shapes for the first e = 2^{-k} with a trace at most `limit`, from k = 4 on."""
    k = 4
    while True:
        made = _weighted(shapes(Fraction(1, 2**k)), S, k)
        if five_trace(made, S) <= limit:
            return made
        k += 1


def _weighted(shapes: Sequence[Shape], S: Sequence[Sequence[int]], k: int) -> list[Weighted]:
    """The neurons with γ to 2k bits and (w, b) scaled by 2^k."""
    made = []
    for w, bias, c in shapes:
        own, shift = [2**k * v for v in w], 2**k * bias
        square, _ = scale_and_share(own, shift, _rows(S))
        # γ near |γ W_2|^{1/2} = (c² a²)^{1/4}, for the scaled c
        weight = (c / 2**k) ** 2 * square
        bits = 2 * k
        gamma = Fraction(isqrt(isqrt(int(weight * 2 ** (4 * bits)))), 2**bits)
        made.append((own, shift, c / 2**k, gamma))
    return made


def _five(e: Fraction, error: Fraction) -> list[Shape]:
    """The five neurons for one e."""
    one = Fraction(1)
    shapes: list[Shape] = []
    for a, b in CORNERS:
        values = (one, one - e, one) if (a, b) == (1, 1) else (one, one, one)
        # at a corner's neighbours the value is t alone, below 0
        shapes.append((*_affine(2 * a, 2 * b, [v - 4 for v in values]), one * a * b))
    # 1 at (1, 1, 1, −1), and far − 7 = 1 + error/e at (1, 1, −1, −1)
    far = 8 + error / e
    shapes.append((*_affine(1, 1, [-far, -one, Fraction(-8)]), e))
    return shapes


def _affine(a: int, b: int, t: Sequence[Fraction]) -> tuple[list[Fraction], Fraction]:
    """w = (a, b, …) and the bias, so that w[3:]·s + bias has these values on `BAD_SET`."""
    w = [Fraction(a), Fraction(b), (t[0] - t[2]) / 2, (t[0] - t[1]) / 2]
    return w, (t[1] + t[2]) / 2


def five_outputs(net: Sequence[Weighted]) -> list[tuple[tuple[int, ...], Fraction]]:
    """Every point of the cube with f."""
    d = len(net[0][0])
    return [
        (x, sum((c * max(dot(w, x) + b, Fraction(0)) for w, b, c, _ in net), Fraction(0)))
        for x in cube(d)
    ]


def five_trace(net: Sequence[Weighted], S: Sequence[Sequence[int]] = BAD_SET) -> Fraction:
    """(2/n) Σ ‖∇f(x_i)‖², with (γ W_2)² = c² a²."""
    total, rows = Fraction(0), _rows(S)
    for w, b, c, gamma in net:
        square, moved = scale_and_share(w, b, rows)
        weight = c * c * square
        total += 2 * (gamma**2 + weight / gamma**2 + weight * moved)
    return total


def _rows(S: Sequence[Sequence[int]]) -> list[tuple[Fraction, ...]]:
    return [(*map(Fraction, x), Fraction(1)) for x in inputs(S)]
