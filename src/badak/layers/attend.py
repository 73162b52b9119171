"""What all attention layers share: one, two or three inputs, masks, dropout of the weights, and being looked at."""

from __future__ import annotations

from typing import Any, ClassVar

import numpy as np

from badak.autograd.symbol import has_symbol
from badak.autograd.tensor import Tensor
from badak.backend import namespace
from badak.errors import error, notify, shape_text
from badak.layers.cell import factors
from badak.layers.context import Context
from badak.layers.convert import raw, same_type
from badak.layers.layer import Layer
from badak.layers.parts import Shape


class Attending(Layer, abstract=True):
    """Base of the attention layers: (query, value, key), where value and key default to what stands before them."""

    any_length = True
    call_options = (
        "attention_mask", "use_causal_mask", "return_attention_scores", "query_mask", "value_mask", "key_mask",
    )  # fmt: skip

    # Where the weights of each call go while somebody looks (badak.inspect.attention); nobody does by default.
    watched: ClassVar[Any] = None

    def shapes(self, shape: Shape) -> tuple[Shape, Shape, Shape]:
        """Return the shapes of one sample of query, value and key.

        Args:
            shape: that of the one input, or a tuple of two or three.
        """
        several = bool(shape) and isinstance(shape[0], tuple)
        given = tuple(shape) if several else (shape,)
        if not 1 <= len(given) <= 3 or any(len(s) < 2 for s in given):
            got = ", ".join(shape_text((None, *s)) for s in given)
            raise error("BD205", where=self.label, got=got, expected="(batch, steps, features)")
        return given[0], given[min(1, len(given) - 1)], given[-1]

    def score_shape(self, shape: Shape) -> Shape:
        """Return the shape of one sample of the weights: (time, steps)."""
        query, _, key = self.shapes(shape)
        return (query[0], key[0])

    def shape_of_call(self, shape: Shape, options: dict[str, Any]) -> Shape:
        """Return the shape of the output, and that of the weights where they are returned."""
        out = self.shape_after(shape)
        return (out, self.score_shape(shape)) if options.get("return_attention_scores") else out

    def parts(self, x: Any) -> tuple[Any, Any, Any]:
        """Return query, value and key of the input."""
        given = x if isinstance(x, tuple) else (x,)
        if not 1 <= len(given) <= 3 or any(len(part.shape) < 3 for part in given):
            got = ", ".join(shape_text(part) for part in given)
            raise error("BD205", where=self.label, got=got, expected="(batch, steps, features)")
        return given[0], given[min(1, len(given) - 1)], given[-1]

    def out_mask(self, mask: Any, x: Any) -> Any:
        """Return the mask of the queries: the output has their steps."""
        return mask[0] if isinstance(mask, tuple | list) else mask

    def masks(self, x: Any, ctx: Context) -> tuple[Any, Any]:
        """Return which steps of the queries and of the values count, raw arrays (batch, steps) or None."""
        mask = ctx.mask
        if isinstance(mask, tuple | list):
            given = [*mask, None, None]
            return _boolean(given[0]), _boolean(given[1])
        mask = _boolean(mask)
        return mask, None if isinstance(x, tuple) else mask

    def tell_lonely(self, allowed: Any) -> None:
        """Say once that there are queries that may take from nothing (BD201); traced values are not looked at."""
        if type(allowed) is np.ndarray and allowed.dtype == np.bool_ and not allowed.any(axis=-1).all():
            notify("BD201", where=self.label, got=f"mask {shape_text(allowed)}")

    def dropped(self, weights: Any, rate: float, seed: int | None, ctx: Context) -> Any:
        """Return weights of which training drops a part."""
        if not ctx.training:
            return weights
        drop = factors(rate, tuple(weights.shape), seed, ctx, weights.data)
        return weights if drop is None else weights * drop

    def show(self, weights: Any) -> None:
        """Hand the weights to whoever looks."""
        if self.watched is not None:
            self.watched.append(np.asarray(weights.data if type(weights) is Tensor else weights, np.float32))

    def __call__(
        self,
        query: Any,
        value: Any = None,
        key: Any = None,
        *,
        training: bool = False,
        mask: Any = None,
        **more: Any,
    ) -> Any:
        """Apply the layer to data; a layer that is not built yet builds itself.

        Args:
            query: shape (batch, time, features); also a tuple (query, value) or (query, value, key).
            value: shape (batch, steps, features); the query by default.
            key: like the value; the value by default.
            training: whether dropout drops.
            mask: which steps count, booleans: of one input (batch, time), or a list, one for the query and one for the value.
            **more: what the layer's ``forward`` takes besides, such as ``return_attention_scores``.

        Returns:
            A tensor (batch, time, …); with ``return_attention_scores=True`` a tuple with the weights behind it.

        Raises:
            ArgumentError: BD003, for the weights of a symbol: ``badak.inspect.attention`` shows those of a model.
        """
        first: Any = query
        several = isinstance(first, tuple | list) and len(first) > 0 and hasattr(first[0], "shape")
        given = [*(first if several else [first]), *[part for part in (value, key) if part is not None]]
        if has_symbol(given):
            from badak.models.graph import call_layer

            unknown = [name for name in more if name not in self.call_options]
            if unknown:
                raise error(
                    "BD021", where=self.label, got=", ".join(unknown), expected=", ".join(self.call_options), hint=""
                )
            options = {"training": training or None, "mask": mask, **more}
            return call_layer(self, tuple(given) if len(given) > 1 else given[0], options)
        parts = [same_type(part, self) for part in given]
        inputs: Any = tuple(parts) if len(parts) > 1 else parts[0]
        if self.slot is None:
            self.build(tuple([tuple(part.shape[1:]) for part in parts]) if len(parts) > 1 else tuple(inputs.shape[1:]))
        ctx = Context(training=training, state=self.state_tree(), mask=mask)
        out = self.run(self.params_tree(), inputs, ctx, **more)
        if ctx.updates:
            self.write_state(raw(ctx.updates))
        self._keep_penalties(ctx)
        return out


