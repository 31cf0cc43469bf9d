"""Runs in this process, without files or workers: for tests of theorem modules."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from typing import Any

from verify.domain import Domain
from verify.evidence import Evidence
from verify.judge import Judgement, judge
from verify.run.assemble import assemble
from verify.run.execute import run_figure, run_leg
from verify.run.measurement import Measurement
from verify.run.outcomes import complaint, expected_reading, name
from verify.run.plan import FigureTask, Options, Task, as_reading, plan
from verify.run.registry import Entry, select
from verify.statement import Theorem

__all__ = ["check", "evidence", "figure", "judged", "unexpected"]


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
        If the theorem has no such claim, reading or control, or no such leg looks at it.
    """
    for task in _tasks(theorem, claim_id, options or Options()):
        if (task.role, task.control, task.leg) == (role, control, leg_name):
            return run_leg(theorem, task)
    on = f"{role}, control {control!r}" if control is not None else role
    raise KeyError(f"no leg {leg_name!r} looks at {theorem.label}/{claim_id} ({on})")


def unexpected(
    theorem: Theorem,
    claim_id: str,
    *,
    without: Collection[str] = (),
    options: Options | None = None,
) -> list[str]:
    """What a claim's legs find against its statement, a text each; empty if all is as expected.

    As in a run, a reading must get its verdict from all its legs together, none of them in
    conflict with a witness; and every leg that must see a control must kill it by itself.

    Parameters
    ----------
    without
        Methods to leave out, such as "property". A control that legs of these methods alone must
        see is not looked at; a reading that no other leg looks at is not as expected.
    options
        Profile, seed, backend, methods; those of a plain run if None.

    Raises
    ------
    KeyError
        If the theorem has no such claim.

    Examples
    --------
    >>> from theorems.sco.thm6 import THEOREM
    >>> unexpected(THEOREM, "minimum", without=("property",))
    []
    """
    tasks = _tasks(theorem, claim_id, options or Options())
    found = {t: run_leg(theorem, t) for t in tasks if t.method not in without}
    alone = [(name(t), complaint(theorem, t, e)) for t, e in found.items()]
    for reading in theorem.claim(claim_id).readings:
        where = f"{theorem.label}/{claim_id} ({reading.role})"
        own = [e for t, e in found.items() if t.role == reading.role and t.control is None]
        wrong = expected_reading(reading, judge(reading, own)) if own else "no leg looked at it"
        alone.append((where, wrong))
    return [f"{where}: {wrong}" for where, wrong in alone if wrong is not None]


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


def _tasks(theorem: Theorem, claim_id: str, options: Options) -> list[Task]:
    claim = theorem.claim(claim_id)
    return [t for t in plan([Entry(theorem, "")], options) if t.claim == claim.id]
