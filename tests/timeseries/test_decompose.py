"""Series taken apart, correlograms, periods, unit roots, transformations: against statsmodels and formulas."""

from __future__ import annotations

import math
import warnings

import numpy as np
import pandas
import pytest
from statsmodels.stats.diagnostic import acorr_ljungbox
from statsmodels.tsa import stattools
from statsmodels.tsa.filters.hp_filter import hpfilter
from statsmodels.tsa.seasonal import STL, seasonal_decompose

from badak import timeseries as ts
from badak.errors import BadakError, set_language
from badak.timeseries.correlogram import chi_squared_above
from badak.timeseries.cycles import hodrick_prescott, smoothing_for
from badak.timeseries.decomposition import moving_average


def walk(count: int = 200, seed: int = 0) -> np.ndarray:
    """Return a random walk."""
    return np.random.default_rng(seed).normal(size=count).cumsum()


# ---- parts --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("model", ["additive", "multiplicative"])
@pytest.mark.parametrize("period", [12, 7])
def test_classical_parts_are_those_of_statsmodels(model: str, period: int) -> None:
    """Even and odd seasons, sums and products."""
    co2 = ts.load("co2")
    made = ts.decompose(co2, period=period, model=model)
    theirs = seasonal_decompose(co2.values, model=model, period=period)
    np.testing.assert_allclose(made.trend, theirs.trend, rtol=1e-12)
    np.testing.assert_allclose(made.seasonal, theirs.seasonal, atol=1e-10)
    np.testing.assert_allclose(made.remainder, theirs.resid, atol=1e-10)


@pytest.mark.parametrize("model", ["additive", "multiplicative"])
def test_stl_parts_make_up_the_series(model: str) -> None:
    """The four parts give the series back; trend and season are statsmodels' STL, of logarithms for products."""
    co2 = ts.load("co2")
    made = ts.decompose(co2, method="stl", model=model)
    assert made.period == 12
    theirs = STL(np.log(co2.values) if model == "multiplicative" else co2.values, period=12).fit()
    back = np.exp if model == "multiplicative" else np.asarray
    np.testing.assert_allclose(made.trend, back(theirs.trend))
    if model == "multiplicative":
        whole = made.long_trend * made.cycle * made.seasonal * made.remainder
    else:
        whole = made.long_trend + made.cycle + made.seasonal + made.remainder
    np.testing.assert_allclose(whole, co2.values)


def test_strengths_follow_the_book() -> None:
    """1 - Var R / Var(T + R), and with the season."""
    made = ts.decompose(ts.load("elnino"), method="stl")
    rest = made.remainder
    assert made.trend_strength == pytest.approx(1 - rest.var() / (made.trend + rest).var())
    assert made.seasonal_strength == pytest.approx(1 - rest.var() / (made.seasonal + rest).var())
    assert made.seasonal_strength > 0.9


def test_cycle_is_told_from_season_and_trend() -> None:
    """A sum of a line, a wave of 40 and a season of 4 comes apart into these."""
    t = np.arange(400.0)
    wave = 3 * np.sin(2 * np.pi * t / 40)
    season = np.tile([1.0, -2.0, 0.5, 0.5], 100)
    made = ts.decompose(0.05 * t + wave + season, period=4, longest=120)
    inner = slice(60, -60)
    np.testing.assert_allclose(made.seasonal, season, atol=0.05)
    np.testing.assert_allclose(made.cycle[inner], wave[inner], atol=0.2)
    np.testing.assert_allclose(made.long_trend[inner], 0.05 * t[inner], atol=0.2)


def test_sunspots_have_a_cycle_and_no_season() -> None:
    """The eleven years wander: they are no season, and go to the cycle."""
    found = ts.find_period(ts.load("sunspots"))
    assert (found.length, found.kind) == (11, "cycle")
    made = ts.decompose(ts.load("sunspots"))
    assert made.period == 1 and not made.seasonal.any() and made.seasonal_strength == 0
    assert made.longest == 22
    there = ~np.isnan(made.cycle)
    assert made.cycle[there].std() > 15


@pytest.mark.parametrize("count", [3, 4, 5, 6, 50, 300])
@pytest.mark.parametrize("smoothing", [6.25, 1600.0, 129_600.0])
def test_the_filter_is_that_of_hodrick_and_prescott(count: int, smoothing: float) -> None:
    """Against statsmodels' sparse solution."""
    values = walk(count)
    _, trend = hpfilter(values, smoothing)
    np.testing.assert_allclose(hodrick_prescott(values, smoothing), trend, atol=1e-9)


