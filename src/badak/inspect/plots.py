"""Drawings for reports as SVG text: lines over epochs, points, bars; axes with sensible numbers."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from badak.inspect.words import Words

WIDTH, HEIGHT = 460, 300
_LEFT, _RIGHT, _TOP, _BOTTOM = 58, 16, 30, 46


def ticks(low: float, high: float, most: int = 6) -> list[float]:
    """Return round numbers from at most ``low`` to at least ``high``.

    Example:
        >>> ticks(0.13, 0.98)
        [0.0, 0.2, 0.4, 0.6, 0.8, 1.0]
    """
    if not (math.isfinite(low) and math.isfinite(high)):
        low, high = 0.0, 1.0
    if high <= low:
        pad = abs(low) * 0.1 or 1.0
        low, high = low - pad, high + pad
    raw = (high - low) / (most - 1)
    size = 10.0 ** math.floor(math.log10(raw))
    step = next(size * factor for factor in (1, 2, 2.5, 5, 10) if size * factor >= raw * 0.999)
    first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
    return [float(f"{k * step:.12g}") for k in range(first, last + 1)]


def log_ticks(low: float, high: float) -> tuple[list[float], tuple[float, float]]:
    """Return ticks for an axis of equal factors, and where it begins and ends.

    The ends are 1, 2 or 5 times a power of ten just outside the values; the ticks are the powers of ten between, or all such
    numbers where those are few.

    Example:
        >>> log_ticks(0.011, 1.5)
        ([0.01, 0.1, 1.0], (0.01, 2.0))
    """
    first, last = math.floor(math.log10(low)), math.ceil(math.log10(high))
    every = [float(f"{m}e{k}") for k in range(first, last + 1) for m in (1, 2, 5)]
    start = max((v for v in every if v <= low), default=every[0])
    end = min((v for v in every if v >= high), default=every[-1])
    inside = [v for v in every if start <= v <= end]
    decades = [v for v in inside if str(f"{v:e}").startswith("1.000000e")]
    return (inside if len(inside) <= 6 else decades), (start, end)


def number(value: float) -> str:
    """Write a number of an axis.

    Example:
        >>> number(0.25), number(1200000.0), number(25000.0)
        ('0.25', '1.2M', '25,000')
    """
    if value == 0:
        return "0"
    size = abs(value)
    if size >= 1e9 or size < 1e-4:
        return f"{value:.3g}"
    if size >= 1e6:
        return f"{value / 1e6:g}M"
    return f"{value:,.0f}" if size >= 1000 else f"{value:g}"


@dataclass(frozen=True)
class Axis:
    """One axis: where its ticks are and how values become places.

    Attributes:
        marks: values of the ticks, rising.
        title: what it measures, with the unit.
        log: whether equal steps are equal factors.
        percent: whether values are shown in per cent.
        ends: where the axis begins and ends, the first and last tick by default.
    """

    marks: Sequence[float]
    title: Words
    log: bool = False
    percent: bool = False
    ends: tuple[float, float] | None = None

    @property
    def low(self) -> float:
        """Where the axis begins."""
        return self.ends[0] if self.ends else self.marks[0]

    @property
    def high(self) -> float:
        """Where the axis ends."""
        return self.ends[1] if self.ends else self.marks[-1]

    def share(self, value: float) -> float:
        """Return where a value lies between the beginning (0) and the end (1)."""
        low, high = self.low, self.high
        if self.log:
            low, high, value = math.log(low), math.log(high), math.log(max(value, 1e-300))
        return (value - low) / (high - low) if high > low else 0.5

    def text(self, value: float) -> str:
        """Write the number at a tick."""
        return f"{number(round(value * 100, 6))} %" if self.percent else number(value)


class Drawing:
    """An SVG drawing with two axes, filled piece by piece."""

    def __init__(self, x: Axis, y: Axis, label: str, grid_x: bool = False) -> None:
        self.x, self.y = x, y
        self.parts = [
            f'<svg viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-labelledby="{label}" xmlns="http://www.w3.org/2000/svg">'
        ]
        self._axes(grid_x)

    def at(self, x: float, y: float) -> tuple[float, float]:
        """Return the place of a point."""
        return (
            _LEFT + self.x.share(x) * (WIDTH - _LEFT - _RIGHT),
            HEIGHT - _BOTTOM - self.y.share(y) * (HEIGHT - _TOP - _BOTTOM),
        )

    def _axes(self, grid_x: bool) -> None:
        right, bottom = WIDTH - _RIGHT, HEIGHT - _BOTTOM
        for value in self.y.marks:
            _, place = self.at(self.x.low, value)
            self.add(f'<line class="grid" x1="{_LEFT}" x2="{right}" y1="{place:.1f}" y2="{place:.1f}"/>')
            self.add(
                f'<text class="tick" text-anchor="end" x="{_LEFT - 8}" y="{place + 4:.1f}">{self.y.text(value)}</text>'
            )
        for value in self.x.marks:
            place, _ = self.at(value, self.y.low)
            if grid_x:
                self.add(f'<line class="grid" x1="{place:.1f}" x2="{place:.1f}" y1="{_TOP}" y2="{bottom}"/>')
            self.add(f'<line class="axis" x1="{place:.1f}" x2="{place:.1f}" y1="{bottom}" y2="{bottom + 4}"/>')
            self.add(
                f'<text class="tick" text-anchor="middle" x="{place:.1f}" y="{bottom + 18}">{self.x.text(value)}</text>'
            )
        self.add(f'<line class="axis" x1="{_LEFT}" x2="{right}" y1="{bottom}" y2="{bottom}"/>')
        middle = (_LEFT + right) / 2
        self.add(self.x.title.svg(f'text-anchor="middle" x="{middle:.0f}" y="{HEIGHT - 8}"'))
        self.add(self.y.title.svg('text-anchor="start" x="6" y="16"'))

    def add(self, piece: str) -> None:
        """Add a piece of SVG."""
        self.parts.append(piece)

    def line(self, kind: str, xs: Sequence[float], ys: Sequence[float], marker: str, names: Sequence[str]) -> None:
        """Draw a line with a marker at each point; points that are not finite leave a gap.

        Args:
            kind: class for the style sheet, ``"train"`` or ``"val"``.
            xs: values on the x axis.
            ys: values on the y axis.
            marker: ``"dot"`` or ``"square"``, so that lines differ in print too.
            names: what a pointer on a marker is told.
        """
        run: list[str] = []
        dots = []
        for x, y, name in zip(xs, ys, names):
            if not math.isfinite(y):
                self._path(kind, run)
                run = []
                continue
            px, py = self.at(x, y)
            run.append(f"{px:.1f} {py:.1f}")
            if marker == "dot":
                dots.append(
                    f'<circle class="{kind} mark" cx="{px:.1f}" cy="{py:.1f}" r="3"><title>{name}</title></circle>'
                )
            else:
                dots.append(
                    f'<rect class="{kind} mark" x="{px - 3:.1f}" y="{py - 3:.1f}" width="6" height="6">'
                    f"<title>{name}</title></rect>"
                )
        self._path(kind, run)
        every = max(1, math.ceil(len(dots) / 30))  # more markers than this hide the line
        self.parts += dots[::every]

    def _path(self, kind: str, points: list[str]) -> None:
        if len(points) > 1:
            self.add(f'<path class="{kind} line" d="M{" L".join(points)}"/>')

    def points(self, xs: np.ndarray, ys: np.ndarray) -> None:
        """Draw many points as one path of short strokes."""
        places = (self.at(float(x), float(y)) for x, y in zip(xs, ys))
        self.add('<path class="points" d="' + "".join(f"M{px:.1f} {py:.1f}h0" for px, py in places) + '"/>')

    def bars(self, edges: np.ndarray, counts: np.ndarray) -> None:
        """Draw a histogram."""
        for low, high, count in zip(edges[:-1], edges[1:], counts):
            x0, y0 = self.at(float(low), float(count))
            x1, base = self.at(float(high), 0.0)
            name = f"{number(float(f'{low:.4g}'))} … {number(float(f'{high:.4g}'))}: {count}"
            self.add(
                f'<rect class="bar" x="{x0 + 0.5:.1f}" y="{y0:.1f}" width="{max(x1 - x0 - 1, 0.5):.1f}" '
                f'height="{max(base - y0, 0):.1f}"><title>{name}</title></rect>'
            )

    def rule(self, start: tuple[float, float], end: tuple[float, float]) -> None:
        """Draw a thin dotted line between two points given in values."""
        (x1, y1), (x2, y2) = self.at(*start), self.at(*end)
        self.add(f'<line class="rule" x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}"/>')

    def text(self) -> str:
        """Return the whole drawing."""
        return "".join([*self.parts, "</svg>"])


def epoch_ticks(first: int, last: int) -> list[float]:
    """Return whole numbers for an axis of epochs, the first and last epoch inside.

    Example:
        >>> epoch_ticks(1, 20)
        [0.0, 5.0, 10.0, 15.0, 20.0]
    """
    if last - first < 8:
        return [float(k) for k in range(min(first, last - 1), last + 1)]
    return [value for value in ticks(0 if first == 1 else first, last) if value == int(value)]


def value_axis(values: np.ndarray, title: Words, *, percent: bool = False) -> Axis:
    """Make the axis for some values: logarithmic where they differ by more than a factor of thirty."""
    values = values[np.isfinite(values)]
    if not len(values):
        return Axis([0.0, 1.0], title, percent=percent)
    low, high = float(values.min()), float(values.max())
    if percent:
        marks = ticks(low, min(high, 1.0), 7)
        return Axis([m for m in marks if -1e-9 <= m <= 1 + 1e-9] if len(marks) > 2 else marks, title, percent=True)
    if low > 0 and high / low > 30:
        marks, ends = log_ticks(low, high)
        return Axis(marks, Words(f"{title.en} (logarithmic)", f"{title.ko} (로그 눈금)"), log=True, ends=ends)
    return Axis(ticks(0.0 if 0 < low < high * 0.6 else low, high), title)
