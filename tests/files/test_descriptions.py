"""The configuration of everything that has a name comes back equal: layers, and whatever a layer or compile may hold."""

from __future__ import annotations

import inspect
import json
import sys
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import badak
from badak import constraints, initializers, layers, losses, metrics, optimizers, regularizers, schedules, text
from badak.errors import MissingExtraError
from badak.files import families
from badak.files.bounded_json import read_json, write_json
from badak.files.describe import Describer
from badak.files.rebuild import Rebuilder
from tests.files.helpers import same


def there_and_back(value: Any) -> Any:
    """Describe a value, write and read the text, make it again."""
    describer = Describer()
    text = write_json(describer.value(value, ("value",)))
    return Rebuilder("test", describer.arrays).value(read_json(text, "test"), ())


def optional(strategy: st.SearchStrategy) -> st.SearchStrategy:
    """Return None or something else."""
    return st.none() | strategy


unit = st.floats(0, 1, exclude_max=True)
positive = st.floats(1e-6, 1e6)
finite = st.floats(-1e6, 1e6)
seeds = optional(st.integers(-(2**70), 2**70))
sizes = st.integers(1, 5)

ACTIVATIONS = st.sampled_from(["linear", "relu", "tanh", "sigmoid", "softmax", "gelu", "elu", "softplus", None]) | (
    st.sampled_from([badak.relu, badak.tanh])
)
INITIALIZERS = st.one_of(
    st.sampled_from(["zeros", "ones", "glorot_uniform", "he_normal", "orthogonal", "lecun_uniform"]),
    st.builds(initializers.GlorotNormal, seed=seeds),
    st.builds(initializers.RandomNormal, mean=finite, stddev=positive, seed=seeds),
    st.builds(initializers.RandomUniform, minval=st.floats(-5, 0), maxval=st.floats(1, 5), seed=seeds),
    st.builds(initializers.TruncatedNormal, mean=finite, stddev=positive, seed=seeds),
    st.builds(initializers.Constant, finite),
    st.builds(initializers.Constant, st.sampled_from([np.eye(3), np.arange(4, dtype=np.int8), np.zeros((0, 2), "f4")])),
    st.builds(
        initializers.VarianceScaling,
        scale=positive,
        mode=st.sampled_from(["fan_in", "fan_out", "fan_avg"]),
        distribution=st.sampled_from(["normal", "uniform", "truncated_normal"]),
        seed=seeds,
    ),
)
REGULARIZERS = st.one_of(
    st.sampled_from(["l1", "l2", "l1_l2"]),
    st.builds(regularizers.L1, unit),
    st.builds(regularizers.L1L2, l1=unit, l2=unit),
    st.builds(regularizers.OrthogonalRegularizer, unit),
)
CONSTRAINTS = st.one_of(
    st.sampled_from(["non_neg", "unit_norm"]),
    st.builds(constraints.MaxNorm, positive, axis=st.sampled_from([0, -1, (0, 1)])),
    st.builds(constraints.MinMaxNorm, min_value=unit, max_value=st.floats(2, 9), rate=unit),
)
COMMON = {
    "name": optional(st.text(min_size=1, max_size=6).filter(lambda name: "/" not in name)),
    "dtype": st.sampled_from([None, "float32", "float64", "bfloat16"]),
    "trainable": st.booleans(),
    "activity_regularizer": optional(REGULARIZERS),
    "input_shape": optional(st.tuples(sizes) | st.lists(optional(sizes), min_size=1, max_size=3)),
}


def weighted(*parts: str) -> dict[str, st.SearchStrategy]:
    """Return strategies for initializer, regularizer and constraint of some weights."""
    kinds = {"initializer": INITIALIZERS, "regularizer": optional(REGULARIZERS), "constraint": optional(CONSTRAINTS)}
    return {f"{part}_{kind}": strategy for part in parts for kind, strategy in kinds.items()}