def test_the_filter_splits_where_it_says() -> None:
    """A wave of the splitting length keeps half of its height."""
    t = np.arange(4000)
    wave = np.sin(2 * np.pi * t / 40)
    trend = hodrick_prescott(wave, smoothing_for(40))
    np.testing.assert_allclose(trend[1000:3000], 0.5 * wave[1000:3000], atol=1e-6)


def test_moving_average_by_hand() -> None:
    """2×4: an eighth of the ends, a quarter of the middle."""
    values = np.array([1.0, 2.0, 4.0, 8.0, 16.0])
    assert moving_average(values, 4)[2] == pytest.approx(1 / 8 + (2 + 4 + 8) / 4 + 16 / 8)
    assert np.isnan(moving_average(values, 4)[[0, 1, 3, 4]]).all()


def test_parts_come_back_in_the_kind_that_came() -> None:
    """pandas with its index, NumPy as arrays; a table of all parts."""
    index = pandas.period_range("2020-01", periods=36, freq="M")
    series = pandas.Series(np.tile(np.arange(12.0), 3) + np.arange(36), index=index, name="rain")
    made = ts.decompose(series, period=12)
    assert made.like_series("trend").index.equals(index)
    table = made.to_pandas()
    assert list(table) == ["rain", "trend", "long_trend", "cycle", "seasonal", "remainder"]
    assert isinstance(ts.decompose(series.to_numpy(), period=12).like_series("seasonal"), np.ndarray)


# ---- periods ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name, length", [("co2", 12), ("elnino", 12)])
def test_seasons_of_real_series(name: str, length: int) -> None:
    """Also without their time stamps."""
    for data in (ts.load(name), ts.load(name).values):
        found = ts.find_period(data)
        assert (found.length, found.kind) == (length, "season")
        assert found.explained > 0.8 and found.correlation > found.chance


@pytest.mark.parametrize("name", ["nile", "gdp", "unemployment", "inflation", "cpi"])
def test_no_season_where_there_is_none(name: str) -> None:
    """Published free of seasons."""
    assert ts.find_period(ts.load(name)).length is None


def test_noise_and_walks_have_no_period() -> None:
    """Of 120 series without one, at most 5 % may seem to have one."""
    wrong = 0
    for seed in range(60):
        noise = np.random.default_rng(seed).normal(size=120)
        wrong += sum(ts.find_period(values).length is not None for values in (noise, noise.cumsum()))
    assert wrong <= 6


@pytest.mark.parametrize("length", [4, 7, 12, 24])
def test_a_season_in_noise_is_found(length: int) -> None:
    """With a trend, and noise half as large as the season."""
    rng = np.random.default_rng(length)
    pattern = rng.normal(size=length)
    values = np.tile(pattern, 15) + 0.5 * pattern.std() * rng.normal(size=15 * length) + 0.01 * np.arange(15 * length)
    found = ts.find_period(values)
    assert (found.length, found.kind) == (length, "season")


# ---- correlograms -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("values", [walk(), ts.load("sunspots").values, np.random.default_rng(1).normal(size=31)])
def test_correlations_are_those_of_the_formula_and_of_statsmodels(values: np.ndarray) -> None:
    """The sum of the book, statsmodels' ``acf``, and its ``pacf`` by Durbin and Levinson."""
    centred = values - values.mean()
    loop = [sum(centred[t] * centred[t - k] for t in range(k, len(values))) / (centred @ centred) for k in range(11)]
    np.testing.assert_allclose(ts.acf(values, 10).values, loop, atol=1e-12)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the form of what it returns will change
        theirs, bands = stattools.acf(values, nlags=10, alpha=0.05)
    made = ts.acf(values, 10)
    np.testing.assert_allclose(made.values, theirs, atol=1e-12)
    np.testing.assert_allclose(made.band[1:], (bands[:, 1] - theirs)[1:], atol=1e-12)
    np.testing.assert_allclose(ts.pacf(values, 10).values, stattools.pacf(values, nlags=10, method="ldb"), atol=1e-10)


def test_bands_of_white_noise() -> None:
    """1.96 / √T at every lag; five per cent of the lags of noise lie outside."""
    noise = np.random.default_rng(2).normal(size=1000)
    made = ts.acf(noise, 200, band="white")
    np.testing.assert_allclose(made.band[1:], 1.959964 / math.sqrt(1000), rtol=1e-6)
    assert 2 <= len(made.significant) <= 20


