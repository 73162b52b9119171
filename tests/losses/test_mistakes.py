"""What goes wrong with losses in practice, and what badak says about it in both languages."""

from __future__ import annotations

import numpy as np
import pytest

import badak
from badak import losses
from badak.errors import ArgumentError, BadakError, DataError, ShapeError
from tests.losses.tracing import jit

rows = np.eye(3)
chance = np.full((3, 3), 1 / 3)


def raised(code: str, kind: type[BadakError], function, *args, **kwargs) -> BadakError:
    with pytest.raises(kind) as caught:
        function(*args, **kwargs)
    problem = caught.value
    assert problem.code == code
    for language in ("en", "ko"):
        text = problem.text(language)
        assert "?>" not in text, text  # a field that nobody filled in
        assert len(text.splitlines()) >= 3, text
    assert any("가" <= letter <= "힣" for letter in problem.text("ko"))
    return problem


def says(problem: BadakError, *, en: list[str], ko: list[str]) -> None:
    for language, parts in (("en", en), ("ko", ko)):
        text = problem.text(language)
        for part in parts:
            assert part in text, text


# --- shapes -----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name", ["mean_squared_error", "mean_absolute_error", "huber", "binary_crossentropy", "hinge", "poisson"]
)
def test_a_column_and_a_flat_array_are_not_broadcast(name: str) -> None:
    function = getattr(losses, name)
    problem = raised("BD052", ShapeError, function, np.ones(3), np.full((3, 1), 0.5))
    says(
        problem,
        en=["y_true (3,), y_pred (3, 1)", "y_true (3, 1)", "y_true.reshape(-1, 1)", f"where: {name}", "never repeats"],
        ko=["y_true (3,), y_pred (3, 1)", "y_true.reshape(-1, 1)", "브로드캐스팅"],
    )
    problem = raised("BD052", ShapeError, function, np.ones((3, 1)), np.full(3, 0.5))
    says(problem, en=["y_true.reshape(-1);"], ko=["y_true.reshape(-1)로"])
    problem = raised("BD052", ShapeError, function, np.ones((4, 2)), np.full((3, 2), 0.5))
    says(problem, en=["as many targets as predictions"], ko=["개수를 같게"])
    problem = raised("BD052", ShapeError, function, np.ones((3, 2)), np.full((3, 5), 0.5))
    says(problem, en=["as many units as"], ko=["유닛 수"])


def test_shapes_are_checked_under_jit_too() -> None:
    raised("BD052", ShapeError, jit(losses.mean_squared_error), np.ones(3), np.ones((3, 1)))


@pytest.mark.parametrize("name", ["categorical_crossentropy", "categorical_focal_crossentropy", "categorical_hinge"])
def test_class_numbers_for_a_loss_of_rows(name: str) -> None:
    function = getattr(losses, name)
    for numbers in (np.array([0, 1, 2]), np.array([[0], [1], [2]])):
        problem = raised("BD053", ShapeError, function, numbers, chance)
        says(
            problem,
            en=["one-hot rows", "sparse_categorical_crossentropy", "to_categorical(y, 3)"],
            ko=["원-핫", "sparse_categorical_crossentropy", "to_categorical(y, 3)"],
        )
    raised("BD052", ShapeError, function, np.ones((3, 2)), chance)
    raised("BD052", ShapeError, function, np.ones((2, 3)), chance)


@pytest.mark.parametrize("name", ["sparse_categorical_crossentropy", "categorical_generalized_cross_entropy"])
def test_rows_for_a_loss_of_class_numbers(name: str) -> None:
    function = getattr(losses, name)
    problem = raised("BD054", ShapeError, function, rows, chance)
    says(problem, en=["categorical_crossentropy", "argmax(axis=-1)", "0 to 2"], ko=["argmax(axis=-1)", "0부터 2까지"])
    problem = raised("BD052", ShapeError, function, np.array([0, 1]), chance)
    says(problem, en=["y_true (3,)"], ko=["y_true (3,)"])


