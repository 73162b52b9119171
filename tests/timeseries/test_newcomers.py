"""What somebody tries first who knows pandas and statsmodels: their names, their slips, their far horizons."""

import contextlib

import numpy as np
import pandas as pd
import pytest

from badak import errors, timeseries
from badak.timeseries import AR, ARIMA, ARMA, MA, Drift, adf
from tests.cli.helpers import badak

LINE = [3.0, 5, 4, 6, 8, 7, 9, 12, 10, 13, 14, 12]


@contextlib.contextmanager
def speaking(language):
    before = errors.get_language()
    errors.set_language(language)
    try:
        yield
    finally:
        errors.set_language(before)


@pytest.mark.parametrize(
    "name, told",
    [("SARIMAX", "ARIMA(order, seasonal="), ("adfuller", "adf"), ("Arima", "ARIMA"), ("lstm", "LSTM"), ("auto_arima", "choose_order"),
     ("seasonal_naive", "SeasonalNaive"), ("plot_acf", "badak.plots.acf")],
)  # fmt: skip
def test_names_of_other_libraries_lead_to_badak(name, told):
    with pytest.raises(AttributeError, match=f"badak calls it {told.replace('(', '.').replace('.', '[.(]')}"):
        getattr(timeseries, name)


def test_unknown_names_stay_plain():
    with pytest.raises(AttributeError, match="has no attribute 'nonsense'$"):
        timeseries.nonsense  # noqa: B018
    with pytest.raises(AttributeError, match="'Drift' object has no attribute 'nonsense'$"):
        Drift().nonsense  # noqa: B018


def test_every_name_told_exists():
    for told in timeseries._ELSEWHERE.values():
        head = told.split("(")[0]
        if head.startswith("badak.plots."):
            from badak import plots

            assert hasattr(plots, head.removeprefix("badak.plots."))
        else:
            assert head in timeseries.__all__


def test_attributes_of_other_libraries_lead_to_badak():
    model = Drift().fit(LINE)
    for name, told in {
        "predict": "forecast",
        "resid": "residuals",
        "llf": "log_likelihood",
        "save": "pickle.dump",
    }.items():
        with pytest.raises(AttributeError, match=f"'Drift' object has no attribute '{name}'; badak calls it {told}"):
            getattr(model, name)
    assert not hasattr(model, "coef_")


def test_params_before_fit():
    with pytest.raises(errors.StateError, match=r"BD346.*params"):
        AR().params  # noqa: B018


@pytest.mark.parametrize(
    "make, wanted", [(lambda: ARIMA(1, 1, 1), r"ARIMA\(\(p, d, q\)\)"), (lambda: ARMA(1, 1), r"ARMA\(\(p, q\)\)")]
)
def test_orders_without_brackets(make, wanted):
    with speaking("en"), pytest.raises(errors.ArgumentError, match=rf"BD352.*one pair of brackets, {wanted}"):
        make()
    with speaking("ko"), pytest.raises(errors.ArgumentError, match=rf"BD352.*괄호로 한 번 더 묶어 {wanted}처럼"):
        make()


def test_names_say_the_order():
    assert [repr(m) for m in (AR(), MA(), AR(trend="ct"), AR(2), AR(1, method="kalman"))] == [
        "AR(1)", "MA(1)", "AR(1, trend='ct')", "AR(2)", "AR(1, method='kalman')"]  # fmt: skip


def test_a_horizon_that_would_fill_the_memory():
    model = Drift().fit(LINE)
    with speaking("en"), pytest.raises(errors.ArgumentError, match=r"(?s)BD003.*at most 1,000,000 steps"):
        model.forecast(10**9)
    with speaking("ko"), pytest.raises(errors.ArgumentError, match=r"(?s)BD003.*1,000,000 이하"):
        model.forecast(10**9)
    assert len(model.forecast(1_000_000)) == 1_000_000


@pytest.mark.parametrize(
    "freq, reach", [("YS", 241), ("ME", 2906), ("D", 88490), ("h", 2_123_729), ("B", 63206), ("W", 12641)]
)
def test_time_stamps_end_in_2262(freq, reach):
    # NumPy wraps datetime64[ns] round to 1677; reach is the place of the last stamp of 2262-03 or so, with some room
    index = pd.date_range("2020-01-01", periods=12, freq=freq)
    frequency = timeseries.read_series(pd.Series(LINE, index=index)).frequency
    first = index.to_numpy()[0].astype("datetime64[ns]")
    near = frequency.after(first, np.array([0, reach - 10]))
    assert near[1] == (index[0] + (reach - 10) * index.freq).to_datetime64()
    with pytest.raises(errors.ArgumentError, match="BD357"):
        frequency.after(first, np.array([0, reach + 40]))


