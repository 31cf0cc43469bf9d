"""Re-checks of Theorem 5.1's and Lemma A.12's witnesses: the standard library alone.

Each function is a script: data and a point in, findings out, imports inside. ‖∇f(x)‖² is a formula
in C = Σ w_j h_j, A = Σ w_j² and B = Σ h_j² over the active neurons; the legs take differences.
"""

from __future__ import annotations

from typing import Any

__all__ = [
    "approached_by_hand",
    "bound_by_hand",
    "existence_by_hand",
    "gradient_by_hand",
    "least_by_hand",
    "net_by_hand",
]


def net_by_hand(data: dict[str, Any], point: dict[str, Any]) -> dict[str, Any]:
    """Build the memorizing net, look at its activations, add up ‖∇f(x_i)‖² by formula."""
    from fractions import Fraction
    from math import isqrt

    X = [[Fraction(str(v)) for v in x] for x in point["data"]["X"]]
    y = [Fraction(str(v)) for v in point["data"]["y"]]
    eps, delta, n = Fraction(str(point["eps"])), Fraction(str(point["delta"])), len(X)

    def dot(a: Any, b: Any) -> Fraction:
        return sum((p * q for p, q in zip(a, b, strict=True)), Fraction(0))

    def root(q: Fraction) -> Fraction:
        r = Fraction(isqrt(q.numerator), isqrt(q.denominator))
        if r * r != q:
            raise ValueError(f"√({q}) is irrational")
        return r

    center = [sum(column) / n for column in zip(*X, strict=True)]
    merged = data["spare"] == "dead"
    rows, shifts, last = [], [], []
    for i, x in enumerate(X):
        others = [z for j, z in enumerate(X) if (z != x if merged else j != i)]
        found = None
        for w in (x, [a - c for a, c in zip(x, center, strict=True)], [1] + [0] * (len(x) - 1)):
            gaps = [dot(w, x) - dot(w, z) for z in others]
            if any(w) and all(g > 0 for g in gaps):
                found = w, min(gaps, default=Fraction(1))
                break
        if found is None:
            # twice the same point, or the middle of two others
            pairs = [(a, b) for a in others for b in others]
            between = any(
                all(p + q == 2 * v for p, q, v in zip(a, b, x, strict=True)) for a, b in pairs
            )
            return {"no_direction_at": i + 1, "violated": between}
        if merged and x in X[:i]:
            rows.append([Fraction(0)] * len(x))
            shifts.append(Fraction(-1))
            last.append(Fraction(0))
            continue
        w, gap = found
        size = root(dot(x, x) + 1) * abs(y[i])
        if y[i] == 0:
            r, u = Fraction(0), 2 * eps
        elif size > Fraction(data["threshold"]) * eps:
            r, u = Fraction(1), Fraction(data["height"]) * eps
        else:
            r, u = root(eps / size), eps * root(size / eps)
            r, u = r * Fraction(data["radius"]), u / Fraction(data["radius"])
        rows.append([u * v / (delta * gap) for v in w])
        shifts.append(u * (delta * gap - dot(w, x)) / (delta * gap))
        last.append(r * (y[i] if data["sign"] else abs(y[i])))
    if data["net"] == "split":
        rows = [[v / 2 for v in row] for row in rows] * 4
        shifts, last = [v / 2 for v in shifts] * 4, [v / 2 for v in last] * 4

    total, least, problems = Fraction(0), Fraction(0), set()
    for x, t in zip(X, y, strict=True):
        values = [dot(w, x) + b for w, b in zip(rows, shifts, strict=True)]
        active = [(h, w) for h, w in zip(values, last, strict=True) if h > 0]
        h, out = [v for v, _ in active], [w for _, w in active]
        A, B, C, square = dot(out, out), dot(h, h), dot(out, h), dot(x, x) + 1
        if any(v == 0 for v in values):
            problems.add("a pre-activation is 0")
        if eps * eps == B:
            problems.add("the norm is ε")
        if len(active) != 1:
            problems.add("not one-hot")
        scale = max(B, eps * eps)
        if t * t * scale != C * C or C * t < 0:
            problems.add("does not interpolate")
        above = eps * eps < B
        total += 1 + square * (A - C * C / B) / B if above else (B + square * A) / (eps * eps)
        least += min(Fraction(1), 2 * root(square) * abs(t) / eps)
        least += Fraction(data["excess"]) if t == 0 else 0
    if total != least:
        problems.add("not minimal")
    sums = {"squared_gradients": str(total), "least": str(least)}
    return sums | {"problems": sorted(problems), "violated": bool(problems)}


