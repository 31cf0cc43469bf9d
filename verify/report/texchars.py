"""Text to LaTeX, character by character: an explicit map, and a harmless code for the rest.

The result compiles under pdflatex with amssymb whatever the text holds: a character outside the
map appears as its code point, ``[U+1F600]``.
"""

from __future__ import annotations

import re
import unicodedata

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
_GREEK = {
    name: chr(code)
    for code, name in enumerate(
        "alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi omicron pi rho"
        " varsigma sigma tau upsilon phi chi psi omega".split(),
        0x3B1,
    )
}
_GREEK_CAPITALS = {
    "Gamma": "Γ",
    "Delta": "Δ",
    "Theta": "Θ",
    "Lambda": "Λ",
    "Xi": "Ξ",
    "Pi": "Π",
    "Sigma": "Σ",
    "Upsilon": "Υ",
    "Phi": "Φ",
    "Psi": "Ψ",
    "Omega": "Ω",
}
MATH: dict[str, str] = {
    **{character: f"\\{name}" for name, character in _GREEK.items()},
    **{character: f"\\{name}" for name, character in _GREEK_CAPITALS.items()},
    **dict(zip("ΑΒΕΖΗΙΚΜΝΟΡΤΧ", (f"\\mathrm{{{c}}}" for c in "ABEZHIKMNOPTX"), strict=True)),
    "ο": "o",
    "ϵ": r"\epsilon",
    "ε": r"\varepsilon",
    "ϑ": r"\vartheta",
    "ϕ": r"\phi",
    "φ": r"\varphi",
    "ϱ": r"\varrho",
    **{c: f"^{{{d}}}" for c, d in zip("⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁿⁱᵀᵈᵏᵗʳ", "0123456789+-=()niTdktr", strict=True)},
    **{c: f"_{{{d}}}" for c, d in zip("₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓ", "0123456789+-=()aehijklmnoprstuvx", strict=True)},
    **{"≤": r"\le", "≥": r"\ge", "≠": r"\ne", "≈": r"\approx", "≡": r"\equiv", "∼": r"\sim"},
    **{"≪": r"\ll", "≫": r"\gg", "≲": r"\lesssim", "≳": r"\gtrsim", "∝": r"\propto"},
    **{"≼": r"\preceq", "≽": r"\succeq", "⪯": r"\preceq", "⪰": r"\succeq"},
    **{"≺": r"\prec", "≻": r"\succ", "≃": r"\simeq", "≅": r"\cong", "≔": ":="},
    **{"±": r"\pm", "∓": r"\mp", "×": r"\times", "÷": r"\div", "·": r"\cdot", "⋅": r"\cdot"},
    **{"−": "-", "∗": "*", "∘": r"\circ", "⊕": r"\oplus", "⊗": r"\otimes", "⊙": r"\odot"},
    **{"∇": r"\nabla", "∂": r"\partial", "∞": r"\infty", "√": r"\surd", "∫": r"\int"},
    **{"∑": r"\textstyle\sum", "∏": r"\textstyle\prod", "⌊": r"\lfloor", "⌋": r"\rfloor"},
    **{"⌈": r"\lceil", "⌉": r"\rceil", "⟨": r"\langle", "⟩": r"\rangle", "‖": r"\|", "∥": r"\|"},
    **{"∈": r"\in", "∉": r"\notin", "∋": r"\ni", "⊂": r"\subset", "⊆": r"\subseteq"},
    **{"⊃": r"\supset", "⊇": r"\supseteq", "∪": r"\cup", "∩": r"\cap", "∅": r"\emptyset"},
    **{"∖": r"\setminus", "∀": r"\forall", "∃": r"\exists", "¬": r"\neg", "∧": r"\wedge"},
    **{"∨": r"\vee", "⊥": r"\perp", "⊤": r"\top", "∣": r"\mid", "∤": r"\nmid"},
    **{"→": r"\to", "←": r"\leftarrow", "↔": r"\leftrightarrow", "⇒": r"\Rightarrow"},
    **{"⇐": r"\Leftarrow", "⇔": r"\Leftrightarrow", "↦": r"\mapsto", "↑": r"\uparrow"},
    **{"↓": r"\downarrow", "′": "'", "″": "''", "°": r"^{\circ}", "…": r"\ldots", "⋯": r"\cdots"},
    **{"ℓ": r"\ell", "ℏ": r"\hbar", "ℝ": r"\mathbb{R}", "ℕ": r"\mathbb{N}", "ℤ": r"\mathbb{Z}"},
    **{"ℚ": r"\mathbb{Q}", "ℂ": r"\mathbb{C}", "ℙ": r"\mathbb{P}", "𝔼": r"\mathbb{E}"},
    **{"𝟙": r"\mathbf{1}", "𝟏": r"\mathbf{1}", "𝒟": r"\mathcal{D}", "𝒩": r"\mathcal{N}"},
    **{"ℒ": r"\mathcal{L}", "ℱ": r"\mathcal{F}", "ℋ": r"\mathcal{H}", "𝒪": r"\mathcal{O}"},
    **{"½": r"\tfrac12", "⅓": r"\tfrac13", "⅔": r"\tfrac23", "¼": r"\tfrac14", "¾": r"\tfrac34"},
    **{"⅛": r"\tfrac18", "✓": r"\checkmark", "✗": r"\times", "∎": r"\blacksquare", "□": r"\square"},
}
TEXT: dict[str, str] = {
    **{"–": r"\textendash{}", "—": r"\textemdash{}", "‐": "-", "‑": "-", "‘": "`", "’": "'"},
    **{"“": r"\textquotedblleft{}", "”": r"\textquotedblright{}", "„": ",,", "•": r"\textbullet{}", "§": r"\S{}", "¶": r"\P{}"},
    **{"©": r"\copyright{}", "†": r"\dag{}", "‡": r"\ddag{}", "ß": r"\ss{}", "æ": r"\ae{}"},
    **{"Æ": r"\AE{}", "œ": r"\oe{}", "Œ": r"\OE{}", "ø": r"\o{}", "Ø": r"\O{}", "ł": r"\l{}"},
    **{"Ł": r"\L{}", "ı": r"\i{}", "\u00a0": " ", "\u2009": " ", "\u202f": " "},
}
ACCENTS = {
    **{"\u0300": "`", "\u0301": "'", "\u0302": "^", "\u0303": "~", "\u0304": "=", "\u0306": "u"},
    **{"\u0307": ".", "\u0308": '"', "\u030a": "r", "\u030b": "H", "\u030c": "v", "\u0323": "d"},
    **{"\u0327": "c", "\u0331": "b"},
}
_HYPHENATED = re.compile(r"[(\[\"'“‘]?[A-Za-zß-öø-ÿ]{1,18}(?:['’][a-z]{1,2})?[.,:;!?)\]\"'”’]{0,2}")
_LIGATURE = re.compile(r"([-'`,])(?=\1)|[?!](?=`)")
# After these a line may break without a hyphen.
_PUNCTUATION = re.escape("_./,=-()[]{}|:;+*&@…≤≥·")
_LONGEST = 10
# Penalties: a break after punctuation is worse than at a space, one inside a run worse still; TeX
# adds their squares over a paragraph and gives up at 2^30, so they are kept small.
_BREAK = r"\penalty200{}"
_LAST_RESORT = r"\penalty2000{}"


