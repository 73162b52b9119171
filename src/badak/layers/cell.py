"""What a recurrent layer does in one step: cells, also of one's own, and several of them on top of each other."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from badak import activations, constraints, initializers, regularizers
from badak.autograd.tensor import Tensor
from badak.backend import seam
from badak.errors import error, shape_text
from badak.initializers.initializer import FromFunction
from badak.layers.context import Context
from badak.layers.convert import same_type
from badak.layers.layer import Layer, layer_of
from badak.layers.noise import check_rate, own_key
from badak.layers.parts import Param, Shape, Sublayer, Weights
from badak.ops.linear import affine
from badak.ops.shape import getitem


class Cell(Layer, abstract=True):
    """Base of all cells: one step of a recurrent layer, :math:`y_t, s_t = f(x_t, s_{t-1})`.

    A cell of one's own says its weights and its formula, and ``badak.layers.RNN`` runs it over time:

        class Leaky(badak.layers.Cell):
            units: int

            def declare(self, shape):              # shape of one step's features
                return {"kernel": badak.layers.Param((shape[-1], self.units))}

            def step(self, p, x, states, ctx):     # x (batch, features), states: one array (batch, size) for each size
                h = 0.9 * states[0] + 0.1 * badak.tanh(x @ p.kernel)
                return h, (h,)

    A step must not look at single values nor keep anything outside its states: it is run again for the derivative, and under
    XLA it is traced once for all steps.

    Attributes:
        state_size: size of the state, or of each state; ``units`` where it is not said.
        output_size: size of the output; that of the first state where it is not said.

    Example:
        >>> import badak
        >>> class Leaky(badak.layers.Cell):
        ...     units: int
        ...     def declare(self, shape):
        ...         return {"kernel": badak.layers.Param((shape[-1], self.units))}
        ...     def step(self, p, x, states, ctx):
        ...         h = 0.9 * states[0] + 0.1 * badak.tanh(x @ p.kernel)
        ...         return h, (h,)
        >>> badak.layers.RNN(Leaky(4), return_sequences=True)(badak.ones(2, 5, 3)).shape
        (2, 5, 4)
    """

    def step(self, p: Weights, x: Any, states: tuple, ctx: Context) -> tuple[Any, Any]:
        """Return the output of one step and the new states.

        Args:
            p: the weights by name.
            x: data of one step, shape (batch, features).
            states: what the step before left, each of shape (batch, size).
            ctx: whether this is training, random keys.
        """
        raise error("BD025", where=self.label, name="step")

    @property
    def state_size(self) -> Any:
        """Size of the state, or a tuple with that of each state."""
        return getattr(self, "units", None)

    @property
    def output_size(self) -> int:
        """Size of the output."""
        return self.state_sizes()[0]

    def state_sizes(self) -> tuple[int, ...]:
        """Return the size of each state.

        Raises:
            ArgumentError: BD180, when the cell does not say it.
        """
        sizes = self.state_size
        sizes = tuple(sizes) if isinstance(sizes, tuple | list) else (sizes,)
        if not sizes or not all(isinstance(s, int | np.integer) and s > 0 for s in sizes):
            raise error("BD180", where=self.label, got=f"state_size = {self.state_size!r}")
        return tuple(int(s) for s in sizes)

    def begin(self, ctx: Context, batch: int, features: int, like: Any) -> Callable:
        """Return ``step(p, x, states)`` for one run over sequences; what is drawn once for all steps is drawn here.

        Args:
            ctx: as for ``step``.
            batch: number of sequences.
            features: size of one step's data.
            like: an array of the data's kind and number type.
        """
        return lambda p, x, states: self.step(p, x, states, ctx)

    def out_shape(self, shape: Shape) -> Shape:
        """Return the shape of one step's output."""
        return (self.output_size,)

    def forward(self, p: Weights, x: Any, ctx: Context) -> Any:
        """Make one step from ``(x, *states)``; return ``(output, *states)``."""
        x, *states = x if isinstance(x, tuple) else (x, *self.initial_state(x))
        out, new = self.begin(ctx, x.shape[0], x.shape[-1], x.data)(p, x, tuple(states))
        return (out, *as_states(new))

    def initial_state(self, x: Any) -> tuple:
        """Return states of zeros for data of shape (batch, …)."""
        made = x.data.__array_namespace__().zeros
        return tuple(Tensor(made((x.shape[0], size), x.dtype)) for size in self.state_sizes())

    def __call__(self, x: Any, states: Any = None, *, training: bool = False) -> Any:
        """Make one step.

        Args:
            x: data of one step, shape (batch, features).
            states: one array (batch, size), or a list with one for each state; zeros by default.
            training: whether dropout drops.

        Returns:
            The output, and the list of new states.
        """
        x = same_type(x, self)
        given = self.initial_state(x) if states is None else as_states(states)
        if self.slot is None:
            self.build(tuple(x.shape[1:]))
        ctx = Context(training=training, state=self.state_tree())
        out, *new = self.run(self.params_tree(), (x, *[same_type(s, self) for s in given]), ctx)
        return out, new


