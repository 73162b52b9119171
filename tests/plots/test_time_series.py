"""Plots of series, parts, correlograms, forecasts, back-tests and residuals: the numbers drawn, the words in both languages."""

from __future__ import annotations

from statistics import NormalDist

import numpy as np
import pytest
from matplotlib import pyplot

from badak import plots
from badak import timeseries as ts
from badak.errors import BadakError, set_language


@pytest.fixture(autouse=True)
def _closed():
    yield
    pyplot.close("all")


def values_of(line) -> np.ndarray:
    """Return what a line draws upwards."""
    return np.asarray(line.get_ydata(), float)


def test_a_series_and_its_moving_average() -> None:
    """The values at their times, and the mean of twelve around each."""
    co2 = ts.load("co2")
    ax = plots.series(co2, average=12)
    line, mean = ax.get_lines()
    np.testing.assert_array_equal(values_of(line), co2.values)
    np.testing.assert_array_equal(line.get_xdata(), co2.times)
    weights = np.concatenate([[0.5], np.ones(11), [0.5]]) / 12
    np.testing.assert_allclose(values_of(mean)[100], weights @ co2.values[94:107])
    assert ax.get_ylabel() == "co2 (parts per million)"
    set_language("ko")
    assert plots.series(co2).get_ylabel() == "co2 (ppm)"
    assert plots.series([1.0, 2.0, 4.0]).get_xlabel() == "순서"


def test_parts_are_drawn_as_computed() -> None:
    """A panel each; without a season one panel less; bars of one length."""
    parts = ts.decompose(ts.load("co2"))
    series, trend, cycle, season, rest = plots.decomposition(parts).axes
    np.testing.assert_array_equal(values_of(series.get_lines()[0]), parts.series.values)
    np.testing.assert_array_equal(values_of(trend.get_lines()[0]), parts.trend)
    np.testing.assert_array_equal(values_of(trend.get_lines()[1]), parts.long_trend)
    np.testing.assert_array_equal(values_of(cycle.get_lines()[0]), parts.cycle)
    np.testing.assert_array_equal(values_of(season.get_lines()[0]), parts.seasonal)
    heights = [segment[1][1] for segment in rest.collections[0].get_segments()]
    np.testing.assert_allclose(heights, parts.remainder[~np.isnan(parts.remainder)])
    amounts = [ax.patches[0].get_height() * np.ptp(ax.get_ylim()) for ax in (series, trend, cycle, season, rest)]
    np.testing.assert_allclose(amounts, amounts[0])
    set_language("ko")
    figure = plots.decomposition(ts.load("sunspots"))
    assert [ax.get_ylabel() for ax in figure.axes] == ["sunspots\n(개)", "추세", "순환", "불규칙"]


def test_correlograms() -> None:
    """Stems, filled dots outside the band, and the band."""
    data = ts.load("sunspots")
    ax, made = plots.acf(data, 20), ts.acf(data, 20)
    np.testing.assert_array_equal(values_of(ax.get_lines()[0]), made.values[1:])
    inside = [k for k in range(1, 21) if k not in made.significant]
    np.testing.assert_array_equal(ax.get_lines()[1].get_xdata(), inside)
    band = next(c for c in ax.collections if not hasattr(c, "get_segments"))
    assert np.isclose(np.abs(band.get_paths()[0].vertices[:, 1]).max(), made.band.max())
    ax = plots.pacf(data, 15)
    np.testing.assert_array_equal(values_of(ax.get_lines()[0]), ts.pacf(data, 15).values[1:])
    set_language("ko")
    ax = plots.pacf(data, 15)
    assert (ax.get_ylabel(), ax.get_xlabel()) == ("편자기상관", "시차(값의 개수)")


def test_a_forecast_with_what_came() -> None:
    """Past, means and intervals at the times that follow."""
    nile = ts.load("nile")
    ahead = ts.Naive().fit(nile.head(90)).forecast(10, intervals=True)
    other = ts.Mean().fit(nile.head(90)).forecast(10, intervals=False)
    ax = plots.forecast([ahead, other], actual=nile.values[90:], history=20)
    past, mean, second, came = ax.get_lines()
    np.testing.assert_array_equal(values_of(past), nile.values[70:90])
    np.testing.assert_array_equal(values_of(mean), ahead.mean)
    np.testing.assert_array_equal(values_of(second), other.mean)
    np.testing.assert_array_equal(values_of(came), nile.values[90:])
    np.testing.assert_array_equal(mean.get_xdata(), nile.times[90:])
    wide, narrow = (area.get_paths()[0].vertices[:, 1] for area in ax.collections)
    assert wide.min() == pytest.approx(ahead.interval(0.95)[0].min())
    assert narrow.max() == pytest.approx(ahead.interval(0.8)[1].max())
    light, dark = (area.get_facecolor()[0][:3].mean() for area in ax.collections)
    assert light > dark + 0.1  # readable in grey
    set_language("ko")
    ax = plots.forecast(ahead)
    assert [t.get_text() for t in ax.get_legend().get_texts()] == ["과거", "95% 구간", "80% 구간", "Naive"]


