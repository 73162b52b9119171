"""What holds for every metric: batches, order, weights, pure functions, exact sums, jit."""

from __future__ import annotations

import inspect

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import badak
from badak import metrics
from badak.metrics import sums
from tests.losses.tracing import jit
from tests.metrics.examples import EXAMPLES, ROWS, Example

ALL = pytest.mark.parametrize("example", EXAMPLES, ids=repr)
PUBLIC = [
    v
    for v in vars(metrics).values()
    if inspect.isclass(v) and issubclass(v, metrics.Metric) and v is not metrics.Metric
]


def over(example: Example, batches: list, weights: np.ndarray | None = None):
    state = example.metric.init()
    for rows in batches:
        state = example.metric.update(state, *example.part(rows), None if weights is None else weights[rows])
    return example.metric.result(state)


def test_every_metric_has_an_example() -> None:
    assert {type(e.metric) for e in EXAMPLES} == set(PUBLIC)


@given(st.sampled_from(EXAMPLES), st.lists(st.integers(1, ROWS - 1), max_size=4), st.booleans())
def test_several_batches_are_one(example: Example, cuts: list[int], weighted: bool) -> None:
    edges = [0, *sorted(set(cuts)), ROWS]
    weights = np.arange(ROWS) % 4 / 2 if weighted else None
    parts = [slice(a, b) for a, b in zip(edges, edges[1:], strict=False)]
    if isinstance(example.metric, metrics.Hinge | metrics.SquaredHinge) and example.metric:
        parts = [slice(None)] if any(set(example.y_true[p].ravel()) == {1.0} for p in parts) else parts
    np.testing.assert_allclose(
        over(example, parts, weights), over(example, [slice(None)], weights), rtol=1e-9, atol=1e-12
    )


@given(st.sampled_from(EXAMPLES), st.randoms(use_true_random=False), st.booleans())
def test_the_order_of_samples_does_not_matter(example: Example, random, weighted: bool) -> None:
    order = list(range(ROWS))
    random.shuffle(order)
    weights = np.arange(ROWS) % 4 / 2 if weighted else None
    np.testing.assert_allclose(
        over(example, [order], weights), over(example, [slice(None)], weights), rtol=1e-9, atol=1e-12
    )


@given(st.sampled_from(EXAMPLES), st.lists(st.integers(0, 3), min_size=ROWS, max_size=ROWS).filter(any))
def test_a_whole_weight_is_a_repetition(example: Example, times: list[int]) -> None:
    if getattr(example.metric, "num_regressors", 0):  # the adjusted R² counts samples, whatever their weights
        return
    repeated = [i for i, n in enumerate(times) for _ in range(n)]
    weighted = over(example, [slice(None)], np.array(times))
    np.testing.assert_allclose(weighted, over(example, [repeated]), rtol=1e-6, atol=1e-9)


@ALL
def test_weights_of_one_change_nothing(example: Example) -> None:
    plain = over(example, [slice(None)])
    for ones in (np.ones(ROWS), np.ones(ROWS, np.int64), np.ones((ROWS, 1))):
        np.testing.assert_allclose(over(example, [slice(None)], ones), plain, rtol=1e-9)


@ALL
def test_updates_are_pure_and_keep_the_tree(example: Example) -> None:
    start = example.metric.sized(np.shape(example.y_pred if example.y_pred is not None else example.y_true)).init()
    before = {key: np.array(value) for key, value in start.items()}
    given_arrays = [np.array(a) for a in example.part(slice(None))]
    state = example.metric.update(start, *example.part(slice(None)))
    again = example.metric.update(state, *example.part(slice(0, 5)), np.ones(5))
    assert list(start) == list(state) == list(again)
    for key, value in before.items():
        np.testing.assert_array_equal(start[key], value)
        assert np.shape(start[key]) == np.shape(state[key]) == np.shape(again[key]), key
        assert start[key].dtype == state[key].dtype == again[key].dtype == np.float64
    for array, kept in zip(example.part(slice(None)), given_arrays, strict=True):
        np.testing.assert_array_equal(array, kept)


@ALL
def test_series_count_each_step(example: Example) -> None:
    """(batch, time, …) gives the same as (batch * time, …)."""
    arrays = [a.reshape(4, 6, *a.shape[1:]) for a in example.part(slice(None))]
    if isinstance(example.metric, metrics.MeanSquaredError) and example.y_true.ndim == 1:
        return  # (batch, time) is taken as numbers of one sample
    state = example.metric.update(example.metric.init(), *arrays)
    np.testing.assert_allclose(example.metric.result(state), over(example, [slice(None)]), rtol=1e-9, atol=1e-12)
    weights = np.array([1.0, 0.0, 2.0, 0.5])
    if not getattr(example.metric, "num_regressors", 0):
        state = example.metric.update(example.metric.init(), *arrays, weights)
        wanted = over(example, [slice(None)], np.repeat(weights, 6))
        np.testing.assert_allclose(example.metric.result(state), wanted, rtol=1e-9, atol=1e-12)


@ALL
def test_no_sample_gives_a_finite_result(example: Example) -> None:
    shape = np.shape(example.y_pred if example.y_pred is not None else example.y_true)
    found = example.metric.sized(shape).result(example.metric.sized(shape).init())
    assert np.isfinite(found).all()
    nothing = over(example, [slice(None)], np.zeros(ROWS))
    assert np.isfinite(nothing).all()