def test_ljung_box_is_that_of_statsmodels() -> None:
    """Statistic and p, with parameters taken off too."""
    values = np.random.default_rng(3).normal(size=150)
    theirs = acorr_ljungbox(values, lags=[8], model_df=2)
    made = ts.ljung_box(np.concatenate([[np.nan, np.nan], values]), lags=8, fitted=2)
    assert made.statistic == pytest.approx(theirs["lb_stat"].iloc[0])
    assert made.p == pytest.approx(theirs["lb_pvalue"].iloc[0])
    assert made.white and not ts.ljung_box(walk()).white


@pytest.mark.parametrize("freedom", [1, 2, 3, 4, 9, 10])
def test_chi_squared(freedom: int) -> None:
    """Against the integral of its density."""
    x = 4.2
    grid = np.linspace(x, 200, 400_001)
    density = grid ** (freedom / 2 - 1) * np.exp(-grid / 2) / (2 ** (freedom / 2) * math.gamma(freedom / 2))
    integral = float(np.sum((density[1:] + density[:-1]) / 2) * (grid[1] - grid[0]))
    assert chi_squared_above(x, freedom) == pytest.approx(integral, rel=1e-6)
    assert chi_squared_above(0.0, freedom) == 1.0


# ---- unit roots ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["nile", "sunspots", "gdp", "unemployment"])
def test_tests_are_those_of_statsmodels(name: str) -> None:
    """Statistic, p and lags."""
    values = ts.load(name).values
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the form of what it returns will change
        theirs = stattools.adfuller(values)
    made = ts.adf(values)
    assert (made.statistic, made.p, made.lags) == (theirs[0], theirs[1], theirs[2])
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        theirs = stattools.kpss(values, regression="ct")
    made = ts.kpss(values, trend="ct")
    assert (made.statistic, made.p, made.lags) == (theirs[0], theirs[1], theirs[2])


def test_verdicts_in_both_languages() -> None:
    """The hypotheses of the two tests point opposite ways, and the words say which."""
    set_language("en")
    rises = ts.load("co2")
    assert "a unit root is not rejected (p = 0.999)" in ts.adf(rises).verdict
    assert "stationarity around a mean is rejected (p ≤ 0.01): difference the series once" in ts.kpss(rises).verdict
    assert ts.stationarity(rises).verdict == (
        "not stationary: difference it once over its season of 12 and then difference it once"
    )
    assert "both a unit root and stationarity are rejected" in ts.stationarity(ts.load("nile")).verdict
    set_language("ko")
    assert "단위근을 기각하지 못합니다(p = 0.999)" in ts.adf(rises).verdict
    assert "한 번 차분하고 다시 검정하세요" in ts.kpss(rises).verdict
    assert (
        ts.stationarity(rises).verdict
        == "정상적이지 않음: 주기 12만큼 계절 차분을 한 번, 이어서 일반 차분을 한 번 하세요"
    )
    assert "계절" in ts.find_period(rises).verdict and "주기" in repr(ts.decompose(rises))


def test_differences_needed() -> None:
    """None for noise, one for a walk, two for a sum of walks."""
    noise = np.random.default_rng(5).normal(size=300)
    found = [ts.stationarity(values, period=1).d for values in (noise, noise.cumsum(), noise.cumsum().cumsum())]
    assert found == [0, 1, 2]


# ---- transformations ----------------------------------------------------------------------------------------------------


def test_differences_by_hand() -> None:
    """Seasonal and plain, in the kind that came."""
    values = walk(50)
    twice = ts.difference(values, d=1, seasonal=1, period=4)
    np.testing.assert_allclose(twice, np.diff(values[4:] - values[:-4]), atol=1e-12)
    series = ts.difference(ts.load("gdp"), d=1)
    assert isinstance(series, ts.Series) and len(series) == 202 and str(series.times[0])[:7] == "1959-04"


@pytest.mark.parametrize("power", [0.0, 0.5, 1.0, -0.3, 2.0])
def test_box_cox_goes_both_ways(power: float) -> None:
    """The formula, and back."""
    values = np.array([0.2, 1.0, 3.5, 80.0])
    bent = ts.box_cox(values, power)
    np.testing.assert_allclose(bent, np.log(values) if power == 0 else (values**power - 1) / power, rtol=1e-10)
    np.testing.assert_allclose(ts.inverse_box_cox(bent, power), values, rtol=1e-10)


def test_guerrero_tells_products_from_sums() -> None:
    """Near 0 where swings grow with the level, near 1 where they do not."""
    t, rng = np.arange(120), np.random.default_rng(6)
    season = np.sin(2 * np.pi * t / 12)
    assert abs(ts.guerrero(np.exp(0.02 * t + 0.3 * season + 0.02 * rng.normal(size=120)), 12)) < 0.2
    assert ts.guerrero(100 + t + 10 * season + 0.5 * rng.normal(size=120), 12) > 0.7


