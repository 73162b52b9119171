"""Folders and archives of pictures, a folder for each class."""

from __future__ import annotations

import io
import tarfile
import warnings
import zipfile
from pathlib import Path

import numpy as np
import pytest

from badak.datasets import load_pictures
from badak.datasets.pictures import holds_pictures
from badak.errors import BadakError
from badak.training.material import load_material
from tests.datasets.damage import changed_at_random


def pgm(value: int, height: int = 4, width: int = 4) -> bytes:
    return b"P5 %d %d 255 " % (width, height) + bytes([value] * (height * width))


def ppm(red: int, height: int = 4, width: int = 4) -> bytes:
    return b"P6 %d %d 255 " % (width, height) + bytes([red, 1, 2] * (height * width))


def fill(folder: Path, files: dict[str, bytes]) -> Path:
    for name, content in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)
    return folder


TWO = {f"{kind}/{i}.pgm": pgm(grey + i) for kind, grey in (("cats", 10), ("dogs", 200)) for i in range(5)}
PARTS = {
    **{f"train/{kind}/{i}.ppm": ppm(i) for kind in ("cats", "dogs") for i in range(3)},
    **{f"test/{kind}/{i}.ppm": ppm(50 + i) for kind in ("cats", "dogs") for i in range(2)},
}


def test_a_folder_is_split_by_class(tmp_path: Path) -> None:
    (x, y), (x_test, y_test) = load_pictures(
        fill(tmp_path, {**TWO, "notes.txt": b"no picture", "cats/.hidden.pgm": b""})
    )
    assert x.shape == (8, 4, 4) and x.dtype == np.uint8 and sorted(y_test) == ["cats", "dogs"]
    assert all((x[:, 0, 0] > 100) == (y == "dogs"))
    again = load_pictures(tmp_path)
    np.testing.assert_array_equal(again[0][0], x)


def test_parts_keep_what_they_are(tmp_path: Path) -> None:
    (x, y), (x_test, y_test) = load_pictures(fill(tmp_path, PARTS))
    assert x.shape == (6, 4, 4, 3) and x_test[:, 0, 0, 0].min() == 50 and list(y) == ["cats"] * 3 + ["dogs"] * 3
    (tmp_path / "test").rename(tmp_path / "valid")
    assert len(load_pictures(tmp_path)[1][0]) == len(x_test) == len(y_test)


def test_archives_are_read_as_they_are(tmp_path: Path) -> None:
    fill(tmp_path / "all", PARTS)
    with zipfile.ZipFile(tmp_path / "all.zip", "w") as archive:
        for name, content in PARTS.items():
            archive.writestr(f"all/{name}", content)
    (tmp_path / "parts").mkdir()
    for part in ("train", "test"):
        with tarfile.open(tmp_path / "parts" / f"{part}.tar.gz", "w:gz") as archive:
            for name, content in PARTS.items():
                if name.startswith(part):
                    member = tarfile.TarInfo(name)
                    member.size = len(content)
                    archive.addfile(member, io.BytesIO(content))
    wanted = load_pictures(tmp_path / "all")
    for path in (tmp_path / "all.zip", tmp_path / "parts"):
        assert holds_pictures(path)
        for (x, y), (x_wanted, y_wanted) in zip(load_pictures(path), wanted, strict=True):
            np.testing.assert_array_equal(x, x_wanted)
            assert list(y) == list(y_wanted)


def test_changed_bytes_of_an_archive_end_in_a_coded_error(tmp_path: Path) -> None:
    file = tmp_path / "good.zip"
    with zipfile.ZipFile(file, "w") as archive:
        for name, content in PARTS.items():
            archive.writestr(name, content)

    def read(path: Path) -> object:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # names that a changed byte made are another class
            return load_pictures(path)

    changed_at_random(file, read, {"BD097"}, times=300)


def test_sizes_are_brought_together_and_said(tmp_path: Path) -> None:
    fill(tmp_path, {**TWO, "cats/wide.pgm": pgm(30, 4, 8)})
    with pytest.warns(UserWarning, match="BD155.*4×4, 4×8.*64×64"):
        (x, _), _ = load_pictures(tmp_path)
    assert x.shape[1:] == (64, 64)
    (x, _), (x_test, _) = load_pictures(tmp_path, size=(8, 8))
    both = np.concatenate([x, x_test])
    (wide,) = both[both[:, 0, 0] == 0]  # twice as wide as high: black above and below
    assert not wide[:2].any() and not wide[6:].any() and (wide[2:6] == 30).all()


def test_grey_pictures_among_coloured_ones_get_three_channels(tmp_path: Path) -> None:
    (x, _), (x_test, _) = load_pictures(fill(tmp_path, {**TWO, "dogs/red.ppm": ppm(255)}))
    assert x.shape[1:] == x_test.shape[1:] == (4, 4, 3)


@pytest.mark.parametrize(
    ("files", "code", "words"),
    [
        ({"cats/1.pgm": pgm(1)}, "BD154", "'cats'"),
        ({"1.pgm": pgm(1), "2.pgm": pgm(2)}, "BD154", "none"),
        ({**PARTS, "test/birds/1.ppm": ppm(1)}, "BD154", "'birds'"),
        ({**TWO, "dogs/broken.pgm": b"P5 4"}, "BD097", "broken.pgm"),
        ({"cats/1.pgm": pgm(1), "train.tar": b"no archive"}, "BD097", "train.tar"),
    ],
)
def test_what_cannot_be_is_told(tmp_path: Path, files: dict[str, bytes], code: str, words: str) -> None:
    with pytest.raises(BadakError) as caught:
        load_pictures(fill(tmp_path, files))
    assert caught.value.code == code and words in str(caught.value)


def test_a_missing_folder(tmp_path: Path) -> None:
    with pytest.raises(BadakError, match="BD065"):
        load_pictures(tmp_path / "nothing")


def test_material_of_pictures(tmp_path: Path) -> None:
    material = load_material({"kind": "arrays", "path": str(fill(tmp_path, PARTS))})
    assert material.class_names == ("cats", "dogs") and material.task == "classification"
    assert material.x_train.shape == (6, 4, 4, 3) and material.preparation.picture == "picture"
    assert material.shown.dtype == np.uint8 and material.x_train.max() <= 1
