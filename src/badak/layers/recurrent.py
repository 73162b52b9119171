"""Networks with a memory: SimpleRNN, LSTM, GRU, and RNN for cells of one's own."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, Any, ClassVar, cast

import numpy as np

from badak import activations
from badak.autograd import tree as trees
from badak.autograd.symbol import Symbol
from badak.autograd.tensor import Tensor
from badak.backend import namespace
from badak.errors import error, notify, shape_text
from badak.layers import torch_weights
from badak.layers.cell import Cell, GRUCell, LSTMCell, SimpleRNNCell, as_cell, as_states, factors, settle
from badak.layers.context import Context
from badak.layers.convert import same_type
from badak.layers.layer import Layer
from badak.layers.parts import Shape, State, Sublayer, Weights
from badak.ops.cell_loop import cell_loop
from badak.ops.gru import gru, gru_gates
from badak.ops.lstm import lstm, lstm_gates
from badak.ops.narrow import is_narrow
from badak.ops.shape import concatenate, flip, getitem
from badak.ops.simple_rnn import simple_rnn

_TYPICAL_STEPS = 32  # for the estimate of work where the number of steps is open
_COMMON = {f.name for f in dataclasses.fields(Layer)}


class Recurrent(Layer, abstract=True):
    """Base of all recurrent layers: a cell, the loop over time, and what goes in and comes out.

    Args:
        return_sequences: return the output of every step, (batch, time, units), not only the last one.
        return_state: return the last states too: ``(output, *states)``.
        go_backwards: read the steps from the last to the first; the outputs stand in the order in which they were made.
        stateful: begin each batch with the states in which the last one ended: sample i of a batch goes on where sample i of
            the batch before ended. ``reset_states()`` forgets them. Gradients end where a batch begins: this is truncated
            back-propagation through time.
        unroll: accepted as in Keras; it changes nothing.
        zero_output_for_mask: the output of a masked step is 0; by default it is that of the step before.
        truncate: gradients go back through time no further than to the last multiple of so many steps; states are handed on.
            None: through all steps of a call.
    """

    return_sequences: bool = dataclasses.field(default=False, kw_only=True)
    return_state: bool = dataclasses.field(default=False, kw_only=True)
    go_backwards: bool = dataclasses.field(default=False, kw_only=True)
    stateful: bool = dataclasses.field(default=False, kw_only=True)
    unroll: bool = dataclasses.field(default=False, kw_only=True)
    zero_output_for_mask: bool = dataclasses.field(default=False, kw_only=True)
    truncate: int | None = dataclasses.field(default=None, kw_only=True)

    any_length = True

    # Where data, first states and mask of each call go while somebody looks (badak.inspect.gates); nobody does by default.
    watched: ClassVar[Any] = None

    if TYPE_CHECKING:
        cell: Any

    def __post_init__(self) -> None:
        super().__post_init__()
        steps = self.truncate
        fine = steps is None or (isinstance(steps, int) and not isinstance(steps, bool) and steps > 0)
        self.expect_argument(fine, "truncate", {"en": "an integer > 0, or None", "ko": "0보다 큰 정수 또는 None"})

    # --- what each kind says ----------------------------------------------------------------------------------------------

    def steps(self, p: Weights, x: Any, states: tuple, mask: Any, ctx: Context) -> tuple[Any, tuple]:
        """Return the outputs of all steps and the last states.

        Args:
            p: the layer's weights.
            x: data, shape (batch, time, …).
            states: states before the first step.
            mask: which steps count, a raw array (batch, time), or None.
            ctx: as for ``forward``.
        """
        return self.cell_steps(p, x, states, mask, ctx)

    def declare(self, shape: Shape) -> dict:
        """Return the cell's weights, and the kept states of a stateful layer."""
        return {**self.cell.declare(self._step_shape(shape)), **self._kept()}

    # --- shapes -----------------------------------------------------------------------------------------------------------

    def _step_shape(self, shape: Shape) -> Shape:
        if shape and isinstance(shape[0], tuple):  # data and initial states
            shape = shape[0]
        if len(shape) < 2:
            raise error("BD172", where=self.label, got=shape_text((None, *shape)), expected="(batch, time, features)")
        return tuple(shape[1:])

    def _kept(self) -> dict:
        sizes = self.cell.state_sizes() if self.stateful else ()
        return {f"state_{i}": State((0, size), "zeros", passing=True) for i, size in enumerate(sizes)}

    def out_shape(self, shape: Shape) -> Shape:
        """Return the shape of the output, and those of the states where they are returned."""
        self._step_shape(shape)
        time = shape[0][0] if isinstance(shape[0], tuple) else shape[0]
        size = self.cell.output_size
        out = (time, size) if self.return_sequences else (size,)
        return (out, *[(s,) for s in self.cell.state_sizes()]) if self.return_state else out

    def out_mask(self, mask: Any, x: Any) -> Any:
        """Return the mask in the order of the outputs, where there is one for each step."""
        mask = first_mask(mask)
        if mask is None or not self.return_sequences:
            return None
        return _raw(mask)[:, ::-1] if self.go_backwards else mask

    def work(self) -> int:
        """Return the multiplications of one sample: each weight is used at every step."""
        shape: Any = self._built().shape
        time = shape[0][0] if isinstance(shape[0], tuple) else shape[0]
        return super().work() * (_TYPICAL_STEPS if time is None else time)

    # --- running ----------------------------------------------------------------------------------------------------------

    def forward(self, p: Weights, x: Any, ctx: Context, initial_state: Any = None) -> Any:
        """Run over all steps.

        Args:
            p: the weights.
            x: data, shape (batch, time, features); or a tuple of that and the initial states.
            ctx: training, mask, kept states.
            initial_state: states before the first step, each (batch, size).
        """
        if isinstance(x, tuple):
            x, *given = x
            initial_state = given or initial_state
        if len(x.shape) < 3:
            raise error("BD172", where=self.label, got=shape_text(x), expected="(batch, time, features)")
        states = self._first_states(x, initial_state, ctx)
        mask = _raw(first_mask(ctx.mask))
        if self.watched is not None:
            self.watched.append((x, states, mask))
        if self.go_backwards:
            x, mask = flip(x, axis=1), None if mask is None else mask[:, ::-1]
        if x.shape[1] == 0:
            notify("BD173", where=self.label, got=shape_text(x))
        outs, states = self._in_pieces(p, x, states, mask, ctx)
        if mask is not None and self.zero_output_for_mask:
            outs = outs * mask[:, :, None].astype(outs.dtype)
        if self.stateful:
            ctx.update(**{f"state_{i}": s.data for i, s in enumerate(states)})
        if self.return_sequences:
            out = outs
        elif x.shape[1]:
            out = getitem(outs, index=(slice(None), -1))
        else:
            out = states[0]
        return (out, *states) if self.return_state else out

    def _in_pieces(self, p: Weights, x: Any, states: tuple, mask: Any, ctx: Context) -> tuple[Any, tuple]:
        """Run all steps at once, or so many at a time, each time with the states cut off from the tape."""
        size = self.truncate
        if size is None or x.shape[1] <= size:
            return self.steps(p, x, states, mask, ctx)
        outs = []
        for start in range(0, x.shape[1], size):
            part = slice(start, start + size)
            piece = None if mask is None else mask[:, part]
            if start:
                states = tuple(Tensor(s.data) for s in states)
            out, states = self.steps(p, getitem(x, index=(slice(None), part)), states, piece, ctx)
            outs.append(out)
        return concatenate(outs, axis=1), states

    def _first_states(self, x: Any, given: Any, ctx: Context) -> tuple:
        """Return the states before the first step: those given, those kept, or zeros."""
        sizes, batch = self.cell.state_sizes(), x.shape[0]
        if given is not None:
            states = tuple(same_type(s, self) for s in as_states(given))
            wanted = [(batch, size) for size in sizes]
            if [tuple(s.shape) for s in states] != wanted:
                got, expected = (", ".join(map(shape_text, shapes)) for shapes in (states, wanted))
                raise error("BD177", where=self.label, got=got, expected=expected)
            return tuple(s if s.dtype == x.dtype else s.astype(x.dtype) for s in states)
        kept = [ctx.state[f"state_{i}"] for i in range(len(sizes))] if self.stateful else []
        if kept and kept[0].shape[0]:
            before = kept[0].shape[0]
            if before != batch:
                raise error("BD176", where=self.label, before=before, now=batch, got=f"x {shape_text(x)}")
            return tuple(Tensor(s.astype(x.dtype)) for s in kept)
        return self.cell.initial_state(x)

    def cell_steps(self, p: Weights, x: Any, states: tuple, mask: Any, ctx: Context) -> tuple[Any, tuple]:
        """Run the cell step by step: the readable definition, for every cell and every activation."""
        cell, dtype = self.cell, x.dtype
        if is_narrow(x):  # of 16 bits: added up in 32, and rounded at the end
            x, states = x.astype("float32"), tuple(s.astype("float32") for s in states)
        tree = self._weights_of_cell(p)
        one = cell.begin(self._context_of_cell(ctx), x.shape[0], x.shape[-1], x.data)

        def step(x: Any, states: tuple, weights: tuple) -> tuple:
            out, new = one(Weights(trees.unflatten(tree, list(weights))), x, states)
            return out, as_states(new)

        first = None
        if mask is not None:  # what a masked step at the beginning repeats
            same = cell.output_size == cell.state_sizes()[0]
            first = states[0] if same else namespace(x.data).zeros((x.shape[0], cell.output_size), x.dtype)
        out, last = cell_loop(step, x, states, tuple(trees.leaves(tree)), mask, first)
        return (out, last) if x.dtype == dtype else (out.astype(dtype), tuple(s.astype(dtype) for s in last))

    def _weights_of_cell(self, p: Weights) -> dict:
        return dict(p)

    def _context_of_cell(self, ctx: Context) -> Context:
        return ctx

    def __call__(self, x: Any, *, initial_state: Any = None, training: bool = False, mask: Any = None) -> Any:
        """Apply the layer to data; a layer that is not built yet builds itself.

        Args:
            x: data, shape (batch, time, features).
            initial_state: states before the first step: one array (batch, units), or a list of them; zeros by default.
            training: whether dropout drops.
            mask: which steps count, booleans (batch, time); at the others states stay and the output is repeated.

        Returns:
            The output (batch, units) or (batch, time, units); a tuple with the states behind it for ``return_state=True``.
        """
        if initial_state is not None:
            first, *more = x if isinstance(x, tuple | list) and hasattr(x[0], "shape") else (x,)
            x = (same_type(first, self), *(more or [same_type(s, self) for s in as_states(initial_state)]))
        return super().__call__(x, training=training, mask=None if mask is None else as_mask(mask))


