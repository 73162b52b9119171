"""Learning rates of Keras's and PyTorch's schedules, step by step, and of both ReduceLROnPlateau."""

from __future__ import annotations

import numpy as np
from common import Book, quiet, use_dtype

KERAS = [
    ("ExponentialDecay", {"initial_learning_rate": 0.1, "decay_steps": 20, "decay_rate": 0.5}),
    ("ExponentialDecay", {"initial_learning_rate": 0.1, "decay_steps": 20, "decay_rate": 0.5, "staircase": True}),
    ("PiecewiseConstantDecay", {"boundaries": [10, 30, 60], "values": [1.0, 0.5, 0.1, 0.01]}),
    ("PolynomialDecay", {"initial_learning_rate": 0.1, "decay_steps": 50}),
    ("PolynomialDecay", {"initial_learning_rate": 0.1, "decay_steps": 50, "end_learning_rate": 0.01, "power": 2.0}),
    (
        "PolynomialDecay",
        {"initial_learning_rate": 0.1, "decay_steps": 30, "end_learning_rate": 0.01, "power": 0.5, "cycle": True},
    ),
    ("InverseTimeDecay", {"initial_learning_rate": 0.1, "decay_steps": 10, "decay_rate": 0.5}),
    ("InverseTimeDecay", {"initial_learning_rate": 0.1, "decay_steps": 10, "decay_rate": 0.5, "staircase": True}),
    ("CosineDecay", {"initial_learning_rate": 0.1, "decay_steps": 80}),
    ("CosineDecay", {"initial_learning_rate": 0.1, "decay_steps": 60, "alpha": 0.1}),
    (
        "CosineDecay",
        {"initial_learning_rate": 0.01, "decay_steps": 60, "alpha": 0.1, "warmup_target": 0.2, "warmup_steps": 15},
    ),
    ("CosineDecay", {"initial_learning_rate": 0.0, "decay_steps": 60, "warmup_target": 0.2, "warmup_steps": 15}),
    ("CosineDecayRestarts", {"initial_learning_rate": 0.1, "first_decay_steps": 15}),
    (
        "CosineDecayRestarts",
        {"initial_learning_rate": 0.1, "first_decay_steps": 15, "t_mul": 1.0, "m_mul": 0.8, "alpha": 0.05},
    ),
    ("CosineDecayRestarts", {"initial_learning_rate": 0.1, "first_decay_steps": 10, "t_mul": 1.5, "m_mul": 0.7}),
]
STEPS = 121

# (scheduler, arguments, learning rate given to the optimizer)
TORCH = [
    ("OneCycleLR", {"max_lr": 0.5, "total_steps": 100}, 0.1),
    ("OneCycleLR", {"max_lr": 0.5, "total_steps": 100, "anneal_strategy": "linear"}, 0.1),
    ("OneCycleLR", {"max_lr": 0.5, "total_steps": 100, "three_phase": True}, 0.1),
    (
        "OneCycleLR",
        {"max_lr": 0.2, "total_steps": 60, "pct_start": 0.1, "div_factor": 10.0, "final_div_factor": 100.0},
        0.1,
    ),
    ("StepLR", {"step_size": 15, "gamma": 0.3}, 0.1),
    ("MultiStepLR", {"milestones": [10, 30, 60], "gamma": 0.3}, 0.1),
    ("ExponentialLR", {"gamma": 0.95}, 0.1),
    ("CosineAnnealingLR", {"T_max": 80, "eta_min": 0.01}, 0.1),
    ("CosineAnnealingWarmRestarts", {"T_0": 15, "T_mult": 2, "eta_min": 0.001}, 0.1),
    ("LinearLR", {"start_factor": 0.1, "total_iters": 20}, 0.1),
    ("PolynomialLR", {"total_iters": 50, "power": 2.0}, 0.1),
]

