"""Lemma 6: its loss against a dense float twin, and its construction broken on purpose."""

from __future__ import annotations

import math
from dataclasses import replace
from fractions import Fraction
from typing import Any

import numpy as np
import pytest

from theorems.sco._parts import lem6_checks as checks
from theorems.sco._parts import lem6_loss, lem6_sets
from theorems.sco._parts.lem6_by_hand import constants_by_hand, loss_by_hand
from theorems.sco.lem6 import THEOREM
from verify import Tri
from verify.domain import point_text
from verify.run.inprocess import judged

F = Fraction


def point(**changes: Any) -> dict[str, Any]:
    """n = 1, T = 3, η = 1/24, r = 1/2, z = (1, 0), with changes."""
    base = {"n": 1, "T": 3, "eta": F(1, 24), "r": F(1, 2), "z": "10", "delta": ["1/2", "1"]}
    return {**base, **changes}


def dense(w: np.ndarray, p: dict[str, Any]) -> float:
    """f(w, z) as printed, in floats over all coordinates."""
    N, T, eta, r = 2 ** p["n"], p["T"], float(p["eta"]), float(p["r"])
    d = N * T + 1
    lam = r / (4 * d * (d - 1))
    delta1 = min(1.0, eta) * lam / (2 * math.sqrt(d))
    gamma = lam / (max(1.0, eta) * (r + delta1))
    delta = [math.nan, math.nan, *(float(F(x)) for x in p["delta"])]
    total, along = 0.0, w[-1] + delta1
    for i, bit in enumerate(p["z"]):
        block = [math.nan, *w[T * i : T * (i + 1)]]
        along += block[1] if bit == "1" else -block[1] / (2 * (d - 1))
        for j in range(2, T + 1):
            total += (bit == "1") * block[j] ** 2 / 2
            total += max(block[j] - delta[j] * (block[j - 1] + lam * (j == 2)), 0) ** 2 / 2
    return float(total + gamma / 2 * max(along, 0) ** 2)


def number(x: Any) -> float:
    """A number of Q(√d) as a float."""
    return float(x) if isinstance(x, int | Fraction) else float(x.ball().mid())


