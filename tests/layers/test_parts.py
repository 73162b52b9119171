"""Layers of one's own made of layers: masks for the parts, and parts used one by one."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import badak
from badak import layers
from badak.errors import BadakError


class EncoderDecoder(layers.Layer):
    """Ids in, ids in, numbers out."""

    casts_integers = False

    def __post_init__(self) -> None:
        super().__post_init__()
        self.read = layers.Embedding(9, 3, mask_zero=True)
        self.encoder = layers.GRU(4, return_sequences=True, return_state=True)
        self.decoder = layers.GRU(4, return_sequences=True, return_state=True, dropout=0.5)
        self.attention = layers.Attention()

    def declare(self, shape: Any) -> dict:
        (steps,), (written,) = shape
        found = {
            "read": (self.read, (steps,)),
            "encoder": (self.encoder, (steps, 3)),
            "decoder": (self.decoder, (written, 3)),
        }
        found["attention"] = (self.attention, ((written, 4), (steps, 4)))
        return {name: layers.Sublayer(*part) for name, part in found.items()}

    def out_shape(self, shape: Any) -> tuple:
        return (shape[1][0], 4)

    def forward(self, p: Any, x: Any, ctx: Any) -> Any:
        return self.decode(p, x[1], self.encode(p, x[0], ctx), ctx)[0]

    def encode(self, p: Any, source: Any, ctx: Any) -> dict:
        mask = self.read.out_mask(None, source)
        vectors = self.run_sublayer("read", p, source, ctx)
        seen, last = self.run_sublayer("encoder", p, vectors, ctx, mask=mask)
        return {"seen": seen, "mask": mask, "states": [last]}

    def decode(self, p: Any, target: Any, state: dict, ctx: Any) -> tuple:
        vectors = self.run_sublayer("read", p, target, ctx)
        hidden, *states = self.run_sublayer("decoder", p, vectors, ctx, initial_state=state["states"])
        found = self.run_sublayer("attention", p, (hidden, state["seen"]), ctx, mask=(None, state["mask"]))
        return hidden + found, {**state, "states": states}


SOURCE, TARGET = np.array([[1, 2, 3], [4, 5, 6]]), np.array([[7, 8, 1, 2], [3, 4, 5, 6]])


def test_padding_of_an_inner_embedding_changes_nothing() -> None:
    layer = EncoderDecoder()
    padded = np.pad(SOURCE, ((0, 0), (0, 5)))
    np.testing.assert_allclose(layer((SOURCE, TARGET)).numpy(), layer((padded, TARGET)).numpy(), atol=1e-6)


def test_parts_step_by_step_are_the_whole() -> None:
    layer = EncoderDecoder()
    whole = layer((SOURCE, TARGET)).numpy()
    state = layer.run_part(layer.encode, SOURCE)
    outs = []
    for t in range(TARGET.shape[1]):
        out, state = layer.run_part(layer.decode, TARGET[:, t : t + 1], state)
        outs.append(out.numpy())
    np.testing.assert_allclose(np.concatenate(outs, axis=1), whole, atol=1e-6)


def test_a_model_of_several_inputs_is_called_as_it_is_trained() -> None:
    model = badak.Sequential([EncoderDecoder(), layers.Dense(9)])
    model.compile("adam", badak.losses.SparseCategoricalCrossentropy(from_logits=True))
    model.fit((SOURCE, TARGET), TARGET, epochs=1, verbose=0)
    out = model((SOURCE, TARGET))
    np.testing.assert_array_equal(out.numpy(), model.predict((SOURCE, TARGET)))
    longer = np.pad(SOURCE, ((0, 0), (0, 4)))
    np.testing.assert_allclose(model.predict((longer, TARGET)), out.numpy(), atol=1e-6)


def test_parts_give_gradients_and_drop_in_training() -> None:
    layer = EncoderDecoder()
    layer((SOURCE, TARGET))
    state = layer.run_part(layer.encode, SOURCE)
    calm = layer.run_part(layer.decode, TARGET, state)[0]
    (calm**2).sum().backward()
    assert np.abs(layer.read.embeddings.grad.numpy()).sum() > 0
    dropped = layer.run_part(layer.decode, TARGET, state, training=True)[0]
    assert not np.allclose(calm.numpy(), dropped.numpy())


def test_parts_keep_what_layers_keep() -> None:
    class Kept(layers.Layer):
        def __post_init__(self) -> None:
            super().__post_init__()
            self.inner = layers.LSTM(3, stateful=True)

        def declare(self, shape: Any) -> dict:
            return {"inner": layers.Sublayer(self.inner, shape)}

        def out_shape(self, shape: Any) -> tuple:
            return (3,)

        def forward(self, p: Any, x: Any, ctx: Any) -> Any:
            return self.run_sublayer("inner", p, x, ctx)

    layer = Kept()
    with pytest.raises(BadakError, match="BD023"):
        layer.run_part(layer.forward, np.ones((1, 2, 2)))
    layer.build((2, 2))
    first = layer.run_part(layer.forward, [[[1.0, 2.0], [3.0, 4.0]]]).numpy()
    assert not np.allclose(first, layer.run_part(layer.forward, [[[1.0, 2.0], [3.0, 4.0]]]).numpy())
    layer.reset_states()
    np.testing.assert_array_equal(
        first, layer.run_part(layer.forward, badak.tensor([[[1.0, 2.0], [3.0, 4.0]]])).numpy()
    )
