"""Formulas as MathML, which browsers and notebooks draw by themselves, without a script from elsewhere."""

from __future__ import annotations

from html import escape
from typing import Any

from badak.cards.latex import Accent, Atom, Fence, Fraction, Lines, Root, Row, Scripts, parse

_ACCENT = {"\u0304": "¯", "\u0302": "^", "\u0303": "~", "\u0305": "¯", "\u20d7": "→", "\u20d6": "←"}


def to_mathml(tex: str, block: bool = True, words: dict[str, str] | None = None) -> str:
    r"""Return a formula as MathML, with its LaTeX for whoever copies or hears it.

    Args:
        tex: LaTeX.
        block: in a line of its own rather than within one.
        words: other words for texts within the formula (another language).

    Example:
        >>> to_mathml(r"x^2", block=False)
        '<math alttext="x^2"><mrow><msup><mi>x</mi><mn>2</mn></msup></mrow></math>'
    """
    display = ' display="block"' if block else ""
    return f'<math{display} alttext="{escape(tex)}">{_Writer(words or {}).row(parse(tex))}</math>'


class _Writer:
    """Writes the elements of the parts of a formula."""

    def __init__(self, words: dict[str, str]) -> None:
        self.words = words

    def part(self, part: Any) -> str:
        return getattr(self, type(part).__name__.lower())(part)

    def row(self, row: Row) -> str:
        inside = []
        for i, part in enumerate(row.parts):
            inside.append(self.part(part))
            after = row.parts[i + 1] if i + 1 < len(row.parts) else None
            if _is_function(part) and after is not None and not isinstance(after, Fence) and _kind(after) not in ("operator", "space"):
                inside.append('<mspace width="0.17em"/>')
        return f"<mrow>{''.join(inside)}</mrow>"

    def one(self, row: Row) -> str:
        """Write a row as one element, without a needless group."""
        return self.part(row.parts[0]) if len(row.parts) == 1 else self.row(row)

    def atom(self, part: Atom) -> str:
        text = escape(part.text, quote=False)
        if part.kind == "space":
            wide = {0: 0, 1: 0.28, 3: 1, 4: 2}[len(part.text)]
            return f'<mspace width="{wide}em"/>' if wide else ""
        if part.kind == "number":
            return f"<mn>{text}</mn>"
        if part.kind == "letter":
            return f"<mi>{text}</mi>"
        if part.kind in ("function", "word"):
            return f'<mi mathvariant="normal">{text}</mi>' if len(text) == 1 else f"<mi>{text}</mi>"
        if part.kind == "text":
            said = self.words.get(part.text.strip(), part.text.strip())
            before, behind = ("\u00a0" if part.text[:1] == " " else ""), ("\u00a0" if part.text[-1:] == " " else "")
            return f"<mtext>{before}{escape(said, quote=False)}{behind}</mtext>"
        if part.kind == "sum":
            return f'<mo largeop="true" movablelimits="false">{text}</mo>'
        return f"<mo>{text}</mo>"

    def fence(self, part: Fence) -> str:
        opening, closing = (f'<mo stretchy="true" fence="true" form="{form}">{sign}</mo>' for form, sign in
                            (("prefix", part.opening), ("postfix", part.closing)))  # fmt: skip
        return f"<mrow>{opening}{self.row(part.inside)}{closing}</mrow>"

    def fraction(self, part: Fraction) -> str:
        written = f"<mfrac>{self.one(part.above)}{self.one(part.below)}</mfrac>"
        return f'<mstyle displaystyle="false">{written}</mstyle>' if part.small else written

    def root(self, part: Root) -> str:
        return f"<msqrt>{self.one(part.inside)}</msqrt>"

    def scripts(self, part: Scripts) -> str:
        over = _kind(part.base) == "sum" and getattr(part.base, "text", "") != "∫"
        under = over or (_is_function(part.base) and part.above is None and getattr(part.base, "text", "") in ("max", "min", "arg"))
        low, high = ("munder", "mover") if under else ("msub", "msup")
        base = self.part(part.base)
        if part.above is None:
            return f"<{low}>{base}{self.one(part.below or Row(()))}</{low}>"
        if part.below is None:
            return f"<{high}>{base}{self.one(part.above)}</{high}>"
        both = "munderover" if over else "msubsup"
        return f"<{both}>{base}{self.one(part.below)}{self.one(part.above)}</{both}>"

    def accent(self, part: Accent) -> str:
        sign = _ACCENT[part.sign]
        stretch = "true" if part.sign == "\u0305" else "false"
        return f'<mover accent="true">{self.one(part.inside)}<mo stretchy="{stretch}">{sign}</mo></mover>'

    def lines(self, part: Lines) -> str:
        rows = "".join(f"<mtr>{''.join(f'<mtd>{self.row(cell)}</mtd>' for cell in cells)}</mtr>" for cells in part.rows)
        if part.brace:
            return f'<mrow><mo stretchy="true" fence="true" form="prefix">{{</mo><mtable columnalign="left left">{rows}</mtable></mrow>'
        return f'<mtable displaystyle="true" columnalign="right left">{rows}</mtable>'


def _kind(part: Any) -> str:
    return part.kind if isinstance(part, Atom) else _kind(part.base) if isinstance(part, Scripts) else ""


def _is_function(part: Any) -> bool:
    return _kind(part) == "function"
