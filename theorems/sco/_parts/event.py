"""The event of Theorem 1: some column is zero in all n samples, by formula, count, draw, deduction.

A variant's data names the number of columns (2^n times ``columns``), a bound from below ("1/2" or
"1-exp(-1)") and one from above ("1-exp(-1)", "1-(1-x)*exp(-1)" with x = 2^-n, or None).
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from theorems.core.masks import all_masks, bernoulli_masks, event_probability, zero_columns
from verify.case import Case
from verify.evidence import Evidence, Exactness
from verify.exact.ball import ball, enclosure_text
from verify.exact.ball import compare as compare_numbers
from verify.legs import Finding, refutes, supports, undecided
from verify.tri import Tri

if TYPE_CHECKING:
    from flint import arb

    from verify.domain import Point

__all__ = [
    "columns_of",
    "event_at",
    "event_by_hand",
    "event_certificate",
    "event_counted",
    "event_deduced",
    "event_drawn",
    "event_in_words",
]

LARGEST = 12
"""up to this n the event's probability is written out, n 2^n bits"""


def columns_of(n: int, factor: Fraction) -> int:
    """How many columns there are: 2^n, or a part of them in a control."""
    return max(int(factor * 2**n), 1)


def event_in_words(text: str) -> Fraction | arb:
    """The bound written as "1/2" or, in balls, as "1-exp(-1)".

    Raises
    ------
    ValueError
        If it is neither a rational nor that text.
    """
    from flint import arb

    return -arb(-1).expm1() if text == "1-exp(-1)" else Fraction(text)


def event_deduced(case: Case) -> Evidence:
    """Pr = 1 − (1 − x)^N with x = 2^-n and N = c/x columns, for every n by two inequalities.

    Since L(x) = −x − ln(1−x) and U(x) = ln(1−x) + x/(1−x) vanish at 0 and have derivatives
    x/(1−x) and x/(1−x)², positive on (0, 1), −x/(1−x) < ln(1−x) < −x there. Hence
    Pr > 1 − e^-c, and for c = 1 also Pr < 1 − (1−x)/e.
    """
    import sympy

    c = Fraction(case.data["columns"])
    m, x = sympy.Symbol("m", positive=True), sympy.Symbol("x", positive=True)
    low = -x - sympy.log(1 - x)
    high = sympy.log(1 - x) + x / (1 - x)
    facts = {
        "L' = x/(1-x)": sympy.simplify(sympy.diff(low, x) - x / (1 - x)) == 0,
        "U' = x/(1-x)^2": sympy.simplify(sympy.diff(high, x) - x / (1 - x) ** 2) == 0,
        "L(0) = U(0) = 0": low.subs(x, 0) == 0 and high.subs(x, 0) == 0,
        # x = 1/(1+m) runs through (0, 1) as m runs through the positive numbers
        "L', U' > 0": all(
            sympy.simplify((x / (1 - x) ** k).subs(x, 1 / (1 + m))).is_positive for k in (1, 2)
        ),
    }
    broken = [name for name, fact in facts.items() if not fact]
    if broken:
        return undecided("symbolic", Exactness.IDENTITY, f"sympy does not confirm {broken[0]}")
    rate = 1 - sympy.exp(-sympy.Rational(c.numerator, c.denominator))
    slack = sympy.simplify(rate - sympy.sympify(case.data["lower"], rational=True))
    upper = case.data["upper"]
    above = upper is None or (upper == "1-(1-x)*exp(-1)" and c == 1)
    if slack.is_nonnegative and above:
        detail = {"identities": list(facts), "slack": str(slack)}
        return supports("symbolic", Exactness.IDENTITY, case.domain, detail=detail)
    for n in range(1, LARGEST + 1):
        value = event_probability(n, columns=columns_of(n, c))
        # the deduction fails in the limit; a finite n is what breaks the statement
        finding = bounds_at(case.data, value, n)
        if finding.answer is Tri.NO:
            return refutes("symbolic", Exactness.IDENTITY, {"n": n}, finding.values)
    return undecided("symbolic", Exactness.IDENTITY, f"no n up to {LARGEST} breaks the statement")


def bounds_at(data: Mapping[str, Any], value: Fraction, n: int) -> Finding:
    """A probability against the bounds that the variant's data names."""
    lower, upper = event_in_words(data["lower"]), upper_in_words(data["upper"], n)
    answer = compare_numbers(value, ">=", lower)
    if upper is not None:
        answer = answer & compare_numbers(value, "<=", upper)
    # the fraction itself has n 2^n bits
    shown = {"n": n, "probability": enclosure_text(ball(value)), "bound": data["lower"]}
    return Finding(answer, shown)


