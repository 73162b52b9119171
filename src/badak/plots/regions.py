"""Which class a model sees at each place of the plane."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from badak.checks import whole
from badak.errors import error, expect, phrase
from badak.plots.asking import Said, ask, check_askable
from badak.plots.canvas import COLOURS, INK, MARKERS, on
from badak.plots.given import array_of, names_of_columns, numbers
from badak.plots.legends import legend_below
from badak.plots.sampling import between

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_LIGHT = (0.92, 0.76, 0.62, 0.84, 0.69, 0.97, 0.55, 0.88)  # of the classes' areas: neighbours differ in grey
_HATCHES = ("", "//", "..", "\\\\", "xx", "--", "oo", "++")
SIZE = (5.4, 4.6)


def decision_regions(
    model: Any,
    x: Any = None,
    y: Any = None,
    *,
    x1: tuple[float, float] | None = None,
    x2: tuple[float, float] | None = None,
    threshold: float | None = None,
    class_names: Sequence[str] | None = None,
    resolution: int = 240,
    colorbar: bool = True,
    ax: Axes | None = None,
) -> Axes:
    r"""Draw which class a model of two inputs sees at each place, with the line between them.

    Any model will do: one of badak's, an estimator with scikit-learn's methods (``predict_proba``, ``decision_function``,
    ``predict``), a perceptron, gate or network of ``badak.classic``, a function of points (samples, 2) or of two numbers.

    One output, or a probability of two classes, is drawn as a shade, and the line is where it passes the threshold. Several
    outputs are drawn as areas, each with its name, :math:`\arg\max_k f_k(x_1, x_2)`. Each class of samples has a marker of its
    own; those that the model gets wrong are ringed.

    Args:
        model: what is asked.
        x: samples (samples, 2); they also set the range.
        y: their classes (samples,), one-hot rows, or (samples, 1).
        x1: (low, high) of the first input; the samples and some room around them, or (-0.5, 1.5) without samples.
        x2: the same for the second.
        threshold: from where a single output means the second class: 0.5, but 0 for ``decision_function``, for labels -1 and +1
            and for a model compiled with a loss ``from_logits``.
        class_names: names of the classes, in their order.
        resolution: points asked along each side.
        colorbar: whether a shade gets its scale beside it.
        ax: where to draw; None makes a figure.

    Returns:
        The axes. ``ax.images[0]`` holds the scores, or the numbers of the classes; ``ax.collections`` the lines between the
        classes, then the samples, one collection labelled with its name for each class, and the ringed ones last.

    Raises:
        ArgumentError: BD385, for something that cannot be asked; BD386, for labels that the model does not have; BD377, for a
            range that is none; BD040, for a resolution below 2; BD375, for something that is no axes.
        ShapeError: BD001, for samples that have not two inputs, or another number of labels.
        MissingExtraError: BD090, when matplotlib is not installed.

    Example:
        >>> import badak
        >>> from badak.classic import XOR
        >>> ax = badak.plots.decision_regions(XOR, [[0, 0], [1, 0], [0, 1], [1, 1]], [0, 1, 1, 0])
        >>> sorted(set(ax.images[0].get_array().ravel().tolist()))
        [0, 1]
    """
    where = "decision_regions"
    check_askable(where, model)
    called = names_of_columns(x) or ["x₁", "x₂"]
    x, y = samples_of(where, x, y)
    across, up = plane(where, x, x1, x2, whole(f"plots.{where}", "resolution", resolution, 2))
    grid = np.stack(np.meshgrid(across, up), axis=-1).reshape(-1, 2)
    everything = grid if x is None else np.concatenate([grid, x])
    said = ask(where, model, everything, y, threshold)
    names = names_of(where, said.classes, class_names)
    shape = (len(up), len(across))
    n = len(grid)
    with on(where, ax, SIZE) as ax:
        if said.score is not None:
            _shade(ax, across, up, said, names, shape, n, colorbar)
        else:
            areas(ax, across, up, said, shape, n)
        boundaries(ax, across, up, said, shape, n)
        if x is not None:
            draw_samples(ax, x, y, said.classes, names, None if y is None else said.place[n:])
        if said.score is None:
            _names(ax, across, up, said.place[:n].reshape(shape), names, x)
        ax.set(xlabel=called[0], ylabel=called[1], xlim=(across[0], across[-1]), ylim=(up[0], up[-1]))
        ax.grid(False)
    return ax


def samples_of(where: str, x: Any, y: Any) -> tuple[np.ndarray | None, np.ndarray | None]:
    """Return samples (samples, 2) and their labels (samples,)."""
    if x is None:
        if y is not None:
            why = phrase("there are labels, but no samples", "레이블만 있고 샘플이 없습니다")
            raise error("BD389", where=f"plots.{where}", name="y", why=why, got="x=None", expected="x (samples, 2)")
        return None, None
    x = numbers(where, "x", x)
    expect(f"plots.{where}", "x: samples 2", x=x)
    if y is None:
        return x, None
    y = array_of(y)
    if y.dtype.kind == "f":
        numbers(where, "y", y)
    if y.ndim == 2:
        y = y[:, 0] if y.shape[1] == 1 else y.argmax(axis=1)
    expect(f"plots.{where}", "x: samples 2, y: samples", x=x, y=y)
    if y.dtype.kind == "b" or (y.dtype.kind == "f" and (y == np.round(y)).all()):
        y = y.astype(int)
    return x, y


def plane(where: str, x: np.ndarray | None, x1: Any, x2: Any, points: int) -> tuple[np.ndarray, np.ndarray]:
    """Return the places asked along both axes."""
    spans = []
    for k, span in enumerate((x1, x2)):
        if span is None and x is not None and len(x):
            low, high = float(x[:, k].min()), float(x[:, k].max())
            margin = (high - low) / (8 if len(x) > 8 else 4) or 0.5  # room for names among a few corners
            span = (low - margin, high + margin)
        spans.append(between(where, f"x{k + 1}", (-0.5, 1.5) if span is None else span, points))
    return spans[0], spans[1]


def names_of(where: str, classes: list, names: Sequence[str] | None) -> list[str]:
    """Return a name for each class."""
    if names is None:
        return [str(label) for label in classes]
    names = [str(name) for name in names]
    if len(names) != len(classes):
        why = phrase("one name for each class is needed", "클래스마다 이름이 하나씩 필요합니다")
        raise error("BD389", where=f"plots.{where}", name="class_names", why=why, got=str(names), expected=str(classes))
    return names


def tint(k: int) -> tuple[float, float, float]:
    """Return the light colour of a class's area: its colour mixed with white until it has the lightness of its place."""
    from matplotlib.colors import to_rgb

    colour, light = np.array(to_rgb(COLOURS[k % len(COLOURS)])), _LIGHT[k % len(_LIGHT)]
    dark = float(colour @ (0.299, 0.587, 0.114))
    part = min((1 - light) / (1 - dark), 1.0)
    return tuple(float(v) for v in 1 - part * (1 - colour))  # type: ignore[return-value]


