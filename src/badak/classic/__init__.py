"""The first chapters of deep learning as code to read: one short file for each idea, in plain Python and NumPy.

Nothing here is needed to use badak; everything here shows how badak, or any framework, works. Each file can be read aloud
in a class from top to bottom, each formula stands next to its code, and each function has an example that runs.
``examples/foundations`` goes through them in order.

Example:
    >>> from badak.classic import gradient_descent
    >>> round(gradient_descent(lambda x: (x - 4) ** 2, -8.0, learning_rate=0.1).end, 4)
    4.0
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from badak.classic.activations import ACTIVATIONS, relu, sigmoid, softmax, step
    from badak.classic.batch_norm import BatchNorm
    from badak.classic.deep_trouble import dead_share, dying_relu, gradient_limit, gradient_sizes, zigzag_share
    from badak.classic.derivative import exact_derivative, numerical_derivative, numerical_gradient, step_errors
    from badak.classic.descent import Path, gradient_descent
    from badak.classic.drawn_curve import read_curve
    from badak.classic.dropout import Dropout
    from badak.classic.gates import AND, GATES, NAND, NOR, OR, XNOR, XOR, Gate
    from badak.classic.initial_weights import activations_of, weight_std
    from badak.classic.layers import Affine, Layer, ReLU, Sigmoid, SoftmaxWithLoss, Tanh
    from badak.classic.linear_regression import (
        Line,
        by_exact_gradient,
        by_model,
        by_numerical_gradient,
        by_numpy,
        by_tensor,
    )
    from badak.classic.logistic_regression import (
        LogisticRegression,
        cross_entropy_of,
        curvature,
        propagate,
        with_bias_row,
    )
    from badak.classic.losses import (
        accuracy,
        cross_entropy_error,
        mean_absolute_error,
        mean_squared_error,
        sum_squared_error,
    )
    from badak.classic.multinomial import OneVsRest, SoftmaxRegression
    from badak.classic.network import Network, TwoLayerNet, forward, init_network
    from badak.classic.nodes import (
        AddNode,
        ExpNode,
        MultiplyNode,
        Node,
        ReciprocalNode,
        SquareNode,
        sigmoid_graph,
        square_of_sum,
    )
    from badak.classic.optimizers import SGD, AdaGrad, Adam, Momentum, Nesterov, RMSProp
    from badak.classic.perceptron import Perceptron
    from badak.classic.sales import cost, sweep
    from badak.classic.several_inputs import closed_form, fit_linear
    from badak.classic.vectors import displacement, equivalent, length

# the module of each public name, in the order in which a class meets them
_MODULES = {
    "vectors": ("displacement", "length", "equivalent"),
    "derivative": ("numerical_derivative", "numerical_gradient", "exact_derivative", "step_errors"),
    "descent": ("Path", "gradient_descent"),
    "nodes": (
        "Node", "AddNode", "MultiplyNode", "ExpNode", "ReciprocalNode", "SquareNode", "square_of_sum", "sigmoid_graph",
    ),
    "sales": ("cost", "sweep"),
    "linear_regression": (
        "Line", "by_numerical_gradient", "by_exact_gradient", "by_numpy", "by_tensor", "by_model",
    ),
    "several_inputs": ("closed_form", "fit_linear"),
    "logistic_regression": ("LogisticRegression", "propagate", "with_bias_row", "cross_entropy_of", "curvature"),
    "multinomial": ("SoftmaxRegression", "OneVsRest"),
    "perceptron": ("Perceptron",),
    "gates": ("Gate", "GATES", "AND", "OR", "NAND", "NOR", "XOR", "XNOR"),
    "activations": ("ACTIVATIONS", "step", "sigmoid", "relu", "softmax"),
    "losses": (
        "sum_squared_error", "mean_squared_error", "mean_absolute_error", "cross_entropy_error", "accuracy",
    ),
    "layers": ("Layer", "Affine", "ReLU", "Sigmoid", "Tanh", "SoftmaxWithLoss"),
    "batch_norm": ("BatchNorm",),
    "dropout": ("Dropout",),
    "network": ("Network", "TwoLayerNet", "init_network", "forward"),
    "optimizers": ("SGD", "Momentum", "Nesterov", "AdaGrad", "RMSProp", "Adam"),
    "initial_weights": ("weight_std", "activations_of"),
    "drawn_curve": ("read_curve",),
    "deep_trouble": ("gradient_limit", "gradient_sizes", "dead_share", "dying_relu", "zigzag_share"),
}  # fmt: skip
_HOME = {name: module for module, names in _MODULES.items() for name in names}

__all__ = [
    "displacement",
    "length",
    "equivalent",
    "numerical_derivative",
    "numerical_gradient",
    "exact_derivative",
    "step_errors",
    "Path",
    "gradient_descent",
    "Node",
    "AddNode",
    "MultiplyNode",
    "ExpNode",
    "ReciprocalNode",
    "SquareNode",
    "square_of_sum",
    "sigmoid_graph",
    "Line",
    "cost",
    "sweep",
    "by_numerical_gradient",
    "by_exact_gradient",
    "by_numpy",
    "by_tensor",
    "by_model",
    "closed_form",
    "fit_linear",
    "LogisticRegression",
    "propagate",
    "with_bias_row",
    "cross_entropy_of",
    "curvature",
    "SoftmaxRegression",
    "OneVsRest",
    "Perceptron",
    "Gate",
    "GATES",
    "AND",
    "OR",
    "NAND",
    "NOR",
    "XOR",
    "XNOR",
    "ACTIVATIONS",
    "step",
    "sigmoid",
    "relu",
    "softmax",
    "sum_squared_error",
    "mean_squared_error",
    "mean_absolute_error",
    "cross_entropy_error",
    "accuracy",
    "Layer",
    "Affine",
    "ReLU",
    "Sigmoid",
    "Tanh",
    "SoftmaxWithLoss",
    "BatchNorm",
    "Dropout",
    "Network",
    "TwoLayerNet",
    "init_network",
    "forward",
    "SGD",
    "Momentum",
    "Nesterov",
    "AdaGrad",
    "RMSProp",
    "Adam",
    "weight_std",
    "activations_of",
    "gradient_limit",
    "gradient_sizes",
    "dead_share",
    "dying_relu",
    "zigzag_share",
    "read_curve",
]


def __getattr__(name: str) -> Any:
    if name in _HOME:
        value = getattr(importlib.import_module(f"badak.classic.{_HOME[name]}"), name)
        globals()[name] = value
        return value
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
