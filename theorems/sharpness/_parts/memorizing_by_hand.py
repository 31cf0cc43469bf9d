"""Re-checks of Theorem 4.1's witnesses: the standard library alone, none of the legs' code.

Each maps a variant's data and a witness's point to what it finds; imports stand inside, so that the
source of one function is a script. Traces are by Lemma 4.1 here, by second differences in the legs.
"""

from __future__ import annotations

from typing import Any

__all__ = [
    "bound_by_hand",
    "cauchy_by_hand",
    "equality_by_hand",
    "existence_by_hand",
    "gradient_by_hand",
    "least_by_hand",
    "net_by_hand",
]


def net_by_hand(data: dict[str, Any], point: dict[str, Any]) -> dict[str, Any]:
    """Build the memorizing net, look at its activations, add up ‖∇f(x_i)‖² layer by layer."""
    from fractions import Fraction

    X = [[Fraction(str(v)) for v in x] for x in point["data"]["X"]]
    y = [Fraction(str(v)) for v in point["data"]["y"]]
    eps, depth, n = Fraction(str(point["eps"])), int(point.get("depth", 2)), len(X)

    def dot(a: Any, b: Any) -> Fraction:
        return sum((p * q for p, q in zip(a, b, strict=True)), Fraction(0))

    def whole_root(v: int, k: int) -> int:
        low, high = 0, 1 << (v.bit_length() // k + 1)
        while low + 1 < high:
            middle = (low + high) // 2
            low, high = (middle, high) if middle**k <= v else (low, middle)
        return low

    def power_root(q: Fraction, k: int) -> Fraction:
        return Fraction(whole_root(q.numerator, k), whole_root(q.denominator, k))

    center = [sum(column) / n for column in zip(*X, strict=True)]
    rows, shifts, last, radii = [], [], [], []
    merged = data.get("spare") == "dead"
    for i, x in enumerate(X):
        first = x not in X[:i]
        others = [z for j, z in enumerate(X) if (z != x if merged else j != i)]
        found = None
        for w in (x, [a - c for a, c in zip(x, center, strict=True)], [1] + [0] * (len(x) - 1)):
            gaps = [dot(w, x) - dot(w, z) for z in others]
            if any(w) and all(g > 0 for g in gaps):
                found = w, min(gaps, default=Fraction(1))
                break
        if found is None:
            pairs = [(a, b) for a in others for b in others]
            between = any(
                all(p + q == 2 * v for p, q, v in zip(a, b, x, strict=True)) for a, b in pairs
            )
            return {"no_direction_at": i + 1, "violated": between}
        if merged and (y[i] == 0 or not first):
            rows.append([Fraction(0)] * len(x))
            shifts.append(Fraction(-1))
            last.append(Fraction(0))
            continue
        w, gap = found
        square = dot(x, x) + 1
        if "depth" in point:
            r = power_root(power_root(square, 2) / abs(y[i]), depth) if y[i] else Fraction(1)
            radii.append(r)
            height = abs(y[i]) * r ** (depth - 1 + int(data["power"])) if y[i] else Fraction(1)
            top = 1 / r if y[i] else Fraction(0)
        else:
            r = power_root(square, 2) * Fraction(data["radius"])
            height, top = power_root(r * abs(y[i]), 2), power_root(abs(y[i]) / r, 2)
        rows.append([height * v / (eps * gap) for v in w])
        shifts.append(height * (eps * gap - dot(w, x)) / (eps * gap))
        last.append(-top if y[i] < 0 and data.get("sign", True) else top)
    if data.get("net") == "split":
        rows = [[v / 2 for v in row] for row in rows] * 4
        shifts, last = [v / 2 for v in shifts] * 4, [v / 2 for v in last] * 4
    if data.get("net") == "shared":
        rows, shifts, last = (
            [[Fraction(1, 3)], [Fraction(0)]],
            [Fraction(1), Fraction(-1)],
            [Fraction(1), Fraction(0)],
        )
    off = Fraction(data.get("off_diagonal", "0"))
    inner = [[1 / r if i == j else off for j in range(n)] for i, r in enumerate(radii)]

    total, least, problems = Fraction(0), Fraction(0), set()
    own: dict[Any, Any] = {}
    for x, t in zip(X, y, strict=True):
        layers = [[dot(w, x) + b for w, b in zip(rows, shifts, strict=True)]]
        for _ in range(depth - 2):
            h = [max(v, Fraction(0)) for v in layers[-1]]
            layers.append([dot(w, h) for w in inner])
        hidden = [[max(v, Fraction(0)) for v in layer] for layer in layers]
        if any(v == 0 for layer in layers for v in layer):
            problems.add("a pre-activation is 0")
        if any(sum(v > 0 for v in layer) != 1 for layer in layers):
            problems.add("not one-hot")
        own.setdefault(tuple(v > 0 for v in layers[-1]), set()).add(tuple(x))
        if dot(last, hidden[-1]) != t:
            problems.add("does not interpolate")
        total += dot(hidden[-1], hidden[-1])
        back = [w if v > 0 else Fraction(0) for w, v in zip(last, layers[-1], strict=True)]
        for k in range(depth - 2, 0, -1):
            total += dot(back, back) * dot(hidden[k - 1], hidden[k - 1])
            back = [
                sum((back[i] * inner[i][j] for i in range(n)), Fraction(0))
                if layers[k - 1][j] > 0
                else Fraction(0)
                for j in range(n)
            ]
        square = dot(x, x) + 1
        total += dot(back, back) * square
        least += depth * power_root(t ** (2 * depth - 2) * square, depth)
        least += Fraction(data.get("excess", "0")) if t == 0 else 0
    if any(len(points) > 1 for points in own.values()):
        problems.add("two samples share a neuron")
    if total != least:
        problems.add("not minimal")
    shown = {"squared_gradients": str(total), "least": str(least)}
    return {**shown, "problems": sorted(problems), "violated": bool(problems)}


def bound_by_hand(data: dict[str, Any], point: dict[str, Any]) -> dict[str, Any]:
    """‖∇f(x)‖² at each sample by back-propagation, against the bound of depth D."""
    from fractions import Fraction

    def read(value: Any) -> Any:
        return [read(v) for v in value] if isinstance(value, list) else Fraction(str(value))

    def dot(a: Any, b: Any) -> Fraction:
        return sum((p * q for p, q in zip(a, b, strict=True)), Fraction(0))

    net = {k: read(v) for k, v in point["net"].items() if k != "model"}
    weights = [net["W1"], *net.get("inner", [])]
    depth, worst = len(weights) + 1, None
    for x in net["X"]:
        h, layers, hidden = x, [], []
        for k, W in enumerate(weights):
            shifts = net["b1"] if k == 0 else [0] * len(W)
            layers.append([dot(w, h) + b for w, b in zip(W, shifts, strict=True)])
            h = [max(v, Fraction(0)) for v in layers[-1]]
            hidden.append(h)
        value, total = dot(net["W2"], h), dot(h, h)
        back = [w if v > 0 else Fraction(0) for w, v in zip(net["W2"], layers[-1], strict=True)]
        for k in range(len(weights) - 1, 0, -1):
            total += dot(back, back) * dot(hidden[k - 1], hidden[k - 1])
            back = [
                dot(back, column) if v > 0 else Fraction(0)
                for column, v in zip(zip(*weights[k], strict=True), layers[k - 1], strict=True)
            ]
        square = dot(x, x) + 1
        total += dot(back, back) * square if data["layers"] == "all" else 0
        bound = Fraction(data["constant"]) * depth**depth * value ** (2 * depth - 2) * square
        slack = total**depth - bound
        worst = slack if worst is None else min(worst, slack)
    return {"least_slack": str(worst), "violated": worst is not None and worst < 0}


def gradient_by_hand(data: dict[str, Any], point: dict[str, Any]) -> dict[str, Any]:
    """‖∇f(x)‖² at each sample, derivative by derivative, and A(‖x‖² + extra) + B."""
    from fractions import Fraction

    net = point["net"]
    W1, X = ([[Fraction(str(v)) for v in row] for row in net[k]] for k in ("W1", "X"))
    b1, W2 = ([Fraction(str(v)) for v in net[k]] for k in ("b1", "W2"))
    wrong = []
    for x in X:
        derivatives, A, B = [], Fraction(0), Fraction(0)
        for row, shift, out in zip(W1, b1, W2, strict=True):
            value = sum((p * q for p, q in zip(row, x, strict=True)), shift)
            if value > 0:
                derivatives += [out * v for v in x] + [out, value]
                A, B = A + out * out, B + value * value
        left = sum(v * v for v in derivatives)
        right = A * (sum(v * v for v in x) + Fraction(data["extra"])) + B
        if left != right:
            wrong.append(f"{left} against {right}")
    return {"wrong": wrong, "violated": bool(wrong)}


def cauchy_by_hand(data: dict[str, Any], point: dict[str, Any]) -> dict[str, Any]:
    """(A q + B)² against constant · f² q."""
    from fractions import Fraction

    A, B, f, q = (Fraction(str(point[k])) for k in ("A", "B", "f", "q"))
    left, right = (A * q + B) ** 2, Fraction(data["constant"]) * f * f * q
    return {"left": str(left), "right": str(right), "violated": left < right}


def equality_by_hand(data: dict[str, Any], point: dict[str, Any]) -> dict[str, Any]:
    """The two sides of Eq. (4) for one neuron, as signs and squares."""
    from fractions import Fraction

    r, y = Fraction(str(point["r"])), Fraction(str(point["y"]))
    # W_2 = sign(y)√(|y|/r^a), relu = √(r^a |y|), the right side over r and with its sign
    power = int(data["power"])
    left = (y > 0) - (y < 0), abs(y) / r**power
    sign = left[0] if data["sign"] == "y" else int(y != 0)
    right = sign, r**power * abs(y) / r**2
    return {"left": str(left), "right": str(right), "violated": left != right}


def existence_by_hand(data: dict[str, Any], point: dict[str, Any]) -> dict[str, Any]:
    """Where the inequalities hold with equality the last activation is |y| r, r^D = ‖x'‖/|y|.

    Its D-th power is |y|^(D−1) ‖x'‖, so that it is 0 where y = 0: no neuron of one's own is active.
    """
    from fractions import Fraction

    del data
    depth = int(point["depth"])
    powers = []
    for x, t in zip(point["data"]["X"], point["data"]["y"], strict=True):
        square = 1 + sum(Fraction(str(v)) ** 2 for v in x)
        powers.append(Fraction(str(t)) ** (2 * depth - 2) * square)
    inactive = [i + 1 for i, v in enumerate(powers) if v == 0]
    return {"inactive_at": inactive, "violated": bool(inactive)}


def least_by_hand(data: dict[str, Any], point: dict[str, Any]) -> dict[str, Any]:
    """A net with one neuron for each point, and (2/n) Σ 2‖x_i'‖|y_i|, which no net is below."""
    from fractions import Fraction
    from math import isqrt

    X = [[Fraction(str(v)) for v in x] for x in point["data"]["X"]]
    y = [Fraction(str(v)) for v in point["data"]["y"]]
    n = len(X)
    center = [sum(column) / n for column in zip(*X, strict=True)]
    total = Fraction(0)
    for i, (x, t) in enumerate(zip(X, y, strict=True)):
        w = [a - c for a, c in zip(x, center, strict=True)]
        gaps = [
            sum(a * (b - c) for a, b, c in zip(w, x, z, strict=True))
            for j, z in enumerate(X)
            if j != i
        ]
        if not all(g > 0 for g in gaps):
            return {"no_direction_at": i + 1, "violated": False}
        square = 1 + sum(v * v for v in x)
        norm = Fraction(isqrt(square.numerator), isqrt(square.denominator))
        if norm * norm != square:
            return {"irrational_norm_at": i + 1, "violated": False}
        # a neuron of value h active at x_i alone, with output weight w = t/h, costs h² + (norm w)²;
        # h² = norm |t| gives 2 norm |t|, and by h² + (norm w)² ≥ 2 norm |hw| no net costs less
        total += 2 * norm * abs(t)
    least = Fraction(2, n) * total
    claimed = Fraction(data["factor"]) * least
    wrong = claimed != least if data["relation"] == "equal" else least <= claimed
    return {"claimed": str(claimed), "least": str(least), "violated": wrong}
