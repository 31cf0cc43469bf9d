"""docs/performance.md: its code runs, and what it names is there."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from verify import replay
from verify.solvers import performance

HOME = Path(__file__).resolve().parents[4]
PAGE = (HOME / "docs" / "performance.md").read_text(encoding="utf-8")


def test_the_code_of_the_page_runs() -> None:
    """The blocks run in order, and the last one leaves an accepted certificate."""
    names: dict[str, Any] = {}
    blocks = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)
    assert len(blocks) == 3
    for block in blocks:
        exec(block, names)
    assert replay.check(names["certificate"]).accepted


def test_what_the_page_names_is_there() -> None:
    """Links lead to files, and the engine has the names in code."""
    for link in re.findall(r"\]\(([^)]+)\)", PAGE):
        assert (HOME / "docs" / link).is_file()
    for name in ("point", "minimizer", "worst_case", "estimate", "certify", "attain", "leg"):
        assert f"`{name}" in PAGE or f"{name}(" in PAGE
        assert name in performance.__all__


def test_the_reasons_of_the_page_are_those_of_the_engine() -> None:
    """Each reason in the table of what undecided means stands in the code."""
    folder = Path(str(performance.__file__)).parent
    code = " ".join(p.read_text(encoding="utf-8") for p in folder.glob("*.py"))
    code += Path(replay.__file__).read_text(encoding="utf-8")
    table = PAGE.partition("| reason | what to do |")[2].partition("In a leg")[0]
    reasons = [row.split(" | ")[0].strip("| ") for row in table.strip().splitlines()[1:]]
    assert len(reasons) == 8
    for reason in reasons:
        words = reason.removeprefix("… ").replace("96", "{bits}").split(", or ")[0]
        words = words.replace("the bound is below the worst case of", "is below the worst case")
        assert words.removesuffix(" the solver") in code, words
