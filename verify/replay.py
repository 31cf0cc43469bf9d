"""Replay certificates with the standard library alone: ``python -I verify/replay.py FILE...``.

A certificate is JSON data: ``{schema, claim, kind, parameters, problem, proof, digest}``, every
rational a string ``"p"`` or ``"p/q"`` in lowest terms, every index counted from 1. A *kind* is one
fixed argument. Its checker rebuilds the problem from the parameters and looks at the stored
problem only to compare it with the rebuilt one, then checks the proof in exact rationals. So an
accepted file proves its claim, and not merely that some matrix is positive semidefinite.

This module is one file on purpose: it imports nothing of the project, so that a reader needs no
other page to trust it. The eleven kinds:

``sharpness.least_trace``
    A lower bound, or a bracket, on the least trace of the Hessian over the interpolating
    two-layer ReLU nets of every width (`_least_trace`).
``sharpness.least_traces``
    The same for several training sets, each with a proof of its own (`_least_traces`).
``sharpness.least_sim_bn``
    A bracket on the least ||gamma * W_2||_1 over interpolating Sim-BN nets (`_least_sim_bn`).
``sharpness.off_sample``
    A bound on f(z) over the nets without, or with, biases of a given trace (`_off_sample`).
``sco.event_probability``
    The probability that a column of random bits is zero (`_event_probability`).
``sco.saer_bracket``
    The sharpness-aware empirical risk of Theorem 1's loss at one point (`_saer_bracket`).
``sco.projection_nonexpansive``
    What a projection leaves over is nonexpansive (`_projection`).
``performance.first_order``
    The worst case of a fixed-step method over the convex L-smooth functions
    (`_estimate_first_order`).
``performance.perturbed``
    The regret of perturbed gradient steps, SA-GD and SAM at a flat minimum
    (`_estimate_perturbed`).
``performance.coupled``
    How far such runs on two samples end from each other (`_estimate_coupled`).
``performance.method``
    A bound on anybody's method: points in exact linear forms, functions of the classes that this
    page knows (`_estimate_method`).

Exit codes: 0 everything was accepted; 2 wrong usage, or a file that is neither a certificate nor a
report; 1 a certificate was rejected.
"""

from __future__ import annotations

import hashlib
import json
import math
import re
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path, PurePosixPath
from typing import Any, NoReturn

__all__ = ["KINDS", "SCHEMA", "Kind", "Verdict", "check", "digest", "main", "rebuild"]

SCHEMA = "flatcheck.certificate/1"
REPORT_SCHEMA = "flatcheck.report/1"
BITS = 64
RELATIVE_GAP = Fraction(1, 1024)
"""how far apart the two ends of a bracket may lie, relative to the upper one"""

# A hostile file must not hang the reader, so everything that costs time is bounded.
MAX_FILE = 16 * 2**20
MAX_SAMPLES, MAX_DIMENSION, MAX_LEAVES, MAX_NEURONS = 128, 64, 20000, 512
MAX_INSTANCES = 64
MAX_STEPS, MAX_WORK = 24, 256
"""steps of a first-order method, and of all instances of a certificate together"""
MAX_POINTS, MAX_TERMS, MAX_GIVEN, MAX_PAIRS, MAX_VECTORS = 40, 4096, 128, 2**20, 40
"""points of a method, terms of a form, conditions, products in all pairs, vectors"""
STEP_BITS = 96
DATA_BITS, PROOF_BITS, NET_BITS = 1024, 8192, 16384
"""bits of a common denominator, and of each numerator"""

_RATIONAL = re.compile(r"-?(0|[1-9][0-9]*)(/[1-9][0-9]*)?")
ANYBODY = "*"
"""stands among a kind's claims for those of papers that are not ours"""
OURS = ("sco.", "sharpness.", "geometry.", "*")
_FIELDS = ("schema", "claim", "kind", "parameters", "problem", "proof", "digest")


@dataclass(frozen=True)
class Verdict:
    """What the replay says: `statement` is what an accepted certificate proves."""

    accepted: bool
    reason: str
    statement: str


@dataclass(frozen=True)
class Kind:
    """One argument: the claims that it may prove, its problem, its check."""

    claims: dict[str, Any]
    """claim -> what this claim fixes"""
    rebuild: Callable[[str, dict[str, Any]], dict[str, Any]]
    """(claim, parameters) -> problem"""
    prove: Callable[[str, dict[str, Any], dict[str, Any]], str]
    """(claim, parameters, proof) -> the statement that is proved"""


class _RejectionError(Exception):
    """The certificate does not prove its claim; the message is one sentence."""


class _MalformedError(Exception):
    """The file is neither a certificate nor a report."""


# ---------------------------------------------------------------------------- reading strictly


def _reject(sentence: str) -> NoReturn:
    raise _RejectionError(sentence)


def _fields(value: object, names: tuple[str, ...], where: str) -> dict[str, Any]:
    if type(value) is not dict:
        _reject(f"{where} must be an object")
    missing = [name for name in names if name not in value]
    extra = [str(name) for name in value if name not in names]
    if missing:
        _reject(f"{where} has a missing field {missing[0]!r}")
    if extra:
        _reject(f"{where} has an unknown field {extra[0][:40]!r}")
    return value


def _list(value: object, where: str, length: int | None = None) -> list[Any]:
    if type(value) is not list:
        _reject(f"{where} must be a list")
    if length is not None and len(value) != length:
        _reject(f"{where} must have length {length}, not {len(value)}")
    return value


def _object(value: object, where: str) -> dict[str, Any]:
    if type(value) is not dict:
        _reject(f"{where} must be an object")
    return value


def _integer(value: object, where: str, low: int, high: int) -> int:
    if type(value) is not int:
        _reject(f"{where} must be an integer")
    if not low <= value <= high:
        _reject(f"{where} must lie between {low} and {high}")
    return value


def _rational(value: object, where: str, bits: int = PROOF_BITS) -> Fraction:
    if type(value) is not str:
        _reject(f"{where} must be a rational written as a string")
    parts = value.split("/")
    if max(map(len, parts)) > 2 + bits // 3:
        _reject(f"{where} is longer than {bits} bits")
    if not _RATIONAL.fullmatch(value):
        _reject(f"{where} is not a rational in canonical form")
    number = Fraction(*map(int, parts))
    if str(number) != value:
        _reject(f"{where} is not a rational in canonical form")
    if max(number.denominator.bit_length(), number.numerator.bit_length()) > bits:
        _reject(f"{where} is longer than {bits} bits")
    return number


def _common(numbers: list[Fraction], where: str, bits: int, start: int = 1) -> int:
    """The least common denominator, refused where it would make sums slow."""
    common = start
    for number in numbers:
        common = math.lcm(common, number.denominator)
        if common.bit_length() > bits:
            _reject(f"{where} has a common denominator longer than {bits} bits")
    return common


def _vector(value: object, where: str, length: int, bits: int = PROOF_BITS) -> list[Fraction]:
    entries = _list(value, where, length)
    numbers = [_rational(e, f"{where}[{k}]", bits) for k, e in enumerate(entries, 1)]
    _common(numbers, where, bits)
    return numbers


def _sparse(value: object, where: str, length: int) -> dict[int, Fraction]:
    """The entries of {"1": "p/q", ...} that are not zero; indices count from 1."""
    found: dict[int, Fraction] = {}
    for key, entry in _object(value, where).items():
        if not re.fullmatch(r"[1-9][0-9]{0,5}", key) or int(key) > length:
            _reject(f"{where} has {key[:40]!r}, which is no index up to {length}")
        found[int(key)] = _rational(entry, f"{where}[{key}]")
        if not found[int(key)]:
            _reject(f"{where}[{key}] is zero and must be left out")
    _common(list(found.values()), where, PROOF_BITS)
    return found


