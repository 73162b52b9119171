"""Files as Keras writes them, and what the models in them compute: ``keras_files/``.

Models of pictures, rows and sequences: Sequential and functional, shared and nested, several inputs and outputs, masks, states,
operations between layers; as ``.keras``, old ``.h5`` and ``.weights.h5``. All weights are random, so that an exchange shows. The last
file has layers that badak lacks.
"""

from __future__ import annotations

import os

os.environ.setdefault("KERAS_BACKEND", "jax")
from pathlib import Path

import keras
import numpy as np
from keras import layers, ops

HERE = Path(__file__).resolve().parent / "keras_files"
R = np.random.default_rng(7)


def pictures() -> keras.Model:
    """Everything for pictures, one after the other."""
    return keras.Sequential([
        keras.Input((12, 10, 3)), layers.Rescaling(0.5, offset=0.1), layers.Normalization(mean=[0.1, 0.2, 0.3], variance=[1.0, 2.0, 3.0]),
        layers.ZeroPadding2D(1), layers.Conv2D(4, 3, padding="same", use_bias=False), layers.BatchNormalization(), layers.ReLU(6.0),
        layers.DepthwiseConv2D(3, depth_multiplier=2), layers.SeparableConv2D(6, 3, padding="same", activation="gelu"), layers.PReLU(),
        layers.MaxPooling2D(2), layers.Conv2DTranspose(5, 3, strides=2, padding="same", activation="elu"), layers.Cropping2D(1),
        layers.LeakyReLU(0.2), layers.SpatialDropout2D(0.2), layers.AveragePooling2D(2), layers.UpSampling2D(2),
        layers.LayerNormalization(axis=-1), layers.GaussianNoise(0.1), layers.Flatten(), layers.Dropout(0.5), layers.Dense(
            7, "tanh", kernel_regularizer="l2", kernel_constraint=keras.constraints.MaxNorm(2.0)), layers.ELU(),
        layers.Dense(3, activation="softmax", kernel_initializer=keras.initializers.HeNormal(seed=1))], name="pictures")  # fmt: skip


def lines_and_rooms() -> keras.Model:
    """One axis and three axes; reshapes and means."""
    line, room = keras.Input((9, 2), name="line"), keras.Input((6, 6, 6, 1), name="room")
    a = layers.Conv1D(4, 3, padding="causal", dilation_rate=2)(line)
    a = layers.SeparableConv1D(3, 3)(layers.MaxPooling1D(2, padding="same")(a))
    a = layers.Conv1DTranspose(3, 2, strides=2)(a)
    a = layers.GlobalMaxPooling1D()(layers.UpSampling1D(2)(layers.ZeroPadding1D(1)(a)))
    b = layers.Conv3D(2, 3, strides=2)(room)
    b = layers.Conv3DTranspose(2, 2)(b)
    b = layers.GlobalAveragePooling3D()(layers.AveragePooling3D(2)(b))
    c = layers.Concatenate()([a, b])
    d = layers.Permute((2, 1))(layers.Reshape((1, 5))(c))
    return keras.Model([line, room], [layers.Dense(2, name="first")(c), layers.Flatten(name="second")(d)], name="rooms")


def graph() -> keras.Model:
    """Shared and nested models, merges, operations, inputs and outputs by name."""
    left, right = keras.Input((6,), name="left"), keras.Input((6,), name="right")
    inside = keras.Input((6,))
    h = layers.Dense(5, "relu", name="in_one")(inside)
    encoder = keras.Model(inside, layers.Dense(4, name="in_two")(layers.BatchNormalization()(h)) * 1.5, name="encoder")
    block = keras.Sequential([layers.Dense(4, activation="sigmoid"), layers.Dropout(0.1)], name="block")
    one, two = encoder(left), encoder(right)
    both = layers.Concatenate()([layers.Add()([one, two]), layers.Multiply()([one, two]), layers.Subtract()([one, two]),
                                 layers.Average()([one, two]), layers.Maximum()([one, two]), layers.Minimum()([one, two]),
                                 layers.Dot(axes=1)([one, two])])  # fmt: skip
    shared = layers.Dense(4, name="shared")
    mixed = block(shared(one)) + ops.abs(shared(two)) - block(shared(two)) / 2.0
    size = ops.mean(mixed, axis=-1, keepdims=True)
    kind = layers.Activation("softmax")(layers.Dense(3, name="d")(layers.concatenate([both, mixed[:, 1:3]])))
    model = keras.Model(
        {"left": left, "right": right}, {"kind": kind, "size": ops.reshape(size, (-1, 1))}, name="graph"
    )
    model.compile(
        keras.optimizers.AdamW(keras.optimizers.schedules.CosineDecay(0.01, 100), weight_decay=0.01, clipnorm=1.0),
        {"kind": keras.losses.CategoricalCrossentropy(label_smoothing=0.1), "size": "mse"},
        metrics={"kind": ["accuracy", keras.metrics.TopKCategoricalAccuracy(k=2)]}, loss_weights={"kind": 1.0, "size": 0.5},
    )  # fmt: skip
    return model


