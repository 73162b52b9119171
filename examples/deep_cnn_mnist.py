"""Six convolutions on MNIST, twelve epochs, one cycle of the learning rate.

    python examples/deep_cnn_mnist.py            all of MNIST (11 MB download), about five minutes on one processor core
    python examples/deep_cnn_mnist.py --quick    the digits sample, less than a minute

Test accuracy on all of MNIST: 99.5 %. What brings it from 99.2 %: a second convolution in front of each pooling, batch norm,
dropout, pictures moved by up to two pixels, and a learning rate that rises to 0.005 and falls to nothing.
"""

from __future__ import annotations

import argparse
import time

import badak
from badak.datasets import digits_sample, mnist
from badak.layers import Input, RandomCrop
from badak.models import Sequential, zoo


def main(arguments: list[str] | None = None) -> float:
    """Train, print the test accuracy, and return it."""
    parser = argparse.ArgumentParser(description="A deep convolutional network on MNIST.")
    parser.add_argument("--quick", action="store_true", help="the digits sample and three epochs")
    parser.add_argument("--epochs", type=int, help="passes over the data (12)")
    parser.add_argument("--seed", type=int, default=0)
    chosen = parser.parse_args(arguments)
    epochs = chosen.epochs or (3 if chosen.quick else 12)
    batch_size = 64 if chosen.quick else 128

    (x_train, y_train), (x_test, y_test) = digits_sample() if chosen.quick else mnist.load_data()
    x_train, x_test = (x[..., None].astype("float32") / 255 for x in (x_train, x_test))  # one channel, values 0…1

    badak.utils.set_random_seed(chosen.seed)
    network = zoo.deep_cnn(input_shape=None)
    model = Sequential([Input((28, 28, 1)), RandomCrop(28, 28, padding=2), *network.layers], name="deep_cnn")
    model.summary()

    steps = -(-len(x_train) // batch_size) * epochs
    rate = badak.schedules.OneCycle(5e-3, total_steps=steps)
    model.compile(badak.optimizers.Adam(rate), loss="sparse_categorical_crossentropy", metrics=["accuracy"])
    start = time.perf_counter()
    model.fit(x_train, y_train, batch_size=batch_size, epochs=epochs)
    seconds = time.perf_counter() - start

    _, accuracy = model.evaluate(x_test, y_test, verbose=0)
    print(f"test accuracy {accuracy:.4f} after {epochs} epochs, {seconds:.0f} s")
    return accuracy


if __name__ == "__main__":
    main()