def test_a_forecast_past_2262_is_refused_before_the_work():
    series = pd.Series(LINE, index=pd.date_range("2010-01-01", periods=12, freq="YS"))
    model = Drift().fit(series)
    assert str(model.forecast(240).index[-1])[:4] == "2261"
    with (
        speaking("en"),
        pytest.raises(errors.ArgumentError, match=r"(?s)BD357.*past the year 2262.*without time stamps"),
    ):
        model.forecast(300)
    with speaking("ko"), pytest.raises(errors.ArgumentError, match=r"(?s)BD357.*2262년을 넘어.*값만 주세요"):
        model.forecast(300)
    assert len(Drift().fit(series.to_numpy()).forecast(300)) == 300


def test_p_value_is_p():
    pytest.importorskip("statsmodels")
    found = adf(np.random.default_rng(0).normal(size=60))
    assert found.p_value == found.p < 0.05


@pytest.mark.parametrize("zone", ["Asia/Seoul", "America/New_York"])
def test_hours_are_told_by_the_clock_of_their_zone(zone):
    # 60 hours from Friday evening: New York loses an hour on Sunday, 10 March
    index = pd.date_range("2024-03-08 20:00", periods=60, freq="h", tz=zone)
    ahead = Drift().fit(pd.Series(np.arange(60.0), index=index)).forecast(20, intervals=False)
    due = pd.date_range(index[-1], periods=21, freq="h")[1:]
    told = [line.split("  ")[0].strip() for line in str(ahead).replace("     ", "  ").splitlines()[2:]]
    assert [text[:16] for text in told] == [str(at)[:16] for at in due]
    assert list(ahead.to_pandas().index) == list(due)


def test_pictures_show_the_clock_of_the_zone():
    pytest.importorskip("matplotlib")
    from matplotlib.dates import num2date

    from badak import plots

    index = pd.date_range("2024-03-08", periods=48, freq="h", tz="Asia/Seoul")
    ax = plots.series(pd.Series(np.arange(48.0), index=index))
    drawn = num2date(float(ax.get_lines()[0].get_xdata(orig=False)[0]))
    assert (drawn.day, drawn.hour) == (8, 0)


def test_a_summary_at_the_edge_of_the_circle_does_not_contradict_its_notice():
    month = np.arange(120)
    model = ARIMA((0, 0, 1), seasonal=(0, 1, 1, 12), method="kalman")
    with pytest.warns(match="BD349"):
        model.fit(np.sin(2 * np.pi * month / 12) + np.random.default_rng(0).normal(size=120))
    with speaking("en"):
        assert ", … → hardly invertible" in model.summary()
    with speaking("ko"):
        assert "가역성이 거의 없음" in model.summary()


def _forecast(*words):
    done = badak("forecast", *words, "--models", "simple", "--quiet")
    return done[0], done[1] + done[2]


WEEKS = [f"2024-{1 + i // 28:02d}-{1 + i % 28:02d}" for i in range(40)]


@pytest.mark.parametrize("cell", ["{},0{}원", "{}{}.5%"])
@pytest.mark.parametrize("named", [True, False])
@pytest.mark.parametrize(
    "language, what, fix",
    [("en", "(line 2)", "units and signs such as %"), ("ko", "(2번째 줄)", "단위나 % 기호는 머리글로")],
)
def test_cells_with_units_are_shown(tmp_path, cell, named, language, what, fix):
    file = tmp_path / "won.csv"
    cells = [cell.format(i + 1, i % 7) for i in range(40)]
    file.write_text("날짜,매출\n" + "\n".join(f'{t},"{v}"' for t, v in zip(WEEKS, cells)) + "\n", encoding="utf-8")
    column = ["--column", "매출"] if named else []
    code, told = _forecast(str(file), *column, "--lang", language)
    flat = " ".join(told.split())
    assert code == 1 and "[BD396]" in flat and f"{cells[0]!r}" in flat and what in flat and fix in flat


def test_a_series_misspelt():
    code, told = _forecast("co3", "--lang", "ko")
    assert code == 1 and "[BD393]" in told and "'co2'" in told


def test_one_row_is_too_short_not_constant(tmp_path):
    file = tmp_path / "one.csv"
    file.write_text("날짜,매출\n2024-01,3\n", encoding="utf-8")
    code, told = _forecast(str(file), "--lang", "ko")
    assert code == 1 and "[BD344]" in told and "값 1개" in told


def test_a_folder_as_the_report(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    code, told = _forecast("nile", "--out", ".", "--lang", "ko")
    assert code == 1 and "[BD092]" in told
