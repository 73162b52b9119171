"""The rolling-origin back-test: each model forecasts again and again from a past in which the future was not known."""

from __future__ import annotations

import dataclasses
import html
import time
import warnings
from collections.abc import Mapping
from typing import Any

import numpy as np

from badak.datasets.wording import both
from badak.errors import BadakError, error, notify, phrase
from badak.timeseries import measures
from badak.timeseries.baselines import SeasonalNaive
from badak.timeseries.forecast import read_levels
from badak.timeseries.forecaster import Forecaster, read_horizon
from badak.timeseries.neural import NeuralForecaster
from badak.timeseries.reading import read_many
from badak.timeseries.series import Series
from badak.timeseries.windowing import whole
from badak.timeseries.workers import run

MEASURES = ("mae", "rmse", "mape", "smape", "mase", "coverage", "seconds")
_HEADS = {"mae": "MAE", "rmse": "RMSE", "mape": "MAPE %", "smape": "sMAPE %", "mase": "MASE"}


@dataclasses.dataclass(frozen=True, eq=False)
class Fold:
    """What one model forecast for one series from one origin, and what came.

    Args:
        model: name of the model.
        series: name of the series.
        fold: number of the fold, 0 for the earliest.
        origin: how many values of the series lie before the forecast.
        truth: what came (horizon,).
        mean: what was forecast (horizon,), or None where the model failed.
        bounds: for each level the ends of the intervals.
        figures: the measures by name.
        seconds: for fitting and forecasting.
        problem: why the model failed, or None.
        warnings: what it warned of.
    """

    model: str
    series: str
    fold: int
    origin: int
    truth: np.ndarray
    mean: np.ndarray | None = None
    bounds: dict[float, tuple[np.ndarray, np.ndarray]] = dataclasses.field(default_factory=dict)
    figures: dict[str, float] = dataclasses.field(default_factory=dict)
    seconds: float = float("nan")
    problem: str | None = None
    warnings: tuple[str, ...] = ()

    def __repr__(self) -> str:
        said = f"failed: {self.problem.splitlines()[0]}" if self.problem else f"MAE {self.figures['mae']:.4g}"
        return f"<Fold {self.fold}: {self.model} on {self.series} from {self.origin}, {said}>"


