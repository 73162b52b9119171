r"""Formulas as text for a terminal: Unicode signs, indices where there are signs for them, and more lines where there are not.

A formula is laid out in boxes: lines of text of which one, the base line, is that of the neighbours.
"""

from __future__ import annotations

import unicodedata
from typing import Any, NamedTuple

from badak.cards.latex import Accent, Atom, Fence, Fraction, Lines, Root, Row, Scripts, parse

_RAISED = dict(
    zip(
        "0123456789+−=()abcdefghijklmnoprstuvwxyzABDEGHIJKLMNOPRTUVWαβγδθϕφχ/⊤′,·",
        "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐⁿᵒᵖʳˢᵗᵘᵛʷˣʸᶻᴬᴮᴰᴱᴳᴴᴵᴶᴷᴸᴹᴺᴼᴾᴿᵀᵁⱽᵂᵅᵝᵞᵟᶿᵠᵠᵡᐟᵀ′˒·",
        strict=True,
    )
)
_LOWERED = dict(zip("0123456789+−=()aehijklmnoprstuvxβγρϕφχ", "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓᵦᵧᵨᵩᵩᵪ", strict=True))
_TALL = {  # top, middle, bottom of brackets over several lines
    "(": "⎛⎜⎝", ")": "⎞⎟⎠", "[": "⎡⎢⎣", "]": "⎤⎥⎦", "|": "│││", "‖": "‖‖‖", "⌊": "⎢⎢⎣", "⌋": "⎥⎥⎦", "⌈": "⎡⎢⎢", "⌉": "⎤⎥⎥",
    "⟨": "⟨⟨⟨", "⟩": "⟩⟩⟩",
}  # fmt: skip


class Box(NamedTuple):
    """Lines of equal width and the number of the base line among them."""

    lines: tuple[str, ...]
    base: int

    @property
    def flat(self) -> bool:
        """Whether it is a single line."""
        return len(self.lines) == 1

    @property
    def width(self) -> int:
        """Columns that it takes."""
        return width(self.lines[0]) if self.lines else 0


