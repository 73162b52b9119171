"""The cost of a line over its weights: a parabola over W, a long valley over W and b."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from badak.checks import whole
from badak.errors import expect, phrase
from badak.plots.canvas import INK, on
from badak.plots.contours import contours
from badak.plots.given import numbers
from badak.plots.landscape import Landscape
from badak.plots.legends import legend_beside
from badak.plots.paths import Walk, reach, walks
from badak.plots.sampling import between
from badak.plots.ticks import readable
from badak.plots.trails import draw_walks

if TYPE_CHECKING:
    from matplotlib.axes import Axes


def cost(
    x: Any = None,
    y: Any = None,
    w: tuple[float, float] | None = None,
    b: tuple[float, float] | bool = False,
    paths: Any = None,
    learning_rate: Any = None,
    start: Any = None,
    steps: int = 1001,
    tries: int = 601,
    ax: Axes | None = None,
) -> Axes:
    r"""Draw the cost of the line H(x) = Wx over W, or of Wx + b over W and b, with the paths of descents.

    .. math:: C(W, b) = \frac1n\sum_i (Wx_i + b - y_i)^2

    Over W it is a parabola, drawn from ``tries`` values as a sweep finds its minimum. Over W and b lines of equal cost are
    ellipses; how the valley bends across and along, the eigenvalues :math:`\lambda` of the matrix of second derivatives,
    is drawn as two lines through the minimum. Rates above :math:`2/\lambda_{\max}` diverge across the valley, and along it a
    step of rate :math:`\eta` goes only :math:`\eta\lambda_{\min}` of the way: that is why it is slow.

    Args:
        x: inputs (points,); the seven hours of the sales data by default.
        y: targets (points,); their sales by default.
        w: (low, high), the range of W; by default the one that the paths need, or twice the best W around it.
        b: (low, high), the range of b, or True for the one that the paths need; False leaves b out.
        paths: descents of W (steps + 1,) or of W and b (steps + 1, 2), as for ``badak.plots.descent``.
        learning_rate: a rate, or several, whose descents are computed and drawn as well.
        start: where they begin: W = 4, and b = 0, by default.
        steps: how many steps they have.
        tries: how many values of W are tried for the parabola.
        ax: where to draw; None makes a figure.

    Returns:
        The axes. Over W the first line is the cost, over W and b the first two are the lines across and along the valley; then
        come the paths with their starts and ends, and the minimum last.

    Raises:
        ShapeError: BD001, for x and y of different lengths.
        ArgumentError: BD377, for a range that is none; BD382, for something that is no path; BD040, for a number outside its
            range; BD375, for something that is no axes.
        MissingExtraError: BD090, when matplotlib is not installed.

    A notice, BD336, says that a rate diverges.

    Example:
        >>> import badak
        >>> ax = badak.plots.cost(w=(-300_000, 300_000))
        >>> ax.get_legend().get_texts()[-1].get_text()
        'lowest of 601 tried:\nW = 26,000, cost 9,142,857'
    """
    from badak.classic.sales import HOURS, SALES

    data = numbers("cost", "x", HOURS if x is None else x), numbers("cost", "y", SALES if y is None else y)
    expect("plots.cost", "x: points, y: points", x=data[0], y=data[1])
    two = b is not False
    land = _land(*data, two)
    walked = walks("cost", _descents(land, learning_rate, start, steps), land.variables, land.f)
    walked += walks("cost", paths, land.variables, land.f)
    if two:
        return _valley(land, data, walked, (w, None if b is True else b), learning_rate, ax)
    return _parabola(data, walked, w, whole("plots.cost", "tries", tries, 2), ax)


def _land(x: np.ndarray, y: np.ndarray, two: bool) -> Landscape:
    from badak.classic.sales import cost as cost_of

    return Landscape(
        "cost", (lambda v: cost_of(v[0], v[1], x, y)) if two else (lambda v: cost_of(v, 0.0, x, y)), 1 + two
    )


def _descents(land: Landscape, rates: Any, start: Any, steps: int) -> Any:
    """Walk down with each rate, by the exact gradient."""
    from badak.autograd.transform import grad
    from badak.classic.descent import gradient_descent

    if rates is None:
        return None
    begin = np.array((4.0, 0.0) if land.variables == 2 else 4.0) if start is None else np.asarray(start, np.float64)
    slope = grad(land.f)
    each = rates if np.iterable(rates) else [rates]
    return [gradient_descent(land.f, begin, rate, steps, gradient=lambda v: slope(np.asarray(v))) for rate in each]


def _parabola(data: tuple[np.ndarray, np.ndarray], walked: list[Walk], w: Any, tries: int, ax: Any) -> Axes:
    from badak.classic.sales import cost as cost_of
    from badak.classic.sales import sweep
    from badak.classic.several_inputs import closed_form

    middle = float(closed_form(*data, bias=False)[0])
    ends = w or reach(walked, 0) or (middle - 2 * (abs(middle) or 1.0), middle + 2 * (abs(middle) or 1.0))
    ws = between("cost", "w", ends, tries)
    best, lowest, costs = sweep(ws, *data)
    low, high = np.array([ws[0], -0.06 * costs.max()]), np.array([ws[-1], 1.04 * costs.max()])
    with on("cost", ax, (7.6, 4.2)) as ax, np.errstate(all="ignore"):
        ax.plot(ws, costs, color="#c2c2c2", linestyle="-", linewidth=3, zorder=2, label=phrase("cost", "비용"))
        heights = [np.array([cost_of(float(v), 0.0, *data) for v in walk.points[0]]) for walk in walked]
        signs = draw_walks(
            ax, [(walk, np.stack([walk.points[0], c])) for walk, c in zip(walked, heights)], low, high, []
        )
        said = phrase("lowest of {n} tried:\nW = {w}, cost {c}", "{n}개 중 최소:\nW = {w}, 비용 {c}")
        lowest = 0.0 if lowest < 1e-12 * costs.max() else lowest  # rounding
        words = f"{lowest:,.0f}" if lowest >= 100 else f"{lowest:.4g}"
        _lowest(ax, (best, lowest), said.format(n=tries, w=f"{best:,.6g}".replace("-", "−"), c=words))
        ax.set(xlabel="W", ylabel=phrase("cost (mean squared error)", "비용(평균 제곱 오차)"))
        ax.set(xlim=(low[0], high[0]), ylim=(low[1], high[1]))
        readable(ax.xaxis, float(np.abs(ws).max()))
        readable(ax.yaxis, float(costs.max()))
        legend_beside(ax, signs)
    return ax


def _valley(
    land: Landscape, data: tuple[np.ndarray, np.ndarray], walked: list[Walk], given: Any, rates: Any, ax: Any
) -> Axes:
    from badak.classic.sales import cost as cost_of
    from badak.classic.several_inputs import closed_form

    best = closed_form(*data)
    bends, axes = np.linalg.eigh(land.bends(best[:, None])[0])
    half = 0.5 * (np.hypot(*best) or 1.0)
    # the paths, and the valley around its lowest point
    around = Walk("", np.stack([best - half * np.abs(axes[:, 0]), best + half * np.abs(axes[:, 0])], axis=1), "")
    ends = [span or reach([*walked, around], k) for k, span in enumerate(given)]
    across, up = (between("cost", name, end, 101) for name, end in zip("wb", ends))
    heights = np.array([[cost_of(float(i), float(j), *data) for i in across] for j in up])
    low, high = np.array([across[0], up[0]]), np.array([across[-1], up[-1]])
    with on("cost", ax, (8.4, 4.4)) as ax:
        contours(ax, across, up, heights)
        rate = 1 / bends[1] if rates is None else float(np.min(rates))
        _axes_of(ax, best, bends, axes, rate, np.hypot(*(high - low)))
        signs = draw_walks(ax, [(walk, walk.points) for walk in walked], low, high, [])
        said = phrase("lowest: W = {w:,.6g}, b = {b:,.6g}", "최소: W = {w:,.6g}, b = {b:,.6g}")
        best = np.where(np.abs(best) < 1e-9 * np.hypot(*best), 0.0, best)  # rounding
        _lowest(ax, best, said.format(w=best[0], b=best[1]).replace("-", "−"))
        ax.set(xlabel="W", ylabel="b", xlim=(low[0], high[0]), ylim=(low[1], high[1]))
        readable(ax.xaxis, float(np.abs(across).max()))
        readable(ax.yaxis, float(np.abs(up).max()))
        ax.grid(False)
        legend_beside(ax, signs)
    return ax


def _axes_of(ax: Any, best: np.ndarray, bends: np.ndarray, axes: np.ndarray, rate: float, far: float) -> None:
    """Draw the lines across and along the valley, and say what they mean for the learning rate."""
    words = (
        phrase(
            "across: λ = {l:.4g},\nrates above {r:.3g} diverge",
            "가로지르는 방향: λ = {l:.4g},\n학습률이 {r:.3g}을 넘으면 발산",
        ),
        phrase(
            "along: λ = {l:.4g}, a step of\nrate {r:.3g} goes {p:.2g} % of the way",
            "골짜기 방향: λ = {l:.4g}, 학습률 {r:.3g}이면\n스텝마다 남은 거리의 {p:.2g}% 이동",
        ),
    )
    for i, dash, told, r in ((1, "--", words[0], 2 / bends[1]), (0, ":", words[1], rate)):
        line = best[:, None] + np.array([-far, far]) * axes[:, i : i + 1]
        name = told.format(l=bends[i], r=r, p=100 * r * bends[i])
        ax.plot(*line, color=INK, linestyle=dash, linewidth=1.2, label=name, zorder=3)


def _lowest(ax: Any, at: Any, words: str) -> None:
    ax.plot(
        *np.reshape(at, (2, 1)), marker="v", markersize=12, color="white", markeredgecolor=INK, markeredgewidth=1.3,
        linestyle="none", label=words, zorder=5,
    )  # fmt: skip
