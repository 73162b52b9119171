"""Layers for series, images and volumes as users meet them: the course's numbers, arguments, layouts, messages, files."""

from __future__ import annotations

import inspect
import itertools
import math
import time
import warnings

import numpy as np
import pytest

import badak
from badak.errors import ArgumentError, DataError, Notice, ShapeError
from badak.layers import Conv1D, Conv2D, Conv3D, Dense, Flatten, MaxPooling2D
from badak.layers.spatial import Spatial

RANDOM = np.random.default_rng(0)
SPATIAL = sorted(
    {c for c in badak.layers.__dict__.values() if isinstance(c, type) and issubclass(c, Spatial)},
    key=lambda c: c.__name__,
)


def made(cls, **more):
    """Make a layer with small arguments."""
    needed = inspect.signature(cls).parameters
    values = {"filters": 4, "kernel_size": 2, "rate": 0.5, "pool_size": 2}
    return cls(**{k: v for k, v in values.items() if k in needed}, **more)


def text_of(kind, function, *args, language="en", **how):
    with pytest.raises(kind) as caught:
        function(*args, **how)
    return caught.value.text(language)


# --- the course -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("layer", "shape", "out", "weights"),
    [
        (lambda: Conv1D(100, 3, "SAME", input_shape=(120, 3)), (120, 3), (120, 100), 1_000),
        (lambda: Conv2D(1, (3, 3), input_shape=(128, 128, 3)), (128, 128, 3), (126, 126, 1), 28),
        (lambda: Conv3D(100, 3, input_shape=(120, 120, 120, 3)), (120, 120, 120, 3), (118, 118, 118, 100), 8_200),
    ],
    ids=["series", "image", "volume"],
)  # fmt: skip
def test_sizes_of_the_course(layer, shape, out, weights):
    began = time.process_time()
    model = badak.Sequential([layer()])
    table = str(model.summary(print_fn=lambda _: None))
    assert time.process_time() - began < 5, "no map is made: the volume's would be 660 MB"
    assert model.layers[0].out_shape(shape) == out and model.count_params() == weights
    assert f"(None, {', '.join(map(str, out))})" in table and f"{weights:,}" in table


def test_a_convolution_shares_its_weights():
    """The same image: every pixel to every unit, or one kernel for all places."""
    dense = badak.Sequential([Flatten(input_shape=(28, 28, 1)), Dense(26 * 26)])
    shared = badak.Sequential([Conv2D(1, 3, input_shape=(28, 28, 1)), Flatten()])
    assert dense.layers[-1].out_shape((784,)) == shared.layers[-1].out_shape((26, 26, 1)) == (676,)
    assert (dense.count_params(), shared.count_params()) == (530_660, 10)


def test_deeper_means_more_channels_and_smaller_maps():
    layers = [
        Conv2D(16, 3, padding="same", input_shape=(28, 28, 1)),
        MaxPooling2D(),
        Conv2D(32, 3, padding="same"),
        MaxPooling2D(),
    ]
    shape = (28, 28, 1)
    shapes = [shape := layer.out_shape(shape) for layer in layers]
    assert shapes == [(28, 28, 16), (14, 14, 16), (14, 14, 32), (7, 7, 32)]


@pytest.mark.parametrize("pool", [1, 2, 3, 5])
@pytest.mark.parametrize("padding", ["valid", "same", 1])
@pytest.mark.parametrize("stride", [1, 2, 3])
def test_the_formula_of_sizes(pool, padding, stride):
    layer = Conv2D(1, pool, strides=stride, padding=padding)
    border = {"valid": 0, 1: 1}.get(padding)
    expected = math.ceil(9 / stride) if border is None else (9 + 2 * border - pool) // stride + 1
    assert layer.out_shape((9, 9, 3)) == (expected, expected, 1)
    assert layer(np.zeros((1, 9, 9, 3))).shape == (1, expected, expected, 1)


# --- arguments --------------------------------------------------------------------------------------------------------------

