"""A bound on a method of one's own, in the words of the replay's kind ``performance.method``."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from verify.exact.rational import fraction
from verify.solvers.performance.estimates import Estimate
from verify.solvers.performance.expressions import Number, Vector
from verify.solvers.performance.program import (
    Point,
    Program,
    convex_smooth,
    smooth,
    strongly_convex_smooth,
)

__all__ = ["Function", "estimate"]

NAME = re.compile(r"[^\W\d_][\w∇().,*'+-]{0,39}|∇[\w∇().,*'+-]{0,39}")
POINT = re.compile(r"[\w.*'+-]{1,40}")
GIVEN = re.compile(r"[\w .*'+-]{1,40}")
"""what the replay can read back"""


@dataclass(frozen=True)
class Function:
    """A function of a class, at the points where something is known of it.

    Parameters
    ----------
    points
        x, the gradient and the value at each; see `point` and `minimizer`.
    smoothness
        L > 0: the gradient is L-Lipschitz.
    convexity
        0: convex; 0 < μ < L: μ-strongly convex; None: convex or not.
    name
        What its inequalities ``"name i>j"`` begin with.

    Raises
    ------
    TypeError
        A number is a float.
    ValueError
        A number lies outside its range, or two points have one name.
    """

    points: Sequence[Point]
    smoothness: Any
    convexity: Any = 0
    name: str = "f"

    def __post_init__(self) -> None:
        if not self.points:
            msg = f"the function {self.name!r} must have at least one point"
            raise ValueError(msg)
        _check(NAME, [self.name], "a function")
        _check(POINT, [p.name for p in self.points], "a point")
        self.constraints()

    def constraints(self) -> dict[str, Number]:
        """The inequalities that hold between each two points, and suffice for such a function."""
        if self.convexity is None:
            pairs = smooth(self.points, self.smoothness)
        elif fraction(self.convexity):
            pairs = strongly_convex_smooth(self.points, self.smoothness, self.convexity)
        else:
            pairs = convex_smooth(self.points, self.smoothness)
        return {f"{self.name} {key.replace('~', '>')}": form for key, form in pairs.items()}

    def _text(self) -> dict[str, Any]:
        points = [
            {"name": p.name, "x": _linear(p.x), "g": _linear(p.g), "f": _quadratic(p.f)}
            for p in self.points
        ]
        mu = None if self.convexity is None else fraction(self.convexity)
        what = "smooth" if mu is None else "smooth strongly convex" if mu else "smooth convex"
        text = {"name": self.name, "class": what, "smoothness": str(fraction(self.smoothness))}
        return {**text, **({"convexity": str(mu)} if mu else {}), "points": points}


def estimate(
    *,
    objective: Number,
    bound: Any,
    functions: Sequence[Function],
    given: Mapping[str, Number] | None = None,
    multipliers: Mapping[str, Any] | None = None,
    exact: bool | None = None,
) -> Estimate:
    """The claim objective ≤ bound for all functions of the classes with these points.

    Parameters
    ----------
    objective
        What is bounded.
    bound
        A rational, or a `Number` such as ``x0.square() * c``, which needs no condition on x_0.
    functions
        Each with the points where the method meets it, named apart.
    given
        Further numbers that are at most 0, by name: conditions on the start, f ≥ 0 at a point.
    multipliers
        Exact ones, where they are known; a solver is asked otherwise. Keys are ``"f i>j"`` and
        the names of `given`.
    exact
        Whether `given` says all that the hypotheses demand, so that what the constraints allow is
        a function that they allow; only then is a tightness bounded from below. Where nothing is
        given it does, unless you say otherwise.

    Raises
    ------
    TypeError
        A number is a float, or what must be a `Number` is none.
    ValueError
        There is no function, two have one name or share a value that `point` made, a condition
        has a name that is taken, a name holds what the replay does not read, or objective and
        bound are the same.
    """
    if not functions:
        msg = "functions must hold at least one function"
        raise ValueError(msg)
    names = [f.name for f in functions]
    twice = [name for name in names if names.count(name) > 1]
    if twice:
        msg = f"functions must have names of their own, got {twice[0]!r} twice"
        raise ValueError(msg)
    _apart(functions)
    limits = {name: form for f in functions for name, form in f.constraints().items()}
    conditions = _numbers(objective, given)
    taken = [name for name in conditions if name in limits]
    if taken:
        msg = f"given must have names of its own, got {taken[0]!r}"
        raise ValueError(msg)
    limits |= conditions
    _check(GIVEN, conditions, "a condition")
    right = bound if isinstance(bound, Number) else Number(constant=fraction(bound))
    if (objective - right).vanishes:
        msg = "objective and bound are the same number, so that there is nothing to prove"
        raise ValueError(msg)
    cost = Number(right.gram, right.values)
    parameters = {
        "functions": [f._text() for f in functions],
        "given": {name: _quadratic(form) for name, form in conditions.items()},
        "objective": _quadratic(objective),
        "bound": _quadratic(right),
    }
    program = Program(objective - cost, limits)
    _check(NAME, [*program.vectors, *program.values], "a vector or value")
    return Estimate(
        "performance.method",
        parameters,
        program,
        right.constant,
        multipliers,
        _ratio(objective, cost, right.constant, limits),
        not conditions if exact is None else exact,
    )


def _ratio(
    objective: Number, cost: Number, constant: Fraction, limits: Mapping[str, Number]
) -> Program | None:
    """The problem whose worst case is objective ÷ bound, where there is one of this form."""
    if cost.vanishes:
        return Program(objective / constant, limits) if constant > 0 else None
    # what grows alike with the square of lengths may be measured where the bound is 1
    if constant or any(form.constant for form in (objective, *limits.values())):
        return None
    return Program(objective, {**limits, "bound": cost - 1})


def _apart(functions: Sequence[Function]) -> None:
    """Refuse a variable that is the value of two functions: points made for the wrong one."""
    owner: dict[str, str] = {}
    for f in functions:
        for name in {name for p in f.points for name in p.f.values}:
            other = owner.setdefault(name, f.name)
            if other != f.name:
                msg = (
                    f"the functions {other!r} and {f.name!r} share the value {name}; make the "
                    f"points of the second with point(..., function={f.name!r})"
                )
                raise ValueError(msg)


def _numbers(objective: Any, given: Any) -> dict[str, Number]:
    if given is not None and not isinstance(given, Mapping):
        msg = f"given must map names to numbers that are at most 0, got {given!r}"
        raise TypeError(msg)
    conditions = dict(given or {})
    for what, form in {"objective": objective, **conditions}.items():
        if not isinstance(form, Number):
            msg = f"{what} must be a number such as p.f or x.square(), got {form!r}"
            raise TypeError(msg)
    return conditions


def _check(pattern: re.Pattern[str], names: Iterable[str], what: str) -> None:
    for name in names:
        if not pattern.fullmatch(name):
            allowed = "letters, digits and ().,*'+-, no more than 40 and first a letter"
            if pattern is not NAME:
                allowed = "letters, digits and .*'+-, no more than 40"
            msg = f"the name of {what} must be of {allowed}, got {name!r}"
            raise ValueError(msg)


def _linear(x: Vector) -> dict[str, str]:
    return {name: str(c) for name, c in x.terms.items()}


def _quadratic(form: Number) -> dict[str, str]:
    found = {f"{a} {b}": str(c) for (a, b), c in form.gram.items()}
    found |= {name: str(c) for name, c in form.values.items()}
    return found | ({"1": str(form.constant)} if form.constant else {})
