"""The ARIMA family as forecasters: forecasts and intervals against statsmodels, updates, scales, roots, and wrong use."""

from __future__ import annotations

import pickle
import warnings

import numpy as np
import pandas
import pytest
from statsmodels.tsa.arima.model import ARIMA as StatsmodelsARIMA
from statsmodels.tsa.arima_process import arma_generate_sample
from statsmodels.tsa.statespace.sarimax import SARIMAX

import badak
from badak.errors import ArgumentError, DataError, MissingExtraError, Notice, StateError
from badak.timeseries import AR, ARIMA, ARMA, MA, like
from badak.timeseries.estimation import METHODS, Estimate, Orders

from .tables import AIR, WPI

MODELS = [
    ARIMA((1, 1, 1), trend="c"),
    ARIMA((2, 1, 0)),
    ARIMA((0, 2, 2)),
    ARIMA((1, 1, 1), seasonal=(1, 0, 1, 4), trend="c"),
    ARIMA((0, 1, 1), seasonal=(0, 1, 1, 4)),
    ARIMA((0, 1, 0), trend="c"),
    ARIMA((0, 1, 0)),
]


def statsmodels_at(model: ARIMA, values: np.ndarray):
    """Return statsmodels' state space of the undifferenced series, diffuse at the start, at our coefficients."""
    numbers = model.params
    seasonal = model.seasonal or (0, 0, 0, 0)
    orders = model.model
    phi = np.prod([1 - sum(v for k, v in numbers.items() if k.startswith(s)) for s in ("ar.L", "ar.S")])
    trend, intercepts = "n", []
    if orders.trend == "c":
        trend, intercepts = "c", [numbers["const"] * phi]
    rest = [v for k, v in numbers.items() if k != "const"]
    made = SARIMAX(values, order=model.order, seasonal_order=seasonal, trend=trend, use_exact_diffuse=True)
    return made.filter([*intercepts, *rest])


@pytest.mark.parametrize("model", MODELS, ids=repr)
def test_forecasts_intervals_and_residuals_are_those_of_the_exact_diffuse_filter(model):
    model = model.clone().fit(WPI)
    expected = statsmodels_at(model, WPI)
    ahead = expected.get_forecast(20)
    found = model.forecast(20, intervals=(0.8, 0.95))
    np.testing.assert_allclose(found, ahead.predicted_mean, rtol=1e-9)
    for level in (0.8, 0.95):
        np.testing.assert_allclose(np.stack(found.interval(level), 1), ahead.conf_int(alpha=1 - level), rtol=1e-8)
    start = len(model._lags) + 6
    np.testing.assert_allclose(model.fitted[start:], expected.fittedvalues[start:], rtol=1e-8)


def test_forecasts_with_a_slope_sum_up_those_of_the_differences():
    model = ARIMA((2, 1, 1), trend="ct").fit(WPI)
    numbers = [model.params[k] for k in ("const", "drift", "ar.L1", "ar.L2", "ma.L1", "sigma2")]
    ahead = StatsmodelsARIMA(np.diff(WPI), order=(2, 0, 1), trend="ct").filter(numbers).forecast(12)
    np.testing.assert_allclose(model.forecast(12), WPI[-1] + np.cumsum(ahead), rtol=1e-10)


def test_the_first_values_have_no_residual():
    model = ARIMA((0, 1, 1), seasonal=(0, 1, 1, 12)).fit(AIR)
    assert np.isnan(model.residuals[:13]).all() and np.isfinite(model.residuals[13:]).all()


@pytest.mark.parametrize("method", ["exact", "kalman", "conditional"])
def test_update_is_a_fit_with_the_same_coefficients(method):
    model = ARIMA((1, 1, 1), trend="c", method=method).fit(WPI[:100])
    params = dict(model.params)
    model.update(WPI[100:110]).update(WPI[110:])
    assert model.params == params
    whole = ARIMA((1, 1, 1), trend="c", method=method).fit(WPI)
    whole.params, whole._estimate = model.params, model._estimate
    whole._run(whole.series)
    np.testing.assert_allclose(model.forecast(8), whole.forecast(8), rtol=1e-12)


