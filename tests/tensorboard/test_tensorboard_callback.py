"""The callback TensorBoard: Keras's runs and tags, and what it does when something goes wrong."""

from __future__ import annotations

import warnings
from pathlib import Path

import numpy as np
import pytest

import badak
from badak.callbacks import LambdaCallback, TensorBoard
from badak.layers import Dense
from tests.tensorboard.reading import events, fields, nodes, scalars, values

RNG = np.random.default_rng(0)
X = RNG.normal(size=(40, 4)).astype(np.float32)
Y = (X[:, :1] > 0).astype(np.float32)


def model() -> badak.Sequential:
    badak.utils.set_random_seed(0)
    made = badak.Sequential([Dense(6, activation="relu", input_dim=4), Dense(1, activation="sigmoid")])
    made.compile("adam", "binary_crossentropy", metrics=["accuracy"])
    return made


def fit(callback: TensorBoard, epochs: int = 3, **options):
    made = model()
    return made, made.fit(X, Y, epochs=epochs, batch_size=10, callbacks=[callback], verbose=0, **options).history


def test_the_curves_are_the_history_under_keras_names(tmp_path: Path) -> None:
    _, history = fit(TensorBoard(tmp_path), validation_data=(X[:10], Y[:10]))
    train, validation = scalars(tmp_path / "train"), scalars(tmp_path / "validation")
    assert set(train) == {"epoch_loss", "epoch_accuracy", "epoch_learning_rate"}
    for tag, curve, name in [("epoch_loss", train, "loss"), ("epoch_accuracy", train, "accuracy"),
                             ("epoch_loss", validation, "val_loss"), ("epoch_accuracy", validation, "val_accuracy")]:  # fmt: skip
        assert [step for step, _ in curve[tag]] == [0, 1, 2]
        np.testing.assert_allclose([v for _, v in curve[tag]], history[name], rtol=1e-6)
    assert [step for step, _ in validation["evaluation_loss_vs_iterations"]] == [4, 8, 12]
    np.testing.assert_allclose(
        [v for _, v in validation["evaluation_loss_vs_iterations"]], history["val_loss"], rtol=1e-6
    )
    assert nodes(tmp_path / "train") == {
        "input": ("Input", []), "dense": ("Dense", ["input"]), "dense_1": ("Dense", ["dense"]),
    }  # fmt: skip


def test_batches_are_written_only_when_asked(tmp_path: Path) -> None:
    from badak.callbacks import CallbackList

    rare, often = TensorBoard(tmp_path / "a"), TensorBoard(tmp_path / "b", update_freq=3)
    assert len(CallbackList([rare, often], model(), {}).listening("on_train_batch_end")) == 1
    fit(often)
    assert [step for step, _ in scalars(tmp_path / "b" / "train")["batch_loss"]] == [0, 3, 6, 9]
    fit(TensorBoard(tmp_path / "c", update_freq="batch"), 2)
    assert [step for step, _ in scalars(tmp_path / "c" / "train")["batch_accuracy"]] == list(range(8))
    made = model()
    made.fit(
        X,
        Y,
        batch_size=10,
        epochs=2,
        initial_epoch=1,
        callbacks=[TensorBoard(tmp_path / "d", update_freq=1)],
        verbose=0,
    )
    assert [step for step, _ in scalars(tmp_path / "d" / "train")["batch_loss"]] == [4, 5, 6, 7]


def test_histograms_and_pictures_of_weights_and_gradients(tmp_path: Path) -> None:
    made, _ = fit(
        TensorBoard(tmp_path, histogram_freq=2, write_images=True, write_graph=False, gradient_data=(X, Y)), epochs=4
    )
    found = values(tmp_path / "train")
    each = found["dense/kernel/histogram"]
    assert [step for step, _ in each] == [0, 2]
    assert "dense_1/bias/image" in found and fields(found["dense/kernel/image"][0][1][4][0])[2] == [6]
    assert not [event for event in events(tmp_path / "train") if 4 in event]
    # the gradients are those of the weights at that moment, by differences
    again = model()
    again.fit(X, Y, epochs=3, batch_size=10, verbose=0)
    kernel = again.layers[0].slot.params["kernel"]
    slopes = []
    for i in range(4):
        for j in range(6):
            ends = []
            for step in (1e-2, -1e-2):
                kernel.data[i, j] += step
                ends.append(again.evaluate(X, Y, verbose=0)[0])
                kernel.data[i, j] -= step
            slopes.append((ends[0] - ends[1]) / 2e-2)
    parts = fields(found["dense/kernel/gradient"][1][1][5][0])
    np.testing.assert_allclose([parts[1][0], parts[2][0]], [min(slopes), max(slopes)], atol=2e-3)
    assert made.layers[0].slot.params["kernel"].grad is None, "gradients of the user's own are left alone"


