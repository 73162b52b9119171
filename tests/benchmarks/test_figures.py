"""Mean, spread and Welch's interval, against SciPy's."""

from __future__ import annotations

import math

import pytest
from benchmarks.accuracy import figures

# scipy.stats.t.ppf(0.975, nu)
QUANTILES = {1.5: 6.0166631, 2.0: 4.30265273, 4.0: 2.77644511, 8.0: 2.30600414, 30.0: 2.04227246, 1000.0: 1.96233908}


@pytest.mark.parametrize("freedom", QUANTILES)
def test_student_quantile(freedom: float) -> None:
    assert figures.student_quantile(0.975, freedom) == pytest.approx(QUANTILES[freedom], rel=1e-6)


def test_welch_interval() -> None:
    a, b = [27.5, 21.0, 19.0, 23.6, 17.0, 17.9], [27.1, 22.0, 20.8, 23.4, 23.4, 23.5, 25.8]
    # scipy.stats.ttest_ind(a, b, equal_var=False).confidence_interval(0.95)
    difference, low, high = figures.welch(a, b)
    assert difference == pytest.approx(sum(a) / 6 - sum(b) / 7)
    assert (low, high) == pytest.approx((-6.944650517, 1.516079089), rel=1e-6)


def test_equal_runs_have_no_spread() -> None:
    assert figures.welch([1.0, 1.0], [0.5, 0.5]) == (0.5, 0.5, 0.5)


def test_one_run_has_no_deviation() -> None:
    mean, deviation = figures.mean_and_deviation([3.0])
    assert mean == 3.0 and math.isnan(deviation)