KERAS_ORDER = {
    "Conv2D": "filters kernel_size strides padding data_format dilation_rate groups activation use_bias kernel_initializer",
    "SeparableConv2D": "filters kernel_size strides padding data_format dilation_rate depth_multiplier activation use_bias",
    "DepthwiseConv2D": "kernel_size strides padding depth_multiplier data_format dilation_rate activation use_bias",
    "Conv2DTranspose": "filters kernel_size strides padding output_padding data_format dilation_rate activation use_bias",
    "MaxPooling2D": "pool_size strides padding data_format", "AveragePooling3D": "pool_size strides padding data_format",
    "GlobalAveragePooling1D": "data_format keepdims", "ZeroPadding2D": "padding data_format", "Cropping2D": "cropping data_format",
    "UpSampling2D": "size data_format interpolation", "SpatialDropout2D": "rate data_format seed",
}  # fmt: skip


@pytest.mark.parametrize("name", KERAS_ORDER)
def test_arguments_stand_in_keras_order(name):
    wanted = KERAS_ORDER[name].split()
    assert list(inspect.signature(getattr(badak.layers, name)).parameters)[: len(wanted)] == wanted


def test_other_names_are_the_same_classes():
    layers = badak.layers
    assert (
        layers.Convolution2D is Conv2D
        and layers.MaxPool2D is MaxPooling2D
        and layers.AvgPool1D is layers.AveragePooling1D
    )
    assert (
        layers.GlobalAvgPool3D is layers.GlobalAveragePooling3D
        and layers.SeparableConvolution1D is layers.SeparableConv1D
    )


@pytest.mark.parametrize("cls", SPATIAL, ids=lambda c: c.__name__)
def test_channels_first_is_the_same_turned(cls):
    sizes = (6, 5, 4)[: cls.rank]
    x = RANDOM.standard_normal((2, *sizes, 3)).astype(np.float32)
    last, first = made(cls), made(cls, data_format="channels_first")
    out = last(x)
    turned = np.moveaxis(x, -1, 1)
    first.build(turned.shape[1:])
    first.set_weights(last.get_weights())
    found = first(turned).numpy()
    assert tuple(found.shape[1:]) == first.out_shape(turned.shape[1:])
    np.testing.assert_allclose(
        found, np.moveaxis(out.numpy(), -1, 1) if out.ndim > 2 else out.numpy(), rtol=1e-6, atol=1e-6
    )


@pytest.mark.parametrize("cls", SPATIAL, ids=lambda c: c.__name__)
def test_sizes_may_be_open(cls):
    layer = made(cls)
    open_shape = (None,) * cls.rank + (3,)
    known = layer.out_shape((6, 6, 6)[: cls.rank] + (3,))
    found = layer.out_shape(open_shape)
    assert len(found) == len(known)
    assert all(a in (None, b) for a, b in zip(found, known, strict=True)) and found[-1] == known[-1]


@pytest.mark.parametrize("cls", SPATIAL, ids=lambda c: c.__name__)
def test_missing_axes_are_named(cls):
    text = text_of(ShapeError, made(cls), np.zeros((2, 3), np.float32))
    assert text.startswith("[BD103]") and cls.__name__ in text and "channels)" in text


@pytest.mark.parametrize("activation", [None, "relu", "tanh", "sigmoid", "softmax", "gelu"])
@pytest.mark.parametrize("name", ["Conv2D", "SeparableConv2D", "DepthwiseConv2D", "Conv2DTranspose"])
def test_fused_and_separate_activations_agree(name, activation):
    cls = getattr(badak.layers, name)
    fused, plain = made(cls, activation=activation, dtype="float64"), made(cls, dtype="float64")
    draws = (RANDOM.standard_normal((2, 5, 5, 3)) for _ in range(100))
    x = next(x for x in draws if abs(plain(x).numpy()).min() > 1e-4)  # so that no step of the check crosses relu's kink
    fused.build(x.shape[1:])
    fused.set_weights(plain.get_weights())
    np.testing.assert_allclose(
        fused(x).numpy(), badak.activations.get(activation)(plain(x)).numpy(), rtol=1e-10, atol=1e-12
    )
    badak.check_grads(lambda v: fused(v), (x,))


def test_regularizers_and_constraints_reach_the_weights():
    layer = badak.layers.SeparableConv2D(
        2, 3, depthwise_regularizer="l2", pointwise_constraint="max_norm", bias_regularizer="l1"
    )
    layer.build((8, 8, 3))
    assert [path for path, _ in layer.regularized()] == [("depthwise_kernel",), ("bias",)]
    assert [path for path, _ in layer.constrained()] == [("pointwise_kernel",)]
    assert [w.shape for w in layer.get_weights()] == [(3, 3, 3, 1), (1, 1, 3, 2), (2,)]


