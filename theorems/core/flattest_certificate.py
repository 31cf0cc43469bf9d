"""Certificate data of the flattest trace, as the replay of ``sharpness.least_trace`` reads it.

Each function returns ``{kind, parameters, problem, proof}``, ready for a leg's
``case.certificate(**data)``; the claim decides whether the proof that the points are extreme
belongs to it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from typing import Any

from theorems.core.cells import enumerate_cells
from theorems.core.flattest_dual import Dual, closed_form_multipliers
from theorems.core.flattest_primal import Neuron
from theorems.core.flattest_program import FlattestData, flattest_data
from verify import replay
from verify.exact.rational import fraction

__all__ = [
    "bracket_certificate",
    "closed_form_certificate",
    "gathered",
    "off_sample_certificate",
    "with_separators",
]

KIND = "sharpness.least_trace"


def closed_form_certificate(
    points: Any, labels: Any, *, bias: bool = True, extreme: bool = False
) -> dict[str, Any]:
    """No interpolating net of any width is flatter than (2/n) Σ 2 ‖x'_i‖ |y_i|.

    Parameters
    ----------
    points, labels, bias
        As for `theorems.core.flattest.flattest`.
    extreme
        Add the proof that the points are extreme, which the claim ``sharpness.thm41/minimal`` asks.

    Raises
    ------
    ValueError
        The data are malformed, or not extreme where they have to be.
    """
    data = flattest_data(points, labels, bias=bias)
    dual = closed_form_multipliers(data, replay.BITS)
    whole = _certificate(data, "closed_form", (None, None), _dual_proof(data, dual))
    return with_separators(whole) if extreme else whole


def bracket_certificate(
    data: FlattestData, dual: Dual, net: Iterable[Neuron], lower: Fraction, upper: Fraction
) -> dict[str, Any] | None:
    """The least trace lies in [lower, upper]; None if that is wider than the replay allows.

    For Sim-BN: the least ‖γ ⊙ W_2‖_1.
    """
    if upper - lower > replay.RELATIVE_GAP * upper:
        return None
    proof = _dual_proof(data, dual)
    proof["net"] = [{"a": _texts(neuron.a), "w": str(neuron.w)} for neuron in net]
    if data.measure == "sim_bn":
        parameters = {
            **_samples(data),
            "value": str(lower),
            "upper": str(upper),
            "bits": replay.BITS,
        }
        return _whole("sharpness.lemA1/least", "sharpness.least_sim_bn", parameters, proof)
    return _certificate(data, "value", (str(lower), str(upper)), proof)


def with_separators(certificate: Mapping[str, Any]) -> dict[str, Any]:
    """The same data with the proof that each point is a vertex of the convex hull.

    Raises
    ------
    ValueError
        A point is none.
    """
    from theorems.core.data import extreme_points

    points = [tuple(map(Fraction, x)) for x in certificate["parameters"]["points"]]
    found = extreme_points(points)
    if found.inner is not None:
        shown = ", ".join(map(str, found.points[found.inner]))
        msg = f"points must be extreme, got ({shown}) inside the hull of the others"
        raise ValueError(msg)
    separators = dict(zip(found.points, found.separators, strict=True))
    texts = [_texts(separators[x]) for x in points]
    return {**certificate, "proof": {**certificate["proof"], "separators": texts}}


def gathered(certificates: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """The data of several certificates in one, of the kind ``sharpness.least_traces``."""
    return {
        "kind": f"{KIND}s",
        "parameters": {"instances": [one["parameters"] for one in certificates]},
        "problem": {"instances": [one["problem"] for one in certificates]},
        "proof": {"proofs": [one["proof"] for one in certificates]},
    }


def _certificate(
    data: FlattestData, relation: str, ends: tuple[str | None, str | None], proof: dict[str, Any]
) -> dict[str, Any]:
    parameters = {
        **_samples(data),
        "bias": data.bias,
        "relation": relation,
        "value": ends[0],
        "upper": ends[1],
        "bits": replay.BITS,
    }
    return _whole("sharpness.thm41/least_trace", KIND, parameters, proof)


def off_sample_certificate(
    data: FlattestData, dual: Dual, trace: Fraction, side: str, value: Fraction
) -> dict[str, Any]:
    """f(z) is at most, or at least, `value` at every interpolating net of at most this trace.

    Parameters
    ----------
    data
        The samples, and a last point z that is none.
    dual
        Its multipliers, that of z last.
    trace
        What the nets' traces do not exceed.
    side
        "lower" or "upper".
    value
        The bound, rounded outward to 64 bits.
    """
    parameters = {
        **_samples(data),
        "bias": data.bias,
        "unseen": _texts(data.points[-1]),
        "trace": str(trace),
        "side": side,
        "value": str(value),
        "bits": replay.BITS,
    }
    proof = _dual_proof(data, dual)
    proof["multipliers"].append(str(dual.multipliers[-1]))
    return _whole("sharpness.thm31/off_sample", "sharpness.off_sample", parameters, proof)


def _samples(data: FlattestData) -> dict[str, Any]:
    return {
        "points": [_texts(data.points[i]) for i in data.samples],
        "labels": _texts(data.labels[i] for i in data.samples),
    }


def _whole(
    claim: str, kind: str, parameters: dict[str, Any], proof: dict[str, Any]
) -> dict[str, Any]:
    # the problem is the same for each claim that asks nothing more of the data
    problem = replay.rebuild(claim, kind, parameters)
    return {"kind": kind, "parameters": parameters, "problem": problem, "proof": proof}


def _dual_proof(data: FlattestData, dual: Dual) -> dict[str, Any]:
    """The proof for the samples as given: repetitions share λ and h evenly, the first has μ."""
    patterns: dict[str, Any] = {}
    infeasible: dict[str, Any] = {}
    if not dual.everywhere:
        # a point that is no sample comes last
        order = [*data.samples, *(i for i, c in enumerate(data.counts) if not c)]
        cells = data.arrangement.cells
        for (cell, sign), share in dual.shares.items():
            signs = "".join(cells[cell].signs[i] for i in order)
            first = {order.index(i): value for i, value in share.mu.items()}
            spread = {k: share.h[i] / data.counts[i] for k, i in enumerate(order) if i in share.h}
            entry = {"mu": _sparse(first), "h": _sparse(spread)}
            patterns.setdefault(signs, {})["+" if sign > 0 else "-"] = entry
        repeated = len(order) > data.size
        arrangement = (
            enumerate_cells([data.rows[i] for i in order]) if repeated else data.arrangement
        )
        for prefix, nu in arrangement.infeasible.items():
            infeasible[prefix] = _sparse({i: v for i, v in enumerate(nu) if v})
    return {
        "multipliers": _texts(dual.multipliers[i] / data.counts[i] for i in data.samples),
        "patterns": patterns,
        "infeasible": infeasible,
    }


def _texts(values: Iterable[Fraction]) -> list[str]:
    return [str(value) for value in values]


def _sparse(values: Mapping[int, Any]) -> dict[str, str]:
    """Indices count from 1 in files."""
    return {str(i + 1): str(fraction(value)) for i, value in values.items()}
