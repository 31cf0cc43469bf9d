"""A method and a class of one's own: the claim, its certificate, the replay's own inequalities."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from verify import replay
from verify.solvers.performance import (
    Estimate,
    Function,
    Number,
    Point,
    UnprovedError,
    Vector,
    attain,
    certify,
    estimate,
    minimizer,
    point,
    proof_of,
    smooth,
    strongly_convex_smooth,
    value,
    vector,
    worst_case,
)

SMALL = st.fractions(-3, 3, max_denominator=4)


def descent(h: str, bound: Any, *, L: int = 3, convexity: Any = None) -> Estimate:
    """f(x − h∇f/L) − f(x) ≤ −bound ‖∇f(x)‖² for every L-smooth f."""
    x = point("x", Vector())
    y = point("y", x.g * Fraction(h) / -L)
    right = x.f - x.g.square() * bound
    return estimate(objective=y.f, bound=right, functions=[Function([x, y], L, convexity)])


def halves(bound: Any, apart: Vector | None = None) -> Estimate:
    """One step on F = f + h, x_1 = x_0 − (∇f + ∇h)/2: F(x_1) − F* ≤ bound ‖x_0 − x*‖².

    `apart` is ∇f(x*) = −∇h(x*); 0 without loss, as ⟨apart, x⟩ may move from f to h.
    """
    x, apart, low = vector("x0"), apart or Vector(), Number()
    first, second = point("0", x, function="f"), point("0", x, function="h")
    after = x - (first.g + second.g) / 2
    ends = [point("1", after, function=name) for name in ("f", "h")]
    f = Function([Point("*", Vector(), apart, low), first, ends[0]], 1)
    h = Function([Point("*", Vector(), -apart, -low), second, ends[1]], 1, name="h")
    return estimate(objective=ends[0].f + ends[1].f, bound=x.square() * bound, functions=[f, h])


def linear_rate(mu: str, bound: Any, *, step: Any = 1) -> Estimate:
    """f(x − ∇f(x)) − f* ≤ bound (f(x) − f*) for μ-strongly convex 1-smooth f."""
    x = point("0", vector("x0"))
    y = point("1", x.x - x.g * step)
    functions = [Function([minimizer(), x, y], 1, mu)]
    return estimate(objective=y.f, bound=x.f * bound, functions=functions)


PROVED: dict[str, Callable[[], Estimate]] = {
    "the descent lemma at h = 1": lambda: descent("1", Fraction(1, 6) - Fraction(1, 10**5)),
    "the descent lemma at h = 1/2": lambda: descent("1/2", Fraction(1, 8) - Fraction(1, 10**5)),
    "the descent lemma at h = 3/2": lambda: descent("3/2", Fraction(1, 8) - Fraction(1, 10**5)),
    "two functions": lambda: halves(Fraction(1, 3) + Fraction(1, 10**5)),
    "a linear rate": lambda: linear_rate("1/2", Fraction(1, 4) + Fraction(1, 10**5)),
    "a linear rate at 1/10": lambda: linear_rate("1/10", Fraction(81, 100) + Fraction(1, 10**5)),
}
FALSE: dict[str, Callable[[], Estimate]] = {
    "the descent lemma at h = 1": lambda: descent("1", Fraction(1, 6) + Fraction(1, 10**5)),
    "the descent lemma at h = 3/2": lambda: descent("3/2", Fraction(1, 8) + Fraction(1, 10**5)),
    "two functions": lambda: halves(Fraction(1, 3) - Fraction(1, 10**5)),
    "a linear rate": lambda: linear_rate("1/2", Fraction(1, 4) - Fraction(1, 10**5)),
    "a linear rate without its class": lambda: linear_rate("0", Fraction(1, 4)),
}


@pytest.mark.parametrize("name", PROVED)
def test_a_bound_a_little_above_the_worst_case_is_certified(name: str) -> None:
    """Known tight rates, up to 10⁻⁵: the file is read back and accepted by the replay."""
    made = PROVED[name]()
    certificate = json.loads(json.dumps(certify("mine.method/rate", [made])))
    assert replay.check(certificate).accepted
    assert made.ratio is None or worst_case(made.ratio).upper <= 1


@pytest.mark.parametrize("name", FALSE)
def test_a_bound_a_little_below_it_is_exceeded(name: str) -> None:
    """No multipliers prove it, and an exact Gram matrix of such functions goes beyond."""
    wrong = FALSE[name]()
    with pytest.raises(UnprovedError):
        certify("mine.method/rate", [wrong])
    assert attain(wrong.program, 0).value > 0


def test_the_descent_lemma_has_one_exact_multiplier() -> None:
    """The smooth class's inequality alone proves 1/(2L) at h = 1, with nothing to spare."""
    exact = descent("1", Fraction(1, 6))
    weights = {"f x>y": 1}
    proved = Estimate(exact.kind, exact.parameters, exact.program, exact.bound, weights)
    assert proof_of(proved).bound == 0
    assert replay.check(certify("mine.method/rate", [proved])).accepted


