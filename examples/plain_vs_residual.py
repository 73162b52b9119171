"""Deeper plain networks do much worse, deeper residual networks hardly: the degradation effect, on real pictures.

    python examples/plain_vs_residual.py --data cifar10/            a folder or an archive with a folder for each class
    python examples/plain_vs_residual.py --data cifar10/ --depths 20 56 --filters 16 --limit 0 --epochs 30
    python examples/plain_vs_residual.py --quick                    the digits sample, less than a minute

Trains networks of 6n + 2 layers with and without shortcuts, all of one width, on the same batches, prints a table and draws
``plain_vs_residual.png``: the training error of each epoch (left plain, right residual) and the last one by depth. It is the
*training* error that rises with depth in plain networks, so overfitting is not the reason; their last layers could simply copy
what comes in, but descent does not find that. A shortcut makes copying the starting point.

Source: He, Zhang, Ren, Sun 2016, arXiv 1512.03385, figures 1 and 6. The small sizes here fit a laptop; the paper trained 64,000
steps with 16 to 64 channels.
"""

from __future__ import annotations

import argparse
import time
from pathlib import Path
from typing import Any

import numpy as np

import badak
from badak.layers import Input, RandomCrop, RandomFlip
from badak.models import Sequential, zoo


def main(arguments: list[str] | None = None) -> dict[tuple[str, int], dict[str, list[float]]]:
    """Train all networks and return their histories by kind and depth."""
    chosen = options(arguments)
    train, test, photos = pictures(chosen)
    classes = int(train[1].max()) + 1
    print(f"{len(train[0]):,} training and {len(test[0]):,} test pictures of {train[0].shape[1:]}, {classes} classes")
    histories = {}
    for depth in chosen.depths:
        for kind in ("plain", "residual"):
            histories[kind, depth] = trained(chosen, kind, depth, train, test, classes, photos)
    table(histories)
    draw(histories, chosen.out)
    return histories


def options(arguments: list[str] | None) -> argparse.Namespace:
    """Read the options; ``--quick`` changes what is not given."""
    parser = argparse.ArgumentParser(description="Plain against residual networks of growing depth.")
    parser.add_argument("--data", help="folder or tar or zip archive of pictures, a folder for each class")
    parser.add_argument("--quick", action="store_true", help="the digits sample in small, less than a minute")
    parser.add_argument("--depths", type=int, nargs="+", help="numbers of layers, 6n + 2 (8 20 44)")
    parser.add_argument("--filters", type=int, help="channels of the first stage (8)")
    parser.add_argument("--epochs", type=int, help="passes over the data (8)")
    parser.add_argument("--limit", type=int, help="training pictures, 0 for all (5000)")
    parser.add_argument("--batch-size", type=int, default=64)
    parser.add_argument("--learning-rate", type=float, default=0.1)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--out", default="plain_vs_residual.png", help="name of the drawing")
    chosen = parser.parse_args(arguments)
    usual = {"depths": [8, 20, 44], "filters": 8, "epochs": 8, "limit": 5000}
    quick = {"depths": [8, 32], "filters": 4, "epochs": 4, "limit": 2000}
    for name, value in (quick if chosen.quick else usual).items():
        if getattr(chosen, name) is None:
            setattr(chosen, name, value)
    if not (chosen.quick or chosen.data):
        parser.error("--data FOLDER, or --quick for the digits sample")
    if any(depth < 8 or depth % 6 != 2 for depth in chosen.depths):
        parser.error("depths are 6n + 2: 8 14 20 26 32 38 44 50 56 …")
    return chosen


def pictures(chosen: argparse.Namespace) -> tuple[tuple, tuple, bool]:
    """Load the pictures, float32 with mean 0 and deviation 1, and say whether they are photos."""
    if chosen.data:
        (x_train, y_train), (x_test, y_test) = badak.datasets.load_pictures(chosen.data)
        names = np.unique(y_train)
        y_train, y_test = np.searchsorted(names, y_train), np.searchsorted(names, y_test)
    else:
        (x_train, y_train), (x_test, y_test) = badak.datasets.digits_sample()
        x_train, x_test = x_train[:, ::2, ::2], x_test[:, ::2, ::2]
    if chosen.limit and chosen.limit < len(x_train):
        kept = np.random.default_rng(chosen.seed).permutation(len(x_train))[: chosen.limit]
        x_train, y_train = x_train[kept], y_train[kept]
    if x_train.ndim == 3:
        x_train, x_test = x_train[..., None], x_test[..., None]
    mean, deviation = x_train.mean(axis=(0, 1, 2)), x_train.std(axis=(0, 1, 2)) + 1e-6
    x_train, x_test = (((x - mean) / deviation).astype("float32") for x in (x_train, x_test))
    return (x_train, y_train), (x_test, y_test), bool(chosen.data)