@pytest.mark.parametrize("seed", range(4))
def test_the_sparse_loss_is_the_printed_one(seed: int) -> None:
    """Value and gradient agree with the formula over all coordinates and its differences."""
    p, rng = point(), np.random.default_rng(seed)
    entries = rng.integers(-8, 9, 7) / 8
    rows = [[k // 3 + 1, k % 3 + 1, str(F(x))] for k, x in enumerate(entries[:-1]) if x]
    f = lem6_loss.instance_of({}, p)
    w = lem6_loss.weights_of(f, {"x": rows, "last": str(F(entries[-1]))})
    assert number(f.value(w)) == pytest.approx(dense(entries, p), rel=1e-12)
    g = f.slope(w)
    for k in range(7):
        at = (k // 3, k % 3)
        mine = float(g.blocks.get(at, 0)) if k < 6 else 0.0
        mine += number(g.along) * (1.0 if k == 6 else float(f.v(at[0])) if at[1] == 0 else 0.0)
        step = np.eye(7)[k] * 1e-6
        slope = (dense(entries + step, p) - dense(entries - step, p)) / 2e-6
        assert mine == pytest.approx(slope, abs=1e-7)


def test_the_two_equations_have_a_closed_solution() -> None:
    """δ_1 = min{1, η}λ/(2√d): at d = 9, η = 2 it is λ/6, and γ = λ/(2(r + λ/6))."""
    c = lem6_loss.constants_of(9, F(2), F(1, 2))
    lam = F(1, 2) / (4 * 9 * 8)
    assert (c.lam, c.delta1, c.gamma) == (lam, lam / 6, lam / (2 * (F(1, 2) + lam / 6)))
    assert isinstance(c.gamma, Fraction)
    assert c.delta1 == 2 * c.gamma * F(1, 2) / (2 * 3 - 2 * c.gamma)


def test_w_star_leaves_the_ball_where_eta_is_small() -> None:
    """n = T = 1, d = 3, r = 1000, η = 1/10000: λ/2 = 1000/48 > 1."""
    p = point(T=1, r=F(1000), eta=F(1, 10000))
    assert checks.SHORT.holds(p)
    assert lem6_loss.instance_of({}, p).constants.lam == F(1000, 24)
    assert checks.minimizer_at({"at": "1/2", "inside": "W"}, p).answer is Tri.NO
    assert checks.minimizer_at({"at": "1/2", "inside": "R^d"}, p).answer is Tri.YES


def test_no_constant_far_below_five_will_do() -> None:
    """The Hessian of a block with T = 12, z(i) = 1, δ = 1 has an eigenvalue above 49/10."""
    T = 12
    path = 2 * np.eye(T) - np.eye(T, k=1) - np.eye(T, k=-1)
    path[0, 0] = path[-1, -1] = 1
    hessian = path + np.diag([0.0] + [1.0] * (T - 1))
    assert 4.9 < np.linalg.eigvalsh(hessian)[-1] < 5


def test_the_recheck_agrees_with_the_predicates() -> None:
    """loss_by_hand, which shares no code with the legs, says what they say."""
    for u in lem6_sets.U:
        for v in lem6_sets.V:
            for beta in ("5", "2", "1"):
                data = {"beta": beta, "shift": "0", "scale": "1"}
                p = point(T=12, u=u, v=v)
                answer = checks.smooth_at(data, p).answer
                assert loss_by_hand(data, point_text(p))["violated"] == (answer is Tri.NO)


def test_a_wrong_sign_in_v_z_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    """With v_z = −10 where z(i) = 0 the third term is no longer small, and β = 5 fails at T = 1."""
    monkeypatch.setattr(lem6_loss.Instance, "v", lambda self, i: F(1) if self.bits[i] else F(-100))
    p = point(T=1, z="0", u=lem6_sets.ORIGIN, v={"x": [[1, 1, "-1"]], "last": "0"})
    data = {"beta": "5", "shift": "0", "scale": "1"}
    assert checks.smooth_at(data, p).answer is Tri.NO


@pytest.mark.parametrize("eta", [F(1, 24), F(50)])
@pytest.mark.parametrize(
    "data",
    [
        *({"root": x, "lambda": "1", "share": "1/2"} for x in ("1", "2", "1001/1000", "1/2")),
        *({"root": "1", "lambda": "1", "share": x} for x in ("1/50", "1/1000000")),
        {"root": "1", "lambda": "2", "share": "1/2"},
    ],
)
def test_the_recheck_of_the_constants_agrees(data: dict[str, str], eta: Fraction) -> None:
    """constants_by_hand, which shares no code with the legs, says what they say."""
    for d in (3, 9, 385):
        p = {"d": d, "eta": eta, "r": F(1, 2)}
        answer = checks.constants_at(data, p).answer
        assert constants_by_hand(data, point_text(p))["violated"] is (answer is Tri.NO)


@pytest.mark.parametrize("inside", ["R^d", "W"])
@pytest.mark.parametrize(
    "at", ["1/2", "1/7", "1/6", "0", "-1/2", "1 delta", "999/1000 delta", "1001/1000 delta"]
)
def test_the_recheck_of_the_minimizer_agrees(at: str, inside: str) -> None:
    """At d = 9 and η ≥ 1, δ_1 is λ/6: a minimizer from there on, if it is in W."""
    for p in (point(T=4, eta=F(50), r=F(1, 100)), point(T=1, r=F(1000), eta=F(1, 10000))):
        data = {"at": at, "inside": inside}
        answer = checks.minimizer_at(data, p).answer
        assert loss_by_hand(data, point_text(p))["violated"] is (answer is Tri.NO)
    expected = at not in ("1/7", "0", "-1/2", "999/1000 delta")
    p = point(T=4, eta=F(50), r=F(1, 100))
    assert (checks.minimizer_at({"at": at, "inside": inside}, p).answer is Tri.YES) is expected


@pytest.mark.parametrize(
    ("scale", "shift", "part"), [("-1", "1000", "convex"), ("1", "-1000", "non-negative")]
)
def test_each_part_of_smooth_is_seen_alone(scale: str, shift: str, part: str) -> None:
    """−f + 1000 is positive and smooth, f − 1000 convex and smooth."""
    data = {"beta": "6", "scale": scale, "shift": shift}
    p = point(u=lem6_sets.U[0], v=lem6_sets.V[0])
    assert checks.smooth_at(data, p).answer is Tri.NO
    assert loss_by_hand(data, point_text(p))["broken"] == [part]


@pytest.mark.parametrize("most", ["7", "51/10", "3", "1", "1/2"])
def test_the_recheck_of_the_slope_agrees(most: str) -> None:
    """loss_by_hand says what the predicate says of points in the ball and on its sphere."""
    for u in lem6_sets.SMALL:
        p = point(T=12, z="1", u=u, v=lem6_sets.SMALL[4])
        data = {"L": most, "scale": "1"}
        answer = checks.lipschitz_at(data, p).answer
        assert loss_by_hand(data, point_text(p))["violated"] is (answer is Tri.NO)


@pytest.mark.parametrize(
    ("changes", "inside"),
    [
        ({"T": 9, "r": F(4)}, True),  # ηr = 1/(2√T)
        ({"T": 9, "r": F(4001, 1000)}, False),
        ({"T": 1, "r": F(12)}, True),
        ({"delta": ["1", "1001/1000"]}, False),
    ],
)
def test_the_edges_of_the_hypotheses(changes: dict[str, Any], inside: bool) -> None:
    """n = T = 1 and ηr = 1/(2√T) are allowed."""
    (reading, _) = THEOREM.claim("minimizer").readings
    assert reading.domain.contains(point(**changes)) is inside


def test_the_words_and_the_data_say_the_same() -> None:
    """β and L of each reading, as its text gives them."""
    smooth, lipschitz = (THEOREM.claim(c).readings for c in ("smooth", "lipschitz"))
    assert [q.data["beta"] for q in smooth] == ["6", "5"]
    assert [q.data["L"] for q in lipschitz] == ["7", "51/10"]
    assert {q.data["scale"] for q in (*smooth, *lipschitz)} == {"1"}


def test_each_printed_equation_is_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    """γ and δ_1 that solve one of the two equations and not the other are refused."""
    p, data = {"d": 9, "eta": F(2), "r": F(1, 2)}, {"root": "1", "lambda": "1", "share": "1/2"}
    true = lem6_loss.constants_of(9, F(2), F(1, 2))
    gamma = true.gamma * F(9, 10)
    first = replace(true, gamma=gamma, delta1=2 * gamma * F(1, 2) / (6 - 2 * gamma))
    delta1 = true.delta1 * F(11, 10)
    second = replace(true, gamma=true.lam / (2 * (F(1, 2) + delta1)), delta1=delta1)
    below = lem6_loss.constants_of(9, F(2), F(1, 2))  # both hold with √9 = −3 too, but δ_1 < 0
    below = replace(below, root=F(-3), delta1=-below.delta1)
    below = replace(below, gamma=below.lam / (2 * (F(1, 2) + below.delta1)))
    for wrong, answer in (
        (true, Tri.YES), (first, Tri.NO), (second, Tri.NO), (below, Tri.NO),
    ):  # fmt: skip
        monkeypatch.setattr(checks, "constants_of", lambda *_, found=wrong, **__: found)
        assert checks.constants_at(data, p).answer is answer


def test_both_values_of_the_maximum_are_put_into_the_equations(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """sympy is asked for both equations with max{1, η} = 1 and with max{1, η} = η."""
    import sympy

    seen: list[Any] = []
    monkeypatch.setattr(
        "verify.solvers.symbolic.prove_zero", lambda case, found, **_: seen.append((case, found))
    )
    judged(THEOREM, "constants", "symbolic")
    ((case, expressions),) = seen
    names = {k: sympy.Symbol(k, positive=True) for k in ("d", "eta", "r")}
    assert expressions(case.data, names) == [0] * 4
    wrong = expressions({**case.data, "root": "2"}, names)
    assert len({sympy.simplify(x) for x in wrong}) == 4 and 0 not in wrong


@pytest.mark.parametrize(
    ("beta", "changes"),
    [
        ("1/10", {"T": [1]}),  # γ‖v_z‖² = 3/24 alone
        ("5/2", {"T": [12], "z": ["1"], "delta": [["1/1000", "1", "1/2"]]}),
        ("13/5", {"T": [2], "z": ["1"], "delta": [["1"]]}),  # (3 + √5)/2
    ],
)
def test_the_hessian_has_all_its_terms(beta: str, changes: dict[str, Any]) -> None:
    """A β below one part of the largest eigenvalue is not confirmed, β = 5 is."""
    (printed, _) = THEOREM.claim("smooth").readings
    domain = printed.domain.restrict(**changes)
    assert judged(THEOREM, "smooth", "hessian", {"beta": "5"}, domain=domain).verdict == "holds"
    assert judged(THEOREM, "smooth", "hessian", {"beta": beta}, domain=domain).verdict != "holds"


def test_the_value_and_the_gradient_are_looked_at_each(monkeypatch: pytest.MonkeyPatch) -> None:
    """A loss that is 0 at w* with a gradient that is not, or the other way round, is refused."""
    data = {"at": "1/2", "inside": "R^d"}
    true = lem6_loss.Instance.slope, lem6_loss.Instance.value
    assert checks.minimizer_at(data, point()).answer is Tri.YES
    monkeypatch.setattr(
        lem6_loss.Instance, "slope", lambda self, w: lem6_loss.Slope({(0, 1): F(1)}, F(0))
    )
    assert checks.minimizer_at(data, point()).answer is Tri.NO
    monkeypatch.setattr(lem6_loss.Instance, "slope", true[0])
    monkeypatch.setattr(lem6_loss.Instance, "value", lambda self, w: F(1, 10**9))
    assert checks.minimizer_at(data, point()).answer is Tri.NO
