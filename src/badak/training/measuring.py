"""Measuring a saved model on data that is named or given as files."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from badak.datasets.wording import Both, both
from badak.errors import BadakError, error, shape_text
from badak.training.answers import preparation_for, target_of
from badak.training.evaluation import Evaluation, evaluate
from badak.training.material import file_crc, load_material, table_rows
from badak.training.preparation import TablePreparation, TextPreparation, preparation_of


@dataclass(frozen=True)
class Samples:
    """Prepared samples to measure on.

    Attributes:
        name: what it is called.
        x: inputs as the model takes them.
        y: class numbers, or standardised targets.
        preparation: what turns answers back into the target's unit.
        notes: what was decided on the user's behalf, in both languages.
    """

    name: str
    x: np.ndarray
    y: np.ndarray
    preparation: Any
    notes: tuple[Both, ...] = ()

    def limited(self, count: int | None, seed: int = 0) -> Samples:
        """Return at most that many samples, drawn at random."""
        if count is None or count >= len(self.x):
            return self
        kept = np.sort(np.random.default_rng(seed).permutation(len(self.x))[:count])
        return replace(self, x=self.x[kept], y=self.y[kept])


def samples_for(model: Any, source: Mapping[str, Any], everything: bool = False) -> Samples:
    """Load what a model is to be measured on, prepared as its training data was.

    Args:
        model: the model.
        source: as for ``load_material``; a table's target is the model's own.
        everything: measure on rows of a table the model has learned from, too.

    Raises:
        DataError: BD096, when model and data do not go together.
    """
    if source["kind"] == "table":
        told = preparation_of(model, source["path"])
        if isinstance(told, TextPreparation):
            return _text_table(model, told, source, everything)
        return _table(model, source, everything)
    return _arrays(model, source)


def measure(model: Any, data: Samples) -> Evaluation:
    """Measure a model on prepared samples."""
    units = int(np.prod(model._built().out_shape))
    names = model.class_names or ([str(k) for k in range(units)] if units > 1 else None)
    return evaluate(model, data.x, data.y, preparation=data.preparation, class_names=names)


def _table(model: Any, source: Mapping[str, Any], everything: bool) -> Samples:
    from badak.datasets.table import read_table

    preparation = preparation_of(model, source["path"])
    encoder: Any = getattr(preparation, "encoder", None)
    if encoder is None or encoder.target is None or preparation is None:
        why = both("the model was trained on arrays, not on a table", "표가 아니라 배열로 학습한 모델입니다")
        raise error("BD096", where=source["path"], why=why)
    table = read_table(source["path"])
    target, notes = encoder.target.name, []
    if target not in table:
        raise _no_target(target, table, source["path"])
    trained = (model.run_record or {}).get("data") or {}
    if not everything and trained.get("crc") == file_crc(source["path"]):
        _, held = table_rows(table, target, trained.get("task"), int(trained.get("seed", 0)))
        notes.append(_held_note(len(held)))
        table = table.take(held)
    else:
        there = np.flatnonzero(encoder.has_target(table))
        if len(there) < len(table):
            count = len(table) - len(there)
            notes.append(both(f"{count:,} rows without a target are left out", f"정답이 없는 {count:,}행을 뺐습니다"))
            table = table.take(there)
    if not len(table):
        raise error("BD035", where=source["path"], got="0")
    x = preparation.inputs(table, source["path"])
    return Samples(str(source["path"]), x, target_of(model, table), preparation, tuple(notes))


def _no_target(target: str, table: Any, path: str) -> Exception:
    why = both(f"the target column {target!r} is missing", f"정답 열 '{target}'이(가) 없습니다")
    fix = both("badak predict answers rows without a target", "정답이 없는 행에는 badak predict를 쓰세요")
    return error("BD096", where=path, got=", ".join(table.names[:20]), why=why, fix=fix)


def _held_note(held: int) -> Both:
    return both(
        f"the model was trained on this file: only the {held:,} rows kept for the test are used (--all-rows uses all)",
        f"모델을 학습한 바로 그 파일이어서, 테스트용으로 떼어 둔 {held:,}행만 씁니다(--all-rows이면 모든 행)",
    )


def _text_table(model: Any, told: TextPreparation, source: Mapping[str, Any], everything: bool) -> Samples:
    """Take the texts and labels of a table, for a model of texts."""
    from badak.datasets.table import read_table
    from badak.training.text_material import chosen_column, text_rows

    path = str(source["path"])
    table = read_table(path)
    notes: list[Both] = []
    target = told.target or _usual_target(table)
    if target not in table:
        raise _no_target(target, table, path)
    column = told.column if told.column in table else chosen_column(table, target, None)
    if column is None:
        why = both(
            "the model reads texts, and the table has no column of them",
            "글을 읽는 모델인데 표에 글이 있는 열이 없습니다",
        )
        raise error("BD096", where=path, got=", ".join(table.names[:20]), expected=told.column or "text", why=why)
    trained = (model.run_record or {}).get("data") or {}
    if not everything and trained.get("crc") == file_crc(path):
        held = text_rows(table, column, target, trained.get("task"), int(trained.get("seed", 0))).test
        notes.append(_held_note(len(held)))
    else:
        held = np.array(
            [row for row in range(len(table)) if table[column].texts[row] and table[target].texts[row] is not None],
            np.int64,
        )
        if len(held) < len(table):
            count = len(table) - len(held)
            notes.append(
                both(
                    f"{count:,} rows without a text or a target are left out",
                    f"글이나 정답이 없는 {count:,}행을 뺐습니다",
                )
            )
    if not len(held):
        raise error("BD035", where=path, got="0")
    x = np.array([table[column].texts[row] for row in held], object)
    return Samples(path, x, _told_labels(model, told, table[target].take(held), path), told, tuple(notes))


def _usual_target(table: Any) -> str:
    """Return the column of labels, for a model that was trained in a program and does not say what it predicts."""
    named = [
        name for name in table.names if name.strip().lower() in ("label", "target", "class", "y", "레이블", "정답")
    ]
    return named[0] if len(named) == 1 else "label"


def _told_labels(model: Any, told: TextPreparation, column: Any, where: str) -> np.ndarray:
    """Return a column of labels in the model's own numbering, or numbers in its scale."""
    from badak.datasets.target import Target

    names = tuple(model.class_names or ())
    outputs = int(np.prod(model._built().out_shape))
    if not names and outputs > 1:
        names = tuple(map(str, range(outputs)))
    reason = both("", "")
    if not names:
        return Target(column.name, "regression", reason, (), told.target_mean, told.target_scale).encode(column)
    try:
        return Target(column.name, "classification", reason, names).encode(column)
    except BadakError as problem:
        raise problem.within(where) from None


