"""Theorem 7 executed, its errata reproduced by hand, and its construction broken on purpose."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from itertools import pairwise, product
from typing import Any

import pytest
from flint import ctx

from theorems.core import sam_chain_steps
from theorems.core.exact import suffix_average_exact
from theorems.core.sam_chain import run_chain
from theorems.core.sam_chain_columns import Columns
from theorems.core.sam_chain_dense import dense_chain
from theorems.core.sam_chain_risk import suffix_risks
from theorems.sco._parts import thm7_checks as checks
from theorems.sco._parts import thm7_setting as setting
from theorems.sco._parts.thm7_by_hand import event_by_hand, run_by_hand
from theorems.sco._parts.thm7_streamed import gap_streamed
from theorems.sco.thm7 import THEOREM
from verify import Case, Outcome, Tri
from verify.domain import point_text
from verify.exact.ball import ball, ends
from verify.run.inprocess import judged

F = Fraction
RUN = {"gamma": "corrected", "rule": "explicit"}
PRINT = {"gamma": "printed", "rule": "explicit"}


@pytest.fixture(autouse=True)
def _no_run_is_remembered() -> None:
    """A run that a test has broken is not taken from the cache, nor left there."""
    checks._executed.cache_clear()


def point(**changes: Any) -> dict[str, Any]:
    """n = 1, T = 6, η = 1/24, r = 1/2, τ = 1, with changes."""
    base = {"S": [["0", 1], ["1", 1]], "T": 6, "eta": F(1, 24), "r": F(1, 2), "tau": 1}
    return {**base, **changes}


@pytest.mark.parametrize("gamma", ["printed", "corrected"])
@pytest.mark.parametrize("tau", [1, 3, 6])
def test_the_risk_is_the_mean_over_all_z(gamma: str, tau: int) -> None:
    """F(ŵ_τ) as printed, over the four z of n = 1 and all 13 coordinates, lies in the bounds."""
    run, risks = checks.executed({**RUN, "gamma": gamma}, point())
    k, T = run.constants, 6
    columns = Columns.from_patterns({"0": 1, "1": 1})
    path = dense_chain(columns, T, k.eta, k.r, run.deltas, gamma=gamma)
    w = suffix_average_exact(path, tau)
    total = ball(0)
    for z in product((0, 1), repeat=2):
        along = w[-1] + k.delta1
        for i, bit in enumerate(z):
            block = w[T * i : T * (i + 1)]
            along += block[0] * (1 if bit else -ball(k.kappa))
            for j in range(2, T + 1):
                back = block[j - 2] + (ball(k.lam) if j == 2 else 0)
                hinge = (block[j - 1] - ball(run.deltas[j - 2]) * back).nonnegative_part()
                total += bit * block[j - 1] ** 2 / 2 + hinge**2 / 2
        total += k.gamma / 2 * along.nonnegative_part() ** 2
    low, high = risks[tau - 1].population
    assert not total / 4 < low
    assert not total / 4 > high
    assert abs(float((total / 4 - low).mid())) < 1e-6 * float(total.mid())


def test_late_coordinates_are_small_on_average() -> None:
    """τ = 1, s = T = 6: one iterate of six has w(6) near −ηr, so that the mean is −ηr/6."""
    run, _ = checks.executed(RUN, point())
    b = F(1, 48)
    head = float(run.heads[-1].mid()) / float(b)
    assert -2 < head < -1
    data = {**RUN, "asks": "average", "share": "1/4"}
    assert checks.average_at(data, point(s=6)).answer is Tri.NO
    assert checks.average_at(data, point(s=3)).answer is Tri.YES


def test_the_displayed_constant_is_too_large() -> None:
    """T = 6, τ = 1, small δ_t: the gap is ¼Q_1 = 5/24 of η²r², and the display has T/8 = 18/24."""
    assert checks.least_sum(6, 1) / 4 == F(5, 24) < F(6, 8)


def test_the_least_sum_in_closed_form() -> None:
    """Q_1 = (T−1)(T−2)(2T−3)/(6T²), and the Q_τ do not fall below 5T/36 for T ≥ 6."""
    for T in range(3, 40):
        sums = [checks.least_sum(T, tau) for tau in range(1, T + 1)]
        assert sums[0] == F((T - 1) * (T - 2) * (2 * T - 3), 6 * T * T)
        assert min(sums) == sums[0]
        assert T < 6 or sums[0] >= F(5 * T, 36)


def test_the_gap_tends_to_a_quarter_of_the_sum() -> None:
    """With δ_t near 0 the gap is ¼η²r²Q_τ up to a share of 10⁻⁸: no larger constant holds."""
    columns = Columns.from_patterns({"0": 1, "1": 1})
    deltas = (F(1, 2**40), F(1, 2**100), *(F(1, 2**160),) * 3)
    run = run_chain(columns, 6, F(1, 24), F(1, 2), gamma="corrected", deltas=deltas)
    for tau, risk in enumerate(suffix_risks(run), 1):
        limit = float(checks.least_sum(6, tau)) / 4 / 48**2
        assert float(risk.population[0].mid()) == pytest.approx(limit, rel=1e-8)


@pytest.mark.parametrize("sample", [setting.ONES_6, setting.SPREAD_6])
def test_the_printed_gamma_moves_other_columns(sample: list[list[Any]]) -> None:
    """n = T = 6, η = 1, r = 1/5, τ = 4: the gap is below η²r²T/448, with the corrected γ above."""
    data = {"rule": "explicit", "asks": "gap", "sum": "T", "share": "1/448", "least": "0"}
    p = point(S=sample, eta=F(1), r=F(1, 5), tau=4)
    assert checks.gap_at({**data, "gamma": "printed"}, p).answer is Tri.NO
    assert checks.gap_at({**data, "gamma": "corrected"}, p).answer is Tri.YES
    run, _ = checks.executed({**data, "gamma": "printed"}, p)
    assert run.followed is Tri.NO
    assert run.stopped is not None
    assert run.stopped.what == "w_2^(i)(1) + λ >= 0, i ≠ I"


def test_the_dense_risk_is_that_of_the_chain() -> None:
    """Where the proof is followed both ways of computing F(ŵ_τ) give overlapping bounds."""
    for tau in range(1, 7):
        p = point(tau=tau)
        low, high = checks._dense_population(p, "corrected")
        _, risks = checks.executed(RUN, p)
        below, above = risks[tau - 1].population
        assert not low > above
        assert not below > high


@pytest.mark.parametrize("sample", [[["0", 1], ["1", 1]], [["0", 2]], setting.TWO_6])
def test_the_chain_bounds_the_gamma_term_as_all_coordinates_do(sample: list[list[Any]]) -> None:
    """The γ-term at the z that sees most, w(d) in it: the chain and all coordinates agree."""
    for tau in (1, 3, 6):
        p = point(S=sample, tau=tau)
        low, high = checks._dense_population(p, "corrected")
        run, risks = checks.executed(RUN, p)
        below, above = risks[tau - 1].population
        with ctx.workprec(512):
            assert (high - low).overlaps(above - below)
            assert run.step is not None
            assert (above - below) > 0
            assert (above - below).rad() < (above - below).mid() / 10**6


@pytest.mark.parametrize("sample", [[["0", 1], ["1", 1]], setting.ONES_6, setting.TWO_6])
def test_no_coordinate_is_left_out_of_the_length(sample: list[list[Any]]) -> None:
    """max ‖w_t‖² over all coordinates is no more than itself, and is not shown to be any less."""
    p = point(S=sample)
    run, _ = checks.executed(RUN, p)
    columns = Columns.from_patterns(dict(sample))
    k = run.constants
    path = dense_chain(columns, 6, k.eta, k.r, run.deltas, gamma="corrected", precision=512)
    counts = [m for _, m in sample]
    with ctx.workprec(512):
        lengths = [
            w[-1] ** 2 + sum((counts[c // 6] * x**2 for c, x in enumerate(w[:-1])), start=ball(0))
            for w in path
        ]
        longest = max(ends(x)[0] for x in lengths)
        other = ends(path[-1][6] ** 2)[0]
    assert other > 0
    data = {**RUN, "asks": "stays"}
    for extra, holds in ((F(-1, 3), False), (3 * sum(counts), True)):
        square = str(longest + extra * other)
        found = checks.stays_at({**data, "square": square}, p).answer
        assert (found is Tri.YES) is holds
        assert run_by_hand({**data, "square": square}, point_text(p))["violated"] is not holds


@pytest.mark.parametrize(("extra", "violated"), [("9/10", False), ("11/10", True)])
def test_the_recheck_counts_the_gamma_term(extra: str, violated: bool) -> None:
    """It is 2·10⁻⁷ of Σ ŵ(j)² at T = 6, τ = 1: a share above ¼ by more than that fails."""
    p = point()
    low, high = checks._dense_population(p, "corrected")
    _, risks = checks.executed(RUN, p)
    share = F(float(((high - low) / risks[0].norm_square).mid()))
    assert 0 < share < F(1, 10**6)
    data = {**RUN, "asks": "norm", "share": str(F(1, 4) + F(extra) * share)}
    assert run_by_hand(data, point_text(p))["violated"] is violated


def test_w_d_inside_a_block_is_charged_for() -> None:
    """d = 2^n T, n = 1, T = 2: at −(λ/2) e_d a z with z(2) = 1 has f = ½(λ/2)² = λ²/8."""
    p = {"n": 1, "T": 2, "eta": F(1), "r": F(1, 4), "z": "1", "delta": ["1"]}
    asks = {"at": "1/2", "inside": "R^d"}
    assert checks.realizable_at({**asks, "d": "printed"}, p).answer is Tri.NO
    assert checks.realizable_at({**asks, "d": "2^n T + 1"}, p).answer is Tri.YES
    found = checks.realizable_at({**asks, "d": "printed"}, p)
    lam = F(1, 4) / (4 * 4 * 3)  # d = 4
    assert found.values["left"] == str(-(lam**2) / 8)
    for z, answer in (("01", Tri.NO), ("10", Tri.YES)):  # the last block is that of column 2
        assert checks.realizable_at({**asks, "d": "printed"}, {**p, "z": z}).answer is answer


def test_sam_rests_at_a_minimizer() -> None:
    """From −λ e_d, 0/0 = 0, the gradient is 0 and so is the gap."""
    data = {**RUN, "asks": "gap", "sum": "T", "share": "1/448", "least": "0", "start": "-1"}
    assert checks.gap_at(data, point()).answer is Tri.NO
    assert run_by_hand(data, point_text(point()))["violated"]


CASES: list[tuple[str, dict[str, Any]]] = [
    ("stays", {}),
    *(("average", {"share": x}) for x in ("1/4", "3/4")),
    *(("norm", {"share": x}) for x in ("6/25", "1/2")),
    *(("gap", {"share": x, "sum": "T", "least": "0"}) for x in ("1/448", "1/8")),
    *(("gap", {"share": x, "sum": "Q", "least": "0"}) for x in ("1/4", "13/50")),
]


@pytest.mark.parametrize("rule", ["explicit", "falling"])
@pytest.mark.parametrize(("asks", "more"), CASES)
def test_the_recheck_agrees(asks: str, more: dict[str, Any], rule: str) -> None:
    """run_by_hand, which shares no code with the legs, says what they say."""
    predicates = {
        "stays": checks.stays_at,
        "average": checks.average_at,
        "norm": checks.norm_at,
        "gap": checks.gap_at,
    }
    data = {"gamma": "corrected", "rule": rule, "asks": asks, **more}
    for p in (point(s=3), point(T=7, eta=F(50), r=F(1, 400), tau=2, s=3, S=setting.TWO_6)):
        answer = predicates[asks](data, p).answer
        assert answer is not Tri.UNKNOWN
        assert run_by_hand(data, point_text(p))["violated"] == (answer is Tri.NO)


def test_a_broken_first_step_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    """If δ_2 A moves w_2^(I)(2) up, the run leaves the proof and no gap is shown."""
    true = sam_chain_steps.second_iterate

    def upwards(k: Any, step: Any, delta: Fraction) -> Any:
        answer, first, head = true(k, step, delta)
        return answer, first, -head

    monkeypatch.setattr("theorems.core.sam_chain.second_iterate", upwards)
    data = {**RUN, "asks": "gap", "sum": "T", "share": "1/448", "least": "0"}
    assert checks.gap_at(data, point()).answer is Tri.UNKNOWN


def test_every_point_of_the_sweep_is_followed() -> None:
    """With the corrected γ no run of the sweep leaves the proof: 0/0 and kinks do not arise."""
    for p in setting.SIX.points(**{k: v for k, v in setting.TAUS.items() if k != "tau"}, tau=[1]):
        run, _ = checks.executed(RUN, p)
        assert run.followed is Tri.YES


def test_no_coordinate_rises_again_if_the_deltas_fall() -> None:
    """δ_(t+1) ≤ δ_t min{1, η}/2: u_s(t) ≤ −ηr/√m for all s ≥ t ≥ 3, on which ¼η²r²Q_τ rests."""
    for sample in ([["0", 1], ["1", 1]], [["0", 2]], setting.TWO_6):
        for eta in (F(1, 24), F(1), F(50)):
            p = point(S=sample, eta=eta, r=F(1, 400), T=8)
            run, _ = checks.executed({**RUN, "rule": "falling"}, p)
            assert run.followed is Tri.YES
            with ctx.workprec(run.precision):
                bound = -ball(eta * F(1, 400)) / ball(run.columns.zeros).sqrt()
                assert all(u <= bound for u in (*run.heads[1:], *run.rests[1:]))


def test_starts_are_shares_of_delta_1() -> None:
    """With the corrected γ w_1 = start δ_1 e_d, the γ and δ_1 of the run itself."""
    run, _ = checks.executed(RUN, point(start=F(1, 3)))
    assert (ball(F(1, 3)) * run.constants.delta1).overlaps(ball(run.start))


def test_what_the_gamma_term_leaves_open_stays_open() -> None:
    """F lies between two bounds; a share that only one of them meets is undecided."""
    p = point()
    for extra, answer in ((0, Tri.YES), (F(1, 10**12), Tri.UNKNOWN), (F(1, 10**2), Tri.NO)):
        data = {**RUN, "asks": "norm", "share": str(F(1, 4) + extra)}
        assert checks.norm_at(data, p).answer is answer


def test_the_event_s_bound_must_exceed_a_third() -> None:
    """The probability is above 3/10 too, but Theorem 7 says 1/3."""
    assert checks.event_at({"columns": "1", "lower": "3/10"}, {"n": 6}).answer is Tri.NO
    assert checks.event_at({"columns": "1", "lower": "34/100"}, {"n": 6}).answer is Tri.YES


MORE = F(1, 1000)


@pytest.mark.parametrize(("T", "tau"), [(6, 1), (6, 2), (6, 3), (7, 7), (9, 4), (12, 1)])
def test_the_deduced_sums_are_the_sums(T: int, tau: int) -> None:
    """z3's closed forms of Q_τ for τ ≤ 2 and for τ ≥ 3 are attained, and no more is deduced."""
    least = checks.least_sum(T, tau) / T
    domain = setting.MANY.restrict(T=[T], tau=[tau])
    for extra, holds in ((0, True), (MORE, False)):
        changes = {"least": str(least + extra)}
        found = judged(THEOREM, "gap", "smt", changes, role="sharpened", domain=domain)
        assert (found.verdict == "holds") is holds


