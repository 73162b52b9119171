"""Universal approximation: a curve and the networks that try to be it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from badak.errors import BadakError, error, phrase
from badak.plots.canvas import COLOURS, FAINT, legend, on
from badak.plots.depth import look
from badak.plots.regions import legend_below
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


def width_errors(errors: Any, *, ax: Axes | None = None) -> Axes:
    """Draw the error of networks over the width of their hidden layer, both on logarithmic axes.

    Args:
        errors: a dict from width to error, or a dict of such dicts by name, as for several activations.
        ax: where to draw; None makes a figure.

    Returns:
        The axes; its lines are the dicts in their order, widths rising.

    Raises:
        ArgumentError: BD389, for anything else, or numbers not above 0; BD375, for something that is no axes.
        MissingExtraError: BD090, when matplotlib is not installed.

    Example:
        >>> import badak
        >>> ax = badak.plots.width_errors({1: 0.4, 4: 0.02, 16: 0.001})
        >>> ax.get_lines()[0].get_xdata().tolist()
        [1.0, 4.0, 16.0]
    """
    where = "width_errors"
    lines = curves_of(where, "errors", errors)
    with on(where, ax) as ax:
        for k, (name, (widths, wrong)) in enumerate(lines.items()):
            if not (wrong > 0).all():
                why = phrase("errors on a logarithmic axis must be above 0", "로그 축의 오차는 0보다 커야 합니다")
                raise error(
                    "BD389", where=f"plots.{where}", name="errors", why=why, got=str(wrong.min()), expected="> 0"
                )
            ax.plot(widths, wrong, label=name or None, **look(k))
        ax.set(
            xscale="log", yscale="log", xlabel=phrase("neurons in the hidden layer", "은닉층의 뉴런 수"),
            ylabel=phrase("error", "오차"),
        )  # fmt: skip
        plain_ticks(ax, sorted({float(w) for widths, _ in lines.values() for w in widths}))
        legend(ax)
    return ax


def accuracy_by_samples(
    results: Any, *, ylabel: str | None = None, percent: bool = True, ax: Axes | None = None
) -> Axes:
    """Draw the accuracy of models over the size of the training set, on a logarithmic axis.

    A classical model soon has learned what it can; a larger network makes more of more samples.

    Args:
        results: a dict from number of samples to accuracy, or to a list of accuracies of several runs, or a dict of such dicts
            by name, one for each model.
        ylabel: what is measured; the accuracy in the test by default.
        percent: whether numbers from 0 to 1 are written in per cent.
        ax: where to draw; None makes a figure.

    Returns:
        The axes; its lines are the models in their order, numbers of samples rising, the mean of several runs; the band behind
        them reaches from the worst to the best run.

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
    from badak.plots.depth import percent_axis

    where = "accuracy_by_samples"
    lines = curves_of(where, "results", results)
    spreads = curves_of(where, "results", results, np.min), curves_of(where, "results", results, np.max)
    with on(where, ax) as ax:
        for k, (name, (samples, right)) in enumerate(lines.items()):
            worst, best = spreads[0][name][1], spreads[1][name][1]
            if (best > worst).any():
                ax.fill_between(samples, worst, best, color=COLOURS[k % len(COLOURS)], alpha=0.18, linewidth=0)
            ax.plot(samples, right, label=name or None, **look(k))
        ax.set(
            xscale="log", xlabel=phrase("samples to learn from", "훈련 샘플 수"),
            ylabel=ylabel or phrase("accuracy in the test", "테스트 정확도"),
        )  # fmt: skip
        plain_ticks(ax, sorted({float(n) for samples, _ in lines.values() for n in samples}))
        if percent and all((right <= 1).all() for _, right in lines.values()):
            percent_axis(ax)
        legend(ax)
    return ax


def curves_of(
    where: str, name: str, given: Any, of_several: Callable[..., Any] = np.mean
) -> dict[str, tuple[np.ndarray, np.ndarray]]:
    """Return the curves of a dict from place to number, or of a dict of those by name.

    Raises:
        ArgumentError: BD389, for anything else.
    """
    try:
        nested = isinstance(given, Mapping) and given and all(isinstance(one, Mapping) for one in given.values())
        found = {}
        for key, one in given.items() if nested else {"": given}.items():
            pairs = sorted((float(place), float(of_several(value))) for place, value in one.items())
            places, values = np.array(pairs).T
            found[str(key)] = places, values
        if all((places > 0).all() and np.isfinite(values).all() for places, values in found.values()):
            return found
    except (TypeError, ValueError, AttributeError):
        pass
    why = phrase("it is no dict from sizes above 0 to numbers", "0보다 큰 크기를 수에 대응시킨 dict가 아닙니다")
    expected = "{16: 0.02, 64: 0.001} | {'tanh': {16: 0.02, 64: 0.001}}"
    raise error("BD389", where=f"plots.{where}", name=name, why=why, got=repr(given)[:60], expected=expected)


def plain_ticks(ax: Any, places: list[float]) -> None:
    """Write the sizes themselves along a logarithmic axis, those that are not too near to the one before."""
    from matplotlib.ticker import FixedLocator, FuncFormatter, NullLocator

    far = np.log(places[-1] / places[0]) / 9 if len(places) > 1 else 0.0
    kept: list[float] = []
    for place in places:
        if not kept or np.log(place / kept[-1]) > far:
            kept.append(place)
    ax.xaxis.set_major_locator(FixedLocator(kept))
    ax.xaxis.set_minor_locator(NullLocator())
    ax.xaxis.set_major_formatter(FuncFormatter(lambda v, _: f"{v:,.10g}"))


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
    import badak

    try:
        if isinstance(model, badak.Model):
            found: Any = model.predict(points[:, None].astype("float32"), batch_size=4096, verbose=0)
        elif hasattr(model, "predict"):
            found = model.predict(points[:, None])
        else:
            return values_of(where, model, points)
        found = np.asarray(found, np.float64)
        if found.size == len(points):
            return found.reshape(-1)
        why = phrase("{n} points were answered with shape {shape}", "점 {n}개에 대한 답의 모양이 {shape}입니다").format(
            n=len(points), shape=found.shape
        )
    except Exception as caught:
        why = (caught.text() if isinstance(caught, BadakError) else f"{type(caught).__name__}: {caught}").splitlines()[
            0
        ]
    expected = {"en": "a model of one input and one output", "ko": "입력과 출력이 하나씩인 모델"}
    raise error("BD389", where=f"plots.{where}", name="models", why=why, got=repr(model)[:60], expected=expected)
