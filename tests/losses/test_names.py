"""Names, files, and the way from what a user writes to the loss that fits the data."""

from __future__ import annotations

import json
from dataclasses import FrozenInstanceError

import numpy as np
import pytest

import badak
from badak import losses
from badak.errors import ArgumentError, BadakError
from badak.losses import LOSSES, align, choose

CLASSES = sorted({c for c in losses.choice.CLASS_OF.values()}, key=lambda c: c.__name__)


@pytest.mark.parametrize("cls", CLASSES, ids=lambda c: c.__name__)
def test_keras_signature_and_files(cls: type) -> None:
    loss = cls()
    assert loss.reduction == "sum_over_batch_size" and loss.dtype is None
    assert cls.registry is LOSSES
    with pytest.raises(FrozenInstanceError):
        loss.reduction = "sum"
    changed = cls(reduction="sum", name="other")
    description = json.loads(json.dumps(LOSSES.describe(changed)))
    assert description["class"] == cls.__name__
    assert "registry" not in description["config"]
    again = losses.get(description)
    assert again == changed and hash(again) == hash(changed)
    assert again != loss
    assert cls.from_config(changed.get_config()) == changed
    assert losses.get(cls.__name__) == loss == losses.get(cls) == losses.resolve(cls)
    assert losses.get({"class_name": cls.__name__, "config": {"name": "k"}}).name == "k"


@pytest.mark.parametrize(
    ("loss", "arguments"),
    [
        (losses.Huber(2.0), {"delta": 2.0}),
        (losses.BinaryCrossentropy(True, 0.1), {"from_logits": True, "label_smoothing": 0.1}),
        (losses.SparseCategoricalCrossentropy(True, -1), {"from_logits": True, "ignore_class": -1}),
        (losses.CategoricalFocalCrossentropy([0.5, 0.5], 3.0), {"alpha": (0.5, 0.5), "gamma": 3.0}),
        (losses.BinaryFocalCrossentropy(True, 0.3, 1.0), {"apply_class_balancing": True, "alpha": 0.3, "gamma": 1.0}),
        (losses.Tversky(0.3, 0.7, axis=[1, 2]), {"alpha": 0.3, "beta": 0.7, "axis": (1, 2)}),
    ],
    ids=lambda x: type(x).__name__,
)
def test_arguments_stand_where_keras_has_them(loss, arguments: dict) -> None:
    assert {key: getattr(loss, key) for key in arguments} == arguments
    assert losses.get(json.loads(json.dumps(LOSSES.describe(loss)))) == loss


SHORT = {
    "mse": "mean_squared_error", "MSE": "mean_squared_error", "l2": "mean_squared_error",
    "mae": "mean_absolute_error", "MAE": "mean_absolute_error", "l1": "mean_absolute_error",
    "mape": "mean_absolute_percentage_error", "msle": "mean_squared_logarithmic_error",
    "kld": "kl_divergence", "logcosh": "log_cosh", "bce": "binary_crossentropy", "cce": "categorical_crossentropy",
    "scce": "sparse_categorical_crossentropy", "huber_loss": "huber",
}  # fmt: skip


def test_short_names() -> None:
    for short, name in SHORT.items():
        assert losses.get(short) is getattr(losses, name)
    for name in ("mse", "MSE", "mae", "MAE", "mape", "MAPE", "msle", "MSLE", "kld", "KLD", "bce", "BCE"):
        assert getattr(losses, name) is losses.get(name)
    assert losses.get(None) is None


def test_functions_become_losses() -> None:
    for function, cls in losses.choice.CLASS_OF.items():
        assert losses.resolve(function) == cls() == losses.resolve(function.__name__)
    for loss in (losses.Huber(), losses.LossFunction(losses.huber)):
        assert losses.resolve(loss) is loss


def test_a_function_of_the_user_s_own() -> None:
    def cubic(y_true, y_pred):
        return badak.mean(badak.absolute(y_true - y_pred) ** 3, axis=-1)

    loss = losses.resolve(cubic)
    assert loss.name == "cubic" and isinstance(loss, losses.Loss)
    y_true, y_pred = np.zeros((2, 2)), np.array([[1.0, 1.0], [2.0, 2.0]])
    assert loss(y_true, y_pred) == pytest.approx(4.5)
    assert loss(y_true, y_pred, sample_weight=np.array([2.0, 0.0])) == pytest.approx(1.0)
    p = badak.tensor(y_pred, requires_grad=True)
    loss(y_true, p).backward()
    np.testing.assert_allclose(p.grad.numpy(), 3 * y_pred**2 / 4)
    single = losses.resolve(lambda t, p: badak.sum(p - t))  # already one number
    assert single(y_true, y_pred) == pytest.approx(6.0)
    with pytest.raises(ArgumentError) as problem:
        LOSSES.describe(loss)
    assert problem.value.code == "BD085"


def test_a_registered_function_and_class_survive_a_file() -> None:
    @badak.register("test_losses>twice")
    def twice(y_true, y_pred):
        return badak.mean(2.0 * badak.absolute(y_true - y_pred), axis=-1)

    @badak.register("test_losses>Own")
    class Own(losses.Loss):
        def __init__(self, power=2, name="own", reduction="sum"):
            super().__init__(name, reduction)
            self.power = power

        def call(self, y_true, y_pred):
            return badak.mean(badak.absolute(y_true - y_pred) ** self.power, axis=-1)

        def get_config(self):
            return {**super().get_config(), "power": self.power}

    y_true, y_pred = np.zeros((2, 1)), np.array([[1.0], [3.0]])
    for loss in (losses.resolve(twice), losses.resolve("test_losses>twice"), Own(3), losses.resolve("test_losses>Own")):
        again = losses.get(json.loads(json.dumps(LOSSES.describe(loss))))
        assert type(again) is type(loss) and again.get_config() == loss.get_config()
        assert again(y_true, y_pred) == loss(y_true, y_pred)
    assert Own(3)(y_true, y_pred) == 28


