"""Makers of legs and predicates that the theorems of `sco` share.

A leg with a certificate, a predicate asked with more bits, a sweep over samples that are drawn.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import msgspec
from flint import ctx

from theorems.sco._parts.samples import SAMPLES, bits, drawn_samples, with_columns
from verify.case import Case
from verify.domain import point_text
from verify.evidence import Evidence, Outcome
from verify.legs import Finding, Predicate, exact
from verify.statement import Leg
from verify.tri import Tri

if TYPE_CHECKING:
    from verify.domain import Point

__all__ = ["certified", "on_drawn_masks", "refined"]

MOST_BITS = 4096
"""the precision at which a question is left open"""


def certified(leg: Leg, certificate: Callable[[Case], dict[str, Any] | None]) -> Leg:
    """The leg, with a certificate of one of its instances where it supports the claim."""

    def run(case: Case) -> Evidence:
        found = leg.run(case)
        if found.outcome is not Outcome.SUPPORTS:
            return found
        return msgspec.structs.replace(found, certificate=certificate(case))

    return Leg(leg.method, run, leg.name)


def refined(predicate: Predicate) -> Predicate:
    """The predicate, asked again with twice the precision while its balls leave it open."""

    def ask(data: Mapping[str, Any], point: Point) -> Finding:
        precision = 64
        while True:
            with ctx.workprec(precision):
                found = predicate(data, point)
            if found.answer is not Tri.UNKNOWN or precision >= MOST_BITS:
                return found
            precision *= 2

    return ask


def on_drawn_masks(
    predicate: Predicate,
    *,
    sizes: Sequence[int],
    full: Sequence[int],
    draws: int,
    rest: Mapping[str, Any],
    measured: Callable[[Point], Mapping[str, str]],
) -> Leg:
    """A leg in rational arithmetic on samples drawn from D with the leg's own seed.

    Parameters
    ----------
    predicate
        Its parameters are S, ρ and those of `rest`.
    sizes, full
        The n, in the quick profile and in the others.
    draws
        How many samples for each n. Where S carries a column I, those that have a zero column are
        kept, with the first and the last such column, and one that is not zero for a control.
    rest
        The values of the other parameters.
    measured
        What the report shows, evaluated at the last point with the largest n.
    """

    def run(case: Case) -> Evidence:
        drawn: list[Any] = []
        kept: dict[str, str] = {}
        for n in case.pick(sizes, full):
            samples = drawn_samples(n, draws, seed=case.seed)
            if case.domain.parameters["S"].name != SAMPLES.name:
                columns = [with_columns(sample) for sample in samples]
                chosen: list[Any] = [c for g in columns for c in (*g[:1], *g[-2:])]
            else:
                chosen = [*samples]
            inside = [s for s in chosen if case.domain.parameters["S"].contains(s)]
            fresh = [s for k, s in enumerate(inside) if s not in inside[:k]]
            kept[str(n)] = (
                f"{len(fresh)} cases from {draws} samples of {n} masks of {1 << n} columns"
            )
            drawn += fresh
        found = exact(predicate, over={"S": drawn, **rest}, executed=True).run(case)
        detail = {**found.detail, "drawn_by_n": kept}
        last = {name: values[-1:] for name, values in rest.items()}
        for point in case.domain.points(S=drawn[-1:], **last)[-1:]:
            rows = bits(point["S"]["z"] if "z" in point["S"] else point["S"])
            names = {name: value for name, value in point.items() if name != "S"}
            detail["evaluated"] = {
                "n": len(rows),
                "bits_set": sum(map(sum, rows)),
                **point_text(names),
                **measured(point),
            }
        return msgspec.structs.replace(found, detail=detail)

    return Leg("exact", run, "masks")
