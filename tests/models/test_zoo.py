"""The zoo: sizes of the papers, values of PyTorch, files, gradients, tables."""

from __future__ import annotations

import math
from functools import partial
from typing import Any

import numpy as np
import pytest

import badak
from badak.errors import BadakError
from badak.layers import BottleneckBlock, ResidualBlock
from badak.models import zoo
from badak.models.summary import Summary
from references.networks import cotangent, pictures, weight
from references.reader import load

IMAGENET, CIFAR, MNIST = (224, 224, 3), (32, 32, 3), (28, 28, 1)

# what the papers and their reference implementations count: torchvision, and the 6n + 2 family without projections
TRAINED = {
    "simple_cnn": (MNIST, 34_826),
    "deep_cnn": (MNIST, 77_786),
    "fast_cnn": (MNIST, 40_730),
    "vgg11": (IMAGENET, 132_863_336),
    "vgg13": (IMAGENET, 133_047_848),
    "vgg16": (IMAGENET, 138_357_544),
    "vgg19": (IMAGENET, 143_667_240),
    "resnet18": (IMAGENET, 11_689_512),
    "resnet34": (IMAGENET, 21_797_672),
    "resnet50": (IMAGENET, 25_557_032),
    "resnet101": (IMAGENET, 44_549_160),
    "resnet152": (IMAGENET, 60_192_808),
    "resnet20": (CIFAR, 269_722),
    "resnet32": (CIFAR, 464_154),
    "resnet44": (CIFAR, 658_586),
    "resnet56": (CIFAR, 853_018),
    "resnet110": (CIFAR, 1_727_962),
    "plain20": (CIFAR, 269_722),
    "plain32": (CIFAR, 464_154),
    "plain44": (CIFAR, 658_586),
    "plain56": (CIFAR, 853_018),
    "plain110": (CIFAR, 1_727_962),
    # resnet18 and 34 less their three projections: 8,192 + 32,768 + 131,072 kernels, 2 · (128 + 256 + 512) of the norms
    "plain18": (IMAGENET, 11_689_512 - 173_824),
    "plain34": (IMAGENET, 21_797_672 - 173_824),
}
NETWORKS = [name for name in zoo.__all__ if name not in ("WeightCount", "count_weights", "residual_network")]


def test_each_network_has_a_figure():
    assert sorted(NETWORKS) == sorted(TRAINED)


@pytest.mark.parametrize("name", NETWORKS)
def test_weights_are_as_many_as_in_the_paper(name: str):
    """Counted from the shapes that the layers declare: nothing is made."""
    shape, trained = TRAINED[name]
    model = getattr(zoo, name)(input_shape=None)
    assert zoo.count_weights(model, shape).trained == trained
    assert not model.built
    assert model.shape_after(shape) == (1000 if shape == IMAGENET else 10,)


def test_batch_norm_of_vgg():
    """torchvision's vgg16_bn has 138,365,992."""
    assert zoo.count_weights(zoo.vgg16(input_shape=None, batch_norm=True), IMAGENET).trained == 138_365_992


def test_projections_are_counted():
    """Two of them in the small family: 16·32 + 2·32 and 32·64 + 2·64 more."""
    model = zoo.resnet20(input_shape=None, shortcut="projection")
    assert zoo.count_weights(model, CIFAR).trained == 269_722 + 16 * 32 + 64 + 32 * 64 + 128


def test_counting_agrees_with_what_is_made():
    model = zoo.resnet20()
    counted = zoo.count_weights(model, CIFAR)
    assert counted.trained == sum(w.numel() for w in model.trainable_weights)
    assert counted.trained + counted.kept == model.count_params()
    model.predict(np.zeros((1, *CIFAR), np.float32))  # counting did not disturb the built model


# ---- values --------------------------------------------------------------------------------------------------------------


