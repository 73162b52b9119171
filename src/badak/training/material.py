"""What a run learns from and is tested on: prepared arrays, and what is known about them.

Made from a data set's name, a table, a folder or arrays; a command line or a web page only says which.
"""

from __future__ import annotations

import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from badak.datasets.pictures import is_archive
from badak.datasets.split import split_rows
from badak.datasets.wording import Both, both
from badak.errors import error, shape_text
from badak.training.intake import as_array, check_finite
from badak.training.preparation import ArrayPreparation, Preparation, TablePreparation

if TYPE_CHECKING:
    from badak.datasets.table import Table

# Whole numbers are classes when each comes back this often on average; counts and prices do not.
_ROWS_PER_CLASS = 5
_MOST_CLASSES = 1000


@dataclass(frozen=True)
class Material:
    """Everything about the data that training, evaluation and report need.

    Attributes:
        name: what it is called: ``"digits"``, the file's name.
        task: ``"classification"`` or ``"regression"``.
        x_train: (samples, …) float32, prepared.
        y_train: (samples,) int64 class numbers, or (samples, 1) float32, standardised.
        x_test: as ``x_train``.
        y_test: as ``y_train``.
        preparation: how raw input becomes ``x``, and answers become numbers.
        class_names: one for each class, in order; empty for regression.
        shown: what to show a person of each test sample: pictures (samples, height, width[, 3]) uint8, or a table.
        source: how to get it again, as plain values.
        notes: what was decided on the user's behalf, in both languages.
    """

    name: str
    task: str
    x_train: np.ndarray
    y_train: np.ndarray
    x_test: np.ndarray
    y_test: np.ndarray
    preparation: Preparation
    class_names: tuple[str, ...] = ()
    shown: Any = None
    source: dict[str, Any] = field(default_factory=dict)
    notes: tuple[Both, ...] = ()

    @property
    def outputs(self) -> int:
        """Numbers a model has to give for each sample."""
        return len(self.class_names) if self.task == "classification" else 1

    def fingerprint(self) -> int:
        """Return a number that changes when the training data does."""
        crc = 0
        x = self.x_train
        if x.dtype == object:  # texts
            x = np.frombuffer("\0".join(x).encode("utf-8", "surrogatepass"), np.uint8)
        for part in (x, self.y_train):
            crc = zlib.crc32(np.ascontiguousarray(part).data, zlib.crc32(str(part.shape).encode(), crc))
        return crc

    def limited(self, count: int | None, seed: int = 0) -> Material:
        """Return the material with that many training samples, drawn at random; the test part stays."""
        n = len(self.x_train)
        if count is None or count >= n:
            return self
        labels = self.y_train if self.task == "classification" else None
        kept = np.sort(split_rows(n, labels, test_size=count / n, seed=seed)[1])
        note = both(
            f"--limit: training on {len(kept):,} of {n:,} samples, drawn at random",
            f"--limit: 샘플 {n:,}개 중 무작위로 뽑은 {len(kept):,}개로 학습합니다",
        )
        return replace(self, x_train=self.x_train[kept], y_train=self.y_train[kept], notes=(*self.notes, note))


# ---- from a name, a path, a table, arrays --------------------------------------------------------------------------------


def load_material(source: Mapping[str, Any]) -> Material:
    """Load what a source describes.

    Args:
        source: ``{"kind": "dataset", "name": …}``; ``{"kind": "table", "path": …, "target": …, "task": …, "seed": …}``; or
            ``{"kind": "arrays", "path": …, "task": …}`` for a folder, an archive or an NPZ file. ``"limit"`` where only
            some training samples are wanted; ``"text"`` names a table's column of texts where it is not found by itself.

    Returns:
        The material.

    Raises:
        BadakError: whatever is wrong with the name, the path or the data.
    """
    kind, seed = source["kind"], int(source.get("seed", 0))
    if kind == "dataset":
        made = from_dataset(source["name"])
    elif kind == "table":
        made = _from_any_table(source, seed)
        source = {**source, "text": getattr(made.preparation, "column", None), "crc": file_crc(source["path"])}
    elif Path(source["path"]).is_dir() or is_archive(source["path"]):
        made = from_folder(source["path"], task=source.get("task"))
    else:
        made = from_npz(source["path"], task=source.get("task"))
    return replace(made.limited(source.get("limit"), seed), source=dict(source))