@pytest.mark.parametrize(
    ("make", "name"),
    [
        (lambda: Conv2D(0, 3), "filters"), (lambda: Conv2D(1.5, 3), "filters"), (lambda: Conv2D(8, 0), "kernel_size"),
        (lambda: Conv2D(8, (3, 3, 3)), "kernel_size"), (lambda: Conv2D(8, 3, strides="2"), "strides"),
        (lambda: Conv2D(8, 3, padding="causal"), "padding"), (lambda: Conv2D(8, 3, data_format="nhwc"), "data_format"),
        (lambda: Conv2D(8, 3, dilation_rate=-1), "dilation_rate"),
        (lambda: Conv2D(8, 3, strides=2.0), "strides"), (lambda: Conv2D("8", 3), "filters"),
        (lambda: MaxPooling2D(padding="causal"), "padding"), (lambda: MaxPooling2D((2,)), "pool_size"),
        (lambda: badak.layers.DepthwiseConv2D(3, depth_multiplier=0), "depth_multiplier"),
        (lambda: badak.layers.Conv2DTranspose(8, 3, strides=2, output_padding=2), "output_padding"),
        (lambda: badak.layers.Conv1DTranspose(8, 3, padding="causal"), "padding"),
        (lambda: badak.layers.Conv1DTranspose(8, 3, exact=True), "exact"),
        (lambda: badak.layers.ZeroPadding2D("same"), "padding"), (lambda: badak.layers.Cropping2D((1, 2, 3)), "cropping"),
        (lambda: badak.layers.UpSampling2D(0), "size"), (lambda: badak.layers.UpSampling2D(interpolation="area"), "interpolation"),
        (lambda: badak.layers.SpatialDropout2D(1.0), "rate"),
    ],
)  # fmt: skip
def test_arguments_without_meaning(make, name):
    text = text_of(ArgumentError, make)
    assert text.startswith(f"[BD003] argument '{name}'")


@pytest.mark.parametrize(
    ("make", "english", "korean"),
    [
        (lambda: Conv2D(8, 3, strides="2"), "without quotation marks: strides=2", "따옴표를 빼세요: strides=2"),
        (lambda: Conv2D(8, 3, strides=2.0), "without a decimal point: strides=2", "소수점을 빼세요: strides=2"),
        (lambda: Conv2D("8", 3), "without quotation marks: filters=8", "따옴표를 빼세요: filters=8"),
        (lambda: Conv2D(8, 3, padding="smae"), "did you mean 'same'?", "혹시 'same'인가요?"),
        (lambda: Conv2D(8, 3, padding="Causal"), "'causal' is for series", "'causal'은 Conv1D처럼"),
        (lambda: Conv2D(8, 0), "an integer ≥ 1, or 2 of them: (2, 2)", "1 이상의 정수 하나 또는 2개: (2, 2)"),
        (lambda: Conv2D(0, 3), "an integer > 0", "0보다 큰 정수"),
        (
            lambda: Conv2D(9, 3, groups=2),
            "9 filters cannot be divided into 2 groups",
            "필터 9개는 크기가 같은 그룹 2개로",
        ),
        (lambda: MaxPooling2D(strides=0), "but strides=0", "strides=0입니다"),
    ],
)
def test_mistakes_in_arguments_say_how_to_mend_them(make, english, korean):
    with pytest.raises(ValueError) as caught:
        make()
    assert english in caught.value.text("en") and korean in caught.value.text("ko")
    assert "2D" in caught.value.text("en").split("\n")[1], "the layer is named"


def test_a_layer_shows_what_was_asked_for():
    assert repr(Conv2D(8, 3)) == "<Conv2D filters=8, kernel_size=(3, 3)>"
    shown = repr(Conv2D(8, 3, 2, "same", activation="relu", kernel_initializer="he_normal"))
    assert "strides=(2, 2), padding='same', activation='relu', kernel_initializer=HeNormal(" in shown
    assert "0x" not in repr(Dense(3, activation=lambda x: x * 2)) and "activation='tanh'" in repr(
        Dense(3, activation="tanh")
    )


