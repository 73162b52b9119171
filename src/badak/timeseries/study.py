"""One series looked at and forecast from end to end: what is in it, which model forecasts it best, and what comes next."""

from __future__ import annotations

import dataclasses
import warnings
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from badak.datasets.wording import Both, both
from badak.errors import BadakError, Notice, error, near_names
from badak.timeseries.backtesting import Backtest, Fold, backtest
from badak.timeseries.baselines import Drift, Mean, Naive, SeasonalNaive
from badak.timeseries.correlogram import pacf
from badak.timeseries.decomposition import Decomposition, decompose
from badak.timeseries.forecast import Forecast
from badak.timeseries.forecaster import Forecaster
from badak.timeseries.period import Period, find_period
from badak.timeseries.series import Series
from badak.timeseries.transformed import Transformed
from badak.timeseries.transforms import guerrero
from badak.timeseries.unit_roots import Stationarity, stationarity

BASELINE = "seasonal-naive"
SIMPLE = (BASELINE, "naive", "drift", "mean")
CLASSICAL = ("ar", "arima")
NETWORKS = ("dense", "conv1d", "lstm", "gru", "encoder-decoder")
MODELS = (*SIMPLE, *CLASSICAL, *NETWORKS)
_LONGEST_SEASON = 24  # of seasonal ARIMA: its state grows with the season, its time with the square
_WINDOWS = 30  # a network that sees fewer windows than this has nothing to learn from


@dataclasses.dataclass(frozen=True, eq=False)
class Study:
    """What was found.

    Args:
        series: the series.
        period: its season or cycle, with the evidence; of the data, whatever period was asked for.
        season: values in the season that was used, 1 for none.
        stationarity: the tests, and how often to difference.
        parts: the series taken apart; None where it is shorter than two seasons.
        logarithms: whether the models learned from logarithms.
        models: name → forecaster, as back-tested.
        result: the back-test of all of them.
        forecasts: name → forecast of the winner and of the runner-up.
        fitted: name → the forecaster that made it, fitted to the whole series.
        notes: what else is to be said, in both languages.
    """

    series: Series
    period: Period
    season: int
    stationarity: Stationarity
    parts: Decomposition | None
    logarithms: bool
    models: Mapping[str, Forecaster]
    result: Backtest
    forecasts: Mapping[str, Forecast]
    fitted: Mapping[str, Forecaster]
    notes: Sequence[Both]

    @property
    def winner(self) -> str:
        """Name of the model with the smallest error."""
        return next(iter(self.forecasts))

    @property
    def runner_up(self) -> str | None:
        """Name of the next one, or None where only one model went well."""
        return next((name for name in self.forecasts if name != self.winner), None)

    @property
    def beaten(self) -> bool:
        """Whether the winner is better than seasonal-naive."""
        return self.winner != BASELINE

    def row(self, name: str) -> dict[str, Any]:
        """Return the figures of a model.

        Args:
            name: of the model.
        """
        return next(row for row in self.result.table() if row["model"] == name)


