"""Re-checks of the witnesses of Propositions 5.1 and 5.2: the standard library alone.

Each maps a variant's data and a witness's point to what it finds; imports stand inside.
"""

from __future__ import annotations

from typing import Any

__all__ = [
    "error_by_hand",
    "existence_by_hand",
    "function_by_hand",
    "least_by_hand",
    "memorizing_by_hand",
    "spare_by_hand",
    "trace_by_hand",
]


def memorizing_by_hand(data: dict[str, Any], point: dict[str, Any]) -> dict[str, Any]:
    """Neurons relu(2ε(x_i·x − d + δ)/δ) with weights y_i: who is active where, f², the error."""
    from fractions import Fraction
    from itertools import product

    X = [tuple(int(str(v)) for v in x) for x in point["data"]["X"]]
    delta, n, d = Fraction(str(point["delta"])), len(X), len(X[0])
    cube = list(product((1, -1), repeat=d))
    places: list[Any] = list(X)
    if data["spare"] != "printed":
        free = [x for x in cube if x not in X]
        for i in range(n):
            if X[i] in X[:i]:
                places[i] = free.pop(0) if data["spare"] == "moved" and free else None
    eps, problems = Fraction(str(point["eps"])), set()

    def hidden(x: Any) -> list[tuple[Fraction, int]]:
        out = []
        for z in places:
            if z is not None:
                inner = sum(a * b for a, b in zip(z, x, strict=True))
                out.append((2 * eps * (inner - d + delta) / delta, z[0] * z[1]))
        return out

    cost = Fraction(0)
    for x in X:
        lines = hidden(x)
        active = [(h, w) for h, w in lines if h > 0]
        A = sum((Fraction(w * w) for _, w in active), Fraction(0))
        B = sum((h * h for h, _ in active), Fraction(0))
        C = sum((h * w for h, w in active), Fraction(0))
        if any(h == 0 for h, _ in lines) or eps * eps == B:
            problems.add("a kink")
        if len(active) != 1:
            problems.add("not one-hot")
        if max(B, eps**2) != C * C or C * x[0] * x[1] < 0:
            problems.add("does not interpolate")
        above = eps * eps < B
        cost += 1 + (d + 1) * (A - C * C / B) / B if above else (B + (d + 1) * A) / eps**2
    if Fraction(2, n) * cost != Fraction(data["trace"]):
        problems.add("trace")
    products = [x[0] * x[1] * sum(h * w for h, w in hidden(x) if h > 0) for x in cube]
    hits = [v for v in products if (v > 0 if data["event"] == "y f > 0" else v <= 0)]
    error = Fraction(len(hits), 2**d)
    if error != max(1 - Fraction(n, 2**d), Fraction(0)):
        problems.add("zero-one error")
    return {"error": str(error), "problems": sorted(problems), "violated": bool(problems)}


def least_by_hand(data: dict[str, Any], point: dict[str, Any]) -> dict[str, Any]:
    """min(2, 4√(d+1)/ε), in squares, which one neuron for each point attains."""
    from fractions import Fraction

    d, eps = len(point["data"]["X"][0]), Fraction(str(point["eps"]))
    least = min(Fraction(4), 16 * (d + 1) / eps**2)
    value = Fraction(4) if data["value"] == "2" else least
    claimed = Fraction(data["factor"]) ** 2 * value
    return {
        "claimed_squared": str(claimed),
        "least_squared": str(least),
        "violated": claimed != least,
    }


def function_by_hand(data: dict[str, Any], point: dict[str, Any]) -> dict[str, Any]:
    """Eq. (18) at the four corners (x[1], x[2]), neuron by neuron where it is placed."""
    from fractions import Fraction

    first, offset = int(data["first"]), int(data["offset"])
    placed = {}
    for i in (first, first + 1):
        for j in (first, first + 1):
            place = 2 * i + j + offset
            if 1 <= place <= 4:
                placed[place] = ((-1) ** i, (-1) ** j)
    wrong = []
    for a in (1, -1):
        for b in (1, -1):
            # in units of 2ε, where the norm is at least 1/2
            lines = [
                (placed[k][0] * a + placed[k][1] * b - Fraction(data["shift"]), placed[k])
                if k in placed
                else (Fraction(0), (0, 0))
                for k in (1, 2, 3, 4)
            ]
            square = max(sum(h * h for h, _ in lines if h > 0), Fraction(1, 4))
            inner = sum(h * u * v for h, (u, v) in lines if h > 0)
            if inner * abs(inner) != a * b * square or any(h == 0 for h, _ in lines):
                wrong.append({"x": f"({a}, {b}, …)", "f|f|": str(inner * abs(inner) / square)})
    return {"wrong": wrong, "violated": bool(wrong)}


