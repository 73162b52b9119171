"""Augmentation as users meet it: only in training, each sample by itself, the same seed, models, XLA, files, messages."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

import badak
from badak.errors import BadakError, Notice
from badak.layers import (
    CenterCrop,
    Cutout,
    Normalization,
    RandomBrightness,
    RandomColorJitter,
    RandomContrast,
    RandomCrop,
    RandomErasing,
    RandomFlip,
    RandomHue,
    RandomRotation,
    RandomSaturation,
    RandomTranslation,
    RandomZoom,
    Resizing,
)

X = np.random.default_rng(0).random((40, 8, 6, 3), np.float32)
UNIT = {"value_range": (0, 1)}
RANDOM = [
    RandomFlip(), RandomFlip("horizontal"), RandomFlip("vertical"), RandomCrop(5, 4), RandomCrop(8, 6, padding=2),
    RandomTranslation(0.3, 0.2), RandomTranslation(0.3, 0.2, "constant", "nearest"), RandomRotation(0.1),
    RandomRotation(0.1, "wrap", "nearest"), RandomZoom(0.3), RandomZoom(0.3, (-0.2, 0.1), fill_mode="constant", fill_value=0.5),
    RandomBrightness(0.3, **UNIT), RandomContrast(0.5, **UNIT), RandomSaturation((0.3, 0.8), **UNIT), RandomHue(0.5, **UNIT),
    RandomColorJitter((0, 1), 0.2, 0.2, (0.4, 0.6), 0.1), RandomErasing(**UNIT), RandomErasing((1, 1), fill_value=0.5, **UNIT),
    Cutout(3), Cutout(4, fill_value=0.5),
]  # fmt: skip
IDS = [f"{type(layer).__name__}-{i}" for i, layer in enumerate(RANDOM)]


def drawn(layer, x=X, seed=1):
    layer(x)  # building draws from the root seed too
    badak.utils.set_random_seed(seed)
    return layer(x, training=True).numpy()


@pytest.mark.parametrize("layer", RANDOM, ids=IDS)
def test_only_in_training_each_sample_by_itself_and_repeatable(layer):
    still = layer(X).numpy()
    if not isinstance(layer, RandomCrop) or layer.padding:
        np.testing.assert_array_equal(still, X)
    out = drawn(layer)
    assert out.shape == still.shape == (40, *layer.out_shape(X.shape[1:])) and out.dtype == np.float32
    np.testing.assert_array_equal(out, drawn(layer))
    assert not np.array_equal(out, drawn(layer, seed=2))
    same = drawn(layer, np.repeat(X[:1], 200, axis=0))  # one picture again and again: samples differ from each other
    several = 4 if getattr(layer, "mode", "") == "horizontal_and_vertical" else 2
    assert len(np.unique(same.reshape(200, -1), axis=0)) >= several


@pytest.mark.parametrize("layer", RANDOM, ids=IDS)
def test_number_types(layer):
    import ml_dtypes

    assert drawn(layer, X.astype(np.float64)).dtype == np.float32, "as other layers: the layer's number type"
    wide = drawn(dataclasses.replace(layer, dtype="float64"), X.astype(np.float64))
    assert wide.dtype == np.float64
    np.testing.assert_allclose(wide, drawn(layer), atol=1e-5)
    assert drawn(layer, (X > 0.5).astype(np.uint8)).dtype == np.float32
    short = drawn(layer, X.astype(ml_dtypes.bfloat16))
    assert short.dtype == ml_dtypes.bfloat16
    error = np.abs(short.astype(np.float32) - drawn(layer, X.astype(ml_dtypes.bfloat16).astype(np.float32)))
    assert error.max() < 0.01


@pytest.mark.parametrize("layer", RANDOM, ids=IDS)
def test_gradients_flow_through(layer):
    inside = 0.2 + 0.6 * X[:3].astype(np.float64)  # nothing is cut off at 0 or 1
    layer = dataclasses.replace(layer, dtype="float64")
    layer(inside)

    def same_draws(x):
        badak.utils.set_random_seed(3)
        return layer(x, training=True)

    badak.check_grads(same_draws, (inside,))


@pytest.mark.parametrize("layer", RANDOM, ids=IDS)
def test_a_fresh_draw_in_every_step_and_a_seed_of_its_own(layer):
    assert not np.array_equal(layer(X, training=True).numpy(), layer(X, training=True).numpy())
    seeded = dataclasses.replace(layer, seed=7)
    assert not np.array_equal(drawn(layer), drawn(seeded))
    np.testing.assert_array_equal(drawn(seeded), drawn(seeded))


# --- what each does -----------------------------------------------------------------------------------------------------


def test_flips_are_mirror_images_in_half_of_the_cases():
    x = np.repeat(X[:1], 2000, axis=0)
    for mode, axes in (("horizontal", (1,)), ("vertical", (0,)), ("horizontal_and_vertical", (0, 1))):
        out = drawn(RandomFlip(mode), x)
        wanted = [x[0]] + [np.flip(x[0], a) for a in axes] + ([np.flip(x[0], (0, 1))] if len(axes) == 2 else [])
        counts = [sum(np.array_equal(o, w) for o in out) for w in wanted]
        assert sum(counts) == 2000
        assert all(abs(count / 2000 - 1 / len(wanted)) < 0.05 for count in counts)


def test_crops_are_windows_at_all_places():
    x = np.arange(24, dtype=np.float32).reshape(1, 4, 6, 1).repeat(600, axis=0)
    out = drawn(RandomCrop(2, 3), x)[..., 0]
    corners = set(out[:, 0, 0].astype(int).tolist())
    assert corners == {6 * i + j for i in range(3) for j in range(4)}
    np.testing.assert_array_equal(out - out[:, :1, :1], np.broadcast_to(np.array([[0, 1, 2], [6, 7, 8]]), out.shape))
    np.testing.assert_array_equal(RandomCrop(2, 3)(x[:1])[0, :, :, 0].numpy(), [[7, 8, 9], [13, 14, 15]])


def test_padding_shifts_with_zeros():
    x = np.ones((500, 4, 4, 1), np.float32)
    out = drawn(RandomCrop(4, 4, padding=2), x)[..., 0]
    rows, columns = out.any(axis=2).sum(axis=1), out.any(axis=1).sum(axis=1)
    assert set(rows.tolist()) == {2, 3, 4} and set(columns.tolist()) == {2, 3, 4}
    np.testing.assert_array_equal(out.sum(axis=(1, 2)), rows * columns)


def test_shift_by_whole_pixels_keeps_values():
    out = drawn(RandomTranslation(0.5, 0.5, "constant", "nearest", fill_value=-1.0))
    assert set(np.unique(out)) <= {*np.unique(X), np.float32(-1)}
    down = RandomTranslation((0.25, 0.25), 0.0, "constant")(X, training=True).numpy()
    np.testing.assert_allclose(down[:, 2:], X[:, :-2])
    assert not down[:, :2].any()


def test_contrast_keeps_the_mean_and_works_both_ways():
    x = 0.4 + 0.2 * X
    out = drawn(RandomContrast(0.5, **UNIT), x)
    np.testing.assert_allclose(out.mean(axis=(1, 2)), x.mean(axis=(1, 2)), rtol=1e-5)
    ratio = out.std(axis=(1, 2)) / x.std(axis=(1, 2))
    assert 0.5 <= ratio.min() < 0.7 and 1.3 < ratio.max() <= 1.501
    assert (drawn(RandomContrast((0.5, 0.0), **UNIT), x).std(axis=(1, 2)) <= x.std(axis=(1, 2)) * 1.00001).all()


def test_hue_and_saturation_keep_the_largest_channel():
    for layer in (RandomHue(1.0, **UNIT), RandomSaturation(1.0, **UNIT)):
        np.testing.assert_allclose(drawn(layer).max(axis=-1), X.max(axis=-1), rtol=1e-5)
    grey = np.repeat(X[..., :1], 3, axis=-1)
    for layer in (RandomHue(1.0, **UNIT), RandomSaturation(1.0, **UNIT)):
        np.testing.assert_allclose(drawn(layer, grey), grey, atol=1e-6)


def test_erasing_covers_as_often_and_as_much_as_asked():
    x = np.full((4000, 20, 20, 2), 0.5, np.float32)
    out = drawn(RandomErasing((0.25, 0.25), scale=(0.25, 0.25), fill_value=(0.0, 1.0), **UNIT), x)
    covered = out[..., 0] == 0
    assert abs(covered.any(axis=(1, 2)).mean() - 0.25) < 0.03
    assert set(np.unique(covered.sum(axis=(1, 2))).tolist()) <= {0, 100}
    np.testing.assert_array_equal(out[..., 1] == 1, covered)
    noise = drawn(RandomErasing((1, 1), **UNIT), x[:50])
    assert noise.min() >= 0 and noise.max() <= 1 and len(np.unique(noise)) > 100


def test_cutout_may_hang_over_the_edge():
    areas = (drawn(Cutout(4), np.ones((3000, 8, 8, 1), np.float32)) == 0).sum(axis=(1, 2, 3))
    assert areas.max() == 16 and areas.min() == 4


def test_a_layer_of_ones_own():
    class RandomInvert(badak.layers.Augmentation):
        chance: float = 0.5
        seed: int | None = None

        def change(self, x, choices):
            return badak.where(choices.yes(self.chance)[:, None, None, None], 1.0 - x, x)

    out = drawn(RandomInvert())
    inverted = [np.allclose(o, 1 - x) for o, x in zip(out, X, strict=True)]
    assert 5 < sum(inverted) < 35
    with pytest.raises(BadakError, match="BD025"):
        badak.layers.Augmentation()(X, training=True)


# --- in models ----------------------------------------------------------------------------------------------------------


def network(*first):
    return badak.Sequential(
        [badak.layers.Input((8, 6, 3)), *first, badak.layers.Flatten(), badak.layers.Dense(2, activation="softmax")]
    )


STACK = (RandomFlip("horizontal"), RandomCrop(6, 6), RandomRotation(0.05), RandomContrast(0.2, **UNIT), Cutout(2))


def test_in_a_model_summary_files_and_prediction(tmp_path, capsys):
    model = network(*STACK, Resizing(4, 4), CenterCrop(3, 3))
    model.summary()
    shown = capsys.readouterr().out
    assert all(name in shown for name in ("random_flip", "random_crop", "resizing", "center_crop", "(None, 6, 6, 3)"))
    y = (np.arange(40) % 2).astype(np.int64)
    model.compile("sgd", "sparse_categorical_crossentropy")
    model.fit(X, y, epochs=2, batch_size=16, verbose=0)
    before = model.predict(X)
    np.testing.assert_array_equal(before, model.predict(X))
    model.save(tmp_path / "model.badak")
    again = badak.load_model(tmp_path / "model.badak")
    np.testing.assert_array_equal(again.predict(X), before)
    assert repr(again.layers[0]) == repr(model.layers[0])


def test_the_same_seed_gives_the_same_training():
    y = (np.arange(40) % 2).astype(np.int64)
    weights = []
    for _ in range(2):
        badak.utils.set_random_seed(5)
        model = network(*STACK)
        model.compile("sgd", "sparse_categorical_crossentropy")
        model.fit(X, y, epochs=2, batch_size=16, verbose=0)
        weights.append(model.get_weights())
    for a, b in zip(*weights, strict=True):
        np.testing.assert_array_equal(a, b)


@pytest.mark.parametrize("layer", RANDOM, ids=IDS)
@pytest.mark.usefixtures("quick_xla")
def test_traced_by_jax_it_computes_the_same_on_the_same_draws(layer, monkeypatch):
    jax = pytest.importorskip("jax")
    from badak.autograd.tensor import Tensor
    from badak.backend import on_jax, on_numpy
    from badak.layers import augment

    monkeypatch.setattr(
        on_jax, "uniform", lambda key, shape, dtype: jax.numpy.asarray(on_numpy.uniform(key, shape, dtype))
    )
    monkeypatch.setattr(
        on_jax, "normal", lambda key, shape, dtype: jax.numpy.asarray(on_numpy.normal(key, shape, dtype))
    )
    monkeypatch.setattr(augment.Choices, "key", lambda self: self.ctx.key())

    def run(x):
        return layer.forward({}, Tensor(x), badak.layers.Context(True, on_numpy.key(3))).data

    traces = []

    def counted(x):
        traces.append(1)
        return run(x)

    compiled = jax.jit(counted)
    compiled(X)
    np.testing.assert_allclose(np.asarray(compiled(X)), run(X), rtol=1e-4, atol=1e-4)
    assert len(traces) == 1


def test_training_compiled_by_xla_draws_anew_in_every_step():
    jax = pytest.importorskip("jax")
    from badak.autograd.tensor import Tensor

    layers = [RandomFlip(), RandomCrop(8, 6, padding=1), RandomErasing(**UNIT)]

    def all_of_them(x, key):
        ctx = badak.layers.Context(True, key)
        for layer in layers:
            x = layer.forward({}, x, ctx)
        return x.data

    step = jax.jit(lambda x, key: all_of_them(Tensor(x), key))
    seen = [np.asarray(step(X, jax.random.key(seed))) for seed in (1, 1, 2)]
    np.testing.assert_array_equal(seen[0], seen[1])
    assert not np.array_equal(seen[0], seen[2])
    model = network(*STACK)
    model.compile("sgd", "sparse_categorical_crossentropy", backend="xla")
    model.fit(X, (np.arange(40) % 2).astype(np.int64), epochs=2, batch_size=20, verbose=0)
    assert all(np.isfinite(w).all() for w in model.get_weights())


# --- normalisation -------------------------------------------------------------------------------------------------------


def test_normalization_learns_from_arrays_batches_and_datasets(tmp_path):
    x = np.random.default_rng(1).normal(3.0, 2.0, (100, 4)).astype(np.float32)
    batches = [x[:10], x[10:70], x[70:]]
    whole = Normalization()
    whole.adapt(x)
    np.testing.assert_allclose(whole.get_weights()[0], x.mean(axis=0), rtol=1e-6)
    np.testing.assert_allclose(whole.get_weights()[1], x.var(axis=0), rtol=1e-6)
    y = np.zeros(100, np.int64)
    for data in (batches, iter(batches), ((b, None) for b in batches), badak.Dataset(x, y).batch(30),
                 badak.Dataset(x, y).map(lambda x, y: (x, y)), x.tolist(), badak.tensor(x)):  # fmt: skip
        layer = Normalization()
        layer.adapt(data)
        for a, b in zip(layer.get_weights(), whole.get_weights(), strict=True):
            np.testing.assert_allclose(a, b, rtol=1e-5)
    some = Normalization()
    some.adapt(batches, steps=1)
    np.testing.assert_allclose(some.get_weights()[0], x[:10].mean(axis=0), rtol=1e-5)
    model = badak.Sequential([whole, badak.layers.Dense(1)])
    model.compile("sgd", "mse")
    model.fit(x, x[:, :1], epochs=1, verbose=0)
    np.testing.assert_allclose(whole.get_weights()[0], x.mean(axis=0), rtol=1e-6, err_msg="training leaves it alone")
    model.save(tmp_path / "m.badak")
    np.testing.assert_array_equal(badak.load_model(tmp_path / "m.badak").predict(x), model.predict(x))


def test_given_statistics_are_kept_in_the_file(tmp_path):
    x = np.array([[1.0, 5.0]], np.float32)
    given = Normalization(mean=np.array([1.0, 3.0]), variance=np.array([1.0, 4.0]))
    assert "mean=[1.0, 3.0]" in repr(given)
    model = badak.Sequential([badak.layers.Input((2,)), given, Normalization(axis=None, mean=0.0, variance=1.0)])
    assert model(x).tolist() == [[0, 1]]
    model.save(tmp_path / "m.badak")
    assert badak.load_model(tmp_path / "m.badak")(x).tolist() == [[0, 1]]


def test_a_constant_feature_gives_zero():
    layer = Normalization()
    layer.adapt(np.ones((5, 2)))
    assert layer(np.ones((5, 2))).tolist() == [[0, 0]] * 5


# --- messages ------------------------------------------------------------------------------------------------------------


def text(call, code, *parts, language="en"):
    with pytest.raises(BadakError) as caught:
        call()
    found = caught.value.text(language)
    assert caught.value.code == code
    for part in parts:
        assert part in found, found
    assert "?>" not in found, found


def test_wrong_rank_is_said_with_the_missing_axis():
    for layer in (RandomFlip(), CenterCrop(2, 2), Resizing(2, 2), RandomRotation(0.1)):
        name = type(layer).__name__
        text(lambda layer=layer: layer(np.zeros((5, 8, 8))), "BD120", name, "got: (batch, 8, 8)", "x[..., None]")
        layer(X)
        text(lambda layer=layer: layer(X[0]), "BD120", "(8, 6, 3)", "x[None]")
        text(lambda layer=layer: layer(X[0]), "BD120", "이미지를 받습니다", "흑백 이미지의 채널은", language="ko")


def test_a_crop_that_does_not_fit():
    text(lambda: RandomCrop(9, 4)(X), "BD121", "(9, 4)", "(8, 6)", "add padding=4")
    text(lambda: RandomCrop(13, 4, padding=2)(X), "BD121", "(13, 4)", "(12, 10)")
    text(lambda: CenterCrop(9, 4)(X), "BD121", "a crop of (9, 4) does not fit into pictures of (8, 6)")
    text(lambda: RandomCrop(9, 4)(X), "BD121", "잘라 낼 수 없습니다", "padding=4처럼", language="ko")
    crop = RandomCrop(6, 4)
    crop(X)
    text(lambda: crop(X[:, :5], training=True), "BD121", "(5, 6)")


@pytest.mark.parametrize(
    ("make", "parts"),
    [
        (lambda: RandomRotation(15), ("'factor' is out of range", "factor=15", "between -1 and 1", "15 / 360 for 15 degrees")),
        (lambda: RandomTranslation(4, 0.1), ("'height_factor'", "4 / 32")),
        (lambda: RandomTranslation(0.1, (0.1, 0.2, 0.3)), ("'width_factor'", "(0.1, 0.2, 0.3)")),
        (lambda: RandomZoom(-1.0), ("'height_factor'", "negative enlarges")),
        (lambda: RandomZoom(0.1, 1.5), ("'width_factor'", "between -0.99 and 1")),
        (lambda: RandomBrightness(30), ("'factor'", "between -1 and 1")),
        (lambda: RandomContrast(-0.1), ("'factor'", "between 0 and 1")),
        (lambda: RandomHue("strong"), ("'factor'", "'strong'")),
        (lambda: RandomErasing(scale=(0.1, 2)), ("'scale'", "(0.1, 2)")),
        (lambda: RandomColorJitter(saturation_factor=float("nan")), ("between 0 and 1",)),
    ],
)  # fmt: skip
def test_factors_out_of_range(make, parts):
    text(make, "BD122", *parts)
    text(make, "BD122", "범위를 벗어났습니다", language="ko")


@pytest.mark.parametrize(
    "make",
    [
        lambda: RandomFlip("sideways"), lambda: RandomCrop(0, 3), lambda: RandomCrop(3, 3, padding=-1), lambda: Cutout(0),
        lambda: RandomRotation(0.1, fill_mode="mirror"), lambda: RandomZoom(0.1, interpolation="bicubic"),
        lambda: RandomFlip(data_format="channels_first"), lambda: Resizing(2, 2, "area"), lambda: CenterCrop(2.5, 2),
        lambda: Resizing(2, 2, crop_to_aspect_ratio=True, pad_to_aspect_ratio=True), lambda: RandomBrightness(0.1, (1, 0)),
        lambda: Resizing(2, 2, fill_mode="edge"), lambda: RandomErasing(fill_value="black"), lambda: Normalization(mean=1.0),
        lambda: Normalization(axis=0), lambda: Normalization(mean=1.0, variance=1.0).adapt(np.ones((2, 2))),
    ],
)  # fmt: skip
def test_arguments_without_meaning(make):
    text(make, "BD003")


def test_colours_need_three_channels():
    grey = X[..., :1]
    for layer in (RandomHue(0.1), RandomSaturation(0.1), RandomColorJitter(hue_factor=0.1)):
        text(lambda layer=layer: layer(grey), "BD126", "(batch, 8, 6, 1)", "RandomBrightness and RandomContrast")
        text(lambda layer=layer: layer(grey), "BD126", "세 채널", language="ko")
    assert RandomColorJitter((0, 1), brightness_factor=0.1)(grey).shape == grey.shape


def test_normalization_without_data():
    text(lambda: Normalization()(X), "BD127", "adapt(x_train)")
    text(lambda: Normalization()(X), "BD127", "아직 데이터를 보지 못해", language="ko")
    text(lambda: Normalization().adapt([]), "BD035")
    text(lambda: Normalization(axis=5).adapt(X), "BD026")
    text(lambda: Normalization(mean=[1.0, 2.0], variance=[1.0, 1.0])(X), "BD024")

    def two_kinds():
        layer = Normalization()
        layer.adapt(X)
        layer.adapt(X[..., :2])

    text(two_kinds, "BD024")


def test_pixels_of_another_range_are_noticed_once():
    layer = RandomBrightness(0.125, name="seen_once")
    with pytest.warns(Notice, match=r"BD128.*\n.*seen_once") as seen:
        for value in (0.25, 0.5):
            layer(np.full((2, 4, 4, 1), value, np.float32), training=True)
    assert len(seen) == 1 and "value_range=(0, 1)" in str(seen[0].message)
    with pytest.warns(Notice, match="values above 1"):
        RandomContrast(0.1, (0, 1))(np.array([0.0, 200.0]).reshape(1, 1, 2, 1), training=True)
    with pytest.warns(Notice, match="values below 0"):
        RandomErasing()(np.array([-2.0, 200.0]).reshape(1, 1, 2, 1), training=True)
    ko = badak.messages.render("BD128", {"seen_ko": "0과 1 사이의 값", "range": "(0, 255)"}, "ko")
    assert "픽셀 값이" in ko and "받은 값: 0과 1 사이의 값" in ko
