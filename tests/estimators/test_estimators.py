"""What users do with estimators: data of every kind, copies, searches; and how well they learn beside scikit-learn's own."""

from __future__ import annotations

import copy
import io
import pickle
import warnings
from typing import Any

import joblib
import numpy as np
import pandas as pd
import polars as pl
import pytest
import scipy.sparse as sp
import sklearn
from sklearn.base import clone
from sklearn.calibration import CalibratedClassifierCV
from sklearn.datasets import load_breast_cancer, load_diabetes, load_digits, load_iris
from sklearn.decomposition import PCA
from sklearn.ensemble import BaggingClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import log_loss
from sklearn.model_selection import GridSearchCV, cross_val_score, train_test_split
from sklearn.neural_network import MLPClassifier, MLPRegressor
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

import badak
from badak import layers
from badak.sklearn import Classifier, Regressor, Transformer
from estimators.parts import Recorder, build, fixed

X, Y = load_iris(return_X_y=True)
Z = StandardScaler().fit_transform(X)
NAMES = np.array(["setosa", "버시컬러", "virginica"])[Y]
FAST = {"epochs": 8, "optimizer__learning_rate": 0.01, "random_state": 0}


def again_by_pickle(estimator: Any) -> Any:
    return pickle.loads(pickle.dumps(estimator))


def again_by_joblib(estimator: Any) -> Any:
    file = io.BytesIO()
    joblib.dump(estimator, file, compress=3)
    file.seek(0)
    return joblib.load(file)


# --- beside scikit-learn's own ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("load", [load_iris, load_digits, load_breast_cancer], ids=lambda load: load.__name__)
def test_classifies_like_mlp(load: Any) -> None:
    """The default network is as good as scikit-learn's with the same layers, optimizer, batches and epochs."""
    x, y = load(return_X_y=True)
    x, x_test, y, y_test = train_test_split(x, y, stratify=y, random_state=0, test_size=0.3)
    scale = StandardScaler().fit(x)
    epochs = 12
    theirs = MLPClassifier(
        (100,),
        batch_size=32,
        max_iter=epochs,
        alpha=0,
        learning_rate_init=1e-2,
        random_state=0,
        tol=0,
        n_iter_no_change=99,
    )
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # that it could learn for longer
        theirs.fit(scale.transform(x), y)
    ours = Classifier(epochs=epochs, optimizer__learning_rate=0.01, random_state=0).fit(scale.transform(x), y)
    assert ours.score(scale.transform(x_test), y_test) > theirs.score(scale.transform(x_test), y_test) - 0.03
    assert (
        log_loss(y, ours.predict_proba(scale.transform(x)))
        < 1.5 * log_loss(y, theirs.predict_proba(scale.transform(x))) + 0.02
    )


def test_the_same_weights_give_the_same_probabilities_as_mlp() -> None:
    """Layer for layer: scikit-learn's trained weights in our model, and its probabilities come out."""
    theirs = MLPClassifier((16,), max_iter=300, random_state=0, tol=1e-3).fit(Z, Y)
    model = badak.Sequential([layers.Dense(16, activation="relu", input_dim=4), layers.Dense(3, activation="softmax")])
    model.set_weights([w for pair in zip(theirs.coefs_, theirs.intercepts_) for w in pair])
    ours = Classifier(model, pretrained=True, epochs=0).fit(Z, Y)
    np.testing.assert_allclose(ours.predict_proba(Z), theirs.predict_proba(Z), rtol=1e-4, atol=1e-6)
    assert (ours.predict(Z) == theirs.predict(Z)).all()