def first_mask(mask: Any) -> Any:
    """Return the mask of the sequence, where the states that come beside it have a place in the mask, too."""
    return mask[0] if isinstance(mask, tuple | list) else mask


class RNN(Recurrent):
    r"""Run a cell over time: :math:`y_t, s_t = f(x_t, s_{t-1})`, for cells of one's own too.

    Args:
        cell: a cell, or a list of cells that stand on top of each other.
        return_sequences: return the output of every step, not only the last one.
        return_state: return the last states too.
        go_backwards: read the steps from the last to the first.
        stateful: begin each batch with the states in which the last one ended.
        unroll: accepted as in Keras; it changes nothing.
        zero_output_for_mask: the output of a masked step is 0 instead of that of the step before.
        truncate: how many steps gradients go back at most; None for all.
        name: name within the model.

    Shapes: input (batch, time, …), output (batch, size), or (batch, time, size) with ``return_sequences``.

    Raises:
        ArgumentError: BD180, for something that is no cell.
        ShapeError: BD172, for data without an axis of time; BD176 and BD177, for states that do not fit.

    Example:
        >>> import badak
        >>> layer = badak.layers.RNN([badak.layers.GRUCell(4), badak.layers.GRUCell(5)])
        >>> layer(badak.ones(2, 6, 3)).shape
        (2, 5)
    """

    cell: Any

    def __post_init__(self) -> None:
        super().__post_init__()
        self._fix(cell=as_cell(self.cell, "RNN"))
        inner = [self.cell, *getattr(self.cell, "cells", ())]
        expected = {
            "en": "a cell without activity_regularizer: RNN(cell, activity_regularizer=…) puts it on the output",
            "ko": "activity_regularizer가 없는 셀. 출력에 거는 규제는 RNN(cell, activity_regularizer=…)로 주세요",
        }
        self.expect_argument(all(cell.activity_regularizer is None for cell in inner), "cell", expected)
        self.cell.state_sizes()

    def declare(self, shape: Shape) -> dict:
        """Return the cell, and the kept states of a stateful layer."""
        return {"cell": Sublayer(self.cell, self._step_shape(shape)), **self._kept()}

    def _weights_of_cell(self, p: Weights) -> dict:
        return p.get("cell") or {}

    def _context_of_cell(self, ctx: Context) -> Context:
        return ctx.inner("cell", 0)


