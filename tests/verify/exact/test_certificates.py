"""Tests of how certificates are made and written."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from verify import replay
from verify.exact import certificates
from verify.exact.certificates import digest, make, write

EVENT: tuple[str, str, dict[str, Any]] = (
    "sco.thm1/event",
    "sco.event_probability",
    {"n": 2, "threshold": "1/2"},
)


def event() -> dict[str, Any]:
    """A certificate of the least size."""
    return make(*EVENT, None, {"lower": "175/256"})


def test_a_made_certificate_is_accepted() -> None:
    """What `make` returns has all fields, its own digest, and replays."""
    certificate = event()
    assert list(certificate) == list(replay._FIELDS)
    assert certificate["digest"] == digest(certificate)
    assert replay.check(certificate).accepted


def test_a_given_problem_is_compared_with_the_rebuilt_one() -> None:
    """A problem that is passed in must be the one that the parameters describe."""
    problem = event()["problem"]
    assert make(*EVENT, problem, {"lower": "175/256"}) == event()
    with pytest.raises(ValueError, match="not the one that the parameters describe"):
        make(*EVENT, {**problem, "columns": 8}, {"lower": "175/256"})


def test_what_is_not_proved_is_not_made() -> None:
    """The replay's reason is in the error."""
    with pytest.raises(ValueError, match=r"sco.thm1/event is not accepted: lower is not"):
        make(*EVENT, None, {"lower": "3/4"})


def test_the_digest_ignores_the_order_of_fields() -> None:
    """The digest is that of the canonical JSON of the other fields."""
    certificate = event()
    turned = dict(reversed(certificate.items()))
    assert digest(turned) == digest(certificate)
    assert digest({**certificate, "claim": "x"}) != digest(certificate)


def test_equal_certificates_share_a_file(tmp_path: Path) -> None:
    """The name comes from claim and digest; writing twice leaves one file and no scraps."""
    folder = tmp_path / "deep" / "certificates"
    name = write(folder, event())
    assert write(folder, event()) == name
    assert name.startswith("sco.thm1.event-") and "/" not in name
    assert [path.name for path in folder.iterdir()] == [name]
    assert json.loads((folder / name).read_text()) == event()
    assert replay.main([str(folder / name)]) == 0


def test_a_large_proof_gets_its_own_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The certificate then names the proof's file and its hash; tampering is seen."""
    monkeypatch.setattr(certificates, "INLINE_LIMIT", 1)
    name = write(tmp_path, event())
    stored = json.loads((tmp_path / name).read_text())
    assert set(stored["proof"]) == {"file", "sha256"}
    assert replay.check(stored, folder=tmp_path).accepted
    assert "no folder" in replay.check(stored).reason
    assert write(tmp_path, stored) == name
    (tmp_path / stored["proof"]["file"]).write_text('{"lower": "3/4"}')
    assert "stated sha256" in replay.check(stored, folder=tmp_path).reason


def test_a_broken_certificate_is_not_written(tmp_path: Path) -> None:
    """Nothing is left in the folder."""
    with pytest.raises(ValueError, match="digest"):
        write(tmp_path, {**event(), "claim": "sco.thm1/flat_minimizer"})
    assert list(tmp_path.iterdir()) == []


def test_a_failure_leaves_nothing_half_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """If the file cannot be put in place the temporary one is removed."""

    def full(*_: object) -> None:
        raise OSError("no space left")

    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(OSError, match="no space"):
        write(tmp_path, event())
    assert list(tmp_path.iterdir()) == []