def test_guesses_like_mlp() -> None:
    x, y = load_diabetes(return_X_y=True)
    y = (y - y.mean()) / y.std()
    x = StandardScaler().fit_transform(x)
    theirs = MLPRegressor(batch_size=32, max_iter=15, alpha=0, random_state=0, tol=0, n_iter_no_change=99)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        theirs.fit(x[:300], y[:300])
    ours = Regressor(epochs=15, random_state=0).fit(x[:300], y[:300])
    assert ours.score(x[300:], y[300:]) > theirs.score(x[300:], y[300:]) - 0.05
    assert ours.predict(x[:2]).dtype == np.float64


# --- copies ------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "again", [again_by_pickle, again_by_joblib, copy.deepcopy], ids=["pickle", "joblib", "deepcopy"]
)
@pytest.mark.parametrize(
    "estimator",
    [
        Classifier(build, model__units=5, metrics=["accuracy"], callbacks=[Recorder()], early_stopping=True, **FAST),
        Classifier(fixed(), optimizer=badak.optimizers.SGD(0.1, momentum=0.9), epochs=4, random_state=1),
        Regressor(callbacks={"a": Recorder, "b": "history"}, callbacks__a__most=3, **FAST),
        Transformer(**FAST),
    ],
    ids=["built", "instance", "regressor", "transformer"],
)
def test_copies_are_equal_bit_for_bit(estimator: Any, again: Any) -> None:
    estimator = clone(estimator).fit(Z, Y)
    twin = again(estimator)
    method = "transform" if isinstance(estimator, Transformer) else "predict"
    assert (getattr(twin, method)(Z) == getattr(estimator, method)(Z)).all()
    assert twin.get_params().keys() == estimator.get_params().keys()
    assert twin.history_ == estimator.history_ and twin.n_iter_ == estimator.n_iter_
    if isinstance(
        estimator, Classifier
    ):  # and they go on learning in the same way: optimizer and random numbers came along
        a, b = estimator.partial_fit(Z, Y).predict_proba(Z), twin.partial_fit(Z, Y).predict_proba(Z)
        assert (a == b).all()
    assert (getattr(clone(twin).fit(Z, Y), method)(Z) == getattr(clone(estimator).fit(Z, Y), method)(Z)).all()


def test_a_clone_has_the_parameters_and_nothing_learned() -> None:
    estimator = Classifier(
        fixed(), model__x=1, optimizer__learning_rate=0.5, callbacks=[Recorder(7)], callbacks__0__most=3
    )
    twin = clone(estimator)
    assert twin.get_params()["optimizer__learning_rate"] == 0.5 and twin.get_params()["model__x"] == 1
    assert twin.model is not estimator.model and twin.callbacks[0].most == 7
    assert not hasattr(twin, "model_")
    assert "optimizer__learning_rate=0.5" in repr(twin)


def test_the_same_seed_gives_the_same_bits_and_another_one_others() -> None:
    first = Classifier(build, **FAST).fit(Z, Y).predict_proba(Z)
    badak.rand(3)  # the program's own random numbers make no difference
    assert (Classifier(build, **FAST).fit(Z, Y).predict_proba(Z) == first).all()
    assert (Classifier(build, **{**FAST, "random_state": 1}).fit(Z, Y).predict_proba(Z) != first).any()
    states = [
        Classifier(build, **{**FAST, "random_state": np.random.RandomState(3)}).fit(Z, Y).predict_proba(Z) for _ in "ab"
    ]
    assert (states[0] == states[1]).all()
    badak.utils.set_random_seed(5)
    free = Classifier(build, **{**FAST, "random_state": None})
    a, b = free.fit(Z, Y).predict_proba(Z), free.fit(Z, Y).predict_proba(Z)
    badak.utils.set_random_seed(5)
    assert (a != b).any() and (free.fit(Z, Y).predict_proba(Z) == a).all()


def test_fitting_leaves_the_programs_random_numbers_alone() -> None:
    badak.utils.set_random_seed(0)
    wanted = badak.rand(4).tolist()
    badak.utils.set_random_seed(0)
    Classifier(**FAST).fit(Z, Y)
    assert badak.rand(4).tolist() == wanted and badak.utils.get_random_seed() == 0