@pytest.fixture
def result() -> ts.Backtest:
    """Return a back-test of four models."""
    models = {"drift": ts.Drift(), "naive": ts.Naive(), "mean": ts.Mean()}
    return ts.backtest(models, ts.load("elnino"), horizon=6, folds=4)


def test_models_of_a_back_test(result: ts.Backtest) -> None:
    """The best on top, a dot for each fold, a mark where the table has it, a line at the baseline."""
    ax = plots.backtest(result, measure="mae")
    rows = result.table("mae")
    assert [t.get_text() for t in ax.get_yticklabels()] == [row["model"] for row in rows]
    lines = ax.get_lines()
    for k, row in enumerate(rows):
        folds = [f.figures["mae"] for f in result.folds if f.model == row["model"]]
        np.testing.assert_allclose(lines[2 * k].get_xdata(), folds)
        np.testing.assert_allclose(lines[2 * k + 1].get_xdata(), [row["mae"]])
    base = next(row["mae"] for row in rows if row["model"] == result.baseline)
    np.testing.assert_allclose(lines[-1].get_xdata(), [base, base])
    set_language("ko")
    ax = plots.backtest(result)
    assert "작을수록 좋음" in ax.get_xlabel() and "넘어야 할 기준선" in ax.texts[0].get_text()


def test_steps_and_folds_of_a_back_test(result: ts.Backtest) -> None:
    """Mean absolute errors by distance; the forecasts of the best model where they were made."""
    ax = plots.backtest(result, "step")
    by_name = {line.get_label(): values_of(line) for line in ax.get_lines()}
    for name, errors in by_name.items():
        folds = [np.abs(f.truth - f.mean) for f in result.folds if f.model == name]
        np.testing.assert_allclose(errors, np.mean(folds, axis=0))
    assert result.baseline in by_name and result.best() in by_name
    ax = plots.backtest(result, "fold")
    drawn = [line for line in ax.get_lines() if len(line.get_xdata()) == 6]
    for line, fold in zip(drawn, result.forecasts(), strict=True):
        np.testing.assert_array_equal(values_of(line), fold.mean)
        assert line.get_xdata()[0] == ts.load("elnino").times[fold.origin]


def test_residuals_of_a_model() -> None:
    """Over time, their correlations, a bell of their mean and deviation, their quantiles."""
    nile = ts.load("nile")
    model = ts.AR(1, method="least_squares").fit(nile)
    rest = model.residuals[~np.isnan(model.residuals)][1:]  # the first lag is not reached
    figure = plots.residuals(model, lags=12)
    over, stems, bars, quantiles = figure.axes
    np.testing.assert_allclose(values_of(over.get_lines()[0]), rest)
    np.testing.assert_allclose(values_of(stems.get_lines()[0]), ts.acf(rest, 12).values[1:])
    bell = NormalDist(rest.mean(), rest.std(ddof=1))
    assert values_of(bars.get_lines()[0]).max() == pytest.approx(bell.pdf(bell.mean))
    np.testing.assert_allclose(values_of(quantiles.get_lines()[0]), np.sort(rest))
    assert quantiles.get_lines()[0].get_xdata()[0] == pytest.approx(bell.inv_cdf(0.5 / len(rest)))
    assert "nothing is left to foretell in 12 lags" in figure.get_suptitle()
    set_language("ko")
    walk = np.cumsum(np.random.default_rng(0).normal(size=100))
    assert "아직 예측할 수 있는 것이 남아 있습니다" in plots.residuals(walk).get_suptitle()


@pytest.mark.parametrize(
    "call, code, english, korean",
    [
        (
            lambda: plots.forecast([1.0, 2.0]),
            "BD003",
            "forecast(horizon, intervals=True)",
            "forecast(horizon, intervals=True)",
        ),
        (
            lambda: plots.backtest([1.0]),
            "BD003",
            "what timeseries.backtest(…) gave",
            "timeseries.backtest(…)가 돌려준 값",
        ),
        (lambda: plots.series([1.0, 2.0], ax=3), "BD375", "axes of matplotlib", "matplotlib의 Axes"),
        (lambda: plots.series([1.0, 2.0], average=1), "BD040", "2 ≤ average", "2 ≤ average"),
        (lambda: plots.acf([1.0, 1.0, 1.0]), "BD392", "constant", "모두 같은"),
        (lambda: plots.residuals([2.0] * 9), "BD392", "constant", "모두 같은"),
        (lambda: plots.residuals(ts.Naive()), "BD346", "fit", "fit"),
    ],
)
def test_what_cannot_be_drawn(call, code: str, english: str, korean: str) -> None:
    """Each by its text."""
    with pytest.raises(BadakError) as caught:
        call()
    assert caught.value.code == code
    assert english in caught.value.text("en") and korean in caught.value.text("ko")


def test_words_of_a_back_test_that_mean_nothing(result: ts.Backtest) -> None:
    """Neither another way, nor another measure."""
    for how in ({"by": "year"}, {"measure": "r2"}, {"series": "x"}):
        with pytest.raises(BadakError, match="BD003"):
            plots.backtest(result, **how)
