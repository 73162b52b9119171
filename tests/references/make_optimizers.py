"""Trajectories of Keras's and PyTorch's optimizers over 1,000 steps of the problem in problem.py."""

from __future__ import annotations

import os

os.environ["KERAS_BACKEND"] = "numpy"  # the same optimizer code as elsewhere, ten times quicker here than on JAX

import numpy as np
from common import Book, quiet, use_dtype
from problem import SHAPES, STEPS, STORED, gradient, start

EXPONENTIAL = {
    "class": "ExponentialDecay",
    "config": {"initial_learning_rate": 0.01, "decay_steps": 100, "decay_rate": 0.7},
}
WARM_COSINE = {
    "class": "CosineDecay",
    "config": {
        "initial_learning_rate": 0.0,
        "decay_steps": 700,
        "alpha": 0.05,
        "warmup_target": 0.05,
        "warmup_steps": 100,
    },
}

# name: (class, arguments, schedule that stands for the learning rate or None)
KERAS = {
    "sgd": ("SGD", {}, None),
    "sgd_fast": ("SGD", {"learning_rate": 0.05}, None),
    "sgd_momentum": ("SGD", {"learning_rate": 0.005, "momentum": 0.9}, None),
    "sgd_nesterov": ("SGD", {"learning_rate": 0.005, "momentum": 0.9, "nesterov": True}, None),
    "sgd_decay": ("SGD", {"learning_rate": 0.02, "momentum": 0.5, "weight_decay": 0.05}, None),
    "sgd_clipnorm": ("SGD", {"learning_rate": 0.05, "clipnorm": 0.5}, None),
    "sgd_clipvalue": ("SGD", {"learning_rate": 0.05, "clipvalue": 0.2}, None),
    "sgd_global_clipnorm": ("SGD", {"learning_rate": 0.05, "momentum": 0.9, "global_clipnorm": 0.5}, None),
    "sgd_momentum_schedule": ("SGD", {"momentum": 0.9}, EXPONENTIAL),
    "adagrad": ("Adagrad", {}, None),
    "adagrad_other": ("Adagrad", {"learning_rate": 0.1, "initial_accumulator_value": 0.0, "epsilon": 1e-4}, None),
    "adagrad_clipvalue": ("Adagrad", {"learning_rate": 0.1, "clipvalue": 0.5, "weight_decay": 0.01}, None),
    "rmsprop": ("RMSprop", {}, None),
    "rmsprop_centered": ("RMSprop", {"learning_rate": 0.005, "centered": True, "epsilon": 1e-6}, None),
    "rmsprop_momentum": ("RMSprop", {"momentum": 0.9, "rho": 0.95}, None),
    "rmsprop_all": (
        "RMSprop",
        {"learning_rate": 0.002, "rho": 0.8, "momentum": 0.5, "centered": True, "epsilon": 1e-3, "clipnorm": 1.0},
        None,
    ),
    "adam": ("Adam", {}, None),
    "adam_other": ("Adam", {"learning_rate": 0.05, "beta_1": 0.8, "beta_2": 0.99, "epsilon": 1e-3}, None),
    "adam_amsgrad": ("Adam", {"learning_rate": 0.01, "amsgrad": True}, None),
    "adam_decay": ("Adam", {"learning_rate": 0.01, "weight_decay": 0.1}, None),
    "adam_clipnorm": ("Adam", {"learning_rate": 0.01, "clipnorm": 0.5}, None),
    "adam_clipvalue": ("Adam", {"learning_rate": 0.01, "clipvalue": 0.2}, None),
    "adam_global_clipnorm": ("Adam", {"learning_rate": 0.01, "global_clipnorm": 0.5}, None),
    "adam_schedule": ("Adam", {}, WARM_COSINE),
    "adam_average": (
        "Adam",
        {"learning_rate": 0.01, "use_ema": True, "ema_momentum": 0.9, "ema_overwrite_frequency": 50},
        None,
    ),
    "adam_accumulate": ("Adam", {"learning_rate": 0.01, "gradient_accumulation_steps": 4}, None),
    "adamw": ("AdamW", {}, None),
    "adamw_other": ("AdamW", {"learning_rate": 0.01, "weight_decay": 0.1, "amsgrad": True}, None),
    "adadelta": ("Adadelta", {}, None),
    "adadelta_paper": ("Adadelta", {"learning_rate": 1.0, "rho": 0.9, "epsilon": 1e-6}, None),
    "adamax": ("Adamax", {}, None),
    "adamax_other": ("Adamax", {"learning_rate": 0.02, "beta_1": 0.8, "beta_2": 0.95, "epsilon": 1e-3}, None),
    "nadam": ("Nadam", {}, None),
    "nadam_other": ("Nadam", {"learning_rate": 0.02, "beta_1": 0.8, "beta_2": 0.95, "epsilon": 1e-3}, None),
    "lion": ("Lion", {}, None),
    "lion_other": ("Lion", {"learning_rate": 0.003, "beta_1": 0.8, "beta_2": 0.95, "weight_decay": 0.1}, None),
    "muon": ("Muon", {}, None),
    "muon_other": ("Muon", {"learning_rate": 0.01, "weight_decay": None, "nesterov": False, "rms_rate": None}, None),
}

