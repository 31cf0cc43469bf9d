"""Instances: parameters from words, and memory known before it is taken."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

import pytest

from verify import Domain, Instance, Integers, Objects, Premise, finite, rationals
from verify.instance import available_bytes, in_words, read_parameters, refusal

DOMAIN = Domain(
    {
        "n": Integers(1, 60),
        "eta": rationals("0 <"),
        "r": rationals("0 <=", "<= 1/2"),
        "zero": finite(["stay", "plus"]),
        "k": finite(["1/2", "1/3"]),
    },
    (
        Premise("r <= n", lambda p: p["r"] <= p["n"]),
        Premise("n eta < 9", lambda p: p["n"] * p["eta"] < 9),
    ),
)
DEFAULTS = {"n": 2, "eta": "1", "r": "0", "zero": "stay", "k": "1/2"}


def make(**fields: Any) -> Instance:
    """An instance that echoes its point."""

    def execute(p: Mapping[str, Any], **_: Any) -> Mapping[str, Any]:
        return dict(p)

    whole: dict[str, Any] = {
        "parameters": DOMAIN,
        "defaults": DEFAULTS,
        "engines": ("dense", "lazy"),
        "estimate": lambda p, engine: (8 << p["n"]) if engine == "dense" else 100,
        "execute": execute,
        **fields,
    }
    return Instance(**whole)


def test_words_fill_a_point() -> None:
    """Values get the types of their sets, in the order of the domain; the rest has defaults."""
    point = read_parameters(make(), ["zero=plus", "eta=0.5", "n=3", "k=1/3"])
    assert point == {"n": 3, "eta": Fraction(1, 2), "r": 0, "zero": "plus", "k": Fraction(1, 3)}
    assert list(point) == list(DOMAIN.parameters)
    assert read_parameters(make(), ["eta=1e-3"])["eta"] == Fraction(1, 1000)


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["n"], r"expected NAME=VALUE, got 'n' \(the parameters are n, eta, r, zero, k\)"),
        (["=1"], "there is no parameter ''"),
        (["N=1"], "there is no parameter 'N'"),
        (["n=1", "n=2"], "n is given twice, 1 and 2"),
        (["n=0"], "n must satisfy n in 1..60, got n=0"),
        (["n=1/2"], "n must be an integer, got n=1/2"),
        (["n="], "n must be an integer, got n="),
        (["n=" + "9" * 5000], "n must be an integer"),
        (["eta=0"], "eta must satisfy eta > 0, got eta=0"),
        (["eta=-1/2"], "eta must satisfy eta > 0, got eta=-1/2"),
        (["eta=nan"], "eta must be a rational such as 1/24 or 0.5, got eta=nan"),
        (["eta=1/0"], "eta must be a rational .* got eta=1/0"),
        (["eta=1e99999"], "eta must be a rational .* got eta=1e99999"),
        (["r=1"], "r must satisfy 0 ≤ r ≤ 1/2, got r=1"),
        (["zero=what"], "zero must be one of stay, plus, got zero=what"),
        (["k=1/5"], "k must be one of 1/2, 1/3, got k=1/5"),
        (["n=9"], "n eta < 9 must hold, got n=9, eta=1$"),
    ],
)
def test_wrong_words_are_named(words: list[str], sentence: str) -> None:
    """One sentence with the parameter and its value."""
    with pytest.raises(ValueError, match=sentence):
        read_parameters(make(), words)


def test_memory_is_refused_with_both_figures() -> None:
    """The sentence says what is needed, what is free, and which engine would do."""
    instance = make()
    point = read_parameters(instance, ["n=30", "eta=1/10"])
    assert refusal(instance, point, "lazy", 100) is None
    said = refusal(instance, point, "dense", 5_000_000_000)
    assert said == (
        "the dense engine needs 8.59 GB of memory at n=30, and 5 GB are free; "
        "--engine lazy needs 100 B"
    )
    assert refusal(instance, point, "dense", 10) == (
        "the dense engine needs 8.59 GB of memory at n=30, and 10 B are free"
    )


@pytest.mark.parametrize(
    ("size", "words"),
    [(0, "0 B"), (999, "999 B"), (1000, "1 kB"), (8 << 27, "1.07 GB"), (10**21, "1e+06 PB")],
)
def test_sizes_in_words(size: int, words: str) -> None:
    """Three digits and a unit."""
    assert in_words(size) == words


def test_the_machine_has_memory() -> None:
    """What is free is a number of bytes: more than a megabyte, less than an exabyte."""
    assert 10**6 < available_bytes() < 10**18


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"engines": ()}, "engines must be some of"),
        ({"engines": ("fast",)}, "engines must be some of .* got \\('fast',\\)"),
        ({"defaults": {**DEFAULTS, "n": 0}}, "defaults must be a point of the domain"),
        ({"defaults": {"n": 1}}, "defaults must be a point of the domain"),
        (
            {"parameters": Domain({"S": Objects("sets", lambda v: True)}), "defaults": {"S": []}},
            "parameter S must be a set of numbers or of names",
        ),
    ],
)
def test_a_wrong_instance_fails_when_it_is_made(fields: dict[str, Any], sentence: str) -> None:
    """An instance is validated at import, with a sentence."""
    with pytest.raises(ValueError, match=sentence):
        make(**fields)