# --- models --------------------------------------------------------------------------------------------------------------------


def test_the_given_model_is_never_changed() -> None:
    model = fixed()
    before = model.get_weights()
    estimator = Classifier(model, **FAST).fit(Z, Y)
    assert all((a == b).all() for a, b in zip(before, model.get_weights()))
    assert model.history is None and model._compiled is None
    assert estimator.model is model and estimator.model_ is not model
    assert estimator.score(Z, Y) > 0.8
    moving = estimator.model_.layers[1].moving_mean
    assert np.abs(moving).sum() > 0 and not np.abs(model.layers[1].moving_mean).any()


def test_weights_are_drawn_anew_unless_pretrained() -> None:
    model = fixed(norm=False)
    first = Classifier(model, epochs=0, random_state=0).fit(Z, Y)
    kernels = [e.model_.get_weights()[0] for e in (first, clone(first).set_params(random_state=1).fit(Z, Y))]
    assert (kernels[0] != kernels[1]).any() and (kernels[0] != model.get_weights()[0]).any()
    limit = np.sqrt(6 / (4 + 8))  # Glorot, Bengio 2010: the initializer of the layer was asked again
    assert np.abs(kernels[0]).max() <= limit and kernels[0].std() > limit / 4
    kept = Classifier(model, pretrained=True, epochs=0).fit(Z, Y).model_.get_weights()
    assert all((a == b).all() for a, b in zip(kept, model.get_weights()))


def test_a_trained_model_without_pretrained_is_mentioned() -> None:
    model = fixed()
    model.compile("adam", badak.losses.SparseCategoricalCrossentropy(from_logits=True))
    model.fit(Z, Y, epochs=1, verbose=0)
    with pytest.warns(badak.errors.Notice, match="BD284"):
        Classifier(model, **FAST).fit(Z, Y)
    Classifier(model, pretrained=True, **FAST).fit(Z, Y)  # and not here: warnings are errors


def test_how_a_model_was_compiled_counts_where_the_estimator_says_nothing() -> None:
    model = fixed()
    wish = badak.losses.CategoricalCrossentropy(from_logits=True, label_smoothing=0.1)
    model.compile(badak.optimizers.SGD(0.3), wish, metrics=["accuracy"])
    first = Classifier(model, epochs=2, random_state=0).fit(Z, Y)
    assert type(first.model_.optimizer).__name__ == "SGD" and first.model_.loss.label_smoothing == 0.1
    assert list(first.history_) == ["loss", "accuracy"]
    other = Classifier(model, optimizer="adam", optimizer__learning_rate=0.2, loss__label_smoothing=0.2, epochs=1).fit(
        Z, Y
    )
    assert type(other.model_.optimizer).__name__ == "Adam" and other.model_.learning_rate == pytest.approx(0.2)
    assert other.model_.loss.label_smoothing == 0.2 and wish.label_smoothing == 0.1
    assert model.optimizer.learning_rate == 0.3


def test_functions_are_told_about_the_data() -> None:
    seen: dict[str, Any] = {}

    def network(meta: dict, **more: Any) -> Any:
        seen.update(meta, **more)
        return build(meta)

    Classifier(network, model__depth=3, epochs=1).fit(X, NAMES)
    assert (
        seen["depth"] == 3 and seen["n_features_in_"] == 4 and seen["X_shape_"] == (150, 4) and seen["n_classes_"] == 3
    )
    assert (
        seen["target_type_"] == "multiclass"
        and seen["n_outputs_expected_"] == 3
        and seen["output_activation"] == "softmax"
    )
    assert seen["classes_"].tolist() == sorted(set(NAMES.tolist()))
    Classifier(lambda units: badak.Sequential([layers.Dense(units)]), model__units=3, epochs=1).fit(
        X, Y
    )  # takes no meta


