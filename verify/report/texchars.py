"""Text to LaTeX, character by character: an explicit map, and a harmless code for the rest.

The result compiles under pdflatex with amssymb whatever the text holds: a character outside the
map appears as its code point, ``[U+1F600]``.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

__all__ = ["ACCENTS", "MATH", "tex_math_is_safe", "tex_text"]

_ESCAPES = {
    "\\": r"\textbackslash{}",
    "{": r"\{",
    "}": r"\}",
    "$": r"\$",
    "&": r"\&",
    "#": r"\#",
    "%": r"\%",
    "_": r"\_",
    "^": r"\textasciicircum{}",
    "~": r"\textasciitilde{}",
    "<": r"\ensuremath{<}",
    ">": r"\ensuremath{>}",
    "|": r"\ensuremath{|}",
    '"': r"\char`\"{}",
}


def _pairs(text: str) -> dict[str, str]:
    """Return the map that `text` lists as keys and values in turn."""
    parts = text.split()
    return dict(zip(parts[::2], parts[1::2], strict=True))


# Character -> LaTeX math, without the dollar signs.
MATH: dict[str, str] = _pairs(r"""
    α \alpha β \beta γ \gamma δ \delta ε \varepsilon ζ \zeta η \eta θ \theta ι \iota
    κ \kappa λ \lambda μ \mu ν \nu ξ \xi ο o π \pi ρ \rho ς \varsigma σ \sigma τ \tau
    υ \upsilon φ \varphi χ \chi ψ \psi ω \omega Γ \Gamma Δ \Delta Θ \Theta Λ \Lambda Ξ \Xi
    Π \Pi Σ \Sigma Υ \Upsilon Φ \Phi Ψ \Psi Ω \Omega Α \mathrm{A} Β \mathrm{B} Ε \mathrm{E}
    Ζ \mathrm{Z} Η \mathrm{H} Ι \mathrm{I} Κ \mathrm{K} Μ \mathrm{M} Ν \mathrm{N}
    Ο \mathrm{O} Ρ \mathrm{P} Τ \mathrm{T} Χ \mathrm{X} ϵ \epsilon ϑ \vartheta ϕ \phi
    ϱ \varrho ≤ \le ≥ \ge ≠ \ne ≈ \approx ≡ \equiv ∼ \sim ≪ \ll ≫ \gg ≲ \lesssim ≳ \gtrsim
    ∝ \propto ≼ \preceq ≽ \succeq ⪯ \preceq ⪰ \succeq ≺ \prec ≻ \succ ≃ \simeq ≅ \cong ≔ :=
    ± \pm ∓ \mp × \times ÷ \div · \cdot ⋅ \cdot − - ∗ * ∘ \circ ⊕ \oplus ⊗ \otimes ⊙ \odot
    ∇ \nabla ∂ \partial ∞ \infty √ \surd ∫ \int ∑ \textstyle\sum ∏ \textstyle\prod ⌊ \lfloor
    ⌋ \rfloor ⌈ \lceil ⌉ \rceil ⟨ \langle ⟩ \rangle ‖ \| ∥ \| ∈ \in ∉ \notin ∋ \ni ⊂ \subset
    ⊆ \subseteq ⊃ \supset ⊇ \supseteq ∪ \cup ∩ \cap ∅ \emptyset ∖ \setminus ∀ \forall
    ∃ \exists ¬ \neg ∧ \wedge ∨ \vee ⊥ \perp ⊤ \top ∣ \mid ∤ \nmid → \to ← \leftarrow
    ↔ \leftrightarrow ⇒ \Rightarrow ⇐ \Leftarrow ⇔ \Leftrightarrow ↦ \mapsto ↑ \uparrow
    ↓ \downarrow ′ ' ″ '' ° ^{\circ} … \ldots ⋯ \cdots ℓ \ell ℏ \hbar ℝ \mathbb{R}
    ℕ \mathbb{N} ℤ \mathbb{Z} ℚ \mathbb{Q} ℂ \mathbb{C} ℙ \mathbb{P} 𝔼 \mathbb{E}
    𝟙 \mathbf{1} 𝟏 \mathbf{1} 𝒟 \mathcal{D} 𝒩 \mathcal{N} ℒ \mathcal{L} ℱ \mathcal{F}
    ℋ \mathcal{H} 𝒪 \mathcal{O} ½ \tfrac12 ⅓ \tfrac13 ⅔ \tfrac23 ¼ \tfrac14 ¾ \tfrac34
    ⅛ \tfrac18 ✓ \checkmark ✗ \times ∎ \blacksquare □ \square
