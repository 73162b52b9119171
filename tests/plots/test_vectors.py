"""Vectors as arrows: where they begin, where they go, what is written at them."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from matplotlib.quiver import Quiver

import badak
from badak import errors, plots


def arrows_of(ax: Any) -> tuple[Any, Any]:
    drawn = next(c for c in ax.collections if isinstance(c, Quiver))
    return drawn.XY.tolist(), np.stack([drawn.U, drawn.V], axis=1).tolist()


def words(ax: Any) -> list[str]:
    return [text.get_text() for text in ax.texts]


def test_displacement_begins_at_a_and_a_position_vector_at_the_origin() -> None:
    """The course's (4, 3) twice: the same vector has the same colour, whichever way it was given."""
    ax = plots.vectors([((1, 1), (5, 4)), (4, 3), (3, 4)], lengths=True)
    assert arrows_of(ax) == ([[1, 1], [0, 0], [0, 0]], [[4, 3], [4, 3], [3, 4]])
    assert words(ax) == ["(4, 3), length 5", "(4, 3), length 5", "(3, 4), length 5", "(1, 1)", "(5, 4)"]
    one, two, three = next(c for c in ax.collections if isinstance(c, Quiver)).get_facecolor().tolist()
    assert one == two != three


def test_a_sum_goes_from_the_first_beginning_to_the_last_end() -> None:
    """Each from the end of the one before."""
    ax = plots.vectors({"a": (4, 1), "b": (1, 3), "c": (-2, 1)}, add=True)
    assert arrows_of(ax) == ([[0, 0], [4, 1], [5, 4], [0, 0]], [[4, 1], [1, 3], [-2, 1], [3, 5]])
    assert words(ax) == ["a = (4, 1)", "b = (1, 3)", "c = (−2, 1)", "sum = (3, 5)"]
    badak.errors.set_language("ko")
    assert words(plots.vectors([(3, 4)], add=True, lengths=True)) == ["(3, 4), 길이 5", "합 = (3, 4), 길이 5"]


def test_all_of_every_arrow_is_in_the_picture_and_angles_are_true() -> None:
    """One unit across is as long as one unit up."""
    ax = plots.vectors([((10, 10), (30, 11)), (0, 0), badak.tensor([1.0, -2.0])])
    low, high = ax.get_xlim()
    assert low < 0 and high > 30
    low, high = ax.get_ylim()
    assert low < -2 and high > 11
    assert ax.get_aspect() == 1


@pytest.mark.parametrize("wrong", [[(1, 2, 3)], "ab", [], {"v": None}, 3, [(1, float("nan"))]])
def test_what_is_no_arrow_is_told(wrong: Any) -> None:
    """In both languages."""
    with pytest.raises(errors.ArgumentError) as caught:
        plots.vectors(wrong)
    assert caught.value.code == "BD381"
    assert "no arrows in the plane" in caught.value.text("en")
    assert "평면에 그릴 수 있는 화살표가 아닙니다" in caught.value.text("ko")