def test_a_transformed_forecaster_is_the_model_of_logarithms() -> None:
    """Forecast, intervals, fitted values and the change of variables of the likelihood, step by step."""
    values = np.exp(3 + 0.3 * np.random.default_rng(7).normal(size=60))
    whole = ts.Transformed(ts.AR(1, method="least_squares"), power=0).fit(values[:-5])
    inner = ts.AR(1, method="least_squares").fit(np.log(values[:-5]))
    ahead, bent = whole.forecast(4, intervals=0.9), inner.forecast(4, intervals=0.9)
    np.testing.assert_allclose(ahead.mean, np.exp(bent.mean))
    np.testing.assert_allclose(ahead.upper, np.exp(bent.upper))
    np.testing.assert_allclose(whole.fitted, np.exp(inner.fitted))
    assert whole.log_likelihood == pytest.approx(inner.log_likelihood - np.log(values[:-5][-inner.num_used :]).sum())
    whole.update(values[-5:])
    inner.update(np.log(values[-5:]))
    np.testing.assert_allclose(whole.forecast(2), np.exp(inner.forecast(2)))


# ---- real series --------------------------------------------------------------------------------------------------------


def test_real_series_say_where_they_come_from() -> None:
    """All of them load, with units in both languages, source and licence as statsmodels has them."""
    import importlib

    for name in ts.names():
        series = ts.load(name)
        assert np.isfinite(series.values).all() and len(series) >= 100 and series.times is not None
        assert series.unit["en"] and series.unit["ko"] and series.about["ko"]
        module = importlib.import_module(f"statsmodels.datasets.{series.source.split(':')[0].rpartition('.')[2]}")
        assert series.licence == " ".join(module.COPYRIGHT.split()) and "public" in series.licence.lower()
        assert " ".join(module.SOURCE.split()) in series.source
    nile = ts.load("nile")
    assert nile.values[:3].tolist() == [1120.0, 1160.0, 963.0] and nile.frequency.text == "YS-JAN"
    assert ts.load("macrodata").values[0] == pytest.approx(2710.349)
    assert "Biometrika" in nile._repr_html_() and nile.head(10).licence == nile.licence


# ---- what cannot be done ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "call, code, english, korean",
    [
        (lambda: ts.decompose([1.0, 2.0, 3.0, 1.0, 2.0], period=4), "BD390", "two whole seasons: 8 values", "두 주기 이상: 값 8개"),
        (lambda: ts.decompose([1.0, -2.0, 3.0, 4.0] * 4, 4, model="multiplicative"), "BD391", "not positive", "양수가 아닌"),
        (lambda: ts.box_cox([1.0, 0.0]), "BD391", "0 at place 1, 1 such values", "1번 위치의 0, 모두 1개"),
        (lambda: ts.acf([2.0] * 9), "BD392", "9 values, all 2", "값 9개가 모두 2"),
        (lambda: ts.decompose([3.0] * 30), "BD392", "constant", "모두 같은"),
        (lambda: ts.adf([3.0] * 30), "BD392", "constant", "모두 같은"),
        (lambda: ts.load("sunspot"), "BD393", "'sunspots'", "그런 이름의 시계열이 없습니다"),
        (lambda: ts.decompose(ts.load("nile"), method="stl"), "BD394", "no season was found", "계절 주기를 찾지 못했는데"),
        (lambda: ts.decompose(ts.load("nile"), method="x11"), "BD003", "'classical' | 'stl'", "'classical' | 'stl'"),
        (lambda: ts.acf([1.0, 2.0, 4.0], lags=5), "BD040", "1 ≤ lags ≤ 2", "1 ≤ lags ≤ 2"),
        (lambda: ts.adf([1.0, 2.0, 4.0]), "BD344", "at least 10", "10개 이상"),
        (lambda: ts.difference([1.0, 2.0], d=2), "BD344", "at least 3", "3개 이상"),
        (lambda: ts.difference([1.0, 2.0], seasonal=1), "BD356", "period", "주기"),
        (lambda: ts.Transformed("ARIMA"), "BD003", "a forecaster such as", "예측 모델"),
        (lambda: ts.decompose([1.0, np.nan, 2.0] * 5), "BD341", "NaN", "NaN"),
    ],
)  # fmt: skip
def test_what_is_said_when_it_cannot_be_done(call, code: str, english: str, korean: str) -> None:
    """Each by its text, in both languages."""
    with pytest.raises(BadakError) as caught:
        call()
    assert caught.value.code == code
    assert english in caught.value.text("en") and korean in caught.value.text("ko")
