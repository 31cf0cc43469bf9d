"""Re-checks of Proposition A.1's witnesses: the standard library alone, no code of the legs."""

from __future__ import annotations

from typing import Any

__all__ = ["flattest_by_hand", "least_by_hand", "radius_by_hand", "rows_by_hand"]


def rows_by_hand(data: dict[str, Any], point: dict[str, Any]) -> dict[str, Any]:
    """Every neuron at every sample."""
    from fractions import Fraction

    def read(rows: Any) -> Any:
        return [[Fraction(str(v)) for v in row] for row in rows]

    def dot(a: Any, b: Any) -> Fraction:
        return sum((p * q for p, q in zip(a, b, strict=True)), Fraction(0))

    V, W = read(point["data"]["V"]), read(point["data"]["W"])
    y = [Fraction(str(v)) for v in point["data"]["y"]]
    r, eps = Fraction(str(point["r"])), Fraction(str(point["eps"]))
    gaps = [dot(w, v) - dot(w, u) for v, w in zip(V, W, strict=True) for u in V if u != v]
    eps *= min(gaps, default=Fraction(1))
    wrong = []
    for j in sorted({int(s[0]) for s in point["data"]["S"]}):
        values = []
        for v, w in zip(V, W, strict=True):
            row = v if data["row"] == "v" else w
            values.append(max(r * (dot(row, V[j]) - dot(w, v) + eps) / eps, Fraction(0)))
        output = sum(t / r * h for t, h in zip(y, values, strict=True))
        if values != [r if k == j else 0 for k in range(len(V))] or output != y[j]:
            wrong.append({"point": j + 1, "hidden": [str(h) for h in values], "f": str(output)})
    return {"wrong": wrong, "violated": bool(wrong)}


def radius_by_hand(data: dict[str, Any], point: dict[str, Any]) -> dict[str, Any]:
    """R + y²Q/R at R² = y²Q^power against the rival s + y²Q/s, as squares."""
    from fractions import Fraction

    y, Q, s = (Fraction(str(point[k])) for k in ("y", "Q", "s"))
    square = y * y * Q ** int(data["power"])
    own = square + 2 * y * y * Q + (y * y * Q) ** 2 / square
    rival = (s + y * y * Q / s) ** 2
    return {"own_squared": str(own), "rival_squared": str(rival), "violated": own > rival}


def flattest_by_hand(data: dict[str, Any], point: dict[str, Any]) -> dict[str, Any]:
    """The parts of ‖∇f‖² at each sample: one live neuron r_j² = |y_j|√Q, or none where y_j = 0.

    As ε < gap no other neuron is active; spare ones have the pre-activation `idle`.
    """
    from fractions import Fraction

    spare, idle = int(point["spare"]), Fraction(data["idle"])
    labels = [Fraction(str(y)) for y in point["data"]["y"]]
    problems = set()
    if 0 in labels and data["zero"] == "printed":
        problems.add("W_2 = 0/0")
    if Fraction(data["out"]) != 1 and any(labels[int(s[0])] for s in point["data"]["S"]):
        problems.add("does not interpolate")
    if spare and idle == 0:
        problems.add("a pre-activation is 0")
    if spare and idle > 0:
        problems.add("a spare neuron is active and adds to the trace")
    return {"problems": sorted(problems), "violated": bool(problems)}


def least_by_hand(data: dict[str, Any], point: dict[str, Any]) -> dict[str, Any]:
    """Each sample costs at least 2√Q|y|, which a neuron of one's own attains."""
    from fractions import Fraction

    # compared relative to the least value, which is positive where a label is not 0
    y = [Fraction(str(point["data"]["y"][int(s[0])])) for s in point["data"]["S"]]
    factor = Fraction(data["factor"])
    wrong = factor != 1 and any(y)
    return {"factor": str(factor), "labels": [str(v) for v in y], "violated": wrong}
