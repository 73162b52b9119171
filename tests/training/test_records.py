"""Files that grow by a line for each epoch, and the moment at which training ends by an exception."""

from __future__ import annotations

import csv
import json
import math
from pathlib import Path

import numpy as np
import pytest

import badak
from badak.callbacks import Callback, CSVLogger, JSONLogger, LambdaCallback
from badak.callbacks.lines import LineFile
from badak.layers import Dense

X = np.random.default_rng(0).normal(size=(20, 3)).astype(np.float32)
Y = X[:, :1]


def model() -> badak.Sequential:
    badak.utils.set_random_seed(0)
    made = badak.Sequential([Dense(1, input_dim=3)])
    made.compile("sgd", "mse", metrics=["mae"])
    return made


def fit(callback: Callback, epochs: int, initial: int = 0, **options):
    return model().fit(X, Y, epochs=epochs, initial_epoch=initial, callbacks=[callback], verbose=0, **options).history


def rows(path: Path) -> list[list[str]]:
    with path.open(newline="") as file:
        return list(csv.reader(file))


def test_csv_goes_on_where_training_does(tmp_path: Path) -> None:
    path = tmp_path / "log.csv"
    fit(CSVLogger(path, append=True), 4)
    with path.open("ab") as file:
        file.write(b"4,0.1")  # the end of a process that was killed while writing
    fit(CSVLogger(path, append=True), 5, initial=2)
    assert [row[0] for row in rows(path)] == ["epoch", "0", "1", "2", "3", "4"]
    assert all(len(row) == 3 for row in rows(path))
    fit(CSVLogger(path, append=True), 1)
    assert [row[0] for row in rows(path)][-2:] == ["4", "0"], "a training from the start follows, as in Keras"
    fit(CSVLogger(path), 1)
    assert len(rows(path)) == 2


def test_csv_reserves_columns_for_a_later_validation(tmp_path: Path) -> None:
    path = tmp_path / "log.csv"
    fit(CSVLogger(path, separator=";"), 2, validation_data=(X, Y), validation_freq=2)
    lines = path.read_text().splitlines()
    assert lines[0] == "epoch;loss;mae;val_loss;val_mae" and lines[1].endswith(";NA;NA") and "NA" not in lines[2]


def test_csv_says_which_numbers_have_no_column(tmp_path: Path) -> None:
    path = tmp_path / "log.csv"
    path.write_text("epoch,loss\n0,1.5\n")
    with pytest.warns(badak.errors.Notice) as caught:
        fit(CSVLogger(path, append=True), 2)
    said = str(caught[0].message)
    assert len(caught) == 1 and "[BD298]" in said and "has no columns for some numbers" in said and "mae" in said
    assert [len(row) for row in rows(path)] == [2, 2, 2, 2]
    badak.errors.set_language("ko")
    try:
        with pytest.warns(badak.errors.Notice, match="일부 값을 적을 열이 없어 그 값은 기록하지 않습니다"):
            fit(CSVLogger(path, append=True), 1)
    finally:
        badak.errors.set_language("en")


def test_json_lines(tmp_path: Path) -> None:
    path = tmp_path / "log.jsonl"
    history = fit(JSONLogger(path), 3)
    lines = [json.loads(line) for line in path.read_text().splitlines()]
    assert [line["epoch"] for line in lines] == [0, 1, 2] and all(line["seconds"] >= 0 for line in lines)
    assert [line["loss"] for line in lines] == history["loss"] and list(lines[0]) == ["epoch", "seconds", "loss", "mae"]
    fit(JSONLogger(path, append=True), 4, initial=1)
    assert [json.loads(line)["epoch"] for line in path.read_text().splitlines()] == [0, 1, 2, 3]
    logger = JSONLogger(path)
    logger.on_train_begin()
    logger.on_epoch_begin(0)
    logger.on_epoch_end(0, {"loss": math.nan, "f1": [0.5, math.inf]})
    logger.on_train_end()
    assert json.loads(path.read_text())["loss"] is None and json.loads(path.read_text())["f1"] == [0.5, None]
    with pytest.raises(badak.errors.FileError) as caught:
        fit(JSONLogger(tmp_path), 1)
    assert caught.value.code == "BD019" and "JSONLogger" in str(caught.value)


def test_a_full_disk_does_not_end_training(tmp_path: Path) -> None:
    class Full:
        def write(self, content):
            raise OSError(28, "No space left on device")

        def close(self):
            pass

    logger = JSONLogger(tmp_path / "log.jsonl")
    breaks = LambdaCallback(
        on_epoch_begin=lambda epoch, logs=None: setattr(logger._file, "_file", Full()) if epoch == 1 else None
    )
    real = logger._file
    with pytest.warns(
        badak.errors.Notice, match=r"\[BD291\] JSONLogger stopped writing, the training goes on: no space is left"
    ):
        opened = []
        keep = LambdaCallback(on_epoch_begin=lambda epoch, logs=None: opened.append(real._file) if epoch == 0 else None)
        history = model().fit(X, Y, epochs=4, callbacks=[logger, keep, breaks], verbose=0).history
        opened[0].close()
    assert len(history["loss"]) == 4


def test_half_lines_are_cut_off(tmp_path: Path) -> None:
    path = tmp_path / "file"
    for content, first in [(b"", ""), (b"half", ""), (b"head\nrow\nha", "head\n"), (b"head\n", "head\n")]:
        path.write_bytes(content)
        file = LineFile(str(path), "test")
        assert file.open(append=True) == first
        file.write("new\n")
        file.close()
        assert path.read_bytes() == content[: content.rfind(b"\n") + 1] + b"new\n"


def test_callbacks_learn_of_exceptions() -> None:
    heard: list = []

    class Listens(Callback):
        def on_exception(self, exception):
            heard.append(exception)

        def on_train_end(self, logs=None):
            heard.append("end")

    class Fails(Callback):
        def on_exception(self, exception):
            raise RuntimeError("not this one")

    def divide(epoch, logs):
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError) as caught:
        model().fit(X, Y, callbacks=[Fails(), Listens(), LambdaCallback(on_epoch_end=divide)], verbose=0)
    assert heard == [caught.value] and "not this one" in caught.value.__notes__[0]
    model().fit(X, Y, callbacks=[Listens()], verbose=0)
    assert heard[1:] == ["end"]
