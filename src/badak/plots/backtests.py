"""Back-tests: which model erred how much, in which fold, at which distance."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from badak.datasets.wording import both
from badak.errors import error, phrase
from badak.plots.canvas import COLOURS, DASHES, FAINT, INK, MARKERS, on
from badak.plots.legends import legend
from badak.plots.timeline import dress, places

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_NAMES = {"mae": "MAE", "rmse": "RMSE", "mape": "MAPE (%)", "smape": "sMAPE (%)", "mase": "MASE"}
_MOST_LINES = 5
_FAR = 3.0


def backtest(
    result: Any,
    by: str = "model",
    measure: str = "mase",
    series: str | None = None,
    most: int = 12,
    ax: Axes | None = None,
) -> Axes:
    """Draw a back-test.

    Args:
        result: what ``timeseries.backtest`` gave.
        by: ``"model"``: a row for each model, the best on top, with a dot for each fold and a mark at their mean, and a line
            where seasonal-naive lies; ``"step"``: the mean absolute error at each distance ahead; ``"fold"``: the forecasts of
            the best model from each origin, over the series.
        measure: for ``"model"``: ``"mase"``, ``"mae"``, ``"rmse"``, ``"mape"`` or ``"smape"``.
        series: name of one series, where several were tested; all, or for ``"fold"`` the first, by default.
        most: how many models are drawn, seasonal-naive always among them. Where lines are drawn, at most five whose error is no
            more than three times that of seasonal-naive.
        ax: where to draw; None makes a figure.

    Returns:
        The axes. For ``"model"`` its lines are, for each model from the best on, the folds and then their mean, and last the
        line of seasonal-naive; for ``"step"`` a line for each model; for ``"fold"`` the series, then each fold's forecast.

    Raises:
        ArgumentError: BD003, for another ``by``, ``measure`` or series, or for what is no back-test; BD375, for something that is
            no axes.
        MissingExtraError: BD090, when matplotlib is not installed.

    Example:
        >>> import badak
        >>> ts = badak.timeseries
        >>> result = ts.backtest([ts.Drift(), ts.Naive()], ts.load("gdp"), horizon=4, folds=4)
        >>> ax = badak.plots.backtest(result)
        >>> [text.get_text() for text in ax.get_yticklabels()]
        ['Drift', 'Naive', 'SeasonalNaive']
    """
    from badak.timeseries.backtesting import Backtest

    if not isinstance(result, Backtest):
        expected = both("what timeseries.backtest(…) gave", "timeseries.backtest(…)가 돌려준 값")
        raise error("BD003", where="plots.backtest", name="result", got=type(result).__name__, expected=expected)
    ways = {"model": _models, "step": _steps, "fold": _folds}
    for name, value, known in (("by", by, ways), ("measure", measure, _NAMES)):
        if value not in known:
            raise error(
                "BD003", where="plots.backtest", name=name, got=repr(value), expected=" | ".join(map(repr, known))
            )
    table = result.table("mase" if by != "model" else measure, series)  # refuses an unknown series
    names = [row["model"] for row in table if row["folds"]]
    if by != "model":
        names.sort(key=lambda name: name != result.best())  # the same winner as in every table
        most = min(most, _MOST_LINES)
        errors = {row["model"]: row["mae"] for row in table}
        limit = _FAR * errors.get(result.baseline, np.inf)  # one that errs far more would press the others together
        names = [name for k, name in enumerate(names) if k == 0 or errors[name] <= limit]
    shown = names[:most]
    if result.baseline in names and result.baseline not in shown:
        shown[-1:] = [result.baseline]
    size = (7.2, 0.42 * len(shown) + 1.3) if by == "model" else (7.2, 3.8) if by == "step" else (8.0, 3.8)
    with on("backtest", ax, size=size) as ax:
        ways[by](ax, result, shown, measure, series)
    return ax


def _models(ax: Any, result: Any, shown: list[str], measure: str, series: str | None) -> None:
    rows = {row["model"]: row[measure] for row in result.table(measure, series)}
    for k, name in enumerate(shown):
        values = _figures(result, name, measure, series)
        base = name == result.baseline
        colour = INK if base else COLOURS[0]
        ax.plot(
            values, np.full(len(values), k), linestyle="none", marker="o", markersize=5, alpha=0.45, color=colour, mew=0
        )
        marker = "D" if base else "|"
        ax.plot([rows[name]], [k], linestyle="none", marker=marker, markersize=9 if base else 17, mew=3, color=colour)
    if result.baseline in shown:
        place = rows[result.baseline]
        ax.axvline(place, color=INK, linestyle="--", linewidth=1.0, zorder=1)
        name = phrase("seasonal-naive: to be beaten", "계절 반복: 넘어야 할 기준선")
        ax.text(
            place, 1.0, f"{name} ", transform=ax.get_xaxis_transform(), ha=_side(ax, place), va="bottom", fontsize=9
        )
    ax.set_yticks(range(len(shown)), shown)
    ax.set(ylim=(len(shown) - 0.5, -0.5), xlabel=_axis(result, measure))
    ax.grid(False, axis="y")
    _wide(ax)


def _side(ax: Any, place: float) -> str:
    low, high = ax.get_xlim()
    share = (place - low) / (high - low) if high > low else 0.5
    return "left" if share < 0.35 else "right" if share > 0.65 else "center"


def _wide(ax: Any) -> None:
    """Take equal factors where the errors differ by more than a factor of twenty; begin at 0 otherwise."""
    values = np.concatenate([np.asarray(line.get_xdata(), float) for line in ax.get_lines()[:-1]] or [np.zeros(0)])
    values = values[np.isfinite(values)]
    if len(values) and values.min() > 0 and values.max() > 20 * values.min():
        from matplotlib.ticker import FuncFormatter, LogLocator, NullFormatter

        ax.set_xscale("log")
        ax.xaxis.set_major_locator(LogLocator(base=10, subs=(1, 2, 5)))
        ax.xaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:g}"))
        ax.xaxis.set_minor_formatter(NullFormatter())
    elif len(values):
        ax.set_xlim(left=0)


def _axis(result: Any, measure: str) -> str:
    lower = phrase("smaller is better", "작을수록 좋음")
    unit = ""
    if measure in ("mae", "rmse") and len(result.series) == 1:
        from badak.errors import get_language

        unit = getattr(next(iter(result.series.values())), "unit", {}).get(get_language(), "")
    name = f"{_NAMES[measure]}, {unit}" if unit else _NAMES[measure]
    dots = phrase("dots: folds, bars: all", "점: 검증 구간별, 막대: 전체")
    return f"{name} ({lower}; {dots})"


def _figures(result: Any, model: str, measure: str, series: str | None) -> np.ndarray:
    folds = [f for f in result.folds if f.model == model and f.problem is None and series in (None, f.series)]
    return np.array([f.figures[measure] for f in folds])


def _steps(ax: Any, result: Any, shown: list[str], measure: str, series: str | None) -> None:
    ahead = np.arange(1, result.horizon + 1)
    for k, name in enumerate(shown):
        folds = [f for f in result.folds if f.model == name and f.problem is None and series in (None, f.series)]
        errors = np.mean([np.abs(f.truth - f.mean) for f in folds], axis=0)
        base = name == result.baseline
        style: dict[str, Any] = {
            "color": INK if base else COLOURS[k % len(COLOURS)],
            "linestyle": DASHES[k % len(DASHES)],
        }
        ax.plot(ahead, errors, marker=MARKERS[k % len(MARKERS)], label=name, linewidth=2.4 if base else 1.6, **style)
    ax.set(xlabel=phrase("values ahead", "몇 번째 뒤의 값"), ylabel=phrase("mean absolute error", "평균 절대 오차"))
    ax.set_ylim(bottom=0)
    ax.locator_params(axis="x", integer=True)
    legend(ax, loc="lower left", bbox_to_anchor=(0, 1), ncols=3, borderaxespad=0.2)


def _folds(ax: Any, result: Any, shown: list[str], measure: str, series: str | None) -> None:
    name = next(iter(result.series)) if series is None else series
    one, folds = result.series[name], result.forecasts(shown[0], name)
    start = max(0, folds[0].origin - max(3 * result.horizon, 2 * (one.season or 1)))
    ax.plot(places(one, start), one.values[start:], color=INK, linestyle="-", linewidth=1.1, label=one.name)
    for k, fold in enumerate(folds):
        x = places(one, fold.origin, len(fold.mean))
        colour = COLOURS[(0, 3)[k % 2]]  # neighbours differ
        for level in list(fold.bounds)[:1]:
            shade = ("#cfe2f0", "#f5d9c8")[k % 2]
            ax.fill_between(x, *fold.bounds[level], facecolor=shade, edgecolor="none", linewidth=0, zorder=1)
        style: dict[str, Any] = {"color": colour, "linestyle": ("--", "-.")[k % 2], "linewidth": 2.0}
        ax.plot(x, fold.mean, label="_", marker="s" if len(x) <= 24 else "", markersize=3, zorder=3, **style)
        edge = places(one, fold.origin, 1)[0]
        ax.axvline(edge, color=FAINT, linestyle=":", linewidth=0.9, zorder=1)
    ax.get_lines()[1].set_label(phrase(f"forecasts of {shown[0]}", f"{shown[0]}의 예측"))
    dress(ax, one)
    ax.margins(x=0.01)
    legend(ax, loc="lower left", bbox_to_anchor=(0, 1), ncols=2, borderaxespad=0.2)