# name: (class, arguments, the same in Keras's words where a constant rate makes the two definitions equal, remark)
TORCH = {
    "sgd": ("SGD", {"lr": 0.05}, ("SGD", {"learning_rate": 0.05}), ""),
    "sgd_momentum": (
        "SGD",
        {"lr": 0.005, "momentum": 0.9},
        ("SGD", {"learning_rate": 0.005, "momentum": 0.9}),
        "v = m v + g; p -= lr v: equal to Keras's v = m v - lr g; p += v as long as lr is constant",
    ),
    "sgd_nesterov": (
        "SGD",
        {"lr": 0.005, "momentum": 0.9, "nesterov": True},
        ("SGD", {"learning_rate": 0.005, "momentum": 0.9, "nesterov": True}),
        "",
    ),
    "sgd_dampening": (
        "SGD",
        {"lr": 0.005, "momentum": 0.9, "dampening": 0.5},
        None,
        "the first v is g, not (1 - dampening) g",
    ),
    "sgd_l2": ("SGD", {"lr": 0.02, "weight_decay": 0.05}, None, "weight_decay is added to the gradient: g + decay * p"),
    "sgd_momentum_schedule": (
        "SGD",
        {"lr": 0.01, "momentum": 0.9},
        None,
        "lr times 0.7 every 100 steps (StepLR): here v does not contain lr, which differs from Keras's momentum",
    ),
    "sgd_clip_norm": (
        "SGD",
        {"lr": 0.05},
        None,
        "clip_grad_norm_(0.5): one norm over all parameters, factor min(1, 0.5 / (norm + 1e-6))",
    ),
    "adagrad": ("Adagrad", {"lr": 0.1}, None, "accumulator starts at 0; epsilon 1e-10 outside the root"),
    "rmsprop": ("RMSprop", {"lr": 0.001}, None, "alpha 0.99; epsilon 1e-8 outside the root"),
    "rmsprop_centered": ("RMSprop", {"lr": 0.005, "centered": True}, None, "epsilon outside the root of v - mean²"),
    "rmsprop_momentum": ("RMSprop", {"lr": 0.001, "momentum": 0.9}, None, ""),
    "adam": ("Adam", {}, None, "epsilon 1e-8 is added to the bias-corrected root (algorithm 1 of the paper)"),
    "adam_other": (
        "Adam",
        {"lr": 0.05, "betas": [0.8, 0.99], "eps": 1e-3},
        None,
        "sqrt(v / (1 - b2^t)) + eps, where Keras has sqrt(v) + eps with the correction in the rate (end of section 2)",
    ),
    "adam_amsgrad": (
        "Adam",
        {"lr": 0.01, "amsgrad": True},
        None,
        "maximum of the uncorrected v, as in Keras; epsilon as above",
    ),
    "adam_l2": ("Adam", {"lr": 0.01, "weight_decay": 0.1}, None, "weight_decay is added to the gradient"),
    "adamw": ("AdamW", {"lr": 0.01, "weight_decay": 0.1}, None, "decoupled: p *= 1 - lr * decay before the step"),
    "adamw_default": ("AdamW", {}, None, "weight_decay 0.01"),
    "adadelta": (
        "Adadelta",
        {"lr": 1.0, "rho": 0.9, "eps": 1e-6},
        ("Adadelta", {"learning_rate": 1.0, "rho": 0.9, "epsilon": 1e-6}),
        "epsilon inside both roots, as in the paper and in Keras",
    ),
    "adamax": ("Adamax", {"lr": 0.02}, None, "u = max(b2 u, |g| + eps), where Keras divides by u + eps"),
    "nadam": ("NAdam", {"lr": 0.02}, None, "momentum b1 (1 - 0.5 * 0.96^(0.004 t)); Keras has no 0.004; epsilon 1e-8"),
    "muon": (
        "Muon",
        {"lr": 0.01, "weight_decay": 0.1},
        None,
        "matrices only (b is left out): v += (1 - m)(g - v), Nesterov g + m (v - g), Newton-Schulz in bfloat16, times "
        "sqrt(max(1, rows/columns)); compare loosely",
    ),
}


