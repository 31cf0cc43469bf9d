"""Certificates as JSON data: make one, address it by its content, write it so that it replays.

What a certificate means, and every rule that it must meet, stands in `verify.replay`; nothing
leaves this module that the replay has not accepted.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import tempfile
from pathlib import Path
from typing import Any

from verify import replay

__all__ = ["INLINE_LIMIT", "digest", "make", "write"]

INLINE_LIMIT = 2**20
"""a proof longer than this many bytes is written to a file of its own"""

digest = replay.digest


def make(
    claim: str,
    kind: str,
    parameters: dict[str, Any],
    problem: dict[str, Any] | None,
    proof: dict[str, Any],
) -> dict[str, Any]:
    """A certificate of `claim`, already accepted by the replay.

    Parameters
    ----------
    claim
        A theorem's label and one of its claims: ``"sharpness.thm41/minimal"``.
    kind
        One of `verify.replay.KINDS`.
    parameters, proof
        As the kind prescribes; rationals are strings ``"p/q"`` in lowest terms.
    problem
        The problem that the parameters describe; None to have it rebuilt.

    Raises
    ------
    ValueError
        The certificate would not be accepted; the sentence is the replay's reason.
    """
    if problem is None:
        problem = replay.rebuild(claim, kind, parameters)
    certificate = {
        "schema": replay.SCHEMA,
        "claim": claim,
        "kind": kind,
        "parameters": parameters,
        "problem": problem,
        "proof": proof,
    }
    certificate["digest"] = digest(certificate)
    _accepted(certificate)
    return certificate


def write(folder: str | Path, certificate: dict[str, Any]) -> str:
    """Write the certificate into `folder` and return its file name there.

    The name holds the claim and 16 digits of the digest, so equal certificates share one file. A
    file appears whole or not at all, and is read back and replayed before its name is returned.

    Raises
    ------
    ValueError
        The certificate is not accepted.
    OSError
        The folder cannot be written.
    """
    folder = Path(folder)
    _accepted(certificate, folder)
    folder.mkdir(parents=True, exist_ok=True)
    proof = _encoded(certificate["proof"])
    if len(proof) > INLINE_LIMIT and "file" not in certificate["proof"]:
        reference = {"sha256": hashlib.sha256(proof).hexdigest()}
        reference["file"] = f"proof-{reference['sha256'][:16]}.json"
        _replace(folder / reference["file"], proof)
        certificate = {**certificate, "proof": reference}
        certificate["digest"] = digest(certificate)
    slug = certificate["claim"].replace("/", ".")
    name = f"{slug}-{certificate['digest'].removeprefix('sha256:')[:16]}.json"
    _replace(folder / name, _encoded(certificate))
    _accepted(json.loads((folder / name).read_bytes()), folder)
    return name


def _accepted(certificate: dict[str, Any], folder: Path | None = None) -> None:
    verdict = replay.check(certificate, folder=folder)
    if not verdict.accepted:
        msg = f"the certificate of {certificate.get('claim')} is not accepted: {verdict.reason}"
        raise ValueError(msg)


def _encoded(value: object) -> bytes:
    text = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return text.encode("ascii") + b"\n"


def _replace(path: Path, content: bytes) -> None:
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=".certificate-")
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(content)
        # mkstemp makes files that only their owner can read
        Path(temporary).chmod(0o644)
        Path(temporary).replace(path)
    except BaseException:
        with contextlib.suppress(OSError):
            Path(temporary).unlink()
        raise
