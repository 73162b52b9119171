"""Whether a series keeps its mean: unit-root tests with a verdict in plain words."""

from __future__ import annotations

import dataclasses
import html
import warnings
from collections.abc import Mapping
from typing import Any

import numpy as np

from badak.checks import whole
from badak.datasets.wording import Both, both
from badak.errors import error, get_language, phrase
from badak.timeseries.correlogram import p_text, refuse_constant
from badak.timeseries.differences import choose_differences
from badak.timeseries.period import find_period
from badak.timeseries.reading import read_series
from badak.timeseries.series import Series

TRENDS = ("n", "c", "ct")


@dataclasses.dataclass(frozen=True, eq=False, repr=False)
class UnitRootTest:
    """The outcome of ``adf`` or ``kpss``.

    Args:
        name: ``"ADF"`` or ``"KPSS"``.
        statistic: of the test.
        p: its probability if the hypothesis holds; the tables of KPSS end at 0.01 and 0.1.
        lags: how many were used.
        trend: ``"n"`` nothing, ``"c"`` a mean, ``"ct"`` a straight line was allowed for.
        critical: share → value beyond which the hypothesis is rejected.
        series: what was tested.
    """

    name: str
    statistic: float
    p: float
    lags: int
    trend: str
    critical: Mapping[str, float]
    series: Series

    @property
    def p_value(self) -> float:
        """The same as ``p``."""
        return self.p

    @property
    def rejected(self) -> bool:
        """Whether the hypothesis (ADF: a unit root; KPSS: stationarity) is rejected at 5 %."""
        return self.p < 0.05

    @property
    def stationary(self) -> bool:
        """What this test alone speaks for."""
        return self.rejected if self.name == "ADF" else not self.rejected

    @property
    def p_text(self) -> str:
        """The probability as it is reported; ``≤ 0.01`` and ``≥ 0.1`` at the ends of the table of KPSS."""
        if self.name == "KPSS" and self.p <= 0.01:
            return "≤ 0.01"
        if self.name == "KPSS" and self.p >= 0.1:
            return "≥ 0.1"
        return p_text(self.p)

    @property
    def verdict(self) -> str:
        """What that means and what to do, in the user's language."""
        return self._said()[get_language()]

    def _said(self) -> Both:
        around = {
            "n": both("around zero", "0을 중심으로"),
            "c": both("around a mean", "일정한 평균을 중심으로"),
            "ct": both("around a straight line", "일정한 직선 추세를 중심으로"),
        }[self.trend]
        said = f"p {self.p_text}" if self.p_text[0] in "≤≥<" else f"p = {self.p_text}"
        if self.name == "ADF" and self.rejected:
            return both(
                f"a unit root is rejected ({said}): shocks fade, the series is stationary {around['en']}",
                f"단위근이 기각됩니다({said}). 충격이 사라지고, {around['ko']} 정상적입니다",
            )
        if self.name == "ADF":
            return both(
                f"a unit root is not rejected ({said}): shocks may stay for ever; difference the series once and test again",
                f"단위근을 기각하지 못합니다({said}). 충격이 계속 남을 수 있으니 한 번 차분하고 다시 검정하세요",
            )
        if self.rejected:
            return both(
                f"stationarity {around['en']} is rejected ({said}): difference the series once and test again",
                f"{around['ko']} 정상적이라는 가설이 기각됩니다({said}). 한 번 차분하고 다시 검정하세요",
            )
        return both(
            f"stationarity {around['en']} is not rejected ({said})",
            f"{around['ko']} 정상적이라는 가설을 기각하지 않습니다({said})",
        )

    def __repr__(self) -> str:
        return f"{self.name} {self.statistic:.3f}, {phrase('lags', '시차')} {self.lags}: {self.verdict}"

    def _repr_html_(self) -> str:
        cells = [(self.name, f"{self.statistic:.4f}"), ("p", self.p_text), (phrase("lags", "시차"), str(self.lags))]
        cells += [
            (phrase(f"critical at {share}", f"임계값 {share}"), f"{value:.3f}")
            for share, value in self.critical.items()
        ]
        rows = "".join(f"<tr><th>{html.escape(n)}</th><td>{html.escape(v)}</td></tr>" for n, v in cells)
        return f"<table><caption>{html.escape(self.verdict)}</caption>{rows}</table>"


