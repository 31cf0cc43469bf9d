"""A theorem's construction at a size of the reader's choice: what it takes, costs and returns.

An *instance* runs what a theorem is about once and returns numbers. It decides nothing: verdicts
come from legs. It says beforehand how much memory it will hold, so that too large a request is
refused with a figure instead of failing halfway.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from typing import Any, Literal, get_args

from verify.domain import Domain, Finite, Integers, Point, Rationals, point_text

__all__ = [
    "ENGINES",
    "Engine",
    "Instance",
    "available_bytes",
    "in_words",
    "read_parameters",
    "refusal",
]

Engine = Literal["dense", "lazy", "streamed"]
"""`dense` runs all coordinates in floats, `lazy` what changes, exactly; `streamed` is lazy on a
sample that no memory holds."""

ENGINES: tuple[Engine, ...] = get_args(Engine)

_NUMBER = re.compile(r"[+-]?(\d+/\d+|\d*\.?\d+([eE][+-]?\d{1,3})?)")


@dataclass(frozen=True)
class Instance:
    """What `flatcheck instance` runs.

    Parameters
    ----------
    parameters
        The parameters with their sets, and premises without which a run has no meaning.
    defaults
        A value for each parameter, as text or an integer.
    engines
        Those that there are, the first being used unless another is asked for.
    estimate
        From a point and an engine to the number of bytes that a run holds at most.
    execute
        From a point, with `engine`, `backend` and `seed` as keywords, to named results: JSON data,
        rationals as text. A request that it cannot meet is a ValueError of one sentence.
    """

    parameters: Domain
    defaults: Mapping[str, Any]
    engines: tuple[Engine, ...]
    estimate: Callable[[Point, Engine], int]
    execute: Callable[..., Mapping[str, Any]] = field(compare=False)

    def __post_init__(self) -> None:
        unknown = [name for name in self.engines if name not in ENGINES]
        if unknown or not self.engines:
            msg = f"engines must be some of {ENGINES}, got {self.engines!r}."
            raise ValueError(msg)
        for name, values in self.parameters.parameters.items():
            if not isinstance(values, Integers | Rationals | Finite):
                msg = f"parameter {name} must be a set of numbers or of names, got {values!r}."
                raise ValueError(msg)
        point = self.parameters.parse(self.defaults)
        if not self.parameters.contains(point):
            msg = f"defaults must be a point of the domain, got {dict(self.defaults)!r}."
            raise ValueError(msg)


def read_parameters(instance: Instance, words: Iterable[str]) -> dict[str, Any]:
    """Return the point that words such as ``n=8`` and ``eta=1/2`` write, defaults filled in.

    Raises
    ------
    ValueError
        With the parameter and its value, if a word is not of that form, names no parameter or one
        twice, does not parse, lies outside its set, or if a premise fails.
    """
    sets = instance.parameters.parameters
    known = ", ".join(sets)
    given: dict[str, Any] = {}
    for word in words:
        name, equals, text = word.partition("=")
        if not equals:
            msg = f"expected NAME=VALUE, got {word!r} (the parameters are {known})"
            raise ValueError(msg)
        if name not in sets:
            msg = f"there is no parameter {name!r} (the parameters are {known})"
            raise ValueError(msg)
        if name in given:
            msg = f"{name} is given twice, {given[name]} and {text}"
            raise ValueError(msg)
        given[name] = text
    point = {name: _value(name, sets[name], given[name]) for name in given}
    point = {**instance.parameters.parse(instance.defaults), **point}
    for premise in instance.parameters.premises:
        if not premise.holds(point):
            spoken = [name for name in sets if re.search(rf"\b{name}\b", premise.text)]
            msg = f"{premise.text} must hold, got {_shown(point, spoken or sets)}"
            raise ValueError(msg)
    return {name: point[name] for name in sets}


def _value(name: str, values: Any, text: str) -> Any:
    """The element of a parameter's set that `text` writes."""
    if isinstance(values, Finite) and not values.rational:
        value = values.parse(text)
    else:
        what = "an integer" if isinstance(values, Integers) else "a rational such as 1/24 or 0.5"
        try:
            # a large exponent would be computed before anyone could object
            if not _NUMBER.fullmatch(text):
                raise ValueError
            value = values.parse(text)
        except (ValueError, ZeroDivisionError):
            msg = f"{name} must be {what}, got {name}={text}"
            raise ValueError(msg) from None
    if not values.contains(value):
        bounds = f"satisfy {values.describe(name)}"
        if isinstance(values, Finite):
            bounds = "be one of " + ", ".join(map(str, values.elements()))
        msg = f"{name} must {bounds}, got {name}={text}"
        raise ValueError(msg)
    return value


def refusal(instance: Instance, point: Point, engine: Engine, available: int) -> str | None:
    """Why a run may not start: the memory that it would hold and that there is; None if it may."""
    needed = instance.estimate(point, engine)
    if needed <= available:
        return None
    sets = instance.parameters.parameters
    sizes = [name for name in sets if isinstance(sets[name], Integers)]
    others = [
        f"--engine {other} needs {in_words(size)}"
        for other in instance.engines
        if other != engine and (size := instance.estimate(point, other)) <= available
    ]
    hint = f"; {', '.join(others)}" if others else ""
    return (
        f"the {engine} engine needs {in_words(needed)} of memory at {_shown(point, sizes)}, and "
        f"{in_words(available)} are free{hint}"
    )


def _shown(point: Point, names: Iterable[str]) -> str:
    text = point_text(point)
    return ", ".join(f"{name}={text[name]}" for name in names)


def in_words(size: int) -> str:
    """A number of bytes with three digits and a unit: ``1.07 GB``."""
    amount = Fraction(size)
    for unit in ("B", "kB", "MB", "GB", "TB", "PB"):
        if amount < 1000 or unit == "PB":
            break
        amount /= 1000
    return f"{float(amount):.3g} {unit}"


def available_bytes(backend: str = "numpy") -> int:
    """Return how much memory a run may take: the device's for CuPy, else this machine's.

    On Linux, what is free without swapping and, inside a container, what its limit leaves.
    """
    if backend == "cupy":
        import cupy

        return int(cupy.cuda.Device().mem_info[0])
    import os

    free = _field(Path("/proc/meminfo"), "MemAvailable:")
    if free is None:
        try:
            free = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
        except (AttributeError, OSError, ValueError):
            free = 1 << 62  # nothing is known, and nothing refused
    group = Path("/sys/fs/cgroup")
    limit, used = _number(group / "memory.max"), _number(group / "memory.current")
    return free if limit is None else min(free, max(0, limit - (used or 0)))


def _field(file: Path, name: str) -> int | None:
    try:
        lines = file.read_text(encoding="ascii").splitlines()
    except OSError:
        return None
    return next((1024 * int(line.split()[1]) for line in lines if line.startswith(name)), None)


def _number(file: Path) -> int | None:
    try:
        return int(file.read_text(encoding="ascii"))
    except (OSError, ValueError):
        return None