def test_a_linear_last_layer_gives_logits() -> None:
    """The same network with and without softmax learns the same."""
    weights = fixed(norm=False).get_weights()
    found = []
    for activation in (None, "softmax"):
        model = badak.Sequential(
            [layers.Dense(8, activation="relu", input_dim=4), layers.Dense(3, activation=activation)]
        )
        model.set_weights(weights)
        found.append(Classifier(model, pretrained=True, **FAST).fit(Z, Y).predict_proba(Z))
    np.testing.assert_allclose(found[0], found[1], atol=1e-5)
    np.testing.assert_allclose(found[0].sum(axis=1), 1, atol=1e-6)


@pytest.mark.parametrize("units", [1, 2])
@pytest.mark.parametrize("activation", ["linear", "sigmoid"])
def test_two_classes_with_one_or_two_outputs(units: int, activation: str) -> None:
    activation = "softmax" if units == 2 and activation == "sigmoid" else activation
    model = badak.Sequential([layers.Dense(8, activation="relu"), layers.Dense(units, activation=activation)])
    estimator = Classifier(model, **FAST).fit(Z[:100], NAMES[:100])
    proba = estimator.predict_proba(Z[:100])
    assert proba.shape == (100, 2) and estimator.score(Z[:100], NAMES[:100]) > 0.95
    assert (estimator.classes_[proba.argmax(axis=1)] == estimator.predict(Z[:100])).all()
    np.testing.assert_allclose(np.exp(estimator.predict_log_proba(Z[:5])), proba[:5])


@pytest.mark.parametrize("loss", ["hinge", "squared_hinge", badak.losses.SquaredHinge()])
@pytest.mark.parametrize("count", [2, 3])
def test_margins_have_a_decision_function(loss: Any, count: int) -> None:
    rows = count * 50
    estimator = Classifier(loss=loss, **{**FAST, "epochs": 20}).fit(Z[:rows], NAMES[:rows])
    assert not hasattr(estimator, "predict_proba") and not hasattr(Classifier(loss=loss), "predict_proba")
    margins = estimator.decision_function(Z[:rows])
    assert margins.shape == ((rows,) if count == 2 else (rows, 3))
    places = (margins > 0).astype(int) if count == 2 else margins.argmax(axis=1)
    assert (estimator.classes_[places] == estimator.predict(Z[:rows])).all() and estimator.score(
        Z[:rows], NAMES[:rows]
    ) > 0.8


@pytest.mark.parametrize(
    "loss",
    [
        "categorical_crossentropy",
        "mse",
        "categorical_focal_crossentropy",
        "ce",
        lambda y, p: badak.mean((y - p) ** 2, axis=-1),
    ],
)
def test_targets_come_as_the_loss_wants_them(loss: Any) -> None:
    assert Classifier(loss=loss, **{**FAST, "epochs": 20}).fit(Z, NAMES).score(Z, NAMES) > 0.9


# --- data ----------------------------------------------------------------------------------------------------------------------


def test_frames_and_labels_of_any_kind() -> None:
    plain = Classifier(**FAST).fit(X, NAMES)
    names = ["a", "b", "길이", "d"]
    for frame, column in (
        (pd.DataFrame(X, columns=names), pd.Series(NAMES)),
        (pl.DataFrame(X, schema=names), pl.Series(NAMES)),
    ):
        found = Classifier(**FAST).fit(frame, column)
        assert (found.predict_proba(frame) == plain.predict_proba(X)).all()
        assert found.feature_names_in_.tolist() == names and found.n_features_in_ == 4
        with pytest.raises(ValueError, match="feature names"):
            found.predict(frame[["a", "b", "d", "길이"]])
    for labels in (Y.astype(bool), Y - 7, Y * 1.0, np.array([b"x", b"y", b"z"])[Y].astype(str)):
        assert Classifier(**FAST).fit(X, labels).predict(X).dtype == labels.dtype