""")
MATH |= {
    c: f"^{{{d}}}" for c, d in zip("⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁿⁱᵀᵈᵏᵗʳ", "0123456789+-=()niTdktr", strict=True)
}
MATH |= {
    c: f"_{{{d}}}"
    for c, d in zip(
        "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓ", "0123456789+-=()aehijklmnoprstuvx", strict=True
    )
}
# Character -> LaTeX text.
TEXT: dict[str, str] = _pairs(r"""
    – \textendash{} — \textemdash{} ‐ - ‑ - ‘ ` ’ ' “ \textquotedblleft{}
    ” \textquotedblright{} „ ,, • \textbullet{} § \S{} ¶ \P{} © \copyright{} † \dag{}
    ‡ \ddag{} ß \ss{} æ \ae{} Æ \AE{} œ \oe{} Œ \OE{} ø \o{} Ø \O{} ł \l{} Ł \L{} ı \i{}
""")
# Combining accent -> the LaTeX command that sets it over a letter.
ACCENTS: dict[str, str] = dict(
    zip(
        "\u0300\u0301\u0302\u0303\u0304\u0306\u0307\u0308\u030a\u030b\u030c\u0323\u0327\u0331",
        "`'^~=u.\"rHvdcb",
        strict=True,
    )
)
_HYPHENATED = re.compile(r"[(\[\"'“‘]?[A-Za-zß-öø-ÿ]{1,18}(?:['’][a-z]{1,2})?[.,:;!?)\]\"'”’]{0,2}")
_LIGATURE = re.compile(r"([-'`,])(?=\1)|[?!](?=`)")
# After these a line may break without a hyphen.
_PUNCTUATION = frozenset("_./,=-()[]{}|:;+*&@…≤≥·")
# A letter alone, or a number, with one index, one power or both; an index or a power after a
# bracket; or else any one character. An index or a power in braces or brackets is short and flat.
_LETTER = "[A-Za-zŵâêîôûŷŝĝα-ωΑ-ΩℓΔ]"
_OPEN = f"(?:-?[0-9]{{1,3}}|-?{_LETTER}|[*])"
_INNER = "[A-Za-z0-9+\\-−/*=,.·α-ωΑ-Ω]"
_GROUP = rf"(?:\{{(?:{_INNER}|\({_INNER}*\)){{1,16}}\}}|\({_INNER}{{1,16}}\))"
_SCRIPT = rf"(?:{_OPEN}(?!(?!ᵀ)[\w^])|{_GROUP})"
_WORD_INDEX = r"_[a-z]{2,4}(?![\w^])"
_ATOM = re.compile(
    rf"(?<![^\W\d_α-ωΑ-Ωᵀ])(?<![_^]){_LETTER}(?:_{_OPEN}\^{_SCRIPT}|_{_SCRIPT}|\^{_SCRIPT}|{_WORD_INDEX})"
    rf"|(?<![\w^])[0-9]{{1,3}}\^{_SCRIPT}"
    rf"|[\])}}|‖∥](?:[_^]{_SCRIPT}|_\+(?![A-Za-z0-9_+]))"
    r"|.",
    re.DOTALL,
)
_MATH_ACCENTS = {"\u0302": r"\hat"}
_LONGEST = 10
# Penalties: a break after punctuation is worse than at a space, one inside a run worse still; TeX
# adds their squares over a paragraph and gives up at 2^30, so they are kept small.
_BREAK = r"\penalty200{}"
_LAST_RESORT = r"\penalty2000{}"