def as_states(states: Any) -> tuple:
    """Return a state, or a list of them, as a tuple."""
    return tuple(states) if isinstance(states, tuple | list) else (states,)


# --- the three kinds ------------------------------------------------------------------------------------------------------


def settle(layer: Layer, rows: tuple[str, ...] = ("kernel", "recurrent", "bias")) -> None:
    """Check and normalise the arguments that recurrent layers and their cells share."""
    units: Any = getattr(layer, "units")  # noqa: B009 - not a field of every layer
    whole = isinstance(units, int | np.integer) and not isinstance(units, bool)
    layer.expect_argument(bool(whole and units > 0), "units", {"en": "an integer > 0", "ko": "0보다 큰 정수"})
    check_rate(layer, "dropout")
    check_rate(layer, "recurrent_dropout")
    found: dict[str, Any] = {"units": int(units), "activation": activations.get(getattr(layer, "activation"))}  # noqa: B009
    gates: Any = getattr(layer, "recurrent_activation", None)
    if gates is not None:
        found["recurrent_activation"] = activations.get(gates)
    for row in rows:
        for family, get in (
            ("initializer", initializers.get),
            ("regularizer", regularizers.get),
            ("constraint", constraints.get),
        ):
            found[f"{row}_{family}"] = get(getattr(layer, f"{row}_{family}"))
    layer._fix(**found)


def declare(layer: Any, shape: Shape, gates: int, bias: Any, bias_shape: tuple | None = None) -> dict:
    """Return kernel, recurrent kernel and bias of a cell with so many gates, side by side as Keras has them.

    Raises:
        ShapeError: BD172, where the data of one step is not one row of features.
    """
    if len(shape) != 1:
        got = shape_text((None, None, *shape))
        raise error("BD172", where=layer.label, got=got, expected="(batch, time, features)")
    wide = gates * layer.units
    declared = {
        "kernel": Param((shape[0], wide), layer.kernel_initializer, layer.kernel_regularizer, layer.kernel_constraint),
        "recurrent_kernel": Param(
            (layer.units, wide), layer.recurrent_initializer, layer.recurrent_regularizer, layer.recurrent_constraint
        ),
    }
    if layer.use_bias:
        declared["bias"] = Param(bias_shape or (wide,), bias, layer.bias_regularizer, layer.bias_constraint)
    return declared


def factors(rate: float, shape: tuple, seed: int | None, ctx: Context, like: Any) -> Any:
    """Draw what dropout multiplies values by, 0 or 1/(1 - rate); None where nothing is dropped."""
    if not ctx.training or rate == 0:
        return None
    backend = seam(like)
    key = ctx.key() if seed is None else own_key(ctx, backend, seed)
    keep = 1.0 - rate
    drawn = (backend.uniform(key, shape, np.float32) < keep).astype(np.float32) * np.float32(1.0 / keep)
    return drawn.astype(like.dtype)


def begin(cell: Any, ctx: Context, batch: int, features: int, like: Any) -> Callable:
    """Return a cell's step with its dropout drawn once for all steps (Gal, Ghahramani 2016, arXiv 1512.05287)."""
    drop = factors(cell.dropout, (batch, features), cell.seed, ctx, like)
    keep = factors(cell.recurrent_dropout, (batch, cell.units), cell.seed, ctx, like)

    def step(p: Weights, x: Any, states: tuple) -> tuple:
        x = x if drop is None else x * drop
        used = states[0] if keep is None else states[0] * keep
        return cell.formula(p, x, used, states)

    return step