def adf(series: Any, trend: str = "c", lags: int | None = None) -> UnitRootTest:
    r"""Test for a unit root: the augmented test of Dickey and Fuller.

    $$\Delta y_t = \alpha + \beta t + \gamma\, y_{t-1} + \sum_{j=1}^{p} \delta_j\, \Delta y_{t-j} + \varepsilon_t$$

    The hypothesis is :math:`\gamma = 0`: a random walk, whose shocks never fade. A small p speaks for a stationary series.

    Args:
        series: list, NumPy (time,), pandas, polars, or a pair (times, values).
        trend: ``"c"`` with a mean α, ``"ct"`` with a line too, ``"n"`` with neither.
        lags: p; by default the smallest AIC up to 12 (T/100)^¼ (Schwert 1989).

    Returns:
        The outcome, with its verdict in words.

    Raises:
        DataError: BD340 to BD343, for data that is no series; BD344, for fewer than ten values; BD392, for a constant one.
        ArgumentError: BD003, for another trend; BD040, for lags that do not fit.
        MissingExtraError: BD090, when statsmodels is not installed.

    Example:
        >>> from badak import timeseries
        >>> timeseries.adf(timeseries.load("nile")).stationary
        True

    Source:
        Said, Dickey (1984), Biometrika 71; p by MacKinnon (1994, 2010); computed by statsmodels' ``adfuller``.
    """
    found, tools = _ready("adf", series, trend)
    most = max((len(found) - 1) // 2 - 3, 0)
    if lags is not None:
        lags = whole("adf", "lags", lags, 0, most)
    usual = min(int(np.ceil(12 * (len(found) / 100) ** 0.25)), most)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        made = tools.adfuller(
            found.values,
            maxlag=usual if lags is None else lags,
            regression=trend,
            autolag="AIC" if lags is None else None,
        )
    return _outcome("ADF", made, trend, found)


def kpss(series: Any, trend: str = "c", lags: int | None = None) -> UnitRootTest:
    r"""Test for stationarity: the test of Kwiatkowski, Phillips, Schmidt and Shin.

    $$\frac{1}{T^2 \hat\sigma^2} \sum_{t=1}^{T} \Big(\sum_{s \le t} e_s\Big)^2$$

    of the residuals e around the mean (or line), with their long-run variance :math:`\hat\sigma^2`. The hypothesis is
    stationarity: a small p speaks against it, the other way round than ``adf``.

    Args:
        series: list, NumPy (time,), pandas, polars, or a pair (times, values).
        trend: ``"c"`` around a mean, ``"ct"`` around a line.
        lags: of the variance; by default chosen from the data (Hobijn, Franses, Ooms 1998).

    Returns:
        The outcome; its p lies between 0.01 and 0.1, where the published table ends.

    Raises:
        DataError: BD340 to BD343, for data that is no series; BD344, for fewer than ten values; BD392, for a constant one.
        ArgumentError: BD003, for another trend; BD040, for lags that do not fit.
        MissingExtraError: BD090, when statsmodels is not installed.

    Example:
        >>> from badak import timeseries
        >>> timeseries.kpss(timeseries.load("co2")).stationary
        False

    Source:
        Kwiatkowski, Phillips, Schmidt, Shin (1992), Journal of Econometrics 54, eq. 13 and table 1; computed by statsmodels.
    """
    found, tools = _ready("kpss", series, trend, TRENDS[1:])
    if lags is not None:
        lags = whole("kpss", "lags", lags, 0, len(found) - 1)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # p beyond the table: said by p_text
        made = tools.kpss(found.values, regression=trend, nlags="auto" if lags is None else lags)
    return _outcome("KPSS", made, trend, found)


def _outcome(name: str, made: Any, trend: str, series: Series) -> UnitRootTest:
    """Read what statsmodels returned: a tuple until 0.15, an object with names after it."""
    if not hasattr(made, "statistic"):
        statistic, p, lags, critical = made[0], made[1], made[2], next(x for x in made if isinstance(x, dict))
    else:
        statistic, p, lags, critical = made.statistic, made.pvalue, made.lags, made.critical_values
    levels = {share: float(value) for share, value in critical.items()}
    return UnitRootTest(name, float(statistic), float(p), int(lags), trend, levels, series)


def _ready(where: str, data: Any, trend: str, trends: tuple[str, ...] = TRENDS) -> tuple[Series, Any]:
    if trend not in trends:
        raise error("BD003", where=where, name="trend", got=repr(trend), expected=" | ".join(map(repr, trends)))
    found = read_series(data, where=where)
    if len(found) < 10:
        raise error("BD344", where=where, got=len(found), need=10)
    refuse_constant(where, found)
    try:
        from statsmodels.tsa import stattools
    except ImportError:
        raise error("BD090", where=where, package="statsmodels", extra="ml") from None
    return found, stattools


@dataclasses.dataclass(frozen=True, eq=False, repr=False)
class Stationarity:
    """Both tests of a series, and how often to difference it.

    Args:
        adf: the test whose hypothesis is a unit root.
        kpss: the test whose hypothesis is stationarity.
        d: how many differences make it stationary.
        seasonal_d: how many seasonal differences go before them.
        period: values in a season, 1 without one.
    """

    adf: UnitRootTest
    kpss: UnitRootTest
    d: int
    seasonal_d: int
    period: int

    @property
    def stationary(self) -> bool:
        """Whether it can be modelled as it is."""
        return self.d == 0 and self.seasonal_d == 0

    @property
    def verdict(self) -> str:
        """What to do, in the user's language."""
        said = []
        if self.seasonal_d:
            said.append(
                phrase(
                    f"difference it once over its season of {self.period}", f"주기 {self.period}만큼 계절 차분을 한 번"
                )
            )
        if self.d:
            times = {1: phrase("once", "한 번"), 2: phrase("twice", "두 번")}[self.d]
            said.append(phrase(f"difference it {times}", f"일반 차분을 {times}"))
        if said:
            todo = phrase(" and then ", ", 이어서 ").join(said)
            verdict = phrase(f"not stationary: {todo}", f"정상적이지 않음: {todo} 하세요")
        else:
            verdict = phrase("stationary as it is", "그대로 정상적입니다")
        return f"{verdict}. {self._doubt}" if self._doubt else verdict

    @property
    def _doubt(self) -> str:
        """What it means where the two tests of the series as it is contradict each other."""
        if self.seasonal_d or self.adf.stationary == self.kpss.stationary:
            return ""
        if self.kpss.stationary:
            return phrase(
                "But the tests disagree: neither a unit root nor stationarity is rejected, the data say too little. Back-test "
                "a model with one difference too",
                "다만 두 검정의 결론이 다릅니다. 단위근도 정상성도 기각되지 않아 자료만으로는 알기 어렵습니다. 한 번 차분한 "
                "모델도 백테스트로 비교해 보세요",
            )
        return phrase(
            "But the tests disagree: both a unit root and stationarity are rejected, as where the level has jumped once or "
            "memory is long. Back-test a model without differences too",
            "다만 두 검정의 결론이 다릅니다. 단위근도 정상성도 기각되는데, 수준이 한 번 크게 바뀌었거나 기억이 긴 시계열이 "
            "그렇습니다. 차분하지 않은 모델도 백테스트로 비교해 보세요",
        )

    def __repr__(self) -> str:
        return "\n".join([self.verdict, f"  {self.adf!r}", f"  {self.kpss!r}"])

    def _repr_html_(self) -> str:
        rows = "".join(
            f"<tr><th>{test.name}</th><td>{test.statistic:.3f}</td><td>{html.escape(test.verdict)}</td></tr>"
            for test in (self.adf, self.kpss)
        )
        return f"<table><caption>{html.escape(self.verdict)}</caption>{rows}</table>"


def stationarity(series: Any, period: int | None = None) -> Stationarity:
    """Test a series both ways, and find how often it must be differenced.

    d and D are those of ``choose_differences``: a seasonal difference is taken where the strength of the season is above
    0.64; then differences until KPSS no longer rejects stationarity at 5 %, two at most.

    Args:
        series: list, NumPy (time,), pandas, polars, or a pair (times, values).
        period: values in a season; 1 for none; by default what ``find_period`` finds.

    Returns:
        Both tests of the series as it is, d, and seasonal d: what ``ARIMA((p, d, q), seasonal=(P, D, Q, m))`` asks for.

    Raises:
        DataError: BD340 to BD343, for data that is no series; BD344, for fewer than twelve values; BD392, for a constant one.
        MissingExtraError: BD090, when statsmodels is not installed.

    Example:
        >>> from badak import timeseries
        >>> found = timeseries.stationarity(timeseries.load("co2"))
        >>> found.d, found.seasonal_d, found.period
        (1, 1, 12)

    Source:
        Hyndman, Khandakar (2008), Automatic time series forecasting, Journal of Statistical Software 27, §3.1; the seasonal rule:
        Hyndman, Athanasopoulos (2021), Forecasting: Principles and Practice, 3rd ed., §9.1.
    """
    found, _ = _ready("stationarity", series, "c")
    if period is None:
        seen = find_period(found)
        period = seen.length if seen.kind == "season" and seen.length else 1
    season: int = whole("stationarity", "period", period, 1)
    chosen = choose_differences(found, season if season > 1 else None)
    return Stationarity(adf(found), kpss(found), chosen.d, chosen.seasonal_d, season)
