"""Worst cases over function classes: known answers, wrong claims, and what is undecided."""

from __future__ import annotations

import json
from collections.abc import Callable
from fractions import Fraction
from typing import Any

import pytest

from verify import replay
from verify.solvers.performance import (
    Function,
    Number,
    Point,
    Program,
    UnprovedError,
    Vector,
    attain,
    certify,
    convex_smooth,
    coupled_bound,
    estimate,
    first_order,
    first_order_bound,
    gradient_descent,
    minimizer,
    perturbed,
    perturbed_bound,
    point,
    prove,
    proved_by,
    smooth,
    value,
    vector,
    worst_case,
)


def steps(n: int) -> list[list[int]]:
    """The rows of gradient descent with the step 1/L."""
    return [[0] * k + [1] for k in range(n)]


@pytest.mark.parametrize(
    ("program", "truth"),
    [
        (gradient_descent(1, 1), Fraction(1, 6)),
        (gradient_descent(4, 3), Fraction(3, 18)),
        (gradient_descent(2, 1, step="1/2"), Fraction(1, 6)),
        (gradient_descent(1, 1, step="9/5"), Fraction(16, 50)),
        (gradient_descent(3, 2, radius=5), Fraction(50, 14)),
        (gradient_descent(2, 1, measure="last gradient"), Fraction(1, 9)),
        (perturbed(1, "1/4", 1), Fraction(2)),
        (perturbed(1, "1/4", 1, ball=1), Fraction(2)),
    ],
)
def test_known_worst_cases_lie_in_the_bracket(program: Program, truth: Fraction) -> None:
    """L/(4nh + 2) for short steps, (1 − h)^2n/2 for long ones, 1/(n + 1)² for gradients."""
    bracket = worst_case(program)
    assert bracket.lower <= truth <= bracket.upper
    assert bracket.width < truth / 10**4


def test_self_bounding_is_one_multiplier() -> None:
    """‖∇f(x)‖² ≤ 2β f(x) for a β-smooth f ≥ 0, convex or not: step to x − ∇f(x)/β."""
    x = point("x", Vector())
    y = point("y", x.g * Fraction(-1, 3))
    descent = y.f - x.f - x.g.dot(y.x - x.x) - (y.x - x.x).square() * Fraction(3, 2)
    program = Program(x.g.square() - x.f * 6, {"descent": descent, "positive": -y.f})
    assert proved_by(program, {"descent": 6, "positive": 6}).bound == 0
    sharper = Program(x.g.square() - x.f * Fraction(59, 10), dict(program.constraints))
    with pytest.raises(UnprovedError, match="no multipliers prove the bound: it is false"):
        prove(sharper, 0)
    assert attain(sharper, 0).value > 0


def test_smooth_conditions_hold_for_a_concave_parabola() -> None:
    """−(L/2) x² meets the conditions of the smooth class with equality, not the convex ones."""
    a = Point("a", Vector(), Vector(), Number())
    x = vector("x")
    b = Point("b", x, x * -2, x.square() * -1)
    assert all(form.vanishes for form in smooth([a, b], 2).values()) or smooth([a, b], 2) == {}
    convex = convex_smooth([a, b], 2)
    assert max(form.at({("x", "x"): Fraction(1)}, {}) for form in convex.values()) > 0


LOOSE = {"eps_abs": 1e-3, "eps_rel": 1e-3}


def by_scs(program: Program, **options: Any) -> float:
    """The "upper bound" of a solver at low accuracy: the primal that a PEP tool would report."""
    import cvxpy as cp
    import numpy as np

    names, values = program.vectors, program.values
    gram = cp.Variable((len(names), len(names)), PSD=True)
    f = cp.Variable(len(values))

    def form(number: Number) -> Any:
        matrix = np.array([[float(e) for e in row] for row in program.matrix(number)])
        linear = np.array([float(number.values.get(name, 0)) for name in values])
        return cp.trace(matrix @ gram) + linear @ f + float(number.constant)

    limits = [form(number) <= 0 for number in program.constraints.values()]
    problem = cp.Problem(cp.Maximize(form(program.objective)), limits)
    problem.solve(solver="SCS", **options)
    return float(problem.value)


