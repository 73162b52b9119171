"""PyTorch's own gradient checker on badak's vjps: every record, wrapped as an ``autograd.Function``.

Run in the peer environment, from the root of the project: ``PYTHONPATH=src python tests/references/gradcheck.py``.
"""

from __future__ import annotations

import sys

import numpy as np
import torch

from badak.autograd.op import OPS, Op
from badak.autograd.samples import Call, Draw
from badak.autograd.tape import Node
from badak.autograd.tensor import Tensor


def wrapped(record: Op, call: Call, places: list[int]):
    """Make a torch function whose forward and backward are badak's."""

    class Wrapped(torch.autograd.Function):
        @staticmethod
        def forward(ctx, *inputs):
            args = list(call.args)
            ctx.tensors = []
            for k, x in zip(places, inputs, strict=True):
                args[k] = Tensor(x.detach().numpy().copy(), Node())
                ctx.tensors.append(args[k])
            out = record.call(*args, **call.static)
            ctx.out = out[0] if record.returns else out
            return torch.as_tensor(np.array(ctx.out.data))

        @staticmethod
        def backward(ctx, g):
            ctx.out.backward(g.numpy(), retain_graph=True)
            grads = [t.node.grad for t in ctx.tensors]
            return tuple(torch.zeros(t.shape, dtype=torch.float64) if d is None else torch.as_tensor(np.array(d))
                         for t, d in zip(ctx.tensors, grads, strict=True))  # fmt: skip

    return Wrapped.apply


def main() -> int:
    checked, failed = 0, []
    for name, record in OPS.items():
        if not record.differentiable:
            continue
        for i, call in enumerate(record.samples(Draw(11))):
            places = [k for k, a in enumerate(call.args) if isinstance(a, np.ndarray) and a.dtype.kind == "f"]
            if not places or not all(call.args[k].size for k in places):
                continue
            inputs = [torch.tensor(call.args[k], dtype=torch.float64, requires_grad=True) for k in places]
            if not torch.autograd.gradcheck(
                wrapped(record, call, places), inputs, raise_exception=False, atol=1e-5, rtol=1e-4
            ):
                failed.append(f"{name}/{i}")
            checked += 1
    print(f"{checked} samples of {len(OPS)} operations checked by torch.autograd.gradcheck; failed: {failed or 'none'}")
    return bool(failed)


if __name__ == "__main__":
    sys.exit(main())
