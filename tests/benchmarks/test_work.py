"""The arithmetic that benchmark rows are held against is that of the textbook's formulas."""

from __future__ import annotations

import numpy as np
import pytest

import badak
from badak import layers
from badak.models import zoo
from benchmarks import work


def test_resnet20_by_hand() -> None:
    counts = work.forward_products(zoo.resnet20())
    by_hand = [9 * 3 * 16 * 32 * 32]  # 3×3 kernels · channels in · filters · places
    by_hand += [9 * 16 * 16 * 32 * 32] * 6
    by_hand += [9 * 16 * 32 * 16 * 16] + [9 * 32 * 32 * 16 * 16] * 5
    by_hand += [9 * 32 * 64 * 8 * 8] + [9 * 64 * 64 * 8 * 8] * 5
    by_hand += [64 * 10]
    assert counts == by_hand
    # what model-counting tools give as 40.8 M with batch norm and activations counted too
    assert sum(counts) == 40_551_040


def test_resnet18_as_published() -> None:
    assert sum(work.forward_products(zoo.resnet18())) == 1_814_073_344  # torchvision's model card: 1.814 GFLOPS


def test_strides_and_valid_borders_count_places_of_the_output() -> None:
    model = badak.Sequential(
        [layers.Conv2D(5, (3, 2), strides=2, input_shape=(9, 8, 4)), layers.Flatten(), layers.Dense(7)]
    )
    # (9 - 3) // 2 + 1 = 4 and (8 - 2) // 2 + 1 = 4 places
    assert work.forward_products(model) == [3 * 2 * 4 * 5 * 16, 5 * 16 * 7]
    assert work.forward_flops(model) == 2 * (1920 + 560)


def test_groups_take_fewer_products() -> None:
    model = badak.Sequential([layers.Conv2D(8, 3, padding="same", groups=4, input_shape=(6, 6, 8))])
    assert work.forward_products(model) == [9 * 2 * 8 * 36]


def test_dense_over_steps_of_time() -> None:
    model = badak.Sequential([layers.Dense(3, input_shape=(11, 5))])
    assert work.forward_products(model) == [5 * 3 * 11]


def test_training_needs_no_gradient_by_the_pictures() -> None:
    """Counted again from the products that the tape of a two-layer network takes."""
    model = badak.Sequential([layers.Dense(6, input_shape=(4,)), layers.Dense(3)])
    forward = 4 * 6 + 6 * 3
    by_kernel, by_data = 4 * 6 + 6 * 3, 6 * 3
    assert work.training_flops(model) == 2 * (forward + by_kernel + by_data)


def test_no_products_is_no_work() -> None:
    model = badak.Sequential([layers.ReLU(input_shape=(4,))])
    assert work.forward_products(model) == [] and work.training_flops(model) == 0


def test_an_unknown_layer_is_told_not_left_out() -> None:
    model = badak.Sequential([layers.Conv2DTranspose(2, 3, input_shape=(4, 4, 1))])
    with pytest.raises(TypeError, match="Conv2DTranspose"):
        work.forward_products(model)


def test_counting_agrees_with_the_products_of_the_windows() -> None:
    """The number of multiplications of a convolution written as loops."""
    height, width, channels, filters = 5, 4, 2, 3
    x, taken = np.ones((height, width, channels)), 0
    for i in range(height - 2):
        for j in range(width - 2):
            taken += x[i : i + 3, j : j + 3].size * filters
    model = badak.Sequential([layers.Conv2D(filters, 3, input_shape=(height, width, channels))])
    assert work.forward_products(model) == [taken]
