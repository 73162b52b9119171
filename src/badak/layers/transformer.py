"""The blocks of a Transformer: attention, then a small network for each step, each with a way around and a layer norm."""

from __future__ import annotations

from typing import Any

import numpy as np

from badak import activations, initializers
from badak.errors import error, shape_text
from badak.layers.attend import Attending, both
from badak.layers.context import Context
from badak.layers.core import Dense
from badak.layers.multihead import MultiHeadAttention
from badak.layers.noise import Dropout, check_rate
from badak.layers.norm import LayerNormalization
from badak.layers.parts import Shape, Sublayer, Weights

_WHOLE = {"en": "an integer > 0", "ko": "0보다 큰 정수"}


class _Block(Attending, abstract=True):
    """What encoder and decoder have in common: their arguments, and how a part is wrapped."""

    intermediate_dim: int
    num_heads: int
    dropout: float = 0.0
    activation: Any = "relu"
    layer_norm_epsilon: float = 1e-5
    kernel_initializer: Any = "glorot_uniform"
    bias_initializer: Any = "zeros"
    normalize_first: bool = False

    def __post_init__(self) -> None:
        super().__post_init__()
        for name in ("intermediate_dim", "num_heads"):
            value = getattr(self, name)
            whole = isinstance(value, int | np.integer) and not isinstance(value, bool)
            self.expect_argument(bool(whole and value > 0), name, _WHOLE)
        check_rate(self, "dropout")
        self._fix(
            activation=activations.get(self.activation),
            kernel_initializer=initializers.get(self.kernel_initializer),
            bias_initializer=initializers.get(self.bias_initializer),
        )
        self._made: dict[tuple, dict] = {}

    # --- parts ------------------------------------------------------------------------------------------------------------

    def attention(self, features: int, causal: bool = False) -> MultiHeadAttention:
        """Return an attention whose heads share the features."""
        return MultiHeadAttention(
            self.num_heads, features // self.num_heads, dropout=self.dropout, use_causal_mask=causal,
            kernel_initializer=self.kernel_initializer, bias_initializer=self.bias_initializer,
        )  # fmt: skip

    def parts_of(self, shape: Shape) -> dict[str, Sublayer]:
        """Return the layers inside, by name."""
        raise error("BD025", where=self.label, name="parts_of")

    def feed_forward(self, shape: Shape) -> dict[str, Sublayer]:
        """Return the network for each step, with its norm."""
        how: dict[str, Any] = {"kernel_initializer": self.kernel_initializer, "bias_initializer": self.bias_initializer}
        first = Dense(self.intermediate_dim, activation=self.activation, **how)
        return {
            "feedforward_intermediate_dense": Sublayer(first, shape),
            "feedforward_output_dense": Sublayer(Dense(shape[-1], **how), (*shape[:-1], self.intermediate_dim)),
            "feedforward_dropout": Sublayer(Dropout(self.dropout), shape),
            "feedforward_layer_norm": Sublayer(LayerNormalization(epsilon=self.layer_norm_epsilon), shape),
        }

    def around(self, name: str, shape: Shape) -> dict[str, Sublayer]:
        """Return dropout and norm of an attention."""
        return {
            f"{name}_dropout": Sublayer(Dropout(self.dropout), shape),
            f"{name}_layer_norm": Sublayer(LayerNormalization(epsilon=self.layer_norm_epsilon), shape),
        }

    def declare(self, shape: Shape) -> dict:
        """Return the layers inside."""
        one = self.shapes(shape)[0]
        features = one[-1]
        if features % self.num_heads:
            divisors = ", ".join(str(n) for n in range(1, features + 1) if features % n == 0)
            raise error(
                "BD204", where=self.label, features=features, heads=self.num_heads, got=shape_text((None, *one)),
                share=f"{features / self.num_heads:.4g}", divisors=divisors,
            )  # fmt: skip
        if shape not in self._made:  # asked several times; the layers must be the same ones
            self._made[shape] = self.parts_of(shape)
        return self._made[shape]

    def out_shape(self, shape: Shape) -> Shape:
        """Return the shape of the first input."""
        return self.shapes(shape)[0]

    # --- the formula ------------------------------------------------------------------------------------------------------

    def wrapped(self, name: str, p: Weights, x: Any, ctx: Context, function: Any) -> Any:
        """Return x + f(norm(x)), or norm(x + f(x)), with dropout behind f."""
        norm, drop = f"{name}_layer_norm", f"{name}_dropout"
        if self.normalize_first:
            return x + self.run_sublayer(drop, p, function(self.run_sublayer(norm, p, x, ctx)), ctx)
        return self.run_sublayer(norm, p, x + self.run_sublayer(drop, p, function(x), ctx), ctx)

    def fed_forward(self, p: Weights, x: Any, ctx: Context) -> Any:
        """Return what the network for each step makes of x."""

        def network(x: Any) -> Any:
            hidden = self.run_sublayer("feedforward_intermediate_dense", p, x, ctx)
            return self.run_sublayer("feedforward_output_dense", p, hidden, ctx)

        return self.wrapped("feedforward", p, x, ctx, network)

    def work(self) -> int:
        """Return the multiplications of one step."""
        return sum(layer.work() for _, layer in self.sublayers())