@pytest.mark.parametrize(
    ("name", "known", "truth"),
    [("sum", halves(1), Fraction(1, 3)), ("rate", linear_rate("1/2", 1), Fraction(1, 4))],
)
def test_tightness_is_worst_case_over_bound(name: str, known: Estimate, truth: Fraction) -> None:
    """With the bound 1 the ratio is the worst case itself, between exact ends."""
    assert known.ratio is not None and known.exact
    bracket = worst_case(known.ratio)
    assert bracket.lower <= truth <= bracket.upper and bracket.width < Fraction(1, 10**4)


def test_a_singular_dual_may_still_be_rounded() -> None:
    """With ∇f(x*) free its linear part may move from f to h, and exact arithmetic decides."""
    assert replay.check(certify("mine.method/rate", [halves(1, vector("v"))])).accepted


def test_what_is_given_is_only_necessary_unless_said_otherwise() -> None:
    """A condition such as f ≥ 0 at one point may say less than the hypotheses."""
    x = point("0", vector("x0"))
    parts: dict[str, Any] = {
        "objective": x.f,
        "bound": 1,
        "functions": [Function([minimizer(), x], 1)],
        "given": {"start": x.x.square() - 1},
    }
    assert not estimate(**parts).exact and estimate(**parts, exact=True).exact
    assert estimate(**{**parts, "given": None, "bound": x.x.square()}).exact
    # what does not scale has no ratio that a scaling could measure
    assert estimate(**{**parts, "bound": x.x.square() + 1}).ratio is None
    assert estimate(**{**parts, "bound": x.x.square()}).ratio is None
    assert estimate(**{**parts, "bound": -1}).ratio is None
    half = estimate(**{**parts, "bound": 2}).ratio
    assert half is not None and half.objective == x.f / 2


@settings(derandomize=True, deadline=None, max_examples=40)
@given(
    entries=st.lists(st.tuples(SMALL, SMALL, SMALL), min_size=2, max_size=4),
    L=st.integers(1, 4),
    mu=st.sampled_from([None, 0, Fraction(1, 3)]),
)
def test_engine_and_replay_write_the_same_inequalities(
    entries: list[tuple[Fraction, Fraction, Fraction]], L: int, mu: Any
) -> None:
    """Each from a formula of its own: explicit here, there by f − (μ/2)‖x‖²."""
    points = [
        Point(str(k), vector("a") * x + vector("b") * k, vector(f"g{k}") * g, value(f"f{k}") * f)
        for k, (x, g, f) in enumerate(entries)
    ]
    made = estimate(
        objective=vector("a").square(), bound=1, functions=[Function(points, L, convexity=mu)]
    )
    rebuilt, _ = replay._estimate_method("mine.method/rate", dict(made.parameters))
    ours = {
        name: {
            **form.gram,
            **{(key,): c for key, c in form.values.items()},
            **({(replay._CONSTANT,): form.constant} if form.constant else {}),
        }
        for name, form in made.program.constraints.items()
    }
    assert rebuilt.inequalities == ours


