"""Large matrix products in PyTorch."""

from __future__ import annotations

import torch


class Product:
    """A product of two square matrices; a unit is one product."""

    def __init__(self, size, precision="float32"):
        torch.manual_seed(0)
        number = torch.float32 if precision == "float32" else torch.bfloat16
        self.a, self.b = (torch.randn(size, size).to(number) for _ in range(2))

    def block(self):
        with torch.inference_mode():
            torch.mm(self.a, self.b)
        return 1
