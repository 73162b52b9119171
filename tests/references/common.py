"""What the makers share: a book of cases, the two Keras back ends, gradients on either of them.

Runs in the peer environment (see README.md); nothing here is imported by the tests.
"""

from __future__ import annotations

import importlib.metadata
import json
import os
import subprocess
import sys
import tempfile
import warnings
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

os.environ.setdefault("KERAS_BACKEND", "jax")
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("JAX_PLATFORMS", "cpu")
os.environ.setdefault("CUDA_VISIBLE_DEVICES", "")
os.environ.setdefault("KERAS_HOME", tempfile.gettempdir())

import numpy as np

HERE = Path(__file__).resolve().parent
SECOND = "BADAK_REFERENCE_SECOND"  # where the second pass, on Keras's PyTorch back end, leaves its arrays
PACKAGES = ("numpy", "keras", "jax", "torch", "scikit-learn")
CLOSE = {"float64": (1e-9, 1e-12), "float32": (2e-5, 1e-6)}  # (relative, absolute): nearer than this, back ends agree


def keras():
    """Keras on the back end named by KERAS_BACKEND, able to compute in float64."""
    import keras as module
    from keras.src.backend.common import dtypes

    # Keras turns float64 into float32 in tanh, var, norm and others unless its back end is TensorFlow; not here
    dtypes.BIT64_TO_BIT32_DTYPE["float64"] = "float64"
    return module


def use_dtype(dtype: str):
    """Make `dtype` Keras's default float; returns Keras."""
    module = keras()
    if os.environ["KERAS_BACKEND"] == "jax":
        import jax

        jax.config.update("jax_enable_x64", dtype == "float64")
    module.config.set_floatx(dtype)
    return module


def to_numpy(value: Any) -> np.ndarray:
    """A peer's array, on either back end, as a NumPy array."""
    if hasattr(value, "detach"):
        value = value.detach().cpu().numpy()
    return np.array(value)


def pull_back(f: Callable[[Any], Any], x: np.ndarray, cotangent: np.ndarray | None = None):
    """(f(x), gradient of sum(f(x) * cotangent) by x) with the automatic differentiation of Keras's back end."""
    if os.environ["KERAS_BACKEND"] == "jax":
        import jax
        import jax.numpy as jnp

        y, back = jax.vjp(f, jnp.asarray(x))
        g = jnp.ones_like(y) if cotangent is None else jnp.asarray(cotangent, dtype=y.dtype)
        return np.array(y), np.array(back(g)[0])
    import torch

    leaf = torch.tensor(x, requires_grad=True)
    y = f(leaf)
    g = torch.ones_like(y) if cotangent is None else torch.tensor(cotangent, dtype=y.dtype)
    (grad,) = torch.autograd.grad(y, leaf, grad_outputs=g, allow_unused=True) if y.requires_grad else (None,)
    return to_numpy(y), np.zeros_like(x) if grad is None else to_numpy(grad)


