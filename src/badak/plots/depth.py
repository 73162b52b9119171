"""What is left of gradients and of neurons in a deep network."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from badak.errors import error, phrase
from badak.plots.canvas import FAINT, look, on
from badak.plots.given import array_of
from badak.plots.legends import legend
from badak.plots.ticks import percent_axis, whole_axis

if TYPE_CHECKING:
    from matplotlib.axes import Axes


def gradient_sizes(sizes: Any, x: Any = None, y: Any = None, *, limit: bool = False, ax: Axes | None = None) -> Axes:
    r"""Draw the size of the gradient in each layer of a few networks, on a logarithmic axis.

    A line that falls towards the first layer is a vanishing gradient: those layers hardly learn. One that rises explodes.

    Args:
        sizes: a dict by name of one number for each layer, the first layer first (``badak.classic.gradient_sizes``), or of
            models: compiled ones of badak's, or networks of ``badak.classic``, with data as x and y; then the mean of
            :math:`|\partial L/\partial W_k|` is taken. A single list or model is one line.
        x: data, for models.
        y: targets, for models.
        limit: whether the most that can be left behind so many sigmoids, :math:`4^{-n}`, is drawn too.
        ax: where to draw; None makes a figure.

    Returns:
        The axes; its lines are the networks in their order, over layers 1, 2 …, then the limit. A gradient of 0 is not drawn.

    Raises:
        ArgumentError: BD389, for anything but sizes, or a model without data; BD375, for something that is no axes.
        MissingExtraError: BD090, when matplotlib is not installed.

    Example:
        >>> import badak
        >>> from badak.classic import gradient_sizes
        >>> sizes = {"sigmoid": gradient_sizes("sigmoid"), "ReLU, He": gradient_sizes("relu", "he")}
        >>> ax = badak.plots.gradient_sizes(sizes, limit=True)
        >>> ax.get_yscale(), len(ax.get_lines())
        ('log', 3)

    Source: Glorot, Bengio 2010, AISTATS, figure 7; Hochreiter 1991.
    """
    from badak.classic.deep_trouble import gradient_limit

    where = "gradient_sizes"
    lines = {name: _sizes(where, one, x, y) for name, one in _by_name(sizes).items()}
    most = max(len(line) for line in lines.values())
    with on(where, ax) as ax:
        for k, (name, line) in enumerate(lines.items()):
            seen = np.where(line > 0, line, np.nan)
            ax.plot(np.arange(1, len(line) + 1), seen, label=name or None, **look(k))
        if limit:
            left = [gradient_limit(most - k) for k in range(most)]
            label = phrase("limit of sigmoids, 4⁻ⁿ", "시그모이드의 한계, 4⁻ⁿ")
            ax.plot(np.arange(1, most + 1), left, color=FAINT, linestyle=":", linewidth=1.2, label=label)
        ax.set(
            yscale="log", xlabel=phrase("layer (1 is next to the inputs)", "층 (1이 입력 쪽)"),
            ylabel=phrase("size of the gradient", "기울기의 크기"),
        )  # fmt: skip
        whole_axis(ax)
        legend(ax)
    return ax


def dead_units(shares: Any, over: Any = None, *, xlabel: str | None = None, ax: Axes | None = None) -> Axes:
    """Draw which part of the ReLU neurons is dead, over time or over anything else.

    A neuron that says 0 to every sample has no slope anywhere and never learns again.

    Args:
        shares: a dict by name of shares from 0 to 1, or of arrays (samples, neurons), what the layer said at each time, whose
            dead neurons are counted; a single list is one line.
        over: the places along the axis, as epochs or biases; 0, 1, 2 … by default.
        xlabel: what these are; epochs by default.
        ax: where to draw; None makes a figure.

    Returns:
        The axes; its lines are the networks in their order.

    Raises:
        ArgumentError: BD389, for anything else; BD375, for something that is no axes.
        ShapeError: BD001, for another number of places.
        MissingExtraError: BD090, when matplotlib is not installed.

    Example:
        >>> import badak
        >>> from badak.classic import dying_relu
        >>> biases = [0, -2, -4, -6, -8, -10]
        >>> ax = badak.plots.dead_units([dying_relu(b) for b in biases], biases, xlabel="bias")
        >>> float(ax.get_lines()[0].get_ydata()[-1])
        1.0

    Source: Maas, Hannun, Ng 2013, ICML workshop.
    """
    from badak.classic.deep_trouble import dead_share
    from badak.errors import expect

    where = "dead_units"
    lines = {}
    for name, one in _by_name(shares).items():
        try:
            parts = list(one)
            line = np.array([dead_share(part) if np.ndim(part) == 2 else float(part) for part in parts])
        except (TypeError, ValueError):
            raise _no_numbers(where, "shares", one) from None
        if not len(line) or not ((line >= 0) & (line <= 1)).all():
            raise _no_numbers(where, "shares", one)
        lines[name] = line
    with on(where, ax) as ax:
        for k, (name, line) in enumerate(lines.items()):
            places = np.arange(len(line)) if over is None else np.asarray(over, float)
            expect(f"plots.{where}", "over: times, shares: times", over=places, shares=line)
            ax.plot(places, line, label=name or None, **look(k))
        ax.set(
            ylim=(-0.03, 1.03), xlabel=xlabel or phrase("epoch", "에포크"),
            ylabel=phrase("part of the neurons that is dead", "죽은 뉴런의 비율"),
        )  # fmt: skip
        percent_axis(ax)
        legend(ax)
    return ax


def _by_name(given: Any) -> dict[str, Any]:
    if isinstance(given, Mapping) and given:
        return {str(name): one for name, one in given.items()}
    return {"": given}


def _sizes(where: str, one: Any, x: Any, y: Any) -> np.ndarray:
    if hasattr(one, "predict"):
        return _of_model(where, one, x, y)
    try:
        line = np.asarray(one, np.float64)
    except (TypeError, ValueError):
        raise _no_numbers(where, "sizes", one) from None
    if line.ndim != 1 or not len(line) or (line < 0).any():
        raise _no_numbers(where, "sizes", one)
    return line


def _of_model(where: str, model: Any, x: Any, y: Any) -> np.ndarray:
    """Return the mean |∂L/∂W| of each layer with weights."""
    from badak.classic.network import Network

    if x is None or y is None:
        why = phrase("a model needs data x and targets y for a gradient", "모델의 기울기를 구하려면 x와 y가 필요합니다")
        raise error("BD389", where=f"plots.{where}", name="x, y", why=why, got="None", expected="x=…, y=…")
    if isinstance(model, Network):
        grads = model.gradient(x, y)
        return np.array([np.abs(g).mean() for name, g in grads.items() if name.startswith("W")])
    import badak

    loss = badak.losses.get(model.loss)
    out = model(badak.tensor(array_of(x).astype(np.float32)))
    value = loss(badak.tensor(badak.losses.align(array_of(y), out.shape, loss=loss)), out)
    value.mean().backward()
    kernels = [w for w in model.trainable_weights if w.ndim > 1]
    sizes = np.array([float(np.abs(w.grad.numpy()).mean()) for w in kernels])
    for w in model.trainable_weights:
        w.grad = None
    return sizes


def _no_numbers(where: str, name: str, got: Any) -> Exception:
    why = phrase("these are no numbers from 0 up in a row", "0 이상의 수를 나열한 것이 아닙니다")
    expected = {"en": "a list of numbers, or a dict of lists by name", "ko": "수의 리스트, 또는 이름별 리스트의 dict"}
    return error("BD389", where=f"plots.{where}", name=name, why=why, got=repr(got)[:60], expected=expected)
