"""The constants of the upper bound: what serves the whole class, what does not, how tight it is."""

from __future__ import annotations

import json
from fractions import Fraction
from functools import partial
from typing import Any

import pytest

from theorems.sco import lem1, thm2, thm5
from theorems.sco._parts.upper_huber import attained_at, least_ratio
from theorems.sco._parts.upper_pairs import estimate_at
from theorems.sco._parts.upper_pairs_by_hand import attained_by_hand, faces_by_hand, pair_by_hand
from theorems.sco._parts.upper_path import beyond_at, faces_of, least_at, sa_gd_on
from verify import Case, Domain, Premise, Tri, rationals, replay
from verify.run.inprocess import evidence, judged, unexpected
from verify.run.plan import Options
from verify.solvers.performance import UnprovedError, certify, perturbed, proof_of, worst_case

SHARP = {"method": "given", "pair": "sharp", "start": "1", "factor": "1", "proof": "identity"}
FAMILY = {"method": "given", "pair": "family", "factor": "1", "proof": "identity"}
RATIO = {"method": "given", "pair": "ratio", "factor": "1", "proof": "identity"}
THEOREMS = {"sco.lem1": lem1.THEOREM, "sco.thm2": thm2.THEOREM, "sco.thm5": thm5.THEOREM}
OWN = ("worst_case", "pairs", "ratio", "range", "attained", "least", "cycle", "beyond")


@pytest.mark.parametrize(
    ("label", "claim"),
    [(label, c.id) for label, t in THEOREMS.items() for c in t.claims if c.id in OWN],
)
def test_readings_hold_and_controls_die(label: str, claim: str) -> None:
    """Leg by leg: each reading as expected, each control refuted by every leg that must see it."""
    assert unexpected(THEOREMS[label], claim) == []


@pytest.mark.parametrize("label", THEOREMS)
@pytest.mark.parametrize("role", ["printed", "sharpened"])
def test_the_bounds_come_with_certificates(label: str, role: Any) -> None:
    """Each of the class-wide bounds is supported, with a certificate that replays."""
    found = evidence(THEOREMS[label], "worst_case", "pep", role=role)
    assert found.outcome == "supports" and found.certificate is not None
    assert replay.check(json.loads(json.dumps(found.certificate))).accepted


@pytest.mark.parametrize("data", [SHARP, FAMILY, RATIO], ids=["sharp", "family", "ratio"])
@pytest.mark.parametrize("eta", ["1/4", "1/100", "3/4"])
@pytest.mark.parametrize("T", [1, 6, 16])
def test_the_multipliers_of_the_identities_are_exact(
    T: int, eta: str, data: dict[str, str]
) -> None:
    """They prove the bounds with no solver, β = 3, and none of them can be a thousandth less."""
    point = {"T": T, "eta": Fraction(eta) / 3, "beta": Fraction(3), "a": Fraction(2, 3)}
    estimate = estimate_at(data, point)
    assert estimate.multipliers is not None and proof_of(estimate).bound == 0
    with pytest.raises(UnprovedError):
        proof_of(estimate_at({**data, "factor": "999/1000"}, point))


@pytest.mark.parametrize(
    ("claim", "start", "beyond"),
    [("pairs", "1", "2/3"), ("ratio", "3/5", "6/5"), ("range", "2", "4"), ("worst_case", "2", "4")],
)
def test_a_certificate_proves_its_own_claim_alone(claim: str, start: str, beyond: str) -> None:
    """T = 2, ηβ = 1/4: a bound slightly larger than the claim's is proved, and is not its own.

    For `pairs` the first number chooses the second: with a = 1/3 there is none.
    """
    from verify.solvers.performance import perturbed_bound

    def certified(start: Fraction, beyond: Fraction) -> Any:
        bound = perturbed_bound(2, "1/4", 1, start=start, beyond=beyond)
        return certify(f"sco.lem1/{claim}", [bound])

    first, second, more = Fraction(start), Fraction(beyond), Fraction(1001, 1000)
    with pytest.raises(UnprovedError, match="beyond is more than the claim's"):
        certified(first, more * second)
    if claim == "pairs":
        with pytest.raises(UnprovedError, match="no pair for a = 1/3"):
            certify("sco.lem1/pairs", [perturbed_bound(2, "1/4", 1, start="2/3", beyond=9)])
    else:
        with pytest.raises(UnprovedError, match="start is more than the claim's"):
            certified(more * first, second)


