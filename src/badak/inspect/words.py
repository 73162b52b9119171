"""Text in two languages at once: a page holds both and shows one."""

from __future__ import annotations

import html
from typing import NamedTuple


class Words(NamedTuple):
    """The same text in English and Korean.

    Example:
        >>> Words("loss", "손실").html()
        '<span class="en" lang="en">loss</span><span class="ko" lang="ko">손실</span>'
    """

    en: str
    ko: str

    def html(self) -> str:
        """Return both as HTML, of which the page shows one; plain where they are equal."""
        if self.en == self.ko:
            return html.escape(self.en)
        return f'<span class="en" lang="en">{html.escape(self.en)}</span><span class="ko" lang="ko">{html.escape(self.ko)}</span>'

    def svg(self, attributes: str) -> str:
        """Return both as SVG text elements with the same attributes."""
        if self.en == self.ko:
            return f"<text {attributes}>{html.escape(self.en)}</text>"
        pair = (("en", self.en), ("ko", self.ko))
        return "".join(f'<text class="{c}" lang="{c}" {attributes}>{html.escape(text)}</text>' for c, text in pair)

    def plain(self) -> str:
        """Return both in one line, for places that cannot switch, such as the text of a picture."""
        return html.escape(self.en if self.en == self.ko else f"{self.en} / {self.ko}")


def same(text: object) -> Words:
    """Return a text that needs no translation."""
    return Words(str(text), str(text))
