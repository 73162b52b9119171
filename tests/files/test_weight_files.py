"""Weights alone: save_weights and load_weights."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import ml_dtypes
import numpy as np
import pytest
import safetensors.numpy

import badak
from badak import errors
from badak.files import load_weights, save_weights
from tests.files.helpers import X, make_model, saved, tensors


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Return a path for weights."""
    return tmp_path / "model.safetensors"


def bits(model: Any) -> list[bytes]:
    """Return all weights as bytes."""
    return [w.tobytes() for w in model.get_weights()]


def refusal(model: Any, path: Path, code: str, *words: str) -> errors.BadakError:
    """Load weights, which must raise this code and change nothing."""
    before = bits(model)
    with pytest.raises(errors.BadakError) as caught:
        load_weights(model, path)
    assert caught.value.code == code, str(caught.value)
    assert "load_weights" in str(caught.value)
    assert "?>" not in caught.value.text("ko") + caught.value.text("en")
    for word in words:
        assert word in str(caught.value)
    assert bits(model) == before
    return caught.value


def test_there_and_back(path: Path) -> None:
    """Weights and moving statistics, bit for bit, under their names; other programs read them."""
    model, other = make_model(), make_model(fitted=False)
    save_weights(model, path)
    load_weights(other, path)
    assert bits(model) == bits(other)
    assert model.predict(X).tobytes() == other.predict(X).tobytes()
    arrays = safetensors.numpy.load_file(path)
    assert list(sorted(arrays)) == [
        "batch_normalization/beta",
        "batch_normalization/gamma",
        "batch_normalization/moving_mean",
        "batch_normalization/moving_variance",
        "dense/bias",
        "dense/kernel",
        "dense_1/bias",
        "dense_1/kernel",
    ]
    assert np.array_equal(arrays["dense/kernel"], model.get_weights()[0])
    assert os.listdir(path.parent) == [path.name]


def test_tensors_stay_the_same_objects_and_are_the_models_own(path: Path) -> None:
    """Other models that share a layer see the new weights; training goes on in memory of its own."""
    model = make_model()
    save_weights(model, path)
    kernel = model.layers[0].slot.params["kernel"]
    shared = badak.Sequential([model.layers[0]])
    model.fit(X, np.zeros(48, np.int64), epochs=1, verbose=0)
    load_weights(model, path)
    assert model.layers[0].slot.params["kernel"] is kernel
    assert shared.get_weights()[0].tobytes() == model.get_weights()[0].tobytes()
    model.fit(X, np.zeros(48, np.int64), epochs=1, verbose=0)


def test_one_layer_has_weights_too(path: Path) -> None:
    """A layer that is built can be saved by itself."""
    first, second = badak.layers.Dense(3), badak.layers.Dense(3)
    first.build((4,))
    second.build((4,))
    save_weights(first, path)
    load_weights(second, path)
    assert bits(first) == bits(second)


@pytest.mark.filterwarnings("ignore:.*BD145")
def test_narrow_numbers_are_widened(path: Path) -> None:
    """bfloat16 and float16 into float32, float32 into float64; never the other way round."""
    model = badak.Sequential([badak.layers.Dense(3, input_dim=4)])
    values = model.get_weights()
    for dtype in (ml_dtypes.bfloat16, np.float16):
        narrow = badak.Sequential([badak.layers.Dense(3, input_dim=4)], dtype=np.dtype(dtype).name)
        narrow.set_weights(values)
        save_weights(narrow, path)
        load_weights(model, path)
        assert model.get_weights()[0].dtype == np.float32
        assert np.array_equal(model.get_weights()[0], values[0].astype(dtype).astype(np.float32))
        model.set_weights(values)
    wide = badak.Sequential([badak.layers.Dense(3, input_dim=4)], dtype="float64")
    save_weights(model, path)
    load_weights(wide, path)
    assert np.array_equal(wide.get_weights()[0], values[0])
    save_weights(wide, path)
    refusal(model, path, "BD087", "is float64 in the file and float32 in the model", "dtype='float64'")


def test_weights_of_another_model(path: Path) -> None:
    """Names, shapes and types are compared before anything is changed."""
    save_weights(make_model(), path)
    dense = badak.layers.Dense
    refusal(badak.Sequential([dense(6, input_dim=5), dense(3)]), path, "BD087", "the model has no 'batch_normalization")
    refusal(badak.Sequential([dense(6, input_dim=4), dense(3), dense(1)]), path, "BD087", "the file lacks 'dense_2")
    bigger = make_model(fitted=False, layers=[dense(7, input_dim=4), badak.layers.BatchNormalization(), dense(3)])
    refusal(bigger, path, "BD087", "'dense/kernel' is (4, 6) in the file and (4, 7) in the model")
    renamed = make_model(
        fitted=False, layers=[dense(6, input_dim=4, name="a"), badak.layers.BatchNormalization(), dense(3, name="b")]
    )
    problem = refusal(renamed, path, "BD087", "give the layers the names they have in the file")
    assert "층 이름을 파일과 같게" in problem.text("ko")


def test_a_model_without_weights(path: Path) -> None:
    """There is nothing to save, nor a place to load into."""
    model = badak.Sequential([badak.layers.Dense(3)])
    for function in (save_weights, load_weights):
        with pytest.raises(errors.StateError) as caught:
            function(model, path)
        assert caught.value.code == "BD023"


def test_files_that_are_something_else(path: Path, tmp_path: Path) -> None:
    """A whole model, an empty file, somebody else's, nothing at all."""
    model = make_model()
    refusal(model, saved(model, tmp_path, "whole.badak"), "BD082", "whole model of badak", "badak.load_model(path)")
    path.write_bytes(b"")
    refusal(model, path, "BD083", "empty file")
    path.write_bytes(b"GGUF" + bytes(90))
    problem = refusal(model, path, "BD082", "GGUF", "a .safetensors file")
    assert "save_weights로 저장한" in problem.text("ko")
    path.write_bytes(b"\x80\x04\x95" + bytes(90))
    refusal(model, path, "BD082", "never opens pickles")
    path.unlink()
    refusal(model, path, "BD080", "does not exist")
    refusal(model, tmp_path, "BD080", "is a folder")


def test_damage(path: Path) -> None:
    """Cut anywhere, or a header that does not add up."""
    model = make_model()
    save_weights(model, path)
    sound = path.read_bytes()
    for cut in range(1, len(sound), 61):
        path.write_bytes(sound[:cut])
        with pytest.raises(errors.FileFormatError) as caught:
            load_weights(model, path)
        assert caught.value.code in ("BD082", "BD083")
    length = int.from_bytes(sound[:8], "little")
    header = json.loads(sound[8 : 8 + length])
    header["dense/bias"]["shape"] = [1 << 40]
    path.write_bytes(tensors(header, sound[8 + length :]))
    refusal(model, path, "BD083", "'dense/bias' has another length")


def test_weights_that_are_not_finite_are_said(path: Path) -> None:
    """Also those in bfloat16."""
    for dtype in ("float32", "bfloat16"):
        model = badak.Sequential([badak.layers.Dense(2, input_dim=2)], dtype=dtype)
        model.set_weights([np.full((2, 2), np.inf), np.zeros(2)])
        save_weights(model, path)
        errors._said.clear()
        with pytest.warns(errors.Notice, match="BD089.*\n.*|BD089") as caught:
            load_weights(model, path)
        assert "'dense/kernel'" in str(caught[0].message)
        assert "bias" not in str(caught[0].message)
        assert caught[0].filename == __file__
