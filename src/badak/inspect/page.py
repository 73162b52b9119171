"""The page around the parts of a report: one file that needs nothing else and shows one of two languages."""

from __future__ import annotations

import html
from collections.abc import Sequence
from pathlib import Path

from badak.inspect.words import Words


def page(title: Words, subtitle: Words, parts: Sequence[str], footer: Words, language: str) -> str:
    """Put a page together.

    Args:
        title: the heading.
        subtitle: the line below it.
        parts: sections, as HTML.
        footer: the last line.
        language: ``"ko"`` or ``"en"``, which is shown at first; the reader can switch.

    Returns:
        The page as HTML.
    """
    style = Path(__file__).with_name("report.css").read_text(encoding="utf-8")
    shown = title.ko if language == "ko" else title.en
    switches = "".join(
        f'<input class="switch" type="radio" name="lang" id="lang-{code}" aria-label="{name}"{" checked" * (code == language)}>'
        for code, name in (("ko", "한국어"), ("en", "English"))
    )
    labels = '<label for="lang-ko" lang="ko">한국어</label><label for="lang-en" lang="en">English</label>'
    return (
        f'<!doctype html>\n<html lang="{language}">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{html.escape(shown)}</title>\n<style>\n{style}</style>\n</head>\n<body>\n{switches}\n"
        f'<div class="page">\n<div class="langs">{labels}</div>\n'
        f"<header><h1>{title.html()}</h1><p>{subtitle.html()}</p></header>\n<main>\n"
        + "\n".join(parts)
        + f"\n</main>\n<footer>{footer.html()}</footer>\n</div>\n</body>\n</html>\n"
    )


def section(title: Words, body: str, lead: Words | None = None) -> str:
    """Return one section with its heading and, below it, a sentence that says how to read it."""
    said = f"<p>{lead.html()}</p>" if lead else ""
    return f"<section><h2>{title.html()}</h2>{said}{body}</section>"


def figures(values: Sequence[tuple[Words, Words, Words | None]]) -> str:
    """Return the headline figures: name, value and a small note each; the first one stands out."""
    classes = [' class="first"', *[""] * len(values)]
    cells = ""
    for mark, (name, value, note) in zip(classes, values):
        small = f"<dd><small>{note.html()}</small></dd>" if note else ""
        long = ' class="long"' if max(map(len, value)) > 10 else ""  # a name, not a number
        cells += f"<div{mark}><dt>{name.html()}</dt><dd{long}>{value.html()}</dd>{small}</div>"
    return f'<dl class="figures">{cells}</dl>'


def table(head: Sequence[Words], rows: Sequence[Sequence[object]], numeric: Sequence[int] = ()) -> str:
    """Return a table; cells are texts, ``Words``, or numbers of columns in ``numeric`` set to the right."""
    right = {place: ' class="number"' for place in numeric}
    titles = "".join(f'<th scope="col"{right.get(place, "")}>{name.html()}</th>' for place, name in enumerate(head))
    lines = "".join(
        "<tr>" + "".join(f"<td{right.get(place, '')}>{_cell(cell)}</td>" for place, cell in enumerate(row)) + "</tr>"
        for row in rows
    )
    return f'<div class="scroll"><table><thead><tr>{titles}</tr></thead><tbody>{lines}</tbody></table></div>'


def _cell(cell: object) -> str:
    return cell.html() if isinstance(cell, Words) else html.escape(str(cell))
