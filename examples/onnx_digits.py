"""A network that leaves and comes back: train, export as ONNX, run in onnxruntime, read the file again, train it on.

    python examples/onnx_digits.py           5,000 digits drawn on the spot
    python examples/onnx_digits.py --quick   fewer of them

The file is what a phone or a server would run, without badak. The network that is read back has its channels first, as ONNX has
them inside; its weights are those of the file. It learned upright digits; a few steps on tilted ones make it know both.
Needs `pip install "badak[onnx]" onnxruntime`.
"""

from __future__ import annotations

import argparse
import os
import tempfile

import numpy as np

import badak
from badak import layers

SHAPES = (  # strokes of ten signs on a grid of 5 × 3, as on a pocket calculator
    "111101101101111", "010110010010111", "111001111100111", "111001111001111", "101101111001001",
    "111100111001111", "111100111101111", "111001010010010", "111101111101111", "111101111001111",
)  # fmt: skip


def draw(count: int, tilt: float, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Return pictures (batch, 20, 20, 1) of signs somewhere on the page, leaning by so many pixels, and which they are."""
    random = np.random.default_rng(seed)
    signs = random.integers(0, 10, count)
    pictures = random.normal(0, 0.25, (count, 20, 20, 1)).astype("float32")
    for picture, sign in zip(pictures, signs):
        grid = np.array(list(SHAPES[sign]), float).reshape(5, 3).repeat(2, axis=0).repeat(2, axis=1)  # (10, 6)
        top, left = random.integers(0, 10), random.integers(0, 14 - int(tilt))
        for row in range(10):
            lean = round(tilt * (9 - row) / 9)
            picture[top + row, left + lean : left + lean + 6, 0] += grid[row]
    return pictures, signs


def make_model() -> badak.Model:
    """Two convolutions with a pool behind each, and ten answers."""
    page = badak.Input((20, 20, 1), name="page")
    x = layers.Conv2D(16, 3, activation="relu")(page)  # (batch, 18, 18, 16)
    x = layers.BatchNormalization()(layers.MaxPooling2D()(x))
    x = layers.MaxPooling2D()(layers.Conv2D(32, 3, activation="relu")(x))  # (batch, 3, 3, 32)
    x = layers.Dropout(0.2)(layers.Flatten()(x))
    return badak.Model(page, layers.Dense(10, activation="softmax", name="digit")(x))


def share(model: badak.Model, pictures: np.ndarray, signs: np.ndarray) -> float:
    """Return the share of right answers."""
    return float((model.predict(pictures, verbose=0).argmax(axis=1) == signs).mean())


def main() -> None:
    """Train, export, compare, read, train on, and export again."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="fewer pictures")
    count = 2_000 if parser.parse_args().quick else 5_000
    import onnxruntime

    badak.utils.set_random_seed(0)
    upright, signs = draw(count, 0, seed=0)
    model = make_model()
    model.compile(badak.optimizers.Adam(0.003), "sparse_categorical_crossentropy", metrics=["accuracy"])
    model.fit(upright, signs, epochs=6, batch_size=32, verbose=2)
    path = os.path.join(tempfile.mkdtemp(), "digits.onnx")
    badak.onnx.save(model, path)
    print(f"{os.path.getsize(path):,} bytes for {model.count_params():,} weights")

    session = onnxruntime.InferenceSession(path, providers=["CPUExecutionProvider"])
    (there,) = session.run(["digit"], {"page": upright[:100]})  # the names are those of the model
    apart = float(np.abs(there - model.predict(upright[:100], verbose=0)).max())
    print(f"onnxruntime and badak differ by {apart:.1e} at most")

    back = badak.onnx.load(path)
    back.summary()
    tilted, which = draw(count, 5, seed=1)
    test, answers = draw(500, 5, seed=2)
    before = share(back, test, answers)
    back.layers[1].trainable = False  # the first convolution has seen enough strokes
    back.compile(badak.optimizers.Adam(0.003), "sparse_categorical_crossentropy")
    both, truth = np.concatenate([upright, tilted]), np.concatenate([signs, which])
    back.fit(both, truth, epochs=5, batch_size=32, verbose=0)
    after = share(back, test, answers)
    badak.onnx.save(back, path)
    session = onnxruntime.InferenceSession(path, providers=["CPUExecutionProvider"])
    (there,) = session.run(None, {"page": test})
    right = float((there.argmax(axis=1) == answers).mean())
    print(f"tilted digits in badak: {before:.3f} before, {after:.3f} after")
    print(f"onnxruntime tilted {right:.3f} with the file written again")


if __name__ == "__main__":
    main()
