"""Which parameters a deduction speaks of: each one, or a reason why it does not matter."""

from __future__ import annotations

from collections.abc import Mapping

from verify.case import Case

__all__ = ["check_names"]


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


def _list(names: set[str]) -> str:
    return ", ".join(sorted(names)) or "none"
