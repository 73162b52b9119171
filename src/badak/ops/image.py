"""Operations on pictures (batch, height, width, channels) that do something else to each sample of a batch."""

# A vjp may name its own operation, which a type checker cannot follow.
# pyright: reportGeneralTypeIssues=false

from __future__ import annotations

from typing import Any

import numpy as np

from badak.autograd.op import op
from badak.autograd.samples import Call, Draw, call
from badak.backend import namespace, seam


@op(
    formula=r"x_{b,\,n-1-i} \text{ where } \mathrm{flips}_b",
    gradient=r"\bar x_{b,i} = g_{b,\,n-1-i} \text{ where } \mathrm{flips}_b",
    shape=lambda x, flips, *, axis: x,
    samples=lambda d: [
        call(d.normal(3, 4, 2, 3), np.array([True, False, True]), axis=1),
        call(d.normal(2, 3, 5, 6), np.array([False, True]), axis=2),
    ],
    vjp=lambda g, flips, axis: (flip_each(g, flips, axis=axis), None),
    low_precision="kernel",
)
def flip_each(x: Any, flips: Any, *, axis: int) -> Any:
    """Reverse the order along an axis, in some samples of a batch.

    Args:
        x: shape (batch, …).
        flips: which samples are reversed, booleans (batch,).
        axis: the axis; of pictures, 1 turns them upside down and 2 swaps left and right.

    Returns:
        A tensor of the same shape.

    Example:
        >>> import badak
        >>> badak.flip_each(badak.tensor([[1.0, 2.0], [3.0, 4.0]]), badak.tensor([False, True]), axis=1).tolist()
        [[1.0, 2.0], [4.0, 3.0]]
    """
    return seam(x, flips).flip_some(x, flips, axis)


def _crop_samples(d: Draw) -> list[Call]:
    corners = np.array([0, 2, 1]), np.array([1, 0, 3])
    return [
        call(d.normal(3, 4, 5, 2), *corners, height=2, width=2),
        call(d.normal(3, 4, 5), *corners, height=2, width=1),
    ]


@op(
    formula=r"x_{b,\,t_b + i,\,l_b + j}",
    gradient=r"\bar x_{b,\,t_b + i,\,l_b + j} = g_{b,i,j}",
    shape=lambda x, top, left, *, height, width: (x[0], height, width, *x[3:]),
    samples=_crop_samples,
    vjp=lambda g, top, left, shapes: (place_each(g, top, left, height=shapes[0][1], width=shapes[0][2]), None, None),
    low_precision="kernel",
)
def crop_each(x: Any, top: Any, left: Any, *, height: int, width: int) -> Any:
    """Cut a window out of each picture of a batch, each at its own place.

    Args:
        x: shape (batch, rows, columns, …).
        top: first row of each window, integers (batch,) from 0 to rows - height.
        left: first column of each window, integers (batch,) from 0 to columns - width.
        height: rows of a window.
        width: columns of a window.

    Returns:
        A tensor of shape (batch, height, width, …).

    Example:
        >>> import badak
        >>> x = badak.reshape(badak.arange(8.0), (2, 2, 2))
        >>> badak.crop_each(x, badak.tensor([0, 1]), badak.tensor([0, 1]), height=1, width=1).tolist()
        [[[0.0]], [[7.0]]]
    """
    return seam(x, top, left).cut(x, top, left, height, width)


def _place_samples(d: Draw) -> list[Call]:
    return [call(d.normal(3, 2, 2, 2), np.array([0, 2, 1]), np.array([1, 0, 3]), height=4, width=5)]


@op(
    formula=r"0_{b,\,t_b + i,\,l_b + j} \leftarrow x_{b,i,j}",
    gradient=r"\bar x_{b,i,j} = g_{b,\,t_b + i,\,l_b + j}",
    shape=lambda x, top, left, *, height, width: (x[0], height, width, *x[3:]),
    samples=_place_samples,
    vjp=lambda g, top, left, shapes: (crop_each(g, top, left, height=shapes[0][1], width=shapes[0][2]), None, None),
    low_precision="kernel",
)
def place_each(x: Any, top: Any, left: Any, *, height: int, width: int) -> Any:
    """Put each picture of a batch at its own place into an empty one: the gradient of ``crop_each``.

    Args:
        x: shape (batch, rows, columns, …).
        top: row at which each picture begins, integers (batch,).
        left: column at which each picture begins, integers (batch,).
        height: rows of the larger picture.
        width: columns of the larger picture.

    Returns:
        A tensor of shape (batch, height, width, …), 0 around the pictures.

    Example:
        >>> import badak
        >>> badak.place_each(badak.ones(1, 1, 1), badak.tensor([0]), badak.tensor([1]), height=1, width=3).tolist()
        [[[0.0, 1.0, 0.0]]]
    """
    xp = namespace(x, top, left)
    n, rows, columns = x.shape[:3]
    index = (
        xp.arange(n)[:, None, None],
        (top[:, None] + xp.arange(rows))[:, :, None],
        (left[:, None] + xp.arange(columns))[:, None, :],
    )
    return seam(x, top, left).index_add((n, height, width, *x.shape[3:]), index, x, x.dtype)