@pytest.mark.parametrize(
    ("T", "share"), [(6, F(1, 384)), (7, F(1, 448)), (8, F(3, 1024)), (13, F(1, 208))]
)
def test_the_deduced_gap_counts_its_coordinates(T: int, share: Fraction) -> None:
    """One coordinate at T = 6, else (T − 5)/2 at least: no more than b²/64 is deduced for each."""
    domain = setting.SIX.restrict(T=[T])
    for times, holds in ((1, True), (1 + MORE, False)):
        changes = {"share": str(share * times)}
        found = judged(THEOREM, "gap", "smt", changes, role="corrected", domain=domain)
        assert (found.verdict == "holds") is holds


@pytest.mark.parametrize(
    ("T", "tau", "s", "share"), [(12, 1, 6, F(7, 24)), (12, 8, 3, F(1, 2)), (7, 1, 3, F(5, 14))]
)
def test_the_deduced_average_counts_its_iterates(T: int, tau: int, s: int, share: Fraction) -> None:
    """T − max(τ, s) + 1 of the T − τ + 1 terms, −b/2 each: no more is deduced."""
    (reading,) = [q for q in THEOREM.claim("average").readings if q.role == "corrected"]
    domain = reading.domain.restrict(T=[T], tau=[tau], s=[s])
    for times, holds in ((1, True), (1 + MORE, False)):
        changes = {"share": str(share * times)}
        found = judged(THEOREM, "average", "smt", changes, role="corrected", domain=domain)
        assert (found.verdict == "holds") is holds