KERAS_PLATEAU = [
    {"patience": 3},
    {"patience": 2, "factor": 0.5, "min_delta": 0.05},
    {"patience": 2, "factor": 0.5, "cooldown": 3, "min_lr": 0.02},
    {"patience": 2, "factor": 0.5, "mode": "max"},
]
TORCH_PLATEAU = [
    {"patience": 3},
    {"patience": 2, "factor": 0.5, "threshold": 0.05, "threshold_mode": "abs"},
    {"patience": 2, "factor": 0.5, "cooldown": 3, "min_lr": 0.02},
    {"patience": 2, "factor": 0.5, "mode": "max"},
]


def plateau_values() -> np.ndarray:
    """A validation loss that falls, stalls, falls a little, and rises."""
    falling = [1.0, 0.8, 0.7, 0.7, 0.7, 0.71, 0.699995, 0.69, 0.66, 0.655, 0.65, 0.65, 0.65, 0.65, 0.65, 0.65]
    return np.array([*falling, 0.6, 0.61, 0.62, 0.63, 0.64, 0.65, 0.66, 0.67, 0.68, 0.69, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5])


def keras_plateau(keras, config: dict, values: np.ndarray) -> np.ndarray:
    class Holder:
        optimizer = keras.optimizers.SGD(0.1)

    callback = keras.callbacks.ReduceLROnPlateau(**config)
    callback.set_model(Holder())
    callback.on_train_begin()
    rates = []
    for epoch, value in enumerate(values):
        callback.on_epoch_end(epoch, {"val_loss": value})
        rates.append(float(np.array(Holder.optimizer.learning_rate.value)))
    return np.array(rates)


def torch_rates(cls: str, config: dict, rate: float) -> np.ndarray:
    import torch

    optimizer = torch.optim.SGD([torch.nn.Parameter(torch.zeros(1))], lr=rate)
    schedule = getattr(torch.optim.lr_scheduler, cls)(optimizer, **config)
    rates = []
    for step in range(config.get("total_steps", 100)):
        rates.append(optimizer.param_groups[0]["lr"])
        optimizer.step()
        if step + 1 < config.get("total_steps", 101):
            schedule.step()
    return np.array(rates)


def torch_plateau(config: dict, values: np.ndarray) -> np.ndarray:
    import torch

    optimizer = torch.optim.SGD([torch.nn.Parameter(torch.zeros(1))], lr=0.1)
    schedule = torch.optim.lr_scheduler.ReduceLROnPlateau(optimizer, **config)
    rates = []
    for value in values:
        schedule.step(value)
        rates.append(optimizer.param_groups[0]["lr"])
    return np.array(rates)


def main() -> None:
    quiet()
    book = Book("schedules")
    keras = use_dtype("float64")
    for i, (cls, config) in enumerate(KERAS):
        schedule = getattr(keras.optimizers.schedules, cls)(**config)
        rates = np.array([float(np.array(schedule(step))) for step in range(STEPS)])
        book.put(f"keras.{cls}.{i}", {"rate": rates}, peer="keras", kind="schedule", **{"class": cls}, config=config)
    for i, (cls, config, rate) in enumerate(TORCH):
        facts = {"class": cls, "config": config, "learning_rate": rate}
        book.put(f"torch.{cls}.{i}", {"rate": torch_rates(cls, config, rate)}, peer="torch", kind="schedule", **facts)
    values = book.inputs("plateau", value=plateau_values())
    for i, config in enumerate(KERAS_PLATEAU):
        rates = keras_plateau(keras, config, plateau_values())
        facts = {"class": "ReduceLROnPlateau", "config": config, "learning_rate": 0.1, "inputs": values}
        book.put(f"keras.ReduceLROnPlateau.{i}", {"rate": rates}, peer="keras", kind="plateau", **facts)
    for i, config in enumerate(TORCH_PLATEAU):
        facts = {"class": "ReduceLROnPlateau", "config": config, "learning_rate": 0.1, "inputs": values}
        rates = torch_plateau(config, plateau_values())
        book.put(f"torch.ReduceLROnPlateau.{i}", {"rate": rates}, peer="torch", kind="plateau", **facts)
    book.save()


if __name__ == "__main__":
    main()
