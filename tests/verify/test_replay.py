"""Tests of the replay: what it accepts, forgeries it rejects, and that it needs nothing."""

from __future__ import annotations

import ast
import copy
import json
import subprocess
import sys
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from verify import replay
from verify.exact.certificates import make, write

Certificate = dict[str, Any]

LINE = {
    "points": [["0"], ["1"], ["2"]],
    "labels": ["1", "-1", "1"],
    "bias": True,
    "relation": "value",
    "value": "111971736527416978309/9223372036854775808",
    "upper": "112067483242657636979/9223372036854775808",
    "bits": 64,
}
LINE_PROOF = {
    "multipliers": ["2", "-587/50", "447/100"],
    "patterns": {
        "+++": {
            "+": {"mu": {}, "h": {"1": "-359/120", "2": "-527/300", "3": "-313/600"}},
            "-": {"mu": {}, "h": {"1": "359/120", "2": "527/300", "3": "313/600"}},
        },
        "++-": {
            "+": {"mu": {"2": "13"}, "h": {"1": "2", "2": "63/50"}},
            "-": {"mu": {"3": "41/8"}, "h": {"1": "25/8", "2": "149/100"}},
        },
        "-++": {
            "+": {"mu": {"2": "13"}, "h": {"2": "63/50", "3": "447/100"}},
            "-": {"mu": {"1": "6", "2": "3", "3": "2"}, "h": {"2": "137/50", "3": "353/100"}},
        },
    },
    "infeasible": {
        "+-+": {"1": "1", "2": "2", "3": "1"},
        "-+-": {"1": "1", "2": "2", "3": "1"},
    },
    "net": [
        {"a": ["-8388359/4194304", "58132179/33554432"], "w": "16384/9457"},
        {"a": ["2554250823/1073741824", "-1751441479/536870912"], "w": "1048576/1567987"},
        {"a": ["-946120147/1073741824", "1890856403/1073741824"], "w": "-524288/461297"},
    ],
}
SQUARE = {
    "points": [["1", "1"], ["1", "-1"], ["-1", "1"], ["-1", "-1"]],
    "labels": ["1", "-1", "-1", "1"],
    "bias": True,
    "relation": "closed_form",
    "value": None,
    "upper": None,
    "bits": 64,
}
ROOT3 = replay._sqrt_floor(Fraction(3))
SQUARE_PROOF = {
    "multipliers": [str(2 * int(y) * ROOT3) for y in SQUARE["labels"]],  # type: ignore[attr-defined]
    "patterns": {},
    "infeasible": {},
    "separators": [["1", "1"], ["1", "-1"], ["-1", "1"], ["-1", "-1"]],
}
THIRDS = str(replay._ceil(Fraction(13, 6)))
# values 1 and 2 at two samples: one neuron that is both, of norm sqrt(5/2)
ROOT = {
    "points": [["0"], ["1"]],
    "labels": ["1", "2"],
    "value": str(5 * replay._sqrt_floor(Fraction(1, 10))),
    "upper": str(replay._sqrt_floor(Fraction(5, 2)) + Fraction(1, 2**64)),
    "bits": 64,
}
ROOT_PROOF: dict[str, Any] = {
    "multipliers": [str(k * replay._sqrt_floor(Fraction(1, 10))) for k in (1, 2)],
    "patterns": {},
    "infeasible": {},
    "net": [{"a": ["1", "1"], "w": "1"}],
}
SLACK = [["0"] * 4, ["0"] * 4, ["0", "0", "1", "-1"], ["0", "0", "-1", "1"]]
UNIT = [["1", "0", "0", "0"], ["0", "1", "0", "0"], ["0", "0", "1", "0"], ["0", "0", "-1", "1"]]
PERTURBED = {
    "method": "given",
    "steps": 1,
    "eta": "1/4",
    "beta": "1",
    "start": "4",
    "beyond": "4",
}
# a step x - g/L on a function that is L-smooth and convex, or mu-strongly convex
STEP: dict[str, Any] = {
    "name": "f",
    "class": "smooth convex",
    "smoothness": "1",
    "points": [
        {"name": "*", "x": {}, "g": {}, "f": {}},
        {"name": "0", "x": {"x0": "1"}, "g": {"g0": "1"}, "f": {"f0": "1"}},
        {"name": "1", "x": {"x0": "1", "g0": "-1"}, "g": {"g1": "1"}, "f": {"f1": "1"}},
    ],
}
STRONG = {"name": "f", "class": "smooth strongly convex", "smoothness": "1", "convexity": "1/2"}


def mask(n: int, **entries: int) -> dict[str, Any]:
    """Parameters of Theorem 1's instance with two masks of four columns."""
    return {"n": n, "masks": ["6", "2"], "rho": "1/4", "radius": "3/4", **entries}


