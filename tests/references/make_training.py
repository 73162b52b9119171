"""Whole training runs in Keras, fixed weights and order, 30 steps: 20-16-4, and a small convolutional network."""

from __future__ import annotations

import numpy as np
from common import Book, quiet, to_numpy, use_dtype

ROWS, BATCH, EPOCHS = 160, 16, 3  # 10 steps an epoch
INPUTS, HIDDEN, CLASSES = 20, 16, 4

# title: (optimizer, arguments, additional arguments of `fit` and of the layers)
RUNS = {
    "sgd": ("SGD", {"learning_rate": 0.1}, {}),
    "sgd_momentum": ("SGD", {"learning_rate": 0.05, "momentum": 0.9, "nesterov": True}, {}),
    "adam": ("Adam", {"learning_rate": 0.01}, {}),
    "adam_weighted": (
        "Adam",
        {"learning_rate": 0.01},
        {"sample_weight": True, "class_weight": {"0": 1.0, "1": 2.0, "2": 0.5, "3": 1.0}},
    ),
    "sgd_l2": ("SGD", {"learning_rate": 0.1}, {"l2": 0.01}),
    "rmsprop_ragged": ("RMSprop", {"learning_rate": 0.003}, {"rows": 150}),
}


def problem() -> dict[str, np.ndarray]:
    r = np.random.default_rng(99)
    x = r.normal(size=(ROWS, INPUTS))
    y = np.argmax(x @ r.normal(size=(INPUTS, CLASSES)) + 0.5 * r.normal(size=(ROWS, CLASSES)), axis=1)
    limit = [np.sqrt(6 / (INPUTS + HIDDEN)), np.sqrt(6 / (HIDDEN + CLASSES))]
    arrays = {
        "x": x,
        "y": np.eye(CLASSES)[y],
        "kernel_1": r.uniform(-limit[0], limit[0], (INPUTS, HIDDEN)),
        "bias_1": np.zeros(HIDDEN),
        "kernel_2": r.uniform(-limit[1], limit[1], (HIDDEN, CLASSES)),
        "bias_2": np.zeros(CLASSES),
        "sample_weight": r.integers(1, 5, ROWS) / 2,
    }
    return {name: value.astype(np.float32) for name, value in arrays.items()}


IMAGES = {"sgd": ("SGD", {"learning_rate": 0.1}), "adam": ("Adam", {"learning_rate": 0.01})}
IMAGE_WEIGHTS = ("kernel_1", "bias_1", "kernel_2", "kernel_3", "bias_3", "kernel_4", "bias_4")


def images() -> dict[str, np.ndarray]:
    """Pictures of a bright bar somewhere in noise; its direction is the class."""
    r = np.random.default_rng(7)
    x, y = 0.3 * r.normal(size=(ROWS, 10, 9, 2)), r.integers(0, 3, ROWS)
    for picture, kind in zip(x, y, strict=True):
        i, j = r.integers(0, 6, 2)
        for step in range(4):
            picture[i + step * (kind != 1), j + step * (kind != 0)] += 1.0
    x = np.round(x * 16) / 16  # exact in few bits, for a small file
    shapes = [(3, 3, 2, 4), (4,), (3, 3, 4, 1), (1, 1, 4, 6), (6,), (6, 3), (3,)]
    weights = {n: 0.4 * r.normal(size=s) for n, s in zip(IMAGE_WEIGHTS, shapes, strict=True)}
    return {n: v.astype(np.float32) for n, v in {"x": x, "y": np.eye(3)[y], **weights}.items()}


def run_images(keras, arrays: dict, dtype: str, optimizer: str, config: dict) -> dict[str, np.ndarray]:
    """Convolution, overlapping maxima, a separable convolution with stride, and the mean of each map."""
    net = keras.Sequential(
        [
            keras.Input((10, 9, 2)),
            keras.layers.Conv2D(4, 3, activation="relu"),
            keras.layers.MaxPooling2D(3, strides=2, padding="same"),
            keras.layers.SeparableConv2D(6, 3, strides=2, padding="same", activation="tanh"),
            keras.layers.GlobalAveragePooling2D(),
            keras.layers.Dense(3, activation="softmax"),
        ]
    )
    net.set_weights([arrays[k].astype(dtype) for k in IMAGE_WEIGHTS])
    net.compile(getattr(keras.optimizers, optimizer)(**config), "categorical_crossentropy", metrics=["accuracy"])
    x, y = arrays["x"].astype(dtype), arrays["y"].astype(dtype)
    history = net.fit(x, y, batch_size=BATCH, epochs=EPOCHS, shuffle=False, verbose=0).history
    out = {f"history.{key}": np.array(value, dtype) for key, value in history.items()}
    out |= {f"final.{k}": w for k, w in zip(IMAGE_WEIGHTS, net.get_weights(), strict=True)}
    return out | {"predict": to_numpy(net.predict(x[:8], verbose=0))}


