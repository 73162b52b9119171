"""Points and numbers made on the spot: problems small enough to see what a network does with them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from badak.errors import error

Points = tuple[np.ndarray, np.ndarray]


def xor(n_samples: int = 200, *, noise: float = 0.1, seed: int | None = 0) -> Points:
    """Points around the four corners of a square; the class is 1 where exactly one coordinate is 1.

    Args:
        n_samples: number of points; the corners (0,0), (0,1), (1,0), (1,1) take turns.
        noise: standard deviation of the normal noise on each coordinate; 0 gives the corners themselves.
        seed: the same seed gives the same points; ``None`` new ones at each call.

    Returns:
        x of shape (samples, 2), float32, and y of shape (samples,), int64.

    Raises:
        ArgumentError: BD003, for a negative number or noise.

    Example:
        >>> from badak.datasets import xor
        >>> x, y = xor(4, noise=0)  # the truth table
        >>> x.tolist(), y.tolist()
        ([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]], [0, 1, 1, 0])
    """
    _check("xor", n_samples=n_samples, noise=noise)
    corner = np.arange(n_samples) % 4
    a, b = corner // 2, corner % 2
    return _noisy(np.stack([a, b], axis=1), noise, seed), (a ^ b).astype(np.int64)


def spiral(
    n_samples: int = 300, n_classes: int = 3, *, noise: float = 0.2, turns: float = 0.64, seed: int | None = 0
) -> Points:
    """Arms of a spiral, one class each, that no straight line can part.

    Args:
        n_samples: number of points, shared among the arms.
        n_classes: number of arms.
        noise: standard deviation of the normal noise on the angle, in radians.
        turns: how far each arm winds, in full turns; 0.64 is the four radians of the usual picture.
        seed: the same seed gives the same points; ``None`` new ones at each call.

    Returns:
        x of shape (samples, 2), float32, inside the unit circle, and y of shape (samples,), int64.

    Raises:
        ArgumentError: BD003, for a negative number or noise, or less than one class.

    Example:
        >>> from badak.datasets import spiral
        >>> x, y = spiral(n_classes=3)
        >>> x.shape, sorted(set(y.tolist()))
        ((300, 2), [0, 1, 2])

    Source: A. Karpathy, course notes of Stanford CS231n, "Putting it together: a minimal neural network case study".
    """
    _check("spiral", n_samples=n_samples, noise=noise, n_classes=n_classes)
    rng = np.random.default_rng(seed)
    y = np.arange(n_samples) % n_classes
    arms = [np.linspace(0, 1, np.count_nonzero(y == arm), endpoint=False) for arm in range(n_classes)]
    radius = np.empty(n_samples)
    for arm, along in enumerate(arms):
        radius[y == arm] = along
    angle = 2 * np.pi * (turns * radius + y / n_classes) + rng.normal(0, noise, n_samples)
    x = radius[:, None] * np.stack([np.sin(angle), np.cos(angle)], axis=1)
    return x.astype(np.float32), y.astype(np.int64)


def moons(n_samples: int = 200, *, noise: float = 0.1, seed: int | None = 0) -> Points:
    """Two half circles that reach into each other.

    Args:
        n_samples: number of points; the upper moon (class 0) has half of them, rounded down.
        noise: standard deviation of the normal noise on each coordinate.
        seed: the same seed gives the same points; ``None`` new ones at each call.

    Returns:
        x of shape (samples, 2), float32, and y of shape (samples,), int64.

    Raises:
        ArgumentError: BD003, for a negative number or noise.

    Example:
        >>> from badak.datasets import moons
        >>> x, y = moons(100)
        >>> x.shape, int(y.sum())
        ((100, 2), 50)

    Source: as ``sklearn.datasets.make_moons`` (scikit-learn).
    """
    _check("moons", n_samples=n_samples, noise=noise)
    upper = np.linspace(0, np.pi, n_samples // 2)
    lower = np.linspace(0, np.pi, n_samples - n_samples // 2)
    x = np.concatenate(
        [np.stack([np.cos(upper), np.sin(upper)], axis=1), np.stack([1 - np.cos(lower), 0.5 - np.sin(lower)], axis=1)]
    )
    return _shuffled(x, np.repeat([0, 1], [len(upper), len(lower)]), noise, seed)


def circles(n_samples: int = 200, *, noise: float = 0.05, factor: float = 0.5, seed: int | None = 0) -> Points:
    """A small circle inside a large one.

    Args:
        n_samples: number of points; the outer circle (class 0) has half of them, rounded down.
        noise: standard deviation of the normal noise on each coordinate.
        factor: radius of the inner circle; the outer one has radius 1.
        seed: the same seed gives the same points; ``None`` new ones at each call.

    Returns:
        x of shape (samples, 2), float32, and y of shape (samples,), int64.

    Raises:
        ArgumentError: BD003, for a negative number or noise, or a factor outside [0, 1).

    Example:
        >>> from badak.datasets import circles
        >>> x, y = circles(100, noise=0, factor=0.25)
        >>> float((x[y == 1] ** 2).sum(axis=1).max() ** 0.5)
        0.25

    Source: as ``sklearn.datasets.make_circles`` (scikit-learn); the default ``factor`` is wider apart than its 0.8.
    """
    _check("circles", n_samples=n_samples, noise=noise)
    if not 0 <= factor < 1:
        raise error("BD003", where="datasets.circles", name="factor", got=repr(factor), expected="0 <= factor < 1")
    outer = np.linspace(0, 2 * np.pi, n_samples // 2, endpoint=False)
    inner = np.linspace(0, 2 * np.pi, n_samples - n_samples // 2, endpoint=False)
    rings = [
        np.stack([np.cos(outer), np.sin(outer)], axis=1),
        factor * np.stack([np.cos(inner), np.sin(inner)], axis=1),
    ]
    return _shuffled(np.concatenate(rings), np.repeat([0, 1], [len(outer), len(inner)]), noise, seed)


def blobs(
    n_samples: int = 200,
    n_features: int = 2,
    *,
    centers: int | Sequence[Sequence[float]] = 3,
    cluster_std: float = 1.0,
    center_box: tuple[float, float] = (-10.0, 10.0),
    seed: int | None = 0,
) -> Points:
    """Round clouds of points, one class each.

    Args:
        n_samples: number of points, shared among the clouds.
        n_features: number of coordinates; not looked at when ``centers`` are given.
        centers: number of clouds, drawn uniformly from ``center_box``, or their centres, shape (clouds, features).
        cluster_std: standard deviation of each cloud.
        center_box: lowest and highest coordinate of a drawn centre.
        seed: the same seed gives the same points; ``None`` new ones at each call.

    Returns:
        x of shape (samples, features), float32, and y of shape (samples,), int64.

    Raises:
        ArgumentError: BD003, for a negative number or deviation, or less than one cloud or feature.

    Example:
        >>> from badak.datasets import blobs
        >>> x, y = blobs(90, n_features=4, centers=3)
        >>> x.shape, [int((y == k).sum()) for k in range(3)]
        ((90, 4), [30, 30, 30])

    Source: as ``sklearn.datasets.make_blobs`` (scikit-learn).
    """
    _check("blobs", n_samples=n_samples, noise=cluster_std, noise_name="cluster_std")
    rng = np.random.default_rng(seed)
    if isinstance(centers, int):
        _check("blobs", centers=centers, n_features=n_features)
        middle = rng.uniform(*center_box, size=(centers, n_features))
    else:
        middle = np.asarray(centers, dtype=np.float64)
        if middle.ndim != 2 or not middle.size:
            raise error(
                "BD003", where="datasets.blobs", name="centers", got=str(middle.shape), expected="(clouds, features)"
            )
    y = rng.permutation(np.arange(n_samples) % len(middle))
    x = middle[y] + rng.normal(0, cluster_std, (n_samples, middle.shape[1]))
    return x.astype(np.float32), y.astype(np.int64)


def sales() -> Points:
    """The table of the first lesson: hours worked in a shop, and what was sold.

    Returns:
        x of shape (7, 1), the hours 1 to 7, and y of shape (7, 1), the sales; both float32.

    Example:
        >>> from badak.datasets import sales
        >>> x, y = sales()
        >>> y[:, 0].astype(int).tolist()
        [25000, 55000, 75000, 110000, 128000, 155000, 180000]
    """
    hours = np.arange(1, 8, dtype=np.float32)
    sold = np.array([25000, 55000, 75000, 110000, 128000, 155000, 180000], dtype=np.float32)
    # columns, as a Dense(1) answers: (7,) against (7, 1) is the classic silent mistake
    return hours[:, None], sold[:, None]


def _noisy(x: np.ndarray, noise: float, seed: int | None) -> np.ndarray:
    return (x + np.random.default_rng(seed).normal(0, noise, x.shape)).astype(np.float32)


def _shuffled(x: np.ndarray, y: np.ndarray, noise: float, seed: int | None) -> Points:
    rng = np.random.default_rng(seed)
    order = rng.permutation(len(x))
    return (x[order] + rng.normal(0, noise, x.shape)).astype(np.float32), y[order].astype(np.int64)


def _check(name: str, *, noise: float = 0.0, noise_name: str = "noise", n_samples: int = 1, **counts: int) -> None:
    if not isinstance(n_samples, int | np.integer) or n_samples < 0:
        expected = "an int >= 0"
        raise error("BD003", where=f"datasets.{name}", name="n_samples", got=repr(n_samples), expected=expected)
    if not noise >= 0:
        raise error("BD003", where=f"datasets.{name}", name=noise_name, got=repr(noise), expected=f"{noise_name} >= 0")
    for argument, value in counts.items():
        if not isinstance(value, int | np.integer) or value < 1:
            raise error("BD003", where=f"datasets.{name}", name=argument, got=repr(value), expected="an int >= 1")