@pytest.mark.parametrize("eta", ["1/4", "1/2", "3/4"])
@pytest.mark.parametrize("T", [1, 2, 3, 6])
def test_the_ratio_is_the_worst_case_of_the_class(T: int, eta: str) -> None:
    """(4ηβT + 1)/(8(ηβ(T−1) + 1)) lies in the solver's exact bracket, which is narrow."""
    x = Fraction(eta)
    share = (4 * x * T + 1) / (8 * (x * (T - 1) + 1))
    whole = {"pair": "fixed", "method": "given", "start": "1", "beyond": "4", "factor": "1"}
    point = {"T": T, "eta": x, "beta": Fraction(1)}
    program = estimate_at({**whole, "proof": "search"}, point).ratio
    assert program is not None
    bracket = worst_case(program)
    assert bracket.lower <= share <= bracket.upper and bracket.width < share / 10**5


def test_the_sharpened_constants_are_least_up_to_the_last_distance() -> None:
    """At T = 12 the worst case over the class is within 1 % of the sharpened bound."""
    c = Fraction(4, 7)
    bound = c / (Fraction(1, 4) * 12) * Fraction(1, 49) + 2 * c * c
    found = worst_case(perturbed(12, "1/4", 1, radius="1/7"))
    assert bound * Fraction(99, 100) < found.lower <= found.upper < bound * Fraction(1001, 1000)


@pytest.mark.parametrize("change", [{"limit": "3/2"}, {"beyond": "2"}, {"start": "1/3"}])
@pytest.mark.parametrize("leg", ["symbolic", "flint"])
def test_a_fixed_pair_is_refused_beyond_its_range(leg: str, change: dict[str, str]) -> None:
    """Past 5/4, with half the second constant, or with a < 1/2 neither identity gives support."""
    found = judged(lem1.THEOREM, "range", leg, change, role="sharpened")
    assert found.verdict != "holds"


@pytest.mark.parametrize("leg", ["symbolic", "flint"])
@pytest.mark.parametrize(
    ("claim", "low", "premise"),
    [
        ("range", "1/2", lambda x, _: x <= Fraction(126, 100)),
        ("ratio", "1/2", lambda x, _: x <= Fraction(76, 100)),
        ("worst_case", "1/2", lambda x, _: x <= Fraction(201, 100)),
        ("pairs", "49/100", lambda x, a: 2 * a * (2 - x) > 1),
        ("pairs", "1/2", lambda x, a: 4 * a * (2 - x) < 1),
    ],
)
def test_an_identity_alone_is_no_bound(claim: str, low: str, premise: Any, leg: str) -> None:
    """A little beyond its premises each identity still holds, and the bound is undecided."""
    reading = next(r for r in lem1.THEOREM.claim(claim).readings if r.role == "sharpened")
    sets = {"a": rationals(f"{low} <=")} if claim == "pairs" else {}
    wider = Premise("wider", lambda p: premise(p["eta"] * p["beta"], p["a"] if sets else None))
    domain = Domain({**reading.domain.parameters, **sets}, (wider,))
    found = judged(lem1.THEOREM, claim, leg, role="sharpened", domain=domain)
    assert found.verdict == "undecided" and "may be negative: {" in found.reason


