"""Hypothesis as a falsifier: a seeded search for a counterexample, shrunk to a small one."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from verify.case import Case
from verify.domain import Domain, Point, point_text
from verify.evidence import Evidence, Exactness
from verify.legs import Finding, ask, refutes, supports, undecided
from verify.tri import Tri

if TYPE_CHECKING:
    from verify.legs import Predicate

__all__ = ["falsify"]


class _CounterexampleError(Exception):
    """Carries the point at which the predicate failed out of hypothesis."""


def falsify(
    case: Case, predicate: Predicate, domain: Domain, /, *, examples: int, executed: bool = False
) -> Evidence:
    """Search `domain` for a point at which `predicate` fails.

    Parameters
    ----------
    case
        Gives the variant's data, the seed of the search, and whether to shrink what it finds.
    predicate
        From data and a point to a finding.
    domain
        Where to look.
    examples
        How many cases to draw at most.
    executed
        Whether the predicate runs the algorithm, or evaluates the objective, itself.

    Returns
    -------
    Evidence
        Refutes with the counterexample, shrunk if the case asks for it; undecided if any case
        was, or none could be drawn; else supports with the number of cases.
    """
    from hypothesis import HealthCheck, Phase, Verbosity, given, seed, settings
    from hypothesis.errors import Unsatisfiable

    found: list[tuple[Point, Finding]] = []
    unknown: list[Point] = []
    drawn = [0]

    @seed(case.seed)
    @settings(
        max_examples=examples,
        database=None,
        deadline=None,
        derandomize=False,
        print_blob=False,
        report_multiple_bugs=False,
        phases=(Phase.generate, Phase.shrink) if case.shrink else (Phase.generate,),
        suppress_health_check=list(HealthCheck),
        verbosity=Verbosity.quiet,
    )
    @given(domain.strategy())
    def search(point: dict[str, Any]) -> None:
        finding = ask(predicate, case.data, point)
        if finding.answer is Tri.NO:
            found.append((point, finding))
            raise _CounterexampleError
        drawn[0] += 1
        if finding.answer is Tri.UNKNOWN:
            unknown.append(point)

    try:
        with _no_harvested_constants():
            search()
    except _CounterexampleError:
        # hypothesis replays the smallest failure last, or the only one
        point, finding = found[-1]
        return refutes(
            "property",
            Exactness.SAMPLED,
            point,
            finding.values,
            cases=drawn[0] + 1,
            executed=executed,
        )
    except Unsatisfiable:
        drawn[0] = 0
    if not drawn[0]:
        return undecided("property", Exactness.SAMPLED, "the search drew no point of the domain")
    if unknown:
        reason = f"undecided at {point_text(unknown[0])}, {len(unknown)} of {drawn[0]} cases"
        return undecided("property", Exactness.SAMPLED, reason, cases=drawn[0], executed=executed)
    return supports("property", Exactness.SAMPLED, domain, cases=drawn[0], executed=executed)


@contextmanager
def _no_harvested_constants() -> Iterator[None]:
    """Keep hypothesis from drawing constants that it reads out of imported modules.

    They would make the examples of a leg depend on which other theorems happen to be imported.
    """
    from hypothesis.internal.conjecture import providers
    from hypothesis.internal.constants_ast import Constants

    original = providers._get_local_constants
    empty = Constants()
    providers._get_local_constants = lambda: empty
    providers.CONSTANTS_CACHE.cache.clear()
    try:
        yield
    finally:
        providers._get_local_constants = original
        providers.CONSTANTS_CACHE.cache.clear()
