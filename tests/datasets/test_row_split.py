"""Setting rows aside: a partition, in the proportions of the classes, the same for the same seed."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from badak.datasets import split_rows
from tests.datasets.helpers import raises


@given(
    counts=st.lists(st.integers(1, 40), min_size=1, max_size=6),
    share=st.floats(0.05, 0.9),
    seed=st.integers(0, 5),
)
def test_stratified_partition(counts: list[int], share: float, seed: int) -> None:
    """Every row once, each class within one row of its share, and one of each class left for training."""
    labels = np.repeat(np.arange(len(counts)) * 7, counts)
    train, test = split_rows(len(labels), labels, test_size=share, seed=seed)
    assert sorted([*train, *test]) == list(range(len(labels)))
    for kind, count in enumerate(counts):
        taken = int((labels[test] == 7 * kind).sum())
        assert taken < count and abs(taken - count * share) <= 1.01
    assert len(test) or max(counts) == 1


def test_balanced_classes_give_equal_parts() -> None:
    labels = np.repeat([0, 1, 2], 10)
    _, test = split_rows(30, labels, test_size=0.2)
    assert np.bincount(labels[test]).tolist() == [2, 2, 2]


def test_small_classes_add_up() -> None:
    """Ten classes of four rows owe 0.8 rows each: eight together, not ten and not none."""
    labels = np.repeat(np.arange(10), 4)
    assert len(split_rows(40, labels, test_size=0.2)[1]) == 8


def test_few_rows_still_give_a_test_part() -> None:
    assert len(split_rows(3, np.array([0, 0, 1]), test_size=0.1)[1]) == 1
    assert len(split_rows(3, np.array([0, 1, 2]), test_size=0.5)[1]) == 0  # one row each: all are needed


@given(count=st.integers(2, 200), share=st.floats(0.01, 0.99))
def test_plain_partition(count: int, share: float) -> None:
    train, test = split_rows(count, test_size=share)
    assert sorted([*train, *test]) == list(range(count)) and len(train) and len(test)
    assert abs(len(test) - count * share) <= 1


def test_seed() -> None:
    first, again, other = (split_rows(50, seed=seed)[1].tolist() for seed in (1, 1, 2))
    assert first == again != other
    assert split_rows(50)[0].tolist() != sorted(split_rows(50)[0].tolist())  # in random order


def test_words_as_labels() -> None:
    train, test = split_rows(8, np.array(["a", "b"] * 4), test_size=0.5)
    assert len(train) == len(test) == 4


@pytest.mark.parametrize("share", [0, 1, -0.1, 1.5, float("nan")])
def test_impossible_share(share: float) -> None:
    with raises("BD003", en=("test_size", "0 < test_size < 1"), ko="test_size"):
        split_rows(10, test_size=share)
