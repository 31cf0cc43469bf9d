"""Words for the table: how values, witnesses and verdicts are written, and how they are shortened.

The rule of the ellipsis: a run of more than 16 digits keeps its first 6 and last 4 and says how
many there were, after a decimal point its first 10; a list of more than 6 entries keeps its first
3 and its last and says how many there were. A witness leaves out the numbers of its re-check.
Nothing else is left out, and ``report.json`` always holds the whole.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Any

from verify.report.schema import Claim, Leg, Theorem, Witness

__all__ = [
    "ELLIPSIS_RULE",
    "clean",
    "designation",
    "is_shortened",
    "leg_name",
    "leg_reason",
    "named",
    "readings",
    "shorten",
    "value_text",
    "verdict_text",
    "witness_text",
]

ELLIPSIS_RULE = (
    "An ellipsis in a number or a list stands for digits or entries left out; their full count is"
    " given in brackets, except after a decimal point. report.json holds all of them."
)
VERDICTS = {
    "holds": "holds",
    "refuted": "refuted",
    "undecided": "undecided",
    "not_run": "not run",
    "error": "error",
}
_DECIMALS = re.compile(r"(?<=\d\.)(\d{10})\d{7,}")
_DIGITS = re.compile(r"\d{17,}")
_CUT = re.compile(r"\.\d{10}…|\d{6}…\d{4} \[|, …, .*entries\]")
_RELATIONS = {">=": "≥", "<=": "≤", "==": "="}
_BALL = re.compile(r"\[(-?\d+\.\d{10}…), (-?\d+\.\d{10}…)\]")
_GREEK = {
    "alpha": "α",
    "beta": "β",
    "delta": "δ",
    "eps": "ε",
    "epsilon": "ε",
    "eta": "η",
    "kappa": "κ",
    "lambda": "λ",
    "rho": "ρ",
    "sigma": "σ",
    "tau": "τ",
    "theta": "θ",
}
_GREEK_NAME = re.compile(r"\b(" + "|".join(_GREEK) + r")\b")
_UNPRINTABLE = frozenset({"Cc", "Cf", "Cs", "Co", "Cn"})


def clean(value: Any) -> Any:
    """Return JSON data whose strings hold no control, format or unassigned characters.

    White space of any kind becomes a space, everything else unprintable becomes U+FFFD, so that
    no text can move a cursor, reverse the reading direction or break an XML file.
    """
    if isinstance(value, str):
        return "".join(
            character
            if unicodedata.category(character) not in _UNPRINTABLE
            else (" " if character.isspace() else "\ufffd")
            for character in value
        )
    if isinstance(value, dict):
        return {clean(key): clean(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [clean(item) for item in value]
    return value


def shorten(text: str) -> str:
    """Return `text` with long runs of digits cut by the rule of the ellipsis."""

    def cut(match: re.Match[str]) -> str:
        digits = match.group()
        return f"{digits[:6]}…{digits[-4:]} [{len(digits)} digits]"

    cut_text = _DIGITS.sub(cut, _DECIMALS.sub(r"\1…", text))
    # a ball narrower than what is shown of its ends reads as one number
    return _BALL.sub(lambda m: m[1] if m[1] == m[2] else m[0], cut_text)


def named(text: str) -> str:
    """Return `text` with parameters whose names spell Greek letters written as those letters."""
    return _GREEK_NAME.sub(lambda m: _GREEK[m[1]], text)


def is_shortened(text: str) -> bool:
    """Return whether the rule of the ellipsis was applied to `text`."""
    return _CUT.search(text) is not None


def value_text(value: Any, *, full: bool = False) -> str:
    """Return a JSON value as text, shortened unless `full`."""
    if value is None:
        return "none"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dict):
        return (
            "{" + ", ".join(f"{key}: {value_text(v, full=full)}" for key, v in value.items()) + "}"
        )
    if isinstance(value, list | tuple):
        parts = [value_text(item, full=full) for item in value]
        if full or len(parts) <= 6:
            return "[" + ", ".join(parts) + "]"
        return "[" + ", ".join([*parts[:3], "…", parts[-1]]) + f"] [{len(parts)} entries]"
    return str(value) if full else shorten(str(value))


def witness_text(witness: Witness | None, *, full: bool = False) -> str:
    """Return a witness as ``n = 2, η = 1/3 gives 5/4 where ≤ 1 is claimed; re-checked``."""
    if witness is None:
        return "none"

    def listing(pairs: dict[str, Any]) -> str:
        return ", ".join(f"{named(k)} = {value_text(v, full=full)}" for k, v in pairs.items())

    values = dict(witness.values)
    recheck = values.pop("recheck", None)
    found = ""
    if {"left", "relation", "right"} <= values.keys():
        relation = value_text(values.pop("relation"))
        left, right = (value_text(values.pop(side), full=full) for side in ("left", "right"))
        found = f"{left} where {_RELATIONS.get(relation, relation)} {right} is claimed"
    if values:
        found = f"{found} ({listing(values)})" if found else listing(values)
    place = listing(witness.point)
    text = f"{place} gives {found}" if place and found else place or found or "no point given"
    text += "; re-checked" if witness.rechecked else "; not re-checked"
    if full and recheck is not None:
        text += f" with {value_text(recheck, full=True)}"
    return text if witness.in_domain else text + "; outside the domain"


def designation(theorem: Theorem) -> str:
    """Return what the paper calls the theorem, ``Theorem 6``, or "" if it has no number."""
    kind = theorem.kind.capitalize()
    if not theorem.number or theorem.number.casefold().startswith(kind.casefold()):
        return theorem.number
    return f"{kind} {theorem.number}"


def readings(theorem: Theorem) -> str:
    """Return both sums of a theorem, ``printed: refuted · corrected: holds``."""
    printed = f"printed: {VERDICTS[theorem.printed]}"
    if any(claim.reading == "corrected" for claim in theorem.claims):
        return f"{printed} · corrected: {VERDICTS[theorem.truth]}"
    if theorem.truth != theorem.printed:
        return f"{printed} · true readings: {VERDICTS[theorem.truth]}"
    return printed


def verdict_text(claim: Claim) -> str:
    """Return the verdict of a claim together with what was expected of it."""
    verdict = VERDICTS[claim.verdict]
    if claim.verdict == claim.expected:
        text = f"{verdict}, as expected"
    else:
        text = f"{verdict}, but expected {VERDICTS[claim.expected]}"
    return f"{text}, yet vacuous" if claim.vacuous else text


def leg_reason(leg: Leg) -> str:
    """Return why a leg decided nothing, as the leg itself says."""
    reason = leg.detail.get("reason")
    return value_text(reason) if reason else "no reason given"


def leg_name(leg: Leg) -> str:
    """Return the method of a leg, with the leg's own name where it has one."""
    name = leg.detail.get("name")
    return f"{leg.method} ({name})" if name else leg.method
