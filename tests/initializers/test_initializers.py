"""Initializers: their distributions against Keras's and against the exact ones, keys and seeds, names, wrong arguments."""

from __future__ import annotations

import json
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import badak
from badak import initializers
from badak.backend import on_numpy
from badak.errors import ArgumentError, ShapeError
from badak.initializers.distribution import NARROWER, WITHIN, central_quantile
from badak.initializers.initializer import INITIALIZERS, fans
from badak.registry import CUSTOM
from references.reader import load

CASES = load("initializers")
CLASSES = {
    n: getattr(initializers, n)
    for n in initializers.__all__
    if isinstance(getattr(initializers, n), type) and n != "Initializer"
}
RANDOM = {n: c for n, c in CLASSES.items() if c.random}


def normal_cdf(x):
    return np.array([0.5 * (1 + math.erf(v / math.sqrt(2))) for v in x])


def exact_cdf(name, case):
    """The distribution that the textbook states, as a function."""
    config = case["config"]
    fan_in, fan_out = case["fan_in"], case["fan_out"]
    mode = config.get("mode", {"Glorot": "fan_avg"}.get(name[:6], "fan_in"))
    scale = config.get("scale", 2.0 if name.startswith("He") else 1.0)
    std = math.sqrt(scale / {"fan_in": fan_in, "fan_out": fan_out, "fan_avg": (fan_in + fan_out) / 2}[mode])
    kind = config.get("distribution", "uniform" if name.endswith("Uniform") else "truncated_normal")
    mean = config.get("mean", 0.0)
    if name in ("RandomNormal", "TruncatedNormal"):
        std = config.get("stddev", 0.05)
        kind = "untruncated_normal" if name == "RandomNormal" else "cut"
    if name == "RandomUniform":
        low, high = config.get("minval", -0.05), config.get("maxval", 0.05)
        return lambda x: np.clip((x - low) / (high - low), 0, 1), (low + high) / 2, (high - low) / math.sqrt(12)
    if kind == "uniform":
        limit = math.sqrt(3) * std
        return lambda x: np.clip((x + limit) / (2 * limit), 0, 1), 0.0, std
    if kind == "untruncated_normal":
        return lambda x: normal_cdf((x - mean) / std), mean, std
    wide = std if kind == "cut" else std / NARROWER
    lowest = normal_cdf([-2.0])[0]
    return lambda x: np.clip((normal_cdf((x - mean) / wide) - lowest) / WITHIN, 0, 1), mean, wide * NARROWER


