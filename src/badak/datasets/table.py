"""A table of the user's own: columns with names, read from a CSV or TSV file."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from badak.datasets.columns import KINDS, Column, as_text, kind_of, parse_number
from badak.datasets.split import split_rows
from badak.datasets.wording import both, quoted
from badak.errors import error, near_names, notify

if TYPE_CHECKING:
    from badak.datasets.encoder import TableEncoder
    from badak.datasets.folder import Pair

__all__ = ["Column", "Table", "TableData", "load_table", "read_table"]


class Table:
    """Columns of equal length with names; cells are kept as written, their meaning is in each column's ``kind``.

    Args:
        columns: the columns, in order.
        source: where they came from, for messages.
        lines: line of each row in that file, for messages; counted from 1 without a file.

    Example:
        >>> from badak.datasets import Table
        >>> table = Table.from_columns({"hours": [1, 2, 3], "shift": ["day", "night", None]})
        >>> table
        Table of 3 rows and 2 columns
          hours  number    1, 2, 3
          shift  category  day, night, (missing)
        >>> table["hours"].numbers
        array([1., 2., 3.])
    """

    def __init__(self, columns: Sequence[Column], *, source: str = "", lines: Sequence[int] | None = None) -> None:
        self.columns = {column.name: column for column in columns}
        self.source = source
        self._length = len(columns[0].texts) if columns else 0
        self.lines = list(lines) if lines is not None else list(range(1, self._length + 1))

    @classmethod
    def from_columns(
        cls, columns: Mapping[str, Sequence[object]], *, kinds: Mapping[str, str] | None = None, source: str = ""
    ) -> Table:
        """Make a table from Python lists or arrays.

        Args:
            columns: name → values, all equally long; ``None`` and NaN are missing values.
            kinds: column name → kind, where what the cells look like is not what they mean.
            source: what to call the table in messages.

        Returns:
            The table.

        Raises:
            DataError: BD067, when the columns are not equally long.
        """
        texts = {str(name): tuple(as_text(value) for value in values) for name, values in columns.items()}
        lengths = {name: len(cells) for name, cells in texts.items()}
        if len(set(lengths.values())) > 1:
            first, other = next((a, b) for a in lengths for b in lengths if lengths[a] != lengths[b])
            got = f"{first!r}: {lengths[first]}, {other!r}: {lengths[other]}"
            raise error("BD067", where="Table.from_columns", got=got, inputs=lengths[first], labels=lengths[other])
        return cls(make_columns(texts, kinds or {}, grouping=True), source=source)

    def __len__(self) -> int:
        return self._length

    def __iter__(self) -> Iterator[str]:
        return iter(self.columns)

    def __contains__(self, name: object) -> bool:
        return name in self.columns

    @property
    def names(self) -> list[str]:
        """The names of the columns, in order."""
        return list(self.columns)

    def __getitem__(self, name: str) -> Column:
        if name not in self.columns:
            hint = _hint(name, self.names)
            raise error("BD072", where=self.source or "Table", name=name, names=quoted(self.names, 20), hint=hint)
        return self.columns[name]

    def row(self, index: int) -> dict[str, str | None]:
        """Return one row, counted from 0, as column name → cell."""
        return {name: column.texts[index] for name, column in self.columns.items()}

    def take(self, rows: Sequence[int] | np.ndarray) -> Table:
        """Return a table of some of the rows, counted from 0; the kinds of the columns stay as they are."""
        rows = [int(row) for row in rows]
        columns = [column.take(rows) for column in self.columns.values()]
        return Table(columns, source=self.source, lines=[self.lines[row] for row in rows])

    def __repr__(self) -> str:
        width = max(map(len, self.columns), default=0)
        rows = [f"Table of {len(self)} rows and {len(self.columns)} columns"]
        for name, column in self.columns.items():
            shown = ", ".join("(missing)" if text is None else text[:20] for text in column.texts[:4])
            rows.append(f"  {name:{width}}  {column.kind:8}  {shown}{', …' if len(self) > 4 else ''}")
        return "\n".join(rows)


class TableData(NamedTuple):
    """A table made ready for training: two parts, and the encoder that made them."""

    train: Pair
    test: Pair
    encoder: TableEncoder


def _hint(name: str, names: list[str]) -> dict[str, str]:
    near = ", ".join(map(repr, near_names(name, names)))
    if near:
        return both(f"did you mean {near}?", f"혹시 {near}인가요?")
    return both("choose one of these columns", "위의 열 가운데서 고르세요")


def make_columns(
    texts: Mapping[str, tuple[str | None, ...]], kinds: Mapping[str, str], *, grouping: bool
) -> list[Column]:
    """Make columns of cells, finding the kind of those that are not told."""
    for name, kind in kinds.items():
        if name not in texts:
            hint = _hint(name, list(texts))
            raise error("BD072", where="kinds", name=name, names=quoted(texts, 20), hint=hint)
        if kind not in KINDS:
            raise error("BD003", where="read_table", name="kinds", got=repr(kind), expected=" | ".join(KINDS))
    return [
        Column(name, cells, kinds.get(name) or kind_of(name, cells, grouping), grouping)
        for name, cells in texts.items()
    ]


def read_table(
    path: str | os.PathLike[str],
    *,
    delimiter: str | None = None,
    encoding: str | None = None,
    header: bool | None = None,
    kinds: Mapping[str, str] | None = None,
) -> Table:
    """Read a CSV or TSV file.

    Args:
        path: the file, with one row per line.
        delimiter: what stands between cells; ``None`` finds out among comma, tab, semicolon and bar.
        encoding: how letters are stored; ``None`` finds out: UTF-8, UTF-16 with its mark, or the CP949 that Korean
            spreadsheets write.
        header: whether the first row holds names; ``None`` finds out: a first row without numbers does.
        kinds: column name → kind (``"category"`` for a class written as a number, say), where what the cells look like
            is not what they mean.

    Returns:
        The table. A notice says what was found out beyond a UTF-8 file with a header.

    Raises:
        FileError: BD065, when the file cannot be opened.
        FileFormatError: BD069, when it is no text, is empty, has only a header, or its letters cannot be made out;
            BD070, when a row has too many or too few cells.
        DataError: BD071, when two columns have one name.

    Example:
        >>> import pathlib, tempfile
        >>> from badak.datasets import read_table
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     file = pathlib.Path(folder, "shop.csv")
        ...     _ = file.write_text("hours,shift,sales\\n1,day,25000\\n2,night,\\n", encoding="utf-8")
        ...     read_table(file)
        Table of 2 rows and 3 columns
          hours  number    1, 2
          shift  category  day, night
          sales  number    25000, (missing)
    """
    from badak.datasets.delimited import read_cells

    where = f"read_table({os.fspath(path)!r})"
    cells = read_cells(path, where, delimiter=delimiter, encoding=encoding, header=header)
    # where a semicolon parts the cells, a comma is a decimal comma: nothing is guessed about it
    grouping = cells.delimiter != ";"
    columns = make_columns(cells.columns, kinds or {}, grouping=grouping)
    for column in columns:
        _say_grouping(column, where)
    return Table(columns, source=os.fspath(path), lines=cells.lines)


def _say_grouping(column: Column, where: str) -> None:
    if column.kind not in ("number", "identifier", "mixed"):
        return
    shown = next((text for text in column.distinct if "," in text and parse_number(text) is not None), None)
    if shown is not None and column.grouping:
        value = parse_number(shown)
        notify(
            "BD075",
            what=both(
                f"{where}: {shown!r} in column {column.name!r} is read as {value:.15g} (comma between thousands)",
                f"{where}: '{column.name}' 열의 쉼표를 천 단위 구분으로 보았습니다({shown!r} → {value:.15g})",
            ),
            stacklevel=4,
        )


def load_table(
    path: str | os.PathLike[str] | Table,
    target: str,
    *,
    task: str | None = None,
    test_size: float = 0.2,
    seed: int | None = 0,
) -> TableData:
    """Read a table and make it ready for training: parts chosen, columns encoded, statistics from the training part.

    Args:
        path: a CSV or TSV file, or a table already read.
        target: the column to predict.
        task: ``"regression"`` or ``"classification"``; ``None`` decides by the target (``encoder.reason`` says why).
        test_size: share of the rows that is kept for the test; classes keep their proportions.
        seed: decides which rows these are.

    Returns:
        ``train`` and ``test``, each (x, y), and ``encoder``. x has shape (rows, features), float32. y has shape
        (rows,), int64, places in ``encoder.classes``; or (rows, 1), float32, standardised, for regression.

    Raises:
        DataError: BD072 to BD074, when the target or the columns are not fit to learn from.
        FileError, FileFormatError: as ``read_table``.

    Example:
        >>> from badak.datasets import Table, load_table
        >>> table = Table.from_columns({"hours": range(10), "passed": ["no", "yes"] * 5})
        >>> train, test, encoder = load_table(table, "passed")
        >>> train[0].shape, test[1].shape, encoder.task, encoder.classes
        ((8, 1), (2,), 'classification', ('no', 'yes'))
    """
    from badak.datasets.encoder import TableEncoder
    from badak.datasets.target import Target

    table = path if isinstance(path, Table) else read_table(path)
    place = f"load_table({table.source!r})" if table.source else "load_table"
    goal = Target.fit(table[target], task, place, table.lines)
    filled = np.flatnonzero(goal.present(table[target]))
    if len(filled) < 2:
        raise error(
            "BD073", where=place, name=target, why=both("fewer than two rows have one", "값이 있는 행이 둘도 안 됩니다")
        )
    labels = goal.encode(table[target].take(filled)) if goal.task == "classification" else None
    train, test = (filled[part] for part in split_rows(len(filled), labels, test_size=test_size, seed=seed))
    encoder = TableEncoder().fit(table, target, task=task, rows=train)
    parts = [(encoder.transform(part), encoder.transform_target(part)) for part in map(table.take, (train, test))]
    return TableData(parts[0], parts[1], encoder)
