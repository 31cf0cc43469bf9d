"""The errata of Sim-LN, Theorem 5.1 to Proposition 5.2, in plain fractions, without the package.

Each test writes the paper's formulas down once more and looks at the smallest instance. Outputs are
compared as f|f|, which is rational.
"""

from __future__ import annotations

from fractions import Fraction
from itertools import product

F = Fraction
CORNERS = [(1, 1), (1, -1), (-1, 1), (-1, -1)]


def hidden(W1, b1, x):
    """relu(W_1x + b_1)."""
    pairs = zip(W1, b1, strict=True)
    return [max(sum(w * v for w, v in zip(row, x, strict=True)) + b, F(0)) for row, b in pairs]


def signed_square(W1, b1, W2, eps, x):
    """f(x)|f(x)| of Sim-LN."""
    h = hidden(W1, b1, x)
    inner = sum((w * v for w, v in zip(W2, h, strict=True)), F(0))
    return inner * abs(inner) / max(sum(v * v for v in h), eps * eps)


def one_neuron(a, b, w, eps, x):
    """w relu(ax + b)/max{relu(ax + b), ε}, which needs no root."""
    h = max(a * x + b, F(0))
    return w * h / max(h, eps)


def squared_gradient(a, b, w, eps, x):
    """‖∇f(x)‖² of one neuron by central differences with a step far from the kinks."""
    t = F(1, 10**6)
    slopes = [
        (one_neuron(a + t, b, w, eps, x) - one_neuron(a - t, b, w, eps, x)) / (2 * t),
        (one_neuron(a, b + t, w, eps, x) - one_neuron(a, b - t, w, eps, x)) / (2 * t),
        (one_neuron(a, b, w + t, eps, x) - one_neuron(a, b, w - t, eps, x)) / (2 * t),
    ]
    return sum(s * s for s in slopes)


def test_case_two_sits_on_the_kink():
    """x = 0, y = 1, ε = 1: u = ε √(r|y|/ε) = 1 = ε, and f has slope 1 below and 0 above in b_1."""
    u, t = F(1), F(1, 1000)
    assert [one_neuron(u, u + s, F(1), F(1), F(0)) for s in (-t, 0, t)] == [1 - t, 1, 1]


def test_case_two_is_not_minimal():
    """x = 0, y = 1, ε = 16/9: u = 4/3, r = 4/3 cost 9/8; u = 2ε, r = 1 interpolate at cost 1."""
    eps, u, r = F(16, 9), F(4, 3), F(4, 3)
    assert one_neuron(u, u, r, eps, F(0)) == 1
    assert squared_gradient(u, u, r, eps, F(0)) == F(9, 8)
    assert one_neuron(2 * eps, 2 * eps, F(1), eps, F(0)) == 1
    assert squared_gradient(2 * eps, 2 * eps, F(1), eps, F(0)) == 1


def test_case_two_is_right_from_half_epsilon_down():
    """ε = 4 > 2r|y|: u = 2, r = 2 cost 2r|y|/ε = 1/2."""
    assert squared_gradient(F(2), F(2), F(2), F(4), F(0)) == F(1, 2)


def test_both_cases_cost_one_where_they_meet():
    """2r|y| = ε, as at x = 0, y = 1, ε = 2: u² = r² y² = 2 cost (u² + r² y²)/ε² = 1."""
    eps, square = F(2), F(2)
    assert square == eps * 1 and square * square == eps**2  # u² = ε r|y|, (uW_2)² = (εy)²
    assert (square + square) / eps**2 == 1 and square < eps**2


def test_label_zero_costs_one():
    """y = 0: u = 2ε, W_2 = 0 cost 1, a dead neuron 0, a neuron of value h < ε costs h²/ε²."""
    for eps in (F(1), F(1, 1000)):
        assert squared_gradient(2 * eps, 2 * eps, F(0), eps, F(0)) == 1
        assert squared_gradient(F(0), F(-1), F(0), eps, F(0)) == 0
        assert squared_gradient(F(0), eps / 2, F(0), eps, F(0)) == F(1, 4)


