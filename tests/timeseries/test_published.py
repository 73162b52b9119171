"""ARMA, ARIMA and seasonal ARIMA against published tables: Stata's and gretl's, as statsmodels' own tests hold them."""

from __future__ import annotations

import importlib
import warnings

import numpy as np
import pytest

from badak.errors import Notice
from badak.timeseries import ARIMA, ARMA
from badak.timeseries.estimation import Orders
from badak.timeseries.kalman import kalman_filter
from badak.timeseries.polynomials import difference, differencing, root_sizes

from .tables import AIR, GRETL, WPI, gretl, gretl_series, stata_rows

EXACT = ("exact", "kalman")


@pytest.mark.parametrize("method", EXACT)
def test_wholesale_prices(method):
    """Stata: arima wpi, arima(1,1,1)."""
    model = ARIMA((1, 1, 1), trend="c", method=method).fit(WPI)
    assert model.log_likelihood == pytest.approx(-135.35131, abs=1e-5)
    assert model.params["ar.L1"] == pytest.approx(0.8742288, abs=3e-5)
    assert model.params["ma.L1"] == pytest.approx(-0.4120458, abs=3e-5)
    assert model.params["const"] == pytest.approx(0.7498197, abs=2e-5)  # the mean of the differenced series
    assert model.params["sigma2"] == pytest.approx(0.7250436**2, rel=1e-4)
    assert (model.aic, model.bic) == pytest.approx((278.7026, 289.9514), abs=1e-4)
    if method == "exact":
        errors = model.standard_errors
        assert (errors["ar.L1"], errors["ma.L1"]) == pytest.approx((0.0545435, 0.1000284), abs=1e-5)
        assert errors["const"] == pytest.approx(0.3340968, abs=1e-4)


@pytest.mark.parametrize("method", EXACT)
def test_wholesale_prices_without_a_constant(method):
    """Stata: arima D.wpi, ar(1/3) noconstant."""
    model = ARIMA((3, 1, 0), trend=None, method=method).fit(WPI)
    assert model.log_likelihood == pytest.approx(-136.21782, abs=1e-5)
    assert [model.params[f"ar.L{i}"] for i in (1, 2, 3)] == pytest.approx(
        [0.52707154, 0.09526127, 0.25803547], abs=3e-5
    )
    assert model.params["sigma2"] == pytest.approx(0.53074593, abs=2e-5)


@pytest.mark.parametrize("method", EXACT)
def test_airline_passengers(method):
    """Stata: arima lnair, arima(0,1,1) sarima(0,1,1,12) noconstant."""
    model = ARIMA((0, 1, 1), seasonal=(0, 1, 1, 12), method=method).fit(AIR)
    assert model.log_likelihood == pytest.approx(244.69651, abs=3e-5)
    assert model.params["ma.L1"] == pytest.approx(-0.4018324, abs=3e-5)
    assert model.params["ma.S.L12"] == pytest.approx(-0.5569342, abs=3e-5)
    assert model.params["sigma2"] == pytest.approx(0.0367167**2, rel=1e-4)
    assert (model.aic, model.bic) == pytest.approx((-483.393, -474.7674), abs=1e-4)


def test_the_conditional_likelihood_agrees_with_the_published_exact_one_within_three_percent():
    wholesale = ARIMA((1, 1, 1), trend="c", method="conditional").fit(WPI)
    assert wholesale.params["ar.L1"] == pytest.approx(0.8742288, rel=0.03)
    assert wholesale.params["ma.L1"] == pytest.approx(-0.4120458, rel=0.03)
    assert wholesale.params["sigma2"] == pytest.approx(0.7250436**2, rel=0.03)


_LONG = ("14", "41", "14c", "41c", "22c")  # seconds each


@pytest.mark.parametrize(
    "place", [pytest.param(i, id=n, marks=[pytest.mark.slow] * (n in _LONG)) for i, n in enumerate(GRETL)]
)
def test_the_kalman_filter_and_autograd_reach_gretls_exact_estimates(place):
    """Twelve ARMA models: every coefficient and log-likelihood, by badak's own means alone."""
    name = GRETL[place]
    expected = gretl(name, "mle")
    model = ARMA((int(name[0]), int(name[1])), trend="c" if name.endswith("c") else None, method="kalman")
    model.fit(gretl_series()[:, place])
    numbers = list(model.params.values())
    np.testing.assert_allclose(numbers[:-1], np.ravel(expected.params), atol=2e-5)
    assert numbers[-1] == pytest.approx(expected.sigma2, rel=1e-6)
    assert model.log_likelihood == pytest.approx(expected.llf, abs=1e-6)
    assert model.converged


@pytest.mark.parametrize(
    "place", [pytest.param(i, id=n, marks=[pytest.mark.slow] * (n in _LONG[:4])) for i, n in enumerate(GRETL)]
)
def test_autograd_reaches_the_published_conditional_estimates(place):
    name = GRETL[place]
    expected = gretl(name, "css")
    model = ARMA((int(name[0]), int(name[1])), trend="c" if name.endswith("c") else None, method="conditional")
    model.fit(gretl_series()[:, place])
    numbers = list(model.params.values())
    np.testing.assert_allclose(numbers[:-1], np.ravel(expected.params), atol=5e-4)
    assert numbers[-1] == pytest.approx(expected.sigma2, rel=1e-5)
    assert model.log_likelihood == pytest.approx(expected.llf, abs=1e-5)


