"""How a hidden layer bends the plane."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from badak.checks import whole
from badak.errors import error, phrase
from badak.plots.asking import ask
from badak.plots.canvas import COLOURS, INK, panels
from badak.plots.given import array_of, names_of_columns, reason
from badak.plots.regions import areas, boundaries, draw_samples, names_of, plane, samples_of

if TYPE_CHECKING:
    from matplotlib.figure import Figure

Map = Callable[[np.ndarray], np.ndarray]
_FINE = 201  # points along each side: of a line, and of the plane that is asked


def hidden_space(
    model: Any,
    x: Any = None,
    y: Any = None,
    layer: Any = None,
    *,
    rest: Any = None,
    x1: tuple[float, float] | None = None,
    x2: tuple[float, float] | None = None,
    lines: int = 13,
    class_names: Sequence[str] | None = None,
) -> Figure:
    r"""Draw a grid of lines, the samples and the line between the classes before and after a hidden layer.

    A layer sends each point :math:`x` of the plane to :math:`h(x) = \varphi(xW + b)`, and the next layer can only part what h
    makes of it by a straight line. What no line could part before, as XOR, lies on two sides of one after.

    Args:
        model: a Sequential or other model of badak's, or a network of ``badak.classic``, of two inputs; None with a function as
            ``layer``.
        x: samples (samples, 2).
        y: their classes (samples,).
        layer: the number or the name of a layer, the layer itself, or a function of points (samples, 2) that returns (samples,
            units); by default the one before the last layer with weights.
        rest: what follows the layer, a model of its two units, where the model does not tell it: ``AND`` for XOR as AND of NAND
            and OR.
        x1: (low, high) of the first input, as for ``decision_regions``.
        x2: the same for the second.
        lines: of the grid, in each direction.
        class_names: names of the classes, in their order.

    Returns:
        The figure; its two axes are the plane before and after. ``get_lines()`` of each are first the lines along x₂, then those
        along x₁; then, after the layer, the line between the classes where it cannot be asked of the rest of the network. A layer
        of more than two units is drawn along its two principal directions.

    Raises:
        ArgumentError: BD388, for a layer that cannot be looked into; BD385 and BD386, as for ``decision_regions``; BD377, for a
            range that is none; BD040, for less than two lines.
        ShapeError: BD001, for samples that have not two inputs.
        MissingExtraError: BD090, when matplotlib is not installed.

    Example:
        >>> import numpy as np
        >>> import badak
        >>> from badak.classic import AND, NAND, OR, XOR
        >>> def hidden(points):
        ...     return np.stack([NAND(points[:, 0], points[:, 1]), OR(points[:, 0], points[:, 1])], axis=1)
        >>> figure = badak.plots.hidden_space(XOR, [[0, 0], [1, 0], [0, 1], [1, 1]], [0, 1, 1, 0], hidden, rest=AND)
        >>> len(figure.axes)
        2
    """
    where = "hidden_space"
    called = names_of_columns(x) or ["x₁", "x₂"]
    x, y = samples_of(where, x, y)
    lines = whole(f"plots.{where}", "lines", lines, 2)
    across, up = plane(where, x, x1, x2, _FINE)
    bend, own, name = _taken_apart(model, layer)
    rest = own if rest is None else rest
    hidden = _mapped(bend, np.stack(np.meshgrid(across, up), axis=-1).reshape(-1, 2))
    project, labels = _projection(hidden)

    def after(points: np.ndarray) -> np.ndarray:
        return project(_mapped(bend, points))

    with panels(where, 1, 2, (9.2, 4.6)) as (figure, axes):
        left, right = axes[0]
        edges = _plane(left, where, model, x, y, across, up, class_names, None)
        _grid(left, across, up, lines, lambda points: points)
        _grid(right, across, up, lines, after)
        low, high = (f(project(hidden), axis=0) for f in (np.min, np.max))
        margin = np.maximum((high - low) / 10, 1e-3)
        (a, b), (c, d) = low - margin, high + margin
        if rest is not None and hidden.shape[1] == 2 and edges is not None:
            spans = np.linspace(a, c, _FINE), np.linspace(b, d, _FINE)
            _plane(right, where, rest, None if x is None else after(x), y, *spans, class_names, edges[1])
        else:
            for path in edges[0] if edges and hidden.shape[1] <= 2 else []:
                right.plot(*after(path).T, color=INK, linewidth=1.6, linestyle="-", zorder=2)
            if x is not None:
                _samples(right, where, model, x, after(x), y, class_names)
        right.set(xlim=(a, c), ylim=(b, d), xlabel=labels[0], ylabel=labels[1])
        left.set(xlabel=called[0], ylabel=called[1], xlim=(across[0], across[-1]), ylim=(up[0], up[-1]))
        left.set_title(phrase("before: the inputs", "층을 지나기 전: 입력"))
        right.set_title(phrase(f"after {name}", f"층을 지난 뒤: {name}"))
        for ax, places in ((left, x), (right, None if x is None else after(x))):
            ax.grid(False)
            if x is not None and len(x) <= 8:
                _name_corners(ax, x, places)
    return figure


def _plane(
    ax: Any,
    where: str,
    model: Any,
    x: Any,
    y: Any,
    across: np.ndarray,
    up: np.ndarray,
    names: Any,
    threshold: float | None,
) -> tuple[list[np.ndarray], float] | None:
    """Draw areas, boundary and samples; return the boundary's lines and the threshold, or None without a model."""
    if model is None:
        if x is not None:
            _samples(ax, where, None, x, x, y, names)
        return None
    grid = np.stack(np.meshgrid(across, up), axis=-1).reshape(-1, 2)
    said = ask(where, model, grid if x is None else np.concatenate([grid, x]), y, threshold)
    shape, n = (len(up), len(across)), len(grid)
    areas(ax, across, up, said, shape, n)
    found = [path for one in boundaries(ax, across, up, said, shape, n) for path in one.to_polygons(closed_only=False)]
    if x is not None:
        place = None if y is None else said.place[n:]
        draw_samples(ax, x, y, said.classes, names_of(where, said.classes, names), place)
    return found, said.threshold


