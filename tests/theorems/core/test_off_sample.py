"""Tests of the values of the flattest nets at unseen points: both ends, their order, the escape."""

from __future__ import annotations

import itertools
from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from theorems.core import off_sample_end
from theorems.core.flattest_cone import escape
from theorems.core.flattest_primal import net_trace, net_value
from theorems.core.flattest_program import flattest_data
from theorems.core.off_sample import OffSample, off_sample
from theorems.core.off_sample_transition import transition
from verify import replay
from verify.exact.certificates import make

CUBE = [list(x) for x in itertools.product((1, -1), repeat=3)]
LABELS = [x[0] * x[1] for x in CUBE]
LINE = ([[0], [1], [2]], [1, -1, 1])


def ordered(found: OffSample) -> bool:
    """Whether the inner interval lies in the outer one."""
    assert found.lower is not None and found.upper is not None
    assert found.inner_lower is not None and found.inner_upper is not None
    return found.lower <= found.inner_lower <= found.inner_upper <= found.upper


def test_seven_corners_force_the_eighth_without_biases() -> None:
    """The flattest nets without biases that know seven corners of the cube agree on the eighth."""
    found = off_sample(CUBE[:7], LABELS[:7], CUBE[7], bias=False)
    assert ordered(found) and found.lower is not None and found.upper is not None
    assert abs(found.lower - 1) < Fraction(1, 10**6) and abs(found.upper - 1) < Fraction(1, 10**6)
    assert (found.verdict(1), found.verdict(-1)) == ("forced", "free")


def test_biases_leave_every_unseen_corner_free() -> None:
    """A corner is no nonnegative combination of the others with a 1 appended: f is any number."""
    found = off_sample(CUBE[:7], LABELS[:7], CUBE[7], bias=True)
    u = found.escape
    assert u is not None and found.verdict(1) == found.verdict(-1) == "free"
    dots = [sum(a * b for a, b in zip(u, [*x, 1], strict=True)) for x in CUBE]
    assert dots[7] > 0 >= max(dots[:7])


def test_inside_the_hull_there_are_two_ends() -> None:
    """Between samples a net with biases is bounded, and the bracket is narrow on both sides."""
    found = off_sample(*LINE, [Fraction(1, 2)])
    assert ordered(found) and found.escape is None
    width = found.upper - found.lower
    assert found.inner_lower - found.lower < width / 1000
    assert found.upper - found.inner_upper < width / 1000


def test_the_nets_have_the_inner_values_and_are_flat_enough() -> None:
    """Each end of the inner interval is f(z) of a net that interpolates within the slack."""
    found = off_sample(*LINE, [Fraction(1, 3)], slack=Fraction(1, 100))
    data = flattest_data(*LINE, bias=True)
    row = (Fraction(1, 3), Fraction(1))
    assert found.least is not None
    for net, value in zip(found.nets, (found.inner_lower, found.inner_upper), strict=True):
        assert net_value(net, row) == value
        assert net_trace(data, net) <= found.least.lower * Fraction(101, 100)


@pytest.mark.parametrize("twice", [False, True])
def test_both_ends_are_replayed(twice: bool) -> None:
    """The standard library accepts each outer end, and refuses one that is a little sharper."""
    points, labels = (LINE[0] * 2, LINE[1] * 2) if twice else LINE
    found = off_sample(points, labels, [Fraction(1, 2)])
    data = found.certificates()
    assert set(data) == {"lower", "upper"}
    for side, one in data.items():
        certificate = make("sharpness.thm31/off_sample", **one)
        relation = ">=" if side == "lower" else "<="
        assert f"f(1/2) {relation} " in replay.check(certificate).statement
        sharper = Fraction(one["parameters"]["value"]) + Fraction(1 if side == "lower" else -1, 99)
        parameters = {**one["parameters"], "value": str(sharper)}
        with pytest.raises(ValueError, match="value is not the bound"):
            make("sharpness.thm31/off_sample", one["kind"], parameters, None, one["proof"])


