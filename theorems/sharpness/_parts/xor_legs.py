"""Legs of Proposition 4.2 that are more than a predicate: z3 and the convex program."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from theorems.sharpness._parts.difference_trace import difference_trace
from theorems.sharpness._parts.labelled_data import labelled
from theorems.sharpness._parts.three_numbers import patterns, rounded
from theorems.sharpness._parts.xor_nets import CORNERS, eq5
from verify import legs
from verify.domain import finite
from verify.evidence import Evidence, Exactness
from verify.exact.rational import rational_sqrt, sqrt_ceil, sqrt_floor

if TYPE_CHECKING:
    from theorems.core.flattest import Flattest
    from verify.case import Case

__all__ = [
    "error_by_smt",
    "exists_by_smt",
    "function_by_smt",
    "least_by_program",
    "radius_by_smt",
    "spare_by_smt",
]

Data = Mapping[str, Any]


def radius_by_smt(case: Case) -> Evidence:
    """z3: the same for all d and all s > 0, cleared of denominators."""
    from verify.solvers.smt import prove

    def formula(t: Data) -> Any:
        d, s = t["d"], t["s"]
        fourth = {"d^2+1": d * d + 1, "d+1": d + 1, "d": d}[case.data["fourth"]]
        return (fourth + d + 1) * (fourth + d + 1) * s * s <= fourth * (s * s + d + 1) ** 2

    return prove(case, formula, variables=("d", "s"))


def exists_by_smt(case: Case) -> Evidence:
    """z3: no one or two neurons have y f > 0 at the corners; the nets for more, for every r > 0."""
    import z3

    from verify.solvers.smt import bounded, relu

    sizes = [n for n in (1, 2, 3, 4) if case.domain.parameters["n"].contains(n)]
    if not sizes:
        return legs.undecided("smt", Exactness.SMT, "no n ≤ 4 lies in the domain")
    kept = int(case.data["neurons"])
    for n in sizes:
        point = case.domain.points(n=[n])[0]
        solver = bounded()
        if n <= 2:
            rows = [[z3.Real(f"a{j}{k}") for k in range(3)] for j in range(n)]
            # the output weight is absorbed up to its sign
            signs = [z3.Real(f"s{j}") for j in range(n)]
            solver.add(*[z3.Or(s == 1, s == -1) for s in signs])
            for a, b in CORNERS:
                lines = [row[0] * a + row[1] * b + row[2] for row in rows]
                value = z3.Sum(*[s * relu(v) for s, v in zip(signs, lines, strict=True)])
                solver.add(a * b * value > 0)
            answer = solver.check()
            if answer == z3.unsat:
                values = {"neurons": n, "needed": 3}
                return legs.refutes("smt", Exactness.SMT, point, values)
            return legs.undecided("smt", Exactness.SMT, f"z3 says {answer} for n = {n}")
        r = z3.Real("r")
        wrong = []
        for missing in CORNERS if n == 3 else (None,):
            if missing is None:
                parts = [((r * a, r * b), -r, a * b) for a, b in CORNERS]
            else:
                a, b = (1, 1) if case.data["confused"] and missing == (-1, -1) else missing
                parts = [((r * a, r * b), r, -a * b), ((-r * a, -r * b), -r, a * b)]
                parts = [*parts, ((4 * r * a, 4 * r * b), -4 * r, a * b)][:kept]
            for c in CORNERS:
                lines = [u * c[0] + v * c[1] + shift for (u, v), shift, _ in parts]
                value = z3.Sum(*[relu(h) * s for h, (_, _, s) in zip(lines, parts, strict=True)])
                wrong.append(value != c[0] * c[1] * r)
                if c != missing:
                    # one neuron active, and of value r: ‖∇f‖² = r² + (d+1)/r²
                    wrong.append(z3.Sum(*[z3.If(h > 0, 1, 0) for h in lines]) != 1)
                    wrong += [h == 0 for h in lines]
        solver.add(r > 0, z3.Or(*wrong))
        answer = solver.check()
        if answer == z3.sat:
            return legs.refutes("smt", Exactness.SMT, point, {"neurons": min(n, kept)})
        if answer != z3.unsat:
            return legs.undecided("smt", Exactness.SMT, f"z3 does not know for n = {n}")
    covered = case.domain if sizes[-1:] == [4] else case.domain.restrict(n=sizes)
    detail = {
        "independent_of": {
            "d": "weights and data matter in x[1], x[2] alone, and ‖x'‖² = d + 1",
            "n": "three samples leave a corner out, whichever, and each corner is; beyond 4 the "
            "further neurons are dead; one neuron of value r at a sample costs r² + (d+1)/r², the "
            "least at r⁴ = d + 1 (claims radius and minimal)",
        }
    }
    return legs.supports("smt", Exactness.SMT, covered, detail=detail)


def function_by_smt(case: Case) -> Evidence:
    """z3: Eq. (5) at the four corners for all r > 0."""
    import z3

    from verify.solvers.smt import prove, relu

    place = 1 if case.data["index"] == "2i+j+1" else 0
    outputs = {2 * i + j + place: (-1) ** (i + j) for i in (0, 1) for j in (0, 1)}
    shift = z3.RealVal(case.data["shift"])

    def formula(t: Data) -> Any:
        r, parts = t["r"], []
        for x in CORNERS:
            hidden = [relu(r * a * x[0] + r * b * x[1] - shift * r) for a, b in CORNERS]
            at = int(Fraction(5, 2) - x[0] - Fraction(x[1], 2))
            parts += [h == (r if k == at else 0) for k, h in enumerate(hidden, 1)]
            value = z3.Sum(*[outputs.get(k, 0) * h for k, h in enumerate(hidden, 1)])
            parts.append(value == x[0] * x[1] * r)
        return z3.And(*parts)

    return prove(case, formula, variables=("r",), free={"d": "the other weights are 0"})


def error_by_smt(case: Case) -> Evidence:
    """z3: y f at the four corners, f = scale · x[1]x[2] as Eq. (5) computes it."""
    import z3

    from verify.solvers.smt import prove, relu

    scale = z3.RealVal(case.data["scale"])

    def formula(_: Data) -> Any:
        parts = []
        for x in CORNERS:
            hidden = [relu(z3.RealVal(a * x[0] + b * x[1] - 1)) for a, b in CORNERS]
            value = z3.Sum(*[scale * a * b * h for (a, b), h in zip(CORNERS, hidden, strict=True)])
            product = x[0] * x[1] * value
            hit = product > 0 if case.data["event"] == "y f > 0" else product <= 0
            parts.append(z3.Not(hit))
        return z3.And(*parts)

    return prove(case, formula, variables=(), free={"d": "f and y depend on x[1], x[2] alone"})


def spare_by_smt(case: Case) -> Evidence:
    """z3: near θ each pre-activation keeps its sign, and a spare neuron stays at 0.

    A spare neuron has the pre-activation b_1[k] at every input.
    """
    import z3

    from verify.solvers.smt import bounded, relu

    more = [p for p in case.domain.points(width=[4, 5]) if p["width"] > 4]
    r, c = z3.Real("r"), z3.RealVal(case.data["spare"])
    lines = [r * (a * x[0] + b * x[1] - 1) for x in CORNERS for a, b in CORNERS]
    wrong = [line == 0 for line in lines]
    if more:
        wrong += [c == 0, relu(c) != 0]
    solver = bounded()
    solver.add(r > 0, z3.Or(*wrong))
    answer = solver.check()
    if answer == z3.unsat:
        detail = {
            "independent_of": {
                "d": "the weights are 0 beyond x[1], x[2]",
                "width": "the spare neurons are alike",
            }
        }
        return legs.supports("smt", Exactness.SMT, case.domain, detail=detail)
    if answer == z3.sat and more:
        return legs.refutes("smt", Exactness.SMT, more[0], {"b_1": case.data["spare"]})
    return legs.undecided("smt", Exactness.SMT, f"z3 says {answer}")


_PROGRAMS: tuple[tuple[int, tuple[tuple[int, ...], ...]], ...] = (
    (2, ((1, 1),)),
    (2, ((1, 1), (1, 1), (1, -1), (-1, 1), (-1, -1))),
    (3, ((1, 1, 1), (1, -1, 1), (-1, 1, -1), (-1, -1, 1), (1, 1, -1), (1, -1, -1))),
    (4, ((1, 1, 1, 1), (1, -1, 1, 1), (-1, 1, -1, 1), (-1, -1, 1, -1), (1, 1, -1, 1))),
    (15, ((1,) * 15, (1, -1, *(1,) * 13), (-1, 1, *(1,) * 13), (-1,) * 15)),
)


def _drawn(case: Case) -> list[dict[str, Any]]:
    """The fixed training sets, and some of P_xor with d ≤ 4 and n ≤ 8 from the leg's own stream."""
    from theorems.core.data import p_xor_sample

    data: list[dict[str, Any]] = [
        {"X": [list(x) for x in X], "y": [x[0] * x[1] for x in X]} for _, X in _PROGRAMS
    ]
    generator = case.rng()
    for d in (2, 3, 4):
        for n in (8, *generator.integers(1, 9, size=case.pick(2, 15)).tolist()):
            X, y = p_xor_sample(d, n, seed=int(generator.integers(2**62)))
            data.append({"X": X.tolist(), "y": y.tolist()})
    return [entry for k, entry in enumerate(data) if entry not in data[:k]]


