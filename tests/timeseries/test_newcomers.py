"""What somebody tries first who knows pandas and statsmodels: their names, their slips, their far horizons."""

import contextlib

import numpy as np
import pandas as pd
import pytest

from badak import errors, timeseries
from badak.timeseries import AR, ARIMA, ARMA, MA, Drift, adf

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
    assert str(model.forecast(240).times[-1])[:4] == "2261"
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