class TransformerEncoder(_Block):
    r"""One block of a Transformer's encoder: every step looks at all steps, then passes a small network.

    .. math:: h = \mathrm{norm}(x + \mathrm{attention}(x)),\quad y = \mathrm{norm}(h + \varphi(h W_1 + b_1) W_2 + b_2)

    With ``normalize_first`` the norms stand inside: :math:`h = x + \mathrm{attention}(\mathrm{norm}(x))`, and so on. Deep
    Transformers learn more steadily that way; a last LayerNormalization then belongs behind the last block. Several blocks
    make an encoder; ``SinePositionEncoding`` or ``PositionEmbedding`` belongs before the first.

    Args:
        intermediate_dim: size of the hidden layer, usually four times the features.
        num_heads: heads of the attention; the features are divided among them.
        dropout: rate behind attention and network, and of the attention weights.
        activation: φ.
        layer_norm_epsilon: added to the variance in the norms.
        kernel_initializer: how the kernels start.
        bias_initializer: how the biases start.
        normalize_first: norms before attention and network, not behind their sums.
        name: name within the model.

    Shapes: input and output (batch, time, features). The mask of padding is honoured and handed on.

    Raises:
        ArgumentError: BD003, for sizes that are no positive integers.
        ShapeError: BD204, for features that cannot be divided among the heads; BD205, for data without an axis of time.

    Source: Vaswani et al. 2017, arXiv 1706.03762, section 3.1; norms first: Xiong et al. 2020, arXiv 2002.04745. Arguments as
    in KerasHub.

    Example:
        >>> import badak
        >>> badak.layers.TransformerEncoder(intermediate_dim=32, num_heads=2)(badak.ones(2, 5, 8)).shape
        (2, 5, 8)
    """

    causal = False

    def parts_of(self, shape: Shape) -> dict[str, Sublayer]:
        """Return attention and network."""
        one = self.shapes(shape)[0]
        attention = self.attention(one[-1], self.causal)
        return {
            "self_attention": Sublayer(attention, one),
            **self.around("self_attention", one),
            **self.feed_forward(one),
        }

    def forward(self, p: Weights, x: Any, ctx: Context, padding_mask: Any = None, attention_mask: Any = None) -> Any:
        """Return the block's output.

        Args:
            p: the weights.
            x: one sequence (batch, time, features).
            ctx: training, and the mask of padding.
            padding_mask: which steps count, (batch, time), beside the mask of ``ctx``.
            attention_mask: which step may look at which, (time, time) or (batch, time, time).
        """
        if isinstance(x, tuple):
            raise error(
                "BD205",
                where=self.label,
                got=", ".join(shape_text(part) for part in x),
                expected="(batch, time, features)",
            )

        def attend(x: Any) -> Any:
            return self.run_sublayer(
                "self_attention", p, x, ctx, value_mask=padding_mask, attention_mask=attention_mask
            )

        return self.fed_forward(p, self.wrapped("self_attention", p, x, ctx, attend), ctx)


