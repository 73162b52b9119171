"""Windows are views and reach over no gap; the calendar; the scaler."""

from __future__ import annotations

import numpy as np
import pytest

from badak.errors import BadakError
from badak.timeseries import Scaler, calendar_features, read_series, windows
from badak.timeseries.windowing import stretches

Y = np.arange(20.0)


@pytest.mark.parametrize("stride", [1, 2, 5])
@pytest.mark.parametrize(("length", "horizon"), [(1, 1), (4, 2), (15, 5)])
def test_windows_against_a_loop_and_without_copies(length: int, horizon: int, stride: int) -> None:
    found = windows(Y, length, horizon, stride)
    slow = [(Y[i : i + length], Y[i + length : i + length + horizon]) for i in range(0, 21 - length - horizon, stride)]
    assert len(found) == len(slow)
    for (a, b), x, t, start in zip(slow, *found, found.starts, strict=True):
        np.testing.assert_array_equal(a, x)
        np.testing.assert_array_equal(b, t)
        assert start == x[0]
    assert np.shares_memory(found.inputs, Y) and np.shares_memory(found.targets, Y)
    assert not found.inputs.flags.writeable


def test_a_million_windows_take_no_memory() -> None:
    long = np.zeros(1_000_100, np.float32)
    inputs, targets = windows(long, 96, 4)
    assert inputs.shape == (1_000_001, 96) and inputs.base is not None and inputs.dtype == np.float32
    assert np.shares_memory(inputs, long) and targets.shape == (1_000_001, 4)


def test_gaps_are_never_bridged() -> None:
    y = Y.copy()
    y[[3, 12, 13]] = np.nan
    found = windows(y, 2, 1)
    assert [piece[0].shape[0] for piece in found.pieces] == [1, 6, 4]
    assert all(np.shares_memory(part, y) for piece in found.pieces for part in piece)
    inputs, targets = found
    assert np.isfinite(inputs).all() and np.isfinite(targets).all()
    np.testing.assert_array_equal(targets[:, 0], inputs[:, -1] + 1)
    np.testing.assert_array_equal(found.starts, inputs[:, 0])
    assert "3 stretches" in repr(found)


def test_missing_time_stamps_are_gaps_and_weekends_are_none() -> None:
    pandas = pytest.importorskip("pandas")
    days = pandas.date_range("2024-01-01", periods=12, freq="D").delete(5)
    found = windows(pandas.Series(np.arange(12.0)[np.arange(12) != 5], index=days), 2, 1)
    assert [len(piece[0]) for piece in found.pieces] == [3, 4]
    np.testing.assert_array_equal(found.targets[:, 0], found.inputs[:, -1] + 1)
    business = pandas.Series(np.arange(20.0), index=pandas.bdate_range("2024-01-01", periods=20))
    assert len(windows(business, 3, 2)) == 16
    months = pandas.Series(np.arange(20.0), index=pandas.date_range("2024-01-31", periods=20, freq="ME"))
    assert len(windows(months, 3, 2)) == 16


def test_stretches_against_a_loop() -> None:
    random = np.random.default_rng(0)
    for _ in range(200):
        there, broken = random.random(12) < 0.7, random.random(12) < 0.2
        slow: list[list[int]] = []
        for i in range(12):
            if not there[i]:
                continue
            if slow and slow[-1][1] == i and not broken[i]:
                slow[-1][1] = i + 1
            else:
                slow.append([i, i + 1])
        assert stretches(there, broken) == [tuple(s) for s in slow]


def test_kinds_of_series() -> None:
    polars, pandas = pytest.importorskip("polars"), pytest.importorskip("pandas")
    wanted = windows(Y, 3, 1).inputs
    for data in (Y.tolist(), pandas.Series(Y), polars.Series(Y), read_series(Y), np.arange(20)):
        np.testing.assert_array_equal(windows(data, 3, 1).inputs, wanted)


