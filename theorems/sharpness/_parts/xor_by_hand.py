"""Re-checks of Proposition 4.2's witnesses: the standard library alone, no code of the legs.

Each maps a variant's data and a witness's point to what it finds; imports stand inside.
"""

from __future__ import annotations

from typing import Any

__all__ = [
    "error_by_hand",
    "existence_by_hand",
    "function_by_hand",
    "least_by_hand",
    "radius_by_hand",
    "spare_by_hand",
    "trace_by_hand",
]


def function_by_hand(data: dict[str, Any], point: dict[str, Any]) -> dict[str, Any]:
    """Eq. (5) at the four corners (x[1], x[2]); the other coordinates have weight 0."""
    from fractions import Fraction

    r, wrong = Fraction(str(point["r"])), []
    shift = 1 if data["index"] == "2i+j+1" else 0
    entries = {2 * i + j + shift: Fraction((-1) ** (i + j)) / r for i in (0, 1) for j in (0, 1)}
    for a in (1, -1):
        for b in (1, -1):
            hidden = [
                max(r * ((-1) ** i * a + (-1) ** j * b - Fraction(data["shift"])), Fraction(0))
                for i in (0, 1)
                for j in (0, 1)
            ]
            place = Fraction(5, 2) - a - Fraction(b, 2)
            unit = [r if k == place else Fraction(0) for k in (1, 2, 3, 4)]
            value = sum(entries.get(k, Fraction(0)) * h for k, h in enumerate(hidden, 1))
            if hidden != unit or value != a * b:
                wrong.append({"x": f"({a}, {b}, …)", "f": str(value)})
    return {"wrong": wrong, "violated": bool(wrong)}


def radius_by_hand(data: dict[str, Any], point: dict[str, Any]) -> dict[str, Any]:
    """R + (d+1)/R at R = r², R² = `fourth`, against the rival s + (d+1)/s, as squares."""
    from fractions import Fraction

    d, s = int(point["d"]), Fraction(str(point["s"]))
    fourth = {"d^2+1": d * d + 1, "d+1": d + 1, "d": d}[data["fourth"]]
    # (R + (d+1)/R)² = R² + 2(d+1) + (d+1)²/R²
    own = fourth + 2 * (d + 1) + Fraction((d + 1) ** 2, fourth)
    rival = (s + (d + 1) / s) ** 2
    return {"own_squared": str(own), "rival_squared": str(rival), "violated": own > rival}


def trace_by_hand(data: dict[str, Any], point: dict[str, Any]) -> dict[str, Any]:
    """(2/n) Σ ‖∇f(x_i)‖² of Eq. (5), neuron by neuron."""
    from fractions import Fraction

    X = [[int(str(v)) for v in x] for x in point["data"]["X"]]
    r, d = Fraction(str(point["r"])), len(X[0])
    total, error = Fraction(0), False
    for x in X:
        value = Fraction(0)
        for i in (0, 1):
            for j in (0, 1):
                h = r * ((-1) ** i * x[0] + (-1) ** j * x[1] - 1)
                w = Fraction(data["scale"]) * (-1) ** (i + j) / r
                if h > 0:
                    value += w * h
                    total += h * h + w * w * (d + 1)
        error = error or value != x[0] * x[1]
    trace = 2 * total / len(X)
    claimed = 2 * (r * r + (d + Fraction(data["extra"])) / (r * r))
    return {
        "trace": str(trace),
        "claimed": str(claimed),
        "violated": error or trace != claimed,
    }


def least_by_hand(data: dict[str, Any], point: dict[str, Any]) -> dict[str, Any]:
    """4√(d+1), which Eq. (5) attains at r⁴ = d+1 and below which no net lies, as squares."""
    from fractions import Fraction

    d = len(point["data"]["X"][0])
    # one active neuron of value h and weight ±1/h: h² + (d+1)/h² ≥ 2√(d+1), times 2
    least, claimed = Fraction(16 * (d + 1)), Fraction(data["factor"]) ** 2 * 16 * (d + 1)
    return {
        "claimed_squared": str(claimed),
        "least_squared": str(least),
        "violated": claimed != least,
    }