def trace_by_hand(data: dict[str, Any], point: dict[str, Any]) -> dict[str, Any]:
    """(2/n) Σ ‖∇f(x_i)‖² of Eq. (18): one neuron of value height · ε is active at each sample."""
    from fractions import Fraction

    X = point["data"]["X"]
    eps, c = Fraction(str(point["eps"])), Fraction(data["height"])
    scale, total, error = Fraction(data["scale"]), Fraction(0), Fraction(0)
    for _ in X:
        f = scale if c > 1 else scale * c
        error = max(error, abs(f - 1))
        total += 1 if c > 1 else c * c + (len(X[0]) + 1) * scale**2 / eps**2
    trace = Fraction(2, len(X)) * total
    wrong = error != 0 or c == 1 or trace != Fraction(data["trace"])
    return {"error": str(error), "trace": str(trace), "violated": wrong}


def existence_by_hand(data: dict[str, Any], point: dict[str, Any]) -> dict[str, Any]:
    """One or two neurons cannot have y f > 0 at (±1, ±1, 1, …); three or four, evaluated there."""
    n = int(point["n"])
    corners = [(a, b) for a in (1, -1) for b in (1, -1)]
    if n <= 2:
        # max{‖h‖, ε} > 0 leaves the sign. Weights of one sign give f one sign; else f > 0 gives
        # l > m and f < 0 gives l < m for two lines, but Σ y (l − m) = 0 over the corners
        sums = [sum(a * b * v for a, b in corners for v in [(1, a, b)[k]]) for k in range(3)]
        return {"alternating_sums": sums, "violated": sums == [0, 0, 0]}
    wrong = []
    for p, q in corners if n == 3 else [(0, 0)]:
        left_out = (p, q)
        if data["confused"] and (p, q) == (-1, -1):
            p, q = 1, 1
        sign = p * q
        three = [((p, q), 1, -sign), ((-p, -q), -1, sign), ((4 * p, 4 * q), -4, sign)]
        four = [((a, b), -1, a * b) for a, b in corners]
        neurons = three[: int(data["neurons"])] if n == 3 else four
        for a, b in corners:
            # in units of 2ε: a sample needs the value 1 of one neuron, of weight y
            parts = [(u * a + v * b + c, w) for (u, v), c, w in neurons if u * a + v * b + c > 0]
            right = a * b * sum(h * w for h, w in parts) > 0
            if not right or ((a, b) != left_out and parts != [(1, a * b)]):
                wrong.append(f"({a}, {b}), missing {left_out}")
    return {"wrong": wrong, "violated": bool(wrong)}


def spare_by_hand(data: dict[str, Any], point: dict[str, Any]) -> dict[str, Any]:
    """A spare neuron (0, c) has the pre-activation c at every sample.

    If c = 0, raise its output weight and W_2[1] by t: then f errs by t at x = (1, 1, …), and b_1
    of it moved by s adds t relu(s)/(2ε) to first order, so that L has the slopes 0 and > 0.
    """
    from fractions import Fraction

    width, c = int(point["width"]), Fraction(data["spare"])
    eps = Fraction(str(point["eps"]))
    if width <= 4:
        return {"spare_neurons": 0, "violated": False}
    if c > 0:
        # h = (2ε, c): the trace has 1 + ‖x'‖²(A − f²)/B with A = 1, f² = 4ε²/(4ε² + c²)
        return {"f_squared": str(4 * eps**2 / (4 * eps**2 + c * c)), "violated": True}
    hits = len([k for k in range(width) if k % 4 == 0])
    right = Fraction(2 * hits, width) / (2 * eps) if c == 0 else Fraction(0)
    return {"slopes_over_t_squared": ["0", str(right)], "violated": right != 0}


def error_by_hand(data: dict[str, Any], point: dict[str, Any]) -> dict[str, Any]:
    """The share of the four corners at which the event holds, f = `scale` · x[1]x[2]."""
    from fractions import Fraction

    del point
    products = [Fraction(data["scale"]) * (a * b) ** 2 for a in (1, -1) for b in (1, -1)]
    hits = [p for p in products if (p > 0 if data["event"] == "y f > 0" else p <= 0)]
    share = Fraction(len(hits), 4)
    return {"probability": str(share), "violated": share != 0}
