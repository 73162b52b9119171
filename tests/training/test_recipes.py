"""From data to a trained model without a command line: what a web page would call."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

import badak
from badak import errors
from badak.datasets import Table
from badak.training.answers import answers
from badak.training.evaluation import confusion_counts, most_confused
from badak.training.material import Material, decide_task, from_arrays, from_dataset, from_table, load_material
from badak.training.measuring import measure, samples_for
from badak.training.preparation import ArrayPreparation, preparation_of
from badak.training.recipes import MODELS, Recipe, build, recipe_for
from badak.training.running import open_checkpoint, parts_of, train
from badak.training.runs import RunFolder


def shop() -> Table:
    """Return a table in which sales follow from hours and weekday."""
    rng = np.random.default_rng(0)
    hours, days = rng.integers(1, 13, 150), rng.integers(0, 3, 150)
    return Table.from_columns(
        {"hours": hours, "day": [("Mon", "Tue", "Wed")[d] for d in days], "sales": 20.0 * hours + 30 * days}
    )


def test_a_table_to_a_model_to_answers() -> None:
    material = from_table(shop(), "sales")
    trained = train(material, recipe_for(material, epochs=40))
    assert trained.evaluation.task == "regression" and trained.run is None
    assert trained.evaluation.mae < 0.3 * trained.evaluation.baseline
    assert trained.evaluation.r2 is not None and trained.evaluation.r2 > 0.9
    (answer,) = answers(trained.model, Table.from_columns({"day": ["Tue"], "hours": [5]}))
    assert answer.value == pytest.approx(130, abs=25) and answer.to_dict() == {"value": answer.value}
    assert len(trained.history.history["val_loss"]) == len(trained.history.epoch) == 40


def test_arrays_of_words_and_one_hot_rows_are_classes() -> None:
    rng = np.random.default_rng(0)
    x = rng.normal(size=(120, 3)).astype(np.float32)
    kinds = np.where(x[:, 0] > 0, "up", "down")
    material = from_arrays((x, kinds))
    assert material.task == "classification" and material.class_names == ("down", "up") and len(material.x_test) == 24
    trained = train(material, recipe_for(material, epochs=20))
    assert trained.evaluation.accuracy > 0.8
    (answer,) = answers(trained.model, np.array([[2.0, 0, 0]]))
    assert answer.value == "up" and sum(share for _, share in answer.ranked) == pytest.approx(1, abs=1e-5)
    one_hot = from_arrays((x, badak.utils.to_categorical(np.arange(120) % 4)))
    assert one_hot.class_names == ("0", "1", "2", "3")


def test_labels_need_not_start_at_zero() -> None:
    material = from_arrays((np.random.default_rng(0).random((60, 2)), np.arange(60) % 2 * 5 + 3))
    assert material.class_names == ("3", "8") and set(material.y_train.tolist()) == {0, 1}


@pytest.mark.parametrize(
    ("y", "task"),
    [
        (np.arange(100) % 2, "classification"),
        (np.arange(100) % 10, "classification"),
        (np.arange(100), "regression"),
        (np.arange(100) / 7, "regression"),
        (np.array(["a", "b"] * 9), "classification"),
        (np.array([0.0, 1.0] * 9), "classification"),
    ],
)
def test_the_task_is_told_from_the_targets(y: np.ndarray, task: str) -> None:
    told, reason = decide_task(y)
    assert told == task and task in reason["en"] and task in reason["ko"]


def test_statistics_come_from_the_training_part_alone() -> None:
    x = np.array([[1.0], [3.0], [1000.0]])
    material = from_arrays((x[:2], np.array([0.5, 1.5])), (x[2:], np.array([9.5])), task="regression")
    assert isinstance(material.preparation, ArrayPreparation)
    assert material.preparation.mean == (2.0,) and material.x_train.mean() == 0
    assert material.preparation.target_mean == 1.0
    assert material.preparation.numbers(material.y_test).tolist() == [[9.5]]


def test_pixels_keep_their_paper_at_zero() -> None:
    x = np.zeros((10, 4, 4), np.uint8)
    x[:, 1, 1] = 255
    made = ArrayPreparation.fit(x)
    assert made.picture == "picture" and made.inputs(x).max() == 1 and made.inputs(x).min() == 0
    real = ArrayPreparation.fit(np.random.default_rng(0).normal(5, 2, (50, 4, 4)))
    assert real.picture == "" and real.mean[0] == pytest.approx(5, abs=0.5)


def test_preparations_survive_the_model_file(tmp_path: Path) -> None:
    for material in (
        from_table(shop(), "sales"),
        from_arrays((np.random.default_rng(0).random((30, 2)), np.arange(30) % 3)),
    ):
        model = build(material, Recipe(epochs=1))
        model.save(tmp_path / "m.badak")
        loaded = badak.load_model(tmp_path / "m.badak")
        again = preparation_of(loaded)
        assert again == material.preparation or again.to_config() == material.preparation.to_config()  # type: ignore[union-attr]
    loaded.preprocess = {**loaded.preprocess, "version": 99}
    with pytest.raises(errors.DataError, match="BD096"):
        preparation_of(loaded)
    loaded.preprocess = None
    assert preparation_of(loaded) is None


def test_recipes_suit_the_data_and_are_plain_values() -> None:
    digits, table = from_dataset("digits"), from_table(shop(), "sales")
    assert recipe_for(digits) != recipe_for(table)
    for recipe in (recipe_for(digits), recipe_for(table, hidden=(5,), seed=3)):
        assert Recipe.from_config(recipe.to_config()) == recipe
    assert recipe_for(table, optimizer="sgd").learning_rate == 0.1
    assert recipe_for(table, optimizer="sgd", learning_rate=0.5).learning_rate == 0.5
    assert recipe_for(table, model="linear").hidden == ()
    with pytest.raises(errors.ArgumentError, match="BD014"):
        recipe_for(table, model="mpl")
    with pytest.raises(errors.ArgumentError, match="BD014"):
        recipe_for(table, optimizer="adma")


def test_a_new_kind_of_model_is_one_more_entry(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(MODELS, "narrow", lambda material, recipe: [badak.layers.Dense(2, activation="tanh")])
    material = from_table(shop(), "sales")
    trained = train(material, recipe_for(material, model="narrow", epochs=2))
    assert trained.model.layers[0].units == 2


def test_seven_rows_have_no_part_for_validation() -> None:
    material = from_dataset("sales")
    recipe = recipe_for(material)
    assert recipe.validation_split == 0 and parts_of(material, recipe)[2] is None
    trained = train(material, recipe_for(material, epochs=5))
    assert "val_loss" not in trained.history.history and trained.best_epoch is not None


@pytest.mark.parametrize(
    "optimizer", ["sgd", "momentum", "nesterov", "rmsprop", "adam", "adamw", "adagrad", "lion", "nadam"]
)
def test_every_optimizer_learns_with_its_own_rate(optimizer: str) -> None:
    material = from_dataset("blobs")
    trained = train(material, recipe_for(material, optimizer=optimizer, epochs=15))
    assert trained.evaluation.accuracy > 0.9 and not trained.stopped


def test_checkpoints_hold_everything(tmp_path: Path) -> None:
    material = load_material({"kind": "dataset", "name": "moons", "seed": 0})
    run = RunFolder(tmp_path / "run")
    run.make()
    train(material, recipe_for(material, epochs=6, patience=99, dropout=0.2), run=run, command="badak train moons")
    checkpoint = open_checkpoint(run)
    assert checkpoint.epoch == 6 and checkpoint.record["command"] == "badak train moons"
    assert checkpoint.progress["history"].keys() == {"loss", "accuracy", "val_loss", "val_accuracy"}
    assert checkpoint.model.optimizer_state is not None
    assert np.array_equal(checkpoint.material.x_train, material.x_train)


def test_an_interrupted_run_is_finished(tmp_path: Path) -> None:
    """Ctrl-C in the fourth epoch: the best of three is tested and kept, and the caller hears of it."""

    class Stop(badak.callbacks.Callback):
        def on_epoch_begin(self, epoch: int, logs: dict | None = None) -> None:
            if epoch == 3:
                raise KeyboardInterrupt

    material = from_dataset("moons")
    heard: list[bool] = []
    trained = train(
        material, recipe_for(material, epochs=9), callbacks=[Stop()], on_interrupt=lambda: heard.append(True)
    )
    assert trained.stopped == "interrupted" and heard == [True]
    assert len(trained.history.epoch) == 3 and trained.best_epoch in (1, 2, 3)
    assert 0 < trained.evaluation.accuracy <= 1


def test_the_best_epoch_is_given_back() -> None:
    """Training on with a rate that ruins everything does not matter: the best weights are the ones returned."""

    class Ruin(badak.callbacks.Callback):
        def on_epoch_end(self, epoch: int, logs: dict | None = None) -> None:
            if epoch == 11:
                self.model.set_weights([np.full_like(w, 3.0) for w in self.model.get_weights()])

    material = from_dataset("blobs")
    trained = train(material, recipe_for(material, epochs=13), callbacks=[Ruin()])
    assert trained.best_epoch is not None and trained.best_epoch <= 12
    assert trained.evaluation.accuracy > 0.9


def test_measuring_numbers_classes_as_the_model_does(tmp_path: Path) -> None:
    """The data's labels are ordered otherwise and one class is missing."""
    rng = np.random.default_rng(0)
    x = rng.normal(size=(90, 2)).astype(np.float32)
    y = np.where(x[:, 0] > 0.4, "c", np.where(x[:, 0] < -0.4, "a", "b"))
    material = from_arrays((x, y))
    model = train(material, recipe_for(material, epochs=25)).model
    few = y != "a"
    np.savez(tmp_path / "few.npz", x_train=x[few], y_train=y[few], x_test=x[few], y_test=y[few])
    samples = samples_for(model, {"kind": "arrays", "path": str(tmp_path / "few.npz")})
    assert measure(model, samples).accuracy > 0.7
    np.savez(tmp_path / "new.npz", x=x, y=np.where(y == "a", "z", y))
    with pytest.raises(errors.DataError, match="'z'"):
        samples_for(model, {"kind": "arrays", "path": str(tmp_path / "new.npz")})