def existence_by_hand(data: dict[str, Any], point: dict[str, Any]) -> dict[str, Any]:
    """One or two neurons cannot have y f > 0 at (±1, ±1, 1, …); three or four, evaluated there."""
    n = int(point["n"])
    corners = [(a, b) for a in (1, -1) for b in (1, -1)]
    if n <= 2:
        # weights of one sign give f one sign; else f = relu(l) − relu(m), f > 0 gives l > m and
        # f < 0 gives l < m, but Σ y (l − m) = 0 over the corners: Σ y, Σ y x[1], Σ y x[2] vanish
        sums = [sum(a * b * v for a, b in corners for v in [(1, a, b)[k]]) for k in range(3)]
        return {"alternating_sums": sums, "violated": sums == [0, 0, 0]}
    kept = int(data["neurons"])
    wrong = []
    for p, q in corners if n == 3 else [(0, 0)]:
        sampled_not = (p, q)
        if data.get("confused") and (p, q) == (-1, -1):
            p, q = 1, 1
        sign = p * q
        three = [((p, q), 1, -sign), ((-p, -q), -1, sign), ((4 * p, 4 * q), -4, sign)][:kept]
        four = [((a, b), -1, a * b) for a, b in corners]
        for a, b in corners:
            parts = [
                (u * a + v * b + shift, w)
                for (u, v), shift, w in (three if n == 3 else four)
                if u * a + v * b + shift > 0
            ]
            value = sum(h * w for h, w in parts)
            sampled = (a, b) != sampled_not
            if value != a * b or (sampled and [abs(h * w) for h, w in parts] != [1]):
                wrong.append(f"f = {value} at ({a}, {b}), missing {sampled_not}")
    return {"wrong": wrong, "violated": bool(wrong)}


def spare_by_hand(data: dict[str, Any], point: dict[str, Any]) -> dict[str, Any]:
    """A spare neuron (v, c) with v = 0 has the pre-activation c at every sample.

    If c = 0, raise its output weight and W_2[1] by t: then f errs by t at x = (1, 1, …), and along
    (v, c) = s x' the loss has slope 2/n · Σ (error)(t)(x'·x_i') over samples with s x'·x_i' > 0.
    If c > 0 it adds c² to every ‖∇f(x_i)‖².
    """
    from fractions import Fraction

    d, width = int(point["d"]), int(point["width"])
    c = Fraction(data["spare"])
    if width <= 4:
        return {"spare_neurons": 0, "violated": False}
    if c != 0:
        return {"added_to_trace": str(2 * max(c, Fraction(0)) ** 2), "violated": c > 0}
    # the samples of corner (1, 1) have x[1] = x[2] = 1, so that x'·x_i' ≥ 3 − (d − 2)
    X = []
    for k in range(width):
        corner = [(1, 1), (1, -1), (-1, 1), (-1, -1)][k % 4]
        X.append([*corner, *[-1 if (k // 4) >> i & 1 else 1 for i in range(d - 2)], 1])
    slopes = []
    for side in (1, -1):
        total = Fraction(0)
        for x in X:
            inner = sum(a * b for a, b in zip(X[0], x, strict=True))
            if side * inner > 0 and x[:2] == [1, 1]:
                total += Fraction(2, width) * inner
        slopes.append(str(total))
    return {"slopes_over_t_squared": slopes, "violated": slopes[0] != slopes[1]}


def error_by_hand(data: dict[str, Any], point: dict[str, Any]) -> dict[str, Any]:
    """The share of the four corners at which the event holds, f = `scale` · x[1]x[2]."""
    from fractions import Fraction

    del point
    products = [Fraction(data["scale"]) * (a * b) ** 2 for a in (1, -1) for b in (1, -1)]
    hits = [p for p in products if (p > 0 if data["event"] == "y f > 0" else p <= 0)]
    share = Fraction(len(hits), 4)
    return {"probability": str(share), "violated": share != 0}
