"""Generated sets: the shapes they are named after, types and sizes, and seeds."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from badak.datasets import blobs, circles, moons, sales, spiral, xor
from tests.datasets.helpers import raises

ALL = [xor, spiral, moons, circles, blobs]


@pytest.mark.parametrize("make", ALL)
@pytest.mark.parametrize("count", [0, 1, 7, 100])
def test_types_and_sizes(make: Callable, count: int) -> None:
    x, y = make(count)
    assert x.shape == (count, 2) and x.dtype == np.float32
    assert y.shape == (count,) and y.dtype == np.int64
    assert np.isfinite(x).all()


@pytest.mark.parametrize("make", ALL)
def test_seeds(make: Callable) -> None:
    x, y = make(50, seed=3)
    np.testing.assert_array_equal(x, make(50, seed=3)[0])
    np.testing.assert_array_equal(y, make(50, seed=3)[1])
    assert not np.array_equal(x, make(50, seed=4)[0])
    assert not np.array_equal(make(50, seed=None)[0], make(50, seed=None)[0])
    np.testing.assert_array_equal(make(50)[0], make(50, seed=0)[0])


@pytest.mark.parametrize("make", ALL)
def test_classes_are_balanced(make: Callable) -> None:
    counts = np.bincount(make(101)[1])
    assert counts.max() - counts.min() <= 1


def test_xor_is_the_truth_table() -> None:
    x, y = xor(8, noise=0)
    assert [(a, b, c) for (a, b), c in zip(x[:4].tolist(), y[:4])] == [(0, 0, 0), (0, 1, 1), (1, 0, 1), (1, 1, 0)]
    x, y = xor(400, noise=0.1)
    rounded = x.round().astype(int)
    assert (rounded[:, 0] ^ rounded[:, 1] == y).mean() > 0.99
    assert 0.08 < (x - rounded).std() < 0.12


def test_moons_lie_on_their_half_circles() -> None:
    x, y = moons(101, noise=0)
    upper, lower = x[y == 0], x[y == 1]
    np.testing.assert_allclose((upper**2).sum(axis=1), 1, rtol=1e-5)
    np.testing.assert_allclose(((lower - [1, 0.5]) ** 2).sum(axis=1), 1, rtol=1e-5)
    assert (upper[:, 1] >= -1e-6).all() and (lower[:, 1] <= 0.5 + 1e-6).all()
    assert len(upper) == 50 and len(lower) == 51
    assert (np.diff(y) != 0).sum() > 20  # shuffled: a split without shuffling still sees both


def test_circles_have_their_radii() -> None:
    x, y = circles(100, noise=0, factor=0.3)
    radius = np.sqrt((x**2).sum(axis=1))
    np.testing.assert_allclose(radius[y == 0], 1, rtol=1e-5)
    np.testing.assert_allclose(radius[y == 1], 0.3, rtol=1e-5)
    for ring in (x[y == 0], x[y == 1]):  # all the way round, at equal steps
        angles = np.sort(np.arctan2(ring[:, 1], ring[:, 0]))
        np.testing.assert_allclose(np.diff(angles), 2 * np.pi / 50, rtol=1e-3)


def test_spiral_arms_wind_and_are_turned_copies() -> None:
    x, y = spiral(300, 3, noise=0)
    radius = np.sqrt((x**2).sum(axis=1))
    assert radius.max() < 1
    first, second = x[y == 0], x[y == 1]
    angle = 2 * np.pi / 3
    turned = first @ np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    np.testing.assert_allclose(turned, second, atol=1e-5)
    end = first[-1] / np.linalg.norm(first[-1])
    np.testing.assert_allclose(end, [np.sin(2 * np.pi * 0.64 * 0.99), np.cos(2 * np.pi * 0.64 * 0.99)], atol=1e-5)
    assert sorted(set(spiral(100, 5)[1].tolist())) == [0, 1, 2, 3, 4]


def test_blobs_gather_round_their_centres() -> None:
    x, y = blobs(3000, centers=[[0, 0, 5], [9, 9, 9]], cluster_std=0.5)
    assert x.shape == (3000, 3)
    for place, centre in enumerate([[0, 0, 5], [9, 9, 9]]):
        np.testing.assert_allclose(x[y == place].mean(axis=0), centre, atol=0.06)
        np.testing.assert_allclose(x[y == place].std(axis=0), 0.5, atol=0.04)
    x, _ = blobs(100, n_features=4, centers=5, center_box=(2, 3), cluster_std=0)
    assert x.shape == (100, 4) and 2 <= x.min() and x.max() <= 3 and len(np.unique(x, axis=0)) == 5


def test_sales_are_the_first_lesson() -> None:
    x, y = sales()
    assert x.shape == y.shape == (7, 1) and x.dtype == y.dtype == np.float32
    assert x[:, 0].tolist() == [1, 2, 3, 4, 5, 6, 7]
    assert y[:, 0].tolist() == [25000, 55000, 75000, 110000, 128000, 155000, 180000]
    slope, intercept = np.polyfit(x[:, 0], y[:, 0], 1)
    assert round(slope) == 25643 and round(intercept) == 1429  # by hand: 718000 / 28, 104000 - 4 * 718000 / 28


@pytest.mark.parametrize(
    ("call", "name"),
    [
        (lambda: xor(-1), "n_samples"),
        (lambda: moons(2.5), "n_samples"),
        (lambda: moons(noise=-1), "noise"),
        (lambda: moons(noise=float("nan")), "noise"),
        (lambda: circles(factor=1), "factor"),
        (lambda: circles(factor=-0.1), "factor"),
        (lambda: spiral(n_classes=0), "n_classes"),
        (lambda: blobs(centers=0), "centers"),
        (lambda: blobs(n_features=0), "n_features"),
        (lambda: blobs(cluster_std=-1), "cluster_std"),
        (lambda: blobs(centers=[1, 2]), "centers"),
    ],
)
def test_arguments_without_meaning(call: Callable[[], object], name: str) -> None:
    with raises("BD003", en=f"argument '{name}'", ko=f"인자 '{name}'"):
        call()
