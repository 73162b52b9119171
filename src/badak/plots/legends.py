"""Where the lines and points of a plot are named."""

from __future__ import annotations

from typing import Any


def legend(ax: Any, **how: Any) -> None:
    """Name the lines where there are several, or a single one that the axes do not name."""
    handles, labels = ax.get_legend_handles_labels()
    if handles:
        ax.legend(handles, labels, **how)


def legend_below(ax: Any, columns: int | None = None) -> None:
    """Name what is drawn under the axes, where they cover nothing."""
    from matplotlib.transforms import offset_copy

    handles, labels = ax.get_legend_handles_labels()
    columns = columns or (4 if max(map(len, labels[:-1]), default=0) > 7 else 6)
    below = offset_copy(ax.transAxes, ax.figure, 0, -34, units="points")
    named = ax.legend(
        handles, labels, loc="upper left", bbox_to_anchor=(0, 0), bbox_transform=below, ncols=min(len(labels), columns),
        borderaxespad=0.0, handletextpad=0.5, columnspacing=1.4,
    )  # fmt: skip
    for handle in named.legend_handles:
        if hasattr(handle, "set_sizes"):
            handle.set_sizes([40 if len(handle.get_facecolor()) else 80])


def legend_beside(ax: Any, ends: list[Any]) -> None:
    """Name everything to the right of the picture, where it hides nothing."""
    handles = [*ax.get_legend_handles_labels()[0], *ends]
    if handles:
        away = 1.12 if hasattr(ax, "zaxis") else 1.02
        ax.legend(handles=handles, loc="upper left", bbox_to_anchor=(away, 1.0), borderaxespad=0.0, markerscale=0.9)