def test_float32_and_float64() -> None:
    small = Classifier(**FAST).fit(X.astype(np.float32), Y)
    assert (small.predict_proba(X) == Classifier(**FAST).fit(X, Y).predict_proba(X)).mean() > 0.2  # iris has one digit
    double = Regressor(model__dtype="float64", **FAST).fit(X, X[:, 0])
    assert double.model_.get_weights()[0].dtype == np.float64
    assert Regressor(**FAST).fit(X, X[:, 0]).model_.get_weights()[0].dtype == np.float32


def test_sparse_rows_are_read_batch_by_batch() -> None:
    """The same updates as from the dense matrix, although never all of it is dense."""
    matrix = sp.csr_matrix(np.where(X > 2, X, 0))
    options = {**FAST, "fit__shuffle": False, "class_weight": {0: 1.0, 1: 2.0, 2: 1.0}}
    dense = Classifier(**options).fit(matrix.toarray(), Y)
    sparse = Classifier(**options).fit(matrix, Y)
    np.testing.assert_allclose(sparse.predict_proba(matrix), dense.predict_proba(matrix.toarray()), rtol=1e-5)
    assert sparse.history_["loss"] == pytest.approx(dense.history_["loss"])
    tall = sp.random(600, 5_000, density=4e-4, format="csc", random_state=0)
    y = np.asarray(tall.sum(axis=1)).ravel() > 1
    model = badak.Sequential([layers.Dense(4, activation="relu"), layers.Dense(1, activation="sigmoid")])
    stopping = Classifier(model, epochs=1, early_stopping=True, random_state=0).fit(tall, y)
    assert stopping.predict(tall).shape == (600,) and "val_loss" in stopping.history_
    codes = Transformer(epochs=2, random_state=0).fit(matrix, sample_weight=np.ones(150))
    np.testing.assert_allclose(codes.transform(matrix), codes.transform(matrix.toarray()), rtol=1e-6)


def test_texts_go_to_a_model_that_reads_them_and_every_split_has_its_own_vocabulary() -> None:
    texts, labels = ["good film", "bad film", "참 좋다", "참 나쁘다"] * 15, ["+", "-", "+", "-"] * 15
    reader = layers.TextVectorization(output_mode="multi_hot")
    model = badak.Sequential([reader, layers.Dense(1, activation="sigmoid")])
    estimator = Classifier(model, **{**FAST, "epochs": 30}).fit(texts, labels)
    assert estimator.predict(["a good one", "나쁘다"]).tolist() == ["+", "-"]
    assert reader.vocabulary is None and "good" in estimator.model_.layers[0].vocabulary
    assert cross_val_score(estimator, np.array(texts), labels, cv=3).min() == 1.0
    assert (estimator.predict(pd.Series(texts)) == estimator.predict(texts)).all()


def test_normalization_learns_from_the_training_data_alone() -> None:
    model = badak.Sequential([layers.Normalization(), layers.Dense(3)])
    estimator = Classifier(model, **FAST).fit(X[:120], Y[:120])
    np.testing.assert_allclose(estimator.model_.layers[0].slot.state["mean"], X[:120].mean(axis=0), rtol=1e-5)
    assert model.layers[0].slot is None


def test_images() -> None:
    images, digits = load_digits().images[:400, ..., None] / 16, load_digits().target[:400]
    net = badak.Sequential(
        [layers.Conv2D(8, 3, activation="relu"), layers.Flatten(), layers.Dense(10, activation="softmax")]
    )
    assert Classifier(net, **FAST).fit(images, digits).score(images, digits) > 0.9
    assert Classifier(**FAST).fit(images, digits).score(images, digits) > 0.9  # the default network lays them flat