def upper_in_words(text: str | None, n: int) -> arb | None:
    """The bound from above that is written so: 1 − (1−x)/e = (1 − 1/e) + x/e, x = 2^-n."""
    if text is None:
        return None
    rate, x = event_in_words("1-exp(-1)"), Fraction(1, 2**n)
    assert not isinstance(rate, Fraction)
    return rate + (1 - rate) * ball(x) if text == "1-(1-x)*exp(-1)" else rate


def event_at(data: Mapping[str, Any], p: Point) -> Finding:
    """1 − (1 − 2^-n)^N, exactly."""
    columns = columns_of(p["n"], Fraction(data["columns"]))
    return bounds_at(data, event_probability(p["n"], columns=columns), p["n"])


def event_counted(data: Mapping[str, Any], p: Point) -> Finding:
    """The share of all samples that have a zero column, one by one."""
    n, columns = p["n"], columns_of(p["n"], Fraction(data["columns"]))
    hits = [zero_columns(masks).shape[0] > 0 for masks in all_masks(n, columns)]
    return bounds_at(data, Fraction(sum(hits), len(hits)), n)


def event_certificate(case: Case) -> dict[str, Any] | None:
    """The certificate for n = 12, for the claim and the bound that the replay knows."""
    if (case.claim, case.data["lower"]) != ("event", "1/2"):
        return None
    lower = Fraction(int(event_probability(LARGEST) * 2**64), 2**64)
    parameters = {"n": LARGEST, "threshold": "1/2"}
    problem = {
        "columns": 2**LARGEST,
        "probability_of_a_zero_column": str(Fraction(1, 2**LARGEST)),
    }
    return case.certificate("sco.event_probability", parameters, problem, {"lower": str(lower)})


def event_drawn(case: Case) -> Evidence:
    """The event's frequency among samples drawn, with a Clopper–Pearson interval for each n."""
    from verify.search.statistics import clopper_pearson

    sizes = [n for n in (1, 2, 3, 4) if case.domain.contains({"n": n})]
    trials, alpha = case.pick(10_000, 100_000), Fraction(1, 10**9) / len(sizes)
    lower = event_in_words(case.data["lower"])
    counts, looked, fields = {}, [], {"cases": trials * len(sizes), "executed": True}
    for n in sizes:
        columns = columns_of(n, Fraction(case.data["columns"]))
        draws: Any = bernoulli_masks(1, trials * n * columns, seed=case.seed, stream=n)
        hits = int((~draws.reshape(trials, n, columns).any(axis=1)).any(axis=1).sum())
        low, high = map(Fraction, clopper_pearson(hits, trials, alpha=alpha))
        counts[str(n)] = hits
        looked.append((n, compare_numbers(low, ">=", lower), compare_numbers(high, "<", lower)))
    detail = {"hits": counts, "trials": trials, "confidence": "1 - 1e-9 for all n together"}
    for n, _, broken in looked:
        if broken is Tri.YES:
            shown = {"hits": counts[str(n)], "trials": trials}
            return refutes(
                "monte_carlo", Exactness.SAMPLED, {"n": n}, shown, detail=detail, **fields
            )
    for n, holds, _ in looked:
        if holds is not Tri.YES:
            reason = f"the interval for n = {n} holds the bound"
            return undecided("monte_carlo", Exactness.SAMPLED, reason, **fields)
    covered = case.domain.restrict(n=sizes)
    return supports("monte_carlo", Exactness.SAMPLED, covered, detail=detail, **fields)


def event_by_hand(data: dict[str, Any], point: dict[str, Any]) -> dict[str, Any]:
    """The event's probability as a fraction, 1/e between two partial sums of its series."""
    from fractions import Fraction
    from math import factorial

    n = int(point["n"])
    columns = max(int(Fraction(data["columns"]) * 2**n), 1)
    probability = 1 - (1 - Fraction(1, 2**n)) ** columns
    sums = [sum(Fraction((-1) ** k, factorial(k)) for k in range(m)) for m in (30, 31)]
    low, high = min(sums), max(sums)  # 1/e lies between them
    printed = data["lower"]
    bound = 1 - high if printed == "1-exp(-1)" else Fraction(printed)
    violated = probability < bound
    if data["upper"] is not None:
        x = Fraction(1, 2**n) if data["upper"] == "1-(1-x)*exp(-1)" else Fraction(0)
        violated = violated or probability > 1 - (1 - x) * low
    return {"probability": str(float(probability)), "violated": violated}