def test_equal_samples_break_proposition_5_1():
    """Two neurons for the one point (1, 1): f² = 2."""
    eps, delta = F(1), F(1)
    rows = [[2 * eps / delta] * 2] * 2
    b1 = [2 * eps * (-2 + delta) / delta] * 2
    assert signed_square(rows, b1, [F(1), F(1)], eps, [1, 1]) == 2


def test_the_error_of_proposition_5_1():
    """d = 2 and one sample: y f > 0 at one point of four, y f ≤ 0 at three."""
    eps, delta = F(1), F(1)
    rows, b1 = [[2 * eps / delta] * 2], [2 * eps * (-2 + delta) / delta]
    values = [a * b * signed_square(rows, b1, [F(1)], eps, [a, b]) for a, b in CORNERS]
    assert values == [1, 0, 0, 0]


def test_two_is_not_least_for_large_epsilon():
    """d = 2, ε = 7/2 > 2√3: u² = 6, w = εy/u cost 6/ε² + 3/6 < 1."""
    eps, square = F(7, 2), F(6)
    cost = (square + 3 * eps**2 / square) / eps**2
    assert square < eps**2 and cost < 1


def eq18(index):
    """Neurons with i, j and places from `index`, as far as the places lie in 1..4; ε = 1."""
    W1, b1, W2 = [[F(0), F(0)] for _ in range(4)], [F(0)] * 4, [F(0)] * 4
    for place, i, j in index:
        if 1 <= place <= 4:
            W1[place - 1] = [F(2) * (-1) ** i, F(2) * (-1) ** j]
            b1[place - 1], W2[place - 1] = F(-2), F((-1) ** (i + j))
    return W1, b1, W2


def test_the_index_of_equation_18():
    """[2] = {1, 2} leaves f(1, 1) = 0; {0, 1} at 2i + j too; at 2i + j + 1 f = x[1]x[2]."""
    cases = {
        (1, 0): [(2 * i + j, i, j) for i, j in product((1, 2), repeat=2)],
        (0, 0): [(2 * i + j, i, j) for i, j in product((0, 1), repeat=2)],
        (0, 1): [(2 * i + j + 1, i, j) for i, j in product((0, 1), repeat=2)],
    }
    for (first, offset), index in cases.items():
        values = [signed_square(*eq18(index), F(1), [a, b]) for a, b in CORNERS]
        right = [v == a * b for v, (a, b) in zip(values, CORNERS, strict=True)]
        assert all(right) == ((first, offset) == (0, 1))
        if offset == 0:
            assert values[0] == 0


def test_a_spare_neuron_at_a_kink():
    """b_1 = s: with W_2[5] and W_2[1] raised by t, f(1, 1) = (1 + t + ts/2)/√(1 + s²/4), s > 0."""
    t, m = F(1, 10), 10**6
    s = F(2 * 2 * m, m * m - 1)  # 4 + s² is a square
    norm = F(2 * (m * m + 1), m * m - 1)
    assert norm**2 == 4 + s**2
    base, moved = t, (2 * (1 + t) + t * s) / norm - 1
    assert (moved**2 - base**2) / s > F(99, 100) * t**2


def test_one_and_two_neurons_cannot():
    """f has the sign of W_2 relu(W_1x + b_1), and Σ y (l − m) = 0 over the corners."""
    for k in range(3):
        assert sum(a * b * (1, a, b)[k] for a, b in CORNERS) == 0


def test_three_neurons_can():
    """For each missing corner: f = y at the three others, y/5 there."""
    for p, q in CORNERS:
        s, eps = p * q, F(1)
        W1 = [[2 * p, 2 * q], [-2 * p, -2 * q], [8 * p, 8 * q]]
        b1, W2 = [F(2), F(-2), F(-8)], [-s, s, s]
        for a, b in CORNERS:
            expected = F(a * b, 25) if (a, b) == (p, q) else a * b
            assert signed_square(W1, b1, W2, eps, [a, b]) == expected
