"""Times as people write them: dates, months, quarters and years, in English and Korean."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from badak.datasets.wording import both
from badak.errors import error

_CLOCK = r"(?:[ T]+(?P<half>오전|오후|AM|PM|am|pm)?\s*(?P<h>\d{1,2})(?:(?::|시\s*)(?P<n>\d{1,2})?분?(?::(?P<s>\d{1,2}(?:\.\d+)?))?)?\s*(?P<half2>AM|PM|am|pm)?(?P<zone>Z|[+-]\d{2}:?\d{2})?)?"  # noqa: E501
_DAY = re.compile(
    r"(?P<y>\d{4})(?:\s*[-/.년]\s*)(?P<m>\d{1,2})(?:\s*[-/.월]\s*)(?P<d>\d{1,2})[일.]?" + _CLOCK, re.ASCII
)
_COMPACT = re.compile(r"(?P<y>[12]\d{3})(?P<m>\d{2})(?P<d>\d{2})", re.ASCII)
_MONTH = re.compile(r"(?P<y>\d{4})(?:\s*[-/.년M]\s*)(?P<m>\d{1,2})[월.]?", re.ASCII)
_COMPACT_MONTH = re.compile(r"(?P<y>[12]\d{3})(?P<m>0[1-9]|1[0-2])", re.ASCII)
_QUARTER = re.compile(r"(?P<y>\d{4})\s*[-/.년]?\s*(?:Q(?P<q>[1-4])|(?P<q2>[1-4])\s*분기)", re.ASCII | re.I)
_QUARTER_FIRST = re.compile(r"Q(?P<q>[1-4])[\s/-]*(?P<y>\d{4})", re.ASCII | re.I)
_YEAR = re.compile(r"(?P<y>[12]\d{3})(?:년|\.0)?", re.ASCII)
_NAMED = re.compile(
    r"(?:(?P<d>\d{1,2})[\s-]+)?(?P<name>[A-Za-z]{3,9})[\s./-]+(?:(?P<d2>\d{1,2}),?\s+)?(?P<y>\d{4})", re.ASCII
)
_TURNED = re.compile(r"(?P<a>\d{1,2})(?P<mark>[-/.])(?P<b>\d{1,2})(?P=mark)(?P<y>\d{4})\.?" + _CLOCK, re.ASCII)
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


def read_times(texts: Sequence[str | None], where: str = "read_times") -> np.ndarray:
    """Read a column of times, all written in one way.

    Days (``2024-03-01``, ``2024/3/1``, ``2024. 3. 1.``, ``2024년 3월 1일``, ``20240301``, ``1 March 2024``) with or without a
    clock (``14:30``, ``14:30:05.5``, ``오후 2:30``, ``2:30 PM``, ``14시 30분``, a zone); months (``2024-03``, ``2024년 3월``,
    ``202403``, ``Mar 2024``); quarters (``2024Q1``, ``Q1 2024``, ``2024년 1분기``); years. ``03/01/2024`` is read where some row
    tells day from month, a number above 12.

    Args:
        texts: the cells.
        where: who asks, for messages.

    Returns:
        datetime64[ns] (time,): the first moment of a day, month, quarter or year; in universal time where zones are given.

    Raises:
        DataError: BD395, where a cell is empty or no time, or where day and month cannot be told apart.

    Example:
        >>> from badak.timeseries.stamps import read_times
        >>> read_times(["2023년 4분기", "2024년 1분기"]).astype("datetime64[M]").tolist()
        [datetime.date(2023, 10, 1), datetime.date(2024, 1, 1)]
    """
    empty = next((row for row, text in enumerate(texts) if text is None or not text.strip()), None)
    if empty is not None or not texts:
        place = (empty or 0) + 1
        why = both(f"row {place} has none", f"{place}번째 행에 시각이 없습니다")
        raise error("BD395", where=where, why=why)
    cells = [text.strip() for text in texts if text is not None]
    ways: tuple[tuple[re.Pattern, Callable[[re.Match], str]], ...] = (
        (_DAY, _day), (_COMPACT, _day), (_COMPACT_MONTH, _month), (_YEAR, _year), (_QUARTER_FIRST, _quarter),
        (_QUARTER, _quarter), (_MONTH, _month), (_NAMED, _named),
    )  # fmt: skip
    best, failed = -1, 0
    for pattern, form in ways:
        found, bad = _all(cells, pattern, form)
        if found is not None:
            return found
        if bad > best:
            best, failed = bad, bad
    found, bad = _turned(cells, where)
    if found is not None:
        return found
    failed = max(failed, bad)
    row = both(f"row {failed + 1}: {cells[failed]!r}", f"{failed + 1}번째 행: {cells[failed]!r}")
    why = both("this is no date, month, quarter or year", "날짜·월·분기·연도가 아닙니다")
    if failed:
        why = both("written otherwise than the rows before", "앞의 행들과 다르게 적혀 있습니다")
    raise error("BD395", where=where, got=row, why=why)


def looks_like_times(name: str, texts: Sequence[str | None]) -> bool:
    """Say whether a column holds times, by its cells; bare years and whole numbers only where its name says so.

    Args:
        name: of the column.
        texts: its cells.

    Example:
        >>> from badak.timeseries.stamps import looks_like_times
        >>> looks_like_times("연도", ["2001", "2002"]), looks_like_times("rows", ["2001", "2002"])
        (True, False)
    """
    first = [text for text in texts[:20]]
    if not first or any(text is None for text in first):
        return False
    bare = all(re.fullmatch(r"\d+(\.0)?", str(text).strip(), re.ASCII) for text in first)
    if bare and not _NAME.search(name):
        return False
    try:
        read_times(first)
    except ValueError:
        return False
    return True


def named_like_times(name: str) -> bool:
    """Say whether the name of a column says that it holds times: ``date``, ``일자`` …

    Args:
        name: of the column.
    """
    return _NAME.search(name) is not None


_NAME = re.compile(
    r"^ds$|^t$|date|time|stamp|day|month|year|quarter|period|날짜|일자|일시|시각|시간|연월|년월|연도|년도|분기|기간|기준일|^월$|^년$",
    re.IGNORECASE,
)


def _all(cells: Sequence[str], pattern: re.Pattern, form: Callable[[re.Match], str]) -> tuple[np.ndarray | None, int]:
    """Return all cells read in one way, or None and the first row that is not written so."""
    found = np.empty(len(cells), "datetime64[ns]")
    for row, cell in enumerate(cells):
        match = pattern.fullmatch(cell)
        try:
            if match is None:
                return None, row
            found[row] = np.datetime64(form(match), "ns")
        except (ValueError, KeyError, OverflowError):  # a 13th month, a 30th of February
            return None, row
        zone = match.groupdict().get("zone")
        if zone and zone != "Z":
            minutes = int(zone[1:3]) * 60 + int(zone[-2:])
            found[row] -= np.timedelta64(minutes if zone[0] == "+" else -minutes, "m")
    return found, len(cells)


def _day(m: Any) -> str:
    return f"{m['y']}-{int(m['m']):02d}-{int(m['d']):02d}{_clock(m)}"


def _clock(m: Any) -> str:
    parts = m.groupdict()
    if not parts.get("h"):
        return ""
    hour, half = int(parts["h"]), (parts["half"] or parts["half2"] or "").lower()
    if half:
        hour = hour % 12 + (12 if half in ("오후", "pm") else 0)
    seconds = float(parts["s"] or 0)
    whole, part = int(seconds), f"{seconds % 1:.9f}"[1:] if seconds % 1 else ""
    return f"T{hour:02d}:{int(parts['n'] or 0):02d}:{whole:02d}{part}"


def _month(m: Any) -> str:
    return f"{m['y']}-{int(m['m']):02d}-01"


def _quarter(m: Any) -> str:
    quarter = int(m["q"] or m.groupdict().get("q2") or 0)
    return f"{m['y']}-{3 * quarter - 2:02d}-01"


def _year(m: Any) -> str:
    return f"{m['y']}-01-01"


def _named(m: Any) -> str:
    month = _MONTHS.index(m["name"][:3].lower()) + 1
    return f"{m['y']}-{month:02d}-{int(m['d'] or m['d2'] or 1):02d}"


def _turned(cells: Sequence[str], where: str) -> tuple[np.ndarray | None, int]:
    """Read days with the year at the end: which comes first, day or month, is told by a number above 12."""
    matches = [_TURNED.fullmatch(cell) for cell in cells]
    bad = next((row for row, match in enumerate(matches) if match is None), None)
    if bad is not None:
        return None, bad
    firsts, seconds = ([int(m[key]) for m in matches if m] for key in "ab")
    if max(firsts) <= 12 and max(seconds) <= 12:
        why = both("day and month cannot be told apart", "일과 월을 구분할 수 없습니다")
        raise error("BD395", where=where, got=cells[0], why=why)
    a, b = ("d", "m") if max(firsts) > 12 else ("m", "d")

    def form(m: Any) -> str:
        named = {a: int(m["a"]), b: int(m["b"])}
        return f"{m['y']}-{named['m']:02d}-{named['d']:02d}{_clock(m)}"

    return _all(cells, _TURNED, form)