def tex_text(text: str, *, hyphenation: bool = True) -> str:
    r"""Return plain text as LaTeX that shows it as it stands.

    A long word that TeX cannot hyphenate, such as a formula or a name, gets places where a line
    may break: after punctuation and, as a last resort, anywhere. Typewriter fonts have no
    `hyphenation` at all.
    """
    words = re.split(r"(\s+)", unicodedata.normalize("NFC", text))
    return "".join(" " if word.isspace() else _word(word, hyphenation) for word in words)


def _word(word: str, hyphenation: bool) -> str:
    if hyphenation and _HYPHENATED.fullmatch(word):
        return _join(word)
    chunks = re.findall(rf"[^{_PUNCTUATION}]*[{_PUNCTUATION}]|[^{_PUNCTUATION}]+", word)
    if sum(map(_width, word)) <= _LONGEST:
        return _join(word)
    return _BREAK.join(
        _join(chunk) if sum(map(_width, chunk)) <= _LONGEST else _LAST_RESORT.join(map(_character, chunk))
        for chunk in chunks
    )


def _width(character: str) -> int:
    piece = _character(character)
    return len(piece) if piece.startswith("[U+") else 1


def _join(text: str) -> str:
    return _LIGATURE.sub(r"\g<0>{}", "".join(map(_character, text)))


def _character(character: str) -> str:
    if character in _ESCAPES:
        return _ESCAPES[character]
    if " " <= character <= "~":
        return character
    if character in MATH:
        return rf"\ensuremath{{{MATH[character]}}}"
    if character in TEXT:
        return TEXT[character]
    base, *marks = unicodedata.normalize("NFD", character)
    if marks and base.isascii() and base.isalpha() and all(mark in ACCENTS for mark in marks):
        result = {"i": r"\i", "j": r"\j"}.get(base, base) if marks != ["\u0327"] else base
        for mark in marks:
            result = f"\\{ACCENTS[mark]}{{{result}}}"
        return result
    if character.isspace():
        return " "
    return f"[U+{ord(character):04X}]"


_FORBIDDEN = re.compile(
    r"\\\\|(?<!\\)[%#&$]|\\(?:input|include|write|openout|begin|end|par)\b"
)


def tex_math_is_safe(latex: str) -> bool:
    r"""Return whether math can stand between ``$`` signs without breaking the document around it.

    Braces must balance, and there may be no comment, parameter, alignment, paragraph break or
    non-ASCII character. What passes can still name an undefined macro: that is the author's.
    """
    if not latex.strip() or not latex.isascii() or "\n\n" in latex or _FORBIDDEN.search(latex):
        return False
    depth = 0
    for token in re.findall(r"\\.|[{}]|\\$", latex, flags=re.DOTALL):
        depth += {"{": 1, "}": -1}.get(token, 0)
        if depth < 0 or token == "\\":
            return False
    return depth == 0
