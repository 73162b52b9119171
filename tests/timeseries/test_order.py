"""Choosing orders and differences."""

from __future__ import annotations

import sys
import warnings

import numpy as np
import pytest
import statsmodels.api as sm
from statsmodels.tsa.arima_process import arma_generate_sample

import badak
from badak.errors import ArgumentError, DataError, MissingExtraError, Notice
from badak.timeseries import ARIMA, choose_differences, choose_order
from badak.timeseries import order as order_module

from .tables import AIR, WPI

RNG = np.random.default_rng(4)
NOISE = RNG.normal(size=150)


def test_the_best_of_the_grid_is_the_best_of_single_fits():
    values = arma_generate_sample([1, -0.7], [1], 150, distrvs=np.random.default_rng(0).standard_normal)
    choice = choose_order(values, max_p=2, d=0, max_q=1, criterion="bic")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", Notice)
        single = {(p, q): ARIMA((p, 0, q)).fit(values).bic for p in range(3) for q in range(2)}
    best = min(single, key=single.__getitem__)
    assert choice.order == (best[0], 0, best[1]) == (1, 0, 0)
    assert choice.best.bic == pytest.approx(single[best])
    found = {row.model.order[::2]: row.bic for row in choice.rows}
    assert found == pytest.approx(single)
    assert [row.bic for row in choice.rows if row.sound] == sorted(row.bic for row in choice.rows if row.sound)
    assert np.isfinite(choice.best.forecast(3)).all()  # it is fitted


@pytest.mark.parametrize("criterion", ["aic", "aicc", "bic"])
def test_criteria_are_those_of_the_models(criterion):
    choice = choose_order(np.diff(WPI), max_p=1, d=0, max_q=1, criterion=criterion)
    for row in choice.rows:
        assert getattr(row, criterion) == pytest.approx(getattr(row.model, criterion))
    assert choice.order == (1, 0, 1)


def test_the_rule_of_thumb():
    choice = choose_order(WPI, max_p=3, d=1, max_q=3, rule="thumb")
    assert {row.model.order for row in choice.rows} == {(0, 1, 0), (1, 1, 0), (0, 1, 1)}
    seasonal = choose_order(AIR, max_p=2, d=1, max_q=2, seasonal=(1, 1, 1, 12), rule="thumb")
    for row in seasonal.rows:
        p, _, q = row.model.order
        P, _, Q, _ = row.model.seasonal
        assert p + q < 2 and p * q == 0 and P + Q < 2 and P * Q == 0
    assert seasonal.order == (0, 1, 1) and seasonal.seasonal == (0, 1, 1, 12)


def test_constants_are_tried_where_the_series_is_differenced_once():
    tried = lambda **more: {row.model.trend for row in choose_order(WPI, 0, max_q=0, **more).rows}  # noqa: E731
    assert tried(d=0) == {"c"} and tried(d=1) == {None, "c"} and tried(d=2) == {None} and tried(d=1, trend="c") == {"c"}


def test_the_back_test_is_what_a_loop_gives():
    values = np.diff(WPI)
    choice = choose_order(values, max_p=1, d=0, max_q=0, criterion="backtest", horizon=3, folds=4)
    for row in choice.rows:
        errors = []
        for back in range(4):
            origin = len(values) - 3 - back
            ahead = ARIMA(row.model.order).fit(values[:origin]).forecast(3)
            errors.append(np.mean(np.abs(values[origin : origin + 3] - ahead)))
        assert row.backtest == pytest.approx(np.mean(errors))
    assert choice.rows[0].backtest <= choice.rows[1].backtest and "back-test" in repr(choice)


def test_several_processes_choose_the_same():
    values = np.diff(WPI)[:60]
    options = {"max_p": 1, "d": 0, "max_q": 1, "criterion": "backtest", "folds": 2}
    one, two = (choose_order(values, processes=count, **options) for count in (1, 2))
    assert [row.model.name for row in one.rows] == [row.model.name for row in two.rows]
    assert [(row.backtest, row.aicc) for row in one.rows] == [(row.backtest, row.aicc) for row in two.rows]
    np.testing.assert_array_equal(one.best.forecast(3), two.best.forecast(3))


def test_a_model_that_fails_in_the_back_test_is_not_chosen():
    values = np.random.default_rng(3).normal(size=13)
    choice = choose_order(values, max_p=4, d=0, max_q=0, criterion="backtest", horizon=2, folds=3)
    failed = [row for row in choice.rows if not row.failed and np.isnan(row.backtest)]
    assert failed and all("BD344" in row.problem and np.isfinite(row.aic) for row in failed)
    assert np.isfinite(choice.rows[0].backtest)
    with pytest.raises(DataError, match="BD366"):
        choose_order(values, max_p=1, d=0, criterion="backtest", horizon=12)


