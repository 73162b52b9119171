"""Files of every version that was ever released load, and answer as on the day they were written."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import badak
from badak.autograd import tree as trees
from badak.files import migrations
from tests.files.golden import make_texts
from tests.files.golden.make_golden import INPUTS

FOLDER = Path(__file__).resolve().parent / "golden"
FILES = sorted(FOLDER.glob("model_v*.badak"))


def test_there_is_a_file_of_each_version() -> None:
    """A new version needs a golden file of its own; the old ones stay."""
    assert {path.stem for path in FILES} == {f"model_v{n}" for n in range(1, migrations.VERSION + 1)}


@pytest.fixture(params=FILES, ids=lambda path: path.stem)
def golden(request: pytest.FixtureRequest) -> tuple[Any, dict[str, Any]]:
    """Return a loaded model and what it must answer."""
    return badak.load_model(request.param), json.loads(request.param.with_suffix(".json").read_text("utf-8"))


def test_weights_are_exact_and_predictions_equal_to_rounding(golden: tuple[Any, dict[str, Any]]) -> None:
    """Weights are the same numbers everywhere; predictions differ by the rounding of another processor."""
    model, expected = golden
    weights = model.get_weights()
    assert [w.astype(np.float64).ravel().tolist() for w in weights] == expected["weights"]
    np.testing.assert_allclose(model.predict(INPUTS), expected["predictions"], rtol=0, atol=2e-6)
    assert [[n.name, type(n).__name__, n.count_params()] for n in model.layers] == expected["layers"]


def test_training_goes_on(golden: tuple[Any, dict[str, Any]]) -> None:
    """Memory of the optimizer, learning rate, metrics, what is frozen; and it trains."""
    model, expected = golden
    memory = {path: float(np.sum(leaf, dtype=np.float64)) for path, leaf in trees.paths(model.optimizer_state)}
    assert memory == pytest.approx(expected["memory"], rel=1e-12, abs=1e-12)
    assert model.learning_rate == pytest.approx(expected["learning_rate"], rel=1e-6)
    assert model.metrics_names == expected["metrics"]
    assert len(model.trainable_weights) == expected["trained"]
    frozen = model.get_layer("inner").get_layer("seen").get_weights()[0].copy()
    model.fit(INPUTS, np.arange(8) % 3, initial_epoch=3, epochs=4, batch_size=4, verbose=0)
    assert np.array_equal(frozen, model.get_layer("inner").get_layer("seen").get_weights()[0])


def test_everything_beside_the_weights(golden: tuple[Any, dict[str, Any]]) -> None:
    """Class names, preprocessing, record, configuration."""
    model, _ = golden
    assert model.name == "황금"
    assert model.class_names == ["왼쪽", "가운데", "right"]
    assert model.preprocess == {
        "kind": "array",
        "mean": [0.5, 1.5],
        "scale": (255.0, float("inf")),
        "codes": {1: "a", None: []},
    }
    assert model.run_record["platform"] == "golden"
    dense = model.layers[3]
    assert dense.kernel_initializer == badak.initializers.HeNormal(seed=3)
    assert np.array_equal(dense.bias_initializer.value, np.linspace(0, 1, 7))
    assert dense.kernel_regularizer == badak.regularizers.L1L2(l1=1e-4, l2=1e-3)
    assert dense.kernel_constraint == badak.constraints.MaxNorm(3.0)
    assert model.optimizer.no_decay == ("bias",)
    assert model.optimizer.learning_rate.warmup_steps == 4


def test_texts_and_sequences_load_and_go_on() -> None:
    """Masks, states, attention, layers of one's own, callbacks, random key; and texts with their vocabulary."""
    model = badak.load_model(FOLDER / "sequences_v1.badak")
    expected = json.loads((FOLDER / "sequences_v1.json").read_text("utf-8"))
    found = make_texts.answers(model)
    for name, values in expected.pop("predictions").items():
        np.testing.assert_allclose(found["predictions"][name], values, rtol=0, atol=2e-6)
    del found["predictions"]
    assert found == expected
    assert type(model.get_layer("scorer").layers[-1]).__name__ == "Halve"
    history = make_texts.fit(model, 5, make_texts.callbacks(), initial=3).history
    assert len(history["loss"]) == 2
    reader = badak.load_model(FOLDER / "texts_v1.badak")
    told = json.loads((FOLDER / "texts_v1.json").read_text("utf-8"))
    assert [np.asarray(w, np.float64).ravel().tolist() for w in reader.get_weights()] == told["weights"]
    np.testing.assert_allclose(reader.predict(make_texts.TEXTS), told["predictions"], rtol=0, atol=2e-6)
    assert reader.class_names == ["나쁨", "good"]


def test_every_golden_file_has_a_test() -> None:
    """A file that is never opened tells nothing."""
    assert {path.name for path in FOLDER.glob("*.badak")} == {
        "model_v1.badak",
        "graph_v1.badak",
        "sequences_v1.badak",
        "texts_v1.badak",
    }
