"""Layers with several inputs: sum, difference, product, mean, extremes, one after the other, inner products."""

from __future__ import annotations

from functools import reduce
from typing import Any, ClassVar

from badak.errors import error, shape_text
from badak.layers.context import Context
from badak.layers.layer import Layer
from badak.layers.parts import Shape, Weights
from badak.ops.elementwise import add as plus
from badak.ops.elementwise import maximum as larger
from badak.ops.elementwise import minimum as smaller
from badak.ops.elementwise import multiply as times
from badak.ops.elementwise import sqrt
from badak.ops.elementwise import subtract as minus
from badak.ops.linear import matmul
from badak.ops.reduce import sum as total
from badak.ops.shape import concatenate as joined
from badak.ops.shape import expand_dims, moveaxis, reshape


class Merge(Layer, abstract=True):
    """Base of layers that put several inputs of one shape (or shapes that broadcast) together."""

    at_most: ClassVar[int | None] = None
    at_least: ClassVar[int] = 2

    def _shapes(self, shape: Shape) -> tuple:
        if not (shape and isinstance(shape[0], tuple)):
            raise error("BD236", where=self.label, got=shape_text(shape), count=1, least=self.at_least)
        if len(shape) < self.at_least or (self.at_most is not None and len(shape) > self.at_most):
            raise error("BD236", where=self.label, got=_listed(shape), count=len(shape), least=self.at_least)
        return shape

    def out_shape(self, shape: Shape) -> Shape:
        """Return the shape that all inputs broadcast to."""
        shapes = self._shapes(shape)
        ndim = max(map(len, shapes))
        out: list[int | None] = []
        for axis in range(-ndim, 0):
            sizes = {s[axis] for s in shapes if len(s) >= -axis}
            fixed = {size for size in sizes if size not in (None, 1)}
            if len(fixed) > 1:
                raise error("BD237", where=self.label, got=_listed(shapes), axis=axis)
            out.append(fixed.pop() if fixed else None if None in sizes else 1)
        return tuple(out)

    def forward(self, p: Weights, x: Any, ctx: Context) -> Any:
        """Put the inputs together, two at a time."""
        self._shapes(_sample_shapes(x))
        ndim = max(part.ndim for part in x)
        return self.together([_with_axes(part, ndim) for part in x])

    def together(self, parts: list) -> Any:
        """Return the result for inputs with equally many axes."""
        raise error("BD025", where=self.label, name="together")

    def out_mask(self, mask: Any, x: Any) -> Any:
        """Return the steps that count in one of the inputs that have a mask, as Keras does.

        Inputs without a mask (positions that are added to words) do not bring padding back; in Keras they do.
        """
        found = [m for m in (mask if isinstance(mask, tuple | list) else (mask,)) if m is not None]
        return reduce(lambda a, b: a | b, found) if found else None


class Add(Merge):
    r"""Add the inputs: :math:`y = \sum_i x_i`.

    Args:
        name: name within the model.

    Shapes: inputs of one shape, or shapes that broadcast; the output has that shape.

    Raises:
        ShapeError: BD236, for a single input; BD237, for shapes that do not broadcast.

    Example:
        >>> import badak
        >>> badak.layers.Add()([badak.tensor([[1.0, 2.0]]), badak.tensor([[10.0, 20.0]])]).tolist()
        [[11.0, 22.0]]
    """

    def together(self, parts: list) -> Any:
        """Return the sum."""
        return reduce(plus, parts)


class Subtract(Merge):
    """Subtract the second input from the first.

    Args:
        name: name within the model.

    Raises:
        ShapeError: BD236, for another number of inputs than two; BD237, for shapes that do not broadcast.

    Example:
        >>> import badak
        >>> badak.layers.Subtract()([badak.tensor([[1.0, 2.0]]), badak.tensor([[10.0, 20.0]])]).tolist()
        [[-9.0, -18.0]]
    """

    at_most = 2

    def together(self, parts: list) -> Any:
        """Return the difference."""
        return minus(*parts)


class Multiply(Merge):
    r"""Multiply the inputs element by element: :math:`y = \prod_i x_i`.

    Args:
        name: name within the model.

    Raises:
        ShapeError: BD236, for a single input; BD237, for shapes that do not broadcast.

    Example:
        >>> import badak
        >>> badak.layers.Multiply()([badak.tensor([[1.0, 2.0]]), badak.tensor([[10.0, 20.0]])]).tolist()
        [[10.0, 40.0]]
    """

    def together(self, parts: list) -> Any:
        """Return the product."""
        return reduce(times, parts)


