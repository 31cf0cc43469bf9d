"""Planted errors in the theorems themselves: each is found, and named by the word in its row.

Sound, the theorems are green on these legs; one thing is corrupted, in what is claimed, in the
construction, or in the algorithm underneath.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest

from theorems.core import exact
from theorems.sco import thm6
from theorems.sharpness import lem41
from verify import Theorem, rationals
from verify.statement import Claim, Reading

Checked = Callable[..., dict[str, dict[str, Any]]]
METHODS = ("exact", "smt", "symbolic", "ball")
MODULES = {"thm6": thm6, "lem41": lem41}

ORIGINAL = {"sam": exact.sam_exact, "suffix": exact.suffix_average_exact}


def changed(theorem: Theorem, place: str, change: Callable[[Reading], Reading]) -> Theorem:
    """`theorem` with one reading of one claim changed."""
    name, role = place.split()

    def spoilt(claim: Claim) -> Claim:
        if claim.id != name:
            return claim
        readings = tuple(change(r) if r.role == role else r for r in claim.readings)
        return replace(claim, readings=readings)

    return replace(theorem, claims=tuple(map(spoilt, theorem.claims)))


def data(**entries: str) -> Callable[[Reading], Reading]:
    """Other constants."""
    return lambda r: replace(r, data={**r.data, **entries})


def wider(**sets: Any) -> Callable[[Reading], Reading]:
    """Other sets to quantify over."""
    return lambda r: replace(r, domain=r.domain.widened(**sets))


STATED: list[tuple[str, str, str, Callable[[Reading], Reading], str]] = [
    # what is planted, the theorem, the reading, the change, the word in the table
    ("a constant", "thm6", "gap corrected", data(constant="501/1000"), "refuted"),
    ("a construction", "thm6", "gap corrected", data(minimizer="-1/4"), "refuted"),
    ("the sign of w*", "thm6", "gap corrected", data(minimizer="1/2"), "refuted"),
    ("a premise too wide", "thm6", "gap corrected", wider(r=rationals("0 <=", "<= 3/4")),
     "refuted"),
    ("the ball of flatness too large", "thm6", "class printed",
     wider(rho=rationals("0 <=", "<= 1")), "refuted"),
    ("a wrong tie-break", "thm6", "gap corrected",
     lambda r: replace(r, domain=thm6.RUNS, legs=("exact",), controls=r.controls[:1]), "refuted"),
    ("a loss that is not 1-smooth", "thm6", "class printed", data(scale="11/10"), "refuted"),
    ("a wrong minimizer", "thm6", "minimum printed", data(minimizer="0"), "refuted"),
    ("a start on the slope", "thm6", "gap sharpened", data(start="-1"), "refuted"),
    ("a factor", "lem41", "identity printed", data(factor="1"), "refuted"),
    ("interpolation dropped", "lem41", "identity printed", data(offset="1"), "refuted"),
    ("differentiable for continuously differentiable", "lem41", "regularity corrected",
     lambda r: replace(r, domain=lem41.FAMILY, legs=("ball",), controls=r.controls[:1]),
     "refuted"),
]  # fmt: skip


@pytest.mark.parametrize("place", ["thm6 gap corrected", "thm6 gap printed", "thm6 class printed",
                                   "lem41 identity printed"])  # fmt: skip
def test_unspoilt_they_are_green(checked: Checked, place: str) -> None:
    """Nothing planted: the reading is as expected and its controls are dead."""
    module, rest = place.split(" ", 1)
    assert checked(MODULES[module].THEOREM, methods=METHODS, only=rest)[rest]["ok"]


@pytest.mark.parametrize(
    ("module", "place", "change", "expected"),
    [row[1:] for row in STATED],
    ids=[f"{row[1]}: {row[0]}" for row in STATED],
)
def test_an_error_in_what_is_stated(
    checked: Checked,
    named: Any,
    module: str,
    place: str,
    change: Callable[[Reading], Reading],
    expected: str,
) -> None:
    """A false statement is refuted, by a witness that the independent re-check confirms."""
    theorem = changed(MODULES[module].THEOREM, place, change)
    row = checked(theorem, methods=METHODS, only=place)[place]
    assert (named(row), row["ok"]) == (expected, False)


def sam_descending(grad: Any, w1: Any, *, radius: Any, **options: Any) -> Any:
    """SAM that steps down before it takes the gradient."""
    return ORIGINAL["sam"](grad, w1, radius=-radius, **options)


def sam_without_step(grad: Any, w1: Any, *, eta: Any, **options: Any) -> Any:
    """SAM that stays where it starts."""
    return ORIGINAL["sam"](grad, w1, eta=0 * eta, **options)


def sam_drifting(grad: Any, w1: Any, *, eta: Any, **options: Any) -> Any:
    """SAM whose iterates are moved by η/1000 after the first."""
    first, *rest = ORIGINAL["sam"](grad, w1, eta=eta, **options)
    return (first, *((w[0] - eta / 1000,) for w in rest))


def moved_average(iterates: Any, tau: int) -> Any:
    """The suffix average, 1/100 too low."""
    (mean,) = ORIGINAL["suffix"](iterates, tau)
    return (mean - Fraction(1, 100),)


def last_iterate(iterates: Any, tau: int) -> Any:
    """The last iterate where the suffix average is meant."""
    return ORIGINAL["suffix"](iterates, len(iterates))


def zero_loss(w: Any, scale: Fraction = Fraction(1)) -> Any:
    """A loss that is 0 everywhere."""
    return 0 * scale * w


def seven(w: Fraction, r: Fraction, n: int = 1) -> Fraction:
    """An SAER that is 7 everywhere."""
    return Fraction(7)


def halved(w: Fraction, r: Fraction, n: int = 1) -> Fraction:
    """An SAER that looks to one side only."""
    return Fraction(thm6.loss(w - r))


UNDERNEATH: list[tuple[str, str, Any, str, str]] = [
    # what is planted, the name it takes in the module, the corrupted thing, the reading, the word
    ("SAM descends first", "sam_exact", sam_descending, "gap corrected", "error"),
    ("SAM takes no step, where it should fail", "sam_exact", sam_without_step, "gap printed",
     "holds"),
    ("SAM drifts", "sam_exact", sam_drifting, "gap corrected", "error"),
    ("the average is moved", "suffix_average_exact", moved_average, "gap corrected", "error"),
    ("the loss is 0", "loss", zero_loss, "gap corrected", "error"),
    ("the SAER is the constant 7", "saer", seven, "gap corrected", "error"),
    ("the SAER is the constant 7, where it is minimized", "saer", seven, "minimum printed",
     "vacuous"),
    ("the SAER looks to one side", "saer", halved, "gap corrected", "error"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "corrupt", "place", "expected"),
    [row[1:] for row in UNDERNEATH],
    ids=[row[0] for row in UNDERNEATH],
)
def test_an_error_in_what_is_computed(
    monkeypatch: pytest.MonkeyPatch,
    checked: Checked,
    named: Any,
    name: str,
    corrupt: Any,
    place: str,
    expected: str,
) -> None:
    """A corrupted computation finds witnesses that the re-check denies, or loses its controls."""
    monkeypatch.setattr(thm6, name, corrupt)
    row = checked(thm6.THEOREM, methods=("exact",), only=place)[place]
    assert (named(row), row["ok"]) == (expected, False)


def test_the_last_iterate_for_an_average(monkeypatch: pytest.MonkeyPatch, checked: Checked) -> None:
    """The last iterate is a suffix average too: the verdict stands, the numbers do not.

    The theorem speaks of every suffix, so that the refutation survives; the witness shows the
    average of the leg beside the re-check's, and the two differ.
    """
    place = "gap printed"
    sound = _averages(checked(thm6.THEOREM, methods=("exact",), only=place)[place])
    assert len(set(sound)) == 1
    monkeypatch.setattr(thm6, "suffix_average_exact", last_iterate)
    spoilt = _averages(checked(thm6.THEOREM, methods=("exact",), only=place)[place])
    assert len(set(spoilt)) == 2


def _averages(row: Mapping[str, Any]) -> tuple[str, str]:
    values = row["legs"][0]["witness"]["values"]
    return values["average"], values["recheck"]["average"]