class ForgetOnes(FromFunction):
    """Start the bias of an LSTM's forget gate with 1, so that it remembers at first (Jozefowicz et al. 2015)."""

    def __call__(self, shape: Any, dtype: Any = np.float32, key: Any = None) -> Any:
        """Return the bias of all four gates."""
        start = np.array(self.function(tuple(shape), dtype=dtype, key=key))
        units = shape[0] // 4
        start[units : 2 * units] = 1
        return start


class DroppingCell(Cell, abstract=True):
    """Base of badak's own cells: a formula of x and h, each with its dropout, which is drawn once for all steps."""

    def __post_init__(self) -> None:
        super().__post_init__()
        settle(self)

    def begin(self, ctx: Context, batch: int, features: int, like: Any) -> Callable:
        """Return the step of one run."""
        return begin(self, ctx, batch, features, like)

    def step(self, p: Weights, x: Any, states: tuple, ctx: Context) -> tuple:
        """Return the output h, and the states, of which h is the first."""
        return self.formula(p, x, states[0], states)

    def formula(self, p: Weights, x: Any, used: Any, states: tuple) -> tuple:
        """Return what ``step`` does; ``used`` is h with dropout, which goes into the product with the recurrent kernel."""
        raise error("BD025", where=self.label, name="formula")


class SimpleRNNCell(DroppingCell):
    r"""One step of ``SimpleRNN``: :math:`h_t = \varphi(x_t W + h_{t-1} U + b)`. The arguments are those of the layer.

    Args:
        units: size of h.
        activation: φ.
        use_bias: whether b is added.
        kernel_initializer: how W starts.
        recurrent_initializer: how U starts.
        bias_initializer: how b starts.
        kernel_regularizer: penalty on W.
        recurrent_regularizer: penalty on U.
        bias_regularizer: penalty on b.
        kernel_constraint: constraint on W.
        recurrent_constraint: constraint on U.
        bias_constraint: constraint on b.
        dropout: part of the features that training drops, the same at all steps.
        recurrent_dropout: the same for h before it is multiplied by U.
        seed: seed of the dropout alone.

    Example:
        >>> import badak
        >>> out, states = badak.layers.SimpleRNNCell(4)(badak.ones(2, 3))
        >>> out.shape, len(states)
        ((2, 4), 1)
    """

    units: int
    activation: Any = "tanh"
    use_bias: bool = True
    kernel_initializer: Any = "glorot_uniform"
    recurrent_initializer: Any = "orthogonal"
    bias_initializer: Any = "zeros"
    kernel_regularizer: Any = None
    recurrent_regularizer: Any = None
    bias_regularizer: Any = None
    kernel_constraint: Any = None
    recurrent_constraint: Any = None
    bias_constraint: Any = None
    dropout: float = 0.0
    recurrent_dropout: float = 0.0
    seed: int | None = None

    def declare(self, shape: Shape) -> dict:
        """Return W, U and b."""
        return declare(self, shape, 1, self.bias_initializer)

    def formula(self, p: Weights, x: Any, used: Any, states: tuple) -> tuple:
        """Return φ(x W + h U + b); ``used`` is h with dropout."""
        h = self.activation(affine(x, p.kernel, p.get("bias")) + used @ p.recurrent_kernel)
        return h, (h,)


