"""Namespaces and transfers."""

from __future__ import annotations

import sys
import types

import array_api_compat
import numpy as np
import pytest

from verify.arrays import BackendUnavailable, backend, namespace, to_numpy


def test_namespace_is_the_owner(xp, array):
    """The namespace of arrays is that of the library that made them."""
    found = namespace(array([1.0]), array([2.0]), None, 3.0)
    assert type(found.asarray([1.0])) is type(xp.asarray([1.0]))


def test_namespace_needs_an_array():
    """Without an array there is no namespace."""
    with pytest.raises(TypeError):
        namespace(1.0)


def test_to_numpy_copies_from_every_device(array, device):
    """A host copy has the same values, whatever the device."""
    x = array([[1.0, 2.0], [3.0, 4.5]])
    host = to_numpy(x)
    assert type(host) is np.ndarray
    np.testing.assert_array_equal(host, [[1.0, 2.0], [3.0, 4.5]])


def test_to_numpy_returns_numpy_unchanged():
    """A NumPy array is returned as it is, without a copy."""
    x = np.arange(3)
    assert to_numpy(x) is x


def test_to_numpy_refuses_lists():
    """What is no array is refused with its type."""
    with pytest.raises(TypeError, match="got list"):
        to_numpy([1.0])


def test_unknown_backend_is_named():
    """An unknown backend is refused with its name."""
    with pytest.raises(ValueError, match="'torch'"):
        backend("torch")


def test_numpy_backend():
    """The numpy backend is NumPy, wrapped."""
    assert array_api_compat.is_numpy_namespace(backend("numpy"))


def test_cupy_without_a_device(monkeypatch):
    """CuPy that imports but finds no device is unavailable."""
    fake = types.ModuleType("cupy")
    fake.is_available = lambda: False
    monkeypatch.setitem(sys.modules, "cupy", fake)
    with pytest.raises(BackendUnavailable, match="finds no device"):
        backend("cupy")


def test_cupy_not_installed(monkeypatch):
    """CuPy that cannot be imported is unavailable."""
    monkeypatch.setitem(sys.modules, "cupy", None)
    with pytest.raises(BackendUnavailable, match="not available"):
        backend("cupy")