def _samples(ax: Any, where: str, model: Any, x: np.ndarray, places: np.ndarray, y: Any, names: Any) -> None:
    """Draw samples where the layer sends them, ringed where the model is wrong about them."""
    classes = [] if y is None else np.unique(y).tolist()
    place = None
    if model is not None and y is not None:
        said = ask(where, model, x, y, None)
        classes, place = said.classes, said.place
    draw_samples(ax, places, y, classes, names_of(where, classes, names if y is not None else None), place)


def _grid(ax: Any, across: np.ndarray, up: np.ndarray, lines: int, bend: Map) -> None:
    for a in np.linspace(across[0], across[-1], lines):
        path = bend(np.stack([np.full(len(up), a), up], axis=1))
        ax.plot(*path.T, color=COLOURS[0], linestyle="-", linewidth=0.9, alpha=0.8, zorder=1)
    for b in np.linspace(up[0], up[-1], lines):
        path = bend(np.stack([across, np.full(len(across), b)], axis=1))
        ax.plot(*path.T, color=COLOURS[3], linestyle=(0, (4, 1.5)), linewidth=0.9, alpha=0.8, zorder=1)


def _name_corners(ax: Any, x: np.ndarray, places: Any) -> None:
    """Write beside each of a few samples where it was before; those that met share a line."""
    together: dict[tuple, list[str]] = {}
    for sample, at in zip(x, places, strict=True):
        together.setdefault(tuple(np.round(at, 2)), []).append("({:g}, {:g})".format(*sample))
    middle = np.mean(ax.get_xlim())
    for at, names in together.items():
        right = at[0] <= middle  # beside the point, towards the middle, so that nothing is cut off
        ax.annotate(
            ", ".join(names), at, xytext=(8 if right else -8, 7), textcoords="offset points", ha="left" if right else "right",
            fontsize=9, zorder=6, bbox={"boxstyle": "round,pad=0.12", "facecolor": "white", "edgecolor": "none", "alpha": 0.8},
        )  # fmt: skip


