"""How a series goes with its own past: autocorrelation, partial autocorrelation, and a test of whether anything is left."""

from __future__ import annotations

import dataclasses
import html
import math
from statistics import NormalDist
from typing import Any

import numpy as np

from badak.checks import whole
from badak.datasets.wording import both
from badak.errors import error, phrase
from badak.timeseries.reading import read_series
from badak.timeseries.series import Series


@dataclasses.dataclass(frozen=True, eq=False, repr=False)
class Correlogram:
    """Correlations of a series with itself, by lag; it behaves as the array of its values.

    Args:
        values: (lags + 1,), the first one 1.
        band: half of the band's width at each lag (lags + 1,): values within it are what chance gives.
        kind: ``"acf"`` or ``"pacf"``.
        series: what it is of.
        level: of the band.

    Example:
        >>> from badak.timeseries import acf
        >>> print(acf([1, 3, 2, 4, 3, 5, 4, 6, 5, 7], lags=3))
        autocorrelation of y, 10 values
        lag    value   band ±
          1    0.300    0.620
          2    0.533    0.673
          3   -0.067    0.820
        no lag stands out
    """

    values: np.ndarray
    band: np.ndarray
    kind: str
    series: Series
    level: float = 0.95

    def __array__(self, dtype: Any = None, copy: Any = None) -> np.ndarray:
        return np.array(self.values, dtype=dtype) if copy or dtype is not None else self.values

    def __len__(self) -> int:
        return len(self.values)

    def __getitem__(self, lag: Any) -> Any:
        return self.values[lag]

    @property
    def significant(self) -> list[int]:
        """Lags from 1 on whose value lies outside the band."""
        return [int(k) for k in np.flatnonzero(np.abs(self.values) > self.band) if k > 0]

    @property
    def title(self) -> str:
        """What it is, in the user's language."""
        name, count = self.series.name, len(self.series)
        if self.kind == "acf":
            return phrase(f"autocorrelation of {name}, {count} values", f"{name}의 자기상관, 값 {count}개")
        return phrase(f"partial autocorrelation of {name}, {count} values", f"{name}의 편자기상관, 값 {count}개")

    def _verdict(self) -> str:
        lags = self.significant
        if not lags:
            return phrase("no lag stands out", "두드러지는 시차가 없습니다")
        shown = ", ".join(map(str, lags[:12])) + (", …" if len(lags) > 12 else "")
        return phrase(f"lags that stand out: {shown}", f"두드러지는 시차: {shown}")

    def _rows(self) -> list[tuple[str, str, str]]:
        return [(str(k), f"{self.values[k]:.3f}", f"{self.band[k]:.3f}") for k in range(1, len(self))]

    def __repr__(self) -> str:
        head = phrase("lag    value   band ±", "시차     값   띠 ±")
        lines = [f"{k:>3} {value:>8} {band:>8}" for k, value, band in self._rows()]
        return "\n".join([self.title, head, *lines, self._verdict()])

    def _repr_html_(self) -> str:
        head = "".join(
            f"<th>{t}</th>" for t in (phrase("lag", "시차"), phrase("value", "값"), phrase("band ±", "띠 ±"))
        )
        rows = "".join(f"<tr><td>{k}</td><td>{v}</td><td>{b}</td></tr>" for k, v, b in self._rows())
        caption = html.escape(f"{self.title}: {self._verdict()}")
        return f"<table><caption>{caption}</caption><tr>{head}</tr>{rows}</table>"


def acf(series: Any, lags: int | None = None, band: str = "bartlett", level: float = 0.95) -> Correlogram:
    r"""Return the autocorrelations of a series.

    $$r_k = \frac{\sum_{t=k+1}^{T} (y_t - \bar y)(y_{t-k} - \bar y)}{\sum_{t=1}^{T} (y_t - \bar y)^2}$$

    The band of ``"bartlett"`` at lag k is what chance gives when the series is a moving average of order k - 1,
    $\pm z \sqrt{(1 + 2 \sum_{j<k} r_j^2) / T}$; that of ``"white"`` is what chance gives in white noise, $\pm z / \sqrt T$.

    Args:
        series: list, NumPy (time,), pandas, polars, or a pair (times, values).
        lags: the last lag; by default min(10 log₁₀ T, T - 1), two seasons at least where the stamps tell a season.
        band: ``"bartlett"`` or ``"white"``.
        level: of the band, 0.95 for 95 %.

    Returns:
        The correlogram, lags + 1 values from lag 0 on.

    Raises:
        DataError: BD340 to BD343, for data that is no series; BD392, for a constant one.
        ArgumentError: BD040, for lags below 1 or beyond the series; BD003, for another band or level.

    Example:
        >>> from badak.timeseries import acf
        >>> acf([1.0, 2.0, 3.0, 4.0], lags=2).values.tolist()
        [1.0, 0.25, -0.3]

    Source:
        Box, Jenkins, Reinsch, Ljung (2015), Time Series Analysis, 5th ed., eq. 2.1.11 and 2.1.13 (Bartlett 1946).
    """
    found, lags, z = _ready("acf", series, lags, level)
    r = autocorrelations(found.values, lags)
    if band not in ("bartlett", "white"):
        raise error("BD003", where="acf", name="band", got=repr(band), expected="'bartlett' | 'white'")
    grown = np.concatenate([[0.0, 0.0], np.cumsum(r[1:-1] ** 2)]) if band == "bartlett" else np.zeros(lags + 1)
    half = z * np.sqrt((1 + 2 * grown) / len(found))
    half[0] = 0.0
    return Correlogram(r, half, "acf", found, level)