def test_gradients_of_several_outputs_and_samples_that_do_not_fit(tmp_path: Path) -> None:
    a = badak.Input((4,), name="a")
    h = Dense(3, name="h")(a)
    made = badak.Model(a, [Dense(1, name="age")(h), Dense(2, activation="softmax", name="kind")(h)])
    made.compile("sgd", loss={"age": "mse", "kind": "sparse_categorical_crossentropy"})
    y = {"age": X[:, :1], "kind": (X[:, 0] > 0).astype(int)}
    callback = TensorBoard(tmp_path, histogram_freq=1, gradient_data=(X, y))
    made.fit(X, y, epochs=1, callbacks=[callback], verbose=0)
    assert {"h/kernel/gradient", "age/bias/gradient", "kind/kernel/gradient"} <= set(values(tmp_path / "train"))
    fit(
        TensorBoard(tmp_path, histogram_freq=1, gradient_data=(X, Y[:, 0])), 1
    )  # (N,) and (N, 1) are lined up, as in fit
    seen: list = []
    look = LambdaCallback(on_epoch_end=lambda epoch, logs: seen.append(epoch))
    with pytest.raises(badak.errors.BadakError):
        wrong = TensorBoard(tmp_path, histogram_freq=1, gradient_data=(X[:, :3], Y))
        model().fit(X, Y, callbacks=[wrong, look], verbose=0)
    assert seen == [], "told before the first epoch"


def test_kernels_become_sheets_of_filters(tmp_path: Path) -> None:
    from badak.tensorboard.pictures import picture_of_weights

    kernel = RNG.normal(size=(3, 3, 3, 5)).astype(np.float32)
    sheet = picture_of_weights(kernel)
    assert sheet is not None and sheet.shape == (2 * 4 - 1, 3 * 4 - 1, 3)
    low, high = kernel.min(), kernel.max()
    np.testing.assert_allclose(sheet[:3, 4:7], (kernel[..., 1] - low) / (high - low) * 255, atol=0.51)
    deep = picture_of_weights(RNG.normal(size=(2, 2, 8, 4)))
    assert deep is not None and deep.shape == (5, 5)
    assert picture_of_weights(np.full(3, np.nan)) is None and picture_of_weights(np.zeros((0, 3))) is None
    assert (picture_of_weights(np.ones((2, 3))) == 0).all()


def test_a_second_training_takes_the_place_of_the_first(tmp_path: Path) -> None:
    fit(TensorBoard(tmp_path), 2)
    fit(TensorBoard(tmp_path), 2)
    starts = [(e.get(2, [0])[0], fields(e[7][0])) for e in events(tmp_path / "train") if 7 in e]
    assert starts == [(0, {1: [1]}), (0, {1: [1]})]
    fit(TensorBoard(tmp_path), 3, initial_epoch=2)
    assert len([e for e in events(tmp_path / "train") if 7 in e]) == 2, "a training that goes on drops nothing"


def test_evaluate_alone_is_written_too(tmp_path: Path) -> None:
    made = model()
    made.fit(X, Y, epochs=1, batch_size=10, verbose=0)
    loss = made.evaluate(X, Y, callbacks=[TensorBoard(tmp_path)], verbose=0)[0]
    assert scalars(tmp_path / "validation")["evaluation_loss_vs_iterations"] == [(4, pytest.approx(loss))]


