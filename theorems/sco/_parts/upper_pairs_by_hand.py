"""Re-checks of the claims on pairs of constants: runs on three families of functions.

Each is self-contained: it shares no code with the legs.
"""

from __future__ import annotations

from typing import Any

__all__ = ["attained_by_hand", "faces_by_hand", "pair_by_hand"]


def pair_by_hand(data: dict[str, Any], point: dict[str, Any]) -> dict[str, Any]:
    """The claimed bound against runs with m = 1 on parabolas, Huber functions and faces."""
    from fractions import Fraction

    T, eta, beta = int(point["T"]), Fraction(point["eta"]), Fraction(point["beta"])
    x, factor, sam = eta * beta, Fraction(data["factor"]), data["method"] == "ascent"
    if data["pair"] == "family":
        a = Fraction(point["a"])
        b = factor * 2 * a * a / (2 * a * (2 - x) - 1)
    elif data["pair"] == "ratio":
        a = factor * (4 * x * T + 1) / (8 * (x * (T - 1) + 1))
        b = 4 * a
    elif data["pair"] == "sharp":
        a, b = Fraction(data["start"]) / (2 - x), 2 * factor / (2 - x) ** 2
    else:
        a, b = Fraction(data["start"]), factor * Fraction(data["beyond"])

    def line(start: Fraction, beyond: int, slope: Fraction | None) -> Fraction:
        w, total = start, Fraction(0)
        for _ in range(T):
            seen = abs(w) if sam else abs(w) + beyond
            cut = seen if slope is None else min(seen, slope)
            total += beta * cut * (seen - cut / 2)
            push = abs(w) + beyond
            w -= (1 if w >= 0 else -1) * x * (push if slope is None else min(push, slope))
        return a * start**2 / (eta * T) + b * beta * beyond**2 - total / T

    def faces(share: Fraction) -> Fraction:
        D = 2 * share * (2 - x) - 1
        height, drop = 2 * share / D - 1, (2 * share - 1) / D
        g = (2 * share - 1) / (2 * share * x)
        y = [height] + [height - drop] * (T - 1)
        # ‖w_1‖² by elimination in the tridiagonal Gram matrix
        size, diagonal, rest = Fraction(0), Fraction(1), y[0]
        for t in range(T):
            size += rest**2 / diagonal
            rest, diagonal = (
                (y[t + 1] if t + 1 < T else 0) + g * rest / diagonal,
                1 - g**2 / diagonal,
            )
        total = Fraction(0)
        for _ in range(T):
            t = y.index(max(y))
            step = y[t] + 1
            total += beta * step**2 / 2
            y[t] -= x * step
            for s in {t - 1, t + 1} & set(range(T)):
                y[s] += x * g * step
        return a * size / (eta * T) + b * beta - total / T

    N = x * (T - 1) + 1
    starts = [*(Fraction(k, 20) + x / 4 for k in range(81)), Fraction(100)]
    rooms = [(line(start, 1, None), f"a parabola from {start}") for start in starts]
    if a > 0:
        far = b * x * T / a
        rooms.append((line(far, 1, (far + 1) / N), f"a Huber function from {far}"))
    rooms.append((line(Fraction(1), 0, 1 / N), "a Huber function, r = rho"))
    if not sam and x < 2:
        least, most = max(Fraction(1, 2), 1 / (2 * (2 - x))), 1 / (2 - x)
        for k in range(1, 9):
            share = least + (most - least) * Fraction(k, 8)
            rooms.append((faces(share), f"faces for a = {share}"))
        if x < 1:
            rooms.append((faces(Fraction(1, 2)), "faces for a = 1/2"))
    room, where = min(rooms)
    return {"a": str(a), "b": str(b), "where": where, "room": str(room), "violated": room < 0}