def _mapped(bend: Map, points: np.ndarray) -> np.ndarray:
    try:
        found: Any = bend(points)
        found = array_of(found).astype(np.float64)
        if found.ndim == 2 and len(found) == len(points) and found.shape[1]:
            return found
        why = phrase("{n} points become shape {shape}", "점 {n}개가 {shape} 모양이 됩니다").format(
            n=len(points), shape=found.shape
        )
    except Exception as caught:
        why = reason(caught)
    raise error("BD388", where="plots.hidden_space", got=why, why=why)


def _projection(hidden: np.ndarray) -> tuple[Map, tuple[str, str]]:
    """Return how hidden values are drawn: as they are, beside 0, or along the two directions in which they vary most."""
    units = hidden.shape[1]
    if units == 1:
        return (lambda h: np.concatenate([h, np.zeros_like(h)], axis=1)), ("h₁", "")
    if units == 2:
        return (lambda h: h), ("h₁", "h₂")
    mean = hidden.mean(axis=0)
    _, sizes, directions = np.linalg.svd(hidden - mean, full_matrices=False)
    parts = sizes**2 / max((sizes**2).sum(), 1e-30)
    name = phrase("principal direction {k} of {units} units, {part:.0%}", "유닛 {units}개의 주성분 {k}, {part:.0%}")
    labels = [name.format(k=k + 1, units=units, part=parts[k]) for k in range(2)]
    return (lambda h: (h - mean) @ directions[:2].T), (labels[0], labels[1])


def _taken_apart(model: Any, layer: Any) -> tuple[Any, Any, str]:
    """Return the part up to the layer, the part behind it (None where it cannot be had), and the layer's name."""
    import badak
    from badak.classic.network import Network
    from badak.layers import Layer

    if callable(layer) and not isinstance(layer, Layer):
        return layer, None, getattr(layer, "__name__", "").strip("<>") or phrase("the layer", "층")
    if isinstance(model, Network):
        return _network_parts(model, layer)
    if not isinstance(model, badak.Model):
        why = phrase("the model has no layers", "모델에 층이 없습니다")
        raise error("BD388", where="plots.hidden_space", got=type(model).__name__, why=why)
    whole_model: Any = model
    layers = whole_model.layers
    with_weights = [k for k, one in enumerate(layers) if one.count_params()]
    place = _place(layers, layer, (with_weights[-1] if with_weights else len(layers)) - 1)
    chosen: Any = layers[place]
    inner: Any = badak.Model(whole_model.inputs, chosen.output)

    def rest(points: np.ndarray) -> Any:
        out: Any = badak.tensor(points.astype("float32"))
        for one in layers[place + 1 :]:
            out = one(out)
        return out

    behind = rest if isinstance(model, badak.Sequential) else None
    return (
        (lambda points: inner.predict(points.astype("float32"), batch_size=4096, verbose=0)),
        behind,
        f"'{chosen.name}'",
    )


def _network_parts(model: Any, layer: Any) -> tuple[Map, Any, str]:
    with_weights = [k for k, one in enumerate(model.layers) if one.params]
    place = _place(model.layers, layer, (with_weights[-1] if with_weights else len(model.layers)) - 1)

    def through(points: np.ndarray, layers: list) -> np.ndarray:
        for one in layers:
            points = one.forward(points, False)
        return points

    name = f"{type(model.layers[place]).__name__} ({place})"
    return (
        (lambda points: through(points, model.layers[: place + 1])),
        (lambda points: through(points, model.layers[place + 1 :])),
        name,
    )


def _place(layers: Any, layer: Any, usual: int) -> int:
    if layer is None:
        layer = max(usual, 0)
    names = [getattr(one, "name", type(one).__name__) for one in layers]
    known = ", ".join(f"{k} {name}" for k, name in enumerate(names))
    for k, one in enumerate(layers):
        if one is layer or names[k] == layer:
            return k
    if isinstance(layer, int | np.integer) and -len(layers) <= layer < len(layers):
        return int(layer) % len(layers)
    why = phrase("there is no such layer among {known}", "{known} 가운데 그런 층이 없습니다").format(known=known)
    raise error("BD388", where="plots.hidden_space", got=repr(layer)[:60], why=why)
