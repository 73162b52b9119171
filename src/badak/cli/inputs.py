"""Input for ``badak predict``: what kind of thing it is, and what the model takes of it."""

from __future__ import annotations

import re
import sys
import tempfile
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np

from badak.datasets.wording import both
from badak.errors import BadakError, error, shape_text
from badak.training.answers import preparation_for
from badak.training.preparation import Preparation, preparation_of

_MOST_STDIN = 1 << 30  # bytes; more than that is a file


@dataclass
class Input:
    """Samples as they came.

    Attributes:
        name: what to call it.
        raw: samples (samples, …), or a table.
        preparation: how it is prepared.
        columns: names of a table's columns.
        picture: whether it is one picture.
        table: the table that texts were taken from, if any.
        typed: whether it is a text that was typed itself.
    """

    name: str
    raw: Any
    preparation: Preparation
    columns: list[str] = field(default_factory=list)
    picture: bool = False
    table: Any = None
    typed: bool = False

    @property
    def target(self) -> str:
        """What is predicted, where the model knows its name."""
        return self.preparation.target

    def cells(self, row: int) -> list[str]:
        """Return a row of a table, or a text, as it was written."""
        if self.preparation.kind == "text":
            return (
                [self.raw[row]] if self.table is None else [self.table[name].texts[row] or "" for name in self.columns]
            )
        return [self.raw[name].texts[row] or "" for name in self.columns]


def read_input(model: Any, name: str) -> Input:
    """Read one input for a model.

    Raises:
        BadakError: BD065, BD069 …, when it cannot be read; BD096, when it does not suit the model; BD097, when a picture
            cannot be read; BD090, when it takes Pillow.
    """
    from badak.vision import is_picture

    preparation = preparation_of(model, name)
    suffix = Path(name).suffix.lower()
    if preparation is not None and preparation.kind == "text":
        return _texts(name, suffix, preparation)
    if preparation is not None and preparation.kind == "table":
        if suffix in (".npy", ".npz") or is_picture(name):
            columns = ", ".join(map(repr, preparation.columns[:20]))  # type: ignore[union-attr]
            why = both("the model was trained on a table", "표로 학습한 모델입니다")
            fix = both(f"a CSV file with the columns {columns}", f"다음 열이 있는 CSV 파일을 주세요: {columns}")
            raise error("BD096", where=name, got=suffix, why=why, fix=fix)
        table = _read_table(name)
        return Input(_label(name), table, preparation, table.names)
    shape = preparation.shape if preparation is not None else tuple(int(s) for s in model._built().shape)  # type: ignore[union-attr]
    if is_picture(name):
        return _picture(model, name, preparation, shape)
    if suffix in (".npy", ".npz"):
        raw = _array(name)
        if raw.ndim == 2 and len(shape) == 2 and raw.shape != shape and raw[0].size != int(np.prod(shape)):
            return _framed(model, name, raw, preparation, shape)  # one picture of another size
        if raw.shape == shape:
            raw = raw[None]
        return Input(
            name, raw, preparation or preparation_for(model, raw, name), picture=len(raw) == 1 and len(shape) >= 2
        )
    raw = _numbers(_read_table(name), shape, name)
    return Input(_label(name), raw, preparation or preparation_for(model, raw, name))


def together(read: list[Input], found: list[list[Any]]) -> list[tuple[Input, list[Any]]]:
    """Put texts that were typed one after the other into one input, to be shown as one table."""
    shown: list[tuple[Input, list[Any]]] = []
    for one, answers in zip(read, found):
        if one.typed and shown and shown[-1][0].typed:
            before, earlier = shown[-1]
            shown[-1] = (replace(before, raw=[*before.raw, *one.raw]), [*earlier, *answers])
        else:
            shown.append((one, answers))
    return shown


def model_path(name: str) -> str:
    """Return the model file that is meant: the folder of a run stands for its model."""
    from badak.training.runs import RunFolder

    inside = RunFolder(name).model
    return str(inside) if Path(name).is_dir() and inside.exists() else name


def _label(name: str) -> str:
    return "stdin" if name == "-" else name


# ---- tables ---------------------------------------------------------------------------------------------------------------


def _read_table(name: str, content: bytes | None = None) -> Any:
    from badak.datasets.table import read_table

    if name != "-":
        return read_table(name)
    given = sys.stdin.buffer.read(_MOST_STDIN) if content is None else content
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "stdin.csv")
        file.write_bytes(given)
        try:
            table = read_table(file)
        except BadakError as problem:
            problem.fields["where"] = "stdin"
            raise
    table.source = "stdin"
    return table


def _numbers(table: Any, shape: tuple[int, ...], name: str) -> np.ndarray:
    """Take a table of bare numbers as samples, for a model that was trained on arrays."""
    wanted = int(np.prod(shape, dtype=np.int64))
    if len(table.names) != wanted:
        why = both(
            f"the table has {len(table.names)} columns, a sample of the model {wanted} values",
            f"표의 열은 {len(table.names)}개인데 모델의 샘플은 값이 {wanted}개입니다",
        )
        fix = both("give one column for each value, and no others", "값마다 열 하나씩만 두고 다른 열은 빼세요")
        raise error("BD096", where=_label(name), got=", ".join(table.names[:10]), why=why, fix=fix)
    return np.stack([table[column].numbers for column in table.names], axis=1)


# ---- texts ----------------------------------------------------------------------------------------------------------------

