"""The language: papers, theorems, claims, their readings, controls, legs and errata.

A *claim* is one assertion of a theorem. Its *readings* (`printed`, `corrected`, `sharpened`) and
its *controls* are variants: the same legs on different data. A variant's `data` is JSON-like: the
constants and the names of the constructions that tell it from its siblings. Everything here is
frozen and validated when it is made, so that a theorem module fails at import with a sentence.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal, get_args

from verify.domain import Domain
from verify.evidence import METHODS, Evidence, Method
from verify.figures import Figure
from verify.instance import Instance

if TYPE_CHECKING:
    from verify.case import Case

__all__ = [
    "Claim",
    "Control",
    "Erratum",
    "Leg",
    "Paper",
    "Reading",
    "StatementError",
    "Theorem",
    "corrected",
    "printed",
    "sharpened",
]

Role = Literal["printed", "corrected", "sharpened"]
Severity = Literal["misprint", "gap", "false"]
Expected = Literal["holds", "refuted"]
Recheck = Callable[[dict[str, Any], dict[str, Any]], dict[str, Any]]

_IDENTIFIER = re.compile(r"[a-z][a-z0-9_]*")
_LABEL = re.compile(r"[a-z][a-z0-9_]*\.[A-Za-z][A-Za-z0-9_]*")


class StatementError(ValueError):
    """A theorem module says something that the language does not allow."""


@dataclass(frozen=True)
class Paper:
    """A source: its key in labels, title, authors and version."""

    key: str
    title: str
    authors: str
    source: str


@dataclass(frozen=True)
class Leg:
    """One method applied to a variant.

    Parameters
    ----------
    method
        One of `verify.evidence.METHODS`.
    run
        From a case to evidence.
    name
        Tells legs of one method apart; the method's name if empty.
    """

    method: Method
    run: Callable[[Case], Evidence]
    name: str = ""

    def __post_init__(self) -> None:
        if self.method not in METHODS:
            _fail(f"leg {self.name!r}: method is {self.method!r}, expected one of {METHODS}")
        object.__setattr__(self, "name", self.name or self.method)


@dataclass(frozen=True)
class Control:
    """Something wrong on purpose (or, for a reading expected `refuted`, right on purpose).

    Parameters
    ----------
    name
        A short phrase that the report prints.
    kind
        What was done: constant, premise, construction, convention, loss, sign, true …
    data
        What differs from the reading's data.
    domain
        The control's domain; the reading's if None.
    legs
        Names of the legs that must see it, each for itself; all of the reading's if empty.
    """

    name: str
    kind: str
    data: Mapping[str, Any] = field(default_factory=dict)
    domain: Domain | None = None
    legs: tuple[str, ...] = ()


@dataclass(frozen=True)
class Reading:
    """One reading of a claim, with the controls that its legs must kill.

    Parameters
    ----------
    role
        `printed` as the paper has it, `corrected` as close to it as is true, `sharpened` more.
    statement, latex
        The assertion in words and as math.
    domain
        What it quantifies over.
    data
        The constants and names of constructions that the legs read.
    expected
        The verdict that a run must give.
    controls
        At least one.
    legs
        Names of the claim's legs that look at this reading; all if empty.
    """

    role: Role
    statement: str
    domain: Domain
    latex: str = ""
    data: Mapping[str, Any] = field(default_factory=dict)
    expected: Expected = "holds"
    controls: tuple[Control, ...] = ()
    legs: tuple[str, ...] = ()


@dataclass(frozen=True)
class Claim:
    """One assertion of a theorem: legs, readings, and an independent re-check of witnesses.

    Parameters
    ----------
    id
        Unique within the theorem; lower case.
    legs
        The methods; each runs on every variant that names it.
    readings
        At most one of each role.
    recheck
        A self-contained function of the standard library alone, imports inside, from a variant's
        data and a witness's point (both JSON data, rationals as text) to JSON data with the entry
        ``"violated"``. It must not share code with the legs: `flatcheck witness` prints its source.
    margin
        What the least slack that the legs report means; empty if there is none.
    """

    id: str
    legs: tuple[Leg, ...]
    readings: tuple[Reading, ...]
    recheck: Recheck
    margin: str = ""

    def __post_init__(self) -> None:
        where = f"claim {self.id!r}"
        if not _IDENTIFIER.fullmatch(self.id):
            _fail(f"{where}: an id is lower case letters, digits and underscores")
        names = [leg.name for leg in self.legs]
        _unique(names, f"{where}: legs")
        _unique([r.role for r in self.readings], f"{where}: readings")
        if not names or not self.readings:
            _fail(f"{where}: a claim has at least one leg and one reading")
        for reading in self.readings:
            self._validate(reading, names, f"{where}, {reading.role}")

    def _validate(self, reading: Reading, names: list[str], where: str) -> None:
        if reading.role not in get_args(Role):
            _fail(f"{where}: role is {reading.role!r}, expected one of {get_args(Role)}")
        if reading.expected not in get_args(Expected):
            _fail(f"{where}: expected is {reading.expected!r}, not one of {get_args(Expected)}")
        for what, data, domain in (
            ("the reading", reading.data, reading.domain),
            *((f"control {c.name!r}", c.data, c.domain) for c in reading.controls),
        ):
            _exact_data(data, f"{where}, {what}: data")
            if domain is not None and (none := domain.empty_parameter()) is not None:
                _fail(f"{where}, {what}: parameter {none} has no value to take")
        if not reading.controls:
            _fail(f"{where}: a reading has at least one control")
        _unique([c.name for c in reading.controls], f"{where}: controls")
        own = self.legs_of(reading)
        for name in (*reading.legs, *(n for c in reading.controls for n in c.legs)):
            if name not in names:
                _fail(f"{where}: {name!r} is not one of the legs {names}")
        seeing = {leg.name for c in reading.controls for leg in self.legs_of(reading, c)}
        for leg in own:
            if leg.name not in seeing:
                _fail(f"{where}: leg {leg.name!r} has no control that it must kill")

    def legs_of(self, reading: Reading, control: Control | None = None) -> tuple[Leg, ...]:
        """The legs that look at `reading`, or at its `control`."""
        names = (control.legs if control else ()) or reading.legs
        return tuple(leg for leg in self.legs if not names or leg.name in names)

    def reading(self, role: str) -> Reading | None:
        """The reading of this role, or None."""
        return next((r for r in self.readings if r.role == role), None)

    @property
    def truth(self) -> Reading | None:
        """The reading that states what is true: the corrected one, else the printed one."""
        return self.reading("corrected") or self.reading("printed")


@dataclass(frozen=True)
class Erratum:
    """A printed claim that fails, beside what is true.

    The witness is that of the printed reading of `claim`, and the correction is `proved` if its
    corrected reading is; a run fills in both.
    """

    id: str
    severity: Severity
    claim: str
    printed: str
    corrected: str

    def __post_init__(self) -> None:
        if self.severity not in {"misprint", "gap", "false"}:
            _fail(f"erratum {self.id!r}: severity is {self.severity!r}")


@dataclass(frozen=True)
class Theorem:
    """A statement of a paper with everything that is checked of it.

    Parameters
    ----------
    label
        ``paper.number``, such as ``sco.thm6``.
    hypotheses
        What it assumes, a sentence each.
    notes
        Sentences for the reader of the report, among them why a kind of leg is missing.
    rests_on
        Labels of the statements that its proof uses.
    open
        Assertions that are neither proved nor refuted; they do not count.
    figures
        What a run measures and draws beside the verdicts.
    instance
        Its construction at a size of the reader's choice.
    """

    label: str
    paper: Paper
    number: str
    title: str
    kind: Literal["theorem", "lemma", "proposition", "corollary", "fact"]
    statement: str
    hypotheses: tuple[str, ...]
    claims: tuple[Claim, ...]
    errata: tuple[Erratum, ...] = ()
    rests_on: tuple[str, ...] = ()
    notes: str = ""
    open: tuple[str, ...] = ()
    figures: tuple[Figure, ...] = ()
    instance: Instance | None = None

    def __post_init__(self) -> None:
        if not _LABEL.fullmatch(self.label) or self.label.split(".")[0] != self.paper.key:
            _fail(f"label {self.label!r}: expected {self.paper.key}.NAME")
        _unique([c.id for c in self.claims], f"{self.label}: claims")
        _unique([e.id for e in self.errata], f"{self.label}: errata")
        _unique([f.name for f in self.figures], f"{self.label}: figures")
        controls = sum(len(r.controls) for c in self.claims for r in c.readings)
        if controls < 3:
            _fail(f"{self.label}: a theorem has at least three controls, this one has {controls}")
        legs = [leg for c in self.claims for leg in c.legs]
        if not any(leg.method == "property" for leg in legs) and not self.notes:
            _fail(f"{self.label}: no property leg, and no notes that say why")
        for claim in self.claims:
            self._validate(claim)

    def _validate(self, claim: Claim) -> None:
        refuted = [r for r in claim.readings if r.expected == "refuted"]
        named = [e for e in self.errata if e.claim == claim.id]
        if bool(refuted) != bool(named):
            what = "is expected refuted without an erratum" if refuted else "has a needless erratum"
            _fail(f"{self.label}: claim {claim.id!r} {what}")
        for reading in refuted:
            if reading.role != "printed":
                _fail(f"{self.label}: the {reading.role} reading of {claim.id!r} must hold")

    def claim(self, claim_id: str) -> Claim:
        """The claim of this id.

        Raises
        ------
        KeyError
            If there is none.
        """
        for claim in self.claims:
            if claim.id == claim_id:
                return claim
        known = ", ".join(c.id for c in self.claims)
        raise KeyError(f"{self.label} has no claim {claim_id!r} (its claims: {known})")


def printed(statement: str, domain: Domain, **fields: Any) -> Reading:
    """The claim as the paper has it."""
    return Reading("printed", statement, domain, **fields)


def corrected(statement: str, domain: Domain, **fields: Any) -> Reading:
    """What is true, as close to the print as can be."""
    return Reading("corrected", statement, domain, **fields)


def sharpened(statement: str, domain: Domain, **fields: Any) -> Reading:
    """More than the paper says."""
    return Reading("sharpened", statement, domain, **fields)


def _fail(sentence: str) -> None:
    raise StatementError(sentence)


def _exact_data(data: Any, where: str) -> None:
    if isinstance(data, float):
        _fail(f"{where} holds the float {data!r}; write a rational as text, such as '1/2'")
    if isinstance(data, Mapping):
        for key, value in data.items():
            _exact_data(value, f"{where}[{key!r}]")
    elif isinstance(data, list | tuple):
        for value in data:
            _exact_data(value, where)


def _unique(names: list[str], what: str) -> None:
    twice = {name for name in names if names.count(name) > 1}
    if twice:
        _fail(f"{what} share a name: {', '.join(sorted(twice))}")
