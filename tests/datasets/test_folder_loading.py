"""A user's own folder: parts recognised by their names, everything else refused with what is there."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from badak.datasets import load_folder
from badak.errors import Notice
from tests.datasets.helpers import raises, write_idx, write_mnist_like

X = np.arange(24.0).reshape(6, 4)
Y = np.array([0, 1, 2, 0, 1, 2])


@pytest.mark.parametrize("ending", ["", ".gz"])
def test_files_named_as_mnist(tmp_path: Path, ending: str) -> None:
    write_mnist_like(tmp_path, train=6, test=3, ending=ending)
    (x_train, y_train), (x_test, y_test) = load_folder(tmp_path)
    assert x_train.shape == (6, 2, 2) and x_test.shape == (3, 2, 2)
    assert y_train.tolist() == [0, 1, 2, 0, 1, 2] and y_test.tolist() == [0, 1, 2]
    assert x_train[5].ravel().tolist() == [20, 21, 22, 23]


def test_other_spellings(tmp_path: Path) -> None:
    """Kaggle's dots, EMNIST's front, and files that are something else."""
    write_idx(tmp_path / "emnist-letters-train-images.idx3-ubyte", np.zeros((4, 2, 2), np.uint8))
    write_idx(tmp_path / "emnist-letters-train-labels.idx1-ubyte", np.zeros(4, np.uint8))
    write_idx(tmp_path / "emnist-letters-test-images.idx3-ubyte", np.zeros((2, 2, 2), np.uint8))
    write_idx(tmp_path / "emnist-letters-test-labels.idx1-ubyte", np.zeros(2, np.uint8))
    (tmp_path / "readme.txt").write_text("train images")
    (tmp_path / ".train-images-idx3-ubyte").write_text("hidden")
    (tmp_path / "train-images-idx").mkdir()
    assert load_folder(tmp_path)[0][0].shape == (4, 2, 2)


def test_packed_and_unpacked_form_of_one_file(tmp_path: Path) -> None:
    write_mnist_like(tmp_path, ending=".gz")
    write_mnist_like(tmp_path, ending="")
    assert load_folder(tmp_path)[0][0].shape == (6, 2, 2)


@pytest.mark.parametrize(
    "names",
    [
        ("x_train", "y_train", "x_test", "y_test"),
        ("X_train", "Y_train", "X_test", "Y_test"),
        ("train_images", "train_labels", "test_images", "test_labels"),
        ("trainX", "trainY", "testX", "testY"),
        ("train_data", "train_data_labels", "test_data", "test_data_labels"),
    ],
)
def test_one_npz(tmp_path: Path, names: tuple[str, ...]) -> None:
    np.savez(tmp_path / "mine.npz", **dict(zip(names, (X, Y, X[:2], Y[:2]))))
    (x_train, y_train), (x_test, y_test) = load_folder(tmp_path)
    np.testing.assert_array_equal(x_train, X)
    np.testing.assert_array_equal(y_train, Y)
    assert x_test.shape == (2, 4) and y_test.shape == (2,)


def test_one_npz_for_each_part(tmp_path: Path) -> None:
    np.savez(tmp_path / "data_train.npz", x=X, y=Y)
    np.savez(tmp_path / "data_test.npz", x=X[:1], y=Y[:1])
    train, test = load_folder(tmp_path)
    assert train[0].shape == (6, 4) and test[1].tolist() == [0]


def test_validation_part_stands_in_for_the_test(tmp_path: Path) -> None:
    np.savez(tmp_path / "m.npz", train_images=X, train_labels=Y, val_images=X[:2], val_labels=Y[:2])
    assert load_folder(tmp_path)[1][0].shape == (2, 4)
    np.savez(tmp_path / "t.npz", test_images=X[:3], test_labels=Y[:3])
    assert load_folder(tmp_path)[1][0].shape == (3, 4)


def test_rows_are_set_aside_and_said(tmp_path: Path) -> None:
    np.savez(tmp_path / "all.npz", x=np.arange(30.0)[:, None], y=np.repeat([0, 1, 2], 10))
    with pytest.warns(Notice, match=r"BD075.*no test part: 6 of 30 rows"):
        (x_train, y_train), (x_test, y_test) = load_folder(tmp_path)
    assert np.bincount(y_test).tolist() == [2, 2, 2] and np.bincount(y_train).tolist() == [8, 8, 8]
    assert sorted(np.concatenate([x_train, x_test])[:, 0].tolist()) == list(range(30))


def test_empty_folder(tmp_path: Path) -> None:
    with raises("BD066", en=("folder is empty", "x_train, y_train"), ko=("폴더가 비어", "x_train, y_train")):
        load_folder(tmp_path)


def test_nothing_recognised(tmp_path: Path) -> None:
    (tmp_path / "cat.png").write_bytes(b"")
    with raises("BD066", en=("no file is recognised", "'cat.png'"), ko=("알아볼 수 있는 파일이 없습니다", "'cat.png'")):
        load_folder(tmp_path)


def test_file_instead_of_folder(tmp_path: Path) -> None:
    file = tmp_path / "mine.csv"
    file.write_text("a,b\n1,2\n")
    with raises("BD065", en=("a file, not a folder", "read_table"), ko=("폴더가 아니라 파일", "read_table")):
        load_folder(file)


def test_missing_folder(tmp_path: Path) -> None:
    with raises("BD065", en="does not exist", ko="존재하지 않습니다"):
        load_folder(tmp_path / "none")


@pytest.mark.parametrize(
    ("missing", "en", "ko"),
    [
        ("y_train", "training labels are missing", "학습용 레이블 데이터가 없습니다"),
        ("x_train", "training inputs are missing", "학습용 입력 데이터가 없습니다"),
        ("y_test", "test labels are missing", "테스트용 레이블 데이터가 없습니다"),
        ("x_test", "test inputs are missing", "테스트용 입력 데이터가 없습니다"),
    ],
)
def test_missing_array(tmp_path: Path, missing: str, en: str, ko: str) -> None:
    arrays = {"x_train": X, "y_train": Y, "x_test": X, "y_test": Y}
    del arrays[missing]
    np.savez(tmp_path / "m.npz", **arrays)
    with raises("BD066", en=en, ko=ko):
        load_folder(tmp_path)


def test_no_training_part(tmp_path: Path) -> None:
    np.savez(tmp_path / "m.npz", x_test=X, y_test=Y)
    with raises("BD066", en="no training part", ko="학습용 데이터가 없습니다"):
        load_folder(tmp_path)


def test_unequal_counts(tmp_path: Path) -> None:
    np.savez(tmp_path / "m.npz", x_train=X, y_train=Y[:5], x_test=X, y_test=Y)
    with raises("BD067", en=("differ: 6 and 5", "(6, 4)", "(5,)"), ko="6개와 5개"):
        load_folder(tmp_path)


def test_ambiguous_names(tmp_path: Path) -> None:
    write_mnist_like(tmp_path)
    write_idx(tmp_path / "train-images-2-idx3-ubyte", np.zeros((6, 2, 2), np.uint8))
    with raises(
        "BD066",
        en=("two candidates for the training inputs", "train-images-2-idx3-ubyte", "keep one"),
        ko=("학습용 입력의 후보가 둘", "하나만"),
    ):
        load_folder(tmp_path)


def test_empty_arrays(tmp_path: Path) -> None:
    np.savez(tmp_path / "m.npz", x_train=X[:0], y_train=Y[:0])
    with raises("BD066", en="there are no rows", ko="행이 하나도 없습니다"):
        load_folder(tmp_path)


def test_one_row_cannot_be_split(tmp_path: Path) -> None:
    np.savez(tmp_path / "m.npz", x=X[:1], y=Y[:1])
    with raises("BD066", en="1 row is not enough", ko="행이 1개뿐"):
        load_folder(tmp_path)


def test_damaged_file_inside(tmp_path: Path) -> None:
    write_mnist_like(tmp_path, ending="")
    file = tmp_path / "t10k-labels-idx1-ubyte"
    file.write_bytes(file.read_bytes()[:-1])
    with raises("BD064", en="t10k-labels-idx1-ubyte"):
        load_folder(tmp_path)


def test_objects_inside(tmp_path: Path) -> None:
    np.savez(tmp_path / "m.npz", x=np.array([[1], [2, 3]], dtype=object), y=Y[:2], allow_pickle=True)
    with raises("BD068", en="Python objects"):
        load_folder(tmp_path)