axes = st.sampled_from([-1, 1, (1,), [1, 2]])
factors = st.floats(0.0, 0.5) | st.tuples(st.floats(0.0, 0.25), st.floats(0.25, 0.5))
ranges = st.sampled_from([(0, 1), (0, 255), (-1.0, 1.0)])
looks = {
    "fill_mode": st.sampled_from(["constant", "nearest", "reflect", "wrap"]), "fill_value": finite, "seed": seeds,
    "interpolation": st.sampled_from(["nearest", "bilinear"]),
}  # fmt: skip
LAYERS: dict[type, dict[str, st.SearchStrategy]] = {
    layers.Dense: {"units": sizes, "activation": ACTIVATIONS, "use_bias": st.booleans(), **weighted("kernel", "bias")},
    layers.Activation: {"activation": ACTIVATIONS},
    layers.ActivityRegularization: {"l1": unit, "l2": unit},
    layers.InputLayer: {"shape": st.lists(sizes, min_size=1, max_size=3), "batch_size": optional(sizes)},
    layers.Flatten: {"data_format": st.sampled_from([None, "channels_last", "channels_first"])},
    layers.Reshape: {"target_shape": st.lists(sizes, max_size=3) | st.just((-1, 2)) | sizes},
    layers.Permute: {"dims": st.permutations([1, 2, 3])},
    layers.Rescaling: {"scale": finite, "offset": finite},
    layers.Dropout: {"rate": unit, "seed": seeds, "noise_shape": optional(st.just((None, 1)))},
    layers.AlphaDropout: {"rate": unit, "seed": seeds},
    layers.GaussianDropout: {"rate": unit, "seed": seeds},
    layers.GaussianNoise: {"stddev": positive, "seed": seeds},
    layers.BatchNormalization: {
        "axis": st.sampled_from([-1, 1]), "momentum": unit, "epsilon": unit, "center": st.booleans(), "scale": st.booleans(),
        "moving_mean_initializer": INITIALIZERS, "moving_variance_initializer": INITIALIZERS, **weighted("beta", "gamma"),
    },
    layers.LayerNormalization: {"axis": axes, "epsilon": unit, "rms_scaling": st.booleans(), **weighted("beta", "gamma")},
    layers.ReLU: {"max_value": optional(positive), "negative_slope": unit, "threshold": unit},
    layers.LeakyReLU: {"negative_slope": unit},
    layers.PReLU: {"shared_axes": optional(st.lists(sizes, max_size=2) | sizes), **weighted("alpha")},
    layers.ELU: {"alpha": unit},
    layers.Softmax: {"axis": st.sampled_from([-1, 1])},
    layers.RandomFlip: {"mode": st.sampled_from(["horizontal", "vertical"]), "seed": seeds},
    layers.RandomCrop: {"height": sizes, "width": sizes, "padding": st.integers(0, 4), "seed": seeds},
    layers.RandomTranslation: {"height_factor": factors, "width_factor": factors, **looks},
    layers.RandomRotation: {"factor": factors, **looks},
    layers.RandomZoom: {"height_factor": factors, "width_factor": optional(factors), **looks},
    layers.RandomBrightness: {"factor": factors, "value_range": ranges, "seed": seeds},
    layers.RandomContrast: {"factor": factors, "value_range": ranges, "seed": seeds},
    layers.RandomSaturation: {"factor": factors, "value_range": ranges, "seed": seeds},
    layers.RandomHue: {"factor": factors, "value_range": ranges, "seed": seeds},
    layers.RandomColorJitter: {"value_range": ranges, "brightness_factor": optional(factors), "hue_factor": optional(factors)},
    layers.RandomErasing: {
        "factor": factors, "scale": factors, "fill_value": optional(finite | st.just((0.5, 0.25, 0.0))), "value_range": ranges,
    },
    layers.Cutout: {"size": sizes, "fill_value": finite, "seed": seeds},
    layers.CenterCrop: {"height": sizes, "width": sizes},
    layers.Resizing: {
        "height": sizes, "width": sizes, "interpolation": st.sampled_from(["nearest", "bicubic"]), "antialias": st.booleans(),
    },
    layers.Normalization: {"axis": axes | st.none(), "invert": st.booleans()},
    **{
        block: {
            "filters": sizes, "strides": sizes, "shortcut": st.sampled_from(["pad", "projection"]), "momentum": unit,
            "epsilon": unit, "kernel_initializer": INITIALIZERS,
        }
        for block in (layers.ResidualBlock, layers.BottleneckBlock)
    },
    layers.MixUp: {"alpha": st.floats(0.1, 2.0), "num_classes": optional(st.integers(2, 9)), "seed": seeds},
    layers.TextVectorization: {
        "standardize": st.sampled_from([None, "lower", "strip_punctuation"]), "ngrams": optional(st.just((1, 3)) | sizes),
        "split": st.sampled_from(["whitespace", "character", None, text.WordTokenizer(lower=False), text.JamoTokenizer()]),
        "vocabulary": optional(st.lists(st.text(min_size=1, max_size=4).filter(lambda t: t != "[UNK]"), unique=True)),
        "output_mode": st.sampled_from(["int", "multi_hot", "count"]), "form": st.sampled_from(["NFC", None]),
    },
    layers.CutMix: {"factor": factors, "num_classes": optional(st.integers(2, 9)), "seed": seeds},
}  # fmt: skip


