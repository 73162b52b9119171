"""How wrong a difference quotient is, for large and for tiny h."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np

from badak.errors import phrase
from badak.plots.canvas import COLOURS, FAINT, INK, MARKERS, on

if TYPE_CHECKING:
    from matplotlib.axes import Axes


def step_errors(f: Callable[[Any], Any], x: float, steps: Any = None, ax: Axes | None = None) -> Axes:
    r"""Draw the errors of the forward and the central difference quotient against h, both axes logarithmic.

    From the right they fall as :math:`h|f''|/2` and :math:`h^2|f'''|/6` (thin dashes): h is too long for a curve. To the left
    rounding takes over, :math:`\epsilon|f|/h` (thin dots): the digits that tell f(x + h) from f(x) are used up. The best h lies
    between, and is marked for each.

    Args:
        f: a function of one tensor, written with operators and ``badak``'s operations.
        x: where the derivative is taken.
        steps: distances h; four to a power of ten from 1e-1 to 1e-15 by default.
        ax: where to draw; None makes a figure.

    Returns:
        The axes. Its first lines are the errors of the forward and of the central quotient, from the smallest h up; an error of
        exactly 0, which no logarithm can show, is a triangle at the lower border.

    Raises:
        ArgumentError: BD375, for something that is no axes.
        MissingExtraError: BD090, when matplotlib is not installed.

    A notice, BD018, says that f is not written with badak's operations, so that there is no exact derivative to compare with.

    Example:
        >>> import badak
        >>> ax = badak.plots.step_errors(badak.exp, 1.0)
        >>> ax.get_xscale(), ax.get_yscale()
        ('log', 'log')

    Source: Press, Teukolsky, Vetterling, Flannery 2007, Numerical Recipes, section 5.7.
    """
    from badak.classic.derivative import exact_derivative
    from badak.classic.derivative import step_errors as table

    steps = np.logspace(-1, -15, 57) if steps is None else steps
    rows = np.array(sorted(table(f, x, steps)))
    h, forward, central = rows.T
    second, third = (abs(exact_derivative(f, x, order=k)) for k in (2, 3))
    height = abs(float(np.asarray(f(np.float64(x)))))
    errors = rows[:, 1:][rows[:, 1:] > 0]
    lowest, highest = (errors.min(), errors.max()) if len(errors) else (1e-17, 1.0)
    floor, ceiling = lowest / 200, highest * 100
    with on("step_errors", ax) as ax:
        names = (
            phrase("forward (f(x+h) − f(x)) / h", "전진 차분"),
            phrase("central (f(x+h) − f(x−h)) / 2h", "중앙 차분"),
        )
        ax.set(xscale="log", yscale="log")
        zero = False
        for k, (name, error) in enumerate(zip(names, (forward, central))):
            shown = np.where(error > 0, error, np.nan)
            ax.plot(h, shown, linestyle="-", marker=MARKERS[k], markersize=4, color=COLOURS[2 * k], label=name)
        for k, error in enumerate((forward, central)):
            if (error == 0).any():
                none = h[error == 0]
                name = None if zero else phrase("error exactly 0", "오차가 정확히 0")
                ax.plot(none, np.full(len(none), floor), "v", color=COLOURS[2 * k], label=name, clip_on=False)
                zero = True
            best = int(np.argmin(error))
            if error[best] > 0:
                ax.plot(h[best], error[best], marker="o", markersize=12, color=INK, fillstyle="none", linestyle="none")
                ax.vlines(h[best], floor, error[best], color=INK, linewidth=0.9, linestyle="-", zorder=1.5)
                left = k == 0 or best > 0.75 * len(h)
                ax.annotate(
                    phrase("best h ≈ {h:.0e}", "최적 h ≈ {h:.0e}").format(h=h[best]).replace("e-0", "e−").replace("e-", "e−"),
                    (h[best], floor), xytext=(-4 if left else 4, 4), textcoords="offset points",
                    ha="right" if left else "left", va="bottom",
                )  # fmt: skip
        guides = (  # and where their names stand: the part of the line, to which side
            (h * second / 2, "--", "h·|f″|/2", 0.8, (-6, 5, "right", "bottom")),
            (h**2 * third / 6, "--", "h²·|f‴|/6", 0.8, (8, -5, "left", "top")),
            (np.finfo(np.float64).eps * height / h, ":", "ε·|f|/h", 0.2, (6, 4, "left", "bottom")),
        )
        for guide, dash, name, part, (across, up, ha, va) in guides:
            seen = (guide > floor * 3) & (guide < ceiling / 3)
            if seen.any():
                ax.plot(h[seen], guide[seen], linestyle=dash, color=FAINT, linewidth=1.1, zorder=1.5)
                i = np.flatnonzero(seen)[int(len(h[seen]) * part)]
                place: dict[str, Any] = {"ha": ha, "va": va, "textcoords": "offset points"}
                ax.annotate(name, (h[i], guide[i]), xytext=(across, up), color=FAINT, **place)
        ax.set(
            xlabel=phrase("distance h", "간격 h"), ylabel=phrase("error of the slope", "기울기의 오차"),
            ylim=(floor, ceiling),
        )  # fmt: skip
        ax.legend(loc="upper center")
    return ax
