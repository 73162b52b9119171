"""Dense, activations as layers, shapes."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from badak import activations, constraints, initializers, regularizers
from badak.errors import error, shape_text
from badak.layers.context import Context
from badak.layers.layer import Layer
from badak.layers.parts import Param, Shape, Weights
from badak.ops.linear import affine
from badak.ops.shape import reshape, transpose

FUSED = {activations.get(name): name for name in ("relu", "tanh")}


class Dense(Layer):
    r"""Every output sees every input: :math:`y = \varphi(x W + b)`.

    Args:
        units: number of outputs (neurons).
        activation: φ, a name or a function; None leaves the sum as it is.
        use_bias: whether b is added.
        kernel_initializer: how W starts; Glorot's uniform rule keeps the variance from layer to layer.
        bias_initializer: how b starts.
        kernel_regularizer: penalty on W, such as ``"l2"``.
        bias_regularizer: penalty on b.
        kernel_constraint: constraint on W, such as ``"max_norm"``.
        bias_constraint: constraint on b.
        name: name within the model.
        dtype: number type; the model's where left out.
        trainable: whether training changes the weights.
        input_shape: shape of one sample, for a first layer.
        input_dim: number of inputs, for a first layer.

    Shapes: input (batch, …, features), output (batch, …, units), W (features, units), b (units,).

    Raises:
        ArgumentError: BD003, for ``units`` that is not a positive integer.
        ShapeError: BD001, when the data has another number of features than W.

    Example:
        >>> import badak
        >>> layer = badak.layers.Dense(2, activation="relu", kernel_initializer="ones")
        >>> layer([[1.0, 2.0, 3.0]]).tolist()
        [[6.0, 6.0]]
    """

    units: int
    activation: Any = None
    use_bias: bool = True
    kernel_initializer: Any = "glorot_uniform"
    bias_initializer: Any = "zeros"
    kernel_regularizer: Any = None
    bias_regularizer: Any = None
    kernel_constraint: Any = None
    bias_constraint: Any = None

    def __post_init__(self) -> None:
        super().__post_init__()
        whole = isinstance(self.units, int | np.integer) and not isinstance(self.units, bool)
        self.expect_argument(whole and self.units > 0, "units", {"en": "an integer > 0", "ko": "0보다 큰 정수"})
        self._fix(
            units=int(self.units),
            activation=activations.get(self.activation),
            kernel_initializer=initializers.get(self.kernel_initializer),
            bias_initializer=initializers.get(self.bias_initializer),
            kernel_regularizer=regularizers.get(self.kernel_regularizer),
            bias_regularizer=regularizers.get(self.bias_regularizer),
            kernel_constraint=constraints.get(self.kernel_constraint),
            bias_constraint=constraints.get(self.bias_constraint),
        )

    def declare(self, shape: Shape) -> dict:
        """Return W, and b where wanted."""
        if not shape:
            raise error("BD026", where=self.label, got="(batch,)", expected="(batch, features)")
        kernel = Param(
            (shape[-1], self.units), self.kernel_initializer, self.kernel_regularizer, self.kernel_constraint
        )
        bias = Param((self.units,), self.bias_initializer, self.bias_regularizer, self.bias_constraint)
        return {"kernel": kernel, "bias": bias} if self.use_bias else {"kernel": kernel}

    def out_shape(self, shape: Shape) -> Shape:
        """Return the input's shape with ``units`` on the last axis."""
        return (*shape[:-1], self.units)

    def forward(self, p: Weights, x: Any, ctx: Context) -> Any:
        """Return φ(x W + b)."""
        fused = FUSED.get(self.activation)
        z = affine(x, p.kernel, p.get("bias"), activation=fused)
        return z if fused or self.activation is activations.linear else self.activation(z)


class Activation(Layer):
    """An activation function as a layer of its own.

    Args:
        activation: a name or a function of a tensor.
        name: name within the model.

    Example:
        >>> import badak
        >>> badak.layers.Activation("relu")([-1.0, 2.0]).tolist()
        [0.0, 2.0]
    """

    activation: Any

    def __post_init__(self) -> None:
        super().__post_init__()
        self._fix(activation=activations.get(self.activation))

    def forward(self, p: Weights, x: Any, ctx: Context) -> Any:
        """Return φ(x)."""
        return self.activation(x)


class ActivityRegularization(Layer):
    r"""Pass the input on, and add :math:`(l_1 \sum |x| + l_2 \sum x^2) / n` to the loss, for n samples in the batch.

    Every layer can do so for its own output with ``activity_regularizer=``.

    Args:
        l1: factor of the absolute values.
        l2: factor of the squares.
        name: name within the model.

    Raises:
        ArgumentError: BD040, for factors below 0.

    Example:
        >>> import badak
        >>> layer = badak.layers.ActivityRegularization(l1=0.1)
        >>> layer([[1.0, -2.0], [3.0, 0.0]]).shape, round(layer.losses[0].item(), 4)
        ((2, 2), 0.3)
    """

    l1: float = 0.0
    l2: float = 0.0

    def __post_init__(self) -> None:
        super().__post_init__()
        from badak.regularizers import L1L2

        self._fix(activity_regularizer=L1L2(self.l1, self.l2))

    def forward(self, p: Weights, x: Any, ctx: Context) -> Any:
        """Return the input."""
        return x


