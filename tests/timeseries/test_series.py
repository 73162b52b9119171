"""Reading series: what comes in is what goes out, whatever holds it; what is no series is told, in both languages."""

from __future__ import annotations

import datetime

import numpy as np
import pandas
import polars
import pytest
from hypothesis import given
from hypothesis import strategies as st

import badak
from badak.errors import ArgumentError, BadakError, DataError
from badak.timeseries import Series, like, read_many, read_series
from badak.timeseries.frequency import recognise

NUMBERS = [3.0, 1.0, 4.0, 1.0, 5.0, 9.0]
finite = st.floats(-1e9, 1e9)


def dated(frequency: str, count: int = 6, start: str = "2024-01-31", **more) -> pandas.Series:
    index = pandas.date_range(start, periods=count, freq=frequency, **more)
    return pandas.Series(np.resize(NUMBERS, count), index=index, name="sales")


# --- every container ---------------------------------------------------------------------------------------------------------

CONTAINERS = {
    "list": NUMBERS,
    "tuple": tuple(NUMBERS),
    "integers": [3, 1, 4, 1, 5, 9],
    "numpy": np.array(NUMBERS),
    "float32": np.array(NUMBERS, np.float32),
    "column": np.array(NUMBERS)[:, None],
    "strided": np.repeat(NUMBERS, 2)[::2],
    "tensor": badak.tensor(NUMBERS),
    "pandas": pandas.Series(NUMBERS),
    "pandas nullable": pandas.Series(NUMBERS, dtype="Float64"),
    "pandas Int64": pandas.Series([3, 1, 4, 1, 5, 9], dtype="Int64"),
    "pandas labels": pandas.Series(NUMBERS, index=list("abcdef")),
    "pandas frame": pandas.DataFrame({"y": NUMBERS}),
    "pandas months": dated("MS"),
    "pandas periods": pandas.Series(NUMBERS, index=pandas.period_range("2024-01", periods=6, freq="M")),
    "pandas column of dates": pandas.DataFrame({"day": pandas.date_range("2024", periods=6), "y": NUMBERS}),
    "polars": polars.Series("y", NUMBERS),
    "polars frame": polars.DataFrame({"y": [3, 1, 4, 1, 5, 9]}),
    "polars dated": polars.DataFrame({"day": [datetime.date(2024, 1, d) for d in range(1, 7)], "y": NUMBERS}),
    "pair of texts": ([f"2024-0{m}" for m in range(1, 7)], NUMBERS),
    "pair of dates": ([datetime.date(2024, 1, d) for d in range(1, 7)], NUMBERS),
    "pair of stamps": (np.arange("2024-01", "2024-07", dtype="datetime64[M]"), NUMBERS),
    "pair with pandas": (pandas.date_range("2024", periods=6, freq="h"), NUMBERS),
    "pair with polars": (polars.Series([datetime.date(2024, 1, d) for d in range(1, 7)]), polars.Series(NUMBERS)),
    "series": Series(np.array(NUMBERS)),
}


@pytest.mark.parametrize("name", CONTAINERS)
def test_every_container_gives_the_same_numbers(name):
    found = read_series(CONTAINERS[name])
    assert found.values.dtype == np.float64 and found.values.tolist() == NUMBERS
    assert len(found) == 6 and np.asarray(found).tolist() == NUMBERS
    has_times = any(word in name for word in ("pair", "dated", "months", "periods", "dates"))
    assert (found.times is not None) == has_times


@given(st.lists(finite, min_size=1, max_size=30), st.sampled_from(["list", "numpy", "pandas", "polars"]))
def test_numbers_come_back_in_the_kind_they_came(values, kind):
    made = {"list": list, "numpy": np.array, "pandas": pandas.Series, "polars": lambda v: polars.Series("y", v)}[kind]
    found = read_series(made(values))
    assert found.kind == kind and found.values.tolist() == values
    back = like(found, found.values, 0)
    expected = np.ndarray if kind in ("list", "numpy") else type(made([0.0]))
    assert type(back) is expected
    assert list(back) == values


def test_the_series_given_is_not_changed_and_not_shared():
    given_array = np.array(NUMBERS)
    found = read_series(given_array)
    given_array[0] = 99
    assert found.values[0] == 3.0


