"""From theorems to tasks: one for each leg on each reading and control, one for each figure."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from verify.case import Case, Profile, leg_seed
from verify.evidence import digest
from verify.run.registry import Entry
from verify.statement import Claim, Control, Leg, Reading, Theorem

__all__ = [
    "FigureTask",
    "Options",
    "Task",
    "Work",
    "as_reading",
    "case_of",
    "plan",
    "plan_figures",
    "variant_of",
]


class Options(msgspec.Struct, frozen=True, kw_only=True):
    """What of a run's options decides evidence."""

    profile: Profile = "quick"
    seed: int = 0
    backend: str = "numpy"
    methods: tuple[str, ...] | None = None


class Task(msgspec.Struct, frozen=True, kw_only=True, tag="leg"):
    """One leg on one variant, by name, so that a worker process can find it again."""

    source: str
    label: str
    claim: str
    role: str
    control: str | None
    leg: str
    method: str
    options: Options

    def key(self, code: str) -> str:
        """The address of this task's evidence, given the digest of the code that decides."""
        # which other methods were planned does not change what this leg finds
        own = msgspec.structs.replace(
            self, source="", options=msgspec.structs.replace(self.options, methods=None)
        )
        return digest([code, own])


class FigureTask(msgspec.Struct, frozen=True, kw_only=True, tag="figure"):
    """One figure of a theorem, by name; it gives no verdict."""

    source: str
    label: str
    figure: str
    options: Options

    def key(self, code: str) -> str:
        """The address of this figure's data, given the digest of the code that decides."""
        # a figure knows the profile and the seed, and nothing else of the options
        options = Options(profile=self.options.profile, seed=self.options.seed)
        return digest([code, msgspec.structs.replace(self, source="", options=options)])


Work = Task | FigureTask
"""What a worker process can be sent."""


def plan(entries: Iterable[Entry], options: Options) -> tuple[Task, ...]:
    """The tasks of a run's legs, in the order of the report."""
    return tuple(
        Task(
            source=entry.source,
            label=entry.label,
            claim=claim.id,
            role=reading.role,
            control=control.name if control else None,
            leg=leg.name,
            method=leg.method,
            options=options,
        )
        for entry in entries
        for claim in entry.theorem.claims
        for reading in claim.readings
        for control in (None, *reading.controls)
        for leg in claim.legs_of(reading, control)
        if options.methods is None or leg.method in options.methods
    )


def plan_figures(entries: Iterable[Entry], options: Options) -> tuple[FigureTask, ...]:
    """The figures of a run, in the order of the report; none where only some methods are asked for.

    A figure belongs to a theorem and to no method, so a run that looks at some methods draws none.
    """
    if options.methods is not None:
        return ()
    return tuple(
        FigureTask(source=entry.source, label=entry.label, figure=figure.name, options=options)
        for entry in entries
        for figure in entry.theorem.figures
    )


def variant_of(theorem: Theorem, task: Task) -> tuple[Claim, Reading, Control | None, Leg]:
    """The objects that `task` names."""
    claim = theorem.claim(task.claim)
    reading = next(r for r in claim.readings if r.role == task.role)
    control = next((c for c in reading.controls if c.name == task.control), None)
    leg = next(leg for leg in claim.legs if leg.name == task.leg)
    return claim, reading, control, leg


def as_reading(reading: Reading, control: Control | None) -> Reading:
    """The reading itself, or the control as a reading of its own."""
    if control is None:
        return reading
    return Reading(
        reading.role,
        control.name,
        control.domain or reading.domain,
        data={**reading.data, **control.data},
        expected="refuted" if reading.expected == "holds" else "holds",
        controls=(),
    )


def case_of(theorem: Theorem, task: Task) -> Case:
    """What the leg of `task` is handed."""
    _, reading, control, leg = variant_of(theorem, task)
    variant = as_reading(reading, control)
    return Case(
        label=task.label,
        claim=task.claim,
        leg=leg.name,
        data=variant.data,
        domain=variant.domain,
        seed=leg_seed(task.options.seed, task.label, task.claim, leg.name),
        profile=task.options.profile,
        backend=task.options.backend,
        shrink=control is None,
    )