@pytest.mark.parametrize(
    ("call", "code", "english", "korean"),
    [
        (lambda: windows(Y, 0, 1), "BD003", "length", "1 이상의 정수"),
        (lambda: windows(Y, 3, 0), "BD003", "horizon", "1 이상의 정수"),
        (lambda: windows(Y, 3, 1, 0), "BD003", "stride", "1 이상의 정수"),
        (lambda: windows(Y, 18, 3), "BD365", "20 values, 20 without a gap", "끊기지 않은 구간"),
        (lambda: windows([1.0, np.nan, 2.0], 1, 1), "BD365", "1 without a gap", "끊기지 않은 것은 1개"),
        (lambda: windows([1.0, np.inf, 2.0], 1, 1), "BD361", "series[1] = inf", "유한한 수가 아닌"),
        (lambda: windows(["a", "b"], 1, 1), "BD340", "cannot be read as a series", "시계열로 읽을 수 없습니다"),
        (lambda: calendar_features(["2024-01-01"], ["moon"]), "BD003", "'moon'", "'moon'"),
        (lambda: calendar_features(read_series(Y)), "BD363", "need time stamps", "시각이 있어야"),
        (lambda: Scaler("robust"), "BD003", "'minmax'", "'minmax'"),
        (lambda: Scaler(log=True).fit([np.array([1.0, 0.0])]), "BD364", "positive values", "양수"),
    ],
)
def test_mistakes_are_told(call, code: str, english: str, korean: str) -> None:
    with pytest.raises(BadakError) as problem:
        call()
    assert problem.value.code == code
    assert english in problem.value.text("en") and korean in problem.value.text("ko")
    assert "?>" not in problem.value.text("en") + problem.value.text("ko")


# --- calendar ----------------------------------------------------------------------------------------------------------------


def test_calendar_against_pandas() -> None:
    pandas = pytest.importorskip("pandas")
    times = pandas.date_range("2019-12-30 05:30", periods=900, freq="37h")
    found = calendar_features(times, ("hour", "weekday", "month", "yearday"))
    leap = np.where(times.is_leap_year, 366, 365)
    hours = (times.hour + times.minute / 60) / 24
    parts = [hours, times.day_of_week / 7, (times.month - 1) / 12, (times.day_of_year - 1 + hours) / leap]
    for i, part in enumerate(parts):
        np.testing.assert_allclose(found[:, 2 * i], np.sin(2 * np.pi * np.asarray(part)), atol=1e-12)
        np.testing.assert_allclose(found[:, 2 * i + 1], np.cos(2 * np.pi * np.asarray(part)), atol=1e-12)
    assert calendar_features(times, ()).shape == (900, 0)
    # years before 1970 count backwards
    early = calendar_features(["1969-12-31", "1969-01-01"], ["weekday", "month"])
    np.testing.assert_allclose(
        early[0], [np.sin(4 * np.pi / 7), np.cos(4 * np.pi / 7), np.sin(11 * np.pi / 6), np.cos(11 * np.pi / 6)]
    )
    np.testing.assert_allclose(early[1, 2:], [0, 1], atol=1e-12)


# --- scaler ------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("method", ["window", "standard", "minmax", None])
@pytest.mark.parametrize("log", [False, True])
def test_scaling_and_back(method, log: bool) -> None:
    random = np.random.default_rng(1)
    parts = [random.uniform(1, 9, 30), random.uniform(100, 900, 17), np.full(5, 3.0)]
    scaler = Scaler(method, log, 6).fit(parts)
    for i, part in enumerate(parts):
        z = scaler.transform(part, i)
        np.testing.assert_allclose(scaler.back(z, i), part, rtol=1e-12)
        y = np.log(part) if log else part
        if method == "standard":
            assert z.mean() == pytest.approx(0, abs=1e-9) and (z.std() == pytest.approx(1) or i == 2)
        elif method == "minmax":
            assert z.min() == 0 and z.max() == pytest.approx(0 if i == 2 else 1)
        elif method == "window" and i < 2:
            steps = [(y[a] - y[b]) ** 2 for a in range(len(y)) for b in range(a) if a - b < 6]
            assert scaler.scale[i] == pytest.approx(np.sqrt(np.mean(steps)))
    assert scaler.scale[2] == 1
    again = Scaler.from_config(scaler.to_config())
    np.testing.assert_array_equal(again.transform(parts[0], 0), scaler.transform(parts[0], 0))
