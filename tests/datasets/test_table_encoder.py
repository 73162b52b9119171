"""Columns to features: numbers by NumPy's own mean and deviation, words by places, and the same again from JSON."""

from __future__ import annotations

import json
import math
import warnings
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from badak.datasets import Table, TableEncoder, load_table
from badak.errors import BadakError, Notice, set_language
from tests.datasets.helpers import raises

NUMBERS = st.floats(-1e6, 1e6).map(lambda value: round(value, 3))


@given(values=st.lists(NUMBERS, min_size=2, max_size=30).filter(lambda v: len(set(v)) > 1), data=st.data())
def test_standardised_by_the_training_rows(values: list[float], data: st.DataObject) -> None:
    count = data.draw(st.integers(1, len(values)))
    encoder = TableEncoder().fit(Table.from_columns({"v": values}), rows=range(count))
    part = np.array(values[:count])
    wanted = (np.array(values) - part.mean()) / (part.std() or 1.0)
    np.testing.assert_allclose(encoder.transform(Table.from_columns({"v": values}))[:, 0], wanted, rtol=1e-4, atol=1e-4)


@given(
    cells=st.lists(st.sampled_from(["a", "b", "c", "긴 이름"]), min_size=2, max_size=20).filter(
        lambda c: len(set(c)) > 1
    )
)
def test_one_place_for_each_word(cells: list[str]) -> None:
    encoder = TableEncoder().fit(Table.from_columns({"w": cells}))
    encoded = encoder.transform([{"w": cell} for cell in cells])
    assert encoded.shape == (len(cells), len(set(cells)))
    assert [encoder.feature_names[place] for place in encoded.argmax(axis=1)] == [f"w={cell}" for cell in cells]
    assert (encoded.sum(axis=1) == 1).all()


@pytest.mark.filterwarnings("ignore:.*BD146")  # a gap that training did not have
def test_missing_numbers_become_the_mean_and_are_marked() -> None:
    table = Table.from_columns({"v": [1, None, 3], "w": [5, 6, 7]})
    with pytest.warns(Notice, match=r"BD077.*missing in 'v' \(1\): numbers are filled with the mean"):
        encoder = TableEncoder().fit(table)
    assert encoder.feature_names == ["v", "v (missing)", "w"]
    np.testing.assert_allclose(encoder.transform(table)[:, :2], [[-1, 0], [0, 1], [1, 0]])
    # missing later where nothing was missing in training: the mean, and no mark to set
    assert encoder.transform({"v": 2, "w": None}).tolist() == [[0, 0, 0]]


def test_missing_words_have_a_place() -> None:
    table = Table.from_columns({"w": ["a", None, "b", "a"]})
    with pytest.warns(Notice, match="BD077"):
        encoder = TableEncoder().fit(table)
    assert encoder.feature_names == ["w=a", "w=b", "w (missing)"]
    assert encoder.transform(table).tolist() == [[1, 0, 0], [0, 0, 1], [0, 1, 0], [1, 0, 0]]


def test_words_never_seen() -> None:
    """Zero everywhere, unless the training part had rare words that taught what "other" means."""
    encoder = TableEncoder().fit(Table.from_columns({"w": ["a", "b", "a"]}))
    assert encoder.transform({"w": "zebra"}).tolist() == [[0, 0]]
    table = Table.from_columns({"w": ["a"] * 5 + ["b"] * 4 + ["c"] * 2 + ["d"] * 2})
    with pytest.warns(Notice, match=r"BD076.*'w': of its 4 values the 2 most frequent have a feature each"):
        encoder = TableEncoder(max_categories=3).fit(table)
    assert encoder.feature_names == ["w=a", "w=b", "w (other)"]
    assert encoder.transform([{"w": "d"}, {"w": "zebra"}, {"w": "a"}]).tolist() == [[0, 0, 1], [0, 0, 1], [1, 0, 0]]
    with raises("BD003", en="max_categories", ko="max_categories"):
        TableEncoder(max_categories=1)


