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