def existence_by_hand(data: dict[str, Any], point: dict[str, Any]) -> dict[str, Any]:
    """The least cost min(1, (2/ε)‖x'‖|y|) of each sample; at cost 0 no neuron can be active.

    Else one neuron of value h and output weight w attains it: h = 2ε, w = y at the cost 1, or below
    ε, h² = ε‖x'‖|y| at the cost (2/ε)‖x'‖|y|.
    """
    from fractions import Fraction

    eps, bad = Fraction(str(point["eps"])), []
    for i, (x, t) in enumerate(zip(point["data"]["X"], point["data"]["y"], strict=True)):
        square = 1 + sum(Fraction(str(v)) ** 2 for v in x)
        size = square * Fraction(str(t)) ** 2
        # case 1 costs 1, case 2 costs 2√size/ε and sits on the kink where √size = ε
        case_one = size > (Fraction(data["threshold"]) * eps) ** 2
        cheap = 4 * size >= eps**2 if case_one else 4 * size <= eps**2
        if size == 0 or not cheap:
            bad.append(i + 1)
    return {"not_attained_at": bad, "violated": bool(bad)}


def least_by_hand(data: dict[str, Any], point: dict[str, Any]) -> dict[str, Any]:
    """The claim against the cheaper of two neurons at each extreme point: one of value 2ε costs 1.

    One with h² = ε‖x'‖|y| < ε², w = εy/h costs (h² + ‖x'‖²w²)/ε². By Lemma A.12 none is cheaper.
    """
    from fractions import Fraction
    from math import isqrt

    X = [[Fraction(str(v)) for v in x] for x in point["data"]["X"]]
    y = [Fraction(str(v)) for v in point["data"]["y"]]
    eps, n = Fraction(str(point["eps"])), len(X)
    center = [sum(column) / n for column in zip(*X, strict=True)]
    total = formula = Fraction(0)
    for x, t in zip(X, y, strict=True):
        w = [a - c for a, c in zip(x, center, strict=True)]
        gaps = [sum(a * (b - c) for a, b, c in zip(w, x, z, strict=True)) for z in X if z != x]
        square = 1 + sum(v * v for v in x)
        norm = Fraction(isqrt(square.numerator), isqrt(square.denominator))
        if norm * norm != square or not all(g > 0 for g in gaps):
            return {"no_rational_net_at": [str(v) for v in x], "violated": False}
        height = eps * norm * abs(t)
        small = (height + square * (eps * t) ** 2 / height) / eps**2 if t else Fraction(0)
        total += min(Fraction(1), small) if height < eps**2 else 1
        formula += min(Fraction(1), 2 * norm * abs(t) / eps)
    least, claimed = (Fraction(2, n) * v for v in (total, Fraction(data["factor"]) * formula))
    wrong = claimed != least if data["relation"] == "equal" else claimed > least
    return {"claimed": str(claimed), "least": str(least), "violated": wrong}


def bound_by_hand(data: dict[str, Any], point: dict[str, Any]) -> dict[str, Any]:
    """‖∇f(x)‖² at each sample by formula, against min(cap, (constant/ε)‖x'‖|f(x)|), as squares."""
    from fractions import Fraction

    net = point["net"]
    W1, X = ([[Fraction(str(v)) for v in row] for row in net[k]] for k in ("W1", "X"))
    b1, W2 = ([Fraction(str(v)) for v in net[k]] for k in ("b1", "W2"))
    eps, worst = Fraction(str(net["epsilon"])), None
    for x in X:
        values = [
            sum((p * q for p, q in zip(row, x, strict=True)), b)
            for row, b in zip(W1, b1, strict=True)
        ]
        active = [(h, w) for h, w in zip(values, W2, strict=True) if h > 0]
        A = sum((w * w for _, w in active), Fraction(0))
        B = sum((h * h for h, _ in active), Fraction(0))
        C = sum((w * h for h, w in active), Fraction(0))
        bound = sum((v * v for v in x), Fraction(1))
        square = bound if data["layers"] == "all" else Fraction(0)
        above = eps * eps < B
        cost = 1 + square * (A - C * C / B) / B if above else (B + square * A) / eps**2
        f = C * C / max(B, eps * eps)
        target = Fraction(data["constant"]) ** 2 * bound * f / eps**2
        slack = cost**2 - min(Fraction(data["cap"]) ** 2, target)
        worst = slack if worst is None else min(worst, slack)
    return {"least_slack": str(worst), "violated": worst is not None and worst < 0}


