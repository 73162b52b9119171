"""Operations that move values without changing them: reshape, transpose, join, cut, index."""

# A vjp may name its own operation, which a type checker cannot follow.
# pyright: reportGeneralTypeIssues=false

from __future__ import annotations

import math
from typing import Any

import numpy as np

from badak.autograd.op import op, takes_dim
from badak.autograd.rows import Rows
from badak.autograd.samples import Call, Draw, call
from badak.autograd.tensor import Tensor, tensor
from badak.backend import namespace, seam
from badak.errors import error, shape_text


def _reshaped(x: tuple, *, shape: Any) -> tuple:
    size = math.prod(x)
    wanted = tuple(shape) if isinstance(shape, tuple | list) else (shape,)
    fixed = math.prod(s for s in wanted if s != -1)
    if -1 in wanted:
        fits = wanted.count(-1) == 1 and fixed and size % fixed == 0
        wanted = tuple(size // fixed if s == -1 else s for s in wanted) if fits else wanted
    if math.prod(wanted) != size or min(wanted, default=0) < 0:
        raise error("BD010", where="reshape", size=size, wanted=shape_text(tuple(wanted)), got=f"x {shape_text(x)}")
    return wanted


@op(
    formula=r"\mathrm{reshape}(x)",
    gradient=r"\bar x = \mathrm{reshape}(g)",
    shape=_reshaped,
    samples=lambda d: [
        call(d.normal(3, 4), shape=(2, 6)), call(d.normal(3, 4), shape=(-1, 2)), call(d.normal(3, 4), shape=-1),
        call(d.normal(1), shape=()), call(d.normal(0, 3), shape=(3, 0)),
    ],
    vjp=lambda g, shapes: (reshape(g, shape=shapes[0]),),
    low_precision="kernel",
)  # fmt: skip
def reshape(x: Any, *, shape: Any) -> Any:
    """Return the same values in another shape.

    Args:
        x: any tensor.
        shape: the new sizes; one of them may be -1 and is worked out.

    Returns:
        A tensor of that shape (a view where possible).

    Raises:
        ShapeError: BD010, when the number of values differs.

    Example:
        >>> import badak
        >>> badak.reshape(badak.arange(4.0), (2, 2)).tolist()
        [[0.0, 1.0], [2.0, 3.0]]
    """
    try:
        return x.reshape(shape)
    except (ValueError, TypeError):
        return x.reshape(_reshaped(x.shape, shape=shape))


def ravel(x: Any) -> Any:
    """Return the values on one axis.

    Example:
        >>> import badak
        >>> badak.ravel([[1, 2], [3, 4]]).tolist()
        [1, 2, 3, 4]
    """
    return reshape(x, shape=(-1,))


def _transposed(x: tuple, *, axes: Any = None) -> tuple:
    return x[::-1] if axes is None else tuple(x[a] for a in axes)


def _transpose_vjp(g: Any, axes: Any) -> tuple:
    if axes is None:
        return (transpose(g),)
    ndim = len(axes)
    back = [0] * ndim
    for place, axis in enumerate(axes):
        back[axis % ndim] = place
    return (transpose(g, axes=tuple(back)),)


@op(
    formula=r"x^{\top}",
    gradient=r"\bar x = g^{\top}",
    shape=_transposed,
    samples=lambda d: [
        call(d.normal(3, 4)),
        call(d.normal(2, 3, 4), axes=(2, 0, 1)),
        call(d.normal(2, 3), axes=(-1, 0)),
    ],
    vjp=_transpose_vjp,
    low_precision="kernel",
)
def transpose(x: Any, *, axes: Any = None) -> Any:
    """Put the axes in another order.

    Args:
        x: any tensor.
        axes: the axes in their new order; None reverses them.

    Returns:
        A view with its axes moved.

    Example:
        >>> import badak
        >>> badak.transpose([[1, 2], [3, 4]]).tolist()
        [[1, 3], [2, 4]]
    """
    return x.transpose() if axes is None else x.transpose(tuple(axes))


def permute(x: Any, axes: Any) -> Any:
    """Put the axes in the given order (PyTorch's name for ``transpose`` with all axes).

    Example:
        >>> import badak
        >>> badak.permute(badak.zeros(2, 3, 4), (2, 0, 1)).shape
        (4, 2, 3)
    """
    return transpose(x, axes=axes)


def swapaxes(x: Any, axis1: int, axis2: int) -> Any:
    """Let two axes change places.

    Example:
        >>> import badak
        >>> badak.swapaxes(badak.zeros(2, 3, 4), 0, 2).shape
        (4, 3, 2)
    """
    x = _array(x)
    order = list(range(len(x.shape)))
    order[axis1], order[axis2] = order[axis2], order[axis1]
    return transpose(x, axes=tuple(order))


def moveaxis(x: Any, source: Any, destination: Any) -> Any:
    """Move axes to new places; the others keep their order.

    Example:
        >>> import badak
        >>> badak.moveaxis(badak.zeros(2, 3, 4), 0, -1).shape
        (3, 4, 2)
    """
    x = _array(x)
    ndim = len(x.shape)
    source = [a % ndim for a in (source if isinstance(source, tuple | list) else (source,))]
    destination = [a % ndim for a in (destination if isinstance(destination, tuple | list) else (destination,))]
    order = [a for a in range(ndim) if a not in source]
    for to, axis in sorted(zip(destination, source, strict=True)):
        order.insert(to, axis)
    return transpose(x, axes=tuple(order))


@takes_dim
def expand_dims(x: Any, axis: int) -> Any:
    """Insert an axis of size 1.

    Example:
        >>> import badak
        >>> badak.expand_dims(badak.zeros(3), 0).shape
        (1, 3)
    """
    x = _array(x)
    shape = list(x.shape)
    shape.insert(axis if axis >= 0 else len(shape) + 1 + axis, 1)
    return reshape(x, shape=tuple(shape))


@takes_dim
def squeeze(x: Any, axis: Any = None) -> Any:
    """Drop axes of size 1: all of them, or the named ones.

    Raises:
        ShapeError: BD010, when a named axis is not of size 1.

    Example:
        >>> import badak
        >>> badak.squeeze(badak.zeros(1, 3, 1)).shape
        (3,)
    """
    x = _array(x)
    shape = x.shape
    if axis is None:
        return reshape(x, shape=tuple(size for size in shape if size != 1))
    gone = {a % len(shape) for a in (axis if isinstance(axis, tuple | list) else (axis,))}
    kept = tuple(size for i, size in enumerate(shape) if i not in gone)
    if math.prod(kept) != math.prod(shape):
        raise error("BD010", where="squeeze", size=math.prod(shape), wanted=shape_text(kept), got=f"x {shape_text(x)}")
    return reshape(x, shape=kept)


@op(
    formula=r"\mathrm{broadcast}(x)",
    gradient=r"\bar x = \sum_{\mathrm{copies}} g",
    shape=lambda x, *, shape: tuple(shape),
    samples=lambda d: [call(d.normal(3, 1), shape=(2, 3, 4)), call(d.normal(), shape=(2, 2))],
    vjp=lambda g: (g,),  # the tape sums over the copies
    low_precision="kernel",
)
def broadcast_to(x: Any, *, shape: Any) -> Any:
    """Repeat values along axes of size 1 (without copying) to reach a shape.

    Args:
        x: any tensor.
        shape: the shape to reach; sizes from the last axis backwards must be equal or 1 in ``x``.

    Returns:
        A tensor of that shape.

    Example:
        >>> import badak
        >>> badak.broadcast_to([[1.0], [2.0]], (2, 3)).tolist()
        [[1.0, 1.0, 1.0], [2.0, 2.0, 2.0]]
    """
    return namespace(x).broadcast_to(x, tuple(shape))


def _joined(*shapes: tuple, axis: int = 0) -> tuple:
    first = list(shapes[0])
    first[axis] = sum(s[axis] for s in shapes)
    return tuple(first)


def _concatenate_vjp(g: Any, shapes: tuple, need: tuple, axis: int) -> tuple:
    pieces, start = [], 0
    for shape, wanted in zip(shapes, need, strict=True):
        stop = start + shape[axis]
        index = [slice(None)] * len(shape)
        index[axis] = slice(start, stop)
        pieces.append(g[tuple(index)] if wanted else None)
        start = stop
    return tuple(pieces)


@op(
    name="concatenate",
    formula=r"[x_1, x_2, \dots]",
    gradient=r"\bar x_k = \text{its part of } g",
    shape=_joined,
    samples=lambda d: [
        call(d.normal(2, 3), d.normal(4, 3)),
        call(d.normal(2, 3), d.normal(2, 1), d.normal(2, 2), axis=-1),
    ],
    vjp=_concatenate_vjp,
    low_precision="kernel",
    explain=lambda problem, *parts, axis=0: _not_joined(problem, *parts, axis=axis),
)
def _concatenate(*tensors: Any, axis: int = 0) -> Any:
    """Join tensors along an axis they all have."""
    return namespace(*tensors).concatenate(tensors, axis=axis)


@takes_dim
def concatenate(tensors: Any, axis: int = 0) -> Any:
    """Join tensors along an axis they all have.

    Args:
        tensors: a list of tensors with equal sizes on all other axes.
        axis: the axis along which they are joined.

    Returns:
        The joined tensor.

    Raises:
        ShapeError: BD137, when another axis differs.

    Example:
        >>> import badak
        >>> badak.concatenate([[1.0, 2.0], [3.0]])
        tensor([1., 2., 3.], op=concatenate)
    """
    return _concatenate(*_listed(tensors), axis=axis)


@takes_dim
def stack(tensors: Any, axis: int = 0) -> Any:
    """Join tensors of one shape along a new axis.

    Args:
        tensors: a list of tensors of equal shape.
        axis: place of the new axis.

    Returns:
        A tensor with one axis more.

    Raises:
        ShapeError: BD137, when the shapes differ.

    Example:
        >>> import badak
        >>> badak.stack([[1.0, 2.0], [3.0, 4.0]]).shape
        (2, 2)
    """
    parts = _listed(tensors)
    if any(tuple(t.shape) != tuple(parts[0].shape) for t in parts):
        fix = {
            "en": "make the shapes equal, or join along an axis they have: badak.concatenate",
            "ko": "모양을 같게 맞추거나, 이미 있는 축을 따라 badak.concatenate로 이어 붙이세요",
        }
        expected = {"en": "tensors of one shape", "ko": "모양이 모두 같은 텐서"}
        raise error("BD137", where="stack", op="stack", got=_shapes(parts), expected=expected, fix=fix)
    return _concatenate(*[expand_dims(t, axis) for t in parts], axis=axis)


def _shapes(parts: Any) -> str:
    return ", ".join(f"tensors[{i}] {shape_text(t)}" for i, t in enumerate(parts))


def _not_joined(problem: Exception, *parts: Any, axis: int = 0) -> Exception | None:
    """Say which sizes have to be equal."""
    if not parts:
        expected = {"en": "at least one tensor", "ko": "텐서 하나 이상"}
        return error("BD137", where="concatenate", op="concatenate", got="[]", expected=expected)
    ndim = len(parts[0].shape)
    if any(len(t.shape) != ndim for t in parts) or -ndim <= axis < ndim:
        expected = {
            "en": f"as many axes in each, and equal sizes on all but axis {axis}",
            "ko": f"축의 수가 같고, {axis}번 축을 뺀 나머지 축의 크기가 모두 같은 텐서",
        }
        return error("BD137", where="concatenate", op="concatenate", got=_shapes(parts), expected=expected)
    return None


def _listed(tensors: Any) -> list:
    """Make every part of a list an array or a tensor."""
    return [_array(t) for t in tensors]


def _array(x: Any) -> Any:
    """Make numbers and lists a tensor; arrays and tensors stay as they are."""
    return x if hasattr(x, "shape") else tensor(x)


@takes_dim
def split(x: Any, sections: Any, axis: int = 0) -> list:
    """Cut a tensor into parts along an axis.

    Args:
        x: any tensor.
        sections: a number of equal parts, or the positions where to cut.
        axis: the axis to cut.

    Returns:
        A list of tensors.

    Raises:
        ShapeError: BD010, when a number of parts does not divide the axis.

    Example:
        >>> import badak
        >>> [part.tolist() for part in badak.split(badak.arange(4.0), 2)]
        [[0.0, 1.0], [2.0, 3.0]]
    """
    x = _array(x)
    size = x.shape[axis]
    if isinstance(sections, int):
        if sections < 1 or size % sections:
            raise error("BD010", where="split", size=size, wanted=f"{sections} equal parts", got=f"x {shape_text(x)}")
        sections = [size // sections * i for i in range(1, sections)]
    cuts = [0, *sections, size]
    index = [slice(None)] * len(x.shape)
    parts = []
    for start, stop in zip(cuts, cuts[1:], strict=False):
        index[axis] = slice(start, stop)
        parts.append(x[tuple(index)])
    return parts


_BORDERS = ("constant", "edge", "reflect", "symmetric", "wrap")


def _pairs(x: tuple, pad_width: Any) -> tuple[tuple[int, int], ...]:
    """Return (before, after) for each axis, as NumPy reads a width: a number, one pair for all axes, or one for each."""
    try:
        pairs = np.broadcast_to(np.asarray(pad_width), (len(x), 2)).tolist()
    except ValueError:
        expected = f"1 | (1, 2) | ((before, after), … × {len(x)})"
        raise error("BD003", where="pad", name="pad_width", got=repr(pad_width), expected=expected) from None
    return tuple((before, after) for before, after in pairs)


def _padded(x: tuple, *, pad_width: Any, value: float = 0.0, mode: str = "constant") -> tuple:
    return tuple(size + before + after for size, (before, after) in zip(x, _pairs(x, pad_width), strict=True))


def _pad_vjp(g: Any, shapes: tuple, pad_width: Any, mode: str) -> tuple:
    pairs = _pairs(shapes[0], pad_width)
    if mode == "constant":
        return (g[tuple(slice(before, before + n) for (before, _), n in zip(pairs, shapes[0], strict=True))],)
    for axis, (n, pair) in enumerate(zip(shapes[0], pairs, strict=True)):
        if any(pair):  # each value of the border goes back to the one it repeats
            source = np.pad(np.arange(n), pair, mode=mode)  # type: ignore[call-overload]
            shape = (*g.shape[:axis], n, *g.shape[axis + 1 :])
            g = _put_back(g, shape=shape, index=(slice(None),) * axis + (source,))
    return (g,)


@op(
    formula=r"\mathrm{pad}(x)",
    gradient=r"\bar x = \text{the inner part of } g, \text{ and of the border what repeats } x",
    shape=_padded,
    samples=lambda d: [
        call(d.normal(2, 3), pad_width=((1, 0), (2, 1))),
        call(d.normal(3), pad_width=((1, 1),), value=5.0),
        call(d.normal(3, 4), pad_width=((2, 1), (0, 3)), mode="reflect"),
        call(d.normal(2, 3, 2), pad_width=((0, 0), (2, 2), (0, 0)), mode="edge"),
        call(d.normal(3), pad_width=2, mode="symmetric"),
        call(d.normal(2, 3), pad_width=(1, 2), mode="wrap"),
    ],
    vjp=_pad_vjp,
    low_precision="kernel",
)
def pad(x: Any, *, pad_width: Any, value: float = 0.0, mode: str = "constant") -> Any:
    """Put a border around a tensor: of one value, or of its own.

    Args:
        x: any tensor.
        pad_width: (before, after) for each axis, in elements; one pair or one number stands for all axes.
        value: the border's value; 0 because it leaves sums unchanged.
        mode: ``"constant"`` (the border is ``value``), ``"edge"`` (the outermost values go on; PyTorch's "replicate"),
            ``"reflect"`` (mirrored at the outermost value), ``"symmetric"`` (mirrored beyond it) or ``"wrap"`` (from the
            other side; PyTorch's "circular").

    Returns:
        A larger tensor.

    Raises:
        ArgumentError: BD014, for another mode; BD003, for widths that do not fit the axes.

    Example:
        >>> import badak
        >>> badak.pad([1.0, 2.0], ((1, 1),)).tolist()
        [0.0, 1.0, 2.0, 0.0]
        >>> badak.pad([1.0, 2.0, 3.0], 1, mode="reflect").tolist()
        [2.0, 1.0, 2.0, 3.0, 2.0]
    """
    pairs = _pairs(x.shape, pad_width)
    if mode == "constant":
        return namespace(x).pad(x, pairs, constant_values=value)
    if mode not in _BORDERS:
        near = ", ".join(map(repr, _BORDERS))
        raise error("BD014", where="pad", kind="mode", kind_ko="방식(mode)", got=repr(mode), near=near)
    return namespace(x).pad(x, pairs, mode=mode)


@op(
    formula=r"x_{n-1-i}",
    gradient=r"\bar x_i = g_{n-1-i}",
    shape=lambda x, *, axis=None: x,
    samples=lambda d: [call(d.normal(2, 3)), call(d.normal(2, 3), axis=1), call(d.normal(2, 3, 2), axis=(0, 2))],
    vjp=lambda g, axis: (flip(g, axis=axis),),
    low_precision="kernel",
)
def flip(x: Any, *, axis: Any = None) -> Any:
    """Reverse the order along axes (all of them by default).

    Example:
        >>> import badak
        >>> badak.flip([1.0, 2.0, 3.0]).tolist()
        [3.0, 2.0, 1.0]
    """
    return namespace(x).flip(x, axis=axis)


@op(
    formula=r"x_{(i - s) \bmod n}",
    gradient=r"\bar x_i = g_{(i + s) \bmod n}",
    shape=lambda x, *, shift, axis=None: x,
    samples=lambda d: [call(d.normal(2, 3), shift=1), call(d.normal(2, 3), shift=-2, axis=1)],
    vjp=lambda g, shift, axis: (roll(g, shift=-shift, axis=axis),),
    low_precision="kernel",
)
def roll(x: Any, *, shift: int, axis: int | None = None) -> Any:
    """Shift values along an axis; what falls off the end comes back at the start.

    Example:
        >>> import badak
        >>> badak.roll([1.0, 2.0, 3.0], 1).tolist()
        [3.0, 1.0, 2.0]
    """
    return namespace(x).roll(x, shift, axis=axis)


def _repeat_vjp(g: Any, shapes: tuple, repeats: int, axis: int) -> tuple:
    from badak.ops.reduce import sum as total

    shape = shapes[0]
    axis = axis % len(shape)
    return (total(reshape(g, shape=(*shape[: axis + 1], repeats, *shape[axis + 1 :])), axis=axis + 1),)


def _repeated(x: tuple, *, repeats: int, axis: int = -1) -> tuple:
    shape = list(x)
    shape[axis] *= repeats
    return tuple(shape)


@op(
    formula=r"\mathrm{repeat}(x)",
    gradient=r"\bar x = \sum_{\mathrm{copies}} g",
    shape=_repeated,
    samples=lambda d: [call(d.normal(2, 3), repeats=2), call(d.normal(2, 3), repeats=3, axis=0)],
    vjp=_repeat_vjp,
    low_precision="kernel",
)
def repeat(x: Any, *, repeats: int, axis: int = -1) -> Any:
    """Repeat each value along an axis.

    Example:
        >>> import badak
        >>> badak.repeat([1.0, 2.0], 2).tolist()
        [1.0, 1.0, 2.0, 2.0]
    """
    return namespace(x).repeat(x, repeats, axis=axis)


def tile(x: Any, reps: Any) -> Any:
    """Repeat a whole tensor along each axis.

    Example:
        >>> import badak
        >>> badak.tile([1.0, 2.0], 2).tolist()
        [1.0, 2.0, 1.0, 2.0]
    """
    x = _array(x)
    reps = tuple(reps) if isinstance(reps, tuple | list) else (reps,)
    ndim = max(len(reps), len(x.shape))
    reps = (1,) * (ndim - len(reps)) + reps
    shape = (1,) * (ndim - len(x.shape)) + tuple(x.shape)
    pairs = tuple(n for size in shape for n in (1, size))
    wide = broadcast_to(
        reshape(x, shape=pairs), shape=tuple(n for r, s in zip(reps, shape, strict=True) for n in (r, s))
    )
    return reshape(wide, shape=tuple(r * s for r, s in zip(reps, shape, strict=True)))


def _raw_index(index: Any) -> Any:
    """Replace tensors and lists inside an index by arrays."""
    if type(index) is Tensor:
        return index.data
    if isinstance(index, tuple):
        return tuple(_raw_index(i) for i in index)
    return np.asarray(index) if isinstance(index, list) else index


def _index_samples(d: Draw) -> list[Call]:
    x = d.normal(4, 3, 2)
    rows = np.array([0, 2, 2, 1])
    return [
        call(x, index=1), call(x, index=(slice(1, 3), Ellipsis, 0)), call(x, index=(slice(None), None, slice(None, None, 2))),
        call(x, index=rows), call(x, index=(rows, slice(None), np.array([0, 1, 1, 0]))), call(x, index=x[:, 0, 0] > -9),
    ]  # fmt: skip


def _no_such_place(problem: Exception, x: Any, *_: Any, index: Any) -> Exception | None:
    """Say in the user's language what NumPy has against an index."""
    import re

    text, shape = str(problem), shape_text(x)
    got = f"x {shape}, index {index!r}"[:120]
    place = re.search(r"index (-?\d+) is out of bounds for axis (\d+) with size (\d+)", text)
    many = re.search(r"too many indices.*is (\d+)-dimensional, but (\d+) were indexed", text)
    if place:
        i, axis, size = place.groups()
        why = {
            "en": f"axis {axis} has the positions 0 to {int(size) - 1} and no {i}"
            if int(size)
            else f"axis {axis} is empty",
            "ko": f"{axis}번 축의 위치는 0부터 {int(size) - 1}까지이고 {i}은(는) 없습니다"
            if int(size)
            else f"{axis}번 축이 비어 있습니다",
        }
    elif many:
        has, given = many.groups()
        why = {"en": f"{given} indices for {has} axes", "ko": f"축은 {has}개인데 인덱스가 {given}개입니다"}
    elif "only integers, slices" in text or "must be integers" in text or "arrays used as indices" in text:
        why = {"en": "it is no number and no slice", "ko": "정수도 슬라이스도 아닙니다"}
    elif "boolean index did not match" in text or "could not be broadcast together" in text:
        why = {"en": "the arrays in it do not fit the shape", "ko": "인덱스 배열의 크기가 모양과 맞지 않습니다"}
    else:
        return None
    return error("BD136", where="tensor[index]", why=why, got=got)


def _chosen_rows(g: Any, indices: Any, shape: tuple, lazy: bool = False) -> Any:
    """Return the gradient of rows chosen by integers as those rows alone; None where it has to be an array."""
    indices = _raw_index(indices)
    if type(g) is not np.ndarray or type(indices) is not np.ndarray or indices.dtype.kind not in "iu":
        return None  # a derivative of higher order, another backend, another way to choose
    return Rows.added(indices, g, shape, lazy)


def _getitem_vjp(g: Any, shapes: tuple, index: Any) -> tuple:
    rows = _chosen_rows(g, index, shapes[0])
    return (_put_back(g, shape=shapes[0], index=index) if rows is None else rows,)


@op(
    formula=r"x_{[\mathrm{index}]}",
    gradient=r"\bar x_{[\mathrm{index}]} \mathrel{+}= g",
    explain=_no_such_place,
    shape=lambda x, *, index: np.broadcast_to(np.empty(()), x)[index].shape,
    samples=_index_samples,
    vjp=_getitem_vjp,
    low_precision="kernel",
)
def getitem(x: Any, *, index: Any) -> Any:
    """Select by integers, slices, ``...``, None, integer arrays or (outside compiled code) boolean arrays: ``x[index]``.

    Example:
        >>> import badak
        >>> badak.tensor([[1, 2], [3, 4]])[:, 1].tolist()
        [2, 4]
    """
    return x[_raw_index(index)]


@op(
    name="put_back",
    formula=r"0_{[\mathrm{index}]} \mathrel{+}= x",
    gradient=r"\bar x = g_{[\mathrm{index}]}",
    shape=lambda x, *, shape, index: tuple(shape),
    samples=lambda d: [
        call(d.normal(4, 3), shape=(3, 3), index=np.array([0, 2, 2, 1])),
        call(d.normal(2), shape=(4, 2), index=1),
    ],
    vjp=lambda g, index: (getitem(g, index=index),),
    low_precision="kernel",
)
def _put_back(x: Any, *, shape: Any, index: Any) -> Any:
    """Return zeros with the values added at an index: the gradient of ``getitem``."""
    index = _raw_index(index)
    return seam(x, *(index if isinstance(index, tuple) else (index,))).index_add(shape, index, x, x.dtype)


def _update_vjp(g: Any, shapes: tuple, need: tuple, index: Any) -> tuple:
    kept = index_update(g, np.zeros((), g.dtype), index=index) if need[0] else None
    return kept, getitem(g, index=index) if need[1] else None


@op(
    formula=r"x_{[\mathrm{index}]} \leftarrow v",
    explain=_no_such_place,
    gradient=r"\bar x = g \text{ outside},\; \bar v = g_{[\mathrm{index}]}",
    shape=lambda x, values, *, index: x,
    samples=lambda d: [call(d.normal(4, 3), d.normal(3), index=1), call(d.normal(4, 3), d.normal(), index=slice(0, 2))],
    vjp=_update_vjp,
    low_precision="kernel",
)
def index_update(x: Any, values: Any, *, index: Any) -> Any:
    """Return a copy of ``x`` with ``values`` at an index.

    Example:
        >>> import badak
        >>> badak.index_update([1.0, 2.0], 9.0, index=0).tolist()
        [9.0, 2.0]
    """
    return seam(x, values).index_update(x, _raw_index(index), values)


def _take_samples(d: Draw) -> list[Call]:
    x = d.normal(4, 3)
    return [call(x, d.integers(4, 2, 2), axis=0), call(x, d.integers(3, 5), axis=1)]


def _taken(x: tuple, indices: tuple, *, axis: int = 0, sparse: bool = False) -> tuple:
    axis = axis % len(x)
    return x[:axis] + tuple(indices) + x[axis + 1 :]


def _take_vjp(g: Any, indices: Any, shapes: tuple, axis: int, sparse: bool) -> tuple:
    rows = _chosen_rows(g, indices, shapes[0], sparse) if axis % len(shapes[0]) == 0 else None
    if rows is not None:
        return rows, None
    index = (slice(None),) * (axis % len(shapes[0])) + (_raw_index(indices),)
    return _put_back(g, shape=shapes[0], index=index), None


@op(
    formula=r"x_{i_k}",
    gradient=r"\bar x_{i_k} \mathrel{+}= g_k",
    shape=_taken,
    samples=_take_samples,
    vjp=_take_vjp,
    low_precision="kernel",
)
def take(x: Any, indices: Any, *, axis: int = 0, sparse: bool = False) -> Any:
    """Select rows (or another axis) by an array of positions, which may repeat.

    Args:
        x: any tensor.
        indices: integers of any shape.
        axis: the axis the positions refer to.
        sparse: optimizers update the rows that were taken and nothing else, also where a step without gradient would change
            the others (momentum, weight decay); for ``axis=0``. The gradient itself never fills the rows that were not taken.

    Returns:
        A tensor in which the axis is replaced by the axes of ``indices``.

    Example:
        >>> import badak
        >>> badak.take(badak.tensor([10.0, 20.0, 30.0]), badak.tensor([2, 0, 2])).tolist()
        [30.0, 10.0, 30.0]
    """
    return namespace(x, indices).take(x, indices, axis=axis)


def _grid_index(indices: Any, axis: int) -> tuple:
    """Return the full index of each place that ``take_along_axis`` reads."""
    shape = indices.shape
    axis = axis % len(shape)
    return tuple(
        _raw_index(indices) if i == axis else np.arange(n).reshape([-1 if j == i else 1 for j in range(len(shape))])
        for i, n in enumerate(shape)
    )


@op(
    formula=r"x_{i_k, k}",
    gradient=r"\bar x_{i_k, k} \mathrel{+}= g_k",
    shape=lambda x, indices, *, axis=-1: indices,
    samples=lambda d: [
        call(d.normal(4, 3), d.integers(3, 4, 2), axis=1),
        call(d.normal(4, 3), d.integers(4, 2, 3), axis=0),
    ],
    vjp=lambda g, indices, shapes, axis: (_put_back(g, shape=shapes[0], index=_grid_index(indices, axis)), None),
    low_precision="kernel",
)
def take_along_axis(x: Any, indices: Any, *, axis: int = -1) -> Any:
    """Select one value per place along an axis, as ``argmax`` and ``argsort`` name them.

    Args:
        x: any tensor.
        indices: integers with as many axes as ``x``.
        axis: the axis the positions refer to.

    Returns:
        A tensor of the shape of ``indices``.

    Example:
        >>> import badak
        >>> badak.take_along_axis(badak.tensor([[1.0, 5.0]]), badak.tensor([[1]]), axis=1).tolist()
        [[5.0]]
    """
    return namespace(x, indices).take_along_axis(x, indices, axis=axis)


@op(
    formula=r"x_{ij}\,[j \le i + k]",
    gradient=r"\bar x_{ij} = g_{ij}\,[j \le i + k]",
    shape=lambda x, *, k=0: x,
    samples=lambda d: [call(d.normal(3, 4)), call(d.normal(2, 3, 3), k=-1)],
    vjp=lambda g, k: (tril(g, k=k),),
)
def tril(x: Any, *, k: int = 0) -> Any:
    """Keep the lower triangle of matrices (up to diagonal ``k``), zeros elsewhere.

    Example:
        >>> import badak
        >>> badak.tril([[1, 2], [3, 4]]).tolist()
        [[1, 0], [3, 4]]
    """
    return namespace(x).tril(x, k=k)


@op(
    formula=r"x_{ij}\,[j \ge i + k]",
    gradient=r"\bar x_{ij} = g_{ij}\,[j \ge i + k]",
    shape=lambda x, *, k=0: x,
    samples=lambda d: [call(d.normal(3, 4)), call(d.normal(2, 3, 3), k=1)],
    vjp=lambda g, k: (triu(g, k=k),),
)
def triu(x: Any, *, k: int = 0) -> Any:
    """Keep the upper triangle of matrices (from diagonal ``k``), zeros elsewhere.

    Example:
        >>> import badak
        >>> badak.triu([[1, 2], [3, 4]]).tolist()
        [[1, 2], [0, 4]]
    """
    return namespace(x).triu(x, k=k)


@op(
    name="one_hot",
    formula=r"[x = k]_{k=0\dots n-1}",
    shape=lambda x, *, num_classes, dtype=np.float32: (*x, num_classes),
    samples=lambda d: [call(d.integers(5, 3, 2), num_classes=5)],
    differentiable=False,
)
def one_hot_rows(x: Any, *, num_classes: int, dtype: Any = np.float32) -> Any:
    """Turn class numbers into rows with a single 1; numbers that are no class give a row of zeros, traced or not."""
    xp = namespace(x)
    return xp.astype(x[..., None] == xp.arange(num_classes), dtype)


def one_hot(x: Any, num_classes: int, dtype: Any = np.float32) -> Any:
    """Turn class numbers into rows with a single 1.

    Args:
        x: integers from 0 to ``num_classes`` - 1, any shape. Within compiled code, where values cannot be looked at, others
            give a row of zeros.
        num_classes: length of each row.
        dtype: number type of the result.

    Returns:
        A tensor of shape (…, num_classes).

    Raises:
        DataError: BD059, for numbers that are no class.

    Example:
        >>> import badak
        >>> badak.one_hot([0, 2], 3).tolist()
        [[1.0, 0.0, 0.0], [0.0, 0.0, 1.0]]
    """
    x = _array(x)
    values = x.data if type(x) is Tensor else x
    if isinstance(values, np.ndarray) and values.size:
        wrong = (values < 0) | (values >= num_classes) | (values % 1 != 0)
        if wrong.any():
            raise error("BD059", where="one_hot", got=f"{values[wrong].flat[0]}", highest=num_classes - 1)
    return one_hot_rows(x, num_classes=num_classes, dtype=dtype)
