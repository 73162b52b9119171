"""Callbacks: when they are called, what they see, what they change."""

from __future__ import annotations

import csv

import numpy as np
import pytest

import badak
from badak import callbacks
from badak.errors import ArgumentError
from badak.layers import Dense

X = np.random.default_rng(0).standard_normal((40, 3)).astype(np.float32)
Y = X @ np.array([[1.0], [2.0], [3.0]], np.float32)


def model(rate=0.05):
    made = badak.Sequential([Dense(1, input_dim=3)])
    made.compile(badak.optimizers.SGD(rate), loss="mse", metrics=["mae"])
    return made


def test_moments_and_their_order():
    seen = []
    moments = ["on_train_begin", "on_epoch_begin", "on_train_batch_begin", "on_train_batch_end", "on_test_begin",
               "on_test_end", "on_epoch_end", "on_train_end"]  # fmt: skip
    spy = callbacks.LambdaCallback(**{m: (lambda *a, m=m: seen.append(m)) for m in moments})
    model().fit(X, Y, batch_size=20, validation_data=(X, Y), callbacks=[spy], verbose=0)
    batch = ["on_train_batch_begin", "on_train_batch_end"]
    assert seen == [
        "on_train_begin",
        "on_epoch_begin",
        *batch,
        *batch,
        "on_test_begin",
        "on_test_end",
        "on_epoch_end",
        "on_train_end",
    ]


def test_a_callback_of_ones_own_sees_model_params_and_logs():
    class Spy(callbacks.Callback):
        def on_epoch_end(self, epoch, logs=None):
            assert set(logs) == {"loss", "mae"} and self.params["epochs"] == 3 and self.model.history is not None
            if epoch == 1:
                self.model.stop_training = True

    assert model().fit(X, Y, epochs=3, callbacks=[Spy()], verbose=0).epoch == [0, 1]


def test_weights_changed_by_a_callback_are_used():
    class Zero(callbacks.Callback):
        def on_train_batch_end(self, batch, logs=None):
            self.model.set_weights([np.zeros((3, 1)), np.zeros(1)])

    made = model()
    made.fit(X, Y, callbacks=[Zero()], verbose=0)
    assert made.get_weights()[0].tolist() == [[0], [0], [0]]


def replay(callback, values, name="val_loss"):
    """Show a callback a series of numbers; return the epoch at which it stopped, if it did."""
    made = model()
    callback.set_model(made)
    callback.on_train_begin()
    for epoch, value in enumerate(values):
        made.set_weights([np.full((3, 1), epoch), np.zeros(1)])
        callback.on_epoch_end(epoch, {name: value})
        if made.stop_training:
            callback.on_train_end()
            return epoch, made
    callback.on_train_end()
    return None, made


def test_early_stopping():
    stop = callbacks.EarlyStopping
    assert replay(stop(patience=2), [5, 4, 3, 3.5, 3.6, 1])[0] == 4
    assert replay(stop(patience=2), [5, 4, 3, 2, 1])[0] is None
    assert replay(stop(patience=1, min_delta=0.5), [5, 4.8, 4])[0] == 1
    assert replay(stop("val_accuracy", patience=1), [0.1, 0.2, 0.2], "val_accuracy")[0] == 2
    assert replay(stop(patience=1, mode="max"), [0.1, 0.2, 0.3, 0.2])[0] == 3
    assert replay(stop(patience=1, baseline=1.0), [3, 2, 1.5])[0] == 1
    assert replay(stop(patience=1, start_from_epoch=3), [1, 2, 3, 4, 5])[0] == 4
    epoch, made = replay(stop(patience=2, restore_best_weights=True), [5, 1, 3, 3])
    assert epoch == 3 and made.get_weights()[0][0] == 1, "back to the weights of epoch 1"


def test_early_stopping_in_fit_says_what_it_did(capsys):
    made = model(rate=1e-9)
    made.fit(X, Y, epochs=50, validation_split=0.25, verbose=0,
             callbacks=[callbacks.EarlyStopping(monitor="val_loss", min_delta=0.01, patience=2, verbose=1, mode="auto")])  # fmt: skip
    assert "stopped after epoch" in capsys.readouterr().out
    assert len(made.history.epoch) == 3


def test_val_acc_means_val_accuracy():
    made = badak.Sequential([Dense(2, activation="softmax", input_dim=3)])
    made.compile("sgd", "sparse_categorical_crossentropy", metrics=["acc"])
    callback = callbacks.EarlyStopping("val_acc", patience=1)
    history = made.fit(X, (Y[:, 0] > 0).astype(int), validation_split=0.2, epochs=2, callbacks=[callback], verbose=0)
    assert history.history["val_accuracy"] == history.history["val_acc"] and len(history.history["acc"]) == 2
    with pytest.raises(KeyError, match="there are: loss"):
        history.history["auc"]


