"""Gates over time as SVG: a panel for each gate, a column for each step, a row for each unit, and the mean as a line."""

from __future__ import annotations

import html
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from badak.inspect.attention_maps import _width as text_width
from badak.inspect.words import Words

COLUMN, ROW, STRIP, GAP, BELOW = (
    26,
    7,
    34,
    30,
    12,
)  # pixels: a step, a unit, the line of means, between panels, below the line
TITLE = 22
HIGH, LOW = (31, 111, 235), (194, 65, 12)  # the colours of the ends of a scale; its middle is white
_ABREAST = 18  # no more steps than this leave room for two panels side by side

TITLES = {
    "forget": Words("forget gate: 1 keeps the cell, 0 clears it", "망각 게이트: 1이면 셀을 유지, 0이면 비움"),
    "input": Words("input gate: how much is written", "입력 게이트: 얼마나 쓰는가"),
    "candidate": Words("candidate: what is written", "후보값: 무엇을 쓰는가"),
    "output": Words("output gate: how much is shown", "출력 게이트: 얼마나 내보내는가"),
    "cell": Words("cell: what is remembered", "셀: 기억하고 있는 값"),
    "state": Words("state: what the layer says", "상태: 층이 내보내는 값"),
    "update": Words("update gate: 1 keeps the old state", "업데이트 게이트: 1이면 이전 상태를 유지"),
    "reset": Words("reset gate: 0 ignores the old state", "리셋 게이트: 0이면 이전 상태를 무시"),
}
ORDER = ("forget", "input", "update", "reset", "candidate", "output", "cell", "state")


class Panel(NamedTuple):
    """One gate: its name, values (steps, units), and the ends of its scale."""

    name: str
    values: np.ndarray
    low: float
    high: float


def panel(name: str, values: np.ndarray) -> Panel:
    """Choose the scale of a gate: 0 to 1 for gates, -1 to 1 for what went through tanh, as far as needed for anything else.

    Example:
        >>> panel("cell", np.array([[-2.5, 1.0]])).high
        3.0
    """
    if name in ("forget", "input", "output", "update", "reset"):
        return Panel(name, values, 0.0, 1.0)
    reach = float(np.abs(values).max(initial=0))
    high = 1.0 if reach <= 1 else float(np.ceil(reach))
    return Panel(name, values, -high, high)


def colour(share: float) -> str:
    """Return the colour of a place on the scale, -1 to 1: white in the middle, blue above, red below.

    Example:
        >>> colour(0.0), colour(1.0), colour(-0.5)
        ('#ffffff', '#1f6feb', '#e0a086')
    """
    end, strength = (HIGH, share) if share >= 0 else (LOW, -share)
    strength = min(strength, 1.0)
    return "#" + "".join(f"{round(255 + (c - 255) * strength):02x}" for c in end)


