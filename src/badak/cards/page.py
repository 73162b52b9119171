"""Cards on a page: text for a terminal, HTML with MathML and a drawing for a notebook, Markdown."""

from __future__ import annotations

from html import escape

import numpy as np

from badak.cards.card import Card, Row
from badak.cards.curve import Curve, number, spark
from badak.cards.mathml import to_breakable
from badak.cards.plain import to_text
from badak.cards.wording import KOREAN, LABELS
from badak.cli.text import columns_of, pad, width, wrap


def label_of(row: Row, language: str) -> str:
    """Return what a row is called in a language."""
    return LABELS[row.label][language == "ko"]


def words_of(language: str) -> dict[str, str]:
    """Return the words within formulas that a language has others for."""
    return KOREAN if language == "ko" else {}


def as_text(card: Card) -> str:
    """Return a card for a terminal."""
    columns = columns_of()
    head = f"{card.name} · {card.kind}"
    gap = columns - width(head) - width(card.path)
    lines = [head + " " * gap + card.path if gap >= 2 else f"{head}\n{card.path}", "─" * columns, wrap(card.summary, columns), ""]
    labels = [label_of(row, card.language) for row in card.rows]
    labels += [LABELS[name][card.language == "ko"] for name in ("curve", "derivative") if card.curve is not None]
    left = max(map(width, labels)) + 2
    for row in card.rows:
        label = pad(label_of(row, card.language), left)
        if row.kind == "formula":
            content = to_text(row.content, columns - left, words_of(card.language))
        elif row.kind == "arguments":
            content = _arguments(row.content, columns - left)
        elif row.kind == "code":
            content = row.content
        else:
            lines.append(wrap(row.content, columns, " " * left, label))
            continue
        lines += [(label if i == 0 else " " * left) + line for i, line in enumerate(content.split("\n"))]
    if card.curve is not None:
        lines += _drawn(card.curve, card.language, left)
    return "\n".join(line.rstrip() for line in lines)


def _arguments(content: str, columns: int) -> str:
    """Return the lines of arguments: ``name = value``, and behind it why."""
    cells = [line.split("\t") for line in content.split("\n")]
    wide = min(max(width(cell[0]) for cell in cells) + 2, 36)
    lines = []
    for first, said in cells:
        start = pad(first, wide) if width(first) < wide else first + "  "
        lines.append(wrap(said, columns, " " * wide, start) if said else first)
    return "\n".join(lines)


def _drawn(curve: Curve, language: str, left: int) -> list[str]:
    ends = f"{curve.label}: {number(float(curve.x[0]))} … {number(float(curve.x[-1]))}"
    rows = [("curve", curve.y)] + ([("derivative", curve.slope)] if curve.slope is not None else [])
    return [pad(LABELS[name][language == "ko"], left) + spark(np.asarray(y)) + ("   " + ends if name == "curve" else "") for name, y in rows]


# --- HTML ---------------------------------------------------------------------------------------------------------------

_STYLE = (
    "<style>.badak-card{font:14px/1.5 system-ui,sans-serif;max-width:52em;border:1px solid #8886;border-radius:8px;padding:12px 18px;margin:8px 0;overflow-x:auto;word-break:keep-all}"
    ".badak-card header{display:flex;justify-content:space-between;gap:1em;border-bottom:1px solid #8886;margin-bottom:6px}"
    ".badak-card table{border-collapse:collapse;margin:0}.badak-card td,.badak-card th{text-align:left;vertical-align:top;padding:3px 10px 3px 0;"
    "background:none;border:0;font-size:14px;white-space:normal}.badak-card th{font-weight:600;white-space:nowrap;opacity:.75}.badak-card td code{white-space:nowrap}"
    ".badak-card math{font-size:1.15em}.badak-card .formula{line-height:2}"
    ".badak-card pre{margin:0;font:12.5px/1.35 monospace;background:none;padding:0}.badak-card svg{display:block;margin-top:6px}"
    ".badak-card code{font:12.5px monospace;background:none;padding:0}</style>"
)


