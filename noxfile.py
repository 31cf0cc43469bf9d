# /// script
# dependencies = ["nox>=2026.10"]
# ///
"""Sessions of Flatcheck: `nox -s NAME`; words after `--` go to the command that a session runs."""

from __future__ import annotations

import nox

nox.needs_version = ">=2026.10"
nox.options.sessions = ["tests", "lint", "theorems"]
nox.options.default_venv_backend = "virtualenv"

PROJECT = nox.project.load_toml("pyproject.toml")
PYTHONS = nox.project.python_versions(PROJECT)
EXACT_ONLY = ("cvxpy", "clarabel", "matplotlib")
"""What the session `exact` leaves out."""


@nox.session(python=PYTHONS, default=False)
def pythons(session: nox.Session) -> None:
    """Run the test suite on every supported Python that is installed."""
    session.install("-e", ".[test]")
    session.run("pytest", *session.posargs)


@nox.session
def tests(session: nox.Session) -> None:
    """Run the test suite, and say what it covers."""
    session.install("-e", ".[test]")
    session.run("pytest", "-n", "2", "--cov=verify", "--cov=theorems", *session.posargs)


@nox.session
def lint(session: nox.Session) -> None:
    """Check style with ruff and types with mypy --strict."""
    session.install("-e", ".[test]", *nox.project.dependency_groups(PROJECT, "lint"))
    session.run("ruff", "check", ".")
    session.run("ruff", "format", "--check", ".")
    session.run("mypy")


@nox.session
def theorems(session: nox.Session) -> None:
    """Check the theorems as pytest items, one for each leg and each control."""
    session.install("-e", ".[test]")
    session.run("pytest", "--theorems", "-n", "2", *session.posargs)


@nox.session(default=False)
def report(session: nox.Session) -> None:
    """Run the quick profile; renew the committed reports/quick and the README's picture."""
    session.install(".")
    session.run(
        "flatcheck", "run", "--profile", "quick", "--out", "reports/quick", *session.posargs
    )
    session.run("python", "docs/picture.py")


@nox.session(default=False)
def bench(session: nox.Session) -> None:
    """Measure: medians, throughputs and ratios beside the machine's own limits."""
    session.install(".")
    session.run("python", "-m", "benchmarks", *session.posargs)


@nox.session(default=False)
def minimums(session: nox.Session) -> None:
    """Run the test suite with the lowest versions that pyproject.toml admits."""
    session.install("uv")
    session.run(
        "uv",
        "pip",
        "install",
        "--python",
        session.virtualenv.location,
        "--resolution",
        "lowest-direct",
        "-e",
        ".[test]",
        external=True,
    )
    session.run("pytest", *session.posargs)


@nox.session(default=False)
def exact(session: nox.Session) -> None:
    """Check without a convex solver: the exact methods, and the replay of certificates."""
    wanted = [
        line for line in PROJECT["project"]["dependencies"] if not line.startswith(EXACT_ONLY)
    ]
    session.install(*wanted)
    session.install("--no-deps", ".")
    out = session.create_tmp()
    methods = ("symbolic", "exact", "ball", "enumeration")
    session.run("flatcheck", "run", "--method", *methods, "--out", out, *session.posargs)
    session.run("flatcheck", "replay", "reports/quick/report.json")
    session.run("python", "-I", "-S", "verify/replay.py", "reports/quick/report.json")


if __name__ == "__main__":
    nox.main()
