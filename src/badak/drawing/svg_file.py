"""Writing an SVG picture to a file that is called so, or into a page of its own."""

from __future__ import annotations

import os
from pathlib import Path

from badak.errors import error
from badak.files.atomic import writing


def write_svg(path: str | os.PathLike[str], svg: str, where: str, overwrite: bool = True) -> Path:
    """Write SVG text to a file by its ending: ``.svg``, or ``.html`` for a page that holds it.

    Args:
        path: where to.
        svg: the picture.
        where: who writes, for messages.
        overwrite: whether a file of that name may be replaced.

    Returns:
        The path.

    Raises:
        ArgumentError: BD305, for another ending: what is inside would not be what the name says.
        FileError: BD081, when the file cannot be written.
    """
    path = Path(path)
    ending = path.suffix.lower()
    if ending not in (".svg", ".html", ".htm"):
        raise error("BD305", where=where, got=str(path), better=str(path.with_suffix(".svg")))
    page = f'<!doctype html>\n<meta charset="utf-8">\n<title>{path.stem}</title>\n{svg}\n'
    with writing(path, f"{where}({str(path)!r})", overwrite=overwrite) as file:
        file.write((svg if ending == ".svg" else page).encode())
    return path