def tex_text(text: str, *, typewriter: bool = False) -> str:
    r"""Return plain text as LaTeX that shows it as it stands.

    Short indices and powers, such as ``F_S^r``, ``P_xor`` and ``[−1, 1]^(d−1)``, are set as such,
    except in `typewriter` type. A long word that TeX cannot hyphenate, such as a formula or a
    name, gets places where a line may break: after punctuation and, as a last resort, anywhere.
    """
    words = re.split(r"(\s+)", unicodedata.normalize("NFC", text))
    return "".join(" " if word.isspace() else _word(word, typewriter) for word in words)


def _word(word: str, typewriter: bool) -> str:
    if not typewriter and _HYPHENATED.fullmatch(word):
        return _join(word)
    atoms = list(word) if typewriter else [m.group() for m in _ATOM.finditer(word)]
    if sum(map(_width, atoms)) <= _LONGEST:
        return _join(atoms)
    # Chunks end after punctuation; a line may always break between them.
    chunks: list[list[str]] = [[]]
    for atom in atoms:
        chunks[-1].append(atom)
        if atom in _PUNCTUATION:
            chunks.append([])
    return _BREAK.join(
        _join(chunk)
        if sum(map(_width, chunk)) <= _LONGEST
        else _LAST_RESORT.join(map(_atom, chunk))
        for chunk in chunks
        if chunk
    )


def _width(atom: str) -> int:
    latex = _atom(atom)
    return len(latex) if latex.startswith("[U+") else len(atom)


def _join(atoms: Iterable[str]) -> str:
    return _LIGATURE.sub(r"\g<0>{}", "".join(map(_atom, atoms)))


def _atom(atom: str) -> str:
    """Return one character, or an index and a power with what they stand at, as LaTeX."""
    if len(atom) == 1:
        return _character(atom)
    base, *scripts = re.split(r"([_^])", atom)
    inner = [MATH.get(base) or {"}": r"\}"}.get(base) or _math_letter(base)]
    for sign, script in zip(scripts[::2], scripts[1::2], strict=True):
        inner.append(f"{sign}{{{_script(script)}}}")
    return rf"\ensuremath{{{''.join(inner)}}}"


def _script(script: str) -> str:
    if len(script) > 1 and script.isascii() and script.isalpha():
        return rf"\mathrm{{{script}}}"
    if script[0] + script[-1] in {"{}", "()"}:
        script = script[1:-1]
    return "".join(MATH.get(c, c) + " " * (c in MATH) for c in script)


def _math_letter(letter: str) -> str:
    decomposed = unicodedata.normalize("NFD", letter)
    accent = _MATH_ACCENTS.get(decomposed[1:])
    return rf"{accent}{{{decomposed[0]}}}" if accent else letter


def _character(character: str) -> str:
    if character in _ESCAPES:
        return _ESCAPES[character]
    if " " <= character <= "~":
        return character
    if character in MATH:
        return rf"\ensuremath{{{MATH[character]}}}"
    if character in TEXT:
        return TEXT[character]
    decomposed = unicodedata.normalize("NFD", character)
    base, marks = decomposed[0], decomposed[1:]
    if marks and base.isascii() and base.isalpha() and all(mark in ACCENTS for mark in marks):
        result = {"i": r"\i", "j": r"\j"}.get(base, base) if marks != "\u0327" else base
        for mark in marks:
            result = f"\\{ACCENTS[mark]}{{{result}}}"
        return result
    if character.isspace():
        return " "
    return f"[U+{ord(character):04X}]"


_FORBIDDEN = re.compile(r"\\\\|(?<!\\)[%#&$]|\\(?:input|include|write|openout|begin|end|par)\b")


def tex_math_is_safe(latex: str) -> bool:
    r"""Return whether math can stand between ``$`` signs without breaking the document around it.

    Braces must balance, and there may be no comment, parameter, alignment, paragraph break or
    non-ASCII character. What passes can still name an undefined macro: that is the author's.
    """
    if not latex.strip() or not latex.isascii() or "\n\n" in latex or _FORBIDDEN.search(latex):
        return False
    depth = 0
    for mark in re.findall(r"\\.|[{}]|\\$", latex, flags=re.DOTALL):
        depth += {"{": 1, "}": -1}.get(mark, 0)
        if depth < 0 or mark == "\\":
            return False
    return depth == 0
