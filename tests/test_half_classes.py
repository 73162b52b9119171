"""A class of a user's own that forgot its formula says so, in every family."""

from __future__ import annotations

import numpy as np
import pytest

import badak
import badak.classic.layers
import badak.classic.nodes
from badak.errors import StateError

ONE = np.ones((2, 2), np.float32)
FAMILIES = [
    (badak.layers.Layer, "forward", lambda made: made(ONE)),
    (badak.losses.Loss, "call", lambda made: made(ONE, ONE)),
    (badak.metrics.Metric, "values", lambda made: made(ONE, ONE)),
    (badak.optimizers.Optimizer, "rule", lambda made: made.update({"w": ONE}, made.init({"w": ONE}), {"w": ONE})),
    (badak.schedules.Schedule, None, lambda made: made(0)),
    (badak.initializers.Initializer, None, lambda made: made((2, 2))),
    (badak.regularizers.Regularizer, None, lambda made: made(badak.tensor(ONE))),
    (badak.constraints.Constraint, None, lambda made: made(ONE)),
    (badak.classic.layers.Layer, "forward", lambda made: made.forward(ONE)),
    (badak.classic.layers.Layer, "backward", lambda made: made.backward(ONE)),
    (badak.classic.nodes.Node, "value", lambda made: made.forward(1.0)),
    (badak.classic.nodes.Node, "slopes", lambda made: made.slopes(1.0)),
    (badak.timeseries.Forecaster, "_fit", lambda made: made.fit([1.0, 2.0])),
]


@pytest.mark.parametrize(("base", "method", "use"), FAMILIES, ids=[f"{f[0].__name__}-{f[1]}" for f in FAMILIES])
def test_the_missing_method_is_named(base, method, use):
    half = type("Half", (base,), {})
    with pytest.raises(StateError) as caught:
        use(half())
    assert caught.value.code == "BD025"
    assert "Half" in caught.value.text("en") and f"{caught.value.fields['name']}()" in caught.value.text("ko")
    assert method in (None, caught.value.fields["name"])
