"""badak: deep learning from the ground up, for people who learn, teach and apply it."""

from __future__ import annotations

from typing import Any

from badak import errors
from badak.autograd.tensor import Tensor, tensor  # first: it closes the circle of tensors and operations
from badak.autograd.check import check_grads
from badak.autograd.create import (
    arange,
    empty,
    eye,
    from_numpy,
    full,
    linspace,
    ones,
    ones_like,
    rand,
    randint,
    randn,
    zeros,
    zeros_like,
)
from badak.autograd.tape import no_grad
from badak.autograd.transform import grad, value_and_grad
from badak.ops.activation import erf, relu, sigmoid, softplus
from badak.ops.elementwise import (
    absolute,
    add,
    arccos,
    arccosh,
    arcsin,
    arcsinh,
    arctan,
    arctan2,
    arctanh,
    astype,
    ceil,
    clip,
    cos,
    cosh,
    divide,
    equal,
    exp,
    exp2,
    expm1,
    floor,
    floor_divide,
    greater,
    greater_equal,
    isfinite,
    isinf,
    isnan,
    less,
    less_equal,
    log,
    log1p,
    log2,
    log10,
    logaddexp,
    logical_and,
    logical_not,
    logical_or,
    logical_xor,
    maximum,
    minimum,
    multiply,
    negative,
    not_equal,
    power,
    reciprocal,
    remainder,
    round,
    sign,
    sin,
    sinh,
    sqrt,
    square,
    subtract,
    tan,
    tanh,
    where,
)
from badak.ops.elementwise import absolute as abs
from badak.ops.linear import affine, dot, einsum, matmul, outer, tensordot
from badak.ops.norm import batch_norm, layer_norm
from badak.ops.reduce import (
    all,
    any,
    argmax,
    argmin,
    argsort,
    bincount,
    cumprod,
    cumsum,
    logsumexp,
    max,
    mean,
    min,
    norm,
    prod,
    sort,
    std,
    sum,
    var,
)
from badak.ops.shape import (
    broadcast_to,
    concatenate,
    expand_dims,
    flip,
    getitem,
    index_update,
    moveaxis,
    one_hot,
    pad,
    permute,
    ravel,
    repeat,
    reshape,
    roll,
    split,
    squeeze,
    stack,
    swapaxes,
    take,
    take_along_axis,
    tile,
    transpose,
    tril,
    triu,
)
from badak.ops.softmax import (
    log_softmax,
    sigmoid_cross_entropy,
    softmax,
    softmax_cross_entropy,
    sparse_softmax_cross_entropy,
    sparsemax,
)

# Sub-packages are imported when first named, so that `import badak` stays quick (PEP 562).
_PACKAGES = (
    "activations", "autograd", "backend", "callbacks", "cli", "constraints", "datasets", "files", "initializers",
    "inspect", "layers", "losses", "messages", "metrics", "models", "ops", "optimizers", "regularizers", "schedules",
    "training", "utils",
)  # fmt: skip
_NAMES = {
    "Dataset": "badak.training.dataset",
    "Input": "badak.models",
    "Model": "badak.models",
    "Sequential": "badak.models",
    "load_model": "badak.files",
    "register": "badak.files.registry",
    "get_num_threads": "badak.backend.native",
    "set_num_threads": "badak.backend.native",
    "set_random_seed": "badak.utils",
}


def __getattr__(name: str) -> Any:
    import importlib

    if name in _PACKAGES:
        return importlib.import_module(f"badak.{name}")
    if name in _NAMES:
        value = getattr(importlib.import_module(_NAMES[name]), name)
        globals()[name] = value
        return value
    if name == "__version__":
        from importlib.metadata import version

        return version("badak")
    raise AttributeError(f"module 'badak' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted({*globals(), *_PACKAGES, *_NAMES, "__version__"})


__all__ = [
    name for name in globals() if not name.startswith("_") and name not in ("annotations", "Any", "ops", "autograd", "backend")
]
