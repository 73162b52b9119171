"""Training curves: the numbers drawn."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

import badak
from badak import errors, plots
from badak.callbacks import CSVLogger
from badak.layers import Dense

RUN = {
    "loss": [0.9, 0.5, 0.3, 0.2], "accuracy": [0.5, 0.7, 0.8, 0.9], "val_loss": [0.9, 0.6, 0.55, 0.7],
    "val_accuracy": [0.5, 0.75, 0.7, 0.6],
}  # fmt: skip


def trained(*callbacks: Any) -> badak.callbacks.History:
    x, y = badak.datasets.xor(60)
    model = badak.Sequential([badak.Input((2,)), Dense(4, activation="tanh"), Dense(1, activation="sigmoid")])
    model.compile("adam", loss="binary_crossentropy", metrics=["accuracy"])
    return model.fit(x, y[:, None], epochs=4, validation_split=0.3, callbacks=list(callbacks), verbose=0)


def test_training_and_validation_with_the_best_epoch() -> None:
    """Solid, dashed; the best of the validation: lowest loss, highest accuracy."""
    figure = plots.history(RUN)
    loss, accuracy = figure.axes
    for ax, name, best in ((loss, "loss", (3, 0.55)), (accuracy, "accuracy", (2, 0.75))):
        training, validation, dot = ax.get_lines()
        assert training.get_xydata().tolist() == [[k + 1, v] for k, v in enumerate(RUN[name])]
        assert validation.get_ydata().tolist() == RUN[f"val_{name}"]
        assert (training.get_linestyle(), validation.get_linestyle()) == ("-", "--")
        assert tuple(dot.get_xydata()[0]) == best and ax.get_ylabel() == name
        assert ax.texts[0].get_text() == f"best: {best[1]} in epoch {best[0]}"
    assert [t.get_text() for t in loss.get_legend().get_texts()] == ["training", "validation"]


def test_what_fit_returns_and_the_file_of_the_logger_are_the_same(tmp_path: Path) -> None:
    """History, its dict, the CSV file, its rows."""
    import csv

    history = trained(CSVLogger(tmp_path / "log.csv"))
    rows = list(csv.DictReader((tmp_path / "log.csv").read_text().splitlines()))
    for given in (history, history.history, tmp_path / "log.csv", rows):
        ax = plots.history(given, "loss")
        np.testing.assert_allclose(ax.get_lines()[0].get_ydata(), history.history["loss"])
        np.testing.assert_allclose(ax.get_lines()[1].get_ydata(), history.history["val_loss"])
        assert ax.get_lines()[0].get_xdata().tolist() == [1, 2, 3, 4]


def test_several_runs_are_compared() -> None:
    """One colour for a run, the dashes for validation; the best is told in the legend."""
    other = {"loss": [1.0, 0.8], "val_loss": [1.0, 0.7]}
    ax = plots.history({"one": RUN, "other": other}, "loss")
    lines = [line for line in ax.get_lines() if len(line.get_xdata()) > 1]
    assert [line.get_ydata().tolist() for line in lines] == [
        RUN["loss"],
        RUN["val_loss"],
        other["loss"],
        other["val_loss"],
    ]
    assert lines[0].get_color() == lines[1].get_color() != lines[2].get_color()
    words = [t.get_text() for t in ax.get_legend().get_texts()]
    assert words == ["one: best 0.55", "other: best 0.7", "training", "validation"]
    errors.set_language("ko")
    ax = plots.history({"one": RUN}, "acc")  # another name of accuracy
    assert ax.get_ylabel() == "정확도" and ax.texts[0].get_text() == "최고: 0.75 (2에포크)"


def test_steps_are_smoothed_over_their_noise() -> None:
    """m = β m + (1 - β) v, corrected for its start; the axis in epochs when it is told how many."""
    noisy = np.random.default_rng(0).normal(size=30) + 5
    ax = plots.history({"batch 1": noisy.tolist(), "batch 10": [5.0, 4.0, 3.0]}, smoothing=0.8, epochs=3)
    raw, smooth = ax.get_lines()[:2]
    np.testing.assert_array_equal(raw.get_ydata(), noisy)
    weights = 0.2 * 0.8 ** np.arange(30)
    slow = [(weights[: t + 1][::-1] @ noisy[: t + 1]) / weights[: t + 1].sum() for t in range(30)]
    np.testing.assert_allclose(smooth.get_ydata(), slow)
    assert smooth.get_xdata()[-1] == 3 and ax.get_lines()[2].get_xdata().tolist() == [1, 2, 3]
    assert ax.get_xlabel() == "epoch"
    assert plots.history([3.0, 2.0]).get_xlabel() == "update"


def test_given_axes_get_one_panel_and_validation_alone_is_drawn() -> None:
    """The loss by default; "val_loss" without the training."""
    from matplotlib import pyplot

    _, ax = pyplot.subplots()
    assert plots.history(RUN, ax=ax) is ax and ax.get_ylabel() == "loss"
    ax = plots.history(RUN, "val_loss")
    assert ax.get_lines()[0].get_ydata().tolist() == RUN["val_loss"] and ax.get_ylabel() == "validation loss"
    assert ax.get_legend() is None and ax.get_lines()[0].get_linestyle() == "--"


def test_epochs_that_were_not_measured_are_gaps(tmp_path: Path) -> None:
    """NA of validation_freq; a run that went on keeps its epochs' numbers."""
    (tmp_path / "log.csv").write_text("epoch;loss;val_loss\n4;1.0;NA\n5;0.5;0.7\n")
    ax = plots.history(tmp_path / "log.csv", "loss")
    training, validation = ax.get_lines()[:2]
    assert training.get_xdata().tolist() == [5, 6]
    assert np.isnan(validation.get_ydata()[0]) and validation.get_ydata()[1] == 0.7


WRONG = {
    "a number": (lambda: plots.history(3), "no record of a training", "학습 기록이 아닙니다"),
    "nothing": (lambda: plots.history({}), "the dict is empty", "dict가 비어 있습니다"),
    "another name": (lambda: plots.history(RUN, "auc"), "'auc' was not measured", "'auc'은(는) 측정되지 않았습니다"),
    "no numbers": (lambda: plots.history({"a": {"loss": []}}), "no numbers of epochs", "수치가 들어 있지 않습니다"),
}


@pytest.mark.parametrize("name", WRONG)
def test_mistakes_are_told(name: str) -> None:
    """In both languages, with what was measured."""
    call, english, korean = WRONG[name]
    for language, words in (("en", english), ("ko", korean)):
        errors.set_language(language)
        with pytest.raises(errors.ArgumentError, match="BD387") as caught:
            call()
        assert words in caught.value.text()


def test_missing_files_are_told(tmp_path: Path) -> None:
    """As everywhere."""
    with pytest.raises(errors.FileError, match="BD080"):
        plots.history(tmp_path / "no.csv")