def _distance(found: Flattest, square: Fraction) -> str:
    """A power of 10 that the distance of the least trace from √square does not exceed."""
    ends = sqrt_floor(square, 64), sqrt_ceil(square, 64)
    most = max(found.upper - ends[0], ends[1] - found.lower)
    return f"1e{next(k for k in range(-18, 99) if most <= Fraction(10) ** k)}"


def least_by_program(case: Case) -> Evidence:
    """4√(d+1) in the bracket of the convex program, compared in squares, which are rational.

    The bracket's lower end is that of the solver's own multipliers. Where (d+1)^{1/4} is rational,
    the trace of Eq. (5) by second differences stands beside it.
    """
    from theorems.core.flattest import flattest
    from theorems.core.flattest_certificate import gathered

    domain = case.domain.restrict(data=finite(_drawn(case)))
    solver, rows, certificates = [], [], []
    for index, point in enumerate(domain.points(), 1):
        drawn = labelled(point["data"])
        d = len(drawn.X[0])
        found = flattest(drawn.X, drawn.y, own=True)
        solver.append(found.report.diagnostics())
        if not found.report.accurate:
            reason = f"solver status {found.status} at data set {index}"
            return legs.undecided("convex", Exactness.BRACKET, reason)
        claimed = case.constant("factor") ** 2 * 16 * (d + 1)
        radius = rational_sqrt(rational_sqrt(Fraction(d + 1)) or Fraction(2))
        trace = None if radius is None else difference_trace(eq5(d, radius), drawn)
        row = {
            "n": len(drawn.X),
            "d": d,
            "closed_form_squared": str(claimed),
            "second_differences": "r is irrational" if trace is None else str(trace),
            "program_squared": f"in [{rounded(found.lower**2, up=False)}, "
            f"{rounded(found.upper**2, up=True)}]",
            **patterns(found),
            "distance": f"≤ {_distance(found, claimed)}",
        }
        outside = not found.lower**2 <= claimed <= found.upper**2
        if outside or (trace is not None and trace**2 != claimed):
            return legs.refutes(
                "convex",
                Exactness.BRACKET,
                point,
                row,
                cases=index,
                executed=True,
                diagnostics={"solver": solver},
            )
        rows.append(row)
        if found.certificate is None:
            reason = f"the program's bracket is too wide to tell at data set {index}"
            return legs.undecided("convex", Exactness.BRACKET, reason)
        certificates.append(found.certificate)
    return legs.supports(
        "convex",
        Exactness.BRACKET,
        domain.swept(),
        cases=len(rows),
        executed=True,
        certificate=case.certificate(**gathered(certificates)),
        detail={"numbers": rows},
        diagnostics={"solver": solver},
    )