def test_a_model_without_weights_predicts_as_one_with_them_does():
    x = np.arange(16, dtype=np.float32).reshape(1, 4, 4, 1)
    pooled = badak.Sequential([MaxPooling2D()]).predict(x)
    assert pooled.reshape(2, 2).tolist() == [[5, 7], [13, 15]]
    model = badak.Sequential([Conv2D(2, 3), Flatten()])
    found = model.predict(x)
    np.testing.assert_array_equal(found, model(x).numpy())


@pytest.mark.parametrize("dtype", ["bfloat16", "float16", "float64", None])
def test_number_types_of_layers_and_models(dtype):
    x = RANDOM.random((4, 8, 8, 1)).astype(np.float32)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", Notice)  # 16 bits are a form of storage, which is told
        assert Conv2D(2, 3, dtype=dtype)(x).shape == (4, 6, 6, 2)
        model = badak.Sequential([Conv2D(2, 3), Flatten(), Dense(2)], dtype=dtype)
        model.compile("sgd", "mse")
        assert np.isfinite(model.fit(x, np.ones((4, 2)), verbose=0).history["loss"][0])
        assert model.predict(x).shape == (4, 2) and np.isfinite(model.evaluate(x, np.ones((4, 2)), verbose=0))
        y = np.eye(2, dtype=np.float32)[[0, 1, 0, 1]]
        mixed, _ = next(iter(badak.Dataset(x, y).batch(4).map(badak.layers.MixUp(dtype=dtype))))
        assert mixed.shape == x.shape


def test_arguments_that_do_not_exist_are_named():
    assert "kernal_size" in text_of(ArgumentError, lambda: Conv2D(8, kernal_size=3))


# --- what goes wrong with shapes --------------------------------------------------------------------------------------------


def test_a_map_that_became_too_small():
    model = badak.Sequential([Conv2D(4, 3), MaxPooling2D(), Conv2D(4, 3), MaxPooling2D(), Conv2D(4, 3, name="last")])
    text = text_of(ShapeError, model.build, (12, 12, 1))
    assert (
        "BD100" in text
        and "Conv2D 'last'" in text
        and "(1 + 2·0 - 3)/1 + 1 = -1" in text
        and "fewer pooling layers" in text
    )


def test_exactness_is_a_wish():
    assert MaxPooling2D().out_shape((7, 6, 3)) == (3, 3, 3)
    text = text_of(ShapeError, MaxPooling2D(exact=True).out_shape, (7, 6, 3))
    assert text.startswith("[BD107] the stride 2 does not divide axis 1: the last 1 of 7 places are in no window")
    assert "(7 + 2·0 - 2)/2 + 1 = 3.5" in text and "pad 1 more" in text
    assert "마지막 1칸" in text_of(ShapeError, MaxPooling2D(exact=True).out_shape, (7, 6, 3), language="ko")
    assert MaxPooling2D(exact=True).out_shape((8, 6, 3)) == (4, 3, 3)
    assert MaxPooling2D(padding="same", exact=True).out_shape((7, 6, 3)) == (4, 3, 3), "no value is left out"
    assert "(9 + 2·0 - (2·(3 - 1) + 1))/3" in text_of(
        ShapeError, Conv1D(2, 3, 3, dilation_rate=2, exact=True).out_shape, (9, 1)
    )
    assert Conv1D(2, 3, 3, padding=((0, 2),), dilation_rate=2, exact=True).out_shape((9, 1)) == (3, 2)


def test_groups_that_do_not_divide_the_channels():
    text = text_of(ShapeError, Conv2D(4, 3, groups=2), np.zeros((1, 8, 8, 3)))
    assert text.startswith("[BD102] 3 channels cannot be divided into 2 groups") and "Conv2D" in text


def test_channels_in_front_are_mentioned():
    with pytest.warns(Notice, match=r"BD104.*\(3, 33, 33\)"):
        Conv2D(4, 3)(np.zeros((1, 3, 33, 33)))
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        Conv2D(4, 3, data_format="channels_first")(np.zeros((1, 3, 34, 34)))
        Conv2D(4, 3)(np.zeros((1, 33, 33, 3)))
        Conv2D(4, 3)(np.zeros((1, 4, 4, 64)))
        Conv2D(4, (1, 3))(np.zeros((1, 1, 64, 16)))  # series laid out as images
        Conv2D(4, 3)(np.zeros((1, 3, 8, 64)))


