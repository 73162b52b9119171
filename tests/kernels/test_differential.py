"""Kernels against composites over random shapes, options and layouts of memory."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from badak.autograd.op import use_kernels
from badak.backend import native
from badak.errors import ShapeError
from badak.ops import conv as conv_ops
from badak.ops import pool as pool_ops
from tests.kernels.compare import LAYOUTS, TYPES, check, needs_kernels, run

pytestmark = needs_kernels

dtypes = st.sampled_from(sorted(TYPES))
layouts = st.lists(st.sampled_from(LAYOUTS), max_size=3)
seeds = st.integers(0, 999)
CHANNELS = st.sampled_from([1, 2, 3, 4, 8, 16, 17])


@pytest.fixture(autouse=True)
def _kernels_afterwards():
    yield
    use_kernels(True)


def normal(seed: int, *shape: int) -> np.ndarray:
    return np.random.default_rng(seed).standard_normal(shape)


def _slopes(dtype: str, how: dict) -> float:
    """Leave room where slopes are made of rounded results, as those of tanh and sigmoid are, and then added up."""
    return 5.0 if dtype == "bfloat16" and how["activation"] in ("tanh", "sigmoid") else 1.0


@st.composite
def windows(draw, rank: int, dilated: bool = True) -> dict:
    """Options of a convolution or a pooling over ``rank`` axes."""
    each = lambda low, high: st.one_of(st.integers(low, high), st.tuples(*[st.integers(low, high)] * rank))  # noqa: E731
    pair = st.tuples(st.integers(0, 2), st.integers(0, 2))
    rules = [st.sampled_from(["valid", "same", "SAME"]), st.integers(0, 2), st.tuples(*[pair] * rank)]
    found = {"strides": draw(each(1, 3)), "padding": draw(st.one_of(rules))}
    if dilated:
        found["dilation"] = draw(each(1, 2))
    return found


@st.composite
def convolutions(draw) -> tuple[list, dict]:
    rank = draw(st.integers(1, 3))
    groups = draw(st.sampled_from([1, 1, 1, 2, 3, 8]))
    depthwise = draw(st.booleans())
    channels, filters = (1, draw(st.integers(1, 2))) if depthwise else (draw(CHANNELS), draw(CHANNELS))
    seed = draw(seeds)
    top = {1: 12, 2: 8, 3: 5}[rank]
    x = normal(seed, draw(st.integers(0, 3)), *[draw(st.integers(1, top)) for _ in range(rank)], channels * groups)
    w = normal(seed + 1, *[draw(st.integers(1, 4)) for _ in range(rank)], channels, filters * groups) / 3
    b = draw(st.sampled_from([None, (filters * groups,), (filters * groups,), (1,)]))
    how = {**draw(windows(rank)), "groups": groups}
    if rank == 1 and draw(st.booleans()):
        how["padding"] = "causal"
    how["activation"] = draw(st.sampled_from([None, "relu", "tanh", "sigmoid"]))
    return [x, w, *([] if b is None else [normal(seed + 2, *b)])], how


@given(convolutions(), dtypes, layouts)
@settings(max_examples=150)
def test_conv_and_its_gradients(drawn, dtype, laid) -> None:
    args, how = drawn
    try:
        conv_ops.plan_of(args[0].shape, args[1].shape, *[how[k] for k in ("strides", "padding", "dilation", "groups")])
    except ShapeError:
        assume(False)
    check("conv", args, how, dtype, laid, loose=_slopes(dtype, how))


@given(convolutions(), dtypes, layouts)
@settings(max_examples=60)
def test_adjoints_and_their_gradients(drawn, dtype, laid) -> None:
    (x, w, *_), how = drawn
    del how["activation"]
    try:
        plan = conv_ops.plan_of(x.shape, w.shape, **how)
    except ShapeError:
        assume(False)
    g = normal(5, *plan.shape)
    check("conv_input_grad", [g, w], {"input_shape": x.shape, **plan.keywords()}, dtype, laid)
    check("conv_kernel_grad", [x, g], {"kernel_shape": w.shape, **plan.keywords()}, dtype, laid)


@given(convolutions(), dtypes, layouts)
@settings(max_examples=60)
def test_conv_transpose(drawn, dtype, laid) -> None:
    (x, w, *b), how = drawn
    assume(how["padding"] in ("valid", "same"))
    w = np.random.default_rng(1).standard_normal((*w.shape[:-2], w.shape[-1] // how["groups"], x.shape[-1])) / 3
    b = [normal(8, w.shape[-2] * how["groups"])] if b else []
    check("conv_transpose", [x, w, *b], how, dtype, laid, loose=2 * _slopes(dtype, how))


@st.composite
def poolings(draw) -> tuple[np.ndarray, dict]:
    rank = draw(st.integers(1, 3))
    x = normal(draw(seeds), draw(st.integers(0, 3)), *[draw(st.integers(1, 8)) for _ in range(rank)], draw(CHANNELS))
    if draw(st.booleans()):  # values that are equal: the first one wins
        x = np.round(x)
    size = draw(st.one_of(st.integers(1, 4), st.tuples(*[st.integers(1, 4)] * rank)))
    return x, {"pool_size": size, **draw(windows(rank, dilated=False))}


@given(poolings(), dtypes, layouts)
@settings(max_examples=80)
def test_pooling_and_its_gradients(drawn, dtype, laid) -> None:
    x, how = drawn
    try:
        plan = pool_ops.plan_of("max_pool", x.shape, **how)
    except ShapeError:
        assume(False)
    check("max_pool", [x], how, dtype, laid)
    check("avg_pool", [x], how, dtype, laid)
    check("avg_unpool", [normal(3, *plan.shape)], {"input_shape": x.shape, **how}, dtype, laid)
    index = np.random.default_rng(4).integers(0, np.prod(plan.how[0]), plan.shape).astype(np.uint8)
    check("max_unpool", [normal(3, *plan.shape), index], {"input_shape": x.shape, **how}, dtype, laid)


@given(
    st.lists(st.integers(0, 5), max_size=3), st.integers(0, 70), st.integers(0, 40), seeds, dtypes, layouts, st.data()
)
@settings(max_examples=100)
def test_affine_and_its_gradients(front, features, units, seed, dtype, laid, data) -> None:
    x, w = normal(seed, *front, features), normal(seed + 1, features, units) / 4
    b = [normal(seed + 2, units)] if data.draw(st.booleans()) else []
    activation = data.draw(st.sampled_from([None, "relu", "tanh", "sigmoid"]))
    how = {"activation": activation}
    check("affine", [x, w, *b], how, dtype, laid, loose=_slopes(dtype, how))


@given(st.lists(st.integers(0, 6), min_size=1, max_size=4), CHANNELS, seeds, dtypes, layouts, st.data())
@settings(max_examples=80)
def test_batch_norm_and_its_gradients(front, channels, seed, dtype, laid, data) -> None:
    assume(np.prod(front) > 0)
    x = normal(seed, *front, channels) * 2 + data.draw(st.sampled_from([0.0, 1.0, -30.0]))
    rows = [normal(seed + 1, channels), normal(seed + 2, channels)][: data.draw(st.integers(0, 2))]
    how = {"activation": data.draw(st.sampled_from([None, "relu"])), "epsilon": data.draw(st.sampled_from([1e-3, 0.1]))}
    # One of few rows around -30 has lost digits before anybody computes; the gradient divides by its deviation.
    check("batch_norm", [x, *rows], how, dtype, laid, loose=4 if dtype == "bfloat16" else 20)


@given(
    st.lists(st.integers(0, 6), max_size=4), st.sampled_from([1, 2, 5, 16, 33, 2100]), seeds, dtypes, layouts, st.data()
)
@settings(max_examples=100)
def test_layer_norm_and_its_gradients(front, features, seed, dtype, laid, data) -> None:
    x = normal(seed, *front, features) * 2 + data.draw(st.sampled_from([0.0, 1.0, -30.0]))
    rows: list = [normal(seed + 1, features), normal(seed + 2, features)][: data.draw(st.integers(0, 2))]
    if len(rows) == 2 and data.draw(st.booleans()):
        rows[0] = None
    axis = data.draw(st.sampled_from([-1, (-1,), x.ndim - 1]))
    how = {"axis": axis, "rms": data.draw(st.booleans()), "epsilon": data.draw(st.sampled_from([1e-3, 0.1]))}
    # A row of one or two numbers around -30 has lost digits before anybody computes; the gradient divides by its deviation.
    check("layer_norm", [x, *rows], how, dtype, laid, loose=4 if dtype == "bfloat16" else 20)


@pytest.mark.parametrize("dtype", TYPES)
def test_layer_norm_over_many_rows(dtype) -> None:
    """More rows than a block has, so that sums of blocks and of threads are put together."""
    for rows, features in [(700, 64), (33, 2048), (5, 5000)]:
        check("layer_norm", [normal(1, rows, features), normal(2, features), normal(3, features)], {}, dtype)


def test_layer_norm_of_rows_far_from_zero() -> None:
    x = (normal(1, 50, 300) + 1000).astype(np.float32)
    found = run("layer_norm", [x], {"epsilon": 0.0})
    wanted = (x.astype(np.float64) - x.mean(1, dtype=np.float64, keepdims=True)) / x.std(
        1, dtype=np.float64, keepdims=True
    )
    np.testing.assert_allclose(found[0], wanted, atol=2e-4)  # a digit of x is 6e-5 here


@pytest.mark.parametrize("threads", [1, 2, 3])
def test_layer_norm_gives_the_same_bits_again(threads) -> None:
    before = native.kernels.get_threads()
    native.kernels.set_threads(threads)
    try:
        args = [
            normal(1, 3000, 100).astype(np.float32),
            normal(2, 100).astype(np.float32),
            normal(3, 100).astype(np.float32),
        ]
        first, second = (run("layer_norm", args, {}) for _ in range(2))
        for a, b in zip(first, second, strict=True):
            np.testing.assert_array_equal(a, b)
    finally:
        native.kernels.set_threads(before)


@given(
    st.lists(st.integers(0, 5), max_size=4), seeds, dtypes, layouts, st.booleans(), st.sampled_from([1.0, 5.0, 100.0])
)
@settings(max_examples=80)
def test_gelu_and_its_gradient(shape, seed, dtype, laid, approximate, scale) -> None:
    check("gelu", [np.asarray(normal(seed, *shape) * scale)], {"approximate": approximate}, dtype, laid)


@pytest.mark.parametrize("approximate", [False, True])
def test_gelu_of_extremes(approximate) -> None:
    x = np.array([0.0, np.inf, np.nan, 1e-45, 1e38, -1e38, -9.0, -14.0], np.float32)
    value, slope = run("gelu", [x], {"approximate": approximate}, seed=0)
    np.testing.assert_allclose(value, [0.0, np.inf, np.nan, 0.0, 1e38, 0.0, 0.0, 0.0], rtol=1e-6, atol=1e-15)
    g = np.random.default_rng(0).standard_normal(8).astype("bfloat16").astype(float)  # what run() starts with
    plain = [0, 3, 4, 5, 7]
    np.testing.assert_allclose((slope / g)[plain], [0.5, 0.5, 1.0, 0.0, 0.0], rtol=1e-6, atol=1e-15)


def test_gelu_keeps_the_digits_of_small_shares() -> None:
    x = np.linspace(-8, -2, 50)
    wanted = x * np.array([math.erfc(-v / math.sqrt(2)) / 2 for v in x])
    np.testing.assert_allclose(run("gelu", [x.astype(np.float32)], {})[0], wanted, rtol=2e-5)


SPECIAL = [0.0, -0.0, np.inf, -np.inf, np.nan, 1e-45, -1e-45, 1e38, -1e38, 1.0, -1.0]


@given(st.lists(st.integers(0, 5), max_size=5), seeds, dtypes, layouts, st.booleans())
@settings(max_examples=60)
def test_relu_and_add_relu(shape, seed, dtype, laid, special) -> None:
    rng = np.random.default_rng(seed)
    x, y = (rng.choice(SPECIAL, shape) if special else rng.standard_normal(shape) for _ in range(2))
    x, y = np.asarray(x), np.asarray(y)
    check("relu", [x], {}, dtype, laid)
    check("add_relu", [x, y], {}, dtype, laid)


def test_zero_keeps_no_sign_that_matters() -> None:
    import badak

    assert not np.signbit(badak.relu(np.array([0.0], np.float32))).any()
    found = badak.relu(np.array([np.nan, -np.inf, np.inf], np.float32))
    np.testing.assert_array_equal(found, [np.nan, 0.0, np.inf])


@st.composite
def logits(draw) -> np.ndarray:
    rng = np.random.default_rng(draw(seeds))
    shape = (*draw(st.lists(st.integers(0, 4), max_size=3)), draw(st.sampled_from([1, 2, 3, 10, 33])))
    x = rng.standard_normal(shape) * draw(st.sampled_from([1.0, 30.0, 1e4]))
    kind = draw(st.sampled_from(["plain", "plain", "level", "special"]))
    if kind == "level":
        x = x + draw(st.sampled_from([1e4, -1e4]))
    if kind == "special" and x.size:
        x.flat[rng.integers(x.size)] = draw(st.sampled_from([np.inf, -np.inf, np.nan]))
    return x


@given(logits(), dtypes, layouts, st.booleans())
@settings(max_examples=120)
def test_softmax_and_cross_entropies(x, dtype, laid, hard) -> None:
    rng = np.random.default_rng(5)
    labels = rng.integers(0, x.shape[-1], x.shape[:-1])
    check("softmax", [x], {}, dtype, laid)
    check("sparse_softmax_cross_entropy", [x, labels], {}, dtype, laid)
    if np.isfinite(x).all():
        shares = np.eye(x.shape[-1])[labels] if hard else rng.dirichlet(np.ones(x.shape[-1]), x.shape[:-1])
        check("softmax_cross_entropy", [x, shares], {}, dtype, laid)


@given(logits(), dtypes, layouts)
@settings(max_examples=100)
def test_mean_squared_difference(x, dtype, laid) -> None:
    check("mean_squared_difference", [x, normal(3, *x.shape)], {}, dtype, laid)


@given(logits(), dtypes, layouts, st.data())
@settings(max_examples=100)
def test_masked_softmax_and_its_gradient(x, dtype, laid, data) -> None:
    rng = np.random.default_rng(data.draw(seeds))
    shape = [n if data.draw(st.booleans()) else 1 for n in x.shape[:-1]] + [x.shape[-1]]
    mask = rng.random(shape[data.draw(st.integers(0, x.ndim - 1)) :]) < data.draw(st.sampled_from([0.0, 0.5, 0.9]))
    check("masked_softmax", [x, mask], {}, dtype, laid)


def test_masked_softmax_takes_masks_of_every_layout() -> None:
    x, mask = normal(1, 3, 4, 33), np.random.default_rng(2).random((3, 1, 33)) < 0.6
    for layout in ("fortran", "stepped", "backwards", "part"):
        check("masked_softmax", [x, mask], {}, "float32", ["plain", layout])
    check("masked_softmax", [x, mask[:, :, :1]], {}, "float32")


@pytest.mark.parametrize("kind", [np.int8, np.uint8, np.int32, np.uint64, ">i4"])
def test_labels_of_every_integer_type(kind) -> None:
    x, labels = normal(1, 6, 4), np.array([0, 1, 2, 3, 0, 1]).astype(kind)
    for layout in ("plain", "stepped", "backwards"):
        check("sparse_softmax_cross_entropy", [x, labels], {}, "float32", ["plain", layout])


@pytest.mark.parametrize("dtype", TYPES)
@pytest.mark.parametrize("rank", [1, 2, 3])
def test_kernel_gradient_where_padding_is_large(rank, dtype) -> None:
    """oneDNN 3.2 computes some of these wrongly, some with writes to memory that is not its own; see trusted_padding."""
    from badak.backend import numpy_conv

    for n, k, before, after, stride in [
        (1, 3, 1, 1, 2), (2, 2, 1, 0, 3), (1, 4, 3, 3, 3), (2, 3, 1, 1, 1), (1, 2, 1, 1, 1), (2, 5, 4, 1, 1), (4, 4, 3, 3, 2),
        (5, 5, 3, 1, 2), (6, 5, 4, 4, 3), (9, 7, 6, 6, 3), (3, 2, 1, 1, 2),
    ]:  # fmt: skip
        places = (n + before + after - k) // stride + 1
        rest = (3,) * (rank - 1)
        x = normal(1, 2, n, *rest, 16).astype(TYPES[dtype])
        g = normal(2, 2, places, *rest, 8).astype(TYPES[dtype])
        shape = (k, *(1,) * (rank - 1), 16, 8)
        how = ((stride, *(1,) * (rank - 1)), ((before, after), *((0, 0),) * (rank - 1)), (1,) * rank, 1)
        wanted = numpy_conv.conv_kernel_grad(x.astype(np.float32), g.astype(np.float32), shape, *how)
        found = native.kernels.conv_kernel_grad(x, g, shape, *how)
        np.testing.assert_allclose(found, wanted, rtol=2e-5, atol=1e-4, err_msg=str((n, k, before, after, stride)))


@given(convolutions(), dtypes, layouts)
@settings(max_examples=40)
def test_conv_scaled(drawn, dtype, laid) -> None:
    """Convolution with the scale and shift of a batch norm behind it, as prediction has it."""
    (x, w, *_), how = drawn
    try:
        conv_ops.plan_of(x.shape, w.shape, *[how[k] for k in ("strides", "padding", "dilation", "groups")])
    except ShapeError:
        assume(False)
    if how["activation"] not in (None, "relu"):
        how["activation"] = None
    check("conv_scaled", [x, w, normal(7, w.shape[-1]), normal(8, w.shape[-1])], how, dtype, laid)


@pytest.mark.parametrize("dtype", TYPES)
@pytest.mark.parametrize(
    "shape", [(1, 8, 8, 16, 16), (2, 9, 7, 32, 16), (3, 16, 16, 16, 48), (2, 4, 5, 64, 64), (5, 13, 12, 24, 40)]
)
def test_three_by_three(shape, dtype) -> None:
    """The sizes that Winograd's method takes; it trades a digit for speed."""
    n, height, width, channels, filters = shape
    x, w = normal(1, n, height, width, channels), normal(2, 3, 3, channels, filters) / (9 * channels) ** 0.5
    for how in ({"padding": "same", "activation": "relu"}, {"padding": "valid"}, {"padding": ((1, 0), (0, 1))}):
        for laid in ((), ("stepped", "unaligned", "plain")):
            check("conv", [x, w, normal(3, filters)], how, dtype, laid, loose=4)
