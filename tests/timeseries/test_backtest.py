"""Back-tests: figures by hand, nothing of the future, failures told, the same results in any number of processes."""

from __future__ import annotations

import dataclasses
import inspect
import math
import os
import subprocess
import sys
import threading
import warnings
from pathlib import Path

import numpy as np
import pytest

import badak
from badak import timeseries as ts
from badak.errors import ArgumentError, BadakError, MissingExtraError, Notice, StateError
from badak.timeseries import workers
from badak.timeseries.workers import run
from tests.timeseries import workers_of_tests as bad

ROOT = Path(__file__).resolve().parent.parent.parent
Y = np.random.default_rng(1).normal(size=60).cumsum() + 50

# one small model of every forecaster there is
ARGUMENTS = {
    "AR": {"lags": 2}, "MA": {"lags": 1}, "ARMA": {"order": (1, 1)}, "ARIMA": {"order": (1, 1, 1)}, "SeasonalNaive": {"period": 6},
    "EncoderDecoder": {"length": 8, "horizon": 4, "epochs": 2, "units": 4},
    "Transformed": {"model": ts.Drift(), "power": 0.5},
    **{name: {"length": 8, "epochs": 2} for name in ("Dense", "Conv1D", "LSTM", "GRU")},
}  # fmt: skip


def every_forecaster() -> dict[str, ts.Forecaster]:
    found = {}
    for name in ts.__all__:
        kind = getattr(ts, name)
        if (
            inspect.isclass(kind)
            and issubclass(kind, ts.Forecaster)
            and kind not in (ts.Forecaster, ts.NeuralForecaster)
        ):
            found[name] = kind(**ARGUMENTS.get(name, {}))
    return found


EVERY = every_forecaster()


def needs_statsmodels(name: str) -> None:
    if name in ("AR", "MA", "ARMA", "ARIMA"):
        pytest.importorskip("statsmodels")


# --- no leakage --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", EVERY)
@pytest.mark.parametrize("window", ["expanding", "sliding"])
def test_the_future_changes_no_forecast_by_one_bit(name: str, window: str) -> None:
    needs_statsmodels(name)
    y = Y.copy()
    options = {"horizon": 4, "folds": 3, "window": window, "period": 6, "processes": 1, "intervals": 0.9}
    before = ts.backtest({"it": EVERY[name]}, y, **options)
    for fold in range(3):
        origin = before.forecasts("it")[fold].origin
        other = y.copy()
        other[origin:] = 1e3 * np.abs(
            np.random.default_rng(fold).normal(size=len(y) - origin)
        )  # Box-Cox needs them positive
        after = ts.backtest({"it": EVERY[name]}, other, **options)
        for model in before.models:
            a, b = before.forecasts(model)[fold], after.forecasts(model)[fold]
            assert a.origin == b.origin == origin
            np.testing.assert_array_equal(a.mean, b.mean)
            for end in (0, 1):
                np.testing.assert_array_equal(a.bounds[0.9][end], b.bounds[0.9][end])
        assert not np.array_equal(before.forecasts("it")[fold].truth, after.forecasts("it")[fold].truth)


def test_the_past_does_change_them() -> None:
    """The test above can fail: what lies before the origin matters to every model."""
    for name, model in EVERY.items():
        needs_statsmodels(name)
        options = {"horizon": 4, "folds": 1, "period": 6, "processes": 1}
        other = Y.copy()
        other[50:56] += 5
        a, b = (ts.backtest({"it": model}, y, **options).forecasts("it")[0] for y in (Y, other))
        assert not np.array_equal(a.mean, b.mean), name


def test_a_global_model_sees_no_future_of_any_series() -> None:
    many = {"a": Y, "b": Y[::-1].copy(), "c": 2 * Y[5:]}
    options = {"horizon": 4, "folds": 2, "together": True, "processes": 1}
    model = ts.Dense(8, epochs=2, units=4)
    before = ts.backtest(model, many, **options)
    after = ts.backtest(model, {name: np.append(y[:-4], [900.0] * 4) for name, y in many.items()}, **options)
    for name in many:
        for a, b in zip(before.forecasts(model.name, name), after.forecasts(model.name, name), strict=True):
            if a.fold == 1:  # the last origin: only what came after it was changed
                np.testing.assert_array_equal(a.mean, b.mean)
    # one model for all: forecasts are not those of models of their own
    alone = ts.backtest(model, many, **{**options, "together": False})
    assert not np.array_equal(alone.forecasts(model.name, "a")[0].mean, before.forecasts(model.name, "a")[0].mean)
    fitted = model.clone().fit({name: y[:-4] for name, y in many.items()}).forecast(4)
    np.testing.assert_array_equal(before.forecasts(model.name, "c")[1].mean, fitted["c"])


