"""The column to predict: the task it asks for, said in words, and the way there and back."""

from __future__ import annotations

import numpy as np
import pytest

from badak.datasets import Table, TableEncoder
from badak.datasets.target import Target
from tests.datasets.helpers import raises

FILLER = "x"


def fit(values: list[object], task: str | None = None, **more: object) -> TableEncoder:
    table = Table.from_columns({FILLER: np.arange(len(values)) * 0.5, "goal": values, **more})
    return TableEncoder().fit(table, "goal", task=task)


@pytest.mark.parametrize(
    ("values", "task", "en", "ko"),
    [
        (["cat", "dog"] * 5, "classification", "holds words (2 different", "글자(서로 다른 값 2개)"),
        (list("abcdef") * 2, "classification", "holds words (6 different", "서로 다른 값 6개"),
        (["low", "high", "mid"], "classification", "holds words (3 different", "서로 다른 값 3개"),
        ([0, 1, 1, 0], "classification", "only 2 different whole numbers", "정수 2개뿐"),
        ([1.0, 2.0, 3.0] * 5, "classification", "only 3 different whole numbers", "정수 3개뿐"),
        (["03", "01", "02"] * 5, "classification", "holds words", "글자"),
        ([25000, 55000, 75000, 110000, 128000, 155000, 180000], "regression", "7 different numbers", "숫자가 7개"),
        ([1.5, 2.5, 3.5] * 10, "regression", "3 different numbers", "숫자가 3개"),
        (list(range(21)) * 10, "regression", "21 different numbers", "숫자가 21개"),
        (list(range(20)) * 10, "classification", "only 20 different", "정수 20개뿐"),
    ],
)
def test_task_is_told_from_the_values(values: list[object], task: str, en: str, ko: str) -> None:
    encoder = fit(values)
    assert encoder.task == task
    assert en in encoder.reason["en"] and task in encoder.reason["en"]
    assert ko in encoder.reason["ko"] and task in encoder.reason["ko"]


def test_task_on_request() -> None:
    encoder = fit([0, 1, 1, 0], task="regression")
    assert encoder.task == "regression" and "as asked for" in encoder.reason["en"] and "지정" in encoder.reason["ko"]
    encoder = fit([25000, 55000, 75000], task="classification")
    assert encoder.classes == ("25000", "55000", "75000")
    with raises("BD003", en=("'task'", "'regression' | 'classification'"), ko="'task'"):
        fit([0, 1], task="clustering")


def test_classes_are_in_order_of_numbers_or_letters() -> None:
    assert fit([10, 9, 2] * 5).classes == ("2", "9", "10")
    assert fit(["b", "a", "C"] * 5).classes == ("C", "a", "b")
    assert fit(["1.0", "0", "1", "0.0"]).classes == ("0", "1")  # a spreadsheet's 1.0 is 1


def test_class_numbers_and_names_back() -> None:
    encoder = fit(["cat", "dog", "eel", "dog"] * 3)
    numbers = encoder.transform_target(Table.from_columns({"goal": ["dog", "eel", "cat"]}))
    assert numbers.dtype == np.int64 and numbers.tolist() == [1, 2, 0]
    assert encoder.decode(numbers) == ["dog", "eel", "cat"]
    assert encoder.decode([[0.1, 0.2, 0.7], [0.8, 0.1, 0.1]]) == ["eel", "cat"]


@pytest.mark.parametrize("shape", [(3,), (3, 1)])
def test_probability_of_the_second_class(shape: tuple[int, ...]) -> None:
    encoder = fit(["no", "yes"] * 3)
    assert encoder.decode(np.array([0.2, 0.9, 0.5]).reshape(shape)) == ["no", "yes", "no"]
    assert encoder.decode(np.array([0, 1, 1]).reshape(shape)) == ["no", "yes", "yes"]


