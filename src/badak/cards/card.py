"""A card: what is known of one operation, layer, optimizer …, as text, HTML and Markdown."""

from __future__ import annotations

from dataclasses import dataclass, field

from badak.cards.curve import Curve


@dataclass(frozen=True, repr=False)
class Row:
    """One line of a card: ``kind`` is text, formula (LaTeX), code (kept as it is), sources or arguments."""

    label: str
    content: str
    kind: str = "text"


@dataclass(frozen=True, repr=False)
class Card:
    """What ``badak.explain`` returns; it shows itself in a terminal and in a notebook.

    Attributes:
        name: what it explains.
        kind: what that is, in the card's language.
        path: where it is found.
        summary: one sentence.
        rows: what is said of it, in order; ``card["formula"]`` returns one of them.
        curve: the function drawn, where it is one of a single number.
        language: ``"en"`` or ``"ko"``.

    Example:
        >>> import badak
        >>> card = badak.explain("relu", lang="en")
        >>> card["formula"], card["range"]
        ('\\\\max(x, 0)', '[0, ∞)')
    """

    name: str
    kind: str
    path: str
    summary: str
    rows: tuple[Row, ...]
    curve: Curve | None = field(default=None, compare=False)
    language: str = "en"

    def __getitem__(self, label: str) -> str:
        for row in self.rows:
            if row.label == label:
                return row.content
        raise KeyError(label)

    def __contains__(self, label: str) -> bool:
        return any(row.label == label for row in self.rows)

    def __str__(self) -> str:
        from badak.cards.page import as_text

        return as_text(self)

    def __repr__(self) -> str:
        return str(self)

    def _repr_html_(self) -> str:
        from badak.cards.page import as_html

        return as_html(self)

    def _repr_markdown_(self) -> str:
        from badak.cards.page import as_markdown

        return as_markdown(self)
