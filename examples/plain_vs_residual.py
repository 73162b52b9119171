"""Deeper plain networks do much worse, deeper residual networks do not: the degradation effect, on real pictures.

    python examples/plain_vs_residual.py --data cifar10/            a folder or an archive with a folder for each class
    python examples/plain_vs_residual.py --data cifar10/ --seeds 3 --keep runs.jsonl    three times; goes on where it was stopped
    python examples/plain_vs_residual.py --data cifar10/ --depths 20 56 --filters 16 --limit 0 --epochs 30 --augment
    python examples/plain_vs_residual.py --quick                    the digits sample, less than a minute

Trains networks of 6n + 2 layers with and without shortcuts, all of one width, on the same pictures, prints a table and draws
``plain_vs_residual.png``: the training error of each epoch (left plain, middle residual) and the last one by depth, as the mean
over the seeds with the range between the lowest and the highest. It is the *training* error that rises with depth in plain
networks, so overfitting is not the reason; their last layers could simply copy what comes in, but descent does not find that.
A shortcut makes copying the starting point.

Source: He, Zhang, Ren, Sun 2016, arXiv 1512.03385, figures 1 and 6. The small sizes here fit a laptop; the paper trained 64,000
steps with 16 to 64 channels.
"""

from __future__ import annotations

import argparse
import json
import time
from pathlib import Path
from statistics import fmean
from typing import Any

import numpy as np

import badak
from badak.layers import Input, RandomCrop, RandomFlip
from badak.models import Sequential, zoo

KINDS = ("plain", "residual")
Runs = dict[tuple[str, int], list[dict[str, Any]]]  # of each kind and depth, one for each seed


def main(arguments: list[str] | None = None) -> Runs:
    """Train all networks and return what was seen, by kind and depth."""
    chosen = options(arguments)
    train, test = pictures(chosen)
    classes = int(train[1].max()) + 1
    print(f"{len(train[0]):,} training and {len(test[0]):,} test pictures of {train[0].shape[1:]}, {classes} classes")
    runs: Runs = {(kind, depth): [] for depth in chosen.depths for kind in KINDS}
    for seed in range(chosen.seed, chosen.seed + chosen.seeds):
        for (kind, depth), found in runs.items():
            # what must be the same for a kept run to count
            setting = {"kind": kind, "depth": depth, "seed": seed, "pictures": len(train[0])}
            setting |= {name: getattr(chosen, name) for name in SETTINGS}
            run = kept(chosen.keep, setting)
            if run is None:
                run = setting | trained(chosen, kind, depth, seed, train, test, classes)
                if chosen.keep:
                    with open(chosen.keep, "a", encoding="utf-8") as file:
                        file.write(json.dumps(run) + "\n")
            found.append(run)
            print(
                f"{kind:8} {depth:3} layers, seed {seed}: training loss {run['loss'][-1]:.3f}, training error "
                f"{run['error'][-1]:.1%}, test error {run['test_error']:.1%}, {run['seconds']:.0f} s",
                flush=True,
            )
    table(runs)
    draw(runs, chosen.out)
    return runs


SETTINGS = ("filters", "epochs", "batch_size", "learning_rate", "augment")


def options(arguments: list[str] | None) -> argparse.Namespace:
    """Read the options; ``--quick`` changes what is not given."""
    parser = argparse.ArgumentParser(description="Plain against residual networks of growing depth.")
    parser.add_argument("--data", help="folder or tar or zip archive of pictures, a folder for each class")
    parser.add_argument("--quick", action="store_true", help="the digits sample in small, less than a minute")
    parser.add_argument("--depths", type=int, nargs="+", help="numbers of layers, 6n + 2 (8 20 44)")
    parser.add_argument("--filters", type=int, help="channels of the first stage (8)")
    parser.add_argument("--epochs", type=int, help="passes over the data (16)")
    parser.add_argument("--limit", type=int, help="training pictures, 0 for all (5000)")
    parser.add_argument("--batch-size", type=int, default=64)
    parser.add_argument("--learning-rate", type=float, default=0.1)
    parser.add_argument(
        "--augment", action="store_true", help="mirror and move the training pictures, as the paper does"
    )
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--seeds", type=int, default=1, help="how often each network is trained, from --seed on (1)")
    parser.add_argument("--keep", help="file that gets a line for each network; what it holds is not trained again")
    parser.add_argument("--out", default="plain_vs_residual.png", help="name of the drawing")
    chosen = parser.parse_args(arguments)
    usual = {"depths": [8, 20, 44], "filters": 8, "epochs": 16, "limit": 5000}
    quick = {"depths": [8, 32], "filters": 4, "epochs": 4, "limit": 2000}
    for name, value in (quick if chosen.quick else usual).items():
        if getattr(chosen, name) is None:
            setattr(chosen, name, value)
    if not (chosen.quick or chosen.data):
        parser.error("--data FOLDER, or --quick for the digits sample")
    if any(depth < 8 or depth % 6 != 2 for depth in chosen.depths):
        parser.error("depths are 6n + 2: 8 14 20 26 32 38 44 50 56 …")
    if chosen.seeds < 1:
        parser.error("--seeds is how often each network is trained, at least 1")
    chosen.depths = sorted(set(chosen.depths))
    return chosen


def pictures(chosen: argparse.Namespace) -> tuple[tuple, tuple]:
    """Load the pictures, float32 with mean 0 and deviation 1; the first seed draws which of them."""
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
    return (x_train, y_train), (x_test, y_test)


