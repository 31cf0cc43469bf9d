"""``flatcheck run``."""

from __future__ import annotations

import math
import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter

from verify.case import Profile
from verify.commands.common import (
    LATEST,
    STOPPED,
    UNKNOWN,
    USAGE,
    Refusal,
    console,
    say,
    selected,
    whole_number,
)
from verify.evidence import Method
from verify.judge import Grade

if TYPE_CHECKING:
    from verify.run.registry import Registry
    from verify.run.session import Outcomes

__all__ = ["run"]

RENDERINGS = ("md", "tex", "html", "junit")
MOST_WORKERS = 8
LARGEST_SEED = 2**63 - 1


def run(
    *selectors: str,
    profile: Profile = "quick",
    seed: Annotated[int, Parameter(converter=whole_number)] = 0,
    backend: str = "numpy",
    method: Annotated[
        tuple[Method, ...], Parameter(consume_multiple=1, negative="", show_default=False)
    ] = (),
    require: Grade | None = None,
    workers: Annotated[int | None, Parameter(converter=whole_number)] = None,
    scheduler: str | None = None,
    timeout: float = 120.0,
    resume: Annotated[bool, Parameter(negative="")] = False,
    out: Path = LATEST,
) -> int:
    """Check theorems, print the table, write the report.

    Parameters
    ----------
    selectors
        Labels, prefixes (sco, sco.thm3) or paths of theorem modules; all if none are given.
    profile
        How much to cover.
    seed
        From which every leg derives its own stream.
    backend
        Where large arrays live: numpy or cupy.
    method
        Plan only legs of these methods, and no figure; several may follow, and the option may be
        repeated.
    require
        Fail where a claim's grade is weaker than this.
    workers
        How many processes; as many as there are cores, 8 at most, unless given.
    scheduler
        The address of a dask scheduler, such as tcp://host:8786, whose workers take the tasks
        instead of this machine's processes.
    timeout
        Seconds for each check.
    resume
        Take evidence from an earlier run in the same folder, where code, seed and profile agree.
    out
        Where to write report.json, run.json, certificates, figures and the renderings.
    """
    _validate(seed, workers, scheduler, timeout, backend)
    from verify.run.cluster import ClusterError
    from verify.run.files import OutputError, check_folder
    from verify.run.plan import Options, plan
    from verify.run.session import run as run_session

    try:
        check_folder(out)
        registry = selected(selectors)
        options = Options(
            profile=profile,
            seed=seed,
            backend=backend,
            methods=tuple(sorted(set(method))) or None,
        )
        if not registry.broken and not plan(registry.entries, options):
            chosen = ", ".join(sorted(set(method)))
            raise Refusal(UNKNOWN, f"nothing selected: no leg of the selection is {chosen}")
        from verify.commands.progress import live

        for broken in registry.broken:
            say(broken.reason)
        with live(registry) as progress:
            outcomes = run_session(
                registry,
                options,
                out,
                workers=workers or min(os.cpu_count() or 1, MOST_WORKERS),
                scheduler=scheduler,
                timeout=timeout,
                resume=resume,
                progress=progress,
            )
        return _tell(outcomes, registry, out, require)
    except OutputError as error:
        raise Refusal(USAGE, str(error)) from error
    except ClusterError as error:
        raise Refusal(STOPPED, f"--scheduler: {error}") from error


def _tell(outcomes: Outcomes, registry: Registry, out: Path, require: str | None) -> int:
    """Print the table, write the renderings, end with a line that says how it went."""
    from verify.report import ReportError, print_terminal, write
    from verify.run.session import below, exit_code

    screen = console()
    try:
        write(outcomes.report, out, RENDERINGS, source=out)
        print_terminal(outcomes.report, screen)
    except ReportError as error:
        raise Refusal(USAGE, str(error)) from error
    weak = below(outcomes.report, require) if require else []
    if weak:
        say(f"below the required grade {require}: {', '.join(weak)}")
    code = exit_code(outcomes, require=require)
    if outcomes.interrupted:
        say("the run was interrupted; --resume takes up what was found")
    ending = "all as expected" if code == 0 else "not all as expected"
    screen.print(f"{out / 'report.json'}: {ending}", soft_wrap=True)
    return code


def _validate(
    seed: int, workers: int | None, scheduler: str | None, timeout: float, backend: str
) -> None:
    if not 0 <= seed <= LARGEST_SEED:
        raise Refusal(USAGE, f"--seed must be an integer from 0 to 2^63 - 1, got {seed}")
    if workers is not None and workers < 1:
        raise Refusal(USAGE, f"--workers must be at least 1, got {workers}")
    if scheduler is not None:
        from verify.run.cluster import check_address

        if workers is not None:
            raise Refusal(USAGE, "--workers and --scheduler exclude each other: give one of them")
        try:
            check_address(scheduler)
        except ValueError as error:
            raise Refusal(USAGE, f"--scheduler: {error}") from error
    if not (timeout > 0 and math.isfinite(timeout)):
        raise Refusal(USAGE, f"--timeout must be a positive number of seconds, got {timeout:g}")
    if backend != "numpy":
        from verify.arrays import backend as namespace

        try:
            namespace(backend)
        except ValueError as error:
            raise Refusal(USAGE, f"--backend: {error}") from error
