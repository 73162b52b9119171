"""A curve of one's own: points in a file, or a line drawn by hand."""

from __future__ import annotations

import os

import numpy as np

from badak.datasets.table import Table, read_table
from badak.datasets.wording import Both, both
from badak.errors import BadakError, error
from badak.vision.reading import is_picture, read_picture

_FEWEST = 8  # different x: with fewer there is no curve to speak of
_FAINTEST = 60  # of 255 between line and ground: less than that is shadow or paper
_MOST_INK = 0.35  # of the picture: a line has much less


def read_curve(path: str | os.PathLike[str]) -> tuple[np.ndarray, np.ndarray]:
    r"""Read a curve y(x) from a table of points, or trace it in a picture.

    In a picture the ground is the commonest brightness, and the line is what differs from it by more than half of the
    largest difference. Over each column of pixels the middle of the line is taken:

    .. math:: x = \frac{2\,\text{column}}{\text{width}} - 1,\qquad y = -\frac{2\,\text{row}}{\text{width}} + \text{const}

    so that x runs from -1 at the left edge to 1 at the right, y has the same unit, and 0 is at half the height.

    Args:
        path: a CSV or TSV file whose first two columns are x and y, with or without names above; or a picture
            (``badak.vision.read_picture``) of one dark line on a light ground, or the other way round.

    Returns:
        x and y, float64, of shape (points,) each, x rising. Points of a file over the same x are averaged.

    Raises:
        FileError: BD065, when the file cannot be opened.
        FileFormatError: BD069, BD070 or BD097, when it is neither table nor picture.
        DataError: BD315, for a table without two columns of numbers or with too few points; BD316, for a picture without a
            line, or with one that is not a curve y(x).

    Example:
        >>> import pathlib, tempfile
        >>> from badak.classic import read_curve
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     file = pathlib.Path(folder, "squares.csv")
        ...     _ = file.write_text("x,y\n" + "\n".join(f"{k},{k * k}" for k in range(9, -1, -1)))
        ...     x, y = read_curve(file)
        >>> x[:4], y[:4]
        (array([0., 1., 2., 3.]), array([0., 1., 4., 9.]))

    Source: tracing a line by the middle of its columns is how curves were digitised from paper before there were scanners.
    """
    where = f"classic.read_curve({os.fspath(path)!r})"
    return _traced(read_picture(path), where) if is_picture(path) else _points(read_table(path), where)


def _points(table: Table, where: str) -> tuple[np.ndarray, np.ndarray]:
    if len(table.names) < 2:
        raise _no_points(where, both("there is one column only", "열이 하나뿐입니다"), ", ".join(table.names))
    columns = [table[name] for name in table.names[:2]]
    for column in columns:
        bad = np.flatnonzero(~np.isfinite(column.numbers))
        if len(bad):
            row = int(bad[0])
            line = table.lines[row] if table.lines is not None else row + 1
            got = f"{column.name} = {column.texts[row]!r}"
            raise _no_points(where, both(f"line {line} has no number there", f"{line}번째 줄에 숫자가 없습니다"), got)
    x, place = np.unique(columns[0].numbers, return_inverse=True)
    if len(x) < _FEWEST:
        why = both("these are too few points", "점이 너무 적습니다")
        raise _no_points(where, why, both(f"{len(x)} different x", f"서로 다른 x {len(x)}개"))
    y = np.bincount(place, columns[1].numbers) / np.bincount(place)
    return x, y


def _traced(picture: np.ndarray, where: str) -> tuple[np.ndarray, np.ndarray]:
    grey = picture.mean(axis=2) if picture.ndim == 3 else picture.astype(np.float64)
    height, width = grey.shape
    ground = np.bincount(grey.astype(np.int64).ravel(), minlength=256).argmax()
    differs = np.abs(grey - ground)  # (height, width)
    if differs.max() < _FAINTEST:
        why = both("nothing stands out from the ground", "바탕에서 도드라지는 것이 없습니다")
        raise _no_line(
            where,
            why,
            both(f"differences up to {differs.max():.0f} of 255", f"밝기 차이가 최대 {differs.max():.0f}/255"),
        )
    ink = differs > differs.max() / 2
    if ink.mean() > _MOST_INK:
        why = both("too much of it is dark for a line", "선이라기에는 어두운 부분이 너무 많습니다")
        raise _no_line(where, why, f"{ink.mean():.0%}")

    columns = np.flatnonzero(ink.any(axis=0))
    if len(columns) < max(_FEWEST, width // 10):
        why = both("the line is too short from left to right", "선의 좌우 길이가 너무 짧습니다")
        raise _no_line(where, why, both(f"{len(columns)} of {width} columns", f"전체 {width}열 중 {len(columns)}열"))
    thick = np.median(ink.sum(axis=0)[columns])
    rows, double = np.zeros(len(columns)), []
    for k, column in enumerate(columns):
        dark = np.flatnonzero(ink[:, column])
        strokes = np.split(dark, np.flatnonzero(np.diff(dark) > 1) + 1)
        if len(strokes) > 1 and (dark[-1] - dark[0] + 1) - len(dark) > thick:
            double.append(int(column))
        rows[k] = max(strokes, key=len).mean()
    if len(double) > len(columns) / 10:
        why = both("there is more than one line over the same x", "같은 x 위에 선이 둘 이상 있습니다")
        raise _no_line(
            where, why, both(f"{len(double)} columns, as column {double[0]}", f"{double[0]}열을 비롯한 {len(double)}열")
        )
    return (2 * columns + 1) / width - 1, (height - 1 - 2 * rows) / width


def _no_points(where: str, why: Both, got: str | Both) -> BadakError:
    return error("BD315", where=where, why=why, got=got)


def _no_line(where: str, why: Both, got: str | Both) -> BadakError:
    return error("BD316", where=where, why=why, got=got)