@dataclasses.dataclass(frozen=True, eq=False, repr=False)
class Backtest:
    """The result of ``backtest``: prints as a table, the best model first.

    Args:
        folds: every forecast that was made, or failed.
        series: the series by name.
        horizon: values ahead.
        level: of the interval whose coverage is told, or None.
        baseline: name of the seasonal-naive model.
        window: how the origin rolled.
    """

    folds: list[Fold]
    series: dict[str, Series]
    horizon: int
    level: float | None
    baseline: str
    window: str = "expanding"

    # --- figures -------------------------------------------------------------------------------------------------------------

    @property
    def models(self) -> list[str]:
        """Names of the models, the best first by MASE; those that failed in some fold come after those that never did."""
        return [row["model"] for row in self.table()]

    def table(self, by: str = "mase", series: str | None = None) -> list[dict[str, Any]]:
        """Return a row for each model: measures averaged over folds, then over series.

        The root of the squared error is taken over all folds of a series. Where a measure does not exist (MASE of a constant
        history, coverage without intervals) it is nan and does not count in the mean. ``relative`` is the MAE divided by that
        of seasonal-naive on the same folds, averaged over series as a geometric mean: below 1 is better. ``folds`` counts
        those that went well, ``failed`` the others.

        Args:
            by: the measure to sort by; the smallest first, coverage by its distance from the level.
            series: the name of one series; all by default.

        Raises:
            ArgumentError: BD003, for an unknown measure or series.
        """
        _one_of(by, (*MEASURES, "relative"), "table", "by")
        if series is not None:
            _one_of(series, tuple(self.series), "table", "series")
        folds = [f for f in self.folds if series is None or f.series == series]
        base = {(f.series, f.fold): f for f in folds if f.model == self.baseline and f.problem is None}
        rows = [
            self._row(name, [f for f in folds if f.model == name], base)
            for name in dict.fromkeys(f.model for f in folds)
        ]
        return sorted(rows, key=lambda row: self._rank(row, by))

    def _row(self, name: str, folds: list[Fold], base: dict[tuple[str, int], Fold]) -> dict[str, Any]:
        done = [f for f in folds if f.problem is None]
        by_series: dict[str, list[Fold]] = {}
        for f in done:
            by_series.setdefault(f.series, []).append(f)
        means: dict[str, float] = {}
        for key in MEASURES[:-1]:
            each = [_of_series(key, part) for part in by_series.values()]
            there = [value for value in each if not np.isnan(value)]
            means[key] = float(np.mean(there)) if there else float("nan")
        ratios = [_ratio_of(part, base) for part in by_series.values()]
        ratios = [r for r in ratios if not np.isnan(r)]
        with np.errstate(divide="ignore"):
            relative = float(np.exp(np.mean(np.log(ratios)))) if ratios else float("nan")
        seconds = float(np.sum([f.seconds for f in done])) if done else float("nan")
        counts = {"folds": len(done), "failed": len(folds) - len(done)}
        return {"model": name, **means, "relative": relative, "seconds": seconds, **counts}

    def _rank(self, row: dict[str, Any], by: str) -> tuple:
        value = abs(row[by] - (self.level or 0)) if by == "coverage" else row[by]
        return (row["folds"] == 0, row["failed"] > 0, np.isnan(value), 0.0 if np.isnan(value) else value)

    def best(self, by: str = "mase") -> str:
        """Return the name of the best model by a measure; one that failed somewhere comes after those that never did.

        Where no MASE exists, because the series never change, the mean absolute error decides.

        Args:
            by: ``"mase"``, ``"mae"``, ``"rmse"``, ``"mape"``, ``"smape"``, ``"coverage"``, ``"relative"`` or ``"seconds"``.

        Raises:
            ArgumentError: BD003, for an unknown measure.
        """
        rows = self.table(by)
        if by == "mase" and all(np.isnan(row["mase"]) for row in rows):
            rows = self.table("mae")
        return rows[0]["model"]

    @property
    def failures(self) -> list[Fold]:
        """The forecasts that failed, each with its model, series, fold and problem."""
        return [f for f in self.folds if f.problem is not None]

    def forecasts(self, model: str | None = None, series: str | None = None) -> list[Fold]:
        """Return the forecasts of one model for one series, fold after fold: what a picture needs.

        Args:
            model: its name, the best one by default.
            series: its name, the first by default.

        Raises:
            ArgumentError: BD003, for an unknown name.
        """
        model = self.best() if model is None else _one_of(model, tuple(self.models), "forecasts", "model")
        series = (
            next(iter(self.series)) if series is None else _one_of(series, tuple(self.series), "forecasts", "series")
        )
        return [f for f in self.folds if f.model == model and f.series == series and f.problem is None]

    # --- other forms ---------------------------------------------------------------------------------------------------------

    def to_pandas(self, by: str = "model") -> Any:
        """Return a pandas DataFrame.

        Args:
            by: ``"model"``, a row for each model; ``"series"``, for each model and series; ``"fold"``, for each forecast
                that was tried, with its figures and problems.

        Raises:
            ArgumentError: BD003, for anything else.
        """
        import pandas

        _one_of(by, ("model", "series", "fold"), "to_pandas", "by")
        if by == "model":
            return pandas.DataFrame(self.table()).set_index("model")
        if by == "series":
            rows = [{"series": name, **row} for name in self.series for row in self.table(series=name)]
            return pandas.DataFrame(rows).set_index(["series", "model"])
        rows = [
            {"model": f.model, "series": f.series, "fold": f.fold, "origin": f.origin, **f.figures, "seconds": f.seconds,
             "problem": f.problem}
            for f in self.folds
        ]  # fmt: skip
        return pandas.DataFrame(rows)

    def _title(self) -> str:
        folds = 1 + max(f.fold for f in self.folds)
        kind = {
            "expanding": both("growing past", "늘어나는 과거"),
            "sliding": both("past of fixed length", "길이가 고정된 과거"),
        }
        past = kind[self.window]
        counts = f"{folds} fold{'s' * (folds > 1)}, {self.horizon} value{'s' * (self.horizon > 1)} ahead"
        return phrase(
            f"back-test: {len(self.series)} series, {counts}, {past['en']}",
            f"백테스트: 시계열 {len(self.series)}개, 검증 구간 {folds}개, 앞으로 {self.horizon}개, {past['ko']}",
        )

    def _cells(self) -> tuple[list[str], list[list[str]]]:
        shown = [key for key in MEASURES[:-1] if key != "coverage" or self.level is not None]
        covers = "" if self.level is None else phrase(f"in {self.level:.0%}", f"{self.level:.0%} 적중")
        head = [
            phrase("model", "모델"),
            *(_HEADS.get(key, covers) for key in shown),
            phrase("vs naive", "계절 반복 대비"),
        ]
        head += [phrase("seconds", "초"), phrase("folds", "구간")]
        rows = []
        for row in self.table():
            text = [f"{row[k]:.0%}" if k == "coverage" and not np.isnan(row[k]) else f"{row[k]:.4g}" for k in shown]
            whole_ = row["folds"] + row["failed"]
            count = f"{row['folds']}/{whole_}" if row["failed"] else str(whole_)
            rows.append([row["model"], *text, f"{row['relative']:.3f}", f"{row['seconds']:.2f}", count])
        return head, rows

    def __repr__(self) -> str:
        head, rows = self._cells()
        widths = [max(len(line[i]) for line in [head, *rows]) for i in range(len(head))]
        lines = ["  ".join([line[0].ljust(widths[0]), *(c.rjust(w) for c, w in zip(line[1:], widths[1:], strict=True))])
                 for line in [head, *rows]]  # fmt: skip
        return "\n".join([self._title(), *(line.rstrip() for line in lines), *self._notes()])

    def _notes(self) -> list[str]:
        failures = self.failures
        if not failures:
            return []
        first = failures[0]
        said = (first.problem or "").splitlines()[0]
        place = f"{first.model}, {first.series}, {phrase('fold', '구간')} {first.fold}"
        return [
            phrase(
                f"{len(failures)} fits failed, first: {place}: {said}",
                f"학습 실패 {len(failures)}번, 처음: {place}: {said}",
            )
        ]

    def _repr_html_(self) -> str:
        head, rows = self._cells()
        lines = [f"<table><caption>{html.escape(self._title())}</caption>"]
        lines.append("<tr>" + "".join(f"<th>{html.escape(cell)}</th>" for cell in head) + "</tr>")
        for row in rows:
            tag = "em" if row[0] == self.baseline else "span"
            first = f"<td><{tag}>{html.escape(row[0])}</{tag}></td>"
            lines.append(f"<tr>{first}" + "".join(f"<td>{html.escape(cell)}</td>" for cell in row[1:]) + "</tr>")
        return "".join([*lines, "</table>", *(f"<p>{html.escape(note)}</p>" for note in self._notes())])


