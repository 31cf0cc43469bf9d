"""Runs in this process, without files or workers: for tests of theorem modules."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from verify.domain import Domain
from verify.evidence import Evidence
from verify.judge import Judgement, judge
from verify.run.assemble import assemble
from verify.run.execute import run_figure, run_leg
from verify.run.measurement import Measurement
from verify.run.plan import FigureTask, Options, Task, as_reading, plan
from verify.run.registry import select
from verify.statement import Theorem

__all__ = ["check", "evidence", "figure", "judged"]


def check(selectors: Sequence[str], *, options: Options | None = None) -> dict[str, Any]:
    """The report of the selected theorems, without figures.

    Parameters
    ----------
    selectors
        Labels, prefixes or paths of theorem modules.
    options
        Profile, seed, backend, methods; those of a plain run if None.

    Raises
    ------
    verify.run.registry.UnknownLabelError
        If a selector matches nothing.
    """
    from verify.run.session import version

    chosen = options or Options()
    registry = select(selectors)
    theorems = {entry.label: entry.theorem for entry in registry.entries}
    found = {task: run_leg(theorems[task.label], task) for task in plan(registry.entries, chosen)}
    return assemble(registry.entries, registry.broken, found, chosen, version=version())


def evidence(
    theorem: Theorem,
    claim_id: str,
    leg_name: str,
    *,
    role: str = "printed",
    control: str | None = None,
    options: Options | None = None,
) -> Evidence:
    """What one leg finds on a reading of a theorem, or on one of its controls.

    Raises
    ------
    KeyError
        If the theorem has no such claim, or the claim no such leg.
    """
    methods = {leg.name: leg.method for leg in theorem.claim(claim_id).legs}
    task = Task(
        source="",
        label=theorem.label,
        claim=claim_id,
        role=role,
        control=control,
        leg=leg_name,
        method=methods[leg_name],
        options=options or Options(),
    )
    return run_leg(theorem, task)


def figure(theorem: Theorem, name: str, *, options: Options | None = None) -> Measurement:
    """What a run would show as the figure `name`: its data, its caption, and its files as bytes.

    Raises
    ------
    KeyError
        If the theorem has no such figure.
    """
    if name not in {f.name for f in theorem.figures}:
        known = ", ".join(f.name for f in theorem.figures) or "none"
        raise KeyError(f"{theorem.label} has no figure {name!r} (its figures: {known})")
    task = FigureTask(source="", label=theorem.label, figure=name, options=options or Options())
    return run_figure(theorem, task)


def judged(
    theorem: Theorem,
    claim_id: str,
    leg_name: str,
    changes: Mapping[str, Any] | None = None,
    *,
    role: str = "printed",
    domain: Domain | None = None,
    control: str | None = None,
) -> Judgement:
    """The judgement of one leg on a reading that was changed by hand.

    Parameters
    ----------
    changes
        Entries of the reading's data to replace.
    domain
        What the reading is to quantify over instead; its own domain if None.

    Examples
    --------
    >>> from theorems.sco.thm6 import THEOREM
    >>> judged(THEOREM, "minimum", "exact", {"minimizer": "0"}).verdict
    'refuted'
    """
    claim = theorem.claim(claim_id)
    (reading,) = [r for r in claim.readings if r.role == role]
    changed = replace(
        reading, data={**reading.data, **(changes or {})}, domain=domain or reading.domain
    )
    claim = replace(claim, readings=tuple(changed if r is reading else r for r in claim.readings))
    broken = replace(
        theorem, claims=tuple(claim if c.id == claim_id else c for c in theorem.claims)
    )
    found = evidence(broken, claim_id, leg_name, role=role, control=control)
    chosen = next((c for c in changed.controls if c.name == control), None)
    return judge(as_reading(changed, chosen), [found])
