"""The names under which losses and metrics are reported: those of Keras 3.15, for one output and for several."""

from __future__ import annotations

import numpy as np
import pytest

import badak
from badak.callbacks import EarlyStopping
from badak.errors import BadakError, set_language
from badak.layers import Dense
from badak.losses import mean_absolute_error
from badak.metrics import BinaryAccuracy, MeanAbsoluteError

R = np.random.default_rng(0)
X = R.normal(size=(12, 3)).astype(np.float32)
Y = R.integers(0, 2, (12, 1)).astype(np.float32)
V = R.normal(size=(12, 1)).astype(np.float32)


def chain() -> badak.Model:
    return badak.Sequential([badak.Input((3,)), Dense(1, activation="sigmoid", name="out")])


def graph() -> badak.Model:
    x = badak.Input((3,))
    return badak.Model(x, Dense(1, activation="sigmoid", name="out")(x))


def two() -> badak.Model:
    x = badak.Input((3,))
    return badak.Model(x, [Dense(1, activation="sigmoid", name="a")(x), Dense(1, name="b")(x)])


ONE = [
    (["acc"], None, ["acc"]),
    (["accuracy"], None, ["accuracy"]),
    (["acc", "AUC"], None, ["acc", "AUC"]),
    (["mae", "mse", "mean_absolute_error"], None, ["mae", "mse", "mean_absolute_error"]),
    (
        [BinaryAccuracy(), BinaryAccuracy(name="ba"), BinaryAccuracy()],
        None,
        ["binary_accuracy", "ba", "binary_accuracy_1"],
    ),
    ([mean_absolute_error], None, ["mean_absolute_error"]),
    ([lambda y, p: badak.mean(badak.abs(y - p))], None, ["lambda"]),
    (["acc"], ["acc", "mae"], ["acc", "weighted_acc", "mae"]),
    ({"out": ["acc"]}, None, ["acc"]),
    ({"out": "acc"}, None, ["acc"]),
    ([["acc"]], None, ["acc"]),
    (None, None, []),
]
TWO = [
    ([["acc"], ["mae"]], None, ["a_acc", "b_mae"]),
    ({"a": "acc", "b": ["mae", "mse"]}, None, ["a_acc", "b_mae", "b_mse"]),
    (["acc", "mae"], None, ["a_acc", "b_mae"]),
    (None, None, []),
    ({"b": "mae"}, None, ["b_mae"]),
    ([[MeanAbsoluteError()], [MeanAbsoluteError()]], None, ["a_mean_absolute_error", "b_mean_absolute_error"]),
    ([["acc"], ["mae"]], [["acc"], ["mae"]], ["a_acc", "a_weighted_acc", "b_mae", "b_weighted_mae"]),
]


@pytest.mark.parametrize("make", [chain, graph])
@pytest.mark.parametrize(("metrics", "weighted", "names"), ONE)
def test_one_output(make, metrics, weighted, names):
    model = make()
    model.compile("sgd", "binary_crossentropy", metrics=metrics, weighted_metrics=weighted)
    history = model.fit(X, Y, epochs=1, verbose=0, validation_data=(X, Y)).history
    assert list(history) == ["loss", *names, "val_loss", *[f"val_{name}" for name in names]]
    assert list(model.evaluate(X, Y, verbose=0, return_dict=True)) == ["loss", *names]


@pytest.mark.parametrize(("metrics", "weighted", "names"), TWO)
def test_two_outputs(metrics, weighted, names):
    model = two()
    model.compile("sgd", ["binary_crossentropy", "mse"], metrics=metrics, weighted_metrics=weighted)
    history = model.fit(X, [Y, V], epochs=1, verbose=0, validation_data=(X, [Y, V])).history
    wanted = ["loss", "a_loss", "b_loss", *names]
    assert list(history) == [*wanted, *[f"val_{name}" for name in wanted]]


def test_acc_and_accuracy_find_each_other():
    model = chain()
    model.compile("sgd", "binary_crossentropy", metrics=["acc"])
    stop = EarlyStopping(monitor="val_accuracy", patience=1)
    history = model.fit(X, Y, epochs=2, verbose=0, validation_split=0.25, callbacks=[stop]).history
    assert history["accuracy"] == history["acc"] and history["val_accuracy"] == history["val_acc"]
    several = two()
    several.compile("sgd", ["binary_crossentropy", "mse"], metrics=[["acc"], []])
    history = several.fit(X, [Y, V], epochs=1, verbose=0).history
    assert history["a_accuracy"] == history["a_acc"]


def test_the_weighted_metric_is_weighted():
    model = chain()
    model.compile("sgd", "binary_crossentropy", metrics=["acc"], weighted_metrics=["acc"])
    right = (model.predict(X) > 0.5) == Y
    weight = R.uniform(0.5, 2, 12).astype(np.float32)
    found = model.evaluate(X, Y, sample_weight=weight, verbose=0, return_dict=True)
    assert found["acc"] == pytest.approx(right.mean())
    assert found["weighted_acc"] == pytest.approx((right[:, 0] * weight).sum() / weight.sum())


@pytest.mark.parametrize("make", [chain, graph])
def test_loss_and_targets_in_a_list_or_by_name(make):
    results = []
    for loss, y in (("mse", Y), (["mse"], [Y]), ({"out": "mse"}, {"out": Y})):
        badak.utils.set_random_seed(0)
        model = make()
        model.compile("sgd", loss)
        results.append(model.fit(X, y, epochs=2, verbose=0).history["loss"])
    assert results[0] == results[1] == results[2]


@pytest.mark.parametrize(
    ("use", "code", "english", "korean"),
    [
        (lambda m: m.compile("sgd", "mse", metrics={"other": "acc"}), "BD241", "'other'", "'other'"),
        (lambda m: m.compile("sgd", {"other": "mse"}), "BD241", "'other'", "'other'"),
        (lambda m: (m.compile("sgd", "mse"), m.fit(X, {"other": Y}, verbose=0)), "BD242", "'out'", "'out'"),
    ],
)
def test_names_that_no_output_has(use, code, english, korean):
    for language, said in (("en", english), ("ko", korean)):
        set_language(language)
        with pytest.raises(BadakError, match=code) as caught:
            use(chain())
        assert said in str(caught.value)
    set_language("en")