# the gallery of false guarantees: (steps, options of SCS)
GALLERY = [(4, {}), (4, LOOSE), (8, LOOSE), (2, LOOSE), (6, {"max_iters": 200})]


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize(("n", "options"), GALLERY)
def test_a_guarantee_below_the_truth_gets_no_certificate(n: int, options: dict[str, Any]) -> None:
    """SCS prints a worst case below L/(4n + 2); as a claim it is rejected, and exceeded."""
    printed = Fraction(by_scs(gradient_descent(n, 3), **options))
    truth = Fraction(3, 4 * n + 2)
    low = min(printed, truth * Fraction(999_999, 1_000_000))
    with pytest.raises(UnprovedError, match="is below the worst case"):
        certify("example.gd/rate", [first_order_bound(steps(n), 3, low)])


def test_the_gallery_holds_false_guarantees() -> None:
    """At least two of the gallery's solves lie below the truth: the tests above are no play."""
    import warnings

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        found = [by_scs(gradient_descent(n, 3), **o) < 3 / (4 * n + 2) for n, o in GALLERY]
    assert sum(found) >= 2


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("h", ["1", "1/2", "3/2"])
@pytest.mark.parametrize("options", [LOOSE, {"eps_abs": 1e-2, "eps_rel": 1e-2}])
def test_a_descent_beyond_the_lemma_gets_no_certificate(h: str, options: dict[str, Any]) -> None:
    """SCS prints a descent of more than h(2 − h)/(2L) ‖∇f‖², which L x²/2 does not have."""
    L, step = 3, Fraction(h)
    x = point("x", Vector())
    y = point("y", x.g * step / -L)
    steep = {**smooth([x, y], L), "steep": 1 - x.g.square()}
    printed = -Fraction(by_scs(Program(y.f - x.f, steep), **options))
    high = max(printed, step * (2 - step) / (2 * L) * Fraction(1_000_001, 1_000_000))
    gradient, moved = Fraction(L), 1 - step  # at x = 1 and after the step
    assert L * (1 - moved**2) / 2 < high * gradient**2
    classes = [Function([x, y], L, convexity=None)]
    false = estimate(objective=y.f, bound=x.f - x.g.square() * high, functions=classes)
    with pytest.raises(UnprovedError, match="it is false for the class"):
        certify("example.gd/descent", [false])
    assert attain(false.program, 0).value > 0


def test_a_forged_certificate_of_a_false_guarantee_is_rejected() -> None:
    """The multipliers of the truth under a bound 10⁻⁹ below it: the replay says no."""
    truth = certify("example.gd/rate", [first_order_bound(steps(2), 1, Fraction(1001, 10000))])
    forged = json.loads(json.dumps(truth))
    forged["parameters"]["instances"][0]["bound"] = str(Fraction(1, 10) - Fraction(1, 10**9))
    forged["digest"] = replay.digest(forged)
    assert "cost more" in replay.check(forged).reason


@pytest.mark.parametrize("eta", ["1/4", "1/8", "1/100"])
@pytest.mark.parametrize("method", ["given", "argmax", "ascent"])
@pytest.mark.parametrize("T", range(1, 7))
def test_the_printed_regret_is_proved_for_every_radius(T: int, method: Any, eta: str) -> None:
    """‖w_1−w*‖²/(ηT) + 4β max(r−ρ,0)², each with a certificate, β = 1 and all r and ρ at once."""
    claim = {"given": "sco.lem1/regret", "argmax": "sco.thm2/minimization"}.get(
        method, "sco.thm5/minimization"
    )
    start = 1 / (Fraction(eta) * T)
    certificate = certify(claim, [perturbed_bound(T, eta, 1, start=start, beyond=4, method=method)])
    assert replay.check(json.loads(json.dumps(certificate))).accepted


def test_a_constant_below_the_worst_case_is_not_proved() -> None:
    """One step at ηβ = 1/4: 4/5 in place of 4 is proved, and 1/2 is exceeded by a Gram matrix."""
    assert certify("sco.lem1/regret", [perturbed_bound(1, "1/4", 1, start=4, beyond="4/5")])
    false = perturbed_bound(1, "1/4", 1, start=4, beyond="1/2")
    with pytest.raises(UnprovedError, match="false for the class"):
        certify("sco.lem1/regret", [false])
    assert attain(false.program, 0).value > 0


