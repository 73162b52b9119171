"""Models to save, ways to spoil their files, and when two configurations are equal."""

from __future__ import annotations

import dataclasses
import io
import json
import os
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

import badak

X = np.random.default_rng(0).normal(size=(48, 4)).astype(np.float32)
Y = (np.arange(48) % 3).astype(np.int64)


def make_model(optimizer: Any = "adam", *, fitted: bool = True, layers: list | None = None) -> Any:
    """Make a small classifier with everything in it that is kept: weights, moving statistics, slots."""
    model = badak.Sequential(
        layers
        or [
            badak.layers.Dense(6, activation="relu", kernel_regularizer="l2", input_dim=4),
            badak.layers.BatchNormalization(),
            badak.layers.Dense(3, activation="softmax", kernel_constraint="max_norm"),
        ],
        name="flowers",
    )
    model.compile(optimizer, loss="sparse_categorical_crossentropy", metrics=["accuracy"])
    model.class_names = ["장미", "tulip", "daisy"]
    model.preprocess = {"kind": "array", "mean": [0.5], "scale": (1.0, 2.0), "limits": {0: float("inf")}}
    if fitted:
        model.fit(X, Y, epochs=2, batch_size=16, shuffle=False, verbose=0)
    return model


def saved(model: Any, folder: Path, name: str = "model.badak") -> Path:
    """Save a model and return the path."""
    model.save(folder / name)
    return folder / name


def again(model: Any, folder: Path) -> Any:
    """Save and load a model."""
    return badak.load_model(saved(model, folder))


def in_another_process(code: str, path: Path) -> subprocess.CompletedProcess[str]:
    """Run a program that is given a path."""
    environment = {**os.environ, "PYTHONPATH": str(Path(badak.__file__).resolve().parents[1])}
    return subprocess.run([sys.executable, "-c", code, str(path)], env=environment, capture_output=True, text=True)


def parts_of(data: bytes | Path) -> dict[str, bytes]:
    """Return the parts of a model file by name."""
    with zipfile.ZipFile(io.BytesIO(data) if isinstance(data, bytes) else data) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def zipped(parts: dict[str, bytes], compression: int = zipfile.ZIP_STORED) -> bytes:
    """Put parts into a zip with sound checksums."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", compression) as archive:
        for name, data in parts.items():
            archive.writestr(zipfile.ZipInfo(name), data, compression)
    return out.getvalue()


def rewritten(path: Path, change: Callable[[dict[str, bytes]], object]) -> Path:
    """Change the parts of a model file in place, with sound checksums."""
    parts = parts_of(path)
    change(parts)
    path.write_bytes(zipped(parts))
    return path


def edited(path: Path, name: str, change: Callable[[Any], object]) -> Path:
    """Change one JSON part in place; what ``change`` returns replaces it, unless that is None."""

    def edit(parts: dict[str, bytes]) -> None:
        content = json.loads(parts[name])
        result = change(content)
        parts[name] = json.dumps(content if result is None else result).encode()

    return rewritten(path, edit)


def tensors(header: Any, data: bytes = b"", length: int | None = None) -> bytes:
    """Write a safetensors file as somebody else might: header as it is, any length."""
    text = header if isinstance(header, bytes) else json.dumps(header).encode()
    return (len(text) if length is None else length).to_bytes(8, "little") + text + data


def same(a: Any, b: Any) -> bool:
    """Whether two configurations are equal: the same classes with equal fields, the same functions, equal arrays."""
    if a is b:
        return True
    if isinstance(a, np.ndarray) or isinstance(b, np.ndarray):
        return type(a) is type(b) and a.dtype == b.dtype and np.array_equal(a, b)
    if type(a) is not type(b):
        return False
    if isinstance(a, badak.Sequential):
        own = [(m.name, m.dtype, m.trainable, m.input_shape) for m in (a, b)]
        return own[0] == own[1] and same(a.layers, b.layers)
    if dataclasses.is_dataclass(a):
        fields = [f.name for f in dataclasses.fields(a) if f.init]
        return all(same(getattr(a, name), getattr(b, name)) for name in fields)
    if isinstance(a, list | tuple):
        return len(a) == len(b) and all(same(x, y) for x, y in zip(a, b, strict=True))
    if isinstance(a, dict):
        return list(a) == list(b) and all(same(a[key], b[key]) for key in a)
    if not isinstance(a, str | int | float | bool | None):
        return vars(a).keys() == vars(b).keys() and all(same(v, vars(b)[k]) for k, v in vars(a).items())
    return a == b or (a != a and b != b)
