"""Tests of the least trace over all interpolating nets: both ends, their repair, bad data."""

from __future__ import annotations

import itertools
import math
import random
from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest
from flint import fmpq, fmpq_mat
from hypothesis import given, settings
from hypothesis import strategies as st

from theorems.core.flattest import bracketed, closed_form, flattest, flattest_sim_bn
from theorems.core.flattest_attained import _places, _solvable
from theorems.core.flattest_certificate import closed_form_certificate, with_separators
from theorems.core.flattest_dual import Pattern, repair_dual
from theorems.core.flattest_primal import Neuron, net_trace
from theorems.core.flattest_program import flattest_data
from theorems.core.flattest_search import Hint, search
from verify import replay
from verify.exact.certificates import make
from verify.tri import Tri

LINE = ([[0], [1], [2]], [1, -1, 1])


def cube(d: int) -> tuple[list[tuple[int, ...]], list[int]]:
    """P_xor without sampling: the whole cube with labels x[1]x[2]."""
    points = list(itertools.product((1, -1), repeat=d))
    return points, [x[0] * x[1] for x in points]


@pytest.mark.parametrize("d", [2, 3])
def test_extreme_points_attain_the_closed_form(d: int) -> None:
    """On the cube with biases the bracket holds (2/n) Σ 2‖x'_i‖|y_i| = 4 √(d+1)."""
    found = flattest(*cube(d))
    low, high = closed_form(*cube(d))
    assert low <= high and abs(float(low) - 4 * math.sqrt(d + 1)) < 1e-12
    assert low <= found.lower <= found.upper
    assert found.upper - low < Fraction(1, 10**6)


def test_a_midpoint_makes_every_net_sharper_than_the_closed_form() -> None:
    """On 0, 1, 2 with labels 1, −1, 1 the least trace is almost twice the closed form."""
    found = flattest(*LINE)
    assert found.lower > Fraction(19, 10) * closed_form(*LINE)[1]
    assert found.upper - found.lower < found.upper / 10**6


def test_xor_without_biases() -> None:
    """Without biases the four points of the square have least trace 8, not 4√2."""
    found = flattest(*cube(2), bias=False)
    assert found.lower <= 8 <= found.upper
    assert found.upper - found.lower < Fraction(1, 10**6)


def test_the_width_four_realization_is_nearly_flattest_on_the_square() -> None:
    """The printed net without biases interpolates; balanced, its trace tends to 8 with its ε."""
    data = flattest_data(*cube(2), bias=False)
    e, c = Fraction(1, 1000), Fraction(70711, 100000)
    rows = [(1 + e, 1 - e), (1 + e, -1 + e), (-1 - e, 1 - e), (-1 - e, -1 + e)]
    net = [
        Neuron((c * a[0], c * a[1]), sign / (2 - 2 * e) / c)
        for a, sign in zip(rows, (1, -1, -1, 1), strict=True)
    ]
    assert flattest(*cube(2), bias=False).lower <= net_trace(data, net) < Fraction(802, 100)


@pytest.mark.parametrize(
    ("neuron", "sentence"),
    [
        (Neuron((Fraction(1), Fraction(-1)), Fraction(1)), "pre-activation 0 at sample 0"),
        (Neuron((Fraction(2), Fraction(1)), Fraction(1)), "not the labels"),
    ],
)
def test_a_net_that_is_not_smooth_or_does_not_interpolate_has_no_trace(
    neuron: Neuron, sentence: str
) -> None:
    """The trace identity is used for smooth interpolating nets alone."""
    with pytest.raises(ValueError, match=sentence):
        net_trace(flattest_data(*cube(2), bias=False), [neuron])


def test_zero_labels_are_interpolated_by_the_empty_net() -> None:
    """The least trace is 0, attained."""
    found = flattest(LINE[0], [0, 0, 0])
    assert (found.lower, found.upper, found.net, found.attained) == (0, 0, (), True)