@pytest.mark.parametrize("shape", [(3, 35, 48), (4, 35, 35), (1, 35, 35)])
@pytest.mark.parametrize(
    "make", [lambda: Conv2D(4, 1), lambda: MaxPooling2D(1), lambda: badak.layers.Conv2DTranspose(4, 1)]
)
def test_channels_in_front_are_mentioned_by_every_window(make, shape):
    badak.errors._said.clear()
    with pytest.warns(Notice, match=r"BD104.*look like images with the channels first"):
        make()(np.zeros((1, *shape)))


@pytest.mark.parametrize(
    ("make", "shape", "english", "korean"),
    [
        (lambda: Conv2D(4, 3), (2, 28, 28), "x[..., None]", "채널 축을 붙이세요"),
        (lambda: Conv2D(4, 3), (2, 784), "784 of them as (-1, 28, 28, 1)", "값을 다시 이미지로 펴세요"),
        (lambda: Conv1D(4, 3), (2, 30), "series of single numbers need an axis", "시계열에는 채널 축을"),
        (lambda: Conv3D(4, 3), (2, 8, 8, 8), "volumes of single numbers need an axis", "볼륨에는 채널 축을"),
        (lambda: Conv1D(4, 3), (2, 8, 8, 8), "more axes than this layer takes", "받는 축보다 많습니다"),
    ],
)
def test_missing_axes_are_mended_by_what_the_data_are(make, shape, english, korean):
    assert english in text_of(ShapeError, make(), np.zeros(shape))
    assert korean in text_of(ShapeError, make(), np.zeros(shape), language="ko")
    assert "(배치, " in text_of(ShapeError, make(), np.zeros(shape), language="ko")


@pytest.mark.parametrize(
    ("wanted", "shape", "how", "english", "korean"),
    [
        ((32, 48, 3), (5, 3, 32, 48), {}, "np.moveaxis(x, 1, -1)", "채널이 앞에 있습니다"),
        (
            (3, 32, 48),
            (5, 32, 48, 3),
            {"data_format": "channels_first"},
            "np.moveaxis(x, -1, 1)",
            "채널이 뒤에 있습니다",
        ),
        ((28, 28, 1), (28, 28), {}, "x[None, ..., None]", "배치 축과 채널 축"),
    ],
)
def test_a_built_model_tells_layouts_apart(wanted, shape, how, english, korean):
    model = badak.Sequential([Conv2D(2, 3, input_shape=wanted, **how)])
    text = text_of(ShapeError, model.predict, np.zeros(shape, np.float32))
    assert text.startswith("[BD027]") and english in text and "x.reshape" not in text, "reshape would mix up the pixels"
    assert korean in text_of(ShapeError, model.predict, np.zeros(shape, np.float32), language="ko")


def test_a_dense_layer_on_maps_is_told_to_flatten():
    model = badak.Sequential([Conv2D(2, 3), Dense(2, activation="softmax")])
    model.compile("sgd", "sparse_categorical_crossentropy")
    x, y = np.zeros((4, 8, 8, 1), np.float32), [0, 1, 0, 1]
    assert "put Flatten() or GlobalAveragePooling2D()" in text_of(ShapeError, model.fit, x, y, verbose=0)
    assert "Flatten()이나 GlobalAveragePooling2D()를" in text_of(ShapeError, model.fit, x, y, verbose=0, language="ko")


def test_cropping_everything():
    text = text_of(ShapeError, badak.layers.Cropping1D(2), np.zeros((1, 4, 1)))
    assert text.startswith("[BD109] cropping 4 of 4 values on axis 1 leaves nothing")


def test_a_mask_leaves_steps_out_of_the_mean():
    x = np.array([[[1.0], [3.0], [100.0]]], np.float32)
    layer = badak.layers.GlobalAveragePooling1D()
    assert layer(x, mask=np.array([[True, True, False]])).tolist() == [[2.0]]