class _Kind(Recurrent):
    """What SimpleRNN, LSTM and GRU have in common: a cell made from the layer's own arguments."""

    makes = cast(Any, Cell)

    def __post_init__(self) -> None:
        super().__post_init__()
        settle(self)
        names = [f.name for f in dataclasses.fields(self.makes) if f.init and f.name not in _COMMON]
        self._fix(cell=self.makes(**{name: getattr(self, name) for name in names}, name=self.name))

    def fused(self, x: Any, states: tuple, ctx: Context) -> tuple[Any, Any]:
        """Return the data with dropout, and what recurrent dropout multiplies h by at every step."""
        own: Any = self
        batch, features = x.shape[0], x.shape[-1]
        drop = factors(own.dropout, (batch, 1, features), own.seed, ctx, x.data)
        keep = factors(own.recurrent_dropout, (batch, own.units), own.seed, ctx, x.data)
        return (x if drop is None else x * drop), keep


class SimpleRNN(_Kind):
    r"""A layer whose output is read again in the next step: :math:`h_t = \varphi(x_t W + h_{t-1} U + b)`.

    Args:
        units: size of h.
        activation: φ.
        use_bias: whether b is added.
        kernel_initializer: how W starts.
        recurrent_initializer: how U starts; orthogonal, so that states neither grow nor shrink at first.
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
        return_sequences: return h of every step, not only the last one.
        return_state: return ``(output, h)``.
        go_backwards: read the steps from the last to the first.
        stateful: begin each batch with the states in which the last one ended.
        unroll: accepted as in Keras; it changes nothing.
        zero_output_for_mask: the output of a masked step is 0 instead of that of the step before.
        truncate: how many steps gradients go back at most; None for all.
        name: name within the model.

    Shapes: input (batch, time, features), output (batch, units), or (batch, time, units) with ``return_sequences``;
    W (features, units), U (units, units), b (units,).

    Raises:
        ArgumentError: BD003, for ``units`` that is no positive integer or rates outside [0, 1).
        ShapeError: BD172, for data without an axis of time; BD176 and BD177, for states that do not fit.

    Source: Elman 1990, Finding structure in time.

    Example:
        >>> import badak
        >>> badak.layers.SimpleRNN(4)(badak.ones(2, 5, 3)).shape
        (2, 4)
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

    makes = SimpleRNNCell

    def steps(self, p: Weights, x: Any, states: tuple, mask: Any, ctx: Context) -> tuple[Any, tuple]:
        """Return h of all steps and the last one."""
        name = _BY_NAME.get(self.activation, "")
        if name == "":
            return self.cell_steps(p, x, states, mask, ctx)
        x, keep = self.fused(x, states, ctx)
        out, h = simple_rnn(x, p.kernel, p.recurrent_kernel, p.get("bias"), *states, mask, keep, activation=name)
        return out, (h,)

    @staticmethod
    def weights_from_torch(w_ih: Any, w_hh: Any, b_ih: Any = None, b_hh: Any = None) -> list[np.ndarray]:
        """Return PyTorch's weights in the layout of ``set_weights``; see ``LSTM.weights_from_torch``."""
        return torch_weights.simple_rnn(w_ih, w_hh, b_ih, b_hh)

    def weights_to_torch(self) -> dict[str, np.ndarray]:
        """Return the weights as a ``state_dict`` of PyTorch's RNN holds them, under its names."""
        return torch_weights.to_torch("RNN", self.get_weights())


