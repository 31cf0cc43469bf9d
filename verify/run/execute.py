"""Run one task in this process: call the leg, check what it returns, re-check its witness.

A figure's task measures its data and draws it, with the same care.
"""

from __future__ import annotations

import contextlib
import io
import reprlib
import sys
import traceback
import warnings
from collections.abc import Iterator
from typing import Any, overload

import msgspec

from verify import replay
from verify.case import leg_seed
from verify.domain import point_text
from verify.evidence import Evidence, Exactness, Outcome, Witness
from verify.figures import as_data
from verify.report.figures import draw, table_text
from verify.run.measurement import Measurement, State
from verify.run.modules import load_module, theorems_in
from verify.run.plan import FigureTask, Task, Work, as_reading, case_of, variant_of
from verify.statement import Claim, Reading, Theorem

__all__ = ["INFRASTRUCTURE", "execute", "failure", "recheck", "run_figure", "run_leg"]


def execute(task: Work) -> Evidence | Measurement:
    """What `task` finds; whatever the leg or the figure raises or prints stays inside."""
    stated = theorems_in(load_module(task.source))
    theorem = next((t for t in stated if t.label == task.label), None)
    if theorem is None:
        return failure(task, f"the module no longer states {task.label}")
    return run_figure(theorem, task) if isinstance(task, FigureTask) else run_leg(theorem, task)


def run_leg(theorem: Theorem, task: Task) -> Evidence:
    """The evidence of the leg that `task` names, on a theorem already at hand."""
    claim, reading, control, leg = variant_of(theorem, task)
    variant = as_reading(reading, control)
    try:
        with _quietly():
            _forget_terms()
            found: object = leg.run(case_of(theorem, task))
    except KeyboardInterrupt:
        raise
    except BaseException as error:  # a leg may call sys.exit, or pytest.skip
        return failure(task, f"{type(error).__name__}: {_line(error)}", traceback.format_exc())
    if not isinstance(found, Evidence):
        return failure(task, f"leg {leg.name!r} returned {reprlib.repr(found)}, not evidence")
    if found.method != leg.method:
        reason = f"leg {leg.name!r} is planned as {leg.method} and returned {found.method}"
        return failure(task, reason)
    if found.outcome is Outcome.SUPPORTS and not found.cases and found.exactness not in _CASELESS:
        return failure(task, f"leg {leg.name!r} supports the claim without a single case")
    try:
        # as a worker process would send it: what is no JSON data, or of a wrong type, fails here
        found = msgspec.json.decode(msgspec.json.encode(found), type=Evidence)
    except (TypeError, ValueError, RecursionError) as error:
        return failure(task, f"the evidence of leg {leg.name!r} is no JSON data: {_line(error)}")
    if found.certificate is not None:
        rejection = _rejection(found.certificate, f"{task.label}/{task.claim}")
        if rejection:
            return failure(task, f"the certificate of leg {leg.name!r} is rejected: {rejection}")
    return recheck(claim, variant, found)


def run_figure(theorem: Theorem, task: FigureTask) -> Measurement:
    """The data and the files of the figure that `task` names, on a theorem already at hand."""
    figure = next(f for f in theorem.figures if f.name == task.figure)
    seed = leg_seed(task.options.seed, task.label, "", f"figure {figure.name}")
    try:
        with _quietly():
            data = as_data(figure.measure(task.options.profile, seed))
            # drawn from what a later run would read, so that it draws the same
            data = msgspec.json.decode(msgspec.json.encode(data))
            caption, drawing = figure.caption_of(data), draw(figure, data)
    except KeyboardInterrupt:
        raise
    except BaseException as error:
        return failure(task, f"{type(error).__name__}: {_line(error)}", traceback.format_exc())
    return Measurement(
        outcome=State.MEASURED,
        data=data,
        caption=caption,
        pdf=drawing.pdf,
        png=drawing.png,
        table=table_text(data),
    )


@contextlib.contextmanager
def _quietly() -> Iterator[None]:
    """Theorem modules do no I/O; what a solver prints is no part of the report."""
    with (
        warnings.catch_warnings(),
        contextlib.redirect_stdout(io.StringIO()),
        contextlib.redirect_stderr(io.StringIO()),
    ):
        warnings.simplefilter("ignore")
        yield


def _forget_terms() -> None:
    """Give z3 a fresh context: its search depends on the terms that earlier legs have made."""
    z3 = sys.modules.get("z3.z3")
    if z3 is not None:
        z3._main_ctx = None  # type: ignore[attr-defined]


def recheck(claim: Claim, variant: Reading, found: Evidence) -> Evidence:
    """`found` with its witness, if it has one, held against the domain and the re-check."""
    witness = found.witness
    if found.outcome is not Outcome.REFUTES or witness is None:
        return found
    values: dict[str, Any] = dict(witness.values)
    inside = confirmed = False
    try:
        inside = variant.domain.contains(variant.domain.parse(witness.point))
        again = claim.recheck(point_text(variant.data), dict(witness.point))
        confirmed = again.get("violated") is True
        values |= {"recheck": point_text({k: v for k, v in again.items() if k != "violated"})}
    except KeyboardInterrupt:
        raise
    except BaseException as error:
        values["recheck"] = f"{type(error).__name__}: {_line(error)}"
    checked = Witness(witness.point, values, in_domain=inside, rechecked=confirmed)
    return msgspec.structs.replace(found, witness=checked)


@overload
def failure(task: Task, reason: str, trace: str = "", *, ran: bool = True) -> Evidence: ...
@overload
def failure(task: FigureTask, reason: str, trace: str = "", *, ran: bool = True) -> Measurement: ...
def failure(
    task: Work, reason: str, trace: str = "", *, ran: bool = True
) -> Evidence | Measurement:
    """What a task leaves that failed, or did not run to its end."""
    diagnostics = {"traceback": trace} if trace else {} if ran else {INFRASTRUCTURE: reason}
    if isinstance(task, FigureTask):
        state = State.FAILED if ran else State.NOT_RUN
        return Measurement(outcome=state, reason=reason, diagnostics=diagnostics)
    return Evidence(
        method=task.method,  # type: ignore[arg-type]
        exactness=Exactness.SAMPLED,
        outcome=Outcome.FAILED if ran else Outcome.NOT_RUN,
        reason=reason,
        diagnostics=diagnostics,
    )


INFRASTRUCTURE = "infrastructure"
"""The diagnostic that marks a leg which the run, not the leg itself, kept from its end."""


def _rejection(certificate: dict[str, Any], claim: str) -> str:
    """Why a certificate does not prove `claim`; empty if it does."""
    if certificate.get("claim") != claim:
        return f"it is one of {certificate.get('claim')!r}"
    verdict = replay.check(certificate)
    return "" if verdict.accepted else verdict.reason


_CASELESS = frozenset({Exactness.IDENTITY, Exactness.CERTIFICATE, Exactness.SMT})


def _line(error: BaseException) -> str:
    lines = str(error).strip().splitlines()
    return lines[0] if lines else "no message"
