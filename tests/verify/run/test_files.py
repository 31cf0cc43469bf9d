"""Files that are whole or absent."""

from __future__ import annotations

from pathlib import Path

import pytest

from verify.run.files import OutputError, check_folder, ensure_folder, write_atomic


def test_a_file_is_replaced_whole(tmp_path: Path) -> None:
    """Writing replaces what was there, and leaves no temporary file."""
    file = tmp_path / "new" / "file.txt"
    write_atomic(file, "one")
    write_atomic(file, b"two")
    assert file.read_text() == "two" and list(file.parent.iterdir()) == [file]


@pytest.mark.parametrize("act", [check_folder, ensure_folder])
def test_a_place_that_cannot_be_written_is_named(act: object, tmp_path: Path) -> None:
    """A file in the way of a folder is an error of one sentence."""
    (tmp_path / "file").write_text("")
    with pytest.raises(OutputError, match=r"cannot write to .*file/out"):
        act(tmp_path / "file" / "out")  # type: ignore[operator]


def test_checking_makes_nothing(tmp_path: Path) -> None:
    """A folder that could be made is not made by asking."""
    check_folder(tmp_path / "a" / "b")
    assert list(tmp_path.iterdir()) == []


def test_a_failed_write_leaves_the_old_file(tmp_path: Path) -> None:
    """If the new content cannot take the place of the old, no temporary file stays."""
    (tmp_path / "file" / "below").mkdir(parents=True)
    with pytest.raises(OutputError, match="cannot write"):
        write_atomic(tmp_path / "file", "text")
    assert [p.name for p in tmp_path.iterdir()] == ["file"]