def backtest(
    models: Any,
    series: Any,
    horizon: int,
    folds: int = 5,
    *,
    step: int | None = None,
    window: str = "expanding",
    intervals: float | None = 0.95,
    period: int | None = None,
    together: bool = False,
    processes: int | None = None,
    fill: str = "error",
) -> Backtest:
    """Let models forecast from several origins in the past, and compare with what came.

    Fold after fold the origin moves on by ``step``; the last one ends with the series. A model gets a copy of what lies before
    the origin, and nothing else, and is fitted anew. Seasonal-naive is always among the models: what does not beat it is
    not worth its trouble. A model that fails somewhere is told in the table, and does not stop the others.

    Args:
        models: a forecaster, a list of them, or a dict from names to them; they stay unfitted, copies are fitted.
        series: one series in any form, or several (a list of series, a dict, a frame); see ``read_many``.
        horizon: values ahead in each fold.
        folds: how many origins.
        step: how far the origin moves; ``horizon`` by default, so that every value is forecast once.
        window: ``"expanding"``: everything before the origin is learned from; ``"sliding"``: as many values as in the first
            fold.
        intervals: the level whose coverage is measured, 0.95; None for forecasts without intervals.
        period: length of a season, for seasonal-naive and MASE; that of each series' frequency by default, 1 where it is
            unknown (the last value is repeated then).
        together: neural forecasters learn from all series at once in each fold. Folds are counted from the end of each
            series: where series end at different times, the past of one may then hold what is the future of another.
        processes: how many compute at once, by joblib (``pip install "badak[ml]"``). By default one for each processor, once the
            first second has shown that the work is worth starting them. Each computes with one thread, so that the results do
            not depend on their number.
        fill: what to do with missing values and gaps: ``"error"``, ``"interpolate"`` or ``"previous"``; filled before the
            series is cut, so ``"interpolate"`` may look across an origin.

    Returns:
        The figures of every model, series and fold, and the forecasts.

    Raises:
        DataError: BD366, for a series that is too short for the folds; BD340 to BD343, for data that are no regular series.
        ArgumentError: BD367, for what is no forecaster; BD374, for one that cannot be sent to ``processes``; BD003, for other
            arguments without meaning.
        StateError: BD372, when every fit of every model failed; BD369, when a process ended before its answer came.
        MissingExtraError: BD090, for ``processes`` above 1 without joblib.

    Example:
        >>> from badak.timeseries import Drift, Naive, backtest
        >>> result = backtest([Naive(), Drift()], [float(i * i) for i in range(40)], horizon=3, folds=4)
        >>> result.best()
        'Drift'
        >>> len(result.forecasts("Naive"))
        4

    Source: Tashman 2000, Out-of-sample tests of forecasting accuracy, International Journal of Forecasting 16.
    """
    count = read_horizon(horizon, "backtest")
    whole(folds, "backtest", "folds")
    step = count if step is None else whole(step, "backtest", "step")
    _one_of(window, ("expanding", "sliding"), "backtest", "window")
    levels = read_levels(intervals, "backtest")
    if len(levels) > 1:
        expected = both("one level, 0.95, or None", "수준 하나(0.95) 또는 None")
        raise error("BD003", where="backtest", name="intervals", got=repr(intervals), expected=expected)
    if period is not None:
        whole(period, "backtest", "period")
    if processes is not None:
        whole(processes, "backtest", "processes")
    many = _read(series, fill)
    cuts = {name: _origins(one, name, count, folds, step, window) for name, one in many.items()}
    named = _named(models)
    baseline = next((name for name, model in named.items() if isinstance(model, SeasonalNaive)), None)
    if baseline is None:
        baseline = "SeasonalNaive"
        named = {**named, baseline: SeasonalNaive(period)}
    periods = {name: period or one.season or 1 for name, one in many.items()}
    tasks = _tasks(named, many, cuts, periods, count, levels, together)
    done = run(_fold, [task for task, _ in tasks], processes, "backtest")
    found: list[Fold] = []
    for (_, jobs), answers in zip(tasks, done, strict=True):
        for (model, name, fold), said in zip(jobs, answers, strict=True):
            cut = cuts[name][fold]
            truth = many[name].values[cut[1] : cut[1] + count]
            found.append(_measured(said, model, name, fold, cut[1], truth, many[name], cut, periods[name], levels))
    order = {name: i for i, name in enumerate(named)}
    place = {name: i for i, name in enumerate(many)}
    found.sort(key=lambda f: (order[f.model], place[f.series], f.fold))
    result = Backtest(found, many, count, levels[0] if levels else None, baseline, window)
    failures = result.failures
    if failures:
        first = failures[0]
        said = f"{first.model}, {first.series}: {(first.problem or '').splitlines()[0]}"
        if len(failures) == len(found):
            raise error("BD372", where="backtest", got=said)
        notify("BD368", once=False, where="backtest", count=len(failures), all=len(found), first=said)
    return result


