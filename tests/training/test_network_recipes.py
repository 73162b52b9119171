"""Recipes of convolutional networks: pictures keep their axes, the right model is chosen, wrong wishes are told."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

import badak
from badak.errors import BadakError
from badak.training.answers import answers
from badak.training.material import Material, from_arrays, from_dataset
from badak.training.recipes import NETWORKS, Recipe, build, recipe_for, weights_of
from badak.training.running import train


def squares(count: int = 120, side: int = 12, channels: int = 0) -> Material:
    """Return pictures with a bright square on the left (class 0) or on the right (class 1)."""
    rng = np.random.default_rng(0)
    x = rng.integers(0, 60, (count, side, side, channels) if channels else (count, side, side)).astype(np.uint8)
    y = np.arange(count) % 2
    for picture, right in zip(x, y, strict=True):
        column = side // 2 + 1 if right else 1
        picture[3 : side - 3, column : column + side // 3] += 190
    return from_arrays((x, y), name="squares")


def test_pictures_get_the_simple_network_and_tables_do_not() -> None:
    recipe = recipe_for(from_dataset("digits"))
    assert recipe.model == "simple-cnn" and recipe.schedule == "one-cycle" and recipe.shift == 2 and not recipe.hidden
    assert recipe_for(from_arrays((np.random.default_rng(0).random((60, 3)), np.arange(60) % 2))).model == "mlp"
    assert recipe_for(squares(side=8)).model == "mlp"  # too small for two convolutions and poolings
    assert recipe_for(from_dataset("digits"), hidden=(64,)).model == "mlp"
    assert Recipe.from_config(recipe.to_config()) == recipe


def test_recipes_of_older_runs_are_understood() -> None:
    config = Recipe().to_config()
    del config["shift"]
    assert Recipe.from_config(config) == Recipe()


@pytest.mark.parametrize("channels", [0, 1, 3])
def test_a_network_learns_and_answers(channels: int, tmp_path: Path) -> None:
    material = squares(channels=channels)
    trained = train(material, recipe_for(material, model="simple-cnn", epochs=6, batch_size=16))
    assert trained.evaluation.accuracy > 0.9
    assert trained.model.layers[-1].units == 2 and trained.model.layers[0].input_shape == material.x_train.shape[1:]
    trained.model.save(tmp_path / "m.badak")
    (answer,) = answers(badak.load_model(tmp_path / "m.badak"), material.shown[:1])
    assert answer.value in ("0", "1")


@pytest.mark.parametrize("name", [n for n in NETWORKS if n not in ("vgg16", "vgg11", "resnet50", "resnet34")])
def test_each_name_makes_its_network(name: str) -> None:
    material = squares(side=32, channels=3, count=20)
    recipe = recipe_for(material, model=name)
    model = build(material, recipe)
    assert sum(w.numel() for w in model.trainable_weights) == weights_of(material, recipe)
    assert model.name == name.replace("-", "_") and model.predict(material.x_test).shape == (len(material.x_test), 2)


def test_one_cycle_ends_where_training_may_go_on() -> None:
    material = squares()
    recipe = recipe_for(material, model="deep-cnn", epochs=3)
    rate = build(material, recipe).optimizer.learning_rate
    steps = rate.total_steps
    assert rate(0) == pytest.approx(recipe.learning_rate / 25)
    assert max(float(rate(i)) for i in range(steps)) == pytest.approx(recipe.learning_rate, rel=0.2)
    assert float(rate(steps)) == pytest.approx(recipe.learning_rate / 100)


@pytest.mark.parametrize(
    ("wishes", "code", "words"),
    [
        ({"model": "simple-cmn"}, "BD014", "simple-cnn"),
        ({"model": "simple-cnn", "hidden": (32,)}, "BD152", "--hidden"),
        ({"model": "resnet20", "dropout": 0.5}, "BD152", "--dropout"),
    ],
)
def test_wishes_that_cannot_be(wishes: dict, code: str, words: str) -> None:
    with pytest.raises(BadakError) as caught:
        recipe_for(squares(), **wishes)
    assert caught.value.code == code and words in str(caught.value)


def test_networks_for_pictures_refuse_tables_and_small_pictures() -> None:
    table = from_arrays((np.random.default_rng(0).random((60, 3)), np.arange(60) % 2))
    with pytest.raises(BadakError, match="BD153"):
        recipe_for(table, model="deep-cnn")
    with pytest.raises(BadakError, match="BD151"):
        recipe_for(squares(), model="vgg11")
