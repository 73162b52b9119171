"""Models that behave badly in the ways that a back-test must survive; a module, so that other processes find it."""

from __future__ import annotations

import os
import warnings

import numpy as np

from badak.backend.threads import get_num_threads
from badak.errors import get_language
from badak.timeseries import Forecast, Forecaster, Naive


class Fails(Forecaster):
    """Fails on pasts of odd length."""

    def _fit(self, series):
        if len(series) % 2:
            raise ZeroDivisionError(f"odd: {len(series)}")

    def _forecast(self, horizon, levels):
        return Forecast(np.zeros(horizon), self.series, model=self.name)


class GivesNaN(Forecaster):
    """Forecasts what is no number."""

    def _fit(self, series):
        pass

    def _forecast(self, horizon, levels):
        return Forecast(np.full(horizon, np.nan), self.series, model=self.name)


class Dies(Naive):
    """Ends its process, wherever it runs; never where the tests run, whose number it carries: processes outlive a test."""

    def __init__(self, home: int) -> None:
        self.home = home

    def _fit(self, series):
        if os.getpid() == self.home:
            raise RuntimeError("here")
        os._exit(3)


class Prints(Naive):
    """Prints and warns while it learns."""

    def _fit(self, series):
        print("learning " * 2000)
        warnings.warn("slow", stacklevel=1)
        super()._fit(series)


class Spy(Naive):
    """Looks behind its series for more of it."""

    def _fit(self, series):
        base = series.values.base
        if base is not None and np.size(base) > len(series):
            raise RuntimeError("the future is behind the view")
        super()._fit(series)


def tells_its_process() -> tuple[int, str | None, int, str]:
    return os.getpid(), os.environ.get("OMP_NUM_THREADS"), get_num_threads(), get_language()


def double(x):
    return 2 * x


def same(x):
    return x