@pytest.mark.parametrize(
    ("claim", "sets", "wider"),
    [
        (
            "least",
            {},
            (
                lambda x, _: x >= 1,
                lambda x, p: 2 * p["a"] * (2 - x) > 1,
                lambda x, p: 1000 * p["a"] * (2 - x) <= 1001,
            ),
        ),
        ("least", {}, (lambda x, p: 4 * p["a"] * (2 - x) < 1,)),
        (
            "least",
            {"a": rationals("49/100 <=")},
            (lambda x, p: 2 * p["a"] * (2 - x) > 1, lambda x, p: p["a"] * (2 - x) <= 1),
        ),
        (
            "beyond",
            {},
            (lambda x, _: 4 * x > 5, lambda x, _: 2 * x < 3, lambda _, p: p["T"] > 100),
        ),
    ],
)
def test_an_identity_alone_is_no_run(claim: str, sets: dict[str, Any], wider: Any) -> None:
    """Nor is one of the runs' on a domain a little wider than its own."""
    (reading,) = lem1.THEOREM.claim(claim).readings
    premises = [Premise(str(k), partial(_at, one)) for k, one in enumerate(wider)]
    domain = Domain({**reading.domain.parameters, **sets}, tuple(premises))
    found = judged(lem1.THEOREM, claim, "symbolic", role="sharpened", domain=domain)
    assert found.verdict == "undecided" and "may be negative: {" in found.reason


@pytest.mark.parametrize(("claim", "count", "bend"), [("least", 4, "1/2"), ("attained", 3, None)])
def test_no_identity_of_a_run_is_left_out(claim: str, count: int, bend: str | None) -> None:
    """As many as the deduction names; other products of neighbours break one of them."""
    found = evidence(lem1.THEOREM, claim, "symbolic", role="sharpened")
    assert found.outcome == "supports" and found.detail["identities"] == count
    if bend is not None:
        changed = judged(lem1.THEOREM, claim, "symbolic", {"bend": bend}, role="sharpened")
        assert changed.verdict != "holds"


def _at(premise: Any, p: Any) -> Any:
    return premise(p["eta"] * p["beta"], p)


@pytest.mark.parametrize("method", ["given", "argmax"])
def test_the_recheck_sees_a_constant_that_is_too_small(method: str) -> None:
    """By hand: nothing breaks at the factor 1, and smaller constants are broken."""
    point = {"T": "3", "eta": "1/4", "beta": "2", "a": "1/2"}
    for data in (SHARP, FAMILY, RATIO):
        own = {**data, "method": method}
        assert not pair_by_hand(own, point)["violated"]
        assert pair_by_hand({**own, "factor": "1/4"}, point)["violated"]
    # a constant a hundredth too small needs the faces, on which the pair is attained
    less = {**FAMILY, "method": method, "factor": "99/100"}
    found = pair_by_hand(less, {"T": "6", "eta": "1/4", "beta": "1", "a": "15/28"})
    assert found["violated"] and found["where"].startswith("faces")
    sharp = {**SHARP, "method": method, "start": "1/10"}
    assert pair_by_hand(sharp, {**point, "T": "1"})["violated"]


@pytest.mark.parametrize("T", [1, 2, 5, 13])
@pytest.mark.parametrize(
    ("eta", "a"), [("1/4", "1/2"), ("1/4", "9/16"), ("1", "3/4"), ("5/4", "1")]
)
def test_sa_gd_visits_each_face_once(T: int, eta: str, a: str) -> None:
    """The values along the run are all equal, and each step is along a face of its own."""
    x = Fraction(eta)
    faces = faces_of(T, x, Fraction(a), Fraction(1), bend=Fraction(1), gap=Fraction(0))
    rho = faces.height
    run = sa_gd_on(faces, rho=rho, r=rho + 1, eta=x, beta=Fraction(1))
    assert {*run.values, run.average} == {(faces.height + 1) ** 2 / 2}
    *moved, shelf = [before - after for before, after in zip(faces.start, run.end, strict=True)]
    assert set(moved) == {x * (faces.height + 1)} and shelf == 0


