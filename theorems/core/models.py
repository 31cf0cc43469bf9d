"""Models as JSON data: networks with their inputs, and one-parameter polynomials.

An *instance* is what a witness can hold: a dictionary with the entry ``"model"``, one of "no_bias",
"bias", "deep", "sim_bn", "sim_ln", "polynomial", rationals as text. A network's instance has its
weights and ``"X"``; a polynomial's has ``"coefficients"``, a row for each sample, and ``"theta"``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from theorems.core.exact_jacobians import jacobian_exact
from theorems.core.exact_networks import (
    flatten_exact,
    forward_exact,
    kinks_exact,
    pattern_function,
    unflatten_exact,
)
from theorems.core.networks import Bias, MLPBias, Network, NoBias, SimBN, SimLN, hidden
from theorems.core.scalars import dot

if TYPE_CHECKING:
    from hypothesis.strategies import SearchStrategy

__all__ = ["NORMALIZED", "PLAIN", "Model", "draw", "model_of", "smooth"]

PLAIN = ("no_bias", "bias", "deep")
NORMALIZED = ("sim_bn", "sim_ln")


@dataclass(frozen=True)
class Model:
    """f_θ on samples, at one θ, in rationals or balls.

    Parameters
    ----------
    theta
        The parameters, shape (p,).
    outputs
        θ ↦ (f_θ(x_i))_i.
    jacobian
        The rows ∇f_θ(x_i) at `theta`.
    region
        θ ↦ a label that is constant where the outputs are polynomial in each coordinate.
    degree
        Their degree in each coordinate; 0 if they are not polynomial.
    """

    theta: tuple[Any, ...]
    outputs: Callable[[Sequence[Any]], Sequence[Any]]
    jacobian: Callable[[], Sequence[Sequence[Any]]]
    region: Callable[[Sequence[Any]], Any]
    degree: int

    def loss(self, labels: Sequence[Any]) -> Callable[[Sequence[Any]], Any]:
        """θ ↦ L(θ) = (1/n) Σ (f_θ(x_i) − y_i)²."""

        def mean(theta: Sequence[Any]) -> Any:
            errors = [f - y for f, y in zip(self.outputs(theta), labels, strict=True)]
            return dot(errors, errors) / len(errors)

        return mean


def model_of(instance: Mapping[str, Any], *, kind: type = Fraction) -> Model:
    """The model that `instance` describes.

    Parameters
    ----------
    kind
        Fraction, or arb for networks with irrational norms.
    """
    if instance["model"] == "polynomial":
        return _polynomial(instance)
    net, inputs = network_of(instance, kind)
    plain = instance["model"] in PLAIN

    def outputs(theta: Sequence[Any]) -> Sequence[Any]:
        if plain or kind is Fraction:
            return forward_exact(unflatten_exact(net, tuple(theta)), inputs)
        return _on_jets(unflatten_exact(net, tuple(theta)), inputs)

    return Model(
        theta=flatten_exact(net),
        outputs=outputs,
        jacobian=lambda: jacobian_exact(net, inputs),
        region=pattern_function(net, inputs),
        degree=1 if plain else 0,
    )


def network_of(instance: Mapping[str, Any], kind: type = Fraction) -> tuple[Network, Any]:
    """The network and the inputs of an instance, in scalars of `kind`."""

    def read(value: Any) -> Any:
        if isinstance(value, list | tuple):
            return tuple(read(v) for v in value)
        from theorems.core.scalars import into

        return into(Fraction(str(value)), kind)

    part = {k: read(v) for k, v in instance.items() if k != "model"}
    made: Network
    match instance["model"]:
        case "no_bias":
            made = NoBias(part["W1"], part["W2"])
        case "bias":
            made = Bias(part["W1"], part["b1"], part["W2"])
        case "deep":
            made = MLPBias((part["W1"], *part["inner"], part["W2"]), part["b1"])
        case "sim_bn":
            made = SimBN(part["W1"], part["b1"], part["gamma"], part["W2"])
        case "sim_ln":
            made = SimLN(part["W1"], part["b1"], part["W2"], part["epsilon"])
        case other:
            msg = f"model is {other!r}, expected a network or a polynomial"
            raise ValueError(msg)
    return made, part["X"]


def smooth(instance: object) -> bool:
    """Whether `instance` is well formed, and no pre-activation is exactly 0 at a sample.

    For Sim-BN every neuron is active on some sample; for Sim-LN no norm is exactly ε.
    """
    if not isinstance(instance, Mapping) or "model" not in instance:
        return False
    if instance["model"] == "polynomial":
        return True
    try:
        net, inputs = network_of(instance)
        if kinks_exact(net, inputs):
            return False
    except (ValueError, KeyError):
        return False
    if instance["model"] == "sim_bn":
        rows = [[dot(w, x) + b > 0 for x in inputs] for w, b in _first_layer(net)]
        return all(any(row) for row in rows)
    return True


def draw(models: Sequence[str]) -> SearchStrategy[dict[str, Any]]:
    """Small smooth instances: up to 2 inputs, 3 neurons, 3 samples, depth 4."""
    from hypothesis import strategies as st

    entry = st.sampled_from(["1", "-1", "2", "-2", "1/2", "-1/3", "3", "0"])
    integer = st.integers(1, 3)

    @st.composite
    def build(pick: Any) -> dict[str, Any]:
        def matrix(rows: int, columns: int) -> list[list[str]]:
            return [[pick(entry) for _ in range(columns)] for _ in range(rows)]

        model = pick(st.sampled_from(list(models)))
        if model == "polynomial":
            rows = matrix(pick(integer), pick(integer) + 1)
            return {"model": model, "coefficients": rows, "theta": pick(entry)}
        d, m, n = pick(st.integers(1, 2)), pick(integer), pick(integer)
        made = {"model": model, "W1": matrix(m, d), "X": matrix(n, d), "W2": matrix(1, m)[0]}
        if model != "no_bias":
            made["b1"] = matrix(1, m)[0]
        if model == "deep":
            made["inner"] = [matrix(m, m) for _ in range(pick(st.integers(1, 2)))]
        if model == "sim_bn":
            made["gamma"] = matrix(1, m)[0]
        if model == "sim_ln":
            made["epsilon"] = pick(st.sampled_from(["1", "1/2", "1/10", "5"]))
        return made

    return build().filter(smooth)


def _polynomial(instance: Mapping[str, Any]) -> Model:
    rows = [[Fraction(str(c)) for c in row] for row in instance["coefficients"]]
    theta = Fraction(str(instance["theta"]))

    def value(row: Sequence[Fraction], t: Any) -> Any:
        out = 0 * t
        for c in reversed(row):
            out = out * t + c
        return out

    def jacobian() -> list[list[Fraction]]:
        slopes = [[k * c for k, c in enumerate(row)][1:] for row in rows]
        return [[value(row, theta)] for row in slopes]

    return Model(
        theta=(theta,),
        outputs=lambda t: [value(row, t[0]) for row in rows],
        jacobian=jacobian,
        region=lambda _: "everywhere",
        degree=max(len(row) for row in rows) - 1,
    )


def _first_layer(net: Network) -> list[tuple[Any, Any]]:
    weights, b1 = hidden(net)
    return list(zip(weights[0], b1 if b1 is not None else [0] * len(weights[0]), strict=True))


def _on_jets(net: Network, inputs: Any) -> list[Any]:
    """The outputs of Sim-BN or Sim-LN, written once more for scalars that may be jets."""
    from verify.exact import jets

    rows = [[jets.relu(_affine(w, x, b)) for w, b in _first_layer(net)] for x in inputs]
    if isinstance(net, SimBN):
        columns = list(zip(*rows, strict=True))
        scales = [jets.sqrt(_sum([h * h for h in column]) / len(rows)) for column in columns]
        weights = [v * g / a for v, g, a in zip(net.W2, net.gamma, scales, strict=True)]
        return [_sum([w * h for w, h in zip(weights, row, strict=True)]) for row in rows]
    assert isinstance(net, SimLN)
    out = []
    for row in rows:
        # compare squares: the norm itself has no derivatives where all neurons are off
        square = _sum([h * h for h in row])
        top = jets.maximum(square, net.epsilon * net.epsilon)
        inner = _sum([w * h for w, h in zip(net.W2, row, strict=True)])
        out.append(inner / jets.sqrt(top))
    return out


def _affine(w: Sequence[Any], x: Sequence[Any], b: Any) -> Any:
    return _sum([p * q for p, q in zip(w, x, strict=True)]) + b


def _sum(terms: Sequence[Any]) -> Any:
    out = terms[0]
    for term in terms[1:]:
        out = out + term
    return out
