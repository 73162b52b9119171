"""Recurrent layers, masks and wrappers: outputs, states and gradients of Keras and PyTorch; losses and metrics with masks."""

from __future__ import annotations

import numpy as np
from common import Book, quiet, to_numpy, use_dtype

BATCH, TIME, FEATURES, UNITS = 3, 5, 4, 3
MASK = np.array([[1, 1, 1, 0, 0], [0, 1, 0, 1, 1], [1, 1, 1, 1, 1]], bool)
BACK = {"go_backwards": True, "return_sequences": True}
ALL = {"return_sequences": True, "return_state": True}

# (title, class, arguments, mask?, initial state?)
LAYERS = [
    *(
        (f"{cls}{title}", cls, config, masked, begun)
        for cls in ("SimpleRNN", "LSTM", "GRU")
        for title, config, masked, begun in (
            ("", {}, False, False),
            (".all", ALL, False, True),
            (".mask", ALL, True, False),
            (".mask_last", {}, True, False),
            (".mask_begun", {"return_sequences": True}, True, True),
            (".backwards", BACK, False, False),
            (".backwards_mask", BACK, True, False),
            (".no_bias", {"use_bias": False}, False, False),
            (".unroll", {"unroll": True}, False, False),
            (".relu", {"activation": "relu", **ALL}, True, False),
            (".zero_output", {"zero_output_for_mask": True, "return_sequences": True}, True, False),
        )
    ),
    ("LSTM.gates", "LSTM", {"recurrent_activation": "hard_sigmoid", **ALL}, True, True),
    ("LSTM.linear", "LSTM", {"activation": "linear"}, False, False),
    ("GRU.before", "GRU", {"reset_after": False, **ALL}, True, True),
    ("GRU.before_no_bias", "GRU", {"reset_after": False, "use_bias": False}, False, False),
    ("GRU.before_gates", "GRU", {"reset_after": False, "recurrent_activation": "hard_sigmoid"}, False, False),
    ("GRU.gates", "GRU", {"recurrent_activation": "hard_sigmoid", **ALL}, True, True),
]
MERGED = [
    (mode, sequences, masked)
    for mode in ("sum", "mul", "concat", "ave", None)
    for sequences in (0, 1)
    for masked in (0, 1)
]


def numbers(title: str, *shape: int) -> np.ndarray:
    seed = sum(ord(letter) * (i + 1) for i, letter in enumerate(title))
    return np.random.default_rng(seed).normal(size=shape).astype(np.float32).astype(np.float64)


def run(title: str, layer, mask, begun: int) -> tuple[dict, dict]:
    """Outputs, and gradients by the data, the initial states and the weights, of a layer with random weights."""
    import jax
    import jax.numpy as jnp

    x = numbers(title + "x", BATCH, TIME, FEATURES)
    states = [numbers(f"{title}s{i}", BATCH, UNITS) for i in range(begun)]
    layer.build(x.shape)
    weights = [numbers(f"{title}w{i}", *w.shape) / 2 for i, w in enumerate(layer.weights)]
    layer.set_weights(weights)
    given = {} if mask is None else {"mask": jnp.asarray(mask)}

    def call(params, x, states):
        more = {"initial_state": list(states)} if states else {}
        out = layer.stateless_call(params, kept, x, **given, **more)[0]
        return tuple(jax.tree.leaves(out))

    kept = [jnp.asarray(v.value) for v in layer.non_trainable_variables]
    params = [jnp.asarray(v.value) for v in layer.trainable_variables]
    outs, back = jax.vjp(call, params, jnp.asarray(x), [jnp.asarray(s) for s in states])
    cotangents = [numbers(f"{title}g{i}", *o.shape) for i, o in enumerate(outs)]
    w_grads, x_grad, s_grads = back(tuple(jnp.asarray(c) for c in cotangents))
    arrays = {"x": x, "x_grad": x_grad}
    for name, parts in (
        ("weight", weights), ("state", states), ("y", outs), ("cotangent", cotangents), ("weight_grad", w_grads),
        ("state_grad", s_grads),
    ):  # fmt: skip
        arrays |= {f"{name}.{i}": part for i, part in enumerate(parts)}
    return arrays, {"weights": [v.path.split("/")[-1] for v in layer.weights], "states": begun, "outputs": len(outs)}


def keras_layers(book: Book) -> None:
    keras = use_dtype("float64")
    for title, cls, config, masked, begun in LAYERS:
        layer = getattr(keras.layers, cls)(UNITS, **config, dtype="float64")
        states = (2 if cls == "LSTM" else 1) if begun else 0
        arrays, facts = run(title, layer, MASK if masked else None, states)
        facts |= {"class": cls, "config": config, "mask": MASK.tolist() if masked else None}
        book.put(f"keras.{title}", arrays, peer="keras", dtype="float64", kind="layer", **facts)
    for mode, sequences, masked in MERGED:
        title = f"Bidirectional.{mode}{'.sequences' if sequences else ''}{'.mask' if masked else ''}"
        inner = keras.layers.GRU(UNITS, return_sequences=bool(sequences), dtype="float64")
        layer = keras.layers.Bidirectional(inner, merge_mode=mode, dtype="float64")
        arrays, facts = run(title, layer, MASK if masked else None, 0)
        facts |= {"class": "Bidirectional", "config": {"merge_mode": mode}, "mask": MASK.tolist() if masked else None}
        book.put(
            f"keras.{title}", arrays, peer="keras", dtype="float64", kind="wrapped", sequences=bool(sequences), **facts
        )
    cells = [keras.layers.LSTMCell(UNITS, dtype="float64"), keras.layers.GRUCell(UNITS, dtype="float64")]
    arrays, facts = run("stacked", keras.layers.RNN(cells, **ALL, dtype="float64"), None, 0)
    book.put("keras.stacked", arrays, peer="keras", dtype="float64", kind="stacked", **facts)