def sequences() -> keras.Model:
    """Masks, recurrent layers of all kinds, both directions, attention."""
    ids, steps = keras.Input((None,), dtype="int32", name="ids"), keras.Input((7, 4), name="steps")
    words = layers.Embedding(20, 6, mask_zero=True)(ids)
    h = layers.Bidirectional(layers.LSTM(3, return_sequences=True))(words)
    h = layers.LayerNormalization()(layers.Add()([h, layers.MultiHeadAttention(2, 3)(h, h, use_causal_mask=True)]))
    h = layers.TimeDistributed(layers.Dense(4, "relu"))(h)
    h = layers.GRU(5, name="reader")(h)
    s = layers.Masking(0.0)(steps)
    s = layers.GRU(4, return_sequences=True, reset_after=False)(s)
    s, last, cell = layers.LSTM(5, return_sequences=True, return_state=True)(s)
    s = layers.LSTM(5, return_sequences=True)(s, initial_state=[last, cell])
    s = layers.RNN([layers.LSTMCell(3), layers.GRUCell(4), layers.LSTMCell(2)], return_sequences=True)(s)
    s = layers.SimpleRNN(3)(s)
    r = layers.GlobalAveragePooling1D()(layers.Attention()([layers.RepeatVector(3)(s), layers.RepeatVector(2)(s)]))
    out = layers.Dense(2)(layers.concatenate([h, last, r]))
    model = keras.Model([ids, steps], out, name="sequences")
    model.compile("rmsprop", keras.losses.Huber(), metrics=["mae"])
    return model


def foreign() -> keras.Model:
    """Layers that badak lacks, and a function without a name."""
    x = keras.Input((4, 3), name="x")
    h = layers.EinsumDense("abc,cd->abd", output_shape=(4, 5), name="einsum")(x)
    h = layers.Lambda(lambda t: t * 2.0, name="twice")(layers.Dense(3, name="known")(h))
    h = layers.GroupNormalization(3, name="groups")(h)
    return keras.Model(x, ops.cumsum(h, axis=1), name="foreign")


def fill(model: keras.Model) -> None:
    """Give every weight random numbers; variances positive ones."""
    for weight in model.weights:
        if weight.dtype != "float32":
            continue
        values = R.normal(0, 0.4, weight.shape)
        weight.assign(np.abs(values) + 0.5 if "variance" in weight.path else values)


def main() -> None:
    HERE.mkdir(exist_ok=True)
    data = {
        "pictures": [R.normal(size=(2, 12, 10, 3))],
        "rooms": [R.normal(size=(2, 9, 2)), R.normal(size=(2, 6, 6, 6, 1))],
        "graph": [R.normal(size=(3, 6)), R.normal(size=(3, 6))],
        "sequences": [np.array([[3, 4, 5, 0, 0], [1, 19, 2, 7, 0], [6, 6, 6, 6, 6]]), R.normal(size=(3, 7, 4))],
    }
    data["sequences"][1][0, 4:] = 0.0
    told = {}
    for make in (pictures, lines_and_rooms, graph, sequences):
        model = make()
        fill(model)
        x = [part.astype("int32" if part.dtype.kind == "i" else "float32") for part in data[model.name]]
        given = dict(zip(("left", "right"), x)) if model.name == "graph" else x if len(x) > 1 else x[0]
        out = model(given, training=False)
        out = list(out.values()) if isinstance(out, dict) else out if isinstance(out, list) else [out]
        told |= {f"{model.name}.x{i}": part for i, part in enumerate(x)}
        told |= {f"{model.name}.y{i}": np.asarray(part) for i, part in enumerate(out)}
        model.save(HERE / f"{model.name}.keras")
        if model.name not in ("graph", "sequences"):
            continue
        model.save(HERE / f"{model.name}.h5")
        model.save_weights(HERE / f"{model.name}.weights.h5")
    foreign().save(HERE / "foreign.keras")
    np.savez_compressed(HERE / "told.npz", **told)


if __name__ == "__main__":
    main()
