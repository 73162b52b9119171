"""Six real series, ten ways to forecast them, and which are worth their trouble: a back-test against seasonal-naive.

    python examples/forecast_compare.py             five folds for each series; some minutes
    python examples/forecast_compare.py --quick     one fold, short series, hardly any training: only to see that it runs
    python examples/forecast_compare.py --series co2 nile

The series come with statsmodels (pip install "badak[ml]") and are in the public domain. A MASE below that of
seasonal-naive is what a model has to reach; on some series none does, and the table says so.
"""

from __future__ import annotations

import argparse
import dataclasses
from typing import Any

from badak import timeseries as ts


@dataclasses.dataclass
class Task:
    """A series, how far ahead it is forecast, its season, and the orders of an ARIMA model that suits it."""

    series: Any
    horizon: int
    period: int
    order: tuple[int, int, int]
    seasonal: tuple[int, int, int, int] | None = None
    trend: str | None = "auto"
    features: tuple[str, ...] = ()


def tasks() -> dict[str, Task]:
    """Read the series, each with its time stamps."""
    import pandas
    from statsmodels import datasets

    def load(name: str) -> Any:
        return getattr(datasets, name).load_pandas().data

    spots, nile, macro, nino = (
        load("sunspots"),
        load("nile"),
        load("macrodata"),
        load("elnino").set_index("YEAR").stack(),
    )
    years = pandas.PeriodIndex(spots["YEAR"].astype(int).astype(str), freq="Y")
    quarters = pandas.period_range("1959Q1", periods=len(macro), freq="Q")
    nile_years = pandas.PeriodIndex(nile["year"].astype(int).astype(str), freq="Y")
    months = pandas.date_range("1950-01-01", periods=len(nino), freq="MS")
    co2 = load("co2")["co2"].resample("MS").mean()
    return {
        # solar cycles last about eleven years, which no calendar knows
        "sunspots": Task(pandas.Series(spots["SUNACTIVITY"].to_numpy(), years, name="sunspots"), 11, 11, (9, 0, 0)),
        "co2": Task(co2.iloc[-360:], 12, 12, (1, 1, 1), (0, 1, 1, 12), None, ("month",)),
        "nile": Task(pandas.Series(nile["volume"].to_numpy(), nile_years, name="nile"), 10, 1, (0, 1, 1), None, None),
        "realgdp": Task(pandas.Series(macro["realgdp"].to_numpy(), quarters, name="realgdp"), 8, 4, (1, 1, 0), None, "c"),
        "inflation": Task(pandas.Series(macro["infl"].to_numpy(), quarters, name="inflation"), 8, 4, (1, 1, 1), None, None),
        "elnino": Task(
            pandas.Series(nino.to_numpy(), months, name="elnino").iloc[-300:], 12, 12, (1, 0, 0), (0, 1, 1, 12), None, ("month",)
        ),
    }  # fmt: skip


def models(task: Task, quick: bool) -> tuple[dict[str, ts.Forecaster], dict[str, ts.Forecaster]]:
    """Return the classical models and the networks, unfitted."""
    length = 12 if quick else 2 * max(task.period, 10)
    more: dict[str, Any] = {"epochs": 2} if quick else {}
    more |= {"features": task.features}
    classical = {
        "Naive": ts.Naive(),
        "Drift": ts.Drift(),
        "Mean": ts.Mean(),
        "ARIMA": ts.ARIMA((1, 1, 0)) if quick else ts.ARIMA(task.order, task.seasonal, trend=task.trend),
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
    parser.add_argument("--processes", type=int, help="how many at once; all processors by default")
    args = parser.parse_args()
    scores: dict[str, dict[str, float]] = {}
    beaten, by_networks, by_classical = 0, 0, 0
    for name, task in tasks().items():
        if args.series and name not in args.series:
            continue
        series = task.series.iloc[-60:] if args.quick else task.series
        classical, networks = models(task, args.quick)
        found = ts.backtest(
            {**classical, **networks}, series, task.horizon, 1 if args.quick else 5, period=task.period,
            processes=1 if args.quick else args.processes, fill="previous" if series.isna().any() else "error",
        )  # fmt: skip
        print(f"\n{name}: {len(series)} values\n{found}")
        scores[name] = {row["model"]: row["mase"] for row in found.table()}
        naive = scores[name][found.baseline]
        won = [any(scores[name][model] < naive for model in group) for group in (classical, networks)]
        by_classical, by_networks, beaten = by_classical + won[0], by_networks + won[1], beaten + any(won)
    print("\nMASE of every model\n" + " " * 16 + "".join(f"{name:>11}" for name in scores))
    for model in next(iter(scores.values())):
        print(f"{model:16}" + "".join(f"{scores[name][model]:11.3f}" for name in scores))
    print(
        f"\nof {len(scores)} series, a classical model beats seasonal-naive on {by_classical}, a network on {by_networks}"
    )
    print(f"series on which seasonal-naive is beaten: {beaten}")


if __name__ == "__main__":
    main()
