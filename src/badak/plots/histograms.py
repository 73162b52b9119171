"""What every layer says, as histograms."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from badak.checks import whole
from badak.errors import error, phrase
from badak.plots.canvas import COLOURS, panels
from badak.plots.sampling import between as span_of

if TYPE_CHECKING:
    from matplotlib.figure import Figure


def activation_histograms(
    layers: Any,
    x: Any = None,
    *,
    between: tuple[float, float] | None = None,
    bins: int = 30,
    names: Sequence[str] | None = None,
) -> Figure:
    r"""Draw the histogram of each layer's activations, with their standard deviation.

    Activations at the two ends of a sigmoid or tanh have no slope left; activations that are all alike say nothing new; good
    first weights keep them spread. A row for each choice of first weights, a panel for each layer, all over the same range.

    Args:
        layers: one array for each layer (``badak.classic.activations_of``), a dict of such lists, each a row, a model of badak's
            or a network of ``badak.classic`` with data as ``x``, or a dict of models.
        x: the data that goes through a model.
        between: (low, high) that the histograms show; by default that of all values but the outer thousandths.
        bins: bars in each panel.
        names: of the layers; for a model the names of its layers by default.

    Returns:
        The figure, with one axes for each layer, row by row. The height of a bar is the part of the layer's values in it, so that
        the bars of a panel add up to 1 where nothing lies outside. Exact zeros, which ReLU makes, are no bar but written
        where they are more than a tenth.

    Raises:
        ArgumentError: BD389, for anything but layers, or a model without data; BD377, for a range that is none; BD040, for less
            than two bars.
        MissingExtraError: BD090, when matplotlib is not installed.

    Example:
        >>> import badak
        >>> from badak.classic import activations_of
        >>> figure = badak.plots.activation_histograms({"std 1": activations_of(1.0), "Xavier": activations_of("xavier")})
        >>> len(figure.axes), figure.axes[4].texts[0].get_text()
        (10, 'std 0.958')

    Source: the experiment is that of Glorot, Bengio 2010, AISTATS, figure 6.
    """
    where = "activation_histograms"
    bins = whole(f"plots.{where}", "bins", bins, 2)
    rows, titles = _rows(where, layers, x)
    titles = list(names) if names is not None else titles
    columns = max(len(row) for row in rows.values())
    if between is None:
        every = np.concatenate([layer.ravel() for row in rows.values() for layer in row])
        every = every[np.isfinite(every)]
        low, high = np.quantile(every, [0.001, 0.999]) if len(every) else (0.0, 1.0)
        between = (float(low), float(high)) if low < high else (float(low) - 0.5, float(low) + 0.5)
    ends = span_of(where, "between", between, bins + 1)
    with panels(where, len(rows), columns, (1.9 * columns + 0.5, 1.55 * len(rows) + 0.5), sharex=True) as (
        figure,
        axes,
    ):
        for r, (name, row) in enumerate(rows.items()):
            for k, ax in enumerate(axes[r]):
                if k >= len(row):
                    ax.remove()
                    continue
                _draw(ax, row[k].ravel(), ends, r)
                if r == 0:
                    title = titles[k] if k < len(titles) else phrase(f"layer {k + 1}", f"{k + 1}층")
                    ax.set_title(title)
            axes[r, 0].set_ylabel(name)
        figure.supxlabel(phrase("activation", "활성화 값"), fontsize=10)
    return figure


def _draw(ax: Any, values: np.ndarray, ends: np.ndarray, row: int) -> None:
    finite = values[np.isfinite(values)]
    zeros = float((finite == 0).mean()) if len(finite) else 0.0
    bars = finite[finite != 0] if zeros > 0.1 else finite
    counts, _ = np.histogram(bars, ends)
    ax.bar(
        ends[:-1], counts / max(len(finite), 1), np.diff(ends), align="edge", color=COLOURS[row % 2 * 2], edgecolor="white",
        linewidth=0.3,
    )  # fmt: skip
    text = f"std {finite.std():.3g}" if len(finite) else "nan"
    if zeros > 0.1:
        text += "\n" + phrase(f"{zeros:.0%} are 0", f"0이 {zeros:.0%}")
    box = {"boxstyle": "round,pad=0.15", "facecolor": "white", "edgecolor": "none", "alpha": 0.85}
    ax.text(0.97, 0.96, text, transform=ax.transAxes, ha="right", va="top", fontsize=9, bbox=box)
    ax.set_ylim(0, max(counts.max() / max(len(finite), 1) * 1.35, 1e-3))  # room for the words
    ax.set_yticks([])
    ax.set_xlim(ends[0], ends[-1])
    ax.spines["left"].set_visible(False)
    ax.grid(False)


def _rows(where: str, layers: Any, x: Any) -> tuple[dict[str, list[np.ndarray]], list[str]]:
    if isinstance(layers, Mapping):
        found, names = {}, []
        for name, one in layers.items():
            found[str(name)], names = _row(where, one, x)
        if found:
            return found, names
    elif layers is not None:
        row, names = _row(where, layers, x)
        return {"": row}, names
    raise _strange(where, layers)


def _row(where: str, layers: Any, x: Any) -> tuple[list[np.ndarray], list[str]]:
    if hasattr(layers, "predict"):
        return said_by(where, layers, x)
    try:
        row = [np.asarray(layer, np.float64) for layer in layers]
    except (TypeError, ValueError):
        raise _strange(where, layers) from None
    if not row or any(not layer.size for layer in row) or all(layer.ndim == 0 for layer in row):
        raise _strange(where, layers)
    return row, []


def said_by(where: str, model: Any, x: Any) -> tuple[list[np.ndarray], list[str]]:
    """Return what every layer of a model says about data, and the layers' names."""
    import badak
    from badak.classic.network import Network

    if x is None:
        why = phrase("a model needs data to say anything about", "모델에는 흘려보낼 데이터가 필요합니다")
        raise error("BD389", where=f"plots.{where}", name="x", why=why, got="x=None", expected="x=…")
    if isinstance(model, Network):
        found, out = [], np.asarray(x)
        for layer in model.layers:
            out = layer.forward(out, False)
            found.append(out)
        return found, [type(layer).__name__ for layer in model.layers]
    if not isinstance(model, badak.Model):
        raise _strange(where, model)
    if model.slot is None:
        model.predict(np.asarray(x)[:1])
    whole_model: Any = model
    layers = [layer for layer in whole_model.layers if type(layer).__name__ != "InputLayer"]
    inner: Any = badak.Model(whole_model.inputs, [layer.output for layer in layers])
    said = inner.predict(x, verbose=0)
    said = list(said.values()) if isinstance(said, Mapping) else said if isinstance(said, list | tuple) else [said]
    return [np.asarray(one, np.float64) for one in said], [layer.name for layer in layers]


def _strange(where: str, got: Any) -> Exception:
    why = phrase("these are no activations of layers", "층별 활성화 값이 아닙니다")
    expected = {
        "en": "one array for each layer, a dict of such lists, or a model with x=",
        "ko": "층마다 배열 하나씩 담은 리스트, 그런 리스트의 dict, 또는 x=를 함께 준 모델",
    }
    return error("BD389", where=f"plots.{where}", name="layers", why=why, got=repr(got)[:60], expected=expected)
