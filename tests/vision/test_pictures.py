"""Reading pictures without another package, and laying digits out as MNIST's makers did."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from badak import errors, vision
from badak.datasets import digits_sample

GREY = np.array([[0, 128, 255], [10, 20, 30]], np.uint8)


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"P5 3 2 255\n" + GREY.tobytes(), GREY),
        (b"P5\n# by hand\n3\n#2\n2\n255\n" + GREY.tobytes(), GREY),
        (b"P2 3 2 255\n0 128 255\n10 20 30\n", GREY),
        (b"P2 3 2 15 0 15 15 # end\n 15 15 0", np.array([[0, 255, 255], [255, 255, 0]])),
        (b"P1 2 2 1 0\n01", np.array([[0, 255], [255, 0]])),
        (b"P4 9 1 \x80\x80", np.array([[0, 255, 255, 255, 255, 255, 255, 255, 0]])),
        (b"P5 1 1 65535 \xff\xff", np.array([[255]])),
    ],
)
def test_netpbm(tmp_path: Path, content: bytes, expected: np.ndarray) -> None:
    (tmp_path / "x.pnm").write_bytes(content)
    assert np.array_equal(vision.read_picture(tmp_path / "x.pnm"), expected)


def test_colours(tmp_path: Path) -> None:
    colours = np.arange(12, dtype=np.uint8).reshape(2, 2, 3)
    (tmp_path / "x.ppm").write_bytes(b"P6 2 2 255 " + colours.tobytes())
    assert np.array_equal(vision.read_picture(tmp_path / "x.ppm"), colours)
    (tmp_path / "y.ppm").write_bytes(b"P3 2 2 255 " + " ".join(map(str, range(12))).encode())
    assert np.array_equal(vision.read_picture(tmp_path / "y.ppm"), colours)


def test_what_pillow_reads(tmp_path: Path) -> None:
    images = pytest.importorskip("PIL.Image")
    images.fromarray(GREY).save(tmp_path / "grey.png")
    assert np.array_equal(vision.read_picture(tmp_path / "grey.png"), GREY)
    clear = np.zeros((2, 2, 4), np.uint8)
    clear[0, 0] = (0, 0, 0, 255)
    images.fromarray(clear).save(tmp_path / "clear.png")  # what is transparent is paper
    assert vision.read_picture(tmp_path / "clear.png").tolist() == [[0, 255], [255, 255]]
    images.fromarray(GREY.astype(np.uint16) * 257).save(tmp_path / "deep.png")
    assert np.array_equal(vision.read_picture(tmp_path / "deep.png"), GREY)


def test_paths_that_are_no_pictures(tmp_path: Path) -> None:
    with pytest.raises(errors.FileError, match="BD065"):
        vision.read_picture(tmp_path / "missing.png")
    with pytest.raises(errors.FileError, match="BD065"):
        vision.read_picture(tmp_path)


def test_resizing_keeps_the_mean_and_straight_edges() -> None:
    picture = np.random.default_rng(0).random((40, 60))
    assert vision.resize(picture, 10, 15).mean() == pytest.approx(picture.mean(), rel=1e-6)
    assert np.allclose(vision.resize(picture, 40, 60), picture)
    assert np.allclose(vision.resize(np.ones((3, 7)), 11, 5), 1)
    slope = vision.resize(np.arange(4.0)[None], 1, 8)[0]
    assert (np.diff(slope) >= 0).all() and slope[0] == 0 and slope[-1] == 3
    assert vision.resize(np.ones((1, 1)), 5, 5).shape == (5, 5)


def test_ink_does_not_depend_on_which_is_light() -> None:
    picture = np.full((20, 20), 200.0)
    picture[5:9, 5:9] = 50
    assert np.allclose(vision.ink_of(picture), vision.ink_of(255 - picture), atol=1e-6)
    coloured = np.repeat(picture[..., None], 3, axis=2)
    assert np.allclose(vision.ink_of(coloured), vision.ink_of(picture), atol=1e-5)


def test_a_digit_is_laid_out_as_in_mnist() -> None:
    """Each digit of MNIST, drawn large and off the middle, comes back nearly as it was."""
    _, (x, _) = digits_sample()
    alike = []
    for digit in x[:20]:
        page = np.full((300, 400), 230.0)
        page[60 : 60 + 168, 190 : 190 + 168] -= np.kron(digit, np.ones((6, 6))) * (200 / 255)
        framed = vision.frame_digit(page)
        assert framed.shape == (28, 28) and framed.dtype == np.uint8
        row, column = vision.centre_of_mass(framed.astype(float))
        assert abs(row - 14) <= 0.5 and abs(column - 14) <= 0.5
        rows, columns = np.flatnonzero(framed.any(axis=1)), np.flatnonzero(framed.any(axis=0))
        assert max(rows[-1] - rows[0], columns[-1] - columns[0]) + 1 in (19, 20, 21)
        alike.append(np.corrcoef(framed.ravel(), digit.ravel())[0, 1])
    assert np.median(alike) > 0.97 and min(alike) > 0.75  # a thin one, half a pixel aside, is the worst


def test_a_photo_with_shadow_and_noise() -> None:
    """The paper is darker on one side than on the other, and no pixel is like the next."""
    _, (x, _) = digits_sample()
    rng = np.random.default_rng(0)
    alike = []
    for digit in x[:20]:
        page = np.linspace(200, 235, 400)[None] + rng.normal(0, 4, (300, 400))
        page[60 : 60 + 168, 190 : 190 + 168] -= np.kron(digit, np.ones((6, 6))) * (170 / 255)
        alike.append(np.corrcoef(vision.frame_digit(page).ravel(), digit.ravel())[0, 1])
    assert np.median(alike) > 0.9


def test_whole_pictures_keep_their_proportions() -> None:
    picture = np.full((10, 20), 255.0)
    picture[:, 8:12] = 0
    framed = vision.frame_picture(picture, (28, 28))
    assert framed.shape == (28, 28) and framed[:6].max() == 0 and framed[14, 14] == 255
    assert vision.frame_picture(picture, (8, 8, 3)).shape == (8, 8, 3)