def test_failures_are_listed_with_their_reason():
    choice = choose_order(NOISE[:8], max_p=4, d=0, max_q=0)
    failed = [row for row in choice.rows if row.failed]
    assert {row.model.order[0] for row in failed} == {3, 4}
    assert all("BD344" in row.problem and np.isnan(row.aic) for row in failed)
    assert choice.rows[-1].failed and not choice.rows[0].failed
    assert "too short" in repr(choice)


def test_fits_at_the_unit_circle_are_marked_and_not_chosen():
    noise = np.random.default_rng(1).normal(size=200)
    choice = choose_order(noise, max_p=0, d=1, max_q=1, trend=None)  # overdifferenced on purpose
    marked = [row for row in choice.rows if "BD349" in row.problem]
    assert [row.model.order for row in marked] == [(0, 1, 1)] and not marked[0].sound
    assert marked[0].aicc < choice.rows[0].aicc and choice.order == (0, 1, 0)


def test_all_failed(monkeypatch):
    with pytest.raises(DataError) as caught:
        choose_order(NOISE[:3], max_p=1, d=1, max_q=0, trend="c")
    assert caught.value.code == "BD353"
    assert "none of the models" in caught.value.text("en") and "적합에 성공한 모델이 없습니다" in caught.value.text(
        "ko"
    )

    def breaks(self, series, fill="error"):
        raise np.linalg.LinAlgError("singular")

    monkeypatch.setattr(order_module.ARIMA, "fit", breaks)
    with pytest.raises(DataError, match="singular"):
        choose_order(NOISE, d=0)


def test_constant_series():
    with pytest.raises(DataError, match="BD345"):
        choose_order([2.0] * 30)
    with pytest.raises(DataError, match="constant"):
        choose_order([2.0] * 30, d=0)


@pytest.mark.parametrize(("name", "value"), [("criterion", "r2"), ("rule", "auto"), ("method", "conditional")])
def test_words_that_mean_nothing(name, value):
    with pytest.raises(ArgumentError) as caught:
        choose_order(NOISE, **{name: value})
    assert f"'{name}'" in caught.value.text("en") and repr(value) in caught.value.text("ko")


def test_tables():
    choice = choose_order(WPI, max_p=1, max_q=0)
    table = choice.to_pandas()
    assert len(table) == len(choice.rows) == len(choice.table()) and table["aicc"][0] == choice.best.aicc
    assert choice._repr_html_().count("<tr>") == len(choice.rows) + 1
    assert repr(choice).startswith(f"best by aicc: {choice.best.name}") and "KPSS" in repr(choice)
    badak.errors.set_language("ko")
    assert "기준 최선" in repr(choice) and "로그우도" in repr(choice)


# --- differences -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("d", [0, 1, 2])
def test_differences_of_sums_of_noise(d):
    values = NOISE
    for _ in range(d):
        values = values.cumsum()
    found = choose_differences(values)
    assert found.d == d and found.seasonal_d == 0 and len(found.steps) == d + 1
    assert found.steps[-1].kpss >= 0.05 and all(step.kpss < 0.05 for step in found.steps[:-1])


def test_p_values_are_statsmodels():
    from statsmodels.tsa.stattools import adfuller, kpss

    nile = sm.datasets.nile.load_pandas().data["volume"]
    step = choose_differences(nile).steps[1]
    changes = np.diff(nile)
    with warnings.catch_warnings():  # of p-values outside the table, and of result objects to come
        warnings.simplefilter("ignore")
        assert step.adf == pytest.approx(adfuller(changes, autolag="AIC")[1])
        assert step.kpss == pytest.approx(kpss(changes, nlags="auto")[1])


def test_a_strong_season_is_differenced():
    found = choose_differences(AIR, season=12)
    assert found.seasonal_d == 1 and found.strength > 0.9 and "D = 1" in repr(found)
    assert choose_differences(NOISE, season=12).seasonal_d == 0
    assert choose_differences(NOISE[:20], season=12).strength is None  # not two seasons


def test_a_straight_line_needs_one_difference_at_most():
    assert choose_differences(np.arange(50.0)).d == 0  # one difference leaves nothing to test
    assert repr(choose_differences(np.arange(50.0))).startswith("d = 0")


def test_where_the_tests_disagree_it_is_said():
    nile = sm.datasets.nile.load_pandas().data["volume"]
    found = choose_differences(nile)
    assert not found.steps[0].agree and "the two disagree; KPSS decides" in repr(found)
    badak.errors.set_language("ko")
    assert "두 검정이 엇갈려 KPSS를 따름" in repr(found)


def test_short_and_missing():
    with pytest.raises(DataError, match="BD344"):
        choose_differences(NOISE[:11])


def test_without_statsmodels(monkeypatch):
    monkeypatch.setitem(sys.modules, "statsmodels.tsa.stattools", None)
    with pytest.raises(MissingExtraError, match=r"badak\[ml\]"):
        choose_differences(NOISE)
    monkeypatch.setitem(sys.modules, "statsmodels.tsa.arima.model", None)
    with pytest.raises(MissingExtraError, match=r"badak\[ml\]"):
        choose_order(NOISE, d=0)
