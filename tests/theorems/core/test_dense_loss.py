"""The losses of Theorems 1 and 3 from the moments of a point, and a run's memory."""

from __future__ import annotations

import numpy as np

from theorems.core.dense import Point, measure
from theorems.core.dense_loss import Masked, dense_bytes, gauges
from theorems.core.losses import theorem3_gauge
from theorems.core.masks import bernoulli_masks


def test_gauges_are_the_plain_ones():
    """sqrt(Σ_i q_z(i) + w(d)²) from the moments of the columns."""
    rng = np.random.default_rng(0)
    rows, last, bits = rng.standard_normal((4, 3)), 0.5, bernoulli_masks(6, 4, seed=1)
    point = Point(rows, np.asarray(last))
    np.testing.assert_allclose(
        gauges(Masked(bits, 0.0, True), measure(point)),
        theorem3_gauge(np.append(rows.ravel(), last), 2.0 * bits - 1),
    )


def test_memory_is_known_before_it_is_taken():
    """The estimate covers the matrix, its average and the masks."""
    assert dense_bytes(11, 2048, 8192) > 8 * 2048 * 8192 + 11 * 2048
    assert dense_bytes(11, 2048, 8192, average=True) > 16 * 2048 * 8192