def test_a_growing_trend_goes_on_after_an_update():
    line = 3.0 + 0.5 * np.arange(80) + np.random.default_rng(0).normal(size=80) * 0.1
    model = AR(1, trend="ct").fit(line[:60])
    assert model.params["drift"] == pytest.approx(0.5, abs=0.01) and model.params["const"] == pytest.approx(
        2.5, abs=0.1
    )
    model.update(line[60:])
    np.testing.assert_allclose(model.forecast(5), 3.0 + 0.5 * np.arange(80, 85), atol=0.4)


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("scale", [1e-6, 1e7])
def test_units_do_not_matter(method, scale):
    made = AR(2, method=method) if method in ("least_squares", "descent") else ARMA((1, 1), method=method)
    values = np.diff(WPI)
    small, large = made.clone().fit(values), made.clone().fit(values * scale)
    for name, value in small.params.items():
        factor = {"const": scale, "sigma2": scale**2}.get(name, 1.0)
        assert large.params[name] == pytest.approx(value * factor, rel=1e-3)
    assert large.log_likelihood == pytest.approx(small.log_likelihood - small.num_used * np.log(scale), abs=1e-3)
    np.testing.assert_allclose(large.forecast(4), small.forecast(4) * scale, rtol=1e-3)


def test_trends():
    assert AR(1).model.trend == "c" and ARIMA((1, 0, 0)).model.trend == "c"
    assert ARIMA((1, 1, 0)).model.trend is None and ARIMA((1, 0, 0), seasonal=(0, 1, 0, 4)).model.trend is None
    assert ARIMA((1, 0, 0), trend=None).model.trend is None
    drifting = ARIMA((0, 1, 0), trend="c").fit(WPI)
    assert drifting.params["const"] == pytest.approx((WPI[-1] - WPI[0]) / 123, rel=1e-3)


def test_series_come_back_in_their_kind():
    months = pandas.Series(AIR, index=pandas.period_range("1949-01", periods=144, freq="M"))
    model = ARIMA((0, 1, 1), seasonal=(0, 1, 1, 12)).fit(months)
    given, found = model.forecast(3), model.forecast(3, intervals=0.9)
    assert isinstance(given, pandas.Series) and given.equals(found.like_series())
    assert list(given.index) == list(pandas.period_range("1961-01", periods=3, freq="M"))
    assert like(found.series, found.series.values[:1], 0).index[0] == pandas.Period("1949-01", "M")


def test_the_summary_tells_signs_roots_and_errors():
    model = ARIMA((1, 1, 1), trend="c").fit(WPI)
    text = model.summary()
    for part in ("ar.L1", "0.05455", "-135.35131", "(1 - φ1·L)(w[t] - const) = (1 + θ1·L)e[t], w = (1-L)y",
                 "stationary (all above 1)", "invertible (all above 1)", "1.1439", "2.4270"):  # fmt: skip
        assert part in text
    badak.errors.set_language("ko")
    for part in ("정상(모두 1보다 큼)", "가역(모두 1보다 큼)", "부호 규약", "표준오차"):
        assert part in model.summary()
    seasonal = ARIMA((0, 1, 1), seasonal=(0, 1, 1, 12))
    assert seasonal.equation == "w[t] = (1 + θ1·L)(1 + Θ1·L^12)e[t], w = (1-L)(1-L^12)y"
    assert ARIMA((2, 2, 0)).equation == "(1 - φ1·L - φ2·L^2)w[t] = e[t], w = (1-L)^2y"


def test_the_signs_are_as_stated():
    """Simulated by the equation itself: an AR(1) of 0.7 and an MA(1) of 0.5 have those signs."""
    shocks = np.random.default_rng(2).normal(size=3000)
    line = [0.0]
    for e in shocks:
        line.append(0.7 * line[-1] + e)
    assert AR(1).fit(line).params["ar.L1"] == pytest.approx(0.7, abs=0.03)
    assert MA(1).fit(shocks[1:] + 0.5 * shocks[:-1]).params["ma.L1"] == pytest.approx(0.5, abs=0.03)
    seasonal = shocks[4:] + 0.6 * shocks[:-4]
    found = ARIMA((0, 0, 0), seasonal=(0, 0, 1, 4)).fit(seasonal)
    assert found.params["ma.S.L4"] == pytest.approx(0.6, abs=0.03)


