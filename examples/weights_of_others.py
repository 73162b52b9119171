"""Weights that somebody else trained: read a file of PyTorch's, keep what it knows about strokes, learn new signs from few.

    python examples/weights_of_others.py           3 pictures of each new digit, averaged over 5 draws
    python examples/weights_of_others.py --quick   1 draw
    python examples/weights_of_others.py --resnet resnet56-4bfd9763.th --pictures cifar10

Without a file the program makes one: a small network learns the digits 0 to 4, and its weights are written as PyTorch would write
them (names of modules, channels first). All behind that line is what one does with a downloaded file: the weights go into a
network of the same layers, the layers that look are frozen, and a new last layer learns 5 to 9 from a handful of pictures, beside
a network that starts from nothing. With ``--resnet`` a ResNet-56 of CIFAR-10 is read and tested on pictures, a folder for each
class.
"""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path

import numpy as np
from safetensors.numpy import save_file

import badak
from badak import layers
from badak.models import zoo


def network(classes: int) -> badak.Sequential:
    """Two convolutions that look, one layer that decides."""
    return badak.Sequential(
        [
            layers.Reshape((28, 28, 1), input_shape=(28, 28)), layers.Rescaling(1 / 255),
            layers.Conv2D(8, 3, activation="relu", name="conv1"), layers.MaxPooling2D(),
            layers.Conv2D(16, 3, activation="relu", name="conv2"), layers.MaxPooling2D(),
            layers.Flatten(), layers.Dropout(0.25), layers.Dense(classes, activation="softmax", name="fc"),
        ]
    )  # fmt: skip


def train(model: badak.Sequential, x: np.ndarray, y: np.ndarray, epochs: int, batch_size: int = 32) -> None:
    """Fit a model by Adam."""
    model.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
    model.fit(x, y, epochs=epochs, batch_size=batch_size, verbose=0)


def make_file(path: Path, x: np.ndarray, y: np.ndarray) -> None:
    """Train a network on the digits 0 to 4 and write its weights the way PyTorch would."""
    donor = network(5)
    train(donor, x[y < 5], y[y < 5], epochs=8)
    state = {}
    for name in ("conv1", "conv2"):
        kernel, bias = donor.get_layer(name).get_weights()
        state[f"{name}.weight"], state[f"{name}.bias"] = np.ascontiguousarray(kernel.transpose(3, 2, 0, 1)), bias
    kernel, bias = donor.get_layer("fc").get_weights()  # rows: height, width, channel; PyTorch has the channel first
    rows = kernel.reshape(5, 5, 16, 5).transpose(2, 0, 1, 3).reshape(400, 5)
    state["fc.weight"], state["fc.bias"] = np.ascontiguousarray(rows.T), bias
    save_file(state, path)


def with_new_end(path: Path) -> badak.Sequential:
    """Take everything that the file knows but for the last layer, and freeze it."""
    model = network(5)
    model.load_weights(path)
    for layer in model.layers[:-1]:
        layer.trainable = False
    model.pop()
    model.add(layers.Dense(5, activation="softmax", name="new_digits"))
    return model


def compare(path: Path, data: tuple, each: int, draws: int) -> None:
    """Learn the digits 5 to 9 from few pictures, with the weights of the file and without them."""
    (x, y), (x_test, y_test) = data
    new, asked = np.flatnonzero(y >= 5), y_test >= 5
    found: dict[str, list[float]] = {"from nothing": [], "with the file": []}
    for draw in range(draws):
        badak.set_random_seed(draw)
        random = np.random.default_rng(draw)
        few = np.concatenate([random.choice(new[y[new] == digit], each, replace=False) for digit in range(5, 10)])
        for name in found:
            model = network(5) if name == "from nothing" else with_new_end(path)
            train(model, x[few], y[few] - 5, epochs=30, batch_size=10)
            result = model.evaluate(x_test[asked], y_test[asked] - 5, verbose=0, return_dict=True)
            found[name].append(100 * result["accuracy"])
    print(f"{each} pictures of each digit from 5 to 9, test accuracy over {draws} draw{'s' if draws > 1 else ''}:")
    for name, values in found.items():
        print(f"  {name:13}  {np.mean(values):.1f} %  ({min(values):.1f} to {max(values):.1f})")
    gain = np.mean(found["with the file"]) - np.mean(found["from nothing"])
    print(f"what the file is worth: {gain:.1f} points")


def resnet(path: Path, pictures: Path) -> None:
    """Test a ResNet-56 of CIFAR-10 on a folder of pictures, prepared as for its training."""
    _, (x, names) = badak.datasets.load_pictures(pictures, size=(32, 32))
    x = ((x / 255 - [0.485, 0.456, 0.406]) / [0.229, 0.224, 0.225]).astype("float32")
    model = zoo.resnet56(shortcut="pad_both")
    model.load_weights(path)
    classes = np.unique(names)  # CIFAR-10 numbers them by the alphabet
    right = classes[model.predict(x, verbose=0).argmax(-1)] == names
    print(f"ResNet-56, {model.count_params():,} weights: {100 * right.mean():.1f} % of {len(right):,} pictures")


def main() -> None:
    """Read the command line."""
    parser = argparse.ArgumentParser(description="what weights of somebody else are worth")
    parser.add_argument("--quick", action="store_true", help="one draw")
    parser.add_argument("--each", type=int, default=3, help="pictures of each new digit (3)")
    parser.add_argument("--resnet", type=Path, metavar="FILE", help="weights of a ResNet-56 of CIFAR-10")
    parser.add_argument("--pictures", type=Path, metavar="FOLDER", help="its pictures: a folder with train and test")
    args = parser.parse_args()
    if args.resnet:
        resnet(args.resnet, args.pictures)
        return
    badak.set_random_seed(0)
    data = badak.datasets.digits_sample()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "digits_0_to_4.safetensors"
        make_file(path, *data[0])
        print(f"{path.name}: {path.stat().st_size:,} bytes")
        compare(path, data, args.each, 1 if args.quick else 5)


if __name__ == "__main__":
    main()