# --- cutting -----------------------------------------------------------------------------------------------------------------


def _read(data: Any, fill: str) -> dict[str, Series]:
    found: dict[str, Series] = {}
    for i, one in enumerate(read_many(data, fill, "backtest")):
        name = one.name if one.name not in found else f"{one.name} {i}"
        found[name] = one if name == one.name else dataclasses.replace(one, name=name)
    return found


def _named(models: Any) -> dict[str, Forecaster]:
    given = [models] if isinstance(models, Forecaster) else models
    if isinstance(given, Mapping):
        pairs = [(str(name), model) for name, model in given.items()]
    elif isinstance(given, list | tuple):
        pairs = [(getattr(model, "name", ""), model) for model in given]
    else:
        raise error("BD367", where="backtest", got=repr(models)[:80])
    found: dict[str, Forecaster] = {}
    for name, model in pairs:
        if not isinstance(model, Forecaster):
            raise error("BD367", where="backtest", got=repr(model)[:80])
        unique, i = name, 2
        while unique in found:
            unique, i = f"{name} ({i})", i + 1
        found[unique] = model
    return found


def _origins(series: Series, name: str, horizon: int, folds: int, step: int, window: str) -> list[tuple[int, int]]:
    """Return for each fold the first place of its past, and the origin."""
    first = len(series) - horizon - (folds - 1) * step
    if first < 2:
        need = 2 + horizon + (folds - 1) * step
        raise error("BD366", where=f"backtest › {name}", have=len(series), folds=folds, need=need)
    origins = [first + i * step for i in range(folds)]
    return [(origin - first if window == "sliding" else 0, origin) for origin in origins]


def _past(series: Series, cut: tuple[int, int]) -> Series:
    """Return a copy of what lies before an origin: behind a view a model could find the future."""
    part = series.part(*cut)
    times = None if part.times is None else part.times.copy()
    return dataclasses.replace(part, values=part.values.copy(), times=times)