def test_several_labels_at_once() -> None:
    tags = np.stack([Y == 0, Z[:, 0] > 0, Z[:, 2] > 0], axis=1).astype(int)
    estimator = Classifier(metrics="acc", **{**FAST, "epochs": 20}).fit(Z, tags)
    assert estimator.predict_proba(Z).shape == (150, 3) and estimator.score(Z, tags) > 0.8
    assert set(np.unique(estimator.predict(Z))) <= {0, 1} and estimator.classes_.tolist() == [0, 1, 2]
    assert (Classifier(**{**FAST, "epochs": 20}).fit(Z, sp.csr_matrix(tags)).predict(Z) == estimator.predict(Z)).all()


def test_several_quantities_at_once() -> None:
    estimator = Regressor(**{**FAST, "epochs": 30}).fit(Z[:, :2], Z[:, 2:])
    assert estimator.predict(Z[:, :2]).shape == (150, 2) and estimator.score(Z[:, :2], Z[:, 2:]) > 0.5
    assert Regressor(**FAST).fit(Z, Z[:, :1]).predict(Z).shape == (150, 1)
    assert Regressor(**FAST).fit(Z, Z[:, 0]).predict(Z).shape == (150,)


def test_weights_of_samples_and_classes() -> None:
    """A class of weight 0 is not learned; both ways of saying it are one; "balanced" helps the rare class."""
    weight = (Y != 2).astype(float)
    by_sample = Classifier(**FAST).fit(Z, NAMES, sample_weight=weight)
    by_class = Classifier(class_weight={"setosa": 1, "버시컬러": 1, "virginica": 0}, **FAST).fit(Z, NAMES)
    assert (by_sample.predict_proba(Z) == by_class.predict_proba(Z)).all()
    assert "virginica" not in by_sample.predict(Z)
    few = np.r_[0:100, 100:104]
    plain, balanced = (Classifier(class_weight=w, **FAST).fit(Z[few], Y[few]) for w in (None, "balanced"))
    assert (balanced.predict(Z[100:]) == 2).sum() > (plain.predict(Z[100:]) == 2).sum()


# --- training ------------------------------------------------------------------------------------------------------------------


def test_early_stopping() -> None:
    estimator = Classifier(early_stopping=True, patience=2, epochs=200, optimizer__learning_rate=0.1, random_state=0)
    estimator.fit(Z, Y)
    assert estimator.n_iter_ < 200 and len(estimator.history_["val_loss"]) == estimator.n_iter_
    own = clone(estimator).fit(Z[::2], Y[::2], X_val=Z[1::2], y_val=Y[1::2])
    best = min(own.history_["val_loss"])
    assert log_loss(Y[1::2], own.predict_proba(Z[1::2])) == pytest.approx(best, rel=1e-4)  # the best weights came back
    sparse = clone(estimator).fit(Z[::2], Y[::2], X_val=sp.csr_matrix(Z[1::2]), y_val=Y[1::2])
    assert sparse.history_["val_loss"] == own.history_["val_loss"]
    blind = clone(estimator).set_params(validation_split=0.0).fit(Z, Y)
    assert "val_loss" not in blind.history_ and blind.n_iter_ < 200


def test_warm_start_and_partial_fit_go_on() -> None:
    warm = Classifier(warm_start=True, **{**FAST, "epochs": 2})
    losses = warm.fit(Z, Y).history_["loss"].copy()
    warm.fit(Z, Y)
    assert warm.n_iter_ == 4 and warm.history_["loss"][:2] == losses and warm.history_["loss"][3] < losses[1]
    cold = clone(warm).set_params(warm_start=False).fit(Z, Y)
    assert cold.fit(Z, Y).n_iter_ == 2 and cold.history_["loss"] == losses
    stream, keys = Classifier(**FAST), set()
    for start in range(0, 150, 50):  # the first part holds one class only
        stream.partial_fit(Z[start : start + 50], NAMES[start : start + 50], classes=np.unique(NAMES))
        keys.add(stream.model_.run_key)
    assert len(keys) == 3  # each part is shuffled in its own way
    assert stream.n_iter_ == 3 and stream.predict_proba(Z).shape == (150, 3)
    guess = Regressor(**FAST).partial_fit(Z, Z[:, 0]).partial_fit(Z, Z[:, 0])
    assert guess.n_iter_ == 2 and guess.history_["loss"][1] < guess.history_["loss"][0]