def drawing(panels: Sequence[Panel], units: Sequence[int], tokens: Sequence[str], label: str, language: str) -> str:
    """Draw the panels.

    Args:
        panels: one for each gate.
        units: numbers of the units that are shown, in the order of the rows.
        tokens: what stands above each column.
        label: what the whole picture is called.
        language: ``"ko"`` or ``"en"``.
    """
    steps, abreast = len(tokens), 2 if len(tokens) <= _ABREAST and len(panels) > 1 else 1
    upright = max(map(text_width, tokens), default=0) <= COLUMN - 2
    head = 18 if upright else 10 + int(0.87 * max(map(text_width, tokens), default=0))
    left, titles = 34, [_title(part, language) for part in panels]
    wide = max(left + COLUMN * steps + (0 if upright else 20), *[8 + text_width(title) for title in titles]) + GAP
    high = TITLE + head + STRIP + BELOW + ROW * len(units) + GAP
    width, height = wide * abreast, 24 + high * -(-len(panels) // abreast)
    parts = [
        f'<svg viewBox="0 0 {width} {height}" width="{width}" height="{height}" role="img" '
        f'aria-label="{html.escape(label, quote=True)}" xmlns="http://www.w3.org/2000/svg" '
        'font-family="system-ui, sans-serif" font-size="12" fill="#222">'
        f'<rect width="{width}" height="{height}" fill="#fff"/>'
        f'<text x="8" y="16" font-size="13" fill="#666">{html.escape(label)}</text>'
    ]
    for k, part in enumerate(panels):
        x, y = 8 + wide * (k % abreast), 24 + high * (k // abreast)
        parts.append(
            f'<g class="{part.name}"><text x="{x}" y="{y + 16}" font-weight="bold">{html.escape(titles[k])}</text>'
        )
        parts += _tokens(tokens, x + left, y + TITLE + head, upright)
        parts += _means(part, x + left, y + TITLE + head + 4)
        parts += _cells(part, units, tokens, x + left, y + TITLE + head + STRIP + BELOW)
        parts.append("</g>")
    return "".join([*parts, "</svg>"])


def _title(part: Panel, language: str) -> str:
    words = TITLES.get(part.name, Words(part.name, part.name))
    return f"{words.ko if language == 'ko' else words.en} ({part.low:g} … {part.high:g})"


def _tokens(tokens: Sequence[str], x: float, y: float, upright: bool) -> list[str]:
    """Write the tokens above their columns: upright where they are short, slanted otherwise."""
    found = []
    for t, token in enumerate(tokens):
        middle, text = x + COLUMN * (t + 0.5), html.escape("␣" if token.isspace() else token)
        if upright:
            found.append(f'<text class="token" text-anchor="middle" x="{middle:g}" y="{y - 3:g}">{text}</text>')
        else:
            found.append(
                f'<text class="token" transform="translate({middle + 2:g} {y - 3:g}) rotate(-60)">{text}</text>'
            )
    return found


def _means(part: Panel, x: float, y: float) -> list[str]:
    """Draw the mean over the units as a line, what lies between the lowest and highest tenth as a band, and the scale."""
    means = part.values.mean(axis=1)
    right = x + COLUMN * len(means)

    def place(value: float) -> float:
        return y + STRIP * (1 - (value - part.low) / (part.high - part.low))

    found = []
    for value in sorted({part.low, 0.0, part.high}):
        dashed = ' stroke-dasharray="2 3"' if value != 0 else ""
        found.append(
            f'<line x1="{x:g}" x2="{right:g}" y1="{place(value):g}" y2="{place(value):g}" stroke="#bbb"{dashed}/>'
            f'<text text-anchor="end" font-size="9" fill="#777" x="{x - 4:g}" y="{place(value) + 3:g}">{value:g}</text>'
        )

    def points(values: np.ndarray) -> list[str]:
        return [f"{x + COLUMN * (t + 0.5):g},{place(float(value)):.2f}" for t, value in enumerate(values)]

    low, high = np.quantile(part.values, (0.1, 0.9), axis=1)
    found.append(f'<polygon points="{" ".join(points(low) + points(high)[::-1])}" fill="#000" fill-opacity="0.1"/>')
    found.append(
        f'<polyline class="mean" points="{" ".join(points(means))}" fill="none" stroke="#222" stroke-width="1.5"/>'
    )
    return found


def _cells(part: Panel, units: Sequence[int], tokens: Sequence[str], x: float, y: float) -> list[str]:
    """Draw the values of the chosen units; a pointer on a column is told its mean and its range."""
    found, every = [], max(1, -(-9 // ROW))  # as many numbers as fit
    for i, unit in enumerate(units):
        if i % every == 0:
            found.append(
                f'<text text-anchor="end" font-size="8" fill="#999" x="{x - 4:g}" y="{y + ROW * i + ROW - 0.5:g}">{unit}</text>'
            )
    middle = (part.high + part.low) / 2  # a gate is half open there
    shares = (part.values - middle) / (part.high - middle)
    for t, token in enumerate(tokens):
        values = part.values[t]
        hint = f"{token}: {values.mean():.3f} ({values.min():.3f} … {values.max():.3f})"
        found.append(f"<g><title>{html.escape(hint)}</title>")
        for i, unit in enumerate(units):
            found.append(
                f'<rect x="{x + COLUMN * t:g}" y="{y + ROW * i:g}" width="{COLUMN - 1}" height="{ROW}" '
                f'fill="{colour(float(shares[t, unit]))}"/>'
            )
        found.append("</g>")
    wide, high = COLUMN * len(tokens) - 1, ROW * len(units)
    found.append(f'<rect x="{x:g}" y="{y:g}" width="{wide:g}" height="{high:g}" fill="none" stroke="#bbb"/>')
    return found
