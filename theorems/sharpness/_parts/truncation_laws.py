"""Laws under Condition 2 with two no-bias nets on them, as JSON data."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any

from theorems.core.exact_networks import forward_exact
from theorems.core.networks import NoBias
from theorems.core.scalars import dot
from verify import Objects

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hypothesis.strategies import SearchStrategy

__all__ = ["BACK", "LAWS", "ONE_WAY", "condition_2", "net_of"]


def condition_2(law: object) -> bool:
    """Whether a bounded law on R^d is symmetric with covariance I_d, and both nets are no-bias.

    The law is uniform on the rows of "X"; a bounded symmetric law is σ-subgaussian for some σ.
    """
    try:
        X = [tuple(Fraction(str(v)) for v in x) for x in law["X"]]  # type: ignore[index]
        for name in ("f", "f_star"):
            forward_exact(net_of(law[name]), X)  # type: ignore[index]
    except (KeyError, TypeError, ValueError):
        return False
    turned = sorted(tuple(-v for v in x) for x in X)
    columns = list(zip(*X, strict=True))
    cross = [dot(a, b) for i, a in enumerate(columns) for b in columns[:i]]
    return sorted(X) == turned and not any(cross) and all(dot(a, a) == len(X) for a in columns)


def net_of(net: Mapping[str, Any]) -> NoBias:
    """The no-bias net written as JSON data."""
    rows = tuple(tuple(Fraction(str(v)) for v in row) for row in net["W1"])
    return NoBias(rows, tuple(Fraction(str(v)) for v in net["W2"]))


SIZE = {"W1": [["1"], ["-1"]], "W2": ["1", "1"]}
MINUS = {"W1": [["1"], ["-1"]], "W2": ["-1", "-1"]}
ZERO = {"W1": [["1"]], "W2": ["0"]}
ONE_WAY = {"W1": [["1"]], "W2": ["1"]}
BACK = {"W1": [["1"]], "W2": ["-1"]}
SIGNS = [["1"], ["-1"]]
LUMPY = [["2"], ["-2"], *[["0"]] * 6]
ALMOST = {"W1": [["1"], ["-1"]], "W2": ["-999/1000", "-999/1000"]}
SQUARE = [["1", "1"], ["1", "-1"], ["-1", "1"], ["-1", "-1"]]
XOR = {
    "W1": [["1", "1"], ["1", "-1"], ["-1", "1"], ["-1", "-1"]],
    "W2": ["1/2", "-1/2", "-1/2", "1/2"],
}
TILTED = {"W1": [["1", "0"], ["0", "-2"]], "W2": ["1", "-3"]}


def nets() -> SearchStrategy[dict[str, Any]]:
    """Two nets of one or two neurons on the signs, on a lumpy law, or on the square."""
    from hypothesis import strategies as st

    entry = st.sampled_from(["1", "-1", "2", "1/2"])

    @st.composite
    def build(pick: Any) -> dict[str, Any]:
        X = pick(st.sampled_from([SIGNS, LUMPY, SQUARE]))
        made = {}
        for name in ("f", "f_star"):
            width = pick(st.integers(1, 2))
            rows = [[pick(entry) for _ in X[0]] for _ in range(width)]
            made[name] = {"W1": rows, "W2": [pick(entry) for _ in rows]}
        if pick(st.booleans()):
            turned = [str(-Fraction(w)) for w in made["f"]["W2"]]
            made["f_star"] = {**made["f"], "W2": turned}
        return {"X": X, **made}

    return build()


LAWS = Objects(
    "symmetric bounded laws with covariance I_d, two no-bias nets f and f_*",
    accepts=condition_2,
    samples=(
        {"X": SIGNS, "f": ONE_WAY, "f_star": BACK},
        {"X": SIGNS, "f": SIZE, "f_star": MINUS},
        {"X": SIGNS, "f": SIZE, "f_star": ZERO},
        {"X": SIGNS, "f": ONE_WAY, "f_star": ONE_WAY},
        {"X": SIGNS, "f": SIZE, "f_star": ALMOST},
        {"X": LUMPY, "f": SIZE, "f_star": MINUS},
        {"X": SQUARE, "f": TILTED, "f_star": XOR},
    ),
    draw=nets,
)