def test_columns_that_cannot_help_are_dropped_and_said() -> None:
    table = Table.from_columns(
        {
            "id": range(12),
            "review": [f"a rather long opinion about the film, number {n}" for n in range(12)],
            "day": [f"2024-01-{n + 1:02}" for n in range(12)],
            "year": [2024] * 12,
            "note": [None] * 12,
            "size": range(12),
        }
    )
    with warnings.catch_warnings(record=True) as said:
        warnings.simplefilter("always")
        encoder = TableEncoder().fit(table)
    assert encoder.feature_names == ["size"]
    assert list(encoder.dropped) == ["id", "review", "day", "year", "note"]
    texts = "\n".join(str(notice.message) for notice in said)
    for piece in (
        "[BD076] column 'id': an identifier",
        "'review': free text",
        "'day': dates",
        "'year': the same value",
    ):
        assert piece in texts
    assert all(notice.category is Notice and notice.filename == __file__ for notice in said)


def test_notices_in_korean() -> None:
    set_language("ko")
    with pytest.warns(Notice) as said:
        TableEncoder().fit(Table.from_columns({"id": [1, 2, 3], "v": [1, None, 3], "y": [1.5, 2, None]}), "y")
    texts = "\n".join(str(notice.message) for notice in said)
    assert "'id' 열: 식별자입니다" in texts
    assert "빠진 값이 있는 열: 'v' (1)" in texts
    assert "'y' 값이 없는 행 1개(전체 3개)를 뺐습니다" in texts


def test_rows_without_a_target_are_left_out() -> None:
    table = Table.from_columns({"v": [1, 2, 300], "y": [1.5, 2.5, None]})
    with pytest.warns(Notice, match=r"BD077.*1 of 3 rows have no 'y' and are left out"):
        encoder = TableEncoder().fit(table, "y")
    assert encoder.dropped_rows == 1
    assert encoder.transform({"v": 1.5}).tolist() == [[0]]  # 300 took no part in the mean
    assert encoder.has_target(table).tolist() == [True, True, False]


def test_target_is_no_feature() -> None:
    encoder = TableEncoder().fit(Table.from_columns({"v": [1, 2, 3], "y": [1.5, 2.5, 3.5]}), "y")
    assert encoder.feature_names == ["v"]
    assert TableEncoder().fit(Table.from_columns({"v": [1, 2], "y": [1, 3]})).task is None


@pytest.mark.filterwarnings("ignore:.*BD146")  # a gap that training did not have
def test_dicts_tables_and_texts_give_the_same() -> None:
    encoder = TableEncoder().fit(Table.from_columns({"v": [1, 2, 3], "grade": ["1", "2", "A"]}))
    rows = [{"v": 2, "grade": 1}, {"v": "2", "grade": "1"}, {"v": 2.0, "grade": 1.0, "more": "ignored"}]
    rows.append({"v": np.float32(2), "grade": np.int64(1)})
    encoded = encoder.transform(rows)
    assert (encoded == encoded[0]).all() and encoded[0].tolist() == [0, 1, 0, 0]
    table = Table.from_columns({"more": ["x"], "grade": ["1"], "v": [2]})
    np.testing.assert_array_equal(encoder.transform(table), encoded[:1])
    assert encoder.transform([]).shape == (0, 4)
    assert encoder.transform({"v": float("nan"), "grade": None}).tolist() == [[0, 0, 0, 0]]
    assert encoder.transform({"v": "1,002", "grade": "1"})[0, 0] > 1000


def test_rows_that_do_not_fit() -> None:
    encoder = TableEncoder().fit(Table.from_columns({"v": [1, 2, 3], "w": ["a", "b", "a"]}))
    with raises("BD078", en=("row 1", "column 'w'", "the column 'w'", "'v'"), ko=("1번 행의 'w'", "'w' 열")):
        encoder.transform([{"v": 1, "w": "a"}, {"v": 1}])
    with raises("BD078", en=("row 0", "column 'v'", "'tall'", "point for decimals"), ko="숫자(소수점은 마침표)"):
        encoder.transform({"v": "tall", "w": "a"})
    with raises("BD078", en="the column 'v'"):
        encoder.transform(Table.from_columns({"w": ["a"]}))
    with raises("BD078", en=("'1e+300'", "range of the training part"), ko="비슷한 범위"):
        encoder.transform({"v": 1e300, "w": "a"})


