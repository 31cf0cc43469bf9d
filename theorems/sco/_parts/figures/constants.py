"""The constants of Lemma 1's bound: which pairs serve, and how large the printed ones are.

Left, the least b beside each a, with what SA-GD's run on T faces comes to; right, the worst case of
the class divided by the printed bound, with SA-GD's run on a Huber function. Every number is
rational before it is drawn.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any

from theorems.sco._parts.upper_huber import run
from theorems.sco._parts.upper_path import faces_of, sa_gd_on
from verify.figures import PAGE

if TYPE_CHECKING:
    from matplotlib.figure import Figure as Canvas

__all__ = ["caption", "draw", "measure"]

RATES = ("1/4", "1", "5/4", "27/20")
SHARES = ("1/16", "1/4", "3/4")
STYLES = ("-", "--", "-.", ":")
MARKS = ("o", "s", "^", "v")
POINTS = 8


def second(x: Fraction, a: Fraction) -> Fraction:
    """The least b beside a, of `upper_pairs`."""
    edge = 1 / (2 - x)
    a = min(a, edge)
    return 2 * a * a / (2 * a * (2 - x) - 1)


def reached(x: Fraction, a: Fraction, steps: int) -> Fraction:
    """(F_S^r(ŵ) − a‖w_1‖²/(ηT))/(βm²) of SA-GD on the faces, β = m = 1."""
    faces = faces_of(steps, x, a, Fraction(1), bend=Fraction(1), gap=Fraction(0))
    rho = faces.height
    run = sa_gd_on(faces, rho=rho, r=rho + 1, eta=x, beta=Fraction(1))
    return run.average - a * faces.square(faces.start) / (x * steps)


def measure(profile: str, seed: int) -> dict[str, Any]:
    """Rows of the two panels; nothing is drawn at random."""
    del seed
    steps = 24 if profile == "quick" else 48
    rows: list[list[Any]] = []
    for rate in map(Fraction, RATES):
        edge = 1 / (2 - rate)
        first = max(Fraction(1, 2), edge / 2)
        for k in range(0 if rate < 1 else 1, POINTS + 1):
            a = first + (edge - first) * Fraction(k, POINTS)
            found, least = reached(rate, a, steps), second(rate, a)
            rows.append(["pairs", str(rate), float(a), steps, float(found), float(least)])
    for rate in map(Fraction, SHARES):
        for T in (1, 2, 3, 6, 12, 25, 50, 100):
            point = {"T": T, "eta": rate, "beta": Fraction(1), "rho": Fraction(0)}
            mean, _, bound = run({"method": "given", "slope": "1"}, {**point, "m": Fraction(1)})
            share = (4 * rate * T + 1) / (8 * (rate * (T - 1) + 1))
            rows.append(["ratio", str(rate), None, T, float(mean / bound), float(share)])
    columns = ["panel", "eta_beta", "a", "T", "run", "proved"]
    return {"steps": steps, "table": {"columns": columns, "rows": rows}}


def rows_of(data: dict[str, Any], panel: str, rate: str) -> list[list[Any]]:
    """The rows of one curve."""
    return [row for row in data["table"]["rows"] if row[:2] == [panel, rate]]


def draw(figure: Canvas, data: dict[str, Any]) -> None:
    """Lines for what is proved of the whole class, marks for runs."""
    figure.set_size_inches(PAGE, 2.8)
    left, right = figure.subplots(1, 2)
    for rate, style, mark in zip(RATES, STYLES, MARKS, strict=True):
        rows = rows_of(data, "pairs", rate)
        a, b = [row[2] for row in rows], [row[5] for row in rows]
        # nothing serves to the left of the first a; from the last one on b stays
        wall = [a[0]] if Fraction(rate) < 1 else []
        whole = [*wall, *a, 2.0], [*([99.0] if wall else []), *b, b[-1]]
        (line,) = left.plot(*whole, style, label=rf"$\eta\beta = {rate}$")
        left.plot(a, [row[4] for row in rows], mark, color=line.get_color(), markersize=4)
    left.plot([1], [4], "*", color="black", markersize=10, label="printed: (1, 4)")
    left.set(xlim=(0.45, 1.7), ylim=(0, 10), xlabel="$a$", ylabel="least $b$ beside $a$")
    left.legend(loc="upper right", fontsize="small")
    for rate, style, mark in zip(SHARES, STYLES, MARKS, strict=False):
        rows = rows_of(data, "ratio", rate)
        T = [row[3] for row in rows]
        (line,) = right.plot(T, [row[5] for row in rows], style, label=rf"$\eta\beta = {rate}$")
        right.plot(T, [row[4] for row in rows], mark, color=line.get_color(), markersize=4)
    right.axhline(0.5, color="black", linewidth=0.8)
    right.set(xscale="log", ylim=(0, 0.6), xlabel="$T$", ylabel="worst case ÷ printed bound")
    right.legend(loc="lower right", fontsize="small")


def caption(data: dict[str, Any]) -> str:
    """What the lines and marks are."""
    return (
        "Mean of F_S(w_t + v_t) ≤ a‖w_1−w*‖²/(ηT) + bβ max(r−ρ,0)². Left: lines, the least b that "
        "serves for all T and every function of the class; marks, what SA-GD leaves of b at T = "
        f"{data['steps']} on a polyhedron's squared distance. A pair serves on and above its line: "
        "the printed one up to ηβ = 5/4. Right: lines, the worst case over the class divided by "
        "the printed bound, (4ηβT+1)/(8(ηβ(T−1)+1)); marks, SA-GD run on a Huber function."
    )
