"""Array-API namespaces: which library owns an array, and how an array comes back to the host.

Backend-agnostic code asks `namespace` for the functions that belong to its arrays and calls no
library by name. A backend is chosen by name in one place, with `backend`.
"""

from __future__ import annotations

import importlib
from typing import Any, TypeAlias

import array_api_compat
import numpy as np

__all__ = ["BACKENDS", "Array", "BackendUnavailable", "backend", "namespace", "to_numpy"]

Array: TypeAlias = Any
"""An array of any library that follows the array API; shapes stand in annotations."""

BACKENDS = ("numpy", "cupy")
"""The names that `backend` understands."""


class BackendUnavailable(ValueError):  # noqa: N818  (a state of the machine, not a mistake)
    """The backend is known, but this machine cannot compute with it."""


def namespace(*arrays: Array) -> Any:
    """Return the array-API namespace that all the arrays share.

    Parameters
    ----------
    *arrays
        Arrays of one library; Python scalars and None are passed over.

    Returns
    -------
    module
        The namespace, wrapped by array-api-compat where the library needs it.

    Raises
    ------
    TypeError
        If there is no array among the arguments, or if they belong to different libraries.
    """
    return array_api_compat.array_namespace(*arrays)


def backend(name: str) -> Any:
    """Return the namespace of a backend by its name.

    CuPy counts as available when it finds a device: it can be imported on machines without one,
    and fails only when the first array is made.

    Parameters
    ----------
    name
        "numpy" or "cupy".

    Raises
    ------
    ValueError
        If the name is unknown.
    BackendUnavailable
        If CuPy is not installed or finds no device.
    """
    if name == "numpy":
        return importlib.import_module("array_api_compat.numpy")
    if name == "cupy":
        try:
            cupy = importlib.import_module("cupy")
        except ImportError as error:
            msg = f"backend 'cupy' is not available: {error}."
            raise BackendUnavailable(msg) from error
        if not cupy.is_available():
            msg = "backend 'cupy' is not available: CuPy is installed but finds no device."
            raise BackendUnavailable(msg)
        return importlib.import_module("array_api_compat.cupy")
    msg = f"backend must be one of {', '.join(map(repr, BACKENDS))}, got {name!r}."
    raise ValueError(msg)


def to_numpy(x: Array, /) -> np.ndarray[Any, Any]:
    """Copy an array to the host as a NumPy array; a NumPy array is returned as it is.

    The name is written out wherever data leave a device, so that no transfer is silent.

    Raises
    ------
    TypeError
        If `x` is not an array of a library that follows the array API.
    """
    if isinstance(x, np.ndarray | np.generic):
        return np.asarray(x)
    if not array_api_compat.is_array_api_obj(x):
        msg = f"x must be an array, got {type(x).__name__}."
        raise TypeError(msg)
    if array_api_compat.is_cupy_array(x):
        return np.asarray(x.get())
    return np.from_dlpack(x, device="cpu", copy=True)