@pytest.mark.parametrize("rank", [1, 2, 3])
def test_spatial_dropout_drops_whole_maps(rank):
    layer = getattr(badak.layers, f"SpatialDropout{rank}D")(0.25)
    x = np.ones((50, *(3,) * rank, 40), np.float32)
    out = layer(x, training=True).numpy().reshape(50, -1, 40)
    assert (out == out[:, :1]).all() and set(np.unique(out).tolist()) == {0.0, np.float32(1 / 0.75)}
    assert abs((out == 0).mean() - 0.25) < 0.05 and (layer(x).numpy() == 1).all()


# --- in models --------------------------------------------------------------------------------------------------------------


def bars(n=120):
    """Small pictures of horizontal and vertical bars."""
    x, y = np.zeros((n, 8, 8, 1), np.float32), np.arange(n) % 2
    for picture, kind, (i, j) in zip(x, y, np.random.default_rng(3).integers(0, 5, (n, 2)), strict=True):
        picture[(i, slice(j, j + 4)) if kind else (slice(i, i + 4), j)] = 1
    return x, y


def small():
    return badak.Sequential(
        [
            Conv2D(8, 3, activation="relu", input_shape=(8, 8, 1)),
            MaxPooling2D(),
            Flatten(),
            Dense(2, activation="softmax"),
        ]
    )


def test_a_small_network_learns():
    badak.utils.set_random_seed(1)
    x, y = bars()
    model = small()
    model.compile(badak.optimizers.Adam(0.02), "sparse_categorical_crossentropy", metrics=["accuracy"])
    history = model.fit(x, y, epochs=30, batch_size=20, verbose=0)
    assert history.history["accuracy"][-1] == 1.0


@pytest.mark.parametrize("cls", SPATIAL, ids=lambda c: c.__name__)
def test_models_are_saved_and_loaded(cls, tmp_path):
    shape = (6, 6, 6)[: cls.rank] + (3,)
    model = badak.Sequential([made(cls, input_shape=shape), Flatten(), Dense(2)])
    model.save(tmp_path / "model.badak")
    again = badak.load_model(tmp_path / "model.badak")
    x = RANDOM.standard_normal((2, *shape)).astype(np.float32)
    assert model.predict(x).tobytes() == again.predict(x).tobytes()
    a, b = ({f: getattr(m.layers[0], f) for f in inspect.signature(cls).parameters} for m in (model, again))
    assert str(a) == str(b)


def test_padding_by_numbers_is_saved_too(tmp_path):
    model = badak.Sequential([Conv2D(2, 3, padding=((1, 0), (2, 1)), strides=2, exact=False, input_shape=(6, 6, 1))])
    model.save(tmp_path / "model.badak")
    assert badak.load_model(tmp_path / "model.badak").layers[0].padding == ((1, 0), (2, 1))


def test_work_counts_places():
    model = small()
    assert model.work() == 36 * (9 * 8 + 8) + 72 * 2 + 2
    transposed = badak.Sequential([badak.layers.Conv2DTranspose(2, 3, input_shape=(4, 4, 1), use_bias=False)])
    assert transposed.work() == 16 * 9 * 2


# --- pictures as data -------------------------------------------------------------------------------------------------------


def fitted(x):
    model = small()
    model.compile("sgd", "sparse_categorical_crossentropy")
    model.fit(x, np.arange(len(x)) % 2, verbose=0)


@pytest.mark.parametrize("dtype", [np.uint8, np.float32, np.int64])
def test_unscaled_pixels_are_mentioned(dtype):
    x = np.random.default_rng(int(np.dtype(dtype).itemsize)).integers(
        0, 250 + np.dtype(dtype).itemsize % 5, (8, 8, 8, 1)
    )
    badak.errors._said.clear()
    with pytest.warns(Notice, match="BD036"):
        fitted(x.astype(dtype))


def test_scaled_or_other_numbers_are_not_mentioned():
    x, _ = bars(8)
    badak.errors._said.clear()
    with warnings.catch_warnings():
        warnings.simplefilter("error", Notice)
        for scaled in (x, x * 255 / 256, x * 200 - 100, x * 200.5):
            fitted(scaled)


RAW = np.random.default_rng(9).integers(0, 250, (8, 8, 8, 1)).astype(np.uint8)