def test_callbacks_are_copied_and_kept() -> None:
    given = Recorder(most=3)
    estimator = Classifier(callbacks=[given, "terminate_on_nan"], **FAST).fit(Z, Y)
    assert estimator.n_iter_ == 3 and given.losses == [] and given.model is None
    assert estimator.callbacks_[0].losses == estimator.history_["loss"] and estimator.callbacks_[0].model is None
    assert Classifier(callbacks=Recorder, callbacks__most=2, **FAST).fit(Z, Y).n_iter_ == 2
    assert Classifier(callbacks=[Recorder], callbacks__0__most=4, **FAST).fit(Z, Y).n_iter_ == 4


def test_arguments_of_the_parts() -> None:
    estimator = Classifier(
        build, model__units=3, optimizer="SGD", optimizer__momentum=0.5, loss="categorical_crossentropy",
        loss__label_smoothing=0.1, metrics=["acc", badak.metrics.TopKCategoricalAccuracy], metrics__1__k=2, compile__precision="float32",
        fit__validation_freq=2, predict__batch_size=7, validation_split=0.2, epochs=4, random_state=0,
    ).fit(Z, Y)  # fmt: skip
    assert estimator.model_.layers[0].units == 3 and estimator.model_.optimizer.momentum == 0.5
    assert estimator.model_.loss.label_smoothing == 0.1 and len(estimator.history_["val_loss"]) == 2
    assert estimator.predict(Z).shape == (150,)
    estimator.set_params(model__units=6, optimizer__momentum=0.0, epochs=1).fit(Z, Y)
    assert estimator.model_.layers[0].units == 6 and estimator.model_.optimizer.momentum == 0.0


# --- in scikit-learn's machinery -----------------------------------------------------------------------------------------------


def test_a_search_in_worker_processes_picks_what_learns() -> None:
    pipeline = make_pipeline(StandardScaler(), Classifier(build, epochs=6, random_state=0, callbacks=[Recorder()]))
    grid = {"classifier__model__units": [1, 24], "classifier__optimizer__learning_rate": [1e-5, 0.03]}
    search = GridSearchCV(pipeline, grid, n_jobs=2, cv=3).fit(X, NAMES)
    assert search.best_params_ == {"classifier__model__units": 24, "classifier__optimizer__learning_rate": 0.03}
    alone = GridSearchCV(pipeline, grid, cv=3).fit(X, NAMES)
    np.testing.assert_array_equal(search.cv_results_["mean_test_score"], alone.cv_results_["mean_test_score"])
    assert search.score(X, NAMES) > 0.9
    threads = GridSearchCV(pipeline, grid, n_jobs=2, cv=3)
    with joblib.parallel_backend("threading"):
        threads.fit(X, NAMES)  # a seed belongs to one thread
    np.testing.assert_array_equal(threads.cv_results_["mean_test_score"], alone.cv_results_["mean_test_score"])


def test_calibration() -> None:
    calibrated = CalibratedClassifierCV(Classifier(**FAST), cv=2).fit(Z, NAMES)
    assert calibrated.score(Z, NAMES) > 0.85
    margins = CalibratedClassifierCV(Classifier(loss="hinge", **FAST), cv=2).fit(Z[:100], Y[:100])
    assert margins.predict_proba(Z[:100]).shape == (100, 2) and margins.score(Z[:100], Y[:100]) > 0.9


def test_ensembles_draw_different_networks() -> None:
    bag = BaggingClassifier(Classifier(fixed(), **FAST), n_estimators=2, random_state=0).fit(Z, NAMES)
    kernels = [member.model_.get_weights()[0] for member in bag.estimators_]
    assert (kernels[0] != kernels[1]).any() and bag.score(Z, NAMES) > 0.8