def spatial(rank: int) -> dict[type, dict[str, st.SearchStrategy]]:
    """Return the layers for samples with so many spatial axes."""
    each = sizes | st.lists(sizes, min_size=rank, max_size=rank)
    words, pair = ["valid", "SAME"], st.tuples(st.integers(0, 3), st.integers(0, 3))
    pairs = st.lists(pair, min_size=rank, max_size=rank)
    window = {
        "strides": each,
        "padding": st.sampled_from(words) | pairs,
        "data_format": FORMATS,
        "exact": st.booleans(),
    }
    sliding = {
        "kernel_size": each,
        "dilation_rate": each,
        "activation": ACTIVATIONS,
        "use_bias": st.booleans(),
        **window,
    }
    even = sizes.map(lambda n: 2 * n)
    pool = {"pool_size": each, **window, "strides": optional(each)}
    whole = {"data_format": FORMATS, "keepdims": st.booleans()}
    plain: dict[str, dict[str, st.SearchStrategy]] = {
        "Conv": {"filters": even, "groups": st.sampled_from([1, 2]), **sliding, **weighted("kernel", "bias")},
        "ConvTranspose": {"filters": sizes, **sliding, "exact": st.just(False), **weighted("kernel", "bias")},
        "MaxPooling": pool, "AveragePooling": pool, "GlobalMaxPooling": whole, "GlobalAveragePooling": whole,
        "ZeroPadding": {"padding": sizes | pairs, "data_format": FORMATS},
        "Cropping": {"cropping": sizes | pairs, "data_format": FORMATS},
        "UpSampling": {"size": each, "data_format": FORMATS},
        "SpatialDropout": {"rate": unit, "data_format": FORMATS, "seed": seeds},
    }  # fmt: skip
    if rank == 1:
        plain["Conv"]["padding"] = st.sampled_from([*words, "causal"])
    if rank == 2:
        plain["UpSampling"]["interpolation"] = st.sampled_from(["nearest", "bilinear", "lanczos3"])
    if rank < 3:
        multiplied = {**sliding, "depth_multiplier": sizes}
        plain["DepthwiseConv"] = {**multiplied, **weighted("depthwise", "bias")}
        plain["SeparableConv"] = {"filters": sizes, **multiplied, **weighted("depthwise", "pointwise", "bias")}
    named = {f"Conv{rank}DTranspose" if n == "ConvTranspose" else f"{n}{rank}D": fields for n, fields in plain.items()}
    return {getattr(layers, name): fields for name, fields in named.items()}


FORMATS = st.sampled_from([None, "channels_last", "channels_first"])
for _rank in (1, 2, 3):
    LAYERS |= spatial(_rank)


def recurrent() -> dict[type, dict[str, st.SearchStrategy]]:
    """Return the layers that read sequences, their cells, and what stands around them."""
    booleans = st.booleans()
    cell = {
        "units": sizes, "activation": ACTIVATIONS, "use_bias": booleans, "dropout": unit, "recurrent_dropout": unit,
        "seed": seeds, **weighted("kernel", "recurrent", "bias"),
    }  # fmt: skip
    gated = {**cell, "recurrent_activation": ACTIVATIONS}
    loop = {
        "return_sequences": booleans, "return_state": booleans, "go_backwards": booleans, "stateful": booleans,
        "unroll": booleans, "zero_output_for_mask": booleans, "truncate": optional(sizes),
    }  # fmt: skip
    cells = st.one_of(st.builds(layers.LSTMCell, sizes), st.builds(layers.GRUCell, sizes, reset_after=booleans))
    several = st.lists(cells, min_size=1, max_size=3)
    found: dict[type, dict[str, st.SearchStrategy]] = {
        layers.SimpleRNNCell: cell,
        layers.LSTMCell: {**gated, "unit_forget_bias": booleans},
        layers.GRUCell: {**gated, "reset_after": booleans},
    }
    found |= {
        layers.SimpleRNN: {**found[layers.SimpleRNNCell], **loop},
        layers.LSTM: {**found[layers.LSTMCell], **loop},
        layers.GRU: {**found[layers.GRUCell], **loop},
        layers.StackedRNNCells: {"cells": several},
        layers.RNN: {"cell": cells | several, **loop},
        layers.Bidirectional: {
            "layer": st.builds(layers.LSTM, sizes, return_sequences=booleans) | st.builds(layers.RNN, several),
            "merge_mode": st.sampled_from(["sum", "mul", "concat", "ave", None]),
        },
        layers.TimeDistributed: {"layer": st.builds(layers.Dense, sizes) | cells},
        layers.RepeatVector: {"n": sizes},
        layers.Masking: {"mask_value": finite},
        layers.Embedding: {
            "input_dim": sizes, "output_dim": sizes, "mask_zero": booleans, "input_length": optional(sizes),
            **weighted("embeddings"),
        },
    }  # fmt: skip
    return found


