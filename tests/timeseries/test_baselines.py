"""The interface that all forecasters share, by the four simplest of them, against the textbook's formulas."""

from __future__ import annotations

import pickle

import numpy as np
import pandas
import polars
import pytest

import badak
from badak.errors import ArgumentError, DataError, StateError
from badak.timeseries import Drift, Forecast, Forecaster, Mean, Naive, SeasonalNaive, read_series

VALUES = np.random.default_rng(3).normal(size=40).cumsum() + 5
Z95 = 1.959963984540054
MAKERS = {"Mean": Mean, "Naive": Naive, "Drift": Drift, "SeasonalNaive": lambda: SeasonalNaive(4)}


def textbook(name: str, y: np.ndarray, h: int) -> tuple[float, float]:
    """Mean and deviation h steps ahead, one at a time (Hyndman & Athanasopoulos 2021, §5.2 and table 5.2)."""
    T = len(y)
    if name == "Mean":
        errors, mean = y - y.mean(), y.mean()
        return mean, np.sqrt((errors**2).sum() / (T - 1)) * np.sqrt(1 + 1 / T)
    if name == "Naive":
        errors = np.array([y[t] - y[t - 1] for t in range(1, T)])
        return y[-1], np.sqrt((errors**2).sum() / (T - 1)) * np.sqrt(h)
    if name == "Drift":
        slope = (y[-1] - y[0]) / (T - 1)
        errors = np.array([y[t] - y[t - 1] - slope for t in range(1, T)])
        return y[-1] + h * slope, np.sqrt((errors**2).sum() / (T - 2)) * np.sqrt(h * (1 + h / (T - 1)))
    m = 4
    errors = np.array([y[t] - y[t - m] for t in range(m, T)])
    k = (h - 1) // m
    return y[T + h - m * (k + 1) - 1], np.sqrt((errors**2).sum() / (T - m)) * np.sqrt(k + 1)


@pytest.mark.parametrize("name", MAKERS)
def test_means_and_intervals_are_the_textbooks(name):
    found = MAKERS[name]().fit(VALUES).forecast(10, intervals=0.95)
    for h in range(1, 11):
        mean, deviation = textbook(name, VALUES, h)
        assert found[h - 1] == pytest.approx(mean)
        assert found.upper[h - 1] - mean == pytest.approx(Z95 * deviation)
        assert mean - found.lower[h - 1] == pytest.approx(Z95 * deviation)


@pytest.mark.parametrize("name", MAKERS)
def test_residuals_are_of_one_step_forecasts(name):
    model = MAKERS[name]().fit(VALUES)
    there = ~np.isnan(model.fitted)
    np.testing.assert_allclose(model.residuals[there], VALUES[there] - model.fitted[there])
    if name in ("Naive", "SeasonalNaive"):  # their forecasts depend on no parameter
        for t in (8, 20, 39):
            assert model.fitted[t] == pytest.approx(MAKERS[name]().fit(VALUES[:t]).forecast(1)[0])


@pytest.mark.parametrize("name", MAKERS)
def test_update_keeps_the_parameters_and_moves_on(name):
    model = MAKERS[name]().fit(VALUES[:30])
    before = dict(model.params)
    assert model.update(VALUES[30]).update(VALUES[31:].tolist()) is model
    assert model.params == before and len(model.series) == 40
    if name in ("Naive", "SeasonalNaive"):
        np.testing.assert_allclose(model.forecast(6), MAKERS[name]().fit(VALUES).forecast(6))


@pytest.mark.parametrize("name", MAKERS)
def test_copies_and_pickles(name):
    model = MAKERS[name]().fit(VALUES)
    assert model.clone().series is None and repr(model.clone()) == repr(model)
    assert type(model.clone()) is type(model)
    again = pickle.loads(pickle.dumps(model))
    np.testing.assert_array_equal(again.forecast(3), model.forecast(3))
    assert model.name in model.summary() and "sigma2" in model.summary()


def test_a_series_too_short_for_a_variance_has_no_intervals():
    found = Naive().fit([5.0]).forecast(2, intervals=0.9)
    assert found.tolist() == [5.0, 5.0] and np.isnan(found.lower).all()


def test_a_constant_series_is_forecast_with_certainty():
    found = Drift().fit([2.0] * 5).forecast(2, intervals=0.9)
    assert found.lower.tolist() == found.upper.tolist() == [2.0, 2.0]


def test_the_season_comes_from_the_stamps():
    months = pandas.Series(np.arange(30.0), index=pandas.date_range("2020", periods=30, freq="MS"))
    model = SeasonalNaive().fit(months)
    assert model.season == 12 and model.forecast(1).iloc[0] == 18.0
    with pytest.raises(ArgumentError) as caught:
        SeasonalNaive().fit(VALUES)
    assert caught.value.code == "BD356"
    assert "how long a season is" in caught.value.text("en") and "계절 주기의 길이" in caught.value.text("ko")


# --- the forecast ------------------------------------------------------------------------------------------------------------


def test_a_forecast_is_an_array_and_its_table_too():
    plain = Naive().fit([1.0, 2.0, 4.0]).forecast(3)
    assert type(plain) is np.ndarray and plain.tolist() == [4, 4, 4]
    found = Naive().fit([1.0, 2.0, 4.0]).forecast(3, intervals=False)
    assert isinstance(found, Forecast) and found.shape == (3,) and found.ndim == 1 and len(found) == found.size == 3
    assert np.asarray(found).dtype == found.dtype == np.float64
    assert (found + 1).tolist() == [5, 5, 5] and (2 * found - found).tolist() == [4, 4, 4]
    assert np.sqrt(found).tolist() == [2, 2, 2] and float(np.mean(found)) == 4.0
    assert list(found) == [4, 4, 4] and found[-1] == 4 and found[:2].shape == (2,)
    assert found.lower is None and found.upper is None and found.levels == ()
    assert badak.tensor(np.asarray(found)).shape == (3,)


