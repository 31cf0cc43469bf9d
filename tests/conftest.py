"""Shared fixtures: every backend on which agnostic code is tested, and its device."""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum
from importlib.util import find_spec
from typing import Any

import numpy as np
import pytest

from verify.arrays import BackendUnavailable, backend


class Backend(Enum):
    """A namespace and a device. Only a device that is not the default shows stray NumPy calls."""

    NUMPY = "numpy"
    STRICT_CPU = "array_api_strict, CPU"
    STRICT_DEVICE1 = "array_api_strict, device1"
    CUPY = "cupy"


HERE = [b for b in Backend if b is not Backend.CUPY or find_spec("cupy")]


def pytest_report_header() -> str:
    """Say which backends this run is about, so that none is left out in silence."""
    absent = "" if Backend.CUPY in HERE else "; cupy is not installed and not tested"
    return f"backends: {', '.join(b.value for b in HERE)}{absent}"


@pytest.fixture(params=HERE, ids=lambda b: b.name.lower())
def backend_case(request: pytest.FixtureRequest) -> tuple[Any, Any]:
    """Namespace and device of one backend."""
    if request.param in (Backend.STRICT_CPU, Backend.STRICT_DEVICE1):
        strict = pytest.importorskip("array_api_strict")
        name = "CPU_DEVICE" if request.param is Backend.STRICT_CPU else "device1"
        return strict, strict.Device(name)
    try:
        return backend(request.param.value), None
    except BackendUnavailable as error:
        pytest.skip(str(error))


@pytest.fixture
def xp(backend_case: tuple[Any, Any]) -> Any:
    """Namespace under test."""
    return backend_case[0]


@pytest.fixture
def device(backend_case: tuple[Any, Any]) -> Any:
    """Device under test; None is the default of the namespace."""
    return backend_case[1]


@pytest.fixture
def array(xp: Any, device: Any) -> Callable[..., Any]:
    """Maker of arrays on the backend under test, float64 unless told."""

    def make(values: Any, *, dtype: str = "float64") -> Any:
        return xp.asarray(np.asarray(values).tolist(), dtype=getattr(xp, dtype), device=device)

    return make
