r"""The table for a paper's appendix: ``table.tex``, ``macros.tex`` and ``report.tex``.

``table.tex`` and ``macros.tex`` have no preamble and are read with ``\input``; ``report.tex`` is a
document that reads both. A claim's ``latex`` is math and is set as it stands; if it would not fit
its column, or could break the document, the plain statement is set instead.
"""

from __future__ import annotations

import re
import unicodedata

from verify.report.rows import COLUMNS, ERRATA_COLUMNS, ClaimRow, Table
from verify.report.templates import Raw, environment
from verify.report.texchars import tex_math_is_safe, tex_text
from verify.report.words import shorten

__all__ = ["macro_name", "macros", "tex_document", "tex_macros", "tex_table"]

_NUMBER = re.compile(r"[+-]?\d{1,16}(?:\.\d{1,16})?(?:[eE][+-]?\d{1,4})?")
_FRACTION = re.compile(r"([+-]?\d{1,16})/(\d{1,16})")
_WIDE = 9
"""how many characters of a number fit the narrowest column without a break"""
_DIGITS = ("Zero", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine")


def tex_table(table: Table) -> str:
    r"""Return the longtables of claims and errata, to be read with ``\input``."""
    return _render("table.tex.j2", table)


def tex_macros(table: Table) -> str:
    r"""Return one ``\newcommand`` for each number of the report."""
    return _render("macros.tex.j2", table)


def tex_document(table: Table) -> str:
    """Return a stand-alone document that reads the table and the macros."""
    return _render("report.tex.j2", table)


def _render(name: str, table: Table) -> str:
    env = environment(tex_text)
    env.filters |= {
        "num": _number,
        "code": _code,
        "margin": _margin,
        "statement": _statement,
        "path": _path,
        "value": _value,
        "raw": Raw,
    }
    template = env.get_template(name)
    return template.render(
        table=table, columns=COLUMNS, errata_columns=ERRATA_COLUMNS, macros=macros(table)
    )


def _number(value: str | int) -> Raw:
    """Set a number by siunitx, a fraction as two of them, and anything else as text.

    What may be wider than its column can break between its groups of digits.
    """
    text = str(value)
    if _NUMBER.fullmatch(text):
        return Raw(_num(text))
    if fraction := _FRACTION.fullmatch(text):
        return Raw(rf"{_num(fraction[1])}/\penalty200{_num(fraction[2])}")
    return Raw(tex_text(shorten(text)))


def _num(text: str) -> str:
    options = r"[group-separator={\,\penalty700 }]" if len(text) > _WIDE else ""
    return rf"\num{options}{{{text}}}"


def _value(text: str) -> Raw:
    r"""Return a macro's value: a number stays bare, so that ``\num`` can read it."""
    bare = _FRACTION.fullmatch(text) or re.fullmatch(r"[+-]?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?", text)
    return Raw(text if bare else tex_text(text))


def _code(text: str) -> Raw:
    """Set a name in typewriter type, which has no hyphenation, with breaks inside."""
    return Raw(rf"\texttt{{{tex_text(text, typewriter=True)}}}")


def _margin(claim: ClaimRow) -> Raw:
    if not claim.margin_value:
        return Raw(tex_text(claim.margin))
    value = _number(claim.margin_value)
    meaning = tex_text(claim.margin_meaning)
    return Raw(f"{value} ({meaning})" if meaning else value)


def _statement(claim: ClaimRow) -> Raw:
    plain = tex_text(claim.statement)
    math = re.sub(r"^\s*\$(.*)\$\s*$", r"\1", claim.latex, flags=re.DOTALL)
    if tex_math_is_safe(math):
        return Raw(rf"\flatcheckfit{{${math}$}}{{{plain}}}")
    return Raw(plain)


def _path(text: str) -> Raw:
    """Return a file name for TeX; one with characters special to TeX names no file."""
    return Raw(text if re.fullmatch(r"[\w./+-]+", text, flags=re.ASCII) else "no-such-file")


def macro_name(*parts: str) -> str:
    r"""Return a macro name of letters alone: ``("sco.thm6", "margin")`` is ``ScoThmSixMargin``.

    Digits are spelled out, other letters take the last word of their Unicode name, and every
    other character separates words.
    """
    words: list[str] = []
    for part in parts:
        spelled = ""
        for character in unicodedata.normalize("NFKD", part):
            if character.isascii() and character.isalpha():
                spelled += character
            elif character.isascii() and character.isdigit():
                spelled += f" {_DIGITS[int(character)]} "
            elif character.isalpha():
                name = unicodedata.name(character, "").split(" ")[-1]
                spelled += f" {''.join(c for c in name.title() if c.isascii() and c.isalpha())} "
            else:
                spelled += " "
        words.extend(word[0].upper() + word[1:] for word in spelled.split())
    return "".join(words)


def macros(table: Table) -> tuple[tuple[str, str], ...]:
    """Return the names, without ``flatcheck`` in front, and the values of all macros, in order.

    Two names that fall together are told apart by a spelled count.
    """
    summary = table.summary
    pairs: list[tuple[str, str | int]] = [
        ("Version", table.version),
        ("Profile", table.profile),
        ("Seed", table.seed),
        ("Methods", table.methods),
        ("Theorems", summary.theorems),
        ("TheoremsOk", summary.theorems_ok),
        ("Claims", summary.claims),
        ("ClaimsOk", summary.claims_ok),
        ("Controls", summary.controls),
        ("ControlsKilled", summary.killed),
        ("Vacuous", summary.vacuous),
        ("Errata", summary.errata),
        ("Open", summary.open),
        ("Outcome", "ok" if summary.ok else "not ok"),
    ]
    for section in table.sections:
        stem = macro_name(section.label)
        pairs += [
            (f"{stem}Printed", section.printed),
            (f"{stem}Truth", section.truth),
            (f"{stem}Grade", section.grade),
            (f"{stem}Claims", len(section.claims)),
            (f"{stem}Controls", section.controls),
            (f"{stem}ControlsKilled", section.killed),
        ]
        if section.tightness_ends is not None:
            lower, upper = section.tightness_ends
            pairs += [(f"{stem}Lower", lower), (f"{stem}Upper", upper)]
        for claim in section.claims:
            name = macro_name(section.label, claim.id, claim.reading)
            pairs += [
                (f"{name}Verdict", claim.state),
                (f"{name}Grade", claim.grade),
                (f"{name}Cases", sum(leg.cases for leg in claim.legs)),
                (f"{name}Controls", claim.total),
                (f"{name}ControlsKilled", claim.killed),
            ]
            if claim.margin_value:
                pairs.append((f"{name}Margin", claim.margin_value))
    return _distinct(pairs)


def _distinct(pairs: list[tuple[str, str | int]]) -> tuple[tuple[str, str], ...]:
    names: set[str] = set()
    result = []
    for name, value in pairs:
        distinct, count = name, 1
        while distinct in names:
            count += 1
            distinct = name + macro_name(str(count))
        names.add(distinct)
        result.append((distinct, str(value)))
    return tuple(result)
