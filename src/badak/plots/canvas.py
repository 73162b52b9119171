"""Where plots are drawn: axes of matplotlib in badak's style, with letters for Korean.

Every plot has the same look: lines differ in colour, in lightness and in dashes, so that a print in grey can be read, and words
are set in DejaVu Sans with badak's own Korean letters behind it. The style holds while a plot is drawn and no longer.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING, Any

from badak.errors import error

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

# Okabe & Ito 2008 (told apart by the colour-blind), ordered so that neighbours differ in lightness too
COLOURS = ("#0072b2", "#e69f00", "#7a0f3d", "#d55e00", "#56b4e9", "#009e73", "#4d4d4d", "#cc79a7")
DASHES = ("-", "--", "-.", ":", (0, (6, 1.5)), (0, (1, 1)), (0, (4, 1, 1, 1, 1, 1)), (0, (8, 3)))
MARKERS = ("o", "s", "^", "D", "v", "P", "X", "*")
INK, FAINT, GRID = "#1a1a1a", "#6b6b6b", "#dedede"
SIZE = (6.4, 4.2)  # inches


@cache
def _fonts() -> list[str]:
    from matplotlib import font_manager

    from badak.drawing import fonts

    font_manager.fontManager.addfont(fonts.KOREAN)
    return ["DejaVu Sans", fonts.NAME]


def _style() -> Any:
    from cycler import cycler

    return {
        "font.family": _fonts(),
        "font.size": 10,
        "axes.titlesize": 11,
        "axes.titlelocation": "left",
        "axes.labelsize": 10,
        "axes.edgecolor": FAINT,
        "axes.labelcolor": INK,
        "axes.spines.top": False,
        "axes.spines.right": False,
        "axes.axisbelow": True,
        "axes.grid": True,
        "axes.prop_cycle": cycler(color=COLOURS, linestyle=DASHES),
        "grid.color": GRID,
        "grid.linewidth": 0.7,
        "lines.linewidth": 1.8,
        "lines.markersize": 5,
        "text.color": INK,
        "xtick.color": INK,
        "ytick.color": INK,
        "legend.frameon": False,
        "legend.fontsize": 9,
        "image.cmap": "cividis",  # as light in grey as in colour
        "figure.dpi": 110,
        "figure.constrained_layout.use": True,
        "savefig.dpi": 160,
        "svg.fonttype": "path",  # the letters themselves, so that no reader needs the font
        "svg.hashsalt": "badak",  # the same picture is the same file
    }


@contextlib.contextmanager
def style(where: str) -> Iterator[None]:
    """Draw in badak's style within the ``with`` block.

    Args:
        where: the function that draws, for messages.

    Raises:
        MissingExtraError: BD090, when matplotlib is not installed.
    """
    try:
        import matplotlib
    except ImportError:
        raise error("BD090", where=f"plots.{where}", package="matplotlib", extra="plot") from None
    with matplotlib.rc_context(_style()):
        yield


@contextlib.contextmanager
def on(where: str, ax: Axes | None, size: tuple[float, float] = SIZE, **kind: Any) -> Iterator[Axes]:
    """Draw on given axes, or on those of a new figure that ``pyplot.show()`` shows.

    Args:
        where: the function that draws, for messages.
        ax: axes; None makes a figure.
        size: of that figure, in inches.
        **kind: for ``subplots``, as ``projection="3d"``.

    Raises:
        ArgumentError: BD375, for something that is no axes.
        MissingExtraError: BD090, when matplotlib is not installed.
    """
    with style(where):
        if ax is None:
            from matplotlib import pyplot

            _, ax = pyplot.subplots(figsize=size, subplot_kw=kind)
        else:
            from matplotlib.axes import Axes

            if not isinstance(ax, Axes):
                raise error("BD375", where=f"plots.{where}", got=type(ax).__name__)
        yield ax
        _letters(ax)


@contextlib.contextmanager
def panels(
    where: str, rows: int, columns: int, size: tuple[float, float] | None = None, **how: Any
) -> Iterator[tuple[Figure, Any]]:
    """Draw on a new figure of several panels.

    Args:
        where: the function that draws, for messages.
        rows: of panels.
        columns: of panels.
        size: of the figure in inches; 3.2 × 2.6 for a panel by default.
        **how: for ``pyplot.subplots``.

    Yields:
        The figure and its axes, an array (rows, columns).

    Raises:
        MissingExtraError: BD090, when matplotlib is not installed.
    """
    with style(where):
        from matplotlib import pyplot

        size = size or (3.2 * columns, 2.6 * rows)
        figure, axes = pyplot.subplots(rows, columns, figsize=size, squeeze=False, **how)
        yield figure, axes
        for ax in figure.axes:
            _letters(ax)


def _letters(ax: Any) -> None:
    """Give the words of the axes the letters too: matplotlib makes them before the style begins, or after it has ended."""
    from matplotlib.text import Text

    for text in ax.findobj(Text):
        text.set_fontfamily(_fonts())
    ax.tick_params(labelfontfamily=_fonts())
    if hasattr(ax, "zaxis"):
        ax.tick_params("z", labelfontfamily=_fonts())


def look(k: int) -> dict[str, Any]:
    """Return colour, dashes and marker of the k-th line."""
    n = k % len(COLOURS)
    return {
        "color": COLOURS[n],
        "linestyle": DASHES[n],
        "marker": MARKERS[n],
        "markersize": 5,
        "markeredgecolor": "white",
    }
