"""Which orders to take: a grid of models, compared by a criterion or by a back-test."""

from __future__ import annotations

import dataclasses
import html
import itertools
import time
import warnings
from collections.abc import Iterator
from typing import Any

import numpy as np

from badak.datasets.wording import both
from badak.errors import BadakError, Notice, error, phrase
from badak.timeseries.arima import ARIMA
from badak.timeseries.backtesting import backtest
from badak.timeseries.differences import Differences, choose_differences
from badak.timeseries.reading import read_series
from badak.timeseries.series import Series
from badak.timeseries.workers import run

CRITERIA = ("aic", "aicc", "bic", "backtest")
RULES = (None, "thumb")


@dataclasses.dataclass(frozen=True)
class OrderRow:
    """One model of the grid.

    Args:
        model: the forecaster, fitted where it could be.
        aic: Akaike's criterion, NaN where the fit failed; ``aicc`` and ``bic`` likewise.
        aicc: the corrected one.
        bic: the Bayesian one.
        log_likelihood: of the fit.
        backtest: mean absolute error of the back-test, NaN where none was made.
        seconds: how long it took.
        problem: why the fit failed, or what is wrong with it ("" where all is well).
        failed: whether there is no fit at all.
    """

    model: ARIMA
    aic: float = float("nan")
    aicc: float = float("nan")
    bic: float = float("nan")
    log_likelihood: float = float("nan")
    backtest: float = float("nan")
    seconds: float = 0.0
    problem: str = ""
    failed: bool = False

    @property
    def sound(self) -> bool:
        """Whether the fit converged, away from the unit circle."""
        return not self.problem


@dataclasses.dataclass(frozen=True, eq=False)
class OrderChoice:
    """The grid and what was chosen from it.

    Args:
        rows: every model tried, the best first, failures last.
        criterion: what they were compared by.
        differences: how d and D were chosen by tests; None where they were given.
    """

    rows: tuple[OrderRow, ...]
    criterion: str
    differences: Differences | None = None

    @property
    def best(self) -> ARIMA:
        """The chosen model, fitted."""
        return self.rows[0].model

    @property
    def order(self) -> tuple[int, int, int]:
        """Its (p, d, q)."""
        return self.best.order

    @property
    def seasonal(self) -> tuple[int, int, int, int] | None:
        """Its (P, D, Q, m), or None."""
        return self.best.seasonal

    def table(self) -> list[dict[str, Any]]:
        """Return the grid as rows by column name."""
        names = ("aic", "aicc", "bic", "log_likelihood", "backtest", "seconds", "problem")
        return [{"model": row.model.name, **{name: getattr(row, name) for name in names}} for row in self.rows]

    def to_pandas(self) -> Any:
        """Return the grid as a pandas DataFrame."""
        import pandas

        return pandas.DataFrame(self.table())

    def _lines(self) -> list[list[str]]:
        shown = ["aic", "aicc", "bic", "log_likelihood"] + (["backtest"] if self.criterion == "backtest" else [])
        head = [
            phrase("model", "모델"),
            "AIC",
            "AICc",
            "BIC",
            phrase("log-lik.", "로그우도"),
            phrase("back-test", "백테스트"),
        ]
        rows = [head[: len(shown) + 1] + [""]]
        for row in self.rows:
            rows.append([row.model.name, *(f"{getattr(row, name):.3f}" for name in shown), row.problem])
        return rows

    def __repr__(self) -> str:
        rows = self._lines()
        widths = [max(len(row[i]) for row in rows) for i in range(len(rows[0]))]
        lines = [
            row[0].ljust(widths[0]) + "".join("  " + c.rjust(w) for c, w in zip(row[1:-1], widths[1:])) for row in rows
        ]
        lines = [f"{line}  {row[-1]}".rstrip() for line, row in zip(lines, rows)]
        first = phrase(f"best by {self.criterion}: {self.best.name}", f"{self.criterion} 기준 최선: {self.best.name}")
        why = [repr(self.differences)] if self.differences is not None else []
        return "\n".join([first, *why, *lines])

    def _repr_html_(self) -> str:
        cell = lambda row, tag: "".join(f"<{tag}>{html.escape(c)}</{tag}>" for c in row)  # noqa: E731
        head, *rows = self._lines()
        body = "".join(f"<tr>{cell(row, 'td')}</tr>" for row in rows)
        return f"<table><tr>{cell(head, 'th')}</tr>{body}</table>"