def test_the_deduced_length_counts_twice_b() -> None:
    """T = 6, d = 13, ηr = 1/(2√6): ‖w_t‖² ≤ 4 (2b)² + 2/d² + b²/d, and no less is deduced."""
    most = F(4 * 4, 24) + F(2, 13**2) + F(1, 24 * 13)
    (reading,) = [q for q in THEOREM.claim("stays").readings if q.role == "corrected"]
    domain = reading.domain.restrict(T=[6])
    for times, holds in ((1, True), (1 - MORE, False)):
        changes = {"square": str(most * times)}
        found = judged(THEOREM, "stays", "smt", changes, role="corrected", domain=domain)
        assert (found.verdict == "holds") is holds


def test_theorem_7_is_swept_where_eta_r_is_as_large_as_it_may_be() -> None:
    """ηr = 1/(2√T) exactly, at T = 9: a point of each sweep, followed, with the gap and in W."""
    p = point(T=9, r=F(4), tau=1)
    assert 4 * (p["eta"] * p["r"]) ** 2 * p["T"] == 1
    for name in ("T", "eta", "r"):
        assert all(str(p[name]) in map(str, over[name]) for over in (setting.TAUS, setting.WHOLE))
    assert setting.SIX.contains(p)
    assert not setting.SIX.contains({**p, "r": F(4001, 1000)})
    for tau in range(1, 10):
        data = {**RUN, "asks": "gap", "sum": "T", "share": "1/448", "least": "0"}
        assert checks.gap_at(data, {**p, "tau": tau}).answer is Tri.YES
    assert checks.stays_at({**RUN, "asks": "stays"}, p).answer is Tri.YES