@settings(derandomize=True, deadline=None, max_examples=60)
@given(x=SMALL, y=SMALL, curve=st.fractions(-2, 2, max_denominator=5))
def test_the_classes_hold_their_parabolas(x: Fraction, y: Fraction, curve: Fraction) -> None:
    """c x²/2 meets the conditions of L = 2 where |c| ≤ 2, and those of μ = 1/2 where c ≥ 1/2."""
    at = [
        Point(name, vector("e") * s, vector("e") * (curve * s), Number(constant=curve * s * s / 2))
        for name, s in (("x", x), ("y", y))
    ]
    one = {("e", "e"): Fraction(1)}
    assert all(form.at(one, {}) <= 0 for form in smooth(at, 2).values())
    inside = all(form.at(one, {}) <= 0 for form in strongly_convex_smooth(at, 2, "1/2").values())
    assert inside == (curve >= Fraction(1, 2) or x == y)


def test_a_mistake_in_the_class_is_caught_by_the_replay(monkeypatch: pytest.MonkeyPatch) -> None:
    """With μ for μ/2 in the class more would be proved: the replay states its own."""
    from verify.solvers.performance import method, program

    honest = linear_rate("1/4", Fraction(2, 5))
    with pytest.raises(UnprovedError):
        certify("mine.method/rate", [honest])
    monkeypatch.setattr(
        method,
        "strongly_convex_smooth",
        lambda points, L, mu: program.strongly_convex_smooth(points, L, 2 * Fraction(mu)),
    )
    with pytest.raises(UnprovedError, match="not accepted"):
        certify("mine.method/rate", [linear_rate("1/4", Fraction(2, 5))])


def test_the_statement_says_claim_class_and_points() -> None:
    """What an accepted file proves, in words that stand alone."""
    x = point("0", vector("x0"))
    y = point("1", x.x - x.g / 2)
    made = estimate(
        objective=y.f,
        bound=Fraction(3, 4),
        functions=[Function([minimizer(), x, y], 1, "1/3")],
        given={"start": x.x.square() - 1},
    )
    verdict = replay.check(certify("mine.method/rate", [made]))
    assert verdict.statement == (
        "f(1) <= 3/4 wherever ||x0||^2 - 1 <= 0, for every f that is 1/3-strongly convex and "
        "1-smooth and has at *: x = 0, grad = 0, value = 0; 0: x = x0, grad = grad f(0), "
        "value = f(0); 1: x = x0 - 1/2 grad f(0), grad = grad f(1), value = f(1)"
    )


def test_one_claim_at_many_points_is_one_instance() -> None:
    """A bound that does not depend on a swept parameter is written once."""
    same = [descent("1", Fraction(1, 7)) for _ in range(3)]
    assert len(certify("mine.method/rate", same)["parameters"]["instances"]) == 1


@pytest.mark.parametrize(
    ("path", "new", "word"),
    [
        (("functions", 0, "class"), "smooth convex", "unknown field"),
        (("functions", 0, "convexity"), "1/4", "semidefinite"),
        (("functions", 0, "points", 2, "x", "∇f(0)"), "-3", "semidefinite"),
        (("bound", "f(0)"), "1/8", "over"),
    ],
)
def test_a_changed_claim_keeps_no_certificate(path: tuple[Any, ...], new: Any, word: str) -> None:
    """Class, point and bound stand in the file; with a new digest the proof still fails."""
    forged = copy.deepcopy(certify("mine.method/rate", [linear_rate("1/2", Fraction(1, 3))]))
    node: Any = forged["parameters"]["instances"][0]
    for name in path[:-1]:
        node = node[name]
    node[path[-1]] = new
    forged["digest"] = replay.digest(forged)
    assert word in replay.check(forged).reason


X = point("0", vector("x0"))


