"""Values and gradients of Keras's activations (and PyTorch's) on a grid with the kinks and large numbers in it."""

from __future__ import annotations

import numpy as np
from common import Book, pull_back, quiet, second_opinion, to_numpy, use_dtype

# (function, configurations, input)
ACTIVATIONS = [
    (
        "relu",
        [
            {},
            {"negative_slope": 0.1},
            {"max_value": 1.0},
            {"threshold": 0.5},
            {"negative_slope": 0.1, "max_value": 2.0, "threshold": 0.5},
        ],
        "grid",
    ),
    ("leaky_relu", [{}, {"negative_slope": 0.01}], "grid"),
    ("relu6", [{}], "grid"),
    ("elu", [{}, {"alpha": 0.5}], "grid"),
    ("selu", [{}], "grid"),
    ("celu", [{}, {"alpha": 0.5}], "grid"),
    ("gelu", [{}, {"approximate": True}], "grid"),
    ("silu", [{}], "grid"),
    ("softplus", [{}], "grid"),
    ("softsign", [{}], "grid"),
    ("sigmoid", [{}], "grid"),
    ("hard_sigmoid", [{}], "grid"),
    ("hard_silu", [{}], "grid"),
    ("tanh", [{}], "grid"),
    ("tanh_shrink", [{}], "grid"),
    ("hard_tanh", [{}], "grid"),
    ("hard_shrink", [{}, {"threshold": 1.0}], "grid"),
    ("soft_shrink", [{}, {"threshold": 1.0}], "grid"),
    ("threshold", [{"threshold": 0.5, "default_value": -7.0}], "grid"),
    ("exponential", [{}], "grid"),
    ("linear", [{}], "grid"),
    ("mish", [{}], "grid"),
    ("log_sigmoid", [{}], "grid"),
    ("squareplus", [{}, {"b": 1.0}], "grid"),
    ("sparse_plus", [{}], "grid"),
    ("sparse_sigmoid", [{}], "grid"),
    ("softmax", [{}], "rows"),
    ("softmax", [{"axis": 1}], "cube"),
    ("log_softmax", [{}], "rows"),
    ("log_softmax", [{"axis": 1}], "cube"),
    ("sparsemax", [{}], "rows"),
    ("glu", [{}], "even_rows"),
]

# PyTorch modules with arguments of their own: (class, arguments, input)
TORCH = [
    ("Softplus", {"beta": 2.0, "threshold": 5.0}, "grid"),
    ("Hardtanh", {"min_val": -2.0, "max_val": 1.5}, "grid"),
    ("RReLU", {"lower": 0.1, "upper": 0.3}, "grid"),
    ("PReLU", {"init": 0.25}, "grid"),
    ("Softmin", {"dim": -1}, "rows"),
]


def input_sets() -> dict[str, np.ndarray]:
    kinks = [-6, -5, -3, -2.5, -2, -1, -0.5, 0, 0.5, 1, 2, 2.5, 3, 5, 6]
    near = [k + d for k in (-3, -1, 0, 1, 3) for d in (-1e-3, 1e-3)]
    large = [-1e4, -100, -89, -50, -20, 20, 50, 88, 100, 1e4]
    grid = np.unique(np.concatenate([np.linspace(-4, 4, 33), kinks, near, large, [-1e-8, 1e-8]])).astype(np.float32)
    r = np.random.default_rng(7)
    rows = np.concatenate(
        [
            r.normal(size=(3, 6)),
            [[0] * 6, [50, -50, 0, 0, 0, 0], [50] * 6, [-50] * 6, [1e4, 0, 0, 0, 0, -1e4], [1, 1, 0.5, 0, -1, -1]],
        ]
    )
    cube = r.normal(size=(2, 3, 4))
    sets = {"grid": grid, "rows": rows, "cube": cube, "even_rows": 2 * r.normal(size=(5, 6))}
    sets = {name: x.astype(np.float32) for name, x in sets.items()}
    return sets


def cotangent_for(x: np.ndarray, last: int) -> np.ndarray:
    """Fixed weights of the outputs: 1 for element-wise functions, a small staircase for those that mix elements."""
    return (np.arange(x[..., :last].size).reshape(x[..., :last].shape) % 7 - 3).astype(np.float32) / 2


def main() -> None:
    quiet()
    book = Book("activations")
    sets = input_sets()
    for name, x in sets.items():
        extra = (
            {} if name == "grid" else {"cotangent": cotangent_for(x, x.shape[-1] // (2 if name == "even_rows" else 1))}
        )
        book.inputs(name, x=x, **extra)
    for dtype in ("float64", "float32"):
        keras = use_dtype(dtype)
        for function, configs, name in ACTIVATIONS:
            for config in configs:
                f = getattr(keras.activations, function)
                x = sets[name].astype(dtype)
                cotangent = book.arrays.get(f"inputs/{name}/cotangent")
                y, grad = pull_back(lambda a, f=f, config=config: f(a, **config), x, cotangent)
                suffix = "".join(f".{key}={value}" for key, value in config.items())
                facts = {"function": function, "config": config, "inputs": name, "dtype": dtype}
                book.put(f"keras.{function}{suffix}.{name}.{dtype}", {"y": y, "grad": grad}, peer="keras", **facts)
    torch_cases(book, sets)
    second_opinion(book, __file__)
    book.save()


def torch_cases(book: Book, sets: dict[str, np.ndarray]) -> None:
    import torch

    for cls, config, name in TORCH:
        module = getattr(torch.nn, cls)(**config).to(torch.float64).eval()
        x = torch.tensor(sets[name].astype(np.float64), requires_grad=True)
        cotangent = book.arrays.get(f"inputs/{name}/cotangent")
        y = module(x)
        seed = torch.ones_like(y) if cotangent is None else torch.tensor(cotangent, dtype=y.dtype)
        grads = torch.autograd.grad(y, [x, *module.parameters()], grad_outputs=seed)
        arrays = {"y": y, "grad": grads[0]} | ({"alpha_grad": to_numpy(grads[1])} if len(grads) > 1 else {})
        book.put(f"torch.{cls}", arrays, peer="torch", **{"class": cls}, config=config, inputs=name, dtype="float64")


if __name__ == "__main__":
    main()
