"""The displays of Theorem 4.1's proof for D = 2: the gradient, Cauchy–Schwarz, and its equality."""

from __future__ import annotations

from theorems.sharpness._parts import memorizing_by_hand as by_hand
from theorems.sharpness._parts.memorizing_bounds import (
    gradient_at,
    gradient_by_sympy,
    smooth_nets,
)
from theorems.sharpness._parts.memorizing_checks import cauchy, equality
from theorems.sharpness._parts.memorizing_legs import cauchy_by_smt, equality_by_sympy
from verify import (
    Claim,
    Control,
    Domain,
    Integers,
    Premise,
    corrected,
    legs,
    printed,
    rationals,
)

__all__ = ["eq2", "eq3", "eq4"]

SWEPT = ("exact", "smt")
POSITIVE = rationals("0 <")
CAUCHY = Domain(
    {"A": rationals("0 <="), "B": rationals("0 <="), "f": rationals(), "q": rationals("1 <=")},
    (Premise("f² ≤ A B", lambda p: p["f"] * p["f"] <= p["A"] * p["B"]),),
)

eq2 = Claim(
    "eq2",
    legs=(
        legs.exact(gradient_at, executed=True),
        legs.symbolic(gradient_by_sympy),
        legs.searched(gradient_at, examples=(8, 250), executed=True),
    ),
    readings=(
        printed(
            "‖∇f(x_i)‖² = ‖(W_2 ⊙ 1[W_1'x_i' > 0]) x_iᵀ‖² + ‖relu(W_1'x_i')‖²",
            Domain({"net": smooth_nets("bias")}),
            data={"extra": "0"},
            expected="refuted",
            controls=(Control("x_i' in place of x_i", "true", {"extra": "1"}),),
        ),
        corrected(
            "‖∇f(x_i)‖² = ‖(W_2 ⊙ 1[W_1'x_i' > 0]) x_i'ᵀ‖² + ‖relu(W_1'x_i')‖²",
            Domain({"net": smooth_nets("bias")}),
            latex=r"\|\nabla f(x_i)\|^2 = \|W_2 \odot \mathbf 1\|^2 \|x_i'\|^2"
            r" + \|\mathrm{relu}(W_1'x_i')\|^2",
            data={"extra": "1"},
            controls=(Control("without the bias's derivative", "construction", {"extra": "0"}),),
        ),
    ),
    recheck=by_hand.gradient_by_hand,
)

eq3 = Claim(
    "eq3",
    legs=(
        legs.smt(cauchy_by_smt),
        legs.exact(cauchy, over={"f": ["-1", "0", "1/2", "1", "50"], "q": ["1", "2", "50"]}),
        legs.searched(
            cauchy, within={name: Integers(0, 3) for name in "ABf"} | {"q": Integers(1, 4)}
        ),
    ),
    readings=(
        printed(
            "‖∇f(x)‖² = A‖x'‖² + B ≥ 2‖x'‖|f| with A = ‖W_2⊙1‖², B = ‖relu(W_1'x')‖², f² ≤ AB",
            CAUCHY,
            latex=r"\|\nabla f(x_i)\|^2 \ge 2\|x_i'\||y_i|",
            data={"constant": "4"},
            controls=(
                Control("constant 401/100", "constant", {"constant": "401/100"}),
                Control("f² > AB", "premise", {}, CAUCHY.without("f² ≤ A B"), legs=SWEPT),
            ),
        ),
    ),
    recheck=by_hand.cauchy_by_hand,
    margin="least (A‖x'‖² + B)² − 4‖x'‖²f²",
)

eq4 = Claim(
    "eq4",
    legs=(
        legs.exact(equality, over={"y": ["1", "-1", "0", "-7/3", "50"]}),
        legs.symbolic(equality_by_sympy),
        legs.searched(equality, examples=(20, 500)),
    ),
    readings=(
        printed(
            "W_2 ⊙ 1[W_1'x_i' > 0] = relu(W_1'x_i')/‖x_i'‖, both sides √(|y_i|/‖x_i'‖) e_i",
            Domain({"r": POSITIVE, "y": rationals()}),
            latex=r"W_2 \odot \mathbf 1 = \mathrm{relu}(W_1' x_i')/\|x_i'\|",
            data={"power": "1", "sign": "1"},
            expected="refuted",
            legs=("exact", "property"),
            controls=(
                Control("y ≥ 0", "true", {}, Domain({"r": POSITIVE, "y": rationals("0 <=")})),
            ),
        ),
        corrected(
            "… with sign(y_i) on the right; then W_2 relu = y_i and ‖∇f‖² = 2‖x_i'‖|y_i|",
            Domain({"r": POSITIVE, "y": rationals()}),
            latex=r"W_2 \odot \mathbf 1 = \mathrm{sign}(y_i)\,\mathrm{relu}(W_1' x_i')/\|x_i'\|",
            data={"power": "1", "sign": "y"},
            controls=(Control("r = ‖x'‖² in place of ‖x'‖", "constant", {"power": "2"}),),
        ),
    ),
    recheck=by_hand.equality_by_hand,
)