def _tasks(named, many, cuts, periods, horizon, levels, together) -> list[tuple[tuple, list[tuple]]]:
    """Return the arguments of each call of ``_fold``, and which model, series and fold its answers belong to."""
    tasks = []
    folds = range(len(next(iter(cuts.values()))))
    for model_name, model in named.items():
        clone = model.clone()
        if together and isinstance(model, NeuralForecaster) and len(many) > 1:
            for fold in folds:
                past: Any = {name: _past(one, cuts[name][fold]) for name, one in many.items()}
                tasks.append(((clone, past, horizon, levels), [(model_name, name, fold) for name in many]))
            continue
        for name, one in many.items():
            seasonal = type(model) is SeasonalNaive and model.period is None
            one_model = SeasonalNaive(periods[name]) if seasonal else clone
            for fold in folds:
                past = _past(one, cuts[name][fold])
                tasks.append(((one_model, past, horizon, levels), [(model_name, name, fold)]))
    return tasks


# --- the work ----------------------------------------------------------------------------------------------------------------


def _fold(model: Forecaster, past: Any, horizon: int, levels: tuple[float, ...]) -> list[dict[str, Any]]:
    """Fit a copy of the model to the past and forecast; whatever it raises is part of the answer."""
    names = list(past) if isinstance(past, dict) else [None]
    start = time.perf_counter()
    with warnings.catch_warnings(record=True) as heard:
        warnings.simplefilter("always")
        try:
            ahead = model.clone().fit(past).forecast(horizon, intervals=levels)
            parts = [ahead if name is None else ahead[name] for name in names]
            answers = [{"mean": np.asarray(p), "bounds": dict(p.bounds), "problem": None} for p in parts]
        except Exception as problem:
            said = str(problem) if isinstance(problem, BadakError) else f"{type(problem).__name__}: {problem}"
            answers = [{"mean": None, "bounds": {}, "problem": said} for _ in names]
    seconds = (time.perf_counter() - start) / len(names)
    texts = tuple(dict.fromkeys(f"{w.category.__name__}: {w.message}" for w in heard))
    return [{**answer, "seconds": seconds, "warnings": texts} for answer in answers]


def _measured(said, model, name, fold, origin, truth, series, cut, period, levels) -> Fold:
    mean, figures, problem = said["mean"], {}, said["problem"]
    if problem is None:
        try:
            figures = _figures(truth, mean, said["bounds"], series.values[cut[0] : cut[1]], period, levels)
        except BadakError as wrong:  # forecasts that are not finite, or not as many as asked for
            problem = str(wrong)
    kept = None if problem else mean
    return Fold(
        model,
        name,
        fold,
        origin,
        truth.copy(),
        kept,
        said["bounds"],
        figures,
        said["seconds"],
        problem,
        said["warnings"],
    )


def _figures(truth, mean, bounds, past, period, levels) -> dict[str, float]:
    found = {
        "mae": measures.mae(truth, mean),
        "rmse": measures.rmse(truth, mean),
        "mape": measures.mape(truth, mean),
        "smape": measures.smape(truth, mean),
        "mase": measures.mase(truth, mean, past, period) if len(past) > period else float("nan"),
        "coverage": float("nan"),
    }
    # a model without intervals, or a past too short to tell the variance, covers nothing that could be counted
    if levels and levels[0] in bounds and all(np.isfinite(end).all() for end in bounds[levels[0]]):
        found["coverage"] = measures.coverage(truth, *bounds[levels[0]])
    return found


def _of_series(key: str, folds: list[Fold]) -> float:
    values = np.array([f.figures[key] for f in folds])
    if key == "rmse":
        return float(np.sqrt(np.mean(values**2)))
    values = values[~np.isnan(values)]
    return float(np.mean(values)) if len(values) else float("nan")


def _ratio_of(folds: list[Fold], base: dict[tuple[str, int], Fold]) -> float:
    shared = [(f, base[f.series, f.fold]) for f in folds if (f.series, f.fold) in base]
    own, naive = (sum(pair[i].figures["mae"] for pair in shared) for i in (0, 1))
    return own / naive if shared and naive > 0 else float("nan")


def _one_of(value: Any, allowed: tuple, where: str, name: str) -> Any:
    if value not in allowed:
        expected = " | ".join(map(repr, allowed[:12]))
        raise error("BD003", where=where, name=name, got=repr(value), expected=expected)
    return value
