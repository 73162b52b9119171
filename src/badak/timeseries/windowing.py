"""A series cut into pieces to learn from: what was seen, and what came next."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from badak.datasets.wording import both
from badak.errors import error
from badak.timeseries.containers import numbers, taken_apart
from badak.timeseries.reading import frequency_of, growing
from badak.timeseries.series import Series


@dataclasses.dataclass(frozen=True, eq=False, repr=False)
class Windows:
    """Pairs of what was seen and what came next; unpacks to ``inputs, targets``.

    Args:
        pieces: for each unbroken stretch of the series its inputs (windows, length) and targets (windows, horizon): views
            into the series, without copies.
        starts: place of each window's first value in the series (windows,).
    """

    pieces: list[tuple[np.ndarray, np.ndarray]]
    starts: np.ndarray

    @property
    def inputs(self) -> np.ndarray:
        """What was seen, (windows, length): a view where nothing is missing in the series, joined pieces (a copy) otherwise."""
        return self._joined(0)

    @property
    def targets(self) -> np.ndarray:
        """What came next, (windows, horizon); a view as ``inputs``."""
        return self._joined(1)

    def _joined(self, part: int) -> np.ndarray:
        parts = [piece[part] for piece in self.pieces]
        return parts[0] if len(parts) == 1 else np.concatenate(parts)

    def __len__(self) -> int:
        return len(self.starts)

    def __iter__(self) -> Iterator[np.ndarray]:
        return iter((self.inputs, self.targets))

    def __repr__(self) -> str:
        inputs, targets = self.pieces[0]
        stretches = f", {len(self.pieces)} stretches" if len(self.pieces) > 1 else ""
        return f"<Windows: {len(self)}, {inputs.shape[1]} values → {targets.shape[1]}{stretches}>"


def windows(series: Any, length: int, horizon: int, stride: int = 1) -> Windows:
    r"""Cut a series into windows, each with what followed it.

    $$x_i = (y_{is}, \dots, y_{is + L - 1}), \qquad t_i = (y_{is + L}, \dots, y_{is + L + H - 1})$$

    They are views: a million windows of a hundred values take no more memory than the series. No window reaches over a gap:
    where a value is missing (NaN) or a time stamp is left out, the stretches before and after it are cut separately.

    Args:
        series: a list, NumPy (time,), a pandas or polars series, a pair (times, values), or a ``Series``. NumPy arrays keep
            their number type and are not copied.
        length: values in a window, L.
        horizon: values that follow it, H.
        stride: how far the next window begins behind this one, s; counted from the start of each stretch.

    Returns:
        Windows: ``inputs`` (windows, length) and ``targets`` (windows, horizon), read only.

    Raises:
        ArgumentError: BD003, for sizes below 1.
        DataError: BD365, when no stretch is long enough for one window; BD340 to BD343, for data that is no series.

    Example:
        >>> import numpy as np
        >>> from badak.timeseries import windows
        >>> inputs, targets = windows(np.arange(6.0), length=3, horizon=2)
        >>> inputs
        array([[0., 1., 2.],
               [1., 2., 3.]])
        >>> targets
        array([[3., 4.],
               [4., 5.]])
    """
    for name, value in (("length", length), ("horizon", horizon), ("stride", stride)):
        whole(value, "windows", name)
    values, broken = _values_and_breaks(series)
    pieces, starts, size = [], [], length + horizon
    for first, stop in stretches(~np.isnan(values), broken):
        if stop - first >= size:
            cut = sliding_window_view(values[first:stop], size)[::stride]
            pieces.append((cut[:, :length], cut[:, length:]))
            starts.append(first + stride * np.arange(len(cut)))
    if not pieces:
        longest = max((stop - first for first, stop in stretches(~np.isnan(values), broken)), default=0)
        got = both(
            f"{len(values)} values, {longest} without a gap", f"값 {len(values)}개, 끊기지 않은 것은 {longest}개"
        )
        raise error("BD365", where="windows", got=got, expected=f"≥ {length} + {horizon}")
    return Windows(pieces, np.concatenate(starts))


def stretches(there: np.ndarray, broken: np.ndarray | None = None) -> list[tuple[int, int]]:
    """Return first place and end of each run of values that are there and follow each other.

    Args:
        there: whether a value is there, (time,).
        broken: whether a value does not follow the one before it directly, (time,); None where all do.
    """
    new = there.copy()
    new[1:] &= ~there[:-1] if broken is None else (~there[:-1] | broken[1:])
    firsts, edges = np.flatnonzero(new), np.append(np.flatnonzero(new | ~there), len(there))
    stops = edges[np.searchsorted(edges, firsts, side="right")]
    return list(zip(firsts.tolist(), stops.tolist(), strict=True))


def _values_and_breaks(data: Any) -> tuple[np.ndarray, np.ndarray | None]:
    """Return the values, uncopied where they are an array, and which of them do not follow the one before directly."""
    if isinstance(data, Series):
        return data.values, None
    values, times, fields = taken_apart(data, "windows")
    row = values if _is_row_of_numbers(values) else numbers(values, "windows")
    infinite = np.flatnonzero(np.isinf(row))
    if len(infinite):
        raise error("BD361", where="windows", name="series", got=f"series[{infinite[0]}] = {row[infinite[0]]}")
    if times is None:
        return row, None
    stamps = growing(times, "windows")
    frequency = frequency_of(stamps, fields.get("index"), "windows")
    if frequency is None:
        return row, None
    return row, np.diff(frequency.positions(stamps), prepend=-1) != 1


def _is_row_of_numbers(values: Any) -> bool:
    return isinstance(values, np.ndarray) and values.ndim == 1 and values.dtype.kind in "biuf" and len(values) > 0


def whole(value: Any, where: str, name: str, least: int = 1) -> int:
    """Return a whole number of at least ``least``.

    Raises:
        ArgumentError: BD003, for anything else.
    """
    if isinstance(value, bool) or not isinstance(value, int | np.integer) or value < least:
        expected = both(f"a whole number of at least {least}", f"{least} 이상의 정수")
        raise error("BD003", where=where, name=name, got=repr(value), expected=expected)
    return int(value)
