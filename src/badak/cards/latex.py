r"""Formulas as trees: what badak's own docstrings and operation records write in LaTeX.

Records and docstrings say each formula once, in LaTeX; terminals need it as text and notebooks as MathML. Both are written
from the tree that ``parse`` makes. It knows the commands that badak uses, and says so of any other.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

# What a command is on the page: letters (of one name), operators (with space around them) and marks (without).
LETTERS = {
    "alpha": "α", "beta": "β", "gamma": "γ", "delta": "δ", "epsilon": "ε", "varepsilon": "ε", "eta": "η", "theta": "θ",
    "lambda": "λ", "mu": "μ", "pi": "π", "rho": "ρ", "sigma": "σ", "tau": "τ", "phi": "ϕ", "varphi": "φ", "psi": "ψ",
    "Phi": "Φ", "Pi": "Π", "Delta": "Δ", "Sigma": "Σ", "ell": "ℓ", "infty": "∞", "top": "⊤", "dots": "…", "ldots": "…",
    "cdots": "⋯", "prime": "′", "emptyset": "∅", "partial": "∂",
}  # fmt: skip
OPERATORS = {
    "le": "≤", "ge": "≥", "ne": "≠", "leftarrow": "←", "rightarrow": "→", "in": "∈", "sim": "∼", "approx": "≈", "cdot": "·",
    "times": "×", "odot": "⊙", "oplus": "⊕", "wedge": "∧", "vee": "∨", "pm": "±", "bmod": "mod", "to": "→", "mid": "|",
}  # fmt: skip
MARKS = {"neg": "¬", "exists": "∃", "forall": "∀", "#": "#", "%": "%", "{": "{", "}": "}", "&": "&", "_": "_"}
FUNCTIONS = {
    "ln": "ln", "log": "log", "exp": "exp", "sin": "sin", "cos": "cos", "tan": "tan", "sec": "sec", "arcsin": "arcsin",
    "arccos": "arccos", "arctan": "arctan", "sinh": "sinh", "cosh": "cosh", "tanh": "tanh", "max": "max", "min": "min",
    "arg": "arg", "det": "det",
}  # fmt: skip
SUMS = {"sum": "∑", "prod": "∏", "int": "∫", "bigwedge": "⋀", "bigvee": "⋁"}
SPACES = {",": 1, ";": 1, ":": 1, " ": 1, "quad": 3, "qquad": 4, "!": 0}
OPENING = {"lvert": "|", "lVert": "‖", "lfloor": "⌊", "lceil": "⌈", "langle": "⟨"}
CLOSING = {"rvert": "|", "rVert": "‖", "rfloor": "⌋", "rceil": "⌉", "rangle": "⟩"}
ACCENTS = {"bar": "\u0304", "hat": "\u0302", "tilde": "\u0303", "overline": "\u0305", "overrightarrow": "\u20d7",
           "overleftarrow": "\u20d6", "vec": "\u20d7"}  # fmt: skip
_SIZES = {"big", "Big", "bigg", "Bigg", "left", "right", "textstyle", "displaystyle", "limits"}
_PAIRS = {"(": ")", "[": "]", "|": "|", "‖": "‖", "⌊": "⌋", "⌈": "⌉", "⟨": "⟩"}
_TOKEN = re.compile(r"\\(?:[A-Za-z]+|.)|\s+|[0-9]+(?:\.[0-9]+)?|.", re.DOTALL)


@dataclass(frozen=True)
class Atom:
    """One sign: ``kind`` is letter, number, operator, mark, function, sum, text or space (its text: so many blanks)."""

    kind: str
    text: str


@dataclass(frozen=True)
class Row:
    """Parts side by side."""

    parts: tuple[Any, ...]


@dataclass(frozen=True)
class Fence:
    """Something between brackets."""

    opening: str
    inside: Row
    closing: str


@dataclass(frozen=True)
class Fraction:
    """One thing over another; ``small`` for fractions within a line."""

    above: Row
    below: Row
    small: bool = False


@dataclass(frozen=True)
class Root:
    """The square root of something."""

    inside: Row


@dataclass(frozen=True)
class Scripts:
    """Something with an index, an exponent or both."""

    base: Any
    below: Row | None
    above: Row | None


@dataclass(frozen=True)
class Accent:
    """Something with a bar, a hat or an arrow: ``sign`` is the combining character."""

    sign: str
    inside: Row


@dataclass(frozen=True)
class Lines:
    """Several lines; ``brace`` for a choice of cases, otherwise aligned at the first column."""

    rows: tuple[tuple[Row, ...], ...]
    brace: bool


def parse(tex: str) -> Row:
    r"""Return the tree of a formula.

    Args:
        tex: LaTeX, without dollar signs.

    Returns:
        Its parts, side by side.

    Raises:
        ValueError: for a command that badak's formulas do not use, or brackets that do not close.

    Example:
        >>> parse(r"\frac{x}{2}").parts
        (Fraction(above=Row(parts=(...'x'...)), below=Row(parts=(...'2'...)), small=False),)
    """
    bare = re.sub(r"\\begin\{(\w+)\*?\}.*?\\end\{\1\*?\}", "", tex, flags=re.DOTALL)
    if "\\\\" in bare:  # several lines without saying so, as Sphinx allows
        tex = rf"\begin{{aligned}}{tex}\end{{aligned}}"
    reader = _Reader(tex)
    row = reader.row(())
    if reader.place < len(reader.tokens):
        raise ValueError(f"{reader.peek()!r} closes nothing in {tex!r}")
    return row


class _Reader:
    """Reads tokens one after the other."""

    def __init__(self, tex: str) -> None:
        self.tex = tex
        self.tokens = _TOKEN.findall(tex.strip())
        self.place = 0

    def peek(self) -> str:
        return self.tokens[self.place] if self.place < len(self.tokens) else ""

    def next(self) -> str:
        token = self.peek()
        self.place += 1
        return token

    def skip_blanks(self) -> None:
        while self.peek().isspace():
            self.place += 1

    def row(self, ends: tuple[str, ...]) -> Row:
        """Read up to one of the tokens that end it, which stays."""
        parts: list[Any] = []
        while True:
            self.skip_blanks()
            token = self.peek()
            if not token or token in ends or token in ("}", "&", r"\\", r"\end") or self._closes(ends):
                return Row(tuple(parts))
            if token in "^_'":
                base = parts.pop() if parts else Row(())
                parts.append(self.scripts(base))
            else:
                part = self.part()
                if part is not None:
                    parts.append(part)

    def _closes(self, ends: tuple[str, ...]) -> bool:
        """Say whether what comes, behind ``\\big`` and the like, is a bracket that ends the row."""
        place = self.place
        while place < len(self.tokens) and (self.tokens[place][1:] in _SIZES or self.tokens[place].isspace()):
            place += 1
        sign = self.tokens[place] if place < len(self.tokens) else ""
        return CLOSING.get(sign[1:], sign) in ends if sign else False

    def scripts(self, base: Any) -> Scripts:
        """Read indices and exponents behind something."""
        below = above = None
        if isinstance(base, Scripts):
            base, below, above = base.base, base.below, base.above
        while self.peek() and self.peek() in "^_'":
            token = self.next()
            if token == "'":
                above = Row((*(above.parts if above else ()), Atom("letter", "′")))
            elif token == "_":
                below = self.argument()
            else:
                above = Row((*(above.parts if above else ()), *self.argument().parts))
            self.skip_blanks_before_scripts()
        return Scripts(base, below, above)

    def skip_blanks_before_scripts(self) -> None:
        place = self.place
        while place < len(self.tokens) and self.tokens[place].isspace():
            place += 1
        if place < len(self.tokens) and self.tokens[place] in ("^", "_"):
            self.place = place

    def argument(self) -> Row:
        """Read what a command takes: a group, one sign, or one digit."""
        self.skip_blanks()
        if self.peek() == "{":
            self.next()
            row = self.row(())
            if self.next() != "}":
                raise ValueError(f"a bracket does not close in {self.tex!r}")
            return row
        token = self.peek()
        if token[:1].isdigit() and len(token) > 1:  # \tfrac12 is one half
            self.tokens[self.place : self.place + 1] = list(token)
        part = self.part()
        return Row(() if part is None else (part,))

    def words(self) -> str:
        r"""Read the text of \text or \mathrm."""
        self.skip_blanks()
        self.next()
        found = []
        while self.peek() and self.peek() != "}":
            token = self.next()
            found.append(
                {r"\_": "_", r"\,": " ", r"\%": "%"}.get(
                    token, re.sub(r"\s+", " ", token) if token.isspace() else token
                )
            )
        self.next()
        return "".join(found)

    def part(self) -> Any:
        """Read one thing: a sign, a group, or a command with its arguments; None for what does not show."""
        token = self.next()
        if token == "{":
            row = self.row(())
            if self.next() != "}":
                raise ValueError(f"a bracket does not close in {self.tex!r}")
            return row
        if token.startswith("\\"):
            return self.command(token[1:])
        if token in "([":
            return self.fence(token)
        if token == "|":
            return self.fence(token)
        if token[0].isdigit():
            return Atom("number", token)
        if token in "+-=<>/*":
            return Atom("operator", {"-": "−", "*": "∗"}.get(token, token))
        if token == "~":
            return Atom("space", " ")
        return Atom("letter" if token.isalpha() or token == "…" else "mark", token)

    def fence(self, opening: str) -> Any:
        """Read up to the bracket that closes this one; a bracket that does not close stands alone."""
        closing = _PAIRS[opening]
        start = self.place
        inside = self.row((closing,))
        if self._closes((closing,)):
            while self.next()[1:] in _SIZES or self.tokens[self.place - 1].isspace():
                pass
            return Fence(opening, inside, closing)
        self.place = start
        return Atom("mark", opening)

    def command(self, name: str) -> Any:
        """Make what a command stands for."""
        if name in _SIZES:
            return None
        if name in SPACES:
            return Atom("space", " " * SPACES[name])
        for kind, table in (("letter", LETTERS), ("operator", OPERATORS), ("mark", MARKS), ("function", FUNCTIONS)):
            if name in table:
                return Atom(kind, table[name])
        if name in SUMS:
            return Atom("sum", SUMS[name])
        if name in OPENING:
            return self.fence(OPENING[name])
        if name in ("frac", "tfrac", "dfrac"):
            return Fraction(self.argument(), self.argument(), small=name == "tfrac")
        if name == "Big/":
            return Atom("operator", "/")
        if name == "sqrt":
            return Root(self.argument())
        if name in ACCENTS:
            return Accent(ACCENTS[name], self.argument())
        if name == "text":
            return Atom("text", self.words())
        if name in ("mathrm", "operatorname"):
            word = self.words()
            return Atom("function" if word[:1].islower() or name == "operatorname" else "word", word)
        if name == "mathrel":  # \mathrel{+}= is one sign
            sign = "".join(part.text for part in self.argument().parts)
            if self.peek() == "=":
                sign += self.next()
            return Atom("operator", sign)
        if name == "begin":
            return self.lines()
        raise ValueError(f"\\{name} is not among the commands of badak's formulas: {self.tex!r}")

    def lines(self) -> Lines:
        """Read an environment of several lines."""
        name = self.words()
        if name not in ("cases", "aligned"):
            raise ValueError(f"the environment {name} is not among those of badak's formulas: {self.tex!r}")
        rows: list[tuple[Row, ...]] = []
        cells = [self.row(())]
        while True:
            token = self.next()
            if token == "&":
                cells.append(self.row(()))
            elif token == r"\\":
                rows.append(tuple(cells))
                cells = [self.row(())]
            elif token == r"\end":
                if any(cell.parts for cell in cells):
                    rows.append(tuple(cells))
                self.words()
                return Lines(tuple(rows), brace=name == "cases")
            else:
                raise ValueError(f"{token!r} stands where a line of {name} ends: {self.tex!r}")
