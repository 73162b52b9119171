"""Models of several inputs and outputs against Keras: the same program, the same numbers (tests/references/graphs.py)."""

from __future__ import annotations

import numpy as np
import pytest

import badak
from tests.references.graphs import MODELS, fed, put_weights, weights_of
from tests.references.reader import load

CASES = list(load("functional"))
CLOSE = {"rtol": 1e-8, "atol": 1e-10}


@pytest.mark.parametrize("by_name", [True, False])
@pytest.mark.parametrize("case", CASES, ids=repr)
def test_run(case, by_name):
    model = MODELS[case["model"]](badak, "float64")
    put_weights(model, case["model"], {k.removeprefix("start."): v for k, v in case.arrays.items()})
    given = fed(case["model"], {k: np.array(v) for k, v in case.inputs.items()}, case["weighted"], by_name)
    size = case["batch_size"]
    history = model.fit(**given, batch_size=size, epochs=case["epochs"], shuffle=False, verbose=0).history
    assert sorted(history) == case["keys"]
    for key, values in history.items():
        if key == "accuracy":  # Keras on JAX loses the mask of metrics in fit, not in evaluate; here both have it
            continue
        np.testing.assert_allclose(values, case.arrays[f"history.{key}"], **CLOSE, err_msg=key)
    for key, value in model.evaluate(given["x"], given["y"], batch_size=size, verbose=0, return_dict=True).items():
        np.testing.assert_allclose(value, case.arrays[f"evaluate.{key}"], **CLOSE, err_msg=key)
    predicted = model.predict(given["x"])
    for i, found in enumerate(predicted if isinstance(predicted, list) else [predicted]):
        np.testing.assert_allclose(found, case.arrays[f"predict.{i}"], **CLOSE)
    for key, found in weights_of(model, case["model"]).items():
        np.testing.assert_allclose(found, case.arrays[f"final.{key}"], **CLOSE, err_msg=key)