def test_reduce_on_plateau_matches_a_hand_count():
    callback = callbacks.ReduceLROnPlateau(factor=0.5, patience=2, cooldown=1, min_lr=0.02)
    made = model(rate=0.1)
    callback.set_model(made)
    callback.on_train_begin()
    rates = []
    for epoch, value in enumerate([5, 5, 5, 5, 5, 5, 5, 5, 5]):
        callback.on_epoch_end(epoch, {"val_loss": value})
        rates.append(round(made.learning_rate, 6))
    assert rates == [0.1, 0.1, 0.05, 0.05, 0.025, 0.025, 0.02, 0.02, 0.02]


def test_plateau_against_keras():
    from tests.references.reader import load

    cases = [c for c in load("schedules") if c["kind"] == "plateau" and c["peer"] == "keras"]
    assert cases
    for case in cases:
        made = model(rate=case["learning_rate"])
        callback = callbacks.ReduceLROnPlateau(**case["config"])
        callback.set_model(made)
        callback.on_train_begin()
        rates = []
        for epoch, value in enumerate(case.inputs["value"]):
            callback.on_epoch_end(epoch, {"val_loss": float(value)})
            rates.append(made.learning_rate)
        np.testing.assert_allclose(rates, case.arrays["rate"], rtol=1e-5, err_msg=case.name)


def test_scheduler_sets_the_rate_and_the_history_notes_it():
    made = model()
    history = made.fit(
        X, Y, epochs=3, callbacks=[callbacks.LearningRateScheduler(lambda e, r: 0.1 / (e + 1))], verbose=0
    )
    np.testing.assert_allclose(history.history["learning_rate"], [0.1, 0.05, 0.1 / 3], rtol=1e-5)
    made.fit(X, Y, epochs=1, callbacks=[callbacks.LearningRateScheduler(lambda e: 0.2)], verbose=0)
    assert made.learning_rate == pytest.approx(0.2)


def test_csv_logger_writes_and_goes_on(tmp_path):
    path = tmp_path / "log.csv"
    model().fit(X, Y, epochs=2, callbacks=[callbacks.CSVLogger(path)], verbose=0)
    model().fit(X, Y, epochs=1, callbacks=[callbacks.CSVLogger(path, append=True)], verbose=0)
    with path.open() as file:
        rows = list(csv.reader(file))
    assert rows[0] == ["epoch", "loss", "mae"] and [r[0] for r in rows[1:]] == ["0", "1", "0"]
    with pytest.raises(badak.errors.FileError) as caught:
        model().fit(X, Y, callbacks=[callbacks.CSVLogger(tmp_path)], verbose=0)
    assert caught.value.code == "BD019" and str(tmp_path) in str(caught.value)


def test_checkpoints_count_batches_only_when_asked(tmp_path):
    from badak.callbacks import CallbackList

    each = callbacks.ModelCheckpoint(tmp_path / "b.badak", save_freq=2)
    rare = callbacks.ModelCheckpoint(tmp_path / "e.badak")
    listening = CallbackList([each, rare, callbacks.TerminateOnNaN()], model(), {}).listening("on_train_batch_end")
    assert len(listening) == 1, "a callback that does not look at batches must not slow them down"
    model().fit(X, Y, batch_size=10, callbacks=[each], verbose=0)
    assert each.batches == 4 and (tmp_path / "b.badak").exists() and not (tmp_path / "e.badak").exists()


def test_checkpoint_keeps_the_best(tmp_path):
    path = tmp_path / "best.badak"
    callback = callbacks.ModelCheckpoint(path, save_best_only=True)
    _, made = replay(callback, [3, 1, 2])
    assert badak.load_model(path).get_weights()[0][0] == 1
    named = callbacks.ModelCheckpoint(tmp_path / "m-{epoch:02d}-{val_loss:.1f}.badak")
    replay(named, [3.0, 1.0])
    assert sorted(p.name for p in tmp_path.glob("m-*")) == ["m-01-3.0.badak", "m-02-1.0.badak"]


@pytest.mark.parametrize(
    "make",
    [
        lambda: callbacks.EarlyStopping(mode="best"), lambda: callbacks.ReduceLROnPlateau(factor=2),
        lambda: callbacks.LambdaCallback(on_epoch_finish=print), lambda: callbacks.ModelCheckpoint("x", save_freq=0),
    ],
)  # fmt: skip
def test_bad_arguments(make):
    with pytest.raises(ArgumentError) as caught:
        make()
    assert caught.value.code == "BD003" and "?>" not in caught.value.text("ko")


def test_names_and_classes_are_accepted():
    model().fit(X, Y, callbacks=["terminate_on_nan", callbacks.History], verbose=0)
    with pytest.raises(ArgumentError) as caught:
        model().fit(X, Y, callbacks=["early_stoping"], verbose=0)
    assert caught.value.code == "BD014" and "early_stopping" in str(caught.value)