TransformerBlock = TransformerEncoder  # its name in many courses


class TransformerDecoder(_Block):
    r"""One block of a Transformer's decoder: each step looks at itself and what came before, then at the encoder's output.

    Given one sequence there is nothing else to look at: that is the block of a language model (GPT). Given ``(x, encoded)`` it
    has a second attention, whose queries come from x and whose keys and values from the encoder.

    Args:
        intermediate_dim: size of the hidden layer, usually four times the features.
        num_heads: heads of each attention; the features are divided among them.
        dropout: rate behind attentions and network, and of the attention weights.
        activation: that of the hidden layer.
        layer_norm_epsilon: added to the variance in the norms.
        kernel_initializer: how the kernels start.
        bias_initializer: how the biases start.
        normalize_first: norms before attentions and network, not behind their sums.
        name: name within the model.

    Shapes: x and output (batch, time, features), encoded (batch, steps, features). Masks of padding: that of x is handed on;
    that of the encoder's steps is the second of ``mask=[…, …]``, or ``encoder_padding_mask``.

    Raises:
        ArgumentError: BD003, for sizes that are no positive integers.
        ShapeError: BD204, for features that cannot be divided among the heads; BD205, for data without an axis of time.

    Source: Vaswani et al. 2017, arXiv 1706.03762, section 3.1. Arguments as in KerasHub.

    Example:
        >>> import badak
        >>> block = badak.layers.TransformerDecoder(intermediate_dim=32, num_heads=2)
        >>> block(badak.ones(2, 5, 8), badak.ones(2, 7, 8)).shape
        (2, 5, 8)
    """

    def parts_of(self, shape: Shape) -> dict[str, Sublayer]:
        """Return self-attention, attention to the encoder where there is one, and network."""
        one = self.shapes(shape)[0]
        parts = {
            "self_attention": Sublayer(self.attention(one[-1], causal=True), one),
            **self.around("self_attention", one),
        }
        if isinstance(shape[0], tuple):
            parts["cross_attention"] = Sublayer(self.attention(one[-1]), (one, self.shapes(shape)[1]))
            parts.update(self.around("cross_attention", one))
        return {**parts, **self.feed_forward(one)}

    def forward(
        self,
        p: Weights,
        x: Any,
        ctx: Context,
        decoder_padding_mask: Any = None,
        encoder_padding_mask: Any = None,
        use_causal_mask: bool = True,
    ) -> Any:
        """Return the block's output.

        Args:
            p: the weights.
            x: one sequence (batch, time, features), or a tuple of it and the encoder's output (batch, steps, features).
            ctx: training, and the masks of padding: one, or a tuple for both sequences.
            decoder_padding_mask: which steps of the first sequence count, beside the mask of ``ctx``.
            encoder_padding_mask: the same for the second one.
            use_causal_mask: each step looks at no later one.
        """
        several = isinstance(x, tuple)
        if several != ("cross_attention" in dict(self.sublayers())) or (several and len(x) != 2):
            raise error("BD205", where=self.label, got=", ".join(shape_text(part) for part in (x if several else (x,))))
        first, encoded = x if several else (x, None)
        own, other = self.masks(x, ctx) if several else (self.masks(x, ctx)[0], None)
        ctx.mask = own  # what the layers inside are given

        def look_back(x: Any) -> Any:
            return self.run_sublayer(
                "self_attention", p, x, ctx, value_mask=decoder_padding_mask, use_causal_mask=use_causal_mask
            )

        out = self.wrapped("self_attention", p, first, ctx, look_back)
        if several:

            def look_across(x: Any) -> Any:
                hidden = both(other, encoder_padding_mask)
                return self.run_sublayer("cross_attention", p, (x, encoded), ctx, value_mask=hidden)

            out = self.wrapped("cross_attention", p, out, ctx, look_across)
        return self.fed_forward(p, out, ctx)
