"""Flatcheck's harness: the language of theorems, evidence, and the judge.

Start with `Theorem`, `Claim`, the readings `printed`, `corrected` and `sharpened`, `Control`, and
the makers of legs in `verify.legs`.
"""

from verify import legs
from verify.case import Case
from verify.domain import (
    Domain,
    Finite,
    Integers,
    Objects,
    Premise,
    Rationals,
    Scope,
    finite,
    rationals,
)
from verify.evidence import Evidence, Exactness, Outcome, Witness
from verify.figures import Figure
from verify.instance import Instance
from verify.legs import Finding, both, compare, refutes, supports, undecided
from verify.statement import (
    Claim,
    Control,
    Erratum,
    Leg,
    Paper,
    Reading,
    StatementError,
    Theorem,
    corrected,
    printed,
    sharpened,
)
from verify.tri import Tri

__all__ = [
    "Case",
    "Claim",
    "Control",
    "Domain",
    "Erratum",
    "Evidence",
    "Exactness",
    "Figure",
    "Finding",
    "Finite",
    "Instance",
    "Integers",
    "Leg",
    "Objects",
    "Outcome",
    "Paper",
    "Premise",
    "Rationals",
    "Reading",
    "Scope",
    "StatementError",
    "Theorem",
    "Tri",
    "Witness",
    "both",
    "compare",
    "corrected",
    "finite",
    "legs",
    "printed",
    "rationals",
    "refutes",
    "sharpened",
    "supports",
    "undecided",
]