class Average(Merge):
    r"""Average the inputs: :math:`y = \frac1n \sum_i x_i`.

    Args:
        name: name within the model.

    Raises:
        ShapeError: BD236, for a single input; BD237, for shapes that do not broadcast.

    Example:
        >>> import badak
        >>> badak.layers.Average()([badak.tensor([[1.0, 2.0]]), badak.tensor([[3.0, 6.0]])]).tolist()
        [[2.0, 4.0]]
    """

    def together(self, parts: list) -> Any:
        """Return the mean."""
        return reduce(plus, parts) / len(parts)


class Maximum(Merge):
    """Return the largest of the inputs, element by element.

    Args:
        name: name within the model.

    Raises:
        ShapeError: BD236, for a single input; BD237, for shapes that do not broadcast.

    Example:
        >>> import badak
        >>> badak.layers.Maximum()([badak.tensor([[1.0, 20.0]]), badak.tensor([[10.0, 2.0]])]).tolist()
        [[10.0, 20.0]]
    """

    def together(self, parts: list) -> Any:
        """Return the maximum."""
        return reduce(larger, parts)


class Minimum(Merge):
    """Return the smallest of the inputs, element by element.

    Args:
        name: name within the model.

    Raises:
        ShapeError: BD236, for a single input; BD237, for shapes that do not broadcast.

    Example:
        >>> import badak
        >>> badak.layers.Minimum()([badak.tensor([[1.0, 20.0]]), badak.tensor([[10.0, 2.0]])]).tolist()
        [[1.0, 2.0]]
    """

    def together(self, parts: list) -> Any:
        """Return the minimum."""
        return reduce(smaller, parts)


class Concatenate(Merge):
    """Put the inputs one after the other along an axis.

    Args:
        axis: the axis, counted with that of the batch as Keras counts; the last by default.
        name: name within the model.

    Raises:
        ShapeError: BD236, for a single input; BD238, for inputs that differ in another axis.

    Example:
        >>> import badak
        >>> badak.layers.Concatenate()([badak.tensor([[1.0, 2.0]]), badak.tensor([[3.0]])]).tolist()
        [[1.0, 2.0, 3.0]]
    """

    axis: int = -1

    def __post_init__(self) -> None:
        super().__post_init__()
        self.expect_argument(isinstance(self.axis, int) and self.axis != 0, "axis", "-1 | 1 | 2 …")

    def _place(self, ndim: int) -> int:
        """Return the axis counted from the first after that of the batch."""
        place = self.axis - 1 if self.axis > 0 else self.axis + ndim
        if not 0 <= place < ndim:
            raise error("BD013", where=self.label, axis=self.axis, ndim=ndim + 1, got=f"axis={self.axis}")
        return place

    def out_shape(self, shape: Shape) -> Shape:
        """Return the shape with the sizes of the axis added up."""
        shapes = self._shapes(shape)
        place = self._place(len(shapes[0]))
        out = list(shapes[0])
        for other in shapes[1:]:
            pairs = [(a, b) for i, (a, b) in enumerate(zip(shapes[0], other)) if i != place]
            if len(other) != len(out) or any(a != b and None not in (a, b) for a, b in pairs):
                raise error("BD238", where=self.label, got=_listed(shapes), axis=self.axis)
            out = [a if a is not None else b for a, b in zip(out, other)]
        sizes = [s[place] for s in shapes]
        out[place] = None if None in sizes else sum(sizes)
        return tuple(out)

    def together(self, parts: list) -> Any:
        """Return the inputs one after the other."""
        return joined(parts, axis=self._place(parts[0].ndim - 1) + 1)

    def forward(self, p: Weights, x: Any, ctx: Context) -> Any:
        """Return the inputs one after the other."""
        self.out_shape(_sample_shapes(x))
        return self.together(list(x))

    def out_mask(self, mask: Any, x: Any) -> Any:
        """Return the masks one after the other where steps are joined, else the steps that count in one."""
        masks = list(mask) if isinstance(mask, tuple | list) else [mask] * len(x)
        if all(m is None for m in masks):
            return None
        if self._place(x[0].ndim - 1) != 0:
            return super().out_mask(mask, x)
        from badak.backend import namespace

        first = next(m for m in masks if m is not None)
        xp = namespace(first)
        filled = [xp.ones(tuple(part.shape[:2]), bool) if m is None else m for m, part in zip(masks, x, strict=True)]
        return xp.concat(filled, axis=1) if hasattr(xp, "concat") else xp.concatenate(filled, axis=1)


