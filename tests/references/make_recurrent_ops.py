"""Results, states and gradients of Keras's recurrent layers, with masks and states to begin with (see README.md)."""

from __future__ import annotations

import numpy as np
from common import Book, quiet, use_dtype

BATCH, TIME, FEATURES, UNITS = 3, 5, 4, 3

# (title, class, arguments, with a mask, with states to begin with)
CASES = [
    ("lstm", "LSTM", {}, False, False),
    ("lstm.mask", "LSTM", {}, True, False),
    ("lstm.states", "LSTM", {}, False, True),
    ("lstm.mask_states", "LSTM", {}, True, True),
    ("lstm.no_bias", "LSTM", {"use_bias": False}, False, False),
    ("gru", "GRU", {}, False, False),
    ("gru.mask_states", "GRU", {}, True, True),
    ("gru.no_bias", "GRU", {"use_bias": False}, False, False),
    ("gru.before", "GRU", {"reset_after": False}, False, False),
    ("gru.before_mask_states", "GRU", {"reset_after": False}, True, True),
    ("simple_rnn", "SimpleRNN", {}, False, False),
    ("simple_rnn.relu_mask_states", "SimpleRNN", {"activation": "relu"}, True, True),
]


def numbers(title: str, *shape: int) -> np.ndarray:
    seed = sum(ord(letter) * (i + 1) for i, letter in enumerate(title))
    return np.random.default_rng(seed).normal(size=shape).astype(np.float32).astype(np.float64)


def main() -> None:
    import jax
    import jax.numpy as jnp

    keras = use_dtype("float64")
    quiet()
    book = Book("recurrent_ops")
    for title, cls, config, masked, started in CASES:
        layer = getattr(keras.layers, cls)(UNITS, return_sequences=True, return_state=True, dtype="float64", **config)
        layer.build((None, TIME, FEATURES))
        weights = [numbers(f"{title}w{i}", *w.shape) for i, w in enumerate(layer.weights)]
        layer.set_weights(weights)
        x = numbers(title + "x", BATCH, TIME, FEATURES)
        mask = None
        if masked:  # ends, a hole, a beginning that does not count
            mask = np.ones((BATCH, TIME), bool)
            mask[0, 3:], mask[1, 2], mask[2, :2] = False, False, False
        count = 2 if cls == "LSTM" else 1
        states = [numbers(f"{title}s{i}", BATCH, UNITS) for i in range(count)] if started else []

        def run(params, inputs, states, layer=layer, mask=mask, rest=layer.non_trainable_variables):
            given = {"initial_state": states if len(states) > 1 else states[0]} if states else {}
            fixed = [jnp.asarray(v.value) for v in rest]
            return tuple(layer.stateless_call(params, fixed, inputs, mask=mask, **given)[0])

        params = [jnp.asarray(w) for w in weights]
        results, back = jax.vjp(run, params, jnp.asarray(x), [jnp.asarray(s) for s in states])
        cotangents = [numbers(f"{title}g{i}", *r.shape) for i, r in enumerate(results)]
        weight_grads, x_grad, state_grads = back(tuple(jnp.asarray(g) for g in cotangents))
        out = {"x": x, "x_grad": x_grad}
        if mask is not None:
            out["mask"] = mask
        for name, values in (
            ("weight", weights), ("weight_grad", weight_grads), ("state", states), ("state_grad", state_grads),
            ("result", results), ("cotangent", cotangents),
        ):  # fmt: skip
            out |= {f"{name}.{i}": v for i, v in enumerate(values)}
        facts = {"class": cls, "config": config, "masked": masked, "started": started}
        book.put(f"keras.{title}", out, peer="keras", dtype="float64", **facts)
    book.save()


if __name__ == "__main__":
    main()
