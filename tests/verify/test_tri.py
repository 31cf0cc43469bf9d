"""Three-valued truth."""

from __future__ import annotations

from itertools import product

import pytest

from verify.tri import Tri, all_of, any_of

VALUES = {Tri.YES: {True}, Tri.NO: {False}, Tri.UNKNOWN: {True, False}}


def kleene(outcomes: set[bool]) -> Tri:
    """Answer that is right for every way to resolve the unknowns."""
    if len(outcomes) == 2:
        return Tri.UNKNOWN
    return Tri.YES if outcomes == {True} else Tri.NO


@pytest.mark.parametrize(("a", "b"), list(product(Tri, Tri)))
def test_connectives_resolve_unknowns(a, b):
    """Conjunction, disjunction and negation decide iff every resolution agrees."""
    pairs = list(product(VALUES[a], VALUES[b]))
    assert (a & b) is kleene({x and y for x, y in pairs})
    assert (a | b) is kleene({x or y for x, y in pairs})
    assert ~a is kleene({not x for x in VALUES[a]})
    assert all_of([a, b]) is (a & b)
    assert any_of([a, b]) is (a | b)


@pytest.mark.parametrize("answer", list(Tri))
def test_has_no_truth_value(answer):
    """No answer, not even YES, can stand where Python wants a bool."""
    with pytest.raises(TypeError, match="no truth value"):
        bool(answer)
    with pytest.raises(TypeError, match="no truth value"):
        assert not answer
    with pytest.raises(TypeError, match="no truth value"):
        all([answer])


def test_of_takes_bools_only():
    """A truthy object is no answer."""
    assert Tri.of(True) is Tri.YES
    assert Tri.of(False) is Tri.NO
    for value in (1, None, Tri.YES):
        with pytest.raises(TypeError, match="value must be a bool"):
            Tri.of(value)


def test_empty_collections():
    """The empty conjunction holds and the empty disjunction does not."""
    assert all_of([]) is Tri.YES
    assert any_of([]) is Tri.NO


def test_does_not_mix_with_bool():
    """``Tri & True`` is refused instead of being guessed."""
    with pytest.raises(TypeError):
        Tri.YES & True
    with pytest.raises(TypeError):
        False | Tri.NO


def test_stops_at_the_first_decisive_answer():
    """A decided conjunction does not run the remaining questions."""

    def answers():
        yield Tri.UNKNOWN
        yield Tri.NO
        raise AssertionError

    assert all_of(answers()) is Tri.NO
    assert any_of(~answer for answer in answers()) is Tri.YES