ONE_64 = setting.ONES_6


@pytest.mark.parametrize(
    ("domain", "changes", "inside"),
    [
        (setting.SIX, {"tau": 6}, True),
        (setting.SIX, {"tau": 7}, False),
        (setting.SIX, {"tau": 0}, False),
        (setting.SIX, {"T": 5}, False),
        (setting.SIX, {"S": [["0", 2]]}, False),  # two zero columns
        (setting.MANY, {"S": [["0", 2]]}, True),
        (setting.MANY, {"T": 3}, True),
        (setting.MANY, {"T": 2}, False),
        (setting.MEANS, {"T": 2}, True),
        (setting.ANY_SIZE, {"T": 2}, True),
        (setting.SUFFIXES, {"S": ONE_64}, True),
        (setting.SUFFIXES, {"S": ONE_64, "tau": 6}, True),
        (setting.SUFFIXES, {"S": ONE_64, "T": 5}, False),
        (setting.SUFFIXES, {}, False),  # n = 1
        (setting.STARTS, {"start": F(1)}, True),
        (setting.STARTS, {"start": F(1001, 1000)}, False),
        (setting.STARTS, {"start": F(0)}, True),
        (setting.STARTS, {"start": F(-1, 1000)}, False),
    ],
)
def test_the_edges_of_the_hypotheses(domain: Any, changes: dict[str, Any], inside: bool) -> None:
    """T = 6, τ = 1 and T, ε = 0 and δ_1 belong to what is claimed, and nothing beyond."""
    p = {k: x for k, x in point(**changes).items() if k != "tau" or "tau" in domain.parameters}
    assert domain.contains(p) is inside