def width(text: str) -> int:
    """Return how many columns a text takes: two for Hangul, none for accents."""
    return sum(0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def to_text(tex: str, columns: int = 100, words: dict[str, str] | None = None) -> str:
    r"""Return a formula as text of one line or several.

    Args:
        tex: LaTeX.
        columns: a formula that is wider is broken where its author left a wide space.
        words: other words for texts within the formula (another language).

    Returns:
        Text, its lines without blanks at their ends.

    Example:
        >>> to_text(r"x\,\sigma(x)")
        'x σ(x)'
        >>> print(to_text(r"\begin{cases} x & x > 0 \\ \alpha x & x \le 0 \end{cases}"))
        ⎧ x   for x > 0
        ⎩ αx  for x ≤ 0
    """
    writer = _Writer({"for": "for", **(words or {})})
    row = parse(tex)
    box = writer.row(row)
    if box.width > columns or any(_ends_cases(row.parts, i) for i in range(len(row.parts))):
        boxes = [writer.row(part) for part in pieces(row)]
        lines: list[Box] = []
        for piece in boxes:
            if lines and lines[-1].width + 3 + piece.width <= columns:
                lines[-1] = _beside([lines[-1], _text("   "), piece])
            else:
                lines.append(piece)
        text: list[str] = []
        for line in lines:
            text += line.lines
    else:
        text = list(box.lines)
    return unicodedata.normalize("NFC", "\n".join(line.rstrip() for line in text))  # one sign for ŷ, where there is one


def pieces(row: Row) -> list[Row]:
    """Part a long formula behind the commas that a space follows."""
    pieces: list[list[Any]] = [[]]
    parts = row.parts
    for i, part in enumerate(parts):
        if isinstance(part, Lines) and len(parts) == 1:
            return [Row((Lines((line,), part.brace),)) for line in part.rows]
        comma = i > 0 and isinstance(part, Atom) and part.kind == "space" and getattr(parts[i - 1], "text", "") == ","
        if comma:
            if len(pieces[-1]) > 1 and _ends_cases(parts, i - 2):
                pieces[-1].pop()  # a comma in the first line of several would seem to belong to that line
            pieces.append([])
        else:
            pieces[-1].append(part)
    return [Row(tuple(piece)) for piece in pieces]


def _ends_cases(parts: tuple[Any, ...], i: int) -> bool:
    """Say whether a choice of cases stands there with a comma behind it."""
    return (
        isinstance(parts[i], Lines)
        and parts[i].brace
        and i + 1 < len(parts)
        and getattr(parts[i + 1], "text", "") == ","
    )


def _text(text: str) -> Box:
    return Box((text,), 0)


def _beside(boxes: list[Box]) -> Box:
    """Put boxes side by side, base line at base line."""
    boxes = [box for box in boxes if box.lines != ("",)]
    if not boxes:
        return _text("")
    above = max(box.base for box in boxes)
    below = max(len(box.lines) - box.base for box in boxes)
    lines = [""] * (above + below)
    for box in boxes:
        blank = " " * box.width
        for i in range(len(lines)):
            j = i - above + box.base
            lines[i] += box.lines[j] if 0 <= j < len(box.lines) else blank
    return Box(tuple(lines), above)


def _over(boxes: list[Box], base: int, left: bool = False) -> Box:
    """Put boxes one over the other, in the middle or at the left; ``base`` says which line is the base line."""
    wide = max(box.width for box in boxes)
    lines = []
    for box in boxes:
        free = wide - box.width
        before = 0 if left else free // 2
        lines += [" " * before + line + " " * (free - before) for line in box.lines]
    return Box(tuple(lines), base)


class _Writer:
    """Makes boxes of the parts of a formula."""

    def __init__(self, words: dict[str, str]) -> None:
        self.words = words

    def part(self, part: Any, tight: bool = False) -> Box:
        if isinstance(part, Row):
            return self.row(part, tight)
        if isinstance(part, Atom) and part.kind == "text":
            bare = part.text.strip()
            return _text(self.words.get(bare, bare).join(_around(part)))
        if isinstance(part, Atom):
            return _text(part.text)
        return getattr(self, type(part).__name__.lower())(part, tight)

    def row(self, row: Row, tight: bool = False) -> Box:
        boxes: list[Box] = []
        parts = [part for part in row.parts if not (_kind(part) == "space" and not part.text)]
        for i, part in enumerate(parts):
            before, after = (parts[i - 1] if i else None), (parts[i + 1] if i + 1 < len(parts) else None)
            box = self.part(part, tight)
            left, right = (False, False) if tight else gaps(before, part, after)
            boxes += [_text(" ")] * left + [box] + [_text(" ")] * right
        return _beside(boxes)

    def fence(self, part: Fence, tight: bool) -> Box:
        inside = self.row(part.inside, tight)
        high = len(inside.lines)
        if high == 1:
            return _beside([_text(part.opening), inside, _text(part.closing)])
        return _beside([_tall(part.opening, inside), inside, _tall(part.closing, inside)])

    def fraction(self, part: Fraction, tight: bool) -> Box:
        above, below = self.row(part.above, True), self.row(part.below, True)
        flat = len(above.lines) == len(below.lines) == 1
        if flat and (tight or part.small or above.width + below.width <= 2):
            halves = {("1", "2"): "½", ("1", "4"): "¼", ("1", "3"): "⅓"}
            one = halves.get((above.lines[0], below.lines[0]))
            return _text(one or f"{_grouped(part.above, above)}/{_grouped(part.below, below)}")
        above, below = self.row(part.above), self.row(part.below)
        line = "─" * (max(above.width, below.width) + 2)
        return _over([above, _text(line), below], len(above.lines))

    def root(self, part: Root, tight: bool) -> Box:
        inside = self.row(part.inside, True)
        if not inside.flat:
            inside = self.row(part.inside)
            return _beside([_text("√"), _tall("(", inside), inside, _tall(")", inside)])
        text = inside.lines[0]
        if len(part.inside.parts) == 1 and width(text) <= 2:
            return _text("√" + text)
        return _text(f"√({self.row(part.inside, tight).lines[0]})")

    def scripts(self, part: Scripts, tight: bool) -> Box:
        base = self.part(part.base, tight)
        below = None if part.below is None else self.row(part.below, True)
        above = None if part.above is None else self.row(part.above, True)
        low = None if below is None else _shifted(below, _LOWERED)
        high = None if above is None else _shifted(above, _RAISED)
        flat = (below is None or low is not None) and (above is None or high is not None)
        if _kind(part.base) == "sum" and not (flat and above is None):
            boxes = [box for box in (above, base, below) if box is not None]
            return _over(boxes, 0 if above is None else len(above.lines))
        if flat:
            return (
                _beside([base, _text((low or "") + (high or ""))])
                if len(base.lines) == 1
                else _corner(base, below, above)
            )
        if _kind(part.base) == "function" and above is None and below is not None:  # max over what stands below
            return _over([base, below], base.base)
        if low is not None and above is not None:  # x₁ to the power of something that has no raised sign
            return _corner(_beside([base, _text(low)]), None, above)
        if high is not None and below is not None:
            return _corner(base, below, _text(high), raised=True)
        return _corner(base, below, above)

    def accent(self, part: Accent, tight: bool) -> Box:
        inside = self.row(part.inside, True)
        if len(inside.lines) == 1:
            sign, text = part.sign, inside.lines[0]
            if sum(not unicodedata.combining(c) for c in text) == 1:
                return _text(text + ("\u0304" if sign == "\u0305" else sign))
            if sign == "\u0304":
                sign = "\u0305"
            return _text("".join(c + sign if not unicodedata.combining(c) and c != " " else c for c in text))
        return _over([_text("_" * inside.width), inside], 1 + inside.base)

    def lines(self, part: Lines, tight: bool) -> Box:
        rows = [[self.row(cell) for cell in cells] for cells in part.rows]
        widths = [max((row[i].width for row in rows if i < len(row)), default=0) for i in range(max(map(len, rows)))]
        boxes = []
        for row in rows:
            parts = []
            for i, box in enumerate(row):
                fill = _text(" " * (widths[i] - box.width)) if i + 1 < len(row) else _text("")
                if i and part.brace:
                    word = self.words["for"] if not _begins_with_words(part.rows[len(boxes)][i]) else ""
                    lead = _text(f"  {word} " if word else "  ")
                    parts += [lead, box]
                else:
                    parts += [fill, box, _text(" ")] if i == 0 and not part.brace and len(row) > 1 else [box, fill]
            boxes.append(_beside(parts))
        height = sum(len(box.lines) for box in boxes)
        stacked = _over(boxes, (height - 1) // 2, left=True)
        if not part.brace:
            return stacked
        return _beside([Box(_brace(height), stacked.base), _text(" "), stacked])


def _around(part: Atom) -> tuple[str, str]:
    """Return the blanks before and behind a text."""
    text = part.text
    return (" " if text[:1] == " " else "", " " if text[-1:] == " " else "")


def _begins_with_words(row: Row) -> bool:
    return bool(row.parts) and isinstance(row.parts[0], Atom) and row.parts[0].kind == "text"


def _kind(part: Any) -> str:
    if isinstance(part, Atom):
        return part.kind
    return _kind(part.base) if isinstance(part, Scripts) else ""


def gaps(before: Any, part: Any, after: Any) -> tuple[bool, bool]:
    """Say whether a blank belongs before and behind a part of a row."""
    kind, last, following = _kind(part), _kind(before), _kind(after)
    if kind == "operator":
        if part.text == "/":
            return False, False
        unary = before is None or last == "operator" or getattr(before, "text", "") in (",", ";", "(")
        return (not unary, not unary or part.text not in "+−±") if last != "space" else (False, part.text not in "+−±")
    if getattr(part, "text", "") in (",", ";", ":"):
        return False, after is not None and following != "space"
    apart = (
        after is not None
        and following not in ("operator", "space")
        and getattr(after, "text", "") not in (",", ";", ")")
    )
    if kind in ("function", "sum") or (isinstance(part, Fraction) and not _is_half(part)):
        right = apart and not (kind == "function" and isinstance(after, Fence))
    else:
        right = False
    factor = kind in ("function", "sum") and before is not None and last in ("letter", "number", "")
    return factor and not (isinstance(before, Fraction) and not _is_half(before)), right


def _is_half(part: Fraction) -> bool:
    """Say whether a fraction has a sign of its own."""
    return [getattr(p, "text", "") for p in (*part.above.parts, *part.below.parts)] in (
        ["1", "2"],
        ["1", "4"],
        ["1", "3"],
    )


def _shifted(box: Box, table: dict[str, str]) -> str | None:
    """Return a short text in raised or lowered signs, None where one is missing."""
    if len(box.lines) != 1:
        return None
    text = box.lines[0].replace(" ", "")
    return "".join(table[c] for c in text) if all(c in table for c in text) else None


def _grouped(row: Row, box: Box) -> str:
    text = box.lines[0]
    simple = len(row.parts) == 1 or text.replace(".", "").isalnum()
    return text if simple else f"({text})"


def _tall(bracket: str, inside: Box) -> Box:
    top, middle, bottom = _TALL[bracket]
    high = len(inside.lines)
    return Box((top, *[middle] * (high - 2), bottom), inside.base)


def _brace(high: int) -> tuple[str, ...]:
    if high == 1:
        return ("{",)
    if high == 2:
        return ("⎧", "⎩")
    middle = (high - 1) // 2
    return ("⎧", *["⎨" if i == middle else "⎪" for i in range(1, high - 1)], "⎩")


def _corner(base: Box, below: Box | None, above: Box | None, raised: bool = False) -> Box:
    """Put an index below and an exponent above at the right of something."""
    wide = max(box.width for box in (below, above) if box is not None)

    def fit(box: Box) -> list[str]:
        return [line + " " * (wide - box.width) for line in box.lines]

    if raised and above is not None:  # a raised sign stands in the line itself
        column = Box((fit(above)[0], *(fit(below) if below else [])), 0)
        return _beside([base, column])
    lines = [*(fit(above) if above else []), *[" " * wide] * len(base.lines), *(fit(below) if below else [])]
    return _beside([base, Box(tuple(lines), (len(above.lines) if above else 0) + base.base)])