def gradient_by_hand(data: dict[str, Any], point: dict[str, Any]) -> dict[str, Any]:
    """‖∇f(x)‖² by central differences in decimals of 100 digits, against the formula."""
    from decimal import Decimal, getcontext
    from fractions import Fraction

    getcontext().prec = 100
    net = point["net"]

    def number(text: Any) -> Decimal:
        q = Fraction(str(text))
        return Decimal(q.numerator) / Decimal(q.denominator)

    d, m, eps = len(net["X"][0]), len(net["W2"]), number(net["epsilon"])
    theta = [number(v) for row in net["W1"] for v in row]
    theta += [number(v) for v in (*net["b1"], *net["W2"])]
    step, wrong = Decimal(10) ** -30, []
    for x in ([number(v) for v in row] for row in net["X"]):

        def hidden(at: list[Decimal], x: list[Decimal] = x) -> list[Decimal]:
            rows = [at[j * d : (j + 1) * d] for j in range(m)]
            lines = [
                sum((p * q for p, q in zip(row, x, strict=True)), b)
                for row, b in zip(rows, at[m * d : m * d + m], strict=True)
            ]
            return [max(v, Decimal(0)) for v in lines]

        def output(at: list[Decimal]) -> Decimal:
            h = hidden(at)
            inner = sum((p * q for p, q in zip(h, at[m * d + m :], strict=True)), Decimal(0))
            return inner / max(sum((v * v for v in h), Decimal(0)).sqrt(), eps)

        squares = Decimal(0)
        for k in range(len(theta)):
            up, down = ([*theta[:k], theta[k] + s, *theta[k + 1 :]] for s in (step, -step))
            squares += ((output(up) - output(down)) / (2 * step)) ** 2
        h = hidden(theta)
        last = theta[m * d + m :]
        A = sum((w * w for v, w in zip(h, last, strict=True) if v > 0), Decimal(0))
        B = sum((v * v for v in h), Decimal(0))
        C = sum((v * w for v, w in zip(h, last, strict=True)), Decimal(0))
        square = sum((v * v for v in x), number(data["extra"]))
        above = eps * eps < B
        right = 1 + square * (A - C * C / B) / B if above else (B + square * A) / eps**2
        if abs(squares - right) > Decimal(10) ** -20:
            wrong.append(f"{squares:.12f} against {right:.12f}")
    return {"wrong": wrong, "violated": bool(wrong)}


def approached_by_hand(data: dict[str, Any], point: dict[str, Any]) -> dict[str, Any]:
    """Whether a net attains the bound 2, and how near nets of growing scale come to it.

    Two points: one active neuron of value 2ε and weight y at each costs 1. At 0, 1, 2 with labels
    1, −1, 1: a neuron active at 1 is active at 0 or 2, and its weight needs both labels' signs.
    """
    from fractions import Fraction

    X = [Fraction(str(x[0])) for x in point["data"]["X"]]
    y = [Fraction(str(v)) for v in point["data"]["y"]]
    kappa, t = Fraction(str(point["kappa"])), Fraction(data["scale"])
    if len(X) < 3 or len(set(y)) == 1:
        return {"attained": "2", "violated": True}
    t = t * max(2 * Fraction(str(point["eps"])), Fraction(12, 5), Fraction(12, 5) / kappa)
    if t <= Fraction(str(point["eps"])):
        return {"output_at_1": str(-t / Fraction(str(point["eps"]))), "violated": True}
    # h = (4t/3, t) and W_2 = (2, −1) at 0 and 2, h = t and W_2 = −1 at 1
    total = Fraction(1)
    for square in (1, 5):
        A, B, C = Fraction(5), t * t * Fraction(25, 9), t * Fraction(5, 3)
        total += 1 + square * (A - C * C / B) / B
    trace = Fraction(2, 3) * total
    return {"trace": str(trace), "violated": not 2 < trace <= 2 + kappa}