LAYERS |= recurrent()


def attending() -> dict[type, dict[str, st.SearchStrategy]]:
    """Return attention and what is made of it."""
    booleans = st.booleans()
    block = {
        "intermediate_dim": sizes, "num_heads": sizes, "dropout": unit, "activation": ACTIVATIONS, "layer_norm_epsilon": unit,
        "kernel_initializer": INITIALIZERS, "bias_initializer": INITIALIZERS, "normalize_first": booleans,
    }  # fmt: skip
    return {
        layers.Attention: {
            "use_scale": booleans, "score_mode": st.sampled_from(["dot", "concat"]), "dropout": unit, "seed": seeds,
        },
        layers.AdditiveAttention: {"use_scale": booleans, "dropout": unit, "seed": seeds},
        layers.MultiHeadAttention: {
            "num_heads": sizes, "key_dim": sizes, "value_dim": optional(sizes), "dropout": unit, "use_bias": booleans,
            "seed": seeds, "use_causal_mask": booleans, **weighted("kernel", "bias"),
        },
        layers.SinePositionEncoding: {"max_wavelength": st.floats(10, 1e5), "scale": booleans},
        layers.PositionEmbedding: {"sequence_length": sizes, "initializer": INITIALIZERS},
        layers.TransformerEncoder: block,
        layers.TransformerDecoder: block,
    }  # fmt: skip


LAYERS |= attending()
LAYERS |= {
    cls: {} for cls in (layers.Add, layers.Subtract, layers.Multiply, layers.Average, layers.Maximum, layers.Minimum)
}
LAYERS |= {
    layers.Concatenate: {"axis": st.sampled_from([-1, 1, 2])},
    layers.Dot: {"axes": st.sampled_from([-1, 1, (1, 2), [2, 1]]), "normalize": st.booleans()},
}


def layer_of(cls: type) -> st.SearchStrategy:
    """Return layers of one class with any configuration; arguments may be left out."""
    required = [p.name for p in inspect.signature(cls).parameters.values() if p.default is p.empty]
    given = {**LAYERS[cls], **COMMON}
    if cls is layers.InputLayer:
        required, given = [*required, "shape"], {k: v for k, v in given.items() if k != "input_shape"}
    fixed = {k: v for k, v in given.items() if k in required}
    free = {k: v for k, v in given.items() if k not in required}
    return st.fixed_dictionaries(fixed, optional=free).map(lambda arguments: cls(**arguments))


def test_every_layer_is_among_them() -> None:
    """A new layer needs a strategy here."""
    known = {cls for cls in families.members("layer").values() if not issubclass(cls, badak.Model)}
    # what docstrings' examples register, if they ran before, calls itself part of a module in which it is not
    known = {cls for cls in known if getattr(sys.modules[cls.__module__], cls.__name__, None) is cls}
    assert known == set(LAYERS)