def run(keras, arrays: dict, dtype: str, optimizer: str, config: dict, options: dict) -> dict[str, np.ndarray]:
    rows = options.get("rows", ROWS)
    x, y = arrays["x"][:rows].astype(dtype), arrays["y"][:rows].astype(dtype)
    penalty = keras.regularizers.L2(options["l2"]) if "l2" in options else None

    def model():
        net = keras.Sequential(
            [
                keras.Input((INPUTS,)),
                keras.layers.Dense(HIDDEN, activation="relu", kernel_regularizer=penalty),
                keras.layers.Dense(CLASSES, activation="softmax", kernel_regularizer=penalty),
            ]
        )
        net.set_weights([arrays[k].astype(dtype) for k in ("kernel_1", "bias_1", "kernel_2", "bias_2")])
        rule = getattr(keras.optimizers, optimizer)(**config)
        net.compile(optimizer=rule, loss="categorical_crossentropy", metrics=["accuracy"])
        return net

    extra = {}
    if options.get("sample_weight"):
        extra["sample_weight"] = arrays["sample_weight"][:rows].astype(dtype)
    if "class_weight" in options:
        by_class = {int(k): v for k, v in options["class_weight"].items()}
        # Keras refuses both at once: the product stands for them
        extra["sample_weight"] = extra["sample_weight"] * np.array([by_class[int(c)] for c in y.argmax(1)], dtype)

    whole = model()
    history = whole.fit(x, y, batch_size=BATCH, epochs=EPOCHS, shuffle=False, verbose=0, **extra).history

    stepped, losses = model(), []
    for start in [s for _ in range(EPOCHS) for s in range(0, rows, BATCH)]:
        part = slice(start, start + BATCH)
        weight = {"sample_weight": extra["sample_weight"][part]} if extra else {}
        stepped.reset_metrics()
        losses.append(float(stepped.train_on_batch(x[part], y[part], **weight)[0]))
    for a, b in zip(whole.get_weights(), stepped.get_weights(), strict=True):
        np.testing.assert_allclose(a, b, rtol=1e-5, atol=1e-6)

    evaluated = whole.evaluate(x, y, batch_size=BATCH, verbose=0)
    out = {"loss_per_step": np.array(losses, dtype)}
    out |= {f"history.{key}": np.array(value, dtype) for key, value in history.items()}
    out |= {
        f"final.{k}": w for k, w in zip(("kernel_1", "bias_1", "kernel_2", "bias_2"), whole.get_weights(), strict=True)
    }
    out |= {"evaluate": np.array(evaluated, dtype), "predict": to_numpy(whole.predict(x[:8], verbose=0))}
    return out


def main() -> None:
    quiet()
    book = Book("training")
    arrays = problem()
    name = book.inputs("mlp", **arrays)
    pictures = images()
    names = book.inputs("images", **pictures)
    for dtype in ("float64", "float32"):
        keras = use_dtype(dtype)
        for title, (optimizer, config, options) in RUNS.items():
            out = run(keras, arrays, dtype, optimizer, config, options)
            facts = {
                "optimizer": optimizer,
                "config": config,
                "options": options,
                "batch_size": BATCH,
                "epochs": EPOCHS,
            }
            book.put(f"keras.{title}.{dtype}", out, peer="keras", inputs=name, dtype=dtype, **facts)
        for title, (optimizer, config) in IMAGES.items():
            out = run_images(keras, pictures, dtype, optimizer, config)
            facts = {"optimizer": optimizer, "config": config, "options": {}, "batch_size": BATCH, "epochs": EPOCHS}
            book.put(f"keras.images.{title}.{dtype}", out, peer="keras", inputs=names, dtype=dtype, **facts)
    book.save()


if __name__ == "__main__":
    main()
