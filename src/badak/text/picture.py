"""Words in a plane, as an SVG drawing with nothing but text in it."""

from __future__ import annotations

import html
import os
from collections.abc import Sequence

import numpy as np

from badak.errors import get_language
from badak.inspect.plots import Axis, Drawing, ticks
from badak.inspect.words import Words

_STYLE = (
    "<style>svg{font:11px system-ui,sans-serif;background:#fff}.grid{stroke:#e4e4e4}.axis{stroke:#888}"
    ".tick,.title{fill:#555}.word{fill:#1a1a1a}.dot{fill:#1f6feb}</style>"
)


class Picture:
    """A drawing of words; made by ``Vectors.picture``.

    Args:
        words: what is written.
        places: (words, 2).
        share: share of the variance that the plane keeps, for the axis' title.
    """

    def __init__(self, words: Sequence[str], places: np.ndarray, share: float) -> None:
        self.words, self.places, self.share = list(words), places, share

    def svg(self) -> str:
        """Return the drawing as the text of an SVG file."""
        column = 0 if get_language() == "en" else 1
        kept = f"{100 * self.share:.0f} %"
        titles = (
            (f"first principal component (both keep {kept} of the variance)", f"첫째 주성분 (두 성분이 분산의 {kept})"),
            ("second principal component", "둘째 주성분"),
        )
        x, y = (Axis(self._marks(k), _plain(titles[k][column])) for k in (0, 1))
        drawing = Drawing(x, y, "words", grid_x=True)
        drawing.parts.insert(1, f'<title id="words">{html.escape(", ".join(self.words[:20]))}</title>{_STYLE}')
        for word, (left, up) in zip(self.words, self.places.tolist()):
            px, py = drawing.at(left, up)
            drawing.add(f'<circle class="dot" cx="{px:.1f}" cy="{py:.1f}" r="2"/>')
            drawing.add(f'<text class="word" x="{px + 4:.1f}" y="{py - 3:.1f}">{html.escape(word)}</text>')
        return drawing.text()

    def _marks(self, axis: int) -> list[float]:
        values = self.places[:, axis] if len(self.places) else np.zeros(1)
        return ticks(float(values.min()), float(values.max()))

    def save(self, path: str | os.PathLike[str], overwrite: bool = True) -> None:
        """Write the drawing as an SVG file, or as a page where the name ends in ``.html``.

        Raises:
            ArgumentError: BD305, for another ending; FileError: BD081, when the file cannot be written.
        """
        from badak.drawing.svg_file import write_svg

        write_svg(path, self.svg(), "Picture.save", overwrite)

    def _repr_svg_(self) -> str:
        """Show the drawing in a notebook."""
        return self.svg()

    def __repr__(self) -> str:
        return f"<Picture: {len(self.words)} words, {100 * self.share:.0f} % of the variance>"


def _plain(text: str) -> Words:
    return Words(text, text)