BASES: dict[str, Certificate] = {
    "line": make("sharpness.thm41/least_trace", "sharpness.least_trace", LINE, None, LINE_PROOF),
    "square": make("sharpness.thm41/minimal", "sharpness.least_trace", SQUARE, None, SQUARE_PROOF),
    "both": make(
        "sharpness.thm41/least_trace",
        "sharpness.least_traces",
        {"instances": [LINE, SQUARE]},
        None,
        {"proofs": [LINE_PROOF, {k: v for k, v in SQUARE_PROOF.items() if k != "separators"}]},
    ),
    "sim_bn": make(
        "sharpness.lemA1/least",
        "sharpness.least_sim_bn",
        {"points": [["0"]], "labels": ["1"], "value": "1", "upper": "1", "bits": 64},
        None,
        {
            "multipliers": ["1"],
            "patterns": {},
            "infeasible": {},
            "net": [{"a": ["0", "1"], "w": "1"}],
        },
    ),
    "sim_bn_root": make("sharpness.lemA1/least", "sharpness.least_sim_bn", ROOT, None, ROOT_PROOF),
    # without biases f(2) = 2 f(1), whatever the net
    "off_sample": make(
        "sharpness.thm31/off_sample",
        "sharpness.off_sample",
        {
            "points": [["1"]],
            "labels": ["1"],
            "bias": False,
            "unseen": ["2"],
            "trace": "13/3",
            "side": "upper",
            "value": THIRDS,
            "bits": 64,
        },
        None,
        {
            "multipliers": ["0", "1"],
            "patterns": {
                "++": {"+": {"mu": {}, "h": {"1": "2"}}, "-": {"mu": {}, "h": {"1": "-2"}}}
            },
            "infeasible": {"+-": {"1": "2", "2": "1"}, "-+": {"1": "2", "2": "1"}},
        },
    ),
    "event": make(
        "sco.thm1/event",
        "sco.event_probability",
        {"n": 2, "threshold": "1/2"},
        None,
        {"lower": "175/256"},
    ),
    "flat": make(
        "sco.thm1/flat_minimizer",
        "sco.saer_bracket",
        {**mask(2), "point": "e_I", "column": 1},
        None,
        {"perturbation": {"5": "3/4"}, "lower": "1/8", "upper": "1/8"},
    ),
    "sharp": make(
        "sco.thm1/sharp_minimizer",
        "sco.saer_bracket",
        {**mask(2), "point": "rho e_d", "column": None},
        None,
        {"perturbation": {"5": "3/4"}, "lower": "9/32", "upper": "9/32"},
    ),
    "projection": make(
        "sco.lem2/projection",
        "sco.projection_nonexpansive",
        {"kappa": "1"},
        None,
        {"multipliers": ["2", "2"], "slack": SLACK, "ldl": {"L": UNIT, "D": ["0", "0", "1", "0"]}},
    ),
    # one step x - g/L: f(x_1) - f* <= (L/6) ||x_0 - x*||^2
    "first_order": make(
        "example.gd/rate",
        "performance.first_order",
        {
            "instances": [
                {"steps": [["1"]], "smoothness": "1", "measure": "last value", "bound": "1/6"}
            ]
        },
        None,
        {
            "proofs": [
                {"multipliers": {"start": "1/6", "0>1": "1/2", "*>0": "1/2", "*>1": "1/2"}},
            ]
        },
    ),
    "perturbed": make(
        "sco.lem1/regret",
        "performance.perturbed",
        {"instances": [PERTURBED]},
        None,
        {
            "proofs": [
                {"multipliers": {"start": "4", "beyond 1": "4", "* 1>1": "1"}},
            ]
        },
    ),
    # f(x_1) - f* <= 1/6 from ||x_0 - x*|| <= 1
    "method": make(
        "example.own/rate",
        "performance.method",
        {
            "instances": [
                {
                    "functions": [STEP],
                    "given": {"start": {"x0 x0": "1", "1": "-1"}},
                    "objective": {"f1": "1"},
                    "bound": {"1": "1/6"},
                }
            ]
        },
        None,
        {
            "proofs": [
                {"multipliers": {"start": "1/6", "f 0>1": "1/2", "f *>0": "1/2", "f *>1": "1/2"}},
            ]
        },
    ),
    # x - (4/3) g contracts by 1/3 where mu = 1/2 and L = 1
    "strong": make(
        "example.own/contraction",
        "performance.method",
        {
            "instances": [
                {
                    "functions": [{**STRONG, "points": STEP["points"][:2]}],
                    "given": {},
                    "objective": {"x0 x0": "1", "g0 x0": "-8/3", "g0 g0": "16/9"},
                    "bound": {"x0 x0": "1/9"},
                }
            ]
        },
        None,
        {"proofs": [{"multipliers": {"f *>0": "8/9", "f 0>*": "8/9"}}]},
    ),
    "self_bounding": make(
        "sco.lem3/bound",
        "performance.method",
        {
            "instances": [
                {
                    "functions": [
                        {
                            "name": "f",
                            "class": "smooth",
                            "smoothness": "2",
                            "points": [
                                {"name": "w", "x": {}, "g": {"∇f(w)": "1"}, "f": {"f(w)": "1"}},
                                {
                                    "name": "w+",
                                    "x": {"∇f(w)": "-1/2"},
                                    "g": {"∇f(w+)": "1"},
                                    "f": {"f(w+)": "1"},
                                },
                            ],
                        }
                    ],
                    "given": {"positive": {"f(w+)": "-1"}},
                    "objective": {"∇f(w) ∇f(w)": "1"},
                    "bound": {"f(w)": "4"},
                }
            ]
        },
        None,
        {"proofs": [{"multipliers": {"f w>w+": "4", "positive": "4"}}]},
    ),
    # nobody moves before the first iterate
    "coupled": make(
        "sco.lem5/average",
        "performance.coupled",
        {
            "instances": [
                {
                    **{name: PERTURBED[name] for name in ("steps", "eta", "beta")},
                    **dict.fromkeys(("radius", "start", "beyond"), "0"),
                }
            ]
        },
        None,
        {"proofs": [{"multipliers": {}}]},
    ),
}