def pacf(series: Any, lags: int | None = None, level: float = 0.95) -> Correlogram:
    r"""Return the partial autocorrelations: what a lag adds to those before it.

    :math:`\phi_{kk}`, the last coefficient of an autoregression of order k, by the recursion of Durbin and Levinson on ``acf``:

    $$\phi_{kk} = \frac{r_k - \sum_{j<k} \phi_{k-1,j}\, r_{k-j}}{1 - \sum_{j<k} \phi_{k-1,j}\, r_j}, \qquad
    \phi_{kj} = \phi_{k-1,j} - \phi_{kk}\,\phi_{k-1,k-j}$$

    An AR(p) series has none beyond lag p. The band is that of white noise, $\pm z / \sqrt T$ (Quenouille 1949).

    Args:
        series: list, NumPy (time,), pandas, polars, or a pair (times, values).
        lags: the last lag, below half the length; by default as for ``acf``.
        level: of the band.

    Returns:
        The correlogram, lags + 1 values from lag 0 on.

    Raises:
        DataError: BD340 to BD343, for data that is no series; BD392, for a constant one.
        ArgumentError: BD040, for lags below 1 or from half the length on; BD003, for a level that is none.

    Example:
        >>> from badak.timeseries import pacf
        >>> pacf([1.0, 2.0, 3.0, 4.0, 5.0, 6.0], lags=2).values.round(3).tolist()
        [1.0, 0.5, -0.257]

    Source:
        Box, Jenkins, Reinsch, Ljung (2015), Time Series Analysis, 5th ed., §3.2.5 and appendix A3.2.
    """
    found, lags, z = _ready("pacf", series, lags, level, half=True)
    r = autocorrelations(found.values, lags)
    partial, phi = np.ones(lags + 1), np.zeros(0)
    for k in range(1, lags + 1):
        last = (r[k] - phi @ r[k - 1 : 0 : -1]) / (1 - phi @ r[1:k])
        phi = np.append(phi - last * phi[::-1], last)
        partial[k] = last
    half = np.full(lags + 1, z / math.sqrt(len(found)))
    half[0] = 0.0
    return Correlogram(partial, half, "pacf", found, level)


def autocorrelations(values: np.ndarray, lags: int) -> np.ndarray:
    """Return r_0 … r_lags of finite values that are not all the same, (lags + 1,); by the Fourier transform, so quickly.

    Args:
        values: float64 (time,).
        lags: the last lag.
    """
    centred = values - values.mean()
    size = 1 << (2 * len(centred) - 1).bit_length()  # zeros behind the end keep the start from meeting it
    power = np.abs(np.fft.rfft(centred, size)) ** 2
    products = np.fft.irfft(power, size)[: lags + 1]
    return products / products[0]


def _ready(where: str, data: Any, lags: int | None, level: float, half: bool = False) -> tuple[Series, int, float]:
    from badak.timeseries.forecast import share_of

    series = read_series(data, where=where)
    refuse_constant(where, series)
    most = (len(series) - 1) // 2 if half else len(series) - 1
    if lags is None:
        wanted = max(int(10 * math.log10(len(series))), 2 * (series.season or 0))
        lags = max(1, min(wanted, most))
    last: int = whole(where, "lags", lags, 1, max(most, 1))
    return series, last, NormalDist().inv_cdf((1 + share_of(level, where, "level")) / 2)


def refuse_constant(where: str, series: Series) -> None:
    """Refuse a series whose values are all the same: it has no correlation, season or unit root to find.

    Raises:
        DataError: BD392.
    """
    if np.ptp(series.values) == 0:
        first = series.values[0]
        got = both(f"{len(series)} values, all {first:g}", f"값 {len(series)}개가 모두 {first:g}")
        raise error("BD392", where=where, got=got)