def test_the_edges_of_the_printed_displays() -> None:
    """s = T/2 is an edge of both readings of the average, and √T/2 of ηr as it could be read."""
    for reading in THEOREM.claim("average").readings:
        for T, s, inside in ((6, 3, True), (6, 2, False), (8, 4, True)):
            assert reading.domain.contains(point(S=ONE_64, T=T, s=s)) is inside
    loose, _ = THEOREM.claim("stays").readings
    p = {k: x for k, x in point(S=ONE_64, T=9, r=F(36)).items() if k != "tau"}
    assert loose.domain.contains(p)
    assert not loose.domain.contains({**p, "r": F(3601, 100)})


def test_the_words_and_the_data_say_the_same() -> None:
    """The constants of each reading, as its text gives them."""
    shares = {
        (c.id, q.role): q.data["share"]
        for c in THEOREM.claims
        for q in c.readings
        if "share" in q.data
    }
    assert shares == {
        ("average", "printed"): "1/4",
        ("average", "corrected"): "1/4",
        ("norm", "printed"): "1",
        ("norm", "corrected"): "1/4",
        ("gap", "printed"): "1/8",
        ("gap", "corrected"): "1/448",
        ("gap", "sharpened"): "1/4",
        ("gamma", "printed"): "1/448",
        ("gamma", "corrected"): "1/448",
        ("start", "sharpened"): "1/448",
    }
    (fine,) = [q for q in THEOREM.claim("gap").readings if q.role == "sharpened"]
    assert (fine.data["least"], fine.data["sum"], fine.data["rule"]) == ("5/36", "Q", "falling")