def choose_order(
    series: Any,
    max_p: int = 2,
    d: int | None = None,
    max_q: int = 2,
    seasonal: tuple[int, int | None, int, int] | None = None,
    criterion: str = "aicc",
    trend: str | None = "auto",
    rule: str | None = None,
    method: str = "exact",
    horizon: int | None = None,
    folds: int = 5,
    fill: str = "error",
    processes: int | None = None,
) -> OrderChoice:
    """Fit every ARIMA of a grid and choose one.

    The criteria compare models of the same differences, so d and D are chosen first, by tests (``choose_differences``), unless
    they are given. A fit that failed, stopped early or lies at the unit circle stays in the table with its reason; it is chosen
    only where no sound one is left.

    Args:
        series: what ``read_series`` takes.
        max_p: the most autoregressive lags.
        d: differences; None chooses by tests.
        max_q: the most moving-average lags.
        seasonal: (most P, D, most Q, m); None as D chooses by tests. None: no season.
        criterion: ``"aicc"`` (Akaike's, corrected for short series; the default, as Hyndman & Khandakar's), ``"aic"``,
            ``"bic"``, or ``"backtest"``: the mean absolute error of forecasts from the last ``folds`` origins.
        trend: as of ``ARIMA``; ``"auto"`` tries None and ``"c"`` where the series is differenced once, ``"c"`` where it is not.
        rule: None for the whole grid; ``"thumb"`` for the rule of thumb p + q < 2, p q = 0 (for the seasonal orders too), which
            leaves (0, 0), (1, 0) and (0, 1).
        method: ``"exact"`` or ``"kalman"``; a conditional likelihood is of fewer values with each lag and compares nothing.
        horizon: steps of the back-test, a season by default, or 1 without.
        folds: origins of the back-test, one value apart.
        fill: as of ``read_series``.
        processes: how many compute at once, as of ``backtest``.

    Returns:
        The grid, the best model first, fitted.

    Raises:
        ArgumentError: BD003 and BD352, for arguments that mean nothing.
        DataError: BD353, where every fit failed; BD344 and BD345, for a short or constant series; BD366, for one too short for
            the back-test; BD340 to BD343.

    Source: Hyndman & Khandakar (2008), Automatic time series forecasting, J. Stat. Software 27(3); Hyndman & Athanasopoulos
    (2021), Forecasting: Principles and Practice, 3rd ed., §9.6 and §9.7.

    Example:
        >>> import numpy as np
        >>> from badak.timeseries import choose_order
        >>> shocks = np.random.default_rng(1).normal(size=201)
        >>> choice = choose_order(10 + shocks[1:] + 0.8 * shocks[:-1], d=0, rule="thumb", method="kalman")
        >>> choice.order, len(choice.rows)
        ((0, 0, 1), 3)
    """
    _check(criterion, rule, method)
    found = read_series(series, fill, "choose_order")
    most_p, seasonal_d, most_q, season = (0, 0, 0, 1) if seasonal is None else seasonal
    reasons = None
    if d is None or seasonal_d is None:
        reasons = choose_differences(found, season if seasonal_d is None else None)
        seasonal_d = reasons.seasonal_d if seasonal_d is None else seasonal_d
        d = reasons.d if d is None else d
    limits = (max_p, max_q, most_p, most_q)
    models = [
        ARIMA((p, d, q), (P, seasonal_d, Q, season) if P or seasonal_d or Q else None, term, method)
        for p, q, P, Q in _grid(limits, rule)
        for term in _trends(trend, d + seasonal_d)
    ]
    rows = run(_tried, [(model, found) for model in models], processes, "choose_order")
    if all(row.failed for row in rows):
        reason = rows[0].problem
        raise error("BD353", where="choose_order", got=both(f"{len(rows)} models", f"모델 {len(rows)}개"), why=reason)
    if criterion == "backtest":
        rows = _tested(rows, found, horizon or max(season, 1), folds, processes)

    def rank(row: OrderRow) -> tuple[bool, bool, float]:
        value = getattr(row, criterion)
        return row.failed, not row.sound, value if np.isfinite(value) else np.inf

    return OrderChoice(tuple(sorted(rows, key=rank)), criterion, reasons)