@pytest.mark.parametrize(
    "name", ["categorical_crossentropy", "categorical_focal_crossentropy", "sparse_categorical_crossentropy"]
)
def test_a_categorical_loss_over_one_unit(name: str) -> None:
    for y_true in (np.ones((3, 1)), np.ones(3, int)):
        problem = raised("BD056", ArgumentError, getattr(losses, name), y_true, np.full((3, 1), 0.5))
        says(
            problem,
            en=["only one output unit", "binary_crossentropy", "loss='mse'"],
            ko=["유닛", "binary_crossentropy"],
        )


# --- activations ----------------------------------------------------------------------------------------------------------


def test_an_activation_applied_twice() -> None:
    z = badak.tensor(np.random.default_rng(0).normal(size=(3, 3)))
    for activation, name in ((badak.softmax, "softmax"), (badak.sigmoid, "sigmoid")):
        for loss, y_true in (
            (losses.CategoricalCrossentropy, rows),
            (losses.CategoricalFocalCrossentropy, rows),
            (losses.SparseCategoricalCrossentropy, np.arange(3)),
            (losses.BinaryCrossentropy, rows),
            (losses.BinaryFocalCrossentropy, rows),
        ):
            problem = raised("BD050", ArgumentError, loss(from_logits=True), y_true, activation(z))
            says(
                problem,
                en=[f"{name} would be applied twice", "leave out from_logits=True"],
                ko=["두 번", "from_logits=True를 빼세요"],
            )


def test_a_softmax_over_one_unit() -> None:
    p = badak.softmax(badak.tensor(np.zeros((3, 1))))
    for loss in (
        losses.BinaryCrossentropy(),
        losses.BinaryFocalCrossentropy(),
        losses.BinaryCrossentropy(from_logits=True),
    ):
        problem = raised("BD051", ArgumentError, loss, np.ones((3, 1)), p)
        says(problem, en=["always 1", "activation='sigmoid'"], ko=["항상 1", "activation='sigmoid'"])


@pytest.mark.parametrize(
    ("name", "y_true"),
    [
        ("binary_crossentropy", rows),
        ("binary_focal_crossentropy", rows),
        ("categorical_crossentropy", rows),
        ("categorical_focal_crossentropy", rows),
        ("sparse_categorical_crossentropy", np.arange(3)),
        ("categorical_generalized_cross_entropy", np.arange(3)),
        ("kl_divergence", rows),
    ],
)
def test_logits_taken_for_probabilities(name: str, y_true: np.ndarray) -> None:
    function = getattr(losses, name)
    z = np.array([[2.5, -1.0, 0.0]] * 3)
    for y_pred in (z, badak.tensor(z)):
        problem = raised("BD057", DataError, function, y_true, y_pred)
        says(
            problem,
            en=["from -1 to 2.5", "activation='softmax'", "from_logits=True"],
            ko=["-1에서 2.5까지", "from_logits=True"],
        )
    function(y_true, np.array([[1.001, -0.001, 0.0]] * 3))  # rounding is forgiven
    function(y_true, np.full((3, 3), np.nan))  # NaN has its own message elsewhere


def test_logarithms_taken_for_probabilities() -> None:
    p = badak.log_softmax(badak.tensor(np.zeros((3, 3))))
    problem = raised("BD057", DataError, losses.categorical_crossentropy, rows, p)
    says(problem, en=["logarithms of probabilities"], ko=["확률의 로그"])
    # a second log_softmax changes nothing, so that is allowed
    assert losses.categorical_crossentropy(rows, p, from_logits=True).numpy() == pytest.approx(np.log(3))


# --- labels -----------------------------------------------------------------------------------------------------------------


