"""One end of the values at an unseen point: outer by multipliers, inner by a net.

The data are those of `flattest_program` with z as a last point of count 0.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from theorems.core.flattest import BITS, Flattest
from theorems.core.flattest_dual import Dual, repair_dual
from theorems.core.flattest_primal import Neuron, net_cost, net_value, repaired_nets
from theorems.core.flattest_program import FlattestData
from theorems.core.flattest_search import search_off_sample

__all__ = ["one_end"]


def one_end(
    data: FlattestData, least: Flattest, kappa: Fraction, side: int, options: dict[str, Any]
) -> tuple[Dual | None, Fraction | None, Fraction | None, tuple[Neuron, ...], str]:
    """One end: its multipliers, outer, inner, the net with the inner one, the solver's status."""
    # the solver aims a little inside, so that its net stays within the budget when repaired
    aimed = float(least.lower * (1 + kappa * Fraction(4095, 4096)) / data.unit)
    hint = search_off_sample(data, side=side, budget=aimed, **options)
    budget = least.upper * (1 + kappa) / data.unit
    dual = repair_dual(data, hint)
    outer = None
    if dual is not None and dual.multipliers[-1] * side > 0:
        outer = _rounded((budget - dual.value(data)) / dual.multipliers[-1], side)
    allowed = least.lower * (1 + kappa)
    nets = [least.net] if least.trace <= allowed else []
    if hint.u is not None:
        far = repaired_nets(data, hint)
        within = [net for net in far if net_cost(data, net, BITS) <= allowed]
        nets += within or [_mixed(data, least.net, net, allowed) for net in far if nets]
    if not nets:
        return dual, outer, None, (), hint.report.status
    row = data.rows[-1]
    best = max(nets, key=lambda net: side * net_value(net, row))
    return dual, outer, net_value(best, row), best, hint.report.status


def _mixed(
    data: FlattestData, flat: tuple[Neuron, ...], far: tuple[Neuron, ...], allowed: Fraction
) -> tuple[Neuron, ...]:
    """A mixture of two nets whose trace is allowed: as much of the second as there may be."""
    for k in range(1, 24):
        # shares 1 − t and t that are squares, so that the mixture costs no more than the costs'
        q = Fraction(1, 2**k)
        t, rest = (2 * q / (1 + q * q)), ((1 - q * q) / (1 + q * q))
        net = (*(_scaled(n, rest) for n in flat), *(_scaled(n, t) for n in far))
        if net_cost(data, net, BITS) <= allowed:
            return net
    return flat


def _scaled(neuron: Neuron, factor: Fraction) -> Neuron:
    """The neuron that contributes factor² times as much, at factor² times the cost."""
    return Neuron(tuple(factor * e for e in neuron.a), factor * neuron.w)


def _rounded(value: Fraction, side: int) -> Fraction:
    """Rounded outward."""
    scaled = value * 2**BITS
    return Fraction(-(-scaled // 1) if side > 0 else scaled // 1, 2**BITS)