class Dot(Merge):
    r"""Inner products of two inputs along an axis of each: :math:`y_{ij} = \sum_k a_{ik} b_{jk}`.

    Args:
        axes: the axis, or one for each input, counted with that of the batch as Keras counts.
        normalize: make the vectors along the axis length 1 first: cosine similarity.
        name: name within the model.

    Raises:
        ShapeError: BD236, for another number of inputs than two; BD239, for axes of different sizes.

    Example:
        >>> import badak
        >>> badak.layers.Dot(axes=1)([badak.tensor([[1.0, 2.0]]), badak.tensor([[3.0, 4.0]])]).tolist()
        [[11.0]]
    """

    axes: Any = -1
    normalize: bool = False

    at_most = 2

    def _places(self, shapes: tuple) -> tuple[int, int]:
        axes = tuple(self.axes) if isinstance(self.axes, tuple | list) else (self.axes, self.axes)
        self.expect_argument(len(axes) == 2 and all(isinstance(a, int) and a != 0 for a in axes), "axes", "-1 | (2, 1)")
        found = [a if a > 0 else a + len(s) + 1 for a, s in zip(axes, shapes, strict=True)]
        for place, s in zip(found, shapes, strict=True):
            if not 1 <= place <= len(s):
                raise error("BD013", where=self.label, axis=self.axes, ndim=len(s) + 1, got=f"axes={self.axes}")
        return found[0], found[1]

    def out_shape(self, shape: Shape) -> Shape:
        """Return the sizes of the axes that are left, those of the first input in front."""
        one, two = shapes = self._shapes(shape)
        i, j = self._places(shapes)
        if one[i - 1] != two[j - 1] and None not in (one[i - 1], two[j - 1]):
            raise error("BD239", where=self.label, got=_listed(shapes), one=one[i - 1], two=two[j - 1])
        left = (*one[: i - 1], *one[i:], *two[: j - 1], *two[j:])
        return left or (1,)

    def forward(self, p: Weights, x: Any, ctx: Context) -> Any:
        """Return the inner products."""
        shapes = _sample_shapes(x)
        self.out_shape(shapes)
        i, j = self._places(shapes)
        a, b = x
        if self.normalize:
            a, b = (v / sqrt(larger(total(v * v, axis=k, keepdims=True), 1e-12)) for v, k in ((a, i), (b, j)))
        a, b = moveaxis(a, source=i, destination=-1), moveaxis(b, source=j, destination=-1)
        if a.ndim == 2 and b.ndim == 2:
            return total(a * b, axis=-1, keepdims=True)
        size = a.shape[-1]
        one = reshape(a, shape=(a.shape[0], -1, size))
        two = moveaxis(reshape(b, shape=(b.shape[0], -1, size)), source=1, destination=2)
        return reshape(matmul(one, two), shape=(a.shape[0], *a.shape[1:-1], *b.shape[1:-1]))

    def out_mask(self, mask: Any, x: Any) -> Any:
        """Return None: the axes are no longer those of the inputs."""
        return None


def _sample_shapes(x: Any) -> Shape:
    """Return the shape of one sample of each input; of the only one where there is one."""
    return tuple(tuple(part.shape[1:]) for part in x) if isinstance(x, tuple | list) else tuple(x.shape[1:])


def _with_axes(x: Any, ndim: int) -> Any:
    """Put axes of size 1 behind that of the batch."""
    while x.ndim < ndim:
        x = expand_dims(x, axis=1)
    return x


def _listed(shapes: Any) -> str:
    return ", ".join(shape_text(s) for s in shapes)


def add(inputs: Any, **options: Any) -> Any:
    """Add tensors or symbols: ``Add()(inputs)``."""
    return Add(**options)(inputs)


def subtract(inputs: Any, **options: Any) -> Any:
    """Subtract the second from the first: ``Subtract()(inputs)``."""
    return Subtract(**options)(inputs)


def multiply(inputs: Any, **options: Any) -> Any:
    """Multiply tensors or symbols: ``Multiply()(inputs)``."""
    return Multiply(**options)(inputs)


def average(inputs: Any, **options: Any) -> Any:
    """Average tensors or symbols: ``Average()(inputs)``."""
    return Average(**options)(inputs)


def maximum(inputs: Any, **options: Any) -> Any:
    """Return the largest, element by element: ``Maximum()(inputs)``."""
    return Maximum(**options)(inputs)


def minimum(inputs: Any, **options: Any) -> Any:
    """Return the smallest, element by element: ``Minimum()(inputs)``."""
    return Minimum(**options)(inputs)


def concatenate(inputs: Any, axis: int = -1, **options: Any) -> Any:
    """Put tensors or symbols one after the other: ``Concatenate(axis)(inputs)``."""
    return Concatenate(axis=axis, **options)(inputs)


def dot(inputs: Any, axes: Any = -1, normalize: bool = False, **options: Any) -> Any:
    """Return inner products: ``Dot(axes)(inputs)``."""
    return Dot(axes=axes, normalize=normalize, **options)(inputs)