class LSTMCell(DroppingCell):
    r"""One step of ``LSTM``: a state c that gates write to, keep and read. The arguments are those of the layer.

    .. math::

        i, f, o = \sigma(x_t W_{i,f,o} + h_{t-1} U_{i,f,o} + b_{i,f,o}),\quad
        c_t = f\,c_{t-1} + i \tanh(x_t W_c + h_{t-1} U_c + b_c),\quad h_t = o \tanh c_t

    Args:
        units: size of h and c.
        activation: what is written and read goes through it.
        recurrent_activation: σ of the gates.
        use_bias: whether b is added.
        kernel_initializer: how W starts.
        recurrent_initializer: how U starts.
        bias_initializer: how b starts.
        unit_forget_bias: begin with 1 for the forget gate's part of b.
        kernel_regularizer: penalty on W.
        recurrent_regularizer: penalty on U.
        bias_regularizer: penalty on b.
        kernel_constraint: constraint on W.
        recurrent_constraint: constraint on U.
        bias_constraint: constraint on b.
        dropout: part of the features that training drops, the same at all steps.
        recurrent_dropout: the same for h before it is multiplied by U.
        seed: seed of the dropout alone.

    Example:
        >>> import badak
        >>> out, states = badak.layers.LSTMCell(4)(badak.ones(2, 3))
        >>> out.shape, len(states)
        ((2, 4), 2)
    """

    units: int
    activation: Any = "tanh"
    recurrent_activation: Any = "sigmoid"
    use_bias: bool = True
    kernel_initializer: Any = "glorot_uniform"
    recurrent_initializer: Any = "orthogonal"
    bias_initializer: Any = "zeros"
    unit_forget_bias: bool = True
    kernel_regularizer: Any = None
    recurrent_regularizer: Any = None
    bias_regularizer: Any = None
    kernel_constraint: Any = None
    recurrent_constraint: Any = None
    bias_constraint: Any = None
    dropout: float = 0.0
    recurrent_dropout: float = 0.0
    seed: int | None = None

    @property
    def state_size(self) -> tuple[int, int]:
        """Sizes of h and c."""
        return self.units, self.units

    def declare(self, shape: Shape) -> dict:
        """Return W, U and b, with the gates in Keras's order: input, forget, what is written, output."""
        start = self.bias_initializer
        return declare(self, shape, 4, ForgetOnes(start) if self.unit_forget_bias else start)

    def formula(self, p: Weights, x: Any, used: Any, states: tuple) -> tuple:
        """Return the gates' work; ``used`` is h with dropout."""
        i, f, k, o = _parts(affine(x, p.kernel, p.get("bias")) + used @ p.recurrent_kernel, 4)
        gate, through = self.recurrent_activation, self.activation
        c = gate(f) * states[1] + gate(i) * through(k)
        h = gate(o) * through(c)
        return h, (h, c)


class GRUCell(DroppingCell):
    r"""One step of ``GRU``: a state that is renewed where a gate says so. The arguments are those of the layer.

    .. math::

        z, r = \sigma(x_t W_{z,r} + h_{t-1} U_{z,r} + b_{z,r}),\quad
        k = \tanh(x_t W_k + r\,(h_{t-1} U_k + b'_k) + b_k),\quad h_t = z\,h_{t-1} + (1 - z)\,k

    With ``reset_after=False`` r is applied before the product, :math:`(r\,h_{t-1}) U_k`, as in the paper.

    Args:
        units: size of h.
        activation: what is written goes through it.
        recurrent_activation: σ of the gates.
        use_bias: whether b is added.
        kernel_initializer: how W starts.
        recurrent_initializer: how U starts.
        bias_initializer: how b starts.
        kernel_regularizer: penalty on W.
        recurrent_regularizer: penalty on U.
        bias_regularizer: penalty on b.
        kernel_constraint: constraint on W.
        recurrent_constraint: constraint on U.
        bias_constraint: constraint on b.
        dropout: part of the features that training drops, the same at all steps.
        recurrent_dropout: the same for h before it is multiplied by U.
        seed: seed of the dropout alone.
        reset_after: where r is applied; True is what PyTorch and cuDNN have, with a second bias.

    Example:
        >>> import badak
        >>> out, states = badak.layers.GRUCell(4)(badak.ones(2, 3))
        >>> out.shape, len(states)
        ((2, 4), 1)
    """

    units: int
    activation: Any = "tanh"
    recurrent_activation: Any = "sigmoid"
    use_bias: bool = True
    kernel_initializer: Any = "glorot_uniform"
    recurrent_initializer: Any = "orthogonal"
    bias_initializer: Any = "zeros"
    kernel_regularizer: Any = None
    recurrent_regularizer: Any = None
    bias_regularizer: Any = None
    kernel_constraint: Any = None
    recurrent_constraint: Any = None
    bias_constraint: Any = None
    dropout: float = 0.0
    recurrent_dropout: float = 0.0
    seed: int | None = None
    reset_after: bool = True

    def declare(self, shape: Shape) -> dict:
        """Return W, U and b, with the gates in Keras's order: update, reset, what is written."""
        wide = 3 * self.units
        return declare(self, shape, 3, self.bias_initializer, (2, wide) if self.reset_after else (wide,))

    def formula(self, p: Weights, x: Any, used: Any, states: tuple) -> tuple:
        """Return the gates' work; ``used`` is h with dropout."""
        bias, inner = p.get("bias"), None
        if self.reset_after and bias is not None:
            bias, inner = bias[0], bias[1]
        gate, through, units = self.recurrent_activation, self.activation, self.units
        data = affine(x, p.kernel, bias)
        if self.reset_after:
            z, r, k = _parts(data, 3)
            uz, ur, uk = _parts(affine(used, p.recurrent_kernel, inner), 3)
            z, r = gate(z + uz), gate(r + ur)
            k = through(k + r * uk)
        else:
            z, r = _parts(gate(data[:, : 2 * units] + used @ p.recurrent_kernel[:, : 2 * units]), 2)
            k = through(data[:, 2 * units :] + (r * used) @ p.recurrent_kernel[:, 2 * units :])
        h = z * states[0] + (1.0 - z) * k
        return h, (h,)


