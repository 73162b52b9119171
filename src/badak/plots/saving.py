"""A plot as a file."""

from __future__ import annotations

import io
import os
from typing import Any

from badak.errors import error, get_language
from badak.plots.canvas import style

ENDINGS = (".svg", ".html", ".png", ".pdf")


def save(drawn: Any, path: Any, dpi: float = 160) -> None:
    """Write a plot to a file, by its ending ``.svg``, ``.html``, ``.png`` or ``.pdf``.

    The same plot gives the same file: no date is in it. An HTML page holds the picture to drag and enlarge. Letters are in
    the file, Korean ones too; the reader needs no font.

    Args:
        drawn: axes, a figure, or an array or list of axes of one figure.
        path: where.
        dpi: pixels to the inch of a PNG.

    Raises:
        ArgumentError: BD376, for another ending; BD375, for something that was not drawn.
        FileError: BD081, when the file cannot be written.
        MissingExtraError: BD090, when matplotlib is not installed.

    Example:
        >>> import tempfile
        >>> import badak
        >>> ax = badak.plots.derivative(lambda x: x**2)
        >>> badak.plots.save(ax, tempfile.gettempdir() + "/badak-square.svg")
    """
    from badak.files.atomic import writing
    from badak.files.opening import path_text

    ending = os.path.splitext(path_text(path, "plots.save"))[1].lower()
    if ending not in ENDINGS:
        raise error("BD376", where="plots.save", got=repr(os.fspath(path)))
    with style("save"):
        content = _content(_figure_of(drawn), ending, dpi)
    with writing(path, f"plots.save({os.fspath(path)!r})") as file:
        file.write(content)


def svg_text(drawn: Any) -> str:
    """Return a plot as SVG, to stand within a page.

    Args:
        drawn: axes, a figure, or an array or list of axes of one figure.

    Raises:
        ArgumentError: BD375, for something that was not drawn.
    """
    with style("save"):
        return _content(_figure_of(drawn), ".svg", 72).decode()


def _content(figure: Any, ending: str, dpi: float) -> bytes:
    made = io.BytesIO()
    if ending == ".png":
        figure.savefig(made, format="png", dpi=dpi, metadata={"Software": None})
        return made.getvalue()
    if ending == ".pdf":
        figure.savefig(made, format="pdf", metadata={"CreationDate": None, "Creator": None, "Producer": None})
        return made.getvalue()
    figure.savefig(made, format="svg", metadata={"Date": None, "Creator": None})
    text = made.getvalue().decode()
    text = text[text.index("<svg") :]
    if ending == ".svg":
        return text.encode()
    from badak.drawing.svg import page_text

    title = next((ax.get_title(loc) for ax in figure.axes for loc in ("left", "center") if ax.get_title(loc)), "badak")
    return page_text(text, title, get_language()).encode()


def _figure_of(drawn: Any) -> Any:
    if isinstance(drawn, list | tuple) or type(drawn).__name__ == "ndarray":
        parts = [part for part in getattr(drawn, "flat", drawn) if part is not None]
        drawn = parts[0] if parts else drawn
    figure = drawn if hasattr(drawn, "savefig") else getattr(drawn, "figure", None)
    if figure is None or not hasattr(figure, "savefig"):
        raise error("BD375", where="plots.save", got=type(drawn).__name__)
    return figure
