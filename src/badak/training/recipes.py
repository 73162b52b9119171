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

import numpy as np

from badak.datasets.split import split_rows
from badak.errors import close_names, error, shape_text
from badak.training.material import Material
from badak.training.text_networks import TEXT_MODELS, WITHOUT_DROPOUT, usual_tokens

DEFAULT_SEED = 0


@dataclass(frozen=True)
class Recipe:
    """Every choice of a training run.

    Attributes:
        model: name in ``MODELS``, or in ``TEXT_MODELS`` for texts.
        hidden: neurons of the hidden layers of ``mlp``.
        dropout: share of values set to 0 between the layers in training.
        tokens: how a model of texts reads: ``"words"`` or ``"characters"``; empty for other data.
        shift: pixels by which pictures are moved at random in training, at most; 0 leaves them where they are.
        epochs: passes over the training data.
        batch_size: samples in one update.
        optimizer: a name of ``badak.optimizers``.
        learning_rate: its highest learning rate.
        schedule: ``"cosine"``: a short warm-up, then down along half a cosine; ``"one-cycle"``: up for 30 % of the steps, then
            down; ``"constant"``.
        validation_split: share of the training samples kept to choose the best epoch by; 0 for none.
        patience: epochs without improvement after which training stops; None never stops early.
        precision: as ``compile`` takes it; ``"auto"`` computes in bfloat16 where the processor has instructions for it.
        seed: of weights, order and split.
    """

    model: str = "mlp"
    hidden: tuple[int, ...] = (128,)
    dropout: float = 0.0
    tokens: str = ""
    shift: int = 0
    epochs: int = 20
    batch_size: int = 64
    precision: str = "float32"
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
        ArgumentError: BD014, for a model that does not exist; BD152, for options that the model does not have; BD153, for a
            network for pictures and data that has none; BD300, for a model that does not read texts, or reads nothing else.
    """
    asked = {name: value for name, value in wishes.items() if value is not None}
    if "model" not in asked and "hidden" in asked:
        asked["model"] = "mlp"  # the only one that has hidden layers to choose
    model = asked.get("model", _usual_model(material))
    every = (*MODELS, *TEXT_MODELS)
    if model not in every:
        near = close_names(model, every)
        raise error("BD014", where="recipe", kind="model", kind_ko="모델", got=repr(model), near=near)
    texts = material.preparation.kind == "text"
    if model not in (TEXT_MODELS if texts else MODELS):
        _refuse_kind(model, texts)
    if texts:
        base = _for_texts(material, model)
    else:
        base = _for_network(material, model) if model in NETWORKS else _for_dense(material, model)
    _check_wishes(model, asked, texts)
    optimizer = asked.get("optimizer", base.optimizer)
    _optimizer_named(optimizer)  # a misspelt name is an error before anything is written
    if optimizer != base.optimizer and "learning_rate" not in asked:
        base = replace(base, learning_rate=learning_rate_of(optimizer))
    held = round(len(material.x_train) * base.validation_split)
    if held < _LEAST_VALIDATION:
        base = replace(base, validation_split=0.0)
    return replace(base, **asked)


def _refuse_kind(model: str, texts: bool) -> None:
    """Say which models there are for this data."""
    kind = ("pictures or numbers", "이미지나 수를 다루는") if texts else ("texts", "글을 읽는")
    data = ("texts", "글입니다") if texts else ("something else", "글이 아닙니다")
    models = ", ".join(TEXT_MODELS if texts else MODELS)
    reads, holds = ({"en": en, "ko": ko} for en, ko in (kind, data))
    raise error("BD300", where="recipe", model=model, reads=reads, holds=holds, models=models)


def _usual_model(material: Material) -> str:
    """Return the model that is tried first: a small convolutional network for pictures, counted n-grams for texts."""
    if material.preparation.kind == "text":
        return "ngrams"
    shape = material.x_train.shape[1:]
    pictures = bool(material.preparation.picture) and len(shape) in (2, 3)
    return "simple-cnn" if pictures and min(shape[:2]) >= _LEAST_SIDE else "mlp"


def _check_wishes(model: str, asked: Mapping[str, Any], texts: bool) -> None:
    """Refuse options that a network would silently do without."""
    without = ["hidden"] if model in NETWORKS or (texts and model not in ("linear", "mlp")) else []
    if (model in NETWORKS and model not in _WITH_DROPOUT) or (texts and model in WITHOUT_DROPOUT):
        without.append("dropout")
    if not texts:
        without.append("tokens")
    for name in without:
        if asked.get(name):
            raise error("BD152", where="recipe", model=model, option=f"--{name}")


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


_LEAST_SIDE = 10  # pixels that simple-cnn needs


def _for_dense(material: Material, model: str) -> Recipe:
    base = _for_pictures(material) if material.x_train.ndim > 2 else _for_rows(material)
    return replace(base, model=model, hidden=(), dropout=0.0) if model == "linear" else base


def _for_pictures(material: Material) -> Recipe:
    many = len(material.x_train) > _MANY
    # On the digits sample 0.957 to 0.961 of the test over five seeds. Batches of 50 keep a step small enough for one thread,
    # which another program on the machine does not slow down.
    return Recipe(
        hidden=(256, 128), dropout=0.3, epochs=10 if many else 30, batch_size=128 if many else 50, learning_rate=2e-3
    )


_MANY = 20_000  # samples, from which on fewer epochs and larger batches do


def _for_network(material: Material, model: str) -> Recipe:
    """Choose for a convolutional network: a large learning rate that rises and falls once (Smith, Topin 2018)."""
    from badak.models.zoo.parts import check_size

    shape = material.x_train.shape[1:]
    if len(shape) not in (2, 3):
        raise error("BD153", where="recipe", model=model, got=shape_text((None, *shape)))
    check_size((*shape, 1)[:3], model.replace("-", "_"))
    many = len(material.x_train) > _MANY
    base = Recipe(
        model=model,
        hidden=(),
        dropout=_WITH_DROPOUT.get(model, 0.0),
        # A digit moved by two pixels is the same digit: with it 0.982 to 0.989 of the digits sample's test over five seeds,
        # without it 0.979.
        shift=min(shape[:2]) // 14,
        epochs=12 if model != "simple-cnn" else 8 if many else 15,
        batch_size=128 if many else 64,
        optimizer="adam",
        learning_rate=5e-3,
        schedule="one-cycle",
    )
    if model == "fast-cnn":  # as few passes as make some 900 updates: 99.3 % of MNIST's test after two
        n = len(material.x_train)
        epochs = max(2, math.ceil(900 * 128 / n)) if n else 2
        return replace(
            base, epochs=epochs, batch_size=128, learning_rate=1e-2, shift=0, validation_split=0.0, precision="auto"
        )
    if model.startswith("vgg"):  # no batch norm to bear a large rate
        return replace(base, learning_rate=1e-3)
    return base


def _for_texts(material: Material, model: str) -> Recipe:
    """Choose for texts.

    On the 4,000 reviews of the sample ``ngrams`` is right in 81 % of the test, ``linear``, the usual bag of words, in 78 to
    80 %, recurrent networks and convolutions in 74 to 77 %.
    """
    n = len(material.x_train)
    many = n > _MANY
    batch_size = 128 if many else 32
    updates = math.ceil(max(n, 1) / batch_size)
    base = Recipe(
        model=model, hidden=(), tokens=usual_tokens(material.x_train), batch_size=batch_size, schedule="one-cycle"
    )
    if model == "ngrams":  # it begins as naive Bayes, and a few passes are all it can learn besides
        rate = 1e-2 if many else 3e-3
        return replace(base, epochs=3 if many else 5, learning_rate=rate, schedule="constant")
    if model == "linear":
        return replace(base, epochs=4 if many else 6, learning_rate=1e-3, schedule="cosine")
    # small sets take more passes, up to as many updates as show that something is learned
    epochs = 4 if many else int(min(max(600 / updates, 5), 60))
    if model == "mlp":
        return replace(base, hidden=(64,), dropout=0.5, epochs=min(epochs, 10), learning_rate=1e-3, schedule="cosine")
    return replace(base, dropout=0.5, epochs=epochs, learning_rate=2e-3 if model == "transformer" else 4e-3)


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


# networks of badak.models.zoo by their name on the command line; those with dropout, and how much of it a recipe begins with
NETWORKS = (
    "simple-cnn", "deep-cnn", "fast-cnn", "resnet20", "resnet32", "resnet56", "resnet18", "resnet34", "resnet50", "plain20",
    "vgg11", "vgg16",
)  # fmt: skip
_WITH_DROPOUT = {"simple-cnn": 0.25, "deep-cnn": 0.25, "vgg11": 0.5, "vgg16": 0.5}


def _network(material: Material, recipe: Recipe) -> list[Any]:
    from badak.layers import Input, RandomCrop, Reshape
    from badak.models import zoo

    shape = material.x_train.shape[1:]
    layers: list[Any] = [Input(shape)]
    if len(shape) == 2:  # grey pictures: one channel
        shape = (*shape, 1)
        layers.append(Reshape(shape))
    if recipe.shift:
        layers.append(RandomCrop(*shape[:2], padding=recipe.shift))
    more = {"dropout": recipe.dropout} if recipe.model in _WITH_DROPOUT else {}
    make = getattr(zoo, recipe.model.replace("-", "_"))
    return layers + make(None, material.outputs, **more).layers[:-1]


# name -> the layers before the last; a new kind of model is one more entry
MODELS: dict[str, Callable[[Material, Recipe], list[Any]]] = {
    "mlp": _mlp,
    "linear": _linear,
    **dict.fromkeys(NETWORKS, _network),
}


def build(material: Material, recipe: Recipe) -> Any:
    """Make the model of a recipe, compiled, with weights."""
    import badak
    from badak.layers import Dense

    last: dict[str, Any] = {}
    if material.preparation.kind == "text":
        layers = TEXT_MODELS[recipe.model](*parts_of(material, recipe)[:2], material, recipe)
        if isinstance(layers[-1], dict):
            last = layers.pop()
    else:
        layers = MODELS[recipe.model](material, recipe)
    if material.task == "classification":
        layers.append(Dense(material.outputs, activation="softmax", **last))
        loss, metrics = "sparse_categorical_crossentropy", ["accuracy"]
    else:
        layers.append(Dense(material.outputs, **last))
        loss, metrics = "mse", ["mae"]
    model = badak.Sequential(layers, name=recipe.model.replace("-", "_"))
    model.compile(optimizer=_optimizer(material, recipe), loss=loss, metrics=metrics, precision=recipe.precision)
    model.class_names = list(material.class_names) or None
    model.preprocess = material.preparation.to_config()
    return model


def parts_of(material: Material, recipe: Recipe) -> tuple[np.ndarray, np.ndarray, tuple[np.ndarray, np.ndarray] | None]:
    """Split the training samples into those that are learned from and those that choose the best epoch."""
    x, y = material.x_train, material.y_train
    if not recipe.validation_split:
        return x, y, None
    labels = y if material.task == "classification" else None
    kept, held = split_rows(len(x), labels, test_size=recipe.validation_split, seed=recipe.seed)
    if not len(held) or not len(kept):
        return x, y, None
    return x[kept], y[kept], (x[held], y[held])


def weights_of(material: Material, recipe: Recipe) -> int:
    """Count the weights that training changes, without making them."""
    from badak.layers import Dense
    from badak.models import Sequential, zoo

    shape = material.x_train.shape[1:]
    layers = [*MODELS[recipe.model](material, recipe)[1:], Dense(material.outputs)]
    return zoo.count_weights(Sequential(layers), shape).trained


def _optimizer(material: Material, recipe: Recipe) -> Any:
    from badak import schedules

    rate: Any = recipe.learning_rate
    steps = _steps(material, recipe) * recipe.epochs
    if recipe.schedule == "one-cycle" and steps > 1:
        rate = schedules.OneCycle(recipe.learning_rate, steps, final_div_factor=1 / (25 * _FLOOR))
    elif recipe.schedule == "cosine":
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
