"""Ensembles: the mean of predictions, as a model like any other."""

from __future__ import annotations

import numpy as np
import pytest

import badak
from badak.errors import ArgumentError, ShapeError, StateError
from badak.layers import Dense, Embedding, Flatten, concatenate
from badak.models import Ensemble

X = np.random.default_rng(0).normal(size=(30, 4)).astype("float32")
Y = (X[:, 0] > 0).astype("int64")


def classifier(name=None, units=3, features=4):
    return badak.Sequential(
        [Dense(8, activation="tanh", input_dim=features), Dense(units, activation="softmax")], name=name
    )


@pytest.mark.parametrize("names", [(None, None, None), ("a", "a", "b")])
def test_it_is_the_mean_of_all_and_holds_the_models_themselves(names):
    members = [classifier(name) for name in names]
    together = Ensemble(members)
    np.testing.assert_allclose(together.predict(X), np.mean([m.predict(X) for m in members], axis=0), rtol=1e-6)
    assert together.count_params() == 3 * members[0].count_params() and together.name == "ensemble"
    members[0].set_weights([w * 2 for w in members[0].get_weights()])
    np.testing.assert_allclose(together.predict(X), np.mean([m.predict(X) for m in members], axis=0), rtol=1e-6)


def test_compiled_members_make_an_ensemble_that_measures():
    members = [classifier() for _ in range(2)]
    for m in members:
        m.compile("adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
        m.fit(X, Y, epochs=3, verbose=0)
    before = [w.copy() for w in members[0].get_weights()]
    loss, accuracy = Ensemble(members).evaluate(X, Y, verbose=0)
    mean = np.mean([m.predict(X) for m in members], axis=0)
    assert loss == pytest.approx(-np.log(mean[np.arange(30), Y]).mean(), rel=1e-5)
    assert accuracy == pytest.approx((mean.argmax(axis=1) == Y).mean())
    assert loss <= np.mean(
        [m.evaluate(X, Y, verbose=0)[0] for m in members]
    )  # Jensen: never worse than the average member
    for a, b in zip(before, members[0].get_weights()):
        np.testing.assert_array_equal(a, b)


def test_the_error_of_the_mean_is_the_mean_error_minus_the_spread():
    members = [badak.Sequential([Dense(1, input_dim=4)]) for _ in range(5)]
    answers = np.array([m.predict(X) for m in members], np.float64)
    truth = X.sum(axis=1, keepdims=True)
    error = ((Ensemble(members).predict(X) - truth) ** 2).mean()
    assert error == pytest.approx(((answers - truth) ** 2).mean() - answers.var(axis=0).mean(), rel=1e-4)


def test_saved_and_read_back(tmp_path):
    together = Ensemble([classifier("a"), classifier("a")])
    together.save(tmp_path / "e.badak")
    np.testing.assert_array_equal(badak.load_model(tmp_path / "e.badak").predict(X), together.predict(X))


def test_ids_several_inputs_and_several_outputs():
    readers = [
        badak.Sequential([badak.Input((5,), dtype="int32"), Embedding(10, 3), Flatten(), Dense(2)]) for _ in range(2)
    ]
    ids = np.arange(10).reshape(2, 5)
    np.testing.assert_allclose(
        Ensemble(readers).predict(ids), (readers[0].predict(ids) + readers[1].predict(ids)) / 2, rtol=1e-6
    )

    def both():
        a, b = badak.Input((2,), name="a"), badak.Input((2,), name="b")
        h = concatenate([a, b])
        return badak.Model([a, b], [Dense(1)(h), Dense(3)(h)])

    members = [both(), both()]
    found = Ensemble(members).predict([X[:, :2], X[:, 2:]])
    expected = [m.predict([X[:, :2], X[:, 2:]]) for m in members]
    for k in range(2):
        np.testing.assert_allclose(found[k], (expected[0][k] + expected[1][k]) / 2, rtol=1e-5, atol=1e-7)


def test_what_cannot_be_put_together():
    with pytest.raises(ArgumentError, match="two or more models") as info:
        Ensemble([classifier()])
    assert "모델 두 개 이상" in info.value.text("ko")
    with pytest.raises(ArgumentError):
        Ensemble([classifier(), "model.badak"])
    with pytest.raises(StateError) as unbuilt:
        Ensemble([classifier(), badak.Sequential([Dense(3)])])
    assert unbuilt.value.code == "BD023"
    with pytest.raises(ShapeError):
        Ensemble([classifier(), classifier(features=5)])
    with pytest.raises((ShapeError, ArgumentError)):
        Ensemble([classifier(), classifier(units=2)])