def test_stray_words_in_a_column_of_numbers() -> None:
    """Refused with their lines; called words on purpose, the column is used."""
    values = {"age": [*range(20), "unknown"]}
    with raises("BD074", en=("'age'", "'unknown' (line 21)", "kinds="), ko=("'unknown'(21번째 줄)", "kinds=")):
        TableEncoder().fit(Table.from_columns(values))
    encoder = TableEncoder().fit(Table.from_columns(values, kinds={"age": "category"}))
    assert len(encoder.feature_names) == 21
    with raises("BD074", en="'unknown' (line 21)"):
        TableEncoder().fit(Table.from_columns(values, kinds={"age": "number"}))


def test_decimal_commas_are_refused() -> None:
    with raises("BD074", en=("decimal comma ('3,14')", "(line 1)"), ko="쉼표로 적었습니다"):
        TableEncoder().fit(Table.from_columns({"price": ["3,14", "2,72"]}))


def test_nothing_left_to_learn_from() -> None:
    with raises("BD074", en=("no column is left", "'year': the same value"), ko=("남지 않았습니다", "'year'")):
        TableEncoder().fit(Table.from_columns({"year": [1, 1], "y": [1, 2]}), "y")
    with raises("BD074", en="no column besides the target", ko="정답 열 말고는"):
        TableEncoder().fit(Table.from_columns({"y": [1, 2]}), "y")
    with raises("BD074", en="too large to take a mean", ko="평균을 낼 수 없을"):
        TableEncoder().fit(Table.from_columns({"v": ["1e308", "-1e308", "1e308"]}))


def test_fit_comes_first() -> None:
    for call in ("transform", "transform_target", "decode", "has_target"):
        with raises("BD063", en=f"{call} was called before fit", ko=f"fit보다 먼저 {call}"):
            getattr(TableEncoder(), call)([])


# ---- kept beside the weights ---------------------------------------------------------------------------------------


def big_table() -> Table:
    return Table.from_columns(
        {
            "id": range(40),
            "v": [None if n % 7 == 0 else n * 0.37 for n in range(40)],
            "w": [f"w{n % 6}" for n in range(40)],
            "도시": [["서울", "부산", None][n % 3] for n in range(40)],
            "y": [["no", "yes"][n % 2] for n in range(40)],
        }
    )


@pytest.mark.parametrize("goal", ["y", "v", None])
@pytest.mark.filterwarnings("ignore::badak.errors.Notice")
def test_json_round_trip(goal: str | None) -> None:
    table = big_table()
    encoder = TableEncoder(max_categories=4).fit(table, goal)
    text = json.dumps(encoder.to_config(), allow_nan=False)
    again = TableEncoder.from_config(json.loads(text))
    np.testing.assert_array_equal(again.transform(table), encoder.transform(table))
    assert json.dumps(again.to_config(), allow_nan=False) == text
    assert (again.task, again.classes, again.reason) == (encoder.task, encoder.classes, encoder.reason)
    assert again.feature_names == encoder.feature_names and again.dropped == encoder.dropped
    if goal:
        rows = table.take(np.flatnonzero(encoder.has_target(table)))
        np.testing.assert_array_equal(again.transform_target(rows), encoder.transform_target(rows))


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("version",), 2),
        (("version",), None),
        (("features",), 3),
        (("features", 0, "kind"), "picture"),
        (("features", 0, "mean"), "x"),
        (("features", 0, "std"), 0),
        (("features", 0, "std"), math.nan),
        (("target", "task"), "clustering"),
        (("target", "classes"), ["only"]),
        (("target",), []),
        (("dropped",), []),
        (("max_categories",), "many"),
        (("max_categories",), 0),
    ],
)
@pytest.mark.filterwarnings("ignore::badak.errors.Notice")
def test_damaged_description(path: tuple, value: object) -> None:
    config = json.loads(json.dumps(TableEncoder().fit(big_table(), "y").to_config()))
    place = config
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = value
    with raises("BD079", en=("does not describe a TableEncoder", "version 1"), ko="TableEncoder의 설정이 아닙니다"):
        TableEncoder.from_config(config)