def areas(ax: Any, across: np.ndarray, up: np.ndarray, said: Said, shape: tuple[int, int], n: int) -> None:
    """Tint and hatch the part of the plane that each class gets."""
    from matplotlib.colors import ListedColormap

    count = len(said.classes)
    place = said.place[:n].reshape(shape)
    extent = (across[0], across[-1], up[0], up[-1])
    ax.imshow(
        place, origin="lower", extent=extent, aspect="auto", interpolation="nearest", zorder=0,
        cmap=ListedColormap([tint(k) for k in range(count)]), vmin=-0.5, vmax=count - 0.5,
    )  # fmt: skip
    for k in range(1, count):
        if (place == k).any() and _HATCHES[k % len(_HATCHES)]:
            part = ax.contourf(
                across, up, (place == k).astype(float), levels=[0.5, 1.5], colors="none", zorder=0.5,
                hatches=[_HATCHES[k % len(_HATCHES)]],
            )  # fmt: skip
            part.set(edgecolor="white", linewidth=0.0)


def _shade(
    ax: Any,
    across: np.ndarray,
    up: np.ndarray,
    said: Said,
    names: list[str],
    shape: tuple[int, int],
    n: int,
    scale: bool,
) -> None:
    from matplotlib.colors import LinearSegmentedColormap

    assert said.score is not None  # noqa: S101  (the caller looked)
    score = said.score[:n].reshape(shape)
    if said.probability:
        low, high = 0.0, 1.0
    else:
        half = float(np.nanpercentile(np.abs(score - said.threshold), 98)) or 1.0
        low, high = said.threshold - half, said.threshold + half
    # from the tint of the first class to one of the second, light to dark throughout, so that grey tells it too
    colours = LinearSegmentedColormap.from_list("badak", ["#e4f1f9", "#e8d9b9", "#dd9a3c"])
    image = ax.imshow(
        score, origin="lower", extent=(across[0], across[-1], up[0], up[-1]), aspect="auto", cmap=colours, vmin=low,
        vmax=high, interpolation="bilinear", zorder=0,
    )  # fmt: skip
    if scale:
        second = phrase(f"class {names[1]}", f"클래스 {names[1]}") if names[1].lstrip("-").isdigit() else names[1]
        label = phrase(f"probability of {second}", f"{second}일 확률") if said.probability else phrase("output", "출력")
        bar = ax.figure.colorbar(image, ax=ax, label=label, fraction=0.06, pad=0.03, aspect=25)
        bar.ax.axhline(said.threshold, color=INK, linewidth=1.8)
        bar.outline.set_visible(False)