def put(path: str, value: object) -> Callable[[Certificate], None]:
    """Set the entry at a path such as ``proof.multipliers.0``."""

    def mutate(certificate: Certificate) -> None:
        *parents, last = path.split(".")
        node: Any = certificate
        for name in parents:
            node = node[int(name) if isinstance(node, list) else name]
        node[int(last) if isinstance(node, list) else last] = value

    return mutate


def drop(path: str) -> Callable[[Certificate], None]:
    """Delete the entry at a path."""

    def mutate(certificate: Certificate) -> None:
        *parents, last = path.split(".")
        node: Any = certificate
        for name in parents:
            node = node[int(name) if isinstance(node, list) else name]
        del node[int(last) if isinstance(node, list) else last]

    return mutate


def other_points(certificate: Certificate) -> None:
    """Prove the bound for 0, 1, 3 with the problem rebuilt, but the proof of 0, 1, 2."""
    certificate["parameters"]["points"][2] = ["3"]
    certificate["problem"] = replay.rebuild(
        certificate["claim"], certificate["kind"], certificate["parameters"]
    )


def weaker_value(certificate: Certificate) -> None:
    """Halve the multipliers, value and bound together: a true bound, but a weak one."""
    halves = ["1", "-587/100", "447/200"]
    value = Fraction(2, 3) * (1 + Fraction(587, 100) + Fraction(447, 200))
    text = str(Fraction(value * 2**64 // 1, 2**64))
    certificate["proof"] |= {"multipliers": halves, "patterns": {}}
    certificate["parameters"]["value"] = certificate["problem"]["bound"] = text
    for pattern in LINE_PROOF["patterns"]:
        certificate["proof"]["patterns"][pattern] = {
            sign: {
                part: {i: str(Fraction(v) / 2) for i, v in entries.items()}
                for part, entries in LINE_PROOF["patterns"][pattern][sign].items()  # type: ignore[index]
            }
            for sign in "+-"
        }


def weaker_closed_form(certificate: Certificate) -> None:
    """Halve the multipliers of the closed form, with the bound that they prove."""
    certificate["proof"]["multipliers"] = [
        str(Fraction(m) / 2) for m in certificate["proof"]["multipliers"]
    ]


def lowered_bound(certificate: Certificate) -> None:
    """State half of the closed form."""
    certificate["problem"]["bound"] = str(Fraction(certificate["problem"]["bound"]) / 2)


def longer_step(certificate: Certificate) -> None:
    """Perturb by more than the radius, with the value that this reaches."""
    certificate["proof"] = {"perturbation": {"5": "1"}, "lower": "9/32", "upper": "9/32"}


def open_bracket(certificate: Certificate) -> None:
    """Perturb by less than the radius, so that the lower end is below the upper one."""
    certificate["proof"] = {"perturbation": {"5": "1/2"}, "lower": "1/32", "upper": "1/8"}


def no_event(certificate: Certificate) -> None:
    """Turn on the column in one mask."""
    certificate["parameters"]["masks"][1] = "3"


def higher_value(certificate: Certificate) -> None:
    """State more than the multipliers prove, by about 1e-9."""
    value = Fraction(certificate["parameters"]["value"]) + Fraction(1, 2**30)
    certificate["parameters"]["value"] = certificate["problem"]["bound"] = str(value)


def multiplied(*multipliers: str) -> Callable[[Certificate], None]:
    """Other multipliers of the two samples, with the value that they would prove."""

    def mutate(certificate: Certificate) -> None:
        proved = Fraction(multipliers[0]) + 2 * Fraction(multipliers[1])
        value = str(replay._floor(proved))
        certificate["proof"]["multipliers"] = list(multipliers)
        certificate["parameters"]["value"] = certificate["problem"]["bound"] = value

    return mutate


def swapped(certificate: Certificate) -> None:
    """Two training sets in the other order, the problem too, but not their proofs."""
    for part in ("parameters", "problem"):
        certificate[part]["instances"].reverse()


def negative_side(certificate: Certificate) -> None:
    """A multiplier of z below 0, which bounds f(z) from below, said to bound it from above."""
    value = str(replay._ceil(Fraction(-13, 6)))
    certificate["proof"]["multipliers"] = ["0", "-1"]
    entry = certificate["proof"]["patterns"]["++"]
    entry["+"], entry["-"] = entry["-"], entry["+"]
    certificate["parameters"]["value"] = certificate["problem"]["bound"] = value


FIRST, WEIGHTS = "parameters.instances.0.", "proof.proofs.0.multipliers."
# what would keep a reader waiting
CROWD = [
    {**STEP, "name": name, "points": [{**STEP["points"][0], "name": str(k)} for k in range(40)]}
    for name in "abcdefg"
]
LONG_POINTS = [
    {"name": str(k), "x": {}, "g": {f"g{i}": "1" for i in range(13)}, "f": {}} for k in range(40)
]
SQUARES = {f"v{k} v{k}": "1" for k in range(41)}
PRIMES = {f"f{k}": f"1/{2**90 + k}" for k in range(9)}
GIVEN = {f"c{k}": {"f0": "1"} for k in range(129)}
TERMS = {f"f{k}": "1" for k in range(4097)}
CLASS, POINT = FIRST + "functions.0.", FIRST + "functions.0.points."


def told(path: str, value: object) -> Callable[[Certificate], None]:
    """Set an entry of the parameters, and rebuild the problem as the forger would."""

    def mutate(certificate: Certificate) -> None:
        put(path, value)(certificate)
        certificate["problem"] = replay.rebuild(
            certificate["claim"], certificate["kind"], certificate["parameters"]
        )

    return mutate


def second_function(certificate: Certificate) -> None:
    """Move a point to a function of its own, which need not fit the first."""
    functions = certificate["parameters"]["instances"][0]["functions"]
    functions.append({**functions[0], "name": "h", "points": functions[0]["points"][2:]})
    functions[0] = {**functions[0], "points": functions[0]["points"][:2]}
    told("claim", certificate["claim"])(certificate)


# (id, base, mutation, whether it gets a new digest, a word of the reason)
MUTATIONS: list[tuple[str, str, Callable[[Certificate], None], bool, str]] = [
    # damage
    ("a digit", "line", put("proof.multipliers.0", "3"), False, "digest"),
    ("a digit of the digest", "event", put("digest", "sha256:" + "0" * 64), False, "digest"),
    ("no problem", "flat", drop("problem"), True, "missing field 'problem'"),
    ("no proof part", "projection", drop("proof.ldl"), True, "missing field 'ldl'"),
    ("no digest", "event", drop("digest"), False, "missing field 'digest'"),
    ("an extra field", "event", put("note", "trust me"), True, "unknown field 'note'"),
    ("another schema", "line", put("schema", "flatcheck.certificate/2"), True, "schema"),
    ("an unknown kind", "line", put("kind", "sharpness.trust"), True, "unknown"),
    ("another kind", "line", put("kind", "sco.saer_bracket"), True, "cannot prove"),
    ("not in lowest terms", "event", put("proof.lower", "350/512"), True, "canonical"),
    ("a decimal", "flat", put("proof.lower", "0.125"), True, "canonical"),
    ("a float", "flat", put("parameters.n", 2.0), True, "floating-point"),
    ("a number for a string", "event", put("proof.lower", 1), True, "written as a string"),
    ("a bool for an integer", "flat", put("parameters.n", True), True, "must be an integer"),
    ("a proof outside", "line", put("proof", {"file": "../p.json", "sha256": "0"}), True, "plain"),
    ("a huge rational", "event", put("proof.lower", "1/" + "9" * 5000), True, "longer than"),
    ("a huge n", "event", put("parameters.n", 60), True, "between 1 and 12"),
    # forgeries whose digest is right
    ("another claim", "square", put("claim", "sco.thm1/event"), True, "cannot prove"),
    ("a lowered bound", "square", lowered_bound, True, "problem"),
    ("a weaker proof", "square", weaker_closed_form, True, "less than the closed form"),
    ("a raised multiplier", "square", put("proof.multipliers.0", "4"), True, "dual inequality"),
    ("not extreme", "square", put("proof.separators.0", ["-1", "0"]), True, "extreme"),
    ("labels of no xor", "square", put("claim", "sharpness.prop42/minimal"), True, "separators"),
    ("other labels", "line", put("parameters.labels.0", "2"), True, "rounded down"),
    ("another problem", "line", put("problem.design.0.0", "1"), True, "problem"),
    ("other points", "line", other_points, True, "infeasible[-+-]"),
    ("a lowered value", "line", put("parameters.value", "12"), True, "problem"),
    ("a value proved but weak", "line", weaker_value, True, "gap"),
    ("a lowered upper end", "line", put("parameters.upper", "12"), True, "upper"),
    ("a negative mu", "line", put("proof.patterns.++-.+.mu.2", "-13"), True, "negative multiplier"),
    ("a wrong mu", "line", put("proof.patterns.++-.+.mu.2", "14"), True, "dual equation"),
    ("h off its support", "line", put("proof.patterns.++-.+.h.3", "1"), True, "supported"),
    ("h too long", "line", put("proof.patterns.++-.+.h.1", "20"), True, "exceeds 2 a_D"),
    ("a pattern left out", "line", drop("proof.patterns.++-"), True, "pattern ++-"),
    ("a sign left out", "line", drop("proof.patterns.++-.-"), True, "sign -"),
    ("a cell called empty", "line", put("proof.infeasible.++-", {"1": "1"}), True, "has these"),
    ("no Gordan vector", "line", put("proof.infeasible.+-+", {}), True, "must not be zero"),
    ("a negative nu", "line", put("proof.infeasible.+-+.2", "-2"), True, "negative multiplier"),
    ("an idle entry", "line", put("proof.infeasible.+-++", {"1": "1"}), True, "does not reach"),
    ("a net off the labels", "line", put("proof.net.0.w", "1"), True, "interpolate"),
    ("a kink at a sample", "line", put("proof.net.0.a", ["-1", "1"]), True, "pre-activation 0"),
    ("a proof too few", "both", drop("proof.proofs.1"), True, "must have length 2"),
    ("an instance twice", "both", put("parameters.instances.1", LINE), True, "listed twice"),
    ("a wrong second", "both", put("proof.proofs.1.multipliers.0", "9"), True, "dual inequality"),
    ("another second", "both", put("problem.instances.1.bound", "9"), True, "problem"),
    ("no instance", "both", put("parameters.instances", []), True, "1 to 64"),
    ("a dearer neuron", "sim_bn", put("proof.multipliers.0", "2"), True, "dual inequality"),
    ("a shorter norm", "sim_bn", put("parameters.upper", "2/3"), True, "upper is not"),
    ("a net of another label", "sim_bn", put("proof.net.0.w", "2"), True, "interpolate"),
    ("another norm", "sim_bn", put("parameters.value", "3/4"), True, "problem"),
    ("a value too high", "sim_bn_root", higher_value, True, "rounded down"),
    ("a cheaper price", "sim_bn_root", multiplied("2/5", "3/5"), True, "dual inequality"),
    ("each below the price", "sim_bn_root", multiplied("3/5", "3/5"), True, "dual inequality"),
    ("half of the norm", "sim_bn_root", multiplied("1/7", "2/7"), True, "gap"),
    ("instances swapped", "both", swapped, True, "proof"),
    ("the sign of the other side", "off_sample", negative_side, True, "sign of the side"),
    ("a value in the bound", "off_sample", higher_value, True, "rounded outward"),
    ("the other side", "off_sample", put("parameters.side", "lower"), True, "sign of the side"),
    ("a seen point", "off_sample", put("parameters.unseen", ["1"]), True, "one of the points"),
    ("a sharper bound", "off_sample", put("parameters.value", "1"), True, "problem"),
    ("a smaller trace", "off_sample", put("parameters.trace", "3"), True, "problem"),
    ("z pays", "off_sample", put("proof.patterns.++.+.h", {"2": "1"}), True, "not supported"),
    ("z is left out", "off_sample", put("proof.patterns", {}), True, "pattern ++"),
    ("a lower threshold", "event", put("parameters.threshold", "1/4"), True, "threshold"),
    ("another n", "event", put("parameters.n", 3), True, "problem"),
    ("a higher probability", "event", put("proof.lower", "3/4"), True, "rounded down"),
    ("another radius", "sharp", put("parameters.radius", "1/2"), True, "longer than the radius"),
    ("a radius of zero", "sharp", put("parameters.radius", "0"), True, "must be positive"),
    ("a longer step", "flat", longer_step, True, "longer than the radius"),
    ("an open bracket", "flat", open_bracket, True, "does not close"),
    ("a wrong upper end", "sharp", put("proof.upper", "1/4"), True, "upper is not"),
    ("no event", "flat", no_event, True, "event"),
    ("rho beyond 1/2", "flat", put("parameters.rho", "3/4"), True, "between 0 and 1/2"),
    ("the other point", "flat", put("parameters.point", "rho e_d"), True, "point e_I"),
    ("a stronger kappa", "projection", put("parameters.kappa", "2"), True, "kappa"),
    ("a negative weight", "projection", put("proof.multipliers.0", "-2"), True, "negative"),
    ("another weight", "projection", put("proof.multipliers.0", "1"), True, "slack is not the"),
    ("a negative pivot", "projection", put("proof.ldl.D.2", "-1"), True, "negative pivot"),
    ("a wrong factor", "projection", put("proof.ldl.L.3.2", "1"), True, "L diag(D) L^T"),
    ("a lower bound", "first_order", put(FIRST + "bound", "1665/10000"), True, "canonical"),
    ("a lower rate", "first_order", put(FIRST + "bound", "333/2000"), True, "than the bound has"),
    ("a step too long", "first_order", put(FIRST + "steps.0.0", "2"), True, "semidefinite"),
    ("a steeper class", "first_order", put(FIRST + "smoothness", "2"), True, "semidefinite"),
    ("no class", "first_order", put(FIRST + "smoothness", "0"), True, "must be positive"),
    ("another measure", "first_order", put(FIRST + "measure", "last gradient"), True, "leave"),
    ("a row too long", "first_order", put(FIRST + "steps.0", ["1", "1"]), True, "length 1"),
    ("one of ours", "first_order", put("claim", "sco.thm2/minimization"), True, "cannot prove"),
    ("a start undone", "first_order", put(WEIGHTS + "start", "-1/6"), True, "negative"),
    ("too small", "first_order", put(WEIGHTS + "start", "1/7"), True, "semidefinite"),
    ("a value left", "first_order", put(WEIGHTS + "0>1", "1/3"), True, "over"),
    ("a long multiplier", "first_order", put(WEIGHTS + "0>1", f"1/{2**96}"), True, "longer than"),
    ("a new inequality", "first_order", put(WEIGHTS + "1>2", "1"), True, "no inequality"),
    ("a dearer start", "perturbed", put(FIRST + "start", "5"), True, "1/(eta T)"),
    ("a larger constant", "perturbed", put(FIRST + "beyond", "5"), True, "4 beta"),
    ("a smaller constant", "perturbed", put(FIRST + "beyond", "1/2"), True, "beyond than"),
    ("another method", "perturbed", put(FIRST + "method", "ascent"), True, "the method given"),
    ("many steps", "perturbed", put(FIRST + "steps", 17), True, "between 1 and 16"),
    ("more steps", "perturbed", put(FIRST + "steps", 2), True, "1/(eta T)"),
    ("a dearer radius", "coupled", put(FIRST + "radius", "7"), True, "more than the claim's"),
    ("a second step", "coupled", put(FIRST + "steps", 2), True, "problem"),
    # a method of one's own: wrong class, wrong point, another bound, other multipliers, bad form
    ("no convexity", "method", told(CLASS + "class", "smooth"), True, "semidefinite"),
    ("no class of ours", "method", put(CLASS + "class", "convex"), True, "not one of smooth"),
    ("a class of a list", "method", put(CLASS + "class", ["smooth"]), True, "not one of smooth"),
    ("steeper", "method", told(CLASS + "smoothness", "2"), True, "semidefinite"),
    ("not smooth", "method", put(CLASS + "smoothness", "-1"), True, "must be positive"),
    ("weakly convex", "strong", put(CLASS + "convexity", "-1/2"), True, "must not be negative"),
    ("less convex", "strong", told(CLASS + "convexity", "1/3"), True, "semidefinite"),
    ("too convex", "strong", put(CLASS + "convexity", "1"), True, "not less than its smoothness"),
    ("a longer step", "method", told(POINT + "2.x.g0", "-9/5"), True, "semidefinite"),
    ("another start", "method", told(POINT + "1.x.x0", "2"), True, "semidefinite"),
    ("no minimizer", "method", told(POINT + "0.g", {"g*": "1"}), True, "semidefinite"),
    ("a higher minimum", "method", told(POINT + "0.f", {"1": "1"}), True, "constant term than"),
    ("two functions", "method", second_function, True, "no inequality 'f 0>1'"),
    ("a point twice", "method", put(POINT + "2.name", "0"), True, "'0' twice"),
    ("a point less", "method", put(POINT + "2", {"name": "1", "x": {}}), True, "missing field 'g'"),
    ("a field more", "method", put(POINT + "2.note", "1"), True, "unknown field 'note'"),
    ("a convexity unasked", "method", put(CLASS + "convexity", "1/2"), True, "unknown field"),
    ("a changed bound", "method", told(FIRST + "bound", {"1": "333/2000"}), True, "constant term"),
    ("a changed rate", "strong", told(FIRST + "bound.x0 x0", "1/10"), True, "semidefinite"),
    ("an easy start", "method", told(FIRST + "given.start.1", "-1/2"), False, "digest"),
    ("a farther start", "method", told(FIRST + "given.start.1", "-2"), True, "constant term than"),
    ("another goal", "method", told(FIRST + "objective.f1", "2"), True, "over"),
    ("a gradient as goal", "method", told(FIRST + "objective", {"g1 g1": "1"}), True, "over"),
    ("a negative one", "method", put(WEIGHTS + "f *>0", "-1/2"), True, "negative"),
    ("a multiplier less", "method", drop(WEIGHTS + "f *>1"), True, "over"),
    ("no start", "method", drop(WEIGHTS + "start"), True, "semidefinite"),
    ("another pair", "method", put(WEIGHTS + "f 1>2", "1"), True, "no inequality"),
    ("a float inside", "method", put(FIRST + "bound.1", 0.16), True, "floating-point"),
    ("a text of a float", "method", put(FIRST + "bound.1", "0.16"), True, "canonical"),
    ("a term 0", "method", put(FIRST + "bound.f0", "0"), True, "left out"),
    ("terms in disorder", "strong", put(FIRST + "bound.x0 g0", "1"), True, "which is none"),
    ("a name with a bar", "method", put(FIRST + "bound.a|b", "1"), True, "has the name"),
    ("a value as a vector", "method", put(FIRST + "bound.g0", "1"), True, "a vector and a value"),
    ("a pair given", "method", put(FIRST + "given.f 0>1", {"f1": "1"}), True, "f 0>1', which"),
    ("a given more", "method", told(FIRST + "given.low", {"f1": "1"}), False, "digest"),
    (
        "a function twice",
        "method",
        put(FIRST + "functions", [STEP] * 2),
        True,
        "'f' is listed twice",
    ),
    (
        "points in all",
        "method",
        put(FIRST + "functions", CROWD),
        True,
        "too many points and terms together",
    ),
    ("long points", "method", put(CLASS + "points", LONG_POINTS), True, "products"),
    ("many vectors", "method", put(FIRST + "objective", SQUARES), True, "more than 40 vectors"),
    ("long sums", "method", put(FIRST + "bound", PRIMES), True, "longer than 384 bits"),
    ("much given", "method", put(FIRST + "given", GIVEN), True, "at most 128 forms"),
    ("many terms", "method", put(FIRST + "bound", TERMS), True, "more than 4096 terms"),
    ("many points", "method", put(CLASS + "points", STEP["points"] * 20), True, "1 to 40"),
    ("no function", "method", put(FIRST + "functions", []), True, "1 to 40 functions"),
    ("one claim of ours", "method", put("claim", "sco.lem1/regret"), True, "cannot prove"),
    ("not lemma 3", "method", put("claim", "sco.lem3/bound"), True, "not the one that the claim"),
    ("a weaker 2", "self_bounding", put(FIRST + "bound.f(w)", "5"), True, "not the one that the"),
    ("19/10", "self_bounding", put(FIRST + "bound.f(w)", "19/5"), True, "not the one that the"),
    ("convex alone", "self_bounding", put(CLASS + "class", "smooth convex"), True, "not the one"),
    ("another beta", "self_bounding", put(CLASS + "smoothness", "3"), True, "not the one"),
    ("half the weight", "self_bounding", put(WEIGHTS + "positive", "2"), True, "over"),
    ("L not triangular", "projection", put("proof.ldl.L.2.3", "1"), True, "triangular"),
]


def mutated(base: str, mutate: Callable[[Certificate], None], redigest: bool) -> Certificate:
    """A changed copy of a certificate, with the digest of its content if that is asked."""
    certificate = copy.deepcopy(BASES[base])
    mutate(certificate)
    if redigest:
        certificate["digest"] = replay.digest(certificate)
    return certificate


def isolated(*files: object) -> subprocess.CompletedProcess[str]:
    """Run the module as a file, without the project and without site-packages."""
    command = [sys.executable, "-I", "-S", replay.__file__, *map(str, files)]
    return subprocess.run(command, capture_output=True, text=True, check=False, cwd="/")


@pytest.mark.parametrize("base", BASES)
def test_each_kind_accepts_its_certificate(base: str) -> None:
    """An intact certificate is accepted and says what it proves."""
    verdict = replay.check(json.loads(json.dumps(BASES[base])))
    assert verdict.accepted and not verdict.reason
    assert verdict.statement


@pytest.mark.parametrize(
    ("base", "mutate", "redigest", "word"),
    [pytest.param(*mutation[1:], id=mutation[0]) for mutation in MUTATIONS],
)
def test_each_mutation_is_rejected_for_its_reason(
    base: str, mutate: Callable[[Certificate], None], redigest: bool, word: str
) -> None:
    """Damage and forgeries are rejected, and the reason is the right one."""
    verdict = replay.check(mutated(base, mutate, redigest))
    assert not verdict.accepted and not verdict.statement
    assert word in verdict.reason


def test_a_design_that_is_rank_deficient_is_called_so() -> None:
    """The statement of a certificate tells a design whose rows do not span their space."""
    flat = {**SQUARE, "points": [["1", "1"], ["2", "2"]], "labels": ["0", "0"]}
    proof = {"multipliers": ["0", "0"], "patterns": {}, "infeasible": {}}
    certificate = make("sharpness.thm41/least_trace", "sharpness.least_trace", flat, None, proof)
    assert "(n = 2, d = 2, rank 2 of 3)" in replay.check(certificate).statement
    assert "rank" not in replay.check(BASES["line"]).statement


def test_the_mutations_reach_each_kind() -> None:
    """Each of the eleven kinds has forgeries with a right digest."""
    assert {BASES[base]["kind"] for _, base, _, redigest, _ in MUTATIONS if redigest} == set(
        replay.KINDS
    )


def test_the_module_imports_the_standard_library_alone() -> None:
    """No import of the project, none of a package that must be installed."""
    tree = ast.parse(Path(replay.__file__).read_text(encoding="utf-8"))
    names = {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    names |= {a.name for node in ast.walk(tree) if isinstance(node, ast.Import) for a in node.names}
    assert {str(name).partition(".")[0] for name in names} <= sys.stdlib_module_names


def test_an_empty_environment_accepts_and_rejects(tmp_path: Path) -> None:
    """Run as a file with -I -S: 0 for good certificates, 1 with a line for each bad one."""
    good = [tmp_path / write(tmp_path, certificate) for certificate in BASES.values()]
    answer = isolated(*good)
    assert (answer.returncode, answer.stderr) == (0, "")
    lines = answer.stdout.splitlines()
    assert [line.split("  ")[0] for line in lines] == ["accepted"] * len(BASES)
    assert all(len(line.split("  ")) == 5 for line in lines)

    bad = []
    for k, (_, base, mutate, redigest, _) in enumerate(MUTATIONS):
        bad.append(tmp_path / f"bad-{k}.json")
        bad[-1].write_text(json.dumps(mutated(base, mutate, redigest)))
    answer = isolated(*bad)
    assert (answer.returncode, answer.stderr) == (1, "")
    assert [line.split("  ")[0] for line in answer.stdout.splitlines()] == ["rejected"] * len(bad)


@pytest.mark.parametrize(
    ("content", "code", "word"),
    [
        (b"not json", 2, "not JSON"),
        (b"\xff\xfe", 2, "not JSON"),
        (b"[" * 100_000, 2, "not JSON"),
        (b"[]", 2, "neither"),
        (b'{"schema": "other/1"}', 2, "neither"),
        (b'{"schema": "flatcheck.report/1"}', 2, "no report"),
        (b'{"schema": "flatcheck.report/1", "theorems": [1]}', 2, "no report"),
        (b'{"schema": "flatcheck.certificate/1", "schema": "x"}', 1, "twice"),
        (b'{"schema": "flatcheck.certificate/1", "n": NaN}', 1, "NaN"),
        (b'{"schema": "flatcheck.certificate/1", "n": 1.5}', 1, "floating-point"),
        (b'{"schema": "flatcheck.certificate/1"}', 1, "missing field 'claim'"),
    ],
)
def test_malformed_files_have_their_exit_code(
    content: bytes, code: int, word: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """2 for what is no certificate at all, 1 for a broken one, one sentence each."""
    path = tmp_path / "file.json"
    path.write_bytes(content)
    assert replay.main([str(path)]) == code
    out = capsys.readouterr().out
    assert word in out and out.count("\n") == 1


def test_wrong_usage(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    """No file, an option, a folder and a missing file are exit code 2."""
    assert replay.main([]) == replay.main(["--fast"]) == 2
    assert "usage" in capsys.readouterr().err
    assert replay.main(["--help"]) == 0
    assert replay.main([str(tmp_path)]) == replay.main([str(tmp_path / "none.json")]) == 2


def report_with(path: object, *, label: str = "sco.thm1", claim: str = "event") -> dict[str, Any]:
    """The least report whose only leg names a certificate."""
    claims = [{"id": claim, "legs": [{"certificate": path}, {"certificate": None}]}]
    return {
        "schema": "flatcheck.report/1",
        "ok": True,
        "margin": 0.5,
        "theorems": [{"label": label, "claims": claims}],
    }


def test_a_report_replays_its_certificates(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Each leg's certificate is found beside the report and must prove that leg's claim."""
    name = write(tmp_path / "certificates", BASES["event"])
    report = tmp_path / "report.json"
    report.write_text(json.dumps(report_with(f"certificates/{name}")))
    assert replay.main([str(report)]) == 0
    report.write_text(json.dumps(report_with(f"certificates/{name}", claim="flat_minimizer")))
    assert replay.main([str(report)]) == 1
    report.write_text(json.dumps(report_with(None)))
    assert replay.main([str(report)]) == 0
    accepted, rejected, none = capsys.readouterr().out.splitlines()
    assert accepted.startswith("accepted") and "sco.thm1/event" in accepted
    assert rejected.startswith("rejected") and "the leg is about" in rejected
    assert "names no certificate" in none


@pytest.mark.parametrize(
    "path",
    [
        "../outside.json",
        "/etc/passwd",
        "a/../../outside.json",
        "link.json",
        "C:x",
        "",
        7,
        "no.json",
    ],
)
def test_a_report_cannot_point_outside_its_folder(
    path: object, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Absolute paths, .. and links that leave the folder are rejected."""
    (tmp_path / "outside.json").write_text(json.dumps(BASES["event"]))
    folder = tmp_path / "run"
    folder.mkdir()
    (folder / "link.json").symlink_to(tmp_path / "outside.json")
    (folder / "report.json").write_text(json.dumps(report_with(path)))
    assert replay.main([str(folder / "report.json")]) == 1
    assert capsys.readouterr().out.startswith("rejected")


@pytest.mark.parametrize(
    ("name", "word"),
    [("../p.json", "plain name"), ("/p.json", "plain name"), ("sub/p.json", "plain name")],
)
def test_a_proof_file_has_a_plain_name(name: str, word: str, tmp_path: Path) -> None:
    """A proof in a file lies in the certificate's own folder."""
    certificate = copy.deepcopy(BASES["line"])
    certificate["proof"] = {"file": name, "sha256": "0" * 64}
    certificate["digest"] = replay.digest(certificate)
    assert word in replay.check(certificate, folder=tmp_path).reason


def test_a_tree_that_is_too_large_is_rejected() -> None:
    """Twenty free samples have 2^20 patterns; the walk stops at its limit."""
    n = 20
    points = [[str(int(i == k)) for k in range(n)] for i in range(n)]
    parameters = {
        **SQUARE,
        "points": points,
        "labels": ["0"] * n,
        "bias": False,
    }
    proof = {
        "multipliers": ["3"] + ["0"] * (n - 1),
        "patterns": {},
        "infeasible": {"+": {"1": "1"}},
    }
    certificate = {
        "schema": replay.SCHEMA,
        "claim": "sharpness.thm41/least_trace",
        "kind": "sharpness.least_trace",
        "parameters": parameters,
        "problem": replay.rebuild(
            "sharpness.thm41/least_trace", "sharpness.least_trace", parameters
        ),
        "proof": proof,
    }
    certificate["digest"] = replay.digest(certificate)
    assert "more than 20000 patterns" in replay.check(certificate).reason


@pytest.mark.parametrize(
    ("change", "word"),
    [
        ({}, ""),
        ({"labels": ["1", "1", "-1", "1"]}, "labels y = x[1]x[2]"),
        ({"points": [["2", "1"], *SQUARE["points"][1:]]}, "{-1,1}^d"),  # type: ignore[index]
        ({"bias": False}, "with biases"),
    ],
)
def test_the_cube_claims_are_about_the_cube(change: dict[str, Any], word: str) -> None:
    """Proposition 4.2's claim is proved on the cube with its labels and biases, nowhere else."""
    parameters = {**SQUARE, **change}
    proof = {name: value for name, value in SQUARE_PROOF.items() if name != "separators"}
    kind = "sharpness.least_trace"
    certificate = {
        "schema": replay.SCHEMA,
        "claim": "sharpness.prop42/minimal",
        "kind": kind,
        "parameters": parameters,
        "problem": replay.rebuild("sharpness.thm41/least_trace", kind, parameters),
        "proof": proof,
    }
    certificate["digest"] = replay.digest(certificate)
    verdict = replay.check(certificate)
    assert verdict.accepted is (not word) and word in verdict.reason


def test_rebuild_refuses_what_is_no_instance() -> None:
    """Wrong parameters raise a ValueError with the reason."""
    with pytest.raises(ValueError, match="between 1 and 12"):
        replay.rebuild("sco.thm1/event", "sco.event_probability", {"n": 13, "threshold": "1/2"})
    with pytest.raises(ValueError, match="unknown"):
        replay.rebuild("sco.thm1/event", "sco.nothing", {})
