"""What the claims of Theorem 6 range over besides its runs, and what its sweeps visit."""

from __future__ import annotations

from verify import Domain, rationals

__all__ = ["FURTHER", "LARGER", "PAIRS", "RIVALS", "SWEEP"]

W = rationals("-1 <=", "<= 1")
UP_TO_HALF = rationals("0 <=", "<= 1/2")
PAIRS = Domain({"u": W, "v": W, "rho": UP_TO_HALF})
FURTHER = PAIRS.widened(rho=rationals("0 <=", "<= 1"))
RIVALS = Domain({"r": UP_TO_HALF, "w": W})
LARGER = RIVALS.widened(r=rationals("0 <=", "<= 3/4"))
SWEEP = {
    "n": [1],
    "T": [1, 2, 6],
    "tau": [1, 2, 6],
    "eta": ["1/1000", "1", "50"],
    "radius": ["0", "1/1000", "1/2"],
    "r": ["0", "1/1000", "1/2", "3/4"],
}
