"""Evidence: what one leg found, and nothing of what it means.

A record says by which method a leg looked, how exact the method is, which scope it covered and
one of five outcomes. It has no truth value: whoever wants a verdict asks `verify.judge`.
"""

from __future__ import annotations

import enum
import hashlib
from typing import Any, Literal, NoReturn, get_args

import msgspec

from verify.domain import Scope

__all__ = ["METHODS", "Evidence", "Exactness", "Method", "Outcome", "Witness", "digest"]

Method = Literal[
    "symbolic",
    "smt",
    "exact",
    "ball",
    "enumeration",
    "convex",
    "pep",
    "property",
    "monte_carlo",
    "training",
]
METHODS: tuple[str, ...] = get_args(Method)


class Outcome(enum.StrEnum):
    """What a leg came back with."""

    SUPPORTS = "supports"
    """the claim held at everything that the leg covered"""
    REFUTES = "refutes"
    """a witness breaks the claim"""
    UNDECIDED = "undecided"
    """the leg ran and could not tell"""
    FAILED = "failed"
    """the leg raised, or returned what is no evidence"""
    NOT_RUN = "not_run"
    """the leg was planned and did not run to its end"""


class Exactness(enum.StrEnum):
    """How exact a method's answer is; the grades are computed from it."""

    IDENTITY = "identity"
    """a symbolic identity or deduction, exact for every value of its symbols"""
    CERTIFICATE = "certificate"
    """an exact rational certificate that can be replayed"""
    SMT = "smt"
    """decided by an SMT solver; proves only beside a second, independent leg"""
    EXACT = "exact"
    """rational arithmetic at each case"""
    BALL = "ball"
    """ball arithmetic at each case, decided whatever the rounding"""
    BRACKET = "bracket"
    """two valid ends, from repaired feasible points of a convex solver"""
    SAMPLED = "sampled"
    """cases drawn at random or searched; exact or at a stated confidence at each"""


class Witness(msgspec.Struct, frozen=True):
    """A point at which a claim breaks, as JSON data.

    `in_domain` and `rechecked` are set by the run, never by the leg: the point lies in the
    reading's domain, and the claim's independent re-check finds it violated too.
    """

    point: dict[str, Any]
    values: dict[str, Any] = {}
    in_domain: bool = False
    rechecked: bool = False


class Evidence(msgspec.Struct, frozen=True, kw_only=True, tag="leg"):
    """What one leg found on one variant.

    Parameters
    ----------
    method, exactness
        How it looked.
    outcome
        What it came back with.
    covered
        The scope that it looked at; None if nothing was covered.
    cases
        How many cases were evaluated; 0 for a proof.
    executed
        Whether the algorithm itself ran, or the objective itself was evaluated.
    witness
        The breaking point if `outcome` is "refutes".
    certificate
        JSON data that `flatcheck replay` accepts, or None.
    margin
        The least slack seen, as text, or None.
    reason
        A sentence for an outcome that decides nothing.
    detail
        Further JSON data for the report: equal between runs with one seed.
    diagnostics
        Solver floats and the like, which may differ between machines.
    """

    method: Method
    exactness: Exactness
    outcome: Outcome
    covered: Scope | None = None
    cases: int = 0
    executed: bool = False
    witness: Witness | None = None
    certificate: dict[str, Any] | None = None
    margin: str | None = None
    reason: str = ""
    detail: dict[str, Any] = {}
    diagnostics: dict[str, Any] = {}

    def __post_init__(self) -> None:
        # an outcome that is only spelled like one would match no rule of the judge
        for name, kind in (("exactness", Exactness), ("outcome", Outcome)):
            value = getattr(self, name)
            if not isinstance(value, kind):
                msg = f"{name} must be one of verify.evidence.{kind.__name__}, got {value!r}"
                raise TypeError(msg)
        if self.method not in METHODS:
            msg = f"method must be one of {', '.join(METHODS)}, got {self.method!r}"
            raise ValueError(msg)
        if isinstance(self.cases, bool) or not isinstance(self.cases, int) or self.cases < 0:
            msg = f"cases must be a non-negative integer, got {self.cases!r}"
            raise ValueError(msg)

    def __bool__(self) -> NoReturn:
        msg = "evidence has no truth value: ask verify.judge for a verdict"
        raise TypeError(msg)


def digest(record: Any) -> str:
    """The SHA-256 of a record's canonical JSON: its address in the evidence store."""
    return hashlib.sha256(msgspec.json.encode(record, order="deterministic")).hexdigest()