def test_models_get_copies() -> None:
    assert not ts.backtest({"spy": bad.Spy()}, Y, 3, processes=1).failures
    model = ts.Dense(8, epochs=1)
    ts.backtest(model, Y, 3, folds=2, processes=1)
    assert model.series is None and model.model is None


# --- figures -----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("window", "step"), [("expanding", None), ("sliding", 2), ("expanding", 7)])
def test_figures_against_a_loop(window: str, step: int | None) -> None:
    horizon, folds, period = 4, 5, 6
    found = ts.backtest(
        [ts.Naive(), ts.Drift()], Y, horizon, folds, step=step, window=window, period=period, intervals=0.8
    )
    by = step or horizon
    first = len(Y) - horizon - (folds - 1) * by
    for model in (ts.Naive(), ts.Drift(), ts.SeasonalNaive(period)):
        rows = []
        for fold in range(folds):
            origin = first + fold * by
            past = Y[fold * by if window == "sliding" else 0 : origin]
            truth, ahead = Y[origin : origin + horizon], model.clone().fit(past).forecast(horizon, intervals=0.8)
            e = truth - ahead.mean
            scale = np.abs(past[period:] - past[:-period]).mean()
            rows.append([
                np.abs(e).mean(), (e**2).mean(), 100 * np.abs(e / truth).mean(),
                200 * (np.abs(e) / (np.abs(truth) + np.abs(ahead.mean))).mean(), np.abs(e).mean() / scale,
                ((ahead.lower <= truth) & (truth <= ahead.upper)).mean(),
            ])  # fmt: skip
            kept = found.forecasts("SeasonalNaive" if isinstance(model, ts.SeasonalNaive) else model.name)[fold]
            assert kept.origin == origin
            np.testing.assert_array_equal(kept.mean, ahead.mean)
            np.testing.assert_array_equal(kept.truth, truth)
        mae, mse, mape, smape, mase, coverage = np.mean(rows, axis=0)
        name = "SeasonalNaive" if isinstance(model, ts.SeasonalNaive) else model.name
        row = next(r for r in found.table() if r["model"] == name)
        wanted = {"mae": mae, "rmse": math.sqrt(mse), "mape": mape, "smape": smape, "mase": mase, "coverage": coverage}
        assert {key: row[key] for key in wanted} == pytest.approx(wanted, rel=1e-12)
        assert row["folds"] == folds and row["failed"] == 0 and row["seconds"] > 0


def test_the_table_is_sorted_and_told_in_every_form() -> None:
    pandas = pytest.importorskip("pandas")
    found = ts.backtest([ts.Naive(), ts.Mean()], {"up": Y, "down": 90 - 3 * Y[10:40]}, 3, 4, period=6)
    rows = found.table()
    assert [r["mase"] for r in rows] == sorted(r["mase"] for r in rows)
    assert found.models == [r["model"] for r in rows] and found.best() == rows[0]["model"]
    assert found.best("seconds") == min(rows, key=lambda r: r["seconds"])["model"]
    near = min(rows, key=lambda r: abs(r["coverage"] - 0.95))
    assert abs(next(r for r in rows if r["model"] == found.best("coverage"))["coverage"] - 0.95) == abs(
        near["coverage"] - 0.95
    )
    base = next(r for r in rows if r["model"] == "SeasonalNaive")
    assert base["relative"] == 1
    text, page = repr(found), found._repr_html_()
    assert "2 series, 4 folds, 3 values ahead" in text and text.splitlines()[2].startswith(found.best())
    assert page.count("<tr>") == 4 and "<em>SeasonalNaive</em>" in page
    frame = found.to_pandas()
    assert (
        list(frame.index) == found.models
        and frame.loc["Naive", "mae"] == next(r for r in rows if r["model"] == "Naive")["mae"]
    )
    assert len(found.to_pandas("series")) == 6 and len(found.to_pandas("fold")) == 3 * 2 * 4
    assert isinstance(found.to_pandas("fold"), pandas.DataFrame)
    up = found.table(series="up")
    assert next(r for r in up if r["model"] == "Naive")["mae"] != frame.loc["Naive", "mae"]
    # the mean over series of the means over folds
    each = [next(r for r in found.table(series=s) if r["model"] == "Naive") for s in ("up", "down")]
    assert frame.loc["Naive", "rmse"] == pytest.approx(np.mean([r["rmse"] for r in each]))
    ratio = [next(r for r in found.table(series=s) if r["model"] == "Naive")["relative"] for s in ("up", "down")]
    assert frame.loc["Naive", "relative"] == pytest.approx(math.sqrt(ratio[0] * ratio[1]))


