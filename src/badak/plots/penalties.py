"""Losses over the prediction."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np

from badak.errors import error, phrase
from badak.plots.bends import broken, explain_dashes, named, small_panels
from badak.plots.canvas import COLOURS, INK, on
from badak.plots.given import reason
from badak.plots.legends import legend
from badak.plots.sampling import between

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

# Losses of classes are drawn against the probability of the true one of two.
OF_CLASSES = (
    "categorical_crossentropy", "sparse_categorical_crossentropy", "categorical_focal_crossentropy",
    "categorical_generalized_cross_entropy", "kl_divergence",
)  # fmt: skip
USUAL = (
    "mean_squared_error", "half_squared_error", "mean_absolute_error", "huber", "log_cosh", "binary_crossentropy",
    "binary_focal_crossentropy", "categorical_crossentropy", "hinge", "squared_hinge", "poisson",
    "mean_squared_logarithmic_error",
)  # fmt: skip


def loss(
    which: Any,
    target: float | None = None,
    x: tuple[float, float] | None = None,
    slope: bool | None = None,
    ax: Axes | None = None,
) -> Axes:
    r"""Draw a loss over the prediction ŷ of one sample, for a given target y, and its derivative.

    A loss of classes, as ``"categorical_crossentropy"``, is drawn over the probability of the true one of two.

    Args:
        which: a name, a function or object of ``badak.losses``, a function of (y_true, y_pred), or a list or dict of those, to
            compare them.
        target: y; that of the loss's card by default, as 0 for squared errors and 1 for ``"binary_crossentropy"``.
        x: (low, high), the range of predictions; by default that of the card.
        slope: whether the derivative is drawn; by default for one loss, not for several.
        ax: where to draw; None makes a figure.

    Returns:
        The axes. Its lines are, for each loss, the values and then the derivatives over 401 predictions.

    Raises:
        ArgumentError: BD014, for an unknown name; BD378, for a loss that is no function of a single prediction; BD377, for a
            range that is none; BD375, for something that is no axes.
        MissingExtraError: BD090, when matplotlib is not installed.

    Example:
        >>> import badak
        >>> ax = badak.plots.loss(["mse", "mae", "huber"])
        >>> ax.get_xlabel()
        'prediction ŷ, target y = 0'
    """
    where = "loss"
    chosen = named(where, which)
    slope = len(chosen) == 1 if slope is None else slope
    with on(where, ax) as ax:
        names = {_draw(ax, where, name, one, k, target, x, slope) for k, (name, one) in enumerate(chosen.items())}
        ax.set(xlabel=" / ".join(sorted(names)), ylabel=phrase("loss", "손실"))
        legend(ax)
    return ax


def losses(which: Any = None, columns: int = 4) -> Figure:
    """Draw many losses side by side, each over the prediction for one target, with the derivative dashed.

    Args:
        which: names, functions or objects, in a list or dict; by default twelve usual ones.
        columns: panels in a row.

    Returns:
        The figure, one axes for each loss with the lines of ``loss``.

    Raises:
        ArgumentError: as for ``loss``.
        MissingExtraError: BD090, when matplotlib is not installed.

    Example:
        >>> import badak
        >>> figure = badak.plots.losses(["mse", "mae"], columns=2)
        >>> [len(ax.get_lines()) for ax in figure.axes]
        [3, 3]
    """
    where = "losses"
    chosen = named(where, list(USUAL) if which is None else which)
    with small_panels(where, len(chosen), columns) as (figure, axes):
        for ax, (name, one) in zip(axes, chosen.items()):
            ax.set_xlabel(_draw(ax, where, name, one, 0, None, None, True, short=True))
            ax.set_title(_two_lines(name), fontsize=9.5)
        explain_dashes(figure, axes[0])
    return figure


def _draw(
    ax: Any, where: str, name: str, one: Any, k: int, target: Any, x: Any, slope: bool, short: bool = False
) -> str:
    """Draw one loss; return what its predictions are called."""
    from badak.cards.curve import jumps_of

    function, own = _function(one)
    y, low, high = _place(own, target)
    points = between(where, "x", (low, high) if x is None else x)
    values, slopes = _values(where, function, own, y, points)
    ax.plot(points, values, label=name)
    line = ax.get_lines()[-1]
    if slope:
        colour = COLOURS[3] if k == 0 else line.get_color()
        inside = (points[0], points[-1])
        jumps = jumps_of(lambda t: _values(where, function, own, y, np.clip(t.data, *inside))[1])
        steep = broken(points, slopes, jumps)
        ax.plot(*steep, label=phrase("derivative", "도함수"), color=colour, linestyle="--", linewidth=1.5)
        if k == 0:  # a derivative that runs away must not press the loss itself flat
            low, high = float(np.nanmin(values)), float(np.nanmax(values))
            room = (high - low) or 1.0
            bottom, top = max(np.nanmin(slopes), low - 1.2 * room), max(min(np.nanmax(slopes), high + room), high)
            ax.set_ylim(min(bottom, low) - 0.05 * room, top + 0.05 * room)
    if slope or k == 0:
        ax.axhline(0.0, color=INK, linewidth=0.7, linestyle="-", zorder=1)
    if own in OF_CLASSES:
        return phrase("p of the true class", "정답 클래스의 확률 p")
    said = f"ŷ (y = {y:g})"
    return said if short else phrase(f"prediction ŷ, target y = {y:g}", f"예측 ŷ, 목표 y = {y:g}")


def _two_lines(name: str) -> str:
    """Break a long name at the underscore nearest to its middle."""
    places = [k for k, letter in enumerate(name) if letter == "_"]
    if len(name) <= 22 or not places:
        return name
    middle = min(places, key=lambda k: abs(k - len(name) / 2))
    return name[: middle + 1] + "\n" + name[middle + 1 :]


def _function(one: Any) -> tuple[Callable, str]:
    """Return a loss of rows and the name that its defaults are known by."""
    from badak import losses as known

    given: Any = known.get(one)
    if isinstance(given, known.Loss):
        return given.call, given.name or type(given).__name__
    return given, getattr(given, "__name__", "")


def _place(own: str, target: Any) -> tuple[float, float, float]:
    from badak.cards.curve import LOSS_PLACES

    if own in OF_CLASSES:
        return 1.0, 0.01, 0.99
    y, low, high = LOSS_PLACES.get(own, (0.0, -3.0, 3.0))
    if target is None:
        return y, low, high
    if (low, high) == (-3.0, 3.0) and y == 0:  # around the target
        return float(target), float(target) - 3, float(target) + 3
    return float(target), low, high


def _values(where: str, function: Callable, own: str, y: float, points: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    from badak.cards.curve import loss_and_slope, value_and_slope

    why = phrase("it is no function of a single prediction", "예측 하나의 함수가 아닙니다")
    try:
        if own in OF_CLASSES:
            truth: Any = (
                np.zeros(len(points), int) if own.startswith("sparse") else np.tile([1.0, 0.0], (len(points), 1))
            )
            values, slopes = value_and_slope(lambda p: function(truth, _two(p)), points[:, None])
            values, slopes = values.reshape(-1), slopes.reshape(-1)
        else:
            values, slopes = loss_and_slope(function, y, points)
        if values.shape == slopes.shape == points.shape and np.isfinite(values).any():
            return values, slopes
    except Exception as caught:
        why = reason(caught)
    raise error("BD378", where=f"plots.{where}", got=own, why=why)


def _two(p: Any) -> Any:
    """Return the probabilities of two classes, p and 1 - p: (samples, 2)."""
    return p * np.array([[1.0, -1.0]]) + np.array([[0.0, 1.0]])
