"""Toy theorem modules, written to a folder of the test's own."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

MODULE = '''
"""A toy."""
{before}
from verify import Claim, Control, Domain, Integers, Leg, Paper, Theorem, compare, legs, printed
from verify import Evidence, Exactness, supports

PAPER = Paper("toy", "Toys", "nobody", "nowhere")


def bound(data, p):
    return compare(p["n"], ">=", data["least"])


def by_hand(data, point):
    return {{"violated": int(point["n"]) < int(data["least"])}}


def other(case):
{body}


claim = Claim(
    "bound",
    legs=(
        legs.exact(bound, over={{"n": range(-2, 9)}}, executed=True),
        legs.searched(bound, within={{"n": Integers(-9, 99)}}),
        {more}
    ),
    readings=(
        printed(
            "n is at least 1",
            Domain({{"n": Integers(1)}}),
            data={{"least": 1}},
            controls=(
                Control("at least 2", "constant", {{"least": 2}}, legs=("exact", "property")),
                Control("from 0", "premise", {{}}, Domain({{"n": Integers(0)}}), legs=("exact",)),
                Control("from -1", "premise", {{}}, Domain({{"n": Integers(-1)}}), {control}),
            ),
        ),
    ),
    recheck=by_hand,
)

THEOREM = Theorem(
    label="toy.{name}",
    paper=PAPER,
    number="Theorem 1",
    title="a toy",
    kind="theorem",
    statement="n ≥ 1.",
    hypotheses=("n ≥ 1",),
    claims=(claim,),
)
{after}
'''

Toy = Callable[..., Path]


@pytest.fixture
def toy(tmp_path: Path) -> Toy:
    """Maker of a theorem module whose third leg, if any, has the body that is given."""

    def make(name: str, *, body: str = "", before: str = "", after: str = "") -> Path:
        lines = "\n".join(f"    {line}" for line in (body or "return None").splitlines())
        text = MODULE.format(
            name=name,
            before=before,
            after=after,
            body=lines,
            more='Leg("symbolic", other),' if body else "",
            control='legs=("exact", "symbolic")' if body else 'legs=("exact",)',
        )
        path = tmp_path / "toy" / f"{name}.py"
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return path

    return make
