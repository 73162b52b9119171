"""A curve of the user's: points of a table, a line traced in a picture, and what is said of files that hold none."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from badak.classic import read_curve
from badak.errors import BadakError, DataError


def picture(folder: Path, grey: np.ndarray) -> Path:
    file = folder / "drawing.pgm"
    file.write_bytes(b"P5 %d %d 255\n" % grey.shape[::-1] + grey.astype(np.uint8).tobytes())
    return file


def sheet(line, thick: float = 2.0, width: int = 300, height: int = 200) -> tuple[np.ndarray, np.ndarray]:
    """Return where the ink of a line y(x) is, and x of every pixel."""
    rows, columns = np.mgrid[:height, :width]
    x = (2 * columns + 1) / width - 1
    return np.abs(rows - ((height - 1) / 2 - line(x) * width / 2)) <= thick, x


@pytest.mark.parametrize("ink,ground", [(20, 250), (240, 5), (90, 200)])
def test_a_line_is_traced(tmp_path: Path, ink: int, ground: int) -> None:
    def line(x):
        return 0.4 * np.cos(2 * x) - 0.2

    drawn, across = sheet(line)
    drawn &= np.abs(across) < 0.8
    noise = np.random.default_rng(0).integers(-4, 5, drawn.shape)
    x, y = read_curve(picture(tmp_path, np.where(drawn, ink, ground) + noise))
    assert np.abs(x).max() < 0.8 and len(x) == 240 and (np.diff(x) > 0).all()
    np.testing.assert_allclose(y, line(x), atol=1 / 300)  # half a pixel


def test_points_are_sorted_and_those_over_one_x_averaged(tmp_path: Path) -> None:
    file = tmp_path / "points.csv"
    file.write_text(
        "time,height,remark\n" + "".join(f"{k % 9 + 0.5},{k},x\n" for k in range(17, -1, -1)), encoding="utf-8"
    )
    x, y = read_curve(file)
    np.testing.assert_allclose(x, np.arange(9) + 0.5)
    np.testing.assert_allclose(y, np.arange(9) + 4.5)  # the mean of k and k + 9


def refused(path: Path) -> BadakError:
    with pytest.raises(DataError) as caught:
        read_curve(path)
    return caught.value


@pytest.mark.parametrize(
    "text,english,korean",
    [
        ("x\n" + "1.5\n" * 9, "there is one column only", "열이 하나뿐입니다"),
        ("x,y\n1,2\n2,three\n3,4\n", "line 3 has no number there", "3번째 줄에 숫자가 없습니다"),
        ("x,y\n1,2\n,3\n", "line 3 has no number there", "3번째 줄에 숫자가 없습니다"),
        ("x,y\n" + "".join(f"{k % 3},{k}.5\n" for k in range(20)), "these are too few points", "점이 너무 적습니다"),
    ],
)  # fmt: skip
def test_tables_without_a_curve(tmp_path: Path, text: str, english: str, korean: str) -> None:
    file = tmp_path / "points.csv"
    file.write_text(text, encoding="utf-8")
    problem = refused(file)
    assert problem.code == "BD315"
    assert f"no curve can be made of this table: {english}" in problem.text("en")
    assert f"이 표로는 곡선을 만들 수 없습니다: {korean}" in problem.text("ko")
    assert "points.csv" in problem.text("en") and "<" not in problem.text("ko")


BLANK = np.full((60, 80), 240)


def two_lines() -> np.ndarray:
    return np.where(sheet(lambda x: 0.3 + 0 * x)[0] | sheet(lambda x: -0.3 + 0 * x)[0], 10, 240)


def circle() -> np.ndarray:
    rows, columns = np.mgrid[:200, :200]
    return np.where(np.abs(np.hypot(rows - 100, columns - 100) - 70) < 2, 10, 240)


def photograph() -> np.ndarray:
    return np.random.default_rng(0).integers(0, 256, (60, 80))


def stroke() -> np.ndarray:
    grey = BLANK.copy()
    grey[5:50, 40:43] = 10
    return grey


@pytest.mark.parametrize(
    "grey,english,korean",
    [
        (BLANK, "nothing stands out from the ground", "바탕에서 도드라지는 것이 없습니다"),
        (photograph(), "too much of it is dark for a line", "선이라기에는 어두운 부분이 너무 많습니다"),
        (stroke(), "the line is too short from left to right", "선의 좌우 길이가 너무 짧습니다"),
        (two_lines(), "there is more than one line over the same x", "같은 x 위에 선이 둘 이상 있습니다"),
        (circle(), "there is more than one line over the same x", "같은 x 위에 선이 둘 이상 있습니다"),
    ],
    ids=["blank", "photograph", "stroke", "two lines", "circle"],
)  # fmt: skip
def test_pictures_without_a_curve(tmp_path: Path, grey: np.ndarray, english: str, korean: str) -> None:
    problem = refused(picture(tmp_path, grey))
    assert problem.code == "BD316"
    assert f"no curve was found in this picture: {english}" in problem.text("en")
    assert f"이 그림에서 곡선을 찾지 못했습니다: {korean}" in problem.text("ko")
    assert "drawing.pgm" in problem.text("en") and "<" not in problem.text("ko")


def test_a_speck_beside_the_line_does_not_lead_astray(tmp_path: Path) -> None:
    drawn, _ = sheet(lambda x: 0.2 * x)
    drawn[5:8, 40:43] = True
    x, y = read_curve(picture(tmp_path, np.where(drawn, 20, 240)))
    np.testing.assert_allclose(y, 0.2 * x, atol=1 / 300)
