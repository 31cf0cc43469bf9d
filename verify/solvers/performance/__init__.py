"""Performance estimation: worst cases of first-order methods over whole classes of functions.

Write the method's points as `Vector`s, say of which class the `Function` is and what is claimed
(`estimate`). `certify` and `leg` turn that into a certificate and a row of the table. Of a
`Program`, `worst_case` brackets the worst case between exact ends, `prove` returns exact
multipliers for a claimed bound, and `attain` an exact Gram matrix that reaches a value. The solver
is only asked where to look.
"""

from __future__ import annotations

from verify.solvers.performance.bounds import (
    Example,
    Proof,
    UnprovedError,
    attain,
    prove,
    proved_by,
    worst_case,
)
from verify.solvers.performance.estimates import (
    Estimate,
    certify,
    coupled_bound,
    first_order_bound,
    perturbed_bound,
    proof_of,
)
from verify.solvers.performance.expressions import Number, Vector, mean, value, vector
from verify.solvers.performance.leg import leg, sweep
from verify.solvers.performance.method import Function, estimate
from verify.solvers.performance.methods import Measure, first_order, gradient_descent, perturbed
from verify.solvers.performance.program import (
    Point,
    Program,
    convex_smooth,
    minimizer,
    point,
    smooth,
    strongly_convex_smooth,
)

__all__ = [
    "Estimate",
    "Example",
    "Function",
    "Measure",
    "Number",
    "Point",
    "Program",
    "Proof",
    "UnprovedError",
    "Vector",
    "attain",
    "certify",
    "convex_smooth",
    "coupled_bound",
    "estimate",
    "first_order",
    "first_order_bound",
    "gradient_descent",
    "leg",
    "mean",
    "minimizer",
    "perturbed",
    "perturbed_bound",
    "point",
    "proof_of",
    "prove",
    "proved_by",
    "smooth",
    "strongly_convex_smooth",
    "sweep",
    "value",
    "vector",
    "worst_case",
]
