"""What every engine of Theorem 3's instance shows: the hypotheses, and F(ŵ_τ) over the rate."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from verify.domain import Point as Parameters

__all__ = ["head", "over", "ratio_of", "scale"]


def hypotheses(p: Parameters) -> str:
    """Which hypotheses of the theorem, as corrected, the parameters miss."""
    a = p["eta"] * (p["r"] - p["rho"])
    missed = [
        text
        for text, met in (
            ("T >= 2", p["T"] >= 2),
            (
                "rho < r(1 - 3/(3 + eta sqrt(T)))",
                p["rho"] < p["r"] and 9 * p["rho"] ** 2 < a**2 * p["T"],
            ),
            ("eta(r - rho) <= 1/sqrt(T)", a**2 * p["T"] <= 1),
        )
        if not met
    ]
    return f"missed: {'; '.join(missed)}" if missed else "met"


def scale(p: Parameters) -> Fraction:
    """η²(r−ρ)²T, the rate of the theorem."""
    rate: Fraction = (p["eta"] * (p["r"] - p["rho"])) ** 2 * p["T"]
    return rate


def head(p: Parameters, column: int, draws: int) -> dict[str, Any]:
    """The lines that every engine shows first."""
    return {
        "d = 2^n T + 1": (p["T"] << p["n"]) + 1,
        "hypotheses": hypotheses(p),
        "samples drawn until a column is 1 in all masks": draws,
        "column I": column + 1,
    }


def ratio_of(p: Parameters, value: float) -> dict[str, Any]:
    """F(ŵ_τ) over the rate of the theorem."""
    return {"F(w_avg) / (eta^2 (r-rho)^2 T)": over(value, scale(p))}


def over(value: float, rate: Fraction) -> float | None:
    """The ratio; None where the rate is 0."""
    return value / float(rate) if rate else None