def test_the_maximum_over_the_ball_lies_at_the_highest_face() -> None:
    """Random perturbations of length r reach no larger distance: projections by quadratic program.

    Three faces and the one beside them, w_1 of a = 9/16 at ηβ = 1/4, in orthonormal coordinates.
    """
    import numpy as np
    from scipy.optimize import nnls

    faces = faces_of(
        3, Fraction(1, 4), Fraction(9, 16), Fraction(1), bend=Fraction(1), gap=Fraction(1, 50)
    )
    gram = np.eye(4)
    gram[:3, :3] -= float(faces.bend) * (np.eye(3, k=1) + np.eye(3, k=-1))
    rows = np.linalg.cholesky(gram)
    w, rho = np.array([float(c) for c in faces.start]) @ rows, float(faces.height)
    best = float(faces.height) + 1

    def distance(point: np.ndarray) -> float:
        # the dual of the projection: min ‖Aᵀλ‖²/2 − λ·(A point − ρ), λ ≥ 0, as least squares
        excess = rows @ point - rho
        lifted = np.linalg.lstsq(rows.T, point, rcond=None)[0]
        assert np.allclose(rows.T @ lifted, point)
        target = np.linalg.solve(rows, excess)
        multipliers, _ = nnls(rows.T, target)
        return float(np.linalg.norm(rows.T @ multipliers))

    generator = np.random.default_rng(0)
    for _ in range(300):
        direction = generator.standard_normal(4)
        v = direction / np.linalg.norm(direction) * (rho + 1)
        assert distance(w + v) <= best + 1e-9
    assert distance(w + rows[0] * (rho + 1)) == pytest.approx(best)


def test_without_ties_the_average_stays_as_high() -> None:
    """With a gap every step has one highest face, and F_S^r(ŵ) is (1 − gap)² times the mean."""
    gap = Fraction(1, 1000)
    faces = faces_of(5, Fraction(5, 4), Fraction(1), Fraction(1), bend=Fraction(1), gap=gap)
    w = list(faces.start)
    for t in range(5):
        heights = faces.heights(w)
        assert [s for s, y in enumerate(heights) if y == max(heights)] == [t]
        w[t] -= Fraction(5, 4) * (heights[t] + 1)
    rho = faces.height
    run = sa_gd_on(faces, rho=rho, r=rho + 1, eta=Fraction(5, 4), beta=Fraction(1))
    assert tuple(w) == run.end and run.average == (1 - gap) ** 2 * run.mean


def test_a_ball_too_small_for_the_faces_is_refused() -> None:
    """Below the height of a face the maximum is not known, and nothing is run."""
    faces = faces_of(3, Fraction(1), Fraction(3, 4), Fraction(1), bend=Fraction(1), gap=Fraction(0))
    with pytest.raises(ValueError, match="lies above rho"):
        sa_gd_on(faces, rho=faces.height / 2, r=Fraction(2), eta=Fraction(1), beta=Fraction(1))
    faces = faces_of(1, Fraction(1), Fraction(3, 4), Fraction(1), bend=Fraction(1), gap=Fraction(1))
    with pytest.raises(ValueError, match="lies above rho"):
        sa_gd_on(faces, rho=faces.height / 2, r=Fraction(2), eta=Fraction(1), beta=Fraction(1))


def test_the_printed_bound_breaks_just_beyond_five_quarters() -> None:
    """F_S^r(ŵ) exceeds it at ηβ = 63/50 after 90 steps, at 7/5 after 16; at 5/4 never."""
    for eta, T in (("63/50", 90), ("7/5", 16)):
        point = {"T": T, "eta": Fraction(eta) / 2, "beta": Fraction(2), "m": Fraction(1)}
        point |= {"gap": Fraction(0)}
        assert beyond_at({"bend": "1", "beyond": "4"}, point).answer is Tri.YES
        texts = {name: str(entry) for name, entry in point.items()}
        assert not faces_by_hand({"bend": "1", "beyond": "4"}, texts)["violated"]
        assert beyond_at({"bend": "1", "beyond": "4"}, {**point, "T": 3}).answer is Tri.NO
    point = {"T": 60, "eta": Fraction(5, 4), "beta": Fraction(1), "m": Fraction(1)}
    point |= {"gap": Fraction(0)}
    assert beyond_at({"bend": "1", "beyond": "4"}, point).answer is Tri.NO


