"""The errata of Lemma 4.1, Theorem 4.1 and Proposition 4.2 in plain fractions, without the package.

Each test writes the paper's formulas down once more and looks at the smallest instance.
"""

from __future__ import annotations

from fractions import Fraction
from itertools import product
from math import cos, pi, sin

F = Fraction
CORNERS = [(1, 1), (1, -1), (-1, 1), (-1, -1)]


def relu(v):
    """max(v, 0)."""
    return max(v, F(0))


def output(W1, b1, W2, x):
    """W_2 relu(W_1x + b_1)."""
    values = [sum(w * v for w, v in zip(row, x, strict=True)) + b for row, b in zip(W1, b1)]  # noqa: B905
    return sum(out * relu(v) for out, v in zip(W2, values, strict=True))


def squared_gradient(W1, b1, W2, x):
    """‖∇f(x)‖² one parameter at a time, by differences of f, which is affine in each."""
    t, total = F(1, 10**9), F(0)
    base = output(W1, b1, W2, x)
    for j in range(len(W2)):
        for k in range(len(x)):
            moved = [list(row) for row in W1]
            moved[j][k] += t
            total += ((output(moved, b1, W2, x) - base) / t) ** 2
        moved_b, moved_w = list(b1), list(W2)
        moved_b[j] += t
        moved_w[j] += t
        total += ((output(W1, moved_b, W2, x) - base) / t) ** 2
        total += ((output(W1, b1, moved_w, x) - base) / t) ** 2
    return total


def test_differentiable_is_not_enough():
    """f = θ² sin(θ^-2): L'(h)/h stays near ±2 however small h is, of either sign."""
    for k in (10**4, 10**6):
        ends = []
        for phase in (pi / 4, 3 * pi / 4):
            angle = phase + 2 * pi * k
            h = angle**-0.5
            f, slope = h**2 * sin(phase), 2 * h * sin(phase) - 2 / h * cos(phase)
            ends.append(2 * f * slope / h)
        assert ends[0] < -1.9 and ends[1] > 1.9


def test_zero_label_at_depth_two():
    """y = 0: √(r|y|) = 0, so W_1 = b_1 = 0 and the pre-activation at x = 0 is 0."""
    r, y, w, eps, x = F(1), F(0), F(1), F(1, 2), F(0)
    height = r * abs(y)  # its square root is 0 too
    assert height * w / eps * x + height * (-w * x + eps) / eps == 0


def test_no_memorizing_net_is_flattest_at_label_zero():
    """y = 0 at x = 0: a dead neuron has ∇f = 0; one active neuron has ∂f/∂W_2 = h > 0."""
    assert squared_gradient([[F(0)]], [F(-1)], [F(0)], [F(0)]) == 0
    for h in (F(1), F(1, 1000)):
        assert output([[F(0)]], [h], [F(0)], [F(0)]) == 0
        assert squared_gradient([[F(0)]], [h], [F(0)], [F(0)]) == h**2 > 0


def test_general_depth_at_label_zero():
    """r = u = 1, W_D = 0 at D = 2: f = 0 and ‖∇f‖² = 1, so the trace is 2 and not 0."""
    eps = F(1, 2)
    W1, b1 = [[1 / eps]], [F(1) * eps / eps]
    assert output(W1, b1, [F(0)], [F(0)]) == 0
    assert 2 * squared_gradient(W1, b1, [F(0)], [F(0)]) == 2


def test_eq2_needs_the_bias():
    """One neuron relu(x + 1) at x = 1 with weight 1: ‖∇f‖² = 1·2 + 4, not 1·1 + 4."""
    assert squared_gradient([[F(1)]], [F(1)], [F(1)], [F(1)]) == 1 * (1 + 1) + 4


def test_eq4_needs_the_sign():
    """y = −1 at x = 0: W_2 = −1 and relu/‖x'‖ = 1."""
    W2, value = F(-1), relu(F(1))
    assert W2 * value == -1 and value == 1 and value != W2


