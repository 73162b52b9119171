"""The small problem on which optimizers are compared; NumPy alone, and the same bits on every machine.

Two parameters, ``w`` (7, 5) and ``b`` (5,). The gradient at step ``t`` (counted from 1) is

    g = scale * gate(t) * (d / (1 + d²) + 0.3 * noise(t)),    d = p - target

The rows of ``w`` have scales from 10 down to 1e-6 and one row of zeros, which shows where an optimizer puts its
epsilon; row 1 gets a gradient only every tenth step; every 97th step is ten times larger, which makes clipping work.
Only additions, products and quotients are used and the noise is made from the raw bits of PCG64, so that nothing
depends on a version of NumPy or on a vectorised ``exp``.
"""

from __future__ import annotations

import numpy as np

SHAPES = {"w": (7, 5), "b": (5,)}
STEPS = 1000
STORED = (1, 2, 3, 10, 30, 100, 200, 300, 400, 500, 600, 700, 800, 900, 1000)

_SCALE = {
    "w": np.array([1.0, 1.0, 1e-2, 1e-4, 1e-6, 0.0, 10.0])[:, None],
    "b": np.array([1.0, 0.5, 2.0, 1.0, 1e-3]),
}
_SEED = {"start": 11, "target": 12, "noise": 13}


def uniform(seed: int, count: int) -> np.ndarray:
    """`count` numbers in [-1, 1), float64, from the raw bits of PCG64 (a stream that NumPy promises to keep)."""
    bits = np.random.PCG64(seed).random_raw(count) >> np.uint64(11)
    return bits.astype(np.float64) * 2.0**-52 - 1.0


def _split(flat: np.ndarray) -> dict[str, np.ndarray]:
    return {"w": flat[..., :35].reshape(*flat.shape[:-1], 7, 5), "b": flat[..., 35:]}


_START = _split(uniform(_SEED["start"], 40))
_TARGET = _split(2.0 * uniform(_SEED["target"], 40))
_NOISE = _split(uniform(_SEED["noise"], 40 * STEPS).reshape(STEPS, 40))


def start(dtype: str = "float64") -> dict[str, np.ndarray]:
    """The parameters before the first step."""
    return {name: value.astype(dtype) for name, value in _START.items()}


def gradient(step: int, params: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
    """The gradients of both parameters at `step` (1 … 1000), in the dtype of the parameters."""
    out = {}
    for name, p in params.items():
        scale = _SCALE[name].astype(p.dtype)
        if name == "w" and step % 10:
            scale = scale.copy()
            scale[1] = 0
        if step % 97 == 0:
            scale = scale * p.dtype.type(10)
        d = p - _TARGET[name].astype(p.dtype)
        noise = _NOISE[name][step - 1].astype(p.dtype)
        out[name] = scale * (d / (p.dtype.type(1) + d * d) + p.dtype.type(0.3) * noise)
    return out