def _arrays(model: Any, source: Mapping[str, Any]) -> Samples:
    where = str(source.get("name") or source.get("path"))
    told = preparation_of(model, where)
    if isinstance(told, TablePreparation):
        columns = ", ".join(map(repr, told.columns[:20]))
        why = both("the model was trained on a table", "표로 학습한 모델입니다")
        fix = both(f"--data FILE.csv with the columns {columns}", f"다음 열이 있는 표를 --data로 주세요: {columns}")
        raise error("BD096", where=where, why=why, fix=fix)
    several = model.class_names or int(np.prod(model._built().out_shape)) > 1
    task = "classification" if several else "regression"
    material = load_material({**source, "limit": None, **({"task": task} if source["kind"] == "arrays" else {})})
    reads, holds = isinstance(told, TextPreparation), material.preparation.kind == "text"
    if reads != holds:
        why = (
            both("the model reads texts, and this data holds none", "글을 읽는 모델인데 이 데이터는 글이 아닙니다")
            if reads
            else both(
                "the data holds texts, which the model does not read", "데이터가 글인데, 글을 읽는 모델이 아닙니다"
            )
        )
        raise error("BD096", where=where, why=why)
    raw = _raw_test(material)
    preparation: Any = preparation_for(model, raw, where)
    x = preparation.inputs(raw, where)
    return Samples(material.name, x, _labels(model, material, preparation, where), preparation, material.notes)


def _raw_test(material: Any) -> np.ndarray:
    """Return the test inputs as they came."""
    if material.preparation.kind == "text":
        return material.x_test
    if isinstance(material.shown, np.ndarray):
        return material.shown
    prepared = material.preparation
    flat = material.x_test.reshape(len(material.x_test), -1)
    raw = flat * np.asarray(prepared.scale, np.float32) + np.asarray(prepared.mean, np.float32)
    return raw.reshape(material.x_test.shape)


def _labels(model: Any, material: Any, preparation: Any, where: str) -> np.ndarray:
    """Return the targets in the model's own numbering or scale."""
    outputs = int(np.prod(model._built().out_shape))
    if material.task == "classification" and (model.class_names or outputs > 1):
        names = list(model.class_names or map(str, range(outputs)))
        unknown = sorted(set(material.class_names) - set(names))
        if unknown:
            listed = ", ".join(map(repr, unknown[:10]))
            why = both(f"the model knows no class {listed}", f"모델이 모르는 클래스가 있습니다: {listed}")
            raise error("BD096", where=where, expected=", ".join(names[:20]), why=why)
        places = np.array([names.index(name) for name in material.class_names])
        return places[material.y_test]
    if material.task == "regression" and not model.class_names and outputs == 1:
        return preparation.targets(material.preparation.numbers(material.y_test))
    why = both(
        f"the data asks for {material.task}, the model has {outputs} outputs ({shape_text(model._built().out_shape)})",
        f"데이터는 {'분류' if material.task == 'classification' else '회귀'} 문제인데 모델의 출력은 {outputs}개입니다",
    )
    raise error("BD096", where=where, why=why)