def test_a_bent_average_costs_its_hinges(monkeypatch: pytest.MonkeyPatch) -> None:
    """At an average with positive hinges everywhere the bounds are those of F over all four z."""
    T = 3
    table = (("0", 1), ("1", 1))
    k, deltas, _ = checks._dense(table, T, F(1, 24), F(1, 2), "corrected")
    with ctx.workprec(512):
        w = tuple(ball(F(x, 7)) for x in (-3, 2, 5, 1, -1, 4, 6))
        total = ball(0)
        for z in product((0, 1), repeat=2):
            for i, bit in enumerate(z):
                block = w[T * i : T * (i + 1)]
                for j in range(2, T + 1):
                    back = block[j - 2] + (ball(k.lam) if j == 2 else 0)
                    hinge = (block[j - 1] - ball(deltas[j - 2]) * back).nonnegative_part()
                    total += bit * block[j - 1] ** 2 / 2 + hinge**2 / 2
        monkeypatch.setattr(checks, "_dense", lambda *_: (k, deltas, (w,)))
        low, _ = checks._dense_population(point(T=T), "corrected")
        assert low.overlaps(total / 4)
        assert low.rad() < 2**-400


def test_hinges_of_the_average_are_counted_for_the_norm(monkeypatch: pytest.MonkeyPatch) -> None:
    """F = (¼ + h) Σ ŵ(j)² if the hinges give h: shares up to that hold."""
    run, risks = checks.executed(RUN, point())
    h = ball(F(1, 10))
    square = risks[0].norm_square
    both = (square * (ball(F(1, 4)) + h),) * 2
    planted = replace(risks[0], population=both, empirical=(square * h,) * 2)
    monkeypatch.setattr(checks, "executed", lambda data, p: (run, (planted,)))
    for share, answer in (("349/1000", Tri.YES), ("351/1000", Tri.NO)):
        assert checks.norm_at({**RUN, "asks": "norm", "share": share}, point()).answer is answer


def test_the_dense_run_is_for_the_start_0_alone() -> None:
    """From another start with the printed γ, where the proof is left, nothing is said."""
    data = {"gamma": "printed", "rule": "explicit", "asks": "gap", "sum": "T", "share": "1/448"}
    p = point(S=setting.ONES_6, eta=F(1), r=F(1, 5), tau=4)
    assert checks.gap_at({**data, "least": "0"}, p).answer is Tri.NO
    assert checks.gap_at({**data, "least": "0", "start": "1/1000"}, p).answer is Tri.UNKNOWN


@pytest.mark.parametrize("eta", [F(1, 24), F(1, 3), F(50)])
def test_the_falling_deltas_are_the_largest_of_their_rule(eta: Fraction) -> None:
    """δ_4 up to δ_3 σ√m/(2r), δ_(t+1) up to δ_t min{1, η}/2, no less than half of that."""
    for sample in ([["0", 2]], setting.TWO_6):
        run, _ = checks.executed({**RUN, "rule": "falling"}, point(S=sample, eta=eta, r=F(1, 400)))
        first, _ = checks.executed(RUN, point(S=sample, eta=eta, r=F(1, 400)))
        m = run.columns.zeros
        bound = float(run.deltas[1]) * -float(run.heads[0].mid()) * m**0.5 / (2 / 400)
        bound = min(bound, float(first.deltas[2]))
        assert bound / 2 < float(run.deltas[2]) <= bound
        for one, next_one in pairwise(run.deltas[2:]):
            assert min(F(1), eta) / 4 < next_one / one <= min(F(1), eta) / 2


