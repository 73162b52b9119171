"""Six real series, ten ways to forecast them, and which are worth their trouble: a back-test against seasonal-naive.

    python examples/forecast_compare.py             five folds for each series; some minutes
    python examples/forecast_compare.py --quick     one fold, short series, hardly any training: only to see that it runs
    python examples/forecast_compare.py --series co2 nile
    python examples/forecast_compare.py --pictures     also draws each back-test (pip install "badak[plot]")

The orders of ARIMA are chosen by choose_order, from what lies before the first origin: nothing of the folds takes part.
The series come with statsmodels (pip install "badak[ml]") and are in the public domain. A MASE below that of
seasonal-naive is what a model has to reach; on some series none does, and the table says so.
"""

from __future__ import annotations

import argparse
import dataclasses
from typing import Any

from badak import timeseries as ts
from badak.errors import phrase


@dataclasses.dataclass
class Task:
    """A series, how far ahead it is forecast, its season, and which orders of ARIMA are tried."""

    series: ts.Series
    horizon: int
    period: int
    most: tuple[int, int] = (2, 2)  # autoregressive and moving-average lags
    seasonal: tuple[int, int | None, int, int] | None = None  # as of choose_order
    features: tuple[str, ...] = ()


def tasks() -> dict[str, Task]:
    """Return the series with how they are forecast."""
    co2, elnino = ts.load("co2"), ts.load("elnino")
    return {
        # solar cycles last about eleven years, which no calendar knows: an autoregression has to reach back as far
        "sunspots": Task(ts.load("sunspots"), 11, 11, (11, 0)),
        "co2": Task(co2.part(len(co2) - 360, len(co2)), 12, 12, (1, 1), (0, None, 1, 12), ("month",)),
        "nile": Task(ts.load("nile"), 10, 1),
        "gdp": Task(ts.load("gdp"), 8, 4),
        "inflation": Task(ts.load("inflation"), 8, 4),
        "elnino": Task(elnino.part(len(elnino) - 300, len(elnino)), 12, 12, (1, 1), (0, None, 1, 12), ("month",)),
    }


def chosen(task: Task, series: ts.Series, folds: int, quick: bool, processes: int | None) -> ts.ARIMA:
    """Return the ARIMA model of the best corrected Akaike criterion on what lies before the first origin, unfitted."""
    past = series.head(len(series) - folds * task.horizon)
    p, q = (1, 0) if quick else task.most
    grid = ts.choose_order(past, p, None, q, None if quick else task.seasonal, processes=processes)
    return grid.best.clone()


def models(task: Task, quick: bool, arima: ts.ARIMA) -> tuple[dict[str, ts.Forecaster], dict[str, ts.Forecaster]]:
    """Return the classical models and the networks, unfitted."""
    length = 12 if quick else 2 * max(task.period, 10)
    more: dict[str, Any] = {"epochs": 2} if quick else {}
    more |= {"features": task.features}
    classical = {
        "Naive": ts.Naive(),
        "Drift": ts.Drift(),
        "Mean": ts.Mean(),
        "ARIMA": arima,
    }
    networks = {
        "Dense": ts.Dense(length, **more),
        "Conv1D": ts.Conv1D(length, **more),
        "LSTM": ts.LSTM(length, **more),
        "GRU": ts.GRU(length, **more),
        "EncoderDecoder": ts.EncoderDecoder(length, task.horizon, **more),
    }
    return classical, networks


def main() -> None:
    """Back-test every model on every series, and count where seasonal-naive is beaten."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="one fold, short series, hardly any training")
    parser.add_argument("--series", nargs="+", help="only these")
    parser.add_argument("--pictures", action="store_true", help="draw the back-tests: forecast_<series>.svg")
    parser.add_argument("--processes", type=int, help="how many at once; all processors by default")
    args = parser.parse_args()
    scores: dict[str, dict[str, float]] = {}
    winners: dict[str, list[str]] = {}
    beaten, by_networks, by_classical = 0, 0, 0
    folds, processes = (1, 1) if args.quick else (5, args.processes)
    for name, task in tasks().items():
        if args.series and name not in args.series:
            continue
        series = task.series.part(len(task.series) - 60, len(task.series)) if args.quick else task.series
        arima = chosen(task, series, folds, args.quick, processes)
        classical, networks = models(task, args.quick, arima)
        found = ts.backtest(
            {**classical, **networks}, series, task.horizon, folds, period=task.period, processes=processes
        )
        print(f"\n{name}: {len(series)} " + phrase("values", "개 값") + f", {arima.name}\n{found}")
        if args.pictures:
            from badak import plots

            plots.save(plots.backtest(found), f"forecast_{name}.svg")
        scores[name] = {row["model"]: row["mase"] for row in found.table()}
        winners.setdefault(found.best(), []).append(name)
        naive = scores[name][found.baseline]
        won = [any(scores[name][model] < naive for model in group) for group in (classical, networks)]
        by_classical, by_networks, beaten = by_classical + won[0], by_networks + won[1], beaten + any(won)
    print(
        "\n"
        + phrase("MASE of every model", "모델별 MASE")
        + "\n"
        + " " * 16
        + "".join(f"{name:>11}" for name in scores)
    )
    for model in next(iter(scores.values())):
        print(f"{model:16}" + "".join(f"{scores[name][model]:11.3f}" for name in scores))
    print()
    for model, names in winners.items():
        print(phrase(f"{model} wins on {', '.join(names)}", f"{model} 최고: {', '.join(names)}"))
    few = phrase(
        f"of {len(scores)} series, a classical model beats seasonal-naive on {by_classical}, a network on {by_networks}",
        f"시계열 {len(scores)}개 중 고전 모델이 계절 반복을 이긴 것은 {by_classical}개, 신경망이 이긴 것은 {by_networks}개",
    )
    print(few)
    print(phrase("series on which seasonal-naive is beaten:", "계절 반복을 이긴 시계열 수:"), beaten)


if __name__ == "__main__":
    main()