@given(
    st.integers(1, 3).flatmap(
        lambda d: st.lists(
            st.lists(st.integers(-2, 2), min_size=d, max_size=d), min_size=1, max_size=5
        )
    ),
    st.lists(st.integers(-3, 3), min_size=5, max_size=5),
    st.booleans(),
)
@settings(derandomize=True, deadline=None, max_examples=40)
def test_every_bracket_is_proved(points: list[list[int]], labels: list[int], bias: bool) -> None:
    """The net interpolates with trace at most upper; the replay accepts the bracket."""
    if not bias:
        points = [x for x in points if any(x)] or [[1]]
    by_point = {tuple(x): Fraction(y) for x, y in zip(points, labels, strict=False)}
    ys = [by_point[tuple(x)] for x in points]
    try:
        found = flattest(points, ys, bias=bias)
    except ValueError:
        # with biases there is a net for every labelling of distinct points
        assert not bias
        return
    trace = net_trace(flattest_data(points, ys, bias=bias), found.net)
    assert found.lower <= trace == found.trace <= found.upper
    assert found.certificate is not None
    make("sharpness.thm41/least_trace", **found.certificate)
    assert found.bracket.contains(found.trace) is Tri.YES


def test_repeated_samples_do_not_change_the_least_trace() -> None:
    """Each sample twice: Σ ‖∇f‖² and n double together, so the brackets meet."""
    once, twice = flattest(*LINE), flattest(LINE[0] * 2, LINE[1] * 2)
    assert twice.patterns == once.patterns
    assert max(once.lower, twice.lower) <= min(once.upper, twice.upper)


def test_the_trace_scales_with_the_labels() -> None:
    """Labels −5y have five times the least trace of y."""
    one, five = flattest(*LINE), flattest(LINE[0], [-5 * y for y in LINE[1]])
    assert max(5 * one.lower, five.lower) <= min(5 * one.upper, five.upper)


@pytest.mark.parametrize("iterations", [1, 3])
def test_a_solver_that_stops_early_costs_width_only(iterations: int) -> None:
    """The ends of an unfinished run are valid: they enclose the finished bracket."""
    good, bad = flattest(*LINE), flattest(*LINE, max_iter=iterations)
    assert bad.status != "optimal" and not bad.report.accurate
    assert bad.lower <= good.upper and good.lower <= bad.upper
    assert bad.upper - bad.lower > good.upper - good.lower
    # too wide for the replay, unless the run was good enough
    proof = bad.certificate
    assert proof is None or replay.check(make("sharpness.thm41/least_trace", **proof)).accepted


def test_a_wrong_hint_costs_sharpness_only() -> None:
    """Multipliers five times too large are shrunk until they are feasible."""
    data = flattest_data(*LINE, bias=True)
    hint = search(data)
    assert hint.multipliers is not None
    wrong = Hint(hint.report, hint.cells, hint.u, 5 * hint.multipliers, hint.mu)
    dual = repair_dual(data, wrong)
    assert dual is not None
    assert Fraction(2, 3) * dual.value(data) <= flattest(*LINE).upper


def test_closed_form_certificates_prove_the_claim_of_extreme_points() -> None:
    """The closed form is certified with separating vectors, and refused where there are none."""
    data = closed_form_certificate(*cube(3), extreme=True)
    assert make("sharpness.thm41/minimal", **data)["proof"]["patterns"] == {}
    with pytest.raises(ValueError, match=r"points must be extreme, got \(1\)"):
        closed_form_certificate(*LINE, extreme=True)


def test_brackets_take_separating_vectors_too() -> None:
    """A bracket on extreme points proves the claim about them."""
    found = flattest([[0], [1]], [1, -1]).certificate
    assert found is not None
    assert make("sharpness.thm41/minimal", **with_separators(found))
    verdict = replay.check(make("sharpness.thm41/least_trace", **found))
    assert verdict.accepted and "lies in" in verdict.statement


