"""Lemma A.12 at 0, 1, 2 with labels 1, −1, 1: the bound is approached, and not attained."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from theorems.core.data import extreme_points
from theorems.core.models import network_of
from theorems.core.networks import SimLN
from theorems.sharpness._parts.labelled_data import labelled
from theorems.sharpness._parts.layer_norm import ln_net, ln_trace, made
from theorems.sharpness._parts.layer_norm_bounds import by_differences, by_formula, near, sums
from theorems.sharpness._parts.layer_norm_checks import ln_interpolates
from verify.legs import Finding, both, compare

if TYPE_CHECKING:
    from verify.domain import Point

__all__ = ["approached", "line_net"]


def line_net(epsilon: Fraction, scale: Fraction) -> SimLN:
    """A net that gives 1, −1, 1 at 0, 1, 2, of trace 2 + 144/(25 t²) with t = `scale` > ε.

    relu(4t/3 (1 − 2x)), relu(t), relu(4t/3 (2x − 3)) with weights 2, −1, 2: a 3-4-5 triangle at 0
    and 2, the second neuron alone at 1.
    """
    c, t = 4 * scale / 3, scale
    return made([[-2 * c], [0], [2 * c]], [c, t, -3 * c], [2, -1, 2], epsilon)


def approached(data: Mapping[str, Any], p: Point) -> Finding:
    """No net has the trace 2, and one is below 2 + κ, at 0, 1, 2 with labels 1, −1, 1.

    At cost 1 above ε, and below ε where (2/ε)‖x'‖|y| = 1, the weights of a sample's active neurons
    are y_i h times a positive number, so that a neuron active at samples of opposite labels would
    have both signs. Where x_i' is a convex combination of x_j' with −y_i, a neuron active at x_i is
    active at one of them.
    """
    samples = labelled(p["data"])
    found = extreme_points(samples.X)
    if found.inner is None or len(set(samples.y)) == 1:
        y = samples.y[0]
        if len(set(samples.y)) == 1:
            flat = made([[0]], [2 * p["eps"]], [y], p["eps"])
        else:
            own = ln_net(samples, p["eps"], Fraction(1, 2), threshold=Fraction(0))
            assert own is not None
            flat = own
        assert ln_interpolates(flat, samples)
        return compare(ln_trace(flat, samples), ">", 2, which="trace of a net")
    opposite = [samples.y[found.inner] * samples.y[j] for j, _ in found.weights]
    barred = compare(max(opposite), "<", 0, which="y_i y_j for the points x_i lies between")
    least = max(2 * p["eps"], Fraction(12, 5), Fraction(12, 5) / p["kappa"])
    scale = Fraction(data["scale"]) * least
    net = line_net(p["eps"], scale)
    instance = {
        "model": "sim_ln",
        "W1": [[str(v) for v in row] for row in net.W1],
        "b1": [str(v) for v in net.b1],
        "W2": [str(v) for v in net.W2],
        "epsilon": str(net.epsilon),
    }
    total, findings = Fraction(0), [barred]
    exact, inputs = network_of({**instance, "X": [[str(v) for v in x] for x in samples.X]})
    assert isinstance(exact, SimLN)
    for x, y in zip(inputs, samples.y, strict=True):
        value, output = by_formula(exact, x, sum((v * v for v in x), Fraction(1)))
        findings.append(compare(output, "==", y * y, which="f(x)²"))
        findings.append(compare(sums(exact, x)[2] * y, ">", 0, which="y f(x)"))
        ball = by_differences(instance, [str(v) for v in x], first=True)
        findings.append(near(ball, value, "‖∇f(x)‖² by differences − by formula"))
        total += value
    trace = Fraction(2, len(samples.y)) * total
    # last, so that a trace too large is what a refutation shows
    close = compare(trace, "<=", 2 + p["kappa"], which="trace of a net")
    return both(close, compare(trace, ">", 2, which="trace of a net"), *findings)
