"""Multi-head attention: several attentions side by side, each in a space of its own."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from badak import constraints, initializers, regularizers
from badak.autograd.symbol import Symbol
from badak.errors import error, shape_text
from badak.initializers.initializer import FromFunction
from badak.layers.attend import Attending, as_mask, both, causal_mask
from badak.layers.context import Context
from badak.layers.noise import check_rate
from badak.layers.parts import Param, Shape, Weights
from badak.ops.attention import attention_weights
from badak.ops.linear import affine, matmul
from badak.ops.shape import reshape, transpose

_WHOLE = {"en": "an integer > 0", "ko": "0보다 큰 정수"}


class MultiHeadAttention(Attending):
    r"""Every position looks at all others, in several ways at once.

    .. math:: y = \mathrm{concat}(h_1 \dots h_H)\,W^O + b^O,\quad
        h_i = \mathrm{softmax}\Big(\frac{(x W^Q_i + b^Q_i)(k W^K_i + b^K_i)^\top}{\sqrt{d}}\Big)(v W^V_i + b^V_i)

    Given one sequence x it is self-attention: query, key and value are x. Given ``(query, value)`` or
    ``(query, value, key)``, the queries look at another sequence.

    Args:
        num_heads: H, how many attentions stand side by side.
        key_dim: d, size of each head's queries and keys.
        value_dim: size of each head's values; ``key_dim`` by default.
        dropout: part of the attention weights that training drops.
        use_bias: whether the biases are added.
        output_shape: size of the output's last axis (or axes); that of the query by default.
        attention_axes: axes that are looked along, counted with the batch axis; all between batch and features by default.
        kernel_initializer: how the kernels start: each as the one matrix that it is for all heads together. (Keras takes the
            features for places of a convolution, and starts some three times smaller.)
        bias_initializer: how the biases start.
        kernel_regularizer: penalty on the kernels.
        bias_regularizer: penalty on the biases.
        kernel_constraint: constraint on the kernels.
        bias_constraint: constraint on the biases.
        seed: seed of the dropout alone.
        use_causal_mask: each position looks at itself and what comes before it; also an argument of the call, as in Keras.
        name: name within the model.

    Shapes: query (batch, time, features), value and key (batch, steps, features), output (batch, time, features); weights as in
    Keras, in its order: query, key and value kernels (features, H, d) with biases (H, d), output kernel (H, value_dim, features)
    with bias (features,). A mask of the values, which padding in front of the layer brings, hides steps from the queries. A
    query that may look at nothing gets zeros from the attention, and that is told once (BD201). Queries that are padding are
    computed like the others (in Keras they look at nothing); the mask behind the layer leaves them out.

    Raises:
        ArgumentError: BD003, for sizes that are no positive integers.
        ShapeError: BD205, for other inputs than these; BD202, for a mask that does not fit.

    Source: Vaswani et al. 2017, arXiv 1706.03762, section 3.2.2.

    Example:
        >>> import badak
        >>> layer = badak.layers.MultiHeadAttention(num_heads=2, key_dim=4)
        >>> y, weights = layer(badak.ones(1, 5, 8), return_attention_scores=True, use_causal_mask=True)
        >>> y.shape, weights.shape, weights[0, 0, 1].tolist()
        ((1, 5, 8), (1, 2, 5, 5), [0.5, 0.5, 0.0, 0.0, 0.0])
    """

    num_heads: int
    key_dim: int
    value_dim: int | None = None
    dropout: float = 0.0
    use_bias: bool = True
    output_shape: Any = None
    attention_axes: Any = None
    kernel_initializer: Any = "glorot_uniform"
    bias_initializer: Any = "zeros"
    kernel_regularizer: Any = None
    bias_regularizer: Any = None
    kernel_constraint: Any = None
    bias_constraint: Any = None
    seed: int | None = None
    use_causal_mask: bool = False

    def __post_init__(self) -> None:
        super().__post_init__()
        for name in ("num_heads", "key_dim", "value_dim"):
            value = getattr(self, name)
            whole = isinstance(value, int | np.integer) and not isinstance(value, bool) and value > 0
            self.expect_argument(bool(whole) or (value is None and name == "value_dim"), name, _WHOLE)
        check_rate(self, "dropout")
        out = self.output_shape
        if out is not None:
            out = tuple(out) if isinstance(out, tuple | list) else (out,)
            self.expect_argument(all(isinstance(n, int) and n > 0 for n in out), "output_shape", _WHOLE)
        axes = self.attention_axes
        axes = None if axes is None else tuple(axes) if isinstance(axes, tuple | list) else (axes,)
        self._fix(
            output_shape=out,
            attention_axes=axes,
            kernel_initializer=initializers.get(self.kernel_initializer),
            bias_initializer=initializers.get(self.bias_initializer),
            kernel_regularizer=regularizers.get(self.kernel_regularizer),
            bias_regularizer=regularizers.get(self.bias_regularizer),
            kernel_constraint=constraints.get(self.kernel_constraint),
            bias_constraint=constraints.get(self.bias_constraint),
        )

    # --- weights ----------------------------------------------------------------------------------------------------------

    def _axes(self, ndim: int) -> tuple[int, ...]:
        """Return the axes that are looked along, rising, for inputs of so many axes."""
        axes = self.attention_axes or tuple(range(1, ndim - 1))
        found = tuple(sorted(a % ndim if -ndim <= a < ndim else -1 for a in axes))
        self.expect_argument(
            all(0 < a < ndim - 1 for a in found), "attention_axes", {"en": "axes of time", "ko": "시간 축"}
        )
        return found

    def declare(self, shape: Shape) -> dict:
        """Return the four kernels and biases, in Keras's order."""
        query, value, key = self.shapes(shape)
        heads, depth, size = self.num_heads, self.key_dim, self.value_dim or self.key_dim
        out = self.output_shape or query[-1:]
        self._axes(len(query) + 1)
        kernels = {
            "query": ((query[-1], heads, depth), 1), "key": ((key[-1], heads, depth), 1),
            "value": ((value[-1], heads, size), 1), "output": ((heads, size, *out), 2),
        }  # fmt: skip
        declared = {}
        for name, (sizes, inputs) in kernels.items():
            start = _Projection(self.kernel_initializer, inputs)
            declared[f"{name}_kernel"] = Param(sizes, start, self.kernel_regularizer, self.kernel_constraint)
            if self.use_bias:
                bias = sizes[inputs:]
                declared[f"{name}_bias"] = Param(
                    bias, self.bias_initializer, self.bias_regularizer, self.bias_constraint
                )
        return declared

    def out_shape(self, shape: Shape) -> Shape:
        """Return the query's shape with ``output_shape`` on the last axis."""
        query, value, key = self.shapes(shape)
        if value[:-1] != key[:-1] and None not in (*value[:-1], *key[:-1]):
            raise error(
                "BD205", where=self.label, got=f"value {shape_text((None, *value))}, key {shape_text((None, *key))}"
            )
        return (*query[:-1], *(self.output_shape or query[-1:]))

    def score_shape(self, shape: Shape) -> Shape:
        """Return the shape of one sample of the weights: (…, heads, time, steps)."""
        query, _, key = self.shapes(shape)
        axes = self._axes(len(query) + 1)
        outer = [query[a - 1] for a in range(1, len(query)) if a not in axes]
        return (*outer, self.num_heads, *[query[a - 1] for a in axes], *[key[a - 1] for a in axes])

    # --- the formula ------------------------------------------------------------------------------------------------------

    def forward(
        self,
        p: Weights,
        x: Any,
        ctx: Context,
        query_mask: Any = None,
        value_mask: Any = None,
        key_mask: Any = None,
        attention_mask: Any = None,
        use_causal_mask: bool | None = None,
        return_attention_scores: bool = False,
    ) -> Any:
        """Return what the queries find, and the weights where wanted.

        Args:
            p: the weights.
            x: one sequence (batch, time, features), or a tuple (query, value) or (query, value, key).
            ctx: training, and the masks: that of a single input, or a tuple for query and value.
            query_mask: accepted as in Keras; padding among the queries is left out behind the layer.
            value_mask: which steps of the value count, (batch, steps).
            key_mask: the same for the key; a step counts where both say so.
            attention_mask: which query may look at which step: (time, steps), (batch, time, steps) or
                (batch, heads, time, steps); booleans, or numbers added to the scores.
            use_causal_mask: a query looks at no later step; the layer's own setting by default.
            return_attention_scores: return ``(output, weights)``, the weights (batch, heads, time, steps) before dropout.
        """
        query, value, key = self.parts(x)
        axes = self._axes(len(query.shape))
        q, outer = self._heads(query, p, "query", axes)
        k, _ = self._heads(key, p, "key", axes)
        v, _ = self._heads(value, p, "value", axes)
        causal = self.use_causal_mask if use_causal_mask is None else use_causal_mask
        later = type(q) is Symbol  # sizes may not be known yet: the operation finds out which steps come before
        mask = self._mask(q, k, x, ctx, (value_mask, key_mask), attention_mask, causal and not later)
        weights = attention_weights(q, k, mask, causal=causal and later)
        self.show(weights)
        found = matmul(self.dropped(weights, self.dropout, self.seed, ctx), v)  # (batch, …, heads, time, value_dim)
        out = self._joined(found, p, query, axes, outer)
        if not return_attention_scores:
            return out
        if axes != (len(query.shape) - 2,):  # an axis for each one that is looked along, as in Keras
            sizes = [tuple(part.shape[a] for a in axes) for part in (query, key)]
            weights = reshape(weights, shape=(*weights.shape[:-2], *sizes[0], *sizes[1]))
        return out, weights

    def _heads(self, x: Any, p: Weights, name: str, axes: tuple[int, ...]) -> tuple[Any, tuple[int, ...]]:
        """Project x and bring it to (batch, …, heads, time, size); say which axes stand before the heads."""
        kernel, bias = p[f"{name}_kernel"], p.get(f"{name}_bias")
        features, heads, size = kernel.shape
        z = affine(
            x, reshape(kernel, shape=(features, heads * size)),
            None if bias is None else reshape(bias, shape=(heads * size,)),
        )  # fmt: skip
        ndim = len(x.shape)
        z = reshape(z, shape=(*x.shape[:-1], heads, size))
        outer = tuple(a for a in range(ndim - 1) if a not in axes)
        z = transpose(z, axes=(*outer, ndim - 1, *axes, ndim))
        if len(axes) > 1:
            z = reshape(z, shape=(*z.shape[: len(outer) + 1], math.prod(x.shape[a] for a in axes), size))
        return z, outer

    def _joined(self, found: Any, p: Weights, query: Any, axes: tuple[int, ...], outer: tuple[int, ...]) -> Any:
        """Put the heads side by side, back in the order of the query's axes, and project them."""
        kernel, bias = p["output_kernel"], p.get("output_bias")
        heads, size, *out = kernel.shape
        ndim = len(query.shape)
        if len(axes) > 1:
            inner = tuple(query.shape[a] for a in axes)
            found = reshape(found, shape=(*found.shape[: len(outer) + 1], *inner, size))
        order = (*outer, ndim - 1, *axes, ndim)  # where each axis of (batch, …, heads, size) stands now
        found = transpose(found, axes=tuple(order.index(a) for a in range(ndim + 1)))
        flat = reshape(found, shape=(*query.shape[:-1], heads * size))
        z = affine(
            flat, reshape(kernel, shape=(heads * size, math.prod(out))),
            None if bias is None else reshape(bias, shape=(math.prod(out),)),
        )  # fmt: skip
        return z if len(out) == 1 else reshape(z, shape=(*query.shape[:-1], *out))

    def _mask(self, q: Any, k: Any, x: Any, ctx: Context, given: tuple, attention: Any, causal: bool) -> Any:
        """Return what each query may look at, or numbers to add; None where nothing is hidden."""
        _, padding = self.masks(x, ctx)
        hidden = both(*[None if m is None else as_mask(m, 0, False) for m in (padding, *given)])
        time, steps, ndim = q.shape[-2], k.shape[-2], len(q.shape)
        if hidden is not None:
            if hidden.ndim != 2 or hidden.shape[1] != steps:
                raise error("BD202", where=self.label, got=shape_text(hidden), expected=shape_text((k.shape[0], steps)))
            hidden = hidden.reshape(hidden.shape[0], *(1,) * (ndim - 2), steps)
        before = causal_mask(time, steps, q.data) if causal else None
        attention = as_mask(attention, q.shape[0], True)
        if attention is not None and self.attention_axes and attention.ndim > 4:  # an axis for each one looked along
            attention = attention.reshape(attention.shape[0], 1, time, steps)
        if attention is None or attention.dtype.kind == "b":
            found = both(hidden, before, attention)
            self.tell_lonely(found)
            return found
        allowed = both(hidden, before)
        if allowed is None:
            return attention
        xp = allowed.__array_namespace__()
        return xp.where(allowed, attention, attention.dtype.type(-np.inf))

    def work(self) -> int:
        """Return the multiplications of one step."""
        return sum(int(w.data.size) for w in self._built().params.values())


class _Projection(FromFunction):
    """Starts a kernel of more than two axes like the matrix it is."""

    def __init__(self, function: Any, inputs: int) -> None:
        super().__init__(function)
        self.inputs = inputs  # axes that count as inputs

    def __call__(self, shape: Any, dtype: Any = np.float32, key: Any = None) -> Any:
        """Return the kernel."""
        matrix = (math.prod(shape[: self.inputs]), math.prod(shape[self.inputs :]))
        return np.asarray(self.function(matrix, dtype=dtype, key=key)).reshape(shape)
