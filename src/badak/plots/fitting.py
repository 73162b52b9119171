"""A curve and the networks that try to be it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from badak.errors import error, phrase
from badak.plots.asking import call
from badak.plots.canvas import COLOURS, FAINT, look, on
from badak.plots.given import one_line, reason
from badak.plots.legends import legend_below
from badak.plots.sampling import between, values_of

if TYPE_CHECKING:
    from matplotlib.axes import Axes


def approximation(
    curve: Callable[[Any], Any] | tuple[Any, Any],
    models: Any,
    x: tuple[float, float] = (-2.0, 2.0),
    *,
    errors: bool = True,
    ax: Axes | None = None,
) -> Axes:
    r"""Draw a curve and the networks that were trained to be it.

    A network with one hidden layer of enough neurons comes as near to any continuous curve as one likes,
    :math:`\max_x |f(x) - \sum_k v_k\,\varphi(w_k x + b_k)| < \varepsilon`.

    Args:
        curve: a function of one number, or samples (x, y) of it, which are drawn as dots.
        models: a model of one input and one output (badak's, scikit-learn's, or a function), or a dict of them by name; a number
            as a name is taken for the width.
        x: (low, high), the range.
        errors: whether each name says the mean squared error.
        ax: where to draw; None makes a figure.

    Returns:
        The axes; its lines are the curve and then the models in their order, over 401 points.

    Raises:
        ArgumentError: BD378, for a curve that cannot be drawn; BD389, for a model that does not answer with one number for each;
            BD377, for a range that is none; BD375, for something that is no axes.
        MissingExtraError: BD090, when matplotlib is not installed.

    Example:
        >>> import numpy as np
        >>> import badak
        >>> ax = badak.plots.approximation(np.sin, {"x": lambda x: x, "x − x³/6": lambda x: x - x**3 / 6}, x=(-3, 3))
        >>> [line.get_label() for line in ax.get_lines()]
        ['curve', 'x: error 1.47', 'x − x³/6: error 0.267']

    Source: Cybenko 1989, doi 10.1007/BF02551274; Hornik, Stinchcombe, White 1989.
    """
    where = "approximation"
    points = between(where, "x", x)
    with on(where, ax) as ax:
        label = phrase("curve", "곡선")
        if isinstance(curve, tuple):
            places, truth = (np.asarray(part, np.float64).reshape(-1) for part in curve)
            ax.plot(places, truth, linestyle="none", marker="o", color=FAINT, markersize=3.5, alpha=0.7, label=label)
        else:
            places, truth = points, values_of(where, curve, points)
            ax.plot(points, truth, color="#b9b9b9", linewidth=6, linestyle="-", solid_capstyle="round", label=label)
        for k, (name, model) in enumerate(_by_name(models).items()):
            if errors:
                wrong = float(np.nanmean((_answers(where, model, places) - truth) ** 2))
                name += phrase(f": error {wrong:.3g}", f": 오차 {wrong:.3g}")
            how = {"color": COLOURS[k % len(COLOURS)], "linestyle": look(k)["linestyle"]}
            ax.plot(points, _answers(where, model, points), label=name, linewidth=1.7, **how)
        ax.set(xlabel="x", ylabel="y", xlim=(points[0], points[-1]))
        legend_below(ax, 3)  # the curve may run anywhere within
    return ax


def _by_name(models: Any) -> dict[str, Any]:
    if not isinstance(models, Mapping):
        return {phrase("model", "모델"): models}
    neurons = phrase("{n} neurons", "뉴런 {n}개")
    return {
        (phrase("1 neuron", "뉴런 1개") if name == 1 else neurons.format(n=name))
        if isinstance(name, int)
        else str(name): one
        for name, one in models.items()
    }


def _answers(where: str, model: Any, points: np.ndarray) -> np.ndarray:
    """Return what a model says about each point: (points,).

    Raises:
        ArgumentError: BD389, for a model that does not answer with one number for each.
    """
    try:
        if not hasattr(model, "predict"):
            return values_of(where, model, points)
        found = call(model.predict, points[:, None]).astype(np.float64)
        if found.size == len(points):
            return found.reshape(-1)
        why = phrase("{n} points were answered with shape {shape}", "점 {n}개에 대한 답의 모양이 {shape}입니다").format(
            n=len(points), shape=found.shape
        )
    except Exception as caught:
        why = reason(caught)
    expected = {"en": "a model of one input and one output", "ko": "입력과 출력이 하나씩인 모델"}
    raise error("BD389", where=f"plots.{where}", name="models", why=why, got=one_line(model), expected=expected)
