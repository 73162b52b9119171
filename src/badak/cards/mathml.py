"""Formulas as MathML, which browsers and notebooks draw by themselves, without a script from elsewhere."""

from __future__ import annotations

from html import escape
from typing import Any

from badak.cards.latex import Accent, Atom, Fence, Fraction, Lines, Root, Row, Scripts, parse
from badak.cards.plain import gaps, pieces, to_text, width

_THIN = '<mspace width="0.17em"/>'
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


def to_breakable(tex: str, columns: int = 64, words: dict[str, str] | None = None) -> str:
    """Return a formula as MathML within a line; a long one in parts, between which the page may begin a new line."""
    row = parse(tex)
    long = max(map(width, to_text(tex, 1000).split("\n"))) > columns
    parts = pieces(row) if long else [row]
    drawn = " &emsp; ".join(f'<math displaystyle="true">{_Writer(words or {}).row(part)}</math>' for part in parts)
    return f'<span class="formula" role="math" aria-label="{escape(tex)}">{drawn}</span>'


class _Writer:
    """Writes the elements of the parts of a formula."""

    def __init__(self, words: dict[str, str]) -> None:
        self.words = words

    def part(self, part: Any) -> str:
        return getattr(self, type(part).__name__.lower())(part)

    def row(self, row: Row) -> str:
        inside = []
        for i, part in enumerate(row.parts):
            before, after = (row.parts[i - 1] if i else None), (row.parts[i + 1] if i + 1 < len(row.parts) else None)
            left, right = gaps(before, part, after) if _kind(part) == "function" else (False, False)
            inside += [_THIN] * left + [self.part(part)] + [_THIN] * right
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
        return f'<mo stretchy="false">{text}</mo>' if text in "{}|" else f"<mo>{text}</mo>"

    def fence(self, part: Fence) -> str:
        stretch = "true" if _tall(part.inside) else "false"  # small brackets around what is no higher than a line
        opening, closing = (f'<mo stretchy="{stretch}" fence="true" form="{form}">{sign}</mo>' for form, sign in
                            (("prefix", part.opening), ("postfix", part.closing)))  # fmt: skip
        return f"<mrow>{opening}{self.row(part.inside)}{closing}</mrow>"

    def fraction(self, part: Fraction) -> str:
        written = f"<mfrac>{self.one(part.above)}{self.one(part.below)}</mfrac>"
        return f'<mstyle displaystyle="false">{written}</mstyle>' if part.small else written

    def root(self, part: Root) -> str:
        return f"<msqrt>{self.one(part.inside)}</msqrt>"

    def scripts(self, part: Scripts) -> str:
        over = _kind(part.base) == "sum" and getattr(part.base, "text", "") != "∫"
        under = over or (
            _is_function(part.base) and part.above is None and getattr(part.base, "text", "") in ("max", "min", "arg")
        )
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

    def cell(self, cell: Row, left: bool) -> str:
        return f'<mtd style="text-align:{"left" if left else "right"};padding:0.15em 0.3em">{self.row(cell)}</mtd>'

    def lines(self, part: Lines) -> str:
        rows = "".join(
            f"<mtr>{''.join(self.cell(cell, i > 0 or part.brace or len(cells) == 1) for i, cell in enumerate(cells))}</mtr>"
            for cells in part.rows
        )
        if part.brace:
            return f'<mrow><mo stretchy="true" fence="true" form="prefix">{{</mo><mtable>{rows}</mtable></mrow>'
        return f'<mtable displaystyle="true">{rows}</mtable>'


def _kind(part: Any) -> str:
    return part.kind if isinstance(part, Atom) else _kind(part.base) if isinstance(part, Scripts) else ""


def _is_function(part: Any) -> bool:
    return _kind(part) == "function"


def _tall(part: Any) -> bool:
    """Say whether something is higher than a line."""
    if isinstance(part, Row):
        return any(_tall(p) for p in part.parts)
    if isinstance(part, Fraction):
        return not part.small
    if isinstance(part, Lines):
        return True
    if isinstance(part, Scripts):
        return _kind(part.base) == "sum" or _tall(part.base)
    return _tall(part.inside) if isinstance(part, Fence | Root | Accent) else False