def test_seasonal_naive_is_always_there_once() -> None:
    assert ts.backtest(ts.Naive(), Y, 2, 2).baseline == "SeasonalNaive"
    own = ts.backtest({"mine": ts.SeasonalNaive(6), "other": ts.Mean()}, Y, 2, 2)
    assert own.baseline == "mine" and set(own.models) == {"mine", "other"}


def test_periods_come_from_the_time_stamps() -> None:
    pandas = pytest.importorskip("pandas")
    months = pandas.Series(Y, index=pandas.date_range("2019-01-31", periods=60, freq="ME"))
    found = ts.backtest(ts.Naive(), {"months": months, "numbers": Y}, 3, 2)
    np.testing.assert_array_equal(found.forecasts("SeasonalNaive", "months")[-1].mean, Y[45:48])
    np.testing.assert_array_equal(found.forecasts("SeasonalNaive", "numbers")[-1].mean, np.full(3, Y[56]))
    past = Y[:57]
    wanted = ts.mase(Y[57:], np.full(3, Y[56]), past, 12)
    assert found.forecasts("Naive", "months")[-1].figures["mase"] == pytest.approx(wanted)


def test_constant_series_have_no_scale() -> None:
    found = ts.backtest([ts.Naive(), ts.Mean()], np.full(30, 4.0), 3, 3)
    assert all(math.isnan(row["mase"]) and row["mae"] == 0 for row in found.table())
    assert found.best() in ("Naive", "Mean", "SeasonalNaive")
    zeros = ts.backtest(ts.Mean(), np.r_[np.zeros(20), 1.0, 0.0, 2.0], 3, 1)
    assert next(row for row in zeros.table() if row["model"] == "Mean")["mape"] == pytest.approx(200 / 3)
    dips = ts.backtest(ts.Mean(), np.r_[np.ones(20), 1.0, 0.0, 2.0], 3, 1)
    assert next(row for row in dips.table() if row["model"] == "Mean")["mape"] == math.inf


# --- failures ----------------------------------------------------------------------------------------------------------------


def test_a_failing_model_is_told_and_stops_nobody() -> None:
    many = {"one": Y, "two": Y[:50]}
    with pytest.warns(Notice, match="BD368"):
        found = ts.backtest({"bad": bad.Fails(), "nan": bad.GivesNaN(), "good": ts.Naive()}, many, 3, 4, processes=1)
    rows = {row["model"]: row for row in found.table()}
    assert rows["good"]["failed"] == 0 and rows["good"]["folds"] == 8
    assert rows["bad"]["failed"] == rows["bad"]["folds"] == 4
    assert rows["nan"]["folds"] == 0 and math.isnan(rows["nan"]["mae"])
    assert found.models[-2:] == ["bad", "nan"] and found.best() in ("good", "SeasonalNaive")
    first = found.failures[0]
    assert (first.model, first.series, first.problem) == ("bad", "one", "ZeroDivisionError: odd: 51")
    wanted = {("one", 1), ("one", 3), ("two", 1), ("two", 3)}
    assert {(f.series, f.fold) for f in found.failures if f.model == "bad"} == wanted
    assert "4/8" in repr(found) and "ZeroDivisionError" in repr(found) and "12 fits failed" in found._repr_html_()
    problem = next(f.problem for f in found.failures if f.model == "nan")
    assert "BD361" in problem


def test_when_nothing_works() -> None:
    with pytest.raises(BadakError) as problem, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        ts.backtest({"bad": bad.GivesNaN(), "base": ts.SeasonalNaive(50)}, Y[:12], 3, 2)
    assert problem.value.code == "BD372"
    assert "no model could be measured" in problem.value.text("en") and "측정하지 못했습니다" in problem.value.text(
        "ko"
    )


