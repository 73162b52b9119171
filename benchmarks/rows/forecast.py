"""Forecasts: training an LSTM on one series and on a thousand, and a back-test over a hundred."""

from __future__ import annotations

from benchmarks.harness import Contender, Limit, Row

ONE = {"points": 2000, "length": 24, "units": 32, "batch": 32}
MANY = {"points": 48, "length": 12, "units": 32, "batch": 36_000, "series": 1000, "epochs": 3}
TESTS = {"count": 100, "points": 200, "folds": 2}


def _sides(work: dict) -> tuple[Contender, ...]:
    program = "benchmarks.programs.torch_forecast:Train"
    return (
        Contender("badak", "badak", "benchmarks.programs.badak_forecast:Train", work, own=True),
        Contender("torch", "torch", program, work),
        Contender("torch, 1 thread", "torch", program, work | {"threads": 1}),
    )


def _backtest(name: str, processes: int | None) -> Contender:
    work = TESTS | {"processes": processes}
    return Contender(name, name, "benchmarks.programs.badak_forecast:Backtest", work, own=True)


_NOTE = (
    "Equal windows, in another order each epoch, mean squared error, Adam; badak's side is the model's fit() with all that it "
    "checks and records. PyTorch has a second bias in the LSTM."
)

ROWS = (
    Row(
        "forecast-lstm",
        "LSTM forecaster, 1→32 units, 24 lags of one series of 2,000 points, batch 32, an epoch, float32",
        "epoch",
        _sides(ONE),
        (Limit(0.70, "torch"),),
        note=_NOTE,
    ),
    Row(
        "forecast-1000",
        "LSTM forecaster, 1→32 units, 12 lags of 1,000 series of 48 points, all 36,000 windows as one batch, float32",
        "epoch",
        _sides(MANY),
        (Limit(0.70, "torch"),),
        rounds=5,
        note=_NOTE,
    ),
    Row(
        "backtest-100",
        "back-test of ARIMA(1, 0, 1) and an LSTM over 100 series of 200 points, two folds, in as many processes as processors",
        "back-test",
        (_backtest("badak", None), _backtest("one process", 1)),
        (Limit(0.65, "one process"),),
        rounds=2,
        note="One thread of arithmetic in each process. The limit is for two processors; the start of the second is counted.",
    ),
)