def test_levels():
    model = Naive().fit([1.0, 2.0, 4.0])
    both_ways = model.forecast(2, intervals=(95, 0.8))
    assert both_ways.levels == (0.8, 0.95)
    assert set(both_ways.lower) == {0.8, 0.95}
    np.testing.assert_array_equal(both_ways.interval(95)[1], model.forecast(2, intervals=0.95).upper)
    assert model.forecast(2, intervals=True).levels == (0.8, 0.95)
    with pytest.raises(ArgumentError, match="level"):
        both_ways.interval(0.5)


def test_tables():
    months = pandas.Series([1.0, 2.0, 4.0], index=pandas.period_range("2024-01", periods=3, freq="M"), name="sales")
    found = Naive().fit(months).forecast(2, intervals=0.9)
    table = found.to_pandas()
    assert list(table.columns) == ["mean", "lower 90%", "upper 90%"] and table.index[0] == pandas.Period("2024-04", "M")
    assert isinstance(found.like_series(), pandas.Series) and found.like_series().name == "sales"
    assert found.to_polars().columns[0] == "time" and isinstance(found.to_polars(), polars.DataFrame)
    assert "2024-04-01" in repr(found) and "sales" in repr(found)
    assert found._repr_html_().count("<tr>") == 3
    badak.errors.set_language("ko")
    assert "시각" in repr(found) and "앞으로 2개" in repr(found)


def test_long_tables_are_cut():
    assert (
        "…" in repr(Naive().fit([1.0, 2.0]).forecast(60, intervals=False))
        and len(repr(Naive().fit([1.0, 2.0]).forecast(60, intervals=False)).split("\n")) < 25
    )


# --- wrong calls -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("horizon", [0, -1, 1.5, "3", None, True])
def test_horizons_that_are_none(horizon):
    with pytest.raises(ArgumentError) as caught:
        Naive().fit(VALUES).forecast(horizon)
    assert "at least 1" in caught.value.text("en") and "1 이상의 정수" in caught.value.text("ko")


@pytest.mark.parametrize("level", [0, 1, 100, -0.5, 150, "high"])
def test_levels_that_are_none(level):
    with pytest.raises(ArgumentError, match="intervals"):
        Naive().fit(VALUES).forecast(1, intervals=level)


def test_numbers_of_any_integer_type_are_horizons():
    assert len(Naive().fit(VALUES).forecast(np.int64(3))) == 3


@pytest.mark.parametrize("use", [lambda m: m.forecast(1), lambda m: m.update(1.0), lambda m: m.fitted, lambda m: m.residuals,
                                 lambda m: m.summary(), lambda m: m.num_params])  # fmt: skip
def test_before_fit(use):
    with pytest.raises(StateError) as caught:
        use(Naive())
    assert caught.value.code == "BD346"
    assert "call fit(series) first" in caught.value.text("en") and "먼저 fit(series)" in caught.value.text("ko")


@pytest.mark.parametrize("period", [0, -2, 1.5])
def test_periods_that_are_none(period):
    with pytest.raises(ArgumentError, match="period"):
        SeasonalNaive(period).fit(VALUES)


def test_series_shorter_than_a_season():
    with pytest.raises(DataError) as caught:
        SeasonalNaive(12).fit([1.0, 2.0])
    assert caught.value.code == "BD344"
    assert "at least 12" in caught.value.text("en") and "12개 이상" in caught.value.text("ko")


def test_a_failed_fit_leaves_nothing_behind():
    model = SeasonalNaive(4).fit(VALUES)
    with pytest.raises(DataError):
        model.fit([1.0, float("nan")])
    assert model.series is not None  # the data was never taken in
    with pytest.raises(ArgumentError):
        SeasonalNaive().fit(VALUES)


def test_updates_must_follow_the_series():
    months = pandas.Series(VALUES, index=pandas.date_range("2020", periods=40, freq="MS"))
    model = Naive().fit(months.iloc[:30])
    model.update(months.iloc[30:33])
    assert model.forecast(1).iloc[0] == VALUES[32]
    with pytest.raises(DataError) as caught:
        model.update(months.iloc[35:])
    assert "2022-12-01 instead of 2022-10-01" in caught.value.text("en")
    assert "2022-10-01 대신 2022-12-01" in caught.value.text("ko")


def test_a_forecaster_of_ones_own():
    class Zero(Forecaster):
        """Forecasts nothing."""

        def __init__(self, level: float = 0.0) -> None:
            self.level = level

        def _fit(self, series):
            self.params = {}

        def _forecast(self, horizon, levels):
            return Forecast(np.full(horizon, self.level), self.series, model=self.name)

    model = Zero(2.0).fit(VALUES)
    assert (
        model.forecast(2).tolist() == [2, 2] and repr(model) == "Zero(2.0)" and model.aic is None and model.bic is None
    )
    with pytest.raises(StateError, match="BD025"):
        _ = model.fitted
    with pytest.raises(StateError, match="BD025"):
        Forecaster().fit(VALUES)


def test_given_series_stay_series():
    assert read_series(read_series(VALUES)).values.tolist() == VALUES.tolist()
