"""Formulas become text and MathML, all of them, with nothing left of LaTeX."""

from __future__ import annotations

import re
import unicodedata
import xml.etree.ElementTree as ElementTree

import pytest

from badak.autograd.op import OPS
from badak.cards.build import card_of
from badak.cards.latex import FUNCTIONS, LETTERS, OPERATORS, SUMS, parse
from badak.cards.mathml import to_breakable, to_mathml
from badak.cards.plain import to_text, width
from badak.cards.subjects import subjects
from badak.cards.wording import KOREAN


def formulas() -> dict[str, str]:
    """Return every formula that a card shows, and where it comes from."""
    found = {tex: f"op {name}" for name, record in OPS.items() for tex in (record.formula, record.gradient) if tex}
    for (kind, name), subject in subjects().items():
        for row in card_of(subject).rows:
            if row.kind == "formula":
                found.setdefault(row.content, f"{kind} {name}")
    return found


ALL = formulas()


@pytest.mark.parametrize(
    ("tex", "text"),
    [
        (r"x\,\sigma(x)", "x σ(x)"),
        (r"\tfrac12 x^2", "½x²"),
        (r"h_{t-1} U^{\top}", "hₜ₋₁Uᵀ"),
        (r"\min(\max(x, -1), 1)", "min(max(x, −1), 1)"),
        (r"-t\ln\sigma(x)", "−t ln σ(x)"),
        (r"p\sum_k t_k", "p ∑ₖ tₖ"),
        (r"\bar x = g\,\hat y", "x̄ = g ŷ"),
        (r"\sqrt{x^2 + b}", "√(x² + b)"),
        (r"x_{[\mathrm{index}]} \mathrel{+}= g", "x        += g\n [index]"),
        (r"\frac{1}{1 + e^{-x}}", "    1\n─────────\n 1 + e⁻ˣ"),
        (r"\begin{cases} 1 & x > 0 \\ 0 & x \le 0 \end{cases}", "⎧ 1  for x > 0\n⎩ 0  for x ≤ 0"),
        (r"\sum_{j=1}^{d} x_j", " d\n ∑  xⱼ\nj=1"),
        (r"p &\leftarrow p - g \\ v_t &\leftarrow v", " p ← p − g\nvₜ ← v"),
    ],
)
def test_text(tex: str, text: str) -> None:
    assert to_text(tex) == text


@pytest.mark.parametrize(
    ("tex", "inside"),
    [
        ("x_i^2", "<msubsup><mi>x</mi><mi>i</mi><mn>2</mn></msubsup>"),
        (r"\frac{a}{b}", "<mfrac><mi>a</mi><mi>b</mi></mfrac>"),
        (r"\sqrt x", "<msqrt><mi>x</mi></msqrt>"),
        (r"\hat y", '<mover accent="true"><mi>y</mi><mo stretchy="false">^</mo></mover>'),
        (r"a < b", "<mo>&lt;</mo>"),
    ],
)
def test_mathml(tex: str, inside: str) -> None:
    assert inside in to_mathml(tex)


@pytest.mark.parametrize("tex", [r"\unknown x", r"\begin{matrix} x \end{matrix}", r"\frac{a}{b", "a } b"])
def test_what_is_not_understood_is_said(tex: str) -> None:
    with pytest.raises(ValueError, match="badak's formulas|does not close|closes nothing"):
        parse(tex)


@pytest.mark.parametrize("language", ["en", "ko"])
def test_every_formula_is_drawn_without_remains(language: str) -> None:
    words = KOREAN if language == "ko" else {}
    assert len(ALL) > 350
    for tex, where in ALL.items():
        text = to_text(tex, 90, words)
        drawn = ElementTree.fromstring(to_mathml(tex, words=words))
        seen = "".join(drawn.itertext())
        for shown in (text, seen):
            assert shown.strip(), where
            assert not re.search(r"[\\$&]|_(?!sigmoid)|\bfrac|\bmathrm|\btext\b", shown), (where, shown)
            assert shown is seen or "^" not in shown, (where, shown)
            assert not [c for c in shown if unicodedata.category(c) in ("Co", "Cn", "Cc") and c != "\n"], where
        lines = text.split("\n")
        assert max(map(width, lines)) <= 110, where


def test_nothing_is_lost_on_the_way() -> None:
    """Each letter, number and sign of the tree stands in the MathML, in order, and in the text."""

    def signs(part) -> list[str]:
        if hasattr(part, "kind"):
            return [part.text] if part.kind not in ("space", "text") else []
        found = []
        for value in vars(part).values():
            for inner in value if isinstance(value, tuple) else (value,):
                for one in inner if isinstance(inner, tuple) else (inner,):
                    found += signs(one) if hasattr(one, "__dataclass_fields__") else []
        return found

    for tex, where in ALL.items():
        wanted = signs(parse(tex))
        seen = "".join(ElementTree.fromstring(to_mathml(tex)).itertext())
        for sign in set(wanted):
            assert seen.count(sign) >= 1, (where, sign)
        letters = [s for s in wanted if s.isalpha() and len(s) == 1 and s.isascii()]
        assert len([c for c in seen if c in letters]) >= len(letters), where


def test_words_in_formulas_have_a_translation() -> None:
    words = {found.strip() for tex in ALL for found in re.findall(r"\\text\{([^}]*)\}", tex)}
    assert {w for w in words if re.search("[A-Za-z]", w)} <= set(KOREAN)
    for tex, where in ALL.items():
        text = to_text(tex, 1000, KOREAN)
        for word in re.findall(r"\\text\{([^}]*)\}", tex):
            translated = KOREAN.get(word.strip(), "")
            assert word.strip() not in text.replace(translated, ""), (where, text)


def test_long_formulas_come_in_parts() -> None:
    lstm = OPS["lstm"].gradient
    assert to_breakable(lstm).count("<math") >= 3
    assert max(map(width, to_text(lstm, 70).split("\n"))) <= 110
    for table in (LETTERS, OPERATORS, FUNCTIONS, SUMS):
        for name in table:
            assert parse("\\" + name)


def test_the_comma_behind_cases_belongs_to_no_case() -> None:
    first = to_text(OPS["selu"].formula).split("\n")[0]
    assert first.startswith("λ⎧") and "x > 0   α" in first


def test_another_converter_reads_the_same() -> None:
    """Letters, numbers and relations of every formula, as the converter that draws the documentation has them."""
    convert = pytest.importorskip("latex2mathml.converter", reason="part of the extra [docs]").convert

    def signs(page: str) -> list[str]:
        text = "".join(ElementTree.fromstring(page).itertext()).replace("ϵ", "ε")
        return sorted(re.sub(r"[^A-Za-z0-9α-ωϕΓ-Ω=<>+≤≥∑∏]", "", text))

    for tex, where in ALL.items():
        theirs = tex.replace("{aligned}", "{align*}")
        if "\\\\" in theirs and "\\begin" not in theirs:
            theirs = rf"\begin{{align*}}{theirs}\end{{align*}}"
        assert signs(to_mathml(tex)) == signs(convert(theirs)), (where, tex)