def test_a_class_number_that_does_not_exist() -> None:
    for label in (3, -1):
        for numbers in (np.array([0, label, 2]), badak.tensor([0, label, 2]), np.array([[0.0], [label], [2.0]])):
            problem = raised("BD055", DataError, losses.sparse_categorical_crossentropy, numbers, chance)
            says(
                problem,
                en=[f"the target {label} in row 1", "there are 3 classes", "0 to 2", "1 such values"],
                ko=[f"1번 행의 정답 {label}", "클래스는 3개", "모두 1개"],
            )
    losses.sparse_categorical_crossentropy(np.array([0, -1, 2]), chance, ignore_class=-1)


CHECKS = [
    ("sparse_categorical_crossentropy", np.array([0, 2, 7, 9]), (None, 3), 7, 2, "there are 3 classes", "클래스는 3개"),
    ("sparse_categorical_crossentropy", np.array([0, -2, 1]), (None, 3), -2, 1, "numbered from 0 to 2", "번호는 0부터 2까지"),
    ("sparse_categorical_crossentropy", np.array([0.0, 1.5]), (None, 3), 1.5, 1, "whole numbers", "정수"),
    ("sparse_categorical_crossentropy", np.array([[0, 1], [1, 5]]), (None, 2, 4), 5, 1, "there are 4 classes", "클래스는 4개"),
    ("mse", np.array([[1.0, 2.0], [np.nan, 1.0]]), (None, 2), np.nan, 1, "it is not a number", "수가 아닙니다"),
    ("mse", np.array([1.0, -np.inf]), (None, 1), -np.inf, 1, "it is infinite", "무한대"),
    ("binary_crossentropy", np.array([0, 1, 2]), (None, 1), 2, 2, "not between 0 and 1", "0과 1 사이"),
    ("binary_crossentropy", np.array([-1, 1]), (None, 1), -1, 0, "not between 0 and 1", "0과 1 사이"),
    ("categorical_crossentropy", np.array([[0.0, 1.0], [255.0, 0.0]]), (None, 2), 255.0, 1, "not between 0 and 1", "0과 1 사이"),
    ("kl_divergence", np.array([[0.5, -0.5]]), (None, 2), -0.5, 0, "not between 0 and 1", "0과 1 사이"),
    ("hinge", np.array([-1, 1, 3]), (None, 1), 3, 2, "none of -1, 0 and 1", "-1, 0, 1"),
    ("poisson", np.array([[3.0], [-1.0]]), (None, 1), -1.0, 1, "negative", "음수"),
    ("msle", np.array([[3.0], [-1.0]]), (None, 1), -1.0, 1, "negative", "음수"),
    ("mse", np.array(["cat", "dog"]), (None, 1), "cat", 0, "it is text", "글자"),
    ("crossentropy", np.array([0, 5]), (None, 3), 5, 1, "there are 3 classes", "클래스는 3개"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "y_true", "shape", "label", "row", "en", "ko"), CHECKS)
def test_targets_that_the_loss_cannot_use(name, y_true, shape, label, row, en, ko) -> None:
    problem = raised("BD055", DataError, losses.check_labels, losses.resolve(name), y_true, shape)
    says(
        problem,
        en=[f"the target {label} in row {row}", en, "expected:"],
        ko=[f"{row}번 행의 정답 {label}", ko, "기대한 값:"],
    )


@pytest.mark.parametrize(
    ("name", "y_true", "shape"),
    [
        ("sparse_categorical_crossentropy", np.array([0, 1, 2]), (None, 3)),
        ("sparse_categorical_crossentropy", np.array([0.0, 1.0, 2.0]), (None, 3)),
        ("binary_crossentropy", np.array([0, 1]), (None, 1)),
        ("binary_crossentropy", np.array([True, False]), (None, 1)),
        ("binary_crossentropy", np.array([0.3, 0.9]), (None, 1)),
        ("categorical_crossentropy", rows, (None, 3)),
        ("hinge", np.array([-1.0, 1.0]), (None, 1)),
        ("hinge", np.array([0, 1]), (None, 1)),
        ("mse", np.array([-1e9, 1e9]), (None, 1)),
        ("crossentropy", np.array([0, 2]), (None, 3)),
        ("mse", badak.tensor([1.0]), (None, 1)),
    ],
)
def test_targets_that_are_fine(name, y_true, shape) -> None:
    losses.check_labels(losses.resolve(name), y_true, shape)


