"""From theorems to tasks: one for each leg on each reading and each control."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from verify.case import Case, Profile, leg_seed
from verify.evidence import digest
from verify.run.registry import Entry
from verify.statement import Claim, Control, Leg, Reading, Theorem

__all__ = ["Options", "Task", "as_reading", "case_of", "plan", "variant_of"]


class Options(msgspec.Struct, frozen=True, kw_only=True):
    """What of a run's options decides evidence."""

    profile: Profile = "quick"
    seed: int = 0
    backend: str = "numpy"
    methods: tuple[str, ...] | None = None


class Task(msgspec.Struct, frozen=True, kw_only=True):
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


def plan(entries: Iterable[Entry], options: Options) -> tuple[Task, ...]:
    """The tasks of a run, in the order of the report."""
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
    )
