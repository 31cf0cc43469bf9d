"""Theorem 7 at a chosen size: all coordinates, what changes, or a sample that no memory holds."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from theorems.sco._parts.instances import LARGEST_N, SPARE, sample_with_event
from verify.domain import Domain, Integers, Premise, finite, rationals
from verify.instance import Engine, Instance

if TYPE_CHECKING:
    from flint import arb

    from theorems.core.sam_chain import ChainRun
    from verify.domain import Point as Parameters

__all__ = ["THEOREM_7"]

_BYTES_PER_STEP = 3000  # a dozen balls, and rationals


def execute(p: Parameters, *, engine: Engine, backend: str, seed: int) -> Mapping[str, Any]:
    """Run SAM on one sample with exactly one zero column."""
    if engine == "streamed":
        return _streamed(p, seed)
    from theorems.core.sam_chain import run_chain
    from theorems.core.sam_chain_columns import Columns

    bits, column, draws = sample_with_event(p["n"], seed=seed, alone=True)
    run = run_chain(Columns.from_masks(bits.tolist()), p["T"], p["eta"], p["r"], gamma=p["gamma"])
    head = _head(p, column, draws)
    if engine == "lazy":
        return head | _lazy(p, run)
    return head | _dense(p, run, bits, column, backend)


def estimate(p: Parameters, engine: Engine) -> int:
    """Bytes: all iterates, a step's copies and the masks; the masks and the steps; the steps."""
    n: int = p["n"]
    steps: int = p["T"]
    held = 0 if engine == "streamed" else 100 << n
    held += (2 * n << n) if engine == "lazy" else 0
    if engine == "dense":
        # the path is stacked from its iterates, and then averaged
        held += 8 * (3 * steps + 12) * (steps << n) + (16 * n << n)
    return SPARE + held + _BYTES_PER_STEP * steps


def hypotheses(p: Parameters) -> str:
    """Which hypotheses of the theorem the parameters miss."""
    missed = [
        text
        for text, met in (
            ("n >= 6", p["n"] >= 6),
            ("T >= 6", p["T"] >= 6),
            ("eta r <= 1/(2 sqrt(T))", 4 * (p["eta"] * p["r"]) ** 2 * p["T"] <= 1),
        )
        if not met
    ]
    return f"missed: {'; '.join(missed)}" if missed else "met"


# ------------------------------------------------------------------------------ all coordinates


def _dense(p: Parameters, run: ChainRun, bits: Any, column: int, backend: str) -> dict[str, Any]:
    """SAM in floats with the δ_t of the exact run, which are chosen along its trajectory."""
    if run.stopped is not None:
        return _followed(run)
    from theorems.core.sam_chain_dense import float_chain
    from verify.arrays import backend as namespace

    xp = namespace(backend)
    # δ_1 is not read: the constants hold it
    deltas = xp.asarray([0.0, *map(float, run.deltas)], dtype=xp.float64)
    masks = xp.asarray(bits.astype("float64"))
    path = float_chain(masks, deltas, run.constants, xp=xp)
    steps = p["T"]
    average = xp.mean(path[p["tau"] - 1 :, :], axis=0)
    results: dict[str, Any] = _followed(run)
    for name, w in (("w_T", path[-1, :]), ("w_avg", average)):
        blocks = xp.reshape(w[:-1], (-1, steps))
        chain = float(xp.sum(blocks[column, 1:] ** 2))
        whole = float(xp.sum(blocks[:, 1:] ** 2))
        results |= {
            f"|{name}| on the chain of column I": chain**0.5,
            f"|{name}| on all other chains": (whole - chain) ** 0.5 if whole > chain else 0.0,
            f"1/4 |{name}|^2 on all chains, a part of F({name})": whole / 4,
        }
    rate = float((p["eta"] * p["r"]) ** 2 * p["T"])
    return results | {"1/4 |w_avg|^2 / (eta^2 r^2 T)": whole / 4 / rate}


# -------------------------------------------------------------------------------- what changes


