"""Mixed precision: 16 bits between the layers, 32 in weights, statistics, the last layer and the loss."""

from __future__ import annotations

import ml_dtypes
import numpy as np
import pytest

import badak
from badak.autograd.op import use_kernels
from badak.backend import native
from badak.errors import ArgumentError
from badak.layers import BatchNormalization, Conv2D, Dense, Dropout, Flatten, GlobalAveragePooling2D, MaxPooling2D, ReLU
from badak.training import precision

BFLOAT16 = np.dtype(ml_dtypes.bfloat16)


def pictures(n: int = 192) -> tuple[np.ndarray, np.ndarray]:
    """Return bright spots in one of four corners, with noise."""
    rng = np.random.default_rng(1)
    y = rng.integers(0, 4, n)
    x = rng.standard_normal((n, 8, 8, 3), dtype=np.float32) * 0.5
    for i, corner in enumerate(y):
        x[i, (corner // 2) * 4 : (corner // 2) * 4 + 4, (corner % 2) * 4 : (corner % 2) * 4 + 4] += 1.0
    return x, y


def network() -> badak.Sequential:
    badak.utils.set_random_seed(3)
    layers = [
        Conv2D(16, 3, padding="same", use_bias=False, input_shape=(8, 8, 3)), BatchNormalization(), ReLU(), MaxPooling2D(),
        Conv2D(16, 3, activation="relu"), Dropout(0.1), Flatten(), Dense(16, activation="relu"), Dense(4, activation="softmax"),
    ]  # fmt: skip
    return badak.Sequential(layers)


@pytest.fixture(params=["kernels", "NumPy", "xla"])
def way(request: pytest.FixtureRequest):
    if request.param == "kernels" and native.kernels is None:
        pytest.skip("no native kernels here")
    if request.param == "xla":
        pytest.importorskip("jax")
    use_kernels(request.param == "kernels")
    yield {"backend": "xla"} if request.param == "xla" else {}
    use_kernels(native.kernels is not None)


def test_learns_as_float32_does(way: dict) -> None:
    x, y = pictures()
    losses = {}
    for kind in ("float32", "mixed"):
        model = network()
        model.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"], precision=kind, **way)
        losses[kind] = model.fit(x, y, epochs=12, batch_size=32, verbose=0).history["loss"]
        assert model.evaluate(x, y, verbose=0)[1] > 0.9
        assert all(w.dtype == np.float32 for w in model.get_weights())
        assert model.predict(x[:3], verbose=0).dtype == np.float32
    assert losses["mixed"] != losses["float32"]  # something was rounded
    np.testing.assert_allclose(losses["mixed"][:3], losses["float32"][:3], rtol=0.08)


def test_number_types_from_layer_to_layer(monkeypatch: pytest.MonkeyPatch) -> None:
    seen = []
    run = badak.layers.Layer.run

    def watching(self, params, x, ctx, **more):
        out = run(self, params, x, ctx, **more)
        seen.append((type(self).__name__, x.dtype, out.dtype))
        return out

    monkeypatch.setattr(badak.layers.Layer, "run", watching)
    model = network()
    model.compile("sgd", "sparse_categorical_crossentropy", precision="mixed")
    model.fit(*pictures(32), batch_size=32, epochs=1, verbose=0)
    inner = [row for row in seen if row[0] != "Sequential"]
    assert [row[1:] for row in inner[:-1]] == [(BFLOAT16, BFLOAT16)] * (len(inner) - 1)
    assert inner[-1] == ("Dense", np.float32, np.float32)


@pytest.mark.parametrize(
    "layer",
    [
        GlobalAveragePooling2D(),
        BatchNormalization(),
        Dropout(0.5),
        MaxPooling2D(),
        badak.layers.Activation("gelu"),
        badak.layers.Activation("sigmoid"),
        badak.layers.LeakyReLU(),
        badak.layers.LayerNormalization(),
    ],
)
def test_layers_keep_sixteen_bits(layer) -> None:
    x = badak.tensor(pictures(4)[0].astype(BFLOAT16))
    assert layer(x, training=True).dtype == BFLOAT16


def test_auto_is_mixed_where_the_processor_has_the_instructions(monkeypatch: pytest.MonkeyPatch) -> None:
    for instructions, wanted in (
        ("AVX-512 with bfloat16", BFLOAT16),
        ("AVX-512 with AMX", BFLOAT16),
        ("AVX-512 with float16", BFLOAT16),
        ("AVX2", None),
        ("AVX-512 with VNNI", None),
    ):
        monkeypatch.setattr(native, "kernels", object())
        monkeypatch.setattr(native, "describe", lambda instructions=instructions: {"instructions": instructions})
        assert precision.number_type("auto", "numpy") == wanted
    monkeypatch.setattr(native, "kernels", None)
    assert precision.number_type("auto", "numpy") is None


def test_fit_says_so(capsys: pytest.CaptureFixture[str]) -> None:
    model = network()
    model.compile("sgd", "sparse_categorical_crossentropy", precision="mixed_bfloat16")
    model.fit(*pictures(32), epochs=1, verbose=2)
    assert "bfloat16 between the layers, weights in float32" in capsys.readouterr().out


@pytest.mark.parametrize("language", ["en", "ko"])
def test_auto_says_what_it_chose(
    language: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    badak.errors.set_language(language)
    monkeypatch.setattr(precision, "_worth_it", lambda backend: False)
    model = network()
    for wish, said in (
        ("auto", {"en": "precision: float32, as nothing", "ko": "정밀도: float32(이 컴퓨터"}[language]),
        ("float32", ""),
    ):
        model.compile("sgd", "sparse_categorical_crossentropy", precision=wish)
        model.fit(*pictures(32), epochs=1, verbose=2)
        out = capsys.readouterr().out
        assert said in out and (said or "float32" not in out)


@pytest.mark.parametrize("word", ["float16", "bfloat16", "mixed_float16"])
def test_words_for_16_bits_are_told_the_right_one(word: str) -> None:
    with pytest.raises(ArgumentError) as caught:
        network().compile("sgd", "mse", precision=word)
    assert "precision='mixed' is bfloat16 between the layers" in caught.value.text("en")
    assert "precision='mixed'를 쓰세요" in caught.value.text("ko")


def test_another_word_is_told() -> None:
    with pytest.raises(ArgumentError, match=r"(?s)precision.*'float32' \| 'mixed' \| 'auto'") as caught:
        network().compile("sgd", "mse", precision="half")
    assert caught.value.code == "BD003"