@pytest.mark.parametrize("name", ["11", "22", "50", "11c", "22c", "02c"])
def test_statsmodels_through_our_interface_reaches_gretls_estimates(name):
    expected = gretl(name, "mle")
    model = ARMA((int(name[0]), int(name[1])), trend="c" if name.endswith("c") else None)
    model.fit(gretl_series()[:, GRETL.index(name)])
    np.testing.assert_allclose(list(model.params.values())[:-1], np.ravel(expected.params), atol=1e-4)
    assert model.log_likelihood == pytest.approx(expected.llf, abs=1e-5)


def log_likelihood_at(row) -> float:
    """Return the log-likelihood of published coefficients and deviation, by badak's filter."""
    o, s = row.order, row.seasonal or (0, 0, 0, 1)
    orders = Orders(o[0], o[2], s[0], s[2], s[3], row.trend)
    changes = difference(WPI, differencing(o[1], s[1], s[3]))
    phi, theta = orders.polynomials(row.numbers[:-1])
    found = kalman_filter(changes, phi, theta, shift=orders.shift(row.numbers[:-1], len(changes)))
    v, F = np.concatenate(found.errors), np.concatenate(found.variances) * row.numbers[-1] ** 2
    return float(-0.5 * (np.log(2 * np.pi * F) + v * v / F).sum())


STATA = [r for r in stata_rows() if root_sizes(Orders(r.order[0], r.order[2], *(r.seasonal or (0, 0, 0, 1))[::2], (r.seasonal or (1,) * 4)[3], r.trend).polynomials(r.numbers[:-1])[0]).min(initial=np.inf) > 1]  # fmt: skip


def test_there_are_enough_rows():
    assert len(STATA) >= 30


@pytest.mark.parametrize("row", STATA, ids=lambda row: row.label)
def test_the_filter_gives_statas_log_likelihoods(row):
    """At Stata's estimates, invertible or not; only rounding of the printed figures is between."""
    assert log_likelihood_at(row) == pytest.approx(row.log_likelihood, abs=3e-4)


WELL_BEHAVED = [
    r for r in STATA if not (r.order[0] and r.order[2]) and not (r.seasonal and r.seasonal[0] and r.seasonal[2])
]


@pytest.mark.parametrize("row", [r for r in WELL_BEHAVED if r.order[1] or r.trend], ids=lambda row: row.label)
def test_fits_are_as_likely_as_statas(row):
    """One-sided models, whose likelihood has one top: as high as Stata's where hers is invertible."""
    o, s = row.order, row.seasonal or (0, 0, 0, 1)
    theta = Orders(0, o[2], 0, s[2], s[3]).polynomials(row.numbers[:-1][-(o[2] + s[2]) or None :][: o[2] + s[2]])[1]
    if root_sizes(theta).min(initial=np.inf) < 0.99:
        pytest.skip("Stata's estimate is not invertible, ours always are")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", Notice)  # prices that have not been differenced lie near the unit circle
        model = ARIMA(row.order, seasonal=row.seasonal, trend=row.trend).fit(WPI)
    assert model.log_likelihood > row.log_likelihood - 3e-4


def test_of_two_tops_the_higher_one_is_found():
    """Stata: arima wpi, arima(3,0,3) noconstant; statsmodels alone stops 25 lower."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", Notice)
        model = ARIMA((3, 0, 3), trend=None).fit(WPI)
    assert model.log_likelihood == pytest.approx(-142.1485, abs=0.1)


CPI = {
    (1, 1, 1, "c"): "arima111",
    (1, 1, 1, None): "arima111nc",
    (2, 1, 1, "c"): "arima211",
    (2, 1, 1, None): "arima211nc",
    (1, 1, 2, None): "arima112nc",
}


_CASES = [
    pytest.param(
        key, method, id=f"{method}-{name}", marks=[pytest.mark.slow] * (method == "kalman" and key != (1, 1, 1, "c"))
    )
    for key, name in CPI.items()
    for method in EXACT
]


@pytest.mark.parametrize(("key", "method"), _CASES)
def test_consumer_prices(key, method):
    """Stata's ARIMA models of the US consumer price index; its data were single precision, hence 3e-4."""
    import statsmodels.api as sm

    prices = sm.datasets.macrodata.load_pandas().data["cpi"]
    expected = importlib.import_module(f"statsmodels.tsa.tests.results.{CPI[key]}_results")
    model = ARIMA(key[:3], trend=key[3], method=method).fit(prices)
    assert model.log_likelihood == pytest.approx(float(expected.llf[0]), abs=3e-4)
    numbers = list(model.params.values())
    np.testing.assert_allclose(numbers[:-1], expected.params[:-1], atol=2e-4)
    assert numbers[-1] == pytest.approx(expected.params[-1] ** 2, rel=2e-4)