def copied(case: Any, dtype: str | None) -> badak.Sequential:
    """Make badak's model with the weights of the reference."""
    model = getattr(zoo, case["function"])(input_shape=None, **case["config"], classifier_activation=None)
    model = badak.Sequential(model.layers, dtype=dtype)
    model.build(tuple(case["shape"]))
    values = []
    before: tuple = ()
    for place, (path, holder, learned) in enumerate(model.weight_items()):
        kind = path.rsplit("/", 1)[-1]
        shape = tuple(holder.shape if learned else holder[kind].shape)
        if len(shape) == 4:
            values.append(weight(place, "kernel", (shape[3], shape[2], *shape[:2])).transpose(2, 3, 1, 0))
        elif len(shape) == 2:
            made = weight(place, "kernel", shape[::-1])
            if path == "dense1/kernel":  # PyTorch flattens (channels, rows, columns)
                side = math.isqrt(shape[0] // 512)
                made = made.reshape(-1, 512, side, side).transpose(0, 2, 3, 1).reshape(shape[::-1])
            values.append(made.T)
        else:
            values.append(weight(place, kind, shape))
        before = shape
    assert before and len(values) == case["weights"]
    model.set_weights(values)
    return model


CASES = list(load("networks"))


@pytest.mark.parametrize("case", CASES, ids=repr)
def test_logits_are_those_of_pytorch(case: Any):
    """In float32, as models compute: the native kernels and the folded batch norms are part of it."""
    model = copied(case, None)
    x = pictures(tuple(case["shape"])).astype(np.float32)
    scale = np.abs(case.arrays["logits"]).max()
    np.testing.assert_allclose(model.predict(x), case.arrays["logits"], rtol=1e-4, atol=1e-4 * scale)
    if case["function"] != "resnet50":  # 50 layers of batch statistics over 2 pictures magnify rounding
        logits = model(x, training=True).numpy()
        scale = np.abs(case.arrays["logits_training"]).max()
        np.testing.assert_allclose(logits, case.arrays["logits_training"], rtol=1e-3, atol=1e-3 * scale)


@pytest.mark.parametrize("case", [c for c in CASES if c["function"] in ("resnet20", "vgg11")], ids=repr)
def test_gradients_are_those_of_pytorch(case: Any):
    model = copied(case, "float64")
    x = badak.tensor(pictures(tuple(case["shape"])), requires_grad=True)
    logits = model(x, training=True)
    np.testing.assert_allclose(logits.numpy(), case.arrays["logits_training"], rtol=1e-8, atol=1e-10)
    logits.backward(cotangent(case["config"]["classes"]))
    assert x.grad is not None
    scale = np.abs(case.arrays["x_grad"]).max()
    np.testing.assert_allclose(x.grad.numpy()[:, :4, :4], case.arrays["x_grad"], rtol=1e-6, atol=1e-8 * scale)
    norms = [float(np.linalg.norm(w.grad.numpy())) for w in model.trainable_weights]
    # a bias in front of a batch norm has no influence: its gradient is 0 but for rounding
    np.testing.assert_allclose(norms, case.arrays["grad_norms"], rtol=1e-6, atol=1e-10)


# ---- use -----------------------------------------------------------------------------------------------------------------

SMALL: dict[str, dict] = {
    "simple_cnn": {"input_shape": (12, 12, 2)},
    "deep_cnn": {"input_shape": (8, 8, 2)},
    "fast_cnn": {"input_shape": (18, 20, 1)},
    "vgg11": {"input_shape": (32, 32, 3), "units": 8, "batch_norm": True},
    "resnet20": {"input_shape": (8, 8, 3)},
    "plain20": {"input_shape": (8, 8, 3)},
    "resnet50": {"input_shape": (32, 32, 1)},
    "plain18": {"input_shape": (32, 32, 1)},
}


@pytest.mark.parametrize("name", SMALL)
def test_files_bring_a_model_back(name: str, tmp_path: Any):
    model = getattr(zoo, name)(classes=3, **SMALL[name])
    x = np.random.default_rng(0).normal(size=(2, *SMALL[name]["input_shape"])).astype(np.float32)
    model(x, training=True)  # moving statistics that are not those of the start
    model.save(tmp_path / "model.badak")
    loaded = badak.models.load_model(tmp_path / "model.badak")
    assert loaded.name == name
    np.testing.assert_array_equal(loaded.predict(x), model.predict(x))
    assert model.predict(x).shape == (2, 3)
    np.testing.assert_allclose(model.predict(x).sum(axis=1), 1.0, rtol=1e-5)


@pytest.mark.parametrize("name", SMALL)
def test_every_weight_hears_from_the_loss(name: str):
    model = getattr(zoo, name)(classes=3, **SMALL[name], classifier_activation=None)
    x = np.random.default_rng(0).normal(size=(4, *SMALL[name]["input_shape"])).astype(np.float32)
    out = model(x, training=True)
    out.backward(np.random.default_rng(1).normal(size=out.shape).astype(np.float32))
    for path, holder, learned in model.weight_items():
        if learned:
            assert holder.grad is not None and np.isfinite(holder.grad.numpy()).all(), path
            # what a batch norm takes away again (a bias, in front of it) has no gradient; all others have
            assert path.endswith("bias") or np.abs(holder.grad.numpy()).max() > 0, path


def test_prediction_folds_the_norms_and_training_updates_them():
    """Both give what the layers give one by one."""
    block = ResidualBlock(6, strides=2, input_shape=(7, 7, 4))
    x = np.random.default_rng(0).normal(size=(3, 7, 7, 4)).astype(np.float32)
    for training in (True, False):
        out = block(x, training=training)
        inner = dict(block.sublayers())
        y = x
        for name in ("conv1", "norm1", "relu1", "conv2", "norm2"):
            y = inner[name](y, training=training)
        around = inner["shortcut_norm"](inner["shortcut"](x, training=training), training=training)
        np.testing.assert_allclose(out.numpy(), np.maximum(y.numpy() + around.numpy(), 0), rtol=1e-4, atol=1e-5)
    assert np.abs(dict(block.sublayers())["norm2"].slot.state["moving_mean"]).max() > 0


def test_a_padded_shortcut_thins_and_adds_zeros():
    block = ResidualBlock(3, strides=2, shortcut="pad", kernel_initializer="zeros")
    x = np.random.default_rng(0).normal(size=(1, 5, 4, 2)).astype(np.float32)
    out = block(x).numpy()
    np.testing.assert_array_equal(out[..., :2], np.maximum(x[:, ::2, ::2], 0))
    assert not out[..., 2].any()


def test_identity_is_added_as_it_is():
    block = BottleneckBlock(2, kernel_initializer="zeros")
    x = np.random.default_rng(0).normal(size=(1, 3, 3, 8)).astype(np.float32)
    np.testing.assert_array_equal(block(x).numpy(), np.maximum(x, 0))
    assert "shortcut" not in dict(block.sublayers())


def test_gradients_of_a_block():
    """By differences, in float64, with both kinds of shortcut."""
    for shortcut in ("pad", "projection"):
        block = ResidualBlock(3, strides=2, shortcut=shortcut, dtype="float64", input_shape=(4, 4, 2))
        block.build((4, 4, 2), dtype="float64")
        x = badak.tensor(np.random.default_rng(0).normal(size=(3, 4, 4, 2)))
        badak.check_grads(partial(block, training=True), (x,))


def test_summary_shows_what_is_in_a_block():
    model = zoo.resnet20()
    text = str(Summary(model, 100))
    assert "ResidualBlock" in text and "stage3_block3" in text and "conv1" not in text
    lines: list[str] = []
    model.summary(100, lines.append, expand_nested=True)
    inside = [line for line in lines[0].splitlines() if "stage2_block1" in line or "├" in line or "└" in line]
    assert any("conv2" in line and "Conv2D" in line and "(None, 16, 16, 32)" in line for line in inside)
    assert "269,722" in lines[0]


def test_names_and_logits_can_be_chosen():
    model = zoo.simple_cnn((12, 12, 1), 4, classifier_activation=None, name="mine")
    assert model.name == "mine"
    assert not np.allclose(model.predict(np.ones((1, 12, 12, 1), np.float32)).sum(), 1.0)


@pytest.mark.parametrize(
    ("make", "code", "words"),
    [
        (lambda: zoo.vgg16((28, 28, 1)), "BD151", "too small for vgg16"),
        (lambda: zoo.resnet50((31, 40, 3)), "BD151", "at least 32×32"),
        (lambda: zoo.simple_cnn((28, 28)), "BD003", "height, width, channels"),
        (lambda: zoo.simple_cnn(10), "BD003", "height, width, channels"),
        (lambda: zoo.resnet20((32, 32, 3), 0), "BD003", "'classes'"),
        (lambda: zoo.vgg11((32, 32, 3), "10"), "BD003", "how many classes"),
        (lambda: ResidualBlock(0), "BD003", "filters"),
        (lambda: ResidualBlock(4, shortcut="zero"), "BD003", "'projection' | 'pad'"),
        (
            lambda: ResidualBlock(4, shortcut="pad")(np.zeros((1, 4, 4, 8), np.float32)),
            "BD150",
            "shortcut='projection'",
        ),
        (lambda: ResidualBlock(4)(np.zeros((1, 4), np.float32)), "BD103", "axes"),
    ],
)
def test_what_cannot_be_is_told(make: Any, code: str, words: str):
    with pytest.raises(BadakError) as caught:
        make()
    assert caught.value.code == code
    assert words in str(caught.value)
