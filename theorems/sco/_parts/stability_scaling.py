"""How the bound of Theorems 4 and 8 scales with lengths, and with β and 1/η."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from verify import (
    Case,
    Claim,
    Control,
    Domain,
    Evidence,
    Finding,
    Integers,
    both,
    compare,
    corrected,
    legs,
    printed,
    rationals,
)

if TYPE_CHECKING:
    from verify.domain import Point

__all__ = ["scaling"]

Data = Mapping[str, Any]
LENGTHS = ("distance", "r", "m")
FACTORS = ("eta", "beta", "c", "b")


def scaled_at(data: Data, p: Point) -> Finding:
    """The bound at c(D, r, m) against c² times it, and at (bβ, η/b) against b times it.

    In a control that keeps η the second one is at (bβ, η).
    """
    kept = data.get("eta") == "kept"
    k = [Fraction(q) for q in data["constants"]]

    def total(scale: Fraction, b: Fraction) -> Fraction:
        distance, r, m = (scale * p[name] for name in LENGTHS)
        beta, eta, T = b * p["beta"], p["eta"] / (1 if kept else b), p["T"]
        share: Fraction = beta * eta * T / p["n"]
        far = distance ** int(data["distance"])
        first = k[0] * distance**2 / (eta * T) + k[1] * eta * beta**2 * r**2 * T
        rest = (k[3] + k[4] * share**2) * beta * m**2
        return Fraction(first + k[2] * beta * share / p["n"] * far + rest)

    one = Fraction(1)
    return both(
        compare(total(p["c"], one), "==", p["c"] ** 2 * total(one, one), which="space"),
        compare(total(one, p["b"]), "==", p["b"] * total(one, one), which="smoothness"),
    )


def scaled_by_smt(case: Case) -> Evidence:
    """z3: the same of the bound over β, which holds β and η in ηβ alone: b leaves it as it is."""
    import z3

    from verify.solvers.smt import prove

    k = [z3.RealVal(q) for q in case.data["constants"]]
    power = int(case.data["distance"])

    def formula(t: Mapping[str, Any]) -> Any:
        def total(scale: Any) -> Any:
            distance, r, m = (scale * t[name] for name in LENGTHS)
            far = z3.RealVal(1)
            for _ in range(power):
                far = far * distance
            # q = 1/(ηβT), s = ηβT, u = ηβT/n², v = (ηβT/n)²
            first = k[0] * t["q"] * distance * distance + k[1] * t["s"] * r * r
            return first + k[2] * t["u"] * far + (k[3] + k[4] * t["v"]) * m * m

        return total(t["c"]) == t["c"] * t["c"] * total(z3.RealVal(1))

    why = "η, β, T and n enter through four products, of which nothing is assumed"
    return prove(
        case,
        formula,
        variables=(*LENGTHS, "c"),
        auxiliary=("q", "s", "u", "v"),
        free={**dict.fromkeys(("eta", "beta", "T", "n"), why), "b": "ηβ does not change with b"},
    )


def scaled_by_hand(data: dict[str, Any], point: dict[str, Any]) -> dict[str, Any]:
    """Each of the five terms before and after."""
    from fractions import Fraction as Q

    k, power = [Q(q) for q in data["constants"]], int(data["distance"])
    c, b = Q(point["c"]), Q(point["b"])
    n, T = int(point["n"]), int(point["T"])

    def terms(c: Q, b: Q) -> list[Q]:
        x, r, m = (c * Q(point[name]) for name in ("distance", "r", "m"))
        beta, eta = b * Q(point["beta"]), Q(point["eta"])
        if data.get("eta") != "kept":
            eta /= b
        return [
            k[0] * x * x / eta / T,
            k[1] * eta * beta * beta * r * r * T,
            k[2] * beta * beta * eta * T * x**power / n**2,
            k[3] * beta * m * m,
            k[4] * beta**3 * eta**2 * T**2 * m * m / n**2,
        ]

    base = sum(terms(Q(1), Q(1)))
    space, smooth = sum(terms(c, Q(1))), sum(terms(Q(1), b))
    wrong = [space != c * c * base, smooth != b * base]
    return {"space": str(space), "smoothness": str(smooth), "violated": any(wrong)}


def scaling(constants: list[str]) -> Claim:
    """The claim that the bound scales as E F(ŵ) does.

    Parameters
    ----------
    constants
        Of its five terms.
    """
    domain = Domain(
        {
            **dict.fromkeys(LENGTHS, rationals("0 <=")),
            **dict.fromkeys(("n", "T"), Integers(1)),
            **dict.fromkeys(FACTORS, rationals("0 <")),
        }
    )
    over = {
        **{name: ["0", "1"] for name in LENGTHS},
        "n": [2],
        "T": [1, 3],
        "eta": ["1", "2"],
        "beta": ["1"],
        "c": ["1", "2"],
        "b": ["1", "3"],
    }
    return Claim(
        "homogeneity",
        legs=(legs.exact(scaled_at, over=over), legs.smt(scaled_by_smt)),
        readings=(
            printed(
                "the bound grows by c² when w, r and ρ grow by c, and by b when β grows by b and η "
                "by 1/b, as E F(ŵ) does",
                domain,
                data={"constants": constants, "distance": "0"},
                expected="refuted",
                legs=("exact",),
                controls=(
                    Control(
                        "without β²ηT/n²",
                        "true",
                        {"constants": [*constants[:2], "0", *constants[3:]]},
                    ),
                ),
            ),
            corrected(
                "so it does with β²ηT ‖w_1−w*‖²/n² in place of β²ηT/n²",
                domain,
                data={"constants": constants, "distance": "2"},
                controls=(
                    Control("no ‖w_1−w*‖", "constant", {"distance": "0"}),
                    Control("η kept", "premise", {"eta": "kept"}, None, ("exact",)),
                    Control(
                        "‖w_1−w*‖ not squared", "constant", {"distance": "1"}, None, ("exact",)
                    ),
                ),
            ),
        ),
        recheck=scaled_by_hand,
    )