def trained(
    chosen: argparse.Namespace, kind: str, depth: int, train: tuple, test: tuple, classes: int, photos: bool
) -> dict[str, list[float]]:
    """Train one network as the paper does, with one cycle of the rate in place of two steps down."""
    badak.utils.set_random_seed(chosen.seed)
    shape = train[0].shape[1:]
    network = zoo.residual_network(
        ((depth - 2) // 6,) * 3, chosen.filters, input_shape=None, classes=classes, residual=kind == "residual"
    )
    # photos are moved and mirrored as in section 4.2 of the paper; a mirrored digit is no digit
    change: list[Any] = [RandomFlip("horizontal"), RandomCrop(*shape[:2], padding=4)] if photos else []
    model = Sequential([Input(shape), *change, *network.layers], name=f"{kind}{depth}")
    steps = -(-len(train[0]) // chosen.batch_size) * chosen.epochs
    rate = badak.schedules.OneCycle(chosen.learning_rate, total_steps=steps)
    optimizer = badak.optimizers.SGD(rate, momentum=0.9, weight_decay=1e-4)
    model.compile(optimizer, loss="sparse_categorical_crossentropy", metrics=["accuracy"])
    start = time.perf_counter()
    history = model.fit(*train, batch_size=chosen.batch_size, epochs=chosen.epochs, verbose=0).history
    seconds = time.perf_counter() - start
    _, accuracy = model.evaluate(*test, verbose=0)
    history["test_error"] = [1 - accuracy]
    print(
        f"{kind:8} {depth:3} layers: training loss {history['loss'][-1]:.3f}, training error "
        f"{1 - history['accuracy'][-1]:.1%}, test error {1 - accuracy:.1%}, {seconds:.0f} s",
        flush=True,
    )
    return history


def table(histories: dict[tuple[str, int], dict[str, list[float]]]) -> None:
    """Print what the last epoch gives, a row for each depth."""
    print("\nlayers   plain: training  test   residual: training  test")
    for depth in sorted({depth for _, depth in histories}):
        cells = []
        for kind in ("plain", "residual"):
            history = histories[kind, depth]
            cells.append(f"{1 - history['accuracy'][-1]:10.1%} {history['test_error'][0]:7.1%}")
        print(f"{depth:6}   {cells[0]}      {cells[1]}")


def draw(histories: dict[tuple[str, int], dict[str, list[float]]], out: str) -> None:
    """Draw the errors with matplotlib, if it is installed."""
    try:
        from matplotlib.figure import Figure
    except ImportError:
        print("\nno drawing: pip install matplotlib")
        return
    depths = sorted({depth for _, depth in histories})
    figure = Figure(figsize=(11, 3.6), layout="constrained")
    left, middle, right = figure.subplots(1, 3)
    middle.sharey(left)
    for axes, kind in ((left, "plain"), (middle, "residual")):
        for place, depth in enumerate(depths):
            error = [100 * (1 - a) for a in histories[kind, depth]["accuracy"]]
            shade = 0.25 + 0.75 * place / max(len(depths) - 1, 1)
            axes.plot(range(1, len(error) + 1), error, color=(0.1, 0.25, 0.6, shade), label=f"{depth} layers")
        axes.set(title=kind, xlabel="epoch", ylabel="training error, %")
        axes.legend(frameon=False)
    for kind, mark in (("plain", "o--"), ("residual", "s-")):
        right.plot(depths, [100 * (1 - histories[kind, d]["accuracy"][-1]) for d in depths], mark, label=kind)
    right.set(title="last epoch", xlabel="layers", ylabel="training error, %", xticks=depths)
    right.legend(frameon=False)
    figure.savefig(out, dpi=120)
    print(f"\n{Path(out)}")


if __name__ == "__main__":
    main()
