"""Published estimates that ship inside statsmodels' own tests: Stata's and gretl's tables, read at test time."""

from __future__ import annotations

import csv
import importlib
import re
from pathlib import Path
from typing import NamedTuple

import numpy as np
import statsmodels
from statsmodels.tsa.statespace.tests.results import results_sarimax

HOME = Path(statsmodels.__file__).parent
WPI = np.array(results_sarimax.wpi1_data)  # quarterly US wholesale prices, 1960-1990
AIR = np.log(np.array(results_sarimax.air2_data, float))  # monthly airline passengers, 1949-1960
_STATA = re.compile(
    r"arima wpi( c)?( t)?,(?: arima\((\d),(\d),(\d)\))?(?: sarima\((\d),(\d),(\d),(\d)\))? noconstant vce\(oim\)"
)


class Row(NamedTuple):
    """One published estimation: orders, trend, coefficients and the deviation of errors last, log-likelihood."""

    order: tuple[int, int, int]
    seasonal: tuple[int, int, int, int] | None
    trend: str | None
    numbers: np.ndarray
    log_likelihood: float

    @property
    def label(self) -> str:
        return f"{self.order}-{self.seasonal}-{self.trend}"


def stata_rows() -> list[Row]:
    """Return Stata's ARIMA models of the wholesale prices that are of our family and start stationary."""
    path = HOME / "tsa" / "statespace" / "tests" / "results" / "results_sarimax_coverage.csv"
    rows = []
    with path.open() as file:
        for line in csv.DictReader(file):
            match = _STATA.fullmatch(line["mod"])
            if match is None:
                continue
            constant, slope, *orders = match.groups()
            o = [int(x or 0) for x in orders]
            trend = "ct" if slope else "c" if constant else None
            numbers = np.array([float(x) for x in line["parameters"].split(",")])
            seasonal = (o[3], o[4], o[5], o[6]) if o[6] else None
            rows.append(Row((o[0], o[1], o[2]), seasonal, trend, numbers, float(line["llf"])))
    return rows


def gretl_series() -> np.ndarray:
    """Return the twelve simulated series that gretl's ARMA models were estimated on, (250, 12)."""
    return np.genfromtxt(HOME / "tsa" / "tests" / "results" / "y_arma_data.csv", delimiter=",", skip_header=1)


GRETL = tuple("11 14 41 22 50 02 11c 14c 41c 22c 50c 02c".split())


def gretl(name: str, method: str):
    """Return gretl's exact ("mle") or R's and gretl's conditional ("css") estimates of one series."""
    module = importlib.import_module("statsmodels.tsa.tests.results.results_arma")
    return getattr(module, f"Y_arma{name}")(method)