def test_ignored_labels_are_fine() -> None:
    loss = losses.SparseCategoricalCrossentropy(ignore_class=255)
    losses.check_labels(loss, np.array([0, 255, 1]), (None, 3))
    raised("BD055", DataError, losses.check_labels, loss, np.array([0, 254, 1]), (None, 3))


def test_a_user_s_own_function_gets_only_the_general_checks() -> None:
    loss = losses.resolve(lambda y_true, y_pred: y_pred)
    losses.check_labels(loss, np.array([-5.0]), (None, 1))
    raised("BD055", DataError, losses.check_labels, loss, np.array([np.nan]), (None, 1))


# --- weights, arguments ----------------------------------------------------------------------------------------------------


def test_weights_that_do_not_fit() -> None:
    y = np.ones((3, 2))
    for weight in (np.ones(2), np.ones((3, 5)), np.ones((1, 3)), [1.0, 2.0]):
        problem = raised("BD001", ShapeError, losses.MeanSquaredError(), y, y, sample_weight=weight)
        says(problem, en=["sample weights for 3 samples", "sample_weight (3,)"], ko=["샘플은 3개인데"])
    # one number for the whole batch cannot be weighted by sample
    raised("BD001", ShapeError, losses.Dice(), y, y, sample_weight=np.ones(3))


def test_weights_that_fit() -> None:
    y_true, y_pred = np.zeros((3, 2)), np.array([[1.0, 1.0], [2.0, 2.0], [3.0, 3.0]])
    for weight in (np.array([1, 0, 2]), [1, 0, 2], (1.0, 0.0, 2.0), np.array([[1], [0], [2]]), badak.tensor([1, 0, 2])):
        assert float(losses.MeanSquaredError()(y_true, y_pred, sample_weight=weight)) == pytest.approx(19 / 3)
    assert losses.MeanSquaredError()(y_true, y_pred, sample_weight=2.0) == pytest.approx(28 / 3)


def test_arguments_without_meaning() -> None:
    problem = raised("BD003", ArgumentError, losses.MeanSquaredError, reduction="average")
    says(problem, en=["'average'", "'sum_over_batch_size'"], ko=["'average'"])
    raised("BD003", ArgumentError, losses.CategoricalGeneralizedCrossEntropy(q=0.0), np.array([0]), [[0.5, 0.5]])
    raised("BD003", ArgumentError, losses.LossFunction, 3)


def test_a_misspelt_name() -> None:
    problem = raised("BD014", ArgumentError, losses.resolve, "categorical_crossentrpy")
    says(
        problem,
        en=["there is no loss called", "'categorical_crossentropy'"],
        ko=["손실 함수", "'categorical_crossentropy'"],
    )
    raised("BD014", ArgumentError, losses.get, 3)


def test_all_codes_of_this_part_can_be_rendered() -> None:
    from badak.messages import CODES
    from badak.messages.losses import ENTRIES, REASONS

    assert sorted(ENTRIES) == [f"BD05{i}" for i in range(10)]
    assert all(CODES[code] is entry for code, entry in ENTRIES.items())
    for why, wanted in REASONS.values():
        assert set(why) == set(wanted) == {"en", "ko"}
    problem = raised("BD059", DataError, badak.utils.to_categorical, [0, 3], num_classes=3)
    says(problem, en=["0 to 2", "0 … 3"], ko=["0부터 2까지"])
    raised("BD059", DataError, badak.utils.to_categorical, [0.5])