def _floor(number: Fraction) -> Fraction:
    return Fraction((number.numerator << BITS) // number.denominator, 1 << BITS)


def _ceil(number: Fraction) -> Fraction:
    return -_floor(-number)


def _sqrt_floor(square: Fraction) -> Fraction:
    """The largest multiple of 2^-64 that is at most the square root."""
    return Fraction(math.isqrt((square.numerator << 2 * BITS) // square.denominator), 1 << BITS)


def _sqrt_exact(square: Fraction, where: str) -> Fraction:
    root = Fraction(math.isqrt(square.numerator), math.isqrt(square.denominator))
    return root if root * root == square else _reject(f"{where} is not rational")


def _shown(number: Fraction) -> str:
    try:
        return f"{float(number):.10g}"
    except OverflowError:
        return "a number beyond floats"


def _brief(bound: Fraction) -> str:
    """An upper bound: exact where it is short, and else rounded up to 64 bits and shown."""
    if bound.denominator.bit_length() <= BITS:
        return str(bound)
    return _shown(_ceil(bound)) + " (to ten digits)"


def _dot(a: list[Fraction], b: list[Fraction]) -> Fraction:
    return sum((x * y for x, y in zip(a, b, strict=True)), Fraction(0))


# ------------------------------------------------------------------- kind sharpness.least_trace


@dataclass(frozen=True)
class _Data:
    points: list[list[Fraction]]
    labels: list[Fraction]
    rows: list[list[Fraction]]
    squares: list[Fraction]
    relation: str
    normalized: bool = False
    """whether the nets are Sim-BN, where a neuron costs 1/sqrt(n) per unit of ||D X'u||"""

    def cap(self, active: Sequence[int]) -> Fraction:
        """The square of what a neuron costs per unit of ||D X'u||; a last point may be unseen."""
        if self.normalized:
            return Fraction(1, len(self.labels))
        return sum((4 * self.squares[i] for i in active if i < len(self.labels)), Fraction(0))

    def everywhere(self, multipliers: list[Fraction]) -> bool:
        """Whether ||D lambda|| is at most the price for every D whatever."""
        squares = [entry**2 for entry in multipliers]
        if self.normalized:
            return sum(squares) <= self.cap(())
        return all(s <= self.cap((i,)) for i, s in enumerate(squares))

    @property
    def bound(self) -> Fraction:
        """(2/n) sum 2 s_i |y_i|, where s_i is the norm of x'_i rounded down to 64 bits."""
        terms = (
            2 * _sqrt_floor(q) * abs(y) for q, y in zip(self.squares, self.labels, strict=True)
        )
        return Fraction(2, len(self.labels)) * sum(terms, Fraction(0))


_LEAST_TRACE = ("points", "labels", "bias", "relation", "value", "upper", "bits")


def _data(parameters: dict[str, Any]) -> _Data:
    p = _fields(parameters, _LEAST_TRACE, "parameters")
    n = len(_list(p["points"], "points"))
    if not 1 <= n <= MAX_SAMPLES:
        _reject(f"points must hold 1 to {MAX_SAMPLES} points")
    if type(p["bias"]) is not bool:
        _reject("bias must be true or false")
    if p["bits"] != BITS or type(p["bits"]) is not int:
        _reject(f"bits must be {BITS}")
    if p["relation"] not in ("closed_form", "value"):
        _reject("relation must be 'closed_form' or 'value'")
    for name in ("value", "upper"):
        if (p[name] is None) != (p["relation"] == "closed_form"):
            _reject(f"{name} must be null exactly if the relation is 'closed_form'")
    dimension = len(_list(p["points"][0], "points[1]"))
    if not 1 <= dimension < MAX_DIMENSION:
        _reject(f"points must have dimension 1 to {MAX_DIMENSION - 1}")
    points = [
        _vector(x, f"points[{i}]", dimension, DATA_BITS) for i, x in enumerate(p["points"], 1)
    ]
    _common([entry for x in points for entry in x], "points", DATA_BITS)
    labels = _vector(p["labels"], "labels", n, DATA_BITS)
    rows = [[*x, Fraction(1)] for x in points] if p["bias"] else points
    squares = [_dot(row, row) for row in rows]
    if not all(squares):
        _reject("a point is zero and the nets have no bias: no net is smooth there")
    return _Data(points, labels, rows, squares, p["relation"])


def _rebuild_least_trace(claim: str, parameters: dict[str, Any]) -> dict[str, Any]:
    data = _data(parameters)
    demand = KINDS["sharpness.least_trace"].claims[claim]
    if demand == "cube" and parameters["bias"]:
        _reject("the claim is about nets without biases")
    if demand not in ("any", "cube") and not parameters["bias"]:
        _reject("the claim is about nets with biases")
    if demand in ("xor", "cube"):
        cube = all(abs(entry) == 1 for x in data.points for entry in x)
        if not cube or len(data.points[0]) < 2:
            _reject("the claim is about points of {-1,1}^d, d >= 2")
        if any(y != x[0] * x[1] for x, y in zip(data.points, data.labels, strict=True)):
            _reject("the claim is about the labels y = x[1]x[2]")
    if demand == "cube":
        d, times = len(data.points[0]), {data.points.count(x) for x in data.points}
        if len(times) > 1 or len(data.points) != times.pop() * 2**d:
            _reject("the claim is about the whole cube, each point equally often")
        if data.relation != "value":
            _reject("the claim is about the infimum, between two ends")
    closed = data.relation == "closed_form"
    value = None if closed else _rational(parameters["value"], "value")
    return {
        "design": [[str(entry) for entry in row] for row in data.rows],
        "squared_norms": [str(q) for q in data.squares],
        "bound": str(data.bound if value is None else value),
        "relative_gap": None if closed else str(RELATIVE_GAP),
    }


def _least_trace(claim: str, parameters: dict[str, Any], proof: dict[str, Any]) -> str:
    r"""Tr >= (2/n) <multipliers, y> for every interpolating net that is smooth at the samples.

    A neuron w relu(a.x') whose activation pattern is D costs at least 2 a_D ||D X'u||, u = |w|a,
    a_D^2 = sum_D ||x'_i||^2, in sum ||grad f(x_i)||^2 = (n/2) Tr. If for each pattern D that some
    u attains strictly, and each sign s of w, there are mu >= 0 and h supported on D with
    X'^T (s D lambda + (2D-I) mu - h) = 0 and ||h|| <= 2 a_D, then on the cone of D
    s <lambda, D X'u> = <h, X'u> - <mu, (2D-I)X'u> <= 2 a_D ||D X'u||; summed over the neurons,
    <lambda, y> <= (n/2) Tr. Left out entries mean mu = 0, h = s D lambda.

    That the patterns are all there: the walk over sign prefixes extends each one unless nu >= 0,
    nu != 0 with sum sigma_i nu_i x'_i = 0 shows that no u has all those strict signs (Gordan).
    """
    data = _data(parameters)
    n = len(data.labels)
    extreme = KINDS["sharpness.least_trace"].claims[claim] == "extreme"
    names = ("multipliers", "patterns", "infeasible")
    names += ("net",) * (data.relation == "value") + ("separators",) * extreme
    _fields(proof, names, "proof")
    multipliers = _vector(proof["multipliers"], "multipliers", n)
    if extreme:
        _separated(data, proof["separators"])
    _cover(data, multipliers, _object(proof["patterns"], "patterns"), proof["infeasible"])

    proved = Fraction(2, n) * _dot(multipliers, data.labels)
    nets = f"interpolating two-layer ReLU nets {'with' if parameters['bias'] else 'without'} biases"
    where = (
        f"the {nets} of every width that are smooth at the samples "
        f"(n = {n}, d = {len(data.points[0])}{_deficiency(data.rows)})"
    )
    if data.relation == "closed_form":
        if proved < data.bound:
            _reject("the multipliers prove less than the closed form (2/n) sum 2 ||x'_i|| |y_i|")
        return (
            f"the trace of the Hessian is at least the closed form, {_shown(data.bound)}, "
            f"for {where}"
        )
    value, upper = _rational(parameters["value"], "value"), _rational(parameters["upper"], "upper")
    if value != _floor(proved):
        _reject("value is not the bound that the multipliers prove, rounded down to 64 bits")
    if upper != _ceil(_net_trace(data, proof["net"])):
        _reject("upper is not the trace of the net of the proof, rounded up to 64 bits")
    if upper - value > RELATIVE_GAP * upper:
        _reject(f"the gap between value and upper is more than {RELATIVE_GAP} of upper")
    ends = f"[{_shown(value)}, {_shown(upper)}]"
    if KINDS["sharpness.least_trace"].claims[claim] == "cube":
        if not max(value, Fraction(0)) ** 2 <= 32 * len(data.points[0]) <= upper**2:
            _reject("value and upper do not hold 4 sqrt(2d)")
        ends += ", as 4 sqrt(2d) does,"
    return f"the infimum of the trace of the Hessian lies in {ends} for {where}"


def _rebuild_least_traces(claim: str, parameters: dict[str, Any]) -> dict[str, Any]:
    return {
        "instances": [_rebuild_least_trace(claim, entry) for entry in _instances(parameters)],
    }


def _instances(parameters: dict[str, Any]) -> list[dict[str, Any]]:
    listed = _list(_fields(parameters, ("instances",), "parameters")["instances"], "instances")
    if not 1 <= len(listed) <= MAX_INSTANCES:
        _reject(f"instances must hold 1 to {MAX_INSTANCES} instances")
    found = [_object(entry, f"instances[{k}]") for k, entry in enumerate(listed, 1)]
    if any(entry in found[:k] for k, entry in enumerate(found)):
        _reject("an instance is listed twice")
    return found


def _least_traces(claim: str, parameters: dict[str, Any], proof: dict[str, Any]) -> str:
    """Each training set with the proof of the same place."""
    instances = _instances(parameters)
    proofs = _list(_fields(proof, ("proofs",), "proof")["proofs"], "proofs", len(instances))
    statements = [
        _least_trace(claim, entry, _object(part, f"proofs[{k}]"))
        for k, (entry, part) in enumerate(zip(instances, proofs, strict=True), 1)
    ]
    return "; ".join(f"({k}) {statement}" for k, statement in enumerate(statements, 1))


def _deficiency(rows: list[list[Fraction]]) -> str:
    """In words, that the rows do not span their space; empty if they do."""
    left, rank = [list(row) for row in rows], 0
    for column in range(len(rows[0])):
        pivot = next((row for row in left if row[column]), None)
        if pivot is None:
            continue
        left = [
            [a - row[column] / pivot[column] * b for a, b in zip(row, pivot, strict=True)]
            for row in left
            if row is not pivot
        ]
        rank += 1
    return f", rank {rank} of {len(rows[0])}" if rank < len(rows[0]) else ""


def _separated(data: _Data, separators: object) -> None:
    """Each point is a vertex: w_i.x_i > w_i.x_j for every other point x_j."""
    for i, entry in enumerate(_list(separators, "separators", len(data.points))):
        w = _vector(entry, f"separators[{i + 1}]", len(data.points[0]), DATA_BITS)
        at = _dot(w, data.points[i])
        if any(x != data.points[i] and _dot(w, x) >= at for x in data.points):
            _reject(f"separators[{i + 1}] does not show that the point is extreme")


def _cover(
    data: _Data, multipliers: list[Fraction], patterns: dict[str, Any], infeasible: object
) -> None:
    """Every activation pattern that is not shown infeasible satisfies the dual inequality."""
    listed = _object(infeasible, "infeasible")
    squares = [entry**2 for entry in multipliers]
    seen = len(data.labels)
    if data.everywhere(multipliers):
        # then ||D lambda|| is at most the price for every D, and there is nothing to enumerate
        if patterns or listed:
            _reject("patterns and infeasible must be empty where the multipliers need none")
        return
    n, used, leaves, stack = len(data.rows), 0, 0, [""]
    while stack:
        prefix = stack.pop()
        if prefix in listed:
            _gordan(data, prefix, listed[prefix])
            used += 1
        elif len(prefix) < n:
            stack += [prefix + "+", prefix + "-"]
        else:
            leaves += 1
            if leaves > MAX_LEAVES:
                _reject(f"the proof leaves more than {MAX_LEAVES} patterns")
            entry = _object(patterns.get(prefix, {}), f"patterns[{prefix}]")
            used += prefix in patterns
            if not entry.keys() <= {"+", "-"} or (prefix in patterns and not entry):
                _reject(f"patterns[{prefix}] must have fields '+' or '-'")
            active = [i for i in range(n) if prefix[i] == "+"]
            for sign in "+-":
                if sign in entry:
                    _dual(data, multipliers, prefix, sign, entry[sign])
                elif sum(squares[i] for i in active) > data.cap(active) or any(
                    squares[i] for i in active if i >= seen
                ):
                    _reject(f"pattern {prefix} sign {sign} breaks the dual inequality")
    if used != len(patterns) + len(listed):
        _reject("patterns or infeasible has an entry that the walk does not reach")


def _gordan(data: _Data, prefix: str, entry: object) -> None:
    where = f"infeasible[{prefix or 'empty'}]"
    nu = _sparse(entry, where, len(prefix))
    if not nu:
        _reject(f"{where} must not be zero")
    if min(nu.values()) < 0:
        _reject(f"{where} has a negative multiplier")
    for k in range(len(data.rows[0])):
        signed = (
            v * data.rows[i - 1][k] * (1 if prefix[i - 1] == "+" else -1) for i, v in nu.items()
        )
        if sum(signed, Fraction(0)):
            _reject(f"{where} does not show that no weight has these signs")


def _dual(data: _Data, multipliers: list[Fraction], pattern: str, sign: str, entry: object) -> None:
    where = f"patterns[{pattern}][{sign}]"
    parts = _fields(entry, ("mu", "h"), where)
    mu = _sparse(parts["mu"], f"{where}.mu", len(pattern))
    h = _sparse(parts["h"], f"{where}.h", len(pattern))
    if any(value < 0 for value in mu.values()):
        _reject(f"{where}.mu has a negative multiplier")
    if any(pattern[i - 1] != "+" or i > len(data.labels) for i in h):
        _reject(f"{where}.h is not supported on the active samples")
    active = [i for i in range(len(pattern)) if pattern[i] == "+"]
    if sum(v * v for v in h.values()) > data.cap(active):
        _reject(f"{where}.h breaks the dual inequality: its norm exceeds 2 a_D")
    combined = dict.fromkeys(range(len(pattern)), Fraction(0))
    for i in active:
        combined[i] += multipliers[i] if sign == "+" else -multipliers[i]
    for i, v in mu.items():
        combined[i - 1] += v if pattern[i - 1] == "+" else -v
    for i, v in h.items():
        combined[i - 1] -= v
    for k in range(len(data.rows[0])):
        if sum((c * data.rows[i][k] for i, c in combined.items() if c), Fraction(0)):
            _reject(f"{where} does not satisfy the dual equation")


def _net_trace(data: _Data, net: object) -> Fraction:
    """(2/n) sum ||grad f(x_i)||^2 of a rational net that interpolates and is smooth there."""
    total = Fraction(0)
    for w, values in _interpolating(data, net):
        total += sum((z * z + w * w * data.squares[i] for i, z in values.items()), Fraction(0))
    return Fraction(2, len(data.labels)) * total


def _interpolating(data: _Data, net: object) -> list[tuple[Fraction, dict[int, Fraction]]]:
    """For each neuron its w and its positive values at the samples, where the labels are met."""
    neurons = _list(net, "net")
    if len(neurons) > MAX_NEURONS:
        _reject(f"net must have at most {MAX_NEURONS} neurons")
    outputs, common, found = [Fraction(0)] * len(data.labels), 1, []
    for j, neuron in enumerate(neurons, 1):
        parts = _fields(neuron, ("a", "w"), f"net[{j}]")
        a = _vector(parts["a"], f"net[{j}].a", len(data.rows[0]))
        w = _rational(parts["w"], f"net[{j}].w")
        common = _common([*a, w], "net", NET_BITS, common)
        values = {}
        for i in range(len(data.labels)):
            z = _dot(a, data.rows[i])
            if not z:
                _reject(f"net[{j}] has pre-activation 0 at sample {i + 1}")
            if z > 0:
                outputs[i] += w * z
                values[i] = z
        found.append((w, values))
    if outputs != data.labels:
        _reject("the net of the proof does not interpolate the labels")
    return found


# ------------------------------------------------------------------ kind sharpness.least_sim_bn

_LEAST_SIM_BN = ("points", "labels", "value", "upper", "bits")


def _sim_bn_data(parameters: dict[str, Any]) -> _Data:
    p = _fields(parameters, _LEAST_SIM_BN, "parameters")
    return replace(_data({**p, "bias": True, "relation": "value"}), normalized=True)


def _rebuild_least_sim_bn(claim: str, parameters: dict[str, Any]) -> dict[str, Any]:
    del claim
    data = _sim_bn_data(parameters)
    return {
        "design": [[str(entry) for entry in row] for row in data.rows],
        "price": f"1/sqrt({len(data.labels)})",
        "bound": str(_rational(parameters["value"], "value")),
    }


def _least_sim_bn(claim: str, parameters: dict[str, Any], proof: dict[str, Any]) -> str:
    r"""||gamma * W_2||_1 >= <multipliers, y> for every interpolating Sim-BN net.

    A neuron with W_2 gamma = v and direction a contributes D X'u with u = |v| sqrt(n) a/||D X'a||,
    and ||D X'u|| = |v| sqrt(n): it costs ||D X'u||/sqrt(n). So the argument is that of the least
    trace (`_least_trace`) with the price 1/sqrt(n) in place of 2 a_D. Neurons that no sample
    activates contribute nothing that is defined.
    """
    del claim
    data = _sim_bn_data(parameters)
    _fields(proof, ("multipliers", "patterns", "infeasible", "net"), "proof")
    multipliers = _vector(proof["multipliers"], "multipliers", len(data.labels))
    _cover(data, multipliers, _object(proof["patterns"], "patterns"), proof["infeasible"])
    value, upper = _rational(parameters["value"], "value"), _rational(parameters["upper"], "upper")
    if value != _floor(_dot(multipliers, data.labels)):
        _reject("value is not the bound that the multipliers prove, rounded down to 64 bits")
    total = Fraction(0)
    for w, values in _interpolating(data, proof["net"]):
        square = w * w * sum((z * z for z in values.values()), Fraction(0)) / len(data.labels)
        root = _sqrt_floor(square)
        total += root if root * root == square else root + Fraction(1, 1 << BITS)
    if upper != _ceil(total):
        _reject("upper is not the norm of the net of the proof, rounded up to 64 bits")
    if upper - value > RELATIVE_GAP * upper:
        _reject(f"the gap between value and upper is more than {RELATIVE_GAP} of upper")
    return (
        f"the infimum of ||gamma * W_2||_1 lies in [{_shown(value)}, {_shown(upper)}] for the "
        "interpolating Sim-BN nets of every width with a hidden neuron active at no less than one "
        f"sample each (n = {len(data.labels)}, d = {len(data.points[0])}{_deficiency(data.rows)})"
    )


# -------------------------------------------------------------------- kind sharpness.off_sample

_OFF_SAMPLE = ("points", "labels", "bias", "unseen", "trace", "side", "value", "bits")


def _off_sample_data(parameters: dict[str, Any]) -> tuple[_Data, list[Fraction]]:
    p = _fields(parameters, _OFF_SAMPLE, "parameters")
    ends = {"relation": "value", "value": "0", "upper": "0"}
    data = _data({**{name: p[name] for name in ("points", "labels", "bias", "bits")}, **ends})
    unseen = _vector(p["unseen"], "unseen", len(data.points[0]), DATA_BITS)
    if unseen in data.points:
        _reject("unseen is one of the points")
    if p["side"] not in ("lower", "upper"):
        _reject("side must be 'lower' or 'upper'")
    if _rational(p["trace"], "trace") < 0:
        _reject("trace must not be negative")
    row = [*unseen, Fraction(1)] if p["bias"] else unseen
    return replace(data, rows=[*data.rows, row]), row


def _rebuild_off_sample(claim: str, parameters: dict[str, Any]) -> dict[str, Any]:
    del claim
    data, _ = _off_sample_data(parameters)
    cost = _rational(parameters["trace"], "trace") * len(data.labels) / 2
    return {
        "design": [[str(entry) for entry in row] for row in data.rows],
        "cost": str(cost),
        "bound": str(_rational(parameters["value"], "value")),
    }


def _off_sample(claim: str, parameters: dict[str, Any], proof: dict[str, Any]) -> str:
    r"""A bound on f(z) over all interpolating nets with a trace of at most the given one.

    As in `_least_trace`, with a last point z that is no sample: it has a multiplier lambda_z and
    divides the patterns, but no neuron pays for it, so that h is 0 there. Then for every net
    <lambda, y> + lambda_z f(z) <= (n/2) Tr, which bounds f(z) on the side of the sign of lambda_z.
    """
    del claim
    data, _ = _off_sample_data(parameters)
    n = len(data.labels)
    _fields(proof, ("multipliers", "patterns", "infeasible"), "proof")
    multipliers = _vector(proof["multipliers"], "multipliers", n + 1)
    if not (multipliers[-1] > 0 if parameters["side"] == "upper" else multipliers[-1] < 0):
        _reject("the multiplier of z has not the sign of the side")
    _cover(data, multipliers, _object(proof["patterns"], "patterns"), proof["infeasible"])
    trace, value = (_rational(parameters[name], name) for name in ("trace", "value"))
    proved = (trace * n / 2 - _dot(multipliers[:n], data.labels)) / multipliers[-1]
    if value != (_ceil(proved) if parameters["side"] == "upper" else _floor(proved)):
        _reject("value is not the bound that the multipliers prove, rounded outward to 64 bits")
    relation = "<=" if parameters["side"] == "upper" else ">="
    return (
        f"f({', '.join(parameters['unseen'])}) {relation} {_shown(value)} for the interpolating "
        f"two-layer ReLU nets {'with' if parameters['bias'] else 'without'} biases of every width "
        f"with trace at most {_shown(trace)} (n = {n}, d = {len(data.points[0])})"
    )


# ------------------------------------------------------------------- kind sco.event_probability


def _rebuild_event(claim: str, parameters: dict[str, Any]) -> dict[str, Any]:
    p = _fields(parameters, ("n", "threshold"), "parameters")
    n = _integer(p["n"], "n", 1, 12)
    fixed = KINDS["sco.event_probability"].claims[claim]
    if p["threshold"] != fixed:
        _reject(f"the claim fixes the threshold {fixed}")
    return {"columns": 2**n, "probability_of_a_zero_column": str(Fraction(1, 2**n))}


def _event_probability(claim: str, parameters: dict[str, Any], proof: dict[str, Any]) -> str:
    """1 - (1 - 2^-n)^(2^n): among 2^n independent columns of n fair bits, one at least is zero."""
    del claim
    p = _fields(proof, ("lower",), "proof")
    columns = 2 ** parameters["n"]
    every, none = columns**columns, (columns - 1) ** columns
    lower = Fraction(((every - none) << BITS) // every, 1 << BITS)
    if _rational(p["lower"], "lower") != lower:
        _reject("lower is not the probability rounded down to 64 bits")
    if lower < _rational(parameters["threshold"], "threshold"):
        _reject("the probability is below the threshold")
    return (
        f"with n = {parameters['n']} the event has probability at least {_shown(lower)}, "
        f"and so at least {parameters['threshold']}"
    )


# ------------------------------------------------------------------------ kind sco.saer_bracket


@dataclass(frozen=True)
class _Instance:
    n: int
    masks: list[int]
    rho: Fraction
    radius: Fraction
    column: int | None
    point: dict[int, Fraction]

    def norm(self, mask: int, w: dict[int, Fraction]) -> Fraction:
        """||M_z w||, M_z = diag(sqrt(z), 1)."""
        last = 2**self.n + 1
        kept = (v * v for i, v in w.items() if i == last or mask >> (i - 1) & 1)
        return _sqrt_exact(sum(kept, Fraction(0)), "the norm of a masked point")

    def risk(self, norms: Iterator[Fraction]) -> Fraction:
        """(1/n) sum of half of [norm - rho]_+^2."""
        losses = (max(norm - self.rho, Fraction(0)) ** 2 / 2 for norm in norms)
        return sum(losses, Fraction(0)) / self.n


def _instance(claim: str, parameters: dict[str, Any]) -> _Instance:
    names = ("n", "masks", "rho", "radius", "point", "column")
    p = _fields(parameters, names, "parameters")
    n = _integer(p["n"], "n", 1, 12)
    width = -(-(2**n) // 4)
    masks = []
    for k, text in enumerate(_list(p["masks"], "masks", n), 1):
        if type(text) is not str or not re.fullmatch(rf"[0-9a-f]{{{width}}}", text):
            _reject(f"masks[{k}] must be {width} lower-case hexadecimal digits")
        masks.append(int(text, 16))
        if masks[-1] >> 2**n:
            _reject(f"masks[{k}] has bits beyond the {2**n} columns")
    rho, radius = _rational(p["rho"], "rho", DATA_BITS), _rational(p["radius"], "radius", DATA_BITS)
    fixed = KINDS["sco.saer_bracket"].claims[claim]
    if p["point"] != fixed:
        _reject(f"the claim is about the point {fixed}")
    if not 0 <= rho <= Fraction(1, 2):
        _reject("rho must lie between 0 and 1/2")
    if radius < 0 or (fixed == "rho e_d" and not radius):
        _reject("radius must be positive" if fixed == "rho e_d" else "radius must not be negative")
    if fixed == "rho e_d":
        if p["column"] is not None:
            _reject("column must be null at the point rho e_d")
        return _Instance(n, masks, rho, radius, None, {2**n + 1: rho})
    column = _integer(p["column"], "column", 1, 2**n)
    if any(mask >> (column - 1) & 1 for mask in masks):
        _reject("the column is not zero in every mask, so the event does not hold")
    return _Instance(n, masks, rho, radius, column, {column: Fraction(1)})


def _rebuild_saer(claim: str, parameters: dict[str, Any]) -> dict[str, Any]:
    instance = _instance(claim, parameters)
    union = 0
    for mask in instance.masks:
        union |= mask
    return {
        "dimension": 2**instance.n + 1,
        "point": {str(i): str(v) for i, v in instance.point.items() if v},
        "zero_columns": 2**instance.n - union.bit_count(),
    }


def _saer_bracket(claim: str, parameters: dict[str, Any], proof: dict[str, Any]) -> str:
    r"""F_S^r(w) = max over ||v|| <= r of F_S(w + v), from both sides, for the loss of Theorem 1.

    f(w, z) = half of [||M_z w|| - rho]_+^2, M_z = diag(sqrt(z), 1). A mask is the hexadecimal
    numeral of sum_i z(i) 2^(i-1), i = 1..2^n. Below: the value at the v of the proof. Above:
    ||M_z(w + v)|| <= ||M_z w|| + r ||M_z||, ||M_z|| = 1 because its last entry is 1.
    For every w, v = r sign(w(d)) e_d gives F_S^r(w) >= half of [r - rho]_+^2; so where the
    bracket closes at that value, w minimizes F_S^r.
    """
    instance = _instance(claim, parameters)
    names = ("perturbation", "lower", "upper")
    p = _fields(proof, names, "proof")
    v = _sparse(p["perturbation"], "perturbation", 2**instance.n + 1)
    if sum((entry**2 for entry in v.values()), Fraction(0)) > instance.radius**2:
        _reject("the perturbation is longer than the radius")
    moved = dict(instance.point)
    for i, entry in v.items():
        moved[i] = moved.get(i, Fraction(0)) + entry
    lower = instance.risk(instance.norm(mask, moved) for mask in instance.masks)
    upper = instance.risk(
        instance.norm(mask, instance.point) + instance.radius for mask in instance.masks
    )
    for name, value in (("lower", lower), ("upper", upper)):
        if _rational(p[name], name) != value:
            _reject(f"{name} is not the value recomputed from the masks")
    if lower != upper:
        _reject("the bracket does not close: lower is less than upper")
    rho, r = instance.rho, instance.radius
    if instance.column is None:
        at_rest = instance.risk(instance.norm(mask, instance.point) for mask in instance.masks)
        if upper != at_rest + r**2 / 2:
            _reject("the rise is not radius^2/2")
        return f"F_S^r(rho e_d) = F_S(rho e_d) + r^2/2 for r = {r}, rho = {rho}, n = {instance.n}"
    if upper != max(r - rho, Fraction(0)) ** 2 / 2:
        _reject("the value is not the least one, [r - rho]_+^2 / 2")
    return (
        f"F_S^r(e_I) = {upper} is the least value of F_S^r for I = {instance.column}, "
        f"r = {r}, rho = {rho}, n = {instance.n}"
    )


# -------------------------------------------------------------- kind sco.projection_nonexpansive


def _gram(*terms: tuple[Fraction, str, str]) -> list[list[Fraction]]:
    """The symmetric matrix of sum c <a, b> in (u, v, p, q); a, b are written like "u-p"."""
    total = [[Fraction(0)] * 4 for _ in range(4)]
    for c, left, right in terms:
        a, b = ([part.count(x) - 2 * part.count("-" + x) for x in "uvpq"] for part in (left, right))
        for i in range(4):
            for k in range(4):
                total[i][k] += c * Fraction(a[i] * b[k] + a[k] * b[i], 2)
    return total


def _projection_grams(kappa: Fraction) -> list[list[list[Fraction]]]:
    one = Fraction(1)
    residue = "u-p-v+q"
    return [
        _gram((one, "u-v", "u-v"), (-kappa, residue, residue)),
        _gram((one, "u-p", "p-q")),
        _gram((one, "v-q", "q-p")),
    ]


def _rebuild_projection(claim: str, parameters: dict[str, Any]) -> dict[str, Any]:
    p = _fields(parameters, ("kappa",), "parameters")
    fixed = KINDS["sco.projection_nonexpansive"].claims[claim]
    if p["kappa"] != fixed:
        _reject(f"the claim fixes kappa = {fixed}")
    grams = _projection_grams(_rational(fixed, "kappa"))
    names = ("objective", "inequality_p", "inequality_q")
    texts = [[[str(entry) for entry in row] for row in gram] for gram in grams]
    return {"vectors": ["u", "v", "p", "q"], **dict(zip(names, texts, strict=True))}


def _projection(claim: str, parameters: dict[str, Any], proof: dict[str, Any]) -> str:
    r"""Show kappa ||(u-p) - (v-q)||^2 <= ||u-v||^2, p and q the projections of u and v.

    The variational inequalities of the projection are <u-p, p-q> >= 0 and <v-q, q-p> >= 0. The
    difference of the two sides equals their combination with nonnegative multipliers plus a form
    whose Gram matrix, the slack, is L diag(D) L^T with D >= 0.
    """
    del claim
    kappa = _rational(parameters["kappa"], "kappa")
    p = _fields(proof, ("multipliers", "slack", "ldl"), "proof")
    multipliers = _vector(p["multipliers"], "multipliers", 2)
    if min(multipliers) < 0:
        _reject("the proof has a negative multiplier")
    slack = [_vector(row, "slack", 4) for row in _list(p["slack"], "slack", 4)]
    goal, first, second = _projection_grams(kappa)
    for i in range(4):
        for k in range(4):
            combined = multipliers[0] * first[i][k] + multipliers[1] * second[i][k]
            if goal[i][k] != combined + slack[i][k]:
                _reject("the slack is not the objective less the weighted inequalities")
    ldl = _fields(p["ldl"], ("L", "D"), "ldl")
    L = [_vector(row, "L", 4) for row in _list(ldl["L"], "L", 4)]
    D = _vector(ldl["D"], "D", 4)
    if min(D) < 0:
        _reject("D has a negative pivot")
    if any(L[i][k] != (i == k) for i in range(4) for k in range(i, 4)):
        _reject("L is not unit lower triangular")
    for i in range(4):
        for k in range(4):
            if slack[i][k] != sum(L[i][m] * D[m] * L[k][m] for m in range(4)):
                _reject("the slack is not L diag(D) L^T")
    return (
        f"{kappa} ||Ru - Rv||^2 <= ||u - v||^2 for R = I - P and every projection P onto a closed "
        "convex set"
    )


# --------------------------------------------------------------------------- kinds performance.*

_Vector = dict[str, Fraction]
_Form = dict[tuple[str, ...], Fraction]
"""a sum of inner products, keyed by two names in order, and of numbers, keyed by one"""


@dataclass(frozen=True)
class _Estimate:
    """goal <= sum of budgets[k] * k wherever every inequality is <= 0; the k are not negative."""

    goal: _Form
    inequalities: dict[str, _Form]
    budgets: dict[str, Fraction]
    statement: str

    @property
    def problem(self) -> dict[str, Any]:
        forms = [self.goal, *self.inequalities.values()]
        vectors = {name for form in forms for key in form if len(key) == 2 for name in key}
        return {"vectors": sorted(vectors), "inequalities": sorted(self.inequalities)}

    def prove(self, multipliers: dict[str, Any]) -> None:
        """Check goal - sum multiplier * inequality = budgets - a positive semidefinite form."""
        rest, common = dict(self.goal), 1
        for name, text in multipliers.items():
            if name not in self.inequalities:
                _reject(f"there is no inequality {name[:40]!r}")
            weight = _rational(text, f"multipliers[{name}]", STEP_BITS)
            if weight < 0:
                _reject(f"the multiplier of {name!r} is negative")
            common = _common([weight], "multipliers", STEP_BITS, common)
            for key, c in self.inequalities[name].items():
                rest[key] = rest.get(key, Fraction(0)) - weight * c
        for key, c in rest.items():
            if len(key) == 1 and c and key[0] not in self.budgets:
                _reject(f"the multipliers leave {key[0]} over")
        for name, budget in self.budgets.items():
            if rest.get((name,), Fraction(0)) > budget:
                _reject(f"the multipliers cost more {name} than the bound has")
        names = self.problem["vectors"]
        gram = {key: c for key, c in rest.items() if len(key) == 2}
        scale = 2 * math.lcm(1, *(c.denominator for c in gram.values()))
        matrix = [
            [
                int(-scale * gram.get((min(a, b), max(a, b)), Fraction(0)) / (1 + (a != b)))
                for b in names
            ]
            for a in names
        ]
        if not _semidefinite(matrix):
            _reject("the multipliers leave a form that is not positive semidefinite")


def _semidefinite(matrix: list[list[int]]) -> bool:
    """Fraction-free elimination with symmetric pivots: every entry stays a minor, an integer."""
    m, previous = [row[:] for row in matrix], 1
    left = list(range(len(m)))
    while left:
        if any(m[i][i] < 0 for i in left):
            return False
        pivot = next((i for i in left if m[i][i]), None)
        if pivot is None:
            return not any(m[i][k] for i in left for k in left)
        left.remove(pivot)
        p = m[pivot][pivot]
        for i in left:
            for k in left:
                m[i][k] = (p * m[i][k] - m[i][pivot] * m[pivot][k]) // previous
        previous = p
    return True


def _combined(*terms: tuple[Any, dict[Any, Fraction]]) -> dict[Any, Fraction]:
    total: dict[Any, Fraction] = {}
    for c, term in terms:
        for key, entry in term.items():
            total[key] = total.get(key, Fraction(0)) + c * entry
    return {key: entry for key, entry in total.items() if entry}


def _inner(a: _Vector, b: _Vector) -> _Form:
    form: _Form = {}
    for x, c in a.items():
        for y, d in b.items():
            key = (min(x, y), max(x, y))
            form[key] = form.get(key, Fraction(0)) + c * d
    return form


def _atom(name: str) -> _Vector:
    return {name: Fraction(1)}


def _value(name: str) -> _Form:
    return {(name,): Fraction(1)}


@dataclass(frozen=True)
class _Point:
    """x, the gradient there and the value there."""

    x: _Vector
    g: _Vector
    f: _Form


def _above(i: _Point, j: _Point, smoothness: Fraction) -> _Form:
    """f_i >= f_j + <g_j, x_i - x_j> + ||g_i - g_j||^2/(2L), as a form that is at most 0."""
    gap = _combined((1, i.g), (-1, j.g))
    line = _inner(j.g, _combined((1, i.x), (-1, j.x)))
    return _combined((1, j.f), (-1, i.f), (1, line), (1 / (2 * smoothness), _inner(gap, gap)))


def _pairs(points: dict[str, _Point], smoothness: Fraction) -> dict[str, _Form]:
    forms = {
        f"{i}>{j}": _above(p, q, smoothness)
        for i, p in points.items()
        for j, q in points.items()
        if i != j
    }
    return {name: form for name, form in forms.items() if form}


def _averaged(forms: Sequence[dict[Any, Fraction]]) -> dict[Any, Fraction]:
    return _combined(*((Fraction(1, len(forms)), form) for form in forms))


def _positive(value: object, where: str) -> Fraction:
    number = _rational(value, where, STEP_BITS)
    return number if number > 0 else _reject(f"{where} must be positive")


def _budget(value: object, where: str) -> Fraction:
    number = _rational(value, where, STEP_BITS)
    return number if number >= 0 else _reject(f"{where} must not be negative")


_MEASURES = {
    "last value": "f(x_n) - f*",
    "mean value": "the mean of f(x_k) - f*, k = 1..n,",
    "last gradient": "||grad f(x_n)||^2",
}


def _estimate_first_order(claim: str, entry: object) -> tuple[_Estimate, int]:
    r"""Bound a fixed-step method x_{k+1} = x_k - (1/L) sum_j steps[k][j] grad f(x_j).

    f is convex and L-smooth with a minimizer x*, so every pair of points meets the inequality of
    `_above` (Nesterov, Theorem 2.1.5).
    """
    del claim
    p = _fields(entry, ("steps", "smoothness", "measure", "bound"), "instance")
    rows = _list(p["steps"], "steps")
    if not 1 <= len(rows) <= MAX_STEPS:
        _reject(f"steps must hold 1 to {MAX_STEPS} rows")
    smoothness = _positive(p["smoothness"], "smoothness")
    if type(p["measure"]) is not str or p["measure"] not in _MEASURES:
        _reject(f"measure must be one of {', '.join(_MEASURES)}")
    x = _atom("x0-x*")
    points = {"0": _Point(x, _atom("g0"), _value("f0"))}
    for k, texts in enumerate(rows):
        row = _vector(texts, f"steps[{k + 1}]", k + 1, STEP_BITS)
        moves = ((-h / smoothness, q.g) for h, q in zip(row, points.values(), strict=True))
        x = _combined((1, x), *moves)
        points[str(k + 1)] = _Point(x, _atom(f"g{k + 1}"), _value(f"f{k + 1}"))
    iterates = list(points.values())
    goals = {
        "last value": iterates[-1].f,
        "mean value": _averaged([q.f for q in iterates[1:]]),
        "last gradient": _inner(iterates[-1].g, iterates[-1].g),
    }
    start = _combined((1, _inner(_atom("x0-x*"), _atom("x0-x*"))), (-1, _value("start")))
    bound = _budget(p["bound"], "bound")
    pairs = _pairs({"*": _Point({}, {}, {}), **points}, smoothness)
    shown = "; ".join(",".join(row) for row in rows)
    table = f"({shown})" if len(shown) <= 100 else "the table of the parameters"
    statement = (
        f"{_MEASURES[p['measure']]} <= {_brief(bound)} ||x_0 - x*||^2 after n = {len(rows)} steps "
        f"x_(k+1) = x_k - (1/L) sum_j h_kj grad f(x_j), h = {table}, for every convex "
        f"L-smooth f, L = {smoothness}"
    )
    return _Estimate(
        goals[p["measure"]], {"start": start, **pairs}, {"start": bound}, statement
    ), len(rows)


_REGRETS = {
    "given": "the mean of F(w_t + v_t) for any ||v_t|| <= r",
    "argmax": "F^r at the mean of the iterates of SA-GD",
    "ascent": "F at the mean of the iterates of SAM",
}


def _estimate_perturbed(claim: str, entry: object) -> tuple[_Estimate, int]:
    r"""Bound w_{t+1} = w_t - eta grad F(w_t + v_t), t = 1..T, ||v_t|| <= r.

    F >= 0 is convex, beta-smooth, and 0 on the ball of radius rho around w*. With v_t = q_t + e_t,
    ||q_t|| <= rho and ||e_t|| <= max(r - rho, 0), F and its gradient are 0 at w* + q_t, and
    w_t + v_t - (w* + q_t) = w_t - w* + e_t, so that one copy of `_above` for w_t + v_t and 0, in
    the coordinates x_t = w_t - w* + e_t, holds whatever r and rho are. For SA-GD
    F(w_t + v_t) = F^r(w_t), and F^r is convex; for SAM F(w_t) <= F(w_t + v_t), and F is convex.
    """
    names = ("method", "steps", "eta", "beta", "start", "beyond")
    p = _fields(entry, names, "instance")
    methods = KINDS["performance.perturbed"].claims[claim]
    if p["method"] not in methods:
        _reject(f"the claim is about the method {' or '.join(methods)}")
    steps = _integer(p["steps"], "steps", 1, 2 * MAX_STEPS // 3)
    eta, beta = _positive(p["eta"], "eta"), _positive(p["beta"], "beta")
    start, beyond = _budget(p["start"], "start"), _budget(p["beyond"], "beyond")
    a, b = _pair(claim.partition("/")[2], eta * beta, steps, start * eta * steps)
    if start > a / (eta * steps):
        _reject(f"start is more than the claim's {a}/(eta T)")
    if beyond > b * beta:
        _reject(f"beyond is more than the claim's {b} beta")
    w = _atom("w1-w*")
    limits = {"start": _combined((1, _inner(w, w)), (-1, _value("start")))}
    goal: list[_Form] = []
    for t in range(1, steps + 1):
        e = _atom(f"e{t}")
        limits[f"beyond {t}"] = _combined((1, _inner(e, e)), (-1, _value("beyond")))
        point = _Point(_combined((1, w), (1, e)), _atom(f"g{t}"), _value(f"f{t}"))
        limits |= _pairs({f"{t}": point, f"* {t}": _Point({}, {}, {})}, beta)
        goal.append(point.f)
        if p["method"] == "ascent":
            limits[f"ascent {t}"] = _combined((1, _value(f"a{t}")), (-1, point.f))
            goal[-1] = _value(f"a{t}")
        w = _combined((1, w), (-eta, point.g))
    statement = (
        f"{_REGRETS[p['method']]} is at most {_brief(start)} ||w_1 - w*||^2 + {_brief(beyond)} "
        f"max(r - rho, 0)^2 for T = {steps}, eta = {eta}, every r and rho, and every convex "
        f"F >= 0 that is {beta}-smooth and 0 on the ball of radius rho around w*"
    )
    budgets = {"start": start, "beyond": beyond}
    return _Estimate(_averaged(goal), limits, budgets, statement), steps


def _pair(claim: str, x: Fraction, steps: int, a: Fraction) -> tuple[Fraction, Fraction]:
    """The factors a of |w_1 - w*|^2/(eta T) and b of beta max(r - rho, 0)^2 that a claim allows.

    `pairs` has one for every a >= 1/2 with 2a(2 - x) > 1, x = eta beta; `ratio` a share of the
    printed pair (1, 4), which all others have.
    """
    if claim == "pairs":
        slack = 2 * a * (2 - x) - 1
        if 2 * a < 1 or slack <= 0:
            _reject(f"the claim has no pair for a = {a}")
        return a, 2 * a * a / slack
    if claim == "ratio":
        share = (4 * x * steps + 1) / (8 * (x * (steps - 1) + 1))
        return share, 4 * share
    return Fraction(1), Fraction(4)


def _estimate_coupled(claim: str, entry: object) -> tuple[_Estimate, int]:
    r"""Bound ||A(S) - A(S')||^2 for F_S = (f_1 + f_2)/2 and F_S' = f_2/2, n = 2.

    Both runs start at w_1 and take steps w - eta grad F(w + v), ||v|| <= r, with perturbations of
    their own; f_1 and f_2 are convex, beta-smooth, and 0 on the ball of radius rho around w*. The
    inequalities are those of `_estimate_perturbed` for each function in each run, and `_above`
    between the two points at which the runs ask for the gradient of f_2. What holds for each of
    the two samples that leave one loss out holds for their mean.
    """
    del claim
    p = _fields(entry, ("steps", "eta", "beta", "radius", "start", "beyond"), "instance")
    steps = _integer(p["steps"], "steps", 1, MAX_STEPS // 3)
    eta, beta = _positive(p["eta"], "eta"), _positive(p["beta"], "beta")
    budgets = {name: _budget(p[name], name) for name in ("radius", "start", "beyond")}
    size = eta * beta * steps
    for name, most in zip(budgets, (24 * size, 24 * size, 192 * size**2), strict=True):
        if budgets[name] > most:
            _reject(f"{name} is more than the claim's {most}")
    d = _atom("w1-w*")
    limits = {"start": _combined((1, _inner(d, d)), (-1, _value("start")))}
    w, u = d, d
    apart: list[_Vector] = []
    for t in range(1, steps + 1):
        apart.append(_combined((1, w), (-1, u)))
        met: list[_Point] = []
        for run, at, functions in (("w", w, (1, 2)), ("u", u, (2,))):
            v, e = _atom(f"v{run}{t}"), _atom(f"e{run}{t}")
            limits[f"radius {run}{t}"] = _combined((1, _inner(v, v)), (-1, _value("radius")))
            limits[f"beyond {run}{t}"] = _combined((1, _inner(e, e)), (-1, _value("beyond")))
            for k in functions:
                name = f"{run}{k},{t}"
                near = _Point(_combined((1, at), (1, e)), _atom(f"g{name}"), _value(f"f{name}"))
                limits |= _pairs({name: near, "*": _Point({}, {}, {})}, beta)
                met.append(_Point(_combined((1, at), (1, v)), near.g, near.f))
        first, second, other = met
        limits |= _pairs({f"w2,{t}": second, f"u2,{t}": other}, beta)
        w = _combined((1, w), (-eta / 2, first.g), (-eta / 2, second.g))
        u = _combined((1, u), (-eta / 2, other.g))
    gap = _averaged(apart)
    statement = (
        f"the means of the iterates are apart by at most {_brief(budgets['radius'])} r^2 + "
        f"{_brief(budgets['start'])} ||w_1 - w*||^2 + {_brief(budgets['beyond'])} "
        f"max(r - rho, 0)^2 in square, for n = 2, T = {steps}, eta = {eta}, beta = {beta}"
    )
    return _Estimate(_inner(gap, gap), limits, budgets, statement), steps


_SYMBOL = re.compile(r"[^\W\d_∇][\w∇().,*'+-]{0,39}|∇[\w∇().,*'+-]{0,39}")
_POINT = re.compile(r"[\w.*'+-]{1,40}")
_CONSTANT = "constant term"
"""a form's key for 1; no name of a certificate holds a space"""
_CLASSES = {
    "smooth convex": "convex and {L}-smooth",
    "smooth strongly convex": "{mu}-strongly convex and {L}-smooth",
    "smooth": "{L}-smooth, convex or not,",
}


def _symbol(name: object, where: str, pattern: re.Pattern[str] = _SYMBOL) -> str:
    if type(name) is not str or not pattern.fullmatch(name):
        _reject(f"{where} has the name {str(name)[:60]!r}, which is none")
    return name


def _terms(value: object, where: str) -> dict[str, Fraction]:
    entries = _object(value, where)
    if len(entries) > MAX_TERMS:
        _reject(f"{where} has more than {MAX_TERMS} terms")
    found = {name: _rational(entry, where, STEP_BITS) for name, entry in entries.items()}
    if not all(found.values()):
        _reject(f"{where} has a term 0, which must be left out")
    _common(list(found.values()), where, PROOF_BITS)
    return found


def _linear(value: object, where: str) -> _Vector:
    """A vector: {"name": "p/q", ...}."""
    return {_symbol(name, where): c for name, c in _terms(value, where).items()}


def _quadratic(value: object, where: str) -> _Form:
    """A number: {"a b": inner product of a <= b, "f": value, "1": constant}, each with its p/q."""
    form: _Form = {}
    for key, c in _terms(value, where).items():
        names = key.split(" ")
        if key == "1":
            form[_CONSTANT,] = c
        elif len(names) > 2 or names != sorted(names):
            _reject(f"{where} has the term {key[:80]!r}, which is none")
        else:
            form[tuple(_symbol(name, where) for name in names)] = c
    return form


def _spoken(form: dict[Any, Fraction]) -> str:
    """A vector or a number in words that a line of output can hold."""
    parts = []
    for key, c in form.items():
        names = [n.replace("∇", "grad ") for n in ((key,) if type(key) is str else key)]
        product = names[0] if len(names) == 1 else f"<{names[0]}, {names[1]}>"
        if len(names) == 2 and names[0] == names[1]:
            product = f"||{names[0]}||^2"
        if names == [_CONSTANT]:
            parts.append(str(c))
        else:
            parts.append(product if c == 1 else f"{c} {product}")
    return " + ".join(parts).replace("+ -", "- ") or "0"


def _function(entry: object, where: str) -> tuple[str, dict[str, _Form], str, int]:
    r"""A function's name, the inequalities between its points, what it is in words.

    f is mu-convex and L-smooth just if f - (mu/2)||x||^2 is convex and (L - mu)-smooth; a function
    that is L-smooth and no more has mu = -L. So `_above` serves for all classes.
    """
    given = entry.get("class") if type(entry) is dict else None
    strongly = given == "smooth strongly convex"
    names = ("name", "class", "smoothness", "points") + ("convexity",) * strongly
    p = _fields(entry, names, where)
    if type(given) is not str or given not in _CLASSES:
        _reject(f"{where} has a class that is not one of {', '.join(_CLASSES)}")
    name, L = _symbol(p["name"], where), _positive(p["smoothness"], "smoothness")
    mu = -L if given == "smooth" else Fraction(0)
    if strongly:
        mu = _budget(p["convexity"], "convexity")
        if mu >= L:
            _reject(f"{where} has a convexity that is not less than its smoothness")
    points: dict[str, _Point] = {}
    spoken = []
    listed = _list(p["points"], f"{where}'s points")
    if not 1 <= len(listed) <= MAX_POINTS:
        _reject(f"{where} must have 1 to {MAX_POINTS} points")
    for item in listed:
        q = _fields(item, ("name", "x", "g", "f"), f"a point of {where}")
        at = _symbol(q["name"], f"a point of {where}", _POINT)
        if at in points:
            _reject(f"{where} has the point {at!r} twice")
        x, g, f = _linear(q["x"], "x"), _linear(q["g"], "g"), _quadratic(q["f"], "f")
        points[at] = _Point(
            x, _combined((1, g), (-mu, x)), _combined((1, f), (-mu / 2, _inner(x, x)))
        )
        spoken.append(f"{at}: x = {_spoken(x)}, grad = {_spoken(g)}, value = {_spoken(f)}")
    long, steep, high = (max(len(getattr(q, part)) for q in points.values()) for part in "xgf")
    products = (steep * (2 * long + 4 * steep) + high) * len(points) ** 2
    if products > MAX_PAIRS:
        _reject(f"{where} has points and terms whose pairs are more than {MAX_PAIRS} products")
    where_known = "; ".join(spoken)
    if len(where_known) > 400:
        where_known = f"the {len(points)} points of the parameters"
    what = _CLASSES[given].format(L=L, mu=mu)
    pairs = {f"{name} {pair}": form for pair, form in _pairs(points, L - mu).items()}
    spent = max(len(points), MAX_WORK * products // MAX_PAIRS)
    return name, pairs, f"every {name} that is {what} and has at {where_known}", spent


def _estimate_method(claim: str, entry: object) -> tuple[_Estimate, int]:
    r"""Bound a number over all functions, vectors and values that meet what is given.

    The points, gradients and values are forms in named vectors and values. Every function of a
    class meets its inequality at each two of its points (Taylor, Hendrickx and Glineur, Theorem 4),
    and `given` holds forms that are at most 0. So multipliers >= 0 that leave a number <= 0 and a
    form <= 0 of objective - bound prove objective <= bound.
    """
    p = _fields(entry, ("functions", "given", "objective", "bound"), "instance")
    functions = _list(p["functions"], "functions")
    if not 1 <= len(functions) <= MAX_POINTS:
        _reject(f"functions must hold 1 to {MAX_POINTS} functions")
    limits: dict[str, _Form] = {}
    names, classes, work = set(), [], 0
    for k, item in enumerate(functions, 1):
        name, pairs, spoken, spent = _function(item, f"functions[{k}]")
        if name in names:
            _reject(f"the function {name!r} is listed twice")
        names.add(name)
        limits |= pairs
        classes.append(spoken)
        work += spent
        if work > MAX_WORK:
            _reject("the functions have too many points and terms together")
    given = _object(p["given"], "given")
    if len(given) > MAX_GIVEN:
        _reject(f"given must hold at most {MAX_GIVEN} forms")
    conditions = []
    for key, value in given.items():
        # no name holds ">", so that none is a pair's
        if not _POINT.fullmatch(key.replace(" ", "-")):
            _reject(f"given has the name {key[:60]!r}, which is none")
        limits[key] = _quadratic(value, f"given[{key}]")
        conditions.append(f"{_spoken(limits[key])} <= 0")
    objective, bound = _quadratic(p["objective"], "objective"), _quadratic(p["bound"], "bound")
    goal = _combined((1, objective), (-1, bound))
    keys = {key for form in (goal, *limits.values()) for key in form}
    vectors = {n for key in keys if len(key) == 2 for n in key}
    if len(vectors) > MAX_VECTORS:
        _reject(f"the instance has more than {MAX_VECTORS} vectors")
    numbers = [c for form in (goal, *limits.values()) for c in form.values()]
    _common(numbers, "the instance", 4 * STEP_BITS)
    both = {key[0] for key in keys if len(key) == 1} & vectors
    if both:
        _reject(f"{min(both)!r} is a vector and a value")
    demand = KINDS["performance.method"].claims.get(claim)
    if demand is not None and p != demand(p):
        _reject("the instance is not the one that the claim is about")
    premise = f" wherever {', '.join(conditions)}" if conditions else ""
    statement = f"{_spoken(objective)} <= {_spoken(bound)}{premise}, for {' and '.join(classes)}"
    work = max(work, MAX_WORK * len(vectors) ** 3 // MAX_VECTORS**3)
    return _Estimate(goal, limits, {_CONSTANT: Fraction(0)}, statement), work


def _self_bounding(p: dict[str, Any]) -> dict[str, Any]:
    """||grad f(w)||^2 <= 2 beta f(w): at w and w - grad f(w)/beta, f >= 0 at the latter."""
    beta = _positive(p["functions"][0]["smoothness"], "smoothness")
    at = {"name": "w", "x": {}, "g": {"∇f(w)": "1"}, "f": {"f(w)": "1"}}
    after = {"name": "w+", "x": {"∇f(w)": str(-1 / beta)}, "g": {"∇f(w+)": "1"}}
    function = {"name": "f", "class": "smooth", "smoothness": str(beta)}
    return {
        "functions": [{**function, "points": [at, {**after, "f": {"f(w+)": "1"}}]}],
        "given": {"positive": {"f(w+)": "-1"}},
        "objective": {"∇f(w) ∇f(w)": "1"},
        "bound": {"f(w)": str(2 * beta)},
    }


_Estimator = Callable[[str, object], tuple[_Estimate, int]]


def _estimates(estimator: _Estimator, claim: str, parameters: dict[str, Any]) -> list[_Estimate]:
    found, work = [], 0
    for entry in _instances(parameters):
        estimate, steps = estimator(claim, entry)
        found.append(estimate)
        work += steps
        if work > MAX_WORK:
            _reject(f"the instances have more than {MAX_WORK} steps together")
    return found


def _performance(claims: dict[str, Any], estimator: _Estimator) -> Kind:
    """For each instance multipliers >= 0 whose weighted inequalities add up to the bound."""

    def rebuild(claim: str, parameters: dict[str, Any]) -> dict[str, Any]:
        return {"instances": [e.problem for e in _estimates(estimator, claim, parameters)]}

    def prove(claim: str, parameters: dict[str, Any], proof: dict[str, Any]) -> str:
        found = _estimates(estimator, claim, parameters)
        listed = _list(_fields(proof, ("proofs",), "proof")["proofs"], "proofs", len(found))
        for k, (estimate, entry) in enumerate(zip(found, listed, strict=True), 1):
            inner = _fields(entry, ("multipliers",), f"proofs[{k}]")
            estimate.prove(_object(inner["multipliers"], "multipliers"))
        return "; ".join(estimate.statement for estimate in found)

    return Kind(claims, rebuild, prove)


KINDS: dict[str, Kind] = {
    "sharpness.least_trace": Kind(
        {  # what the claim demands of the data
            "sharpness.thm41/minimal": "extreme",
            "sharpness.thm41/least_trace": "any",
            "sharpness.prop41/minimal": "xor",
            "sharpness.prop42/minimal": "xor",
            "sharpness.thm31/attained": "cube",
        },
        _rebuild_least_trace,
        _least_trace,
    ),
    "sharpness.least_traces": Kind(
        {
            "sharpness.thm41/minimal": None,
            "sharpness.thm41/least_trace": None,
            "sharpness.prop41/minimal": None,
            "sharpness.prop42/minimal": None,
        },
        _rebuild_least_traces,
        _least_traces,
    ),
    "sharpness.least_sim_bn": Kind(
        {"sharpness.lemA1/least": None}, _rebuild_least_sim_bn, _least_sim_bn
    ),
    "sharpness.off_sample": Kind(
        {f"sharpness.{label}/off_sample": None for label in ("thm31", "thm41", "prop41")},
        _rebuild_off_sample,
        _off_sample,
    ),
    "sco.event_probability": Kind({"sco.thm1/event": "1/2"}, _rebuild_event, _event_probability),
    "sco.saer_bracket": Kind(
        {"sco.thm1/flat_minimizer": "e_I", "sco.thm1/sharp_minimizer": "rho e_d"},
        _rebuild_saer,
        _saer_bracket,
    ),
    "sco.projection_nonexpansive": Kind(
        {"sco.lem2/projection": "1"}, _rebuild_projection, _projection
    ),
    # the statement names all of the method and its class, so that a claim of anybody's may use it
    "performance.first_order": _performance({ANYBODY: None}, _estimate_first_order),
    "performance.perturbed": _performance(
        {
            f"sco.{label}/{claim}": (method,)
            for label, method in (("lem1", "given"), ("thm2", "argmax"), ("thm5", "ascent"))
            for claim in (
                "regret" if label == "lem1" else "minimization",
                "worst_case",
                "range",
                "ratio",
                *(() if label == "thm5" else ("pairs",)),
            )
        },
        _estimate_perturbed,
    ),
    "performance.coupled": _performance(
        {"sco.lem5/average": None, "sco.lem5/worst_case": None}, _estimate_coupled
    ),
    # anybody's claim, in the statement's words; of ours, those whose instance is fixed
    "performance.method": _performance(
        {ANYBODY: None, "sco.lem3/bound": _self_bounding}, _estimate_method
    ),
}


# ------------------------------------------------------------------------------ certificates


def _plain(value: object, depth: int = 0) -> None:
    """Only what a certificate may hold: objects, lists, strings, integers, booleans, null."""
    if depth > 12:
        _reject("the certificate is nested too deeply")
    if type(value) is dict:
        for key, entry in value.items():
            if type(key) is not str:
                _reject("a key is not a string")
            _plain(entry, depth + 1)
    elif type(value) is list:
        for entry in value:
            _plain(entry, depth + 1)
    elif type(value) not in (str, int, bool, type(None)):
        _reject("a certificate holds no floating-point number")


def digest(certificate: dict[str, Any]) -> str:
    """``"sha256:"`` and the hash of the canonical JSON of all fields but the digest."""
    rest = {name: value for name, value in certificate.items() if name != "digest"}
    text = json.dumps(rest, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return "sha256:" + hashlib.sha256(text.encode("ascii")).hexdigest()


def rebuild(claim: str, kind: str, parameters: dict[str, Any]) -> dict[str, Any]:
    """The problem of a claim, from its parameters.

    Raises
    ------
    ValueError
        The kind is unknown, may not prove the claim, or the parameters are no instance of it.
    """
    try:
        return _kind(claim, kind).rebuild(claim, parameters)
    except _RejectionError as error:
        raise ValueError(str(error)) from None


def _kind(claim: object, kind: object) -> Kind:
    if type(kind) is not str or kind not in KINDS:
        _reject(f"the kind {str(kind)[:60]!r} is unknown")
    claims = KINDS[kind].claims
    foreign = ANYBODY in claims and not str(claim).startswith(OURS)
    if type(claim) is not str or not (claim in claims or foreign):
        _reject(f"the kind {kind} cannot prove the claim {str(claim)[:60]!r}")
    return KINDS[kind]


def check(certificate: dict[str, Any], *, folder: Path | None = None) -> Verdict:
    """Whether the certificate proves its claim.

    Parameters
    ----------
    certificate
        The parsed JSON.
    folder
        Where a proof that is stored in a file of its own is looked for.
    """
    try:
        return Verdict(True, "", _check(certificate, folder))
    except _RejectionError as error:
        return Verdict(False, str(error), "")


def _check(certificate: object, folder: Path | None) -> str:
    c = _object(certificate, "the certificate")
    _plain(c)
    if c.get("schema") != SCHEMA:
        _reject(f"the schema is not {SCHEMA}")
    _fields(c, _FIELDS, "the certificate")
    if c["digest"] != digest(c):
        _reject("the digest does not match the content")
    kind = _kind(c["claim"], c["kind"])
    parameters = _object(c["parameters"], "parameters")
    if c["problem"] != kind.rebuild(c["claim"], parameters):
        _reject("the problem is not the one that the parameters describe")
    proof = _object(c["proof"], "proof")
    if "file" in proof:
        proof = _proof_file(proof, folder)
    return kind.prove(c["claim"], parameters, proof)


def _proof_file(reference: dict[str, Any], folder: Path | None) -> dict[str, Any]:
    r = _fields(reference, ("file", "sha256"), "proof")
    name = r["file"]
    if type(name) is not str or not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9._-]{0,200}", name):
        _reject("the proof's file must be a plain name in the certificate's folder")
    if folder is None:
        _reject("the proof is in a file and no folder was given")
    path = _inside(folder, name)
    content = _read(path)
    if r["sha256"] != hashlib.sha256(content).hexdigest():
        _reject("the proof's file does not have the stated sha256")
    proof = _object(_parse(content), "proof")
    _plain(proof)
    return proof


# ------------------------------------------------------------------------------------- files


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in pairs:
        if key in found:
            _reject(f"the key {key[:40]!r} appears twice")
        found[key] = value
    return found


def _constant(name: str) -> NoReturn:
    _reject(f"{name} is no number")


def _read(path: Path) -> bytes:
    try:
        if not path.is_file():
            raise _MalformedError("it is not a file")
        with path.open("rb") as stream:
            content = stream.read(MAX_FILE + 1)
    except (OSError, ValueError) as error:
        raise _MalformedError(f"it cannot be read: {error}") from None
    if len(content) > MAX_FILE:
        raise _MalformedError(f"it is longer than {MAX_FILE} bytes")
    return content


def _parse(content: bytes) -> object:
    try:
        return json.loads(
            content.decode("utf-8"), object_pairs_hook=_unique, parse_constant=_constant
        )
    except (ValueError, RecursionError) as error:
        raise _MalformedError(f"it is not JSON: {error}") from None


def _inside(folder: Path, relative: object) -> Path:
    if type(relative) is not str or not relative or "\\" in relative or "\0" in relative:
        _reject("a certificate's path must be a relative path")
    parts = PurePosixPath(relative)
    if parts.is_absolute() or ".." in parts.parts or ":" in relative:
        _reject(f"the path {relative[:80]!r} leaves the folder")
    path = folder / relative
    if not path.resolve().is_relative_to(folder.resolve()):
        _reject(f"the path {relative[:80]!r} leaves the folder")
    return path


def _named(report: dict[str, Any]) -> Iterator[tuple[str, object]]:
    """The (claim, path) of every leg of a report that names a certificate."""
    try:
        for theorem in report["theorems"]:
            for claim in theorem["claims"]:
                for leg in claim["legs"]:
                    if leg["certificate"] is not None:
                        yield f"{theorem['label']}/{claim['id']}", leg["certificate"]
    except (KeyError, TypeError) as error:
        raise _MalformedError(f"it is no report: {error!r} is missing or of a wrong type") from None


def _say(*columns: str) -> None:
    text = "  ".join(" ".join(column.split()) for column in columns)
    sys.stdout.write(text.encode("ascii", "backslashreplace").decode("ascii") + "\n")


def _replay_one(path: Path, content: object, claim: str | None, shown: str) -> int:
    try:
        statement = _check(content, path.parent)
        assert type(content) is dict  # `_check` has seen to it
        if claim is not None and content["claim"] != claim:
            _reject(f"the leg is about {claim} and the certificate about {content['claim']}")
    except (_RejectionError, _MalformedError) as error:
        _say("rejected", shown, str(error))
        return 1
    _say("accepted", shown, content["claim"], content["kind"], statement)
    return 0


def _replay_report(path: Path, report: dict[str, Any]) -> int:
    named, code = list(_named(report)), 0
    if not named:
        _say("accepted", str(path), "the report names no certificate")
    for claim, relative in named:
        shown = f"{path}: {relative}"
        try:
            inner = _inside(path.parent, relative)
            content = _parse(_read(inner))
        except (_RejectionError, _MalformedError) as error:
            _say("rejected", shown, str(error))
            code = 1
        else:
            code = max(code, _replay_one(inner, content, claim, shown))
    return code


def _replay(path: Path) -> int:
    try:
        content = _parse(_read(path))
        schema = content.get("schema") if type(content) is dict else None
        if schema == REPORT_SCHEMA:
            assert type(content) is dict  # so that it has a schema
            return _replay_report(path, content)
        if type(schema) is not str or not schema.startswith("flatcheck.certificate"):
            raise _MalformedError("it is neither a certificate nor a report")
    except _RejectionError as error:
        _say("rejected", str(path), str(error))
        return 1
    except _MalformedError as error:
        _say("malformed", str(path), str(error))
        return 2
    return _replay_one(path, content, None, str(path))


def main(argv: list[str]) -> int:
    """Replay the files; one line each. Returns the exit code."""
    if not argv or any(argument.startswith("-") for argument in argv):
        sys.stderr.write("usage: replay.py FILE...   (certificates, report.json or its folder)\n")
        return 0 if argv in (["-h"], ["--help"]) else 2
    places = [Path(name) for name in argv]
    codes = [_replay(p / "report.json" if p.is_dir() else p) for p in places]
    return max(codes)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
