"""Matrix products and the dense layer's operation."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from badak.autograd.op import op
from badak.autograd.samples import Call, Draw, call
from badak.backend import namespace
from badak.ops.activation import sigmoid
from badak.ops.elementwise import tanh
from badak.ops.narrow import is_narrow, meeting, rounded, widened
from badak.ops.reduce import sum as total
from badak.ops.shape import reshape, swapaxes, transpose


def _product_shape(x: tuple, y: tuple) -> tuple:
    if len(x) == 1 and len(y) == 1:
        return ()
    if len(x) == 1:
        return (*y[:-2], y[-1])
    if len(y) == 1:
        return x[:-1]
    return (*np.broadcast_shapes(x[:-2], y[:-2]), x[-2], y[-1])


def _matmul_samples(d: Draw) -> list[Call]:
    return [
        call(d.normal(2, 3), d.normal(3, 4)), call(d.normal(3), d.normal(3)), call(d.normal(2, 3), d.normal(3)),
        call(d.normal(3), d.normal(3, 2)), call(d.normal(5, 2, 3), d.normal(5, 3, 2)),
        call(d.normal(5, 2, 3), d.normal(3, 2)), call(d.normal(1, 2, 3), d.normal(4, 3, 2)), call(d.normal(5, 2, 3), d.normal(3)),
        call(d.normal(2, 0), d.normal(0, 3)),
    ]  # fmt: skip


def _matmul_vjp(g: Any, x: Any, y: Any, need: tuple) -> tuple:
    if len(x.shape) == 1 and len(y.shape) == 1:
        return g * y if need[0] else None, g * x if need[1] else None
    row = reshape(x, shape=(1, -1)) if len(x.shape) == 1 else x  # (…, m, k)
    column = reshape(y, shape=(-1, 1)) if len(y.shape) == 1 else y  # (…, k, n)
    shape = list(g.shape)
    if len(y.shape) == 1:
        shape.append(1)
    if len(x.shape) == 1:
        shape.insert(len(shape) - 1, 1)
    g = reshape(g, shape=tuple(shape))  # (…, m, n)
    dx = matmul(g, swapaxes(column, -1, -2)) if need[0] else None  # (…, m, k)
    dy = matmul(swapaxes(row, -1, -2), g) if need[1] else None  # (…, k, n)
    if dx is not None and len(x.shape) == 1:
        dx = _drop_axis(dx, -2)
    if dy is not None and len(y.shape) == 1:
        dy = _drop_axis(dy, -1)
    return dx, dy


def _drop_axis(x: Any, axis: int) -> Any:
    return total(x, axis=axis)  # of size 1


@op(
    formula=r"x\,y,\quad (xy)_{ij} = \sum_k x_{ik} y_{kj}",
    gradient=r"\bar x = g\,y^{\top},\; \bar y = x^{\top} g",
    shape=_product_shape,
    spec="x: ... inner, y: inner columns",
    samples=_matmul_samples,
    vjp=_matmul_vjp,
)
def matmul(x: Any, y: Any) -> Any:
    """Return the matrix product; with more axes, the product of each pair of matrices.

    Args:
        x: tensor of shape (…, rows, inner), or a vector (inner,).
        y: tensor of shape (…, inner, columns), or a vector (inner,).

    Returns:
        A tensor of shape (…, rows, columns); the axis of a vector falls away.

    Raises:
        ShapeError: BD001, when the inner sizes differ.

    Example:
        >>> import badak
        >>> badak.matmul([[0, 1], [2, 3]], [[1, 2], [3, 4]]).tolist()
        [[3, 4], [11, 16]]
    """
    return x @ y


def dot(x: Any, y: Any) -> Any:
    """Return the product of two vectors, or the matrix product.

    Example:
        >>> import badak
        >>> badak.dot([1.0, 2.0], [3.0, 4.0]).item()
        11.0
    """
    return matmul(x, y)


def outer(x: Any, y: Any) -> Any:
    """Return every product of an element of ``x`` with an element of ``y``.

    Example:
        >>> import badak
        >>> badak.outer(badak.tensor([1.0, 2.0]), badak.tensor([3.0, 4.0])).tolist()
        [[3.0, 4.0], [6.0, 8.0]]
    """
    return reshape(x, shape=(-1, 1)) * reshape(y, shape=(1, -1))


def tensordot(x: Any, y: Any, axes: Any = 2) -> Any:
    """Sum products over several axes of two tensors.

    Args:
        x: any tensor.
        y: any tensor.
        axes: how many axes (the last of ``x``, the first of ``y``), or two lists of axes.

    Returns:
        A tensor with the axes of both that were not summed over.

    Example:
        >>> import badak
        >>> badak.tensordot(badak.ones(2, 3, 4), badak.ones(3, 4, 5)).shape
        (2, 5)
    """
    if isinstance(axes, int):
        left, right = list(range(len(x.shape) - axes, len(x.shape))), list(range(axes))
    else:
        left, right = ([a] if isinstance(a, int) else list(a) for a in axes)
    left = [a % len(x.shape) for a in left]
    right = [a % len(y.shape) for a in right]
    rows = [a for a in range(len(x.shape)) if a not in left]
    columns = [a for a in range(len(y.shape)) if a not in right]
    row_shape, column_shape = tuple(x.shape[a] for a in rows), tuple(y.shape[a] for a in columns)
    inner = int(np.prod([x.shape[a] for a in left]))
    flat_x = reshape(transpose(x, axes=(*rows, *left)), shape=(int(np.prod(row_shape)), inner))
    flat_y = reshape(transpose(y, axes=(*right, *columns)), shape=(inner, int(np.prod(column_shape))))
    return reshape(matmul(flat_x, flat_y), shape=(*row_shape, *column_shape))


def _einsum_shape(*shapes: tuple, subscripts: str) -> tuple:
    return np.einsum(subscripts, *(np.broadcast_to(np.empty(()), s) for s in shapes)).shape


def _einsum_vjp(g: Any, operands: tuple, need: tuple, shapes: tuple, subscripts: str) -> tuple:
    """Exchange the letters of the result and of one operand: the derivative of a sum of products is one of its kind."""
    from badak.ops.shape import broadcast_to

    inputs, result = _einsum_parts(subscripts)
    gradients = []
    for k, letters in enumerate(inputs):
        if not need[k]:
            gradients.append(None)
            continue
        others = [o for i, o in enumerate(operands) if i != k]
        known = set(result).union(*(s for i, s in enumerate(inputs) if i != k))
        present = "".join(c for c in letters if c in known)
        text = ",".join([result, *(s for i, s in enumerate(inputs) if i != k)]) + "->" + present
        d = _einsum(g, *others, subscripts=text)
        if present != letters:  # letters that were summed alone in this operand: every copy gets the same gradient
            shape = tuple(n if c in present else 1 for c, n in zip(letters, shapes[k], strict=True))
            d = broadcast_to(reshape(d, shape=shape), shape=shapes[k])
        gradients.append(d)
    return tuple(gradients)


def _einsum_parts(subscripts: str) -> tuple[list[str], str]:
    left, _, result = subscripts.replace(" ", "").partition("->")
    inputs = left.split(",")
    if "->" not in subscripts:
        letters = "".join(inputs)
        result = "".join(sorted(c for c in set(letters) if letters.count(c) == 1))
    return inputs, result


@op(
    name="einsum",
    formula=r"\sum \prod_k x_k",
    gradient=r"\bar x_k = \sum g \prod_{j \ne k} x_j",
    shape=_einsum_shape,
    samples=lambda d: [
        call(d.normal(2, 3), d.normal(3, 4), subscripts="ij,jk->ik"), call(d.normal(2, 3), subscripts="ij->j"),
        call(d.normal(2, 3), d.normal(2, 3), d.normal(3), subscripts="bi,bi,i->b"),
        call(d.normal(3), d.normal(2), subscripts="i,j"),
    ],
    vjp=_einsum_vjp,
)  # fmt: skip
def _einsum(*operands: Any, subscripts: str) -> Any:
    """Sum products over the axes whose letters do not appear in the result."""
    return namespace(*operands).einsum(subscripts, *operands)


def einsum(subscripts: str, *operands: Any) -> Any:
    """Sum products over the axes whose letters do not appear in the result (Einstein's convention).

    Args:
        subscripts: one letter for each axis, ``"ij,jk->ik"``; a letter may stand once in an operand.
        *operands: the tensors.

    Returns:
        The tensor whose axes stand after ``->``.

    Raises:
        ArgumentError: BD003, for ``...`` or a letter twice in one operand.

    Example:
        >>> import badak
        >>> badak.einsum("ij,jk->ik", badak.ones(2, 3), badak.ones(3, 4)).shape
        (2, 4)
    """
    from badak.errors import error

    inputs, result = _einsum_parts(subscripts)
    if "." in subscripts or any(len(set(part)) < len(part) for part in [*inputs, result]):
        raise error("BD003", where="einsum", name="subscripts", got=repr(subscripts), expected="'ij,jk->ik'")
    return _einsum(*operands, subscripts=f"{','.join(inputs)}->{result}")


# --- the dense layer -----------------------------------------------------------------------------------------------------

_FUSED = ("relu", "tanh", "sigmoid")


def _affine_shape(x: tuple, w: tuple, b: Any = None, *, activation: str | None = None) -> tuple:
    return (*x[:-1], w[1])


def _affine_samples(d: Draw) -> list[Call]:
    x, w, b = d.normal(3, 4), d.normal(4, 2), d.normal(2)
    return [
        call(x, w, b), call(x, w, b, activation="relu"), call(x, w, b, activation="tanh"),
        call(x, w, b, activation="sigmoid"), call(d.normal(2, 3, 4), w, b), call(d.normal(4), w, b), call(x, w),
    ]  # fmt: skip


def _affine_vjp(g: Any, x: Any, w: Any, out: Any, shapes: tuple, need: tuple, activation: str | None) -> tuple:
    if is_narrow(x):
        g, wide, kernel, out = widened(g, x, *meeting(x, w), out)
        dx, dw, *db = _affine_vjp(g, wide, kernel, out, shapes, need, activation)
        return (rounded(dx, x), rounded(dw, w), *[rounded(d, w) for d in db])
    if activation == "relu":
        g = g * (out > 0)
    elif activation == "tanh":
        g = g * (1.0 - out * out)
    elif activation == "sigmoid":
        g = g * (out * (1.0 - out))
    flat = len(g.shape) == 2
    batch = math.prod(shapes[0][:-1])  # not -1: without features or units that could be any number
    g2 = g if flat else reshape(g, shape=(batch, shapes[1][1]))  # (batch, units)
    x2 = x if flat else reshape(x, shape=(batch, shapes[1][0]))  # (batch, features)
    dx = g2 @ w.T if need[0] else None
    dx = dx if flat or dx is None else reshape(dx, shape=shapes[0])
    dw = x2.T @ g2 if need[1] else None
    if len(need) == 2:  # called without a bias
        return dx, dw
    return dx, dw, g2.sum(axis=0) if need[2] else None


@op(
    formula=r"\varphi(x W + b)",
    gradient=r"\delta = g\,\varphi',\; \bar x = \delta W^{\top},\; \bar W = x^{\top}\delta,\; \bar b = \sum_n \delta_n",
    shape=_affine_shape,
    spec="x: ... features, w: features units, b: units",
    samples=_affine_samples,
    vjp=_affine_vjp,
    low_precision="kernel",
)
def affine(x: Any, w: Any, b: Any = None, *, activation: str | None = None) -> Any:
    """Multiply by a matrix, add a bias and apply an activation, as one operation.

    Args:
        x: tensor of shape (…, features).
        w: weights of shape (features, units).
        b: bias of shape (units,), or None.
        activation: None, ``"relu"``, ``"tanh"`` or ``"sigmoid"``: those whose slope follows from their value.

    Returns:
        A tensor of shape (…, units).

    Raises:
        ShapeError: BD001, when the features differ.

    Example:
        >>> import badak
        >>> badak.affine([[1.0, 2.0]], [[1.0], [1.0]], [0.5]).tolist()
        [[3.5]]
    """
    if len(w.shape) != 2 or (b is not None and len(b.shape) != 1):
        raise ValueError("affine")  # explained from the spec
    if is_narrow(x):
        return rounded(affine(*widened(x, *meeting(x, w, b)), activation=activation), x)
    features, units = w.shape
    if len(x.shape) != 2:  # one product of matrices is quicker than one for each leading index
        z = (x.reshape(math.prod(x.shape[:-1]), features) @ w).reshape(*x.shape[:-1], units)
    else:
        z = x @ w
    if b is not None:
        z = z + b
    if activation is None:
        return z
    if activation == "relu":
        return namespace(z).maximum(z, 0)
    return tanh(z) if activation == "tanh" else sigmoid(z)