def test_names_copies_pickles():
    model = ARIMA((1, 1, 1), seasonal=(0, 0, 1, 4), trend="c", method="kalman")
    assert repr(model) == "ARIMA((1, 1, 1), seasonal=(0, 0, 1, 4), trend='c', method='kalman')"
    assert [repr(m) for m in (AR(2), MA(), ARMA((1, 1)), ARIMA((0, 1, 1)))] == [
        "AR(2)", "MA(1)", "ARMA((1, 1))", "ARIMA((0, 1, 1))"]  # fmt: skip
    fitted = ARMA((1, 1), method="conditional").fit(np.diff(WPI))
    again = pickle.loads(pickle.dumps(fitted))
    np.testing.assert_array_equal(again.forecast(4), fitted.forecast(4))
    assert fitted.clone().series is None and repr(fitted.clone()) == repr(fitted)


def test_criteria():
    model = AR(1).fit(np.diff(WPI))
    k, n = 3, 123
    assert (model.num_params, model.num_used) == (k, n)
    assert model.aic == pytest.approx(2 * k - 2 * model.log_likelihood)
    assert model.aicc == pytest.approx(model.aic + 2 * k * (k + 1) / (n - k - 1))
    assert model.bic == pytest.approx(k * np.log(n) - 2 * model.log_likelihood)
    assert AR(4, method="conditional").fit(np.diff(WPI)).num_used == 119


# --- roots -------------------------------------------------------------------------------------------------------------------


def test_an_explosive_autoregression_is_told():
    line = 1.05 ** np.arange(60.0) + np.random.default_rng(0).normal(size=60) * 0.01
    with pytest.warns(Notice, match=r"BD349[^\0]*not stationary[^\0]*difference once more"):
        model = AR(1, trend=None, method="least_squares").fit(line)
    assert not model.is_stationary and model.params["ar.L1"] == pytest.approx(1.05, abs=1e-3)
    assert "NOT stationary" in model.summary()
    found = model.forecast(3)
    np.testing.assert_allclose(found, line[-1] * model.params["ar.L1"] ** np.arange(1, 4), rtol=1e-6)


def test_an_overdifferenced_series_is_told_in_korean():
    badak.errors.set_language("ko")
    noise = np.random.default_rng(1).normal(size=200)
    with pytest.warns(Notice, match=r"가역성이 없거나 거의 없습니다\(MA\)[^\0]*차분을 한 번 덜"):
        model = ARIMA((0, 1, 1)).fit(noise)
    assert model.ma_roots[0] == pytest.approx(1.0, abs=1e-2)


def test_roots_are_those_of_the_polynomial():
    model = ARIMA((2, 0, 0), seasonal=(1, 0, 0, 4)).fit(np.diff(WPI))
    a, b, s = (model.params[k] for k in ("ar.L1", "ar.L2", "ar.S.L4"))
    expected = np.abs(np.concatenate([np.roots([-b, -a, 1]), np.roots([-s, 0, 0, 0, 1])]))
    np.testing.assert_allclose(model.ar_roots, np.sort(expected), rtol=1e-6)
    assert model.is_stationary and model.is_invertible and len(model.ma_roots) == 0


# --- what cannot be fitted ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("method", METHODS)
def test_constant_series_are_refused(method):
    with pytest.raises(DataError) as caught:
        AR(1, method=method).fit([3.25] * 40)
    assert caught.value.code == "BD345"
    assert "the series is constant" in caught.value.text("en") and "3.25" in caught.value.text("en")
    assert "시계열이 일정해서 추정할 것이 없습니다" in caught.value.text("ko")


def test_a_straight_line_is_constant_after_differencing():
    with pytest.raises(DataError) as caught:
        ARIMA((1, 1, 0)).fit(0.1 * np.arange(40.0) + 7)
    assert "constant" in caught.value.text("en") and "after differencing" in caught.value.text("en")
    assert "차분한 시계열이 일정해서" in caught.value.text("ko")