@pytest.mark.parametrize("case", CASES.select(kind="random"), ids=repr)
def test_distribution(case):
    name, shape = case["class"], tuple(case["shape"])
    initializer = getattr(initializers, name)(**case["config"])
    count = max(1, 100_000 // math.prod(shape))
    values = np.concatenate([initializer(shape, key=on_numpy.key(i)).ravel() for i in range(count)])
    assert values.dtype == np.float32
    n, std = values.size, case["std"]
    values = values.astype(np.float64)
    # against Keras: statistics of two samples differ by their errors; against the formula: by ours
    error = std * math.sqrt(1 / n + 1 / case["draws"])
    assert abs(values.mean() - case["mean"]) < 4 * error
    assert abs(values.std() - std) < 4 * error
    for q, quantile in case["quantiles"].items():
        p = float(q)
        near = 5 * math.sqrt(p * (1 - p) * (1 / n + 1 / case["draws"]))
        assert (values <= quantile).mean() == pytest.approx(p, abs=near)
    if name not in ("RandomNormal",) and case["config"].get("distribution") != "untruncated_normal":
        assert values.min() >= case["min"] - 5e-4 * std and values.max() <= case["max"] + 5e-4 * std
    cdf, mean, exact_std = exact_cdf(name, case)
    assert abs(values.mean() - mean) < 4 * exact_std / math.sqrt(n)
    assert abs(values.std() - exact_std) < 4 * exact_std / math.sqrt(n)
    # Kolmogorov: the largest distance to the exact distribution exceeds 1.95/√n once in a thousand samples
    values.sort()
    places = cdf(values)
    steps = np.arange(n + 1) / n
    assert max((steps[1:] - places).max(), (places - steps[:-1]).max()) < 1.95 / math.sqrt(n)


@pytest.mark.parametrize("case", CASES.select(kind="exact"), ids=repr)
def test_exact_values(case):
    found = getattr(initializers, case["class"])(**case["config"])(tuple(case["shape"]))
    np.testing.assert_array_equal(found, case.arrays["value"])
    assert found.dtype == np.float32


@pytest.mark.parametrize("case", CASES.select(kind="orthogonal"), ids=repr)
@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_orthogonal(case, dtype):
    shape, gain = tuple(case["shape"]), case["config"]["gain"]
    value = initializers.Orthogonal(gain=gain, seed=0)(shape, dtype)
    assert value.shape == shape and value.dtype == dtype
    flat = value.reshape(-1, shape[-1])
    gram = flat.T @ flat if case["side"] == "columns" else flat @ flat.T
    near = 1e-5 if dtype == "float32" else 1e-13
    np.testing.assert_allclose(gram, gain**2 * np.eye(len(gram)), atol=near)


def test_orthogonal_matrices_are_evenly_distributed():
    """Without the choice of signs the diagonal would be mostly of one sign; evenly, each entry has mean 0 and variance 1/n."""
    matrices = np.stack([initializers.Orthogonal(seed=i)((4, 4), "float64") for i in range(2000)])
    assert abs(matrices.mean(0)).max() < 4.5 * 0.5 / math.sqrt(2000)
    np.testing.assert_allclose(matrices.var(0), 0.25, atol=0.04)
    determinants = np.linalg.det(matrices)
    assert abs(determinants.mean()) < 4 / math.sqrt(2000)


def test_every_class_has_a_reference():
    named = {c["class"] for c in CASES}
    assert {c.__name__ for c in CLASSES.values()} - named == {"XavierFanIn"}


# --- the three Xaviers, the course's histograms ------------------------------------------------------------------------


def test_the_three_xaviers_are_told_apart():
    shape = (100, 400)
    spread = {
        n: getattr(initializers, n)(seed=0)(shape).std().item()
        for n in ("XavierFanIn", "GlorotNormal", "GlorotUniform")
    }
    assert spread["XavierFanIn"] == pytest.approx(0.1, rel=0.02)
    assert spread["GlorotNormal"] == pytest.approx(math.sqrt(2 / 500), rel=0.02)
    assert spread["GlorotUniform"] == pytest.approx(math.sqrt(2 / 500), rel=0.02)
    assert abs(initializers.XavierFanIn(seed=0)(shape)).max() > 0.3, "not cut at two standard deviations"
    assert initializers.XavierNormal is initializers.GlorotNormal
    with pytest.raises(ArgumentError) as info:
        initializers.get("xavier")
    for name in ("xavier_normal", "xavier_uniform", "xavier_fan_in"):
        assert name in str(info.value)


@pytest.mark.parametrize(
    ("initializer", "activation", "last"),
    [
        (initializers.RandomNormal(stddev=1.0), np.tanh, (0.958, 0.01)),
        (initializers.RandomNormal(stddev=0.01), np.tanh, (0.0, 1e-4)),
        (initializers.XavierFanIn(), np.tanh, (0.33, 0.06)),
        (initializers.HeNormal(), lambda x: np.maximum(x, 0), (1.17, 0.2)),
    ],
    ids=["std 1", "std 0.01", "Xavier", "He"],
)
def test_activations_of_the_last_of_five_layers(initializer, activation, last):
    """The course's picture: 1,000 normal inputs through five layers of 100 units."""
    x = on_numpy.normal(on_numpy.key(0), (1000, 100))
    for layer in range(5):
        x = activation(x @ initializer((100, 100), key=on_numpy.key(layer + 1)))
    spread = math.sqrt((x.astype(np.float64) ** 2).mean()) if activation is not np.tanh else x.std()
    assert spread == pytest.approx(last[0], abs=last[1])


# --- keys, seeds, number types -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", RANDOM)
def test_keys_and_seeds(name):
    plain, seeded = RANDOM[name](), RANDOM[name](seed=3)
    shape, key = (6, 5), on_numpy.key(8)
    equal = np.array_equal
    assert equal(plain(shape, key=key), plain(shape, key=key))
    assert not equal(plain(shape, key=key), plain(shape, key=on_numpy.fold(key, 1)))
    assert equal(seeded(shape), seeded(shape, key=key)) and equal(seeded(shape), RANDOM[name](seed=3)(shape))
    assert not equal(seeded(shape), RANDOM[name](seed=4)(shape))
    assert not equal(plain(shape), plain(shape)), "without key and seed each call draws anew"
    badak.utils.set_random_seed(1)
    first = plain(shape)
    badak.utils.set_random_seed(1)
    assert equal(plain(shape), first)


@pytest.mark.parametrize("name", CLASSES)
@pytest.mark.parametrize("dtype", ["float32", "float64", "float16", "bfloat16"])
def test_number_types(name, dtype):
    import ml_dtypes  # noqa: F401  (makes the name bfloat16 known)

    values = CLASSES[name]()((4, 4), dtype)
    assert values.dtype == np.dtype(dtype) and values.shape == (4, 4)
    assert values.flags.writeable and values.flags.owndata or values.base is not None


@pytest.mark.parametrize("name", [n for n in CLASSES if n not in ("Identity", "Orthogonal")])
@given(shape=st.lists(st.integers(0, 5), max_size=4).map(tuple))
def test_any_shape(name, shape):
    values = CLASSES[name]()(shape)
    assert values.shape == shape and np.isfinite(values).all()


@given(shape=st.lists(st.integers(1, 9), min_size=2, max_size=5).map(tuple))
def test_fans_of_any_kernel(shape):
    """Counted: how many inputs meet in one output, and how many outputs one input reaches, within the receptive field."""
    ones = np.ones(shape)
    assert fans(shape) == (ones[..., 0].sum(), ones[..., 0, :].sum())


def test_fans_of_what_is_no_kernel():
    assert fans(()) == (1, 1) and fans((7,)) == (7, 7)


def test_a_size_alone_is_a_shape():
    assert initializers.Zeros()(3).shape == (3,) and initializers.Zeros()([2, 3]).shape == (2, 3)


def test_jax_keys_give_jax_arrays():
    jax = pytest.importorskip("jax")
    made = {name: cls() for name, cls in RANDOM.items()}
    drawn = jax.jit(lambda key: {name: one((32, 24), np.float32, key) for name, one in made.items()})(jax.random.key(0))
    for name, values in drawn.items():
        assert isinstance(values, jax.Array) and values.dtype == np.float32
        assert np.asarray(values).std() == pytest.approx(made[name]((32, 24), key=on_numpy.key(0)).std(), rel=0.1)
    seeded = initializers.RandomNormal(seed=2)
    again = [seeded((3, 3), key=jax.random.key(i)) for i in range(2)]
    assert isinstance(again[0], jax.Array)
    np.testing.assert_array_equal(*again)


def test_quantiles_of_the_normal_distribution():
    statistics = pytest.importorskip("statistics")
    q = np.concatenate([np.linspace(-0.499, 0.499, 997), [0.0, 0.425, -0.425, 0.42500001]])
    wanted = [statistics.NormalDist().inv_cdf(0.5 + v) for v in q]
    np.testing.assert_allclose(central_quantile(q), wanted, rtol=1e-12, atol=1e-15)
    np.testing.assert_allclose(normal_cdf(central_quantile(q)) - 0.5, q, atol=1e-14)
    narrow = central_quantile(q.astype(np.float32))
    assert narrow.dtype == np.float32
    np.testing.assert_allclose(narrow, wanted, rtol=3e-5, atol=1e-6)
    assert central_quantile(np.array([WITHIN / 2])) == pytest.approx(2.0, rel=1e-14)


# --- names and configurations --------------------------------------------------------------------------------------------

NAMES = {
    "zeros": "Zeros", "zero": "Zeros", "ones": "Ones", "one": "Ones", "constant": "Constant", "identity": "Identity",
    "eye": "Identity", "random_normal": "RandomNormal", "normal": "RandomNormal", "random_uniform": "RandomUniform",
    "uniform": "RandomUniform", "truncated_normal": "TruncatedNormal", "variance_scaling": "VarianceScaling",
    "glorot_uniform": "GlorotUniform", "glorot_normal": "GlorotNormal", "he_uniform": "HeUniform", "he_normal": "HeNormal",
    "lecun_uniform": "LecunUniform", "lecun_normal": "LecunNormal", "orthogonal": "Orthogonal", "HeNormal": "HeNormal",
    "xavier_uniform": "GlorotUniform", "xavier_normal": "GlorotNormal", "kaiming_uniform": "HeUniform",
    "kaiming_normal": "HeNormal", "xavier_fan_in": "XavierFanIn", "Glorot_Uniform": "GlorotUniform",
}  # fmt: skip


@pytest.mark.parametrize(("name", "cls"), NAMES.items())
def test_names(name, cls):
    assert type(initializers.get(name)) is getattr(initializers, cls)
    if name.islower() and name not in ("zero", "one", "eye", "xavier_fan_in"):
        assert getattr(initializers, name) is getattr(initializers, cls), "Keras's functions in small letters"


@pytest.mark.parametrize("name", CLASSES)
def test_a_description_makes_the_same_initializer(name):
    made = CLASSES[name](**({"seed": 5} if CLASSES[name].random else {}))
    again = initializers.get(json.loads(json.dumps(INITIALIZERS.describe(made))))
    assert type(again) is type(made) and again.get_config() == made.get_config()
    assert initializers.get(made) is made and type(initializers.get(CLASSES[name])) is CLASSES[name]


def test_a_function_of_ones_own():
    def ramp(shape, dtype=None):
        return np.arange(math.prod(shape)).reshape(shape)

    initializer = initializers.get(ramp)
    values = initializer((2, 2), np.float32, key=on_numpy.key(0))
    assert values.tolist() == [[0, 1], [2, 3]] and values.dtype == np.float32
    assert initializers.get(initializer) is initializer
    with pytest.raises(ArgumentError, match="BD085"):
        INITIALIZERS.describe(initializer)
    badak.register("test_ramp")(ramp)
    try:
        assert INITIALIZERS.describe(initializer) == "test_ramp"
        assert initializers.get("test_ramp")((3,)).tolist() == [0, 1, 2]
    finally:
        CUSTOM.pop("test_ramp")


def test_what_a_function_returns_is_a_copy_of_the_right_shape():
    table = np.ones((2, 2))
    initializer = initializers.get(lambda shape, dtype: table)
    initializer((2, 2), np.float64)[0, 0] = 7.0
    assert (table == 1).all()
    assert initializers.get(lambda shape, dtype: badak.zeros(*shape))((2, 3)).shape == (2, 3)
    with pytest.raises(ShapeError) as info:
        initializer((3, 2))
    assert info.value.code == "BD044" and "<lambda> returned (2, 2) for the shape (3, 2)" in str(info.value)
    assert "(3, 2) 모양을 달라고 했는데 (2, 2) 모양을 돌려주었습니다" in info.value.text("ko")


def test_constants_from_arrays():
    table = np.arange(6.0).reshape(3, 2)
    initializer = initializers.get(table)
    values = initializer((3, 2))
    np.testing.assert_array_equal(values, table)
    values[0] = 9.0
    assert table[0, 0] == 0.0
    assert initializers.get(0.5)((2,)).tolist() == [0.5, 0.5]
    assert initializers.Constant([1, 2])((3, 2)).tolist() == [[1, 2]] * 3
    assert INITIALIZERS.describe(initializer) == {"class": "Constant", "config": {"value": 0.0}}
    with pytest.raises(ShapeError) as info:
        initializer((2, 3))
    assert "the array has the shape (3, 2)" in str(info.value) and "expected: (2, 3)" in str(info.value)


# --- wrong arguments -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("make", "code", "expected"),
    [
        (lambda: initializers.RandomNormal(stddev=-1), "BD040", "0 ≤ stddev"),
        (lambda: initializers.RandomNormal(mean="0"), "BD040", "a number, mean"),
        (lambda: initializers.RandomUniform(1, -1), "BD045", "minval is above maxval"),
        (lambda: initializers.TruncatedNormal(stddev=float("nan")), "BD040", "0 ≤ stddev"),
        (lambda: initializers.VarianceScaling(0), "BD040", "0 < scale"),
        (lambda: initializers.VarianceScaling(mode="fan"), "BD040", "'fan_in'"),
        (lambda: initializers.VarianceScaling(distribution="gauss"), "BD040", "'uniform'"),
        (lambda: initializers.HeNormal(seed=1.5), "BD040", "an integer, or None"),
        (lambda: initializers.HeNormal(seed=True), "BD040", "an integer, or None"),
        (lambda: initializers.Constant("a"), "BD040", "a number, value"),
        (lambda: initializers.Constant(np.array(["a"])), "BD040", "an array of numbers"),
        (lambda: initializers.Identity()((2, 2, 2)), "BD044", "the unit matrix has two axes"),
        (lambda: initializers.Orthogonal()((4,)), "BD044", "at least two axes"),
        (lambda: initializers.Orthogonal(gain=None), "BD040", "a number, gain"),
        (lambda: initializers.Zeros()((None, 3)), "BD040", "sizes, integers ≥ 0"),
        (lambda: initializers.Zeros()((-1, 3)), "BD040", "got: shape=(-1, 3)"),
        (lambda: initializers.Zeros()("34"), "BD040", "got: shape='34'"),
        (lambda: initializers.get("glorot_unifrom"), "BD014", "'glorot_uniform'"),
        (lambda: initializers.get(object()), "BD014", "'Zeros'"),
        (lambda: initializers.get(True), "BD014", "'Zeros'"),
    ],
)
def test_wrong_arguments(make, code, expected):
    with pytest.raises((ArgumentError, ShapeError)) as info:
        make()
    assert info.value.code == code and expected in str(info.value)


def test_the_text_in_both_languages():
    with pytest.raises(ShapeError) as info:
        initializers.Orthogonal()((4,))
    assert str(info.value) == (
        "[BD044] this initializer cannot fill the shape: an orthogonal matrix has at least two axes\n"
        "  where: Orthogonal\n"
        "  got: (4,)\n"
        "  expected: (…, rows, columns)\n"
        "  to fix: choose another initializer for this parameter, such as 'glorot_uniform' or 'zeros'"
    )
    assert info.value.text("ko") == (
        "[BD044] 이 초기화로는 만들 수 없는 모양입니다: 직교행렬의 축은 둘 이상입니다\n"
        "  위치: Orthogonal\n"
        "  받은 값: (4,)\n"
        "  기대한 값: (…, rows, columns)\n"
        "  해결: 이 파라미터에는 'glorot_uniform'이나 'zeros' 같은 다른 초기화를 고르세요"
    )
