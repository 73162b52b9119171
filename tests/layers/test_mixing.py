"""MixUp and CutMix, alone and on a Dataset; ordinary layers on a Dataset."""

from __future__ import annotations

import numpy as np
import pytest

import badak
from badak.backend import on_numpy
from badak.errors import BadakError
from badak.layers import CutMix, Dense, Flatten, MixUp, RandomFlip, Rescaling
from badak.utils import to_categorical

N = 60
X = np.repeat(np.arange(N, dtype=np.float32), 8 * 6 * 2).reshape(N, 8, 6, 2)  # picture k is k everywhere
Y = np.eye(N, dtype=np.float32)


def shares_of(y):
    """Return for each sample whom it was mixed with and its own share, read off one-hot targets."""
    own = y[np.arange(N), np.arange(N)]
    others = np.where(np.eye(N, dtype=bool), 0, y)
    assert ((others > 0).sum(axis=1) <= 1).all()
    return own, others.argmax(axis=1), others.max(axis=1)


def test_mixup_blends_inputs_and_targets_by_the_same_share():
    x, y = MixUp(alpha=1.0).mix(on_numpy.key(1), X, Y)
    np.testing.assert_allclose(y.sum(axis=1), 1, rtol=1e-6)
    own, other, share = shares_of(y)
    np.testing.assert_allclose(
        x, X * own[:, None, None, None] + X[other] * share[:, None, None, None], rtol=1e-4, atol=1e-4
    )
    assert own.min() < 0.2 and own.max() > 0.8 and len(np.unique(own)) > 40
    assert x.dtype == y.dtype == np.float32


def test_alpha_says_how_much():
    def middle(alpha):
        y = MixUp(alpha=alpha).mix(on_numpy.key(1), X, Y)[1]
        own = shares_of(y)[0]
        return ((own > 0.1) & (own < 0.9)).mean()

    assert middle(0.05) < 0.25 < 0.6 < middle(2.0)


def test_cutmix_pastes_whole_pixels_and_counts_them():
    x, y = CutMix((1.0, 1.0)).mix(on_numpy.key(2), X, Y)
    own, other, share = shares_of(y)
    mine = X == x
    np.testing.assert_allclose(mine[..., 0].mean(axis=(1, 2)), own, rtol=1e-5)
    np.testing.assert_array_equal(np.where(mine, X, X[other]), x)
    assert (mine[..., 0] == mine[..., 1]).all()
    pasted = ~mine[..., 0]
    np.testing.assert_array_equal(
        pasted.sum(axis=(1, 2)), pasted.any(axis=1).sum(axis=1) * pasted.any(axis=2).sum(axis=1), "a rectangle"
    )
    np.testing.assert_allclose(own + share, 1, rtol=1e-6)
    assert len(np.unique(own)) > 10


@pytest.mark.parametrize("layer", [MixUp(), CutMix()], ids=["mixup", "cutmix"])
def test_kinds_of_targets(layer):
    kind = type(layer)
    numbers = np.arange(N) % 3
    soft = kind(num_classes=3).mix(on_numpy.key(3), X, numbers)[1]
    np.testing.assert_array_equal(soft, layer.mix(on_numpy.key(3), X, to_categorical(numbers, 3))[1])
    np.testing.assert_array_equal(soft, kind(num_classes=3).mix(on_numpy.key(3), X, numbers[:, None])[1])
    np.testing.assert_array_equal(soft, layer.mix(on_numpy.key(3), X, np.eye(3, dtype=np.int64)[numbers])[1])
    column = layer.mix(on_numpy.key(3), X, (numbers == 1).astype(np.float32))[1]
    np.testing.assert_allclose(column, soft[:, 1], rtol=1e-5)
    assert soft.shape == (N, 3) and column.shape == (N,)


def test_weights_are_mixed_too():
    x, y, w = MixUp().mix(on_numpy.key(4), X, Y, np.arange(N, dtype=np.float32))
    np.testing.assert_allclose(w, x[:, 0, 0, 0], rtol=1e-5)


def test_called_like_a_function_or_as_in_keras():
    badak.utils.set_random_seed(1)
    x, y = MixUp(num_classes=2)(X.tolist(), [0, 1] * 30)
    badak.utils.set_random_seed(1)
    out = MixUp(num_classes=2)({"images": badak.tensor(X), "labels": badak.tensor([0, 1] * 30), "name": "a"})
    np.testing.assert_array_equal(out["images"], x)
    np.testing.assert_array_equal(out["labels"], y)
    assert out["name"] == "a"
    same = MixUp()(X, Y, training=False)
    assert same[0] is X and same[1] is Y
    table = MixUp()(np.arange(6.0, dtype=np.float32).reshape(3, 2), np.ones(3, np.float32))
    assert table[0].shape == (3, 2)


def traced(layer):
    jax = pytest.importorskip("jax")
    x, y = jax.jit(layer.mix)(jax.random.key(1), X, np.arange(N) % 3)
    assert x.shape == X.shape and y.shape == (N, 3)
    np.testing.assert_allclose(np.asarray(y).sum(axis=1), 1, rtol=1e-5)


@pytest.mark.parametrize("layer", [MixUp(num_classes=3), CutMix(num_classes=3)], ids=["mixup", "cutmix"])
@pytest.mark.usefixtures("quick_xla")
def test_traced_by_jax(layer, monkeypatch):
    pytest.importorskip("jax")
    from badak.backend import on_jax

    monkeypatch.setattr(on_jax, "beta", lambda key, a, b, shape: on_jax.uniform(key, shape))
    traced(layer)


