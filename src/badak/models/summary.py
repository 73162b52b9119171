"""The table of a model: layers, shapes, numbers of weights."""

from __future__ import annotations

import html
import io
from collections.abc import Iterator
from typing import Any

from badak.errors import phrase


class Summary:
    """A model's table as text (``str``) and as HTML (in notebooks)."""

    def __init__(self, model: Any, width: int | None = None, expand_nested: bool = False) -> None:
        slot = model._built()
        self.name = model.name
        self.width = width
        self.rows: list[tuple[str, str, str, str]] = []
        shape = slot.shape
        for layer in model.layers:
            shape = layer.shape_after(shape)
            count = layer.count_params()
            self.rows.append((layer.name or "", type(layer).__name__, _shape((None, *shape)), f"{count:,}"))
            if expand_nested:
                self.rows += _inside(layer, "")
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
        return [
            phrase("layer", "층"), phrase("kind", "종류"), phrase("output shape", "출력 모양"), phrase("weights", "가중치 수"),
        ]  # fmt: skip

    def __str__(self) -> str:
        from rich import box
        from rich.console import Console
        from rich.table import Table

        table = Table(
            title=phrase(f"Model '{self.name}'", f"모델 '{self.name}'"), box=box.SIMPLE_HEAD, title_justify="left"
        )
        for i, title in enumerate(self.header()):
            table.add_column(title, justify="right" if i == 3 else "left")
        for row in self.rows:
            table.add_row(*row)
        text = io.StringIO()
        console = Console(file=text, width=self.width or 78, color_system=None, legacy_windows=False)
        console.print(table)
        for name, value in self.facts():
            console.print(f"  {name}: {value}", highlight=False)
        return "\n".join(line.rstrip() for line in text.getvalue().rstrip().splitlines())

    def _repr_html_(self) -> str:
        cells = "".join(f"<th>{html.escape(t)}</th>" for t in self.header())
        rows = "".join("<tr>" + "".join(f"<td>{html.escape(c)}</td>" for c in row) + "</tr>" for row in self.rows)
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


def _shape(shape: tuple) -> str:
    return "(" + ", ".join("None" if s is None else str(s) for s in shape) + ("," if len(shape) == 1 else "") + ")"


def _bytes(n: int) -> str:
    for unit in ("B", "KB", "MB", "GB"):
        if n < 1024 or unit == "GB":
            return f"{n:.0f} {unit}" if unit == "B" else f"{n:.1f} {unit}"
        n = n / 1024  # type: ignore[assignment]
    return ""