@pytest.mark.parametrize("n", [1, 2, 6, 12])
@pytest.mark.parametrize("lower", ["exp(-1)", "9/25", "41/100", "11/20"])
@pytest.mark.parametrize("columns", ["1", "1/2"])
def test_the_recheck_of_the_event_agrees(n: int, lower: str, columns: str) -> None:
    """event_by_hand, which shares no code with the legs, says what they say."""
    data = {"lower": lower, "columns": columns}
    answer = checks.event_at(data, {"n": n}).answer
    assert answer is not Tri.UNKNOWN
    assert event_by_hand(data, {"n": str(n)})["violated"] is (answer is Tri.NO)


@pytest.mark.parametrize(
    ("claim", "leg", "role", "changes"),
    [
        ("event", "symbolic", "printed", {"lower": "37/100"}),
        ("event", "symbolic", "printed", {"columns": "1/2"}),
        ("gap", "smt", "corrected", {"gamma": "printed"}),
        ("gap", "smt", "corrected", {"start": "0"}),
    ],
)
def test_deductions_do_not_speak_of_what_they_do_not_treat(
    claim: str, leg: str, role: str, changes: dict[str, Any]
) -> None:
    """Another bound, half the columns, the printed γ, another start: nothing is proved there."""
    assert judged(THEOREM, claim, leg, changes, role=role).verdict != "holds"


def test_the_streamed_leg_asks_for_its_case(monkeypatch: pytest.MonkeyPatch) -> None:
    """Its seed and γ are the case's; a bracket that holds the share decides nothing."""
    from theorems.core import streaming_thm7

    seen: list[tuple[Any, ...]] = []

    class Run:
        least_ratio = (F(1, 500), F(1, 400))

    def stream(n: int, T: int, **more: Any) -> Run:
        seen.append((more["gamma"], more["seed"], more["eta"] * more["r"]))
        return Run()

    monkeypatch.setattr(streaming_thm7, "stream_theorem7", stream)
    reading = THEOREM.claim("gap").readings[1]
    case = Case("sco.thm7", "gap", "streamed", reading.data, reading.domain, seed=17)
    assert gap_streamed(case).outcome is Outcome.UNDECIDED
    printed = replace(case, data={**reading.data, "gamma": "printed", "share": "1/501"})
    assert gap_streamed(printed).outcome is Outcome.SUPPORTS
    assert {q[:2] for q in seen} == {("corrected", 17), ("printed", 17)}
    assert {q[2] for q in seen} == {F(1, 2000)}


@pytest.mark.parametrize("rule", ["explicit", "falling"])
@pytest.mark.parametrize("eta", [F(1, 24), F(1)])
def test_the_recheck_computes_the_same_risk(rule: str, eta: Fraction) -> None:
    """F(ŵ_τ) by hand is that of the run, where δ_5, δ_6, ... are as large as the rule has them."""
    data = {**RUN, "rule": rule, "asks": "gap", "sum": "T", "share": "1/448", "least": "0"}
    for tau in (1, 5):
        p = point(T=7, eta=eta, r=F(1, 6), tau=tau)
        _, risks = checks.executed(data, p)
        low, high = (float(x.mid()) for x in risks[tau - 1].population)
        found = float(run_by_hand(data, point_text(p))["F"])
        assert abs(found - high) <= 1e-6 * (high - low) + 1e-15 * high


def test_the_recheck_computes_the_risk_of_a_bent_average_too() -> None:
    """With the printed γ the columns of ones keep a positive hinge, which F and the hand count."""
    data = {**PRINT, "asks": "gap", "sum": "T", "share": "1/448", "least": "0"}
    for tau in (2, 4):
        p = point(S=setting.ONES_6, eta=F(1), r=F(1, 5), tau=tau)
        low, high = (float(x.mid()) for x in checks._dense_population(p, "printed"))
        k, deltas, averages = checks._dense(
            tuple(map(tuple, setting.ONES_6)), 6, F(1), F(1, 5), "printed"
        )
        block = [float(x.mid()) for x in averages[tau - 1][6:12]]
        gaps = [b - float(d) * a for a, b, d in zip(block, block[1:], deltas, strict=False)]
        gaps[0] -= float(deltas[0] * k.lam)
        bent = 63 * sum(max(x, 0) ** 2 for x in gaps) / 2
        assert bent > 1e-9 * low
        found = float(run_by_hand(data, point_text(p))["F"])
        assert found == pytest.approx(high, rel=1e-11)
