"""A curve and its derivative as a drawing for notebooks and pages."""

from __future__ import annotations

from collections.abc import Callable
from html import escape

import numpy as np

from badak.cards.curve import Curve, number
from badak.cards.wording import LABELS

_WIDE, _HIGH = 360, 150
_LEFT, _TOP, _RIGHT, _BOTTOM = 58, 10, _WIDE - 10, _HIGH - 24  # the field of the curve; left and below it the numbers
_FAINT = 'stroke="currentColor" stroke-opacity=".35"'
_LETTERS = 'font-size="11" fill="currentColor"'


def as_svg(curve: Curve, language: str = "en") -> str:
    """Return a curve, and its derivative dashed, in the colour of the text around it."""
    lines = [(curve.y, "", LABELS["curve"][language == "ko"])]
    if curve.slope is not None:
        lines.append((curve.slope, ' stroke-dasharray="5 4"', LABELS["derivative"][language == "ko"]))
    seen = np.concatenate([y[np.isfinite(y)] for y, _, _ in lines])
    low, high = float(min(seen.min(), 0)), float(seen.max())
    across = _scale(float(curve.x[0]), float(curve.x[-1]), _LEFT, _RIGHT)
    up = _scale(low, high if high > low else low + 1.0, _BOTTOM, _TOP)
    parts = [f'<line x1="{_LEFT}" x2="{_RIGHT}" y1="{up(0):.1f}" y2="{up(0):.1f}" {_FAINT}/>']
    if curve.x[0] < 0 < curve.x[-1]:
        parts.append(f'<line x1="{across(0):.1f}" x2="{across(0):.1f}" y1="{_TOP}" y2="{_BOTTOM}" {_FAINT}/>')
    for y, dash, _ in lines:
        places = [
            f"{across(float(a)):.1f},{up(float(b)):.1f}" for a, b in zip(curve.x, y, strict=True) if np.isfinite(b)
        ]
        points = " ".join(places)
        parts.append(f'<polyline points="{points}" fill="none" stroke="currentColor" stroke-width="1.8"{dash}/>')
    parts += [_text(_LEFT - 6, up(value) + 4, "end", number(value)) for value in (low, high)]
    ends = ((float(curve.x[0]), "start"), (float(curve.x[-1]), "end"))
    parts += [_text(across(value), _HIGH - 8, anchor, number(value)) for value, anchor in ends]
    said = ", ".join(f"{name} {'- -' if dash else '—'}" for _, dash, name in lines)
    parts.append(_text((_LEFT + _RIGHT) / 2, _HIGH - 8, "middle", f"{curve.label}: {said}"))
    size = f'width="{_WIDE}" height="{_HIGH}" viewBox="0 0 {_WIDE} {_HIGH}"'
    return f'<svg {size} role="img" aria-label="{escape(curve.label)}">{"".join(parts)}</svg>'


def _scale(start: float, stop: float, first: float, last: float) -> Callable[[float], float]:
    """Return the function that takes start … stop to first … last."""
    return lambda value: first + (value - start) / (stop - start) * (last - first)


def _text(x: float, y: float, anchor: str, text: str) -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" {_LETTERS}>{escape(text)}</text>'