@pytest.mark.parametrize("eta", ["1/2", "1/4", "1/10"])
@pytest.mark.parametrize("T", [1, 2, 3])
def test_the_constants_of_stability_shrink_twelvefold(T: int, eta: str) -> None:
    """24, 96, 768 for n = 2 and T ≤ 3 become 2, 8, 64, by certificates, for all r and ρ."""
    size = Fraction(eta) * T
    bound = coupled_bound(T, eta, 1, radius=2 * size, start=2 * size, beyond=16 * size**2)
    assert replay.check(certify("sco.lem5/average", [bound])).accepted


def test_a_proof_needs_every_part() -> None:
    """A negative multiplier, a value left over, a form that is not semidefinite: each named."""
    program = gradient_descent(1, 1)
    good = {"start": "1/6", "0>1": "1/2", "*>0": "1/2", "*>1": "1/2"}
    assert proved_by(program, good).bound == Fraction(1, 6)
    for change, word in (
        ({"0>1": "-1/2"}, "negative"),
        ({"*>1": "1/3"}, "coefficient"),
        ({"start": "1/7"}, "not positive semidefinite"),
    ):
        with pytest.raises(UnprovedError, match=word):
            proved_by(program, {**good, **change})
    with pytest.raises(ValueError, match="must name constraints"):
        proved_by(program, {"2>1": 1})


@pytest.mark.parametrize(
    ("call", "error", "word"),
    [
        (lambda: gradient_descent(0, 1), ValueError, "n must be"),
        (lambda: gradient_descent(2, -1), ValueError, "smoothness must be positive, got -1"),
        (lambda: gradient_descent(2, 0.5), TypeError, "float"),
        (lambda: gradient_descent(2, 1, step=0), ValueError, "step must be positive"),
        (lambda: gradient_descent(2, 1, step=2), ValueError, r"step must lie in \(0, 2\)"),
        (lambda: perturbed(2, "1/2", 4), ValueError, r"\(0, 2/beta\) = \(0, 1/2\)"),
        (
            lambda: coupled_bound(1, 3, 1, radius=1, start=1, beyond=1),
            ValueError,
            r"eta must lie in \(0, 2/beta\) = \(0, 2\) for a beta-smooth function, got 3",
        ),
        (lambda: gradient_descent(2, 1, measure="luck"), ValueError, "measure must be one of"),
        (lambda: first_order([[1], [1]], 1), ValueError, r"steps\[1\] must hold 2 numbers"),
        (lambda: first_order([], 1), ValueError, "at least one row"),
        (lambda: perturbed(2, "-1/4", 1), ValueError, "eta must be positive"),
        (lambda: perturbed(2, "1/4", 1, ball=-1), ValueError, "must not be negative"),
        (lambda: perturbed(2, "1/4", 1, method="argmax"), ValueError, "finite ball"),
        (lambda: Program(value("f"), {}), ValueError, "at least one inequality"),
        (lambda: Program(Number(), {"a": value("f")}), ValueError, "'objective' is 0"),
        (lambda: convex_smooth([point("a", vector("x"))] * 2, 1), ValueError, "'a' twice"),
        (lambda: worst_case(gradient_descent(1, 1), slack=0), ValueError, "slack must be positive"),
        (lambda: prove(gradient_descent(1, 1), 0.2), TypeError, "float"),
    ],
)
def test_wrong_use_is_one_sentence(call: Callable[[], Any], error: type, word: str) -> None:
    """What is refused names the argument and its value."""
    with pytest.raises(error, match=word) as caught:
        call()
    assert str(caught.value).count(". ") == 0


def test_an_unbounded_problem_is_undecided() -> None:
    """Without a bound on the start there is no worst case, and nothing passes."""
    program = gradient_descent(1, 1)
    free = Program(
        program.objective, {k: v for k, v in program.constraints.items() if k != "start"}
    )
    with pytest.raises(UnprovedError):
        prove(free, 1)
    with pytest.raises(UnprovedError):
        worst_case(free)
    x = point("0", vector("x0-x*"))
    for call in (
        lambda: prove(Program(x.f, {**smooth([minimizer(), x], 1), "g": x.g.square() - 1}), 10),
        lambda: worst_case(Program(x.f, {"f": -x.f, "x": x.x.square() - 1})),
    ):
        with pytest.raises(UnprovedError, match="unbounded"):
            call()


