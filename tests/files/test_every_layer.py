"""Every public layer through every form of file, outputs compared; a layer without a case fails the test."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

import badak
from badak import layers as L
from badak.files import load_weights, save_weights
from badak.layers.layer import LAYERS
from tests.files.helpers import again

R = np.random.default_rng(3)
LINE, PICTURE, ROOM = (R.normal(size=(2, *shape)).astype(np.float32) for shape in ((6, 3), (6, 8, 3), (6, 4, 5, 2)))
ROW, IDS = R.normal(size=(2, 5)).astype(np.float32), np.array([[1, 2, 3, 0], [4, 4, 0, 0]])
TEXTS = np.array(["good film", "나쁜 영화"])


def texts() -> Any:
    layer = L.TextVectorization(max_tokens=8, output_sequence_length=3)
    layer.adapt(TEXTS)
    return layer


def normalization() -> Any:
    layer = L.Normalization()
    layer.adapt(ROW)
    return layer


CASES: dict[str, tuple[Any, Any]] = {
    "ActivityRegularization": (lambda: L.ActivityRegularization(l1=0.1, l2=0.2), ROW),
    "Activation": (lambda: L.Activation("gelu"), ROW), "ReLU": (lambda: L.ReLU(6.0), ROW), "LeakyReLU": (lambda: L.LeakyReLU(0.2), ROW),
    "PReLU": (lambda: L.PReLU(alpha_initializer="he_normal"), LINE), "ELU": (lambda: L.ELU(0.5), ROW), "Softmax": (L.Softmax, ROW),
    "Dropout": (lambda: L.Dropout(0.5), ROW), "AlphaDropout": (lambda: L.AlphaDropout(0.5), ROW),
    "SpatialDropout1D": (lambda: L.SpatialDropout1D(0.5), LINE), "SpatialDropout2D": (lambda: L.SpatialDropout2D(0.5), PICTURE),
    "SpatialDropout3D": (lambda: L.SpatialDropout3D(0.5), ROOM), "GaussianNoise": (lambda: L.GaussianNoise(0.5), ROW),
    "GaussianDropout": (lambda: L.GaussianDropout(0.5), ROW), "Dense": (lambda: L.Dense(4, "tanh"), ROW), "Flatten": (L.Flatten, PICTURE),
    "Reshape": (lambda: L.Reshape((3, 6)), LINE), "Permute": (lambda: L.Permute((2, 1)), LINE),
    "Rescaling": (lambda: L.Rescaling(0.5, 1.0), ROW), "InputLayer": (lambda: L.InputLayer((5,)), ROW),
    "Embedding": (lambda: L.Embedding(6, 3, mask_zero=True), IDS), "Masking": (L.Masking, LINE),
    "RepeatVector": (lambda: L.RepeatVector(3), ROW), "TimeDistributed": (lambda: L.TimeDistributed(L.Dense(2)), LINE),
    "Bidirectional": (lambda: L.Bidirectional(L.LSTM(3)), LINE), "LSTM": (lambda: L.LSTM(3), LINE), "GRU": (lambda: L.GRU(3), LINE),
    "SimpleRNN": (lambda: L.SimpleRNN(3), LINE), "RNN": (lambda: L.RNN([L.LSTMCell(3), L.GRUCell(2)]), LINE),
    "LSTMCell": (lambda: L.RNN(L.LSTMCell(3)), LINE), "GRUCell": (lambda: L.RNN(L.GRUCell(3)), LINE),
    "SimpleRNNCell": (lambda: L.RNN(L.SimpleRNNCell(3)), LINE),
    "StackedRNNCells": (lambda: L.RNN(L.StackedRNNCells([L.SimpleRNNCell(3), L.LSTMCell(2)])), LINE),
    "BatchNormalization": (L.BatchNormalization, PICTURE), "LayerNormalization": (L.LayerNormalization, LINE),
    "Normalization": (normalization, ROW), "Conv1D": (lambda: L.Conv1D(4, 3), LINE), "Conv2D": (lambda: L.Conv2D(4, 3), PICTURE),
    "Conv3D": (lambda: L.Conv3D(4, 3), ROOM), "Conv1DTranspose": (lambda: L.Conv1DTranspose(4, 3, strides=2), LINE),
    "Conv2DTranspose": (lambda: L.Conv2DTranspose(4, 3), PICTURE), "Conv3DTranspose": (lambda: L.Conv3DTranspose(4, 3), ROOM),
    "DepthwiseConv1D": (lambda: L.DepthwiseConv1D(3), LINE), "DepthwiseConv2D": (lambda: L.DepthwiseConv2D(3, depth_multiplier=2), PICTURE),
    "SeparableConv1D": (lambda: L.SeparableConv1D(4, 3), LINE), "SeparableConv2D": (lambda: L.SeparableConv2D(4, 3), PICTURE),
    **{f"{kind}Pooling{n}D": (lambda kind=kind, n=n: getattr(L, f"{kind}Pooling{n}D")(2), x)
       for kind in ("Max", "Average") for n, x in ((1, LINE), (2, PICTURE), (3, ROOM))},
    **{f"Global{kind}Pooling{n}D": (lambda kind=kind, n=n: getattr(L, f"Global{kind}Pooling{n}D")(), x)
       for kind in ("Max", "Average") for n, x in ((1, LINE), (2, PICTURE), (3, ROOM))},
    **{f"{kind}{n}D": (lambda kind=kind, n=n: getattr(L, f"{kind}{n}D")(1 if kind != "UpSampling" else 2), x)
       for kind in ("ZeroPadding", "Cropping", "UpSampling") for n, x in ((1, LINE), (2, PICTURE), (3, ROOM))},
    "CenterCrop": (lambda: L.CenterCrop(4, 4), PICTURE), "Resizing": (lambda: L.Resizing(5, 4), PICTURE),
    "RandomFlip": (L.RandomFlip, PICTURE), "RandomCrop": (lambda: L.RandomCrop(4, 4), PICTURE),
    "RandomTranslation": (lambda: L.RandomTranslation(0.1, 0.1), PICTURE), "RandomRotation": (lambda: L.RandomRotation(0.1), PICTURE),
    "RandomZoom": (lambda: L.RandomZoom(0.1), PICTURE), "RandomBrightness": (lambda: L.RandomBrightness(0.1), PICTURE),
    "RandomContrast": (lambda: L.RandomContrast(0.1), PICTURE), "RandomSaturation": (lambda: L.RandomSaturation(0.1), PICTURE),
    "RandomHue": (lambda: L.RandomHue(0.1), PICTURE), "RandomColorJitter": (L.RandomColorJitter, PICTURE),
    "RandomErasing": (L.RandomErasing, PICTURE), "Cutout": (lambda: L.Cutout(4), PICTURE), "MixUp": (L.MixUp, PICTURE), "CutMix": (L.CutMix, PICTURE),
    "PositionEmbedding": (lambda: L.PositionEmbedding(8), LINE), "SinePositionEncoding": (L.SinePositionEncoding, LINE),
    "MultiHeadAttention": (lambda: L.MultiHeadAttention(2, 3, use_causal_mask=True), LINE),
    "Attention": (lambda: L.Attention(use_scale=True), (LINE, LINE)), "AdditiveAttention": (L.AdditiveAttention, (LINE, LINE)),
    "TransformerEncoder": (lambda: L.TransformerEncoder(4, 3), LINE), "TransformerDecoder": (lambda: L.TransformerDecoder(4, 3), (LINE, LINE)),
    "ResidualBlock": (lambda: L.ResidualBlock(4), PICTURE), "BottleneckBlock": (lambda: L.BottleneckBlock(4), PICTURE),
    "TextVectorization": (texts, TEXTS), "Concatenate": (L.Concatenate, (LINE, LINE)), "Dot": (lambda: L.Dot(axes=1), (ROW, ROW)),
    **{name: (getattr(L, name), (LINE, LINE)) for name in ("Add", "Subtract", "Multiply", "Average", "Maximum", "Minimum")},
}  # fmt: skip


def model_of(name: str) -> tuple[Any, Any]:
    """Return a model of one layer, with random weights and statistics, and data for it."""
    make, x = CASES[name]
    layer = make()
    if isinstance(x, tuple):
        begin = [badak.Input(part.shape[1:]) for part in x]
        model: Any = badak.Model(begin, layer(begin))
        x = list(x)
    else:
        model = badak.Sequential([layer])
        if name != "InputLayer":
            model(x) if name != "TextVectorization" else model.predict(x)
        else:
            model.add(L.Dense(1))
    drawn = np.random.default_rng(4)
    given = [
        w if w.dtype.kind != "f" else np.abs(drawn.normal(size=w.shape)).astype(w.dtype) + 0.1
        for w in model.get_weights()
    ]
    model.set_weights(given)
    return model, x


def test_every_layer_has_a_case() -> None:
    """So that a new layer comes with one."""
    public = {
        name for name in L.__all__ if isinstance(getattr(L, name), type) and LAYERS.names.get(name) is getattr(L, name)
    }
    assert {LAYERS.names[name].__name__ for name in public} - {"Layer"} == set(CASES)


@pytest.mark.parametrize("name", CASES)
def test_through_files(name: str, tmp_path: Path) -> None:
    """The whole model, and the weights alone into an equal one."""
    model, x = model_of(name)
    wanted = model.predict(x)
    np.testing.assert_array_equal(again(model, tmp_path).predict(x), wanted)
    save_weights(model, tmp_path / "w.safetensors")
    other, _ = model_of(name)
    other.set_weights([np.zeros_like(w) for w in other.get_weights()])
    load_weights(other, tmp_path / "w.safetensors")
    np.testing.assert_array_equal(other.predict(x), wanted)
    for one, two in zip(model.get_weights(), other.get_weights(), strict=True):
        assert one.dtype == two.dtype and np.array_equal(one, two)