MISTAKES = [
    (lambda: ts.backtest(ts.Naive(), Y, 0), "BD003", "horizon", "1 이상의 정수"),
    (lambda: ts.backtest(ts.Naive(), Y, 3, 0), "BD003", "folds", "1 이상의 정수"),
    (lambda: ts.backtest(ts.Naive(), Y, 3, step=0), "BD003", "step", "1 이상의 정수"),
    (lambda: ts.backtest(ts.Naive(), Y, 3, window="rolling"), "BD003", "'sliding'", "'sliding'"),
    (lambda: ts.backtest(ts.Naive(), Y, 3, intervals=(0.8, 0.9)), "BD003", "one level", "수준 하나"),
    (lambda: ts.backtest(ts.Naive(), Y, 3, processes=0), "BD003", "processes", "1 이상의 정수"),
    (lambda: ts.backtest(ts.Naive(), Y, 3, period=0), "BD003", "period", "1 이상의 정수"),
    (
        lambda: ts.backtest(ts.Naive(), Y, 10, 6),
        "BD366",
        "60 values do not hold 6 folds: 62",
        "값 60개로는 검증 구간 6개를",
    ),
    (lambda: ts.backtest(ts.Naive(), {"a": Y, "b": Y[:9]}, 4, 3), "BD366", "› b", "› b"),
    (lambda: ts.backtest("naive", Y, 3), "BD367", "no forecaster", "예측 모델이 아닙니다"),
    (lambda: ts.backtest([ts.Naive], Y, 3), "BD367", "a list of them", "그 리스트"),
    (lambda: ts.backtest(ts.Naive(), [1.0, np.nan, 2.0] * 9, 3), "BD341", "missing (NaN)", "비어 있는(NaN)"),
    (lambda: ts.backtest(ts.Naive(), Y, 3).best("speed"), "BD003", "'seconds'", "'seconds'"),
    (lambda: ts.backtest(ts.Naive(), Y, 3).table(series="z"), "BD003", "'y'", "'y'"),
    (lambda: ts.backtest(ts.Naive(), Y, 3).forecasts("z"), "BD003", "'Naive'", "'Naive'"),
]


@pytest.mark.parametrize(("call", "code", "english", "korean"), MISTAKES)
def test_mistakes_are_told(call, code: str, english: str, korean: str) -> None:
    with pytest.raises(BadakError) as problem:
        call()
    assert problem.value.code == code
    assert english in problem.value.text("en") and korean in problem.value.text("ko")
    assert "?>" not in problem.value.text("en") + problem.value.text("ko")


def test_models_of_one_name_are_told_apart() -> None:
    found = ts.backtest([ts.Naive(), ts.Naive()], Y, 3, 2)
    assert set(found.models) == {"Naive", "Naive (2)", "SeasonalNaive"}


# --- processes ---------------------------------------------------------------------------------------------------------------


def test_any_number_of_processes_gives_the_same() -> None:
    models = {"lstm": ts.LSTM(8, epochs=3, units=4), "conv": ts.Conv1D(8, epochs=3, filters=4), "prints": bad.Prints()}
    many = {f"s{i}": Y + i for i in range(3)}
    one = ts.backtest(models, many, 4, 3, processes=1)
    three = ts.backtest(models, many, 4, 3, processes=3)
    assert [(f.model, f.series, f.fold) for f in one.folds] == [(f.model, f.series, f.fold) for f in three.folds]
    for a, b in zip(one.folds, three.folds, strict=True):
        np.testing.assert_array_equal(a.mean, b.mean)
        np.testing.assert_array_equal(a.bounds[0.95][0], b.bounds[0.95][0])
    assert all(f.warnings == ("UserWarning: slow",) for f in three.folds if f.model == "prints")


def test_a_process_that_ends_is_told() -> None:
    with pytest.raises(StateError) as problem:
        ts.backtest({"dies": bad.Dies(os.getpid()), "good": ts.Drift()}, {"a": Y, "b": Y}, 3, 6, processes=2)
    assert problem.value.code == "BD369"
    assert "ended before its answer" in problem.value.text("en") and "결과를 내기 전에" in problem.value.text("ko")
    assert run(bad.double, [(3,), (4,)], 2, "test") == [6, 8]  # the next job gets new processes


def test_tasks_come_back_in_order_from_several_processes() -> None:
    assert run(bad.double, [(i,) for i in range(50)], 2, "test") == [2 * i for i in range(50)]
    assert run(bad.double, [], 2, "test") == []
    assert run(lambda x: x + 1, [(1,), (2,)], 2, "test") == [2, 3]
    badak.errors.set_language("ko")
    seen = run(bad.tells_its_process, [()] * 4, 2, "test")
    assert os.getpid() not in {pid for pid, *_ in seen}
    assert {tuple(rest) for _, *rest in seen} == {("1", 1, "ko")}


