"""``badak forecast``: tables in, a report and forecasts out, and what is said of tables that cannot be forecast."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import numpy as np
import pytest

from badak import timeseries as ts
from badak.datasets import Table
from badak.errors import BadakError, set_language
from badak.timeseries.stamps import looks_like_times, read_times
from badak.timeseries.study import candidates, read_names, study
from tests.cli.helpers import badak

QUICK = ("--models", "simple,ar", "--threads", "1")


@pytest.fixture(autouse=True)
def _own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from badak.backend import threads as native

    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(native, "_wanted", None)


def sales(path: str = "sales.csv", rows: int = 96, encoding: str = "utf-8", drop: tuple[int, ...] = ()) -> np.ndarray:
    """Write a monthly table with a season of 12 that grows with the level; return its values."""
    rng, t = np.random.default_rng(3), np.arange(rows)
    values = np.round(
        1000 * np.exp(0.012 * t + 0.2 * np.sin(2 * np.pi * t / 12)) * np.exp(0.03 * rng.normal(size=rows))
    )
    lines = ["연월,매출,방문자"]
    for k in range(rows):
        if k not in drop:
            lines.append(f'{2015 + k // 12}년 {k % 12 + 1}월,"{int(values[k]):,}",{int(values[k] / 7)}')
    Path(path).write_bytes("\r\n".join(lines).encode(encoding))
    return values


# ---- from end to end ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["en", "ko"])
def test_a_korean_table_is_forecast(language: str) -> None:
    """CP949, times in Korean, thousands with commas: the report holds both languages, the table what JSON says."""
    sales(encoding="cp949")
    made = badak("forecast", "sales.csv", "--column", "매출", *QUICK, "--csv", "next.csv", "--lang", language)
    assert made.code == 0, made.err
    title, found, unit = {
        "en": ("96 values from 2015-01 to 2022-12 (every month)", "a season of 12 values", "logarithms"),
        "ko": ("2015-01부터 2022-12까지 값 96개 (매월)", "값 12개마다 되풀이되는 계절", "로그"),
    }[language]
    text = " ".join(made.out.split())
    assert title in text and found in text and unit in text
    page = Path("sales-매출-forecast.html").read_text(encoding="utf-8")
    assert page.startswith(f'<!doctype html>\n<html lang="{language}">')
    assert "The forecast" in page and "예측" in page and page.count("<svg") == 16
    assert not re.search(r'(src|href)="(?!#)', page)  # nothing outside the file
    marks = re.findall(r' id="([^"]+)"', page)
    assert len(marks) == len(set(marks)) and set(re.findall(r"url\(#([^)]+)\)", page)) <= set(marks)
    rows = list(csv.reader(Path("next.csv").read_text(encoding="utf-8-sig").splitlines()))
    assert rows[0] == ["time", "매출", "lower 80%", "upper 80%", "lower 95%", "upper 95%"]
    assert [row[0] for row in rows[1:4]] == ["2023-01-01", "2023-02-01", "2023-03-01"] and len(rows) == 13
    for row in rows[1:]:
        mean, low80, high80, low95, high95 = map(float, row[1:])
        assert low95 < low80 < mean < high80 < high95


def test_json_holds_what_the_models_say() -> None:
    """Figures are those of the back-test by hand, the forecast that of the winner fitted to the whole series."""
    values = sales()
    made = badak("forecast", "sales.csv", "--column", "매출", "--horizon", "6", "--folds", "3", *QUICK, "--json")
    assert made.code == 0, made.err
    said = made.json
    assert said["series"] == {
        "name": "매출", "values": 96, "first": "2015-01-01", "last": "2022-12-01", "frequency": "MS", "filled": 0,
    }  # fmt: skip
    assert said["period"] == {"used": 12, "found": 12, "kind": "season"} and said["logarithms"] is True
    rows = {row["model"]: row for row in said["models"]}
    assert set(rows) == {"seasonal-naive", "naive", "drift", "mean", "ar"}
    errors = [np.abs(values[o : o + 6] - values[o - 12 : o - 6]).mean() for o in (78, 84, 90)]
    assert rows["seasonal-naive"]["mae"] == pytest.approx(np.mean(errors))
    assert said["winner"] == min(rows, key=lambda name: rows[name]["mase"]) == "ar"
    lags = int(re.search(r"AR\((\d+)", rows["ar"]["what"]).group(1))
    model = ts.Transformed(ts.AR(lags, method="least_squares"), 0.0).fit(values)
    ahead = model.forecast(6, intervals=(0.8, 0.95))
    np.testing.assert_allclose([row["mean"] for row in said["forecast"]], ahead.mean)
    np.testing.assert_allclose([row["lower_95"] for row in said["forecast"]], ahead.interval(0.95)[0])


def test_a_series_by_name_and_without_times() -> None:
    """statsmodels' own series need no file; a table without times is counted."""
    made = badak("forecast", "nile", "--horizon", "3", "--folds", "2", *QUICK, "--out", "n.html", "-q")
    assert made.code == 0, made.err
    assert "1971" in made.out and "report: n.html" in made.out
    Path("plain.csv").write_text("y\n" + "\n".join(str(v) for v in ts.load("nile").values), encoding="utf-8")
    again = badak("forecast", "plain.csv", "--horizon", "3", "--folds", "2", *QUICK, "--json")
    assert [row["time"] for row in again.json["forecast"]] == [100, 101, 102]


