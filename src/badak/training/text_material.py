"""Material of texts: from a data set of texts, or from a table with a column of texts and one of labels."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from badak.datasets.split import split_rows
from badak.datasets.wording import Both, both, quoted
from badak.errors import error
from badak.training.preparation import TextPreparation
from badak.training.texts import as_texts

if TYPE_CHECKING:
    from badak.datasets.columns import Column
    from badak.datasets.table import Table
    from badak.training.material import Material

# what a column of texts is usually called
USUAL_COLUMNS = (
    "text", "texts", "document", "review", "sentence", "comment", "content", "message", "body", "tweet",
    "본문", "글", "리뷰", "문장", "내용", "댓글", "텍스트", "문서",
)  # fmt: skip
_WORDS = (
    "text",
    "category",
    "identifier",
    "mixed",
    "constant",
    "empty",
)  # kinds that a column of texts with few rows may seem to be


@dataclass(frozen=True)
class TextRows:
    """The rows of a table that have a text and a target, counted from 0, and what was left out.

    Attributes:
        train: rows to learn from.
        test: rows kept for the test.
        target: the target, as ``datasets.target.Target``.
        notes: what was left out, in both languages.
    """

    train: np.ndarray
    test: np.ndarray
    target: Any
    notes: tuple[Both, ...]


def chosen_column(table: Table, target: str, wish: str | None) -> str | None:
    """Return the column of texts to learn from; None where the table has other columns to learn from.

    Args:
        table: the table.
        target: the column to predict.
        wish: the column that was asked for.

    Raises:
        DataError: BD072, for a column that is not there; BD301, for the target itself, or when several columns hold texts.
    """
    if wish is not None:
        if wish == target:
            raise error("BD301", where=table.source or "table", got=repr(wish), names=quoted(table.names, 20), why=both(
                "it is the column to predict", "예측할 열입니다"))  # fmt: skip
        return table[wish].name
    others = [column for column in table.columns.values() if column.name != target]
    found = [column.name for column in others if _holds_texts(column)]
    if not found or any(c.kind in ("number", "category") and c.name not in found for c in others):
        return None
    named = [name for name in found if name.strip().lower() in USUAL_COLUMNS]
    if len(found) > 1 and len(named) != 1:
        why = both(f"{quoted(found)} hold texts", f"{quoted(found)} 열에 모두 글이 있습니다")
        raise error("BD301", where=table.source or "table", got=quoted(found), names=quoted(found), why=why)
    return named[0] if len(named) == 1 else found[0]


def left_out_note(table: Table, target: str) -> Both | None:
    """Say which columns of texts a table has that a model of its other columns does not read."""
    found = [c.name for c in table.columns.values() if c.name != target and c.kind == "text"]
    if not found:
        return None
    name = found[0]
    return both(
        f"the texts in {quoted(found)} are not read; --text {name!r} learns from them instead of the other columns",
        f"{quoted(found)} 열의 글은 읽지 않습니다. --text {name!r}이면 다른 열 대신 이 글로 학습합니다",
    )


def _holds_texts(column: Column) -> bool:
    return column.kind == "text" or (column.kind in _WORDS and column.name.strip().lower() in USUAL_COLUMNS)


def text_rows(table: Table, column: str, target: str, task: str | None, seed: int) -> TextRows:
    """Choose the rows that are learned from and those that test: each has a text and a target.

    Raises:
        DataError: BD073, for a target that cannot be learned (one class only); BD302, when hardly any row has a text.
    """
    from badak.datasets.target import Target

    where = table.source or "table"
    goal = Target.fit(table[target], task, where, table.lines)
    there = goal.present(table[target])
    written = np.array([text is not None for text in table[column].texts], dtype=bool)
    notes = []
    if (~written).any():
        count = int((~written).sum())
        notes.append(both(f"{count:,} rows without a text are left out", f"글이 없는 {count:,}행을 뺐습니다"))
    if (written & ~there).any():
        count = int((written & ~there).sum())
        notes.append(both(f"{count:,} rows without a target are left out", f"정답이 없는 {count:,}행을 뺐습니다"))
    filled = np.flatnonzero(there & written)
    if len(filled) < 2:
        raise error("BD302", where=f"{where}, {column!r}", got=str(int(written.sum())), rows=len(table))
    labels = goal.encode(table[target].take(filled)) if goal.task == "classification" else None
    if labels is not None and len(np.unique(labels)) < 2:
        only = goal.classes[int(labels[0])]
        why = both(
            f"every row that has a text has the same value {only!r}: nothing to learn",
            f"글이 있는 행의 값이 모두 {only!r}(으)로 같아 배울 것이 없습니다",
        )
        raise error("BD073", where=where, name=target, why=why)
    train, test = split_rows(len(filled), labels, seed=seed)
    rows = filled[train]
    if goal.task == "regression":
        goal = Target.fit(table[target], "regression", where, table.lines, rows)
    return TextRows(rows, filled[test], goal, (goal.reason, *notes))


def from_text_table(table: Table, column: str, target: str, *, task: str | None = None, seed: int = 0) -> Material:
    """Make material of a table's column of texts and its column of labels or numbers.

    Args:
        table: the table.
        column: the texts.
        target: what to predict.
        task: ``"classification"`` or ``"regression"``; told from the target where left out.
        seed: decides which fifth of the rows is kept for the test.

    Raises:
        DataError: BD072, BD073, BD099, BD302.
    """
    from badak.training.material import Material, _enough

    rows = text_rows(table, column, target, task, seed)
    goal = rows.target
    _enough(len(rows.train), len(rows.test), table.source or "table")
    parts = [(_texts(table, column, part), goal.encode(table[target].take(part))) for part in (rows.train, rows.test)]
    reading = both(f"the texts of {column!r} are read", f"'{column}' 열의 글을 읽습니다")
    return Material(
        Path(table.source).stem if table.source else "table",
        goal.task,
        *parts[0],
        *parts[1],
        TextPreparation(target, column, goal.mean, goal.std),
        goal.classes,
        shown=parts[1][0],
        notes=(reading, *rows.notes),
    )


def holds_texts(path: str | os.PathLike[str]) -> bool:
    """Whether a folder has a folder of .txt files for each class, perhaps within ``train`` and ``test``."""
    return any(any(Path(path).glob(pattern)) for pattern in ("*/*.txt", "train/*/*.txt"))


def from_text_folder(path: str | os.PathLike[str], task: str | None = None) -> Material:
    """Make material of text files that lie in a folder for each class, as the published IMDB reviews do.

    Args:
        path: ``good/1.txt``, ``bad/2.txt`` …; or the same within ``train`` and ``test``.
        task: as for ``from_texts``.

    Raises:
        FileFormatError: BD186, for a file that is not UTF-8; DataError: BD096, for one class only; BD302, BD099.
    """
    folder = Path(path)
    parted = (folder / "train").is_dir() and (folder / "test").is_dir()
    parts = [_filed(folder / name) for name in ("train", "test")] if parted else [_filed(folder)]
    return from_texts(*parts, name=folder.resolve().name, task=task or "classification")


def _filed(folder: Path) -> tuple[list[str], np.ndarray]:
    """Read the texts of a folder of folders, a class each; ``unsup`` holds reviews without a class in the published IMDB."""
    from badak.text.reading import read_lines

    texts: list[str] = []
    labels: list[str] = []
    for inner in sorted(part for part in folder.iterdir() if part.is_dir() and part.name != "unsup"):
        for file in sorted(inner.glob("*.txt")):
            texts.append("\n".join(read_lines(file)))
            labels.append(inner.name)
    return texts, np.array(labels)


def _texts(table: Table, column: str, rows: np.ndarray) -> np.ndarray:
    return np.array([table[column].texts[row] or "" for row in rows], object)


def from_texts(
    train: tuple[Any, Any],
    test: tuple[Any, Any] | None = None,
    *,
    name: str = "texts",
    task: str | None = None,
    class_names: tuple[str, ...] = (),
    seed: int = 0,
) -> Material:
    """Make material of lists or arrays of texts.

    Args:
        train: texts, and class numbers or names, or numbers to predict.
        test: the same, to test on; a fifth of ``train`` where left out.
        name: what to call it.
        task: ``"classification"`` or ``"regression"``; told from the targets where left out.
        class_names: names of the classes 0, 1, …; the labels themselves where left out.
        seed: decides which texts test, without ``test``.

    Raises:
        DataError: BD067, for texts and labels of unequal numbers; BD185, for something that is no text; BD302, when hardly
            any text is left; BD096, BD099.

    Example:
        >>> from badak.training.text_material import from_texts
        >>> material = from_texts((["fine", "bad"] * 10, ["up", "down"] * 10))
        >>> material.task, material.class_names, len(material.x_test)
        ('classification', ('down', 'up'), 4)
    """
    from badak.training.material import Material, _classes, _enough, _flat_labels, _split_note, decide_task

    where = f"data {name!r}"
    given = [train] if test is None else [train, test]
    texts = [np.array(as_texts(x, where), object) for x, _ in given]
    labels = [_flat_labels(y, where) for _, y in given]
    for x, y in zip(texts, labels):
        if len(x) != len(y):
            raise error("BD067", where=where, got=f"x {len(x)}, y {len(y)}", inputs=len(x), labels=len(y))
    notes: list[Both] = []
    written = np.array([bool(text.strip()) for text in texts[0]], dtype=bool)
    if not written.all():
        count = int((~written).sum())
        notes.append(both(f"{count:,} empty texts are not learned from", f"빈 글 {count:,}개는 학습에서 뺐습니다"))
        if written.sum() < 2:
            raise error("BD302", where=where, got=str(int(written.sum())), rows=len(written))
        texts[0], labels[0] = texts[0][written], labels[0][written]
    if test is None:
        kept, held = split_rows(len(texts[0]), None, seed=seed)
        notes.append(_split_note(len(held), len(texts[0]), seed))
        texts, labels = [texts[0][kept], texts[0][held]], [labels[0][kept], labels[0][held]]
    _enough(len(texts[0]), len(texts[1]), where)
    if task is None:
        task, reason = decide_task(labels[0])
        notes.append(reason)
    preparation = TextPreparation()
    if task == "classification":
        targets, class_names = _classes(labels, class_names, where)
    else:
        y = labels[0].astype(np.float64)
        preparation = TextPreparation("y", "", float(y.mean()), float(y.std()) or 1.0)
        mean, scale = preparation.target_mean, preparation.target_scale
        targets = [((part.astype(np.float64) - mean) / scale).astype(np.float32)[:, None] for part in labels]
    return Material(
        name, task, texts[0], targets[0], texts[1], targets[1], preparation, tuple(class_names), shown=texts[1],
        notes=tuple(notes),
    )  # fmt: skip