class LSTM(_Kind):
    r"""Long short-term memory: a state c that gates write to (i), keep (f) and read (o).

    .. math::

        i, f, o = \sigma(x_t W_{i,f,o} + h_{t-1} U_{i,f,o} + b_{i,f,o}),\quad
        c_t = f\,c_{t-1} + i \tanh(x_t W_c + h_{t-1} U_c + b_c),\quad h_t = o \tanh c_t

    Gates stand side by side in Keras's order: input, forget, what is written (c), output. With the activations left as they
    are, all steps are one operation (``badak.lstm``); others take the cell's formula step by step.

    Args:
        units: size of h and c.
        activation: what is written and read goes through it.
        recurrent_activation: σ of the gates.
        use_bias: whether b is added.
        kernel_initializer: how W starts.
        recurrent_initializer: how U starts; orthogonal, so that states neither grow nor shrink at first.
        bias_initializer: how b starts.
        unit_forget_bias: begin with 1 for the forget gate's part of b: the layer remembers until it learns otherwise.
        kernel_regularizer: penalty on W.
        recurrent_regularizer: penalty on U.
        bias_regularizer: penalty on b.
        kernel_constraint: constraint on W.
        recurrent_constraint: constraint on U.
        bias_constraint: constraint on b.
        dropout: part of the features that training drops, the same at all steps.
        recurrent_dropout: the same for h before it is multiplied by U.
        seed: seed of the dropout alone.
        return_sequences: return h of every step, not only the last one.
        return_state: return ``(output, h, c)``.
        go_backwards: read the steps from the last to the first.
        stateful: begin each batch with the states in which the last one ended.
        unroll: accepted as in Keras; it changes nothing.
        zero_output_for_mask: the output of a masked step is 0 instead of that of the step before.
        truncate: how many steps gradients go back at most; None for all.
        name: name within the model.

    Shapes: input (batch, time, features), output (batch, units), or (batch, time, units) with ``return_sequences``;
    W (features, 4·units), U (units, 4·units), b (4·units,).

    Raises:
        ArgumentError: BD003, for ``units`` that is no positive integer or rates outside [0, 1).
        ShapeError: BD172, for data without an axis of time; BD176 and BD177, for states that do not fit.

    Source: Hochreiter, Schmidhuber 1997; forget gate: Gers, Schmidhuber, Cummins 2000; its bias: Jozefowicz, Zaremba,
        Sutskever 2015; dropout: Gal, Ghahramani 2016, arXiv 1512.05287.

    Example:
        >>> import badak
        >>> layer = badak.layers.LSTM(4, return_sequences=True, return_state=True)
        >>> out, h, c = layer(badak.ones(2, 5, 3))
        >>> out.shape, h.shape, c.shape
        ((2, 5, 4), (2, 4), (2, 4))
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

    makes = LSTMCell

    def steps(self, p: Weights, x: Any, states: tuple, mask: Any, ctx: Context) -> tuple[Any, tuple]:
        """Return h of all steps, and the last h and c."""
        if not _usual(self):
            return self.cell_steps(p, x, states, mask, ctx)
        x, keep = self.fused(x, states, ctx)
        out, h, c = lstm(x, p.kernel, p.recurrent_kernel, p.get("bias"), *states, mask, keep)
        return out, (h, c)

    def gates(self, x: Any, *, initial_state: Any = None, mask: Any = None) -> dict[str, np.ndarray]:
        """Return what every gate said at every step, for looking at; see ``badak.lstm_gates``.

        Args:
            x: data, shape (batch, time, features).
            initial_state: h and c before the first step; zeros by default.
            mask: which steps count.

        Returns:
            Arrays (batch, time, units) by name: ``"input"``, ``"forget"``, ``"candidate"``, ``"output"``, ``"cell"``,
            ``"state"``, in the order in which the steps are read.
        """
        return _gates(self, lstm_gates, x, initial_state, mask)

    @staticmethod
    def weights_from_torch(w_ih: Any, w_hh: Any, b_ih: Any = None, b_hh: Any = None) -> list[np.ndarray]:
        """Return PyTorch's weights in the layout of ``set_weights``.

        Args:
            w_ih: ``weight_ih_l0`` of ``torch.nn.LSTM``, shape (4·units, features).
            w_hh: ``weight_hh_l0``, shape (4·units, units).
            b_ih: ``bias_ih_l0``, shape (4·units,); None for a layer without bias.
            b_hh: ``bias_hh_l0``; PyTorch adds both.

        Returns:
            Kernel, recurrent kernel, bias.

        Raises:
            ShapeError: BD183, when they are not the weights of one such layer.

        Example:
            >>> import badak, numpy as np
            >>> w = badak.layers.LSTM.weights_from_torch(np.ones((8, 3)), np.ones((8, 2)), np.ones(8), np.ones(8))
            >>> [part.shape for part in w]
            [(3, 8), (2, 8), (8,)]
        """
        return torch_weights.lstm(w_ih, w_hh, b_ih, b_hh)

    def weights_to_torch(self) -> dict[str, np.ndarray]:
        """Return the weights as a ``state_dict`` of PyTorch's LSTM holds them, under its names."""
        return torch_weights.to_torch("LSTM", self.get_weights())