# --- the kind of cross-entropy ---------------------------------------------------------------------------------------------

KINDS = [
    ((32,), (32, 1), "binary"),
    ((32, 1), (32, 1), "binary"),
    ((32,), (32,), "binary"),
    ((32, 10), (32, 10), "categorical"),
    ((32, 10), (None, 10), "categorical"),
    ((32,), (32, 10), "sparse"),
    ((32, 1), (None, 10), "sparse"),
    ((8, 5), (8, 5, 10), "sparse"),
    ((8, 5), (None, None, 10), "sparse"),
    ((8, 5, 10), (None, None, 10), "categorical"),
    ((8, 5, 1), (None, None, 1), "binary"),
    ((8, 5), (None, None, 1), "binary"),
    ((8, 5, 10), (8, 5, 10), "categorical"),
    ((8, 5, 1), (8, 5, 1), "binary"),
    ((8, 4, 4), (8, 4, 4, 3), "sparse"),
]


@pytest.mark.parametrize(("y_true", "y_pred", "kind"), KINDS)
def test_the_kind_is_told_from_the_shapes(y_true: tuple, y_pred: tuple, kind: str) -> None:
    name = {"binary": "binary_", "categorical": "categorical_", "sparse": "sparse_categorical_"}[kind] + "crossentropy"
    assert choose("crossentropy", np.int64, y_true, y_pred) == name
    assert choose("crossentropy", "float32", y_true, y_pred) == name
    assert choose("mse", np.int64, y_true, y_pred) == "mse"
    if None not in y_pred and (kind != "binary" or y_true == y_pred):
        values, p = np.zeros(y_true), np.full(y_pred, 0.25)
        assert losses.resolve("crossentropy")(values, p) == pytest.approx(getattr(losses, name)(values, p).mean())


@pytest.mark.parametrize(
    ("y_true", "y_pred"), [((32, 3), (32, 10)), ((32, 5), (32, 1)), ((32,), ()), ((32, 4, 4), (32, 10))]
)
def test_shapes_that_fit_no_kind(y_true: tuple, y_pred: tuple) -> None:
    with pytest.raises(BadakError) as problem:
        choose("crossentropy", np.int64, y_true, y_pred)
    assert problem.value.code == "BD058"
    assert "binary, categorical or sparse categorical" in problem.value.text("en")
    assert "종류" in problem.value.text("ko")


# --- aligning -----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "fits", "differs"),
    [("sparse_categorical_crossentropy", (8, 5), (8, 5, 7)), ("categorical_crossentropy", (8, 5, 10), (8, 5, 9))],
)
def test_steps_are_not_known_before_the_data(name: str, fits: tuple, differs: tuple) -> None:
    loss, y = losses.resolve(name), np.zeros(fits, np.int64)
    assert losses.align(y, (8, None, 10), loss=loss) is y
    with pytest.raises(BadakError) as problem:
        losses.align(np.zeros(differs), (8, None, 10), loss=loss)
    assert problem.value.code == "BD052"


def test_only_an_axis_of_size_one_is_mended() -> None:
    flat, column = np.arange(3.0), np.arange(3.0)[:, None]
    for wanted in ((3, 1), (None, 1)):
        np.testing.assert_array_equal(align(flat, wanted), column)
        assert align(column, wanted) is column
    np.testing.assert_array_equal(align(column, (3,)), flat)
    assert align(flat, (None,)) is flat
    series = np.zeros((2, 5, 3))
    assert align(series, (None, 5, 3)) is series
    t = badak.tensor(flat)
    assert align(t, (None, 1)).shape == (3, 1)
    for y_true, wanted in (
        (flat, (4, 1)),
        (flat, (3, 2)),
        (np.zeros((3, 4)), (3, 5)),
        (np.zeros((3, 4)), (3, 4, 1)),
        (flat, (3, 3)),
    ):
        with pytest.raises(BadakError) as problem:
            align(y_true, wanted)
        assert problem.value.code == "BD052"


def test_aligning_knows_what_the_loss_wants() -> None:
    sparse, rows = losses.SparseCategoricalCrossentropy(), losses.CategoricalCrossentropy()
    numbers = np.array([0, 1, 2])
    assert align(numbers, (None, 4), sparse) is numbers
    column = numbers[:, None]
    assert align(column, (None, 4), sparse) is column
    own = losses.resolve(lambda t, p: p)
    assert align(numbers, (None, 7, 7), own) is numbers
    assert align(numbers, (None, 1), losses.resolve("crossentropy")).shape == (3, 1)
    assert align(numbers, (None, 4), losses.resolve("crossentropy")) is numbers
    assert align(numbers, (None, 1), losses.BinaryCrossentropy()).shape == (3, 1)
    for loss, y_true, shape, code in (
        (sparse, np.eye(4), (None, 4), "BD054"),
        (sparse, numbers, (None, 1), "BD056"),
        (rows, numbers, (None, 4), "BD053"),
        (rows, np.ones((3, 1)), (None, 1), "BD056"),
        (rows, np.ones((3, 2)), (None, 4), "BD052"),
    ):
        with pytest.raises(BadakError) as problem:
            align(y_true, shape, loss)
        assert problem.value.code == code