@dataclasses.dataclass(frozen=True)
class LjungBox:
    """What the test of Ljung and Box found.

    Args:
        statistic: Q.
        p: probability of so much or more in white noise.
        lags: how many correlations were looked at.
        freedom: degrees of freedom, lags less fitted parameters.
    """

    statistic: float
    p: float
    lags: int
    freedom: int

    @property
    def white(self) -> bool:
        """Whether the values may be white noise, at 5 %."""
        return self.p >= 0.05

    @property
    def verdict(self) -> str:
        """What that means, in the user's language."""
        said = f"p {p_text(self.p)}" if self.p < 0.001 else f"p = {p_text(self.p)}"
        if self.white:
            return phrase(
                f"nothing is left to foretell in {self.lags} lags (Ljung-Box {said})",
                f"시차 {self.lags}까지 더 예측할 것이 남아 있지 않습니다(융-박스 {said})",
            )
        return phrase(
            f"something is left that could be foretold (Ljung-Box {said}, {self.lags} lags)",
            f"아직 예측할 수 있는 것이 남아 있습니다(융-박스 {said}, 시차 {self.lags}까지)",
        )


def ljung_box(residuals: Any, lags: int | None = None, fitted: int = 0) -> LjungBox:
    r"""Test whether residuals are white noise: nothing left in them that could be foretold.

    $$Q = T (T + 2) \sum_{k=1}^{h} \frac{r_k^2}{T - k}$$

    which in white noise is :math:`\chi^2` with h less the number of fitted parameters degrees of freedom.

    Args:
        residuals: values less what was foretold; NaN at the start, where nothing was foretold, is left out.
        lags: h; 10 by default, two seasons where the stamps tell a season, at most a fifth of the length.
        fitted: how many parameters of an ARMA the residuals come from.

    Returns:
        Statistic, p, lags.

    Raises:
        DataError: BD340 to BD343, for no series; BD392, for a constant one.
        ArgumentError: BD040, for lags outside the series or not above ``fitted``.

    Example:
        >>> from badak.timeseries import ljung_box
        >>> test = ljung_box([1, -1, 1, -1, 1, -1, 1, -1, 1, -1], lags=2)
        >>> round(test.statistic, 2), test.white
        (20.4, False)

    Source:
        Ljung, Box (1978), On a measure of lack of fit in time series models, Biometrika 65; the number of lags: Hyndman,
        Athanasopoulos (2021), Forecasting: Principles and Practice, 3rd ed., §5.4.
    """
    if not isinstance(residuals, Series):
        array = np.asarray(residuals, np.float64)
        start = int(np.argmax(~np.isnan(array))) if array.ndim == 1 and len(array) else 0
        residuals = residuals.iloc[start:] if hasattr(residuals, "iloc") else residuals[start:]
    series = read_series(residuals, where="ljung_box")
    refuse_constant("ljung_box", series)
    if lags is None:
        usual = 2 * series.season if series.season else 10
        lags = max(min(usual, len(series) // 5), fitted + 1)
    last: int = whole("ljung_box", "lags", lags, fitted + 1, len(series) - 1)
    r = autocorrelations(series.values, last)[1:]
    count = len(series)
    statistic = float(count * (count + 2) * np.sum(r**2 / (count - np.arange(1, last + 1))))
    return LjungBox(statistic, chi_squared_above(statistic, last - fitted), last, last - fitted)


def chi_squared_above(x: float, freedom: int) -> float:
    r"""Return the probability that :math:`\chi^2` is above x, by its sum for whole degrees of freedom.

    Even: :math:`e^{-x/2} \sum_{i < n/2} (x/2)^i / i!`; odd: the same from :math:`\operatorname{erfc}\sqrt{x/2}` on, in halves.

    Args:
        x: from 0.
        freedom: degrees of freedom, from 1.

    Source:
        Abramowitz, Stegun (1964), 26.4.4 and 26.4.5.
    """
    half = x / 2
    if freedom % 2 == 0:
        terms = [i * math.log(half) - half - math.lgamma(i + 1) if half else -math.inf * i for i in range(freedom // 2)]
        terms = [0.0 if math.isnan(t) else t for t in terms]
        return min(1.0, sum(map(math.exp, terms)))
    total = math.erfc(math.sqrt(half))
    for i in range((freedom - 1) // 2):
        total += math.exp((i + 0.5) * math.log(half) - half - math.lgamma(i + 1.5)) if half else 0.0
    return min(1.0, total)


def p_text(p: float) -> str:
    """Write a probability as tests are reported: three places, and no zeros that nobody measured.

    Example:
        >>> p_text(0.04213), p_text(1e-9)
        ('0.042', '< 0.001')
    """
    return "< 0.001" if p < 0.001 else f"{p:.3f}"