class GRU(_Kind):
    r"""Gated recurrent unit: a state that is renewed where a gate says so (z near 1 keeps the old state).

    .. math::

        z, r = \sigma(x_t W_{z,r} + h_{t-1} U_{z,r} + b_{z,r}),\quad
        k = \tanh(x_t W_k + r\,(h_{t-1} U_k + b'_k) + b_k),\quad h_t = z\,h_{t-1} + (1 - z)\,k

    With ``reset_after=False`` r is applied before the product, :math:`(r\,h_{t-1}) U_k`, as in the paper. Gates stand side by
    side in Keras's order: update z, reset r, what is written k.

    Args:
        units: size of h.
        activation: what is written goes through it.
        recurrent_activation: σ of the gates.
        use_bias: whether b is added.
        kernel_initializer: how W starts.
        recurrent_initializer: how U starts; orthogonal, so that states neither grow nor shrink at first.
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
        return_sequences: return h of every step, not only the last one.
        return_state: return ``(output, h)``.
        go_backwards: read the steps from the last to the first.
        stateful: begin each batch with the states in which the last one ended.
        unroll: accepted as in Keras; it changes nothing.
        zero_output_for_mask: the output of a masked step is 0 instead of that of the step before.
        truncate: how many steps gradients go back at most; None for all.
        name: name within the model.

    Shapes: input (batch, time, features), output (batch, units), or (batch, time, units) with ``return_sequences``;
    W (features, 3·units), U (units, 3·units), b (2, 3·units), or (3·units,) with ``reset_after=False``.

    Raises:
        ArgumentError: BD003, for ``units`` that is no positive integer or rates outside [0, 1).
        ShapeError: BD172, for data without an axis of time; BD176 and BD177, for states that do not fit.

    Source: Cho et al. 2014, arXiv 1406.1078; dropout: Gal, Ghahramani 2016, arXiv 1512.05287.

    Example:
        >>> import badak
        >>> badak.layers.GRU(4, return_sequences=True)(badak.ones(2, 5, 3)).shape
        (2, 5, 4)
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

    makes = GRUCell

    def steps(self, p: Weights, x: Any, states: tuple, mask: Any, ctx: Context) -> tuple[Any, tuple]:
        """Return h of all steps and the last one."""
        if not _usual(self):
            return self.cell_steps(p, x, states, mask, ctx)
        x, keep = self.fused(x, states, ctx)
        bias, after = p.get("bias"), self.reset_after
        out, h = gru(x, p.kernel, p.recurrent_kernel, bias, *states, mask, keep, reset_after=after)
        return out, (h,)

    def gates(self, x: Any, *, initial_state: Any = None, mask: Any = None) -> dict[str, np.ndarray]:
        """Return what every gate said at every step, for looking at; see ``badak.gru_gates``.

        Args:
            x: data, shape (batch, time, features).
            initial_state: h before the first step; zeros by default.
            mask: which steps count.

        Returns:
            Arrays (batch, time, units) by name, in the order in which the steps are read.
        """
        return _gates(self, gru_gates, x, initial_state, mask, reset_after=self.reset_after)

    @staticmethod
    def weights_from_torch(w_ih: Any, w_hh: Any, b_ih: Any = None, b_hh: Any = None) -> list[np.ndarray]:
        """Return PyTorch's weights in the layout of ``set_weights`` of a layer with ``reset_after=True``.

        PyTorch's gates stand in the order reset, update, new. See ``LSTM.weights_from_torch``.
        """
        return torch_weights.gru(w_ih, w_hh, b_ih, b_hh)

    def weights_to_torch(self) -> dict[str, np.ndarray]:
        """Return the weights as a ``state_dict`` of PyTorch's GRU holds them, under its names.

        Raises:
            ShapeError: BD183, for a layer with ``reset_after=False``, which PyTorch does not have.
        """
        if not self.reset_after:
            raise error("BD183", where=self.label, got="reset_after=False", expected="reset_after=True")
        return torch_weights.to_torch("GRU", self.get_weights())


_BY_NAME = {activations.get(name): name for name in ("tanh", "relu")} | {activations.linear: None}


def _usual(layer: Any) -> bool:
    """Say whether the activations are those of the fused operations."""
    return layer.activation is activations.get("tanh") and layer.recurrent_activation is activations.get("sigmoid")


def _gates(layer: Any, function: Any, x: Any, initial_state: Any, mask: Any, **options: Any) -> dict[str, np.ndarray]:
    x = same_type(x, layer)
    if layer.slot is None:
        layer.build(tuple(x.shape[1:]))
    if not _usual(layer):
        expected = "activation='tanh', recurrent_activation='sigmoid'"
        raise error("BD003", where=layer.label, name="activation", got=repr(layer), expected=expected)
    p = Weights(layer.params_tree())
    states = layer._first_states(x, initial_state, Context(state=layer.state_tree()))
    mask = None if mask is None else as_mask(mask)
    if layer.go_backwards:
        x, mask = flip(x, axis=1), None if mask is None else mask[:, ::-1]
    found = function(x, p.kernel, p.recurrent_kernel, p.get("bias"), *states, mask, **options)
    return {name: np.asarray(_raw(value)) for name, value in found.items()}


def _raw(x: Any) -> Any:
    return x.data if type(x) is Tensor else x


def as_mask(mask: Any) -> Any:
    """Return a mask as a raw array of truth values; a symbol stays one."""
    if type(mask) is not Symbol:
        mask = _raw(mask)
        mask = mask if hasattr(mask, "__array_namespace__") else np.asarray(mask)
    return mask if mask.dtype.kind == "b" else mask != 0