_TABLES = (".csv", ".tsv", ".tab")
_FILES = (*_TABLES, ".txt", ".gz", ".xz", ".bz2", ".zip", ".npy", ".npz", ".json", ".xlsx", ".md")


def _texts(name: str, suffix: str, preparation: Preparation) -> Input:
    """Read texts: a table's column of texts, the lines of a file, or what was typed itself."""
    from badak.text.reading import read_lines

    trained_on = getattr(preparation, "column", "")
    if suffix in _TABLES:
        return _text_table(_read_table(name), name, trained_on, preparation)
    if name == "-":
        content = sys.stdin.buffer.read(_MOST_STDIN)
        if trained_on and trained_on in _first_cells(content):  # a head of columns, the one of the training among them
            return _text_table(_read_table(name, content), name, trained_on, preparation)
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder, "stdin.txt")
            file.write_bytes(content)
            lines = list(read_lines(file))
    elif not Path(name).exists() and suffix not in _FILES and "/" not in name:
        return Input(
            name, [name], preparation, ["text"], typed=True
        )  # no file and not the name of one: the text itself
    else:
        lines = list(read_lines(name))
    return Input(_label(name), lines, preparation, ["text"])


def _text_table(table: Any, name: str, trained_on: str, preparation: Preparation) -> Input:
    column = text_column(table, name, trained_on)
    return Input(_label(name), [text or "" for text in table[column].texts], preparation, table.names, table=table)


def _first_cells(content: bytes) -> list[str]:
    """Return the cells of the first line, as far as they can be told."""
    line = content[:100_000].decode("utf-8-sig", "replace").split("\n", 1)[0]
    return [cell.strip().strip('"') for cell in re.split(r"[,\t;|]", line)]


def text_column(table: Any, name: str, trained_on: str = "") -> str:
    """Choose the column that holds the texts: the one the model learned from, the only one, or one with a usual name.

    Raises:
        DataError: BD096, when it is not clear.
    """
    from badak.training.text_material import USUAL_COLUMNS

    if trained_on in table.names:
        return trained_on
    named = [column for column in table.names if column.strip().lower() in USUAL_COLUMNS]
    if len(table.names) == 1:
        return table.names[0]
    if len(named) == 1:
        return named[0]
    why = both("it is not clear which column holds the texts", "어느 열이 텍스트인지 알 수 없습니다")
    fix = both('give a table with one column, or call it "text"', '열이 하나인 표를 주거나, 열 이름을 "text"로 하세요')
    raise error("BD096", where=name, got=", ".join(map(repr, table.names[:20])), why=why, fix=fix)


# ---- arrays and pictures --------------------------------------------------------------------------------------------------


def _array(name: str) -> np.ndarray:
    from badak.datasets.opening import open_file

    if name.endswith(".npz"):
        from badak.datasets.npz import read_npz

        arrays = read_npz(name)
        chosen = next((arrays[key] for key in ("x", "x_test", "images", "data") if key in arrays), None)
        if chosen is None and len(arrays) > 1:
            there = ", ".join(f"{key} {shape_text(value)}" for key, value in list(arrays.items())[:10])
            why = both("which of the arrays is meant is not clear", "어느 배열을 쓸지 알 수 없습니다")
            raise error("BD096", where=name, got=there, why=why, fix=both("call it x", "배열 이름을 x로 하세요"))
        return next(iter(arrays.values())) if chosen is None else chosen
    with open_file(name, name) as file:
        try:
            array = np.lib.format.read_array(file, allow_pickle=False)
        except (ValueError, EOFError, OSError, MemoryError, SyntaxError, TypeError):
            why = both("it is no .npy array of numbers", "숫자가 든 .npy 배열이 아닙니다")
            raise error("BD097", where=name, why=why) from None
    if array.dtype.kind not in "biuf" or not array.ndim:
        why = both(f"it holds {array.dtype}, not numbers", f"숫자가 아니라 {array.dtype}이(가) 들어 있습니다")
        raise error("BD097", where=name, why=why)
    return array


def _picture(model: Any, name: str, preparation: Preparation | None, shape: tuple[int, ...]) -> Input:
    from badak.vision import read_picture

    if len(shape) not in (2, 3):
        why = both(
            f"the model takes {shape_text(shape)}, not pictures",
            f"그림이 아니라 {shape_text(shape)} 모양의 입력을 받는 모델입니다",
        )
        raise error("BD096", where=name, got=Path(name).suffix, why=why)
    return _framed(model, name, read_picture(name), preparation, shape)


def _framed(
    model: Any, name: str, picture: np.ndarray, preparation: Preparation | None, shape: tuple[int, ...]
) -> Input:
    """Lay a picture out as the model's training pictures were; one that is so already stays as it is."""
    from badak.vision import frame_digit, frame_picture

    edge = np.concatenate([picture[0].ravel(), picture[-1].ravel(), picture[:, 0].ravel(), picture[:, -1].ravel()])
    if picture.shape == shape and float(np.median(edge)) < 64:  # the right size, on a dark ground: nothing to do
        framed = picture
    elif preparation is not None and preparation.picture == "digit":
        framed = frame_digit(picture, shape[0], round(shape[0] * 20 / 28))
    else:
        framed = frame_picture(picture, shape)
    raw = framed[None]
    return Input(name, raw, preparation or preparation_for(model, raw, name), picture=True)
