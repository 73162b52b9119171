"""Pooling: one number for each window of a map, its maximum or its mean, channel by channel.

The maximum's derivative needs to know which value of a window won. ``max_pool`` keeps that as an index; ``max_unpool`` puts
gradients back to the winners, ``max_gather`` reads the winners' places, and these two are each other's adjoints, as are
``avg_pool`` and ``avg_unpool``. So derivatives of every order exist.
"""

# A vjp may name its own operation, which a type checker cannot follow.
# pyright: reportGeneralTypeIssues=false

from __future__ import annotations

import functools
from typing import Any, NamedTuple

import numpy as np

from badak.autograd.op import op
from badak.autograd.samples import Call, Draw, call
from badak.backend import seam
from badak.errors import error, shape_text
from badak.ops import windows


class _Plan(NamedTuple):
    """A call worked out: ``how`` is what the seam takes, size of the window, strides, padding."""

    how: tuple
    windows: windows.Windows
    shape: tuple  # of the result


def plan_of(where: str, x: tuple, pool_size: Any, strides: Any, padding: Any) -> _Plan:
    """Work out a call from shapes; the last few hundred answers are kept."""
    frozen = [_frozen(value) for value in (pool_size, strides, padding)]
    return _worked_out(where, tuple(x), *frozen)


def _frozen(value: Any) -> Any:
    return tuple(_frozen(v) for v in value) if isinstance(value, tuple | list) else value


@functools.lru_cache(maxsize=512, typed=True)  # True is not 1 here
def _worked_out(where: str, x: tuple, pool_size: Any, strides: Any, padding: Any) -> _Plan:
    rank = len(x) - 2
    if rank < 1:
        expected = "x (batch, size, …, channels)"
        raise error(
            "BD103", where=where, ndim=len(x), wanted="3 | 4 | 5", got=f"x {shape_text(x)}", expected=expected,
            fix=windows.missing_axes(min(max(len(x) - 2, 2), 3), x),
        )  # fmt: skip
    size = windows.per_axis(where, "pool_size", pool_size, rank)
    found = windows.find(where, x, size, size if strides is None else strides, padding)
    for k, pair in zip(size, found.padding, strict=True):
        if max(pair) >= k:
            raise error("BD106", where=where, k=k, pad=max(pair), got=f"pool_size={size}, padding={found.padding}")
    return _Plan((size, found.strides, found.padding), found, (*x[:1], *found.sizes, x[-1]))


def _pool_shape(x: tuple, *, pool_size: Any = 2, strides: Any = None, padding: Any = "valid") -> tuple:
    return plan_of("pool", x, pool_size, strides, padding).shape


def _pool_samples(d: Draw) -> list[Call]:
    x = d.distinct(2, 5, 6, 3)
    return [
        call(x), call(x, pool_size=3, strides=1), call(x, pool_size=(2, 3), strides=2, padding="same"),
        call(x, pool_size=3, padding=1), call(x, pool_size=3, strides=(1, 2), padding=((1, 0), (2, 1))),
        call(x, pool_size=2, strides=3), call(d.distinct(2, 7, 2), pool_size=3, strides=2),
        call(d.distinct(2, 7, 2), pool_size=2, padding="SAME"), call(d.distinct(1, 3, 4, 3, 2), padding="same"),
        call(d.distinct(0, 4, 4, 2)),
    ]  # fmt: skip


# --- the maximum ----------------------------------------------------------------------------------------------------------


def _max_vjp(g: Any, x: Any, index: Any, shapes: tuple, pool_size: Any, strides: Any, padding: Any) -> tuple:
    plan = plan_of("max_pool", shapes[0], pool_size, strides, padding)
    if index is None:  # a derivative of higher order: look again who won
        raw = getattr(x, "data", x)
        _, index = seam(raw).max_pool(raw, *plan.how)
    return (max_unpool(g, index, input_shape=shapes[0], **_keywords(plan)),)


def _keywords(plan: _Plan) -> dict[str, Any]:
    return dict(zip(("pool_size", "strides", "padding"), plan.how, strict=True))