def kept(path: str | None, setting: dict[str, Any]) -> dict[str, Any] | None:
    """Find a run with these settings in the file of an earlier time."""
    if not (path and Path(path).exists()):
        return None
    lines = [json.loads(line) for line in Path(path).read_text(encoding="utf-8").splitlines() if line]
    return next((line for line in lines if all(line.get(k) == v for k, v in setting.items())), None)


def trained(
    chosen: argparse.Namespace, kind: str, depth: int, seed: int, train: tuple, test: tuple, classes: int
) -> dict[str, Any]:
    """Train one network as the paper does, with one cycle of the rate in place of two steps down."""
    badak.utils.set_random_seed(seed)
    shape = train[0].shape[1:]
    network = zoo.residual_network(
        ((depth - 2) // 6,) * 3, chosen.filters, input_shape=None, classes=classes, residual=kind == "residual"
    )
    # Section 4.2 of the paper. With it a training error as low as below takes several times as many epochs.
    change: list[Any] = [RandomFlip("horizontal"), RandomCrop(*shape[:2], padding=4)] if chosen.augment else []
    model = Sequential([Input(shape), *change, *network.layers], name=f"{kind}{depth}")
    steps = -(-len(train[0]) // chosen.batch_size) * chosen.epochs
    rate = badak.schedules.OneCycle(chosen.learning_rate, total_steps=steps)
    optimizer = badak.optimizers.SGD(rate, momentum=0.9, weight_decay=1e-4)
    model.compile(optimizer, loss="sparse_categorical_crossentropy", metrics=["accuracy"])
    start = time.perf_counter()
    history = model.fit(*train, batch_size=chosen.batch_size, epochs=chosen.epochs, verbose=0).history
    seconds = time.perf_counter() - start
    _, accuracy = model.evaluate(*test, verbose=0)
    return {
        "loss": history["loss"],
        "error": [1 - a for a in history["accuracy"]],
        "test_error": 1 - accuracy,
        "seconds": round(seconds, 1),
    }


def table(runs: Runs) -> None:
    """Print what the last epoch gives, a row for each depth: the mean over the seeds, and lowest to highest."""
    seeds = len(next(iter(runs.values())))
    depths = sorted({depth for _, depth in runs})
    print("\nlayers   plain: training error       test   residual: training error       test")
    for depth in depths:
        cells = []
        for kind in KINDS:
            last = [run["error"][-1] for run in runs[kind, depth]]
            spread = f"({min(last):.1%} to {max(last):.1%})" if seeds > 1 else ""
            test = fmean(run["test_error"] for run in runs[kind, depth])
            cells.append(f"{fmean(last):10.1%} {spread:18} {test:6.1%}")
        print(f"{depth:6}   {cells[0]}   {cells[1]}")
    if len(depths) > 1:
        print()
        for kind in KINDS:
            ends = zip(runs[kind, depths[0]], runs[kind, depths[-1]], strict=True)
            worse = sum(deep["error"][-1] > shallow["error"][-1] for shallow, deep in ends)
            print(
                f"{kind:8} {depths[-1]} layers have a larger training error than {depths[0]} with {worse} of {seeds} seeds"
            )


def draw(runs: Runs, out: str) -> None:
    """Draw the errors with matplotlib, if it is installed."""
    try:
        from matplotlib.figure import Figure
    except ImportError:
        print("\nno drawing: pip install matplotlib")
        return
    depths = sorted({depth for _, depth in runs})
    seeds = len(next(iter(runs.values())))
    figure = Figure(figsize=(11, 3.8), layout="constrained")
    panels = figure.subplots(1, 3, sharey=True)
    colour = {"plain": (0.80, 0.36, 0.05), "residual": (0.10, 0.25, 0.60)}
    for axes, kind in zip(panels, KINDS, strict=False):
        for place, depth in enumerate(depths):
            error = 100 * np.array([run["error"] for run in runs[kind, depth]])
            epochs = np.arange(1, error.shape[1] + 1)
            strength = 0.35 + 0.65 * place / max(len(depths) - 1, 1)  # the deeper, the darker
            shade = tuple(1 - strength * (1 - c) for c in colour[kind])
            axes.plot(epochs, error.mean(axis=0), color=shade, label=f"{depth} layers")
            if seeds > 1:
                axes.fill_between(epochs, error.min(axis=0), error.max(axis=0), color=shade, alpha=0.2, linewidth=0)
        axes.set(title=f"{kind} networks", xlabel="epoch")
        axes.xaxis.get_major_locator().set_params(integer=True)
        axes.legend(frameon=False, loc="lower left")
    for kind, mark in zip(KINDS, ("o--", "s-"), strict=True):
        last = 100 * np.array([[run["error"][-1] for run in runs[kind, depth]] for depth in depths])
        mean = last.mean(axis=1)
        bars = [mean - last.min(axis=1), last.max(axis=1) - mean] if seeds > 1 else None
        panels[2].errorbar(depths, mean, bars, fmt=mark, color=colour[kind], capsize=3, label=kind)
    panels[2].set(title="last epoch, by depth", xlabel="layers", xticks=depths)
    panels[2].legend(frameon=False, loc="lower left")
    panels[0].set(ylabel="training error, %", ylim=(0, None))
    for axes in panels:
        axes.grid(axis="y", color="0.9")
        axes.set_axisbelow(True)
        axes.spines[["top", "right"]].set_visible(False)
    if seeds > 1:
        figure.supxlabel(
            f"mean of {seeds} seeds, shaded and bars: from the lowest to the highest", fontsize="small", color="0.4"
        )
    figure.savefig(out, dpi=120)
    print(f"\n{Path(out)}")


if __name__ == "__main__":
    main()
