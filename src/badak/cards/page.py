"""Cards on a page: text for a terminal, HTML with MathML and a drawing for a notebook, Markdown."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from html import escape
from importlib.resources import files

import numpy as np

from badak.cards.card import Card, Row
from badak.cards.curve import Curve, number, spark
from badak.cards.drawing import as_svg
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
    lines = [
        head + " " * gap + card.path if gap >= 2 else f"{head}\n{card.path}",
        "─" * columns,
        wrap(card.summary, columns),
        "",
    ]
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
    return [
        pad(LABELS[name][language == "ko"], left)
        + spark(np.asarray(y)[:: 4 if len(y) > 100 else 1])
        + ("   " + ends if name == "curve" else "")
        for name, y in rows
    ]


# --- HTML ---------------------------------------------------------------------------------------------------------------


@functools.cache
def _style() -> str:
    rules = (files("badak.cards") / "card.css").read_text("utf-8")
    return f"<style>{rules}</style>"


def as_html(card: Card) -> str:
    """Return a card as a piece of HTML that needs nothing from elsewhere."""
    return _style() + _card(card)


def whole_page(cards: Sequence[Card]) -> str:
    """Return a page of its own with several cards, a list of them in front."""
    language = cards[0].language
    title = "badak: 설명 카드" if language == "ko" else "badak: cards"
    listed = " · ".join(f'<a href="#card{i}">{escape(card.name)}</a>' for i, card in enumerate(cards))
    shown = "\n".join(f'<section id="card{i}">{_card(card)}</section>' for i, card in enumerate(cards))
    return (
        f'<!doctype html>\n<html lang="{language}"><head><meta charset="utf-8"><title>{title}</title>{_style()}</head>\n'
        f'<body style="font:14px/1.6 system-ui,sans-serif;max-width:60em;margin:1em auto;padding:0 1em">'
        f"<h1>{title}</h1><nav>{listed}</nav>\n{shown}\n</body></html>\n"
    )


def _card(card: Card) -> str:
    rows = "".join(
        f"<tr><th>{escape(label_of(row, card.language))}</th><td>{_cell(row, card.language)}</td></tr>"
        for row in card.rows
    )
    drawn = as_svg(card.curve, card.language) if card.curve is not None else ""
    title = f"<span><strong>{escape(card.name)}</strong> · {escape(card.kind)}</span><code>{escape(card.path)}</code>"
    return (
        f'<div class="badak-card" lang="{card.language}"><header>{title}</header>'
        f"<p>{escape(card.summary)}</p><table>{rows}</table>{drawn}</div>"
    )


def _cell(row: Row, language: str) -> str:
    if row.kind == "formula":
        return to_breakable(row.content, words=words_of(language))
    if row.kind == "code":
        return f"<pre>{escape(row.content)}</pre>"
    if row.kind == "arguments":
        cells = (line.split("\t") for line in row.content.split("\n"))
        return (
            "<table>"
            + "".join(f"<tr><td><code>{escape(first)}</code></td><td>{escape(said)}</td></tr>" for first, said in cells)
            + "</table>"
        )
    return escape(row.content)


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
            lines += [
                "  - `" + "` – ".join(cell for cell in line.split("\t") if cell) + ("`" if line.endswith("\t") else "")
                for line in row.content.split("\n")
            ]
        else:
            lines.append(f"- **{label}**: {row.content}")
    return "\n".join(lines)
