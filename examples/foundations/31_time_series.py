"""A series put together from a trend, a season and noise: taken apart again, and forecast.

python examples/foundations/31_time_series.py
"""

from __future__ import annotations

import numpy as np

from badak import plots
from badak import timeseries as ts
from badak.errors import phrase
from ladder import Pictures, run


def made(months: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return a trend, a season of twelve months and the series: both with noise that remembers (e = 0.6 e before + new)."""
    month = np.arange(months)
    trend, season = 50 + 0.3 * month, 8 * np.sin(2 * np.pi * month / 12)
    noise = np.zeros(months)
    for k, new in enumerate(np.random.default_rng(0).normal(0, 1.5, months)):
        noise[k] = 0.6 * noise[k - 1] + new
    return trend, season, trend + season + noise


def main(quick: bool = False, pictures: Pictures | None = None) -> None:
    trend, season, y = made(120 if quick else 240)
    print(ts.find_period(y).verdict)
    parts = ts.decompose(y, period=12)
    inside = np.isfinite(parts.trend)
    for name, found, true in (
        (phrase("trend", "추세"), parts.trend[inside], trend[inside]),
        (phrase("season", "계절"), parts.seasonal, season),
    ):
        print(
            phrase(
                f"{name}: off by {abs(found - true).mean():.2f} in the mean",
                f"{name}: 평균 오차 {abs(found - true).mean():.2f}",
            )
        )

    left = np.asarray(parts.remainder)[inside]
    print(
        phrase("what is left remembers the month before: ", "나머지는 지난달을 기억합니다: 자기상관 ")
        + f"{ts.acf(left, 1).values[1]:.2f}"
    )

    models = {
        "AR(13)": ts.AR(13, method="least_squares"),
        phrase("network on 24 lags", "시차 24개를 보는 신경망"): ts.Dense(24, epochs=5 if quick else 100, seed=0),
    }
    result = ts.backtest(models, y, horizon=12, folds=1 if quick else 4, period=12, processes=1)
    for row in result.table():
        print(f"{row['model']:24} MASE {row['mase']:.3f}")

    if pictures:
        model = ts.AR(13, method="least_squares").fit(y[:-12])
        pictures.save("31_series", plots.series(y, average=12),
            "A series with its mean over twelve months.", "시계열과 12개월 이동 평균.")  # fmt: skip
        pictures.save("31_parts", plots.decomposition(parts),
            "Taken apart: trend, season and what is left.", "분해한 모습: 추세, 계절, 나머지.")  # fmt: skip
        pictures.save("31_acf", plots.acf(left, 24),
            "What is left remembers: correlation with itself, months before.", "나머지의 자기상관: 몇 달 전 값을 기억합니다.")  # fmt: skip
        pictures.save("31_pacf", plots.pacf(left, 24),
            "What each month tells beyond the months between.", "사이 달들의 영향을 뺀 상관.")  # fmt: skip
        pictures.save("31_forecast", plots.forecast(model.forecast(12, intervals=(0.8, 0.95)), actual=y[-12:], history=60),
            "The last year forecast from the years before, and what came.", "지난 값으로 예측한 마지막 한 해와 실제 값.")  # fmt: skip
        pictures.save("31_backtest", plots.backtest(result),
            "Errors from several origins; seasonal-naive is to be beaten.", "여러 시점의 오차. 계절 반복(seasonal-naive)이 기준선입니다.")  # fmt: skip
        pictures.save("31_residuals", plots.residuals(model),
            "What the autoregression could not explain.", "자기회귀가 설명하지 못한 나머지.")  # fmt: skip


if __name__ == "__main__":
    run(main)
