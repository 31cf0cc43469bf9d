"""What a statement quantifies over: typed parameters, their sets, and premises.

A *domain* maps each parameter to a set and adds premises that tie parameters together.
It is written once for each reading of a claim and serves four ends: sweeps over the edges of
the hypotheses, hypothesis strategies, membership of a witness, and inclusion between what a leg
covered and what the statement says. Its *scope* is the part that can be written to JSON and
compared: sets as records, premises as their text.
"""

from __future__ import annotations

import itertools
import operator
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import msgspec

from verify.finite_sets import Finite, finite
from verify.number_sets import Integers, Rationals, rationals
from verify.restriction import restricted
from verify.sets import Named, Objects, ParameterSet
from verify.values import as_data, size

if TYPE_CHECKING:
    from hypothesis.strategies import SearchStrategy

__all__ = [
    "Domain",
    "Finite",
    "Integers",
    "Named",
    "Objects",
    "ParameterSet",
    "Point",
    "Premise",
    "Rationals",
    "Scope",
    "finite",
    "point_text",
    "rationals",
    "size",
]

Point = Mapping[str, Any]
"""A value for each parameter: int, Fraction, str, or JSON data for an object."""


@dataclass(frozen=True)
class Premise:
    """A condition that ties parameters together; two premises of one text are the same premise."""

    text: str
    holds: Callable[[Point], bool] = field(compare=False)


class Scope(msgspec.Struct, frozen=True):
    """The comparable part of a domain: parameter sets as records, premises as their text."""

    sets: dict[str, ParameterSet]
    premises: tuple[str, ...] = ()

    def includes(self, other: Scope) -> bool:
        """Whether every point of `other` is a point of this scope.

        Both must quantify the same parameters, each set must include the other's, and every
        premise made here must be made there too. The answer errs on the side of no.
        """
        return (
            self.sets.keys() == other.sets.keys()
            and all(s.includes(other.sets[name]) for name, s in self.sets.items())
            and set(self.premises) <= set(other.premises)
        )

    @property
    def empty(self) -> bool:
        """Whether a parameter has no value to take, so that nothing is covered."""
        return any(s.empty for s in self.sets.values())

    def describe(self, whole: Scope | None = None) -> str:
        """The scope in words.

        Parameters that range as in `whole` read "all n"; premises that `whole` does not make are
        named.
        """
        if not self.sets:
            return "the instance stated"
        parts = []
        for name, values in self.sets.items():
            if whole is not None and name in whole.sets and values.includes(whole.sets[name]):
                what = f" ({values.name})" if isinstance(values, Named) else ""
                parts.append(f"all {name}{what}")
            else:
                parts.append(values.describe(name))
        made = whole.premises if whole is not None else ()
        given = [text for text in self.premises if text not in made]
        return ", ".join(parts) + (f", given {', '.join(given)}" if given else "")