def as_html(card: Card) -> str:
    """Return a card as a piece of HTML that needs nothing from elsewhere."""
    rows = "".join(f"<tr><th>{escape(label_of(row, card.language))}</th><td>{_cell(row, card.language)}</td></tr>" for row in card.rows)
    return (
        f'{_STYLE}<div class="badak-card" lang="{card.language}"><header><span><strong>{escape(card.name)}</strong> · {escape(card.kind)}</span>'
        f"<code>{escape(card.path)}</code></header><p>{escape(card.summary)}</p><table>{rows}</table>"
        f"{as_svg(card.curve, card.language) if card.curve is not None else ''}</div>"
    )


def _cell(row: Row, language: str) -> str:
    if row.kind == "formula":
        return to_breakable(row.content, words=words_of(language))
    if row.kind == "code":
        return f"<pre>{escape(row.content)}</pre>"
    if row.kind == "arguments":
        cells = (line.split("\t") for line in row.content.split("\n"))
        return "<table>" + "".join(f"<tr><td><code>{escape(first)}</code></td><td>{escape(said)}</td></tr>" for first, said in cells) + "</table>"
    return escape(row.content)


def as_svg(curve: Curve, language: str = "en", wide: int = 360, high: int = 150) -> str:
    """Return a curve and its derivative (dashed) as a drawing."""
    lines = [(curve.y, "", LABELS["curve"][language == "ko"])]
    if curve.slope is not None:
        lines.append((curve.slope, ' stroke-dasharray="5 4"', LABELS["derivative"][language == "ko"]))
    good = np.concatenate([y[np.isfinite(y)] for y, _, _ in lines])
    low, high_value = float(min(good.min(), 0)), float(good.max())
    span = high_value - low or 1.0
    left, top, right, bottom = 58, 10, wide - 10, high - 24

    def across(x: float) -> float:
        return left + (x - float(curve.x[0])) / float(curve.x[-1] - curve.x[0]) * (right - left)

    def up(y: float) -> float:
        return bottom - (y - low) / span * (bottom - top)

    parts = [f'<line x1="{left}" x2="{right}" y1="{up(0):.1f}" y2="{up(0):.1f}" stroke="currentColor" stroke-opacity=".35"/>']
    if curve.x[0] < 0 < curve.x[-1]:
        parts.append(f'<line x1="{across(0):.1f}" x2="{across(0):.1f}" y1="{top}" y2="{bottom}" stroke="currentColor" stroke-opacity=".35"/>')
    for y, dash, _ in lines:
        points = " ".join(f"{across(float(a)):.1f},{up(float(b)):.1f}" for a, b in zip(curve.x, y, strict=True) if np.isfinite(b))
        parts.append(f'<polyline points="{points}" fill="none" stroke="currentColor" stroke-width="1.8"{dash}/>')
    text = 'font-size="11" fill="currentColor"'
    for value in (low, high_value):
        parts.append(f'<text x="{left - 6}" y="{up(value) + 4:.1f}" text-anchor="end" {text}>{number(value)}</text>')
    for value, anchor in ((curve.x[0], "start"), (curve.x[-1], "end")):
        parts.append(f'<text x="{across(float(value)):.1f}" y="{high - 8}" text-anchor="{anchor}" {text}>{number(float(value))}</text>')
    said = f"{escape(curve.label)}: " + ", ".join(f"{name} {'- -' if dash else '—'}" for _, dash, name in lines)
    parts.append(f'<text x="{(left + right) / 2:.1f}" y="{high - 8}" text-anchor="middle" {text}>{said}</text>')
    return f'<svg width="{wide}" height="{high}" viewBox="0 0 {wide} {high}" role="img" aria-label="{escape(curve.label)}">{"".join(parts)}</svg>'


# --- Markdown -----------------------------------------------------------------------------------------------------------


def as_markdown(card: Card) -> str:
    """Return a card in Markdown, its formulas between dollar signs."""
    lines = [f"**{card.name}** · {card.kind} · `{card.path}`", "", card.summary, ""]
    for row in card.rows:
        label = label_of(row, card.language)
        if row.kind == "formula":
            lines.append(f"- **{label}**: ${row.content}$")
        elif row.kind == "code":
            lines += [f"- **{label}**:", "", *(f"      {line}" for line in row.content.split("\n")), ""]
        elif row.kind == "arguments":
            lines.append(f"- **{label}**:")
            lines += ["  - `" + "` – ".join(cell for cell in line.split("\t") if cell) + ("`" if line.endswith("\t") else "") for line in row.content.split("\n")]
        else:
            lines.append(f"- **{label}**: {row.content}")
    return "\n".join(lines)