def file_crc(path: str | Path) -> int:
    """Return a number that tells whether a file is the same as before."""
    return zlib.crc32(Path(path).expanduser().read_bytes())


def from_dataset(name: str) -> Material:
    """Load a data set that badak knows by name.

    Raises:
        ArgumentError: BD014, with near names.
        DownloadError: BD060, when it has to be fetched and cannot be.
    """
    from badak.datasets.registry import DATASETS, canonical, load

    train, test = load(name)
    known = DATASETS[canonical(name)]
    if known.texts:
        from badak.training.text_material import from_texts

        return from_texts(train, test, name=known.name, task=known.task, class_names=known.classes)
    picture = "digit" if known.name in ("digits", "mnist") else ""
    return from_arrays(
        train,
        test,
        name=known.name,
        task=known.task,
        class_names=known.classes,
        picture=picture,
    )


def from_folder(path: str, task: str | None = None) -> Material:
    """Load a folder of IDX or NPZ files, or a folder or an archive of pictures, or of texts, with a folder for each class.

    Raises:
        FileError: BD065; FileFormatError: BD064, BD068, BD097; DataError: BD066, BD067, BD154; MissingExtraError: BD090.
    """
    from badak.datasets.folder import load_folder
    from badak.datasets.pictures import holds_pictures, load_pictures
    from badak.training.text_material import from_text_folder, holds_texts

    name = Path(path).resolve().name
    if Path(path).is_dir() and holds_texts(path):
        return from_text_folder(path, task)
    if not holds_pictures(path):
        return from_arrays(*load_folder(path), name=name, task=task)
    train, test = load_pictures(path)
    classes = tuple(np.unique(train[1]).tolist())
    numbered = [(x, np.searchsorted(classes, y)) for x, y in (train, test)]
    return from_arrays(*numbered, name=name.split(".")[0], task="classification", class_names=classes)


def from_npz(path: str | Path, task: str | None = None) -> Material:
    """Load an NPZ file with x_train, y_train, x_test, y_test, or with x and y.

    Raises:
        FileError: BD065; FileFormatError: BD068.
    """
    from badak.datasets.npz import read_npz

    arrays = read_npz(path)
    name = Path(path).stem
    if "x_train" in arrays and "y_train" in arrays:
        test = (arrays["x_test"], arrays["y_test"]) if "x_test" in arrays and "y_test" in arrays else None
        return from_arrays((arrays["x_train"], arrays["y_train"]), test, name=name, task=task)
    if "x" in arrays and "y" in arrays:
        return from_arrays((arrays["x"], arrays["y"]), name=name, task=task)
    there = ", ".join(f"{key} {shape_text(value)}" for key, value in list(arrays.items())[:10])
    why = both("it holds neither x_train and y_train nor x and y", "x_train과 y_train도, x와 y도 들어 있지 않습니다")
    raise error("BD068", where=str(path), got=there, why=why)


def _from_any_table(source: Mapping[str, Any], seed: int) -> Material:
    """Read a table and learn from its texts, where that is all it has or what is asked for, or from its other columns."""
    from badak.datasets.table import read_table
    from badak.training.text_material import chosen_column, from_text_table, left_out_note

    target, task = source["target"], source.get("task")
    table = read_table(source["path"])
    column = chosen_column(table, table[target].name, source.get("text"))
    if column is not None:
        return from_text_table(table, column, target, task=task, seed=seed)
    made = from_table(table, target, task=task, seed=seed)
    note = left_out_note(table, target)
    return made if note is None else replace(made, notes=(*made.notes, note))