def test_metadata_is_routed() -> None:
    weight = (Y != 2).astype(float)
    with sklearn.config_context(enable_metadata_routing=True):
        scaler = StandardScaler().set_fit_request(sample_weight=False)
        routed = make_pipeline(
            scaler, Classifier(**FAST).set_fit_request(sample_weight=True).set_score_request(sample_weight=True)
        )
        assert "virginica" not in routed.fit(X, NAMES, sample_weight=weight).predict(X)
        search = GridSearchCV(routed, {"classifier__epochs": [8]}, cv=2).fit(X, NAMES, sample_weight=weight)
        assert "virginica" not in search.predict(X)
        refused = make_pipeline(scaler, Classifier(**FAST))
        with pytest.raises(ValueError, match="sample_weight"):
            refused.fit(X, NAMES, sample_weight=weight)
        validated = make_pipeline(
            StandardScaler(),
            Classifier(early_stopping=True, **FAST).set_fit_request(X_val=True, y_val=True),
            transform_input=["X_val"],
        )
        assert "val_loss" in validated.fit(X, Y, X_val=X, y_val=Y)[-1].history_


# --- features ------------------------------------------------------------------------------------------------------------------


def test_an_autoencoder_rebuilds_as_well_as_principal_components() -> None:
    """A linear one finds the plane of the principal components (Bourlard, Kamp 1988); its error is theirs."""
    linear = Transformer(
        model__hidden_layer_sizes=(),
        model__n_components=2,
        epochs=400,
        batch_size=150,
        optimizer__learning_rate=0.02,
        random_state=0,
    ).fit(Z)
    errors = [((Z - e.inverse_transform(e.transform(Z))) ** 2).mean() for e in (linear, PCA(2).fit(Z))]
    assert errors[1] <= errors[0] < 1.05 * errors[1]


def test_features_of_a_trained_model() -> None:
    x = badak.Input((4,))
    hidden = layers.Dense(6, activation="relu", name="inner")(x)
    model = badak.Model(x, layers.Dense(3, activation="softmax")(hidden))
    trained = Classifier(model, **{**FAST, "epochs": 20}).fit(Z, Y).model_
    features = Transformer(trained, layer="inner", target=None, pretrained=True).set_output(transform="pandas").fit(Z)
    found = features.transform(Z)
    kernel, bias = trained.get_weights()[:2]
    np.testing.assert_allclose(found.to_numpy(), np.maximum(Z @ kernel + bias, 0), rtol=1e-4, atol=1e-5)
    assert list(found.columns) == list(features.get_feature_names_out()) == [f"transformer{i}" for i in range(6)]
    assert make_pipeline(features, LogisticRegression(max_iter=500)).fit(Z, Y).score(Z, Y) > 0.9
    assert features.n_iter_ == 0 and features.history_ == {}


def test_features_learned_from_targets() -> None:
    for y in (NAMES, Z[:, 2], np.stack([Y == 0, Y == 1], axis=1).astype(int), Z[:, 1:3]):
        estimator = Transformer(build, model__units=5, layer="dense", target="y", **FAST)
        assert estimator.fit_transform(Z, y).shape == (150, 5)
    pictures = load_digits().images[:100, ..., None] / 16
    x = badak.Input((8, 8, 1))
    code = layers.Conv2D(3, 3, padding="same", activation="relu", name="code")(x)
    images = badak.Model(x, layers.Conv2D(1, 3, padding="same")(code))
    estimator = Transformer(images, layer="code", epochs=1, random_state=0).fit(pictures)
    assert estimator.transform(pictures).shape == (100, 8 * 8 * 3)
    assert estimator.inverse_transform(estimator.transform(pictures)).shape == (100, 8, 8, 1)
