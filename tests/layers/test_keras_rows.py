"""Rows recorded from Keras 3.15's own layer tests: constructor arguments, shapes, numbers of weights, values, refusals."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

import badak

ROWS = json.loads((Path(__file__).parent / "keras_rows.json").read_text())


def array(value):
    return np.array(value["__nd__"], value["dtype"]).reshape(value["shape"])


@pytest.mark.parametrize("row", ROWS, ids=[f"{i}-{r['cls']}" for i, r in enumerate(ROWS)])
def test_row(row):
    make, asked = getattr(badak.layers, row["cls"]), row["kw"]
    if row.get("expect") == "ValueError":
        with pytest.raises(ValueError) as caught:
            make(*row["args"], **row["init"])
        assert caught.value.code in ("BD003", "BD102", "BD161")
        return
    layer = make(*row["args"], **row["init"])
    if "input_data" in asked:
        x = array(asked["input_data"])
    else:
        x = np.random.default_rng(0).standard_normal(asked["input_shape"]).astype(np.float32)
    out = layer(x, **asked.get("call_kwargs", {}))
    if "expected_output_shape" in asked:
        assert list(out.shape) == asked["expected_output_shape"]
    assert tuple(out.shape[1:]) == tuple(layer.out_shape(x.shape[1:]))
    if "expected_output" in asked:
        np.testing.assert_allclose(out.numpy(), array(asked["expected_output"]), rtol=1e-6)
    if "expected_num_trainable_weights" in asked:
        assert len(layer.trainable_weights) == asked["expected_num_trainable_weights"]
    if "expected_num_non_trainable_weights" in asked:
        kept = len(layer.weights) - len(layer.trainable_weights)
        assert kept == asked["expected_num_non_trainable_weights"]
    if "expected_num_losses" in asked:
        assert len(list(layer.regularized())) == asked["expected_num_losses"]
    again = make(**{f: getattr(layer, f) for f in row["init"]})
    assert {f: getattr(again, f) for f in row["init"]} == {f: getattr(layer, f) for f in row["init"]}