def test_constraints_that_contradict_each_other_have_no_worst_case() -> None:
    """‖x_0 − x*‖² ≤ −1 holds for no function, and is said so."""
    program = gradient_descent(1, 1)
    none = Program(program.objective, {**program.constraints, "no": vector("x0-x*").square() + 1})
    with pytest.raises(UnprovedError, match="contradict each other"):
        worst_case(none)


def test_a_failing_solver_is_undecided(monkeypatch: pytest.MonkeyPatch) -> None:
    """A solver that stops early, or at all, leaves a reason and no certificate."""
    from verify.solvers.convex import SolverReport
    from verify.solvers.performance import search

    original, honest = search.solve, [first_order_bound(steps(3), 1, Fraction(1, 10))]
    monkeypatch.setattr(search, "solve", lambda p, **o: original(p, **{**o, "max_iter": 1}))
    with pytest.raises(UnprovedError, match="stopped early after 1 iterations, with the status"):
        certify("example.gd/rate", honest)
    broken = SolverReport("solver_error: panic", None, None, None, None, "CLARABEL", False)
    monkeypatch.setattr(search, "solve", lambda p, **o: broken)
    for call in (
        lambda: certify("example.gd/rate", honest),
        lambda: attain(gradient_descent(1, 1), "1/10"),
        lambda: worst_case(gradient_descent(1, 1)),
    ):
        with pytest.raises(UnprovedError, match="the solver failed: it ended with the status"):
            call()


def test_a_bound_without_room_is_undecided_for_its_reason() -> None:
    """A tight bound, one of too little slack, a dual without interior, a bound too low."""
    program = gradient_descent(2, 1)
    for bound in (Fraction(1, 10), Fraction(1, 10) + Fraction(1, 10**12)):
        with pytest.raises(UnprovedError, match="slack is too small for rounding: the bound"):
            prove(program, bound)
    with pytest.raises(UnprovedError, match=r"is below the worst case 0\.1 of the solver"):
        prove(program, "99/1000")
    # ⟨x, z⟩ = 0 with no bound on z: the dual's entry of z is 0 whatever the multipliers are
    x, z = vector("x"), vector("z")
    flat = {"x": x.square() - 1, "one": x.dot(z) + value("f") - 1, "other": x.dot(z) * -3}
    with pytest.raises(UnprovedError, match="rank-deficient, or nearly so"):
        prove(Program(value("f"), flat), 2)


def test_few_bits_are_undecided() -> None:
    """Multipliers rounded to 2 bits prove nothing, and it is said why."""
    with pytest.raises(UnprovedError, match="slack is too small for rounding"):
        prove(gradient_descent(3, 1), "1/13", bits=2)


def test_the_descent_lemma_is_tight_from_both_sides() -> None:
    """f(x − h∇f/L) ≤ f(x) − h(2−h)/(2L) ‖∇f‖²: 1/(2L) at h = 1 for every L-smooth f, not less."""
    L = 3
    for h, room in (("1", Fraction(1, 6)), ("1/2", Fraction(1, 8)), ("3/2", Fraction(1, 8))):
        x = point("x", Vector())
        y = point("y", x.g * Fraction(h) / -L)
        bracket = worst_case(Program(y.f - x.f, {**smooth([x, y], L), "steep": 1 - x.g.square()}))
        assert bracket.lower <= -room <= bracket.upper
        assert bracket.width < Fraction(1, 10**4)


def test_a_mistake_in_the_class_is_caught_by_the_replay(monkeypatch: pytest.MonkeyPatch) -> None:
    """With ‖g_i − g_j‖²/L for /(2L) more would be proved: the replay states its own."""
    from verify.solvers.performance import methods, program

    honest = first_order_bound(steps(2), 1, Fraction(99, 1000))
    with pytest.raises(UnprovedError, match=r"99/1000 is below the worst case 0\.1 of the"):
        certify("example.gd/rate", [honest])
    monkeypatch.setattr(
        methods, "convex_smooth", lambda points, L: program.convex_smooth(points, Fraction(L) / 2)
    )
    with pytest.raises(UnprovedError, match="not accepted"):
        certify("example.gd/rate", [first_order_bound(steps(2), 1, Fraction(99, 1000))])
