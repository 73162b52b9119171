"""The table of a model: layers, shapes, numbers of weights."""

from __future__ import annotations

import html
import io
from collections.abc import Iterator
from typing import Any, NamedTuple

from badak.errors import phrase

_MOST_READ = 28  # characters in a line of names


class Row(NamedTuple):
    """What a model's table says of one layer, or of one call where layers form a graph.

    Attributes:
        name: name of the layer or of the call.
        kind: class of the layer, or name of the operation.
        shapes: shapes of the outputs, with the axis of the batch.
        layer: the layer, None for an operation.
        reads: names of the calls it reads from; None where layers follow one another.
    """

    name: str
    kind: str
    shapes: list[tuple]
    layer: Any
    reads: list[str] | None = None


class Summary:
    """A model's table as text (``str``) and as HTML (in notebooks)."""

    def __init__(self, model: Any, width: int | None = None, expand_nested: bool = False) -> None:
        model._built()
        self.name = model.name
        self.width = width
        self.rows: list[tuple[str, ...]] = []
        self.connected = False
        seen: set[int] = set()
        for row in model.rows():
            count = "" if row.layer is None else f"{row.layer.count_params():,}"
            if id(row.layer) in seen and count not in ("", "0"):  # the same weights once more
                count = phrase("shared", "공유")
            reads = () if row.reads is None else (_lines(row.reads),)
            self.connected = row.reads is not None
            self.rows.append((row.name, row.kind, _shapes(row.shapes), count, *reads))
            if expand_nested and row.layer is not None and id(row.layer) not in seen:
                self.rows += [(*inner, *[""] * len(reads)) for inner in _inside(row.layer, "")]
            seen.add(id(row.layer))
        self.total = model.count_params()
        self.trainable = sum(t.numel() for t in model.trainable_weights)
        self.frozen = self.total - self.trainable

    def facts(self) -> list[tuple[str, str]]:
        """Return the lines below the table."""
        return [
            (phrase("all weights", "전체 가중치"), f"{self.total:,} ({_bytes(self.total * 4)})"),
            (phrase("trained", "학습하는 가중치"), f"{self.trainable:,}"),
            (phrase("not trained", "학습하지 않는 가중치"), f"{self.frozen:,}"),
        ]

    def header(self) -> list[str]:
        """Return the column titles."""
        titles = [
            phrase("layer", "층"), phrase("kind", "종류"), phrase("output shape", "출력 모양"), phrase("weights", "가중치 수"),
        ]  # fmt: skip
        return [*titles, phrase("reads", "입력")] if self.connected else titles

    def __str__(self) -> str:
        from rich import box
        from rich.cells import cell_len
        from rich.console import Console
        from rich.table import Table

        table = Table(
            title=phrase(f"Model '{self.name}'", f"모델 '{self.name}'"), box=box.SIMPLE_HEAD, title_justify="left"
        )
        for i, title in enumerate(self.header()):
            wide = max((cell_len(line) for row in self.rows for line in row[i].splitlines()), default=0)
            least = min(wide, _MOST_READ) if i in (2, 4) else None  # shapes are read as a whole
            table.add_column(title, justify="right" if i == 3 else "left", min_width=least, overflow="fold")
        for row in self.rows:
            table.add_row(*row)
        text = io.StringIO()
        width = self.width or (100 if self.connected else 78)
        console = Console(file=text, width=width, color_system=None, legacy_windows=False)
        console.print(table)
        for name, value in self.facts():
            console.print(f"  {name}: {value}", highlight=False)
        return "\n".join(line.rstrip() for line in text.getvalue().rstrip().splitlines())

    def _repr_html_(self) -> str:
        cells = "".join(f"<th>{html.escape(t)}</th>" for t in self.header())
        lines = [[html.escape(cell).replace("\n", "<br>") for cell in row] for row in self.rows]
        rows = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in lines)
        facts = "<br>".join(f"{html.escape(n)}: {html.escape(v)}" for n, v in self.facts())
        return f"<table><thead><tr>{cells}</tr></thead><tbody>{rows}</tbody></table><small>{facts}</small>"

    def __repr__(self) -> str:
        return f"<Summary of '{self.name}': {self.total:,} weights>"


def _inside(layer: Any, above: str) -> Iterator[tuple[str, str, str, str]]:
    """Give the rows of the layers inside a layer, drawn as a tree."""
    inner = list(layer.sublayers())
    for i, (name, part) in enumerate(inner):
        last = i == len(inner) - 1
        shape = _shape((None, *part._built().out_shape))
        yield f"{above}{'└' if last else '├'} {name}", type(part).__name__, shape, f"{part.count_params():,}"
        yield from _inside(part, above + ("  " if last else "│ "))


def _shapes(shapes: list[tuple]) -> str:
    return "\n".join(map(_shape, shapes))


def _lines(names: list[str]) -> str:
    """Put names one after the other, on as many lines as it takes."""
    lines: list[str] = []
    for i, name in enumerate(names):
        part = name + ("," if i + 1 < len(names) else "")
        if lines and len(lines[-1]) + 1 + len(part) <= _MOST_READ:
            lines[-1] += " " + part
        else:
            lines.append(part)
    return "\n".join(lines)


def _shape(shape: tuple) -> str:
    return "(" + ", ".join("None" if s is None else str(s) for s in shape) + ("," if len(shape) == 1 else "") + ")"


def _bytes(n: int) -> str:
    for unit in ("B", "KB", "MB", "GB"):
        if n < 1024 or unit == "GB":
            return f"{n:.0f} {unit}" if unit == "B" else f"{n:.1f} {unit}"
        n = n / 1024  # type: ignore[assignment]
    return ""