@pytest.mark.parametrize(
    "first",
    [
        [badak.layers.Rescaling(1 / 255)], [badak.layers.Input((8, 8, 1)), badak.layers.Rescaling(1 / 127.5, -1)],
        [badak.layers.RandomFlip(), badak.layers.Rescaling(1 / 255)],
        [badak.Sequential([badak.layers.RandomFlip(), badak.layers.Rescaling(1 / 255)])],
        [badak.layers.BatchNormalization()], [badak.layers.ZeroPadding2D(), badak.layers.LayerNormalization()],
    ],
)  # fmt: skip
def test_pixels_that_the_model_scales_are_not_mentioned(first):
    model = badak.Sequential([*first, Flatten(), Dense(2, activation="softmax")])
    model.compile("sgd", "sparse_categorical_crossentropy")
    badak.errors._said.clear()
    with warnings.catch_warnings():
        warnings.simplefilter("error", Notice)
        for x in (RAW, RAW.astype(np.float32)):
            model.fit(x, np.arange(8) % 2, verbose=0)
            model.evaluate(x, np.arange(8) % 2, verbose=0)
            model.predict(x, verbose=0)
            model.fit(badak.Dataset(x, np.arange(8) % 2).batch(4), verbose=0)
        badak.Dataset(RAW, np.arange(8) % 2).map(lambda x, y: (x / 255, y))


@pytest.mark.parametrize(
    "data", [lambda y: (badak.Dataset(RAW, y),), lambda y: (badak.Dataset(RAW, y).batch(4),), lambda y: (RAW, y)]
)
def test_scaling_after_the_first_weights_is_too_late(data):
    model = badak.Sequential(
        [Conv2D(2, 3), badak.layers.BatchNormalization(), Flatten(), Dense(2, activation="softmax")]
    )
    model.compile("sgd", "sparse_categorical_crossentropy")
    badak.errors._said.clear()
    with pytest.warns(Notice, match="BD036"):
        model.fit(*data(np.arange(8) % 2), verbose=0)


@pytest.mark.parametrize("size", [3, 8])
@pytest.mark.parametrize("built", [False, True])
def test_a_list_of_images_is_a_list_of_samples(built, size):
    images = list(RANDOM.random((size, 8, 8, 1)).astype(np.float32))
    model = badak.Sequential([Flatten(**({"input_shape": (8, 8, 1)} if built else {})), Dense(2)])
    model.compile("sgd", "mse")
    targets = RANDOM.random((size, 2)).astype(np.float32)
    if built or size != 8:  # eight arrays of eight rows, and eight targets: these could be inputs as well
        assert len(model.fit(images, targets, verbose=0).history["loss"]) == 1
        assert model.predict(images).shape == (size, 2)
        np.testing.assert_array_equal(model.predict(images), model.predict(np.stack(images)))
        assert np.isfinite(model.evaluate(images, targets, verbose=0))
        assert len(badak.Dataset(images, targets)) == size or size == 8


def test_grey_and_coloured_images_together():
    model = small()
    model.compile("sgd", "sparse_categorical_crossentropy")
    for others in ((8, 8, 3), (8, 8)):
        images = [np.zeros((8, 8, 1), np.float32), np.zeros(others, np.float32)]
        text = text_of(DataError, model.fit, images, [0, 1], verbose=0)
        assert text.startswith("[BD108]") and "grey and colour are mixed" in text
        text = text_of(DataError, model.fit, images, [0, 1], verbose=0, language="ko")
        assert "흑백과 컬러 이미지가 섞여" in text and "이미지 2장, 크기 2가지" in text


def test_images_of_mixed_sizes():
    images = [np.zeros((8 + i % 2, 8, 1), np.float32) for i in range(6)]
    model = small()
    model.compile("sgd", "sparse_categorical_crossentropy")
    for x in (images, np.array([*images, None], object)[:-1]):
        text = text_of(DataError, model.fit, x, [0, 1] * 3, verbose=0)
        assert (
            text.startswith("[BD108] the images have different sizes: (8, 8, 1), (9, 8, 1)") and "badak.resize" in text
        )
    assert "크기가 서로 다릅니다" in text_of(DataError, model.predict, images, language="ko")


def test_every_layer_here_was_tried():
    names = [
        f"{n}{r}D"
        for n, r in itertools.product(("MaxPooling", "AveragePooling", "GlobalMaxPooling", "UpSampling"), (1, 2, 3))
    ]
    assert len(SPATIAL) == 34 and {c.__name__ for c in SPATIAL} >= set(names)