def study(
    series: Series,
    horizon: int,
    *,
    period: int | None = None,
    models: Sequence[str] | None = None,
    folds: int | None = None,
    levels: Sequence[float] = (0.8, 0.95),
    seed: int = 0,
    on_model: Callable[[str, int, int], None] | None = None,
) -> Study:
    """Look at a series, back-test models on it, and forecast it with the best two.

    Whatever is chosen from the data before the back-test (orders of ARIMA, lags, logarithms) is chosen from what lies before the
    first origin, so that no model knows the values it is tested on.

    Args:
        series: the series.
        horizon: values ahead.
        period: values in a season; 1 for none; by default what is found.
        models: names out of ``MODELS``; all that the series is long enough for by default.
        folds: origins of the back-test; five by default, or as many as fit into half of the series.
        levels: of the intervals.
        seed: of the networks.
        on_model: called with the name, the place and the number of models before each is tested.

    Returns:
        What was found.

    Raises:
        DataError: BD399, for a series that is too short for the horizon; BD392, for a constant one.
        ArgumentError: BD398, for a name that is no model.
        MissingExtraError: BD090, when statsmodels is not installed.
    """
    names = read_names(models)
    seen = find_period(series)
    season = period or (seen.length if seen.kind == "season" and seen.length else 1)
    least = max(2 * season + 2, 12)
    most_folds = (len(series) - least) // horizon
    if most_folds < (folds or 1):
        need = least + horizon * (folds or 1)
        raise error("BD399", where="forecast", got=len(series), need=need, horizon=horizon, folds=folds or 1)
    folds = folds or max(1, min(5, most_folds, len(series) // (2 * horizon)))
    tests = stationarity(series, season)
    known = series.head(len(series) - folds * horizon)
    chosen, logs, notes = candidates(known, horizon, season, names, seed, given=models is not None)
    parts = None
    if len(series) >= 2 * season:
        parts = decompose(series, period if period else None, model="multiplicative" if logs else "additive")
    tested: list[Fold] = []
    result: Backtest | None = None
    for place, (name, model) in enumerate(chosen.items()):
        if on_model is not None:
            on_model(name, place, len(chosen))
        pair = {name: model} if name == BASELINE else {name: model, BASELINE: chosen[BASELINE]}
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Notice)  # failures are in the table
            result = backtest(pair, series, horizon, folds, intervals=max(levels), period=season)
        tested += [fold for fold in result.folds if fold.model == name]
    if result is None:
        raise error("BD398", where="forecast", got="[]", expected=" | ".join(MODELS), near="")
    whole = dataclasses.replace(result, folds=tested, baseline=BASELINE)
    forecasts, fitted = _best_two(whole, chosen, series, horizon, levels, notes)
    return Study(series, seen, season, tests, parts, logs, chosen, whole, forecasts, fitted, notes)


def _best_two(
    result: Backtest, chosen: Any, series: Series, horizon: int, levels: Any, notes: list[Both]
) -> tuple[dict, dict]:
    """Fit the best two models to the whole series; one that fails there makes room for the next."""
    forecasts: dict[str, Forecast] = {}
    fitted: dict[str, Forecaster] = {}
    for row in result.table("mase" if not np.isnan(result.table()[0]["mase"]) else "mae"):
        name = row["model"]
        if not row["folds"] or len(forecasts) == 2:
            continue
        with warnings.catch_warnings(record=True) as heard:
            warnings.simplefilter("always")
            try:
                model = chosen[name].clone().fit(series)
                ahead = model.forecast(horizon, intervals=list(levels))
            except BadakError as problem:
                said = problem.text("en").splitlines()[0], problem.text("ko").splitlines()[0]
                notes.append(both(f"{name} failed on the whole series: {said[0]}", f"{name} 학습 실패: {said[1]}"))
                continue
        forecasts[name], fitted[name] = dataclasses.replace(ahead, model=name), model
        for text in dict.fromkeys(str(w.message).splitlines()[0] for w in heard if issubclass(w.category, Notice)):
            notes.append(both(f"{name}: {text}", f"{name}: {text}"))
    return forecasts, fitted


def read_names(names: Sequence[str] | None) -> list[str]:
    """Return names of models in the order of ``MODELS``, the baseline always among them.

    Args:
        names: names, or ``"all"``, ``"simple"``, ``"classical"``, ``"networks"``; None for all.

    Raises:
        ArgumentError: BD398, for another name.

    Example:
        >>> from badak.timeseries.study import read_names
        >>> read_names(["arima"])
        ['seasonal-naive', 'arima']
    """
    if names is None:
        return list(MODELS)
    groups = {"all": MODELS, "simple": SIMPLE, "classical": CLASSICAL, "networks": NETWORKS}
    wanted = {BASELINE}
    for name in names:
        key = str(name).strip().lower().replace("_", "-")
        found = groups.get(key, (key,) if key in MODELS else ())
        if not found:
            near = near_names(key, [*MODELS, *groups])
            expected = " | ".join([*MODELS, *groups])
            raise error("BD398", where="--models", got=repr(name), expected=expected, near=", ".join(near))
        wanted |= set(found)
    return [name for name in MODELS if name in wanted]


def candidates(
    known: Series, horizon: int, season: int, names: Sequence[str], seed: int = 0, given: bool = False
) -> tuple[dict[str, Forecaster], bool, list[Both]]:
    """Make the models, each fit for the series.

    Args:
        known: what lies before the first origin of the back-test: all that may be looked at.
        horizon: values ahead.
        season: values in a season, 1 for none.
        names: of ``MODELS``.
        seed: of the networks.
        given: whether the names were asked for one by one, so that none is left out.

    Returns:
        Name → forecaster; whether they learn from logarithms; what was left out, and why.
    """
    notes: list[Both] = []
    logs = bool((known.values > 0).all()) and len(known) >= 4 * max(season, 2) and _swings_grow(known, season)
    wrap = (lambda model: Transformed(model, 0.0)) if logs else (lambda model: model)
    made: dict[str, Forecaster] = {}
    length = min(2 * season if season > 1 else 12, max(len(known) // 3, 1))
    windows = len(known) - length - horizon + 1
    for name in names:
        if name in SIMPLE:
            if name == "naive" and season == 1:
                continue  # seasonal-naive without a season is the same
            simple = {BASELINE: SeasonalNaive(season), "naive": Naive(), "drift": Drift(), "mean": Mean()}
            made[name] = simple[name]
        elif name in NETWORKS:
            if windows < _WINDOWS and not given:
                continue
            made[name] = _network(name, length, horizon, logs, seed)
        elif name == "ar":
            made[name] = wrap(_autoregression(known, season, logs))
        else:
            made[name] = wrap(_arima(known, season, logs, notes))
    if windows < _WINDOWS and not given and any(name in NETWORKS for name in names):
        notes.append(
            both(
                f"left out, too few windows to learn from ({max(windows, 0)}): {', '.join(NETWORKS)}",
                f"학습할 윈도우가 {max(windows, 0)}개뿐이라 뺀 모델: {', '.join(NETWORKS)}",
            )
        )
    return made, logs, notes


def _swings_grow(known: Series, season: int) -> bool:
    """Whether the swings grow with the level so much that logarithms suit better than the series as it is."""
    length = season if season > 1 else 4
    levels = known.values[len(known) % length :].reshape(-1, length).mean(1)
    if levels.max() < 1.25 * levels.min():
        return False  # where the level hardly changes, nothing can grow with it
    return guerrero(known, length) < 0.5


def _network(name: str, length: int, horizon: int, logs: bool, seed: int) -> Forecaster:
    from badak.timeseries import networks

    kinds: dict[str, Any] = {
        "dense": networks.Dense,
        "conv1d": networks.Conv1D,
        "lstm": networks.LSTM,
        "gru": networks.GRU,
    }
    if name == "encoder-decoder":
        return networks.EncoderDecoder(length, horizon, log=logs, seed=seed)
    return kinds[name](length, horizon, multi_step="direct", log=logs, seed=seed)


def _autoregression(known: Series, season: int, logs: bool) -> Forecaster:
    """Return an AR whose last lag is the last one that stands out in the partial autocorrelations."""
    from badak.timeseries.arima import AR

    most = min(2 * season + 1 if season > 1 else 10, max(len(known) // 5, 1))
    values = dataclasses.replace(known, values=np.log(known.values)) if logs else known
    try:
        lags = pacf(values, most).significant
    except BadakError:  # constant before the first origin
        lags = []
    return AR(max(lags, default=1), method="least_squares")


def _arima(known: Series, season: int, logs: bool, notes: list[Both]) -> Forecaster:
    """Return the ARIMA of the smallest corrected AIC on the last ten seasons (200 values at least) of what is known."""
    from badak.timeseries.arima import ARIMA
    from badak.timeseries.order import choose_order

    part = known.part(max(0, len(known) - max(200, 10 * season)), len(known))
    if logs:
        part = dataclasses.replace(part, values=np.log(part.values))
    seasonal = (1, None, 1, season) if 1 < season <= _LONGEST_SEASON and len(part) >= 3 * season else None
    if season > _LONGEST_SEASON:
        notes.append(
            both(
                f"arima is tried without its season: {season} values are more than it can carry ({_LONGEST_SEASON})",
                f"arima는 계절 없이 비교했습니다. 주기 {season}은(는) 다룰 수 있는 길이({_LONGEST_SEASON})를 넘습니다",
            )
        )
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            best = choose_order(part, seasonal=seasonal, rule="thumb" if seasonal else None)
        except BadakError as problem:
            if problem.code == "BD090":
                raise
            return ARIMA((0, 1, 1))
    return best.best.clone()
