"""How often a series must be differenced until it is stationary, by tests."""

from __future__ import annotations

import dataclasses
import importlib
import warnings
from typing import Any

import numpy as np

from badak.datasets.wording import both
from badak.errors import error, phrase
from badak.timeseries.polynomials import difference, differencing
from badak.timeseries.reading import read_series


@dataclasses.dataclass(frozen=True)
class DifferenceStep:
    """What the tests said of the series after some differences.

    Args:
        d: how often neighbours had been subtracted.
        kpss: p-value of the test whose null hypothesis is "stationary"; tables end at 0.01 and 0.1.
        adf: p-value of the test whose null hypothesis is "a unit root"; NaN where the series is too short for it.
    """

    d: int
    kpss: float
    adf: float

    @property
    def agree(self) -> bool:
        """Whether both tests say the same at 5 %."""
        return bool((self.kpss >= 0.05) == (self.adf < 0.05))


@dataclasses.dataclass(frozen=True)
class Differences:
    """How often to difference, and why.

    Args:
        d: how often neighbours are subtracted.
        seasonal_d: how often seasons are subtracted, 0 or 1.
        strength: strength of the season from 0 to 1, None where no season was given or there are not two of them.
        steps: what the tests said on the way.
    """

    d: int
    seasonal_d: int
    strength: float | None
    steps: tuple[DifferenceStep, ...]

    def __repr__(self) -> str:
        lines = [f"d = {self.d}, D = {self.seasonal_d}"]
        if self.strength is not None:
            what = phrase("strength of the season", "계절성의 세기")
            lines.append(f"  {what}: {self.strength:.3f} ({phrase('above 0.64: D = 1', '0.64보다 크면 D = 1')})")
        for step in self.steps:
            said = (
                "" if step.agree else phrase("   (the two disagree; KPSS decides)", "   (두 검정이 엇갈려 KPSS를 따름)")
            )
            lines.append(f"  d = {step.d}: KPSS p = {step.kpss:.3f}, ADF p = {step.adf:.3f}{said}")
        return "\n".join(lines)


def choose_differences(series: Any, season: int | None = None, max_d: int = 2, fill: str = "error") -> Differences:
    r"""Choose d and D by tests.

    Seasons are subtracted once where the season is strong: with the season S and the rest R of an STL decomposition

    .. math:: F_S = \max(0, 1 - \operatorname{Var}R/\operatorname{Var}(S+R)) > 0.64

    Then neighbours are subtracted as long as the KPSS test rejects stationarity at 5 %. The ADF test, whose null hypothesis is
    the opposite one, is reported beside it.

    Args:
        series: what ``read_series`` takes.
        season: length of a season, or None for none.
        max_d: the most differences of neighbours.
        fill: as of ``read_series``.

    Returns:
        d and D with the tests' p-values.

    Raises:
        DataError: BD344, for fewer than 12 values; BD345, for a constant series; BD340 to BD343 as ``read_series``.
        MissingExtraError: BD090, without statsmodels.

    Source: Hyndman & Khandakar (2008), Automatic time series forecasting, J. Stat. Software 27(3), §3.1; Wang, Smith & Hyndman
    (2006), Characteristic-based clustering for time series data; Kwiatkowski, Phillips, Schmidt & Shin (1992).

    Example:
        >>> import numpy as np
        >>> from badak.timeseries import choose_differences
        >>> walk = np.random.default_rng(0).normal(size=200).cumsum()
        >>> choose_differences(walk).d
        1
    """
    found = read_series(series, fill, "choose_differences")
    if len(found) < 12:
        raise error("BD344", where="choose_differences", got=len(found), need=12)
    if found.values.std() <= 1e-13 * np.abs(found.values).max():
        raise error("BD345", where="choose_differences", got=f"{found.values[0]:.6g}", what=both("", ""))
    try:
        tests: Any = importlib.import_module("statsmodels.tsa.stattools")
    except ImportError:
        raise error("BD090", where="badak.timeseries", package="statsmodels", extra="ml") from None
    strength = _strength(found.values, season)
    seasonal_d = int(strength is not None and strength > 0.64)
    steps: list[DifferenceStep] = []
    for d in range(max_d + 1):
        values = difference(found.values, differencing(d, seasonal_d, season or 1))
        if values.std() <= 1e-13 * np.abs(found.values).max() or len(values) < 8:
            break  # nothing is left to test: a straight line has been differenced away
        steps.append(_tested(tests, values, d))
        if steps[-1].kpss >= 0.05:
            break
    last = steps[-1] if steps else None
    return Differences(last.d if last else 0, seasonal_d, strength, tuple(steps))


def _tested(tests: Any, values: np.ndarray, d: int) -> DifferenceStep:
    with warnings.catch_warnings():  # a p-value beyond the table is told by its end, 0.01 or 0.1
        warnings.simplefilter("ignore")
        kpss = _p_value(tests.kpss(values, regression="c", nlags="auto"))
        try:
            adf = _p_value(tests.adfuller(values, regression="c", autolag="AIC"))
        except ValueError:  # too short for the lags it tries
            adf = float("nan")
    return DifferenceStep(d, kpss, adf)


def _p_value(found: Any) -> float:
    return float(
        found.pvalue if hasattr(found, "pvalue") else found[1]
    )  # statsmodels is changing from tuples to objects


def _strength(values: np.ndarray, season: int | None) -> float | None:
    if season is None or season < 2 or len(values) < 2 * season + 1:
        return None
    stl: Any = importlib.import_module("statsmodels.tsa.seasonal")
    parts = stl.STL(values, period=season).fit()
    both_of_them = parts.resid + parts.seasonal
    return float(max(0.0, 1 - np.var(parts.resid) / np.var(both_of_them))) if np.var(both_of_them) > 0 else 0.0