@op(
    formula=r"y_i = \max_{0 \le k < K} x_{si + k - p}",
    gradient=r"\bar x_j = \sum_i g_i\,[\,j \text{ is the first maximum of window } i\,]",
    shape=_pool_shape,
    samples=_pool_samples,
    vjp=_max_vjp,
    residuals=("index",),
    low_precision="kernel",
)
def max_pool(x: Any, *, pool_size: Any = 2, strides: Any = None, padding: Any = "valid") -> Any:
    """Take the maximum of each window, channel by channel.

    Args:
        x: data of shape (batch, *spatial, channels).
        pool_size: size of the window, a number or one for each axis; 2 halves a map.
        strides: steps of the window; None means ``pool_size``, windows that lie side by side.
        padding: ``"valid"``: only whole windows. ``"same"``: windows may reach over the edge, ceil(n / stride) of them. Or a
            number, or (before, after) for each axis. What lies outside never wins.

    Returns:
        A tensor of shape (batch, *windows, channels). The gradient goes to the first maximum of a window, row by row.

    Raises:
        ShapeError: BD100, when the window is larger than the padded map; BD103, for a wrong number of axes; BD106, when
            padding reaches the window's size.

    Example:
        >>> import badak
        >>> x = badak.tensor([[1, 2, 3, 0], [0, 1, 2, 3], [3, 0, 1, 2], [2, 3, 0, 1]]).reshape(1, 4, 4, 1)
        >>> badak.max_pool(x).reshape(2, 2).tolist()
        [[2, 3], [3, 2]]
    """
    return seam(x).max_pool(x, *plan_of("max_pool", x.shape, pool_size, strides, padding).how)


def _index_samples(d: Draw) -> list[tuple[Any, Any, dict]]:
    """Draw data, the index of its winners, and the keywords that the inner operations take."""
    found = []
    for args, static in _pool_samples(d):
        values = {"pool_size": 2, "strides": None, "padding": "valid", **static}
        plan = plan_of("max_pool", args[0].shape, **values)
        _, index = seam(args[0]).max_pool(args[0], *plan.how)
        found.append((args[0], index, _keywords(plan)))
    return found


@op(
    formula=r"y_j = \sum_i x_i\,[\,j \text{ is place } k_i \text{ of window } i\,]",
    gradient=r"\bar x_i = g_{\,\text{place } k_i \text{ of window } i}",
    shape=lambda x, index, *, input_shape, pool_size, strides, padding: tuple(input_shape),
    samples=lambda d: [call(d.normal(*i.shape), i, input_shape=x.shape, **how) for x, i, how in _index_samples(d)],
    vjp=lambda g, index, pool_size, strides, padding: (
        max_gather(g, index, pool_size=pool_size, strides=strides, padding=padding), None,
    ),
    low_precision="kernel",
)  # fmt: skip
def max_unpool(x: Any, index: Any, *, input_shape: Any, pool_size: Any, strides: Any, padding: Any) -> Any:
    """Put each value to one place of its window, zeros elsewhere; what meets in one place is added.

    Args:
        x: one value for each window, shape (batch, *windows, channels).
        index: the place within each window, counted row by row, same shape.
        input_shape: shape of the result, (batch, *spatial, channels).
        pool_size: as given to ``max_pool``.
        strides: as given to ``max_pool``.
        padding: as given to ``max_pool``.

    Returns:
        A tensor of shape ``input_shape``.

    Raises:
        ShapeError: BD105, when there is not one value for each window.

    Example:
        >>> import badak
        >>> x, index = badak.tensor([[[5.0], [7.0]]]), badak.tensor([[[1], [0]]])
        >>> how = dict(input_shape=(1, 4, 1), pool_size=2, strides=2, padding="valid")
        >>> badak.ops.pool.max_unpool(x, index, **how).reshape(4).tolist()
        [0.0, 5.0, 7.0, 0.0]
    """
    plan = plan_of("max_unpool", input_shape, pool_size, strides, padding)
    _expect_windows("max_unpool", x.shape, plan)
    _expect_windows("max_unpool", getattr(index, "shape", ()), plan)
    return seam(x, index).max_unpool(x, index, tuple(input_shape), *plan.how)


@op(
    formula=r"y_i = x_{\,\text{place } k_i \text{ of window } i}",
    gradient=r"\bar x_j = \sum_i g_i\,[\,j \text{ is place } k_i \text{ of window } i\,]",
    shape=lambda x, index, *, pool_size, strides, padding: tuple(index),
    samples=lambda d: [call(x, i, **how) for x, i, how in _index_samples(d)],
    vjp=lambda g, index, shapes, pool_size, strides, padding: (
        max_unpool(g, index, input_shape=shapes[0], pool_size=pool_size, strides=strides, padding=padding), None,
    ),
    low_precision="kernel",
)  # fmt: skip
def max_gather(x: Any, index: Any, *, pool_size: Any, strides: Any, padding: Any) -> Any:
    """Read one place of each window, as the index of ``max_pool`` names it.

    Args:
        x: data of shape (batch, *spatial, channels).
        index: the place within each window, counted row by row, shape (batch, *windows, channels).
        pool_size: as given to ``max_pool``.
        strides: as given to ``max_pool``.
        padding: as given to ``max_pool``.

    Returns:
        A tensor of the shape of ``index``.

    Raises:
        ShapeError: BD105, when there is not one index for each window.

    Example:
        >>> import badak
        >>> x, index = badak.tensor([1.0, 2.0, 3.0, 4.0]).reshape(1, 4, 1), badak.tensor([[[1], [0]]])
        >>> badak.ops.pool.max_gather(x, index, pool_size=2, strides=2, padding="valid").reshape(2).tolist()
        [2.0, 3.0]
    """
    plan = plan_of("max_gather", x.shape, pool_size, strides, padding)
    _expect_windows("max_gather", index.shape, plan)
    return seam(x, index).max_gather(x, index, *plan.how)


