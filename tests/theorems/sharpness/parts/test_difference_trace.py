"""The trace by second differences, against that of the networks' own loss."""

from __future__ import annotations

import pytest
from flint import fmpq

from theorems.core.exact_networks import (
    flatten_exact,
    forward_exact,
    loss_function,
    pattern_function,
)
from theorems.core.models import network_of
from theorems.sharpness._parts.difference_trace import second_differences
from theorems.sharpness._parts.memorizing_bounds import smooth_nets
from verify.exact.differences import hessian_trace


@pytest.mark.parametrize("net", smooth_nets().samples)
def test_two_forward_passes_agree(net):
    """The trace by the pass that serves loss and signs is that of the networks' own loss."""
    made, X = network_of(net, fmpq)
    y = forward_exact(made, X)
    other = hessian_trace(
        loss_function(made, X, y), flatten_exact(made), region=pattern_function(made, X)
    )
    assert second_differences(made, X, y).value == other.value