def test_regression_is_standardised_by_the_training_rows() -> None:
    values = [1.5, 2.5, 6.0, 100.0, -50.0]
    table = Table.from_columns({FILLER: range(5), "goal": values})
    encoder = TableEncoder().fit(table, "goal", rows=[0, 1, 2])
    y = encoder.transform_target(table)
    assert y.shape == (5, 1) and y.dtype == np.float32
    np.testing.assert_allclose([y[:3].mean(), y[:3].std()], [0, 1], atol=1e-6)
    np.testing.assert_allclose(encoder.decode(y)[:, 0], values, rtol=1e-5)
    np.testing.assert_allclose(encoder.decode(y[:, 0]), values, rtol=1e-5)


def test_unseen_class_and_missing_value() -> None:
    encoder = fit(["cat", "dog"] * 3)
    with raises("BD078", en=("row 1", "'goal'", "'eel'", "'cat', 'dog'"), ko=("1번 행", "다음 클래스 중 하나")):
        encoder.transform_target(Table.from_columns({"goal": ["cat", "eel"]}))
    with raises("BD078", en=("row 2", "a value in each row"), ko="모든 행에 값"):
        encoder.transform_target(Table.from_columns({"goal": ["cat", "dog", None]}))
    numbers = fit([1.5, 2.5, 3.5])
    with raises("BD078", en=("'much'", "a number"), ko="숫자"):
        numbers.transform_target(Table.from_columns({"goal": ["much"]}))
    assert numbers.has_target(Table.from_columns({"goal": [1, None]})).tolist() == [True, False]


# ---- targets nothing can be learned for ----------------------------------------------------------------------------


def test_unknown_target() -> None:
    with raises("BD072", en=("'gaol'", "did you mean 'goal'"), ko=("'gaol'", "혹시 'goal'")):
        TableEncoder().fit(Table.from_columns({"a": [1, 2], "goal": [1, 2]}), "gaol")


def test_no_values() -> None:
    with raises("BD073", en="'goal' cannot be the target: it has no values", ko="값이 하나도 없습니다"):
        fit([None, None, None])


@pytest.mark.parametrize("task", [None, "classification", "regression"])
def test_one_value_only(task: str | None) -> None:
    with raises("BD073", en="every row has the same value '1'", ko="모든 행의 값이 '1'"):
        fit([1, 1, None, 1], task=task)


def test_equal_values_in_the_training_rows() -> None:
    table = Table.from_columns({FILLER: range(4), "goal": [1.5, 1.5, 2.5, 3.5]})
    with raises("BD073", en="in the training part are all equal", ko="학습용 행의 값이 모두 같거나"):
        TableEncoder().fit(table, "goal", rows=[0, 1])
    with raises("BD073", en="or too large", ko="너무 큽니다"):
        fit(["1e308", "-1e308", "0.5"])


def test_words_for_regression() -> None:
    with raises(
        "BD073",
        en=("regression needs numbers", "'low' (line 1), 'high' (line 3)"),
        ko=("회귀에는 숫자가 필요", "'low'(1번째 줄)"),
    ):
        fit(["low", "2.5", "high", "3.5"], task="regression")


def test_a_few_words_among_numbers() -> None:
    """Not quietly taken for classes."""
    with raises(
        "BD073", en=("a few cells that are none", "'many' (line 21)"), ko=("섞여 있습니다", "'many'(21번째 줄)")
    ):
        fit([n / 2 for n in range(20)] + ["many"])


def test_names_of_rows() -> None:
    with raises("BD073", en="12 different texts in 12 rows", ko="12개 행에 서로 다른 글이 12개"):
        fit([f"user{n}" for n in range(12)])


def test_reasons_name_the_column() -> None:
    table = Table.from_columns({"성별": ["남", "여"] * 5})
    target = Target.fit(table["성별"], None, "here", table.lines)
    assert "'성별'" in target.reason["en"] and "'성별' 열" in target.reason["ko"]