class InputLayer(Layer):
    """The shape of one sample, said at the beginning of a model.

    Args:
        shape: shape of one sample without the batch axis; None for sizes that are not fixed.
        batch_size: ignored; batches may have any size.
        dtype: number type of the data, ``"string"`` for texts.
        name: name within the model.

    Example:
        >>> import badak
        >>> badak.layers.InputLayer((784,)).input_shape
        (784,)
    """

    shape: Any = None
    batch_size: int | None = None

    def __post_init__(self) -> None:
        if self.shape is not None:
            self._fix(input_shape=self.shape)
        if self.dtype in ("string", "str") or self.dtype is str:  # as Keras writes it in front of TextVectorization
            self._fix(dtype=None)
            self.__dict__["texts"] = True
        super().__post_init__()
        self.expect_argument(self.input_shape is not None, "shape", "(784,) | (28, 28, 1)")
        self._fix(shape=self.input_shape)

    def forward(self, p: Weights, x: Any, ctx: Context) -> Any:
        """Return the input."""
        return x


class Flatten(Layer):
    """Put all values of a sample on one axis.

    Args:
        data_format: ``"channels_last"``, or ``"channels_first"`` for data whose channels come first (they are moved to the
            end before flattening, so that both give the same order).

    Shapes: input (batch, …), output (batch, product of the sizes).

    Example:
        >>> import badak
        >>> badak.layers.Flatten()(badak.zeros(2, 3, 4)).shape
        (2, 12)
    """

    data_format: str | None = None

    def __post_init__(self) -> None:
        super().__post_init__()
        known = self.data_format in (None, "channels_last", "channels_first")
        self.expect_argument(known, "data_format", "'channels_last' | 'channels_first'")

    def out_shape(self, shape: Shape) -> Shape:
        """Return the number of values of a sample."""
        return (None,) if None in shape else (math.prod(shape),)

    def out_mask(self, mask: Any, x: Any) -> Any:
        """Return None: there are no steps left."""
        return self.end_of_mask(mask)

    def forward(self, p: Weights, x: Any, ctx: Context) -> Any:
        """Return x as (batch, values)."""
        if self.data_format == "channels_first" and len(x.shape) > 2:
            x = transpose(x, axes=(0, *range(2, len(x.shape)), 1))
        return reshape(x, shape=(x.shape[0], math.prod(x.shape[1:])))


class Reshape(Layer):
    """Give each sample another shape.

    Args:
        target_shape: shape of one sample; one size may be -1 and is worked out.

    Shapes: input (batch, …), output (batch, *target_shape).

    Raises:
        ShapeError: BD010, when the number of values differs.

    Example:
        >>> import badak
        >>> badak.layers.Reshape((2, -1))(badak.zeros(5, 6)).shape
        (5, 2, 3)
    """

    target_shape: Any

    def __post_init__(self) -> None:
        super().__post_init__()
        shape = self.target_shape if isinstance(self.target_shape, tuple | list) else (self.target_shape,)
        fine = all(isinstance(s, int | np.integer) and s >= -1 for s in shape) and list(shape).count(-1) <= 1
        self.expect_argument(fine, "target_shape", "(8, 1) | (-1,)")
        self._fix(target_shape=tuple(int(s) for s in shape))

    def out_shape(self, shape: Shape) -> Shape:
        """Return the target shape with -1 worked out."""
        if None in shape:
            return tuple(None if s == -1 else s for s in self.target_shape)
        size, fixed = math.prod(shape), math.prod(s for s in self.target_shape if s != -1)
        out = tuple(size // fixed if s == -1 and fixed else s for s in self.target_shape)
        if math.prod(out) != size:
            raise error(
                "BD010", where=self.label, size=size, wanted=shape_text(self.target_shape), got=shape_text(shape)
            )
        return out

    def forward(self, p: Weights, x: Any, ctx: Context) -> Any:
        """Return x as (batch, *target_shape)."""
        return reshape(x, shape=(x.shape[0], *self.out_shape(tuple(x.shape[1:]))))

    def out_mask(self, mask: Any, x: Any) -> Any:
        """Return the mask where the steps stay what they are, None otherwise."""
        kept = self.out_shape(tuple(x.shape[1:]))[:1] == tuple(x.shape[1:2])
        return mask if kept else self.end_of_mask(mask)


class Permute(Layer):
    """Put the axes of each sample in another order.

    Args:
        dims: the axes in their new order, counted from 1 (the batch axis, 0, stays where it is).

    Example:
        >>> import badak
        >>> badak.layers.Permute((2, 1))(badak.zeros(5, 2, 3)).shape
        (5, 3, 2)
    """

    dims: Any

    def __post_init__(self) -> None:
        super().__post_init__()
        order = tuple(self.dims)
        self.expect_argument(sorted(order) == list(range(1, len(order) + 1)), "dims", "(2, 1) | (1, 3, 2)")
        self._fix(dims=order)

    def out_shape(self, shape: Shape) -> Shape:
        """Return the sizes in their new order."""
        if len(shape) != len(self.dims):
            raise error("BD026", where=self.label, got=shape_text(shape), expected=f"{len(self.dims)} axes")
        return tuple(shape[d - 1] for d in self.dims)

    def out_mask(self, mask: Any, x: Any) -> Any:
        """Return the mask where the steps stay on axis 1, None otherwise."""
        return mask if self.dims[0] == 1 else self.end_of_mask(mask)

    def forward(self, p: Weights, x: Any, ctx: Context) -> Any:
        """Return x with its axes in the new order."""
        return transpose(x, axes=(0, *self.dims))


class Rescaling(Layer):
    """Multiply by a number and add another: pixels 0…255 become 0…1 with ``Rescaling(1 / 255)``.

    Args:
        scale: factor.
        offset: added afterwards.

    Example:
        >>> import badak
        >>> badak.layers.Rescaling(2.0, 1.0)([1.0]).tolist()
        [3.0]
    """

    rescales = True

    scale: float
    offset: float = 0.0

    def forward(self, p: Weights, x: Any, ctx: Context) -> Any:
        """Return scale · x + offset."""
        return x * self.scale + self.offset if self.offset else x * self.scale