def _boolean(mask: Any) -> Any:
    """Return a mask as a raw array of booleans, None where there is none."""
    if mask is None:
        return None
    mask = mask.data if type(mask) is Tensor else mask if hasattr(mask, "shape") else np.asarray(mask)
    return mask if mask.dtype == np.bool_ else mask != 0


def both(*masks: Any) -> Any:
    """Return what all masks allow, None where there is none; they broadcast.

    Example:
        >>> import numpy as np
        >>> both(None, np.array([True, False]), np.array([[True], [False]])).tolist()
        [[True, False], [False, False]]
    """
    found = None
    for mask in masks:
        if mask is not None:
            found = mask if found is None else found & mask
    return found


def as_mask(mask: Any, batch: int, heads: bool) -> Any:
    """Bring an attention mask to (batch, heads, time, steps): where it has three axes the heads are missing.

    Args:
        mask: booleans or 0 and 1, (time, steps), (batch, time, steps) or (batch, heads, time, steps); or numbers to be added.
        batch: number of samples.
        heads: whether there is an axis of heads.
    """
    if mask is None:
        return None
    mask = mask.data if type(mask) is Tensor else mask if hasattr(mask, "shape") else np.asarray(mask)
    if mask.dtype.kind in "iu":
        mask = mask != 0
    return mask[:, None] if heads and mask.ndim == 3 else mask


def causal_mask(time: int, steps: int, like: Any) -> Any:
    """Return which steps come no later than each query: a lower triangle.

    Example:
        >>> import numpy as np
        >>> causal_mask(2, 3, np.zeros(1)).tolist()
        [[True, False, False], [True, True, False]]
    """
    below = np.tri(time, steps, dtype=bool)
    return below if namespace(like) is np else namespace(like).asarray(below)