def test_zeros_outside_the_diagonal_are_kinks():
    """D = 3, two samples: W_2[2, 1] moved by ±t changes f(x_1) by t on one side alone."""
    # x = 0, 3/4; y = 1, −5/4; ‖x'‖ = 1, 5/4; r = 1, u = |y|; w = −1, 1; ε = half the gap 3/4
    eps, y = F(3, 8), (F(1), F(-5, 4))
    w, x = (F(-1), F(1)), (F(0), F(3, 4))
    first = [relu(abs(t) * (v * (x[0] - z) + eps) / eps) for t, v, z in zip(y, w, x, strict=True)]
    assert first == [1, 0]

    def f(step):
        second = [relu(first[0]), relu(step * first[0])]
        return second[0] * 1 + second[1] * (-1)

    t = F(1, 1000)
    assert (f(F(0)), f(-t), f(t)) == (1, 1, 1 - t)


def test_a_repeated_sample_has_no_direction():
    """w·x_1 > w·x_2 is false for every w if x_1 = x_2."""
    assert not any(w * F(0) > w * F(0) for w in (F(-1), F(0), F(1)))


def eq5(d, r, places):
    """W_1, b_1, and W_2 with (−1)^{i+j}/r at the places (counted from 1) that are given."""
    W1 = [[r * a, r * b, *[F(0)] * (d - 2)] for a, b in CORNERS]
    W2 = [F(0)] * 4
    for i, j in product((0, 1), repeat=2):
        if places(i, j) >= 1:
            W2[places(i, j) - 1] = F((-1) ** (i + j)) / r
    return W1, [-r] * 4, W2


def test_the_index_of_the_output_weights():
    """As printed f(1, 1) = −1; shifted by one f = x[1]x[2] on the cube."""
    assert output(*eq5(2, F(2), lambda i, j: 2 * i + j), [1, 1]) == -1
    shifted = eq5(3, F(2), lambda i, j: 2 * i + j + 1)
    for x in product((1, -1), repeat=3):
        assert output(*shifted, x) == x[0] * x[1]


def test_the_radius():
    """d = 15: at r² = 4 ‖∇f‖² = 8 = 2‖x'‖; near the printed r² = √226 it is above 16."""
    x = [1] * 15
    assert squared_gradient(*eq5(15, F(2), lambda i, j: 2 * i + j + 1), x) == 8
    printed = F(3877, 1000)  # r⁴ = 225.9
    assert abs(printed**4 - 226) < 1
    assert squared_gradient(*eq5(15, printed, lambda i, j: 2 * i + j + 1), x) > 16


def test_two_neurons_do_not_compute_xor():
    """f = relu(l) − relu(m), y f > 0 makes y (l − m) > 0 at each corner, and Σ y (l − m) = 0."""
    for k in range(3):
        assert sum(a * b * (1, a, b)[k] for a, b in CORNERS) == 0


def test_three_neurons_compute_xor():
    """For each missing corner three neurons give x[1]x[2], each sample on one of value r."""
    for (p, q), r in product(CORNERS, (F(1), F(3))):
        s = p * q
        W1 = [[r * p, r * q], [-r * p, -r * q], [4 * r * p, 4 * r * q]]
        b1, W2 = [r, -r, -4 * r], [-s / r, s / r, s / r]
        for x in CORNERS:
            assert output(W1, b1, W2, x) == x[0] * x[1]
            if x != (p, q):
                assert squared_gradient(W1, b1, W2, x) == r**2 + 3 / r**2


def test_a_spare_neuron_at_a_kink():
    """W_1 = b_1 = W_2 = 0: with W_2 moved by t, the loss is t² max(s, 0)-like in the bias s."""
    W1, b1, W2 = eq5(2, F(1), lambda i, j: 2 * i + j + 1)
    t = F(1, 10)
    weights = [W2[0] + t, *W2[1:], t]  # an error t at x = (1, 1)

    def loss(s):
        rows, shifts = [*W1, [F(0)] * 2], [*b1, s]
        return sum((output(rows, shifts, weights, x) - x[0] * x[1]) ** 2 for x in CORNERS) / 4

    h = F(1, 10**9)
    left, right = (loss(F(0)) - loss(-h)) / h, (loss(h) - loss(F(0))) / h
    assert left == 0 and right > 2 * t**2 / 4 * F(99, 100)


def test_the_zero_one_error():
    """Eq. (5) has y f = 1 at each corner, so that Pr(y f > 0) = 1."""
    net = eq5(2, F(1), lambda i, j: 2 * i + j + 1)
    assert [a * b * output(*net, (a, b)) for a, b in CORNERS] == [1, 1, 1, 1]