def from_table(path: str | Path | Table, target: str, *, task: str | None = None, seed: int = 0) -> Material:
    """Read a table and keep a fifth of its rows for the test.

    Raises:
        FileError: BD065; FileFormatError: BD069, BD070; DataError: BD071 to BD074, BD099.
    """
    from badak.datasets.table import Table, load_table, read_table

    table = path if isinstance(path, Table) else read_table(path)
    train, test, encoder = load_table(table, target, task=task, seed=seed)
    _enough(len(train[0]), len(test[0]), table.source or "table")
    name = Path(table.source).stem if table.source else "table"
    made = Material(
        name,
        encoder.task or "regression",
        *train,
        *test,
        TablePreparation(encoder),
        encoder.classes,
        shown=table.take(table_rows(table, target, encoder.task, seed)[1]),
        notes=(encoder.reason,),
    )
    return made


def table_rows(table: Table, target: str, task: str | None, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Return the rows, counted from 0, that ``load_table`` trains and tests on."""
    from badak.datasets.target import Target

    goal = Target.fit(table[target], task, "table_rows", table.lines)
    filled = np.flatnonzero(goal.present(table[target]))
    labels = goal.encode(table[target].take(filled)) if goal.task == "classification" else None
    train, test = split_rows(len(filled), labels, seed=seed)
    return filled[train], filled[test]


def from_arrays(
    train: tuple[Any, Any],
    test: tuple[Any, Any] | None = None,
    *,
    name: str = "arrays",
    task: str | None = None,
    class_names: tuple[str, ...] = (),
    picture: str = "",
    seed: int = 0,
) -> Material:
    """Make material of arrays.

    Args:
        train: inputs (samples, …) and targets: class numbers or names, one-hot rows, or numbers to predict.
        test: the same, to test on; a fifth of ``train`` where left out.
        name: what to call it.
        task: ``"classification"`` or ``"regression"``; told from the targets where left out.
        class_names: names of the classes 0, 1, …; the labels themselves where left out.
        picture: see ``ArrayPreparation``.
        seed: decides which samples test, without ``test``.

    Returns:
        The material, its inputs standardised with the mean and deviation of the training part.

    Raises:
        DataError: BD096, BD099, and what is wrong with single values.
    """
    where = f"data {name!r}"
    notes: list[Both] = []
    raw, labels = _checked_parts([train] if test is None else [train, test], where)
    if test is None:
        kept, held = split_rows(len(raw[0]), None, seed=seed)
        notes.append(_split_note(len(held), len(raw[0]), seed))
        raw, labels = [raw[0][kept], raw[0][held]], [labels[0][kept], labels[0][held]]
    _enough(len(raw[0]), len(raw[1]), where)
    if task is None:
        task, reason = decide_task(labels[0])
        notes.append(reason)
    preparation = ArrayPreparation.fit(raw[0], picture)
    if task == "classification":
        targets, class_names = _classes(labels, class_names, where)
    else:
        y = labels[0].astype(np.float64) if labels[0].dtype.kind in "biuf" else None
        if y is None:
            why = both(
                "the targets are words, which only classification can learn",
                "정답이 글자입니다. 글자는 분류(classification)로만 학습할 수 있습니다",
            )
            raise error("BD096", where=where, got=repr(str(labels[0][0])), why=why)
        mean, scale = float(y.mean()), float(y.std()) or 1.0
        preparation = replace(preparation, target="y", target_mean=mean, target_scale=scale)
        targets = [preparation.targets(part.astype(np.float64)) for part in labels]
    shown = raw[1] if preparation.picture else None
    x_train, x_test = (preparation.inputs(part, where) for part in raw)
    return Material(
        name,
        task,
        x_train,
        targets[0],
        x_test,
        targets[1],
        preparation,
        tuple(class_names),
        shown=shown,
        notes=tuple(notes),
    )


def _checked_parts(parts: list[tuple[Any, Any]], where: str) -> tuple[list[np.ndarray], list[np.ndarray]]:
    """Return inputs and targets of each part as arrays that belong together and hold no NaN."""
    raw = [as_array(x, "x", where) for x, _ in parts]
    labels = [_flat_labels(y, where) for _, y in parts]
    for x, y in zip(raw, labels):
        if not x.ndim or not y.ndim or len(x) != len(y):
            rows = (len(part) if part.ndim else 0 for part in (x, y))
            got = f"x {shape_text(x)}, y {shape_text(y)}"
            raise error("BD067", where=where, got=got, inputs=next(rows), labels=next(rows))
        check_finite(x, "x", where)
        check_finite(y, "y", where)
    if len({x.shape[1:] for x in raw}) > 1:
        why = both("training and test samples have different shapes", "학습용과 테스트용 샘플의 모양이 다릅니다")
        raise error("BD096", where=where, got=", ".join(map(shape_text, raw)), why=why)
    return raw, labels


def _split_note(held: int, n: int, seed: int) -> Both:
    return both(
        f"there is no test part: {held:,} of {n:,} samples (seed {seed}) are kept for the test",
        f"테스트용 데이터가 없어 샘플 {n:,}개 중 {held:,}개를 테스트용으로 떼어 두었습니다(seed {seed})",
    )


def decide_task(y: np.ndarray) -> tuple[str, Both]:
    """Tell classification from regression by the targets (samples,), and say why.

    Example:
        >>> import numpy as np
        >>> decide_task(np.linspace(0, 1, 50))[0]
        'regression'
    """
    different = len(np.unique(y))
    if y.dtype.kind not in "biuf":
        return "classification", both(
            f"the targets are words ({different} different ones), so this is classification",
            f"정답이 글자(서로 다른 값 {different}개)이므로 분류(classification) 문제로 봅니다",
        )
    whole = bool((y == np.floor(y)).all())
    few = different <= _MOST_CLASSES and (different == 2 or len(y) >= _ROWS_PER_CLASS * different)
    if whole and few:
        return "classification", both(
            f"the targets are {different} different whole numbers, so this is classification",
            f"정답이 서로 다른 정수 {different}개뿐이므로 분류(classification) 문제로 봅니다",
        )
    return "regression", both(
        f"the targets are {different} different numbers, so this is regression",
        f"정답에 서로 다른 숫자가 {different}개 있으므로 회귀(regression) 문제로 봅니다",
    )


def _flat_labels(y: Any, where: str) -> np.ndarray:
    """Return one target for each sample: one-hot rows become class numbers."""
    y = np.asarray(y)
    if y.ndim == 2 and y.shape[1] > 1:
        one_hot = y.dtype.kind in "biuf" and bool(((y == 0) | (y == 1)).all() and (y.sum(axis=1) == 1).all())
        if not one_hot:
            why = both("each sample has several targets", "샘플마다 정답이 여러 개입니다")
            fix = both(
                "give one number or class for each sample; models with several outputs are trained from Python",
                "샘플마다 수 하나나 클래스 하나를 주세요. 출력이 여럿인 모델은 파이썬에서 학습합니다",
            )
            raise error("BD096", where=where, got=f"y {shape_text(y)}", why=why, fix=fix)
        return y.argmax(axis=1)
    return y.reshape(len(y)) if y.ndim and y.size == len(y) else y


def _classes(labels: list[np.ndarray], names: tuple[str, ...], where: str) -> tuple[list[np.ndarray], tuple[str, ...]]:
    """Number the classes from 0 and name them."""
    known = np.unique(np.concatenate([np.unique(part) for part in labels]))
    whole = known.dtype.kind in "biuf" and bool((known == np.floor(known)).all())
    if names and whole and 0 <= known[0] and known[-1] < len(names):
        return [part.astype(np.int64) for part in labels], names
    if len(known) < 2:
        why = both(f"every sample has the same label {known[0]}", f"모든 샘플의 레이블이 {known[0]}(으)로 같습니다")
        raise error("BD096", where=where, why=why)
    if whole:
        known = known.astype(np.int64)
    return [np.searchsorted(known, part).astype(np.int64) for part in labels], tuple(str(name) for name in known)


def _enough(train: int, test: int, where: str) -> None:
    if train < 2 or test < 1:
        why = both(f"{train} to learn from, {test} to test", f"학습용 {train}개, 테스트용 {test}개")
        raise error("BD099", where=where, why=why)
