"""Every layer, written as ONNX, computes in onnxruntime what it computes here."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

pytest.importorskip("onnx")
pytest.importorskip("onnxruntime")

import badak  # noqa: E402
from badak import errors  # noqa: E402
from badak import layers as L  # noqa: E402
from badak.onnx.export.proto import proto_of  # noqa: E402
from tests.onnx_models.helpers import check, here, in_onnxruntime, shuffled  # noqa: E402

PICTURE, SERIES, VOLUME, VECTOR, IDS = (9, 8, 3), (7, 4), (6, 5, 4, 2), (5,), (8,)

ROWS: list[tuple[str, Callable[[], Any], tuple]] = [
    ("dense", lambda: L.Dense(3), VECTOR),
    ("dense relu", lambda: L.Dense(3, activation="relu"), VECTOR),
    ("dense softmax without bias", lambda: L.Dense(3, activation="softmax", use_bias=False), VECTOR),
    ("dense on steps", lambda: L.Dense(3, activation="tanh"), SERIES),
    ("activation", lambda: L.Activation("sigmoid"), PICTURE),
    ("activity regularization", lambda: L.ActivityRegularization(l2=0.1), VECTOR),
    ("flatten", L.Flatten, PICTURE),
    ("flatten channels first", lambda: L.Flatten(data_format="channels_first"), (3, 4, 5)),
    ("reshape", lambda: L.Reshape((2, -1)), (6,)),
    ("permute", lambda: L.Permute((2, 1)), SERIES),
    ("rescaling", lambda: L.Rescaling(0.5, -1.0), VECTOR),
    ("conv1d", lambda: L.Conv1D(3, 3, activation="relu"), SERIES),
    ("conv1d causal", lambda: L.Conv1D(3, 3, padding="causal", dilation_rate=2), SERIES),
    ("conv2d", lambda: L.Conv2D(4, 3), PICTURE),
    ("conv2d same, strides", lambda: L.Conv2D(4, 3, strides=2, padding="same", activation="gelu"), PICTURE),
    ("conv2d groups, dilation", lambda: L.Conv2D(6, 3, groups=3, dilation_rate=2, padding="same"), PICTURE),
    ("conv2d numbers", lambda: L.Conv2D(4, (3, 2), padding=((1, 0), (2, 1))), PICTURE),
    ("conv2d channels first", lambda: L.Conv2D(4, 3, data_format="channels_first"), (3, 9, 8)),
    ("conv3d", lambda: L.Conv3D(3, 2, padding="same"), VOLUME),
    ("conv1d transpose", lambda: L.Conv1DTranspose(3, 3, strides=2), SERIES),
    ("conv2d transpose", lambda: L.Conv2DTranspose(3, 3, strides=2, padding="same"), PICTURE),
    ("conv2d transpose, wide", lambda: L.Conv2DTranspose(3, 2, strides=3), PICTURE),
    ("conv2d transpose, extra", lambda: L.Conv2DTranspose(3, 3, strides=2, padding=1, output_padding=1), PICTURE),
    ("conv3d transpose", lambda: L.Conv3DTranspose(3, 2, strides=2, padding="same"), VOLUME),
    ("depthwise 1d", lambda: L.DepthwiseConv1D(3, depth_multiplier=2), SERIES),
    ("depthwise 2d", lambda: L.DepthwiseConv2D(3, depth_multiplier=2, padding="same"), PICTURE),
    ("separable 1d", lambda: L.SeparableConv1D(5, 3), SERIES),
    ("separable 2d", lambda: L.SeparableConv2D(5, 3, activation="relu"), PICTURE),
    *[(f"max pooling {r}d", lambda r=r: getattr(L, f"MaxPooling{r}D")(2, padding="same"), s)
      for r, s in ((1, SERIES), (2, PICTURE), (3, VOLUME))],
    *[(f"average pooling {r}d", lambda r=r: getattr(L, f"AveragePooling{r}D")(2, strides=1, padding="same"), s)
      for r, s in ((1, SERIES), (2, PICTURE), (3, VOLUME))],
    ("average pooling, valid", lambda: L.AveragePooling2D((3, 2)), PICTURE),
    *[(f"global {k} {r}d", lambda r=r, k=k: getattr(L, f"Global{k}Pooling{r}D")(), s)
      for k in ("Max", "Average") for r, s in ((1, SERIES), (2, PICTURE), (3, VOLUME))],
    ("global average keepdims", lambda: L.GlobalAveragePooling2D(keepdims=True), PICTURE),
    ("global max channels first", lambda: L.GlobalMaxPooling2D(data_format="channels_first"), (3, 4, 5)),
    ("batch norm", L.BatchNormalization, PICTURE),
    ("batch norm of vectors", lambda: L.BatchNormalization(center=False, scale=False), VECTOR),
    ("batch norm axis 1", lambda: L.BatchNormalization(axis=1), (3, 4, 5)),
    ("layer norm", L.LayerNormalization, SERIES),
    ("layer norm axes", lambda: L.LayerNormalization(axis=(1, 2)), SERIES),
    ("layer norm first axis", lambda: L.LayerNormalization(axis=1), SERIES),
    ("rms norm", lambda: L.LayerNormalization(rms_scaling=True), SERIES),
    ("normalization", lambda: L.Normalization(mean=[1.0, 2, 3, 4, 5], variance=[1.0, 4, 9, 1, 1]), VECTOR),
    ("relu", L.ReLU, PICTURE),
    ("relu general", lambda: L.ReLU(max_value=1.0, negative_slope=0.1, threshold=0.2), PICTURE),
    ("leaky relu", L.LeakyReLU, PICTURE),
    ("prelu", L.PReLU, PICTURE),
    ("prelu shared", lambda: L.PReLU(shared_axes=(1, 2)), PICTURE),
    ("elu", L.ELU, VECTOR),
    ("softmax", L.Softmax, SERIES),
    ("softmax axis", lambda: L.Softmax(axis=1), SERIES),
    *[(f"dropout {name}", lambda name=name: getattr(L, name)(0.5), s) for name, s in (
        ("Dropout", VECTOR), ("AlphaDropout", VECTOR), ("GaussianDropout", VECTOR), ("GaussianNoise", VECTOR),
        ("SpatialDropout1D", SERIES), ("SpatialDropout2D", PICTURE), ("SpatialDropout3D", VOLUME))],
    ("zero padding 1d", lambda: L.ZeroPadding1D(2), SERIES),
    ("zero padding 2d", lambda: L.ZeroPadding2D(((1, 2), (0, 3))), PICTURE),
    ("zero padding 3d", lambda: L.ZeroPadding3D(1), VOLUME),
    ("cropping 1d", lambda: L.Cropping1D((1, 2)), SERIES),
    ("cropping 2d", lambda: L.Cropping2D(((1, 2), (0, 3))), PICTURE),
    ("cropping 3d", lambda: L.Cropping3D(1), VOLUME),
    ("center crop", lambda: L.CenterCrop(4, 4), PICTURE),
    ("up-sampling 1d", lambda: L.UpSampling1D(3), SERIES),
    ("up-sampling 2d", lambda: L.UpSampling2D((2, 3)), PICTURE),
    ("up-sampling 2d bilinear", lambda: L.UpSampling2D(2, interpolation="bilinear"), PICTURE),
    ("up-sampling 3d", lambda: L.UpSampling3D(2), VOLUME),
    ("resizing", lambda: L.Resizing(5, 11), PICTURE),
    ("resizing nearest", lambda: L.Resizing(5, 11, interpolation="nearest"), PICTURE),
    ("repeat vector", lambda: L.RepeatVector(3), VECTOR),
    ("residual block", lambda: L.ResidualBlock(4, strides=2), PICTURE),
    ("residual block, padded", lambda: L.ResidualBlock(4, strides=2, shortcut="pad"), PICTURE),
    ("bottleneck block", lambda: L.BottleneckBlock(2), PICTURE),
    ("simple rnn", lambda: L.SimpleRNN(3), SERIES),
    ("simple rnn relu", lambda: L.SimpleRNN(3, activation="relu", return_sequences=True), SERIES),
    ("simple rnn linear", lambda: L.SimpleRNN(3, activation="linear", use_bias=False), SERIES),
    ("lstm", lambda: L.LSTM(3), SERIES),
    ("lstm sequences", lambda: L.LSTM(3, return_sequences=True, go_backwards=True), SERIES),
    ("lstm states", lambda: L.LSTM(3, return_state=True, return_sequences=True), SERIES),
    ("gru", lambda: L.GRU(3), SERIES),
    ("gru reset before", lambda: L.GRU(3, reset_after=False, return_sequences=True), SERIES),
    ("bidirectional", lambda: L.Bidirectional(L.LSTM(3, return_sequences=True)), SERIES),
    ("bidirectional sum", lambda: L.Bidirectional(L.GRU(3), merge_mode="sum"), SERIES),
    ("rnn of a cell", lambda: L.RNN(L.LSTMCell(3), return_sequences=True), SERIES),
    ("rnn of cells", lambda: L.RNN([L.SimpleRNNCell(3), L.GRUCell(4), L.LSTMCell(2)], return_state=True), SERIES),
    ("time distributed", lambda: L.TimeDistributed(L.Conv2D(2, 3)), (4, 6, 6, 2)),
    ("position embedding", lambda: L.PositionEmbedding(7), SERIES),
    ("sine positions", L.SinePositionEncoding, SERIES),
    ("transformer encoder", lambda: L.TransformerEncoder(6, 2), SERIES),
    ("transformer decoder", lambda: L.TransformerDecoder(6, 2), SERIES),
    ("attention in itself", lambda: L.MultiHeadAttention(2, 3, use_causal_mask=True), SERIES),
    ("embedding", lambda: L.Embedding(9, 4), IDS),
    ("masking", L.Masking, SERIES),
    *[(name, lambda name=name, args=args: getattr(L, name)(*args), PICTURE) for name, args in (
        ("RandomBrightness", (0.2,)), ("RandomColorJitter", ()), ("RandomContrast", (0.2,)), ("RandomCrop", (5, 4)),
        ("RandomErasing", ()), ("RandomFlip", ()), ("RandomHue", (0.2,)), ("RandomRotation", (0.2,)),
        ("RandomSaturation", (0.2,)), ("RandomTranslation", (0.2, 0.2)), ("RandomZoom", (0.2,)), ("Cutout", (3,)),
        ("MixUp", ()), ("CutMix", ()))],
    ("transformer block", lambda: L.TransformerBlock(6, 2, normalize_first=True, activation="gelu"), SERIES),
]  # fmt: skip


# Layers of several inputs.
TOGETHER: list[tuple[str, Callable[[], Any], tuple]] = [
    *[(name, lambda name=name: getattr(L, name)(), (VECTOR, VECTOR)) for name in (
        "Add", "Average", "Concatenate", "Maximum", "Minimum", "Multiply", "Subtract")],
    ("dot", lambda: L.Dot(axes=-1), (SERIES, SERIES)),
    ("attention", lambda: L.Attention(use_scale=True), ((4, 5), (6, 5))),
    ("attention of sums", lambda: L.Attention(score_mode="concat"), ((4, 5), (6, 5))),
    ("additive attention", L.AdditiveAttention, ((4, 5), (6, 5))),
    ("attention to another sequence", lambda: L.MultiHeadAttention(2, 3), ((4, 5), (6, 5))),
    ("decoder with an encoder", lambda: L.TransformerDecoder(8, 1), ((4, 5), (6, 5))),
    ("lstm with given states", lambda: L.LSTM(3, return_state=True), (SERIES, (3,), (3,))),
]  # fmt: skip

# Layers whose outputs for any number of steps, or any size of picture, are known without it.
LENGTHS = {SERIES: (None, 4), PICTURE: (None, None, 3), IDS: (None,)}
FIXED = (  # those with weights for each place, or whose result has a size of its own
    "reshape", "permute", "prelu", "layer norm axes", "layer norm first axis", "softmax axis", "flatten", "center crop",
    "position embedding", "RandomCrop", "MixUp", "CutMix",
)  # fmt: skip

LEFT_OUT = {"TextVectorization": "texts are cut and numbered before they come to a model"}


def built(make: Callable, shape: tuple) -> Any:
    layer = make()
    x = badak.Input(shape, dtype="int32" if "Embedding" in type(layer).__name__ and len(shape) == 1 else None)
    several = getattr(layer, "return_state", False)
    model = badak.Model(x, layer(x)) if several or None in shape else badak.Sequential([x, layer])
    return shuffled(model) if model.get_weights() else model


def data(shape: tuple, seed: int = 1) -> np.ndarray:
    rng = np.random.default_rng(seed)
    if len(shape) == 1 and shape == IDS:
        return rng.integers(0, 9, (3, *shape)).astype(np.int32)
    return rng.normal(size=(3, *shape)).astype(np.float32)


@pytest.mark.parametrize(("make", "shape"), [row[1:] for row in ROWS], ids=[row[0] for row in ROWS])
def test_a_layer_computes_the_same_in_onnxruntime(make: Callable, shape: tuple) -> None:
    check(built(make, shape), data(shape))


@pytest.mark.parametrize(("make", "shapes"), [row[1:] for row in TOGETHER], ids=[row[0] for row in TOGETHER])
def test_a_layer_of_several_inputs_computes_the_same(make: Callable, shapes: tuple) -> None:
    inputs = [badak.Input(shape) for shape in shapes]
    model = badak.Model(inputs, make()(inputs))
    check(shuffled(model) if model.get_weights() else model, *[data(shape, i) for i, shape in enumerate(shapes)])


FREE = [row for row in ROWS if row[2] in LENGTHS and not row[0].endswith("first") and row[0] not in FIXED]


@pytest.mark.parametrize(("make", "shape"), [row[1:] for row in FREE], ids=[row[0] for row in FREE])
def test_a_file_takes_any_number_of_samples_and_steps(make: Callable, shape: tuple) -> None:
    model = built(make, LENGTHS[shape])
    proto = check(model, data(shape))
    (given,) = proto.graph.input
    assert [d.dim_param for d in given.type.tensor_type.shape.dim][: len(shape)][0] == "batch"
    free = [d for d in given.type.tensor_type.shape.dim if d.dim_param]
    assert len(free) == 1 + LENGTHS[shape].count(None)
    longer = tuple(n + 5 if free is None else n for n, free in zip(shape, LENGTHS[shape]))
    other = np.concatenate([data(longer, 3)] * 2) if shape != IDS else np.tile(data(shape), (2, 2))
    for a, b in zip(here(model, [other]), in_onnxruntime(proto, [other]), strict=True):
        np.testing.assert_allclose(b, a, rtol=2e-5, atol=2e-5)


def test_every_public_layer_has_a_case() -> None:
    public = [getattr(L, name) for name in L.__all__]
    kinds = {c for c in public if inspect.isclass(c) and issubclass(c, L.Layer)}
    bases = {L.Layer, L.Cell, L.Augmentation, L.InputLayer}
    parts = {L.SimpleRNNCell, L.LSTMCell, L.GRUCell, L.StackedRNNCells}  # one step; RNN runs them over a sequence
    told = {type(row[1]()) for row in [*ROWS, *TOGETHER]}
    without = {c.__name__ for c in kinds - bases - parts - told}
    assert without == set(LEFT_OUT)


@pytest.mark.parametrize("name", LEFT_OUT)
def test_what_is_left_out_is_refused(name: str) -> None:
    layer = getattr(L, name)()
    layer.adapt(["a b", "c"])
    with pytest.raises(errors.GraphError, match=rf"(?s)\[BD251\].*{name}"):
        proto_of(badak.Sequential([badak.Input((), dtype="string"), layer]))