@ALL
def test_use_by_hand(example: Example) -> None:
    config = vars(example.metric) | {"name": "mine"}
    if isinstance(example.metric, metrics.MetricFunction):
        del config["dtype"]
    metric = type(example.metric)(**config)
    assert metric.name == "mine"
    metric.update_state(*example.part(slice(0, 10)))
    metric.update_state(*[a.tolist() for a in example.part(slice(10, None))])
    np.testing.assert_allclose(metric.result(), over(example, [slice(None)]), rtol=1e-6, atol=1e-9)
    if np.ndim(metric.result()) == 0:
        assert type(metric.result()) is float
    metric.reset_state()
    first = metric(*[badak.tensor(a) for a in example.part(slice(0, 10))])
    np.testing.assert_allclose(first, over(example, [slice(0, 10)]), rtol=1e-6, atol=1e-9)
    kept = over(example, [slice(0, 10)])  # the pure functions do not see the object's own state
    np.testing.assert_allclose(first, kept, rtol=1e-6, atol=1e-9)
    assert over(example, [slice(0, 10)]).tolist() == over(Example(metric, *example[1:]), [slice(0, 10)]).tolist()


@ALL
def test_the_same_under_jit(example: Example) -> None:
    jax = pytest.importorskip("jax")
    arrays = [a.astype(np.float32 if a.dtype.kind == "f" else np.int32) for a in example.part(slice(None))]
    metric = example.metric.sized(arrays[-1].shape)
    weights = (np.arange(ROWS) % 4 / 2).astype(np.float32)
    if isinstance(metric, metrics.MetricFunction):
        metric = metrics.MetricFunction(lambda t, p: abs(t - p).max(axis=-1))

    @jit
    def steps(state, arrays, weights):
        first = metric.update(state, *[a[:10] for a in arrays])
        second = metric.update(first, *[a[10:] for a in arrays], weights[10:])
        return first, second, metric.result(second)

    start = jax.device_put({key: value.astype(np.float32) for key, value in metric.init().items()})
    first, second, found = steps(start, arrays, weights)
    for state in (first, second):  # a fixed tree: no second compilation, and a loop can carry it
        assert {k: (v.shape, v.dtype, v.weak_type) for k, v in state.items()} == {
            k: (v.shape, v.dtype, v.weak_type) for k, v in start.items()
        }
    state = metric.update(metric.init(), *[a[:10] for a in arrays])
    state = metric.update(state, *[a[10:] for a in arrays], weights[10:])
    np.testing.assert_allclose(found, metric.result(state), rtol=2e-5, atol=1e-6)


# --- exact sums -----------------------------------------------------------------------------------------------------------


def test_counts_stay_exact_over_many_samples_on_numpy() -> None:
    metric = metrics.Accuracy()
    state = {**metric.init(), "total": np.float64(2**30), "count": np.float64(2**30)}
    right = np.zeros((1, 1), np.float32)
    for _ in range(5):
        state = metric.update(state, right, right + 1)  # five wrong ones
    assert state["count"] == 2**30 + 5 and state["total"] == 2**30
    assert metric.result(state) == 2**30 / (2**30 + 5)


def test_counts_stay_exact_over_ten_million_samples_under_xla() -> None:
    jax = pytest.importorskip("jax")
    metric = metrics.Accuracy()
    batch = np.zeros((3, 1), np.float32)  # three at a time: 2^24 is passed by odd numbers
    start = {key: value.astype(np.float32) for key, value in metric.init().items()}
    start["total"] = start["count"] = np.asarray(2**24 - 2, np.float32)

    @jax.jit  # with all optimisations: they must not take the two-sum apart
    def run(state):
        step = lambda i, state: metric.update(state, batch, batch)  # noqa: E731
        return jax.lax.fori_loop(0, 1001, step, state)

    end = run(start)
    exact = 2**24 - 2 + 3003
    for name in ("total", "count"):
        assert float(np.float64(end[name]) + np.float64(end[f"{name}_rest"])) == exact
    naive = np.float32(2**24 - 2)
    for _ in range(1001):
        naive += np.float32(3)
    assert naive != exact, "an ordinary float32 sum would have lost some"


@given(st.lists(st.floats(-1e6, 1e6, width=32), min_size=1, max_size=40))
def test_two_float32_numbers_hold_a_sum_to_double_precision(values: list[float]) -> None:
    state = {"total": np.float32(0), "total_rest": np.float32(0)}
    for v in values:
        state = sums.add(state, total=np.float32(v))
    exact = float(np.sum(np.float64(values)))
    assert float(np.float64(state["total"]) + np.float64(state["total_rest"])) == pytest.approx(
        exact, abs=1e-6, rel=1e-9
    )


def test_r2_keeps_its_digits_for_large_means() -> None:
    r = np.random.default_rng(0)
    y = r.normal(size=(1000, 1))
    q = y + 0.1 * r.normal(size=y.shape)
    near, far = (metrics.R2Score() for _ in range(2))
    for part in np.split(np.arange(1000), 10):
        near.update_state(y[part], q[part])
        far.update_state(y[part] + 1e7, q[part] + 1e7)
    assert far.result() == pytest.approx(near.result(), abs=1e-6)
    constant = np.full((7, 1), 0.1)
    assert metrics.R2Score()(constant, constant) == 1.0
    assert metrics.R2Score()(constant, constant + 0.5) == 0.0
