"""What is trained: everything that both sides must have in common, and the pictures for it."""

from __future__ import annotations

import hashlib
import os
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np

SAME_STEPS = 20  # compared when both sides start with the same weights


@dataclass(frozen=True)
class Task:
    """One comparison.

    Args:
        name: on the command line and in the results.
        title: what is trained on what, for the table.
        model: "simple_cnn" or "resnet20".
        filters: channels of the first stage of "resnet20"; the others have twice and four times as many.
        pictures: "mnist" or "cifar10-jpeg", under BADAK_DATA.
        train: how many training pictures, drawn once for all seeds.
        test: how many test pictures.
        epochs: passes over the training pictures.
        batch: pictures in a step; the last batch of an epoch is smaller.
        rate: highest learning rate of one cycle over all steps (30 % up, then down).
        momentum: of gradient descent.
        decay: share of each weight, the norms' included, taken away per step and unit of the rate, apart from the gradient.
    """

    name: str
    title: str
    model: str
    pictures: str
    train: int
    test: int
    epochs: int
    batch: int
    rate: float
    filters: int = 0
    momentum: float = 0.9
    decay: float = 1e-4

    @property
    def steps(self) -> int:
        """All updates of a run."""
        return -(-self.train // self.batch) * self.epochs


TASKS = {
    task.name: task
    for task in (
        Task(
            "simple-cnn",
            "simple CNN with dropout, 10,000 MNIST digits, 2 epochs",
            model="simple_cnn",
            pictures="mnist",
            train=10_000,
            test=10_000,
            epochs=2,
            batch=128,
            rate=0.05,
        ),
        Task(
            "resnet20",
            "ResNet-20 of 8, 16 and 32 channels, 5,000 colour pictures, 4 epochs",
            model="resnet20",
            filters=8,
            pictures="cifar10-jpeg",
            train=5_000,
            test=2_000,
            epochs=4,
            batch=128,
            rate=0.2,
        ),
    )
}


def prepared(task: Task, folder: Path) -> Path:
    """Write the pictures of a task as both sides read them, standardised float32 with channels last, and return the file."""
    key = hashlib.sha256(repr((asdict(task), os.environ.get("BADAK_DATA"))).encode()).hexdigest()[:12]
    path = folder / f"badak-accuracy-{task.name}-{key}.npz"
    if not path.exists():
        (x, y), (x_test, y_test) = _loaded(task.pictures)
        random = np.random.default_rng(0)
        kept, tested = random.permutation(len(x))[: task.train], random.permutation(len(x_test))[: task.test]
        x, y, x_test, y_test = x[kept], y[kept], x_test[tested], y_test[tested]
        axes = (0, 1, 2)
        mean, deviation = x.mean(axis=axes, dtype=np.float64), x.std(axis=axes, dtype=np.float64)
        x, x_test = (((part - mean) / deviation).astype(np.float32) for part in (x, x_test))
        partial = path.with_suffix(".partial.npz")
        np.savez(partial, x=x, y=y, x_test=x_test, y_test=y_test)
        partial.replace(path)
    return path


def read(path: Path) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Return x, y, x_test and y_test of a prepared file."""
    with np.load(path) as held:
        return held["x"], held["y"], held["x_test"], held["y_test"]


def _loaded(name: str) -> tuple[tuple[np.ndarray, np.ndarray], tuple[np.ndarray, np.ndarray]]:
    from badak import datasets

    if name == "mnist":
        (x, y), (x_test, y_test) = datasets.mnist.load_data()
        return (x[..., None], y.astype(np.int64)), (x_test[..., None], y_test.astype(np.int64))
    place = Path(os.environ.get("BADAK_DATA", "")).expanduser() / name
    if not os.environ.get("BADAK_DATA") or not place.exists():
        raise SystemExit(
            f"{name} is read from the folder that BADAK_DATA names: a folder for each class, in train and test"
        )
    (x, y), (x_test, y_test) = datasets.load_pictures(place)
    names = np.unique(y)
    return (x, np.searchsorted(names, y)), (x_test, np.searchsorted(names, y_test))