def faces_by_hand(data: dict[str, Any], point: dict[str, Any]) -> dict[str, Any]:
    """SA-GD on the faces, by the heights ⟨a_t, w⟩ alone; lengths by elimination."""
    from fractions import Fraction

    T, eta, beta = int(point["T"]), Fraction(point["eta"]), Fraction(point["beta"])
    m, gap, x = Fraction(point["m"]), Fraction(point["gap"]), eta * beta
    a = Fraction(point.get("a", "1"))
    D = 2 * a * (2 - x) - 1
    height, drop = 2 * a * m / D - m, (2 * a - 1) * m / D
    g = Fraction(data["bend"]) * (2 * a - 1) / (2 * a * x)

    def square(y: list[Fraction]) -> Fraction:
        # yᵀ G⁻¹ y with G tridiagonal: 1 on the diagonal, −g beside it; the last one stands alone
        size, diagonal, rest = y[T] ** 2, Fraction(1), y[0]
        for following in [*y[1:T], Fraction(0)]:
            size += rest**2 / diagonal
            rest, diagonal = following + g * rest / diagonal, 1 - g**2 / diagonal
        return size

    y = [height] + [height - drop] * (T - 1) + [height - gap * (height + m)]
    first, total, sums = square(y), Fraction(0), [Fraction(0)] * (T + 1)
    for _ in range(T):
        t = y.index(max(y))
        step = y[t] + m
        total += beta * step**2 / 2
        sums = [c + d for c, d in zip(sums, y, strict=True)]
        y[t] -= x * step
        for s in {t - 1, t + 1} & set(range(T)):
            y[s] += x * g * step if t < T else 0
    mean, last, average = total / T, square(y), beta * (max(sums) / T + m) ** 2 / 2
    if "beyond" in data:
        bound = first / (eta * T) + Fraction(data["beyond"]) * beta * m * m
        return {"average": str(average), "bound": str(bound), "violated": average <= bound}
    b = Fraction(data["factor"]) * 2 * a * a / D
    claimed = a * (first - last) / (eta * T) + b * beta * m * m
    wrong = mean != claimed or average < (1 - gap) ** 2 * claimed
    wrong = wrong or last > 2 * drop**2 + y[T] ** 2
    return {"mean": str(mean), "claimed": str(claimed), "average": str(average), "violated": wrong}


def attained_by_hand(data: dict[str, Any], point: dict[str, Any]) -> dict[str, Any]:
    """The run on a Huber function, step by step in the depth beyond the flat part."""
    from fractions import Fraction

    T, eta, beta = int(point["T"]), Fraction(point["eta"]), Fraction(point["beta"])
    rho, x = Fraction(point["rho"]), eta * beta
    N, factor = x * (T - 1) + 1, Fraction(data["factor"])
    if data["method"] == "ascent":
        start, lift, gain = Fraction(1), rho, -rho
        share, bound = (1 - rho) ** 2 * x * T / 2, 1 / (eta * T)
    else:
        m = Fraction(point["m"])
        start, lift, gain = 4 * x * T * m, m, m
        share, bound = (4 * x * T + 1) / 8, 16 * x * beta * T * m * m + 4 * beta * m * m
    slope = Fraction(data["slope"]) * (start + gain) / N

    def height(d: Fraction) -> Fraction:
        d = max(d, Fraction(0))
        return beta * (d * d / 2 if d <= slope else slope * d - slope**2 / 2)

    w, total, where = start, Fraction(0), Fraction(0)
    for _ in range(T):
        total += height(abs(w) + gain)
        where += w / T
        # SAM with r = ρ moves as far as its perturbed point is deep: |w| beyond the flat part
        deep = abs(w) + (0 if data["method"] == "ascent" else lift)
        if data["method"] != "ascent" or abs(w) > rho:
            w -= (1 if w >= 0 else -1) * x * min(deep, slope)
    claimed = factor * share / N * bound
    values = {"mean": str(total / T), "claimed": str(claimed)}
    wrong = total / T != claimed or height(abs(where) + gain) != claimed
    return {**values, "violated": wrong}