def _check(criterion: str, rule: str | None, method: str) -> None:
    for name, value, allowed in (
        ("criterion", criterion, CRITERIA),
        ("rule", rule, RULES),
        ("method", method, ("exact", "kalman")),
    ):
        if value not in allowed:
            expected = " | ".join(map(repr, allowed))
            raise error("BD003", where="choose_order", name=name, got=repr(value), expected=expected)


def _grid(limits: tuple[int, ...], rule: str | None) -> Iterator[tuple[int, int, int, int]]:
    for p, q, P, Q in itertools.product(*(range(limit + 1) for limit in limits)):
        if rule is None or (p + q < 2 and p * q == 0 and P + Q < 2 and P * Q == 0):
            yield p, q, P, Q


def _trends(trend: str | None, differences: int) -> tuple[str | None, ...]:
    if trend != "auto":
        return (trend,)
    return ("c",) if differences == 0 else (None, "c") if differences == 1 else (None,)


def _tried(model: ARIMA, series: Series) -> OrderRow:
    start = time.perf_counter()
    with warnings.catch_warnings(record=True) as said:
        warnings.simplefilter("always")
        try:
            model.fit(series)
        except (BadakError, np.linalg.LinAlgError) as problem:
            if getattr(problem, "code", "") == "BD090":
                raise
            text = str(problem).splitlines()[0]
            return OrderRow(model, seconds=time.perf_counter() - start, problem=text, failed=True)
    notes = dict.fromkeys(str(w.message).splitlines()[0] for w in said if isinstance(w.message, Notice))
    return OrderRow(
        model,
        aic=_number(model.aic),
        aicc=_number(model.aicc),
        bic=_number(model.bic),
        log_likelihood=_number(model.log_likelihood),
        seconds=time.perf_counter() - start,
        problem="; ".join(notes),
    )


def _number(value: float | None) -> float:
    return float("nan") if value is None else float(value)


def _tested(rows: list[OrderRow], series: Series, horizon: int, folds: int, processes: int | None) -> list[OrderRow]:
    """Add the mean absolute error of a back-test to the rows whose fit there is; one that fails in a fold is not sound."""
    models = {str(i): row.model for i, row in enumerate(rows) if not row.failed}
    with warnings.catch_warnings():  # each row tells of its own failures
        warnings.simplefilter("ignore", Notice)
        # seasonal-naive is not asked for here: with a season of 1 it needs no more past than the others
        result = backtest(models, series, horizon, folds, step=1, intervals=None, period=1, processes=processes)
    found = list(rows)
    for name in models:
        row, own = rows[int(name)], [fold for fold in result.folds if fold.model == name]
        seconds = row.seconds + float(np.nansum([fold.seconds for fold in own]))
        problem = next((fold.problem.splitlines()[0] for fold in own if fold.problem), None)
        mean = float("nan") if problem else float(np.mean([fold.figures["mae"] for fold in own]))
        note = "; ".join(filter(None, [row.problem, problem]))
        found[int(name)] = dataclasses.replace(row, backtest=mean, seconds=seconds, problem=note)
    return found