@given(st.integers(0, 10**6), st.booleans())
@settings(derandomize=True, deadline=None, max_examples=12)
def test_repetitions_are_weights(seed: int, bias: bool) -> None:
    """Merged with their counts, repeated samples have the program of the samples as given."""
    generator = random.Random(seed)
    points = [[generator.randint(-2, 2), generator.randint(1, 3)] for _ in range(3)]
    labels = {tuple(x): generator.randint(-2, 2) for x in points}
    chosen = [points[generator.randrange(3)] for _ in range(5)]
    ys = [labels[tuple(x)] for x in chosen]
    merged = flattest_data(chosen, ys, bias=bias)
    # the same data, each sample a point of its own: only the order of equal rows differs
    try:
        once = flattest(chosen, ys, bias=bias)
    except ValueError:
        assert not bias
        return
    plain = replace(
        merged,
        points=tuple(tuple(map(Fraction, x)) for x in chosen),
        labels=tuple(map(Fraction, ys)),
        counts=(1,) * 5,
        samples=tuple(range(5)),
    )
    other = bracketed(plain)
    assert max(once.lower, other.lower) <= min(once.upper, other.upper)
    assert once.upper - once.lower <= once.upper / 1000
    assert once.certificate is not None
    make("sharpness.thm41/least_trace", **once.certificate)


@pytest.mark.parametrize("d", [2, 3])
def test_the_least_size_of_sim_bn_is_two(d: int) -> None:
    """On sets of Condition 1 the least ‖γ ⊙ W_2‖_1 is 2, bracketed, and attained."""
    found = flattest_sim_bn(*cube(d))
    assert found.lower <= 2 <= found.upper
    assert found.upper - found.lower < Fraction(1, 10**5)
    assert found.attained is True and found.certificate is not None
    verdict = replay.check(make("sharpness.lemA1/least", **found.certificate))
    assert verdict.accepted and "||gamma * W_2||_1 lies in [" in verdict.statement


def test_sim_bn_is_priced_at_all_samples_together() -> None:
    """(1, −1) at two points costs √2, and each λ_i² is 1/2 = 1/n: the patterns are needed."""
    found = flattest_sim_bn([[0], [1]], [1, -1])
    assert found.lower**2 <= 2 <= found.upper**2 and found.certificate is not None
    assert not found.dual.everywhere
    assert replay.check(make("sharpness.lemA1/least", **found.certificate)).accepted


def test_the_closed_form_counts_repetitions() -> None:
    """Two equal samples have twice the multiplier of one, and the certificate spreads it."""
    closed = closed_form_certificate([[0], [0], [1]], [1, 1, -2])
    assert replay.check(make("sharpness.thm41/least_trace", **closed)).accepted


def test_sim_bn_nets_have_the_size_that_is_stated() -> None:
    """Evaluated as a Sim-BN network, in balls, the net interpolates and has that ‖γ ⊙ W_2‖_1."""
    from theorems.core.exact_networks import forward_exact
    from theorems.core.networks import SimBN
    from verify.exact import ball as balls

    points, labels = [[0], [1], [2], [2]], [1, -1, 1, 1]
    found = flattest_sim_bn(points, labels)
    sizes = []
    for neuron in found.net:
        values = [max(neuron.a[0] * x[0] + neuron.a[1], Fraction(0)) for x in points]
        square = sum((v * v for v in values), Fraction(0)) / len(points)
        sizes.append(balls.sqrt(balls.ball(square)))
    net = SimBN(
        W1=tuple((balls.ball(n.a[0]),) for n in found.net),
        b1=tuple(balls.ball(n.a[1]) for n in found.net),
        W2=tuple(size * int(n.w) for size, n in zip(sizes, found.net, strict=True)),
        gamma=(1,) * len(found.net),
    )
    inputs = tuple((balls.ball(x[0]),) for x in points)
    for value, label in zip(forward_exact(net, inputs), labels, strict=True):
        assert value.contains(label) and value.rad() < 1e-9
    total = sum(sizes, balls.ball(0))
    assert not total > balls.ball(found.upper) and not total < balls.ball(found.lower)
    assert found.trace - found.lower < found.upper / 10**5


@pytest.mark.parametrize(
    ("data", "bias", "attained", "word"),
    [
        (cube(2), False, False, "approached"),
        (cube(3), False, False, "approached"),
        (cube(3), True, True, "closed form"),
        (([[0], [1], [2]], [1, 0, 1]), True, True, "closed form"),
        (LINE, True, None, "no exact optimum"),
    ],
)
def test_whether_the_infimum_is_attained_is_said(
    data: tuple[Any, Any], bias: bool, attained: bool | None, word: str
) -> None:
    """Without biases the flattest nets of xor are at kinks; own neurons attain the closed form."""
    found = flattest(*data, bias=bias, own=True)
    assert found.attained is attained and word in found.why