def test_no_description_at_all() -> None:
    with raises("BD079", en="no entry 'version'", ko="'version' 항목이 없습니다"):
        TableEncoder.from_config({})
    for config in ([], None, "text"):
        with raises("BD079"):
            TableEncoder.from_config(config)  # type: ignore[arg-type]


# ---- from a file to training -------------------------------------------------------------------------------------


def test_load_table_for_classification(tmp_path: Path) -> None:
    file = tmp_path / "flowers.csv"
    rows = [f"{n % 5}.{n % 10},{'red' if n % 3 else 'blue'},{'abc'[n % 3]}" for n in range(60)]
    file.write_text("width,colour,kind\n" + "\n".join(rows), encoding="utf-8")
    train, test, encoder = load_table(file, "kind", seed=1)
    assert train[0].shape == (48, 3) and test[0].shape == (12, 3) and train[0].dtype == np.float32
    assert np.bincount(train[1]).tolist() == [16] * 3 and np.bincount(test[1]).tolist() == [4] * 3
    np.testing.assert_allclose(train[0][:, 0].mean(), 0, atol=1e-6)
    # blue goes with class a: rows and targets have stayed together
    place = encoder.feature_names.index("colour=blue")
    for x, y in (train, test):
        np.testing.assert_array_equal(x[:, place] == 1, y == 0)
    again = load_table(file, "kind", seed=1)
    np.testing.assert_array_equal(again.train[0], train[0])


def test_load_table_for_regression() -> None:
    table = Table.from_columns({"v": range(50), "y": [None if n == 7 else n * 2.5 + 1 for n in range(50)]})
    with pytest.warns(Notice, match="1 of 50 rows have no 'y'"):
        train, test, encoder = load_table(table, "y")
    assert len(train[1]) + len(test[1]) == 49 and train[1].shape[1] == 1
    np.testing.assert_allclose(train[1], train[0], atol=1e-4)  # both standardised: one line
    np.testing.assert_allclose(train[1].std(), 1, rtol=1e-5)
    assert encoder.task == "regression"


TABLES = st.integers(1, 30).flatmap(
    lambda rows: st.dictionaries(
        st.sampled_from(["id", "v", "w", "name", "goal"]),
        st.one_of(
            *(
                st.lists(cell, min_size=rows, max_size=rows)
                for cell in (
                    st.sampled_from(["a", "b", None]),
                    st.integers(0, 3),
                    st.floats(),
                    st.text(max_size=5),
                    st.sampled_from(["1", "2.5", "x", "1,5", "1,000", ""]),
                )
            )
        ),
        min_size=1,
    )
)


@given(columns=TABLES, task=st.sampled_from([None, "regression", "classification"]))
@pytest.mark.filterwarnings("ignore::badak.errors.Notice")
def test_any_table_is_learned_from_or_refused(columns: dict[str, list[object]], task: str | None) -> None:
    """Finite features of the promised shapes, the same from the saved description; or a coded error."""
    table = Table.from_columns(columns)
    try:
        train, test, encoder = load_table(table, "goal", task=task)
    except BadakError as error:
        assert error.code in ("BD072", "BD073", "BD074", "BD078")
        return
    width = len(encoder.feature_names)
    for x, y in (train, test):
        assert x.shape == (len(y), width) and x.dtype == np.float32 and np.isfinite(x).all() and np.isfinite(y).all()
    assert len(train[1]) + len(test[1]) == encoder.has_target(table).sum()
    again = TableEncoder.from_config(json.loads(json.dumps(encoder.to_config(), allow_nan=False)))
    rows = table.take(np.flatnonzero(encoder.has_target(table)))
    np.testing.assert_array_equal(again.transform(rows), encoder.transform(rows))
    assert len(encoder.decode(encoder.transform_target(rows))) == len(rows) > 0


def test_load_table_needs_two_rows() -> None:
    with raises("BD073", en="the same value", ko="같아"):
        load_table(Table.from_columns({"v": [1, 2, 3], "y": [1, None, None]}), "y")


def test_load_table_names_the_file(tmp_path: Path) -> None:
    file = tmp_path / "t.csv"
    file.write_text("a,b\n1,2\n3,4\n", encoding="utf-8")
    with raises("BD072", en=("t.csv", "'c'"), ko="'c'"):
        load_table(file, "c")