def test_gaps_are_filled_only_when_asked() -> None:
    """Missing months are an error that says how; then they are counted."""
    sales(drop=(10, 30))
    made = badak("forecast", "sales.csv", "--column", "매출", *QUICK)
    assert made.code == 1 and "2 time stamps are missing (MS)" in made.err and "2015-11-01, 2017-07-01" in made.err
    made = badak("forecast", "sales.csv", "--column", "매출", *QUICK, "--fill", "interpolate", "--json")
    assert made.json["series"]["filled"] == 2


def test_networks_and_arima_are_among_the_models() -> None:
    """One fold of each kind, so that the way from the name to the forecaster is walked."""
    found = study(ts.load("nile"), 3, folds=1, models=["arima", "dense", "conv1d", "lstm", "gru", "encoder-decoder"])
    rows = {row["model"]: row for row in found.result.table()}
    assert set(rows) == {"seasonal-naive", "arima", "dense", "conv1d", "lstm", "gru", "encoder-decoder"}
    assert all(row["folds"] == 1 for row in rows.values())
    assert found.forecasts[found.winner].mean.shape == (3,)


def test_nothing_is_chosen_from_the_future() -> None:
    """Orders, lags and logarithms stay the same whatever comes after the first origin."""
    series = ts.load("elnino").head(240)
    changed = series.values.copy()
    changed[-36:] = 1e3 * np.random.default_rng(0).random(36)
    import dataclasses

    other = dataclasses.replace(series, values=changed)
    kept = [study(one, 12, period=12, folds=3, models=["ar", "arima"]).models for one in (series, other)]
    assert repr(kept[0]) == repr(kept[1])


def test_candidates_suit_the_series() -> None:
    """Short series get no networks and say so; long seasons no seasonal ARIMA."""
    short, logs, notes = candidates(ts.load("nile").head(30), 10, 1, read_names(None))
    assert not set(short) & {"lstm", "gru"} and not logs and "lstm" in notes[0]["en"] and "윈도우" in notes[0]["ko"]
    season = np.tile(np.sin(np.arange(30)), 8) + np.random.default_rng(1).normal(size=240)
    made, _, notes = candidates(ts.read_series(season), 10, 30, ["arima"])
    assert "seasonal" not in repr(made["arima"]) and "30 values are more than it can carry" in notes[0]["en"]


# ---- what goes wrong ----------------------------------------------------------------------------------------------------

_DAYS = [f"2024-01-{day:02d}" for day in range(1, 29)]
_VALUES = [(7 * day) % 17 + 3 for day in range(28)]


def _write(days=_DAYS, values=_VALUES) -> None:
    lines = ["date,sales,visits,city", *(f"{d},{v},{k},Seoul" for k, (d, v) in enumerate(zip(days, values)))]
    Path("a.csv").write_text("\n".join(lines), encoding="utf-8")


