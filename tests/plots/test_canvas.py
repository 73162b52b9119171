"""Where plots are drawn: the axes given, the style, the letters, the files."""

from __future__ import annotations

import sys
import warnings
from pathlib import Path
from typing import Any

import matplotlib
import numpy as np
import pytest
from matplotlib import pyplot
from matplotlib.font_manager import FontProperties

import badak
from badak import errors, plots
from badak.plots import canvas


def cubic(x: Any) -> Any:
    return x**3 - 3 * x


def test_given_axes_are_drawn_on_and_returned() -> None:
    """One panel of the user's own figure; no other figure is opened."""
    figure, (left, right) = pyplot.subplots(1, 2)
    assert plots.derivative(cubic, ax=right) is right
    assert not left.get_lines() and right.get_lines()
    assert pyplot.get_fignums() == [figure.number]


def test_without_axes_pyplot_knows_the_figure() -> None:
    """``pyplot.show()`` shows what was drawn."""
    ax = plots.derivative(cubic)
    assert pyplot.gcf() is ax.figure


def test_the_style_does_not_outlive_the_plot() -> None:
    """The user's own plots look as before."""
    before = dict(matplotlib.rcParams)
    plots.derivative(cubic)
    assert dict(matplotlib.rcParams) == before


def test_every_korean_letter_is_drawn(tmp_path: Path) -> None:
    """Titles, names along the axis and legends; a missing glyph would warn."""
    badak.errors.set_language("ko")
    ax = plots.derivative(cubic, at=1.0)
    ax.set_title("뷁 힣 ㄱ")
    ax.set_xticks([0, 1], ["고양이", "강아지"])
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        plots.save(ax, tmp_path / "plot.png")
    labels = [text.get_text() for text in ax.get_legend().get_texts()]
    assert labels[-1] == "x = 1의 접선, 기울기 0"
    assert ax.get_ylabel() == "값"


def test_korean_letters_on_given_axes(tmp_path: Path) -> None:
    """Axes whose words were made in the user's own style; a title may be set afterwards."""
    badak.errors.set_language("ko")
    figure, ax = pyplot.subplots()
    ax.set_title("왼쪽", loc="left")
    plots.derivative(cubic, ax=ax)
    ax.set_title("가운데")
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        plots.save(figure, tmp_path / "plot.png")
    assert ax.get_title("left") == "왼쪽" and ax.get_ylabel() == "값"


def test_lines_differ_in_grey() -> None:
    """Neighbours in the order of colours differ in lightness or, at least, in their dashes."""
    light = [0.2126 * r + 0.7152 * g + 0.0722 * b for r, g, b in map(matplotlib.colors.to_rgb, canvas.COLOURS)]
    near = [i for i, (a, b) in enumerate(zip(light, light[1:])) if abs(a - b) < 0.08]
    assert not near
    assert len(set(map(str, canvas.DASHES))) == len(canvas.COLOURS) == len(canvas.MARKERS)


@pytest.mark.parametrize("ending", [".svg", ".html", ".png", ".pdf"])
def test_files_are_the_same_each_time(tmp_path: Path, ending: str) -> None:
    """No date, no random names."""
    for name in ("a", "b"):
        ax = plots.derivative(cubic)
        plots.save(ax, tmp_path / (name + ending))
    first, second = ((tmp_path / (name + ending)).read_bytes() for name in "ab")
    assert first == second and len(first) > 3000


def test_svg_holds_its_letters(tmp_path: Path) -> None:
    """Outlines instead of text: a reader without Korean fonts shows the words."""
    badak.errors.set_language("ko")
    plots.save(plots.derivative(cubic), tmp_path / "plot.svg")
    text = (tmp_path / "plot.svg").read_text(encoding="utf-8")
    assert text.startswith("<svg") and "<text" not in text and "BadakGothic-Regular" in text


def test_html_page_holds_the_picture_and_its_title(tmp_path: Path) -> None:
    """One page, no other file."""
    ax = plots.derivative(cubic)
    ax.set_title("x < 3", loc="left")
    plots.save(ax.figure, tmp_path / "plot.html")
    text = (tmp_path / "plot.html").read_text(encoding="utf-8")
    assert "<title>x &lt; 3</title>" in text and "<svg" in text and "<script src" not in text and "<link" not in text


def test_arrays_of_axes_are_saved(tmp_path: Path) -> None:
    """What pyplot.subplots gives."""
    _, axes = pyplot.subplots(1, 2)
    plots.save(axes, tmp_path / "plot.png")
    assert (tmp_path / "plot.png").stat().st_size > 1000


WRONG = {
    "BD375": (lambda tmp: plots.derivative(cubic, ax=3), "not a place to draw on", "대상이 아닙니다"),  # type: ignore[arg-type]
    "BD376": (
        lambda tmp: plots.save(plots.derivative(cubic), tmp / "a.gif"),
        "not written in this form",
        "저장하지 않습니다",
    ),
    "BD377": (lambda tmp: plots.derivative(cubic, x=(3, 3)), "not a range to draw", "그릴 수 있는 구간이 아닙니다"),
    "BD378": (lambda tmp: plots.derivative(lambda x: x[0, 0]), "cannot be drawn", "그릴 수 없습니다"),
    "BD040": (lambda tmp: plots.derivative(cubic, orders=4), "0 ≤ orders ≤ 3", "0 ≤ orders ≤ 3"),
}


@pytest.mark.parametrize("code", WRONG)
def test_mistakes_are_told(code: str, tmp_path: Path) -> None:
    """In both languages, with the code."""
    call, english, korean = WRONG[code]
    with pytest.raises(errors.ArgumentError) as caught:
        call(tmp_path)
    assert caught.value.code == code
    assert english in caught.value.text("en") and korean in caught.value.text("ko")
    assert not list(tmp_path.iterdir())


def test_what_was_not_drawn_is_not_saved(tmp_path: Path) -> None:
    """A number is no plot."""
    with pytest.raises(errors.ArgumentError, match="BD375"):
        plots.save(3, tmp_path / "a.svg")
    assert not list(tmp_path.iterdir())


def test_without_matplotlib_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """The line that installs it."""
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    with pytest.raises(errors.MissingExtraError, match=r'BD090.*matplotlib[\s\S]*pip install "badak\[plot\]"'):
        plots.derivative(cubic)


def test_the_font_is_the_one_badak_carries() -> None:
    """Not one that this machine happens to have."""
    from badak.drawing import fonts

    with canvas.style("test"):
        found = matplotlib.font_manager.findfont(FontProperties(family=fonts.NAME), fallback_to_default=False)
    assert Path(found) == fonts.KOREAN


def test_single_numbers_functions_are_drawn_too() -> None:
    """``math.sin`` takes no array; f alone needs no derivative."""
    import math

    ax = plots.derivative(math.sin, x=(0, 3), orders=0)
    line = ax.get_lines()[0]
    np.testing.assert_allclose(line.get_ydata(), np.sin(line.get_xdata()))


def test_no_module_hides_a_function() -> None:
    """Importing ``badak.plots.x`` sets the attribute x: a function of that name would be gone."""
    import pkgutil

    assert not {module.name for module in pkgutil.iter_modules(plots.__path__)} & set(plots.__all__)
