"""Large matrix products in badak's process: NumPy's, and the native kernel's."""

from __future__ import annotations

import ml_dtypes
import numpy as np

import badak
from badak.backend import native
from benchmarks.programs.skip import Skip


class Product:
    """A product of two square matrices; a unit is one product."""

    def __init__(self, size, precision="float32", by="kernel"):
        if by == "kernel" and native.kernels is None:
            raise Skip("no native kernels")
        random = np.random.default_rng(0)
        number = np.float32 if precision == "float32" else ml_dtypes.bfloat16
        self.a, self.b = (random.standard_normal((size, size), dtype=np.float32).astype(number) for _ in range(2))
        self.product = badak.affine if by == "kernel" else np.matmul

    def block(self):
        self.product(self.a, self.b)
        return 1