def test_a_straight_line_is_constant_but_for_its_trend():
    with pytest.raises(DataError) as caught:
        AR(1, trend="ct").fit(0.1 * np.arange(40.0) + 7)
    assert "constant" in caught.value.text("en") and "but for its trend" in caught.value.text("en")
    assert "추세를 빼면 시계열이 일정해서" in caught.value.text("ko")


@pytest.mark.parametrize(
    ("model", "need"), [(AR(5), 13), (MA(2), 7), (ARIMA((0, 1, 1), seasonal=(0, 1, 1, 12)), 30), (ARIMA((0, 1, 0)), 3)]
)
def test_short_series_are_refused(model, need):
    assert model.needs() == need
    with pytest.raises(DataError) as caught:
        model.fit(np.random.default_rng(0).normal(size=need - 1))
    assert caught.value.code == "BD344"
    assert f"at least {need}" in caught.value.text("en") and f"{need}개 이상" in caught.value.text("ko")


@pytest.mark.parametrize("method", METHODS)
def test_the_shortest_series_can_be_fitted(method):
    model = AR(1, method=method)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", Notice)
        assert np.isfinite(model.fit([1.0, 3.0, 2.0, 2.5, 2.2][: model.needs()]).forecast(3)).all()


@pytest.mark.parametrize("bad", [[1.0, float("nan"), 2.0] * 9, [1.0, float("inf"), 2.0] * 9])
def test_missing_and_infinite_values_are_refused(bad):
    with pytest.raises(DataError, match="BD341"):
        AR(1).fit(bad)


def test_missing_values_are_filled_where_asked():
    holed = WPI.copy()
    holed[50:53] = np.nan
    model = ARIMA((1, 1, 0)).fit(holed, fill="interpolate")
    assert model.series.filled == 3 and np.isfinite(model.forecast(2)).all()


def never(found: Estimate):
    return lambda values, orders: found


def test_a_search_that_stopped_is_told(monkeypatch):
    monkeypatch.setitem(METHODS, "exact", never(Estimate(np.array([0.5]), 1.0, -10.0, 40, converged=False)))
    with pytest.warns(Notice, match="BD348") as caught:
        model = AR(1, trend=None).fit(np.random.default_rng(0).normal(size=40))
    assert not model.converged and "stopped before the top" in model.summary()
    assert "the search stopped" in str(caught[0].message)
    badak.errors.set_language("ko")
    assert "우도의 최댓값에 이르기 전에 멈췄습니다" in model.summary()


def test_a_real_search_that_stops_early_says_so(monkeypatch):
    import badak.timeseries.estimation as estimation

    full = estimation.minimise
    monkeypatch.setattr(estimation, "minimise", lambda f, start: full(f, start, most=2))
    with pytest.warns(Notice, match="BD348"):
        ARMA((2, 2), method="conditional").fit(np.diff(WPI))


@pytest.mark.parametrize("broken", [Estimate(np.array([np.nan]), 1.0, -1.0, 40, True), Estimate(np.array([0.5]), 0.0, -1.0, 40, True),
                                    Estimate(np.array([0.5]), 1.0, np.inf, 40, True)])  # fmt: skip
def test_numbers_that_are_none_are_refused(monkeypatch, broken):
    monkeypatch.setitem(METHODS, "exact", never(broken))
    with pytest.raises(DataError) as caught:
        AR(1, trend=None).fit(np.random.default_rng(0).normal(size=40))
    assert caught.value.code == "BD347"
    assert "no finite coefficients" in caught.value.text("en") and "유한한 계수를 추정하지" in caught.value.text("ko")


def test_a_breakdown_of_the_algebra_is_told(monkeypatch):
    def breaks(values, orders):
        raise np.linalg.LinAlgError("Singular matrix")

    monkeypatch.setitem(METHODS, "exact", breaks)
    with pytest.raises(DataError, match=r"BD347[^\0]*Singular matrix"):
        AR(1).fit(np.diff(WPI))