def test_a_forced_corner_is_replayed() -> None:
    """The interval at the eighth corner of the cube is proved by certificates."""
    found = off_sample(CUBE[:7], LABELS[:7], CUBE[7], bias=False)
    for one in found.certificates().values():
        make("sharpness.thm31/off_sample", **one)


def test_more_slack_means_more_freedom() -> None:
    """The inner interval at slack 1/10 holds the outer one at slack 1/1000."""
    little, much = (off_sample(*LINE, [Fraction(1, 2)], slack=s) for s in ("1/1000", "1/10"))
    assert much.inner_lower < little.lower and little.upper < much.inner_upper


@pytest.mark.parametrize("iterations", [1, 4])
def test_a_solver_that_stops_early_costs_width_only(iterations: int) -> None:
    """The outer ends of an unfinished run, where there are any, lie outside."""
    good, bad = off_sample(*LINE, [0.5]), off_sample(*LINE, [0.5], max_iter=iterations)
    assert bad.lower is None or bad.lower <= good.inner_lower
    assert bad.upper is None or bad.upper >= good.inner_upper
    assert ordered(good)
    assert bad.inner_lower is None or good.lower <= bad.inner_lower <= bad.inner_upper <= good.upper


@given(
    st.integers(1, 3).flatmap(
        lambda d: st.lists(
            st.tuples(*[st.integers(-2, 2)] * d), min_size=2, max_size=6, unique=True
        )
    ),
    st.lists(st.integers(-2, 2), min_size=6, max_size=6),
    st.booleans(),
)
@settings(derandomize=True, deadline=None, max_examples=30)
def test_the_four_numbers_are_in_order(
    points: list[tuple[int, ...]], labels: list[int], bias: bool
) -> None:
    """lower ≤ inner_lower ≤ inner_upper ≤ upper, whatever the samples."""
    if not bias:
        points = [x for x in points if any(x)]
    if len(points) < 2:
        return
    *seen, z = points
    try:
        found = off_sample(seen, labels[: len(seen)], z, bias=bias)
    except ValueError:
        # with biases there is a net for every labelling of distinct points
        assert not bias
        return
    if found.escape is None:
        assert found.lower is not None and found.upper is not None, "an outer end is missing"
        assert ordered(found)


@given(
    st.integers(1, 4).flatmap(
        lambda d: st.lists(st.tuples(*[st.integers(-3, 3)] * d), min_size=2, max_size=7)
    )
)
@settings(derandomize=True, deadline=None, max_examples=80)
def test_escapes_are_decided(vectors: list[tuple[int, ...]]) -> None:
    """Either u separates z from the cone, or a linear program finds z in it."""
    from scipy.optimize import linprog

    *rows, z = [tuple(map(Fraction, v)) for v in vectors]
    u = escape(rows, z)
    if u is not None:
        assert sum(a * b for a, b in zip(u, z, strict=True)) > 0
        assert all(sum(a * b for a, b in zip(u, row, strict=True)) <= 0 for row in rows)
    columns = [[float(e) for e in column] for column in zip(*rows, strict=True)]
    answer = linprog([0.0] * len(rows), A_eq=columns, b_eq=[float(e) for e in z])
    assert (u is None) == (answer.status == 0)


