"""What a deduction speaks of: each parameter, or a reason why it does not matter; its edges."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from verify.case import Case

__all__ = ["check_names", "edge_points"]


def check_names(case: Case, variables: tuple[str, ...], free: Mapping[str, str]) -> None:
    """Hold `variables` and `free` against the parameters of the case's domain.

    Raises
    ------
    ValueError
        If a name is no parameter, stands in both, or a parameter stands in neither: a deduction
        that is silent about a parameter covers no value of it.
    """
    known = set(case.domain.parameters)
    for name in (*variables, *free):
        if name not in known:
            msg = f"{name} is not a parameter of the domain (its parameters: {_list(known)})"
            raise ValueError(msg)
    both = set(variables) & set(free)
    if both:
        msg = f"{_list(both)}: both a variable and free"
        raise ValueError(msg)
    silent = known - set(variables) - set(free)
    if silent:
        msg = f"leg {case.leg!r} says nothing of {_list(silent)}: a variable, or free and why"
        raise ValueError(msg)


def edge_points(case: Case, variables: tuple[str, ...], *, most: int = 40) -> list[dict[str, Any]]:
    """Points of the domain, smallest first, in which `variables` run through their edges.

    The other parameters stay at their first edge; there may be no point at all. The quick profile
    visits each edge of each variable once, at the smallest point that has it; the others visit
    the smallest `most` points too.
    """
    others = {
        name: s.edges()[:1] for name, s in case.domain.parameters.items() if name not in variables
    }
    left = {(name, edge) for name in variables for edge in case.domain.parameters[name].edges()}
    visited, few = [], case.pick(0, most)
    for index, point in enumerate(case.domain.points(**others)):
        if not left and index >= few:
            break
        new = {(name, point[name]) for name in variables} & left
        if new or index < few:
            visited.append(point)
        left -= new
    return visited


def _list(names: set[str]) -> str:
    return ", ".join(sorted(names)) or "none"