def test_without_statsmodels_it_says_how_to_install_it(monkeypatch):
    import sys

    monkeypatch.setitem(sys.modules, "statsmodels.tsa.arima.model", None)
    with pytest.raises(MissingExtraError) as caught:
        AR(1).fit(np.diff(WPI))
    assert 'pip install "badak[ml]"' in caught.value.text("en") and "statsmodels" in caught.value.text("ko")
    model = AR(1, method="kalman").fit(np.diff(WPI))  # badak's own methods need nothing
    assert np.isfinite(model.forecast(2, intervals=True).lower[0.95]).all()


def test_before_fit():
    for use in (lambda m: m.forecast(1), lambda m: m.converged, lambda m: m.standard_errors, lambda m: m.summary()):
        with pytest.raises(StateError, match="BD346"):
            use(AR(1))


WRONG = [
    (lambda: AR(0), "BD352", "at least 1", "1 이상의 정수"),
    (lambda: MA(-1), "BD352", "at least 1", "1 이상의 정수"),
    (lambda: AR(1.5), "BD352", "whole number", "정수여야"),
    (lambda: AR(True), "BD352", "whole number", "정수여야"),
    (lambda: ARMA((1, -1)), "BD352", "at least 0", "0 이상의 정수"),
    (lambda: ARMA(2), "BD352", "the orders are (p, q)", "차수는 (p, q)"),
    (lambda: ARIMA((1, 1)), "BD352", "the orders are (p, d, q)", "차수는 (p, d, q)"),
    (lambda: ARIMA((1, 1, 1), seasonal=(0, 1, 1)), "BD352", "(P, D, Q, m)", "(P, D, Q, m)"),
    (lambda: ARIMA((1, 1, 1), seasonal=(0, 1, 1, 1)), "BD352", "at least 2 long", "2 이상이어야"),
    (lambda: ARIMA((4, 0, 0), seasonal=(1, 0, 0, 4)), "BD352", "lag 4 comes twice", "시차 4"),
    (lambda: ARIMA((0, 0, 4), seasonal=(0, 0, 1, 4)), "BD352", "lag 4 comes twice", "시차 4"),
    (lambda: AR(1, trend="ct", method="descent"), "BD352", "knows no slope", "기울기 항이 없습니다"),
    (lambda: AR(1, trend="linear"), "BD003", "'auto' | None | 'c' | 'ct'", "trend"),
    (lambda: ARIMA((1, 0, 0), method="least_squares"), "BD003", "'exact' | 'kalman' | 'conditional'", "method"),
]


@pytest.mark.parametrize(("make", "code", "en", "ko"), WRONG)
def test_orders_that_mean_nothing(make, code, en, ko):
    with pytest.raises(ArgumentError) as caught:
        make()
    assert caught.value.code == code
    assert en in caught.value.text("en") and ko in caught.value.text("ko")
    assert "?>" not in caught.value.text("en") + caught.value.text("ko")


def test_coefficients_stay_inside_where_they_are_searched():
    """Data from an explosive process: exact and kalman keep to stationary models, and say that they lie at the edge."""
    line = 1.05 ** np.arange(60.0) + np.random.default_rng(0).normal(size=60) * 0.01
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", Notice)
        assert AR(1, trend=None, method="kalman").fit(line).is_stationary


def test_orders_name_their_coefficients():
    orders = Orders(2, 1, 1, 1, 12, "ct")
    assert orders.names == ["const", "drift", "ar.L1", "ar.L2", "ma.L1", "ar.S.L12", "ma.S.L12"]
    phi, theta = orders.polynomials(np.arange(1.0, 8.0) / 10)
    assert phi[12] == -0.6 and phi[13] == pytest.approx(0.3 * 0.6) and theta[13] == pytest.approx(0.5 * 0.7)


def test_a_long_simulated_series_gives_back_what_it_was_made_of():
    rng = np.random.default_rng(8)
    values = arma_generate_sample([1, -0.5, 0.3], [1, 0.4], 4000, distrvs=rng.standard_normal) + 20
    model = ARMA((2, 1)).fit(values)
    for name, value in {"const": 20, "ar.L1": 0.5, "ar.L2": -0.3, "ma.L1": 0.4, "sigma2": 1.0}.items():
        assert model.params[name] == pytest.approx(value, abs=4 * model.standard_errors[name])
