"""Numbers over sizes: errors over widths, accuracies over samples, anything measured at several settings."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from badak.checks import flag
from badak.errors import error, phrase
from badak.plots.canvas import COLOURS, look, on
from badak.plots.legends import legend
from badak.plots.ticks import percent_axis

if TYPE_CHECKING:
    from matplotlib.axes import Axes


def curves(
    results: Any,
    *,
    xlabel: str = "x",
    ylabel: str = "y",
    log_x: bool = True,
    log_y: bool = False,
    percent: bool = False,
    ax: Axes | None = None,
) -> Axes:
    """Draw what was measured at several settings, a line for each model or method.

    As the accuracy over the standard deviation of the first weights, with and without batch normalisation, or the seconds over
    the size of a batch. Each place has a marker, its number stands along the axis.

    Args:
        results: a dict from setting to number, or to a list of numbers of several runs, or a dict of such dicts by name.
        xlabel: what the settings are.
        ylabel: what was measured.
        log_x: whether the settings stand on a logarithmic axis.
        log_y: whether the numbers do.
        percent: whether the numbers are written in per cent.
        ax: where to draw; None makes a figure.

    Returns:
        The axes; its lines are the names in their order, settings rising, the mean of several runs; the band behind them
        reaches from the lowest to the highest run.

    Raises:
        ArgumentError: BD389, for anything else, or numbers not above 0 on a logarithmic axis; BD040, for a switch that is none;
            BD375, for something that is no axes.
        MissingExtraError: BD090, when matplotlib is not installed.

    Example:
        >>> import badak
        >>> ax = badak.plots.curves({"plain": {0.01: 0.2, 1.0: 0.9}, "batch norm": {0.01: 0.9, 1.0: [0.88, 0.92]}})
        >>> [line.get_ydata().round(2).tolist() for line in ax.get_lines()]
        [[0.2, 0.9], [0.9, 0.9]]
    """
    return _draw("curves", "results", results, xlabel, ylabel, log_x, log_y, percent, ax)


def width_errors(errors: Any, *, ax: Axes | None = None) -> Axes:
    """Draw the error of networks over the width of their hidden layer, both on logarithmic axes.

    Args:
        errors: a dict from width to error, or a dict of such dicts by name, as for several activations.
        ax: where to draw; None makes a figure.

    Returns:
        The axes, as of ``curves``.

    Raises:
        ArgumentError: BD389, for anything else, or numbers not above 0; BD375, for something that is no axes.
        MissingExtraError: BD090, when matplotlib is not installed.

    Example:
        >>> import badak
        >>> ax = badak.plots.width_errors({1: 0.4, 4: 0.02, 16: 0.001})
        >>> ax.get_lines()[0].get_xdata().tolist()
        [1.0, 4.0, 16.0]
    """
    names = phrase("neurons in the hidden layer", "은닉층의 뉴런 수"), phrase("error", "오차")
    return _draw("width_errors", "errors", errors, *names, True, True, False, ax)


def accuracy_by_samples(results: Any, *, ax: Axes | None = None) -> Axes:
    """Draw the accuracy of models in the test over the size of the training set, on a logarithmic axis.

    A classical model soon has learned what it can; a larger network makes more of more samples.

    Args:
        results: a dict from number of samples to accuracy from 0 to 1, or to a list of accuracies of several runs, or a dict of
            such dicts by name, one for each model.
        ax: where to draw; None makes a figure.

    Returns:
        The axes, as of ``curves``.

    Raises:
        ArgumentError: BD389, for anything else; BD375, for something that is no axes.
        MissingExtraError: BD090, when matplotlib is not installed.

    Example:
        >>> import badak
        >>> small, large = {100: 0.7, 1000: 0.85}, {100: [0.6, 0.7], 1000: [0.93, 0.95]}
        >>> ax = badak.plots.accuracy_by_samples({"16 neurons": small, "256 neurons": large})
        >>> ax.get_lines()[1].get_ydata().round(2).tolist()
        [0.65, 0.94]
    """
    names = phrase("samples to learn from", "훈련 샘플 수"), phrase("accuracy in the test", "테스트 정확도")
    return _draw("accuracy_by_samples", "results", results, *names, True, False, True, ax)


def _draw(
    where: str,
    name: str,
    given: Any,
    xlabel: str,
    ylabel: str,
    log_x: bool,
    log_y: bool,
    percent: bool,
    ax: Axes | None,
) -> Axes:
    switches = {"log_x": log_x, "log_y": log_y, "percent": percent}
    log_x, log_y, percent = (flag(f"plots.{where}", key, value) for key, value in switches.items())
    lines, worst, best = (_lines(where, name, given, log_x, log_y, f) for f in (np.mean, np.min, np.max))
    with on(where, ax) as ax:
        for k, (key, (places, values)) in enumerate(lines.items()):
            low, high = worst[key][1], best[key][1]
            if (high > low).any():
                ax.fill_between(places, low, high, color=COLOURS[k % len(COLOURS)], alpha=0.18, linewidth=0)
            ax.plot(places, values, label=key or None, **look(k))
        ax.set(xlabel=xlabel, ylabel=ylabel, xscale="log" if log_x else "linear", yscale="log" if log_y else "linear")
        _plain_ticks(ax, sorted({float(p) for places, _ in lines.values() for p in places}), log_x)
        if percent:
            percent_axis(ax)
        legend(ax)
    return ax


def _lines(
    where: str, name: str, given: Any, log_x: bool, log_y: bool, of_several: Callable[..., Any]
) -> dict[str, tuple[np.ndarray, np.ndarray]]:
    """Return the lines of a dict from setting to number, or of a dict of those by name.

    Raises:
        ArgumentError: BD389, for anything else.
    """
    found = {}
    try:
        nested = isinstance(given, Mapping) and given and all(isinstance(one, Mapping) for one in given.values())
        for key, one in (given if nested else {"": given}).items():
            places, values = np.array(sorted((float(place), float(of_several(v))) for place, v in one.items())).T
            found[str(key)] = places, values
    except (TypeError, ValueError, AttributeError):
        why = phrase("it is no dict from sizes to numbers", "크기를 수에 대응시킨 dict가 아닙니다")
        expected = "{16: 0.02, 64: 0.001} | {'tanh': {16: 0.02, 64: 0.001}}"
        raise error(
            "BD389", where=f"plots.{where}", name=name, why=why, got=repr(given)[:60], expected=expected
        ) from None
    for places, values in found.values():
        for numbers, log in ((places, log_x), (values, log_y)):
            if not np.isfinite(numbers).all() or (log and not (numbers > 0).all()):
                why = phrase("numbers on a logarithmic axis must be above 0", "로그 축의 값은 0보다 커야 합니다")
                if not np.isfinite(numbers).all():
                    why = phrase("not all numbers are finite", "유한하지 않은 값이 있습니다")
                raise error("BD389", where=f"plots.{where}", name=name, why=why, got=str(numbers.min()))
    return found


def _plain_ticks(ax: Any, places: list[float], log: bool) -> None:
    """Write the settings themselves along the axis, those that are not too near to the one before."""
    from matplotlib.ticker import FixedLocator, FuncFormatter, NullLocator

    at = np.log(places) if log else np.array(places)
    far, kept = (at[-1] - at[0]) / 9, [0]
    for k in range(1, len(places)):
        if at[k] - at[kept[-1]] > far:
            kept.append(k)
    ax.xaxis.set_major_locator(FixedLocator([places[k] for k in kept]))
    ax.xaxis.set_minor_locator(NullLocator())
    ax.xaxis.set_major_formatter(FuncFormatter(lambda v, _: f"{v:,.6g}"))
