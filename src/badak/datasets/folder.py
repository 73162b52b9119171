"""A folder of IDX or NPZ files of one's own, sorted into training and test part by the names found."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import NamedTuple

import numpy as np

from badak.datasets.idx import read_idx
from badak.datasets.npz import read_npz
from badak.datasets.opening import list_folder
from badak.datasets.split import split_rows
from badak.datasets.wording import Both, both, quoted
from badak.errors import BadakError, error, notify

Pair = tuple[np.ndarray, np.ndarray]

# words in the name of a file or array -> what it is
_PARTS = {
    "train": ("train", "training"),
    "val": ("val", "valid", "validation"),
    "test": ("test", "testing", "t10k"),
}
_ROLES = {  # labels first: "train-data-labels" are labels
    "y": ("y", "labels", "label", "targets", "target", "classes"),
    "x": ("x", "images", "image", "imgs", "data", "features", "inputs"),
}
_EXPECTED = both(
    "train-images-idx3-ubyte, train-labels-idx1-ubyte, t10k-images-idx3-ubyte, t10k-labels-idx1-ubyte (.gz or not), "
    "or an .npz with x_train, y_train, x_test, y_test",
    "train-images-idx3-ubyte, train-labels-idx1-ubyte, t10k-images-idx3-ubyte, t10k-labels-idx1-ubyte(.gz 가능), "
    "또는 x_train, y_train, x_test, y_test가 든 .npz",
)


def load_folder(path: str | os.PathLike[str], *, test_size: float = 0.2, seed: int | None = 0) -> tuple[Pair, Pair]:
    """Load a data set from a folder of IDX files (as MNIST has) or NPZ files (as Keras has).

    Files and arrays are recognised by the words in their names: ``train``, ``test`` or ``t10k``, ``val``; ``images``,
    ``data`` or ``x``; ``labels``, ``targets`` or ``y``. Without a test part, a validation part takes its place; without
    either, a part of the training rows is kept for the test, which is said aloud.

    Args:
        path: the folder.
        test_size: share of the rows that is kept for the test when the folder has no test part.
        seed: decides which rows these are.

    Returns:
        ``((x_train, y_train), (x_test, y_test))``, x of shape (rows, …), y of shape (rows,) or (rows, …).

    Raises:
        FileError: BD065, when the folder cannot be opened.
        FileFormatError: BD064 or BD068, when a file is damaged or holds objects.
        DataError: BD066, when no data set is recognised, a part is missing or named twice; BD067, when there are not as
            many labels as inputs.

    Example:
        >>> import pathlib, tempfile
        >>> import numpy as np
        >>> from badak.datasets import load_folder
        >>> x, y = np.zeros((10, 4)), np.arange(10)
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     np.savez(pathlib.Path(folder, "mine.npz"), x_train=x, y_train=y, x_test=x[:2], y_test=y[:2])
        ...     (x_train, y_train), (x_test, y_test) = load_folder(folder)
        >>> x_train.shape, y_test.shape
        ((10, 4), (2,))
    """
    where = f"load_folder({os.fspath(path)!r})"
    files = list_folder(path, where)
    if not files:
        raise _unclear(where, both("the folder is empty", "폴더가 비어 있습니다"))
    found = _sort(_offers(files), where)
    if not found:
        names = quoted(file.name for file in files)
        raise _unclear(where, both("no file is recognised", "알아볼 수 있는 파일이 없습니다"), got=names)
    parts = {part: _pair(found, part, where) for part in _PARTS if (part, "x") in found or (part, "y") in found}
    return _train_and_test(parts, where, test_size, seed)


def _train_and_test(parts: dict[str, Pair], where: str, test_size: float, seed: int | None) -> tuple[Pair, Pair]:
    if "train" not in parts:
        raise _unclear(where, both("there is no training part", "학습용 데이터가 없습니다"), got=", ".join(parts))
    test = parts.get("test") or parts.get("val")
    if test:
        return parts["train"], test
    x, y = parts["train"]
    if len(x) < 2:
        raise _unclear(where, both(f"{len(x)} row is not enough", f"행이 {len(x)}개뿐이라 부족합니다"))
    classes = y if y.ndim == 1 and y.dtype.kind in "biuUS" else None
    train, held = split_rows(len(x), classes, test_size=test_size, seed=seed)
    notify(
        "BD075",
        what=both(
            f"the folder has no test part: {len(held)} of {len(x)} rows (seed {seed}) are kept for the test",
            f"폴더에 테스트용 데이터가 없어 행 {len(x)}개 중 {len(held)}개를 테스트용으로 떼어 두었습니다(seed {seed})",
        ),
        stacklevel=4,
    )
    return (x[train], y[train]), (x[held], y[held])


# ---- what the folder offers ----------------------------------------------------------------------------------------


class Offer(NamedTuple):
    """One array of the folder, by the words in its name."""

    place: tuple[str, str]  # ("train", "x")
    shown: str
    read: Callable[[], np.ndarray]


def _offers(files: list[Path]) -> Iterable[Offer]:
    names = {file.name for file in files}
    for file in files:
        if file.suffix == ".npz":
            for name, array in read_npz(file).items():
                # an array called x in train.npz is the training part's x; x and y alone are a training part
                part = _find(name, _PARTS) or _find(file.stem, _PARTS) or "train"
                role = _find(name, _ROLES)
                if role:
                    yield Offer((part, role), f"{file.name}: {name}", lambda array=array: array)
        elif re.search(r"idx|ubyte", file.name, re.IGNORECASE):
            unpacked = file.name.removesuffix(".gz")
            role = _find(unpacked, _ROLES)
            if role and (unpacked == file.name or unpacked not in names):  # not twice where both forms lie here
                place = (_find(unpacked, _PARTS) or "train", role)
                yield Offer(place, file.name, lambda file=file: read_idx(file))


def _sort(offers: Iterable[Offer], where: str) -> dict[tuple[str, str], Offer]:
    found: dict[tuple[str, str], Offer] = {}
    for offer in offers:
        if offer.place in found:
            say = _say(*offer.place)
            raise _unclear(
                where,
                both(f"there are two candidates for the {say['en']}", f"{say['ko']}의 후보가 둘입니다"),
                got=quoted([found[offer.place].shown, offer.shown]),
                fix=both("keep one of them in the folder", "둘 중 하나만 폴더에 남겨 두세요"),
            )
        found[offer.place] = offer
    return found


def _find(name: str, words: dict[str, tuple[str, ...]]) -> str | None:
    # words end at signs, digits and capitals (trainX, images2), save in t10k
    parts = {word.lower() for word in re.findall(r"(?i:t10k)|[A-Z]?[a-z]+|[A-Z]+", name)}
    return next((meaning for meaning, spelled in words.items() if parts & set(spelled)), None)


def _pair(found: dict[tuple[str, str], Offer], part: str, where: str) -> Pair:
    for role in "xy":
        if (part, role) not in found:
            say = _say(part, role)
            here = quoted(offer.shown for offer in found.values())
            raise _unclear(where, both(f"the {say['en']} are missing", f"{say['ko']} 데이터가 없습니다"), got=here)
    inputs, labels = found[part, "x"], found[part, "y"]
    x, y = inputs.read(), labels.read()
    if not x.ndim or not y.ndim or len(x) != len(y):
        shapes = f"{inputs.shown} {x.shape}, {labels.shown} {y.shape}"
        raise error("BD067", where=where, got=shapes, inputs=len(x) if x.ndim else 0, labels=len(y) if y.ndim else 0)
    if not len(x):
        raise _unclear(where, both("there are no rows", "행이 하나도 없습니다"), got=f"{inputs.shown} {x.shape}")
    return x, y


def _say(part: str, role: str) -> Both:
    ko = {"train": "학습용", "val": "검증용", "test": "테스트용"}[part]
    en = {"train": "training", "val": "validation", "test": "test"}[part]
    return both(f"{en} {'inputs' if role == 'x' else 'labels'}", f"{ko} {'입력' if role == 'x' else '레이블'}")


def _unclear(where: str, why: Both, got: str = "", fix: Both | None = None) -> BadakError:
    rename = both(
        "rename or add files so that each part has its words", "파일 이름을 바꾸거나 추가해 각 부분이 드러나게 하세요"
    )
    return error("BD066", where=where, why=why, got=got, expected=_EXPECTED, fix=fix or rename)
