"""``flatcheck instance``."""

from __future__ import annotations

import json
import math
import sys
from typing import TYPE_CHECKING, Annotated, Any

from cyclopts import Parameter

from verify.commands.common import (
    BROKEN,
    OK,
    UNKNOWN,
    USAGE,
    Refusal,
    console,
    selected,
    whole_number,
)
from verify.instance import Engine

if TYPE_CHECKING:
    from collections.abc import Mapping

    from verify.instance import Instance
    from verify.run.registry import Registry

__all__ = ["instance"]

LARGEST_SEED = 2**63 - 1


def instance(
    label: str,
    /,
    *parameters: str,
    engine: Engine | None = None,
    backend: str = "numpy",
    seed: Annotated[int, Parameter(converter=whole_number)] = 0,
    as_json: Annotated[bool, Parameter(name="--json", negative="")] = False,
) -> int:
    """Run a theorem's construction once, at a size of your choice, and print its numbers.

    Parameters
    ----------
    label
        The theorem's label, or the path of its module.
    parameters
        NAME=VALUE, such as n=8 or eta=1/2; what is not given has a default.
    engine
        dense: all coordinates, in floats; lazy: what changes, exactly; streamed: as lazy, on a
        sample that no memory holds. The theorem's first unless given.
    backend
        Where the dense engine's arrays live: numpy or cupy.
    seed
        Of the sample.
    as_json
        Print JSON data.
    """
    label, found = _found(label)
    chosen: Engine = engine or found.engines[0]
    _validate(label, found, chosen, backend, seed)
    from verify.domain import point_text
    from verify.instance import available_bytes, read_parameters, refusal

    try:
        point = read_parameters(found, parameters)
        too_large = refusal(found, point, chosen, available_bytes(backend))
        if too_large:
            raise Refusal(USAGE, f"{label}: {too_large}")
        results = found.execute(point, engine=chosen, backend=backend, seed=seed)
    except ValueError as error:
        raise Refusal(USAGE, f"{label}: {error}") from error
    except MemoryError:
        sentence = f"{label}: the machine has less memory left than the {chosen} engine needs"
        raise Refusal(USAGE, sentence) from None
    head = {"label": label, "engine": chosen, "backend": backend, "seed": seed}
    _tell(head, point_text(point), results, as_json=as_json)
    return OK


def _found(label: str) -> tuple[str, Instance]:
    """The label, and what it runs."""
    registry = selected((label,))
    if registry.broken:
        raise Refusal(BROKEN, registry.broken[0].reason)
    if len(registry.entries) != 1 and label not in registry.labels:
        known = ", ".join(registry.labels)
        raise Refusal(UNKNOWN, f"{label!r} names several theorems, instance takes one: {known}")
    theorem = next((e for e in registry.entries if e.label == label), registry.entries[0]).theorem
    if theorem.instance is None:
        raise Refusal(USAGE, f"{theorem.label} has no instance to run{_others(selected(()))}")
    return theorem.label, theorem.instance


def _others(registry: Registry) -> str:
    labels = [e.label for e in registry.entries if e.theorem.instance is not None]
    return f"; those that have one are {', '.join(labels)}" if labels else ""


def _validate(label: str, found: Instance, engine: Engine, backend: str, seed: int) -> None:
    if engine not in found.engines:
        there = ", ".join(found.engines)
        raise Refusal(
            USAGE, f"{label} has no {engine} engine, got --engine {engine}; it has {there}"
        )
    if not 0 <= seed <= LARGEST_SEED:
        raise Refusal(USAGE, f"--seed must be an integer from 0 to 2^63 - 1, got {seed}")
    if backend == "numpy":
        return
    from verify.arrays import backend as namespace

    try:
        namespace(backend)
    except ValueError as error:
        raise Refusal(USAGE, f"--backend: {error}") from error
    if engine != "dense":
        raise Refusal(
            USAGE, f"--backend {backend} goes with --engine dense alone, got --engine {engine}"
        )


def _tell(
    head: Mapping[str, Any],
    parameters: Mapping[str, Any],
    results: Mapping[str, Any],
    *,
    as_json: bool,
) -> None:
    if as_json:
        data = {**head, "parameters": dict(parameters), "results": _json(dict(results))}
        sys.stdout.write(json.dumps(data, ensure_ascii=False, indent=1, allow_nan=False) + "\n")
        return
    from rich.table import Table
    from rich.text import Text

    screen = console()
    given = ", ".join(f"{name}={value}" for name, value in parameters.items())
    screen.print(Text(f"{head['label']}  {given}", style="bold"), soft_wrap=True)
    screen.print(
        Text(f"{head['engine']} engine, {head['backend']}, seed {head['seed']}"), soft_wrap=True
    )
    table = Table(box=None, show_header=False, pad_edge=False)
    for name, value in results.items():
        table.add_row(Text(name), Text(_shown(value)))
    screen.print(table)


def _shown(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return f"{value:.6g}"
    if isinstance(value, list | tuple):
        return ", ".join(map(_shown, value))
    return "none" if value is None else str(value)


def _json(value: Any) -> Any:
    """JSON data: what is no finite number as text."""
    if isinstance(value, dict):
        return {k: _json(v) for k, v in value.items()}
    if isinstance(value, list | tuple):
        return [_json(v) for v in value]
    return str(value) if isinstance(value, float) and not math.isfinite(value) else value