# --- frequencies -------------------------------------------------------------------------------------------------------------

FREQUENCIES = {
    "YS": ("YS-JAN", None),
    "YE": ("YE-DEC", None),
    "QS": ("QS-JAN", 4),
    "QE": ("QE-DEC", 4),
    "MS": ("MS", 12),
    "ME": ("ME", 12),
    "2MS": ("2MS", 6),
    "W-SUN": ("W-SUN", 52),
    "W-WED": ("W-WED", 52),
    "D": ("D", 7),
    "B": ("B", 5),
    "h": ("h", 24),
    "6h": ("6h", 4),
    "15min": ("15min", 4),
    "min": ("min", 60),
    "s": ("s", 60),
    "10ms": ("10ms", None),
    "BME": ("BME", 12),
    "BMS": ("BMS", 12),
    "BQE-DEC": ("BQE-DEC", 4),
    "SMS": ("SMS-15", 24),
}


@pytest.mark.parametrize("name", FREQUENCIES)
def test_frequencies_and_their_seasons(name):
    found = read_series(dated(name, 14))
    text, season = FREQUENCIES[name]
    assert found.frequency.text == text and found.season == season


@pytest.mark.parametrize("name", FREQUENCIES)
@pytest.mark.parametrize("zone", [None, "Asia/Seoul", "Europe/Berlin"])
def test_what_follows_has_the_stamps_that_pandas_gives(name, zone):
    whole = dated(name, 30, "2024-02-27", tz=zone)  # through the end of February and a change of the clock
    found = read_series(whole.iloc[:20])
    pandas.testing.assert_index_equal(like(found, np.zeros(10), 20).index, whole.index[20:])
    plain = whole.iloc[:20].copy()
    plain.index = pandas.DatetimeIndex(list(plain.index))  # pandas no longer says the frequency
    if name not in ("BME", "BMS", "BQE-DEC", "SMS"):
        assert list(like(read_series(plain), np.zeros(10), 20).index) == list(whole.index[20:])