@dataclass(frozen=True)
class Domain:
    """Named parameters with their sets, and premises.

    Examples
    --------
    >>> domain = Domain({"n": Integers(1), "eta": rationals("0 <", "<= 1/4")})
    >>> domain.contains({"n": 1, "eta": Fraction(1, 4)})
    True
    >>> domain.restrict(n=[1, 2]).scope().describe(domain.scope())
    'n in {1, 2}, all eta'
    """

    parameters: Mapping[str, Any] = field(default_factory=dict)
    premises: tuple[Premise, ...] = ()

    def __post_init__(self) -> None:
        for name, values in self.parameters.items():
            if not isinstance(values, Integers | Rationals | Finite | Objects):
                msg = f"parameter {name}: expected a parameter set, got {values!r}"
                raise TypeError(msg)

    def scope(self) -> Scope:
        """What of this domain can be written down and compared."""
        sets: dict[str, ParameterSet] = {
            name: Named(s.name, s.within) if isinstance(s, Objects) else s
            for name, s in self.parameters.items()
        }
        return Scope(sets, tuple(premise.text for premise in self.premises))

    def contains(self, point: Point) -> bool:
        """Whether `point` gives every parameter a value in its set and meets the premises."""
        if point.keys() != self.parameters.keys():
            return False
        inside = all(s.contains(point[name]) for name, s in self.parameters.items())
        return inside and all(premise.holds(point) for premise in self.premises)

    def empty_parameter(self) -> str | None:
        """The first parameter that has no value to take, or None."""
        return next((name for name, s in self.parameters.items() if s.empty), None)

    def parse(self, point: Mapping[str, Any]) -> dict[str, Any]:
        """The point written as JSON data in `point`."""
        return {
            name: self.parameters[name].parse(value) if name in self.parameters else value
            for name, value in point.items()
        }

    def restrict(self, **sets: Any) -> Domain:
        """The sub-domain with some parameters restricted.

        Parameters
        ----------
        **sets
            A parameter set, or an iterable of values of which those in the domain are kept. So
            one list may reach beyond the hypotheses: a control without them sees the rest.

        Raises
        ------
        ValueError
            If a name is not a parameter.
        """
        parameters = dict(self.parameters)
        for name, values in sets.items():
            if name not in parameters:
                known = ", ".join(parameters) or "none"
                msg = f"{name} is not a parameter of the domain (its parameters: {known})"
                raise ValueError(msg)
            parameters[name] = restricted(parameters[name], values)
        return replace(self, parameters=parameters)

    def widened(self, **sets: Any) -> Domain:
        """The domain with some parameters ranging over other sets, for a control.

        Raises
        ------
        ValueError
            If a name is not a parameter.
        """
        for name in sets:
            if name not in self.parameters:
                known = ", ".join(self.parameters) or "none"
                msg = f"{name} is not a parameter of the domain (its parameters: {known})"
                raise ValueError(msg)
        return replace(self, parameters={**self.parameters, **sets})

    def without(self, premise: str) -> Domain:
        """The wider domain in which the premise of this text is dropped.

        Raises
        ------
        ValueError
            If no premise has this text.
        """
        kept = tuple(p for p in self.premises if p.text != premise)
        if len(kept) == len(self.premises):
            msg = f"the domain makes no premise {premise!r}"
            raise ValueError(msg)
        return replace(self, premises=kept)

    def points(self, **sets: Any) -> list[dict[str, Any]]:
        """The points of a sweep, smallest first.

        A parameter runs through the values given for it, else through its edges; points that
        miss a premise are left out.
        """
        domain = self.restrict(**sets) if sets else self
        names = list(domain.parameters)
        # a value's size is taken once, not once for each point that holds it
        columns = [[(v, *size(v)) for v in domain.parameters[n].edges()] for n in names]
        kept: list[tuple[tuple[float, int], dict[str, Any]]] = []
        for row in itertools.product(*columns):
            point = {name: value for name, (value, _, _) in zip(names, row, strict=True)}
            if all(premise.holds(point) for premise in domain.premises):
                total = sum(bits for _, bits, _ in row), sum(weight for _, _, weight in row)
                kept.append((total, point))
        kept.sort(key=operator.itemgetter(0))
        return [point for _, point in kept]

    def swept(self, **sets: Any) -> Domain:
        """The sub-domain that `points` with the same arguments visits."""
        domain = self.restrict(**sets) if sets else self
        finite_sets = {
            name: finite(s.edges())
            for name, s in domain.parameters.items()
            if not isinstance(s, Finite)
        }
        return replace(domain, parameters={**domain.parameters, **finite_sets})

    def strategy(self) -> SearchStrategy[dict[str, Any]]:
        """Points of the domain for hypothesis."""
        from hypothesis import strategies as st

        drawn = st.fixed_dictionaries({n: s.strategy() for n, s in self.parameters.items()})
        return drawn.filter(lambda p: all(premise.holds(p) for premise in self.premises))


def point_text(point: Point) -> dict[str, Any]:
    """`point` as JSON data, rationals as text."""
    return {name: as_data(value) for name, value in point.items()}