@pytest.mark.parametrize("weights", [[0.0, 0.0, 0.0], [1.0, 1.0, 0.0]])
def test_a_wrong_suggestion_does_not_decide(
    weights: list[float], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever floats suggest, the cone of (1, 0), (0, 1), (−1, 0) holds (1, 1), not (0, −1)."""
    from scipy import optimize

    monkeypatch.setattr(optimize, "nnls", lambda *_: (weights, 0.0))
    rows = [tuple(map(Fraction, row)) for row in ((1, 0), (0, 1), (-1, 0))]
    assert escape(rows, (Fraction(1), Fraction(1))) is None
    u = escape(rows, (Fraction(0), Fraction(-1)))
    assert u is not None and u[0] == 0 and u[1] < 0


def test_nets_beyond_the_budget_are_mixed_with_a_flat_one(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Where the solver spends too much, the nets that are shown are flat enough all the same."""
    solve = off_sample_end.search_off_sample
    monkeypatch.setattr(
        off_sample_end,
        "search_off_sample",
        lambda data, *, side, budget, **options: solve(
            data, side=side, budget=1.4 * budget, **options
        ),
    )
    found = off_sample(*LINE, [Fraction(1, 2)])
    assert found.least is not None and ordered(found)
    assert all(
        net_trace(found.data, net) <= found.least.lower * Fraction(1001, 1000) for net in found.nets
    )


def test_multipliers_of_the_other_side_prove_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """With λ_z of the wrong sign there is no outer end, and so no verdict."""
    solve = off_sample_end.search_off_sample
    monkeypatch.setattr(
        off_sample_end,
        "search_off_sample",
        lambda data, *, side, budget, **options: solve(data, side=-side, budget=budget, **options),
    )
    found = off_sample(*LINE, [Fraction(1, 2)])
    assert (found.lower, found.upper, found.certificates()) == (None, None, {})


def test_verdicts_at_zero() -> None:
    """f(z) = 0 has not the sign of a label: an end at 0 forces nothing, a net with 0 is free."""
    found = off_sample(*LINE, [Fraction(1, 2)])
    one, zero = Fraction(1), Fraction(0)
    ends = {"lower": zero, "inner_lower": one, "inner_upper": one, "upper": one}
    assert replace(found, **ends).verdict(1) == "undecided"
    assert replace(found, **{**ends, "lower": one / 2}).verdict(1) == "forced"
    assert replace(found, **{**ends, "inner_lower": zero}).verdict(1) == "free"
    below = {"lower": -one, "inner_lower": -one, "inner_upper": -one, "upper": zero}
    assert replace(found, **below).verdict(-1) == "undecided"
    assert replace(found, **{**below, "inner_upper": zero}).verdict(-1) == "free"


def test_no_interpolator_is_said_where_there_is_an_escape() -> None:
    """Without biases f(2) = 2 f(1): where no net interpolates, none is free at −1."""
    with pytest.raises(ValueError, match="no interpolator exists"):
        off_sample([[1], [2]], [1, 1], [-1], bias=False)
    assert off_sample([[1], [2]], [1, 2], [-1], bias=False).verdict(1) == "free"


def test_the_transition_goes_from_free_to_forced_without_biases_only() -> None:
    """At d = 3 few samples leave every unseen corner free, seven of eight force the last."""
    rows = transition(3, [4, 16], 0, False)
    assert (rows[0].free, rows[0].forced) == (5, 0) and (rows[1].free, rows[1].forced) == (0, 1)
    assert [row.forced for row in transition(3, [4, 16], 0, True)] == [0, 0]
    assert rows[1].row() == [3, 16, 7, False, 1, 0, 1, 0, 0]


@pytest.mark.parametrize(
    ("unseen", "options", "sentence"),
    [
        ([1], {}, r"point must be unseen, got \(1\), which is a sample"),
        ([1, 2], {}, r"point must have dimension 1, got \(1, 2\)"),
        ([float("nan")], {}, "point must be finite, got nan"),
        ([5], {"slack": 0}, "slack must be positive, got 0"),
        ([5], {"sides": ("left",)}, "among 'lower' and 'upper', got 'left'"),
    ],
)
def test_bad_data_are_refused_in_a_sentence(
    unseen: list[float], options: dict[str, object], sentence: str
) -> None:
    """What cannot be asked is named."""
    with pytest.raises(ValueError, match=sentence):
        off_sample(*LINE, unseen, **options)


def test_a_label_zero_has_no_sign() -> None:
    """The verdict is about signs."""
    with pytest.raises(ValueError, match="label must not be 0"):
        off_sample(*LINE, [5]).verdict(0)