@pytest.mark.slow
@pytest.mark.usefixtures("quick_xla")
def test_traced_by_jax_with_its_own_beta():
    traced(MixUp(num_classes=3))  # XLA takes seconds to compile the sampler


def test_bfloat16_is_summed_in_float32():
    import ml_dtypes

    x, y = MixUp(alpha=1.0).mix(on_numpy.key(1), X.astype(ml_dtypes.bfloat16), Y)
    wide = MixUp(alpha=1.0).mix(on_numpy.key(1), X, Y)[0]
    assert x.dtype == ml_dtypes.bfloat16 and y.dtype == np.float32
    np.testing.assert_allclose(x.astype(np.float32), wide, rtol=0.004)


# --- on a Dataset ---------------------------------------------------------------------------------------------------------


def test_a_dataset_draws_anew_for_each_batch_and_pass_and_repeats_with_the_seed():
    def two_passes(layer, seed):
        badak.utils.set_random_seed(seed)
        data = badak.Dataset(X, Y).batch(30).map(layer)
        return [[np.asarray(y) for _, y in data] for _ in range(2)]

    first, again, other = two_passes(MixUp(), 1), two_passes(MixUp(), 1), two_passes(MixUp(), 2)
    np.testing.assert_array_equal(first, again)
    assert not np.array_equal(first, other)
    assert not np.array_equal(first[0], first[1])
    np.testing.assert_array_equal(two_passes(MixUp(seed=3), 1), two_passes(MixUp(seed=3), 2))
    shares = [np.sort(batch.max(axis=1)) for batch in first[0]]
    assert not np.array_equal(*shares)


def test_fit_on_mixed_data():
    x = np.random.default_rng(0).random((64, 4, 4, 1), np.float32)
    y = (x.mean(axis=(1, 2, 3)) > 0.5).astype(np.int64)
    model = badak.Sequential([badak.layers.Input((4, 4, 1)), Flatten(), Dense(2, activation="softmax")])
    model.compile("adam", "categorical_crossentropy", metrics=["accuracy"])
    data = badak.Dataset(x, y).shuffle(seed=1).batch(16).map(RandomFlip()).map(CutMix(num_classes=2)).prefetch(2)
    history = model.fit(data, epochs=3, validation_data=(x, to_categorical(y, 2)), verbose=0)
    assert history.history["val_loss"][-1] < history.history["val_loss"][0]


def test_any_layer_on_a_dataset():
    data = badak.Dataset((X % 2).astype(np.uint8), np.arange(N), np.ones(N)).batch(20).map(Rescaling(0.5))
    for x, y, w in data:
        np.testing.assert_array_equal(x, X[y] % 2 * 0.5)
        assert isinstance(x, np.ndarray) and x.dtype == np.float32 and len(w) == 20


# --- messages -------------------------------------------------------------------------------------------------------------


def text(call, code, *parts, language="en"):
    with pytest.raises(BadakError) as caught:
        call()
    found = caught.value.text(language)
    assert caught.value.code == code
    for part in parts:
        assert part in found, found
    assert "?>" not in found, found


def test_inside_a_model_it_says_where_to_put_it():
    model = badak.Sequential([badak.layers.Input((8, 6, 2)), CutMix(num_classes=3), Flatten(), Dense(3)])
    model.compile("sgd", "mse")
    assert model.predict(X, verbose=0).shape == (N, 3)
    text(lambda: model.fit(X, Y[:, :3], verbose=0), "BD123", "CutMix", ".map(badak.layers.CutMix(num_classes=10))")
    text(lambda: MixUp()(X), "BD123", "there are none here")
    text(lambda: MixUp()(X), "BD123", "정답이 없습니다", "MixUp은(는)", language="ko")
    text(lambda: list(badak.Dataset(X).batch(4).map(MixUp())), "BD123")


def test_class_numbers_need_their_count():
    text(lambda: MixUp()(X, np.arange(N)), "BD124", "MixUp(num_classes=10)", "y int64 (60,)", "is not class 4")
    text(lambda: CutMix()(X, np.arange(N)), "BD124", "CutMix(num_classes=10)처럼", language="ko")
    text(lambda: MixUp(num_classes=5)(X, np.arange(N)), "BD125", "class 59", "0 … 4")
    text(lambda: MixUp(num_classes=5)(X, np.arange(N) % 5 - 1), "BD125", "class -1")
    text(lambda: MixUp(num_classes=5)(X, np.arange(N)), "BD125", "0~4", language="ko")


def test_single_samples_cannot_be_mixed():
    text(lambda: list(badak.Dataset(X, Y).map(MixUp())), "BD129", "MixUp", ".batch(32)")
    text(lambda: list(badak.Dataset(X, Y).map(RandomFlip())), "BD129", "샘플을 하나씩", language="ko")


@pytest.mark.parametrize(
    "make",
    [
        lambda: MixUp(0.0), lambda: MixUp(alpha=True), lambda: CutMix(1.5), lambda: CutMix((0.1, 0.2, 0.3)),
        lambda: MixUp(num_classes=1), lambda: CutMix(num_classes=2.0),
    ],
)  # fmt: skip
def test_arguments_without_meaning(make):
    text(make, "BD003")


def test_cutmix_takes_pictures():
    text(lambda: CutMix()(X[:, 0], Y), "BD120")
