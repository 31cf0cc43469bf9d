"""``flatcheck replay``: what its help page says; the work is done by `verify.replay`."""

from __future__ import annotations

__all__ = ["replay"]


def replay(*files: str) -> int:
    """Check certificates by the standard library alone.

    Parameters
    ----------
    files
        Certificates, or a report.json whose certificates are all checked. The same as
        python -I verify/replay.py FILE...
    """
    from verify.replay import main

    return main(list(files))