def boundaries(ax: Any, across: np.ndarray, up: np.ndarray, said: Said, shape: tuple[int, int], n: int) -> list:
    """Draw the line around each class, one for two of them; return the paths."""
    paths: list = []
    place = said.place[:n].reshape(shape)
    for k in range(len(said.classes) if len(said.classes) > 2 else 1):
        inside = place == k
        if inside.all() or not inside.any():
            continue
        ahead = inside - 0.5 if said.margin is None else said.margin[k, :n].reshape(shape)
        drawn = ax.contour(across, up, ahead, levels=[0.0], colors=INK, linewidths=1.6, linestyles="-", zorder=2)
        paths += drawn.get_paths()
    return paths


def draw_samples(
    ax: Any, x: np.ndarray, y: np.ndarray | None, classes: list, names: list[str], place: np.ndarray | None
) -> None:
    """Draw samples with a marker for each class, and rings around those whose class is not the one said."""
    size = 46 if len(x) <= 60 else 26 if len(x) <= 400 else 13
    if y is None:
        ax.scatter(x[:, 0], x[:, 1], s=size, color=INK, edgecolors="white", linewidths=0.8, zorder=3)
        return
    for k, (label, name) in enumerate(zip(classes, names, strict=True)):
        chosen = x[y == label]
        if len(chosen):
            ax.scatter(
                chosen[:, 0], chosen[:, 1], s=size, marker=MARKERS[k % len(MARKERS)], color=_strong(k), edgecolors="white",
                linewidths=0.9, zorder=3, label=name,
            )  # fmt: skip
    if place is not None:
        truth = np.array([classes.index(label) for label in y.tolist()])
        wrong = x[place != truth]
        if len(wrong):
            ring = phrase("wrong: {n} of {all}", "오답: {all}개 중 {n}개").format(n=len(wrong), all=len(x))
            ax.scatter(
                wrong[:, 0], wrong[:, 1], s=4.2 * size, facecolors="none", edgecolors=INK, linewidths=1.4, zorder=4, label=ring
            )  # fmt: skip
    legend_below(ax)


def _strong(k: int) -> str:
    """Return the colour of a class's samples: that of its area, dark enough to be seen on every other."""
    return ("#00548a", "#8f3f00", "#7a0f3d", "#7c2d00", "#0b3f5c", "#00573f", "#333333", "#7d2f66")[k % 8]


def _names(
    ax: Any, across: np.ndarray, up: np.ndarray, place: np.ndarray, names: list[str], x: np.ndarray | None
) -> None:
    """Write each class's name where its area is widest and no sample is near."""
    rows = np.linspace(0, len(up) - 1, min(48, len(up))).astype(int)
    columns = np.linspace(0, len(across) - 1, min(48, len(across))).astype(int)
    small = place[np.ix_(rows, columns)]
    unit = np.array([across[-1] - across[0], up[-1] - up[0]])
    spots = np.stack(np.meshgrid(across[columns], up[rows]), axis=-1).reshape(-1, 2)
    spots = (spots - [across[0], up[0]]) / unit
    edge = np.minimum(spots, 1 - spots).min(axis=1)
    taken = (
        np.full(len(spots), 1.0)
        if x is None
        else np.linalg.norm(spots[:, None] - ((x - [across[0], up[0]]) / unit)[None], axis=-1).min(axis=1)
    )
    for k, name in enumerate(names):
        mine = small.ravel() == k
        if not mine.any():
            continue
        room = edge[mine]
        if not mine.all():
            others = spots[~mine]
            room = np.minimum(room, np.array([np.linalg.norm(others - s, axis=1).min() for s in spots[mine]]))
        best = int(np.argmax(np.minimum(room, 1.5 * taken[mine])))
        if min(room[best], taken[mine][best]) < 0.03:
            continue
        at = spots[mine][best] * unit + [across[0], up[0]]
        ax.text(
            *at, name, ha="center", va="center", fontsize=11, zorder=5, color=INK,
            bbox={"boxstyle": "round,pad=0.25", "facecolor": "white", "edgecolor": "none", "alpha": 0.85},
        )  # fmt: skip