def _lazy(p: Parameters, run: ChainRun) -> dict[str, Any]:
    results = _followed(run)
    if run.stopped is not None:
        return results
    from theorems.core.sam_chain_risk import suffix_risks

    risks = suffix_risks(run)
    for name, found in (("w_T", risks[-1]), ("w_avg", risks[p["tau"] - 1])):
        norm = _ends(found.norm_square, found.norm_square)
        results |= {f"|{name}| on the chain of column I": norm[0] ** 0.5}
        for risk, pair in (("F_S", found.empirical), ("F", found.population)):
            low, high = _ends(*pair)
            results |= {f"{risk}({name}) at least": low, f"{risk}({name}) at most": high}
    results |= _ratio(p, *_ends(*risks[p["tau"] - 1].population))
    least = min(_ends(*risk.population)[0] for risk in risks)
    rate = float((p["eta"] * p["r"]) ** 2 * p["T"])
    return results | {"least F / (eta^2 r^2 T) over tau, at least": least / rate}


def _followed(run: ChainRun) -> dict[str, Any]:
    from verify.tri import Tri

    words = {Tri.YES: "yes", Tri.NO: "no", Tri.UNKNOWN: "not decided"}
    results = {
        "signs decided": run.signs,
        "every sign as in the proof": words[run.followed],
    }
    if run.stopped is not None:
        results["ended"] = f"at t = {run.stopped.t}: {run.stopped.what}"
    return results


def _ends(low: arb, high: arb) -> tuple[float, float]:
    from verify.exact.ball import ends

    return max(float(ends(low)[0]), 0.0), float(ends(high)[1])


# -------------------------------------------------------------------------- the streamed sample


def _streamed(p: Parameters, seed: int) -> dict[str, Any]:
    import os

    from theorems.core.streaming_thm7 import stream_theorem7

    try:
        run = stream_theorem7(
            p["n"],
            p["T"],
            eta=p["eta"],
            r=p["r"],
            seed=seed,
            gamma=p["gamma"],
            workers=os.cpu_count() or 1,
        )
    except ArithmeticError as error:
        msg = f"the run does not follow the proof: {error}"
        raise ValueError(msg) from error
    rate, k = float((p["eta"] * p["r"]) ** 2 * p["T"]), p["tau"] - 1
    low, high = run.least_ratio
    return (
        _head(p, run.column, run.seed - seed + 1)
        | {"bits streamed, twice": p["n"] << p["n"]}
        | _ratio(p, float(run.ratio[0][k]) * rate, float(run.ratio[1][k]) * rate)
        | {
            "least F / (eta^2 r^2 T) over tau, at least": float(low),
            "least F / (eta^2 r^2 T) over tau, at most": float(high),
        }
    )


def _head(p: Parameters, column: int, draws: int) -> dict[str, Any]:
    return {
        "d = 2^n T + 1": (p["T"] << p["n"]) + 1,
        "hypotheses": hypotheses(p),
        "samples drawn until exactly one column is 0 in all masks": draws,
        "column I": column + 1,
    }


def _ratio(p: Parameters, low: float, high: float) -> dict[str, Any]:
    rate = float((p["eta"] * p["r"]) ** 2 * p["T"])
    return {
        "F(w_avg) / (eta^2 r^2 T) at least": low / rate,
        "F(w_avg) / (eta^2 r^2 T) at most": high / rate,
    }


THEOREM_7 = Instance(
    Domain(
        {
            "n": Integers(1, LARGEST_N),
            "T": Integers(2, 10**9),
            "eta": rationals("0 <"),
            "r": rationals("0 <"),
            "tau": Integers(1),
            "gamma": finite(["corrected", "printed"]),
        },
        (Premise("tau <= T", lambda p: p["tau"] <= p["T"]),),
    ),
    {"n": 6, "T": 64, "eta": "1/24", "r": "1/2", "tau": 1, "gamma": "corrected"},
    ("lazy", "dense", "streamed"),
    estimate,
    execute,
)
"""SAM from 0 with the δ_t that the proof chooses; γ as corrected or as printed."""
