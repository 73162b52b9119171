"""The classical models in badak's own terms, each against something that shares nothing with it."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import rosen, rosen_der
from scipy.stats import multivariate_normal
from statsmodels.tsa.arima_process import ArmaProcess, arma2ma

import badak
from badak.errors import DataError
from badak.timeseries import (
    AR,
    ARMA,
    conditional_log_likelihood,
    descent,
    lagged,
    least_squares,
    log_likelihood,
    one_step_errors,
)
from badak.timeseries.minimise import minimise
from badak.timeseries.polynomials import (
    difference,
    differencing,
    from_partial,
    polynomial,
    product,
    response,
    root_sizes,
    to_partial,
    undo_difference,
)

from .tables import WPI

RNG = np.random.default_rng(7)
CHANGES = np.diff(WPI)


def simulated(phi, theta, count=400, mean=0.0, seed=0):
    process = ArmaProcess(np.r_[1, -np.array(phi)], np.r_[1, np.array(theta)])
    rng = np.random.default_rng(seed)
    return mean + process.generate_sample(count, burnin=200, distrvs=rng.standard_normal)


# --- an autoregression is a linear layer on lags -----------------------------------------------------------------------------


def test_lags_are_the_newest_first():
    x, y = lagged(np.arange(6.0), 3)
    assert x.tolist() == [[2, 1, 0], [3, 2, 1], [4, 3, 2]] and y.tolist() == [3, 4, 5]


@pytest.mark.parametrize("lags", [1, 2, 5])
@pytest.mark.parametrize("constant", [True, False])
def test_least_squares_solves_the_normal_equations(lags, constant):
    found = least_squares(CHANGES, lags, constant)
    x = np.array([[CHANGES[t - i] for i in range(1, lags + 1)] + [1.0] * constant for t in range(lags, len(CHANGES))])
    y = CHANGES[lags:]
    beta = np.linalg.inv(x.T @ x) @ x.T @ y
    errors = y - x @ beta
    np.testing.assert_allclose(found.coefficients, beta[:lags], atol=1e-10)
    assert found.constant == pytest.approx(beta[lags] if constant else 0.0, abs=1e-10)
    assert found.variance == pytest.approx(np.mean(errors**2))
    spread = np.sqrt(np.diag(np.linalg.inv(x.T @ x)) * (errors @ errors) / (len(y) - len(beta)))
    np.testing.assert_allclose(found.standard_errors, spread, rtol=1e-8)


@pytest.mark.parametrize(
    ("values", "lags"), [(CHANGES, 3), (100 + 20 * CHANGES, 2), (simulated([1.3, -0.7], [], mean=2.0), 6)]
)
@pytest.mark.parametrize("constant", [True, False])
def test_a_dense_layer_going_down_the_gradient_ends_at_least_squares(values, lags, constant):
    by_algebra, by_descent = least_squares(values, lags, constant), descent(values, lags, constant)
    assert by_descent.converged
    np.testing.assert_allclose(by_descent.coefficients, by_algebra.coefficients, atol=1e-6)
    assert by_descent.constant == pytest.approx(by_algebra.constant, abs=1e-4)
    assert by_descent.variance == pytest.approx(by_algebra.variance, rel=1e-9)


def test_too_few_steps_are_told():
    assert not descent(CHANGES, 3, most=2).converged


def test_ar_by_every_conditional_method_is_the_same():
    models = [AR(3, method=m).fit(CHANGES) for m in ("least_squares", "descent", "conditional")]
    for other in models[1:]:
        assert other.params == pytest.approx(models[0].params, abs=1e-5)
        assert other.log_likelihood == pytest.approx(models[0].log_likelihood, abs=1e-8)
    np.testing.assert_allclose(models[0].forecast(5), models[1].forecast(5), atol=1e-5)


# --- the conditional likelihood ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("p", "q"), [(0, 1), (1, 1), (2, 3), (3, 0)])
def test_one_step_errors_follow_the_equation(p, q):
    phi, theta, mean = RNG.normal(size=p) * 0.3, RNG.normal(size=q) * 0.3, 0.4
    expected, w = [], CHANGES - mean
    for t in range(p, len(w)):
        e = w[t] - sum(phi[i] * w[t - 1 - i] for i in range(p))
        e -= sum(theta[j] * expected[len(expected) - 1 - j] for j in range(q) if j < len(expected))
        expected.append(e)
    found = one_step_errors(CHANGES, polynomial(phi, -1), polynomial(theta, 1), mean)
    np.testing.assert_allclose(found, expected, atol=1e-12)


def test_derivatives_of_both_likelihoods():
    """Numerical gradients, through seasonal factors too."""
    from badak.timeseries.estimation import Orders

    orders = Orders(1, 1, 1, 1, 3, "c")
    at = np.array([0.5, 0.4, -0.3, 0.2, 0.25])

    for likelihood in (conditional_log_likelihood, log_likelihood):

        def height(numbers, likelihood=likelihood):
            return likelihood(CHANGES[:20], *orders.polynomials(numbers), orders.shift(numbers, 20))[0]

        badak.check_grads(height, (at,))
        _, slope = badak.value_and_grad(height)(at)
        for place in range(len(at)):
            step = np.eye(len(at))[place] * 1e-6
            assert slope[place] == pytest.approx((height(at + step) - height(at - step)) / 2e-6, rel=1e-5, abs=1e-6)


@pytest.mark.parametrize(
    ("phi", "theta", "mean"),
    [([0.6], [0.4], None), ([], [0.5], 3.0), ([0.7, -0.3], [], 10.0), ([0.5], [0.5], -4.0), ([], [0.5, 0.4], None)],
)
def test_conditional_and_exact_agree_within_three_percent(phi, theta, mean):
    values = simulated(phi, theta, 600, mean or 0.0, seed=5)
    trend = None if mean is None else "c"
    ours = ARMA((len(phi), len(theta)), trend=trend, method="conditional").fit(values)
    exact = ARMA((len(phi), len(theta)), trend=trend).fit(values)
    assert ours.converged
    for name, value in exact.params.items():
        assert ours.params[name] == pytest.approx(value, rel=0.03), name


# --- the Kalman filter -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("phi", "theta"), [([0.7], []), ([], [0.5]), ([0.5, 0.3], [-0.4]), ([0.2], [0.3, 0.2, -0.5]), ([0.999], [])]
)
def test_the_exact_likelihood_is_that_of_the_joint_normal_distribution(phi, theta):
    n = 30
    values = RNG.normal(size=n)
    value, variance = log_likelihood(values, polynomial(np.array(phi), -1), polynomial(np.array(theta), 1))
    autocovariances = ArmaProcess(np.r_[1, -np.array(phi)], np.r_[1, np.array(theta)]).acovf(n)
    covariance = float(variance) * autocovariances[np.abs(np.arange(n)[:, None] - np.arange(n))]
    assert float(value) == pytest.approx(multivariate_normal(cov=covariance).logpdf(values), abs=1e-6)


def test_the_variance_is_the_best_one():
    """The concentrated likelihood is the highest over all variances."""
    values, n = RNG.normal(size=40), 40
    phi, theta = np.array([1, -0.5]), np.array([1, 0.3])
    value, variance = log_likelihood(values, phi, theta)
    autocovariances = ArmaProcess(phi, theta).acovf(n)[np.abs(np.arange(n)[:, None] - np.arange(n))]
    around = [multivariate_normal(cov=float(variance) * f * autocovariances).logpdf(values) for f in (0.9, 1.0, 1.1)]
    assert around[1] == pytest.approx(float(value), abs=1e-8) and around[1] > max(around[0], around[2])


# --- polynomials -------------------------------------------------------------------------------------------------------------


def test_products_and_seasons():
    phi = product(polynomial(np.array([0.5]), -1), polynomial(np.array([0.2]), -1, 4))
    np.testing.assert_allclose(phi, [1, -0.5, 0, 0, -0.2, 0.1])
    np.testing.assert_allclose(differencing(1, 1, 4), np.convolve([1, -1], [1, 0, 0, 0, -1]))


@given(st.integers(0, 2), st.integers(0, 1), st.integers(2, 5), st.integers(1, 8))
def test_undoing_differences(d, seasonal_d, season, horizon):
    values = np.random.default_rng(d + 7 * horizon).normal(size=40)
    lags = differencing(d, seasonal_d, season)
    changes = difference(values, lags)
    known = values[: len(values) - horizon]
    np.testing.assert_allclose(undo_difference(changes[-horizon:], known, lags), values[-horizon:], atol=1e-9)


@given(st.lists(st.floats(-0.95, 0.95), min_size=1, max_size=6))
def test_partial_autocorrelations_go_both_ways_and_are_always_stationary(partial):
    coefficients = np.concatenate(from_partial(np.array(partial)))
    np.testing.assert_allclose(to_partial(coefficients), partial, atol=1e-6)
    assert (root_sizes(polynomial(coefficients, -1)) > 1).all()


def test_partial_autocorrelations_of_a_process():
    coefficients = np.concatenate(from_partial(np.array([0.5, -0.3, 0.2])))
    np.testing.assert_allclose(ArmaProcess(np.r_[1, -coefficients], [1]).pacf(4)[1:], [0.5, -0.3, 0.2], atol=1e-10)


def test_what_is_not_stationary_has_no_partial_autocorrelations():
    assert to_partial(np.array([1.1])) is None and to_partial(np.array([0.5, 0.6])) is None


def test_the_response_to_a_shock():
    phi, theta = np.array([1, -0.5, 0.2]), np.array([1, 0.4])
    np.testing.assert_allclose(response(phi, 10, theta), arma2ma(phi, theta, 10))


# --- the search --------------------------------------------------------------------------------------------------------------


def test_the_search_finds_the_bottom_of_rosenbrocks_valley():
    bottom = minimise(lambda x: (rosen(x), rosen_der(x)), np.array([-1.2, 1.0, -0.5, 0.8]))
    assert bottom.converged and bottom.steps < 100
    np.testing.assert_allclose(bottom.x, np.ones(4), atol=1e-6)


def test_the_search_says_when_it_had_to_stop():
    assert not minimise(lambda x: (rosen(x), rosen_der(x)), np.array([-1.2, 1.0]), most=3).converged


def test_the_search_steps_back_from_where_there_is_no_value():
    bottom = minimise(lambda x: (x[0] - np.log(x[0]), 1 - 1 / x), np.array([3.0]))
    assert bottom.converged and bottom.x[0] == pytest.approx(1.0, abs=1e-5)


def test_errors_of_the_readable_versions():
    with pytest.raises(DataError, match="BD344"):
        lagged([1.0, 2.0], 2)
    with pytest.raises(DataError, match="BD344"):
        least_squares([1.0, 2.0, 3.0], 2)
