"""Weights of 100 MB: loading maps them, a checkpoint stops the training no longer than their copy takes."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import zipfile
from pathlib import Path

import numpy as np
import pytest

import badak
from badak.errors import FileFormatError
from badak.files import load_weights, mapping, save_weights

linux = pytest.mark.skipif(sys.platform != "linux", reason="measures memory as Linux tells it")

PROGRAM = """
import sys, badak
from pathlib import Path
def own():
    lines = Path("/proc/self/status").read_text().splitlines()
    return sum(int(line.split()[1]) for line in lines if line.startswith("RssAnon")) // 1024
badak.Sequential([badak.layers.Dense(1, input_dim=1)]).predict([[1.0]], verbose=0)
kind, path = sys.argv[1:]
if kind == "model":
    before = own()
    model = badak.load_model(path)
else:
    model = badak.Sequential([badak.layers.Dense(2500, kernel_initializer="zeros", input_dim=10000)])
    before = own()
    model.load_weights(path)
after = own()
kernel = model.get_layer(index=0).kernel.data
total = float(kernel[0, :10].sum())
kernel[...] = 2.0
print(after - before, own() - before, total)
"""


def large() -> badak.Sequential:
    model = badak.Sequential([badak.layers.Dense(2500, kernel_initializer="ones", input_dim=10000)])
    return model


@linux
@pytest.mark.parametrize("kind", ["model", "weights"])
def test_loading_maps(kind: str, tmp_path: Path) -> None:
    """100 MB take no memory of the process until they are changed."""
    path = tmp_path / ("m.badak" if kind == "model" else "w.safetensors")
    large().save(path) if kind == "model" else save_weights(large(), path)
    environment = {**os.environ, "PYTHONPATH": str(Path(badak.__file__).resolve().parents[1])}
    run = [sys.executable, "-c", PROGRAM, kind, str(path)]
    done = subprocess.run(run, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    loaded, changed, total = done.stdout.split()
    assert int(loaded) < 40 and int(changed) > 80 and float(total) == 10.0, done.stdout


def test_mapped_models_work_as_others(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Predict, train, save under the same name, delete the file; the file itself never changes."""
    monkeypatch.setattr(mapping, "MAPPED_FROM", 0)
    monkeypatch.setattr("badak.files.archive.MAPPED_FROM", 0)
    x = np.random.default_rng(0).normal(size=(32, 6)).astype(np.float32)
    model = badak.Sequential(
        [badak.layers.Dense(5, "relu", input_dim=6), badak.layers.BatchNormalization(), badak.layers.Dense(1)]
    )
    model.compile("adam", "mse")
    model.fit(x, x[:, :1], epochs=1, verbose=0)
    path = tmp_path / "m.badak"
    model.save(path)
    with zipfile.ZipFile(path) as archive, open(path, "rb") as file:
        for info in archive.infolist():
            file.seek(info.header_offset + 26)
            lengths = [int.from_bytes(file.read(2), "little") for _ in range(2)]
            assert not info.filename.endswith(".safetensors") or (info.header_offset + 30 + sum(lengths)) % 64 == 0
    data = path.read_bytes()
    other = badak.load_model(path)
    for each in (model, other):
        each.fit(x, x[:, :1], epochs=3, initial_epoch=1, verbose=0)
    assert path.read_bytes() == data
    other.save(path)
    again = badak.load_model(path)
    path.unlink()
    for one, two, three in zip(model.get_weights(), other.get_weights(), again.get_weights(), strict=True):
        assert np.array_equal(one, two) and np.array_equal(one, three)


def test_damage_in_a_mapped_part(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The checksum is compared as when it is read."""
    monkeypatch.setattr("badak.files.archive.MAPPED_FROM", 0)
    model = badak.Sequential([badak.layers.Dense(5, kernel_initializer="ones", input_dim=6)])
    path = tmp_path / "m.badak"
    model.save(path)
    data = bytearray(path.read_bytes())
    at = data.index(np.ones(4, np.float32).tobytes())
    data[at] ^= 1
    path.write_bytes(data)
    with pytest.raises(FileFormatError, match="checksum"):
        badak.load_model(path)
    monkeypatch.setattr("badak.files.weights.MAPPED_FROM", 0)
    save_weights(model, tmp_path / "w.safetensors")
    short = (tmp_path / "w.safetensors").read_bytes()[:-3]
    (tmp_path / "w.safetensors").write_bytes(short)
    with pytest.raises(FileFormatError, match="BD083"):
        load_weights(model, tmp_path / "w.safetensors")


@pytest.mark.parametrize("only_weights", [False, True])
def test_a_checkpoint_waits_for_the_copy_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, only_weights: bool
) -> None:
    """The disk is made slow: the training goes on at once, and the file holds the weights as they were."""
    begun, free = threading.Event(), threading.Event()

    def slow(descriptor: int) -> None:
        begun.set()
        assert free.wait(60)

    monkeypatch.setattr("badak.files.atomic.os.fsync", slow)
    monkeypatch.setattr("badak.callbacks.checkpoint._LATER_FROM", 1000)
    model = badak.Sequential([badak.layers.Dense(100, kernel_initializer="ones", input_dim=100)])
    model.compile("sgd", "mse")
    path = tmp_path / ("w.safetensors" if only_weights else "m.badak")
    saving = badak.callbacks.ModelCheckpoint(path, save_weights_only=only_weights)
    saving.set_model(model)
    saving.on_epoch_end(0, {})
    assert begun.wait(60) and not path.exists()
    model.weights[0].data[...] = 7.0
    free.set()
    saving.on_train_end()
    other = badak.Sequential([badak.layers.Dense(100, input_dim=100)])
    other.load_weights(path) if only_weights else None
    kernel = (other if only_weights else badak.load_model(path)).get_weights()[0]
    assert (kernel == 1.0).all()


def test_what_goes_wrong_meanwhile_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """At the next save or the end of the training, as a plain save would have told it."""
    monkeypatch.setattr("badak.callbacks.checkpoint._LATER_FROM", 0)

    def full(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("badak.files.atomic.os.fsync", full)
    model = badak.Sequential([badak.layers.Dense(1, input_dim=2)])
    model.compile("sgd", "mse")
    saving = badak.callbacks.ModelCheckpoint(tmp_path / "m.badak")
    with pytest.raises(badak.errors.FileError, match="BD081"):
        model.fit(np.ones((4, 2), np.float32), np.ones((4, 1)), epochs=2, verbose=0, callbacks=[saving])
    assert not list(tmp_path.iterdir())