@pytest.mark.parametrize(
    ("call", "error", "word"),
    [
        (lambda: Function([X], 1, convexity=1), ValueError, r"convexity must lie in \[0, L\)"),
        (lambda: Function([X], 1, convexity="-1/2"), ValueError, "got -1/2 with L = 1"),
        (lambda: Function([X], 1, convexity=0.5), TypeError, "float"),
        (lambda: Function([X], 0), ValueError, "smoothness must be positive, got 0"),
        (lambda: Function([X, X], 1), ValueError, "'0' twice"),
        (lambda: Function([], 1), ValueError, "'f' must have at least one point"),
        (lambda: Function([X], 1, name="f 1"), ValueError, "the name of a function"),
        (
            lambda: Function([point("a b", vector("x"))], 1),
            ValueError,
            "the name of a point must be of letters",
        ),
        (
            lambda: estimate(objective=X.f, bound=1, functions=[]),
            ValueError,
            "at least one function",
        ),
        (
            lambda: estimate(objective=X.f, bound=1, functions=[Function([X], 1)] * 2),
            ValueError,
            "'f' twice",
        ),
        (
            lambda: estimate(objective=X.f, bound=X.f, functions=[Function([X, minimizer()], 1)]),
            ValueError,
            "nothing to prove",
        ),
        (
            lambda: estimate(
                objective=X.f,
                bound=1,
                functions=[Function([X, minimizer()], 1)],
                given={"f 0>*": X.f},
            ),
            ValueError,
            "names of its own",
        ),
        (
            lambda: estimate(objective=X.f, bound=0.5, functions=[Function([X, minimizer()], 1)]),
            TypeError,
            "float",
        ),
    ],
)
def test_wrong_use_is_one_sentence(call: Callable[[], Any], error: type, word: str) -> None:
    """What is refused names the argument and its value."""
    with pytest.raises(error, match=word) as caught:
        call()
    assert str(caught.value).count(". ") == 0


def test_two_functions_share_no_value() -> None:
    """A point that was made for f says nothing of g: its value is another's, and is refused."""
    x0 = vector("x0")
    p0 = point("0", x0)
    f, g = Function([minimizer(), p0], 1), Function([minimizer(), p0], 2, name="g")
    with pytest.raises(ValueError, match=r"'f' and 'g' share the value f\(0\)"):
        estimate(objective=p0.g.square(), bound=x0.square(), functions=[f, g])
    own = Function([minimizer(), point("0", x0, function="g")], 2, name="g")
    assert estimate(objective=p0.f, bound=x0.square(), functions=[f, own])


@pytest.mark.parametrize("known", [False, True])
def test_conditions_that_contradict_each_other_prove_nothing(known: bool) -> None:
    """‖x_0‖² ≤ 1 and ‖x_0‖² ≥ 2: no certificate, neither with a solver nor with multipliers."""
    x0 = vector("x0")
    p0 = point("0", x0)
    given = {"near": x0.square() - 1, "far": 2 - x0.square()}
    claim = estimate(
        objective=p0.f,
        bound=-5,
        functions=[Function([minimizer(), p0], 1)],
        given=given,
        multipliers={"f *>0": 1, "near": 20, "far": 19} if known else None,
    )
    with pytest.raises(UnprovedError, match="contradict each other"):
        certify("mine.x/y", [claim])


AWAY = vector("x0")
MET = point("0", AWAY)


@pytest.mark.parametrize(
    ("call", "word"),
    [
        (
            lambda: estimate(objective=AWAY, bound=1, functions=[Function([MET], 1)]),
            "objective must",
        ),
        (
            lambda: estimate(
                objective=MET.f,
                bound=1,
                functions=[Function([minimizer(), MET], 1)],
                given={"a": AWAY},
            ),
            "a must be a number",
        ),
        (
            lambda: estimate(
                objective=MET.f, bound=1, functions=[Function([minimizer(), MET], 1)], given=[MET.f]
            ),
            "given must map names",
        ),
        (lambda: AWAY + 1, "to a vector alone, got 1"),
        (lambda: point(7, AWAY), "a text as its name"),
        (lambda: certify("mine.x/y", MET), "must be a list of estimates"),
    ],
)
def test_what_is_no_form_is_one_sentence(call: Callable[[], Any], word: str) -> None:
    """A vector where a number belongs, a list where names belong: said so."""
    with pytest.raises(TypeError, match=word):
        call()


def test_no_estimates_are_no_certificate() -> None:
    """An empty list proves nothing."""
    with pytest.raises(ValueError, match="at least one estimate"):
        certify("mine.x/y", [])
