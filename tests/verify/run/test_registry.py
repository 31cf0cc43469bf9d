"""Which theorems there are, and what a selector names."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from verify.run.modules import code_digest
from verify.run.registry import UnknownLabelError, discover, select


def test_labels_prefixes_and_paths_select(toy: Any) -> None:
    """A label, the prefix of a paper, the prefix of a number and a path name theorems."""
    whole = discover().labels
    assert "sco.thm6" in whole
    assert select(["sco.thm6"]).labels == ("sco.thm6",)
    assert set(select(["sco"]).labels) == {label for label in whole if label.startswith("sco.")}
    assert "sco.thm6" in select(["sco.thm"]).labels
    assert select([str(toy("one"))]).labels == ("toy.one",)
    assert select([]).labels == whole


def test_a_number_is_no_prefix_of_a_longer_one(toy: Any) -> None:
    """The label of Theorem 1 does not select Theorem 12."""
    paths = [str(toy("thm1")), str(toy("thm12"))]
    assert select([*paths, "toy.thm1"]).labels == ("toy.thm1", "toy.thm12")
    with pytest.raises(UnknownLabelError, match="toy"):
        select([paths[1], "toy.thm1"])


def test_unknown_selectors_name_the_nearest() -> None:
    """What matches nothing is refused with the labels that are closest to it."""
    with pytest.raises(UnknownLabelError, match=r"'sco\.thm66'; the nearest are: sco\.thm6"):
        select(["sco.thm66"])
    with pytest.raises(UnknownLabelError, match="no such theorem module"):
        select(["nowhere/thm1.py"])


def test_a_module_named_by_path_stands_for_its_label(toy: Any, tmp_path: Path) -> None:
    """A path takes the label of a registered module; a second path with that label is broken."""
    one = toy("one")
    text = one.read_text("utf-8").replace("toy.one", "sco.thm6").replace('"toy"', '"sco"')
    for name in ("a", "b"):
        (tmp_path / f"{name}.py").write_text(text, encoding="utf-8")
    found = select([str(tmp_path / "a.py"), str(tmp_path / "b.py")])
    assert [Path(e.source).name for e in found.entries] == ["a.py"]
    assert [b.reason for b in found.broken] == ["b.py: the label sco.thm6 is taken by a.py"]


def test_labels_of_a_registry_are_unique(toy: Any, tmp_path: Path) -> None:
    """Broken modules of one name are told apart, so that a report can hold them all."""
    paths = []
    for folder in ("a", "b"):
        path = tmp_path / folder / "toy" / "one.py"
        path.parent.mkdir(parents=True)
        path.write_text("def", encoding="utf-8")
        paths.append(str(path))
    labels = select([*paths, str(toy("one"))]).labels
    assert labels == ("toy.one", "toy.one (2)", "toy.one (3)")


def test_a_printing_module_prints_nothing(toy: Any, capsys: pytest.CaptureFixture[str]) -> None:
    """What a theorem module prints when it is imported does not reach the output."""
    assert select([str(toy("loud", before="print('noise')"))]).entries
    assert capsys.readouterr().out == ""


def test_the_digest_of_code_sees_neighbours(toy: Any) -> None:
    """Evidence of a module counts with the modules beside it, from which it may import."""
    path = toy("one")
    before = code_digest(str(path))
    assert code_digest(str(path)) == before
    (path.parent / "helper.py").write_text("X = 1\n", encoding="utf-8")
    assert code_digest(str(path)) != before
