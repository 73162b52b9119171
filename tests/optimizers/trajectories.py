"""Run badak's optimizers over the problem of the stored references, and say PyTorch's settings in badak's words."""

from __future__ import annotations

from typing import Any

import numpy as np

from badak import optimizers, schedules
from references.problem import STEPS, STORED, gradient, start
from references.reader import Case

# What cannot be said in badak's words, and why.
NOT_OFFERED = {
    "keras.adam_average.float64": "no moving average of weights inside the optimizer",
    "keras.adam_average.float32": "the same",
    "keras.adam_accumulate.float64": "no accumulation of gradients inside the optimizer",
    "keras.adam_accumulate.float32": "the same",
    "torch.sgd_dampening.float64": "no dampening",
    "torch.sgd_momentum_schedule.float64": "the rate stands inside the momentum, as in Keras",
}

_TORCH_DEFAULTS = {
    "SGD": {},
    "Adagrad": {"learning_rate": 0.01, "epsilon": 1e-10, "initial_accumulator_value": 0.0, "epsilon_at": "outside"},
    "RMSprop": {"learning_rate": 0.01, "rho": 0.99, "epsilon": 1e-8, "epsilon_at": "outside"},
    "Adam": {"epsilon": 1e-8, "epsilon_at": "corrected"},
    "AdamW": {"epsilon": 1e-8, "epsilon_at": "corrected", "weight_decay": 0.01},
    "Adamax": {"learning_rate": 0.002, "epsilon": 1e-8, "epsilon_at": "inside"},
    "NAdam": {"learning_rate": 0.002, "epsilon": 1e-8, "momentum_decay": 0.004},
    # the factor is √max(1, rows/columns); √(7/5) for the (7, 5) of the problem
    "Muon": {"rms_rate": 5**-0.5},
}
_TORCH_WORDS = {"lr": "learning_rate", "eps": "epsilon", "alpha": "rho"}


def of_keras(case: Case) -> optimizers.Optimizer:
    config = dict(case["config"])
    if case["schedule"]:
        config["learning_rate"] = schedules.get(case["schedule"])
    return getattr(optimizers, case["class"])(**config)


def of_torch(case: Case) -> tuple[optimizers.Optimizer, float]:
    """The optimizer, and the factor of the weights that PyTorch adds to the gradient."""
    if case["as_keras"]:
        return getattr(optimizers, case["as_keras"]["class"])(**case["as_keras"]["config"]), 0.0
    given: dict[str, Any] = {_TORCH_WORDS.get(k, k): v for k, v in case["config"].items()}
    if "betas" in given:
        given["beta_1"], given["beta_2"] = given.pop("betas")
    penalty = given.pop("weight_decay", 0.0) if case["class"] in ("SGD", "Adam") else 0.0
    if "clip_norm" in case.name:
        given["global_clipnorm"] = 0.5
    name = {"NAdam": "Nadam"}.get(case["class"], case["class"])
    return getattr(optimizers, name)(**{**_TORCH_DEFAULTS[case["class"]], **given}), penalty


def run(
    optimizer: Any,
    dtype: str,
    *,
    steps: int = STEPS,
    penalty: float = 0.0,
    owned: bool = True,
    only: tuple = ("w", "b"),
) -> dict[str, np.ndarray]:
    """The parameters after each stored step."""
    params = {name: p for name, p in start(dtype).items() if name in only}
    state = optimizer.init(params)
    kept: dict[str, list] = {name: [] for name in params}
    for step in range(1, steps + 1):
        grads = gradient(step, params)
        if penalty:
            grads = {name: grads[name] + penalty * params[name] for name in params}
        params, state = optimizer.update(grads, state, params, owned=owned)
        if step in STORED:
            for name, p in params.items():
                kept[name].append(np.array(p))
    return {name: np.stack(values) for name, values in kept.items()}


def compare(found: dict[str, np.ndarray], case: Case, rtol: float, atol: float) -> None:
    for name, values in found.items():
        wanted = case.arrays[name][: len(values)]
        assert values.dtype == wanted.dtype
        np.testing.assert_allclose(values, wanted, rtol=rtol, atol=atol, err_msg=f"{case.name}: {name}")