def test_counting() -> None:
    rng = np.random.default_rng(0)
    truth, answers_ = rng.integers(0, 4, 100), rng.integers(0, 4, 100)
    counts = confusion_counts(truth, answers_, 4)
    brute = [[int(((truth == i) & (answers_ == j)).sum()) for j in range(4)] for i in range(4)]
    assert counts.tolist() == brute
    pairs = most_confused(counts, "abcd", 12)
    assert [n for *_, n in pairs] == sorted((brute[i][j] for i in range(4) for j in range(4) if i != j), reverse=True)


def test_limits_keep_the_classes() -> None:
    material = from_dataset("digits").limited(100)
    assert len(material.x_train) == 100 and set(np.bincount(material.y_train).tolist()) == {10}
    assert len(material.x_test) == 1000
    assert isinstance(material, Material) and material.limited(None) is material


def test_what_is_refused() -> None:
    ones: Any = np.ones((10, 2))
    for train_part, test_part, code in (
        ((ones, np.ones(9)), None, "BD067"),
        ((ones, np.zeros(10)), None, "BD096"),
        ((ones, np.array(["a"] * 10)), None, "BD096"),
        ((ones[:1], np.ones(1)), None, "BD099"),
        ((ones, np.arange(10)), (np.ones((3, 5)), np.arange(3)), "BD096"),
    ):
        with pytest.raises(errors.BadakError, match=code):
            from_arrays(train_part, test_part)
