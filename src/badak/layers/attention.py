"""Attention without projections, as recurrent encoders and decoders use it: by products, and by addition."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from badak import initializers
from badak.autograd.symbol import Symbol
from badak.errors import error, shape_text
from badak.layers.attend import Attending, as_mask, both, causal_mask
from badak.layers.context import Context
from badak.layers.noise import check_rate
from badak.layers.parts import Param, Shape, Weights
from badak.ops.attention import masked_softmax
from badak.ops.elementwise import tanh
from badak.ops.linear import matmul
from badak.ops.reduce import sum as total
from badak.ops.shape import reshape, swapaxes, tril
from badak.ops.softmax import softmax


class _Plain(Attending, abstract=True):
    """What both have in common: everything but the scores."""

    if TYPE_CHECKING:
        dropout: float
        seed: int | None

    def __post_init__(self) -> None:
        super().__post_init__()
        check_rate(self, "dropout")

    def scores(self, p: Weights, query: Any, key: Any) -> Any:
        """Return how well each query matches each key, (batch, time, steps)."""
        raise error("BD025", where=self.label, name="scores")

    def out_shape(self, shape: Shape) -> Shape:
        """Return the query's steps with the value's features."""
        query, value, key = self.shapes(shape)
        fits = query[-1] == key[-1] and (value[0] == key[0] or None in (value[0], key[0]))
        if not fits or any(len(s) != 2 for s in (query, value, key)):
            got = ", ".join(shape_text((None, *s)) for s in (query, value, key))
            raise error("BD205", where=self.label, got=got, expected="(batch, steps, features)")
        return (query[0], value[-1])

    def forward(
        self,
        p: Weights,
        x: Any,
        ctx: Context,
        attention_mask: Any = None,
        use_causal_mask: bool = False,
        return_attention_scores: bool = False,
    ) -> Any:
        """Return for each query a mean of the values, and the weights where wanted.

        Args:
            p: the weights.
            x: one sequence, or a tuple (query, value) or (query, value, key).
            ctx: training, and the masks: that of a single input, or a tuple for query and value.
            attention_mask: which query may look at which step, booleans (time, steps) or (batch, time, steps).
            use_causal_mask: a query looks at no later step.
            return_attention_scores: return ``(output, weights)``, the weights (batch, time, steps) before dropout.
        """
        query, value, key = self.parts(x)
        scores = self.scores(p, query, key)
        asking, padding = self.masks(x, ctx)
        allowed = both(
            None if padding is None else padding[:, None, :],
            _before(query, key, scores) if use_causal_mask else None,
            as_mask(attention_mask, query.shape[0], False),
        )
        self.tell_lonely(allowed)
        weights = softmax(scores) if allowed is None else masked_softmax(scores, allowed)
        self.show(weights)
        out = matmul(self.dropped(weights, self.dropout, self.seed, ctx), value)
        if asking is not None:
            out = out * asking[:, :, None].astype(out.dtype)
        return (out, weights) if return_attention_scores else out


def _before(query: Any, key: Any, scores: Any) -> Any:
    """Return which steps come no later than the query."""
    if type(scores) is Symbol:  # sizes may not be known yet
        return tril(scores * 0.0 + 1.0) > 0
    return causal_mask(query.shape[1], key.shape[1], query.data)


class Attention(_Plain):
    r"""Weigh values by the product of query and key (Luong's attention): :math:`y = \mathrm{softmax}(s\,QK^\top)\,V`.

    Given one sequence it looks at itself; otherwise ``(query, value)`` or ``(query, value, key)``.

    Args:
        use_scale: whether s is learned, one number that starts at 1; without it there is no scale (not even 1/√d, as in Keras).
        score_mode: ``"dot"``, or ``"concat"``: :math:`c \sum_f \tanh(s\,(q_f + k_f))`, c learned.
        dropout: part of the weights that training drops.
        seed: seed of the dropout alone.
        name: name within the model.

    Shapes: query (batch, time, features), value and key (batch, steps, features), output (batch, time, features of the value).
    Masks as in Keras: steps of the value that do not count get no weight, queries that do not count get 0.

    Raises:
        ArgumentError: BD003, for another ``score_mode``.
        ShapeError: BD205, for inputs that do not fit together.

    Source: Luong, Pham, Manning 2015, arXiv 1508.04025, eq. 8 (dot).

    Example:
        >>> import badak
        >>> query, value = badak.tensor([[[2.0, 0.0]]]), badak.tensor([[[9.0, 0.0], [0.0, 9.0]]])
        >>> badak.layers.Attention()(query, value).numpy().round(3).tolist()
        [[[9.0, 0.0]]]
    """

    use_scale: bool = False
    score_mode: str = "dot"
    dropout: float = 0.0
    seed: int | None = None

    def __post_init__(self) -> None:
        super().__post_init__()
        self.expect_argument(self.score_mode in ("dot", "concat"), "score_mode", "'dot' | 'concat'")

    def declare(self, shape: Shape) -> dict:
        """Return the scale and the factor of ``"concat"``, where there are any."""
        one = Param((), "ones")
        return {
            **({"scale": one} if self.use_scale else {}),
            **({"concat_score_weight": one} if self.score_mode == "concat" else {}),
        }

    def scores(self, p: Weights, query: Any, key: Any) -> Any:
        """Return the products, or the sums of tanh."""
        scale = p.get("scale")
        if self.score_mode == "dot":
            found = matmul(query, swapaxes(key, -1, -2))
            return found if scale is None else found * scale
        pairs = _pairs(query, key)
        return p.concat_score_weight * total(tanh(pairs if scale is None else scale * pairs), axis=-1)


class AdditiveAttention(_Plain):
    r"""Weigh values by a small network of query and key (Bahdanau's attention): scores :math:`\sum_f s_f \tanh(q_f + k_f)`.

    Args:
        use_scale: whether s is learned, one number for each feature; 1 without it.
        dropout: part of the weights that training drops.
        seed: seed of the dropout alone.
        name: name within the model.

    Shapes and masks: as those of ``Attention``; query and key have equally many features.

    Source: Bahdanau, Cho, Bengio 2014, arXiv 1409.0473, section 3.1, without the matrices (put Dense layers before it).

    Example:
        >>> import badak
        >>> layer = badak.layers.AdditiveAttention(use_scale=False)
        >>> layer(badak.zeros(1, 1, 4), badak.tensor([[[2.0], [4.0]]]), badak.zeros(1, 2, 4)).tolist()
        [[[3.0]]]
    """

    use_scale: bool = True
    dropout: float = 0.0
    seed: int | None = None

    def declare(self, shape: Shape) -> dict:
        """Return the scale, where it is learned."""
        size = self.shapes(shape)[0][-1]
        return {"scale": Param((size,), initializers.get("glorot_uniform"))} if self.use_scale else {}

    def scores(self, p: Weights, query: Any, key: Any) -> Any:
        """Return the weighted sums of tanh."""
        hidden = tanh(_pairs(query, key))
        return total(hidden if not self.use_scale else p.scale * hidden, axis=-1)


def _pairs(query: Any, key: Any) -> Any:
    """Return q + k for every pair, (batch, time, steps, features)."""
    (n, time, features), steps = query.shape, key.shape[1]
    return reshape(query, shape=(n, time, 1, features)) + reshape(key, shape=(n, 1, steps, features))