@pytest.mark.parametrize("cls", LAYERS, ids=lambda cls: cls.__name__)
@settings(max_examples=max(15, settings.default.max_examples // 3))  # a hundred classes with many parts in common
@given(data=st.data())
def test_layers(cls: type, data: st.DataObject) -> None:
    """Every field is equal, the objects within, too; the second description is the first."""
    layer = data.draw(layer_of(cls))
    loaded = there_and_back(layer)
    assert same(layer, loaded)
    assert loaded.slot is None
    first, second = Describer(), Describer()
    assert first.value(layer, ()) == second.value(loaded, ())


OPTIMIZERS = st.one_of(
    st.builds(optimizers.SGD, positive, momentum=unit, nesterov=st.booleans(), clipnorm=optional(positive)),
    st.builds(optimizers.Adam, positive, beta_1=unit, amsgrad=st.booleans(), weight_decay=optional(unit)),
    st.builds(optimizers.AdamW, positive, no_decay=st.lists(st.text(max_size=4), max_size=3).map(tuple)),
    st.builds(optimizers.Muon, positive, exclude_layers=st.just(("dense_1/",)), ns_steps=sizes),
)
SCHEDULES = st.recursive(
    st.one_of(
        st.builds(schedules.CosineDecay, positive, decay_steps=sizes, alpha=unit),
        st.builds(
            schedules.ExponentialDecay, positive, decay_steps=sizes, decay_rate=positive, staircase=st.booleans()
        ),
        st.just(schedules.PiecewiseConstantDecay([10, 20], [0.1, 0.01, 0.001])),
    ),
    lambda inner: st.builds(schedules.WarmUp, inner, warmup_steps=sizes),
    max_leaves=3,
)


@given(OPTIMIZERS, SCHEDULES)
def test_optimizers_and_schedules(optimizer: Any, schedule: Any) -> None:
    """With a number or a schedule, nested to any depth, as the learning rate."""
    assert same(there_and_back(optimizer), optimizer)
    scheduled = optimizers.SGD(schedule)
    assert same(there_and_back(scheduled), scheduled)
    assert there_and_back(schedule)(7) == schedule(7)


ARGUMENTS = {
    "CosineDecay": (0.1, 10), "CosineDecayRestarts": (0.1, 10), "ExponentialDecay": (0.1, 10, 0.5), "StepDecay": (0.1, 10),
    "InverseTimeDecay": (0.1, 10, 0.5), "PolynomialDecay": (0.1, 10), "PiecewiseConstantDecay": ([1], [0.1, 0.2]),
    "WarmUp": (0.1, 10), "OneCycle": (0.1, 10), "LossFunction": ("mse",), "MetricFunction": (losses.mse,), "MeanIoU": (3,),
    "SensitivityAtSpecificity": (0.5,), "SpecificityAtSensitivity": (0.5,), "PrecisionAtRecall": (0.5,),
    "RecallAtPrecision": (0.5,),
    "SubwordTokenizer": ('{"version": "1.0", "model": {"type": "WordLevel", "vocab": {"[UNK]": 0}, "unk_token": "[UNK]"}}',),
}  # fmt: skip


def everything() -> list[Any]:
    """Return an object of each class and each function that a file may name, but for layers."""
    found: dict[int, Any] = {}
    for family in families.FAMILIES[1:-2]:  # no layers, preparations, things of one's own
        for member in families.members(family).values():
            found[id(member)] = member
    return list(found.values())


@pytest.mark.parametrize("member", everything(), ids=lambda member: f"{type(member).__name__}-{member.__name__}")
def test_everything_with_a_name(member: Any) -> None:
    """Functions are themselves again, objects equal ones."""
    if not isinstance(member, type):
        assert there_and_back(member) is member
        return
    try:
        made = member(*ARGUMENTS.get(member.__name__, ()))
    except MissingExtraError as problem:
        pytest.skip(f"no {problem.fields['package']} here")
    loaded = there_and_back(made)
    assert type(loaded) is member
    assert same(loaded, made)


def test_no_name_has_two_meanings() -> None:
    """A class is written under its own name, which must lead back to it."""
    for family in families.FAMILIES[:-1]:
        for member in families.members(family).values():
            found = families.name_of(member)
            assert found is not None
            assert families.members(found[0])[found[1]] is member


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**60), 2**60) | st.floats() | st.text(max_size=5),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.lists(inner, max_size=3).map(tuple),
        st.dictionaries(st.text(max_size=3) | st.sampled_from(["class", "list", "same"]), inner, max_size=3),
        st.dictionaries(st.integers() | st.booleans() | st.tuples(st.text(max_size=2)), inner, max_size=2),
    ),
    max_leaves=12,
)


@given(JSON)
@settings(max_examples=200)
def test_plain_values(value: Any) -> None:
    """Lists, tuples, dicts with any keys, NaN and infinity, texts that are no text: as they were."""
    assert same(there_and_back(value), value)


def test_numbers_of_numpy_become_plain() -> None:
    """A learning rate computed with NumPy is a number like any other."""
    layer = layers.Rescaling(np.float32(0.1), offset=np.float64(2.0))
    loaded = there_and_back(layer)
    assert loaded.scale == np.float32(0.1)
    assert type(loaded.scale) is float
    assert there_and_back([np.int64(3), np.bool_(True), np.str_("a"), np.dtype("f4"), np.float64]) == [
        3, True, "a", "float32", "float64",
    ]  # fmt: skip
    assert json.dumps(Describer().value(np.int64(3), ())) == "3"


def test_losses_and_metrics_of_functions() -> None:
    """Wrapped functions are written by their names."""
    loaded = there_and_back(losses.LossFunction("mae", reduction="sum"))
    assert loaded.function is losses.mae
    assert loaded.reduction == "sum"
    metric = there_and_back(metrics.MetricFunction(losses.mae, name="error"))
    assert metric.function is losses.mae
    assert metric.name == "error"