@pytest.mark.parametrize(
    "days, values, options, code, english, korean",
    [
        (_DAYS, _VALUES, [], "BD397", "columns of numbers: 'sales', 'visits'", "숫자 열: 'sales', 'visits'"),
        (_DAYS, _VALUES, ["--column", "salse"], "BD072", "did you mean 'sales'?", "'sales'"),
        (_DAYS, _VALUES, ["--column", "city"], "BD396", "holds no series of numbers", "숫자로 된 시계열이 아닙니다"),
        (_DAYS, _VALUES, ["--column", "sales", "--time", "when"], "BD072", "'when'", "'when'"),
        (_DAYS, _VALUES, ["--column", "sales", "--time", "city"], "BD395", "row 1: 'Seoul'", "1번째 행: 'Seoul'"),
        (_DAYS, _VALUES, ["--column", "sales", "--horizon", "20"], "BD399", "at least 32 values", "값 32개 이상"),
        (_DAYS, _VALUES, ["--column", "sales", "--models", "arma"], "BD398", "arima", "그런 이름의 모델이 없습니다"),
        (_DAYS, _VALUES, ["--column", "sales", "--out", "no/r.html"], "BD092", "no such folder", "그런 폴더가 없습니다"),
        (_DAYS, _VALUES, ["--column", "sales", "--csv", "no/r.csv"], "BD092", "no such folder", "그런 폴더가 없습니다"),
        (_DAYS[5:] + _DAYS[:5], _VALUES, ["--column", "sales"], "BD342", "not sorted", "정렬되어 있지 않습니다"),
        (_DAYS[:5] + _DAYS[4:-1], _VALUES, ["--column", "sales"], "BD342", "2024-01-05 twice", "2024-01-05 중복"),
        (_DAYS, [5] * 28, ["--column", "sales"], "BD392", "28 values, all 5", "값 28개가 모두 5"),
        (_DAYS, ["", *_VALUES[1:]], ["--column", "sales"], "BD341", "--fill interpolate", "--fill interpolate"),
        (_DAYS, ["x", *_VALUES[1:]], ["--column", "sales"], "BD396", "'x' (line 2)", "'x'(2번째 줄)"),
        (_DAYS[:6], _VALUES[:6], ["--column", "sales"], "BD399", "6 values", "값 6개"),
        (["2024-01-xx", *_DAYS[1:]], _VALUES, ["--column", "sales", "--time", "date"], "BD395", "2024-01-xx", "2024-01-xx"),
    ],
)  # fmt: skip
def test_what_is_said_of_tables_that_cannot_be_forecast(days, values, options, code, english, korean) -> None:
    """Each by its text in both languages, with exit code 1 and nothing written."""
    _write(days, values)
    for language, wanted in (("en", english), ("ko", korean)):
        made = badak("forecast", "a.csv", *options, "--lang", language)
        assert made.code == 1 and made.err.splitlines()[-6:], made
        assert f"[{code}]" in made.err and wanted in made.err
    assert sorted(path.name for path in Path().iterdir()) == ["a.csv"]


def test_misuse_is_exit_code_2() -> None:
    """A horizon of 0, a file that is missing as an argument."""
    _write()
    for words in (["a.csv", "--horizon", "0"], [], ["a.csv", "--fill", "zero"]):
        assert badak("forecast", *words).code == 2
    assert "1 이상의 정수" in badak("forecast", "a.csv", "--horizon", "0", "--lang", "ko").err
    assert badak("forecast", "nowhere.csv").code == 1


def test_a_failure_leaves_the_old_report(monkeypatch: pytest.MonkeyPatch) -> None:
    """What was there stays as it was when drawing fails."""
    _write()
    Path("r.html").write_text("old", encoding="utf-8")
    import badak.inspect.forecast_report as page

    monkeypatch.setattr(page, "_contest", lambda study: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        _run("a.csv", "r.html")
    assert Path("r.html").read_text(encoding="utf-8") == "old" and sorted(p.name for p in Path().iterdir()) == [
        "a.csv",
        "r.html",
    ]


def _run(file: str, out: str) -> None:
    from badak.cli import forecast

    command = forecast.command()
    with command.make_context("forecast", [file, "--column", "sales", "--out", out, *QUICK, "-q"]) as context:
        command.invoke(context)


# ---- times --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "cells, first, second",
    [
        (["2024-03-01", "2024-03-02"], "2024-03-01", "2024-03-02"),
        (["2024/3/1", "2024/12/31"], "2024-03-01", "2024-12-31"),
        (["2024. 3. 1.", "2024. 3. 2."], "2024-03-01", "2024-03-02"),
        (["2024년 3월 1일", "2024년 3월 2일"], "2024-03-01", "2024-03-02"),
        (["2024-03-01 오후 2:30:00", "2024-03-01 오전 12:30"], "2024-03-01T14:30", "2024-03-01T00:30"),
        (["2024-03-01 14시 30분", "2024-03-01 15시"], "2024-03-01T14:30", "2024-03-01T15:00"),
        (["2024-03-01T14:30:00Z", "2024-03-01T15:30:00+09:00"], "2024-03-01T14:30", "2024-03-01T06:30"),
        (["2024-03-01T09", "2024-03-01 10"], "2024-03-01T09:00", "2024-03-01T10:00"),
        (["20240301", "20240302"], "2024-03-01", "2024-03-02"),
        (["202403", "202404"], "2024-03-01", "2024-04-01"),
        (["2024-3", "2024-4"], "2024-03-01", "2024-04-01"),
        (["2024년 3월", "2024년 12월"], "2024-03-01", "2024-12-01"),
        (["Jan 2024", "Feb 2024"], "2024-01-01", "2024-02-01"),
        (["2024Q1", "2024Q4"], "2024-01-01", "2024-10-01"),
        (["Q1 2024", "Q2 2024"], "2024-01-01", "2024-04-01"),
        (["2024년 1분기", "2024년 2분기"], "2024-01-01", "2024-04-01"),
        (["1700", "1701"], "1700-01-01", "1701-01-01"),
        (["2024년", "2025년"], "2024-01-01", "2025-01-01"),
        (["13/02/2024", "14/02/2024"], "2024-02-13", "2024-02-14"),
        (["02/13/2024", "02/14/2024"], "2024-02-13", "2024-02-14"),
    ],
)
def test_times_as_people_write_them(cells: list[str], first: str, second: str) -> None:
    """Against NumPy's own reading of the ISO form."""
    np.testing.assert_array_equal(read_times(cells), np.array([first, second], "datetime64[ns]"))


