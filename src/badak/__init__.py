"""badak: deep learning from the ground up, for people who learn, teach and apply it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from badak import errors
from badak.autograd.tensor import Tensor, tensor  # first: it closes the circle of tensors and operations

# isort: split
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
from badak.ops.attention import attention_weights, masked_softmax, scaled_dot_product_attention
from badak.ops.conv import conv, conv_transpose
from badak.ops.distance import mean_squared_difference
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
from badak.ops.gru import gru, gru_gates
from badak.ops.image import crop_each, flip_each, place_each
from badak.ops.linear import affine, dot, einsum, matmul, outer, tensordot
from badak.ops.lstm import lstm, lstm_gates
from badak.ops.norm import batch_norm, layer_norm
from badak.ops.pool import avg_pool, max_pool
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
from badak.ops.resize import resize, upsample
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
from badak.ops.simple_rnn import simple_rnn
from badak.ops.softmax import (
    log_softmax,
    sigmoid_cross_entropy,
    softmax,
    softmax_cross_entropy,
    sparse_softmax_cross_entropy,
    sparsemax,
)

if TYPE_CHECKING:  # what __getattr__ below imports when first named, for editors and type checkers
    from badak import (
        activations,
        autograd,
        backend,
        callbacks,
        cards,
        classic,
        cli,
        constraints,
        datasets,
        files,
        initializers,
        inspect,
        layers,
        losses,
        messages,
        metrics,
        models,
        onnx,
        ops,
        optimizers,
        plots,
        preprocessing,
        regularizers,
        runs,
        schedules,
        tensorboard,
        text,
        timeseries,
        training,
        utils,
        vision,
    )
    from badak import sklearn as sklearn
    from badak.backend.threads import get_num_threads, set_num_threads
    from badak.cards import explain
    from badak.drawing.graph_picture import plot_graph
    from badak.drawing.picture import plot_model
    from badak.files import load_model
    from badak.models import Input, Model, Sequential
    from badak.registry import register
    from badak.training.dataset import Dataset
    from badak.utils import set_random_seed

    __version__: str

# Sub-packages are imported when first named, so that `import badak` stays quick (PEP 562).
_PACKAGES = (
    "activations", "autograd", "backend", "callbacks", "cards", "classic", "cli", "constraints", "datasets", "files",
    "initializers", "inspect", "layers", "losses", "messages", "metrics", "models", "onnx", "ops", "optimizers",
    "plots", "preprocessing", "regularizers", "runs", "schedules", "tensorboard", "text", "timeseries", "training",
    "utils", "vision",
)  # fmt: skip
# Those that need a package which badak does not bring along: not among the public names that "from badak import *" asks for.
_EXTRAS = {"sklearn": "sklearn"}
_NAMES = {
    "Dataset": "badak.training.dataset",
    "explain": "badak.cards",
    "Input": "badak.models",
    "Model": "badak.models",
    "Sequential": "badak.models",
    "load_model": "badak.files",
    "plot_graph": "badak.drawing.graph_picture",
    "plot_model": "badak.drawing.picture",
    "register": "badak.registry",
    "get_num_threads": "badak.backend.threads",
    "set_num_threads": "badak.backend.threads",
    "set_random_seed": "badak.utils",
}
_ELSEWHERE = {  # what PyTorch, JAX and Keras call it
    "cat": "badak.concatenate", "manual_seed": "badak.set_random_seed", "nn": "badak.layers", "optim": "badak.optimizers",
    "optimizer": "badak.optimizers", "mm": "badak.matmul", "unsqueeze": "badak.expand_dims", "pow": "badak.power",
    "jit": 'model.compile(backend="xla")', "save": "model.save", "load": "badak.load_model", "random": "badak.randn",
    "array": "badak.tensor", "Variable": "badak.tensor(..., requires_grad=True)", "view": "badak.reshape",
    "float32": "'float32', a text", "float64": "'float64', a text", "float16": "'float16', a text",
    "int64": "'int64', a text", "int32": "'int32', a text", "bfloat16": "'bfloat16', a text", "bool": "'bool', a text",
}  # fmt: skip


def __getattr__(name: str) -> Any:
    import importlib

    if name in _PACKAGES or name in _EXTRAS:
        return importlib.import_module(f"badak.{name}")
    if name in _NAMES:
        value = getattr(importlib.import_module(_NAMES[name]), name)
        globals()[name] = value
        return value
    if name == "__version__":
        from importlib.metadata import version

        return version("badak")
    import sys

    hint = f"; badak calls it {_ELSEWHERE[name]}" if name in _ELSEWHERE else ""
    raise AttributeError(f"module 'badak' has no attribute {name!r}{hint}", name=name, obj=sys.modules[__name__])


def __dir__() -> list[str]:
    from importlib.util import find_spec

    hidden = {"Any", "TYPE_CHECKING", "annotations"}
    there = [name for name, package in _EXTRAS.items() if find_spec(package)]
    return sorted({*globals(), *_PACKAGES, *there, *_NAMES, "__version__"} - hidden)


__all__ = [
    "Dataset",
    "Input",
    "Model",
    "Sequential",
    "Tensor",
    "__version__",
    "abs",
    "absolute",
    "activations",
    "add",
    "affine",
    "all",
    "any",
    "arange",
    "arccos",
    "arccosh",
    "arcsin",
    "arcsinh",
    "arctan",
    "arctan2",
    "arctanh",
    "argmax",
    "argmin",
    "argsort",
    "astype",
    "autograd",
    "avg_pool",
    "backend",
    "attention_weights",
    "batch_norm",
    "masked_softmax",
    "scaled_dot_product_attention",
    "bincount",
    "broadcast_to",
    "callbacks",
    "cards",
    "ceil",
    "check_grads",
    "classic",
    "cli",
    "clip",
    "concatenate",
    "constraints",
    "conv",
    "conv_transpose",
    "cos",
    "cosh",
    "crop_each",
    "cumprod",
    "cumsum",
    "datasets",
    "divide",
    "dot",
    "einsum",
    "empty",
    "equal",
    "erf",
    "errors",
    "exp",
    "exp2",
    "expand_dims",
    "explain",
    "expm1",
    "eye",
    "files",
    "flip",
    "flip_each",
    "floor",
    "floor_divide",
    "from_numpy",
    "full",
    "get_num_threads",
    "getitem",
    "grad",
    "greater",
    "greater_equal",
    "gru",
    "gru_gates",
    "index_update",
    "initializers",
    "inspect",
    "isfinite",
    "isinf",
    "isnan",
    "layer_norm",
    "layers",
    "less",
    "less_equal",
    "linspace",
    "load_model",
    "log",
    "log10",
    "log1p",
    "log2",
    "log_softmax",
    "logaddexp",
    "logical_and",
    "logical_not",
    "logical_or",
    "logical_xor",
    "logsumexp",
    "losses",
    "lstm",
    "lstm_gates",
    "matmul",
    "max",
    "max_pool",
    "maximum",
    "mean",
    "mean_squared_difference",
    "messages",
    "metrics",
    "min",
    "minimum",
    "models",
    "onnx",
    "moveaxis",
    "multiply",
    "negative",
    "no_grad",
    "norm",
    "not_equal",
    "one_hot",
    "ones",
    "ones_like",
    "ops",
    "optimizers",
    "outer",
    "pad",
    "permute",
    "plots",
    "place_each",
    "plot_graph",
    "plot_model",
    "power",
    "preprocessing",
    "prod",
    "rand",
    "randint",
    "randn",
    "ravel",
    "reciprocal",
    "register",
    "regularizers",
    "relu",
    "remainder",
    "repeat",
    "reshape",
    "resize",
    "roll",
    "round",
    "runs",
    "schedules",
    "set_num_threads",
    "set_random_seed",
    "sigmoid",
    "sigmoid_cross_entropy",
    "sign",
    "simple_rnn",
    "sin",
    "sinh",
    "softmax",
    "softmax_cross_entropy",
    "softplus",
    "sort",
    "sparse_softmax_cross_entropy",
    "sparsemax",
    "split",
    "sqrt",
    "square",
    "squeeze",
    "stack",
    "std",
    "subtract",
    "sum",
    "swapaxes",
    "take",
    "take_along_axis",
    "tan",
    "tanh",
    "tensor",
    "tensorboard",
    "tensordot",
    "text",
    "tile",
    "timeseries",
    "training",
    "transpose",
    "tril",
    "triu",
    "upsample",
    "utils",
    "value_and_grad",
    "var",
    "vision",
    "where",
    "zeros",
    "zeros_like",
]
