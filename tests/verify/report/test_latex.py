"""LaTeX: escapes, macros, and pages that compile without an overfull box."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import unicodedata
from pathlib import Path
from typing import Any

import pytest

from verify.report import render, table, write
from verify.report.latex import macro_name, macros, tex_macros, tex_table
from verify.report.texchars import ACCENTS, MATH, TEXT, tex_math_is_safe, tex_text

PACKAGES = "texlive-latex-base texlive-latex-recommended texlive-science lmodern"
PREAMBLE = r"""\documentclass[10pt]{article}
\usepackage[textwidth=14cm]{geometry}
\usepackage{amsmath,amssymb,array,booktabs,longtable,siunitx}
\input{macros}
\begin{document}
\num{\flatcheckClaims}
{\footnotesize\input{table}}
%s
\end{document}
"""


def _compile(folder: Path, name: str) -> str:
    """Run pdflatex twice, as longtable needs, and return the log with its lines joined."""
    if shutil.which("pdflatex") is None:
        sentence = f"pdflatex is not installed: apt-get install --no-install-recommends {PACKAGES}"
        if os.environ.get("CI"):
            pytest.fail(sentence)
        pytest.skip(sentence)
    command = ["pdflatex", "-interaction=nonstopmode", "-halt-on-error", "-no-shell-escape", name]
    for _ in range(2):
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True, errors="replace")
        assert done.returncode == 0, done.stdout[-3000:]
    assert (folder / name).with_suffix(".pdf").stat().st_size > 1000
    return (folder / name).with_suffix(".log").read_text(encoding="latin-1")


def test_the_document_compiles(sample: dict[str, Any], tmp_path: Path) -> None:
    """Every sample, the hostile one too, compiles without an overfull box."""
    write(sample, tmp_path, ["tex"])
    log = _compile(tmp_path, "report.tex")
    assert "Overfull" not in log and "LaTeX Font Warning" not in log


def test_the_table_fits_another_document(bad: dict[str, Any], tmp_path: Path) -> None:
    """The table fits a narrow page of another class of fonts, with every known character."""
    write(bad, tmp_path, ["tex"])
    characters = " ".join(map(tex_text, [*MATH, *TEXT, "é ň Å ç ő ạ ï ĭ"]))
    (tmp_path / "paper.tex").write_text(PREAMBLE % characters, encoding="utf-8")
    log = _compile(tmp_path, "paper.tex")
    assert "Overfull" not in log and "Missing character" not in log


def test_math_stands_unless_it_is_too_wide(good: dict[str, Any], tmp_path: Path) -> None:
    """Math that fits is set as math, math that cannot break is replaced by the words."""
    claims = good["theorems"][1]["claims"]
    claims[0]["latex"] = r"\message{fits} a \le b"
    claims[1]["latex"] = r"\hbox to 30cm{wide}"
    write(good, tmp_path, ["tex"])
    probe = tex_table(table(good)).replace(
        r"\def\flatcheckfirst#1#2{#1}", r"\def\flatcheckfirst#1#2{#1\message{MATH-SET}}"
    )
    probe = probe.replace(
        r"\def\flatchecksecond#1#2{#2}", r"\def\flatchecksecond#1#2{#2\message{WORDS-SET}}"
    )
    (tmp_path / "table.tex").write_text(probe, encoding="utf-8")
    log = _compile(tmp_path, "report.tex")
    assert log.count("WORDS-SET") == 1 and log.count("MATH-SET") == 2 and "Overfull" not in log


def test_numbers_are_set_by_siunitx(good: dict[str, Any]) -> None:
    """Controls and margins are numbers of siunitx; the table has no preamble."""
    text = render(good, "tex")
    assert r"\num{3}/\num{3}" in text and r"\num{1}/\penalty200\num{12} (least slack)" in text
    assert r"\documentclass" not in text and "\n\\usepackage" not in text


def test_a_long_fraction_fits_its_column(good: dict[str, Any], tmp_path: Path) -> None:
    """A margin whose numerator is wider than the column breaks between groups of digits."""
    good["theorems"][0]["claims"][0]["margin"] = {
        "value": "1234567890123456/30887841527",
        "meaning": "least slack",
    }
    assert r"\penalty700 }]{30887841527}" in render(good, "tex")
    write(good, tmp_path, ["tex"])
    assert "Overfull" not in _compile(tmp_path, "report.tex")


def test_macro_names_are_letters(sample: dict[str, Any]) -> None:
    """Each macro has a name of letters alone and no name stands twice."""
    names = [name for name, _ in macros(table(sample))]
    assert len(names) == len(set(names))
    assert all(re.fullmatch(r"[A-Za-z]+", name) for name in names)


@pytest.mark.parametrize(
    ("parts", "name"),
    [
        (("sco.thm6", "gap", "printed"), "ScoThmSixGapPrinted"),
        (("sharpness.lem41",), "SharpnessLemFourOne"),
        (("η-range_2", "Δ²"), "EtaRangeTwoDeltaTwo"),
    ],
)
def test_macro_names_are_spelled_out(parts: tuple[str, ...], name: str) -> None:
    """Digits and Greek letters are spelled out, other marks separate words."""
    assert macro_name(*parts) == name


def test_macros_hold_the_numbers(good: dict[str, Any]) -> None:
    """Counts, margins, brackets and the seed each have a macro, bare for siunitx."""
    text = tex_macros(table(good))
    for line in (
        r"\newcommand*{\flatcheckControlsKilled}{12}",
        r"\newcommand*{\flatcheckSeed}{0}",
        r"\newcommand*{\flatcheckScoThmSixGapPrintedMargin}{1/12}",
        r"\newcommand*{\flatcheckScoThmSixLower}{1/4}",
        r"\newcommand*{\flatcheckScoThmSixGapPrintedCases}{388}",
    ):
        assert line + "\n" in text


@pytest.mark.parametrize(
    ("plain", "latex"),
    [
        ("50% of #1 & ab_c", r"50\% of \#1 \& ab\_c"),
        ("ρ ≤ η²", r"\ensuremath{\rho} \ensuremath{\le} \ensuremath{\eta}\ensuremath{^{2}}"),
        (
            "w_jᵀz_j, z_j z_{j+1}",
            r"\ensuremath{w_{j}}\ensuremath{^{T}}\ensuremath{z_{j}}, "
            r"\ensuremath{z_{j}} \ensuremath{z_{j+1}}",
        ),
        ("é ï ç", r"\'{e} \"{\i} \c{c}"),
        ("--- '' ``", "-{}-{}- '{}' `{}`"),
        ("😀", "[U+1F600]"),
        (
            "F_S^r, ŵ_τ, 2h^-2",
            r"\ensuremath{F_{S}^{r}}, \ensuremath{\hat{w}_{\tau }}, 2\ensuremath{h^{-2}}",
        ),
        (
            "R^(d-1), {i}^{i+j}, e^{2(D−1)} ρe_d P_xor [r]_+² 2^-n",
            r"\ensuremath{R^{d-1}}, \{i\ensuremath{\}^{i+j}}, \ensuremath{e^{2(D- 1)}}"
            r" \ensuremath{\rho}\ensuremath{e_{d}} \ensuremath{P_{\mathrm{xor}}}"
            r" [r\ensuremath{]_{+}}\ensuremath{^{2}} \ensuremath{2^{-n}}",
        ),
        ("no_sub a^b^c x_12345", r"no\_sub a\textasciicircum{}b\textasciicircum{}c x\_12345"),
        ("\\input{x}", r"\textbackslash{}input\{x\}"),
    ],
)
def test_text_is_escaped(plain: str, latex: str) -> None:
    """Characters special to TeX, Unicode and ligatures appear as they stand."""
    assert tex_text(plain) == latex


def test_any_text_becomes_ascii() -> None:
    """Every character of the Basic Multilingual Plane becomes ASCII with balanced braces."""
    for code in range(0x20, 0x10000):
        if unicodedata.category(chr(code)) in {"Cs", "Cc"}:
            continue
        latex = tex_text(chr(code))
        assert latex.isascii()
        bare = re.sub(r"\\[{}]", "", latex)
        assert bare.count("{") == bare.count("}")


def test_the_maps_do_not_overlap() -> None:
    """A character has one translation, and every value is ASCII."""
    assert not set(MATH) & set(TEXT)
    assert all(value.isascii() for value in (*MATH.values(), *TEXT.values(), *ACCENTS.values()))


@pytest.mark.parametrize("math", [r"a \le \frac{1}{2}", r"\{x_1\}", r"50\%"])
def test_sound_math_is_left_alone(math: str) -> None:
    """Balanced ASCII math passes untouched."""
    assert tex_math_is_safe(math)


@pytest.mark.parametrize(
    "math",
    ["", r"\frac{1", "x}{y", "a % b", "a & b", "ρ", "x\n\ny", r"a \\ b", r"\input{x}", "x\\"],
)
def test_unsound_math_is_replaced_by_words(math: str) -> None:
    """Math that could break the document around it is not set."""
    assert not tex_math_is_safe(math)