def _expect_windows(where: str, shape: tuple, plan: _Plan) -> None:
    if tuple(shape) != plan.shape:
        raise error("BD105", where=where, got=shape_text(shape), expected=shape_text(plan.shape))


# --- the mean -------------------------------------------------------------------------------------------------------------


def _counts(x: Any, shape: tuple, plan: _Plan) -> Any:
    """Return how many values each window holds, in the number type that the division takes."""
    dtype = np.dtype(np.float64) if x.dtype == np.float64 or x.dtype.kind in "iub" else np.dtype(np.float32)
    return windows.counts(tuple(shape), plan.how[0], plan.windows, dtype)


def _avg_vjp(g: Any, shapes: tuple, pool_size: Any, strides: Any, padding: Any) -> tuple:
    plan = plan_of("avg_pool", shapes[0], pool_size, strides, padding)
    return (avg_unpool(g, input_shape=shapes[0], **_keywords(plan)),)


@op(
    formula=r"y_i = \frac{1}{n_i} \sum_{0 \le k < K} x_{si + k - p}",
    gradient=r"\bar x_j = \sum_{i:\, j \in \text{window } i} g_i / n_i",
    shape=_pool_shape,
    samples=_pool_samples,
    vjp=_avg_vjp,
    low_precision="kernel",
)
def avg_pool(x: Any, *, pool_size: Any = 2, strides: Any = None, padding: Any = "valid") -> Any:
    """Take the mean of each window, channel by channel; padding does not count.

    Args:
        x: data of shape (batch, *spatial, channels).
        pool_size: size of the window, a number or one for each axis; 2 halves a map.
        strides: steps of the window; None means ``pool_size``.
        padding: as ``max_pool`` has it. A window over the edge is divided by the number of values inside (Keras's rule;
            PyTorch's ``count_include_pad=False``).

    Returns:
        A tensor of shape (batch, *windows, channels).

    Raises:
        ShapeError: BD100, BD103, BD106, as ``max_pool``.

    Example:
        >>> import badak
        >>> badak.avg_pool(badak.tensor([1.0, 2.0, 3.0]).reshape(1, 3, 1), padding="same").reshape(2).tolist()
        [1.5, 3.0]
    """
    plan = plan_of("avg_pool", x.shape, pool_size, strides, padding)
    return seam(x).avg_pool(x, *plan.how, _counts(x, x.shape, plan))


def _unpool_samples(d: Draw) -> list[Call]:
    samples = []
    for x, index, how in _index_samples(d):
        samples.append(call(d.normal(*index.shape), input_shape=x.shape, **how))
    return samples


@op(
    formula=r"y_j = \sum_{i:\, j \in \text{window } i} x_i / n_i",
    gradient=r"\bar x_i = \frac{1}{n_i} \sum_{0 \le k < K} g_{si + k - p}",
    shape=lambda x, *, input_shape, pool_size, strides, padding: tuple(input_shape),
    samples=_unpool_samples,
    vjp=lambda g, pool_size, strides, padding: (avg_pool(g, pool_size=pool_size, strides=strides, padding=padding),),
    low_precision="kernel",
)
def avg_unpool(x: Any, *, input_shape: Any, pool_size: Any, strides: Any, padding: Any) -> Any:
    """Spread each value evenly over its window; where windows overlap the parts are added. The adjoint of ``avg_pool``.

    Args:
        x: one value for each window, shape (batch, *windows, channels).
        input_shape: shape of the result, (batch, *spatial, channels).
        pool_size: as given to ``avg_pool``.
        strides: as given to ``avg_pool``.
        padding: as given to ``avg_pool``.

    Returns:
        A tensor of shape ``input_shape``.

    Raises:
        ShapeError: BD105, when there is not one value for each window.

    Example:
        >>> import badak
        >>> how = dict(input_shape=(1, 4, 1), pool_size=2, strides=2, padding="valid")
        >>> badak.ops.pool.avg_unpool(badak.tensor([[[2.0], [6.0]]]), **how).reshape(4).tolist()
        [1.0, 1.0, 3.0, 3.0]
    """
    plan = plan_of("avg_unpool", input_shape, pool_size, strides, padding)
    _expect_windows("avg_unpool", x.shape, plan)
    return seam(x).avg_unpool(x, tuple(input_shape), *plan.how, _counts(x, input_shape, plan))
