"""Real series to learn on: those that come with statsmodels, each with its unit, source and licence."""

from __future__ import annotations

import dataclasses
import html
from typing import Any

import numpy as np

from badak.datasets.wording import Both, both
from badak.errors import close_names, error, get_language, phrase
from badak.timeseries.reading import read_series
from badak.timeseries.series import Series


@dataclasses.dataclass(frozen=True, eq=False, repr=False)
class RealSeries(Series):
    """A series that was measured, and what is known of it.

    Args:
        unit: what its numbers count, in both languages.
        about: one sentence on it, in both languages.
        source: where it comes from, as statsmodels states it.
        licence: as statsmodels states it.
    """

    unit: Both = dataclasses.field(default_factory=lambda: both("", ""))
    about: Both = dataclasses.field(default_factory=lambda: both("", ""))
    source: str = ""
    licence: str = ""

    def _repr_html_(self) -> str:
        language = get_language()
        facts = (
            (phrase("what", "내용"), self.about[language]),
            (phrase("unit", "단위"), self.unit[language]),
            (phrase("values", "값"), repr(self)[1:-1]),
            (phrase("source", "출처"), self.source),
            (phrase("licence", "라이선스"), self.licence),
        )
        rows = "".join(f"<tr><th>{html.escape(name)}</th><td>{html.escape(said)}</td></tr>" for name, said in facts)
        return f"<table><caption>{html.escape(self.name)}</caption>{rows}</table>"


@dataclasses.dataclass(frozen=True)
class _Known:
    module: str  # in statsmodels.datasets
    column: str
    about: Both
    unit: Both


_MACRO = {
    "gdp": ("realgdp", both("US gross domestic product, quarterly 1959–2009", "미국 실질 국내총생산, 1959–2009 분기별"),
            both("billions of 2005 dollars a year", "연율, 2005년 10억 달러")),
    "consumption": ("realcons", both("US personal consumption, quarterly 1959–2009", "미국 실질 개인 소비, 1959–2009 분기별"),
                    both("billions of 2005 dollars a year", "연율, 2005년 10억 달러")),
    "unemployment": ("unemp", both("US unemployment rate, quarterly 1959–2009", "미국 실업률, 1959–2009 분기별"),
                     both("%", "%")),
    "inflation": ("infl", both("US inflation, quarterly 1959–2009", "미국 물가 상승률, 1959–2009 분기별"),
                  both("% a year", "연 %")),
    "interest": ("tbilrate", both("US three-month treasury bill rate, quarterly 1959–2009",
                                  "미국 3개월 국채 금리, 1959–2009 분기별"), both("% a year", "연 %")),
    "cpi": ("cpi", both("US consumer price index, quarterly 1959–2009", "미국 소비자 물가 지수, 1959–2009 분기별"),
            both("1982–84 = 100", "1982–84년 = 100")),
}  # fmt: skip

_KNOWN: dict[str, _Known] = {
    "co2": _Known(
        "co2", "co2",
        both("carbon dioxide in the air at Mauna Loa, monthly means 1958–2001", "마우나로아의 대기 이산화탄소, 1958–2001 월평균"),
        both("parts per million", "ppm"),
    ),
    "sunspots": _Known(
        "sunspots", "SUNACTIVITY",
        both("mean number of sunspots, yearly 1700–2008", "평균 태양 흑점 수, 1700–2008 연도별"), both("number", "개"),
    ),
    "nile": _Known(
        "nile", "volume",
        both("flow of the Nile at Aswan, yearly 1871–1970", "아스완에서 잰 나일강 유량, 1871–1970 연도별"),
        both("10⁸ m³ a year", "연간 10⁸ m³"),
    ),
    "elnino": _Known(
        "elnino", "",
        both("temperature of the Pacific off Peru (Niño 1+2), monthly 1950–2010",
             "페루 앞 태평양의 해수면 온도(Niño 1+2), 1950–2010 월별"),
        both("°C", "°C"),
    ),
    **{name: _Known("macrodata", *fields) for name, fields in _MACRO.items()},
}  # fmt: skip


def names() -> dict[str, str]:
    """Return the names that ``load`` knows, each with what it is, in the user's language.

    Example:
        >>> from badak import timeseries
        >>> list(timeseries.names())[:4]
        ['co2', 'sunspots', 'nile', 'elnino']
    """
    return {name: known.about[get_language()] for name, known in _KNOWN.items()}


def load(name: str) -> RealSeries:
    """Load a real series that comes with statsmodels; nothing is downloaded.

    Args:
        name: one of ``names()``. ``"macrodata"`` gives the table's first series, ``"gdp"``.

    Returns:
        The series with its time stamps, ``unit``, ``about``, ``source`` and ``licence``. The carbon dioxide of Mauna Loa is given
        by the month, the mean of its weeks; five months that have no week are drawn straight through (``filled`` counts them).

    Raises:
        ArgumentError: BD393, for another name.
        MissingExtraError: BD090, when statsmodels is not installed.

    Example:
        >>> from badak import timeseries
        >>> timeseries.load("nile")
        <Series 'nile': 100 values, 1871-01-01 to 1970-01-01, YS-JAN>
        >>> timeseries.load("co2").filled
        5

    Source:
        statsmodels.datasets, whose TITLE, SOURCE and COPYRIGHT the series carries.
    """
    wanted = str(name).lower()
    known = _KNOWN.get({"macrodata": "gdp"}.get(wanted, wanted))
    if known is None:
        raise error("BD393", where="timeseries.load", got=repr(name), near=close_names(str(name), list(_KNOWN)))
    try:
        import importlib

        module: Any = importlib.import_module(f"statsmodels.datasets.{known.module}")
    except ImportError:
        raise error("BD090", where="timeseries.load", package="statsmodels", extra="ml") from None
    times, values = _columns(known, module.load_pandas().data)
    found = read_series((times, values), fill="interpolate", where=f"load({name!r})")
    fields = {field.name: getattr(found, field.name) for field in dataclasses.fields(Series)}
    # what a user does with it comes back as pandas, which statsmodels has brought along
    import pandas

    every: Any = found.frequency.text if found.frequency else None
    index = pandas.DatetimeIndex(found.times, freq=every, name="time")
    fields |= {"name": "gdp" if wanted == "macrodata" else wanted, "kind": "pandas", "index": index}
    return RealSeries(
        **fields,
        unit=known.unit,
        about=known.about,
        source=f"statsmodels.datasets.{known.module}: {module.TITLE}. {' '.join(module.SOURCE.split())}",
        licence=" ".join(module.COPYRIGHT.split()),
    )


def _columns(known: _Known, table: Any) -> tuple[np.ndarray, np.ndarray]:
    """Return stamps and values of one column of statsmodels' table."""
    if known.module == "co2":
        monthly = table["co2"].resample("MS").mean()
        return monthly.index.to_numpy(), monthly.to_numpy()
    if known.module == "elnino":  # a row for each year, a column for each month
        first = int(table["YEAR"].iloc[0])
        values = table.drop(columns="YEAR").to_numpy(np.float64).ravel()
        return np.datetime64(f"{first}-01", "M") + np.arange(len(values)), values
    years = table["YEAR" if "YEAR" in table else "year"].to_numpy(np.int64)
    stamps = (years - 1970).astype("datetime64[Y]").astype("datetime64[M]")
    if "quarter" in table:
        stamps = stamps + 3 * (table["quarter"].to_numpy(np.int64) - 1)
    return stamps, table[known.column].to_numpy(np.float64)