def test_rechecks_say_both_yes_and_no() -> None:
    """By hand each run agrees with the leg, and a change of the construction is seen by both."""
    point = {"T": 4, "eta": Fraction(1, 4), "beta": Fraction(2), "a": Fraction(5, 9)}
    point |= {"m": Fraction(3), "spare": Fraction(1), "gap": Fraction(1, 100)}
    texts = {name: str(entry) for name, entry in point.items()}
    for change in ({}, {"bend": "1/2"}, {"factor": "1001/1000"}):
        data = {"bend": "1", "factor": "1", **change}
        assert (least_at(data, point).answer is Tri.NO) == bool(change)
        assert faces_by_hand(data, texts)["violated"] == bool(change)
    # beyond the domain one of the three alone fails: a_0 far below, and a farther w_{T+1}
    for wider in ({"gap": Fraction(5, 2)}, {"a": Fraction(61, 100), "T": 2, "eta": Fraction(1, 8)}):
        texts = {name: str(entry) for name, entry in {**point, **wider}.items()}
        data = {"bend": "1", "factor": "1"}
        assert least_at(data, {**point, **wider}).answer is Tri.NO
        found = faces_by_hand(data, texts)
        assert found["violated"] and found["mean"] == found["claimed"]
    low, data = {**point, "gap": Fraction(1, 2)}, {"bend": "1", "factor": "1001/1000"}
    assert least_at(data, low).answer is Tri.NO
    assert faces_by_hand(data, {name: str(entry) for name, entry in low.items()})["violated"]
    run = {"T": 4, "eta": Fraction(1, 4), "beta": Fraction(2), "m": Fraction(3)}
    run |= {"rho": Fraction(1, 3)}
    texts = {name: str(entry) for name, entry in run.items()}
    for method in ("given", "ascent"):
        for changes in ({}, {"slope": "9/10"}, {"slope": "11/10"}, {"factor": "999/1000"}):
            own = {"method": method, "slope": "1", "factor": "1", **changes}
            assert (attained_at(own, run).answer is Tri.NO) == bool(changes)
            assert attained_by_hand(own, texts)["violated"] == bool(changes)


def test_the_lower_end_of_tightness_is_a_run_within_the_printed_range() -> None:
    """At T = 6, η = 1/4 it is 7/18; runs with η > 1/(4β) do not count."""
    claim = lem1.THEOREM.claim("attained")
    (reading,) = claim.readings
    case = Case("sco.lem1", "attained", "exact", reading.data, reading.domain, seed=0)
    over = {"T": [6], "eta": ["1/4", "3/4"], "beta": ["1"], "rho": ["0"], "m": ["1"]}
    assert least_ratio(over)(case) == (Fraction(7, 18), None)


@pytest.mark.parametrize(("label", "lower"), [("sco.lem1", "499/1000"), ("sco.thm5", "997/2000")])
def test_both_ends_of_tightness_are_stated(label: str, lower: str) -> None:
    """T = 1000 comes within 1/500 of one half, which the sum of squares does not exceed."""
    found = evidence(THEOREMS[label], "attained", "exact", role="sharpened")
    assert found.detail["tightness"] == {"lower": lower, "upper": None}
    found = evidence(THEOREMS[label], "ratio", "symbolic", role="sharpened")
    assert found.detail["tightness"] == {"lower": None, "upper": "1/2"}
    # one of the five says that the share is at most 1/2
    assert found.detail["identities"] == 5


def test_the_recheck_of_the_cycle_says_both_yes_and_no() -> None:
    """Around in two steps from its start, and not from half of it."""
    recheck = lem1.THEOREM.claim("cycle").recheck
    assert recheck is not None
    point = {"T": "3", "eta": "1/3", "beta": "2", "r": "3", "rho": "1/2"}
    for start, factor, violated in (("1", "1", False), ("1/2", "1", True), ("1", "2", True)):
        assert recheck({"start": start, "factor": factor}, point)["violated"] == violated


@pytest.mark.parametrize(
    ("label", "claim"),
    [("sco.lem1", "pairs"), ("sco.lem1", "ratio"), ("sco.lem1", "range"), ("sco.thm5", "ratio")],
)
def test_the_full_profile_fits_into_one_certificate(label: str, claim: str) -> None:
    """Its sweep stays within what a certificate may hold, and the replay accepts it."""
    full = Options(profile="full")
    found = evidence(THEOREMS[label], claim, "pep", role="sharpened", options=full)
    assert found.outcome == "supports" and found.certificate is not None
