"""Measures against scikit-learn, against hand values, and where they do not exist."""

from __future__ import annotations

import math

import numpy as np
import pytest

from badak import losses
from badak.errors import BadakError
from badak.timeseries import coverage, mae, mape, mase, measures, pinball, rmse, smape

R = np.random.default_rng(3)
Y, F = R.normal(5, 2, 40), R.normal(5, 2, 40)


def test_against_scikit_learn() -> None:
    sk = pytest.importorskip("sklearn.metrics")
    assert mae(Y, F) == pytest.approx(sk.mean_absolute_error(Y, F), rel=1e-14)
    assert rmse(Y, F) == pytest.approx(sk.root_mean_squared_error(Y, F), rel=1e-14)
    assert mape(Y, F) == pytest.approx(100 * sk.mean_absolute_percentage_error(Y, F), rel=1e-14)
    for q in (0.05, 0.5, 0.9):
        assert pinball(Y, F, q) == pytest.approx(sk.mean_pinball_loss(Y, F, alpha=q), rel=1e-14)
        assert losses.pinball(Y, F[:, None], quantiles=(q,)).mean() == pytest.approx(pinball(Y, F, q), rel=1e-12)


def test_hand_values() -> None:
    assert smape([100.0, 50.0], [110.0, 40.0]) == pytest.approx(100 * (20 / 210 + 20 / 90) / 2)
    assert mase([5.0, 6.0], [4.0, 4.0], [1.0, 2.0, 3.0, 4.0]) == 1.5
    # seasonal: the history changes by 10 from one season to the next, the forecast is off by 5
    assert mase([21.0, 27.0], [26.0, 22.0], [1.0, 7.0, 11.0, 17.0], period=2) == 0.5
    # the forecast that repeats the last value has on average a scaled error near 1 on a random walk
    walk = np.cumsum(R.normal(size=4000))
    assert mase(walk[2000:], walk[1999:-1], walk[:2000]) == pytest.approx(1, abs=0.05)
    assert coverage([1.0, 2.0, 3.0], [1.0, 2.5, 0.0], [1.0, 4.0, 3.0]) == pytest.approx(2 / 3)
    assert pinball([10.0], [8.0], 0.9) == pytest.approx(1.8) and pinball([8.0], [10.0], 0.9) == pytest.approx(0.2)


def test_zeros_and_constants() -> None:
    assert mape([0.0, 1.0], [1.0, 1.0]) == math.inf
    assert mape([0.0, 1.0], [0.0, 2.0]) == 50
    assert smape([0.0, 0.0], [0.0, 3.0]) == 100
    assert smape([-1.0], [1.0]) == 200
    assert math.isnan(mase([1.0], [2.0], [4.0, 4.0, 4.0])) and math.isnan(mase([4.0], [4.0], [4.0, 4.0]))
    assert math.isnan(mase([1.0], [2.0], [1.0, 2.0, 1.0, 2.0], period=2))


def test_series_and_forecasts_are_taken() -> None:
    pandas = pytest.importorskip("pandas")
    from badak.timeseries import Naive

    ahead = Naive().fit([1.0, 2.0]).forecast(2)
    assert mae(pandas.Series([2.0, 5.0]), ahead) == 1.5
    assert rmse(np.ones((3, 2)), np.zeros((3, 2))) == 1


@pytest.mark.parametrize(
    ("call", "code", "english", "korean"),
    [
        (lambda: mae([1.0, 2.0], [1.0]), "BD360", "not of the same shape", "모양이 다르거나"),
        (lambda: rmse([], []), "BD360", "nothing in them", "비어 있습니다"),
        (lambda: mape([1.0, np.nan], [1.0, 1.0]), "BD361", "y_true[1] = nan", "유한한 수가 아닌"),
        (lambda: smape([1.0], ["a"]), "BD361", "y_pred holds", "y_pred에"),
        (lambda: mase([1.0], [1.0], [1.0, np.inf]), "BD361", "history[1] = inf", "history에"),
        (lambda: mase([1.0], [1.0], [1.0, 2.0], period=2), "BD362", "2 values, 3 are needed", "값이 2개인데 3개가"),
        (lambda: mase([1.0], [1.0], [1.0, 2.0], period=0), "BD003", "period", "1 이상의 정수"),
        (lambda: coverage([1.0], [0.0, 0.0], [2.0]), "BD360", "lower (2,)", "lower (2,)"),
        (lambda: measures.pinball([1.0], [1.0], 1.0), "BD003", "between 0 and 1", "0과 1 사이"),
    ],
)
def test_mistakes_are_told(call, code: str, english: str, korean: str) -> None:
    with pytest.raises(BadakError) as problem:
        call()
    assert problem.value.code == code
    assert english in problem.value.text("en") and korean in problem.value.text("ko")
    assert "?>" not in problem.value.text("en") + problem.value.text("ko")