def keras_stateful(book: Book) -> None:
    """Two batches, of which the second goes on where the first ended."""
    keras = use_dtype("float64")
    for cls in ("SimpleRNN", "LSTM", "GRU"):
        layer = getattr(keras.layers, cls)(UNITS, stateful=True, return_sequences=True, dtype="float64")
        x = numbers(cls + "stateful", 2, BATCH, TIME, FEATURES)
        layer.build((BATCH, TIME, FEATURES))
        weights = [numbers(f"{cls}stateful{i}", *w.shape) / 2 for i, w in enumerate(layer.weights)]
        layer.set_weights(weights)
        outs = np.stack([to_numpy(layer(part)) for part in x])
        layer.reset_state()
        arrays = {"x": x, "y": outs, "y_after_reset": layer(x[1])}
        arrays |= {f"weight.{i}": w for i, w in enumerate(weights)}
        book.put(f"keras.{cls}.stateful", arrays, peer="keras", dtype="float64", kind="stateful", **{"class": cls})


def keras_masks(book: Book) -> None:
    """Loss, metrics and weights after a step of models in which Embedding or Masking makes the mask."""
    keras = use_dtype("float64")
    ids = np.array([[1, 2, 3, 0, 0], [4, 1, 0, 0, 0], [2, 2, 5, 1, 3]])
    x = numbers("masking", BATCH, TIME, FEATURES)
    x[~(ids != 0)] = -1.0
    series, last = numbers("series", BATCH, TIME, 2), numbers("last", BATCH, 2)
    classes = np.array([[0, 1, 2, 0, 0], [2, 1, 0, 1, 2], [1, 1, 0, 2, 2]])
    by_sample, by_step = np.array([1.0, 2.0, 0.5]), np.abs(numbers("steps", BATCH, TIME))
    first = {
        "ids": lambda: keras.layers.Embedding(6, FEATURES, mask_zero=True),
        "x": lambda: keras.layers.Masking(-1.0),
    }
    bodies = {
        "tags": (lambda: [keras.layers.LSTM(UNITS, return_sequences=True), keras.layers.Dense(2)], series, "mse"),
        "classes": (
            lambda: [keras.layers.GRU(UNITS, return_sequences=True), keras.layers.Dense(3, activation="softmax")],
            classes, "sparse_categorical_crossentropy",
        ),
        "last": (lambda: [keras.layers.LSTM(UNITS), keras.layers.Dense(2)], last, "mse"),
        "mean": (lambda: [keras.layers.GlobalAveragePooling1D(), keras.layers.Dense(2)], last, "mse"),
    }  # fmt: skip
    for source, make_first in first.items():
        for body, (make, y, loss) in bodies.items():
            for weighted in ("none", "sample", "step"):
                if weighted == "step" and y.ndim < 2 or (weighted == "step" and body in ("last", "mean")):
                    continue
                data = ids if source == "ids" else x
                model = keras.Sequential([make_first(), *make()])
                model.build(data.shape)
                title = f"mask.{source}.{body}.{weighted}"
                weights = [numbers(f"{title}{i}", *w.shape) / 2 for i, w in enumerate(model.weights)]
                model.set_weights(weights)
                metric = "sparse_categorical_accuracy" if body == "classes" else "mae"
                model.compile(
                    keras.optimizers.SGD(0.1), loss, metrics=[metric], weighted_metrics=[metric], jit_compile=False
                )
                weight = {"none": None, "sample": by_sample, "step": by_step}[weighted]
                if weighted == "sample" and body in ("tags", "classes"):
                    weight = weight[:, None]  # Keras cannot lay (batch,) over a mask
                found = model.evaluate(data, y, sample_weight=weight, verbose=0, return_dict=True)
                predicted = model.predict(data, verbose=0)
                model.train_on_batch(data, y, sample_weight=weight)
                arrays = {"x": data, "target": y, "predict": predicted}
                arrays["evaluate"] = np.array(list(found.values()), np.float64)
                arrays |= {} if weight is None else {"sample_weight": weight}
                arrays |= {f"weight.{i}": w for i, w in enumerate(weights)}
                arrays |= {f"trained.{i}": w for i, w in enumerate(model.get_weights())}
                facts = {"source": source, "body": body, "loss": loss, "metric": metric, "evaluated": list(found)}
                book.put(f"keras.{title}", arrays, peer="keras", dtype="float64", kind="masked", **facts)


def torch_layers(book: Book) -> None:
    import torch

    for cls in ("RNN", "LSTM", "GRU"):
        for bias in (True, False):
            title = f"torch.{cls}{'' if bias else '.no_bias'}"
            module = getattr(torch.nn, cls)(FEATURES, UNITS, batch_first=True, bias=bias, dtype=torch.float64)
            arrays = {"x": numbers(title + "x", BATCH, TIME, FEATURES)}
            with torch.no_grad():
                for name, p in module.named_parameters():
                    arrays[f"weight.{name}"] = numbers(title + name, *p.shape) / 2
                    p.copy_(torch.tensor(arrays[f"weight.{name}"]))
                out, states = module(torch.tensor(arrays["x"]))
            states = states if isinstance(states, tuple) else (states,)
            arrays |= {"y": out, **{f"state.{i}": s[0] for i, s in enumerate(states)}}
            book.put(title, arrays, peer="torch", dtype="float64", kind="torch", **{"class": cls})


def main() -> None:
    quiet()
    book = Book("recurrent")
    keras_layers(book)
    keras_stateful(book)
    keras_masks(book)
    torch_layers(book)
    book.save()


if __name__ == "__main__":
    main()
