"""Why the squared error does not suit a probability: its curve bends the wrong way."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from badak.checks import one_of
from badak.errors import phrase
from badak.plots.canvas import COLOURS, DASHES, INK, panels
from badak.plots.sampling import between

if TYPE_CHECKING:
    from matplotlib.figure import Figure


def convexity(z: tuple[float, float] = (-8.0, 8.0), target: int = 1) -> Figure:
    r"""Draw squared error and cross-entropy of a logistic answer σ(z) over z, and how each bends.

    .. math:: (1-\sigma(z))^2 \quad\text{and}\quad -\log\sigma(z)\qquad\text{(target 1; target 0 is the mirror image)}

    A cost whose second derivative is below 0 somewhere is not convex; that part is hatched. There the squared error lies the
    flatter the more wrong the answer is, so that descent hardly moves; the cross-entropy keeps its slope.

    Args:
        z: (low, high), the range of logits.
        target: the true label, 1 or 0.

    Returns:
        The figure: costs on the left, second derivatives on the right; in each the first line is the squared error, the second
        the cross-entropy.

    Raises:
        ArgumentError: BD377, for a range that is none; BD040, for another target.
        MissingExtraError: BD090, when matplotlib is not installed.

    Example:
        >>> import badak
        >>> figure = badak.plots.convexity()
        >>> len(figure.axes)
        2

    Source: see ``badak.classic.curvature``.
    """
    import badak
    from badak.classic.logistic_regression import curvature

    points = between("convexity", "z", z)
    sign = 1.0 if one_of("plots.convexity", "target", str(target), ("0", "1")) == "1" else -1.0
    costs = (
        lambda t: (1 - badak.sigmoid(sign * t)) ** 2,
        lambda t: badak.softplus(-sign * t),  # -log σ(z), without the logarithm of 0
    )
    bends = curvature(sign * points)
    wrong = points[0] if target else points[-1]  # where the answer is most wrong
    names = (
        (phrase("squared error (1 − σ)²", "제곱 오차 (1 − σ)²"), phrase("cross-entropy −log σ", "교차 엔트로피 −log σ"))
        if target
        else (
            phrase("squared error σ²", "제곱 오차 σ²"),
            phrase("cross-entropy −log(1 − σ)", "교차 엔트로피 −log(1 − σ)"),
        )
    )
    concave = bends[0] < 0
    with panels("convexity", 1, 2, (10.2, 4.0)) as (figure, ((left, right),)):
        for ax, lines in (
            (left, [c(badak.tensor(points)).numpy() for c in costs]),
            (right, bends),
        ):
            for k, line in enumerate(lines):
                ax.plot(points, line, color=COLOURS[2 * k], linestyle=DASHES[k], linewidth=2, label=names[k])
            ax.set(xlabel="z", xlim=(points[0], points[-1]))
            ax.axhline(0, color=INK, linewidth=0.8, linestyle="-", zorder=1)
        left.set_ylabel(phrase("cost", "비용"))
        right.set_ylabel(phrase("second derivative", "이계도함수"))
        if concave.any():
            _hatch(left, right, points, concave, bends[0])
        ends = [float(badak.grad(c)(badak.tensor(np.array(wrong))).item()) for c in costs]
        said = phrase(
            "slope at z = {z:g}\nsquared error {a:.4f}\ncross-entropy {b:.4f}",
            "z = {z:g}에서의 기울기\n제곱 오차 {a:.4f}\n교차 엔트로피 {b:.4f}",
        )
        said = said.format(z=wrong, a=ends[0], b=ends[1]).replace(" -", " −").replace("= -", "= −")
        left.text(
            0.48 if target else 0.52, 0.45, said, transform=left.transAxes,
            ha="left" if target else "right",
        )  # fmt: skip
        left.legend(loc="upper right" if target else "upper left")
    return figure


def _hatch(left: Any, right: Any, points: np.ndarray, concave: np.ndarray, bend: np.ndarray) -> None:
    """Mark where the squared error bends downward, in both panels."""
    low, high = points[concave][[0, -1]]
    left.axvspan(low, high, facecolor="#f1e3e8", edgecolor="#cfb3be", hatch="//", linewidth=0, zorder=0)
    left.text(
        low + 0.04 * (high - low), 0.03, phrase("not convex", "볼록하지 않음"), transform=left.get_xaxis_transform(),
        va="bottom", color=COLOURS[2], bbox={"facecolor": "white", "edgecolor": "none", "pad": 1.5, "alpha": 0.85},
    )  # fmt: skip
    right.fill_between(
        points, bend, 0, where=concave, facecolor="#f1e3e8", edgecolor="#cfb3be", hatch="//", linewidth=0, zorder=1
    )
    i = int(bend.argmin())
    said = (
        phrase("bends downward,\nas far as {v:.4f}", "위로 볼록한 구간\n(최솟값 {v:.4f})")
        .format(v=bend[i])
        .replace("-", "−")
    )
    right.plot(points[i], bend[i], "o", color=INK)
    first = points[i] < points.mean()
    right.annotate(
        said, (points[i], bend[i]), xytext=(0.02 if first else 0.98, 0.8), textcoords="axes fraction",
        ha="left" if first else "right", va="center", arrowprops={"arrowstyle": "-", "color": INK, "linewidth": 0.8},
    )  # fmt: skip