@given(
    st.sampled_from(["MS", "ME", "QE", "YS", "D", "W-TUE", "h", "7min", "B"]),
    st.integers(8, 40),
    st.dates(datetime.date(1950, 1, 1), datetime.date(2050, 1, 1)),
    st.data(),
)
def test_gaps_are_found_and_filled_where_they_are(frequency, count, start, data):
    whole = pandas.Series(np.arange(count, dtype=float), index=pandas.date_range(start, periods=count, freq=frequency))
    gone = data.draw(st.sets(st.integers(1, count - 2), min_size=1, max_size=count // 5))
    holed = whole.drop(whole.index[sorted(gone)])
    if recognise(holed.index.to_numpy()).text != recognise(whole.index.to_numpy()).text:
        return  # days without their weekends are working days: nothing is missing
    with pytest.raises(DataError) as caught:
        read_series(holed)
    assert caught.value.code == "BD343" and str(len(gone)) in str(caught.value)
    found = read_series(holed, fill="interpolate")
    np.testing.assert_allclose(found.values, whole.to_numpy())  # the whole is a straight line
    assert (found.times == whole.index.to_numpy()).all() and found.filled == len(gone)
    previous = read_series(holed, fill="previous").values
    np.testing.assert_array_equal(previous, holed.reindex(whole.index).ffill().to_numpy())


def test_months_on_the_fifteenth():
    found = read_series((["2024-01-15", "2024-02-15", "2024-03-15", "2024-05-15"], [1, 2, 3, 5]), fill="interpolate")
    assert found.values.tolist() == [1, 2, 3, 4, 5]
    assert str(found.labels(5, 1)[0])[:10] == "2024-06-15"


def test_one_stamp_has_no_frequency():
    found = read_series((["2024-01-15"], [1.0]))
    with pytest.raises(DataError, match="one time stamp has no frequency"):
        found.labels(1, 2)


def test_results_continue_the_index():
    assert like(read_series(dated("ME")), [1.0], 6).index[0] == pandas.Timestamp("2024-07-31")
    stepped = pandas.Series(NUMBERS, index=pandas.RangeIndex(10, 22, 2))
    assert list(like(read_series(stepped), [1.0, 2.0], 6).index) == [22, 24]
    frame = like(read_series(CONTAINERS["polars dated"]), [1.0], 6)
    assert frame.columns == ["day", "y"] and frame["day"][0] == datetime.date(2024, 1, 7)
    periods = like(read_series(CONTAINERS["pandas periods"]), [1.0], 6)
    assert periods.index[0] == pandas.Period("2024-07", "M")


def test_parts_and_extensions():
    found = read_series(dated("MS"))
    assert found.part(2, 4).values.tolist() == [4.0, 1.0] and found.head(2).times[-1] == np.datetime64("2024-03-01")
    assert found.head(3).values.base is not None  # a view
    longer = found.extended([2.0, 6.0])
    assert longer.values.tolist() == [*NUMBERS, 2.0, 6.0] and str(longer.times[-1])[:10] == "2024-09-01"
    assert like(longer, [0.0], 8).index[0] == pandas.Timestamp("2024-10-01")


# --- several series ----------------------------------------------------------------------------------------------------------

SEVERAL = {
    "dict": {"a": [1, 2, 3], "b": [4, 5, 6]},
    "list": [[1, 2, 3], [4, 5, 6]],
    "unequal": [[1, 2, 3], [4, 5]],
    "array": np.array([[1.0, 4], [2, 5], [3, 6]]),
    "frame": pandas.DataFrame({"a": [1, 2, 3], "b": [4, 5, 6]}),
    "frame with dates": pandas.DataFrame({"t": pandas.date_range("2024", periods=3), "a": [1, 2, 3], "b": [4, 5, 6]}),
    "polars": polars.DataFrame({"a": [1, 2, 3], "b": [4, 5, 6]}),
    "polars with dates": polars.DataFrame(
        {"t": [datetime.date(2024, 1, d) for d in (1, 2, 3)], "a": [1, 2, 3], "b": [4, 5, 6]}
    ),
    "list of pandas": [pandas.Series([1, 2, 3], name="a"), pandas.Series([4, 5, 6], name="b")],
}


@pytest.mark.parametrize("name", SEVERAL)
def test_several_series(name):
    found = read_many(SEVERAL[name])
    assert [s.values[:2].tolist() for s in found] == [[1.0, 2.0], [4.0, 5.0]]
    if name in ("dict", "frame", "frame with dates", "polars", "polars with dates"):
        assert [s.name for s in found] == ["a", "b"]
    assert all((s.times is not None) == ("dates" in name) for s in found)
    with pytest.raises(ArgumentError) as caught:
        read_series(SEVERAL[name])
    assert caught.value.code == "BD351"
    assert "this takes one series" in caught.value.text("en") and "시계열 하나만 받는데" in caught.value.text("ko")


def test_one_series_is_a_list_of_one():
    assert len(read_many(NUMBERS)) == 1 and len(read_many(dated("MS"))) == 1
    with pytest.raises(DataError, match=r"BD340[^\0]*holds no series"):
        read_many({})


def test_the_series_at_fault_is_named():
    with pytest.raises(DataError, match="read_many › south"):
        read_many({"north": [1, 2], "south": [1, float("nan")]})


# --- what is no series -------------------------------------------------------------------------------------------------------

NAN, INF = float("nan"), float("inf")
REFUSED = [
    ("text", "abc", "BD340", "this is no series", "시계열이 아닙니다"),
    ("nothing", None, "BD340", "this is no series", "시계열이 아닙니다"),
    ("empty", [], "BD340", "it is empty", "비어 있습니다"),
    ("words", ["a", "b"], "BD340", "not all numbers", "숫자가 아닌 값"),
    ("complex", np.array([1j, 2j]), "BD340", "not all numbers", "숫자가 아닌 값"),
    ("dates", np.array(["2024-01-01", "2024-01-02"], "datetime64[D]"), "BD340", "not all numbers", "숫자가 아닌 값"),
    ("objects", pandas.Series([1.0, "two"]), "BD340", "not all numbers", "숫자가 아닌 값"),
    ("cube", np.zeros((2, 1, 2)), "BD340", "not one row of numbers", "한 줄로"),
    ("levels", pandas.Series([1.0, 2.0], index=pandas.MultiIndex.from_tuples([(1, 1), (1, 2)])), "BD340",
     "several levels", "여러 단계"),
    ("lengths", (["2024-01-01", "2024-01-02"], [1.0]), "BD340", "2 times, 1 values", "시각 2개, 값 1개"),
    ("bad dates", (["2024-01-01", "tomorrow"], [1.0, 2.0]), "BD340", "cannot be read as dates", "날짜로 읽을 수 없습니다"),
    ("nan", [1.0, NAN, 2.0, NAN], "BD341", "2 of them, at 1, 3", "2개, 위치: 1, 3"),
    ("none", [1.0, None, 2.0], "BD341", "missing (NaN)", "비어 있는(NaN)"),
    ("pandas NA", pandas.Series([1, None, 2], dtype="Int64"), "BD341", "missing (NaN)", "비어 있는(NaN)"),
    ("polars null", polars.Series([1, None, 2]), "BD341", "missing (NaN)", "비어 있는(NaN)"),
    ("inf", [1.0, INF, -INF], "BD341", "values that are infinite", "무한대인 값"),
    ("unsorted", (["2024-01-02", "2024-01-01"], [1.0, 2.0]), "BD342", "2024-01-01 after 2024-01-02",
     "2024-01-02 다음에 2024-01-01"),
    ("twice", (["2024-01-01", "2024-01-01", "2024-01-02"], [1, 2, 3]), "BD342", "2024-01-01 twice", "2024-01-01 중복"),
    ("no time", (np.array(["2024-01-01", "NaT"], "datetime64[D]"), [1, 2]), "BD342", "place 1", "1번 위치"),
    ("gap", (["2024-01-01", "2024-01-02", "2024-01-04"], [1, 2, 3]), "BD343", "missing: 2024-01-03",
     "빠진 시각: 2024-01-03"),
    ("irregular", (["2024-01-01", "2024-01-03", "2024-01-06T05:00"], [1, 2, 3]), "BD343", "follow no frequency",
     "규칙이 없습니다"),
]  # fmt: skip


@pytest.mark.parametrize(("data", "code", "en", "ko"), [r[1:] for r in REFUSED], ids=[r[0] for r in REFUSED])
def test_what_is_no_series_is_told_in_both_languages(data, code, en, ko):
    with pytest.raises(DataError) as caught:
        read_series(data)
    assert caught.value.code == code
    assert en in caught.value.text("en") and ko in caught.value.text("ko")
    assert "?>" not in caught.value.text("en") + caught.value.text("ko")  # no field is missing


def test_how_missing_values_are_filled():
    holed = [1.0, NAN, 3.0, NAN, NAN, 9.0]
    assert read_series(holed, fill="interpolate").values.tolist() == [1, 2, 3, 5, 7, 9]
    assert read_series(holed, fill="previous").values.tolist() == [1, 1, 3, 3, 3, 9]
    assert "3 filled in" in repr(read_series(holed, fill="previous"))
    assert read_series([1.0, NAN], fill="previous").values.tolist() == [1, 1]


@pytest.mark.parametrize(
    ("data", "fill"), [([NAN, 1.0], "previous"), ([1.0, NAN], "interpolate"), ([NAN, NAN], "previous")]
)
def test_ends_without_a_neighbour_stay_an_error(data, fill):
    with pytest.raises(DataError) as caught:
        read_series(data, fill=fill)
    assert "missing at an end" in caught.value.text("en") and "끝에서 비어 있어" in caught.value.text("ko")


def test_infinite_values_are_never_filled():
    with pytest.raises(DataError, match="infinite"):
        read_series([1.0, INF, 2.0], fill="interpolate")


def test_another_word_for_filling():
    with pytest.raises(ArgumentError, match="'error' | 'interpolate' | 'previous'"):
        read_series(NUMBERS, fill="zero")


@given(st.lists(st.one_of(st.floats(), st.none(), st.integers(), st.text(max_size=2), st.booleans()), max_size=6))
def test_any_list_is_read_or_refused_by_a_code(values):
    try:
        found = read_series(values)
    except BadakError as error:
        assert error.code in ("BD340", "BD341", "BD351")
    else:
        assert np.isfinite(found.values).all() and len(found) == len(values)


@pytest.mark.parametrize(
    "stamps, english, korean",
    [
        (pandas.date_range("2020-01", periods=5, freq="MS"), "every month", "매월"),
        (pandas.date_range("2020-01", periods=5, freq="QS"), "every quarter", "분기마다"),
        (pandas.date_range("2020-01", periods=5, freq="2MS"), "every 2 months", "2개월마다"),
        (pandas.date_range("2020-01", periods=5, freq="YS"), "every year", "매년"),
        (pandas.date_range("2020-01-06", periods=8, freq="B"), "every working day", "평일마다"),
        (pandas.date_range("2020-01-01", periods=5, freq="W"), "every week", "매주"),
        (pandas.date_range("2020-01-01", periods=5, freq="D"), "every day", "매일"),
        (pandas.date_range("2020-01-01", periods=5, freq="15min"), "every 15 minutes", "15분마다"),
    ],
)
def test_rhythms_have_names(stamps, english, korean) -> None:
    """What a report says, in the user's language."""
    rhythm = read_series(pandas.Series(np.arange(len(stamps), dtype=float), stamps)).frequency
    assert rhythm.words == english
    badak.errors.set_language("ko")
    assert rhythm.words == korean


@pytest.mark.parametrize("every, unit", [("1h", "us"), ("1d", "ms"), ("1mo", "ns")])
def test_polars_gives_back_its_own_times(every: str, unit: str) -> None:
    """Name, type and time zone of the column; hours go on through the day on which the clock is put forward."""
    first, last = datetime.datetime(2024, 3, 8), datetime.datetime(2024, 12, 8)
    zone = "America/New_York"
    times = polars.datetime_range(first, last, every, time_unit=unit, time_zone=zone, eager=True).alias("when")[:60]
    times = times[: len(times) // 3 * 3]
    given = polars.DataFrame({"when": times[:-3], "sold": np.arange(len(times) - 3.0)})
    series = read_series(given)
    assert series.zone == zone
    more = like(series, [1.0, 2.0, 3.0], len(series))
    assert more.schema == given.schema
    assert more["when"].to_list() == times[-3:].to_list()


def test_polars_dates_stay_dates() -> None:
    """A column of days is no column of moments."""
    days = polars.date_range(datetime.date(2024, 1, 1), datetime.date(2024, 1, 9), eager=True).alias("day")
    series = read_series(polars.DataFrame({"day": days[:7], "y": np.arange(7.0)}))
    more = like(series, [1.0, 2.0], 7)
    assert more.schema == {"day": polars.Date, "y": polars.Float64}
    assert more["day"].to_list() == days[7:].to_list()


@pytest.mark.parametrize("texts", [["2010년 1월", "2010년 2월", "2010년 3월"], ["2010-01", "2010-02", "2010-03"]])
def test_dates_written_in_a_pandas_index_are_read(texts: list[str]) -> None:
    """What the command line reads, a Series with an index of texts means too."""
    series = read_series(pandas.Series([1.0, 2.0, 3.0], index=texts))
    assert series.frequency.words == "every month"
    assert like(series, [4.0], 3).index[0] == pandas.Timestamp("2010-04-01")


def test_names_in_a_pandas_index_stay_names() -> None:
    """An index of words is no index of times."""
    assert read_series(pandas.Series([1.0, 2.0, 3.0], index=["a", "b", "c"])).times is None


@pytest.mark.parametrize("year", [1500, 2400])
def test_years_that_stamps_cannot_hold_are_told(year: int) -> None:
    """64 bits of nanoseconds would wrap to another day in silence."""
    days = np.arange(f"{year}-01-01", f"{year}-01-11", dtype="datetime64[D]")
    with pytest.raises(DataError) as caught:
        read_series((days, np.arange(10.0)))
    assert caught.value.code == "BD358" and f"{year}-01-01" in caught.value.text("en")
    assert "1678 to 2262" in caught.value.text("en") and "1678~2262년을 벗어났습니다" in caught.value.text("ko")
