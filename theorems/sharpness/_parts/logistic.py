"""The logistic loss with label smoothing, at exact odds.

ℓ_p(a, b) = −p log(e^{ba}/(1+e^a)) − (1−p) log(e^{(1−b)a}/(1+e^a)) as printed, b in {0, 1}. At
a = ln s with s rational and p = k/m, e^{−mℓ} = (s^b/(1+s))^k (s^{1−b}/(1+s))^{m−k} is rational, so
that losses are compared exactly. The loss is named "printed", or "exchanged" if 1 − p stands for p.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from verify import Finding, Tri

if TYPE_CHECKING:
    from verify.domain import Point

__all__ = [
    "MINIMUM_SWEEP",
    "loss_ball",
    "minimum",
    "odds",
    "weight",
]

Data = Mapping[str, Any]
MINIMUM_SWEEP = {
    "p": ["1/1000", "1/5", "1/3", "1/2", "2/3", "999/1000"],
    "s": ["1/1000", "1/999", "1/4", "1/2", "1", "2", "50", "999", "1000"],
}


def weight(p: Any, loss: str) -> Any:
    """The weight of the first logarithm."""
    return p if loss == "printed" else 1 - p


def odds(p: Any, b: Any) -> Any:
    """e^{(2b−1) γ_p}, γ_p = ln((1−p)/p)."""
    return (1 - p) / p if b == 1 else p / (1 - p)


def _likelihood(s: Fraction, b: int, p: Fraction, loss: str) -> Fraction:
    """e^{−mℓ(ln s, b)}, m the denominator of p."""
    first = weight(p, loss)
    k, m = first.numerator, first.denominator
    one, other = (s / (1 + s), 1 / (1 + s)) if b == 1 else (1 / (1 + s), s / (1 + s))
    return Fraction(one**k * other ** (m - k))


def minimum(data: Data, p: Point) -> Finding:
    """ℓ_p at a = power · (2b−1) γ_p against ℓ_p at a = ln s, through the likelihoods."""
    at = odds(p["p"], p["b"]) ** data["power"]
    claimed, rival = (_likelihood(s, p["b"], p["p"], data["loss"]) for s in (at, p["s"]))
    if data["unique"] and p["s"] != at:
        return Finding(Tri.of(claimed > rival), {"e^a": str(at), "rival": str(p["s"])})
    return Finding(Tri.of(claimed >= rival), {"e^a": str(at), "rival": str(p["s"])})


def loss_ball(a: Any, b: int, p: Fraction, loss: str) -> Any:
    """ℓ_p(a, b) for a ball or a jet a."""
    from verify.exact.jets import exp, log

    first = weight(p, loss)
    near = (1 + exp(a)) ** -1
    up, down = exp(a) * near, near
    one, other = (up, down) if b == 1 else (down, up)
    return -(log(one) * _ball(first)) - log(other) * _ball(1 - first)


def _ball(q: Fraction) -> Any:
    from verify.exact.ball import ball

    return ball(q)