def test_settings_and_speed(tmp_path: Path) -> None:
    fit(TensorBoard(tmp_path, hparams={"units": 6}, write_steps_per_second=True, update_freq=4))
    assert all(v > 0 for _, v in scalars(tmp_path / "train")["batch_steps_per_second"])
    assert {"_hparams_/session_start_info", "_hparams_/session_end_info"} <= set(values(tmp_path))
    assert all(v > 0 for _, v in scalars(tmp_path / "train")["epoch_steps_per_second"])


def test_a_metric_of_several_values(tmp_path: Path) -> None:
    made = model()
    made.compile("adam", "binary_crossentropy", metrics=[badak.metrics.F1Score()])
    made.fit(X, Y, epochs=1, callbacks=[TensorBoard(tmp_path)], verbose=0)
    assert "epoch_f1_score/0" in scalars(tmp_path / "train")


def test_an_error_or_ctrl_c_closes_the_files(tmp_path: Path) -> None:
    def stop(epoch, logs):
        if epoch == 1:
            raise KeyboardInterrupt

    callback = TensorBoard(tmp_path, update_freq=1)
    with pytest.raises(KeyboardInterrupt):
        model().fit(X, Y, epochs=5, batch_size=10, callbacks=[callback, LambdaCallback(on_epoch_end=stop)], verbose=0)
    assert callback._writers == {} and len(scalars(tmp_path / "train")["batch_loss"]) == 8


def test_a_full_disk_ends_the_writing_not_the_training(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from badak.tensorboard.event_file import EventFile, cannot_write

    real, count = EventFile.flush, [0]

    def flush(self):
        count[0] += 1
        if count[0] > 4 and self._waiting:
            raise cannot_write(self.path, OSError(28, "No space left on device"))
        real(self)

    monkeypatch.setattr(EventFile, "flush", flush)
    with pytest.warns(badak.errors.Notice) as caught:
        made = model()
        history = made.fit(X, Y, epochs=6, callbacks=[TensorBoard(tmp_path)], verbose=0)
    assert len(history.history["loss"]) == 6 and len(caught) == 1
    assert "[BD291]" in str(caught[0].message) and "the training goes on: no space is left on the disk" in str(
        caught[0].message
    )
    badak.errors.set_language("ko")
    try:
        count[0] = 0
        with pytest.warns(
            badak.errors.Notice, match="기록을 멈췄습니다. 학습은 계속됩니다: 디스크에 남은 공간이 없습니다"
        ):
            made.fit(X, Y, epochs=6, callbacks=[TensorBoard(tmp_path / "b")], verbose=0)
    finally:
        badak.errors.set_language("en")


def test_what_keras_has_and_badak_does_not_is_told(tmp_path: Path) -> None:
    for name, value in [("profile_batch", (2, 4)), ("embeddings_freq", 1), ("embeddings_metadata", "x.tsv")]:
        with pytest.raises(badak.errors.ArgumentError) as caught:
            TensorBoard(tmp_path, **{name: value})
        assert caught.value.code == "BD297"
        assert name in caught.value.text("en") and f"leave {name} out" in caught.value.text("en")
        assert "badak의 TensorBoard(…)에 없는 기능입니다" in caught.value.text(
            "ko"
        ) and f"{name} 인수를 빼세요" in caught.value.text("ko")


@pytest.mark.parametrize("wrong", [0, -1, "often", True, 2.5])
def test_wrong_frequencies(tmp_path: Path, wrong: object) -> None:
    with pytest.raises(badak.errors.ArgumentError) as caught:
        TensorBoard(tmp_path, update_freq=wrong)
    assert caught.value.code == "BD003" and "update_freq" in str(caught.value)


def test_training_is_the_same_with_it(tmp_path: Path) -> None:
    alone = model()
    alone.fit(X, Y, epochs=3, batch_size=10, verbose=0)
    watched, _ = fit(TensorBoard(tmp_path, histogram_freq=1, update_freq=1, write_images=True, gradient_data=(X, Y)))
    for a, b in zip(alone.get_weights(), watched.get_weights()):
        np.testing.assert_array_equal(a, b)


def test_it_is_found_by_name() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert isinstance(badak.callbacks.get("tensorboard"), TensorBoard)
