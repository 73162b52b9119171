"""From data to a trained model with choices that work: what ``badak train`` does, for any front end.

    material = from_table("sales.csv", "sales")
    recipe = recipe_for(material, epochs=30)
    trained = train(material, recipe)
    trained.evaluation, trained.model

A recipe is plain values, so it can be shown, stored with the run and taken up again.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any

from badak.errors import close_names, error
from badak.training.material import Material

DEFAULT_SEED = 0


@dataclass(frozen=True)
class Recipe:
    """Every choice of a training run.

    Attributes:
        model: name in ``MODELS``.
        hidden: neurons of the hidden layers.
        dropout: share of values set to 0 between the layers in training.
        epochs: passes over the training data.
        batch_size: samples in one update.
        optimizer: a name of ``badak.optimizers``.
        learning_rate: its highest learning rate.
        schedule: ``"cosine"``: a short warm-up, then down along half a cosine; ``"constant"``.
        validation_split: share of the training samples kept to choose the best epoch by; 0 for none.
        patience: epochs without improvement after which training stops; None never stops early.
        seed: of weights, order and split.
    """

    model: str = "mlp"
    hidden: tuple[int, ...] = (128,)
    dropout: float = 0.0
    epochs: int = 20
    batch_size: int = 64
    optimizer: str = "adam"
    learning_rate: float = 1e-3
    schedule: str = "cosine"
    validation_split: float = 0.1
    patience: int | None = None
    seed: int = DEFAULT_SEED

    def to_config(self) -> dict[str, Any]:
        """Return all choices as plain values for JSON."""
        return {**asdict(self), "hidden": list(self.hidden)}

    @classmethod
    def from_config(cls, config: Mapping[str, Any]) -> Recipe:
        """Make the recipe that ``to_config`` described."""
        return cls(**{**config, "hidden": tuple(config["hidden"])})


def recipe_for(material: Material, **wishes: Any) -> Recipe:
    """Choose a recipe for some data.

    Args:
        material: the data.
        **wishes: fields of ``Recipe`` that are decided already; None means undecided.

    Returns:
        The recipe.

    Raises:
        ArgumentError: BD014, for a model that does not exist.
    """
    asked = {name: value for name, value in wishes.items() if value is not None}
    base = _for_pictures(material) if material.x_train.ndim > 2 else _for_rows(material)
    model = asked.get("model", base.model)
    if model not in MODELS:
        near = close_names(model, MODELS)
        raise error("BD014", where="recipe", kind="model", kind_ko="모델", got=repr(model), near=near)
    if model == "linear":
        base = replace(base, hidden=(), dropout=0.0)
    optimizer = asked.get("optimizer", base.optimizer)
    _optimizer_named(optimizer)  # a misspelt name is an error before anything is written
    if optimizer != base.optimizer and "learning_rate" not in asked:
        base = replace(base, learning_rate=learning_rate_of(optimizer))
    held = round(len(material.x_train) * base.validation_split)
    if held < _LEAST_VALIDATION:
        base = replace(base, validation_split=0.0)
    return replace(base, **asked)


# Fewer samples than this say nothing about which epoch was the best.
_LEAST_VALIDATION = 5

# Highest rates that train the networks here without trouble; from runs on the digits sample and on generated tables.
_LEARNING_RATES = {
    "sgd": 0.1,
    "gd": 0.1,
    "momentum": 0.02,
    "nesterov": 0.02,
    "adagrad": 0.02,
    "rmsprop": 1e-3,
    "adam": 2e-3,
    "adamw": 2e-3,
    "nadam": 2e-3,
    "adamax": 4e-3,
    "adadelta": 1.0,
    "lion": 2e-4,
    "muon": 0.02,
}


def learning_rate_of(optimizer: str) -> float:
    """Return the highest learning rate that suits an optimizer, by its name.

    Example:
        >>> learning_rate_of("sgd")
        0.1
    """
    return _LEARNING_RATES.get(optimizer.lower(), 1e-3)


def _for_pictures(material: Material) -> Recipe:
    many = len(material.x_train) > 20_000
    # On the digits sample 0.957 to 0.961 of the test over five seeds. Batches of 50 keep a step small enough for one thread,
    # which another program on the machine does not slow down.
    return Recipe(
        hidden=(256, 128), dropout=0.3, epochs=10 if many else 30, batch_size=128 if many else 50, learning_rate=2e-3
    )


def _for_rows(material: Material) -> Recipe:
    n = len(material.x_train)
    batch_size = 16 if n < 200 else 32 if n < 5_000 else 128
    updates = math.ceil(n / batch_size)
    epochs = int(min(max(_UPDATES / updates, 20), 200))
    return Recipe(
        hidden=(64, 32),
        epochs=epochs,
        batch_size=batch_size,
        learning_rate=1e-2 if n < 5_000 else 3e-3,
        patience=max(20, epochs // 4),
        validation_split=0.2 if n < 1_000 else 0.1,
    )


_UPDATES = 3_000  # enough to learn a small table, a few seconds on a laptop


# ---- models --------------------------------------------------------------------------------------------------------------


def _mlp(material: Material, recipe: Recipe) -> list[Any]:
    from badak.layers import Dense, Dropout

    layers: list[Any] = _flat_input(material)
    if recipe.dropout and material.x_train.ndim > 2:
        layers.append(Dropout(recipe.dropout / 3))  # pixels are worth less than what later layers make of them
    for units in recipe.hidden:
        layers.append(Dense(units, activation="relu", kernel_initializer="he_normal"))
        if recipe.dropout:
            layers.append(Dropout(recipe.dropout))
    return layers


def _linear(material: Material, recipe: Recipe) -> list[Any]:
    return _flat_input(material)


def _flat_input(material: Material) -> list[Any]:
    from badak.layers import Flatten, Input

    shape = material.x_train.shape[1:]
    return [Input(shape), Flatten()] if len(shape) > 1 else [Input(shape)]


# name -> the layers before the last; a new kind of model is one more entry
MODELS: dict[str, Callable[[Material, Recipe], list[Any]]] = {"mlp": _mlp, "linear": _linear}


def build(material: Material, recipe: Recipe) -> Any:
    """Make the model of a recipe, compiled, with weights."""
    import badak
    from badak.layers import Dense

    layers = MODELS[recipe.model](material, recipe)
    if material.task == "classification":
        layers.append(Dense(material.outputs, activation="softmax"))
        loss, metrics = "sparse_categorical_crossentropy", ["accuracy"]
    else:
        layers.append(Dense(material.outputs))
        loss, metrics = "mse", ["mae"]
    model = badak.Sequential(layers, name=recipe.model.replace("-", "_"))
    model.compile(optimizer=_optimizer(material, recipe), loss=loss, metrics=metrics)
    model.class_names = list(material.class_names) or None
    model.preprocess = material.preparation.to_config()
    return model


def _optimizer(material: Material, recipe: Recipe) -> Any:
    from badak import schedules

    rate: Any = recipe.learning_rate
    if recipe.schedule == "cosine":
        steps = _steps(material, recipe) * recipe.epochs
        warmup = max(1, min(steps // 10, 2 * _steps(material, recipe)))
        rate = schedules.CosineDecay(
            recipe.learning_rate / 10,
            max(steps - warmup, 1),
            alpha=_FLOOR,
            warmup_target=recipe.learning_rate,
            warmup_steps=warmup,
        )
    return replace(_optimizer_named(recipe.optimizer), learning_rate=rate)


def _optimizer_named(name: str) -> Any:
    from badak import optimizers

    return optimizers.get(name, where="optimizer")


_FLOOR = 0.01  # the last learning rate, as a share of the highest: training may go on after the plan


def _steps(material: Material, recipe: Recipe) -> int:
    n = len(material.x_train)
    return math.ceil((n - round(n * recipe.validation_split)) / recipe.batch_size)
