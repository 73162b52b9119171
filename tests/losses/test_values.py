"""Losses by their formulas, on hard inputs, in every form of argument, under jit, and their derivatives."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import badak
from badak import losses
from tests.losses.examples import EXAMPLES, Example
from tests.losses.tracing import jit

ALL = pytest.mark.parametrize("example", EXAMPLES, ids=repr)


def compute(example: Example, y_true=None, y_pred=None):
    y_true = example.y_true if y_true is None else y_true
    return getattr(losses, example.function)(y_true, example.y_pred if y_pred is None else y_pred, **example.config)


def test_every_loss_has_an_example() -> None:
    functions = {f.__name__ for f in losses.choice.CLASS_OF}
    classes = {c.__name__ for c in losses.choice.CLASS_OF.values()}
    assert functions == {e.function for e in EXAMPLES}
    assert classes == {e.cls for e in EXAMPLES}
    for e in EXAMPLES:
        assert losses.choice.CLASS_OF[getattr(losses, e.function)] is getattr(losses, e.cls)


@ALL
def test_value_against_plain_python(example: Example) -> None:
    slow = [example.slow(t, p) for t, p in zip(example.y_true, example.y_pred, strict=True)]
    np.testing.assert_allclose(compute(example), slow, rtol=1e-6, atol=1e-12)


@ALL
def test_class_gives_the_mean_of_the_function(example: Example) -> None:
    values = compute(example)
    loss = getattr(losses, example.cls)(**example.config)
    counted = values != 0 if "ignore_class" in example.config else np.ones(len(values))
    assert loss(example.y_true, example.y_pred) == pytest.approx(values.sum() / counted.sum(), rel=1e-12)
    total = getattr(losses, example.cls)(**example.config, reduction="sum")
    assert total(example.y_true, example.y_pred) == pytest.approx(values.sum(), rel=1e-12)
    none = getattr(losses, example.cls)(**example.config, reduction=None)
    np.testing.assert_array_equal(none(example.y_true, example.y_pred), values)


def differentiable_targets(example: Example) -> bool:
    return example.y_true.dtype.kind == "f" and "inge" not in example.function


@ALL
def test_derivatives_by_the_predictions_to_second_order(example: Example) -> None:
    def function(y_pred):
        return compute(example, y_pred=y_pred)

    function.__name__ = example.function
    for seed in range(2):
        badak.check_grads(function, (example.y_pred,), order=2, seed=seed, rtol=2e-5)


@pytest.mark.parametrize("example", [e for e in EXAMPLES if differentiable_targets(e)], ids=repr)
def test_derivatives_by_the_targets(example: Example) -> None:
    inside = np.clip(example.y_true, 0.01, 0.99) if set(np.unique(example.y_true)) <= {0.0, 1.0} else example.y_true
    badak.check_grads(lambda y_true: compute(example, y_true=y_true), (inside,), rtol=2e-5)


@ALL
def test_derivative_of_the_weighted_loss(example: Example) -> None:
    loss = getattr(losses, example.cls)(**example.config)
    weight = np.linspace(0, 2, len(example.y_true))
    badak.check_grads(lambda p: loss(example.y_true, p, sample_weight=weight), (example.y_pred,), rtol=2e-5)


@ALL
def test_arrays_give_arrays_and_tensors_give_tensors(example: Example) -> None:
    raw = compute(example)
    assert isinstance(raw, np.ndarray | np.generic)
    for y_true, y_pred in (
        (badak.tensor(example.y_true), badak.tensor(example.y_pred)),
        (example.y_true, badak.tensor(example.y_pred)),
        (badak.tensor(example.y_true), example.y_pred),
    ):
        found = compute(example, y_true, y_pred)
        assert isinstance(found, badak.Tensor)
        np.testing.assert_array_equal(found.numpy(), raw)
    lists = compute(example, example.y_true.tolist(), example.y_pred.tolist())
    np.testing.assert_allclose(lists.numpy(), raw, rtol=1e-4, atol=1e-6)


@ALL
def test_number_types(example: Example) -> None:
    loss = getattr(losses, example.cls)(**example.config)
    narrow = example.y_pred.astype(np.float32)
    forms = [example.y_true, example.y_true.astype(np.float32)]
    if not np.any(example.y_true % 1):
        forms += [example.y_true.astype(np.int64), example.y_true.astype(np.int8)]
    for y_true in forms:
        found = loss(y_true, narrow)
        assert found.dtype == np.float32
        assert loss(y_true, badak.tensor(narrow)).dtype == np.float32
        assert loss(y_true, narrow, sample_weight=np.ones(len(narrow))).dtype == np.float32
        assert found == pytest.approx(loss(example.y_true, example.y_pred), rel=1e-4)
    assert loss(example.y_true, example.y_pred).dtype == np.float64


@ALL
def test_the_same_under_jit(example: Example) -> None:
    y_pred = example.y_pred.astype(np.float32)
    y_true = example.y_true.astype(np.float32 if example.y_true.dtype.kind == "f" else np.int32)
    weight = np.linspace(0, 2, len(y_true)).astype(np.float32)
    loss = getattr(losses, example.cls)(**example.config)
    traced = jit(lambda t, p, w: (loss(t, p), loss(t, p, sample_weight=w)))(y_true, y_pred, weight)
    np.testing.assert_allclose(traced[0], loss(y_true, y_pred), rtol=1e-5, atol=1e-6)
    np.testing.assert_allclose(traced[1], loss(y_true, y_pred, sample_weight=weight), rtol=1e-5, atol=1e-6)

    def slope(t, p):
        leaf = badak.tensor(p, requires_grad=True)
        loss(t, leaf).backward()
        return leaf.grad.data

    np.testing.assert_allclose(jit(slope)(y_true, y_pred), slope(y_true, y_pred), rtol=1e-4, atol=1e-6)


@pytest.mark.parametrize("example", [e for e in EXAMPLES if "axis" not in e.config], ids=repr)
def test_series_give_one_value_per_step(example: Example) -> None:
    """(batch, time, …) is the same as (batch * time, …)."""
    y_true, y_pred = (np.stack([a, a[::-1]]) for a in (example.y_true, example.y_pred))
    values = compute(example)
    np.testing.assert_allclose(compute(example, y_true, y_pred), np.stack([values, values[::-1]]), rtol=1e-12)
    loss = getattr(losses, example.cls)(**example.config)
    assert loss(y_true, y_pred) == pytest.approx(loss(example.y_true, example.y_pred), rel=1e-12)
    by_sample = loss(y_true, y_pred, sample_weight=np.array([1.0, 3.0]))
    assert by_sample == pytest.approx(2 * loss(example.y_true, example.y_pred), rel=1e-9)
    assert losses.align(y_true, (None, *y_pred.shape[1:]), loss) is y_true


# --- hard inputs ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_certain_probabilities_and_huge_logits_stay_finite(dtype: str) -> None:
    one_hot = np.eye(2, dtype=dtype)
    hard = {
        "probabilities": np.array([[0, 1], [0, 1]], dtype),
        "logits": np.array([[-1000, 1000], [-1000, 1000]], dtype),
    }
    cases = [
        (losses.BinaryCrossentropy, one_hot),
        (losses.BinaryFocalCrossentropy, one_hot),
        (losses.CategoricalCrossentropy, one_hot),
        (losses.CategoricalFocalCrossentropy, one_hot),
        (losses.SparseCategoricalCrossentropy, np.array([0, 1])),
    ]
    for cls, y_true in cases:
        for kind, values in hard.items():
            for gamma in (0.5, 2.0) if "Focal" in cls.__name__ else (None,):
                config = {"from_logits": kind == "logits"} | ({"gamma": gamma} if gamma else {})
                p = badak.tensor(values, requires_grad=True)
                loss = cls(**config)(y_true, p)
                loss.backward()
                assert np.isfinite(loss.item()), (cls, kind)
                assert np.isfinite(p.grad.numpy()).all(), (cls, kind)
    # softmax and sigmoid of huge logits: the loss is the distance of the logits, and its slope does not vanish
    for activation, loss in (
        (badak.softmax, losses.CategoricalCrossentropy()),
        (badak.sigmoid, losses.BinaryCrossentropy()),
    ):
        z = badak.tensor(hard["logits"], requires_grad=True)
        value = loss(one_hot, activation(z))
        value.backward()
        assert value.item() == pytest.approx(1000.0 if activation is badak.softmax else 500.0)
        assert abs(z.grad.numpy()).max() > 0.2


def test_zero_vectors_and_empty_masks_stay_finite() -> None:
    for function in (losses.cosine_similarity, losses.dice, losses.tversky, losses.kl_divergence, losses.poisson):
        p = badak.tensor(np.zeros((2, 3)), requires_grad=True)
        function(np.zeros((2, 3)), p).sum().backward()
        assert np.isfinite(p.grad.numpy()).all(), function
    zero_rows = badak.tensor(np.zeros((2, 3)), requires_grad=True)
    losses.categorical_crossentropy(np.eye(3)[:2], zero_rows).sum().backward()
    assert np.isfinite(zero_rows.grad.numpy()).all()


def test_half_precision_is_computed_in_float32() -> None:
    ml_dtypes = pytest.importorskip("ml_dtypes")
    z = np.random.default_rng(0).normal(size=(64, 10)).astype(np.float32)
    y = np.eye(10, dtype=np.float32)[np.arange(64) % 10]
    narrow = badak.tensor(z.astype(ml_dtypes.bfloat16))
    exact = losses.CategoricalCrossentropy(from_logits=True)(y, narrow.numpy().astype(np.float32))
    found = losses.CategoricalCrossentropy(from_logits=True)(y, narrow)
    assert found.dtype == np.float32
    assert found.item() == pytest.approx(exact, rel=1e-6)
    found = losses.CategoricalCrossentropy()(y, badak.softmax(narrow))
    assert found.dtype == np.float32
    assert found.item() == pytest.approx(exact, rel=1e-3)  # the probabilities had been rounded


# --- the stable form ------------------------------------------------------------------------------------------------------


def test_predictions_of_softmax_and_sigmoid_are_computed_from_their_logits() -> None:
    z = np.random.default_rng(1).normal(size=(5, 4)) * 3
    rows, numbers = np.eye(4)[[0, 3, 1, 1, 2]], np.array([0, 3, 1, 1, 2])
    for loss, y_true, activation in (
        (losses.CategoricalCrossentropy, rows, badak.softmax),
        (losses.CategoricalFocalCrossentropy, rows, badak.softmax),
        (losses.SparseCategoricalCrossentropy, numbers, badak.softmax),
        (losses.BinaryCrossentropy, rows, badak.sigmoid),
        (losses.BinaryFocalCrossentropy, rows, badak.sigmoid),
    ):
        tracked = badak.tensor(z, requires_grad=True)
        fused = loss()(y_true, activation(tracked))
        fused.backward()
        logits = badak.tensor(z, requires_grad=True)
        exact = loss(from_logits=True)(y_true, logits)
        exact.backward()
        assert fused.item() == exact.item()
        np.testing.assert_allclose(tracked.grad.numpy(), logits.grad.numpy(), rtol=1e-12, atol=1e-15)
        plain = loss()(y_true, activation(z))  # arrays have no memory of their making
        assert plain == pytest.approx(exact.item(), rel=1e-5)


@pytest.mark.parametrize("kernels", [True, False])
def test_rounded_probabilities_have_their_logits_too(kernels) -> None:
    from badak.autograd.op import use_kernels
    from badak.errors import DataError

    use_kernels(kernels)
    try:
        z = badak.tensor([[0.0, 100.0]], dtype="bfloat16", requires_grad=True)
        loss = losses.SparseCategoricalCrossentropy()([0], badak.softmax(z))
        loss.backward()
        assert loss.item() == 100 and z.grad.tolist() == [[-1.0, 1.0]], "of the probability 0 the logarithm was cut off"
        yes = badak.tensor([[100.0]], dtype="bfloat16", requires_grad=True)
        loss = losses.BinaryCrossentropy()([[0.0]], badak.sigmoid(yes))
        loss.backward()
        assert loss.item() == 100 and yes.grad.tolist() == [[1.0]]
        with pytest.raises(DataError, match="BD057"):
            losses.SparseCategoricalCrossentropy()([0], badak.log_softmax(z))
    finally:
        use_kernels(True)


def test_the_fused_slope_is_that_of_the_course() -> None:
    z = badak.tensor([[4.3, 5.5, 7.2, 2.4, 5.0]], requires_grad=True)
    losses.CategoricalCrossentropy()([[0.0, 0.0, 1.0, 0.0, 0.0]], badak.softmax(z)).backward()
    np.testing.assert_allclose(z.grad.numpy()[0], [0.0406, 0.1346, -0.2629, 0.0061, 0.0817], atol=5e-5)


def test_a_softmax_over_another_axis_is_not_taken_for_the_last() -> None:
    z = badak.tensor(np.random.default_rng(2).normal(size=(3, 3)), requires_grad=True)
    y_true = np.eye(3)
    found = losses.categorical_crossentropy(y_true, badak.softmax(z, axis=0))
    p = badak.softmax(z.numpy(), axis=0)
    np.testing.assert_allclose(found.numpy(), losses.categorical_crossentropy(y_true, p), rtol=1e-9)


def test_other_axes_of_the_classes() -> None:
    r = np.random.default_rng(4)
    z, numbers = r.normal(size=(3, 5, 2)), r.integers(0, 5, (3, 2))
    rows = np.moveaxis(np.eye(5)[numbers], -1, 1)
    wanted = losses.sparse_categorical_crossentropy(numbers, np.moveaxis(z, 1, -1), from_logits=True)
    for found in (
        losses.sparse_categorical_crossentropy(numbers, z, from_logits=True, axis=1),
        losses.categorical_crossentropy(rows, z, from_logits=True, axis=1),
        losses.categorical_crossentropy(rows, badak.softmax(z, axis=1), axis=1),
        losses.categorical_crossentropy(rows, badak.softmax(badak.tensor(z), axis=1), axis=1).numpy(),
    ):
        np.testing.assert_allclose(found, wanted, rtol=1e-5)
    smooth = losses.categorical_crossentropy(rows, z, from_logits=True, axis=1, label_smoothing=0.2)
    target = np.eye(5)[numbers] * 0.8 + 0.04
    np.testing.assert_allclose(smooth, losses.categorical_crossentropy(target, np.moveaxis(z, 1, -1), from_logits=True))


# --- the course -------------------------------------------------------------------------------------------------------------


def test_numbers_of_the_course() -> None:
    x, y = np.array([1.0, 2.0, 3.0]), np.array([2.0, 4.0, 6.0])
    assert losses.mean_squared_error(y, x + 2) == pytest.approx(2 / 3)
    assert losses.half_squared_error(y, x + 2) == pytest.approx(1.0)
    assert losses.HalfSquaredError(reduction="sum")(y, x + 2) == pytest.approx(1.0)
    assert losses.binary_crossentropy([1.0], [0.1]).item() == pytest.approx(2.302585, abs=1e-6)
    assert losses.categorical_crossentropy([[1.0, 0.0]], [[0.1, 0.9]]).item() == pytest.approx(2.302585, abs=1e-6)
    # XOR with linear hidden layers: the best constant answer
    xor = np.array([0.0, 1.0, 1.0, 0.0])
    assert losses.mean_squared_error(xor, np.full(4, 0.5)) == pytest.approx(0.25)
    assert losses.binary_crossentropy(xor, np.full(4, 0.5)) == pytest.approx(math.log(2))

    # (1 - σ(z))² bends the wrong way somewhere, -log σ(z) never
    def curvature(loss):
        slope = badak.grad(loss)
        return [float(badak.grad(slope)(z)) for z in np.linspace(-6, 6, 241)]

    squared = curvature(lambda z: losses.mean_squared_error(badak.ones(1), badak.sigmoid(z).reshape(1)))
    entropy = curvature(lambda z: losses.binary_crossentropy(badak.ones(1), z.reshape(1), from_logits=True))
    assert min(squared) == pytest.approx(-0.1202, abs=2e-4)
    assert min(entropy) >= 0


# --- properties ---------------------------------------------------------------------------------------------------------------

POINTWISE = ["mean_squared_error", "mean_absolute_error", "huber", "log_cosh", "half_squared_error"]


@given(st.sampled_from(EXAMPLES), st.permutations(range(6)))
def test_the_order_of_samples_does_not_matter(example: Example, order: list[int]) -> None:
    loss = getattr(losses, example.cls)(**example.config)
    weight = np.arange(6) / 3
    shuffled = loss(example.y_true[order], example.y_pred[order], sample_weight=weight[order])
    assert shuffled == pytest.approx(loss(example.y_true, example.y_pred, sample_weight=weight), rel=1e-9)
    np.testing.assert_allclose(compute(example, example.y_true[order], example.y_pred[order]), compute(example)[order])


@given(
    st.sampled_from([e for e in EXAMPLES if "ignore_class" not in e.config]),
    st.lists(st.integers(0, 3), min_size=6, max_size=6),
)
def test_a_whole_weight_is_a_repetition(example: Example, times: list[int]) -> None:
    repeated = [i for i, n in enumerate(times) for _ in range(n)]
    weighted = getattr(losses, example.cls)(**example.config, reduction="sum")(
        example.y_true, example.y_pred, sample_weight=np.array(times)
    )
    if not repeated:
        assert weighted == 0
        return
    plain = getattr(losses, example.cls)(**example.config, reduction="sum")
    assert weighted == pytest.approx(plain(example.y_true[repeated], example.y_pred[repeated]), rel=1e-9)
    mean = getattr(losses, example.cls)(**example.config, reduction="mean_with_sample_weight")
    average = mean(example.y_true, example.y_pred, sample_weight=np.array(times))
    assert average == pytest.approx(weighted / sum(times), rel=1e-9)


@given(
    st.sampled_from(POINTWISE),
    st.lists(st.tuples(st.floats(-100, 100), st.floats(-100, 100)), min_size=1, max_size=6),
)
def test_errors_are_symmetric_and_zero_only_at_the_target(name: str, pairs: list[tuple[float, float]]) -> None:
    a, b = np.array(pairs).T
    function = getattr(losses, name)
    assert function(a, b) == pytest.approx(function(b, a), rel=1e-9, abs=1e-12)
    assert function(a, a) == pytest.approx(0, abs=1e-12)
    assert function(a, b) >= -1e-12


@given(st.lists(st.floats(-40, 40), min_size=2, max_size=5), st.integers(0, 4), st.floats(-20, 20))
def test_cross_entropies_agree_with_each_other(logits: list[float], label: int, shift: float) -> None:
    z = np.array([logits])
    number = np.array([label % len(logits)])
    row = np.eye(len(logits))[number]
    sparse = losses.sparse_categorical_crossentropy(number, z, from_logits=True)
    np.testing.assert_allclose(losses.categorical_crossentropy(row, z, from_logits=True), sparse, atol=1e-12)
    np.testing.assert_allclose(
        losses.sparse_categorical_crossentropy(number, z + shift, from_logits=True), sparse, atol=1e-9
    )
    p = badak.softmax(z)
    np.testing.assert_allclose(losses.kl_divergence(row, p), np.minimum(sparse, -math.log(1e-7)), atol=1e-5)
    two = np.array([[0.0, z[0, 0]]])  # σ(z) is a softmax over (0, z)
    binary = losses.binary_crossentropy([[1.0]], z[:, :1], from_logits=True)
    np.testing.assert_allclose(
        binary.numpy(),
        losses.sparse_categorical_crossentropy(np.array([1]), two, from_logits=True),
        rtol=1e-6,
        atol=1e-12,
    )


def test_one_number_per_sample_in_a_flat_array() -> None:
    y_true, y_pred, weight = np.array([1.0, 2.0, 3.0]), np.array([1.0, 4.0, 6.0]), np.array([1.0, 0.0, 2.0])
    flat = losses.MeanSquaredError()(y_true, y_pred, sample_weight=weight)
    column = losses.MeanSquaredError()(y_true[:, None], y_pred[:, None], sample_weight=weight)
    assert flat == column == pytest.approx(18 / 3)
    none = losses.MeanSquaredError(reduction="none")(y_true, y_pred)
    np.testing.assert_array_equal(none, [0, 4, 9])
    z = badak.tensor([30.0, -200.0], requires_grad=True)  # the memory of the logits survives
    value = losses.BinaryCrossentropy()([1.0, 1.0], badak.sigmoid(z), sample_weight=[0.0, 1.0])
    assert value.item() == pytest.approx(100.0)


def test_an_empty_batch_has_no_losses() -> None:
    assert losses.sparse_categorical_crossentropy(np.zeros(0, int), np.zeros((0, 3))).shape == (0,)
    assert losses.binary_crossentropy(np.zeros((0, 1)), np.zeros((0, 1))).shape == (0,)


def test_weights_of_zero_give_zero() -> None:
    y = np.ones((3, 2))
    for reduction in losses.loss.REDUCTIONS:
        loss = losses.MeanSquaredError(reduction=reduction)
        assert np.all(loss(y, 2 * y, sample_weight=np.zeros(3)) == 0), reduction
    for reduction, wanted in (("sum", 6.0), ("mean", 2.0), ("mean_with_sample_weight", 1.0)):  # one weight for all
        assert losses.MeanSquaredError(reduction=reduction)(y, 2 * y, sample_weight=2) == wanted
    ignored = losses.SparseCategoricalCrossentropy(from_logits=True, ignore_class=-1)
    assert ignored(np.array([-1, -1]), np.zeros((2, 3))) == 0