class Book:
    """The cases of one family, written as <family>.json (facts, one case a line) and <family>.npz (arrays)."""

    def __init__(self, family: str):
        self.family = family
        self.cases: list[dict[str, Any]] = []
        self.arrays: dict[str, np.ndarray] = {}
        self._names: set[str] = set()

    def inputs(self, name: str, **arrays: Any) -> str:
        """Store a set of input arrays that several cases refer to by `inputs=name`."""
        for key, value in arrays.items():
            self.arrays[f"inputs/{name}/{key}"] = np.asarray(value)
        return name

    def put(self, name: str, arrays: dict[str, Any] | None = None, **facts: Any) -> None:
        """Add a case."""
        if name in self._names:
            raise ValueError(f"two references are called {name!r}")
        self._names.add(name)
        self.cases.append({"name": name, **facts})
        for key, value in (arrays or {}).items():
            stored = to_numpy(value)
            if stored.dtype.kind == "f" and stored.dtype != facts.get("dtype", stored.dtype):
                raise TypeError(f"{name}: {key} is {stored.dtype}, not {facts['dtype']}")
            self.arrays[f"{name}/{key}"] = stored

    def save(self) -> None:
        """Write both files, or, in the second pass, only the arrays at the place the first pass asked for."""
        if os.environ.get(SECOND):
            np.savez(os.environ[SECOND], **self.arrays)
            return
        blobs, where = _pack(self.arrays)
        shared = {key.removeprefix("inputs/"): at for key, at in where.items() if key.startswith("inputs/")}
        by_name = {case["name"]: case for case in self.cases}
        for key, at in where.items():
            owner, _, name = key.rpartition("/")
            if owner in by_name:
                by_name[owner].setdefault("arrays", {})[name] = at
        made_with = {"python": sys.version.split()[0]} | {p: importlib.metadata.version(p) for p in PACKAGES}
        head = json.dumps({"family": self.family, "made_with": made_with, "inputs": shared}, default=_plain)[:-1]
        lines = ",\n".join(json.dumps(case, default=_plain) for case in self.cases)
        (HERE / f"{self.family}.json").write_text(f'{head}, "cases": [\n{lines}\n]}}\n', encoding="utf-8")
        sizes = [(HERE / f"{self.family}.json").stat().st_size]
        if self.arrays:
            _write_npz(HERE / f"{self.family}.npz", blobs)
            sizes.append((HERE / f"{self.family}.npz").stat().st_size)
        print(f"{self.family}: {len(self.cases)} cases, {sum(sizes) / 1024:.0f} KiB")


def second_opinion(book: Book, script: str) -> None:
    """Repeat the script on Keras's PyTorch back end and note, in each case, the arrays on which the two differ."""
    if os.environ.get(SECOND):
        return
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder) / "second.npz"
        env = os.environ | {"KERAS_BACKEND": "torch", SECOND: str(place)}
        subprocess.run([sys.executable, script], env=env, check=True)
        with np.load(place) as stored:
            other = {key: stored[key] for key in stored.files}
    for case in book.cases:
        differ = []
        for key in [k for k in book.arrays if k.rpartition("/")[0] == case["name"]]:
            if key in other and not _agree(book.arrays[key], other[key]):
                differ.append(key.rpartition("/")[2])
                book.arrays[f"{key}@torch"] = other[key]
        if differ:
            case["differ"] = differ


def quiet() -> None:
    """Peers warn about things that do not matter here."""
    warnings.filterwarnings("ignore")


def _agree(a: np.ndarray, b: np.ndarray) -> bool:
    if a.shape != b.shape:
        return False
    if a.dtype.kind not in "fc":
        return bool(np.array_equal(a, b))
    rtol, atol = CLOSE[str(a.dtype)]
    return bool(np.allclose(a, b, rtol=rtol, atol=atol, equal_nan=True))


def _plain(value: Any) -> Any:
    if isinstance(value, np.ndarray):
        return value.tolist()
    if isinstance(value, np.generic):
        return value.item()
    raise TypeError(f"{type(value).__name__} cannot be written as JSON")


def _pack(arrays: dict[str, np.ndarray]) -> tuple[dict[str, np.ndarray], dict[str, list]]:
    """One flat array per dtype (an entry of a zip each would be mostly headers) and where in it each array lies.

    Arrays of equal content share their place.
    """
    parts: dict[str, list[np.ndarray]] = {}
    ends: dict[str, int] = {}
    seen: dict[tuple[str, bytes], int] = {}
    where = {}
    for key, value in arrays.items():
        dtype, data = str(value.dtype), value.tobytes()
        if (dtype, data) not in seen:
            seen[dtype, data] = ends.get(dtype, 0)
            parts.setdefault(dtype, []).append(value.ravel())
            ends[dtype] = ends.get(dtype, 0) + value.size
        where[key] = [dtype, seen[dtype, data], list(value.shape)]
    return {dtype: np.concatenate(flat) for dtype, flat in parts.items()}, where


def _write_npz(path: Path, arrays: dict[str, np.ndarray]) -> None:
    # np.savez, but with a fixed date in every entry, so that a remake on the same machine gives the same bytes
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for key, value in arrays.items():
            entry = zipfile.ZipInfo(f"{key}.npy", date_time=(1980, 1, 1, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            with archive.open(entry, "w") as file:
                np.lib.format.write_array(file, value)