def keras_run(cls: str, config: dict, schedule: dict | None, dtype: str) -> dict[str, np.ndarray]:
    keras = use_dtype(dtype)
    arguments = dict(config)
    if schedule:
        arguments["learning_rate"] = getattr(keras.optimizers.schedules, schedule["class"])(**schedule["config"])
    optimizer = getattr(keras.optimizers, cls)(**arguments)
    params = {name: keras.Variable(value, dtype=dtype, name=name) for name, value in start(dtype).items()}
    optimizer.build(list(params.values()))
    kept: dict[str, list] = {name: [] for name in SHAPES}
    for step in range(1, STEPS + 1):
        grads = gradient(step, {name: np.array(p.value) for name, p in params.items()})
        optimizer.apply([keras.ops.convert_to_tensor(g) for g in grads.values()])
        if step in STORED:
            for name, p in params.items():
                kept[name].append(np.array(p.value))
    return {name: np.stack(values) for name, values in kept.items()}


def torch_run(key: str, cls: str, config: dict) -> dict[str, np.ndarray]:
    import torch

    params = {name: torch.nn.Parameter(torch.tensor(value)) for name, value in start("float64").items()}
    if cls == "Muon":
        del params["b"]
    optimizer = getattr(torch.optim, cls)(list(params.values()), **config)
    decay = torch.optim.lr_scheduler.StepLR(optimizer, 100, 0.7) if key.endswith("schedule") else None
    kept: dict[str, list] = {name: [] for name in params}
    for step in range(1, STEPS + 1):
        for name, g in gradient(step, {name: p.detach().numpy().copy() for name, p in params.items()}).items():
            params[name].grad = torch.tensor(g)
        if key.endswith("clip_norm"):
            torch.nn.utils.clip_grad_norm_(list(params.values()), 0.5)
        optimizer.step()
        if decay:
            decay.step()
        if step in STORED:
            for name, p in params.items():
                kept[name].append(p.detach().numpy().copy())
    return {name: np.stack(values) for name, values in kept.items()}


def main() -> None:
    quiet()
    book = Book("optimizers")
    for key, (cls, config, schedule) in KERAS.items():
        runs = {dtype: keras_run(cls, config, schedule, dtype) for dtype in ("float64", "float32")}
        away = max(float(np.abs(runs["float32"][name] - runs["float64"][name]).max()) for name in SHAPES)
        for dtype, run in runs.items():
            facts = {"class": cls, "config": config, "schedule": schedule, "dtype": dtype, "steps": list(STORED)}
            if dtype == "float32":
                facts["away_from_float64"] = float(f"{away:.1e}")  # what rounding alone does: a scale for tolerances
            book.put(f"keras.{key}.{dtype}", run, peer="keras", **facts)
    for key, (cls, config, same, remark) in TORCH.items():
        as_keras = {"class": same[0], "config": same[1]} if same else None
        facts = {"class": cls, "config": config, "as_keras": as_keras, "remark": remark, "dtype": "float64"}
        book.put(f"torch.{key}.float64", torch_run(key, cls, config), peer="torch", steps=list(STORED), **facts)
    book.save()


if __name__ == "__main__":
    main()