def test_the_closed_form_is_none_of_sim_bn() -> None:
    """One neuron with the values 1 and 2 attains √(5/2); one for each sample would cost 3/√2."""
    found = flattest_sim_bn([[0], [1]], [1, 2])
    assert found.lower**2 <= Fraction(5, 2) <= found.upper**2 and "closed form" not in found.why


def test_a_direction_on_a_wall_is_in_the_closed_cell_alone() -> None:
    """At 0, 1, 2 the line z − 1 is 0 at the point 1; z − 3/2 is inside; a kernel decides alike."""
    data = flattest_data([[0], [1], [2], [3]], [1, -1, 1, 1], bias=True)
    cell = next(k for k, s in enumerate(data.patterns) if s == (-1, -1, 1, 1))
    pattern = Pattern(data, cell, [fmpq(1)] * 4)
    for line, places in (
        ((1, -1), (True, False)),
        ((2, -3), (True, True)),
        ((1, 0), (False, False)),
    ):
        assert _places(data, pattern, cell, fmpq_mat(2, 1, list(line)), {}) == places
    still = fmpq_mat(1, 1, [0])
    assert _solvable((1,), [Fraction(0)], still, {}, open_=False)
    assert not _solvable((1,), [Fraction(0)], still, {}, open_=True)
    assert _solvable((1,), [Fraction(0)], fmpq_mat(1, 1, [1]), {}, open_=True)


def test_a_pattern_of_lower_rank_is_counted() -> None:
    """Of the 6 patterns of 0, 1, 2 two have one active sample, and rank 1 of 2."""
    assert flattest(*LINE).deficient == 2
    assert flattest([[1, 2], [2, 4]], [1, 3], bias=True).deficient > 0


def test_a_singular_design_is_no_obstacle() -> None:
    """Points on a line in the plane, and one coordinate that is always 0."""
    line = flattest(*LINE)
    flat = flattest([[x, 0] for (x,) in LINE[0]], LINE[1])
    assert max(line.lower, flat.lower) <= min(line.upper, flat.upper)


@pytest.mark.parametrize(
    ("n", "d", "sentence"),
    [
        (100, 30, r"100 distinct points of dimension 30: .* up to \d{20,} cells"),
        (60, 3, "up to 68560 cells"),
    ],
)
def test_data_beyond_reach_are_refused_with_the_number_of_cells(
    n: int, d: int, sentence: str
) -> None:
    """The sentence predicts how many patterns there are."""
    points = [[(i * (k + 2) + i * i * k) % 101 for k in range(d)] for i in range(n)]
    with pytest.raises(ValueError, match=sentence):
        flattest(points, [1] * n)


def test_floats_are_taken_exactly() -> None:
    """The float 0.5 is 1/2."""
    assert closed_form([[0.5]], [1.0]) == closed_form([[Fraction(1, 2)]], [1])


@pytest.mark.parametrize(
    ("points", "labels", "bias", "sentence"),
    [
        ([], [], True, "at least one sample, got none"),
        ([[1], [2]], [1], True, "equally many, got 2 points and 1 labels"),
        ([[1], [2, 3]], [1, 1], True, "points must have one dimension"),
        ([[1]], [math.nan], True, "labels must be finite, got nan"),
        ([[math.inf]], [1], True, "points must be finite, got inf"),
        ([[1], [1]], [1, 2], True, r"equal x = \(1\) and different labels 1 and 2: no interpol"),
        ([[0]], [1], False, "x = 0 and the nets have no bias"),
        ([[1], [2]], [1, 1], False, "not in the span .* no interpolator exists"),
    ],
)
def test_bad_data_are_refused_in_a_sentence(
    points: list[Any], labels: list[Any], bias: bool, sentence: str
) -> None:
    """What no net can interpolate, or nobody can read, is named."""
    with pytest.raises(ValueError, match=sentence):
        flattest(points, labels, bias=bias)
