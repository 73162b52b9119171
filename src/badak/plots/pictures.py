"""Pictures in a grid, and which classes are taken for which."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from badak.checks import flag, whole
from badak.drawing.scene import text_width
from badak.errors import error, phrase
from badak.plots.canvas import COLOURS, INK, on, panels
from badak.plots.given import array_of, one_line

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure


def images(
    x: Any,
    titles: Any = None,
    predictions: Any = None,
    *,
    class_names: Sequence[str] | None = None,
    columns: int | None = None,
    count: int = 24,
    cmap: str = "gray",
) -> Figure:
    r"""Draw pictures in a grid, with their labels and what a model said about them.

    Args:
        x: pictures (samples, height, width), (samples, height, width, channels) with 1, 3 or 4 channels, rows of a square picture
            (samples, features), as 784 for 28 × 28, or a single one. Numbers outside 0 … 1 (0 … 255 for integers) are
            stretched from the smallest to the largest.
        titles: a label for each: class numbers, one-hot rows, or texts.
        predictions: class numbers (samples,), or probabilities (samples, classes); of one output, of class 1. A wrong one is
            framed and written as "✗ 3, not 5"; probabilities are said in per cent.
        class_names: names of the classes.
        columns: pictures in a row; as square a grid as possible by default.
        count: how many are drawn at most; the first.
        cmap: colours of pictures with one channel, a name of matplotlib's.

    Returns:
        The figure; each axes has one image and the words as its title.

    Raises:
        ArgumentError: BD389, for arrays that are no pictures; BD040, for a number below 1.
        MissingExtraError: BD090, when matplotlib is not installed.

    Example:
        >>> import badak
        >>> (x, y), _ = badak.datasets.digits_sample()
        >>> figure = badak.plots.images(x[:3], y[:3], [y[0], 0, y[2]])
        >>> [ax.get_title("center") for ax in figure.axes][0] == f"{y[0]}"
        True
    """
    where = "images"
    pictures = _pictures(where, x)
    count = min(whole(f"plots.{where}", "count", count, 1), len(pictures))
    wide = min(
        whole(f"plots.{where}", "columns", columns, 1, optional=True) or int(np.ceil(np.sqrt(1.6 * count))), count
    )
    rows = -(-count // wide)
    truth = _labels(where, "titles", titles, len(pictures))
    said = _labels(where, "predictions", predictions, len(pictures))
    told = [_words(k, truth, said, class_names) for k in range(count)]
    if max(text_width(words, 9) for words, _ in told) > 72 * 1.4:  # it would run into its neighbour
        told = [_words(k, truth, said, class_names, "\n") for k in range(count)]
    height = 1.35 + 0.25 * max(words.count("\n") + bool(words) for words, _ in told)
    with panels(where, rows, wide, (1.45 * wide, height * rows)) as (figure, axes):
        for k, ax in enumerate(axes.flat):
            if k >= count:
                ax.remove()
                continue
            ax.imshow(pictures[k], cmap=cmap, vmin=0, vmax=1, interpolation="nearest")
            ax.set(xticks=[], yticks=[])
            ax.grid(False)
            words, wrong = told[k]
            ax.set_title(words, loc="center", fontsize=9, color=INK)
            for spine in ax.spines.values():
                spine.set(visible=wrong, color=COLOURS[3], linewidth=3.5)
    return figure


def confusion_matrix(
    y_true: Any,
    y_pred: Any,
    class_names: Sequence[str] | None = None,
    *,
    normalize: bool = False,
    ax: Axes | None = None,
) -> Axes:
    """Draw how often each class was taken for each other one.

    Rows are the true classes, columns the predicted ones; right answers lie on the diagonal, which is framed.

    Args:
        y_true: class numbers (samples,), one-hot rows (samples, classes), or names with the same as predictions.
        y_pred: class numbers, probabilities (samples, classes), or probabilities of class 1 (samples,) or (samples, 1).
        class_names: names of the classes, in their order.
        normalize: the share of each row instead of counts.
        ax: where to draw; None makes a figure.

    Returns:
        The axes. ``ax.images[0]`` holds the share of each row, by which it is shaded; ``ax.texts`` the numbers, row by row.

    Raises:
        ShapeError: BD052, for y_true and y_pred of different lengths.
        DataError: BD055, for a number that is no class.
        ArgumentError: BD389, for less names than classes; BD375, for something that is no axes.
        MissingExtraError: BD090, when matplotlib is not installed.

    Example:
        >>> import badak
        >>> ax = badak.plots.confusion_matrix([0, 0, 1, 1], [0, 1, 1, 1], ["cat", "dog"])
        >>> [text.get_text() for text in ax.texts]
        ['1', '1', '0', '2']
    """
    from badak import metrics

    where = "confusion_matrix"
    normalize = flag(f"plots.{where}", "normalize", normalize)
    if not np.size(array_of(y_true)):
        why = phrase("it is empty", "비어 있습니다")
        raise error(
            "BD389", where=f"plots.{where}", name="y_true", why=why, got=one_line(y_true), expected="(samples,)"
        )
    y_true, y_pred, class_names = _numbered(y_true, y_pred, class_names)
    most = None if class_names is None else len(class_names)
    counts = metrics.confusion_matrix(y_true, y_pred)
    if most is not None and most > len(counts):
        counts = np.pad(counts, (0, most - len(counts)))
    names = [str(k) for k in range(len(counts))] if class_names is None else [str(name) for name in class_names]
    if len(names) < len(counts):
        why = phrase("{n} classes have {names} names", "클래스 {n}개에 이름이 {names}개뿐입니다")
        why = why.format(n=len(counts), names=len(names))
        raise error(
            "BD389", where=f"plots.{where}", name="class_names", why=why, got=str(names), expected=f"{len(counts)}"
        )
    shares = counts / np.maximum(counts.sum(axis=1, keepdims=True), 1)
    side = 1.6 + max(0.42 * len(names), 2.2)
    with on(where, ax, (side + 0.4, side)) as ax:
        ax.imshow(shares, cmap="Blues", vmin=0, vmax=1.25)
        for i, j in np.ndindex(counts.shape):
            text = f"{shares[i, j]:.2f}" if normalize else f"{counts[i, j]:g}"
            colour = "white" if shares[i, j] > 0.75 else INK if counts[i, j] else "#8a8a8a"
            ax.text(j, i, text, ha="center", va="center", fontsize=9 if len(names) <= 12 else 7, color=colour)
        from matplotlib.patches import Rectangle

        for k in range(len(names)):
            ax.add_patch(Rectangle((k - 0.5, k - 0.5), 1, 1, fill=False, edgecolor=INK, linewidth=1.2, clip_on=False))
        turned = {"rotation": 40, "ha": "right", "rotation_mode": "anchor"} if max(map(len, names)) > 4 else {}
        ax.set_xticks(range(len(names)), names, **turned)
        ax.set_yticks(range(len(names)), names)
        right = counts.trace() / max(counts.sum(), 1)
        ax.set(xlabel=phrase("predicted", "예측"), ylabel=phrase("true", "정답"))
        ax.set_title(phrase(f"right: {right:.1%} of {counts.sum():,g}", f"정답률 {right:.1%} ({counts.sum():,g}개)"))
        ax.grid(False)
        ax.tick_params(length=0)
        for spine in ax.spines.values():
            spine.set_visible(False)
    return ax


def _numbered(y_true: Any, y_pred: Any, names: Sequence[str] | None) -> tuple[Any, Any, Sequence[str] | None]:
    """Give classes that are texts a number each, in the order of the names or of the alphabet."""
    y_true, y_pred = (array_of(y) for y in (y_true, y_pred))
    if y_true.dtype.kind not in "UO" or y_pred.dtype.kind not in "UO":
        return y_true, y_pred, names
    known = [str(v) for v in names] if names is not None else sorted({*map(str, y_true), *map(str, y_pred)})
    strange = sorted({*map(str, y_true), *map(str, y_pred)} - set(known))
    if strange:
        why = phrase("there are classes without a name", "이름에 없는 클래스가 있습니다")
        raise error(
            "BD389",
            where="plots.confusion_matrix",
            name="class_names",
            why=why,
            got=", ".join(strange),
            expected=str(known),
        )
    place = {name: k for k, name in enumerate(known)}
    return np.array([place[str(v)] for v in y_true]), np.array([place[str(v)] for v in y_pred]), known


def _pictures(where: str, x: Any) -> np.ndarray:
    """Return pictures from 0 to 1: (samples, height, width) or (samples, height, width, 3 or 4)."""
    expected = "(samples, height, width) | (samples, height, width, 1 | 3 | 4)"
    try:
        x = array_of(x)
    except ValueError:
        why = phrase("the pictures differ in size", "그림의 크기가 서로 다릅니다")
        got = ", ".join(str(np.shape(one)) for one in x[:4])
        raise error("BD389", where=f"plots.{where}", name="x", why=why, got=got, expected=expected) from None
    if (
        x.ndim == 2
        and x.shape[1] > x.shape[0] * 4
        or x.ndim == 1
        or (x.ndim == 2 and _side(x.shape[1]) and x.shape[0] != x.shape[1])
    ):
        rows = np.atleast_2d(x)
        side = _side(rows.shape[1])
        x = rows.reshape(len(rows), side, side) if side else x
    elif x.ndim == 2 or (x.ndim == 3 and x.shape[-1] in (3, 4) and min(x.shape[:2]) > 4):
        x = x[None]
    if x.ndim == 4 and x.shape[-1] == 1:
        x = x[..., 0]
    if x.dtype.kind not in "buif" or x.ndim not in (3, 4) or not x.size or (x.ndim == 4 and x.shape[-1] not in (3, 4)):
        why = phrase("shape {shape} is no pictures", "{shape} 모양은 그림이 아닙니다").format(shape=x.shape)
        if x.ndim == 4 and x.shape[1] in (1, 3, 4):  # channels first
            expected += ": x.transpose(0, 2, 3, 1)"
        raise error("BD389", where=f"plots.{where}", name="x", why=why, got=f"{x.shape} {x.dtype}", expected=expected)
    values = x.astype(np.float64)
    low, high = float(np.nanmin(values)), float(np.nanmax(values))
    top = 255.0 if x.dtype.kind in "ui" and high > 1 else 1.0
    if low >= 0 and high <= top:
        return values / top
    return (values - low) / ((high - low) or 1.0)


def _side(features: int) -> int:
    side = round(features**0.5)
    return side if side * side == features and side > 1 else 0


def _labels(where: str, name: str, given: Any, count: int) -> tuple[np.ndarray, np.ndarray | None] | None:
    """Return the label of each picture and, from probabilities, how sure it is."""
    if given is None:
        return None
    given = array_of(given)
    given = given[None] if given.ndim == 0 else given
    if given.ndim == 2 and given.shape[1] == 1:
        given = given[:, 0]
    if len(given) != count or given.ndim > 2:
        why = phrase("{n} pictures have shape {shape}", "그림 {n}개에 모양이 {shape}입니다").format(
            n=count, shape=given.shape
        )
        raise error("BD389", where=f"plots.{where}", name=name, why=why, got=str(given.shape), expected=f"({count},)")
    if given.ndim == 2:
        sure = given.max(axis=1) if given.dtype.kind == "f" and (given >= 0).all() and (given <= 1).all() else None
        return given.argmax(axis=1), sure if name == "predictions" else None
    if given.dtype.kind == "f" and ((given >= 0) & (given <= 1)).all() and (given != np.round(given)).any():
        yes = given > 0.5
        return yes.astype(int), np.where(yes, given, 1 - given)
    return given.astype(int) if given.dtype.kind == "f" and (given == np.round(given)).all() else given, None


def _words(k: int, truth: Any, said: Any, names: Sequence[str] | None, between: str = ", ") -> tuple[str, bool]:
    """Return what stands above a picture, and whether the prediction is wrong."""

    def named(label: Any) -> str:
        return str(names[int(label)]) if names is not None and isinstance(label, int | np.integer) else str(label)

    from badak.inspect.classes import percent

    if said is None:
        return ("" if truth is None else named(truth[0][k])), False
    text = named(said[0][k])
    sure = "" if said[1] is None else f" ({percent(float(said[1][k]))})"
    if truth is None or truth[0][k] == said[0][k]:
        return text + sure, False
    right = named(truth[0][k])
    return f"✗ {text}{sure}{between}" + phrase(f"not {right}", f"정답 {right}"), True