class StackedRNNCells(Cell):
    """Cells on top of each other as one: the output of each is what the next one reads.

    Args:
        cells: the cells, the first one at the bottom.

    Raises:
        ArgumentError: BD180, for something that is no cell.

    Example:
        >>> import badak
        >>> both = badak.layers.StackedRNNCells([badak.layers.GRUCell(4), badak.layers.LSTMCell(5)])
        >>> both.state_size, both.output_size
        ((4, 5, 5), 5)
    """

    cells: Any

    def __post_init__(self) -> None:
        super().__post_init__()
        self._fix(cells=tuple(as_cell(cell, "StackedRNNCells") for cell in as_states(self.cells)))
        if not self.cells:
            raise error("BD180", where="StackedRNNCells", got="[]")

    @property
    def state_size(self) -> tuple[int, ...]:
        """Sizes of all states, from the bottom up."""
        return tuple(size for cell in self.cells for size in cell.state_sizes())

    @property
    def output_size(self) -> int:
        """Size of the last cell's output."""
        return self.cells[-1].output_size

    def declare(self, shape: Shape) -> dict:
        """Return the cells, each with the shape it will be given."""
        declared = {}
        for i, cell in enumerate(self.cells):
            declared[f"cell_{i}"] = Sublayer(cell, shape)
            shape = (cell.output_size,)
        return declared

    def begin(self, ctx: Context, batch: int, features: int, like: Any) -> Callable:
        """Return the steps of all cells, one after the other."""
        parts = []
        for i, cell in enumerate(self.cells):
            parts.append(
                (f"cell_{i}", cell.begin(ctx.inner(f"cell_{i}", i), batch, features, like), len(cell.state_sizes()))
            )
            features = cell.output_size

        def step(p: Weights, x: Any, states: tuple) -> tuple:
            new: list = []
            for name, one, count in parts:
                x, own = one(Weights(p[name]), x, tuple(states[len(new) : len(new) + count]))
                new += as_states(own)
            return x, tuple(new)

        return step


def as_cell(cell: Any, where: str) -> Any:
    """Return a cell, several of them as one.

    Raises:
        ArgumentError: BD180, for something else.
    """
    cell = layer_of(cell)
    if isinstance(cell, tuple | list):
        return StackedRNNCells(cell)
    if not isinstance(cell, Cell):
        raise error("BD180", where=where, got=repr(cell)[:80])
    return cell


def _parts(x: Any, count: int) -> list:
    """Cut the last axis into equal parts."""
    size = x.shape[-1] // count
    return [getitem(x, index=(slice(None), slice(i * size, (i + 1) * size))) for i in range(count)]
