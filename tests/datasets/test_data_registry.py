"""The list of data sets: complete, honest about sizes, and loadable by name."""

from __future__ import annotations

import numpy as np
import pytest

from badak.datasets import DATASETS, fashion_mnist, load, names
from tests.datasets.helpers import raises

LOCAL = [name for name, known in DATASETS.items() if not known.download]


def test_names() -> None:
    assert names() == list(DATASETS)
    texts = {"reviews", "nsmc", "imdb", "reuters"}
    assert {"digits", "mnist", "fashion_mnist", "xor", "spiral", "moons", "circles", "blobs", "sales", *texts} == set(
        names()
    )
    assert texts == {name for name in names() if DATASETS[name].texts}


@pytest.mark.parametrize("name", sorted(DATASETS))
def test_descriptions(name: str) -> None:
    known = DATASETS[name]
    assert known.name == name and callable(known.function)
    for text in (known.about, known.size):
        assert set(text) == {"en", "ko"} and all(text.values()) and "\n" not in "".join(text.values())
    assert known.licence and known.source
    assert known.task in ("classification", "regression")
    assert bool(known.classes) == (known.task == "classification")


@pytest.mark.parametrize("name", LOCAL)
def test_load(name: str) -> None:
    (x_train, y_train), (x_test, y_test) = load(name)
    known = DATASETS[name]
    assert len(x_train) == len(y_train) and len(x_test) == len(y_test) >= 1
    assert x_train.shape[1:] == x_test.shape[1:]
    if known.classes:
        assert set(np.unique(y_train)) == set(range(len(known.classes))) == set(np.unique(y_test))
    rows = len(x_train) + len(x_test)
    assert str(rows) in known.size["en"] or (name, rows) in (("digits", 7000), ("reviews", 5000))


def test_parts_of_generated_points_belong_together_and_do_not_overlap() -> None:
    (x_train, y_train), (x_test, y_test) = load("blobs", seed=5)
    centres = np.stack([x_train[y_train == kind].mean(axis=0) for kind in range(3)])
    nearest = ((x_test[:, None] - centres) ** 2).sum(axis=2).argmin(axis=1)
    assert (nearest == y_test).mean() > 0.8
    assert not {tuple(row) for row in x_train.tolist()} & {tuple(row) for row in x_test.tolist()}
    assert not np.array_equal(x_train, load("blobs", seed=6)[0][0])


def test_class_names_are_the_modules() -> None:
    assert DATASETS["fashion_mnist"].classes == fashion_mnist.CLASS_NAMES


def test_function_name_is_understood_too() -> None:
    assert load("digits_sample")[0][0].shape == (6000, 28, 28)


def test_unknown_name() -> None:
    with raises("BD014", en=("no data set called 'mnits'", "'mnist'"), ko=("데이터셋", "'mnist'")):
        load("mnits")