def test_processes_are_started_where_they_save_time(monkeypatch) -> None:
    """Told by a clock of our own: quick tasks are done here, long ones elsewhere but for the first two."""
    sent: list[int] = []
    monkeypatch.setattr(workers, "available_cpus", lambda: 4)
    monkeypatch.setattr(
        workers, "_spread", lambda f, tasks, count, where: sent.append(count) or [f(*task) for task in tasks]
    )
    now = [0.0]
    monkeypatch.setattr(workers.time, "perf_counter", lambda: now[0])

    def job(*lengths: float, processes: int | None = None) -> list[int]:
        def lasts(seconds: float) -> float:
            now[0] += seconds
            return seconds

        sent.clear()
        assert run(lasts, [(length,) for length in lengths], processes, "test") == list(lengths)
        return sent

    assert job(*[0.1] * 10) == []
    assert job(1.9, *[0.1] * 10) == []  # the first one imports
    assert job(*[1.0] * 10) == [4]
    assert job(30.0, 30.0, 30.0) == [2]  # no more than there are tasks
    assert job(*[0.01] * 5, *[2.0] * 5) == [3]  # quick models first, two of the slow ones, and the rest
    assert job(*[0.1] * 10, processes=2) == [2] and job(*[9.0] * 10, processes=1) == []


def test_without_joblib_one_process_computes_and_says_so(monkeypatch) -> None:
    monkeypatch.setitem(sys.modules, "joblib", None)
    with pytest.raises(MissingExtraError, match=r"badak\[ml\]"):
        ts.backtest(ts.Naive(), Y, 3, processes=2)
    assert not ts.backtest(ts.Naive(), Y, 3, processes=1).failures
    assert not ts.backtest(ts.Naive(), Y, 3).failures  # nothing is missed where one process is enough
    monkeypatch.setattr(workers, "available_cpus", lambda: 2)
    monkeypatch.setattr(workers, "START", -1.0)
    monkeypatch.setattr(workers, "IMPORTS", 0.0)
    for language, said in (("en", "joblib is not installed"), ("ko", "joblib이 없습니다")):
        badak.errors.set_language(language)
        with pytest.warns(Notice, match=said) as heard:
            assert run(bad.double, [(i,) for i in range(4)], None, "test") == [0, 2, 4, 6]
        assert "BD373" in str(heard[0].message) and 'pip install "badak[ml]"' in str(heard[0].message)


def test_what_cannot_be_sent_is_told(monkeypatch) -> None:
    with pytest.raises(ArgumentError) as problem:
        run(bad.same, [(threading.Lock(),)] * 2, 2, "test")
    assert problem.value.code == "BD374" and "lock" in str(problem.value.fields["got"])
    assert "cannot be sent" in problem.value.text("en") and "보낼 수 없습니다" in problem.value.text("ko")
    monkeypatch.setattr(workers, "available_cpus", lambda: 2)
    monkeypatch.setattr(workers, "START", -1.0)
    monkeypatch.setattr(workers, "IMPORTS", 0.0)
    lock = threading.Lock()
    with pytest.warns(Notice, match="BD373.*one process computes all: a task cannot be sent"):
        assert run(bad.same, [(lock,)] * 3, None, "test") == [lock] * 3


def test_a_script_without_a_main_guard_and_with_its_own_model_runs(tmp_path: Path) -> None:
    script = tmp_path / "own.py"
    script.write_text(
        "import numpy as np\n"
        "from badak import timeseries as ts\n"
        "class Own(ts.Naive):\n"
        "    pass\n"
        "y = np.arange(40.0)\n"
        "found = ts.backtest({'own': Own(), 'dense': ts.Dense(4, epochs=1)}, {'a': y, 'b': y}, 2, 3, processes=2)\n"
        "print('models', len(found.models), len(found.failures))\n",
        encoding="utf-8",
    )
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src"), "PYTHONWARNINGS": "error"}
    done = subprocess.run([sys.executable, str(script)], env=environment, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == "models 3 0"


def test_results_are_frozen() -> None:
    found = ts.backtest(ts.Naive(), Y, 2, 2)
    with pytest.raises(dataclasses.FrozenInstanceError):
        found.level = 0.5  # type: ignore[misc]
    assert "MAE" in repr(found.folds[0])
    with pytest.raises(ArgumentError):
        found.to_pandas("week")