@pytest.mark.parametrize(
    "cells, english, korean",
    [
        (["2024-02-30"], "row 1: '2024-02-30'", "1번째 행: '2024-02-30'"),
        (["2024-01", "2024-13"], "written otherwise than the rows before", "앞의 행들과 다르게"),
        (["01/02/2024", "03/04/2024"], "day and month cannot be told apart", "일과 월을 구분할 수 없습니다"),
        (["2024-01-01", None], "row 2 has none", "2번째 행에 시각이 없습니다"),
        (["monday"], "no date, month, quarter or year", "날짜·월·분기·연도가 아닙니다"),
    ],
)
def test_times_that_cannot_be_read(cells: list[str | None], english: str, korean: str) -> None:
    """BD395 in both languages."""
    with pytest.raises(BadakError) as caught:
        read_times(cells)
    assert caught.value.code == "BD395"
    assert english in caught.value.text("en") and korean in caught.value.text("ko")


def test_the_column_of_times_is_found() -> None:
    """By its cells; bare numbers only by the name of their column."""
    table = Table.from_columns(
        {"y": ["1", "2"], "연도": ["2001", "2002"], "n": ["2001", "2002"], "d": ["2024Q1", "2024Q2"]}
    )
    assert [name for name in table.names if looks_like_times(name, table[name].texts)] == ["연도", "d"]


def test_a_column_of_times_that_is_not_read_is_told() -> None:
    """Rows are counted, and the user hears of it; --time says why."""
    _write([f"day {k}" for k in range(28)])
    made = badak("forecast", "a.csv", "--column", "sales", *QUICK, "--lang", "ko")
    assert made.code == 0 and "'date' 열을 시각으로 읽지 못해 행 순서로 셉니다" in made.out
    made = badak("forecast", "a.csv", "--column", "sales", "--time", "date", "--lang", "en")
    assert made.code == 1 and "row 1: 'day 0'" in made.err


def test_logarithms_only_where_the_level_changes() -> None:
    """A season around one level, however large, is no reason."""
    t, rng = np.arange(240), np.random.default_rng(2)
    flat = 50 + 20 * np.sin(2 * np.pi * t / 24) + rng.normal(size=240)
    grows = np.exp(0.01 * t + 0.3 * np.sin(2 * np.pi * t / 24) + 0.02 * rng.normal(size=240))
    assert [candidates(ts.read_series(v), 24, 24, ["ar"])[1] for v in (flat, grows)] == [False, True]


def test_names_of_models() -> None:
    """Groups, one by one, in one order, the baseline always among them."""
    assert read_names(["networks"]) == ["seasonal-naive", "dense", "conv1d", "lstm", "gru", "encoder-decoder"]
    assert read_names(["ENCODER_decoder", "ar"]) == ["seasonal-naive", "ar", "encoder-decoder"]
    set_language("en")
    with pytest.raises(BadakError, match="BD398"):
        read_names(["prophet"])
